/*
 * `todoku scan` as a page: what was read, the rates of all messages and of each
 * row with how sure they are, what became of the mail and why, and the balance
 * sheet.
 */
#include "analyzer/report/report_html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/report_notes.h"

/* ---- rows ---- */

size_t
td_view_day(const struct td_view *v)
{
	return td_dims_find(v->r->dims, "day");
}

/* The cube without its day. */
static int
sum_days(struct td_view *v)
{
	const size_t day = td_view_day(v);

	v->dims.n = 0;
	for (size_t d = 0; d < v->r->dims->n; d++)
		if (d != day)
			v->dims.dim[v->dims.n++] = v->r->dims->dim[d];
	v->sums = td_cube_new(&v->dims, v->n_cells + 1);
	for (size_t i = 0; i < v->n_cells && v->sums != NULL; i++) {
		struct td_span value[TD_MAX_DIMS];
		struct td_cell *sum;

		for (size_t d = 0, k = 0; d < v->r->dims->n; d++)
			if (d != day)
				value[k++] = td_cell_value(v->cell[i], d);
		sum = td_cube_cell(v->sums, value);
		if (sum == NULL || td_cell_add(sum, v->cell[i]) == -1)
			return -1;
	}
	return v->sums == NULL ? -1 : 0;
}

static int
cmp_messages(const void *a, const void *b)
{
	const struct td_cell *c = *(const struct td_cell *const *)a;
	const struct td_cell *d = *(const struct td_cell *const *)b;
	const uint64_t m = c->counter[TD_C_MESSAGES];
	const uint64_t n = d->counter[TD_C_MESSAGES];
	int cmp;

	if (m != n)
		return m > n ? -1 : 1;
	/* The first byte is the length of the first value. */
	cmp = memcmp(c->key, d->key, c->n_key < d->n_key ? c->n_key : d->n_key);
	return cmp != 0 ? cmp : (c->n_key > d->n_key) - (c->n_key < d->n_key);
}

static int
choose_rows(struct td_view *v)
{
	const struct td_cell *const *cell;
	bool timed = false;

	v->cell = cell = td_cube_sorted(v->r->cube, &v->n_cells);
	v->n = v->n_cells;
	v->dims = *v->r->dims;
	if (td_view_day(v) < v->dims.n && v->dims.n > 1 && sum_days(v) == -1)
		return -1;
	if (v->sums != NULL)
		cell = td_cube_sorted(v->sums, &v->n);
	v->row = calloc(v->n + 1, sizeof(*v->row));
	if (v->row == NULL)
		return -1;
	if (v->n > 0)
		memcpy(v->row, cell, v->n * sizeof(*v->row));
	for (size_t d = 0; d < v->dims.n; d++)
		timed |= v->dims.dim[d]->timed;
	if (!timed)
		qsort(v->row, v->n, sizeof(*v->row), cmp_messages);
	return 0;
}

/* ---- the page ---- */

static void
put_note(void *arg, struct td_span text, bool warn)
{
	td_page_paragraphs(arg, text, warn);
}

static void
put_notes(struct td_view *v, void (*notes)(struct notes *))
{
	struct notes s = {
		.r = v->r, .total = &v->total, .put = put_note, .arg = &v->p
	};

	s.f = open_memstream(&s.text, &s.n);
	if (s.f == NULL) {
		v->r->error = errno;
		return;
	}
	notes(&s);
	fclose(s.f);
	free(s.text);
}

static void
put_setting(struct td_view *v, const char *name, const char *value)
{
	if (value == NULL)
		return;
	fprintf(v->p.out, "<dt>%s</dt><dd>", name);
	td_page_text(&v->p, value);
	fputs("</dd>\n", v->p.out);
}

static void
put_settings(struct td_view *v)
{
	const struct td_report_options *o = &v->r->options;

	fputs("<dl>\n<dt>Rows by</dt><dd>", v->p.out);
	for (size_t d = 0; d < v->r->dims->n; d++)
		fprintf(v->p.out, "%s%s", d > 0 ? ", " : "",
		    v->r->dims->dim[d]->name);
	fputs(v->r->dims->n == 0 ? "nothing: one row</dd>\n" : "</dd>\n",
	    v->p.out);
	put_setting(v, "Time zone", v->r->dims->zone.name);
	put_setting(v, "Trust", o->trust);
	put_setting(v, "Forwarded is", o->forwarded);
	put_setting(v, "Carriers", o->carriers);
	put_setting(v, "Suffix list of", o->psl_date);
	fputs("</dl>\n", v->p.out);
}

static void
put_words(struct td_view *v)
{
	td_page_section(&v->p, "How to read it");
	fputs("<p>Rates are in per cent, of so many messages as stand beside "
	      "them; a dash is no data. The interval of a rate (from, to; the "
	      "line through a dot) is Wilson's, 95 %: what rates are "
	      "compatible with so few or so many messages, if these are "
	      "independent; mails of one day are alike, so it is rather too "
	      "narrow.</p>\n<dl class=\"defs\">\n",
	    v->p.out);
	for (size_t i = 0; i < td_n_rates; i++)
		if (td_view_has(v, td_rates[i].name))
			put_setting(v, td_rates[i].name, td_rates[i].doc);
	fputs("</dl>\n", v->p.out);
	td_page_section_end(&v->p);
}

static void
put_page(struct td_view *v)
{
	td_page_section(&v->p, "What was read");
	put_notes(v, td_notes_input);
	put_settings(v);
	put_notes(v, td_notes_gaps);
	td_view_silence(v);
	td_page_section_end(&v->p);
	td_view_topics(v);
	td_view_reasons(v);
	td_view_days(v);
	td_view_tlsrpt(v);
	td_view_balance(v);
	put_notes(v, td_notes_trust);
	td_page_section_end(&v->p);
	put_words(v);
}

void
td_report_html(FILE *out, struct td_report *r)
{
	struct td_view v = { .r = r };

	td_balance_sort(r->balance);
	if (td_cube_total(r->cube, &v.total) == -1 || choose_rows(&v) == -1) {
		r->error = ENOMEM;
	} else {
		td_page_begin(&v.p, out,
		    td_delivered(&v.total) > 0 ? "What became of the mail" :
		                                 "How mail was authenticated");
		put_page(&v);
		td_page_end(&v.p, "todoku " TD_VERSION ", scan");
	}
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&v.total.hist[i]);
	free(v.row);
	td_cube_free(v.sums);
}

/*
 * The table for people: a row a cell, then a total, then what has to be known
 * to read it.  It is as wide as the terminal; what does not fit beside the
 * names goes into a second table under the first, so nothing is lost at 80
 * columns but the ends of long names.
 *
 *	                              SPF     DKIM     DMARC       PRA
 *	carrier  domain        msgs  pass% of align of  pass% of align of
 *	docomo   docomo.ne.jp    10   88.9  9  77.8  9   75.0  8  33.3  9
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/groups.h"
#include "analyzer/report/print.h"

enum {
	PERCENT = 5,  /* "100.0" */
	MIN_NAME = 7, /* what a name keeps; the last one a little more */
	MIN_LAST = 12,
	LAST_FIRST = 6 /* how much wider the last name may stay */
};

#define CUT "\xe2\x80\xa6" /* ellipsis */
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

struct shown {
	const struct td_group *group;
	struct td_rate rate;
	unsigned value, second; /* widths; the latter is 0 without a column */
	bool used;
};

struct table {
	FILE *out;
	const struct td_report *r;
	const struct td_cell *const *cell;
	size_t n;
	struct td_cell total;
	unsigned columns;
	unsigned natural[TD_MAX_DIMS], width[TD_MAX_DIMS];
	unsigned messages;
	size_t n_shown, n_needed; /* the rest if there is room */
	struct shown shown[TD_N_GROUPS];
};

static unsigned
width_of(const char *s)
{
	return td_text_width((struct td_span){ s, strlen(s) });
}

static void
widen(unsigned *width, unsigned to)
{
	if (*width < to)
		*width = to;
}

/* ---- which columns, and how wide ---- */

static void
measure_group(struct shown *s, const struct td_cell *c)
{
	struct td_text value, second = { "" };

	td_group_texts(s->group, &s->rate, c, &value, &second);
	widen(&s->value, width_of(value.s));
	widen(&s->second, width_of(second.s));
}

static void
choose_groups(struct table *t)
{
	for (size_t i = 0; i < TD_N_GROUPS; i++) {
		const struct td_group *g = &td_groups[i];
		struct shown *s = &t->shown[t->n_shown];

		if (!td_group_shown(g, &t->total))
			continue;
		*s = (struct shown){ .group = g, .rate = td_group_rate(g) };
		s->value = g->kind == TD_GROUP_RATIO ? PERCENT : 0;
		widen(&s->value, width_of(g->head));
		if (g->second != NULL)
			s->second = width_of(g->second);
		for (size_t k = 0; k < t->n; k++)
			measure_group(s, t->cell[k]);
		measure_group(s, &t->total);
		t->n_shown++;
		if (g->unit != TD_UNIT_ROOM)
			t->n_needed = t->n_shown;
	}
}

static void
measure_names(struct table *t)
{
	const struct td_dims *dims = t->r->dims;

	for (size_t d = 0; d < dims->n; d++) {
		t->natural[d] = width_of(dims->dim[d]->name);
		for (size_t i = 0; i < t->n; i++)
			widen(&t->natural[d],
			    td_text_width(td_cell_value(t->cell[i], d)));
	}
	widen(&t->natural[0], width_of("total"));
	t->messages = width_of("msgs");
	widen(&t->messages,
	    width_of(td_grouped(t->total.counter[TD_C_MESSAGES]).text));
}

static unsigned
group_width(const struct shown *s)
{
	unsigned width = 2 + s->value + (s->second > 0 ? 1 + s->second : 0);

	/* The title begins in the gap's second column at the most. */
	widen(&width, 2 + width_of(s->group->title));
	return width;
}

static unsigned
names_width(const struct table *t, const unsigned *width)
{
	unsigned sum = 0;

	for (size_t d = 0; d < t->r->dims->n; d++)
		sum += width[d] + (d > 0 ? 2 : 0);
	return sum;
}

/*
 * Take from the widest name, a column at a time, until all fit.  The last one,
 * mostly the domain, tells more than what stands before it.
 */
static void
fit_names(struct table *t, unsigned room)
{
	memcpy(t->width, t->natural, sizeof t->width);
	while (names_width(t, t->width) > room) {
		const size_t last = t->r->dims->n - 1;
		size_t widest = 0;

		for (size_t d = 1; d < last; d++)
			if (t->width[d] > t->width[widest])
				widest = d;
		if (t->width[last] >= t->width[widest] + LAST_FIRST ||
		    t->width[widest] <= 1)
			widest = last;
		if (t->width[widest] <= 1)
			return;
		t->width[widest]--;
	}
}

/* A unit begins a table of its own where it has not room as a whole. */
static bool
must_break(const struct table *t, size_t from, size_t at, unsigned room)
{
	const unsigned unit = t->shown[at].group->unit;
	unsigned sum = 0;

	if (at == from || at >= t->n_needed ||
	    t->shown[at - 1].group->unit == unit)
		return false;
	for (size_t i = at; i < t->n_needed; i++)
		if (t->shown[i].group->unit == unit)
			sum += group_width(&t->shown[i]);
	return sum > room;
}

/* What names need at the least. */
static unsigned
least_names(const struct table *t)
{
	unsigned least[TD_MAX_DIMS];

	for (size_t d = 0; d < t->r->dims->n; d++) {
		least[d] = d + 1 == t->r->dims->n ? MIN_LAST : MIN_NAME;
		if (t->natural[d] < least[d])
			least[d] = t->natural[d];
	}
	return names_width(t, least);
}

/* How many groups from `from` on stand in one table; at least one. */
static size_t
fit_groups(struct table *t, size_t from)
{
	const unsigned fixed = 2 + t->messages;
	unsigned used = 0;
	size_t to = from;

	/* A second table is no place for what need not be shown. */
	while (to < (from > 0 ? t->n_needed : t->n_shown)) {
		/* Room is what names leave that need not be cut. */
		unsigned names = to < t->n_needed ? least_names(t) :
		                                    names_width(t, t->natural);
		unsigned more = group_width(&t->shown[to]);
		unsigned taken = fixed + names + used;
		unsigned room = t->columns > taken ? t->columns - taken : 0;

		if (to > from && (more > room || must_break(t, from, to, room)))
			break;
		used += more;
		t->shown[to++].used = true;
	}
	fit_names(t, t->columns > fixed + used ? t->columns - fixed - used : 1);
	return to;
}

/* ---- printing ---- */

static void
put_right(FILE *out, const char *s, unsigned width)
{
	unsigned w = width_of(s);

	fprintf(out, "%*s%s", w < width ? (int)(width - w) : 0, "", s);
}

static void
put_name(FILE *out, struct td_span name, unsigned width)
{
	unsigned w = td_text_width(name);

	if (w > width) {
		name = td_text_cut(name, width - 1);
		w = td_text_width(name) + 1;
		td_put_text(out, name);
		fputs(CUT, out);
	} else {
		td_put_text(out, name);
	}
	fprintf(out, "%*s", (int)(width - w), "");
}

/* Columns without a title leave nothing behind the last one that has. */
static void
put_titles(struct table *t, size_t from, size_t to)
{
	unsigned width = names_width(t, t->width) + 2 + t->messages;

	for (size_t i = from; i < to; i++) {
		const char *title = t->shown[i].group->title;

		width += group_width(&t->shown[i]);
		if (title[0] == '\0')
			continue;
		put_right(t->out, title, width);
		width = 0;
	}
	fputs("\n", t->out);
}

/* A column's head, or a cell, at the right of its group. */
static void
put_group(
    FILE *out, const struct shown *s, const char *value, const char *second)
{
	if (s->second == 0) {
		put_right(out, value, group_width(s));
		return;
	}
	put_right(out, value, group_width(s) - 1 - s->second);
	put_right(out, second, 1 + s->second);
}

static void
put_heads(struct table *t, size_t from, size_t to)
{
	for (size_t d = 0; d < t->r->dims->n; d++) {
		const char *name = t->r->dims->dim[d]->name;

		fprintf(t->out, "%s", d > 0 ? "  " : "");
		put_name(t->out, (struct td_span){ name, strlen(name) },
		    t->width[d]);
	}
	put_right(t->out, "msgs", 2 + t->messages);
	for (size_t i = from; i < to; i++)
		put_group(t->out, &t->shown[i], t->shown[i].group->head,
		    t->shown[i].group->second);
	fputs("\n", t->out);
}

static void
put_numbers(struct table *t, size_t from, size_t to, const struct td_cell *c)
{
	put_right(t->out, td_grouped(c->counter[TD_C_MESSAGES]).text,
	    2 + t->messages);
	for (size_t i = from; i < to; i++) {
		const struct shown *s = &t->shown[i];
		struct td_text value, second = { "" };

		td_group_texts(s->group, &s->rate, c, &value, &second);
		put_group(t->out, s, value.s, second.s);
	}
	fputs("\n", t->out);
}

static void
put_total(struct table *t, size_t from, size_t to)
{
	const unsigned names = names_width(t, t->width);
	unsigned all = names + 2 + t->messages;

	for (size_t i = from; i < to; i++)
		all += group_width(&t->shown[i]);
	for (unsigned i = 0; i < all; i++)
		putc('-', t->out);
	fprintf(t->out, "\n%s", t->r->color ? BOLD : "");
	put_name(t->out, TD_SPAN("total"), names);
	put_numbers(t, from, to, &t->total);
	fputs(t->r->color ? PLAIN : "", t->out);
}

static void
put_table(struct table *t, size_t from, size_t to)
{
	fputs(t->r->color ? BOLD : "", t->out);
	put_titles(t, from, to);
	put_heads(t, from, to);
	fputs(t->r->color ? PLAIN : "", t->out);
	for (size_t i = 0; i < t->n; i++) {
		for (size_t d = 0; d < t->r->dims->n; d++) {
			fprintf(t->out, "%s", d > 0 ? "  " : "");
			put_name(
			    t->out, td_cell_value(t->cell[i], d), t->width[d]);
		}
		put_numbers(t, from, to, t->cell[i]);
	}
	put_total(t, from, to);
}

/* A column that is not there must not be taken for one that was forgotten. */
static void
put_hidden(const struct table *t, FILE *f)
{
	for (size_t i = 0; i < TD_N_GROUPS; i++) {
		const struct td_group *g = &td_groups[i];

		if (g->if_any && td_delivered(&t->total) > 0 &&
		    !td_group_shown(g, &t->total))
			fprintf(f, "%s: none.\n", g->head);
	}
}

/* The sentences that say what is above and below the line. */
static void
put_legend(struct table *t)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		return;
	fputs("of: how many messages a rate is made of; " TD_NO_DATA
	      ": no data.\n",
	    f);
	for (size_t i = 0; i < t->n_shown; i++) {
		const struct td_group *g = t->shown[i].group;

		const char *head =
		    g->kind == TD_GROUP_RATIO || g->kind == TD_GROUP_COUNT ?
		    g->head :
		    "";

		if (t->shown[i].used && t->shown[i].rate.doc != NULL)
			fprintf(f, "%s%s%s: %s\n", g->title,
			    g->title[0] != '\0' && head[0] != '\0' ? " " : "",
			    head, t->shown[i].rate.doc);
	}
	put_hidden(t, f);
	fclose(f);
	putc('\n', t->out);
	td_put_wrapped(t->out, (struct td_span){ text, n }, t->columns);
	free(text);
}

void
td_report_table(FILE *out, struct td_report *r)
{
	struct table t = { .out = out, .r = r };

	t.columns = td_report_columns(r);
	t.cell = td_cube_sorted(r->cube, &t.n);
	if (td_cube_total(r->cube, &t.total) == -1)
		r->error = ENOMEM;
	td_balance_sort(r->balance);
	measure_names(&t);
	choose_groups(&t);
	for (size_t from = 0, to; from < t.n_needed; from = to) {
		to = fit_groups(&t, from);
		if (from > 0)
			putc('\n', out);
		put_table(&t, from, to);
	}
	td_report_notes(out, r, &t.total);
	put_legend(&t);
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&t.total.hist[i]);
}

/*
 * Why mail was refused, and how rates went day by day.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/html_days.h"
#include "analyzer/report/report_html.h"

/* ---- reasons ---- */

static void
put_reason_chart(struct td_view *v, const unsigned *reason, size_t n)
{
	const uint64_t *count = v->total.counter + TD_C_REASON;
	const uint64_t most = count[reason[0]];
	const struct td_axis a = { 0, (double)most, 0, 100, false };
	struct td_chart c;

	td_chart_begin(&c, &v->p, "Reasons", "Messages, all rows together.",
	    "Bars: how many messages have each reason. The table of this "
	    "section has the numbers.",
	    n, TD_CHART_ROW);
	td_chart_tick(&c, &a, 0, "0");
	td_chart_tick(&c, &a, (double)most, td_grouped(most).text);
	for (size_t i = 0; i < n; i++) {
		const char *name = td_reason_name((enum td_reason)reason[i]);
		const char *text = td_grouped(count[reason[i]]).text;
		const unsigned y = td_chart_row(i);

		td_chart_name(&c, y, (struct td_span){ name, strlen(name) });
		td_chart_word(&c, y, text, "d");
		td_chart_bar(&c, &a, y + 22, 9, 0, (double)count[reason[i]],
		    "acc", text);
	}
	td_chart_end(&c);
}

static void
put_reason_table(struct td_view *v, const unsigned *reason, size_t n)
{
	td_page_table(&v->p, "Reasons of all rows together");
	fputs("<thead><tr>", v->p.out);
	td_page_head(&v->p, "reason", NULL, true);
	td_page_head(&v->p, "messages", NULL, false);
	td_page_head(&v->p, "which is", NULL, true);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (size_t i = 0; i < n; i++) {
		const char *name = td_reason_name((enum td_reason)reason[i]);

		fputs("<tr>", v->p.out);
		td_page_name(&v->p, (struct td_span){ name, strlen(name) });
		td_page_count(&v->p, v->total.counter[TD_C_REASON + reason[i]]);
		fputs("<td class=\"l w\">", v->p.out);
		td_page_text(&v->p,
		    td_counter_doc((enum td_counter)(TD_C_REASON + reason[i])));
		fputs("</td></tr>\n", v->p.out);
	}
	fputs("</tbody>\n", v->p.out);
	td_page_table_end(&v->p);
}

static bool
has_reason(const struct td_cell *c)
{
	for (unsigned i = 0; i < TD_N_REASONS; i++)
		if (c->counter[TD_C_REASON + i] > 0)
			return true;
	return false;
}

static void
put_row_reasons(struct td_view *v, const unsigned *reason, size_t n, size_t row)
{
	const struct td_cell *c = v->row[row];

	fputs("<tr>", v->p.out);
	td_view_names(v, &v->dims, c);
	for (size_t i = 0; i < n; i++)
		td_page_count(&v->p, c->counter[TD_C_REASON + reason[i]]);
	fputs("</tr>\n", v->p.out);
}

static void
put_reasons_by_row(struct td_view *v, const unsigned *reason, size_t n)
{
	td_page_table(&v->p, "Reasons by row; rows without any are left out");
	fputs("<thead><tr>", v->p.out);
	td_view_dim_heads(v, &v->dims);
	for (size_t i = 0; i < n; i++)
		td_page_head(&v->p, td_reason_name((enum td_reason)reason[i]),
		    td_counter_name((enum td_counter)(TD_C_REASON + reason[i])),
		    false);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (size_t i = 0; i < v->n; i++)
		if (has_reason(v->row[i]))
			put_row_reasons(v, reason, n, i);
	fputs("</tbody>\n", v->p.out);
	td_page_table_end(&v->p);
}

void
td_view_reasons(struct td_view *v)
{
	const uint64_t *count = v->total.counter + TD_C_REASON;
	unsigned reason[TD_N_REASONS] = { 0 };
	size_t n = 0;

	/* The most frequent first. */
	for (unsigned i = 0; i < TD_N_REASONS; i++) {
		size_t k = n;

		if (count[i] == 0)
			continue;
		for (; k > 0 && count[reason[k - 1]] < count[i]; k--)
			reason[k] = reason[k - 1];
		reason[k] = i;
		n++;
	}
	if (n == 0)
		return;
	td_page_section(&v->p, "Reasons");
	fputs("<div class=\"pair\">\n", v->p.out);
	put_reason_chart(v, reason, n);
	put_reason_table(v, reason, n);
	fputs("</div>\n", v->p.out);
	if (v->dims.n > 0)
		put_reasons_by_row(v, reason, n);
	td_page_section_end(&v->p);
}

/* ---- days ---- */

static const struct {
	const char *rate, *title;
} drawn[] = {
	{ "delivery.acceptance_rate", "Acceptance" },
	{ "spf.pass_rate", "SPF pass" },
	{ "dkim.pass_rate", "DKIM pass" },
	{ "dmarc.pass_rate", "DMARC pass" },
};

/* Whether a cell of the report belongs to a row, which has no day. */
static bool
is_of_row(
    const struct td_view *v, const struct td_cell *c, const struct td_cell *row)
{
	const size_t day = td_view_day(v);

	if (v->sums == NULL)
		return true;
	for (size_t d = 0, k = 0; d < v->r->dims->n; d++)
		if (d != day &&
		    !td_span_eq(td_cell_value(c, d), td_cell_value(row, k++)))
			return false;
	return true;
}

/* One row's line; its days come in order, as cells are sorted. */
static void
put_panel(struct td_view *v, struct td_chart *c, const struct td_axis *a,
    unsigned y, const struct td_rate *rate, const struct td_cell *row)
{
	static const struct td_axis all = { 0, 1, 0, 100, false };
	const size_t day_dim = td_view_day(v);
	struct td_curve curve;

	td_panel(c, a, y);
	td_curve_begin(&curve, c, a, &all, y, TD_CURVE_DOTS, "");
	for (size_t i = 0; i < v->n_cells; i++) {
		struct td_day day = { .text =
			                  td_cell_value(v->cell[i], day_dim) };

		if (!is_of_row(v, v->cell[i], row) ||
		    !td_day_of(day.text, &day.number) ||
		    !td_rate_of(
		        rate, v->cell[i]->counter, &day.share.x, &day.share.n))
			continue;
		if (day.share.x > day.share.n)
			day.share.x = day.share.n;
		td_curve_add(&curve, &day, day.number);
	}
	td_curve_end(&curve);
}

static void
put_day_chart(struct td_view *v, const struct td_rate *rate, const char *title,
    const struct td_axis *a, const char *const end[2])
{
	const size_t rows = v->sums == NULL ? 1 :
	    v->n < TD_CHART_ROWS            ? v->n :
	                                      TD_CHART_ROWS;
	struct td_chart c;
	char key[160];

	snprintf(key, sizeof key,
	    "By day, from 0 to 100 %%; thin: 95 %% interval, dashed: days "
	    "without mail.%s",
	    td_chart_more(rows < v->n && v->sums != NULL));
	td_chart_begin(&c, &v->p, title, key,
	    "Lines, one for each row: the rate of every day. The table of "
	    "this section has the numbers.",
	    rows, TD_PANEL);
	td_chart_tick(&c, a, a->from, end[0]);
	if (a->to > a->from && strcmp(end[0], end[1]) != 0)
		td_chart_tick(&c, a, a->to, end[1]);
	for (size_t i = 0; i < rows; i++) {
		const unsigned y = TD_CHART_HEAD + (unsigned)i * TD_PANEL;
		char *name = v->sums == NULL ?
		    strdup("all") :
		    td_view_name(&v->dims, v->row[i]);

		if (name == NULL) {
			v->r->error = ENOMEM;
			break;
		}
		td_chart_name(&c, y, (struct td_span){ name, strlen(name) });
		free(name);
		put_panel(
		    v, &c, a, y, rate, v->sums == NULL ? &v->total : v->row[i]);
	}
	td_chart_end(&c);
}

/* The columns of the table, or of its head if c is NULL. */
static void
put_day_columns(struct td_view *v, const struct td_cell *c)
{
	static const char *const path[] = { "messages", "delivery.accepted",
		"delivery.failed", "delivery.acceptance_rate", "delivery.low",
		"delivery.high", "spf.pass_rate", "spf.low", "spf.high",
		"dkim.pass_rate", "dkim.low", "dkim.high", "dmarc.pass_rate",
		"dmarc.low", "dmarc.high" };

	for (size_t k = 0; k < td_n_columns; k++)
		for (size_t j = 0; j < sizeof path / sizeof *path; j++) {
			if (strcmp(td_columns[k].path, path[j]) != 0 ||
			    !td_view_has(v, path[j]))
				continue;
			if (c == NULL)
				td_view_column_head(v, &td_columns[k], true);
			else
				td_view_column(v, &td_columns[k], c);
		}
}

static void
put_day_table(struct td_view *v)
{
	td_page_table(&v->p, "By day");
	fputs("<thead><tr>", v->p.out);
	td_view_dim_heads(v, v->r->dims);
	put_day_columns(v, NULL);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (size_t i = 0; i < v->n_cells; i++) {
		fputs("<tr>", v->p.out);
		td_view_names(v, v->r->dims, v->cell[i]);
		put_day_columns(v, v->cell[i]);
		fputs("</tr>\n", v->p.out);
	}
	fputs("</tbody>\n", v->p.out);
	td_page_table_end(&v->p);
}

void
td_view_days(struct td_view *v)
{
	const size_t dim = td_view_day(v);
	struct td_axis a = { INFINITY, -INFINITY, 0, 100, false };
	char end[2][16] = { "", "" };

	for (size_t i = 0; i < v->n_cells && dim < v->r->dims->n; i++) {
		const struct td_span value = td_cell_value(v->cell[i], dim);
		double day;

		if (!td_day_of(value, &day))
			continue;
		if (day < a.from)
			snprintf(end[0], sizeof end[0], "%.10s", value.p);
		if (day > a.to)
			snprintf(end[1], sizeof end[1], "%.10s", value.p);
		a.from = fmin(a.from, day);
		a.to = fmax(a.to, day);
	}
	if (!isfinite(a.from))
		return;
	td_page_section(&v->p, "Days");
	fputs("<div class=\"charts\">\n", v->p.out);
	for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
		const struct td_rate rate = td_view_rate(drawn[i].rate);
		const char *const ends[2] = { end[0], end[1] };
		uint64_t above, below;

		if (td_rate_of(&rate, v->total.counter, &above, &below))
			put_day_chart(v, &rate, drawn[i].title, &a, ends);
	}
	fputs("</div>\n", v->p.out);
	put_day_table(v);
	td_page_section_end(&v->p);
}

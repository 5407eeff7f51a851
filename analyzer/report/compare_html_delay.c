/*
 * The section of delays: two dumbbells a row, of the time in which half of the
 * messages were accepted and of that of 95 % of them, and the table of it.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/compare_html.h"
#include "analyzer/report/compare_words.h"
#include "analyzer/report/html_chart.h"
#include "analyzer/report/print.h"

/* NAN where it is not reached. */
static double
seconds(struct td_delay_quantile x)
{
	return x.reached ? (double)x.value / TD_DELAY_UNIT : (double)NAN;
}

/* ---- the chart ---- */

static void
put_pair(struct td_chart *c, const struct td_axis *axis, unsigned y,
    const struct td_delay_change *x, bool most)
{
	static const char side[] = "AB";
	double at[TD_N_SIDES];

	for (int s = 0; s < TD_N_SIDES; s++)
		at[s] = seconds(most ? x->side[s].most : x->side[s].half);
	if (isfinite(at[TD_SIDE_A]) && isfinite(at[TD_SIDE_B]))
		td_chart_line(
		    c, axis, y, at[TD_SIDE_A], at[TD_SIDE_B], "c", NULL);
	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct td_delay_side *one = &x->side[s];
		char hint[160];

		if (!isfinite(at[s]))
			continue;
		snprintf(hint, sizeof hint, "%c: %s of %s messages within %s s",
		    side[s], most ? "95 %" : "half",
		    td_grouped(one->accepted + one->open).text,
		    td_compare_seconds(one, most ? one->most : one->half).s);
		td_chart_mark(c, axis, y, at[s],
		    s == TD_SIDE_A ? TD_RING :
		        most       ? TD_SQUARE :
		                     TD_DOT,
		    s == TD_SIDE_A ? "r" : "f", hint);
	}
}

static void
put_row(struct td_compare_view *v, struct td_chart *c,
    const struct td_axis *axis, unsigned y, const struct td_compared *g,
    const struct td_delay_change *x)
{
	char *name = td_compare_name(v, g);
	char class[32];

	if (name == NULL)
		return;
	td_chart_name(c, y, (struct td_span){ name, strlen(name) });
	free(name);
	snprintf(class, sizeof class, "%s%s",
	    x->verdict <= TD_WORSE ? "v " : "d ", td_compare_class(x->verdict));
	td_chart_word(c, y, td_verdict_word(x->verdict), class);
	td_chart_line(c, axis, y, axis->from, axis->to, "g", NULL);
	put_pair(c, axis, y, x, false);
	put_pair(c, axis, y, x, true);
}

static const struct td_delay_change *
change_at(const struct td_compare_view *v, size_t i)
{
	return i < v->n ? &v->row[i]->delay : &v->c->delay;
}

static struct td_axis
find_axis(const struct td_compare_view *v, size_t rows)
{
	double least = INFINITY, most = 0;

	for (size_t i = 0; i <= rows; i++) {
		const struct td_delay_change *x =
		    change_at(v, i < rows ? i : v->n);

		for (int s = 0; s < TD_N_SIDES; s++) {
			least = fmin(least, seconds(x->side[s].half));
			most = fmax(most, seconds(x->side[s].half));
			most = fmax(most, seconds(x->side[s].most));
		}
	}
	return td_axis_of_times(least, most);
}

static void
put_chart(struct td_compare_view *v)
{
	const size_t rows = v->n < TD_CHART_ROWS ? v->n : TD_CHART_ROWS;
	const bool all = v->n != 1;
	const struct td_axis axis = find_axis(v, rows);
	struct td_chart c;
	char key[256];

	snprintf(key, sizeof key,
	    "Half of the messages took no longer, \xe2\x97\x8b\xc2\xa0"
	    "A, \xe2\x97\x8f\xc2\xa0"
	    "B, and 95 %% of them, \xe2\x97\x8b\xc2\xa0"
	    "A, \xe2\x96\xa0\xc2\xa0"
	    "B; the scale is logarithmic.%s",
	    td_chart_more(rows < v->n));
	td_chart_begin(&c, &v->p, "Delay, A and B, less is better", key,
	    "Two dumbbells a row, on a logarithmic scale: how long half of "
	    "the messages and 95 % of them took on sides A and B. The table "
	    "after it has the numbers.",
	    rows + all, TD_CHART_ROW);
	td_chart_times(&c, &axis);
	for (size_t i = 0; i < rows; i++)
		put_row(v, &c, &axis, td_chart_row(i), v->row[i],
		    &v->row[i]->delay);
	if (all)
		put_row(v, &c, &axis, td_chart_row(rows), NULL, &v->c->delay);
	td_chart_end(&c);
}

/* ---- the table ---- */

static void
put_heads(struct td_compare_view *v)
{
	static const struct {
		const char *head, *column;
	} head[] = {
		{ "A half", "a_p50" },
		{ "A 95 %", "a_p95" },
		{ "A of", "a_accepted" },
		{ "open", "a_open" },
		{ "B half", "b_p50" },
		{ "B 95 %", "b_p95" },
		{ "B of", "b_accepted" },
		{ "open", "b_open" },
		{ "q", "q" },
	};

	td_compare_dim_heads(v);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		td_page_head(&v->p, head[i].head, head[i].column, false);
	td_page_head(&v->p, "verdict", "verdict", true);
	td_page_head(&v->p, "why, or what it would take", NULL, true);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
}

static void
put_quantile(struct td_compare_view *v, const struct td_delay_side *side,
    struct td_delay_quantile x)
{
	if (x.reached)
		td_page_number(
		    &v->p, seconds(x), td_compare_seconds(side, x).s);
	else
		td_page_nothing(&v->p);
}

static void
put_why(struct td_compare_view *v, const struct td_delay_change *x)
{
	static const char *const doubt[] = {
		[TD_DELAY_SURE] = "",
		[TD_DELAY_DAYS] = "The days differ among each other as much "
		                  "as the sides.",
		[TD_DELAY_SMALL] = "Surely another, but by less than matters.",
		[TD_DELAY_MIXED] = "Some came sooner and some later.",
		[TD_DELAY_OPEN] = "Surely another; by how much, too much is "
		                  "deferred to say.",
	};

	fprintf(v->p.out, "<td class=\"l w\">%s", doubt[x->doubt]);
	if (x->verdict == TD_NOT_ENOUGH_MAIL)
		fprintf(v->p.out, "%s on each side for twice the pace",
		    td_grouped(x->enough).text);
	else if (isfinite(x->detectable))
		fprintf(v->p.out, "%.2f times faster or slower", x->detectable);
	fputs("</td>", v->p.out);
}

static void
put_numbers(struct td_compare_view *v, const struct td_delay_change *x)
{
	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct td_delay_side *side = &x->side[s];

		put_quantile(v, side, side->half);
		put_quantile(v, side, side->most);
		td_page_count(&v->p, side->accepted);
		td_page_count(&v->p, side->open);
	}
	td_compare_put_q(v, x->q);
	fprintf(v->p.out, "<td class=\"l %s\">%s</td>",
	    td_compare_class(x->verdict), td_verdict_word(x->verdict));
	put_why(v, x);
	fputs("</tr>\n", v->p.out);
}

static void
put_table(struct td_compare_view *v)
{
	td_page_table(&v->p,
	    "Delay: seconds in which half of the messages and 95 % of them "
	    "were accepted, how many were, and how many are still deferred; "
	    "q of the log-rank test");
	put_heads(v);
	for (size_t i = 0; i < v->n; i++) {
		td_compare_dims(v, v->row[i]);
		put_numbers(v, &v->row[i]->delay);
	}
	if (td_compare_dims_all(v)) {
		put_numbers(v, &v->c->delay);
		fputs("</tfoot>\n", v->p.out);
	}
	td_page_table_end(&v->p);
}

void
td_compare_delay_html(struct td_compare_view *v)
{
	const struct td_metric *m = &td_metrics[TD_METRIC_DELAY];

	td_compare_choose(v);
	td_page_section(&v->p, m->title);
	fputs("<p class=\"doc\">", v->p.out);
	td_page_text(&v->p, m->rate->doc);
	fprintf(v->p.out, "</p>\n<div class=\"pair\" data-metric=\"%s\">\n",
	    m->name);
	put_chart(v);
	fputs("<div>\n", v->p.out);
	put_table(v);
	td_compare_words(v, td_compare_put_open);
	fputs("</div>\n</div>\n", v->p.out);
	td_page_section_end(&v->p);
}

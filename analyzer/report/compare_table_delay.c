/*
 * Delays of two sides as a table for people, in seconds.
 *
 *	Delay, less is better
 *	                     A                B       change
 *	carrier   half  95 %  of   half  95 %  of   half   95 %  verdict
 *	docomo     1.2   8.0  40    1.1   7.2  40   -0.1   -0.8  no evidence
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/compare_table.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

enum { SECONDS = 5, CHANGE = 6 };

static uint64_t
all_of(const struct td_delay_side *x)
{
	return x->accepted + x->open;
}

static void
measure(struct td_compare_table *t)
{
	t->of = 2;
	for (int s = 0; s < TD_N_SIDES; s++) {
		const unsigned w = td_compare_width(
		    td_grouped(all_of(&t->c->delay.side[s])).text);

		if (w > t->of)
			t->of = w;
	}
	td_compare_fit_names(t,
	    2 * (2 + 2 * (SECONDS + 1) + t->of) + 2 + 2 * CHANGE + 1 + 2 +
	        TD_COMPARE_VERDICT);
}

static void
put_heads(const struct td_compare_table *t)
{
	const unsigned side = 2 + 2 * (SECONDS + 1) + t->of;

	fputs(t->r->color ? TD_COMPARE_BOLD : "", t->out);
	td_compare_right(t->out, "A", t->name + side);
	td_compare_right(t->out, "B", side);
	td_compare_right(t->out, "change", 3 + 2 * CHANGE);
	fputs("\n", t->out);
	td_compare_put_heads(t);
	for (int s = 0; s < TD_N_SIDES; s++) {
		td_compare_right(t->out, "half", 2 + SECONDS);
		td_compare_right(t->out, "95 %", 1 + SECONDS);
		td_compare_right(t->out, "of", 1 + t->of);
	}
	td_compare_right(t->out, "half", 2 + CHANGE);
	td_compare_right(t->out, "95 %", 1 + CHANGE);
	fprintf(t->out, "  verdict%s\n", t->r->color ? TD_COMPARE_PLAIN : "");
}

static void
put_row(const struct td_compare_table *t, const struct td_delay_change *x)
{
	const struct td_delay_side *a = &x->side[TD_SIDE_A];
	const struct td_delay_side *b = &x->side[TD_SIDE_B];

	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct td_delay_side *side = &x->side[s];

		td_compare_right(t->out, td_compare_seconds(side, side->half).s,
		    2 + SECONDS);
		td_compare_right(t->out, td_compare_seconds(side, side->most).s,
		    1 + SECONDS);
		td_compare_right(
		    t->out, td_grouped(all_of(side)).text, 1 + t->of);
	}
	td_compare_right(
	    t->out, td_compare_seconds_change(a->half, b->half).s, 2 + CHANGE);
	td_compare_right(
	    t->out, td_compare_seconds_change(a->most, b->most).s, 1 + CHANGE);
	td_compare_put_verdict(t, x->verdict);
}

/* ---- what verdicts rest on ---- */

/* Which rows a sentence is about, and what stands behind each. */
struct reason {
	const char *begin;
	bool (*is)(const struct td_delay_change *x);
	void (*put)(FILE *f, const struct td_delay_change *x);
};

static bool
is_chance(const struct td_delay_change *x)
{
	return x->verdict == TD_NO_EVIDENCE && x->doubt == TD_DELAY_SURE;
}

static bool
is_small(const struct td_delay_change *x)
{
	return x->doubt == TD_DELAY_SMALL;
}

static bool
is_mixed(const struct td_delay_change *x)
{
	return x->doubt == TD_DELAY_MIXED;
}

static bool
is_open(const struct td_delay_change *x)
{
	return x->doubt == TD_DELAY_OPEN;
}

static bool
is_by_days(const struct td_delay_change *x)
{
	return x->doubt == TD_DELAY_DAYS;
}

static bool
is_few(const struct td_delay_change *x)
{
	return x->verdict == TD_NOT_ENOUGH_MAIL && td_delay_has(x);
}

static void
put_pace(FILE *f, const struct td_delay_change *x)
{
	if (isfinite(x->detectable))
		fprintf(f, " (%.2f)", x->detectable);
	else
		fputs(" (nothing)", f);
}

static void
put_enough(FILE *f, const struct td_delay_change *x)
{
	fprintf(f, " (%s)", td_grouped(x->enough).text);
}

static const struct reason reasons[] = {
	{ "No evidence; so many times faster or slower would have been shown: ",
	    is_chance, put_pace },
	{ "Surely another delay, but by less than matters: ", is_small, NULL },
	{ "Surely another delay; by how much, too much is deferred to say: ",
	    is_open, NULL },
	{ "Some mail came sooner and some later: ", is_mixed, NULL },
	{ "The days differ among each other as much as the sides: ", is_by_days,
	    NULL },
	{ "Not enough mail; messages needed on each side for twice the pace: ",
	    is_few, put_enough },
};

static void
explain(const struct td_compare_table *t, FILE *f, const struct reason *r)
{
	size_t n = 0;

	for (size_t i = 0; i < t->c->n; i++) {
		const struct td_compared *g = &t->c->group[i];

		if (!r->is(&g->delay))
			continue;
		if (++n > TD_COMPARE_LISTED)
			continue;
		fputs(n == 1 ? r->begin : ", ", f);
		td_compare_put_group(f, t->c, g, td_put_text);
		if (r->put != NULL)
			r->put(f, &g->delay);
	}
	if (n > TD_COMPARE_LISTED)
		fprintf(f, ", and %zu more (-O csv)", n - TD_COMPARE_LISTED);
	if (n > 0)
		fputs(".\n", f);
}

static void
put_explanations(const struct td_compare_table *t)
{
	struct td_compare_text x;
	FILE *f = td_compare_text_begin(t, &x);

	if (f == NULL)
		return;
	td_compare_put_open(f, t->r, TD_METRIC_DELAY);
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		explain(t, f, &reasons[i]);
	td_compare_text_end(t, &x);
}

void
td_compare_delay_table(struct td_compare_table *t)
{
	const struct td_comparison *c = t->c;

	measure(t);
	fprintf(t->out, "\n%sDelay in seconds%s, less is better\n",
	    t->r->color ? TD_COMPARE_BOLD : "",
	    t->r->color ? TD_COMPARE_PLAIN : "");
	put_heads(t);
	for (size_t i = 0; i < c->n && c->dims->n > 0; i++) {
		if (!td_delay_has(&c->group[i].delay))
			continue;
		td_compare_put_name(t, c->group[i].value, c->dims->n);
		put_row(t, &c->group[i].delay);
	}
	td_compare_rule(t,
	    t->name + 2 * (4 + 2 * SECONDS + t->of) + 5 + 2 * CHANGE +
	        TD_COMPARE_VERDICT);
	td_compare_put_name(t, &TD_SPAN("all"), 1);
	put_row(t, &c->delay);
	put_explanations(t);
}

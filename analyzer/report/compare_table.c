/*
 * A comparison for people: a table for each metric, 80 columns wide or as wide
 * as the terminal, and under each what its verdicts rest on.
 *
 *	Acceptance       before        after
 *	carrier        %     of     %     of  change  95 % interval  verdict
 *	docomo      40.0     40  97.5     40   +57.5   +38.9  +72.3  better
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/compare_table.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

#define CUT "\xe2\x80\xa6" /* ellipsis */

enum { PERCENT = 5, CHANGE = 6, MIN_NAME = 8 };

/* ---- texts ---- */

unsigned
td_compare_width(const char *s)
{
	return td_text_width((struct td_span){ s, strlen(s) });
}

void
td_compare_right(FILE *out, const char *s, unsigned width)
{
	const unsigned w = td_compare_width(s);

	fprintf(out, "%*s%s", w < width ? (int)(width - w) : 0, "", s);
}

/* ---- names ---- */

/* All values of a group, one blank between them. */
static unsigned
name_width(const struct td_comparison *c, const struct td_compared *g)
{
	unsigned width = 0;

	for (size_t d = 0; d < c->dims->n; d++)
		width += td_text_width(g->value[d]) + (d > 0 ? 1 : 0);
	return width;
}

void
td_compare_put_name(
    const struct td_compare_table *t, const struct td_span *value, size_t n)
{
	unsigned left = t->name;

	for (size_t i = 0; i < n && left > 0; i++) {
		unsigned w = td_text_width(value[i]) + (i > 0 ? 1 : 0);

		if (i > 0)
			putc(' ', t->out);
		if (w <= left) {
			td_put_text(t->out, value[i]);
			left -= w;
			continue;
		}
		left -= i > 0;
		if (left > 0) {
			const struct td_span cut =
			    td_text_cut(value[i], left - 1);

			td_put_text(t->out, cut);
			fputs(CUT, t->out);
			left -= td_text_width(cut) + 1;
		}
		break;
	}
	fprintf(t->out, "%*s", (int)left, "");
}

void
td_compare_fit_names(struct td_compare_table *t, unsigned rest)
{
	const struct td_comparison *c = t->c;
	unsigned heads = 0;

	t->name = td_compare_width("all");
	for (size_t d = 0; d < c->dims->n; d++)
		heads +=
		    td_compare_width(c->dims->dim[d]->name) + (d > 0 ? 1 : 0);
	if (heads > t->name)
		t->name = heads;
	for (size_t i = 0; i < c->n; i++) {
		const unsigned w = name_width(c, &c->group[i]);

		if (w > t->name)
			t->name = w;
	}
	if (t->name + rest > t->columns)
		t->name =
		    t->columns > rest + MIN_NAME ? t->columns - rest : MIN_NAME;
}

static void
measure(struct td_compare_table *t)
{
	const struct td_comparison *c = t->c;

	t->of = 2;
	for (int s = 0; s < TD_N_SIDES; s++) {
		const unsigned w = td_compare_width(
		    td_grouped(c->overall[t->metric].change.side[s].n).text);

		if (w > t->of)
			t->of = w;
	}
	/* " before", "of": two blanks and one between; the interval twice. */
	td_compare_fit_names(t,
	    2 * (2 + PERCENT + 1 + t->of) + 2 + CHANGE + 2 + 2 * CHANGE + 1 +
	        2 + TD_COMPARE_VERDICT);
}

/* ---- rows ---- */

void
td_compare_put_verdict(const struct td_compare_table *t, enum td_judgement v)
{
	const char *color = "";

	if (t->r->color && v <= TD_WORSE)
		color = v == TD_BETTER ? "\033[32m" : "\033[31m";
	fprintf(t->out, "  %s%s%s\n", color, td_verdict_word(v),
	    color[0] != '\0' ? TD_COMPARE_PLAIN : "");
}

static void
put_change(const struct td_compare_table *t, const struct td_change *x)
{
	for (int s = 0; s < TD_N_SIDES; s++) {
		td_compare_right(
		    t->out, td_compare_share(x->side[s]).s, 2 + PERCENT);
		td_compare_right(
		    t->out, td_grouped(x->side[s].n).text, 1 + t->of);
	}
	td_compare_right(t->out, td_compare_change(x).s, 2 + CHANGE);
	td_compare_right(t->out, td_compare_points(x->low).s, 2 + CHANGE);
	td_compare_right(t->out, td_compare_points(x->high).s, 1 + CHANGE);
	td_compare_put_verdict(t, x->finding.verdict);
}

void
td_compare_put_heads(const struct td_compare_table *t)
{
	const struct td_dims *dims = t->c->dims;
	struct td_span head[TD_MAX_DIMS];

	for (size_t d = 0; d < dims->n; d++)
		head[d] = (struct td_span){ dims->dim[d]->name,
			strlen(dims->dim[d]->name) };
	td_compare_put_name(t, head, dims->n);
}

static void
put_heads(const struct td_compare_table *t)
{
	fputs(t->r->color ? TD_COMPARE_BOLD : "", t->out);
	td_compare_right(t->out, "A", t->name + 2 + PERCENT + 1 + t->of);
	td_compare_right(t->out, "B", 2 + PERCENT + 1 + t->of);
	fputs("\n", t->out);
	td_compare_put_heads(t);
	for (int s = 0; s < TD_N_SIDES; s++) {
		td_compare_right(t->out, "%", 2 + PERCENT);
		td_compare_right(t->out, "of", 1 + t->of);
	}
	td_compare_right(t->out, "change", 2 + CHANGE);
	td_compare_right(t->out, "95 % interval", 3 + 2 * CHANGE);
	fprintf(t->out, "  verdict%s\n", t->r->color ? TD_COMPARE_PLAIN : "");
}

/* ---- what verdicts rest on ---- */

/* "(-4.1, +2.0 points)": what would have been seen. */
static void
put_detectable(FILE *f, const struct td_detectable *d)
{
	const bool fall = isfinite(d->fall), rise = isfinite(d->rise);

	if (fall || rise)
		fprintf(f, " (%s%s%s)",
		    fall ? td_compare_fine_points(-d->fall).s : "",
		    fall && rise ? ", " : "",
		    rise ? td_compare_fine_points(d->rise).s : "");
	else
		fputs(" (nothing)", f);
}

/* The groups with a verdict, in a sentence that begins so. */
static void
explain(const struct td_compare_table *t, FILE *f, enum td_judgement v,
    const char *begin)
{
	size_t n = 0;

	for (size_t i = 0; i < t->c->n; i++) {
		const struct td_change *x = &t->c->group[i].metric[t->metric];

		if (x->finding.verdict != v ||
		    (x->side[TD_SIDE_A].n == 0 && x->side[TD_SIDE_B].n == 0))
			continue;
		if (n++ == 0)
			fputs(begin, f);
		if (n > TD_COMPARE_LISTED)
			continue;
		fputs(n > 1 ? ", " : "", f);
		td_compare_put_group(f, t->c, &t->c->group[i], td_put_text);
		if (v == TD_NO_EVIDENCE)
			put_detectable(f, &x->finding.detectable);
		else
			fprintf(f, " (%s for %s)",
			    td_grouped(x->finding.enough).text,
			    td_compare_percent(x->finding.enough_for).s);
	}
	if (n > TD_COMPARE_LISTED)
		fprintf(f, ", and %zu more (-O csv)", n - TD_COMPARE_LISTED);
	if (n > 0)
		fputs(".\n", f);
}

#define DAYS_DISAGREE "The days differ among each other as much as the sides: "

/* Where whole days say something else than single messages. */
static void
explain_days(const struct td_compare_table *t, FILE *f)
{
	size_t n = 0;

	for (size_t i = 0; i < t->c->n; i++) {
		if (!t->c->group[i].metric[t->metric].finding.clusters_disagree)
			continue;
		fputs(n++ == 0 ? DAYS_DISAGREE : ", ", f);
		td_compare_put_group(f, t->c, &t->c->group[i], td_put_text);
	}
	if (t->c->dims->n > 0 &&
	    t->c->overall[t->metric].change.finding.clusters_disagree)
		fputs(n++ == 0 ? DAYS_DISAGREE "all" : ", all", f);
	if (n > 0)
		fputs(".\n", f);
}

FILE *
td_compare_text_begin(
    const struct td_compare_table *t, struct td_compare_text *x)
{
	*x = (struct td_compare_text){ NULL, 0, NULL };
	x->f = open_memstream(&x->s, &x->n);
	if (x->f == NULL)
		t->r->error = errno;
	return x->f;
}

void
td_compare_text_end(const struct td_compare_table *t, struct td_compare_text *x)
{
	if (fclose(x->f) != 0)
		t->r->error = errno;
	else
		td_put_wrapped(
		    t->out, (struct td_span){ x->s, x->n }, t->columns);
	free(x->s);
}

static void
put_explanations(const struct td_compare_table *t)
{
	struct td_compare_text x;
	FILE *f = td_compare_text_begin(t, &x);

	if (f == NULL)
		return;
	td_compare_put_mix(f, t->r, t->metric);
	explain(t, f, TD_NO_EVIDENCE,
	    "No evidence; what these numbers would have shown, in points: ");
	explain(t, f, TD_NOT_ENOUGH_MAIL,
	    "Not enough mail; messages needed on each side for a change: ");
	explain_days(t, f);
	td_compare_text_end(t, &x);
}

void
td_compare_rule(const struct td_compare_table *t, unsigned width)
{
	if (t->c->dims->n == 0)
		return;
	for (unsigned i = 0; i < width && i < t->columns; i++)
		putc('-', t->out);
	putc('\n', t->out);
}

static void
put_uniform(const struct td_compare_table *t)
{
	const struct td_share *s = t->c->overall[t->metric].change.side;

	fprintf(t->out, "%s: %s on both sides, of %s and %s.\n",
	    td_metrics[t->metric].title, s[TD_SIDE_A].x == 0 ? "none" : "all",
	    td_grouped(s[0].n).text, td_grouped(s[1].n).text);
}

/* "Better: acceptance at au, docomo." */
static void
summarize(const struct td_compare_table *t, FILE *f, enum td_judgement v,
    const char *word)
{
	size_t n_metrics = 0;

	for (size_t m = 0; m < TD_N_METRICS; m++) {
		size_t n = 0;

		if (!td_compare_shows(t->r, m))
			continue;
		for (size_t i = 0; i < t->c->n; i++) {
			if (td_compare_verdict(&t->c->group[i], m) != v)
				continue;
			if (n++ == 0)
				fprintf(f, "%s %s%s",
				    n_metrics++ == 0 ? word : ";",
				    td_metrics[m].title,
				    t->c->dims->n > 0 ? " at " : "");
			else if (n <= TD_COMPARE_LISTED)
				fputs(", ", f);
			if (n <= TD_COMPARE_LISTED && t->c->dims->n > 0)
				td_compare_put_group(
				    f, t->c, &t->c->group[i], td_put_text);
		}
		if (n > TD_COMPARE_LISTED)
			fprintf(f, " and %zu more", n - TD_COMPARE_LISTED);
	}
	fputs(n_metrics > 0 ? ".\n" : "", f);
}

static void
put_summary(const struct td_compare_table *t)
{
	struct td_compare_text x;
	FILE *f = td_compare_text_begin(t, &x);

	if (f == NULL)
		return;
	summarize(t, f, TD_BETTER, "Better:");
	summarize(t, f, TD_WORSE, "Worse:");
	fflush(f);
	if (x.n == 0)
		fputs("Nothing is surely better, and nothing worse.\n", f);
	putc('\n', t->out);
	td_compare_text_end(t, &x);
}

static void
put_metric(struct td_compare_table *t)
{
	const struct td_metric *m = &td_metrics[t->metric];
	const struct td_comparison *c = t->c;

	measure(t);
	fprintf(t->out, "\n%s%s%s, %s is better\n",
	    t->r->color ? TD_COMPARE_BOLD : "", m->title,
	    t->r->color ? TD_COMPARE_PLAIN : "",
	    m->more_is_better ? "more" : "less");
	put_heads(t);
	/* Without dimensions the only row is that of all. */
	for (size_t i = 0; i < c->n && c->dims->n > 0; i++) {
		const struct td_change *x = &c->group[i].metric[t->metric];

		if (x->side[TD_SIDE_A].n == 0 && x->side[TD_SIDE_B].n == 0)
			continue;
		td_compare_put_name(t, c->group[i].value, c->dims->n);
		put_change(t, x);
	}
	td_compare_rule(t,
	    t->name + 2 * (3 + PERCENT + t->of) + 7 + 3 * CHANGE +
	        TD_COMPARE_VERDICT);
	td_compare_put_name(t, &TD_SPAN("all"), 1);
	put_change(t, &c->overall[t->metric].change);
	put_explanations(t);
}

static void
put_side(FILE *out, char side, const char *name)
{
	fprintf(out, "%c: ", side);
	td_put_text(out, (struct td_span){ name, strlen(name) });
	putc('\n', out);
}

void
td_compare_table(FILE *out, struct td_compare_report *r)
{
	struct td_compare_table t = { .out = out, .r = r, .c = r->comparison };
	size_t shown = 0;

	t.columns = r->columns < 72 ? 72 : r->columns;
	put_side(out, 'A', r->side[TD_SIDE_A].name);
	put_side(out, 'B', r->side[TD_SIDE_B].name);
	put_summary(&t);
	for (t.metric = 0; t.metric < TD_N_SHARES; t.metric++) {
		if (!td_compare_shows(r, t.metric))
			continue;
		if (!td_compare_is_uniform(r, t.metric))
			put_metric(&t);
		shown++;
	}
	if (td_compare_shows(r, TD_METRIC_DELAY)) {
		td_compare_delay_table(&t);
		shown++;
	}
	putc('\n', out);
	for (t.metric = 0; t.metric < TD_N_SHARES; t.metric++)
		if (td_compare_shows(r, t.metric) &&
		    td_compare_is_uniform(r, t.metric))
			put_uniform(&t);
	if (shown == 0)
		fputs("Nothing that could be compared: neither side has data "
		      "for these metrics.\n",
		    out);
	td_compare_notes(out, r);
}

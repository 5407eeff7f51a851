/*
 * See compare_words.h.
 */
#include "analyzer/report/compare_words.h"

#include <math.h>
#include <string.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

static struct td_text
words(const char *text)
{
	struct td_text t = { "" };

	snprintf(t.s, sizeof t.s, "%s", text);
	return t;
}

struct td_text
td_compare_share(struct td_share s)
{
	return s.n > 0 ? td_percent_text(s.x, s.n) : words(TD_NO_DATA);
}

struct td_text
td_compare_percent(double rate)
{
	return isfinite(rate) ? td_bound_text(rate) : words(TD_NO_DATA);
}

/* False if that is nothing but zeros. */
static bool
put_points(struct td_text *t, double change, int decimals)
{
	snprintf(t->s, sizeof t->s, "%+.*f", decimals, 100 * change);
	return strpbrk(t->s, "123456789") != NULL;
}

struct td_text
td_compare_points(double change)
{
	struct td_text t = { "" };

	if (!isfinite(change))
		return words(TD_NO_DATA);
	return put_points(&t, change, 1) ? t : words("0.0");
}

struct td_text
td_compare_fine_points(double change)
{
	struct td_text t = { "" };

	for (int decimals = 2; isfinite(change) && decimals <= 6; decimals++)
		if (!put_points(&t, change, decimals - 1) &&
		    put_points(&t, change, decimals))
			return t;
	return td_compare_points(change);
}

struct td_text
td_compare_change(const struct td_change *x)
{
	return x->finding.verdict == TD_NO_EVIDENCE ?
	    td_compare_points(x->change) :
	    td_compare_fine_points(x->change);
}

struct td_share
td_compare_part(const struct td_cell *c, enum td_counter counter)
{
	const struct td_share s = { c->counter[counter],
		c->counter[TD_C_MESSAGES] };

	return td_share_ok(s) ? s : (struct td_share){ 0, 0 };
}

/* Of TD_DELAY_UNIT. */
static struct td_text
seconds(uint64_t v)
{
	struct td_text t = td_delay_text(v);

	if (v < 100 * TD_DELAY_UNIT)
		snprintf(t.s, sizeof t.s, "%.1f", (double)v / TD_DELAY_UNIT);
	return t;
}

struct td_text
td_compare_seconds(const struct td_delay_side *side, struct td_delay_quantile x)
{
	struct td_text t;

	if (side->accepted + side->open == 0)
		return (struct td_text){ TD_NO_DATA };
	snprintf(t.s, sizeof t.s, "%s%.30s", x.reached ? "" : ">",
	    seconds(x.value).s);
	return t;
}

struct td_text
td_compare_seconds_change(
    struct td_delay_quantile a, struct td_delay_quantile b)
{
	const bool fell = b.value < a.value;
	struct td_text t;

	if (!a.reached || !b.reached)
		return (struct td_text){ TD_NO_DATA };
	t = seconds(fell ? a.value - b.value : b.value - a.value);
	if (strcmp(t.s, "0.0") != 0) {
		memmove(t.s + 1, t.s, sizeof t.s - 1);
		t.s[0] = fell ? '-' : '+';
	}
	return t;
}

void
td_compare_put_group(FILE *f, const struct td_comparison *c,
    const struct td_compared *g, void (*put)(FILE *out, struct td_span s))
{
	if (c->dims->n == 0)
		fputs("all", f);
	for (size_t d = 0; d < c->dims->n; d++) {
		if (d > 0)
			putc(' ', f);
		put(f, g->value[d]);
	}
}

bool
td_compare_is_uniform(const struct td_compare_report *r, size_t metric)
{
	const struct td_share *a, *b;

	if (metric == TD_METRIC_DELAY || r->metrics != 0)
		return false;
	a = &r->comparison->overall[metric].change.side[TD_SIDE_A];
	b = &r->comparison->overall[metric].change.side[TD_SIDE_B];
	if (a->n == 0 || b->n == 0)
		return false;
	return (a->x == 0 && b->x == 0) || (a->x == a->n && b->x == b->n);
}

/* "Only on one side, and so part of the mix: nifty (A)." */
static void
put_one_sided(FILE *f, const struct td_comparison *c, size_t metric)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct td_share *s = c->group[i].metric[metric].side;

		if ((s[TD_SIDE_A].n == 0) == (s[TD_SIDE_B].n == 0) ||
		    ++n > TD_COMPARE_LISTED)
			continue;
		fputs(n == 1 ? "Only on one side, and so part of the mix: " :
		               ", ",
		    f);
		td_compare_put_group(f, c, &c->group[i], td_put_text);
		fprintf(f, " (%c)", s[TD_SIDE_A].n > 0 ? 'A' : 'B');
	}
	if (n > TD_COMPARE_LISTED)
		fprintf(f, " and %zu more", n - TD_COMPARE_LISTED);
	if (n > 0)
		fputs(".\n", f);
}

void
td_compare_put_mix(FILE *f, const struct td_compare_report *r, size_t metric)
{
	const struct td_overall *o = &r->comparison->overall[metric];

	/* Nothing changed, in no row and not in their mix. */
	if (r->comparison->n < 2 || !o->has_mix ||
	    (fabs(o->mix.rate) < 5e-4 && fabs(o->mix.mix) < 5e-4))
		return;
	fprintf(f,
	    "Of the change of all, %s points are from within the rows, %s from "
	    "another mix of them%s.\n",
	    td_compare_points(o->mix.rate).s, td_compare_points(o->mix.mix).s,
	    o->mix.reversal ? ": a Simpson reversal, the sum says the "
	                      "opposite of its parts" :
	                      "");
	put_one_sided(f, r->comparison, metric);
	if (o->has_cmh)
		fprintf(f,
		    "Row by row (Cochran-Mantel-Haenszel): %s points, "
		    "p %.2g.\n",
		    td_compare_points(o->cmh.difference).s, o->cmh.p);
}

void
td_compare_put_open(FILE *f, const struct td_compare_report *r, size_t metric)
{
	const struct td_delay_side *a = &r->comparison->delay.side[TD_SIDE_A];
	const struct td_delay_side *b = &r->comparison->delay.side[TD_SIDE_B];

	(void)metric;
	if (a->open + b->open > 0)
		fprintf(f,
		    "Still deferred are %s of A and %s of B: until their last "
		    "try they have waited, and are as slow as that at least.\n",
		    td_grouped(a->open).text, td_grouped(b->open).text);
	if (a->unknown + b->unknown > 0)
		fprintf(f,
		    "Of %s of A and %s of B that are still deferred it is not "
		    "told for how long: they are left out.\n",
		    td_grouped(a->unknown).text, td_grouped(b->unknown).text);
}

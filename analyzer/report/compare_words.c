/*
 * See compare_words.h.
 */
#include "analyzer/report/compare_words.h"

#include <math.h>
#include <string.h>

#include "analyzer/report/escape.h"

struct td_text
td_compare_percent(double rate)
{
	struct td_text t;

	if (isfinite(rate))
		snprintf(t.s, sizeof t.s, "%.1f", 100 * rate);
	else
		snprintf(t.s, sizeof t.s, "%s", TD_NO_DATA);
	return t;
}

struct td_text
td_compare_points(double change)
{
	struct td_text t;

	if (!isfinite(change))
		return td_compare_percent(change);
	snprintf(t.s, sizeof t.s, "%+.1f", 100 * change);
	if (strcmp(t.s, "-0.0") == 0 || strcmp(t.s, "+0.0") == 0)
		strcpy(t.s, "0.0");
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
	const struct td_share *s = r->comparison->overall[metric].change.side;
	const struct td_share *a = &s[TD_SIDE_A], *b = &s[TD_SIDE_B];

	if (r->metrics != 0 || a->n == 0 || b->n == 0)
		return false;
	return (a->x == 0 && b->x == 0) || (a->x == a->n && b->x == b->n);
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
	if (o->has_cmh)
		fprintf(f,
		    "Row by row (Cochran-Mantel-Haenszel): %s points, "
		    "p %.2g.\n",
		    td_compare_points(o->cmh.difference).s, o->cmh.p);
}

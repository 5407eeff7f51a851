/*
 * A comparison as CSV (RFC 4180): one line for each metric of each row, and no
 * totals.  What is not known is empty.
 *
 *	metric,carrier,a_x,a_n,a_rate,a_low,a_high,b_x,...,verdict,...
 *	acceptance,docomo,16,40,0.4,0.263524,0.554069,...,better,...
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analyzer/report/compare_report.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"

static const char head[] =
    "a_x,a_n,a_rate,a_low,a_high,b_x,b_n,b_rate,b_low,b_high,change,low,high,"
    "p,q,test,days_low,days_high,design,verdict,days_disagree,"
    "detectable_fall,detectable_rise,enough,enough_for\r\n";

static void
put_number(FILE *out, double x)
{
	putc(',', out);
	if (isfinite(x))
		td_out_put_number(&(struct td_json_out){ out, true }, x);
}

static void
put_small(FILE *out, double x)
{
	putc(',', out);
	if (isfinite(x))
		td_out_put_small(&(struct td_json_out){ out, true }, x);
}

static void
put_side(FILE *out, const struct td_change *x, int s)
{
	const struct td_share share = x->side[s];

	fprintf(out, ",%" PRIu64 ",%" PRIu64, share.x, share.n);
	put_number(out, td_share_rate_or_nan(share));
	put_number(out, x->low_of[s]);
	put_number(out, x->high_of[s]);
}

static void
put_change(FILE *out, const struct td_change *x)
{
	const struct td_finding *f = &x->finding;

	for (int s = 0; s < TD_N_SIDES; s++)
		put_side(out, x, s);
	put_number(out, x->change);
	put_number(out, x->low);
	put_number(out, x->high);
	put_small(out, x->p);
	put_small(out, x->q);
	fprintf(out, ",%s", isnan(x->p) ? "" : x->exact ? "fisher" : "z");
	put_number(out, x->has_days ? x->days.low : NAN);
	put_number(out, x->has_days ? x->days.high : NAN);
	put_number(out, x->design);
	fprintf(out, ",%s,%s", td_verdict_word(f->verdict),
	    f->clusters_disagree ? "yes" : "no");
	put_number(out, f->detectable.fall);
	put_number(out, f->detectable.rise);
	putc(',', out);
	if (f->enough > 0)
		fprintf(out, "%" PRIu64, f->enough);
	put_number(out, f->enough > 0 ? f->enough_for : NAN);
	fputs("\r\n", out);
}

void
td_compare_csv(FILE *out, struct td_compare_report *r)
{
	const struct td_comparison *c = r->comparison;

	fputs("metric,", out);
	for (size_t d = 0; d < c->dims->n; d++)
		fprintf(out, "%s,", c->dims->dim[d]->name);
	fputs(head, out);
	for (size_t m = 0; m < TD_N_METRICS; m++) {
		if (!td_compare_shows(r, m))
			continue;
		for (size_t i = 0; i < c->n; i++) {
			fputs(td_metrics[m].name, out);
			for (size_t d = 0; d < c->dims->n; d++) {
				putc(',', out);
				td_put_csv(out, c->group[i].value[d]);
			}
			put_change(out, &c->group[i].metric[m]);
		}
	}
}

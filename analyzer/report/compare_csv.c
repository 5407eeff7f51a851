/*
 * A comparison as CSV (RFC 4180): one line for each metric of each row, and no
 * totals.  What is not known is empty.  Of the delay, x of n are accepted, the
 * rest is still deferred.
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
    "detectable_fall,detectable_rise,enough,enough_for,a_p50,a_p95,b_p50,"
    "b_p95,days_p,doubt,detectable_pace\r\n";

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
	fputs(",,,,,,,\r\n", out);
}

static void
put_seconds(FILE *out, struct td_delay_quantile x)
{
	put_number(
	    out, x.reached ? (double)x.value / TD_DELAY_UNIT : (double)NAN);
}

/* The columns of shares that mean something here, then its own. */
static void
put_delay(FILE *out, const struct td_delay_change *x)
{
	const char *doubt = td_delay_doubt_word(x->doubt);

	for (int s = 0; s < TD_N_SIDES; s++)
		fprintf(out, ",%" PRIu64 ",%" PRIu64 ",,,", x->side[s].accepted,
		    x->side[s].accepted + x->side[s].open);
	fputs(",,,", out);
	put_small(out, x->p);
	put_small(out, x->q);
	fprintf(out, ",%s,,", isnan(x->p) ? "" : "logrank");
	put_number(out, x->design);
	fprintf(out, ",%s,%s,,", td_verdict_word(x->verdict),
	    x->doubt == TD_DELAY_DAYS ? "yes" : "no");
	putc(',', out);
	if (x->enough > 0)
		fprintf(out, "%" PRIu64, x->enough);
	putc(',', out);
	for (int s = 0; s < TD_N_SIDES; s++) {
		put_seconds(out, x->side[s].half);
		put_seconds(out, x->side[s].most);
	}
	put_small(out, x->days_p);
	fprintf(out, ",%s", doubt != NULL ? doubt : "");
	put_number(out, x->detectable);
	fputs("\r\n", out);
}

static void
put_names(FILE *out, const struct td_comparison *c, size_t group, size_t metric)
{
	fputs(td_metrics[metric].name, out);
	for (size_t d = 0; d < c->dims->n; d++) {
		putc(',', out);
		td_put_csv(out, c->group[group].value[d]);
	}
}

void
td_compare_csv(FILE *out, struct td_compare_report *r)
{
	const struct td_comparison *c = r->comparison;

	fputs("metric,", out);
	for (size_t d = 0; d < c->dims->n; d++)
		fprintf(out, "%s,", c->dims->dim[d]->name);
	fputs(head, out);
	for (size_t m = 0; m < TD_N_SHARES; m++) {
		if (!td_compare_shows(r, m))
			continue;
		for (size_t i = 0; i < c->n; i++) {
			put_names(out, c, i, m);
			put_change(out, &c->group[i].metric[m]);
		}
	}
	for (size_t i = 0; i < c->n; i++) {
		if (!td_compare_shows(r, TD_METRIC_DELAY))
			break;
		put_names(out, c, i, TD_METRIC_DELAY);
		put_delay(out, &c->group[i].delay);
	}
}

/*
 * A comparison as JSON (RFC 8259), schema 1: todoku-compare.schema.json
 * describes it.  One row a line.
 */
#include <inttypes.h>
#include <math.h>

#include "analyzer/compare/calendar.h"
#include "analyzer/report/compare_report.h"
#include "analyzer/report/compare_words.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"
#include "analyzer/report/print.h"

static void
put_share(
    struct td_json_out *j, const char *name, const struct td_change *x, int s)
{
	const struct td_share share = x->side[s];

	td_out_name(j, name);
	td_out_begin(j, '{');
	td_out_count(j, "x", share.x);
	td_out_count(j, "n", share.n);
	td_out_number(j, "rate", td_share_rate_or_nan(share));
	td_out_number(j, "low", x->low_of[s]);
	td_out_number(j, "high", x->high_of[s]);
	td_out_end(j, '}');
}

static void
put_days(struct td_json_out *j, const struct td_change *x)
{
	td_out_name(j, "days");
	if (!x->has_days) {
		fputs("null", j->out);
		return;
	}
	td_out_begin(j, '{');
	td_out_number(j, "low", x->days.low);
	td_out_number(j, "high", x->days.high);
	td_out_end(j, '}');
}

static void
put_finding(struct td_json_out *j, const struct td_finding *f)
{
	td_out_string(j, "verdict", td_verdict_word(f->verdict));
	td_out_bool(j, "days_disagree", f->clusters_disagree);
	td_out_name(j, "detectable");
	td_out_begin(j, '{');
	td_out_number(j, "fall", f->detectable.fall);
	td_out_number(j, "rise", f->detectable.rise);
	td_out_end(j, '}');
	td_out_name(j, "enough");
	if (f->enough == 0) {
		fputs("null", j->out);
		return;
	}
	td_out_begin(j, '{');
	td_out_count(j, "messages", f->enough);
	td_out_number(j, "change", f->enough_for);
	td_out_end(j, '}');
}

/* The members of a row behind its dimensions. */
static void
put_change(struct td_json_out *j, const struct td_change *x)
{
	put_share(j, "a", x, TD_SIDE_A);
	put_share(j, "b", x, TD_SIDE_B);
	td_out_number(j, "change", x->change);
	td_out_number(j, "low", x->low);
	td_out_number(j, "high", x->high);
	td_out_small(j, "p", x->p);
	td_out_small(j, "q", x->q);
	td_out_string(j, "test",
	    isnan(x->p)  ? NULL :
	        x->exact ? "fisher" :
	                   "z");
	td_out_number(j, "design", x->design);
	put_days(j, x);
	put_finding(j, &x->finding);
}

static void
put_overall(struct td_json_out *j, const struct td_overall *o)
{
	td_out_name(j, "all");
	td_out_begin(j, '{');
	put_change(j, &o->change);
	td_out_number(j, "within", o->has_mix ? o->mix.rate : NAN);
	td_out_number(j, "mix", o->has_mix ? o->mix.mix : NAN);
	td_out_bool(j, "simpson_reversal", o->has_mix && o->mix.reversal);
	td_out_name(j, "cmh");
	if (o->has_cmh) {
		td_out_begin(j, '{');
		td_out_number(j, "change", o->cmh.difference);
		td_out_number(j, "odds_ratio", o->cmh.odds_ratio);
		td_out_small(j, "p", o->cmh.p);
		td_out_end(j, '}');
	} else {
		fputs("null", j->out);
	}
	td_out_end(j, '}');
}

/* A row begins with the values of its dimensions. */
static void
put_names(struct td_json_out *j, const struct td_comparison *c, size_t group)
{
	td_out_comma(j);
	fputs("\n", j->out);
	td_out_begin(j, '{');
	for (size_t d = 0; d < c->dims->n; d++) {
		td_out_name(j, c->dims->dim[d]->name);
		td_put_json(j->out, c->group[group].value[d]);
	}
}

static void
put_metric(struct td_json_out *j, const struct td_compare_report *r, size_t m)
{
	const struct td_comparison *c = r->comparison;

	td_out_comma(j);
	fputs("\n", j->out);
	td_out_begin(j, '{');
	td_out_string(j, "metric", td_metrics[m].name);
	td_out_string(j, "doc", td_metrics[m].rate->doc);
	td_out_string(
	    j, "better", td_metrics[m].more_is_better ? "more" : "less");
	put_overall(j, &c->overall[m]);
	td_out_name(j, "rows");
	td_out_begin(j, '[');
	for (size_t i = 0; i < c->n; i++) {
		put_names(j, c, i);
		put_change(j, &c->group[i].metric[m]);
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
	td_out_end(j, '}');
}

/* ---- delays ---- */

static void
put_seconds(struct td_json_out *j, const char *name, struct td_delay_quantile x)
{
	td_out_number(
	    j, name, x.reached ? (double)x.value / TD_DELAY_UNIT : (double)NAN);
}

static void
put_delay_side(
    struct td_json_out *j, const char *name, const struct td_delay_side *x)
{
	td_out_name(j, name);
	td_out_begin(j, '{');
	td_out_count(j, "accepted", x->accepted);
	td_out_count(j, "open", x->open);
	td_out_count(j, "unknown", x->unknown);
	put_seconds(j, "p50", x->half);
	put_seconds(j, "p95", x->most);
	td_out_end(j, '}');
}

static void
put_delay_change(struct td_json_out *j, const struct td_delay_change *x)
{
	put_delay_side(j, "a", &x->side[TD_SIDE_A]);
	put_delay_side(j, "b", &x->side[TD_SIDE_B]);
	td_out_small(j, "p", x->p);
	td_out_small(j, "q", x->q);
	td_out_small(j, "days_p", x->days_p);
	td_out_number(j, "design", x->design);
	td_out_string(j, "verdict", td_verdict_word(x->verdict));
	td_out_string(j, "doubt", td_delay_doubt_word(x->doubt));
	td_out_number(j, "detectable_pace", x->detectable);
	td_out_name(j, "enough");
	if (x->enough > 0)
		fprintf(j->out, "%" PRIu64, x->enough);
	else
		fputs("null", j->out);
}

static void
put_delay(struct td_json_out *j, const struct td_compare_report *r)
{
	const struct td_comparison *c = r->comparison;

	td_out_top(j, "delay", '{');
	td_out_string(j, "doc", td_metrics[TD_METRIC_DELAY].rate->doc);
	td_out_number(j, "least_seconds", TD_DELAY_LEAST / TD_DELAY_UNIT);
	td_out_number(j, "least_part", TD_DELAY_LEAST_PART);
	td_out_name(j, "all");
	td_out_begin(j, '{');
	put_delay_change(j, &c->delay);
	td_out_end(j, '}');
	td_out_name(j, "rows");
	td_out_begin(j, '[');
	for (size_t i = 0; i < c->n; i++) {
		put_names(j, c, i);
		put_delay_change(j, &c->group[i].delay);
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
	td_out_end(j, '}');
}

/* ---- all of it ---- */

static void
put_side(struct td_json_out *j, const struct td_compare_report *r, int s)
{
	const struct td_compare_side *side = &r->side[s];
	const struct td_cell *total = &r->comparison->total[s];

	td_out_top(j, s == TD_SIDE_A ? "a" : "b", '{');
	td_out_string(j, "name", side->name);
	td_out_when(j, "since", side->since);
	td_out_when(j, "until", side->until);
	td_out_when(j, "first", side->balance->first);
	td_out_when(j, "last", side->balance->last);
	td_out_count(j, "messages", total->counter[TD_C_MESSAGES]);
	td_out_count(j, "deferred", total->counter[TD_C_DEFERRED]);
	td_out_count(j, "suppressed", total->counter[TD_C_SUPPRESSED]);
	td_out_number(j, "suppressed_rate",
	    td_share_rate_or_nan(td_compare_part(total, TD_C_SUPPRESSED)));
	td_out_count(j, "sources", side->balance->sources);
	td_out_count(j, "failed_sources", side->balance->failed_sources);
	td_out_count(j, "keys_dropped", side->dropped);
	td_out_end(j, '}');
}

static void
put_calendar(struct td_json_out *j, const struct td_compare_report *r)
{
	const struct td_policy_change *change[TD_CALENDAR_MAX];
	const size_t n = td_compare_calendar(r, change, TD_CALENDAR_MAX);

	td_out_top(j, "calendar", '[');
	for (size_t i = 0; i < n; i++) {
		td_out_comma(j);
		td_out_begin(j, '{');
		td_out_string(j, "carrier", change[i]->carrier);
		td_out_string(j, "from", change[i]->from);
		td_out_string(j, "until", change[i]->until);
		td_out_string(j, "what", change[i]->what);
		td_out_string(j, "source", change[i]->source);
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
}

/* All that the numbers depend on, but the inputs and their rows. */
static void
put_options(struct td_json_out *j, const struct td_compare_report *r)
{
	const struct td_rule *rule = r->comparison->rule;

	td_out_top(j, "options", '{');
	td_out_options(j, &r->options);
	td_out_string(j, "zone", r->comparison->dims->zone.name);
	td_out_when(j, "since", r->options.since);
	td_out_when(j, "until", r->options.until);
	td_out_when(j, "split", r->split);
	td_out_number(
	    j, "window_seconds", r->window > 0 ? (double)r->window / 1e6 : NAN);
	td_out_name(j, "metrics");
	td_out_begin(j, '[');
	for (size_t m = 0; m < TD_N_METRICS; m++) {
		if (!td_metrics_have(r->metrics, m))
			continue;
		td_out_comma(j);
		fprintf(j->out, "\"%s\"", td_metrics[m].name);
	}
	td_out_end(j, ']');
	td_out_count(j, "min_messages", rule->min_messages);
	td_out_number(j, "alpha", rule->alpha);
	td_out_number(j, "power", rule->power);
	td_out_number(j, "difference", rule->difference);
	td_out_name(j, "bootstrap");
	td_out_begin(j, '{');
	td_out_count(j, "draws", TD_REPLICATES);
	/* No number of JSON has 64 bits everywhere. */
	td_out_name(j, "seed");
	fprintf(j->out, "\"%016" PRIx64 "\"", TD_BOOTSTRAP_SEED);
	td_out_end(j, '}');
	td_out_end(j, '}');
}

void
td_compare_json(FILE *out, struct td_compare_report *r)
{
	const struct td_comparison *c = r->comparison;
	struct td_json_out j = { out, true };

	td_out_begin(&j, '{');
	td_out_string(&j, "todoku", TD_VERSION);
	td_out_count(&j, "schema", 1);
	td_out_string(&j, "report", "compare");
	td_out_name(&j, "by");
	td_out_begin(&j, '[');
	for (size_t d = 0; d < c->dims->n; d++) {
		td_out_comma(&j);
		fprintf(out, "\"%s\"", c->dims->dim[d]->name);
	}
	td_out_end(&j, ']');
	put_options(&j, r);
	for (int s = 0; s < TD_N_SIDES; s++)
		put_side(&j, r, s);
	put_calendar(&j, r);
	td_out_top(&j, "metrics", '[');
	for (size_t m = 0; m < TD_N_SHARES; m++)
		if (td_compare_shows(r, m))
			put_metric(&j, r, m);
	td_out_end(&j, ']');
	if (td_compare_shows(r, TD_METRIC_DELAY))
		put_delay(&j, r);
	fputs("}\n", out);
}

/*
 * A forecast as JSON (RFC 8259): todoku-forecast.schema.json describes it.
 *
 *	{"todoku":"1.0.0","schema":1,"report":"forecast",...,"rows":[
 *	  {"carrier":"docomo","messages":2,"header":{"observed":{...},...
 */
#include "analyzer/report/escape.h"
#include "analyzer/report/forecast_report.h"
#include "analyzer/report/json_out.h"

static void
put_share(struct td_json_out *j, const char *name, uint64_t pass, uint64_t of)
{
	td_out_name(j, name);
	td_out_begin(j, '{');
	td_out_count(j, "pass", pass);
	td_out_count(j, "of", of);
	td_out_number(j, "rate", td_forecast_rate(pass, of));
	td_out_end(j, '}');
}

static void
put_results(struct td_json_out *j, const struct td_forecast_side *s)
{
	static const struct {
		enum td_result result;
		const char *name;
	} results[] = {
		{ TD_R_PASS, "pass" },
		{ TD_R_FAIL, "fail" },
		{ TD_R_SOFTFAIL, "softfail" },
		{ TD_R_NEUTRAL, "neutral" },
		{ TD_R_NONE, "none" },
		{ TD_R_PERMERROR, "permerror" },
	};

	td_out_name(j, "results");
	td_out_begin(j, '{');
	for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
		td_out_count(j, results[i].name, s->result[results[i].result]);
	td_out_end(j, '}');
}

static void
put_side(struct td_json_out *j, const struct td_forecast_row *row,
    enum td_forecast_by by)
{
	const struct td_forecast_side *s = &row->by[by];

	td_out_name(j, td_forecast_by_name(by));
	td_out_begin(j, '{');
	put_share(j, "observed", s->seen, s->seen_of);
	put_share(j, "predicted", s->pass, s->of);
	if (by != TD_BY_ALIGNED)
		put_results(j, s);
	td_out_name(j, "unknown");
	td_out_begin(j, '{');
	for (int w = 0; w < TD_N_UNFORESEEN; w++)
		td_out_count(j, td_unforeseen_name((enum td_unforeseen)w),
		    s->unforeseen[w]);
	td_out_end(j, '}');
	td_out_end(j, '}');
}

static void
put_members(struct td_json_out *j, const struct td_forecast_row *row)
{
	td_out_count(j, "messages", row->messages);
	for (int b = 0; b < TD_N_BY; b++)
		put_side(j, row, (enum td_forecast_by)b);
}

static void
put_row(struct td_json_out *j, const struct td_forecast_row *row)
{
	td_out_comma(j);
	fputs("\n  ", j->out);
	td_out_begin(j, '{');
	td_out_name(j, "carrier");
	td_put_json(j->out, row->carrier);
	put_members(j, row);
	td_out_end(j, '}');
}

static void
put_want(struct td_json_out *j, const struct td_forecast_want *w)
{
	td_out_comma(j);
	fputs("\n  ", j->out);
	td_out_begin(j, '{');
	td_out_name(j, "name");
	td_put_json(j->out, w->name);
	td_out_string(j, "type",
	    w->type < TD_DNS_N_TYPES ? td_dns_type_name(w->type) : NULL);
	td_out_count(j, "messages", w->messages);
	td_out_end(j, '}');
}

static void
put_input(struct td_json_out *j, const struct td_forecast_report *r)
{
	td_out_top(j, "input", '{');
	td_out_count(j, "sources", r->balance->sources);
	td_out_count(j, "failed_sources", r->balance->failed_sources);
	td_out_when(j, "first", r->balance->first);
	td_out_when(j, "last", r->balance->last);
	td_out_count(j, "null_sender", r->balance->null_sender);
	td_out_count(j, "messages_dropped", r->forecast->dropped);
	td_out_end(j, '}');
	td_out_top(j, "zone", '{');
	td_out_string(j, "file", r->zone_file);
	td_out_count(j, "names", td_dns_names(r->dns));
	td_out_count(j, "ignored_spf", td_dns_ignored_spf(r->dns));
	td_out_string(j, "mail_from", r->mailfrom);
	td_out_end(j, '}');
}

void
td_forecast_json(FILE *out, struct td_forecast_report *r)
{
	const struct td_forecast *f = r->forecast;
	struct td_json_out j = { out, true };

	td_out_begin(&j, '{');
	td_out_string(&j, "todoku", TD_VERSION);
	td_out_count(&j, "schema", 1);
	td_out_string(&j, "report", "forecast");
	put_input(&j, r);
	td_out_top(&j, "totals", '{');
	put_members(&j, &f->total);
	td_out_end(&j, '}');
	td_out_top(&j, "rows", '[');
	for (size_t i = 0; i < f->n; i++)
		put_row(&j, &f->row[i]);
	td_out_end(&j, ']');
	td_out_top(&j, "not_in_zone", '[');
	for (size_t i = 0; i < f->n_wants; i++)
		put_want(&j, &f->want[i]);
	td_out_end(&j, ']');
	fputs("}\n", out);
}

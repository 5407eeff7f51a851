/*
 * A forecast as CSV (RFC 4180): one line for each identity of each carrier.
 * What is not known is empty.
 *
 *	carrier,identity,messages,observed_pass,observed_of,observed_rate,...
 *	docomo,header,2,0,2,0,2,2,1,...
 */
#include <inttypes.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/forecast_report.h"
#include "analyzer/report/json_out.h"

/* What check_host() can say here. */
static const struct {
	enum td_result result;
	const char *name;
} results[] = {
	{ TD_R_FAIL, "fail" },
	{ TD_R_SOFTFAIL, "softfail" },
	{ TD_R_NEUTRAL, "neutral" },
	{ TD_R_NONE, "none" },
	{ TD_R_PERMERROR, "permerror" },
};

enum { N_RESULTS = sizeof results / sizeof results[0] };

static void
put_rate(FILE *out, uint64_t pass, uint64_t of)
{
	struct td_json_out j = { out, true };

	fprintf(out, ",%" PRIu64 ",%" PRIu64 ",", pass, of);
	if (of > 0)
		td_out_put_number(&j, td_forecast_rate(pass, of));
}

static void
put_line(FILE *out, const struct td_forecast_row *row, enum td_forecast_by by)
{
	const struct td_forecast_side *s = &row->by[by];

	td_put_csv(out, row->carrier);
	fprintf(out, ",%s,%" PRIu64, td_forecast_by_name(by), row->messages);
	put_rate(out, s->seen, s->seen_of);
	put_rate(out, s->pass, s->of);
	for (size_t i = 0; i < N_RESULTS; i++) {
		putc(',', out);
		if (by != TD_BY_ALIGNED)
			fprintf(out, "%" PRIu64, s->result[results[i].result]);
	}
	for (int w = 0; w < TD_N_UNFORESEEN; w++)
		fprintf(out, ",%" PRIu64, s->unforeseen[w]);
	fputs("\r\n", out);
}

void
td_forecast_csv(FILE *out, struct td_forecast_report *r)
{
	fputs("carrier,identity,messages,observed_pass,observed_of,"
	      "observed_rate,predicted_pass,predicted_of,predicted_rate",
	    out);
	for (size_t i = 0; i < N_RESULTS; i++)
		fprintf(out, ",predicted_%s", results[i].name);
	for (int w = 0; w < TD_N_UNFORESEEN; w++)
		fprintf(out, ",unknown_%s",
		    td_unforeseen_name((enum td_unforeseen)w));
	fputs("\r\n", out);
	for (size_t i = 0; i < r->forecast->n; i++)
		for (int b = 0; b < TD_N_BY; b++)
			put_line(
			    out, &r->forecast->row[i], (enum td_forecast_by)b);
}

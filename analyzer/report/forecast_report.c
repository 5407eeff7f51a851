/*
 * What all reports of forecasts share.
 */
#include "analyzer/report/forecast_report.h"

#include <math.h>

#include "analyzer/report/output.h"

double
td_forecast_rate(uint64_t pass, uint64_t of)
{
	return of > 0 ? (double)pass / (double)of : (double)NAN;
}

struct chosen {
	const struct td_report_kind *kind;
	struct td_forecast_report *report;
};

static void
print_chosen(FILE *out, void *arg, int *error)
{
	struct chosen *x = arg;

	x->report->error = 0;
	x->kind->forecast(out, x->report);
	*error = x->report->error;
}

int
td_forecast_write(const struct td_report_kind *kind,
    struct td_forecast_report *r, const char *path, struct td_error *e)
{
	return td_output_write(
	    print_chosen, &(struct chosen){ kind, r }, path, e);
}

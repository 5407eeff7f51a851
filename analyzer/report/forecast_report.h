/*
 * Reports of a forecast: as table, CSV or JSON.
 */
#ifndef TD_REPORT_FORECAST_REPORT_H
#define TD_REPORT_FORECAST_REPORT_H

#include "analyzer/audit/forecast.h"
#include "analyzer/cube/balance.h"
#include "analyzer/report/report.h"

struct td_forecast_report {
	const struct td_forecast *forecast;
	const struct td_balance *balance;
	const struct td_dns *dns;
	const char *zone_file;
	const char *mailfrom; /* --mail-from; NULL: not given */
	bool color;
	int error; /* out: errno where print() failed but for its stream */
};

/* As td_report_write(), of a kind that forecasts have. */
int td_forecast_write(const struct td_report_kind *kind,
    struct td_forecast_report *r, const char *path, struct td_error *e);

/* pass / of, seen / seen_of; NAN where there is none. */
double td_forecast_rate(uint64_t pass, uint64_t of);

/* td_report_kind.forecast */
void td_forecast_table(FILE *out, struct td_forecast_report *r);
void td_forecast_csv(FILE *out, struct td_forecast_report *r);
void td_forecast_json(FILE *out, struct td_forecast_report *r);

#endif

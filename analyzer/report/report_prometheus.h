/*
 * Which metric of Prometheus each column of a report becomes.
 */
#ifndef TD_REPORT_REPORT_PROMETHEUS_H
#define TD_REPORT_REPORT_PROMETHEUS_H

/* Rows of one metric follow one another. */
struct td_prometheus {
	const char *name; /* without todoku_ */
	const char *help;
	const char *path;   /* of a column: td_columns */
	const char *labels; /* as they are printed; behind the dimensions */
};

extern const struct td_prometheus td_prometheus[]; /* ends with name NULL */

#endif

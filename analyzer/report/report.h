/*
 * Reports: a cube and its balance as table, CSV, JSON, HTML, Prometheus' text
 * or cells.  Nothing that is printed holds a local part of an address.
 */
#ifndef TD_REPORT_REPORT_H
#define TD_REPORT_REPORT_H

#include <stdio.h>

#include "analyzer/cube/cells.h"

#ifndef TD_VERSION /* the build gives the project's */
#define TD_VERSION "1.0.0"
#endif

struct td_report_options {
	const char *trust;     /* "auto", "all" */
	const char *forwarded; /* "missing", "count" */
	bool null_sender;
	size_t n_ids;
	const struct td_span *ids; /* --authserv-id */
	const char *psl_date;
	const char *carriers; /* "built-in" or the file's name */
	int64_t since, until; /* or TD_NO_TIME */
	const char *text; /* all that numbers depend on, as cells files say */
};

struct td_report {
	struct td_cube *cube;
	const struct td_dims *dims;
	struct td_balance *balance;
	struct td_report_options options;
	const struct td_input_id *ids; /* for cells; sorted */
	size_t n_ids;
	unsigned columns; /* width of the terminal; 80 if it is none */
	bool color;
	int error; /* out: errno where print() failed but for its stream */
};

struct td_compare_report;  /* compare_report.h */
struct td_audit_report;    /* audit_report.h */
struct td_forecast_report; /* forecast_report.h */

/* One row of the registry of reports. */
struct td_report_kind {
	const char *name;   /* "json" */
	const char *suffix; /* ".json": chosen by the name of -o */
	const char *doc;
	/* ferror() and r->error tell how it went. */
	void (*print)(FILE *out, struct td_report *r);
	/* The same of a comparison; NULL: comparisons have none. */
	void (*compare)(FILE *out, struct td_compare_report *r);
	/* The same of an audit. */
	void (*audit)(FILE *out, struct td_audit_report *r);
	/* The same of a forecast: those that audits have. */
	void (*forecast)(FILE *out, struct td_forecast_report *r);
};

extern const struct td_report_kind td_reports[]; /* ends with name NULL */

const struct td_report_kind *td_report_find(const char *name);
const struct td_report_kind *td_report_by_suffix(const char *path);

/* Print into `path` (output.h).  -1 and *e on failure. */
int td_report_write(const struct td_report_kind *kind, struct td_report *r,
    const char *path, struct td_error *e);

#endif

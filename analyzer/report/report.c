/*
 * The registry of reports.
 */
#include "analyzer/report/report.h"

#include <strings.h>

#include "analyzer/report/audit_report.h"
#include "analyzer/report/compare_report.h"
#include "analyzer/report/forecast_report.h"
#include "analyzer/report/output.h"
#include "analyzer/report/print.h"

static void
print_cells(FILE *out, struct td_report *r)
{
	const char *options = r->options.text;
	struct td_cells_head head = { options == NULL ? "" : options };

	td_cells_write(out, r->cube, r->balance, &head, r->ids, r->n_ids);
}

const struct td_report_kind td_reports[] = {
	{ "table", ".txt", "for people, as wide as the terminal",
	    td_report_table, td_compare_table, td_audit_table,
	    td_forecast_table },
	{ "csv", ".csv", "RFC 4180, one line a row, every column",
	    td_report_csv, td_compare_csv, td_audit_csv, td_forecast_csv },
	{ "json", ".json", "everything, as todoku-scan.schema.json says",
	    td_report_json, td_compare_json, td_audit_json, td_forecast_json },
	{ "html", ".html", "a page with charts, one file", td_report_html,
	    td_compare_html, td_audit_html, NULL },
	{ "prometheus", ".prom", "gauges for node_exporter's textfile folder",
	    td_report_prometheus, NULL, NULL, NULL },
	{ "cells", ".cells", "to be merged: an input of todoku scan",
	    print_cells, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};

const struct td_report_kind *
td_report_find(const char *name)
{
	for (const struct td_report_kind *k = td_reports; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

const struct td_report_kind *
td_report_by_suffix(const char *path)
{
	size_t n = strlen(path);

	for (const struct td_report_kind *k = td_reports; k->name; k++) {
		size_t m = strlen(k->suffix);

		if (n >= m && strcasecmp(path + n - m, k->suffix) == 0)
			return k;
	}
	return NULL;
}

struct chosen {
	const struct td_report_kind *kind;
	struct td_report *report;
};

static void
print_chosen(FILE *out, void *arg, int *error)
{
	struct chosen *x = arg;

	x->report->error = 0;
	x->kind->print(out, x->report);
	*error = x->report->error;
}

int
td_report_write(const struct td_report_kind *kind, struct td_report *r,
    const char *path, struct td_error *e)
{
	return td_output_write(
	    print_chosen, &(struct chosen){ kind, r }, path, e);
}

/*
 * What all reports of comparisons share.
 */
#include "analyzer/report/compare_report.h"

#include "analyzer/report/output.h"

bool
td_compare_shows(const struct td_compare_report *r, size_t metric)
{
	return td_metrics_have(r->metrics, metric) &&
	    td_comparison_has(r->comparison, metric);
}

struct chosen {
	const struct td_report_kind *kind;
	struct td_compare_report *report;
};

static void
print_chosen(FILE *out, void *arg, int *error)
{
	struct chosen *x = arg;

	x->report->error = 0;
	x->kind->compare(out, x->report);
	*error = x->report->error;
}

int
td_compare_write(const struct td_report_kind *kind, struct td_compare_report *r,
    const char *path, struct td_error *e)
{
	return td_output_write(
	    print_chosen, &(struct chosen){ kind, r }, path, e);
}

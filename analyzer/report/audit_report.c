/*
 * What all reports of audits share.
 */
#include "analyzer/report/audit_report.h"

#include "analyzer/report/output.h"

const char *
td_audit_state(uint8_t state)
{
	static const char *const word[TD_N_JUDGED] = {
		[TD_MET] = "met",
		[TD_NOT_MET] = "not_met",
		[TD_UNTOLD] = "not_observable",
	};

	return word[state];
}

struct chosen {
	const struct td_report_kind *kind;
	struct td_audit_report *report;
};

static void
print_chosen(FILE *out, void *arg, int *error)
{
	struct chosen *x = arg;

	x->report->error = 0;
	x->kind->audit(out, x->report);
	*error = x->report->error;
}

int
td_audit_write(const struct td_report_kind *kind, struct td_audit_report *r,
    const char *path, struct td_error *e)
{
	return td_output_write(
	    print_chosen, &(struct chosen){ kind, r }, path, e);
}

/*
 * todoku audit: what receivers ask of senders, and what the mail shows of it.
 */
#include <errno.h>

#include "commands.h"
#include "options.h"
#include "report/audit_report.h"
#include "run.h"
#include "terminal.h"
#include "what_if.h"

static int
report(const struct td_options *o, struct td_counted *out,
    const struct td_report_kind *kind)
{
	struct td_audit a;
	struct td_audit_report r = { .audit = &a,
		.balance = &out->balance,
		.options = td_options_report(o),
		.dropped = td_cube_dropped(out->cube),
		.columns = td_terminal_columns(),
		.color = td_terminal_color(o) };
	struct td_error e;
	int rc = td_exit_status(out, o->strict);

	if (td_audit(&a, out->cube, &out->balance) == -1) {
		td_error_sys(&e, "cannot audit", ENOMEM);
		td_error_print(NULL, &e);
		rc = TD_EXIT_AGAIN;
	} else if (td_audit_write(kind, &r, o->output, &e) == -1) {
		td_error_print(o->output, &e);
		rc = e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	} else if (o->fail && rc <= TD_EXIT_PARTIAL && td_audit_fails(&a)) {
		rc = TD_EXIT_FOUND;
	}
	td_audit_clear(&a);
	return rc;
}

static int
audit(struct td_options *o)
{
	const struct td_report_kind *kind = td_choose_report(o);
	struct td_counted out;
	struct td_error e;
	int rc;

	if (o->what_if != NULL && kind->forecast != NULL)
		return td_what_if(o, kind);
	if (kind->audit == NULL || o->what_if != NULL) {
		td_error_set(&e, "no such report of an audit",
		    o->what_if != NULL ? "-O takes table, csv or json" :
		                         "-O takes table, csv, json or html");
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	if (o->mail_from != NULL) {
		td_error_set(&e, "--mail-from", "belongs to --what-if");
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	o->plan.audit = true;
	if (o->plan.max_keys > TD_JUDGED_ROWS)
		o->plan.max_keys = TD_JUDGED_ROWS;
	rc = td_run(&o->plan, &out);
	if (rc != TD_EXIT_OK)
		return rc;
	rc = report(o, &out, kind);
	td_counted_clear(&out);
	return rc;
}

int
td_cmd_audit(int argc, char **argv)
{
	return td_command_run(TD_CMD_AUDIT, argc, argv,
	    "give a PATH, or - for standard input", audit);
}

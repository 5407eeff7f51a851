/*
 * todoku scan: archives into a report.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "run.h"
#include "terminal.h"

/* "--since 2026-11-21 --until 2026-11-21" means that day, and holds nothing. */
static bool
holds_time(const struct td_plan *plan)
{
	return plan->since == TD_NO_TIME || plan->until == TD_NO_TIME ||
	    plan->since < plan->until;
}

static int
report(const struct td_options *o, struct td_counted *out)
{
	struct td_error e;

	if (td_report_write(td_choose_report(o),
	        &(struct td_report){
	            .cube = out->cube,
	            .dims = &o->plan.dims,
	            .balance = &out->balance,
	            .options = td_options_report(o),
	            .ids = out->ids,
	            .n_ids = out->n_ids,
	            .columns = td_terminal_columns(),
	            .color = td_terminal_color(o),
	        },
	        o->output, &e) == 0)
		return td_exit_status(out, o->strict);
	td_error_print(o->output, &e);
	return e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
}

static int
scan(struct td_options *o)
{
	struct td_counted out;
	struct td_error e;
	int rc;

	if (!holds_time(&o->plan)) {
		td_error_set(&e, "nothing is between --since and --until",
		    "what is at --until is not counted any more");
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	if (o->plan.rejects != NULL && strcmp(o->plan.rejects, "-") == 0 &&
	    (o->output == NULL || strcmp(o->output, "-") == 0)) {
		td_error_set(&e, "the report and --rejects - in one output",
		    "give one of them a file");
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	rc = td_run(&o->plan, &out);
	if (rc != TD_EXIT_OK)
		return rc;
	rc = report(o, &out);
	td_counted_clear(&out);
	return rc;
}

int
td_cmd_scan(int argc, char **argv)
{
	return td_command_run(TD_CMD_SCAN, argc, argv,
	    "give a PATH, or - for standard input", scan);
}

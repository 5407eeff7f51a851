/*
 * todoku scan: archives into a report.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "engine/years.h"
#include "exit_status.h"
#include "options.h"
#include "past.h"
#include "terminal.h"

/* "--since 2026-11-21 --until 2026-11-21" means that day, and holds nothing. */
static bool
holds_time(const struct td_plan *plan)
{
	return plan->since == TD_NO_TIME || plan->until == TD_NO_TIME ||
	    plan->since < plan->until;
}

static int
count(struct td_options *o)
{
	struct td_counted out;
	struct td_error e;
	int rc;

	td_years_set(&o->plan);
	if (td_engine_run(&o->plan, &out, &e) == -1) {
		td_error_print(NULL, &e);
		return TD_EXIT_AGAIN;
	}
	rc = td_exit_status(&out, o->strict);
	if (td_report_write(td_choose_report(o),
	        &(struct td_report){
	            .cube = out.cube,
	            .dims = &o->plan.dims,
	            .balance = &out.balance,
	            .options = td_options_report(o),
	            .ids = out.ids,
	            .n_ids = out.n_ids,
	            .columns = td_terminal_columns(),
	            .color = td_terminal_color(o),
	        },
	        o->output, &e) == -1) {
		td_error_print(o->output, &e);
		rc = e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	}
	td_counted_clear(&out);
	return rc;
}

static int
scan(struct td_options *o)
{
	struct td_past past;
	const char *path;
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
	if (td_past_take(&past, &o->plan, &path, &e) == -1) {
		td_error_print(path, &e);
		rc = e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	} else {
		rc = count(o);
	}
	td_past_clear(&past);
	return rc;
}
int
td_cmd_scan(int argc, char **argv)
{
	return td_command_run(TD_CMD_SCAN, argc, argv,
	    "give a PATH, or - for standard input", scan);
}

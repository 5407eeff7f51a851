/*
 * The command line: every option with its name, argument, sentence and parser
 * in one table (options.c), from which the help pages are printed.
 */
#ifndef TD_ANALYZER_OPTIONS_H
#define TD_ANALYZER_OPTIONS_H

#include "compare/compare.h"
#include "engine/plan.h"
#include "report/report.h"

/* The commands that take an option. */
enum {
	TD_CMD_SCAN = 1,
	TD_CMD_EXPLAIN = 2,
	TD_CMD_LIST = 4,
	TD_CMD_COMPARE = 8,
	TD_CMD_AUDIT = 16,
	TD_CMD_INGEST = 32
};

enum { TD_MAX_IDS = 256 };

struct td_options {
	struct td_plan plan;
	const char *by;     /* NULL: not given */
	const char *output; /* NULL or "-": standard output */
	const struct td_report_kind *report;
	const char *since, *until, *zone; /* as given */
	const char *carriers_file, *psl_file;
	const char *queue_id; /* of explain; or NULL */
	bool strict;

	/* Of compare. */
	bool has_to;
	size_t to;         /* operands before --to */
	const char *split; /* as given; or NULL */
	int64_t window;    /* microseconds; 0: not given */
	unsigned metrics;  /* bits of td_metrics; 0: all */
	struct td_rule rule;
	bool fail_on_worse, force;
	const char *before, *after; /* as given; or NULL */

	/* Of ingest. */
	const char *history;
	int64_t keep; /* microseconds; 0: for ever */

	/* Of audit. */
	bool fail;
	const char *what_if; /* a zone file; or NULL */
	char *mail_from;     /* lower-cased copy; or NULL */

	enum { TD_COLOR_AUTO, TD_COLOR_ALWAYS, TD_COLOR_NEVER } color;
	size_t n_ids;
	struct td_span ids[TD_MAX_IDS]; /* lower-cased copies */
	char *recipient;                /* lower-cased copy */
	size_t n_operands;
	char **operands; /* owned; the strings are not */
	struct td_carriers *carriers;
	struct td_psl *psl;
	char cells_options[512], base_options[512];
	char *past_zone; /* of a history; owned */
};

/*
 * A command from its arguments to its exit status: parse them (options may
 * follow operands), load the tables that they name, run.  `missing` is what to
 * say where there is no operand.
 */
int td_command_run(unsigned command, int argc, char **argv, const char *missing,
    int (*run)(struct td_options *o));

/* `todoku COMMAND --help`. */
void td_options_help(unsigned command);

/* What the options mean for a report. */
struct td_report_options td_options_report(const struct td_options *o);

#endif

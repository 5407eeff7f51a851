/*
 * The exit status of a run that counted.
 */
#ifndef TD_ANALYZER_EXIT_STATUS_H
#define TD_ANALYZER_EXIT_STATUS_H

#include "commands.h"
#include "engine/plan.h"

/* OUTPUT: 0 all read; 1 not all; 2 nothing; 75 it may go better later. */
static inline int
td_exit_status(const struct td_counted *out, bool strict)
{
	const struct td_balance *b = &out->balance;

	if (out->failed && b->sources <= b->failed_sources &&
	    b->bin[TD_BIN_COUNTED] + b->bin[TD_BIN_OTHER] == 0)
		return out->again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	if (out->failed)
		return TD_EXIT_PARTIAL;
	return strict && b->n_defects > 0 ? TD_EXIT_PARTIAL : TD_EXIT_OK;
}

#endif

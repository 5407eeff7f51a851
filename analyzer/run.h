/*
 * One run over what a plan names, histories among it, and its exit status.
 */
#ifndef TD_ANALYZER_RUN_H
#define TD_ANALYZER_RUN_H

#include "commands.h"
#include "engine/plan.h"

/*
 * Count.  TD_EXIT_OK, and *out is the caller's to clear; or the status to exit
 * with, and it was said why.  The plan, which is as before then, must outlive
 * *out.
 */
int td_run(struct td_plan *plan, struct td_counted *out);

/* OUTPUT: 0 all read; 1 not all; 2 nothing; 75 it may go better later. */
int td_exit_status(const struct td_counted *out, bool strict);

#endif

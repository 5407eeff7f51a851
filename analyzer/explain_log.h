/*
 * The life of one message of a log: its lines, and what was counted of it.
 * The plan's paths are read several times.
 */
#ifndef TD_ANALYZER_EXPLAIN_LOG_H
#define TD_ANALYZER_EXPLAIN_LOG_H

#include "options.h"

/* The message that a line of the plan's first log tells of: line n (from 1), or
 * the one that holds byte n (from 0).  The result is the exit status. */
int td_explain_log_line(struct td_options *o, uint64_t n, bool byte);

/* All messages of o->queue_id in the plan's logs, the oldest log first. */
int td_explain_log_id(struct td_options *o);

#endif

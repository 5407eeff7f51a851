/*
 * The life of one message as a service tells it: its events, and what was
 * counted of it.
 */
#ifndef TD_ANALYZER_EXPLAIN_EVENT_H
#define TD_ANALYZER_EXPLAIN_EVENT_H

#include "options.h"

/* The messages of the record at `at` of the plan's one path, which is read
 * again; the result is the exit status. */
int td_explain_events(struct td_options *o, uint64_t at);

#endif

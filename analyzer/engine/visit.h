/*
 * The same road in one thread, record by record: for `explain`.
 */
#ifndef TD_ENGINE_VISIT_H
#define TD_ENGINE_VISIT_H

#include "plan.h"

/* A record and where it starts in its decoded source. */
struct td_visited {
	const char *name;
	const struct td_format *format;
	uint64_t source; /* sources are counted from 1, */
	uint64_t number; /* and so are the records of each */
	int64_t written; /* when the source was, as in struct td_source */
	uint64_t off;
	const struct td_batch *batch;
	const struct td_record *record;
	struct td_event *event;       /* of a line of a log */
	const struct td_chunk *chunk; /* where the record is, and ... */
	const char *next;             /* ... where the one behind it begins */
	const struct td_limits *limits;
};

/* How to go on. */
enum td_visit { TD_VISIT_STOP, TD_VISIT_ON, TD_VISIT_NEXT_SOURCE };

/*
 * Call `visit` for every record of the plan's paths, in order, until it
 * says to stop.  Errors are printed, unless `silent`; the result is how many
 * sources failed, and *sources how many there were.
 */
uint64_t td_visit(const struct td_plan *plan,
    enum td_visit (*visit)(const struct td_visited *v, void *arg), void *arg,
    bool silent, uint64_t *sources);

#endif

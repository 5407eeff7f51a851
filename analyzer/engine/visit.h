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
	uint64_t off;
	const struct td_batch *batch;
	const struct td_record *record;
};

/*
 * Call `visit` for every record of the plan's paths, in order, until it
 * returns false.  Errors are printed; the result is how many sources failed,
 * and *sources how many there were.
 */
uint64_t td_visit(const struct td_plan *plan,
    bool (*visit)(const struct td_visited *v, void *arg), void *arg,
    uint64_t *sources);

#endif

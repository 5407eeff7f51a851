/*
 * How keys that were counted by some dimensions become keys of others, fewer
 * of them as a rule: each wanted value is one of those counted, or follows from
 * one (the week from the day), or is "(none)" where it is optional.
 */
#ifndef TD_CUBE_ROLLUP_H
#define TD_CUBE_ROLLUP_H

#include "cube.h"

struct td_rollup {
	const struct td_dims *want; /* borrowed */
	size_t n_counted;           /* values of a key as it was counted */
	size_t from[TD_MAX_DIMS];   /* which of them, by wanted dimension, or
	                               TD_ROLLUP_NONE */
	bool derived[TD_MAX_DIMS];  /* it follows from that */
};

#define TD_ROLLUP_NONE SIZE_MAX

/*
 * Counted by what is listed ("carrier,domain") in a time zone.  -1 and *e: a
 * dimension that is not optional is not there, or was counted in another zone.
 */
int td_rollup_begin(struct td_rollup *r, const struct td_dims *want,
    struct td_span by, struct td_span zone, struct td_error *e);

/* Value `i` of those wanted, from `counted`, the one that r->from tells (any if
 * that is TD_ROLLUP_NONE); may be written into buf. */
struct td_span td_rollup_value(
    const struct td_rollup *r, size_t i, struct td_span counted, char buf[64]);

#endif

/*
 * Deliveries in words, kept until all are known and then printed in the order
 * of the lines that tell of them.
 */
#ifndef TD_EXPLAIN_RETOLD_H
#define TD_EXPLAIN_RETOLD_H

#include "observe/delivery.h"

/* All zero: none. */
struct td_retold {
	size_t n, cap;
	struct td_retold_one *one;
	uint64_t left_out; /* beyond a limit of 10,000 */
};

/* -1: no memory. */
int td_retold_add(struct td_retold *t, const struct td_settled *x,
    enum td_seen seen, const struct td_delivery *d);

void td_retold_print(struct td_retold *t);

void td_retold_clear(struct td_retold *t);

#endif

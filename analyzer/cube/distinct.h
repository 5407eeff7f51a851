/*
 * How many different hashes came by: exact up to TD_DISTINCT, from there on
 * estimated from the smallest ones (k minimum values), so that the answer does
 * not depend on the order nor on how the work was split.
 */
#ifndef TD_CUBE_DISTINCT_H
#define TD_CUBE_DISTINCT_H

#include <stddef.h>
#include <stdint.h>

enum { TD_DISTINCT = 1 << 20 };

struct td_distinct {
	size_t n, n_slots;
	unsigned shift; /* 64 less the logarithm of n_slots */
	uint64_t secret;
	uint64_t limit; /* larger ones are no longer kept */
	uint64_t *slot; /* 0: free */
};

void td_distinct_init(struct td_distinct *d);
void td_distinct_free(struct td_distinct *d);

/* -1: no memory. */
int td_distinct_add(struct td_distinct *d, uint64_t hash);
int td_distinct_merge(struct td_distinct *into, const struct td_distinct *from);
uint64_t td_distinct_count(const struct td_distinct *d);

#endif

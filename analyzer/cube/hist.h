/*
 * A sparse histogram with logarithmic buckets: exact up to 64, then 32 buckets
 * an octave, each value counted in the nearest (within 1.6 %).  Merging is
 * addition, so quantiles do not depend on how the work was cut.
 */
#ifndef TD_CUBE_HIST_H
#define TD_CUBE_HIST_H

#include <stdint.h>

struct td_hist {
	uint32_t n, cap;
	struct td_hist_bucket {
		uint32_t bucket;
		uint64_t count;
	} * b;        /* sorted */
	uint64_t max; /* the largest value, exact */
};

enum { TD_HIST_BUCKETS = 64 + 58 * 32 + 1 };

uint32_t td_hist_bucket(uint64_t value);
uint64_t td_hist_value(uint32_t bucket); /* the middle of the bucket */

/* Room for so many buckets.  -1: no memory. */
int td_hist_reserve(struct td_hist *h, uint32_t n);

/* -1: no memory. */
int td_hist_add(struct td_hist *h, uint64_t value, uint64_t count);
/* Behind all others; max is the caller's to set. */
int td_hist_append(struct td_hist *h, uint32_t bucket, uint64_t count);
int td_hist_merge(struct td_hist *into, const struct td_hist *from);
uint64_t td_hist_count(const struct td_hist *h);
/* Nearest rank; q in 0..1; 0 where it is empty. */
uint64_t td_hist_quantile(const struct td_hist *h, double q);
void td_hist_clear(struct td_hist *h); /* frees */

#endif

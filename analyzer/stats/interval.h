/*
 * Intervals for proportions (SEMANTICS.md 11).
 */
#ifndef TD_STATS_INTERVAL_H
#define TD_STATS_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

/* Wilson score interval at 95 % of x out of n; false where n is 0. */
bool td_wilson(uint64_t x, uint64_t n, double *low, double *high);

#endif

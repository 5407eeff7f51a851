/*
 * Intervals for proportions and for their difference (SEMANTICS.md 11).
 */
#ifndef TD_STATS_INTERVAL_H
#define TD_STATS_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/stats/share.h"

/* Wilson score interval at 95 % of x out of n; false where n is 0. */
bool td_wilson(uint64_t x, uint64_t n, double *low, double *high);

/*
 * Newcombe's hybrid score interval at 95 % of B's rate less A's, in -1..1
 * (Newcombe 1998, Statistics in Medicine 17:873, method 10).  It holds the
 * difference itself.  False, and both ends 0, unless td_share_ok of both.
 */
bool td_newcombe(
    struct td_share a, struct td_share b, double *low, double *high);

#endif

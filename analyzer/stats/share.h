/*
 * x of n: what the functions of this folder are given.  A rate is x/n, in 0..1;
 * differences of rates are in -1..1 and always B - A (DECISIONS.md 19).
 */
#ifndef TD_STATS_SHARE_H
#define TD_STATS_SHARE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct td_share {
	uint64_t x, n;
};

/* More than this is nobody's mail: such counts have no statistics, so that no
 * sum of them overflows. */
#define TD_SHARE_MAX (UINT64_C(1) << 50)

/* Whether there is a rate to speak of. */
static inline bool
td_share_ok(struct td_share s)
{
	return s.n > 0 && s.n <= TD_SHARE_MAX && s.x <= s.n;
}

/* x/n; not for n = 0. */
static inline double
td_share_rate(struct td_share s)
{
	return (double)s.x / (double)s.n;
}

/* The same; NAN for n = 0. */
static inline double
td_share_rate_or_nan(struct td_share s)
{
	return s.n > 0 ? td_share_rate(s) : NAN;
}

/* B's rate less A's, by x or by what is not x, whichever is less of the two
 * together: rates near 1 keep the digits in which they differ. */
static inline double
td_share_difference(struct td_share a, struct td_share b)
{
	if (a.x + b.x > (a.n + b.n) / 2) {
		a.x = a.n - a.x;
		b.x = b.n - b.x;
		return td_share_rate(a) - td_share_rate(b);
	}
	return td_share_rate(b) - td_share_rate(a);
}

#endif

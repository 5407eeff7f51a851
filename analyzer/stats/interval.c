/*
 * The Wilson score interval (SEMANTICS.md 11; Newcombe 1998, Statistics in
 * Medicine 17:857, method 3) and the interval of a difference that Newcombe
 * made of two of them (17:873, method 10).
 */
#include "analyzer/stats/interval.h"

#include <assert.h>
#include <math.h>

/* The 0.975 quantile of the normal distribution. */
static const double z = 1.959963984540054;

/*
 * How far the Wilson interval reaches below and above x/n.  Kept apart from
 * x/n since the reach of many messages is small beside it.
 */
static void
wilson_reach(uint64_t x, uint64_t n, double *below, double *above)
{
	double m = (double)n;
	double p = (double)x / m, q = (double)(n - x) / m;
	double scale = 1 + z * z / m;
	double half = z * sqrt(p * q / m + z * z / (4 * m * m)) / scale;
	double shift = z * z * (q - p) / (2 * m * scale);

	/* The ends are exact in theory and off by rounding in practice. */
	*below = x == 0 ? 0 : half - shift;
	*above = x == n ? 0 : half + shift;
}

bool
td_wilson(uint64_t x, uint64_t n, double *low, double *high)
{
	double below, above;

	assert(x <= n);
	*low = *high = 0;
	if (n == 0)
		return false;
	wilson_reach(x, n, &below, &above);
	*low = (double)x / (double)n - below;
	*high = (double)x / (double)n + above;
	return true;
}

bool
td_newcombe(struct td_share a, struct td_share b, double *low, double *high)
{
	double a_below, a_above, b_below, b_above;

	*low = *high = 0;
	if (!td_share_ok(a) || !td_share_ok(b))
		return false;
	wilson_reach(a.x, a.n, &a_below, &a_above);
	wilson_reach(b.x, b.n, &b_below, &b_above);

	double d = td_share_difference(a, b);

	*low = fmax(-1, d - sqrt(b_below * b_below + a_above * a_above));
	*high = fmin(1, d + sqrt(b_above * b_above + a_below * a_below));
	return true;
}

/*
 * The Wilson score interval (SEMANTICS.md 11; Newcombe 1998, Statistics in
 * Medicine 17:857, method 3).
 */
#include "analyzer/stats/interval.h"

#include <assert.h>
#include <math.h>

/* The 0.975 quantile of the normal distribution. */
static const double z = 1.959963984540054;

bool
td_wilson(uint64_t x, uint64_t n, double *low, double *high)
{
	assert(x <= n);
	*low = *high = 0;
	if (n == 0)
		return false;

	double m = (double)n;
	double p = (double)x / m;
	double scale = 1 + z * z / m;
	double centre = (p + z * z / (2 * m)) / scale;
	double half = z * sqrt(p * (1 - p) / m + z * z / (4 * m * m)) / scale;

	/* The ends are exact in theory and off by rounding in practice. */
	*low = x == 0 ? 0 : centre - half;
	*high = x == n ? 1 : centre + half;
	return true;
}

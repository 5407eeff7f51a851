/*
 * Power and sample size of a comparison of two rates (SEMANTICS.md 11; Fleiss,
 * Levin and Paik 2003, Statistical Methods for Rates and Proportions, ch. 4).
 */
#include "analyzer/stats/power.h"

#include <math.h>

#include "analyzer/stats/share.h"

static const double pi = 3.14159265358979323846;

double
td_normal_quantile(double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;

	/* Of the upper tail, where erfc loses nothing. */
	double tail = p < 0.5 ? p : 1 - p;

	if (tail <= 0)
		return p < 0.5 ? -INFINITY : INFINITY;

	double t = sqrt(-2 * log(tail));
	double z = t -
	    (2.515517 + t * (0.802853 + t * 0.010328)) /
	        (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

	/* Off by 4.5e-4 at most, and by the square of that after a step. */
	for (int i = 0; i < 4; i++) {
		double density = exp(-z * z / 2) / sqrt(2 * pi);

		if (density <= 0)
			break;
		z += (erfc(z / sqrt(2)) / 2 - tail) / density;
	}
	return p < 0.5 ? -z : z;
}

/* The quantiles of a test: those of its level and of its power. */
struct demand {
	double alpha, power;
};

static bool
demanded(double p, double alpha, double power, struct demand *z)
{
	z->alpha = -td_normal_quantile(alpha / 2);
	z->power = td_normal_quantile(power);
	return p >= 0 && p <= 1 && alpha > 0 && alpha < 1 && power >= 0.5 &&
	    power < 1;
}

/*
 * How far apart the rates would have to be for that power, were their variances
 * those of p1 and p2.
 */
static double
reach(double p1, double p2, double n1, double n2, const struct demand *z)
{
	double p = (n1 * p1 + n2 * p2) / (n1 + n2);
	double pooled = p * (1 - p) * (1 / n1 + 1 / n2);
	double apart = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2;

	return z->alpha * sqrt(fmax(0, pooled)) +
	    z->power * sqrt(fmax(0, apart));
}

bool
td_power_needed(double p1, double p2, double alpha, double power, uint64_t *n)
{
	struct demand z;

	*n = 0;
	if (!demanded(p1, alpha, power, &z) || !(p2 >= 0 && p2 <= 1) ||
	    p1 == p2)
		return false;

	/* The reach shrinks with the root of n. */
	double root = reach(p1, p2, 1, 1, &z) / fabs(p2 - p1);
	double needed = ceil(root * root);

	if (!(needed <= (double)TD_SHARE_MAX))
		return false;
	*n = (uint64_t)needed;
	return true;
}

/*
 * The reach is a sum of roots of what is concave in p2, and so concave itself:
 * it starts above a difference of 0 and is crossed once, if it is.
 */
static double
detect(double p, double sign, double n_a, double n_b, const struct demand *z)
{
	double low = 0, high = sign < 0 ? p : 1 - p;

	if (high <= 0 || high < reach(p, p + sign * high, n_a, n_b, z))
		return NAN;
	for (int i = 0; i < 64; i++) {
		double d = (low + high) / 2;

		if (d < reach(p, p + sign * d, n_a, n_b, z))
			low = d;
		else
			high = d;
	}
	return high;
}

struct td_detectable
td_power_detectable(
    double p, double n_a, double n_b, double alpha, double power)
{
	struct td_detectable d = { NAN, NAN };
	struct demand z;

	if (!demanded(p, alpha, power, &z) || !(n_a > 0 && n_b > 0) ||
	    isinf(n_a) || isinf(n_b))
		return d;
	d.fall = detect(p, -1, n_a, n_b, &z);
	d.rise = detect(p, 1, n_a, n_b, &z);
	return d;
}

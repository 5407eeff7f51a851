/*
 * The cluster bootstrap of a difference of two rates, and the design effect.
 */
#include "analyzer/stats/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/stats/random.h"

static bool
usable(const struct td_share *s, size_t n, struct td_share *sum)
{
	*sum = (struct td_share){ 0, 0 };
	if (n < 2 || n > TD_CLUSTERS_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!td_share_ok(s[i]))
			return false;
		sum->x += s[i].x;
		sum->n += s[i].n;
	}
	return true;
}

/* Sums of integers: TD_CLUSTERS_MAX times TD_SHARE_MAX is below 2^64. */
static double
draw(const struct td_share *s, size_t n, struct td_random *r)
{
	struct td_share sum = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		const struct td_share *c = &s[td_random_below(r, (uint32_t)n)];

		sum.x += c->x;
		sum.n += c->n;
	}
	return td_share_rate(sum);
}

static int
compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

bool
td_bootstrap(const struct td_share *a, size_t n_a, const struct td_share *b,
    size_t n_b, struct td_bootstrap *out)
{
	enum { K = (TD_REPLICATES + 1) / 40 };
	double d[TD_REPLICATES];
	struct td_share sum_a, sum_b;
	struct td_random r;

	memset(out, 0, sizeof(*out));
	if (!usable(a, n_a, &sum_a) || !usable(b, n_b, &sum_b))
		return false;
	td_random_seed(&r, TD_BOOTSTRAP_SEED);
	for (size_t i = 0; i < TD_REPLICATES; i++) {
		double rate_a = draw(a, n_a, &r);

		d[i] = draw(b, n_b, &r) - rate_a;
	}
	qsort(d, TD_REPLICATES, sizeof(*d), compare_double);
	out->low = d[K - 1];
	out->high = d[TD_REPLICATES - K];
	return true;
}

/* Of the rate of all, if messages are independent. */
static double
variance(struct td_share s)
{
	double p = td_share_rate(s), q = (double)(s.n - s.x) / (double)s.n;

	return p * q / (double)s.n;
}

/* The same, if clusters are; the sum is not of 0. */
static double
cluster_variance(const struct td_share *s, size_t n, struct td_share sum)
{
	double p = td_share_rate(sum), squares = 0;

	for (size_t i = 0; i < n; i++) {
		double d =
		    ((double)s[i].x - p * (double)s[i].n) / (double)sum.n;

		squares += d * d;
	}
	return squares * (double)n / (double)(n - 1);
}

double
td_design_effect(
    const struct td_share *a, size_t n_a, const struct td_share *b, size_t n_b)
{
	struct td_share sum_a, sum_b;
	double independent;

	if (!usable(a, n_a, &sum_a) || !usable(b, n_b, &sum_b))
		return NAN;
	independent = variance(sum_a) + variance(sum_b);
	if (independent <= 0)
		return NAN;
	return (cluster_variance(a, n_a, sum_a) +
	           cluster_variance(b, n_b, sum_b)) /
	    independent;
}

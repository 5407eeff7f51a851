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

/* ---- draws ---- */

_Static_assert(TD_CLUSTERS_MAX <= UINT16_MAX, "their numbers have 16 bits");

void
td_draws_clear(struct td_draws *d)
{
	for (size_t i = 0; i < TD_DRAWS_KEPT; i++)
		free(d->kept[i].at);
	*d = (struct td_draws){ .next = 0 };
}

static int
draw(struct td_drawn *x, size_t n_a, size_t n_b)
{
	struct td_random r;
	uint16_t *at = malloc(TD_REPLICATES * (n_a + n_b) * sizeof(*at));

	if (at == NULL)
		return -1;
	free(x->at);
	*x = (struct td_drawn){ n_a, n_b, at };
	td_random_seed(&r, TD_BOOTSTRAP_SEED);
	for (size_t i = 0; i < TD_REPLICATES; i++) {
		for (size_t k = 0; k < n_a; k++)
			*at++ = (uint16_t)td_random_below(&r, (uint32_t)n_a);
		for (size_t k = 0; k < n_b; k++)
			*at++ = (uint16_t)td_random_below(&r, (uint32_t)n_b);
	}
	return 0;
}

/* NULL: no memory. */
static const uint16_t *
drawn(struct td_draws *d, size_t n_a, size_t n_b)
{
	struct td_drawn *x;

	for (size_t i = 0; i < TD_DRAWS_KEPT; i++) {
		x = &d->kept[i];
		if (x->at != NULL && x->n_a == n_a && x->n_b == n_b)
			return x->at;
	}
	x = &d->kept[d->next];
	d->next = (d->next + 1) % TD_DRAWS_KEPT;
	return draw(x, n_a, n_b) == 0 ? x->at : NULL;
}

/* Sums of integers: TD_CLUSTERS_MAX times TD_SHARE_MAX is below 2^64. */
static double
rate_of(const struct td_share *s, const uint16_t *at, size_t n)
{
	struct td_share sum = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		sum.x += s[at[i]].x;
		sum.n += s[at[i]].n;
	}
	return td_share_rate(sum);
}

/* ---- the interval ---- */

enum { K = (TD_REPLICATES + 1) / 40 };

/* The K lowest so far, ascending; few of the rest come so low. */
static void
keep_low(double low[K], size_t *n, double x)
{
	size_t i;

	if (*n == K && x >= low[K - 1])
		return;
	i = *n < K ? (*n)++ : K - 1;
	for (; i > 0 && low[i - 1] > x; i--)
		low[i] = low[i - 1];
	low[i] = x;
}

int
td_bootstrap(struct td_draws *d, const struct td_share *a, size_t n_a,
    const struct td_share *b, size_t n_b, struct td_bootstrap *out)
{
	double low[K], high[K]; /* the latter with their signs changed */
	size_t n_low = 0, n_high = 0;
	struct td_share sum_a, sum_b;
	const uint16_t *at;

	memset(out, 0, sizeof(*out));
	if (!usable(a, n_a, &sum_a) || !usable(b, n_b, &sum_b))
		return 0;
	if ((at = drawn(d, n_a, n_b)) == NULL)
		return -1;
	for (size_t i = 0; i < TD_REPLICATES; i++, at += n_a + n_b) {
		const double change =
		    rate_of(b, at + n_a, n_b) - rate_of(a, at, n_a);

		keep_low(low, &n_low, change);
		keep_low(high, &n_high, -change);
	}
	out->low = low[K - 1];
	out->high = -high[K - 1];
	return 1;
}

/* ---- the design effect ---- */

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

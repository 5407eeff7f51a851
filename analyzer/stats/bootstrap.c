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

_Static_assert(TD_CLUSTERS_MAX <= INT16_MAX, "how often has 16 bits");

void
td_draws_clear(struct td_draws *d)
{
	for (size_t i = 0; i < TD_DRAWS_KEPT; i++)
		free(d->kept[i].times);
	*d = (struct td_draws){ .next = 0 };
}

static int
draw(struct td_drawn *x, size_t n_a, size_t n_b)
{
	struct td_random r;
	int16_t *times = calloc(TD_REPLICATES * (n_a + n_b), sizeof(*times));

	if (times == NULL)
		return -1;
	free(x->times);
	*x = (struct td_drawn){ n_a, n_b, times };
	td_random_seed(&r, TD_BOOTSTRAP_SEED);
	for (size_t i = 0; i < TD_REPLICATES; i++, times += n_a + n_b) {
		for (size_t k = 0; k < n_a; k++)
			times[td_random_below(&r, (uint32_t)n_a)]++;
		for (size_t k = 0; k < n_b; k++)
			times[n_a + td_random_below(&r, (uint32_t)n_b)]++;
	}
	return 0;
}

/* NULL: no memory. */
static const int16_t *
drawn(struct td_draws *d, size_t n_a, size_t n_b)
{
	struct td_drawn *x;

	for (size_t i = 0; i < TD_DRAWS_KEPT; i++) {
		x = &d->kept[i];
		if (x->times != NULL && x->n_a == n_a && x->n_b == n_b)
			return x->times;
	}
	x = &d->kept[d->next];
	d->next = (d->next + 1) % TD_DRAWS_KEPT;
	return draw(x, n_a, n_b) == 0 ? x->times : NULL;
}

/* ---- sums of what is drawn ---- */

/*
 * Counts in digits of 15 bits, a row for each digit, as that is what vectors of
 * 128 bits multiply and add eight of at once.  A sum of one digit over all that
 * is drawn has 31 bits at most.
 */
enum { DIGIT = 15, DIGITS = 4 };

_Static_assert(
    TD_SHARE_MAX < UINT64_C(1) << DIGITS * DIGIT, "the digits hold any count");
_Static_assert(TD_CLUSTERS_MAX < 1 << (31 - DIGIT), "their sums have 31 bits");

struct side {
	size_t n;
	unsigned digits;
	int16_t *x, *all; /* digits times n */
};

/* In `room` for 2 * DIGITS * n. */
static struct side
digits_of(const struct td_share *s, size_t n, int16_t *room)
{
	struct side side = { n, 1, room, room + DIGITS * n };
	const unsigned mask = (1 << DIGIT) - 1;

	for (size_t i = 0; i < n; i++)
		while (s[i].n >> side.digits * DIGIT > 0)
			side.digits++;
	for (unsigned d = 0; d < side.digits; d++)
		for (size_t i = 0; i < n; i++) {
			side.x[d * n + i] =
			    (int16_t)(s[i].x >> d * DIGIT & mask);
			side.all[d * n + i] =
			    (int16_t)(s[i].n >> d * DIGIT & mask);
		}
	return side;
}

/* TD_CLUSTERS_MAX times TD_SHARE_MAX is below 2^64. */
static uint64_t
add_up(const struct side *s, const int16_t *digits, const int16_t *times)
{
	uint64_t all = 0;

	for (unsigned d = 0; d < s->digits; d++, digits += s->n) {
		int32_t sum = 0;

		for (size_t i = 0; i < s->n; i++)
			sum += times[i] * digits[i];
		all += (uint64_t)sum << d * DIGIT;
	}
	return all;
}

static double
rate_of(const struct side *s, const int16_t *times)
{
	return td_share_rate((struct td_share){
	    add_up(s, s->x, times), add_up(s, s->all, times) });
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

static void
find_ends(const struct side *a, const struct side *b, const int16_t *times,
    struct td_bootstrap *out)
{
	/* The latter with their signs changed. */
	double low[K] = { 0 }, high[K] = { 0 };
	size_t n_low = 0, n_high = 0;

	for (size_t i = 0; i < TD_REPLICATES; i++, times += a->n + b->n) {
		const double change =
		    rate_of(b, times + a->n) - rate_of(a, times);

		keep_low(low, &n_low, change);
		keep_low(high, &n_high, -change);
	}
	out->low = low[K - 1];
	out->high = -high[K - 1];
}

int
td_bootstrap(struct td_draws *d, const struct td_share *a, size_t n_a,
    const struct td_share *b, size_t n_b, struct td_bootstrap *out)
{
	struct td_share sum_a, sum_b;
	struct side side_a, side_b;
	const int16_t *times;
	int16_t *room;

	memset(out, 0, sizeof(*out));
	if (!usable(a, n_a, &sum_a) || !usable(b, n_b, &sum_b))
		return 0;
	if ((times = drawn(d, n_a, n_b)) == NULL ||
	    (room = calloc((n_a + n_b) * 2 * DIGITS, sizeof(*room))) == NULL)
		return -1;
	side_a = digits_of(a, n_a, room);
	side_b = digits_of(b, n_b, room + n_a * 2 * DIGITS);
	find_ends(&side_a, &side_b, times, out);
	free(room);
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

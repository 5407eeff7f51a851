/*
 * Tests of two proportions, and the false discovery rate (SEMANTICS.md 11).
 */
#include "analyzer/stats/test.h"

#include <math.h>
#include <stdlib.h>

/* Every table of the observed margins, known by its count of x in B. */
struct margins {
	uint64_t n_a, n_b;
	uint64_t x;         /* of A and B together */
	uint64_t low, high; /* what B's part of it can be */
};

struct tables {
	double all, tail; /* tail: no likelier than the observed one */
};

/* The weight of the likeliest table, and one whose share of it is 0 in a
 * double.  Both are far from where doubles lose digits: there a weight could
 * stay the same for ever, step after step. */
static const double likeliest = 0x1p500, unlikely = 0x1p-900;

bool
td_pooled_z(struct td_share a, struct td_share b, double *z, double *p)
{
	*z = 0;
	*p = 1;
	if (!td_share_ok(a) || !td_share_ok(b))
		return false;

	double n = (double)(a.n + b.n);
	double rate = (double)(a.x + b.x) / n;
	double rest = (double)(a.n - a.x + b.n - b.x) / n;

	if (a.x + b.x == 0 || a.x + b.x == a.n + b.n)
		return true;
	*z = td_share_difference(a, b) /
	    sqrt(rate * rest * (1 / (double)a.n + 1 / (double)b.n));
	*p = erfc(fabs(*z) / sqrt(2));
	return true;
}

/* The probability of the table k + 1 by that of k; k is below m->high. */
static double
step_up(const struct margins *m, uint64_t k)
{
	return (double)(m->n_b - k) * (double)(m->x - k) /
	    ((double)(k + 1) * (double)(m->n_a + k + 1 - m->x));
}

/* A table next to the likeliest: it need not be the best, only near it. */
static uint64_t
middle(const struct margins *m)
{
	double k = (double)m->x * (double)m->n_b / (double)(m->n_a + m->n_b);

	if (k <= (double)m->low)
		return m->low;
	return k >= (double)m->high ? m->high : (uint64_t)k;
}

static double
weight(const struct margins *m, uint64_t k)
{
	uint64_t at = middle(m);
	double w = likeliest;

	for (; at < k && w > unlikely; at++)
		w *= step_up(m, at);
	for (; at > k && w > unlikely; at--)
		w /= step_up(m, at - 1);
	return w;
}

/*
 * Adds table k of weight w and those beyond it.  The steps only get smaller,
 * so from each on the rest is less than a geometric series: it ends where that
 * no longer counts beside the observed table.
 */
static void
add_up(const struct margins *m, uint64_t k, double w, bool up, double observed,
    struct tables *t)
{
	uint64_t last = up ? m->high : m->low;

	for (;;) {
		t->all += w;
		if (w <= observed * (1 + 1e-7))
			t->tail += w;
		if (k == last)
			return;

		double step = up ? step_up(m, k) : 1 / step_up(m, k - 1);

		w *= step;
		if (w <= 1e-18 * observed * (1 - step))
			return;
		k = up ? k + 1 : k - 1;
	}
}

/*
 * By ratios of neighbours, from the middle outwards.  Differences of lgamma
 * would keep six digits of a table of 1e9.
 */
bool
td_fisher(struct td_share a, struct td_share b, double *p)
{
	struct tables t = { 0, 0 };

	*p = 1;
	if (!td_share_ok(a) || !td_share_ok(b))
		return false;

	uint64_t x = a.x + b.x;
	struct margins m = {
		.n_a = a.n,
		.n_b = b.n,
		.x = x,
		.low = x > a.n ? x - a.n : 0,
		.high = x < b.n ? x : b.n,
	};
	double observed = weight(&m, b.x);
	uint64_t from = middle(&m);

	if (observed <= unlikely) {
		*p = 0;
		return true;
	}
	add_up(&m, from, likeliest, true, observed, &t);
	if (from > m.low)
		add_up(&m, from - 1, likeliest / step_up(&m, from - 1), false,
		    observed, &t);
	*p = fmin(1, t.tail / t.all);
	return true;
}

bool
td_compare_p(struct td_share a, struct td_share b, double *p, bool *exact)
{
	double z;

	*p = 1;
	*exact = false;
	if (!td_share_ok(a) || !td_share_ok(b))
		return false;

	uint64_t n = a.n + b.n, x = a.x + b.x;
	uint64_t row = a.n < b.n ? a.n : b.n;
	uint64_t column = x < n - x ? x : n - x;

	*exact = (double)row * (double)column < 5 * (double)n;
	return *exact ? td_fisher(a, b, p) : td_pooled_z(a, b, &z, p);
}

struct ranked {
	double p;
	size_t at;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

int
td_false_discovery(double *p, size_t n)
{
	struct ranked *r;
	size_t m = 0;
	double q = 1;

	if (n == 0)
		return 0;
	if ((r = calloc(n, sizeof(*r))) == NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (p[i] >= 0 && p[i] <= 1)
			r[m++] = (struct ranked){ p[i], i };
		else
			p[i] = NAN;
	qsort(r, m, sizeof(*r), compare_ranked);
	for (size_t j = m; j > 0; j--) {
		q = fmin(q, r[j - 1].p * ((double)m / (double)j));
		p[r[j - 1].at] = q;
	}
	free(r);
	return 0;
}

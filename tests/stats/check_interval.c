/*
 * analyzer/stats/interval.c: the reference values of SEMANTICS.md 10 and 11,
 * and how often the interval of a difference holds it.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/stats/interval.h"
#include "analyzer/stats/random.h"
#include "tests/run.h"

/* Eight decimals, as the table there gives them; four of the wider intervals
 * that it sets beside them. */
static const struct vector {
	const char *source;
	uint64_t x, n;
	double low, high;
	double cc_low, cc_high;       /* Wilson with continuity correction */
	double exact_low, exact_high; /* Clopper and Pearson */
} vectors[] = {
	{ "Newcombe 1998a table I", 81, 263, .25528852, .36620958, .2535, .3682,
	    .2527, .3676 },
	{ "Newcombe 1998a table I", 15, 148, .06238640, .16048724, .0598, .1644,
	    .0578, .1617 },
	{ "Newcombe 1998a table I", 0, 20, 0, .16112516, 0, .2005, 0, .1684 },
	{ "Newcombe 1998a table I", 1, 29, .00611321, .17175522, .0018, .1963,
	    .0009, .1776 },
	{ "SEMANTICS.md 11", 10, 10, .72246720, 1, .6555, 1, .6915, 1 },
	{ "SEMANTICS.md 11", 1, 1, .20654931, 1, 0, 1, 0, 1 },
	{ "SEMANTICS.md 11", 0, 1, 0, .79345069, 0, 1, 0, 1 },
	{ "SEMANTICS.md 11", 7, 10, .39677815, .89220873, 0, 1, 0, 1 },
	{ "SEMANTICS.md 11", 10, 20, .29929801, .70070199, 0, 1, 0, 1 },
	{ "SEMANTICS.md 11", 950, 1000, .93468618, .96186974, 0, 1, 0, 1 },
	{ "SEMANTICS.md 11", 9990, 10000, .99816006, .99945671, 0, 1, 0, 1 },
};

START_TEST(test_vector)
{
	const struct vector *v = &vectors[_i];
	double low, high;

	ck_assert(td_wilson(v->x, v->n, &low, &high));
	ck_assert_msg(
	    fabs(low - v->low) <= 0.5e-8 && fabs(high - v->high) <= 0.5e-8,
	    "%s: %llu/%llu: %.9f %.9f", v->source, (unsigned long long)v->x,
	    (unsigned long long)v->n, low, high);
	ck_assert(low >= v->cc_low && high <= v->cc_high);
	ck_assert(low >= v->exact_low && high <= v->exact_high);
}
END_TEST

START_TEST(test_nothing)
{
	double low, high;

	ck_assert(!td_wilson(0, 0, &low, &high));
}
END_TEST

/* SEMANTICS.md 10: how many messages without a complaint show a rate below
 * 0.1 %. */
START_TEST(test_complaints)
{
	double low, high;

	ck_assert(td_wilson(0, 3837, &low, &high) && high > 0.001);
	ck_assert(td_wilson(0, 3838, &low, &high) && high < 0.001);
	ck_assert(fabs(high - 3.84 / (3838 + 3.84)) < 1e-6);
}
END_TEST

/* SEMANTICS.md 11: the ends are forced, not merely near. */
START_TEST(test_ends)
{
	static const uint64_t sizes[] = { 1, 3, 7, 29, 1000003,
		UINT64_C(1) << 53, UINT64_MAX };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		uint64_t n = sizes[i];
		double low, high;

		ck_assert(td_wilson(0, n, &low, &high));
		ck_assert(low == 0.0 && high > 0 && high < 1);
		ck_assert(td_wilson(n, n, &low, &high));
		ck_assert(high == 1.0 && low > 0 && low <= 1);
	}
}
END_TEST

/* By definition: the interval of n - x is that of x mirrored, holds x/n and
 * stays in 0..1. */
START_TEST(test_mirror)
{
	for (uint64_t n = 1; n < 60; n++)
		for (uint64_t x = 0; x <= n; x++) {
			double l, h, ml, mh, p = (double)x / (double)n;

			ck_assert(td_wilson(x, n, &l, &h));
			ck_assert(td_wilson(n - x, n, &ml, &mh));
			ck_assert(fabs(l - (1 - mh)) < 1e-12);
			ck_assert(fabs(h - (1 - ml)) < 1e-12);
			ck_assert(0 <= l && l <= p && p <= h && h <= 1);
		}
}
END_TEST

/* The sources subtract the second from the first: B is the first. */
static const struct difference {
	const char *source;
	struct td_share b, a;
	double low, high, within;
} differences[] = {
	{ "Newcombe 1998b table II a", { 56, 70 }, { 48, 80 }, .0524, .3339,
	    .5e-4 },
	{ "SEMANTICS.md 11", { 56, 70 }, { 48, 80 }, .05243147, .33387265,
	    .5e-8 },
	{ "Newcombe 1998b table II b", { 9, 10 }, { 3, 10 }, .1705, .8090,
	    .5e-4 },
	{ "Newcombe 1998b table II c", { 6, 7 }, { 2, 7 }, .0582, .8062,
	    .5e-4 },
	{ "Newcombe 1998b table II d", { 5, 56 }, { 0, 29 }, -.0381, .1926,
	    .5e-4 },
	{ "Newcombe 1998b table II e", { 0, 10 }, { 0, 20 }, -.1611, .2775,
	    .5e-4 },
	{ "Newcombe 1998b table II f", { 0, 10 }, { 0, 10 }, -.2775, .2775,
	    .5e-4 },
	{ "Newcombe 1998b table II g", { 10, 10 }, { 0, 20 }, .6791, 1, .5e-4 },
	{ "Newcombe 1998b table II h", { 10, 10 }, { 0, 10 }, .6075, 1, .5e-4 },
};

START_TEST(test_difference)
{
	const struct difference *v = &differences[_i];
	double low, high, back_low, back_high;

	ck_assert(td_newcombe(v->a, v->b, &low, &high));
	ck_assert_msg(fabs(low - v->low) <= v->within &&
	        fabs(high - v->high) <= v->within,
	    "%s: %.9f %.9f", v->source, low, high);
	ck_assert(td_newcombe(v->b, v->a, &back_low, &back_high));
	ck_assert(back_low == -high && back_high == -low);
}
END_TEST

/* It holds the difference, stays in -1..1, and changes its sign with the
 * sides, to the last bit. */
static void
sound(struct td_share a, struct td_share b)
{
	double low, high, back_low, back_high;
	double d = td_share_rate(b) - td_share_rate(a);

	ck_assert(td_newcombe(a, b, &low, &high));
	ck_assert(-1 <= low && low <= d && d <= high && high <= 1);
	ck_assert(low < high);
	ck_assert(td_newcombe(b, a, &back_low, &back_high));
	ck_assert(back_low == -high && back_high == -low);
}

START_TEST(test_sound)
{
	for (uint64_t m = 1; m < 16; m++)
		for (uint64_t n = 1; n < 16; n++)
			for (uint64_t x = 0; x <= m; x++)
				for (uint64_t y = 0; y <= n; y++)
					sound((struct td_share){ x, m },
					    (struct td_share){ y, n });
}
END_TEST

START_TEST(test_large)
{
	static const uint64_t sizes[] = { 1, 1000, UINT64_C(1) << 40,
		TD_SHARE_MAX };

	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 4; j++) {
			uint64_t m = sizes[i], n = sizes[j];
			struct td_share a[] = { { 0, m }, { 1, m },
				{ m / 2, m }, { m - 1, m }, { m, m } };
			struct td_share b[] = { { 0, n }, { 1, n },
				{ n / 2, n }, { n - 1, n }, { n, n } };

			for (size_t k = 0; k < 25; k++)
				sound(a[k / 5], b[k % 5]);
		}
}
END_TEST

START_TEST(test_no_difference)
{
	static const struct td_share good = { 1, 2 };
	static const struct td_share bad[] = { { 0, 0 }, { 3, 2 },
		{ 0, TD_SHARE_MAX + 1 }, { UINT64_MAX, UINT64_MAX } };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		double low = 7, high = 7;

		ck_assert(!td_newcombe(good, bad[i], &low, &high));
		ck_assert(low == 0 && high == 0);
		ck_assert(!td_newcombe(bad[i], good, &low, &high));
	}
}
END_TEST

/* How many of n messages are x at a rate, in parts of 2^64. */
static struct td_share
sample(struct td_random *r, uint64_t rate, uint64_t n)
{
	struct td_share s = { 0, n };

	for (uint64_t i = 0; i < n; i++)
		s.x += td_random_next(r) < rate;
	return s;
}

/* Newcombe 1998b table IV: method 10 covers .9516 on average, and hardly ever
 * less than .93 of these sizes. */
START_TEST(test_coverage)
{
	static const struct {
		double a, b;
		uint64_t m, n;
	} cases[] = {
		{ .9, .85, 50, 60 },
		{ .98, .95, 200, 150 },
		{ .5, .5, 30, 40 },
		{ .95, .95, 100, 100 },
		{ .3, .7, 25, 80 },
	};
	enum { ROUNDS = 4000 };
	struct td_random r;

	td_random_seed(&r, 1998);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		double d = cases[i].b - cases[i].a;
		uint64_t rate_a = (uint64_t)(cases[i].a * 0x1p64);
		uint64_t rate_b = (uint64_t)(cases[i].b * 0x1p64);
		int held = 0;

		for (int round = 0; round < ROUNDS; round++) {
			struct td_share a = sample(&r, rate_a, cases[i].m);
			struct td_share b = sample(&r, rate_b, cases[i].n);
			double low, high;

			ck_assert(td_newcombe(a, b, &low, &high));
			held += low <= d && d <= high;
		}
		ck_assert_msg(held > ROUNDS * 0.935 && held < ROUNDS * 0.975,
		    "case %zu: held %d of %d", i, held, ROUNDS);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("interval");
	TCase *t = tcase_create("wilson");

	tcase_add_loop_test(
	    t, test_vector, 0, (int)(sizeof(vectors) / sizeof(*vectors)));
	tcase_add_test(t, test_nothing);
	tcase_add_test(t, test_complaints);
	tcase_add_test(t, test_ends);
	tcase_add_test(t, test_mirror);
	suite_add_tcase(s, t);

	t = tcase_create("newcombe");
	tcase_add_loop_test(t, test_difference, 0,
	    (int)(sizeof(differences) / sizeof(*differences)));
	tcase_add_test(t, test_sound);
	tcase_add_test(t, test_large);
	tcase_add_test(t, test_no_difference);
	tcase_add_test(t, test_coverage);
	suite_add_tcase(s, t);
	return run_suite(s);
}

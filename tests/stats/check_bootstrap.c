/*
 * analyzer/stats/bootstrap.c and random.h: published random numbers, intervals
 * against every draw that there can be, and clusters whose design effect is
 * known.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/stats/bootstrap.h"
#include "analyzer/stats/random.h"
#include "tests/run.h"

static struct td_draws draws;

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* rosettacode.org, Pseudo-random numbers/Splitmix64: the first four fill the
 * state. */
START_TEST(test_seed)
{
	static const uint64_t expect[] = { UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431) };
	struct td_random r;

	td_random_seed(&r, 1234567);
	for (size_t i = 0; i < COUNT(expect); i++)
		ck_assert_uint_eq(r.s[i], expect[i]);
}
END_TEST

/* The vector of the crate rand_xoshiro, made with the authors' code. */
START_TEST(test_xoshiro)
{
	static const uint64_t expect[] = { 11520, 0, 1509978240,
		UINT64_C(1215971899390074240), UINT64_C(1216172134540287360),
		UINT64_C(607988272756665600), UINT64_C(16172922978634559625),
		UINT64_C(8476171486693032832), UINT64_C(10595114339597558777),
		UINT64_C(2904607092377533576) };
	struct td_random r = { { 1, 2, 3, 4 } };

	for (size_t i = 0; i < COUNT(expect); i++)
		ck_assert_uint_eq(td_random_next(&r), expect[i]);
}
END_TEST

/* Also where 2^32 is no multiple of n by far: 3 * 2^30 numbers. */
START_TEST(test_below)
{
	static const uint32_t sizes[] = { 1, 2, 3, 7, 100, 3u << 30,
		UINT32_MAX };
	enum { DRAWS = 70000, BINS = 7 };
	struct td_random r;

	td_random_seed(&r, 1);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint32_t n = sizes[i], bins = n < BINS ? n : BINS;
		double chi2 = 0;
		int count[BINS] = { 0 };

		for (int j = 0; j < DRAWS; j++) {
			uint32_t v = td_random_below(&r, n);

			ck_assert(v < n);
			count[(uint64_t)v * bins / n]++;
		}
		for (uint32_t b = 0; b < bins; b++) {
			/* How many v fall into bin b. */
			uint64_t from = ((uint64_t)b * n + bins - 1) / bins;
			uint64_t to = ((uint64_t)(b + 1) * n + bins - 1) / bins;
			double expect = DRAWS * ((double)(to - from) / n);

			chi2 +=
			    (count[b] - expect) * (count[b] - expect) / expect;
		}
		ck_assert_msg(chi2 < 22.5, "%u: %g", n, chi2); /* p .001 */
	}
}
END_TEST

/* Of 3 * 2^30 numbers every third would come up twice as often if none were
 * refused. */
START_TEST(test_refuses)
{
	enum { DRAWS = 30000 };
	struct td_random r;
	int count = 0;

	td_random_seed(&r, 3);
	for (int i = 0; i < DRAWS; i++)
		count += td_random_below(&r, 3u << 30) % 3 == 0;
	ck_assert_msg(abs(count - DRAWS / 3) < 400, "%d", count);
}
END_TEST

struct sides {
	struct td_share a[4], b[4];
	size_t n_a, n_b;
};

static const struct sides tiny[] = {
	{ { { 1, 2 }, { 3, 4 }, { 1, 5 } }, { { 4, 5 }, { 1, 3 } }, 3, 2 },
	{ { { 9, 10 }, { 5, 10 } }, { { 10, 10 }, { 8, 10 } }, 2, 2 },
	{ { { 1, 1 }, { 0, 1 }, { 1, 1 }, { 20, 30 } },
	    { { 0, 7 }, { 7, 7 }, { 3, 3 } }, 4, 3 },
	{ { { 900, 1000 }, { 95, 100 }, { 10, 10 }, { 1, 10 } },
	    { { 50, 100 }, { 60, 100 }, { 70, 100 }, { 80, 100 } }, 4, 4 },
};

/* The rate of the i-th of n^n draws. */
static double
draw_of(const struct td_share *s, size_t n, size_t i)
{
	double x = 0, all = 0;

	for (size_t k = 0; k < n; k++, i /= n) {
		x += (double)s[i % n].x;
		all += (double)s[i % n].n;
	}
	return x / all;
}

static size_t
power_of(size_t n)
{
	size_t p = 1;

	for (size_t i = 0; i < n; i++)
		p *= n;
	return p;
}

/*
 * Each end is a quantile of all draws: as much lies below it as there should,
 * and four standard errors of 2,000 draws, .014, more or less.
 */
START_TEST(test_exact)
{
	const struct sides *s = &tiny[_i];
	size_t all_a = power_of(s->n_a), all_b = power_of(s->n_b);
	double all = (double)(all_a * all_b);
	double low_below = 0, low_upto = 0, high_above = 0, high_from = 0;
	struct td_bootstrap o;

	ck_assert(1 == td_bootstrap(&draws, s->a, s->n_a, s->b, s->n_b, &o));
	for (size_t i = 0; i < all_a; i++)
		for (size_t j = 0; j < all_b; j++) {
			double d =
			    draw_of(s->b, s->n_b, j) - draw_of(s->a, s->n_a, i);

			low_below += (d < o.low - 1e-12) / all;
			low_upto += (d < o.low + 1e-12) / all;
			high_above += (d > o.high + 1e-12) / all;
			high_from += (d > o.high - 1e-12) / all;
		}
	ck_assert(low_below < .025 + .014 && low_upto > .025 - .014);
	ck_assert(high_above < .025 + .014 && high_from > .025 - .014);
}
END_TEST

/* By another program, in Python and in rationals, of the description in
 * bootstrap.h: every draw is the same. */
START_TEST(test_same_draws)
{
	static const struct td_share a[] = { { 90, 100 }, { 80, 95 },
		{ 99, 110 }, { 70, 100 }, { 95, 100 } };
	static const struct td_share b[] = { { 97, 100 }, { 88, 90 },
		{ 110, 120 }, { 93, 95 }, { 60, 60 }, { 100, 101 },
		{ 80, 90 } };
	struct td_bootstrap o, again;

	ck_assert(1 == td_bootstrap(&draws, a, COUNT(a), b, COUNT(b), &o));
	ck_assert(fabs(o.low - 23. / 800) < 1e-15);
	ck_assert(fabs(o.high - 12297. / 67165) < 1e-15);
	/* From its definition, in fractions. */
	ck_assert(fabs(td_design_effect(a, COUNT(a), b, COUNT(b)) -
	              6.895488084366149) < 1e-11);
	ck_assert(1 == td_bootstrap(&draws, a, COUNT(a), b, COUNT(b), &again));
	ck_assert(memcmp(&o, &again, sizeof(o)) == 0);

	/* Also when its draws had to make room for others. */
	for (size_t n = 2; n <= COUNT(b); n++) {
		struct td_draws fresh = { .next = 0 };
		struct td_bootstrap want;

		ck_assert(1 == td_bootstrap(&draws, a, COUNT(a), b, n, &again));
		ck_assert(1 == td_bootstrap(&fresh, a, COUNT(a), b, n, &want));
		ck_assert(memcmp(&want, &again, sizeof(want)) == 0);
		td_draws_clear(&fresh);
	}
	ck_assert(1 == td_bootstrap(&draws, a, COUNT(a), b, COUNT(b), &again));
	ck_assert(memcmp(&o, &again, sizeof(o)) == 0);
	td_draws_clear(&draws);

	ck_assert(1 ==
	    td_bootstrap(
	        &draws, tiny[0].a, tiny[0].n_a, tiny[0].b, tiny[0].n_b, &o));
	ck_assert(fabs(o.low + 11. / 30) < 1e-15);
	ck_assert(fabs(o.high - 11. / 20) < 1e-15);
}
END_TEST

/* So many times the mail, the same rates: to the bit, as all sums are below
 * 2^53. */
START_TEST(test_times)
{
	static const uint64_t times[] = { 3, 40000, 1234567,
		(UINT64_C(1) << 38) + 1 };
	const struct sides *s = &tiny[_i];
	struct td_bootstrap o, more;

	ck_assert(1 == td_bootstrap(&draws, s->a, s->n_a, s->b, s->n_b, &o));
	for (size_t k = 0; k < COUNT(times); k++) {
		struct sides t = *s;

		for (size_t i = 0; i < COUNT(t.a); i++) {
			t.a[i].x *= times[k];
			t.a[i].n *= times[k];
			t.b[i].x *= times[k];
			t.b[i].n *= times[k];
		}
		ck_assert(
		    1 == td_bootstrap(&draws, t.a, t.n_a, t.b, t.n_b, &more));
		ck_assert(memcmp(&o, &more, sizeof(o)) == 0);
	}
}
END_TEST

/* Clusters of `size` messages that share one fate: the design effect is the
 * size. */
START_TEST(test_design)
{
	static const uint64_t sizes[] = { 1, 4, 50, 100000 };
	struct td_share a[300], b[300];
	struct td_bootstrap o;

	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint64_t size = sizes[i];

		for (size_t k = 0; k < 300; k++) {
			a[k] = (struct td_share){ k % 3 > 0 ? size : 0, size };
			b[k] = (struct td_share){ k % 5 > 0 ? size : 0, size };
		}
		ck_assert(1 == td_bootstrap(&draws, a, 300, b, 300, &o));
		double design = td_design_effect(a, 300, b, 300);

		/* One degree of freedom a side is spent on the mean. */
		ck_assert_msg(
		    fabs(design / (double)size * 299 / 300 - 1) < 1e-9, "%g",
		    design);

		/* Then it is the interval of 300 independent ones. */
		ck_assert(fabs((o.low + o.high) / 2 - 2. / 15) < .01);
		ck_assert(fabs((o.high - o.low) / 2 -
		              1.96 * sqrt(2. / 9 / 300 + 4. / 25 / 300)) < .01);
	}
}
END_TEST

/* All clusters alike, and rates that are all or none. */
START_TEST(test_all_equal)
{
	static const struct td_share half[] = { { 5, 10 }, { 5, 10 },
		{ 10, 20 } };
	static const struct td_share all[] = { { 7, 7 }, { 9, 9 } };
	static const struct td_share none[] = { { 0, 7 }, { 0, 9 }, { 0, 1 } };
	struct td_bootstrap o;

	ck_assert(1 == td_bootstrap(&draws, half, 3, all, 2, &o));
	ck_assert(o.low == .5 && o.high == .5);
	ck_assert(td_design_effect(half, 3, all, 2) == 0);
	ck_assert(1 == td_bootstrap(&draws, all, 2, none, 3, &o));
	ck_assert(o.low == -1 && o.high == -1);
	ck_assert(isnan(td_design_effect(all, 2, none, 3)));
	ck_assert(isnan(td_design_effect(all, 1, half, 3)));
}
END_TEST

/* As many and as large as they may be: no sum overflows. */
START_TEST(test_large)
{
	enum { N = TD_CLUSTERS_MAX };
	static struct td_share a[N + 1], b[2];
	struct td_bootstrap o;

	for (size_t i = 0; i <= N; i++)
		a[i] = (struct td_share){ TD_SHARE_MAX / 2, TD_SHARE_MAX };
	b[0] = b[1] = (struct td_share){ TD_SHARE_MAX, TD_SHARE_MAX };
	ck_assert(1 == td_bootstrap(&draws, a, N, b, 2, &o));
	ck_assert(o.low == .5 && o.high == .5);
	ck_assert(0 == td_bootstrap(&draws, a, N + 1, b, 2, &o));
	ck_assert(0 == td_bootstrap(&draws, b, 2, a, N + 1, &o));
}
END_TEST

START_TEST(test_absent)
{
	static const struct td_share good[] = { { 1, 2 }, { 3, 4 } };
	static const struct td_share bad[][2] = { { { 1, 2 }, { 0, 0 } },
		{ { 3, 2 }, { 1, 2 } }, { { 1, 2 }, { 1, TD_SHARE_MAX + 1 } } };
	struct td_bootstrap o;

	for (size_t i = 0; i < 2; i++) {
		ck_assert(0 == td_bootstrap(&draws, good, i, good, 2, &o));
		ck_assert(0 == td_bootstrap(&draws, good, 2, good, i, &o));
		ck_assert(o.low == 0 && o.high == 0);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert(0 == td_bootstrap(&draws, good, 2, bad[i], 2, &o));
		ck_assert(0 == td_bootstrap(&draws, bad[i], 2, good, 2, &o));
	}
	ck_assert(1 == td_bootstrap(&draws, good, 2, good, 2, &o));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bootstrap");
	TCase *t = tcase_create("random");

	tcase_add_test(t, test_seed);
	tcase_add_test(t, test_xoshiro);
	tcase_add_test(t, test_below);
	tcase_add_test(t, test_refuses);
	suite_add_tcase(s, t);

	t = tcase_create("bootstrap");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_exact, 0, (int)COUNT(tiny));
	tcase_add_test(t, test_same_draws);
	tcase_add_loop_test(t, test_times, 0, (int)COUNT(tiny));
	tcase_add_test(t, test_design);
	tcase_add_test(t, test_all_equal);
	tcase_add_test(t, test_large);
	tcase_add_test(t, test_absent);
	suite_add_tcase(s, t);
	return run_suite(s);
}

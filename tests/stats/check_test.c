/*
 * analyzer/stats/test.c: the reference values of SEMANTICS.md 11, and Fisher's
 * test against every table counted by hand.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/stats/random.h"
#include "analyzer/stats/test.h"
#include "tests/run.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct td_share not_ok[] = { { 0, 0 }, { 3, 2 },
	{ 0, TD_SHARE_MAX + 1 }, { UINT64_MAX, UINT64_MAX } };

/* A value as its source prints it: within half of its last digit. */
static bool
agrees(double value, double published, double digit)
{
	return fabs(value - published) <= digit / 2 * (1 + 1e-9);
}

/* The sources subtract the second from the first: B is the first. */
static const struct {
	const char *source;
	struct td_share b, a;
	double z, z_digit, p, p_digit;
} proportions[] = {
	{ "statsmodels proportions_ztest", { 5, 83 }, { 12, 99 }, -1.4078304151,
	    1e-10, .1591812918, 1e-10 },
	{ "SEMANTICS.md 11", { 56, 70 }, { 48, 80 }, 2.6501719513, 1e-10,
	    .0080450814, 1e-10 },
	{ "SEMANTICS.md 11", { 980, 1000 }, { 950, 1000 }, 3.6501320662, 1e-10,
	    2.6210551e-4, 1e-11 },
	{ "all", { 10, 10 }, { 20, 20 }, 0, 0, 1, 0 },
	{ "none", { 0, 10 }, { 0, 20 }, 0, 0, 1, 0 },
	{ "the same rate", { 1, 3 }, { 2, 6 }, 0, 0, 1, 0 },
};

START_TEST(test_z)
{
	double z, p, back, q;

	ck_assert(td_pooled_z(proportions[_i].a, proportions[_i].b, &z, &p));
	ck_assert_msg(agrees(z, proportions[_i].z, proportions[_i].z_digit) &&
	        agrees(p, proportions[_i].p, proportions[_i].p_digit),
	    "%s: %.11f %.12g", proportions[_i].source, z, p);
	ck_assert(td_pooled_z(proportions[_i].b, proportions[_i].a, &back, &q));
	ck_assert(back == -z && q == p);
}
END_TEST

/* SEMANTICS.md 11 gives chi-squared, too. */
START_TEST(test_z_squared)
{
	double z, p;

	ck_assert(td_pooled_z(
	    (struct td_share){ 48, 80 }, (struct td_share){ 56, 70 }, &z, &p));
	ck_assert(agrees(z * z, 7.0234113712, 1e-10));
}
END_TEST

/* Nearly all of 10^12: by x / n z would keep five digits, by hand it is
 * 100 / sqrt(300). */
START_TEST(test_z_near_all)
{
	const uint64_t n = UINT64_C(1000000000000);
	double z, p;

	ck_assert(td_pooled_z((struct td_share){ n - 200, n },
	    (struct td_share){ n - 100, n }, &z, &p));
	ck_assert(fabs(z - 100 / sqrt(300)) < 1e-8);
}
END_TEST

/* A table by its rows, as the sources write it. */
static const struct fisher {
	const char *source;
	uint64_t a, b, c, d;
	double p, digit;
	double less, greater; /* one-sided; 0: not given */
} fishers[] = {
	{ "the lady tasting tea", 3, 1, 1, 3, .4857142857, 1e-10, 0,
	    .2428571429 },
	{ "R Convictions", 2, 10, 15, 3, 5.367241e-4, 1e-10, 4.651809e-4, 0 },
	{ "SciPy fisher_exact", 8, 2, 1, 5, .03496503497, 1e-11, 0, 0 },
	{ "SciPy fisher_exact", 6, 2, 1, 4, .1025641026, 1e-10, 0, 0 },
	{ "SEMANTICS.md 11", 1, 9, 11, 3, .002759456185, 1e-12, 0, 0 },
	{ "SEMANTICS.md 11", 0, 5, 5, 0, .007936507937, 1e-12, 0, 0 },
	{ "SEMANTICS.md 11", 100, 2, 1000, 5, .1300759363, 1e-10, 0, 0 },
};

static double
binomial(double n, double k)
{
	double c = 1;

	for (double i = 1; i <= k; i++)
		c *= (n - k + i) / i;
	return c;
}

struct counted {
	double p, less, greater;
};

/* All tables of the same margins, by binomial coefficients. */
static struct counted
count_tables(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	uint64_t m = a + b, n = c + d, x = a + c;
	double all = binomial((double)(m + n), (double)x);
	double observed =
	    binomial((double)m, (double)a) * binomial((double)n, (double)c);
	struct counted out = { 0, 0, 0 };

	for (uint64_t k = 0; k <= m && k <= x; k++) {
		if (x - k > n)
			continue;

		double w = binomial((double)m, (double)k) *
		    binomial((double)n, (double)(x - k));

		if (w <= observed * (1 + 1e-7))
			out.p += w / all;
		if (k <= a)
			out.less += w / all;
		if (k >= a)
			out.greater += w / all;
	}
	return out;
}

START_TEST(test_fisher)
{
	const struct fisher *v = &fishers[_i];
	struct counted c = count_tables(v->a, v->b, v->c, v->d);
	double p;

	ck_assert(td_fisher((struct td_share){ v->a, v->a + v->b },
	    (struct td_share){ v->c, v->c + v->d }, &p));
	ck_assert_msg(agrees(p, v->p, v->digit), "%s: %.12g", v->source, p);

	/* The counting of these tests is right, too. */
	ck_assert(agrees(c.p, v->p, v->digit));
	ck_assert(v->less == 0 || agrees(c.less, v->less, 1e-10));
	ck_assert(v->greater == 0 || agrees(c.greater, v->greater, 1e-10));
}
END_TEST

START_TEST(test_fisher_counted)
{
	for (uint64_t m = 1; m < 14; m++)
		for (uint64_t n = 1; n < 14; n++)
			for (uint64_t x = 0; x <= m; x++)
				for (uint64_t y = 0; y <= n; y++) {
					struct td_share a = { x, m };
					struct td_share b = { y, n };
					double p, q, r, e;

					e = count_tables(x, m - x, y, n - y).p;
					ck_assert(td_fisher(a, b, &p));
					ck_assert(td_fisher(b, a, &q));
					a.x = m - x;
					b.x = n - y;
					ck_assert(td_fisher(a, b, &r));
					ck_assert(fabs(p / e - 1) < 1e-12);
					ck_assert(fabs(q / p - 1) < 1e-12);
					ck_assert(fabs(r / p - 1) < 1e-12);
					ck_assert(p <= 1);
				}
}
END_TEST

/*
 * Tables whose p is a formula: one side has all x.  Of n + n, with x of them in
 * B, no other is as unlikely but its mirror.
 */
START_TEST(test_fisher_large)
{
	static const uint64_t sizes[] = { 1000, 1000000, 1000000000,
		UINT64_C(1) << 40 };

	for (size_t i = 0; i < COUNT(sizes); i++)
		for (uint64_t x = 1; x < 9; x++) {
			double n = (double)sizes[i], e = 2, p;

			for (uint64_t k = 0; k < x; k++)
				e *= (n - (double)k) / (2 * n - (double)k);
			ck_assert(td_fisher((struct td_share){ 0, sizes[i] },
			    (struct td_share){ x, sizes[i] }, &p));
			ck_assert_msg(fabs(p / e - 1) < 1e-12, "%g of %g: %g",
			    (double)x, n, p / e - 1);
		}
}
END_TEST

/* A p far below the doubles next to 1, and those below any: it must end. */
START_TEST(test_fisher_far)
{
	double p, e = 2;

	for (int k = 0; k < 500; k++)
		e *= (500. - k) / (1000. - k);
	ck_assert(td_fisher(
	    (struct td_share){ 0, 500 }, (struct td_share){ 500, 500 }, &p));
	ck_assert(p > 1e-300 && p < 1e-298 && fabs(p / e - 1) < 1e-11);
	for (uint64_t n = 1000; n <= 1000000000; n *= 10) {
		ck_assert(td_fisher(
		    (struct td_share){ 0, n }, (struct td_share){ n, n }, &p));
		ck_assert(p == 0);
	}
}
END_TEST

/* Much mail: both are the same test. */
START_TEST(test_fisher_z)
{
	static const struct {
		struct td_share a, b;
	} cases[] = {
		{ { 500000, 1000000 }, { 501000, 1000000 } },
		{ { 980000, 1000000 }, { 1960500, 2000000 } },
		{ { 30000, 3000000 }, { 30300, 3000000 } },
		{ { 500000000, 1000000000 }, { 500040000, 1000000000 } },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		double z, p, exact;

		ck_assert(td_pooled_z(cases[i].a, cases[i].b, &z, &p));
		ck_assert(td_fisher(cases[i].a, cases[i].b, &exact));
		ck_assert_msg(p > 0.001 && p < 0.5 && fabs(exact / p - 1) < .01,
		    "case %zu: %g %g", i, p, exact);
	}
}
END_TEST

START_TEST(test_chooses)
{
	static const struct {
		struct td_share a, b;
		bool exact;
	} cases[] = {
		{ { 10, 20 }, { 0, 20 }, false }, /* expected: exactly 5 */
		{ { 9, 20 }, { 0, 20 }, true },
		{ { 20, 20 }, { 11, 20 }, true }, /* 4.5 that are not x */
		{ { 20, 20 }, { 10, 20 }, false },
		{ { 0, 10 }, { 0, 1000000 }, true },     /* none */
		{ { 3, 9 }, { 500000, 1000000 }, true }, /* one side small */
		{ { 3, 10 }, { 500000, 1000000 }, true },
		{ { 3, 11 }, { 500000, 1000000 }, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct td_share a = cases[i].a, b = cases[i].b;
		double z, by_z, by_fisher, p, back;
		bool exact;

		ck_assert(td_pooled_z(a, b, &z, &by_z));
		ck_assert(td_fisher(a, b, &by_fisher));
		ck_assert(td_compare_p(a, b, &p, &exact));
		ck_assert_msg(exact == cases[i].exact, "case %zu", i);
		ck_assert(p == (exact ? by_fisher : by_z));
		ck_assert(td_compare_p(b, a, &back, &exact));
		ck_assert(fabs(back - p) < 1e-12);
	}
}
END_TEST

/* What is nearly all, or nearly none, of 2^40, and the longest way that an
 * expected count below 5 leaves: it must end, soon. */
START_TEST(test_extremes)
{
	const uint64_t n = UINT64_C(1) << 40, root = UINT64_C(1) << 20;
	const struct td_share cases[][2] = {
		{ { 0, n }, { 0, n } },
		{ { n, n }, { n, n } },
		{ { 0, n }, { 1, n } },
		{ { n, n }, { n - 1, n } },
		{ { root, n }, { root * 2, root * 2 } },
		{ { root * 4, n }, { 1, root } },
		{ { n - root * 4, n }, { root - 9, root } },
		{ { 0, TD_SHARE_MAX }, { TD_SHARE_MAX, TD_SHARE_MAX } },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		double p;
		bool exact;

		ck_assert(td_compare_p(cases[i][0], cases[i][1], &p, &exact));
		ck_assert(p >= 0 && p <= 1);
		ck_assert(i > 3 || p == 1);
	}
}
END_TEST

START_TEST(test_not_ok)
{
	static const struct td_share good = { 1, 2 };

	for (size_t i = 0; i < COUNT(not_ok); i++) {
		double z = 7, p = 7;
		bool exact;

		ck_assert(!td_pooled_z(good, not_ok[i], &z, &p));
		ck_assert(z == 0 && p == 1);
		p = 7;
		ck_assert(!td_fisher(not_ok[i], good, &p));
		ck_assert(p == 1);
		p = 7;
		ck_assert(!td_compare_p(good, not_ok[i], &p, &exact));
		ck_assert(p == 1);
	}
}
END_TEST

/* Benjamini and Hochberg 1995, the example of section 3; q by SEMANTICS.md 11,
 * six decimals. */
START_TEST(test_discovery_paper)
{
	static const double given[] = { .0001, .0004, .0019, .0095, .0201,
		.0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590,
		1 };
	static const double q[] = { .0015, .003, .0095, .035625, .0603, .063857,
		.063857, .0645, .0765, .486, .581182, .714875, .753231, .813214,
		1 };
	double p[COUNT(given)];
	int rejected = 0, by_bonferroni = 0;

	memcpy(p, given, sizeof(p));
	ck_assert_int_eq(td_false_discovery(p, COUNT(p)), 0);
	for (size_t i = 0; i < COUNT(p); i++) {
		ck_assert_msg(
		    agrees(p[i], q[i], 1e-6), "%g: %.7f", given[i], p[i]);
		rejected += p[i] <= .05;
		by_bonferroni += given[i] * (double)COUNT(p) <= .05;
	}
	ck_assert_int_eq(rejected, 4);
	ck_assert_int_eq(by_bonferroni, 3);
}
END_TEST

static const struct {
	const char *what;
	double p[6], q[6];
	size_t n;
} families[] = {
	{ "SEMANTICS.md 11: as they were ordered", { .01, .04, .03, .005 },
	    { .02, .04, .04, .02 }, 4 },
	{ "one", { .03 }, { .03 }, 1 },
	{ "none", { 0 }, { 0 }, 0 },
	{ "ties: all have the rank of the last", { .02, .5, .02, .02 },
	    { .02 * 4 / 3, .5, .02 * 4 / 3, .02 * 4 / 3 }, 4 },
	{ "absent ones do not count", { NAN, .01, NAN, .04, .03, .005 },
	    { NAN, .02, NAN, .04, .04, .02 }, 6 },
	{ "only absent ones", { NAN, NAN }, { NAN, NAN }, 2 },
	{ "what is no p", { -.1, 1.5, INFINITY, .01, .04 },
	    { NAN, NAN, NAN, .02, .04 }, 5 },
	{ "all or nothing", { 0, 1, 1 }, { 0, 1, 1 }, 3 },
};

START_TEST(test_discovery)
{
	double p[6];

	memcpy(p, families[_i].p, sizeof(p));
	ck_assert_int_eq(td_false_discovery(p, families[_i].n), 0);
	for (size_t i = 0; i < families[_i].n; i++)
		ck_assert_msg(isnan(families[_i].q[i]) ?
		        isnan(p[i]) != 0 :
		        fabs(p[i] - families[_i].q[i]) < 1e-15,
		    "%s: %zu: %g", families[_i].what, i, p[i]);
}
END_TEST

/* By the definition: q of p is the least, over all p' at or above it, of m p'
 * by how many are at or below p'. */
START_TEST(test_discovery_defined)
{
	enum { N = 200 };
	double p[N], q[N];
	struct td_random r;

	td_random_seed(&r, 1995);
	for (size_t i = 0; i < N; i++)
		q[i] = p[i] = (double)td_random_below(&r, 120) / 120;
	ck_assert_int_eq(td_false_discovery(q, N), 0);
	for (size_t i = 0; i < N; i++) {
		double least = 1;

		for (size_t j = 0; j < N; j++) {
			int below = 0;

			if (p[j] < p[i])
				continue;
			for (size_t k = 0; k < N; k++)
				below += p[k] <= p[j];
			least = fmin(least, p[j] * N / below);
			ck_assert(q[i] <= q[j]);
		}
		ck_assert(fabs(q[i] - least) < 1e-14 && q[i] >= p[i]);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("test");
	TCase *t = tcase_create("two shares");

	tcase_add_loop_test(t, test_z, 0, (int)COUNT(proportions));
	tcase_add_test(t, test_z_squared);
	tcase_add_test(t, test_z_near_all);
	tcase_add_loop_test(t, test_fisher, 0, (int)COUNT(fishers));
	tcase_add_test(t, test_fisher_counted);
	tcase_add_test(t, test_fisher_large);
	tcase_add_test(t, test_fisher_far);
	tcase_add_test(t, test_fisher_z);
	tcase_add_test(t, test_chooses);
	tcase_add_test(t, test_extremes);
	tcase_add_test(t, test_not_ok);
	suite_add_tcase(s, t);

	t = tcase_create("family");
	tcase_add_test(t, test_discovery_paper);
	tcase_add_loop_test(t, test_discovery, 0, (int)COUNT(families));
	tcase_add_test(t, test_discovery_defined);
	suite_add_tcase(s, t);
	return run_suite(s);
}

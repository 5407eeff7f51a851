/*
 * analyzer/stats/power.c: published quantiles, the sample sizes of SEMANTICS.md
 * 11, and that what is detectable is the inverse of what is needed.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/stats/power.h"
#include "analyzer/stats/share.h"
#include "tests/run.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct {
	const char *source;
	double p, z;
} quantiles[] = {
	{ "SEMANTICS.md 11", .975, 1.959963984540054 },
	{ "R qnorm(.8)", .8, .8416212335729143 },
	{ "R qnorm(.995)", .995, 2.575829303548901 },
	{ "by symmetry", .5, 0 },
	{ "Wichura 1988, AS 241", .25, -.6744897501960817 },
	{ "Wichura 1988, AS 241", .001, -3.090232306167814 },
	{ "Wichura 1988, AS 241", 1e-20, -9.262340089798408 },
};

START_TEST(test_quantile)
{
	double z = td_normal_quantile(quantiles[_i].p);

	ck_assert_msg(
	    fabs(z - quantiles[_i].z) <= 2e-15 * fmax(1, fabs(quantiles[_i].z)),
	    "%s: %.17g", quantiles[_i].source, z);
}
END_TEST

/* The distribution gives back what the quantile was of. */
START_TEST(test_quantile_inverse)
{
	for (double p = 1e-300; p < 0.5; p *= 1.7) {
		double z = td_normal_quantile(p);

		ck_assert(fabs(erfc(-z / sqrt(2)) / 2 / p - 1) < 1e-12);
	}
	for (double p = 1. / 1024; p < 1; p += 1. / 1024)
		ck_assert(fabs(td_normal_quantile(1 - p) +
		              td_normal_quantile(p)) < 1e-15);
	ck_assert(td_normal_quantile(0) < 0 && isinf(td_normal_quantile(0)));
	ck_assert(td_normal_quantile(1) > 0 && isinf(td_normal_quantile(1)));
	ck_assert(isnan(td_normal_quantile(-.1)));
	ck_assert(isnan(td_normal_quantile(1.1)));
	ck_assert(isnan(td_normal_quantile(NAN)));
}
END_TEST

/* SEMANTICS.md 11. */
static const struct {
	double p1, p2;
	uint64_t n;
} sizes[] = {
	{ .10, .12, 3841 },
	{ .95, .97, 1506 },
	{ .98, .99, 2319 },
	{ .40, .99, 9 },
};

START_TEST(test_needed)
{
	double p1 = sizes[_i].p1, p2 = sizes[_i].p2;
	uint64_t n;

	ck_assert(td_power_needed(p1, p2, TD_ALPHA, TD_POWER, &n));
	ck_assert_uint_eq(n, sizes[_i].n);
	ck_assert(td_power_needed(p2, p1, TD_ALPHA, TD_POWER, &n));
	ck_assert_uint_eq(n, sizes[_i].n);
	ck_assert(td_power_needed(1 - p1, 1 - p2, TD_ALPHA, TD_POWER, &n));
	ck_assert_uint_eq(n, sizes[_i].n);
}
END_TEST

START_TEST(test_needed_undefined)
{
	static const double bad[][4] = {
		{ .5, .5, .05, .8 },
		{ 0, 0, .05, .8 },
		{ -.1, .5, .05, .8 },
		{ .5, 1.1, .05, .8 },
		{ NAN, .5, .05, .8 },
		{ .5, NAN, .05, .8 },
		{ .4, .5, 0, .8 },
		{ .4, .5, 1, .8 },
		{ .4, .5, .05, .4 },
		{ .4, .5, .05, 1 },
		{ .5, .5 + 1e-9, .05, .8 },
	};
	uint64_t n;

	for (size_t i = 0; i < COUNT(bad); i++) {
		n = 7;
		ck_assert_msg(!td_power_needed(bad[i][0], bad[i][1], bad[i][2],
		                  bad[i][3], &n),
		    "row %zu", i);
		ck_assert_uint_eq(n, 0);
	}
	ck_assert(td_power_needed(0, 1, .05, .8, &n));
	ck_assert(n > 0 && n < 9);
}
END_TEST

/* As many messages as a difference takes detect it; one fewer do not. */
START_TEST(test_detectable)
{
	double p1 = sizes[_i].p1, p2 = sizes[_i].p2;
	double n = (double)sizes[_i].n;
	struct td_detectable d, fewer, mirrored;

	d = td_power_detectable(p1, n, n, TD_ALPHA, TD_POWER);
	fewer = td_power_detectable(p1, n - 1, n - 1, TD_ALPHA, TD_POWER);
	mirrored = td_power_detectable(1 - p1, n, n, TD_ALPHA, TD_POWER);
	ck_assert(d.rise <= p2 - p1);
	ck_assert(!(fewer.rise <= p2 - p1));
	ck_assert(fabs(mirrored.fall - d.rise) < 1e-12);
	d = td_power_detectable(p2, n, n, TD_ALPHA, TD_POWER);
	fewer = td_power_detectable(p2, n - 1, n - 1, TD_ALPHA, TD_POWER);
	ck_assert(d.fall <= p2 - p1);
	ck_assert(!(fewer.fall <= p2 - p1));
}
END_TEST

/* It is on the edge of what td_power_needed says for 0.01..0.99. */
START_TEST(test_detectable_inverse)
{
	for (int i = 1; i < 100; i++)
		for (double n = 8; n < 1e12; n *= 3) {
			double p = i / 100.;
			struct td_detectable d =
			    td_power_detectable(p, n, n, TD_ALPHA, TD_POWER);
			uint64_t needed;

			if (!isnan(d.rise)) {
				ck_assert(td_power_needed(p, p + d.rise,
				    TD_ALPHA, TD_POWER, &needed));
				ck_assert(fabs((double)needed / n - 1) <
				    1.5 / n + 1e-6);
			}
			if (!isnan(d.fall)) {
				ck_assert(td_power_needed(p, p - d.fall,
				    TD_ALPHA, TD_POWER, &needed));
				ck_assert(fabs((double)needed / n - 1) <
				    1.5 / n + 1e-6);
			}
		}
}
END_TEST

/* More mail, on any side, sees less; a side of few is what limits. */
START_TEST(test_detectable_grows)
{
	double last = 1;

	for (double n = 20; n < 1e15; n *= 2) {
		struct td_detectable d =
		    td_power_detectable(.9, 1000, n, TD_ALPHA, TD_POWER);

		ck_assert(d.fall < last);
		last = d.fall;
	}
	ck_assert(last > .02 && last < .03);
}
END_TEST

START_TEST(test_detectable_undefined)
{
	static const struct {
		double p, n_a, n_b, alpha, power;
		bool fall, rise;
	} cases[] = {
		{ 0, 100, 100, .05, .8, false, true },
		{ 1, 100, 100, .05, .8, true, false },
		{ .99, 100, 100, .05, .8, true, false },
		{ .5, 1, 1, .05, .8, false, false },
		{ .5, 0, 100, .05, .8, false, false },
		{ .5, 100, INFINITY, .05, .8, false, false },
		{ .5, 100, NAN, .05, .8, false, false },
		{ 1.5, 100, 100, .05, .8, false, false },
		{ .5, 100, 100, 0, .8, false, false },
		{ .5, 100, 100, .05, .3, false, false },
		{ .5, 1e12, 1e12, .05, .8, true, true },
		{ .5, 99.5, 80.25, .05, .8, true, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct td_detectable d = td_power_detectable(cases[i].p,
		    cases[i].n_a, cases[i].n_b, cases[i].alpha, cases[i].power);

		ck_assert_msg((d.fall > 0) == cases[i].fall &&
		        (d.rise > 0) == cases[i].rise,
		    "case %zu: %g %g", i, d.fall, d.rise);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("power");
	TCase *t = tcase_create("power");

	tcase_add_loop_test(t, test_quantile, 0, (int)COUNT(quantiles));
	tcase_add_test(t, test_quantile_inverse);
	tcase_add_loop_test(t, test_needed, 0, (int)COUNT(sizes));
	tcase_add_test(t, test_needed_undefined);
	tcase_add_loop_test(t, test_detectable, 0, (int)COUNT(sizes));
	tcase_add_test(t, test_detectable_inverse);
	tcase_add_test(t, test_detectable_grows);
	tcase_add_test(t, test_detectable_undefined);
	suite_add_tcase(s, t);
	return run_suite(s);
}

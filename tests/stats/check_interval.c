/*
 * analyzer/stats/interval.c: the reference values of SEMANTICS.md 11.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/stats/interval.h"
#include "tests/run.h"

/* Eight decimals, as the table there gives them. */
static const struct vector {
	const char *source;
	uint64_t x, n;
	double low, high;
} vectors[] = {
	{ "Newcombe 1998a table I", 81, 263, .25528852, .36620958 },
	{ "Newcombe 1998a table I", 15, 148, .06238640, .16048724 },
	{ "Newcombe 1998a table I", 0, 20, 0, .16112516 },
	{ "Newcombe 1998a table I", 1, 29, .00611321, .17175522 },
	{ "SEMANTICS.md 11", 10, 10, .72246720, 1 },
	{ "SEMANTICS.md 11", 1, 1, .20654931, 1 },
	{ "SEMANTICS.md 11", 0, 1, 0, .79345069 },
	{ "SEMANTICS.md 11", 7, 10, .39677815, .89220873 },
	{ "SEMANTICS.md 11", 10, 20, .29929801, .70070199 },
	{ "SEMANTICS.md 11", 950, 1000, .93468618, .96186974 },
	{ "SEMANTICS.md 11", 9990, 10000, .99816006, .99945671 },
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
}
END_TEST

START_TEST(test_nothing)
{
	double low, high;

	ck_assert(!td_wilson(0, 0, &low, &high));
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

int
main(void)
{
	Suite *s = suite_create("interval");
	TCase *t = tcase_create("wilson");

	tcase_add_loop_test(
	    t, test_vector, 0, (int)(sizeof(vectors) / sizeof(*vectors)));
	tcase_add_test(t, test_nothing);
	tcase_add_test(t, test_ends);
	tcase_add_test(t, test_mirror);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * analyzer/cube/hist.c: the stated error, quantiles against a sorted array,
 * and that merging is adding.
 */
#include <check.h>
#include <stdlib.h>

#include "tests/cube/fixture.h"
#include "tests/run.h"

/* hist.h: within 1.6 %, half a step of 1/32. */
static void
near(uint64_t value, uint64_t exact)
{
	uint64_t off = value > exact ? value - exact : exact - value;

	ck_assert_msg(off <= exact / 64, "%llu for %llu",
	    (unsigned long long)value, (unsigned long long)exact);
}

START_TEST(test_buckets)
{
	uint64_t rng = 1, last = 0;

	for (uint32_t b = 0; b < TD_HIST_BUCKETS; b++) {
		uint64_t v = td_hist_value(b);

		ck_assert_uint_eq(td_hist_bucket(v), b);
		ck_assert(b == 0 || v > last);
		last = v;
	}
	for (uint64_t v = 0; v <= 64; v++)
		ck_assert_uint_eq(td_hist_value(td_hist_bucket(v)), v);
	for (int i = 0; i < 100000; i++) {
		uint64_t v =
		    (fixture_random(&rng, UINT64_C(1) << 31) << 33 |
		        fixture_random(&rng, UINT64_C(1) << 31) << 2) >>
		    fixture_random(&rng, 64);

		near(td_hist_value(td_hist_bucket(v)), v);
		ck_assert_uint_le(td_hist_bucket(v), td_hist_bucket(v + 1));
	}
	ck_assert_uint_eq(td_hist_bucket(UINT64_MAX), TD_HIST_BUCKETS - 1);
}
END_TEST

/* counter.h: whole seconds are exact up to a minute. */
START_TEST(test_seconds)
{
	for (uint64_t s = 0; s <= 64; s++)
		ck_assert_uint_eq(
		    td_hist_value(td_hist_bucket(s * TD_DELAY_UNIT)),
		    s * TD_DELAY_UNIT);
}
END_TEST

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Nearest rank in hundredths: the smallest with at least q % at or below. */
static uint64_t
exact(const uint64_t *v, size_t n, unsigned percent)
{
	size_t rank = (n * percent + 99) / 100;

	return v[rank == 0 ? 0 : rank - 1];
}

START_TEST(test_quantiles)
{
	uint64_t rng = (uint64_t)_i + 1, v[1000];
	size_t n = 1 + fixture_random(&rng, 1000);
	unsigned bits = 1 + (unsigned)fixture_random(&rng, 30);
	struct td_hist h = { 0 };

	for (size_t i = 0; i < n; i++) {
		v[i] = fixture_random(&rng, UINT64_C(1) << bits);
		ck_assert_int_eq(td_hist_add(&h, v[i], 1), 0);
	}
	qsort(v, n, sizeof(v[0]), by_size);
	ck_assert_uint_eq(td_hist_count(&h), n);
	for (unsigned q = 0; q <= 100; q++)
		near(td_hist_quantile(&h, q / 100.0), exact(v, n, q));
	ck_assert_uint_eq(h.max, v[n - 1]);
	ck_assert_uint_eq(td_hist_quantile(&h, 1) <= h.max, 1);
	td_hist_clear(&h);
}
END_TEST

/* Small numbers are exact: the rank itself is right. */
START_TEST(test_ranks)
{
	struct td_hist h = { 0 };

	ck_assert_uint_eq(td_hist_quantile(&h, 0.5), 0);
	for (uint64_t v = 1; v <= 20; v++)
		ck_assert_int_eq(td_hist_add(&h, v, 1), 0);
	ck_assert_uint_eq(td_hist_quantile(&h, 0.5), 10);
	ck_assert_uint_eq(td_hist_quantile(&h, 0.55), 11);
	ck_assert_uint_eq(td_hist_quantile(&h, 0.95), 19);
	ck_assert_uint_eq(td_hist_quantile(&h, 0.96), 20);
	ck_assert_uint_eq(td_hist_quantile(&h, 0), 1);
	ck_assert_uint_eq(td_hist_quantile(&h, 1), 20);
	td_hist_clear(&h);
	ck_assert_uint_eq(td_hist_count(&h), 0);
}
END_TEST

static void
same(const struct td_hist *a, const struct td_hist *b)
{
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_uint_eq(a->max, b->max);
	for (uint32_t i = 0; i < a->n; i++) {
		ck_assert_uint_eq(a->b[i].bucket, b->b[i].bucket);
		ck_assert_uint_eq(a->b[i].count, b->b[i].count);
	}
}

START_TEST(test_merge)
{
	uint64_t rng = (uint64_t)_i + 99;
	struct td_hist all = { 0 }, part[5] = { { 0 } }, sum = { 0 };
	size_t from = fixture_random(&rng, 5);

	for (int i = 0; i < 500; i++) {
		uint64_t v = fixture_random(&rng, UINT64_C(1) << (_i % 31));
		uint64_t count = 1 + fixture_random(&rng, 3);

		td_hist_add(&all, v, count);
		td_hist_add(&part[fixture_random(&rng, 5)], v, count);
	}
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(td_hist_merge(&sum, &part[(from + i) % 5]), 0);
	same(&sum, &all);
	for (size_t i = 0; i < 5; i++)
		td_hist_clear(&part[i]);
	td_hist_clear(&sum);
	td_hist_clear(&all);
}
END_TEST

/* Counts stay at the largest number. */
START_TEST(test_full)
{
	struct td_hist h = { 0 };

	td_hist_add(&h, 7, UINT64_MAX);
	td_hist_add(&h, 7, 5);
	td_hist_add(&h, 9, 5);
	ck_assert_uint_eq(td_hist_count(&h), UINT64_MAX);
	ck_assert_uint_eq(td_hist_quantile(&h, 0.5), 7);
	td_hist_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("hist");
	TCase *t = tcase_create("hist");

	tcase_add_test(t, test_buckets);
	tcase_add_test(t, test_seconds);
	tcase_add_loop_test(t, test_quantiles, 0, 50);
	tcase_add_test(t, test_ranks);
	tcase_add_loop_test(t, test_merge, 0, 31);
	tcase_add_test(t, test_full);
	suite_add_tcase(s, t);
	return run_suite(s);
}

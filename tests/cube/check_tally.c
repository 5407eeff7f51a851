/*
 * analyzer/cube/tally.c and distinct.c: which strings stay, and how many
 * different ones there were, must not depend on the order.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/cube/balance.h"
#include "analyzer/cube/distinct.h"
#include "tests/cube/fixture.h"
#include "tests/run.h"

enum { KEYS = 700 };

static struct td_span
key_of(char buf[32], unsigned i)
{
	return (struct td_span){ buf,
		(size_t)snprintf(buf, 32, "mx%u.example.net", i) };
}

START_TEST(test_counts)
{
	static const struct {
		const char *key;
		uint64_t n;
	} adds[] = { { "b.example", 1 }, { "a.example", 2 }, { "c.example", 9 },
		{ "b.example", 1 }, { "", 5 } },
	  want[] = { { "c.example", 9 }, { "", 5 }, { "a.example", 2 },
		  { "b.example", 2 } };
	struct td_tally *t = td_tally_new(10);
	const struct td_tally_row *row;
	size_t n;

	td_tally_sorted(t, &n);
	ck_assert_uint_eq(n, 0);
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(
		    td_tally_add(t,
		        (struct td_span){ adds[i].key, strlen(adds[i].key) },
		        adds[i].n),
		    0);
	row = td_tally_sorted(t, &n);
	ck_assert_uint_eq(n, 4);
	for (size_t i = 0; i < n; i++) {
		ck_assert(td_span_eq(row[i].key,
		    (struct td_span){ want[i].key, strlen(want[i].key) }));
		ck_assert_uint_eq(row[i].count, want[i].n);
	}
	td_tally_free(t);
}
END_TEST

/* Keys with counts i + 1, in an order of their own, in up to 4 parts. */
static struct td_tally *
some_way(unsigned way, size_t cap)
{
	struct td_tally *part[4], *sum = td_tally_new(cap);
	size_t n_parts = 1 + way % 4;
	uint64_t rng = way + 1;
	char buf[32];

	for (size_t i = 0; i < n_parts; i++)
		part[i] = td_tally_new(cap);
	for (unsigned i = 0; i < KEYS; i++) {
		/* 701 is prime to 700: every key, each way from elsewhere. */
		unsigned k = (i * (way % 2 == 0 ? 701 : 699) + way) % KEYS;

		for (unsigned j = 0; j <= k; j += 100)
			td_tally_add(part[fixture_random(&rng, n_parts)],
			    key_of(buf, k), k - j < 100 ? k - j + 1 : 100);
	}
	for (size_t i = 0; i < n_parts; i++) {
		ck_assert_int_eq(td_tally_merge(sum, part[i]), 0);
		td_tally_free(part[i]);
	}
	return sum;
}

START_TEST(test_cap)
{
	static const size_t caps[] = { 0, 1, 17, 100, 699, 700, 10000 };
	size_t cap = caps[_i], n, n_want;
	struct td_tally *t = some_way(0, cap);
	const struct td_tally_row *want = td_tally_sorted(t, &n_want), *got;

	ck_assert_uint_eq(n_want, cap < KEYS ? cap : KEYS);
	for (size_t i = 0; i < n_want; i++) {
		unsigned k;

		/* What stays is counted in full. */
		ck_assert_int_eq(sscanf(want[i].key.p, "mx%u.", &k), 1);
		ck_assert_uint_eq(want[i].count, k + 1);
	}
	for (unsigned way = 1; way < 12; way++) {
		struct td_tally *other = some_way(way, cap);

		got = td_tally_sorted(other, &n);
		ck_assert_uint_eq(n, n_want);
		for (size_t i = 0; i < n; i++) {
			ck_assert(td_span_eq(got[i].key, want[i].key));
			ck_assert_uint_eq(got[i].count, want[i].count);
		}
		td_tally_free(other);
	}
	td_tally_free(t);
}
END_TEST

START_TEST(test_full)
{
	struct td_tally *t = td_tally_new(3);
	size_t n;

	td_tally_add(t, TD_SPAN("a"), UINT64_MAX);
	td_tally_add(t, TD_SPAN("a"), 2);
	ck_assert_uint_eq(td_tally_sorted(t, &n)->count, UINT64_MAX);
	td_tally_free(t);
}
END_TEST

/* ---- distinct ---- */

START_TEST(test_distinct_exact)
{
	struct td_distinct d, e;

	td_distinct_init(&d);
	td_distinct_init(&e);
	ck_assert_uint_eq(td_distinct_count(&d), 0);
	for (uint64_t i = 0; i < 100000; i++) {
		td_distinct_add(&d, i % 60000);
		td_distinct_add(&e, i % 70000 + 50000);
	}
	ck_assert_uint_eq(td_distinct_count(&d), 60000);
	td_distinct_merge(&d, &e);
	ck_assert_uint_eq(td_distinct_count(&d), 120000);
	td_distinct_free(&d);
	td_distinct_free(&e);
}
END_TEST

/* 2^20 are still exact; of 4 million the estimate is near, in any order. */
START_TEST(test_distinct_many)
{
	enum { MANY = 4000000 };
	struct td_distinct up, down;
	uint64_t n;

	td_distinct_init(&up);
	td_distinct_init(&down);
	for (uint64_t i = 0; i < TD_DISTINCT; i++)
		ck_assert_int_eq(td_distinct_add(&up, i), 0);
	ck_assert_uint_eq(td_distinct_count(&up), TD_DISTINCT);
	for (uint64_t i = TD_DISTINCT; i < MANY; i++)
		td_distinct_add(&up, i);
	for (uint64_t i = MANY; i-- > MANY / 3;)
		td_distinct_add(&down, i);
	n = td_distinct_count(&up);
	ck_assert_uint_ge(n, MANY - MANY / 200);
	ck_assert_uint_le(n, MANY + MANY / 200);
	ck_assert_int_eq(td_distinct_merge(&down, &up), 0);
	ck_assert_uint_eq(td_distinct_count(&down), n);
	td_distinct_free(&up);
	td_distinct_free(&down);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tally");
	TCase *t = tcase_create("tally");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_counts);
	tcase_add_loop_test(t, test_cap, 0, 7);
	tcase_add_test(t, test_full);
	tcase_add_test(t, test_distinct_exact);
	tcase_add_test(t, test_distinct_many);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * analyzer/input/hash.c: identities.
 */
#include <check.h>
#include <stdlib.h>

#include "analyzer/input/source.h"
#include "tests/run.h"

#define N (5 * TD_HASH_BLOCK + 1234)

static char data[N];

static void
fill(void)
{
	uint32_t x = 1;

	for (size_t i = 0; i < N; i++) {
		x = x * 1664525 + 1013904223;
		data[i] = (char)(x >> 24);
	}
}

static void
assert_same(struct td_identity a, struct td_identity b)
{
	ck_assert_uint_eq(a.low, b.low);
	ck_assert_uint_eq(a.high, b.high);
	ck_assert_uint_eq(a.length, b.length);
}

static bool
same(struct td_identity a, struct td_identity b)
{
	return a.low == b.low && a.high == b.high && a.length == b.length;
}

/* XXH128 of "abc" is 06b05ab6733a618578af5f94892f3950, as the bindings of
 * xxHash for other languages publish it; the first block's seed is 0. */
START_TEST(published)
{
	struct td_identity id = { 0 };

	td_identity_add(&id, "abc", 3, 0);
	ck_assert_uint_eq(id.high, UINT64_C(0x06b05ab6733a6185));
	ck_assert_uint_eq(id.low, UINT64_C(0x78af5f94892f3950));
	ck_assert_uint_eq(id.length, 3);
}
END_TEST

START_TEST(any_order)
{
	struct td_identity all = { 0 }, parts = { 0 };
	size_t cut = 2 * TD_HASH_BLOCK;

	fill();
	td_identity_add(&all, data, N, 0);
	td_identity_add(&parts, data + 2 * cut, N - 2 * cut, 2 * cut);
	td_identity_add(&parts, data, cut, 0);
	td_identity_add(&parts, data + cut, cut, cut);
	assert_same(all, parts);
}
END_TEST

START_TEST(sees_changes)
{
	static const size_t at[] = { 0, TD_HASH_BLOCK, N - 1 };
	struct td_identity all = { 0 }, swapped = { 0 };

	fill();
	td_identity_add(&all, data, N, 0);
	for (size_t i = 0; i < 3; i++) {
		struct td_identity other = { 0 };

		data[at[i]] ^= 1;
		td_identity_add(&other, data, N, 0);
		ck_assert(!same(all, other));
		data[at[i]] ^= 1;
	}
	/* The same blocks in another order are another input. */
	td_identity_add(&swapped, data + TD_HASH_BLOCK, TD_HASH_BLOCK, 0);
	td_identity_add(&swapped, data, TD_HASH_BLOCK, TD_HASH_BLOCK);
	td_identity_add(&swapped, data + 2 * TD_HASH_BLOCK,
	    N - 2 * TD_HASH_BLOCK, 2 * TD_HASH_BLOCK);
	ck_assert(!same(all, swapped));
}
END_TEST

/* Zeros of another length, or none at all. */
START_TEST(zeros)
{
	struct td_identity none = { 0 }, one = { 0 }, two = { 0 };

	memset(data, 0, N);
	td_identity_add(&none, data, 0, 0);
	td_identity_add(&one, data, TD_HASH_BLOCK, 0);
	td_identity_add(&two, data, 2 * TD_HASH_BLOCK, 0);
	assert_same(none, (struct td_identity){ 0 });
	ck_assert(!same(one, two));
	ck_assert_uint_ne(one.low, two.low);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("hash");
	TCase *t = tcase_create("identity");

	tcase_add_test(t, published);
	tcase_add_test(t, any_order);
	tcase_add_test(t, sees_changes);
	tcase_add_test(t, zeros);
	suite_add_tcase(s, t);
	return run_suite(s);
}

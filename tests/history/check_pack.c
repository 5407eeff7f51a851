/*
 * analyzer/history/pack.c: the bytes of pack.h, back and forth, and bytes that
 * nobody wrote.
 */
#include "analyzer/history/pack.h"

#include <check.h>
#include <stdlib.h>

#include "tests/cube/fixture.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* By hand: 300 is 0xac 0x02 in LEB128; values up to 63 are their bucket, 64 is
 * bucket 64, and 2^64 - 1 rounds up to the last one, 1920. */
static const struct {
	uint64_t value[3], count[3]; /* count 0: no more */
	struct td_span packed;
} row[] = {
	{ { 0 }, { 0 }, TD_LIT("") },
	{ { 0 }, { 1 }, TD_LIT("\0\0\1") },
	{ { 5, 5, 7 }, { 2, 298, 127 }, TD_LIT("\7\5\xac\2\2\x7f") },
	{ { 3, 64 }, { 1, 1 }, TD_LIT("\x40\3\1\x3d\1") },
	{ { UINT64_MAX }, { UINT64_MAX },
	    TD_LIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"
	           "\x80\xf"
	           "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1") },
};

START_TEST(test_by_hand)
{
	static char buf[TD_HIST_PACKED];
	struct td_hist h = { 0 }, back = { 0 };
	size_t n;

	for (size_t i = 0; i < 3 && row[_i].count[i] > 0; i++)
		td_hist_add(&h, row[_i].value[i], row[_i].count[i]);
	n = td_hist_pack(&h, buf);
	ck_assert_uint_eq(n, row[_i].packed.n);
	ck_assert_mem_eq(buf, row[_i].packed.p, n);
	ck_assert_int_eq(td_hist_unpack(&back, row[_i].packed), 0);
	ck_assert_uint_eq(back.n, h.n);
	ck_assert_uint_eq(back.max, h.max);
	for (uint32_t i = 0; i < h.n; i++) {
		ck_assert_uint_eq(back.b[i].bucket, h.b[i].bucket);
		ck_assert_uint_eq(back.b[i].count, h.b[i].count);
	}
	td_hist_clear(&h);
	td_hist_clear(&back);
}
END_TEST

static const struct td_span bad[] = {
	TD_LIT("\0"),              /* no bucket */
	TD_LIT("\0\0"),            /* no count */
	TD_LIT("\0\0\0"),          /* count 0 */
	TD_LIT("\1\0\1"),          /* another largest value */
	TD_LIT("\0\0\1\0\1"),      /* the same bucket again */
	TD_LIT("\1\1\x81"),        /* cut */
	TD_LIT("\1\1\x81\0"),      /* a longer form */
	TD_LIT("\x80\0\0\1"),      /* a longer form */
	TD_LIT("\1\x81\xf\1"),     /* bucket 1921 */
	TD_LIT("\1\1\1\x80\xf\1"), /* bucket 1921 */
	TD_LIT("\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\1"),
	TD_LIT("\1\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\2"),
	TD_LIT("\1\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\1"),
};

START_TEST(test_bad)
{
	struct td_hist h = { 0 };

	ck_assert_int_eq(td_hist_unpack(&h, bad[_i]), 1);
	td_hist_clear(&h);
}
END_TEST

/* All buckets; and whatever is taken is packed to the same bytes. */
START_TEST(test_any)
{
	static char buf[TD_HIST_PACKED], again[TD_HIST_PACKED];
	uint64_t state = 9;
	struct td_hist h = { 0 };
	size_t n, taken = 0;

	for (uint32_t b = 0; b < TD_HIST_BUCKETS; b++)
		td_hist_add(&h, td_hist_value(b), UINT64_MAX);
	n = td_hist_pack(&h, buf);
	ck_assert_uint_le(n, TD_HIST_PACKED);
	for (int i = 0; i < 100000; i++) {
		size_t m = i == 0 ? n : fixture_random(&state, 12);
		char *copy = malloc(m + 1);
		int rc;

		memcpy(copy, buf, m);
		if (i > 0)
			for (size_t j = 0; j < m; j++)
				copy[j] = (char)fixture_random(&state, 4);
		rc = td_hist_unpack(&h, (struct td_span){ copy, m });
		ck_assert(rc == 0 || rc == 1);
		if (rc == 0) {
			taken++;
			ck_assert_uint_eq(td_hist_pack(&h, again), m);
			ck_assert_mem_eq(again, copy, m);
		}
		ck_assert(i > 0 || rc == 0);
		free(copy);
	}
	ck_assert_uint_gt(taken, 1000);
	td_hist_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pack");
	TCase *t = tcase_create("pack");

	tcase_add_loop_test(t, test_by_hand, 0, N(row));
	tcase_add_loop_test(t, test_bad, 0, N(bad));
	tcase_add_test(t, test_any);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * Searches over padded input (formats/lex.h): each place of a hit in blocks of
 * each length, with hits in the padding, against plain loops.  Built once more
 * with TD_PLAIN_C the loops test themselves.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "formats/lex.h"

enum { LONGEST = 200 };

static char block[1 + LONGEST + TD_PAD];

/* n bytes of filler behind one byte more, the padding full of hits. */
static const char *
fill(size_t n, char filler, char hit)
{
	memset(block, filler, 1 + n);
	memset(block + 1 + n, hit, TD_PAD);
	return block + 1;
}

START_TEST(find_stops_at_the_end)
{
	for (size_t n = 0; n < LONGEST; n++) {
		const char *p = fill(n, 'x', '\n');

		ck_assert_ptr_null(td_find(p, p + n, '\n'));
		ck_assert_ptr_eq(td_find_or_end(p, p + n, '\n'), p + n);
		ck_assert_ptr_eq(td_find_break(p, p + n), p + n);
		ck_assert_ptr_eq(td_find_name_end(p, p + n), p + n);
	}
}
END_TEST

START_TEST(find_gives_the_first)
{
	for (size_t n = 1; n < LONGEST; n++) {
		for (size_t at = 0; at < n; at++) {
			const char *p = fill(n, 'x', '\n');

			block[1 + at] = '\n';
			block[n] = '\n';
			ck_assert_ptr_eq(td_find(p, p + n, '\n'), p + at);
			ck_assert_ptr_eq(td_find_break(p, p + n), p + at);
			block[1 + at] = '\r';
			ck_assert_ptr_eq(td_find_break(p, p + n), p + at);
		}
	}
}
END_TEST

START_TEST(find_behind_looks_one_byte_back)
{
	for (size_t n = 1; n < LONGEST; n++) {
		for (size_t at = 0; at < n; at++) {
			const char *p = fill(n, 'x', 'F');

			block[1 + at] = 'F';
			ck_assert_ptr_eq(
			    td_find_behind(p, p + n, '\n', '\r', 'F'), p + n);
			block[at] = at % 2 ? '\n' : '\r';
			ck_assert_ptr_eq(
			    td_find_behind(p, p + n, '\n', '\r', 'F'), p + at);
		}
		fill(n, 'x', 'F');
		block[n] = '\n'; /* the first byte of the padding is a hit */
		ck_assert_ptr_eq(
		    td_find_behind(block + 1, block + 1 + n, '\n', '\r', 'F'),
		    block + 1 + n);
	}
}
END_TEST

/* RFC 5322 3.6.8: ftext is %d33-57 / %d59-126. */
START_TEST(a_name_ends_at)
{
	bool in_name = (_i >= 33 && _i <= 57) || (_i >= 59 && _i <= 126);

	for (size_t at = 0; at < 40; at++) {
		const char *p = fill(64, 'a', ':');

		block[1 + at] = (char)_i;
		ck_assert_ptr_eq(
		    td_find_name_end(p, p + 64), p + (in_name ? 64 : at));
	}
}
END_TEST

START_TEST(mask_has_a_bit_for_each)
{
	for (size_t at = 0; at < 64; at++) {
		const char *p = fill(64, 'x', 'x');

		block[1 + at] = '\n';
		block[1 + (at + 9) % 64] = '\0';
		ck_assert_uint_eq(td_mask2(p, '\n', '\0'),
		    TD_BIT(at) | TD_BIT((at + 9) % 64));
		ck_assert_uint_eq(td_mask2(p, '\n', '\n'), TD_BIT(at));
	}
}
END_TEST

START_TEST(line_start_is_at_or_behind)
{
	static const char s[16 + TD_PAD] = "ab\ncd\n";

	ck_assert_ptr_eq(td_line_start(s, s, s + 6), s);
	ck_assert_ptr_eq(td_line_start(s, s + 1, s + 6), s + 3);
	ck_assert_ptr_eq(td_line_start(s, s + 3, s + 6), s + 3);
	ck_assert_ptr_eq(td_line_start(s, s + 4, s + 6), s + 6);
	ck_assert_ptr_eq(td_line_start(s, s + 4, s + 5), s + 5);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lex");
	TCase *t = tcase_create("searches");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, find_stops_at_the_end);
	tcase_add_test(t, find_gives_the_first);
	tcase_add_test(t, find_behind_looks_one_byte_back);
	tcase_add_loop_test(t, a_name_ends_at, 0, 256);
	tcase_add_test(t, mask_has_a_bit_for_each);
	tcase_add_test(t, line_start_is_at_or_behind);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}

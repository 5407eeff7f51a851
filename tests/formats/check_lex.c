/*
 * Searches over padded input (formats/lex.h): each place of a hit in blocks of
 * each length, with hits in the padding, against plain loops.  Built once more
 * with TD_PLAIN_C the loops test themselves.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "formats/lex_avx2.h"
#include "tests/run.h"

enum { LONGEST = 200, MOST_BACK = 4 };

static char block[MOST_BACK + LONGEST + TD_PAD];

/* n bytes of filler behind MOST_BACK more, the padding full of hits. */
static const char *
fill(size_t n, char filler, char hit)
{
	memset(block, filler, MOST_BACK + n);
	memset(block + MOST_BACK + n, hit, TD_PAD);
	return block + MOST_BACK;
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

			block[MOST_BACK + at] = '\n';
			block[MOST_BACK + n - 1] = '\n';
			ck_assert_ptr_eq(td_find(p, p + n, '\n'), p + at);
			ck_assert_ptr_eq(td_find_break(p, p + n), p + at);
			block[MOST_BACK + at] = '\r';
			ck_assert_ptr_eq(td_find_break(p, p + n), p + at);
		}
	}
}
END_TEST

static const char *
find_behind(const char *p, const char *end, size_t back)
{
	return td_find_behind(p, end, 'F', back, ' ');
}

START_TEST(find_behind_looks_back)
{
	const size_t back = (size_t)_i;

	for (size_t n = 1; n < LONGEST; n++) {
		const char *p, *end;

		for (size_t at = 0; at < n; at++) {
			p = fill(n, 'x', ' ');
			end = p + n;
			block[MOST_BACK + at] = ' ';
			ck_assert_ptr_eq(find_behind(p, end, back), end);
			block[MOST_BACK + at - back] = 'F';
			ck_assert_ptr_eq(find_behind(p, end, back), p + at);
			if (at + back == n - 1)
				continue;
			/* one more as the last byte */
			block[MOST_BACK + n - 1] = ' ';
			block[MOST_BACK + n - 1 - back] = 'F';
			ck_assert_ptr_eq(find_behind(p, end, back), p + at);
		}
		/* a hit right behind the end */
		p = fill(n, 'x', ' ');
		block[MOST_BACK + n - back] = 'F';
		ck_assert_ptr_eq(find_behind(p, p + n, back), p + n);
	}
}
END_TEST

static TD_AVX2 uint64_t
field_ends_avx2(const char *p, char c, uint32_t *rare)
{
	return td_field_ends_avx2(p, c, rare);
}

/* What both say, or td_field_ends() alone on other machines. */
static uint64_t
field_ends(const char *p, char c, bool *rare)
{
	uint32_t r = 0, r2 = 0;
	uint64_t ends = td_field_ends(p, c, &r);

	*rare = r != 0;
	if (td_have_avx2()) {
		ck_assert_uint_eq(field_ends_avx2(p, c, &r2), ends);
		ck_assert_int_eq(r2 != 0, *rare);
	}
	return ends;
}

/* RFC 5322 2.2.3: a blank or a tab behind the break folds the field. */
START_TEST(a_field_ends_unless_folded)
{
	const char byte = (char)_i;
	bool fold = byte == ' ' || byte == '\t', rare;

	for (size_t at = 0; at < 64; at++) {
		const char *p = fill(64, 'x', 'x');
		uint64_t end = TD_BIT(at);

		block[MOST_BACK + at] = byte;
		ck_assert_uint_eq(
		    field_ends(p, '\n', &rare), byte == '\n' ? end : 0);
		ck_assert_int_eq(rare, byte == '\r' || byte == '\0');
		ck_assert_uint_eq(field_ends(p, byte, &rare),
		    byte == 'x' ? ~UINT64_C(0) : end);
		block[MOST_BACK + at] = '\n';
		block[MOST_BACK + at + 1] = byte;
		if (at < 63 && byte == '\n')
			end |= end << 1;
		ck_assert_uint_eq(field_ends(p, '\n', &rare), fold ? 0 : end);
		/* the byte behind the 64 only tells of folding */
		ck_assert_int_eq(
		    rare, at < 63 && (byte == '\r' || byte == '\0'));
	}
}
END_TEST

/* RFC 5322 3.6.8: ftext is %d33-57 / %d59-126. */
START_TEST(a_name_ends_at)
{
	bool in_name = (_i >= 33 && _i <= 57) || (_i >= 59 && _i <= 126);

	for (size_t at = 0; at < 40; at++) {
		const char *p = fill(64, 'a', ':');

		block[MOST_BACK + at] = (char)_i;
		ck_assert_ptr_eq(
		    td_find_name_end(p, p + 64), p + (in_name ? 64 : at));
	}
}
END_TEST

START_TEST(a_run_of_alnum_ends_at)
{
	bool alnum = (_i >= '0' && _i <= '9') || (_i >= 'A' && _i <= 'Z') ||
	    (_i >= 'a' && _i <= 'z');

	for (size_t at = 0; at < 40; at++) {
		const char *p = fill(64, 'a', '-');

		block[MOST_BACK + at] = (char)_i;
		ck_assert_ptr_eq(
		    td_find_alnum_end(p, p + 64), p + (alnum ? 64 : at));
	}
}
END_TEST

static TD_AVX2 uint64_t
mask2_avx2(const char *p, char a, char b)
{
	return td_mask2_avx2(p, a, b);
}

START_TEST(mask_has_a_bit_for_each)
{
	for (size_t at = 0; at < 64; at++) {
		const char *p = fill(64, 'x', 'x');
		uint64_t mask = TD_BIT(at) | TD_BIT((at + 9) % 64);

		block[MOST_BACK + at] = '\n';
		block[MOST_BACK + (at + 9) % 64] = '\0';
		ck_assert_uint_eq(td_mask2(p, '\n', '\0'), mask);
		if (td_have_avx2())
			ck_assert_uint_eq(mask2_avx2(p, '\n', '\0'), mask);
	}
}
END_TEST

static TD_AVX2 const char *
find_line_end_avx2(const char *p, const char *end)
{
	return td_find_line_end_avx2(p, end);
}

/* Each byte at each place, the padding full of what ends a line. */
START_TEST(a_line_ends_at)
{
	const char byte = (char)_i;
	bool ends = byte == '\n' || byte == '\0';

	for (size_t n = 1; n < LONGEST; n++) {
		const size_t at = (n * 7 / 3) % n, wanted = ends ? at : n;
		const char *p = fill(n, 'x', _i % 2 != 0 ? '\n' : '\0');

		block[MOST_BACK + at] = byte;
		block[MOST_BACK + n / 2] = at == n / 2 ? byte : '\t';
		ck_assert_ptr_eq(td_find_line_end(p, p + n), p + wanted);
		if (td_have_avx2())
			ck_assert_ptr_eq(
			    find_line_end_avx2(p, p + n), p + wanted);
	}
}
END_TEST

START_TEST(either_is_found_first)
{
	for (size_t n = 1; n < LONGEST; n++) {
		const char *p = fill(n, 'x', ',');

		ck_assert_ptr_null(td_find_either(p, p + n, ',', '>'));
		for (size_t at = 0; at < n; at++) {
			p = fill(n, 'x', ',');
			block[MOST_BACK + n - 1] = ',';
			block[MOST_BACK + at] = at % 2 != 0 ? ',' : '>';
			ck_assert_ptr_eq(
			    td_find_either(p, p + n, ',', '>'), p + at);
			ck_assert_ptr_eq(
			    td_find_either(p, p + n, '>', ','), p + at);
		}
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

/* With the capital at each place, and each other byte there. */
START_TEST(ieq_looks_at_all_bytes)
{
	char a[48], b[sizeof(a)];

	memset(a, 'k', sizeof(a));
	memset(b, 'k', sizeof(b));
	ck_assert(
	    !td_span_ieq((struct td_span){ a, 9 }, (struct td_span){ b, 10 }));
	for (size_t n = 0; n < sizeof(a); n++) {
		struct td_span x = { a, n }, y = { b, n };

		ck_assert(td_span_ieq(x, y));
		for (size_t at = 0; at < n; at++) {
			for (int c = 0; c < 256; c++) {
				b[at] = (char)c;
				ck_assert_int_eq(
				    td_span_ieq(x, y), c == 'k' || c == 'K');
			}
			b[at] = 'k';
		}
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lex");
	TCase *t = tcase_create("searches");

	tcase_add_test(t, find_stops_at_the_end);
	tcase_add_test(t, find_gives_the_first);
	tcase_add_loop_test(t, find_behind_looks_back, 1, MOST_BACK + 1);
	tcase_add_loop_test(t, a_field_ends_unless_folded, 0, 256);
	tcase_add_loop_test(t, a_name_ends_at, 0, 256);
	tcase_add_loop_test(t, a_run_of_alnum_ends_at, 0, 256);
	tcase_add_test(t, mask_has_a_bit_for_each);
	tcase_add_loop_test(t, a_line_ends_at, 0, 256);
	tcase_add_test(t, either_is_found_first);
	tcase_add_test(t, line_start_is_at_or_behind);
	tcase_add_test(t, ieq_looks_at_all_bytes);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * Cuts over the text of a log line (formats/log_cut.c): paths and numbers.
 */
#include <check.h>
#include <stdlib.h>

#include "formats/log_cut.h"
#include "tests/run.h"

/* A path at the beginning, and what stands behind it; NULL: it has no end. */
static const struct {
	const char *source, *text, *behind;
} paths[] = {
	{ "RFC 5321 4.1.2", "<u@example.jp> x", " x" },
	{ "RFC 5321 4.1.1.2, the null path", "<>, x", ", x" },
	{ "a quoted local part", "<\"a> b\"@example.jp>>", ">" },
	{ "a quoted pair", "<\"a\\\">\"@example.jp> x", " x" },
	{ "two of them", "<\"a\\\\\"@example.jp>\"> x", "\"> x" },
	{ "RFC 5321 4.1.2, a route", "<@r.example:\"a>\"@example.jp> x", " x" },
	{ "RFC 5322 4.4, words", "<a.\">b\".\">\"@example.jp> x", " x" },
	{ "no quote within a word", "<a\"b@example.jp> to=<c\">", " to=<c\">" },
	{ "a lone quote", "<\"a@example.jp> x", " x" },
	{ "no end", "<u@example.jp", NULL },
	{ "no end behind quotes", "<\"a>b\"@example.jp", NULL },
	{ "a lone bracket", "<", NULL },
};

/* Padded with what would end a path. */
static char *
copy_of(const char *text, size_t n)
{
	char *copy = malloc(n + TD_PAD);

	memset(copy + n, '>', TD_PAD);
	return memcpy(copy, text, n);
}

START_TEST(path)
{
	const char *text = paths[_i].text, *behind = paths[_i].behind, *got;
	size_t n = strlen(text);
	char *copy = copy_of(text, n);

	got = td_skip_path(copy, copy + n);
	if (behind == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(
		    text + (got != NULL ? (size_t)(got - copy) : 0), behind);
	free(copy);
	for (size_t k = 1; k < n; k++) {
		copy = copy_of(text, k);
		got = td_skip_path(copy, copy + k);
		ck_assert(got == NULL || got <= copy + k);
		free(copy);
	}
}
END_TEST

static const struct {
	const char *text;
	uint32_t wanted;
} numbers[] = {
	{ "", 0 },
	{ "x1", 0 },
	{ "0", 0 },
	{ "17 18", 17 },
	{ "4294967289", 4294967289 },
	{ "4294967290", 429496729 },
	{ "99999999999999999999", 999999999 },
};

START_TEST(number)
{
	const char *text = numbers[_i].text;

	ck_assert_uint_eq(td_number((struct td_span){ text, strlen(text) }),
	    numbers[_i].wanted);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

int
main(void)
{
	Suite *s = suite_create("log_cut");
	TCase *t = tcase_create("log_cut");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, path, 0, COUNT(paths));
	tcase_add_loop_test(t, number, 0, COUNT(numbers));
	return run_suite(s);
}

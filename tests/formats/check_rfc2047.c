/*
 * RFC 2047 encoded words: the examples of its section 8, and words as they
 * stand around Authentication-Results (DECISIONS 33, DIALECTS.md 9).
 */
#include <check.h>
#include <stdlib.h>

#include "formats/field_rfc2047.h"
#include "tests/run.h"

#define VECTOR(source, in, out)                 \
	{                                       \
		source, TD_LIT(in), TD_LIT(out) \
	}

static const struct {
	const char *source;
	struct td_span in, out;
} vectors[] = {
	VECTOR("RFC 2047 8", "(=?ISO-8859-1?Q?a?=)", "(a)"),
	VECTOR("RFC 2047 8", "(=?ISO-8859-1?Q?a?= b)", "(a b)"),
	VECTOR("RFC 2047 8", "(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)"),
	VECTOR(
	    "RFC 2047 8", "(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)", "(ab)"),
	VECTOR("RFC 2047 8", "(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)",
	    "(ab)"),
	VECTOR("RFC 2047 8", "(=?ISO-8859-1?Q?a_b?=)", "(a b)"),
	VECTOR(
	    "RFC 2047 8", "(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)"),
	VECTOR("RFC 2047 8",
	    "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n"
	    " =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
	    "If you can read this you understand the example."),
	VECTOR("RFC 2047 8", "From: =?US-ASCII?Q?Keith_Moore?= <u@a.example>",
	    "From: Keith Moore <u@a.example>"),
	VECTOR("RFC 2231 5", "=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"),
	VECTOR("field_rfc2047.h",
	    "=?utf-8?B?c3BmPXBhc3M=?= =?utf-8?Q?dkim=3Dpass?=",
	    "spf=passdkim=pass"),
	VECTOR("DIALECTS 9",
	    "\n =?utf-8?B?c3BmPW5vbmUgKHNlbmRlcg==?=\n"
	    " =?utf-8?B?IElQIGlzIDE5Mi4wLjIuMSk=?=",
	    "\n spf=none (sender IP is 192.0.2.1)"),
	VECTOR("bytes as they are",
	    "=?Shift_JIS?B?k/qWew==?=", "\223\372\226\173"),
	VECTOR("bytes as they are",
	    "=?utf-8?Q?=E6=97=A5=e6=9c=ac?=", "\346\227\245\346\234\254"),
	VECTOR(
	    "padding may be missing", "=?utf-8?b?c3BmPXBhc3M?=x", "spf=passx"),
	VECTOR("nothing behind padding", "=?utf-8?b?YQ==YmNk?=", "a"),
	VECTOR("blanks inside", "=?utf-8?q?a b?= =?utf-8?b?c3 Bm?=", "a bspf"),
	VECTOR("next to text", "x=?utf-8?q?a?=y =?utf-8?q?b?=", "xay b"),
	VECTOR("empty words",
	    "=?utf-8?q?"
	    "?= =?utf-8?b?"
	    "?=",
	    ""),
	VECTOR("= that is no code", "=?utf-8?q?a=zz=4=?=", "a=zz=4="),
	VECTOR("odd charsets stay",
	    "=?UTF-16?B?AGEAYg==?=", "=?UTF-16?B?AGEAYg==?="),
	VECTOR("odd charsets stay",
	    "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= =?utf-8?q?a?=",
	    "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= a"),
	VECTOR("no charset",
	    "=?"
	    "?q?a?=",
	    "=?"
	    "?q?a?="),
	VECTOR("no encoding", "=?utf-8?x?a?=", "=?utf-8?x?a?="),
	VECTOR("no end", "=?utf-8?q?a? =?utf-8?q?b?=", "=?utf-8?q?a? b"),
	VECTOR("cut", "a =?utf-8?q?abc", "a =?utf-8?q?abc"),
	VECTOR("cut", "a =?utf-8?q", "a =?utf-8?q"),
	VECTOR("cut", "a =?utf-8", "a =?utf-8"),
	VECTOR("cut", "a =?", "a =?"),
	VECTOR("cut", "=", "="),
	VECTOR("nothing", "", ""),
	VECTOR("no word", "dkim=pass header.b=a?=; x=?",
	    "dkim=pass "
	    "header.b=a?=; x=?"),
};

/* In blocks of their own size; whatever the room, the same bytes. */
START_TEST(vector)
{
	struct td_span in = vectors[_i].in, want = vectors[_i].out;
	char *copy = malloc(in.n + 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, in.p, in.n);
	copy = realloc(copy, in.n > 0 ? in.n : 1);
	ck_assert_ptr_nonnull(copy);
	in.p = copy;
	for (size_t cap = 0; cap <= want.n + 3; cap++) {
		char *out = malloc(cap > 0 ? cap : 1);
		size_t n;

		ck_assert_ptr_nonnull(out);
		n = td_rfc2047_decode(in, out, cap);
		ck_assert_uint_eq(n, cap < want.n ? cap : want.n);
		ck_assert_msg(memcmp(out, want.p, n) == 0, "%s: %.*s",
		    vectors[_i].source, (int)n, out);
		free(out);
	}
	if (!td_rfc2047_maybe(in))
		ck_assert(td_span_eq(in, want));
	free(copy);
}
END_TEST

START_TEST(maybe)
{
	ck_assert(td_rfc2047_maybe(TD_SPAN("=?")));
	ck_assert(td_rfc2047_maybe(TD_SPAN("a?b =?utf-8?q?a?=")));
	ck_assert(!td_rfc2047_maybe(TD_SPAN("")));
	ck_assert(!td_rfc2047_maybe(TD_SPAN("?=")));
	ck_assert(!td_rfc2047_maybe(TD_SPAN("?")));
	ck_assert(!td_rfc2047_maybe(TD_SPAN("spf=pass (why? ?=) a= ?")));
}
END_TEST

/* A mebibyte of each: what is not linear meets the time limit of Check. */
static const char *const patterns[] = {
	"=",
	"=?",
	"?",
	"=?u?q",
	"=?u?q?",
	"=?utf-8?q?a",
	"=?u?q?a?= ",
	"=?u?b?x?y",
	"=?a",
	"=?u?q?\n",
};

START_TEST(linear)
{
	size_t n = 1 << 20, len = strlen(patterns[_i]);
	char *body = malloc(n), *out = malloc(n);
	struct td_span in = { body, n };

	ck_assert_ptr_nonnull(body);
	ck_assert_ptr_nonnull(out);
	for (size_t i = 0; i < n; i++)
		body[i] = patterns[_i][i % len];
	ck_assert_uint_le(td_rfc2047_decode(in, out, n), n);
	ck_assert_int_eq(
	    td_rfc2047_maybe(in), memmem(body, n, "=?", 2) != NULL);
	free(out);
	free(body);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("rfc2047");
	Suite *s = suite_create("rfc2047");

	tcase_add_loop_test(
	    tc, vector, 0, sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_test(tc, maybe);
	tcase_add_loop_test(
	    tc, linear, 0, sizeof(patterns) / sizeof(patterns[0]));
	suite_add_tcase(s, tc);
	return run_suite(s);
}

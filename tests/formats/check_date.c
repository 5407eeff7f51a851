/*
 * Dates: RFC 5322 3.3, 4.3 and its appendix, and what was seen in real mail.
 * The expected seconds were computed by `date -u -d`.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_date.h"
#include "formats/field_received.h"
#include "tests/run.h"

#define SECOND INT64_C(1000000)

struct vector {
	const char *source;
	const char *text;
	int64_t seconds; /* since 1970 UTC */
};

/* 2026-11-21 08:58:00 UTC */
#define WHEN INT64_C(1795251480)

static const struct vector good[] = {
	{ "RFC 5322 3.3", "Sat, 21 Nov 2026 17:58:00 +0900", WHEN },
	{ "RFC 5322 3.3, no weekday", "21 Nov 2026 17:58:00 +0900", WHEN },
	{ "RFC 5322 3.3, no seconds", "Sat, 21 Nov 2026 17:58 +0900", WHEN },
	{ "RFC 5322 A.5",
	    "Thu,\r\n 13\r\n Feb\r\n  1969\r\n 23:32\r\n\t\t"
	    "-0330 (Newfoundland Time)",
	    -27723480 },
	{ "RFC 5322 A.6.2", "21 Nov 97 09:55:06 GMT", 880106106 },
	{ "RFC 5322 A.6.3", "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600",
	    880127706 },
	{ "SEMANTICS 9", "Sat, 21 Nov 2026 17:58:00 +0900 (JST)", WHEN },
	{ "SEMANTICS 9", "Sat, 21 Nov 2026 17:58:00 JST", WHEN },
	{ "SEMANTICS 9", "Sat, 21 Nov 2026 08:58:00 GMT", WHEN },
	{ "SEMANTICS 9", "Sat, 21 Nov 2026 01:58:00 PDT", WHEN },
	{ "SEMANTICS 9", "21 Nov 2026 08:58:00 -0000", WHEN },
	{ "SEMANTICS 9", "Sat,  21  Nov  2026   17:58:00  +0900", WHEN },
	{ "SEMANTICS 9, RFC 8601 B", "Fri, Feb 15 2002 16:19:07 -0800",
	    1013818747 },
	{ "field_date.h, no zone", "21 Nov 2026 08:58:00", WHEN },
	{ "field_date.h, unknown zone", "21 Nov 2026 08:58:00 XYZT", WHEN },
	{ "field_date.h, comment first", "(x) Sat, 21 Nov 2026 17:58 +0900",
	    WHEN },
	{ "field_date.h, comment before the offset",
	    "Sat, 21 Nov 2026 04:58:00 (EDT) -0400", WHEN },
	{ "field_date.h, nested comment",
	    "21 (a (b) \\) 3 Dec) Nov 2026 17:58:00 (x) +0900", WHEN },
	{ "mbox", "Sat Nov 21 08:58:00 2026", WHEN },
	{ "mbox, one digit", "Thu Nov  5 08:58:00 2026", 1793869080 },
	{ "mbox, zone before the year", "Sat Nov 21 17:58:00 JST 2026", WHEN },
	{ "mbox, offset before the year", "Sat Nov 21 17:58:00 +0900 2026",
	    WHEN },
	{ "mbox, offset behind", "Sat Nov 21 17:58:00 2026 +0900", WHEN },
	{ "mbox, no seconds", "Sat Nov 21 08:58 2026", WHEN },

	/* RFC 5322 4.3 */
	{ "RFC 5322 4.3, two digits", "21 Nov 26 08:58:00 +0000", WHEN },
	{ "RFC 5322 4.3, 49", "1 Jan 49 00:00:00 +0000", 2493072000 },
	{ "RFC 5322 4.3, 50", "1 Jan 50 00:00:00 +0000", -631152000 },
	{ "RFC 5322 4.3, three digits", "21 Nov 126 08:58:00 +0000", WHEN },
	{ "RFC 5322 4.3, EST", "21 Nov 2026 03:58:00 EST", WHEN },
	{ "RFC 5322 4.3, EDT", "21 Nov 2026 04:58:00 EDT", WHEN },
	{ "RFC 5322 4.3, CST", "21 Nov 2026 02:58:00 cst", WHEN },
	{ "RFC 5322 4.3, CDT", "21 Nov 2026 03:58:00 CDT", WHEN },
	{ "RFC 5322 4.3, MST", "21 Nov 2026 01:58:00 MST", WHEN },
	{ "RFC 5322 4.3, MDT", "21 Nov 2026 02:58:00 MDT", WHEN },
	{ "RFC 5322 4.3, PST", "21 Nov 2026 00:58:00 PST", WHEN },
	{ "RFC 5322 4.3, UT", "21 Nov 2026 08:58:00 UT", WHEN },
	{ "RFC 5322 4.3, Z", "21 Nov 2026 08:58:00 Z", WHEN },
	{ "RFC 5322 4.3, military is unknown", "21 Nov 2026 08:58:00 A", WHEN },
	{ "CET", "21 Nov 2026 09:58:00 CET", WHEN },
	{ "CEST", "21 Nov 2026 10:58:00 CEST", WHEN },

	/* real mail, by shape */
	{ "glued comma", "Sat,21 Nov 2026 17:58:00 +0900", WHEN },
	{ "long names", "Saturday, 21 November 2026 17:58:00 +0900", WHEN },
	{ "Sept", "Mon, 21 Sept 2026 17:58:00 +0900", 1789981080 },
	{ "PM", "Nov 21, 2026 8:58 AM", WHEN },
	{ "PM", "Saturday, Nov 21, 2026 5:58:00 PM +0900", WHEN },
	{ "midnight", "Nov 21, 2026 12:58 AM -0800", WHEN },
	{ "noon", "Nov 21, 2026 12:58 PM +0400", WHEN },
	{ "GMT and offset", "Sat Nov 21 2026 17:58:00 GMT+0900 (JST)", WHEN },
	{ "offset and zone", "Sat, 21 Nov 2026 17:58:00 +0900 JST", WHEN },
	{ "day of three digits", "Sat, 021 Nov 2026 17:58:00 +0900", WHEN },
	{ "offset of three digits", "21 Nov 2026 17:58:00 +900", WHEN },
	{ "offset of one digit", "21 Nov 2026 17:58:00 +9", WHEN },
	{ "offset without a sign", "21 Nov 2026 17:58:00 0900", WHEN },
	{ "half hours", "21 Nov 2026 14:28:00 +0530", WHEN },
	{ "offset too large", "21 Nov 2026 08:58:00 +9999", WHEN },
	{ "a zone, then words", "21 Nov 2026 17:58:00 JST From: u", WHEN },
	{ "dashes", "21-Nov-2026 17:58:00 +0900", WHEN },
	{ "ISO 8601", "2026-11-21T17:58:00+09:00", WHEN },
	{ "ISO 8601", "2026-11-21T08:58:00Z", WHEN },
	{ "ISO 8601", "2026-11-21 17:58:00 +0900", WHEN },
	{ "a comment that is not closed", "21 Nov 2026 08:58:00 (+0900", WHEN },
	{ "French weekday", "mar., 21 Nov 2026 17:58:00 +0900", WHEN },
	{ "leap second", "31 Dec 2016 23:59:60 +0000", 1483228800 },
	{ "leap day", "29 Feb 2000 00:00:00 +0000", 951782400 },
	{ "before 1970", "31 Dec 1969 23:59:59 +0000", -1 },
	{ "epoch", "1 Jan 1970 00:00:00 +0000", 0 },
	{ "beyond 2038", "19 Jan 2038 03:14:08 +0000", 2147483648 },
	{ "year 9999", "31 Dec 9999 23:59:59 +0000", 253402300799 },
};

static const char *const bad[] = {
	"",
	" ",
	"(a comment)",
	"Whenever",
	"21 Nov 2026",
	"Sat, 21 Nov 2026 +0900",
	"21 Nov 17:58:00 +0900",
	"Nov 2026 17:58:00 +0900",
	"21 2026 17:58:00 +0900",
	"21/11/2026 17:58:00",
	"21 Foo 2026 17:58:00 +0900",
	"21 No 2026 17:58:00 +0900",
	"mar., 3 juil. 2015 10:00:00 +0200",
	"0 Nov 2026 17:58:00 +0900",
	"31 Nov 2026 17:58:00 +0900",
	"32 Dec 2026 17:58:00 +0900",
	"29 Feb 2026 17:58:00 +0900",
	"29 Feb 1900 17:58:00 +0900",
	"21 Nov 2026 24:00:00 +0900",
	"21 Nov 2026 17:60:00 +0900",
	"21 Nov 2026 17:58:61 +0900",
	"21 Nov 2026 17:58:000 +0900",
	"21 Nov 2026 l7:58:00 +0900",
	"21 Nov 2026 17:",
	"21 Nov 2026 17:58:",
	"21 Nov 20260 17:58:00 +0900",
	"1 Jan 0001 00:00:00 +0000",
	"31 Dec 1899 23:59:59 +0000",
	"99999999999999999999 Nov 2026 17:58:00",
};

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

START_TEST(test_good)
{
	const struct vector *v = &good[_i];
	int64_t got = td_date_parse(span(v->text));

	ck_assert_msg(got == v->seconds * SECOND, "%s: %s: %lld, not %lld",
	    v->source, v->text, (long long)got, (long long)v->seconds);
}
END_TEST

START_TEST(test_bad)
{
	int64_t got = td_date_parse(span(bad[_i]));

	ck_assert_msg(
	    got == TD_NO_TIME, "\"%s\": %lld", bad[_i], (long long)got);
}
END_TEST

/* 2026-MM-21 12:00:00 in each zone; minutes east of Greenwich. */
static const struct {
	const char *zone;
	int minutes;
} zones[] = {
	{ "UTC", 0 },
	{ "WET", 0 },
	{ "JST", 540 },
	{ "KST", 540 },
	{ "EST", -300 },
	{ "EDT", -240 },
	{ "CST", -360 },
	{ "CDT", -300 },
	{ "MST", -420 },
	{ "MDT", -360 },
	{ "PST", -480 },
	{ "PDT", -420 },
	{ "AST", -240 },
	{ "ADT", -180 },
	{ "AKST", -540 },
	{ "AKDT", -480 },
	{ "HST", -600 },
	{ "CET", 60 },
	{ "CEST", 120 },
	{ "MET", 60 },
	{ "MEST", 120 },
	{ "BST", 60 },
	{ "WEST", 60 },
	{ "EET", 120 },
	{ "EEST", 180 },
	{ "MSK", 180 },
	{ "MSD", 240 },
	{ "HKT", 480 },
	{ "SGT", 480 },
	{ "AEST", 600 },
	{ "AEDT", 660 },
	{ "NZST", 720 },
	{ "NZDT", 780 },
	{ "IST", 0 }, /* Indian, Irish or Israeli: unknown */
	{ "+05:30", 330 },
	{ "-03:30", -210 },
};

START_TEST(test_zone)
{
	static const char *const months[] = { "January", "Februar", "March",
		"Apr", "May", "June", "July", "August", "Septem", "October",
		"novem", "DEC" };
	char text[64];
	int n;

	for (unsigned m = 0; m < 12; m++) {
		int64_t noon = td_days_from_civil(2026, m + 1, 21) * 86400 +
		    43200 - zones[_i].minutes * 60;

		n = snprintf(text, sizeof(text), "21 %s 2026 12:00:00 %s",
		    months[m], zones[_i].zone);
		ck_assert_int_eq(
		    td_date_parse((struct td_span){ text, (size_t)n }),
		    noon * SECOND);
	}
}
END_TEST

/* Behind the end of a date in the usual form, 0 for any other. */
static const struct {
	const char *text;
	size_t n;
} usual[] = {
	{ "Sat, 21 Nov 2026 17:58:00 +0900", 31 },
	{ "\r\n\tSat,  1 Nov 2026 17:58:00 +0900 (JST)", 34 },
	{ "21 Nov 2026 17:58:00 -0900;", 26 },
	{ "1 nov 2026 17:58:00 +0900from", 25 },
	{ "21 Nov 2026 17:58:00 +09000", 0 },
	{ "21 Nov 2026 17:58:00 +090", 0 },
	{ "21 Nov 2026 17:58:00 JST  ", 0 },
	{ "21 Nov 2026 17:58:0x +0900", 0 },
	{ "21 Nox 2026 17:58:00 +0900", 0 },
	{ "Saturday, 21 Nov 2026 17:58:00 +0900", 0 },
	{ "Sat,", 0 },
	{ "1", 0 },
	{ "", 0 },
};

START_TEST(test_usual)
{
	struct td_span s = span(usual[_i].text);
	int64_t when = 0;
	const char *end = td_date_usual(s, &when);

	ck_assert_msg((end == NULL) == (usual[_i].n == 0), "%s", s.p);
	if (end == NULL)
		return;
	ck_assert_uint_eq(end - s.p, usual[_i].n);
	ck_assert_int_ne(when, TD_NO_TIME);
}
END_TEST

/* Whether a byte may stand in the place of another in "21 Nov 2026 17:58:00
 * +0900": any digit for a digit, both cases, both signs. */
static bool
may_stand(char was, char c)
{
	if (was >= '0' && was <= '9')
		return c >= '0' && c <= '9';
	if (was == '+')
		return c == '+' || c == '-';
	return td_lower(was) == td_lower(c);
}

/* The comment in front makes the same date an unusual one. */
START_TEST(test_usual_bytes)
{
	static const char usually[] = "()21 Nov 2026 17:58:00 +0900";
	const size_t n = sizeof(usually) - 3;
	char text[sizeof(usually)];
	struct td_span s = { text + 2, n }, slow = { text, n + 2 };

	strcpy(text, usually);
	for (int c = 0; c < 256; c++) {
		int64_t when = 0;
		const char *end;

		text[_i + 2] = (char)c;
		end = td_date_usual(s, &when);
		/* A blank in place of the first digit leaves "1 Nov". */
		ck_assert_msg((end != NULL) ==
		        (may_stand(usually[_i + 2], (char)c) ||
		            (_i == 0 && td_is_fws((char)c))),
		    "%d at %d", c, _i);
		ck_assert(end == NULL || end == s.p + n);
		ck_assert(end == NULL || when == td_date_parse(slow));
	}
}
END_TEST

START_TEST(test_usual_months)
{
	static const char *const names[] = { "jan", "Feb", "MAR", "aPr", "maY",
		"Jun", "JUL", "aug", "Sep", "Oct", "NOV", "dec" };
	char text[64];
	int64_t when;

	for (int day = 0; day <= 32; day++) {
		int n = snprintf(text, sizeof(text),
		    "()Mon, %d %s 2028 23:59:60 -1234", day, names[_i]);
		struct td_span slow = { text, (size_t)n };

		ck_assert_ptr_nonnull(td_date_usual(
		    (struct td_span){ text + 2, slow.n - 2 }, &when));
		ck_assert_int_eq(when, td_date_parse(slow));
		ck_assert(day == 0 || day > 29 || when != TD_NO_TIME);
	}
}
END_TEST

START_TEST(test_fraction)
{
	/* SendGrid: nine digits and Go's monotonic clock */
	ck_assert_int_eq(td_date_parse(TD_SPAN("2026-11-21 08:58:00.358141048 "
	                                       "+0000 UTC m=+18.103-0700")),
	    WHEN * SECOND + 358141);
	ck_assert_int_eq(
	    td_date_parse(TD_SPAN("Sat, 21 Nov 2026 17:58:00.5 +0900")),
	    WHEN * SECOND + 500000);
	ck_assert_int_eq(
	    td_date_parse(TD_SPAN("31 Dec 1969 23:59:59.25 +0000")), -750000);
}
END_TEST

/*
 * Where the last ";" is, and whether it counts: td_received_when() looks for it
 * from the end, td_received_parse() comes upon it (RFC 5322 3.2.2 on comments;
 * one that is never closed is none).
 */
#define DATE "Sat, 21 Nov 2026 17:58:00 +0900"
#define FOLDED "Sat, 21 Nov\n 2026 17:58:00 +0900"
static const struct {
	const char *body;
	bool dated;
} fields[] = {
	{ "by b; " DATE, true },
	{ "by b;\r\n\t" DATE "\r\n", true },
	{ "by b; " DATE " (JST)", true },
	{ "by b; " DATE " (JST) id x", true },
	{ "by b; " DATE " (J (S) T)", true },
	{ "by b (c) (d; e); " DATE " (JST)", true },
	{ "by b; Sat, 21 Nov 2026 17:58 +0900", true },
	{ "by b; Fri, 20 Nov 2026 17:58:00 +0900; " DATE, true },
	{ "by b; " DATE "; x", false },
	{ "by b; " DATE ";", false },
	{ "by b (c; " DATE ")", false },
	{ "by b (c; " DATE " (JST))", false },
	{ "by b (c; " DATE, true },
	{ "by b (c; " DATE " (JST)", true },
	{ "by b (c (d; " DATE " (JST)", false },
	{ "by b (c (d) e; " DATE " (JST)", true },
	{ "by b (c \\) ; " DATE " (JST)", true },
	{ "by b (c (d \\) ; " DATE " (JST)", true },
	{ "for <\"c; " DATE "\"@example.jp>", false },
	/* Dates that are folded are looked for in another way. */
	{ "by b; " FOLDED, true },
	{ "by b; " FOLDED " (JST)", true },
	{ "by b (c; " FOLDED, true },
	{ "by b (c; " FOLDED ")", false },
	{ "by b (c (d; " FOLDED " (JST)) e)", false },
	{ "for <\"c; " FOLDED "\"@example.jp>", false },
	{ "by b id c " DATE, true },
	{ "", false },
	{ ";", false },
};

START_TEST(test_when)
{
	struct td_span body = span(fields[_i].body);
	int64_t when = fields[_i].dated ? WHEN * SECOND : TD_NO_TIME;
	struct td_received r;

	td_received_parse(body, &r);
	ck_assert_msg(r.when == when, "%s: parse", body.p);
	ck_assert_msg(td_received_when(body) == when, "%s: when", body.p);
}
END_TEST

/* Against counting day by day with the rule of the Gregorian calendar. */
START_TEST(test_civil)
{
	static const unsigned len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int64_t days = -719528; /* 0000-01-01, by ISO 8601 */

	for (int64_t y = 0; y < 2500; y++) {
		bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

		for (unsigned m = 1; m <= 12; m++)
			for (unsigned d = 1; d <= len[m - 1] + (m == 2 && leap);
			     d++)
				ck_assert_int_eq(
				    td_days_from_civil(y, m, d), days++);
	}
	ck_assert_int_eq(td_days_from_civil(1970, 1, 1), 0);
	ck_assert_int_eq(td_days_from_civil(-1, 12, 31), -719529);
}
END_TEST

/* Nothing behind the end is read: each prefix in a block of its own. */
START_TEST(test_cut)
{
	struct td_span s = span(good[_i].text);

	for (size_t n = 0; n <= s.n; n++) {
		char *copy = malloc(n > 0 ? n : 1);
		int64_t got;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, s.p, n);
		got = td_date_parse((struct td_span){ copy, n });
		free(copy);
		ck_assert(got == TD_NO_TIME || n > 10);
	}
}
END_TEST

START_TEST(test_linear)
{
	static const char *const units[] = { "(", "1 (", "1:", "a ", "1 ",
		"(\\", "Nov ", "1(x)", "17:58 ", "+1", "21 Nov 2026 1(" };
	struct td_span u = span(units[_i]);
	size_t n = (size_t)1 << 20;
	char *s = malloc(n);

	ck_assert_ptr_nonnull(s);
	for (size_t i = 0; i < n; i++)
		s[i] = u.p[i % u.n];
	ck_assert_int_eq(td_date_parse((struct td_span){ s, n }), TD_NO_TIME);
	free(s);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("date");
	Suite *s = suite_create("date");
	int n = sizeof(good) / sizeof(good[0]);

	tcase_add_loop_test(tc, test_good, 0, n);
	tcase_add_loop_test(tc, test_bad, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_loop_test(tc, test_zone, 0, sizeof(zones) / sizeof(zones[0]));
	tcase_add_loop_test(
	    tc, test_when, 0, sizeof(fields) / sizeof(fields[0]));
	tcase_add_loop_test(tc, test_usual_bytes, 0, 26);
	tcase_add_loop_test(tc, test_usual_months, 0, 12);
	tcase_add_loop_test(
	    tc, test_usual, 0, sizeof(usual) / sizeof(usual[0]));
	tcase_add_test(tc, test_fraction);
	tcase_add_test(tc, test_civil);
	tcase_add_loop_test(tc, test_cut, 0, n);
	tcase_add_loop_test(tc, test_linear, 0, 11);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

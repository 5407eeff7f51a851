/*
 * The mail formats on short texts: what separates messages, what a header
 * field is, and which format a text is taken for.  The contract and whole
 * files are the business of tests/contract.c.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/format.h"
#include "tests/formats/collect.h"
#include "tests/run.h"

/* A copy with TD_PAD bytes behind it. */
static char *
padded(const char *s, size_t n)
{
	char *copy = calloc(1, n + TD_PAD);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, s, n);
	return copy;
}

/* DECISIONS 33: `From ` at the start or behind an empty line, with hh:mm and a
 * year in it.  How many messages "... BEFORE LINE\nTo: b\n\n" is. */
static const struct {
	const char *before, *line;
	size_t records;
} separator[] = {
	{ "\n\n", "From a@b.example Sat Nov 21 17:58:00 2026", 2 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:58 2026", 2 },
	{ "\n\n", "From - Sat Nov 21 7:58:00 2026", 2 },
	{ "\n\n", "From MAILER-DAEMON Sat, 21 Nov 2026 17:58:00 +0900", 2 },
	{ "\n\n", "From 1@xxx Sat Nov 21 17:58:00 +0000 2026", 2 },
	{ "\n\n", "From a at b.example  Thu Jan  1 00:00:00 1970", 2 },
	{ "\n\n", "From a@b.example 2026-11-21T17:58:00Z", 2 },
	{ "\r\n\r\n", "From a@b.example Sat Nov 21 17:58:00 2026\r", 2 },
	{ "\r\r\n\r\r\n", "From a@b.example Sat Nov 21 17:58:00 2026\r", 2 },
	{ "\n", "From a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n \n", "From a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n\n", ">From a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n\n", " From a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n\n", "from a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n\n", "From: a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n\n", "From : a@b.example Sat Nov 21 17:58:00 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:58:00", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:58:00 1999", 2 },
	{ "\n\n", "From a@b.example 17:58:00 2026", 2 },
	{ "\n\n", "From 17:58:00 2026", 2 },
	{ "\n\n", "From 7:58:00 2026", 2 },
	{ "\n\n", "From \t 17:58:00 2026", 2 },
	{ "\n\n", "From \t : 17:58:00 2026", 1 },
	{ "\n\n", "From a@b.example 23:59:59 2026 ", 2 },
	{ "\n\n", "From a@b.example :17:58:00 2026", 1 },
	{ "\n\n", "From a@b.example 17:58:00:2026", 2 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:58:00 2126", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:58:00 20260", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:58:00 202", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 29:58:00 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:5a:00 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 24:00:00 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:60:00 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 117:58 2026", 1 },
	{ "\n\n", "From a@b.example Sat Nov 21 17:580 2026", 1 },
	{ "\n\n", "From 2026@b.example 17:58", 1 },
	{ "\n\n", "From a@b.example 17:58 x2026", 1 },
	{ "\n\n", "From a@b.example 17:58 1826", 1 },
	{ "\n\n", "From -", 1 },
	{ "\n\n", "From Russia with love", 1 },
	{ "\n\n", "From", 1 },
};

START_TEST(separates)
{
	struct collected a = { 0 };
	char s[512];
	int n = snprintf(s, sizeof s,
	    "From x@y.example Sat Nov 21 17:58:00 2026\nTo: a\n\ntext%s%s\n"
	    "To: b\n\n",
	    separator[_i].before, separator[_i].line);

	collect(td_format_find("mbox"), s, (size_t)n, &plainly,
	    separator[_i].line, &a);
	ck_assert_msg(a.n == separator[_i].records, "%s", separator[_i].line);
	collected_free(&a);
}
END_TEST

/* One message: names and bodies of its fields, each in brackets. */
static const struct {
	const char *text, *fields;
} section[] = {
	{ "A: b\nC:d\n\n", "[A][ b][C][d]" },
	{ "A: b\r\nC:d\r\n\r\n", "[A][ b][C][d]" },
	{ "A: b\rC:d\r\r", "[A][ b][C][d]" },
	{ "A: b\r\r\nC:d\r\r\n\r\r\n", "[A][ b][C][d]" },
	{ "A: b\nC:d", "[A][ b][C][d]" },
	{ "A: b\n c\n\td\nE: f\n\n", "[A][ b\n c\n\td][E][ f]" },
	{ "A: b\r\n c\r\n\r\n", "[A][ b\r\n c]" },
	{ "A: b\r c\r\rx", "[A][ b\r c]" },
	{ "A: b\rc: d\n\n", "[A][ b\rc: d]" },        /* stray CR, LF file */
	{ "A: b\n \nC: d\n\n", "[A][ b\n ][C][ d]" }, /* RFC 5322 4.2 */
	{ "A \t: b\n\n", "[A][ b]" },                 /* RFC 5322 4.5 */
	{ "A:\n\n", "[A][]" },
	{ "A:", "[A][]" },
	{ "A::b\n\n", "[A][:b]" },
	{ "A: b\n\nC: d\n", "[A][ b]" },
	{ "\n\r\n\nA: b\n\n", "[A][ b]" },
	{ "\xef\xbb\xbf"
	  "A: b\n\n",
	    "[A][ b]" },
	{ ">From x\n>>From y\nA: b\n\n", "[A][ b]" },
	{ "junk\nA: b\n\n", "[A][ b]" },
	{ " junk\nA: b\n\n", "[A][ b]" },
	{ "A: b\njunk\n folded\nC: d\n\n", "[A][ b][C][ d]" },
	{ "A: b\n: no name\nC: d\n\n", "[A][ b][C][ d]" },
	{ "A: b\nN\xc3\xa4me: x\nC: d\n\n", "[A][ b][C][ d]" },
	{ "A: b\ntext\nmore text\nC: d\n\n", "[A][ b]" },
	{ "A: b\ntext\n", "[A][ b]" },
	{ "text\n\nA: b\n", "" },
	{ "", "" },
	{ "\n", "" },
};

START_TEST(reads_fields)
{
	size_t n = strlen(section[_i].text), len = 0;
	struct collected a = { 0 };
	char got[256] = "";

	collect(td_format_find("eml"), section[_i].text, n, &plainly,
	    section[_i].text, &a);
	for (size_t i = 0; i < a.n_headers; i++) {
		struct td_place name = a.header[i].name;
		struct td_place body = a.header[i].body;

		ck_assert_uint_eq(a.header[i].nth, i);
		len += (size_t)snprintf(got + len, sizeof got - len,
		    "[%.*s][%.*s]", (int)name.len, section[_i].text + name.off,
		    (int)body.len, section[_i].text + body.off);
	}
	ck_assert_str_eq(got, section[_i].fields);
	collected_free(&a);
}
END_TEST

#define MAIL "Received: by x\nFrom: a\nTo: b\nDate: c\n"
#define SHORT "From: a\nTo: b\nDate: c\n"
#define SEPARATOR "From a@b.example Sat Nov 21 17:58:00 2026\n"

static const struct {
	const char *text;
	bool more;
	const char *format; /* NULL: nobody bids */
} guess[] = {
	{ MAIL "\ntext\n", false, "eml" },
	{ MAIL, true, "eml" },
	{ "Subject: x\n\ntext\n", false, "eml" },
	{ "junk\n" MAIL "\ntext\n", false, "eml" },
	{ "From -\n" MAIL "\ntext\n", false, "eml" },
	{ SEPARATOR MAIL "\ntext\n", false, "mbox" },
	{ "\xef\xbb\xbf\r\n" SEPARATOR MAIL "\ntext\n", false, "mbox" },
	{ SEPARATOR "Content-Length: 5\n" MAIL "\ntext\n", false, "mboxcl" },
	{ SEPARATOR "Content-Length: 5\n" MAIL "\ntext\n\n", false, "mboxcl" },
	/* the head ends there, the source does not: nothing is proved */
	{ SEPARATOR "Content-Length: 5\n" MAIL "\ntext\n", true, "mbox" },
	{ SEPARATOR "Content-Length: 5\n" MAIL "\ntext\n" SEPARATOR, true,
	    "mboxcl" },
	{ SEPARATOR "Content-Length: 4\n" MAIL "\ntext\n\n", false, "mbox" },
	{ SEPARATOR "Content-Length: 500\n" MAIL "\ntext\n", false, "mbox" },
	{ MAIL "\n" MAIL "\n", false, "dump" },
	{ MAIL "\n\n" MAIL, false, "dump" },
	{ MAIL "\n" MAIL "\n" MAIL, true, "dump" },
	/* what the last section says is cut off */
	{ MAIL "\n" MAIL "\nRec", true, "dump" },
	{ MAIL "\n" MAIL "\ntext\n", false, "eml" },
	{ SHORT "\n" SHORT "\n", false, "eml" },
	{ SHORT "\n" SHORT "\n" SHORT "\n", false, "dump" },
	{ MAIL "Content-Type: message/rfc822\n\n" MAIL "\n", false, "eml" },
	{ MAIL "Content-Type: message/rfc822\n\n" MAIL "\n" MAIL, false,
	    "dump" },
	{ MAIL "Content-Type: multipart/mixed; boundary=b\n\n" MAIL, false,
	    "dump" },
	{ MAIL "Content-Type: multipart/mixed; boundary=b\n\n--b\nTo: x\n\n",
	    false, "eml" },
	{ "todoku-cells 1\tby=carrier\n", false, "cells" },
	{ "todoku-cells", false, NULL },
	{ "name: value\nother: value\n", false, NULL },
	{ "Nov 21 17:58:00 mx1 postfix/smtp[1]: 4A: to=<u@example.jp>\n", false,
	    "log" },
	/* Amazon SES, though it lacks nearly all */
	{ "{\"eventType\":\"Bounce\"}\n", false, "events" },
	{ "[{\"eventType\":\"Bounce\"}]\n", false, "events" },
	{ "[\n{\"eventType\":\"Bounce\"}]\n", false, "events-array" },
	{ "{\"value\":[\n{\"eventType\":\"Send\"}]}", false, "events-array" },
	/* the rest may be anything */
	{ "{\"mail\":{\"", true, "events" },
	{ "[{\"mail\":{\"", true, "events-array" },
	{ "{\"mail\":{\"", false, NULL },
	{ "{\"unknown\":\"Bounce\"}\n", false, NULL },
	{ "[\n{\"unknown\":\"Bounce\"}]\n", false, NULL },
	/* the body of mail */
	{ "To: a\n\n{\"eventType\":\"Bounce\"}\n", false, "eml" },
	{ "<?xml version=\"1.0\"?>\n<feedback>\n", false, "dmarc" },
	{ "\xef\xbb\xbf\n<!-- a --><d:feedback xmlns:d=\"a\">", true, "dmarc" },
	{ "<feedback", true, NULL },
	{ "<?xml version=\"1.0\"?>\n<feedbacks/>\n", false, NULL },
	{ "To: a\n\n<feedback>\n", false, "eml" },
	{ "text\n\n" MAIL "\n", false, NULL },
	{ "\n\n\n", false, NULL },
	{ "", false, NULL },
};

START_TEST(guesses)
{
	size_t n = strlen(guess[_i].text);
	char *s = padded(guess[_i].text, n);
	const struct td_format *f =
	    td_format_guess((struct td_span){ s, n }, guess[_i].more);

	ck_assert_msg((f == NULL) == (guess[_i].format == NULL) &&
	        (f == NULL || strcmp(f->name, guess[_i].format) == 0),
	    "%s: taken for %s", guess[_i].text, f == NULL ? "-" : f->name);
	free(s);
}
END_TEST

START_TEST(finds_formats_by_name)
{
	for (size_t i = 0; td_formats[i] != NULL; i++)
		ck_assert_ptr_eq(
		    td_format_find(td_formats[i]->name), td_formats[i]);
	ck_assert_ptr_null(td_format_find("none"));
	for (int i = 0; i < TD_N_DEFECTS; i++)
		ck_assert_uint_gt(strlen(td_defect_name((enum td_defect)i)), 0);
}
END_TEST

/*
 * A folded field of any length, then one more, whole and cut at any byte, with
 * blanks in the padding: what stands at which byte of a block must not count.
 */
START_TEST(reads_folds_at_any_place)
{
	static const char *const breaks[] = { "\n", "\r\n", "\r\r\n", "\r" };
	const char *eol = breaks[_i % 4];
	struct collected a = { 0 };
	struct how how = plainly;
	char s[512];
	int fill = _i / 4, n, last;

	n = snprintf(s, sizeof s, "A: %0*d%s\tb%s", fill, 0, eol, eol);
	last = snprintf(s + n, sizeof s - (size_t)n, "Received: c%s", eol);
	for (int pad = 0; pad < 2; pad++) {
		how.pad = pad ? " \t" : "x";
		for (int cut = 0; cut <= last; cut++) {
			const bool colon = cut > (int)strlen("Received");

			a.n = a.n_headers = a.n_flaws = 0;
			collect(td_format_find("eml"), s, (size_t)(n + cut),
			    &how, eol, &a);
			ck_assert_uint_eq(a.n_headers, colon ? 2 : 1);
			ck_assert_uint_eq(a.header[0].body.off, 2);
			ck_assert_uint_eq(
			    a.header[0].body.len, (size_t)n - 2 - strlen(eol));
			if (colon)
				ck_assert_int_eq(a.header[1].id, TD_H_RECEIVED);
		}
	}
	collected_free(&a);
}
END_TEST

/* RFC 5322 2.1.1 has no limit for a section; TD_RECORD_MAX is ours. */
START_TEST(cuts_long_sections)
{
	size_t n = TD_RECORD_MAX + (size_t)_i;
	char *s = malloc(n);
	struct collected a = { 0 };

	ck_assert_ptr_nonnull(s);
	memset(s, 'x', n);
	memcpy(s, "To: a\nCc: ", 10);
	collect(td_format_find("eml"), s, n, &plainly, "long", &a);
	ck_assert_uint_eq(a.n, 1);
	ck_assert_uint_eq(a.n_headers, 2);
	ck_assert_uint_eq(a.n_flaws, _i < 0 ? 0 : 1);
	if (_i >= 0) {
		ck_assert_int_eq(a.flaw[0].what, TD_HEADER_TOO_LONG);
		ck_assert_uint_eq(
		    a.header[1].body.off + a.header[1].body.len, TD_RECORD_MAX);
	}
	collected_free(&a);
	free(s);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mail");
	TCase *t = tcase_create("formats");

	tcase_add_loop_test(
	    t, separates, 0, sizeof separator / sizeof separator[0]);
	tcase_add_loop_test(
	    t, reads_fields, 0, sizeof section / sizeof section[0]);
	tcase_add_loop_test(t, reads_folds_at_any_place, 4, 4 * 140);
	tcase_add_loop_test(t, guesses, 0, sizeof guess / sizeof guess[0]);
	tcase_add_loop_test(t, cuts_long_sections, -1, 2);
	tcase_add_test(t, finds_formats_by_name);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * analyzer/report/escape.c: each row gives a text and what becomes of it in
 * JSON (RFC 8259 7), in CSV (RFC 4180 and no formulas), on a terminal, and how
 * many columns it takes there; then the same for HTML.
 */
#include <check.h>
#include <stdlib.h>

#include "analyzer/report/escape.h"
#include "tests/run.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static const struct vector {
	struct td_span text;
	const char *json, *csv, *term;
	unsigned width;
} vectors[] = {
	{ TD_LIT(""), "\"\"", "", "", 0 },
	{ TD_LIT("docomo.ne.jp"), "\"docomo.ne.jp\"", "docomo.ne.jp",
	    "docomo.ne.jp", 12 },
	/* quotes, separators, line ends */
	{ TD_LIT("a\"b\\c"), "\"a\\\"b\\\\c\"", "\"a\"\"b\\c\"", "a\"b\\c", 5 },
	{ TD_LIT("a,b"), "\"a,b\"", "\"a,b\"", "a,b", 3 },
	{ TD_LIT("a b;c"), "\"a b;c\"", "a b;c", "a b;c", 5 },
	{ TD_LIT("a\r\nb"), "\"a\\r\\nb\"", "\"a\r\nb\"", "a??b", 4 },
	{ TD_LIT("a\tb"), "\"a\\tb\"", "a\tb", "a?b", 3 },
	/* other controls: a terminal could obey them, also in C1 */
	{ TD_LIT("a\0b"), "\"a\\u0000b\"", "a" BAD "b", "a?b", 3 },
	{ TD_LIT("\033[2J\b\f\x7f"), "\"\\u001b[2J\\b\\f\\u007f\"",
	    BAD "[2J" BAD BAD BAD, "?[2J???", 7 },
	{ TD_LIT("\xc2\x9b"
	         "2J"),
	    "\"\\u009b2J\"", BAD "2J", "?2J", 3 },
	/* formulas: = + - @ tab CR at the start only */
	{ TD_LIT("=1+1"), "\"=1+1\"", "'=1+1", "=1+1", 4 },
	{ TD_LIT("+1"), "\"+1\"", "'+1", "+1", 2 },
	{ TD_LIT("-1"), "\"-1\"", "'-1", "-1", 2 },
	{ TD_LIT("@SUM(A1)"), "\"@SUM(A1)\"", "'@SUM(A1)", "@SUM(A1)", 8 },
	{ TD_LIT("\t=1"), "\"\\t=1\"", "'\t=1", "?=1", 3 },
	{ TD_LIT("\r=1"), "\"\\r=1\"", "\"'\r=1\"", "?=1", 3 },
	{ TD_LIT("\n=1"), "\"\\n=1\"", "\"'\n=1\"", "?=1", 3 },
	{ TD_LIT("=A1,B1"), "\"=A1,B1\"", "\"'=A1,B1\"", "=A1,B1", 6 },
	{ TD_LIT("=\"x\""), "\"=\\\"x\\\"\"", "\"'=\"\"x\"\"\"", "=\"x\"", 4 },
	{ TD_LIT("\xef\xbc\x9d"
	         "1"),
	    "\"\xef\xbc\x9d"
	    "1\"",
	    "'\xef\xbc\x9d"
	    "1",
	    "\xef\xbc\x9d"
	    "1",
	    3 },
	{ TD_LIT("a=1"), "\"a=1\"", "a=1", "a=1", 3 },
	{ TD_LIT("(other)"), "\"(other)\"", "(other)", "(other)", 7 },
	/* letters: two bytes, wide, combining, four bytes */
	{ TD_LIT("b\xc3\xbc"
	         "cher"),
	    "\"b\xc3\xbc"
	    "cher\"",
	    "b\xc3\xbc"
	    "cher",
	    "b\xc3\xbc"
	    "cher",
	    6 },
	{ TD_LIT("\xe4\xbe\x8b\xe3\x81\x88.jp"),
	    "\"\xe4\xbe\x8b\xe3\x81\x88.jp\"", "\xe4\xbe\x8b\xe3\x81\x88.jp",
	    "\xe4\xbe\x8b\xe3\x81\x88.jp", 7 },
	{ TD_LIT("\xe3\x81\x8b\xe3\x82\x99"), /* ka and a voicing mark */
	    "\"\xe3\x81\x8b\xe3\x82\x99\"", "\xe3\x81\x8b\xe3\x82\x99",
	    "\xe3\x81\x8b\xe3\x82\x99", 2 },
	{ TD_LIT("\xef\xbd\xb6"), "\"\xef\xbd\xb6\"", "\xef\xbd\xb6",
	    "\xef\xbd\xb6", 1 }, /* half-width ka, U+FF76 */
	{ TD_LIT("\xf0\xa0\x80\x8b"), "\"\xf0\xa0\x80\x8b\"",
	    "\xf0\xa0\x80\x8b", "\xf0\xa0\x80\x8b", 2 }, /* U+2000B */
	/* what turns the line around or hides: U+202E, U+200B, U+E0041 */
	{ TD_LIT("a\xe2\x80\xae"
	         "b"),
	    "\"a\\u202eb\"",
	    "a\xe2\x80\xae"
	    "b",
	    "a?b", 3 },
	{ TD_LIT("a\xe2\x80\x8b"
	         "b"),
	    "\"a\\u200bb\"",
	    "a\xe2\x80\x8b"
	    "b",
	    "a?b", 3 },
	{ TD_LIT("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"", "\xf3\xa0\x81\x81",
	    "?", 1 },
	/* no UTF-8: RFC 3629; one mark a byte */
	{ TD_LIT("\x83h\x83\x52"), "\"" BAD "h" BAD "R\"", BAD "h" BAD "R",
	    "?h?R", 4 }, /* Shift_JIS */
	{ TD_LIT("\xc0\xaf"), "\"" BAD BAD "\"", BAD BAD, "??", 2 },
	{ TD_LIT("\xe0\x80\xaf"), "\"" BAD BAD BAD "\"", BAD BAD BAD, "???",
	    3 },
	{ TD_LIT("\xed\xa0\x80"), "\"" BAD BAD BAD "\"", BAD BAD BAD, "???",
	    3 },
	{ TD_LIT("\xf4\x90\x80\x80"), "\"" BAD BAD BAD BAD "\"",
	    BAD BAD BAD BAD, "????", 4 },
	{ TD_LIT("\xf8\x88"), "\"" BAD BAD "\"", BAD BAD, "??", 2 },
	{ TD_LIT("a\xe3\x81"), "\"a" BAD BAD "\"", "a" BAD BAD, "a??", 3 },
	{ TD_LIT("\xff"), "\"" BAD "\"", BAD, "?", 1 },
};

static void
expect(
    void (*put)(FILE *, struct td_span), struct td_span text, const char *want)
{
	char *got = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&got, &n);

	ck_assert_ptr_nonnull(f);
	put(f, text);
	fclose(f);
	ck_assert_str_eq(got, want);
	ck_assert_uint_eq(n, strlen(want));
	free(got);
}

START_TEST(test_vector)
{
	const struct vector *v = &vectors[_i];

	/* A copy of the exact size, so that a look behind it is found. */
	char *copy = malloc(v->text.n == 0 ? 1 : v->text.n);
	struct td_span s = { copy, v->text.n };

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, v->text.p, v->text.n);
	expect(td_put_json, s, v->json);
	expect(td_put_csv, s, v->csv);
	expect(td_put_text, s, v->term);
	ck_assert_uint_eq(td_text_width(s), v->width);
	free(copy);
}
END_TEST

/* HTML 13.1.2.3 and 13.1.4: what could end a text or an attribute is written as
 * a reference; 13.1.1: no control characters but white space. */
static const struct html_vector {
	struct td_span text;
	const char *html;
} html_vectors[] = {
	{ TD_LIT(""), "" },
	{ TD_LIT("docomo.ne.jp"), "docomo.ne.jp" },
	{ TD_LIT("(none)"), "(none)" },
	{ TD_LIT("<script>alert(1)</script>"),
	    "&lt;script&gt;alert(1)&lt;/script&gt;" },
	{ TD_LIT("\" onload=\"x"), "&quot; onload=&quot;x" },
	{ TD_LIT("' onload='x"), "&#39; onload=&#39;x" },
	/* no reference comes through as one */
	{ TD_LIT("&lt;"), "&amp;lt;" },
	{ TD_LIT("a&b;"), "a&amp;b;" },
	{ TD_LIT("-->]]>"), "--&gt;]]&gt;" },
	{ TD_LIT("a\0b\tc\r\n"), "a" BAD "b" BAD "c" BAD BAD },
	{ TD_LIT("\033[2J\x7f"), BAD "[2J" BAD },
	{ TD_LIT("\xc2\x9b"
	         "2J"),
	    BAD "2J" }, /* C1 */
	{ TD_LIT("a\xe2\x80\xae"
	         "b"),
	    "a" BAD "b" }, /* U+202E turns the line around */
	{ TD_LIT("a\xe2\x81\xa6"
	         "b"),
	    "a" BAD "b" }, /* U+2066 isolates */
	{ TD_LIT("a\xe2\x80\x8b"
	         "b"),
	    "a" BAD "b" }, /* U+200B hides */
	{ TD_LIT("\xef\xbb\xbf"), BAD },
	{ TD_LIT("\xe4\xbe\x8b\xe3\x81\x88.jp"),
	    "\xe4\xbe\x8b\xe3\x81\x88.jp" },
	{ TD_LIT("?"), "?" },
	/* no UTF-8: an overlong "<", Shift_JIS, a cut letter */
	{ TD_LIT("\xc0\xbc"), BAD BAD },
	{ TD_LIT("\x83h\x83\x52"), BAD "h" BAD "R" },
	{ TD_LIT("a\xe3\x81"), "a" BAD BAD },
	{ TD_LIT("\xe3<b>"), BAD "&lt;b&gt;" },
};

START_TEST(test_html)
{
	const struct html_vector *v = &html_vectors[_i];
	char *copy = malloc(v->text.n == 0 ? 1 : v->text.n);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, v->text.p, v->text.n);
	expect(td_put_html, (struct td_span){ copy, v->text.n }, v->html);
	free(copy);
}
END_TEST

/* Prometheus' text format 0.0.4: \\, ", line feed; what else must not be seen
 * is its bytes, and so is the mark of that: no two texts become one. */
static const struct label_vector {
	struct td_span text;
	const char *label;
} label_vectors[] = {
	{ TD_LIT(""), "" },
	{ TD_LIT("docomo.ne.jp"), "docomo.ne.jp" },
	{ TD_LIT("a\"b\\c\nd"), "a\\\"b\\\\c\\nd" },
	{ TD_LIT("a\\\n"), "a\\\\\\n" },
	{ TD_LIT("{a=\"1\",b}"), "{a=\\\"1\\\",b}" },
	{ TD_LIT("\r\t\0"), BAD "0d" BAD "09" BAD "00" },
	{ TD_LIT("\xe2\x80\xae"), BAD "e2" BAD "80" BAD "ae" },
	{ TD_LIT("\xff"), BAD "ff" },
	{ TD_LIT("\xfe"), BAD "fe" },
	{ TD_LIT("a\xe3\x81"), "a" BAD "e3" BAD "81" },
	{ TD_LIT(BAD "ff"), BAD "ef" BAD "bf" BAD "bdff" },
	{ TD_LIT("\xe4\xbe\x8b\xe3\x81\x88.jp"),
	    "\xe4\xbe\x8b\xe3\x81\x88.jp" },
};

START_TEST(test_label)
{
	const struct label_vector *v = &label_vectors[_i];
	char *copy = malloc(v->text.n == 0 ? 1 : v->text.n);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, v->text.p, v->text.n);
	expect(td_put_label, (struct td_span){ copy, v->text.n }, v->label);
	free(copy);
}
END_TEST

START_TEST(test_cut)
{
	static const struct {
		const char *text;
		unsigned columns;
		const char *want;
	} row[] = {
		{ "abc", 0, "" },
		{ "abc", 2, "ab" },
		{ "abc", 3, "abc" },
		{ "", 5, "" },
		/* a wide letter does not fit into one column */
		{ "a\xe4\xbe\x8b", 2, "a" },
		{ "a\xe4\xbe\x8b", 3, "a\xe4\xbe\x8b" },
		/* a mark stays with its letter */
		{ "\xe3\x81\x8b\xe3\x82\x99x", 2, "\xe3\x81\x8b\xe3\x82\x99" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct td_span all = { row[i].text, strlen(row[i].text) };
		struct td_span cut = td_text_cut(all, row[i].columns);

		ck_assert_ptr_eq(cut.p, all.p);
		ck_assert_uint_eq(cut.n, strlen(row[i].want));
	}
}
END_TEST

/* Any two bytes: terminal text has no control byte, CSV no formula, HTML no
 * mark. */
START_TEST(test_any)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		char pair[2] = { (char)(i >> 8), (char)i };
		struct td_span s = { pair, 2 };
		char *got = NULL;
		size_t n = 0;
		FILE *f = open_memstream(&got, &n);

		ck_assert_ptr_nonnull(f);
		td_put_text(f, s);
		fflush(f);
		for (size_t k = 0; k < n; k++)
			ck_assert((unsigned char)got[k] >= 0x20 &&
			    (unsigned char)got[k] != 0x7f);
		ck_assert_uint_ge(n, td_text_width(s));
		fclose(f);
		free(got);

		f = open_memstream(&got, &n);
		ck_assert_ptr_nonnull(f);
		td_put_csv(f, s);
		fclose(f);
		ck_assert_ptr_null(strchr("=+-@\t", got[0]));
		ck_assert(got[0] != '"' || !strchr("=+-@\t\r\n", got[1]));
		free(got);

		f = open_memstream(&got, &n);
		ck_assert_ptr_nonnull(f);
		td_put_html(f, s);
		fclose(f);
		ck_assert_ptr_null(strpbrk(got, "<>\"'"));
		for (size_t k = 0; k < n; k++)
			ck_assert((unsigned char)got[k] >= 0x20 &&
			    (unsigned char)got[k] != 0x7f);
		free(got);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("escape");
	TCase *t = tcase_create("escape");

	tcase_add_loop_test(
	    t, test_vector, 0, (int)(sizeof(vectors) / sizeof(*vectors)));
	tcase_add_loop_test(t, test_html, 0,
	    (int)(sizeof(html_vectors) / sizeof(*html_vectors)));
	tcase_add_loop_test(t, test_label, 0,
	    (int)(sizeof(label_vectors) / sizeof(*label_vectors)));
	tcase_add_test(t, test_cut);
	tcase_add_test(t, test_any);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return run_suite(s);
}

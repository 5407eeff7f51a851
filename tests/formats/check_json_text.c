/*
 * Texts and numbers of JSON values (formats/json_text.c).
 */
#include <check.h>
#include <stdlib.h>

#include "formats/format.h"
#include "formats/json.h"
#include "tests/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

/* RFC 8259 7; a \0 ends a text of n bytes where n is told. */
static const struct text_vector {
	const char *raw, *text;
	size_t n; /* 0: strlen(text) */
} texts[] = {
	{ "", "", 0 },
	{ "a", "a", 0 },
	{ "0123456789abcdef", "0123456789abcdef", 0 },
	{ "0123456789abcdef0123456789abcdefx",
	    "0123456789abcdef0123456789abcdefx", 0 },
	{ "\\n", "\n", 0 },
	{ "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t", 0 },
	{ "0123456789abcde\\n0123456789abcdef\\n",
	    "0123456789abcde\n0123456789abcdef\n", 0 },
	{ "{\\\"a\\\":\\\"b\\\\\\\"c\\\"}", "{\"a\":\"b\\\"c\"}", 0 },
	{ "a\\u0000b", "a\0b", 3 },
	{ "\\u007f\\u0080\\u07FF\\u0800\\uffff",
	    "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf", 0 },
	{ "\\uD800\\uDC00\\uDBFF\\uDFFF", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
	    0 },
	/* half a pair is U+FFFD, and nothing is lost behind it */
	{ "\\uD800", "\xef\xbf\xbd", 0 },
	{ "\\uDC00\\uD800", "\xef\xbf\xbd\xef\xbf\xbd", 0 },
	{ "\\uD800\\uD800\\uDC00", "\xef\xbf\xbd\xf0\x90\x80\x80", 0 },
	{ "\\uDC00\\uDC00", "\xef\xbf\xbd\xef\xbf\xbd", 0 },
	{ "\\uD800\\n", "\xef\xbf\xbd\n", 0 },
	{ "\\uD800\\u0041",
	    "\xef\xbf\xbd"
	    "A",
	    0 },
	{ "\\uD800\\u00", "\xef\xbf\xbdu00", 0 },
	{ "\\uD83Dx", "\xef\xbf\xbdx", 0 },
	/* no escapes: the backslash goes */
	{ "\\u123", "u123", 0 },
	{ "\\x\\a\\'\\u12\\u123g\\", "xa'u12u123g\\", 0 },
	/* bytes that are no UTF-8 stay */
	{ "\xff\\n\xe3\x81", "\xff\n\xe3\x81", 0 },
};

START_TEST(a_text)
{
	const struct text_vector *v = &texts[_i];
	const size_t n_raw = strlen(v->raw);
	const size_t n = v->n > 0 ? v->n : strlen(v->text);
	char raw[200], *out;

	memcpy(raw, v->raw, n_raw);
	for (size_t cap = 0; cap <= n_raw + 20; cap++) {
		size_t got;

		out = malloc(cap + 1);
		out[cap] = 'z';
		memset(raw + n_raw, "\\0"[cap % 2], TD_PAD);
		got =
		    td_json_unescape((struct td_span){ raw, n_raw }, out, cap);
		if (cap < n) {
			ck_assert_uint_gt(got, cap);
		} else {
			ck_assert_msg(got == n && memcmp(out, v->text, n) == 0,
			    "%s: %.*s", v->raw, (int)got, out);
		}
		ck_assert_int_eq(out[cap], 'z');
		free(out);
	}
}
END_TEST

START_TEST(scratch_is_shared)
{
	struct td_json_value v = { TD_LIT("a\\nb"), TD_JSON_STRING, true };
	struct td_json_value plain = { TD_LIT("ab"), TD_JSON_STRING, false };
	char scratch[8] = "";
	struct td_span s;
	size_t n = 0;

	s = td_json_text(&v, scratch, sizeof(scratch), &n);
	ck_assert(TD_IS(s, "a\nb") && s.p == scratch && n == 3);
	s = td_json_text(&plain, scratch, sizeof(scratch), &n);
	ck_assert(td_span_eq(s, plain.raw) && s.p == plain.raw.p && n == 3);
	s = td_json_text(&v, scratch, sizeof(scratch), &n);
	ck_assert(TD_IS(s, "a\nb") && s.p == scratch + 3 && n == 6);
	s = td_json_text(&v, scratch, sizeof(scratch), &n);
	ck_assert(s.n == 0 && n > sizeof(scratch));
	s = td_json_text(&v, scratch, sizeof(scratch), &n);
	ck_assert(s.n == 0 && n > sizeof(scratch));
}
END_TEST

static struct td_json_value
value_of(const char *text, uint8_t kind)
{
	return (struct td_json_value){ { text, strlen(text) }, kind, false };
}

static const struct int_vector {
	const char *text;
	bool ok;
	int64_t v;
} ints[] = {
	{ "0", true, 0 },
	{ "-0", true, 0 },
	{ "12", true, 12 },
	{ "-12", true, -12 },
	{ "9223372036854775807", true, INT64_MAX },
	{ "-9223372036854775807", true, -INT64_MAX },
	{ "9223372036854775808", false, 0 },
	{ "18446744073709551616", false, 0 },
	{ "99999999999999999999999", false, 0 },
	{ "", false, 0 },
	{ "-", false, 0 },
	{ "+1", false, 0 },
	{ "--1", false, 0 },
	{ "1.0", false, 0 },
	{ "1e2", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "x", false, 0 },
};

START_TEST(an_integer)
{
	const struct int_vector *v = &ints[_i];
	static const uint8_t kinds[] = { TD_JSON_NUMBER, TD_JSON_STRING };

	for (int k = 0; k < COUNT(kinds); k++) {
		struct td_json_value in = value_of(v->text, kinds[k]);
		int64_t out = 77;

		ck_assert_msg(
		    td_json_int(&in, &out) == v->ok, "\"%s\"", v->text);
		ck_assert_int_eq(out, v->ok ? v->v : 77);
	}
}
END_TEST

static const struct int_vector micros[] = {
	{ "0", true, 0 },
	{ "1606000000", true, 1606000000000000 },        /* KumoMTA, SendGrid */
	{ "1521472262.908181", true, 1521472262908181 }, /* Mailgun */
	{ "1521472262.9", true, 1521472262900000 },
	{ "1521472262.90818199", true, 1521472262908181 },
	{ "1521472262.90818199999999999999999999", true, 1521472262908181 },
	{ "-1.5", true, -1500000 },
	{ "0.0000009", true, 0 },
	{ "1.521472262908181e9", true, 1521472262908181 },
	{ "15214722629081.81E-4", true, 1521472262908181 },
	{ "1e+2", true, 100000000 },
	{ "1e-999", true, 0 },
	{ "0e999", true, 0 },
	{ "9223372036854", true, 9223372036854000000 },
	{ "9223372036855", false, 0 },
	{ "1e13", false, 0 },
	{ "1e999", false, 0 },
	{ "1e1000", false, 0 },
	{ "", false, 0 },
	{ "-", false, 0 },
	{ ".5", false, 0 },
	{ "1e", false, 0 },
	{ "1e+", false, 0 },
	{ "1x", false, 0 },
	{ "1.5x", false, 0 },
	{ "1.5e2x", false, 0 },
	{ "2026-11-21T17:58:00Z", false, 0 },
};

START_TEST(a_time)
{
	const struct int_vector *v = &micros[_i];
	struct td_json_value in = value_of(v->text, TD_JSON_STRING);
	int64_t out = 77;

	ck_assert_msg(td_json_micros(&in, &out) == v->ok, "%s", v->text);
	ck_assert_int_eq(out, v->ok ? v->v : 77);
}
END_TEST

START_TEST(other_kinds_are_no_numbers)
{
	for (uint8_t kind = TD_JSON_ABSENT; kind <= TD_JSON_OBJECT; kind++) {
		struct td_json_value in = value_of("1", kind);
		bool ok = kind == TD_JSON_NUMBER || kind == TD_JSON_STRING;
		int64_t out;

		ck_assert_int_eq(td_json_int(&in, &out), ok);
		ck_assert_int_eq(td_json_micros(&in, &out), ok);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json_text");
	TCase *t = tcase_create("json_text");

	tcase_add_loop_test(t, a_text, 0, COUNT(texts));
	tcase_add_test(t, scratch_is_shared);
	tcase_add_loop_test(t, an_integer, 0, COUNT(ints));
	tcase_add_loop_test(t, a_time, 0, COUNT(micros));
	tcase_add_test(t, other_kinds_are_no_numbers);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * Where the records of event streams and arrays begin and end, and what becomes
 * of those that are broken, too long or too many (formats/events_*.c).
 */
#include "formats/events.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/formats/collect.h"
#include "tests/formats/describe.h"
#include "tests/run.h"

/* An event with one outcome; `S` in what is wanted. */
#define SEND                                                            \
	"{\"eventType\":\"Send\",\"mail\":{\"timestamp\":"              \
	"\"2026-11-21T12:00:00Z\",\"messageId\":\"m\",\"destination\":" \
	"[\"u@example.jp\"]}}"
/* Others, without any. */
#define A "{\"a\":1}"
#define B "{\"_b\":[\"\xe3\x81\x82\\\"\",{}]}"

/*
 * Records as "KIND(text)" with their outcomes counted, and defects as
 * "name(text)".
 */
static const struct {
	const char *format, *text, *wanted;
} sources[] = {
	/* A line a record; Firehose writes none of them. */
	{ "events", SEND "\n" A "\r\n" SEND, "1(S) 0({\"a\":1}) 1(S)" },
	{ "events", SEND A SEND B, "1(S) 0({\"a\":1}) 1(S) 0(" B ")" },
	{ "events", A " \t " SEND, "0({\"a\":1}) 1(S)" },
	{ "events", "", "" },
	{ "events", " \n\n", "0()" },
	{ "events", "\xef\xbb\xbf" SEND "\n", "1(\xef\xbb\xbfS)" },
	/* Up to 60 blanks between two values. */
	{ "events",
	    A "                                                            " A,
	    "0({\"a\":1}) 0({\"a\":1})" },
	{ "events",
	    A "                                                             " A,
	    "0({\"a\":1}                                                     "
	    "        {\"a\":1}) broken event({\"a\":1}                       "
	    "                                      {\"a\":1})" },
	/* What is indented goes on, and so do lines that close. */
	{ "events", "{\n \"a\":\n\t1\n}\n{\n}\n",
	    "0({\n \"a\":\n\t1\n}) 0({\n})" },
	{ "events", "{\"a\"\n:2,\"b\"\n,\"c\":[\n]}",
	    "0({\"a\"\n:2,\"b\"\n,\"c\":[\n]}) "
	    "broken event({\"a\"\n:2,\"b\"\n,\"c\":[\n]})" },
	{ "events", "{\"a\"\n:2,\n\"c\":[\n]}", "0({\"a\"\n:2,\n\"c\":[\n]})" },
	/* An array with an element a line, for which events-array is better. */
	{ "events", "[" SEND "\n,\n" SEND "\n]\n" A,
	    "1([S\n,) 1(S\n]) 0({\"a\":1})" },
	{ "events", "[\n" SEND ",\n" SEND " ,\n" SEND "]\n" A,
	    "0([) 1(S,) 1(S ,) 1(S]) 0({\"a\":1})" },
	{ "events", "[\n" SEND ",,\n" SEND "]]\n[" SEND,
	    "0([) 0(S,,) broken event(S,) 0(S]]) broken event(S]) "
	    "1([S) broken event(})" },
	{ "events", "[{\"eventType\":\"Send\"},\n" SEND "]",
	    "0([{\"eventType\":\"Send\"},) "
	    "unreadable event({\"eventType\":\"Send\"}) 1(S])" },
	{ "events", "[" SEND "," A ",3,\"x\"," SEND "]",
	    "2([S," A ",3,\"x\",S])" },
	/* CloudWatch's stamp, and lines without events. */
	{ "events", "2026-11-21T12:00:00.000Z " SEND "\nStarted [INFO]\n" A,
	    "1(2026-11-21T12:00:00.000Z S) 0(Started [INFO]) 0({\"a\":1})" },
	{ "events", "[INFO]\tx " SEND "\n", "1([INFO]\tx S)" },
	/* A brace in a string is none. */
	{ "events", "{\"a\":\"}{\\\"b\"}\n" A,
	    "0({\"a\":\"}{\\\"b\"}) 0({\"a\":1})" },
	{ "events", "{\"a\":[{},{\"b\":1}]}", "0({\"a\":[{},{\"b\":1}]})" },
	/* One that is torn costs itself. */
	{ "events", SEND "\n{\"a\":\"x\n" SEND,
	    "1(S) 0({\"a\":\"x) broken event({\"a\":\"x) 1(S)" },
	{ "events", SEND "{\"a\":{\"b\":1}" SEND,
	    "1(S) 0({\"a\":{\"b\":1}) broken event({\"a\":{\"b\":1}) 1(S)" },
	{ "events", A "x\n" A,
	    "0({\"a\":1}x) broken event({\"a\":1}x) 0({\"a\":1})" },
	{ "events", "{\"a\"}\n{\"a\":1,}\n" A,
	    "0({\"a\"}) broken event({\"a\"}) 0({\"a\":1,}) "
	    "broken event({\"a\":1,}) 0({\"a\":1})" },
	{ "events", "[" SEND " 1]\n", "1([S 1]) broken event(1])" },
	/* What is whole in a list stays, whatever that is in. */
	{ "events", "[" SEND "," A "," SEND ",{\"a\":\n" SEND,
	    "2([S,{\"a\":1},S,{\"a\":) broken event(,{\"a\":) 1(S)" },
	{ "events", "{\"x\":1,\"Records\":[" SEND "," SEND ",{\"b\n" A,
	    "2({\"x\":1,\"Records\":[S,S,{\"b) broken event(,{\"b) "
	    "0({\"a\":1})" },
	{ "events", "{\"Records\":[" SEND "]} x\n",
	    "1({\"Records\":[S]} x) broken event(} x)" },
	{ "events", "{\"Records\":[" SEND "],\"x\n",
	    "1({\"Records\":[S],\"x) broken event(,\"x)" },
	{ "events", "{\"others\":[" SEND "],\"x\n",
	    "0({\"others\":[S],\"x) broken event({\"others\":[S],\"x)" },
	{ "events", "{\"Records\":[{\"Records\":[" SEND ",\n",
	    "0({\"Records\":[{\"Records\":[S,) "
	    "broken event({\"Records\":[S)" },
	{ "events", "[{\"eventType\":\"Send\"}," SEND "]\n",
	    "1([{\"eventType\":\"Send\"},S]) "
	    "unreadable event({\"eventType\":\"Send\"})" },

	{ "events-array", "[" SEND "," A "]", "1([S) 0({\"a\":1})" },
	{ "events-array", "[\n" SEND "\n,\n" SEND "\n]\n", "1([\nS) 1(S)" },
	{ "events-array", "", "" },
	{ "events-array", "[]", "0([])" },
	{ "events-array", "[" SEND "]\n[[" SEND "]," A "]",
	    "1([S) 1(S) 0({\"a\":1})" },
	{ "events-array",
	    "{\"x\":{\"value\":1},\"value\":[" SEND "," SEND "],\"y\":[" A
	    "]}\n{\"events\":[" A "]}",
	    "1({\"x\":{\"value\":1},\"value\":[S) 1(S) "
	    "0({\"events\":[{\"a\":1})" },
	/* A member of such a name that is no list is one of an event. */
	{ "events-array", "[{\"value\":[1,2]},{\"events\":[]}]",
	    "0([{\"value\":[1,2]}) 0({\"events\":[]})" },
	{ "events-array", "[\"a]{\\\"\",1, " SEND ",null," A "]",
	    "1([\"a]{\\\"\",1, S) 0({\"a\":1})" },
	/* Without its brace, without a quote, at the end. */
	{ "events-array", "[{\"a\":{\"b\":1}," SEND "," SEND "]",
	    "0([{\"a\":{\"b\":1},) broken event([{\"a\":{\"b\":1},) 1(S) "
	    "1(S)" },
	{ "events-array", "[{\"a\":\"b}," SEND "," SEND "]",
	    "0([{\"a\":\"b},) broken event([{\"a\":\"b},) 1(S) 1(S)" },
	{ "events-array",
	    "[" SEND ",{\"a\":", "1([S) 0({\"a\":) broken event({\"a\":)" },
	{ "events-array", "text," SEND, "0(text,) broken event(text,) 1(S)" },
};

/* A span, SEND in it as "S". */
static size_t
put_text(char *out, size_t cap, const char *p, size_t n)
{
	static const char send[] = SEND;
	size_t len = 0;

	while (n > 0 && len + 1 < cap) {
		if (n >= sizeof send - 1 &&
		    memcmp(p, send, sizeof send - 1) == 0) {
			out[len++] = 'S';
			p += sizeof send - 1;
			n -= sizeof send - 1;
			continue;
		}
		out[len++] = *p++;
		n--;
	}
	out[len] = '\0';
	return len;
}

static void
tell(const struct collected *a, const char *text, char *out, size_t cap)
{
	size_t n = 0, w = 0;

	out[0] = '\0';
	for (size_t i = 0; i < a->n; i++) {
		const struct td_record *r = &a->record[i];

		n += (size_t)snprintf(
		    out + n, cap - n, "%s%u(", i > 0 ? " " : "", r->n_outcomes);
		n += put_text(
		    out + n, cap - n, text + r->whole.off, r->whole.len);
		n += (size_t)snprintf(out + n, cap - n, ")");
		for (; w < a->n_flaws &&
		     a->flaw[w].where.off < r->whole.off + r->whole.len;
		     w++) {
			n += (size_t)snprintf(out + n, cap - n, " %s(",
			    td_defect_name(a->flaw[w].what));
			n += put_text(out + n, cap - n,
			    text + a->flaw[w].where.off, a->flaw[w].where.len);
			n += (size_t)snprintf(out + n, cap - n, ")");
		}
	}
}

START_TEST(separates)
{
	const struct td_format *f = td_format_find(sources[_i].format);
	const char *text = sources[_i].text;
	const size_t n = strlen(text);
	struct collected a = { 0 }, b = { 0 };
	struct how how = plainly;
	size_t cut[2];
	char got[4096];

	collect(f, text, n, &plainly, text, &a);
	tell(&a, text, got, sizeof got);
	ck_assert_str_eq(got, sources[_i].wanted);
	how.cut = cut;
	how.n_cuts = 2;
	how.records = 1;
	how.outcomes = TD_OUTCOMES_LEAST;
	how.scratch = n;
	for (cut[0] = 0; f->whole == 0 && cut[0] <= n; cut[0]++)
		for (cut[1] = cut[0]; cut[1] <= n; cut[1] += 7) {
			collect(f, text, n, &how, text, &b);
			must_be_same(&a, &b, ~UINT64_C(0), &how, text);
		}
	collected_free(&a);
	collected_free(&b);
}
END_TEST

static const char *const formats[] = { "events", "events-array" };

/* `n` events of about `each` bytes, an array of them for events-array. */
static char *
many(const char *format, size_t n, size_t each, size_t *len)
{
	const bool array = strcmp(format, "events-array") == 0;
	char *s = malloc(n * (each + 256) + 16), *p = s;

	ck_assert_ptr_nonnull(s);
	if (array)
		p += sprintf(p, "[");
	for (size_t i = 0; i < n; i++) {
		p += sprintf(p, "{\"x\":\"");
		memset(p, 'x', each);
		p += each;
		p += sprintf(p, "\",%s%s", &SEND[1], array ? ",\n" : "\n");
	}
	if (array)
		p += sprintf(p, "{}]");
	*len = (size_t)(p - s);
	return s;
}

/* An event over TD_RECORD_MAX is told and passed. */
START_TEST(passes_long_events)
{
	const struct td_format *f = td_format_find(formats[_i]);
	struct collected a = { 0 }, b = { 0 };
	struct how how = plainly;
	size_t n, cut;
	char *s = many(formats[_i], 2, TD_RECORD_MAX, &n);
	char *t = malloc(n + 2 * sizeof(SEND));

	ck_assert_ptr_nonnull(t);
	memcpy(t, s, n);
	n += (size_t)sprintf(
	    t + n - (_i == 1 ? 3 : 0), "%s", _i == 1 ? SEND "]" : SEND);
	n -= _i == 1 ? 3 : 0;
	collect(f, t, n, &plainly, "long", &a);
	ck_assert_uint_eq(a.n, 3);
	ck_assert_uint_eq(a.n_flaws, 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(a.flaw[i].what, TD_EVENT_TOO_LONG);
		ck_assert_uint_eq(a.record[i].n_outcomes, 0);
	}
	ck_assert_uint_eq(a.record[2].n_outcomes, 1);
	how.cut = &cut;
	how.n_cuts = 1;
	for (cut = 0; f->whole == 0 && cut < n; cut += 49999) {
		collect(f, t, n, &how, "long", &b);
		must_be_same(&a, &b, ~UINT64_C(0), &how, "long");
	}
	collected_free(&a);
	collected_free(&b);
	free(s);
	free(t);
}
END_TEST

/* The longest that is read: TD_PAD bytes less, to look around in. */
START_TEST(reads_the_longest)
{
	const struct td_format *f = td_format_find("events");
	struct collected a = { 0 };
	size_t n;
	char *s = many("events", 1, TD_RECORD_MAX - 256, &n);

	memset(s + n - 1, ' ', 128);
	for (size_t end = TD_RECORD_MAX - TD_PAD - 20;
	     end < TD_RECORD_MAX - TD_PAD + 20; end++) {
		ck_assert_uint_lt(n, end);
		s[end - 1] = '\n';
		s[end] = 'x';
		collect(f, s, end + 1, &plainly, "longest", &a);
		ck_assert_uint_eq(
		    a.record[0].n_outcomes, end < TD_RECORD_MAX - TD_PAD);
		s[end - 1] = ' ';
	}
	collected_free(&a);
	free(s);
}
END_TEST

/* An event with more recipients than a batch has room for is cut. */
START_TEST(cuts_many_outcomes)
{
	const struct td_format *f = td_format_find(formats[_i]);
	struct collected a = { 0 };
	struct how how = plainly;
	char s[4096], *p = s;

	p += sprintf(
	    p, "%s%.*s", _i == 1 ? "[" : "", (int)(sizeof SEND - 1 - 18), SEND);
	for (int i = 0; i < 100; i++)
		p += sprintf(p, "%s\"u%d@example.jp\"", i > 0 ? "," : "[", i);
	p += sprintf(p, "]}}%s" SEND "\n", _i == 1 ? "," : "\n");
	how.outcomes = TD_OUTCOMES_LEAST;
	collect(f, s, (size_t)(p - s), &how, "many", &a);
	ck_assert_uint_eq(a.n, 2);
	ck_assert_uint_eq(a.record[0].n_outcomes, TD_OUTCOMES_LEAST);
	ck_assert_uint_eq(a.record[1].n_outcomes, 1);
	ck_assert_uint_eq(a.n_flaws, 1);
	ck_assert_int_eq(a.flaw[0].what, TD_TOO_MANY_OUTCOMES);
	how.outcomes = 100;
	collect(f, s, (size_t)(p - s), &how, "many", &a);
	ck_assert_uint_eq(a.record[0].n_outcomes, 100);
	ck_assert_uint_eq(a.n_flaws, 0);
	collected_free(&a);
}
END_TEST

/* Of many broken events in one array the first four are told. */
START_TEST(tells_some_flaws)
{
	const struct td_format *f = td_format_find("events");
	struct collected a = { 0 };
	char s[1024], *p = s;

	p += sprintf(p, "[");
	for (int i = 0; i < 9; i++)
		p += sprintf(p, "{\"eventType\":\"Send\"},");
	p += sprintf(p, SEND "]");
	collect(f, s, (size_t)(p - s), &plainly, "flaws", &a);
	ck_assert_uint_eq(a.n, 1);
	ck_assert_uint_eq(a.record[0].n_outcomes, 1);
	ck_assert_uint_eq(a.n_flaws, 4);
	collected_free(&a);
}
END_TEST

/* Texts of members, and where there is no room for them. */
START_TEST(unescapes_texts)
{
	static const struct {
		const char *json, *text;
	} rows[] = {
		{ "\"a\"", "a" }, { "\"a\\nb\"", "a\nb" }, { "\"\"", "" },
		{ "17", "17" }, { "true", "true" }, { "null", "" },
		{ "[\"a\"]", "" }, { "{}", "" },
		{ "\"a\\u3042\\u3042\"", "" }, /* seven bytes */
	};
	char scratch[4 + TD_PAD], json[64 + TD_PAD];
	struct td_batch b = { .scratch = scratch, .cap_scratch = 4 };
	struct td_outcomes to;
	struct td_json_value v;
	struct td_json j;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const size_t n = strlen(rows[i].json);
		struct td_span s;

		memcpy(json, rows[i].json, n);
		td_json_begin(&j, json, json + n);
		ck_assert(td_json_value(&j, &v));
		b.n_scratch = 0;
		td_outcomes_begin(&to, &b);
		s = td_event_text(&to, &v);
		ck_assert_uint_eq(s.n, strlen(rows[i].text));
		ck_assert(s.n == 0 || memcmp(s.p, rows[i].text, s.n) == 0);
		ck_assert(to.too_long == (i + 1 == sizeof rows / sizeof *rows));
		ck_assert(!to.full);
	}
	b.n = 1; /* in an emptier batch there may be room */
	td_outcomes_begin(&to, &b);
	ck_assert_uint_eq(td_event_text(&to, &v).n, 0);
	ck_assert(to.full && !to.too_long);
	ck_assert_uint_le(b.n_scratch, 4);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("events");
	TCase *t = tcase_create("events");

	tcase_add_loop_test(
	    t, separates, 0, (int)(sizeof sources / sizeof sources[0]));
	tcase_add_loop_test(t, passes_long_events, 0, 2);
	tcase_add_test(t, reads_the_longest);
	tcase_add_loop_test(t, cuts_many_outcomes, 0, 2);
	tcase_add_test(t, tells_some_flaws);
	tcase_add_test(t, unescapes_texts);
	suite_add_tcase(s, t);
	return run_suite(s);
}

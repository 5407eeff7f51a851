/*
 * The JSON scanner (formats/json.h): documents by the clauses of RFC 8259 and
 * by what real writers do, cut at every byte; what is passed over against a
 * plain scanner; members by their paths.
 */
#include <check.h>
#include <stdlib.h>

#include "formats/format.h"
#include "formats/json_pass.h"
#include "tests/formats/json_walk.h"
#include "tests/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

enum { MOST = 4096 };

static char block[MOST + TD_PAD];

/* n bytes with a padding that would change them all, were it looked at. */
static const char *
put(const char *text, size_t n, char pad)
{
	ck_assert_uint_le(n, MOST);
	memcpy(block, text, n);
	memset(block + n, pad, TD_PAD);
	return block;
}

/* What a walk says: its lines without breaks, or the error. */
static const char *
walk_at(const char *p, size_t n)
{
	static const char *const words[] = { [TD_JSON_TORN] = "torn",
		[TD_JSON_BROKEN] = "broken",
		[TD_JSON_DEEP] = "deep" };
	static char said[MOST];
	static struct json_walk w;
	char *lines = NULL;
	size_t size;
	FILE *f = open_memstream(&lines, &size);
	enum td_json_error error = json_walk(p, p + n, &w, f);

	fclose(f);
	for (size_t i = 0; i < size; i++)
		if (lines[i] == '\n')
			lines[i] = ' ';
	snprintf(said, sizeof(said), "%s",
	    error != TD_JSON_FINE ? words[error] : lines);
	free(lines);
	return said;
}

static const char *
walk(const char *text, size_t n, char pad)
{
	return walk_at(put(text, n, pad), n);
}

static const struct vector {
	const char *text, *said;
} vectors[] = {
	/* RFC 8259 2: blanks and structure. */
	{ "{}", "{ } " },
	{ "[]", "[ ] " },
	{ " \t\r\n[ \t\r\n] \t\r\n", "[ ] " },
	{ "", "torn" },
	{ " ", "torn" },
	{ "[1,2]", "[ i1 i2 ] " },
	{ "[[],[[]]]", "[ [ ] [ [ ] ] ] " },
	{ "{\"a\":1,\"b\":[{\"c\":null}]}", "{ na i1 nb [ { nc wnull } ] } " },
	{ "{ \"a\" : 1 , \"b\" : 2 }", "{ na i1 nb i2 } " },
	{ "\f[]", "broken" },
	{ "[1 2]", "broken" },
	{ "[1,]", "broken" },
	{ "[,1]", "broken" },
	{ "[1,,2]", "broken" },
	{ "[\"a\" \"b\"]", "broken" },
	{ "[[] []]", "broken" },
	{ "[1[]]", "broken" },
	{ "[1}", "broken" },
	{ "{\"a\":1]", "broken" },
	{ "]", "broken" },
	{ "[]]", "broken" },
	{ "{} {}", "broken" },
	{ "[1:2]", "broken" },
	{ "[\"a\":2]", "broken" },
	/* 4: objects. */
	{ "{\"\":0}", "{ n i0 } " },
	{ "{\"a\":1,\"a\":2}", "{ na i1 na i2 } " },
	{ "{\"a\"}", "broken" },
	{ "{\"a\",1}", "broken" },
	{ "{\"a\":}", "broken" },
	{ "{\"a\":1,}", "broken" },
	{ "{,\"a\":1}", "broken" },
	{ "{a:1}", "broken" },
	{ "{'a':1}", "broken" },
	{ "{1:1}", "broken" },
	{ "{\"a\"::1}", "broken" },
	{ "{\"a\":1 \"b\":2}", "broken" },
	{ "{\"a\":{}\"b\":2}", "broken" },
	{ "{\"a\":\"b\"\"c\":2}", "broken" },
	{ "{[]:1}", "broken" },
	{ "{{}}", "broken" },
	{ "{\"a\":1,/* */\"b\":2}", "broken" },
	/* 3: names; NaN and the like are other people's. */
	{ "true", "wtrue " },
	{ "[true,false,null]", "[ wtrue wfalse wnull ] " },
	{ "[NaN,-Infinity,True]", "[ wNaN w-Infinity wTrue ] " },
	{ "[a_b]", "broken" },
	/* 6: numbers. */
	{ "[0,-0,12,-9007199254740993]", "[ i0 i0 i12 i-9007199254740993 ] " },
	{ "[0.5,-1.25e2,1E+2,1e-1]",
	    "[ r0.5 r-125 r100 r0.10000000000000001 ] " },
	{ "[01,1.,.5,+1,1e,-,0x10]", "[ w01 w1. w.5 w+1 w1e w- w0x10 ] " },
	{ "9223372036854775807", "i9223372036854775807 " },
	/* 7: strings. */
	{ "\"\"", "s " },
	{ "\"a b\"", "sa%20b " },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "s\"\\/%08%0C%0A%0D%09 " },
	{ "\"\\u0041\\u00e9\\u3042\\u0000\"", "sA%C3%A9%E3%81%82%00 " },
	{ "\"\\ud83d\\ude00\"", "s%F0%9F%98%80 " },
	{ "\"\\ud83d\"", "s%EF%BF%BD " },
	{ "\"\\ude00\\ud83d\\ud83d\\ude00x\"",
	    "s%EF%BF%BD%EF%BF%BD%F0%9F%98%80x " },
	{ "\"\xe3\x81\x82\xff\"", "s%E3%81%82%FF " },
	{ "\"a\tb\x01\x7f\"", "sa%09b%01%7F " },
	{ "\"a\nb\"", "broken" },
	{ "[\"a\nb\"]", "broken" },
	{ "\"a\\\nb\"", "broken" },
	{ "{\"a\nb\":1}", "broken" },
	{ "\"a", "torn" },
	{ "\"a\\", "torn" },
	{ "\"a\\\"", "torn" },
	{ "\"\\\\\"", "s\\ " },
	{ "\"\\x\\u12g4\"", "sxu12g4 " },
	{ "[\"{\",\"}\",\"[\",\"]\",\",\",\":\"]", "[ s{ s} s[ s] s, s: ] " },
	{ "[\\\"a\"]", "broken" },
	{ "\xef\xbb\xbf{}", "broken" },
};

START_TEST(a_document)
{
	const struct vector *v = &vectors[_i];

	for (const char *pad = "\"x}]\\:,1 \n"; *pad != '\0'; pad++)
		ck_assert_msg(
		    strcmp(walk(v->text, strlen(v->text), *pad), v->said) == 0,
		    "%s: %s, not %s", v->text,
		    walk(v->text, strlen(v->text), *pad), v->said);
}
END_TEST

/* RFC 8259 7: a NUL may stand for itself in no string, but here it may. */
START_TEST(a_nul_is_a_byte)
{
	ck_assert_str_eq(walk("[\"a\0b\"]", 7, '"'), "[ sa%00b ] ");
	ck_assert_str_eq(walk("[\0]", 3, '"'), "broken");
}
END_TEST

/* An array or object that is cut has no end, whatever would come. */
START_TEST(a_cut_document)
{
	const struct vector *v = &vectors[_i];
	const char *end;

	if (*v->text != '[' && *v->text != '{')
		return;
	put(v->text, strlen(v->text), '}');
	end = td_json_value_end(block, block + strlen(v->text));
	if (end == NULL)
		return;
	for (size_t n = 0; n < (size_t)(end - block); n++) {
		ck_assert_ptr_null(td_json_value_end(block, block + n));
		ck_assert_msg(strcmp(walk_at(block, n), "torn") == 0 ||
		        strcmp(v->said, "broken") == 0,
		    "%.*s", (int)n, v->text);
	}
}
END_TEST

/* ---- What is passed over ----------------------------------------------- */

static uint32_t
dice(uint64_t *state)
{
	*state = *state * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(*state >> 33);
}

/* The plain scanner and both by masks say the same of [p, end). */
static void
must_agree(const char *p, const char *end)
{
	enum td_json_error error = TD_JSON_FINE;
	const char *place = NULL, *to = json_plain_end(p, end, &error, &place);

	for (int avx2 = 0; avx2 <= (td_have_avx2() ? 1 : 0); avx2++) {
		struct td_json j;
		bool ok;

		td_json_begin(&j, p, end);
		ok = td_json_pass_brackets_by(&j, false, avx2 == 1);
		ck_assert_msg(ok == (to != NULL) && j.error == error &&
		        j.p == (ok ? to : place),
		    "%.*s: %d at %td, not %d at %td", (int)(end - p), p,
		    j.error, j.p - p, error, (ok ? to : place) - p);
	}
	ck_assert_ptr_eq(td_json_value_end(p, end), to);
}

/* Mostly right, so that what is wrong is far behind. */
static size_t
make_brackets(uint64_t *state, char *out, size_t cap)
{
	static const char *const parts[] = { "\"\"", "\"a\"", "\"\\\"\"",
		"\"\\\\\"", "\"{[\"", "\"]},:\"", "1", "true", "[]", "{}",
		"[\"a\"]", "\"ab cdefghijklmnop\\n\"", "{\"a\":[1]}" };
	static const char *const joins[] = { ",", ",", ",", ":", ", ", ",\n\t",
		",[", ",{", "],", "},", "[", "]" };
	size_t n = 1;

	out[0] = dice(state) % 2 == 0 ? '[' : '{';
	while (n + 40 < cap) {
		const char *part = dice(state) % 40 == 0 ?
		    (const char *[]){ "\\", "\n", "\"", "}",
			    "]" }[dice(state) % 5] :
		    parts[dice(state) % (unsigned)COUNT(parts)];
		const char *join = joins[dice(state) %
		    (dice(state) % 4 == 0 ? (unsigned)COUNT(joins) : 6)];

		n += (size_t)sprintf(out + n, "%s%s", part, join);
	}
	out[n++] = out[0] == '[' ? ']' : '}';
	return n;
}

START_TEST(masks_say_what_a_plain_scanner_says)
{
	uint64_t state = 8259;
	char text[1000];

	for (int round = 0; round < 30000; round++) {
		size_t cap = 50 + dice(&state) % 300;
		size_t n = make_brackets(&state, text, cap);
		const char *p = put(text, n, "\"\\]}\n"[dice(&state) % 5]);

		must_agree(p, p + n);
		n = 1 + dice(&state) % n;
		must_agree(p, p + n);
	}
}
END_TEST

START_TEST(masks_say_the_same_of_noise)
{
	/* Form feed and 0x1a are comma and colon but for one bit. */
	static const char bytes[] = "\"\"\"\\\\{}[]:,, \n\t1a\f\x1a\0";
	uint64_t state = 2;
	char text[300];

	for (int round = 0; round < 100000; round++) {
		size_t n = 1 + dice(&state) % (sizeof(text) - 1);
		const char *p;

		text[0] = "[{"[dice(&state) % 2];
		for (size_t i = 1; i < n; i++)
			text[i] = bytes[dice(&state) % (sizeof(bytes) - 1)];
		p = put(text, n, bytes[dice(&state) % (sizeof(bytes) - 1)]);
		must_agree(p, p + n);
	}
}
END_TEST

/* Each place of a quote and of a backslash in each of the blocks. */
START_TEST(a_string_of_any_length)
{
	for (size_t n = 0; n < 200; n++) {
		for (size_t escape = 0; escape <= n; escape++) {
			char text[400] = "[[\"";
			size_t len = 3;

			memset(text + len, 'x', n);
			if (escape < n)
				memcpy(text + len + escape, "\\\"", 2);
			len += n + (escape == n - 1);
			memcpy(text + len, "\"],2]", 5);
			len += 5;
			put(text, len, '"');
			must_agree(block, block + len);
			ck_assert_ptr_eq(
			    td_json_value_end(block, block + len), block + len);
		}
	}
}
END_TEST

START_TEST(depth_is_limited)
{
	char text[2 * TD_JSON_DEPTH + 2];

	for (int deep = 0; deep < 2; deep++) {
		const size_t n = TD_JSON_DEPTH + (size_t)deep;
		struct td_json j;

		memset(text, '[', n);
		memset(text + n, ']', n);
		put(text, 2 * n, 'x');
		must_agree(block, block + 2 * n);
		td_json_begin(&j, block, block + 2 * n);
		ck_assert_int_eq(td_json_pass_brackets(&j, false), deep == 0);
		ck_assert_int_eq(
		    j.error, deep == 0 ? TD_JSON_FINE : TD_JSON_DEEP);
		ck_assert_ptr_eq(
		    j.p, deep == 0 ? block + 2 * n : block + TD_JSON_DEPTH);
	}
}
END_TEST

/* ---- Members ----------------------------------------------------------- */

enum { TYPE, ID, STATUS, TAGS, N };

static const struct td_span wanted[N] = {
	[TYPE] = TD_LIT("eventType"),
	[ID] = TD_LIT("mail.messageId"),
	[STATUS] = TD_LIT("mail.a.status"),
	[TAGS] = TD_LIT("mail.tags.ses:configuration-set"),
};

/* What is read: "type|id|status|tags", "-" where absent, or the error. */
static const struct member_vector {
	const char *text, *said;
} member_vectors[] = {
	{ "{}", "-|-|-|-" },
	{ " { } ", "-|-|-|-" },
	{ "{\"eventType\":\"Bounce\",\"mail\":{\"messageId\":\"1\",\"a\":{"
	  "\"status\":5},\"tags\":{\"ses:configuration-set\":[\"x\"]}}}",
	    "Bounce|1|5|[\"x\"]" },
	{ "{\"mail\":{\"tags\":{\"ses:configuration-set\":[ ],\"x\":1},\"a\":{"
	  "\"b\":{\"status\":1},\"status\":{\"c\":2}},\"messageId\":null},"
	  "\"eventType\":true}",
	    "true|null|{\"c\":2}|[ ]" },
	/* neither longer nor shorter names, nor those of other objects */
	{ "{\"eventTyp\":1,\"eventTypes\":2,\"messageId\":3,\"mail\":{"
	  "\"eventType\":4,\"messageI\":5,\"status\":6,\"\":7,\"m\":8},"
	  "\"a\":{\"status\":9},\"mail.messageId\":10}",
	    "-|-|-|-" },
	{ "{\"eventTyp\":1,\"eventType\":2,\"mai\":{},\"mail\":{\"messageI\":{"
	  "\"d\":3},\"messageId\":4}}",
	    "2|4|-|-" },
	{ "{\"x\":{\"mail\":{\"messageId\":1}},\"y\":[{\"eventType\":2}]}",
	    "-|-|-|-" },
	{ "{\"mail.messageId\":1,\"mail.a\":{\"status\":2},\"mail\":{"
	  "\"a.status\":3}}",
	    "-|-|-|-" },
	/* the first of a name, whatever it is */
	{ "{\"eventType\":1,\"eventType\":2,\"mail\":{\"messageId\":3,"
	  "\"messageId\":4},\"mail\":{\"a\":{\"status\":5}}}",
	    "1|3|-|-" },
	{ "{\"mail\":[{\"messageId\":1}],\"mail\":{\"messageId\":2}}",
	    "-|-|-|-" },
	/* RFC 8259 8.3 */
	{ "{\"event\\u0054ype\":1,\"\\u006dail\":{\"messag\\u0065Id\":2}}",
	    "1|2|-|-" },
	{ "{\"\\u0065ventType\\u0000\":1,\"\\u0000\":2}", "-|-|-|-" },
	{ "{\"eventType\":\"a\\nb\"}", "a\\nb|-|-|-" },
	/* no object has no members */
	{ "[{\"eventType\":1}]", "-|-|-|-" },
	{ "\"eventType\"", "-|-|-|-" },
	{ "12", "-|-|-|-" },
	/* all is found, and the rest is passed over, as far as it is whole */
	{ "{\"eventType\":1,\"mail\":{\"messageId\":2,\"a\":{\"status\":3,"
	  "\"x\":[{}]},\"tags\":{\"ses:configuration-set\":4},\"y\":\"}\"},"
	  "\"z\":{\"a\":[]}}",
	    "1|2|3|4" },
	{ "{\"mail\":{\"a\":{\"status\":1}}}", "-|-|1|-" },
	{ "{\"mail\":{\"a\":{\"status\":1]}}", "broken" },
	{ "{\"mail\":{\"a\":{\"status\":1\"x\":2}}}", "broken" },
	{ "{\"mail\":{\"a\":{\"status\":1,\"x\":2 {}}}}", "broken" },
	{ "{\"mail\":{\"a\":{\"status\":1}}", "torn" },
	{ "{\"mail\":{\"a\":{\"status\":1", "torn" },
	/* torn lines run into the next one */
	{ "{\"eventType\":\"Bou\n{\"eventType\":\"Send\"}", "broken" },
	{ "{\"eventType\":\"Bounce\",\"mail\":{\"me\n{\"eventType\":1}",
	    "broken" },
	{ "{\"eventType\":\"Bounce\",\"x\":{\"y\":\n{\"eventType\":1}\n{}",
	    "broken" },
	{ "{\"eventType\":\"Bounce\"\n{\"eventType\":1}", "broken" },
	{ "{\"x\":1 2,\"eventType\":1}", "broken" },
	{ "{\"x\":,\"eventType\":1}", "broken" },
	{ "{\"eventType\":1,}", "broken" },
	{ "{,}", "broken" },
	{ "{\"mail\"}", "broken" },
	{ "{\"mail\":{]}", "broken" },
	{ "{\"mail\":{", "torn" },
	{ "{\"mail\":", "torn" },
	{ "{\"mail", "torn" },
	{ "{", "torn" },
	{ "", "torn" },
};

static const char *
read_members(const char *p, const char *end, struct td_json *j)
{
	static char said[300];
	struct td_json_value v[N];
	size_t n = 0;

	td_json_begin(j, p, end);
	if (!td_json_read(j, wanted, N, v))
		return j->error == TD_JSON_TORN ? "torn" : "broken";
	for (int i = 0; i < N; i++)
		n += (size_t)snprintf(said + n, sizeof(said) - n, "%s%.*s",
		    i == 0 ? "" : "|",
		    v[i].kind == TD_JSON_ABSENT ? 1 : (int)v[i].raw.n,
		    v[i].kind == TD_JSON_ABSENT ? "-" : v[i].raw.p);
	return said;
}

START_TEST(wanted_members)
{
	const struct member_vector *v = &member_vectors[_i];
	size_t n = strlen(v->text);
	const char *said, *end;
	struct td_json j;

	for (const char *pad = "\"}:{,x"; *pad != '\0'; pad++) {
		put(v->text, n, *pad);
		said = read_members(block, block + n, &j);
		ck_assert_msg(strcmp(said, v->said) == 0, "%s: %s, not %s",
		    v->text, said, v->said);
	}
	end = td_json_value_end(block, block + n);
	if (strcmp(v->said, "torn") != 0 && strcmp(v->said, "broken") != 0)
		ck_assert_ptr_eq(j.p, end);
	if (*v->text != '{')
		return;
	/* A cut is seen; the place of an error is never where it began. */
	for (size_t cut = 0; end != NULL && block + cut < end; cut++) {
		said = read_members(block, block + cut, &j);
		ck_assert_msg(
		    strcmp(said, "torn") == 0 || strcmp(v->said, "broken") == 0,
		    "%.*s: %s", (int)cut, v->text, said);
		ck_assert(cut == 0 || j.p > block);
		ck_assert(j.p <= block + cut);
	}
}
END_TEST

/* Elements are read in place, and the list goes on behind each. */
START_TEST(a_list_of_objects)
{
	static const char text[] = "[{\"eventType\":1,\"x\":[]}, {} "
	                           ",7,{\"mail\":{\"messageId\":2}}] x";
	static const struct td_span type = TD_LIT("eventType");
	struct td_json_value v;
	struct td_json j;
	int n = 0, found = 0;

	put(text, sizeof(text) - 1, ']');
	td_json_begin(&j, block, block + sizeof(text) - 1);
	td_json_enter(&j);
	while (td_json_more(&j) && td_json_read(&j, &type, 1, &v)) {
		n++;
		found += v.kind == TD_JSON_NUMBER;
	}
	ck_assert_int_eq(j.error, TD_JSON_FINE);
	ck_assert_int_eq(n, 4);
	ck_assert_int_eq(found, 1);
	ck_assert_ptr_eq(j.p, block + sizeof(text) - 1 - strlen(" x"));
	ck_assert(!td_json_more(&j));
}
END_TEST

START_TEST(nothing_is_in_a_scalar)
{
	struct td_json_value absent = { { NULL, 0 }, TD_JSON_ABSENT, false };
	struct td_json_value string = { TD_LIT("[1]"), TD_JSON_STRING, false };
	struct td_json j;

	td_json_open(&j, &absent);
	ck_assert(!td_json_more(&j) && j.error == TD_JSON_FINE);
	td_json_open(&j, &string);
	ck_assert(!td_json_more(&j) && j.error == TD_JSON_FINE);
	put(" 1]", 2, ']');
	td_json_begin(&j, block, block + 2);
	td_json_enter(&j);
	ck_assert(!td_json_more(&j) && j.error == TD_JSON_FINE);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json");
	TCase *t = tcase_create("json");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_document, 0, COUNT(vectors));
	tcase_add_test(t, a_nul_is_a_byte);
	tcase_add_loop_test(t, a_cut_document, 0, COUNT(vectors));
	tcase_add_test(t, masks_say_what_a_plain_scanner_says);
	tcase_add_test(t, masks_say_the_same_of_noise);
	tcase_add_test(t, a_string_of_any_length);
	tcase_add_test(t, depth_is_limited);
	tcase_add_loop_test(t, wanted_members, 0, COUNT(member_vectors));
	tcase_add_test(t, a_list_of_objects);
	tcase_add_test(t, nothing_is_in_a_scalar);
	suite_add_tcase(s, t);
	return run_suite(s);
}

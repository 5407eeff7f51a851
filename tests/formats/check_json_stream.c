/*
 * Streams of JSON values with broken ones among them: which of them are found,
 * and that no stream takes more than its length (formats/json.h).
 */
#include <check.h>
#include <stdlib.h>

#include "formats/format.h"
#include "formats/json.h"
#include "tests/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

enum { MOST = 4096 };

static char block[MOST + TD_PAD];

static const char *
put(const char *text, size_t n, char pad)
{
	ck_assert_uint_le(n, MOST);
	memcpy(block, text, n);
	memset(block + n, pad, TD_PAD);
	return block;
}

/* The objects found in a stream, one letter each, "!" for a defect. */
static const struct stream_vector {
	const char *text, *said;
} streams[] = {
	{ "{\"k\":\"a\"}\n{\"k\":\"b\"}\n", "ab" },
	{ "{\"k\":\"a\"}{\"k\":\"b\"}{\"k\":\"c\"}", "abc" },
	{ "{\"k\":\"a\"} \t{\"k\":\"b\"}\r\n\r\n{\"k\":\"c\"}", "abc" },
	{ "{\n \"k\":\n \"a\"\n}\n{\n \"k\":\"b\"\n}", "ab" },
	{ "{\"k\":\"a\"}{\"k\":\"b\"", "a!" },
	/* torn in a string, in a name, behind a value, behind a bracket */
	{ "{\"k\":\"a\n{\"k\":\"b\"}\n{\"k\":\"c\"}", "!bc" },
	{ "{\"k\n{\"k\":\"b\"}\n", "!b" },
	{ "{\"k\":\"a\"\n{\"k\":\"b\"}\n", "!b" },
	{ "{\"k\":\"a\",\"x\":{\"y\":\"z\n{\"k\":\"b\"}\n", "!b" },
	{ "{\"k\":\"a\",\"x\":{\"y\":[1\n{\"k\":\"b\"}\n", "!b" },
	{ "{\"k\":\"a\",\"x\":{\"y\":\"\\\n{\"k\":\"b\"}\n", "!b" },
	{ "{\"k\":\"a\",\"x\":[{\"k\":\"z\"}\n{\"k\":\"b\"}\n", "!b" },
	/* without newlines it may cost the one that it runs into */
	{ "{\"k\":\"a{\"k\":\"b\"}{\"k\":\"c\"}", "!c" },
	{ "{\"k\":\"a\"}garbage{\"k\":\"b\"}{\"k\":\"c\"}", "a!c" },
	{ "garbage\n{\"k\":\"b\"}", "!b" },
	{ "garbage", "!" },
	/* a brace in a string, and an indented one, begin nothing */
	{ "{\"k\":\"}{\",\"k\":\"b\"}{\"k\":\"c\"}", "}c" },
	{ "{\"x\":1 2,\n  {\"k\":\"b\"}\n{\"k\":\"c\"}", "!c" },
};

static void
read_stream(const char *p, const char *end, char *said)
{
	static const struct td_span k = TD_LIT("k");
	const char *from = p;
	struct td_json_value v;
	struct td_json j;

	for (;;) {
		while (p < end && td_is_fws(*p))
			p++;
		if (p == end)
			break;
		td_json_begin(&j, p, end);
		if (*p == '{' && td_json_read(&j, &k, 1, &v)) {
			p = j.p;
			*said++ = v.kind == TD_JSON_STRING && v.raw.n > 0 ?
			    *v.raw.p :
			    '-';
		} else {
			p = td_json_resync(from, *p == '{' ? j.p : p, end);
			*said++ = '!';
		}
	}
	*said = '\0';
}

START_TEST(a_stream)
{
	const struct stream_vector *v = &streams[_i];
	char said[100];

	put(v->text, strlen(v->text), '{');
	read_stream(block, block + strlen(v->text), said);
	ck_assert_msg(strcmp(said, v->said) == 0, "%s: %s, not %s", v->text,
	    said, v->said);
}
END_TEST

/* What it says of a place depends on TD_LOOK_BEHIND bytes before. */
START_TEST(resync_looks_behind_so_far)
{
	char text[2 * TD_LOOK_BEHIND + 2];
	const char *p;

	for (size_t blanks = 0; blanks < 2 * TD_LOOK_BEHIND; blanks++) {
		text[0] = '}';
		memset(text + 1, ' ', blanks);
		text[blanks + 1] = '{';
		p = put(text, blanks + 2, '{');
		ck_assert_int_eq(
		    td_json_resync(p, p + 1, p + blanks + 2) == p + blanks + 1,
		    blanks < TD_LOOK_BEHIND);
	}
	/* What is before the stream does not count. */
	memset(text, ' ', 20);
	text[0] = '}';
	text[20] = '{';
	p = put(text, 21, '{');
	ck_assert_ptr_eq(td_json_resync(p, p + 2, p + 21), p + 20);
	ck_assert_ptr_eq(td_json_resync(p + 1, p + 2, p + 21), p + 21);
	ck_assert_ptr_eq(td_json_resync(block, block, block), block);
	put("{{", 2, '{');
	ck_assert_ptr_eq(td_json_resync(block, block, block + 2), block);
	ck_assert_ptr_eq(
	    td_json_resync(block, block + 1, block + 2), block + 2);
}
END_TEST

static const char *const hostile[] = { "{\"", "}{", "}{[", "}{\"a\":", "}{\"",
	"\\\"}{", "{\"k\":\"\\\n", "\n{", "[", "{\"k\":{\"k\":", "}{\"k\":[\"",
	"\n{\"k\":[{}", " ", "}\t{\"k\":[ ", "}{\"k\":[]}\\\"" };

/* What is not linear takes hours here. */
START_TEST(a_hostile_stream)
{
	const char *part = hostile[_i];
	const size_t n = (size_t)8 << 20;
	char *text = malloc(n + TD_PAD), *said = malloc(n + 1);

	for (size_t i = 0; i < n + TD_PAD; i++)
		text[i] = part[i % strlen(part)];
	read_stream(text, text + n, said);
	ck_assert_uint_le(strlen(said), n);
	free(text);
	free(said);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json_stream");
	TCase *t = tcase_create("json_stream");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_stream, 0, COUNT(streams));
	tcase_add_test(t, resync_looks_behind_so_far);
	tcase_add_loop_test(t, a_hostile_stream, 0, COUNT(hostile));
	suite_add_tcase(s, t);
	return run_suite(s);
}

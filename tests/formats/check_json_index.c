/*
 * The index of a record (formats/json_index.h) against what it stands for: the
 * same records, and members as td_json_read() finds them, in events that are
 * right and in those with bytes changed.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/events_begin.h"
#include "formats/format.h"
#include "tests/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

enum { MOST = 8192, ROUNDS = 200000 };

/* Members of the documents below, by their paths and in their order. */
enum { TYPE, ID, FROM, TAGS, LIST, NUMBER, N };
static const struct td_span wanted[N] = {
	[TYPE] = TD_LIT("type"),
	[ID] = TD_LIT("mail.id"),
	[FROM] = TD_LIT("mail.common.from"),
	[TAGS] = TD_LIT("mail.tags"),
	[LIST] = TD_LIT("own.list"),
	[NUMBER] = TD_LIT("own.number"),
};
static const struct td_json_usual in_common[] = {
	TD_USUAL("from", FROM),
	TD_USUAL_PASS("to"),
	TD_USUAL_END,
};
static const struct td_json_usual in_mail[] = {
	TD_USUAL("id", ID),
	TD_USUAL_PASS("headers"),
	TD_USUAL_IN("common", in_common),
	TD_USUAL("tags", TAGS),
	TD_USUAL_END,
};
static const struct td_json_usual in_own[] = {
	TD_USUAL("list", LIST),
	TD_USUAL("number", NUMBER),
	TD_USUAL_END,
};
static const struct td_json_usual usual[] = {
	TD_USUAL("type", TYPE),
	TD_USUAL_IN("mail", in_mail),
	TD_USUAL_IN("own", in_own),
	TD_USUAL_END,
};

#define H "{\"name\":\"x\",\"value\":\"[{,:\"}"
#define H8 H "," H "," H "," H "," H "," H "," H "," H

/* What is read by the index, as all that programs write without blanks. */
static const char *const indexed[] = {
	"{}",
	"{\"a\":1}",
	"{\"a\":[],\"b\":{},\"c\":[[{}]]}",
	"{\"type\":\"T\",\"mail\":{\"id\":\"1\",\"headers\":[" H "],\"common\":"
	"{\"from\":[\"\\\"a\\\" <b>\"],\"to\":[]},\"tags\":{\"a\":[\"b\"]}},"
	"\"own\":{\"list\":[{\"a\":\"b\"},{}],\"number\":12.5}}",
	/* In another order, with members more, and text of all kinds. */
	"{\"own\":{\"number\":-1,\"new\":{\"x\":[1,\"]\"]},\"list\":null},"
	"\"mail\":{\"tags\":[],\"headers\":[" H8 "," H8 "," H8 "," H8 "," H8
	"],\"new\":true,\"id\":\"\\\\\",\"common\":{}},\"type\":\"\\\\\\\"\"}",
	"{\"type\":\"]} {\\\"a\\\":1}\",\"m\":\"x\\\\\"}",
	"{\"mail\":{\"idx\":\"1\",\"id\":\"2\"},\"mailx\":{\"id\":\"3\"}}",
};

/* What is left to json.h, whatever that says of it. */
static const char *const left[] = {
	"[]",
	"{\"a\":[1}]",
	"{\"a\":{]}}",
	"{\"a\":\"\n\"}",
	"{\"a\":\\}",
	"{\"a\":1}}",
	"{\"a\":{}",
	"{\"a\":\"}",
	"{},{}",
	"{}[]",
	"{},{\"headers\":[" H8 "," H8 "," H8 "," H8 "," H8 "]}",
	"{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	"[["
	"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
	"{\"a\":\"b\"\"c\":1}",
};

static struct td_json_index x;
static char text[MOST + TD_PAD];

static const char *
put(const char *s, size_t n)
{
	memcpy(text, s, n);
	memset(text + n, '"', TD_PAD);
	return text;
}

/* All that the index says of [p, end) is so; whether it says something. */
static bool
agrees(const char *p, const char *end)
{
	struct td_json_value v[N] = { { .kind = TD_JSON_ABSENT } }, u[N];
	const char *next = td_events_index(p, p, end, end, &x);
	struct td_json j;

	ck_assert_ptr_eq(next, td_events_find(p, p + 1, end, end, false));
	if (x.p == NULL)
		return false;
	ck_assert_ptr_eq(x.p, p);
	ck_assert_ptr_eq(td_json_value_end(p, x.end), x.end);
	if (!td_json_read_usual(&x, usual, v))
		return true;
	td_json_begin(&j, p, x.end);
	ck_assert(td_json_read(&j, wanted, N, u));
	ck_assert_ptr_eq(j.p, x.end);
	for (int i = 0; i < N; i++) {
		ck_assert_int_eq(v[i].kind, u[i].kind);
		ck_assert_ptr_eq(v[i].raw.p, u[i].raw.p);
		ck_assert_uint_eq(v[i].raw.n, u[i].raw.n);
		ck_assert_int_eq(v[i].escaped, u[i].escaped);
	}
	return true;
}

START_TEST(indexes)
{
	const char *p = put(indexed[_i], strlen(indexed[_i]));
	const char *end = p + strlen(indexed[_i]);
	struct td_json_value v[N];

	ck_assert(agrees(p, end));
	ck_assert(td_json_read_usual(&x, usual, v));
	/* Cut short it is none. */
	while (--end > p)
		ck_assert(!agrees(p, end));
}
END_TEST

START_TEST(leaves)
{
	const char *p = put(left[_i], strlen(left[_i]));

	ck_assert(!agrees(p, p + strlen(left[_i])));
}
END_TEST

/* A name twice, or with escapes, is one of json.h. */
START_TEST(leaves_names)
{
	static const char *const odd[] = {
		"{\"type\":1,\"type\":2}",
		"{\"ty\\u0070e\":1}",
		"{\"mail\":1}",
		"{\"type\" :1}",
		"{\"new\" :1}",
		"{\"mail\":{\"id\":1,}}",
		"{\"mail\":{,\"id\":1}}",
		"{\"mail\":{\"id\"1}}",
		"{\"mail\":{\"id\":}}",
		"{\"mail\":{\"id\":1 }}",
	};
	struct td_json_value v[N];

	for (int i = 0; i < COUNT(odd); i++) {
		const char *p = put(odd[i], strlen(odd[i]));

		ck_assert(agrees(p, p + strlen(odd[i])));
		ck_assert(!td_json_read_usual(&x, usual, v));
	}
}
END_TEST

static uint64_t state = 4711;

static size_t
dice(size_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (size_t)(state >> 33) % n;
}

/* Documents behind one another, shifted against blocks, with bytes changed. */
START_TEST(agrees_on_anything)
{
	static const char bytes[] = "{}[]\"\\,:\n \tax0-\x80";
	static char s[MOST];
	unsigned long n_indexed = 0;

	for (int round = 0; round < ROUNDS; round++) {
		size_t n = (size_t)snprintf(s, sizeof s, "{\"%*s\":1}%s%s%s",
		    (int)dice(70) + 1, "", dice(2) ? "" : "\n",
		    indexed[dice(COUNT(indexed))], dice(2) ? "" : "\r\n");
		const char *p;

		for (size_t k = dice(4); k > 0; k--)
			s[dice(n)] = bytes[dice(sizeof bytes - 1)];
		p = put(s, n);
		for (const char *end = p + n; p < end;) {
			n_indexed += agrees(p, end);
			p = td_events_find(p, p + 1, end, end, false);
		}
	}
	ck_assert_uint_gt(n_indexed, ROUNDS / 2);
}
END_TEST

/* The one defect of a record, with its index or without. */
static int
defect_of(const char *p, size_t n, const struct td_json_index *index)
{
	static struct td_record record[1];
	static struct td_header header[16];
	static struct td_flaw flaw[8];
	static struct td_outcome outcome[TD_OUTCOMES_LEAST];
	static char scratch[MOST];
	struct td_batch b = { .base = p,
		.cap = 1,
		.record = record,
		.cap_headers = 16,
		.header = header,
		.cap_flaws = 8,
		.flaw = flaw,
		.cap_outcomes = TD_OUTCOMES_LEAST,
		.outcome = outcome,
		.cap_scratch = MOST - TD_PAD,
		.scratch = scratch };

	ck_assert(td_events_put(&b, (struct td_span){ p, n }, p, index));
	ck_assert_uint_eq(b.n_outcomes, 0);
	ck_assert_uint_eq(b.n_flaws, 1);
	return flaw[0].what;
}

/* An event whose brackets are right and whose members are not is broken, and
 * not merely strange, whoever reads it. */
START_TEST(loses_alike)
{
	static const char *const broken[] = {
		"{\"eventType\":\"Send\",\"mail\":{\"tags\":{}},,\"send\":{}}",
		"{\"eventType\":\"Send\",\"mail\":{},\"send\"::{}}",
	};

	for (int i = 0; i < COUNT(broken); i++) {
		const size_t n = strlen(broken[i]);
		char two[256];
		const int m =
		    snprintf(two, sizeof(two), "%s\n{\"a\":1}", broken[i]);
		const char *p = put(two, (size_t)m);

		td_events_index(p, p, p + m, p + m, &x);
		ck_assert_ptr_eq(x.p, p);
		ck_assert_int_eq(defect_of(p, n, &x), TD_BAD_EVENT);
		ck_assert_int_eq(defect_of(p, n, NULL), TD_BAD_EVENT);
	}
}
END_TEST

/* What is longer than the index has its end all the same. */
START_TEST(leaves_the_long)
{
	const size_t most = TD_JSON_INDEX_WORDS * 64;
	char *s = malloc(2 * most + TD_PAD);

	for (size_t n = most - 70; n < most + 70; n++) {
		memset(s, 'x', 2 * most + TD_PAD);
		memcpy(s, "{\"a\":\"", 6);
		memcpy(s + n - 2, "\"}\n{", 4);
		td_events_index(s, s, s + 2 * most, s + 2 * most, &x);
		ck_assert_int_eq(x.p != NULL, n + 1 <= most);
		agrees(s, s + 2 * most);
	}
	free(s);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json_index");
	TCase *t = tcase_create("json_index");

	if (!td_can_index())
		return 0;
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, indexes, 0, COUNT(indexed));
	tcase_add_loop_test(t, leaves, 0, COUNT(left));
	tcase_add_test(t, leaves_names);
	tcase_add_test(t, agrees_on_anything);
	tcase_add_test(t, loses_alike);
	tcase_add_test(t, leaves_the_long);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * formats/tlsrpt.c: what the policies of a report come to (RFC 8460 4.4), where
 * there is no room for it, and what is taken for a report.  Whole reports are
 * in samples/report/tlsrpt.
 */
#include "formats/tlsrpt.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/outcome.h"
#include "tests/formats/collect.h"
#include "tests/run.h"

enum { MOST_TEXT = 4096, MOST_OUTCOMES = 64 };

/* A report of these policies; each ' stands for a ". */
static size_t
report(const char *policies, char out[MOST_TEXT])
{
	const int n = snprintf(out, MOST_TEXT,
	    "{'organization-name':'Example','report-id':'r','date-range':"
	    "{'start-datetime':'2026-11-20T00:00:00Z'},'policies':%s}",
	    policies);

	ck_assert_int_lt(n, MOST_TEXT - TD_PAD);
	for (int i = 0; i < n; i++)
		if (out[i] == '\'')
			out[i] = '"';
	memset(out + n, '"', TD_PAD);
	return (size_t)n;
}

/* "ok 5; failed 3; dane-required 1; flaw"; that there is a report is "r". */
static void
say(const struct td_batch *b, char *out, size_t cap)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < b->n_outcomes; i++) {
		const struct td_outcome *o = &b->outcome[i];
		struct td_span word = o->cause;

		if (o->action == TD_ACTION_SENT)
			word = TD_SPAN("ok");
		else if (o->action == TD_ACTION_NONE)
			word = TD_SPAN("r");
		else if (word.n == 0)
			word = TD_SPAN("failed");
		n += (size_t)snprintf(out + n, cap - n, "%s%.*s %" PRIu64,
		    n > 0 ? "; " : "", (int)word.n, word.p, o->weight);
		ck_assert_uint_lt(n, cap);
		ck_assert_uint_eq(o->action == TD_ACTION_NONE, i == 0);
		ck_assert(td_span_eq(o->reporter, TD_SPAN("Example")));
		ck_assert(o->flags == (TD_OUTCOME_INBOUND | TD_OUTCOME_DOMAIN));
	}
	for (size_t i = 0; i < b->n_flaws; i++)
		n += (size_t)snprintf(out + n, cap - n, "%s%s",
		    n > 0 ? "; " : "", td_defect_name(b->flaw[i].what));
	ck_assert_uint_lt(n, cap);
}

#define POLICY(type) "'policy':{'policy-type':" type "}"
#define SUMMARY(ok, failed)                               \
	"'summary':{'total-successful-session-count':" ok \
	",'total-failure-session-count':" failed "}"
#define ONE(ok, failed, details)          \
	"[{" POLICY("'sts'") "," SUMMARY( \
	    ok, failed) ",'failure-details':" details "}]"
#define DETAIL(type, n) "{'result-type':" type ",'failed-session-count':" n "}"
#define COUNT(ok) ONE(ok, "0", "[]")

static const struct {
	const char *policies, *said;
} vectors[] = {
	/* The summary counts sessions, the details failures: RFC 8460 4. */
	{ ONE("5", "3", "[" DETAIL("'dane-required'", "3") "]"),
	    "r 1; ok 5; failed 3; dane-required 3" },
	{ ONE("0", "3",
	      "[" DETAIL("'dane-required'", "1") "," DETAIL("'tlsa-invalid'",
	          "2") "," DETAIL("'dane-required'", "1") "]"),
	    "r 1; failed 3; tlsa-invalid 2; dane-required 2" },
	{ ONE("0", "1", "[" DETAIL("'sts-policy-fetch-error'", "2") "]"),
	    "r 1; failed 1; sts-policy-fetch-error 2" },
	{ ONE("0", "0", "[" DETAIL("'dane-required'", "2") "]"),
	    "r 1; dane-required 2" },
	{ ONE("1", "5", "[" DETAIL("'dane-required'", "2") "]"),
	    "r 1; ok 1; failed 5; dane-required 2; unspecified 3" },
	{ ONE("1", "5", "[]"), "r 1; ok 1; failed 5; unspecified 5" },
	{ ONE("1", "5", "null"), "r 1; ok 1; failed 5; unspecified 5" },
	{ ONE("1", "5", "[" DETAIL("'unspecified'", "2") "]"),
	    "r 1; ok 1; failed 5; unspecified 5" },
	{ ONE("1", "5", DETAIL("'dane-required'", "5")),
	    "r 1; ok 1; failed 5; dane-required 5" },
	{ "[{'failure-details':[" DETAIL("'dane-required'", "5") "]}]",
	    "r 1; failed 5; dane-required 5" },
	{ ONE("1", "null", "[" DETAIL("'dane-required'", "5") "]"),
	    "r 1; ok 1; failed 5; dane-required 5" },
	{ ONE("null", "2", "[]"), "r 1; failed 2; unspecified 2" },
	/* Words. */
	{ ONE("0", "6",
	      "[" DETAIL("'x'", "1") "," DETAIL("''", "1") "," DETAIL(
	          "null", "1") "," DETAIL("7", "1") "," DETAIL("['x']",
	          "1") ","
	               "{'failed-session-count':1}]"),
	    "r 1; failed 6; other 6" },
	{ ONE("0", "2",
	      "[" DETAIL("' DANE-Required '", "1") "," DETAIL(
	          "'dane\\u002drequired'", "1") "]"),
	    "r 1; failed 2; dane-required 2" },
	/* Numbers of sessions. */
	{ COUNT("0"), "r 1" },
	{ COUNT("'12'"), "r 1; ok 12" },
	{ COUNT("1000000000000"), "r 1; ok 1000000000000" },
	{ COUNT("1000000000001"), "unreadable event" },
	{ COUNT("9223372036854775807"), "unreadable event" },
	{ COUNT("18446744073709551617"), "unreadable event" },
	{ COUNT("1e3"), "unreadable event" },
	{ COUNT("1.0"), "unreadable event" },
	{ COUNT("-1"), "unreadable event" },
	{ COUNT("''"), "unreadable event" },
	{ COUNT("true"), "unreadable event" },
	{ COUNT("[1]"), "unreadable event" },
	{ ONE("0", "2", "[" DETAIL("'dane-required'", "1000000000001") "]"),
	    "r 1; failed 2; unspecified 2; unreadable event" },
	{ ONE("0", "2", "[{'result-type':'dane-required'},3,'x',null]"),
	    "r 1; failed 2; unspecified 2; unreadable event; "
	    "unreadable event; unreadable event; unreadable event" },
	/* Policies. */
	{ "null", "" },
	{ "[]", "" },
	{ "3", "unreadable event" },
	{ "[{}]", "unreadable event" },
	{ "[[]]", "unreadable event" },
	{ "[null,{" SUMMARY("1", "0") "}]", "r 1; ok 1; unreadable event" },
	{ "{" SUMMARY("1", "0") "}", "r 1; ok 1" },
	{ "[{'policy':'sts'," SUMMARY("1", "0") "}]", "r 1; ok 1" },
	{ ONE("1", "0", "'x'"), "unreadable event" },
	/* No JSON: all of it is lost. */
	{ "[{" SUMMARY("1", "0") "},{'a' 1}]", "broken event" },
	{ "[{" SUMMARY("1", "0") "} {}]", "broken event" },
	{ ONE("1", "0", "[{'a',1}]"), "broken event" },
	{ ONE("1", "0", "[{},,{}]"), "broken event" },
};

struct room {
	size_t outcomes, scratch;
};

/* Decode a report into what room there is. */
static void
decode(const char *text, size_t n, struct room room, char *out, size_t cap)
{
	static struct td_outcome outcome[MOST_OUTCOMES];
	static struct td_record record[4];
	static struct td_flaw flaw[8];
	char *scratch = malloc(room.scratch + TD_PAD);
	struct td_batch b = { .base = text,
		.record = record,
		.cap = 4,
		.flaw = flaw,
		.cap_flaws = 8,
		.outcome = outcome,
		.cap_outcomes = room.outcomes,
		.scratch = scratch,
		.cap_scratch = room.scratch };
	struct td_chunk c = { text, text, text + n, text + n, { text, n } };

	ck_assert_ptr_nonnull(scratch);
	td_format_find("tlsrpt")->decode(&c, 0, &b);
	ck_assert_ptr_eq(c.p, c.stop);
	ck_assert_uint_eq(b.n, 1);
	say(&b, out, cap);
	free(scratch);
}

START_TEST(says)
{
	const struct room room = { MOST_OUTCOMES, MOST_TEXT };
	char text[MOST_TEXT], said[MOST_TEXT];
	const size_t n = report(vectors[_i].policies, text);

	decode(text, n, room, said, sizeof(said));
	ck_assert_msg(strcmp(said, vectors[_i].said) == 0,
	    "%s\n got  %s\n want %s", text, said, vectors[_i].said);
}
END_TEST

/* All of it, or nothing and a defect. */
START_TEST(needs_room)
{
	char text[MOST_TEXT], said[MOST_TEXT];
	const size_t n = report(vectors[0].policies, text);
	struct room room = { MOST_OUTCOMES, 0 };
	size_t least = 0;

	for (; room.scratch < MOST_TEXT; room.scratch++) {
		decode(text, n, room, said, sizeof(said));
		if (strcmp(said, vectors[0].said) == 0) {
			least = least == 0 ? room.scratch : least;
			continue;
		}
		ck_assert_uint_eq(least, 0);
		ck_assert_str_eq(said, "escaped text too long");
	}
	ck_assert_uint_gt(least, 0);
	for (room.outcomes = 0; room.outcomes < 4; room.outcomes++) {
		decode(text, n, room, said, sizeof(said));
		ck_assert_str_eq(said, "too many recipients in an event");
	}
	room.outcomes = 4;
	decode(text, n, room, said, sizeof(said));
	ck_assert_str_eq(said, vectors[0].said);
}
END_TEST

START_TEST(knows_words)
{
	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		ck_assert_int_eq(
		    td_tlsrpt_failure_find(td_tlsrpt_failure_word(i)), i);
	ck_assert_int_eq(
	    td_tlsrpt_failure_find(TD_SPAN("failed")), TD_TLSRPT_OTHER);
	ck_assert_int_eq(td_tlsrpt_failure_find(TD_SPAN("")), TD_TLSRPT_OTHER);
	ck_assert(TD_IS(td_tlsrpt_policy_word(TD_SPAN("TLSA")), "tlsa"));
	ck_assert(TD_IS(td_tlsrpt_policy_word(TD_SPAN("(other)")), "other"));
	ck_assert(TD_IS(td_tlsrpt_policy_word(TD_SPAN("")), "other"));
}
END_TEST

static const struct {
	const char *head;
	bool is;
} heads[] = {
	{ "{'report-id':'r','policies':[]}", true },
	{ "\xef\xbb\xbf [ [{'report-id':'r','policies':[]}", true },
	{ "{'report-id':'r','contact-info':'x", true },
	{ "{'report-id':'r','policies':[{'a':", true },
	{ "{'policies':[{'summary':{'total-successful-session-count':1", true },
	{ "{'organization-name':1,'date-range':2", true },
	/* The members of parsedmarc's own output. */
	{ "{'organization_name':'x','report_id':'r','policies':[]}", false },
	{ "{'policies':[{'successful_session_count':1", false },
	{ "{'report-id':'r'}", false },
	{ "{'a':{'report-id':'r','policies':[]}}", false },
	{ "{'a':'total-successful-session-count'}", false },
	{ "{'eventType':'Send'}\n{'report-id':'r','policies':[]}", false },
	{ "x {'report-id':'r','policies':[]}", false },
	{ "[]", false },
	{ "", false },
};

START_TEST(bids)
{
	char text[MOST_TEXT];
	const size_t n = strlen(heads[_i].head);
	const struct td_format *f;

	for (size_t i = 0; i < n; i++)
		text[i] = heads[_i].head[i] == '\'' ? '"' : heads[_i].head[i];
	memset(text + n, '"', TD_PAD);
	f = td_format_guess((struct td_span){ text, n }, true);
	ck_assert_msg(
	    (f != NULL && strcmp(f->name, "tlsrpt") == 0) == heads[_i].is, "%s",
	    heads[_i].head);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tlsrpt");
	TCase *t = tcase_create("tlsrpt");

	tcase_add_loop_test(
	    t, says, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(t, needs_room);
	tcase_add_test(t, knows_words);
	tcase_add_loop_test(
	    t, bids, 0, (int)(sizeof(heads) / sizeof(heads[0])));
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * What reports that came as mail tell of deliveries of logs (ledger.h,
 * ledger_notice.c): which delivery they are about, and what comes of both.
 */
#include <stdio.h>

#include "tests/observe/noticed.h"
#include "tests/run.h"

/* ---- one of each ---- */

#define U "u@example.jp"

/* One line, one report; joined: one end, which is the log's but for this. */
static const struct vector {
	const char *what;
	struct line line;
	struct report report;
	bool joined;
	uint8_t outcome;
	bool overruled, complained;
} vectors[] = {
	{ "a bounce after a delivery (DECISIONS.md 10)",
	    { .message_id = "1@a", .to = U, .action = SENT },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    FAILED, true, false },
	{ "a bounce of what is still open",
	    { .message_id = "1@a", .to = U, .action = DEFERRED },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    FAILED, true, false },
	{ "the log's own refusal",
	    { .message_id = "1@a", .to = U, .action = FAILED },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    FAILED, false, false },
	{ "the log's own giving up",
	    { .message_id = "1@a", .to = U, .action = EXPIRED },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    EXPIRED, false, false },
	{ "thrown away on purpose",
	    { .message_id = "1@a", .to = U, .action = SUPPRESSED },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    SUPPRESSED, false, false },
	{ "a warning after a delivery",
	    { .message_id = "1@a", .to = U, .action = SENT },
	    { .message_id = "1@a", .recipient = U, .action = DEFERRED }, true,
	    SENT, false, false },
	{ "a warning", { .message_id = "1@a", .to = U, .action = DEFERRED },
	    { .message_id = "1@a", .recipient = U, .action = DEFERRED }, true,
	    DEFERRED, false, false },
	{ "a success of what is still open",
	    { .message_id = "1@a", .to = U, .action = DEFERRED },
	    { .message_id = "1@a", .recipient = U, .action = SENT }, true,
	    DEFERRED, false, false },
	{ "a complaint", { .message_id = "1@a", .to = U, .action = SENT },
	    { .message_id = "1@a", .recipient = U, .action = COMPLAINT }, true,
	    SENT, false, true },
	{ "another message", { .message_id = "1@a", .to = U, .action = SENT },
	    { .message_id = "2@a", .recipient = U, .action = FAILED }, false,
	    SENT, false, false },
	{ "another recipient", { .message_id = "1@a", .to = U, .action = SENT },
	    { .message_id = "1@a",
	        .recipient = "v@example.jp",
	        .action = FAILED },
	    false, SENT, false, false },
	{ "a log that was read too early",
	    { .message_id = "1@a", .to = U, .action = SENT, .unasked = true },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, false,
	    SENT, false, false },
	{ "a report of its own id is not of the message of that id",
	    { .message_id = "report@example.com", .to = U, .action = SENT },
	    { .recipient = U, .action = FAILED }, false, SENT, false, false },
	{ "the domain is folded",
	    { .message_id = "1@a", .to = "u@EXAMPLE.jp.", .action = SENT },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    FAILED, true, false },
	{ "an alias, in the report",
	    { .message_id = "1@a", .to = U, .action = SENT },
	    { .message_id = "1@a",
	        .recipient = "team@example.com",
	        .final_recipient = U,
	        .action = FAILED },
	    true, FAILED, true, false },
	{ "an alias, in the log",
	    { .message_id = "1@a",
	        .to = U,
	        .orig_to = "team@example.com",
	        .action = SENT },
	    { .message_id = "1@a",
	        .recipient = "Team@example.com",
	        .final_recipient = "team@EXAMPLE.com",
	        .action = FAILED },
	    true, FAILED, true, false },
	{ "another alias",
	    { .message_id = "1@a",
	        .to = U,
	        .orig_to = "staff@example.com",
	        .action = SENT },
	    { .message_id = "1@a",
	        .recipient = "team@example.com",
	        .action = FAILED },
	    false, SENT, false, false },
	{ "a queue id",
	    { .message_id = "1@a",
	        .to = U,
	        .action = SENT,
	        .queue_id = "4AbC",
	        .host = "mx1.example.com" },
	    { .recipient = U,
	        .queue_id = "4AbC@MX1.example.com",
	        .action = FAILED },
	    true, FAILED, true, false },
	{ "a queue id, the flat name of the host",
	    { .to = U, .action = SENT, .queue_id = "4AbC", .host = "mx1" },
	    { .recipient = U,
	        .queue_id = "4AbC@mx1.example.com",
	        .action = FAILED },
	    true, FAILED, true, false },
	{ "a queue id of another host",
	    { .to = U,
	        .action = SENT,
	        .queue_id = "4AbC",
	        .host = "mx1.example.net" },
	    { .recipient = U,
	        .queue_id = "4AbC@mx1.example.com",
	        .action = FAILED },
	    false, SENT, false, false },
	{ "queue ids have a case",
	    { .to = U, .action = SENT, .queue_id = "4Abc", .host = "mx1" },
	    { .recipient = U,
	        .queue_id = "4AbC@mx1.example.com",
	        .action = FAILED },
	    false, SENT, false, false },
	{ "what went to SES, by the Message-ID",
	    { .message_id = "1@a", .to = U, .action = SENT, .ses_id = "x" },
	    { .message_id = "1@a", .recipient = U, .action = FAILED }, true,
	    FAILED, true, false },
	{ "what went to SES, by SES' id",
	    { .message_id = "1@a", .to = U, .action = SENT, .ses_id = "x" },
	    { .message_id = "x@amazonses.com",
	        .ses_id = "x",
	        .recipient = U,
	        .action = FAILED },
	    true, FAILED, true, false },
	{ "likewise, a warning by the Message-ID",
	    { .message_id = "1@a", .to = U, .action = SENT, .ses_id = "x" },
	    { .message_id = "1@a", .recipient = U, .action = DEFERRED }, true,
	    SENT, false, false },
	{ "and by SES' id",
	    { .message_id = "1@a", .to = U, .action = SENT, .ses_id = "x" },
	    { .ses_id = "x", .recipient = U, .action = DEFERRED }, true, SENT,
	    false, false },
	{ "likewise, a complaint by the Message-ID",
	    { .message_id = "1@a", .to = U, .action = SENT, .ses_id = "x" },
	    { .message_id = "1@a", .recipient = U, .action = COMPLAINT }, true,
	    SENT, false, true },
	{ "and by SES' id",
	    { .message_id = "1@a", .to = U, .action = SENT, .ses_id = "x" },
	    { .ses_id = "x", .recipient = U, .action = COMPLAINT }, true, SENT,
	    false, true },
};

START_TEST(test_vectors)
{
	const struct vector *v = &vectors[_i];
	const struct end *e;
	struct line line = v->line;
	struct ends got;
	size_t i = 0;

	line.last = 5;
	noticed_count(&line, 1, &v->report, 1, &got);
	ck_assert_msg(got.n == (v->joined ? 1 : 2), "%s: %zu", v->what, got.n);
	while (!got.end[i].log)
		ck_assert_uint_lt(++i, got.n);
	e = &got.end[i];
	ck_assert_msg(e->outcome == v->outcome &&
	        e->overruled == v->overruled &&
	        e->complained == v->complained && e->noticed == v->joined,
	    "%s: %u", v->what, e->outcome);
	/* However it ends, it is the log's mail, and its tries. */
	ck_assert_str_eq(e->domain,
	    strchr(line.to, '.')[-1] == 'E' ? "EXAMPLE.jp." : "example.jp");
	ck_assert(e->begin == 1000000 && e->weight == 1 && e->attempts == 3);
	ck_assert(!e->by_mail && e->open == (e->outcome == DEFERRED));
	ck_assert_str_eq(e->reply, v->overruled ? "the report's" : "the log's");
	ck_assert_int_eq(e->last, v->overruled ? 90000000 : 5000000);
	/* Who had it last refused it, if nobody tells more. */
	ck_assert_str_eq(e->relay, "mx.example.net");
	ck_assert(e->unheard == (line.ses_id != NULL && !v->overruled));
	ck_assert_uint_eq(
	    e->service, v->overruled ? TD_SERVICE_NOTICE : TD_SERVICE_NONE);
	if (v->joined)
		return;
	e = &got.end[1 - i];
	ck_assert(!e->log && e->by_mail && !e->noticed && !e->overruled);
	ck_assert_uint_eq(e->outcome, v->report.action);
}
END_TEST

/* SES tells what became of it; a report by the Message-ID says more, also where
 * SES tells that Message-ID. */
START_TEST(test_service)
{
	const struct line line = {
		.message_id = "1@a", .to = U, .action = SENT, .ses_id = "x"
	};
	struct report report[] = {
		{ .ses_id = "x",
		    .recipient = U,
		    .action = SENT,
		    .event = true },
		{ .message_id = "1@a", .recipient = U, .action = FAILED },
	};
	struct ends got;

	if (_i == 1)
		report[0].message_id = "1@a";
	noticed_count(&line, 1, report, 2, &got);
	ck_assert_uint_eq(got.n, 1);
	ck_assert(got.end[0].noticed && got.end[0].overruled);
	ck_assert_uint_eq(got.end[0].outcome, FAILED);
	ck_assert_uint_eq(got.end[0].service, TD_SERVICE_SES);
	ck_assert_uint_eq(got.end[0].attempts, 1);
	/* What SES has as failed stays as SES has it. */
	report[0].action = FAILED;
	noticed_count(&line, 1, report, 2, &got);
	ck_assert_uint_eq(got.n, 1);
	ck_assert(got.end[0].noticed && !got.end[0].overruled);
	ck_assert_uint_eq(got.end[0].outcome, FAILED);
}
END_TEST

/* ---- several notices about one delivery, each under another name ---- */

#define TEAM "team@example.com"
#define STAFF "staff@example.com"

static const struct named {
	const char *what;
	struct line line[2];
	struct report report[2]; /* a bounce, a complaint */
} named[] = {
	{ "before and behind an alias, of which the log tells nothing",
	    { { .message_id = "1@a", .to = U } },
	    { { .message_id = "1@a", .recipient = TEAM, .final_recipient = U },
	        { .message_id = "1@a", .recipient = U } } },
	{ "two recipients that became one",
	    { { .message_id = "1@a", .to = U } },
	    { { .message_id = "1@a", .recipient = TEAM, .final_recipient = U },
	        { .message_id = "1@a",
	            .recipient = STAFF,
	            .final_recipient = U } } },
	{ "likewise, of which the log tells a third one",
	    { { .message_id = "1@a", .to = U, .orig_to = "crew@example.com" } },
	    { { .message_id = "1@a", .recipient = TEAM, .final_recipient = U },
	        { .message_id = "1@a",
	            .recipient = STAFF,
	            .final_recipient = U } } },
	{ "likewise, of which the log tells one",
	    { { .message_id = "1@a", .to = U, .orig_to = STAFF } },
	    { { .message_id = "1@a", .recipient = TEAM, .final_recipient = U },
	        { .message_id = "1@a",
	            .recipient = STAFF,
	            .final_recipient = U } } },
	{ "a queue id and a Message-ID",
	    { { .message_id = "1@a",
	        .to = U,
	        .queue_id = "4AbC",
	        .host = "mx1" } },
	    { { .recipient = U, .queue_id = "4AbC@mx1.example.com" },
	        { .message_id = "1@a", .recipient = U } } },
	{ "two Message-IDs of what SES took under one id",
	    { { .message_id = "1@a", .to = U, .ses_id = "x" },
	        { .message_id = "2@a", .to = U, .ses_id = "x" } },
	    { { .message_id = "1@a", .recipient = U },
	        { .message_id = "2@a", .recipient = U } } },
};

START_TEST(test_named)
{
	const struct named *v = &named[_i];
	struct line line[2] = { v->line[0], v->line[1] };
	struct report report[2] = { v->report[0], v->report[1] };
	const size_t n = line[1].to == NULL ? 1 : 2;
	struct ends got;

	for (size_t i = 0; i < n; i++) {
		line[i].action = SENT;
		line[i].last = 5 + (int)i;
	}
	report[0].action = FAILED;
	report[1].action = COMPLAINT;
	for (int round = 0; round < 20; round++) {
		noticed_count(line, n, report, 2, &got);
		ck_assert_msg(got.n == 1, "%s: %zu", v->what, got.n);
		ck_assert(got.end[0].log && got.end[0].noticed);
		ck_assert_uint_eq(got.end[0].outcome, FAILED);
		ck_assert(got.end[0].complained);
		ck_assert_uint_eq(got.end[0].weight, n);
	}
}
END_TEST

/* What is one with a notice about a line is told of nothing else, whichever
 * of them stays. */
START_TEST(test_united)
{
	const char id[] = { (char)('a' + _i), '\0' };
	const struct line line = { .message_id = id,
		.to = U,
		.action = SENT,
		.last = 5,
		.ses_id = "x" };
	const struct report report[] = {
		{ .message_id = id, .recipient = U, .action = DEFERRED },
		{ .message_id = id,
		    .recipient = TEAM,
		    .final_recipient = U,
		    .action = DEFERRED },
		{ .message_id = id,
		    .recipient = STAFF,
		    .final_recipient = U,
		    .action = DEFERRED },
		{ .message_id = id,
		    .recipient = TEAM,
		    .ses_id = "x",
		    .event = true,
		    .action = SENT },
		{ .message_id = id,
		    .recipient = STAFF,
		    .ses_id = "x",
		    .event = true,
		    .action = SENT },
	};
	struct ends got;

	for (int round = 0; round < 20; round++) {
		noticed_count(&line, 1, report, 5, &got);
		ck_assert_uint_eq(got.n, 3);
		for (size_t i = 0; i < got.n; i++)
			ck_assert_uint_eq(
			    got.end[i].attempts, got.end[i].log ? 3 : 1);
	}
}
END_TEST

/* Of more than can be kept, that of just the recipient, and the same ones in
 * any order. */
START_TEST(test_many)
{
	const struct line line = {
		.message_id = "1@a", .to = U, .action = SENT, .last = 5
	};
	struct report report[TD_NOTICED_MAX + 4];
	const size_t n = sizeof(report) / sizeof(report[0]);
	char to[TD_NOTICED_MAX + 4][24];
	struct ends first, other;

	for (size_t i = 0; i < n; i++) {
		snprintf(to[i], sizeof(to[i]), "u%zu@example.com", i);
		report[i] = (struct report){ .message_id = "1@a",
			.recipient = to[i],
			.final_recipient = U,
			.action = FAILED,
			.when = 100 + (int)i };
	}
	report[0] = (struct report){
		.message_id = "1@a", .recipient = U, .action = COMPLAINT
	};
	noticed_count(&line, 1, report, n, &first);
	ck_assert_uint_eq(first.n, 1 + n - TD_NOTICED_MAX);
	for (int round = 0; round < 20; round++) {
		noticed_count(&line, 1, report, n, &other);
		ck_assert_uint_eq(first.n, other.n);
		ck_assert_mem_eq(
		    first.end, other.end, first.n * sizeof(first.end[0]));
	}
	for (size_t i = 0; i < first.n; i++)
		ck_assert(first.end[i].complained == first.end[i].log);
}
END_TEST

/* ---- several deliveries of one message to one recipient ---- */

static const struct several {
	const char *what;
	uint8_t action[3]; /* of the log's lines, each later than the one
	                      before it; NONE: no more */
	uint8_t report;
	int about; /* which of them */
	uint8_t outcome;
} several[] = {
	{ "the last one sent", { SENT, SENT, SENT }, FAILED, 2, FAILED },
	{ "the one that failed", { FAILED, SENT, SENT }, FAILED, 0, FAILED },
	{ "the one that was given up", { SENT, EXPIRED, DEFERRED }, FAILED, 1,
	    EXPIRED },
	{ "the open one", { SENT, DEFERRED, SENT }, FAILED, 1, FAILED },
	{ "the last open one", { DEFERRED, DEFERRED, SENT }, FAILED, 1,
	    FAILED },
	{ "not what was thrown away", { SENT, SUPPRESSED }, FAILED, 0, FAILED },
	{ "a complaint about what came", { SENT, FAILED, DEFERRED }, COMPLAINT,
	    0, SENT },
	{ "about the last of it", { SENT, SENT, FAILED }, COMPLAINT, 1, SENT },
};

START_TEST(test_several)
{
	const struct several *v = &several[_i];
	const struct report report = {
		.message_id = "1@a", .recipient = U, .action = v->report
	};
	struct line line[3];
	struct ends got;
	size_t n = 0, found = 0;

	for (; n < 3 && v->action[n] != TD_ACTION_NONE; n++)
		line[n] = (struct line){ .message_id = "1@a",
			.to = U,
			.action = v->action[n],
			.last = (int)n + 1 };
	noticed_count(line, n, &report, 1, &got);
	ck_assert_uint_eq(got.n, n);
	for (size_t i = 0; i < n; i++) {
		const struct end *e = &got.end[i];

		if (!e->noticed) {
			int64_t at = e->last / 1000000 - 1;

			ck_assert_msg(at != v->about, "%s", v->what);
			ck_assert_uint_eq(e->outcome, v->action[at]);
			ck_assert(!e->overruled && !e->complained);
			continue;
		}
		found++;
		ck_assert_msg(e->outcome == v->outcome, "%s", v->what);
		ck_assert(e->complained == (v->report == COMPLAINT));
		if (!e->overruled)
			ck_assert_int_eq(e->last, (v->about + 1) * 1000000);
	}
	ck_assert_uint_eq(found, 1);
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof((table)[0])))

int
main(void)
{
	Suite *s = suite_create("notices");
	TCase *c = tcase_create("notices");

	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, test_vectors, 0, N(vectors));
	tcase_add_loop_test(c, test_service, 0, 2);
	tcase_add_loop_test(c, test_named, 0, N(named));
	tcase_add_loop_test(c, test_united, 0, 8);
	tcase_add_test(c, test_many);
	tcase_add_loop_test(c, test_several, 0, N(several));
	suite_add_tcase(s, c);
	return run_suite(s);
}

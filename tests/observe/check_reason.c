/*
 * Reasons of refusals: BOUNCES.md 2-5 and 7, FORMATS.md 19, DECISIONS.md 2, 3,
 * 6 and 20.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/observe/reason_vectors.h"
#include "tests/run.h"

/* 2025-03-13 00:00 JST, and what a log of 2026 would say. */
#define CHANGE (INT64_C(1741791600) * 1000000)
#define NOW (INT64_C(1764000000) * 1000000)

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static struct td_refusal
refusal(const struct vector *v, int64_t when)
{
	return (struct td_refusal){
		.carrier = text(v->carrier),
		.relay = text(v->relay),
		.status = text(v->status),
		.reply = text(v->reply),
		.when = when,
		.action = TD_ACTION_FAILED,
		.stage = (uint8_t)v->stage,
	};
}

static size_t
n_vectors(void)
{
	return n_reason_carriers + n_reason_anybody;
}

static const struct vector *
vector_at(size_t i)
{
	return i < n_reason_carriers ? &reason_carriers[i] :
	                               &reason_anybody[i - n_reason_carriers];
}

START_TEST(test_vectors)
{
	const struct vector *v = vector_at((size_t)_i);
	struct td_refusal in = refusal(v, NOW);
	struct td_verdict out;

	td_reason_of(NULL, &in, &out);
	ck_assert_msg(strcmp(out.rule, v->rule) == 0,
	    "%s: %s\nby \"%s\"\n not \"%s\"", v->from, v->reply, out.rule,
	    v->rule);
	ck_assert_str_eq(td_reason_name(out.reason), td_reason_name(v->reason));
	ck_assert_int_eq(out.stage, v->stage);
}
END_TEST

/* BOUNCES 4: what docomo answers after DATA, by the day of the answer. */
static const struct {
	int64_t when;
	enum td_reason reason;
	const char *rule;
} days[] = {
	{ CHANGE - 1, R(FILTERED),
	    "docomo: unknown user after DATA before 2025-03-13" },
	{ CHANGE, R(USERUNKNOWN), "docomo: unknown user after DATA" },
	{ TD_NO_TIME, R(USERUNKNOWN), "docomo: unknown user after DATA" },
};

START_TEST(test_dated)
{
	static const struct vector late = { DOCOMO, "5.0.0", EOD,
		"550 Unknown user <-usr@docomo.ne.jp>", R(FILTERED), "", "" };
	static const struct vector early = { DOCOMO, "5.0.0", RCPT,
		"550 Unknown user <-usr@docomo.ne.jp>", R(USERUNKNOWN), "",
		"" };
	struct td_reasons *m = td_reasons_new();
	struct td_verdict out;

	ck_assert_ptr_nonnull(m);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
			struct td_refusal in = refusal(&late, days[i].when);

			td_reason_of(m, &in, &out);
			ck_assert_int_eq(out.reason, days[i].reason);
			ck_assert_str_eq(out.rule, days[i].rule);
			in = refusal(&early, days[i].when);
			td_reason_of(m, &in, &out);
			ck_assert_str_eq(
			    out.rule, "docomo: unknown user at RCPT");
		}
	td_reasons_free(m);
}
END_TEST

/* The memory answers what would have been answered without it. */
START_TEST(test_memory)
{
	const size_t n = n_vectors();
	struct td_reasons *m = td_reasons_new();

	ck_assert_ptr_nonnull(m);
	for (size_t i = 0; i < 3 * n; i++) {
		struct td_refusal in = refusal(vector_at(i * 7 % n), NOW);
		struct td_verdict with, without;

		in.stage = (uint8_t)(i % TD_N_STAGES);
		td_reason_of(m, &in, &with);
		td_reason_of(NULL, &in, &without);
		ck_assert_ptr_eq(with.rule, without.rule);
		ck_assert_int_eq(with.reason, without.reason);
		ck_assert_int_eq(with.hard, without.hard);
	}
	td_reasons_free(m);
}
END_TEST

/* DECISIONS 3, 6: what the action says needs no reply. */
START_TEST(test_actions)
{
	static const struct vector v = { OTHER, "4.2.2", RCPT,
		"450 4.2.2 Mailbox full", R(MAILBOXFULL), "", "" };
	struct td_refusal in = refusal(&v, NOW);
	struct td_verdict out;

	in.action = TD_ACTION_EXPIRED;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(EXPIRED));
	ck_assert_str_eq(out.rule, "state: expired");
	in.action = TD_ACTION_SUPPRESSED;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(SUPPRESSED));
	in.action = TD_ACTION_SENT;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(DELIVERED));
	in.action = TD_ACTION_DEFERRED;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(MAILBOXFULL));
}
END_TEST

/* BOUNCES 1, column H. */
static const struct {
	const char *status, *reply;
	bool hard;
} hards[] = {
	{ "", "550 5.1.1 user unknown", true },
	{ "", "550 5.1.2 host unknown", true },
	{ "", "551 5.1.6 mailbox has moved", true },
	{ "", "556 5.1.10 null mx", true },
	{ "", "421 4.3.2 System not accepting network messages", false },
	{ "5.4.4", "Host found but no MX record found", true },
	{ "4.4.4", "Host found but no MX record found", false },
	{ "", "552 5.2.2 mailbox full", false },
	{ "", "550 5.7.26 dmarc", false },
};

START_TEST(test_hard)
{
	struct vector v = { OTHER, hards[_i].status, RCPT, hards[_i].reply,
		R(UNDEFINED), "", "" };
	struct td_refusal in = refusal(&v, NOW);
	struct td_verdict out;

	td_reason_of(NULL, &in, &out);
	ck_assert_msg(
	    out.hard == hards[_i].hard, "%s: %s", hards[_i].reply, out.rule);
}
END_TEST

/* BOUNCES 2: steps 3 to 5. */
static const struct {
	const char *in, *out;
	unsigned code, class, subject, detail;
} replies[] = {
	{ "550-5.7.26 Text one 550-5.7.26 text  two 550 5.7.26 url",
	    "550-5.7.26 text one text two url", 550, 5, 7, 26 },
	{ "550-This is\\n550-a long\\n550 story", "550-this is a long story",
	    550, 0, 0, 0 },
	{ "550 5.1.1 <Seed_4@Example.COM>... User Unknown",
	    "550 5.1.1 <@>... user unknown", 550, 5, 1, 1 },
	{ "550 5.1.1 <\"a b <c>\\\" @x\"@example.com>: no", "550 5.1.1 <@>: no",
	    550, 5, 1, 1 },
	{ "550 <u@[IPv6:2001:db8::1]> no", "550 <@> no", 550, 0, 0, 0 },
	{ "550 a@example.com, b@example.net: no", "550 <@>, <@>: no", 550, 0, 0,
	    0 },
	{ "550 to=u@example.com. (u@example.com)", "550 to=<@>. (<@>)", 550, 0,
	    0, 0 },
	{ "host mx[192.0.2.1] said: 421 4.7.0 try (in reply to MAIL FROM "
	  "command)",
	    "421 4.7.0 try", 421, 4, 7, 0 },
	{ "452-4.2.2 full d9443c01a7336-xx.12 - gsmtp", "452-4.2.2 full", 452,
	    4, 2, 2 },
	{ "550 5.5.0 no [BN1.eop-nam.prod.protection.outlook.com "
	  "2025-01-01T00:00:00.000Z 08D]",
	    "550 5.5.0 no", 550, 5, 5, 0 },
	{ "550: 5.1.1 no", "550: 5.1.1 no", 550, 5, 1, 1 },
	{ "553 sorry (#5.7.1)", "553 sorry", 553, 5, 7, 1 },
	{ "Connected_to_192.0.2.1_but_sender_was_rejected./Remote_host_said:_"
	  "421_4.7.0_[TSS04]_Messages/Giving_up_on_192.0.2.1./",
	    "421 4.7.0 [tss04] messages", 421, 4, 7, 0 },
	{ "connect to mx[192.0.2.1]:465: Connection refused",
	    "connect to mx[192.0.2.1]:465: connection refused", 0, 0, 0, 0 },
	{ "connect to mx.example.net:465: Connection refused",
	    "connect to mx.example.net:465: connection refused", 0, 0, 0, 0 },
	{ "550 client 5.22.33.44 and Exim 4.94.2 no",
	    "550 client 5.22.33.44 and exim 4.94.2 no", 550, 0, 0, 0 },
	{ "550 4.4.7 QUEUE.Expired", "550 4.4.7 queue.expired", 550, 4, 4, 7 },
	{ "Sorry. (#5.1.1)", "sorry.", 0, 5, 1, 1 },
	{ "421", "421", 421, 0, 0, 0 },
	{ "250 2.0.0 Ok: queued as 4AbC", "250 2.0.0 ok: queued as 4abc", 250,
	    2, 0, 0 },
	{ "", "", 0, 0, 0, 0 },
	{ "@", "@", 0, 0, 0, 0 },
	{ "@@@ <@ a@ @b", "@@@ <@ <@> @b", 0, 0, 0, 0 },
};

START_TEST(test_replies)
{
	struct td_reply out;

	td_reply_read(text(replies[_i].in), &out);
	ck_assert_msg(out.n == strlen(replies[_i].out) &&
	        memcmp(out.text, replies[_i].out, out.n) == 0,
	    "%s\n-> %.*s", replies[_i].in, (int)out.n, out.text);
	ck_assert_uint_eq(out.code, replies[_i].code);
	ck_assert_uint_eq(out.status.class, replies[_i].class);
	ck_assert_uint_eq(out.status.subject, replies[_i].subject);
	ck_assert_uint_eq(out.status.detail, replies[_i].detail);
}
END_TEST

/* Any bytes, cut anywhere, in memory that ends there. */
START_TEST(test_hostile)
{
	struct td_reasons *m = td_reasons_new();
	uint32_t seed = 1;

	ck_assert_ptr_nonnull(m);
	for (size_t v = 0; v < n_vectors(); v++) {
		struct td_refusal in = refusal(vector_at(v), NOW);
		size_t n = in.reply.n;

		for (size_t cut = 0; cut <= n; cut++) {
			char *copy = malloc(cut + 1);
			struct td_verdict out;

			ck_assert_ptr_nonnull(copy);
			memmove(copy, vector_at(v)->reply, cut);
			for (int twice = 0; twice < 2; twice++) {
				char *exact = malloc(cut > 0 ? cut : 1);

				ck_assert_ptr_nonnull(exact);
				memcpy(exact, copy, cut);
				in.reply = (struct td_span){ exact, cut };
				td_reason_of(m, &in, &out);
				ck_assert_int_lt(out.reason, TD_N_REASONS);
				free(exact);
				seed = seed * 1664525 + 1013904223;
				if (cut > 0)
					copy[seed % cut] = (char)(seed >> 24);
			}
			free(copy);
		}
	}
	td_reasons_free(m);
}
END_TEST

/* Longer than what is looked at, of the worst kinds. */
START_TEST(test_long)
{
	static const char *const unit[] = { "@", "<\"", "<@", "550 ", "5.1.1 ",
		"\\n", "a@b ", "_", "(#", "[.outlook.com]", "\xe3\x81\x82" };
	static char line[1 << 20];

	for (size_t u = 0; u < sizeof(unit) / sizeof(unit[0]); u++) {
		size_t n = strlen(unit[u]);
		struct td_reply out;

		for (size_t i = 0; i + n <= sizeof(line); i += n)
			memcpy(line + i, unit[u], n);
		td_reply_read((struct td_span){ line, sizeof(line) }, &out);
		ck_assert_uint_le(out.n, TD_REPLY_MAX);
	}
}
END_TEST

/* Rules can be counted by their names: no two are the same. */
START_TEST(test_list)
{
	struct td_reason_row a, b;
	size_t n = 0;

	for (size_t i = 0; td_reason_list(i, &a); i++, n++) {
		ck_assert_ptr_nonnull(a.rule);
		ck_assert_uint_lt(strlen(a.rule), 256); /* as a dimension */
		ck_assert_ptr_nonnull(a.source);
		for (size_t j = i + 1; td_reason_list(j, &b); j++)
			ck_assert_str_ne(a.rule, b.rule);
	}
	ck_assert_uint_gt(n, 300);
	for (size_t i = 0; i < n_vectors(); i++) {
		bool found = false;

		for (size_t j = 0; !found && td_reason_list(j, &b); j++)
			found = strcmp(b.rule, vector_at(i)->rule) == 0;
		ck_assert_msg(found, "%s", vector_at(i)->rule);
	}
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("reason");
	TCase *c = tcase_create("reason");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, test_vectors, 0, (int)n_vectors());
	tcase_add_test(c, test_dated);
	tcase_add_test(c, test_memory);
	tcase_add_test(c, test_actions);
	tcase_add_loop_test(c, test_hard, 0, N(hards));
	tcase_add_loop_test(c, test_replies, 0, N(replies));
	tcase_add_test(c, test_hostile);
	tcase_add_test(c, test_long);
	tcase_add_test(c, test_list);
	suite_add_tcase(s, c);
	return run_suite(s);
}

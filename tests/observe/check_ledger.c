/*
 * What services tell, in any order, in any parts and more than once, must
 * become what the whole of it says: held against a second reading of the rules
 * of ledger.h that looks through all of it for each message and recipient.
 */
#include <stdlib.h>

#include "analyzer/observe/ledger.h"
#include "analyzer/observe/table.h"
#include "tests/run.h"

enum { MAX_TOLD = 24, MAX_ROWS = 16 };

/* What comes of a row, in numbers that can be compared. */
struct end {
	char domain[32], sender[32], tag[32], reply[32], label[32], relay[32];
	uint64_t weight;
	int64_t begin, first, last, delay;
	uint32_t attempts;
	uint8_t outcome, service, program;
	bool complained, joined, unheard, null_sender, hard, inbound, open;
};

struct ends {
	size_t n;
	struct end end[MAX_ROWS];
};

static void
copy(char out[32], struct td_span s)
{
	ck_assert_uint_lt(s.n, 32);
	memset(out, 0, 32);
	if (s.n > 0)
		memcpy(out, s.p, s.n);
}

static void
take(void *arg, const struct td_settled *s)
{
	struct ends *to = arg;
	struct end *e = &to->end[to->n++];

	ck_assert_uint_le(to->n, MAX_ROWS);
	memset(e, 0, sizeof(*e));
	copy(e->domain, s->domain);
	copy(e->sender, s->sender_domain);
	copy(e->tag, s->tag);
	copy(e->reply, s->reply);
	copy(e->label, s->label);
	copy(e->relay, s->relay);
	e->weight = s->weight;
	e->begin = s->begin;
	e->first = s->first;
	e->last = s->last;
	e->delay = s->delay;
	e->attempts = s->attempts;
	e->outcome = s->outcome;
	e->service = s->service;
	e->program = s->program;
	e->complained = s->complained;
	e->joined = s->joined;
	e->unheard = s->unheard;
	e->null_sender = s->null_sender;
	e->hard = s->hard;
	e->inbound = s->inbound;
	e->open = s->open;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct end));
}

static void
settle(struct td_ledger *l, struct ends *out)
{
	out->n = 0;
	ck_assert_int_eq(td_ledger_settle(l, take, out), 0);
	ck_assert(td_ledger_is_empty(l));
	qsort(out->end, out->n, sizeof(out->end[0]), compare);
}

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

/* ---- one thing after another ---- */

struct told {
	const char *id, *recipient;
	uint8_t action, flags;
	int64_t when; /* seconds */
	const char *reply;
};

static void
add(struct td_ledger *l, const struct told *t, const char *label)
{
	struct td_outcome o;

	td_outcome_clear(&o, TD_SERVICE_SES);
	o.id = text(t->id);
	o.recipient = text(t->recipient);
	o.action = t->action;
	o.flags = t->flags;
	o.when = t->when * 1000000;
	o.begun = 1000000;
	o.reply = text(t->reply == NULL ? "" : t->reply);
	o.sender = text("bounce@Mail.EXAMPLE.com");
	ck_assert_int_eq(td_ledger_add(l, &o, text(label)), 0);
}

static const struct vector {
	struct told told[6];
	uint8_t outcome;
	uint32_t attempts;
	uint64_t weight;
	int64_t last;
	bool complained, hard;
} vectors[] = {
	/* DECISIONS 10: Send alone has no outcome yet. */
	{ { { "a", "u@example.jp", TD_ACTION_NONE, 0, 1, NULL } },
	    TD_ACTION_NONE, 0, 1, 1, false, false },
	{ { { "a", "u@example.jp", TD_ACTION_NONE, 0, 1, NULL },
	      { "a", "u@example.jp", TD_ACTION_SENT, 0, 3, "250 ok" } },
	    TD_ACTION_SENT, 1, 1, 3, false, false },
	/* At least once: the same again is the same. */
	{ { { "a", "u@example.jp", TD_ACTION_SENT, 0, 3, "250 ok" },
	      { "a", "u@EXAMPLE.jp", TD_ACTION_SENT, 0, 3, "250 ok" },
	      { "a", "u@example.jp.", TD_ACTION_SENT, 0, 3, "250 ok" } },
	    TD_ACTION_SENT, 1, 1, 3, false, false },
	/* Deferrals are told apart by their times. */
	{ { { "a", "u@example.jp", TD_ACTION_DEFERRED, 0, 2, "450 no" },
	      { "a", "u@example.jp", TD_ACTION_DEFERRED, 0, 2, "450 no" },
	      { "a", "u@example.jp", TD_ACTION_DEFERRED, 0, 9, "450 no" },
	      { "a", "u@example.jp", TD_ACTION_NONE, 0, 1, NULL } },
	    TD_ACTION_DEFERRED, 2, 1, 9, false, false },
	/* A bounce after a delivery, told before it. */
	{ { { "a", "u@example.jp", TD_ACTION_FAILED, TD_OUTCOME_HARD, 90,
	        "550 5.1.1 no" },
	      { "a", "u@example.jp", TD_ACTION_SENT, 0, 3, "250 ok" },
	      { "a", "u@example.jp", TD_ACTION_DEFERRED, 0, 2, "450 no" } },
	    TD_ACTION_FAILED, 3, 1, 90, false, true },
	/* A bounce before a delivery still beats it. */
	{ { { "a", "u@example.jp", TD_ACTION_FAILED, 0, 2, "550 no" },
	      { "a", "u@example.jp", TD_ACTION_SENT, 0, 3, "250 ok" } },
	    TD_ACTION_FAILED, 2, 1, 2, false, false },
	/* On the service's list: never offered to the carrier. */
	{ { { "a", "u@example.jp", TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	      2, NULL } },
	    TD_ACTION_SUPPRESSED, 0, 1, 2, false, false },
	{ { { "a", "u@example.jp", TD_ACTION_DEFERRED, 0, 2, "450 no" },
	      { "a", "u@example.jp", TD_ACTION_EXPIRED, TD_OUTCOME_NO_ATTEMPT,
	          9, NULL } },
	    TD_ACTION_EXPIRED, 1, 1, 9, false, false },
	/* Two complaints are one, and no message. */
	{ { { "a", "u@example.jp", TD_ACTION_NONE, TD_OUTCOME_COMPLAINT, 50,
	        NULL },
	      { "a", "u@example.jp", TD_ACTION_NONE, TD_OUTCOME_COMPLAINT, 60,
	          NULL } },
	    TD_ACTION_NONE, 0, 0, INT64_MIN, true, false },
	{ { { "a", "u@example.jp", TD_ACTION_NONE, TD_OUTCOME_COMPLAINT, 50,
	        NULL },
	      { "a", "u@example.jp", TD_ACTION_SENT, 0, 3, "250 ok" } },
	    TD_ACTION_SENT, 1, 1, 3, true, false },
};

START_TEST(test_vectors)
{
	const struct vector *v = &vectors[_i];
	struct td_ledger *l = td_ledger_new();
	struct ends got;
	const struct end *e = &got.end[0];

	ck_assert_ptr_nonnull(l);
	for (size_t i = 0; i < 6 && v->told[i].id != NULL; i++)
		add(l, &v->told[i], "f");
	settle(l, &got);
	ck_assert_uint_eq(got.n, 1);
	ck_assert_str_eq(e->domain, "example.jp");
	ck_assert_str_eq(e->sender, "mail.example.com");
	ck_assert_uint_eq(e->outcome, v->outcome);
	ck_assert_uint_eq(e->attempts, v->attempts);
	ck_assert_uint_eq(e->weight, v->weight);
	ck_assert_int_eq(
	    e->last, v->last == INT64_MIN ? TD_NO_TIME : v->last * 1000000);
	ck_assert(e->complained == v->complained && e->hard == v->hard);
	ck_assert_int_eq(e->begin, 1000000);
	ck_assert(e->open == (v->outcome == TD_ACTION_DEFERRED));
	if (v->outcome == TD_ACTION_SENT)
		ck_assert_int_eq(e->delay, (v->last - 1) * 1000000);
	td_ledger_free(l);
}
END_TEST

/* Two messages, two recipients, two services: four rows and one. */
START_TEST(test_keys)
{
	static const struct told told[] = {
		{ "a", "u@example.jp", TD_ACTION_SENT, 0, 3, NULL },
		{ "b", "u@example.jp", TD_ACTION_SENT, 0, 3, NULL },
		{ "a", "v@example.jp", TD_ACTION_SENT, 0, 3, NULL },
		{ "a", "u@example.com", TD_ACTION_SENT, 0, 3, NULL },
		{ "a", "U@example.jp", TD_ACTION_SENT, 0, 3, NULL },
		{ "a", "example.jp", TD_ACTION_SENT, TD_OUTCOME_DOMAIN, 3,
		    NULL },
	};
	struct td_ledger *l = td_ledger_new();
	struct td_outcome o;
	struct ends got;

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		add(l, &told[i], "f");
	td_outcome_clear(&o, TD_SERVICE_KUMOMTA);
	o.id = text("a");
	o.recipient = text("u@example.jp");
	o.when = 1;
	ck_assert_int_eq(td_ledger_add(l, &o, text("f")), 0);
	settle(l, &got);
	ck_assert_uint_eq(got.n, 7);
	td_ledger_free(l);
}
END_TEST

/* ---- any order ---- */

static uint32_t
upto(uint32_t n)
{
	static uint64_t x = UINT64_C(0x2545f4914f6cdd1d);

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 33) % n;
}

static const char *const replies[] = { "450 a", "450 b", "550 a", "" };
static const char *const labels[] = { "one", "two", "three" };

static void
any_told(struct told *t)
{
	static const char *const ids[] = { "a", "b" };
	static const char *const rcpts[] = { "u@example.jp", "v@example.com" };

	*t = (struct told){ .id = ids[upto(2)],
		.recipient = rcpts[upto(2)],
		.action = (uint8_t)upto(TD_N_ACTIONS),
		.when = 1 + upto(5),
		.reply = replies[upto(4)] };
	if (t->action == TD_ACTION_NONE && upto(2) == 0)
		t->flags |= TD_OUTCOME_COMPLAINT;
	if (upto(8) == 0)
		t->flags |= TD_OUTCOME_NO_ATTEMPT;
	if (upto(8) == 0)
		t->flags |= TD_OUTCOME_HARD;
}

/* The second reading: what all that is told of one pair comes to. */
static void
read_all(const struct told *t, size_t n, const char *id, const char *rcpt,
    struct end *e, bool *any)
{
	static const uint8_t weak_first[] = { TD_ACTION_NONE,
		TD_ACTION_DEFERRED, TD_ACTION_SENT, TD_ACTION_FAILED,
		TD_ACTION_EXPIRED, TD_ACTION_SUPPRESSED };
	bool deferred[8] = { false }, sent = false, failed = false;

	memset(e, 0, sizeof(*e));
	*any = false;
	for (size_t i = 0; i < n; i++) {
		const bool tried = (t[i].flags & TD_OUTCOME_NO_ATTEMPT) == 0;

		if (strcmp(t[i].id, id) != 0 ||
		    strcmp(t[i].recipient, rcpt) != 0)
			continue;
		*any = true;
		e->hard |= (t[i].flags & TD_OUTCOME_HARD) != 0;
		if ((t[i].flags & TD_OUTCOME_COMPLAINT) != 0) {
			e->complained = true;
			continue;
		}
		e->weight = 1;
		deferred[t[i].when] |=
		    tried && t[i].action == TD_ACTION_DEFERRED;
		sent |= tried && t[i].action == TD_ACTION_SENT;
		failed |= tried && t[i].action == TD_ACTION_FAILED;
	}
	for (int i = 0; i < 8; i++)
		e->attempts += deferred[i];
	e->attempts += sent + failed;
	for (size_t a = 0; a < sizeof(weak_first); a++)
		for (size_t i = 0; i < n; i++)
			if (strcmp(t[i].id, id) == 0 &&
			    strcmp(t[i].recipient, rcpt) == 0 &&
			    (t[i].flags & TD_OUTCOME_COMPLAINT) == 0 &&
			    t[i].action == weak_first[a])
				e->outcome = weak_first[a];
	e->last = INT64_MIN;
	for (size_t i = 0; i < n; i++)
		if (strcmp(t[i].id, id) == 0 &&
		    strcmp(t[i].recipient, rcpt) == 0 && e->weight > 0 &&
		    (t[i].flags & TD_OUTCOME_COMPLAINT) == 0 &&
		    t[i].action == e->outcome && t[i].when > e->last)
			e->last = t[i].when;
}

static void
hold_against(const struct told *t, size_t n, const struct ends *got)
{
	static const char *const ids[] = { "a", "b" };
	static const char *const rcpts[] = { "u@example.jp", "v@example.com" };
	size_t rows = 0, found = 0;

	for (int k = 0; k < 4; k++) {
		struct end want;
		bool any, hit = false;

		read_all(t, n, ids[k / 2], rcpts[k % 2], &want, &any);
		rows += any;
		for (size_t i = 0; any && !hit && i < got->n; i++) {
			const struct end *e = &got->end[i];

			hit = strcmp(e->domain,
			          strchr(rcpts[k % 2], '@') + 1) == 0 &&
			    e->outcome == want.outcome &&
			    e->weight == want.weight &&
			    e->attempts == want.attempts &&
			    e->complained == want.complained &&
			    e->hard == want.hard &&
			    (want.weight == 0 ||
			        e->last == want.last * 1000000);
		}
		found += hit;
	}
	ck_assert_uint_eq(rows, got->n);
	ck_assert_uint_eq(found, rows);
}

/* Told in another order and in up to three parts, which are merged. */
static void
tell_otherwise(
    const struct told *t, const uint8_t *label, size_t n, struct ends *out)
{
	struct td_ledger *part[3];
	size_t order[MAX_TOLD];

	for (int k = 0; k < 3; k++)
		part[k] = td_ledger_new();
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = upto((uint32_t)i), x = order[i - 1];

		order[i - 1] = order[k];
		order[k] = x;
	}
	for (size_t i = 0; i < n; i++)
		add(part[upto(3)], &t[order[i]], labels[label[order[i]]]);
	ck_assert_int_eq(td_ledger_merge(part[2], part[0]), 0);
	ck_assert_int_eq(td_ledger_merge(part[1], part[2]), 0);
	settle(part[1], out);
	for (int k = 0; k < 3; k++)
		td_ledger_free(part[k]);
}

START_TEST(test_orders)
{
	const char *given = getenv("TODOKU_ROUNDS");
	const long rounds = given != NULL ? atol(given) : 3000;

	for (long round = 0; round < rounds; round++) {
		struct told t[MAX_TOLD];
		uint8_t label[MAX_TOLD];
		struct td_ledger *l = td_ledger_new();
		size_t n = 1 + upto(MAX_TOLD);
		struct ends whole, other;

		for (size_t i = 0; i < n; i++) {
			any_told(&t[i]);
			label[i] = (uint8_t)upto(3);
			add(l, &t[i], labels[label[i]]);
		}
		settle(l, &whole);
		td_ledger_free(l);
		hold_against(t, n, &whole);
		for (int k = 0; k < 3; k++) {
			tell_otherwise(t, label, n, &other);
			ck_assert_uint_eq(whole.n, other.n);
			ck_assert_mem_eq(whole.end, other.end,
			    whole.n * sizeof(whole.end[0]));
		}
	}
}
END_TEST

/* ---- with a log ---- */

static void
relay(struct td_ledger *l, const char *id, uint64_t weight)
{
	static const struct td_noticed nobody = { .n = 0 };
	struct td_settled s = { .given = td_table_hash(text(id), 0),
		.recipient_hash =
		    td_table_address(text("u@"), text("example.jp"), false),
		.domain = text("example.jp"),
		.weight = weight,
		.outcome = TD_ACTION_SENT,
		.program = TD_PROGRAM_POSTFIX,
		.attempts = 2,
		.relay = text("email-smtp.example.com"),
		.sender_domain = text("shop.example.com"),
		.begin = 500000,
		.first = 600000,
		.last = 700000,
		.delay = 200000 };

	memset(s.result, TD_R_MISSING, sizeof(s.result));
	ck_assert_int_eq(
	    td_ledger_relay(l, TD_SERVICE_SES, &nobody, &s, text("mail.log")),
	    0);
}

START_TEST(test_joined)
{
	static const struct told bounce = { "x", "u@example.jp",
		TD_ACTION_FAILED, 0, 9, "550 no" };

	for (int order = 0; order < 4; order++) {
		struct td_ledger *log = td_ledger_new();
		struct td_ledger *events = td_ledger_new();
		struct td_ledger *l = order < 2 ? log : events;
		struct ends got;
		const struct end *e = &got.end[0];

		if (order % 2 == 0)
			relay(log, "x", 1);
		add(order % 2 == 0 ? events : l, &bounce, "events");
		if (order % 2 == 1)
			relay(log, "x", 1);
		ck_assert_int_eq(
		    td_ledger_merge(l, l == log ? events : log), 0);
		settle(l, &got);
		ck_assert_uint_eq(got.n, 1);
		ck_assert(e->joined && !e->unheard && e->weight == 1);
		ck_assert_uint_eq(e->outcome, TD_ACTION_FAILED);
		ck_assert_uint_eq(e->attempts, 1);
		ck_assert_str_eq(e->reply, "550 no");
		ck_assert_str_eq(e->label, "events");
		/* It came in when the log says, from whom it says. */
		ck_assert_int_eq(e->begin, 500000);
		ck_assert_str_eq(e->sender, "shop.example.com");
		td_ledger_free(log);
		td_ledger_free(events);
	}
}
END_TEST

/* What the service tells nothing of stays as the log has it. */
START_TEST(test_unheard)
{
	struct td_ledger *l = td_ledger_new();
	struct td_ledger *other = td_ledger_new();
	struct ends got;
	const struct end *e = &got.end[0];

	relay(l, "x", 1);
	relay(other, "x", 2);
	ck_assert_int_eq(td_ledger_merge(l, other), 0);
	settle(l, &got);
	ck_assert_uint_eq(got.n, 1);
	ck_assert(e->unheard && !e->joined);
	ck_assert_uint_eq(e->weight, 3);
	ck_assert_uint_eq(e->outcome, TD_ACTION_SENT);
	ck_assert_uint_eq(e->attempts, 2);
	ck_assert_uint_eq(e->service, TD_SERVICE_NONE);
	ck_assert_uint_eq(e->program, TD_PROGRAM_POSTFIX);
	ck_assert_str_eq(e->relay, "email-smtp.example.com");
	ck_assert_str_eq(e->label, "mail.log");
	ck_assert_int_eq(e->delay, 200000);
	td_ledger_free(l);
	td_ledger_free(other);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ledger");
	TCase *c = tcase_create("ledger");

	tcase_set_timeout(c, 120);
	tcase_add_loop_test(
	    c, test_vectors, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(c, test_keys);
	tcase_add_test(c, test_orders);
	tcase_add_test(c, test_joined);
	tcase_add_test(c, test_unheard);
	suite_add_tcase(s, c);
	return run_suite(s);
}

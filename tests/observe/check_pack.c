/*
 * A queue and a ledger that are bytes in between settle the same as those that
 * stay: however often that happens, wherever a log is cut, and whatever is
 * appended on which side.
 */
#include <endian.h>
#include <stdlib.h>

#include "analyzer/observe/pack.h"
#include "analyzer/observe/table.h"
#include "random_log.h"
#include "tests/run.h"

enum { ROUNDS = 600, CUTS = 8 };

static unsigned
rounds(void)
{
	const char *more = getenv("TODOKU_ROUNDS");

	return more != NULL ? (unsigned)atoi(more) : ROUNDS;
}

static void
compare(const struct settled *a, const struct settled *b, unsigned round)
{
	const char *x, *y;

	if (!settled_same(a, b, &x, &y))
		ck_abort_msg("round %u: %s\n instead of: %s", round, y, x);
	ck_assert_uint_eq(a->dropped, b->dropped);
	ck_assert_uint_eq(a->unjoined, b->unjoined);
}

/* ---- queues ---- */

static struct td_span
span_of(const struct td_bytes *b)
{
	return (struct td_span){ b->p, b->n };
}

/* What is packed again is the same bytes.  Whether there is something before
 * it, the queue knows. */
static struct td_queue *
carry(struct td_queue *q, const struct td_join_options *o)
{
	const struct td_join_options another = { .first = !o->first,
		.keep_text = o->keep_text };
	struct td_bytes one = { NULL, 0, 0 }, two = { NULL, 0, 0 };
	struct td_error e = { NULL, "", false };
	struct td_queue *other;

	ck_assert_int_eq(td_queue_pack(q, &one), 0);
	other = td_queue_unpack(&another, span_of(&one), &e);
	ck_assert_msg(other != NULL, "%s: %s", e.what, e.reason);
	ck_assert_uint_eq(td_queue_open(other), td_queue_open(q));
	ck_assert_int_eq(td_queue_pack(other, &two), 0);
	ck_assert_uint_eq(one.n, two.n);
	ck_assert_mem_eq(one.p, two.p, one.n);
	td_queue_free(q);
	free(one.p);
	free(two.p);
	return other;
}

static int
by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static size_t
end_of(const struct log *l, const size_t *cut, size_t n_cuts, size_t i)
{
	return i < n_cuts ? cut[i] : l->n;
}

enum order { LEFT, RIGHT, ANY_ORDER, N_ORDERS };

/* Which of n neighbours takes up the one behind it. */
static size_t
next_left(enum order order, size_t n)
{
	if (order == LEFT)
		return 0;
	return order == RIGHT ? n - 2 : random_upto((unsigned)n - 1);
}

/* Every queue is carried before it is appended to, or itself appended. */
static void
join_carried(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, enum order order, struct settled *out)
{
	struct td_join_options rest = *o;
	struct td_queue *q[CUTS + 1];
	size_t n = n_cuts + 1;

	rest.first = false;
	for (size_t i = 0; i < n; i++)
		q[i] = carry(
		    join_stretch(l, i == 0 ? 0 : cut[i - 1],
		        end_of(l, cut, n_cuts, i), i == 0 ? o : &rest, 0, out),
		    i == 0 ? o : &rest);
	for (; n > 1; n--) {
		size_t i = next_left(order, n);

		ck_assert_int_eq(
		    td_queue_append(q[i], q[i + 1], settled_add, out), 0);
		td_queue_free(q[i + 1]);
		q[i] = carry(q[i], i == 0 ? o : &rest);
		memmove(&q[i + 1], &q[i + 2], (n - i - 2) * sizeof(q[0]));
	}
	ck_assert_int_eq(td_queue_finish(q[0], settled_add, out), 0);
	out->dropped = td_queue_dropped(q[0]);
	out->unjoined = td_queue_unjoined(q[0]);
	td_queue_free(q[0]);
	settled_sort(out);
}

static void
carry_log(unsigned round)
{
	static struct log l;
	struct td_join_options o = { .keep_text = true };
	struct settled whole = { .full = true };

	random_seed(round);
	random_log(&l, 4 + random_upto(round % 3 == 0 ? 200 : 30));
	join_cut(&l, &o, NULL, 0, 0, &whole);
	for (int k = 0; k < 2 * N_ORDERS; k++) {
		struct settled parts = { .full = true };
		size_t cut[CUTS], n = 1 + random_upto(CUTS);

		for (size_t i = 0; i < n; i++)
			cut[i] = random_upto((unsigned)l.n + 1);
		qsort(cut, n, sizeof(cut[0]), by_size);
		o.first = k % 2 == 1;
		join_carried(&l, &o, cut, n, (enum order)(k / 2), &parts);
		compare(&whole, &parts, round);
		settled_free(&parts);
	}
	settled_free(&whole);
}

START_TEST(test_queue)
{
	for (unsigned i = 1; i <= rounds(); i++)
		carry_log(i);
}
END_TEST

/* Recipients of an entry that are too many to be looked through. */
START_TEST(test_big_entry)
{
	enum { MANY = 3000, TWICE = 1500 };
	const struct td_join_options o = { .first = true, .keep_text = true };
	struct td_queue *q = td_queue_new(&o);
	struct settled out = { .full = true };
	struct td_event e = { .program = TD_PROGRAM_POSTFIX,
		.result = { TD_R_MISSING, TD_R_MISSING, TD_R_MISSING,
		    TD_R_MISSING },
		.when = INT64_C(1700000000000000),
		.delay = TD_NO_TIME,
		.host = TD_SPAN("mx1"),
		.queue_id = TD_SPAN("Q1") };
	char to[32];

	ck_assert_int_eq(td_queue_event(q, TD_ACCEPT, &e, 0), 0);
	e.action = TD_ACTION_DEFERRED;
	for (int i = 0; i < MANY + TWICE; i++) {
		e.recipient.p = to;
		e.recipient.n = (size_t)snprintf(
		    to, sizeof(to), "u%d@example.jp", i % MANY);
		ck_assert_int_eq(td_queue_event(q, TD_DELIVER, &e, 0), 0);
		if (i != MANY)
			continue;
		ck_assert_int_eq(td_queue_close(q, settled_add, &out), 0);
		q = carry(q, &o);
	}
	ck_assert_int_eq(td_queue_close(q, settled_add, &out), 0);
	q = carry(q, &o);
	ck_assert_int_eq(td_queue_finish(q, settled_add, &out), 0);
	ck_assert_uint_eq(out.n, MANY);
	td_queue_free(q);
	settled_free(&out);
}
END_TEST

/* ---- ledgers ---- */

static struct td_ledger *
carry_ledger(struct td_ledger *l)
{
	struct td_bytes one = { NULL, 0, 0 }, two = { NULL, 0, 0 };
	struct td_error e = { NULL, "", false };
	struct td_ledger *other = td_ledger_new();

	ck_assert_int_eq(td_ledger_pack(l, &one), 0);
	ck_assert_msg(td_ledger_unpack(other, span_of(&one), &e) == 0, "%s: %s",
	    e.what, e.reason);
	ck_assert_uint_eq(td_ledger_rows(other), td_ledger_rows(l));
	ck_assert_int_eq(td_ledger_pack(other, &two), 0);
	ck_assert_uint_eq(one.n, two.n);
	ck_assert_mem_eq(one.p, two.p, one.n);
	td_ledger_free(l);
	free(one.p);
	free(two.p);
	return other;
}

static struct td_span
pick(const char *const *of, unsigned n)
{
	const char *s = of[random_upto(n)];

	return (struct td_span){ s, strlen(s) };
}

static const char *const ids[] = { "1@example.com", "2@example.com",
	"3@example.com" };
static const char *const rcpts[] = { "u@example.jp", "v@example.jp",
	"w@EXAMPLE.net" };
static const char *const paths[] = { "bounce+1@example.com",
	"bounce+2@example.com", "" };
static const char *const words[] = { "450 a", "450 b", "550 a", "" };
static const char *const labels[] = { "monday", "tuesday" };

/* What is told in one era is of no message of another. */
static unsigned era;

#define ERA (INT64_C(7) * 86400 * 1000000)

static struct td_span
of_era(struct td_span s)
{
	static char text[16][64];
	static unsigned next;
	char *p = text[next++ % 16];

	if (era == 0 || s.n == 0)
		return s;
	return (struct td_span){ p,
		(size_t)snprintf(
		    p, sizeof(text[0]), "%u.%.*s", era, (int)s.n, s.p) };
}

static void
any_outcome(struct td_outcome *o)
{
	td_outcome_clear(
	    o, random_upto(3) == 0 ? TD_SERVICE_NOTICE : TD_SERVICE_SES);
	o->id = of_era(pick(ids, 3));
	o->recipient = pick(rcpts, 3);
	o->sender = of_era(pick(paths, 3));
	o->action = (uint8_t)random_upto(TD_N_ACTIONS);
	o->when = era * ERA + (1 + random_upto(5)) * INT64_C(1000000);
	o->stage = (uint8_t)(o->when % ERA / 1000000);
	o->reply = pick(words, 4);
	o->cause = pick(words, 4);
	o->tag = pick(words, 4);
	o->weight = 1 + random_upto(3);
	if (random_upto(3) == 0)
		o->begun = era * ERA + random_upto(5) * INT64_C(1000000);
	if (random_upto(2) == 0)
		o->message_id = of_era(pick(ids, 3));
	if (random_upto(4) == 0) {
		enum td_method m = (enum td_method)random_upto(TD_M_SENDER_ID);

		o->result[m] = (uint8_t)random_upto(TD_R_OTHER);
		o->auth_domain[m] = TD_SPAN("example.com");
	}
	if (o->service == TD_SERVICE_NOTICE)
		o->flags |= TD_OUTCOME_BY_MAIL;
	if (o->action == TD_ACTION_NONE && random_upto(2) == 0)
		o->flags |= TD_OUTCOME_COMPLAINT;
	if (random_upto(8) == 0)
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	if (random_upto(8) == 0)
		o->flags |= TD_OUTCOME_HARD;
}

static uint64_t
address(struct td_span s)
{
	char buf[TD_HOST_MAX + 1];
	struct td_span domain;

	return td_table_recipient(s, false, buf, &domain);
}

/* What a log tells of the same mail; `last` is another one each time. */
static void
any_settled(struct td_settled *s, int64_t last)
{
	*s = (struct td_settled){ .message_id_hash =
		                      td_table_hash(of_era(pick(ids, 3)), 0),
		.given = td_table_hash(of_era(pick(ids, 3)), 0),
		.recipient_hash = address(pick(rcpts, 3)),
		.host = TD_SPAN("mx1"),
		.queue_id = TD_SPAN("Q1"),
		.domain = pick(rcpts, 3),
		.reply = pick(words, 4),
		.relay = pick(paths, 3),
		.weight = 1,
		.outcome = (uint8_t)(1 + random_upto(TD_N_ACTIONS - 1)),
		.program = TD_PROGRAM_POSTFIX,
		.attempts = random_upto(4),
		.begin = last,
		.first = 1 + last,
		.last = 2 + last,
		.delay = TD_NO_TIME };
	memset(s->result, TD_R_MISSING, sizeof(s->result));
	if (random_upto(2) == 0) {
		s->result[TD_M_SPF] = TD_R_PASS;
		s->told_by[TD_M_SPF] = TD_TOLD_BY_VERIFIER;
	}
}

static void
relay(struct td_ledger *l, const struct td_notices *notices,
    const struct td_settled *s, bool to_service)
{
	enum td_service service = to_service ? TD_SERVICE_SES : TD_SERVICE_NONE;
	struct td_noticed by = { .n = 0 };

	if (notices != NULL)
		td_notices_find(notices, s, &by);
	if (service != TD_SERVICE_NONE || by.n > 0)
		ck_assert_int_eq(
		    td_ledger_relay(l, service, &by, s, TD_SPAN("log")), 0);
}

static void
settle(struct td_ledger *l, struct settled *out)
{
	ck_assert_int_eq(td_ledger_settle(l, settled_add, out), 0);
	td_ledger_free(l);
	settled_sort(out);
}

enum { TOLD = 40, NIGHTS = 5 };

static void
carry_outcomes(unsigned round)
{
	struct td_ledger *whole = td_ledger_new(), *kept = td_ledger_new();
	struct td_ledger *night[NIGHTS];
	struct settled a = { .full = true }, b = { .full = true };
	struct td_notices *notices;
	size_t n;

	random_seed(round);
	n = 1 + random_upto(TOLD);
	for (int i = 0; i < NIGHTS; i++)
		night[i] = td_ledger_new();
	for (size_t i = 0; i < n; i++) {
		struct td_span label = pick(labels, 2);
		struct td_outcome o;

		any_outcome(&o);
		ck_assert_int_eq(td_ledger_add(whole, &o, label), 0);
		ck_assert_int_eq(
		    td_ledger_add(night[random_upto(NIGHTS)], &o, label), 0);
	}
	ck_assert_int_eq(td_notices_new(whole, &notices), 0);
	for (size_t i = 0; i < n / 2; i++) {
		bool to_service = random_upto(2) == 0;
		struct td_settled s;

		any_settled(&s, (int64_t)(2 * i));
		relay(whole, notices, &s, to_service);
		relay(night[random_upto(NIGHTS)], notices, &s, to_service);
	}
	td_notices_free(notices);
	for (int i = 0; i < NIGHTS; i++) {
		if (random_upto(2) == 0)
			night[i] = carry_ledger(night[i]);
		ck_assert_int_eq(td_ledger_merge(kept, night[i]), 0);
		td_ledger_free(night[i]);
		kept = carry_ledger(kept);
	}
	settle(whole, &a);
	settle(kept, &b);
	compare(&a, &b, round);
	settled_free(&a);
	settled_free(&b);
}

/* One era in both: one ledger keeps all of it, the other closes what is older
 * than some time of it, when it is over. */
static void
live_an_era(
    struct td_ledger *whole, struct td_ledger **kept, struct settled *closed)
{
	const size_t n = 1 + random_upto(TOLD / 2);
	struct td_notices *notices;

	for (size_t i = 0; i < n; i++) {
		struct td_span label = pick(labels, 2);
		struct td_outcome o;

		any_outcome(&o);
		ck_assert_int_eq(td_ledger_add(whole, &o, label), 0);
		ck_assert_int_eq(td_ledger_add(*kept, &o, label), 0);
	}
	ck_assert_int_eq(td_notices_new(whole, &notices), 0);
	for (size_t i = 0; i < n / 2; i++) {
		bool to_service = random_upto(2) == 0;
		struct td_settled s;

		any_settled(&s, (int64_t)(era * ERA) + (int64_t)(2 * i));
		relay(whole, notices, &s, to_service);
		relay(*kept, notices, &s, to_service);
	}
	td_notices_free(notices);
	if (random_upto(2) == 0)
		*kept = carry_ledger(*kept);
	/* Perhaps in the midst of what is settled together. */
	ck_assert_int_eq(
	    td_ledger_close(*kept,
	        (int64_t)(era * ERA) +
	            ((int64_t)random_upto(8) - 1) * INT64_C(1000000),
	        settled_add, closed),
	    0);
	ck_assert(td_ledger_is_empty(*kept) ||
	    td_ledger_newest(*kept) >= (int64_t)(era * ERA));
}

static void
close_eras(unsigned round)
{
	struct td_ledger *whole = td_ledger_new(), *kept = td_ledger_new();
	struct settled a = { .full = true }, b = { .full = true };
	uint32_t most = 0;

	random_seed(round);
	for (era = 1; era <= NIGHTS; era++) {
		live_an_era(whole, &kept, &b);
		if (td_ledger_rows(kept) > most)
			most = td_ledger_rows(kept);
	}
	era = 0;
	ck_assert_uint_le(most, TOLD);
	settle(whole, &a);
	settle(kept, &b);
	compare(&a, &b, round);
	settled_free(&a);
	settled_free(&b);
}

START_TEST(test_close)
{
	for (unsigned i = 1; i <= 5 * rounds(); i++)
		close_eras(i);
}
END_TEST

START_TEST(test_ledger)
{
	for (unsigned i = 1; i <= 5 * rounds(); i++)
		carry_outcomes(i);
}
END_TEST

/* More rows than are written together. */
START_TEST(test_many)
{
	enum { MANY = 5000 };
	struct td_ledger *l = td_ledger_new();
	struct settled out = { .full = true };
	char id[32];

	for (int i = 0; i < MANY; i++) {
		struct td_outcome o;

		random_seed((unsigned)i);
		any_outcome(&o);
		o.id.p = id;
		o.id.n = (size_t)snprintf(id, sizeof(id), "%d", i);
		o.message_id.n = 0;
		o.service = TD_SERVICE_SES;
		o.flags = 0;
		ck_assert_int_eq(td_ledger_add(l, &o, TD_SPAN("f")), 0);
	}
	l = carry_ledger(l);
	td_ledger_settle(l, settled_add, &out);
	ck_assert_uint_eq(out.n, MANY);
	settled_free(&out);
	td_ledger_free(l);
}
END_TEST

/* Nothing comes back as nothing. */
START_TEST(test_empty)
{
	const struct td_join_options o = { .first = true };
	struct td_queue *q = carry(td_queue_new(&o), &o);
	struct td_ledger *l = carry_ledger(td_ledger_new());

	ck_assert(td_ledger_is_empty(l));
	td_queue_free(q);
	td_ledger_free(l);
}
END_TEST

/* A thousand million rows of some bytes, and with a sum that is right. */
START_TEST(test_rows_of_nothing)
{
	static const char part[] = "\x04step\x00\x00\x00\x40\x01\x00"
	                           "\x04"
	                           "from\x01\0\0\0\0\0\0\0\0"
	                           "\x09\0\0\0\0\0\0\0"
	                           "\0\0\0\0\0\0\0\0\0";
	const struct td_join_options o = { .first = true };
	struct td_queue *q = td_queue_new(&o);
	struct td_bytes b = { NULL, 0, 0 };
	struct td_error e = { NULL, "", false };
	char bytes[64 + sizeof(part)];
	const size_t head = 20, n = head + sizeof(part) - 1;
	uint64_t sum;

	ck_assert_int_eq(td_queue_pack(q, &b), 0);
	memcpy(bytes, b.p, head);
	memcpy(bytes + head, part, sizeof(part) - 1);
	sum = htole64(td_table_hash((struct td_span){ bytes, n }, 0));
	memcpy(bytes + n, &sum, sizeof(sum));
	ck_assert_ptr_null(td_queue_unpack(
	    &o, (struct td_span){ bytes, n + sizeof(sum) }, &e));
	ck_assert_str_eq(e.what, "the state of the history is damaged");
	td_queue_free(q);
	free(b.p);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pack");
	TCase *tc = tcase_create("pack");

	tcase_set_timeout(tc, 100);
	tcase_add_test(tc, test_queue);
	tcase_add_test(tc, test_big_entry);
	tcase_add_test(tc, test_ledger);
	tcase_add_test(tc, test_close);
	tcase_add_test(tc, test_many);
	tcase_add_test(tc, test_empty);
	tcase_add_test(tc, test_rows_of_nothing);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

/*
 * What notices tell is told of the message that they are about, in whatever
 * order and parts it comes (analyzer/observe/ledger_about.c).
 */
#include <stdlib.h>

#include "analyzer/observe/ledger.h"
#include "tests/run.h"

enum { MAX_TOLD = 4 };

#define MAIL TD_OUTCOME_BY_MAIL
#define COMPLAINS (TD_OUTCOME_BY_MAIL | TD_OUTCOME_COMPLAINT)
#define U "u@example.jp"
#define V "v@example.jp"

struct told {
	uint8_t service, action;
	uint16_t flags;
	const char *id, *message_id, *sender, *recipient;
	int64_t when; /* seconds; of a message also when it was handed in */
};

/* What comes of it; `begun` tells of which message. */
struct row {
	int64_t begun; /* seconds; 0: of a notice alone */
	uint8_t outcome;
	uint32_t attempts;
	uint64_t weight;
	bool complained, by_mail;
};

static const struct vector {
	const char *what;
	struct told told[MAX_TOLD];
	struct row row[MAX_TOLD];
	size_t n;
} vectors[] = {
	{ "a reverse-path of its own (VERP)",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "",
	          "b+1@example.com", U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "b", "",
	            "b+2@example.com", U, 20 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r", "",
	            "b+1@Example.COM", U, 30 } },
	    { { 10, TD_ACTION_FAILED, 2, 1, false, false },
	        { 20, TD_ACTION_SENT, 1, 1, false, false } },
	    2 },
	{ "of several the last before the notice",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "", "b@example.com",
	          U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "b", "",
	            "b@example.com", U, 20 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "c", "",
	            "b@example.com", U, 40 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r", "",
	            "b@example.com", U, 30 } },
	    { { 10, TD_ACTION_SENT, 1, 1, false, false },
	        { 20, TD_ACTION_FAILED, 2, 1, false, false },
	        { 40, TD_ACTION_SENT, 1, 1, false, false } },
	    3 },
	{ "all behind the notice: clocks differ",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "", "b@example.com",
	          U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "b", "",
	            "b@example.com", U, 20 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r", "",
	            "b@example.com", U, 9 } },
	    { { 10, TD_ACTION_FAILED, 2, 1, false, false },
	        { 20, TD_ACTION_SENT, 1, 1, false, false } },
	    2 },
	{ "Message-ID before reverse-path",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "1@example.com",
	          "b@example.com", U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "b", "2@example.com",
	            "b@example.com", U, 20 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_NONE, COMPLAINS, "r",
	            "1@example.com", "b@example.com", U, 30 } },
	    { { 10, TD_ACTION_SENT, 1, 1, true, false },
	        { 20, TD_ACTION_SENT, 1, 1, false, false } },
	    2 },
	{ "another Message-ID is another message's",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "1@example.com",
	          "b@example.com", U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_NONE, COMPLAINS, "r",
	            "9@example.com", "b@example.com", U, 30 } },
	    { { 0, TD_ACTION_NONE, 0, 0, true, true },
	        { 10, TD_ACTION_SENT, 1, 1, false, false } },
	    2 },
	{ "one that the service does not tell",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "", "b@example.com",
	          U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_NONE, COMPLAINS, "r",
	            "9@example.com", "b@example.com", U, 30 } },
	    { { 10, TD_ACTION_SENT, 1, 1, true, false } }, 1 },
	{ "one that only the service tells",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "1@example.com",
	          "b@example.com", U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r", "",
	            "b@example.com", U, 30 } },
	    { { 10, TD_ACTION_FAILED, 2, 1, false, false } }, 1 },
	{ "another recipient",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "1@example.com",
	          "b@example.com", U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r",
	            "1@example.com", "b@example.com", V, 30 } },
	    { { 0, TD_ACTION_FAILED, 1, 1, false, true },
	        { 10, TD_ACTION_SENT, 1, 1, false, false } },
	    2 },
	{ "no name at all",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_SENT, 0, "a", "", "", U, 10 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r", "", "", U,
	            30 } },
	    { { 0, TD_ACTION_FAILED, 1, 1, false, true },
	        { 10, TD_ACTION_SENT, 1, 1, false, false } },
	    2 },
	{ "a report as mail, and a service that keeps Message-IDs",
	    { { TD_SERVICE_SENDGRID, TD_ACTION_SENT, 0, "a", "1@example.com",
	          "", U, 10 },
	        { TD_SERVICE_NOTICE, TD_ACTION_FAILED, MAIL, "1@example.com",
	            "1@example.com", "", U, 30 },
	        { TD_SERVICE_NOTICE, TD_ACTION_NONE, COMPLAINS, "1@example.com",
	            "1@example.com", "", U, 40 } },
	    { { 10, TD_ACTION_FAILED, 2, 1, true, false } }, 1 },
	{ "two notices of what no service tells stay apart",
	    { { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "r", "",
	          "b@example.com", U, 30 },
	        { TD_SERVICE_KUMOMTA, TD_ACTION_FAILED, MAIL, "s", "",
	            "b@example.com", U, 30 } },
	    { { 0, TD_ACTION_FAILED, 1, 1, false, true },
	        { 0, TD_ACTION_FAILED, 1, 1, false, true } },
	    2 },
};

struct rows {
	struct row row[MAX_TOLD];
	size_t n;
};

static void
take(void *arg, const struct td_settled *s)
{
	struct rows *to = arg;

	ck_assert_uint_lt(to->n, MAX_TOLD);
	to->row[to->n++] =
	    (struct row){ .begun =
		              s->begin == TD_NO_TIME ? 0 : s->begin / 1000000,
		    .outcome = s->outcome,
		    .attempts = s->attempts,
		    .weight = s->weight,
		    .complained = s->complained,
		    .by_mail = s->by_mail };
}

static int
compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (x->begun > y->begun) - (x->begun < y->begun);
}

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static void
add(struct td_ledger *l, const struct told *t)
{
	struct td_outcome o;

	td_outcome_clear(&o, (enum td_service)t->service);
	o.action = t->action;
	o.flags = t->flags;
	o.id = text(t->id);
	o.message_id = text(t->message_id);
	o.sender = text(t->sender);
	o.recipient = text(t->recipient);
	o.when = t->when * 1000000;
	if ((t->flags & MAIL) == 0)
		o.begun = o.when;
	ck_assert_int_eq(td_ledger_add(l, &o, text("f")), 0);
}

/* All that is told, turned by `turn`, of which `bits` go to another ledger. */
static void
try(const struct vector *v, size_t turn, unsigned bits)
{
	struct td_ledger *part[2] = { td_ledger_new(), td_ledger_new() };
	struct rows got = { .n = 0 };
	size_t n = 0;

	while (n < MAX_TOLD && v->told[n].id != NULL)
		n++;
	for (size_t i = 0; i < n; i++) {
		const size_t k = (i + turn) % n;

		add(part[bits >> k & 1], &v->told[k]);
	}
	ck_assert_int_eq(td_ledger_merge(part[0], part[1]), 0);
	ck_assert_int_eq(td_ledger_settle(part[0], take, &got), 0);
	ck_assert_msg(got.n == v->n, "%s: %zu rows", v->what, got.n);
	qsort(got.row, got.n, sizeof(got.row[0]), compare);
	for (size_t i = 0; i < got.n; i++) {
		const struct row *g = &got.row[i], *w = &v->row[i];

		ck_assert_msg(g->begun == w->begun &&
		        g->outcome == w->outcome &&
		        g->attempts == w->attempts && g->weight == w->weight &&
		        g->complained == w->complained &&
		        g->by_mail == w->by_mail,
		    "%s: row %zu is another", v->what, i);
	}
	td_ledger_free(part[0]);
	td_ledger_free(part[1]);
}

START_TEST(test_vectors)
{
	for (size_t turn = 0; turn < MAX_TOLD; turn++)
		for (unsigned bits = 0; bits < 16; bits++)
			try(&vectors[_i], turn, bits);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ledger_about");
	TCase *c = tcase_create("ledger_about");

	tcase_add_loop_test(
	    c, test_vectors, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
	suite_add_tcase(s, c);
	return run_suite(s);
}

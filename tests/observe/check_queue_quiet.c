/*
 * What nobody tells of any more ends: entries whose log was lost, the last
 * lines of a host that is no more, pieces whose beginning nobody has.
 */
#include <stdlib.h>
#include <string.h>

#include "random_log.h"
#include "tests/run.h"

#define DAY (INT64_C(86400) * 1000000)
#define AT(day) ((day)*DAY)

enum { ROUNDS = 600, MAX_TOLD = 12 };

/* ---- one line after another ---- */

struct told {
	const char *host, *id, *to;
	uint8_t kind, action;
	int hours; /* since the beginning */
	const char *number;
};

static const struct vector {
	const char *what;
	bool first;
	int before; /* in hours */
	struct told told[MAX_TOLD];
	const char *settled; /* queue ids, in order */
	size_t open;
} vectors[] = {
	{ "deferred, and then its log is lost", true, 72,
	    { { "mx1", "A", "", TD_ACCEPT, 0, 0, "" },
	        { "mx1", "A", "u", TD_DELIVER, TD_ACTION_DEFERRED, 1, "" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 1, "" },
	        { "mx1", "B", "u", TD_DELIVER, TD_ACTION_DEFERRED, 2, "" },
	        { "mx1", "B", "u", TD_DELIVER, TD_ACTION_DEFERRED, 73, "" } },
	    "A", 1 },
	{ "nothing is that old", true, 1,
	    { { "mx1", "A", "", TD_ACCEPT, 0, 1, "" },
	        { "mx1", "A", "u", TD_DELIVER, TD_ACTION_DEFERRED, 2, "" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "", 2 },
	{ "its last line tells no state", true, 72,
	    { { "mx1", "A", "", TD_ACCEPT, 0, 0, "" },
	        { "mx1", "A", "u", TD_DELIVER, TD_ACTION_DEFERRED, 1, "" },
	        { "mx1", "A", "", TD_QUEUE, 0, 74, "" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "", 2 },
	{ "the last lines of a host that is no more", true, 72,
	    { { "mx2", "A", "", TD_ACCEPT, 0, 0, "" },
	        { "mx2", "A", "u", TD_DELIVER, TD_ACTION_SENT, 0, "" },
	        { "mx2", "A", "", TD_REMOVE, 0, 0, "" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "A", 1 },
	{ "a piece without its beginning", false, 72,
	    { { "mx1", "A", "u", TD_DELIVER, TD_ACTION_SENT, 0, "" },
	        { "mx1", "A", "", TD_REMOVE, 0, 0, "" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "A", 1 },
	{ "a host that is new may have lines before", false, 72,
	    { { "mx1", "A", "u", TD_DELIVER, TD_ACTION_SENT, 0, "" },
	        { "mx1", "A", "", TD_REMOVE, 0, 0, "" },
	        { "mx2", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "", 2 },
	{ "pieces of one id are still one entry", false, 72,
	    { { "mx1", "A", "u", TD_DELIVER, TD_ACTION_DEFERRED, 0, "" },
	        { "mx1", "A", "u", TD_DELIVER, TD_ACTION_SENT, 2, "" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "A", 1 },
	{ "a delivery of qmail that is never told", true, 72,
	    { { "mx1", "7", "", TD_ACCEPT, 0, 0, "" },
	        { "mx1", "7", "u", TD_START, 0, 0, "1" },
	        { "mx1", "7", "v", TD_START, 0, 0, "2" },
	        { "mx1", "", "", TD_DELIVER, TD_ACTION_SENT, 1, "2" },
	        { "mx1", "B", "", TD_ACCEPT, 0, 90, "" } },
	    "7", 1 },
};

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static void
tell(struct td_queue *q, const struct told *t)
{
	const bool qmail = t->number[0] != '\0';
	struct td_event e = { .program =
		                  qmail ? TD_PROGRAM_QMAIL : TD_PROGRAM_POSTFIX,
		.result = { TD_R_MISSING, TD_R_MISSING, TD_R_MISSING,
		    TD_R_MISSING },
		.when = AT(20000) + t->hours * DAY / 24,
		.delay = TD_NO_TIME,
		.host = text(t->host),
		.queue_id = text(t->id),
		.delivery_id = text(t->number),
		.recipient = text(t->to),
		.action = t->action };

	ck_assert_int_eq(td_queue_event(q, (enum td_kind)t->kind, &e, 0), 0);
}

static void
note(void *arg, const struct td_settled *s)
{
	char *ids = arg;

	ck_assert_uint_lt(strlen(ids) + s->queue_id.n, MAX_TOLD);
	strncat(ids, s->queue_id.p, s->queue_id.n);
}

/* What can be settled is settled by the append of nothing. */
static void
append_nothing(struct td_queue *q, td_settle *emit, void *arg)
{
	const struct td_join_options o = { .keep_text = true };
	struct td_queue *nothing = td_queue_new(&o);

	ck_assert_ptr_nonnull(nothing);
	ck_assert_int_eq(td_queue_append(q, nothing, emit, arg), 0);
	td_queue_free(nothing);
}

START_TEST(test_vectors)
{
	const struct vector *v = &vectors[_i];
	const struct td_join_options o = { .first = v->first };
	struct td_queue *q = td_queue_new(&o);
	char ids[MAX_TOLD + 1] = "";

	for (int i = 0; i < MAX_TOLD && v->told[i].host != NULL; i++)
		tell(q, &v->told[i]);
	ck_assert_int_eq(td_queue_close(q, note, ids), 0);
	append_nothing(q, note, ids);
	ck_assert_str_eq(ids, "");
	ck_assert_int_eq(
	    td_queue_quiet(q, AT(20000) + v->before * DAY / 24), 0);
	append_nothing(q, note, ids);
	ck_assert_msg(strcmp(ids, v->settled) == 0, "%s: %s", v->what, ids);
	ck_assert_msg(
	    td_queue_open(q) == v->open, "%s: %zu", v->what, td_queue_open(q));
	td_queue_free(q);
}
END_TEST

/* ---- logs made at random ---- */

static struct settled
settled_of(const struct log *l, const struct td_join_options *o, bool quiet,
    int64_t before)
{
	struct settled out = { .full = true };
	struct td_queue *q = join_stretch(l, 0, l->n, o, 0, &out);

	if (quiet) {
		ck_assert_int_eq(td_queue_quiet(q, before), 0);
		append_nothing(q, settled_add, &out);
		if (before > 0)
			ck_assert_uint_eq(td_queue_open(q), 0);
	}
	ck_assert_int_eq(td_queue_finish(q, settled_add, &out), 0);
	out.dropped = td_queue_dropped(q);
	out.unjoined = td_queue_unjoined(q);
	td_queue_free(q);
	settled_sort(&out);
	return out;
}

/* Whether each of both hosts has a clock. */
static bool
has_times(const struct log *l)
{
	bool seen[2] = { false, false }, told[2] = { false, false };

	for (size_t i = 0; i < l->n; i++) {
		int host = l->event[i].host.p[2] == '2';

		told[host] = true;
		seen[host] |= l->event[i].when != TD_NO_TIME;
	}
	return seen[0] == told[0] && seen[1] == told[1];
}

/* When all is quiet, what is settled is what it is at the end of all; when
 * nothing is, nothing is other than it was. */
START_TEST(test_random)
{
	static struct log l;
	const char *more = getenv("TODOKU_ROUNDS");
	const unsigned rounds = more != NULL ? (unsigned)atoi(more) : ROUNDS;

	for (unsigned i = 1; i <= rounds; i++) {
		const struct td_join_options o = { .keep_text = true,
			.first = i % 2 == 0 };
		struct settled whole, quiet;
		const char *x, *y;

		random_seed(i);
		random_log(&l, 4 + random_upto(60));
		if (!has_times(&l))
			continue;
		whole = settled_of(&l, &o, false, 0);
		for (int k = 0; k < 2; k++) {
			quiet = settled_of(&l, &o, true, AT(k * 30000));
			if (!settled_same(&whole, &quiet, &x, &y))
				ck_abort_msg(
				    "round %u: %s\n instead of: %s", i, y, x);
			ck_assert_uint_eq(whole.unjoined, quiet.unjoined);
			settled_free(&quiet);
		}
		settled_free(&whole);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("queue_quiet");
	TCase *tc = tcase_create("queue_quiet");

	tcase_set_timeout(tc, 100);
	tcase_add_loop_test(
	    tc, test_vectors, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(tc, test_random);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

/*
 * Made-up logs, what SES tells and reports about their mail, held against a
 * second reading of the rules of ledger.h that knows no hashes, rows or parts.
 */
#include <stdlib.h>

#include "tests/observe/noticed.h"
#include "tests/run.h"

#define N_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char *const ids[] = { "1@a", "2@a", "3@a" };
static const char *const ses_ids[] = { "x1", "x2", "x3" }; /* of the same */
/* The last two are aliases of the first one. */
enum { N_MEN = 3, N_ALIASES = 2 };
static const char *const who[N_MEN + N_ALIASES] = { "u@example.jp",
	"v@example.jp", "w@example.net", "team@example.com",
	"staff@example.com" };

/* ---- what is made up ---- */

static bool
is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool
is_given_again(const struct line *line, size_t n, const struct line *x)
{
	for (size_t i = 0; i < n; i++)
		if (is_same(line[i].ses_id, x->ses_id) &&
		    is_same(line[i].to, x->to))
			return true;
	return false;
}

/* The n-th line. */
static void
any_line(struct line *line, size_t n)
{
	static const uint8_t actions[] = { SENT, SENT, DEFERRED, FAILED,
		EXPIRED, SUPPRESSED };
	const uint32_t id = noticed_upto(4), to = noticed_upto(N_MEN);
	struct line *x = &line[n];

	*x = (struct line){ .message_id = id == 3 ? NULL : ids[id],
		.to = who[to],
		.action = actions[noticed_upto(6)],
		.last = (int)n + 1,
		.unasked = noticed_upto(8) == 0 };
	if (to == 0 && noticed_upto(2) == 0)
		x->orig_to = who[N_MEN + noticed_upto(N_ALIASES)];
	if (noticed_upto(3) == 0) {
		x->queue_id = noticed_upto(2) == 0 ? "4A" : "4B";
		x->host = noticed_upto(2) == 0 ? "mx1" : "mx1.example.com";
	}
	if (id < 3 && noticed_upto(3) == 0)
		x->ses_id = ses_ids[id];
	if (is_given_again(line, n, x))
		x->ses_id = NULL;
}

static void
any_report(struct report *x, int when)
{
	static const uint8_t actions[] = { SENT, DEFERRED, FAILED, FAILED,
		COMPLAINT };
	const uint32_t id = noticed_upto(3), to = noticed_upto(N_OF(who));

	*x = (struct report){ .message_id = ids[id],
		.recipient = who[to],
		.action = actions[noticed_upto(5)],
		.when = when };
	switch (noticed_upto(4)) {
	case 0:
		x->message_id = NULL;
		x->queue_id = noticed_upto(2) == 0 ? "4A@mx1.example.com" :
		                                     "4B@mx1.example.com";
		break;
	case 1:
		if (noticed_upto(2) == 0)
			x->message_id = NULL;
		x->ses_id = ses_ids[id];
		x->event = noticed_upto(3) != 0;
		break;
	default:
		if (to >= N_MEN)
			x->final_recipient = who[0];
		else if (noticed_upto(2) == 0)
			x->final_recipient = who[to];
	}
}

/* ---- which is about which ---- */

struct world {
	struct line line[NOTICED_MAX];
	struct report report[NOTICED_MAX];
	size_t n_lines, n_reports;
	size_t one[NOTICED_MAX]; /* of a notice: another one that it is one
	                            with */
};

static bool
is_either(const char *name, const struct line *x)
{
	return is_same(name, x->to) || is_same(name, x->orig_to);
}

static bool
is_same_queue_id(const char *name, const struct line *x)
{
	return x->queue_id != NULL && x->queue_id[1] == name[1];
}

static bool
is_about(const struct report *r, const struct line *x)
{
	if (x->unasked || r->ses_id != NULL)
		return false;
	if (r->queue_id != NULL)
		return is_same_queue_id(r->queue_id, x) &&
		    is_either(r->recipient, x);
	return is_same(r->message_id, x->message_id) &&
	    (is_either(r->recipient, x) || is_either(r->final_recipient, x));
}

static bool
are_one(const struct world *w, const struct report *a, const struct report *b)
{
	if (a->ses_id != NULL || b->ses_id != NULL)
		return false;
	if (strcmp(a->recipient, b->recipient) == 0 &&
	    (is_same(a->message_id, b->message_id) ||
	        is_same(a->queue_id, b->queue_id)))
		return true;
	for (size_t i = 0; i < w->n_lines; i++)
		if (is_about(a, &w->line[i]) && is_about(b, &w->line[i]))
			return true;
	return false;
}

static void
unite(struct world *w)
{
	for (size_t i = 0; i < w->n_reports; i++)
		w->one[i] = i;
	for (size_t i = 0; i < w->n_reports; i++)
		for (size_t k = 0; k < i; k++) {
			const size_t from = w->one[i], to = w->one[k];

			if (!are_one(w, &w->report[i], &w->report[k]))
				continue;
			for (size_t j = 0; j < w->n_reports; j++)
				if (w->one[j] == from)
					w->one[j] = to;
		}
}

/* ---- what several reports come to ---- */

struct told {
	unsigned n, deferrals;
	bool sent, failed, complaint, by_service, named;
	uint8_t action;
	int last;
};

static void
tell(struct told *t, const struct report *r)
{
	static const int order[TD_N_ACTIONS] = {
		[DEFERRED] = 1, [SENT] = 2, [FAILED] = 3
	};
	int by = order[r->action] - order[t->action];

	t->n++;
	t->by_service |= r->event;
	t->complaint |= r->action == COMPLAINT;
	t->sent |= r->action == SENT;
	t->failed |= r->action == FAILED;
	t->deferrals += r->action == DEFERRED;
	if (by > 0 || (by == 0 && r->when > t->last)) {
		t->action = r->action;
		t->last = r->when;
	}
}

static unsigned
attempts(const struct told *t)
{
	return t->deferrals + t->sent + t->failed;
}

static bool
is_in_log(const struct world *w, size_t one)
{
	for (size_t i = 0; i < w->n_reports; i++)
		for (size_t k = 0; w->one[i] == one && k < w->n_lines; k++)
			if (is_about(&w->report[i], &w->line[k]))
				return true;
	return false;
}

/* What is told of a message that SES has, also by notices of which no log
 * tells, if SES tells the Message-ID. */
static struct told
told_of(const struct world *w, size_t id, const char *to)
{
	struct told t = { .n = 0 };

	for (size_t i = 0; i < w->n_reports; i++) {
		const struct report *r = &w->report[i];

		if (!is_same(r->ses_id, ses_ids[id]) ||
		    strcmp(r->recipient, to) != 0)
			continue;
		tell(&t, r);
		t.named |= r->message_id != NULL;
	}
	for (size_t i = 0; t.by_service && t.named && i < w->n_reports; i++) {
		const struct report *r = &w->report[i];

		if (r->ses_id == NULL && is_same(r->message_id, ids[id]) &&
		    strcmp(r->recipient, to) == 0 && !is_in_log(w, w->one[i]))
			tell(&t, r);
	}
	return t;
}

/* ---- what is counted ---- */

struct count {
	uint8_t outcome;
	int last;
	unsigned attempts, weight;
	bool noticed, overruled, complained;
};

static void
notice(struct count *c, const struct told *t)
{
	c->noticed = true;
	c->complained |= t->complaint;
	if (!t->failed || (c->outcome != SENT && c->outcome != DEFERRED))
		return;
	c->overruled = true;
	c->outcome = FAILED;
	c->last = t->last;
}

/* Without the notices about it. */
static struct count
count_of_line(const struct world *w, const struct line *x)
{
	struct count c = { x->action, x->last, 3, 1, false, false, false };
	struct told t;
	size_t id = 0;

	if (x->ses_id == NULL)
		return c;
	while (strcmp(ses_ids[id], x->ses_id) != 0)
		id++;
	t = told_of(w, id, x->to);
	c.complained = t.complaint;
	if (t.by_service && t.action != TD_ACTION_NONE) {
		c.outcome = t.action;
		c.last = t.last;
		c.attempts = attempts(&t);
	} else if (!t.by_service && t.n > 0) {
		notice(&c, &t);
	}
	return c;
}

/* The line that they are about: of the likely ones the latest; or -1. */
static int
find_line(const struct world *w, size_t one, bool has_failed,
    const struct count *count)
{
	static const int failed[TD_N_ACTIONS] = {
		[FAILED] = 3, [EXPIRED] = 3, [DEFERRED] = 2, [SENT] = 1
	};
	static const int other[TD_N_ACTIONS] = {
		[SENT] = 3, [DEFERRED] = 2, [FAILED] = 1, [EXPIRED] = 1
	};
	const int *order = has_failed ? failed : other;
	int best = -1;

	for (size_t i = 0; i < w->n_lines; i++) {
		bool about = false;
		int by;

		for (size_t k = 0; k < w->n_reports; k++)
			about |= w->one[k] == one &&
			    is_about(&w->report[k], &w->line[i]);
		if (!about)
			continue;
		by = best < 0 ?
		    1 :
		    order[count[i].outcome] - order[count[best].outcome];
		if (by > 0 || (by == 0 && count[i].last > count[best].last))
			best = (int)i;
	}
	return best;
}

/* Outcomes, as a tally by domain. */
struct tally {
	unsigned n[2][TD_N_ACTIONS], messages, attempts, complained, noticed,
	    overruled;
};

static void
add(struct tally *t, const char *domain, const struct count *c)
{
	t->n[strcmp(domain, "example.jp") == 0][c->outcome]++;
	t->messages += c->weight;
	t->attempts += c->attempts;
	t->complained += c->complained;
	t->noticed += c->noticed;
	t->overruled += c->overruled;
}

/* What no log tells of. */
static void
add_told(struct tally *t, const char *to, const struct told *told)
{
	const struct count c = { told->action, told->last, attempts(told),
		told->action != TD_ACTION_NONE, false, false, told->complaint };

	if (told->n > 0)
		add(t, strchr(to, '@') + 1, &c);
}

static void
add_services(const struct world *w, struct tally *t)
{
	for (size_t id = 0; id < N_OF(ses_ids); id++)
		for (size_t k = 0; k < N_OF(who); k++) {
			const struct line x = { .ses_id = ses_ids[id],
				.to = who[k] };
			const struct told told = told_of(w, id, who[k]);

			if (!is_given_again(w->line, w->n_lines, &x))
				add_told(t, who[k], &told);
		}
}

static bool
has_service(const struct world *w, const struct report *r)
{
	for (size_t id = 0; id < N_OF(ids); id++) {
		const struct told told = told_of(w, id, r->recipient);

		if (is_same(r->message_id, ids[id]))
			return told.by_service && told.named;
	}
	return false;
}

static void
add_notices(const struct world *w, struct count *count, struct tally *t)
{
	for (size_t i = 0; i < w->n_reports; i++) {
		struct told told = { .n = 0 };
		int at;

		if (w->one[i] != i || w->report[i].ses_id != NULL)
			continue;
		for (size_t k = 0; k < w->n_reports; k++)
			if (w->one[k] == i)
				tell(&told, &w->report[k]);
		at = find_line(w, i, told.failed, count);
		if (at >= 0)
			notice(&count[at], &told);
		else if (!has_service(w, &w->report[i]))
			add_told(t, w->report[i].recipient, &told);
	}
}

static void
second_reading(struct world *w, struct tally *t)
{
	struct count count[NOTICED_MAX];

	memset(t, 0, sizeof(*t));
	unite(w);
	for (size_t i = 0; i < w->n_lines; i++)
		count[i] = count_of_line(w, &w->line[i]);
	add_notices(w, count, t);
	for (size_t i = 0; i < w->n_lines; i++)
		add(t, strchr(w->line[i].to, '@') + 1, &count[i]);
	add_services(w, t);
}

static void
tally(const struct ends *got, struct tally *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < got->n; i++) {
		const struct end *e = &got->end[i];
		const struct count c = { e->outcome, 0, e->attempts,
			(unsigned)e->weight, e->noticed, e->overruled,
			e->complained };

		add(t, e->domain, &c);
	}
}

static void
any_world(struct world *w)
{
	w->n_lines = noticed_upto(NOTICED_MAX);
	w->n_reports = noticed_upto(NOTICED_MAX);
	for (size_t i = 0; i < w->n_lines; i++)
		any_line(w->line, i);
	for (size_t i = 0; i < w->n_reports; i++)
		any_report(&w->report[i], 100 + (int)i);
}

static void
count(const struct world *w, struct ends *out)
{
	noticed_count(w->line, w->n_lines, w->report, w->n_reports, out);
}

START_TEST(test_any)
{
	const char *given = getenv("TODOKU_ROUNDS");
	const long rounds = given != NULL ? atol(given) : 3000;

	for (long round = 0; round < rounds; round++) {
		struct world w;
		struct ends first, other;
		struct tally want, got;

		any_world(&w);
		count(&w, &first);
		second_reading(&w, &want);
		tally(&first, &got);
		ck_assert_mem_eq(&got, &want, sizeof(want));
		for (int k = 0; k < 3; k++) {
			count(&w, &other);
			ck_assert_uint_eq(first.n, other.n);
			ck_assert_mem_eq(first.end, other.end,
			    first.n * sizeof(first.end[0]));
		}
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("notices_any");
	TCase *c = tcase_create("notices_any");

	tcase_set_timeout(c, 120);
	tcase_add_test(c, test_any);
	suite_add_tcase(s, c);
	return run_suite(s);
}

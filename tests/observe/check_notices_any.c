/*
 * Made-up logs and reports about their mail, held against a second reading of
 * the rules of ledger.h that knows no hashes, rows or parts.
 */
#include <stdlib.h>

#include "tests/observe/noticed.h"
#include "tests/run.h"

static const char *const ids[] = { "1@a", "2@a", "3@a", NULL };
static const char *const who[] = { "u@example.jp", "v@example.jp",
	"w@example.net" };

static void
any_line(struct line *x, int last)
{
	static const uint8_t actions[] = { SENT, SENT, DEFERRED, FAILED,
		EXPIRED, SUPPRESSED };

	*x = (struct line){ .message_id = ids[noticed_upto(4)],
		.to = who[noticed_upto(3)],
		.action = actions[noticed_upto(6)],
		.last = last,
		.unasked = noticed_upto(8) == 0 };
}

static void
any_report(struct report *x)
{
	static const uint8_t actions[] = { SENT, DEFERRED, FAILED, FAILED,
		COMPLAINT };

	*x = (struct report){ .message_id = ids[noticed_upto(3)],
		.recipient = who[noticed_upto(3)],
		.action = actions[noticed_upto(5)] };
}

/* What all reports of a message and recipient say together. */
struct said {
	bool any, failed, deferred, sent, complaint;
};

static struct said
said_of(const struct report *r, size_t n, const char *id, const char *to)
{
	struct said s = { .any = false };

	for (size_t i = 0; i < n; i++) {
		if (strcmp(r[i].message_id, id) != 0 ||
		    strcmp(r[i].recipient, to) != 0)
			continue;
		s.any = true;
		s.failed |= r[i].action == FAILED;
		s.deferred |= r[i].action == DEFERRED;
		s.sent |= r[i].action == SENT;
		s.complaint |= r[i].action == COMPLAINT;
	}
	return s;
}

/* The line that they are about, or -1: of the likely ones the latest. */
static int
about(const struct line *x, size_t n, const char *id, const char *to,
    const struct said *s)
{
	static const uint8_t failed[][2] = { { FAILED, EXPIRED },
		{ DEFERRED, DEFERRED }, { SENT, SENT },
		{ SUPPRESSED, SUPPRESSED } };
	static const uint8_t other[][2] = { { SENT, SENT },
		{ DEFERRED, DEFERRED }, { FAILED, EXPIRED },
		{ SUPPRESSED, SUPPRESSED } };

	for (int k = 0; k < 4; k++) {
		const uint8_t *want = s->failed ? failed[k] : other[k];

		for (size_t i = n; i-- > 0;)
			if (!x[i].unasked && x[i].message_id != NULL &&
			    strcmp(x[i].message_id, id) == 0 &&
			    strcmp(x[i].to, to) == 0 &&
			    (x[i].action == want[0] || x[i].action == want[1]))
				return (int)i;
	}
	return -1;
}

/* Outcomes, as a tally by domain. */
struct tally {
	unsigned n[2][TD_N_ACTIONS], messages, attempts, complained, noticed,
	    overruled;
};

static unsigned
domain_of(const char *domain)
{
	return strcmp(domain, "example.jp") == 0;
}

static void
second_reading(const struct line *x, size_t n, const struct report *r,
    size_t n_reports, struct tally *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < n; i++)
		t->n[domain_of(x[i].to + 2)][x[i].action]++;
	t->messages = (unsigned)n;
	t->attempts = 3 * (unsigned)n;
	for (int k = 0; k < 9; k++) {
		const char *id = ids[k / 3], *to = who[k % 3];
		const struct said s = said_of(r, n_reports, id, to);
		const int at = about(x, n, id, to, &s);
		unsigned *of = t->n[domain_of(to + 2)];

		if (!s.any)
			continue;
		t->complained += s.complaint;
		if (at < 0) {
			of[s.failed        ? FAILED :
			        s.sent     ? SENT :
			        s.deferred ? DEFERRED :
			                     TD_ACTION_NONE]++;
			t->messages += s.failed || s.sent || s.deferred;
			t->attempts += s.failed + s.sent + s.deferred;
			continue;
		}
		t->noticed++;
		if (!s.failed ||
		    (x[at].action != SENT && x[at].action != DEFERRED))
			continue;
		t->overruled++;
		of[x[at].action]--;
		of[FAILED]++;
	}
}

static void
tally(const struct ends *got, struct tally *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < got->n; i++) {
		const struct end *e = &got->end[i];

		t->n[domain_of(e->domain)][e->outcome]++;
		t->messages += (unsigned)e->weight;
		t->attempts += e->attempts;
		t->complained += e->complained;
		t->noticed += e->noticed;
		t->overruled += e->overruled;
	}
}

START_TEST(test_any)
{
	const char *given = getenv("TODOKU_ROUNDS");
	const long rounds = given != NULL ? atol(given) : 3000;

	for (long round = 0; round < rounds; round++) {
		struct line line[NOTICED_MAX];
		struct report report[NOTICED_MAX];
		const size_t n = noticed_upto(NOTICED_MAX),
		             n_reports = noticed_upto(NOTICED_MAX);
		struct ends first, other;
		struct tally want, got;

		for (size_t i = 0; i < n; i++)
			any_line(&line[i], (int)i + 1);
		for (size_t i = 0; i < n_reports; i++)
			any_report(&report[i]);
		noticed_count(line, n, report, n_reports, &first);
		second_reading(line, n, report, n_reports, &want);
		tally(&first, &got);
		ck_assert_mem_eq(&got, &want, sizeof(want));
		for (int k = 0; k < 3; k++) {
			noticed_count(line, n, report, n_reports, &other);
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

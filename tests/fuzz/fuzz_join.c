/*
 * The join of log lines (analyzer/observe/queue.h) on any log: what is settled
 * is the same for one stretch and for stretches that are appended in any order,
 * and nothing that was told is lost or counted twice (account.h).
 *
 * Three bytes choose (see `choice`) and give the cuts of a text; what follows
 * is the text of a log, or lines of four bytes (compact.h).
 */
#include <stdint.h>
#include <stdlib.h>

#include "account.h"
#include "compact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum {
	N_CHOICES = 3,
	N_GONE = 2200,
	MAX_TEXT = 8 << 10,
	MAX_COMPACT = 128 * COMPACT_LINE
};

/* The first byte. */
enum choice {
	TEXT = 1,
	WITHOUT_TEXTS = 2, /* of Message-IDs and recipients */
	SHORT_WINDOW = 4,
	BELIEVE = 8, /* header fields, by --authserv-id and by domain */
	FEW_OPEN = 16,
	MANY_GONE = 32 | 64 | 128 /* all three: the queue begins anew */
};

static bool
has_many_gone(unsigned choice)
{
	return (choice & (MANY_GONE | TEXT)) == MANY_GONE;
}

static void
give_up(const char *what, const char *more, const struct log *l,
    const size_t *cut, size_t n_cuts)
{
	log_print(stderr, l, cut, n_cuts);
	fprintf(stderr, "%s%s\n", what, more);
	abort();
}

static struct td_join_options
options_of(unsigned choice)
{
	static const struct td_span id = TD_LIT("relay.example.com");
	static struct td_trust trust = { .n_ids = 1, .ids = &id };
	static struct td_orgs *orgs;
	struct td_join_options o = { .keep_text =
		                         (choice & WITHOUT_TEXTS) == 0 };

	if (trust.psl == NULL) {
		struct td_error e = { 0 };

		trust.psl = td_psl_new(NULL, &e);
		orgs = td_orgs_new(trust.psl);
		if (trust.psl == NULL || orgs == NULL)
			abort();
	}
	if (choice & SHORT_WINDOW)
		o.window = 4000000;
	if (choice & BELIEVE) {
		o.trust = &trust;
		o.orgs = orgs;
	}
	return o;
}

/* Every few lines, from `seed` on; ascending. */
static size_t
cut_text(const struct log *l, unsigned seed, unsigned every, size_t *cut)
{
	size_t n = 0, at = seed % (l->n + 1);

	for (; n < COMPACT_CUTS && at < l->n; at += 1 + every % 16)
		cut[n++] = at;
	return n;
}

/* One stretch; that nothing is lost shows here. */
static void
join_whole(
    const struct log *l, const struct td_join_options *o, struct settled *out)
{
	struct account *a = account_of(l);
	const char *wrong;

	if (o->keep_text) {
		out->also = account_settled;
		out->arg = a;
	}
	join_in_order(l, o, NULL, 0, JOIN_RIGHT, 0, out);
	if (o->keep_text) {
		wrong = account_check(a, out->dropped, out->unjoined);
		if (wrong != NULL)
			give_up("in one stretch: ", wrong, l, NULL, 0);
	}
}

/* Entries that are too many are settled as they are: as the cuts are. */
static void
join_few(const struct log *l, struct td_join_options o, const size_t *cut,
    size_t n_cuts)
{
	struct account *a = account_of(l);
	struct settled out = { .also = account_settled, .arg = a };
	const char *wrong;

	o.max_open = 2;
	join_in_order(l, &o, cut, n_cuts, JOIN_LEFT, 0, &out);
	if (o.keep_text) {
		wrong = account_check(a, out.dropped, out.unjoined);
		if (wrong != NULL)
			give_up("with few open: ", wrong, l, cut, n_cuts);
	}
	settled_free(&out);
}

static void
try_order(const struct log *l, struct td_join_options o, const size_t *cut,
    size_t n_cuts, enum join_order order, const struct settled *whole)
{
	static const char *const names[JOIN_N_ORDERS] = { "at random", "left",
		"right", "tree" };
	struct settled parts = { .full = true };
	const char *x, *y;

	o.first = order == JOIN_LEFT || order == JOIN_TREE;
	join_in_order(l, &o, cut, n_cuts, order, (unsigned)n_cuts, &parts);
	if (!settled_same(whole, &parts, &x, &y)) {
		fprintf(stderr, "in one stretch: %s\nappended %s: ", x,
		    names[order]);
		give_up(y, "", l, cut, n_cuts);
	}
	if (parts.dropped != 0 || parts.unjoined != whole->unjoined)
		give_up(
		    "counters differ, appended ", names[order], l, cut, n_cuts);
	settled_free(&parts);
}

static void
try_log(const struct log *l, unsigned choice, const size_t *cut, size_t n_cuts)
{
	struct td_join_options o = options_of(choice);
	struct settled whole = { .full = true };

	join_whole(l, &o, &whole);
	for (int order = 0; order < JOIN_N_ORDERS; order++)
		if (!has_many_gone(choice) || order == JOIN_LEFT)
			try_order(
			    l, o, cut, n_cuts, (enum join_order)order, &whole);
	if (choice & FEW_OPEN)
		join_few(l, o, cut, n_cuts);
	settled_free(&whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct log l;
	size_t cut[COMPACT_CUTS], n_cuts;

	if (n < N_CHOICES)
		return 0;
	n -= N_CHOICES;
	if (data[0] & TEXT) {
		log_decode(&l, (const char *)data + N_CHOICES,
		    n < MAX_TEXT ? n : MAX_TEXT);
		n_cuts = cut_text(&l, data[1], data[2], cut);
		try_log(&l, data[0], cut, n_cuts);
		log_free(&l);
	} else {
		compact_fill(&l, has_many_gone(data[0]) ? N_GONE : 0);
		compact_read(&l, data + N_CHOICES,
		    n < MAX_COMPACT ? n : MAX_COMPACT, cut, &n_cuts);
		try_log(&l, data[0], cut, n_cuts);
	}
	return 0;
}

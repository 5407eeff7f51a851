/*
 * Which message a notice is about; see ledger.h.
 *
 * A notice that came as mail has an id of its own, or none that a service
 * knows.  It names the message by its Message-ID; one that does not, or whose
 * message is of a service that does not tell Message-IDs, by the reverse-path,
 * to which bounces are sent.  With one of its own for each message and
 * recipient (VERP) that is certain; else of several messages to the recipient
 * it is the last one before the notice.
 */
#include "ledger_parts.h"

#include <stdlib.h>

#include "analyzer/observe/admd.h"

/* A message under one of its names. */
struct candidate {
	uint64_t name, key;
	int64_t begun;
	uint32_t row;
};

struct candidates {
	struct table wanted; /* names */
	struct candidate *p;
	uint32_t n, cap;
};

/* Of a message without a Message-ID, for a notice that has one. */
static uint64_t
unnamed(uint64_t by_path)
{
	return hash_mix(by_path, UINT64_C(0x6e6f206d6964));
}

void
td_ledger_name(const struct td_outcome *o, uint64_t address, struct row *r)
{
	char buf[TD_HOST_MAX + 1];
	struct td_span domain = td_span_domain(o->sender), local = o->sender;
	uint64_t path;

	if (o->message_id.n > 0)
		r->by_id = td_ledger_key(TD_SERVICE_NOTICE,
		    td_table_hash(o->message_id, 0), address);
	if (domain.p == NULL)
		return;
	local.n = (size_t)(domain.p - local.p);
	path = td_table_address(local, td_admd_fold(domain, buf), false);
	r->by_path = td_ledger_key(TD_SERVICE_NONE, path, address);
}

/* Whether nobody else can tell what a notice is about. */
static bool
is_notice(const struct row *r)
{
	return (r->seen & SEEN_SERVICE) == 0 && r->into == NONE &&
	    r->relayed == NONE && (r->by_id != 0 || r->by_path != 0);
}

static bool
is_wanted(const struct candidates *c, uint64_t name)
{
	uint32_t i, row;

	TABLE_EACH(&c->wanted, name, i, row)
	{
		return true;
	}
	return false;
}

static int
want(struct candidates *c, uint64_t name)
{
	if (name == 0 || is_wanted(c, name))
		return 0;
	return td_table_add(&c->wanted, name, 0);
}

static int
want_all(struct candidates *c, const struct td_ledger *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct row *r = &l->row[i];
		uint64_t by_path = r->by_path;

		if (!is_notice(r))
			continue;
		if (r->by_id != 0 && by_path != 0)
			by_path = unnamed(by_path);
		if (want(c, r->by_id) < 0 || want(c, by_path) < 0)
			return -1;
	}
	return 0;
}

static int
add(struct candidates *c, uint64_t name, const struct row *r, uint32_t row)
{
	if (name == 0 || !is_wanted(c, name))
		return 0;
	if (td_room(&c->p, &c->cap, c->n + 1, sizeof(c->p[0])) < 0)
		return -1;
	c->p[c->n++] = (struct candidate){ name, r->key, r->begun, row };
	return 0;
}

static int
add_all(struct candidates *c, const struct td_ledger *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct row *r = &l->row[i];

		if ((r->seen & SEEN_SERVICE) == 0)
			continue;
		if (add(c, r->by_id, r, i) < 0 || add(c, r->by_path, r, i) < 0)
			return -1;
		if (r->by_id == 0 && r->by_path != 0 &&
		    add(c, unnamed(r->by_path), r, i) < 0)
			return -1;
	}
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	if (x->begun != y->begun)
		return x->begun < y->begun ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* The last one of that name that began before, else the first; or NONE. */
static uint32_t
find(const struct candidates *c, uint64_t name, int64_t before)
{
	const struct candidate at = { name, UINT64_MAX, before, 0 };
	uint32_t from = 0, to = c->n;

	if (name == 0)
		return NONE;
	while (from < to) {
		const uint32_t middle = from + (to - from) / 2;

		if (compare(&c->p[middle], &at) <= 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from > 0 && c->p[from - 1].name == name)
		return c->p[from - 1].row;
	return from < c->n && c->p[from].name == name ? c->p[from].row : NONE;
}

static void
join_all(struct td_ledger *l, const struct candidates *c)
{
	for (uint32_t i = 0; i < l->n; i++) {
		struct row *r = &l->row[i];
		uint64_t by_path = r->by_path;
		uint32_t at;

		if (!is_notice(r))
			continue;
		if (r->by_id != 0 && by_path != 0)
			by_path = unnamed(by_path);
		at = find(c, r->by_id, r->first);
		if (at == NONE)
			at = find(c, by_path, r->first);
		if (at == NONE)
			continue;
		td_ledger_join_rows(&l->texts, &l->row[at], r);
		r->into = at;
	}
}

int
td_ledger_join_notices(struct td_ledger *l)
{
	struct candidates c = { .n = 0 };
	int rc;

	c.wanted.secret = td_table_secret();
	rc = want_all(&c, l);
	if (rc == 0 && c.wanted.n > 0)
		rc = add_all(&c, l);
	if (rc == 0 && c.n > 0) {
		qsort(c.p, c.n, sizeof(c.p[0]), compare);
		join_all(l, &c);
	}
	free(c.wanted.slot);
	free(c.p);
	return rc;
}

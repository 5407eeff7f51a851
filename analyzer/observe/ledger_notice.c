/*
 * Which notice is about which delivery of a log; see ledger.h.
 *
 * A notice names the message by the Message-ID of the header that it returns;
 * one without that header by Postfix' queue id and its host ("mx1" in most
 * logs, "mx1.example.jp" in the notice).  Of recipients it may tell two, the
 * original one and what an alias made of it, as logs do.
 */
#include "ledger_parts.h"

#include <stdlib.h>

#include "analyzer/observe/admd.h"

/* One of the names of a notice. */
struct name {
	uint64_t key, row;
};

struct td_notices {
	struct table keys;
	uint32_t n, cap;
	bool by_queue_id; /* some are */
	struct name *name;
};

/* ---- names ---- */

static uint64_t
hash_queue_id(struct td_span id, struct td_span host)
{
	char buf[TD_HOST_MAX + 1];

	return td_table_hash(td_admd_fold(host, buf), td_table_hash(id, 0));
}

static struct td_span
flat(struct td_span host)
{
	const char *dot = host.n == 0 ? NULL : memchr(host.p, '.', host.n);

	return dot == NULL ? host : td_span(host.p, dot);
}

static uint64_t
notice_key(uint64_t id, uint64_t address)
{
	return td_ledger_key(TD_SERVICE_NOTICE, id, address);
}

/* "4AbCdE0F1Gz1@mx1.example.jp" */
static void
name_by_queue_id(const struct td_outcome *o, uint64_t address, struct row *r)
{
	struct td_span host = td_span_domain(o->id), id;

	if (host.p == NULL)
		return;
	id = td_span(o->id.p, host.p - 1);
	r->named = NAMED_BY_QUEUE_ID;
	r->key = notice_key(hash_queue_id(id, host), address);
	r->alias[BY_FLAT_HOST] =
	    notice_key(hash_queue_id(id, flat(host)), address);
}

void
td_ledger_name_notice(
    const struct td_outcome *o, uint64_t address, struct row *r)
{
	char buf[TD_HOST_MAX + 1];
	struct td_span folded;

	if ((o->flags & TD_OUTCOME_QUEUE_ID) != 0)
		name_by_queue_id(o, address, r);
	if (o->message_id.n == 0)
		return;
	r->named = NAMED_BY_MESSAGE_ID;
	if (o->final_recipient.n > 0)
		r->alias[BY_FINAL_RECIPIENT] =
		    notice_key(td_table_hash(o->id, 0),
		        td_table_recipient(
		            o->final_recipient, false, buf, &folded));
}

/* ---- the index ---- */

static int
add(struct td_notices *n, uint64_t key, uint64_t row)
{
	if (td_room(&n->name, &n->cap, n->n + 1, sizeof(n->name[0])) < 0)
		return -1;
	n->name[n->n++] = (struct name){ key, row };
	return 0;
}

static int
add_all(struct td_notices *n, const struct td_ledger *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct row *r = &l->row[i];

		if (r->named == NAMED_BY_NOTHING)
			continue;
		n->by_queue_id |= r->named == NAMED_BY_QUEUE_ID;
		if (add(n, r->key, r->key) < 0)
			return -1;
		for (int k = 0; k < N_ALIASES; k++)
			if (r->alias[k] != 0 && r->alias[k] != r->key &&
			    add(n, r->alias[k], r->key) < 0)
				return -1;
	}
	return 0;
}

/* Of one name the notice of just that recipient first. */
static int
compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	const bool other_x = x->row != x->key, other_y = y->row != y->key;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (other_x != other_y)
		return other_x - other_y;
	return (x->row > y->row) - (x->row < y->row);
}

/* Only the first of a name: anybody may send thousands of notices of one. */
static int
index_all(struct td_notices *n)
{
	if (n->n > 0)
		qsort(n->name, n->n, sizeof(n->name[0]), compare);
	for (uint32_t i = 0; i < n->n; i++) {
		if (i > 0 && n->name[i].key == n->name[i - 1].key)
			continue;
		if (td_table_add(&n->keys, n->name[i].key, i) < 0)
			return -1;
	}
	return 0;
}

int
td_notices_new(const struct td_ledger *l, struct td_notices **out)
{
	struct td_notices *n = calloc(1, sizeof(*n));

	*out = NULL;
	if (n == NULL)
		return -1;
	n->keys.secret = td_table_secret();
	if (add_all(n, l) < 0 || index_all(n) < 0) {
		td_notices_free(n);
		return -1;
	}
	if (n->n == 0)
		td_notices_free(n);
	else
		*out = n;
	return 0;
}

void
td_notices_free(struct td_notices *n)
{
	if (n == NULL)
		return;
	free(n->keys.slot);
	free(n->name);
	free(n);
}

/* ---- the notices about a delivery ---- */

/* The first one of a name, or `end`. */
static const struct name *
first(const struct td_notices *n, uint64_t key, const struct name *end)
{
	uint32_t i, row;

	TABLE_EACH(&n->keys, key, i, row)
	{
		if (n->name[row].key == key)
			return &n->name[row];
	}
	return end;
}

static void
put(struct td_noticed *out, uint64_t key)
{
	for (unsigned i = 0; i < out->n; i++)
		if (out->key[i] == key)
			return;
	if (out->n < TD_NOTICED_MAX)
		out->key[out->n++] = key;
}

static void
find(const struct td_notices *n, uint64_t key, struct td_noticed *out)
{
	const struct name *const end = n->name + n->n;
	const struct name *x = key == 0 ? end : first(n, key, end);
	unsigned at_most = TD_NOTICED_MAX;

	for (; x != end && x->key == key && at_most > 0; x++, at_most--)
		put(out, x->row);
}

static void
name_both(uint64_t id, const struct td_settled *s, uint64_t name[2])
{
	if (s->recipient_hash != 0)
		name[0] = notice_key(id, s->recipient_hash);
	if (s->original_hash != 0)
		name[1] = notice_key(id, s->original_hash);
}

static void
name_delivery(
    const struct td_settled *s, bool by_queue_id, uint64_t name[N_NAMES])
{
	memset(name, 0, N_NAMES * sizeof(name[0]));
	if (s->message_id_hash != 0)
		name_both(s->message_id_hash, s, name);
	if (by_queue_id && s->queue_id.n > 0)
		name_both(hash_queue_id(s->queue_id, s->host), s, name + 2);
}

void
td_notices_names(const struct td_settled *s, uint64_t name[N_NAMES])
{
	name_delivery(s, true, name);
}

void
td_notices_find(const struct td_notices *n, const struct td_settled *s,
    struct td_noticed *out)
{
	uint64_t name[N_NAMES];

	out->n = 0;
	if (s->unasked)
		return;
	name_delivery(s, n->by_queue_id, name);
	for (int i = 0; i < N_NAMES; i++)
		find(n, name[i], out);
}

/* ---- several of them ---- */

int
td_ledger_put_same(struct td_ledger *l, uint64_t a, uint64_t b)
{
	if (a == 0 || b == 0 || a == b)
		return 0;
	if (td_room(&l->same, &l->cap_same, l->n_same + 1, sizeof(l->same[0])) <
	    0)
		return -1;
	l->same[l->n_same++] = (struct same){ { a, b } };
	return 0;
}

int
td_ledger_put_kept(struct td_ledger *l, const struct kept *kept)
{
	if (td_room(&l->kept, &l->cap_kept, l->n_kept + 1, sizeof(l->kept[0])) <
	    0)
		return -1;
	l->kept[l->n_kept++] = *kept;
	return 0;
}

int
td_ledger_ask_notices(struct td_ledger *l)
{
	struct td_notices *n;
	int rc = 0;

	if (l->n_kept == 0)
		return 0;
	if (td_notices_new(l, &n) < 0)
		return -1;
	for (uint32_t i = 0; n != NULL && rc == 0 && i < l->n_kept; i++) {
		const struct kept *k = &l->kept[i];
		struct td_noticed by = { .n = 0 };

		for (int name = 0; name < N_NAMES; name++)
			find(n, k->name[name], &by);
		for (unsigned b = 0; rc == 0 && b < by.n; b++)
			rc = td_ledger_put_same(l, k->row, by.key[b]);
	}
	td_notices_free(n);
	return rc;
}

/* The row that a row becomes. */
static uint32_t
root(uint32_t *into, uint32_t at)
{
	while (into[at] != at) {
		into[at] = into[into[at]];
		at = into[at];
	}
	return at;
}

/* The row of the lesser key stays. */
static void
unite(const struct td_ledger *l, const struct same *s, uint32_t *into)
{
	uint32_t a = td_ledger_find(l, s->key[0]);
	uint32_t b = td_ledger_find(l, s->key[1]);

	if (a == NONE || b == NONE)
		return;
	a = root(into, a);
	b = root(into, b);
	if (l->row[a].key < l->row[b].key)
		into[b] = a;
	else
		into[a] = b;
}

/* Put the deliveries of r in front of those that `into` has. */
static void
take_relayed(struct td_ledger *l, struct row *into, struct row *r)
{
	uint32_t *last = &r->relayed;

	while (*last != NONE)
		last = &l->relayed[*last].next;
	*last = into->relayed;
	into->relayed = r->relayed;
}

int
td_ledger_unite_notices(struct td_ledger *l)
{
	uint32_t *into;

	if (l->n_same == 0)
		return 0;
	into = malloc(l->n * sizeof(*into));
	if (into == NULL)
		return -1;
	for (uint32_t i = 0; i < l->n; i++)
		into[i] = i;
	for (uint32_t i = 0; i < l->n_same; i++)
		unite(l, &l->same[i], into);
	for (uint32_t i = 0; i < l->n; i++) {
		const uint32_t stays = root(into, i);
		struct row *r = &l->row[i];

		if (stays == i)
			continue;
		take_relayed(l, &l->row[stays], r);
		td_ledger_join_rows(&l->texts, &l->row[stays], r);
		r->into = stays;
	}
	free(into);
	return 0;
}

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
	if (key == 0)
		return 0;
	if (td_room(&n->name, &n->cap, n->n + 1, sizeof(n->name[0])) < 0 ||
	    td_table_add(&n->keys, key, n->n) < 0)
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
			if (add(n, r->alias[k], r->key) < 0)
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
	if (add_all(n, l) < 0) {
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

/* Of several that an alias made one the notice of just that recipient, or the
 * one of the least key. */
static uint64_t
find(const struct td_notices *n, uint64_t id, uint64_t address)
{
	const uint64_t key = notice_key(id, address);
	uint64_t least = 0;
	uint32_t i, row;

	if (address == 0)
		return 0;
	TABLE_EACH(&n->keys, key, i, row)
	{
		const struct name *x = &n->name[row];

		if (x->row == key)
			return key;
		if (x->key == key && (least == 0 || x->row < least))
			least = x->row;
	}
	return least;
}

static uint64_t
find_either(const struct td_notices *n, uint64_t id, const struct td_settled *s)
{
	uint64_t key = find(n, id, s->recipient_hash);

	return key != 0 ? key : find(n, id, s->original_hash);
}

uint64_t
td_notices_find(const struct td_notices *n, const struct td_settled *s)
{
	uint64_t key = 0;

	if (s->unasked)
		return 0;
	if (s->message_id_hash != 0)
		key = find_either(n, s->message_id_hash, s);
	if (key == 0 && n->by_queue_id && s->queue_id.n > 0)
		key = find_either(n, hash_queue_id(s->queue_id, s->host), s);
	return key;
}

/*
 * Hosts and their clocks, queue entries, recipients, and how what two pieces
 * of one entry tell becomes one.  All of that is associative: "first" and
 * "last" are those of the log, whatever the order in which pieces are joined.
 */
#include "queue_parts.h"

#include <stdlib.h>

#include "analyzer/observe/name_key.h"

enum { FEW_HOSTS = 4 };

/* Its length, and up to seven bytes: shorter names are told by it. */
static uint64_t
head_of(struct td_span name)
{
	size_t n = name.n < 7 ? name.n : 7;

	return (uint64_t)n << 56 | td_name_short(name.p, n);
}

int
td_queue_host(struct td_queue *q, struct td_span name, uint32_t *out)
{
	const uint64_t head = head_of(name);
	struct host *h;
	uint64_t hash;
	uint32_t i, row;

	/* Most logs have few hosts. */
	for (row = 0; row < q->n_hosts && row < FEW_HOSTS; row++)
		if (q->host[row].head == head &&
		    (name.n < 7 ||
		        td_text_is(&q->texts, q->host[row].name, name))) {
			*out = row;
			return 0;
		}
	hash = td_table_hash(name, 0);
	TABLE_EACH(&q->hosts, hash, i, row)
	if (td_text_is(&q->texts, q->host[row].name, name)) {
		*out = row;
		return 0;
	}
	if (td_room(&q->host, &q->cap_hosts, q->n_hosts + 1,
	        sizeof(q->host[0])) < 0 ||
	    td_table_add(&q->hosts, hash, q->n_hosts) < 0)
		return -1;
	h = &q->host[q->n_hosts];
	*h = (struct host){ .hash = hash, .head = head };
	if (td_text(&q->texts, name, &h->name) < 0)
		return -1;
	*out = q->n_hosts++;
	return 0;
}

int
td_queue_step(struct host *h, const struct step *s)
{
	if (h->n > 0 && h->step[h->n - 1].ticks == s->ticks) {
		h->step[h->n - 1].to = s->to;
		return 0;
	}
	if (td_room(&h->step, &h->cap, h->n + 1, sizeof(h->step[0])) < 0)
		return -1;
	h->step[h->n++] = *s;
	return 0;
}

/* How many steps begin up to a line. */
static uint32_t
steps_to(const struct host *h, uint64_t pos)
{
	uint32_t lo = 0, hi = h->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (h->step[mid].from <= pos)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

int64_t
td_queue_ticks_at(const struct host *h, uint64_t pos)
{
	uint32_t n = steps_to(h, pos);

	return n == 0 ? 0 : h->step[n - 1].ticks;
}

int64_t
td_queue_ticks_behind(const struct host *h, uint64_t pos)
{
	uint32_t n = steps_to(h, pos);

	if (n > 0 && h->step[n - 1].to > pos)
		n--;
	return n < h->n ? h->step[n].ticks : h->ticks;
}

/* The table leads to the newest entry of a key that is open. */
int
td_queue_add_entry(
    struct td_queue *q, const struct entry *e, uint32_t old, uint32_t *out)
{
	uint32_t row = q->free_entries;
	struct entry *to;

	if (row != NONE) {
		q->free_entries = q->entry[row].below;
	} else {
		row = q->n_entries;
		if (td_room(&q->entry, &q->cap_entries, row + 1,
		        sizeof(q->entry[0])) < 0)
			return -1;
		q->n_entries++;
	}
	to = &q->entry[row];
	*to = *e;
	to->below = e->ended ? NONE : old;
	to->above = NONE;
	q->n_live++;
	*out = row;
	if (e->ended)
		return 0;
	if (old == NONE)
		return td_table_add(&q->entries, e->key, row);
	q->entry[old].above = row;
	td_table_move(&q->entries, e->key, old, row);
	return 0;
}

void
td_queue_end(struct td_queue *q, uint32_t entry, bool closed)
{
	struct entry *e = &q->entry[entry];

	if (!e->ended) {
		if (e->below != NONE)
			q->entry[e->below].above = e->above;
		if (e->above != NONE)
			q->entry[e->above].below = e->below;
		else if (e->below != NONE)
			td_table_move(&q->entries, e->key, entry, e->below);
		else
			td_table_drop(&q->entries, e->key, entry);
	}
	e->ended = true;
	e->closed = closed;
}

int
td_queue_list(struct td_queue *q, uint32_t entry)
{
	if (q->entry[entry].listed)
		return 0;
	if (td_room(&q->recent, &q->cap_recent, q->n_recent + 1,
	        sizeof(q->recent[0])) < 0)
		return -1;
	q->entry[entry].listed = true;
	q->recent[q->n_recent++] = entry;
	return 0;
}

/* ---- recipients ---- */

uint32_t
td_queue_find_rcpt(const struct td_queue *q, uint32_t entry, uint64_t hash)
{
	const struct entry *e = &q->entry[entry];
	uint32_t i, row;

	if (e->n_rcpts <= BIG_ENTRY) {
		for (row = e->rcpts; row != NONE; row = q->rcpt[row].sibling)
			if (q->rcpt[row].hash == hash)
				return row;
		return NONE;
	}
	TABLE_EACH(&q->rcpts, rcpt_key(entry, hash), i, row)
	if (q->rcpt[row].hash == hash && q->rcpt[row].entry == entry)
		return row;
	return NONE;
}

static int
add_rcpt(
    struct td_queue *q, uint32_t entry, const struct rcpt *r, uint32_t *out)
{
	struct entry *e = &q->entry[entry];
	uint32_t row = q->free_rcpts;
	struct rcpt *to;

	if (row != NONE) {
		q->free_rcpts = q->rcpt[row].sibling;
	} else {
		row = q->n_rcpts;
		if (td_room(&q->rcpt, &q->cap_rcpts, row + 1,
		        sizeof(q->rcpt[0])) < 0)
			return -1;
		q->n_rcpts++;
	}
	to = &q->rcpt[row];
	*to = *r;
	to->entry = entry;
	to->sibling = e->rcpts;
	e->goes_on |= goes_on(r);
	e->rcpts = *out = row;
	if (++e->n_rcpts <= BIG_ENTRY)
		return 0;
	/* All of them are in the table from here on. */
	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling) {
		if (td_table_add(
		        &q->rcpts, rcpt_key(entry, q->rcpt[i].hash), i) < 0)
			return -1;
		if (e->n_rcpts > BIG_ENTRY + 1)
			break;
	}
	return 0;
}

void
td_queue_free_entry(struct td_queue *q, uint32_t entry)
{
	struct entry *e = &q->entry[entry];
	uint32_t next;

	for (uint32_t i = e->rcpts; i != NONE; i = next) {
		struct rcpt *r = &q->rcpt[i];

		if (e->n_rcpts > BIG_ENTRY)
			td_table_drop(&q->rcpts, rcpt_key(entry, r->hash), i);
		next = r->sibling;
		r->sibling = q->free_rcpts;
		q->free_rcpts = i;
	}
	td_queue_free_heir(q, e->heritage);
	td_queue_free_heir(q, e->notice);
	e->below = q->free_entries;
	q->free_entries = entry;
}

uint32_t
td_queue_heir(struct td_queue *q)
{
	uint32_t row = q->free_heirs;

	if (row != NONE) {
		q->free_heirs = q->heir[row].next;
		return row;
	}
	if (td_room(&q->heir, &q->cap_heirs, q->n_heirs + 1,
	        sizeof(q->heir[0])) < 0)
		return NONE;
	return q->n_heirs++;
}

void
td_queue_free_heir(struct td_queue *q, uint32_t row)
{
	if (row == NONE)
		return;
	q->heir[row].next = q->free_heirs;
	q->free_heirs = row;
}

/* Reply, status and stage: of the last that is strong, else of the last. */
static void
merge_reply(struct rcpt *into, const struct rcpt *r)
{
	if (!r->told ||
	    (into->told &&
	        (into->strong != r->strong ? into->strong :
	                                     into->reply_pos > r->reply_pos)))
		return;
	into->told = true;
	into->strong = r->strong;
	into->reply = r->reply;
	into->reply_pos = r->reply_pos;
	into->status = r->status;
	into->stage = r->stage;
}

/* Of those that tell it, the last one. */
static void
merge_details(struct rcpt *into, const struct rcpt *r)
{
	bool has_relay = into->relay != 0 || into->relay_ip != 0;

	if ((r->relay != 0 || r->relay_ip != 0) &&
	    (!has_relay || r->relay_pos > into->relay_pos)) {
		into->relay = r->relay;
		into->relay_ip = r->relay_ip;
		into->relay_pos = r->relay_pos;
	}
	if (r->tls != 0 && (into->tls == 0 || r->tls_pos > into->tls_pos)) {
		into->tls = r->tls;
		into->tls_pos = r->tls_pos;
	}
	if (r->delay != TD_NO_TIME &&
	    (into->delay == TD_NO_TIME || r->delay_pos > into->delay_pos)) {
		into->delay = r->delay;
		into->delay_pos = r->delay_pos;
	}
}

/* What the last state alone tells. */
static void
merge_state(struct rcpt *into, const struct rcpt *r)
{
	into->last = r->last;
	into->off = r->off;
	into->next = r->next;
	into->given = r->given;
	into->action = r->action;
	into->program = r->program;
	into->flags = r->flags;
	into->near_host = r->near_host;
}

/*
 * Whichever is the later one: pieces follow each other, but of qmail's
 * deliveries by number those that waited come when all others are there.
 */
void
td_queue_merge_rcpt(struct rcpt *into, const struct rcpt *r)
{
	bool later = r->last.pos > into->last.pos;

	merge_reply(into, r);
	merge_details(into, r);
	if (r->text != 0 && (into->text == 0 || r->first.pos < into->first.pos))
		into->text = r->text;
	if (r->original != 0 &&
	    (into->original == 0 || r->first.pos < into->first.pos))
		into->original = r->original;
	/* Haraka: who is done stays done; who is left is told anew. */
	if (into->kind == R_SENT || into->kind == R_FAILED)
		into->weight += r->weight;
	else if (later)
		into->weight = r->weight;
	if (r->first.pos < into->first.pos)
		into->first = r->first;
	into->attempts += r->attempts;
	if (later)
		merge_state(into, r);
}

int
td_queue_put_rcpt(
    struct td_queue *q, uint32_t entry, const struct rcpt *r, uint32_t *out)
{
	uint32_t at = td_queue_find_rcpt(q, entry, r->hash);

	if (at != NONE) {
		td_queue_merge_rcpt(&q->rcpt[at], r);
		q->entry[entry].goes_on |= goes_on(&q->rcpt[at]);
		*out = at;
		return 0;
	}
	return add_rcpt(q, entry, r, out);
}

/* ---- facts ---- */

const struct facts td_no_facts = { .begin = TD_NO_TIME,
	.result = { TD_R_MISSING, TD_R_MISSING, TD_R_MISSING, TD_R_MISSING } };

void
td_queue_result(struct facts *f, enum td_method m, uint8_t result,
    uint32_t domain, uint8_t told_by)
{
	if (result == TD_R_MISSING || told_by < f->told_by[m])
		return;
	if (told_by == f->told_by[m] &&
	    (m != TD_M_DKIM ||
	        td_dkim_precedence[result] >= td_dkim_precedence[f->result[m]]))
		return;
	f->result[m] = result;
	f->domain[m] = domain;
	f->told_by[m] = told_by;
}

void
td_queue_merge_facts(struct facts *into, const struct facts *later)
{
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		td_queue_result(into, (enum td_method)m, later->result[m],
		    later->domain[m], later->told_by[m]);
	if (into->begin == TD_NO_TIME)
		into->begin = later->begin;
	if (into->signer == 0)
		into->signer = later->signer;
	if (into->author == 0)
		into->author = later->author;
	if (into->sender == 0)
		into->sender = later->sender;
	into->null_sender |= later->null_sender;
	into->submitted |= later->submitted;
}

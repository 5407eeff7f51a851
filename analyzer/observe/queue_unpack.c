/*
 * Bytes become a queue: see pack.h.  What is not written follows from what is;
 * and what is, is looked at before anything relies on it.
 */
#include "queue_parts.h"

#include <stdlib.h>

#include "pack_parts.h"

struct unpacking {
	struct unpack in;
	struct td_queue *q;
	/* Rows that are put into the queue one by one. */
	struct host *host;
	struct step *step;
	struct pair *pair;
	uint32_t n_hosts, n_steps, n_pairs;
};

static int
damaged(const struct unpacking *u, int kind)
{
	return td_unpack_damaged(&u->in, td_queue_kinds[kind].name);
}

/* ---- rows ---- */

static int
take_head(struct unpacking *u)
{
	const struct kind *kind = &td_queue_kinds[QUEUE_HEAD];
	struct queue_head *head = NULL;
	struct td_queue *q = u->q;
	uint32_t n = 0, cap = 0;
	int rc = td_unpack_rows(&u->in, kind, &head, &n, &cap);

	if (rc == 0 && n != 1)
		rc = damaged(u, QUEUE_HEAD);
	if (rc == 0) {
		q->pos = head->pos;
		q->paired = head->paired;
		q->dropped = head->dropped;
		q->unjoined = head->unjoined;
		q->o.first = head->first;
		q->joined = true;
	}
	free(head);
	return rc;
}

static int
take_rows(struct unpacking *u)
{
	struct td_queue *q = u->q;
	uint32_t cap_hosts = 0, cap_steps = 0, cap_pairs = 0;
	const struct {
		void *rows;
		uint32_t *n, *cap;
	} to[QUEUE_N_KINDS] = {
		[QUEUE_HOST] = { &u->host, &u->n_hosts, &cap_hosts },
		[QUEUE_STEP] = { &u->step, &u->n_steps, &cap_steps },
		[QUEUE_HERITAGE] = { &q->heir, &q->n_heirs, &q->cap_heirs },
		[QUEUE_ENTRY] = { &q->entry, &q->n_entries, &q->cap_entries },
		[QUEUE_RCPT] = { &q->rcpt, &q->n_rcpts, &q->cap_rcpts },
		[QUEUE_PAIR] = { &u->pair, &u->n_pairs, &cap_pairs },
		[QUEUE_SPF] = { &q->spf, &q->n_spfs, &q->cap_spfs },
		[QUEUE_NOTICE] = { &q->notice, &q->n_notices, &q->cap_notices },
		[QUEUE_NUMBER] = { &q->number, &q->n_numbers, &q->cap_numbers },
		[QUEUE_WAITER] = { &q->waiter, &q->n_waiters, &q->cap_waiters },
	};

	for (int k = QUEUE_HEAD + 1; k < QUEUE_N_KINDS; k++)
		if (td_unpack_rows(&u->in, &td_queue_kinds[k], to[k].rows,
		        to[k].n, to[k].cap) < 0)
			return -1;
	return 0;
}

/* ---- hosts ---- */

/* The clock goes on only: that is what steps are found by. */
static bool
are_steps(const struct host *h, const struct step *step, uint64_t pos)
{
	if (h->n == 0)
		return !h->seen;
	for (uint32_t i = 0; i < h->n; i++) {
		if (step[i].from > step[i].to || step[i].to > pos)
			return false;
		if (i > 0 &&
		    (step[i].ticks <= step[i - 1].ticks ||
		        step[i].from < step[i - 1].from))
			return false;
	}
	return h->seen && step[h->n - 1].ticks == h->ticks;
}

static int
put_host(struct unpacking *u, uint32_t i, const struct step *step)
{
	const struct host *from = &u->host[i];
	struct td_queue *q = u->q;
	struct host *to;
	uint32_t at;

	if (td_queue_host(q, text_at(&q->texts, from->name), &at) < 0)
		return td_unpack_no_memory(&u->in);
	if (at != i || !are_steps(from, step, q->pos))
		return damaged(u, QUEUE_HOST);
	to = &q->host[i];
	if (td_room(&to->step, &to->cap, from->n, sizeof(*step)) < 0)
		return td_unpack_no_memory(&u->in);
	if (from->n > 0)
		memcpy(to->step, step, from->n * sizeof(*step));
	to->n = from->n;
	to->seen = from->seen;
	to->first = from->first;
	to->last = from->last;
	to->when = from->when;
	to->ticks = from->ticks;
	return 0;
}

static int
put_hosts(struct unpacking *u)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < u->n_hosts; i++) {
		if (u->host[i].n > u->n_steps - at)
			return damaged(u, QUEUE_STEP);
		if (put_host(u, i, at < u->n_steps ? u->step + at : NULL) < 0)
			return -1;
		at += u->host[i].n;
	}
	return at == u->n_steps ? 0 : damaged(u, QUEUE_STEP);
}

/* ---- entries ---- */

/* The next ones of all, or none. */
static bool
is_next(uint32_t row, uint32_t *n, uint32_t all)
{
	if (row == NONE)
		return true;
	return row < all && row == (*n)++;
}

static bool
take_rcpts(struct td_queue *q, uint32_t entry, uint32_t *n)
{
	struct entry *e = &q->entry[entry];

	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling) {
		if (!is_next(i, n, q->n_rcpts))
			return false;
		q->rcpt[i].entry = entry;
		e->goes_on |= goes_on(&q->rcpt[i]);
		e->n_rcpts++;
	}
	return true;
}

static void
name_entry(struct td_queue *q, struct entry *e)
{
	struct id id;

	td_queue_id(q, e->host, text_at(&q->texts, e->id), e->queue_no, &id);
	e->id_hash = id.hash;
	e->key = id.key;
}

static int
link_entries(struct unpacking *u)
{
	struct td_queue *q = u->q;
	uint32_t rcpts = 0, heirs = 0;

	for (uint32_t i = 0; i < q->n_entries; i++) {
		struct entry *e = &q->entry[i];

		if (e->host >= q->n_hosts ||
		    !is_next(e->heritage, &heirs, q->n_heirs) ||
		    !is_next(e->notice, &heirs, q->n_heirs))
			return damaged(u, QUEUE_ENTRY);
		if (!take_rcpts(q, i, &rcpts))
			return damaged(u, QUEUE_RCPT);
		name_entry(q, e);
	}
	if (rcpts != q->n_rcpts)
		return damaged(u, QUEUE_RCPT);
	return heirs == q->n_heirs ? 0 : damaged(u, QUEUE_HERITAGE);
}

static bool
is_same_id(
    const struct td_queue *q, const struct entry *a, const struct entry *b)
{
	return a->key == b->key && a->host == b->host &&
	    a->queue_no == b->queue_no &&
	    td_span_eq(text_at(&q->texts, a->id), text_at(&q->texts, b->id));
}

/* Whom an open entry hides is open, and of its id. */
static bool
hide(struct td_queue *q, uint32_t i)
{
	struct entry *e = &q->entry[i], *below;

	if (e->below == NONE)
		return true;
	if (e->ended || e->below >= q->n_entries)
		return false;
	below = &q->entry[e->below];
	if (below->ended || below->above != NONE || !is_same_id(q, e, below))
		return false;
	below->above = i;
	return true;
}

static bool
is_open_id(const struct td_queue *q, const struct entry *e)
{
	uint32_t i, row;

	TABLE_EACH(&q->entries, e->key, i, row)
	if (is_same_id(q, e, &q->entry[row]))
		return true;
	return false;
}

/*
 * Of each id that is open the table has the one that nobody hides.  Who is not
 * below such a one hides himself.
 */
static int
open_entries(struct unpacking *u)
{
	struct td_queue *q = u->q;
	uint32_t open = 0;

	for (uint32_t i = 0; i < q->n_entries; i++) {
		if (!hide(q, i))
			return damaged(u, QUEUE_ENTRY);
		open += !q->entry[i].ended;
	}
	for (uint32_t i = 0; i < q->n_entries; i++) {
		const struct entry *e = &q->entry[i];

		if (e->ended || e->above != NONE)
			continue;
		if (is_open_id(q, e))
			return damaged(u, QUEUE_ENTRY);
		if (td_table_add(&q->entries, e->key, i) < 0)
			return td_unpack_no_memory(&u->in);
		for (uint32_t k = i; k != NONE; k = q->entry[k].below)
			open--;
	}
	return open == 0 ? 0 : damaged(u, QUEUE_ENTRY);
}

/* ---- the rest ---- */

static int
put_pairs(struct unpacking *u)
{
	struct td_queue *q = u->q;

	for (uint32_t i = 0; i < u->n_pairs; i++) {
		const struct pair *p = &u->pair[i];

		if (p->x >= q->n_rcpts || p->f >= q->n_entries ||
		    (p->y != NONE && p->y >= q->n_rcpts) ||
		    (p->y != NONE && q->rcpt[p->y].entry != p->f))
			return damaged(u, QUEUE_PAIR);
		if (td_queue_add_pair(q, p) < 0)
			return td_unpack_no_memory(&u->in);
	}
	return 0;
}

static int
put_spfs(struct unpacking *u)
{
	struct td_queue *q = u->q;

	for (uint32_t i = 0; i < q->n_spfs; i++) {
		const struct spf *s = &q->spf[i];

		if (s->host >= q->n_hosts ||
		    (s->want != NONE && s->want >= q->n_entries))
			return damaged(u, QUEUE_SPF);
		if (td_table_add(&q->spfs, s->key, i) < 0)
			return td_unpack_no_memory(&u->in);
	}
	return 0;
}

static int
put_numbers(struct unpacking *u)
{
	struct td_queue *q = u->q;

	for (uint32_t i = 0; i < q->n_numbers; i++) {
		const struct number *n = &q->number[i];

		if (n->used ? n->entry != NONE : n->entry >= q->n_entries)
			return damaged(u, QUEUE_NUMBER);
		if (!n->used)
			q->entry[n->entry].n_numbers++;
		if (td_table_add(&q->numbers, n->key, i) < 0)
			return td_unpack_no_memory(&u->in);
	}
	return 0;
}

/* All recipients of entries with many, as td_queue_find_rcpt looks for them. */
static int
put_rcpts(struct unpacking *u)
{
	struct td_queue *q = u->q;

	for (uint32_t i = 0; i < q->n_rcpts; i++) {
		const struct rcpt *r = &q->rcpt[i];

		if (q->entry[r->entry].n_rcpts > BIG_ENTRY &&
		    td_table_add(&q->rcpts, rcpt_key(r->entry, r->hash), i) < 0)
			return td_unpack_no_memory(&u->in);
	}
	return 0;
}

static int
check_rest(struct unpacking *u)
{
	struct td_queue *q = u->q;

	for (uint32_t i = 0; i < q->n_waiters; i++)
		if (q->waiter[i].host >= q->n_hosts)
			return damaged(u, QUEUE_WAITER);
	for (uint32_t i = 0; i < q->n_notices; i++)
		if (q->notice[i].host >= q->n_hosts)
			return damaged(u, QUEUE_NOTICE);
	q->notices_sorted = false;
	return 0;
}

static int
list_entries(struct unpacking *u)
{
	struct td_queue *q = u->q;

	for (uint32_t i = 0; i < q->n_entries; i++) {
		if (!q->entry[i].listed)
			continue;
		q->entry[i].listed = false;
		if (td_queue_list(q, i) < 0)
			return td_unpack_no_memory(&u->in);
	}
	q->n_live = q->n_swept = q->n_entries;
	q->texts_kept = q->texts.n;
	return 0;
}

static int
unpack(struct unpacking *u)
{
	if (td_unpack_texts(&u->in, &u->q->texts) < 0 || take_head(u) < 0 ||
	    take_rows(u) < 0 || put_hosts(u) < 0 || link_entries(u) < 0 ||
	    open_entries(u) < 0 || put_rcpts(u) < 0 || put_pairs(u) < 0 ||
	    put_spfs(u) < 0 || put_numbers(u) < 0 || check_rest(u) < 0)
		return -1;
	return list_entries(u);
}

struct td_queue *
td_queue_unpack(
    const struct td_join_options *o, struct td_span bytes, struct td_error *e)
{
	struct unpacking u = { .q = td_queue_new(o) };
	int rc = td_unpack_begin(&u.in, bytes, "td-queue", e);

	if (rc == 0)
		rc = u.q == NULL ? td_unpack_no_memory(&u.in) : unpack(&u);
	free(u.host);
	free(u.step);
	free(u.pair);
	td_unpack_end(&u.in);
	if (rc == 0)
		return u.q;
	td_queue_free(u.q);
	return NULL;
}

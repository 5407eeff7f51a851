/*
 * Results that lines tell by Message-ID only (rspamd, where the MTA gave it no
 * queue id; FORMATS.md 11).  They stand between the line that tells the
 * Message-ID and the end of the data, or before it where the MTA tells
 * everything at once.
 *
 * An entry's are those of the first such line behind the one that told its
 * Message-ID, or of the last before it, on the same host and near: the clock of
 * the host went at most NOTICE_TICKS between.  That is known, once, for each
 * piece of an entry by itself, and kept apart from what its own lines tell: if
 * a Message-ID was told to the left, the piece's does not count.
 */
#include "queue_parts.h"

#include <stdlib.h>

int
td_queue_notice(struct td_queue *q, uint32_t host, const struct place *at,
    const struct td_event *e)
{
	struct notice n = { .mid = td_table_hash(e->message_id, 0),
		.pos = at->pos,
		.ticks = at->ticks,
		.host = host,
		.facts = td_no_facts };

	if (td_queue_take(q, host, &n.facts, e) < 0)
		return -1;
	return td_queue_add_notice(q, &n);
}

int
td_queue_add_notice(struct td_queue *q, const struct notice *n)
{
	if (td_room(&q->notice, &q->cap_notices, q->n_notices + 1, sizeof(*n)) <
	    0)
		return -1;
	q->notice[q->n_notices++] = *n;
	q->notices_sorted = false;
	return 0;
}

static int
by_host(const struct notice *n, uint64_t mid, uint32_t host)
{
	if (n->mid != mid)
		return n->mid < mid ? -1 : 1;
	return (n->host > host) - (n->host < host);
}

static int
by_place(const void *a, const void *b)
{
	const struct notice *x = a, *y = b;
	int order = by_host(x, y->mid, y->host);

	return order != 0 ? order : (x->pos > y->pos) - (x->pos < y->pos);
}

/* How many stand before the first one of an entry's that is behind its line. */
static uint32_t
search(const struct td_queue *q, const struct entry *e)
{
	uint32_t lo = 0, hi = q->n_notices;

	while (lo < hi) {
		uint32_t at = lo + (hi - lo) / 2;
		const struct notice *n = &q->notice[at];
		int order = by_host(n, e->mid, e->host);

		if (order < 0 || (order == 0 && n->pos < e->mid_pos))
			lo = at + 1;
		else
			hi = at;
	}
	return lo;
}

static bool
is_near(const struct notice *n, const struct entry *e)
{
	int64_t d = n->ticks - e->mid_ticks;

	return by_host(n, e->mid, e->host) == 0 && d <= NOTICE_TICKS &&
	    -d <= NOTICE_TICKS;
}

int
td_queue_find_notice(struct td_queue *q, struct entry *e)
{
	const struct notice *n;
	uint32_t at;

	if (!awaits_notice(e) || may_be_noticed(q, e, false))
		return 0;
	e->noticed = true;
	if (q->n_notices == 0)
		return 0;
	if (!q->notices_sorted)
		qsort(q->notice, q->n_notices, sizeof(q->notice[0]), by_place);
	q->notices_sorted = true;
	at = search(q, e);
	n = &q->notice[at];
	if (at == q->n_notices || !is_near(n, e)) {
		if (at == 0 || !is_near(n - 1, e))
			return 0;
		n--;
	}
	e->notice = td_queue_heir(q);
	if (e->notice == NONE)
		return -1;
	q->heir[e->notice] = (struct heritage){ .facts = n->facts };
	return 0;
}

static int
by_age(const void *a, const void *b)
{
	const struct notice *x = a, *y = b;

	return (x->pos < y->pos) - (x->pos > y->pos);
}

/*
 * Twice as far as is near: what is near an entry that waits.  Of more than
 * max_open the oldest are forgotten.
 */
void
td_queue_drop_notices(struct td_queue *q)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < q->n_notices; i++) {
		const struct notice *at = &q->notice[i];
		int64_t to_end = q->host[at->host].ticks - at->ticks;

		if ((!q->o.first && at->ticks <= 2 * NOTICE_TICKS) ||
		    (!q->last && to_end <= 2 * NOTICE_TICKS))
			q->notice[n++] = *at;
	}
	if (n > q->o.max_open) {
		qsort(q->notice, n, sizeof(q->notice[0]), by_age);
		n = (uint32_t)q->o.max_open;
		q->notices_sorted = false;
	}
	q->n_notices = n;
}

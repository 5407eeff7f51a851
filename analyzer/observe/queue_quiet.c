/*
 * What nobody tells of any more: the clocks of hosts that are silent go on, and
 * entries end whose log does not tell their end.
 */
#include "queue_parts.h"

#include <assert.h>

/* ---- what is to the left ---- */

/* Whether every host's log here begins before. */
static bool
begins_before(const struct td_queue *q, int64_t tick)
{
	for (uint32_t i = 0; i < q->n_hosts; i++)
		if (q->host[i].seen && q->host[i].first >= tick)
			return false;
	return q->n_hosts > 0;
}

/* Nothing is to the left any more: pieces are decided about. */
static int
begin_here(struct td_queue *q)
{
	struct td_join_options o = q->o;
	struct td_queue *fresh, old;

	o.first = true;
	fresh = td_queue_new(&o);
	if (fresh == NULL)
		return -1;
	if (td_queue_move(fresh, q, true) < 0) {
		td_queue_free(fresh);
		return -1;
	}
	/* The pairs of all these lines are found. */
	fresh->paired = fresh->pos;
	old = *q;
	*q = *fresh;
	*fresh = old;
	td_queue_free(fresh);
	return 0;
}

/* ---- hosts ---- */

/* As a line at that time would have it. */
static int
go_on(struct td_queue *q, struct host *h, int64_t before)
{
	const int64_t now = tick_of(before);
	struct step s;

	if (!h->seen || h->last >= now)
		return 0;
	h->ticks += now - h->last;
	h->last = now;
	h->when = before;
	q->pos++;
	s = (struct step){ q->pos, q->pos, h->ticks };
	return td_queue_step(h, &s);
}

/* ---- entries ---- */

static bool
is_before(int64_t when, int64_t before)
{
	return when == TD_NO_TIME || when < before;
}

/*
 * Of its last line only the clock is known; where that went to and fro, it
 * tells too early a time, but those of other lines are known.
 */
static bool
is_quiet(const struct td_queue *q, const struct entry *e, int64_t before)
{
	const struct host *h = &q->host[e->host];
	const int64_t touched = e->touched == EARLY ? 0 : e->touched;

	if (!h->seen || h->last - (h->ticks - touched) >= tick_of(before) ||
	    !is_before(e->seen.when, before) ||
	    (e->begins && !is_before(e->begin.when, before)) ||
	    (e->expired != 0 && !is_before(e->expired_when, before)))
		return false;
	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling)
		if (!is_before(q->rcpt[i].last.when, before))
			return false;
	return true;
}

/* Whose delivery is not told either: its number stands for nobody then. */
static void
drop_numbers(struct td_queue *q, int64_t before)
{
	for (uint32_t i = 0; i < q->n_numbers; i++) {
		struct number *n = &q->number[i];

		if (n->used || !is_quiet(q, &q->entry[n->entry], before))
			continue;
		n->used = true;
		q->entry[n->entry].n_numbers--;
	}
}

int
td_queue_quiet(struct td_queue *q, int64_t before)
{
	assert(q->joined || q->pos == 0);
	if (before > FAR || before < -FAR)
		return 0;
	if (!q->o.first && begins_before(q, tick_of(before)) &&
	    begin_here(q) < 0)
		return -1;
	drop_numbers(q, before);
	for (uint32_t i = 0; i < q->n_entries; i++) {
		const struct entry *e = &q->entry[i];

		if (e->gone || !is_quiet(q, e, before))
			continue;
		if (!e->ended)
			td_queue_end(q, i, false);
		if (td_queue_list(q, i) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < q->n_hosts; i++)
		if (go_on(q, &q->host[i], before) < 0)
			return -1;
	q->paired = q->pos;
	return 0;
}

int64_t
td_queue_newest(const struct td_queue *q)
{
	int64_t when = TD_NO_TIME;

	for (uint32_t i = 0; i < q->n_hosts; i++)
		if (q->host[i].seen &&
		    (when == TD_NO_TIME || when < q->host[i].when))
			when = q->host[i].when;
	return when;
}

/*
 * The rows of a stretch become rows of its left neighbour's.  Of the same queue
 * entry there may be a piece in each; the right one lacks its beginning then.
 */
#include "queue_parts.h"

#include <stdlib.h>

/* Two queues at work, and what became of the right one's rows. */
struct move {
	struct td_queue *l, *r;
	uint64_t pos;   /* of all lines of the left one */
	int64_t *ticks; /* by host of the right one: how far it went before */
	int64_t *early; /* and what is EARLY there */
	uint32_t *host, *entry, *rcpt;
	struct turn *turn;
	bool list;
};

/* When the row's first line came. */
struct turn {
	uint64_t pos;
	uint32_t row;
};

static int
text(struct move *m, uint32_t *at)
{
	return td_text(&m->l->texts, text_at(&m->r->texts, *at), at);
}

static int64_t
shifted(const struct move *m, uint32_t host, int64_t ticks)
{
	return ticks == EARLY ? m->early[host] : ticks + m->ticks[host];
}

static void
shift(const struct move *m, uint32_t host, struct place *p)
{
	p->pos += m->pos;
	p->ticks = shifted(m, host, p->ticks);
}

/* ---- clocks ---- */

static int
move_host(struct move *m, uint32_t i)
{
	struct host *from = &m->r->host[i], *to;
	struct td_span name = text_at(&m->r->texts, from->name);
	int64_t gone = 0;

	if (td_queue_host(m->l, name, &m->host[i]) < 0)
		return -1;
	to = &m->l->host[m->host[i]];
	m->early[i] = ticks_now(m->l, m->host[i]);
	if (to->seen && from->seen)
		gone = from->first > to->last ? from->first - to->last :
		                                to->last - from->first;
	m->ticks[i] = to->ticks + gone;
	if (!from->seen)
		return 0;
	if (!to->seen)
		to->first = from->first;
	to->seen = true;
	to->last = from->last;
	to->when = from->when;
	to->ticks = m->ticks[i] + from->ticks;
	for (uint32_t k = 0; k < from->n; k++) {
		struct step s = from->step[k];

		s.from += m->pos;
		s.to += m->pos;
		s.ticks += m->ticks[i];
		if (td_queue_step(to, &s) < 0)
			return -1;
	}
	return 0;
}

/* ---- rows ---- */

static int
move_facts(struct move *m, struct facts *f)
{
	for (int i = 0; i < TD_M_SENDER_ID; i++)
		if (text(m, &f->domain[i]) < 0)
			return -1;
	if (text(m, &f->signer) < 0 || text(m, &f->author) < 0)
		return -1;
	return text(m, &f->sender);
}

static int
state_texts(struct move *m, struct rcpt *r)
{
	if (text(m, &r->domain) < 0 || text(m, &r->text) < 0 ||
	    text(m, &r->status) < 0 || text(m, &r->reply) < 0 ||
	    text(m, &r->relay) < 0 || text(m, &r->relay_ip) < 0)
		return -1;
	return text(m, &r->tls);
}

static int
move_state(struct move *m, uint32_t host, struct rcpt *r)
{
	shift(m, host, &r->first);
	shift(m, host, &r->last);
	r->reply_pos += m->pos;
	r->relay_pos += m->pos;
	r->tls_pos += m->pos;
	r->delay_pos += m->pos;
	return state_texts(m, r);
}

static int
move_rcpts(struct move *m, uint32_t host, uint32_t first, uint32_t to)
{
	for (uint32_t i = first; i != NONE; i = m->r->rcpt[i].sibling) {
		struct rcpt r = m->r->rcpt[i];

		if (move_state(m, host, &r) < 0 ||
		    td_queue_put_rcpt(m->l, to, &r, &m->rcpt[i]) < 0)
			return -1;
	}
	return 0;
}

static int
move_heritage(struct move *m, uint32_t *at)
{
	struct heritage h;

	if (*at == NONE)
		return 0;
	h = m->r->heir[*at];
	h.pos += m->pos;
	if (move_facts(m, &h.facts) < 0 || (*at = td_queue_heir(m->l)) == NONE)
		return -1;
	m->l->heir[*at] = h;
	return 0;
}

/* A row of the left one, without id and recipients. */
static int
translate(struct move *m, uint32_t i, struct entry *e)
{
	*e = m->r->entry[i];
	shift(m, e->host, &e->begin);
	shift(m, e->host, &e->seen);
	e->touched = shifted(m, e->host, e->touched);
	e->mid_pos += m->pos;
	e->mid_ticks = shifted(m, e->host, e->mid_ticks);
	if (e->expired != 0)
		e->expired += m->pos;
	e->host = m->host[e->host];
	e->rcpts = e->pairs = NONE;
	e->n_rcpts = e->n_in = e->n_wait = e->n_numbers = 0;
	e->listed = e->sealed = false;
	if (text(m, &e->mid_text) < 0 || move_facts(m, &e->facts) < 0)
		return -1;
	if (move_heritage(m, &e->notice) < 0)
		return -1;
	return move_heritage(m, &e->heritage);
}

/* `e` goes on with what `l` began. */
static void
compose(struct move *m, uint32_t to, const struct entry *e)
{
	struct entry *l = &m->l->entry[to];

	td_queue_merge_facts(&l->facts, &e->facts);
	if (l->mid == 0) {
		l->mid = e->mid;
		l->mid_text = e->mid_text;
		l->mid_pos = e->mid_pos;
		l->mid_ticks = e->mid_ticks;
		l->noticed = e->noticed;
		l->notice = e->notice;
	} else {
		td_queue_free_heir(m->l, e->notice);
	}
	if (e->expired != 0) {
		l->expired = e->expired;
		l->expired_when = e->expired_when;
	}
	if (e->begins) {
		l->begins = true;
		l->begin = e->begin;
		l->program = e->program;
		l->heritage = e->heritage;
		l->wants_spf = e->wants_spf;
	}
	l->touched = e->touched;
	if (e->ended)
		td_queue_end(m->l, to, e->closed);
}

/*
 * A piece goes where its first line would go; what is whole is nobody's.  What
 * it hides, and what it is of, is in rows before it.
 */
static int
place_entry(struct move *m, uint32_t i, struct entry *e)
{
	struct td_queue *l = m->l;
	struct target t = { NONE, NONE, false };
	struct id id = { .text = text_at(&m->r->texts, m->r->entry[i].id),
		.host = e->host,
		.queue_no = e->queue_no,
		.hash = e->id_hash,
		.key = e->key };

	if (e->whole && e->ended) {
		/* It hides nothing, and nothing is of it. */
	} else if (td_queue_target(l, &id,
	               e->whole ? START_BEGIN : (enum start)e->start, &e->seen,
	               &t) < 0) {
		return -1;
	}
	m->entry[i] = t.entry;
	if (t.entry != NONE) {
		compose(m, t.entry, e);
		return 0;
	}
	e->whole |= t.whole;
	if (td_text_add(&l->texts, id.text, &e->id) < 0)
		return -1;
	return td_queue_add_entry(l, e, t.old, &m->entry[i]);
}

static int
move_entry(struct move *m, uint32_t i)
{
	const struct entry *from = &m->r->entry[i];
	struct entry e;

	if (translate(m, i, &e) < 0 || place_entry(m, i, &e) < 0)
		return -1;
	return move_rcpts(m, from->host, from->rcpts, m->entry[i]);
}

static int
by_turn(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	return (x->pos > y->pos) - (x->pos < y->pos);
}

/*
 * Pieces in the order in which they began, as each may be of the one before it;
 * what is whole and ended has to do with none of them.
 */
static int
move_entries(struct move *m)
{
	struct td_queue *r = m->r;
	size_t n = 0;

	for (uint32_t i = 0; i < r->n_entries; i++) {
		const struct entry *e = &r->entry[i];

		m->entry[i] = NONE;
		if (e->gone)
			continue;
		if (!e->whole || !e->ended)
			m->turn[n++] = (struct turn){ e->seen.pos, i };
		else if (move_entry(m, i) < 0)
			return -1;
	}
	qsort(m->turn, n, sizeof(m->turn[0]), by_turn);
	for (size_t i = 0; i < n; i++)
		if (move_entry(m, m->turn[i].row) < 0)
			return -1;
	for (uint32_t i = 0; i < r->n_entries; i++)
		if (m->entry[i] != NONE && (m->list || r->entry[i].listed) &&
		    td_queue_list(m->l, m->entry[i]) < 0)
			return -1;
	return 0;
}

/* ---- numbers, results, pairs ---- */

static int
move_waiters(struct move *m)
{
	struct td_queue *l = m->l, *r = m->r;

	for (uint32_t i = 0; i < r->n_waiters; i++) {
		struct waiter w = r->waiter[i];
		uint32_t row;

		if (move_state(m, w.host, &w.state) < 0)
			return -1;
		w.host = m->host[w.host];
		row = td_queue_find_number(l, w.key);
		if (row != NONE && !l->number[row].used &&
		    td_queue_list(l, l->number[row].entry) < 0)
			return -1;
		if (td_queue_deliver_number(l, &w) < 0)
			return -1;
	}
	return 0;
}

static int
move_numbers(struct move *m)
{
	struct td_queue *l = m->l, *r = m->r;

	for (uint32_t i = 0; i < r->n_numbers; i++) {
		struct number n = r->number[i];
		uint32_t row = td_queue_find_number(l, n.key);

		if (text(m, &n.text) < 0)
			return -1;
		n.entry = n.used ? NONE : m->entry[n.entry];
		if (!n.used)
			l->entry[n.entry].n_numbers++;
		if (row != NONE && !l->number[row].used) {
			l->entry[l->number[row].entry].n_numbers--;
			if (td_queue_list(l, l->number[row].entry) < 0)
				return -1;
		}
		if (row == NONE) {
			row = l->n_numbers;
			if (td_room(&l->number, &l->cap_numbers, row + 1,
			        sizeof(n)) < 0 ||
			    td_table_add(&l->numbers, n.key, row) < 0)
				return -1;
			l->n_numbers++;
		}
		l->number[row] = n;
	}
	return 0;
}

static int
move_spfs(struct move *m)
{
	for (uint32_t i = 0; i < m->r->n_spfs; i++) {
		struct spf s = m->r->spf[i];

		shift(m, s.host, &s.first);
		shift(m, s.host, &s.last);
		s.host = m->host[s.host];
		if (s.want != NONE)
			s.want = m->entry[s.want];
		if (text(m, &s.domain) < 0 || td_queue_spf_join(m->l, &s) < 0)
			return -1;
	}
	return 0;
}

static int
move_notices(struct move *m)
{
	for (uint32_t i = 0; i < m->r->n_notices; i++) {
		struct notice n = m->r->notice[i];

		n.pos += m->pos;
		n.ticks = shifted(m, n.host, n.ticks);
		n.host = m->host[n.host];
		if (move_facts(m, &n.facts) < 0 ||
		    td_queue_add_notice(m->l, &n) < 0)
			return -1;
	}
	return 0;
}

static int
move_pairs(struct move *m)
{
	for (uint32_t i = 0; i < m->r->n_pairs; i++) {
		struct pair p = m->r->pair[i];

		if (p.gone)
			continue;
		p.x = m->rcpt[p.x];
		p.f = m->entry[p.f];
		if (p.y != NONE)
			p.y = m->rcpt[p.y];
		p.x_pos += m->pos;
		p.y_pos += m->pos;
		if (td_queue_add_pair(m->l, &p) < 0)
			return -1;
	}
	return 0;
}

static int
move_all(struct move *m)
{
	for (uint32_t i = 0; i < m->r->n_hosts; i++)
		if (move_host(m, i) < 0)
			return -1;
	if (move_waiters(m) < 0 || move_entries(m) < 0 || move_numbers(m) < 0 ||
	    move_spfs(m) < 0 || move_notices(m) < 0)
		return -1;
	return move_pairs(m);
}

int
td_queue_move(struct td_queue *left, struct td_queue *right, bool list)
{
	struct move m = {
		.l = left, .r = right, .pos = left->pos, .list = list
	};
	const size_t n =
	    (size_t)right->n_hosts + right->n_entries + right->n_rcpts + 1;
	int rc = -1;

	m.ticks = malloc((right->n_hosts + 1) * 2 * sizeof(m.ticks[0]));
	m.host = malloc(n * sizeof(m.host[0]));
	m.turn = malloc((right->n_live + 1) * sizeof(m.turn[0]));
	if (m.ticks != NULL && m.host != NULL && m.turn != NULL) {
		m.early = m.ticks + right->n_hosts + 1;
		m.entry = m.host + right->n_hosts;
		m.rcpt = m.entry + right->n_entries;
		rc = move_all(&m);
	}
	free(m.turn);
	free(m.host);
	free(m.ticks);
	left->pos += right->pos;
	left->joined = true;
	left->dropped += right->dropped;
	left->unjoined += right->unjoined;
	right->dropped = right->unjoined = 0;
	td_queue_empty(right);
	return rc;
}

/* ---- texts ---- */

static int
entry_texts(struct move *m, struct entry *e)
{
	struct td_span id = text_at(&m->r->texts, e->id);

	for (uint32_t i = e->rcpts; i != NONE; i = m->r->rcpt[i].sibling)
		if (state_texts(m, &m->r->rcpt[i]) < 0)
			return -1;
	if (e->heritage != NONE &&
	    move_facts(m, &m->r->heir[e->heritage].facts) < 0)
		return -1;
	if (e->notice != NONE &&
	    move_facts(m, &m->r->heir[e->notice].facts) < 0)
		return -1;
	if (td_text_add(&m->l->texts, id, &e->id) < 0 ||
	    text(m, &e->mid_text) < 0)
		return -1;
	return move_facts(m, &e->facts);
}

static int
all_texts(struct move *m)
{
	struct td_queue *q = m->r;

	for (uint32_t i = 0; i < q->n_hosts; i++)
		if (text(m, &q->host[i].name) < 0)
			return -1;
	for (uint32_t i = 0; i < q->n_entries; i++)
		if (!q->entry[i].gone && entry_texts(m, &q->entry[i]) < 0)
			return -1;
	for (uint32_t i = 0; i < q->n_spfs; i++)
		if (text(m, &q->spf[i].domain) < 0)
			return -1;
	for (uint32_t i = 0; i < q->n_notices; i++)
		if (move_facts(m, &q->notice[i].facts) < 0)
			return -1;
	for (uint32_t i = 0; i < q->n_numbers; i++)
		if (text(m, &q->number[i].text) < 0)
			return -1;
	for (uint32_t i = 0; i < q->n_waiters; i++)
		if (state_texts(m, &q->waiter[i].state) < 0)
			return -1;
	return 0;
}

int
td_queue_retext(struct td_queue *q)
{
	struct td_queue fresh = { .texts.index.secret = q->texts.index.secret };
	struct move m = { .l = &fresh, .r = q };
	int rc = all_texts(&m);

	free(q->texts.index.slot);
	free(q->texts.p);
	q->texts = fresh.texts;
	return rc;
}

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
	uint32_t *host, *entry, *rcpt;
	bool list;
};

static int
text(struct move *m, uint32_t *at)
{
	return td_text(&m->l->texts, text_at(&m->r->texts, *at), at);
}

static void
shift(const struct move *m, uint32_t host, struct place *p)
{
	p->pos += m->pos;
	p->ticks += m->ticks[host];
}

/* ---- clocks ---- */

/*
 * Of the steps only those are kept by which a line of a neighbour can be near:
 * the first and the last ones.  The first one too far off stays, too, so that
 * what is behind it is told to be too far.
 */
static void
trim(const struct td_queue *q, struct host *h)
{
	uint32_t n = 0, from = 0;

	if (h->n < 4 * (uint32_t)q->span)
		return;
	while (!q->o.first && n < h->n && h->step[n].ticks <= q->span)
		n++;
	n++;
	for (from = h->n; from > n; from--)
		if (h->ticks - h->step[from - 1].ticks > q->span)
			break;
	/* The last one that is too far off is where the near ones begin. */
	if (from > n)
		from--;
	memmove(h->step + n, h->step + from, (h->n - from) * sizeof(*h->step));
	h->n = n + (h->n - from);
}

static int
move_host(struct move *m, uint32_t i)
{
	struct host *from = &m->r->host[i], *to;
	struct td_span name = text_at(&m->r->texts, from->name);
	int64_t gone = 0;

	if (td_queue_host(m->l, name, &m->host[i]) < 0)
		return -1;
	to = &m->l->host[m->host[i]];
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
	to->ticks = m->ticks[i] + from->ticks;
	for (uint32_t k = 0; k < from->n; k++) {
		struct step s = from->step[k];

		s.from += m->pos;
		s.to += m->pos;
		s.ticks += m->ticks[i];
		if (td_queue_step(to, &s) < 0)
			return -1;
	}
	trim(m->l, to);
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
move_state(struct move *m, uint32_t host, struct rcpt *r)
{
	shift(m, host, &r->first);
	shift(m, host, &r->last);
	if (text(m, &r->domain) < 0 || text(m, &r->text) < 0 ||
	    text(m, &r->status) < 0 || text(m, &r->reply) < 0 ||
	    text(m, &r->relay) < 0 || text(m, &r->relay_ip) < 0)
		return -1;
	return text(m, &r->tls);
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
	struct td_queue *l = m->l;
	struct heritage h;

	if (*at == NONE)
		return 0;
	h = m->r->heir[*at];
	h.pos += m->pos;
	if (move_facts(m, &h.facts) < 0 ||
	    td_room(&l->heir, &l->cap_heirs, l->n_heirs + 1, sizeof(h)) < 0)
		return -1;
	*at = l->n_heirs;
	l->heir[l->n_heirs++] = h;
	return 0;
}

/* A row of the left one, without id and recipients. */
static int
translate(struct move *m, uint32_t i, struct entry *e)
{
	*e = m->r->entry[i];
	shift(m, e->host, &e->begin);
	shift(m, e->host, &e->seen);
	e->touched += m->ticks[e->host];
	if (e->expired != 0)
		e->expired += m->pos;
	e->host = m->host[e->host];
	e->rcpts = e->pairs = NONE;
	e->n_rcpts = e->n_in = e->n_wait = e->n_numbers = 0;
	e->listed = false;
	if (text(m, &e->mid_text) < 0 || move_facts(m, &e->facts) < 0)
		return -1;
	return move_heritage(m, &e->heritage);
}

static int
move_entry(struct move *m, uint32_t i, struct entry *e, uint32_t old)
{
	struct td_span id = text_at(&m->r->texts, m->r->entry[i].id);

	m->entry[i] = m->l->n_entries;
	if (td_text_add(&m->l->texts, id, &e->id) < 0 ||
	    td_queue_add_entry(m->l, e, old) < 0)
		return -1;
	return move_rcpts(
	    m, m->r->entry[i].host, m->r->entry[i].rcpts, m->entry[i]);
}

/* `e` goes on with what `l` began. */
static int
compose(struct move *m, uint32_t i, uint32_t to, const struct entry *e)
{
	struct entry *l = &m->l->entry[to];

	m->entry[i] = to;
	td_queue_merge_facts(&l->facts, &e->facts);
	if (l->mid == 0) {
		l->mid = e->mid;
		l->mid_text = e->mid_text;
	}
	if (e->expired != 0) {
		l->expired = e->expired;
		l->expired_when = e->expired_when;
	}
	if (e->begins) {
		l->begins = l->whole = true;
		l->begin = e->begin;
		l->program = e->program;
		l->heritage = e->heritage;
		l->wants_spf = e->wants_spf;
	}
	l->touched = e->touched;
	if (e->ended)
		td_queue_end(m->l, to, e->closed);
	return move_rcpts(m, m->r->entry[i].host, m->r->entry[i].rcpts, to);
}

static uint32_t
find(const struct move *m, uint32_t i, const struct entry *e)
{
	struct td_span id = text_at(&m->r->texts, m->r->entry[i].id);

	return td_queue_find(m->l, e->key, e->host, id, e->queue_no);
}

/* A piece whose beginning, if there is any, is to the left. */
static int
move_piece(struct move *m, uint32_t i)
{
	struct entry e;
	uint32_t old;

	if (translate(m, i, &e) < 0)
		return -1;
	old = find(m, i, &e);
	if (old != NONE && (!e.born || begot(&m->l->entry[old], &e.seen)))
		return compose(m, i, old, &e);
	e.whole = m->l->o.first || (e.born && e.seen.ticks > LONGEST_SESSION);
	return move_entry(m, i, &e, old);
}

static int
move_whole(struct move *m, uint32_t i)
{
	struct entry e, *l;
	uint32_t old;

	if (translate(m, i, &e) < 0)
		return -1;
	old = find(m, i, &e);
	if (old != NONE) {
		l = &m->l->entry[old];
		/* As begin_entry does it. */
		if (e.begins && !l->begins && l->n_rcpts == 0 &&
		    may_precede(e.program) &&
		    e.begin.ticks - l->seen.ticks <= m->l->span)
			return compose(m, i, old, &e);
	}
	return move_entry(m, i, &e, old);
}

static int
move_entries(struct move *m)
{
	struct td_queue *r = m->r;

	for (uint32_t i = 0; i < r->n_entries; i++) {
		m->entry[i] = NONE;
		if (!r->entry[i].gone && !r->entry[i].whole &&
		    move_piece(m, i) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < r->n_entries; i++)
		if (!r->entry[i].gone && r->entry[i].whole &&
		    move_whole(m, i) < 0)
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
	    move_spfs(m) < 0)
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

	m.ticks = malloc((right->n_hosts + 1) * sizeof(m.ticks[0]));
	m.host = malloc(n * sizeof(m.host[0]));
	if (m.ticks != NULL && m.host != NULL) {
		m.entry = m.host + right->n_hosts;
		m.rcpt = m.entry + right->n_entries;
		rc = move_all(&m);
	}
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

/*
 * Hops: which recipient's "sent" went on as which entry (DECISIONS.md 4).
 *
 * A pair is found by what both lines say, when their nearness can be told: in
 * the stretch that holds both, or when the stretches that hold one each are
 * appended.  Whether it is a hop is decided when both entries are whole and the
 * earlier one ended, so it does not matter when that is.  Of the two lines,
 * neither entry is settled as long as a neighbour may have lines near one; so
 * no pair is missed.
 */
#include "queue_parts.h"

enum { BY_ID, BY_PIPE, BY_PIPE_UNSURE, BY_PIPE_ANY };

int
td_queue_add_pair(struct td_queue *q, const struct pair *p)
{
	struct entry *e = &q->entry[q->rcpt[p->x].entry];
	struct pair *to;

	if (td_room(&q->pair, &q->cap_pairs, q->n_pairs + 1, sizeof(*p)) < 0)
		return -1;
	to = &q->pair[q->n_pairs];
	*to = *p;
	to->next = e->pairs;
	e->pairs = q->n_pairs++;
	e->n_wait += !p->yes;
	q->entry[p->f].n_in++;
	return 0;
}

void
td_queue_drop_pairs(struct td_queue *q)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < q->n_pairs; i++)
		q->entry[q->rcpt[q->pair[i].x].entry].pairs = NONE;
	for (uint32_t i = 0; i < q->n_pairs; i++) {
		struct entry *e = &q->entry[q->rcpt[q->pair[i].x].entry];

		if (q->pair[i].gone)
			continue;
		q->pair[n] = q->pair[i];
		q->pair[n].next = e->pairs;
		e->pairs = n++;
	}
	q->n_pairs = n;
}

/*
 * No host's clock goes too far between: that of the earlier line from there on,
 * that of the later one from its first line behind the earlier.
 */
static bool
ticks_near(const struct td_queue *q, uint32_t early_host,
    const struct place *early, uint32_t late_host, const struct place *late)
{
	const struct host *a = &q->host[early_host], *b = &q->host[late_host];

	if (early_host == late_host)
		return late->ticks - early->ticks <= q->span;
	return td_queue_ticks_at(a, late->pos) - early->ticks <= q->span &&
	    late->ticks - td_queue_ticks_behind(b, early->pos) <= q->span;
}

static bool
is_near(const struct td_queue *q, uint32_t x_host, const struct place *x,
    uint32_t y_host, const struct place *y)
{
	int64_t d;

	if (x->when == TD_NO_TIME || y->when == TD_NO_TIME)
		return false;
	d = x->when - y->when;
	if (d > q->o.window || -d > q->o.window)
		return false;
	return x->pos < y->pos ? ticks_near(q, x_host, x, y_host, y) :
	                         ticks_near(q, y_host, y, x_host, x);
}

/* Its Message-ID will not change. */
static bool
is_sure(const struct entry *e)
{
	return e->whole && e->mid != 0;
}

static uint64_t
pipe_key(const struct td_queue *q, const struct entry *e, const struct rcpt *r,
    uint64_t by, uint64_t mid)
{
	uint64_t h = hash_mix(r->address, q->host[e->host].hash);

	return hash_mix(hash_mix(h, mid), by);
}

/* Bits of the keys in the table: most entries need not be looked for. */
static uint64_t *
bit_of(struct td_queue *q, uint64_t key, uint64_t *bit)
{
	*bit = UINT64_C(1) << (key & 63);
	return &q->maybe[key >> 6 & 63];
}

static int
add_key(struct td_queue *q, uint64_t key, uint32_t row)
{
	uint64_t bit, *word = bit_of(q, key, &bit);

	*word |= bit;
	return td_table_add(&q->xs, key, row);
}

/* What was given to commands. */
struct pipes {
	bool any;
	bool unsure; /* of entries whose Message-ID may change */
};

static uint64_t
message_key(const struct td_queue *q, const struct entry *e)
{
	return hash_mix(e->mid, q->host[e->host].hash);
}

/* Put a recipient that goes on into the table. */
static int
add_x(struct td_queue *q, uint32_t row, struct pipes *pipes)
{
	uint64_t bit;

	const struct rcpt *r = &q->rcpt[row];
	const struct entry *e = &q->entry[r->entry];

	if (!goes_on(r))
		return 0;
	if (r->next != 0)
		return add_key(q, hash_mix(r->next, BY_ID), row);
	pipes->any = true;
	if (add_key(q, pipe_key(q, e, r, BY_PIPE_ANY, 0), row) < 0)
		return -1;
	if (is_sure(e)) {
		*bit_of(q, message_key(q, e), &bit) |= bit;
		return add_key(q, pipe_key(q, e, r, BY_PIPE, e->mid), row);
	}
	pipes->unsure = true;
	return add_key(q, pipe_key(q, e, r, BY_PIPE_UNSURE, 0), row);
}

/* A pair of lines that was looked at already. */
static bool
is_known(const struct known *known, uint64_t a, uint64_t b)
{
	if (a <= known->to && b <= known->to)
		return true;
	return known->behind && a > known->to && b > known->to;
}

/* Every x of a key that is near `y`, of entry f. */
static int
pair_key(struct td_queue *q, uint64_t key, uint32_t f, uint32_t y,
    const struct place *at, const struct known *known)
{
	const struct entry *to = &q->entry[f];
	uint64_t bit;
	uint32_t i, row;

	if ((*bit_of(q, key, &bit) & bit) == 0)
		return 0;
	TABLE_EACH(&q->xs, key, i, row)
	{
		const struct rcpt *x = &q->rcpt[row];
		const struct entry *e = &q->entry[x->entry];
		struct pair p = { .x = row,
			.f = f,
			.y = y,
			.x_pos = x->last.pos,
			.y_pos = at->pos };

		if (x->entry == f || is_known(known, x->last.pos, at->pos))
			continue;
		if (e->host != to->host && (x->near_host || y != NONE))
			continue;
		if (is_near(q, e->host, &x->last, to->host, at) &&
		    td_queue_add_pair(q, &p) < 0)
			return -1;
	}
	return 0;
}

static int
pair_id(struct td_queue *q, uint32_t f, const struct known *known)
{
	const struct entry *e = &q->entry[f];

	return pair_key(
	    q, hash_mix(e->id_hash, BY_ID), f, NONE, &e->begin, known);
}

static int
pair_rcpts(struct td_queue *q, uint32_t f, const struct known *known)
{
	const struct entry *e = &q->entry[f];
	const bool sure = is_sure(e);

	for (uint32_t y = e->rcpts; y != NONE; y = q->rcpt[y].sibling) {
		const struct rcpt *r = &q->rcpt[y];
		uint64_t a, b;

		if (r->kind != R_ADDRESS)
			continue;
		a = sure ? pipe_key(q, e, r, BY_PIPE, e->mid) :
		           pipe_key(q, e, r, BY_PIPE_ANY, 0);
		b = pipe_key(q, e, r, BY_PIPE_UNSURE, 0);
		if (pair_key(q, a, f, y, &r->first, known) < 0 ||
		    (sure && pair_key(q, b, f, y, &r->first, known) < 0))
			return -1;
	}
	return 0;
}

/* Whether an entry may be what came out of a pipe. */
static bool
may_be_piped(
    struct td_queue *q, const struct entry *e, const struct pipes *pipes)
{
	uint64_t bit;

	if (!pipes->any || (e->whole && !e->begins))
		return false;
	return pipes->unsure || !is_sure(e) ||
	    (*bit_of(q, message_key(q, e), &bit) & bit) != 0;
}

int
td_queue_pair_up(struct td_queue *q, const struct known *known)
{
	struct pipes pipes = { false, false };

	td_table_clear(&q->xs);
	memset(q->maybe, 0, sizeof(q->maybe));
	for (uint32_t i = 0; i < q->n_recent; i++) {
		const struct entry *e = &q->entry[q->recent[i]];

		for (uint32_t r = e->goes_on ? e->rcpts : NONE; r != NONE;
		     r = q->rcpt[r].sibling)
			if (add_x(q, r, &pipes) < 0)
				return -1;
	}
	for (uint32_t i = 0; q->xs.n > 0 && i < q->n_recent; i++) {
		const struct entry *e = &q->entry[q->recent[i]];

		/* Nothing goes on as an entry without a begin line. */
		if (e->begins && pair_id(q, q->recent[i], known) < 0)
			return -1;
		if (may_be_piped(q, e, &pipes) &&
		    pair_rcpts(q, q->recent[i], known) < 0)
			return -1;
	}
	return 0;
}

/* ---- decisions ---- */

static bool
is_hop(const struct td_queue *q, const struct pair *p)
{
	const struct rcpt *x = &q->rcpt[p->x];
	const struct entry *e = &q->entry[x->entry], *f = &q->entry[p->f];

	if (x->last.pos != p->x_pos || !goes_on(x) ||
	    (p->y != NONE && q->rcpt[p->y].first.pos != p->y_pos))
		return false;
	/* OpenSMTPD logs no Message-ID; what this host answers is true. */
	if (!f->begins || e->mid != f->mid)
		return false;
	if (e->mid == 0 && (p->y != NONE || !x->near_host))
		return false;
	/* So nothing goes in circles; without a begin line it is older. */
	return !e->begins || e->begin.pos < f->begin.pos;
}

int
td_queue_decide(struct td_queue *q)
{
	for (uint32_t i = 0; i < q->n_pairs; i++) {
		struct pair *p = &q->pair[i];
		struct rcpt *x = &q->rcpt[p->x];
		struct entry *e = &q->entry[x->entry], *f = &q->entry[p->f];

		if (p->yes || p->gone || !e->whole || !e->ended ||
		    e->n_numbers > 0 || !f->whole || (f->mid == 0 && !f->ended))
			continue;
		e->n_wait--;
		if (is_hop(q, p)) {
			p->yes = x->hop = true;
		} else {
			p->gone = true;
			f->n_in--;
		}
		if (td_queue_list(q, x->entry) < 0 ||
		    td_queue_list(q, p->f) < 0)
			return -1;
	}
	return 0;
}

/*
 * A queue becomes bytes: see pack.h.  Rows that are gone or free are left out,
 * and the others numbered anew, recipients and heritages as the entries come.
 */
#include "queue_parts.h"

#include <assert.h>
#include <stdlib.h>

#include "pack_parts.h"

/* The rows of a kind that are written. */
struct kept {
	uint32_t n;
	uint32_t *order; /* old rows by new */
	uint32_t *at;    /* new rows by old */
};

struct packing {
	struct pack pack;
	const struct td_queue *q;
	struct kept entry, rcpt, heir, pair;
};

/* ---- which rows ---- */

static void
keep(struct kept *k, uint32_t old)
{
	k->order[k->n] = old;
	k->at[old] = k->n++;
}

static int
make_kept(struct kept *k, uint32_t n)
{
	k->order = malloc((n + (size_t)1) * 2 * sizeof(k->order[0]));
	if (k->order == NULL)
		return -1;
	k->at = k->order + n + 1;
	memset(k->at, 0xff, n * sizeof(k->at[0]));
	return 0;
}

static void
keep_entry(struct packing *p, uint32_t row)
{
	const struct entry *e = &p->q->entry[row];

	keep(&p->entry, row);
	for (uint32_t i = e->rcpts; i != NONE; i = p->q->rcpt[i].sibling)
		keep(&p->rcpt, i);
	if (e->heritage != NONE)
		keep(&p->heir, e->heritage);
	if (e->notice != NONE)
		keep(&p->heir, e->notice);
}

static int
choose(struct packing *p)
{
	const struct td_queue *q = p->q;

	if (make_kept(&p->entry, q->n_entries) < 0 ||
	    make_kept(&p->rcpt, q->n_rcpts) < 0 ||
	    make_kept(&p->heir, q->n_heirs) < 0 ||
	    make_kept(&p->pair, q->n_pairs) < 0)
		return -1;
	for (uint32_t i = 0; i < q->n_entries; i++)
		if (!q->entry[i].gone)
			keep_entry(p, i);
	for (uint32_t i = 0; i < q->n_pairs; i++)
		if (!q->pair[i].gone)
			keep(&p->pair, i);
	return 0;
}

/* ---- what refers to them ---- */

static void
renumber(const struct kept *k, uint32_t *row)
{
	if (*row != NONE)
		*row = k->at[*row];
}

static void
fix_entry(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct entry *e = row;

	(void)i;
	renumber(&p->rcpt, &e->rcpts);
	renumber(&p->heir, &e->heritage);
	renumber(&p->heir, &e->notice);
	if (e->ended)
		e->below = NONE;
	renumber(&p->entry, &e->below);
}

static void
fix_rcpt(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct rcpt *r = row;

	(void)i;
	renumber(&p->rcpt, &r->sibling);
}

static void
fix_pair(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct pair *x = row;

	(void)i;
	renumber(&p->rcpt, &x->x);
	renumber(&p->entry, &x->f);
	renumber(&p->rcpt, &x->y);
}

/* Who was settled because too many were open may be wanted for yet. */
static void
fix_spf(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct spf *s = row;

	(void)i;
	renumber(&p->entry, &s->want);
}

static void
fix_number(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct number *n = row;

	(void)i;
	if (n->used)
		n->entry = NONE;
	renumber(&p->entry, &n->entry);
	n->used = n->entry == NONE;
}

/* ---- rows ---- */

static int
put_steps(struct packing *p)
{
	const struct td_queue *q = p->q;
	struct rows rows = { .n = 0 };
	struct step *step;
	size_t n = 0;
	int rc;

	for (uint32_t i = 0; i < q->n_hosts; i++)
		n += q->host[i].n;
	if (n >= NONE || (step = malloc((n + 1) * sizeof(*step))) == NULL)
		return -1;
	for (uint32_t i = 0; i < q->n_hosts; i++) {
		const struct host *h = &q->host[i];

		if (h->n > 0)
			memcpy(step + rows.n, h->step, h->n * sizeof(*step));
		rows.n += h->n;
	}
	rows.row = step;
	rc = td_pack_rows(&p->pack, &td_queue_kinds[QUEUE_STEP], &rows);
	free(step);
	return rc;
}

static int
put_kinds(struct packing *p)
{
	const struct td_queue *q = p->q;
	const struct queue_head head = { .pos = q->pos,
		.paired = q->paired,
		.dropped = q->dropped,
		.unjoined = q->unjoined,
		.first = q->o.first };
	const struct rows rows[QUEUE_N_KINDS] = {
		[QUEUE_HEAD] = { &head, NULL, 1, NULL, NULL },
		[QUEUE_HOST] = { q->host, NULL, q->n_hosts, NULL, NULL },
		[QUEUE_HERITAGE] = { q->heir, p->heir.order, p->heir.n, NULL,
		    NULL },
		[QUEUE_ENTRY] = { q->entry, p->entry.order, p->entry.n,
		    fix_entry, p },
		[QUEUE_RCPT] = { q->rcpt, p->rcpt.order, p->rcpt.n, fix_rcpt,
		    p },
		[QUEUE_PAIR] = { q->pair, p->pair.order, p->pair.n, fix_pair,
		    p },
		[QUEUE_SPF] = { q->spf, NULL, q->n_spfs, fix_spf, p },
		[QUEUE_NOTICE] = { q->notice, NULL, q->n_notices, NULL, NULL },
		[QUEUE_NUMBER] = { q->number, NULL, q->n_numbers, fix_number,
		    p },
		[QUEUE_WAITER] = { q->waiter, NULL, q->n_waiters, NULL, NULL },
	};

	for (int k = 0; k < QUEUE_N_KINDS; k++)
		if (k != QUEUE_STEP &&
		    td_pack_rows(&p->pack, &td_queue_kinds[k], &rows[k]) < 0)
			return -1;
	return put_steps(p);
}

int
td_queue_pack(const struct td_queue *q, struct td_bytes *out)
{
	struct packing p = { .q = q };
	int rc = td_pack_begin(&p.pack, out, "td-queue", &q->texts);

	assert(q->joined || q->pos == 0);
	if (rc == 0)
		rc = choose(&p);
	if (rc == 0)
		rc = put_kinds(&p);
	free(p.entry.order);
	free(p.rcpt.order);
	free(p.heir.order);
	free(p.pair.order);
	return td_pack_end(&p.pack, rc);
}

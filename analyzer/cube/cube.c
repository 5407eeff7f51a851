/*
 * Cells by their keys.  A keyset finds the index of a key and decides which
 * keys stay; the cell of that index lies in a chunk and never moves.
 */
#include "cube.h"

#include <stdlib.h>
#include <string.h>

#include "distinct.h"
#include "hash.h"
#include "keyset.h"

enum { CHUNK = 16, MAX_VALUE = 255, MAX_KEY = TD_MAX_DIMS * (MAX_VALUE + 1) };

#define OTHER "(other)"

struct td_cube {
	const struct td_dims *dims;
	struct td_keyset keys;
	size_t n_chunks, cap_chunks;
	struct td_cell **chunk; /* CHUNK cells each */
	bool has_other;
	struct td_cell other;
	char other_key[TD_MAX_DIMS * sizeof(OTHER)];
	struct td_distinct dropped;
	uint64_t dropped_before;
	const struct td_cell **sorted; /* room for all that chunks hold */
};

/* ---- cells ---- */

struct td_span
td_cell_value(const struct td_cell *c, size_t dim)
{
	const unsigned char *p = (const unsigned char *)c->key;

	while (dim-- > 0)
		p += 1 + *p;
	return (struct td_span){ (const char *)p + 1, *p };
}

static void
reset(struct td_cell *c)
{
	memset(c->counter, 0, sizeof(c->counter));
	for (size_t i = 0; i < TD_N_HISTS; i++)
		c->hist[i].n = 0, c->hist[i].max = 0;
}

static void
free_hists(struct td_cell *c)
{
	for (size_t i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&c->hist[i]);
}

int
td_cell_add(struct td_cell *into, const struct td_cell *from)
{
	for (size_t i = 0; i < TD_N_COUNTERS; i++) {
		uint64_t sum = into->counter[i] + from->counter[i];

		/* Without a branch, so that it is done in vectors. */
		into->counter[i] = sum | -(uint64_t)(sum < from->counter[i]);
	}
	for (size_t i = 0; i < TD_N_HISTS; i++)
		if (td_hist_merge(&into->hist[i], &from->hist[i]) < 0)
			return -1;
	return 0;
}

bool
td_cell_adds_up(const struct td_cell *c)
{
	for (unsigned m = 0; m < TD_N_AUTH; m++) {
		const uint64_t *n = &c->counter[TD_C_SPF + m * TD_N_RESULTS];
		uint64_t sum = 0;

		for (unsigned i = 0; i < TD_N_RESULTS; i++)
			if (__builtin_add_overflow(sum, n[i], &sum))
				sum = UINT64_MAX;
		if (sum != c->counter[TD_C_MESSAGES])
			return false;
	}
	return true;
}

static struct td_cell *
cell_at(const struct td_cube *c, uint32_t index)
{
	return &c->chunk[index / CHUNK][index % CHUNK];
}

/* ---- the cube ---- */

static int
reserve_chunks(struct td_cube *c, size_t cap)
{
	struct td_cell **chunk = realloc(c->chunk, cap * sizeof(*chunk));
	const struct td_cell **sorted;

	if (chunk == NULL)
		return -1;
	c->chunk = chunk;
	sorted = realloc(c->sorted, (cap * CHUNK + 1) * sizeof(*sorted));
	if (sorted == NULL)
		return -1;
	c->sorted = sorted;
	c->cap_chunks = cap;
	return 0;
}

static int
add_chunk(struct td_cube *c)
{
	struct td_cell *chunk;

	if (c->n_chunks == c->cap_chunks &&
	    reserve_chunks(c, c->cap_chunks * 2) < 0)
		return -1;
	chunk = calloc(CHUNK, sizeof(*chunk));
	if (chunk == NULL)
		return -1;
	c->chunk[c->n_chunks++] = chunk;
	return 0;
}

void
td_cube_free(struct td_cube *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n_chunks; i++) {
		for (size_t j = 0; j < CHUNK; j++)
			free_hists(&c->chunk[i][j]);
		free(c->chunk[i]);
	}
	free(c->chunk);
	free_hists(&c->other);
	td_keyset_free(&c->keys);
	td_distinct_free(&c->dropped);
	free(c->sorted);
	free(c);
}

struct td_cube *
td_cube_new(const struct td_dims *dims, size_t max_keys)
{
	struct td_cube *c = calloc(1, sizeof(*c));
	char *p;

	if (c == NULL)
		return NULL;
	c->dims = dims;
	td_keyset_init(&c->keys, max_keys);
	td_distinct_init(&c->dropped);
	if (reserve_chunks(c, 1) < 0) {
		td_cube_free(c);
		return NULL;
	}
	p = c->other_key;
	for (size_t i = 0; i < dims->n; i++) {
		*p++ = (char)strlen(OTHER);
		memcpy(p, OTHER, strlen(OTHER));
		p += strlen(OTHER);
	}
	c->other.key = c->other_key;
	c->other.n_key = (uint32_t)(p - c->other_key);
	c->other.hash = td_hash(c->other_key, c->other.n_key);
	return c;
}

void
td_cube_clear(struct td_cube *c)
{
	td_keyset_clear(&c->keys);
	if (c->has_other)
		reset(&c->other);
	c->has_other = false;
	if (c->dropped.n > 0)
		td_distinct_free(&c->dropped);
	c->dropped_before = 0;
}

/* Whether a key belongs to no known carrier: such go first. */
static bool
is_unknown(const struct td_cube *c, struct td_span key)
{
	struct td_cell cell = { .key = key.p };

	for (size_t i = 0; i < c->dims->n; i++)
		if (strcmp(c->dims->dim[i]->name, "carrier") == 0)
			return td_span_eq(
			    td_cell_value(&cell, i), TD_SPAN("other"));
	return false;
}

static struct td_cell *
other_cell(struct td_cube *c)
{
	c->has_other = true;
	return &c->other;
}

static struct td_cell *
begin_cell(struct td_cube *c, uint32_t index)
{
	const struct td_key *k = &c->keys.key[index];
	struct td_cell *cell = cell_at(c, index);

	reset(cell);
	cell->hash = k->hash;
	cell->key = k->p;
	cell->n_key = k->n;
	return cell;
}

/* The cell of a key that is not in the set. */
static struct td_cell *
new_cell(struct td_cube *c, struct td_span key, uint64_t hash)
{
	uint64_t gone;
	uint32_t i;

	if (td_span_eq(key, (struct td_span){ c->other_key, c->other.n_key }))
		return other_cell(c);
	if (c->keys.n == c->n_chunks * CHUNK && add_chunk(c) < 0)
		return NULL;
	switch (
	    td_keyset_put(&c->keys, key, hash, is_unknown(c, key), &i, &gone)) {
	case TD_PUT_NEW:
		return begin_cell(c, i);
	case TD_PUT_REPLACED:
		if (td_cell_add(other_cell(c), cell_at(c, i)) < 0 ||
		    td_distinct_add(&c->dropped, gone) < 0)
			return NULL;
		return begin_cell(c, i);
	case TD_PUT_REFUSED:
		if (td_distinct_add(&c->dropped, hash) < 0)
			return NULL;
		return other_cell(c);
	default:
		return NULL;
	}
}

static struct td_cell *
cell_of(struct td_cube *c, struct td_span key, uint64_t hash)
{
	uint32_t i = td_keyset_find(&c->keys, key, hash);

	return i != TD_KEY_NONE ? cell_at(c, i) : new_cell(c, key, hash);
}

const struct td_dims *
td_cube_dims(const struct td_cube *c)
{
	return c->dims;
}

/* ---- adding ---- */

/* Append a value to a key. */
static char *
put_value(char *p, struct td_span v)
{
	size_t n = v.n < MAX_VALUE ? v.n : MAX_VALUE;

	*p++ = (char)n;
	if (n > 0)
		memcpy(p, v.p, n);
	return p + n;
}

/* Of microseconds, not negative. */
static uint64_t
delay_units(int64_t delay)
{
	uint64_t us = (uint64_t)delay;

	/* 1024 / 1000000 is 16 / 15625. */
	return us / 15625 * 16 + (us % 15625 * 16 + 7812) / 15625;
}

_Static_assert(TD_C_SUPPRESSED - TD_C_ACCEPTED ==
        (int)TD_ACTION_SUPPRESSED - (int)TD_ACTION_SENT,
    "outcomes are counted in the order of enum td_action");

/* What logs and reports tell; of mail it is nothing. */
static void
count_delivery(uint64_t *n, const struct td_observation *o)
{
	uint64_t w = o->weight;

	n[TD_C_ATTEMPTS] += w * o->attempts;
	if (o->outcome != TD_ACTION_NONE)
		n[TD_C_ACCEPTED + o->outcome - TD_ACTION_SENT] += w;
	n[TD_C_COMPLAINED] += o->complaints;
	n[TD_C_UNTOLD] += o->untold ? w : 0;
	n[TD_C_HARD] += o->hard ? w : 0;
	if (o->has_reason)
		n[TD_C_REASON + o->reason] += w;
}

static int
count(struct td_cell *cell, const struct td_observation *o)
{
	uint64_t *n = cell->counter, w = o->weight;

	n[TD_C_MESSAGES] += w;
	n[TD_C_FORWARDED] += o->forwarded ? w : 0;
	n[TD_C_SPF + o->result[TD_A_SPF]] += w;
	n[TD_C_DKIM + o->result[TD_A_DKIM]] += w;
	n[TD_C_DMARC + o->result[TD_A_DMARC]] += w;
	n[TD_C_ARC + o->result[TD_A_ARC]] += w;
	n[TD_C_SENDER_ID + o->result[TD_A_SENDER_ID]] += w;
	n[TD_C_DKIM_ALIGNED] += o->dkim_aligned_pass ? w : 0;
	n[TD_C_ALIGNMENT + o->alignment] += w;
	n[TD_C_PRA + o->pra] += w;
	n[TD_C_TLS + o->tls] += w;
	n[TD_C_FCRDNS + o->fcrdns] += w;
	count_delivery(n, o);
	if (o->hops != TD_NO_HOPS &&
	    td_hist_add(&cell->hist[TD_HIST_HOPS], o->hops, w) < 0)
		return -1;
	if (o->delay == TD_NO_TIME)
		return 0;
	n[TD_C_SKEW] += o->delay < 0 ? w : 0;
	return td_hist_add(
	    &cell->hist[o->outcome == TD_ACTION_DEFERRED ? TD_HIST_WAITED :
	                                                   TD_HIST_DELAY],
	    o->delay < 0 ? 0 : delay_units(o->delay), w);
}

int
td_cube_add(struct td_cube *c, const struct td_observation *o)
{
	const struct td_dims *dims = c->dims;
	char key[MAX_KEY], buf[64], *p = key;
	struct td_cell *cell;

	for (size_t i = 0; i < dims->n; i++)
		p = put_value(p, dims->dim[i]->value(o, &dims->zone, buf));
	cell = cell_of(c, td_span(key, p), td_hash(key, (size_t)(p - key)));
	return cell == NULL ? -1 : count(cell, o);
}

struct td_cell *
td_cube_cell(struct td_cube *c, const struct td_span *value)
{
	char key[MAX_KEY], *p = key;

	for (size_t i = 0; i < c->dims->n; i++)
		p = put_value(p, value[i]);
	return cell_of(c, td_span(key, p), td_hash(key, (size_t)(p - key)));
}

int
td_cube_merge(struct td_cube *into, const struct td_cube *from)
{
	for (uint32_t i = 0; i < from->keys.n; i++) {
		const struct td_cell *f = cell_at(from, i);
		struct td_cell *t = cell_of(
		    into, (struct td_span){ f->key, f->n_key }, f->hash);

		if (t == NULL || td_cell_add(t, f) < 0)
			return -1;
	}
	if (from->has_other && td_cell_add(other_cell(into), &from->other) < 0)
		return -1;
	td_cube_add_dropped(into, from->dropped_before);
	return td_distinct_merge(&into->dropped, &from->dropped);
}

static int
relabel_into(struct td_cube *to, const struct td_cube *c, size_t dim,
    struct td_span (*label)(struct td_span value, void *arg), void *arg)
{
	struct td_span value[TD_MAX_DIMS];

	for (uint32_t i = 0; i < c->keys.n; i++) {
		const struct td_cell *from = cell_at(c, i);
		struct td_cell *cell;

		for (size_t d = 0; d < c->dims->n; d++)
			value[d] = td_cell_value(from, d);
		value[dim] = label(value[dim], arg);
		cell = td_cube_cell(to, value);
		if (cell == NULL || td_cell_add(cell, from) < 0)
			return -1;
	}
	if (c->has_other)
		return td_cell_add(other_cell(to), &c->other);
	return 0;
}

int
td_cube_relabel(struct td_cube *c, const struct td_dimension *dim,
    struct td_span (*label)(struct td_span value, void *arg), void *arg)
{
	struct td_cube *to, swap;
	size_t i = 0;
	int rc;

	while (i < c->dims->n && c->dims->dim[i] != dim)
		i++;
	if (i == c->dims->n)
		return 0;
	to = td_cube_new(c->dims, c->keys.cap);
	if (to == NULL)
		return -1;
	rc = relabel_into(to, c, i, label, arg);
	if (rc == 0)
		rc = td_distinct_merge(&to->dropped, &c->dropped);
	if (rc == 0) {
		td_cube_add_dropped(to, c->dropped_before);
		swap = *c, *c = *to, *to = swap;
		c->other.key = c->other_key;
		to->other.key = to->other_key;
	}
	td_cube_free(to);
	return rc;
}

/* ---- looking ---- */

/* Value by value: a length byte must not decide. */
static int
by_key(const void *a, const void *b)
{
	const struct td_cell *x = *(const struct td_cell *const *)a;
	const struct td_cell *y = *(const struct td_cell *const *)b;
	const unsigned char *p = (const unsigned char *)x->key;
	const unsigned char *q = (const unsigned char *)y->key;
	const unsigned char *end = p + x->n_key;

	for (; p < end; p += 1 + *p, q += 1 + *q) {
		struct td_span v = { (const char *)p + 1, *p };
		struct td_span w = { (const char *)q + 1, *q };
		int d = td_span_cmp(v, w);

		if (d != 0)
			return d;
	}
	return 0;
}

const struct td_cell *const *
td_cube_sorted(struct td_cube *c, size_t *n)
{
	for (uint32_t i = 0; i < c->keys.n; i++)
		c->sorted[i] = cell_at(c, i);
	*n = c->keys.n;
	if (c->has_other)
		c->sorted[(*n)++] = &c->other;
	qsort(c->sorted, *n, sizeof(c->sorted[0]), by_key);
	return c->sorted;
}

int
td_cube_total(const struct td_cube *c, struct td_cell *total)
{
	*total = (struct td_cell){ 0 };
	for (uint32_t i = 0; i < c->keys.n; i++)
		if (td_cell_add(total, cell_at(c, i)) < 0)
			return -1;
	return c->has_other ? td_cell_add(total, &c->other) : 0;
}

uint64_t
td_cube_dropped(const struct td_cube *c)
{
	uint64_t n = td_distinct_count(&c->dropped);

	return __builtin_add_overflow(n, c->dropped_before, &n) ? UINT64_MAX :
	                                                          n;
}

void
td_cube_add_dropped(struct td_cube *c, uint64_t n)
{
	if (__builtin_add_overflow(c->dropped_before, n, &c->dropped_before))
		c->dropped_before = UINT64_MAX;
}

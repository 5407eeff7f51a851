/*
 * A table of hashes that is cut back to the TD_DISTINCT smallest when half as
 * many again are there.
 */
#include "distinct.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"

enum { MIN_SLOTS = 64, MAX_SLOTS = 2 * TD_DISTINCT };

void
td_distinct_init(struct td_distinct *d)
{
	*d = (struct td_distinct){ .limit = UINT64_MAX,
		.secret = td_hash_secret() };
}

void
td_distinct_free(struct td_distinct *d)
{
	free(d->slot);
	*d = (struct td_distinct){ .limit = UINT64_MAX, .secret = d->secret };
}

/*
 * A one-to-one mixing (MurmurHash3's finaliser).  Keys stay in a cube by the
 * size of their hash, so the hashes of those that do not are no fair sample.
 */
static uint64_t
mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h == 0 ? 1 : h;
}

static void
enter(struct td_distinct *d, uint64_t v)
{
	size_t i = v * d->secret >> d->shift;

	while (d->slot[i] != 0 && d->slot[i] != v)
		i = (i + 1) & (d->n_slots - 1);
	d->n += d->slot[i] == 0;
	d->slot[i] = v;
}

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The values in order, in new memory. */
static uint64_t *
sorted(const struct td_distinct *d)
{
	uint64_t *v = malloc(d->n * sizeof(*v));
	size_t n = 0;

	if (v == NULL)
		return NULL;
	for (size_t i = 0; i < d->n_slots; i++)
		if (d->slot[i] != 0)
			v[n++] = d->slot[i];
	qsort(v, n, sizeof(*v), by_size);
	return v;
}

static int
cut_back(struct td_distinct *d)
{
	uint64_t *v = sorted(d);

	if (v == NULL)
		return -1;
	memset(d->slot, 0, d->n_slots * sizeof(d->slot[0]));
	d->n = 0;
	d->limit = v[TD_DISTINCT - 1];
	for (size_t i = 0; i < TD_DISTINCT; i++)
		enter(d, v[i]);
	free(v);
	return 0;
}

static int
grow(struct td_distinct *d)
{
	struct td_distinct more = *d;

	more.n = 0;
	more.n_slots = d->n_slots == 0 ? MIN_SLOTS : d->n_slots * 2;
	more.shift = 64 - (unsigned)__builtin_ctzll(more.n_slots);
	more.slot = calloc(more.n_slots, sizeof(more.slot[0]));
	if (more.slot == NULL)
		return -1;
	for (size_t i = 0; i < d->n_slots; i++)
		if (d->slot[i] != 0)
			enter(&more, d->slot[i]);
	free(d->slot);
	*d = more;
	return 0;
}

static int
add(struct td_distinct *d, uint64_t v)
{
	if (v > d->limit)
		return 0;
	if (d->n >= d->n_slots / 4 * 3) {
		int rc = d->n_slots < MAX_SLOTS ? grow(d) : cut_back(d);

		if (rc < 0)
			return -1;
		if (v > d->limit)
			return 0;
	}
	enter(d, v);
	return 0;
}

int
td_distinct_add(struct td_distinct *d, uint64_t hash)
{
	return add(d, mix(hash));
}

int
td_distinct_merge(struct td_distinct *into, const struct td_distinct *from)
{
	for (size_t i = 0; i < from->n_slots; i++)
		if (from->slot[i] != 0 && add(into, from->slot[i]) < 0)
			return -1;
	return 0;
}

uint64_t
td_distinct_count(const struct td_distinct *d)
{
	uint64_t *v, last;

	if (d->n <= TD_DISTINCT && d->limit == UINT64_MAX)
		return d->n;
	v = sorted(d);
	if (v == NULL) /* no better than that */
		return d->n;
	last = v[TD_DISTINCT - 1];
	free(v);
	return (uint64_t)((TD_DISTINCT - 1) * (0x1p64 / (double)last));
}

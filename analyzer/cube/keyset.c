/*
 * Open addressing with linear probing; a heap from the moment it is full.
 */
#include "keyset.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"

struct td_keyset_slot {
	uint32_t tag; /* high half of the hash */
	uint32_t at;  /* index + 1; 0: free */
};

struct td_keyset_block {
	struct td_keyset_block *next;
	size_t n, cap;
	char p[];
};

enum { MIN_ROOM = 16, MIN_BLOCK = 1 << 10, MAX_BLOCK = 64 << 10 };

void
td_keyset_init(struct td_keyset *s, size_t cap)
{
	/* Twice as many slots have to be counted in 32 bits. */
	const size_t most = (size_t)1 << 29;

	*s = (struct td_keyset){ .cap = (uint32_t)(cap < most ? cap : most),
		.secret = td_hash_secret() };
}

void
td_keyset_free(struct td_keyset *s)
{
	while (s->blocks != NULL) {
		struct td_keyset_block *next = s->blocks->next;

		free(s->blocks);
		s->blocks = next;
	}
	free(s->key);
	free(s->slot);
	free(s->heap);
	*s = (struct td_keyset){ 0 };
}

/* The slot where a hash would be at best. */
static uint32_t
home(const struct td_keyset *s, uint64_t hash)
{
	return (uint32_t)(hash * s->secret >> s->shift);
}

/* The slot of an index that is in the table; free slots may be on the way. */
static uint32_t
slot_of(const struct td_keyset *s, uint32_t index)
{
	uint32_t i = home(s, s->key[index].hash);

	while (s->slot[i].at != index + 1)
		i = (i + 1) & (s->n_slots - 1);
	return i;
}

void
td_keyset_clear(struct td_keyset *s)
{
	/* A cube that was once large serves for many small files. */
	if (s->n < s->n_slots / 16)
		for (uint32_t i = 0; i < s->n; i++)
			s->slot[slot_of(s, i)].at = 0;
	else if (s->n_slots > 0)
		memset(s->slot, 0, s->n_slots * sizeof(s->slot[0]));
	for (struct td_keyset_block *b = s->blocks; b != NULL; b = b->next)
		b->n = 0;
	s->block = s->blocks;
	s->n = 0;
	s->heaped = false;
}

uint32_t
td_keyset_find(const struct td_keyset *s, struct td_span key, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32), i;

	if (s->n == 0)
		return TD_KEY_NONE;
	for (i = home(s, hash); s->slot[i].at != 0;
	     i = (i + 1) & (s->n_slots - 1)) {
		const struct td_key *k = &s->key[s->slot[i].at - 1];

		if (s->slot[i].tag == tag && k->hash == hash && k->n == key.n &&
		    memcmp(k->p, key.p, key.n) == 0)
			return s->slot[i].at - 1;
	}
	return TD_KEY_NONE;
}

/* ---- room ---- */

static char *
take(struct td_keyset *s, size_t n)
{
	struct td_keyset_block *b = s->block;
	size_t cap = b == NULL ? MIN_BLOCK : b->cap * 2;

	if (b != NULL && b->n + n <= b->cap) {
		b->n += n;
		return b->p + b->n - n;
	}
	if (cap > MAX_BLOCK)
		cap = MAX_BLOCK;
	if (cap < n)
		cap = n;
	/* Blocks that clear() left behind are taken again, if they do. */
	if (b == NULL || b->next == NULL || b->next->cap < n) {
		struct td_keyset_block *more = malloc(sizeof(*more) + cap);

		if (more == NULL)
			return NULL;
		more->cap = cap;
		more->next = b == NULL ? NULL : b->next;
		*(b == NULL ? &s->blocks : &b->next) = more;
		b = more;
	} else
		b = b->next;
	s->block = b;
	b->n = n;
	return b->p;
}

/*
 * Store the bytes of a key.  Rooms are powers of two, so what an index wastes
 * by ever longer keys is no more than the room of the longest.
 */
static int
store(struct td_keyset *s, struct td_key *k, struct td_span key)
{
	if (k->room < key.n || k->p == NULL) {
		size_t room = MIN_ROOM;
		char *p;

		while (room < key.n)
			room *= 2;
		p = take(s, room);
		if (p == NULL)
			return -1;
		k->p = p;
		k->room = (uint32_t)room;
	}
	if (key.n > 0)
		memcpy(k->p, key.p, key.n);
	k->n = (uint32_t)key.n;
	return 0;
}

static void
enter(struct td_keyset *s, uint32_t index)
{
	uint32_t i = home(s, s->key[index].hash);

	while (s->slot[i].at != 0)
		i = (i + 1) & (s->n_slots - 1);
	s->slot[i].tag = (uint32_t)(s->key[index].hash >> 32);
	s->slot[i].at = index + 1;
}

static int
grow(struct td_keyset *s)
{
	uint32_t room = s->room == 0 ? 32 : s->room * 2;
	struct td_keyset_slot *slot;
	struct td_key *key;

	key = realloc(s->key, room * sizeof(*key));
	if (key == NULL)
		return -1;
	s->key = key;
	slot = calloc((size_t)room * 2, sizeof(*slot));
	if (slot == NULL)
		return -1;
	free(s->slot);
	s->slot = slot;
	s->n_slots = room * 2;
	s->shift = 64 - (unsigned)__builtin_ctz(s->n_slots);
	s->room = room;
	for (uint32_t i = 0; i < s->n; i++)
		enter(s, i);
	return 0;
}

/* ---- the order in which they stay ---- */

/* Whether `a` goes behind `b`. */
static bool
behind(const struct td_key *a, const struct td_key *b)
{
	if (a->later != b->later)
		return a->later;
	if (a->hash != b->hash)
		return a->hash > b->hash;
	return td_span_cmp((struct td_span){ a->p, a->n },
	           (struct td_span){ b->p, b->n }) > 0;
}

static void
sift_down(struct td_keyset *s, uint32_t i)
{
	uint32_t it = s->heap[i], child;

	while ((child = 2 * i + 1) < s->n) {
		if (child + 1 < s->n &&
		    behind(
		        &s->key[s->heap[child + 1]], &s->key[s->heap[child]]))
			child++;
		if (!behind(&s->key[s->heap[child]], &s->key[it]))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = it;
}

static int
make_heap(struct td_keyset *s)
{
	if (s->heap == NULL) {
		s->heap = malloc(s->cap * sizeof(s->heap[0]));
		if (s->heap == NULL)
			return -1;
	}
	for (uint32_t i = 0; i < s->n; i++)
		s->heap[i] = i;
	for (uint32_t i = s->n / 2; i-- > 0;)
		sift_down(s, i);
	s->heaped = true;
	return 0;
}

/* Take an index out of the table and close the gap (Knuth 6.4, R). */
static void
leave(struct td_keyset *s, uint32_t index)
{
	uint32_t mask = s->n_slots - 1, gap = slot_of(s, index), i = gap;

	for (;;) {
		i = (i + 1) & mask;
		if (s->slot[i].at == 0)
			break;

		uint32_t h = home(s, s->key[s->slot[i].at - 1].hash);

		/* Not if its home lies behind the gap. */
		if (((i - h) & mask) < ((i - gap) & mask))
			continue;
		s->slot[gap] = s->slot[i];
		gap = i;
	}
	s->slot[gap].at = 0;
}

static enum td_put
replace(struct td_keyset *s, const struct td_key *it, uint32_t *index,
    uint64_t *gone)
{
	struct td_key *k;

	if (s->cap == 0)
		return TD_PUT_REFUSED;
	if (!s->heaped && make_heap(s) < 0)
		return TD_PUT_FAILED;
	*index = s->heap[0];
	k = &s->key[*index];
	if (!behind(k, it))
		return TD_PUT_REFUSED;
	*gone = k->hash;
	leave(s, *index);
	if (store(s, k, (struct td_span){ it->p, it->n }) < 0)
		return TD_PUT_FAILED;
	k->hash = it->hash;
	k->later = it->later;
	enter(s, *index);
	sift_down(s, 0);
	return TD_PUT_REPLACED;
}

enum td_put
td_keyset_put(struct td_keyset *s, struct td_span key, uint64_t hash,
    bool later, uint32_t *index, uint64_t *gone)
{
	struct td_key *k;

	if (s->n == s->cap) {
		struct td_key it = { .hash = hash,
			.p = (char *)key.p,
			.n = (uint32_t)key.n,
			.later = later };

		return replace(s, &it, index, gone);
	}
	if (s->n == s->room && grow(s) < 0)
		return TD_PUT_FAILED;
	k = &s->key[s->n];
	*k = (struct td_key){ .hash = hash, .later = later };
	if (store(s, k, key) < 0)
		return TD_PUT_FAILED;
	*index = s->n++;
	enter(s, *index);
	return TD_PUT_NEW;
}

/*
 * Counts of strings whose number a sender of mail decides, hence the cap.
 */
#include <stdlib.h>

#include "balance.h"
#include "hash.h"
#include "keyset.h"

struct td_tally {
	struct td_keyset keys;
	size_t room;     /* of count and row */
	uint64_t *count; /* by index */
	struct td_tally_row *row;
};

struct td_tally *
td_tally_new(size_t cap)
{
	struct td_tally *t = calloc(1, sizeof(*t));

	if (t != NULL)
		td_keyset_init(&t->keys, cap);
	return t;
}

void
td_tally_free(struct td_tally *t)
{
	if (t == NULL)
		return;
	td_keyset_free(&t->keys);
	free(t->count);
	free(t->row);
	free(t);
}

void
td_tally_clear(struct td_tally *t)
{
	td_keyset_clear(&t->keys);
}

static int
grow(struct td_tally *t)
{
	size_t room = t->room == 0 ? 16 : t->room * 2;
	uint64_t *count = realloc(t->count, room * sizeof(*count));
	struct td_tally_row *row;

	if (count == NULL)
		return -1;
	t->count = count;
	row = realloc(t->row, room * sizeof(*row));
	if (row == NULL)
		return -1;
	t->row = row;
	t->room = room;
	return 0;
}

static int
add(struct td_tally *t, struct td_span key, uint64_t hash, uint64_t n)
{
	uint32_t i = td_keyset_find(&t->keys, key, hash);
	uint64_t gone;

	if (i == TD_KEY_NONE) {
		if (t->keys.n == t->room && grow(t) < 0)
			return -1;
		switch (td_keyset_put(&t->keys, key, hash, false, &i, &gone)) {
		case TD_PUT_NEW:
		case TD_PUT_REPLACED:
			t->count[i] = 0;
			break;
		case TD_PUT_REFUSED:
			return 0;
		default:
			return -1;
		}
	}
	if (__builtin_add_overflow(t->count[i], n, &t->count[i]))
		t->count[i] = UINT64_MAX;
	return 0;
}

int
td_tally_add(struct td_tally *t, struct td_span key, uint64_t n)
{
	return add(t, key, td_hash(key.p, key.n), n);
}

int
td_tally_merge(struct td_tally *into, const struct td_tally *from)
{
	for (uint32_t i = 0; i < from->keys.n; i++) {
		const struct td_key *k = &from->keys.key[i];

		if (add(into, (struct td_span){ k->p, k->n }, k->hash,
		        from->count[i]) < 0)
			return -1;
	}
	return 0;
}

static int
by_count(const void *a, const void *b)
{
	const struct td_tally_row *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return td_span_cmp(x->key, y->key);
}

const struct td_tally_row *
td_tally_sorted(struct td_tally *t, size_t *n)
{
	for (uint32_t i = 0; i < t->keys.n; i++) {
		const struct td_key *k = &t->keys.key[i];

		t->row[i].key = (struct td_span){ k->p, k->n };
		t->row[i].count = t->count[i];
	}
	*n = t->keys.n;
	if (*n > 0)
		qsort(t->row, *n, sizeof(t->row[0]), by_count);
	return t->row;
}

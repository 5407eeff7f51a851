/*
 * Sums of TLS reports; see tlsrpt.h.
 */
#include "tlsrpt.h"

#include <stdlib.h>

#include "hash.h"
#include "keyset.h"

enum { MAX_TEXT = 255, MAX_KEY = 2 + 2 * MAX_TEXT };

struct td_tlsrpt {
	struct td_keyset keys;
	size_t room;                    /* of count and, with one more, row */
	struct td_tlsrpt_counts *count; /* by index */
	struct td_tlsrpt_row *row;
	bool has_other;
	struct td_tlsrpt_counts other;
};

static const struct td_span other = TD_LIT("(other)");

struct td_tlsrpt *
td_tlsrpt_new(size_t cap)
{
	struct td_tlsrpt *t = calloc(1, sizeof(*t));

	if (t != NULL)
		td_keyset_init(&t->keys, cap);
	return t;
}

void
td_tlsrpt_free(struct td_tlsrpt *t)
{
	if (t == NULL)
		return;
	td_keyset_free(&t->keys);
	free(t->count);
	free(t->row);
	free(t);
}

static void
add_to(uint64_t *to, uint64_t n)
{
	if (__builtin_add_overflow(*to, n, to))
		*to = UINT64_MAX;
}

void
td_tlsrpt_sum(struct td_tlsrpt_counts *into, const struct td_tlsrpt_counts *n)
{
	add_to(&into->ok, n->ok);
	add_to(&into->failed, n->failed);
	for (size_t i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		add_to(&into->by[i], n->by[i]);
}

static void
add_other(struct td_tlsrpt *t, const struct td_tlsrpt_counts *n)
{
	t->has_other = true;
	td_tlsrpt_sum(&t->other, n);
}

/* ---- keys: the lengths of two texts, the texts, and the third ---- */

static size_t
put_text(char *to, struct td_span s)
{
	if (s.n > MAX_TEXT)
		s.n = MAX_TEXT;
	if (s.n > 0)
		memcpy(to, s.p, s.n);
	return s.n;
}

static struct td_span
make_key(const struct td_tlsrpt_row *row, char key[MAX_KEY + MAX_TEXT])
{
	size_t n = 2, len;

	len = put_text(key + n, row->domain);
	key[0] = (char)(unsigned char)len;
	n += len;
	len = put_text(key + n, row->organization);
	key[1] = (char)(unsigned char)len;
	n += len;
	n += put_text(key + n, row->policy);
	return (struct td_span){ key, n };
}

static void
read_key(const struct td_key *k, struct td_tlsrpt_row *row)
{
	const char *p = k->p + 2, *end = k->p + k->n;

	row->domain = (struct td_span){ p, (unsigned char)k->p[0] };
	p += row->domain.n;
	row->organization = (struct td_span){ p, (unsigned char)k->p[1] };
	row->policy = td_span(p + row->organization.n, end);
}

/* ---- rows ---- */

static int
grow(struct td_tlsrpt *t)
{
	size_t room = t->room == 0 ? 16 : t->room * 2;
	struct td_tlsrpt_counts *count =
	    realloc(t->count, room * sizeof(*count));
	struct td_tlsrpt_row *row;

	if (count == NULL)
		return -1;
	t->count = count;
	row = realloc(t->row, (room + 1) * sizeof(*row));
	if (row == NULL)
		return -1;
	t->row = row;
	t->room = room;
	return 0;
}

static int
add(struct td_tlsrpt *t, struct td_span key, uint64_t hash,
    const struct td_tlsrpt_counts *n)
{
	uint32_t i = td_keyset_find(&t->keys, key, hash);
	uint64_t gone;

	if (t->keys.n == t->room && grow(t) < 0)
		return -1;
	if (i == TD_KEY_NONE) {
		switch (td_keyset_put(&t->keys, key, hash, false, &i, &gone)) {
		case TD_PUT_REPLACED:
			add_other(t, &t->count[i]);
			break;
		case TD_PUT_REFUSED:
			add_other(t, n);
			return 0;
		case TD_PUT_NEW:
			break;
		default:
			return -1;
		}
		t->count[i] = (struct td_tlsrpt_counts){ 0 };
	}
	td_tlsrpt_sum(&t->count[i], n);
	return 0;
}

int
td_tlsrpt_add(struct td_tlsrpt *t, const struct td_tlsrpt_row *row)
{
	char text[MAX_KEY + MAX_TEXT];
	struct td_span key;

	if (td_span_eq(row->policy, other)) {
		add_other(t, &row->n);
		return t->room > 0 ? 0 : grow(t);
	}
	key = make_key(row, text);
	return add(t, key, td_hash(key.p, key.n), &row->n);
}

int
td_tlsrpt_merge(struct td_tlsrpt *into, const struct td_tlsrpt *from)
{
	if (from->has_other)
		add_other(into, &from->other);
	for (uint32_t i = 0; i < from->keys.n; i++) {
		const struct td_key *k = &from->keys.key[i];

		if (add(into, (struct td_span){ k->p, k->n }, k->hash,
		        &from->count[i]) < 0)
			return -1;
	}
	return into->room > 0 ? 0 : grow(into);
}

static int
by_text(const void *a, const void *b)
{
	const struct td_tlsrpt_row *x = a, *y = b;
	int d = td_span_cmp(x->domain, y->domain);

	if (d == 0)
		d = td_span_cmp(x->organization, y->organization);
	return d != 0 ? d : td_span_cmp(x->policy, y->policy);
}

const struct td_tlsrpt_row *
td_tlsrpt_sorted(struct td_tlsrpt *t, size_t *n)
{
	for (uint32_t i = 0; i < t->keys.n; i++) {
		read_key(&t->keys.key[i], &t->row[i]);
		t->row[i].n = t->count[i];
	}
	*n = t->keys.n;
	if (*n > 0)
		qsort(t->row, *n, sizeof(t->row[0]), by_text);
	if (t->has_other)
		t->row[(*n)++] = (struct td_tlsrpt_row){ .domain = other,
			.organization = other,
			.policy = other,
			.n = t->other };
	return t->row;
}

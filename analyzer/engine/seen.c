/*
 * A set of content identities: open addressing, grown by doubling.  24 bytes
 * a source, 32 with names; an archive of a million files takes 64 MB.
 */
#include "seen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	struct td_input_id id; /* length and both hashes 0: free */
	bool used;
	char *name;
};

struct td_seen_set {
	pthread_mutex_t lock;
	bool names;
	size_t n, cap; /* cap is a power of two */
	struct entry *entry;
};

struct td_seen_set *
td_seen_set_new(bool names)
{
	struct td_seen_set *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->names = names;
	s->cap = 1024;
	s->entry = calloc(s->cap, sizeof *s->entry);
	if (s->entry == NULL) {
		free(s);
		return NULL;
	}
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void
td_seen_set_free(struct td_seen_set *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->names && i < s->cap; i++)
		free(s->entry[i].name);
	free(s->entry);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static bool
same(const struct td_input_id *a, const struct td_input_id *b)
{
	return a->low == b->low && a->high == b->high && a->length == b->length;
}

/* Where an id is, or would be. */
static struct entry *
place(const struct td_seen_set *s, const struct td_input_id *id)
{
	size_t i = (size_t)(id->low ^ id->length) & (s->cap - 1);

	while (s->entry[i].used && !same(&s->entry[i].id, id))
		i = (i + 1) & (s->cap - 1);
	return &s->entry[i];
}

static int
grow(struct td_seen_set *s)
{
	struct td_seen_set bigger = *s;

	bigger.cap = s->cap * 2;
	bigger.entry = calloc(bigger.cap, sizeof *bigger.entry);
	if (bigger.entry == NULL)
		return -1;
	for (size_t i = 0; i < s->cap; i++)
		if (s->entry[i].used)
			*place(&bigger, &s->entry[i].id) = s->entry[i];
	free(s->entry);
	s->entry = bigger.entry;
	s->cap = bigger.cap;
	return 0;
}

/* Keep the smaller name. */
static int
name_it(struct entry *e, const char *name)
{
	char *copy;

	if (e->name != NULL && strcmp(e->name, name) <= 0)
		return 0;
	if ((copy = strdup(name)) == NULL)
		return -1;
	free(e->name);
	e->name = copy;
	return 0;
}

int
td_seen_claim(
    struct td_seen_set *s, const struct td_input_id *id, const char *name)
{
	struct entry *e;
	int fresh = 0;

	pthread_mutex_lock(&s->lock);
	if (s->n * 4 >= s->cap * 3 && grow(s) == -1) {
		fresh = -1;
		goto out;
	}
	e = place(s, id);
	if (!e->used) {
		*e = (struct entry){ .id = *id, .used = true };
		s->n++;
		fresh = 1;
	}
	if (s->names && name != NULL && name_it(e, name) == -1)
		fresh = -1;
out:
	pthread_mutex_unlock(&s->lock);
	return fresh;
}

size_t
td_seen_count(struct td_seen_set *s, const struct td_input_id *ids, size_t n)
{
	size_t found = 0;

	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < n; i++)
		found += place(s, &ids[i])->used;
	pthread_mutex_unlock(&s->lock);
	return found;
}

struct td_span
td_seen_label(const struct td_input_id *id, char buf[TD_LABEL_SIZE])
{
	static const char hex[] = "0123456789abcdef";
	const uint64_t part[] = { id->high, id->low, id->length };
	size_t n = 0;

	for (size_t i = 0; i < 3; i++)
		for (int shift = 60; shift >= 0 && n < TD_LABEL_SIZE;
		     shift -= 4)
			buf[n++] = hex[part[i] >> shift & 15];
	return (struct td_span){ buf, n };
}

/* The id of a label; false if the text is none. */
static bool
id_of_label(struct td_span label, struct td_input_id *id)
{
	uint64_t part[3] = { 0, 0, 0 };

	if (label.n != TD_LABEL_SIZE)
		return false;
	for (size_t i = 0; i < label.n; i++) {
		char c = label.p[i];
		unsigned v;

		if (c >= '0' && c <= '9')
			v = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = (unsigned)(c - 'a') + 10;
		else
			return false;
		part[i / 16] = part[i / 16] << 4 | v;
	}
	*id = (struct td_input_id){
		.high = part[0], .low = part[1], .length = part[2]
	};
	return true;
}

struct td_span
td_seen_name(struct td_span label, void *set)
{
	const struct td_seen_set *s = set;
	struct td_input_id id;
	const struct entry *e;

	if (!id_of_label(label, &id))
		return label;
	e = place(s, &id);
	if (!e->used || e->name == NULL)
		return label;
	return (struct td_span){ e->name, strlen(e->name) };
}

static int
by_value(const void *a, const void *b)
{
	const struct td_input_id *x = a, *y = b;

	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return (x->length > y->length) - (x->length < y->length);
}

struct td_input_id *
td_seen_ids(struct td_seen_set *s, size_t *n)
{
	struct td_input_id *ids = NULL;

	*n = 0;
	if (s->n == 0 || (ids = malloc(s->n * sizeof *ids)) == NULL)
		return ids;
	for (size_t i = 0; i < s->cap; i++)
		if (s->entry[i].used)
			ids[(*n)++] = s->entry[i].id;
	qsort(ids, *n, sizeof *ids, by_value);
	return ids;
}

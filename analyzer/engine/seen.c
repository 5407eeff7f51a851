/*
 * A set of content identities: open addressing, grown by doubling.  32 to 64
 * bytes a source, and its name where that is asked for: an archive of a million
 * files takes up to 64 MB.
 */
#include "seen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* An id of zeros is a free place: no content has the length 0. */
struct td_seen_set {
	pthread_mutex_t lock;
	size_t n, cap; /* cap is a power of two */
	struct td_input_id *id;
	char **name; /* of the same place; NULL: not asked for */
};

static int
allocate(struct td_seen_set *s, size_t cap, bool names)
{
	s->cap = cap;
	s->id = calloc(cap, sizeof *s->id);
	s->name = names ? calloc(cap, sizeof *s->name) : NULL;
	if (s->id != NULL && (s->name != NULL || !names))
		return 0;
	free(s->id);
	free(s->name);
	return -1;
}

struct td_seen_set *
td_seen_set_new(bool names)
{
	struct td_seen_set *s = calloc(1, sizeof *s);

	if (s == NULL || allocate(s, 1024, names) == -1) {
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
	for (size_t i = 0; s->name != NULL && i < s->cap; i++)
		free(s->name[i]);
	free(s->name);
	free(s->id);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static bool
same(const struct td_input_id *a, const struct td_input_id *b)
{
	return a->low == b->low && a->high == b->high && a->length == b->length;
}

static bool
is_free(const struct td_input_id *a)
{
	return (a->low | a->high | a->length) == 0;
}

/* Where an id is, or would be. */
static size_t
place(const struct td_seen_set *s, const struct td_input_id *id)
{
	size_t i = (size_t)(id->low ^ id->length) & (s->cap - 1);

	while (!is_free(&s->id[i]) && !same(&s->id[i], id))
		i = (i + 1) & (s->cap - 1);
	return i;
}

static int
grow(struct td_seen_set *s)
{
	struct td_seen_set bigger = *s;

	if (allocate(&bigger, s->cap * 2, s->name != NULL) == -1)
		return -1;
	for (size_t i = 0; i < s->cap; i++) {
		size_t to;

		if (is_free(&s->id[i]))
			continue;
		to = place(&bigger, &s->id[i]);
		bigger.id[to] = s->id[i];
		if (s->name != NULL)
			bigger.name[to] = s->name[i];
	}
	free(s->id);
	free(s->name);
	s->id = bigger.id;
	s->name = bigger.name;
	s->cap = bigger.cap;
	return 0;
}

/* Keep the smaller name. */
static int
name_it(char **kept, const char *name)
{
	char *copy;

	if (*kept != NULL && strcmp(*kept, name) <= 0)
		return 0;
	if ((copy = strdup(name)) == NULL)
		return -1;
	free(*kept);
	*kept = copy;
	return 0;
}

int
td_seen_claim(
    struct td_seen_set *s, const struct td_input_id *id, const char *name)
{
	int fresh = 0;
	size_t i;

	pthread_mutex_lock(&s->lock);
	if (s->n * 4 >= s->cap * 3 && grow(s) == -1) {
		fresh = -1;
		goto out;
	}
	i = place(s, id);
	if (is_free(&s->id[i])) {
		s->id[i] = *id;
		s->n++;
		fresh = 1;
	}
	if (s->name != NULL && name != NULL && name_it(&s->name[i], name) == -1)
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
		found += !is_free(&s->id[place(s, &ids[i])]);
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

bool
td_seen_id(struct td_span label, struct td_input_id *id)
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
	const char *name;

	if (s->name == NULL || !td_seen_id(label, &id))
		return label;
	name = s->name[place(s, &id)];
	return name != NULL ? (struct td_span){ name, strlen(name) } : label;
}

static int
by_value(const void *a, const void *b)
{
	return td_input_id_cmp(a, b);
}

struct td_input_id *
td_seen_ids(struct td_seen_set *s, size_t *n)
{
	struct td_input_id *ids = NULL;

	*n = 0;
	if (s->n == 0 || (ids = malloc(s->n * sizeof *ids)) == NULL)
		return ids;
	for (size_t i = 0; i < s->cap; i++)
		if (!is_free(&s->id[i]))
			ids[(*n)++] = s->id[i];
	qsort(ids, *n, sizeof *ids, by_value);
	return ids;
}

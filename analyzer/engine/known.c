/*
 * Contents by how they begin, files by their keys; see known.h.
 */
#include "known.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/cube/hash.h"
#include "analyzer/observe/table.h"
#include "known_prefix.h"

struct td_known {
	pthread_mutex_t lock;
	uint32_t n_contents, cap_contents, old_contents;
	struct td_content *content; /* the old ones first */
	uint32_t n_files, cap_files, old_files;
	struct td_read_file *file;
	struct table by_beginning, by_key;
	uint32_t n_lengths;
	uint16_t length[TD_BEGINNING]; /* of contents shorter than that, ... */
	bool has_length[TD_BEGINNING]; /* ... each once */
	uint32_t n_busy, cap_busy;
	uint64_t *busy; /* beginnings of what is being read */
};

struct td_known *
td_known_new(void)
{
	struct td_known *k = calloc(1, sizeof *k);

	if (k == NULL)
		return NULL;
	k->by_beginning.secret = k->by_key.secret = td_table_secret();
	pthread_mutex_init(&k->lock, NULL);
	return k;
}

void
td_known_free(struct td_known *k)
{
	if (k == NULL)
		return;
	for (uint32_t i = 0; i < k->n_contents; i++)
		free(k->content[i].mark);
	for (uint32_t i = 0; i < k->n_files; i++)
		free(k->file[i].path);
	free(k->content);
	free(k->file);
	free(k->busy);
	free(k->by_beginning.slot);
	free(k->by_key.slot);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

/* ---- rows ---- */

/* With the lock. */
static int
put_content(struct td_known *k, const struct td_content *c)
{
	struct td_content copy = *c;

	if (td_room(&k->content, &k->cap_contents, k->n_contents + 1,
	        sizeof *k->content) == -1)
		return -1;
	copy.mark = NULL;
	if (c->n_marks > 0) {
		copy.mark = malloc(c->n_marks * sizeof *copy.mark);
		if (copy.mark == NULL)
			return -1;
		memcpy(copy.mark, c->mark, c->n_marks * sizeof *copy.mark);
	}
	if (td_table_add(&k->by_beginning, c->beginning, k->n_contents) == -1) {
		free(copy.mark);
		return -1;
	}
	k->content[k->n_contents++] = copy;
	if (c->id.length < TD_BEGINNING && !k->has_length[c->id.length]) {
		k->has_length[c->id.length] = true;
		k->length[k->n_lengths++] = (uint16_t)c->id.length;
	}
	return 0;
}

static uint64_t
hash_key(const struct td_file_key *key)
{
	return hash_mix(
	    hash_mix(key->inode, key->size), (uint64_t)key->modified);
}

/* With the lock. */
static int
put_file(struct td_known *k, const struct td_file_key *key, const char *path)
{
	struct td_read_file f = { .key = *key };

	if (td_room(&k->file, &k->cap_files, k->n_files + 1, sizeof *k->file) ==
	        -1 ||
	    (path != NULL && (f.path = strdup(path)) == NULL))
		return -1;
	if (td_table_add(&k->by_key, hash_key(key), k->n_files) == -1) {
		free(f.path);
		return -1;
	}
	k->file[k->n_files++] = f;
	return 0;
}

int
td_known_put_content(struct td_known *k, const struct td_content *c)
{
	if (put_content(k, c) == -1)
		return -1;
	k->old_contents = k->n_contents;
	return 0;
}

int
td_known_put_file(struct td_known *k, const struct td_file_key *key, bool stale)
{
	if (put_file(k, key, NULL) == -1)
		return -1;
	k->file[k->n_files - 1].stale = stale;
	k->old_files = k->n_files;
	return 0;
}

const struct td_content *
td_known_new_contents(const struct td_known *k, size_t *n)
{
	*n = k->n_contents - k->old_contents;
	return *n > 0 ? &k->content[k->old_contents] : NULL;
}

const struct td_read_file *
td_known_new_files(const struct td_known *k, size_t *n)
{
	*n = k->n_files - k->old_files;
	return *n > 0 ? &k->file[k->old_files] : NULL;
}

int
td_known_each_id(const struct td_known *k,
    int (*each)(void *arg, const struct td_input_id *id), void *arg)
{
	for (uint32_t i = 0; i < k->n_contents; i++)
		if (each(arg, &k->content[i].id) == -1)
			return -1;
	return 0;
}

/* With the lock; NONE: there is none. */
static uint32_t
find_file(const struct td_known *k, const struct td_file_key *key)
{
	const uint64_t hash = hash_key(key);
	uint32_t i, row;

	TABLE_EACH(&k->by_key, hash, i, row)
	{
		const struct td_file_key *other = &k->file[row].key;

		if (other->inode == key->inode && other->size == key->size &&
		    other->modified == key->modified)
			break;
	}
	return row;
}

bool
td_known_has_file(
    struct td_known *k, const struct td_file_key *key, const char *path)
{
	uint32_t row;

	pthread_mutex_lock(&k->lock);
	row = find_file(k, key);
	if (row != NONE && k->file[row].stale) {
		k->file[row].stale = false;
		/* Without memory for it it stays stale where it is kept. */
		(void)put_file(k, key, path);
	}
	pthread_mutex_unlock(&k->lock);
	return row != NONE;
}

/* ---- what is being read ---- */

uint64_t
td_known_hash(struct td_span beginning)
{
	return td_hash(beginning.p, beginning.n);
}

bool
td_known_begin(struct td_known *k, uint64_t beginning)
{
	bool alone = true;

	pthread_mutex_lock(&k->lock);
	for (uint32_t i = 0; i < k->n_busy; i++)
		alone &= k->busy[i] != beginning;
	/* Without memory for it nobody waits. */
	if (alone &&
	    td_room(&k->busy, &k->cap_busy, k->n_busy + 1, sizeof *k->busy) ==
	        0)
		k->busy[k->n_busy++] = beginning;
	pthread_mutex_unlock(&k->lock);
	return alone;
}

void
td_known_end(struct td_known *k, uint64_t beginning)
{
	pthread_mutex_lock(&k->lock);
	for (uint32_t i = 0; i < k->n_busy; i++)
		if (k->busy[i] == beginning) {
			k->busy[i] = k->busy[--k->n_busy];
			break;
		}
	pthread_mutex_unlock(&k->lock);
}

/* With the lock. */
static bool
has_content(const struct td_known *k, const struct td_content *c)
{
	uint32_t i, row;

	TABLE_EACH(&k->by_beginning, c->beginning, i, row)
	if (td_input_id_cmp(&k->content[row].id, &c->id) == 0 &&
	    k->content[row].counted >= c->counted)
		return true;
	return false;
}

int
td_known_read(struct td_known *k, const struct td_content *c)
{
	int rc = 0;

	pthread_mutex_lock(&k->lock);
	if (c->id.length > 0 && !has_content(k, c))
		rc = put_content(k, c);
	pthread_mutex_unlock(&k->lock);
	return rc;
}

int
td_known_read_file(
    struct td_known *k, const struct td_file_key *key, const char *path)
{
	int rc = 0;

	if (key->size == 0)
		return 0;
	pthread_mutex_lock(&k->lock);
	rc = put_file(k, key, path);
	pthread_mutex_unlock(&k->lock);
	return rc;
}

/* ---- how much is known ---- */

/* The contents that begin like a source, into p.  With the lock. */
static int
add_alike(
    const struct td_known *k, struct td_span beginning, struct td_prefix *p)
{
	const uint64_t hash = td_known_hash(beginning);
	uint32_t i, row;

	TABLE_EACH(&k->by_beginning, hash, i, row)
	if (td_prefix_add(p, &k->content[row]) == -1)
		return -1;
	return 0;
}

int
td_known_find(struct td_known *k, struct td_opener *o, const char *path,
    struct td_span beginning, struct td_known_part *out)
{
	struct td_prefix p = { .n = 0 };
	int rc = 0;

	*out = (struct td_known_part){ .counted = 0 };
	pthread_mutex_lock(&k->lock);
	for (uint32_t i = 0; rc == 0 && i < k->n_lengths; i++)
		if (k->length[i] < beginning.n)
			rc = add_alike(k,
			    (struct td_span){ beginning.p, k->length[i] }, &p);
	if (rc == 0)
		rc = add_alike(k, beginning, &p);
	pthread_mutex_unlock(&k->lock);
	if (rc == 0 && p.n > 0)
		td_prefix_compare(&p, o, path, out);
	td_prefix_clear(&p);
	return rc;
}

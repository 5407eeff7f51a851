/*
 * Paths in order, and lists of them in files.
 */
#include "analyzer/input/path_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The largest list that is read; ten million paths of a hundred bytes. */
#define MAX_LIST ((size_t)1 << 30)

static uint64_t
key_of(const char *name, size_t len)
{
	uint64_t key = 0;

	for (size_t i = 0; i < 8; i++)
		key = key << 8 | (i < len ? (unsigned char)name[i] : 0);
	return key;
}

static int
make_room(struct td_path_list *l, size_t len)
{
	if (l->len + len + 1 > l->cap) {
		size_t cap = (l->len + len + 1) * 2;
		char *p = cap / 2 <= UINT32_MAX ? realloc(l->text, cap) : NULL;

		if (p == NULL)
			return -1;
		l->text = p;
		l->cap = cap;
	}
	if (l->n == l->n_cap) {
		size_t cap = l->n_cap == 0 ? 64 : l->n_cap * 2;
		struct td_path *p = realloc(l->path, cap * sizeof(*p));

		if (p == NULL)
			return -1;
		l->path = p;
		l->n_cap = cap;
	}
	return 0;
}

int
td_paths_add(struct td_path_list *l, const char *name, size_t len, uint8_t tag)
{
	struct td_path *x;

	if (make_room(l, len) != 0)
		return -1;
	x = &l->path[l->n++];
	x->key = key_of(name, len);
	x->at = (uint32_t)l->len;
	x->tag = tag;
	memcpy(l->text + l->len, name, len);
	l->text[l->len + len] = '\0';
	l->len += len + 1;
	return 0;
}

/* Equal names stay in the order of adding: qsort need not be stable. */
static int
compare(const void *pa, const void *pb, void *text)
{
	const struct td_path *a = pa, *b = pb;
	int d;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	d = strcmp((const char *)text + a->at, (const char *)text + b->at);
	return d != 0 ? d : (a->at > b->at) - (a->at < b->at);
}

void
td_paths_sort(struct td_path_list *l)
{
	if (l->n > 1)
		qsort_r(l->path, l->n, sizeof(*l->path), compare, l->text);
}

void
td_paths_unique(struct td_path_list *l)
{
	size_t n = 0;

	td_paths_sort(l);
	for (size_t i = 0; i < l->n; i++)
		if (n == 0 || l->path[i].key != l->path[n - 1].key ||
		    strcmp(td_paths_name(l, i), td_paths_name(l, n - 1)) != 0)
			l->path[n++] = l->path[i];
	l->n = n;
}

void
td_paths_free(struct td_path_list *l)
{
	free(l->text);
	free(l->path);
	*l = (struct td_path_list){ 0 };
}

/* All of a file, up to MAX_LIST; NULL and errno on failure. */
static char *
read_all(int fd, size_t *n)
{
	size_t cap = 1 << 16;
	char *p = NULL, *q;
	ssize_t got = 1;

	for (*n = 0; got != 0;) {
		if (p == NULL || *n == cap) {
			cap *= 2;
			q = cap <= MAX_LIST ? realloc(p, cap) : NULL;
			if (q == NULL) {
				errno = cap <= MAX_LIST ? ENOMEM : EFBIG;
				break;
			}
			p = q;
		}
		got = read(fd, p + *n, cap - *n);
		if (got < 0 && errno != EINTR)
			break;
		*n += got > 0 ? (size_t)got : 0;
	}
	if (got == 0)
		return p;
	free(p);
	return NULL;
}

static int
add_all(struct td_path_list *l, const char *p, size_t n)
{
	char by = memchr(p, '\0', n) != NULL ? '\0' : '\n';
	const char *end = p + n;

	while (p < end) {
		const char *stop = memchr(p, by, (size_t)(end - p));
		size_t len = (size_t)((stop != NULL ? stop : end) - p);
		int r = 0;

		/* In a list "-" is a file. */
		if (len == 1 && *p == '-')
			r = td_paths_add(l, "./-", 3, 0);
		else if (len > 0)
			r = td_paths_add(l, p, len, 0);
		if (r != 0)
			return -1;
		p = stop != NULL ? stop + 1 : end;
	}
	return 0;
}

int
td_paths_read(struct td_path_list *l, const char *file, struct td_error *e)
{
	bool in = strcmp(file, "-") == 0;
	int fd = in ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	char *p;
	size_t n;
	int r;

	if (fd < 0) {
		td_error_sys(e, "cannot open the list", errno);
		return -1;
	}
	p = read_all(fd, &n);
	r = p != NULL ? add_all(l, p, n) : -1;
	if (p == NULL)
		td_error_sys(e, "cannot read the list", errno);
	else if (r != 0)
		td_error_sys(e, "cannot read the list", ENOMEM);
	free(p);
	if (!in)
		close(fd);
	return r;
}

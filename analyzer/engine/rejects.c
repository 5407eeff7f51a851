/*
 * Lines are kept in memory up to a cap and sorted before they are written, so
 * that the file does not depend on the threads.
 */
#include "rejects.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 160 }; /* bytes of the input shown a line */

struct reject {
	uint64_t off;
	char *name; /* owned; the text follows in the same block */
	const char *reason;
	const char *text;
	size_t n_text;
};

struct td_rejects {
	pthread_mutex_t lock;
	size_t n, cap, bytes;
	uint64_t dropped;
	struct reject *reject;
};

struct td_rejects *
td_rejects_new(void)
{
	struct td_rejects *r = calloc(1, sizeof *r);

	if (r != NULL)
		pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
td_rejects_free(struct td_rejects *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++)
		free(r->reject[i].name);
	free(r->reject);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* Bytes of a local part: what stands before an "@" without a break. */
static bool
is_local(char c)
{
	return (unsigned char)c > ' ' && strchr("<>()[],;:\"=", c) == NULL;
}

/* Where the local part at the end of `out` begins: a word, or quoted. */
static size_t
local_start(const char *out, size_t n)
{
	if (n > 1 && out[n - 1] == '"') {
		size_t at = n - 1;

		while (at > 0 && out[at - 1] != '"')
			at--;
		return at > 0 ? at - 1 : 0;
	}
	while (n > 0 && is_local(out[n - 1]))
		n--;
	return n;
}

size_t
td_clean_text(char *out, struct td_span text, bool cut)
{
	size_t n = 0;

	while (cut && text.n > 0 && is_local(text.p[text.n - 1]))
		text.n--;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '@') {
			n = local_start(out, n);
			out[n++] = '*';
			out[n++] = '@';
		} else {
			out[n++] = c >= ' ' && c < 0x7f ? c : '.';
		}
	}
	return n;
}

void
td_rejects_add(struct td_rejects *r, const char *name, uint64_t off,
    const char *reason, struct td_span text)
{
	size_t n_name = strlen(name) + 1;
	const bool cut = text.n > TEXT_MAX;
	struct reject *x;
	char *p;

	if (cut)
		text.n = TEXT_MAX;
	pthread_mutex_lock(&r->lock);
	if (r->bytes + n_name + 2 * text.n + sizeof *x > TD_REJECTS_MAX)
		goto drop;
	if (r->n == r->cap) {
		size_t cap = r->cap == 0 ? 64 : r->cap * 2;

		x = realloc(r->reject, cap * sizeof *x);
		if (x == NULL)
			goto drop;
		r->reject = x;
		r->cap = cap;
	}
	if ((p = malloc(n_name + 2 * text.n + 1)) == NULL)
		goto drop;
	memcpy(p, name, n_name);
	r->reject[r->n++] = (struct reject){ .off = off,
		.name = p,
		.reason = reason,
		.text = p + n_name,
		.n_text = td_clean_text(p + n_name, text, cut) };
	r->bytes += n_name + 2 * text.n + sizeof *x;
	pthread_mutex_unlock(&r->lock);
	return;
drop:
	r->dropped++;
	pthread_mutex_unlock(&r->lock);
}

static int
by_place(const void *a, const void *b)
{
	const struct reject *x = a, *y = b;
	int d = strcmp(x->name, y->name);

	if (d != 0)
		return d;
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return strcmp(x->reason, y->reason);
}

int
td_rejects_write(struct td_rejects *r, const char *path, struct td_error *e)
{
	const bool to_stdout = strcmp(path, "-") == 0;
	FILE *f = to_stdout ? stdout : fopen(path, "w");

	if (f == NULL) {
		td_error_sys(e, "cannot write", errno);
		return -1;
	}
	if (r->n > 0)
		qsort(r->reject, r->n, sizeof *r->reject, by_place);
	for (size_t i = 0; i < r->n; i++) {
		const struct reject *x = &r->reject[i];

		fprintf(f, "%s:%" PRIu64 "\t%s\t%.*s\n", x->name, x->off,
		    x->reason, (int)x->n_text, x->text);
	}
	if (r->dropped > 0)
		fprintf(f, "# %" PRIu64 " more were counted, not kept\n",
		    r->dropped);
	if (ferror(f) | ((to_stdout ? fflush(f) : fclose(f)) != 0)) {
		td_error_sys(e, "cannot write", errno);
		return -1;
	}
	return 0;
}

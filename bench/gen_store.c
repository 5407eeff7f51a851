/*
 * Pools, a queue by time, output.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "gen_store.h"

void *
gen_must(void *p)
{
	if (p == NULL) {
		fputs("gen: no memory\n", stderr);
		exit(1);
	}
	return p;
}

/* ---- pools ---- */

uint32_t
gen_pool_new(struct gen_pool *p)
{
	uint32_t i, chunk;

	if (p->n_free > 0)
		return p->free[--p->n_free];
	i = ++p->n;
	chunk = i / GEN_CHUNK;
	if (chunk >= GEN_MAX_CHUNKS) {
		gen_must(NULL);
		return 0;
	}
	if (p->chunk[chunk] == NULL)
		p->chunk[chunk] = gen_must(calloc(GEN_CHUNK, p->size));
	return i;
}

void
gen_pool_free(struct gen_pool *p, uint32_t i)
{
	if (p->n_free == p->cap_free) {
		p->cap_free = p->cap_free == 0 ? GEN_CHUNK : 2 * p->cap_free;
		p->free =
		    gen_must(realloc(p->free, p->cap_free * sizeof *p->free));
	}
	p->free[p->n_free++] = i;
}

void
gen_pool_end(struct gen_pool *p)
{
	for (size_t i = 0; i < GEN_MAX_CHUNKS; i++)
		free(p->chunk[i]);
	free(p->free);
}

/* ---- the queue: a heap of fours ---- */

static bool
is_before(const struct gen_due *a, const struct gen_due *b)
{
	return a->when != b->when ? a->when < b->when : a->number < b->number;
}

void
gen_queue_add(struct gen_queue *q, int64_t when, uint32_t what)
{
	struct gen_due v = { when, q->number++, what };
	size_t i = q->n++;

	if (i == q->cap) {
		q->cap = q->cap == 0 ? GEN_CHUNK : 2 * q->cap;
		q->p = gen_must(realloc(q->p, q->cap * sizeof v));
	}
	for (; i > 0 && is_before(&v, &q->p[(i - 1) / 4]); i = (i - 1) / 4)
		q->p[i] = q->p[(i - 1) / 4];
	q->p[i] = v;
}

struct gen_due
gen_queue_next(struct gen_queue *q)
{
	struct gen_due first = q->p[0], v = q->p[--q->n];
	size_t i = 0;

	for (;;) {
		size_t k = 4 * i + 1, best = k;

		for (size_t c = k + 1; c < k + 4 && c < q->n; c++)
			if (is_before(&q->p[c], &q->p[best]))
				best = c;
		if (k >= q->n || !is_before(&q->p[best], &v))
			break;
		q->p[i] = q->p[best];
		i = best;
	}
	q->p[i] = v;
	return first;
}

/* ---- output ---- */

void
gen_out_open(struct gen_out *o, const char *path)
{
	if (o->text.p == NULL) {
		o->text.cap = GEN_OUT_SIZE + GEN_OUT_SLACK;
		o->text.p = gen_must(malloc(o->text.cap));
	}
	o->fd = path == NULL ? STDOUT_FILENO :
	                       open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (o->fd == -1 && o->error == 0)
		o->error = errno;
}

void
gen_out_flush(struct gen_out *o)
{
	const char *p = o->text.p;

	o->bytes += o->text.n;
	while (o->text.n > 0 && o->error == 0) {
		ssize_t n = write(o->fd, p, o->text.n);

		if (n == -1 && errno != EINTR)
			o->error = errno;
		if (n > 0) {
			p += n;
			o->text.n -= (size_t)n;
		}
	}
	o->text.n = 0;
}

void
gen_out_close(struct gen_out *o)
{
	gen_out_flush(o);
	if (o->fd > STDERR_FILENO && close(o->fd) == -1 && o->error == 0)
		o->error = errno;
	o->fd = -1;
}

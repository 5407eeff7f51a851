/*
 * What the games of the generator keep while they wait: things in pools, a
 * queue by time, and files.  Without memory the program ends.
 */
#ifndef BENCH_GEN_STORE_H
#define BENCH_GEN_STORE_H

#include "gen.h"

/* ---- pools: things of one size by numbers from 1 on ---- */

enum {
	GEN_CHUNK = 4096, /* made at a time */
	GEN_MAX_CHUNKS = 1 << 14
};

struct gen_pool {
	size_t size; /* of one */
	uint32_t n;  /* ever made */
	char *chunk[GEN_MAX_CHUNKS];
	uint32_t *free; /* the numbers that may be used again */
	size_t n_free, cap_free;
};

void *gen_must(void *p); /* p; never NULL */

static inline void *
gen_pool_at(const struct gen_pool *p, uint32_t i)
{
	return p->chunk[i / GEN_CHUNK] + p->size * (i % GEN_CHUNK);
}

uint32_t gen_pool_new(struct gen_pool *p); /* what is in it is undefined */
void gen_pool_free(struct gen_pool *p, uint32_t i);
void gen_pool_end(struct gen_pool *p); /* frees all that is in it */

/* ---- what is to happen, in the order of time ---- */

struct gen_due {
	int64_t when;
	uint32_t number, what; /* in order of making where times are equal */
};

struct gen_queue {
	struct gen_due *p;
	size_t n, cap;
	uint32_t number;
};

void gen_queue_add(struct gen_queue *q, int64_t when, uint32_t what);
struct gen_due gen_queue_next(struct gen_queue *q); /* it must have one */

/* ---- output ---- */

enum {
	GEN_OUT_SIZE = 1 << 20,
	GEN_OUT_SLACK = 1 << 16 /* what one step may write */
};

struct gen_out {
	int fd, error; /* errno of the first thing that failed */
	uint64_t bytes;
	struct gen_text text; /* what is to be written */
};

void gen_out_open(struct gen_out *o, const char *path); /* NULL: stdout */
void gen_out_flush(struct gen_out *o);
void gen_out_close(struct gen_out *o);

/* Flush if it is time. */
static inline void
gen_out_step(struct gen_out *o)
{
	if (o->text.n > GEN_OUT_SIZE)
		gen_out_flush(o);
}

#endif

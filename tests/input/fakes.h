/*
 * For the tests of input/: three formats as small as can be, and a way to read
 * any source to its end that checks the promises of source.h on the way.
 *
 * Included by one file a program; that file has td_format_guess().
 */
#ifndef TESTS_INPUT_FAKES_H
#define TESTS_INPUT_FAKES_H

#include <check.h>
#include <stdlib.h>

#include "analyzer/input/source.h"

/* Lines. */

static inline int
no_bid(struct td_span head, bool more)
{
	(void)head, (void)more;
	return 0;
}

static inline const char *
line_resync(const char *from, const char *at, const char *stop, const char *end)
{
	const char *p;

	(void)end;
	if (at == from || at[-1] == '\n')
		return at;
	p = at < stop ? memchr(at, '\n', (size_t)(stop - at)) : NULL;
	return p != NULL ? p + 1 : stop;
}

static inline void
add_record(struct td_batch *out, const char *p, const char *end)
{
	out->record[out->n++] = (struct td_record){
		.whole = { (uint32_t)(p - out->base), (uint32_t)(end - p) },
	};
}

static inline void
line_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	while (c->p < c->stop && out->n < out->cap) {
		const char *p = memchr(c->p, '\n', (size_t)(c->end - c->p));

		p = p != NULL ? p + 1 : c->end;
		add_record(out, c->p, p);
		c->p = p < c->stop ? p : c->stop;
	}
}

static const struct td_format fake_line = { "line", "lines", 1, 0, NULL, no_bid,
	line_resync, line_decode, 0, NULL, false };

/* Sections: "From " at the start or behind an empty line, up to an empty line
 * or TD_RECORD_MAX. */

static inline const char *
mbox_resync(const char *from, const char *at, const char *stop, const char *end)
{
	for (const char *p = at; p < stop; p++) {
		p = memchr(p, 'F', (size_t)(stop - p));
		if (p == NULL)
			break;
		if (end - p < 5 || memcmp(p, "From ", 5) != 0)
			continue;
		if (p == from ||
		    (p - from >= 2 && p[-1] == '\n' && p[-2] == '\n'))
			return p;
	}
	return stop;
}

/* Behind the last line before an empty one, or `end`.  memmem(3) would have a
 * sanitizer look at all of the rest for each record. */
static inline const char *
section_end(const char *p, const char *end)
{
	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (p + 1 < end && p[1] == '\n')
			return p + 1;
		p++;
	}
	return end;
}

static inline void
mbox_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	while (c->p < c->stop && out->n < out->cap) {
		size_t n = (size_t)(c->end - c->p);
		const char *p;

		n = n < TD_RECORD_MAX ? n : TD_RECORD_MAX;
		p = section_end(c->p, c->p + n);
		add_record(out, c->p, p);
		c->p = p < c->stop ? mbox_resync(c->from, p, c->stop, c->end) :
		                     c->stop;
	}
}

static const struct td_format fake_mbox = { "mbox", "sections", 1, 0, NULL,
	no_bid, mbox_resync, mbox_decode, 0, NULL, false };

/* What cannot be cut: the source is the record. */

static inline const char *
whole_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at == from ? at : stop;
}

static inline void
whole_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	if (c->p < c->stop)
		add_record(out, c->p, c->end);
	c->p = c->stop;
}

static const struct td_format fake_whole = { "whole", "one", 1,
	(size_t)256 << 20, NULL, no_bid, whole_resync, whole_decode, 0, NULL,
	false };

/* The same for short ones; longer ones are lines, or nothing. */
static const struct td_format fake_short = { "short", "one", 1, 100000,
	&fake_line, no_bid, whole_resync, whole_decode, 0, NULL, false };
static const struct td_format fake_stuck = { "stuck", "one", 1, 100000, NULL,
	no_bid, whole_resync, whole_decode, 0, NULL, false };

/* What was read of a source. */

struct gathered {
	const struct td_format *format; /* at the end */
	char *p; /* all of its parts, one behind another */
	size_t n, cap;
	size_t fresh; /* bytes of the fresh ranges */
	struct td_identity id;
	uint64_t records, sum; /* how many, and where and what they are */
	uint64_t blocks;
	int result; /* 0, or -1 and ... */
	struct td_error e;
};

static inline void
gather_free(struct gathered *g)
{
	free(g->p);
}

static inline uint64_t
mix(uint64_t h, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static inline void
gather_records(
    struct gathered *g, const struct td_format *f, const struct td_block *b)
{
	struct td_record r[7];
	struct td_chunk c = b->chunk;

	c.p = c.p < c.stop ? f->resync(c.from, c.p, c.stop, c.end) : c.stop;
	while (c.p < c.stop) {
		struct td_batch out = { .base = c.p, .cap = 7, .record = r };
		uint64_t at = b->off + (uint64_t)(c.p - b->chunk.p);

		f->decode(&c, 0, &out);
		for (size_t i = 0; i < out.n; i++) {
			g->records++;
			g->sum += mix(at + r[i].whole.off + 1,
			    out.base + r[i].whole.off, r[i].whole.len);
		}
	}
}

static inline void
gather_bytes(struct gathered *g, const char *p, size_t n)
{
	if (g->n + n > g->cap) {
		g->cap = (g->n + n) * 2;
		g->p = realloc(g->p, g->cap);
		ck_assert_ptr_nonnull(g->p);
	}
	memcpy(g->p + g->n, p, n);
	g->n += n;
}

static inline void
gather_block(
    struct gathered *g, const struct td_format *f, const struct td_block *b)
{
	const struct td_chunk *c = &b->chunk;
	volatile char pad = 0;

	ck_assert(c->from <= c->p && c->p <= c->stop && c->stop <= c->end);
	ck_assert_uint_eq(b->off, g->n);
	if (b->off > 0)
		ck_assert_int_ge(c->p - c->from, TD_LOOK_BEHIND);
	else
		ck_assert_ptr_eq(c->p, c->from);
	ck_assert_uint_eq(b->fresh_off % TD_HASH_BLOCK, 0);
	ck_assert(b->fresh.n == 0 ||
	    (b->fresh.p >= c->from && b->fresh.p + b->fresh.n <= c->end));
	for (size_t i = 0; i < TD_PAD; i++)
		pad ^= c->end[i];
	(void)pad;
	td_identity_add(&g->id, b->fresh.p, b->fresh.n, b->fresh_off);
	g->fresh += b->fresh.n;
	gather_bytes(g, c->p, (size_t)(c->stop - c->p));
	if (f != NULL)
		gather_records(g, f, b);
	g->blocks++;
}

/* Two buffers in turn: a block must not be touched while the next is read. */
static inline void
gather_serial(struct gathered *g, struct td_source *s)
{
	struct td_buffer buf[2] = { { 0 } };
	struct td_block b = { .last = false }, before = b;
	uint64_t was = 0;
	bool last = false;

	for (int i = 0;; i ^= 1) {
		g->result = td_source_next(s, &buf[i], &b, &g->e);
		if (before.chunk.from != NULL)
			ck_assert_uint_eq(was,
			    mix(1, before.chunk.from,
			        (size_t)(before.chunk.end -
			            before.chunk.from)));
		if (g->result != 1)
			break;
		ck_assert(!last);
		last = b.last;
		before = b;
		was =
		    mix(1, b.chunk.from, (size_t)(b.chunk.end - b.chunk.from));
		gather_block(g, s->format, &b);
		ck_assert_uint_eq(s->decoded, g->fresh);
	}
	ck_assert_int_eq(last, g->result == 0 && g->blocks > 0);
	td_buffer_free(&buf[0]);
	td_buffer_free(&buf[1]);
}

static inline void
gather_parallel(struct gathered *g, struct td_source *s)
{
	struct td_buffer buf = { 0 };
	struct td_block b;

	for (uint64_t i = 0; i < s->n_blocks && g->result == 0; i++) {
		g->result = td_source_block(s, i, &buf, &b, &g->e);
		if (g->result == 0) {
			gather_block(g, s->format, &b);
			ck_assert_int_eq(b.last, i == s->n_blocks - 1);
		}
	}
	td_buffer_free(&buf);
}

/* Of an archive the only member, opened further if it is one itself. */
static inline void
gather(struct gathered *g, struct td_source *s)
{
	struct td_source member;

	*g = (struct gathered){ 0 };
	switch (s->kind) {
	case TD_SOURCE_SERIAL:
		gather_serial(g, s);
		g->format = s->format;
		break;
	case TD_SOURCE_PARALLEL:
		gather_parallel(g, s);
		g->format = s->format;
		break;
	case TD_SOURCE_ARCHIVE:
		g->result = td_source_member(s, &member, &g->e);
		if (g->result == 1)
			gather(g, &member);
		td_source_close(&member);
		if (g->result == 0)
			g->result = td_source_member(s, &member, &g->e);
		break;
	}
}

#endif

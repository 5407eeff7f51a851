/*
 * Sources: the way along each of the roads.
 */
#include "analyzer/input/source.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/input/bookkeeping.h"
#include "analyzer/input/opener.h"

/* Of n bytes at p, with which the source begins, what its blocks come with. */
static struct td_span
head_of(const struct td_source *s, const char *p, size_t n)
{
	size_t most = s->format != NULL ? s->format->head : 0;

	return (struct td_span){ p, n < most ? n : most };
}

/* The buffers change places: nothing is copied, and the file that is opened
 * next does not write over this one. */
static int
next_small(struct td_source *s, struct td_source_impl *x, struct td_buffer *buf,
    struct td_block *out)
{
	struct td_buffer mine = x->small;
	size_t n = x->n_small;
	const char *p = mine.p;

	if (x->given || n == 0)
		return 0;
	x->given = true;
	x->small = *buf;
	*buf = mine;
	s->decoded = n;
	*out = (struct td_block){
		.chunk = { .from = p,
		    .p = p,
		    .stop = p + n,
		    .end = p + n,
		    .head = head_of(s, p, n) },
		.fresh = { p, n },
		.last = true,
		.over = true,
	};
	return 1;
}

int
td_source_next(struct td_source *s, struct td_buffer *buf, struct td_block *out,
    struct td_error *e)
{
	struct td_source_impl *x = s->impl;
	int r;

	assert(s->kind == TD_SOURCE_SERIAL);
	e->what = NULL;
	if (x->road == TD_ROAD_SMALL)
		return next_small(s, x, buf, out);
	r = td_cut_next(&x->cut, x->stream, &s->format, x->opener->limits.chunk,
	    buf, out, e);
	if (r == 1) {
		s->decoded = out->fresh_off + out->fresh.n;
		out->chunk.head = head_of(s, x->head.p, x->n_head);
	}
	if (x->fd >= 0)
		s->stored = x->meter.stored;
	s->consumed = x->meter.read;
	return r;
}

static void
map_block(const struct td_source *s, uint64_t i, struct td_block *out)
{
	const struct td_map *m = &s->impl->map;
	size_t chunk = s->impl->opener->limits.chunk;
	size_t from = (size_t)i * chunk, end = m->n, stop = end;

	if (i + 1 < s->n_blocks)
		stop = from + chunk;
	if (end - stop > TD_RECORD_MAX)
		end = stop + TD_RECORD_MAX;
	*out = (struct td_block){
		.chunk = { .from =
		               m->p + from - (from > 0 ? TD_LOOK_BEHIND : 0),
		    .p = m->p + from,
		    .stop = m->p + stop,
		    .end = m->p + end },
		.off = from,
		.fresh = { m->p + from, stop - from },
		.fresh_off = from,
		.last = i + 1 == s->n_blocks,
		.over = i + 1 == s->n_blocks,
	};
}

int
td_source_block(struct td_source *s, uint64_t i, struct td_buffer *buf,
    struct td_block *out, struct td_error *e)
{
	struct td_source_impl *x = s->impl;
	int r = 0;

	assert(s->kind == TD_SOURCE_PARALLEL && i < s->n_blocks);
	if (x->road == TD_ROAD_FRAMES)
		r = td_frames_block(x->frames, i, s->format, buf, out, e);
	else
		map_block(s, i, out);
	if (r == 0)
		out->chunk.head = head_of(s, x->head.p, x->n_head);
	return r;
}

static char *
join(const char *archive, const char *member)
{
	size_t n = strlen(archive), m = strlen(member);
	char *p = malloc(n + m + 2);

	if (p == NULL)
		return NULL;
	memcpy(p, archive, n);
	p[n] = ':';
	memcpy(p + n + 1, member, m + 1);
	return p;
}

static bool
is_passed(const char *member)
{
	const char *slash = strrchr(member, '/');

	return td_is_bookkeeping(slash != NULL ? slash + 1 : member);
}

static int
open_member(const struct td_source *s, struct td_source *member,
    const char *name, struct td_stream *stream, struct td_error *e)
{
	struct td_source_impl *x = td_impl_new(s->impl->opener);

	member->kind = TD_SOURCE_SERIAL;
	member->name = join(s->name, name);
	member->impl = x;
	if (x == NULL || member->name == NULL) {
		td_error_sys(e, "cannot open", ENOMEM);
		td_stream_close(stream);
		td_source_close(member);
		return -1;
	}
	x->stream = stream;
	member->wrapped = true;
	x->depth = s->impl->depth;
	x->part = s->impl->part;
	return td_unwrap(member, e) == 0 ? 1 : -1;
}

int
td_source_member(
    struct td_source *s, struct td_source *member, struct td_error *e)
{
	struct td_stream *stream;
	const char *name;
	int r;

	assert(s->kind == TD_SOURCE_ARCHIVE);
	*member = (struct td_source){ 0 };
	e->what = NULL;
	do
		r = td_archive_next(s->impl->archive, &name, &stream, e);
	while (r == 1 && is_passed(name));
	if (r == 1)
		r = open_member(s, member, name, stream, e);
	return r;
}

struct td_span
td_source_beginning(const struct td_source *s)
{
	return (struct td_span){ s->impl->beginning, s->impl->n_beginning };
}

bool
td_source_shrank(const struct td_source *s)
{
	const struct td_source_impl *x = s->impl;

	if (x->road == TD_ROAD_FRAMES)
		return td_map_shrank(td_frames_map(x->frames));
	return td_map_shrank(&x->map);
}

void
td_source_close(struct td_source *s)
{
	if (s->impl != NULL)
		td_impl_free(s->impl);
	free(s->name);
	*s = (struct td_source){ 0 };
}

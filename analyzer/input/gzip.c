/*
 * A stream of gzip members (RFC 1952), one after another as gzip(1) and `cat`
 * leave them.  Zeros behind the last are what a tape or a block device left
 * and say nothing; anything else is garbage and the user is told.
 */
#include <stdlib.h>

#include "analyzer/input/inflate.h"
#include "analyzer/input/stream.h"

#define BROKEN "cannot decode gzip"

struct gzip {
	struct td_stream s;
	struct td_inflate *z;
	bool inside; /* a member, or one has output left */
	bool any;    /* a member was read to its end */
};

/* Take the zeros behind a member; whether something else follows. */
static bool
skip_zeros(struct td_stream *below)
{
	for (;;) {
		struct td_span in = td_stream_peek(below, 1);
		size_t n = 0;

		while (n < in.n && in.p[n] == 0)
			n++;
		td_stream_skip(below, n);
		if (n < in.n || in.n == 0)
			return in.n != 0;
	}
}

static bool
begins_member(struct td_span in)
{
	return in.n >= 2 && (unsigned char)in.p[0] == 0x1f &&
	    (unsigned char)in.p[1] == 0x8b;
}

/* Between two members: whether there is one more. */
static bool
next_member(struct gzip *g)
{
	struct td_stream *below = g->s.below;

	if (begins_member(td_stream_peek(below, 2))) {
		if (g->any)
			td_inflate_reset(g->z);
		g->inside = true;
		return true;
	}
	if (skip_zeros(below))
		td_error_set(
		    &g->s.note, "ignored", "garbage behind the gzip data");
	else if (below->error.what != NULL)
		td_stream_fail(&g->s, BROKEN, "");
	return false;
}

static size_t
gzip_read(struct td_stream *s, char *p, size_t n)
{
	struct gzip *g = (struct gzip *)s;
	size_t got = 0;

	while (got == 0) {
		struct td_span in, left;
		enum td_inflated r;

		if (!g->inside && !next_member(g))
			break;
		in = left = td_stream_peek(s->below, 1);
		got = n;
		r = td_inflate_run(g->z, &left, p, &got);
		td_stream_skip(s->below, in.n - left.n);
		if (r == TD_INFLATE_DONE)
			g->inside = false, g->any = true;
		else if (r != TD_INFLATE_MORE)
			td_stream_fail(s, BROKEN,
			    r == TD_INFLATE_BAD ? "the data is corrupt" :
			                          "the checksum is wrong");
		else if (got == 0 && left.n == in.n)
			td_stream_fail(s, BROKEN,
			    in.n == 0 ? "the file is cut off" :
			                "the data is corrupt");
		if (s->end)
			break;
	}
	return got;
}

static void
gzip_close(struct td_stream *s)
{
	td_inflate_free(((struct gzip *)s)->z);
	td_buffer_free(&s->ahead);
	free(s);
}

static const struct td_stream_ops gzip_ops = { gzip_read, gzip_close };

struct td_stream *
td_gzip_open(struct td_stream *below)
{
	struct gzip *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	td_stream_init(&g->s, &gzip_ops, below);
	g->z = td_inflate_new();
	if (g->z == NULL) {
		free(g);
		return NULL;
	}
	return &g->s;
}

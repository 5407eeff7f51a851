/*
 * The containers around a source, one after another, and its format.
 */
#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "analyzer/input/opener.h"

void
td_settle(struct td_source *s, struct td_span head, bool more)
{
	struct td_source_impl *x = s->impl;
	struct td_opener *o = x->opener;

	x->n_beginning = head.n < TD_BEGINNING ? head.n : TD_BEGINNING;
	if (head.n > 0)
		memcpy(x->beginning, head.p, x->n_beginning);
	if (x->part) {
		s->format = head.n > 0 ? td_format_guess(head, more) : NULL;
		if (s->format != NULL && !s->format->by_mail)
			s->format = NULL;
		return;
	}
	s->format = o->limits.format;
	if (s->format == NULL && head.n > 0)
		s->format = td_format_guess(head, more);
	if (s->format != NULL)
		return;
	s->type = x->type;
	if (head.n > 0)
		td_magic_name(o->magic, head, x->type, sizeof(x->type));
	else
		memcpy(x->type, "empty", sizeof("empty"));
}

/* One decoder upon the stream. */
static struct td_stream *
wrap(struct td_stream *below, enum td_container c, const struct td_limits *l)
{
	switch (c) {
	case TD_ZSTD:
		return td_zstd_open(below, l->window_log);
	case TD_GZIP:
		return td_gzip_open(below);
	case TD_XZ:
		return td_xz_open(below);
	default:
		return td_bzip2_open(below);
	}
}

/* A zip in a file is read from its end, if the stream is nothing but it. */
static int
open_archive(struct td_source *s, struct td_source_impl *x, enum td_container c,
    struct td_error *e)
{
	struct td_span memory = { x->small.p, x->n_small };
	bool bare = c == TD_ZIP && x->depth == 1 && x->outer == TD_ZIP;
	int fd = -1;

	if (bare && x->fd >= 0 && lseek(x->fd, 0, SEEK_SET) == 0)
		fd = x->fd;
	x->archive =
	    td_archive_open(x->stream, fd, bare ? memory : TD_SPAN(""), e);
	if (x->archive == NULL)
		return -1;
	x->stream = NULL;
	x->road = TD_ROAD_ARCHIVE;
	s->kind = TD_SOURCE_ARCHIVE;
	return 0;
}

/*
 * Keep as much of the beginning as blocks must come with, also as those of the
 * format that a source becomes when it is too large for its own.
 */
static int
keep_head(struct td_source *s, struct td_span head, struct td_error *e)
{
	struct td_source_impl *x = s->impl;
	size_t n = 0;

	for (const struct td_format *f = s->format; f != NULL; f = f->larger)
		n = f->head > n ? f->head : n;
	assert(n <= TD_HEAD);
	if (n > head.n)
		n = head.n;
	if (n == 0)
		return 0;
	if (td_buffer_reserve(&x->head, n) != 0) {
		td_error_sys(e, "cannot open", ENOMEM);
		return -1;
	}
	memcpy(x->head.p, head.p, n);
	memset(x->head.p + n, 0, TD_PAD);
	x->n_head = n;
	return 0;
}

int
td_unwrap(struct td_source *s, struct td_error *e)
{
	struct td_source_impl *x = s->impl;
	const struct td_limits *l = &x->opener->limits;

	x->road = TD_ROAD_STREAM;
	for (;;) {
		struct td_span head = td_stream_peek(x->stream, TD_HEAD + 1);
		bool more = head.n > TD_HEAD;
		enum td_container c;
		struct td_stream *next;

		if (head.n == 0 && x->stream->error.what != NULL) {
			*e = x->stream->error;
			return -1;
		}
		head.n = more ? TD_HEAD : head.n;
		c = td_sniff(head);
		if (c == TD_PLAIN) {
			td_settle(s, head, more);
			return keep_head(s, head, e);
		}
		if (x->depth == 0)
			x->outer = c;
		s->wrapped = true;
		if (++x->depth > l->depth) {
			td_error_set(e, "refused",
			    "more than %u containers in each other",
			    (unsigned)l->depth);
			return -1;
		}
		if (c == TD_TAR || c == TD_ZIP)
			return open_archive(s, x, c, e);
		next = wrap(x->stream, c, l);
		if (next == NULL) {
			td_error_sys(e, "cannot open", ENOMEM);
			return -1;
		}
		x->stream = next;
	}
}

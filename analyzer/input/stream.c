/*
 * What all streams share, and the two at the bottom: a file and memory.
 */
#include "analyzer/input/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Read ahead for a decoder; an output buffer of zstd is as large. */
#define AHEAD ((size_t)128 << 10)

/* The first bytes of a stream may be of any ratio: a long run of one byte. */
#define RATIO_FROM ((uint64_t)64 << 20)

void
td_stream_init(struct td_stream *s, const struct td_stream_ops *ops,
    struct td_stream *below)
{
	memset(s, 0, sizeof(*s));
	s->ops = ops;
	s->below = below;
	if (below != NULL) {
		s->meter = below->meter;
		s->decoded = &s->own;
	}
}

void
td_stream_fail(struct td_stream *s, const char *what, const char *reason)
{
	if (s->below != NULL && s->below->error.what != NULL)
		s->error = s->below->error;
	else
		td_error_set(&s->error, what, "%s", reason);
	s->end = true;
}

bool
td_meter_over(const struct td_meter *m, uint64_t decoded, struct td_error *e)
{
	if (decoded > m->max_decoded)
		td_error_set(e, "refused",
		    "decodes to more than %llu bytes (--max-decoded)",
		    (unsigned long long)m->max_decoded);
	else if (decoded > RATIO_FROM && decoded / m->max_ratio > m->stored)
		td_error_set(e, "refused",
		    "decodes to more than %lu times its size (--max-ratio)",
		    (unsigned long)m->max_ratio);
	else
		return false;
	return true;
}

static size_t
pull(struct td_stream *s, char *p, size_t n)
{
	size_t got = s->ops->read(s, p, n);

	if (got == 0)
		s->end = true;
	/* Every decoder is measured, also one whose output is decoded again:
	 * what comes out last may be small. */
	if (s->decoded != NULL) {
		*s->decoded += got;
		if (td_meter_over(s->meter, *s->decoded, &s->error))
			s->end = true;
	}
	return got;
}

size_t
td_stream_read(struct td_stream *s, char *p, size_t n)
{
	size_t done = s->window.n < n ? s->window.n : n;

	if (done > 0) {
		memcpy(p, s->window.p, done);
		td_stream_skip(s, done);
	}
	while (done < n && !s->end)
		done += pull(s, p + done, n - done);
	return done;
}

struct td_span
td_stream_peek(struct td_stream *s, size_t n)
{
	size_t cap = n > AHEAD ? n : AHEAD;
	size_t have = s->window.n;

	if (have >= n || s->end)
		return s->window;
	if (have > 0)
		memmove(s->ahead.p, s->window.p, have);
	if (td_buffer_reserve(&s->ahead, cap) != 0) {
		td_error_sys(&s->error, "cannot read", ENOMEM);
		s->end = true;
		return s->window;
	}
	while (have < n && !s->end)
		have += pull(s, s->ahead.p + have, cap - have);
	memset(s->ahead.p + have, 0, TD_PAD);
	s->window = (struct td_span){ s->ahead.p, have };
	return s->window;
}

const struct td_error *
td_stream_note(const struct td_stream *s)
{
	for (; s != NULL; s = s->below)
		if (s->note.what != NULL)
			return &s->note;
	return NULL;
}

void
td_stream_close(struct td_stream *s)
{
	while (s != NULL) {
		struct td_stream *below = s->below;

		s->ops->close(s);
		s = below;
	}
}

/* A file. */

struct file {
	struct td_stream s;
	int fd; /* the caller's */
};

static size_t
file_read(struct td_stream *s, char *p, size_t n)
{
	struct td_meter *m = s->meter;
	ssize_t got;

	do
		got = read(((struct file *)s)->fd, p, n);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		td_error_sys(&s->error, "cannot read", errno);
		return 0;
	}
	m->read += (uint64_t)got;
	if (m->stored < m->read)
		m->stored = m->read;
	return (size_t)got;
}

static void
plain_close(struct td_stream *s)
{
	td_buffer_free(&s->ahead);
	free(s);
}

static const struct td_stream_ops file_ops = { file_read, plain_close };

struct td_stream *
td_file_open(int fd, struct td_meter *m)
{
	struct file *f = malloc(sizeof(*f));

	if (f == NULL)
		return NULL;
	td_stream_init(&f->s, &file_ops, NULL);
	f->s.meter = m;
	f->fd = fd;
	return &f->s;
}

/* Memory: a window and nothing behind it. */

static size_t
memory_read(struct td_stream *s, char *p, size_t n)
{
	(void)s, (void)p, (void)n;
	return 0;
}

static const struct td_stream_ops memory_ops = { memory_read, plain_close };

struct td_stream *
td_memory_open(struct td_span bytes, struct td_meter *m)
{
	struct td_stream *s = malloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	td_stream_init(s, &memory_ops, NULL);
	s->meter = m;
	s->window = bytes;
	s->end = true;
	return s;
}

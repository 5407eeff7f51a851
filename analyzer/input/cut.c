/*
 * Blocks of a stream.
 *
 *	buf: | behind | not yet given out | fresh, read now |
 *	     from     p                stop ^               end
 *
 * A record that starts before `stop` must have TD_RECORD_MAX bytes to its
 * right, or the next record's start: then nothing of it lies behind `end`.
 * So `stop` is a record start near the end if there is one, else TD_RECORD_MAX
 * before the end.  What lies behind `stop` goes into the next block again.
 */
#include "analyzer/input/cut.h"

#include <errno.h>

/* The first step back from the end when a record start is looked for. */
#define STEP ((ptrdiff_t)16 << 10)

const char *
td_cut_search(const struct td_format *format, const char *from,
    const char *lowest, const char *end)
{
	const char *stop, *at, *hit;

	if (end - lowest <= (ptrdiff_t)TD_RESYNC_VIEW)
		return NULL;
	stop = end - TD_RESYNC_VIEW;
	for (ptrdiff_t step = STEP; stop > lowest; step *= 4, stop = at) {
		at = stop - lowest > step ? stop - step : lowest;
		hit = format->resync(from, at, stop, end);
		if (hit < stop)
			return hit;
	}
	return NULL;
}

/* Where the block can end that begins at buf[behind]; `behind` if nowhere. */
static size_t
find_stop(
    struct td_cut *c, const struct td_format *format, const char *buf, size_t n)
{
	size_t lowest = c->behind + 1;
	size_t safe = n > TD_RECORD_MAX ? n - TD_RECORD_MAX : 0;
	const char *hit;

	if (c->searched > c->off + 1)
		lowest = c->behind + (size_t)(c->searched - c->off);
	if (lowest < safe)
		lowest = safe;
	if (n <= TD_RESYNC_VIEW || n - TD_RESYNC_VIEW <= lowest)
		return safe > c->behind ? safe : c->behind;
	hit = td_cut_search(format, buf, buf + lowest, buf + n);
	if (hit != NULL)
		return (size_t)(hit - buf);
	c->searched = c->off + (n - TD_RESYNC_VIEW - c->behind);
	return safe > c->behind ? safe : c->behind;
}

static int
fail(struct td_error *e, const char *what, int number)
{
	td_error_sys(e, what, number);
	return -1;
}

/* Keep what the next block needs of this one. */
static int
keep(struct td_cut *c, const char *buf, size_t stop, size_t n)
{
	size_t behind = stop < TD_LOOK_BEHIND ? stop : TD_LOOK_BEHIND;
	size_t len = behind + (n - stop);

	c->off += stop - c->behind;
	c->behind = behind;
	c->n_kept = len;
	if (td_buffer_reserve(&c->kept, len) != 0)
		return -1;
	memcpy(c->kept.p, buf + stop - behind, len);
	return 0;
}

/* At the end: the error, or the note if there is one. */
static int
tell_end(const struct td_stream *s, struct td_error *e)
{
	const struct td_error *note = td_stream_note(s);

	if (s->error.what != NULL) {
		*e = s->error;
		return -1;
	}
	if (note != NULL)
		*e = *note;
	return 0;
}

static bool
too_large(const struct td_format *format, size_t n)
{
	return format != NULL && format->whole != 0 && n > format->whole;
}

/*
 * Read on until a block can be cut at *stop; *n becomes what is in the buffer,
 * and c->over whether that is the end of the stream.  -1: no memory.
 */
static int
fill(struct td_cut *c, struct td_stream *s, const struct td_format **format,
    size_t chunk, struct td_buffer *buf, size_t *n, size_t *stop)
{
	do {
		size_t got;

		if (td_buffer_reserve(buf, *n + chunk) != 0)
			return -1;
		got = td_stream_read(s, buf->p + *n, chunk);
		*n += got;
		c->over = got < chunk || td_stream_peek(s, 1).n == 0;
		*stop = c->behind;
		if (too_large(*format, *n) && (*format)->larger != NULL)
			*format = (*format)->larger;
		if (c->over || *format == NULL)
			*stop = *n;
		else if ((*format)->whole == 0)
			*stop = find_stop(c, *format, buf->p, *n);
	} while (!c->over && *stop == c->behind && !too_large(*format, *n));
	return 0;
}

/* A format that cannot be cut, and too much of it: nothing can be given. */
static int
refuse(struct td_cut *c, struct td_stream *s, const struct td_format *format,
    struct td_error *e)
{
	c->over = true;
	td_error_set(&s->error, "refused",
	    "more than %zu MiB of %s, which cannot be cut", format->whole >> 20,
	    format->name);
	return tell_end(s, e);
}

int
td_cut_next(struct td_cut *c, struct td_stream *s,
    const struct td_format **format, size_t chunk, struct td_buffer *buf,
    struct td_block *out, struct td_error *e)
{
	size_t had = c->n_kept, n = had, stop;
	uint64_t off = c->off;
	char *p;

	if (c->over)
		return tell_end(s, e);
	if (td_buffer_reserve(buf, had + chunk) != 0)
		return fail(e, "cannot read", ENOMEM);
	if (had > 0)
		memcpy(buf->p, c->kept.p, had);
	if (fill(c, s, format, chunk, buf, &n, &stop) != 0)
		return fail(e, "cannot read", ENOMEM);
	if (c->over && n == c->behind)
		return tell_end(s, e);
	if (too_large(*format, n))
		return refuse(c, s, *format, e);
	p = buf->p;
	memset(p + n, 0, TD_PAD);
	*out = (struct td_block){
		.chunk = { .from = p,
		    .p = p + c->behind,
		    .stop = p + stop,
		    .end = p + n },
		.off = off,
		.fresh = { p + had, n - had },
		.fresh_off = off - c->behind + had,
		.last = c->over && s->error.what == NULL,
		.over = c->over,
	};
	if (!c->over && keep(c, p, stop, n) != 0)
		return fail(e, "cannot read", ENOMEM);
	return 1;
}

void
td_cut_free(struct td_cut *c)
{
	td_buffer_free(&c->kept);
}

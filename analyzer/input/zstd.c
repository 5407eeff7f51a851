/*
 * Zstandard (RFC 8878): a stream of frames, some of them skippable (pzstd
 * writes such), and single frames in memory.  The only file that knows zstd.
 */
#include "analyzer/input/zstd.h"

#include <errno.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "analyzer/input/stream.h"

#define BROKEN "cannot decode zstd"

/* The shortest frame header with its magic number. */
#define HEADER_MIN ((size_t)5)

/* A stream. */

struct zstd {
	struct td_stream s;
	ZSTD_DCtx *ctx;
	size_t hint; /* how much the next step of the decoder wants */
	bool inside; /* a frame, or one has output left */
};

static ZSTD_DCtx *
new_context(uint32_t window_log)
{
	ZSTD_DCtx *ctx = ZSTD_createDCtx();

	if (ctx != NULL)
		ZSTD_DCtx_setParameter(
		    ctx, ZSTD_d_windowLogMax, (int)window_log);
	return ctx;
}

/* RFC 8878 3.1.1 and 3.1.2: the magic numbers, little endian; of what has
 * been cut the first bytes decide. */
static bool
begins_frame(struct td_span in)
{
	static const unsigned char frame[4] = { 0x28, 0xb5, 0x2f, 0xfd };
	static const unsigned char skippable[4] = { 0x50, 0x2a, 0x4d, 0x18 };
	size_t n = in.n < 4 ? in.n : 4;

	if (n == 0)
		return false;
	if (memcmp(in.p, frame, n) == 0)
		return true;
	return ((unsigned char)in.p[0] & 0xf0) == skippable[0] &&
	    memcmp(in.p + 1, skippable + 1, n - 1) == 0;
}

static void
fail(struct zstd *z, size_t r)
{
	const char *why = ZSTD_getErrorName(r);

	if (ZSTD_getErrorCode(r) == ZSTD_error_frameParameter_windowTooLarge)
		why = "needs a larger window (--max-window)";
	td_error_set(&z->s.error, BROKEN, "%s", why);
	z->s.end = true;
}

/* Between two frames: whether there is one more. */
static bool
next_frame(struct zstd *z)
{
	struct td_span in = td_stream_peek(z->s.below, 4);

	if (begins_frame(in))
		return true;
	if (in.n > 0)
		td_error_set(
		    &z->s.note, "ignored", "garbage behind the zstd data");
	else if (z->s.below->error.what != NULL)
		td_stream_fail(&z->s, BROKEN, "");
	return false;
}

/*
 * One step of the decoder is given what it asks for and no more: then it
 * writes one block at most, and of a broken block nothing that came before it
 * is lost.
 */
static size_t
zstd_read(struct td_stream *s, char *p, size_t n)
{
	struct zstd *z = (struct zstd *)s;
	ZSTD_outBuffer out = { p, n, 0 };

	while (out.pos == 0) {
		struct td_span in;
		ZSTD_inBuffer step;
		size_t r;

		if (!z->inside && !next_frame(z))
			break;
		in = td_stream_peek(s->below, 1);
		step = (ZSTD_inBuffer){ in.p, in.n, 0 };
		if (step.size > z->hint)
			step.size = z->hint;
		r = ZSTD_decompressStream(z->ctx, &out, &step);
		td_stream_skip(s->below, step.pos);
		if (ZSTD_isError(r)) {
			fail(z, r);
			break;
		}
		z->inside = r != 0;
		z->hint = r != 0 ? r : HEADER_MIN;
		if (in.n == 0 && out.pos == 0 && z->inside) {
			td_stream_fail(s, BROKEN, "the file is cut off");
			break;
		}
	}
	return out.pos;
}

static void
zstd_close(struct td_stream *s)
{
	ZSTD_freeDCtx(((struct zstd *)s)->ctx);
	td_buffer_free(&s->ahead);
	free(s);
}

static const struct td_stream_ops zstd_ops = { zstd_read, zstd_close };

struct td_stream *
td_zstd_open(struct td_stream *below, uint32_t window_log)
{
	struct zstd *z = calloc(1, sizeof(*z));

	if (z == NULL)
		return NULL;
	td_stream_init(&z->s, &zstd_ops, below);
	z->ctx = new_context(window_log);
	z->hint = HEADER_MIN;
	if (z->ctx == NULL) {
		free(z);
		return NULL;
	}
	return &z->s;
}

/* Frames in memory. */

struct td_zstd {
	ZSTD_DCtx *ctx;
	ZSTD_inBuffer in;
};

/* RFC 8878 3.1.1.1.2; without the descriptor the content is the window. */
static bool
window_fits(struct td_span in, uint32_t window_log, uint64_t decoded)
{
	unsigned char b = (unsigned char)in.p[5];

	if (((unsigned char)in.p[4] & 0x20) != 0)
		return decoded <= (uint64_t)1 << window_log;
	return 10u + (b >> 3) + ((b & 7) != 0) <= window_log;
}

/* The content size is asked first: of one large frame nothing but its header
 * is touched. */
bool
td_zstd_frame(struct td_span in, uint32_t window_log, uint64_t most,
    struct td_zstd_frame *f)
{
	unsigned long long decoded = 0;

	if (in.n <= HEADER_MIN || !begins_frame(in))
		return false;
	if ((unsigned char)in.p[0] == 0x28) {
		decoded = ZSTD_getFrameContentSize(in.p, in.n);
		if (decoded == ZSTD_CONTENTSIZE_UNKNOWN ||
		    decoded == ZSTD_CONTENTSIZE_ERROR || decoded > most ||
		    !window_fits(in, window_log, decoded))
			return false;
	}
	f->decoded = decoded;
	f->stored = ZSTD_findFrameCompressedSize(in.p, in.n);
	return !ZSTD_isError(f->stored);
}

struct td_zstd *
td_zstd_new(uint32_t window_log)
{
	struct td_zstd *z = calloc(1, sizeof(*z));

	if (z == NULL)
		return NULL;
	z->ctx = new_context(window_log);
	if (z->ctx == NULL) {
		free(z);
		return NULL;
	}
	return z;
}

void
td_zstd_free(struct td_zstd *z)
{
	if (z == NULL)
		return;
	ZSTD_freeDCtx(z->ctx);
	free(z);
}

int
td_zstd_frames(
    struct td_zstd *z, struct td_span in, char *p, size_t n, struct td_error *e)
{
	size_t r = ZSTD_decompressDCtx(z->ctx, p, n, in.p, in.n);

	if (ZSTD_isError(r)) {
		td_error_set(e, BROKEN, "%s", ZSTD_getErrorName(r));
		return -1;
	}
	if (r != n) {
		td_error_set(e, BROKEN, "a frame is not as long as it says");
		return -1;
	}
	return 0;
}

void
td_zstd_begin(struct td_zstd *z, struct td_span in)
{
	ZSTD_DCtx_reset(z->ctx, ZSTD_reset_session_only);
	z->in = (ZSTD_inBuffer){ in.p, in.n, 0 };
}

size_t
td_zstd_more(struct td_zstd *z, char *p, size_t n)
{
	ZSTD_outBuffer out = { p, n, 0 };

	while (out.pos < out.size) {
		size_t before = out.pos, at = z->in.pos;
		size_t r = ZSTD_decompressStream(z->ctx, &out, &z->in);

		if (ZSTD_isError(r) || (out.pos == before && z->in.pos == at))
			break;
	}
	return out.pos;
}

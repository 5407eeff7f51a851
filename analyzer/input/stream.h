/*
 * Streams of bytes that are pulled, one decoder upon the other: a file, the
 * gzip in it, the tar in that, a member of the tar.  Internal to input/.
 *
 * A stream reads ahead into a window of its own; whoever decodes it takes
 * bytes from the window, whoever wants the bytes has them written to where
 * they shall lie.
 */
#ifndef TD_INPUT_STREAM_H
#define TD_INPUT_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/error.h"
#include "analyzer/input/source.h"

/* What one file on disk may cost; shared by all the streams above it. */
struct td_meter {
	uint64_t stored; /* bytes of the file, or of it read so far */
	uint64_t read;
	uint64_t max_decoded;
	uint32_t max_ratio;
};

/* Whether `decoded` bytes are more than allowed, and why. */
bool td_meter_over(
    const struct td_meter *m, uint64_t decoded, struct td_error *e);

struct td_stream;

struct td_stream_ops {
	/* Up to n bytes to p; 0 at the end, also at one that is an error. */
	size_t (*read)(struct td_stream *s, char *p, size_t n);
	void (*close)(struct td_stream *s);
};

struct td_stream {
	const struct td_stream_ops *ops;
	struct td_stream *below; /* what is decoded; closed with this one */
	struct td_meter *meter;
	uint64_t *decoded;      /* what counts as decoded; NULL: is stored */
	uint64_t own;           /* mostly *decoded */
	struct td_span window;  /* read ahead and not taken yet */
	struct td_buffer ahead; /* where the window lies, unless lent */
	struct td_error error;  /* why it ended, and ... */
	struct td_error note;   /* ... what the user should know all the same */
	bool end;
};

/* Read n bytes to p, fewer only at the end. */
size_t td_stream_read(struct td_stream *s, char *p, size_t n);

/* The window, made at least n bytes long unless the stream ends before; TD_PAD
 * readable bytes follow it.  Nothing is taken. */
struct td_span td_stream_peek(struct td_stream *s, size_t n);

/* Take n bytes of the window. */
static inline void
td_stream_skip(struct td_stream *s, size_t n)
{
	s->window.p += n;
	s->window.n -= n;
}

/* The end is an error: the one from below, else `what` and `reason`. */
void td_stream_fail(struct td_stream *s, const char *what, const char *reason);

/* The first note of a stream and those below it; NULL if there is none. */
const struct td_error *td_stream_note(const struct td_stream *s);

/* Also of those below.  NULL is allowed. */
void td_stream_close(struct td_stream *s);

/* For those that make streams: a decoder of `below`. */
void td_stream_init(struct td_stream *s, const struct td_stream_ops *ops,
    struct td_stream *below);

/*
 * The streams there are.  NULL: no memory, and what lies below is still the
 * caller's.  `bytes` must be padded, and outlive the stream.
 */
struct td_stream *td_file_open(int fd, struct td_meter *m);
struct td_stream *td_memory_open(struct td_span bytes, struct td_meter *m);
struct td_stream *td_gzip_open(struct td_stream *below);
struct td_stream *td_zstd_open(struct td_stream *below, uint32_t window_log);
struct td_stream *td_xz_open(struct td_stream *below);
struct td_stream *td_bzip2_open(struct td_stream *below);

#endif

/*
 * What the parallel road needs of zstd: the frames of a file that lies in
 * memory, decoded whole, and the beginning of what follows them.  Internal to
 * input/; the stream of zstd is in stream.h.
 */
#ifndef TD_INPUT_ZSTD_H
#define TD_INPUT_ZSTD_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/error.h"
#include "formats/span.h"

struct td_zstd_frame {
	size_t stored;    /* bytes of the frame */
	uint64_t decoded; /* 0 also for a skippable frame */
};

/* The frame that begins `in`.  False if its length is not known in advance or
 * more than `most`, or it wants a larger window than 1 << window_log. */
bool td_zstd_frame(struct td_span in, uint32_t window_log, uint64_t most,
    struct td_zstd_frame *f);

struct td_zstd;

struct td_zstd *td_zstd_new(uint32_t window_log);
void td_zstd_free(struct td_zstd *z);

/* All of the frames in `in`, which decode to exactly n bytes.  -1 and *e. */
int td_zstd_frames(struct td_zstd *z, struct td_span in, char *p, size_t n,
    struct td_error *e);

/* Begin with a new `in`, and decode n bytes more of it each time; fewer where
 * it ends or is broken. */
void td_zstd_begin(struct td_zstd *z, struct td_span in);
size_t td_zstd_more(struct td_zstd *z, char *p, size_t n);

#endif

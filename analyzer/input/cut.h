/*
 * A stream cut into blocks at places where no record is torn.  Internal to
 * input/.
 */
#ifndef TD_INPUT_CUT_H
#define TD_INPUT_CUT_H

#include "analyzer/input/stream.h"

/* So much must be visible behind a place before resync() is believed there. */
#define TD_RESYNC_VIEW ((size_t)64 << 10)

/* What goes from one block into the next. */
struct td_cut {
	struct td_buffer kept; /* what lies behind the next p, and after it */
	size_t n_kept, behind;
	uint64_t off;      /* of the next p */
	uint64_t searched; /* no record starts between off and this */
	bool over;         /* the stream was handed out to its end */
};

/*
 * The next block of a stream, of `chunk` fresh bytes (a multiple of
 * TD_HASH_BLOCK) or what there are: 1, 0 at its end, -1 and *e.  The first
 * call may find the stream too large for *format and change it.
 */
int td_cut_next(struct td_cut *c, struct td_stream *s,
    const struct td_format **format, size_t chunk, struct td_buffer *buf,
    struct td_block *out, struct td_error *e);

/*
 * A record start in [*searched, end) with TD_RESYNC_VIEW bytes behind it: as
 * near to the end as is cheap.  NULL if there is none.
 */
const char *td_cut_search(const struct td_format *format, const char *from,
    const char *lowest, const char *end);

void td_cut_free(struct td_cut *c);

#endif

/*
 * One inflate engine, of two: ISA-L (inflate_isal.c), or zlib where there is
 * none (inflate_zlib.c); the build takes one.  It decodes single members of
 * gzip (RFC 1952); gzip.c puts them together.
 */
#ifndef TD_INPUT_INFLATE_H
#define TD_INPUT_INFLATE_H

#include "formats/span.h"

enum td_inflated {
	TD_INFLATE_MORE, /* wants more input, or room for output */
	TD_INFLATE_DONE, /* the member ended, its checksum is right */
	TD_INFLATE_BAD_SUM,
	TD_INFLATE_BAD
};

struct td_inflate;

struct td_inflate *td_inflate_new(void); /* NULL: no memory */
void td_inflate_free(struct td_inflate *z);

/* Be ready for a new member. */
void td_inflate_reset(struct td_inflate *z);

/*
 * Decode from `in` to p; *in becomes what was not taken and *n what was
 * written, also where it ends in an error.
 */
enum td_inflated td_inflate_run(
    struct td_inflate *z, struct td_span *in, char *p, size_t *n);

#endif

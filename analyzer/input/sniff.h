/*
 * What bytes are, by how they begin.  Internal to input/.
 */
#ifndef TD_INPUT_SNIFF_H
#define TD_INPUT_SNIFF_H

#include "formats/span.h"

/* Decisions are made on this much of a source, or on all of it; so they are
 * the same for any container and any chunk. */
#define TD_HEAD ((size_t)64 << 10)

enum td_container {
	TD_PLAIN, /* none of the following */
	TD_ZSTD,
	TD_GZIP,
	TD_XZ,
	TD_BZIP2,
	TD_TAR,
	TD_ZIP
};

enum td_container td_sniff(struct td_span head);

/*
 * A name for bytes that nobody wants, by libmagic: "PDF document".  One handle
 * for one thread, loaded at the first call.
 */
struct td_magic;

struct td_magic *td_magic_new(void); /* NULL: no memory */
void td_magic_free(struct td_magic *m);

/* At most cap - 1 printable ASCII characters and a NUL to `out`. */
void td_magic_name(
    struct td_magic *m, struct td_span head, char *out, size_t cap);

#endif

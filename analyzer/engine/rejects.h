/*
 * --rejects FILE: what was not understood, one line each, sorted by place:
 *
 *	a.mbox:1234	14	header line that is no field	some te..
 *
 * Local parts of addresses are replaced by "*".
 */
#ifndef TD_ENGINE_REJECTS_H
#define TD_ENGINE_REJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/error.h"
#include "formats/span.h"

enum { TD_REJECTS_MAX = 16 << 20 }; /* bytes kept; the rest is only counted */

/*
 * One line of visible ASCII without local parts; `out` holds twice as much as
 * the text.  `cut` tells that the text goes on: its last word may be a local
 * part whose "@" is not seen.
 */
size_t td_clean_text(char *out, struct td_span text, bool cut);

struct td_rejects;

struct td_rejects *td_rejects_new(void);
void td_rejects_free(struct td_rejects *r);

/* For any number of threads at once. */
void td_rejects_add(struct td_rejects *r, const char *name, uint64_t off,
    const char *reason, struct td_span text);

/* Write them sorted.  -1 and *e on failure. */
int td_rejects_write(
    struct td_rejects *r, const char *path, struct td_error *e);

#endif

/*
 * A file of the user's, read whole.
 */
#ifndef TD_OBSERVE_SLURP_H
#define TD_OBSERVE_SLURP_H

#include <stddef.h>

#include "analyzer/error.h"

enum { TD_SLURP_MAX = 16 << 20 }; /* bytes; a larger file is an error */

/*
 * All of `file` and a NUL behind it; *n without that.  The caller frees it;
 * NULL with *e filled in if it cannot be had.  `what` is of errors that are
 * not the system's.
 */
char *td_slurp(
    const char *file, const char *what, size_t *n, struct td_error *e);

#endif

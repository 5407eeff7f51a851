/*
 * The operands of the command line, made into files: directories are walked
 * recursively in bytewise order, @LIST is read, the rest is taken as it is.
 */
#ifndef TD_INPUT_WALK_H
#define TD_INPUT_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "analyzer/error.h"

struct td_walk;

enum td_walked {
	TD_WALK_END,
	TD_WALK_FILE,  /* a path to open */
	TD_WALK_ERROR, /* e is filled in: a directory without permission, ... */
	TD_WALK_PASSED /* bookkeeping of a mail store (dovecot-uidlist, ...) */
};

/*
 * Operands are sorted bytewise and duplicates of a path dropped, so that their
 * order changes nothing.  The strings are borrowed.  "-" is standard input,
 * "@FILE" a list of paths, separated by NULs if it holds one, else by newlines
 * ("@-" reads it from standard input).
 */
struct td_walk *td_walk_new(const char *const *paths, size_t n);

/*
 * The next one.  *path is valid until the next call.  Not for several threads
 * at once.  Memory: the sorted names of the directories that are open.
 */
enum td_walked td_walk_next(
    struct td_walk *w, const char **path, struct td_error *e);

void td_walk_free(struct td_walk *w);

#endif

/*
 * Errors of the world: a file unreadable, a disk full.  Filled in once where
 * they happen, printed by error.c alone.
 */
#ifndef TD_ANALYZER_ERROR_H
#define TD_ANALYZER_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

struct td_error {
	const char *what; /* "cannot open", a literal; NULL: no error */
	char reason[320]; /* "Permission denied"; "" if `what` says it all */
	bool again;       /* temporary: exit status 75 */
};

/* Fill in from errno-like `number`; 0 leaves the reason empty. */
void td_error_sys(struct td_error *e, const char *what, int number);

/* Fill in with a reason of our own. */
void td_error_set(struct td_error *e, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "todoku: PATH: what: reason" on standard error, one write, control bytes
 * of the path made visible.  `path` may be NULL. */
void td_error_print(const char *path, const struct td_error *e);

/* The same for a remark that is no error; silent with --quiet. */
void td_warn(const char *path, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for what only --verbose tells. */
void td_say(const char *path, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

extern bool td_quiet, td_verbose;

#endif

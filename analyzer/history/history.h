/*
 * A history: what was counted night after night, in one SQLite file, to which
 * a run adds in one transaction or not at all.  Whoever looks at it by other
 * means finds:
 *
 *	cell	a row a day and key: the dimensions, then a column a counter
 *		by its name with dots as "_" (spf_pass), 0 where nothing was
 *		counted; hist_hops and hist_delay are packed (pack.h)
 *	history	what it was begun with: by, zone, options
 *	state	what is open, by name; opaque
 *	content	what was read, by its identity
 *	file	files that need not be opened again
 *
 *	select carrier, sum(spf_pass), sum(messages) from cell
 *	    where day >= '2026-11-01' group by carrier;
 *
 * Values are text, and blobs where they are no UTF-8.  Numbers from 2^63 up
 * are stored as negative ones.
 */
#ifndef TD_HISTORY_HISTORY_H
#define TD_HISTORY_HISTORY_H

#include "analyzer/cube/cells.h"

struct td_history;

/* Whether a file begins as SQLite's do; cheap. */
bool td_history_is(const char *path);

/* For reading: it has to exist, and stays as it is now until it is closed,
 * whatever others do to it.  NULL and *e. */
struct td_history *td_history_open(const char *path, struct td_error *e);

/*
 * For a run that adds: made if need be, and nobody else's until it is closed.
 * `today` is the day of the run, "2026-11-21".  NULL and *e; e->again: another
 * run has it.
 */
struct td_history *td_history_lock(
    const char *path, const char *today, struct td_error *e);

/* What was not committed is not there. */
void td_history_close(struct td_history *h);

/* The functions that return int: 0, or -1 and *e. */

/* Keep all that was done, for good (it is on the disk); nothing more can be
 * added then. */
int td_history_commit(struct td_history *h, struct td_error *e);

/* ---- what it counts ---- */

struct td_history_head {
	const char *by;      /* "carrier,domain"; day is always there besides */
	const char *zone;    /* of the days: td_zone_info.name */
	const char *options; /* as in td_cells_head */
};

/* The history's own; `by` NULL: it was not begun. */
const struct td_history_head *td_history_head(const struct td_history *h);

/* Begin it; the text is copied.  Once. */
int td_history_begin(struct td_history *h, const struct td_history_head *head,
    struct td_error *e);

/* The dimensions of a cube that can be added, in the history's time zone, which
 * is that of the process then: td_zone_set(). */
int td_history_dims(
    const struct td_history *h, struct td_dims *dims, struct td_error *e);

/* Add a cube of just these dimensions in this zone, and how many keys it
 * dropped. */
int td_history_add(
    struct td_history *h, struct td_cube *cube, struct td_error *e);

/*
 * Add the cells of the days since <= day < until (NULL: open; where one is
 * given, cells without a day are left out) to a cube of any dimensions that
 * the history has or that follow from the day (analyzer/cube/rollup.h).
 */
int td_history_cells(struct td_history *h, const char *since, const char *until,
    struct td_cube *into, struct td_error *e);

/* ---- what is open ---- */

/* A copy, to be freed; *p NULL and *n 0: nothing of that name. */
int td_history_state(struct td_history *h, const char *name, char **p,
    size_t *n, struct td_error *e);

/* In place of what was there; nothing: it is removed. */
int td_history_set_state(struct td_history *h, const char *name,
    struct td_span bytes, struct td_error *e);

/* ---- what was read ---- */

struct td_history_content {
	struct td_input_id id;
	uint64_t beginning, counted; /* as in analyzer/engine/known.h */
	struct td_span marks;        /* opaque */
	bool stale;
};

struct td_history_file {
	uint64_t inode, size;
	int64_t modified; /* nanoseconds since 1970 UTC */
	const char *path; /* NULL: "" */
	bool stale;
};

/*
 * All rows: each(arg, row); what it returns other than 0 ends it and is
 * returned.  `stale`: it was added a week ago or earlier; a run that meets it
 * adds it again, or td_history_prune takes it for gone some day.  Pointers are
 * valid during the call.
 */
int td_history_contents(struct td_history *h,
    int (*each)(void *arg, const struct td_history_content *c), void *arg,
    struct td_error *e);
int td_history_files(struct td_history *h,
    int (*each)(void *arg, const struct td_history_file *f), void *arg,
    struct td_error *e);

/* In place of one of the same id, or of the same inode and path. */
int td_history_add_content(struct td_history *h,
    const struct td_history_content *c, struct td_error *e);
int td_history_add_file(
    struct td_history *h, const struct td_history_file *f, struct td_error *e);

/* Remove the cells of days before this one, and what was read and not added
 * again since. */
int td_history_prune(struct td_history *h, const char *day, struct td_error *e);

#endif

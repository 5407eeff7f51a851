/*
 * Cells: a key (the values of the chosen dimensions) and a row of counters.
 * Merging is addition: any split of the work gives the same cube.
 */
#ifndef TD_CUBE_CUBE_H
#define TD_CUBE_CUBE_H

#include "counter.h"
#include "hist.h"

enum { TD_MAX_DIMS = 8 };

/* How times become days and hours. */
struct td_zone_info {
	const char *name; /* "UTC", "+09:00", "Asia/Tokyo" */
	bool fixed;
	int32_t offset; /* seconds east of UTC, where fixed */
};

/*
 * "UTC", "local", "+hh:mm", or a name of the system's zone database.  A named
 * zone is that of the whole process, so there is one; to be called before any
 * thread.  -1 and *e for a name that the system does not know.
 */
int td_zone_set(struct td_zone_info *z, const char *name, struct td_error *e);

/* Seconds east of UTC at a time (microseconds since 1970 UTC). */
int32_t td_zone_offset(const struct td_zone_info *z, int64_t when);

/* A dimension: one row of a table. */
struct td_dimension {
	const char *name;
	const char *doc;
	/* The value, at most 255 bytes; may be written into buf. */
	struct td_span (*value)(const struct td_observation *o,
	    const struct td_zone_info *z, char buf[64]);
	bool timed; /* depends on the zone */
};

extern const struct td_dimension td_dimensions[];
extern const size_t td_n_dimensions;

/* NULL if there is none of that name. */
const struct td_dimension *td_dimension_find(const char *name);

struct td_dims {
	size_t n;
	size_t n_optional; /* the last ones of them: "(none)" for cells that
	                      were counted without, or in another zone */
	const struct td_dimension *dim[TD_MAX_DIMS];
	struct td_zone_info zone;
};

/*
 * "carrier,domain"; "" is none at all, one cell for everything.  The zone is
 * left as it is.  -1 and *e (naming the known ones) on failure.
 */
int td_dims_parse(struct td_dims *d, const char *list, struct td_error *e);

/* Where a dimension stands among them; their number if it does not. */
size_t td_dims_find(const struct td_dims *d, const char *name);

struct td_cell {
	uint64_t hash;
	uint32_t n_key;
	const char *key; /* n values, each: length byte, then its bytes; NULL
	                    in a total */
	uint64_t counter[TD_N_COUNTERS];
	struct td_hist hist[TD_N_HISTS];
};

struct td_span td_cell_value(const struct td_cell *c, size_t dim);

struct td_cube;

/*
 * At most max_keys cells.  What is over becomes part of one more cell whose
 * values are all "(other)".  Which keys stay does not depend on the order of
 * arrival: carriers that are known go before "other", then the smaller hash.
 * `dims` is borrowed.  Sums stay at 2^64 - 1 rather than wrap.
 */
struct td_cube *td_cube_new(const struct td_dims *dims, size_t max_keys);
void td_cube_free(struct td_cube *c);
void td_cube_clear(struct td_cube *c); /* empty it, keep its memory */

const struct td_dims *td_cube_dims(const struct td_cube *c);

/* -1: no memory. */
int td_cube_add(struct td_cube *c, const struct td_observation *o);
int td_cube_merge(struct td_cube *into, const struct td_cube *from);

/*
 * The cell of a key given as values (cut to 255 bytes), made if needed; NULL:
 * no memory.  Valid until the next call that may make a cell.
 */
struct td_cell *td_cube_cell(struct td_cube *c, const struct td_span *value);

/* Add counters and hists; the keys are not looked at.  -1: no memory. */
int td_cell_add(struct td_cell *into, const struct td_cell *from);

/* Every message has one result of each method, be it missing. */
bool td_cell_adds_up(const struct td_cell *c);

/* Put each value of one dimension through a function and merge anew. */
int td_cube_relabel(struct td_cube *c, const struct td_dimension *dim,
    struct td_span (*label)(struct td_span value, void *arg), void *arg);

/*
 * The cells sorted bytewise by their values, "(other)" where it falls; valid
 * until the cube changes.
 */
const struct td_cell *const *td_cube_sorted(struct td_cube *c, size_t *n);

/* The sum of all cells into `total`, whose hists the caller clears. */
int td_cube_total(const struct td_cube *c, struct td_cell *total);

/*
 * How many distinct keys went into "(other)"; exact up to 2^20, from there on
 * estimated within half a percent, the same for any order.
 */
uint64_t td_cube_dropped(const struct td_cube *c);

/* Keys that were dropped elsewhere (a cells file): they are added up. */
void td_cube_add_dropped(struct td_cube *c, uint64_t n);

#endif

/*
 * The cells file: a cube, its balance and the identities of its inputs as
 * text, one line per cell.  It is an input format like any other
 * (formats/cells.c cuts it into lines); this reads and writes the lines.
 *
 *	todoku-cells 1 <TAB> by=carrier,domain <TAB> zone=UTC ...
 *	i <TAB> HEX <TAB> LENGTH                 an input
 *	c <TAB> docomo <TAB> docomo.ne.jp <TAB> messages=10 <TAB> spf.pass=8 ...
 */
#ifndef TD_CUBE_CELLS_H
#define TD_CUBE_CELLS_H

#include <stdio.h>

#include "balance.h"
#include "cube.h"

struct td_input_id { /* as analyzer/input makes it */
	uint64_t low, high, length;
};

/* The order in which they are kept: <0, 0, >0. */
static inline int
td_input_id_cmp(const struct td_input_id *x, const struct td_input_id *y)
{
	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return (x->length > y->length) - (x->length < y->length);
}

/* Options that the numbers depend on, as text for the header line. */
struct td_cells_head {
	const char *options; /* "trust=auto forwarded=missing ..." */
};

/* Write all; errors show in ferror(out).  ids sorted by the caller. */
void td_cells_write(FILE *out, struct td_cube *cube, struct td_balance *bal,
    const struct td_cells_head *head, const struct td_input_id *ids,
    size_t n_ids);

/* What a file brought together; filled line by line, merged at the end. */
struct td_cells_reader;

struct td_cells_reader *td_cells_reader_new(
    const struct td_dims *want, size_t max_keys);
void td_cells_reader_free(struct td_cells_reader *r);

/*
 * One line without its newline.  Lines may come in any order but for the
 * header, which must come first.  0, or 1 for a line that is no cells line (a
 * defect), or -1 and *e: a wanted dimension is not in the file, an unknown
 * version, no memory.
 */
int td_cells_line(
    struct td_cells_reader *r, struct td_span line, struct td_error *e);

struct td_cube *td_cells_cube(struct td_cells_reader *r);
struct td_balance *td_cells_balance(struct td_cells_reader *r);
const struct td_input_id *td_cells_ids(
    const struct td_cells_reader *r, size_t *n);
/* The options of the header line, NUL-terminated; NULL before that came. */
const char *td_cells_options(const struct td_cells_reader *r);

#endif

/*
 * What the writer and the reader of cells files share.
 */
#ifndef TD_CUBE_CELLS_FIELDS_H
#define TD_CUBE_CELLS_FIELDS_H

#include "cells.h"

#define TD_CELLS_MAGIC "todoku-cells "
#define TD_CELLS_VERSION "1"

/* A number of the balance sheet. */
struct td_cells_field {
	const char *name;
	size_t offset; /* of a uint64_t in struct td_balance */
};

extern const struct td_cells_field td_cells_fields[];
extern const size_t td_cells_n_fields;

#endif

/*
 * The parts of a line of a cells file.  False: it is not well-formed.
 */
#ifndef TD_CUBE_CELLS_LEX_H
#define TD_CUBE_CELLS_LEX_H

#include <stdint.h>

#include "formats/span.h"

/* The longest text that is written, but for values (255) and options. */
enum { TD_CELLS_TEXT = 4096 };

/* Take the next field off a line, whose p is NULL when it is used up. */
bool td_cells_field(struct td_span *line, struct td_span *field);

/* Cut off what is before `c`, and `c`; nothing is done if it is not there. */
bool td_cells_cut(struct td_span *s, char c, struct td_span *before);

/* Take the digits off the start. */
bool td_cells_take_number(struct td_span *s, uint64_t *out);
bool td_cells_number(struct td_span s, uint64_t *out);
bool td_cells_hex(struct td_span s, uint64_t *out);

/* Text without its escapes into buf. */
bool td_cells_text(
    struct td_span s, char *buf, size_t cap, struct td_span *out);

/* The same as a string, so without NULs. */
bool td_cells_string(struct td_span s, char buf[TD_CELLS_TEXT + 1]);

#endif

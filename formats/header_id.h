/*
 * Which header field a name is, for the decoders, who ask once a field.  Which
 * name comes next cannot be foreseen, so hardly a branch depends on it.
 */
#ifndef TD_FORMATS_HEADER_ID_H
#define TD_FORMATS_HEADER_ID_H

#include "header_name.h"
#include "lex.h"

struct td_header_row {
	char text[31]; /* as the standard writes it */
	uint8_t n;
};

extern const struct td_header_row td_header_rows[TD_N_HEADERS];

/*
 * The length of a name and its middle letter, in lower case, tell which of
 * ours it can be.
 */
#define TD_HEADER_SLOT(n, middle) ((16 * (n) + (size_t)(middle)) % 256)
extern const uint8_t td_header_slots[256];

/*
 * The id of a field name (RFC 5322 3.6.8, ftext), letters compared without
 * regard to case.  32 bytes from name.p on may be loaded.
 */
static inline enum td_header_id
td_header_id(struct td_span name)
{
	unsigned char middle = (unsigned char)name.p[name.n / 2] | 0x20;
	uint8_t id = td_header_slots[TD_HEADER_SLOT(name.n, middle)];
	const struct td_header_row *row = &td_header_rows[id];
	bool same = td_same_name(name.p, row->text, name.n % 32);

	return row->n == name.n && same ? (enum td_header_id)id : TD_H_OTHER;
}

#endif

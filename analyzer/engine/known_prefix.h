/*
 * How far a source and contents that are known are the same: it is read from
 * its beginning, and wherever one of them ends, or has a mark, identities are
 * compared.
 */
#ifndef TD_ENGINE_KNOWN_PREFIX_H
#define TD_ENGINE_KNOWN_PREFIX_H

#include "known.h"

/* One of them; its marks are its own. */
struct td_alike {
	struct td_input_id id;
	uint64_t counted;
	uint32_t n_marks, passed; /* marks that were compared */
	struct td_mark mark[TD_MAX_MARKS];
	bool differs;
};

struct td_prefix {
	uint32_t n, cap;
	struct td_alike *alike;
};

int td_prefix_add(
    struct td_prefix *p, const struct td_content *c); /* -1: no memory */
void td_prefix_clear(struct td_prefix *p);

/* The opener has nothing open. */
void td_prefix_compare(struct td_prefix *p, struct td_opener *o,
    const char *path, struct td_known_part *out);

#endif

/*
 * The two halves of td_read_results: which fields are believed, and what they
 * say together.
 */
#ifndef TD_OBSERVE_TRUST_H
#define TD_OBSERVE_TRUST_H

#include "analyzer/observe/admd.h"
#include "formats/field_spf.h"

/* The first Received-SPF that is believed; told -1: there is none. */
struct td_believed_spf {
	int told; /* index into td_reading.told */
	struct td_received_spf field;
};

/* believe.c: told[] with zone and belief; fallbacks stay undecided. */
void td_believe(const struct td_admd *a, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out,
    struct td_believed_spf *spf);

/* Set t->authserv_id from a cursor that was begun. */
void td_name_writer(
    struct td_reading *out, struct td_told *t, const struct td_authres *c);

static inline bool
td_believed(enum td_belief b)
{
	return b < TD_REFUSED_ZONE;
}

/*
 * arc.c: the index in told[] of the ARC-Authentication-Results to fall back
 * on, or -1 (SEMANTICS.md 3.6).  Only to be asked where a believed field says
 * arc=pass.
 */
int td_arc_fallback(const struct td_admd *a, const struct td_batch *b,
    const struct td_record *r, const struct td_reading *out);

#endif

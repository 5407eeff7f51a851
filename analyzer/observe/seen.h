/*
 * Whether a message is an observation at all (DECISIONS.md 1), or may carry
 * reports of others.
 */
#ifndef TD_OBSERVE_SEEN_H
#define TD_OBSERVE_SEEN_H

#include "analyzer/observe/reading.h"

/*
 * obs.mailfrom_domain where no believed SPF result names it (docomo writes
 * none): the reverse-path that delivery wrote.  The PRA is held against it;
 * SPF alignment is not, for that a result must speak of it.  Needs results.
 */
void td_read_mailfrom(const struct td_batch *b, struct td_reading *out);

/* Sets out->seen_why; needs hops and results. */
enum td_seen td_read_seen(
    const struct td_trust *t, const struct td_batch *b, struct td_reading *out);

/* Needs the fields. */
enum td_carries td_read_carries(
    const struct td_batch *b, const struct td_fields *f);

#endif

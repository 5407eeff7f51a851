/*
 * What the two formats of events share: a JSON value that was found into a
 * record of a batch, by the table of readers; see event.h.
 */
#ifndef TD_FORMATS_EVENTS_H
#define TD_FORMATS_EVENTS_H

#include "event.h"

/* The batch that one call of decode() fills. */
struct td_events {
	struct td_batch *out;
	size_t reader; /* that read the last event, and is tried first */
};

static inline void
td_events_begin(struct td_events *e, struct td_batch *out)
{
	*e = (struct td_events){ .out = out };
}

/*
 * Append the record `whole`, with what its value tells: an event, or an array
 * of them.  The value begins at `value`, and must end where the record does;
 * NULL: the record has none.  False: there is no room, and the batch ends.
 */
bool td_events_put(
    struct td_events *e, struct td_span whole, const char *value);

/* Append the record `whole`, all of which is lost.  False as above. */
bool td_events_lose(
    struct td_events *e, struct td_span whole, enum td_defect what);

/* Whether an array of this name in an object that is no event holds events. */
bool td_events_list(struct td_span name);

/* Whether any reader knows the value, or what is in it; for bids. */
bool td_events_known(const struct td_json_value *value);

#endif

/*
 * What the two formats of events share: a JSON value that was found into a
 * record of a batch, by the table of readers; see event.h.
 */
#ifndef TD_FORMATS_EVENTS_H
#define TD_FORMATS_EVENTS_H

#include "event.h"

/*
 * Append the record `whole`, with what its value tells: an event, or an array
 * of them.  The value begins at `value`, and must end where the record does;
 * NULL: the record has none.  `index` may be one of another value, or NULL.
 * False: there is no room, and the batch ends.
 */
bool td_events_put(struct td_batch *out, struct td_span whole,
    const char *value, const struct td_json_index *index);

/* Append the record `whole`, all of which is lost.  False as above. */
bool td_events_lose(
    struct td_batch *out, struct td_span whole, enum td_defect what);

/* Whether an array of this name in an object that is no event holds events. */
bool td_events_list(struct td_span name);

/* Whether any reader knows the value, or what is in it; for bids. */
bool td_events_known(const struct td_json_value *value);

#endif

/*
 * Message ids of Amazon SES, which tell their time.
 *
 *	01060175033bab4a-c8f0a1b2-0c9e-4f6a-9d3e-6b1f2a7c5d80-000000
 *	    |---------| milliseconds since 1970 UTC
 *
 * FORMATS.md 8 of the specification; the first four digits are no key of the
 * region.
 */
#ifndef TD_FORMATS_SES_ID_H
#define TD_FORMATS_SES_ID_H

#include "span.h"

/* The id in what SES replies, "250 Ok ID" or "Ok ID"; n 0 if there is none. */
struct td_span td_ses_reply_id(struct td_span reply);

/*
 * The time of the id in what SES replies, "250 Ok ID": microseconds since 1970
 * UTC, or TD_NO_TIME (field_date.h) if there is none.
 */
int64_t td_ses_reply_time(struct td_span reply);

#endif

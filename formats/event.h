/*
 * Streams of events: values of JSON one after another, each an event of some
 * service, or several in an envelope.
 *
 *	{"eventType":"Delivery","mail":{...},"delivery":{...}}
 *	{"Type":"Notification","Message":"{\"eventType\":...}"}
 *	[{"event":"delivered",...},{"event":"bounce",...}]
 *
 * Which service's an object is, its members tell; each service has a reader in
 * a file of its own, event_NAME.c, and a row in the table of events.c.
 */
#ifndef TD_FORMATS_EVENT_H
#define TD_FORMATS_EVENT_H

#include "json.h"
#include "outcome.h"

/* What a reader made of an object. */
enum td_event_is {
	TD_EVENT_FOREIGN, /* it is not of this service */
	TD_EVENT_READ,    /* its outcomes are appended, of which it may have
	                     none: opens, clicks, confirmations */
	TD_EVENT_BROKEN   /* of this service, and cannot be read */
};

/*
 * `object` is a JSON object that need not be well-formed, and more may be
 * behind it.  A reader that finds its end sets to->end, which spares looking
 * for it; what turns out to be no JSON is a defect whatever the reader made of
 * it.  What a reader appends before it returns something else than READ is
 * taken out again.  That an object is FOREIGN must show before anything of it
 * is unescaped.
 */
typedef enum td_event_is td_event_reader(
    const struct td_json_value *object, struct td_outcomes *to);

td_event_reader td_ses_event, td_kumomta_event, td_sendgrid_event,
    td_mailgun_event, td_postmark_event, td_sparkpost_event, td_m365_event;

/*
 * The text of a value, unescaped into the batch's scratch; of a number or word
 * as it is written.  Empty where it is none, or does not fit: then `to` is full
 * or too long.
 */
struct td_span td_event_text(
    struct td_outcomes *to, const struct td_json_value *v);

#endif

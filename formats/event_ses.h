/*
 * An event of Amazon SES without anything around it, for event_ses_wrap.c.
 */
#ifndef TD_FORMATS_EVENT_SES_H
#define TD_FORMATS_EVENT_SES_H

#include "event.h"

/* Whether the object begins as such events do. */
bool td_ses_begins(const struct td_json_value *object);

/* As a reader; *end is where the object was seen to end, if it was. */
enum td_event_is td_ses_object(const struct td_json_value *object,
    struct td_outcomes *to, const char **end);

#endif

/*
 * An event of Amazon SES without anything around it, for event_ses_wrap.c.
 */
#ifndef TD_FORMATS_EVENT_SES_H
#define TD_FORMATS_EVENT_SES_H

#include "event.h"

td_event_reader td_ses_object;

#endif

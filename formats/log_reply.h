/*
 * SMTP replies, as the programs quote them in their logs.  The input is padded
 * (lex.h).
 */
#ifndef TD_FORMATS_LOG_REPLY_H
#define TD_FORMATS_LOG_REPLY_H

#include "span.h"

/* The RFC 3463 status behind the reply code: "550-5.7.1 ..."; or n 0. */
struct td_span td_reply_status(struct td_span reply);

/*
 * The id under which the other side goes on, or n 0: "250 Ok: queued as ID",
 * "250 OK id=ID", "250 2.0.0 ID Message accepted for delivery".
 */
struct td_span td_reply_queue_id(struct td_span reply);

#endif

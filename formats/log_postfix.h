/*
 * What the files of the Postfix reader share.  All of it reads the text of one
 * line, [p, end); TD_PAD bytes may be loaded behind its end.
 */
#ifndef TD_FORMATS_LOG_POSTFIX_H
#define TD_FORMATS_LOG_POSTFIX_H

#include "log_cut.h"

/* "to=..." of any delivery agent; p is behind the "=". */
enum td_kind td_postfix_deliver(const struct td_line *line, const char *p,
    const char *end, struct td_event *e, enum td_defect *defect);

/*
 * The words behind status= of a delivery that was made, or was not: sets
 * reply, stage, next_id and the flags and actions that they tell, and the
 * relay where only they name it.  `closed` tells that they are not cut.
 */
void td_postfix_sent(
    const char *p, const char *end, bool closed, struct td_event *e);
void td_postfix_unsent(
    const char *p, const char *end, bool closed, struct td_event *e);

/*
 * "mx.example.jp[192.0.2.1]:25", "mx[private/dovecot-lmtp]" (its socket; and
 * TD_EVENT_LOCAL), "dovecot", "none".
 */
void td_postfix_relay(struct td_span name, struct td_event *e);

/* "reject: RCPT from ...", "info: header Subject: ...", behind any queue id. */
enum td_kind td_postfix_action(
    const char *p, const char *end, struct td_event *e);

#endif

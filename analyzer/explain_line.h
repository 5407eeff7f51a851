/*
 * One line of a log, and one settled delivery, in words.  No local part of an
 * address is printed.
 */
#ifndef TD_ANALYZER_EXPLAIN_LINE_H
#define TD_ANALYZER_EXPLAIN_LINE_H

#include <stdio.h>

#include "engine/visit.h"
#include "formats/log.h"
#include "observe/delivery.h"

/* Text of a log without local parts; that of `recipient` (which may be empty)
 * goes wherever it stands by itself. */
void td_explain_text(FILE *out, struct td_span text, struct td_span recipient);

/* The line of v->event, whose `when` is as it is meant; `asked`: marked. */
void td_explain_line(FILE *out, const struct td_visited *v,
    const struct td_trust *trust, struct td_orgs *orgs, bool asked);

/* `seen` and `d` are what td_observe_delivery said of `s`. */
void td_explain_delivery(FILE *out, const struct td_settled *s,
    enum td_seen seen, const struct td_delivery *d);

#endif

/*
 * A message as the analyzer understood it, in words.  No local part of an
 * address is printed.
 */
#ifndef TD_ANALYZER_EXPLAIN_H
#define TD_ANALYZER_EXPLAIN_H

#include <stdio.h>

#include "engine/visit.h"

/* `number` counts messages from 1.  -1: no memory. */
int td_explain_message(FILE *out, struct td_observer *o,
    struct td_reading *reading, const struct td_visited *v, uint64_t number);

/* The carrier of a lower-cased domain, and as a relay host. */
void td_explain_domain(
    FILE *out, const struct td_carriers *c, struct td_span domain);

/* A time in UTC, or "unknown". */
void td_explain_time(FILE *out, int64_t when);

/* What of a record is lost, each with its place, and the label of its line. */
void td_explain_flaws(FILE *out, const struct td_visited *v, const char *label);

/* What and by which rule: the rest of a line, and a second one. */
void td_explain_carrier(FILE *out, const struct td_carrier *c);

#endif

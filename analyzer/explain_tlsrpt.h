/*
 * A TLS report (RFC 8460) in words.
 */
#ifndef TD_ANALYZER_EXPLAIN_TLSRPT_H
#define TD_ANALYZER_EXPLAIN_TLSRPT_H

#include <stdio.h>

#include "engine/visit.h"

bool td_is_tlsrpt(const struct td_format *format);

/* What is counted of a record of such a format, and what is lost. */
void td_explain_tlsrpt(FILE *out, const struct td_visited *v);

/* What is counted of it, without a place. */
void td_explain_tlsrpt_record(
    FILE *out, const struct td_batch *b, const struct td_record *record);

#endif

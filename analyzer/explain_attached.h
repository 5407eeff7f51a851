/*
 * What a mail carries, in words: the rows of the reports among its parts.
 */
#ifndef TD_ANALYZER_EXPLAIN_ATTACHED_H
#define TD_ANALYZER_EXPLAIN_ATTACHED_H

#include <stdio.h>

#include "engine/visit.h"

/* How the mail is counted, and what is in its reports, if there are any: how
 * many, as td_attached_read says. */
int td_explain_attached(
    FILE *out, const struct td_visited *v, enum td_carries carries);

#endif

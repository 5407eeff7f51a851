/*
 * What a mail carries, in words: the rows of the reports among its parts.
 */
#ifndef TD_ANALYZER_EXPLAIN_ATTACHED_H
#define TD_ANALYZER_EXPLAIN_ATTACHED_H

#include <stdio.h>

#include "engine/visit.h"

/* How many reports there are, as td_attached_read says; without `out` nothing
 * is printed. */
int td_explain_attached(
    FILE *out, const struct td_visited *v, enum td_carries carries);

#endif

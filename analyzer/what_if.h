/*
 * todoku audit --what-if: what SPF would say with other records.
 */
#ifndef TD_ANALYZER_WHAT_IF_H
#define TD_ANALYZER_WHAT_IF_H

#include "options.h"

/* The exit status. */
int td_what_if(struct td_options *o, const struct td_report_kind *kind);

#endif

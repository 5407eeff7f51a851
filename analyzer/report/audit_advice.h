/*
 * What to do about requirements that are not met, with the records to publish
 * where they follow from what was seen.
 */
#ifndef TD_REPORT_AUDIT_ADVICE_H
#define TD_REPORT_AUDIT_ADVICE_H

#include "analyzer/audit/audit.h"

/* "mail-from" */
const char *td_advice_name(enum td_advice_id a);

/* Plain sentences and records, a paragraph a line; what is from the input is
 * harmless for terminals. */
void td_advice_put(
    FILE *f, const struct td_audit_domain *d, const struct td_todo *todo);

#endif

/*
 * Reports of an audit: as table, CSV, JSON or HTML.
 */
#ifndef TD_REPORT_AUDIT_REPORT_H
#define TD_REPORT_AUDIT_REPORT_H

#include "analyzer/audit/audit.h"
#include "analyzer/report/report.h"

struct td_audit_report {
	const struct td_audit *audit;
	const struct td_balance *balance;
	struct td_report_options options;
	uint64_t dropped; /* td_cube_dropped */
	unsigned columns;
	bool color;
	int error; /* out: errno where print() failed but for its stream */
};

/* As td_report_write(), of a kind that audits have. */
int td_audit_write(const struct td_report_kind *kind, struct td_audit_report *r,
    const char *path, struct td_error *e);

/* "met", "not_met", "not_observable" */
const char *td_audit_state(uint8_t state);

/* td_report_kind.audit */
void td_audit_table(FILE *out, struct td_audit_report *r);
void td_audit_csv(FILE *out, struct td_audit_report *r);
void td_audit_json(FILE *out, struct td_audit_report *r);
void td_audit_html(FILE *out, struct td_audit_report *r);

/* "example.jp", or words for what is none; "Gmail asks". */
struct td_span td_audit_title(const struct td_audit_domain *d);
const char *td_audit_who(uint8_t asks);

/* What the words of a report mean, a paragraph a line. */
struct td_span td_audit_words(void);

#endif

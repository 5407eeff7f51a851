/*
 * What receivers ask of senders, as a table: one row a requirement, with who
 * asks it, where that is written, how it is seen, and what to do about it.
 */
#ifndef TD_AUDIT_REQUIREMENT_H
#define TD_AUDIT_REQUIREMENT_H

#include "analyzer/cube/counter.h"
#include "analyzer/observe/judge.h"

enum td_asks {
	TD_ASKS_GMAIL,
	TD_ASKS_YAHOO,
	TD_ASKS_MICROSOFT,
	TD_ASKS_DOCOMO,
	TD_ASKS_AU,
	TD_ASKS_SOFTBANK,
	TD_ASKS_RFC, /* everybody */
	TD_ASKS_SES, /* of its customers: all mail of the account */
	TD_N_ASKS
};

struct td_asker {
	const char *name;  /* "gmail" */
	const char *title; /* "Gmail" */
	/* Whose mail it is about, ends with NULL; NULL: all carriers. */
	const char *const *carriers;
};

extern const struct td_asker td_askers[TD_N_ASKS];

/* How a requirement is seen. */
enum td_evidence_kind {
	TD_SEEN_COUNTERS, /* in counters of cells, of any input */
	TD_SEEN_MESSAGES, /* in archived mail, message by message */
	TD_SEEN_RATE,     /* a rate of the counters stays below the limit */
	TD_SEEN_ACCOUNT   /* a rate as Amazon SES counts it does */
};

const char *td_evidence_name(enum td_evidence_kind k); /* "counters" */

/* What helps: report/audit_advice.c. */
enum td_advice_id {
	TD_ADVICE_SPF,
	TD_ADVICE_DKIM,
	TD_ADVICE_SPF_DKIM, /* one of these two, or both */
	TD_ADVICE_ALIGN,
	TD_ADVICE_POLICY,
	TD_ADVICE_TLS,
	TD_ADVICE_RDNS,
	TD_ADVICE_FORM,
	TD_ADVICE_OWN_FROM,
	TD_ADVICE_ONE_CLICK,
	TD_ADVICE_SIGNED_OFF,
	TD_ADVICE_ARC,
	TD_ADVICE_COMPLAINTS,
	TD_ADVICE_BOUNCES,
	TD_ADVICE_REFUSED,
	TD_N_ADVICE
};

struct td_requirement {
	const char *id; /* "gmail-spf-or-dkim" */
	uint8_t asks;   /* enum td_asks */
	uint8_t seen;   /* enum td_evidence_kind */
	bool bulk;      /* asked of bulk senders only */
	uint8_t of;     /* enum td_test, or enum td_rate_id for a rate */
	double limit;   /* of a rate: it must be below */
	const char *text;
	uint8_t advice; /* enum td_advice_id */
	const char *source;
};

extern const struct td_requirement td_requirements[];
extern const size_t td_n_requirements;

/*
 * The counters in which a test is seen, each list ending with TD_N_COUNTERS;
 * what is in neither is not told.  NULL: in none.
 */
struct td_test_counters {
	const uint16_t *met, *not_met, *untold;
};
extern const struct td_test_counters td_test_counters[TD_N_TESTS];

#endif

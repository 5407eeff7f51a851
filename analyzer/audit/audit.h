/*
 * What was observed, held against the requirements: for each author domain and
 * each that asks, a line a requirement.
 *
 * A line is *met* if every message that tells says so, *not met* if one says
 * otherwise, and *not observable* if none tells.  Rates are held against their
 * limits by their 95 % interval (Wilson): what lies on both sides of the limit
 * is not observable with so little mail.
 */
#ifndef TD_AUDIT_AUDIT_H
#define TD_AUDIT_AUDIT_H

#include "analyzer/audit/requirement.h"
#include "analyzer/cube/balance.h"
#include "analyzer/cube/judged.h"
#include "analyzer/stats/share.h"

/* Gmail and Outlook.com count from here on, per author domain and day. */
enum { TD_BULK_A_DAY = 5000 };

struct td_audit_line {
	const struct td_requirement *asks;
	uint8_t state;           /* enum td_judged_as; UNTOLD: not observable */
	bool asked;              /* else of bulk senders, which this is not */
	const char *why;         /* not observable: a literal, or NULL */
	uint64_t n[TD_N_JUDGED]; /* messages: met, not met, not told; of a
	                            rate, n[TD_NOT_MET] of the sum of both */
	struct td_example example; /* of what the state says */
	uint32_t advice;           /* bits of enum td_advice_id: what helps */
};

/* What is to be done for one author domain, once for all who ask. */
struct td_todo {
	uint8_t advice;  /* enum td_advice_id */
	uint32_t askers; /* bits of enum td_asks: whose lines it would change */
};

struct td_audit_domain;

struct td_audit_group {
	struct td_audit_domain *domain;
	uint8_t asks;      /* enum td_asks */
	uint64_t messages; /* to carriers of whom asks */
	uint64_t busiest;  /* most of them on one day */
	size_t n_lines;
	struct td_audit_line *line;
};

struct td_audit_domain {
	struct td_span author; /* "(none)": not told; "(all)": SES's account */
	uint64_t messages;
	uint64_t forwarded; /* of them; SPF and DMARC are the forwarder's */
	bool bulk;          /* a mark of bulk mail was seen, or the volume */
	uint64_t marks;     /* messages with such a mark */
	size_t n_groups;
	struct td_audit_group *group;
	/* A MAIL FROM domain of another organization; n 0: none was seen. */
	struct td_span mailfrom;
	char mailfrom_text[TD_MAILFROM_MAX];
	char *unaligned; /* carriers with mail that is: "gmail, icloud"; NULL */
	size_t n_todo;
	struct td_todo todo[TD_N_ADVICE];
};

struct td_audit {
	size_t n;
	struct td_audit_domain *domain; /* sorted bytewise; SES's is the last */
	uint64_t lines[TD_N_JUDGED];    /* of all that is asked */
};

/* The cube is by author_domain and carrier; both are borrowed.  -1: no memory;
 * clear it in any case. */
int td_audit(
    struct td_audit *a, struct td_cube *cube, const struct td_balance *b);
void td_audit_clear(struct td_audit *a);

/* Whether something that is asked for is not met. */
bool td_audit_fails(const struct td_audit *a);

#endif

/*
 * The recipient's administrative domain (ADMD, RFC 8601 1.2) as far as a
 * header section shows it: which host names, addresses and authserv-ids are
 * the receiver's own.  SEMANTICS.md 3.2 and 3.4, DECISIONS.md 21, 22, 24.
 */
#ifndef TD_OBSERVE_ADMD_H
#define TD_OBSERVE_ADMD_H

#include "analyzer/observe/reading.h"

enum { TD_HOST_MAX = 253 }; /* RFC 1035 2.3.4, without the final dot */

struct td_admd {
	const struct td_trust *trust;
	struct td_orgs *orgs;
	struct td_span org; /* of the first named `by` host; n 0: not known */
};

enum td_name td_admd_name(struct td_span host);

/*
 * `host` lower-cased into buf, no trailing dot; n 0 if it is longer than
 * TD_HOST_MAX.
 */
struct td_span td_admd_fold(struct td_span host, char buf[TD_HOST_MAX + 1]);

/*
 * Take the ADMD from a `by` host, lower-cased, if it is a TD_NAME_HOST; the
 * span is borrowed.
 */
enum td_name td_admd_take(struct td_admd *a, struct td_span host);

/*
 * What kind of name it is, lower-cased; *has: it has a domain and is of the
 * ADMD: the same organizational domain, an equivalent one or one of
 * --authserv-id.
 */
enum td_name td_admd_judge(
    const struct td_admd *a, struct td_span host, bool *has);

/*
 * Whether an authserv-id, lower-cased, is that of a `by` host of the chain
 * hop[0..boundary], or of its organizational domain or an equivalent one.
 */
bool td_admd_wrote(
    const struct td_admd *a, const struct td_reading *out, struct td_span id);

/* Given by --authserv-id, exactly or as ".suffix". */
bool td_admd_configured(const struct td_trust *t, struct td_span id);

/* SEMANTICS.md 3.4 (c). */
bool td_admd_builtin(struct td_span id);

/* Host names of Exchange Online and Outlook.com, lower-cased. */
bool td_admd_microsoft(struct td_orgs *orgs, struct td_span host);

/* Where Microsoft hands mail to others: its customers' mail, so outside. */
bool td_admd_microsoft_exit(struct td_span host);

/* Whether ARC sets sealed by this domain, lower-cased, are believed. */
bool td_admd_seals(const struct td_admd *a, struct td_span sdid);

#endif

/*
 * What TLS reports (RFC 8460) tell, and in which words.
 *
 * A report is outcomes of TD_SERVICE_TLSRPT.  They count sessions, not mail,
 * and those that others opened to the policy domain: they are of no rate.
 *
 *	action  cause   weight
 *	NONE    -       1: there is this report
 *	SENT    -       sessions in which TLS was as the policy asks
 *	FAILED  -       sessions in which it was not
 *	FAILED  a word  those of them that met this failure
 *
 * The words need not add up to the failed sessions: one session may meet
 * several failures (RFC 8460 4).  `recipient` is the policy domain, `tag` the
 * type of the policy, `reporter` who reports.
 */
#ifndef TD_FORMATS_TLSRPT_H
#define TD_FORMATS_TLSRPT_H

#include "span.h"

/* RFC 8460 4.3, in its order. */
enum td_tlsrpt_failure {
	TD_TLSRPT_NO_STARTTLS,
	TD_TLSRPT_HOST_MISMATCH,
	TD_TLSRPT_EXPIRED,
	TD_TLSRPT_NOT_TRUSTED,
	TD_TLSRPT_VALIDATION,
	TD_TLSRPT_TLSA_INVALID,
	TD_TLSRPT_DNSSEC_INVALID,
	TD_TLSRPT_DANE_REQUIRED,
	TD_TLSRPT_STS_FETCH,
	TD_TLSRPT_STS_INVALID,
	TD_TLSRPT_STS_WEBPKI,
	TD_TLSRPT_OTHER,       /* a word that is none of these */
	TD_TLSRPT_UNSPECIFIED, /* sessions that failed, and no detail says why
	                        */
	TD_N_TLSRPT_FAILURES
};

/* "certificate-expired", in any letter case; what is none is OTHER. */
struct td_span td_tlsrpt_failure_word(enum td_tlsrpt_failure f);
enum td_tlsrpt_failure td_tlsrpt_failure_find(struct td_span word);

/* "sts", "tlsa", "no-policy-found", or "other" for all else. */
struct td_span td_tlsrpt_policy_word(struct td_span type);

#endif

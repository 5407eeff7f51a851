/*
 * What TLS reports (RFC 8460) say, by policy domain, organisation that reports
 * and type of policy: sessions, which are of no cell.
 *
 * Others choose the keys, hence a cap: which rows stay does not depend on the
 * order, the rest is added up in one row whose texts are all "(other)".
 */
#ifndef TD_CUBE_TLSRPT_H
#define TD_CUBE_TLSRPT_H

#include <stdint.h>

#include "formats/tlsrpt.h"

struct td_tlsrpt_counts {
	uint64_t ok, failed;
	uint64_t by[TD_N_TLSRPT_FAILURES]; /* need not add up to `failed` */
};

/* Sums that are too large stay at the largest number. */
void td_tlsrpt_sum(
    struct td_tlsrpt_counts *into, const struct td_tlsrpt_counts *n);

struct td_tlsrpt_row {
	/* The domain and the organisation are cut behind 255 bytes, the policy
	 * is one of td_tlsrpt_policy_word(). */
	struct td_span domain, organization, policy;
	struct td_tlsrpt_counts n;
};

struct td_tlsrpt;

struct td_tlsrpt *td_tlsrpt_new(size_t cap); /* NULL: no memory */
void td_tlsrpt_free(struct td_tlsrpt *t);

/* Add to a row; -1: no memory. */
int td_tlsrpt_add(struct td_tlsrpt *t, const struct td_tlsrpt_row *row);
int td_tlsrpt_merge(struct td_tlsrpt *into, const struct td_tlsrpt *from);

/*
 * Bytewise by domain, organisation, policy, and "(other)" last; valid until the
 * table changes.
 */
const struct td_tlsrpt_row *td_tlsrpt_sorted(struct td_tlsrpt *t, size_t *n);

#endif

/*
 * Two sides that are made of groups: what of a change happened within the
 * groups, what because more of the mail now goes to other ones, and tests that
 * look past the latter (SEMANTICS.md 11).
 */
#ifndef TD_STATS_MIX_H
#define TD_STATS_MIX_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/stats/share.h"

/* One group on both sides; n is 0 where it is missing on one. */
struct td_stratum {
	struct td_share a, b;
};

/* What a change is the sum of: of one group, or of all. */
struct td_mix_part {
	double rate; /* because the groups' rates are others */
	double mix;  /* because their parts of the mail are others */
};

/* All in -1..1 but the first two. */
struct td_mix {
	double a, b;            /* the rates of all groups together, 0..1 */
	double change;          /* b - a */
	struct td_mix_part sum; /* sum.rate + sum.mix is the change */

	/* With A as the base it has three parts; `both` is of neither alone. */
	struct td_mix_part base_a;
	double both;

	size_t one_sided; /* groups that are missing on one side */
	bool reversal;    /* Simpson: sum.rate and change are opposed */
};

/* A group without a rate on one side. */
static inline bool
td_stratum_one_sided(const struct td_stratum *s)
{
	return (s->a.n == 0) != (s->b.n == 0);
}

/*
 * Kitagawa (1955, J. Am. Stat. Assoc. 50:1168), in two parts and in three.  All
 * that a one-sided group contributes is mix.  `part` has room for the parts of
 * each group, or is NULL.  False, and m all 0, where a side has no mail or a
 * count is not td_share_ok.
 */
bool td_mix_split(const struct td_stratum *s, size_t n,
    struct td_mix_part *part, struct td_mix *m);

/*
 * B's rate if each group had A's part of the mail: direct standardisation.  By
 * those groups only that have a rate on both sides; false, and 0, where there
 * is none, or a count is not td_share_ok.
 */
bool td_mix_standardised(const struct td_stratum *s, size_t n, double *rate);

struct td_cmh {
	double chi2, p;    /* no correction; 1 degree of freedom */
	double yates_chi2; /* with a correction of a half, never beyond 0 */
	double yates_p;    /* p of that: what R's mantelhaen.test prints */
	double odds_ratio; /* B's odds by A's, 0 to INFINITY */
	double difference; /* B's rate less A's, -1..1 */
	size_t strata;     /* that have mail on both sides */
};

/*
 * Cochran, Mantel and Haenszel: one difference in all groups (Mantel and
 * Haenszel 1959, J. Natl. Cancer Inst. 22:719), the common odds ratio, and the
 * common difference by the same weights (Greenland and Robins 1985, Biometrics
 * 41:55).  One-sided groups have no part in it.  False, and all 0, where no
 * group could have shown a difference or a count is not td_share_ok.
 */
bool td_cmh(const struct td_stratum *s, size_t n, struct td_cmh *c);

#endif

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

/* What the change of all groups together is the sum of; each in -1..1. */
struct td_mix {
	double rate;   /* because the groups' rates are others */
	double mix;    /* because their parts of the mail are others */
	bool reversal; /* Simpson: rate and the change are opposed */
};

/*
 * Kitagawa (1955, J. Am. Stat. Assoc. 50:1168), in two parts.  All that a
 * one-sided group contributes is mix.  False, and m all 0, where a side has no
 * mail or a count is not td_share_ok.
 */
bool td_mix_split(const struct td_stratum *s, size_t n, struct td_mix *m);

struct td_cmh {
	double p;          /* no correction; 1 degree of freedom */
	double odds_ratio; /* B's odds by A's, 0 to INFINITY */
	double difference; /* B's rate less A's, -1..1 */
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

/*
 * Whether two rates differ by more than chance, and what a p-value is worth
 * among others (SEMANTICS.md 11).
 */
#ifndef TD_STATS_TEST_H
#define TD_STATS_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/stats/share.h"

/*
 * The functions on two shares return false, with p 1, unless td_share_ok of
 * both.  p is two-sided, in 0..1, and the same when the sides are exchanged.
 */

/*
 * Two proportions by the normal distribution, variance pooled, without
 * correction (Fleiss, Levin and Paik, Statistical Methods for Rates and
 * Proportions, chapter 3): z is above 0 where B's rate is higher.  Where all or
 * none are x: z 0, p 1.
 */
bool td_pooled_z(struct td_share a, struct td_share b, double *z, double *p);

/*
 * Fisher's exact test: the probability of all tables with these margins that
 * are no likelier than the observed one.  Likelier means by more than 1e-7 of
 * it, as R's fisher.test has it.  The time grows with the standard deviation of
 * a cell: below a microsecond where one is expected to hold less than 5, some
 * milliseconds for two halves of 1e9.  Below about 1e-307 p is 0.
 */
bool td_fisher(struct td_share a, struct td_share b, double *p);

/* Fisher's test where any cell is expected to hold less than 5 (Cochran 1954,
 * Biometrics 10:417), which exact says, else td_pooled_z. */
bool td_compare_p(struct td_share a, struct td_share b, double *p, bool *exact);

/*
 * Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57:289): each p of a family
 * becomes its q, the least false discovery rate at which it would be rejected,
 * in p..1.  Equal p have equal q, and q are ordered as p.  NaN is who does not
 * belong to the family: it stays and is not counted; so does, as NaN, what is
 * outside 0..1.  -1: no memory, and p is unchanged.
 */
int td_false_discovery(double *p, size_t n);

#endif

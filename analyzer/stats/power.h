/*
 * How much mail a difference takes to be seen, and what difference could have
 * been seen in this much (SEMANTICS.md 11).
 */
#ifndef TD_STATS_POWER_H
#define TD_STATS_POWER_H

#include <stdbool.h>
#include <stdint.h>

/* The usual ones: a false alarm in 20, and 4 of 5 differences seen. */
#define TD_ALPHA 0.05
#define TD_POWER 0.8

/*
 * The quantile of the standard normal distribution, to the precision of erfc:
 * Abramowitz and Stegun 26.2.23, then Newton's steps.  0 and 1 are -INFINITY
 * and INFINITY; NaN outside 0..1.
 */
double td_normal_quantile(double p);

/*
 * How many messages each of two sides must have for a two-sided test at level
 * alpha to find rates p1 and p2 (0..1) different with this power: Fleiss,
 * Levin and Paik, Statistical Methods for Rates and Proportions, chapter 4,
 * without correction.
 * False, and n 0, where p1 is p2, what is given is out of range (alpha above 0
 * and below 1, power from .5 to below 1), or no TD_SHARE_MAX would do.
 */
bool td_power_needed(
    double p1, double p2, double alpha, double power, uint64_t *n);

/* Differences above 0; NaN where not even a rate of 0 or 1 would be seen. */
struct td_detectable {
	double fall, rise;
};

/*
 * The least fall and rise from rate p of side A, of n_a messages, that would
 * have been found in n_b messages of side B: the inverse of td_power_needed,
 * which it equals where n_a is n_b.  The counts may be fractions, since they
 * may have been divided by a design effect.  Both are NaN where what is given
 * is out of range.
 */
struct td_detectable td_power_detectable(
    double p, double n_a, double n_b, double alpha, double power);

#endif

/*
 * Whether what is waited for comes sooner on one side than on the other, where
 * some of it is still waited for: the log-rank test, and quantiles by Kaplan
 * and Meier.
 *
 * Times are places, 0 to n - 1, in their order: that is all these ask of them.
 * A side is n of struct td_wait, one for each place; between 1 and TD_SHARE_MAX
 * waits together, or nothing is told of it.
 */
#ifndef TD_STATS_LOGRANK_H
#define TD_STATS_LOGRANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many waits ended there, and so many were last seen there, still open:
 * longer than what ended there, by how much nobody knows. */
struct td_wait {
	uint64_t ended, open;
};

struct td_logrank {
	double difference; /* ends of B that were observed less those expected
	                      if both sides were alike; above 0: B is sooner */
	double variance;   /* of that, waits being independent */
	double p;          /* two-sided, 0..1 */
};

/*
 * Mantel (1966, Cancer Chemother. Rep. 50:163), as R's survdiff has it: ends at
 * one place are hypergeometric, without correction.  False, and p 1, where a
 * side has no waits or too many, or no end could have shown a difference.
 */
bool td_logrank(const struct td_wait *a, const struct td_wait *b, size_t n,
    struct td_logrank *out);

/* What one wait adds to the difference, by its place. */
struct td_logrank_score {
	double ended, open;
};

/*
 * The scores of Lin and Wei (1989, J. Am. Stat. Assoc. 84:1074) where the sides
 * are alike: those of all waits add up to the difference.  n of each side are
 * written.
 */
void td_logrank_scores(const struct td_wait *a, const struct td_wait *b,
    size_t n, struct td_logrank_score *of_a, struct td_logrank_score *of_b);

/* Waits that share a fate, those of a day: the sum of their scores, and how
 * many they are. */
struct td_logrank_cluster {
	double score;
	uint64_t n;
};

/*
 * The variance of the difference if clusters are independent, not waits: as
 * td_design_effect has it, each side's from the clusters' deviations.  False,
 * and 0, where a side has fewer than 2 clusters.
 */
bool td_logrank_clusters(const struct td_logrank_cluster *a, size_t n_a,
    const struct td_logrank_cluster *b, size_t n_b, double *variance);

/* p of a difference of that variance, by the normal distribution. */
double td_logrank_p(double difference, double variance);

/*
 * The place by which a part q (0..1) has ended, were all waited for to their
 * end (Kaplan and Meier 1958, J. Am. Stat. Assoc. 53:457).  Without open ones
 * it is the nearest rank.  False where that is behind the last place that
 * holds any, which is written then; 0 where there are none.
 */
bool td_waits_quantile(
    const struct td_wait *w, size_t n, double q, size_t *place);

/*
 * How many times sooner one side's must end, at every time, for that to be
 * found by so many ends, of which the part_b are B's (Schoenfeld 1981,
 * Biometrika 68:316): above 1, or NAN where what is given is out of range.
 */
double td_logrank_detectable(
    double ends, double part_b, double alpha, double power);

/* How many ends each side must have for a pace so many times (above 1) that of
 * the other to be found; 0 where what is given is out of range. */
uint64_t td_logrank_needed(double pace, double alpha, double power);

#endif

/*
 * The interval of a difference of two rates when messages come in clusters: a
 * day's mail, or a campaign's, shares its fate, and the formulas for
 * independent messages promise too much (SEMANTICS.md 11, cautions).
 */
#ifndef TD_STATS_BOOTSTRAP_H
#define TD_STATS_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/stats/share.h"

enum {
	TD_REPLICATES = 2000,
	TD_CLUSTERS_MAX = 10000, /* a side; 27 years of days */
};

/* Any would do; pi's first digits are nobody's choice. */
#define TD_BOOTSTRAP_SEED UINT64_C(0x243f6a8885a308d3)

struct td_bootstrap {
	double low, high; /* 95 %, of B's rate less A's, -1..1 */
};

/*
 * Draws that were made, kept since they depend on the numbers of clusters
 * alone: rows of one comparison mostly have the same days.  All 0 to begin
 * with; at most TD_DRAWS_KEPT times 80 MB, 1.6 MB for 200 clusters a side.
 */
enum { TD_DRAWS_KEPT = 4 };

struct td_draws {
	struct td_drawn {
		size_t n_a, n_b;
		int16_t *times; /* that each was drawn: TD_REPLICATES times
		                   n_a and then n_b */
	} kept[TD_DRAWS_KEPT];
	unsigned next; /* that makes room */
};

void td_draws_clear(struct td_draws *d); /* frees */

/*
 * Draws as many clusters as there are from each side, with replacement, each as
 * likely, TD_REPLICATES times, and takes the difference of the rates each time
 * (Davison and Hinkley, Bootstrap Methods and their Application, 3.8).  The
 * ends are the 50th lowest and the 50th highest of them: k is .025 * (R + 1),
 * rounded down (Efron and Tibshirani, An Introduction to the Bootstrap, 12.5
 * and 13.3).
 *
 * Always the same draws: the same clusters in the same order give the same ends
 * on every machine, whatever is kept in `d`.  Time grows with the clusters: for
 * 200 on each side a million instructions, and 15 where the draws are not kept
 * yet.
 *
 * 1; or 0, and all 0, where a side has fewer than 2 clusters or more than
 * TD_CLUSTERS_MAX, or any is not td_share_ok: leave out days without messages.
 * -1: no memory.  Of fewer than ten a side it is still too narrow.
 */
int td_bootstrap(struct td_draws *d, const struct td_share *a, size_t n_a,
    const struct td_share *b, size_t n_b, struct td_bootstrap *out);

/*
 * How many messages in these clusters tell as much of the difference as one
 * that is independent: its variance by that of independent messages, each
 * rate's taken from the clusters' deviations (Cochran, Sampling Techniques,
 * 6.3; Rao and Scott 1992, Biometrics 48:577).  Below 1 where clusters are more
 * alike than chance makes them.  NaN where td_bootstrap says 0, or both
 * rates are 0 or 1.  Cheap: no draws.
 */
double td_design_effect(
    const struct td_share *a, size_t n_a, const struct td_share *b, size_t n_b);

#endif

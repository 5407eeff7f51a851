/*
 * Two sides of one comparison, group by group (SEMANTICS.md 11, DECISIONS.md
 * 19): what changed from A to B, how sure that is, and how much of it is a
 * change inside the groups.
 *
 * A side is a cube in which the day is a dimension, where there is room for it:
 * the mails of one day are not independent of each other, and the days tell how
 * much that matters.
 */
#ifndef TD_COMPARE_COMPARE_H
#define TD_COMPARE_COMPARE_H

#include "analyzer/compare/delay.h"
#include "analyzer/stats/mix.h"
#include "analyzer/stats/verdict.h"

/* One share of one group.  What is not known is NAN. */
struct td_change {
	struct td_share side[TD_N_SIDES];               /* n 0: no data */
	double low_of[TD_N_SIDES], high_of[TD_N_SIDES]; /* Wilson, 95 % */
	double change;    /* rate of B less that of A, -1..1 */
	double low, high; /* of that; Newcombe, 95 % */
	double p;         /* of those of the family only */
	double q;         /* Benjamini-Hochberg, over the groups */
	bool exact;       /* p is Fisher's */
	double design;    /* effect of the days' mails being alike */
	bool has_days;    /* what drawing whole days says of a q up to alpha */
	struct td_bootstrap days;
	struct td_finding finding;
};

/* A group, "docomo", and its sums on both sides. */
struct td_compared {
	struct td_span value[TD_MAX_DIMS];
	struct td_cell side[TD_N_SIDES];
	struct td_change metric[TD_N_SHARES];
	struct td_delay_change delay;
};

/* All groups of one metric together. */
struct td_overall {
	struct td_change change; /* in no family: q is p */
	bool has_mix, has_cmh;
	struct td_mix mix;
	struct td_cmh cmh;
};

struct td_comparison {
	const struct td_dims *dims; /* without the day */
	const struct td_rule *rule;
	bool has_days; /* on both sides there are two or more */
	size_t n;
	struct td_compared *group; /* sorted as cells are */
	struct td_cell total[TD_N_SIDES];
	struct td_overall overall[TD_N_SHARES];
	struct td_delay_change delay; /* of all; in no family */
};

/*
 * Compare two cubes of `dims`, or of `dims` and the day behind them; they stay
 * the caller's and must not change, as the comparison refers to them, like to
 * dims and rule.  -1: no memory; the comparison is empty then.
 */
int td_compare(struct td_comparison *c, const struct td_dims *dims,
    struct td_cube *a, struct td_cube *b, const struct td_rule *rule);

void td_comparison_clear(struct td_comparison *c);

/* Whether any group is worse in one of the metrics: td_metrics_have. */
bool td_comparison_is_worse(const struct td_comparison *c, unsigned metrics);

/* Whether any side has data for a metric. */
bool td_comparison_has(const struct td_comparison *c, size_t metric);

#endif

/*
 * The four words of a comparison, and what is to be said with each.
 */
#ifndef TD_STATS_VERDICT_H
#define TD_STATS_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/stats/bootstrap.h"
#include "analyzer/stats/power.h"
#include "analyzer/stats/share.h"

enum td_judgement {
	TD_BETTER,
	TD_WORSE,
	TD_NO_EVIDENCE,
	TD_NOT_ENOUGH_MAIL,
};

struct td_rule {
	uint64_t min_messages; /* on each side */
	double alpha, power;
	double difference; /* 0..1; asked about where none was seen */
};

/* 20 messages (DECISIONS.md 19), TD_ALPHA, TD_POWER, five points. */
extern const struct td_rule td_rule_default;

/* One metric of one group. */
struct td_case {
	struct td_share a, b;
	bool less_is_good; /* bounces, complaints */
	double q;          /* td_false_discovery; NaN: not tested */

	/* From td_bootstrap, which only a q up to alpha needs; NULL where it
	 * had nothing to say. */
	const struct td_bootstrap *clusters;
	/* td_design_effect; NaN or 0: not known.  It makes `detectable` honest.
	 */
	double design;
};

struct td_finding {
	enum td_judgement verdict;

	/* No evidence although q is up to alpha: the clusters' interval holds
	 * 0, or lies on the other side of it. */
	bool clusters_disagree;

	/* No evidence: the least change from A's rate that would have been
	 * found.  Else NaN. */
	struct td_detectable detectable;

	/* Not enough mail: this many messages on each side would show a
	 * difference of that much; of 0 where they only would be tested.  Else
	 * both are 0. */
	uint64_t enough;
	double enough_for;
};

/* Whether a case belongs to its metric's family: enough mail on both sides.
 * Groups that do not are left out before td_false_discovery. */
bool td_in_family(const struct td_case *c, const struct td_rule *rule);

/*
 * The rule, in this order:
 *
 * 1. Not td_in_family: not enough mail.  Enough is what td_power_needed says
 * for the observed difference; where there is none, for rule->difference
 * towards a half from the only or the common rate, or from a half; never below
 *    min_messages.
 * 2. q up to alpha, and the clusters' interval, if there is one, wholly on the
 *    same side of 0 as the difference: better, or worse.
 * 3. Else no evidence.  Where the design effect is known and above 1, what was
 *    detectable is that of so many times fewer messages.
 *
 * Of two opinions the more careful wins, so clusters never make a finding.
 */
struct td_finding td_judge(const struct td_case *c, const struct td_rule *rule);

/* better, worse, no evidence, not enough mail. */
const char *td_verdict_word(enum td_judgement v);

#endif

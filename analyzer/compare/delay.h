/*
 * How long it takes until mail is accepted, on side A and on side B.
 *
 * Mail that is still deferred is censored at its last try: it has waited that
 * long, and how much longer nobody knows.  When the input ends says less: a log
 * may be cut off, and events of a service come when they like.  What failed,
 * expired or was suppressed has no delay; it counts in the acceptance.  Of open
 * mail whose wait is not told (cells that older versions wrote) nothing is
 * assumed: to let it wait for ever would make the side worse that has more of
 * it, which is the later one mostly.
 *
 * The test is log-rank (stats/logrank.h), not one of means or ranks: those know
 * of no open mail, and a few that took hours would carry a mean.
 */
#ifndef TD_COMPARE_DELAY_H
#define TD_COMPARE_DELAY_H

#include "analyzer/compare/metric.h"
#include "analyzer/stats/logrank.h"
#include "analyzer/stats/verdict.h"

/*
 * The least change of the half or of the 95 % that is worth a verdict: both a
 * second and a tenth of what it was on A.  Of many messages every difference is
 * sure, that of 0.4 and 0.5 s, too, which nobody waits for.
 */
enum { TD_DELAY_LEAST = TD_DELAY_UNIT };
#define TD_DELAY_LEAST_PART 0.1

/* Not enough mail: what would do is asked for twice the pace. */
#define TD_DELAY_PACE 2.0

/* In TD_DELAY_UNIT.  Not reached: too much is open; it is more than value. */
struct td_delay_quantile {
	uint64_t value;
	bool reached;
};

struct td_delay_side {
	uint64_t accepted, open; /* messages whose delay or wait is known */
	uint64_t unknown;        /* still deferred, since when is not told */
	struct td_delay_quantile half, most; /* 50 % and 95 % of them */
};

/* Why a difference that is no chance is no evidence. */
enum td_delay_doubt {
	TD_DELAY_SURE,
	TD_DELAY_DAYS,  /* the days of a side differ as much */
	TD_DELAY_SMALL, /* less than is worth a verdict */
	TD_DELAY_MIXED, /* some came sooner and some later */
	TD_DELAY_OPEN,  /* too much is deferred to say by how much */
};

struct td_delay_change {
	struct td_delay_side side[TD_N_SIDES];
	double difference; /* td_logrank's: above 0 where B is sooner */
	double p, q;       /* log-rank; NAN: not tested */
	double days_p;     /* by days instead of messages; NAN: not known */
	double design;     /* messages that tell as much as one, by the days */
	enum td_judgement verdict;
	enum td_delay_doubt doubt;
	double detectable; /* no evidence, no doubt: so many times sooner or
	                      later at all times would be seen; else NAN */
	uint64_t enough;   /* not enough mail: accepted messages on each side
	                      that show TD_DELAY_PACE; else 0 */
};

/* What is needed for one change; large. */
struct td_delay_bench {
	size_t n; /* places in use */
	struct td_wait wait[TD_N_SIDES][TD_HIST_BUCKETS];
	struct td_logrank_score score[TD_N_SIDES][TD_HIST_BUCKETS];
	struct td_logrank result;
};

/* All but what follows from days and from q; the bench keeps what is needed for
 * the days of these sides. */
void td_delay_measure(struct td_delay_bench *bench,
    const struct td_cell side[TD_N_SIDES], const struct td_rule *rule,
    struct td_delay_change *x);

/* A cell of a day of that side as a cluster. */
struct td_logrank_cluster td_delay_cluster(
    const struct td_delay_bench *bench, int side, const struct td_cell *cell);

/* What the clusters say, those that hold any. */
void td_delay_days(const struct td_delay_bench *bench,
    const struct td_logrank_cluster *const day[TD_N_SIDES],
    const size_t n[TD_N_SIDES], struct td_delay_change *x);

/*
 * The verdict, in this order:
 *
 * 1. p is NAN, for less than min_messages on a side: not enough mail.
 * 2. q up to alpha, p by the days, too, where those are known; the half or the
 *    95 % changed by what is worth it, in the direction of the test, and none
 *    of them in the other: better, or worse.
 * 3. Else no evidence, and why.
 */
void td_delay_judge(
    struct td_delay_change *x, double q, const struct td_rule *rule);

/* Whether there is anything on a side. */
bool td_delay_has(const struct td_delay_change *x);

/* "days", "small", "mixed", "open"; NULL for TD_DELAY_SURE. */
const char *td_delay_doubt_word(enum td_delay_doubt d);

#endif

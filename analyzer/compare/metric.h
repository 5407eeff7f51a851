/*
 * What two periods are compared by: shares and the delay, each with its
 * direction.
 */
#ifndef TD_COMPARE_METRIC_H
#define TD_COMPARE_METRIC_H

#include "analyzer/cube/cube.h"
#include "analyzer/stats/share.h"

struct td_metric {
	const char *name;  /* what --metrics takes */
	const char *title; /* "acceptance" as reports print it */
	const struct td_rate *rate;
	bool more_is_better;
};

/* The last is no share: delay.h. */
enum { TD_N_SHARES = 10, TD_METRIC_DELAY = TD_N_SHARES, TD_N_METRICS };

/* Before and after. */
enum td_side { TD_SIDE_A, TD_SIDE_B, TD_N_SIDES };

extern const struct td_metric td_metrics[TD_N_METRICS];

/* Whether a set of them (a bit each; 0 stands for all) has one. */
static inline bool
td_metrics_have(unsigned metrics, size_t metric)
{
	return metrics == 0 || (metrics >> metric & 1) != 0;
}

/* What it is of a cell; n 0: no data. */
struct td_share td_metric_share(
    const struct td_metric *m, const struct td_cell *cell);

/* "acceptance,spf": a bit for each; 0 and *e (naming the known ones) on
 * failure. */
unsigned td_metrics_parse(const char *list, struct td_error *e);

#endif

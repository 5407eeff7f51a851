/*
 * Texts that the reports of a comparison for people have in common.
 */
#ifndef TD_REPORT_COMPARE_WORDS_H
#define TD_REPORT_COMPARE_WORDS_H

#include "analyzer/report/compare_report.h"
#include "analyzer/report/groups.h"

enum { TD_COMPARE_LISTED = 12 }; /* groups that a sentence names */

/* "97.5"; 100.0 and 0.0 only of all and none; no data: a dash. */
struct td_text td_compare_share(struct td_share s);

/* The same of an end of an interval, or of a difference without sign. */
struct td_text td_compare_percent(double rate);

/* Points, with a sign; what rounds to nothing has none. */
struct td_text td_compare_points(double change);

/* With as many decimals as it takes to be something. */
struct td_text td_compare_fine_points(double change);

/* The change of a row: fine, but where it is no evidence. */
struct td_text td_compare_change(const struct td_change *x);

/* Seconds with one decimal up to 100, ">12.0" where it is not reached; no data
 * of no message. */
struct td_text td_compare_seconds(
    const struct td_delay_side *side, struct td_delay_quantile x);

/* B's less A's, with a sign; no data unless both are reached. */
struct td_text td_compare_seconds_change(
    struct td_delay_quantile a, struct td_delay_quantile b);

/* Of any metric, the delay among them. */
static inline enum td_judgement
td_compare_verdict(const struct td_compared *g, size_t metric)
{
	return metric == TD_METRIC_DELAY ? g->delay.verdict :
	                                   g->metric[metric].finding.verdict;
}

/* A counter of the messages; n is 0 where a cells file holds nonsense. */
struct td_share td_compare_part(
    const struct td_cell *c, enum td_counter counter);

/* All values of a group, one blank between them, as `put` writes them:
 * td_put_text, td_put_html. */
void td_compare_put_group(FILE *f, const struct td_comparison *c,
    const struct td_compared *g, void (*put)(FILE *out, struct td_span s));

/* All or none of the mail, on both sides of every row: there is nothing in a
 * table of it. */
bool td_compare_is_uniform(const struct td_compare_report *r, size_t metric);

/* What of the delays is open, or nothing; the metric is that. */
void td_compare_put_open(
    FILE *f, const struct td_compare_report *r, size_t metric);

/* Sentences on what of the change of all is no group's doing, or nothing. */
void td_compare_put_mix(
    FILE *f, const struct td_compare_report *r, size_t metric);

#endif

/*
 * What the files of compare_html.c share.
 */
#ifndef TD_REPORT_COMPARE_HTML_H
#define TD_REPORT_COMPARE_HTML_H

#include <math.h>

#include "analyzer/report/compare_report.h"
#include "analyzer/report/html.h"

struct td_compare_view {
	struct td_page p;
	struct td_compare_report *r;
	const struct td_comparison *c;
	size_t metric;
	size_t n;                       /* groups with data for the metric */
	const struct td_compared **row; /* these, in order */
};

static inline const struct td_change *
td_compare_of(const struct td_compare_view *v, const struct td_compared *g)
{
	return &g->metric[v->metric];
}

/* "better": the class of a verdict in the style sheet. */
const char *td_compare_class(enum td_judgement verdict);

/* The chart of v->metric and its rows. */
void td_compare_chart(struct td_compare_view *v);

#endif

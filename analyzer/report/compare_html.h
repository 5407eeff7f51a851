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

/* The rows of v->metric that have data into v->row, better and worse first. */
void td_compare_choose(struct td_compare_view *v);

/* All values of a group, "all" of NULL; escaped by who prints it, freed by the
 * caller.  NULL: no memory, which r->error says. */
char *td_compare_name(
    struct td_compare_view *v, const struct td_compared *group);

/* Parts of tables: heads and values of the dimensions; the end of the rows and
 * the name of their sum, false without dimensions, as the only row is the sum;
 * q; what a function of compare_words.h prints, as paragraphs. */
void td_compare_dim_heads(struct td_compare_view *v);
void td_compare_dims(struct td_compare_view *v, const struct td_compared *g);
bool td_compare_dims_all(struct td_compare_view *v);
void td_compare_put_q(struct td_compare_view *v, double q);
void td_compare_words(struct td_compare_view *v,
    void (*print)(FILE *f, const struct td_compare_report *r, size_t metric));

/* The chart of v->metric and its rows. */
void td_compare_chart(struct td_compare_view *v);

/* The section of delays. */
void td_compare_delay_html(struct td_compare_view *v);

/* The section of days, if any are known. */
void td_compare_days(struct td_compare_view *v);

#endif

/*
 * What the files of report_html.c share: the rows of the page.
 */
#ifndef TD_REPORT_REPORT_HTML_H
#define TD_REPORT_REPORT_HTML_H

#include "analyzer/report/groups.h"
#include "analyzer/report/html_chart.h"
#include "analyzer/report/print.h"

struct td_view {
	struct td_page p;
	struct td_report *r;
	struct td_cell total;
	/* A day is no row of its own beside other dimensions: days are summed
	 * here, and have a section. */
	struct td_dims dims;
	struct td_cube *sums;              /* NULL: the cube of the report */
	const struct td_cell *const *cell; /* of the report, by their values */
	size_t n_cells;
	const struct td_cell **row; /* most messages first, or by time */
	size_t n;
};

/* Where the report's day stands, or the number of dimensions. */
size_t td_view_day(const struct td_view *v);

/* "docomo docomo.ne.jp", escaped by who prints it; freed by the caller; NULL:
 * no memory. */
char *td_view_name(const struct td_dims *dims, const struct td_cell *c);

/* The head of "spf.pass_rate" is "pass rate %", whole "spf pass rate %". */
void td_view_column_head(
    struct td_view *v, const struct td_column *col, bool whole);
void td_view_column(
    struct td_view *v, const struct td_column *col, const struct td_cell *c);

/* Heads and names of some dimensions. */
void td_view_dim_heads(struct td_view *v, const struct td_dims *dims);
void td_view_names(
    struct td_view *v, const struct td_dims *dims, const struct td_cell *c);
/* In place of them: "all". */
void td_view_all(struct td_view *v, const struct td_dims *dims);

/* Sections. */
void td_view_topics(struct td_view *v);
void td_view_reasons(struct td_view *v);
void td_view_days(struct td_view *v);
void td_view_tlsrpt(struct td_view *v);
void td_view_balance(struct td_view *v);

/* What has no section, in a sentence; whether a column has one. */
void td_view_silence(struct td_view *v);
bool td_view_has(const struct td_view *v, const char *path);

/* A rate by its name in td_rates, or "alignment", or "pra". */
struct td_rate td_view_rate(const char *name);

#endif

/*
 * What the files of compare_table.c share.
 */
#ifndef TD_REPORT_COMPARE_TABLE_H
#define TD_REPORT_COMPARE_TABLE_H

#include "analyzer/report/compare_report.h"
#include "analyzer/report/compare_words.h"

#define TD_COMPARE_BOLD "\033[1m"
#define TD_COMPARE_PLAIN "\033[0m"

enum { TD_COMPARE_VERDICT = 15 }; /* columns of the longest */

struct td_compare_table {
	FILE *out;
	struct td_compare_report *r;
	const struct td_comparison *c;
	size_t metric;
	unsigned columns, name, of; /* widths */
};

/* A paragraph or several, before they are wrapped. */
struct td_compare_text {
	char *s;
	size_t n;
	FILE *f;
};

/* Where to print them; NULL: no memory, which r->error says. */
FILE *td_compare_text_begin(
    const struct td_compare_table *t, struct td_compare_text *x);
void td_compare_text_end(
    const struct td_compare_table *t, struct td_compare_text *x);

/* How many columns a text takes; right-aligned in so many. */
unsigned td_compare_width(const char *s);
void td_compare_right(FILE *out, const char *s, unsigned width);

/* How wide names may be beside `rest` columns. */
void td_compare_fit_names(struct td_compare_table *t, unsigned rest);

/* Values with blanks between them, in the width of names, cut if need be; the
 * names of the dimensions. */
void td_compare_put_name(
    const struct td_compare_table *t, const struct td_span *value, size_t n);
void td_compare_put_heads(const struct td_compare_table *t);

/* A verdict, with its colour, and the end of the line; a line over the sums, if
 * there are dimensions: without them the only row is the sum. */
void td_compare_put_verdict(
    const struct td_compare_table *t, enum td_judgement v);
void td_compare_rule(const struct td_compare_table *t, unsigned width);

/* The table of delays, and what its verdicts rest on. */
void td_compare_delay_table(struct td_compare_table *t);

#endif

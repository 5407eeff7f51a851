/*
 * What the kinds of reports share, and the kinds themselves for the registry.
 */
#ifndef TD_REPORT_PRINT_H
#define TD_REPORT_PRINT_H

#include "analyzer/report/report.h"

/* The value of a column as a number in decimal; false, and nothing printed,
 * where there is no data.  Rates and seconds have at most six decimals. */
bool td_put_value(
    FILE *out, const struct td_column *col, const struct td_cell *c);

/* RFC 3339 in UTC, "2026-11-21T08:58:00Z"; false for TD_NO_TIME and for years
 * of no four digits. */
enum { TD_TIME_TEXT = 32 };
bool td_time_text(int64_t when, char text[TD_TIME_TEXT]);

/* "refused_zone": how reports call a reason to believe a field or not. */
const char *td_belief_name(enum td_belief b);

/* 1234567 as "1,234,567". */
struct td_grouped {
	char text[28];
};
struct td_grouped td_grouped(uint64_t n);

/*
 * Plain text, one line a paragraph, words wrapped at `columns`; following lines
 * of a paragraph are indented by two more than its first.  What is too long
 * for a line is broken.
 */
void td_put_wrapped(FILE *out, struct td_span text, unsigned columns);

/* How wide lines for people are: at least 42, which hold the longest group. */
unsigned td_report_columns(const struct td_report *r);

/* Members that say what scans and comparisons count by. */
struct td_json_out;
void td_out_options(struct td_json_out *j, const struct td_report_options *o);

/* What stands under the table: gaps, then the balance sheet. */
void td_report_notes(
    FILE *out, struct td_report *r, const struct td_cell *total);

/* td_report_kind.print */
void td_report_table(FILE *out, struct td_report *r);
void td_report_csv(FILE *out, struct td_report *r);
void td_report_json(FILE *out, struct td_report *r);
void td_report_html(FILE *out, struct td_report *r);
void td_report_prometheus(FILE *out, struct td_report *r);

#endif

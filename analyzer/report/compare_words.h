/*
 * Texts that the reports of a comparison for people have in common.
 */
#ifndef TD_REPORT_COMPARE_WORDS_H
#define TD_REPORT_COMPARE_WORDS_H

#include "analyzer/report/compare_report.h"
#include "analyzer/report/groups.h"

/* "97.5"; no data if it is not finite. */
struct td_text td_compare_percent(double rate);

/* Points, with a sign; what rounds to nothing has none. */
struct td_text td_compare_points(double change);

/* All values of a group, one blank between them, as `put` writes them:
 * td_put_text, td_put_html. */
void td_compare_put_group(FILE *f, const struct td_comparison *c,
    const struct td_compared *g, void (*put)(FILE *out, struct td_span s));

/* All or none of the mail, on both sides of every row: there is nothing in a
 * table of it. */
bool td_compare_is_uniform(const struct td_compare_report *r, size_t metric);

/* Sentences on what of the change of all is no group's doing, or nothing. */
void td_compare_put_mix(
    FILE *f, const struct td_compare_report *r, size_t metric);

#endif

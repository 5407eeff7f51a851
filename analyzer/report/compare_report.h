/*
 * Reports of a comparison: as table, CSV, JSON or HTML.
 */
#ifndef TD_REPORT_COMPARE_REPORT_H
#define TD_REPORT_COMPARE_REPORT_H

#include "analyzer/compare/compare.h"
#include "analyzer/report/report.h"

/* Of one side. */
struct td_compare_side {
	const char *name; /* what was given: "before/", "before 2026-11-21" */
	const struct td_balance *balance;
	struct td_cube *cube; /* of the comparison's dimensions, and the day */
	int64_t since, until; /* the window; TD_NO_TIME */
	uint64_t dropped;     /* td_cube_dropped */
};

struct td_compare_report {
	const struct td_comparison *comparison;
	unsigned metrics; /* bits: those asked for */
	struct td_report_options options;
	int64_t split;  /* microseconds, or TD_NO_TIME */
	int64_t window; /* of it, to each side; 0: none */
	struct td_compare_side side[TD_N_SIDES];
	unsigned columns;
	bool color;
	int error; /* out: errno where print() failed but for its stream */
};

/* As td_report_write(), of a kind that comparisons have. */
int td_compare_write(const struct td_report_kind *kind,
    struct td_compare_report *r, const char *path, struct td_error *e);

/* Whether to show a metric: it was asked for, and there is any data. */
bool td_compare_shows(const struct td_compare_report *r, size_t metric);

struct td_policy_change;
enum { TD_CALENDAR_MAX = 32 };

/* What receivers changed between the first mail and the last, of the carriers
 * that there are; how many, at most `cap`. */
size_t td_compare_calendar(const struct td_compare_report *r,
    const struct td_policy_change **out, size_t cap);

/* td_report_kind.compare */
void td_compare_table(FILE *out, struct td_compare_report *r);
void td_compare_csv(FILE *out, struct td_compare_report *r);
void td_compare_json(FILE *out, struct td_compare_report *r);
void td_compare_html(FILE *out, struct td_compare_report *r);

/* What stands under the tables. */
void td_compare_notes(FILE *out, struct td_compare_report *r);

/* Parts of it, a paragraph a line: what the sides are, how words are meant. */
void td_compare_note_sides(FILE *f, const struct td_compare_report *r);
void td_compare_note_words(FILE *f, const struct td_compare_report *r);

#endif

/*
 * Rates day by day, as curves in the panels of a chart: one panel for each row,
 * its name over it.
 */
#ifndef TD_REPORT_HTML_DAYS_H
#define TD_REPORT_HTML_DAYS_H

#include "analyzer/cube/cube.h"
#include "analyzer/report/html_chart.h"
#include "analyzer/stats/share.h"

enum { TD_PANEL = 64 }; /* pixels */

/* One day of a row: "2026-11-21", and as days since 1970. */
struct td_day {
	struct td_span text;
	double number;
	struct td_share share;
};

/* False for "(none)" and its like. */
bool td_day_of(struct td_span text, double *number);

/* Told apart without colours: dots and rings. */
enum td_curve_style { TD_CURVE_DOTS, TD_CURVE_RINGS };

/* A curve that is being drawn, from left to right. */
struct td_curve {
	struct td_chart *chart;
	const struct td_axis *across, *up; /* days; shares */
	double bottom;                     /* in pixels */
	enum td_curve_style style;
	const char *name;          /* before its hints: "A ", "" */
	double at, height, number; /* of the last point; NAN before any */
	char hint[128];            /* likewise */
};

/* The frame of a panel that begins at y. */
void td_panel(struct td_chart *c, const struct td_axis *across, unsigned y);

void td_curve_begin(struct td_curve *v, struct td_chart *c,
    const struct td_axis *across, const struct td_axis *up, unsigned y,
    enum td_curve_style style, const char *name);

/* The next day, with its interval; `at` is where it stands across.  A line
 * over days of which nothing is known is broken. */
void td_curve_add(struct td_curve *v, const struct td_day *day, double at);
void td_curve_end(struct td_curve *v);

#endif

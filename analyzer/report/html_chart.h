/*
 * Charts as inline SVG.  Across, all is in per cent of the width and down in
 * pixels, so a chart is as wide as its place and its letters stay as large as
 * the others; a row has its name over its line, which a phone has room for.
 * What a chart shows stands in a table beside it, too.
 */
#ifndef TD_REPORT_HTML_CHART_H
#define TD_REPORT_HTML_CHART_H

#include "analyzer/report/html.h"

enum {
	TD_CHART_ROWS = 40, /* at most; tables have all */
	TD_CHART_HEAD = 24, /* pixels above the first row */
	TD_CHART_ROW = 40,
	TD_CHART_NAME = 26 /* columns that a name may take */
};

/* From one end to the other, and where these are: per cent of the width. */
struct td_axis {
	double from, to, left, right;
	bool log;
};

struct td_chart {
	struct td_page *page;
	unsigned height;
};

/* `key` says what the marks are, in HTML of the program's own; `desc` is what
 * a picture is described by. */
void td_chart_begin(struct td_chart *c, struct td_page *p, const char *title,
    const char *key, const char *desc, size_t rows, unsigned row_height);
void td_chart_end(struct td_chart *c);

/* What the key says where rows were left out; else "". */
const char *td_chart_more(bool left_out);

/* Where the nth row begins. */
unsigned td_chart_row(size_t n);

/* The narrowest of some axes for shares that holds both, 0..1. */
struct td_axis td_axis_of_shares(double low, double high);
/* Around 0, for changes up to so much. */
struct td_axis td_axis_of_changes(double most);

/* Of seconds on a logarithmic scale, from 10 ms to 40 days at the most. */
struct td_axis td_axis_of_times(double least, double most);

/* A tick with its word; the line goes through all rows. */
void td_chart_tick(
    struct td_chart *c, const struct td_axis *a, double at, const char *word);
/* Six ticks, "80" to "100". */
void td_chart_shares(struct td_chart *c, const struct td_axis *a);
/* "0.1 s", "1 s", "10 s", "1 min". */
void td_chart_times(struct td_chart *c, const struct td_axis *a);
/* Three ticks, "-50", "0" and "+50". */
void td_chart_changes(struct td_chart *c, const struct td_axis *a);

/* Left over the row's line; what is too long is cut, and whole in a hint. */
void td_chart_name(struct td_chart *c, unsigned y, struct td_span name);
/* Right over it. */
void td_chart_word(
    struct td_chart *c, unsigned y, const char *word, const char *class);

/* Marks lie on the row's line.  A hint may be NULL. */
void td_chart_line(struct td_chart *c, const struct td_axis *a, unsigned y,
    double from, double to, const char *class, const char *hint);
enum td_mark { TD_DOT, TD_RING, TD_SQUARE };
void td_chart_mark(struct td_chart *c, const struct td_axis *a, unsigned y,
    double at, enum td_mark mark, const char *class, const char *hint);
/* From `top` pixels below the row's beginning. */
void td_chart_bar(struct td_chart *c, const struct td_axis *a, unsigned top,
    unsigned height, double from, double to, const char *class,
    const char *hint);

/* For curves: between two places, and a point, TD_DOT or TD_RING; y in pixels
 * of the chart. */
void td_chart_step(struct td_chart *c, const struct td_axis *a, double x1,
    double y1, double x2, double y2, const char *class);
void td_chart_point(struct td_chart *c, const struct td_axis *a, double x,
    double y, enum td_mark mark, const char *hint);

/* From `top` pixels on down through the rest of the chart, and a word on each
 * side of its upper end. */
void td_chart_split(struct td_chart *c, const struct td_axis *a, double at,
    unsigned top, const char *left, const char *right);

/* The pixels of a line of a row that begins at y. */
enum { TD_CHART_LINE = 27 };

#endif

/*
 * See html_days.h.
 */
#include "analyzer/report/html_days.h"

#include <math.h>

#include "analyzer/report/groups.h"
#include "analyzer/report/print.h"
#include "analyzer/stats/interval.h"
#include "formats/field_date.h"

enum { TOP = 24, HEIGHT = 32 };

bool
td_day_of(struct td_span s, double *number)
{
	int part[3] = { 0, 0, 0 };
	size_t k = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '-' && k < 2)
			k++;
		else if (s.p[i] >= '0' && s.p[i] <= '9' && part[k] < 1000)
			part[k] = part[k] * 10 + s.p[i] - '0';
		else
			return false;
	}
	if (s.n != 10 || k != 2 || part[1] < 1 || part[1] > 12 || part[2] < 1 ||
	    part[2] > 31)
		return false;
	*number = (double)td_days_from_civil(part[0], part[1], part[2]);
	return true;
}

void
td_panel(struct td_chart *c, const struct td_axis *a, unsigned y)
{
	td_chart_step(
	    c, a, a->from, y + TOP + HEIGHT, a->to, y + TOP + HEIGHT, "z");
	td_chart_step(c, a, a->from, y + TOP, a->to, y + TOP, "g");
}

void
td_curve_begin(struct td_curve *v, struct td_chart *c,
    const struct td_axis *across, const struct td_axis *up, unsigned y,
    enum td_curve_style style, const char *name)
{
	*v = (struct td_curve){ .chart = c,
		.across = across,
		.up = up,
		.bottom = y + TOP + HEIGHT,
		.style = style,
		.name = name,
		.at = NAN };
}

/* Pixels from the top of the chart; what is outside stands at the end. */
static double
down(const struct td_curve *v, double rate)
{
	const double part = (rate - v->up->from) / (v->up->to - v->up->from);

	return v->bottom - HEIGHT * fmin(fmax(part, 0), 1);
}

/* Over the lines on both sides of it. */
static void
put_last_point(const struct td_curve *v)
{
	if (isfinite(v->at))
		td_chart_point(v->chart, v->across, v->at, v->height,
		    v->style == TD_CURVE_DOTS ? TD_DOT : TD_RING, v->hint);
}

void
td_curve_end(struct td_curve *v)
{
	put_last_point(v);
	v->at = NAN;
}

void
td_curve_add(struct td_curve *v, const struct td_day *day, double at)
{
	static const char *const line[][2] = {
		[TD_CURVE_DOTS] = { "day", "gap" },
		[TD_CURVE_RINGS] = { "i", "j" },
	};
	const double y = down(v, td_share_rate(day->share));
	double low, high;

	td_wilson(day->share.x, day->share.n, &low, &high);
	td_chart_step(
	    v->chart, v->across, at, down(v, low), at, down(v, high), "e");
	if (isfinite(v->at))
		td_chart_step(v->chart, v->across, v->at, v->height, at, y,
		    line[v->style][day->number > v->number + 1]);
	put_last_point(v);
	v->at = at;
	v->height = y;
	v->number = day->number;
	snprintf(v->hint, sizeof v->hint, "%s%.*s: %s %% of %s", v->name,
	    (int)day->text.n, day->text.p,
	    td_percent_text(day->share.x, day->share.n).s,
	    td_grouped(day->share.n).text);
}

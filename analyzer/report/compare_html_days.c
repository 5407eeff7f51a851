/*
 * The days of both sides: for each metric the curves of its rows and of all of
 * them, with a line where one side ends and the other begins.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/compare_html.h"
#include "analyzer/report/compare_words.h"
#include "analyzer/report/groups.h"
#include "analyzer/report/html_days.h"
#include "analyzer/report/print.h"
#include "analyzer/stats/interval.h"

enum {
	ROWS = 12,    /* of a metric; all of them together stand behind these */
	POINTS = 800, /* of them, or the page of a year becomes too large */
	BAND = 20     /* pixels for the names of the sides */
};

static const char *const side_name[TD_N_SIDES] = { "A", "B" };

/* The cells of both sides by day, and where days stand across. */
struct days {
	struct td_compare_view *v;
	const struct td_cell **cell[TD_N_SIDES];
	size_t n[TD_N_SIDES];
	size_t dim[TD_N_SIDES]; /* of the day */
	size_t rows; /* how many at most; 0: all of them together only */
	struct td_axis axis;
	char end[2][16]; /* the first day and the last */
	int early;       /* the side before; TD_N_SIDES: both at once */
	double split;    /* where, on the axis */
	double cut;      /* days between the sides that are left out */
};

/* ---- the days of a row ---- */

/* NULL stands for all rows. */
struct walk {
	const struct days *d;
	int side;
	const struct td_compared *group;
	const struct td_metric *metric;
	size_t i;
};

static bool
is_of_group(const struct walk *w, const struct td_cell *c)
{
	const struct td_dims *dims = w->d->v->c->dims;

	for (size_t k = 0; w->group != NULL && k < dims->n; k++)
		if (!td_span_eq(td_cell_value(c, k), w->group->value[k]))
			return false;
	return true;
}

/* The next day with data, summed up; false behind the last. */
static bool
next_day(struct walk *w, struct td_day *day)
{
	const struct td_cell *const *cell = w->d->cell[w->side];
	const size_t n = w->d->n[w->side], dim = w->d->dim[w->side];

	while (w->i < n) {
		*day = (struct td_day){ td_cell_value(cell[w->i], dim), 0,
			{ 0, 0 } };
		for (; w->i < n &&
		     td_span_eq(td_cell_value(cell[w->i], dim), day->text);
		     w->i++) {
			struct td_share s;

			if (!is_of_group(w, cell[w->i]))
				continue;
			s = td_metric_share(w->metric, cell[w->i]);
			day->share.x += s.x;
			day->share.n += s.n;
		}
		if (day->share.n > 0 && td_day_of(day->text, &day->number))
			return true;
	}
	return false;
}

/* ---- both sides by day ---- */

static int
cmp_day(const void *a, const void *b, void *arg)
{
	const struct td_cell *x = *(const struct td_cell *const *)a;
	const struct td_cell *y = *(const struct td_cell *const *)b;
	const size_t dim = *(const size_t *)arg;

	return td_span_cmp(td_cell_value(x, dim), td_cell_value(y, dim));
}

static int
sort_side(struct days *d, int s)
{
	struct td_cube *cube = d->v->r->side[s].cube;
	const struct td_cell *const *cell = td_cube_sorted(cube, &d->n[s]);

	d->dim[s] = td_dims_find(td_cube_dims(cube), "day");
	d->cell[s] = calloc(d->n[s] + 1, sizeof(*d->cell[s]));
	if (d->cell[s] == NULL)
		return -1;
	memcpy(d->cell[s], cell, d->n[s] * sizeof(*d->cell[s]));
	if (d->dim[s] == td_cube_dims(cube)->n)
		d->n[s] = 0;
	qsort_r(d->cell[s], d->n[s], sizeof(*d->cell[s]), cmp_day, &d->dim[s]);
	return 0;
}

/* The first day of a side and its last; how many there are. */
static size_t
find_ends(const struct days *d, int s, double end[2], struct td_span text[2])
{
	size_t n = 0;

	for (size_t i = 0; i < d->n[s]; i++) {
		const struct td_span value =
		    td_cell_value(d->cell[s][i], d->dim[s]);
		double day;

		if (!td_day_of(value, &day) || (n > 0 && day == end[1]))
			continue;
		if (n++ == 0) {
			text[0] = value;
			end[0] = day;
		}
		text[1] = value;
		end[1] = day;
	}
	return n;
}

/* Where the sides meet, if one is before the other; those far from each other
 * are drawn near. */
static void
find_split(struct days *d, double end[TD_N_SIDES][2])
{
	const double most =
	    fmax(3, (end[0][1] - end[0][0] + end[1][1] - end[1][0]) / 4);

	d->early = end[TD_SIDE_A][1] <= end[TD_SIDE_B][0] ? TD_SIDE_A :
	    end[TD_SIDE_B][1] <= end[TD_SIDE_A][0]        ? TD_SIDE_B :
	                                                    TD_N_SIDES;
	if (d->early != TD_N_SIDES) {
		const double from = end[d->early][1];
		const double to = end[1 - d->early][0];

		d->cut = floor(fmax(0, to - from - most));
		d->axis.to -= d->cut;
		d->split = (from + to - d->cut) / 2;
	}
}

static bool
find_axis(struct days *d)
{
	double end[TD_N_SIDES][2];
	struct td_span text[TD_N_SIDES][2];
	size_t n[TD_N_SIDES], panels;

	for (int s = 0; s < TD_N_SIDES; s++)
		if ((n[s] = find_ends(d, s, end[s], text[s])) == 0)
			return false;
	panels = POINTS / (n[TD_SIDE_A] + n[TD_SIDE_B]);
	if (d->rows + 1 > panels)
		d->rows = panels > 1 ? panels - 1 : 0;
	d->axis = (struct td_axis){ fmin(end[0][0], end[1][0]),
		fmax(end[0][1], end[1][1]), 0, 100, false };
	for (int i = 0; i < 2; i++) {
		const int s = (end[0][i] < end[1][i]) == (i == 0) ? 0 : 1;

		snprintf(d->end[i], sizeof d->end[i], "%.*s", (int)text[s][i].n,
		    text[s][i].p);
	}
	find_split(d, end);
	return true;
}

/* ---- the chart of a metric ---- */

/* Up: the narrowest scale that holds all days drawn. */
static struct td_axis
find_scale(const struct days *d, size_t rows, bool all)
{
	const struct td_compare_view *v = d->v;
	double low = 1, high = 0;

	for (size_t i = 0; i < rows + all; i++)
		for (int s = 0; s < TD_N_SIDES; s++) {
			struct walk w = { d, s, i < rows ? v->row[i] : NULL,
				&td_metrics[v->metric], 0 };
			struct td_day day;

			while (next_day(&w, &day)) {
				low = fmin(low, td_share_rate(day.share));
				high = fmax(high, td_share_rate(day.share));
			}
		}
	return td_axis_of_shares(low, high);
}

static void
put_panel(const struct days *d, struct td_chart *c, const struct td_axis *up,
    unsigned y, const struct td_compared *group)
{
	char *name = td_compare_name(d->v, group);

	if (name != NULL)
		td_chart_name(c, y, (struct td_span){ name, strlen(name) });
	free(name);
	td_panel(c, &d->axis, y);
	for (int s = 0; s < TD_N_SIDES; s++) {
		struct walk w = { d, s, group, &td_metrics[d->v->metric], 0 };
		const double cut = s == d->early ? 0 : d->cut;
		struct td_curve curve;
		struct td_day day;

		td_curve_begin(&curve, c, &d->axis, up, y,
		    s == TD_SIDE_A ? TD_CURVE_RINGS : TD_CURVE_DOTS,
		    s == TD_SIDE_A ? "A, " : "B, ");
		while (next_day(&w, &day))
			td_curve_add(&curve, &day, day.number - cut);
		td_curve_end(&curve);
	}
}

static void
put_split(const struct days *d, struct td_chart *c)
{
	/* Near an end there is room for a letter only. */
	const double part =
	    (d->split - d->axis.from) / (d->axis.to - d->axis.from);
	const bool words = part > 0.25 && part < 0.75;
	char left[16], right[16];

	if (d->early == TD_N_SIDES)
		return;
	snprintf(left, sizeof left, "%s%s", words ? "before: " : "",
	    side_name[d->early]);
	snprintf(right, sizeof right, "%s%s", words ? "after: " : "",
	    side_name[1 - d->early]);
	td_chart_split(c, &d->axis, d->split, TD_CHART_HEAD, left, right);
}

static void
put_chart(const struct days *d, size_t rows, bool all)
{
	struct td_compare_view *v = d->v;
	const struct td_axis up = find_scale(d, rows, all);
	char title[96], key[512], split[160] = "", some[96] = "";
	struct td_chart c;

	snprintf(title, sizeof title, "%s by day", td_metrics[v->metric].title);
	if (d->early != TD_N_SIDES)
		snprintf(split, sizeof split,
		    " The broken line down stands between the sides%s.",
		    d->cut > 0 ? "; days between them are left out" : "");
	if (rows > 0 && rows < v->n)
		snprintf(some, sizeof some,
		    " Of the rows the first %zu, those with a verdict first.",
		    rows);
	snprintf(key, sizeof key,
	    "From %g to %g %%; \xe2\x97\x8b\xc2\xa0"
	    "A, \xe2\x97\x8f\xc2\xa0"
	    "B, thin: 95 %% interval, dashed: days without mail.%s%s",
	    100 * up.from, 100 * up.to, split, some);
	td_chart_begin(&c, &v->p, title, key,
	    "Curves, one row under the other: the rate of every day, on side "
	    "A and on side B. The table after it has the numbers.",
	    1, BAND + (unsigned)(rows + all) * TD_PANEL);
	td_chart_tick(&c, &d->axis, d->axis.from, d->end[0]);
	if (d->axis.to > d->axis.from)
		td_chart_tick(&c, &d->axis, d->axis.to, d->end[1]);
	put_split(d, &c);
	for (size_t i = 0; i < rows + all; i++)
		put_panel(d, &c, &up,
		    TD_CHART_HEAD + BAND + (unsigned)i * TD_PANEL,
		    i < rows ? v->row[i] : NULL);
	td_chart_end(&c);
}

/* ---- the table behind it ---- */

static void
put_heads(struct td_compare_view *v)
{
	static const char *const head[] = { "%", "of", "from", "to" };

	fputs("<thead><tr>", v->p.out);
	if (v->c->dims->n == 0)
		td_page_head(&v->p, "row", NULL, true);
	for (size_t i = 0; i < v->c->dims->n; i++)
		td_page_head(&v->p, v->c->dims->dim[i]->name, NULL, true);
	td_page_head(&v->p, "side", NULL, true);
	td_page_head(&v->p, "day", NULL, true);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		td_page_head(&v->p, head[i], NULL, false);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
}

static void
put_names(struct td_compare_view *v, const struct td_compared *group)
{
	if (group == NULL)
		fprintf(v->p.out, "<th scope=\"row\" colspan=\"%zu\">all</th>",
		    v->c->dims->n > 0 ? v->c->dims->n : 1);
	for (size_t k = 0; group != NULL && k < v->c->dims->n; k++)
		td_page_name(&v->p, group->value[k]);
}

static void
put_day(struct td_compare_view *v, const struct td_day *day)
{
	const struct td_share s = day->share;
	double low, high;

	td_wilson(s.x, s.n, &low, &high);
	fputs("<td class=\"l\">", v->p.out);
	fprintf(v->p.out, "%.*s</td>", (int)day->text.n, day->text.p);
	td_page_number(&v->p, td_share_rate(s), td_percent_text(s.x, s.n).s);
	td_page_count(&v->p, s.n);
	td_page_number(&v->p, low, td_compare_percent(low).s);
	td_page_number(&v->p, high, td_compare_percent(high).s);
}

static void
put_table(const struct days *d, size_t rows, bool all)
{
	struct td_compare_view *v = d->v;
	char caption[160];

	snprintf(caption, sizeof caption,
	    "%s by day: rates in per cent, of how many messages, and their "
	    "95 %% intervals",
	    td_metrics[v->metric].title);
	td_page_table(&v->p, caption);
	put_heads(v);
	for (size_t i = 0; i < TD_N_SIDES * (rows + all); i++) {
		struct walk w = { d, i % 2 == 0 ? TD_SIDE_A : TD_SIDE_B,
			i / 2 < rows ? v->row[i / 2] : NULL,
			&td_metrics[v->metric], 0 };
		struct td_day day;

		while (next_day(&w, &day)) {
			fputs("<tr>", v->p.out);
			put_names(v, w.group);
			td_page_word(&v->p, side_name[w.side]);
			put_day(v, &day);
			fputs("</tr>\n", v->p.out);
		}
	}
	fputs("</tbody>\n", v->p.out);
	td_page_table_end(&v->p);
}

static void
put_metric(const struct days *d)
{
	struct td_compare_view *v = d->v;
	size_t rows;

	td_compare_choose(v);
	rows = v->n < d->rows ? v->n : d->rows;
	td_page_heading(&v->p, td_metrics[v->metric].title);
	fprintf(v->p.out, "<div class=\"pair\" data-days=\"%s\">\n",
	    td_metrics[v->metric].name);
	put_chart(d, rows, rows == 0 || v->n > 1);
	put_table(d, rows, rows == 0 || v->n > 1);
	fputs("</div>\n", v->p.out);
}

static void
put_section(const struct days *d)
{
	struct td_compare_view *v = d->v;
	bool any = false;

	for (v->metric = 0; v->metric < TD_N_SHARES; v->metric++) {
		if (!td_compare_shows(v->r, v->metric) ||
		    td_compare_is_uniform(v->r, v->metric))
			continue;
		if (!any)
			td_page_section(&v->p, "Days");
		any = true;
		put_metric(d);
	}
	if (any)
		td_page_section_end(&v->p);
}

void
td_compare_days(struct td_compare_view *v)
{
	struct days d = { .v = v };
	const struct td_dims *dims = v->c->dims;

	if (dims->n > 0 && td_dims_find(dims, "day") == dims->n)
		d.rows = ROWS; /* else a row is a day itself */
	if (sort_side(&d, TD_SIDE_A) == -1 || sort_side(&d, TD_SIDE_B) == -1)
		v->r->error = ENOMEM;
	else if (find_axis(&d))
		put_section(&d);
	for (int s = 0; s < TD_N_SIDES; s++)
		free(d.cell[s]);
}

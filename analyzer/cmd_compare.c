/*
 * todoku compare: two sides into a verdict per carrier.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "report/compare_report.h"
#include "report/print.h"
#include "run.h"
#include "terminal.h"
#include "units.h"

/* What is read, and what came of it. */
struct side {
	struct td_plan plan;
	struct td_counted counted;
	bool done;
	char name[8192 + 32]; /* a path and a little more */
};

struct work {
	struct td_options *o;
	struct td_dims dims; /* those asked for, and the day */
	struct side side[TD_N_SIDES];
	int64_t split; /* or TD_NO_TIME */
};

static int
wrong(const char *what, const char *reason)
{
	struct td_error e;

	td_error_set(&e, what, "%s", reason);
	td_error_print(NULL, &e);
	return TD_EXIT_USAGE;
}

/* The days, if there is room for one more dimension. */
static void
add_day(struct td_dims *dims)
{
	const struct td_dimension *day = td_dimension_find("day");

	for (size_t i = 0; i < dims->n; i++)
		if (dims->dim[i] == day)
			return;
	if (dims->n < TD_MAX_DIMS) {
		dims->dim[dims->n++] = day;
		dims->n_optional = 1;
	}
}

/* "before/ and 3 more" */
static void
name_paths(struct side *s)
{
	if (s->plan.n_paths == 1)
		snprintf(s->name, sizeof s->name, "%s", s->plan.paths[0]);
	else
		snprintf(s->name, sizeof s->name, "%s and %zu more",
		    s->plan.paths[0], s->plan.n_paths - 1);
}

static int
divide_paths(struct work *w)
{
	struct td_options *o = w->o;
	struct side *a = &w->side[TD_SIDE_A], *b = &w->side[TD_SIDE_B];

	if (o->to == 0 || o->to == o->n_operands)
		return wrong("nothing to compare",
		    "give a PATH before --to, and one behind it");
	a->plan.n_paths = o->to;
	b->plan.paths += o->to;
	b->plan.n_paths -= o->to;
	name_paths(a);
	name_paths(b);
	return TD_EXIT_OK;
}

/* The later of two beginnings; TD_NO_TIME is none. */
static int64_t
later(int64_t a, int64_t b)
{
	return a == TD_NO_TIME || (b != TD_NO_TIME && b > a) ? b : a;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a == TD_NO_TIME || (b != TD_NO_TIME && b < a) ? b : a;
}

/* Standard input, for each side; it is said. */
static bool
reads_twice(const struct td_options *o)
{
	for (size_t i = 0; i < o->n_operands; i++) {
		if (strcmp(o->operands[i], "-") != 0)
			continue;
		wrong("cannot read twice",
		    "all input is read for each side; give a file");
		return true;
	}
	return false;
}

static int
divide_time(struct work *w)
{
	struct td_options *o = w->o;
	struct td_plan *a = &w->side[TD_SIDE_A].plan;
	struct td_plan *b = &w->side[TD_SIDE_B].plan;
	struct td_error e;
	int64_t at;

	if (reads_twice(o))
		return TD_EXIT_USAGE;
	if (td_parse_time(o->split, &w->dims.zone, &at, &e) == -1) {
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	w->split = at;
	a->until = earlier(a->until, at);
	b->since = later(b->since, at);
	if (o->window > 0) {
		a->since = later(a->since, at - o->window);
		b->until = earlier(b->until, at + o->window);
	}
	snprintf(w->side[TD_SIDE_A].name, sizeof w->side[0].name,
	    "before %.100s", o->split);
	snprintf(w->side[TD_SIDE_B].name, sizeof w->side[0].name,
	    "from %.100s on", o->split);
	return TD_EXIT_OK;
}

static int
set_days(struct work *w, int s, const char *days)
{
	struct side *side = &w->side[s];
	struct td_plan *plan = &side->plan;
	int64_t since, until;
	struct td_error e;

	if (td_parse_days(days, &w->dims.zone, &since, &until, &e) == -1) {
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	plan->since = later(plan->since, since);
	plan->until = earlier(plan->until, until);
	snprintf(side->name, sizeof side->name, "%.100s", days);
	return TD_EXIT_OK;
}

/* Of one set of inputs the days before and the days after. */
static int
divide_days(struct work *w)
{
	const struct td_options *o = w->o;
	int rc;

	if (o->before == NULL || o->after == NULL)
		return wrong("half a comparison",
		    "--before and --after belong together");
	if (o->has_to || o->split != NULL)
		return wrong("--before and --after",
		    "sides are made by them, --split or --to");
	if (reads_twice(o))
		return TD_EXIT_USAGE;
	rc = set_days(w, TD_SIDE_A, o->before);
	return rc == TD_EXIT_OK ? set_days(w, TD_SIDE_B, o->after) : rc;
}

static int
divide(struct work *w)
{
	const struct td_options *o = w->o;

	w->dims = o->plan.dims;
	add_day(&w->dims);
	for (int s = 0; s < TD_N_SIDES; s++) {
		w->side[s].plan = o->plan;
		w->side[s].plan.dims = w->dims;
	}
	if (o->has_to && o->split != NULL)
		return wrong(
		    "--to and --split", "sides are made by one of them");
	if (o->window > 0 && o->split == NULL)
		return wrong("--window", "belongs to --split");
	if (o->before != NULL || o->after != NULL)
		return divide_days(w);
	if (o->split != NULL)
		return divide_time(w);
	if (o->has_to)
		return divide_paths(w);
	return wrong("nothing to compare",
	    "give two sides: PATH... --to PATH..., --split TIME PATH..., or "
	    "--before DAYS --after DAYS PATH...");
}

/* How many inputs are on both sides, by their content. */
static size_t
overlap(const struct td_counted *a, const struct td_counted *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n_ids && k < b->n_ids) {
		const int d = td_input_id_cmp(&a->ids[i], &b->ids[k]);

		n += d == 0;
		i += d <= 0;
		k += d >= 0;
	}
	return n;
}

static bool
is_empty(const struct side *s)
{
	size_t n;

	td_cube_sorted(s->counted.cube, &n);
	return n == 0;
}

/* Where times were asked for, it helps to know those of the other side. */
static void
say_empty(const struct work *w, int s)
{
	const struct side *side = &w->side[s], *other = &w->side[!s];
	const struct td_balance *b = &other->counted.balance;
	const bool timed =
	    side->plan.since != TD_NO_TIME || side->plan.until != TD_NO_TIME;
	const char own = "AB"[s], its = "BA"[s];
	char first[TD_TIME_TEXT], last[TD_TIME_TEXT];
	struct td_error e;

	if (is_empty(other))
		td_error_set(&e, "no mail on either side", "%s; %s", side->name,
		    other->name);
	else if (timed && td_time_text(b->first, first) &&
	    td_time_text(b->last, last))
		td_error_set(&e, "no mail on one side",
		    "%c holds none (that of %c is from %s to %s): %s", own, its,
		    first, last, side->name);
	else
		td_error_set(&e, "no mail on one side", "%c holds none: %s",
		    own, side->name);
	td_error_print(NULL, &e);
}

static int
check_sides(const struct work *w)
{
	const struct td_counted *a = &w->side[TD_SIDE_A].counted;
	const struct td_counted *b = &w->side[TD_SIDE_B].counted;
	size_t same = w->o->has_to ? overlap(a, b) : 0;
	struct td_error e;

	if (same > 0 && !w->o->force) {
		td_error_set(&e, "the sides overlap",
		    "%zu input%s on both; --force compares nevertheless", same,
		    same == 1 ? " is" : "s are");
		td_error_print(NULL, &e);
		return TD_EXIT_USAGE;
	}
	for (int s = 0; s < TD_N_SIDES; s++) {
		if (!is_empty(&w->side[s]))
			continue;
		say_empty(w, s);
		return TD_EXIT_USAGE;
	}
	return TD_EXIT_OK;
}

static int
report(struct work *w, const struct td_report_kind *kind)
{
	struct td_comparison c;
	struct td_compare_report r = { .comparison = &c,
		.metrics = w->o->metrics,
		.options = td_options_report(w->o),
		.split = w->split,
		.window = w->o->window,
		.columns = td_terminal_columns(),
		.color = td_terminal_color(w->o) };
	struct td_error e;
	int rc = TD_EXIT_OK;

	if (td_compare(&c, &w->o->plan.dims, w->side[TD_SIDE_A].counted.cube,
	        w->side[TD_SIDE_B].counted.cube, &w->o->rule) == -1) {
		td_error_sys(&e, "cannot compare", ENOMEM);
		td_error_print(NULL, &e);
		return TD_EXIT_AGAIN;
	}
	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct side *side = &w->side[s];

		r.side[s] = (struct td_compare_side){ side->name,
			&side->counted.balance, side->counted.cube,
			side->plan.since, side->plan.until,
			td_cube_dropped(side->counted.cube) };
		if (td_exit_status(&side->counted, w->o->strict) != TD_EXIT_OK)
			rc = TD_EXIT_PARTIAL;
	}
	if (td_compare_write(kind, &r, w->o->output, &e) == -1) {
		td_error_print(w->o->output, &e);
		rc = e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	} else if (w->o->fail_on_worse &&
	    td_comparison_is_worse(&c, w->o->metrics)) {
		rc = TD_EXIT_FOUND;
	}
	td_comparison_clear(&c);
	return rc;
}

static int
count_sides(struct work *w)
{
	int rc = TD_EXIT_OK;

	for (int s = 0; rc == TD_EXIT_OK && s < TD_N_SIDES; s++) {
		struct side *side = &w->side[s];

		rc = td_run(&side->plan, &side->counted);
		side->done = rc == TD_EXIT_OK;
	}
	return rc;
}

static void
forget_sides(struct work *w)
{
	for (int s = 0; s < TD_N_SIDES; s++) {
		if (w->side[s].done)
			td_counted_clear(&w->side[s].counted);
		w->side[s].done = false;
	}
}

/* Whether days that nobody asked for took the place of rows. */
static bool
lost_rows(const struct work *w)
{
	bool lost = false;

	for (int s = 0; s < TD_N_SIDES; s++)
		lost |= td_cube_dropped(w->side[s].counted.cube) > 0;
	return lost && w->dims.n > w->o->plan.dims.n;
}

static int
count_without_days(struct work *w)
{
	if (reads_twice(w->o))
		return TD_EXIT_USAGE;
	td_say(NULL,
	    "more rows and days than --max-keys: all is read again, "
	    "without days");
	forget_sides(w);
	w->dims = w->o->plan.dims;
	for (int s = 0; s < TD_N_SIDES; s++)
		w->side[s].plan.dims = w->dims;
	return count_sides(w);
}

static int
compare(struct td_options *o)
{
	struct work w = { .o = o, .split = TD_NO_TIME };
	const struct td_report_kind *kind = td_choose_report(o);
	int rc = divide(&w);

	if (rc == TD_EXIT_OK && kind->compare == NULL)
		rc = wrong("no such report of a comparison",
		    "-O takes table, csv, json or html");
	if (rc == TD_EXIT_OK)
		rc = count_sides(&w);
	if (rc == TD_EXIT_OK && lost_rows(&w))
		rc = count_without_days(&w);
	if (rc == TD_EXIT_OK)
		rc = check_sides(&w);
	if (rc == TD_EXIT_OK)
		rc = report(&w, kind);
	forget_sides(&w);
	return rc;
}

int
td_cmd_compare(int argc, char **argv)
{
	return td_command_run(TD_CMD_COMPARE, argc, argv,
	    "give two sides: PATH... --to PATH..., --split TIME PATH..., or "
	    "--before DAYS --after DAYS PATH...",
	    compare);
}

/*
 * A rotated log over New Year: mail.log.1 begins with "Dec 28", mail.log with
 * "Jan  4", and --year tells that of the first.  So the first stamp of each
 * file is looked at before any is counted.
 */
#include "years.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/input/walk.h"
#include "visit.h"
#include "work.h"

/* As many records of a file are looked at for a stamp. */
enum { RECORDS = 64 };

struct firsts {
	int64_t *stamp;
	size_t n, cap;
	bool failed;
};

static void
keep(struct firsts *f, int64_t stamp)
{
	const size_t cap = f->cap == 0 ? 64 : 2 * f->cap;
	int64_t *bigger;

	if (f->n == f->cap) {
		bigger = realloc(f->stamp, cap * sizeof *bigger);
		if (bigger == NULL) {
			f->failed = true;
			return;
		}
		f->stamp = bigger;
		f->cap = cap;
	}
	f->stamp[f->n++] = stamp;
}

static enum td_visit
find_first(const struct td_visited *v, void *arg)
{
	if (!td_is_log(v->format) || v->number > RECORDS)
		return TD_VISIT_NEXT_SOURCE;
	if ((v->event->lacks & TD_STAMP_NO_YEAR) == 0)
		return TD_VISIT_ON;
	keep(arg, v->event->when);
	return TD_VISIT_NEXT_SOURCE;
}

/* "@x" as it comes out of a walk is a file of that name. */
static bool
can_read_twice(const char *path)
{
	struct stat st;

	return path[0] != '@' && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    strcmp(path, "/dev/stdin") != 0;
}

static void
read_firsts(const struct td_plan *plan, struct td_walk *walk, struct firsts *f)
{
	struct td_plan one = *plan;
	struct td_error e;
	enum td_walked kind;
	const char *path;
	uint64_t sources;

	one.n_paths = 1;
	one.paths = &path;
	while ((kind = td_walk_next(walk, &path, &e)) != TD_WALK_END)
		if (kind == TD_WALK_FILE && can_read_twice(path))
			td_visit(&one, find_first, f, true, &sources);
}

void
td_years_set(struct td_plan *plan)
{
	const char **path = malloc((plan->n_paths + 1) * sizeof *path);
	struct td_walk *walk = NULL;
	struct firsts f = { .failed = path == NULL };
	size_t n = 0;

	for (size_t i = 0; !f.failed && i < plan->n_paths; i++)
		if (strcmp(plan->paths[i], "-") != 0 &&
		    strcmp(plan->paths[i], "@-") != 0)
			path[n++] = plan->paths[i];
	if (plan->year != 0 && n > 0 && (walk = td_walk_new(path, n)) != NULL)
		read_firsts(plan, walk, &f);
	if (f.n > 1 && !f.failed)
		plan->written = td_clock_written(plan->year, f.stamp, f.n);
	if (walk != NULL)
		td_walk_free(walk);
	free(f.stamp);
	free(path);
}

int
td_year_of(
    const struct td_plan *plan, const struct td_first *first, int64_t written)
{
	if (plan->written != 0)
		return td_clock_year(0, first->stamp, plan->written);
	return td_clock_year(plan->year, first->stamp,
	    first->written != TD_NO_TIME ? first->written : written);
}

/*
 * The year in which a log begins, and that of --year of several logs: it is the
 * year in which their set begins.
 */
#ifndef TD_ENGINE_YEARS_H
#define TD_ENGINE_YEARS_H

#include "clock.h"
#include "plan.h"

/*
 * Read the first lines of every file of the plan; where the set goes over New
 * Year, put the time by which it was written in place of the year.  What is
 * read only once (standard input, a pipe) is not looked at, and begins in the
 * year itself; so do all where there is no memory.
 */
void td_years_set(struct td_plan *plan);

/* The year of a log's first line; the file was written to at `written`. */
int td_year_of(
    const struct td_plan *plan, const struct td_first *first, int64_t written);

#endif

/*
 * What histories bring into a run: what they counted, what they left open, and
 * what they read.
 */
#ifndef TD_ANALYZER_PAST_H
#define TD_ANALYZER_PAST_H

#include "engine/known.h"
#include "engine/plan.h"
#include "history/history.h"

struct td_past {
	struct td_known *known;
	struct td_carried carried;
	struct td_balance balance; /* of all earlier runs */
	const char **paths;        /* of the plan, without the histories */
};

/* What is said of both: a past has to be cleared, whatever came of it; -1 and
 * *e. */

/* Of the history that a run goes on with: all but its cells. */
int td_past_load(struct td_past *p, struct td_history *h, struct td_error *e);

/*
 * Of the histories among the plan's paths, for a report: they are taken out of
 * them and put into the plan.  Nothing is done where there are none.  *path is
 * the one that an error is about.
 */
int td_past_take(struct td_past *p, struct td_plan *plan, const char **path,
    struct td_error *e);

/* Keep what a run left open, and what it read, in a history. */
int td_past_keep(const struct td_past *p, struct td_history *h,
    struct td_counted *out, struct td_error *e);

void td_past_clear(struct td_past *p);

/* The zone of the first history among paths, to be freed; NULL: there is none.
 */
char *td_past_zone(const char *const *paths, size_t n);

#endif

/*
 * What histories bring, then all else; see run.h.
 */
#include "run.h"

#include "engine/years.h"
#include "past.h"

int
td_run(struct td_plan *plan, struct td_counted *out)
{
	const struct td_plan given = *plan;
	const char *path = NULL;
	struct td_past past;
	struct td_error e;
	int rc = TD_EXIT_OK;

	if (td_past_take(&past, plan, &path, &e) == -1) {
		rc = e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	} else {
		td_years_set(plan);
		if (td_engine_run(plan, out, &e) == -1)
			rc = TD_EXIT_AGAIN;
	}
	if (rc != TD_EXIT_OK)
		td_error_print(path, &e);
	td_past_clear(&past);
	*plan = given;
	return rc;
}

int
td_exit_status(const struct td_counted *out, bool strict)
{
	const struct td_balance *b = &out->balance;

	if (out->failed && b->sources <= b->failed_sources &&
	    b->bin[TD_BIN_COUNTED] + b->bin[TD_BIN_OTHER] == 0)
		return out->again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	if (out->failed)
		return TD_EXIT_PARTIAL;
	return strict && b->n_defects > 0 ? TD_EXIT_PARTIAL : TD_EXIT_OK;
}

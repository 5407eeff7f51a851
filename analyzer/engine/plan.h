/*
 * A plan: what the command line asked for.  An outcome: what came of it.
 */
#ifndef TD_ENGINE_PLAN_H
#define TD_ENGINE_PLAN_H

#include "analyzer/cube/cells.h"
#include "analyzer/input/source.h"
#include "analyzer/observe/reading.h"

enum td_progress { TD_PROGRESS_AUTO, TD_PROGRESS_ALWAYS, TD_PROGRESS_NEVER };

struct td_known;

struct td_plan {
	size_t n_paths;
	const char *const *paths;
	unsigned jobs;
	struct td_limits limits;
	struct td_trust trust;
	struct td_dims dims;
	size_t max_keys;
	/* Messages with since <= time < until count; TD_NO_TIME is open. */
	int64_t since, until;
	bool zone_given; /* else stamps without a zone are taken for UTC */
	int year; /* --year: of the first line of logs that tell none; or 0 */
	/* Takes the place of the year and of when files were written; 0: does
	 * not.  See years.h. */
	int64_t written;
	const char *options; /* what the numbers depend on, for cells files */
	const char *base_options; /* the same without the period */
	const char *rejects; /* a file for what was not understood, or NULL */
	enum td_progress progress;
	/* Also judge each message by the tests of observe/judge.h; dims are
	 * author_domain and carrier then. */
	bool audit;
	bool clients; /* also count who sent what: cube/clients.h */

	/* Of runs that go on where earlier ones stopped; NULL: neither. */
	struct td_known *known;     /* what they read */
	struct td_carried *carried; /* what they left open */
	bool carry;                 /* leave open what is open, for the next */
	int64_t settle_after;       /* ... but what was silent for so many
	                               microseconds */
};

/* Whether the window holds a time.  TD_NO_TIME is in none, and is added to
 * `undated` where there is one. */
static inline bool
td_plan_holds(const struct td_plan *plan, int64_t when, uint64_t *undated)
{
	if (plan->since == TD_NO_TIME && plan->until == TD_NO_TIME)
		return true;
	if (when == TD_NO_TIME) {
		++*undated;
		return false;
	}
	return (plan->since == TD_NO_TIME || when >= plan->since) &&
	    (plan->until == TD_NO_TIME || when < plan->until);
}

/*
 * What earlier runs counted, and what they left open; NULL: nothing.  A run
 * takes it, and empties it.
 */
struct td_carried {
	struct td_cube *cube;
	struct td_balance *balance;
	struct td_queue *queue;   /* of log lines */
	struct td_ledger *ledger; /* of what services told */
	int64_t newest;           /* td_counted.newest */
	bool noticed; /* bounces or complaints came as mail: they may again */
};

/* Whether to keep deliveries of logs for bounces that may come as mail. */
static inline bool
td_plan_keeps(const struct td_plan *plan, bool has_notices)
{
	return plan->carry &&
	    (has_notices || (plan->carried != NULL && plan->carried->noticed));
}

struct td_counted {
	struct td_cube *cube;
	struct td_balance balance;
	struct td_input_id *ids; /* sorted */
	size_t n_ids;
	bool failed;          /* something could not be read; it was said */
	bool again;           /* and trying again may help */
	uint64_t known_files; /* that were not opened */

	/* With td_plan.carry: what is still open; NULL: nothing. */
	struct td_queue *queue;
	struct td_ledger *ledger;
	/* Time of the newest line or event, also of earlier runs, but at most
	 * now; TD_NO_TIME. */
	int64_t newest;
};

/*
 * Read everything and count it.  -1 and *e only where nothing could be done
 * at all (no memory, no threads).  The outcome is the caller's to clear.
 */
int td_engine_run(
    const struct td_plan *plan, struct td_counted *out, struct td_error *e);

void td_counted_clear(struct td_counted *out);

#endif

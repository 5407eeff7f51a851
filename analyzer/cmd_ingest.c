/*
 * todoku ingest: what is new into a history, in one transaction.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "engine/years.h"
#include "options.h"
#include "past.h"
#include "run.h"

/* It was not done. */
static int
fail(const char *path, const struct td_error *e)
{
	td_error_print(path, e);
	return e->again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
}

/* The day of a time, UTC. */
static void
put_day(int64_t when, char day[16])
{
	const time_t second = (time_t)(when / 1000000);
	struct tm tm;

	if (gmtime_r(&second, &tm) == NULL ||
	    strftime(day, 16, "%Y-%m-%d", &tm) == 0)
		memcpy(day, "0000-00-00", sizeof "0000-00-00");
}

/* Names of files are no values that are kept. */
static bool
can_be_kept(const struct td_dims *dims, struct td_error *e)
{
	for (size_t i = 0; i < dims->n; i++) {
		if (strcmp(dims->dim[i]->name, "source") != 0)
			continue;
		td_error_set(e, "cannot be kept in a history", "--by source");
		return false;
	}
	return true;
}

/* The dimensions but the day, which is always there. */
static void
put_by(const struct td_dims *dims, char *to, size_t cap)
{
	size_t n = 0;

	to[0] = '\0';
	for (size_t i = 0; i < dims->n && n < cap; i++)
		if (strcmp(dims->dim[i]->name, "day") != 0)
			n += (size_t)snprintf(to + n, cap - n, "%s%s",
			    n > 0 ? "," : "", dims->dim[i]->name);
}

/* A new history is begun with the options given; an old one has to have been
 * begun with them. */
static int
agree(struct td_options *o, struct td_history *h, struct td_error *e)
{
	char by[256];
	const char *zone = o->plan.dims.zone.name;
	const struct td_history_head *head = td_history_head(h);
	const struct td_history_head begun = { by, zone, o->base_options };

	put_by(&o->plan.dims, by, sizeof by);

	if (head->by == NULL) {
		if (!can_be_kept(&o->plan.dims, e) ||
		    td_history_begin(h, &begun, e) == -1)
			return -1;
	} else if (o->by != NULL && strcmp(head->by, by) != 0) {
		td_error_set(e, "begun otherwise", "--by %.250s", head->by);
		return -1;
	} else if (strcmp(head->zone, zone) != 0) {
		td_error_set(e, "begun otherwise", "--zone %.250s", head->zone);
		return -1;
	} else if (strcmp(head->options, o->base_options) != 0) {
		td_error_set(
		    e, "begun with other options", "%.280s", head->options);
		return -1;
	}
	return td_history_dims(h, &o->plan.dims, e);
}

static int
prune(const struct td_options *o, struct td_history *h, int64_t newest,
    struct td_error *e)
{
	char day[16];

	if (o->keep == 0 || newest == TD_NO_TIME)
		return 0;
	put_day(newest - o->keep, day);
	return td_history_prune(h, day, e);
}

static void
tell(const struct td_options *o, const struct td_counted *out)
{
	const struct td_balance *b = &out->balance;

	td_say(o->history,
	    "%llu files as they were, %llu read; of %llu bytes %llu were "
	    "known",
	    (unsigned long long)out->known_files,
	    (unsigned long long)b->sources, (unsigned long long)b->decoded,
	    (unsigned long long)b->bin[TD_BIN_DUPLICATE]);
}

/* The history may lie in a folder that is read: it is no log. */
static int
pass_over(const struct td_options *o, struct td_known *known)
{
	static const char *const suffix[] = { "", "-wal", "-shm" };
	struct td_file_key key;
	char path[4096];

	for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
		snprintf(path, sizeof path, "%s%s", o->history, suffix[i]);
		if (td_file_key(path, &key) &&
		    td_known_put_file(known, &key, false) == -1)
			return -1;
	}
	return 0;
}

/* With what is kept at hand: count, and keep. */
static int
count(struct td_options *o, struct td_history *h, struct td_past *past)
{
	struct td_counted out;
	struct td_error e;
	int rc;

	o->plan.known = past->known;
	o->plan.carried = &past->carried;
	o->plan.carry = true;
	td_years_set(&o->plan);
	if (td_engine_run(&o->plan, &out, &e) == -1) {
		td_error_print(NULL, &e);
		return TD_EXIT_AGAIN;
	}
	rc = td_exit_status(&out, o->strict);
	if (td_past_keep(past, h, &out, &e) == -1 ||
	    prune(o, h, out.newest, &e) == -1 || td_history_commit(h, &e) == -1)
		rc = fail(o->history, &e);
	else
		tell(o, &out);
	td_counted_clear(&out);
	return rc;
}

static int
ingest(struct td_options *o)
{
	struct td_history *h;
	struct td_past past;
	struct td_error e;
	char today[16];
	int rc;

	if (o->history == NULL) {
		td_error_set(&e, "nothing to add to", "give --history FILE");
		return fail(NULL, &e);
	}
	put_day((int64_t)time(NULL) * 1000000, today);
	h = td_history_lock(o->history, today, &e);
	if (h == NULL)
		return fail(o->history, &e);
	if (agree(o, h, &e) == -1) {
		td_history_close(h);
		return fail(o->history, &e);
	}
	rc = td_past_load(&past, h, &e);
	if (rc == 0 && pass_over(o, past.known) == -1) {
		td_error_sys(&e, "cannot use the history", ENOMEM);
		rc = -1;
	}
	rc = rc == -1 ? fail(o->history, &e) : count(o, h, &past);
	td_past_clear(&past);
	td_history_close(h);
	return rc;
}

int
td_cmd_ingest(int argc, char **argv)
{
	return td_command_run(TD_CMD_INGEST, argc, argv,
	    "give --history FILE and a PATH, or - for standard input", ingest);
}

/*
 * todoku explain LOG:LINE, todoku explain --queue-id ID LOG...
 */
#include "explain_log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "engine/clock.h"
#include "engine/work.h"
#include "engine/years.h"
#include "explain_line.h"
#include "explain_retold.h"
#include "explain_thread.h"
#include "report/escape.h"

/* Lines that are joined before what is settled goes out. */
enum { STRETCH = 65536 };

struct story {
	struct td_options *o;
	struct td_clock clock;
	struct td_first first;
	uint64_t source; /* the one at hand */
	uint64_t lines;  /* of all sources so far */
	uint64_t asked;  /* the line; 0: of a queue id */
	bool by_byte;    /* it is not known yet which line holds `byte` */
	uint64_t byte;
	bool found;

	/* Of the line that was asked for. */
	struct td_thread_name host, id, number, message_id, client;
	int64_t when;

	struct td_thread thread;
	struct td_queue *all, *stretch;
	struct td_deliveries *deliveries;
	struct td_orgs *orgs;
	struct td_delivery delivery;
	struct td_retold told;
	bool failed; /* no memory */
};

static const struct td_span no_text = { NULL, 0 };

/* Read all again, path by path: a walk would sort them; how many sources
 * failed. */
static uint64_t
read_again(struct story *s,
    enum td_visit (*visit)(const struct td_visited *v, void *arg), bool silent)
{
	struct td_plan plan = s->o->plan;
	uint64_t sources, failed = 0;

	s->lines = 0;
	plan.n_paths = 1;
	for (size_t i = 0; i < s->o->plan.n_paths; i++) {
		s->source = 0;
		plan.paths = &s->o->plan.paths[i];
		failed += td_visit(&plan, visit, s, silent, &sources);
	}
	return failed;
}

/*
 * A line of a log counts, and its time becomes what it means.  Not TD_VISIT_ON:
 * it is none, or of a second log where a line was asked for.
 */
static enum td_visit
next_line(struct story *s, const struct td_visited *v)
{
	const struct td_plan *plan = &s->o->plan;

	if (!td_is_log(v->format))
		return TD_VISIT_NEXT_SOURCE;
	if (s->source != v->source) {
		if (s->asked > 0 && s->source != 0)
			return TD_VISIT_STOP;
		s->source = v->source;
		s->clock = (struct td_clock){ .zone = &s->o->plan.dims.zone,
			.last = TD_NO_TIME };
		s->first = td_clock_first(v->batch);
	}
	s->lines++;
	if ((v->event->lacks & TD_STAMP_NO_YEAR) &&
	    s->clock.last == TD_NO_TIME) {
		s->first.stamp = v->event->when;
		s->clock.year = td_year_of(plan, &s->first, v->written);
	}
	v->event->when = td_clock_at(&s->clock, v->event);
	v->event->lacks = 0;
	return TD_VISIT_ON;
}

/* ---- the line that was asked for ---- */

/* The last line counted is the one, or is behind it. */
static bool
is_asked(struct story *s, const struct td_visited *v)
{
	if (!s->by_byte)
		return s->lines >= s->asked;
	if (v->off + v->record->whole.len < s->byte)
		return false;
	s->by_byte = false;
	s->asked = s->lines;
	return true;
}

static enum td_visit
find_line(const struct td_visited *v, void *arg)
{
	struct story *s = arg;
	enum td_visit go = next_line(s, v);

	if (go != TD_VISIT_ON || !is_asked(s, v))
		return go;
	s->found = true;
	td_thread_name_set(&s->host, v->event->host);
	td_thread_name_set(&s->id, v->event->queue_id);
	td_thread_name_set(&s->number, v->event->delivery_id);
	td_thread_name_set(&s->message_id, v->event->message_id);
	s->when = v->event->when;
	if (td_thread_loose_spf((enum td_kind)v->record->kind, v->event))
		td_thread_name_set(&s->client, v->event->client_ip);
	return TD_VISIT_STOP;
}

/* The queue id of a line that tells SPF of a client: DECISIONS.md 12. */
static enum td_visit
find_entry_of_client(const struct td_visited *v, void *arg)
{
	const enum td_kind kind = (enum td_kind)v->record->kind;
	const struct td_event *e = v->event;
	struct story *s = arg;
	enum td_visit go = next_line(s, v);

	if (go != TD_VISIT_ON || s->lines <= s->asked ||
	    !td_thread_name_is(&s->client, e->client_ip) ||
	    !td_thread_name_is(&s->host, e->host))
		return go;
	if (kind == TD_ACCEPT && td_thread_spf_near(s->when, e->when)) {
		td_thread_name_set(&s->id, e->queue_id);
		s->asked = s->lines;
	}
	return kind == TD_ACCEPT || kind == TD_DISCONNECT ||
	        td_thread_loose_spf(kind, e) ?
	    TD_VISIT_STOP :
	    TD_VISIT_ON;
}

/* The queue id of a line that tells a delivery number, or a Message-ID. */
static enum td_visit
find_id(const struct td_visited *v, void *arg)
{
	const struct td_event *e = v->event;
	struct story *s = arg;
	enum td_visit go = next_line(s, v);
	bool same;

	if (go != TD_VISIT_ON)
		return go;
	if (s->lines > s->asked && (s->number.n > 0 || s->id.n > 0))
		return TD_VISIT_STOP;
	same = s->number.n > 0 ?
	    td_thread_name_is(&s->number, e->delivery_id) :
	    td_thread_name_is(&s->message_id, e->message_id);
	if (same && e->queue_id.n > 0) {
		td_thread_name_set(&s->host, e->host);
		td_thread_name_set(&s->id, e->queue_id);
		if (s->number.n == 0)
			s->asked = s->lines;
	}
	return TD_VISIT_ON;
}

static enum td_visit
print_line(const struct td_visited *v, void *arg)
{
	struct story *s = arg;
	enum td_visit go = next_line(s, v);

	if (go != TD_VISIT_ON || s->lines < s->asked)
		return go;
	td_explain_line(stdout, v, &s->o->plan.trust, s->orgs, true);
	return TD_VISIT_STOP;
}

/* ---- the life of the message ---- */

static enum td_visit
follow_line(const struct td_visited *v, void *arg)
{
	struct story *s = arg;
	enum td_visit go = next_line(s, v);

	if (go == TD_VISIT_ON)
		td_thread_line(&s->thread, (enum td_kind)v->record->kind,
		    v->event, s->lines);
	return go;
}

/* The entry that a settled delivery is of; NULL: of another message. */
static struct td_thread_entry *
entry_of(struct td_thread *t, const struct td_settled *x)
{
	for (size_t i = 0; i < t->n; i++) {
		struct td_thread_entry *e = &t->entry[i];

		if (!e->dead && td_thread_name_is(&e->id, x->queue_id) &&
		    (e->host.n == 0 || td_thread_name_is(&e->host, x->host)) &&
		    x->off >= e->from && x->off <= e->to)
			return e;
	}
	return NULL;
}

static void
settle(void *arg, const struct td_settled *x)
{
	struct story *s = arg;
	struct td_thread_entry *e = entry_of(&s->thread, x);

	if (e == NULL)
		return;
	if (e->next_at == x->off)
		e->next_at = 0; /* it was no hop */
	if (td_retold_add(&s->told, x,
	        td_observe_delivery(s->deliveries, x, &s->delivery),
	        &s->delivery) == -1)
		s->failed = true;
}

/* Join what was read since the last time with what was before. */
static int
end_stretch(struct story *s)
{
	if (td_queue_close(s->stretch, settle, s) == -1)
		return -1;
	return td_queue_append(s->all, s->stretch, settle, s);
}

static enum td_visit
tell_line(const struct td_visited *v, void *arg)
{
	const enum td_kind kind = (enum td_kind)v->record->kind;
	const uint64_t source = ((struct story *)arg)->source;
	struct story *s = arg;
	enum td_visit go = next_line(s, v);

	if (go != TD_VISIT_ON || s->failed)
		return s->failed ? TD_VISIT_STOP : go;
	if (source != s->source)
		s->found = false;
	if (td_thread_line(&s->thread, kind, v->event, s->lines)) {
		if (!s->found) {
			fputs("lines        of ", stdout);
			td_put_text(stdout,
			    (struct td_span){ v->name, strlen(v->name) });
			putchar('\n');
		}
		s->found = true;
		td_explain_line(stdout, v, &s->o->plan.trust, s->orgs,
		    s->lines == s->asked);
	}
	if (kind != TD_NOTE && kind != TD_REPEATED &&
	    td_queue_event(s->stretch, kind, v->event, s->lines) == -1)
		s->failed = true;
	if (!s->failed && s->lines % STRETCH == 0 && end_stretch(s) == -1)
		s->failed = true;
	return s->failed ? TD_VISIT_STOP : TD_VISIT_ON;
}

static void
put_name(const struct td_thread_name *x)
{
	td_put_text(stdout, (struct td_span){ x->s, x->n });
}

/* What was counted, and what was not because it goes on elsewhere. */
static void
print_end(struct story *s)
{
	const struct td_thread *t = &s->thread;
	const struct td_thread_entry *x = td_thread_hop(t, 0);

	for (; x != NULL; x = td_thread_hop(t, x->next_at)) {
		fputs("\nhop          ", stdout);
		put_name(&x->id);
		fputs(" goes on as ", stdout);
		put_name(&t->entry[x->next].id);
		fputs(", where it is counted\n", stdout);
	}
	td_retold_print(&s->told);
}

static int
tell(struct story *s)
{
	struct td_join_options jo = { .keep_text = true,
		.trust = &s->o->plan.trust };

	jo.orgs = s->orgs;
	s->deliveries = td_deliveries_new(&s->o->plan.trust);
	s->stretch = td_queue_new(&jo);
	jo.first = true;
	s->all = td_queue_new(&jo);
	s->found = false;
	if (s->deliveries == NULL || s->stretch == NULL || s->all == NULL)
		return -1;
	td_thread_begin(&s->thread);
	read_again(s, tell_line, true);
	if (s->failed || end_stretch(s) == -1 ||
	    td_queue_finish(s->all, settle, s) == -1 || s->failed)
		return -1;
	print_end(s);
	return 0;
}

/* Until it is known which lines there are. */
static void
follow_all(struct story *s)
{
	do {
		td_thread_begin(&s->thread);
		read_again(s, follow_line, true);
	} while (!td_thread_end(&s->thread));
}

static void
clear(struct story *s)
{
	td_queue_free(s->stretch);
	td_queue_free(s->all);
	td_deliveries_free(s->deliveries);
	td_orgs_free(s->orgs);
	td_retold_clear(&s->told);
	free(s);
}

static struct story *
story_new(struct td_options *o)
{
	struct story *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->o = o;
	s->orgs = td_orgs_new(o->plan.trust.psl);
	if (s->orgs != NULL)
		return s;
	free(s);
	return NULL;
}

static int
no_memory(void)
{
	struct td_error e;

	td_error_sys(&e, "cannot explain", ENOMEM);
	td_error_print(NULL, &e);
	return TD_EXIT_AGAIN;
}

/* Standard input cannot be read again. */
static bool
can_reread(const struct td_options *o)
{
	struct td_error e;

	for (size_t i = 0; i < o->plan.n_paths; i++) {
		if (strcmp(o->plan.paths[i], "-") != 0)
			continue;
		td_error_set(&e, "cannot explain",
		    "a log is read several times: give a file");
		td_error_print("-", &e);
		return false;
	}
	return true;
}

/* ---- FILE:LINE ---- */

static int
explain_found(struct story *s)
{
	const uint64_t asked = s->asked;

	if (s->id.n == 0 && s->number.n + s->message_id.n > 0)
		read_again(s, find_id, true);
	else if (s->id.n == 0 && s->client.n > 0)
		read_again(s, find_entry_of_client, true);
	if (s->id.n == 0) {
		s->asked = asked;
		printf("line         of no message that %s\n",
		    s->client.n > 0 ? "this client began next, within 10 s" :
		                      "a queue id names");
		read_again(s, print_line, true);
		return 0;
	}
	if (td_thread_add(&s->thread, (struct td_span){ s->host.s, s->host.n },
	        (struct td_span){ s->id.s, s->id.n }, s->asked) == NULL)
		return -1;
	s->asked = asked;
	follow_all(s);
	return tell(s);
}

static void
tell_no_line(const struct story *s, const char *path, uint64_t n)
{
	struct td_error e;

	if (s->by_byte)
		td_error_set(&e, "no such byte",
		    "the last of the log's %" PRIu64 " lines ends before it",
		    s->lines);
	else if (n == 0)
		td_error_set(&e, "no line 0", "the first one is 1");
	else
		td_error_set(&e, "no such line",
		    "the log has %" PRIu64
		    " lines; reports tell bytes, of which %s:@%" PRIu64
		    " is one",
		    s->lines, path, n);
	td_error_print(path, &e);
}

int
td_explain_log_line(struct td_options *o, uint64_t n, bool byte)
{
	const char *path = o->plan.paths[0];
	struct story *s;
	int rc = TD_EXIT_OK;

	if (!can_reread(o))
		return TD_EXIT_USAGE;
	if ((s = story_new(o)) == NULL)
		return no_memory();
	s->asked = n > 0 && !byte ? n : UINT64_MAX;
	s->by_byte = byte;
	s->byte = n;
	read_again(s, find_line, false);
	if (!s->found) {
		tell_no_line(s, path, n);
		rc = TD_EXIT_USAGE;
	} else {
		td_put_text(stdout, (struct td_span){ path, strlen(path) });
		printf(":%" PRIu64 "  (log)\n", s->asked);
		if (explain_found(s) == -1)
			rc = no_memory();
	}
	clear(s);
	return rc;
}

/* ---- --queue-id ---- */

struct aged {
	const char *path;
	int64_t first;
	size_t nth;
};

/* Sets the time of the first line that has one. */
static enum td_visit
find_first(const struct td_visited *v, void *arg)
{
	struct story *s = arg;
	enum td_visit go = next_line(s, v);

	if (go != TD_VISIT_ON || v->event->when == TD_NO_TIME)
		return go;
	s->delivery.obs.when = v->event->when;
	return TD_VISIT_STOP;
}

static int
by_age(const void *a, const void *b)
{
	const struct aged *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->nth < y->nth ? -1 : x->nth > y->nth;
}

/* The plan's paths in the order of their logs' time; how many failed. */
static uint64_t
sort_paths(struct story *s, const char **paths)
{
	const size_t n = s->o->n_operands;
	struct td_plan *plan = &s->o->plan;
	struct aged *aged = malloc(n * sizeof *aged);
	uint64_t failed = 0;

	if (aged == NULL)
		return n;
	for (size_t i = 0; i < n; i++) {
		paths[0] = s->o->operands[i];
		plan->paths = paths;
		plan->n_paths = 1;
		s->delivery.obs.when = TD_NO_TIME;
		failed += read_again(s, find_first, false) > 0;
		aged[i] =
		    (struct aged){ s->o->operands[i], s->delivery.obs.when, i };
	}
	qsort(aged, n, sizeof *aged, by_age);
	for (size_t i = 0; i < n; i++)
		paths[i] = aged[i].path;
	plan->n_paths = n;
	free(aged);
	return failed;
}

int
td_explain_log_id(struct td_options *o)
{
	const struct td_span id = { o->queue_id, strlen(o->queue_id) };
	const char **paths = malloc(o->n_operands * sizeof *paths);
	struct story *s = story_new(o);
	struct td_error e;
	uint64_t failed;
	int rc = TD_EXIT_USAGE;

	if (paths == NULL || s == NULL) {
		rc = no_memory();
		goto out;
	}
	if (!can_reread(o))
		goto out;
	td_years_set(&o->plan);
	failed = sort_paths(s, paths);
	td_thread_add(&s->thread, no_text, id, 0);
	follow_all(s);
	if (s->thread.n == 0 || s->thread.entry[0].dead) {
		td_error_set(&e, "no such queue id",
		    "%s is in none of %" PRIu64 " lines", o->queue_id,
		    s->lines);
		td_error_print(NULL, &e);
		goto out;
	}
	rc = failed > 0 ? TD_EXIT_PARTIAL : TD_EXIT_OK;
	if (tell(s) == -1)
		rc = no_memory();
out:
	if (s != NULL)
		clear(s);
	free(paths);
	return rc;
}

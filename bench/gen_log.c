/*
 * A mail server at play: messages arrive, wait, are tried and tried again, in
 * the order of time, so that their lines mix as they do in a real log.  In
 * memory are the entries of the queue and as much of the log as one write
 * takes.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "gen_event.h"

/* 2026-11-01T00:00:00Z; 2026-12-31T22:00:00Z */
#define FIRST_TIME (INT64_C(1793491200) * GEN_SECOND)
#define NEW_YEAR_TIME (INT64_C(1798754400) * GEN_SECOND)

enum {
	BYTES_A_MESSAGE = 1400,         /* about */
	RELAYED_BYTES_A_MESSAGE = 7500, /* with its events */
	AT_LEAST_US = 21000             /* between two messages */
};

static struct gen_pool pool = { .size = sizeof(struct gen_entry) };
static struct gen_queue steps;
static struct gen_out out = { .fd = -1 };
static uint64_t n_files;

/* ---- entries ---- */

static struct gen_entry *
entry_at(uint32_t i)
{
	return gen_pool_at(&pool, i);
}

static struct gen_entry *
new_entry(void)
{
	uint32_t i = gen_pool_new(&pool);
	struct gen_entry *e = entry_at(i);

	memset(e, 0, offsetof(struct gen_entry, rcpt));
	e->index = i;
	e->used = true;
	return e;
}

static void
free_entry(struct gen_entry *e)
{
	e->used = false;
	gen_pool_free(&pool, e->index);
}

static void
schedule(struct gen_log *g, struct gen_entry *e, enum gen_step step, int64_t us)
{
	gen_queue_add(&steps, g->now + us, e->index);
	e->step = (uint8_t)step;
}

/* Some milliseconds. */
static int64_t
about(struct gen_log *g, uint32_t from, uint32_t to)
{
	return 1000 * (int64_t)(from + gen_below(&g->random, to - from)) +
	    gen_below(&g->random, 1000);
}

/* ---- the life of an entry ---- */

static void
leave(struct gen_log *g, struct gen_entry *e)
{
	gen_log_truth_settle(e);
	g->style->free_id(g, e);
	free_entry(e);
}

/* A notice of what failed goes to the sender. */
static void
notify(struct gen_log *g, struct gen_entry *e)
{
	struct gen_entry *d;

	e->failed = false;
	if (e->null_sender)
		return;
	d = new_entry();
	d->host = e->host;
	d->path = PATH_NOTICE;
	d->mail = ++g->n_mails;
	d->from = e->from;
	d->null_sender = true;
	d->begun = g->now;
	d->pid = e->pid + 1;
	d->size = e->size / 2 + 2000;
	d->rounds = UINT8_MAX;
	for (int i = 0; i < 3; i++)
		d->word[i] = W_MISSING;
	d->n = 1;
	d->rcpt[0] = (struct gen_rcpt){ .to = &gen_notices,
		.number = (uint32_t)e->mail,
		.end = STATE_ACCEPTED,
		.puts_off = gen_chance(&g->random, 300),
		.state = STATE_UNSEEN };
	if (gen_chance(&g->random, 300))
		d->rcpt[0].end = STATE_FAILED;
	g->style->new_id(g, d);
	g->style->notice(g, e, d);
	schedule(g, d, STEP_DELIVER, about(g, 50, 2000));
}

/* The next entry of a message that goes through something. */
static void
begin_hop(struct gen_log *g, struct gen_entry *e)
{
	static const uint8_t paths[] = { [HOP_FILTER] = PATH_FILTERED,
		[HOP_RELAY] = PATH_RELAYED,
		[HOP_PIPE] = PATH_PIPED };
	struct gen_entry *c = new_entry();
	uint32_t index = c->index;

	*c = *e;
	c->index = index;
	c->parent = e->index;
	c->path = paths[e->hop];
	c->hop = HOP_NONE;
	c->refused_hop = c->discarded = false;
	c->round = 0;
	c->pid = e->pid + 7;
	c->spf_told = SPF_UNTOLD;
	c->begun = 0;
	for (size_t i = 0; i < c->n; i++) {
		c->rcpt[i].attempts = 0;
		c->rcpt[i].state = STATE_UNSEEN;
		c->rcpt[i].done = c->rcpt[i].named = false;
	}
	/* A hop by a command is known by the try that follows. */
	if (e->hop == HOP_PIPE && c->rounds == 0)
		c->rounds = 1;
	if (e->hop == HOP_RELAY) {
		c->host = HOST_OUT;
		if (gen_chance(&g->random, 1500))
			c->hop = HOP_FILTER;
	}
	schedule(g, c, STEP_ARRIVE, about(g, 50, 1500));
}

static bool
find_recipient(struct gen_entry *e, size_t from)
{
	for (; from < e->n; from++)
		if (!e->rcpt[from].done) {
			e->at = (uint8_t)from;
			return true;
		}
	return false;
}

static void
queue(struct gen_log *g, struct gen_entry *e)
{
	if (e->path != PATH_NOTICE || e->round > 0)
		g->style->queue(g, e);
	if (e->parent != 0) {
		schedule(
		    g, entry_at(e->parent), STEP_HOP_DONE, about(g, 5, 50));
		strcpy(entry_at(e->parent)->next_id, e->id);
		e->parent = 0;
	}
	if (e->hop != HOP_NONE && !e->refused_hop && !e->discarded) {
		begin_hop(g, e);
		return;
	}
	if (e->fate == FATE_STAYS && e->rounds == 0)
		return; /* never tried */
	find_recipient(e, 0);
	schedule(g, e, STEP_DELIVER, about(g, 20, 600));
}

/* local(8) passes it on by an alias: another message. */
static void
forward(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	struct gen_entry *c;

	if (g->style->forward == NULL || r->to != gen_home || e->null_sender ||
	    !gen_chance(&g->random, 200))
		return;
	c = new_entry();
	c->path = PATH_FORWARDED;
	c->host = e->host;
	c->mail = e->mail;
	c->from = e->from;
	c->begun = g->now;
	c->pid = e->pid + 3;
	c->size = e->size;
	c->rounds = UINT8_MAX;
	for (int i = 0; i < 3; i++)
		c->word[i] = W_MISSING;
	gen_choose_recipient(g, c, &c->rcpt[0]);
	c->n = 1;
	g->style->new_id(g, c);
	g->style->forward(g, c);
	strcpy(e->next_id, c->id);
	r->forwarded = true;
	schedule(g, c, STEP_DELIVER, about(g, 20, 900));
}

static void
deliver(struct gen_log *g, struct gen_entry *e)
{
	struct gen_rcpt *r = &e->rcpt[e->at];
	enum gen_state what = (enum gen_state)r->end;

	if (e->refused_hop || (r->puts_off > 0 && !e->discarded)) {
		what = STATE_DEFERRED;
		if (!e->refused_hop && r->puts_off != UINT8_MAX)
			r->puts_off--;
	} else {
		if (e->discarded)
			what = STATE_SUPPRESSED;
		r->done = true;
		e->failed |= what == STATE_FAILED;
	}
	if (what == STATE_ACCEPTED)
		forward(g, e, r);
	g->style->deliver(g, e, r, what);
	if (find_recipient(e, e->at + (size_t)1))
		schedule(g, e, STEP_DELIVER, about(g, 10, 900));
	else
		schedule(g, e, STEP_ROUND_END, about(g, 1, 40));
}

static void
hop_done(struct gen_log *g, struct gen_entry *e)
{
	g->style->filtered(g, e);
	for (size_t i = 0; i < e->n; i++)
		g->style->deliver(g, e, &e->rcpt[i], STATE_HOP);
	g->style->remove(g, e);
	leave(g, e);
}

static void
round_end(struct gen_log *g, struct gen_entry *e)
{
	/* Postfix' minimal_backoff_time, doubled up to the maximal. */
	int64_t seconds = 300 << (e->round < 4 ? e->round : 4);
	bool last, refused = e->refused_hop;

	if (e->discarded && !refused)
		g->style->filtered(g, e);
	if (e->failed)
		notify(g, e);
	e->refused_hop = false;
	if (!find_recipient(e, 0)) {
		g->style->remove(g, e);
		leave(g, e);
		return;
	}
	e->round++;
	last = e->round >= e->rounds;
	/* What goes on elsewhere has its fate there. */
	if (e->fate == FATE_STAYS && (last || refused))
		return;
	if (e->fate == FATE_EXPIRES && last && !refused) {
		g->style->expire(g, e);
		notify(g, e);
		g->style->remove(g, e);
		leave(g, e);
		return;
	}
	if (seconds > 4000)
		seconds = 4000;
	schedule(g, e, STEP_QUEUE, seconds * GEN_SECOND + about(g, 0, 60000));
}

static void
step(struct gen_log *g, struct gen_entry *e)
{
	switch ((enum gen_step)e->step) {
	case STEP_ARRIVE:
		e->begun = g->now;
		g->style->new_id(g, e);
		g->style->arrive(g, e);
		/* A result counts for ten seconds (DECISIONS 12). */
		schedule(g, e, STEP_CLEANUP,
		    e->spf_told == SPF_LATE ? about(g, 14000, 20000) :
		                              about(g, 3, 60));
		break;
	case STEP_CLEANUP:
		g->style->cleanup(g, e);
		schedule(g, e, STEP_QUEUE, about(g, 3, 250));
		break;
	case STEP_QUEUE:
		queue(g, e);
		break;
	case STEP_DELIVER:
		deliver(g, e);
		break;
	case STEP_HOP_DONE:
		hop_done(g, e);
		break;
	case STEP_ROUND_END:
		round_end(g, e);
		break;
	}
}

/* ---- output ---- */

/* The oldest of a set has the highest number. */
static void
open_file(const struct gen_plan *plan)
{
	unsigned long long number = plan->set - 1 - n_files;
	char path[4096];

	if (!plan->files)
		snprintf(path, sizeof path, "%s", plan->out);
	else if (plan->set > 0 && number > 0)
		snprintf(
		    path, sizeof path, "%s/mail.log.%llu", plan->out, number);
	else
		snprintf(path, sizeof path, "%s/mail.log", plan->out);
	gen_out_open(&out, path);
	n_files++;
}

static struct gen_events *
open_events(const struct gen_plan *plan)
{
	char path[4096];

	if (plan->kind != K_RELAY)
		return NULL;
	snprintf(path, sizeof path, "%s/events.json", plan->out);
	return gen_events_new(plan, path);
}

static void
close_events(struct gen_events *v)
{
	if (v == NULL)
		return;
	gen_out_close(&v->out);
	gen_log_truth_add(1, v->out.bytes, v->n_events);
	if (out.error == 0)
		out.error = v->out.error;
	gen_events_free(v);
}

static void
open_first(const struct gen_plan *plan)
{
	if (plan->stream) {
		gen_out_open(&out, NULL);
		n_files = 1;
		return;
	}
	if (plan->files && mkdir(plan->out, 0777) == -1 && errno != EEXIST)
		out.error = errno;
	open_file(plan);
}

/* ---- the whole ---- */

/* A small log is of six hours, too. */
uint32_t
gen_log_pace(const struct gen_plan *plan, uint64_t bytes_a_message)
{
	uint64_t n = plan->messages, us;

	if (n == 0)
		n = 1 + plan->bytes / bytes_a_message;
	us = UINT64_C(6) * 3600 * GEN_SECOND / n;
	return us < AT_LEAST_US  ? AT_LEAST_US :
	    us > 30 * GEN_SECOND ? (uint32_t)(30 * GEN_SECOND) :
	                           (uint32_t)us;
}

int64_t
gen_log_begins(const struct gen_plan *plan)
{
	return plan->new_year ? NEW_YEAR_TIME : FIRST_TIME;
}

/* How much of `whole` is done when the next file of a set begins. */
static uint64_t
part(const struct gen_plan *plan, uint64_t whole)
{
	return plan->set < 2 ? UINT64_MAX : whole / plan->set * n_files;
}

static void
arrive(struct gen_log *g)
{
	struct gen_entry *e = new_entry();

	if (g->events != NULL && gen_chance(&g->random, 500))
		gen_events_arrive(g->events, g->now);
	gen_choose_mail(g, e);
	schedule(g, e, STEP_ARRIVE, 0);
	g->style->noise(g);
}

/* Everything up to `until`. */
static void
play(struct gen_log *g, int64_t until)
{
	while (steps.n > 0 && steps.p[0].when <= until && out.error == 0) {
		struct gen_due v = gen_queue_next(&steps);

		g->now = v.when;
		step(g, entry_at(v.what));
		gen_out_step(&out);
	}
	if (g->events != NULL)
		gen_events_play(g->events, until);
}

static uint64_t
written(const struct gen_log *g)
{
	uint64_t n = out.bytes + out.text.n;

	return g->events == NULL ?
	    n :
	    n + g->events->out.bytes + g->events->out.text.n;
}

static void
write_log(struct gen_log *g)
{
	const struct gen_plan *plan = g->plan;
	const uint32_t mean = gen_log_pace(plan,
	    plan->kind == K_RELAY ? RELAYED_BYTES_A_MESSAGE : BYTES_A_MESSAGE);
	int64_t at = g->now;

	for (uint64_t i = 0; out.error == 0; i++) {
		uint64_t done = plan->messages > 0 ? i : written(g);
		uint64_t whole =
		    plan->messages > 0 ? plan->messages : plan->bytes;

		if (done >= whole)
			break;
		if (done >= part(plan, whole) && n_files < plan->set) {
			gen_out_close(&out);
			open_file(plan);
		}
		at += mean / 2 + gen_below(&g->random, mean);
		play(g, at);
		g->now = at;
		arrive(g);
	}
	play(g, INT64_MAX);
	for (uint32_t i = 1; i <= pool.n; i++)
		if (entry_at(i)->used)
			gen_log_truth_settle(entry_at(i));
}

int
gen_log_write(const struct gen_plan *plan, const char **what)
{
	struct gen_log *g = gen_must(calloc(1, sizeof *g));

	*what = plan->stream ? "standard output" : plan->out;
	g->plan = plan;
	g->style = plan->kind == K_EXIM ? &gen_log_exim : &gen_log_postfix;
	g->random.state = plan->seed * UINT64_C(0xd1342543de82ef95);
	g->now = gen_log_begins(plan);
	g->stamped = -1;
	g->t = &out.text;
	gen_log_world_init();
	gen_log_truth_init(plan);
	open_first(plan);
	g->events = open_events(plan);
	write_log(g);
	gen_out_close(&out);
	gen_log_truth_add(n_files, out.bytes, g->lines);
	close_events(g->events);
	free(g);
	if (out.error != 0) {
		errno = out.error;
		return -1;
	}
	*what = plan->truth;
	return gen_log_truth_write();
}

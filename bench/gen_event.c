/*
 * Events in the order in which they arrive, which is not the one in which
 * things happened; in memory is what was not yet written.
 */
#include <errno.h>
#include <stdlib.h>

#include "gen_event.h"

enum { BYTES_A_MESSAGE = 5500 }; /* about */

#define MINUTE (60 * GEN_SECOND)

struct gen_events *
gen_events_new(const struct gen_plan *plan, const char *path)
{
	struct gen_events *v = gen_must(calloc(1, sizeof *v));

	v->plan = v->pen.plan = v->dice.plan = plan;
	v->mails.size = sizeof(struct gen_message);
	v->events.size = sizeof(struct gen_event);
	v->dice.random.state = plan->seed * UINT64_C(0x9fb21c651e98df25);
	gen_out_open(&v->out, path);
	v->pen.t = &v->out.text;
	return v;
}

void
gen_events_free(struct gen_events *v)
{
	gen_pool_end(&v->mails);
	gen_pool_end(&v->events);
	free(v->due.p);
	free(v->out.text.p);
	free(v);
}

/* ---- events ---- */

/* Most arrive at once, some minutes later, a few anywhere in the file. */
static int64_t
transit(struct gen_events *v)
{
	uint32_t x = gen_below(&v->dice.random, 1000);
	int64_t part = gen_below(&v->dice.random, 1 << 20);

	if (x < 890)
		return GEN_SECOND / 5 + ((part * 3 * GEN_SECOND) >> 20);
	return (part * (x < 990 ? 10 * MINUTE : 6 * 60 * MINUTE)) >> 20;
}

static void
post(struct gen_events *v, const struct gen_event *e)
{
	uint32_t i = gen_pool_new(&v->events);
	struct gen_message *m = gen_pool_at(&v->mails, e->mail);

	*(struct gen_event *)gen_pool_at(&v->events, i) = *e;
	m->waiting++;
	gen_queue_add(&v->due, e->at + transit(v), i);
}

/* At least once: now and then twice, and then not always the same bytes. */
void
gen_events_post(struct gen_events *v, uint32_t mail, struct gen_event e)
{
	struct gen_message *m = gen_pool_at(&v->mails, mail);

	e.mail = mail;
	e.nth = m->n_events++;
	post(v, &e);
	while (gen_chance(&v->dice.random, 300)) {
		e.twin = gen_chance(&v->dice.random, 3300);
		post(v, &e);
	}
}

void
gen_events_play(struct gen_events *v, int64_t until)
{
	while (v->due.n > 0 && v->due.p[0].when <= until && v->out.error == 0) {
		struct gen_due d = gen_queue_next(&v->due);
		struct gen_event e =
		    *(struct gen_event *)gen_pool_at(&v->events, d.what);
		struct gen_message *m = gen_pool_at(&v->mails, e.mail);

		gen_put_wrapped(v, m, &e);
		v->n_events++;
		if (e.kind != EVENT_OPEN && e.kind != EVENT_CLICK)
			gen_log_truth_event();
		gen_pool_free(&v->events, d.what);
		if (--m->waiting == 0)
			gen_pool_free(&v->mails, e.mail);
		gen_out_step(&v->out);
	}
}

/* ---- messages ---- */

void
gen_events_take(struct gen_events *v, struct gen_entry *e, enum gen_way way,
    char id[GEN_SES_ID_SIZE])
{
	uint32_t i = gen_pool_new(&v->mails);
	struct gen_message *m = gen_pool_at(&v->mails, i);
	struct gen_text t = { .p = m->id, .cap = sizeof m->id };

	*m = (struct gen_message){
		.e = *e, .seed = gen_next(&v->dice.random), .way = (uint8_t)way
	};
	gen_put_ses_id(&t, &v->dice.random, e->begun);
	memcpy(id, m->id, GEN_SES_ID_SIZE);
	gen_event_choose(v, i);
	memcpy(e->rcpt, m->e.rcpt, sizeof e->rcpt);
	if (m->waiting == 0)
		gen_pool_free(&v->mails, i);
}

/* Several of one domain are usual: they are delivered together. */
static void
choose_recipients(struct gen_events *v, struct gen_entry *e)
{
	uint32_t x = gen_below(&v->dice.random, 1000), n;

	n = x < 40 ? 2 + x % (GEN_MAX_RECIPIENTS - 1) : x < 120 ? 2 : 1;
	for (e->n = 0; e->n < n; e->n++) {
		struct gen_rcpt *r = &e->rcpt[e->n];

		gen_choose_recipient(&v->dice, e, r);
		if (e->n > 0 && gen_chance(&v->dice.random, 5000))
			r->to = r[-1].to;
	}
}

void
gen_events_arrive(struct gen_events *v, int64_t now)
{
	struct gen_entry e = { .mail = ++v->n_mails,
		.from = &gen_senders[gen_below(&v->dice.random, 4)],
		.host = HOST_OUT,
		.path = PATH_SUBMITTED,
		.begun = now / 1000 * 1000,
		.word = { W_MISSING, W_MISSING, W_MISSING } };
	char id[GEN_SES_ID_SIZE];
	uint32_t x = gen_below(&v->dice.random, 1000);

	if (x < 5)
		gen_choose_simulator(v, &e);
	else
		choose_recipients(v, &e);
	gen_events_take(v, &e,
	    x < 300     ? WAY_SMTP :
	        x < 500 ? WAY_TEMPLATE :
	                  WAY_API,
	    id);
	for (size_t i = 0; i < e.n; i++)
		gen_log_truth_told(&e, &e.rcpt[i]);
}

/* ---- the whole ---- */

static void
write_events(struct gen_events *v, const struct gen_plan *plan)
{
	const uint32_t mean = gen_log_pace(plan, BYTES_A_MESSAGE);
	int64_t at = gen_log_begins(plan);

	gen_put_confirmations(v);
	for (uint64_t i = 0; v->out.error == 0; i++) {
		uint64_t bytes = v->out.bytes + v->out.text.n;

		if (plan->messages > 0 ? i >= plan->messages :
		                         bytes >= plan->bytes)
			break;
		at += mean / 2 + gen_below(&v->dice.random, mean);
		gen_events_play(v, at);
		gen_events_arrive(v, at);
	}
	gen_events_play(v, INT64_MAX);
}

int
gen_event_write(const struct gen_plan *plan, const char **what)
{
	struct gen_events *v;
	int error;

	*what = plan->stream ? "standard output" : plan->out;
	gen_log_world_init();
	gen_log_truth_init(plan);
	v = gen_events_new(plan, plan->stream ? NULL : plan->out);
	write_events(v, plan);
	gen_out_close(&v->out);
	gen_log_truth_add(1, v->out.bytes, v->n_events);
	error = v->out.error;
	gen_events_free(v);
	if (error != 0) {
		errno = error;
		return -1;
	}
	*what = plan->truth;
	return gen_log_truth_write();
}

/* Logs made at random: see random_log.h. */
#include "random_log.h"

#include <stdlib.h>

static unsigned state;

void
random_seed(unsigned seed)
{
	state = seed;
}

unsigned
random_upto(unsigned n)
{
	return (unsigned)rand_r(&state) % n;
}

static struct td_span
pick(const char *const *of, unsigned n)
{
	const char *s = of[random_upto(n)];

	return (struct td_span){ s, strlen(s) };
}

static const char *const hosts[] = { "mx1", "mx2" };
static const char *const ids[] = { "Q1", "Q2", "Q3", "Q4" };
static const char *const mids[] = { "m1@example.com", "m2@example.com" };
static const char *const rcpts[] = { "a@example.jp", "b@example.jp",
	"c@EXAMPLE.net", "(nobody)" };
static const char *const clients[] = { "192.0.2.1", "192.0.2.2" };
static const char *const messages[] = { "71", "72" };
static const char *const numbers[] = { "1", "2" };
static const char *const relays[] = { "127.0.0.1", "192.0.2.9", "" };

static void
make_delivery(struct td_event *e)
{
	static const uint16_t flags[] = { 0, 0, 0, TD_EVENT_PIPE,
		TD_EVENT_FORWARD, TD_EVENT_NO_ATTEMPT, TD_EVENT_LOCAL };

	e->action = (uint8_t)(1 + random_upto(TD_N_ACTIONS - 1));
	if (random_upto(2) == 0)
		e->action = TD_ACTION_SENT;
	e->recipient = pick(rcpts, 4);
	e->flags = flags[random_upto(7)];
	e->relay_ip = pick(relays, 3);
	e->reply = pick(mids, 2);
	if (random_upto(2) == 0)
		e->next_id = pick(ids, 4);
	if (random_upto(2) == 0)
		e->delay = random_upto(100);
	if (random_upto(8) == 0)
		e->recipient.n = 0;
	if (e->program == TD_PROGRAM_HARAKA && random_upto(2) == 0) {
		e->recipient = TD_SPAN("example.jp");
		e->flags |= TD_EVENT_DOMAIN;
		for (int i = 0; i < 3; i++)
			e->count[i] = random_upto(3);
	}
}

/* qmail's messages are its own: each recipient is told of by number. */
static void
make_qmail(struct td_event *e, enum td_kind *kind)
{
	static const uint8_t kinds[] = { TD_ACCEPT, TD_QUEUE, TD_START,
		TD_START, TD_START, TD_DELIVER, TD_DELIVER, TD_DELIVER,
		TD_DELIVER, TD_REMOVE };

	*kind = (enum td_kind)kinds[random_upto(sizeof(kinds))];
	e->program = TD_PROGRAM_QMAIL;
	e->queue_id = pick(messages, 2);
	if (*kind == TD_QUEUE)
		e->sender = pick(rcpts, 3);
	if (*kind == TD_START) {
		e->recipient = pick(rcpts, 3);
		e->delivery_id = pick(numbers, 2);
	}
	if (*kind == TD_DELIVER) {
		e->action = (uint8_t)(1 + random_upto(4));
		e->reply = pick(mids, 2);
		e->queue_id.n = 0;
		e->delivery_id = pick(numbers, 2);
	}
}

/* A line that has no queue id. */
static void
make_rspamd(struct td_event *e)
{
	e->program = TD_PROGRAM_RSPAMD;
	e->queue_id.n = 0;
	e->message_id = pick(mids, 2);
	e->client_ip = pick(clients, 2);
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (random_upto(2) == 0)
			e->result[m] = (uint8_t)random_upto(TD_R_OTHER);
	e->auth_domain[TD_M_DMARC] = pick(rcpts, 3);
}

static void
make_event(struct td_event *e, enum td_kind *kind, int64_t when)
{
	static const uint8_t kinds[] = { TD_ACCEPT, TD_ACCEPT, TD_IDENTIFY,
		TD_IDENTIFY, TD_QUEUE, TD_AUTH, TD_AUTH, TD_DELIVER, TD_DELIVER,
		TD_DELIVER, TD_DELIVER, TD_EXPIRE, TD_REMOVE, TD_REMOVE,
		TD_BOUNCE, TD_LINK, TD_DISCONNECT, TD_NOTE };

	static const uint8_t programs[] = { TD_PROGRAM_POSTFIX,
		TD_PROGRAM_POSTFIX, TD_PROGRAM_EXIM, TD_PROGRAM_HARAKA,
		TD_PROGRAM_SENDMAIL };

	*e = (struct td_event){ .program =
		                    programs[random_upto(sizeof(programs))],
		.result = { TD_R_MISSING, TD_R_MISSING, TD_R_MISSING,
		    TD_R_MISSING },
		.when = when,
		.delay = TD_NO_TIME,
		.host = pick(hosts, 2),
		.queue_id = pick(ids, 4) };
	if (random_upto(40) == 0)
		e->when = TD_NO_TIME;
	if (random_upto(6) == 0) {
		make_qmail(e, kind);
		return;
	}
	*kind = (enum td_kind)kinds[random_upto(sizeof(kinds))];
	switch (*kind) {
	case TD_ACCEPT:
		e->client_ip = pick(clients, 2);
		break;
	case TD_IDENTIFY:
		e->message_id = pick(mids, 2);
		break;
	case TD_AUTH:
		e->result[random_upto(4)] = (uint8_t)random_upto(TD_R_OTHER);
		if (random_upto(2) == 0) {
			e->program = TD_PROGRAM_POLICYD_SPF;
			e->queue_id.n = 0;
			e->client_ip = pick(clients, 2);
			e->result[TD_M_SPF] = (uint8_t)random_upto(TD_R_OTHER);
		} else if (random_upto(2) == 0) {
			make_rspamd(e);
		}
		break;
	case TD_QUEUE:
		e->sender = pick(rcpts, 3);
		break;
	case TD_DELIVER:
		make_delivery(e);
		break;
	case TD_BOUNCE:
	case TD_LINK:
		e->next_id = pick(ids, 4);
		break;
	case TD_DISCONNECT:
		e->queue_id.n = 0;
		e->client_ip = pick(clients, 2);
		break;
	default:
		break;
	}
}

void
random_log(struct log *l, size_t n)
{
	/* Seconds a line: so the windows hold few lines, or many. */
	const unsigned pace = 1 + random_upto(20);
	int64_t when = INT64_C(1700000000) * 1000000;

	l->n = n;
	for (size_t i = 0; i < n; i++) {
		when += (int64_t)random_upto(pace * 1000) * 1000;
		if (random_upto(25) == 0)
			when -= (int64_t)random_upto(100000) * 1000;
		if (random_upto(50) == 0)
			when += INT64_C(3601) * 1000000;
		make_event(&l->event[i], &l->kind[i], when);
	}
}

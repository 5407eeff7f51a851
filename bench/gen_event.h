/*
 * gen: what Amazon SES tells of mail, as event publishing writes it, and what
 * is right to count of that.
 *
 *	{"eventType":"Send","mail":{...},"send":{}}
 *	{"eventType":"Delivery","mail":{...},"delivery":{...}}
 *
 * What becomes of a message is decided when SES takes it; its events are then
 * written when they are due, late or twice as decided, each from the same
 * numbers, so that a repetition is the same bytes.  FORMATS.md 8.
 */
#ifndef BENCH_GEN_EVENT_H
#define BENCH_GEN_EVENT_H

#include "gen_log.h"
#include "gen_store.h"

enum gen_event_kind {
	EVENT_SEND,
	EVENT_DELIVERY,
	EVENT_DELAY,
	EVENT_BOUNCE,
	EVENT_COMPLAINT,
	EVENT_REJECT,
	EVENT_RENDERING_FAILURE,
	EVENT_OPEN,
	EVENT_CLICK,
	N_EVENTS
};

/* How the message was handed in. */
enum gen_way { WAY_API, WAY_TEMPLATE, WAY_SMTP };

/* BOUNCES.md 6; `reply` NULL: the receiver's own words, "": no DSN. */
struct gen_bounce {
	const char *type, *subtype, *status, *reply;
	enum gen_state state;
	enum gen_reason reason; /* where `reply` is not NULL */
	uint32_t weight;
};

enum { GEN_N_BOUNCES = 11 };

struct gen_message {
	struct gen_entry e; /* who sends what to whom */
	uint64_t seed;
	uint32_t waiting; /* events that are not written yet */
	uint32_t n_events;
	uint8_t way; /* enum gen_way */
	char id[GEN_SES_ID_SIZE];
};

/* About some of the recipients of one message. */
struct gen_event {
	uint32_t mail; /* of the pool */
	uint32_t nth;  /* of its message: what is chosen for it */
	int64_t at;
	uint16_t whom; /* GEN_BIT of recipients */
	uint8_t kind;  /* enum gen_event_kind */
	uint8_t bounce;
	bool twin; /* the same, told in another way */
};

struct gen_events {
	const struct gen_plan *plan;
	struct gen_log pen;  /* for gen_put_*(): what an event is made of */
	struct gen_log dice; /* for gen_choose_*() */
	struct gen_out out;
	struct gen_pool mails, events;
	struct gen_queue due;
	uint64_t n_events, n_mails;
};

/* gen_event.c */
struct gen_events *gen_events_new(
    const struct gen_plan *plan, const char *path); /* NULL: stdout */
/* `e` is taken by SES now; what becomes of that is in its recipients then. */
void gen_events_take(struct gen_events *v, struct gen_entry *e,
    enum gen_way way, char id[GEN_SES_ID_SIZE]);
/* A message that nobody else tells of. */
void gen_events_arrive(struct gen_events *v, int64_t now);
void gen_events_play(struct gen_events *v, int64_t until);
void gen_events_post(struct gen_events *v, uint32_t mail, struct gen_event e);
void gen_events_free(struct gen_events *v);

/* The file of --kind ses, then the truth; as gen_log_write(). */
int gen_event_write(const struct gen_plan *plan, const char **what);

/* gen_event_choose.c: what becomes of it; posts its events. */
extern const struct gen_bounce gen_bounces[GEN_N_BOUNCES];
void gen_event_choose(struct gen_events *v, uint32_t mail);
void gen_choose_simulator(struct gen_events *v, struct gen_entry *e);

/* gen_event_put.c: JSON. */
void gen_put_event(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e);

/* gen_event_mail.c: its member "mail", and parts of it. */
void gen_put_mail(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e);
void gen_put_iso(struct gen_text *t, int64_t us, bool precise);
void gen_put_ses_id(struct gen_text *t, struct gen_random *r, int64_t us);
void gen_put_uuid(struct gen_text *t, struct gen_random *r);
void gen_put_base64(struct gen_text *t, struct gen_random *r, int n);
void gen_escape(struct gen_text *t, size_t from); /* as in a JSON string */

/* gen_event_wrap.c: the event in what --wrap says. */
void gen_put_wrapped(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e);
void gen_put_confirmations(struct gen_events *v);

#endif

/*
 * What becomes of a message that SES took, by lot, and when SES tells of it.
 */
#include "gen_event.h"

#define MINUTE (60 * GEN_SECOND)

enum { BOUNCE_GENERAL, BOUNCE_EXPIRED, BOUNCE_NO_EMAIL };

/* Texts of the lists are SES's own; they are no reason of the receiver's. */
const struct gen_bounce gen_bounces[GEN_N_BOUNCES] = {
	[BOUNCE_GENERAL] = { "Permanent", "General", NULL, NULL, STATE_FAILED,
	    G_USERUNKNOWN, 470 },
	[BOUNCE_EXPIRED] = { "Transient", "General", "4.4.7",
	    "550 4.4.7 Message expired: unable to deliver in 840 "
	    "minutes.<421 4.4.1 Failed to establish connection>",
	    STATE_FAILED, G_EXPIRED, 60 },
	/* of failed[0], which is the mailbox that is none */
	[BOUNCE_NO_EMAIL] = { "Permanent", "NoEmail", NULL, NULL, STATE_FAILED,
	    G_USERUNKNOWN, 40 },
	{ "Transient", "MailboxFull", "5.2.2", "552 5.2.2 <$o>: mailbox full",
	    STATE_FAILED, G_MAILBOXFULL, 60 },
	{ "Transient", "MessageTooLarge", "5.3.4",
	    "552 5.3.4 Message size exceeds fixed limit", STATE_FAILED,
	    G_EMAILTOOLARGE, 15 },
	{ "Transient", "AttachmentRejected", "5.6.1",
	    "550 5.6.1 Message contains an attachment type that is not "
	    "allowed",
	    STATE_FAILED, G_CONTENTERROR, 15 },
	{ "Transient", "ContentRejected", "5.6.0",
	    "554 5.6.0 Unacceptable message", STATE_FAILED, G_CONTENTERROR,
	    15 },
	{ "Permanent", "General", "", "", STATE_FAILED, G_ONHOLD, 15 },
	{ "Undetermined", "Undetermined", "", "", STATE_FAILED, G_UNDEFINED,
	    10 },
	{ "Permanent", "Suppressed", "5.1.1",
	    "Amazon SES has suppressed sending to this address because it has "
	    "a recent history of bouncing as an invalid address. For more "
	    "information about how to remove an address from the suppression "
	    "list, see the Amazon SES Developer Guide: "
	    "http://docs.aws.amazon.com/ses/latest/DeveloperGuide/"
	    "remove-from-suppressionlist.html",
	    STATE_SUPPRESSED, 0, 120 },
	{ "Permanent", "OnAccountSuppressionList", "5.1.1",
	    "Amazon SES did not send the message to this address because it is "
	    "on the suppression list for your account. For more information "
	    "about removing addresses from the suppression list, see the "
	    "Amazon SES Developer Guide at "
	    "https://docs.aws.amazon.com/ses/latest/DeveloperGuide/"
	    "sending-email-suppression-list.html",
	    STATE_SUPPRESSED, 0, 180 },
};

/* From `from` to `to`, in whole milliseconds. */
static int64_t
between(struct gen_random *r, int64_t from, int64_t to)
{
	int64_t part = gen_below(r, 1 << 20);

	return (from + ((part * (to - from)) >> 20)) / 1000 * 1000;
}

static uint8_t
bounce_by_lot(struct gen_random *r)
{
	uint32_t total = 0, x;
	uint8_t i;

	for (i = 0; i < GEN_N_BOUNCES; i++)
		total += gen_bounces[i].weight;
	x = gen_below(r, total);
	for (i = 0; x >= gen_bounces[i].weight; i++)
		x -= gen_bounces[i].weight;
	return i;
}

/* ---- recipients of one domain, who share what comes first ---- */

struct part {
	struct gen_events *v;
	uint32_t mail;
	uint16_t whom;
	int64_t at; /* of what was told last */
	bool sent;  /* EVENT_SEND tells of the message */
};

static struct gen_message *
message_of(const struct part *p)
{
	return gen_pool_at(&p->v->mails, p->mail);
}

static void
post(const struct part *p, enum gen_event_kind kind, uint16_t whom,
    uint8_t bounce)
{
	gen_events_post(p->v, p->mail,
	    (struct gen_event){ .at = p->at,
	        .whom = whom,
	        .kind = (uint8_t)kind,
	        .bounce = bounce });
}

/* What SES's rules make of it: DECISIONS 10. */
static void
become(const struct part *p, uint16_t whom, enum gen_state state,
    enum gen_reason reason, bool attempt)
{
	struct gen_message *m = message_of(p);

	for (size_t i = 0; i < m->e.n; i++) {
		struct gen_rcpt *r = &m->e.rcpt[i];

		if ((whom & GEN_BIT(i)) == 0)
			continue;
		r->state = (uint8_t)state;
		r->reason = (uint8_t)reason;
		r->attempts = (uint16_t)(r->attempts + attempt);
	}
}

static void
delay(struct part *p, uint32_t times)
{
	while (times-- > 0) {
		p->at += between(&p->v->dice.random, 5 * MINUTE, 60 * MINUTE);
		post(p, EVENT_DELAY, p->whom, 0);
		become(p, p->whom, STATE_DEFERRED, 0, true);
	}
}

static void
bounce(struct part *p, uint16_t whom, uint8_t which)
{
	const struct gen_bounce *b = &gen_bounces[which];
	const struct gen_message *m = message_of(p);
	const struct gen_rcpt *r = m->e.rcpt;
	enum gen_reason reason = b->reason;

	while ((whom & GEN_BIT(r - m->e.rcpt)) == 0)
		r++;
	if (which == BOUNCE_GENERAL)
		reason = r->to->provider->failed[r->failure].reason;
	post(p, EVENT_BOUNCE, whom, which);
	become(p, whom, b->state, reason, b->state == STATE_FAILED);
}

/* What only one of them does: the last. */
static uint16_t
last_of(uint16_t whom)
{
	while ((whom & (whom - 1)) != 0)
		whom = (uint16_t)(whom & (whom - 1));
	return whom;
}

static void
complain(struct part *p, uint16_t one)
{
	struct gen_message *m = message_of(p);

	for (size_t i = 0; i < m->e.n; i++)
		if ((one & GEN_BIT(i)) != 0)
			m->e.rcpt[i].complained = true;
	p->at += between(&p->v->dice.random, MINUTE, 600 * MINUTE);
	post(p, EVENT_COMPLAINT, one, 0);
	if (gen_chance(&p->v->dice.random, 2500)) {
		p->at += between(&p->v->dice.random, MINUTE, 60 * MINUTE);
		post(p, EVENT_COMPLAINT, one, 0);
	}
}

static void
deliver(struct part *p)
{
	struct gen_random *r = &p->v->dice.random;
	uint16_t one = last_of(p->whom);
	uint32_t x = gen_below(r, 1000);

	p->at += between(r, GEN_SECOND / 3, 8 * GEN_SECOND);
	post(p, EVENT_DELIVERY, p->whom, 0);
	become(p, p->whom, STATE_ACCEPTED, 0, true);
	if (x < 4) {
		p->at += between(r, GEN_SECOND, 1800 * MINUTE);
		bounce(p, one, BOUNCE_GENERAL);
	} else if (x < 12) {
		complain(p, one);
	} else if (x < 130) {
		p->at += between(r, 10 * GEN_SECOND, 1800 * MINUTE);
		post(p, EVENT_OPEN, one, 0);
		if (x < 40)
			post(p, EVENT_CLICK, one, 0);
	}
}

static void
fail(struct part *p, bool delayed)
{
	struct gen_random *r = &p->v->dice.random;
	struct gen_message *m = message_of(p);
	uint8_t which = bounce_by_lot(r);

	for (size_t i = 0; which == BOUNCE_NO_EMAIL && i < m->e.n; i++)
		if ((p->whom & GEN_BIT(i)) != 0)
			m->e.rcpt[i].failure = 0;
	if (which == BOUNCE_EXPIRED)
		delay(p, 1 + gen_below(r, 5));
	else if (delayed && gen_bounces[which].state == STATE_FAILED)
		delay(p, 1 + gen_below(r, 4));
	if (which == BOUNCE_EXPIRED)
		p->at = m->e.begun + 840 * MINUTE;
	p->at += between(r, GEN_SECOND / 5, 8 * GEN_SECOND);
	bounce(p, p->whom, which);
}

static void
choose_part(struct part *p)
{
	struct gen_random *r = &p->v->dice.random;
	uint32_t x = gen_below(r, 1000);
	bool delayed = gen_chance(r, 800);

	become(p, p->whom, p->sent ? STATE_NONE : STATE_UNSEEN, 0, false);
	if (x < 5)
		return; /* no more is told of it */
	if (x < 15) {
		delay(p, 1 + gen_below(r, 5));
	} else if (x < 65) {
		fail(p, delayed);
	} else {
		if (delayed)
			delay(p, 1 + gen_below(r, 5));
		deliver(p);
	}
}

/* ---- messages ---- */

/* SES takes it, and then does not send it. */
static bool
is_refused(struct part *p, enum gen_way way)
{
	struct gen_random *r = &p->v->dice.random;
	uint32_t x = gen_below(r, 1000);
	enum gen_event_kind kind = EVENT_REJECT;

	if (way == WAY_TEMPLATE && x < 15)
		kind = EVENT_RENDERING_FAILURE;
	else if (x < 997)
		return false;
	if (kind == EVENT_REJECT)
		post(p, EVENT_SEND, p->whom, 0);
	post(p, kind, p->whom, 0);
	become(p, p->whom, STATE_SUPPRESSED, 0, false);
	return true;
}

/* How all of one domain fail, if they do. */
static void
choose_failure(struct gen_events *v, struct gen_rcpt *r)
{
	uint32_t n = (uint32_t)gen_n_replies(r->to->provider->failed);
	struct gen_random *random = &v->dice.random;

	r->failure = 0;
	if (gen_chance(random, 5000))
		r->failure = (uint8_t)gen_below(random, n);
}

void
gen_event_choose(struct gen_events *v, uint32_t mail)
{
	struct gen_message *m = gen_pool_at(&v->mails, mail);
	struct part p = { .v = v, .mail = mail, .at = m->e.begun };

	p.whom = (uint16_t)(GEN_BIT(m->e.n) - 1);
	for (size_t i = 0; i < m->e.n; i++) {
		m->e.rcpt[i].attempts = 0;
		m->e.rcpt[i].complained = false;
		choose_failure(v, &m->e.rcpt[i]);
	}
	if (is_refused(&p, (enum gen_way)m->way))
		return;
	/* Not everybody has them published. */
	p.sent = !gen_chance(&v->dice.random, 500);
	if (p.sent)
		post(&p, EVENT_SEND, p.whom, 0);
	for (size_t i = 0, end; i < m->e.n; i = end) {
		p.whom = 0;
		p.at = m->e.begun;
		for (end = i; end < m->e.n; end++) {
			if (m->e.rcpt[end].to != m->e.rcpt[i].to)
				break;
			m->e.rcpt[end].failure = m->e.rcpt[i].failure;
			p.whom = (uint16_t)(p.whom | GEN_BIT(end));
		}
		choose_part(&p);
	}
}

/* ---- SES's own addresses for tries, which are no mail ---- */

void
gen_choose_simulator(struct gen_events *v, struct gen_entry *e)
{
	static const char *const names[] = { "success", "bounce", "ooto",
		"complaint", "suppressionlist" };
	static struct gen_target targets[GEN_COUNT(names)];
	uint32_t i = gen_below(&v->dice.random, GEN_COUNT(names));

	targets[i] = (struct gen_target){ .local = names[i],
		.domain = "simulator.amazonses.com",
		.relay = "simulator.amazonses.com",
		.provider = &gen_home_provider };
	e->n = 1;
	e->rcpt[0] = (struct gen_rcpt){ .to = &targets[i],
		.number = gen_below(&v->dice.random, 1000) };
}

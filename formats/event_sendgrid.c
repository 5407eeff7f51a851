/*
 * Events of SendGrid's Event Webhook, as elements of its arrays: "Event Webhook
 * Reference" at twilio.com/docs/sendgrid/for-developers/tracking-events/event.
 *
 *	{"email":"u@example.jp","timestamp":1795280280,"event":"bounce",
 *	 "smtp-id":"<14c5d75ce93.dfd.64b469@ismtpd-555>","type":"blocked",
 *	 "sg_message_id":"14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
 *	 "sg_event_id":"...","status":"5.0.0","reason":"550 no",
 *	 "bounce_classification":"Reputation","category":["news"]}
 *
 * An asynchronous bounce may lack sg_message_id; what a sender named by its
 * unique arguments stands among the members.
 */
#include "event_member.h"
#include "log_reply.h"

enum member {
	EMAIL,
	TIMESTAMP,
	SMTP_ID,
	EVENT,
	CATEGORY,
	EVENT_ID,
	MESSAGE_ID,
	RESPONSE,
	REASON,
	STATUS,
	TYPE,
	CLASSIFICATION,
	TLS,
	N_MEMBERS
};

static const struct td_span names[N_MEMBERS] = {
	[EMAIL] = TD_LIT("email"),
	[TIMESTAMP] = TD_LIT("timestamp"),
	[SMTP_ID] = TD_LIT("smtp-id"),
	[EVENT] = TD_LIT("event"),
	[CATEGORY] = TD_LIT("category"),
	[EVENT_ID] = TD_LIT("sg_event_id"),
	[MESSAGE_ID] = TD_LIT("sg_message_id"),
	[RESPONSE] = TD_LIT("response"),
	[REASON] = TD_LIT("reason"),
	[STATUS] = TD_LIT("status"),
	[TYPE] = TD_LIT("type"),
	[CLASSIFICATION] = TD_LIT("bounce_classification"),
	[TLS] = TD_LIT("tls"),
};

/* The engagement events (open, click, unsubscribe, ...) are no outcome. */
static const struct td_event_word events[] = {
	{ TD_LIT("processed"), TD_ACTION_NONE, 0, false },
	{ TD_LIT("delivered"), TD_ACTION_SENT, 0, false },
	{ TD_LIT("deferred"), TD_ACTION_DEFERRED, 0, false },
	{ TD_LIT("bounce"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("blocked"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("dropped"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("spamreport"), TD_ACTION_NONE, TD_OUTCOME_COMPLAINT, false },
};

enum { N_EVENTS = sizeof(events) / sizeof(events[0]) };

/* The host by which SendGrid took a message, behind the "@" of its id. */
static bool
is_entrance(struct td_span host)
{
	return memmem(host.p, host.n, "ismtpd", 6) != NULL;
}

/*
 * All events of a message share what is before the name of the host that worked
 * on them: before ".filter0001", ".stfilter-015", ".recvd-5f9f".  Today it is
 * 22 letters of base64url, before 2015 it had dots.  Events of mail that was
 * dropped early have the host only.
 */
static struct td_span
shared_part(struct td_span id)
{
	static const struct td_span hosts[] = { TD_LIT("filter"),
		TD_LIT("stfilter"), TD_LIT("recvd") };
	const char *end = id.p + id.n, *p = id.p, *dot;

	if (id.n > 22 && memchr(id.p, '.', 23) == id.p + 22)
		return td_span(id.p, id.p + 22);
	for (; p != NULL; p = dot == NULL ? NULL : dot + 1) {
		for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
			if (td_begins(p, end, hosts[i]))
				return td_span(id.p, p > id.p ? p - 1 : p);
		dot = memchr(p, '.', (size_t)(end - p));
	}
	return id;
}

/*
 * SendGrid makes the Message-ID of the same word, so it stands for one that is
 * missing; that which the sender wrote can only stand for itself.
 */
static struct td_span
id_of(struct td_span sg, struct td_span smtp_id)
{
	const char *at = memrchr(smtp_id.p, '@', smtp_id.n);
	struct td_span id = sg;

	if (sg.n > 0)
		id = shared_part(sg);
	if (id.n > 0)
		return id;
	if (at != NULL && is_entrance(td_span(at, smtp_id.p + smtp_id.n)))
		return td_span(smtp_id.p, at);
	return sg.n > 0 ? sg : smtp_id;
}

static void
read_bounce(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	struct td_span type = td_event_scalar(to, &v[TYPE]);

	o->cause = td_event_scalar(to, &v[CLASSIFICATION]);
	if (o->cause.n == 0)
		o->cause = type;
	/* Only these are in its bounce rate, and suppress the address. */
	if (TD_IS(type, "bounce"))
		o->flags |= TD_OUTCOME_HARD;
	if (TD_IS(type, "expired")) {
		o->action = TD_ACTION_EXPIRED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
}

static void
read_answer(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	o->reply = td_event_scalar(to, &v[RESPONSE]);
	if (o->reply.n == 0)
		o->reply = td_event_scalar(to, &v[REASON]);
	if (o->action == TD_ACTION_SUPPRESSED) {
		/* The status is of SendGrid's making. */
		o->cause = o->reply;
		return;
	}
	o->tls = td_event_tls(to, &v[TLS]);
	o->status = td_event_scalar(to, &v[STATUS]);
	if (o->status.n < 5 || o->status.p[1] != '.')
		o->status = td_reply_status(o->reply);
	if (o->action == TD_ACTION_FAILED)
		read_bounce(to, v, o);
}

enum td_event_is
td_sendgrid_event(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[N_MEMBERS];
	const struct td_event_word *event;
	struct td_outcome o, *put;

	if (!td_event_members(object, names, N_MEMBERS, v, &to->end) ||
	    v[EVENT].kind != TD_JSON_STRING ||
	    v[EMAIL].kind != TD_JSON_STRING ||
	    (v[EVENT_ID].kind == TD_JSON_ABSENT &&
	        v[MESSAGE_ID].kind == TD_JSON_ABSENT &&
	        v[SMTP_ID].kind == TD_JSON_ABSENT))
		return TD_EVENT_FOREIGN;
	event = td_event_find(events, N_EVENTS, v[EVENT].raw);
	if (event == NULL)
		return TD_EVENT_READ;
	td_outcome_clear(&o, TD_SERVICE_SENDGRID);
	o.action = event->action;
	o.flags = event->flags;
	o.when = td_event_time(to, &v[TIMESTAMP]);
	o.recipient = td_event_address(to, &v[EMAIL]);
	o.message_id = td_event_message_id(td_event_scalar(to, &v[SMTP_ID]));
	o.id = id_of(td_event_scalar(to, &v[MESSAGE_ID]), o.message_id);
	if (o.id.n == 0 || o.recipient.n == 0 || o.when == TD_NO_TIME)
		return TD_EVENT_BROKEN;
	o.tag = td_event_scalar(to, &v[CATEGORY]);
	if (o.action != TD_ACTION_NONE)
		read_answer(to, v, &o);
	put = td_outcome_add(to, TD_SERVICE_SENDGRID);
	if (put != NULL)
		*put = o;
	return TD_EVENT_READ;
}

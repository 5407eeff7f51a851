/*
 * Events of Mailgun: as webhooks wrap them, and as its Events API lists them.
 * documentation.mailgun.com: "Webhook Payloads", "Event Types", "Events".
 *
 *	{"signature":{...},"event-data":{"event":"failed","id":"ncV2Xw",
 *	 "timestamp":1795280280.049634,"severity":"permanent",
 *	 "reason":"bounce","recipient":"u@example.jp","delivery-status":{
 *	 "code":550,"enhanced-code":"5.1.1","message":"5.1.1 no",
 *	 "mx-host":"mx.example.jp","tls":true},"message":{"headers":{
 *	 "message-id":"m1@example.com","from":"..."}},"tags":["news"]}}
 *
 * An event's id is unique for a day only; the message is told by its
 * Message-ID.  session-seconds is the time that SMTP took, no delay.
 */
#include "event_member.h"
#include "log_reply.h"

enum member {
	WRAPPED,
	EVENT,
	TIMESTAMP,
	LOG_LEVEL,
	VARIABLES,
	SEVERITY,
	REASON,
	RECIPIENT,
	RECIPIENTS,
	ENVELOPE_SENDER,
	TEST,
	CODE,
	ENHANCED_CODE,
	MESSAGE,
	DESCRIPTION,
	BOUNCE_TYPE,
	MX_HOST,
	TLS,
	REJECT_REASON,
	MESSAGE_ID,
	FROM,
	TO,
	TAGS,
	ROUTES,
	N_MEMBERS
};

static const struct td_span names[N_MEMBERS] = {
	[WRAPPED] = TD_LIT("event-data"),
	[EVENT] = TD_LIT("event"),
	[TIMESTAMP] = TD_LIT("timestamp"),
	[LOG_LEVEL] = TD_LIT("log-level"),
	[VARIABLES] = TD_LIT("user-variables"),
	[SEVERITY] = TD_LIT("severity"),
	[REASON] = TD_LIT("reason"),
	[RECIPIENT] = TD_LIT("recipient"),
	[RECIPIENTS] = TD_LIT("message.recipients"),
	[ENVELOPE_SENDER] = TD_LIT("envelope.sender"),
	[TEST] = TD_LIT("flags.is-test-mode"),
	[CODE] = TD_LIT("delivery-status.code"),
	[ENHANCED_CODE] = TD_LIT("delivery-status.enhanced-code"),
	[MESSAGE] = TD_LIT("delivery-status.message"),
	[DESCRIPTION] = TD_LIT("delivery-status.description"),
	[BOUNCE_TYPE] = TD_LIT("delivery-status.bounce-type"),
	[MX_HOST] = TD_LIT("delivery-status.mx-host"),
	[TLS] = TD_LIT("delivery-status.tls"),
	[REJECT_REASON] = TD_LIT("reject.reason"),
	[MESSAGE_ID] = TD_LIT("message.headers.message-id"),
	[FROM] = TD_LIT("message.headers.from"),
	[TO] = TD_LIT("message.headers.to"),
	[TAGS] = TD_LIT("tags"),
	[ROUTES] = TD_LIT("routes"),
};

/* Engagement, `stored` and events of lists are no outcome. */
static const struct td_event_word events[] = {
	{ TD_LIT("accepted"), TD_ACTION_NONE, 0, false },
	{ TD_LIT("delivered"), TD_ACTION_SENT, 0, false },
	{ TD_LIT("failed"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("rejected"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("complained"), TD_ACTION_NONE, TD_OUTCOME_COMPLAINT, false },
};

enum { N_EVENTS = sizeof(events) / sizeof(events[0]) };

/* Why a `failed` is no refusal; the words are those of Mailgun's statistics. */
static void
read_failure(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	struct td_span type = td_event_scalar(to, &v[BOUNCE_TYPE]);

	if (TD_IS(td_event_scalar(to, &v[SEVERITY]), "temporary")) {
		o->action = TD_ACTION_DEFERRED;
		return;
	}
	if (td_span_ibegins(o->cause, TD_SPAN("suppress-"))) {
		o->action = TD_ACTION_SUPPRESSED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
		/* What was answered then, not now. */
		o->status.n = 0;
	} else if (TD_IS(o->cause, "old")) {
		o->action = TD_ACTION_EXPIRED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	} else if (type.n > 0 ? TD_IS(type, "hard") :
	                        TD_IS(o->cause, "bounce")) {
		o->flags |= TD_OUTCOME_HARD;
	}
}

static void
read_answer(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	static const struct td_span none = TD_LIT("");
	struct td_span text = td_event_scalar(to, &v[MESSAGE]);

	if (text.n == 0)
		text = td_event_scalar(to, &v[DESCRIPTION]);
	o->cause = td_event_scalar(to, &v[REASON]);
	if (o->action == TD_ACTION_SUPPRESSED) {
		o->reply = td_event_scalar(to, &v[REJECT_REASON]);
		return;
	}
	o->reply =
	    td_event_reply(to, td_event_scalar(to, &v[CODE]), none, text);
	o->status = td_event_scalar(to, &v[ENHANCED_CODE]);
	if (o->status.n == 0)
		o->status = td_reply_status(o->reply);
	o->relay = td_event_scalar(to, &v[MX_HOST]);
	o->tls = td_event_tls(to, &v[TLS]);
	if (o->action == TD_ACTION_FAILED)
		read_failure(to, v, o);
}

static void
put_one(struct td_outcomes *to, struct td_span recipient,
    const struct td_outcome *like)
{
	struct td_outcome *o;

	if (recipient.n == 0)
		return;
	o = td_outcome_add(to, TD_SERVICE_MAILGUN);
	if (o != NULL) {
		*o = *like;
		o->recipient = recipient;
	}
}

/* A field body with addresses; what has no "@" is the half of a name. */
static void
put_list(
    struct td_outcomes *to, struct td_span list, const struct td_outcome *like)
{
	const char *p = list.p, *end = list.p + list.n, *comma;

	for (; p < end; p = comma + 1) {
		struct td_span one;

		comma = memchr(p, ',', (size_t)(end - p));
		if (comma == NULL)
			comma = end;
		one = td_outcome_address(td_span(p, comma));
		if (one.n > 0 && memchr(one.p, '@', one.n) != NULL)
			put_one(to, one, like);
	}
}

/* A message that was rejected as a whole has no recipient of its own. */
static void
put_all(struct td_outcomes *to, const struct td_json_value *v,
    const struct td_outcome *o)
{
	struct td_json_value one;
	struct td_json j;

	if (v[RECIPIENT].kind == TD_JSON_STRING) {
		put_one(to, td_event_address(to, &v[RECIPIENT]), o);
		return;
	}
	if (v[RECIPIENTS].kind != TD_JSON_ARRAY) {
		put_list(to, td_event_scalar(to, &v[TO]), o);
		return;
	}
	td_json_open(&j, &v[RECIPIENTS]);
	while (td_json_more(&j) && td_json_value(&j, &one))
		put_one(to, td_event_address(to, &one), o);
}

static enum td_event_is
read_event(struct td_outcomes *to, const struct td_json_value *v)
{
	const struct td_event_word *event =
	    td_event_find(events, N_EVENTS, v[EVENT].raw);
	const size_t n = to->batch->n_outcomes;
	struct td_outcome o;

	/* What a route takes in was sent by others. */
	if (event == NULL || v[ROUTES].kind == TD_JSON_ARRAY)
		return TD_EVENT_READ;
	td_outcome_clear(&o, TD_SERVICE_MAILGUN);
	o.action = event->action;
	o.flags = event->flags;
	if (v[TEST].kind == TD_JSON_TRUE)
		o.flags |= TD_OUTCOME_SIMULATED;
	o.when = td_event_time(to, &v[TIMESTAMP]);
	o.id = o.message_id =
	    td_event_message_id(td_event_scalar(to, &v[MESSAGE_ID]));
	if (o.id.n == 0 || o.when == TD_NO_TIME)
		return TD_EVENT_BROKEN;
	td_event_sender(to, &v[ENVELOPE_SENDER], &o);
	o.author = td_event_address(to, &v[FROM]);
	o.tag = td_event_scalar(to, &v[TAGS]);
	if (o.action != TD_ACTION_NONE)
		read_answer(to, v, &o);
	put_all(to, v, &o);
	if (to->batch->n_outcomes == n && !to->full && !to->too_many)
		return TD_EVENT_BROKEN;
	return TD_EVENT_READ;
}

enum td_event_is
td_mailgun_event(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[N_MEMBERS], inner;

	if (!td_event_members(object, names, N_MEMBERS, v, &to->end))
		return TD_EVENT_FOREIGN;
	if (v[WRAPPED].kind == TD_JSON_OBJECT) {
		inner = v[WRAPPED];
		if (!td_event_members(&inner, names, N_MEMBERS, v, NULL) ||
		    v[EVENT].kind != TD_JSON_STRING)
			return TD_EVENT_BROKEN;
		return read_event(to, v);
	}
	/* Older listings have no log-level. */
	if (v[EVENT].kind != TD_JSON_STRING ||
	    (v[LOG_LEVEL].kind == TD_JSON_ABSENT &&
	        v[VARIABLES].kind == TD_JSON_ABSENT))
		return TD_EVENT_FOREIGN;
	return read_event(to, v);
}

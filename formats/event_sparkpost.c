/*
 * Events of SparkPost: elements of its webhooks' arrays, and the results that
 * its Events API lists.  developers.sparkpost.com, "Webhooks", "Events"; the
 * classes of bounces: support article "Bounce Classification Codes".
 *
 *	{"msys":{"message_event":{"type":"bounce","bounce_class":"10",
 *	 "message_id":"000443ee14578172be22","rcpt_to":"u@example.jp",
 *	 "raw_reason":"550 5.1.1 no","error_code":"550","queue_time":"1200",
 *	 "campaign_id":"news","timestamp":"1795280280",...}}}
 *
 * {"msys":{}} is a ping.
 */
#include "event_member.h"
#include "log_reply.h"

enum { MESSAGE_EVENT, GEN_EVENT, N_KINDS };

static const struct td_span kinds[N_KINDS] = {
	[MESSAGE_EVENT] = TD_LIT("message_event"),
	[GEN_EVENT] = TD_LIT("gen_event"),
};

enum member {
	MSYS,
	TYPE,
	BOUNCE_CLASS,
	CAMPAIGN,
	CUSTOMER,
	METHOD,
	ERROR_CODE,
	EVENT_ID,
	FEEDBACK_TYPE,
	AUTHOR,
	INJECTED,
	IP,
	MESSAGE_ID,
	SENDER,
	TLS,
	QUEUE_TIME,
	RAW_REASON,
	RAW_RECIPIENT,
	RECIPIENT,
	REASON,
	TIMESTAMP,
	TRANSMISSION,
	N_MEMBERS
};

static const struct td_span names[N_MEMBERS] = {
	[MSYS] = TD_LIT("msys"),
	[TYPE] = TD_LIT("type"),
	[BOUNCE_CLASS] = TD_LIT("bounce_class"),
	[CAMPAIGN] = TD_LIT("campaign_id"),
	[CUSTOMER] = TD_LIT("customer_id"),
	[METHOD] = TD_LIT("delv_method"),
	[ERROR_CODE] = TD_LIT("error_code"),
	[EVENT_ID] = TD_LIT("event_id"),
	[FEEDBACK_TYPE] = TD_LIT("fbtype"),
	[AUTHOR] = TD_LIT("friendly_from"),
	[INJECTED] = TD_LIT("injection_time"),
	[IP] = TD_LIT("ip_address"),
	[MESSAGE_ID] = TD_LIT("message_id"),
	[SENDER] = TD_LIT("msg_from"),
	[TLS] = TD_LIT("outbound_tls"),
	[QUEUE_TIME] = TD_LIT("queue_time"),
	[RAW_REASON] = TD_LIT("raw_reason"),
	[RAW_RECIPIENT] = TD_LIT("raw_rcpt_to"),
	[RECIPIENT] = TD_LIT("rcpt_to"),
	[REASON] = TD_LIT("reason"),
	[TIMESTAMP] = TD_LIT("timestamp"),
	[TRANSMISSION] = TD_LIT("transmission_id"),
};

/* Engagement and what came in (relay_*) are no outcome. */
static const struct td_event_word types[] = {
	{ TD_LIT("injection"), TD_ACTION_NONE, 0, false },
	{ TD_LIT("delivery"), TD_ACTION_SENT, 0, false },
	{ TD_LIT("delay"), TD_ACTION_DEFERRED, 0, false },
	{ TD_LIT("bounce"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("out_of_band"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("policy_rejection"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("generation_failure"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("generation_rejection"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("spam_complaint"), TD_ACTION_NONE, TD_OUTCOME_COMPLAINT,
	    false },
};

enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

/* Classes of a bounce that are more than a refusal, or less. */
static const struct td_event_word classes[] = {
	{ TD_LIT("10"), TD_ACTION_FAILED, TD_OUTCOME_HARD, false },
	{ TD_LIT("30"), TD_ACTION_FAILED, TD_OUTCOME_HARD, false },
	/* Admin Failure, Smart Send Suppression. */
	{ TD_LIT("25"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("26"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT, false },
	/* Auto-Reply, Subscribe, Unsubscribe, Challenge-Response. */
	{ TD_LIT("60"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("80"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("90"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("100"), TD_ACTION_NONE, 0, true },
};

enum { N_CLASSES = sizeof(classes) / sizeof(classes[0]) };

/* Delivered by other means than mail. */
static bool
is_no_mail(struct td_span method)
{
	return TD_IS(method, "gcm") || TD_IS(method, "apn") ||
	    TD_IS(method, "sms");
}

/* What its class says of a failure; false: no outcome. */
static bool
read_class(struct td_outcome *o)
{
	static const struct td_span expired = TD_LIT("exceeded max time");
	const struct td_event_word *class =
	    td_event_find(classes, N_CLASSES, o->cause);

	/* "554 5.4.7 [internal] exceeded max time without delivery" */
	if (TD_IS(o->cause, "24") &&
	    memmem(o->reply.p, o->reply.n, expired.p, expired.n) != NULL) {
		o->action = TD_ACTION_EXPIRED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
	if (class == NULL)
		return true;
	o->action = class->action;
	o->flags |= class->flags;
	return !class->nothing;
}

static bool
read_answer(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	static const struct td_span none = TD_LIT("");
	struct td_span text = td_event_scalar(to, &v[RAW_REASON]);

	if (text.n == 0)
		text = td_event_scalar(to, &v[REASON]);
	o->reply =
	    td_event_reply(to, td_event_scalar(to, &v[ERROR_CODE]), none, text);
	o->cause = td_event_scalar(to, &v[BOUNCE_CLASS]);
	if (o->action == TD_ACTION_FAILED && !read_class(o))
		return false;
	if (o->action == TD_ACTION_SUPPRESSED)
		return true;
	o->status = td_reply_status(o->reply);
	o->relay_ip = td_event_scalar(to, &v[IP]);
	o->tls = td_event_tls(to, &v[TLS]);
	return true;
}

/* Milliseconds in the queue; the time of injection, where only that is told. */
static void
read_times(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	int64_t ms;

	o->begun = td_event_time(to, &v[INJECTED]);
	if (v[QUEUE_TIME].kind != TD_JSON_ABSENT &&
	    td_json_int(&v[QUEUE_TIME], &ms) && ms >= 0 &&
	    ms < INT64_MAX / 1000)
		o->delay = ms * 1000;
	else if (o->action != TD_ACTION_NONE)
		o->delay = td_event_since(o->begun, o->when);
	if (o->begun == TD_NO_TIME && o->action == TD_ACTION_NONE &&
	    !(o->flags & TD_OUTCOME_COMPLAINT))
		o->begun = o->when;
}

/*
 * What was never generated has no message_id: then its transmission, of which a
 * recipient is but once, or the event.
 */
static struct td_span
id_of(struct td_outcomes *to, const struct td_json_value *v, bool suppressed)
{
	struct td_span id = td_event_scalar(to, &v[MESSAGE_ID]);

	if (id.n == 0 && suppressed)
		id = td_event_scalar(to, &v[TRANSMISSION]);
	if (id.n == 0 && suppressed)
		id = td_event_scalar(to, &v[EVENT_ID]);
	return id;
}

static enum td_event_is
read_event(struct td_outcomes *to, const struct td_json_value *v)
{
	const struct td_event_word *type =
	    td_event_find(types, N_TYPES, v[TYPE].raw);
	struct td_outcome o, *put;

	if (type == NULL || is_no_mail(v[METHOD].raw) ||
	    ((type->flags & TD_OUTCOME_COMPLAINT) &&
	        !td_event_complains(v[FEEDBACK_TYPE].raw)))
		return TD_EVENT_READ;
	td_outcome_clear(&o, TD_SERVICE_SPARKPOST);
	o.action = type->action;
	o.flags = type->flags;
	o.when = td_event_time(to, &v[TIMESTAMP]);
	o.id = id_of(to, v, o.action == TD_ACTION_SUPPRESSED);
	o.recipient = td_event_address(to, &v[RECIPIENT]);
	if (o.recipient.n == 0)
		o.recipient = td_event_address(to, &v[RAW_RECIPIENT]);
	if (o.action != TD_ACTION_NONE && !read_answer(to, v, &o))
		return TD_EVENT_READ;
	if (o.id.n == 0 || o.recipient.n == 0 || o.when == TD_NO_TIME)
		return TD_EVENT_BROKEN;
	td_event_sender(to, &v[SENDER], &o);
	o.author = td_event_address(to, &v[AUTHOR]);
	o.tag = td_event_scalar(to, &v[CAMPAIGN]);
	read_times(to, v, &o);
	put = td_outcome_add(to, TD_SERVICE_SPARKPOST);
	if (put != NULL)
		*put = o;
	return TD_EVENT_READ;
}

enum td_event_is
td_sparkpost_event(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[N_MEMBERS], kind[N_KINDS];

	if (!td_event_members(object, names, N_MEMBERS, v, &to->end))
		return TD_EVENT_FOREIGN;
	if (v[MSYS].kind != TD_JSON_OBJECT) {
		if (v[TYPE].kind != TD_JSON_STRING ||
		    v[EVENT_ID].kind == TD_JSON_ABSENT ||
		    v[CUSTOMER].kind == TD_JSON_ABSENT ||
		    v[TIMESTAMP].kind != TD_JSON_STRING)
			return TD_EVENT_FOREIGN;
		return read_event(to, v);
	}
	if (!td_event_members(&v[MSYS], kinds, N_KINDS, kind, NULL))
		return TD_EVENT_BROKEN;
	for (int i = 0; i < N_KINDS; i++) {
		if (kind[i].kind != TD_JSON_OBJECT)
			continue;
		if (!td_event_members(&kind[i], names, N_MEMBERS, v, NULL) ||
		    v[TYPE].kind != TD_JSON_STRING)
			return TD_EVENT_BROKEN;
		return read_event(to, v);
	}
	return TD_EVENT_READ;
}

/*
 * Webhooks of Postmark: postmarkapp.com/developer, "Bounce webhook", "Delivery
 * webhook", "Spam complaint webhook", and "Bounce types" of the Bounce API.
 *
 *	{"RecordType":"Bounce","MessageID":"883953f4-...","Type":"HardBounce",
 *	 "TypeCode":1,"Email":"u@example.jp","From":"s@example.com",
 *	 "BouncedAt":"2026-11-21T16:33:54.9070259Z","Tag":"news",
 *	 "Details":"smtp;550 5.1.1 no"}
 *
 * Before 2018 there was no RecordType: the names of the times tell it.
 */
#include "event_member.h"
#include "log_reply.h"

enum member {
	RECORD_TYPE,
	MESSAGE_ID,
	TYPE,
	TYPE_CODE,
	NAME,
	TAG,
	DETAILS,
	EMAIL,
	RECIPIENT,
	FROM,
	BOUNCED_AT,
	DELIVERED_AT,
	STREAM,
	N_MEMBERS
};

static const struct td_span names[N_MEMBERS] = {
	[RECORD_TYPE] = TD_LIT("RecordType"),
	[MESSAGE_ID] = TD_LIT("MessageID"),
	[TYPE] = TD_LIT("Type"),
	[TYPE_CODE] = TD_LIT("TypeCode"),
	[NAME] = TD_LIT("Name"),
	[TAG] = TD_LIT("Tag"),
	[DETAILS] = TD_LIT("Details"),
	[EMAIL] = TD_LIT("Email"),
	[RECIPIENT] = TD_LIT("Recipient"),
	[FROM] = TD_LIT("From"),
	[BOUNCED_AT] = TD_LIT("BouncedAt"),
	[DELIVERED_AT] = TD_LIT("DeliveredAt"),
	[STREAM] = TD_LIT("MessageStream"),
};

static const struct td_event_word records[] = {
	{ TD_LIT("Delivery"), TD_ACTION_SENT, 0, false },
	{ TD_LIT("Bounce"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("SpamComplaint"), TD_ACTION_NONE, TD_OUTCOME_COMPLAINT,
	    false },
	{ TD_LIT("Open"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("Click"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("SubscriptionChange"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("Inbound"), TD_ACTION_NONE, 0, true },
};

enum { N_RECORDS = sizeof(records) / sizeof(records[0]) };

/*
 * Types of a Bounce that are not given up after a refusal: what goes on, what
 * never went out, and answers to mail that arrived.
 */
static const struct td_event_word bounces[] = {
	{ TD_LIT("HardBounce"), TD_ACTION_FAILED, TD_OUTCOME_HARD, false },
	{ TD_LIT("Transient"), TD_ACTION_DEFERRED, 0, false },
	{ TD_LIT("DnsError"), TD_ACTION_DEFERRED, 0, false },
	{ TD_LIT("BadEmailAddress"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("ManuallyDeactivated"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("Unconfirmed"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("SMTPApiError"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("TemplateRenderingFailed"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, false },
	{ TD_LIT("SpamComplaint"), TD_ACTION_NONE, TD_OUTCOME_COMPLAINT,
	    false },
	{ TD_LIT("Unsubscribe"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("Subscribe"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("AutoResponder"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("AddressChange"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("ChallengeVerification"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("OpenRelayTest"), TD_ACTION_NONE, 0, true },
	{ TD_LIT("InboundError"), TD_ACTION_NONE, 0, true },
};

enum { N_BOUNCES = sizeof(bounces) / sizeof(bounces[0]) };

static const struct td_event_word *
record_of(const struct td_json_value *v)
{
	struct td_span type = v[RECORD_TYPE].raw;

	if (v[RECORD_TYPE].kind != TD_JSON_STRING) {
		if (v[TYPE_CODE].kind == TD_JSON_NUMBER &&
		    v[BOUNCED_AT].kind == TD_JSON_STRING)
			type = TD_SPAN("Bounce");
		else if (v[MESSAGE_ID].kind == TD_JSON_STRING &&
		    v[DELIVERED_AT].kind == TD_JSON_STRING)
			type = TD_SPAN("Delivery");
		else
			return NULL;
	}
	return td_event_find(records, N_RECORDS, type);
}

/*
 * What the type of a bounce says of it; false: no outcome.  A Transient that is
 * named "Undeliverable" is given up, as all others are ("How to fix soft
 * bounces").
 */
static bool
read_bounce(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	const struct td_event_word *type;

	o->cause = td_event_scalar(to, &v[TYPE]);
	type = td_event_find(bounces, N_BOUNCES, o->cause);
	if (type == NULL)
		return true;
	o->action = type->action;
	o->flags |= type->flags;
	if (o->action == TD_ACTION_DEFERRED &&
	    TD_IS(td_event_scalar(to, &v[NAME]), "Undeliverable"))
		o->action = TD_ACTION_FAILED;
	return !type->nothing;
}

static void
read_answer(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	o->reply = td_outcome_untyped(td_event_scalar(to, &v[DETAILS]));
	if (o->action != TD_ACTION_SUPPRESSED)
		o->status = td_reply_status(o->reply);
}

enum td_event_is
td_postmark_event(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[N_MEMBERS];
	const struct td_event_word *record;
	struct td_outcome o, *put;
	bool sent;

	if (!td_event_members(object, names, N_MEMBERS, v, &to->end))
		return TD_EVENT_FOREIGN;
	record = record_of(v);
	if (record == NULL)
		return v[STREAM].kind == TD_JSON_STRING ? TD_EVENT_READ :
		                                          TD_EVENT_FOREIGN;
	if (record->nothing)
		return TD_EVENT_READ;
	td_outcome_clear(&o, TD_SERVICE_POSTMARK);
	o.action = record->action;
	o.flags = record->flags;
	sent = o.action == TD_ACTION_SENT;
	if (o.action == TD_ACTION_FAILED && !read_bounce(to, v, &o))
		return TD_EVENT_READ;
	o.id = td_event_scalar(to, &v[MESSAGE_ID]);
	o.when = td_event_time(to, &v[sent ? DELIVERED_AT : BOUNCED_AT]);
	o.recipient = td_event_address(to, &v[sent ? RECIPIENT : EMAIL]);
	if (o.id.n == 0 || o.recipient.n == 0 || o.when == TD_NO_TIME)
		return TD_EVENT_BROKEN;
	o.author = td_event_address(to, &v[FROM]);
	o.tag = td_event_scalar(to, &v[TAG]);
	if (o.action != TD_ACTION_NONE)
		read_answer(to, v, &o);
	put = td_outcome_add(to, TD_SERVICE_POSTMARK);
	if (put != NULL)
		*put = o;
	return TD_EVENT_READ;
}

/*
 * Amazon SES: what it publishes of mail that it sends, notifies identities of,
 * and tells of mail that it receives.  FORMATS.md 8, BOUNCES.md 6 of the
 * specification.
 *
 *	{"eventType":"Bounce","mail":{"timestamp":"2026-11-21T03:04:05.678Z",
 *	 "source":"a@example.jp","messageId":"0106...",...},
 *	 "bounce":{"bounceType":"Permanent","bounceSubType":"General",
 *	 "bouncedRecipients":[{"emailAddress":"u@example.jp","status":"5.1.1",
 *	 "diagnosticCode":"smtp; 550 5.1.1 unknown"}],"timestamp":"..."}}
 *
 * Identity notifications have notificationType for eventType.  What SNS,
 * EventBridge and others wrap around is for event_ses_wrap.c.
 */
#include "event_ses.h"

#include "lex.h"

enum {
	EVENT_TYPE,
	NOTIFICATION_TYPE,
	/* Of all. */
	MAIL_TIMESTAMP,
	SOURCE,
	MESSAGE_ID,
	DESTINATION,
	FROM,
	HEADER_ID,
	TAGS,
	/* Of one kind each. */
	DELIVERY_TIMESTAMP,
	DELIVERY_MILLIS,
	DELIVERY_RECIPIENTS,
	SMTP_RESPONSE,
	DELIVERY_IP,
	BOUNCE_TYPE,
	BOUNCE_SUB_TYPE,
	BOUNCED,
	BOUNCE_TIMESTAMP,
	BOUNCE_IP,
	COMPLAINED,
	COMPLAINT_TIMESTAMP,
	COMPLAINT_TYPE,
	COMPLAINT_SUB_TYPE,
	DELAY_TIMESTAMP,
	DELAY_TYPE,
	DELAYED,
	REJECT_REASON,
	FAILURE_MESSAGE,
	RECEIPT_TIMESTAMP,
	RECEIPT_RECIPIENTS,
	SPF,
	DKIM,
	DMARC,
	N_MEMBERS
};

static const struct td_span of_event[N_MEMBERS] = {
	[EVENT_TYPE] = TD_LIT("eventType"),
	[NOTIFICATION_TYPE] = TD_LIT("notificationType"),
	[MAIL_TIMESTAMP] = TD_LIT("mail.timestamp"),
	[SOURCE] = TD_LIT("mail.source"),
	[MESSAGE_ID] = TD_LIT("mail.messageId"),
	[DESTINATION] = TD_LIT("mail.destination"),
	[FROM] = TD_LIT("mail.commonHeaders.from"),
	[HEADER_ID] = TD_LIT("mail.commonHeaders.messageId"),
	[TAGS] = TD_LIT("mail.tags"),
	[DELIVERY_TIMESTAMP] = TD_LIT("delivery.timestamp"),
	[DELIVERY_MILLIS] = TD_LIT("delivery.processingTimeMillis"),
	[DELIVERY_RECIPIENTS] = TD_LIT("delivery.recipients"),
	[SMTP_RESPONSE] = TD_LIT("delivery.smtpResponse"),
	[DELIVERY_IP] = TD_LIT("delivery.remoteMtaIp"),
	[BOUNCE_TYPE] = TD_LIT("bounce.bounceType"),
	[BOUNCE_SUB_TYPE] = TD_LIT("bounce.bounceSubType"),
	[BOUNCED] = TD_LIT("bounce.bouncedRecipients"),
	[BOUNCE_TIMESTAMP] = TD_LIT("bounce.timestamp"),
	[BOUNCE_IP] = TD_LIT("bounce.remoteMtaIp"),
	[COMPLAINED] = TD_LIT("complaint.complainedRecipients"),
	[COMPLAINT_TIMESTAMP] = TD_LIT("complaint.timestamp"),
	[COMPLAINT_TYPE] = TD_LIT("complaint.complaintFeedbackType"),
	[COMPLAINT_SUB_TYPE] = TD_LIT("complaint.complaintSubType"),
	[DELAY_TIMESTAMP] = TD_LIT("deliveryDelay.timestamp"),
	[DELAY_TYPE] = TD_LIT("deliveryDelay.delayType"),
	[DELAYED] = TD_LIT("deliveryDelay.delayedRecipients"),
	[REJECT_REASON] = TD_LIT("reject.reason"),
	[FAILURE_MESSAGE] = TD_LIT("failure.errorMessage"),
	[RECEIPT_TIMESTAMP] = TD_LIT("receipt.timestamp"),
	[RECEIPT_RECIPIENTS] = TD_LIT("receipt.recipients"),
	[SPF] = TD_LIT("receipt.spfVerdict.status"),
	[DKIM] = TD_LIT("receipt.dkimVerdict.status"),
	[DMARC] = TD_LIT("receipt.dmarcVerdict.status"),
};

/* Kinds of events, and where each has what all have. */
enum kind {
	SEND,
	DELIVERY,
	BOUNCE,
	COMPLAINT,
	DELAY,
	REJECT,
	FAILURE,
	RECEIVED,
	OTHER, /* opens, clicks, subscriptions */
	N_KINDS
};

static const struct {
	struct td_span name;
	uint8_t action, flags;
	uint8_t when, recipients; /* members */
	uint8_t cause, reply;     /* EVENT_TYPE: none */
} kinds[N_KINDS] = {
	[SEND] = { TD_LIT("Send"), TD_ACTION_NONE, 0, MAIL_TIMESTAMP,
	    DESTINATION, 0, 0 },
	[DELIVERY] = { TD_LIT("Delivery"), TD_ACTION_SENT, 0,
	    DELIVERY_TIMESTAMP, DELIVERY_RECIPIENTS, 0, SMTP_RESPONSE },
	[BOUNCE] = { TD_LIT("Bounce"), TD_ACTION_FAILED, 0, BOUNCE_TIMESTAMP,
	    BOUNCED, BOUNCE_SUB_TYPE, 0 },
	[COMPLAINT] = { TD_LIT("Complaint"), TD_ACTION_NONE,
	    TD_OUTCOME_COMPLAINT, COMPLAINT_TIMESTAMP, COMPLAINED,
	    COMPLAINT_TYPE, 0 },
	[DELAY] = { TD_LIT("DeliveryDelay"), TD_ACTION_DEFERRED, 0,
	    DELAY_TIMESTAMP, DELAYED, DELAY_TYPE, 0 },
	[REJECT] = { TD_LIT("Reject"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, MAIL_TIMESTAMP, DESTINATION, 0,
	    REJECT_REASON },
	[FAILURE] = { TD_LIT("Rendering Failure"), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, MAIL_TIMESTAMP, DESTINATION, 0,
	    FAILURE_MESSAGE },
	[RECEIVED] = { TD_LIT("Received"), TD_ACTION_NONE, TD_OUTCOME_INBOUND,
	    RECEIPT_TIMESTAMP, RECEIPT_RECIPIENTS, 0, 0 },
};

/* ---- Texts ------------------------------------------------------------- */

static inline struct td_span
text(struct td_outcomes *to, const struct td_json_value *v)
{
	if (v->kind != TD_JSON_STRING)
		return (struct td_span){ v->raw.p, 0 };
	return v->escaped ? td_event_text(to, v) : v->raw;
}

/* The address of "Name <user@example.jp>"; most names are escaped, and most
 * addresses are not. */
static struct td_span
address(struct td_outcomes *to, const struct td_json_value *v)
{
	struct td_span s;

	if (v->kind == TD_JSON_STRING && v->escaped &&
	    v->raw.p[v->raw.n - 1] == '>') {
		s = td_outcome_address(v->raw);
		if (s.n < v->raw.n && memchr(s.p, '\\', s.n) == NULL)
			return s;
	}
	return td_outcome_address(text(to, v));
}

/* A Message-ID without its brackets (RFC 5322 3.6.4). */
static struct td_span
without_brackets(struct td_span s)
{
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		return td_span(s.p + 1, s.p + s.n - 1);
	return s;
}

/* "smtp; 550 5.1.1 unknown" without its type (RFC 3464 2.3.6). */
static struct td_span
without_type(struct td_span s)
{
	static const struct td_span smtp = TD_LIT("smtp;");

	if (!td_span_ibegins(s, smtp))
		return s;
	return td_span_trim(td_span(s.p + smtp.n, s.p + s.n));
}

/* A copy of a word of ours where spans of outcomes may point. */
static struct td_span
copy(struct td_outcomes *to, struct td_span word)
{
	char *p = td_event_scratch(to, word.n);

	if (p == NULL)
		return (struct td_span){ NULL, 0 };
	memcpy(p, word.p, word.n);
	return (struct td_span){ p, word.n };
}

static bool
is_simulated(struct td_span address)
{
	static const struct td_span domain = TD_LIT("@simulator.amazonses.com");

	return address.n > domain.n &&
	    td_span_ieq(td_span(address.p + address.n - domain.n,
	                    address.p + address.n),
	        domain);
}

/* ---- Tags -------------------------------------------------------------- */

/* "NAME=VALUE", of which each may be escaped. */
static struct td_span
join(struct td_outcomes *to, const struct td_json_value *name,
    const struct td_json_value *value)
{
	const struct td_span a = text(to, name), b = text(to, value);
	char *p = td_event_scratch(to, a.n + 1 + b.n);

	if (p == NULL)
		return (struct td_span){ a.p, 0 };
	if (a.n > 0)
		memcpy(p, a.p, a.n);
	p[a.n] = '=';
	if (b.n > 0)
		memcpy(p + a.n + 1, b.p, b.n);
	return (struct td_span){ p, a.n + 1 + b.n };
}

/*
 * The first tag of the sender's own; else the configuration set, which SES adds
 * with others whose names begin alike.
 */
static struct td_span
read_tag(struct td_outcomes *to, const struct td_json_value *tags)
{
	struct td_json_value name, values, set_name, set = { .kind = 0 };
	struct td_json j, list;

	td_json_open(&j, tags);
	while (td_json_more(&j) && td_json_name(&j, &name) &&
	    td_json_value(&j, &values)) {
		const char *p = name.raw.p, *end = p + name.raw.n;
		const bool own = !TD_BEGINS(p, end, "ses:");

		if (!own && !TD_IS(name.raw, "ses:configuration-set"))
			continue;
		td_json_open(&list, &values);
		if (!td_json_more(&list) || !td_json_value(&list, &values) ||
		    values.kind != TD_JSON_STRING)
			continue;
		if (own)
			return join(to, &name, &values);
		set_name = name;
		set = values;
	}
	if (set.kind == TD_JSON_ABSENT)
		return (struct td_span){ tags->raw.p, 0 };
	return join(to, &set_name, &set);
}

/* ---- What becomes of an event ------------------------------------------ */

static enum kind
kind_of(const struct td_json_value *v)
{
	const struct td_json_value *type = &v[EVENT_TYPE];

	/* Lambda is told of received mail without a type. */
	if (type->kind != TD_JSON_STRING)
		return v[RECEIPT_TIMESTAMP].kind != TD_JSON_ABSENT &&
		        v[MESSAGE_ID].kind != TD_JSON_ABSENT ?
		    RECEIVED :
		    N_KINDS;
	for (int k = 0; k < OTHER; k++)
		if (td_span_eq(type->raw, kinds[k].name))
			return (enum kind)k;
	return v[MESSAGE_ID].kind != TD_JSON_ABSENT ? OTHER : N_KINDS;
}

/* BOUNCES.md 6: what never left SES, and what its bounce rate counts. */
static void
judge_bounce(const struct td_json_value *v, struct td_outcome *o)
{
	const struct td_span sub = v[BOUNCE_SUB_TYPE].raw;
	const bool listed = TD_IS(sub, "OnAccountSuppressionList") ||
	    TD_IS(sub, "UnsubscribedRecipient");

	if (listed || TD_IS(sub, "Suppressed")) {
		o->action = TD_ACTION_SUPPRESSED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
	if (!listed && TD_IS(v[BOUNCE_TYPE].raw, "Permanent"))
		o->flags |= TD_OUTCOME_HARD;
}

/*
 * Mail to a recipient that complained before is not sent, which is told as
 * another complaint; and "not-spam" is the opposite of one (RFC 5965 7.3).
 */
static void
judge_complaint(const struct td_json_value *v, struct td_outcome *o)
{
	if (TD_IS(v[COMPLAINT_SUB_TYPE].raw, "OnAccountSuppressionList")) {
		o->action = TD_ACTION_SUPPRESSED;
		o->flags ^= TD_OUTCOME_COMPLAINT | TD_OUTCOME_NO_ATTEMPT;
		o->cause = v[COMPLAINT_SUB_TYPE].raw;
	} else if (TD_IS(v[COMPLAINT_TYPE].raw, "not-spam")) {
		o->flags ^= TD_OUTCOME_COMPLAINT;
	}
}

/* DECISIONS.md 10. */
static uint8_t
result_of(const struct td_json_value *verdict)
{
	if (verdict->kind == TD_JSON_ABSENT)
		return TD_R_MISSING;
	if (TD_IS(verdict->raw, "PASS"))
		return TD_R_PASS;
	return TD_IS(verdict->raw, "FAIL") ? TD_R_FAIL : TD_R_TEMPERROR;
}

/* What is of one kind alone. */
static void
judge(struct td_outcomes *to, enum kind kind, const struct td_json_value *v,
    struct td_outcome *o)
{
	int64_t millis;

	switch (kind) {
	case DELIVERY:
		o->relay_ip = text(to, &v[DELIVERY_IP]);
		if (td_json_int(&v[DELIVERY_MILLIS], &millis) && millis >= 0 &&
		    millis < INT64_MAX / 1000)
			o->delay = millis * 1000;
		break;
	case BOUNCE:
		o->relay_ip = text(to, &v[BOUNCE_IP]);
		judge_bounce(v, o);
		break;
	case COMPLAINT:
		judge_complaint(v, o);
		break;
	case REJECT:
		o->cause = v[EVENT_TYPE].raw;
		break;
	case FAILURE:
		o->cause = copy(to, TD_SPAN("RenderingFailure"));
		break;
	case RECEIVED:
		o->result[TD_M_SPF] = result_of(&v[SPF]);
		o->result[TD_M_DKIM] = result_of(&v[DKIM]);
		o->result[TD_M_DMARC] = result_of(&v[DMARC]);
		break;
	default:
		break;
	}
}

/* What is the same for all recipients; false if it cannot be read. */
static bool
read_event(struct td_outcomes *to, enum kind kind,
    const struct td_json_value *v, struct td_outcome *o)
{
	struct td_json_value from;
	struct td_json list;

	td_outcome_clear(o, TD_SERVICE_SES);
	o->action = kinds[kind].action;
	o->flags = kinds[kind].flags;
	o->when = td_outcome_time(text(to, &v[kinds[kind].when]));
	o->begun = kinds[kind].when == MAIL_TIMESTAMP ?
	    o->when :
	    td_outcome_time(text(to, &v[MAIL_TIMESTAMP]));
	if (o->when == TD_NO_TIME)
		o->when = o->begun;
	o->id = text(to, &v[MESSAGE_ID]);
	if (o->when == TD_NO_TIME || o->id.n == 0)
		return false;
	o->sender = address(to, &v[SOURCE]);
	if (v[SOURCE].kind == TD_JSON_STRING && o->sender.n == 0)
		o->flags |= TD_OUTCOME_NULL_SENDER;
	td_json_open(&list, &v[FROM]);
	if (td_json_more(&list) && td_json_value(&list, &from))
		o->author = address(to, &from);
	o->message_id = without_brackets(text(to, &v[HEADER_ID]));
	o->tag = read_tag(to, &v[TAGS]);
	if (kinds[kind].cause != 0)
		o->cause = text(to, &v[kinds[kind].cause]);
	if (kinds[kind].reply != 0)
		o->reply = text(to, &v[kinds[kind].reply]);
	judge(to, kind, v, o);
	return true;
}

/* ---- Recipients -------------------------------------------------------- */

enum { ADDRESS, STATUS, DIAGNOSTIC, N_OF_RECIPIENT };

static const struct td_span of_recipient[N_OF_RECIPIENT] = {
	[ADDRESS] = TD_LIT("emailAddress"),
	[STATUS] = TD_LIT("status"),
	[DIAGNOSTIC] = TD_LIT("diagnosticCode"),
};

/* Append one outcome for the recipient; false if there is none. */
static inline bool
put_recipient(struct td_outcomes *to, const struct td_outcome *of_all,
    const struct td_json_value *r)
{
	const struct td_span recipient = address(to, &r[ADDRESS]);
	struct td_outcome *o;

	if (recipient.n == 0)
		return false;
	o = td_outcome_add(to, TD_SERVICE_SES);
	if (o == NULL)
		return true;
	*o = *of_all;
	o->recipient = recipient;
	if (is_simulated(recipient))
		o->flags |= TD_OUTCOME_SIMULATED;
	if (r[STATUS].kind != TD_JSON_ABSENT)
		o->status = text(to, &r[STATUS]);
	if (r[DIAGNOSTIC].kind != TD_JSON_ABSENT)
		o->reply = without_type(text(to, &r[DIAGNOSTIC]));
	return true;
}

/* Recipients are objects in bounces and the like, else addresses. */
static bool
put_recipients(struct td_outcomes *to, const struct td_outcome *of_all,
    const struct td_json_value *recipients)
{
	struct td_json_value r[N_OF_RECIPIENT] = { { .kind = TD_JSON_ABSENT } };
	const uint32_t n = (uint32_t)to->batch->n_outcomes;
	struct td_json list;

	td_json_open(&list, recipients);
	while (td_json_more(&list)) {
		const bool object = list.p < list.end && *list.p == '{';

		if (object ?
		        !td_json_read(&list, of_recipient, N_OF_RECIPIENT, r) :
		        !td_json_value(&list, &r[ADDRESS]))
			return false;
		if (!put_recipient(to, of_all, r))
			return false;
		if (to->full || to->too_many || to->too_long)
			return true;
	}
	return list.error == TD_JSON_FINE && to->batch->n_outcomes > n;
}

enum td_event_is
td_ses_object(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[N_MEMBERS];
	struct td_outcome of_all;
	struct td_json j;
	enum kind kind;
	bool whole;

	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	whole = td_json_read(&j, of_event, N_MEMBERS, v);
	if (v[EVENT_TYPE].kind != TD_JSON_STRING)
		v[EVENT_TYPE] = v[NOTIFICATION_TYPE];
	kind = kind_of(v);
	if (kind == N_KINDS)
		return TD_EVENT_FOREIGN;
	if (kind == OTHER && whole)
		return TD_EVENT_READ;
	if (!whole || !read_event(to, kind, v, &of_all) ||
	    !put_recipients(to, &of_all, &v[kinds[kind].recipients]))
		return TD_EVENT_BROKEN;
	return TD_EVENT_READ;
}

/*
 * Log records of KumoMTA: docs/reference/log_record.md of its source, and what
 * crates/kumo-log-types and crates/kumod/src/logging make of them.
 *
 *	{"type":"Delivery","id":"1d98...","sender":"s@example.com",
 *	 "recipient":"u@example.jp","queue":"campaign:tenant@example.jp",
 *	 "response":{"code":250,"enhanced_code":{"class":2,...},"content":"OK",
 *	 "command":"."},"peer_address":{"name":"mx.example.jp.","addr":"..."},
 *	 "timestamp":1795280280,"created":1795280279,"num_attempts":0,...}
 */
#include "event_member.h"
#include "original.h"

enum member {
	TYPE,
	ID,
	SENDER,
	RECIPIENT,
	QUEUE,
	CODE,
	CLASS,
	SUBJECT,
	DETAIL,
	CONTENT,
	COMMAND,
	PEER,
	PEER_IP,
	TIMESTAMP,
	EVENT_TIME,
	CREATED,
	CREATED_TIME,
	NUM_ATTEMPTS,
	CLASSIFICATION,
	FEEDBACK_TYPE,
	ORIGINAL_SENDER,
	ORIGINAL_RECIPIENTS,
	TRACE_RECIPIENT,
	ARRIVAL,
	ORIGINAL,
	MESSAGE_ID,
	MESSAGE_ID_OTHER,
	AUTHOR,
	DELIVERED_BY,
	RECEIVED_BY,
	TLS,
	N_MEMBERS
};

static const struct td_span names[N_MEMBERS] = {
	[TYPE] = TD_LIT("type"),
	[ID] = TD_LIT("id"),
	[SENDER] = TD_LIT("sender"),
	[RECIPIENT] = TD_LIT("recipient"),
	[QUEUE] = TD_LIT("queue"),
	[CODE] = TD_LIT("response.code"),
	[CLASS] = TD_LIT("response.enhanced_code.class"),
	[SUBJECT] = TD_LIT("response.enhanced_code.subject"),
	[DETAIL] = TD_LIT("response.enhanced_code.detail"),
	[CONTENT] = TD_LIT("response.content"),
	[COMMAND] = TD_LIT("response.command"),
	[PEER] = TD_LIT("peer_address.name"),
	[PEER_IP] = TD_LIT("peer_address.addr"),
	[TIMESTAMP] = TD_LIT("timestamp"),
	[EVENT_TIME] = TD_LIT("event_time"),
	[CREATED] = TD_LIT("created"),
	[CREATED_TIME] = TD_LIT("created_time"),
	[NUM_ATTEMPTS] = TD_LIT("num_attempts"),
	[CLASSIFICATION] = TD_LIT("bounce_classification"),
	[FEEDBACK_TYPE] = TD_LIT("feedback_report.feedback_type"),
	[ORIGINAL_SENDER] = TD_LIT("feedback_report.original_mail_from"),
	[ORIGINAL_RECIPIENTS] = TD_LIT("feedback_report.original_rcpto_to"),
	[TRACE_RECIPIENT] =
	    TD_LIT("feedback_report.supplemental_trace.recipient"),
	[ARRIVAL] = TD_LIT("feedback_report.arrival_date"),
	[ORIGINAL] = TD_LIT("feedback_report.original_message"),
	[MESSAGE_ID] = TD_LIT("headers.Message-ID"),
	[MESSAGE_ID_OTHER] = TD_LIT("headers.Message-Id"),
	[AUTHOR] = TD_LIT("headers.From"),
	[DELIVERED_BY] = TD_LIT("delivery_protocol"),
	[RECEIVED_BY] = TD_LIT("reception_protocol"),
	[TLS] = TD_LIT("tls_protocol_version"),
};

/*
 * Others are no outcome: Rejection came before there was a message, and what
 * was moved (AdminRebind, DeferredInjectionRebind, XferIn, XferOut) or waits
 * (Delayed) goes on.
 */
static const struct td_event_word types[] = {
	{ TD_LIT("Reception"), TD_ACTION_NONE, 0, false },
	{ TD_LIT("Delivery"), TD_ACTION_SENT, 0, false },
	{ TD_LIT("TransientFailure"), TD_ACTION_DEFERRED, 0, false },
	{ TD_LIT("Bounce"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("AdminBounce"), TD_ACTION_FAILED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("Expiration"), TD_ACTION_EXPIRED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("OOB"), TD_ACTION_FAILED, TD_OUTCOME_BY_MAIL, false },
	{ TD_LIT("Feedback"), TD_ACTION_NONE,
	    TD_OUTCOME_COMPLAINT | TD_OUTCOME_BY_MAIL, false },
};

enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

/* The name of the campaign in "campaign:tenant@domain!routing_domain". */
static struct td_span
campaign(struct td_span queue)
{
	const char *colon = memchr(queue.p, ':', queue.n);
	const char *at = memrchr(queue.p, '@', queue.n);

	if (colon == NULL || at == NULL || at < colon)
		return TD_SPAN("");
	return td_span(queue.p, colon);
}

/* The command as it was written: "RCPT TO:<u@example.jp>", "." */
static enum td_stage
stage_of(struct td_span command)
{
	static const struct {
		struct td_span verb;
		uint8_t stage;
	} verbs[] = {
		{ TD_LIT("."), TD_STAGE_EOD },
		{ TD_LIT("DATA"), TD_STAGE_DATA },
		{ TD_LIT("BDAT"), TD_STAGE_EOD },
		{ TD_LIT("RCPT"), TD_STAGE_RCPT },
		{ TD_LIT("MAIL"), TD_STAGE_MAIL },
		{ TD_LIT("EHLO"), TD_STAGE_EHLO },
		{ TD_LIT("HELO"), TD_STAGE_EHLO },
		{ TD_LIT("LHLO"), TD_STAGE_EHLO },
		{ TD_LIT("STARTTLS"), TD_STAGE_EHLO },
		{ TD_LIT("AUTH"), TD_STAGE_EHLO },
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (td_span_ibegins(command, verbs[i].verb))
			return verbs[i].stage;
	return TD_STAGE_NONE;
}

/* "5.1.1" of the three numbers; n 0 if they are none. */
static struct td_span
status_of(struct td_outcomes *to, const struct td_json_value *v)
{
	const struct td_span part[3] = { v[CLASS].raw, v[SUBJECT].raw,
		v[DETAIL].raw };

	for (int i = 0; i < 3; i++)
		if (v[CLASS + i].kind != TD_JSON_NUMBER || part[i].n > 3)
			return TD_SPAN("");
	return td_outcome_join(to, part, 3, '.');
}

static int64_t
time_of(struct td_outcomes *to, const struct td_json_value *precise,
    const struct td_json_value *seconds)
{
	int64_t t = td_event_time(to, precise);

	return t != TD_NO_TIME ? t : td_event_time(to, seconds);
}

/* What the answer of the peer was, and who it is. */
static void
read_answer(struct td_outcomes *to, const struct td_json_value *v, bool peer,
    struct td_outcome *o)
{
	struct td_span host = td_event_scalar(to, &v[PEER]);

	o->status = status_of(to, v);
	o->reply = td_event_reply(to, td_event_scalar(to, &v[CODE]), o->status,
	    td_event_scalar(to, &v[CONTENT]));
	o->cause = td_event_scalar(to, &v[CLASSIFICATION]);
	if (TD_IS(o->cause, "Uncategorized"))
		o->cause.n = 0;
	if (!peer)
		return;
	o->stage = (uint8_t)stage_of(td_event_scalar(to, &v[COMMAND]));
	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	o->relay = host;
	o->relay_ip = td_event_scalar(to, &v[PEER_IP]);
	o->tls = td_event_scalar(to, &v[TLS]);
	if (TD_IS(td_event_scalar(to, &v[DELIVERED_BY]), "Maildir"))
		o->flags |= TD_OUTCOME_LOCAL;
}

static void
read_message(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	const struct td_json_value *mid = &v[MESSAGE_ID];

	if (mid->kind == TD_JSON_ABSENT)
		mid = &v[MESSAGE_ID_OTHER];
	o->message_id = td_event_message_id(td_event_scalar(to, mid));
	o->author = td_event_address(to, &v[AUTHOR]);
	o->tag = campaign(td_event_scalar(to, &v[QUEUE]));
	o->begun = time_of(to, &v[CREATED_TIME], &v[CREATED]);
	if (o->action != TD_ACTION_NONE)
		o->delay = td_event_since(o->begun, o->when);
	td_event_sender(to, &v[SENDER], o);
}

/* Append the outcome for one recipient; false: there is no such. */
static bool
put_one(struct td_outcomes *to, struct td_span recipient,
    const struct td_outcome *like)
{
	struct td_outcome *o;

	if (recipient.n == 0)
		return false;
	o = td_outcome_add(to, TD_SERVICE_KUMOMTA);
	if (o != NULL) {
		*o = *like;
		o->recipient = recipient;
	}
	return true;
}

/* The same for one, or since 2025.12 an array of them. */
static bool
put_all(struct td_outcomes *to, const struct td_json_value *v,
    const struct td_outcome *like)
{
	struct td_json_value one;
	struct td_json j;
	bool any = false;

	if (v->kind != TD_JSON_ARRAY)
		return put_one(to, td_event_address(to, v), like);
	td_json_open(&j, v);
	while (td_json_more(&j) && td_json_value(&j, &one))
		any |= put_one(to, td_event_address(to, &one), like);
	return any;
}

/* Behind the header in the text of a message, as it stands in JSON. */
static struct td_span
cut_body(struct td_span raw)
{
	static const char empty[] = "\\n\\n";
	const char *p = raw.p, *end = p + raw.n;

	while ((p = memmem(p, (size_t)(end - p), empty, 4)) != NULL) {
		if (p == raw.p || p[-1] != '\\')
			return td_span(raw.p, p);
		p++;
	}
	return raw;
}

/* KumoMTA writes what is no UTF-8 as an array of bytes. */
static struct td_span
header_of_bytes(struct td_outcomes *to, const struct td_json_value *v)
{
	char *out = td_outcome_scratch(to, v->raw.n / 2), *q = out;
	struct td_json_value byte;
	struct td_json j;
	int64_t c;

	if (out == NULL)
		return TD_SPAN("");
	td_json_open(&j, v);
	while (td_json_more(&j) && td_json_value(&j, &byte) &&
	    td_json_int(&byte, &c) && c >= 0 && c <= UINT8_MAX) {
		if (c == '\n' && q > out && q[-1] == '\n')
			break;
		*q++ = (char)c;
	}
	return td_span(out, q);
}

/* What the report returns of the message that it is about. */
static struct td_original
read_original(struct td_outcomes *to, const struct td_json_value *v)
{
	struct td_json_value header = *v;

	if (v->kind == TD_JSON_ARRAY)
		return td_original_read(header_of_bytes(to, v));
	if (v->kind != TD_JSON_STRING)
		return (struct td_original){ .found = false };
	header.raw = cut_body(v->raw);
	return td_original_read(td_event_text(to, &header));
}

/*
 * A complaint has an id of its own, and the sender and recipient of the record
 * are those of the report; the message is told by its Message-ID, or else by
 * sender and recipient.  Who complains is often struck out: then it is whom the
 * message was to, else the reporter's domain stands for it (FORMATS.md 15).
 */
static bool
put_complaint(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	struct td_span reporter = td_event_address(to, &v[SENDER]);
	const char *end = reporter.p + reporter.n, *at;
	struct td_original original;

	o->cause = td_event_scalar(to, &v[FEEDBACK_TYPE]);
	if (!td_event_complains(o->cause))
		return true;
	original = read_original(to, &v[ORIGINAL]);
	o->message_id = original.message_id;
	o->author = original.author;
	o->begun = td_event_time(to, &v[ARRIVAL]);
	o->sender = td_event_address(to, &v[ORIGINAL_SENDER]);
	if (o->sender.n == 0)
		o->sender = td_outcome_address(original.path);
	if (put_all(to, &v[ORIGINAL_RECIPIENTS], o) ||
	    put_all(to, &v[TRACE_RECIPIENT], o) || put_one(to, original.to, o))
		return true;
	at = memrchr(reporter.p, '@', reporter.n);
	o->flags |= TD_OUTCOME_DOMAIN;
	return at != NULL && put_one(to, td_span(at + 1, end), o);
}

/*
 * A late bounce (OOB) has the id, the queue, the headers and the times of the
 * notification that told of it, and a peer that was not asked: of the message
 * only sender and recipient, the former because it is whom the notification
 * was sent to (crates/kumod/src/logging/disposition.rs).
 */
static bool
put_late(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	td_event_sender(to, &v[SENDER], o);
	read_answer(to, v, false, o);
	return put_all(to, &v[RECIPIENT], o);
}

static bool
put_outcomes(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	if (o->flags & TD_OUTCOME_COMPLAINT)
		return put_complaint(to, v, o);
	if (o->flags & TD_OUTCOME_BY_MAIL)
		return put_late(to, v, o);
	read_message(to, v, o);
	if (o->action != TD_ACTION_NONE) {
		read_answer(to, v, true, o);
	} else if (TD_IS(v[QUEUE].raw, "null")) {
		o->action = TD_ACTION_SUPPRESSED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
	return put_all(to, &v[RECIPIENT], o);
}

enum td_event_is
td_kumomta_event(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[N_MEMBERS];
	const struct td_event_word *type;
	struct td_outcome o;

	if (!td_event_members(object, names, N_MEMBERS, v, &to->end) ||
	    v[TYPE].kind != TD_JSON_STRING || v[QUEUE].kind != TD_JSON_STRING ||
	    v[NUM_ATTEMPTS].kind != TD_JSON_NUMBER)
		return TD_EVENT_FOREIGN;
	type = td_event_find(types, N_TYPES, v[TYPE].raw);
	/* A message that brings a log record to a hook is no mail. */
	if (type == NULL || TD_IS(v[RECEIVED_BY].raw, "LogRecord"))
		return TD_EVENT_READ;
	td_outcome_clear(&o, TD_SERVICE_KUMOMTA);
	o.action = type->action;
	o.flags = type->flags;
	o.id = td_event_scalar(to, &v[ID]);
	o.when = time_of(to, &v[EVENT_TIME], &v[TIMESTAMP]);
	if (o.id.n == 0 || o.when == TD_NO_TIME || !put_outcomes(to, v, &o))
		return TD_EVENT_BROKEN;
	return TD_EVENT_READ;
}

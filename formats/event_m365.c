/*
 * Rows of Microsoft 365's message trace as JSON: of Get-MessageTrace[V2] and
 * ConvertTo-Json, of the reporting web service (OData), and of Microsoft
 * Graph's exchangeMessageTrace, which writes the names in camelCase.
 * learn.microsoft.com: "Get-MessageTraceV2", "MessageTrace report".
 *
 *	{"MessageId":"<m1@example.com>","MessageTraceId":"cf7a249a-...",
 *	 "Received":"2026-11-21T18:10:13.4907658","Status":"Delivered",
 *	 "SenderAddress":"s@example.com","RecipientAddress":"u@example.jp",
 *	 "FromIP":"192.0.2.1","ToIP":null}
 *
 * One row is the last state of one recipient, and its only time is that at
 * which Microsoft took the message.  It does not tell which way the mail went:
 * a trace holds what came in for the tenant's own recipients, too, and then
 * FilteredAsSpam and Quarantined are the tenant's verdicts: either way nobody
 * else was offered the mail (DECISIONS.md 3).
 */
#include "event_member.h"

enum member {
	TRACE_ID,
	MESSAGE_ID,
	RECEIVED,
	SENDER,
	RECIPIENT,
	STATUS,
	TO_IP,
	N_MEMBERS
};

/* Those of Graph stand behind those of the others. */
static const struct td_span names[2 * N_MEMBERS] = {
	[TRACE_ID] = TD_LIT("MessageTraceId"),
	[MESSAGE_ID] = TD_LIT("MessageId"),
	[RECEIVED] = TD_LIT("Received"),
	[SENDER] = TD_LIT("SenderAddress"),
	[RECIPIENT] = TD_LIT("RecipientAddress"),
	[STATUS] = TD_LIT("Status"),
	[TO_IP] = TD_LIT("ToIP"),
	[N_MEMBERS + TRACE_ID] = TD_LIT("id"),
	[N_MEMBERS + MESSAGE_ID] = TD_LIT("messageId"),
	[N_MEMBERS + RECEIVED] = TD_LIT("receivedDateTime"),
	[N_MEMBERS + SENDER] = TD_LIT("senderAddress"),
	[N_MEMBERS + RECIPIENT] = TD_LIT("recipientAddress"),
	[N_MEMBERS + STATUS] = TD_LIT("status"),
	[N_MEMBERS + TO_IP] = TD_LIT("toIP"),
};

/* Of others (GettingStatus, None, Unknown) no more than the message is known.
 * An expanded group is told by rows of its members. */
static const struct td_event_word statuses[] = {
	{ TD_LIT("Delivered"), TD_ACTION_SENT, 0, false },
	{ TD_LIT("Failed"), TD_ACTION_FAILED, 0, false },
	{ TD_LIT("Pending"), TD_ACTION_DEFERRED, 0, false },
	{ TD_LIT("FilteredAsSpam"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("Quarantined"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT,
	    false },
	{ TD_LIT("Expanded"), TD_ACTION_NONE, 0, true },
};

enum { N_STATUSES = sizeof(statuses) / sizeof(statuses[0]) };

/* "/Date(1658751973240)/", milliseconds since 1970 (OData 2), or RFC 3339 in
 * UTC without saying so. */
static int64_t
time_of(struct td_span s)
{
	static const struct td_span date = TD_LIT("/Date(");
	struct td_json_value number = { .kind = TD_JSON_NUMBER };
	const char *p = s.p + date.n, *end = s.p + s.n, *q = p;
	int64_t ms;

	if (s.n == 0 || !td_begins(s.p, end, date))
		return td_outcome_time(s);
	if (q < end && *q == '-')
		q++;
	while (q < end && td_is_digit(*q))
		q++;
	number.raw = td_span(p, q);
	if (!td_json_int(&number, &ms) || ms > INT64_MAX / 1000 ||
	    ms < INT64_MIN / 1000)
		return TD_NO_TIME;
	return ms * 1000;
}

static bool
is_row(const struct td_json_value *v)
{
	return v[STATUS].kind == TD_JSON_STRING &&
	    v[RECEIVED].kind == TD_JSON_STRING &&
	    v[SENDER].kind != TD_JSON_ABSENT &&
	    v[RECIPIENT].kind != TD_JSON_ABSENT;
}

static enum td_event_is
read_row(struct td_outcomes *to, const struct td_json_value *v)
{
	const struct td_event_word *status =
	    td_event_find(statuses, N_STATUSES, v[STATUS].raw);
	struct td_outcome o, *put;

	if (status != NULL && status->nothing)
		return TD_EVENT_READ;
	td_outcome_clear(&o, TD_SERVICE_M365);
	if (status != NULL) {
		o.action = status->action;
		o.flags |= status->flags;
	}
	o.when = o.begun = time_of(td_event_scalar(to, &v[RECEIVED]));
	o.recipient = td_event_address(to, &v[RECIPIENT]);
	o.message_id = td_event_message_id(td_event_scalar(to, &v[MESSAGE_ID]));
	o.id = td_event_scalar(to, &v[TRACE_ID]);
	if (o.id.n == 0)
		o.id = o.message_id;
	if (o.id.n == 0 || o.recipient.n == 0 || o.when == TD_NO_TIME)
		return TD_EVENT_BROKEN;
	td_event_sender(to, &v[SENDER], &o);
	o.relay_ip = td_event_scalar(to, &v[TO_IP]);
	if (o.action == TD_ACTION_SUPPRESSED)
		o.cause = v[STATUS].raw;
	put = td_outcome_add(to, TD_SERVICE_M365);
	if (put != NULL)
		*put = o;
	return TD_EVENT_READ;
}

enum td_event_is
td_m365_event(const struct td_json_value *object, struct td_outcomes *to)
{
	struct td_json_value v[2 * N_MEMBERS];

	if (!td_event_members(object, names, 2 * N_MEMBERS, v, &to->end))
		return TD_EVENT_FOREIGN;
	if (is_row(v))
		return read_row(to, v);
	if (is_row(v + N_MEMBERS))
		return read_row(to, v + N_MEMBERS);
	return TD_EVENT_FOREIGN;
}

/*
 * Events of Amazon SES as they are archived: bare, or in what other services of
 * AWS wrap around them, also several times.
 *
 *	{"Type":"Notification","TopicArn":"...","Message":"{\"eventType\"..."}
 *	{"version":"0","source":"aws.ses","detail-type":"...","detail":{...}}
 *	{"Records":[{"EventSource":"aws:sns","Sns":{"Message":"..."}}]}
 *	{"Records":[{"receiptHandle":"...","body":"{\"Type\"..."}]}
 *	{"Records":[{"eventSource":"aws:ses","ses":{"mail":{},"receipt":{}}}]}
 *	{"records":[{"recordId":"...","data":"eyJldmVudFR5cGUi..."}]}
 *	{"logEvents":[{"id":"...","message":"{\"eventType\"..."}]}
 *
 * SNS, EventBridge, Lambda with SNS, SQS and SES, Firehose, CloudWatch Logs:
 * FORMATS.md 8 of the specification.
 */
#include "event_ses.h"

/* SQS in Lambda, SNS, and one more. */
enum { DEPTH_MAX = 4 };

/* Members of envelopes; of each kind of envelope what it holds comes first. */
enum {
	SNS_MESSAGE,
	SNS_TYPE,
	SNS_TOPIC,
	DETAIL,
	DETAIL_TYPE,
	LAMBDA_SNS,
	LAMBDA_SES,
	SQS_BODY,
	SQS_HANDLE,
	FIREHOSE_DATA,
	FIREHOSE_ID,
	LOG_MESSAGE,
	LOG_ID,
	LAMBDA_RECORDS,
	FIREHOSE_RECORDS,
	LOG_EVENTS,
	N_MEMBERS
};

static const struct td_span of_envelope[N_MEMBERS] = {
	[SNS_MESSAGE] = TD_LIT("Message"),
	[SNS_TYPE] = TD_LIT("Type"),
	[SNS_TOPIC] = TD_LIT("TopicArn"),
	[DETAIL] = TD_LIT("detail"),
	[DETAIL_TYPE] = TD_LIT("detail-type"),
	[LAMBDA_SNS] = TD_LIT("Sns"),
	[LAMBDA_SES] = TD_LIT("ses"),
	[SQS_BODY] = TD_LIT("body"),
	[SQS_HANDLE] = TD_LIT("receiptHandle"),
	[FIREHOSE_DATA] = TD_LIT("data"),
	[FIREHOSE_ID] = TD_LIT("recordId"),
	[LOG_MESSAGE] = TD_LIT("message"),
	[LOG_ID] = TD_LIT("ingestionTime"),
	[LAMBDA_RECORDS] = TD_LIT("Records"),
	[FIREHOSE_RECORDS] = TD_LIT("records"),
	[LOG_EVENTS] = TD_LIT("logEvents"),
};

/* How what an envelope holds is written. */
enum writing { OBJECT, LIST, TEXT, BASE64 };

/* That `member` is in an object with `mark` tells the envelope. */
static const struct {
	uint8_t member, mark, writing;
} envelopes[] = {
	{ SNS_MESSAGE, SNS_TOPIC, TEXT },
	{ DETAIL, DETAIL_TYPE, OBJECT },
	{ LAMBDA_SNS, LAMBDA_SNS, OBJECT },
	{ LAMBDA_SES, LAMBDA_SES, OBJECT },
	{ SQS_BODY, SQS_HANDLE, TEXT },
	{ FIREHOSE_DATA, FIREHOSE_ID, BASE64 },
	{ LOG_MESSAGE, LOG_ID, TEXT },
	{ LAMBDA_RECORDS, LAMBDA_RECORDS, LIST },
	{ FIREHOSE_RECORDS, FIREHOSE_RECORDS, LIST },
	{ LOG_EVENTS, LOG_EVENTS, LIST },
};

enum { N_ENVELOPES = sizeof(envelopes) / sizeof(envelopes[0]) };

/* Where an object ends that is in another does not matter. */
static enum td_event_is read_object(const struct td_json_value *object,
    struct td_outcomes *to, unsigned depth, const char **end);

/* What is to be said of two in one envelope: enum td_event_is goes up. */
static enum td_event_is
worse(enum td_event_is a, enum td_event_is b)
{
	return a > b ? a : b;
}

static inline bool
is_over(const struct td_outcomes *to)
{
	return to->full || to->too_many || to->too_long;
}

/*
 * Objects one behind another in a text; a text that begins otherwise is for
 * people: "Successfully validated SNS topic for Amazon SES event publishing."
 */
static enum td_event_is
read_text(struct td_span s, struct td_outcomes *to, unsigned depth)
{
	enum td_event_is is = TD_EVENT_READ;
	struct td_json_value v;
	struct td_json j;
	const char *end;

	s = td_span_trim(s);
	if (s.n == 0 || *s.p != '{')
		return TD_EVENT_READ;
	while (s.n > 0 && !is_over(to)) {
		td_json_begin(&j, s.p, s.p + s.n);
		if (!td_json_value(&j, &v) || v.kind != TD_JSON_OBJECT)
			return TD_EVENT_BROKEN;
		/* Not FOREIGN: the envelope is one. */
		is = worse(is, read_object(&v, to, depth, &end));
		s = td_span_trim(td_span(j.p, s.p + s.n));
	}
	return is;
}

/* RFC 4648 4, with padding or without; false if it is anything else. */
static bool
decode_base64(struct td_span s, char *out, size_t *n)
{
	uint32_t bits = 0;

	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	*n = 0;
	for (size_t i = 0; i < s.n; i++) {
		const int v = td_base64_digit(s.p[i]);

		if (v < 0)
			return false;
		bits = bits << 6 | (uint32_t)v;
		if (i % 4 != 0)
			out[(*n)++] = (char)(bits >> (6 - i % 4 * 2));
	}
	return true;
}

static enum td_event_is
read_base64(struct td_span s, struct td_outcomes *to, unsigned depth)
{
	char *p = td_outcome_scratch(to, s.n);
	size_t n;

	if (p == NULL || !decode_base64(s, p, &n))
		return TD_EVENT_BROKEN;
	return read_text((struct td_span){ p, n }, to, depth);
}

/* The elements of a list; FOREIGN if all are. */
static enum td_event_is
read_list(
    const struct td_json_value *list, struct td_outcomes *to, unsigned depth)
{
	enum td_event_is is = TD_EVENT_FOREIGN;
	struct td_json_value v;
	struct td_json j;
	const char *end;

	td_json_open(&j, list);
	while (!is_over(to) && td_json_more(&j) && td_json_value(&j, &v))
		if (v.kind == TD_JSON_OBJECT)
			is = worse(is, read_object(&v, to, depth, &end));
	return j.error == TD_JSON_FINE ? is : TD_EVENT_BROKEN;
}

static enum td_event_is
open_envelope(size_t i, const struct td_json_value *v, struct td_outcomes *to,
    unsigned depth)
{
	static const uint8_t kinds[] = {
		[OBJECT] = TD_JSON_OBJECT,
		[LIST] = TD_JSON_ARRAY,
		[TEXT] = TD_JSON_STRING,
		[BASE64] = TD_JSON_STRING,
	};
	const struct td_json_value *held = &v[envelopes[i].member];
	const char *end;

	if (held->kind != kinds[envelopes[i].writing])
		return TD_EVENT_FOREIGN;
	if (depth == DEPTH_MAX)
		return TD_EVENT_BROKEN;
	switch ((enum writing)envelopes[i].writing) {
	case OBJECT:
		return read_object(held, to, depth + 1, &end);
	case LIST:
		return read_list(held, to, depth + 1);
	case TEXT:
		/* SubscriptionConfirmation and the like are for people. */
		if (envelopes[i].member == SNS_MESSAGE &&
		    v[SNS_TYPE].kind != TD_JSON_ABSENT &&
		    !TD_IS(v[SNS_TYPE].raw, "Notification"))
			return TD_EVENT_READ;
		return read_text(td_event_text(to, held), to, depth + 1);
	case BASE64:
		return read_base64(td_event_text(to, held), to, depth + 1);
	}
	return TD_EVENT_FOREIGN;
}

static enum td_event_is
read_envelope(const struct td_json_value *object, struct td_outcomes *to,
    unsigned depth, const char **end)
{
	struct td_json_value v[N_MEMBERS];
	enum td_event_is is = TD_EVENT_FOREIGN;
	struct td_json j;

	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	if (!td_json_read(&j, of_envelope, N_MEMBERS, v))
		return TD_EVENT_FOREIGN;
	*end = j.p;
	for (size_t i = 0; i < N_ENVELOPES && is == TD_EVENT_FOREIGN; i++)
		if (v[envelopes[i].mark].kind != TD_JSON_ABSENT)
			is = open_envelope(i, v, to, depth);
	return is;
}

static enum td_event_is
read_object(const struct td_json_value *object, struct td_outcomes *to,
    unsigned depth, const char **end)
{
	enum td_event_is is;

	if (td_ses_begins(object))
		return td_ses_object(object, to, end);
	is = read_envelope(object, to, depth, end);
	if (is != TD_EVENT_FOREIGN)
		return is;
	return td_ses_object(object, to, end);
}

enum td_event_is
td_ses_event(const struct td_json_value *object, struct td_outcomes *to)
{
	return read_object(object, to, 0, &to->end);
}

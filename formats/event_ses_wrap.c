/*
 * Events of Amazon SES as they are archived: bare, or in what other services of
 * AWS wrap around them, also several times.
 *
 *	{"Type":"Notification","TopicArn":"...","Message":"{\"eventType\"..."}
 *	{"version":"0","source":"aws.ses","detail-type":"...","detail":{...}}
 *	{"Records":[{"receiptHandle":"...","body":"{\"Type\"..."}]}
 *	{"records":[{"recordId":"...","data":"eyJldmVudFR5cGUi..."}]}
 *
 * The table below says what is opened, FORMATS.md 8 of the specification what
 * for.  What is compressed within (a subscription of CloudWatch Logs as Lambda
 * and Firehose are given it) is told as a defect.
 */
#include "event_ses.h"

/* Kinesis in Lambda, SNS within, and three more. */
enum { DEPTH_MAX = 6 };

/* Members of envelopes. */
enum {
	SNS_MESSAGE,
	SNS_TYPE,
	SNS_TOPIC,
	DETAIL,
	DETAIL_TYPE,
	LAMBDA_SNS,
	LAMBDA_SES,
	LAMBDA_KINESIS,
	LAMBDA_LOGS,
	LAMBDA_PAYLOAD,
	LAMBDA_CONTEXT,
	SQS_BODY,
	SQS_HANDLE,
	POLL_BODY,
	POLL_HANDLE,
	DATA,
	DATA_ID,
	DATA_SEQUENCE,
	SHARD_DATA,
	SHARD_SEQUENCE,
	FAILED_DATA,
	FAILED_ATTEMPTS,
	LOG_MESSAGE,
	LOG_TIME,
	FOUND_MESSAGE,
	LAMBDA_RECORDS,
	FIREHOSE_RECORDS,
	LOG_EVENTS,
	POLL_MESSAGES,
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
	[LAMBDA_KINESIS] = TD_LIT("kinesis"),
	[LAMBDA_LOGS] = TD_LIT("awslogs.data"),
	[LAMBDA_PAYLOAD] = TD_LIT("requestPayload"),
	[LAMBDA_CONTEXT] = TD_LIT("requestContext"),
	[SQS_BODY] = TD_LIT("body"),
	[SQS_HANDLE] = TD_LIT("receiptHandle"),
	[POLL_BODY] = TD_LIT("Body"),
	[POLL_HANDLE] = TD_LIT("ReceiptHandle"),
	[DATA] = TD_LIT("data"),
	[DATA_ID] = TD_LIT("recordId"),
	[DATA_SEQUENCE] = TD_LIT("sequenceNumber"),
	[SHARD_DATA] = TD_LIT("Data"),
	[SHARD_SEQUENCE] = TD_LIT("SequenceNumber"),
	[FAILED_DATA] = TD_LIT("rawData"),
	[FAILED_ATTEMPTS] = TD_LIT("attemptsMade"),
	[LOG_MESSAGE] = TD_LIT("message"),
	[LOG_TIME] = TD_LIT("timestamp"),
	[FOUND_MESSAGE] = TD_LIT("@message"),
	[LAMBDA_RECORDS] = TD_LIT("Records"),
	[FIREHOSE_RECORDS] = TD_LIT("records"),
	[LOG_EVENTS] = TD_LIT("logEvents"),
	[POLL_MESSAGES] = TD_LIT("Messages"),
};

/* How what an envelope holds is written.  What others read before they kept it
 * (EventBridge Pipes, Step Functions) may be an object in place of its text. */
enum writing { OBJECT, LIST, TEXT, LOG, BASE64 };

/* That `member` is in an object with `mark` tells the envelope. */
static const struct {
	uint8_t member, mark, writing;
} envelopes[] = {
	{ SNS_MESSAGE, SNS_TOPIC, TEXT },
	{ DETAIL, DETAIL_TYPE, OBJECT }, /* EventBridge */
	{ LAMBDA_SNS, LAMBDA_SNS, OBJECT },
	{ LAMBDA_SES, LAMBDA_SES, OBJECT },
	{ LAMBDA_KINESIS, LAMBDA_KINESIS, OBJECT },
	{ LAMBDA_LOGS, LAMBDA_LOGS, BASE64 },
	{ LAMBDA_PAYLOAD, LAMBDA_CONTEXT, OBJECT }, /* its destinations */
	{ SQS_BODY, SQS_HANDLE, TEXT },             /* Lambda, Pipes */
	{ POLL_BODY, POLL_HANDLE, TEXT },       /* aws sqs receive-message */
	{ DATA, DATA_ID, BASE64 },              /* Firehose to Lambda */
	{ DATA, DATA_SEQUENCE, BASE64 },        /* Kinesis */
	{ SHARD_DATA, SHARD_SEQUENCE, BASE64 }, /* aws kinesis get-records */
	{ FAILED_DATA, FAILED_ATTEMPTS,
	    BASE64 },                          /* Firehose's failed records */
	{ LOG_MESSAGE, LOG_TIME, LOG },        /* CloudWatch Logs */
	{ FOUND_MESSAGE, FOUND_MESSAGE, LOG }, /* and its Insights */
	{ LAMBDA_RECORDS, LAMBDA_RECORDS, LIST },
	{ FIREHOSE_RECORDS, FIREHOSE_RECORDS, LIST },
	{ LOG_EVENTS, LOG_EVENTS, LIST },
	{ POLL_MESSAGES, POLL_MESSAGES, LIST },
};

enum { N_ENVELOPES = sizeof(envelopes) / sizeof(envelopes[0]) };

/* Where one is. */
struct opened {
	struct td_outcomes *to;
	unsigned depth;
	/* The text, as the record has it, that what is read is unescaped from;
	 * n 0: what is read is in the record itself. */
	struct td_span text;
};

/* Where an object ends that is in another does not matter. */
static enum td_event_is read_object(const struct td_json_value *object,
    const struct opened *in, const char **end);

/* A piece of what is opened is lost, and the rest is not. */
static enum td_event_is
lose(const struct opened *in, struct td_span where, enum td_defect what)
{
	if (!td_outcomes_is_over(in->to))
		td_outcomes_flaw(
		    in->to, in->text.n > 0 ? in->text : where, what);
	return TD_EVENT_READ;
}

/* An object that an envelope holds: a broken one is lost alone. */
static enum td_event_is
read_held(const struct td_json_value *object, const struct opened *in)
{
	struct td_batch *b = in->to->batch;
	const size_t n = b->n_outcomes;
	const char *end;
	enum td_event_is is = read_object(object, in, &end);

	if (is != TD_EVENT_BROKEN)
		return is;
	b->n_outcomes = n;
	return lose(in, object->raw, TD_STRANGE_EVENT);
}

/*
 * Objects one behind another in a text; a text that begins otherwise is for
 * people: "Successfully validated SNS topic for Amazon SES event publishing."
 */
static void
read_text(struct td_span s, const struct opened *in)
{
	const char *p, *end;
	struct td_json_value v;
	struct td_json j;

	s = td_span_trim(s);
	if (s.n == 0 || *s.p != '{')
		return;
	p = s.p;
	end = p + s.n;
	while (p < end && !td_outcomes_is_over(in->to)) {
		td_json_begin(&j, p, end);
		if (*p == '{' && td_json_value(&j, &v)) {
			read_held(&v, in);
			p = j.p;
			while (p < end && td_is_fws(*p))
				p++;
		} else {
			lose(in, td_span(p, end), TD_BAD_EVENT);
			p = td_json_resync(s.p, j.p > p ? j.p : p + 1, end);
		}
	}
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

static void
read_base64(struct td_span s, const struct opened *in)
{
	char *p = td_outcome_scratch(in->to, s.n);
	size_t n;

	if (p == NULL)
		return;
	if (!decode_base64(s, p, &n))
		lose(in, s, TD_BAD_EVENT);
	else if (TD_BEGINS(p, p + n, "\x1f\x8b")) /* RFC 1952 2.3.1 */
		lose(in, s, TD_PACKED_EVENT);
	else
		read_text((struct td_span){ p, n }, in);
}

/* The elements of a list; FOREIGN if all are. */
static enum td_event_is
read_list(const struct td_json_value *list, const struct opened *in)
{
	enum td_event_is is = TD_EVENT_FOREIGN;
	struct td_json_value v;
	struct td_json j;

	td_json_open(&j, list);
	while (!td_outcomes_is_over(in->to) && td_json_more(&j) &&
	    td_json_value(&j, &v))
		if (v.kind == TD_JSON_OBJECT &&
		    read_held(&v, in) != TD_EVENT_FOREIGN)
			is = TD_EVENT_READ;
	if (j.error == TD_JSON_FINE)
		return is;
	return lose(in, td_span(j.p, list->raw.p + list->raw.n), TD_BAD_EVENT);
}

/* Whether the writing can be that of the value.  Lines of logs are mostly not
 * about mail, and what has one may be another service's event. */
static bool
can_be(const struct td_json_value *v, enum writing writing)
{
	switch (writing) {
	case OBJECT:
		return v->kind == TD_JSON_OBJECT;
	case LIST:
		return v->kind == TD_JSON_ARRAY;
	case LOG:
		if (v->kind == TD_JSON_STRING)
			return v->raw.n > 0 && *v->raw.p == '{';
		return v->kind == TD_JSON_OBJECT;
	case TEXT:
		return v->kind == TD_JSON_STRING || v->kind == TD_JSON_OBJECT;
	case BASE64:
		return v->kind == TD_JSON_STRING;
	}
	return false;
}

static enum td_event_is
open_envelope(size_t i, const struct td_json_value *v, const struct opened *out)
{
	const struct td_json_value *held = &v[envelopes[i].member];
	const enum writing writing = envelopes[i].writing;
	struct opened in = { out->to, out->depth + 1, out->text };

	if (!can_be(held, writing))
		return TD_EVENT_FOREIGN;
	if (out->depth == DEPTH_MAX)
		return TD_EVENT_BROKEN;
	/* SubscriptionConfirmation and the like are for people. */
	if (envelopes[i].member == SNS_MESSAGE &&
	    v[SNS_TYPE].kind != TD_JSON_ABSENT &&
	    !TD_IS(v[SNS_TYPE].raw, "Notification"))
		return TD_EVENT_READ;
	if (writing == LIST)
		return read_list(held, &in);
	if (held->kind == TD_JSON_OBJECT)
		return read_held(held, &in);
	if (in.text.n == 0 && (writing == BASE64 || held->escaped))
		in.text = held->raw;
	if (writing == BASE64)
		read_base64(td_event_text(in.to, held), &in);
	else
		read_text(td_event_text(in.to, held), &in);
	return TD_EVENT_READ;
}

static enum td_event_is
read_envelope(const struct td_json_value *object, const struct opened *in,
    const char **end)
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
			is = open_envelope(i, v, in);
	return is;
}

static enum td_event_is
read_object(const struct td_json_value *object, const struct opened *in,
    const char **end)
{
	enum td_event_is is;

	if (td_ses_begins(object))
		return td_ses_object(object, in->to, end);
	is = read_envelope(object, in, end);
	if (is != TD_EVENT_FOREIGN)
		return is;
	return td_ses_object(object, in->to, end);
}

enum td_event_is
td_ses_event(const struct td_json_value *object, struct td_outcomes *to)
{
	const struct opened in = { .to = to };

	return read_object(object, &in, &to->end);
}

/*
 * Events of Amazon SES, one by one and in what AWS wraps around them
 * (formats/event_ses*.c).  Forms are those of the Amazon SES developer guide.
 */
#include <check.h>
#include <stdio.h>

#include "tests/formats/collect.h"
#include "tests/run.h"

/* Of each event: the message, and all but the closing brace of `mail`. */
#define MAIL                                                             \
	"\"mail\":{\"timestamp\":\"2026-11-21T12:00:00.5Z\",\"source\":" \
	"\"a@example.jp\",\"messageId\":\"m\",\"destination\":"          \
	"[\"u@example.jp\",\"V <v@example.jp>\"]"
#define EVENT(type, own) "{\"eventType\":\"" type "\"," own "," MAIL "}}"
#define SEND(more) "{\"eventType\":\"Send\"," MAIL more "}}"
/* What is told of all. */
#define AT(when, what) \
	"ses " when " " what "begun=2026-11-21T12:00:00.500000Z id=m "
#define SENT_TO(to) AT("2026-11-21T12:00:00.500000Z", "") "recipient=" to
#define U SENT_TO("u@example.jp") " sender=a@example.jp"
#define V SENT_TO("v@example.jp") " sender=a@example.jp"

#define BOUNCE(type, sub)                                                      \
	EVENT("Bounce",                                                        \
	    "\"bounce\":{\"bounceType\":\"" type "\",\"bounceSubType\":\"" sub \
	    "\",\"bouncedRecipients\":[{\"emailAddress\":\"u@example.jp\"}],"  \
	    "\"timestamp\":\"2026-11-21T12:00:01Z\"}")
#define BOUNCED(what, cause)                 \
	AT("2026-11-21T12:00:01Z", what " ") \
	"recipient=u@example.jp sender=a@example.jp cause=" cause

#define SNS(message)                                                   \
	"{\"Type\":\"Notification\",\"TopicArn\":\"arn\",\"Message\":" \
	"\"" message "\"}"
/* SEND() in a string, and in a string in one; base64 of the same. */
#define IN_STRING                                                          \
	"{\\\"eventType\\\":\\\"Send\\\",\\\"mail\\\":{\\\"timestamp\\\":" \
	"\\\"2026-11-21T12:00:00.5Z\\\",\\\"messageId\\\":\\\"m\\\","      \
	"\\\"destination\\\":[\\\"u@example.jp\\\"]}}"
#define IN_TWO                                                                 \
	"{\\\"Type\\\":\\\"Notification\\\",\\\"TopicArn\\\":\\\"arn\\\","     \
	"\\\"Message\\\":\\\"{\\\\\\\"eventType\\\\\\\":\\\\\\\"Send\\\\\\\"," \
	"\\\\\\\"mail\\\\\\\":{\\\\\\\"timestamp\\\\\\\":\\\\\\\"2026-11-"     \
	"21T12:00:00.5Z\\\\\\\",\\\\\\\"messageId\\\\\\\":\\\\\\\"m\\\\\\\","  \
	"\\\\\\\"destination\\\\\\\":[\\\\\\\"u@example.jp\\\\\\\"]}}\\\"}"
#define IN_BASE64                                                              \
	"eyJldmVudFR5cGUiOiJTZW5kIiwibWFpbCI6eyJ0aW1lc3RhbXAiOiIyMDI2LTExLTIx" \
	"VDEyOjAwOjAwLjVaIiwibWVzc2FnZUlkIjoibSIsImRlc3RpbmF0aW9uIjpbInVAZXhh" \
	"bXBsZS5qcCJdfX0"
#define BARE SENT_TO("u@example.jp")

#define LACKS(json)                      \
	{                                \
		json, "unreadable event" \
	}
#define NOTHING(json)    \
	{                \
		json, "" \
	}

/* Of a complaint: why, and how a recipient's outcome is told. */
#define COMPLAINT(more)                                                \
	EVENT("Complaint",                                             \
	    "\"complaint\":{\"complainedRecipients\":[{\"emailAddress" \
	    "\":\"u@example.jp\"}],\"timestamp\":\"2026-11-21T12:00:"  \
	    "01Z\"" more "}")
#define COMPLAINED(what)                 \
	AT("2026-11-21T12:00:01Z", what) \
	"recipient=u@example.jp sender=a@example.jp"
#define FEEDBACK(type) COMPLAINT(",\"complaintFeedbackType\":\"" type "\"")

/* An outcome a line, and the defects; with what is lost, up to a comma, where
 * it is not the whole. */
static const struct {
	const char *json, *wanted;
} events[] = {
	/* Event publishing */
	{ SEND(""), U "\n" V },
	{ EVENT("Reject", "\"reject\":{\"reason\":\"Bad content\"}"),
	    AT("2026-11-21T12:00:00.500000Z",
	        "suppressed no-attempt ") "recipient=u@example.jp "
	                                  "sender=a@example.jp "
	                                  "reply=\"Bad content\" "
	                                  "cause=Reject\n" AT(
	                                      "2026-11-21T12:00:00.500000Z",
	                                      "suppressed no-attempt ") "recipi"
	                                                                "ent=v@"
	                                                                "exampl"
	                                                                "e.jp "
	                                                                "sender"
	                                                                "=a@"
	                                                                "exampl"
	                                                                "e.jp "
	                                                                "reply="
	                                                                "\"Bad "
	                                                                "conten"
	                                                                "t\" "
	                                                                "cause="
	                                                                "Rejec"
	                                                                "t" },
	{ "{\"notificationType\":\"Delivery\"," MAIL
	  "},\"delivery\":{\"timestamp\":\"2026-11-21T21:00:02+09:00\","
	  "\"processingTimeMillis\":1500,\"recipients\":[\"v@example.jp\"],"
	  "\"smtpResponse\":\"250 \\\"ok\\\"\",\"reportingMTA\":\"a.example\","
	  "\"remoteMtaIp\":\"192.0.2.1\"}}",
	    "ses 2026-11-21T12:00:02Z sent begun=2026-11-21T12:00:00.500000Z "
	    "delay=1.500000 id=m recipient=v@example.jp sender=a@example.jp "
	    "reply=\"250 \\\"ok\\\"\" relay_ip=192.0.2.1" },
	/* BOUNCES.md 6 */
	{ BOUNCE("Undetermined", "Undetermined"),
	    BOUNCED("failed", "Undetermined") },
	{ BOUNCE("Permanent", "General"), BOUNCED("failed hard", "General") },
	{ BOUNCE("Permanent", "NoEmail"), BOUNCED("failed hard", "NoEmail") },
	{ BOUNCE("Permanent", "Suppressed"),
	    BOUNCED("suppressed no-attempt hard", "Suppressed") },
	{ BOUNCE("Permanent", "OnAccountSuppressionList"),
	    BOUNCED("suppressed no-attempt", "OnAccountSuppressionList") },
	{ BOUNCE("Permanent", "UnsubscribedRecipient"),
	    BOUNCED("suppressed no-attempt", "UnsubscribedRecipient") },
	{ BOUNCE("Transient", "General"), BOUNCED("failed", "General") },
	{ BOUNCE("Transient", "MailboxFull"),
	    BOUNCED("failed", "MailboxFull") },
	/* Opens and the like, and what may be added */
	NOTHING(EVENT("Open", "\"open\":{}")),
	NOTHING(EVENT("Click", "\"click\":{}")),
	NOTHING(EVENT("Subscription", "\"subscription\":{}")),
	NOTHING(EVENT("Later", "\"later\":{}")),
	NOTHING("{\"eventType\":\"Purchase\"}"),
	NOTHING("{\"mail\":{\"messageId\":\"m\"}}"),
	/* What must be there */
	LACKS("{\"eventType\":\"Send\"}"),
	LACKS("{\"eventType\":\"Send\",\"mail\":[]}"),
	LACKS("{\"eventType\":\"Send\",\"mail\":{\"messageId\":\"m\","
	      "\"destination\":[\"u@example.jp\"]}}"),
	LACKS("{\"eventType\":\"Send\",\"mail\":{\"messageId\":7,\"timestamp\":"
	      "\"2026-11-21T12:00:00Z\",\"destination\":[\"u@example.jp\"]}}"),
	LACKS("{\"eventType\":\"Send\",\"mail\":{\"messageId\":\"m\","
	      "\"timestamp\":\"2026-11-21T12:00:00Z\",\"destination\":\"u\"}}"),
	LACKS("{\"eventType\":\"Send\",\"mail\":{\"messageId\":\"m\","
	      "\"timestamp\":\"2026-11-21T12:00:00Z\",\"destination\":[\"u\","
	      "\"<>\"]}}"),
	LACKS(EVENT("Delivery", "\"delivery\":{}")),
	LACKS(EVENT("Bounce", "\"bounce\":{\"bouncedRecipients\":[{}]}")),
	/* Addresses, ids and tags */
	{ SEND(",\"commonHeaders\":{\"from\":[\"\\\"A, B\\\" <b@example.jp>\"],"
	       "\"messageId\":\"<1@example.jp>\"}"),
	    AT("2026-11-21T12:00:00.500000Z",
	        "") "message_id=1@example.jp recipient=u@example.jp "
	            "sender=a@example.jp author=b@example.jp\n" AT(
	                "2026-11-21T12:00:00.500000Z",
	                "") "message_id=1@example.jp recipient=v@example.jp "
	                    "sender=a@example.jp author=b@example.jp" },
	{ SEND(",\"tags\":{\"ses:configuration-set\":[\"c\"],\"x\":[\"y\"]}"),
	    U " tag=x=y\n" V " tag=x=y" },
	{ SEND(",\"tags\":{\"ses:a\":[\"b\"],\"ses:configuration-set\":[\"c\"],"
	       "\"ses:d\":[\"e\"]}"),
	    U " tag=ses:configuration-set=c\n" V
	      " tag=ses:configuration-set=c" },
	{ SEND(",\"tags\":{\"ses:a\":[\"]\",\"b\"],\"ses:c\":[[\"d\"]],"
	       "\"s\\\"x\":[\"y\\\"\",\"z\"]}"),
	    U " tag=\"s\\\"x=y\\\"\"\n" V " tag=\"s\\\"x=y\\\"\"" },
	/* A bracket in a value, behind a quote or before one */
	{ SEND(",\"tags\":{\"ses:a\":[\"\\\"],\"],\"x\":[\"y\"]}"),
	    U " tag=x=y\n" V " tag=x=y" },
	{ SEND(",\"tags\":{\"ses:a\":[\"],\"],\"x\":[\"y\"]}"),
	    U " tag=x=y\n" V " tag=x=y" },
	{ SEND(",\"tags\":{\"ses:a\":[\"b\"]}"), U "\n" V },
	{ "{\"eventType\":\"Send\",\"mail\":{\"timestamp\":"
	  "\"2026-11-21T12:00:00.5Z\",\"messageId\":\"m\",\"source\":\"<>\","
	  "\"destination\":[\"bounce@Simulator.AmazonSES.com\"]}}",
	    AT("2026-11-21T12:00:00.500000Z",
	        "null-sender simulated ") "recipient="
	                                  "bounce@Simulator.AmazonSES.com" },
	/* Around it */
	{ SNS(IN_STRING), BARE },
	{ SNS(" " IN_STRING "\\n" IN_STRING), BARE "\n" BARE },
	NOTHING(SNS("Successfully validated SNS topic for Amazon SES event "
	            "publishing.")),
	NOTHING(SNS("{\\\"Records\\\":[{\\\"s3\\\":{}}]}")),
	NOTHING("{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":\"arn\","
	        "\"Message\":\"" IN_STRING "\"}"),
	{ SNS("{\\\"eventType"), "broken event({\\\"eventType)" },
	{ SNS("{\\\"eventType\\\":\\\"Send\\\"}"),
	    "unreadable event({\\\"eventType\\\":\\\"Send\\\"})" },
	{ "{\"detail-type\":\"x\",\"detail\":{\"eventType\":\"Send\"}}",
	    "unreadable event({\"eventType\":\"Send\"})" },
	/* Its siblings stay, before it and behind. */
	{ SNS(IN_STRING " x"),
	    BARE "\nbroken event({\\\"eventType\\\":\\\"Send\\\")" },
	{ SNS(IN_STRING "{\\\"a\\\":[}\\n" IN_STRING),
	    BARE "\n" BARE "\nbroken event({\\\"eventType\\\":\\\"Send\\\")" },
	{ SNS("{\\\"eventType\\\":\\\"Send\\\"}" IN_STRING),
	    BARE "\nunreadable event({\\\"eventType\\\":\\\"Send\\\"}{"
	         "\\\"eventType\\\":\\\"Send\\\")" },
	{ "{\"Records\":[{\"Sns\":" SNS(
	      IN_STRING) "},{\"receiptHandle\":"
	                 "\"h\",\"body\":\"{x\"},{\"receiptHandle\":\"h\","
	                 "\"body\":"
	                 "\"{\\\"Message\\\":\\\"{\\\",\\\"TopicArn\\\":1}\"},"
	                 "{\"eventType\":\"Send\"},{\"Sns\":" SNS(
	                     IN_STRING) "}]}",
	    BARE "\n" BARE "\nbroken event({x)"
	         "\nbroken event({\\\"Message\\\":\\\"{\\\")"
	         "\nunreadable event({\"eventType\":\"Send\"})" },
	{ "{\"records\":[{\"recordId\":\"1\",\"data\":\"eyJ!\"},"
	  "{\"recordId\":\"2\",\"data\":\"" IN_BASE64 "\"}]}",
	    BARE "\nbroken event(eyJ!)" },
	{ "{\"detail-type\":\"Email "
	  "Sent\",\"source\":\"aws.ses\",\"detail\":" SEND("") "}",
	    U "\n" V },
	NOTHING("{\"detail-type\":\"x\",\"detail\":{\"x\":1}}"),
	{ "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":" SNS(
	      IN_STRING) "},{\"receiptHandle\":\"h\",\"body\":\"" IN_TWO
	                 "\"},{\"receiptHandle\":\"h\",\"body\":\"" IN_STRING
	                 "\"}]}",
	    BARE "\n" BARE "\n" BARE },
	{ "{\"receiptHandle\":\"h\",\"body\":\"" IN_TWO "\"}", BARE },
	NOTHING("{\"body\":\"" IN_STRING "\"}"),
	{ "{\"records\":[{\"recordId\":\"1\",\"data\":\"" IN_BASE64
	  "\"},{\"recordId\":\"2\",\"data\":\"" IN_BASE64 "==\"}]}",
	    BARE "\n" BARE },
	NOTHING("{\"recordId\":\"1\",\"data\":\"SGVsbG8=\"}"),
	/* CloudWatch Logs: subscriptions, get-log-events, Insights */
	{ "{\"logEvents\":[{\"id\":\"1\",\"timestamp\":1,\"message\":"
	  "\"" IN_STRING "\"},{\"id\":\"2\",\"timestamp\":1,\"message\":"
	  "\"START {x}\"}]}",
	    BARE },
	{ "{\"events\":[{\"timestamp\":1,\"message\":\"" IN_STRING
	  "\",\"ingestionTime\":2}]}",
	    BARE },
	{ "[{\"@timestamp\":\"x\",\"@message\":\"" IN_STRING "\"}]", BARE },
	{ "{\"awslogs\":{\"data\":\"H4sIAAAA\"}}",
	    "compressed within an event(H4sIAAAA)" },
	{ "{\"records\":[{\"recordId\":\"1\",\"data\":\"H4sIAAAA\"},"
	  "{\"recordId\":\"2\",\"data\":\"" IN_BASE64 "\"}]}",
	    BARE "\ncompressed within an event(H4sIAAAA)" },
	/* aws sqs receive-message; what Pipes make of SQS */
	{ "{\"Messages\":[{\"MessageId\":\"1\",\"ReceiptHandle\":\"h\","
	  "\"MD5OfBody\":\"0\",\"Body\":\"" IN_TWO "\"},"
	  "{\"ReceiptHandle\":\"h\",\"Body\":\"x\"}]}",
	    BARE },
	{ "[{\"receiptHandle\":\"h\",\"body\":" SEND("") "}]", U "\n" V },
	/* Kinesis: Lambda, Pipes, aws kinesis get-records */
	{ "{\"Records\":[{\"kinesis\":{\"partitionKey\":\"1\","
	  "\"sequenceNumber\":\"4\",\"data\":\"" IN_BASE64 "\"},"
	  "\"eventSource\":\"aws:kinesis\"}]}",
	    BARE },
	{ "[{\"sequenceNumber\":\"4\",\"data\":\"" IN_BASE64 "\"}]", BARE },
	{ "{\"Records\":[{\"SequenceNumber\":\"4\",\"Data\":\"" IN_BASE64
	  "\",\"PartitionKey\":\"1\"}],\"MillisBehindLatest\":0}",
	    BARE },
	/* A record of Firehose that failed; a destination of Lambda */
	{ "{\"attemptsMade\":4,\"errorCode\":\"x\",\"rawData\":\"" IN_BASE64
	  "\"}",
	    BARE },
	{ "{\"version\":\"1.0\",\"requestContext\":{\"condition\":\"x\"},"
	  "\"requestPayload\":{\"Records\":[{\"Sns\":" SNS(
	      IN_STRING) "}]},\"responsePayload\":{}}",
	    BARE },
	/* Text of others is none of ours. */
	NOTHING("{\"timestamp\":1,\"message\":\"a {b}\"}"),
	NOTHING("{\"data\":\"eyJ!\"}"),
	NOTHING("{\"ReceiptHandle\":\"h\",\"Body\":7}"),
	/* Six deep and no deeper */
	{ "{\"Records\":[{\"Records\":[{\"Records\":[{\"Records\":["
	  "{\"Records\":[{\"Records\":[" SEND("") "]}]}]}]}]}]}",
	    U "\n" V },
	{ "{\"Records\":[{\"Records\":[{\"Records\":[{\"Records\":["
	  "{\"Records\":[{\"Records\":[{\"Records\":[{}]}]}]}]}]}]}]}",
	    "unreadable event({\"Records\":[{}]})" },
	/* Complaints: whose word it is, RFC 5965 7.3, 6430, 6591 */
	{ COMPLAINT(""), COMPLAINED("complaint ") },
	{ FEEDBACK("abuse"), COMPLAINED("complaint ") " cause=abuse" },
	{ FEEDBACK("fraud"), COMPLAINED("complaint ") " cause=fraud" },
	{ FEEDBACK("virus"), COMPLAINED("complaint ") " cause=virus" },
	{ FEEDBACK("other"), COMPLAINED("complaint ") " cause=other" },
	{ FEEDBACK("not-spam"), COMPLAINED("") " cause=not-spam" },
	{ FEEDBACK("Auth-Failure"), COMPLAINED("") " cause=Auth-Failure" },
	{ COMPLAINT(",\"complaintSubType\":null,\"complaintFeedbackType\":"
	            "\"abuse\""),
	    COMPLAINED("complaint ") " cause=abuse" },
	{ COMPLAINT(",\"complaintSubType\":\"OnAccountSuppressionList\","
	            "\"complaintFeedbackType\":\"auth-failure\""),
	    COMPLAINED("suppressed no-attempt ") " cause="
	                                         "OnAccountSuppressionList" },
	/* Received mail: DECISIONS.md 10 */
	{ "{\"notificationType\":\"Received\"," MAIL "},\"receipt\":{"
	  "\"timestamp\":\"2026-11-21T12:00:01Z\",\"recipients\":[\"w@example."
	  "com\"],\"spfVerdict\":{\"status\":\"FAIL\"},\"dkimVerdict\":{"
	  "\"status\":\"GRAY\"}}}",
	    AT("2026-11-21T12:00:01Z",
	        "inbound ") "recipient=w@example.com sender=a@example.jp "
	                    "spf=fail "
	                    "dkim=temperror" },
	{ "{\"ses\":{" MAIL "},\"receipt\":{\"timestamp\":"
	  "\"2026-11-21T12:00:01Z\",\"recipients\":[\"w@example.com\"],"
	  "\"dmarcVerdict\":{\"status\":\"PASS\"}}}}",
	    AT("2026-11-21T12:00:01Z",
	        "inbound ") "recipient=w@example.com sender=a@example.jp "
	                    "dmarc=pass" },
};

/* Append a defect, and what is lost. */
static size_t
put_flaw(
    char *got, size_t n, const struct collected *a, size_t i, const char *json)
{
	const struct td_flaw *f = &a->flaw[i];
	size_t len = 0;

	n += (size_t)sprintf(
	    got + n, "%s%s", n > 0 ? "\n" : "", td_defect_name(f->what));
	if (f->where.len == a->record[0].whole.len)
		return n;
	while (len < f->where.len && json[f->where.off + len] != ',')
		len++;
	return n +
	    (size_t)sprintf(got + n, "(%.*s)", (int)len, json + f->where.off);
}

START_TEST(reads)
{
	const char *json = events[_i].json;
	struct collected a = { 0 };
	char got[4096];
	size_t n = 0;

	collect(
	    td_format_find("events"), json, strlen(json), &plainly, json, &a);
	ck_assert_uint_eq(a.n, 1);
	for (size_t i = 0; i < told(&a, 0).n; i++) {
		const char *p = told(&a, 0).p + i;

		/* Without the "\n  " before the first, and other blanks. */
		if (i < 3 || (p[0] == ' ' && (p[-1] == '\n' || p[-2] == '\n')))
			continue;
		got[n++] = *p;
	}
	got[n] = '\0';
	for (size_t i = 0; i < a.n_flaws; i++)
		n = put_flaw(got, n, &a, i, json);
	ck_assert_str_eq(got, events[_i].wanted);
	collected_free(&a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("event_ses");
	TCase *t = tcase_create("events");

	tcase_add_loop_test(
	    t, reads, 0, (int)(sizeof events / sizeof events[0]));
	suite_add_tcase(s, t);
	return run_suite(s);
}

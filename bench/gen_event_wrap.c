/*
 * What holds the events on their way: SNS, EventBridge, nothing at all.
 */
#include "gen_event.h"

#define ACCOUNT "123456789012"
#define TOPIC "arn:aws:sns:ap-northeast-1:" ACCOUNT ":ses-events"

/* What the delivery of an event has of its own: a twin is another one. */
static void
seed(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	v->pen.random.state =
	    m->seed + UINT64_C(0xd1342543de82ef95) * (2 * e->nth + e->twin + 1);
}

/* ---- SNS: the event as a string ---- */

static void
begin_notification(struct gen_events *v)
{
	struct gen_text *t = v->pen.t;

	GEN_PUT(t, "{\"Type\":\"Notification\",\"MessageId\":\"");
	gen_put_uuid(t, &v->pen.random);
	GEN_PUT(t,
	    "\",\"TopicArn\":\"" TOPIC
	    "\",\"Subject\":\"Amazon SES Email Event Notification\","
	    "\"Message\":\"");
}

static void
end_notification(struct gen_events *v, int64_t at)
{
	struct gen_text *t = v->pen.t;

	GEN_PUT(t, "\",\"Timestamp\":");
	gen_put_iso(t, at + GEN_SECOND / 5, true);
	GEN_PUT(t, ",\"SignatureVersion\":\"1\",\"Signature\":\"");
	gen_put_base64(t, &v->pen.random, 340);
	GEN_PUT(t,
	    "\",\"SigningCertURL\":"
	    "\"https://sns.ap-northeast-1.amazonaws.com/"
	    "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem\","
	    "\"UnsubscribeURL\":"
	    "\"https://sns.ap-northeast-1.amazonaws.com/"
	    "?Action=Unsubscribe&SubscriptionArn=" TOPIC
	    ":01234567-89ab-cdef-0123-456789abcdef\"}\n");
}

static void
put_sns(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	size_t from;

	seed(v, m, e);
	begin_notification(v);
	from = v->pen.t->n;
	gen_put_event(v, m, e);
	GEN_PUT(v->pen.t, "\n");
	gen_escape(v->pen.t, from);
	seed(v, m, e);
	end_notification(v, e->at);
}

/* What a topic gets before the first event: no mail is told of by it. */
void
gen_put_confirmations(struct gen_events *v)
{
	struct gen_text *t = v->pen.t;
	int64_t at = gen_log_begins(v->plan);

	if (v->plan->wrap != WRAP_SNS)
		return;
	v->pen.random.state = v->plan->seed;
	GEN_PUT(t, "{\"Type\":\"SubscriptionConfirmation\",\"MessageId\":\"");
	gen_put_uuid(t, &v->pen.random);
	GEN_PUT(t,
	    "\",\"Token\":\"2336412f37fb687f5d51e6e241d09c805a5a57b3\","
	    "\"TopicArn\":\"" TOPIC
	    "\",\"Message\":\"You have chosen to subscribe to the topic " TOPIC
	    ".\\nTo confirm the subscription, visit the SubscribeURL included "
	    "in this message.\",\"SubscribeURL\":"
	    "\"https://sns.ap-northeast-1.amazonaws.com/"
	    "?Action=ConfirmSubscription&TopicArn=" TOPIC "\",\"Timestamp\":");
	gen_put_iso(t, at, true);
	GEN_PUT(t, ",\"SignatureVersion\":\"1\",\"Signature\":\"");
	gen_put_base64(t, &v->pen.random, 340);
	GEN_PUT(t, "\"}\n");
	begin_notification(v);
	GEN_PUT(t,
	    "Successfully validated SNS topic for Amazon SES event "
	    "publishing.");
	end_notification(v, at);
}

/* ---- EventBridge: the event as a member ---- */

static void
put_eventbridge(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	static const char *const types[N_EVENTS] = {
		[EVENT_SEND] = "Email Sent",
		[EVENT_DELIVERY] = "Email Delivered",
		[EVENT_DELAY] = "Email Delivery Delayed",
		[EVENT_BOUNCE] = "Email Bounced",
		[EVENT_COMPLAINT] = "Email Complaint Received",
		[EVENT_REJECT] = "Email Rejected",
		[EVENT_RENDERING_FAILURE] = "Email Rendering Failed",
		[EVENT_OPEN] = "Email Opened",
		[EVENT_CLICK] = "Email Clicked",
	};
	struct gen_text *t = v->pen.t;

	seed(v, m, e);
	GEN_PUT(t, "{\"version\":\"0\",\"id\":\"");
	gen_put_uuid(t, &v->pen.random);
	GEN_PUT(t, "\",\"detail-type\":\"");
	gen_put_s(t, types[e->kind]);
	GEN_PUT(t,
	    "\",\"source\":\"aws.ses\",\"account\":\"" ACCOUNT "\",\"time\":");
	gen_put_iso(t, e->at, false);
	GEN_PUT(t,
	    ",\"region\":\"ap-northeast-1\",\"resources\":[\"arn:aws:ses:"
	    "ap-northeast-1:" ACCOUNT
	    ":configuration-set/marketing\"],\"detail\":");
	gen_put_event(v, m, e);
	GEN_PUT(t, "}\n");
}

/* ---- all ---- */

void
gen_put_wrapped(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	switch (v->plan->wrap) {
	case WRAP_BARE:
		gen_put_event(v, m, e);
		GEN_PUT(v->pen.t, "\n");
		break;
	case WRAP_FIREHOSE:
		gen_put_event(v, m, e);
		break;
	case WRAP_SNS:
		put_sns(v, m, e);
		break;
	case WRAP_EVENTBRIDGE:
		put_eventbridge(v, m, e);
		break;
	}
}

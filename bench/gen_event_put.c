/*
 * One event as JSON, its members in SES's order.  FORMATS.md 8.
 */
#include "gen_event.h"

#define HOUR (3600 * GEN_SECOND)

static void
put_host(struct gen_events *v)
{
	struct gen_text *t = v->pen.t;

	GEN_PUT(t, "e234-");
	gen_put_u(t, 1 + gen_below(&v->pen.random, 60));
	GEN_PUT(t, ".smtp-out.ap-northeast-1.amazonses.com\"");
}

/* What is between the quotes of a string. */
static void
put_said(struct gen_events *v, const struct gen_message *m,
    const struct gen_rcpt *r, const char *pattern)
{
	size_t from = v->pen.t->n;

	gen_put_reply(&v->pen, &m->e, r, pattern, "\n");
	gen_escape(v->pen.t, from);
}

/* The receiver's reply, or SES's own words for it. */
static void
put_diagnosis(struct gen_events *v, const struct gen_message *m,
    const struct gen_rcpt *r, const char *status, bool smtp, const char *words)
{
	struct gen_text *t = v->pen.t;

	GEN_PUT(t, ",\"status\":\"");
	gen_put_s(t, status);
	GEN_PUT(t, "\",\"diagnosticCode\":\"");
	if (smtp)
		GEN_PUT(t, "smtp; ");
	put_said(v, m, r, words);
	GEN_PUT(t, "\"");
}

/* The members that tell why, if any do. */
typedef void put_more(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e, const struct gen_rcpt *r);

static void
put_addresses(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e, const char *name, put_more *more)
{
	struct gen_text *t = v->pen.t;
	bool first = true;

	GEN_PUT(t, "\"");
	gen_put_s(t, name);
	GEN_PUT(t, "\":[");
	for (size_t i = 0; i < m->e.n; i++) {
		if ((e->whom & GEN_BIT(i)) == 0)
			continue;
		if (!first)
			GEN_PUT(t, ",");
		GEN_PUT(t, "{\"emailAddress\":\"");
		gen_put_rcpt(t, &m->e.rcpt[i]);
		GEN_PUT(t, "\"");
		if (more != NULL)
			more(v, m, e, &m->e.rcpt[i]);
		GEN_PUT(t, "}");
		first = false;
	}
	GEN_PUT(t, "]");
}

static void
put_timestamp(struct gen_text *t, int64_t at)
{
	GEN_PUT(t, "\"timestamp\":");
	gen_put_iso(t, at, true);
}

static void
put_feedback_id(struct gen_events *v, const struct gen_event *e)
{
	GEN_PUT(v->pen.t, "\"feedbackId\":\"");
	gen_put_ses_id(v->pen.t, &v->pen.random, e->at);
	GEN_PUT(v->pen.t, "\",");
}

static const struct gen_rcpt *
first_of(const struct gen_message *m, const struct gen_event *e)
{
	const struct gen_rcpt *r = m->e.rcpt;

	while ((e->whom & GEN_BIT(r - m->e.rcpt)) == 0)
		r++;
	return r;
}

/* ---- the kinds: the member that is the event's own ---- */

static void
put_delivery(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	struct gen_text *t = v->pen.t;
	const struct gen_rcpt *first = first_of(m, e);

	put_timestamp(t, e->at);
	GEN_PUT(t, ",\"processingTimeMillis\":");
	gen_put_u(t, (uint64_t)((e->at - m->e.begun) / 1000));
	GEN_PUT(t, ",\"recipients\":[\"");
	for (size_t i = 0; i < m->e.n; i++) {
		if ((e->whom & GEN_BIT(i)) == 0)
			continue;
		if (&m->e.rcpt[i] > first)
			GEN_PUT(t, "\",\"");
		gen_put_rcpt(t, &m->e.rcpt[i]);
	}
	GEN_PUT(t, "\"],\"smtpResponse\":\"");
	put_said(v, m, first, first->to->provider->accepted);
	GEN_PUT(t, "\",\"remoteMtaIp\":\"");
	gen_put_s(t, first->to->provider->ip);
	GEN_PUT(t, "\",\"reportingMTA\":\"");
	put_host(v);
}

static void
put_why_delayed(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e, const struct gen_rcpt *r)
{
	const struct gen_reply *replies = r->to->provider->deferred;
	uint32_t n = (uint32_t)gen_n_replies(replies);
	const struct gen_reply *reply = &replies[e->nth % n];

	if (e->nth % 3 == 0)
		put_diagnosis(v, m, r, "4.4.1", true,
		    "421 4.4.1 Unable to connect to remote host");
	else
		put_diagnosis(v, m, r, reply->dsn, true, reply->text);
}

static void
put_delay(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	static const char *const types[] = { "TransientCommunicationFailure",
		"RecipientServerError", "SpamDetected", "MailboxFull",
		"IPFailure", "General", "Undetermined" };
	struct gen_text *t = v->pen.t;

	put_timestamp(t, e->at);
	GEN_PUT(t, ",\"delayType\":\"");
	gen_put_s(t, types[e->nth % 3 == 0 ? 0 : e->nth % GEN_COUNT(types)]);
	GEN_PUT(t, "\",\"expirationTime\":");
	gen_put_iso(t, m->e.begun + 14 * HOUR, true);
	GEN_PUT(t, ",");
	put_addresses(v, m, e, "delayedRecipients", put_why_delayed);
	GEN_PUT(t, ",\"reportingMTA\":\"");
	put_host(v);
}

static bool
has_dsn(const struct gen_bounce *b)
{
	return b->reply == NULL || b->reply[0] != '\0';
}

static void
put_why_bounced(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e, const struct gen_rcpt *r)
{
	const struct gen_bounce *b = &gen_bounces[e->bounce];
	const struct gen_reply *reply = &r->to->provider->failed[r->failure];

	if (!has_dsn(b))
		return;
	GEN_PUT(v->pen.t, ",\"action\":\"failed\"");
	if (b->reply != NULL)
		put_diagnosis(
		    v, m, r, b->status, b->state == STATE_FAILED, b->reply);
	else
		put_diagnosis(v, m, r, reply->dsn, true, reply->text);
}

static void
put_bounce(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	const struct gen_bounce *b = &gen_bounces[e->bounce];
	struct gen_text *t = v->pen.t;

	put_feedback_id(v, e);
	GEN_PUT(t, "\"bounceType\":\"");
	gen_put_s(t, b->type);
	GEN_PUT(t, "\",\"bounceSubType\":\"");
	gen_put_s(t, b->subtype);
	GEN_PUT(t, "\",");
	put_addresses(v, m, e, "bouncedRecipients", put_why_bounced);
	GEN_PUT(t, ",");
	put_timestamp(t, e->at);
	if (b->state == STATE_SUPPRESSED) {
		GEN_PUT(t, ",\"reportingMTA\":\"dns; amazonses.com\"");
		return;
	}
	if (!has_dsn(b))
		return;
	GEN_PUT(t, ",\"remoteMtaIp\":\"");
	gen_put_s(t, first_of(m, e)->to->provider->ip);
	GEN_PUT(t, "\",\"reportingMTA\":\"dns; ");
	put_host(v);
}

static void
put_complaint(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	struct gen_text *t = v->pen.t;

	put_feedback_id(v, e);
	GEN_PUT(t, "\"complaintSubType\":null,");
	put_addresses(v, m, e, "complainedRecipients", NULL);
	GEN_PUT(t, ",");
	put_timestamp(t, e->at);
	GEN_PUT(t,
	    ",\"userAgent\":\"Yahoo!-Mail-Feedback/2.0\","
	    "\"complaintFeedbackType\":\"abuse\",\"arrivalDate\":");
	gen_put_iso(t, e->at - 2 * GEN_SECOND, true);
}

static void
put_reject(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	(void)m;
	(void)e;
	GEN_PUT(v->pen.t, "\"reason\":\"Bad content\"");
}

static void
put_failure(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	(void)m;
	(void)e;
	GEN_PUT(v->pen.t,
	    "\"errorMessage\":\"Attribute 'name' is not present in the "
	    "rendering data.\",\"templateName\":\"welcome\"");
}

static void
put_agent(struct gen_events *v)
{
	GEN_PUT(v->pen.t,
	    ",\"userAgent\":\"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac "
	    "OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	    "Mobile/15E148\",\"ipAddress\":\"203.0.113.");
	gen_put_u(v->pen.t, 1 + gen_below(&v->pen.random, 254));
	GEN_PUT(v->pen.t, "\"");
}

static void
put_open(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	(void)m;
	put_timestamp(v->pen.t, e->at);
	put_agent(v);
}

static void
put_click(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	put_open(v, m, e);
	GEN_PUT(v->pen.t, ",\"link\":\"https://www.");
	gen_put_s(v->pen.t, m->e.from->author.name);
	GEN_PUT(v->pen.t, "/items?id=");
	gen_put_letters(&v->pen, 8);
	GEN_PUT(v->pen.t, "\",\"linkTags\":null");
}

static void
put_nothing(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	(void)v;
	(void)m;
	(void)e;
}

static const struct kind {
	const char *type, *member;
	void (*put)(struct gen_events *v, const struct gen_message *m,
	    const struct gen_event *e);
	bool before; /* it comes before "mail" */
} kinds[N_EVENTS] = {
	[EVENT_SEND] = { "Send", "send", put_nothing, false },
	[EVENT_DELIVERY] = { "Delivery", "delivery", put_delivery, false },
	[EVENT_DELAY] = { "DeliveryDelay", "deliveryDelay", put_delay, false },
	[EVENT_BOUNCE] = { "Bounce", "bounce", put_bounce, true },
	[EVENT_COMPLAINT] = { "Complaint", "complaint", put_complaint, true },
	[EVENT_REJECT] = { "Reject", "reject", put_reject, false },
	[EVENT_RENDERING_FAILURE] = { "Rendering Failure", "failure",
	    put_failure, false },
	[EVENT_OPEN] = { "Open", "open", put_open, false },
	[EVENT_CLICK] = { "Click", "click", put_click, false },
};

/* ---- the whole ---- */

static void
put_own(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e, const struct kind *k)
{
	GEN_PUT(v->pen.t, "\"");
	gen_put_s(v->pen.t, k->member);
	GEN_PUT(v->pen.t, "\":{");
	v->pen.random.state = m->seed + e->nth + 1;
	v->pen.now = e->at;
	k->put(v, m, e);
	GEN_PUT(v->pen.t, "}");
}

/* Other destinations have other orders. */
void
gen_put_event(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	const struct kind *k = &kinds[e->kind];
	bool before = k->before != e->twin;

	GEN_PUT(v->pen.t, "{\"eventType\":\"");
	gen_put_s(v->pen.t, k->type);
	GEN_PUT(v->pen.t, "\",");
	if (before) {
		put_own(v, m, e, k);
		GEN_PUT(v->pen.t, ",");
	}
	gen_put_mail(v, m, e);
	if (!before) {
		GEN_PUT(v->pen.t, ",");
		put_own(v, m, e, k);
	}
	GEN_PUT(v->pen.t, "}");
}

/*
 * Lines of Postfix where all mail goes out by Amazon SES: SES's id is what
 * they have in common with the events.  FORMATS.md 1 and 8.
 */
#include "gen_event.h"
#include "gen_log_postfix.h"

#define HOST "email-smtp.ap-northeast-1.amazonaws.com[192.0.2.77]"
#define RELAY HOST ":587"

/* As AWS lists them; `reason` where it is the end. */
static const struct {
	const char *text, *command;
	enum gen_reason reason;
} refusals[] = {
	{ "554 Message rejected: Email address is not verified. The following "
	  "identities failed the check in region AP-NORTHEAST-1: $s",
	    "end of DATA", G_NORELAYING },
	{ "501 Invalid RCPT TO address provided", "RCPT TO", G_UNDEFINED },
}, throttles[] = {
	{ "454 Throttling failure: Maximum sending rate exceeded.",
	    "end of DATA", 0 },
	{ "454 Throttling failure: Daily message quota exceeded.",
	    "end of DATA", 0 },
	{ "454 Temporary service failure", "MAIL FROM", 0 },
};

/* Who goes along in one transaction, now: they have one id. */
static uint8_t
choose_company(const struct gen_entry *e, struct gen_entry *company,
    uint8_t which[GEN_MAX_RECIPIENTS])
{
	uint8_t n = 0;

	for (uint8_t i = e->at; i < e->n; i++) {
		const struct gen_rcpt *r = &e->rcpt[i];

		if (i > e->at &&
		    (r->done || r->puts_off > 0 || r->end != STATE_ACCEPTED))
			continue;
		company->rcpt[n] = *r;
		which[n++] = i;
	}
	return n;
}

/* Some of the mail is of a configuration set without events. */
void
gen_relay_take(struct gen_log *g, struct gen_entry *e)
{
	struct gen_entry company = *e;
	uint8_t which[GEN_MAX_RECIPIENTS];
	struct gen_text t = { .p = e->ses_id, .cap = sizeof e->ses_id };

	if (e->ses_id[0] != '\0' && e->ses_round == e->round)
		return;
	e->ses_round = e->round;
	memset(e->ses_id, 0, sizeof e->ses_id);
	if (gen_chance(&g->random, 1000)) {
		gen_put_ses_id(&t, &g->random, g->now);
		return;
	}
	company.n = choose_company(e, &company, which);
	company.begun = g->now / 1000 * 1000;
	gen_events_take(g->events, &company, WAY_SMTP, e->ses_id);
	for (size_t i = 0; i < company.n; i++) {
		struct gen_rcpt *told = &company.rcpt[i];
		uint8_t *ses = &e->rcpt[which[i]].ses;

		*ses = told->state == STATE_UNSEEN ? SES_UNTOLD :
		    told->state == STATE_NONE      ? SES_SENT :
		                                     SES_TOLD;
		if (*ses == SES_TOLD)
			gen_log_truth_told(&company, told);
	}
}

static void
put_said(struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r,
    const char *text, const char *command)
{
	GEN_PUT(g->t, "host " HOST " said: ");
	gen_put_reply(g, e, r, text, " ");
	GEN_PUT(g->t, " (in reply to ");
	gen_put_s(g->t, command);
	GEN_PUT(g->t, " command))");
}

static void
put_deferred(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	uint32_t x = gen_below(&g->random, 1000);
	size_t i = x % GEN_COUNT(throttles);

	if (x < 150) {
		gen_postfix_begin_delivery(g, e, r, "postfix/error");
		GEN_PUT(g->t, "none");
		gen_postfix_begin_text(g, e, "4.0.0", "deferred");
		GEN_PUT(g->t, "delivery temporarily suspended: ");
		put_said(g, e, r, throttles[i].text, throttles[i].command);
		return;
	}
	r->attempts++;
	gen_postfix_begin_delivery(g, e, r, "postfix/smtp");
	if (x < 300) {
		GEN_PUT(g->t, "none");
		gen_postfix_begin_text(g, e, "4.4.1", "deferred");
		GEN_PUT(g->t, "connect to " RELAY ": Connection timed out)");
		return;
	}
	GEN_PUT(g->t, RELAY);
	gen_postfix_begin_text(g, e, "4.0.0", "deferred");
	put_said(g, e, r, throttles[i].text, throttles[i].command);
}

void
gen_relay_deliver(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r,
    enum gen_state what)
{
	size_t i = r->failure % GEN_COUNT(refusals);

	if (what == STATE_DEFERRED) {
		put_deferred(g, e, r);
		return;
	}
	r->attempts++;
	gen_postfix_begin_delivery(g, e, r, "postfix/smtp");
	GEN_PUT(g->t, RELAY);
	if (what == STATE_FAILED) {
		r->reason = (uint8_t)refusals[i].reason;
		gen_postfix_begin_text(g, e, "5.0.0", "bounced");
		put_said(g, e, r, refusals[i].text, refusals[i].command);
		return;
	}
	gen_postfix_begin_text(g, e, "2.0.0", "sent");
	GEN_PUT(g->t, "250 Ok ");
	gen_put_s(g->t, e->ses_id);
	GEN_PUT(g->t, ")");
}

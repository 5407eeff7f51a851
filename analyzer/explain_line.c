/*
 * Lines of logs and what was settled by them, printed.
 */
#include "explain_line.h"

#include <inttypes.h>
#include <string.h>

#include "engine/rejects.h"
#include "explain.h"
#include "formats/field_address.h"
#include "observe/log_field.h"
#include "report/escape.h"

enum { TEXT_MAX = 512, RECIPIENTS_MAX = 8 };

static const char *const kind_word[TD_N_KINDS] = {
	[TD_NOTE] = "nothing that is counted",
	[TD_DELIVER] = "an attempt",
	[TD_ACCEPT] = "the message came in",
	[TD_IDENTIFY] = "its Message-ID",
	[TD_QUEUE] = "it is in the queue",
	[TD_AUTH] = "results of verification",
	[TD_EXPIRE] = "what was deferred is given up",
	[TD_REMOVE] = "it left the queue",
	[TD_BOUNCE] = "a notice (DSN) was made about it",
	[TD_START] = "a delivery begins",
	[TD_LINK] = "it goes on under another queue id",
	[TD_REJECT] = "refused before it was queued",
	[TD_REPEATED] = "syslog left out repetitions of a line",
	[TD_DISCONNECT] = "a client went away",
	[TD_OUTCOME] = "what a service tells of mail",
};

static const char *const action_word[TD_N_ACTIONS] = {
	"what came of it is not told", "sent", "deferred", "failed", "expired",
	"suppressed"
};

static const char *const stage_word[TD_N_STAGES] = { "", " at connect",
	" at EHLO", " at MAIL", " at RCPT", " at DATA", " at the end of DATA" };

static const char *const method_word[TD_M_SENDER_ID] = { "spf", "dkim", "dmarc",
	"arc" };

/* ---- text without local parts ---- */

static bool
is_word(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
	    (td_lower(c) >= 'a' && td_lower(c) <= 'z');
}

static struct td_span
local_part(struct td_span address)
{
	const char *at =
	    address.n > 0 ? memrchr(address.p, '@', address.n) : NULL;

	return at != NULL ? td_span(address.p, at) : address;
}

/* Copy `text`, each word that is `local` as "*"; how much was copied. */
static size_t
mask(char *to, struct td_span text, struct td_span local)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n;) {
		struct td_span here = { text.p + i, local.n };

		if (local.n > 0 && text.n - i >= local.n &&
		    (i == 0 || !is_word(text.p[i - 1])) &&
		    (i + local.n == text.n || !is_word(text.p[i + local.n])) &&
		    td_span_ieq(here, local)) {
			to[n++] = '*';
			i += local.n;
		} else {
			to[n++] = text.p[i++];
		}
	}
	return n;
}

void
td_explain_text(FILE *out, struct td_span text, struct td_span recipient)
{
	char masked[TEXT_MAX], clean[2 * TEXT_MAX];
	const bool cut = text.n > TEXT_MAX;
	size_t n;

	if (cut)
		text.n = TEXT_MAX;
	n = mask(masked, text, local_part(recipient));
	n = td_clean_text(clean, (struct td_span){ masked, n }, cut);
	td_put_text(out, (struct td_span){ clean, n });
	if (cut)
		fputs("...", out);
}

static void
put(FILE *out, struct td_span text)
{
	if (text.n == 0)
		fputs("-", out);
	else
		td_explain_text(out, text, (struct td_span){ NULL, 0 });
}

static void
put_address(FILE *out, struct td_span address)
{
	struct td_span domain = td_span_domain(address);

	if (address.n == 0) {
		fputs("<>", out);
		return;
	}
	if (domain.n == 0) {
		fputs("an address without a domain", out);
		return;
	}
	fputs("<@", out);
	put(out, domain);
	fputs(">", out);
}

/* ---- a line ---- */

/* The recipients of an event, one a call. */
static bool
next_recipient(
    const struct td_event *e, struct td_span *rest, struct td_span *recipient)
{
	if (e->flags & TD_EVENT_LIST)
		return td_recipients_next(rest, recipient);
	*recipient = *rest;
	rest->n = 0;
	return recipient->n > 0;
}

static void
put_recipients(FILE *out, const struct td_event *e)
{
	struct td_span rest = e->recipient, one;
	const char *before = " for ";
	unsigned n = 0;

	for (; next_recipient(e, &rest, &one); n++) {
		if (n >= RECIPIENTS_MAX)
			continue;
		fputs(before, out);
		if (e->flags & TD_EVENT_DOMAIN)
			put(out, one);
		else
			put_address(out, one);
		before = ", ";
	}
	if (n > RECIPIENTS_MAX)
		fprintf(out, " and %u more", n - RECIPIENTS_MAX);
}

static struct td_span
first_recipient(const struct td_event *e)
{
	struct td_span rest = e->recipient, one = { NULL, 0 };

	next_recipient(e, &rest, &one);
	return one;
}

/* Begin a further line about a line. */
static void
more(FILE *out)
{
	fputs("\n        ", out);
}

static void
put_head(FILE *out, enum td_kind kind, const struct td_event *e)
{
	if (kind == TD_DELIVER && (e->flags & TD_EVENT_NO_ATTEMPT))
		fputs("a state (nothing was tried)", out);
	else
		fputs(kind_word[kind], out);
	put_recipients(out, e);
	if (kind == TD_REPEATED)
		fprintf(out, ", %" PRIu32 " times", e->repeated);
	if (kind == TD_DELIVER && e->count[0] + e->count[1] + e->count[2] > 1)
		fprintf(out,
		    ": %" PRIu32 " accepted, %" PRIu32 " deferred, %" PRIu32
		    " failed",
		    e->count[0], e->count[1], e->count[2]);
	else if (kind == TD_DELIVER)
		fprintf(out, ": %s%s", action_word[e->action],
		    stage_word[e->stage]);
	if (e->flags & TD_EVENT_LOCAL)
		fputs(", on this host", out);
}

/* "from NAME [ADDRESS]" */
static void
put_host(FILE *out, const char *what, struct td_span name, struct td_span ip,
    struct td_span recipient)
{
	if (name.n + ip.n == 0)
		return;
	more(out);
	fputs(what, out);
	if (name.n > 0)
		td_explain_text(out, name, recipient);
	if (ip.n > 0) {
		fputs(name.n > 0 ? " [" : "[", out);
		put(out, ip);
		fputs("]", out);
	}
}

static void
put_transport(FILE *out, const struct td_event *e)
{
	if (e->delay == TD_NO_TIME && e->tls.n == 0)
		return;
	more(out);
	if (e->delay != TD_NO_TIME)
		fprintf(out, "%g s after it came in", (double)e->delay / 1e6);
	if (e->stages.n > 0) {
		fputs(" (", out);
		put(out, e->stages);
		fputs(")", out);
	}
	if (e->tls.n > 0) {
		fputs(e->delay != TD_NO_TIME ? ", TLS " : "TLS ", out);
		put(out, e->tls);
	}
}

static void
put_reply(FILE *out, struct td_span status, struct td_span reply,
    struct td_span recipient)
{
	if (status.n > 0) {
		more(out);
		fputs("status ", out);
		put(out, status);
	}
	if (reply.n > 0) {
		more(out);
		fputs("reply ", out);
		td_explain_text(out, reply, recipient);
	}
}

static void
put_verdict(FILE *out, const struct td_verdict *v)
{
	fprintf(out, "%s", td_reason_name((enum td_reason)v->reason));
	if (v->rule != NULL)
		fprintf(out, ", by the rule \"%s\"", v->rule);
	if (v->code != 0)
		fprintf(out, "; code %u", (unsigned)v->code);
	if (v->status.class != 0)
		fprintf(out, ", status %u.%u.%u", (unsigned)v->status.class,
		    (unsigned)v->status.subject, (unsigned)v->status.detail);
}

static struct td_span
lower(char *buf, size_t cap, struct td_span s)
{
	size_t n = s.n < cap ? s.n : cap;

	for (size_t i = 0; i < n; i++)
		buf[i] = td_lower(s.p[i]);
	return (struct td_span){ buf, n };
}

/* What rule this line would fire; the last state decides what is counted. */
static void
put_reason(FILE *out, const struct td_event *e, const struct td_carriers *c)
{
	struct td_span one = first_recipient(e);
	char domain[256], relay[256];
	struct td_carrier carrier;
	struct td_verdict verdict;
	struct td_refusal r = { .relay = lower(relay, sizeof relay, e->relay),
		.status = e->status,
		.reply = e->reply,
		.when = e->when,
		.action = e->action,
		.stage = e->stage };

	if (e->action != TD_ACTION_DEFERRED && e->action != TD_ACTION_FAILED &&
	    e->action != TD_ACTION_EXPIRED)
		return;
	if (!(e->flags & TD_EVENT_DOMAIN))
		one = td_span_domain(one);
	td_carrier_of_domain(c, lower(domain, sizeof domain, one), &carrier);
	r.carrier = carrier.carrier;
	td_reason_of(NULL, &r, &verdict);
	more(out);
	fputs("reason ", out);
	put_verdict(out, &verdict);
}

static void
put_message(FILE *out, enum td_kind kind, const struct td_event *e)
{
	if (e->message_id.n > 0) {
		more(out);
		fputs("Message-ID <", out);
		put(out, e->message_id);
		fputs(">", out);
	}
	if (e->sender.n > 0 || (e->flags & TD_EVENT_NULL_SENDER)) {
		more(out);
		fputs("reverse-path ", out);
		put_address(out, e->sender);
		if (kind == TD_QUEUE && e->n_recipients > 0)
			fprintf(out, ", recipients: %" PRIu32, e->n_recipients);
	}
	if (e->flags & TD_EVENT_SUBMITTED) {
		more(out);
		fputs("by a program of this host", out);
	}
}

static void
put_results(FILE *out, const struct td_event *e)
{
	for (unsigned i = 0; i < TD_M_SENDER_ID; i++) {
		if (e->result[i] == TD_R_MISSING)
			continue;
		more(out);
		fprintf(out, "%s=%s", method_word[i],
		    td_result_name((enum td_result)e->result[i]));
		if (e->auth_domain[i].n > 0) {
			fputs(" of ", out);
			put(out, e->auth_domain[i]);
		}
	}
}

/* DECISIONS.md 13: a sender can write such a field. */
static void
put_field(FILE *out, const struct td_event *e, const struct td_trust *trust,
    struct td_orgs *orgs)
{
	struct td_span id;

	if (e->field_name.n == 0)
		return;
	more(out);
	put(out, e->field_name);
	fputs(": ", out);
	put(out, e->field_body);
	more(out);
	id = td_log_field_id(e);
	if (id.n == 0) {
		fputs(
		    "not believed: does not say that this host wrote it", out);
		return;
	}
	if (td_log_field_believed(trust, orgs, e->host, id)) {
		fputs("believed: written by ", out);
		put(out, id);
		return;
	}
	fputs("not believed: ", out);
	put(out, id);
	fputs(" is neither this host (", out);
	put(out, e->host);
	fputs(") nor its domain nor given by --authserv-id", out);
}

static void
put_next(FILE *out, enum td_kind kind, const struct td_event *e)
{
	if (e->next_id.n == 0)
		return;
	more(out);
	fputs(kind == TD_BOUNCE             ? "the notice is " :
	        e->flags & TD_EVENT_FORWARD ? "another message begins: " :
	                                      "queued as ",
	    out);
	put(out, e->next_id);
}

static void
put_flaws(FILE *out, const struct td_visited *v)
{
	const struct td_place whole = v->record->whole;

	for (size_t i = 0; i < v->batch->n_flaws; i++) {
		const struct td_flaw *f = &v->batch->flaw[i];

		if (f->where.off < whole.off ||
		    f->where.off > whole.off + whole.len)
			continue;
		more(out);
		fprintf(out, "a defect: %s",
		    td_defect_name((enum td_defect)f->what));
	}
}

void
td_explain_line(FILE *out, const struct td_visited *v,
    const struct td_trust *trust, struct td_orgs *orgs, bool asked)
{
	const enum td_kind kind = (enum td_kind)v->record->kind;
	const struct td_event *e = v->event;

	fprintf(out, "  %c %" PRIu64 "  ", asked ? '>' : ' ', v->number);
	td_explain_time(out, e->when);
	fputs("  ", out);
	put(out, e->host);
	fprintf(out, " %s",
	    e->program == TD_PROGRAM_NONE ?
	        "another program" :
	        td_program_name((enum td_program)e->program));
	if (e->queue_id.n > 0) {
		fputs(" ", out);
		put(out, e->queue_id);
	}
	more(out);
	put_head(out, kind, e);
	put_host(out, "from ", e->client, e->client_ip, e->recipient);
	put_host(
	    out, "HELO ", e->helo, (struct td_span){ NULL, 0 }, e->recipient);
	put_message(out, kind, e);
	put_host(out, "by ", e->relay, e->relay_ip, first_recipient(e));
	put_transport(out, e);
	put_reply(out, e->status, e->reply, first_recipient(e));
	if (kind == TD_DELIVER)
		put_reason(out, e, trust->carriers);
	put_results(out, e);
	put_field(out, e, trust, orgs);
	put_next(out, kind, e);
	put_flaws(out, v);
	fputs("\n", out);
}

/* ---- a delivery ---- */

static void
put_outcome(FILE *out, const struct td_settled *s, const struct td_delivery *d)
{
	fprintf(out, "outcome      %s%s\n",
	    s->outcome == TD_ACTION_SENT ? "accepted" : action_word[s->outcome],
	    s->open ? ", still open at the end of the log" : "");
	fprintf(out, "             %" PRIu32 " %s, %" PRIu64 " %s; last state ",
	    s->attempts, s->attempts == 1 ? "attempt" : "attempts", s->weight,
	    s->weight == 1 ? "recipient" : "recipients");
	td_explain_time(out, s->last);
	if (d->relayed != NULL)
		fprintf(out, "\n             taken by a relay: %s", d->relayed);
	if (s->relay.n + s->relay_ip.n > 0) {
		fputs("\nrelay        ", out);
		td_explain_text(out, s->relay, s->recipient);
		if (s->relay_ip.n > 0) {
			fputs(s->relay.n > 0 ? " [" : "[", out);
			put(out, s->relay_ip);
			fputs("]", out);
		}
	}
	fputs("\nreason       ", out);
	if (d->verdict.rule == NULL)
		fputs("none: nothing was refused", out);
	else
		put_verdict(out, &d->verdict);
	if (d->verdict.rule != NULL && !d->obs.has_reason)
		fputs("\n             (not counted while it is open)", out);
	if (d->obs.hard)
		fputs(
		    "\n             hard: the address is not to be tried again",
		    out);
	fputs("\ndelay        ", out);
	if (d->obs.delay == TD_NO_TIME)
		fputs("not counted\n", out);
	else
		fprintf(out, "%g s\n", (double)d->obs.delay / 1e6);
}

static void
put_told(FILE *out, const struct td_settled *s)
{
	static const char *const teller[] = { "nobody",
		"opendmarc, for the HELO name", "opendmarc, for MAIL FROM",
		"a header field that is believed",
		"the verifier, by the Message-ID", "the verifier",
		"policyd-spf, for the HELO name", "policyd-spf" };

	fputs("results\n", out);
	for (unsigned i = 0; i < TD_M_SENDER_ID; i++) {
		fprintf(out, "    %-10s %s", method_word[i],
		    td_result_name((enum td_result)s->result[i]));
		if (s->auth_domain[i].n > 0) {
			fputs(" of ", out);
			put(out, s->auth_domain[i]);
		}
		if (s->told_by[i] != TD_TOLD_BY_NONE)
			fprintf(out, ", told by %s", teller[s->told_by[i]]);
		fputs("\n", out);
	}
}

void
td_explain_delivery(FILE *out, const struct td_settled *s, enum td_seen seen,
    const struct td_delivery *d)
{
	fputs("\ndelivery     for ", out);
	put(out, d->obs.domain);
	if (s->queue_id.n > 0) {
		fputs(", of ", out);
		put(out, s->queue_id);
	}
	fputs("\ncounted      ", out);
	if (seen == TD_SEEN_NULL_SENDER) {
		fputs("apart, as null_sender: the reverse-path is <>", out);
	} else {
		fputs("as one message at ", out);
		td_explain_time(out, d->obs.when);
	}
	fputs("\n", out);
	put_outcome(out, s, d);
	fputs("carrier      ", out);
	td_explain_carrier(out, &d->obs.carrier);
	put_told(out, s);
}

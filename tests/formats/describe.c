/* Events and outcomes in words: see describe.h. */
#include "tests/formats/describe.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

struct out {
	char *s;
	size_t n, cap;
};

static void
add(struct out *o, char c)
{
	if (o->n + 1 < o->cap)
		o->s[o->n] = c;
	o->n++;
}

static void
add_text(struct out *o, const char *s)
{
	while (*s != '\0')
		add(o, *s++);
}

static void __attribute__((format(printf, 2, 3)))
add_f(struct out *o, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	add_text(o, text);
}

static bool
is_plain(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void
add_span(struct out *o, const char *name, struct td_span v)
{
	bool plain = true;

	if (v.n == 0)
		return;
	for (size_t i = 0; i < v.n; i++)
		plain &= is_plain((unsigned char)v.p[i]);
	add_f(o, " %s=", name);
	if (!plain)
		add(o, '"');
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (is_plain(c) || c == ' ')
			add(o, (char)c);
		else if (c == '"' || c == '\\')
			add_f(o, "\\%c", c);
		else
			add_f(o, "\\x%02x", c);
	}
	if (!plain)
		add(o, '"');
}

const char *
kind_name(unsigned kind)
{
	static const char *const names[TD_N_KINDS] = {
		[TD_NOTE] = "note",
		[TD_MESSAGE] = "message",
		[TD_CELL] = "cell",
		[TD_DELIVER] = "deliver",
		[TD_ACCEPT] = "accept",
		[TD_IDENTIFY] = "identify",
		[TD_QUEUE] = "queue",
		[TD_AUTH] = "auth",
		[TD_EXPIRE] = "expire",
		[TD_REMOVE] = "remove",
		[TD_BOUNCE] = "bounce",
		[TD_START] = "start",
		[TD_LINK] = "link",
		[TD_REJECT] = "reject",
		[TD_REPEATED] = "repeated",
		[TD_DISCONNECT] = "disconnect",
		[TD_OUTCOME] = "outcome",
	};

	return names[kind];
}

static void
add_when(struct out *o, int64_t when, unsigned lacks)
{
	char text[64];
	int64_t micros;
	struct tm tm;
	time_t t;

	if (when == TD_NO_TIME) {
		add_text(o, "undated");
		return;
	}
	micros = (when % 1000000 + 1000000) % 1000000;
	t = (time_t)((when - micros) / 1000000);
	if (gmtime_r(&t, &tm) == NULL)
		return;
	strftime(text, sizeof text,
	    lacks & TD_STAMP_NO_YEAR ? "%m-%dT%H:%M:%S" : "%FT%H:%M:%S", &tm);
	add_text(o, text);
	if (micros != 0)
		add_f(o, ".%06u", (unsigned)micros);
	if (!(lacks & TD_STAMP_NO_ZONE))
		add(o, 'Z');
}

static void
add_flags(struct out *o, unsigned flags)
{
	static const char *const names[] = { "no-attempt", "list", "domain",
		"local", "forward", "null-sender", "submitted", "closes",
		"pipe", "no-brackets", "submission" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (flags >> i & 1)
			add_f(o, " %s", names[i]);
}

static void
add_action(struct out *o, unsigned action, unsigned stage)
{
	static const char *const actions[TD_N_ACTIONS] = { "", "sent",
		"deferred", "failed", "expired", "suppressed" };
	static const char *const stages[TD_N_STAGES] = { "", "connect", "ehlo",
		"mail", "rcpt", "data", "eod" };

	if (action != TD_ACTION_NONE)
		add_f(o, " %s", actions[action]);
	if (stage != TD_STAGE_NONE)
		add_f(o, " stage=%s", stages[stage]);
}

static void
add_delay(struct out *o, int64_t delay)
{
	if (delay != TD_NO_TIME)
		add_f(o, " delay=%" PRId64 ".%06" PRId64, delay / 1000000,
		    delay % 1000000);
}

static void
add_numbers(struct out *o, const struct td_event *e)
{
	add_action(o, e->action, e->stage);
	add_flags(o, e->flags);
	add_delay(o, e->delay);
	if (e->count[0] != 1 || e->count[1] != 0 || e->count[2] != 0)
		add_f(o, " count=%u/%u/%u", e->count[0], e->count[1],
		    e->count[2]);
	if (e->repeated != 0)
		add_f(o, " repeated=%u", e->repeated);
	if (e->n_recipients != 0)
		add_f(o, " n_recipients=%u", e->n_recipients);
	if (e->queue_no != 0)
		add_f(o, " queue_no=%u", e->queue_no);
}

static void
add_results(struct out *o, const uint8_t *result, const struct td_span *domain)
{
	static const char *const methods[TD_M_SENDER_ID] = { [TD_M_SPF] = "spf",
		[TD_M_DKIM] = "dkim",
		[TD_M_DMARC] = "dmarc",
		[TD_M_ARC] = "arc" };
	char name[32];

	for (unsigned i = 0; i < TD_M_SENDER_ID; i++) {
		if (methods[i] == NULL)
			continue;
		if (result[i] != TD_R_MISSING)
			add_f(
			    o, " %s=%s", methods[i], td_result_name(result[i]));
		if (domain[i].n == 0)
			continue;
		snprintf(name, sizeof name, "%s_domain", methods[i]);
		add_span(o, name, domain[i]);
	}
}

size_t
describe_event(const struct td_event *e, char *s, size_t cap)
{
	struct out o = { s, 0, cap };

	add_text(&o, td_program_name(e->program));
	add(&o, ' ');
	add_when(&o, e->when, e->lacks);
	add_span(&o, "host", e->host);
	add_span(&o, "queue_id", e->queue_id);
	add_span(&o, "delivery_id", e->delivery_id);
	add_span(&o, "next_id", e->next_id);
	add_span(&o, "message_id", e->message_id);
	add_span(&o, "sender", e->sender);
	add_span(&o, "recipient", e->recipient);
	add_span(&o, "original", e->original);
	add_numbers(&o, e);
	add_span(&o, "relay", e->relay);
	add_span(&o, "relay_ip", e->relay_ip);
	add_span(&o, "client", e->client);
	add_span(&o, "client_ip", e->client_ip);
	add_span(&o, "helo", e->helo);
	add_span(&o, "status", e->status);
	add_span(&o, "reply", e->reply);
	add_span(&o, "stages", e->stages);
	add_span(&o, "tls", e->tls);
	add_results(&o, e->result, e->auth_domain);
	add_span(&o, "field_name", e->field_name);
	add_span(&o, "field_body", e->field_body);
	if (cap > 0)
		s[o.n < cap ? o.n : cap - 1] = '\0';
	return o.n;
}

static void
add_outcome_flags(struct out *o, unsigned flags)
{
	static const char *const names[] = { "complaint", "no-attempt",
		"null-sender", "inbound", "domain", "local", "hard",
		"simulated" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (flags >> i & 1)
			add_f(o, " %s", names[i]);
	if ((flags & TD_OUTCOME_QUEUE_ID) != 0)
		add_text(o, " queue-id");
}

size_t
describe_outcome(const struct td_outcome *x, char *s, size_t cap)
{
	struct out o = { s, 0, cap };

	add_text(&o, td_service_name(x->service));
	add(&o, ' ');
	add_when(&o, x->when, 0);
	add_action(&o, x->action, x->stage);
	add_outcome_flags(&o, x->flags);
	if (x->weight != 1)
		add_f(&o, " weight=%" PRIu64, x->weight);
	if (x->begun != TD_NO_TIME) {
		add_text(&o, " begun=");
		add_when(&o, x->begun, 0);
	}
	add_delay(&o, x->delay);
	add_span(&o, "id", x->id);
	add_span(&o, "message_id", x->message_id);
	add_span(&o, "recipient", x->recipient);
	add_span(&o, "final", x->final_recipient);
	add_span(&o, "sender", x->sender);
	add_span(&o, "author", x->author);
	add_span(&o, "status", x->status);
	add_span(&o, "reply", x->reply);
	add_span(&o, "cause", x->cause);
	add_span(&o, "relay", x->relay);
	add_span(&o, "relay_ip", x->relay_ip);
	add_span(&o, "tls", x->tls);
	add_span(&o, "tag", x->tag);
	add_span(&o, "reporter", x->reporter);
	add_results(&o, x->result, x->auth_domain);
	if (cap > 0)
		s[o.n < cap ? o.n : cap - 1] = '\0';
	return o.n;
}

/* Events in words: see describe.h. */
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
	};

	return names[kind];
}

static void
add_when(struct out *o, const struct td_event *e)
{
	time_t t = (time_t)(e->when / 1000000);
	unsigned micros = (unsigned)(e->when % 1000000);
	char text[64];
	struct tm tm;

	if (e->when == TD_NO_TIME) {
		add_text(o, " undated");
		return;
	}
	if (gmtime_r(&t, &tm) == NULL)
		return;
	strftime(text, sizeof text,
	    e->lacks & TD_STAMP_NO_YEAR ? "%m-%dT%H:%M:%S" : "%FT%H:%M:%S",
	    &tm);
	add_f(o, " %s", text);
	if (micros != 0)
		add_f(o, ".%06u", micros);
	if (!(e->lacks & TD_STAMP_NO_ZONE))
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
add_numbers(struct out *o, const struct td_event *e)
{
	static const char *const actions[TD_N_ACTIONS] = { "", "sent",
		"deferred", "failed", "expired", "suppressed" };
	static const char *const stages[TD_N_STAGES] = { "", "connect", "ehlo",
		"mail", "rcpt", "data", "eod" };

	if (e->action != TD_ACTION_NONE)
		add_f(o, " %s", actions[e->action]);
	if (e->stage != TD_STAGE_NONE)
		add_f(o, " stage=%s", stages[e->stage]);
	add_flags(o, e->flags);
	if (e->delay != TD_NO_TIME)
		add_f(o, " delay=%" PRId64 ".%06" PRId64, e->delay / 1000000,
		    e->delay % 1000000);
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
add_results(struct out *o, const struct td_event *e)
{
	static const char *const methods[TD_M_SENDER_ID] = { [TD_M_SPF] = "spf",
		[TD_M_DKIM] = "dkim",
		[TD_M_DMARC] = "dmarc",
		[TD_M_ARC] = "arc" };
	char name[32];

	for (unsigned i = 0; i < TD_M_SENDER_ID; i++) {
		if (methods[i] == NULL)
			continue;
		if (e->result[i] != TD_R_MISSING)
			add_f(o, " %s=%s", methods[i],
			    td_result_name(e->result[i]));
		if (e->auth_domain[i].n == 0)
			continue;
		snprintf(name, sizeof name, "%s_domain", methods[i]);
		add_span(o, name, e->auth_domain[i]);
	}
}

size_t
describe_event(const struct td_event *e, char *s, size_t cap)
{
	struct out o = { s, 0, cap };

	add_text(&o, td_program_name(e->program));
	add_when(&o, e);
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
	add_results(&o, e);
	add_span(&o, "field_name", e->field_name);
	add_span(&o, "field_body", e->field_body);
	if (cap > 0)
		s[o.n < cap ? o.n : cap - 1] = '\0';
	return o.n;
}

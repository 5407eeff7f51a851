/*
 * Postfix: the text in parentheses behind status=.
 *
 *	250 2.0.0 Ok: queued as 4AbC
 *	host mx[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command)
 *	host mx[192.0.2.1] refused to talk to me: 421 4.7.0 later
 *	lost connection with mx[192.0.2.1] while sending RCPT TO
 *	connect to mx[192.0.2.1]:25: Connection timed out
 *	delivery temporarily suspended: any of these
 *
 * The reply is what the server said where it said something, else the text.
 * The wording is that of smtp(8), lmtp(8), local(8) and error(8).
 */
#include "log_postfix.h"

#include "lex.h"

struct words {
	const char *text;
	uint8_t len;
	uint8_t stage; /* enum td_stage */
};

#define W(text, stage)                        \
	{                                     \
		text, sizeof(text) - 1, stage \
	}

/* "(in reply to ...)", "... while ..." */
static const struct words commands[] = {
	W("MAIL FROM", TD_STAGE_MAIL),
	W("RCPT TO", TD_STAGE_RCPT),
	W("end of DATA", TD_STAGE_EOD),
	W("end of data", TD_STAGE_EOD),
	W("DATA", TD_STAGE_DATA),
	W("message body", TD_STAGE_DATA),
	W("initial server greeting", TD_STAGE_CONNECT),
	W("initial protocol", TD_STAGE_EHLO),
	W("EHLO", TD_STAGE_EHLO),
	W("HELO", TD_STAGE_EHLO),
	W("LHLO", TD_STAGE_EHLO),
	W("STARTTLS", TD_STAGE_EHLO),
	W("AUTH", TD_STAGE_EHLO),
	W("SASL", TD_STAGE_EHLO),
	W("XFORWARD", TD_STAGE_EHLO),
};

/* How a text begins that names no command. */
static const struct words beginnings[] = {
	W("connect to ", TD_STAGE_CONNECT),
	W("Host or domain name not found", TD_STAGE_CONNECT),
	W("Host found but no data record", TD_STAGE_CONNECT),
	W("Name service error", TD_STAGE_CONNECT),
	W("unable to look up host", TD_STAGE_CONNECT),
	W("unable to find primary relay", TD_STAGE_CONNECT),
	W("Domain ", TD_STAGE_CONNECT),   /* does not accept mail (nullMX) */
	W("mail for ", TD_STAGE_CONNECT), /* loops back to myself */
	W("TLS is required", TD_STAGE_EHLO),
	W("Cannot start TLS", TD_STAGE_EHLO),
	W("Server certificate not ", TD_STAGE_EHLO),
	W("SASL authentication failed", TD_STAGE_EHLO),
};

static uint8_t
stage_of(const struct words *w, size_t n, const char *p, const char *end)
{
	for (size_t i = 0; i < n; i++)
		if ((size_t)(end - p) >= w[i].len && *p == w[i].text[0] &&
		    memcmp(p, w[i].text, w[i].len) == 0)
			return w[i].stage;
	return TD_STAGE_NONE;
}

static uint8_t
stage_of_command(const char *p, const char *end)
{
	return stage_of(
	    commands, sizeof(commands) / sizeof(commands[0]), p, end);
}

/*
 * "HOST[ADDRESS]" at p, for a delivery whose relay= is none: where it ends,
 * or NULL if it is not there.
 */
static const char *
read_host(const char *p, const char *end, struct td_event *e)
{
	const char *blank = td_find_or_end(p, end, ' ');
	const char *to = td_find(p, blank, ']');

	if (to == NULL)
		return NULL;
	if (e->relay.n == 0)
		td_postfix_relay(td_span(p, to + 1), e);
	return to + 1;
}

/* Take "(in reply to X command)" off. */
static const char *
take_command(const char *p, const char *end, struct td_event *e)
{
	const char *from = end - p > 64 ? end - 64 : p;
	const char *open;

	if (end == p || end[-1] != ')')
		return end;
	open = memrchr(from, '(', (size_t)(end - from));
	if (open == NULL || !TD_BEGINS(open, end, "(in reply to "))
		return end;
	e->stage = stage_of_command(open + 13, end);
	while (open > p && open[-1] == ' ')
		open--;
	return open;
}

/* Behind "HOST[ADDRESS]": what it said, if anything. */
static void
read_said(const char *p, const char *end, bool closed, struct td_event *e)
{
	if (TD_BEGINS(p, end, " said: ")) {
		p += 7;
		if (closed)
			end = take_command(p, end, e);
		e->reply = td_span(p, end);
	} else if (TD_BEGINS(p, end, " refused to talk to me: ")) {
		e->stage = TD_STAGE_CONNECT;
		e->reply = td_span(p + 24, end);
	}
}

/* "... while sending RCPT TO"; also "performing the ...", "receiving the" */
static void
read_while(const char *p, const char *end, struct td_event *e)
{
	static const char mark[] = " while ";
	const char *hit = memmem(p, (size_t)(end - p), mark, sizeof(mark) - 1);

	if (hit == NULL)
		return;
	p = td_find_or_end(hit + sizeof(mark) - 1, end, ' ');
	if (p < end)
		p++;
	if (TD_BEGINS(p, end, "the "))
		p += 4;
	e->stage = stage_of_command(p, end);
}

void
td_postfix_unsent(
    const char *p, const char *end, bool closed, struct td_event *e)
{
	static const char suspended[] = "delivery temporarily suspended: ";
	const char *to;

	if (TD_BEGINS(p, end, suspended))
		p += sizeof(suspended) - 1;
	e->reply = td_span(p, end);
	if (TD_BEGINS(p, end, "host ")) {
		to = read_host(p + 5, end, e);
		if (to != NULL)
			read_said(to, end, closed, e);
		return;
	}
	if (TD_BEGINS(p, end, "lost connection with ")) {
		read_host(p + 21, end, e);
		read_while(p, end, e);
		return;
	}
	if (TD_BEGINS(p, end, "conversation with ")) {
		read_host(p + 18, end, e);
		read_while(p, end, e);
		return;
	}
	e->stage = stage_of(
	    beginnings, sizeof(beginnings) / sizeof(beginnings[0]), p, end);
	if (TD_BEGINS(p, end, "connect to ")) {
		read_host(p + 11, end, e);
	} else if (TD_BEGINS(p, end, "SASL authentication failed; server ")) {
		to = read_host(p + 35, end, e);
		if (to != NULL)
			read_said(to, end, closed, e);
		e->stage = TD_STAGE_EHLO;
	}
}

/* The id at p; marks of the sentence around it do not belong to it. */
static struct td_span
read_id(const char *p, const char *end)
{
	const char *to = td_find_or_end(p, end, ' ');

	while (to > p &&
	    (to[-1] == '.' || to[-1] == ',' || to[-1] == ';' || to[-1] == ')'))
		to--;
	return td_span(p, to);
}

/* Whether a filter threw it away (amavis): "250 2.7.0 Ok, discarded, id=..." */
static bool
is_discarded(const char *p, const char *end)
{
	p += 4;
	if (end - p > 2 && *p == '2' && p[1] == '.') {
		p = td_find(p, end, ' ');
		if (p == NULL)
			return false;
		p++;
	}
	return end - p > 0 && TD_BEGINS(p, end, "Ok, discarded");
}

void
td_postfix_sent(const char *p, const char *end, bool closed, struct td_event *e)
{
	e->reply = td_span(p, end);
	if (end - p >= 4 && *p == '2') {
		e->stage = TD_STAGE_EOD;
		if (is_discarded(p, end))
			e->action = TD_ACTION_SUPPRESSED;
	} else if (TD_BEGINS(p, end, "forwarded as ")) {
		if (closed)
			e->next_id = read_id(p + 13, end);
		e->flags |= TD_EVENT_FORWARD;
		return;
	}
	if (!closed)
		return;
	/* The last one: what the server behind a filter said. */
	for (; (p = td_find(p, end, 'q')) != NULL; p++)
		if (TD_BEGINS(p, end, "queued as "))
			e->next_id = read_id(p + 10, end);
}

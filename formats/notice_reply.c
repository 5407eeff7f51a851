/*
 * Replies of servers within the words of notices.
 *
 *	host mx.example.jp[192.0.2.1] said: 550 5.1.1 <u@example.jp>: User
 *	unknown (in reply to RCPT TO command)
 *
 * BOUNCES.md 2 of the specification.  A way more to name the command is a row
 * of the table below.
 */
#include "notice.h"

#include "lex.h"

/* Which command was answered. */
static const struct td_notice_words stages[] = {
	{ TD_LIT("end of data"), TD_STAGE_EOD },
	{ TD_LIT("end of DATA"), TD_STAGE_EOD },
	{ TD_LIT("Body of message generated"), TD_STAGE_EOD },
	{ TD_LIT("RCPT TO"), TD_STAGE_RCPT },
	{ TD_LIT("RCPT_TO"), TD_STAGE_RCPT },
	{ TD_LIT(" RCPT command"), TD_STAGE_RCPT },
	{ TD_LIT("does not like recipient"), TD_STAGE_RCPT },
	{ TD_LIT("SMTP command RCPT"), TD_STAGE_RCPT },
	{ TD_LIT("MAIL FROM"), TD_STAGE_MAIL },
	{ TD_LIT(" MAIL command"), TD_STAGE_MAIL },
	{ TD_LIT("SMTP command MAIL"), TD_STAGE_MAIL },
	{ TD_LIT("failed on DATA"), TD_STAGE_DATA },
	{ TD_LIT(" DATA command"), TD_STAGE_DATA },
	{ TD_LIT("SMTP command DATA"), TD_STAGE_DATA },
	{ TD_LIT("in reply to EHLO"), TD_STAGE_EHLO },
	{ TD_LIT("in reply to HELO"), TD_STAGE_EHLO },
	{ TD_LIT("in reply to STARTTLS"), TD_STAGE_EHLO },
	{ TD_LIT("performing the HELO handshake"), TD_STAGE_EHLO },
	{ TD_LIT("performing the EHLO handshake"), TD_STAGE_EHLO },
	{ TD_LIT("refused to talk to me"), TD_STAGE_CONNECT },
	{ TD_LIT("initial connection"), TD_STAGE_CONNECT },
	{ TD_LIT("initial server greeting"), TD_STAGE_CONNECT },
};

bool
td_notice_holds(struct td_span s, struct td_span words)
{
	return s.n >= words.n && memmem(s.p, s.n, words.p, words.n) != NULL;
}

uint8_t
td_notice_find(const struct td_notice_words *table, size_t n, struct td_span s)
{
	for (size_t i = 0; i < n; i++)
		if (td_notice_holds(s, table[i].text))
			return table[i].value;
	return 0;
}

bool
td_notice_begins(const struct td_span *table, size_t n, struct td_span s)
{
	for (size_t i = 0; i < n; i++)
		if (td_span_ibegins(s, table[i]))
			return true;
	return false;
}

static bool
opens_word(char c)
{
	return c == ' ' || (c != '\0' && strchr("'\"[(<#:;", c) != NULL);
}

bool
td_notice_is_reply(const char *p, const char *end)
{
	return end - p > 3 && (*p == '4' || *p == '5') && td_is_digit(p[1]) &&
	    td_is_digit(p[2]) &&
	    (p[3] == ' ' || p[3] == '-' || p[3] == ':' || p[3] == ',');
}

/* Without the bracket or quote at its end that `open` before it demands. */
static struct td_span
unquote(const char *p, const char *end, char open)
{
	static const char pairs[] = "''[]()<>";
	const char *pair = open == '\0' ? NULL : strchr(pairs, open);

	if (pair != NULL && end > p && end[-1] == pair[1])
		end--;
	return td_span(p, end);
}

struct td_span
td_notice_reply(struct td_span s)
{
	static const struct td_span behind = TD_LIT(" -------SMTP command");
	const char *end, *cut;

	if (s.n == 0)
		return s;
	end = s.p + s.n;
	for (const char *p = s.p; end - p > 3; p++) {
		if (!td_notice_is_reply(p, end) ||
		    (p > s.p && !opens_word(p[-1])))
			continue;
		cut = memmem(p, (size_t)(end - p), behind.p, behind.n);
		return unquote(
		    p, cut == NULL ? end : cut, p > s.p ? p[-1] : '\0');
	}
	return (struct td_span){ s.p, 0 };
}

struct td_span
td_notice_status_at(const char *p, const char *end)
{
	const char *q = p;
	int dots = 0;

	if (q == end || (*q != '2' && *q != '4' && *q != '5'))
		return (struct td_span){ p, 0 };
	for (; q < end && q - p < 10 && (td_is_digit(*q) || *q == '.'); q++)
		dots += *q == '.';
	if (q > p && q[-1] == '.')
		dots--, q--;
	return td_span(p, dots == 2 && p[1] == '.' ? q : p);
}

struct td_span
td_notice_status(struct td_span reply)
{
	const char *p = reply.p, *end;

	if (reply.n == 0)
		return reply;
	for (end = p + reply.n; p < end; p++) {
		struct td_span s;

		if (p > reply.p && !opens_word(p[-1]) &&
		    (p[-1] != '-' || p != reply.p + 4))
			continue;
		s = td_notice_status_at(p, end);
		if (s.n > 0)
			return s;
	}
	return (struct td_span){ end, 0 };
}

/*
 * "host mx.example.jp [192.0.2.25]" (Exim), "host mx.example.jp[192.0.2.25]"
 * (Postfix).
 */
static void
find_relay(struct td_span s, struct td_outcome *o)
{
	static const struct td_span word = TD_LIT("host ");
	const char *end, *p, *q;

	p = s.n < word.n ? NULL : memmem(s.p, s.n, word.p, word.n);
	if (p == NULL)
		return;
	end = s.p + s.n;
	p += word.n;
	for (q = p; q < end && *q != ' ' && *q != '[';)
		q++;
	if (q == p || end - q < 3 || (q[0] != '[' && q[1] != '['))
		return;
	if (o->relay.n == 0)
		o->relay = td_span(p, q);
	p = q + (q[0] == '[' ? 1 : 2);
	q = td_find(p, end, ']');
	if (q != NULL && o->relay_ip.n == 0)
		o->relay_ip = td_span(p, q);
}

enum td_stage
td_report_stage(struct td_span said)
{
	return (enum td_stage)td_notice_find(
	    stages, sizeof(stages) / sizeof(stages[0]), said);
}

/* However often it is asked, it takes no longer than the text. */
static bool
has_code(struct td_span reply)
{
	enum { BEGINNING = 512 };

	if (reply.n > BEGINNING)
		reply.n = BEGINNING;
	return td_notice_reply(reply).n > 0;
}

void
td_report_complete(struct td_outcome *o, struct td_span said)
{
	const struct td_span reply = td_notice_reply(said);

	/* Words of the program that wrote the notice are less. */
	if (reply.n > 0 && !has_code(o->reply)) {
		o->reply = reply;
		if (o->status.n == 0)
			o->status = td_notice_status(reply);
	}
	if (o->stage == TD_STAGE_NONE)
		o->stage = (uint8_t)td_report_stage(said);
	find_relay(said, o);
}

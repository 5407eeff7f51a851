/*
 * sendmail, as MTA and as MSP (sm-mta, sm-msp-queue).
 *
 *	wALHw0aB012345: from=<s@example.com>, size=..., relay=h [192.0.2.1]
 *	wALHw0aB012345: to=<u@example.jp>, delay=00:00:02, ..., stat=Sent (ok)
 *	wALHw0aB012345: wALHw0aC012345: sender notify: Cannot send message ...
 *
 * Fields end before ", key="; values may hold commas.  FORMATS.md 6.
 */
#include "log_sendmail.h"
#include "lex.h"
#include "log_cut.h"

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Behind the key and "=" at p, or NULL: "dsn=", "tls_verify=". */
static const char *
skip_key(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && q - p < 16 && (is_lower(*q) || *q == '_'))
		q++;
	return q > p && q < end && *q == '=' ? q + 1 : NULL;
}

bool
td_sendmail_field(const char **p, const char *end, struct td_sendmail_field *f)
{
	const char *v = skip_key(*p, end), *q = v;

	if (v == NULL)
		return false;
	f->key = td_span(*p, v - 1);
	for (;;) {
		q = td_find_or_end(q, end, ',');
		if (q == end ||
		    (end - q > 2 && q[1] == ' ' && skip_key(q + 2, end)))
			break;
		q++;
	}
	f->value = td_span(v, q);
	*p = q < end ? q + 2 : end;
	return true;
}

struct td_span
td_sendmail_path(struct td_span s)
{
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		return (struct td_span){ s.p + 1, s.n - 2 };
	return s;
}

struct td_sendmail_relay
td_sendmail_relay(struct td_span text)
{
	static const struct td_span v6 = TD_LIT("IPv6:");
	struct td_sendmail_relay r = { { NULL, 0 }, { NULL, 0 } };
	const char *end, *host, *open = NULL, *close;

	if (text.n == 0)
		return r;
	end = text.p + text.n;
	host = td_find_or_end(text.p, end, ' ');
	if (end - host > 2 && host[1] == '[')
		open = host + 1;
	else if (*text.p == '[')
		open = text.p;
	if (open != NULL && (close = td_find(open, end, ']')) != NULL) {
		r.ip = td_span(open + 1, close);
		if (td_begins(open + 1, close, v6))
			r.ip = td_span(open + 1 + v6.n, close);
	}
	r.host = td_span(text.p, host);
	if (r.host.n > 1 && host[-1] == '.')
		r.host.n--;
	return r;
}

/*
 * from=<s@x>, size=1, class=0, nrcpts=1, msgid=<i@x>, proto=ESMTP, relay=...
 *
 * p is behind the first "=".  A client that named no recipient that was taken
 * (nrcpts=0) leaves no queue entry.
 */
static enum td_kind
accepted(const char *p, const char *end, struct td_event *e)
{
	static const struct td_span null = TD_LIT("<>");
	struct td_sendmail_field f;
	struct td_span nrcpts = { NULL, 0 }, relay = { NULL, 0 };
	struct td_sendmail_relay r;
	const char *to = NULL;

	if (p < end && *p == '<')
		to = td_skip_path(p, end);
	if (to == NULL || to == end || *to != ',')
		to = td_find_or_end(p, end, ',');
	e->sender = td_span(p, to);
	if (td_span_eq(e->sender, null))
		e->flags |= TD_EVENT_NULL_SENDER;
	e->sender = td_sendmail_path(e->sender);
	p = end - to > 2 ? to + 2 : end;
	while (p < end && td_sendmail_field(&p, end, &f)) {
		if (TD_BEGINS(f.key.p, end, "nrcpts="))
			nrcpts = f.value;
		else if (TD_BEGINS(f.key.p, end, "msgid="))
			e->message_id = td_sendmail_path(f.value);
		else if (TD_BEGINS(f.key.p, end, "relay="))
			relay = f.value;
	}
	e->n_recipients = td_number(nrcpts);
	if (e->n_recipients == 0)
		return TD_NOTE;
	r = td_sendmail_relay(relay);
	e->client_ip = r.ip;
	if (r.host.n > 0 && memchr(r.host.p, '@', r.host.n) != NULL)
		e->flags |= TD_EVENT_SUBMITTED;
	else
		e->client = r.host;
	return TD_ACCEPT;
}

/* Behind the queue id at p, or p: its last five bytes are a process id. */
static const char *
skip_id(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && q - p < 24 && td_is_alnum(*q))
		q++;
	if (q - p < 8 || q == end || (*q != ':' && *q != '['))
		return p;
	for (const char *d = q - 5; d < q; d++)
		if (!td_is_digit(*d))
			return p;
	return q;
}

/*
 * What begins with another id; p is behind that.
 *
 *	sender notify: Cannot send message for 5 days
 *	clone: owner=owner-list
 */
static enum td_kind
about(const char *p, const char *end, struct td_event *e)
{
	const char *text;

	if (TD_BEGINS(p, end, "clone: ")) {
		/* Some recipients go on under another id: both count. */
		e->flags |= TD_EVENT_FORWARD;
		return TD_LINK;
	}
	if (!TD_BEGINS(p, end, "sender notify: ") &&
	    !TD_BEGINS(p, end, "return to sender: ") &&
	    !TD_BEGINS(p, end, "postmaster notify: ") &&
	    !TD_BEGINS(p, end, "DSN: "))
		return TD_NOTE;
	text = td_find_or_end(p, end, ':');
	if (TD_BEGINS(text, end, ": Cannot send message for ") ||
	    TD_BEGINS(text, end, ": delivery time expired "))
		return TD_EXPIRE;
	return TD_BOUNCE;
}

/* <u@x>... User unknown: what a client was told (err.c, LogUsrErrs). */
static enum td_kind
refused(const char *p, const char *end, struct td_event *e)
{
	const char *q = td_skip_path(p, end);

	if (q == NULL || !TD_BEGINS(q, end, "... "))
		return TD_NOTE;
	e->recipient = td_span(p + 1, q - 1);
	e->reply = td_span(q + 4, end);
	e->stage = TD_STAGE_RCPT;
	return TD_REJECT;
}

static enum td_kind
of_message(
    const char *p, const char *end, struct td_event *e, enum td_defect *defect)
{
	const char *id;

	switch (p < end ? *p : 0) {
	case 't':
		if (TD_BEGINS(p, end, "to="))
			return td_sendmail_delivery(p + 3, end, e, defect);
		break;
	case 'f':
		if (TD_BEGINS(p, end, "from="))
			return accepted(p + 5, end, e);
		break;
	case 'r':
		if (TD_BEGINS(p, end, "ruleset="))
			return td_sendmail_ruleset(p + 8, end, e);
		break;
	case 'M':
		if (TD_BEGINS(p, end, "Milter"))
			return td_sendmail_milter(p, end, e);
		break;
	case 'd':
		if (TD_BEGINS(p, end, "done; delay="))
			return TD_REMOVE;
		break;
	case '<':
		return refused(p, end, e);
	}
	id = skip_id(p, end);
	if (id > p && TD_BEGINS(id, end, ": ")) {
		e->next_id = td_span(p, id);
		return about(id + 2, end, e);
	}
	return TD_NOTE;
}

/*
 * sendmail cuts what syslog would not take: "ID[1]: text ...", "ID[2]: more".
 * The first piece decides.
 */
enum td_kind
td_sendmail_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n;
	const char *q = skip_id(p, end);

	if (q == p) {
		if (TD_BEGINS(p, end, "NOQUEUE: "))
			p += 9;
		if (TD_BEGINS(p, end, "ruleset="))
			return td_sendmail_ruleset(p + 8, end, e);
		if (TD_BEGINS(p, end, "Milter"))
			return td_sendmail_milter(p, end, e);
		return TD_NOTE;
	}
	e->queue_id = td_span(p, q);
	if (*q == '[') {
		if (!TD_BEGINS(q, end, "[1]: "))
			return TD_NOTE;
		q += 3;
		if (end - q > 6 && memcmp(end - 4, " ...", 4) == 0)
			end -= 4;
	}
	if (!TD_BEGINS(q, end, ": "))
		return TD_NOTE;
	return of_message(q + 2, end, e, defect);
}

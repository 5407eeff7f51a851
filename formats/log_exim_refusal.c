/*
 * What Exim refused before it was a message: by an ACL, by local_scan(), by
 * the SMTP code itself.
 *
 *	H=mx.example.com (helo) [192.0.2.1] F=<s@x> rejected RCPT <u@y>: why
 *	H=mx.example.com [192.0.2.1] F=<s@x> temporarily rejected after DATA
 *	refused connection from mx.example.com [192.0.2.1] (host_reject_...)
 *
 * Exim logs why, but not the reply code: `action` says whether it was a
 * permanent one.
 */
#include "lex.h"
#include "log_cut.h"
#include "log_exim.h"

/* What was refused: the words behind "rejected". */
struct refused {
	struct td_span words;
	uint8_t stage;
	bool path; /* the recipient follows */
};

static const struct refused things[] = {
	{ TD_LIT("RCPT "), TD_STAGE_RCPT, true },
	{ TD_LIT("MAIL"), TD_STAGE_MAIL, false },
	{ TD_LIT("DATA"), TD_STAGE_DATA, false },
	{ TD_LIT("after DATA"), TD_STAGE_EOD, false },
	{ TD_LIT("during MIME ACL checks"), TD_STAGE_EOD, false },
	{ TD_LIT("by local_scan()"), TD_STAGE_EOD, false },
	{ TD_LIT("by non-SMTP ACL"), TD_STAGE_EOD, false },
	{ TD_LIT("from "), TD_STAGE_EOD, false }, /* too big; a bad header */
	{ TD_LIT("connection "), TD_STAGE_CONNECT, false },
	{ TD_LIT("EHLO"), TD_STAGE_EHLO, false },
	{ TD_LIT("HELO"), TD_STAGE_EHLO, false },
};

/* The client in "H=..." or "... [ip]" of [p, end). */
static void
put_client(const char *p, const char *end, struct td_event *e)
{
	struct td_exim_host h;

	td_exim_host(&p, end, &h);
	e->client = h.name;
	e->helo = h.helo;
	e->client_ip = h.ip;
}

/* What stands behind "rejected "; false if that is no mail. */
static bool
put_refused(const char *p, const char *end, struct td_event *e)
{
	const struct refused *r = NULL;
	const char *q;

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
		if (td_begins(p, end, things[i].words)) {
			r = &things[i];
			break;
		}
	if (r == NULL)
		return false;
	e->stage = r->stage;
	p += r->words.n;
	q = p;
	if (p < end && *p == '<') {
		q = td_skip_path(p, end);
		if (q == NULL)
			q = p; /* cut: Exim writes 100 bytes of it */
		else if (r->path)
			e->recipient = td_span(p + 1, q - 1);
	} else if (r->path) {
		q = td_find_or_end(p, end, ' ');
		if (q > p && q[-1] == ':')
			q--;
		e->recipient = td_span(p, q);
	}
	p = td_find_pair(q, end, ':', ' ');
	if (p != NULL)
		e->reply = td_span(p + 2, end);
	/* "rejected MAIL FROM:<s@x> H=mx.example.com [192.0.2.1]: why" */
	if (e->client_ip.n == 0 &&
	    (p = memmem(q, (size_t)(end - q), " H=", 3)) != NULL)
		put_client(p + 3, end, e);
	return true;
}

/* "[temporarily ]rejected ..." at p, which the tokens end with. */
static enum td_kind
rejected(const char *p, const char *end, struct td_event *e)
{
	static const struct td_span rejected_word = TD_LIT("rejected ");
	static const struct td_span temporarily = TD_LIT("temporarily ");

	e->action = TD_ACTION_FAILED;
	if (td_begins(p, end, temporarily)) {
		p += temporarily.n;
		e->action = TD_ACTION_DEFERRED;
	}
	if (td_begins(p, end, rejected_word) &&
	    put_refused(p + rejected_word.n, end, e))
		return TD_REJECT;
	e->action = TD_ACTION_NONE;
	return TD_NOTE;
}

/* A refusal that begins with words of its own, or none. */
static enum td_kind
other(const char *p, const char *end, struct td_event *e)
{
	static const struct td_span connection =
	    TD_LIT("refused connection from ");
	static const struct td_span sync =
	    TD_LIT("SMTP protocol synchronization error ");
	static const struct td_span host = TD_LIT(" H=");
	const char *q;

	if (td_begins(p, end, connection)) {
		p += connection.n;
		if (TD_BEGINS(p, end, "H="))
			p += 2;
		put_client(p, end, e);
		e->stage = TD_STAGE_CONNECT;
		e->action = TD_ACTION_FAILED;
		return TD_REJECT;
	}
	if (!td_begins(p, end, sync))
		return TD_NOTE;
	p += sync.n;
	if (memmem(p, (size_t)(end - p), ": rejected connection from ", 27) !=
	    NULL)
		e->stage = TD_STAGE_CONNECT;
	q = memmem(p, (size_t)(end - p), host.p, host.n);
	if (q != NULL)
		put_client(q + host.n, end, e);
	e->action = TD_ACTION_FAILED;
	e->reply = td_span(p - sync.n, end);
	return TD_REJECT;
}

enum td_kind
td_exim_refusal(const char *p, const char *end, struct td_event *e)
{
	struct td_exim_token t;
	const char *begin = p, *word;

	while (p < end) {
		if (end - p > 2 && p[0] == 'H' && p[1] == '=') {
			struct td_exim_host h;

			p += 2;
			td_exim_host(&p, end, &h);
			/* What a host said to us: "H=name [ip]: ..." */
			if (h.colon)
				return TD_NOTE;
			e->client = h.name;
			e->helo = h.helo;
			e->client_ip = h.ip;
			continue;
		}
		word = p;
		if (!td_exim_token(&p, end, &t))
			return TD_NOTE;
		if (t.key.n == 1 && t.key.p[0] == 'F')
			e->sender = t.value;
		if (t.key.n > 0)
			continue;
		if (TD_BEGINS(word, end, "rejected ") ||
		    TD_BEGINS(word, end, "temporarily "))
			return rejected(word, end, e);
		/* "dropped by 'connect' ACL: why" */
		if (TD_BEGINS(word, end, "dropped by 'connect' ACL")) {
			e->stage = TD_STAGE_CONNECT;
			e->action = TD_ACTION_FAILED;
			p = td_find_pair(word, end, ':', ' ');
			if (p != NULL)
				e->reply = td_span(p + 2, end);
			return TD_REJECT;
		}
		if (word == begin)
			return other(word, end, e);
		/* Words among the tokens are short: K, L., SPF, TFO*. */
		if (t.value.n > 5 || t.colon)
			return TD_NOTE;
	}
	return TD_NOTE;
}

/*
 * Exim's main log, and what it sends to syslog.
 *
 *	1tRwtA-000000009RI-7W3x <= s@example.com H=... P=esmtps id=...
 *	1tRwtA-000000009RI-7W3x => u@example.jp R=dnslookup T=remote_smtp ...
 *	1tRwtA-000000009RI-7W3x Completed
 *	H=mx.example.com [192.0.2.1] F=<s@x> rejected RCPT <u@y>: reason
 *
 * The id is 6-6-2 letters and digits, 6-11-4 from Exim 4.97 on.  FORMATS.md 5.
 */
#include "log_exim.h"
#include "lex.h"
#include "log_cut.h"
#include "log_reply.h"

static bool
is_key_byte(char c)
{
	return (td_lower(c) >= 'a' && td_lower(c) <= 'z') || td_is_digit(c) ||
	    c == '*';
}

bool
td_exim_token(const char **p, const char *end, struct td_exim_token *t)
{
	const char *s = *p, *q = s, *to;
	bool whole = true;

	*t = (struct td_exim_token){ .colon = false };
	while (q < end && q - s < 6 && is_key_byte(*q))
		q++;
	if (q > s && q < end && *q == '=') {
		t->key = td_span(s, q);
		s = q + 1;
	}
	if (t->key.n > 0 && s < end && (*s == '"' || *s == '<')) {
		to = *s == '"' ? td_skip_quoted(s, end) : td_skip_path(s, end);
		if (to == NULL) {
			t->value = td_span(s + 1, end);
			*p = end;
			return false;
		}
		t->value = td_span(s + 1, to - 1);
		if (to < end && *to == ':') {
			t->colon = true;
			to++;
		}
		whole = to == end || *to == ' ';
		if (!whole)
			to = td_find_or_end(to, end, ' ');
	} else {
		to = td_find_or_end(s, end, ' ');
		t->colon = to > s && to[-1] == ':';
		t->value = td_span(s, to - t->colon);
	}
	*p = to < end ? to + 1 : end;
	return whole;
}

/* No name, HELO argument or address is longer. */
enum { NAME_MAX_BYTES = 512 };

static size_t
near(const char *p, const char *end)
{
	return end - p > NAME_MAX_BYTES ? NAME_MAX_BYTES : (size_t)(end - p);
}

/* The ")" of ") [" that ends the HELO argument at p, or NULL. */
static const char *
helo_end(const char *p, const char *end)
{
	end = p + near(p, end);
	while ((p = td_find_pair(p + 1, end, ' ', '[')) != NULL)
		if (p[-1] == ')')
			return p - 1;
	return NULL;
}

void
td_exim_host(const char **p, const char *end, struct td_exim_host *h)
{
	const char *s = *p, *q;

	*h = (struct td_exim_host){ .colon = false };
	if (s < end && *s != '(' && *s != '[') {
		q = td_find_or_end(s, end, ' ');
		h->name = td_span(s, q);
		s = q < end ? q + 1 : end;
	}
	if (TD_BEGINS(s, end, "DS "))
		s += 3;
	if (s < end && *s == '(' && (q = helo_end(s, end)) != NULL) {
		h->helo = td_span(s + 1, q);
		s = q + 2;
	}
	if (s == end || *s != '[' ||
	    (q = memchr(s, ']', near(s, end))) == NULL) {
		if (h->name.n > 0 && h->name.p[h->name.n - 1] == ':') {
			h->colon = true;
			h->name.n--;
		}
		*p = s;
		return;
	}
	h->ip = td_span(s + 1, q);
	s = td_find_or_end(q + 1, end, ' ');
	h->colon = s[-1] == ':';
	h->submission = q[1] == ':' && td_is_submission(q + 2, s);
	*p = s < end ? s + 1 : end;
}

/* The SMTP command that begins at p. */
static enum td_stage
stage_of(const char *p, const char *end)
{
	if (TD_BEGINS(p, end, "pipelined "))
		p += 10;
	if (TD_BEGINS(p, end, "RCPT "))
		return TD_STAGE_RCPT;
	if (TD_BEGINS(p, end, "end of data") || TD_BEGINS(p, end, "BDAT"))
		return TD_STAGE_EOD;
	if (TD_BEGINS(p, end, "DATA"))
		return TD_STAGE_DATA;
	if (TD_BEGINS(p, end, "MAIL "))
		return TD_STAGE_MAIL;
	if (TD_BEGINS(p, end, "initial connection"))
		return TD_STAGE_CONNECT;
	if (TD_BEGINS(p, end, "EHLO") || TD_BEGINS(p, end, "HELO") ||
	    TD_BEGINS(p, end, "LHLO") || TD_BEGINS(p, end, "STARTTLS") ||
	    TD_BEGINS(p, end, "AUTH"))
		return TD_STAGE_EHLO;
	return TD_STAGE_NONE;
}

/* Where the reply to the command at p begins, or NULL. */
static const char *
reply_of(const char *p, const char *end, struct td_event *e)
{
	const char *colon = td_find_pair(p, end, ':', ' '), *path, *q;

	if (colon == NULL)
		return NULL;
	path = memchr(p, '<', (size_t)(colon - p));
	if (path != NULL && (q = td_skip_path(path, end)) != NULL)
		colon = td_find_pair(q, end, ':', ' ');
	if (colon == NULL)
		return NULL;
	p = colon + 2;
	/* Before Exim 4.83: "after RCPT TO:<...>: host NAME [IP]: REPLY" */
	if (TD_BEGINS(p, end, "host ") &&
	    (q = memmem(p, (size_t)(end - p), "]: ", 3)) != NULL) {
		struct td_exim_host h;

		p += 5;
		td_exim_host(&p, q + 2, &h);
		if (e->relay.n == 0 && h.ip.n > 0) {
			e->relay = h.name;
			e->relay_ip = h.ip;
		}
		p = q + 3;
	}
	return p;
}

void
td_exim_reason(struct td_span text, struct td_event *e)
{
	static const struct {
		struct td_span words;
		uint8_t stage; /* NONE: that of the command behind */
		bool answered;
	} known[] = {
		{ TD_LIT("SMTP error from remote mail server after "),
		    TD_STAGE_NONE, true },
		{ TD_LIT("SMTP error from remote mailer after "), TD_STAGE_NONE,
		    true },
		{ TD_LIT("LMTP error after "), TD_STAGE_NONE, true },
		{ TD_LIT("PRDR error after "), TD_STAGE_EOD, true },
		{ TD_LIT("SMTP timeout after "), TD_STAGE_NONE, false },
		{ TD_LIT("LMTP timeout after "), TD_STAGE_NONE, false },
		{ TD_LIT("Remote host closed connection in response to "),
		    TD_STAGE_NONE, false },
		{ TD_LIT("Malformed SMTP reply in response to "), TD_STAGE_NONE,
		    false },
		{ TD_LIT("Malformed SMTP reply (an empty line) in response "
		         "to "),
		    TD_STAGE_NONE, false },
		{ TD_LIT("Connection "), TD_STAGE_CONNECT, false },
		{ TD_LIT("Network "), TD_STAGE_CONNECT, false },
		{ TD_LIT("No route "), TD_STAGE_CONNECT, false },
		{ TD_LIT("Host is "), TD_STAGE_CONNECT, false },
		{ TD_LIT("host lookup "), TD_STAGE_CONNECT, false },
		{ TD_LIT("all host address lookups"), TD_STAGE_CONNECT, false },
		{ TD_LIT("TLS session: "), TD_STAGE_EHLO, false },
		{ TD_LIT("a TLS session is required"), TD_STAGE_EHLO, false },
		{ TD_LIT("DANE error: "), TD_STAGE_EHLO, false },
		{ TD_LIT("authentication required but "), TD_STAGE_EHLO,
		    false },
	};
	const char *p = text.p, *end = p + text.n, *reply;

	e->reply = text;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (p == end || *p != known[i].words.p[0] ||
		    !td_begins(p, end, known[i].words))
			continue;
		p += known[i].words.n;
		e->stage = known[i].stage;
		if (e->stage == TD_STAGE_NONE)
			e->stage = (uint8_t)stage_of(p, end);
		if (known[i].answered && (reply = reply_of(p, end, e)) != NULL)
			e->reply = td_span(reply, end);
		break;
	}
	e->status = td_reply_status(e->reply);
}

/* DECISIONS.md 9; the words of Exim's $dmarc_status. */
static enum td_result
dmarc_of(struct td_span word)
{
	static const struct {
		struct td_span word;
		enum td_result result;
	} words[] = {
		{ TD_LIT("accept"), TD_R_PASS },
		{ TD_LIT("reject"), TD_R_FAIL },
		{ TD_LIT("quarantine"), TD_R_FAIL },
		{ TD_LIT("norecord"), TD_R_NONE },
		/* As Exim says it in Authentication-Results. */
		{ TD_LIT("nofrom"), TD_R_TEMPERROR },
		{ TD_LIT("off"), TD_R_MISSING },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (td_span_ieq(word, words[i].word))
			return words[i].result;
	return td_result_of(word);
}

/* A key of an arrival with more than one letter. */
static void
put_key(const struct td_exim_token *t, struct td_event *e)
{
	static const struct td_span id = TD_LIT("id"), id_new = TD_LIT("id*");
	static const struct td_span spf = TD_LIT("SPF"), dkim = TD_LIT("DKIM");
	static const struct td_span dmarc = TD_LIT("DMARC");

	if (td_span_eq(t->key, id) || td_span_eq(t->key, id_new)) {
		e->message_id = t->value;
	} else if (td_span_eq(t->key, spf) && t->value.n > 0) {
		e->result[TD_M_SPF] = (uint8_t)td_result_of(t->value);
	} else if (td_span_eq(t->key, dkim) && t->value.n > 0) {
		/* The domain of the first signature that passed. */
		e->result[TD_M_DKIM] = TD_R_PASS;
		e->auth_domain[TD_M_DKIM] = t->value;
	} else if (td_span_eq(t->key, dmarc) && t->value.n > 0) {
		e->result[TD_M_DMARC] = (uint8_t)dmarc_of(t->value);
	}
}

/* A word of an arrival; false if it ends the tokens, as "for" does. */
static bool
put_word(struct td_span w, const char *p, const char *end, struct td_event *e)
{
	static const struct td_span spf = TD_LIT("SPF"), arc = TD_LIT("ARC");
	static const struct td_span dmarc = TD_LIT("DMARC");
	static const struct td_span recipients = TD_LIT("for");

	if (td_span_eq(w, spf))
		e->result[TD_M_SPF] = TD_R_PASS;
	else if (td_span_eq(w, dmarc))
		e->result[TD_M_DMARC] = TD_R_PASS;
	else if (td_span_eq(w, arc))
		e->result[TD_M_ARC] = TD_R_PASS;
	if (!td_span_eq(w, recipients))
		return true;
	e->recipient = td_span(p, end);
	if (memchr(p, ' ', e->recipient.n) != NULL)
		e->flags |= TD_EVENT_LIST;
	return false;
}

/* Behind a path without brackets, whose local part may be quoted. */
static const char *
skip_bare_path(const char *p, const char *end)
{
	const char *sp = td_find_or_end(p, end, ' '), *q = p;

	while ((q = memchr(q, '"', (size_t)(sp - q))) != NULL) {
		q = td_skip_quoted(q, end);
		if (q == NULL)
			return end;
		if (q > sp)
			sp = td_find_or_end(q, end, ' ');
	}
	return sp;
}

/*
 * A message came in; p is behind "<= " or "(= " (accepted, but the client was
 * told that it was not).
 */
static enum td_kind
accepted(const char *p, const char *end, struct td_event *e)
{
	const char *to = skip_bare_path(p, end);
	struct td_exim_token t;
	struct td_exim_host h;
	bool submitted = true;

	if (to == end || to == p)
		return TD_NOTE;
	e->sender = td_span(p, to);
	if (to - p == 2 && memcmp(p, "<>", 2) == 0) {
		e->sender.n = 0;
		e->flags |= TD_EVENT_NULL_SENDER;
	}
	p = to + 1;
	while (p < end) {
		if (end - p > 2 && p[0] == 'H' && p[1] == '=') {
			p += 2;
			td_exim_host(&p, end, &h);
			e->client = h.name;
			e->client_ip = h.ip;
			e->helo = h.helo;
			submitted = false;
			continue;
		}
		if (p[0] == 'i' &&
		    (TD_BEGINS(p, end, "id=") || TD_BEGINS(p, end, "id*="))) {
			to = skip_bare_path(p, end);
			p += p[2] == '=' ? 3 : 4;
			e->message_id = td_span(p, to);
			p = to < end ? to + 1 : end;
			continue;
		}
		(void)td_exim_token(&p, end, &t);
		if (t.key.n > 1)
			put_key(&t, e);
		else if (t.key.n == 0 && !put_word(t.value, p, end, e))
			break;
	}
	if (submitted)
		e->flags |= TD_EVENT_SUBMITTED;
	return TD_ACCEPT;
}

/*
 * One signature; p is behind "DKIM: ".  What the signer wrote stands before
 * the last bracket.
 *
 *	d=example.com s=a c=relaxed/relaxed a=rsa-sha256 b=2048 [invalid - why]
 */
static enum td_kind
signature(const char *p, const char *end, struct td_event *e)
{
	const char *verdict = memrchr(p, '[', (size_t)(end - p));
	enum td_result r;

	if (!TD_BEGINS(p, end, "d=") || verdict == NULL || end[-1] != ']')
		return TD_NOTE;
	if (TD_BEGINS(verdict, end, "[verification succeeded]") ||
	    TD_BEGINS(verdict, end, "[pass"))
		r = TD_R_PASS;
	else if (TD_BEGINS(verdict, end, "[verification failed") ||
	    TD_BEGINS(verdict, end, "[fail - "))
		r = TD_R_FAIL;
	else if (TD_BEGINS(verdict, end, "[invalid")) /* DECISIONS.md 9 */
		r = TD_R_NEUTRAL;
	else
		return TD_NOTE; /* not verified, or told again */
	e->result[TD_M_DKIM] = (uint8_t)r;
	p += 2;
	e->auth_domain[TD_M_DKIM] = td_span(p, td_find_or_end(p, end, ' '));
	return TD_AUTH;
}

/* Whether the bytes of [p, p + 8) that `which` marks are letters or digits. */
static bool
are_alnum(const char *p, const char *which)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t w, mask, low, letter, digit;

	memcpy(&w, p, 8);
	memcpy(&mask, which, 8);
	low = w & ones * 0x7f;
	digit = (low + ones * (0x80 - '0')) ^ (low + ones * (0x7f - '9'));
	low |= ones * 0x20;
	letter = (low + ones * (0x80 - 'a')) ^ (low + ones * (0x7f - 'z'));
	return ((letter | digit) & ~w & mask) == mask;
}

/* How long the message id at p is, which a blank follows; 0 if none is. */
static size_t
id_length(const char *p, const char *end)
{
	static const char two[] = "\x80\x80\0\0\0\0\0";
	static const char four[] = "\x80\x80\x80\x80\0\0\0";
	static const char six[] = "\x80\x80\x80\x80\x80\x80\0";
	static const char eight[] = "\x80\x80\x80\x80\x80\x80\x80\x80";

	if (end - p < 17 || p[6] != '-' || !are_alnum(p, six) ||
	    !are_alnum(p + 7, six))
		return 0;
	if (p[13] == '-' && p[16] == ' ' && are_alnum(p + 14, two))
		return 16;
	if (end - p >= 24 && p[18] == '-' && p[23] == ' ' &&
	    are_alnum(p + 10, eight) && are_alnum(p + 19, four))
		return 23;
	return 0;
}

/*
 * Behind what syslog mode can leave before the text: "[1/5] " of a line in
 * pieces, a second stamp "2026-11-21 17:58:00.123 +0900 ", "[pid] ".  NULL for
 * a piece that is not the first.
 */
static const char *
skip_prefix(const char *p, const char *end)
{
	const char *q = p;

	if (p < end && *p == '[') {
		for (q++; q < end && td_is_digit(*q); q++)
			;
		if (q < end && q > p + 1 && (*q == '/' || *q == '\\')) {
			if (q != p + 2 || p[1] != '1')
				return NULL;
			q = memchr(q, ']', (size_t)(end - q));
			if (q == NULL || end - q < 2)
				return NULL;
			p = q + 2;
		}
	}
	if (end - p > 20 && p[4] == '-' && p[7] == '-' && p[10] == ' ' &&
	    p[13] == ':' && p[16] == ':' && td_is_digit(p[0])) {
		p = td_find_or_end(p + 17, end, ' ');
		p = p < end ? p + 1 : end;
		if (end - p > 6 && (*p == '+' || *p == '-') && p[5] == ' ')
			p += 6;
	}
	if (end - p > 4 && *p == '[' && td_is_digit(p[1])) {
		for (q = p + 1; q < end && td_is_digit(*q); q++)
			;
		if (end - q >= 2 && q[0] == ']' && q[1] == ' ')
			p = q + 2;
	}
	return p;
}

/* A line with a message id, behind it. */
static enum td_kind
of_message(
    const char *p, const char *end, struct td_event *e, enum td_defect *defect)
{
	const char *flag = p;
	bool delivery;

	if (TD_BEGINS(p, end, "Completed") && (end - p == 9 || p[9] == ' '))
		return TD_REMOVE;
	if (TD_BEGINS(p, end, "DKIM: "))
		return signature(p + 6, end, e);
	if (end - p < 2)
		return TD_NOTE;
	if (p[1] == '=' && (p[0] == '<' || p[0] == '(') && end - p > 3 &&
	    p[2] == ' ')
		return accepted(p + 3, end, e);
	delivery = p[1] == '>' ?
	    p[0] == '=' || p[0] == '-' || p[0] == '>' || p[0] == '*' :
	    p[0] == p[1] && (p[0] == '=' || p[0] == '*');
	if (delivery && (end - p == 2 || p[2] == ' ')) {
		/* It names nobody: "mua_wrapper is set but recipients ..." */
		if (TD_BEGINS(p, end, "** mua_wrapper "))
			return TD_NOTE;
		return td_exim_delivery(
		    flag, p + (end - p > 2 ? 3 : 2), end, e, defect);
	}
	return td_exim_refusal(p, end, e);
}

enum td_kind
td_exim_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n;
	size_t n;

	p = skip_prefix(p, end);
	if (p == NULL)
		return TD_NOTE;
	n = id_length(p, end);
	if (n == 0)
		return td_exim_refusal(p, end, e);
	e->queue_id = td_span(p, p + n);
	return of_message(p + n + 1, end, e, defect);
}

/*
 * Received (RFC 5321 4.4) as some twenty MTAs write it: a scan for clause
 * keywords outside of comments, each believed once, with anything missing.
 *
 *	from HELO (RDNS [192.0.2.1]) by mx.example.jp (Postfix) with ESMTPS
 *	 id 4AbC for <u@example.jp>; Sat, 21 Nov 2026 17:58:00 +0900 (JST)
 *
 * What the MTA's habits make of it is in field_received_mta.c.
 */
#include "cfws.h"
#include "field_date.h"
#include "field_received_mta.h"

enum clause {
	NONE,
	FROM,
	BY,
	VIA,
	WITH,
	ID,
	FOR,
	ENVELOPE_FROM, /* Haraka */
};

struct scan {
	const char *p, *end;
	struct td_received *out;
	struct td_received_hints *hints;
	unsigned seen; /* 1 << enum clause */
	enum clause clause;
	bool want;              /* the value of the clause has not come */
	struct td_span literal; /* "[192.0.2.1]" behind the name in from */
	const char *date;       /* behind the last ";" */
	bool dated;             /* date was usual, and is read */
	const char *bare_date;  /* looks like one, without ";" */
	const char *open;       /* the first "(" that is never closed */
	bool no_close;          /* no ")" from p on */
};

/* What ends a word, what ends one that the client said, what ends a path in
 * angle brackets, what matters in a comment, what begins a keyword. */
enum { STOP = 1, SAID = 2, ANGLE = 4, PAREN = 8, KEY = 16 };

static const uint8_t class[256] = {
	[' '] = STOP | SAID | ANGLE,
	['\t'] = STOP | SAID | ANGLE,
	['\r'] = STOP | SAID | ANGLE,
	['\n'] = STOP | SAID | ANGLE,
	[';'] = STOP | SAID | ANGLE,
	['('] = STOP | PAREN,
	[')'] = PAREN,
	['\\'] = PAREN,
	['>'] = ANGLE,
	['b'] = KEY,
	['e'] = KEY,
	['f'] = KEY,
	['i'] = KEY,
	['v'] = KEY,
	['w'] = KEY,
	['B'] = KEY,
	['E'] = KEY,
	['F'] = KEY,
	['I'] = KEY,
	['V'] = KEY,
	['W'] = KEY,
};

static struct td_span
behind(struct td_span s, size_t n)
{
	return (struct td_span){ s.p + n, s.n - n };
}

static struct td_span
drop_dot(struct td_span s)
{
	s.n -= s.n > 0 && s.p[s.n - 1] == '.';
	return s;
}

static struct td_span
drop_brackets(struct td_span s)
{
	while (s.n > 0 && *s.p == '<')
		s = behind(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == '>' || s.p[s.n - 1] == ','))
		s.n--;
	return s;
}

/* The end of the word at p that is in angle brackets: its local part may be
 * quoted, and so hold anything. */
static const char *
angle_end(const char *p, const char *end)
{
	const char *q;

	while (p < end && *p == '<')
		p++;
	if (p < end && *p == '"' && (q = td_quote_end(p, end)) != NULL &&
	    q + 1 < end && q[1] == '@')
		p = q;
	p = td_find_class(class, p, end, ANGLE);
	while (p < end && *p == '>')
		p++;
	return p;
}

static void
set_envelope_from(struct scan *s, struct td_span path)
{
	if (s->out->envelope_from.n > 0 || s->out->null_envelope_from)
		return;
	s->out->envelope_from = drop_brackets(path);
	s->out->null_envelope_from = path.n > 0 && s->out->envelope_from.n == 0;
}

/* "(envelope-from <u@example.jp>)": Exim and others; qmail's -sender. */
static bool
envelope_comment(struct scan *s, struct td_span text)
{
	static const struct td_span words[] = {
		TD_LIT("envelope-from"),
		TD_LIT("envelope-sender"),
		TD_LIT("envelope sender:"),
	};
	const char *p, *end = text.p + text.n;

	if (td_lower(*text.p) != 'e')
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!begins(text, words[i]))
			continue;
		p = td_skip_fws(text.p + words[i].n, end);
		set_envelope_from(s,
		    td_span(p,
		        p < end && *p == '<' ?
		            angle_end(p, end) :
		            td_find_class(class, p, end, STOP)));
		return true;
	}
	return false;
}

/* The name that the receiver found for the client, or the word it writes in
 * place of one. */
static void
set_rdns(struct scan *s, struct td_span name)
{
	if (td_span_ieq(name, TD_SPAN("unknown")))
		s->hints->no_name = true;
	else if (!td_span_ieq(name, TD_SPAN("unverified")) &&
	    !td_span_ieq(name, TD_SPAN("really")))
		s->out->rdns = drop_dot(name);
}

/* An address in the comment, with the name that stands before its "[". */
static void
set_client(struct scan *s, struct td_span word, struct td_span name)
{
	struct td_span ip = td_ip_token(word);

	if (s->out->ip.n == 0)
		s->out->ip = ip;
	if (*word.p == '[' && name.n > 0 && s->out->rdns.n == 0)
		set_rdns(s, name);
}

/* Behind the last "@": ident's answer or an AUTH name stand before it. */
static struct td_span
drop_user(struct td_span word)
{
	const char *at = memrchr(word.p, '@', word.n);

	return at != NULL ? td_span(at + 1, word.p + word.n) : word;
}

/* HELO, EHLO or LHLO: what the client said follows. */
static bool
is_greeting(struct td_span word)
{
	return word.n == 4 &&
	    (td_span_ieq(word, TD_SPAN("HELO")) ||
	        td_span_ieq(word, TD_SPAN("EHLO")) ||
	        td_span_ieq(word, TD_SPAN("LHLO")));
}

/* "[192.0.2.1] helo=mx.example.com", as Exim and ecelerity write it. */
static bool
helo_word(struct scan *s, struct td_span word)
{
	static const struct td_span helo = TD_LIT("helo=");

	if (!begins(word, helo))
		return false;
	s->out->helo = behind(word, helo.n);
	s->hints->greeting = '=';
	return true;
}

/* A word that may be the address; *name is the one before it. */
static void
client_word(struct scan *s, struct td_span word, struct td_span *name)
{
	word = drop_user(word);
	if (word.n > 0 && (*word.p == '[' || td_ip_valid(word)))
		set_client(s, word, *name);
	else
		*name = word;
}

/*
 * A comment behind the name in from.  Nothing is believed behind what the
 * client said, as that could hold white space and an address of its making.
 */
static void
client_comment(struct scan *s, struct td_span text)
{
	static const struct td_span forged = TD_LIT("may be forged");
	const char *p = text.p, *end = p + text.n;
	struct td_span word, name = { p, 0 };

	while ((p = td_skip_fws(p, end)) < end) {
		if (*p == '(') {
			p = td_take_comment(p, end, &word);
			s->hints->forged |= td_span_ieq(word, forged);
			continue;
		}
		word = td_span(p, td_find_class(class, p, end, STOP));
		p += word.n > 0 ? word.n : 1;
		if (is_greeting(word)) {
			s->hints->greeting = td_lower(*word.p);
			p = td_skip_fws(p, end);
			s->out->helo =
			    td_span(p, td_find_class(class, p, end, STOP));
			return;
		}
		if (helo_word(s, word))
			return;
		if (word.n > 0)
			client_word(s, word, &name);
	}
}

/* Comments in from that tell of TLS or AUTH, not of the address. */
static bool
is_session_comment(struct td_span text)
{
	static const struct td_span words[] = {
		TD_LIT("Client "),
		TD_LIT("No client"),
		TD_LIT("Authenticated"),
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(text, words[i]))
			return true;
	return false;
}

static void
take_comment(struct scan *s, struct td_span text)
{
	text = td_span_trim(text);
	if (text.n == 0 || envelope_comment(s, text))
		return;
	if (s->clause != FROM)
		td_received_comment(s->hints, text);
	else if (!td_received_using(s->hints, text) &&
	    !is_session_comment(text))
		client_comment(s, text);
}

/* The ")" of the "(" at p, or NULL. */
static const char *
comment_end(const char *p, const char *end)
{
	const char *q = memchr(p, ')', (size_t)(end - p));
	size_t depth = 0;

	/* Most have neither comments nor quoted characters in them. */
	if (q == NULL ||
	    (memchr(p + 1, '(', (size_t)(q - p - 1)) == NULL &&
	        memchr(p, '\\', (size_t)(q - p)) == NULL))
		return q;
	for (; (p = td_find_class(class, p, end, PAREN)) < end; p++) {
		if (*p == '\\')
			p += p + 1 < end;
		else if (*p == '(')
			depth++;
		else if (--depth == 0)
			return p;
	}
	return NULL;
}

/*
 * The comment at s->p.  From the first "(" on that is never closed, comments
 * do not nest, and that one is white space: the rest can be read, in linear
 * time.
 */
static void
read_comment(struct scan *s)
{
	const char *p = s->p++, *q = NULL;

	if (p < s->open) {
		q = comment_end(p, s->end);
		if (q == NULL)
			s->open = p;
	} else if (!s->no_close) {
		q = memchr(p, ')', (size_t)(s->end - p));
		s->no_close = q == NULL;
	}
	if (q != NULL) {
		take_comment(s, td_span(p + 1, q));
		s->p = q + 1;
	}
}

static enum clause
choose(struct td_span word, struct td_span other, enum clause c)
{
	return td_span_ieq(word, other) ? c : NONE;
}

/* Nearly all words are none, and fall out by their first letter or length. */
static enum clause
keyword(struct td_span word)
{
	char c;

	if ((class[(unsigned char)*word.p] & KEY) == 0)
		return NONE;
	c = td_lower(*word.p);
	switch (word.n) {
	case 2:
		return c == 'b' ? choose(word, TD_SPAN("by"), BY) :
		                  choose(word, TD_SPAN("id"), ID);
	case 3:
		return c == 'f' ? choose(word, TD_SPAN("for"), FOR) :
		                  choose(word, TD_SPAN("via"), VIA);
	case 4:
		return c == 'f' ? choose(word, TD_SPAN("from"), FROM) :
		                  choose(word, TD_SPAN("with"), WITH);
	case 5:
		return choose(word, TD_SPAN("whith"), WITH); /* seen */
	case 13:
		return choose(word, TD_SPAN("envelope-from"), ENVELOPE_FROM);
	default:
		return NONE;
	}
}

/*
 * Whether a keyword opens a clause here.  What follows from is what the client
 * said, and it may have said "by": then its address stands behind.
 */
static bool
opens_clause(const struct scan *s, struct td_span word, enum clause c)
{
	const char *p;

	if (c == NONE || (s->seen & 1U << c) != 0)
		return false;
	if (s->clause != FROM || !s->want)
		return true;
	p = td_skip_fws(word.p + word.n, s->end);
	return c == BY && p < s->end && *p != '(' && *p != '[';
}

static void
set_value(struct scan *s, struct td_span word)
{
	switch (s->clause) {
	case FROM:
		s->out->helo = s->hints->from = word;
		break;
	case BY:
		s->out->by = drop_dot(word);
		break;
	case WITH:
		s->out->with = word;
		break;
	case ID:
		s->out->id = word;
		break;
	case FOR:
		s->out->for_path = drop_brackets(word);
		break;
	case ENVELOPE_FROM:
		set_envelope_from(s, word);
		break;
	case VIA: /* Kerio: "with ESMTP via SSL" */
		s->hints->tls |= td_span_ieq(word, TD_SPAN("SSL"));
		break;
	case NONE:
		break;
	}
}

/* A word that is neither keyword nor value. */
static void
read_other(struct scan *s, struct td_span word)
{
	if (s->clause == FROM && *word.p == '[') {
		s->literal = word;
	} else if (s->clause == BY && td_span_eq(s->out->by, TD_SPAN("host"))) {
		s->out->by = drop_dot(word); /* indimail: "by host NAME" */
	} else if (td_span_ieq(word, TD_SPAN("TLS")) ||
	    (s->clause == WITH && td_span_ieq(word, TD_SPAN("encrypted")))) {
		s->hints->tls = true; /* "over TLS secured channel" */
	} else if (s->bare_date == NULL &&
	    ((*word.p >= '0' && *word.p <= '9') ||
	        (word.n == 4 && word.p[3] == ','))) {
		s->bare_date = word.p;
	}
}

/* The end of the word at p.  What the client said is not cut at a "(", which
 * could begin a comment of its making. */
static const char *
word_end(const struct scan *s, const char *p)
{
	if (*p == '<')
		return angle_end(p, s->end);
	return td_find_class(
	    class, p, s->end, s->clause == FROM && s->want ? SAID : STOP);
}

static void
read_word(struct scan *s)
{
	struct td_span word = td_span(s->p, word_end(s, s->p));
	enum clause c = keyword(word);

	s->p += word.n;
	if (opens_clause(s, word, c)) {
		s->seen |= 1U << c;
		s->clause = c;
		s->want = true;
	} else if (s->want) {
		s->want = false;
		set_value(s, word);
	} else {
		read_other(s, word);
	}
}

/*
 * Behind the ";" at s->p.  The words of a usual date are no keywords and are
 * gone past, unless they could be values.
 */
static void
read_date(struct scan *s)
{
	const char *q;

	s->date = ++s->p;
	q = td_date_usual(td_span(s->p, s->end), &s->out->when);
	s->dated = q != NULL;
	if (s->dated && !s->want && s->clause != BY &&
	    (q == s->end || (class[(unsigned char)*q] & STOP) != 0))
		s->p = q;
}

/* Which of the names and addresses in from is what. */
static void
settle_client(struct scan *s)
{
	struct td_received *out = s->out;
	struct td_span from = s->hints->from;

	if (out->ip.n == 0)
		out->ip = td_ip_token(s->literal);
	if (out->ip.n == 0)
		out->ip = td_ip_token(from);
	if (s->hints->greeting != 0 && out->rdns.n == 0 && from.n > 0 &&
	    *from.p != '[' && !td_ip_valid(from))
		set_rdns(s, drop_user(from));
}

void
td_received_parse(struct td_span body, struct td_received *out)
{
	struct td_received_hints hints = { .from = { body.p, 0 } };
	struct scan s = { .p = body.p,
		.end = body.p + body.n,
		.out = out,
		.hints = &hints,
		.literal = { body.p, 0 } };
	const char *date;

	*out = (struct td_received){ .when = TD_NO_TIME };
	s.open = s.end;
	while ((s.p = td_skip_fws(s.p, s.end)) < s.end) {
		if (*s.p == ';')
			read_date(&s);
		else if (*s.p == '(')
			read_comment(&s);
		else
			read_word(&s);
	}
	out->has_from = (s.seen & 1U << FROM) != 0;
	settle_client(&s);
	td_received_settle(&hints, out);
	date = s.date != NULL ? s.date : s.bare_date;
	if (date != NULL && !s.dated)
		out->when = td_date_parse(td_span(date, s.end));
}

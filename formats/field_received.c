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
	N_CLAUSES
};

struct scan {
	const char *p, *end;
	struct td_received *out;
	struct td_received_hints *hints;
	struct td_span value[N_CLAUSES];
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
	p = td_run_until(p, end, '>');
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

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!td_span_ibegins(text, words[i]))
			continue;
		p = td_skip_fws(text.p + words[i].n, end);
		set_envelope_from(s,
		    td_span(p,
		        p < end && *p == '<' ? angle_end(p, end) :
		                               td_run_end(p, end)));
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

static void
set_ip(struct td_received *out, struct td_span token)
{
	if (out->ip.n > 0)
		return;
	out->ip = td_ip_token(token);
	out->private_ip = td_ip_private(out->ip);
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

	if (word.n < helo.n || word.p[helo.n - 1] != '=' ||
	    !td_span_ibegins(word, helo))
		return false;
	s->out->helo = behind(word, helo.n);
	s->hints->greeting = '=';
	return true;
}

/*
 * A word that may be the address.  *name is the one before it, which is the
 * client's if this has brackets.
 */
static inline void
client_word(struct scan *s, struct td_span word, struct td_span *name)
{
	bool bracket = word.n > 0 && *word.p == '[';
	struct td_span ip;
	enum td_ip_kind kind = td_ip_kind(word, &ip);

	if (kind == TD_IP_NONE && !bracket) {
		*name = word;
		return;
	}
	if (kind == TD_IP_NONE) {
		set_ip(s->out, word);
	} else if (s->out->ip.n == 0) {
		s->out->ip = ip;
		s->out->private_ip = kind == TD_IP_PRIVATE;
	}
	if (bracket && name->n > 0 && s->out->rdns.n == 0)
		set_rdns(s, *name);
}

/* The field goes on behind the comment, so that what is short in it can be
 * searched in one piece, too. */
static inline const char *
word_end_within(const struct scan *s, const char *p, const char *end)
{
	const char *q = td_run_end(p, s->end);

	return q < end ? q : end;
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
	const char *at = memrchr(p, '@', text.n); /* in few */
	struct td_span word, name = { p, 0 };

	while ((p = td_skip_blank(p, end)) < end) {
		if (*p == '(') {
			p = td_take_comment(p, end, &word);
			s->hints->forged |= td_span_ieq(word, forged);
			continue;
		}
		word = td_span(p, word_end_within(s, p, end));
		p += word.n > 0 ? word.n : 1;
		if (is_greeting(word)) {
			s->hints->greeting = td_lower(*word.p);
			p = td_skip_fws(p, end);
			s->out->helo = td_span(p, td_run_end(p, end));
			return;
		}
		if (helo_word(s, word))
			return;
		if (word.n > 0)
			client_word(
			    s, at >= word.p ? drop_user(word) : word, &name);
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
		if (td_span_ibegins(text, words[i]))
			return true;
	return false;
}

/* True if it tells of something else than of the client's name. */
static bool
odd_comment(struct scan *s, struct td_span text)
{
	switch (td_lower(*text.p)) {
	case 'e':
		return envelope_comment(s, text);
	case 'u':
		return s->clause == FROM && td_received_using(s->hints, text);
	case 'a':
	case 'c':
	case 'n':
		return s->clause == FROM && is_session_comment(text);
	default:
		return false;
	}
}

static void
take_comment(struct scan *s, struct td_span text)
{
	text = td_span_trim(text);
	if (text.n == 0 || odd_comment(s, text))
		return;
	if (s->clause != FROM)
		td_received_comment(s->hints, text);
	else
		client_comment(s, text);
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
		q = td_comment_end(p, s->end);
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

/* The letters of a short word in lower case, the first in the lowest byte. */
static inline uint32_t
fold(const char *p, size_t n, const char *end)
{
	unsigned char b[4] = { 0 };
	uint32_t w;

	if (end - p >= 4)
		memcpy(b, p, 4);
	else
		memcpy(b, p, n);
	w = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
	return (w | 0x20202020) & UINT32_MAX >> (32 - 8 * n);
}

static __attribute__((noinline)) enum clause
long_keyword(struct td_span word)
{
	if (td_span_ieq(word, TD_SPAN("whith"))) /* seen */
		return WITH;
	return td_span_ieq(word, TD_SPAN("envelope-from")) ? ENVELOPE_FROM :
	                                                     NONE;
}

/* Nearly all words are none. */
static inline enum clause
keyword(struct td_span word, const char *end)
{
#define SHORT(a, b, c, d) \
	((uint32_t)(a) | (b) << 8 | (c) << 16 | (uint32_t)(d) << 24)
	static const struct {
		uint32_t word;
		enum clause clause;
	} slot[8] = {
		[0] = { SHORT('w', 'i', 't', 'h'), WITH },
		[2] = { SHORT('b', 'y', 0, 0), BY },
		[3] = { SHORT('f', 'o', 'r', 0), FOR },
		[5] = { SHORT('v', 'i', 'a', 0), VIA },
		[6] = { SHORT('i', 'd', 0, 0), ID },
		[7] = { SHORT('f', 'r', 'o', 'm'), FROM },
	};
#undef SHORT
	uint32_t w, i;

	if (word.n > 4)
		return word.n == 5 || word.n == 13 ? long_keyword(word) : NONE;
	w = fold(word.p, word.n, end);
	i = w * UINT32_C(0x94c9c951) >> 29;
	return slot[i].word == w ? slot[i].clause : NONE;
}

/*
 * Whether a keyword that ends at p opens a clause where the name of the client
 * must come.  What follows from is what the client said, and it may have said
 * "by": then its address stands behind.
 */
static bool
ends_from(enum clause c, const char *p, const char *end)
{
	p = td_skip_fws(p, end);
	return c == BY && p < end && *p != '(' && *p != '[';
}

/* indimail: "by host NAME" */
static bool
is_host(struct td_span by)
{
	return td_span_eq(drop_dot(by), TD_SPAN("host"));
}

/* A word that is neither keyword nor value. */
static __attribute__((noinline)) void
read_other(struct scan *s, enum clause clause, struct td_span word)
{
	if (clause == FROM && *word.p == '[') {
		s->literal = word;
	} else if (clause == BY && is_host(s->value[BY])) {
		s->value[BY] = word;
	} else if (td_span_ieq(word, TD_SPAN("TLS")) ||
	    (clause == WITH && td_span_ieq(word, TD_SPAN("encrypted")))) {
		s->hints->tls = true; /* "over TLS secured channel" */
	} else if (s->bare_date == NULL &&
	    (td_is_digit(*word.p) || (word.n == 4 && word.p[3] == ','))) {
		s->bare_date = word.p;
	}
}

/* The end of the word at p.  What the client said is not cut at a "(", which
 * could begin a comment of its making. */
static inline const char *
word_end(const char *p, const char *end, bool said)
{
	if (*p == '<')
		return angle_end(p, end);
	return said ? td_run_until(p, end, ';') : td_run_end(p, end);
}

/* The words at s->p, up to a comment, a ";" or the end. */
static inline void
read_words(struct scan *s)
{
	const char *p = s->p, *end = s->end;
	enum clause clause = s->clause;
	unsigned seen = s->seen;
	bool want = s->want;

	do {
		bool said = clause == FROM && want;
		struct td_span word = td_span(p, word_end(p, end, said));
		enum clause c = keyword(word, end);

		p += word.n;
		if (c != NONE && (seen & 1U << c) == 0 &&
		    (!said || ends_from(c, p, end))) {
			seen |= 1U << c;
			clause = c;
			want = true;
		} else if (want) {
			s->value[clause] = word;
			want = false;
			if (clause == FROM)
				s->out->helo = word;
			else if (clause == ENVELOPE_FROM)
				set_envelope_from(s, word);
		} else {
			read_other(s, clause, word);
		}
		p = td_skip_blank(p, end);
	} while (p < end && *p != '(' && *p != ';');
	s->p = p;
	s->clause = clause;
	s->seen = seen;
	s->want = want;
}

static bool
is_letter(char c)
{
	c = td_lower(c);
	return c >= 'a' && c <= 'z';
}

/*
 * Whether the field ends with the comment at p, and that names a zone: "(JST)".
 * SGT is left to the others, as "SG" is what some software is called.
 */
static bool
ends_with_zone(const char *p, const char *end)
{
	p = td_skip_blank(p, end);
	return end - p >= 5 && p[0] == '(' && p[4] == ')' && p[1] != 'S' &&
	    is_letter(p[1]) && is_letter(p[2]) && p[3] == 'T' &&
	    td_skip_blank(p + 5, end) == end;
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
	if (!s->dated || s->want || s->clause == BY)
		return;
	if (ends_with_zone(q, s->end))
		s->p = s->end;
	else if (q == s->end || td_in_set(*q, TD_SET_BREAK))
		s->p = q;
}

/* Which of the names and addresses in from is what. */
static void
settle_client(struct scan *s)
{
	struct td_received *out = s->out;
	struct td_span from = s->hints->from;

	if (out->ip.n == 0)
		set_ip(out, s->literal);
	if (out->ip.n == 0)
		set_ip(out, from);
	if (s->hints->greeting != 0 && out->rdns.n == 0 && from.n > 0 &&
	    *from.p != '[' && !td_ip_valid(from))
		set_rdns(s, drop_user(from));
}

static void
settle(struct scan *s)
{
	struct td_received *out = s->out;

	out->has_from = (s->seen & 1U << FROM) != 0;
	out->by = drop_dot(s->value[BY]);
	out->with = s->value[WITH];
	out->id = s->value[ID];
	out->for_path = drop_brackets(s->value[FOR]);
	/* Kerio: "with ESMTP via SSL" */
	s->hints->tls |= td_span_ieq(s->value[VIA], TD_SPAN("SSL"));
	s->hints->from = s->value[FROM];
	settle_client(s);
	td_received_settle(s->hints, out);
}

/* What stays empty if nothing is found for it; settle() sets the others. */
static void
clear(struct scan *s)
{
	struct td_received *out = s->out;
	const struct td_span none = { NULL, 0 };

	for (size_t i = 0; i < N_CLAUSES; i++)
		s->value[i] = none;
	out->helo = out->rdns = out->ip = out->envelope_from = none;
	out->null_envelope_from = out->private_ip = false;
	out->when = TD_NO_TIME;
}

void
td_received_parse(struct td_span body, struct td_received *out)
{
	struct td_received_hints hints = { .tls = false };
	struct scan s;
	const char *date;

	s.p = body.p;
	s.end = s.open = body.p + body.n;
	s.out = out;
	s.hints = &hints;
	s.seen = 0;
	s.clause = NONE;
	s.want = s.dated = s.no_close = false;
	s.literal = (struct td_span){ body.p, 0 };
	s.date = s.bare_date = NULL;
	clear(&s);
	while ((s.p = td_skip_blank(s.p, s.end)) < s.end) {
		if (*s.p == ';')
			read_date(&s);
		else if (*s.p == '(')
			read_comment(&s);
		else
			read_words(&s);
	}
	settle(&s);
	date = s.date != NULL ? s.date : s.bare_date;
	if (date != NULL && !s.dated)
		out->when = td_date_parse(td_span(date, s.end));
}

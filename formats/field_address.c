/*
 * Address lists (RFC 5322 3.4 and 4.4) and paths (RFC 5321 4.1.2), tolerant:
 *
 *	"Taro, Y." <taro@example.jp>, group: a@example.com, b@example.net;
 *
 * An element of a list ends at a "," or ";".  If it has angle brackets they
 * hold its mailboxes, and the rest is display name; if not, each word with an
 * "@" is one.  Nothing is checked but the domain: docomo and au issued local
 * parts such as "a..b." that no RFC allows.
 */
#include "field_address.h"
#include "cfws.h"
#include "lex.h"

enum { MAX_DOMAIN = 253, MAX_LABEL = 63 };

/* What ends or hides something: in the words of a list, in angle brackets,
 * in one word, in a domain, before an "@", in a quoted string, in the local
 * part of a usual mailbox. */
enum {
	NAME = 1,
	ANGLE = 2,
	WORD = 4,
	DOMAIN = 8,
	HIDES = 16,
	QUOTE = 32,
	ODD = 64
};

static const uint8_t class[256] = {
	[' '] = WORD | DOMAIN | ODD,
	['\t'] = WORD | DOMAIN | ODD,
	['\r'] = WORD | DOMAIN | ODD,
	['\n'] = WORD | DOMAIN | ODD,
	['('] = NAME | WORD | DOMAIN | HIDES | ODD,
	['"'] = NAME | WORD | HIDES | QUOTE | ODD,
	[','] = NAME | ANGLE | ODD,
	['<'] = NAME | ANGLE | ODD,
	['>'] = ANGLE | ODD,
	[';'] = NAME | ODD,
	[':'] = NAME | ODD,
	['@'] = NAME | ODD,
	['\\'] = QUOTE,
};

/* What is in no label of a domain, "." too; bytes over 127 can be. */
static const uint8_t no_label[256] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 0x00 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 0x10 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, /* 0x20, "-" */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, /* 0x30, 0..9 */
	1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 0x40, A..O */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, /* 0x50, P..Z, "_" */
	1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 0x60, a..o */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, /* 0x70, p..z */
};

static const char *
find(const char *p, const char *end, char c)
{
	return p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
}

/* Digits and dots alone: IPv4 or rubbish. */
static bool
is_number(const char *p, const char *end)
{
	while (p < end && (*p == '.' || (td_is_digit(*p))))
		p++;
	return p == end;
}

/*
 * Behind the domain at p, which ends where no label can go on; NULL if it is
 * not valid, or has no dot.
 */
static const char *
long_valid_end(const char *p, const char *end)
{
	const char *from = p, *q;

	for (;;) {
		q = td_find_class(no_label, p, end, 1);
		if (q == p || q - p > MAX_LABEL)
			return NULL;
		if (q == end || *q != '.')
			break;
		p = q + 1;
	}
	if (p == from || q - from > MAX_DOMAIN)
		return NULL;
	/* Hardly any name ends with a digit. */
	if (td_is_digit(q[-1]) && is_number(from, q))
		return NULL;
	return q;
}

#if defined(TD_LEX_SSE2)
/* The first bytes of [p, end), with NULs behind them. */
static inline __m128i
load_some(const char *p, const char *end)
{
	size_t n = (size_t)(end - p);
	uint64_t w[2] = { 0, 0 };
	uint32_t half[2];

	if (n >= 16)
		return _mm_loadu_si128((const void *)p);
	if (n >= 8) {
		memcpy(&w[0], p, 8);
		memcpy(&w[1], end - 8, 8);
		w[1] = n == 8 ? 0 : w[1] >> 8 * (16 - n);
	} else if (n >= 4) {
		memcpy(&half[0], p, 4);
		memcpy(&half[1], end - 4, 4);
		w[0] = half[0] | (uint64_t)half[1] << 8 * (n - 4);
	} else {
		while (n-- > 0)
			w[0] = w[0] << 8 | (unsigned char)p[n];
	}
	return _mm_loadu_si128((const void *)w);
}

/* Which of 16 bytes can be in a label or are dots; *dots: those alone. */
static inline unsigned
label_bytes(__m128i v, unsigned *dots)
{
	const __m128i a = _mm_set1_epi8('a'), z_a = _mm_set1_epi8('z' - 'a');
	const __m128i dash = _mm_set1_epi8('-');
	const __m128i nine_dash = _mm_set1_epi8('9' - '-');
	__m128i letter = _mm_sub_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), a);
	__m128i mark = _mm_sub_epi8(v, dash); /* "-", ".", "/", 0..9 */
	__m128i under = _mm_cmpeq_epi8(v, _mm_set1_epi8('_'));
	__m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('/'));

	letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, z_a), letter);
	mark = _mm_cmpeq_epi8(_mm_min_epu8(mark, nine_dash), mark);
	mark = _mm_andnot_si128(slash, mark);
	*dots =
	    (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
	/* The highest bit of v itself: bytes over 127. */
	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(_mm_or_si128(letter, mark), _mm_or_si128(under, v)));
}

/* The same with a bit for each byte: no label of these can be too long. */
static inline const char *
valid_end(const char *p, const char *end)
{
	uint64_t dots = 0;
	unsigned n = 0, run, d;

	do {
		unsigned in = label_bytes(load_some(p + n, end), &d);

		run = (unsigned)__builtin_ctz(~in);
		dots |= (uint64_t)(d & ((1U << run) - 1)) << n;
		n += run;
	} while (run == 16 && n < 64);
	if (n >= 64)
		return long_valid_end(p, end);
	/* None at the start, at the end or behind another. */
	if (dots == 0 || ((dots << 1 | 1) & (dots | UINT64_C(1) << n)) != 0)
		return NULL;
	if (td_is_digit(p[n - 1]) && is_number(p, p + n))
		return NULL;
	return p + n;
}
#else
static const char *
valid_end(const char *p, const char *end)
{
	return long_valid_end(p, end);
}
#endif

/*
 * The last "@" in [p, end) outside of comments and quoted strings, or NULL.
 * Quoted strings begin a word (RFC 5322 4.4: a local part is words with dots
 * between them); a quote elsewhere is a character, as is what is never closed.
 */
static const char *
last_at(const char *p, const char *end)
{
	const char *at = NULL, *open_quote = end, *open_comment = end, *q;
	struct td_span text;
	bool word = true;

	/* Nearly all addresses: nothing before the "@" can hide it. */
	q = p < end ? memrchr(p, '@', (size_t)(end - p)) : NULL;
	if (q == NULL || td_find_class(class, p, q, HIDES) == q)
		return q;
	while (p < end) {
		if (*p == '"' && word && p < open_quote) {
			q = td_quote_end(p, end);
			open_quote = q == NULL ? p : open_quote;
			p = q == NULL ? p : q;
		} else if (*p == '(' && p < open_comment) {
			q = td_take_comment(p, end, &text);
			open_comment = text.p + text.n == end ? p : end;
			p = text.p + text.n == end ? p : q - 1;
		} else if (*p == '@') {
			at = p;
		}
		word = *p == '.' || td_is_fws(*p);
		p++;
	}
	return at;
}

/* The domain that begins behind the "@" at p: up to white space or comment. */
static struct td_span
domain_at(const char *p, const char *end)
{
	const char *from = td_skip_cfws(p + 1, end);

	p = td_find_class(class, from, end, DOMAIN);
	if (p > from && p[-1] == '.')
		p--;
	return td_span(from, p);
}

/* What angle brackets hold, without a source route (RFC 5321 4.1.2). */
static struct td_span
drop_route(struct td_span path)
{
	const char *end, *colon;

	path = td_span_trim(path);
	end = path.p + path.n;
	if (path.n == 0 || *path.p != '@')
		return path;
	colon = find(path.p, end, ':');
	return colon != NULL ? td_span_trim(td_span(colon + 1, end)) : path;
}

static void
set_mailbox(struct td_mailbox *m, struct td_span address)
{
	const char *end = address.p + address.n;
	const char *at = last_at(address.p, end);

	m->address = address;
	m->domain = at != NULL ? domain_at(at, end) : td_span(end, end);
	m->valid = td_domain_valid(m->domain);
}

/*
 * Behind the usual mailbox from p on, whose "@" is at `at`: a local part with
 * nothing in it that could end or hide anything, and a valid domain.  NULL if
 * it takes more care.
 */
static inline const char *
take_usual(const char *p, const char *at, const char *end, struct td_mailbox *m)
{
	const char *q;

	if (at == p || at == end || *at != '@')
		return NULL;
	q = valid_end(at + 1, end);
	if (q == NULL)
		return NULL;
	m->address = td_span(p, q);
	m->domain = td_span(at + 1, q);
	m->valid = true;
	return q;
}

/* The same from behind the "<" at p to behind its ">". */
static const char *
take_usual_angle(const char *p, const char *end, struct td_mailbox *m)
{
	const char *q;

	p++;
	q = take_usual(p, td_find_class(class, p, end, ODD), end, m);
	if (q == NULL || q == end || *q != '>')
		return NULL;
	while (q < end && *q == '>')
		q++;
	return q;
}

/*
 * From the "<" at p to behind its ">"; *inner is what is between.  Without a
 * ">" it reaches to the next "<" or to a "," that is in no source route.
 */
static const char *
take_angle(const char *p, const char *end, struct td_span *inner)
{
	const char *from, *q;
	bool route;

	while (p < end && *p == '<')
		p++;
	from = p;
	route = p < end && *p == '@';
	if (p < end && *p == '"' && (q = td_quote_end(p, end)) != NULL &&
	    q + 1 < end && q[1] == '@')
		p = q;
	p = td_find_class(class, p, end, ANGLE);
	while (p < end && *p == ',' && route)
		p = td_find_class(class, p + 1, end, ANGLE);
	*inner = td_span_trim(td_span(from, p));
	while (p < end && *p == '>')
		p++;
	return p;
}

/* Behind the quoted string or comment at p, or behind one character. */
static const char *
skip_one(struct td_addresses *c, const char *p)
{
	struct td_span text;
	const char *q;

	if (*p == '"' && p < c->open_quote) {
		q = td_quote_end(p, c->end);
		if (q != NULL)
			return q + 1;
		c->open_quote = p;
	} else if (*p == '(' && p < c->open_comment) {
		q = td_take_comment(p, c->end, &text);
		if (text.p + text.n < c->end)
			return q;
		c->open_comment = p;
	}
	return p + 1;
}

static bool
at_comment(const struct td_addresses *c, const char *p)
{
	return *p == '(' && p < c->open_comment;
}

/* To the next element; true if there is one. */
static bool
skip_separators(struct td_addresses *c)
{
	while (c->p < c->end) {
		if (*c->p == ',' || *c->p == ';') {
			c->in_group = c->in_group && *c->p == ',';
			c->more = false;
			c->p++;
		} else if (td_is_fws(*c->p)) {
			c->p++;
		} else if (at_comment(c, c->p)) {
			c->p = skip_one(c, c->p);
		} else {
			return true;
		}
	}
	return false;
}

/*
 * Where the display name from c->p ends: at the "<", which is the result; or
 * at the end of the element, which is c->plain then.  A group's name is
 * skipped.
 */
static const char *
find_angle(struct td_addresses *c)
{
	const char *p = c->p;
	bool at = c->more;

	while ((p = td_find_class(class, p, c->end, NAME)) < c->end &&
	    *p != ',' && *p != ';') {
		if (*p == '<')
			return p;
		if (*p == ':' && !at) {
			c->in_group = true;
			c->p = p + 1;
		}
		at = at || *p == '@';
		p = skip_one(c, p);
	}
	c->plain = p;
	return NULL;
}

/*
 * What most elements are: a usual mailbox, alone or in angle brackets behind a
 * plain or quoted display name.
 */
static inline bool
next_usual(struct td_addresses *c, struct td_mailbox *m)
{
	const char *p = td_find_class(class, c->p, c->end, ODD);
	const char *q = take_usual(c->p, p, c->end, m);

	if (q != NULL) {
		q = td_skip_fws(q, c->end);
		if (q < c->end && *q != ',' && *q != ';')
			return false;
	} else {
		if (p == c->p && *p == '"' && p < c->open_quote) {
			p = td_find_class(class, p + 1, c->end, QUOTE);
			if (p == c->end || *p != '"')
				return false;
			p++;
		}
		p = td_find_class(class, p, c->end, NAME);
		if (p == c->end || *p != '<')
			return false;
		q = take_usual_angle(p, c->end, m);
		if (q == NULL)
			return false;
	}
	c->p = q;
	c->more = true;
	return true;
}

/* The end of the word at p; its quoted strings and literals belong to it. */
static const char *
word_end(struct td_addresses *c, const char *p)
{
	while ((p = td_find_class(class, p, c->plain, WORD)) < c->plain &&
	    !td_is_fws(*p) && !at_comment(c, p))
		p = skip_one(c, p);
	return p;
}

/*
 * The next mailbox in words without angle brackets.  White space around the
 * "@" is legal (RFC 5322 4.4).  At the end of an element that gave nothing,
 * all its words are one mailbox without a domain.
 */
static bool
next_plain(struct td_addresses *c, struct td_mailbox *m)
{
	const char *first = NULL, *local = NULL, *p = c->p, *q, *at;

	while ((p = td_skip_fws(p, c->plain)) < c->plain) {
		if (at_comment(c, p)) {
			p = skip_one(c, p);
			continue;
		}
		q = word_end(c, p);
		at = last_at(p, q);
		if (first == NULL)
			first = p;
		if (local == NULL || *p != '@')
			local = p;
		if (at != NULL && at + 1 == q)
			q = word_end(c, td_skip_cfws(q, c->plain));
		c->p = p = q;
		if (at != NULL) {
			c->more = true;
			set_mailbox(m, td_span(local, q));
			return true;
		}
	}
	c->p = c->plain;
	if (c->more || first == NULL)
		return false;
	m->address = td_span_trim(td_span(first, c->plain));
	m->domain = td_span(c->plain, c->plain);
	m->valid = false;
	return true;
}

void
td_addresses_begin(struct td_addresses *c, struct td_span body)
{
	const char *end = body.p + body.n;

	*c = (struct td_addresses){ .p = body.p,
		.end = end,
		.plain = body.p,
		.open_quote = end,
		.open_comment = end };
}

bool
td_addresses_next(struct td_addresses *c, struct td_mailbox *m)
{
	struct td_span inner;
	const char *angle;

	while (skip_separators(c)) {
		if (c->p >= c->plain && next_usual(c, m))
			return true;
		angle = c->p < c->plain ? NULL : find_angle(c);
		if (angle != NULL) {
			c->p = take_angle(angle, c->end, &inner);
			c->more = true;
			set_mailbox(m, drop_route(inner));
			return true;
		}
		if (next_plain(c, m))
			return true;
	}
	return false;
}

/* The first word of a path without angle brackets: "u@example.jp (why)". */
static struct td_span
first_word(struct td_span path)
{
	const char *p, *end = path.p + path.n, *q;

	path = td_span_trim(path);
	p = path.p;
	if (path.n > 0 && *p == '"' && (q = td_quote_end(p, end)) != NULL)
		p = q;
	while (p < end && !td_is_fws(*p))
		p++;
	return td_span(path.p, p);
}

/* Whether this is nothing but a usual mailbox, perhaps in angle brackets. */
static bool
is_usual_path(struct td_span path, struct td_mailbox *m)
{
	const char *end, *p, *q;

	if (path.n == 0)
		return false;
	end = path.p + path.n;
	p = td_skip_fws(path.p, end);
	if (p < end && *p == '<')
		return take_usual_angle(p, end, m) != NULL;
	q = take_usual(p, td_find_class(class, p, end, ODD), end, m);
	return q != NULL && td_skip_fws(q, end) == end;
}

static struct td_span
unusual_path_domain(struct td_span path, bool *null)
{
	const char *end, *at, *angle;

	*null = false;
	if (path.n == 0)
		return (struct td_span){ "", 0 };
	end = path.p + path.n;
	angle = find(path.p, end, '<');
	if (angle != NULL)
		take_angle(angle, end, &path);
	else
		path = first_word(path);
	*null = angle != NULL && path.n == 0;
	path = drop_route(path);
	end = path.p + path.n;
	at = last_at(path.p, end);
	return at != NULL ? domain_at(at, end) : td_span(end, end);
}

struct td_span
td_path_domain(struct td_span path, bool *null)
{
	struct td_mailbox m;

	*null = false;
	if (is_usual_path(path, &m))
		return m.domain;
	return unusual_path_domain(path, null);
}

struct td_span
td_path_valid(struct td_span path)
{
	struct td_mailbox m;
	struct td_span domain;
	bool null;

	if (is_usual_path(path, &m))
		return m.domain;
	domain = unusual_path_domain(path, &null);
	if (!td_domain_valid(domain))
		domain.n = 0;
	return domain;
}

bool
td_domain_valid(struct td_span domain)
{
	const char *end;

	if (domain.n == 0 || domain.n > MAX_DOMAIN)
		return false;
	end = domain.p + domain.n;
	return valid_end(domain.p, end) == end ||
	    td_span_ieq(domain, TD_SPAN("localhost"));
}

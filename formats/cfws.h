/*
 * The tokens that structured field bodies share: folding white space and
 * comments (RFC 5322 3.2.2), quoted strings (3.2.4), and the loose values of
 * Authentication-Results and Received-SPF.
 *
 * All of them take any span, without padding, and go over a byte once.  What
 * is never closed reaches to the end: a field may have been cut.
 */
#ifndef TD_FORMATS_CFWS_H
#define TD_FORMATS_CFWS_H

#include <stdint.h>

#include "span.h"

/* Sets of characters below 64, a bit each. */
#define TD_SET(c) (UINT64_C(1) << (c))
#define TD_SET_FWS (TD_SET(' ') | TD_SET('\t') | TD_SET('\r') | TD_SET('\n'))
#define TD_SET_BREAK (TD_SET_FWS | TD_SET(';') | TD_SET('('))

static inline bool
td_in_set(char c, uint64_t set)
{
	unsigned char u = (unsigned char)c;

	return u < 64 && (set >> u & 1) != 0;
}

/* Characters of a Keyword (RFC 8601 2.2), and "_", which some MTAs use. */
static inline bool
td_is_keyword(char c)
{
	/* A bit each: "-", 0-9; then A-Z, "_", a-z. */
	static const uint64_t set[4] = { UINT64_C(0x03ff200000000000),
		UINT64_C(0x07fffffe87fffffe) };
	unsigned char u = (unsigned char)c;

	return (set[u >> 6] >> (u & 63) & 1) != 0;
}

static inline const char *
td_skip_fws(const char *p, const char *end)
{
	while (p < end && td_in_set(*p, TD_SET_FWS))
		p++;
	return p;
}

/*
 * From the "(" at p to behind its ")"; *text is what is between them.  Quotes
 * mean nothing in a comment.
 */
static inline const char *
td_take_comment(const char *p, const char *end, struct td_span *text)
{
	const char *from = p + 1;
	const char *close = memchr(p, ')', (size_t)(end - p));
	size_t depth = 0, n = 0;

	if (close != NULL)
		n = (size_t)(close - from);
	/* Most have nothing in them that needs care. */
	if (close != NULL && memchr(from, '(', n) == NULL &&
	    memchr(from, '\\', n) == NULL) {
		*text = td_span(from, close);
		return close + 1;
	}
	for (; p < end; p++) {
		if (*p > ')' && *p != '\\')
			continue;
		if (*p == '\\') {
			p += p + 1 < end;
		} else if (*p == '(') {
			depth++;
		} else if (*p == ')' && --depth == 0) {
			*text = td_span(from, p);
			return p + 1;
		}
	}
	*text = td_span(from, end);
	return end;
}

static inline const char *
td_skip_cfws(const char *p, const char *end)
{
	struct td_span text;

	while (p < end && td_in_set(*p, TD_SET_FWS | TD_SET('(')))
		p = *p == '(' ? td_take_comment(p, end, &text) : p + 1;
	return p;
}

/*
 * The first byte in [p, end) that is of one of the classes in `what`, or end.
 * Four at a time, as most of what is searched are words and comments.
 */
static inline const char *
td_find_class(
    const uint8_t *class, const char *p, const char *end, unsigned what)
{
	const char *fours = p + ((end - p) & ~(ptrdiff_t)3);

	for (; p < fours; p += 4) {
		if (class[(unsigned char)p[0]] & what)
			return p;
		if (class[(unsigned char)p[1]] & what)
			return p + 1;
		if (class[(unsigned char)p[2]] & what)
			return p + 2;
		if (class[(unsigned char)p[3]] & what)
			return p + 3;
	}
	while (p < end && (class[(unsigned char)*p] & what) == 0)
		p++;
	return p;
}

/* The end of a run without white space, ";" and "(". */
static inline const char *
td_run_end(const char *p, const char *end)
{
	while (p < end && !td_in_set(*p, TD_SET_BREAK))
		p++;
	return p;
}

/* The quote that closes the one at p, or NULL. */
static inline const char *
td_quote_end(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '\\')
			p += p + 1 < end;
		else if (*p == '"')
			return p;
	}
	return NULL;
}

/*
 * The value at *p, which moves behind it: a quoted string (given without the
 * quotes), a quoted local part with its domain, or a run.  A quote that is
 * never closed is a character like others.
 */
static inline struct td_span
td_take_value(const char **p, const char *end)
{
	const char *from = *p;
	const char *q =
	    from < end && *from == '"' ? td_quote_end(from, end) : NULL;

	if (q == NULL || (q + 1 < end && q[1] == '@')) {
		*p = td_run_end(q == NULL ? from : q + 1, end);
		return td_span(from, *p);
	}
	*p = q + 1;
	return td_span(from + 1, q);
}

/* Without the angle brackets around a path, and white space. */
static inline struct td_span
td_unbracket(struct td_span s)
{
	s = td_span_trim(s);
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		s = (struct td_span){ s.p + 1, s.n - 2 };
	return s;
}

#endif

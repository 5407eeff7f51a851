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

#include "lex.h"
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

/* As td_skip_fws(): mostly there is none, one blank, or a folded line. */
static inline const char *
td_skip_folding(const char *p, const char *end)
{
	if (p == end || !td_in_set(*p, TD_SET_FWS))
		return p;
	if (++p == end || !td_in_set(*p, TD_SET_FWS))
		return p;
#if defined(TD_LEX_SSE2)
	if (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i line =
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
		        _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
		__m128i blank =
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(' ')),
		        _mm_cmpeq_epi8(v, _mm_set1_epi8('\t')));
		uint32_t in =
		    (uint32_t)_mm_movemask_epi8(_mm_or_si128(line, blank));

		if (in != 0xffff)
			return p + __builtin_ctz(~in);
	}
#endif
	return td_skip_fws(p, end);
}

/* The same, for where there mostly is a single blank. */
static inline const char *
td_skip_blank(const char *p, const char *end)
{
	if (p < end && *p == ' ')
		p++;
	return p < end && (unsigned char)*p <= ' ' ? td_skip_fws(p, end) : p;
}

/* The first of "(", ")" and "\" in [p, end), or end. */
static inline const char *
td_find_paren(const char *p, const char *end)
{
#if defined(TD_LEX_SSE2)
	const __m128i even = _mm_set1_epi8((char)0xfe);
	const __m128i paren = _mm_set1_epi8('('); /* ")" is one more */
	const __m128i quote = _mm_set1_epi8('\\');

	for (; end - p >= 16; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		uint32_t m = (uint32_t)_mm_movemask_epi8(
		    _mm_or_si128(_mm_cmpeq_epi8(_mm_and_si128(v, even), paren),
		        _mm_cmpeq_epi8(v, quote)));

		if (m != 0)
			return p + __builtin_ctz(m);
	}
#endif
	while (p < end && *p != '(' && *p != ')' && *p != '\\')
		p++;
	return p;
}

/* The ")" of the "(" at p, or NULL.  Quotes mean nothing in a comment. */
static inline const char *
td_comment_end(const char *p, const char *end)
{
	size_t depth = 1;

	for (p++; (p = td_find_paren(p, end)) < end; p++) {
		if (*p == ')' && --depth == 0)
			return p;
		if (*p == '(')
			depth++;
		else if (*p == '\\')
			p += p + 1 < end;
	}
	return NULL;
}

/* From the "(" at p to behind its ")"; *text is what is between them. */
static inline const char *
td_take_comment(const char *p, const char *end, struct td_span *text)
{
	const char *close = td_comment_end(p, end);

	*text = td_span(p + 1, close != NULL ? close : end);
	return close != NULL ? close + 1 : end;
}

static inline const char *
td_skip_cfws(const char *p, const char *end)
{
	struct td_span text;

	while (p < end && td_in_set(*p, TD_SET_FWS | TD_SET('(')))
		p = *p == '(' ? td_take_comment(p, end, &text) : p + 1;
	return p;
}

static inline struct td_span
td_behind_cfws(struct td_span s)
{
	if (s.n == 0)
		return s;
	return td_span(td_skip_cfws(s.p, s.p + s.n), s.p + s.n);
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

/*
 * The first white space, ";" or `stop`, which is below 64, in [p, end); or end.
 * Sixteen bytes at a time; all that is not above the blank counts as white
 * space until it is looked at.
 */
static inline const char *
td_run_until(const char *p, const char *end, char stop)
{
	const uint64_t set = TD_SET_FWS | TD_SET(';') | TD_SET(stop);

#if defined(TD_LEX_SSE2)
	const __m128i blank = _mm_set1_epi8(' '), semi = _mm_set1_epi8(';');
	const __m128i other = _mm_set1_epi8(stop);

	for (; end - p >= 16; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i hit =
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_min_epu8(v, blank)),
		        _mm_or_si128(
		            _mm_cmpeq_epi8(v, semi), _mm_cmpeq_epi8(v, other)));
		uint32_t m = (uint32_t)_mm_movemask_epi8(hit);

		for (; m != 0; m &= m - 1) {
			const char *q = p + __builtin_ctz(m);

			if ((unsigned char)*q >= ' ' || td_in_set(*q, set))
				return q;
		}
	}
#endif
	while (p < end && !td_in_set(*p, set))
		p++;
	return p;
}

/* The end of a run without white space, ";" and "(". */
static inline const char *
td_run_end(const char *p, const char *end)
{
	return td_run_until(p, end, '(');
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

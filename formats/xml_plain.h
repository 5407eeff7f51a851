/*
 * The plain part of XML, in which machines write nearly all of their reports:
 * tags, ASCII text without references, and white space.
 * What else there is, is expat's (xml.h), which reads the same out of this.
 *
 * In a header, so that the sink's functions become part of the scanner.
 */
#ifndef TD_FORMATS_XML_PLAIN_H
#define TD_FORMATS_XML_PLAIN_H

#include "lex.h"
#include "xml.h"

/*
 * The first byte from p on that no plain text has: "<", "&", "]" (of "]]>"), a
 * control or no ASCII; `end` at the latest.
 */
static inline const char *
td_xml_text_end(const char *p, const char *end)
{
#if defined(TD_LEX_SSE2)
	const __m128i less = _mm_set1_epi8('<'), and = _mm_set1_epi8('&');
	const __m128i bracket = _mm_set1_epi8(']'), blank = _mm_set1_epi8(' ');

	for (; p < end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, less),
		                               _mm_cmpeq_epi8(v, and)),
		    /* Signed: what is no ASCII is below. */
		    _mm_or_si128(
		        _mm_cmpeq_epi8(v, bracket), _mm_cmplt_epi8(v, blank)));
		uint32_t m = (uint32_t)_mm_movemask_epi8(hit);

		if (m != 0) {
			p += __builtin_ctz(m);
			break;
		}
	}
#else
	while (p < end && *p != '<' && *p != '&' && *p != ']' &&
	    (signed char)*p >= ' ')
		p++;
#endif
	return p < end ? p : end;
}

/* The first byte from p on that is no white space, or `end`. */
static inline const char *
td_xml_skip_blanks(const char *p, const char *end)
{
#if defined(TD_LEX_SSE2)
	const __m128i blank = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\t');
	const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');

	for (; p < end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i hit = _mm_or_si128(
		    _mm_or_si128(
		        _mm_cmpeq_epi8(v, blank), _mm_cmpeq_epi8(v, tab)),
		    _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
		uint32_t m = ~(uint32_t)_mm_movemask_epi8(hit) & 0xffff;

		if (m != 0) {
			p += __builtin_ctz(m);
			break;
		}
	}
#else
	while (p < end && td_is_fws(*p))
		p++;
#endif
	return p < end ? p : end;
}

/* Whether n bytes are the same; 16 of each may be loaded. */
static inline bool
td_xml_same(const char *a, const char *b, size_t n)
{
#if defined(TD_LEX_SSE2)
	if (n <= 16) {
		__m128i v = _mm_loadu_si128((const void *)a);
		__m128i w = _mm_loadu_si128((const void *)b);
		uint32_t m = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, w));

		return (~m & ((UINT32_C(1) << n) - 1)) == 0;
	}
#endif
	return memcmp(a, b, n) == 0;
}

/* The end of a name of letters, digits, "_" and "-". */
static inline const char *
td_xml_name_end(const char *p, const char *end)
{
#if defined(TD_LEX_SSE2)
	const __m128i fold = _mm_set1_epi8(0x20);

	for (; p < end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i letter =
		    _mm_sub_epi8(_mm_or_si128(v, fold), _mm_set1_epi8('a'));
		__m128i digit = _mm_sub_epi8(v, _mm_set1_epi8('0'));
		__m128i hit = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('_')),
		        _mm_cmpeq_epi8(v, _mm_set1_epi8('-'))),
		    /* Unsigned, at most. */
		    _mm_or_si128(_mm_cmpeq_epi8(letter,
		                     _mm_min_epu8(letter, _mm_set1_epi8(25))),
		        _mm_cmpeq_epi8(
		            digit, _mm_min_epu8(digit, _mm_set1_epi8(9)))));
		uint32_t m = ~(uint32_t)_mm_movemask_epi8(hit) & 0xffff;

		if (m != 0) {
			p += __builtin_ctz(m);
			break;
		}
	}
	return p < end ? p : end;
#else
	while (
	    (p = td_find_alnum_end(p, end)) < end && (*p == '_' || *p == '-'))
		p++;
	return p;
#endif
}

static inline bool
td_xml_begins_name(char c)
{
	return c == '_' || (!td_is_digit(c) && td_is_alnum(c));
}

/* Likewise, with ":" and "." in it. */
static inline const char *
td_xml_long_name_end(const char *p, const char *end)
{
	while ((p = td_xml_name_end(p, end)) < end && (*p == ':' || *p == '.'))
		p++;
	return p;
}

/* A value in quotes; behind it, NULL: it is not plain. */
static inline const char *
td_xml_value_end(const char *p, const char *end)
{
	const char quote = *p;

	if (quote != '"' && quote != '\'')
		return NULL;
	for (p++; p < end && *p != quote; p++)
		if (*p == '<' || *p == '&' || (signed char)*p < ' ')
			return NULL;
	return p < end ? p + 1 : NULL;
}

/*
 * What is behind the name of an open tag, up to its ">" or "/>": attributes,
 * which tell nothing, but none twice.  NULL: it is not plain.
 */
static inline const char *
td_xml_attributes_end(const char *p, const char *end)
{
	enum { MOST = 8 };
	struct td_span name[MOST];

	for (size_t n = 0;; n++) {
		const char *from = td_xml_skip_blanks(p, end);

		if (from == end || *from == '>' || TD_BEGINS(from, end, "/>"))
			return from < end ? from : NULL;
		if (from == p || n == MOST || !td_xml_begins_name(*from))
			return NULL;
		name[n] = td_span(from, td_xml_long_name_end(from, end));
		for (size_t i = 0; i < n; i++)
			if (td_span_eq(name[i], name[n]))
				return NULL;
		p = td_xml_skip_blanks(from + name[n].n, end);
		if (p == end || *p != '=')
			return NULL;
		p = td_xml_skip_blanks(p + 1, end);
		if (p == end || (p = td_xml_value_end(p, end)) == NULL)
			return NULL;
	}
}

/* The text at p; where it ends, which is "<" if it is plain. */
static inline const char *
td_xml_words_end(const char *p, const char *end)
{
	while ((p = td_xml_text_end(p, end)) < end && *p == ']' &&
	    !TD_BEGINS(p, end, "]]>"))
		p++;
	return p;
}

/* Without its prefix. */
static inline struct td_span
td_xml_local(struct td_span name)
{
	const char *colon = memchr(name.p, ':', name.n);

	return colon == NULL ? name : td_span(colon + 1, name.p + name.n);
}

/*
 * As td_xml_parse, but TD_XML_NOT_PLAIN where that is to be asked; the sink was
 * told some of it then.
 */
static inline __attribute__((always_inline)) enum td_xml_end
td_xml_plain(
    struct td_span text, enum td_xml_part part, const struct td_xml_sink *sink)
{
	const char *p = text.p, *end = p + text.n;
	struct td_span open[TD_XML_DEPTH], words = { p, 0 };
	unsigned depth = 0;
	bool leaf = false, root = false;

	for (;;) {
		struct td_span name;
		bool closes;

		if (p == end || *p != '<')
			p = td_xml_skip_blanks(p, end);
		if (p == end)
			return part == TD_XML_HEAD ? TD_XML_FINE :
			                             TD_XML_NOT_PLAIN;
		if (*p != '<') {
			const char *from = p;

			p = td_xml_words_end(p, end);
			if (!leaf || p - from > TD_XML_TEXT)
				return TD_XML_NOT_PLAIN;
			words = td_span_trim(td_span(from, p));
			p = td_xml_skip_blanks(p, end);
			if (end - p < 2 || p[0] != '<' || p[1] != '/')
				return TD_XML_NOT_PLAIN;
		}
		closes = end - p > 1 && p[1] == '/';
		if (closes) {
			if (depth == 0)
				return TD_XML_NOT_PLAIN;
			name = open[depth - 1];
			p += 2;
			if ((size_t)(end - p) <= name.n || p[name.n] != '>' ||
			    !td_xml_same(p, name.p, name.n))
				return TD_XML_NOT_PLAIN;
			p += name.n + 1;
		} else {
			const char *from = p + 1;

			p = td_xml_name_end(from, end);
			if (p == from || !td_xml_begins_name(*from) ||
			    depth == TD_XML_DEPTH || (depth == 0 && root))
				return TD_XML_NOT_PLAIN;
			name = td_span(from, p);
			if (p < end && *p != '>') {
				p = td_xml_long_name_end(p, end);
				open[depth++] = td_span(from, p);
				name = td_xml_local(open[depth - 1]);
				p = td_xml_attributes_end(p, end);
				if (p == NULL)
					return TD_XML_NOT_PLAIN;
				closes = *p == '/';
				p += closes;
			} else {
				open[depth++] = name;
			}
			if (p == end)
				return TD_XML_NOT_PLAIN;
			p++;
			sink->open(sink->arg, name);
			leaf = root = true;
			words.n = 0;
		}
		if (closes) {
			depth--;
			sink->close(sink->arg, words);
			leaf = false;
			words.n = 0;
			if (depth == 0 && part == TD_XML_ELEMENT)
				return TD_XML_FINE;
		}
	}
}

#endif

/*
 * The plain part of XML, in which machines write nearly all of their reports:
 * tags without attributes, ASCII text without references, and white space.
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

/* The end of a name of letters, digits, "_" and "-"; no prefix. */
static inline const char *
td_xml_name_end(const char *p, const char *end)
{
	while (
	    (p = td_find_alnum_end(p, end)) < end && (*p == '_' || *p == '-'))
		p++;
	return p;
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
		p = td_xml_skip_blanks(p, end);
		if (p == end)
			return part == TD_XML_HEAD ? TD_XML_FINE :
			                             TD_XML_NOT_PLAIN;
		if (*p != '<') {
			const char *from = p;

			p = td_xml_text_end(p, end);
			if (!leaf || p - from > TD_XML_TEXT)
				return TD_XML_NOT_PLAIN;
			words = td_span_trim(td_span(from, p));
			p = td_xml_skip_blanks(p, end);
			if (end - p < 2 || p[0] != '<' || p[1] != '/')
				return TD_XML_NOT_PLAIN;
		}
		if (end - p > 1 && p[1] == '/') {
			struct td_span name;

			if (depth == 0)
				return TD_XML_NOT_PLAIN;
			name = open[--depth];
			p += 2;
			if ((size_t)(end - p) <= name.n || p[name.n] != '>' ||
			    memcmp(p, name.p, name.n) != 0)
				return TD_XML_NOT_PLAIN;
			p += name.n + 1;
			sink->close(sink->arg, words);
			leaf = false;
			words.n = 0;
			if (depth == 0 && part == TD_XML_ELEMENT)
				return TD_XML_FINE;
		} else {
			const char *from = p + 1;

			p = td_xml_name_end(from, end);
			if (p == end || *p != '>' || p == from ||
			    td_is_digit(*from) || *from == '-' ||
			    depth == TD_XML_DEPTH || (depth == 0 && root))
				return TD_XML_NOT_PLAIN;
			open[depth++] = td_span(from, p++);
			sink->open(sink->arg, open[depth - 1]);
			leaf = root = true;
			words.n = 0;
		}
	}
}

#endif

/*
 * What passes over JSON strings, arrays and objects: for json.c alone.
 */
#ifndef TD_FORMATS_JSON_PASS_H
#define TD_FORMATS_JSON_PASS_H

#include "json.h"
#include "lex_avx2.h"

static inline bool
td_json_fail(struct td_json *j, const char *p, enum td_json_error error)
{
	const bool torn = p >= j->end;

	j->error = (uint8_t)(torn ? TD_JSON_TORN : error);
	j->p = torn ? j->end : p;
	return false;
}

static inline const char *
td_json_blanks(const char *p, const char *end)
{
	/* Nearly always there are none; what is at `end` does not matter. */
	if ((unsigned char)*p > ' ')
		return p;
	while (p < end && td_is_fws(*p))
		p++;
	return p;
}

/* Behind a string in which p is a backslash or an LF in it, or at or behind the
 * end. */
bool td_json_pass_odd_string(struct td_json *j, const char *p, bool *escaped);

/* Behind the string at j->p, which begins with a quote. */
static inline bool
td_json_pass_string(struct td_json *j, bool *escaped)
{
	const char *p = j->p + 1;

#if defined(TD_LEX_SSE2)
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i backslash = _mm_set1_epi8('\\');
	const __m128i lf = _mm_set1_epi8('\n');

	for (; p < j->end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i hit = _mm_or_si128(
		    _mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, lf));
		uint32_t m = (uint32_t)_mm_movemask_epi8(
		    _mm_or_si128(hit, _mm_cmpeq_epi8(v, backslash)));
		if (m != 0) {
			p += __builtin_ctz(m);
			break;
		}
	}
#else
	while (p < j->end && *p != '"' && *p != '\\' && *p != '\n')
		p++;
#endif
	if (p >= j->end || *p != '"')
		return td_json_pass_odd_string(j, p, escaped);
	*escaped = false;
	j->p = p + 1;
	return true;
}

/*
 * Behind the array or object at j->p; or, `within` an object and behind a
 * member of it or its brace, behind its end.  `avx2` only where td_have_avx2().
 */
bool td_json_pass_brackets_by(struct td_json *j, bool within, bool avx2);

static inline bool
td_json_pass_brackets(struct td_json *j, bool within)
{
	return td_json_pass_brackets_by(j, within, td_have_avx2());
}

#endif

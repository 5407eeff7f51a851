/*
 * Searches for two letters side by side, in any case: the first two of a
 * phrase in a comment.  No padding is needed.
 */
#ifndef TD_FORMATS_PAIR_H
#define TD_FORMATS_PAIR_H

#include "lex.h"
#include "span.h"

/* The first `a` with a `b` behind it in [p, end), or end; both lower case. */
static inline const char *
td_find_ipair(const char *p, const char *end, char a, char b)
{
#if defined(TD_LEX_SSE2)
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b);
	const __m128i small = _mm_set1_epi8(0x20);

	/* A byte that 0x20 makes a letter is that letter. */
	for (; end - p > 16; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i w = _mm_loadu_si128((const void *)(p + 1));
		__m128i hit =
		    _mm_and_si128(_mm_cmpeq_epi8(_mm_or_si128(v, small), va),
		        _mm_cmpeq_epi8(_mm_or_si128(w, small), vb));
		uint32_t m = (uint32_t)_mm_movemask_epi8(hit);

		if (m != 0)
			return p + __builtin_ctz(m);
	}
#endif
	for (; end - p > 1; p++)
		if (td_lower(p[0]) == a && td_lower(p[1]) == b)
			return p;
	return end;
}

#endif

/*
 * The search of log_cut.h: its words are short and the texts are, too, so that
 * what memmem() has to prepare costs more than the search.
 */
#include "log_cut.h"
#include "lex.h"

const char *
td_seek(const char *p, const char *end, const char *word, size_t n)
{
	const char *last;

	if (p >= end || (size_t)(end - p) < n)
		return NULL;
	last = end - n; /* the last place where it can stand */
#if defined(TD_LEX_SSE2)
	const __m128i v0 = _mm_set1_epi8(word[0]), v1 = _mm_set1_epi8(word[1]);

	for (; p <= last; p += 16) {
		__m128i a = _mm_loadu_si128((const void *)p);
		__m128i b = _mm_loadu_si128((const void *)(p + 1));
		unsigned m = (unsigned)_mm_movemask_epi8(_mm_and_si128(
		    _mm_cmpeq_epi8(a, v0), _mm_cmpeq_epi8(b, v1)));

		for (; m != 0; m &= m - 1) {
			const char *at = p + __builtin_ctz(m);

			if (at > last)
				return NULL;
			if (memcmp(at, word, n) == 0)
				return at;
		}
	}
#else
	for (; p <= last; p++)
		if (*p == *word && memcmp(p, word, n) == 0)
			return p;
#endif
	return NULL;
}

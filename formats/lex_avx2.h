/*
 * What passes over every byte of a header section or a log, 32 bytes at a time:
 * a tenth less time for a section than with lex.h.  Only functions marked
 * TD_AVX2 may call it, and only where td_have_avx2(); elsewhere it is that of
 * lex.h.
 *
 * The search for separators stays with lex.h: it waits for memory, and gained
 * nothing from wider loads.
 */
#ifndef TD_FORMATS_LEX_AVX2_H
#define TD_FORMATS_LEX_AVX2_H

#include "lex.h"

#if defined(TD_LEX_SSE2)
#include <immintrin.h>
#define TD_AVX2 __attribute__((target("avx2,bmi")))
#else
#define TD_AVX2
#endif

static inline bool
td_have_avx2(void)
{
#if defined(TD_LEX_SSE2)
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
#else
	return false;
#endif
}

/* The same as td_field_ends(). */
TD_AVX2 static inline uint64_t
td_field_ends_avx2(const char *p, char c, uint32_t *rare)
{
#if defined(TD_LEX_SSE2)
	const __m256i vc = _mm256_set1_epi8(c), cr = _mm256_set1_epi8('\r');
	const __m256i blank = _mm256_set1_epi8(' ');
	const __m256i tab = _mm256_set1_epi8('\t');
	__m256i least = vc;
	uint64_t ends = 0;

	for (int i = 0; i < 64; i += 32) {
		__m256i v = _mm256_loadu_si256((const void *)(p + i));
		__m256i next = _mm256_loadu_si256((const void *)(p + i + 1));
		__m256i fold = _mm256_or_si256(_mm256_cmpeq_epi8(next, blank),
		    _mm256_cmpeq_epi8(next, tab));
		__m256i end =
		    _mm256_andnot_si256(fold, _mm256_cmpeq_epi8(v, vc));

		ends |= (uint64_t)(uint32_t)_mm256_movemask_epi8(end) << i;
		v = _mm256_min_epu8(v, _mm256_xor_si256(v, cr));
		least = _mm256_min_epu8(least, v);
	}
	least = _mm256_cmpeq_epi8(least, _mm256_setzero_si256());
	*rare |= (uint32_t)_mm256_movemask_epi8(least);
	return ends;
#else
	return td_field_ends(p, c, rare);
#endif
}

/* The same as td_mask2(). */
TD_AVX2 static inline uint64_t
td_mask2_avx2(const char *p, char a, char b)
{
#if defined(TD_LEX_SSE2)
	const __m256i va = _mm256_set1_epi8(a), vb = _mm256_set1_epi8(b);
	uint64_t m = 0;

	for (int i = 0; i < 64; i += 32) {
		__m256i v = _mm256_loadu_si256((const void *)(p + i));
		__m256i hit = _mm256_or_si256(
		    _mm256_cmpeq_epi8(v, va), _mm256_cmpeq_epi8(v, vb));

		m |= (uint64_t)(uint32_t)_mm256_movemask_epi8(hit) << i;
	}
	return m;
#else
	return td_mask2(p, a, b);
#endif
}

/* The same as td_has_low(). */
TD_AVX2 static inline bool
td_has_low_avx2(const char *p)
{
#if defined(TD_LEX_SSE2)
	const __m256i lf = _mm256_set1_epi8('\n');
	__m256i least = _mm256_min_epu8(_mm256_loadu_si256((const void *)p),
	    _mm256_loadu_si256((const void *)(p + 32)));
	__m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(least, lf), least);

	return _mm256_movemask_epi8(low) != 0;
#else
	return td_has_low(p);
#endif
}

/* The same as td_find_line_end(). */
TD_AVX2 static inline const char *
td_find_line_end_avx2(const char *p, const char *end)
{
	for (; p < end; p += 64) {
		uint64_t m =
		    td_has_low_avx2(p) ? td_mask2_avx2(p, '\n', '\0') : 0;

		if (m != 0) {
			p += __builtin_ctzll(m);
			return p < end ? p : end;
		}
	}
	return end;
}

#endif

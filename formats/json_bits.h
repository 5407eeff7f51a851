/*
 * What the two scanners of JSON by masks of 64 bytes share.
 */
#ifndef TD_FORMATS_JSON_BITS_H
#define TD_FORMATS_JSON_BITS_H

#include "json_index.h"

/*
 * Which bytes are behind a backslash that is not itself: in a run of
 * backslashes each second one.  *carry tells of the last byte.
 */
static inline uint64_t
td_json_escaped(uint64_t backslash, uint64_t *carry)
{
	const uint64_t odd = UINT64_C(0xaaaaaaaaaaaaaaaa);
	uint64_t may = backslash & ~*carry;
	uint64_t ends = ((may << 1 | odd) - may) ^ odd;
	uint64_t escaped = ends ^ (backslash | *carry);

	*carry = (ends & backslash) >> 63;
	return escaped;
}

#if defined(TD_LEX_SSE2)
TD_AVX2 static inline uint64_t
td_mask32(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(v);
}

/* A byte each, all ones where v holds such a one. */
struct td_json_kinds {
	__m256i quote, bracket;
	__m256i joint; /* , : */
	__m256i odd;   /* backslash, LF */
};

/*
 * By tables: the low half of a byte picks the one byte with that half which is
 * looked for, if any.
 */
TD_AVX2 static inline struct td_json_kinds
td_json_kinds(__m256i v)
{
	const __m256i brackets =
	    _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{', 0, '}', 0, 0,
	        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{', 0, '}', 0, 0);
	/* NULs must not be taken for what is not looked for. */
	const __m256i joints =
	    _mm256_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', 0, ',', 0, 0, 0,
	        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', 0, ',', 0, 0, 0);
	const __m256i odds =
	    _mm256_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0,
	        0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0, 0);
	/* Brackets differ from braces in that bit. */
	const __m256i brace = _mm256_or_si256(v, _mm256_set1_epi8(0x20));

	return (struct td_json_kinds){
		.quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
		.bracket =
		    _mm256_cmpeq_epi8(brace, _mm256_shuffle_epi8(brackets, v)),
		.joint = _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(joints, v)),
		.odd = _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(odds, v)),
	};
}

/* Bit i tells whether an odd number of bits up to i are set: a product without
 * carries by all ones. */
TD_INDEX static inline uint64_t
td_json_strings(uint64_t quotes)
{
	const __m128i q = _mm_set_epi64x(0, (int64_t)quotes);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(q, _mm_set1_epi8(-1), 0));
}
#endif

#endif

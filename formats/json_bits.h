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
TD_INDEX static inline uint64_t
td_mask32(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(v);
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

/*
 * The usual domain, which can be used as it stands: one look instead of one to
 * find it, one to check it and one to fold it.
 */
#ifndef TD_OBSERVE_PLAIN_H
#define TD_OBSERVE_PLAIN_H

#include "formats/lex.h"
#include "formats/span.h"

/*
 * The domain of a value such as u@example.com or example.com, if it is in lower
 * case and td_domain_valid() says yes at once: ASCII, more than one label, the
 * last one ends with a letter.  Else n is 0, and that says nothing.
 *
 * Up to 64 bytes from `value` on may be read, as in a batch.
 */
static inline struct td_span
td_plain_domain(struct td_span value)
{
	struct td_span none = { NULL, 0 };
#if defined(TD_LEX_SSE2)
	uint64_t label = 0, dots = 0, at = 0, all;
	unsigned from;

	if (value.n == 0 || value.n > 64)
		return none;
	for (size_t i = 0; i < value.n; i += 16) {
		__m128i v = _mm_loadu_si128((const void *)(value.p + i));
		__m128i a = _mm_sub_epi8(v, _mm_set1_epi8('a'));
		__m128i d = _mm_sub_epi8(v, _mm_set1_epi8('0'));
		__m128i in = _mm_or_si128(
		    _mm_cmpeq_epi8(a, _mm_min_epu8(a, _mm_set1_epi8(25))),
		    _mm_cmpeq_epi8(d, _mm_min_epu8(d, _mm_set1_epi8(9))));

		in = _mm_or_si128(in, _mm_cmpeq_epi8(v, _mm_set1_epi8('-')));
		in = _mm_or_si128(in, _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
		label |= (uint64_t)(uint32_t)_mm_movemask_epi8(in) << i;
		in = _mm_cmpeq_epi8(v, _mm_set1_epi8('.'));
		dots |= (uint64_t)(uint32_t)_mm_movemask_epi8(in) << i;
		in = _mm_cmpeq_epi8(v, _mm_set1_epi8('@'));
		at |= (uint64_t)(uint32_t)_mm_movemask_epi8(in) << i;
	}
	all = UINT64_MAX >> (64 - value.n);
	at &= all;
	from = at != 0 ? 64 - (unsigned)__builtin_clzll(at) : 0;
	if (from == value.n || value.p[value.n - 1] < 'a')
		return none;
	all = all >> from << from;
	dots &= all;
	/* No label is empty; behind the last one is no dot, but a letter. */
	if (dots == 0 || ((label | dots) & all) != all ||
	    (dots & (dots << 1 | UINT64_C(1) << from)) != 0)
		return none;
	return (struct td_span){ value.p + from, value.n - from };
#else
	(void)value;
	return none;
#endif
}

#endif

/*
 * Searches over padded input.  All of them may load up to TD_PAD bytes past
 * `end`, and none of them ever returns a place at or past it.
 *
 * TD_PLAIN_C turns the vector instructions off (tests, other machines).
 */
#ifndef TD_FORMATS_LEX_H
#define TD_FORMATS_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__) && !defined(TD_PLAIN_C)
#define TD_LEX_SSE2
#include <emmintrin.h>
#if defined(__AVX2__)
#define TD_LEX_AVX2
#include <immintrin.h>
#endif
#endif

/* The first `c` in [p, end), or NULL. */
static inline const char *
td_find(const char *p, const char *end, char c)
{
#if defined(TD_LEX_AVX2)
	const __m256i v = _mm256_set1_epi8(c);

	for (; p < end; p += 32) {
		__m256i b = _mm256_loadu_si256((const void *)p);
		uint32_t m =
		    (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, v));

		if (m != 0) {
			p += __builtin_ctz(m);
			return p < end ? p : NULL;
		}
	}
#elif defined(TD_LEX_SSE2)
	const __m128i v = _mm_set1_epi8(c);

	for (; p < end; p += 16) {
		__m128i b = _mm_loadu_si128((const void *)p);
		uint32_t m = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, v));

		if (m != 0) {
			p += __builtin_ctz(m);
			return p < end ? p : NULL;
		}
	}
#else
	for (; p < end; p++)
		if (*p == c)
			return p;
#endif
	return NULL;
}

/* The first `a` or `b` in [p, end), or NULL. */
static inline const char *
td_find_either(const char *p, const char *end, char a, char b)
{
#if defined(TD_LEX_SSE2)
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b);

	for (; p < end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i hit =
		    _mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb));
		uint32_t m = (uint32_t)_mm_movemask_epi8(hit);

		if (m != 0) {
			p += __builtin_ctz(m);
			return p < end ? p : NULL;
		}
	}
#else
	for (; p < end; p++)
		if (*p == a || *p == b)
			return p;
#endif
	return NULL;
}

/* The first `c` in [p, end), or `end`. */
static inline const char *
td_find_or_end(const char *p, const char *end, char c)
{
	const char *hit = td_find(p, end, c);

	return hit != NULL ? hit : end;
}

/* The line start at or after `at`, in input that begins at `from`. */
static inline const char *
td_line_start(const char *from, const char *at, const char *end)
{
	if (at == from || at[-1] == '\n')
		return at;
	at = td_find_or_end(at, end, '\n');
	return at < end ? at + 1 : end;
}

/*
 * Bit i tells whether a field ends at p[i]: it is `c`, and neither a blank nor
 * a tab follows, which would fold it.  *rare becomes other than 0 where there
 * is a CR or a NUL.  65 bytes are loaded.
 */
static inline uint64_t
td_field_ends(const char *p, char c, uint32_t *rare)
{
	uint64_t ends = 0;

#if defined(TD_LEX_SSE2)
	const __m128i vc = _mm_set1_epi8(c), cr = _mm_set1_epi8('\r');
	const __m128i blank = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\t');
	__m128i least = vc;

	for (int i = 0; i < 64; i += 16) {
		__m128i v = _mm_loadu_si128((const void *)(p + i));
		__m128i next = _mm_loadu_si128((const void *)(p + i + 1));
		__m128i fold = _mm_or_si128(
		    _mm_cmpeq_epi8(next, blank), _mm_cmpeq_epi8(next, tab));
		__m128i end = _mm_andnot_si128(fold, _mm_cmpeq_epi8(v, vc));

		ends |= (uint64_t)(uint32_t)_mm_movemask_epi8(end) << i;
		v = _mm_min_epu8(v, _mm_xor_si128(v, cr));
		least = _mm_min_epu8(least, v);
	}
	least = _mm_cmpeq_epi8(least, _mm_setzero_si128());
	*rare |= (uint32_t)_mm_movemask_epi8(least);
#else
	for (int i = 0; i < 64; i++) {
		bool fold = p[i + 1] == ' ' || p[i + 1] == '\t';

		ends |= (uint64_t)(p[i] == c && !fold) << i;
		*rare |= p[i] == '\r' || p[i] == '\0';
	}
#endif
	return ends;
}

/* Bit i tells whether p[i] is `a` or `b`; 64 bytes are loaded. */
static inline uint64_t
td_mask2(const char *p, char a, char b)
{
	uint64_t m = 0;

#if defined(TD_LEX_SSE2)
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b);

	for (int i = 0; i < 4; i++) {
		__m128i v = _mm_loadu_si128((const void *)(p + 16 * i));
		__m128i hit =
		    _mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb));

		m |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * i);
	}
#else
	for (int i = 0; i < 64; i++)
		m |= (uint64_t)(p[i] == a || p[i] == b) << i;
#endif
	return m;
}

/*
 * The first place in [p, end) that holds `c` where `x` is `back` bytes before,
 * or `end`; p[-back] is looked at.  No branch on the bytes between.
 */
static inline const char *
td_find_behind(const char *p, const char *end, char x, size_t back, char c)
{
#if defined(TD_LEX_SSE2)
	const __m128i vx = _mm_set1_epi8(x), vc = _mm_set1_epi8(c);

	for (; p < end; p += 64) {
		__m128i hit[4], any;
		uint64_t m = 0;

		for (int i = 0; i < 4; i++) {
			const char *q = p + 16 * i;
			__m128i a = _mm_loadu_si128((const void *)(q - back));
			__m128i b = _mm_loadu_si128((const void *)q);

			hit[i] = _mm_and_si128(
			    _mm_cmpeq_epi8(a, vx), _mm_cmpeq_epi8(b, vc));
		}
		any = _mm_or_si128(
		    _mm_or_si128(hit[0], hit[1]), _mm_or_si128(hit[2], hit[3]));
		if (_mm_movemask_epi8(any) == 0)
			continue;
		for (int i = 0; i < 4; i++)
			m |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit[i])
			    << (16 * i);
		p += __builtin_ctzll(m);
		return p < end ? p : end;
	}
#else
	for (; p < end; p++)
		if (*p == c && *(p - back) == x)
			return p;
#endif
	return end;
}

/* The first `a` in [p, end) that a `b` follows, or NULL. */
static inline const char *
td_find_pair(const char *p, const char *end, char a, char b)
{
	const char *q;

	if (p >= end)
		return NULL;
	q = td_find_behind(p + 1, end, a, 1, b);
	return q < end ? q - 1 : NULL;
}

/* Whether one of 64 bytes is LF or below: few are, but LFs and tabs. */
static inline bool
td_has_low(const char *p)
{
#if defined(TD_LEX_SSE2)
	const __m128i lf = _mm_set1_epi8('\n');
	__m128i least = _mm_loadu_si128((const void *)p), low;

	for (int i = 16; i < 64; i += 16)
		least =
		    _mm_min_epu8(least, _mm_loadu_si128((const void *)(p + i)));
	low = _mm_cmpeq_epi8(_mm_min_epu8(least, lf), least);
	return _mm_movemask_epi8(low) != 0;
#else
	for (int i = 0; i < 64; i++)
		if ((unsigned char)p[i] <= '\n')
			return true;
	return false;
#endif
}

/* The first LF or NUL in [p, end), or `end`. */
static inline const char *
td_find_line_end(const char *p, const char *end)
{
	for (; p < end; p += 64) {
		uint64_t m = td_has_low(p) ? td_mask2(p, '\n', '\0') : 0;

		if (m != 0) {
			p += __builtin_ctzll(m);
			return p < end ? p : end;
		}
	}
	return end;
}

static inline bool
td_is_break(char c)
{
	return c == '\n' || c == '\r';
}

/* The first CR or LF in [p, end), or `end`. */
static inline const char *
td_find_break(const char *p, const char *end)
{
	for (; p < end; p += 64) {
		uint64_t m = td_mask2(p, '\n', '\r');

		if (m != 0) {
			p += __builtin_ctzll(m);
			return p < end ? p : end;
		}
	}
	return end;
}

/*
 * The first byte in [p, end) that cannot stand in a field name (RFC 5322
 * 3.6.8, ftext): blanks, controls, DEL, 8-bit bytes and the colon; or `end`.
 */
static inline const char *
td_find_name_end(const char *p, const char *end)
{
#if defined(TD_LEX_SSE2)
	const __m128i one = _mm_set1_epi8(1);
	const __m128i blank = _mm_set1_epi8(' ' + 1);
	const __m128i colon = _mm_set1_epi8(':' + 1);

	for (; p < end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		/* Signed, so that all from DEL + 1 on is below the blank. */
		__m128i next = _mm_add_epi8(v, one);
		__m128i name = _mm_andnot_si128(
		    _mm_cmpeq_epi8(next, colon), _mm_cmpgt_epi8(next, blank));
		uint32_t m = ~(uint32_t)_mm_movemask_epi8(name) & 0xffff;

		if (m != 0) {
			p += __builtin_ctz(m);
			return p < end ? p : end;
		}
	}
#else
	for (; p < end; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f ||
		    *p == ':')
			return p;
#endif
	return end;
}

/* The first byte in [p, end) that is no letter or digit of ASCII, or `end`. */
static inline const char *
td_find_alnum_end(const char *p, const char *end)
{
#if defined(TD_LEX_SSE2)
	/* What is in a range is among the least when that begins at -128. */
	const __m128i small = _mm_set1_epi8(0x20);
	const __m128i from_a = _mm_set1_epi8((char)(0x80 - 'a'));
	const __m128i from_0 = _mm_set1_epi8((char)(0x80 - '0'));
	const __m128i behind_z = _mm_set1_epi8(-128 + 26);
	const __m128i behind_9 = _mm_set1_epi8(-128 + 10);

	for (; p < end; p += 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i letter = _mm_cmplt_epi8(
		    _mm_add_epi8(_mm_or_si128(v, small), from_a), behind_z);
		__m128i digit =
		    _mm_cmplt_epi8(_mm_add_epi8(v, from_0), behind_9);
		__m128i either = _mm_or_si128(letter, digit);
		uint32_t m = ~(uint32_t)_mm_movemask_epi8(either) & 0xffff;

		if (m != 0) {
			p += __builtin_ctz(m);
			return p < end ? p : end;
		}
	}
#else
	for (; p < end; p++)
		if ((unsigned char)(*p - '0') > 9 &&
		    (unsigned char)((*p | 0x20) - 'a') > 25)
			return p;
#endif
	return end;
}

/*
 * Whether a and b, n <= 32 bytes of ftext each, are the same field name: then
 * only letters differ from each other in the bit of the case.  32 bytes of
 * both are loaded.
 */
static inline bool
td_same_name(const char *a, const char *b, size_t n)
{
	static const char window[65] =
	    "\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf"
	    "\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf\xdf";
	const char *mask = window + 32 - n; /* n bytes count */
#if defined(TD_LEX_SSE2)
	__m128i differ = _mm_setzero_si128();

	for (int i = 0; i < 32; i += 16) {
		__m128i va = _mm_loadu_si128((const void *)(a + i));
		__m128i vb = _mm_loadu_si128((const void *)(b + i));
		__m128i m = _mm_loadu_si128((const void *)(mask + i));

		va = _mm_and_si128(_mm_xor_si128(va, vb), m);
		differ = _mm_or_si128(differ, va);
	}
	differ = _mm_cmpeq_epi8(differ, _mm_setzero_si128());
	return _mm_movemask_epi8(differ) == 0xffff;
#else
	char differ = 0;

	for (size_t i = 0; i < n; i++)
		differ |= (a[i] ^ b[i]) & mask[i];
	return differ == 0;
#endif
}

#endif

/*
 * Newlines of a stretch of bytes, with as little work per byte as there can
 * be: what no reader of lines can be faster than.
 */
#ifndef BENCH_COUNT_NEWLINES_H
#define BENCH_COUNT_NEWLINES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>

/* A lane counts to 255 at most before it is added up. */
enum { NEWLINES_STEP = 64, NEWLINES_STEPS = 255 };

/* Of `steps` steps of 64 bytes. */
static inline size_t
count_newlines_steps(const char *s, size_t steps)
{
	const __m128i newline = _mm_set1_epi8('\n');
	const __m128i zero = _mm_setzero_si128();
	__m128i sum[4] = { zero, zero, zero, zero }, all = zero;

	for (size_t i = 0; i < steps; i++)
		for (int k = 0; k < 4; k++) {
			__m128i x = _mm_loadu_si128((const __m128i *)(s +
			    i * NEWLINES_STEP + (size_t)k * 16));

			x = _mm_cmpeq_epi8(x, newline);
			sum[k] = _mm_sub_epi8(sum[k], x);
		}
	for (int k = 0; k < 4; k++)
		all = _mm_add_epi64(all, _mm_sad_epu8(sum[k], zero));
	return (size_t)_mm_cvtsi128_si32(all) +
	    (size_t)_mm_cvtsi128_si32(_mm_srli_si128(all, 8));
}
#else
enum { NEWLINES_STEP = 1, NEWLINES_STEPS = 255 };

/* No branch, and a sum that fits a byte, for the vectorizer. */
static inline size_t
count_newlines_steps(const char *s, size_t steps)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < steps; i++)
		sum = (uint8_t)(sum + (s[i] == '\n'));
	return sum;
}
#endif

static inline size_t
count_newlines(const char *s, size_t n)
{
	size_t lines = 0, at = 0;

	while (n - at >= NEWLINES_STEP) {
		size_t steps = (n - at) / NEWLINES_STEP;

		steps = steps < NEWLINES_STEPS ? steps : NEWLINES_STEPS;
		lines += count_newlines_steps(s + at, steps);
		at += steps * NEWLINES_STEP;
	}
	for (; at < n; at++)
		lines += s[at] == '\n';
	return lines;
}

#endif

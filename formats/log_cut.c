/*
 * The longer functions of log_cut.h.
 */
#include "log_cut.h"
#include "lex.h"

uint32_t
td_number(struct td_span s)
{
	uint32_t v = 0;

	for (size_t i = 0; i < s.n && td_is_digit(s.p[i]); i++)
		if (v < UINT32_MAX / 10)
			v = v * 10 + (uint32_t)(s.p[i] - '0');
	return v;
}

const char *
td_skip_quoted(const char *p, const char *end)
{
	const char *from = p + 1, *q, *b;

	while ((q = td_find(from, end, '"')) != NULL) {
		for (b = q; b > from && b[-1] == '\\'; b--)
			;
		if ((q - b) % 2 == 0)
			return q + 1;
		from = q + 1;
	}
	return NULL;
}

/* Longer quoted strings are none: a path has 256 bytes (RFC 5321 4.5.3.1.3). */
enum { QUOTED_MAX = 512 };

const char *
td_skip_path(const char *p, const char *end)
{
	const char *close = memchr(p, '>', (size_t)(end - p)), *q = p;

	if (close == NULL)
		return NULL;
	while ((q = memchr(q, '"', (size_t)(close - q))) != NULL) {
		const char *behind = NULL;

		if (q[-1] == '<' || q[-1] == '.' || q[-1] == ':')
			behind = td_skip_quoted(
			    q, end - q > QUOTED_MAX ? q + QUOTED_MAX : end);
		/* A quote that stands alone: the path was shortened. */
		if (behind == NULL)
			break;
		if (behind > close) {
			close = memchr(behind, '>', (size_t)(end - behind));
			if (close == NULL)
				return NULL;
		}
		q = behind;
	}
	return close + 1;
}

bool
td_is_submission(const char *p, const char *end)
{
	const char *at = p;

	while (at < end && td_is_digit(*at))
		at++;
	if (at - p == 3)
		return memcmp(p, "587", 3) == 0 || memcmp(p, "465", 3) == 0;
	return at - p == 4 && memcmp(p, "2525", 4) == 0;
}

/* Words and texts are short: what memmem() prepares costs more than this. */
const char *
td_seek(const char *p, const char *end, const char *word, size_t n)
{
	const char *last;

	if (p >= end || (size_t)(end - p) < n)
		return NULL;
	last = end - n; /* the last place where it can stand */
#if defined(TD_LEX_SSE2)
	/* Of ", key=" many others have the first two. */
	const size_t middle = n / 2;
	const __m128i v0 = _mm_set1_epi8(word[0]);
	const __m128i v1 = _mm_set1_epi8(word[middle]);

	for (; p <= last; p += 16) {
		__m128i a = _mm_loadu_si128((const void *)p);
		__m128i b = _mm_loadu_si128((const void *)(p + middle));
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

/*
 * Members of an indexed object; see json_index.h.  The index holds only what is
 * closed and nested well; what is left to be told is that names and values are
 * where they must be.
 */
#include "json_index.h"

#include <assert.h>

#include "format.h"

/* The 64 bits of an index from `at` on. */
static inline uint64_t
bits_at(const uint64_t *bits, size_t at)
{
	const uint64_t *w = bits + at / 64;

	return w[0] >> at % 64 | w[1] << 1 << (63 - at % 64);
}

/* The first bit at or behind `at`; there is one. */
static inline size_t
next_bit(const uint64_t *bits, size_t at)
{
	uint64_t m;

	while ((m = bits_at(bits, at)) == 0)
		at += 64;
	return at + (size_t)__builtin_ctzll(m);
}

/* Behind the string whose text is at p. */
static inline const char *
behind_string(const struct td_json_index *x, const char *p)
{
	return x->p + next_bit(x->quote, (size_t)(p - x->p)) + 1;
}

/* Behind the array whose first element is at p. */
static inline const char *
behind_array(const struct td_json_index *x, const char *p)
{
	size_t at = (size_t)(p - x->p), depth = 1;

	for (;; at++) {
		at = next_bit(x->square, at);
		if (x->p[at] == '[')
			depth++;
		else if (--depth == 0)
			return x->p + at + 1;
	}
}

/* Behind the object whose first member is at p. */
static inline const char *
behind_object(const struct td_json_index *x, const char *p)
{
	size_t at = (size_t)(p - x->p), depth = 1;

	for (;; at++) {
		at = next_bit(x->curly, at);
		if (x->p[at] == '{')
			depth++;
		else if (--depth == 0)
			return x->p + at + 1;
	}
}

/* Whether there is a backslash in [p, end), which is not empty. */
static inline bool
has_backslash(const struct td_json_index *x, const char *p, const char *end)
{
	size_t at = (size_t)(p - x->p);
	const size_t stop = (size_t)(end - x->p);

	for (; stop - at > 64; at += 64)
		if (bits_at(x->backslash, at) != 0)
			return true;
	return bits_at(x->backslash, at) << (64 - (stop - at)) != 0;
}

static inline bool
is_name(const char *p, const struct td_json_usual *u)
{
#if defined(TD_LEX_SSE2)
	const __m128i a = _mm_cmpeq_epi8(_mm_loadu_si128((const void *)p),
	    _mm_loadu_si128((const void *)u->name));
	const __m128i b =
	    _mm_cmpeq_epi8(_mm_loadu_si128((const void *)(p + 16)),
	        _mm_loadu_si128((const void *)(u->name + 16)));
	const uint64_t same = (uint64_t)(uint32_t)_mm_movemask_epi8(a) |
	    (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16;

	return (~same & (TD_BIT(u->n) - 1)) == 0;
#else
	return memcmp(p, u->name, u->n) == 0;
#endif
}

/* The row of `usual` with the name at p, from `next` on and around; or NULL. */
static const struct td_json_usual *
find_name(const char *p, const struct td_json_usual *usual,
    const struct td_json_usual *next)
{
	for (const struct td_json_usual *u = next; u->name[0] != '\0'; u++)
		if (is_name(p, u))
			return u;
	for (const struct td_json_usual *u = usual; u < next; u++)
		if (is_name(p, u))
			return u;
	return NULL;
}

/* Behind the value at p; NULL if it is neither a string nor in brackets. */
static inline const char *
behind_value(const struct td_json_index *x, const char *p)
{
	switch (*p) {
	case '"':
		return behind_string(x, p + 1);
	case '[':
		return behind_array(x, p + 1);
	case '{':
		return behind_object(x, p + 1);
	default:
		return NULL;
	}
}

/* Behind the value at p, which is wanted; NULL if there is none. */
static inline const char *
take_value(
    const struct td_json_index *x, const char *p, struct td_json_value *v)
{
	const char *end = behind_value(x, p);
	struct td_json j;

	if (end == NULL) {
		td_json_begin(&j, p, x->end);
		return td_json_value(&j, v) ? j.p : NULL;
	}
	v->raw = td_span(p, end);
	v->kind = *p == '[' ? TD_JSON_ARRAY : TD_JSON_OBJECT;
	v->escaped = false;
	if (*p == '"') {
		v->raw = td_span(p + 1, end - 1);
		v->kind = TD_JSON_STRING;
		v->escaped = has_backslash(x, p + 1, end);
	}
	return end;
}

static const char *
pass_value(const struct td_json_index *x, const char *p)
{
	const char *end = behind_value(x, p);

	return end != NULL ? end : td_json_value_end(p, x->end);
}

/* The value of a name that is not of the usual ones. */
static const char *
behind_name(const struct td_json_index *x, const char *p)
{
	const char *end = behind_string(x, p + 1);

	/* It may be one of them that is written with escapes. */
	if (has_backslash(x, p, end) || *end != ':')
		return NULL;
	return pass_value(x, end + 1);
}

/*
 * Behind the object at p; NULL if it is unusual.  It calls itself as deep as
 * the tables go, whatever the input.
 */
static const char *
read_members(const struct td_json_index *x, const char *p,
    const struct td_json_usual *usual, struct td_json_value *v)
{
	const struct td_json_usual *next = usual, *u;
	uint64_t seen = 0;

	if (*p != '{')
		return NULL;
	if (*++p == '}')
		return p + 1;
	for (;; p++) {
		if (*p != '"')
			return NULL;
		u = is_name(p, next) ? next : find_name(p, usual, next);
		if (u == NULL) {
			p = behind_name(x, p);
		} else {
			/* The first of a name counts; elsewhere. */
			if ((seen & TD_BIT(u - usual)) != 0)
				return NULL;
			seen |= TD_BIT(u - usual);
			next = u + 1;
			p += u->n;
			if (u->row >= 0)
				p = take_value(x, p, &v[u->row]);
			else if (u->in != NULL)
				p = read_members(x, p, u->in, v);
			else
				p = pass_value(x, p);
		}
		if (p == NULL)
			return NULL;
		if (*p == '}')
			return p + 1;
		if (*p != ',')
			return NULL;
	}
}

bool
td_json_read_usual(const struct td_json_index *x,
    const struct td_json_usual *usual, struct td_json_value *v)
{
	return read_members(x, x->p, usual, v) == x->end;
}

/*
 * A run of bytes that somebody else owns.
 */
#ifndef TD_FORMATS_SPAN_H
#define TD_FORMATS_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct td_span {
	const char *p; /* not terminated; may hold any byte */
	size_t n;
};

/* A string literal; initialises a struct td_span, also in a static table. */
#define TD_LIT(s)                  \
	{                          \
		(s), sizeof(s) - 1 \
	}
#define TD_SPAN(s) ((struct td_span)TD_LIT(s))

static inline struct td_span
td_span(const char *p, const char *end)
{
	return (struct td_span){ p, (size_t)(end - p) };
}

static inline bool
td_is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline char
td_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Letters are those of ASCII. */
static inline bool
td_is_alnum(char c)
{
	return td_is_digit(c) || (td_lower(c) >= 'a' && td_lower(c) <= 'z');
}

/* 0 to 15, or -1. */
static inline int
td_hex_digit(char c)
{
	if (td_is_digit(c))
		return c - '0';
	c = td_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 0 to 63 (RFC 4648 4), or -1. */
static inline int
td_base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (td_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* td_lower() of eight bytes at once: no carry leaves its byte. */
static inline uint64_t
td_lower8(uint64_t w)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t low = w & ones * 0x7f;
	const uint64_t from_a = low + ones * (0x80 - 'A');
	const uint64_t behind_z = low + ones * (0x7f - 'Z');

	return w | ((from_a ^ behind_z) & ~w & ones * 0x80) >> 2;
}

/* The eight bytes at p; p[i] is byte i of the word, counted from its lowest. */
static inline uint64_t
td_load8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	return w;
}

/* White space of RFC 5322 folding: blank, tab, CR and LF. */
static inline bool
td_is_fws(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool
td_span_eq(struct td_span a, struct td_span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

#define TD_IS(s, word) td_span_eq((s), TD_SPAN(word))

static inline bool
td_begins(const char *p, const char *end, struct td_span word)
{
	return (size_t)(end - p) >= word.n && memcmp(p, word.p, word.n) == 0;
}

/* Whether the literal stands at p and does not reach beyond `end`. */
#define TD_BEGINS(p, end, word) td_begins((p), (end), TD_SPAN(word))

/* The eight bytes at p, ASCII letters in lower case. */
static inline uint64_t
td_load_lower8(const char *p)
{
	return td_lower8(td_load8(p));
}

/*
 * The same, ASCII letters compared without regard to case: by eight bytes, the
 * last of which may overlap those before.
 */
static inline bool
td_span_ieq(struct td_span a, struct td_span b)
{
	if (a.n != b.n)
		return false;
	if (a.n >= 8) {
		/* Most differ at once, and by more than the case. */
		if (((a.p[0] ^ b.p[0]) & ~0x20) != 0)
			return false;
		for (size_t i = 0; i + 8 < a.n; i += 8)
			if (td_load_lower8(a.p + i) != td_load_lower8(b.p + i))
				return false;
		return td_load_lower8(a.p + a.n - 8) ==
		    td_load_lower8(b.p + a.n - 8);
	}
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] != b.p[i] && td_lower(a.p[i]) != td_lower(b.p[i]))
			return false;
	return true;
}

static inline bool
td_span_ibegins(struct td_span s, struct td_span word)
{
	return s.n >= word.n &&
	    td_span_ieq((struct td_span){ s.p, word.n }, word);
}

/* Bytewise, a shorter prefix first: <0, 0, >0. */
static inline int
td_span_cmp(struct td_span a, struct td_span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return d != 0 ? d : (a.n > b.n) - (a.n < b.n);
}

/* What is behind the last "@" of an address; p NULL if there is none. */
static inline struct td_span
td_span_domain(struct td_span address)
{
	const char *at =
	    address.n > 0 ? memrchr(address.p, '@', address.n) : NULL;

	return at == NULL ? (struct td_span){ NULL, 0 } :
	                    td_span(at + 1, address.p + address.n);
}

/* Of an address the domain; all of what is none. */
static inline struct td_span
td_span_domain_or_all(struct td_span s)
{
	const struct td_span domain = td_span_domain(s);

	return domain.p == NULL ? s : domain;
}

static inline struct td_span
td_span_trim(struct td_span s)
{
	while (s.n > 0 && td_is_fws(s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && td_is_fws(s.p[s.n - 1]))
		s.n--;
	return s;
}

#endif

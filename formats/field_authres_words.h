/*
 * The vocabulary of field_authres.c and field_spf.c; nobody else needs it.
 */
#ifndef TD_FORMATS_FIELD_AUTHRES_WORDS_H
#define TD_FORMATS_FIELD_AUTHRES_WORDS_H

#include "cfws.h"
#include "field_authres.h"

/* Words left of "=" that have no dot and are no method. */
enum td_extra {
	TD_X_NONE,
	TD_X_TAIL,  /* belongs to the result before it */
	TD_X_FROM,  /* Yahoo's from= belongs to the result behind it */
	TD_X_ALIEN, /* Microsoft's compauth= has a reason= of its own */
};

/* Registered ptypes, by whether somebody asks for their properties. */
enum td_ptype {
	TD_PT_NONE, /* no ptype, or one that is not registered */
	TD_PT_SMTP,
	TD_PT_HEADER,
	TD_PT_POLICY,
	TD_PT_OTHER,
	TD_N_PTYPES
};

/* Keys of Received-SPF's pairs that somebody asks for. */
enum td_pair {
	TD_PAIR_OTHER,
	TD_PAIR_CLIENT_IP,
	TD_PAIR_ENVELOPE_FROM,
	TD_PAIR_HELO,
	TD_PAIR_IDENTITY,
	TD_PAIR_RECEIVER
};

/*
 * All that a word can mean, by where it stands; a word that is not known means
 * nothing anywhere.  The enums are kept as their distance from "other", so
 * that what a row does not mention is 0.
 */
struct td_authres_word {
	uint64_t fold;  /* 0x20 in place of each letter of the first eight */
	char text[16];  /* zeros behind */
	uint8_t n;      /* 0: the word is not known */
	uint8_t method; /* TD_M_OTHER less enum td_method */
	uint8_t result; /* TD_R_OTHER less enum td_result */
	uint8_t extra;  /* enum td_extra */
	uint8_t ptype;  /* enum td_ptype */
	uint8_t reason; /* 1 for that word itself */
	uint8_t pair;   /* enum td_pair */
	/* Behind a ptype, or without: TD_N_PROPERTIES less enum td_property,
	 * so 0 if nobody asks for it. */
	uint8_t property[TD_N_PTYPES];
};

enum { TD_AUTHRES_WORD_BITS = 7 };

/* By TD_AUTHRES_HASH of their first eight bytes, the first one lowest. */
extern const struct td_authres_word td_authres_words[1 << TD_AUTHRES_WORD_BITS];
extern const struct td_authres_word td_authres_unknown;

#define TD_AUTHRES_HASH(first) \
	((first)*UINT64_C(0xb880fe9ba116293b) >> (64 - TD_AUTHRES_WORD_BITS))

/* The word [p, p + n); bytes up to `end` may be read.  Never NULL. */
static inline const struct td_authres_word *
td_authres_word(const char *p, size_t n, const char *end)
{
	const struct td_authres_word *w;
	uint64_t first, used = UINT64_MAX;
	char copy[8] = { 0 };

	if (__builtin_expect(end - p >= 8, 1))
		first = td_load8(p);
	else
		first = td_load8(memcpy(copy, p, n));
	if (n < 8)
		used = (UINT64_C(1) << 8 * n) - 1;
	/* A letter with 0x20 set is a letter, and nothing else becomes one. */
	w = &td_authres_words[TD_AUTHRES_HASH(
	    (first | UINT64_C(0x2020202020202020)) & used)];
	if (w->n != n || ((first & used) | w->fold) != td_load8(w->text))
		return &td_authres_unknown;
	/* The last eight bytes overlap the first. */
	if (n > 8 &&
	    /* cppcheck-suppress pointerOutOfBoundsCond */
	    td_lower8(td_load8(p + n - 8)) != td_load8(w->text + n - 8))
		return &td_authres_unknown;
	return w;
}

static inline enum td_method
td_word_method(const struct td_authres_word *w)
{
	return (enum td_method)(TD_M_OTHER - w->method);
}

static inline enum td_result
td_word_result(const struct td_authres_word *w)
{
	return (enum td_result)(TD_R_OTHER - w->result);
}

/*
 * The end of the Keyword (td_is_keyword) at p, or of a Keyword with dots in it
 * where `dot` is '.'; '-' is one of its characters anyway.
 */
static inline const char *
td_keyword_end(const char *p, const char *end, char dot)
{
	while (p < end && (td_is_keyword(*p) || *p == dot))
		p++;
	return p;
}

/*
 * The first "=" or `other` in [p, end), or NULL if there is none in the next
 * 16 bytes.
 */
static inline const char *
td_find_equals(const char *p, const char *end, char other)
{
#if defined(TD_LEX_SSE2)
	if (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		uint32_t m = (uint32_t)_mm_movemask_epi8(
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('=')),
		        _mm_cmpeq_epi8(v, _mm_set1_epi8(other))));

		return m != 0 ? p + __builtin_ctz(m) : NULL;
	}
#endif
	if (end - p > 16)
		end = p + 16;
	while (p < end && *p != '=' && *p != other)
		p++;
	return p < end ? p : NULL;
}

#endif

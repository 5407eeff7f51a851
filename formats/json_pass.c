/*
 * Passes over JSON strings, arrays and objects (RFC 8259): see json.h for what
 * must be right in them.
 *
 * By masks of 64 bytes: a bit for each quote, each bracket, and each byte that
 * a value may follow; only the brackets outside of strings are looked at one by
 * one.
 */
#include "json_pass.h"

#include "format.h"
#include "json_bits.h"

#define ALWAYS static inline __attribute__((always_inline))

/* The closing quote or an LF from the backslash at p on, or `end`. */
static const char *
find_end_escaped(const char *p, const char *end)
{
	uint64_t carry = 0;

	for (; p < end; p += 64) {
		uint64_t escaped =
		    td_json_escaped(td_mask2(p, '\\', '\\'), &carry);
		uint64_t m = (td_mask2(p, '"', '"') & ~escaped) |
		    td_mask2(p, '\n', '\n');

		if (m != 0) {
			p += __builtin_ctzll(m);
			return p < end ? p : end;
		}
	}
	return end;
}

bool
td_json_pass_odd_string(struct td_json *j, const char *p, bool *escaped)
{
	if (p < j->end && *p == '\\') {
		p = find_end_escaped(p, j->end);
		if (p < j->end && *p == '"') {
			*escaped = true;
			j->p = p + 1;
			return true;
		}
	}
	return td_json_fail(j, p, TD_JSON_BROKEN);
}

struct masks {
	uint64_t quote, bracket;
	uint64_t leads; /* what a value may follow: , : [ { */
	bool odd;       /* there is a backslash or LF */
};

#if defined(TD_LEX_SSE2)
static inline void
load_masks(const char *p, struct masks *m)
{
	const __m128i small = _mm_set1_epi8(0x20);
	__m128i odd = _mm_setzero_si128();

	*m = (struct masks){ 0 };
	for (int i = 0; i < 64; i += 16) {
		__m128i v = _mm_loadu_si128((const void *)(p + i));
		/* Brackets differ from braces in that bit. */
		__m128i brace = _mm_or_si128(v, small);
		__m128i open = _mm_cmpeq_epi8(brace, _mm_set1_epi8('{'));
		__m128i bracket = _mm_or_si128(
		    open, _mm_cmpeq_epi8(brace, _mm_set1_epi8('}')));
		__m128i leads = _mm_or_si128(open,
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(',')),
		        _mm_cmpeq_epi8(v, _mm_set1_epi8(':'))));
		__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));

		m->quote |= (uint64_t)(uint32_t)_mm_movemask_epi8(quote) << i;
		m->bracket |= (uint64_t)(uint32_t)_mm_movemask_epi8(bracket)
		    << i;
		m->leads |= (uint64_t)(uint32_t)_mm_movemask_epi8(leads) << i;
		odd = _mm_or_si128(odd,
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')),
		        _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'))));
	}
	m->odd = _mm_movemask_epi8(odd) != 0;
}

TD_AVX2 static inline void
load_masks_avx2(const char *p, struct masks *m)
{
	__m256i odd = _mm256_setzero_si256();

	*m = (struct masks){ 0 };
	for (int i = 0; i < 64; i += 32) {
		const __m256i v = _mm256_loadu_si256((const void *)(p + i));
		const struct td_json_kinds is = td_json_kinds(v);
		const __m256i open = _mm256_cmpeq_epi8(
		    _mm256_or_si256(v, _mm256_set1_epi8(0x20)),
		    _mm256_set1_epi8('{'));

		m->quote |= td_mask32(is.quote) << i;
		m->bracket |= td_mask32(is.bracket) << i;
		m->leads |= td_mask32(_mm256_or_si256(is.joint, open)) << i;
		odd = _mm256_or_si256(odd, is.odd);
	}
	m->odd = _mm256_movemask_epi8(odd) != 0;
}
#else
static inline void
load_masks(const char *p, struct masks *m)
{
	*m = (struct masks){ 0 };
	for (int i = 0; i < 64; i++) {
		bool open = p[i] == '{' || p[i] == '[';
		bool leads = open || p[i] == ',' || p[i] == ':';

		m->quote |= (uint64_t)(p[i] == '"') << i;
		m->bracket |= (uint64_t)(open || p[i] == '}' || p[i] == ']')
		    << i;
		m->leads |= (uint64_t)leads << i;
		m->odd |= p[i] == '\\' || p[i] == '\n';
	}
}

static inline void
load_masks_avx2(const char *p, struct masks *m)
{
	load_masks(p, m);
}
#endif

/* Bit i tells whether an odd number of bits up to i are set. */
static inline uint64_t
prefix_xor(uint64_t m)
{
	for (int i = 1; i < 64; i *= 2)
		m ^= m << i;
	return m;
}

/* Whether a value may begin at p, which is in an array or object. */
static bool
may_begin(const char *p)
{
	while (td_is_fws(p[-1]))
		p--;
	return p[-1] == ',' || p[-1] == ':' || p[-1] == '[' || p[-1] == '{';
}

/* The first of the bits, bytes of p, where no value may begin. */
static uint64_t __attribute__((noinline))
first_misplaced(const char *p, uint64_t bits)
{
	for (; bits != 0; bits &= bits - 1)
		if (!may_begin(p + __builtin_ctzll(bits)))
			return bits & -bits;
	return 0;
}

/* Where in a value a block of it ends. */
struct nest {
	uint64_t inside;  /* all ones in a string */
	uint64_t escape;  /* 1 behind a backslash */
	uint64_t lead;    /* 1 where a value may begin */
	uint64_t objects; /* bit i: the i-th bracket around is a brace */
	unsigned depth;
};

/*
 * What of a block lies in strings.  Its quotes become those that open a string,
 * and *bad the backslashes outside and the LFs inside.
 */
ALWAYS uint64_t
strings_of(
    struct nest *t, const char *p, struct masks *m, uint64_t *bad, bool avx2)
{
	uint64_t strings, backslash = 0, lf = 0;

	if (m->odd || t->escape != 0) {
		backslash = avx2 ? td_mask2_avx2(p, '\\', '\\') :
		                   td_mask2(p, '\\', '\\');
		lf = avx2 ? td_mask2_avx2(p, '\n', '\n') :
		            td_mask2(p, '\n', '\n');
		m->quote &= ~td_json_escaped(backslash, &t->escape);
	}
	strings = prefix_xor(m->quote) ^ t->inside;
	t->inside = 0 - (strings >> 63);
	*bad = (lf & strings) | (backslash & ~strings);
	m->quote &= strings;
	return strings;
}

/* One bracket; false where there is none of its like, or too many. */
ALWAYS bool
take_bracket(struct nest *t, char c)
{
	uint64_t object = c >> 5 & 1;

	if ((c & 4) == 0) {
		if (t->depth == TD_JSON_DEPTH)
			return false;
		t->objects = t->objects << 1 | object;
		t->depth++;
		return true;
	}
	if ((t->objects & 1) != object)
		return false;
	t->objects >>= 1;
	t->depth--;
	return true;
}

/* On over the arrays and objects in which j->p is, as *t tells. */
ALWAYS bool
pass_nested(struct td_json *j, struct nest t, bool avx2)
{
	for (const char *p = j->p; p < j->end; p += 64) {
		const size_t n = (size_t)(j->end - p);
		const uint64_t valid = n < 64 ? TD_BIT(n) - 1 : ~UINT64_C(0);
		struct masks m;
		uint64_t bad, bits, led;

		if (avx2)
			load_masks_avx2(p, &m);
		else
			load_masks(p, &m);
		bits = m.bracket & ~strings_of(&t, p, &m, &bad, avx2) & valid;
		led = m.leads << 1 | t.lead;
		t.lead = m.leads >> 63;
		if ((m.quote & ~led) != 0)
			bad |= first_misplaced(p, m.quote & ~led);
		if (bad != 0)
			bits &= (bad & -bad) - 1;
		for (; bits != 0; bits &= bits - 1) {
			const int i = __builtin_ctzll(bits);
			const bool open = (p[i] & 4) == 0;

			if (open && (led >> i & 1) == 0 && !may_begin(p + i))
				return td_json_fail(j, p + i, TD_JSON_BROKEN);
			if (!take_bracket(&t, p[i]))
				return td_json_fail(j, p + i,
				    open ? TD_JSON_DEEP : TD_JSON_BROKEN);
			if (t.depth == 0) {
				j->p = p + i + 1;
				return true;
			}
		}
		if (bad != 0)
			return td_json_fail(
			    j, p + __builtin_ctzll(bad), TD_JSON_BROKEN);
	}
	return td_json_fail(j, j->end, TD_JSON_TORN);
}

static bool
pass_nested_plain(struct td_json *j, struct nest t)
{
	return pass_nested(j, t, false);
}

static TD_AVX2 bool
pass_nested_avx2(struct td_json *j, struct nest t)
{
	return pass_nested(j, t, true);
}

bool
td_json_pass_brackets_by(struct td_json *j, bool within, bool avx2)
{
	struct nest t = { .lead = !within };

	if (within) {
		t.objects = 1;
		t.depth = 1;
	}
	return avx2 ? pass_nested_avx2(j, t) : pass_nested_plain(j, t);
}

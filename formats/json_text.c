/*
 * Texts and numbers of JSON values (RFC 8259 6 and 7).
 *
 *	"550 5.1.1 \u003cu@example.jp\u003e \ud83d\ude00"
 *1521472262.908181
 */
#include "format.h"
#include "json.h"
#include "lex.h"

/* ---- Texts ------------------------------------------------------------- */

/* A code point as UTF-8 (RFC 3629); its length. */
static size_t
put_code(unsigned c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* The four hex digits at p, or a value above 0xffff. */
static unsigned
hex4(const char *p, const char *end)
{
	unsigned v = 0;

	if (end - p < 4)
		return 0x10000;
	for (int i = 0; i < 4; i++) {
		int d = td_hex_digit(p[i]);

		if (d < 0)
			return 0x10000;
		v = v << 4 | (unsigned)d;
	}
	return v;
}

/* The digits of a "\u" are at *p, perhaps half of a pair: RFC 8259 7. */
static size_t
unescape_code(const char **p, const char *end, char out[4])
{
	unsigned c = hex4(*p, end), low;

	if (c > 0xffff)
		return put_code('u', out);
	*p += 4;
	if (c < 0xd800 || c > 0xdfff)
		return put_code(c, out);
	if (c < 0xdc00 && TD_BEGINS(*p, end, "\\u")) {
		low = hex4(*p + 2, end);
		if (low >= 0xdc00 && low <= 0xdfff) {
			*p += 6;
			return put_code(
			    0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00),
			    out);
		}
	}
	return put_code(0xfffd, out);
}

/* What the "\" before *p stands for; *p < end is passed. */
static size_t
unescape_one(const char **p, const char *end, char out[4])
{
	const char c = *(*p)++;

	switch (c) {
	case 'b':
		out[0] = '\b';
		return 1;
	case 'f':
		out[0] = '\f';
		return 1;
	case 'n':
		out[0] = '\n';
		return 1;
	case 'r':
		out[0] = '\r';
		return 1;
	case 't':
		out[0] = '\t';
		return 1;
	case 'u':
		return unescape_code(p, end, out);
	default:
		out[0] = c;
		return 1;
	}
}

/*
 * Copy text, and escapes that stand for what is behind the backslash (in JSON
 * in a string nearly all do), as far as 16 bytes and one can be read and
 * written.
 */
static inline void
copy_plain(const char **p, const char *end, char **out, const char *out_end)
{
#if defined(TD_LEX_SSE2)
	const __m128i backslash = _mm_set1_epi8('\\');

	while (end - *p > 16 && out_end - *out > 16) {
		__m128i v = _mm_loadu_si128((const void *)*p);
		uint32_t m =
		    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, backslash));
		char c;

		_mm_storeu_si128((void *)*out, v);
		if (m == 0) {
			*p += 16;
			*out += 16;
			continue;
		}
		*p += __builtin_ctz(m);
		*out += __builtin_ctz(m);
		c = (*p)[1];
		if (c != '"' && c != '\\' && c != '/')
			return;
		*(*out)++ = c;
		*p += 2;
	}
#else
	(void)p, (void)end, (void)out, (void)out_end;
#endif
}

size_t
td_json_unescape(struct td_span raw, char *out, size_t cap)
{
	const char *p = raw.p, *end = raw.p + raw.n;
	char *to = out, *to_end = out + cap;

	for (;;) {
		size_t n = 1;
		char one[4];

		copy_plain(&p, end, &to, to_end);
		if (p == end)
			return (size_t)(to - out);
		one[0] = *p++;
		if (one[0] == '\\' && p < end)
			n = unescape_one(&p, end, one);
		if (n > (size_t)(to_end - to))
			return cap + 1;
		for (size_t i = 0; i < n; i++)
			*to++ = one[i];
	}
}

struct td_span
td_json_text(
    const struct td_json_value *v, char *scratch, size_t cap, size_t *n_scratch)
{
	char *out = scratch + *n_scratch;
	size_t n;

	if (!v->escaped)
		return v->raw;
	if (*n_scratch > cap)
		return (struct td_span){ v->raw.p, 0 };
	n = td_json_unescape(v->raw, out, cap - *n_scratch);
	*n_scratch += n;
	if (*n_scratch > cap)
		return (struct td_span){ v->raw.p, 0 };
	return (struct td_span){ out, n };
}

/* ---- Numbers ----------------------------------------------------------- */

/* Append the digit c to *v; false if that is no int64_t any more. */
static inline bool
append(uint64_t *v, char c)
{
	const uint64_t digit = (uint64_t)(c - '0');

	if (*v > (INT64_MAX - digit) / 10)
		return false;
	*v = *v * 10 + digit;
	return true;
}

/* Append digits to *v; behind them, or NULL if they are too many. */
static const char *
digits(const char *p, const char *end, uint64_t *v)
{
	for (; p < end && td_is_digit(*p); p++)
		if (!append(v, *p))
			return NULL;
	return p;
}

static int64_t
with_sign(uint64_t v, bool minus)
{
	return minus ? -(int64_t)v : (int64_t)v;
}

bool
td_json_int(const struct td_json_value *v, int64_t *out)
{
	const bool minus = v->raw.n > 0 && *v->raw.p == '-';
	const char *p, *end;
	uint64_t n = 0;

	if (v->kind != TD_JSON_NUMBER && v->kind != TD_JSON_STRING)
		return false;
	p = v->raw.p + minus;
	end = v->raw.p + v->raw.n;
	if (p == end || digits(p, end, &n) != end)
		return false;
	*out = with_sign(n, minus);
	return true;
}

/* "e+05" at *p, or nothing; false if it is anything else. */
static bool
exponent(const char **p, const char *end, int *out)
{
	uint64_t n = 0;
	bool minus;

	*out = 0;
	if (*p == end)
		return true;
	if (**p != 'e' && **p != 'E')
		return false;
	(*p)++;
	minus = *p < end && **p == '-';
	if (*p < end && (**p == '-' || **p == '+'))
		(*p)++;
	if (end - *p < 1 || end - *p > 3 || digits(*p, end, &n) != end)
		return false;
	*out = minus ? -(int)n : (int)n;
	*p = end;
	return true;
}

/* Append digits to *v as long as it has room; how many those were. */
static int
fraction(const char **p, const char *end, uint64_t *v)
{
	int n = 0;

	for (; *p < end && td_is_digit(**p); (*p)++)
		n += append(v, **p);
	return n;
}

/* *v times ten to the `power`. */
static bool
scale(uint64_t *v, int power)
{
	for (; power > 0 && *v != 0; power--) {
		if (*v > INT64_MAX / 10)
			return false;
		*v *= 10;
	}
	for (; power < 0 && *v != 0; power++)
		*v /= 10;
	return true;
}

bool
td_json_micros(const struct td_json_value *v, int64_t *out)
{
	const bool minus = v->raw.n > 0 && *v->raw.p == '-';
	const char *p, *end, *from;
	int power, places = 0;
	uint64_t n = 0;

	if (v->kind != TD_JSON_NUMBER && v->kind != TD_JSON_STRING)
		return false;
	from = p = v->raw.p + minus;
	end = v->raw.p + v->raw.n;
	p = digits(p, end, &n);
	if (p == NULL || p == from)
		return false;
	if (p < end && *p == '.') {
		p++;
		places = fraction(&p, end, &n);
	}
	if (!exponent(&p, end, &power) || !scale(&n, power - places + 6))
		return false;
	*out = with_sign(n, minus);
	return true;
}

/*
 * IP addresses as text (RFC 4291 2.2, RFC 5321 4.1.3), as Received shows them:
 * 192.0.2.1, [IPv6:2001:db8::1], [fe80::1%3], [192.0.2.1]:25.
 */
#include "field_received.h"

enum { V4 = 4, V6 = 16 };

/* 0..9, or more: this is no digit. */
static unsigned
digit_of(char c)
{
	return (unsigned)(unsigned char)c - '0';
}

static inline bool
is_digit(const char *p, const char *end)
{
	return p < end && digit_of(*p) < 10;
}

static bool
parse_v4(const char *p, const char *end, uint8_t *out)
{
	for (int i = 0; i < 4; i++) {
		unsigned value;

		if (i > 0 && (p == end || *p++ != '.'))
			return false;
		if (!is_digit(p, end))
			return false;
		value = digit_of(*p++);
		if (is_digit(p, end)) {
			value = value * 10 + digit_of(*p++);
			if (is_digit(p, end))
				value = value * 10 + digit_of(*p++);
		}
		if (value > 255)
			return false;
		out[i] = (uint8_t)value;
	}
	return p == end;
}

/* The value of a hex digit and one more; 0 for what is none. */
static const uint8_t hex[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
	['A'] = 11,
	['B'] = 12,
	['C'] = 13,
	['D'] = 14,
	['E'] = 15,
	['F'] = 16,
};

/* The group of 1..4 hex digits at p, or NULL. */
static const char *
take_group(const char *p, const char *end, uint8_t *out)
{
	const char *from = p;
	unsigned value = 0, digit;

	for (; p < end && (digit = hex[(unsigned char)*p]) != 0; p++)
		value = value << 4 | (digit - 1);
	if (p == from || p - from > 4)
		return NULL;
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
	return p;
}

/* Spread what stands behind the "::" at byte `gap` to the end. */
static bool
close_gap(uint8_t *out, size_t gap, size_t n)
{
	if (n == V6)
		return false;
	memmove(out + V6 - (n - gap), out + gap, n - gap);
	memset(out + gap, 0, V6 - n);
	return true;
}

static bool
parse_v6(const char *p, const char *end, uint8_t *out)
{
	size_t n = 0, gap = V6 + 1;
	const char *q;

	if (end - p >= 2 && p[0] == ':' && p[1] == ':') {
		gap = 0;
		p += 2;
	}
	while (p < end && n < V6) {
		q = take_group(p, end, out + n);
		if (q == NULL)
			return false;
		if (q < end && *q == '.') { /* what ends as IPv4 */
			if (n > V6 - V4 || (n < V6 - V4 && gap > V6) ||
			    !parse_v4(p, end, out + n))
				return false;
			n += V4;
			p = end;
			break;
		}
		n += 2;
		p = q;
		if (p == end)
			break;
		if (*p++ != ':' || p == end)
			return false;
		if (*p == ':') {
			if (gap <= V6)
				return false;
			gap = n;
			p++;
		}
	}
	if (p != end)
		return false;
	return gap <= V6 ? close_gap(out, gap, n) : n == V6;
}

static bool
private_v4(const uint8_t *b)
{
	return b[0] == 10 || b[0] == 127 || b[0] == 0 || /* RFC 1122 */
	    (b[0] == 172 && (b[1] & 0xf0) == 16) ||
	    (b[0] == 192 && b[1] == 168) ||
	    (b[0] == 169 && b[1] == 254) ||       /* RFC 3927 */
	    (b[0] == 100 && (b[1] & 0xc0) == 64); /* RFC 6598 */
}

static bool
private_v6(const uint8_t *b)
{
	static const uint8_t zero[V6],
	    mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	if (memcmp(b, zero, 15) == 0 && b[15] <= 1) /* ::, ::1 */
		return true;
	if (memcmp(b, mapped, sizeof(mapped)) == 0)
		return private_v4(b + 12);
	if (b[0] == 0x20 && b[1] == 0x02) /* 6to4, RFC 3056 */
		return private_v4(b + 2);
	return (b[0] & 0xfe) == 0xfc ||           /* RFC 4193 */
	    (b[0] == 0xfe && (b[1] & 0x80) != 0); /* link- and site-local */
}

static inline enum td_ip_kind
kind_v4(const uint8_t *b)
{
	return private_v4(b) ? TD_IP_PRIVATE : TD_IP_PUBLIC;
}

static enum td_ip_kind
parse(struct td_span ip)
{
	const char *end;
	uint8_t b[V6];

	if (ip.n < 2 || ip.n > 45) /* the longest has an IPv4 tail */
		return TD_IP_NONE;
	end = ip.p + ip.n;
	if (memchr(ip.p, ':', ip.n) == NULL)
		return parse_v4(ip.p, end, b) ? kind_v4(b) : TD_IP_NONE;
	if (!parse_v6(ip.p, end, b))
		return TD_IP_NONE;
	return private_v6(b) ? TD_IP_PRIVATE : TD_IP_PUBLIC;
}

static struct td_span
drop_tag(struct td_span s)
{
	static const struct td_span tag = TD_LIT("IPv6:");

	if (s.n > tag.n && td_span_ieq((struct td_span){ s.p, tag.n }, tag))
		return (struct td_span){ s.p + tag.n, s.n - tag.n };
	return s;
}

/* Up to the first `c`, if there is one. */
static struct td_span
cut(struct td_span s, char c)
{
	const char *hit = s.n > 0 ? memchr(s.p, c, s.n) : NULL;

	return hit != NULL ? td_span(s.p, hit) : s;
}

/* Without brackets, tag and zone; still with a port, if it has one. */
static struct td_span
undress(struct td_span token)
{
	struct td_span s = token;

	if (s.n > 0 && *s.p == '[') {
		s = cut(s, ']');
		if (s.n == token.n)
			return (struct td_span){ token.p, 0 };
		s.p++, s.n--;
	}
	return cut(drop_tag(s), '%');
}

/* Whether what is dressed or not can begin so: names rarely do. */
static bool
may_begin(char c)
{
	return c == '[' || c == ':' || td_lower(c) == 'i' ||
	    hex[(unsigned char)c] != 0;
}

/* All but the usual: IPv6, a zone, something behind the brackets. */
static __attribute__((noinline)) enum td_ip_kind
kind_of_odd(struct td_span token, struct td_span *bare)
{
	*bare = undress(token);
	return parse(*bare);
}

/*
 * 192.0.2.1 and [192.0.2.1] are nearly all there is, and names without a colon
 * nearly all that is none.
 */
enum td_ip_kind
td_ip_kind(struct td_span token, struct td_span *bare)
{
	struct td_span s = token;
	uint8_t b[V4];

	*bare = (struct td_span){ token.p, 0 };
	if (s.n == 0 || !may_begin(*s.p))
		return TD_IP_NONE;
	if (s.n > 2 && *s.p == '[' && s.p[s.n - 1] == ']')
		s.p++, s.n -= 2;
	if (parse_v4(s.p, s.p + s.n, b)) {
		*bare = s;
		return kind_v4(b);
	}
	if (digit_of(*s.p) >= 10 && *s.p != '[' &&
	    memchr(s.p, ':', s.n) == NULL)
		return TD_IP_NONE;
	return kind_of_odd(token, bare);
}

struct td_span
td_ip_token(struct td_span token)
{
	struct td_span s;

	if (td_ip_kind(token, &s) != TD_IP_NONE)
		return s;
	s = cut(s, ':'); /* a port, as ecelerity writes it */
	return parse(s) != TD_IP_NONE ? s : (struct td_span){ token.p, 0 };
}

bool
td_ip_valid(struct td_span ip)
{
	struct td_span bare;

	return td_ip_kind(ip, &bare) != TD_IP_NONE;
}

bool
td_ip_private(struct td_span ip)
{
	struct td_span bare;

	return td_ip_kind(ip, &bare) == TD_IP_PRIVATE;
}

size_t
td_ip_bytes(struct td_span ip, uint8_t out[16])
{
	if (ip.n < 2 || ip.n > 45)
		return 0;
	if (parse_v4(ip.p, ip.p + ip.n, out))
		return V4;
	return parse_v6(ip.p, ip.p + ip.n, out) ? V6 : 0;
}

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

static bool
parse_v4(const char *p, const char *end, uint8_t *out)
{
	for (int i = 0; i < 4; i++) {
		const char *from;
		unsigned value = 0, digit;

		if (i > 0 && (p == end || *p++ != '.'))
			return false;
		for (from = p; p < end && (digit = digit_of(*p)) < 10; p++)
			value = value * 10 + digit;
		if (p == from || p - from > 3 || value > 255)
			return false;
		out[i] = (uint8_t)value;
	}
	return p == end;
}

static int
hex_digit(char c)
{
	unsigned letter = (unsigned)(unsigned char)(c | 0x20) - 'a';

	if (digit_of(c) < 10)
		return (int)digit_of(c);
	return letter < 6 ? (int)letter + 10 : -1;
}

/* The group of 1..4 hex digits at p, or NULL. */
static const char *
take_group(const char *p, const char *end, uint8_t *out)
{
	unsigned value = 0, n = 0;
	int digit;

	for (; p < end && n < 5 && (digit = hex_digit(*p)) >= 0; p++, n++)
		value = value << 4 | (unsigned)digit;
	if (n == 0 || n > 4)
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
		if (n <= V6 - V4 && (n >= V6 - V4 || gap <= V6) &&
		    parse_v4(p, end, out + n)) {
			n += V4;
			p = end;
			break;
		}
		q = take_group(p, end, out + n);
		if (q == NULL)
			return false;
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

/* 4 or 16 bytes, or 0 if it is no address. */
static size_t
parse(struct td_span ip, uint8_t *out)
{
	const char *end;

	if (ip.n < 2 || ip.n > 45) /* the longest has an IPv4 tail */
		return 0;
	end = ip.p + ip.n;
	if (memchr(ip.p, ':', ip.n) != NULL)
		return parse_v6(ip.p, end, out) ? V6 : 0;
	return parse_v4(ip.p, end, out) ? V4 : 0;
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
	return c == '[' || c == ':' || td_lower(c) == 'i' || hex_digit(c) >= 0;
}

/*
 * The same as parse(undress(token)), which is *bare then.  192.0.2.1 and
 * [192.0.2.1] are nearly all there is, and have no more than the brackets.
 */
static size_t
parse_token(struct td_span token, struct td_span *bare, uint8_t *out)
{
	struct td_span s = token;

	if (s.n == 0 || !may_begin(*s.p)) {
		*bare = (struct td_span){ token.p, 0 };
		return 0;
	}
	if (s.n > 2 && *s.p == '[' && s.p[s.n - 1] == ']')
		s.p++, s.n -= 2;
	*bare = s;
	if (parse_v4(s.p, s.p + s.n, out))
		return V4;
	*bare = undress(token);
	return parse(*bare, out);
}

struct td_span
td_ip_token(struct td_span token)
{
	struct td_span s;
	uint8_t bytes[V6];

	if (parse_token(token, &s, bytes) != 0)
		return s;
	s = cut(s, ':'); /* a port, as ecelerity writes it */
	return parse(s, bytes) == V4 ? s : (struct td_span){ token.p, 0 };
}

bool
td_ip_valid(struct td_span ip)
{
	struct td_span bare;
	uint8_t bytes[V6];

	return parse_token(ip, &bare, bytes) != 0;
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

bool
td_ip_private(struct td_span ip)
{
	uint8_t b[V6];
	struct td_span bare;
	size_t n = parse_token(ip, &bare, b);

	return n == V4 ? private_v4(b) : n == V6 && private_v6(b);
}

/*
 * The terms of an SPF record: RFC 7208 4.6.1, 5, 6, 12.
 *
 *	v=spf1 a:mx.example.jp/24//64 include:%{d}.spf.example ~all exp=x.y
 */
#include "formats/field_received.h"
#include "spf_parts.h"

/* What may stand behind the name of a mechanism. */
enum behind {
	NOTHING,
	SPEC,           /* ":" domain-spec */
	OPTIONAL_SPEC,  /* [ ":" domain-spec ] */
	SPEC_AND_PREFIX /* [ ":" domain-spec ] [ dual-cidr-length ] */
};

static const struct {
	struct td_span name;
	enum spf_kind kind;
	enum behind behind;
} mechanisms[] = {
	{ TD_LIT("all"), SPF_ALL, NOTHING },
	{ TD_LIT("include"), SPF_INCLUDE, SPEC },
	{ TD_LIT("a"), SPF_A, SPEC_AND_PREFIX },
	{ TD_LIT("mx"), SPF_MX, SPEC_AND_PREFIX },
	{ TD_LIT("ptr"), SPF_PTR, OPTIONAL_SPEC },
	{ TD_LIT("ip4"), SPF_IP4, NOTHING },
	{ TD_LIT("ip6"), SPF_IP6, NOTHING },
	{ TD_LIT("exists"), SPF_EXISTS, SPEC },
};

static struct td_span
behind(struct td_span s, size_t n)
{
	return (struct td_span){ s.p + n, s.n - n };
}

/* "0", or digits that begin with none. */
static bool
read_prefix(struct td_span digits, unsigned max, uint8_t *out)
{
	unsigned value = 0;

	if (digits.n == 0 || digits.n > 3 ||
	    (digits.n > 1 && digits.p[0] == '0'))
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		if (!td_is_digit(digits.p[i]))
			return false;
		value = value * 10 + (unsigned)(digits.p[i] - '0');
	}
	*out = (uint8_t)value;
	return value <= max;
}

/* Take "/24" or "//64" off the end, if it is there; false if it is wrong. */
static bool
cut_prefix(struct td_span *s, const char *slashes, unsigned max, uint8_t *out)
{
	size_t n_slashes = strlen(slashes), from = s->n;
	struct td_span digits;

	while (from > 0 && td_is_digit(s->p[from - 1]))
		from--;
	if (from == s->n || from < n_slashes ||
	    memcmp(s->p + from - n_slashes, slashes, n_slashes) != 0)
		return true;
	digits = behind(*s, from);
	s->n = from - n_slashes;
	return read_prefix(digits, max, out);
}

/* [ ":" domain-spec ] [ ip4-cidr-length ] [ "/" ip6-cidr-length ] */
static bool
read_spec(struct td_span s, enum behind may, struct spf_term *out)
{
	if (may == SPEC_AND_PREFIX &&
	    (!cut_prefix(&s, "//", 128, &out->cidr6) ||
	        !cut_prefix(&s, "/", 32, &out->cidr4)))
		return false;
	if (s.n == 0)
		return may != SPEC;
	if (s.p[0] != ':')
		return false;
	out->spec = behind(s, 1);
	return td_spf_domain_spec_valid(out->spec);
}

/* RFC 7208 5.6: no octet begins with a zero, unless it is one. */
static bool
has_leading_zero(struct td_span ip)
{
	for (size_t i = 0; i + 1 < ip.n; i++)
		if (ip.p[i] == '0' && (i == 0 || ip.p[i - 1] == '.') &&
		    td_is_digit(ip.p[i + 1]))
			return true;
	return false;
}

static bool
read_network(struct td_span s, struct spf_term *out)
{
	const bool v4 = out->kind == SPF_IP4;
	uint8_t *prefix = v4 ? &out->cidr4 : &out->cidr6;
	const char *slash;
	struct td_span ip;

	if (s.n == 0 || s.p[0] != ':')
		return false;
	ip = s = behind(s, 1);
	slash = s.n > 0 ? memchr(s.p, '/', s.n) : NULL;
	if (slash != NULL) {
		ip = td_span(s.p, slash);
		if (!read_prefix(behind(s, ip.n + 1), v4 ? 32 : 128, prefix))
			return false;
	}
	return td_ip_bytes(ip, out->ip) == (v4 ? 4 : 16) &&
	    !(v4 && has_leading_zero(ip));
}

static bool
read_directive(struct td_span s, struct spf_term *out)
{
	static const char qualifiers[] = "+-~?";
	static const enum td_result results[] = { TD_R_PASS, TD_R_FAIL,
		TD_R_SOFTFAIL, TD_R_NEUTRAL };
	const char *q = memchr(qualifiers, s.p[0], sizeof(qualifiers) - 1);
	struct td_span name;

	out->result = q != NULL ? results[q - qualifiers] : TD_R_PASS;
	if (q != NULL)
		s = behind(s, 1);
	name = (struct td_span){ s.p, 0 };
	while (name.n < s.n && s.p[name.n] != ':' && s.p[name.n] != '/')
		name.n++;
	s = behind(s, name.n);
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(*mechanisms); i++) {
		if (!td_span_ieq(name, mechanisms[i].name))
			continue;
		out->kind = mechanisms[i].kind;
		if (out->kind == SPF_IP4 || out->kind == SPF_IP6)
			return read_network(s, out);
		if (mechanisms[i].behind == NOTHING)
			return s.n == 0;
		return read_spec(s, mechanisms[i].behind, out);
	}
	return false;
}

/* The bytes in front of "=" if this is a modifier; 0 if it is none. */
static size_t
modifier_name(struct td_span s)
{
	size_t n = 0;

	if (td_is_digit(s.p[0]))
		return 0;
	while (n < s.n &&
	    (td_is_alnum(s.p[n]) ||
	        (n > 0 && memchr("-_.", s.p[n], 3) != NULL)))
		n++;
	return n < s.n && s.p[n] == '=' ? n : 0;
}

static bool
read_modifier(struct td_span name, struct td_span value, struct spf_term *out)
{
	out->spec = value;
	if (td_span_ieq(name, TD_SPAN("redirect")))
		out->kind = SPF_REDIRECT;
	else if (td_span_ieq(name, TD_SPAN("exp")))
		out->kind = SPF_EXP;
	else
		out->kind = SPF_MODIFIER;
	return out->kind == SPF_MODIFIER ? td_spf_macro_string_valid(value) :
	                                   td_spf_domain_spec_valid(value);
}

int
td_spf_term(struct td_span *rest, struct spf_term *out)
{
	struct td_span s = *rest;
	const char *blank;
	size_t n;

	while (s.n > 0 && s.p[0] == ' ')
		s = behind(s, 1);
	if (s.n == 0)
		return 0;
	blank = memchr(s.p, ' ', s.n);
	*rest = behind(s, blank != NULL ? (size_t)(blank - s.p) : s.n);
	s.n = (size_t)(rest->p - s.p);
	*out = (struct spf_term){ .cidr4 = 32, .cidr6 = 128 };
	n = modifier_name(s);
	if (n > 0)
		return read_modifier(
		           (struct td_span){ s.p, n }, behind(s, n + 1), out) ?
		    1 :
		    -1;
	return read_directive(s, out) ? 1 : -1;
}

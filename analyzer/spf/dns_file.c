/*
 * The lines of a zone file: RFC 1035 5.1, RFC 2308 4.
 *
 *	$ORIGIN example.jp.
 *	$TTL 1h
 *	@  IN SOA ns.example.jp. hostmaster.example.jp. 1 2h 15m 4w 1h
 *	   IN TXT "v=spf1 mx" " -all"
 *	bounce.example.jp. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 ~all"
 *
 * Before the first $ORIGIN names are relative to the root.  There is neither
 * $INCLUDE nor $GENERATE.  Types that SPF does not ask for only tell that
 * there is the name.
 */
#include <errno.h>
#include <stdlib.h>

#include "analyzer/observe/slurp.h"
#include "dns_parts.h"
#include "formats/field_received.h"

static const char what[] = "cannot use as a zone";

/* A name in lower case, without a dot at the end. */
struct name {
	size_t n;
	char p[TD_DNS_NAME_MAX + 1];
};

struct reader {
	struct td_dns *z;
	struct dns_lex lex;
	struct dns_token token; /* the next one */
	struct name origin, owner;
	bool has_owner;
	struct td_error *e;
};

static bool
fail(struct reader *r, const char *why, struct td_span word)
{
	int n = word.n < 80 ? (int)word.n : 80;

	if (*why == '\0')
		td_error_sys(r->e, what, ENOMEM);
	else if (n == 0)
		td_error_set(r->e, what, "line %zu: %s", r->token.line, why);
	else
		td_error_set(r->e, what, "line %zu: %s: %.*s", r->token.line,
		    why, n, word.p);
	return false;
}

static bool
fail_here(struct reader *r, const char *why)
{
	return fail(r, why, r->token.text);
}

/* To the next token; false if there is none that makes sense. */
static bool
step(struct reader *r)
{
	r->token = td_dns_token(&r->lex);
	if (r->token.kind != DNS_BAD)
		return true;
	td_error_set(r->e, what, "line %zu: %.*s", r->token.line,
	    (int)r->token.text.n, r->token.text.p);
	return false;
}

static bool
at_end(const struct reader *r)
{
	return r->token.kind == DNS_NEWLINE || r->token.kind == DNS_END;
}

static bool
is_word(const struct reader *r)
{
	return r->token.kind == DNS_WORD;
}

/* Digits to a number of at most `max`. */
static bool
read_number(struct td_span s, uint32_t max, uint32_t *out)
{
	uint64_t value = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!td_is_digit(s.p[i]))
			return false;
		value = value * 10 + (uint64_t)(s.p[i] - '0');
		if (value > max)
			return false;
	}
	*out = (uint32_t)value;
	return true;
}

/* "3600", or "1h30m" as BIND writes it. */
static bool
is_ttl(struct td_span s)
{
	bool digit = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = td_lower(s.p[i]);

		if (td_is_digit(c))
			digit = true;
		else if (!digit || memchr("smhdw", c, 5) == NULL)
			return false;
		else
			digit = i + 1 == s.n;
	}
	return digit;
}

/* The bytes of a name as it is written; *absolute if it ends in a dot. */
static const char *
decode_name(struct td_span s, struct name *out, bool *absolute)
{
	const char *p = s.p, *end = p + s.n;

	out->n = 0;
	*absolute = false;
	while (p < end) {
		bool escaped;
		int c = td_dns_byte(&p, end, &escaped);

		if (c < 0)
			return "not an escape";
		if (c == '.' && escaped)
			return "a dot within a label";
		*absolute = c == '.';
		if (*absolute && p == end)
			break;
		if (out->n == TD_DNS_NAME_MAX)
			return "longer than a name can be";
		out->p[out->n++] = td_lower((char)c);
	}
	return NULL;
}

static const char *
complete_name(struct td_span s, const struct name *origin, struct name *out)
{
	const char *why;
	bool absolute;

	if (TD_IS(s, "@")) {
		*out = *origin;
		return NULL;
	}
	if (TD_IS(s, ".")) {
		out->n = 0;
		return NULL;
	}
	why = decode_name(s, out, &absolute);
	if (why != NULL)
		return why;
	if (!absolute && origin->n > 0) {
		if (out->n + 1 + origin->n > TD_DNS_NAME_MAX)
			return "longer than a name can be";
		out->p[out->n++] = '.';
		memcpy(out->p + out->n, origin->p, origin->n);
		out->n += origin->n;
	}
	if (out->n == 0 ||
	    !td_dns_name_valid((struct td_span){ out->p, out->n }))
		return "not a name";
	return NULL;
}

/* The token is a name; on to the next. */
static bool
take_name(struct reader *r, struct name *out)
{
	const char *why = "a name is missing";

	if (is_word(r))
		why = complete_name(r->token.text, &r->origin, out);
	if (why != NULL)
		return fail_here(r, why);
	return step(r);
}

/* ---- the data of a record ---- */

/* RFC 3597 5: bytes of any type.  Nobody writes those here. */
static bool
is_generic(const struct reader *r)
{
	return is_word(r) && TD_IS(r->token.text, "\\#");
}

static bool
add(struct reader *r, enum td_dns_type type, struct td_span data)
{
	struct td_span owner = { r->owner.p, r->owner.n };
	const char *why = td_dns_add(r->z, owner, type, data);

	return why == NULL || fail(r, why, owner);
}

static bool
read_address(struct reader *r, enum td_dns_type type)
{
	const bool v4 = type == TD_DNS_A;
	uint8_t ip[16];
	size_t n = is_word(r) ? td_ip_bytes(r->token.text, ip) : 0;

	if (n != (v4 ? 4 : 16))
		return fail_here(
		    r, v4 ? "not an IPv4 address" : "not an IPv6 address");
	return add(r, type, (struct td_span){ (const char *)ip, n }) && step(r);
}

static bool
read_mx(struct reader *r, enum td_dns_type type)
{
	char data[2 + TD_DNS_NAME_MAX];
	uint32_t preference;
	struct name host;

	if (!is_word(r) || !read_number(r->token.text, UINT16_MAX, &preference))
		return fail_here(r, "not a preference");
	if (!step(r) || !take_name(r, &host))
		return false;
	data[0] = (char)(preference >> 8);
	data[1] = (char)(preference & 0xff);
	memcpy(data + 2, host.p, host.n);
	return add(r, type, (struct td_span){ data, 2 + host.n });
}

static bool
read_host(struct reader *r, enum td_dns_type type)
{
	struct name host;

	return take_name(r, &host) &&
	    add(r, type, (struct td_span){ host.p, host.n });
}

/* One <character-string>, unescaped, behind the *n bytes that are there. */
static const char *
read_string(struct td_span s, char *text, size_t *n)
{
	const char *p = s.p, *end = p + s.n;
	size_t from = *n;

	while (p < end) {
		bool escaped;
		int c = td_dns_byte(&p, end, &escaped);

		if (c < 0)
			return "not an escape";
		if (*n - from == 255)
			return "a string of more than 255 bytes";
		if (*n == TD_DNS_TEXT_MAX)
			return "more than 65535 bytes of text";
		text[(*n)++] = (char)c;
	}
	return NULL;
}

static bool
read_txt(struct reader *r, enum td_dns_type type)
{
	char text[TD_DNS_TEXT_MAX];
	size_t n = 0;

	if (at_end(r))
		return fail(r, "a text is missing", TD_SPAN(""));
	do {
		const char *why = read_string(r->token.text, text, &n);

		if (why != NULL)
			return fail_here(r, why);
		if (!step(r))
			return false;
	} while (!at_end(r));
	return add(r, type, (struct td_span){ text, n });
}

static bool
skip_data(struct reader *r, enum td_dns_type type)
{
	while (!at_end(r))
		if (!step(r))
			return false;
	return add(r, type, TD_SPAN(""));
}

/* Two names and five numbers. */
static bool
read_soa(struct reader *r, enum td_dns_type type)
{
	size_t words = 0;

	for (; !at_end(r); words++)
		if (!step(r))
			return false;
	if (words != 7)
		return fail(r, "an SOA record has seven words", TD_SPAN(""));
	return add(r, type, TD_SPAN(""));
}

static bool
skip_spf(struct reader *r, enum td_dns_type type)
{
	r->z->ignored_spf++;
	return skip_data(r, type);
}

/* ---- types ---- */

/* A DNAME gives away what is below, as NS does. */
static const struct {
	const char *name;
	enum td_dns_type type;
	bool (*read)(struct reader *, enum td_dns_type);
} types[] = {
	{ "A", TD_DNS_A, read_address },
	{ "AAAA", TD_DNS_AAAA, read_address },
	{ "CNAME", TD_DNS_CNAME, read_host },
	{ "DNAME", TD_DNS_NS, skip_data },
	{ "MX", TD_DNS_MX, read_mx },
	{ "NS", TD_DNS_NS, read_host },
	{ "PTR", TD_DNS_PTR, read_host },
	{ "SOA", TD_DNS_SOA, read_soa },
	{ "SPF", TD_DNS_OTHER, skip_spf },
	{ "TXT", TD_DNS_TXT, read_txt },
};

/* IANA, DNS Parameters, Resource Record (RR) TYPEs: the rest of them. */
static const char *const other_types[] = { "AFSDB", "APL", "AVC", "CAA", "CDS",
	"CDNSKEY", "CERT", "CSYNC", "DHCID", "DLV", "DNSKEY", "DS", "EUI48",
	"EUI64", "GPOS", "HINFO", "HIP", "HTTPS", "IPSECKEY", "ISDN", "KEY",
	"KX", "L32", "L64", "LOC", "LP", "MB", "MG", "MINFO", "MR", "NAPTR",
	"NID", "NSAP", "NSAP-PTR", "NSEC", "NSEC3", "NSEC3PARAM", "NULL", "NXT",
	"OPENPGPKEY", "PX", "RP", "RRSIG", "RT", "SIG", "SMIMEA", "SRV",
	"SSHFP", "SVCB", "TA", "TLSA", "URI", "WKS", "X25", "ZONEMD" };

/* RFC 3597 5: "TYPE65280". */
static bool
is_numbered(struct td_span s)
{
	uint32_t number;

	return td_span_ibegins(s, TD_SPAN("TYPE")) &&
	    read_number(
	        (struct td_span){ s.p + 4, s.n - 4 }, UINT16_MAX, &number);
}

static bool
is_other(struct td_span s)
{
	for (size_t i = 0; i < sizeof(other_types) / sizeof(*other_types); i++)
		if (td_span_ieq(s,
		        (struct td_span){
		            other_types[i], strlen(other_types[i]) }))
			return true;
	return false;
}

static bool
read_data(struct reader *r)
{
	struct td_span s = r->token.text;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (!td_span_ieq(s,
		        (struct td_span){
		            types[i].name, strlen(types[i].name) }))
			continue;
		if (!step(r))
			return false;
		if (is_generic(r))
			return fail_here(r, "data of that form are not read");
		return types[i].read(r, types[i].type);
	}
	/* Which one that is nobody would see. */
	if (is_numbered(s))
		return fail_here(r, "write the type by its name");
	if (!is_other(s))
		return fail_here(r, "not a record type");
	return step(r) && skip_data(r, TD_DNS_OTHER);
}

/* ---- lines ---- */

/* [TTL] [class] or [class] [TTL], each at most once. */
static bool
skip_ttl_class(struct reader *r)
{
	bool ttl = false, in = false;

	while (is_word(r)) {
		struct td_span s = r->token.text;

		if (!ttl && is_ttl(s))
			ttl = true;
		else if (!in && td_span_ieq(s, TD_SPAN("IN")))
			in = true;
		else
			break;
		if (!step(r))
			return false;
	}
	return true;
}

static bool
read_record(struct reader *r)
{
	if (!r->token.indented) {
		if (!take_name(r, &r->owner))
			return false;
		r->has_owner = true;
	} else if (!r->has_owner) {
		return fail_here(r, "no name, and none in a line before");
	}
	if (!skip_ttl_class(r))
		return false;
	if (!is_word(r))
		return fail_here(r, "a record type is missing");
	if (td_span_ieq(r->token.text, TD_SPAN("CH")) ||
	    td_span_ieq(r->token.text, TD_SPAN("HS")))
		return fail_here(r, "not of class IN");
	if (!read_data(r))
		return false;
	return at_end(r) || fail_here(r, "too much in a line");
}

static bool
read_directive(struct reader *r)
{
	struct td_span s = r->token.text;
	struct name origin;

	if (!step(r))
		return false;
	if (td_span_ieq(s, TD_SPAN("$ORIGIN"))) {
		if (!take_name(r, &origin))
			return false;
		r->origin = origin;
	} else if (td_span_ieq(s, TD_SPAN("$TTL"))) {
		if (!is_word(r) || !is_ttl(r->token.text))
			return fail_here(r, "not a TTL");
		if (!step(r))
			return false;
	} else {
		return fail(r, "that directive is not read", s);
	}
	return at_end(r) || fail_here(r, "too much in a line");
}

static bool
read_lines(struct reader *r)
{
	for (;;) {
		if (!step(r))
			return false;
		if (r->token.kind == DNS_END)
			return true;
		if (r->token.kind == DNS_NEWLINE)
			continue;
		if (is_word(r) && *r->token.text.p == '$' &&
		    !r->token.indented) {
			if (!read_directive(r))
				return false;
		} else if (!read_record(r)) {
			return false;
		}
		if (r->token.kind == DNS_END)
			return true;
	}
}

struct td_dns *
td_dns_parse(struct td_span text, struct td_error *e)
{
	struct reader r = { .z = calloc(1, sizeof(*r.z)), .e = e };

	if (r.z == NULL) {
		td_error_sys(e, what, ENOMEM);
		return NULL;
	}
	r.z->index.secret = td_table_secret();
	if (td_span_ibegins(text, TD_SPAN("\xef\xbb\xbf")))
		text = (struct td_span){ text.p + 3, text.n - 3 };
	r.lex = (struct dns_lex){ text.p, text.p, text.p + text.n, 1, false };
	if (read_lines(&r))
		return r.z;
	td_dns_free(r.z);
	return NULL;
}

struct td_dns *
td_dns_new(const char *file, struct td_error *e)
{
	struct td_dns *z;
	size_t n;
	char *text = td_slurp(file, what, &n, e);

	if (text == NULL)
		return NULL;
	z = td_dns_parse((struct td_span){ text, n }, e);
	free(text);
	return z;
}

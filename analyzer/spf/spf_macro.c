/*
 * Macros of SPF: RFC 7208 7.
 *
 *	%{ir}.%{v}._spf.%{d2}  is  3.2.0.192.in-addr._spf.example.com
 */
#include "spf_parts.h"

/* RFC 7208 7.2: c, r and t are for explanations only. */
static const char letters[] = "slodipvh";
static const char delimiters[] = ".-+,/_=";

static struct td_span
behind(struct td_span s, size_t n)
{
	return (struct td_span){ s.p + n, s.n - n };
}

/* [ digits ] [ "r" ] *delimiter "}" */
static bool
read_transformers(struct td_span *s, struct spf_macro *out)
{
	size_t i = 0, from;
	bool digits = false;

	for (; i < s->n && td_is_digit(s->p[i]); i++) {
		digits = true;
		out->keep = out->keep * 10 + (uint32_t)(s->p[i] - '0');
		if (out->keep > TD_DNS_TEXT_MAX) /* it keeps all */
			out->keep = TD_DNS_TEXT_MAX;
	}
	if (digits && out->keep == 0)
		return false;
	out->reverse = i < s->n && td_lower(s->p[i]) == 'r';
	from = i += out->reverse;
	while (i < s->n &&
	    memchr(delimiters, s->p[i], sizeof(delimiters) - 1) != NULL)
		i++;
	out->delims = (struct td_span){ s->p + from, i - from };
	if (i == s->n || s->p[i] != '}')
		return false;
	*s = behind(*s, i + 1);
	return true;
}

static bool
read_letter(struct td_span *s, struct spf_macro *out)
{
	char c = s->n > 0 ? s->p[0] : '\0';

	out->letter = td_lower(c);
	out->escape = out->letter != c;
	if (c == '\0' ||
	    memchr(letters, out->letter, sizeof(letters) - 1) == NULL)
		return false;
	*s = behind(*s, 1);
	return read_transformers(s, out);
}

static bool
read_percent(struct td_span *s, struct spf_macro *out)
{
	switch (s->n > 0 ? s->p[0] : '\0') {
	case '{':
		*s = behind(*s, 1);
		return read_letter(s, out);
	case '%':
		out->literal = TD_SPAN("%");
		break;
	case '_':
		out->literal = TD_SPAN(" ");
		break;
	case '-':
		out->literal = TD_SPAN("%20");
		break;
	default:
		return false;
	}
	*s = behind(*s, 1);
	return true;
}

static bool
is_literal(char c)
{
	return c > ' ' && c < 0x7f && c != '%';
}

int
td_spf_macro(struct td_span *rest, struct spf_macro *out)
{
	struct td_span s = *rest;
	size_t n = 0;

	*out = (struct spf_macro){ .literal = { s.p, 0 } };
	if (s.n == 0)
		return 0;
	while (n < s.n && is_literal(s.p[n]))
		n++;
	*rest = behind(s, n);
	out->literal.n = n;
	if (n > 0)
		return 1;
	if (s.p[0] != '%')
		return -1;
	*rest = behind(s, 1);
	return read_percent(rest, out) ? 1 : -1;
}

bool
td_spf_macro_string_valid(struct td_span s)
{
	struct spf_macro m;
	int rc;

	while ((rc = td_spf_macro(&s, &m)) > 0)
		;
	return rc == 0;
}

/* RFC 7208 7.1 <toplabel>: not all digits, unless a hyphen is among them. */
static bool
is_toplabel(struct td_span s)
{
	bool ok = false;

	if (s.n == 0 || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!td_is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
		ok |= !td_is_digit(s.p[i]);
	}
	return ok;
}

/* <domain-spec>: it ends in a macro, or in "." toplabel [ "." ]. */
bool
td_spf_domain_spec_valid(struct td_span s)
{
	struct td_span tail = { NULL, 0 };
	struct spf_macro m;
	const char *dot;
	int rc;

	if (s.n == 0)
		return false;
	for (;;) {
		const char *from = s.p;

		rc = td_spf_macro(&s, &m);
		if (rc <= 0)
			break;
		tail = *from == '%' ? (struct td_span){ from, 0 } : m.literal;
	}
	if (rc < 0)
		return false;
	if (tail.n == 0)
		return true;
	tail.n -= tail.p[tail.n - 1] == '.';
	dot = tail.n > 0 ? memrchr(tail.p, '.', tail.n) : NULL;
	return dot != NULL && is_toplabel(td_span(dot + 1, tail.p + tail.n));
}

static void
put_byte(struct spf_text *t, char c)
{
	if (t->n == sizeof(t->p)) {
		t->n = sizeof(t->p) / 2;
		memcpy(t->p, t->p + t->n, t->n);
	}
	t->p[t->n++] = c;
}

void
td_spf_put(struct spf_text *t, struct td_span s)
{
	for (size_t i = 0; i < s.n; i++)
		put_byte(t, s.p[i]);
}

/* RFC 7208 7.3: what is not "unreserved" (RFC 3986 2.3) is escaped. */
static void
put_escaped(struct spf_text *t, struct td_span s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (td_is_alnum(s.p[i]) || memchr("-._~", c, 4) != NULL) {
			put_byte(t, s.p[i]);
			continue;
		}
		put_byte(t, '%');
		put_byte(t, hex[c >> 4]);
		put_byte(t, hex[c & 15]);
	}
}

static bool
is_delim(const struct spf_macro *m, char c)
{
	return m->delims.n == 0 ? c == '.' :
	                          memchr(m->delims.p, c, m->delims.n) != NULL;
}

static size_t
count_parts(const struct spf_macro *m, struct td_span value)
{
	size_t n = 1;

	for (size_t i = 0; i < value.n; i++)
		n += is_delim(m, value.p[i]);
	return n;
}

/* What stands in front of the nth delimiter, 1 the first. */
static struct td_span
front(const struct spf_macro *m, struct td_span value, size_t nth)
{
	size_t i = 0;

	for (; i < value.n; i++)
		if (is_delim(m, value.p[i]) && --nth == 0)
			break;
	return (struct td_span){ value.p, i };
}

static void
put_part(struct spf_text *t, const struct spf_macro *m, struct td_span part,
    bool more)
{
	if (m->escape)
		put_escaped(t, part);
	else
		td_spf_put(t, part);
	if (more)
		put_byte(t, '.');
}

/* The rightmost parts of the reversed ones are the first ones. */
static void
put_reversed(
    struct spf_text *t, const struct spf_macro *m, struct td_span value)
{
	size_t end = value.n, from;

	for (;; end = from - 1) {
		for (from = end; from > 0; from--)
			if (is_delim(m, value.p[from - 1]))
				break;
		put_part(t, m, (struct td_span){ value.p + from, end - from },
		    from > 0);
		if (from == 0)
			return;
	}
}

static void
put_forward(struct spf_text *t, const struct spf_macro *m, struct td_span value)
{
	size_t from = 0, end;

	for (;; from = end + 1) {
		for (end = from; end < value.n; end++)
			if (is_delim(m, value.p[end]))
				break;
		put_part(t, m, (struct td_span){ value.p + from, end - from },
		    end < value.n);
		if (end == value.n)
			return;
	}
}

void
td_spf_put_macro(
    struct spf_text *t, const struct spf_macro *m, struct td_span value)
{
	size_t n = count_parts(m, value);

	if (m->keep > 0 && m->keep < n) {
		if (m->reverse)
			value = front(m, value, m->keep);
		else
			value =
			    behind(value, front(m, value, n - m->keep).n + 1);
	}
	if (m->reverse)
		put_reversed(t, m, value);
	else
		put_forward(t, m, value);
}

struct td_span
td_spf_name(struct spf_text *t)
{
	size_t from;

	t->n -= t->n > 0 && t->p[t->n - 1] == '.';
	for (size_t i = 0; i < t->n; i++)
		t->p[i] = td_lower(t->p[i]);
	if (t->n <= TD_DNS_NAME_MAX)
		return (struct td_span){ t->p, t->n };
	for (from = t->n - TD_DNS_NAME_MAX; from < t->n; from++)
		if (t->p[from - 1] == '.')
			return (struct td_span){ t->p + from, t->n - from };
	return (struct td_span){ t->p, t->n }; /* no name is that long */
}

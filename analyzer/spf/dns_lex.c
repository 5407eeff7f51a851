/*
 * The words of a zone file: RFC 1035 5.1.
 *
 *	a IN TXT ( "v=spf1 mx"   ; a comment
 *	           " -all" )
 */
#include "dns_parts.h"

static struct dns_token
token(const struct dns_lex *x, enum dns_token_kind kind, const char *from,
    const char *to)
{
	return (struct dns_token){ kind, from > x->begin && from[-1] != '\n',
		x->line, td_span(from, to) };
}

static struct dns_token
bad(const struct dns_lex *x, struct td_span why)
{
	return (struct dns_token){ DNS_BAD, true, x->line, why };
}

#define BAD(x, why) bad((x), TD_SPAN(why))

/* A line ends in any case. */
static bool
escapes(const struct dns_lex *x)
{
	return *x->p == '\\' && x->end - x->p > 1 && x->p[1] != '\n';
}

static struct dns_token
quoted(struct dns_lex *x)
{
	struct dns_token t = token(x, DNS_STRING, x->p, x->p);

	for (x->p++; x->p < x->end && *x->p != '\n' && *x->p != '"'; x->p++)
		if (escapes(x))
			x->p++;
	if (x->p == x->end || *x->p != '"')
		return BAD(x, "a quotation mark that is not closed");
	t.text = td_span(t.text.p + 1, x->p++);
	return t;
}

static bool
ends_word(char c)
{
	return td_is_fws(c) || c == ';' || c == '"' || c == '(' || c == ')';
}

static struct dns_token
word(struct dns_lex *x)
{
	const char *from = x->p;

	for (; x->p < x->end && !ends_word(*x->p); x->p++)
		if (escapes(x))
			x->p++;
	return token(x, DNS_WORD, from, x->p);
}

static void
skip_comment(struct dns_lex *x)
{
	const char *lf = memchr(x->p, '\n', (size_t)(x->end - x->p));

	x->p = lf != NULL ? lf : x->end;
}

struct dns_token
td_dns_token(struct dns_lex *x)
{
	struct dns_token t;

	for (; x->p < x->end; x->p++)
		switch (*x->p) {
		case '\n':
			t = token(x, DNS_NEWLINE, x->p, x->p);
			x->line++;
			if (x->open)
				continue;
			x->p++;
			return t;
		case ' ':
		case '\t':
		case '\r':
			continue;
		case ';':
			skip_comment(x);
			x->p--;
			continue;
		case '(':
			if (x->open)
				return BAD(x, "a parenthesis within another");
			x->open = true;
			continue;
		case ')':
			if (!x->open)
				return BAD(x, "a parenthesis was never opened");
			x->open = false;
			continue;
		case '"':
			return quoted(x);
		default:
			return word(x);
		}
	if (x->open)
		return BAD(x, "a parenthesis that is not closed");
	return token(x, DNS_END, x->p, x->p);
}

int
td_dns_byte(const char **p, const char *end, bool *escaped)
{
	const char *q = *p;
	int value;

	*escaped = *q == '\\';
	if (!*escaped) {
		*p = q + 1;
		return (unsigned char)*q;
	}
	if (end - q < 2 || q[1] == '\n')
		return -1;
	if (!td_is_digit(q[1])) {
		*p = q + 2;
		return (unsigned char)q[1];
	}
	if (end - q < 4 || !td_is_digit(q[2]) || !td_is_digit(q[3]))
		return -1;
	value = (q[1] - '0') * 100 + (q[2] - '0') * 10 + (q[3] - '0');
	*p = q + 4;
	return value <= 255 ? value : -1;
}

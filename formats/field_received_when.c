/*
 * The date of a Received field alone, found from its end: most lines below the
 * boundary are asked for nothing else.
 *
 *	from ... by mx.example.jp; Sat, 21 Nov 2026 17:58:00 +0900 (JST)
 *
 * Wherever that could differ from what td_received_parse() says, that is asked.
 */
#include "cfws.h"
#include "field_date.h"
#include "field_received.h"

/*
 * Whether nothing but a comment of letters stands behind the date that ends at
 * p, and cannot be what ends a comment around the date.
 */
static bool
ends_field(struct td_span body, const char *semicolon, const char *p)
{
	const char *end = body.p + body.n, *open;

	p = td_skip_fws(p, end);
	if (p == end)
		return true;
	if (*p++ != '(')
		return false;
	while (p < end && td_lower(*p) >= 'a' && td_lower(*p) <= 'z')
		p++;
	if (p == end || *p != ')' || td_skip_fws(p + 1, end) != end)
		return false;
	open = memrchr(body.p, '(', (size_t)(semicolon - body.p));
	return open == NULL ||
	    memchr(open, ')', (size_t)(semicolon - open)) != NULL;
}

/* Whether what stands behind a ";" can end a comment or a string around it. */
static bool
may_close(struct td_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ')' || s.p[i] == '"')
			return true;
	return false;
}

int64_t
td_received_when(struct td_span body)
{
	const char *semicolon =
	    body.n > 0 ? memrchr(body.p, ';', body.n) : NULL;
	const char *p;
	struct td_received r;

	if (semicolon != NULL) {
		struct td_span date = td_span(semicolon + 1, body.p + body.n);

		p = td_date_usual(date, &r.when);
		if (p != NULL && ends_field(body, semicolon, p))
			return r.when;
		if (!may_close(date))
			return td_date_parse(date);
	}
	td_received_parse(body, &r);
	return r.when;
}

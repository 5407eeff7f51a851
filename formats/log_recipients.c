/*
 * The recipients of a line that has several, as sendmail, amavis and rspamd
 * write them.
 *
 *	<a@example.jp>,<"b,c"@example.jp>
 *	a@example.jp, b@example.jp
 *
 * An address in <> may hold commas and even ">" (Postfix before 3.5 wrote it
 * raw): it ends at the ">" that a comma or the end follows.
 */
#include "log_cut.h"

/* Behind the quoted string at p, or p if it never ends. */
static const char *
skip_quoted(const char *p, const char *end)
{
	const char *q = td_skip_quoted(p, end);

	return q != NULL ? q : p;
}

/* Where the list goes on behind an element that ends at p, or NULL. */
static const char *
behind(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	if (p == end)
		return p;
	return *p == ',' ? p + 1 : NULL;
}

/* The address in <> at p; where the list goes on. */
static const char *
in_brackets(const char *p, const char *end, struct td_span *recipient)
{
	const char *q = ++p, *next;

	if (q < end && *q == '"')
		q = skip_quoted(q, end);
	for (; (q = memchr(q, '>', (size_t)(end - q))) != NULL; q++) {
		*recipient = td_span(p, q);
		if ((next = behind(q + 1, end)) != NULL)
			return next;
	}
	*recipient = td_span(p, end);
	return end;
}

bool
td_recipients_next(struct td_span *rest, struct td_span *recipient)
{
	const char *p = rest->p, *end = p + rest->n, *q;

	while (p < end && (*p == ' ' || *p == ','))
		p++;
	if (p == end) {
		*rest = td_span(end, end);
		return false;
	}
	if (*p == '<') {
		q = in_brackets(p, end, recipient);
	} else {
		q = *p == '"' ? skip_quoted(p, end) : p;
		q = memchr(q, ',', (size_t)(end - q));
		if (q == NULL)
			q = end;
		*recipient = td_span_trim(td_span(p, q));
	}
	*rest = td_span(q, end);
	return true;
}

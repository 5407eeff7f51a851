/*
 * SMTP replies in logs (log_reply.h).
 */
#include "log_reply.h"
#include "lex.h"
#include "log_cut.h"

/* Behind one to `max` digits, or NULL. */
static const char *
skip_digits(const char *p, const char *end, int max)
{
	const char *q = p;

	while (q < end && q - p < max && td_is_digit(*q))
		q++;
	return q > p && (q == end || !td_is_digit(*q)) ? q : NULL;
}

/* Behind "250 " or "250-", or p. */
static const char *
skip_code(const char *p, const char *end)
{
	if (end - p >= 4 && td_is_digit(p[0]) && td_is_digit(p[1]) &&
	    td_is_digit(p[2]) && (p[3] == ' ' || p[3] == '-'))
		return p + 4;
	return p;
}

struct td_span
td_reply_status(struct td_span reply)
{
	const char *end = reply.p + reply.n, *p = skip_code(reply.p, end), *q;

	if (end - p < 5 || (p[0] != '2' && p[0] != '4' && p[0] != '5') ||
	    p[1] != '.')
		return (struct td_span){ NULL, 0 };
	q = skip_digits(p + 2, end, 3);
	if (q == NULL || q == end || *q != '.')
		return (struct td_span){ NULL, 0 };
	q = skip_digits(q + 1, end, 3);
	return q == NULL ? (struct td_span){ NULL, 0 } : td_span(p, q);
}

/* The id at p: letters, digits and inner "-" or "_"; or n 0. */
static struct td_span
id_at(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && (td_is_alnum(*q) || *q == '-' || *q == '_'))
		q++;
	return q - p >= 5 ? td_span(p, q) : (struct td_span){ NULL, 0 };
}

struct td_span
td_reply_queue_id(struct td_span reply)
{
	static const struct td_span ok = TD_LIT("OK id=");
	static const struct td_span accepted = TD_LIT(" Message accepted");
	static const struct td_span queued = TD_LIT("queued as ");
	/* Exim's last line behind an answer for each recipient (PRDR). */
	static const struct td_span prdr = TD_LIT("n250 id=");
	const char *end = reply.p + reply.n, *p = skip_code(reply.p, end), *q;
	struct td_span status = td_reply_status(reply), id;

	if (status.n > 0)
		p = status.p + status.n;
	if (p > reply.p && p < end && *p == ':') /* OpenSMTPD */
		p++;
	while (p < end && *p == ' ')
		p++;
	if (td_begins(p, end, ok))
		return id_at(p + ok.n, end);
	if (td_begins(p, end, queued))
		return id_at(p + queued.n, end);
	id = id_at(p, end);
	if (id.n > 0 && td_begins(id.p + id.n, end, accepted))
		return id;
	/* A filter hands on what the server behind it said. */
	for (q = p; (q = td_find_pair(q, end, 'O', 'K')) != NULL; q++)
		if (td_begins(q, end, ok))
			return id_at(q + ok.n, end);
	if ((q = td_seek(p, end, prdr.p, prdr.n)) != NULL)
		return id_at(q + prdr.n, end);
	for (q = p; (q = td_find_pair(q, end, 'q', 'u')) != NULL; q++)
		if (q > p && (q[-1] == ' ' || q[-1] == '(') &&
		    td_begins(q, end, queued))
			return id_at(q + queued.n, end);
	return (struct td_span){ NULL, 0 };
}

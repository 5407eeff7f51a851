/*
 * SMTP replies and paths, as they stand in logs (log_reply.h).
 */
#include "log_reply.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (td_lower(c) >= 'a' && td_lower(c) <= 'z');
}

static bool
begins(const char *p, const char *end, const char *word, size_t n)
{
	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

const char *
td_skip_quoted(const char *p, const char *end)
{
	const char *from = p + 1, *q, *b;

	while ((q = td_find(from, end, '"')) != NULL) {
		for (b = q; b > from && b[-1] == '\\'; b--)
			;
		if ((q - b) % 2 == 0)
			return q + 1;
		from = q + 1;
	}
	return NULL;
}

/* Longer quoted strings are none: a path has 256 bytes (RFC 5321 4.5.3.1.3). */
enum { QUOTED_MAX = 512 };

const char *
td_skip_path(const char *p, const char *end)
{
	const char *close = memchr(p, '>', (size_t)(end - p)), *q = p;

	if (close == NULL)
		return NULL;
	while ((q = memchr(q, '"', (size_t)(close - q))) != NULL) {
		const char *behind = td_skip_quoted(
		    q, end - q > QUOTED_MAX ? q + QUOTED_MAX : end);

		/* A quote that stands alone: the path was shortened. */
		if (behind == NULL)
			break;
		if (behind > close) {
			close = memchr(behind, '>', (size_t)(end - behind));
			if (close == NULL)
				return NULL;
		}
		q = behind;
	}
	return close + 1;
}

/* Behind one to `max` digits, or NULL. */
static const char *
skip_digits(const char *p, const char *end, int max)
{
	const char *q = p;

	while (q < end && q - p < max && is_digit(*q))
		q++;
	return q > p && (q == end || !is_digit(*q)) ? q : NULL;
}

/* Behind "250 " or "250-", or p. */
static const char *
skip_code(const char *p, const char *end)
{
	if (end - p >= 4 && is_digit(p[0]) && is_digit(p[1]) &&
	    is_digit(p[2]) && (p[3] == ' ' || p[3] == '-'))
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

	while (q < end && (is_alnum(*q) || *q == '-' || *q == '_'))
		q++;
	return q - p >= 5 ? td_span(p, q) : (struct td_span){ NULL, 0 };
}

struct td_span
td_reply_queue_id(struct td_span reply)
{
	static const struct td_span ok = TD_LIT("OK id=");
	static const struct td_span accepted = TD_LIT(" Message accepted");
	static const struct td_span queued = TD_LIT("queued as ");
	const char *end = reply.p + reply.n, *p = skip_code(reply.p, end), *q;
	struct td_span status = td_reply_status(reply), id;

	if (status.n > 0)
		p = status.p + status.n;
	while (p < end && *p == ' ')
		p++;
	if (begins(p, end, ok.p, ok.n))
		return id_at(p + ok.n, end);
	if (begins(p, end, queued.p, queued.n))
		return id_at(p + queued.n, end);
	id = id_at(p, end);
	if (id.n > 0 && begins(id.p + id.n, end, accepted.p, accepted.n))
		return id;
	/* A filter hands on what the server behind it said. */
	for (q = p; (q = td_find_pair(q, end, 'O', 'K')) != NULL; q++)
		if (begins(q, end, ok.p, ok.n))
			return id_at(q + ok.n, end);
	for (q = p; (q = td_find_pair(q, end, 'q', 'u')) != NULL; q++)
		if (q > p && (q[-1] == ' ' || q[-1] == '(') &&
		    begins(q, end, queued.p, queued.n))
			return id_at(q + queued.n, end);
	return (struct td_span){ NULL, 0 };
}

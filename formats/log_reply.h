/*
 * What the readers of logs share: SMTP replies as programs quote them, and
 * addresses with quoted local parts.  All of it is for padded input (lex.h).
 */
#ifndef TD_FORMATS_LOG_REPLY_H
#define TD_FORMATS_LOG_REPLY_H

#include "lex.h"
#include "span.h"

/* The first `a` in [p, end) that a `b` follows, or NULL. */
static inline const char *
td_find_pair(const char *p, const char *end, char a, char b)
{
	const char *q;

	if (p >= end)
		return NULL;
	q = td_find_behind(p + 1, end, a, 1, b);
	return q < end ? q - 1 : NULL;
}

/* Behind the quoted string that begins at p, or NULL if it does not end. */
const char *td_skip_quoted(const char *p, const char *end);

/*
 * Behind the path that begins with the "<" at p (RFC 5321 4.1.2), whose local
 * part may be quoted; or NULL if it does not end.
 */
const char *td_skip_path(const char *p, const char *end);

/* The RFC 3463 status behind the reply code: "550-5.7.1 ..."; or n 0. */
struct td_span td_reply_status(struct td_span reply);

/*
 * The id under which the other side goes on, or n 0: "250 Ok: queued as ID",
 * "250 OK id=ID", "250 2.0.0 ID Message accepted for delivery".
 */
struct td_span td_reply_queue_id(struct td_span reply);

#endif

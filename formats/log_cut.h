/*
 * Cuts over the text of a log line: a fixed word, a number, what stands
 * between two words.  *p moves only where they say true.
 */
#ifndef TD_FORMATS_LOG_CUT_H
#define TD_FORMATS_LOG_CUT_H

#include "log.h"

/* The word at *p. */
static inline bool
td_cut(const char **p, const char *end, const char *word, size_t n)
{
	if ((size_t)(end - *p) < n || memcmp(*p, word, n) != 0)
		return false;
	*p += n;
	return true;
}

#define TD_CUT(p, end, word) td_cut(p, end, "" word, sizeof(word) - 1)

/*
 * Where the word, of two bytes or more, first stands in [p, end), or NULL.
 * Like those of lex.h it may load up to TD_PAD bytes past `end`.
 */
const char *td_seek(const char *p, const char *end, const char *word, size_t n);

#define TD_SEEK(p, end, word) td_seek(p, end, "" word, sizeof(word) - 1)

/* Everything before the word, which is skipped, too. */
static inline bool
td_cut_to(const char **p, const char *end, const char *word, size_t n,
    struct td_span *out)
{
	const char *at = td_seek(*p, end, word, n);

	if (at == NULL)
		return false;
	*out = td_span(*p, at);
	*p = at + n;
	return true;
}

#define TD_CUT_TO(p, end, word, out) \
	td_cut_to(p, end, "" word, sizeof(word) - 1, out)

/* Everything before the byte, which is skipped, too. */
static inline bool
td_cut_byte(const char **p, const char *end, char c, struct td_span *out)
{
	const char *at = memchr(*p, c, (size_t)(end - *p));

	if (at == NULL)
		return false;
	*out = td_span(*p, at);
	*p = at + 1;
	return true;
}

/*
 * Whether [p, end) begins with the number of a port where hosts take mail in
 * from those they know (RFC 6409 3.1, RFC 8314 7.3; 2525 is what sending
 * services offer beside): an MX is asked at port 25 only (RFC 5321 4.5.4.2).
 */
bool td_is_submission(const char *p, const char *end);

/* The number that s begins with, or 0; what is over a billion is cut. */
uint32_t td_number(struct td_span s);

/* A number of up to nine digits. */
static inline bool
td_cut_number(const char **p, const char *end, uint32_t *out)
{
	const char *at = *p;
	uint32_t x = 0;

	while (at < end && at - *p < 9 && td_is_digit(*at))
		x = x * 10 + (uint32_t)(*at++ - '0');
	if (at == *p || (at < end && td_is_digit(*at)))
		return false;
	*out = x;
	*p = at;
	return true;
}

/* Behind the quoted string that begins at p, or NULL if it does not end. */
const char *td_skip_quoted(const char *p, const char *end);

/*
 * Behind the path that begins with the "<" at p (RFC 5321 4.1.2), or NULL if it
 * does not end.  A ">" may stand in its quoted words: a local part, or a word
 * of one (RFC 5322 4.4), perhaps behind a route.
 */
const char *td_skip_path(const char *p, const char *end);

/* A path behind its "<", and the ">". */
static inline bool
td_cut_path(const char **p, const char *end, struct td_span *out)
{
	const char *behind = td_skip_path(*p - 1, end);

	if (behind == NULL)
		return false;
	*out = td_span(*p, behind - 1);
	*p = behind;
	return true;
}

/* The sender of an event: the null reverse-path is told by a flag. */
static inline void
td_event_sender(struct td_event *e, struct td_span sender)
{
	e->sender = sender;
	if (sender.n == 0)
		e->flags |= TD_EVENT_NULL_SENDER;
}

#endif

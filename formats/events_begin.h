/*
 * Where a record of a stream of events begins: for events_stream.c, which says
 * what it is, and for the index.
 */
#ifndef TD_FORMATS_EVENTS_BEGIN_H
#define TD_FORMATS_EVENTS_BEGIN_H

#include "events.h"
#include "json_index.h"

/* Between two values; with the braces less than TD_LOOK_BEHIND. */
enum { BLANKS_MAX = 60 };

/* Where no value goes on: an indented or closing line is no beginning. */
static inline bool
td_events_begins_line(char c)
{
	return !td_is_fws(c) && c != '}' && c != ']' && c != ',' && c != ':' &&
	    c != '"';
}

static inline bool
td_events_may_follow(char c)
{
	return c == '}' || c == ' ' || c == '\t';
}

/*
 * Whether the "{" at p, followed by a quote, is behind another value.  In a
 * string that cannot be: its quote would end it, and no letter follows one.
 */
static inline bool
td_events_follows(const char *from, const char *p, const char *end)
{
	const char *least = p - from > BLANKS_MAX ? p - BLANKS_MAX : from;

	if (end - p < 3 || p[1] != '"' || !(td_is_alnum(p[2]) || p[2] == '_') ||
	    td_is_digit(p[2]))
		return false;
	while (p > least && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return p > from && p[-1] == '}';
}

/* The first beginning of a record in [p, stop), p not the source's; else
 * `stop`. */
static inline __attribute__((always_inline)) const char *
td_events_find(const char *from, const char *p, const char *stop,
    const char *end, bool avx2)
{
	for (const char *q = p - 1; q < stop; q += 64) {
		uint64_t m =
		    avx2 ? td_mask2_avx2(q, '\n', '{') : td_mask2(q, '\n', '{');

		for (; m != 0; m &= m - 1) {
			const char *at = q + __builtin_ctzll(m);

			if (at >= stop)
				return stop;
			if (*at == '{') {
				if (at >= p && td_events_may_follow(at[-1]) &&
				    td_events_follows(from, at, end))
					return at;
			} else if (at + 1 < stop &&
			    td_events_begins_line(at[1])) {
				return at + 1;
			}
		}
	}
	return stop;
}

/*
 * The same in [p + 1, limit), from the record at p on, of which *x is the index
 * then.  Only where td_can_index().
 */
const char *td_events_index(const char *from, const char *p, const char *limit,
    const char *end, struct td_json_index *x);

#endif

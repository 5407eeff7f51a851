/*
 * Values of JSON one after another, with line breaks between them or without:
 *
 *	{"eventType":"Send","mail":{...}}{"eventType":"Delivery",...}
 *	2026-11-21T03:04:05.678Z {"eventType":"Bounce",...}
 *	[{"event":"processed",...},{"event":"delivered",...}]
 *
 * Where a record begins is told by bytes alone, so that a source can be cut
 * anywhere; what is between two beginnings is one record.  Text before its
 * value is passed over: CloudWatch puts a stamp there.
 */
#include "events.h"
#include "lex_avx2.h"

/* Between two values; with the braces less than TD_LOOK_BEHIND. */
enum { BLANKS_MAX = 60 };

/*
 * What is read of a record.  Less than TD_RECORD_MAX, so that whether a record
 * begins within can be told by bytes that are there.
 */
#define RECORD_MAX (TD_RECORD_MAX - TD_PAD)

/* Where no value goes on: an indented or closing line is no beginning. */
static inline bool
begins_line(char c)
{
	return !td_is_fws(c) && c != '}' && c != ']' && c != ',' && c != ':' &&
	    c != '"';
}

static inline bool
may_follow(char c)
{
	return c == '}' || c == ' ' || c == '\t';
}

/*
 * Whether the "{" at p, followed by a quote, is behind another value.  In a
 * string that cannot be: its quote would end it, and no letter follows one.
 */
static bool
follows_value(const char *from, const char *p, const char *end)
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
find_record(const char *from, const char *p, const char *stop, const char *end,
    bool avx2)
{
	for (const char *q = p - 1; q < stop; q += 64) {
		uint64_t m =
		    avx2 ? td_mask2_avx2(q, '\n', '{') : td_mask2(q, '\n', '{');

		for (; m != 0; m &= m - 1) {
			const char *at = q + __builtin_ctzll(m);

			if (at >= stop)
				return stop;
			if (*at == '{') {
				if (at >= p && may_follow(at[-1]) &&
				    follows_value(from, at, end))
					return at;
			} else if (at + 1 < stop && begins_line(at[1])) {
				return at + 1;
			}
		}
	}
	return stop;
}

static const char *
find_record_plainly(
    const char *from, const char *p, const char *stop, const char *end)
{
	return find_record(from, p, stop, end, false);
}

static TD_AVX2 const char *
find_record_avx2(
    const char *from, const char *p, const char *stop, const char *end)
{
	return find_record(from, p, stop, end, true);
}

static const char *
events_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	if (at == from || at >= stop)
		return at < stop ? at : stop;
	return td_have_avx2() ? find_record_avx2(from, at, stop, end) :
	                        find_record_plainly(from, at, stop, end);
}

/* Where the value of a record begins, or NULL.  "[INFO]" is none. */
static const char *
find_value(const char *p, const char *end)
{
	for (; (p = td_find_either(p, end, '{', '[')) != NULL; p++) {
		const char *in = p + 1;

		while (in < end && td_is_fws(*in))
			in++;
		if (*p == '{' || in == end || *in == '{' || *in == '[' ||
		    *in == '"' || *in == ']')
			return p;
	}
	return NULL;
}

/* The record of [p, next); false if there is no room for it. */
static inline bool
put_record(struct td_batch *out, const char *p, const char *next)
{
	while (next > p && td_is_fws(next[-1]))
		next--;
	return td_events_put(out, td_span(p, next),
	    next > p && *p == '{' ? p : find_value(p, next));
}

static inline __attribute__((always_inline)) void
put_records(struct td_chunk *c, struct td_batch *out, bool avx2)
{
	while (out->n < out->cap && c->p < c->stop) {
		const char *p = c->p, *limit = c->end, *next;

		if ((size_t)(limit - p) > RECORD_MAX)
			limit = p + RECORD_MAX;
		next = find_record(c->from, p + 1, limit, c->end, avx2);
		if (next == limit && limit < c->end) {
			if (!td_events_lose(
			        out, td_span(p, limit), TD_EVENT_TOO_LONG))
				return;
			next = events_resync(c->from, limit, c->stop, c->end);
		} else if (!put_record(out, p, next)) {
			return;
		}
		c->p = next < c->stop ? next : c->stop;
	}
}

static void
put_records_plainly(struct td_chunk *c, struct td_batch *out)
{
	put_records(c, out, false);
}

static TD_AVX2 void
put_records_avx2(struct td_chunk *c, struct td_batch *out)
{
	put_records(c, out, true);
}

static void
events_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	if (td_have_avx2())
		put_records_avx2(c, out);
	else
		put_records_plainly(c, out);
}

/* Up to this many records of a head decide on a bid, and the lines before. */
enum { BID_RECORDS = 16 };

/* Whether the value is one that is known; in a head it may be torn. */
static bool
is_known(const char *p, const char *end)
{
	struct td_json_value v;
	struct td_json j;

	td_json_begin(&j, p, end);
	return td_json_value(&j, &v) && td_events_known(&v);
}

/*
 * Sure where an event is known and no text before it: mail has lines before
 * its body, which may be an event.
 */
static int
events_bid(struct td_span head, bool more)
{
	const char *p = head.p, *end = p + head.n, *next, *at;
	bool text = false;

	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	while (p < end && td_is_fws(*p))
		p++;
	for (int i = 0; p < end && i < BID_RECORDS; i++, p = next) {
		next = find_record_plainly(head.p, p + 1, end, end);
		at = find_value(p, next);
		if (at == NULL || (at > p && !td_is_digit(*p)))
			text = true;
		if (at != NULL && is_known(at, next))
			return text ? 35 : 97;
		if (at == p && next == end && more && i == 0)
			return 25; /* torn, and an event as likely as any */
	}
	return 0;
}

const struct td_format td_events_format = {
	.name = "events",
	.title = "events of services (JSON): Amazon SES, KumoMTA, SendGrid, "
	         "Mailgun, Postmark, SparkPost, Microsoft 365",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.bid = events_bid,
	.resync = events_resync,
	.decode = events_decode,
};

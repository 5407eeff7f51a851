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
#include "events_begin.h"

/*
 * What is read of a record.  Less than TD_RECORD_MAX, so that whether a record
 * begins within can be told by bytes that are there.
 */
#define RECORD_MAX (TD_RECORD_MAX - TD_PAD)

static const char *
find_record_plainly(
    const char *from, const char *p, const char *stop, const char *end)
{
	return td_events_find(from, p, stop, end, false);
}

static TD_AVX2 const char *
find_record_avx2(
    const char *from, const char *p, const char *stop, const char *end)
{
	return td_events_find(from, p, stop, end, true);
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
put_record(struct td_batch *out, const char *p, const char *next,
    const struct td_json_index *x)
{
	while (next > p && td_is_fws(next[-1]))
		next--;
	return td_events_put(out, td_span(p, next),
	    next > p && *p == '{' ? p : find_value(p, next), x);
}

/* The record behind the one at p, of which *x is the index then; or limit. */
static inline const char *
find_next(const struct td_chunk *c, const char *p, const char *limit,
    struct td_json_index *x)
{
	if (td_can_index())
		return td_events_index(c->from, p, limit, c->end, x);
	return find_record_plainly(c->from, p + 1, limit, c->end);
}

static void
events_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	struct td_json_index x;

	(void)headers;
	x.p = NULL;
	while (out->n < out->cap && c->p < c->stop) {
		const char *p = c->p, *limit = c->end, *next;

		if ((size_t)(limit - p) > RECORD_MAX)
			limit = p + RECORD_MAX;
		next = find_next(c, p, limit, &x);
		if (next == limit && limit < c->end) {
			if (!td_events_lose(
			        out, td_span(p, limit), TD_EVENT_TOO_LONG))
				return;
			next = events_resync(c->from, limit, c->stop, c->end);
		} else if (!put_record(out, p, next, &x)) {
			return;
		}
		c->p = next < c->stop ? next : c->stop;
	}
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

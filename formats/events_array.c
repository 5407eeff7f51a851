/*
 * One large array of events, or an object that holds one:
 *
 *	[
 *	  {"event":"processed",...},
 *	  {"event":"delivered",...}
 *	]
 *	{"@odata.context":"...","value":[{...},{...}],"@odata.nextLink":"..."}
 *
 * Its elements are the records.  Arrays may be in arrays, and behind one
 * another.  Where an element begins cannot be told without what is before it,
 * so that such a source is not cut; small arrays, one a line, are better read
 * by events_stream.c.
 */
#include "events.h"
#include "lex.h"

/* An element is read as far as a record of any other format. */
#define RECORD_MAX ((ptrdiff_t)TD_RECORD_MAX)

/* Objects with a member of such a name that is an array of objects are no
 * events; the array has them. */
static const struct td_span lists[] = {
	TD_LIT("value"),     /* OData: Microsoft 365 */
	TD_LIT("items"),     /* Mailgun's Events API */
	TD_LIT("results"),   /* SparkPost's Events API */
	TD_LIT("events"),    /* CloudWatch Logs */
	TD_LIT("Records"),   /* AWS Lambda */
	TD_LIT("records"),   /* Firehose */
	TD_LIT("logEvents"), /* CloudWatch Logs */
	TD_LIT("Messages"),  /* aws sqs receive-message */
};

bool
td_events_list(struct td_span name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (td_span_eq(name, lists[i]))
			return true;
	return false;
}

/* Behind the blanks at p. */
static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && td_is_fws(*p))
		p++;
	return p;
}

/* Whether an array of objects begins at p. */
static bool
opens_list(const char *p, const char *end)
{
	if (p == end || *p != '[')
		return false;
	p = skip_blanks(p + 1, end);
	return p < end && *p == '{';
}

enum found { ELEMENT, LIST, BROKEN };

/*
 * The object at j->p, member by member: one without a closing brace is told
 * where the next begins.  Of an element the end is passed; in a list j->p is at
 * its bracket.
 */
static enum found
pass_object(struct td_json *j)
{
	struct td_json_value v;

	td_json_enter(j);
	while (td_json_more(j)) {
		if (!td_json_name(j, &v))
			return BROKEN;
		if (td_events_list(v.raw) && opens_list(j->p, j->end))
			return LIST;
		if (!td_json_value(j, &v))
			return BROKEN;
	}
	return j->error == TD_JSON_FINE ? ELEMENT : BROKEN;
}

/* Behind the string at p, and behind the member whose name it is, if it is one;
 * but a list is gone into. */
static const char *
pass_string(const char *p, const char *end)
{
	struct td_json_value name, v;
	struct td_json j;

	td_json_begin(&j, p, end);
	if (!td_json_value(&j, &name))
		return j.p > p ? j.p : p + 1;
	p = skip_blanks(j.p, end);
	if (p == end || *p != ':')
		return p;
	p = skip_blanks(p + 1, end);
	if (td_events_list(name.raw) && opens_list(p, end))
		return p;
	td_json_begin(&j, p, end - p > RECORD_MAX ? p + RECORD_MAX : end);
	return td_json_value(&j, &v) ? j.p : p;
}

/*
 * The next "{" from p on where an element may begin, or `end`.  Other elements
 * are passed, and members of an object around an array.
 */
static const char *
find_element(const char *p, const char *end)
{
	while (p < end && *p != '{')
		p = *p == '"' ? pass_string(p, end) : p + 1;
	return p;
}

/* Whether an element may begin with the "{" at p, as far as the bytes beside it
 * can tell. */
static bool
may_be_element(const char *from, const char *p, const char *end)
{
	const char *in = skip_blanks(p + 1, end);

	while (p > from && td_is_fws(p[-1]))
		p--;
	return p > from && (p[-1] == ',' || p[-1] == '[' || p[-1] == '}') &&
	    in < end && *in == '"';
}

/*
 * Where to go on behind an error at p in what begins at `from`.  A string that
 * does not end runs into the next element, as far as its first quote.
 */
static const char *
find_element_again(const char *from, const char *p, const char *end)
{
	if (p - from > 3 && p[-1] == '"' && p[-2] == '{')
		p -= 2;
	for (; (p = td_find_or_end(p, end, '{')) < end; p++)
		if (may_be_element(from, p, end))
			return p;
	return end;
}

/* Whether an array or object begins at p; or there is nothing at all. */
static bool
begins_value(const char *p, const char *end)
{
	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	p = skip_blanks(p, end);
	return p == end || *p == '[' || *p == '{';
}

/*
 * The record at p is lost for an error at `error` in what begins at `from`.
 */
static const char *
lose(struct td_batch *out, const char *p, const char *from, const char *error,
    const char *end, enum td_defect what)
{
	const char *next =
	    find_element_again(from, error > from ? error : from + 1, end);

	return td_events_lose(out, td_span(p, next), what) ? next : NULL;
}

/*
 * Append the record at p, what is before an element and the element; where the
 * next begins, or NULL if there is no room for it.
 */
static const char *
put_record(struct td_batch *out, const char *p, const char *end)
{
	enum found found = LIST;
	const char *at = p, *limit;
	struct td_json j;

	if (!begins_value(p, end))
		return lose(out, p, p, p, end, TD_BAD_EVENT);
	for (; found == LIST; at = j.p) {
		at = find_element(at, end);
		if (at == end)
			return td_events_put(out, td_span(p, end), NULL, NULL) ?
			    end :
			    NULL;
		limit = end - at > RECORD_MAX ? at + RECORD_MAX : end;
		td_json_begin(&j, at, limit);
		found = pass_object(&j);
		if (found != LIST)
			break;
	}
	if (found == BROKEN)
		return lose(out, p, at, j.p, end,
		    j.error == TD_JSON_TORN && limit < end ? TD_EVENT_TOO_LONG :
		                                             TD_BAD_EVENT);
	return td_events_put(out, td_span(p, j.p), at, NULL) ?
	    find_element(j.p, end) :
	    NULL;
}

static void
array_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	while (out->n < out->cap && c->p < c->stop) {
		const char *next = put_record(out, c->p, c->end);

		if (next == NULL)
			return;
		c->p = next < c->stop ? next : c->stop;
	}
}

static const char *
array_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at == from && at < stop ? at : stop;
}

/* Whether the value at p ends before its first line does; in a head that ends
 * first it does not. */
static bool
is_one_line(const char *p, const char *end)
{
	const char *eol = td_find_or_end(p, end, '\n');

	return td_json_value_end(p, eol) != NULL;
}

/* Up to this many elements of a head decide on a bid. */
enum { BID_ELEMENTS = 16 };

static int
array_bid(struct td_span head, bool more)
{
	const char *p = head.p, *end = p + head.n, *at;
	struct td_json j;

	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	p = skip_blanks(p, end);
	td_json_begin(&j, p, end);
	if (p == end || (*p != '[' && *p != '{') || is_one_line(p, end) ||
	    (*p == '{' && pass_object(&j) != LIST) || !opens_list(j.p, end))
		return 0;
	at = find_element(j.p, end);
	for (int i = 0; i < BID_ELEMENTS && at < end; i++) {
		struct td_json_value v;

		td_json_begin(&j, at, end);
		if (td_json_value(&j, &v) && td_events_known(&v))
			return 98;
		if (i == 0 && more && j.error == TD_JSON_TORN)
			return 26; /* an event as likely as any */
		at = j.error == TD_JSON_FINE ?
		    find_element(j.p, end) :
		    find_element_again(at, j.p > at ? j.p : at + 1, end);
	}
	return 0;
}

const struct td_format td_events_array_format = {
	.name = "events-array",
	.title = "one large array of such events (JSON)",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.whole = (size_t)256 << 20,
	.bid = array_bid,
	.resync = array_resync,
	.decode = array_decode,
};

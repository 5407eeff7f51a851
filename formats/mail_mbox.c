/*
 * mbox (RFC 4155): messages one after another, each behind a separator line.
 *
 *	From u@example.com Sat Nov 21 17:58:00 2026
 *
 * mboxo and mboxrd quote such lines in bodies.  mboxcl and mboxcl2 may not,
 * but say in Content-Length where a body ends: a format of its own, because a
 * source whose lines depend on what came before cannot be cut.
 */
#include "header_id.h"
#include "lex.h"
#include "mail_section.h"

/* No separator line is looked at beyond this. */
enum { SEPARATOR_MAX = 1024 };

static unsigned
two_digits(const char *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

static bool
is_word_byte(char c)
{
	return td_is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '@' || c == '.' || c == '_';
}

/*
 * Whether a time of day (hh:mm, h:mm) and a year (19xx, 20xx) stand in [p,
 * end).  The order is free: "17:58:00 2026", "21 Nov 2026 17:58:00 +0900",
 * "17:58:00 +0000 2026" (Google Takeout).
 */
static bool
has_time_and_year(const char *p, const char *end)
{
	bool time = false, year = false;

	while (!(time && year)) {
		const char *q;

		while (p < end && !td_is_digit(*p))
			p++;
		if (p == end)
			return false;
		for (q = p + 1; q < end && td_is_digit(*q);)
			q++;
		if (q - p <= 2 && p[-1] != ':' && end - q >= 3 && q[0] == ':' &&
		    td_is_digit(q[1]) && td_is_digit(q[2]) &&
		    (end - q == 3 || !td_is_digit(q[3])) && q[1] < '6' &&
		    (q - p == 1 || two_digits(p) < 24))
			time = true;
		if (q - p == 4 &&
		    (two_digits(p) == 19 || two_digits(p) == 20) &&
		    !is_word_byte(p[-1]) && (q == end || !is_word_byte(*q)))
			year = true;
		p = q;
	}
	return true;
}

/*
 * Whether [p, end) ends as asctime(3) ends, "17:58:00 2026", which nearly all
 * separators do: the time and year that has_time_and_year() looks for.
 */
static inline bool
ends_as_asctime(const char *p, const char *end)
{
	static const char shape[] = " 00:00:00 0000";
	const char *q;
	bool same = true;

	if (end > p && end[-1] == '\r')
		end--;
	if (end - p < (ptrdiff_t)sizeof shape - 1)
		return false;
	q = end - (sizeof shape - 1);
	for (size_t i = 0; i < sizeof shape - 1; i++)
		same &= shape[i] == '0' ? td_is_digit(q[i]) : q[i] == shape[i];
	return same && two_digits(q + 1) < 24 && q[4] < '6' &&
	    (two_digits(q + 10) == 19 || two_digits(q + 10) == 20);
}

/* Where the separator line at p ends if `c` ends the lines around it. */
static const char *
line_end(const char *p, const char *end, char c)
{
	/* Among bare CRs an LF cannot be part of a line. */
	return c == '\r' ? td_find_break(p, end) : td_find_or_end(p, end, c);
}

/* Whether a separator line is at p; `c` ends the line. */
static bool
is_separator_line(const char *p, const char *end, char c)
{
	const char *q = p + 5;

	if (end - p < 5 || memcmp(p, "From ", 5) != 0)
		return false;
	if (end - p > SEPARATOR_MAX)
		end = p + SEPARATOR_MAX;
	/* "From : u@example.com" is a field (RFC 5322 4.5). */
	while (q < end && (*q == ' ' || *q == '\t'))
		q++;
	if (q < end && *q == ':')
		return false;
	end = line_end(q, end, c);
	return ends_as_asctime(q, end) || has_time_and_year(q, end);
}

static const char *
mbox_resync(const char *from, const char *at, const char *stop, const char *end)
{
	const char *last; /* where the blank of "From " may stand */

	if (at >= stop)
		return stop;
	if (at == from)
		return at;
	last = end - stop > 4 ? stop + 4 : end;
	/* Few words of four letters begin with an F. */
	for (at += 4; (at = td_find_behind(at, last, 'F', 4, ' ')) < last;
	     at++) {
		const char *p = at - 4;
		char c;

		if (memcmp(p, "From", 4) != 0 || !td_is_break(p[-1]))
			continue;
		c = td_behind_empty_line(from, p);
		if (c != 0 && is_separator_line(p, end, c))
			return p;
	}
	return stop;
}

/*
 * The first line of the header section of the record at p.  Some exporters
 * leave an empty line behind the separator; then the section begins behind it,
 * if what begins there is clearly a header field.
 */
static const char *
section_start(const struct td_chunk *c, const char *limit)
{
	const char *p = c->p, *q, *name;
	char end;

	if (p == c->from) {
		q = td_section_lead(p, limit);
		if (q - p < TD_LOOK_BEHIND)
			p = q;
	}
	end = td_behind_empty_line(c->from, p);
	if (end == 0) {
		end = td_section_break(p, limit);
		if (!is_separator_line(p, limit, end))
			return p;
	}
	p = line_end(p, limit, end);
	if (p < limit)
		p++;
	q = td_section_lead(p, limit);
	if (q > p && td_section_colon(q, limit, &name) != NULL &&
	    td_header_id(td_span(q, name)) != TD_H_OTHER)
		return q;
	return p;
}

static const struct td_sections sections = { mbox_resync, section_start };

static void
mbox_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	td_sections_decode(&sections, c, headers, out);
}

static const char *
mbox_body_end(const char *from, const char *body, const char *end)
{
	return mbox_resync(from, body, end, end);
}

/* Whether the source begins with a separator line; *p is set to it. */
static bool
begins_with_separator(struct td_span head, const char **p)
{
	const char *end = head.p + head.n;

	*p = td_section_lead(head.p, end);
	return *p - head.p < TD_LOOK_BEHIND &&
	    is_separator_line(*p, end, td_section_break(*p, end));
}

static int
mbox_bid(struct td_span head, bool more)
{
	const char *p;

	(void)more;
	return begins_with_separator(head, &p) ? 90 : 0;
}

const struct td_format td_mail_mbox = {
	.name = "mbox",
	.title = "mbox mailbox (RFC 4155)",
	.kinds = TD_BIT(TD_MESSAGE) | TD_BIT(TD_NOTE),
	.bid = mbox_bid,
	.resync = mbox_resync,
	.decode = mbox_decode,
	.body_end = mbox_body_end,
};

/* The first Content-Length of the section; false if there is none. */
static bool
content_length(const struct td_section *s, uint64_t *length)
{
	static const struct td_span wanted = TD_LIT("Content-Length");
	const char c = td_section_break(s->p, s->limit);
	const char *p = s->p, *name, *colon;

	for (; p < s->end; p = td_find_or_end(p, s->end, c) + 1) {
		uint64_t n = 0;

		colon = td_section_colon(p, s->end, &name);
		if (colon == NULL || !td_span_ieq(td_span(p, name), wanted))
			continue;
		for (p = colon + 1; p < s->end && td_is_fws(*p);)
			p++;
		if (p == s->end || !td_is_digit(*p))
			return false;
		for (; p < s->end && td_is_digit(*p) && n < UINT32_MAX; p++)
			n = n * 10 + (uint64_t)(*p - '0');
		*length = n;
		return true;
	}
	return false;
}

/*
 * Where the message of a section ends by its Content-Length, if that is right:
 * at the end of the source or a separator line, or one empty line before.
 * NULL if not.
 */
static const char *
content_end(const struct td_section *s, const char *end, bool more)
{
	const char *p;
	uint64_t n;

	/* Without an empty line nobody knows where the body begins. */
	if (s->body == s->end || !content_length(s, &n) ||
	    n > (uint64_t)(end - s->body))
		return NULL;
	p = s->body + n;
	if (p < end && !td_is_break(p[-1]))
		return NULL;
	for (int i = 0; i < 2; i++) {
		if (p == end)
			return more ? NULL : p;
		if (is_separator_line(p, end, td_section_break(p, end)))
			return p;
		if (*p == '\r' && end - p > 1 && p[1] == '\n')
			p++;
		if (!td_is_break(*p))
			return NULL;
		p++;
	}
	return NULL;
}

static const char *
mboxcl_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at == from && at < stop ? at : stop;
}

static void
mboxcl_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	while (out->n < out->cap && c->p < c->stop) {
		struct td_section s;
		const char *next;

		if (!td_sections_decode_one(&sections, c, headers, &s, out))
			return;
		next = content_end(&s, c->end, false);
		c->p = next != NULL ?
		    next :
		    mbox_resync(c->from, s.body, c->stop, c->end);
	}
}

/* It is where the next record begins: such a source is one chunk. */
static const char *
mboxcl_body_end(const char *from, const char *body, const char *end)
{
	(void)from, (void)body;
	return end;
}

static int
mboxcl_bid(struct td_span head, bool more)
{
	struct td_header header[1];
	struct td_flaw flaw[TD_SECTION_FLAWS];
	struct td_record record;
	struct td_batch b = { .base = head.p,
		.cap = 1,
		.record = &record,
		.cap_headers = 1,
		.header = header,
		.cap_flaws = TD_SECTION_FLAWS,
		.flaw = flaw };
	const char *end = head.p + head.n, *p;
	struct td_chunk c = {
		.from = head.p, .p = head.p, .stop = end, .end = end
	};
	struct td_section s;

	if (!begins_with_separator(head, &p) ||
	    !td_sections_decode_one(&sections, &c, 0, &s, &b))
		return 0;
	return content_end(&s, end, more) != NULL ? 95 : 0;
}

const struct td_format td_mail_mboxcl = {
	.name = "mboxcl",
	.title = "mbox mailbox whose Content-Length is right (mboxcl, mboxcl2)",
	.kinds = TD_BIT(TD_MESSAGE) | TD_BIT(TD_NOTE),
	.whole = (size_t)32 << 20,
	.larger = &td_mail_mbox,
	.bid = mboxcl_bid,
	.resync = mboxcl_resync,
	.decode = mboxcl_decode,
	.body_end = mboxcl_body_end,
};

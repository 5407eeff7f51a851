/*
 * Postfix: what it did by its rules, smtpd(8), postscreen(8), cleanup(8).
 *
 *	reject: RCPT from mx[192.0.2.1]: 550 5.1.1 <u@example.jp>: no such
 *	    user; from=<a@example.com> to=<u@example.jp> proto=ESMTP helo=<mx>
 *	milter-reject: END-OF-MESSAGE from mx[192.0.2.1]: 5.7.1 spam; from=...
 *	info: header NAME: BODY from mx[192.0.2.1]; from=<a@example.com>
 *	    to=<u@example.jp> proto=ESMTP helo=<mx>: TEXT
 *
 * NAME and BODY are cut at 200 bytes together, TEXT is not (cleanup(8),
 * cleanup_act_log); breaks and tabs show as "?".  Field and paths are written
 * by strangers, helo is not: smtpd(8) takes "<>" out of it.
 */
#include "log_postfix.h"

#include "lex.h"

#define CONTENT_MAX 200
#define ORIGIN_MAX 320 /* a host name, an address and some */

/* The last `mark` in [p, end), which begins with `first`; or NULL. */
static const char *
find_last(const char *p, const char *end, char first, struct td_span mark)
{
	const char *q = end;

	while (q > p && (q = memrchr(p, first, (size_t)(q - p))) != NULL)
		if ((size_t)(end - q) >= mark.n &&
		    memcmp(q, mark.p, mark.n) == 0)
			return q;
	return NULL;
}

/* The end of the path at p, which is behind its "<": its ">", or NULL. */
static const char *
path_end(const char *p, const char *end)
{
	if (p < end && *p == '"' && (p = td_skip_quoted(p, end)) == NULL)
		return NULL;
	for (; (p = td_find(p, end, '>')) != NULL; p++)
		if (p + 1 == end || p[1] == ' ' || p[1] == ',' ||
		    TD_BEGINS(p, end, ">: "))
			return p;
	return NULL;
}

static uint8_t
stage_of(struct td_span where)
{
	static const struct {
		struct td_span where;
		uint8_t stage;
	} stages[] = {
		{ TD_LIT("RCPT"), TD_STAGE_RCPT },
		{ TD_LIT("MAIL"), TD_STAGE_MAIL },
		{ TD_LIT("CONNECT"), TD_STAGE_CONNECT },
		{ TD_LIT("EHLO"), TD_STAGE_EHLO },
		{ TD_LIT("HELO"), TD_STAGE_EHLO },
		{ TD_LIT("STARTTLS"), TD_STAGE_EHLO },
		{ TD_LIT("AUTH"), TD_STAGE_EHLO },
		{ TD_LIT("DATA"), TD_STAGE_DATA },
		{ TD_LIT("BDAT"), TD_STAGE_DATA },
		{ TD_LIT("END-OF-MESSAGE"), TD_STAGE_EOD },
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (td_span_eq(where, stages[i].where))
			return stages[i].stage;
	return TD_STAGE_NONE;
}

/* "mx[192.0.2.1]:4711: " at p: behind it, with the address read; or p. */
static const char *
read_origin(const char *p, const char *end, struct td_event *e)
{
	const char *open = td_find(p, end, '[');
	const char *close = open != NULL ? td_find(open, end, ']') : NULL;
	const char *colon = close != NULL ? td_find(close, end, ' ') : NULL;

	if (colon == NULL || colon[-1] != ':')
		return p;
	e->client = td_span(p, open);
	e->client_ip = td_span(open + 1, close);
	if (td_span_eq(e->client_ip, TD_SPAN("unknown")))
		e->client_ip.n = 0;
	return colon + 1;
}

/* "WHERE from HOST[IP]: REPLY; from=<S> to=<R> ...", each part may lack. */
static enum td_kind
read_reject(const char *p, const char *end, struct td_event *e)
{
	const char *to = td_find_or_end(p, end, ' '), *path;
	struct td_span where = td_span(p, to);

	if (where.n > 0 && p[where.n - 1] == ':')
		where.n--; /* proxy-reject tells no client */
	e->stage = stage_of(where);
	if (e->stage == TD_STAGE_EOD && e->queue_id.n > 0)
		e->flags |= TD_EVENT_CLOSES;
	p = to < end ? to + 1 : end;
	if (TD_BEGINS(p, end, "from "))
		p = read_origin(p + 5, end, e);
	to = find_last(p, end, ';', TD_SPAN("; from=<"));
	if (to == NULL)
		to = find_last(p, end, ';', TD_SPAN("; to=<"));
	if (to == NULL)
		to = find_last(p, end, ';', TD_SPAN("; proto="));
	e->reply = td_span(p, to != NULL ? to : end);
	path = to != NULL ? find_last(to, end, ' ', TD_SPAN(" to=<")) : NULL;
	if (path != NULL && (to = path_end(path + 5, end)) != NULL)
		e->recipient = td_span(path + 5, to);
	return TD_REJECT;
}

struct content {
	struct td_span field; /* "NAME: BODY", perhaps cut */
	struct td_span text;  /* n 0 if there is none */
	bool cut;
};

/* Behind "ORIGIN;" at p, if a path follows; or NULL. */
static const char *
origin_end(const char *p, const char *end)
{
	const char *limit = end - p > ORIGIN_MAX ? p + ORIGIN_MAX : end;
	const char *to = td_find(p, limit, ' ');

	if (to == NULL || to == p || to[-1] != ';' ||
	    !(TD_BEGINS(to, end, " from=<") || TD_BEGINS(to, end, " to=<")))
		return NULL;
	return to;
}

/* The TEXT behind "ORIGIN;", which is cleanup's list of attributes at p. */
static struct td_span
text_behind(const char *p, const char *end)
{
	const struct td_span none = { NULL, 0 };

	if (TD_BEGINS(p, end, " from=<"))
		if ((p = path_end(p + 7, end)) == NULL || ++p == end)
			return none;
	if (TD_BEGINS(p, end, " to=<"))
		if ((p = path_end(p + 5, end)) == NULL || ++p == end)
			return none;
	if (TD_BEGINS(p, end, " proto="))
		for (p += 7; p < end && *p != ' ' && *p != ':';)
			p++;
	if (TD_BEGINS(p, end, " helo=<"))
		if ((p = path_end(p + 7, end)) == NULL || ++p == end)
			return none;
	return TD_BEGINS(p, end, ": ") ? td_span(p + 2, end) : none;
}

/*
 * "NAME: BODY from ORIGIN; ..." at p.  Content that was cut ends at a place
 * that is known.  Else it ends at the last " from ORIGIN;" that lies within
 * its longest: the field may hold earlier ones.
 */
static bool
split_content(const char *p, const char *end, struct content *c)
{
	const char *at = end - p > CONTENT_MAX + 6 ? p + CONTENT_MAX : end - 6;
	const char *behind = NULL;

	at = at < p ? NULL : memrchr(p, ' ', (size_t)(at + 1 - p));
	for (; at != NULL; at = memrchr(p, ' ', (size_t)(at - p)))
		if (TD_BEGINS(at, end, " from ") &&
		    (behind = origin_end(at + 6, end)) != NULL)
			break;
	if (behind == NULL)
		return false;
	c->field = td_span(p, at);
	c->cut = at - p == CONTENT_MAX;
	c->text = text_behind(behind, end);
	return true;
}

/* "NAME: BODY" of the fields that tell results; false if another. */
static bool
set_field(struct td_span s, struct td_event *e)
{
	static const struct td_span names[] = {
		TD_LIT("Authentication-Results"),
		TD_LIT("ARC-Authentication-Results"),
		TD_LIT("Received-SPF"),
	};
	const char *colon = td_find(s.p, s.p + s.n, ':');

	if (colon == NULL)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct td_span name = td_span_trim(td_span(s.p, colon));

		if (!td_span_ieq(name, names[i]))
			continue;
		e->field_name = name;
		e->field_body = td_span_trim(td_span(colon + 1, s.p + s.n));
		return true;
	}
	return false;
}

static bool
is_received_spf(const struct td_event *e)
{
	return e->field_name.n == sizeof("Received-SPF") - 1;
}

/*
 * Whether TEXT is the body of such a field, as a rule with captures gives it,
 * and not a remark.
 */
static bool
is_body(struct td_span s, const struct td_event *e)
{
	static const struct td_span methods[] = { TD_LIT("spf="),
		TD_LIT("dkim="), TD_LIT("dmarc="), TD_LIT("arc=") };
	size_t n = 0;

	if (is_received_spf(e)) {
		while (n < s.n && ((s.p[n] | 0x20) >= 'a') &&
		    ((s.p[n] | 0x20) <= 'z'))
			n++;
		return td_result_of(td_span(s.p, s.p + n)) < TD_R_OTHER;
	}
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (memmem(s.p, s.n, methods[i].p, methods[i].n) != NULL)
			return true;
	return false;
}

/*
 * Leave out what was under way at the cut: a word may be half ("pass" of
 * "passed"), and what would have qualified it is lost.
 */
static void
drop_unfinished(struct td_event *e)
{
	const char *p = e->field_body.p, *to;

	to = memrchr(p, ';', e->field_body.n);
	if (to == NULL && is_received_spf(e))
		to = memrchr(p, ' ', e->field_body.n);
	e->field_body = td_span(p, to != NULL ? to : p);
}

/* header_checks and milter_header_checks; "reject" and the like end it. */
static enum td_kind
read_content(
    struct td_span action, const char *p, const char *end, struct td_event *e)
{
	struct content c = { .cut = false };
	bool split = split_content(p, end, &c);

	if (find_last(action.p, action.p + action.n, 'r', TD_SPAN("reject")) !=
	    NULL) {
		e->flags |= TD_EVENT_CLOSES;
		e->stage = TD_STAGE_EOD;
		e->reply = c.text;
		return TD_REJECT;
	}
	if (find_last(action.p, action.p + action.n, 'd', TD_SPAN("discard")) !=
	    NULL)
		return TD_REMOVE;
	if (!split)
		return TD_NOTE;
	if (c.text.n > 0 && set_field(c.text, e))
		return TD_AUTH;
	if (!set_field(c.field, e))
		return TD_NOTE;
	if (c.text.n > 0 && is_body(c.text, e))
		e->field_body = c.text;
	else if (c.cut)
		drop_unfinished(e);
	if (e->field_body.n > 0)
		return TD_AUTH;
	e->field_name.n = 0;
	return TD_NOTE;
}

enum td_kind
td_postfix_action(const char *p, const char *end, struct td_event *e)
{
	const char *colon = p;
	struct td_span action;

	/* One word: "host ... said: " goes on as another server likes. */
	while (colon < end &&
	    ((*colon >= 'a' && *colon <= 'z') || *colon == '-' ||
	        *colon == '_'))
		colon++;
	if (!TD_BEGINS(colon, end, ": "))
		return TD_NOTE;
	action = td_span(p, colon);
	p = colon + 2;
	if (td_span_eq(action, TD_SPAN("reject")) ||
	    td_span_eq(action, TD_SPAN("milter-reject")) ||
	    td_span_eq(action, TD_SPAN("proxy-reject"))) {
		if (!TD_BEGINS(p, end, "header ") &&
		    !TD_BEGINS(p, end, "body ") &&
		    !TD_BEGINS(p, end, "content "))
			return read_reject(p, end, e);
	}
	if (e->queue_id.n == 0)
		return TD_NOTE;
	if (TD_BEGINS(p, end, "header "))
		return read_content(action, p + 7, end, e);
	if (TD_BEGINS(p, end, "body "))
		return read_content(action, p + 5, end, e);
	/* cleanup: nothing is queued, and no "removed" follows. */
	if (td_span_eq(action, TD_SPAN("milter-discard")) &&
	    TD_BEGINS(p, end, "END-OF-MESSAGE "))
		return TD_REMOVE;
	return TD_NOTE;
}

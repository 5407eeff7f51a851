/*
 * Postfix: what a delivery agent says about one recipient.
 *
 *	to=<RCPT>[, orig_to=<RCPT>], relay=RELAY[, conn_use=N], delay=S,
 *	    delays=a/b/c/d[, tls=POLICY], dsn=X.Y.Z, status=STATUS (TEXT)
 *
 * Two fields are written by strangers.  A recipient's local part may hold
 * anything, in RFC 5321's quoted form since Postfix 3.5 and raw before, and
 * TEXT is what the other server said; each may look like the rest of a line.
 * A quoted local part is read as such.  A raw recipient ends at the first ">"
 * behind which a complete rest follows, so no later words can win.
 */
#include "log_postfix.h"

#include "field_date.h"
#include "lex.h"
#include "log_cut.h"

struct rest {
	struct td_span relay, delay, stages, tls, status, word;
	const char *text; /* behind "(" */
};

/* Which program speaks, by the last part of the tag. */
enum agent {
	AGENT_SMTP,  /* smtp, relay, lmtp */
	AGENT_LOCAL, /* local, virtual */
	AGENT_PIPE,
	AGENT_DISCARD,
	AGENT_NONE, /* error, retry; qmgr and cleanup for themselves */
	AGENT_OTHER /* a service with a name of its own */
};

static enum agent
agent_of(struct td_span tag)
{
	static const struct td_span usual = TD_LIT("postfix/smtp");
	const char *end = tag.p + tag.n, *p = end;

	if (tag.n == usual.n && memcmp(tag.p, usual.p, usual.n) == 0)
		return AGENT_SMTP;
	while (p > tag.p && p[-1] != '/')
		p--;
#define IS(word) (memcmp(p, word, sizeof(word) - 1) == 0)
	switch (end - p) {
	case 4:
		if (IS("smtp") || IS("lmtp"))
			return AGENT_SMTP;
		if (IS("pipe"))
			return AGENT_PIPE;
		return IS("qmgr") ? AGENT_NONE : AGENT_OTHER;
	case 5:
		if (IS("local"))
			return AGENT_LOCAL;
		if (IS("relay"))
			return AGENT_SMTP;
		if (IS("error") || IS("retry") || IS("defer") || IS("nqmgr"))
			return AGENT_NONE;
		return AGENT_OTHER;
	case 6:
		return IS("bounce") || IS("verify") ? AGENT_NONE : AGENT_OTHER;
	case 7:
		if (IS("virtual"))
			return AGENT_LOCAL;
		if (IS("discard"))
			return AGENT_DISCARD;
		return IS("cleanup") ? AGENT_NONE : AGENT_OTHER;
	default:
		return AGENT_OTHER;
	}
#undef IS
}

/* The comma behind the relay at p; no ">" stands in it.  Or NULL. */
static inline const char *
relay_end(const char *p, const char *end)
{
	p = td_find_either(p, end, ',', '>');
	return p != NULL && *p == ',' ? p : NULL;
}

/*
 * Behind "key=" for a key that is of no use here, or of a later Postfix; or
 * NULL.  A second relay= tells that the first was none.
 */
static __attribute__((noinline)) const char *
skip_key(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && ((*p >= 'a' && *p <= 'z') || *p == '_'))
		p++;
	if (p == from || p == end || *p != '=' ||
	    TD_BEGINS(from, end, "relay="))
		return NULL;
	return p + 1;
}

/* "WORD (" at p. */
static inline bool
read_status(const char *p, const char *end, struct rest *r)
{
	const char *to = td_find(p, end, ' ');

	if (to == NULL || !TD_BEGINS(to, end, " ("))
		return false;
	r->word = td_span(p, to);
	r->text = to + 2;
	return true;
}

/*
 * Read ", delay=S, delays=a/b/c/d, dsn=X.Y.Z, status=WORD (" at p, where the
 * first comma is: the fields that Postfix writes most often, in its order.  One
 * look at 64 bytes finds all their ends.  False if it is not that.
 */
static inline bool
read_usual(const char *p, const char *end, struct rest *r)
{
	uint64_t commas;
	const char *stages, *status, *word;

	if (end - p < 64 || memcmp(p, ", delay=", 8) != 0)
		return false;
	commas = td_mask2(p, ',', ',');
	commas &= commas - 1;
	if (commas == 0)
		return false;
	stages = p + __builtin_ctzll(commas);
	commas &= commas - 1;
	if (commas == 0 || memcmp(stages, ", delays", 8) != 0 ||
	    stages[8] != '=')
		return false;
	status = p + __builtin_ctzll(commas);
	commas &= commas - 1;
	if (commas == 0 || memcmp(status, ", dsn", 5) != 0 || status[5] != '=')
		return false;
	word = p + __builtin_ctzll(commas);
	if (memcmp(word, ", status", 8) != 0 || word[8] != '=' ||
	    !read_status(word + 9, end, r))
		return false;
	r->delay = td_span(p + 8, stages);
	r->stages = td_span(stages + 9, status);
	r->status = td_span(status + 6, word);
	return true;
}

/* Read "relay=... status=WORD (" at p; false if it is not all there. */
static bool
read_rest(const char *p, const char *end, struct rest *r)
{
	const struct td_span none = { NULL, 0 };
	const char *to;

	if (!TD_BEGINS(p, end, "relay="))
		return false;
	p += 6;
	to = relay_end(p, end);
	if (to == NULL)
		return false;
	r->relay = td_span(p, to);
	r->tls = none;
	if (read_usual(to, end, r))
		return true;
	r->delay = r->stages = r->status = none;
	/* Eight bytes: any key that is compared, and one more. */
	while (end - to >= 2 + 8 && to[1] == ' ') {
		struct td_span ignored, *member = &ignored;

		p = to + 2;
#define IS(key) (memcmp(p, key, sizeof(key) - 1) == 0)
		if (IS("delay=")) {
			member = &r->delay;
			p += 6;
		} else if (IS("delays=")) {
			member = &r->stages;
			p += 7;
		} else if (IS("dsn=")) {
			member = &r->status;
			p += 4;
		} else if (IS("status=")) {
			return read_status(p + 7, end, r);
		} else if (IS("tls=")) {
			member = &r->tls;
			p += 4;
		} else if ((p = skip_key(p, end)) == NULL) {
			return false;
		}
#undef IS
		to = td_find(p, end, ',');
		if (to == NULL)
			return false;
		*member = td_span(p, to);
	}
	return false;
}

/*
 * Where the original recipient at p ends, with the rest read; NULL if it does
 * not.
 */
static const char *
original_end(const char *p, const char *end, struct rest *r)
{
	const char *q = p;
	bool quoted = p < end && *p == '"';

	if (quoted && (q = td_skip_quoted(p, end)) == NULL)
		return NULL;
	for (; (q = td_find(q, end, '>')) != NULL; q++) {
		if (TD_BEGINS(q, end, ">, ") && read_rest(q + 3, end, r))
			return q;
		if (quoted)
			return NULL;
	}
	return NULL;
}

/* "<u@example.jp>", and what stands behind it. */
static bool
read_bracketed(
    const char *p, const char *end, struct td_event *e, struct rest *r)
{
	const char *q = p, *to;
	bool quoted = p < end && *p == '"';

	if (quoted && (q = td_skip_quoted(p, end)) == NULL)
		return false;
	for (; (q = td_find(q, end, '>')) != NULL; q++) {
		if (TD_BEGINS(q, end, ">, orig_to=<")) {
			to = original_end(q + 12, end, r);
			if (to == NULL)
				return false;
			e->recipient = td_span(p, q);
			e->original = td_span(q + 12, to);
			return true;
		}
		if (TD_BEGINS(q, end, ">, ") && read_rest(q + 3, end, r)) {
			e->recipient = td_span(p, q);
			return true;
		}
		if (quoted)
			return false;
	}
	return false;
}

/* Postfix before 2.0: "u@example.jp, orig_to=root, relay=...". */
static __attribute__((noinline)) bool
read_bare(const char *p, const char *end, struct td_event *e, struct rest *r)
{
	const char *from = p, *q = p;

	for (; (q = td_find(q, end, ',')) != NULL; q++) {
		if (!TD_BEGINS(q, end, ", "))
			continue;
		if (e->recipient.p == NULL && TD_BEGINS(q, end, ", orig_to=")) {
			e->recipient = td_span(from, q);
			from = q + 10;
			continue;
		}
		if (!read_rest(q + 2, end, r))
			continue;
		if (e->recipient.p == NULL)
			e->recipient = td_span(from, q);
		else
			e->original = td_span(from, q);
		e->flags |= TD_EVENT_NO_BRACKETS;
		return true;
	}
	return false;
}

/* Behind the quoted local parts of "<...>, orig_to=<...>"; NULL: cut there. */
static const char *
behind_quoted(const char *p, const char *end)
{
	const char *q;

	if (TD_BEGINS(p, end, "<\"") &&
	    (p = td_skip_quoted(p + 1, end)) == NULL)
		return NULL;
	q = td_find(p, end, '>');
	if (q != NULL && TD_BEGINS(q, end, ">, orig_to=<\""))
		return td_skip_quoted(q + 12, end);
	return p;
}

/* A line that cannot be read: cut (DECISIONS.md 7), or not understood. */
static __attribute__((noinline)) enum td_kind
lost(const char *p, const char *end, struct td_event *e, enum td_defect *defect)
{
	static const char mark[] = ", status=";

	e->recipient = e->original = (struct td_span){ NULL, 0 };
	e->flags = 0;
	*defect = TD_TORN_DELIVERY;
	p = behind_quoted(p, end);
	while (p != NULL &&
	    (p = memmem(p, (size_t)(end - p), mark, sizeof(mark) - 1)) !=
	        NULL) {
		p += sizeof(mark) - 1;
		while (p < end && *p != ' ' && *p != ',')
			p++;
		if (TD_BEGINS(p, end, " ("))
			*defect = TD_BAD_DELIVERY;
	}
	return TD_NOTE;
}

/* "0.07", "13146": microseconds. */
static int64_t
read_delay(struct td_span s)
{
	static const int32_t unit[7] = { 1000000, 100000, 10000, 1000, 100, 10,
		1 };
	const char *p = s.p, *end, *from;
	int64_t v = 0;

	if (s.n == 0 || s.n > 12)
		return TD_NO_TIME;
	for (end = p + s.n; p < end && td_is_digit(*p); p++)
		v = v * 10 + (*p - '0');
	if (p == end)
		return v * unit[0];
	if (*p != '.')
		return TD_NO_TIME;
	for (from = ++p; p < end && td_is_digit(*p); p++)
		if (p - from < 6)
			v = v * 10 + (*p - '0');
	return p == end ? v * unit[p - from < 6 ? p - from : 6] : TD_NO_TIME;
}

/*
 * Where TEXT ends: at the ")" that ends the line.  One published log has a
 * quote behind that.  Without it syslog cut the text, and a ")" before the cut
 * is one of its own.
 */
static const char *
text_end(const char *p, const char *end, bool *closed)
{
	while (end > p && (end[-1] == ' ' || end[-1] == '\r'))
		end--;
	*closed = true;
	if (end > p && end[-1] == ')')
		return end - 1;
	if (end - p > 1 && end[-1] == '"' && end[-2] == ')')
		return end - 2;
	*closed = false;
	return end;
}

/* TD_ACTION_NONE: a probe of an address (verify(8)), no mail. */
static bool
read_word(struct td_span w, struct td_event *e)
{
	if (td_span_eq(w, TD_SPAN("sent")))
		e->action = TD_ACTION_SENT;
	else if (td_span_eq(w, TD_SPAN("deferred")) ||
	    td_span_eq(w, TD_SPAN("SOFTBOUNCE")))
		e->action = TD_ACTION_DEFERRED;
	else if (td_span_eq(w, TD_SPAN("bounced")))
		e->action = TD_ACTION_FAILED;
	else
		return td_span_eq(w, TD_SPAN("deliverable")) ||
		    td_span_eq(w, TD_SPAN("undeliverable")) ||
		    td_span_eq(w, TD_SPAN("undeliverable-but-not-cached"));
	return true;
}

/* What kind of attempt it was, if one. */
static void
set_agent(enum agent agent, const struct rest *r, struct td_event *e)
{
	if (agent == AGENT_OTHER) {
		if (td_span_eq(r->relay, TD_SPAN("local")) ||
		    td_span_eq(r->relay, TD_SPAN("virtual")))
			agent = AGENT_LOCAL;
		else if (memchr(r->relay.p, '[', r->relay.n) == NULL &&
		    !td_span_eq(r->relay, TD_SPAN("none")))
			agent = AGENT_PIPE;
	}
	switch (agent) {
	case AGENT_LOCAL:
		if ((e->flags & TD_EVENT_FORWARD) == 0)
			e->flags |= TD_EVENT_LOCAL;
		break;
	case AGENT_PIPE:
		e->flags |= TD_EVENT_PIPE;
		break;
	case AGENT_DISCARD:
		if (e->action == TD_ACTION_SENT)
			e->action = TD_ACTION_SUPPRESSED;
		e->flags |= TD_EVENT_NO_ATTEMPT;
		break;
	case AGENT_NONE:
		e->flags |= TD_EVENT_NO_ATTEMPT;
		break;
	case AGENT_SMTP:
	case AGENT_OTHER:
		/* A socket leads to a mailbox, unless it leads back here. */
		if (e->next_id.n > 0)
			e->flags &= (uint16_t)~TD_EVENT_LOCAL;
		break;
	}
}

void
td_postfix_relay(struct td_span name, struct td_event *e)
{
	const char *end = name.p + name.n;
	const char *open = td_find(name.p, end, '[');
	const char *close = open != NULL ? td_find(open, end, ']') : NULL;

	if (close == NULL) {
		if (!td_span_eq(name, TD_SPAN("none")))
			e->relay = name;
		return;
	}
	/* In front of a socket the host is our own name, or made up. */
	if (td_find(open, close, '/') != NULL) {
		e->relay = td_span(open + 1, close);
		e->flags |= TD_EVENT_LOCAL;
		return;
	}
	e->relay = td_span(name.p, open);
	e->relay_ip = td_span(open + 1, close);
	if (TD_BEGINS(close, end, "]:") && td_is_submission(close + 2, end))
		e->flags |= TD_EVENT_SUBMISSION;
}

enum td_kind
td_postfix_deliver(const struct td_line *line, const char *p, const char *end,
    struct td_event *e, enum td_defect *defect)
{
	struct rest r;
	bool closed, read;
	const char *to;

	e->delay = TD_NO_TIME;
	read = p < end && *p == '<' ? read_bracketed(p + 1, end, e, &r) :
	                              read_bare(p, end, e, &r);
	if (!read || !read_word(r.word, e))
		return lost(p, end, e, defect);
	if (e->action == TD_ACTION_NONE)
		return TD_NOTE;
	e->delay = read_delay(r.delay);
	e->stages = r.stages;
	e->tls = r.tls;
	e->status = r.status;
	td_postfix_relay(r.relay, e);
	to = text_end(r.text, end, &closed);
	if (e->action == TD_ACTION_SENT)
		td_postfix_sent(r.text, to, closed, e);
	else
		td_postfix_unsent(r.text, to, closed, e);
	set_agent(agent_of(line->tag), &r, e);
	return TD_DELIVER;
}

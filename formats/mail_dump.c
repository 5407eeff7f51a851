/*
 * A header dump: header sections one after another, without bodies, an empty
 * line or several between them.
 *
 *	Received: from mx.example.com by mx.example.jp; ...
 *	From: u@example.com
 *	<empty line>
 *	Received: ...
 */
#include "lex.h"
#include "mail_section.h"

/*
 * A record begins with the first line behind an empty one.  Behind two bare
 * CRs, which might as well stand within a line, it must look like a field.
 */
static bool
is_start(const char *from, const char *p, const char *end)
{
	const char *name;

	switch (td_behind_empty_line(from, p)) {
	case '\n':
		return true;
	case '\r':
		return td_section_colon(p, td_section_limit(p, end), &name) !=
		    NULL;
	default:
		return false;
	}
}

static const char *
dump_resync(const char *from, const char *at, const char *stop, const char *end)
{
	if (at >= stop)
		return stop;
	if (at == from)
		return at;
	for (; at < stop; at++) {
		if (!td_is_break(at[-1])) {
			at = td_find_break(at, stop);
			continue;
		}
		if (!td_is_break(*at) && is_start(from, at, end))
			return at;
	}
	return stop;
}

static const char *
section_start(const struct td_chunk *c, const char *limit)
{
	const char *p = c->p;

	if (p == c->from) {
		p = td_section_lead(p, limit);
		if (p - c->p >= TD_LOOK_BEHIND)
			return c->p;
	}
	return p;
}

static const struct td_sections sections = { dump_resync, section_start };

static void
dump_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	td_sections_decode(&sections, c, headers, out);
}

/* Fields that whoever received a message put on top of it. */
#define TRACE                                                         \
	(TD_BIT(TD_H_RETURN_PATH) | TD_BIT(TD_H_RECEIVED) |           \
	    TD_BIT(TD_H_X_RECEIVED) | TD_BIT(TD_H_RECEIVED_SPF) |     \
	    TD_BIT(TD_H_AUTHENTICATION_RESULTS) |                     \
	    TD_BIT(TD_H_ARC_AUTHENTICATION_RESULTS) |                 \
	    TD_BIT(TD_H_DELIVERED_TO) | TD_BIT(TD_H_X_DELIVERED_TO) | \
	    TD_BIT(TD_H_X_ORIGINAL_TO) | TD_BIT(TD_H_ENVELOPE_TO) |   \
	    TD_BIT(TD_H_X_ENVELOPE_TO) | TD_BIT(TD_H_X_APPARENTLY_TO))

#define BROKEN \
	(1 << TD_JUNK_BEFORE_HEADER | 1 << TD_NO_BLANK_LINE | 1 << TD_NO_HEADER)

static bool
is_section(const struct td_peek *k)
{
	return !(k->flaws & BROKEN) && ((k->ids & TRACE) || k->n_known > 1);
}

/*
 * Whether what follows the first empty line is no section, so that the first
 * one need not be looked at: the usual message.
 */
static bool
is_followed_by_text(const char *p, const char *end)
{
	struct td_peek k;

	if (td_section_break(p, end) != '\n')
		return false;
	for (; (p = td_find(p, end, '\n')) != NULL; p++) {
		const char *q = p + 1;

		while (q < end && *q == '\r')
			q++;
		if (q == end || *q != '\n')
			continue;
		p = td_section_lead(q + 1, end);
		if (p == end)
			return false;
		/* No section begins with junk; ">From " is none. */
		if (*p != '>' && td_section_colon(p, end, &q) == NULL)
			return true;
		td_section_peek(p, end, &k);
		return !is_section(&k);
	}
	return false;
}

/*
 * A dump begins as a message does, so what follows the first empty line
 * decides, and in doubt it is a message: that loses nothing that --format
 * could not bring back, but a body read as headers makes messages up.
 *
 * - What follows must be a header section itself.
 * - It may be a body all the same: of a message/rfc822, or a forwarded header
 *   quoted in text ("From: ... Sent: ... To: ...").  So where the first section
 *   says message/anything, or the second has no trace field, a third section
 *   must follow.  A multipart body cannot be one: it begins with a boundary.
 * - Then text must be rare: in a message, the body of what it quotes follows.
 */
static int
dump_bid(struct td_span head, bool more)
{
	const char *end = head.p + head.n;
	const char *p = td_section_lead(head.p, end);
	size_t n_sections = 0, n_text = 0, need = 2;

	if (is_followed_by_text(p, end))
		return 0;
	for (size_t i = 0; p < end; i++) {
		struct td_peek k;

		td_section_peek(p, end, &k);
		p = td_section_lead(k.body, end);
		if (is_section(&k))
			n_sections++;
		else if (i < 2)
			return 0;
		else if (p < end || !more)
			n_text++;
		if ((i == 0 && k.contains) || (i == 1 && !(k.ids & TRACE)))
			need = 3;
	}
	return n_sections >= need && n_text * 8 <= n_sections ? 75 : 0;
}

const struct td_format td_mail_dump = {
	.name = "dump",
	.title = "header sections one after another, no bodies",
	.kinds = TD_BIT(TD_MESSAGE) | TD_BIT(TD_NOTE),
	.bid = dump_bid,
	.resync = dump_resync,
	.decode = dump_decode,
};

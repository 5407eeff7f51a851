/*
 * One message a source (RFC 5322): a file of a Maildir or MH folder, an .eml
 * file, a mail from a pipe.  One record, its header section; what is behind it
 * is its body.
 */
#include "mail_section.h"

/* Only where a source begins does a record begin. */
static const char *
eml_resync(const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at == from && at < stop ? at : stop;
}

static void
eml_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	struct td_section s = { .begin = c->p,
		.limit = td_section_limit(c->p, c->end) };

	if (out->n == out->cap || c->p >= c->stop)
		return;
	s.p = td_section_lead(c->p, s.limit);
	if (td_section_decode(&s, headers, out))
		c->p = c->stop;
}

static const char *
eml_body_end(const char *from, const char *body, const char *end)
{
	(void)from, (void)body;
	return end;
}

/* What a message has and other "name: value" text has not. */
#define MAIL                                                                \
	(TD_BIT(TD_H_RECEIVED) | TD_BIT(TD_H_RETURN_PATH) |                 \
	    TD_BIT(TD_H_AUTHENTICATION_RESULTS) | TD_BIT(TD_H_MESSAGE_ID) | \
	    TD_BIT(TD_H_FROM) | TD_BIT(TD_H_TO))

/* Bytes in which nearly every message has shown that it is one. */
enum { FIRST_LOOK = 512 };

static int
eml_bid(struct td_span head, bool more)
{
	struct td_peek peek;

	(void)more;
	if (head.n == 0)
		return 0;
	/* More bytes add known fields, and no junk before the first one. */
	if (head.n > FIRST_LOOK) {
		td_section_peek(head.p, head.p + FIRST_LOOK, &peek);
		if (peek.n_known > 1 &&
		    !(peek.flaws & (1 << TD_JUNK_BEFORE_HEADER)))
			return 60;
	}
	td_section_peek(head.p, head.p + head.n, &peek);
	if (peek.n_known == 0)
		return 0;
	if (peek.flaws & (1 << TD_JUNK_BEFORE_HEADER))
		return peek.n_known > 1 && (peek.ids & MAIL) ? 30 : 0;
	return peek.n_known > 1 ? 60 : 40;
}

const struct td_format td_mail_eml = {
	.name = "eml",
	.title = "one message a file (RFC 5322): eml, Maildir, MH",
	.kinds = TD_BIT(TD_MESSAGE) | TD_BIT(TD_NOTE),
	.bid = eml_bid,
	.resync = eml_resync,
	.decode = eml_decode,
	.body_end = eml_body_end,
};

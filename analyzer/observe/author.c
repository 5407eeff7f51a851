/*
 * Who a message says it is from: the author domain of RFC 5322 3.6.2 that
 * DMARC looks at, and the purported responsible address of RFC 4407 2 that
 * Sender ID and au's strict filter look at.
 */
#include "analyzer/observe/reading.h"
#include "formats/field_address.h"

/* The domains of a field; an address without a valid one is none. */
struct named {
	size_t n;             /* addresses */
	bool several;         /* of different domains */
	struct td_span first; /* as written */
};

static void
count_addresses(struct td_span body, struct named *to)
{
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(&c, body);
	while (td_addresses_next(&c, &m)) {
		if (!m.valid)
			continue;
		if (to->n++ == 0)
			to->first = m.domain;
		else if (!td_span_ieq(to->first, m.domain))
			to->several = true;
	}
}

static bool
is_blank(const struct td_batch *b, const struct td_header *h)
{
	return td_span_trim(td_at(b, h->body)).n == 0;
}

/* RFC 5322 3.6 allows one From; of several, nobody can tell which is shown. */
static struct named
read_from(
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	const struct td_stretch s =
	    td_fields_find(&out->fields, r, TD_BIT(TD_H_FROM));
	struct named author = { 0 };
	size_t fields = 0;

	for (uint32_t i = s.from; i < s.to; i++) {
		const struct td_header *h = &b->header[i];

		if (h->id != TD_H_FROM || is_blank(b, h))
			continue;
		fields++;
		count_addresses(td_at(b, h->body), &author);
	}
	out->author_ambiguous = author.n > 0 && (fields > 1 || author.several);
	out->obs.author_domain = (struct td_span){ "", 0 };
	if (author.n > 0 && !out->author_ambiguous)
		out->obs.author_domain = td_reading_lower(out, author.first);
	return author;
}

/* RFC 4407 2: the fields that a choice is made of, as one walk finds them. */
struct candidates {
	const struct td_header *resent_sender; /* first of its block */
	const struct td_header *resent_from;   /* first */
	const struct td_header *sender, *from; /* first */
	size_t senders, froms;
	bool seen_resent_sender;
	bool other_block; /* trace fields stand below a Resent-From */
};

static bool
is_candidate(unsigned id)
{
	return id == TD_H_FROM || id == TD_H_SENDER || id == TD_H_RESENT_FROM ||
	    id == TD_H_RESENT_SENDER;
}

static void
add_candidate(struct candidates *c, const struct td_header *h)
{
	switch (h->id) {
	case TD_H_RESENT_SENDER:
		/* Step 1: a later resent block does not speak for the first */
		if (!c->seen_resent_sender && !c->other_block)
			c->resent_sender = h;
		c->seen_resent_sender = true;
		break;
	case TD_H_RESENT_FROM:
		if (c->resent_from == NULL)
			c->resent_from = h;
		break;
	case TD_H_SENDER:
		if (c->senders++ == 0)
			c->sender = h;
		break;
	case TD_H_FROM:
		if (c->froms++ == 0)
			c->from = h;
		break;
	default:
		break;
	}
}

/* The only field of a kind, unless it is blank. */
static const struct td_header *
only(const struct td_batch *b, const struct td_fields *f, unsigned id)
{
	const struct td_header *h;

	if ((f->seen & TD_BIT(id)) == 0)
		return NULL;
	h = &b->header[f->first[id]];
	return is_blank(b, h) ? NULL : h;
}

/* Steps 1 to 4 where it takes a walk to tell. */
__attribute__((noinline, cold)) static const struct td_header *
choose_by_walk(const struct td_batch *b, const struct td_record *r)
{
	const struct td_header *h = b->header + r->header;
	struct candidates c = { 0 };

	for (size_t i = 0; i < r->n_headers; i++) {
		if (h[i].id == TD_H_RECEIVED || h[i].id == TD_H_RETURN_PATH)
			c.other_block = c.other_block || c.resent_from != NULL;
		else if (is_candidate(h[i].id) && !is_blank(b, &h[i]))
			add_candidate(&c, &h[i]);
	}
	if (c.resent_sender != NULL)
		return c.resent_sender;
	if (c.resent_from != NULL)
		return c.resent_from;
	if (c.senders > 0)
		return c.senders == 1 ? c.sender : NULL;
	return c.froms == 1 ? c.from : NULL;
}

/* Steps 1 to 4; NULL if none or if it cannot be decided. */
static const struct td_header *
choose(const struct td_batch *b, const struct td_record *r,
    const struct td_fields *f)
{
	const uint64_t resent =
	    TD_BIT(TD_H_RESENT_SENDER) | TD_BIT(TD_H_RESENT_FROM);
	const uint64_t plain = TD_BIT(TD_H_SENDER) | TD_BIT(TD_H_FROM);
	const struct td_header *sender;

	if ((f->seen & resent) != 0 || (f->twice & plain) != 0)
		return choose_by_walk(b, r);
	sender = only(b, f, TD_H_SENDER);
	return sender != NULL ? sender : only(b, f, TD_H_FROM);
}

/* Step 5: exactly one mailbox with a domain. */
static void
read_pra(const struct td_batch *b, const struct td_record *r,
    const struct named *author, struct td_reading *out)
{
	const struct td_header *h = choose(b, r, &out->fields);
	struct named pra = { 0 };

	out->pra_domain = (struct td_span){ "", 0 };
	out->pra_field = NULL;
	if (h == NULL)
		return;
	if (h->id == TD_H_FROM) /* then it is the only one */
		pra = *author;
	else
		count_addresses(td_at(b, h->body), &pra);
	if (pra.n != 1)
		return;
	out->pra_domain = h->id == TD_H_FROM ? out->obs.author_domain :
	                                       td_reading_lower(out, pra.first);
	if (out->pra_domain.n > 0)
		out->pra_field = td_header_name((enum td_header_id)h->id);
}

void
td_read_author(
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	struct named author = read_from(b, r, out);

	read_pra(b, r, &author, out);
}

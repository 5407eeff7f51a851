/*
 * For whom a message was: evidence by rank, the domain that was addressed at
 * the receiver's border, its carrier, and whether the message had been
 * forwarded before (SEMANTICS.md 8, DECISIONS.md 16, 17, 30, 31).
 */
#include "analyzer/observe/admd.h"
#include "analyzer/observe/reading.h"
#include "formats/field_address.h"

static const char names_no_domain[] = "names no domain";

/* What one field, or several together, name. */
struct named {
	size_t n;              /* addresses, also local ones */
	size_t n_first;        /* of the first domain, before any other */
	bool several;          /* different domains */
	struct td_span domain; /* the first, as written */

	/* Where it is several, unless `in` is NULL. */
	struct td_carrier_cache *in;
	struct td_span known; /* the first domain of a known carrier */
	bool known_twice;     /* and there are two such addresses */
};

const char *
td_rank_name(enum td_rank r)
{
	static const char *const name[] = {
		[TD_RANK_GIVEN] = "given",
		[TD_RANK_X_ORIGINAL_TO] = "x-original-to",
		[TD_RANK_ENVELOPE_TO] = "envelope-to",
		[TD_RANK_RECEIVED_FOR] = "received-for",
		[TD_RANK_DELIVERED_TO] = "delivered-to",
		[TD_RANK_APPARENTLY] = "x-apparently-to",
		[TD_RANK_TO_CC] = "to-cc",
		[TD_RANK_OTHER] = "other",
		[TD_RANK_NONE] = "none",
	};

	return name[r];
}

/* The fields of a rank: TD_BIT of their ids. */
static const uint64_t fields_of[TD_N_RANKS] = {
	[TD_RANK_X_ORIGINAL_TO] = TD_BIT(TD_H_X_ORIGINAL_TO),
	[TD_RANK_ENVELOPE_TO] = TD_BIT(TD_H_ENVELOPE_TO) |
	    TD_BIT(TD_H_X_ENVELOPE_TO) | TD_BIT(TD_H_X_RCPT_TO) |
	    TD_BIT(TD_H_X_ORIG_RCPT) | TD_BIT(TD_H_X_DELIVERED_TO),
	[TD_RANK_DELIVERED_TO] = TD_BIT(TD_H_DELIVERED_TO),
	[TD_RANK_APPARENTLY] = TD_BIT(TD_H_X_APPARENTLY_TO),
	[TD_RANK_TO_CC] = TD_BIT(TD_H_TO) | TD_BIT(TD_H_CC),
	[TD_RANK_OTHER] = TD_BIT(TD_H_APPARENTLY_TO) | TD_BIT(TD_H_RESENT_TO),
};

/* Of these, sign_of() can find one that tells of forwarding. */
static const uint64_t signs = TD_BIT(TD_H_RESENT_FROM) |
    TD_BIT(TD_H_RESENT_SENDER) | TD_BIT(TD_H_RESENT_TO) |
    TD_BIT(TD_H_X_FORWARDED_TO) | TD_BIT(TD_H_X_FORWARDED_FOR) |
    TD_BIT(TD_H_DELIVERED_TO);

static bool
is_one_of(const struct td_header *h, uint64_t fields)
{
	return (TD_BIT(h->id) & fields) != 0;
}

static enum td_rank
rank_of(const struct td_header *h)
{
	int rank = 0;

	while (rank < TD_RANK_NONE && !is_one_of(h, fields_of[rank]))
		rank++;
	return (enum td_rank)rank;
}

static void
note_known(struct named *to, struct td_span domain)
{
	const struct td_carrier *c = td_carrier_cached(to->in, false, domain);

	if (c == NULL || td_span_eq(c->carrier, TD_SPAN("other")))
		return;
	if (to->known.n > 0)
		to->known_twice = true;
	else
		to->known = domain;
}

/* Carriers are asked for only when a second domain makes them matter. */
static void
note_domain(struct named *to, struct td_span domain)
{
	if (to->domain.n == 0)
		to->domain = domain;
	if (!to->several && td_span_ieq(to->domain, domain)) {
		to->n_first++;
		return;
	}
	if (to->in != NULL) {
		for (size_t i = 0; !to->several && i < to->n_first && i < 2;
		     i++)
			note_known(to, to->domain);
		note_known(to, domain);
	}
	to->several = true;
}

static void
name_all(struct td_span body, struct named *to)
{
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(&c, body);
	while (td_addresses_next(&c, &m)) {
		to->n++;
		if (m.valid)
			note_domain(to, m.domain);
	}
}

/* Where in the section the boundary stands; a sender can write below it.
 * Without any Received nothing is known to be below. */
static size_t
border_of(const struct td_record *r, const struct td_reading *out)
{
	if (out->boundary < 0)
		return r->n_headers;
	return out->hop[out->boundary].header - r->header;
}

/* Ranks that only the receiver's own fields have (DECISIONS.md 31). */
static bool
is_bordered(enum td_rank rank)
{
	return rank == TD_RANK_X_ORIGINAL_TO || rank == TD_RANK_ENVELOPE_TO ||
	    rank == TD_RANK_DELIVERED_TO || rank == TD_RANK_APPARENTLY;
}

static void
add_evidence(struct td_reading *out, enum td_rank rank, int header,
    struct td_span domain, const char *note)
{
	struct td_evidence *e;

	if (out->n_evidence == TD_MAX_EVIDENCE)
		return;
	e = &out->evidence[out->n_evidence++];
	*e = (struct td_evidence){
		.rank = rank,
		.header = header,
		.domain = { "", 0 },
		.note = note,
	};
	if (note != NULL)
		return;
	/* Mostly one host after the other says the same. */
	if (out->n_evidence > 1 && td_span_eq(e[-1].domain, domain)) {
		e->domain = e[-1].domain;
		e->inner = e[-1].inner;
		return;
	}
	e->domain = td_reading_lower(out, domain);
	if (e->domain.n == 0)
		e->note = "no room for its domain";
	else
		e->inner = td_admd_name(e->domain) != TD_NAME_HOST;
}

/* One domain or none, as evidence. */
static void
add_named(struct td_reading *out, enum td_rank rank, int header,
    const struct named *to)
{
	const char *note = NULL;

	if (to->domain.n == 0)
		note = to->n > 0 ? names_no_domain : "names nobody";
	else if (to->several)
		note = "names several domains";
	add_evidence(out, rank, header, to->domain, note);
}

/* Behind Yahoo's address stand "via 192.0.2.1" and a date: no addresses. */
static void
add_field(const struct td_batch *b, struct td_reading *out, enum td_rank rank,
    size_t at)
{
	struct named to = { 0 };

	name_all(td_at(b, b->header[at].body), &to);
	add_named(out, rank, (int)at, &to);
}

/* Above the boundary, the lowest first: later ones are later steps. */
static void
add_bordered(const struct td_batch *b, const struct td_record *r,
    struct td_reading *out, enum td_rank rank)
{
	struct td_stretch s = td_fields_find(&out->fields, r, fields_of[rank]);
	size_t border = r->header + border_of(r, out);

	for (size_t i = s.to < border ? s.to : border; i-- > s.from;)
		if (is_one_of(&b->header[i], fields_of[rank]))
			add_field(b, out, rank, i);
}

/* The top first: the last who sent it again. */
static void
add_others(
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	const uint64_t fields = fields_of[TD_RANK_OTHER];
	struct td_stretch s = td_fields_find(&out->fields, r, fields);

	for (size_t i = s.from; i < s.to; i++)
		if (is_one_of(&b->header[i], fields))
			add_field(b, out, TD_RANK_OTHER, i);
}

/* Last, so that a flood of them leaves nothing out that counts. */
static void
add_refused(
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	for (size_t i = border_of(r, out); i < r->n_headers; i++) {
		enum td_rank rank = rank_of(&b->header[r->header + i]);

		if (is_bordered(rank))
			add_evidence(out, rank, (int)(r->header + i),
			    (struct td_span){ "", 0 },
			    "below the boundary: a sender can write it");
	}
}

static void
add_received_for(struct td_reading *out)
{
	const struct td_hop *hop;
	struct named to = { .n = 1 };

	if (out->boundary < 0)
		return;
	hop = &out->hop[out->boundary];
	if (hop->received.for_path.n == 0)
		return;
	to.domain = td_path_valid(hop->received.for_path);
	add_named(out, TD_RANK_RECEIVED_FOR, (int)hop->header, &to);
}

/* All of To and Cc together: any of them can be the one. */
static void
add_to_cc(struct td_carrier_cache *carriers, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out)
{
	const uint64_t fields = fields_of[TD_RANK_TO_CC];
	struct td_stretch s = td_fields_find(&out->fields, r, fields);
	struct named to = { .in = carriers };
	int first = -1;

	for (uint32_t i = s.from; i < s.to; i++) {
		const struct td_header *h = &b->header[i];

		if (!is_one_of(h, fields))
			continue;
		if (first < 0)
			first = (int)i;
		name_all(td_at(b, h->body), &to);
	}
	if (first < 0)
		return;
	if (to.several && to.known.n > 0 && !to.known_twice) {
		to.domain = to.known;
		to.several = false;
	}
	add_named(out, TD_RANK_TO_CC, first, &to);
}

/* Whether what each of the ranks 1 to 4 says is the same. */
static bool
find_conflict(const struct td_reading *out)
{
	const struct td_evidence *first = NULL;
	enum td_rank last = TD_RANK_NONE;

	for (size_t i = 0; i < out->n_evidence; i++) {
		const struct td_evidence *e = &out->evidence[i];

		if (e->note != NULL || e->inner || e->rank == last ||
		    e->rank < TD_RANK_X_ORIGINAL_TO ||
		    e->rank > TD_RANK_DELIVERED_TO)
			continue;
		last = e->rank;
		if (first == NULL)
			first = e;
		else if (!td_span_eq(first->domain, e->domain))
			return true;
	}
	return false;
}

/* The first usable one is the best: that is how they were collected.  One that
 * names an inner host decides only where there is no other. */
static int
find_best(const struct td_reading *out)
{
	int inner = -1;

	for (size_t i = 0; i < out->n_evidence; i++) {
		const struct td_evidence *e = &out->evidence[i];

		if (e->note != NULL)
			continue;
		if (!e->inner)
			return (int)i;
		if (inner < 0)
			inner = (int)i;
	}
	return inner;
}

/* Whether evidence of a lower rank can no longer matter. */
static bool
is_settled(const struct td_reading *out)
{
	int best = find_best(out);

	return best >= 0 && !out->evidence[best].inner;
}

static void
collect(const struct td_trust *t, struct td_carrier_cache *carriers,
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	const uint64_t present = out->fields.seen;

	if (t->recipient.n > 0)
		add_evidence(out, TD_RANK_GIVEN, -1, t->recipient, NULL);
	for (int rank = TD_RANK_X_ORIGINAL_TO; rank < TD_RANK_NONE; rank++) {
		if (rank == TD_RANK_RECEIVED_FOR)
			add_received_for(out);
		else if ((present & fields_of[rank]) == 0)
			continue;
		else if (rank > TD_RANK_DELIVERED_TO && !t->thorough &&
		    is_settled(out))
			break;
		else if (rank == TD_RANK_TO_CC)
			add_to_cc(carriers, b, r, out);
		else if (rank == TD_RANK_OTHER)
			add_others(b, r, out);
		else
			add_bordered(b, r, out, (enum td_rank)rank);
	}
	if (t->thorough)
		add_refused(b, r, out);
}

static const char *
why_not(const struct td_evidence *e, const struct td_evidence *best)
{
	if (e->inner && !best->inner)
		return "names an inner host";
	if (e->rank != best->rank)
		return "better evidence decides";
	return e->rank == TD_RANK_OTHER ? "a field above decides" :
	                                  "a field below decides";
}

static void
decide(struct td_reading *out)
{
	const struct td_evidence *best = NULL;
	bool local = false;

	out->used_evidence = find_best(out);
	if (out->used_evidence >= 0)
		best = &out->evidence[out->used_evidence];
	for (size_t i = 0; i < out->n_evidence; i++) {
		struct td_evidence *e = &out->evidence[i];

		/* Whoever is in To may be anybody: "undisclosed-recipients" */
		local = local ||
		    (e->note == names_no_domain && e->rank < TD_RANK_TO_CC);
		if (best != NULL && e != best && e->note == NULL)
			e->note = why_not(e, best);
	}
	if (best != NULL)
		out->obs.domain = best->domain;
	else
		out->obs.domain =
		    local ? TD_SPAN("(none)") : TD_SPAN("(unknown)");
}

/* RFC 9228: the topmost Delivered-To is the last step of delivery. */
static void
find_final(
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	size_t border = border_of(r, out);

	for (size_t i = 0; i < border; i++) {
		const struct td_header *h = &b->header[r->header + i];
		struct named to = { 0 };

		if (h->id != TD_H_DELIVERED_TO)
			continue;
		name_all(td_at(b, h->body), &to);
		if (to.domain.n == 0 || to.several)
			continue;
		out->final_domain = td_reading_lower(out, to.domain);
		return;
	}
}

/*
 * Who took the mail.  A flat name, as Apple's inner hosts have, is of the same
 * house as the nearest named hop above it (DECISIONS.md 22).
 */
static const struct td_carrier *
carrier_of_relay(
    struct td_carrier_cache *carriers, const struct td_reading *out)
{
	for (int i = out->boundary; i >= 0; i--) {
		const struct td_hop *hop = &out->hop[i];

		if (hop->by_name == TD_NAME_HOST)
			return td_carrier_cached(
			    carriers, true, hop->received.by);
	}
	return NULL;
}

/*
 * What the user addressed gives the carrier, who answered the operator:
 * CARRIERS.md 5, uqmobile.jp at lsean.ezweb.ne.jp.
 */
static void
find_carrier(struct td_carrier_cache *carriers, struct td_reading *out)
{
	const struct td_carrier *relay = carrier_of_relay(carriers, out);
	struct td_carrier *c = &out->obs.carrier;
	struct td_span *who = &c->operator;

	if (!td_carrier_take(
	        td_carrier_cached(carriers, false, out->obs.domain), c))
		td_carrier_take(relay, c);
	else if (relay != NULL && (&relay->operator)->n > 0)
		*who = relay->operator;
}

/* One house has several domains: icloud.com and me.com. */
static bool
same_house(struct td_carrier_cache *carriers, struct td_orgs *orgs,
    struct td_span a, struct td_span b)
{
	const struct td_carrier *x, *y;

	if (td_aligned_relaxed(orgs, a, b))
		return true;
	x = td_carrier_cached(carriers, false, a);
	y = td_carrier_cached(carriers, false, b);
	return x != NULL && y != NULL && (&x->operator)->n > 0 &&
	    td_span_eq(x->operator, y->operator);
}

/* A sign of forwarding in one field, or NULL. */
static const char *
sign_of(struct td_carrier_cache *carriers, struct td_orgs *orgs,
    enum td_header_id id, struct td_span body, struct td_span *delivered)
{
	struct named to = { 0 };

	switch (id) {
	case TD_H_RESENT_FROM:
	case TD_H_RESENT_SENDER:
	case TD_H_RESENT_TO:
		return td_span_trim(body).n > 0 ? "it was resent (Resent-*)" :
		                                  NULL;
	case TD_H_X_FORWARDED_TO:
	case TD_H_X_FORWARDED_FOR:
		/* Web forms write the client's address into the latter */
		name_all(body, &to);
		return to.domain.n > 0 ? "X-Forwarded-To or -For names it" :
		                         NULL;
	case TD_H_DELIVERED_TO:
		name_all(body, &to);
		if (to.domain.n == 0 || td_admd_name(to.domain) != TD_NAME_HOST)
			return NULL;
		if (delivered->n == 0)
			*delivered = to.domain;
		return same_house(carriers, orgs, *delivered, to.domain) ?
		    NULL :
		    "Delivered-To names several receivers";
	default:
		return NULL;
	}
}

/* Anywhere in the section: forwarders wrote below the boundary. */
static void
find_forwarding(const struct td_trust *t, struct td_orgs *orgs,
    struct td_carrier_cache *carriers, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out)
{
	struct td_span delivered = { "", 0 };
	uint64_t telling = signs;

	/* A single Delivered-To tells nothing: it need not be read. */
	if ((out->fields.twice & TD_BIT(TD_H_DELIVERED_TO)) == 0)
		telling &= ~TD_BIT(TD_H_DELIVERED_TO);
	out->obs.forwarded = false;
	if ((out->fields.seen & telling) == 0)
		return;
	for (size_t i = 0; i < r->n_headers && out->forwarded_why == NULL;
	     i++) {
		const struct td_header *h = &b->header[r->header + i];

		if (!is_one_of(h, telling))
			continue;
		out->forwarded_why = sign_of(carriers, orgs,
		    (enum td_header_id)h->id, td_at(b, h->body), &delivered);
	}
	out->obs.forwarded = out->forwarded_why != NULL;
	if (!out->obs.forwarded || t->count_forwarded)
		return;
	/* They judged the forwarder, so nothing is aligned by them either */
	out->obs.result[TD_A_SPF] = TD_R_MISSING;
	out->obs.result[TD_A_DMARC] = TD_R_MISSING;
	td_read_alignment(orgs, out);
}

void
td_read_recipient(const struct td_trust *t, struct td_orgs *orgs,
    struct td_carrier_cache *carriers, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out)
{
	out->n_evidence = 0;
	out->used_evidence = -1;
	out->forwarded_why = NULL;
	collect(t, carriers, b, r, out);
	out->conflict = find_conflict(out);
	decide(out);
	out->final_domain = out->obs.domain;
	if (t->thorough)
		find_final(b, r, out);
	find_carrier(carriers, out);
	find_forwarding(t, orgs, carriers, b, r, out);
}

/*
 * Which fields that tell results are the receiver's own word.  The sender
 * writes everything below the boundary and can imitate any field; what is
 * believed there is believed because the receiver's fields come first.
 *
 *	Z1  above the boundary: only the receiver can write there
 *	Z2  from the boundary to the next Received: both can
 *	Z3  the rest: the sender
 */
#include "analyzer/observe/plain.h"
#include "analyzer/observe/trust.h"
#include "formats/cfws.h"
#include "formats/field_address.h"
#include "formats/field_rfc2047.h"

enum {
	DECODE_MAX = 16 << 10, /* bytes of `text` a decoded field may take */
	TEXT_RESERVE = 8 << 10 /* of it for names */
};

struct zones {
	const struct td_admd *admd;
	struct td_reading *out;
	uint32_t boundary;           /* index into td_batch.header */
	bool below;                  /* a Received below it was passed */
	uint32_t run_first, run_end; /* nth of the run of DECISIONS.md 32 */
	bool received;               /* there is a boundary */
	struct td_believed_spf *spf;
};

static bool
is_trace(unsigned id)
{
	return id == TD_H_RECEIVED || id == TD_H_X_RECEIVED ||
	    id == TD_H_RETURN_PATH || id == TD_H_RECEIVED_SPF ||
	    id == TD_H_ARC_AUTHENTICATION_RESULTS || id == TD_H_ARC_SEAL;
}

/* Proton's order: all of its fields together, below the last Received. */
static void
find_run(struct zones *z, const struct td_batch *b, const struct td_record *r)
{
	uint32_t end = r->header + r->n_headers, i = end;
	const struct td_header *h = b->header;

	while (i > r->header && h[i - 1].id != TD_H_RECEIVED)
		i--;
	if (i == r->header)
		return;
	z->run_first = h[i - 1].nth + 1u;
	while (i < end && h[i].nth == z->run_first && is_trace(h[i].id))
		i++, z->run_first++;
	z->run_end = z->run_first;
	while (i < end && h[i].nth == z->run_end &&
	    h[i].id == TD_H_AUTHENTICATION_RESULTS)
		i++, z->run_end++;
	if (i < end && h[i].nth == z->run_end && is_trace(h[i].id))
		z->run_end = z->run_first; /* the block goes on behind it */
}

static void
find_zones(struct zones *z, const struct td_batch *b, const struct td_record *r)
{
	const struct td_reading *out = z->out;

	z->received = out->boundary >= 0;
	if (!z->received)
		return;
	z->boundary = out->hop[out->boundary].header;
	if (z->admd->trust->n_ids > 0)
		find_run(z, b, r);
}

/* The zone of the field at this index, as far down as we have come. */
static enum td_zone
zone_of(const struct zones *z, uint32_t header)
{
	if (!z->received) /* DECISIONS.md 24 */
		return z->admd->trust->n_ids > 0 ? TD_Z2 : TD_Z3;
	if (header < z->boundary)
		return TD_Z1;
	return z->below ? TD_Z3 : TD_Z2;
}

static bool
is_microsoft(const struct zones *z)
{
	const struct td_hop *hop;

	if (!z->received)
		return false;
	hop = &z->out->hop[z->out->boundary];
	return td_admd_microsoft(z->admd->orgs,
	    hop->by_name == TD_NAME_HOST ? hop->received.by : z->admd->org);
}

/* The next segment up to a ";" outside of comments and quoted strings. */
static struct td_span
next_segment(struct td_span *rest)
{
	struct td_span s = { rest->p, 0 };
	unsigned depth = 0;
	bool quoted = false;
	size_t i;

	for (i = 0; i < rest->n; i++) {
		char c = rest->p[i];

		if (c == '\\' && (quoted || depth > 0))
			i++;
		else if (c == '"' && depth == 0)
			quoted = !quoted;
		else if (!quoted && c == '(')
			depth++;
		else if (!quoted && c == ')' && depth > 0)
			depth--;
		else if (!quoted && depth == 0 && c == ';')
			break;
	}
	s.n = i < rest->n ? i : rest->n;
	*rest = i < rest->n ?
	    (struct td_span){ rest->p + i + 1, rest->n - i - 1 } :
	    (struct td_span){ rest->p + rest->n, 0 };
	return td_span_trim(s);
}

/* Whether something stands before the first ";". */
static bool
has_first_segment(struct td_span body)
{
	const char *p = body.p, *end = body.p + body.n;

	while (p < end && td_is_fws(*p))
		p++;
	return p < end && *p != ';';
}

/*
 * Whether the id, in lower case, stands behind some ";", be it in a comment:
 * mostly not.
 */
static bool
may_repeat(struct td_span body, struct td_span id)
{
	const char *p = body.p, *end = body.p + body.n;

	while ((p = memchr(p, ';', (size_t)(end - p))) != NULL) {
		p = td_skip_folding(p + 1, end);
		if ((size_t)(end - p) >= id.n && td_lower(*p) == *id.p &&
		    td_span_ieq((struct td_span){ p, id.n }, id))
			return true;
	}
	return false;
}

/*
 * Exchange Online on its way out, with the recipient's domain as id, which it
 * repeats between the results (DIALECTS.md 11).  It is the sender's word:
 *
 *	gmail.com; dkim=none header.d=none;gmail.com; dmarc=none action=none
 */
static bool
is_exchange_stamp(struct td_span body, struct td_span id)
{
	if (!may_repeat(body, id))
		return false;
	next_segment(&body);
	while (body.n > 0)
		if (td_span_ieq(next_segment(&body), id))
			return true;
	return false;
}

/* Decoded if it has encoded words and there is room (DECISIONS.md 33). */
static struct td_span
decode(struct td_reading *out, struct td_span body)
{
	size_t room = sizeof(out->text) - TD_PAD - out->n_text;
	char *copy = out->text + out->n_text;

	if (!td_rfc2047_maybe(body) || body.n > DECODE_MAX ||
	    room < DECODE_MAX + TEXT_RESERVE)
		return body;
	body.n = td_rfc2047_decode(body, copy, DECODE_MAX);
	body.p = copy;
	out->n_text += body.n;
	return body;
}

static enum td_belief
believe_id(const struct zones *z, const struct td_told *t)
{
	if (is_exchange_stamp(t->body, t->authserv_id))
		return TD_REFUSED_ID;
	if (td_admd_configured(z->admd->trust, t->authserv_id))
		return TD_BELIEVED_CONFIGURED;
	if (z->received && td_admd_wrote(z->admd, z->out, t->authserv_id))
		return TD_BELIEVED_SAME_ADMD;
	if (t->zone == TD_Z1 && td_admd_builtin(t->authserv_id))
		return TD_BELIEVED_BUILTIN;
	return TD_REFUSED_ID;
}

/* SEMANTICS.md 3.4.  `absent`: there is no id at all, as Microsoft does it. */
static enum td_belief
believe_authres(const struct zones *z, const struct td_told *t, bool absent)
{
	const struct td_trust *trust = z->admd->trust;

	if (trust->all)
		return TD_BELIEVED_ALL;
	if (!z->received && trust->n_ids == 0)
		return TD_REFUSED_NO_RECEIVED;
	if (t->zone == TD_Z3)
		return TD_REFUSED_ZONE;
	if (absent && is_microsoft(z))
		return TD_BELIEVED_NO_ID;
	if (t->authserv_id.n == 0)
		return TD_REFUSED_NO_ID;
	return believe_id(z, t);
}

void
td_name_writer(
    struct td_reading *out, struct td_told *t, const struct td_authres *c)
{
	if (c->authserv_id.n > 0 && c->authserv_id.n <= TD_HOST_MAX)
		t->authserv_id = td_reading_lower(out, c->authserv_id);
}

static void
tell_authres(const struct zones *z, struct td_told *t)
{
	const struct td_trust *trust = z->admd->trust;
	bool in_run = t->nth >= z->run_first && t->nth < z->run_end;
	bool open = t->zone != TD_Z3 || !z->received || in_run || trust->all;
	struct td_authres *c = &t->results;

	/* What is refused by its place alone need not be read. */
	if (!open && !trust->thorough) {
		t->belief = TD_REFUSED_ZONE;
		return;
	}
	if (open)
		t->body = decode(z->out, t->body);
	td_authres_begin(c, t->body, false);
	td_name_writer(z->out, t, c);
	if (t->zone == TD_Z3 && in_run &&
	    td_admd_configured(trust, t->authserv_id) &&
	    td_admd_wrote(z->admd, z->out, t->authserv_id))
		t->zone = TD_Z2;
	/* An empty id before the ";" is not Microsoft's. */
	t->belief =
	    believe_authres(z, t, !c->has_id && has_first_segment(t->body));
}

/* The host that a Received-SPF says it is from; n 0 if that is none. */
static struct td_span
writer_of(struct td_span said, char buf[TD_HOST_MAX + 1])
{
	struct td_span plain = td_plain_domain(said);

	if (plain.n > 0)
		return plain;
	/* policyd-spf writes <UNKNOWN> if it is to hide the recipient. */
	said = td_pvalue_domain(said);
	if (!td_domain_valid(said))
		return (struct td_span){ NULL, 0 };
	return td_admd_fold(said, buf);
}

static enum td_belief
believe_writer(const struct zones *z, struct td_span writer)
{
	if (td_admd_configured(z->admd->trust, writer))
		return TD_BELIEVED_CONFIGURED;
	if (z->received && td_admd_wrote(z->admd, z->out, writer))
		return TD_BELIEVED_SAME_ADMD;
	return TD_REFUSED_ID;
}

/*
 * SEMANTICS.md 4: `receiver` or the host in the comment is of the ADMD.  Where
 * only the ADMD counts either will do, and the comment comes first.
 */
static enum td_belief
believe_spf(
    const struct zones *z, const struct td_told *t, struct td_received_spf *f)
{
	char receiver_buf[TD_HOST_MAX + 1], comment_buf[TD_HOST_MAX + 1];
	struct td_span comment = writer_of(f->comment_host, comment_buf);
	enum td_belief belief = TD_REFUSED_ID;
	struct td_span receiver;

	if (z->admd->trust->n_ids == 0 && comment.n > 0)
		belief = believe_writer(z, comment);
	if (td_believed(belief))
		return belief;
	td_received_spf_finish(f);
	receiver = writer_of(f->receiver, receiver_buf);
	if (receiver.n == 0 && comment.n == 0) /* DECISIONS.md 26 */
		return t->zone == TD_Z1 ? TD_BELIEVED_SAME_ADMD :
		                          TD_REFUSED_NO_ID;
	belief = believe_writer(z, receiver.n > 0 ? receiver : comment);
	if (!td_believed(belief) && receiver.n > 0 && comment.n > 0)
		belief = believe_writer(z, comment);
	return belief;
}

static void
tell_spf(struct zones *z, struct td_told *t)
{
	const struct td_trust *trust = z->admd->trust;
	bool first = z->spf->told < 0;
	struct td_received_spf other;
	/* cppcheck-suppress uninitvar */
	struct td_received_spf *f = first ? &z->spf->field : &other;

	if (!trust->all && !z->received && trust->n_ids == 0)
		t->belief = TD_REFUSED_NO_RECEIVED;
	else if (!trust->all && t->zone == TD_Z3)
		t->belief = TD_REFUSED_ZONE;
	else if (!td_received_spf_begin(t->body, f))
		t->belief = TD_REFUSED_NO_ID;
	else if (trust->all)
		t->belief = TD_BELIEVED_ALL;
	else
		t->belief = believe_spf(z, t, f);
	if (!td_believed(t->belief))
		return;
	if (first) /* SEMANTICS.md 4: first wins */
		z->spf->told = (int)z->out->n_told;
	else
		t->belief = TD_REFUSED_UNUSED;
}

static void
tell(struct zones *z, struct td_told *t)
{
	struct td_authres c;

	switch (t->kind) {
	case TD_FIELD_AR:
		tell_authres(z, t);
		break;
	case TD_FIELD_RECEIVED_SPF:
		tell_spf(z, t);
		break;
	case TD_FIELD_AAR:
		t->belief = TD_REFUSED_UNUSED;
		if (!z->admd->trust->thorough)
			break;
		td_authres_begin(&c, t->body, true);
		td_name_writer(z->out, t, &c);
		break;
	}
}

/* The kind of a field that tells results. */
static enum td_field_kind
kind_of(unsigned id)
{
	if (id == TD_H_AUTHENTICATION_RESULTS)
		return TD_FIELD_AR;
	return id == TD_H_RECEIVED_SPF ? TD_FIELD_RECEIVED_SPF : TD_FIELD_AAR;
}

void
td_believe(const struct td_admd *a, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out,
    struct td_believed_spf *spf)
{
	const uint64_t telling = TD_BIT(TD_H_AUTHENTICATION_RESULTS) |
	    TD_BIT(TD_H_ARC_AUTHENTICATION_RESULTS) | TD_BIT(TD_H_RECEIVED_SPF);
	const uint64_t received = TD_BIT(TD_H_RECEIVED);
	struct zones z = { .admd = a, .out = out, .spf = spf };

	struct td_stretch s = td_fields_find(&out->fields, r, telling);

	spf->told = -1;
	find_zones(&z, b, r);
	out->n_told = 0;
	if (s.from == s.to)
		return;
	for (uint32_t i = r->header; i < s.to; i++) {
		const struct td_header *h = &b->header[i];
		struct td_told *t;

		if ((TD_BIT(h->id) & (telling | received)) == 0)
			continue;
		if (h->id == TD_H_RECEIVED) {
			z.below |= i > z.boundary;
			continue;
		}
		if (out->n_told == TD_MAX_AUTHRES)
			break;
		t = &out->told[out->n_told];
		t->kind = kind_of(h->id);
		t->header = i;
		t->nth = h->nth;
		t->zone = zone_of(&z, i);
		t->body = td_at(b, h->body);
		t->authserv_id = (struct td_span){ NULL, 0 };
		t->used = false;
		tell(&z, t);
		out->n_told++;
	}
}

/*
 * The tests of judge.h.  What only the header shows is judged for mail alone.
 */
#include "analyzer/observe/judge.h"

#include "formats/cfws.h"
#include "formats/field_date.h"
#include "formats/field_dkim.h"

uint64_t
td_judge_headers(void)
{
	return TD_BIT(TD_H_MESSAGE_ID) | TD_BIT(TD_H_REPLY_TO) |
	    TD_BIT(TD_H_DKIM_SIGNATURE) | TD_BIT(TD_H_LIST_UNSUBSCRIBE) |
	    TD_BIT(TD_H_LIST_UNSUBSCRIBE_POST) | TD_BIT(TD_H_LIST_ID) |
	    TD_BIT(TD_H_PRECEDENCE) | TD_BIT(TD_H_FEEDBACK_ID);
}

/* ---- results ---- */

static void
put(struct td_tested *j, enum td_test t, bool told, bool met)
{
	uint32_t *to = !told ? &j->untold : met ? &j->met : &j->not_met;

	*to |= TD_TEST_BIT(t);
}

/* A temperror is the receiver's own trouble. */
static bool
is_told(enum td_result r)
{
	return r != TD_R_MISSING && r != TD_R_TEMPERROR;
}

/* The author domain's DMARC record: a permerror is one that cannot be read. */
static void
judge_policy(const struct td_observation *o, struct td_tested *out)
{
	const enum td_result r = (enum td_result)o->result[TD_A_DMARC];
	const bool has = r == TD_R_PASS || r == TD_R_FAIL;

	put(out, TD_TEST_POLICY, has || r == TD_R_NONE || r == TD_R_PERMERROR,
	    has);
	put(out, TD_TEST_DMARC, is_told(r), r == TD_R_PASS);
}

static void
judge_results(const struct td_observation *o, struct td_tested *out)
{
	const enum td_result spf = (enum td_result)o->result[TD_A_SPF];
	const enum td_result dkim = (enum td_result)o->result[TD_A_DKIM];
	const bool spf_told = is_told(spf), dkim_told = is_told(dkim);
	const bool spf_pass = spf == TD_R_PASS, dkim_pass = dkim == TD_R_PASS;

	put(out, TD_TEST_SPF, spf_told, spf_pass);
	put(out, TD_TEST_DKIM, dkim_told, dkim_pass);
	/* One that passes is enough, one that does not is enough. */
	put(out, TD_TEST_EITHER,
	    spf_pass || dkim_pass || (spf_told && dkim_told),
	    spf_pass || dkim_pass);
	put(out, TD_TEST_BOTH,
	    (spf_told && dkim_told) || (spf_told && !spf_pass) ||
	        (dkim_told && !dkim_pass),
	    spf_pass && dkim_pass);
}

static void
judge_alignment(const struct td_observation *o, struct td_tested *out)
{
	const struct td_span from = o->author_domain;

	put(out, TD_TEST_ALIGNED, o->alignment != TD_ALIGN_UNKNOWN,
	    o->alignment == TD_ALIGNED);
	put(out, TD_TEST_PRA, o->pra != TD_ALIGN_UNKNOWN, o->pra == TD_ALIGNED);
	if (TD_IS(from, "gmail.com") || TD_IS(from, "googlemail.com"))
		put(out, TD_TEST_OWN_FROM, o->alignment != TD_ALIGN_UNKNOWN,
		    o->alignment == TD_ALIGNED);
}

void
td_judge_told(const struct td_observation *o, struct td_tested *out)
{
	*out = (struct td_tested){ .bulk = false };
	judge_results(o, out);
	judge_policy(o, out);
	judge_alignment(o, out);
	put(out, TD_TEST_TLS, o->tls != TD_TLS_UNKNOWN, o->tls == TD_TLS_YES);
	put(out, TD_TEST_RDNS, o->fcrdns != TD_RDNS_UNKNOWN,
	    o->fcrdns == TD_RDNS_PASS);
}

/* ---- the header ---- */

/* A message as it is judged. */
struct judged {
	struct td_orgs *orgs;
	const struct td_batch *b;
	const struct td_record *record;
	const struct td_reading *r;
};

static bool
has(const struct judged *x, unsigned id)
{
	return (x->r->fields.seen & TD_BIT(id)) != 0;
}

static bool
has_one(const struct judged *x, unsigned id)
{
	return has(x, id) && (x->r->fields.twice & TD_BIT(id)) == 0;
}

static struct td_span
body(const struct judged *x, unsigned id)
{
	return td_span_trim(td_fields_first(x->b, &x->r->fields, id));
}

static bool
contains(struct td_span s, struct td_span word)
{
	return s.n > 0 && memmem(s.p, s.n, word.p, word.n) != NULL;
}

/*
 * RFC 5322 3.6.4: <left@right>, without white space.  Gmail writes one into
 * mail that came without, or with one that is none.
 */
static bool
is_message_id(struct td_span s)
{
	if (s.n < 5 || s.p[0] != '<' || s.p[s.n - 1] != '>' ||
	    contains(s, TD_SPAN("SMTPIN_ADDED_")))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (td_is_fws(s.p[i]))
			return false;
	return s.p[1] != '@' && s.p[s.n - 2] != '@' &&
	    memchr(s.p, '@', s.n) != NULL;
}

static void
judge_form(const struct judged *x, struct td_tested *out)
{
	const uint64_t once = TD_BIT(TD_H_SENDER) | TD_BIT(TD_H_REPLY_TO) |
	    TD_BIT(TD_H_TO) | TD_BIT(TD_H_CC) | TD_BIT(TD_H_SUBJECT);
	const uint32_t parts = TD_TEST_BIT(TD_TEST_ONE_FROM) |
	    TD_TEST_BIT(TD_TEST_ONE_DATE) | TD_TEST_BIT(TD_TEST_ONE_ID) |
	    TD_TEST_BIT(TD_TEST_ONCE);

	put(out, TD_TEST_ONE_FROM, true,
	    has_one(x, TD_H_FROM) && x->r->obs.author_domain.n > 0);
	put(out, TD_TEST_ONE_DATE, true,
	    has_one(x, TD_H_DATE) &&
	        td_date_parse(body(x, TD_H_DATE)) != TD_NO_TIME);
	put(out, TD_TEST_ONE_ID, true,
	    has_one(x, TD_H_MESSAGE_ID) &&
	        is_message_id(body(x, TD_H_MESSAGE_ID)));
	put(out, TD_TEST_ONCE, true, (x->r->fields.twice & once) == 0);
	put(out, TD_TEST_FORM, true, (out->not_met & parts) == 0);
}

static void
judge_identity(const struct judged *x, struct td_tested *out)
{
	const struct td_span from = x->r->obs.author_domain;
	const struct td_span mail = x->r->obs.mailfrom_domain;

	put(out, TD_TEST_IDENTITY, from.n > 0 && mail.n > 0,
	    from.n > 0 && mail.n > 0 &&
	        td_aligned_relaxed(x->orgs, from, mail));
}

static void
judge_arc(const struct judged *x, struct td_tested *out)
{
	if (x->r->obs.forwarded)
		put(out, TD_TEST_ARC, true,
		    has(x, TD_H_ARC_SEAL) &&
		        x->r->obs.result[TD_A_ARC] != TD_R_FAIL);
}

/* ---- bulk mail ---- */

/* Services put theirs on every mail, also on a single receipt. */
static bool
is_own_feedback_id(struct td_span s)
{
	static const struct td_span services[] = { TD_LIT(":AmazonSES"),
		TD_LIT(":SG") };

	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
		const struct td_span end = services[i];

		if (s.n >= end.n &&
		    td_span_ieq(
		        (struct td_span){ s.p + s.n - end.n, end.n }, end))
			return false;
	}
	return s.n > 0;
}

static bool
is_bulk(const struct judged *x)
{
	const struct td_span precedence = body(x, TD_H_PRECEDENCE);

	return has(x, TD_H_LIST_UNSUBSCRIBE) || has(x, TD_H_LIST_ID) ||
	    td_span_ieq(precedence, TD_SPAN("bulk")) ||
	    td_span_ieq(precedence, TD_SPAN("list")) ||
	    is_own_feedback_id(body(x, TD_H_FEEDBACK_ID));
}

/* RFC 2369 2: URIs in angle brackets; RFC 8058 3.1 wants one of HTTPS. */
static bool
has_https(struct td_span s)
{
	const char *p = s.p, *end = s.p + s.n;

	while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		p = td_skip_fws(p + 1, end);
		if (td_span_ibegins(td_span(p, end), TD_SPAN("https://")))
			return true;
	}
	return false;
}

/* Of the results that count, what those of a signature say. */
static bool
find_result(
    const struct judged *x, const struct td_dkim_signature *s, bool *passes)
{
	bool found = false;

	for (size_t i = 0; i < x->r->n_dkim; i++) {
		const struct td_dkim *d = &x->r->dkim[i];

		if (!td_span_ieq(d->sdid, s->sdid) ||
		    (d->selector.n > 0 &&
		        !td_span_ieq(d->selector, s->selector)))
			continue;
		found |= is_told(d->result);
		*passes |= d->result == TD_R_PASS;
	}
	return found;
}

/* RFC 8058 4: a valid signature covers both fields. */
static void
judge_signed(const struct judged *x, struct td_tested *out)
{
	const struct td_stretch at = td_fields_find(
	    &x->r->fields, x->record, TD_BIT(TD_H_DKIM_SIGNATURE));
	bool told = true, passes = false; /* told: that none covers them */

	for (uint32_t i = at.from; i < at.to; i++) {
		const struct td_header *h = &x->b->header[i];
		struct td_dkim_signature s;

		if (h->id != TD_H_DKIM_SIGNATURE)
			continue;
		td_dkim_signature_parse(td_at(x->b, h->body), &s);
		if (!td_dkim_signs(s.fields, TD_SPAN("List-Unsubscribe")) ||
		    !td_dkim_signs(s.fields, TD_SPAN("List-Unsubscribe-Post")))
			continue;
		told &= find_result(x, &s, &passes);
	}
	put(out, TD_TEST_SIGNED_OFF, passes || told, passes);
}

static void
judge_bulk(const struct judged *x, struct td_tested *out)
{
	bool met;

	out->bulk = is_bulk(x);
	if (!out->bulk)
		return;
	met = has_one(x, TD_H_LIST_UNSUBSCRIBE) &&
	    has_one(x, TD_H_LIST_UNSUBSCRIBE_POST) &&
	    has_https(body(x, TD_H_LIST_UNSUBSCRIBE)) &&
	    td_span_ieq(body(x, TD_H_LIST_UNSUBSCRIBE_POST),
	        TD_SPAN("List-Unsubscribe=One-Click"));
	put(out, TD_TEST_ONE_CLICK, true, met);
	if (met)
		judge_signed(x, out);
}

void
td_judge_mail(struct td_orgs *orgs, const struct td_batch *b,
    const struct td_record *record, const struct td_reading *r,
    struct td_tested *out)
{
	const struct judged x = { orgs, b, record, r };

	td_judge_told(&r->obs, out);
	judge_identity(&x, out);
	judge_form(&x, out);
	judge_arc(&x, out);
	judge_bulk(&x, out);
}

/*
 * TLS reports, RFC 8460: how others got on with the TLS of one's own mail
 * hosts.
 *
 *	{"organization-name":"Example","report-id":"a1",
 *	 "date-range":{"start-datetime":"2026-11-21T00:00:00Z",...},
 *	 "policies":[{"policy":{"policy-type":"sts",
 *	   "policy-domain":"example.jp"},
 *	   "summary":{"total-successful-session-count":23,
 *	     "total-failure-session-count":1},
 *	   "failure-details":[{"result-type":"certificate-expired",
 *	     "failed-session-count":1}]}]}
 *
 * One report is one record; mostly a source holds one, but some archive them
 * line by line, or in an array.  What comes of it is told in tlsrpt.h.
 */
#include "tlsrpt.h"

#include "event_member.h"
#include "lex.h"

enum { WHOLE = 64 << 20 };

/* More sessions than anybody has in a day: no number of them.  Those of a
 * source add up to less than 2^63. */
#define MAX_SESSIONS INT64_C(1000000000000)

/* ---- words ---- */

static const struct td_span failures[TD_N_TLSRPT_FAILURES] = {
	[TD_TLSRPT_NO_STARTTLS] = TD_LIT("starttls-not-supported"),
	[TD_TLSRPT_HOST_MISMATCH] = TD_LIT("certificate-host-mismatch"),
	[TD_TLSRPT_EXPIRED] = TD_LIT("certificate-expired"),
	[TD_TLSRPT_NOT_TRUSTED] = TD_LIT("certificate-not-trusted"),
	[TD_TLSRPT_VALIDATION] = TD_LIT("validation-failure"),
	[TD_TLSRPT_TLSA_INVALID] = TD_LIT("tlsa-invalid"),
	[TD_TLSRPT_DNSSEC_INVALID] = TD_LIT("dnssec-invalid"),
	[TD_TLSRPT_DANE_REQUIRED] = TD_LIT("dane-required"),
	[TD_TLSRPT_STS_FETCH] = TD_LIT("sts-policy-fetch-error"),
	[TD_TLSRPT_STS_INVALID] = TD_LIT("sts-policy-invalid"),
	[TD_TLSRPT_STS_WEBPKI] = TD_LIT("sts-webpki-invalid"),
	[TD_TLSRPT_OTHER] = TD_LIT("other"),
	[TD_TLSRPT_UNSPECIFIED] = TD_LIT("unspecified"),
};

struct td_span
td_tlsrpt_failure_word(enum td_tlsrpt_failure f)
{
	return failures[f];
}

enum td_tlsrpt_failure
td_tlsrpt_failure_find(struct td_span word)
{
	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		if (td_span_ieq(word, failures[i]))
			return (enum td_tlsrpt_failure)i;
	return TD_TLSRPT_OTHER;
}

struct td_span
td_tlsrpt_policy_word(struct td_span type)
{
	static const struct td_span types[] = { TD_LIT("sts"), TD_LIT("tlsa"),
		TD_LIT("no-policy-found") };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (td_span_ieq(type, types[i]))
			return types[i];
	return TD_SPAN("other");
}

/* ---- one report ---- */

struct report {
	struct td_outcomes to;
	struct td_span reporter, id, start; /* texts */
	int64_t begin;
	bool broken; /* no JSON, which shows only within */
};

/* One of its policies, and what was told of it. */
struct policy {
	struct td_span domain, type;
	size_t place; /* counted from 0 */
	uint64_t ok, failed, by[TD_N_TLSRPT_FAILURES];
};

/* An address would be a person. */
static struct td_span
domain_of(struct td_outcomes *to, const struct td_json_value *v)
{
	return td_span_trim(td_span_domain_or_all(td_event_scalar(to, v)));
}

/* Append one with an id of these parts, the first of which is who reports. */
static struct td_outcome *
put_outcome(struct report *r, const struct td_span *part, size_t n)
{
	struct td_outcome *o = td_outcome_add(&r->to, TD_SERVICE_TLSRPT);

	if (o == NULL)
		return NULL;
	o->flags = TD_OUTCOME_INBOUND | TD_OUTCOME_DOMAIN;
	o->when = o->begun = r->begin;
	o->id = td_outcome_join(&r->to, part, n, '!');
	o->reporter = (struct td_span){ o->id.p, r->reporter.n };
	return o->id.n > 0 ? o : NULL;
}

/* ORGANISATION!REPORT!START: some use an id again for another day. */
static bool
put_mark(struct report *r)
{
	const struct td_span part[] = { r->reporter, r->id, r->start };

	return put_outcome(r, part, sizeof(part) / sizeof(part[0])) != NULL;
}

/*
 * ORGANISATION!REPORT!START!PLACE!RESULT!TYPE!CAUSE; the place is that of the
 * policy, so that a report which was laid out anew has the same.  False: there
 * is no room.
 */
static bool
put_sessions(struct report *r, const struct policy *p, enum td_action action,
    struct td_span cause, uint64_t weight)
{
	char digits[TD_OUTCOME_DIGITS];
	const struct td_span part[] = { r->reporter, r->id, r->start,
		td_outcome_number(p->place, digits),
		action == TD_ACTION_SENT ? TD_SPAN("ok") : TD_SPAN("failed"),
		p->type, cause };
	struct td_outcome *o;

	if (weight == 0)
		return true;
	o = put_outcome(r, part, sizeof(part) / sizeof(part[0]));
	if (o == NULL)
		return false;
	o->action = (uint8_t)action;
	o->weight = weight;
	o->recipient = p->domain;
	o->cause = (struct td_span){ o->id.p + o->id.n - cause.n, cause.n };
	o->tag = (struct td_span){ o->cause.p - 1 - p->type.n, p->type.n };
	return true;
}

static bool
put_policy(struct report *r, const struct policy *p)
{
	const struct td_span none = { "", 0 };

	if (!put_sessions(r, p, TD_ACTION_SENT, none, p->ok) ||
	    !put_sessions(r, p, TD_ACTION_FAILED, none, p->failed))
		return false;
	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		if (!put_sessions(
		        r, p, TD_ACTION_FAILED, failures[i], p->by[i]))
			return false;
	return true;
}

static bool
is_told(const struct td_json_value *v)
{
	return v->kind != TD_JSON_ABSENT && v->kind != TD_JSON_NULL;
}

/* False: it is there and is no number of sessions. */
static bool
read_count(const struct td_json_value *v, uint64_t *out)
{
	int64_t n;

	*out = 0;
	if (!is_told(v))
		return true;
	if (!td_json_int(v, &n) || n < 0 || n > MAX_SESSIONS)
		return false;
	*out = (uint64_t)n;
	return true;
}

/* One of the failure-details; what is wrong with it is told as a flaw. */
static void
read_detail(
    struct report *r, const struct td_json_value *detail, struct policy *p)
{
	enum { TYPE, COUNT, N };
	static const struct td_span wanted[N] = {
		[TYPE] = TD_LIT("result-type"),
		[COUNT] = TD_LIT("failed-session-count"),
	};
	struct td_json_value v[N];
	uint64_t count;

	if (detail->kind != TD_JSON_OBJECT)
		td_outcomes_flaw(&r->to, detail->raw, TD_STRANGE_EVENT);
	else if (!td_event_members(detail, wanted, N, v, NULL))
		r->broken = true;
	else if (!is_told(&v[COUNT]) || !read_count(&v[COUNT], &count))
		td_outcomes_flaw(&r->to, detail->raw, TD_STRANGE_EVENT);
	else
		p->by[td_tlsrpt_failure_find(
		    td_span_trim(td_event_text(&r->to, &v[TYPE])))] += count;
}

/* Of an array each element, of an object itself. */
static void
read_details(
    struct report *r, const struct td_json_value *details, struct policy *p)
{
	struct td_json_value v;
	struct td_json j;

	if (details->kind == TD_JSON_OBJECT) {
		read_detail(r, details, p);
		return;
	}
	td_json_open(&j, details);
	while (!r->broken && td_json_more(&j) && td_json_value(&j, &v))
		read_detail(r, &v, p);
	r->broken |= j.error != TD_JSON_FINE;
}

/*
 * The summary counts each session once, the details each failure.  What no
 * detail tells of is unspecified; where there is no summary of the failed ones
 * the details are all that there is.
 */
static void
sum_up(struct policy *p, bool summary)
{
	uint64_t told = 0;

	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		told += p->by[i];
	if (!summary)
		p->failed = told;
	else if (p->failed > told)
		p->by[TD_TLSRPT_UNSPECIFIED] += p->failed - told;
}

/* Whether it can be read; false, too, if there is no room. */
static bool
read_policy(struct report *r, const struct td_json_value *policy, size_t place)
{
	enum { TYPE, DOMAIN, OK, FAILED, DETAILS, N };
	static const struct td_span wanted[N] = {
		[TYPE] = TD_LIT("policy.policy-type"),
		[DOMAIN] = TD_LIT("policy.policy-domain"),
		[OK] = TD_LIT("summary.total-successful-session-count"),
		[FAILED] = TD_LIT("summary.total-failure-session-count"),
		[DETAILS] = TD_LIT("failure-details"),
	};
	struct policy p = { .place = place };
	struct td_json_value v[N];

	if (policy->kind != TD_JSON_OBJECT) {
		td_outcomes_flaw(&r->to, policy->raw, TD_STRANGE_EVENT);
		return false;
	}
	if (!td_event_members(policy, wanted, N, v, NULL)) {
		r->broken = true;
		return false;
	}
	if ((!is_told(&v[OK]) && !is_told(&v[FAILED]) &&
	        !is_told(&v[DETAILS])) ||
	    !read_count(&v[OK], &p.ok) || !read_count(&v[FAILED], &p.failed) ||
	    (is_told(&v[DETAILS]) && v[DETAILS].kind != TD_JSON_ARRAY &&
	        v[DETAILS].kind != TD_JSON_OBJECT)) {
		td_outcomes_flaw(&r->to, policy->raw, TD_STRANGE_EVENT);
		return false;
	}
	p.domain = domain_of(&r->to, &v[DOMAIN]);
	p.type = td_tlsrpt_policy_word(
	    td_span_trim(td_event_scalar(&r->to, &v[TYPE])));
	read_details(r, &v[DETAILS], &p);
	if (r->broken)
		return false;
	sum_up(&p, is_told(&v[FAILED]));
	return put_policy(r, &p);
}

/* Outcomes of no policy are those of no report. */
static void
read_policies(struct report *r, const struct td_json_value *policies)
{
	const uint32_t first = r->to.first;
	struct td_json_value v;
	struct td_json j;
	bool any = false;

	if (!is_told(policies) || !put_mark(r))
		return;
	if (policies->kind == TD_JSON_OBJECT) {
		any = read_policy(r, policies, 0);
	} else if (policies->kind == TD_JSON_ARRAY) {
		td_json_open(&j, policies);
		for (size_t i = 0;
		     !r->broken && td_json_more(&j) && td_json_value(&j, &v);
		     i++)
			any |= read_policy(r, &v, i);
		r->broken |= j.error != TD_JSON_FINE;
	} else {
		td_outcomes_flaw(&r->to, policies->raw, TD_STRANGE_EVENT);
	}
	if (!any)
		r->to.batch->n_outcomes = first;
}

/* What is wrong with the report as a whole; TD_N_DEFECTS: nothing. */
static enum td_defect
read_report(struct report *r, const struct td_json_value *object)
{
	enum { WHO, CONTACT, ID, START, POLICIES, N };
	static const struct td_span wanted[N] = {
		[WHO] = TD_LIT("organization-name"),
		[CONTACT] = TD_LIT("contact-info"),
		[ID] = TD_LIT("report-id"),
		[START] = TD_LIT("date-range.start-datetime"),
		[POLICIES] = TD_LIT("policies"),
	};
	struct td_json_value v[N];

	if (!td_event_members(object, wanted, N, v, NULL))
		return TD_BAD_EVENT;
	r->reporter = domain_of(&r->to, &v[WHO]);
	if (r->reporter.n == 0)
		r->reporter = domain_of(&r->to, &v[CONTACT]);
	r->id = td_span_trim(td_event_scalar(&r->to, &v[ID]));
	r->start = td_span_trim(td_event_scalar(&r->to, &v[START]));
	r->begin = td_event_time(&r->to, &v[START]);
	if (!td_outcomes_is_over(&r->to) &&
	    (r->reporter.n == 0 || r->id.n == 0 || r->begin == TD_NO_TIME))
		return TD_BAD_REPORT;
	read_policies(r, &v[POLICIES]);
	if (r->broken)
		return TD_BAD_EVENT;
	if (r->to.too_many)
		return TD_TOO_MANY_OUTCOMES;
	return r->to.too_long ? TD_UNESCAPED_TOO_LONG : TD_N_DEFECTS;
}

/* ---- records ---- */

/*
 * Append [p, next), of which [lost, next) is lost for this reason, or the
 * object tells something.  False: there is no room.
 */
static bool
put_record(struct td_batch *out, struct td_span whole,
    const struct td_json_value *object, struct td_span lost,
    enum td_defect what)
{
	const size_t n_scratch = out->n_scratch;
	struct report r = { .broken = false };

	td_outcomes_begin(&r.to, out);
	if (object != NULL)
		what = read_report(&r, object);
	if (what != TD_N_DEFECTS) {
		if (!r.to.full)
			out->n_outcomes = r.to.first;
		r.to.n_flaws = 0;
		td_outcomes_flaw(&r.to, lost, what);
	}
	if (td_outcomes_append(&r.to, whole))
		return true;
	out->n_outcomes = r.to.first;
	out->n_scratch = n_scratch;
	return false;
}

/* Behind what stands between reports, and around them. */
static const char *
skip_between(const char *p, const char *end)
{
	while (
	    p < end && (td_is_fws(*p) || *p == ',' || *p == '[' || *p == ']'))
		p++;
	return p;
}

static struct td_span
trimmed(const char *p, const char *end)
{
	while (end > p && td_is_fws(end[-1]))
		end--;
	return td_span(p, end);
}

/* Where to go on behind p, of what no report can be made: at the next line
 * that begins with one.  Those of an indented report do not. */
static const char *
find_again(const char *p, const char *end)
{
	while ((p = td_find_or_end(p, end, '\n')) < end)
		if (++p < end && *p == '{')
			break;
	return p;
}

/* The record at p; where the next one begins, or NULL if there is no room. */
static const char *
put_next(struct td_batch *out, const char *from, const char *p, const char *end)
{
	struct td_json_value v;
	struct td_json j;
	const char *at = p, *next;

	if (p == from && TD_BEGINS(p, end, "\xef\xbb\xbf"))
		at += 3;
	at = skip_between(at, end);
	if (at == end)
		return put_record(out, td_span(p, end), NULL, td_span(at, end),
		           TD_N_DEFECTS) ?
		    end :
		    NULL;
	td_json_begin(&j, at, end);
	if (td_json_value(&j, &v) && v.kind == TD_JSON_OBJECT) {
		next = skip_between(j.p, end);
		return put_record(
		           out, td_span(p, j.p), &v, v.raw, TD_N_DEFECTS) ?
		    next :
		    NULL;
	}
	next = find_again(at, end);
	return put_record(out, trimmed(p, next), NULL, trimmed(at, next),
	           j.error == TD_JSON_FINE ? TD_BAD_REPORT : TD_BAD_EVENT) ?
	    next :
	    NULL;
}

static void
tlsrpt_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	while (out->n < out->cap && c->p < c->stop) {
		const char *next = put_next(out, c->from, c->p, c->end);

		if (next == NULL)
			return;
		c->p = next < c->stop ? next : c->stop;
	}
}

static const char *
tlsrpt_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at == from && at < stop ? at : stop;
}

/* ---- bids ---- */

/*
 * Two of the five names at the top, or a policy; the head may end in the midst
 * of the policies, which some write first.
 */
static int
tlsrpt_bid(struct td_span head, bool more)
{
	static const struct td_span names[] = { TD_LIT("organization-name"),
		TD_LIT("date-range"), TD_LIT("contact-info"),
		TD_LIT("report-id"), TD_LIT("policies") };
	static const struct td_span summary =
	    TD_LIT("\"total-successful-session-count\"");
	const char *p = head.p, *end = p + head.n;
	struct td_json_value v;
	struct td_json j;
	int seen = 0;

	(void)more;
	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	p = skip_between(p, end);
	if (p == end || *p != '{')
		return 0;
	td_json_begin(&j, p, end);
	td_json_enter(&j);
	while (td_json_more(&j) && td_json_name(&j, &v)) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			seen += td_span_eq(v.raw, names[i]);
		p = j.p;
		if (!td_json_value(&j, &v))
			break;
	}
	if (seen == 1)
		seen +=
		    memmem(p, (size_t)(end - p), summary.p, summary.n) != NULL;
	return seen >= 2 ? 98 : 0;
}

const struct td_format td_tlsrpt_format = {
	.name = "tlsrpt",
	.title = "TLS reports (JSON, RFC 8460)",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.whole = WHOLE,
	.by_mail = true,
	.bid = tlsrpt_bid,
	.resync = tlsrpt_resync,
	.decode = tlsrpt_decode,
};

/*
 * What the believed fields say together: one result per method, all results
 * of DKIM (SEMANTICS.md 3.5-3.7, 4, 5).  Authentication-Results go before ARC,
 * and that before Received-SPF; nothing is ever added up.
 */
#include "analyzer/observe/plain.h"
#include "analyzer/observe/trust.h"
#include "formats/field_address.h"
#include "formats/pair.h"

#define R(x) (1u << TD_R_##x)

/*
 * The words a method may have (RFC 8601 2.7, IANA registry).  Any other is no
 * result of it but "other": RFC 8601 4.1.
 */
static const unsigned registered[TD_N_AUTH] = {
	[TD_A_SPF] = R(PASS) | R(FAIL) | R(SOFTFAIL) | R(NEUTRAL) | R(NONE) |
	    R(POLICY) | R(TEMPERROR) | R(PERMERROR),
	[TD_A_DKIM] = R(PASS) | R(FAIL) | R(NEUTRAL) | R(NONE) | R(POLICY) |
	    R(TEMPERROR) | R(PERMERROR),
	[TD_A_DMARC] =
	    R(PASS) | R(FAIL) | R(NONE) | R(TEMPERROR) | R(PERMERROR),
	[TD_A_ARC] = R(PASS) | R(FAIL) | R(NONE),
	[TD_A_SENDER_ID] = R(PASS) | R(FAIL) | R(SOFTFAIL) | R(NEUTRAL) |
	    R(NONE) | R(POLICY) | R(TEMPERROR) | R(PERMERROR),
};

static const enum td_auth auth_of[TD_N_METHODS] = {
	[TD_M_SPF] = TD_A_SPF,
	[TD_M_DKIM] = TD_A_DKIM,
	[TD_M_DMARC] = TD_A_DMARC,
	[TD_M_ARC] = TD_A_ARC,
	[TD_M_SENDER_ID] = TD_A_SENDER_ID,
	[TD_M_IPREV] = TD_N_AUTH,
	[TD_M_AUTH] = TD_N_AUTH, /* of a submission: pitfall 17 */
	[TD_M_OTHER] = TD_N_AUTH,
};

struct merge {
	struct td_reading *out;
	bool thorough;
	bool run_shut; /* no further field can join the run of dkim fields */
	int run_last;  /* index into told: its last field so far */
	bool iprev;    /* a result of iprev was taken */
};

/*
 * Google guesses where a domain publishes nothing (DECISIONS.md 27).  The
 * comment may be folded between the words.
 */
static bool
is_best_guess(struct td_span comment)
{
	static const struct td_span best = TD_LIT("best"),
	                            guess = TD_LIT("guess");

	const char *p = comment.p, *end;

	if (comment.n < best.n + guess.n)
		return false;
	end = p + comment.n;
	for (; (p = td_find_ipair(p, end, 'b', 'e')) < end; p++) {
		struct td_span rest;
		size_t n;

		if ((size_t)(end - p) <= best.n ||
		    !td_span_ieq((struct td_span){ p, best.n }, best))
			continue;
		rest = td_span(p + best.n, end);
		n = rest.n;
		rest = td_span_trim(rest);
		if (rest.n < n && rest.n >= guess.n &&
		    td_span_ieq((struct td_span){ rest.p, guess.n }, guess))
			return true;
	}
	return false;
}

static enum td_result
judged(enum td_auth a, enum td_result result)
{
	return result < TD_R_OTHER && (registered[a] & (1u << result)) != 0 ?
	    result :
	    TD_R_OTHER;
}

static enum td_result
judged_spf(enum td_result result, struct td_span comment, bool *guess)
{
	*guess = result == TD_R_PASS && is_best_guess(comment);
	return *guess ? TD_R_NONE : judged(TD_A_SPF, result);
}

static void
take(struct td_reading *out, enum td_auth a, enum td_result result, size_t told,
    struct td_span word, struct td_span domain)
{
	out->obs.result[a] = (uint8_t)result;
	out->origin[a] = (struct td_origin){ (int)told, word, domain };
	out->told[told].used = true;
}

/* Lower-cased, or n 0 where it cannot be a domain. */
static struct td_span
domain_of(struct td_reading *out, struct td_span pvalue)
{
	struct td_span domain = td_plain_domain(pvalue);

	if (domain.n > 0)
		return domain;
	domain = td_pvalue_domain(pvalue);
	if (!td_domain_valid(domain))
		return (struct td_span){ NULL, 0 };
	return td_reading_lower(out, domain);
}

static void
take_spf(struct td_reading *out, size_t told, const struct td_resinfo *r)
{
	struct td_span name = r->property[TD_P_SMTP_MAILFROM];
	enum td_result result =
	    judged_spf(r->result, r->comment, &out->best_guess);

	if (name.n == 0) {
		name = r->property[TD_P_SMTP_HELO];
		out->spf_null_sender = name.n > 0 || r->null_mailfrom;
	}
	out->obs.mailfrom_domain = domain_of(out, name);
	take(out, TD_A_SPF, result, told, r->result_word,
	    out->obs.mailfrom_domain);
}

static void
take_dkim(struct td_reading *out, size_t told, const struct td_resinfo *r)
{
	enum td_result now = (enum td_result)out->obs.result[TD_A_DKIM];
	enum td_result result = judged(TD_A_DKIM, r->result);
	struct td_span sdid = r->property[TD_P_HEADER_D];
	struct td_dkim *d = &out->dkim[out->n_dkim];

	if (out->n_dkim == TD_MAX_DKIM)
		return;
	if (sdid.n == 0)
		sdid = r->property[TD_P_HEADER_I];
	if (sdid.n == 0) /* Yahoo's own form: pitfall 5 */
		sdid = r->property[TD_P_BARE_FROM];
	*d = (struct td_dkim){ .result = result,
		.sdid = domain_of(out, sdid),
		.selector = r->property[TD_P_HEADER_S] };
	out->n_dkim++;
	out->told[told].used = true;
	if (td_dkim_precedence[result] < td_dkim_precedence[now])
		take(out, TD_A_DKIM, result, told, r->result_word, d->sdid);
}

/* RFC 8601 3: permerror is a client without a PTR record. */
static void
take_iprev(struct merge *m, size_t told, const struct td_resinfo *r)
{
	static const enum td_fcrdns meaning[TD_N_RESULTS] = {
		[TD_R_PASS] = TD_RDNS_PASS,
		[TD_R_FAIL] = TD_RDNS_FAIL,
		[TD_R_PERMERROR] = TD_RDNS_NONE,
		[TD_R_TEMPERROR] = TD_RDNS_UNKNOWN,
	};
	const unsigned known = R(PASS) | R(FAIL) | R(PERMERROR) | R(TEMPERROR);
	struct td_span ip = r->property[TD_P_POLICY_IPREV];

	if (ip.n == 0)
		ip = r->property[TD_P_SMTP_REMOTE_IP];
	/* Of an inner hop: it tells nothing about the border. */
	if (m->iprev || !(known & (1u << r->result)) || td_ip_private(ip))
		return;
	m->iprev = true;
	m->out->obs.fcrdns = (uint8_t)meaning[r->result];
	m->out->told[told].used = true;
}

/*
 * Whether the dkim results of told[i] count: the first field that has any, and
 * the fields of the same id next to it.  In Z2 a forged one could stand right
 * behind the receiver's, so there the id must have been given by the user
 * (DECISIONS.md 23).
 */
static bool
joins_run(struct merge *m, size_t i)
{
	const struct td_reading *out = m->out;
	const struct td_told *t = &out->told[i], *last;

	if (out->n_dkim == 0)
		return true;
	if (m->run_shut)
		return false;
	last = &out->told[m->run_last];
	if (!td_span_eq(last->authserv_id, t->authserv_id))
		return false;
	if (t->zone != TD_Z1)
		return t->nth == last->nth + 1 &&
		    (t->belief == TD_BELIEVED_CONFIGURED ||
		        t->belief == TD_BELIEVED_ALL);
	for (size_t k = 0; k < out->n_hops; k++)
		if (out->hop[k].nth > last->nth && out->hop[k].nth < t->nth)
			return false;
	return true;
}

/* What the result speaks about only explain asks for. */
static void
take_other(
    struct merge *m, enum td_auth a, size_t told, const struct td_resinfo *r)
{
	struct td_span domain = { NULL, 0 };

	if (m->thorough)
		domain = td_pvalue_domain(r->property[TD_P_HEADER_FROM]);
	take(m->out, a, judged(a, r->result), told, r->result_word, domain);
}

/* DECISIONS.md 28: of several spf results, the first that names a sender. */
static bool
is_better_spf(const struct td_resinfo *spf, const struct td_resinfo *r)
{
	return spf == NULL ||
	    (spf->property[TD_P_SMTP_MAILFROM].n == 0 &&
	        r->property[TD_P_SMTP_MAILFROM].n > 0);
}

/* `c` is a cursor that begins told[i]. */
static void
merge_field(
    struct merge *m, size_t i, struct td_authres *c, bool arc, bool dkim)
{
	struct td_reading *out = m->out;
	uint8_t *result = out->obs.result;
	struct td_resinfo slot[2], *r = &slot[0];
	const struct td_resinfo *spf = NULL;

	while (td_authres_next(c, r)) {
		enum td_auth a = auth_of[r->method];

		if (r->method == TD_M_IPREV && !arc) {
			take_iprev(m, i, r);
		} else if (a == TD_A_DKIM) {
			if (dkim)
				take_dkim(out, i, r);
		} else if (a == TD_N_AUTH || result[a] != TD_R_MISSING) {
			continue;
		} else if (a != TD_A_SPF) {
			take_other(m, a, i, r);
		} else if (is_better_spf(spf, r)) {
			spf = r;
			r = spf == slot ? &slot[1] : &slot[0];
		}
	}
	if (spf != NULL)
		take_spf(out, i, spf);
	if (dkim && out->n_dkim > 0)
		m->run_last = (int)i;
}

static void
merge_authres(struct merge *m)
{
	struct td_reading *out = m->out;

	for (size_t i = 0; i < out->n_told; i++) {
		struct td_told *t = &out->told[i];
		bool believed = td_believed(t->belief), joins;

		if (t->kind != TD_FIELD_AR)
			continue;
		joins = believed && joins_run(m, i);
		if (believed)
			merge_field(m, i, &t->results, false, joins);
		if (!joins && out->n_dkim > 0)
			m->run_shut = true;
	}
}

static void
merge_arc(struct merge *m, const struct td_admd *a, const struct td_batch *b,
    const struct td_record *r)
{
	struct td_reading *out = m->out;
	const uint8_t *result = out->obs.result;
	struct td_authres c;
	int told;

	if (result[TD_A_SPF] != TD_R_MISSING &&
	    result[TD_A_DKIM] != TD_R_MISSING &&
	    result[TD_A_DMARC] != TD_R_MISSING)
		return;
	for (size_t i = 0; i < out->n_told; i++)
		if (out->told[i].kind == TD_FIELD_AAR)
			out->told[i].belief = TD_REFUSED_ARC;
	if (result[TD_A_ARC] != TD_R_PASS)
		return;
	told = td_arc_fallback(a, b, r, out);
	if (told < 0)
		return;
	out->told[told].belief = TD_BELIEVED_ARC;
	td_authres_begin(&c, out->told[told].body, true);
	if (!a->trust->thorough)
		td_name_writer(out, &out->told[told], &c);
	merge_field(m, (size_t)told, &c, true, out->n_dkim == 0);
}

/* SEMANTICS.md 4, DECISIONS.md 26. */
static void
take_received_spf(struct td_reading *out, size_t told,
    const struct td_received_spf *f, enum td_result result)
{
	struct td_span name = f->envelope_from;
	bool helo = td_span_ieq(f->identity, TD_SPAN("helo"));

	if (name.n == 0)
		name = f->comment_domain;
	if (name.n == 0 || helo) {
		name = f->helo.n > 0 ? f->helo : name;
		out->spf_null_sender = true;
	}
	out->obs.mailfrom_domain = domain_of(out, name);
	take(out, TD_A_SPF, result, told, f->result_word,
	    out->obs.mailfrom_domain);
}

static void
merge_received_spf(struct td_reading *out, struct td_believed_spf *spf)
{
	struct td_received_spf *f = &spf->field;
	enum td_result result;
	bool guess;

	if (spf->told < 0)
		return;
	result = judged_spf(f->result, f->comment, &guess);
	if (out->obs.result[TD_A_SPF] == TD_R_MISSING) {
		out->best_guess = guess;
		td_received_spf_finish(f);
		take_received_spf(out, (size_t)spf->told, f, result);
		return;
	}
	out->told[spf->told].belief = TD_REFUSED_UNUSED;
	out->spf_disagrees = out->obs.result[TD_A_SPF] != result;
}

/* Whose word it is: the first field that counts.  Microsoft has no id. */
static void
name_authserv(struct td_reading *out)
{
	for (size_t i = 0; i < out->n_told; i++) {
		const struct td_told *t = &out->told[i];

		if (!t->used || t->kind == TD_FIELD_RECEIVED_SPF)
			continue;
		out->obs.authserv_id = t->belief == TD_BELIEVED_NO_ID ?
		    TD_SPAN("ms:") :
		    t->authserv_id;
		return;
	}
}

void
td_read_results(const struct td_trust *t, struct td_orgs *orgs,
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	const struct td_span none = { NULL, 0 };
	struct td_admd admd = { t, orgs, out->admd };
	struct merge m = { .out = out, .thorough = t->thorough };
	struct td_believed_spf spf;

	for (int a = 0; a < TD_N_AUTH; a++) {
		out->obs.result[a] = TD_R_MISSING;
		out->origin[a] = (struct td_origin){ -1, none, none };
	}
	out->n_dkim = 0;
	out->spf_null_sender = out->best_guess = out->spf_disagrees = false;
	out->obs.mailfrom_domain = out->obs.authserv_id = none;
	td_believe(&admd, b, r, out, &spf);
	if (out->n_told == 0)
		return;
	merge_authres(&m);
	merge_arc(&m, &admd, b, r);
	merge_received_spf(out, &spf);
	name_authserv(out);
}

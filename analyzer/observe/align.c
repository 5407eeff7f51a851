/*
 * Alignment that we derive ourselves from the trusted results (RFC 7489 3.1,
 * RFC 9989): what a DMARC policy would find.  It is never mixed with the
 * receiver's own dmarc= (SEMANTICS.md 6, DECISIONS.md 29).
 */
#include "analyzer/observe/name_key.h"
#include "analyzer/observe/reading.h"

/* What the results say for one mode. */
struct tally {
	bool aligned;
	bool nameless; /* a pass that does not tell its domain */
};

static enum td_alignment
verdict(const struct td_reading *out, const struct tally *t)
{
	const struct td_observation *obs = &out->obs;

	if (obs->author_domain.n == 0 || out->author_ambiguous)
		return TD_ALIGN_UNKNOWN;
	if (obs->result[TD_A_SPF] == TD_R_MISSING &&
	    obs->result[TD_A_DKIM] == TD_R_MISSING)
		return TD_ALIGN_UNKNOWN;
	if (t->aligned)
		return TD_ALIGNED;
	return t->nameless ? TD_ALIGN_UNKNOWN : TD_UNALIGNED;
}

/* Whom everything is compared with, and what was found last. */
struct author {
	struct td_orgs *orgs;
	struct td_span domain, org;
	bool has_org; /* org is set */
	struct td_span last;
	bool last_aligned;
};

/* td_aligned_relaxed() for names that mostly are equal, or not even alike. */
static bool
compare(struct author *a, struct td_span domain)
{
	struct td_span tail;
	size_t n;

	if (a->domain.n == 0)
		return false;
	if (a->domain.n == domain.n && td_name_same(a->domain.p, domain))
		return true;
	if (!a->has_org)
		a->org = td_org(a->orgs, a->domain);
	a->has_org = true;
	n = a->org.n;
	if (n == 0 || domain.n < n)
		return false;
	/* Without the tail it cannot be of the same organization. */
	tail = (struct td_span){ domain.p + domain.n - n, n };
	if (td_name_same(tail.p, a->org))
		return td_org(a->orgs, domain).n == n;
	return td_span_ieq(tail, a->org) &&
	    td_aligned_relaxed(a->orgs, a->domain, domain);
}

static bool
is_aligned(struct author *a, struct td_span domain)
{
	if (domain.n == 0)
		return false;
	if (domain.p != a->last.p || domain.n != a->last.n) {
		a->last_aligned = compare(a, domain);
		a->last = domain;
	}
	return a->last_aligned;
}

static void
align_spf(struct author *a, const struct td_reading *out, struct tally *relaxed,
    struct tally *strict)
{
	struct td_span domain = out->origin[TD_A_SPF].domain;

	if (out->obs.result[TD_A_SPF] != TD_R_PASS)
		return;
	if (domain.n == 0) {
		relaxed->nameless = strict->nameless = true;
		return;
	}
	if (is_aligned(a, domain))
		relaxed->aligned = true;
	if (td_span_ieq(a->domain, domain))
		strict->aligned = true;
}

static void
align_dkim(struct author *a, struct td_reading *out, struct tally *relaxed,
    struct tally *strict)
{
	for (size_t i = 0; i < out->n_dkim; i++) {
		struct td_dkim *d = &out->dkim[i];

		d->aligned = is_aligned(a, d->sdid);
		d->strict = d->aligned && td_span_ieq(a->domain, d->sdid);
		if (d->result != TD_R_PASS)
			continue;
		if (d->sdid.n == 0)
			relaxed->nameless = strict->nameless = true;
		relaxed->aligned = relaxed->aligned || d->aligned;
		strict->aligned = strict->aligned || d->strict;
		if (d->aligned)
			out->obs.dkim_aligned_pass = true;
	}
}

/* The signature that says most: aligned and passing, else passing, else the
 * first that has a name. */
static struct td_span
choose_sdid(const struct td_reading *out)
{
	const struct td_dkim *best = NULL;
	int best_rank = 0;

	for (size_t i = 0; i < out->n_dkim; i++) {
		const struct td_dkim *d = &out->dkim[i];
		int rank = 1;

		if (d->sdid.n == 0)
			continue;
		if (d->result == TD_R_PASS)
			rank = d->aligned ? 3 : 2;
		if (rank > best_rank) {
			best = d;
			best_rank = rank;
		}
	}
	return best != NULL ? best->sdid : (struct td_span){ "", 0 };
}

/*
 * Whether the same client would have passed if it had been judged by the
 * header (SEMANTICS.md 7): a heuristic, the header's domain has its own record.
 */
static enum td_alignment
compare_pra(struct author *a, const struct td_reading *out)
{
	struct td_span pra = out->pra_domain, from = out->obs.mailfrom_domain;
	bool aligned;

	if (pra.n == 0 || from.n == 0)
		return TD_ALIGN_UNKNOWN;
	if (pra.p == a->domain.p && pra.n == a->domain.n)
		aligned = is_aligned(a, from);
	else
		aligned = td_aligned_relaxed(a->orgs, pra, from);
	return aligned ? TD_ALIGNED : TD_UNALIGNED;
}

void
td_read_alignment(struct td_orgs *orgs, struct td_reading *out)
{
	struct author author = { .orgs = orgs,
		.domain = out->obs.author_domain };
	struct tally relaxed = { 0 }, strict = { 0 };

	out->obs.dkim_aligned_pass = false;
	align_spf(&author, out, &relaxed, &strict);
	align_dkim(&author, out, &relaxed, &strict);
	out->obs.alignment = (uint8_t)verdict(out, &relaxed);
	out->strict = (uint8_t)verdict(out, &strict);
	out->obs.sdid = choose_sdid(out);
	out->obs.pra = (uint8_t)compare_pra(&author, out);
}

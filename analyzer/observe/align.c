/*
 * Alignment that we derive ourselves from the trusted results (RFC 7489 3.1,
 * RFC 9989): what a DMARC policy would find.  It is never mixed with the
 * receiver's own dmarc= (SEMANTICS.md 6, DECISIONS.md 29).
 */
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

static void
align_spf(struct td_orgs *orgs, const struct td_reading *out,
    struct tally *relaxed, struct tally *strict)
{
	struct td_span author = out->obs.author_domain;
	struct td_span domain = out->origin[TD_A_SPF].domain;

	if (out->obs.result[TD_A_SPF] != TD_R_PASS)
		return;
	if (domain.n == 0) {
		relaxed->nameless = strict->nameless = true;
		return;
	}
	if (td_aligned_relaxed(orgs, author, domain))
		relaxed->aligned = true;
	if (td_span_ieq(author, domain))
		strict->aligned = true;
}

static void
align_dkim(struct td_orgs *orgs, struct td_reading *out, struct tally *relaxed,
    struct tally *strict)
{
	struct td_span author = out->obs.author_domain;

	for (size_t i = 0; i < out->n_dkim; i++) {
		struct td_dkim *d = &out->dkim[i];

		d->aligned = td_aligned_relaxed(orgs, author, d->sdid);
		d->strict = author.n > 0 && td_span_ieq(author, d->sdid);
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
compare_pra(struct td_orgs *orgs, const struct td_reading *out)
{
	if (out->pra_domain.n == 0 || out->obs.mailfrom_domain.n == 0)
		return TD_ALIGN_UNKNOWN;
	return td_aligned_relaxed(
	           orgs, out->pra_domain, out->obs.mailfrom_domain) ?
	    TD_ALIGNED :
	    TD_UNALIGNED;
}

void
td_read_alignment(struct td_orgs *orgs, struct td_reading *out)
{
	struct tally relaxed = { 0 }, strict = { 0 };

	out->obs.dkim_aligned_pass = false;
	align_spf(orgs, out, &relaxed, &strict);
	align_dkim(orgs, out, &relaxed, &strict);
	out->obs.alignment = (uint8_t)verdict(out, &relaxed);
	out->strict = (uint8_t)verdict(out, &strict);
	out->obs.sdid = choose_sdid(out);
	out->obs.pra = (uint8_t)compare_pra(orgs, out);
}

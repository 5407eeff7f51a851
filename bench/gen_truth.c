/*
 * The truth: counters per carrier and domain, taken from the decisions, and
 * their JSON, with the names and the nesting of the analyzer's report.
 */
#include "gen_rows.h"

struct counts {
	uint64_t forwarded;
	uint64_t word[N_METHODS][N_WORDS];
	uint64_t aligned_pass;
	uint64_t alignment[N_ALIGN], pra[N_ALIGN];
	uint64_t tls[N_TLS], fcrdns[N_FCRDNS];
	uint64_t delays;
	int64_t longest;
};

static const struct gen_plan *plan;

static struct gen_rows rows;
static struct counts counts[GEN_MAX_ROWS]; /* of each row */
static size_t row_of_domain[GEN_MAX_ROWS], row_unknown[GEN_MAX_ROWS];
static size_t row_none[GEN_MAX_ROWS];
static uint64_t null_senders, reports, counted_bytes, other_bytes, lost_bytes;
static uint64_t defects[N_DEFECTS], ranks[N_RANKS];
static int64_t first_time = INT64_MAX, last_time = INT64_MIN;

void
gen_truth_init(const struct gen_plan *of)
{
	plan = of;
	for (size_t i = 0; i < gen_n_recipients; i++) {
		const struct gen_recipient *r = &gen_recipients[i];

		row_of_domain[i] = gen_rows_named(&rows, r->carrier, r->domain);
		if (r->relay_carrier == NULL)
			continue;
		row_unknown[i] =
		    gen_rows_named(&rows, r->relay_carrier, "(unknown)");
		row_none[i] = gen_rows_named(&rows, r->relay_carrier, "(none)");
	}
}

/* Of several signatures: SEMANTICS 5; "other" comes last. */
static enum gen_word
dkim_word(const struct gen_mail *m)
{
	static const int order[N_WORDS] = { [W_PASS] = 1,
		[W_POLICY] = 2,
		[W_FAIL] = 3,
		[W_PERMERROR] = 4,
		[W_TEMPERROR] = 5,
		[W_NEUTRAL] = 6,
		[W_NONE] = 7,
		[W_OTHER] = 8 };
	enum gen_word best;

	if (m->n_signatures == 0)
		return m->unsigned_word;
	best = m->signature[0].verdict.word;
	for (size_t i = 1; i < m->n_signatures; i++)
		if (order[m->signature[i].verdict.word] < order[best])
			best = m->signature[i].verdict.word;
	return best;
}

static enum gen_word
word_of(const struct gen_mail *m, int method)
{
	if (!(m->told & GEN_BIT(method)))
		return W_MISSING;
	/* What came by way of another mailbox was judged by that. */
	if (m->forwarding != FORWARD_NONE && !plan->forwarded &&
	    (method == M_SPF || method == M_DMARC))
		return W_MISSING;
	return method == M_DKIM ? dkim_word(m) : m->verdict[method].word;
}

static bool
is_author_known(const struct gen_mail *m)
{
	return m->author == AUTHOR_ONE || m->author == AUTHOR_TWO_OF_ONE;
}

/* Whether some passing signature is of the author's organization. */
static bool
signed_by_author(const struct gen_mail *m)
{
	if (!is_author_known(m) || m->nameless ||
	    word_of(m, M_DKIM) == W_MISSING)
		return false;
	for (size_t i = 0; i < m->n_signatures; i++)
		if (m->signature[i].verdict.word == W_PASS &&
		    m->signature[i].sdid.org == m->from->author.org)
			return true;
	return false;
}

/* SEMANTICS 6, DECISIONS 29. */
static enum gen_align
alignment_of(const struct gen_mail *m)
{
	enum gen_word spf = word_of(m, M_SPF), dkim = word_of(m, M_DKIM);

	if (!is_author_known(m) || (spf == W_MISSING && dkim == W_MISSING))
		return A_UNKNOWN;
	if ((spf == W_PASS && m->from->mailfrom.org == m->from->author.org) ||
	    signed_by_author(m))
		return A_ALIGNED;
	return dkim == W_PASS && m->nameless ? A_UNKNOWN : A_UNALIGNED;
}

/* The organization of the purported responsible address (RFC 4407); 0: none */
static unsigned
pra_org(const struct gen_mail *m)
{
	const struct gen_sender *f = m->from;

	if (m->forwarding == FORWARD_RESENT)
		return m->number % 2 == 0 ? gen_forwarder.org : f->mailfrom.org;
	if (m->sender_field == SENDER_TWO)
		return 0;
	if (m->sender_field == SENDER_ONE)
		return f->sender.org;
	return m->author == AUTHOR_ONE ? f->author.org : 0;
}

static enum gen_align
pra_of(const struct gen_mail *m)
{
	bool named = (m->told & GEN_BIT(M_SPF)) && !m->spf_nameless;
	bool path = named || !m->no_return_path;
	unsigned org = pra_org(m);

	if (org == 0 || !path)
		return A_UNKNOWN;
	return org == m->from->mailfrom.org ? A_ALIGNED : A_UNALIGNED;
}

static size_t
row_of(const struct gen_mail *m)
{
	size_t i = (size_t)(m->to - gen_recipients);

	if (m->rootly)
		return row_none[i];
	return m->hidden ? row_unknown[i] : row_of_domain[i];
}

static void
count(const struct gen_mail *m)
{
	size_t i = row_of(m);
	struct counts *r = &counts[i];
	int64_t delay = m->last - m->first;

	rows.row[i].messages++;
	r->forwarded += m->forwarding != FORWARD_NONE;
	for (int k = 0; k < N_METHODS; k++)
		r->word[k][word_of(m, k)]++;
	r->aligned_pass += signed_by_author(m);
	r->alignment[alignment_of(m)]++;
	r->pra[pra_of(m)]++;
	r->tls[m->tls_told]++;
	r->fcrdns[m->rdns_told]++;
	if (m->delays > 1)
		r->delays++;
	if (m->delays > 1 && delay > r->longest)
		r->longest = delay;
	ranks[m->rank]++;
	if (m->at < first_time)
		first_time = m->at;
	if (m->at > last_time)
		last_time = m->at;
}

void
gen_truth_add(const struct gen_mail *m, uint64_t bytes, bool crlf)
{
	uint64_t lost = m->lost + (crlf ? m->lost_lines : 0);

	if (m->damage >= 0)
		defects[m->damage]++;
	lost_bytes += lost;
	if (m->damage == D_NO_HEADER) {
		other_bytes += bytes - lost;
		return;
	}
	switch (m->class) {
	case C_NULL_SENDER:
		null_senders++;
		other_bytes += bytes - lost;
		break;
	case C_REPORT:
		reports++;
		other_bytes += bytes - lost;
		break;
	case C_MESSAGE:
		counted_bytes += bytes - lost;
		count(m);
		break;
	}
}

/* ---- JSON ---- */

static void
put_words(FILE *f, const struct counts *r, int method)
{
	static const char *const methods[N_METHODS] = { "spf", "dkim", "dmarc",
		"arc", "sender_id" };

	gen_put_words(f, methods[method], r->word[method]);
	if (method == M_DKIM)
		gen_put_member(f, "aligned_pass", r->aligned_pass, false);
	fputs("}", f);
}

static void
put_three(FILE *f, const char *name, const uint64_t *n)
{
	fprintf(f, ",\"%s\":{", name);
	gen_put_member(f, "aligned", n[A_ALIGNED], true);
	gen_put_member(f, "unaligned", n[A_UNALIGNED], false);
	gen_put_member(f, "unknown", n[A_UNKNOWN], false);
	fputs("}", f);
}

static void
put_row(FILE *f, uint64_t messages, const struct counts *r)
{
	gen_put_member(f, "messages", messages, true);
	gen_put_member(f, "forwarded", r->forwarded, false);
	for (int i = 0; i < N_METHODS; i++)
		put_words(f, r, i);
	put_three(f, "alignment", r->alignment);
	put_three(f, "pra", r->pra);
	fputs(",\"transport\":{", f);
	gen_put_member(f, "tls_yes", r->tls[TLS_YES], true);
	gen_put_member(f, "tls_no", r->tls[TLS_NO], false);
	gen_put_member(f, "tls_unknown", r->tls[TLS_UNKNOWN], false);
	gen_put_member(f, "fcrdns_pass", r->fcrdns[RDNS_PASS], false);
	gen_put_member(f, "fcrdns_fail", r->fcrdns[RDNS_FAIL], false);
	gen_put_member(f, "fcrdns_none", r->fcrdns[RDNS_NONE], false);
	gen_put_member(f, "fcrdns_unknown", r->fcrdns[RDNS_UNKNOWN], false);
	fputs("},\"delay\":{", f);
	gen_put_member(f, "n", r->delays, true);
	if (r->delays > 0)
		gen_put_member(f, "max", (uint64_t)r->longest, false);
	else
		fputs(",\"max\":null", f);
	fputs("}}", f);
}

static void
put_row_of(FILE *f, size_t i)
{
	put_row(f, rows.row[i].messages, &counts[i]);
}

static void
sum_up(struct counts *sum)
{
	*sum = (struct counts){ 0 };
	for (size_t i = 0; i < rows.n; i++) {
		const struct counts *r = &counts[i];

		sum->forwarded += r->forwarded;
		for (int k = 0; k < N_METHODS; k++)
			for (int w = 0; w < N_WORDS; w++)
				sum->word[k][w] += r->word[k][w];
		sum->aligned_pass += r->aligned_pass;
		for (int k = 0; k < N_ALIGN; k++) {
			sum->alignment[k] += r->alignment[k];
			sum->pra[k] += r->pra[k];
		}
		for (int k = 0; k < N_TLS; k++)
			sum->tls[k] += r->tls[k];
		for (int k = 0; k < N_FCRDNS; k++)
			sum->fcrdns[k] += r->fcrdns[k];
		sum->delays += r->delays;
		if (r->longest > sum->longest)
			sum->longest = r->longest;
	}
}

static void
put_balance(FILE *f, uint64_t bytes, uint64_t sources, uint64_t messages)
{
	static const char *const names[N_DEFECTS] = {
		[D_JUNK] = "junk before the header",
		[D_BAD_LINE] = "bad header line",
		[D_NO_BLANK] = "no blank line after the header",
		[D_NO_HEADER] = "no header",
		[D_NUL] = "nul bytes",
		[D_TOO_LONG] = "header too long",
	};
	static const enum gen_defect sorted[N_DEFECTS] = { D_BAD_LINE,
		D_TOO_LONG, D_JUNK, D_NO_BLANK, D_NO_HEADER, D_NUL };
	static const char *const rank_names[N_RANKS] = { "given",
		"x-original-to", "envelope-to", "received-for", "delivered-to",
		"x-apparently-to", "to-cc", "other", "none" };
	bool first = true;

	fputs("\"balance\":{", f);
	gen_put_member(f, "sources", sources, true);
	fputs(",\"bytes\":{", f);
	gen_put_member(f, "decoded", bytes, true);
	gen_put_member(f, "counted", counted_bytes, false);
	gen_put_member(f, "other", other_bytes, false);
	gen_put_member(f, "defect", lost_bytes, false);
	fputs("},\"records\":{", f);
	gen_put_member(f, "message", messages, true);
	gen_put_member(
	    f, "other", defects[D_NO_HEADER] + null_senders + reports, false);
	fputs("},\"defects\":[", f);
	for (int i = 0; i < N_DEFECTS; i++) {
		if (defects[sorted[i]] == 0)
			continue;
		fprintf(f, "%s{\"format\":\"%s\",\"reason\":\"%s\"",
		    first ? "" : ",", plan->format, names[sorted[i]]);
		gen_put_member(f, "count", defects[sorted[i]], false);
		fputs("}", f);
		first = false;
	}
	fputs("]", f);
	gen_put_member(f, "null_sender", null_senders, false);
	gen_put_member(f, "reports", reports, false);
	fputs(",\"recipient_ranks\":{", f);
	for (int i = 0; i < N_RANKS; i++)
		gen_put_member(f, rank_names[i], ranks[i], i == 0);
	fputs("}},\n", f);
}

void
gen_truth_write(FILE *f, uint64_t bytes, uint64_t sources)
{
	uint64_t messages = gen_rows_messages(&rows);
	struct counts total;

	sum_up(&total);
	fprintf(f,
	    "{\"truth\":1,\"options\":[%s%s%s],\n\"window\":{\"first\":%lld,"
	    "\"last\":%lld},\n",
	    plan->bare ? "\"--authserv-id\",\".bare.example\"" : "",
	    plan->bare && plan->forwarded ? "," : "",
	    plan->forwarded ? "\"--forwarded\",\"count\"" : "",
	    messages > 0 ? (long long)first_time : 0,
	    messages > 0 ? (long long)last_time : 0);
	put_balance(f, bytes, sources, messages);
	fputs("\"totals\":{", f);
	put_row(f, messages, &total);
	gen_put_rows(f, &rows, put_row_of);
}

/*
 * Notes on TLS reports (RFC 8460): who could not reach one's own mail hosts
 * with TLS, and what is wrong there.
 */
#include "analyzer/report/escape.h"
#include "analyzer/report/report_notes.h"

enum { MAX_LINES = 10 }; /* of organisations; JSON has all */

const char *const td_tlsrpt_help[TD_N_TLSRPT_FAILURES] = {
	[TD_TLSRPT_NO_STARTTLS] = "a mail host did not offer STARTTLS.",
	[TD_TLSRPT_HOST_MISMATCH] =
	    "the certificate is for other names than that of the mail host.",
	[TD_TLSRPT_EXPIRED] = "the certificate of a mail host has expired.",
	[TD_TLSRPT_NOT_TRUSTED] =
	    "the certificate is of no authority that the sender trusts, or "
	    "the chain to one is not complete.",
	[TD_TLSRPT_VALIDATION] = "TLS failed for another reason.",
	[TD_TLSRPT_TLSA_INVALID] =
	    "the TLSA record does not fit the certificate, or is broken; "
	    "mostly one was changed without the other.",
	[TD_TLSRPT_DNSSEC_INVALID] =
	    "DNSSEC did not validate; look at signatures and the DS record.",
	[TD_TLSRPT_DANE_REQUIRED] =
	    "the sender asks for DANE, and found no TLSA record.",
	[TD_TLSRPT_STS_FETCH] =
	    "the MTA-STS policy could not be fetched from the policy host.",
	[TD_TLSRPT_STS_INVALID] =
	    "the MTA-STS policy is broken; look at its text.",
	[TD_TLSRPT_STS_WEBPKI] =
	    "the certificate of the MTA-STS policy host is not valid.",
	[TD_TLSRPT_OTHER] = "what RFC 8460 has no word for.",
	[TD_TLSRPT_UNSPECIFIED] = "counted without saying why.",
};

/* Sums of rows, and which of them tell of most failures. */
struct sums {
	struct td_tlsrpt_counts n;
	const struct td_tlsrpt_row *worst[MAX_LINES];
	size_t listed;
	uint64_t bad; /* rows that tell of any */
};

/* Whether a row tells of failures; some do so without counting sessions. */
static bool
tells_failures(const struct td_tlsrpt_counts *n)
{
	uint64_t any = n->failed;

	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		any |= n->by[i];
	return any != 0;
}

/* Rows of equal numbers stay in their order. */
static void
take_row(struct sums *x, const struct td_tlsrpt_row *row)
{
	size_t i = x->listed;

	td_tlsrpt_sum(&x->n, &row->n);
	if (!tells_failures(&row->n))
		return;
	x->bad++;
	while (i > 0 && x->worst[i - 1]->n.failed < row->n.failed)
		i--;
	if (i == MAX_LINES)
		return;
	x->listed += x->listed < MAX_LINES;
	memmove(&x->worst[i + 1], &x->worst[i],
	    (x->listed - 1 - i) * sizeof(x->worst[0]));
	x->worst[i] = row;
}

static void
put_row(struct notes *s, const struct td_tlsrpt_row *row)
{
	struct td_tlsrpt_counts all = { .ok = row->n.failed }; /* with ok */
	bool any = false;

	td_tlsrpt_sum(&all, &row->n);
	fputs("  ", s->f);
	td_put_text(s->f, row->domain);
	fputs(" (", s->f);
	td_put_text(s->f, row->policy);
	fputs("), says ", s->f);
	td_put_text(s->f, row->organization);
	fprintf(s->f, ": %s of %s session%s failed", N(row->n.failed),
	    N(all.ok), plural(all.ok));
	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++) {
		if (row->n.by[i] == 0)
			continue;
		fprintf(s->f, "%s %s %s", any ? "," : ":",
		    td_tlsrpt_failure_word(i).p, N(row->n.by[i]));
		any = true;
	}
	putc('\n', s->f);
}

static void
put_failures(struct notes *s, const struct sums *x)
{
	s->warn = true;
	fputs("TLS failed, as others say. Where a policy is enforced such mail "
	      "waits at the sender and comes back in the end:\n",
	    s->f);
	for (size_t i = 0; i < x->listed; i++)
		put_row(s, x->worst[i]);
	if (x->bad > x->listed)
		fprintf(s->f, "  and %s more (-O json has all)\n",
		    N(x->bad - x->listed));
	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		if (x->n.by[i] > 0)
			fprintf(s->f, "%s: %s\n", td_tlsrpt_failure_word(i).p,
			    td_tlsrpt_help[i]);
	td_notes_flush(s);
}

void
td_notes_tlsrpt(struct notes *s)
{
	const struct td_balance *b = s->r->balance;
	struct sums x = { .listed = 0 };
	size_t n = 0;
	const struct td_tlsrpt_row *row =
	    b->tls == NULL ? NULL : td_tlsrpt_sorted(b->tls, &n);

	if (b->tls_reports == 0 && n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		take_row(&x, &row[i]);
	fprintf(s->f,
	    "TLS reports: %s (RFC 8460; about mail to your own domains, so in "
	    "no rate): %s session%s went well, %s failed.\n",
	    N(b->tls_reports), N(x.n.ok), plural(x.n.ok), N(x.n.failed));
	td_notes_flush(s);
	if (x.bad > 0)
		put_failures(s, &x);
}

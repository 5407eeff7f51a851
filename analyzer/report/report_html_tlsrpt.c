/*
 * What TLS reports (RFC 8460) say on a page: how sessions of others to one's
 * own mail hosts went, and why TLS failed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/report_html.h"
#include "analyzer/report/report_notes.h"

/* Rows, those with most failures first. */
struct reports {
	struct td_view *v;
	const struct td_tlsrpt_row **row;
	size_t n;
	struct td_tlsrpt_counts sum;
};

static uint64_t
sessions_of(const struct td_tlsrpt_counts *n)
{
	struct td_tlsrpt_counts all = { .ok = n->failed };

	td_tlsrpt_sum(&all, n);
	return all.ok;
}

/* Rows of equal numbers stay in their order, which is that in memory. */
static int
cmp_row(const void *a, const void *b)
{
	const struct td_tlsrpt_row *x = *(const struct td_tlsrpt_row *const *)a;
	const struct td_tlsrpt_row *y = *(const struct td_tlsrpt_row *const *)b;

	if (x->n.failed != y->n.failed)
		return x->n.failed > y->n.failed ? -1 : 1;
	return (x > y) - (x < y);
}

/* ---- sessions ---- */

static void
put_session_name(struct td_chart *c, unsigned y, const struct reports *t,
    const struct td_tlsrpt_row *row)
{
	char *name = NULL;
	const int n = asprintf(&name, "%.*s %.*s, %.*s", (int)row->domain.n,
	    row->domain.p, (int)row->policy.n, row->policy.p,
	    (int)row->organization.n, row->organization.p);

	if (n == -1) {
		t->v->r->error = ENOMEM;
		return;
	}
	td_chart_name(c, y, (struct td_span){ name, (size_t)n });
	free(name);
}

static void
put_session_bar(struct td_chart *c, const struct td_axis *a, unsigned y,
    const struct td_tlsrpt_row *row)
{
	const uint64_t all = sessions_of(&row->n);
	const double ok = (double)row->n.ok / (double)all;
	char word[96], hint[96];

	if (all == 0)
		return;
	snprintf(word, sizeof word, "%s %% of %s",
	    td_percent_text(row->n.failed, all).s, td_grouped(all).text);
	snprintf(hint, sizeof hint, "%s of %s failed",
	    td_grouped(row->n.failed).text, td_grouped(all).text);
	td_chart_word(c, y, word, "d");
	if (row->n.ok > 0)
		td_chart_bar(c, a, y + 27, 6, 0, ok, "acc", hint);
	if (row->n.failed > 0)
		td_chart_bar(c, a, y + 21, 12, ok, 1, "bad", hint);
}

static void
put_session_chart(const struct reports *t)
{
	static const struct td_axis a = { 0, 1, 0, 100, false };
	const size_t rows = t->n < TD_CHART_ROWS ? t->n : TD_CHART_ROWS;
	struct td_chart c;
	char key[256];

	snprintf(key, sizeof key,
	    "Parts in per cent: <span "
	    "class=\"kacc\">\xe2\x96\x84</span>\xc2\xa0"
	    "went well, <span class=\"kbad\">\xe2\x96\x88</span>\xc2\xa0"
	    "failed, with how much of how many.%s",
	    td_chart_more(rows < t->n));
	td_chart_begin(&c, &t->v->p, "Sessions", key,
	    "Stacked bars, one for each domain, policy and organization that "
	    "reports: which part of the sessions failed. The table after it "
	    "has the numbers.",
	    rows, TD_CHART_ROW);
	td_chart_shares(&c, &a);
	for (size_t i = 0; i < rows; i++) {
		put_session_name(&c, td_chart_row(i), t, t->row[i]);
		put_session_bar(&c, &a, td_chart_row(i), t->row[i]);
	}
	td_chart_end(&c);
}

static void
put_sessions_of(struct td_page *p, const struct td_tlsrpt_counts *n)
{
	const uint64_t all = sessions_of(n);

	td_page_count(p, n->ok);
	td_page_count(p, n->failed);
	if (all == 0)
		td_page_nothing(p);
	else
		td_page_number(p, (double)n->failed / (double)all,
		    td_percent_text(n->failed, all).s);
	fputs("</tr>\n", p->out);
}

static void
put_session_table(const struct reports *t)
{
	static const struct {
		const char *head;
		bool left;
	} head[] = { { "your domain", true }, { "policy", true },
		{ "says", true }, { "went well", false }, { "failed", false },
		{ "failed %", false } };
	struct td_page *p = &t->v->p;

	td_page_table(p, "Sessions, by domain, policy and who reports");
	fputs("<thead><tr>", p->out);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		td_page_head(p, head[i].head, NULL, head[i].left);
	fputs("</tr></thead>\n<tbody>\n", p->out);
	for (size_t i = 0; i < t->n; i++) {
		fputs("<tr>", p->out);
		td_page_name(p, t->row[i]->domain);
		td_page_name(p, t->row[i]->policy);
		td_page_name(p, t->row[i]->organization);
		put_sessions_of(p, &t->row[i]->n);
	}
	fputs("</tbody>\n<tfoot><tr><th scope=\"row\" colspan=\"3\">all</th>",
	    p->out);
	put_sessions_of(p, &t->sum);
	fputs("</tfoot>\n", p->out);
	td_page_table_end(p);
}

/* ---- failures ---- */

/* Those that there are, most frequent first; how many. */
static size_t
sort_failures(const struct reports *t, int kind[TD_N_TLSRPT_FAILURES])
{
	const uint64_t *by = t->sum.by;
	size_t n = 0;

	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++) {
		size_t k = n;

		if (by[i] == 0)
			continue;
		for (; k > 0 && by[kind[k - 1]] < by[i]; k--)
			kind[k] = kind[k - 1];
		kind[k] = i;
		n++;
	}
	return n;
}

static void
put_failure_chart(const struct reports *t, const int *kind, size_t n)
{
	const uint64_t *by = t->sum.by;
	const double most = (double)by[kind[0]];
	const struct td_axis a = { 0, most, 0, 100, false };
	struct td_chart c;

	td_chart_begin(&c, &t->v->p, "Failures",
	    "Sessions, all rows together; need not add up to those that "
	    "failed.",
	    "Bars: how many sessions failed for each reason. The table after "
	    "it has the numbers.",
	    n, TD_CHART_ROW);
	td_chart_tick(&c, &a, 0, "0");
	td_chart_tick(&c, &a, most, td_grouped(by[kind[0]]).text);
	for (size_t i = 0; i < n; i++) {
		const unsigned y = td_chart_row(i);
		const struct td_grouped text = td_grouped(by[kind[i]]);

		td_chart_name(&c, y, td_tlsrpt_failure_word(kind[i]));
		td_chart_word(&c, y, text.text, "d");
		td_chart_bar(&c, &a, y + 22, 9, 0, (double)by[kind[i]], "bad",
		    text.text);
	}
	td_chart_end(&c);
}

static void
put_failure_table(const struct reports *t, const int *kind, size_t n)
{
	struct td_page *p = &t->v->p;

	td_page_table(p, "Failures, all rows together, and what they mean");
	fputs("<thead><tr>", p->out);
	td_page_head(p, "failure", NULL, true);
	td_page_head(p, "sessions", NULL, false);
	td_page_head(p, "which is", NULL, true);
	fputs("</tr></thead>\n<tbody>\n", p->out);
	for (size_t i = 0; i < n; i++) {
		fputs("<tr>", p->out);
		td_page_name(p, td_tlsrpt_failure_word(kind[i]));
		td_page_count(p, t->sum.by[kind[i]]);
		fputs("<td class=\"l w\">", p->out);
		td_page_text(p, td_tlsrpt_help[kind[i]]);
		fputs("</td></tr>\n", p->out);
	}
	fputs("</tbody>\n", p->out);
	td_page_table_end(p);
}

static void
put_failures(const struct reports *t)
{
	int kind[TD_N_TLSRPT_FAILURES] = { 0 };
	const size_t n = sort_failures(t, kind);

	if (n == 0)
		return;
	td_page_heading(&t->v->p, "Why TLS failed");
	fputs("<div class=\"pair\" data-tls=\"failures\">\n", t->v->p.out);
	put_failure_chart(t, kind, n);
	put_failure_table(t, kind, n);
	fputs("</div>\n", t->v->p.out);
}

/* ---- the section ---- */

static void
put_words(const struct reports *t)
{
	const uint64_t n = t->v->r->balance->tls_reports;
	FILE *out = t->v->p.out;

	fprintf(out,
	    "<p class=\"doc\">Sessions that others opened to the mail hosts of "
	    "your domains, as %s report%s of theirs (RFC 8460) count%s them. "
	    "They are about mail to you, so they are in no row and no rate of "
	    "this page. The policy is what the other side went by: tlsa is "
	    "DANE, sts is MTA-STS; without any, mail comes in the clear where "
	    "TLS fails.</p>\n",
	    td_grouped(n).text, plural(n), n == 1 ? "s" : "");
	if (t->sum.failed > 0)
		fprintf(out,
		    "<p class=\"warn\">TLS failed in %s of %s sessions. Where "
		    "a policy is enforced such mail waits at the sender and "
		    "comes back in the end.</p>\n",
		    td_grouped(t->sum.failed).text,
		    td_grouped(sessions_of(&t->sum)).text);
}

static void
put_section(const struct reports *t)
{
	td_page_section(&t->v->p, "TLS reports");
	put_words(t);
	if (t->n > 0) {
		fputs("<div class=\"pair\" data-tls=\"sessions\">\n",
		    t->v->p.out);
		put_session_chart(t);
		put_session_table(t);
		fputs("</div>\n", t->v->p.out);
	}
	put_failures(t);
	td_page_section_end(&t->v->p);
}

void
td_view_tlsrpt(struct td_view *v)
{
	const struct td_balance *b = v->r->balance;
	struct reports t = { .v = v };
	const struct td_tlsrpt_row *row =
	    b->tls == NULL ? NULL : td_tlsrpt_sorted(b->tls, &t.n);

	if (b->tls_reports == 0 && t.n == 0)
		return;
	t.row = calloc(t.n + 1, sizeof(*t.row));
	if (t.row == NULL) {
		v->r->error = ENOMEM;
		return;
	}
	for (size_t i = 0; i < t.n; i++) {
		t.row[i] = &row[i];
		td_tlsrpt_sum(&t.sum, &row[i].n);
	}
	qsort(t.row, t.n, sizeof(*t.row), cmp_row);
	put_section(&t);
	free(t.row);
}

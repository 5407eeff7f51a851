/*
 * An audit as a page: a section for each author domain, in it a table for each
 * that asks and what to do.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/report/audit_advice.h"
#include "analyzer/report/audit_report.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/html.h"
#include "analyzer/report/print.h"

struct view {
	struct td_page p;
	struct td_audit_report *r;
};

/* ---- lines ---- */

/* A word and a colour each; what nobody asks of this sender has none. */
static void
put_state(struct td_page *p, const struct td_audit_line *line)
{
	static const char *const word[TD_N_JUDGED] = {
		[TD_MET] = "met",
		[TD_NOT_MET] = "not met",
		[TD_UNTOLD] = "not seen",
	};
	const char *class = !line->asked ? "" :
	    line->state == TD_MET        ? " better" :
	    line->state == TD_NOT_MET    ? " worse" :
	                                   "";

	fprintf(p->out, "<td class=\"l%s\">%s%s</td>", class, word[line->state],
	    line->asked ? "" : " (bulk)");
}

static void
put_rate(struct td_page *p, const struct td_audit_line *line)
{
	const uint64_t n = line->n[TD_MET] + line->n[TD_NOT_MET];
	const double rate =
	    n > 0 ? (double)line->n[TD_NOT_MET] / (double)n : NAN;
	char shown[32];

	snprintf(shown, sizeof shown, "%.2f %%", 100 * rate);
	td_page_number(p, line->asks->limit > 0 ? rate : NAN, shown);
}

/* FILE:BYTE, or a dash. */
static void
put_example(struct td_page *p, const struct td_example *e)
{
	if (!e->there) {
		fputs("<td class=\"l\">\xe2\x80\x93</td>", p->out);
		return;
	}
	fputs("<td class=\"l w\">", p->out);
	td_put_html(p->out, e->name);
	fprintf(p->out, ":%" PRIu64 "</td>", e->off);
}

static void
put_line(struct td_page *p, const struct td_audit_line *line)
{
	fputs("<tr>", p->out);
	td_page_name(
	    p, (struct td_span){ line->asks->id, strlen(line->asks->id) });
	fputs("<td class=\"l w\">", p->out);
	td_page_text(p, line->asks->text);
	if (line->why != NULL) {
		fputs(" <span class=\"doc\">(", p->out);
		td_page_text(p, line->why);
		fputs(")</span>", p->out);
	}
	fputs("</td>", p->out);
	put_state(p, line);
	for (int k = 0; k < TD_N_JUDGED; k++)
		td_page_count(p, line->n[k]);
	put_rate(p, line);
	put_example(p, &line->example);
	fputs("</tr>\n", p->out);
}

static void
put_group(struct td_page *p, const struct td_audit_group *g)
{
	const struct td_span author = td_audit_title(g->domain);
	char caption[512];

	td_page_heading(p, td_audit_who(g->asks));
	fputs("<div data-metric=\"", p->out);
	td_put_html(p->out, g->domain->author);
	fprintf(p->out, " %s\">\n", td_askers[g->asks].name);
	snprintf(caption, sizeof caption, "%s, of %s message%s: %.*s",
	    td_audit_who(g->asks), td_grouped(g->messages).text,
	    g->messages == 1 ? "" : "s", (int)author.n, author.p);
	td_page_table(p, caption);
	fputs("<thead><tr>", p->out);
	td_page_head(p, "requirement", "id", true);
	td_page_head(p, "what is asked", NULL, true);
	td_page_head(p, "seen", NULL, true);
	td_page_head(p, "met", "met", false);
	td_page_head(p, "not met", "not_met", false);
	td_page_head(p, "not told", "not_observable", false);
	td_page_head(p, "rate", "rate", false);
	td_page_head(p, "example", "example", true);
	fputs("</tr></thead>\n<tbody>\n", p->out);
	for (size_t i = 0; i < g->n_lines; i++)
		put_line(p, &g->line[i]);
	fputs("</tbody>\n", p->out);
	td_page_table_end(p);
	fputs("</div>\n", p->out);
}

/* ---- author domains ---- */

static void
put_todos(struct view *v, const struct td_audit_domain *d)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f;

	if (d->n_todo == 0)
		return;
	if ((f = open_memstream(&text, &n)) == NULL) {
		v->r->error = errno;
		return;
	}
	for (size_t i = 0; i < d->n_todo; i++)
		td_advice_put(f, d, &d->todo[i]);
	if (fclose(f) != 0)
		v->r->error = errno;
	td_page_heading(&v->p, "To do");
	td_page_paragraphs(&v->p, (struct td_span){ text, n }, false);
	free(text);
}

static void
put_domain(struct view *v, const struct td_audit_domain *d)
{
	const struct td_span author = td_audit_title(d);
	char heading[512];

	snprintf(heading, sizeof heading, "%.*s: %s message%s", (int)author.n,
	    author.p, td_grouped(d->messages).text,
	    d->messages == 1 ? "" : "s");
	td_page_section(&v->p, heading);
	if (d->marks > 0)
		fprintf(v->p.out, "<p>With marks of bulk mail: %s.</p>\n",
		    td_grouped(d->marks).text);
	for (size_t i = 0; i < d->n_groups; i++)
		put_group(&v->p, &d->group[i]);
	put_todos(v, d);
	td_page_section_end(&v->p);
}

/* What the page is not made of. */
static void
put_lacks(FILE *out, const struct td_audit_report *r)
{
	const struct td_balance *b = r->balance;

	if (b->failed_sources > 0)
		fprintf(out, "<p>Could not be read: %s of %s inputs.</p>\n",
		    td_grouped(b->failed_sources).text,
		    td_grouped(b->sources).text);
	if (r->dropped > 0)
		fprintf(out,
		    "<p>More author domains than --max-keys: %s are in "
		    "(other).</p>\n",
		    td_grouped(r->dropped).text);
	if (r->audit->n == 0)
		fputs("<p>No mail was found.</p>\n", out);
}

void
td_audit_html(FILE *out, struct td_audit_report *r)
{
	struct view v = { .r = r };
	const uint64_t *n = r->audit->lines;

	td_page_begin(&v.p, out, "What receivers ask, and what the mail shows");
	fprintf(out,
	    "<p>Of what is asked: %s met, %s not met, %s not seen.</p>\n",
	    td_grouped(n[TD_MET]).text, td_grouped(n[TD_NOT_MET]).text,
	    td_grouped(n[TD_UNTOLD]).text);
	put_lacks(out, r);
	for (size_t i = 0; i < r->audit->n; i++)
		put_domain(&v, &r->audit->domain[i]);
	td_page_section(&v.p, "How to read it");
	td_page_paragraphs(&v.p, td_audit_words(), false);
	td_page_section_end(&v.p);
	td_page_end(&v.p, "todoku " TD_VERSION ", audit");
}

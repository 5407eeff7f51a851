/*
 * An audit for people, 80 columns wide: for each author domain a paragraph for
 * each that asks, then what to do.
 *
 *	Gmail asks, of 5 messages                        met of told
 *	  met      SPF or DKIM passes                         5 of 5
 *	  NOT MET  SPF or DKIM passes for From's domain       0 of 5
 *	      e.g. a.eml:0
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/audit_advice.h"
#include "analyzer/report/audit_report.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

#define BOLD "\033[1m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define PLAIN "\033[0m"

enum { STATE = 9, MARGIN = 2, WIDTH = 80 };

struct table {
	FILE *out;
	const struct td_audit_report *r;
};

/* ---- lines ---- */

/* What nobody asks of this sender is not loud. */
static void
put_state(const struct table *t, const struct td_audit_line *line)
{
	const bool met = line->state == TD_MET, loud = !met && line->asked;
	const char *color = !t->r->color ? "" : met ? GREEN : loud ? RED : "";

	fprintf(t->out, "%*s%s%-*s%s", MARGIN, "", color, STATE,
	    met      ? "met" :
	        loud ? "NOT MET" :
	               "not met",
	    color[0] != '\0' ? PLAIN : "");
}

/* "5 of 5" messages that meet it; of a rate, "33.33 % of 3". */
static void
put_numbers(const struct table *t, const struct td_audit_line *line, int room)
{
	const uint64_t told = line->n[TD_MET] + line->n[TD_NOT_MET];
	char text[96];

	if (line->asks->limit > 0)
		snprintf(text, sizeof text, "%.2f %% of %s",
		    100 * (double)line->n[TD_NOT_MET] / (double)told,
		    td_grouped(told).text);
	else
		snprintf(text, sizeof text, "%s of %s",
		    td_grouped(line->n[TD_MET]).text, td_grouped(told).text);
	fprintf(t->out, " %*s\n", room - 1, text);
}

static void
put_line(const struct table *t, const struct td_audit_line *line)
{
	int room = WIDTH - MARGIN - STATE;

	put_state(t, line);
	room -= fprintf(
	    t->out, "%s%s", line->asks->text, line->asked ? "" : " (bulk)");
	put_numbers(t, line, room);
	if (line->state == TD_NOT_MET && line->example.there) {
		fprintf(t->out, "%*s", MARGIN + STATE, "e.g. ");
		td_put_text(t->out, line->example.name);
		fprintf(t->out, ":%" PRIu64 "\n", line->example.off);
	}
}

/* Those of line `i` on that are not seen for the same reason. */
static void
put_not_seen(const struct table *t, const struct td_audit_group *g, size_t i)
{
	const char *why = g->line[i].why;
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		return;
	fprintf(f, "  not seen, %s: %s", why, g->line[i].asks->text);
	while (++i < g->n_lines)
		if (g->line[i].state == TD_UNTOLD &&
		    strcmp(g->line[i].why, why) == 0)
			fprintf(f, "; %s", g->line[i].asks->text);
	fclose(f);
	td_put_wrapped(t->out, (struct td_span){ text, n }, WIDTH);
	free(text);
}

/* Whether a line before `i` is not seen for the same reason. */
static bool
was_put(const struct td_audit_group *g, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (g->line[k].state == TD_UNTOLD &&
		    strcmp(g->line[k].why, g->line[i].why) == 0)
			return true;
	return false;
}

static void
put_lines(const struct table *t, const struct td_audit_group *g)
{
	for (size_t i = 0; i < g->n_lines; i++)
		if (g->line[i].state != TD_UNTOLD)
			put_line(t, &g->line[i]);
	for (size_t i = 0; i < g->n_lines; i++)
		if (g->line[i].state == TD_UNTOLD && !was_put(g, i))
			put_not_seen(t, g, i);
}

/* "1 message", "2,000 messages" */
static int
put_messages(FILE *out, uint64_t n)
{
	return fprintf(
	    out, "%s message%s", td_grouped(n).text, n == 1 ? "" : "s");
}

static void
put_group(const struct table *t, const struct td_audit_group *g)
{
	int n;

	fprintf(t->out, "\n%s", t->r->color ? BOLD : "");
	n = fprintf(t->out, "%s, of ", td_audit_who(g->asks));
	n += put_messages(t->out, g->messages);
	if (g->asks != TD_ASKS_SES)
		fprintf(t->out, "%*s", WIDTH - n, "met of told");
	fprintf(t->out, "%s\n", t->r->color ? PLAIN : "");
	put_lines(t, g);
}

/* ---- author domains ---- */

static void
put_title(const struct table *t, const struct td_audit_domain *d)
{
	fputs(t->r->color ? BOLD : "", t->out);
	td_put_text(t->out, td_audit_title(d));
	fputs(t->r->color ? PLAIN : "", t->out);
	fputs(": ", t->out);
	put_messages(t->out, d->messages);
	if (d->forwarded > 0)
		fprintf(
		    t->out, ", %s forwarded", td_grouped(d->forwarded).text);
	if (d->marks > 0)
		fprintf(t->out, ", %s with marks of bulk mail",
		    td_grouped(d->marks).text);
	else if (d->bulk)
		fputs(", bulk by their number", t->out);
	putc('\n', t->out);
}

static void
put_todos(const struct table *t, const struct td_audit_domain *d)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		return;
	for (size_t i = 0; i < d->n_todo; i++)
		td_advice_put(f, d, &d->todo[i]);
	fclose(f);
	if (n > 0) {
		fputs("\nTo do\n", t->out);
		td_put_wrapped(t->out, (struct td_span){ text, n }, WIDTH);
	}
	free(text);
}

static void
put_domain(const struct table *t, const struct td_audit_domain *d)
{
	put_title(t, d);
	for (size_t i = 0; i < d->n_groups; i++)
		put_group(t, &d->group[i]);
	put_todos(t, d);
	putc('\n', t->out);
}

static void
put_summary(const struct table *t)
{
	const uint64_t *n = t->r->audit->lines;

	fprintf(t->out,
	    "Of what is asked: %s met, %s NOT MET, %s not seen.\n\n",
	    td_grouped(n[TD_MET]).text, td_grouped(n[TD_NOT_MET]).text,
	    td_grouped(n[TD_UNTOLD]).text);
}

static void
put_notes(const struct table *t)
{
	const struct td_balance *b = t->r->balance;

	td_put_wrapped(t->out, td_audit_words(), WIDTH);
	if (b->failed_sources > 0)
		fprintf(t->out, "Could not be read: %s of %s inputs.\n",
		    td_grouped(b->failed_sources).text,
		    td_grouped(b->sources).text);
	if (t->r->dropped > 0)
		fprintf(t->out,
		    "More author domains than --max-keys: %s are in (other)."
		    "\n",
		    td_grouped(t->r->dropped).text);
}

void
td_audit_table(FILE *out, struct td_audit_report *r)
{
	const struct table t = { .out = out, .r = r };

	put_summary(&t);
	for (size_t i = 0; i < r->audit->n; i++)
		put_domain(&t, &r->audit->domain[i]);
	if (r->audit->n == 0)
		fputs("No mail was found.\n\n", out);
	put_notes(&t);
}

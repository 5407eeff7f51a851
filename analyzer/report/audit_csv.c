/*
 * An audit as CSV (RFC 4180): one line for each requirement of each author
 * domain.  What is not known is empty.
 *
 *	author_domain,asker,requirement,state,asked,messages,met,...
 *	example.jp,gmail,gmail-spf-or-dkim,met,yes,5,5,0,0,,,a.eml:0,https://...
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/audit_report.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"

static bool
is_rate(const struct td_audit_line *line)
{
	return line->asks->seen == TD_SEEN_RATE ||
	    line->asks->seen == TD_SEEN_ACCOUNT;
}

static void
put_rate(FILE *out, const struct td_audit_line *line)
{
	struct td_json_out j = { out, true };
	const uint64_t n = line->n[TD_MET] + line->n[TD_NOT_MET];

	putc(',', out);
	if (is_rate(line) && n > 0)
		td_out_put_number(&j, (double)line->n[TD_NOT_MET] / (double)n);
	putc(',', out);
	if (is_rate(line))
		td_out_put_number(&j, line->asks->limit);
}

static void
put_place(FILE *out, const struct td_example *e)
{
	char *place = NULL;

	putc(',', out);
	if (!e->there ||
	    asprintf(
	        &place, "%.*s:%" PRIu64, (int)e->name.n, e->name.p, e->off) < 0)
		return;
	td_put_csv(out, (struct td_span){ place, strlen(place) });
	free(place);
}

static void
put_line(
    FILE *out, const struct td_audit_group *g, const struct td_audit_line *line)
{
	td_put_csv(out, g->domain->author);
	fprintf(out, ",%s,%s,%s,%s,%" PRIu64, td_askers[g->asks].name,
	    line->asks->id, td_audit_state(line->state),
	    line->asked ? "yes" : "no", g->messages);
	for (int k = 0; k < TD_N_JUDGED; k++)
		fprintf(out, ",%" PRIu64, line->n[k]);
	put_rate(out, line);
	put_place(out, &line->example);
	putc(',', out);
	td_put_csv(out,
	    (struct td_span){ line->asks->source, strlen(line->asks->source) });
	fputs("\r\n", out);
}

void
td_audit_csv(FILE *out, struct td_audit_report *r)
{
	fputs("author_domain,asker,requirement,state,asked,messages,met,"
	      "not_met,not_observable,rate,limit,example,source\r\n",
	    out);
	for (size_t i = 0; i < r->audit->n; i++) {
		const struct td_audit_domain *d = &r->audit->domain[i];

		for (size_t g = 0; g < d->n_groups; g++)
			for (size_t k = 0; k < d->group[g].n_lines; k++)
				put_line(
				    out, &d->group[g], &d->group[g].line[k]);
	}
}

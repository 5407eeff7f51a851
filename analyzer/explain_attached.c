/*
 * todoku explain MAIL: what the reports among its parts tell, row by row.
 */
#include "explain_attached.h"

#include <inttypes.h>
#include <stdlib.h>

#include "engine/attached.h"
#include "explain.h"
#include "explain_tlsrpt.h"
#include "formats/outcome.h"
#include "report/escape.h"

enum { RECORDS = 16, HEADERS = 16, FLAWS = 16, OUTCOMES = 256 };

/* Room for what a part is decoded into. */
struct decoded {
	FILE *out;
	bool found;
	struct td_record record[RECORDS];
	struct td_header header[HEADERS];
	struct td_flaw flaw[FLAWS];
	struct td_outcome outcome[OUTCOMES];
	char scratch[TD_RECORD_MAX + TD_PAD];
};

/* Some write an address where a domain belongs. */
static void
put_domain(FILE *out, struct td_span s)
{
	s = td_span_domain_or_all(s);
	td_put_text(out, s.n > 0 ? s : TD_SPAN("-"));
}

static void
put_results(FILE *out, const struct td_outcome *o)
{
	fputs("        ", out);
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		if (o->result[m] == TD_R_MISSING)
			continue;
		fprintf(out, "%s=%s ", td_method_name((enum td_method)m),
		    td_result_name((enum td_result)o->result[m]));
		if (o->auth_domain[m].n == 0)
			continue;
		fputs("of ", out);
		put_domain(out, o->auth_domain[m]);
		fputs(" ", out);
	}
	fputs("from ", out);
	put_domain(out, o->author);
	fputs("\n", out);
}

static void
put_row(FILE *out, const struct td_outcome *o)
{
	fprintf(out, "    %" PRIu64 " message%s", o->weight,
	    o->weight == 1 ? "" : "s");
	if (o->recipient.n > 0) {
		fputs(" for ", out);
		put_domain(out, o->recipient);
	}
	fputs(" at ", out);
	td_explain_time(out, o->begun);
	if (o->reporter.n > 0) {
		fputs(", reported by ", out);
		put_domain(out, o->reporter);
	}
	fputs("\n", out);
	put_results(out, o);
}

/* Before what the first one tells. */
static void
tell_counted(struct decoded *d)
{
	if (!d->found)
		fputs("counted      apart, as a report: it carries one\n",
		    d->out);
	d->found = true;
}

static int
tell_report(void *arg, const struct td_source *s, const struct td_block *block)
{
	struct decoded *d = arg;
	struct td_chunk c = block->chunk;
	struct td_batch b = { .record = d->record,
		.header = d->header,
		.flaw = d->flaw,
		.outcome = d->outcome,
		.scratch = d->scratch,
		.cap = RECORDS,
		.cap_headers = HEADERS,
		.cap_flaws = FLAWS,
		.cap_outcomes = OUTCOMES,
		.cap_scratch = TD_RECORD_MAX };

	tell_counted(d);
	fprintf(d->out, "carries      a report (%s)\n", s->format->name);
	c.p = s->format->resync(c.from, c.p, c.stop, c.end);
	while (c.p < c.stop) {
		b.base = c.p;
		b.n = b.n_headers = b.n_flaws = b.n_scratch = b.n_outcomes = 0;
		s->format->decode(&c, 0, &b);
		for (size_t i = 0; i < b.n && td_is_tlsrpt(s->format); i++)
			td_explain_tlsrpt_record(d->out, &b, &b.record[i]);
		for (size_t i = 0; i < b.n_outcomes; i++)
			if (b.outcome[i].service == TD_SERVICE_DMARC)
				put_row(d->out, &b.outcome[i]);
		for (size_t i = 0; i < b.n_flaws; i++)
			fprintf(d->out, "    not read: %s\n",
			    td_defect_name((enum td_defect)b.flaw[i].what));
	}
	return 0;
}

static int
tell_broken(void *arg, const char *why, struct td_span part)
{
	struct decoded *d = arg;

	(void)part;
	tell_counted(d);
	fprintf(d->out, "carries      a part that cannot be read: %s\n", why);
	return 0;
}

int
td_explain_attached(
    FILE *out, const struct td_visited *v, enum td_carries carries)
{
	const struct td_mail mail = td_mail_at(
	    v->format, v->chunk, td_at(v->batch, v->record->whole), v->next);
	struct td_attached *a = td_attached_new(v->limits);
	struct decoded *d = malloc(sizeof(*d));
	const struct td_attached_sink sink = { d, tell_report, tell_broken };
	int n = -1;

	if (a != NULL && d != NULL) {
		d->out = out;
		d->found = false;
		n = td_attached_read(
		    a, &mail, carries == TD_CARRIES_SAYS, &sink);
	}
	if (n > 0)
		tell_counted(d);
	td_attached_free(a);
	free(d);
	return n;
}

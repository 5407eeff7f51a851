/*
 * A report is told policy by policy, as it was read: before it is known whether
 * another one says the same.
 */
#include "explain_tlsrpt.h"

#include <inttypes.h>

#include "explain.h"
#include "explain_line.h"
#include "formats/outcome.h"
#include "formats/tlsrpt.h"
#include "report/escape.h"
#include "report/print.h"

bool
td_is_tlsrpt(const struct td_format *format)
{
	return format == td_format_find("tlsrpt");
}

static void
put_text(FILE *out, struct td_span s)
{
	td_explain_text(out, s, (struct td_span){ NULL, 0 });
}

static void
put_report(FILE *out, const struct td_outcome *o)
{
	fputs("report       of ", out);
	put_text(out, o->reporter);
	fputs(", for the time from ", out);
	td_explain_time(out, o->begun);
	fputs(" on\nknown as     ", out);
	put_text(out, o->id);
	fputs("\ncounted      as sessions, not as mail: in no rate\n", out);
}

static void
put_policy(FILE *out, const struct td_outcome *o)
{
	fputs("policy       ", out);
	put_text(out, o->recipient.n > 0 ? o->recipient : TD_SPAN("(none)"));
	fputs(" (", out);
	put_text(out, o->tag);
	fputs(")\n", out);
}

static void
put_sessions(FILE *out, const struct td_outcome *o)
{
	const struct td_grouped n = td_grouped(o->weight);

	if (o->action == TD_ACTION_SENT) {
		fprintf(out, "    sessions that went well: %s\n", n.text);
	} else if (o->cause.n == 0) {
		fprintf(out, "    sessions that failed: %s\n", n.text);
	} else {
		fputs("        ", out);
		put_text(out, o->cause);
		fprintf(out, ": %s\n", n.text);
	}
}

static bool
is_of_another(const struct td_outcome *o, const struct td_outcome *before)
{
	return before->action == TD_ACTION_NONE ||
	    !td_span_eq(o->recipient, before->recipient) ||
	    !td_span_eq(o->tag, before->tag);
}

void
td_explain_tlsrpt_record(
    FILE *out, const struct td_batch *b, const struct td_record *record)
{
	const struct td_outcome *o = &b->outcome[record->outcome];

	if (record->n_outcomes == 0)
		fputs("counted      not at all: it tells nothing\n", out);
	else
		put_report(out, &o[0]);
	for (uint32_t i = 1; i < record->n_outcomes; i++) {
		if (is_of_another(&o[i], &o[i - 1]))
			put_policy(out, &o[i]);
		put_sessions(out, &o[i]);
	}
}

void
td_explain_tlsrpt(FILE *out, const struct td_visited *v)
{
	td_put_text(out, (struct td_span){ v->name, strlen(v->name) });
	fprintf(out, ":%" PRIu64 "  (%s, record %" PRIu64 ")\n", v->off,
	    v->format->name, v->number);
	td_explain_tlsrpt_record(out, v->batch, v->record);
	td_explain_flaws(out, v, "lost");
}

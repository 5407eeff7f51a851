/*
 * An audit as JSON (RFC 8259): todoku-audit.schema.json describes it.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/report/audit_advice.h"
#include "analyzer/report/audit_report.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"

static void
put_example(struct td_json_out *j, const struct td_example *e)
{
	char *place = NULL;

	if (e->there &&
	    asprintf(
	        &place, "%.*s:%" PRIu64, (int)e->name.n, e->name.p, e->off) < 0)
		place = NULL;
	td_out_string(j, "example", place);
	free(place);
}

static void
put_rate(struct td_json_out *j, const struct td_audit_line *line)
{
	const bool is_rate = line->asks->seen == TD_SEEN_RATE ||
	    line->asks->seen == TD_SEEN_ACCOUNT;
	const uint64_t n = line->n[TD_MET] + line->n[TD_NOT_MET];

	td_out_number(j, "rate",
	    is_rate && n > 0 ? (double)line->n[TD_NOT_MET] / (double)n : NAN);
	td_out_number(j, "limit", is_rate ? line->asks->limit : NAN);
}

static void
put_line(struct td_json_out *j, const struct td_audit_line *line)
{
	td_out_comma(j);
	fputs("\n    ", j->out);
	td_out_begin(j, '{');
	td_out_string(j, "id", line->asks->id);
	td_out_string(j, "text", line->asks->text);
	td_out_string(j, "state", td_audit_state(line->state));
	td_out_bool(j, "asked", line->asked);
	td_out_string(j, "evidence",
	    td_evidence_name((enum td_evidence_kind)line->asks->seen));
	td_out_count(j, "met", line->n[TD_MET]);
	td_out_count(j, "not_met", line->n[TD_NOT_MET]);
	td_out_count(j, "not_observable", line->n[TD_UNTOLD]);
	put_rate(j, line);
	put_example(j, &line->example);
	td_out_string(j, "why", line->why);
	td_out_name(j, "advice");
	td_out_begin(j, '[');
	for (int a = 0; a < TD_N_ADVICE; a++) {
		if ((line->advice & UINT32_C(1) << a) == 0)
			continue;
		td_out_comma(j);
		fprintf(j->out, "\"%s\"", td_advice_name((enum td_advice_id)a));
	}
	td_out_end(j, ']');
	td_out_string(j, "source", line->asks->source);
	td_out_end(j, '}');
}

static void
put_group(struct td_json_out *j, const struct td_audit_group *g)
{
	td_out_comma(j);
	fputs("\n   ", j->out);
	td_out_begin(j, '{');
	td_out_string(j, "asker", td_askers[g->asks].name);
	td_out_count(j, "messages", g->messages);
	td_out_count(j, "busiest_day", g->busiest);
	td_out_name(j, "requirements");
	td_out_begin(j, '[');
	for (size_t i = 0; i < g->n_lines; i++)
		put_line(j, &g->line[i]);
	td_out_end(j, ']');
	td_out_end(j, '}');
}

static void
put_todo(struct td_json_out *j, const struct td_audit_domain *d,
    const struct td_todo *todo)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	td_out_comma(j);
	td_out_begin(j, '{');
	td_out_string(
	    j, "advice", td_advice_name((enum td_advice_id)todo->advice));
	td_out_name(j, "for");
	td_out_begin(j, '[');
	for (int a = 0; a < TD_N_ASKS; a++) {
		if ((todo->askers & UINT32_C(1) << a) == 0)
			continue;
		td_out_comma(j);
		fprintf(j->out, "\"%s\"", td_askers[a].name);
	}
	td_out_end(j, ']');
	if (f != NULL) {
		td_advice_put(f, d, todo);
		fclose(f);
	}
	td_out_string(j, "text", text);
	td_out_end(j, '}');
	free(text);
}

static void
put_domain(struct td_json_out *j, const struct td_audit_domain *d)
{
	td_out_comma(j);
	fputs("\n  ", j->out);
	td_out_begin(j, '{');
	td_out_name(j, "author_domain");
	td_put_json(j->out, d->author);
	td_out_count(j, "messages", d->messages);
	td_out_count(j, "forwarded", d->forwarded);
	td_out_bool(j, "bulk", d->bulk);
	td_out_count(j, "bulk_marks", d->marks);
	td_out_name(j, "groups");
	td_out_begin(j, '[');
	for (size_t i = 0; i < d->n_groups; i++)
		put_group(j, &d->group[i]);
	td_out_end(j, ']');
	td_out_name(j, "todo");
	td_out_begin(j, '[');
	for (size_t i = 0; i < d->n_todo; i++)
		put_todo(j, d, &d->todo[i]);
	td_out_end(j, ']');
	td_out_end(j, '}');
}

static void
put_input(struct td_json_out *j, const struct td_audit_report *r)
{
	td_out_top(j, "input", '{');
	td_out_count(j, "sources", r->balance->sources);
	td_out_count(j, "failed_sources", r->balance->failed_sources);
	td_out_when(j, "first", r->balance->first);
	td_out_when(j, "last", r->balance->last);
	td_out_count(j, "null_sender", r->balance->null_sender);
	td_out_count(j, "keys_dropped", r->dropped);
	td_out_end(j, '}');
}

void
td_audit_json(FILE *out, struct td_audit_report *r)
{
	const struct td_audit *a = r->audit;
	struct td_json_out j = { out, true };

	td_out_begin(&j, '{');
	td_out_string(&j, "todoku", TD_VERSION);
	td_out_count(&j, "schema", 1);
	td_out_string(&j, "report", "audit");
	put_input(&j, r);
	td_out_top(&j, "asked", '{');
	for (int k = 0; k < TD_N_JUDGED; k++)
		td_out_count(&j, td_audit_state((uint8_t)k), a->lines[k]);
	td_out_end(&j, '}');
	td_out_top(&j, "domains", '[');
	for (size_t i = 0; i < a->n; i++)
		put_domain(&j, &a->domain[i]);
	td_out_end(&j, ']');
	fputs("}\n", out);
}

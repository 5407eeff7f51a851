/*
 * JSON (RFC 8259), schema 1: todoku-scan.schema.json describes it.  Members
 * always come in the same order; one row a line, so that diff and grep are of
 * use.
 */
#include <errno.h>
#include <inttypes.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"
#include "analyzer/report/print.h"

static void
put_window(struct td_json_out *j, const struct td_report *r)
{
	td_out_top(j, "window", '{');
	td_out_when(j, "since", r->options.since);
	td_out_when(j, "until", r->options.until);
	td_out_string(j, "zone", r->dims->zone.name);
	td_out_when(j, "first", r->balance->first);
	td_out_when(j, "last", r->balance->last);
	td_out_end(j, '}');
}

void
td_out_options(struct td_json_out *j, const struct td_report_options *o)
{
	td_out_string(j, "trust", o->trust);
	td_out_name(j, "authserv_ids");
	td_out_begin(j, '[');
	for (size_t i = 0; i < o->n_ids; i++) {
		td_out_comma(j);
		td_put_json(j->out, o->ids[i]);
	}
	td_out_end(j, ']');
	td_out_string(j, "org_rule", "psl");
	td_out_string(j, "psl_date", o->psl_date);
	td_out_string(j, "carriers", o->carriers);
	td_out_string(j, "forwarded", o->forwarded);
	td_out_bool(j, "null_sender", o->null_sender);
}

static void
put_bytes(struct td_json_out *j, const struct td_balance *b)
{
	td_out_name(j, "bytes");
	td_out_begin(j, '{');
	td_out_count(j, "read", b->read);
	td_out_count(j, "decoded", b->decoded);
	for (int i = 0; i < TD_N_BINS; i++)
		td_out_count(j, td_bin_name((enum td_bin)i), b->bin[i]);
	td_out_end(j, '}');
}

static void
put_records(struct td_json_out *j, const struct td_balance *b)
{
	uint64_t other = 0;

	for (int i = 0; i < TD_N_KINDS; i++)
		if (i != TD_MESSAGE && i != TD_DELIVER && i != TD_REJECT &&
		    i != TD_OUTCOME)
			other += b->records[i];
	td_out_name(j, "records");
	td_out_begin(j, '{');
	td_out_count(j, "message", b->records[TD_MESSAGE]);
	td_out_count(j, "deliver", b->records[TD_DELIVER]);
	td_out_count(j, "other", other);
	td_out_count(j, "reject", b->records[TD_REJECT]);
	td_out_count(j, "outcome", b->records[TD_OUTCOME]);
	td_out_end(j, '}');
}

static void
put_defects(struct td_json_out *j, const struct td_balance *b)
{
	td_out_name(j, "defects");
	td_out_begin(j, '[');
	for (size_t i = 0; i < b->n_defects; i++) {
		const struct td_defect_row *d = &b->defect[i];

		td_out_comma(j);
		td_out_begin(j, '{');
		td_out_string(j, "format", d->format);
		td_out_string(j, "reason", d->reason);
		td_out_count(j, "count", d->count);
		td_out_string(j, "first", d->first);
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
}

static void
put_untrusted(struct td_json_out *j, const struct td_balance *b)
{
	size_t n;
	const struct td_tally_row *row = td_tally_sorted(b->untrusted, &n);

	td_out_name(j, "untrusted_ids");
	td_out_begin(j, '[');
	for (size_t i = 0; i < n; i++) {
		td_out_comma(j);
		td_out_begin(j, '{');
		td_out_name(j, "id");
		td_put_json(j->out, row[i].key);
		td_out_count(j, "messages", row[i].count);
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
}

static void
put_evidence(struct td_json_out *j, const struct td_balance *b)
{
	td_out_name(j, "recipient_ranks");
	td_out_begin(j, '{');
	for (int i = 0; i < TD_N_RANKS; i++)
		td_out_count(j, td_rank_name((enum td_rank)i), b->ranks[i]);
	td_out_end(j, '}');
	td_out_count(j, "recipient_conflicts", b->conflicts);
	td_out_name(j, "fields");
	td_out_begin(j, '{');
	for (int i = 0; i < TD_N_BELIEFS; i++)
		td_out_count(
		    j, td_belief_name((enum td_belief)i), b->beliefs[i]);
	td_out_end(j, '}');
	td_out_count(j, "z2_only", b->z2_only);
	td_out_count(j, "spf_disagreements", b->spf_disagree);
	td_out_count(j, "no_received", b->no_received);
	td_out_count(j, "undated", b->undated);
}

static void
put_text(struct td_json_out *j, const char *name, struct td_span text)
{
	td_out_name(j, name);
	td_put_json(j->out, text);
}

static void
put_tlsrpt(struct td_json_out *j, const struct td_balance *b)
{
	size_t n = 0;
	const struct td_tlsrpt_row *row =
	    b->tls == NULL ? NULL : td_tlsrpt_sorted(b->tls, &n);

	td_out_name(j, "tls_reports");
	td_out_begin(j, '{');
	td_out_count(j, "reports", b->tls_reports);
	td_out_name(j, "rows");
	td_out_begin(j, '[');
	for (size_t i = 0; i < n; i++) {
		td_out_comma(j);
		td_out_begin(j, '{');
		put_text(j, "policy_domain", row[i].domain);
		put_text(j, "organization", row[i].organization);
		put_text(j, "policy_type", row[i].policy);
		td_out_count(j, "sessions_ok", row[i].n.ok);
		td_out_count(j, "sessions_failed", row[i].n.failed);
		td_out_name(j, "failures");
		td_out_begin(j, '{');
		for (int f = 0; f < TD_N_TLSRPT_FAILURES; f++)
			if (row[i].n.by[f] > 0)
				td_out_count(j, td_tlsrpt_failure_word(f).p,
				    row[i].n.by[f]);
		td_out_end(j, '}');
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
	td_out_end(j, '}');
}

static void
put_balance(struct td_json_out *j, const struct td_report *r)
{
	const struct td_balance *b = r->balance;

	td_out_top(j, "balance", '{');
	td_out_count(j, "sources", b->sources);
	td_out_count(j, "failed_sources", b->failed_sources);
	put_bytes(j, b);
	put_records(j, b);
	put_defects(j, b);
	td_out_count(j, "keys_dropped", td_cube_dropped(r->cube));
	td_out_count(j, "null_sender", b->null_sender);
	td_out_count(j, "repeated", b->repeated);
	put_untrusted(j, b);
	put_evidence(j, b);
	td_out_count(j, "reports", b->reports);
	td_out_count(j, "unread_reports", b->unread_reports);
	td_out_count(j, "relayed", b->relayed);
	td_out_count(j, "unjoined", b->unjoined);
	td_out_count(j, "open_dropped", b->open_dropped);
	td_out_count(j, "unzoned", b->unzoned);
	td_out_count(j, "joined", b->joined);
	td_out_count(j, "unheard", b->unheard);
	td_out_count(j, "simulated", b->simulated);
	td_out_count(j, "notices", b->notices);
	td_out_count(j, "noticed", b->noticed);
	td_out_count(j, "overruled", b->overruled);
	td_out_count(j, "unasked_logs", b->unasked_logs);
	td_out_name(j, "ses");
	td_out_begin(j, '{');
	td_out_count(j, "messages", b->ses.messages);
	td_out_count(j, "bounced", b->ses.bounced);
	td_out_count(j, "complained", b->ses.complained);
	td_out_end(j, '}');
	put_tlsrpt(j, b);
	td_out_end(j, '}');
}

/* The columns of a cell; "spf.pass" is the member pass of the object spf. */
static void
put_columns(struct td_json_out *j, const struct td_cell *c)
{
	struct td_span open = { NULL, 0 };

	for (size_t i = 0; i < td_n_columns; i++) {
		const struct td_column *col = &td_columns[i];
		const char *dot = strchr(col->path, '.');
		struct td_span group = { col->path,
			dot == NULL ? 0 : (size_t)(dot - col->path) };

		if (!td_span_eq(group, open)) {
			if (open.n > 0)
				td_out_end(j, '}');
			if (group.n > 0) {
				td_out_comma(j);
				td_put_json(j->out, group);
				putc(':', j->out);
				td_out_begin(j, '{');
			}
			open = group;
		}
		if (col->if_any && c->counter[col->id] == 0)
			continue;
		td_out_name(j, dot == NULL ? col->path : dot + 1);
		if (!td_put_value(j->out, col, c))
			fputs("null", j->out);
	}
	if (open.n > 0)
		td_out_end(j, '}');
}

static void
put_rows(struct td_json_out *j, const struct td_report *r)
{
	size_t n;
	const struct td_cell *const *cell = td_cube_sorted(r->cube, &n);

	td_out_top(j, "rows", '[');
	for (size_t i = 0; i < n; i++) {
		td_out_comma(j);
		putc('\n', j->out);
		td_out_begin(j, '{');
		for (size_t k = 0; k < r->dims->n; k++) {
			td_out_name(j, r->dims->dim[k]->name);
			td_put_json(j->out, td_cell_value(cell[i], k));
		}
		put_columns(j, cell[i]);
		td_out_end(j, '}');
	}
	td_out_end(j, ']');
}

void
td_report_json(FILE *out, struct td_report *r)
{
	struct td_json_out j = { out, true };
	struct td_cell total = { 0 };

	if (td_cube_total(r->cube, &total) == -1)
		r->error = ENOMEM;
	td_balance_sort(r->balance);
	td_out_begin(&j, '{');
	td_out_string(&j, "todoku", TD_VERSION);
	td_out_count(&j, "schema", 1);
	td_out_string(&j, "report", "scan");
	td_out_name(&j, "by");
	td_out_begin(&j, '[');
	for (size_t i = 0; i < r->dims->n; i++) {
		td_out_comma(&j);
		fprintf(out, "\"%s\"", r->dims->dim[i]->name);
	}
	td_out_end(&j, ']');
	put_window(&j, r);
	td_out_top(&j, "options", '{');
	td_out_options(&j, &r->options);
	td_out_end(&j, '}');
	put_balance(&j, r);
	td_out_top(&j, "totals", '{');
	put_columns(&j, &total);
	td_out_end(&j, '}');
	put_rows(&j, r);
	fputs("}\n", out);
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&total.hist[i]);
}

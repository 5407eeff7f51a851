/*
 * JSON (RFC 8259), schema 1: todoku-scan.schema.json describes it.  Members
 * always come in the same order; one row a line, so that diff and grep are of
 * use.
 */
#include <errno.h>
#include <inttypes.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

struct json {
	FILE *out;
	bool first; /* of its object or array: no comma before */
};

static void
put_comma(struct json *j)
{
	if (!j->first)
		putc(',', j->out);
	j->first = false;
}

static void
put_name(struct json *j, const char *name)
{
	put_comma(j);
	fprintf(j->out, "\"%s\":", name);
}

static void
put_open(struct json *j, char bracket)
{
	putc(bracket, j->out);
	j->first = true;
}

static void
put_close(struct json *j, char bracket)
{
	putc(bracket, j->out);
	j->first = false;
}

static void
put_count(struct json *j, const char *name, uint64_t n)
{
	put_name(j, name);
	fprintf(j->out, "%" PRIu64, n);
}

static void
put_string(struct json *j, const char *name, const char *s)
{
	put_name(j, name);
	if (s == NULL)
		fputs("null", j->out);
	else
		td_put_json(j->out, (struct td_span){ s, strlen(s) });
}

static void
put_time(struct json *j, const char *name, int64_t when)
{
	char text[TD_TIME_TEXT];

	put_string(j, name, td_time_text(when, text) ? text : NULL);
}

/* A top-level member on a line of its own. */
static void
put_member(struct json *j, const char *name, char bracket)
{
	fputs(",\n", j->out);
	j->first = true;
	put_name(j, name);
	put_open(j, bracket);
}

static void
put_window(struct json *j, const struct td_report *r)
{
	put_member(j, "window", '{');
	put_time(j, "since", r->options.since);
	put_time(j, "until", r->options.until);
	put_string(j, "zone", r->dims->zone.name);
	put_time(j, "first", r->balance->first);
	put_time(j, "last", r->balance->last);
	put_close(j, '}');
}

static void
put_options(struct json *j, const struct td_report_options *o)
{
	put_member(j, "options", '{');
	put_string(j, "trust", o->trust);
	put_name(j, "authserv_ids");
	put_open(j, '[');
	for (size_t i = 0; i < o->n_ids; i++) {
		put_comma(j);
		td_put_json(j->out, o->ids[i]);
	}
	put_close(j, ']');
	put_string(j, "org_rule", "psl");
	put_string(j, "psl_date", o->psl_date);
	put_string(j, "carriers", o->carriers);
	put_string(j, "forwarded", o->forwarded);
	put_name(j, "null_sender");
	fputs(o->null_sender ? "true" : "false", j->out);
	put_close(j, '}');
}

static void
put_bytes(struct json *j, const struct td_balance *b)
{
	put_name(j, "bytes");
	put_open(j, '{');
	put_count(j, "read", b->read);
	put_count(j, "decoded", b->decoded);
	for (int i = 0; i < TD_N_BINS; i++)
		put_count(j, td_bin_name((enum td_bin)i), b->bin[i]);
	put_close(j, '}');
}

static void
put_records(struct json *j, const struct td_balance *b)
{
	uint64_t other = 0;

	for (int i = 0; i < TD_N_KINDS; i++)
		if (i != TD_MESSAGE && i != TD_DELIVER && i != TD_REJECT &&
		    i != TD_OUTCOME)
			other += b->records[i];
	put_name(j, "records");
	put_open(j, '{');
	put_count(j, "message", b->records[TD_MESSAGE]);
	put_count(j, "deliver", b->records[TD_DELIVER]);
	put_count(j, "other", other);
	put_count(j, "reject", b->records[TD_REJECT]);
	put_count(j, "outcome", b->records[TD_OUTCOME]);
	put_close(j, '}');
}

static void
put_defects(struct json *j, const struct td_balance *b)
{
	put_name(j, "defects");
	put_open(j, '[');
	for (size_t i = 0; i < b->n_defects; i++) {
		const struct td_defect_row *d = &b->defect[i];

		put_comma(j);
		put_open(j, '{');
		put_string(j, "format", d->format);
		put_string(j, "reason", d->reason);
		put_count(j, "count", d->count);
		put_string(j, "first", d->first);
		put_close(j, '}');
	}
	put_close(j, ']');
}

static void
put_untrusted(struct json *j, const struct td_balance *b)
{
	size_t n;
	const struct td_tally_row *row = td_tally_sorted(b->untrusted, &n);

	put_name(j, "untrusted_ids");
	put_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		put_comma(j);
		put_open(j, '{');
		put_name(j, "id");
		td_put_json(j->out, row[i].key);
		put_count(j, "messages", row[i].count);
		put_close(j, '}');
	}
	put_close(j, ']');
}

static void
put_evidence(struct json *j, const struct td_balance *b)
{
	put_name(j, "recipient_ranks");
	put_open(j, '{');
	for (int i = 0; i < TD_N_RANKS; i++)
		put_count(j, td_rank_name((enum td_rank)i), b->ranks[i]);
	put_close(j, '}');
	put_count(j, "recipient_conflicts", b->conflicts);
	put_name(j, "fields");
	put_open(j, '{');
	for (int i = 0; i < TD_N_BELIEFS; i++)
		put_count(j, td_belief_name((enum td_belief)i), b->beliefs[i]);
	put_close(j, '}');
	put_count(j, "z2_only", b->z2_only);
	put_count(j, "spf_disagreements", b->spf_disagree);
	put_count(j, "no_received", b->no_received);
	put_count(j, "undated", b->undated);
}

static void
put_text(struct json *j, const char *name, struct td_span text)
{
	put_name(j, name);
	td_put_json(j->out, text);
}

static void
put_tlsrpt(struct json *j, const struct td_balance *b)
{
	size_t n = 0;
	const struct td_tlsrpt_row *row =
	    b->tls == NULL ? NULL : td_tlsrpt_sorted(b->tls, &n);

	put_name(j, "tls_reports");
	put_open(j, '{');
	put_count(j, "reports", b->tls_reports);
	put_name(j, "rows");
	put_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		put_comma(j);
		put_open(j, '{');
		put_text(j, "policy_domain", row[i].domain);
		put_text(j, "organization", row[i].organization);
		put_text(j, "policy_type", row[i].policy);
		put_count(j, "sessions_ok", row[i].n.ok);
		put_count(j, "sessions_failed", row[i].n.failed);
		put_name(j, "failures");
		put_open(j, '{');
		for (int f = 0; f < TD_N_TLSRPT_FAILURES; f++)
			if (row[i].n.by[f] > 0)
				put_count(j, td_tlsrpt_failure_word(f).p,
				    row[i].n.by[f]);
		put_close(j, '}');
		put_close(j, '}');
	}
	put_close(j, ']');
	put_close(j, '}');
}

static void
put_balance(struct json *j, const struct td_report *r)
{
	const struct td_balance *b = r->balance;

	put_member(j, "balance", '{');
	put_count(j, "sources", b->sources);
	put_count(j, "failed_sources", b->failed_sources);
	put_bytes(j, b);
	put_records(j, b);
	put_defects(j, b);
	put_count(j, "keys_dropped", td_cube_dropped(r->cube));
	put_count(j, "null_sender", b->null_sender);
	put_count(j, "repeated", b->repeated);
	put_untrusted(j, b);
	put_evidence(j, b);
	put_count(j, "reports", b->reports);
	put_count(j, "unread_reports", b->unread_reports);
	put_count(j, "relayed", b->relayed);
	put_count(j, "unjoined", b->unjoined);
	put_count(j, "open_dropped", b->open_dropped);
	put_count(j, "unzoned", b->unzoned);
	put_count(j, "joined", b->joined);
	put_count(j, "unheard", b->unheard);
	put_count(j, "simulated", b->simulated);
	put_count(j, "notices", b->notices);
	put_count(j, "noticed", b->noticed);
	put_count(j, "overruled", b->overruled);
	put_count(j, "unasked_logs", b->unasked_logs);
	put_name(j, "ses");
	put_open(j, '{');
	put_count(j, "messages", b->ses.messages);
	put_count(j, "bounced", b->ses.bounced);
	put_count(j, "complained", b->ses.complained);
	put_close(j, '}');
	put_tlsrpt(j, b);
	put_close(j, '}');
}

/* The columns of a cell; "spf.pass" is the member pass of the object spf. */
static void
put_columns(struct json *j, const struct td_cell *c)
{
	struct td_span open = { NULL, 0 };

	for (size_t i = 0; i < td_n_columns; i++) {
		const struct td_column *col = &td_columns[i];
		const char *dot = strchr(col->path, '.');
		struct td_span group = { col->path,
			dot == NULL ? 0 : (size_t)(dot - col->path) };

		if (!td_span_eq(group, open)) {
			if (open.n > 0)
				put_close(j, '}');
			if (group.n > 0) {
				put_comma(j);
				td_put_json(j->out, group);
				putc(':', j->out);
				put_open(j, '{');
			}
			open = group;
		}
		if (col->if_any && c->counter[col->id] == 0)
			continue;
		put_name(j, dot == NULL ? col->path : dot + 1);
		if (!td_put_value(j->out, col, c))
			fputs("null", j->out);
	}
	if (open.n > 0)
		put_close(j, '}');
}

static void
put_rows(struct json *j, const struct td_report *r)
{
	size_t n;
	const struct td_cell *const *cell = td_cube_sorted(r->cube, &n);

	put_member(j, "rows", '[');
	for (size_t i = 0; i < n; i++) {
		put_comma(j);
		putc('\n', j->out);
		put_open(j, '{');
		for (size_t k = 0; k < r->dims->n; k++) {
			put_name(j, r->dims->dim[k]->name);
			td_put_json(j->out, td_cell_value(cell[i], k));
		}
		put_columns(j, cell[i]);
		put_close(j, '}');
	}
	put_close(j, ']');
}

void
td_report_json(FILE *out, struct td_report *r)
{
	struct json j = { out, true };
	struct td_cell total = { 0 };

	if (td_cube_total(r->cube, &total) == -1)
		r->error = ENOMEM;
	td_balance_sort(r->balance);
	put_open(&j, '{');
	put_string(&j, "todoku", TD_VERSION);
	put_count(&j, "schema", 1);
	put_string(&j, "report", "scan");
	put_name(&j, "by");
	put_open(&j, '[');
	for (size_t i = 0; i < r->dims->n; i++) {
		put_comma(&j);
		fprintf(out, "\"%s\"", r->dims->dim[i]->name);
	}
	put_close(&j, ']');
	put_window(&j, r);
	put_options(&j, &r->options);
	put_balance(&j, r);
	put_member(&j, "totals", '{');
	put_columns(&j, &total);
	put_close(&j, '}');
	put_rows(&j, r);
	fputs("}\n", out);
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&total.hist[i]);
}

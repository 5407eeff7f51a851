/*
 * Prometheus' text format, for the textfile collector of node_exporter: all
 * gauges, for a report is of a window of time and may fall.
 *
 *	# HELP todoku_delivery Messages by what became of them; ...
 *	# TYPE todoku_delivery gauge
 *	todoku_delivery{carrier="docomo",outcome="accepted"} 39
 *
 * Numbers are those of JSON, and absent where that has null; so is what a
 * report does not tell about at all, in every row.  Rows have no total among
 * them, so that sums over them are right.  No sample has a time: the collector
 * refuses those.
 */
#include "analyzer/report/report_prometheus.h"

#include <errno.h>
#include <inttypes.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

struct text {
	FILE *out;
	struct td_report *r;
	const struct td_cell *const *cell; /* sorted */
	size_t n;
	const char *open; /* the metric that has its HELP and TYPE */
};

/* HELP and TYPE stand once, and nowhere if nothing follows. */
static void
put_name(struct text *t, const char *name, const char *help)
{
	if (t->open == NULL || strcmp(t->open, name) != 0)
		fprintf(t->out, "# HELP todoku_%s %s\n# TYPE todoku_%s gauge\n",
		    name, help, name);
	t->open = name;
	fprintf(t->out, "todoku_%s", name);
}

/* ---- rows ---- */

static const struct td_column *
column_of(const char *path)
{
	size_t i = 0;

	while (i < td_n_columns && strcmp(td_columns[i].path, path) != 0)
		i++;
	return i < td_n_columns ? &td_columns[i] : NULL;
}

/* Of a histogram. */
static bool
is_quantity(const struct td_column *col)
{
	return col->kind != TD_COL_COUNTER && col->kind != TD_COL_RATE &&
	    col->kind != TD_COL_LOW && col->kind != TD_COL_HIGH;
}

/* "spf.missing", "transport.tls_unknown": it tells that nothing is told. */
static bool
is_silence(const char *path)
{
	static const char *const end[] = { "missing", "unknown" };
	const size_t n = strlen(path);

	for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
		const size_t m = strlen(end[i]);

		if (n > m && strcmp(path + n - m, end[i]) == 0)
			return true;
	}
	return false;
}

/* Whether a report tells anything of what a column belongs to. */
static bool
is_told(const struct td_cell *total, const struct td_column *col)
{
	const char *dot = strchr(col->path, '.');
	const size_t n = dot == NULL ? 0 : (size_t)(dot - col->path) + 1;

	if (n == 0)
		return true;
	if (is_quantity(col))
		return td_hist_count(&total->hist[col->id]) > 0;
	if (col->if_any)
		return total->counter[col->id] > 0;
	for (size_t i = 0; i < td_n_columns; i++) {
		const struct td_column *c = &td_columns[i];

		if (c->kind == TD_COL_COUNTER && total->counter[c->id] > 0 &&
		    strncmp(c->path, col->path, n) == 0 && !is_silence(c->path))
			return true;
	}
	return false;
}

/* Whether a row has it; a count it always has. */
static bool
has_value(const struct td_column *col, const struct td_cell *c)
{
	uint64_t above, below;

	if (is_quantity(col))
		return col->kind == TD_COL_N ||
		    td_hist_count(&c->hist[col->id]) > 0;
	return col->kind == TD_COL_COUNTER ||
	    td_rate_of(&td_rates[col->id], c->counter, &above, &below);
}

static void
put_labels(struct text *t, const struct td_cell *c, const char *own)
{
	const struct td_dims *dims = t->r->dims;

	if (dims->n == 0 && own[0] == '\0')
		return;
	putc('{', t->out);
	for (size_t d = 0; d < dims->n; d++) {
		const char *name = dims->dim[d]->name;

		/* A metric may have a label of this name, too. */
		fprintf(t->out, "%s%s%s=\"", d > 0 ? "," : "",
		    strcmp(name, "reason") == 0 ? "by_" : "", name);
		td_put_label(t->out, td_cell_value(c, d));
		putc('"', t->out);
	}
	fprintf(t->out, "%s%s}", dims->n > 0 && own[0] != '\0' ? "," : "", own);
}

static void
put_metric(
    struct text *t, const struct td_prometheus *m, const struct td_cell *total)
{
	const struct td_column *col = column_of(m->path);

	if (!is_told(total, col))
		return;
	for (size_t i = 0; i < t->n; i++) {
		if (!has_value(col, t->cell[i]))
			continue;
		put_name(t, m->name, m->help);
		put_labels(t, t->cell[i], m->labels);
		putc(' ', t->out);
		td_put_value(t->out, col, t->cell[i]);
		putc('\n', t->out);
	}
}

/* ---- what was read ---- */

static void
put_count(struct text *t, const char *name, const char *help, uint64_t n)
{
	put_name(t, name, help);
	fprintf(t->out, " %" PRIu64 "\n", n);
}

/* Seconds since 1970, as far as they are known. */
static void
put_time(struct text *t, const char *name, const char *help, int64_t when)
{
	const uint64_t us = when < 0 ? -(uint64_t)when : (uint64_t)when;

	if (when == TD_NO_TIME)
		return;
	put_name(t, name, help);
	fprintf(t->out, " %s%" PRIu64 ".%06" PRIu64 "\n", when < 0 ? "-" : "",
	    us / 1000000, us % 1000000);
}

static void
put_bytes(struct text *t, const struct td_balance *b)
{
	for (int i = 0; i < TD_N_BINS; i++) {
		put_name(t, "input_bytes",
		    "Decoded bytes by what they were taken for.");
		fprintf(t->out, "{bin=\"%s\"} %" PRIu64 "\n",
		    td_bin_name((enum td_bin)i), b->bin[i]);
	}
	put_count(t, "stored_bytes", "Bytes as they are stored.", b->read);
}

static void
put_defects(struct text *t, const struct td_balance *b)
{
	for (size_t i = 0; i < b->n_defects; i++) {
		const struct td_defect_row *d = &b->defect[i];

		put_name(t, "defects", "What was not understood.");
		fputs("{format=\"", t->out);
		td_put_label(
		    t->out, (struct td_span){ d->format, strlen(d->format) });
		fputs("\",reason=\"", t->out);
		td_put_label(
		    t->out, (struct td_span){ d->reason, strlen(d->reason) });
		fprintf(t->out, "\"} %" PRIu64 "\n", d->count);
	}
}

static void
put_balance(struct text *t)
{
	const struct td_balance *b = t->r->balance;

	put_count(t, "sources", "Inputs.", b->sources);
	put_count(t, "failed_sources", "Inputs that could not be read whole.",
	    b->failed_sources);
	put_bytes(t, b);
	put_defects(t, b);
	put_count(t, "dropped_keys",
	    "Rows over --max-keys, which are one, (other).",
	    td_cube_dropped(t->r->cube));
	put_count(t, "null_sender_messages",
	    "Messages with an empty reverse-path, set apart.", b->null_sender);
	put_count(t, "unread_reports",
	    "Bounces and the like that were not understood.",
	    b->unread_reports);
	put_count(t, "undated_messages",
	    "Messages outside of the window for want of a date.", b->undated);
	put_count(t, "unjoined_deliveries",
	    "Deliveries in logs of which no line tells whose they are.",
	    b->unjoined);
	put_time(t, "oldest_mail_timestamp_seconds",
	    "When the first message was, since 1970.", b->first);
	put_time(t, "newest_mail_timestamp_seconds",
	    "When the last message was, since 1970.", b->last);
}

/* ---- TLS reports ---- */

static void
put_tlsrpt_name(struct text *t, const char *name, const char *help,
    const struct td_tlsrpt_row *row)
{
	put_name(t, name, help);
	fputs("{policy_domain=\"", t->out);
	td_put_label(t->out, row->domain);
	fputs("\",organization=\"", t->out);
	td_put_label(t->out, row->organization);
	fputs("\",policy_type=\"", t->out);
	td_put_label(t->out, row->policy);
	fputs("\",", t->out);
}

static void
put_tlsrpt(struct text *t)
{
	const struct td_balance *b = t->r->balance;
	size_t n = 0;
	const struct td_tlsrpt_row *row =
	    b->tls == NULL ? NULL : td_tlsrpt_sorted(b->tls, &n);

	if (b->tls_reports == 0 && n == 0)
		return;
	put_count(
	    t, "tlsrpt_reports", "TLS reports (RFC 8460).", b->tls_reports);
	for (size_t i = 0; i < 2 * n; i++) {
		const struct td_tlsrpt_row *x = &row[i / 2];

		put_tlsrpt_name(t, "tlsrpt_sessions",
		    "Sessions that others opened to your mail hosts.", x);
		fprintf(t->out, "result=\"%s\"} %" PRIu64 "\n",
		    i % 2 == 0 ? "ok" : "failed",
		    i % 2 == 0 ? x->n.ok : x->n.failed);
	}
	for (size_t i = 0; i < n * TD_N_TLSRPT_FAILURES; i++) {
		const struct td_tlsrpt_row *x = &row[i / TD_N_TLSRPT_FAILURES];
		const int f = (int)(i % TD_N_TLSRPT_FAILURES);

		if (x->n.by[f] == 0)
			continue;
		put_tlsrpt_name(t, "tlsrpt_failed_sessions",
		    "Sessions that failed, by why; need not add up.", x);
		fprintf(t->out, "failure=\"%s\"} %" PRIu64 "\n",
		    td_tlsrpt_failure_word(f).p, x->n.by[f]);
	}
}

void
td_report_prometheus(FILE *out, struct td_report *r)
{
	struct text t = { .out = out, .r = r };
	struct td_cell total = { 0 };

	if (td_cube_total(r->cube, &total) == -1)
		r->error = ENOMEM;
	t.cell = td_cube_sorted(r->cube, &t.n);
	td_balance_sort(r->balance);
	for (const struct td_prometheus *m = td_prometheus; m->name; m++)
		put_metric(&t, m, &total);
	put_balance(&t);
	put_tlsrpt(&t);
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&total.hist[i]);
}

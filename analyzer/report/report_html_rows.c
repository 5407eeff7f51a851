/*
 * The rates of a page: of all messages, and for each method or topic a chart
 * and a table of the rows.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/report_html.h"
#include "analyzer/stats/interval.h"

/* What has a section: the columns that begin so. */
struct topic {
	const char *title, *prefix;
	const char *rate, *rate_title; /* drawn as dots; NULL: none */
	/* It is shown if one of these is not 0. */
	uint16_t from, to;
};

static const struct topic topics[] = {
	{ "Deliveries", "delivery.", "delivery.acceptance_rate", "Acceptance",
	    TD_C_ATTEMPTS, TD_C_COMPLAINED },
	{ "SPF", "spf.", "spf.pass_rate", "SPF pass", TD_C_SPF,
	    TD_C_SPF + TD_R_MISSING - 1 },
	{ "DKIM", "dkim.", "dkim.pass_rate", "DKIM pass", TD_C_DKIM,
	    TD_C_DKIM + TD_R_MISSING - 1 },
	{ "DMARC", "dmarc.", "dmarc.pass_rate", "DMARC pass", TD_C_DMARC,
	    TD_C_DMARC + TD_R_MISSING - 1 },
	{ "ARC", "arc.", "arc.pass_rate", "ARC pass", TD_C_ARC,
	    TD_C_ARC + TD_R_MISSING - 1 },
	{ "Sender ID", "sender_id.", "sender_id.pass_rate", "Sender ID pass",
	    TD_C_SENDER_ID, TD_C_SENDER_ID + TD_R_MISSING - 1 },
	{ "Alignment", "alignment.", "alignment", "Aligned",
	    TD_C_ALIGNMENT + TD_ALIGNED, TD_C_ALIGNMENT + TD_UNALIGNED },
	{ "Header From (PRA)", "pra.", "pra", "Header From aligned",
	    TD_C_PRA + TD_ALIGNED, TD_C_PRA + TD_UNALIGNED },
	{ "Transport", "transport.", "transport.tls_rate", "TLS",
	    TD_C_TLS + TD_TLS_YES, TD_C_FCRDNS + TD_RDNS_NONE },
	{ "Delays", "delay.", NULL, NULL, TD_N_COUNTERS, 0 },
};

enum { N_TOPICS = sizeof topics / sizeof *topics };

_Static_assert(TD_R_MISSING == TD_N_RESULTS - 1, "missing is the last result");

/* ---- names and columns ---- */

char *
td_view_name(const struct td_dims *dims, const struct td_cell *c)
{
	char *name = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&name, &n);

	if (f == NULL)
		return NULL;
	if (dims->n == 0 || c->key == NULL)
		fputs("all", f);
	for (size_t d = 0; d < dims->n && c->key != NULL; d++) {
		if (d > 0)
			putc(' ', f);
		td_put_text(f, td_cell_value(c, d));
	}
	fclose(f);
	return name;
}

void
td_view_dim_heads(struct td_view *v, const struct td_dims *dims)
{
	if (dims->n == 0)
		td_page_head(&v->p, "row", NULL, true);
	for (size_t d = 0; d < dims->n; d++)
		td_page_head(
		    &v->p, dims->dim[d]->name, dims->dim[d]->name, true);
}

void
td_view_names(
    struct td_view *v, const struct td_dims *dims, const struct td_cell *c)
{
	if (dims->n == 0)
		td_page_name(&v->p, TD_SPAN("all"));
	for (size_t d = 0; d < dims->n; d++)
		td_page_name(&v->p, td_cell_value(c, d));
}

void
td_view_all(struct td_view *v, const struct td_dims *dims)
{
	fprintf(v->p.out, "<th scope=\"row\" colspan=\"%zu\">all</th>",
	    dims->n > 0 ? dims->n : 1);
}

struct td_rate
td_view_rate(const char *name)
{
	for (size_t i = 0; i < td_n_rates; i++)
		if (strcmp(td_rates[i].name, name) == 0)
			return td_rates[i];
	for (size_t i = 0; i < TD_N_GROUPS; i++)
		if (td_groups[i].own.name != NULL &&
		    strcmp(td_groups[i].own.name, name) == 0)
			return td_group_rate(&td_groups[i]);
	return td_rates[0];
}

void
td_view_column_head(struct td_view *v, const struct td_column *col, bool whole)
{
	const char *dot = whole ? NULL : strchr(col->path, '.');
	const bool share = col->kind == TD_COL_RATE ||
	    col->kind == TD_COL_LOW || col->kind == TD_COL_HIGH;
	char head[64];

	snprintf(head, sizeof head, "%s%s", dot == NULL ? col->path : dot + 1,
	    share ? " %" :
	        strncmp(col->path, "delay.", 6) == 0 &&
	            col->kind != TD_COL_COUNTER && col->kind != TD_COL_N ?
	            " s" :
	            "");
	for (char *p = head; *p != '\0'; p++)
		if (*p == '_' || *p == '.')
			*p = ' ';
	td_page_head(&v->p, head, col->path, false);
}

static struct td_text
share_text(const struct td_column *col, const struct td_cell *c)
{
	struct td_text t = { TD_NO_DATA };
	uint64_t above, below;
	double low, high;

	if (!td_rate_of(&td_rates[col->id], c->counter, &above, &below))
		return t;
	if (col->kind == TD_COL_RATE)
		return td_percent_text(above, below);
	td_wilson(above < below ? above : below, below, &low, &high);
	snprintf(t.s, sizeof t.s, "%.1f",
	    100 * (col->kind == TD_COL_LOW ? low : high));
	return t;
}

static struct td_text
column_text(const struct td_column *col, const struct td_cell *c)
{
	const struct td_hist *h = &c->hist[col->id < TD_N_HISTS ? col->id : 0];
	struct td_text t = { TD_NO_DATA };
	uint64_t n;

	switch ((enum td_column_kind)col->kind) {
	case TD_COL_RATE:
	case TD_COL_LOW:
	case TD_COL_HIGH:
		return share_text(col, c);
	case TD_COL_COUNTER:
		n = c->counter[col->id];
		break;
	case TD_COL_N:
		n = td_hist_count(h);
		break;
	default:
		if (td_hist_count(h) == 0)
			return t;
		n = col->kind == TD_COL_MAX ?
		    h->max :
		    td_hist_quantile(h, col->kind == TD_COL_P95 ? 0.95 : 0.5);
		if (col->id == TD_HIST_DELAY)
			return td_delay_text(n);
		break;
	}
	snprintf(t.s, sizeof t.s, "%s", td_grouped(n).text);
	return t;
}

void
td_view_column(
    struct td_view *v, const struct td_column *col, const struct td_cell *c)
{
	const struct td_text t = column_text(col, c);

	if (strcmp(t.s, TD_NO_DATA) == 0) {
		td_page_nothing(&v->p);
		return;
	}
	fputs("<td><data value=\"", v->p.out);
	td_put_value(v->p.out, col, c);
	fprintf(v->p.out, "\">%s</data></td>", t.s);
}

/* ---- tables ---- */

static bool
is_of(
    const struct td_view *v, const struct topic *t, const struct td_column *col)
{
	return strncmp(col->path, t->prefix, strlen(t->prefix)) == 0 &&
	    (col->kind != TD_COL_COUNTER || v->total.counter[col->id] > 0);
}

static void
put_columns(struct td_view *v, const struct topic *t, const struct td_cell *c)
{
	for (size_t i = 0; i < td_n_columns; i++) {
		const struct td_column *col = &td_columns[i];

		if (strcmp(col->path, "messages") != 0 && !is_of(v, t, col))
			continue;
		if (c == NULL)
			td_view_column_head(v, col, false);
		else
			td_view_column(v, col, c);
	}
}

static void
put_table(struct td_view *v, const struct topic *t)
{
	char caption[96];

	snprintf(caption, sizeof caption,
	    "%s; what is 0 in all rows has no column", t->title);
	td_page_table(&v->p, caption);
	fputs("<thead><tr>", v->p.out);
	td_view_dim_heads(v, &v->dims);
	put_columns(v, t, NULL);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (size_t i = 0; i < v->n; i++) {
		fputs("<tr>", v->p.out);
		td_view_names(v, &v->dims, v->row[i]);
		put_columns(v, t, v->row[i]);
		fputs("</tr>\n", v->p.out);
	}
	fputs("</tbody>\n<tfoot><tr>", v->p.out);
	td_view_all(v, &v->dims);
	put_columns(v, t, &v->total);
	fputs("</tr></tfoot>\n", v->p.out);
	td_page_table_end(&v->p);
}

/* ---- charts ---- */

/* The rows that a chart shows, the sum of all last; how many. */
static size_t
pick_rows(const struct td_view *v, const struct td_rate *rate,
    const struct td_cell *row[TD_CHART_ROWS + 1], size_t *left)
{
	size_t n = 0;
	uint64_t above, below;

	*left = 0;
	for (size_t i = 0; i < v->n; i++) {
		const bool has = rate != NULL ?
		    td_rate_of(rate, v->row[i]->counter, &above, &below) :
		    td_hist_count(&v->row[i]->hist[TD_HIST_DELAY]) > 0;

		if (has && n < TD_CHART_ROWS)
			row[n++] = v->row[i];
		else
			*left += has;
	}
	if (n != 1)
		row[n++] = &v->total;
	return n;
}

static const char *
more_text(size_t left)
{
	return left > 0 ? " The first 40 rows; the table has all." : "";
}

static void
put_name(struct td_view *v, struct td_chart *c, unsigned y,
    const struct td_cell *cell)
{
	char *name = td_view_name(&v->dims, cell);

	if (name == NULL) {
		v->r->error = ENOMEM;
		return;
	}
	td_chart_name(c, y, (struct td_span){ name, strlen(name) });
	free(name);
}

static void
put_dot(struct td_view *v, struct td_chart *c, const struct td_axis *a,
    unsigned y, const struct td_rate *rate, const struct td_cell *cell)
{
	uint64_t above, below;
	double low, high;
	char word[96], hint[160];

	put_name(v, c, y, cell);
	td_chart_line(c, a, y, a->from, a->to, "g", NULL);
	if (!td_rate_of(rate, cell->counter, &above, &below))
		return;
	if (above > below)
		above = below;
	td_wilson(above, below, &low, &high);
	snprintf(word, sizeof word, "%s %% of %s",
	    td_percent_text(above, below).s, td_grouped(below).text);
	snprintf(hint, sizeof hint, "%s (95 %% interval %.1f to %.1f)", word,
	    100 * low, 100 * high);
	td_chart_word(c, y, word, "d");
	td_chart_line(c, a, y, low, high, "i", hint);
	td_chart_mark(
	    c, a, y, (double)above / (double)below, TD_DOT, "f", hint);
}

static void
put_dots(struct td_view *v, const struct topic *t)
{
	const struct td_rate rate = td_view_rate(t->rate);
	const struct td_cell *row[TD_CHART_ROWS + 1];
	size_t left, n = pick_rows(v, &rate, row, &left);
	double least = 1, most = 0;
	struct td_axis a;
	struct td_chart c;
	char desc[160], key[160];

	for (size_t i = 0; i < n; i++) {
		uint64_t above, below;
		double low, high;

		if (!td_rate_of(&rate, row[i]->counter, &above, &below))
			continue;
		td_wilson(above < below ? above : below, below, &low, &high);
		least = fmin(least, low);
		most = fmax(most, high);
	}
	a = td_axis_of_shares(least, most);
	snprintf(desc, sizeof desc,
	    "Dot plot of %zu rows: a rate each, with its 95 %% interval. The "
	    "table of this section has the numbers.",
	    n);
	snprintf(key, sizeof key,
	    "\xe2\x97\x8f rate in per cent, line: 95 %% interval.%s",
	    more_text(left));
	td_chart_begin(&c, &v->p, t->rate_title, key, desc, n, TD_CHART_ROW);
	td_chart_shares(&c, &a);
	for (size_t i = 0; i < n; i++)
		put_dot(v, &c, &a, td_chart_row(i), &rate, row[i]);
	td_chart_end(&c);
}

/* ---- outcomes ---- */

/* Told apart by height and outline as well as by colour. */
static const struct outcome {
	uint16_t counter;
	unsigned top, height;
	const char *class, *name;
} outcomes[] = {
	{ TD_C_ACCEPTED, 21, 12, "acc", "accepted" },
	{ TD_C_UNTOLD, 27, 6, "acc", "untold" },
	{ TD_C_DEFERRED, 21, 12, "open", "deferred" },
	{ TD_C_SUPPRESSED, 27, 6, "dim", "suppressed" },
	{ TD_C_EXPIRED, 27, 6, "bad", "expired" },
	{ TD_C_FAILED, 21, 12, "bad", "failed" },
};

enum { N_OUTCOMES = sizeof outcomes / sizeof *outcomes };

static void
put_stack(struct td_view *v, struct td_chart *c, const struct td_axis *a,
    unsigned y, const struct td_cell *cell)
{
	const double all = (double)td_delivered(cell);
	double at = 0;

	put_name(v, c, y, cell);
	td_chart_word(c, y, td_grouped(td_delivered(cell)).text, "d");
	for (int i = 0; i < N_OUTCOMES && all > 0; i++) {
		const struct outcome *o = &outcomes[i];
		const double part = (double)cell->counter[o->counter] / all;
		char hint[96];

		if (cell->counter[o->counter] == 0)
			continue;
		snprintf(hint, sizeof hint, "%s: %s of %s", o->name,
		    td_grouped(cell->counter[o->counter]).text,
		    td_grouped(td_delivered(cell)).text);
		td_chart_bar(
		    c, a, y + o->top, o->height, at, at + part, o->class, hint);
		at += part;
	}
}

static void
put_stacks(struct td_view *v)
{
	static const struct td_axis a = { 0, 1, 0, 100, false };
	static const uint16_t all[] = { TD_C_ACCEPTED, TD_C_DEFERRED,
		TD_C_FAILED, TD_C_EXPIRED, TD_C_SUPPRESSED, TD_C_UNTOLD,
		TD_N_COUNTERS };
	static const uint16_t nothing[] = { TD_N_COUNTERS };
	static const struct td_rate any = { NULL, NULL, all, all, nothing,
		false };
	const struct td_cell *row[TD_CHART_ROWS + 1];
	size_t left, n = pick_rows(v, &any, row, &left);
	struct td_chart c;
	char key[512];

	snprintf(key, sizeof key,
	    "Parts of the messages in per cent: "
	    "<span class=\"kacc\">\xe2\x96\x88</span>\xc2\xa0"
	    "accepted, <span class=\"kacc\">\xe2\x96\x84</span>\xc2\xa0"
	    "untold, \xe2\x96\xa1\xc2\xa0"
	    "deferred, \xe2\x96\x84\xc2\xa0"
	    "suppressed, <span class=\"kbad\">\xe2\x96\x84</span>\xc2\xa0"
	    "expired, <span class=\"kbad\">\xe2\x96\x88</span>\xc2\xa0"
	    "failed.%s",
	    more_text(left));
	td_chart_begin(&c, &v->p, "Outcomes", key,
	    "Stacked bars, a row each: which part was accepted, deferred, "
	    "suppressed, expired or failed. The table of this section has the "
	    "numbers.",
	    n, TD_CHART_ROW);
	td_chart_shares(&c, &a);
	for (size_t i = 0; i < n; i++)
		put_stack(v, &c, &a, td_chart_row(i), row[i]);
	td_chart_end(&c);
}

/* ---- delays ---- */

static const struct {
	double at;
	const char *word;
} spans[] = {
	{ 0.01, "10 ms" },
	{ 0.1, "0.1 s" },
	{ 1, "1 s" },
	{ 10, "10 s" },
	{ 60, "1 min" },
	{ 600, "10 min" },
	{ 3600, "1 h" },
	{ 36000, "10 h" },
	{ 345600, "4 d" },
	{ 3456000, "40 d" },
};

enum { N_SPANS = sizeof spans / sizeof *spans };

static double
seconds(const struct td_cell *c, double q)
{
	return (double)td_hist_quantile(&c->hist[TD_HIST_DELAY], q) /
	    TD_DELAY_UNIT;
}

static void
put_delay(struct td_view *v, struct td_chart *c, const struct td_axis *a,
    unsigned y, const struct td_cell *cell)
{
	const double half = seconds(cell, 0.5), most = seconds(cell, 0.95);
	const struct td_hist *h = &cell->hist[TD_HIST_DELAY];
	char word[96];

	put_name(v, c, y, cell);
	td_chart_line(c, a, y, a->from, a->to, "g", NULL);
	if (td_hist_count(h) == 0)
		return;
	snprintf(word, sizeof word, "%s s, %s s",
	    td_delay_text(td_hist_quantile(h, 0.5)).s,
	    td_delay_text(td_hist_quantile(h, 0.95)).s);
	td_chart_word(c, y, word, "d");
	td_chart_line(c, a, y, half, most, "i", word);
	td_chart_mark(c, a, y, most, TD_SQUARE, "dim", word);
	td_chart_mark(c, a, y, half, TD_DOT, "f", word);
}

static void
put_delays(struct td_view *v)
{
	const struct td_cell *row[TD_CHART_ROWS + 1];
	size_t left, n = pick_rows(v, NULL, row, &left);
	double least = INFINITY, most = 0;
	int from = 0, to = N_SPANS - 1;
	struct td_chart c;
	struct td_axis a;
	char key[192];

	for (size_t i = 0; i < n; i++) {
		least = fmin(least, seconds(row[i], 0.5));
		most = fmax(most, seconds(row[i], 0.95));
	}
	while (from + 1 < to && spans[from + 1].at <= least)
		from++;
	while (to > from + 1 && spans[to - 1].at >= most)
		to--;
	a = (struct td_axis){ spans[from].at, spans[to].at, 0, 100, true };
	snprintf(key, sizeof key,
	    "\xe2\x97\x8f half of the messages, \xe2\x96\xa0 95 %% of them "
	    "took no longer; the scale is logarithmic.%s",
	    more_text(left));
	td_chart_begin(&c, &v->p, "Delays", key,
	    "A line each row, on a logarithmic scale: from the time that half "
	    "of the messages took at the most to that of 95 %. The table of "
	    "this section has the numbers.",
	    n, TD_CHART_ROW);
	for (int i = from; i <= to; i++)
		td_chart_tick(&c, &a, spans[i].at, spans[i].word);
	for (size_t i = 0; i < n; i++)
		put_delay(v, &c, &a, td_chart_row(i), row[i]);
	td_chart_end(&c);
}

/* ---- sections ---- */

static bool
is_shown(const struct td_view *v, const struct topic *t)
{
	if (t->rate == NULL)
		return td_hist_count(&v->total.hist[TD_HIST_DELAY]) > 0;
	for (unsigned i = t->from; i <= t->to; i++)
		if (v->total.counter[i] > 0 && i != TD_C_TLS + TD_TLS_UNKNOWN &&
		    i != TD_C_FCRDNS + TD_RDNS_UNKNOWN)
			return true;
	return false;
}

static void
put_charts(struct td_view *v, const struct topic *t)
{
	struct td_rate rate;
	uint64_t above, below;

	if (t->rate == NULL) {
		put_delays(v);
		return;
	}
	rate = td_view_rate(t->rate);
	if (td_rate_of(&rate, v->total.counter, &above, &below))
		put_dots(v, t);
	if (t->from == TD_C_ATTEMPTS && td_delivered(&v->total) > 0)
		put_stacks(v);
}

/* One chart stands beside its table, where there is room. */
static void
put_topic(struct td_view *v, const struct topic *t)
{
	const bool pair = t->rate == NULL;

	td_page_section(&v->p, t->title);
	if (t->rate != NULL) {
		fputs("<p class=\"doc\">", v->p.out);
		td_page_text(&v->p, td_view_rate(t->rate).doc);
		fputs("</p>\n", v->p.out);
	}
	fprintf(v->p.out, "<div class=\"%s\">\n", pair ? "pair" : "charts");
	put_charts(v, t);
	if (pair)
		put_table(v, t);
	fputs("</div>\n", v->p.out);
	if (!pair)
		put_table(v, t);
	td_page_section_end(&v->p);
}

void
td_view_topics(struct td_view *v)
{
	for (size_t i = 0; i < N_TOPICS; i++)
		if (is_shown(v, &topics[i]))
			put_topic(v, &topics[i]);
}

void
td_view_silence(struct td_view *v)
{
	size_t n = 0;

	for (size_t i = 0; i < N_TOPICS; i++)
		if (!is_shown(v, &topics[i]))
			fprintf(v->p.out, "%s%s",
			    n++ == 0 ? "<p>Not in this input: " : ", ",
			    topics[i].title);
	fputs(n > 0 ? ".</p>\n" : "", v->p.out);
}

bool
td_view_has(const struct td_view *v, const char *path)
{
	for (size_t i = 0; i < N_TOPICS; i++)
		if (strncmp(path, topics[i].prefix, strlen(topics[i].prefix)) ==
		    0)
			return is_shown(v, &topics[i]);
	return true;
}

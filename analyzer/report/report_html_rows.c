/*
 * The rates of a page: of all messages, and for each method or topic a chart
 * and a table of the rows.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/report_html.h"
#include "analyzer/stats/interval.h"

/* What has a section: the columns that begin so. */
struct topic {
	const char *title, *prefix;
	const char *rate, *rate_title; /* drawn as dots; NULL: none */
	/* It is shown if one of these is not 0. */
	uint16_t from, to;
	bool auth; /* in one section with its like, to be compared */
};

static const struct topic topics[] = {
	{ "Deliveries", "delivery.", "delivery.acceptance_rate", "Acceptance",
	    TD_C_ATTEMPTS, TD_C_COMPLAINED, false },
	{ "SPF", "spf.", "spf.pass_rate", "SPF pass", TD_C_SPF,
	    TD_C_SPF + TD_R_MISSING - 1, true },
	{ "DKIM", "dkim.", "dkim.pass_rate", "DKIM pass", TD_C_DKIM,
	    TD_C_DKIM + TD_R_MISSING - 1, true },
	{ "DMARC", "dmarc.", "dmarc.pass_rate", "DMARC pass", TD_C_DMARC,
	    TD_C_DMARC + TD_R_MISSING - 1, true },
	{ "ARC", "arc.", "arc.pass_rate", "ARC pass", TD_C_ARC,
	    TD_C_ARC + TD_R_MISSING - 1, true },
	{ "Sender ID", "sender_id.", "sender_id.pass_rate", "Sender ID pass",
	    TD_C_SENDER_ID, TD_C_SENDER_ID + TD_R_MISSING - 1, true },
	{ "Alignment", "alignment.", "alignment", "Aligned",
	    TD_C_ALIGNMENT + TD_ALIGNED, TD_C_ALIGNMENT + TD_UNALIGNED, true },
	{ "Header From (PRA)", "pra.", "pra", "Header From aligned",
	    TD_C_PRA + TD_ALIGNED, TD_C_PRA + TD_UNALIGNED, true },
	{ "Transport", "transport.", "transport.tls_rate", "TLS",
	    TD_C_TLS + TD_TLS_YES, TD_C_FCRDNS + TD_RDNS_NONE, false },
	{ "Delays", "delay.", NULL, NULL, TD_N_COUNTERS, 0, false },
};

enum { N_TOPICS = sizeof topics / sizeof *topics };

_Static_assert(TD_R_MISSING == TD_N_RESULTS - 1, "missing is the last result");

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
	char word[96], hint[192];

	put_name(v, c, y, cell);
	td_chart_line(c, a, y, a->from, a->to, "g", NULL);
	if (!td_rate_of(rate, cell->counter, &above, &below))
		return;
	if (above > below)
		above = below;
	td_wilson(above, below, &low, &high);
	snprintf(word, sizeof word, "%s %% of %s",
	    td_percent_text(above, below).s, td_grouped(below).text);
	snprintf(hint, sizeof hint, "%s (95 %% interval %s to %s)", word,
	    td_bound_text(low).s, td_bound_text(high).s);
	td_chart_word(c, y, word, "d");
	td_chart_line(c, a, y, low, high, "i", hint);
	td_chart_mark(
	    c, a, y, (double)above / (double)below, TD_DOT, "f", hint);
}

/* Widen a range so that it holds all intervals of a chart. */
static void
widen(
    const struct td_view *v, const struct topic *t, double *least, double *most)
{
	const struct td_rate rate = td_view_rate(t->rate);
	const struct td_cell *row[TD_CHART_ROWS + 1];
	size_t left, n = pick_rows(v, &rate, row, &left);

	for (size_t i = 0; i < n; i++) {
		uint64_t above, below;
		double low, high;

		if (!td_rate_of(&rate, row[i]->counter, &above, &below))
			continue;
		td_wilson(above < below ? above : below, below, &low, &high);
		*least = fmin(*least, low);
		*most = fmax(*most, high);
	}
}

static void
put_dots(struct td_view *v, const struct topic *t, const struct td_axis *a)
{
	const struct td_rate rate = td_view_rate(t->rate);
	const struct td_cell *row[TD_CHART_ROWS + 1];
	size_t left, n = pick_rows(v, &rate, row, &left);
	struct td_chart c;
	char desc[160], key[160];

	snprintf(desc, sizeof desc,
	    "Dot plot of %zu rows: a rate each, with its 95 %% interval. The "
	    "table of this section has the numbers.",
	    n);
	snprintf(key, sizeof key,
	    "\xe2\x97\x8f rate in per cent, line: 95 %% interval.%s",
	    td_chart_more(left > 0));
	td_chart_begin(&c, &v->p, t->rate_title, key, desc, n, TD_CHART_ROW);
	td_chart_shares(&c, a);
	for (size_t i = 0; i < n; i++)
		put_dot(v, &c, a, td_chart_row(i), &rate, row[i]);
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
	    td_chart_more(left > 0));
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
	struct td_chart c;
	struct td_axis a;
	char key[192];

	for (size_t i = 0; i < n; i++) {
		least = fmin(least, seconds(row[i], 0.5));
		most = fmax(most, seconds(row[i], 0.95));
	}
	a = td_axis_of_times(least, most);
	snprintf(key, sizeof key,
	    "\xe2\x97\x8f half of the messages, \xe2\x96\xa0 95 %% of them "
	    "took no longer; the scale is logarithmic.%s",
	    td_chart_more(left > 0));
	td_chart_begin(&c, &v->p, "Delays", key,
	    "A line each row, on a logarithmic scale: from the time that half "
	    "of the messages took at the most to that of 95 %. The table of "
	    "this section has the numbers.",
	    n, TD_CHART_ROW);
	td_chart_times(&c, &a);
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

static bool
has_rate(const struct td_view *v, const struct topic *t)
{
	uint64_t above, below;
	struct td_rate rate;

	if (t->rate == NULL)
		return false;
	rate = td_view_rate(t->rate);
	return td_rate_of(&rate, v->total.counter, &above, &below);
}

static void
put_charts(struct td_view *v, const struct topic *t)
{
	double least = 1, most = 0;
	struct td_axis a;

	if (has_rate(v, t)) {
		widen(v, t, &least, &most);
		a = td_axis_of_shares(least, most);
		put_dots(v, t, &a);
	}
	if (t->rate == NULL)
		put_delays(v);
	if (t->from == TD_C_ATTEMPTS && td_delivered(&v->total) > 0)
		put_stacks(v);
}

static void
put_doc(struct td_view *v, const struct topic *t)
{
	if (t->rate == NULL)
		return;
	fputs("<p class=\"doc\">", v->p.out);
	td_page_text(&v->p, td_view_rate(t->rate).doc);
	fputs("</p>\n", v->p.out);
}

/* One chart stands beside its table, where there is room. */
static void
put_topic(struct td_view *v, const struct topic *t)
{
	const bool pair = t->from != TD_C_ATTEMPTS;

	td_page_section(&v->p, t->title);
	put_doc(v, t);
	fprintf(v->p.out, "<div class=\"%s\">\n", pair ? "pair" : "charts");
	put_charts(v, t);
	fputs(pair ? "" : "</div>\n", v->p.out);
	put_table(v, t);
	fputs(pair ? "</div>\n" : "", v->p.out);
	td_page_section_end(&v->p);
}

/* All charts beside each other, by one scale, then all tables. */
static void
put_authentication(struct td_view *v)
{
	const struct topic *shown[N_TOPICS];
	size_t n = 0;
	double least = 1, most = 0;
	struct td_axis a;

	for (size_t i = 0; i < N_TOPICS; i++)
		if (topics[i].auth && is_shown(v, &topics[i]))
			shown[n++] = &topics[i];
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		widen(v, shown[i], &least, &most);
	a = td_axis_of_shares(least, most);
	td_page_section(&v->p, "Authentication");
	fputs("<div class=\"charts\">\n", v->p.out);
	for (size_t i = 0; i < n; i++)
		if (has_rate(v, shown[i]))
			put_dots(v, shown[i], &a);
	fputs("</div>\n", v->p.out);
	for (size_t i = 0; i < n; i++) {
		td_page_heading(&v->p, shown[i]->title);
		put_doc(v, shown[i]);
		put_table(v, shown[i]);
	}
	td_page_section_end(&v->p);
}

void
td_view_topics(struct td_view *v)
{
	for (size_t i = 0; i < N_TOPICS; i++) {
		/* After deliveries. */
		if (i == 1)
			put_authentication(v);
		if (!topics[i].auth && is_shown(v, &topics[i]))
			put_topic(v, &topics[i]);
	}
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

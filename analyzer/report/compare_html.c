/*
 * A comparison as a page: the verdicts in words, then for each metric what its
 * rows were on side A and on side B, and how sure the change is.
 *
 * The rows of charts and tables are in the order of their verdicts, the largest
 * change first.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/compare/calendar.h"
#include "analyzer/report/compare_html.h"
#include "analyzer/report/compare_words.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"
#include "analyzer/report/print.h"

/* ---- texts ---- */

/* Text that is printed by a function, to be freed; NULL: no memory. */
struct text {
	char *s;
	size_t n;
	FILE *f;
};

static FILE *
text_begin(struct td_compare_view *v, struct text *t)
{
	*t = (struct text){ NULL, 0, NULL };
	t->f = open_memstream(&t->s, &t->n);
	if (t->f == NULL)
		v->r->error = errno;
	return t->f;
}

static void
text_paragraphs(struct td_compare_view *v, struct text *t)
{
	if (fclose(t->f) != 0)
		v->r->error = errno;
	td_page_paragraphs(&v->p, (struct td_span){ t->s, t->n }, false);
	free(t->s);
}

/* ---- the rows of a metric ---- */

/* Of the change; -1 where there is none. */
static double
size_of(const struct td_compare_view *v, const struct td_compared *g)
{
	const struct td_delay_side *side = g->delay.side;
	double change;

	if (v->metric != TD_METRIC_DELAY)
		change = td_compare_of(v, g)->change;
	else if (side[TD_SIDE_A].half.reached && side[TD_SIDE_B].half.reached)
		change = (double)side[TD_SIDE_B].half.value -
		    (double)side[TD_SIDE_A].half.value;
	else
		return -1;
	return isfinite(change) ? fabs(change) : -1;
}

static bool
has_data(const struct td_compare_view *v, const struct td_compared *g)
{
	const struct td_change *x;

	if (v->metric == TD_METRIC_DELAY)
		return td_delay_has(&g->delay);
	x = td_compare_of(v, g);
	return x->side[TD_SIDE_A].n > 0 || x->side[TD_SIDE_B].n > 0;
}

/* Better and worse first, then by the size of the change. */
static int
cmp_row(const void *a, const void *b, void *arg)
{
	const struct td_compare_view *v = arg;
	const struct td_compared *g = *(const struct td_compared *const *)a;
	const struct td_compared *h = *(const struct td_compared *const *)b;
	const enum td_judgement x = td_compare_verdict(g, v->metric);
	const enum td_judgement y = td_compare_verdict(h, v->metric);
	const double s = size_of(v, g), t = size_of(v, h);

	if (x != y)
		return x < y ? -1 : 1;
	if (s != t)
		return s > t ? -1 : 1;
	return (g > h) - (g < h);
}

void
td_compare_choose(struct td_compare_view *v)
{
	v->n = 0;
	for (size_t i = 0; i < v->c->n; i++)
		if (has_data(v, &v->c->group[i]))
			v->row[v->n++] = &v->c->group[i];
	qsort_r(v->row, v->n, sizeof(*v->row), cmp_row, v);
}

/* ---- verdicts in words ---- */

enum { LISTED = 40 }; /* rows that a sentence names */

/* `any`: another metric stands before this one. */
static bool
put_verdict_of(struct td_compare_view *v, enum td_judgement verdict, bool any)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++) {
		if (td_compare_verdict(v->row[i], v->metric) != verdict)
			continue;
		if (n++ == 0)
			fprintf(v->p.out, "%s %s%s", any ? ";" : ":",
			    td_metrics[v->metric].title,
			    v->c->dims->n > 0 ? " at " : "");
		else if (n <= LISTED)
			fputs(", ", v->p.out);
		if (n <= LISTED && v->c->dims->n > 0)
			td_compare_put_group(
			    v->p.out, v->c, v->row[i], td_put_html);
	}
	if (n > LISTED)
		fprintf(v->p.out, " and %zu more", n - LISTED);
	return n > 0 || any;
}

static void
put_verdict(struct td_compare_view *v, enum td_judgement verdict)
{
	bool any = false;

	fprintf(v->p.out, "<li><b class=\"v %s\">%s</b>",
	    td_compare_class(verdict), td_verdict_word(verdict));
	for (v->metric = 0; v->metric < TD_N_METRICS; v->metric++) {
		if (!td_compare_shows(v->r, v->metric) ||
		    td_compare_is_uniform(v->r, v->metric))
			continue;
		td_compare_choose(v);
		any = put_verdict_of(v, verdict, any);
	}
	fprintf(v->p.out, "%s</li>\n", any ? "." : ": nothing.");
}

static void
put_verdicts(struct td_compare_view *v)
{
	td_page_section(&v->p, "What changed");
	fputs("<ul class=\"verdicts\">\n", v->p.out);
	for (int i = TD_BETTER; i <= TD_NOT_ENOUGH_MAIL; i++)
		put_verdict(v, (enum td_judgement)i);
	fputs("</ul>\n", v->p.out);
	for (size_t m = 0; m < TD_N_SHARES; m++) {
		const struct td_share *s = v->c->overall[m].change.side;

		if (!td_compare_shows(v->r, m) ||
		    !td_compare_is_uniform(v->r, m))
			continue;
		fprintf(v->p.out,
		    "<p>%s: %s on both sides, of <data value=\"%" PRIu64
		    "\">%s</data> and ",
		    td_metrics[m].title, s[TD_SIDE_A].x == 0 ? "none" : "all",
		    s[TD_SIDE_A].n, td_grouped(s[TD_SIDE_A].n).text);
		fprintf(v->p.out,
		    "<data value=\"%" PRIu64 "\">%s</data>.</p>\n",
		    s[TD_SIDE_B].n, td_grouped(s[TD_SIDE_B].n).text);
	}
	td_page_section_end(&v->p);
}

/* ---- the table of a metric ---- */

void
td_compare_dim_heads(struct td_compare_view *v)
{
	fputs("<thead><tr>", v->p.out);
	if (v->c->dims->n == 0)
		td_page_head(&v->p, "row", NULL, true);
	for (size_t d = 0; d < v->c->dims->n; d++)
		td_page_head(&v->p, v->c->dims->dim[d]->name,
		    v->c->dims->dim[d]->name, true);
}

void
td_compare_dims(struct td_compare_view *v, const struct td_compared *g)
{
	fputs("<tr>", v->p.out);
	if (v->c->dims->n == 0)
		td_page_name(&v->p, TD_SPAN("all"));
	for (size_t d = 0; d < v->c->dims->n; d++)
		td_page_name(&v->p, g->value[d]);
}

bool
td_compare_dims_all(struct td_compare_view *v)
{
	fputs("</tbody>\n", v->p.out);
	if (v->c->dims->n == 0)
		return false;
	fprintf(v->p.out,
	    "<tfoot><tr><th scope=\"row\" colspan=\"%zu\">all</th>",
	    v->c->dims->n);
	return true;
}

static void
put_heads(struct td_compare_view *v)
{
	static const struct {
		const char *head, *column;
	} head[] = {
		{ "A %", "a_rate" },
		{ "A of", "a_n" },
		{ "B %", "b_rate" },
		{ "B of", "b_n" },
		{ "change", "change" },
		{ "from", "low" },
		{ "to", "high" },
		{ "q", "q" },
	};

	td_compare_dim_heads(v);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		td_page_head(&v->p, head[i].head, head[i].column, false);
	td_page_head(&v->p, "verdict", "verdict", true);
	td_page_head(&v->p, "it would take", NULL, true);
	fputs("</tr></thead>\n", v->p.out);
}

void
td_compare_put_q(struct td_compare_view *v, double q)
{
	char shown[32];

	if (!isfinite(q)) {
		td_page_nothing(&v->p);
		return;
	}
	snprintf(shown, sizeof shown, q < 0.001 ? "%.1e" : "%.3f", q);
	fputs("<td><data value=\"", v->p.out);
	td_out_put_small(&(struct td_json_out){ v->p.out, true }, q);
	fprintf(v->p.out, "\">%s</data></td>", shown);
}

/* What would have been seen, or how much mail would do. */
static void
put_needed(struct td_compare_view *v, const struct td_finding *f)
{
	const struct td_detectable *d = &f->detectable;
	const bool fall = isfinite(d->fall), rise = isfinite(d->rise);

	fputs("<td class=\"l w\">", v->p.out);
	if (f->clusters_disagree)
		fputs("The days differ among each other as much as the "
		      "sides. ",
		    v->p.out);
	if (f->verdict == TD_NO_EVIDENCE && (fall || rise))
		fprintf(v->p.out, "%s%s%s points",
		    fall ? td_compare_fine_points(-d->fall).s : "",
		    fall && rise ? " or " : "",
		    rise ? td_compare_fine_points(d->rise).s : "");
	else if (f->verdict == TD_NO_EVIDENCE)
		fputs("more mail for any change", v->p.out);
	else if (f->verdict == TD_NOT_ENOUGH_MAIL)
		fprintf(v->p.out, "%s on each side for %s points",
		    td_grouped(f->enough).text,
		    td_compare_percent(f->enough_for).s);
	fputs("</td>", v->p.out);
}

static void
put_numbers(struct td_compare_view *v, const struct td_change *x)
{
	const char *class = td_compare_class(x->finding.verdict);

	for (int s = 0; s < TD_N_SIDES; s++) {
		td_page_number(&v->p, td_share_rate_or_nan(x->side[s]),
		    td_compare_share(x->side[s]).s);
		td_page_count(&v->p, x->side[s].n);
	}
	td_page_number(&v->p, x->change, td_compare_change(x).s);
	td_page_number(&v->p, x->low, td_compare_points(x->low).s);
	td_page_number(&v->p, x->high, td_compare_points(x->high).s);
	td_compare_put_q(v, x->q);
	fprintf(v->p.out, "<td class=\"l %s\">%s</td>", class,
	    td_verdict_word(x->finding.verdict));
	put_needed(v, &x->finding);
	fputs("</tr>\n", v->p.out);
}

static void
put_table(struct td_compare_view *v)
{
	char caption[192];

	snprintf(caption, sizeof caption,
	    "%s: rates in per cent, of how many messages; change (B less A) "
	    "and its 95 %% interval in points; what it would take to tell",
	    td_metrics[v->metric].title);
	td_page_table(&v->p, caption);
	put_heads(v);
	fputs("<tbody>\n", v->p.out);
	for (size_t i = 0; i < v->n; i++) {
		td_compare_dims(v, v->row[i]);
		put_numbers(v, td_compare_of(v, v->row[i]));
	}
	if (td_compare_dims_all(v)) {
		put_numbers(v, &v->c->overall[v->metric].change);
		fputs("</tfoot>\n", v->p.out);
	}
	td_page_table_end(&v->p);
}

void
td_compare_words(struct td_compare_view *v,
    void (*print)(FILE *f, const struct td_compare_report *r, size_t metric))
{
	struct text t;

	if (text_begin(v, &t) == NULL)
		return;
	print(t.f, v->r, v->metric);
	text_paragraphs(v, &t);
}

static void
put_metric(struct td_compare_view *v)
{
	const struct td_metric *m = &td_metrics[v->metric];

	td_compare_choose(v);
	td_page_section(&v->p, m->title);
	fputs("<p class=\"doc\">", v->p.out);
	td_page_text(&v->p, m->rate->doc);
	fprintf(v->p.out, "</p>\n<div class=\"pair\" data-metric=\"%s\">\n",
	    m->name);
	td_compare_chart(v);
	fputs("<div>\n", v->p.out);
	put_table(v);
	td_compare_words(v, td_compare_put_mix);
	fputs("</div>\n</div>\n", v->p.out);
	td_page_section_end(&v->p);
}

/* ---- the page ---- */

/* The first two lines are of the sides, "A: 280 messages, ..." */
static void
put_sides(struct td_compare_view *v)
{
	const char *at, *end;
	struct text t;

	if (text_begin(v, &t) == NULL)
		return;
	td_compare_note_sides(t.f, v->r);
	if (fclose(t.f) != 0)
		v->r->error = errno;
	at = t.s;
	end = t.s + t.n;
	fputs("<dl>\n", v->p.out);
	for (int s = 0; s < TD_N_SIDES; s++) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));

		fprintf(v->p.out, "<dt>%c</dt><dd><b>", "AB"[s]);
		td_page_text(&v->p, v->r->side[s].name);
		fputs("</b><br>", v->p.out);
		if (nl != NULL && nl - at > 3) {
			td_put_html(v->p.out, td_span(at + 3, nl));
			at = nl + 1;
		}
		fputs("</dd>\n", v->p.out);
	}
	fputs("</dl>\n", v->p.out);
	td_page_paragraphs(&v->p, td_span(at, end), true);
	free(t.s);
}

static void
put_calendar(struct td_compare_view *v)
{
	const struct td_policy_change *change[TD_CALENDAR_MAX];
	const size_t n = td_compare_calendar(v->r, change, TD_CALENDAR_MAX);

	if (n == 0)
		return;
	td_page_section(&v->p, "What receivers changed in this time");
	td_page_paragraphs(&v->p,
	    TD_SPAN("Receivers changed their own rules in this time, and a "
	            "verdict may be about that."),
	    true);
	td_page_table(&v->p,
	    "Changes of policy between the first mail and the "
	    "last");
	fputs("<thead><tr>", v->p.out);
	td_page_head(&v->p, "carrier", NULL, true);
	td_page_head(&v->p, "from", NULL, true);
	td_page_head(&v->p, "until", NULL, true);
	td_page_head(&v->p, "what", NULL, true);
	td_page_head(&v->p, "source", NULL, true);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (size_t i = 0; i < n; i++) {
		fputs("<tr>", v->p.out);
		td_page_name(&v->p,
		    (struct td_span){
		        change[i]->carrier, strlen(change[i]->carrier) });
		td_page_word(&v->p, change[i]->from);
		td_page_word(&v->p, change[i]->until);
		fputs("<td class=\"l w\">", v->p.out);
		td_page_text(&v->p, change[i]->what);
		fputs("</td><td class=\"l w\">", v->p.out);
		td_page_text(&v->p, change[i]->source);
		fputs("</td></tr>\n", v->p.out);
	}
	fputs("</tbody>\n", v->p.out);
	td_page_table_end(&v->p);
	td_page_section_end(&v->p);
}

static void
put_words(struct td_compare_view *v)
{
	struct text t;

	td_page_section(&v->p, "How to read it");
	if (text_begin(v, &t) != NULL) {
		td_compare_note_words(t.f, v->r);
		text_paragraphs(v, &t);
	}
	fputs("<p>it would take: beside \"no evidence\" the least change from "
	      "A that so much mail would have shown; beside \"not enough "
	      "mail\" how many messages would do.</p>\n",
	    v->p.out);
	td_page_section_end(&v->p);
}

void
td_compare_html(FILE *out, struct td_compare_report *r)
{
	struct td_compare_view v = { .r = r, .c = r->comparison };
	size_t shown = 0;

	v.row = calloc(v.c->n + 1, sizeof(*v.row));
	if (v.row == NULL) {
		r->error = ENOMEM;
		return;
	}
	td_page_begin(&v.p, out, "Mail before and after: A and B compared");
	put_sides(&v);
	put_verdicts(&v);
	put_calendar(&v);
	for (v.metric = 0; v.metric < TD_N_SHARES; v.metric++) {
		if (!td_compare_shows(r, v.metric))
			continue;
		if (!td_compare_is_uniform(r, v.metric))
			put_metric(&v);
		shown++;
	}
	if (td_compare_shows(r, TD_METRIC_DELAY)) {
		v.metric = TD_METRIC_DELAY;
		td_compare_delay_html(&v);
		shown++;
	}
	if (shown == 0)
		td_page_paragraphs(&v.p,
		    TD_SPAN("Nothing that could be compared: neither side has "
		            "data for these metrics."),
		    true);
	td_compare_days(&v);
	put_words(&v);
	td_page_end(&v.p, "todoku " TD_VERSION ", compare");
	free(v.row);
}

/*
 * The dumbbell chart of one metric: on the left the rates of both sides, on
 * the right the change and its interval.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/compare_html.h"
#include "analyzer/report/compare_words.h"
#include "analyzer/report/html_chart.h"
#include "analyzer/report/print.h"

const char *
td_compare_class(enum td_judgement verdict)
{
	static const char *const class[] = {
		[TD_BETTER] = "better",
		[TD_WORSE] = "worse",
		[TD_NO_EVIDENCE] = "unsure",
		[TD_NOT_ENOUGH_MAIL] = "few",
	};

	return class[verdict];
}

static void
put_plain(FILE *f, struct td_span s)
{
	fwrite(s.p, 1, s.n, f);
}

char *
td_compare_name(struct td_compare_view *v, const struct td_compared *group)
{
	char *name = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&name, &n);

	if (f == NULL) {
		v->r->error = errno;
		return NULL;
	}
	if (group == NULL)
		fputs("all", f);
	else
		td_compare_put_group(f, v->c, group, put_plain);
	if (fclose(f) == 0)
		return name;
	v->r->error = errno;
	free(name);
	return NULL;
}

static void
put_rates(struct td_chart *c, const struct td_axis *a, unsigned y,
    const struct td_change *x)
{
	static const char side[] = "AB";
	static const char *const class[] = { "r", "f" };
	double rate[TD_N_SIDES];

	for (int s = 0; s < TD_N_SIDES; s++)
		rate[s] = td_share_rate_or_nan(x->side[s]);
	td_chart_line(c, a, y, a->from, a->to, "g", NULL);
	if (isfinite(x->change))
		td_chart_line(c, a, y, rate[0], rate[1], "c", NULL);
	for (int s = 0; s < TD_N_SIDES; s++) {
		char hint[192];

		if (!isfinite(rate[s]))
			continue;
		snprintf(hint, sizeof hint,
		    "%c: %s %% of %s (95 %% interval %s to %s)", side[s],
		    td_compare_share(x->side[s]).s,
		    td_grouped(x->side[s].n).text,
		    td_compare_percent(x->low_of[s]).s,
		    td_compare_percent(x->high_of[s]).s);
		td_chart_mark(c, a, y, rate[s], s == 0 ? TD_RING : TD_DOT,
		    class[s], hint);
	}
}

static void
put_interval(struct td_chart *c, const struct td_axis *a, unsigned y,
    const struct td_change *x)
{
	const enum td_judgement verdict = x->finding.verdict;
	char hint[192];

	if (!isfinite(x->change))
		return;
	snprintf(hint, sizeof hint,
	    "change %s points (95 %% interval %s to %s)",
	    td_compare_change(x).s, td_compare_points(x->low).s,
	    td_compare_points(x->high).s);
	td_chart_line(c, a, y, x->low, x->high,
	    verdict == TD_NOT_ENOUGH_MAIL ? "j" :
	        verdict == TD_NO_EVIDENCE ? "i" :
	                                    td_compare_class(verdict),
	    hint);
	if (verdict == TD_NOT_ENOUGH_MAIL)
		return;
	td_chart_mark(c, a, y, x->change,
	    verdict == TD_BETTER    ? TD_DOT :
	        verdict == TD_WORSE ? TD_SQUARE :
	                              TD_RING,
	    verdict == TD_NO_EVIDENCE ? "r" : td_compare_class(verdict), hint);
}

static void
put_chart_row(struct td_compare_view *v, struct td_chart *c,
    const struct td_axis axis[2], unsigned y, const struct td_compared *g,
    const struct td_change *x)
{
	const enum td_judgement verdict = x->finding.verdict;
	char word[64], class[32];
	char *name = td_compare_name(v, g);

	if (name == NULL)
		return;
	td_chart_name(c, y, (struct td_span){ name, strlen(name) });
	free(name);
	snprintf(word, sizeof word, "%s%s%s",
	    verdict == TD_NOT_ENOUGH_MAIL ? "" : td_compare_change(x).s,
	    verdict == TD_NOT_ENOUGH_MAIL ? "" : " ", td_verdict_word(verdict));
	snprintf(class, sizeof class, "%s%s", verdict <= TD_WORSE ? "v " : "d ",
	    td_compare_class(verdict));
	td_chart_word(c, y, word, class);
	put_rates(c, &axis[0], y, x);
	td_chart_line(c, &axis[1], y, axis[1].from, axis[1].to, "g", NULL);
	put_interval(c, &axis[1], y, x);
}

/* Axes that hold all that is drawn. */
static void
find_axes(const struct td_compare_view *v, size_t rows, struct td_axis axis[2])
{
	double low = 1, high = 0, most = 0;

	for (size_t i = 0; i <= rows; i++) {
		const struct td_change *x = i == rows ?
		    &v->c->overall[v->metric].change :
		    td_compare_of(v, v->row[i]);

		for (int s = 0; s < TD_N_SIDES; s++) {
			low = fmin(low, td_share_rate_or_nan(x->side[s]));
			high = fmax(high, td_share_rate_or_nan(x->side[s]));
		}
		most = fmax(most, fmax(fabs(x->low), fabs(x->high)));
	}
	axis[0] = td_axis_of_shares(low, high);
	axis[0].right = 56;
	axis[1] = td_axis_of_changes(most);
	axis[1].left = 62;
}

void
td_compare_chart(struct td_compare_view *v)
{
	const struct td_metric *m = &td_metrics[v->metric];
	const size_t rows = v->n < TD_CHART_ROWS ? v->n : TD_CHART_ROWS;
	const bool all = v->n != 1;
	struct td_axis axis[2];
	struct td_chart c;
	char title[128], key[256], desc[256];

	find_axes(v, rows, axis);
	snprintf(title, sizeof title, "%s, A and B, %s is better", m->title,
	    m->more_is_better ? "more" : "less");
	snprintf(key, sizeof key,
	    "Left: rate in per cent, \xe2\x97\x8b\xc2\xa0"
	    "A, \xe2\x97\x8f\xc2\xa0"
	    "B. Right: change in points and its 95 %% interval, "
	    "\xe2\x97\x8f\xc2\xa0"
	    "better, \xe2\x96\xa0\xc2\xa0"
	    "worse, \xe2\x97\x8b\xc2\xa0no evidence, dashed: not enough "
	    "mail.%s",
	    td_chart_more(rows < v->n));
	snprintf(desc, sizeof desc,
	    "Dumbbell chart of %zu rows: the rates of sides A and B, and the "
	    "interval of the change. The table after it has the numbers.",
	    rows);
	td_chart_begin(&c, &v->p, title, key, desc, rows + all, TD_CHART_ROW);
	td_chart_shares(&c, &axis[0]);
	td_chart_changes(&c, &axis[1]);
	for (size_t i = 0; i < rows; i++)
		put_chart_row(v, &c, axis, td_chart_row(i), v->row[i],
		    td_compare_of(v, v->row[i]));
	if (all)
		put_chart_row(v, &c, axis, td_chart_row(rows), NULL,
		    &v->c->overall[v->metric].change);
	td_chart_end(&c);
}

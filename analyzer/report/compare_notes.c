/*
 * What has to be known to read a comparison: what the sides are, what is still
 * open on them, who else changed something, and how the words are meant.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/compare/calendar.h"
#include "analyzer/report/compare_report.h"
#include "analyzer/report/compare_words.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

#define N(n) (td_grouped(n).text)

/* What of the messages to be told of: a point. */
#define UNEVEN 0.01

/* "A: 2026-11-01T00:00:00Z to ..., 1,234 messages, ..." */
static void
note_side(FILE *f, const struct td_compare_report *r, int s)
{
	const struct td_cell *c = &r->comparison->total[s];
	const struct td_balance *b = r->side[s].balance;
	char first[TD_TIME_TEXT], last[TD_TIME_TEXT];

	fprintf(f, "%c: %s messages", s == TD_SIDE_A ? 'A' : 'B',
	    N(c->counter[TD_C_MESSAGES]));
	if (td_time_text(b->first, first) && td_time_text(b->last, last))
		fprintf(f, ", %s to %s", first, last);
	if (c->counter[TD_C_DEFERRED] > 0)
		fprintf(f, "; %s still deferred, in no rate",
		    N(c->counter[TD_C_DEFERRED]));
	if (c->counter[TD_C_SUPPRESSED] > 0)
		fprintf(f, "; %s suppressed (%s %%), never offered",
		    N(c->counter[TD_C_SUPPRESSED]),
		    td_compare_share(td_compare_part(c, TD_C_SUPPRESSED)).s);
	if (r->side[s].dropped > 0)
		fprintf(f, "; %s rows more than --max-keys are one, (other)",
		    N(r->side[s].dropped));
	if (b->n_defects > 0)
		fputs("; some input was not understood (todoku scan says "
		      "what)",
		    f);
	fputs(".\n", f);
}

/* Whether a counter is another part of the messages, where there are enough; of
 * a side without any it is 0. */
static bool
is_uneven(const struct td_cell side[TD_N_SIDES], enum td_counter counter,
    uint64_t least)
{
	const struct td_share a = td_compare_part(&side[TD_SIDE_A], counter);
	const struct td_share b = td_compare_part(&side[TD_SIDE_B], counter);

	if (a.n == 0 || b.n == 0)
		return a.n + b.n >= least &&
		    (double)(a.x + b.x) >= UNEVEN * (double)(a.n + b.n);
	return a.n >= least && b.n >= least &&
	    fabs(td_share_difference(a, b)) >= UNEVEN;
}

static void
put_parts(FILE *f, const struct td_comparison *c, const struct td_compared *g,
    enum td_counter counter)
{
	td_compare_put_group(f, c, g, td_put_text);
	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct td_share x = td_compare_part(&g->side[s], counter);

		fputs(s == TD_SIDE_A ? " (" : ", ", f);
		if (x.n > 0)
			fprintf(f, "%s %%", td_compare_share(x).s);
		else
			fputs("no mail", f);
	}
	putc(')', f);
}

/* "... : docomo (1.2 %, 30.0 %)" if any row or all together are uneven. */
static void
note_part(FILE *f, const struct td_comparison *c, enum td_counter counter,
    const char *begin, const char *end)
{
	bool any = is_uneven(c->total, counter, 1);
	size_t n = 0;

	if (any)
		fputs(begin, f);
	for (size_t i = 0; i < c->n; i++) {
		const struct td_compared *g = &c->group[i];

		if (!is_uneven(g->side, counter, c->rule->min_messages))
			continue;
		if (!any)
			fputs(begin, f);
		any = true;
		if (++n > TD_COMPARE_LISTED)
			continue;
		fputs(n == 1 ? ": " : ", ", f);
		put_parts(f, c, g, counter);
	}
	if (n > TD_COMPARE_LISTED)
		fprintf(f, " and %zu more", n - TD_COMPARE_LISTED);
	if (any)
		fputs(end, f);
}

/* A side that leaves out a larger part of its mail may look better than it
 * is. */
static void
note_uneven(FILE *f, const struct td_comparison *c)
{
	note_part(f, c, TD_C_DEFERRED,
	    "More mail is still deferred on one side than on the other",
	    ".  What becomes of it is not known yet, and can change the "
	    "verdicts: compare again when its queue lifetime is over.\n");
	note_part(f, c, TD_C_SUPPRESSED,
	    "More mail was suppressed on one side than on the other",
	    ".  It was never offered, so that side may look better than it "
	    "is.\n");
}

static bool
has_carrier(const struct td_comparison *c, const char *carrier)
{
	const struct td_span name = { carrier, strlen(carrier) };
	const size_t dim = td_dims_find(c->dims, "carrier");

	if (dim == c->dims->n)
		return true;
	for (size_t i = 0; i < c->n; i++)
		if (td_span_eq(c->group[i].value[dim], name))
			return true;
	return false;
}

size_t
td_compare_calendar(const struct td_compare_report *r,
    const struct td_policy_change **out, size_t cap)
{
	const struct td_balance *a = r->side[TD_SIDE_A].balance;
	const struct td_balance *b = r->side[TD_SIDE_B].balance;
	int64_t first = a->first < b->first ? a->first : b->first;
	int64_t last = a->last > b->last ? a->last : b->last;
	size_t n = 0;

	if (a->first == TD_NO_TIME || b->first == TD_NO_TIME)
		return 0;
	for (size_t i = 0; i < td_n_calendar && n < cap; i++)
		if (td_policy_change_between(&td_calendar[i], first, last) &&
		    has_carrier(r->comparison, td_calendar[i].carrier))
			out[n++] = &td_calendar[i];
	return n;
}

static void
note_calendar(FILE *f, const struct td_compare_report *r)
{
	const struct td_policy_change *change[TD_CALENDAR_MAX];
	const size_t n = td_compare_calendar(r, change, TD_CALENDAR_MAX);

	if (n == 0)
		return;
	fputs("Receivers changed their own rules in this time, and a verdict "
	      "may be about that:\n",
	    f);
	for (size_t i = 0; i < n; i++) {
		fprintf(f, "  %s %s", change[i]->carrier, change[i]->from);
		if (strcmp(change[i]->from, change[i]->until) != 0)
			fprintf(f, " to %s", change[i]->until);
		fprintf(f, ": %s (%s)\n", change[i]->what, change[i]->source);
	}
}

static void
note_words(FILE *f, const struct td_comparison *c)
{
	fprintf(f,
	    "change: points, B less A; its interval is Newcombe's.  better "
	    "and worse: a change that chance explains in less than %g of 100 "
	    "such findings (Benjamini-Hochberg over the rows of a metric; "
	    "Fisher or z)%s.  no evidence is not \"no change\": see what would "
	    "have "
	    "been shown.  not enough mail: less than %s on a side.\n",
	    100 * c->rule->alpha,
	    c->has_days ?
	        ", and that whole days, drawn at random, show as well" :
	        "",
	    N(c->rule->min_messages));
	fprintf(f,
	    "Mails of one day are alike, so two sides of few days say less "
	    "than the numbers of their mails%s.\n",
	    c->has_days ? "" :
	                  "; here no days could be drawn, as a side has less "
	                  "than two that are known");
}

static void
note_delay(FILE *f, const struct td_comparison *c)
{
	fprintf(f,
	    "half, 95 %%: seconds in which half of the messages, and 95 %% of "
	    "them, were accepted (by Kaplan-Meier, as some are still "
	    "deferred).  A delay is better or worse by the log-rank test%s, "
	    "and only where one of the two changed by %d s and %.0f %% at "
	    "least and none in the other direction.\n",
	    c->has_days ? ", also of whole days" : "",
	    (int)(TD_DELAY_LEAST / TD_DELAY_UNIT), 100 * TD_DELAY_LEAST_PART);
}

static void
note_metrics(FILE *f, const struct td_compare_report *r)
{
	for (size_t m = 0; m < TD_N_METRICS; m++)
		if (td_compare_shows(r, m))
			fprintf(f, "%s: %s\n", td_metrics[m].title,
			    td_metrics[m].rate->doc);
}

void
td_compare_note_sides(FILE *f, const struct td_compare_report *r)
{
	for (int s = 0; s < TD_N_SIDES; s++)
		note_side(f, r, s);
	note_uneven(f, r->comparison);
}

void
td_compare_note_words(FILE *f, const struct td_compare_report *r)
{
	note_words(f, r->comparison);
	if (td_compare_shows(r, TD_METRIC_DELAY))
		note_delay(f, r->comparison);
}

void
td_compare_notes(FILE *out, struct td_compare_report *r)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL) {
		r->error = errno;
		return;
	}
	td_compare_note_sides(f, r);
	note_calendar(f, r);
	putc('\n', f);
	td_compare_note_words(f, r);
	note_metrics(f, r);
	if (fclose(f) != 0)
		r->error = errno;
	td_put_wrapped(out, (struct td_span){ text, n },
	    r->columns < 72 ? 72 : r->columns);
	free(text);
}

/*
 * See audit.h.
 */
#include "analyzer/audit/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/stats/interval.h"

/* What was observed for one that asks, of one author domain. */
struct sums {
	uint64_t counter[TD_N_COUNTERS];
	struct td_judged_row row;
};

struct work {
	struct td_audit *audit;
	const struct td_balance *balance;
	const struct td_cell *const *cell;
	size_t n;
	bool complaints[TD_N_ASKS]; /* some are told of, of any author */
	struct sums *sums;          /* TD_N_ASKS */
};

static bool
asks_for(enum td_asks a, struct td_span carrier)
{
	const char *const *c = td_askers[a].carriers;

	if (c == NULL)
		return a != TD_ASKS_SES;
	for (; *c != NULL; c++)
		if (td_span_eq(carrier, (struct td_span){ *c, strlen(*c) }))
			return true;
	return false;
}

static uint64_t
plus(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t
sum_of(const uint16_t *list, const uint64_t *counter)
{
	uint64_t sum = 0;

	for (; *list != TD_N_COUNTERS; list++)
		sum = plus(sum, counter[*list]);
	return sum;
}

/* ---- lines ---- */

/* Whether a test is about every message, not about some. */
static bool
is_of_all(unsigned test)
{
	return test != TD_TEST_OWN_FROM && test != TD_TEST_ONE_CLICK &&
	    test != TD_TEST_SIGNED_OFF && test != TD_TEST_ARC;
}

/* Whether only the header shows it, which logs and events do not have. */
static bool
is_of_header(unsigned test)
{
	return test == TD_TEST_IDENTITY || test == TD_TEST_PRA ||
	    (test >= TD_TEST_FORM && test <= TD_TEST_ONCE);
}

static const char *
why_untold(unsigned test, struct td_span author)
{
	if (TD_IS(author, "(other)"))
		return "more author domains than --max-keys";
	if (test == TD_TEST_REFUSED)
		return "no log or event is here";
	if (is_of_header(test))
		return "only archived mail shows its header";
	return "the receiver does not tell";
}

static uint8_t
state_of(const uint64_t n[TD_N_JUDGED])
{
	return n[TD_NOT_MET] > 0 ? TD_NOT_MET :
	    n[TD_MET] > 0        ? TD_MET :
	                           TD_UNTOLD;
}

static void
count_test(
    const struct sums *s, struct td_span author, struct td_audit_line *line)
{
	const struct td_requirement *r = line->asks;
	const struct td_test_counters *c = &td_test_counters[r->of];
	const uint64_t messages = s->counter[TD_C_MESSAGES];
	uint64_t told;

	memcpy(line->n, s->row.n[r->of], sizeof line->n);
	if (r->seen == TD_SEEN_COUNTERS) {
		line->n[TD_MET] = sum_of(c->met, s->counter);
		line->n[TD_NOT_MET] = sum_of(c->not_met, s->counter);
		line->n[TD_UNTOLD] = sum_of(c->untold, s->counter);
	} else if (is_of_all(r->of)) {
		told = plus(line->n[TD_MET], line->n[TD_NOT_MET]);
		line->n[TD_UNTOLD] = messages > told ? messages - told : 0;
	}
	line->state = state_of(line->n);
	if (line->state == TD_UNTOLD)
		line->why = why_untold(r->of, author);
	else
		line->example = s->row.example[r->of][line->state];
}

/* By the interval, so that one complaint of three mails is no verdict. */
static void
hold_rate(struct td_share share, struct td_audit_line *line)
{
	const double limit = line->asks->limit;
	double low, high;

	if (share.x > share.n)
		share.x = share.n;
	line->n[TD_NOT_MET] = share.x;
	line->n[TD_MET] = share.n - share.x;
	line->state = TD_UNTOLD;
	if (!td_wilson(share.x, share.n, &low, &high)) {
		line->why = "nothing tells what was accepted";
		return;
	}
	if (low >= limit)
		line->state = TD_NOT_MET;
	else if (high < limit)
		line->state = TD_MET;
	else
		line->why = "too little mail to tell";
}

static void
count_rate(const struct work *w, const struct sums *s, enum td_asks a,
    struct td_audit_line *line)
{
	const struct td_rate *rate = &td_rates[line->asks->of];
	struct td_share share;

	if (line->asks->of == TD_RATE_COMPLAINT && !w->complaints[a]) {
		line->state = TD_UNTOLD;
		line->why = a == TD_ASKS_GMAIL ?
		    "only in Gmail's Postmaster Tools" :
		    "no feedback-loop report is here";
		return;
	}
	td_rate_of(rate, s->counter, &share.x, &share.n);
	hold_rate(share, line);
}

/* As Amazon SES counts: of all that it sent for the account. */
static void
count_account(const struct td_balance *b, struct td_audit_line *line)
{
	const bool bounces = line->asks->of == TD_RATE_HARD_BOUNCE;

	hold_rate(
	    (struct td_share){
	        bounces ? b->ses.bounced : b->ses.complained, b->ses.messages },
	    line);
}

static bool
concerns(const struct td_audit_line *line)
{
	return line->asks->seen != TD_SEEN_MESSAGES ||
	    is_of_all(line->asks->of) ||
	    line->n[TD_MET] + line->n[TD_NOT_MET] + line->n[TD_UNTOLD] > 0;
}

static size_t
count_requirements(enum td_asks a)
{
	size_t n = 0;

	for (size_t i = 0; i < td_n_requirements; i++)
		n += td_requirements[i].asks == a;
	return n;
}

/* What helps a line that is not met. */
static uint32_t
advice_of(const struct sums *s, const struct td_requirement *r)
{
	const struct td_test_counters *spf = &td_test_counters[TD_TEST_SPF];
	const struct td_test_counters *dkim = &td_test_counters[TD_TEST_DKIM];
	uint32_t bits = 0;

	if (r->advice != TD_ADVICE_SPF_DKIM)
		return UINT32_C(1) << r->advice;
	if (sum_of(spf->not_met, s->counter) > 0)
		bits |= UINT32_C(1) << TD_ADVICE_SPF;
	if (sum_of(dkim->not_met, s->counter) > 0)
		bits |= UINT32_C(1) << TD_ADVICE_DKIM;
	return bits;
}

/* Who writes as gmail.com cannot publish anything for it. */
static uint32_t
possible(const struct sums *s, uint32_t advice)
{
	const uint32_t own = UINT32_C(1) << TD_ADVICE_OWN_FROM;
	const uint32_t records = UINT32_C(1) << TD_ADVICE_SPF |
	    UINT32_C(1) << TD_ADVICE_DKIM | UINT32_C(1) << TD_ADVICE_ALIGN |
	    UINT32_C(1) << TD_ADVICE_POLICY;

	if (s->row.n[TD_TEST_OWN_FROM][TD_NOT_MET] == 0 ||
	    (advice & records) == 0)
		return advice;
	return (advice & ~records) | own;
}

static void
add_todo(struct td_audit_domain *d, unsigned asks, uint32_t bits)
{
	for (; bits != 0; bits &= bits - 1) {
		const unsigned advice = (unsigned)__builtin_ctz(bits);
		size_t i = 0;

		while (i < d->n_todo && d->todo[i].advice != advice)
			i++;
		if (i == d->n_todo)
			d->todo[d->n_todo++] =
			    (struct td_todo){ .advice = (uint8_t)advice };
		d->todo[i].askers |= UINT32_C(1) << asks;
	}
}

/* ---- groups ---- */

static int
add_lines(struct work *w, struct td_audit_group *g, const struct sums *s)
{
	struct td_audit_domain *d = g->domain;

	g->line = calloc(count_requirements(g->asks), sizeof *g->line);
	if (g->line == NULL)
		return -1;
	for (size_t i = 0; i < td_n_requirements; i++) {
		struct td_audit_line *line = &g->line[g->n_lines];
		const struct td_requirement *r = &td_requirements[i];

		if (r->asks != g->asks)
			continue;
		*line = (struct td_audit_line){ .asks = r,
			.asked = !r->bulk || d->bulk };
		if (r->seen == TD_SEEN_RATE)
			count_rate(w, s, (enum td_asks)g->asks, line);
		else if (r->seen == TD_SEEN_ACCOUNT)
			count_account(w->balance, line);
		else
			count_test(s, d->author, line);
		if (!concerns(line))
			continue;
		if (line->asked)
			w->audit->lines[line->state]++;
		if (line->state == TD_NOT_MET)
			line->advice =
			    possible(&w->sums[TD_ASKS_RFC], advice_of(s, r));
		add_todo(d, g->asks, line->advice);
		g->n_lines++;
	}
	return 0;
}

static int
add_group(struct work *w, struct td_audit_domain *d, enum td_asks a,
    uint64_t messages)
{
	struct td_audit_group *g = &d->group[d->n_groups];
	const struct sums *s = &w->sums[a];

	*g = (struct td_audit_group){ .domain = d,
		.asks = (uint8_t)a,
		.messages = messages,
		.busiest = s->row.busiest };
	d->n_groups++;
	return add_lines(w, g, s);
}

/* ---- author domains ---- */

static void
add_cell(struct work *w, const struct td_cell *c)
{
	const struct td_span author = td_cell_value(c, 0);
	const struct td_span carrier = td_cell_value(c, 1);
	const struct td_judged_row *row = w->balance->judged == NULL ?
	    NULL :
	    td_judged_find(w->balance->judged, author, carrier);

	for (int a = 0; a < TD_N_ASKS; a++) {
		struct sums *s = &w->sums[a];

		if (!asks_for((enum td_asks)a, carrier))
			continue;
		for (int i = 0; i < TD_N_COUNTERS; i++)
			s->counter[i] = plus(s->counter[i], c->counter[i]);
		if (row != NULL)
			td_judged_row_add(&s->row, row);
	}
}

/* Where mail is unaligned: "gmail, icloud". */
static int
name_unaligned(struct work *w, struct td_audit_domain *d, size_t i, size_t end)
{
	size_t n = 0, count = 0;
	FILE *f = open_memstream(&d->unaligned, &n);

	if (f == NULL)
		return -1;
	for (; i < end; i++) {
		const struct td_span carrier = td_cell_value(w->cell[i], 1);

		if (w->cell[i]->counter[TD_C_ALIGNMENT + TD_UNALIGNED] == 0)
			continue;
		fprintf(f, "%s%.*s", count++ == 0 ? "" : ", ", (int)carrier.n,
		    carrier.p);
	}
	return fclose(f) == 0 ? 0 : -1;
}

/* Gmail and Outlook.com go by the day; nobody else says a number. */
static bool
is_bulk(const struct work *w)
{
	return w->sums[TD_ASKS_RFC].row.bulk > 0 ||
	    w->sums[TD_ASKS_GMAIL].row.busiest >= TD_BULK_A_DAY ||
	    w->sums[TD_ASKS_MICROSOFT].row.busiest >= TD_BULK_A_DAY;
}

/* The cells [from, end) are of one author domain. */
static int
add_domain(struct work *w, size_t from, size_t end)
{
	struct td_audit_domain *d = &w->audit->domain[w->audit->n];
	const struct td_judged_row *all = &w->sums[TD_ASKS_RFC].row;

	*d = (struct td_audit_domain){ .author =
		                           td_cell_value(w->cell[from], 0) };
	w->audit->n++;
	d->group = calloc(TD_N_ASKS, sizeof *d->group);
	if (d->group == NULL || name_unaligned(w, d, from, end) == -1)
		return -1;
	memset(w->sums, 0, TD_N_ASKS * sizeof *w->sums);
	for (size_t i = from; i < end; i++)
		add_cell(w, w->cell[i]);
	d->messages = w->sums[TD_ASKS_RFC].counter[TD_C_MESSAGES];
	d->forwarded = w->sums[TD_ASKS_RFC].counter[TD_C_FORWARDED];
	d->marks = all->bulk;
	d->bulk = is_bulk(w);
	memcpy(d->mailfrom_text, all->mailfrom, all->n_mailfrom);
	d->mailfrom = (struct td_span){ d->mailfrom_text, all->n_mailfrom };
	for (int a = 0; a < TD_ASKS_SES; a++) {
		const uint64_t n = w->sums[a].counter[TD_C_MESSAGES];

		if (n > 0 && add_group(w, d, (enum td_asks)a, n) == -1)
			return -1;
	}
	return 0;
}

static int
add_account(struct work *w)
{
	struct td_audit_domain *d = &w->audit->domain[w->audit->n];

	*d = (struct td_audit_domain){ .author = TD_LIT("(all)"),
		.messages = w->balance->ses.messages };
	w->audit->n++;
	d->group = calloc(1, sizeof *d->group);
	return d->group == NULL ? -1 :
	                          add_group(w, d, TD_ASKS_SES, d->messages);
}

static int
add_domains(struct work *w)
{
	size_t from = 0;

	for (size_t i = 1; i <= w->n; i++) {
		if (i < w->n &&
		    td_span_eq(td_cell_value(w->cell[i], 0),
		        td_cell_value(w->cell[from], 0)))
			continue;
		if (add_domain(w, from, i) == -1)
			return -1;
		from = i;
	}
	return w->balance->ses.messages > 0 ? add_account(w) : 0;
}

int
td_audit(struct td_audit *a, struct td_cube *cube, const struct td_balance *b)
{
	struct work w = { .audit = a, .balance = b };
	int rc = -1;

	*a = (struct td_audit){ .n = 0 };
	w.cell = td_cube_sorted(cube, &w.n);
	for (size_t i = 0; i < w.n; i++)
		for (int k = 0; k < TD_N_ASKS; k++)
			w.complaints[k] |=
			    w.cell[i]->counter[TD_C_COMPLAINED] > 0 &&
			    asks_for(
			        (enum td_asks)k, td_cell_value(w.cell[i], 1));
	a->domain = calloc(w.n + 1, sizeof *a->domain);
	w.sums = calloc(TD_N_ASKS, sizeof *w.sums);
	if (a->domain != NULL && w.sums != NULL)
		rc = add_domains(&w);
	free(w.sums);
	return rc;
}

void
td_audit_clear(struct td_audit *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct td_audit_domain *d = &a->domain[i];

		for (size_t k = 0; k < d->n_groups; k++)
			free(d->group[k].line);
		free(d->group);
		free(d->unaligned);
	}
	free(a->domain);
	*a = (struct td_audit){ .n = 0 };
}

bool
td_audit_fails(const struct td_audit *a)
{
	return a->lines[TD_NOT_MET] > 0;
}

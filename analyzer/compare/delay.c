/*
 * See delay.h: two cells' histograms of delays, and the verdict on them.
 */
#include "analyzer/compare/delay.h"

#include <math.h>
#include <string.h>

/* ---- waits ---- */

static void
grow(struct td_delay_bench *bench, const struct td_hist *h)
{
	const size_t n = h->n > 0 ? h->b[h->n - 1].bucket + 1 : 0;

	if (n > bench->n)
		bench->n = n;
}

static void
fill(struct td_delay_bench *bench, const struct td_cell side[TD_N_SIDES])
{
	bench->n = 0;
	for (int s = 0; s < TD_N_SIDES; s++) {
		grow(bench, &side[s].hist[TD_HIST_DELAY]);
		grow(bench, &side[s].hist[TD_HIST_WAITED]);
	}
	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct td_hist *delay = &side[s].hist[TD_HIST_DELAY];
		const struct td_hist *waited = &side[s].hist[TD_HIST_WAITED];
		struct td_wait *w = bench->wait[s];

		memset(w, 0, bench->n * sizeof(*w));
		for (uint32_t i = 0; i < delay->n; i++)
			w[delay->b[i].bucket].ended = delay->b[i].count;
		for (uint32_t i = 0; i < waited->n; i++)
			w[waited->b[i].bucket].open = waited->b[i].count;
	}
}

/* The longest of both histograms is known exactly. */
static struct td_delay_quantile
quantile(const struct td_delay_bench *bench, int s, double q,
    const struct td_cell *cell)
{
	const uint64_t delay = cell->hist[TD_HIST_DELAY].max;
	const uint64_t waited = cell->hist[TD_HIST_WAITED].max;
	const uint64_t max = delay > waited ? delay : waited;
	struct td_delay_quantile x;
	size_t place;

	x.reached = td_waits_quantile(bench->wait[s], bench->n, q, &place);
	x.value = td_hist_value((uint32_t)place);
	if (x.value > max || !x.reached)
		x.value = max;
	return x;
}

static void
measure_side(const struct td_delay_bench *bench, int s,
    const struct td_cell *cell, struct td_delay_side *x)
{
	const uint64_t deferred = cell->counter[TD_C_DEFERRED];

	x->accepted = td_hist_count(&cell->hist[TD_HIST_DELAY]);
	x->open = td_hist_count(&cell->hist[TD_HIST_WAITED]);
	x->unknown = deferred > x->open ? deferred - x->open : 0;
	x->half = quantile(bench, s, 0.5, cell);
	x->most = quantile(bench, s, 0.95, cell);
}

/* ---- the test ---- */

/* Sums of counts that a cells file may hold stay below 2^64 so. */
static bool
is_enough(const struct td_delay_side *x, const struct td_rule *rule)
{
	return x->accepted <= TD_SHARE_MAX && x->open <= TD_SHARE_MAX &&
	    x->accepted + x->open >= rule->min_messages;
}

void
td_delay_measure(struct td_delay_bench *bench,
    const struct td_cell side[TD_N_SIDES], const struct td_rule *rule,
    struct td_delay_change *x)
{
	*x = (struct td_delay_change){ .p = NAN,
		.q = NAN,
		.days_p = NAN,
		.design = NAN,
		.detectable = NAN };
	fill(bench, side);
	for (int s = 0; s < TD_N_SIDES; s++)
		measure_side(bench, s, &side[s], &x->side[s]);
	bench->result = (struct td_logrank){ .p = 1 };
	if (!is_enough(&x->side[TD_SIDE_A], rule) ||
	    !is_enough(&x->side[TD_SIDE_B], rule))
		return;
	td_logrank(bench->wait[TD_SIDE_A], bench->wait[TD_SIDE_B], bench->n,
	    &bench->result);
	x->p = bench->result.p;
	x->difference = bench->result.difference;
	td_logrank_scores(bench->wait[TD_SIDE_A], bench->wait[TD_SIDE_B],
	    bench->n, bench->score[TD_SIDE_A], bench->score[TD_SIDE_B]);
}

struct td_logrank_cluster
td_delay_cluster(
    const struct td_delay_bench *bench, int side, const struct td_cell *cell)
{
	const struct td_logrank_score *score = bench->score[side];
	const struct td_hist *delay = &cell->hist[TD_HIST_DELAY];
	const struct td_hist *waited = &cell->hist[TD_HIST_WAITED];
	struct td_logrank_cluster c = { 0, 0 };

	for (uint32_t i = 0; i < delay->n; i++) {
		c.score +=
		    score[delay->b[i].bucket].ended * (double)delay->b[i].count;
		c.n += delay->b[i].count;
	}
	for (uint32_t i = 0; i < waited->n; i++) {
		c.score += score[waited->b[i].bucket].open *
		    (double)waited->b[i].count;
		c.n += waited->b[i].count;
	}
	return c;
}

void
td_delay_days(const struct td_delay_bench *bench,
    const struct td_logrank_cluster *const day[TD_N_SIDES],
    const size_t n[TD_N_SIDES], struct td_delay_change *x)
{
	double variance;

	if (!(bench->result.variance > 0) ||
	    !td_logrank_clusters(day[TD_SIDE_A], n[TD_SIDE_A], day[TD_SIDE_B],
	        n[TD_SIDE_B], &variance))
		return;
	x->design = variance / bench->result.variance;
	x->days_p = td_logrank_p(bench->result.difference, variance);
}

/* ---- the verdict ---- */

/* -1 where a quantile fell by what is worth a verdict, 1 where it rose. */
static int
change_of(struct td_delay_quantile a, struct td_delay_quantile b)
{
	const double by = (double)b.value - (double)a.value;
	const double least =
	    fmax(TD_DELAY_LEAST, TD_DELAY_LEAST_PART * (double)a.value);

	/* What is not reached is more: only the other way it can be less. */
	if (by >= least && a.reached)
		return 1;
	return by <= -least && b.reached ? -1 : 0;
}

static enum td_delay_doubt
doubt_of(const struct td_delay_change *x, const struct td_rule *rule)
{
	const struct td_delay_side *a = &x->side[TD_SIDE_A];
	const struct td_delay_side *b = &x->side[TD_SIDE_B];
	const int want = x->difference > 0 ? -1 : 1;
	const int half = change_of(a->half, b->half);
	const int most = change_of(a->most, b->most);

	if (x->days_p > rule->alpha)
		return TD_DELAY_DAYS;
	if (half == -want || most == -want)
		return TD_DELAY_MIXED;
	if (half == want || most == want)
		return TD_DELAY_SURE;
	return a->most.reached && b->most.reached ? TD_DELAY_SMALL :
	                                            TD_DELAY_OPEN;
}

/* What so many ends tell, were their days alike. */
static double
detectable(const struct td_delay_change *x, const struct td_rule *rule)
{
	const struct td_delay_side *a = &x->side[TD_SIDE_A];
	const struct td_delay_side *b = &x->side[TD_SIDE_B];
	const double n_a = (double)(a->accepted + a->open);
	const double n_b = (double)(b->accepted + b->open);
	const double design = x->design > 1 ? x->design : 1;

	return td_logrank_detectable(
	    (double)(a->accepted + b->accepted) / design, n_b / (n_a + n_b),
	    rule->alpha, rule->power);
}

void
td_delay_judge(struct td_delay_change *x, double q, const struct td_rule *rule)
{
	x->q = q;
	if (isnan(x->p)) {
		x->verdict = TD_NOT_ENOUGH_MAIL;
		x->enough =
		    td_logrank_needed(TD_DELAY_PACE, rule->alpha, rule->power);
		if (x->enough < rule->min_messages)
			x->enough = rule->min_messages;
		return;
	}
	x->verdict = TD_NO_EVIDENCE;
	if (!(q <= rule->alpha) || x->difference == 0) {
		x->detectable = detectable(x, rule);
		return;
	}
	x->doubt = doubt_of(x, rule);
	if (x->doubt == TD_DELAY_SURE)
		x->verdict = x->difference > 0 ? TD_BETTER : TD_WORSE;
}

bool
td_delay_has(const struct td_delay_change *x)
{
	for (int s = 0; s < TD_N_SIDES; s++)
		if (x->side[s].accepted > 0 || x->side[s].open > 0)
			return true;
	return false;
}

const char *
td_delay_doubt_word(enum td_delay_doubt d)
{
	static const char *const word[] = {
		[TD_DELAY_SURE] = NULL,
		[TD_DELAY_DAYS] = "days",
		[TD_DELAY_SMALL] = "small",
		[TD_DELAY_MIXED] = "mixed",
		[TD_DELAY_OPEN] = "open",
	};

	return word[d];
}

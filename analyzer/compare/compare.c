/*
 * See compare.h: two sorted lists of cells become groups, and each metric of
 * them a change.
 */
#include "analyzer/compare/compare.h"

#include <math.h>
#include <stdlib.h>

#include "analyzer/stats/interval.h"
#include "analyzer/stats/test.h"

/* The cells of a side, sorted by group and then by day. */
struct cells {
	const struct td_cell *const *cell;
	size_t n;
};

/* The cells of one group: [from, to). */
struct range {
	size_t from, to;
};

/* What is needed while all groups are gone through. */
struct work {
	struct td_comparison *c;
	struct cells side[TD_N_SIDES];
	bool has_day;
	size_t day_dim;
	const struct td_cell **by_day[TD_N_SIDES];
	struct range (*range)[TD_N_SIDES]; /* by group */
	struct td_share *day[TD_N_SIDES];  /* of one group, or of all */
	struct td_stratum *stratum;        /* a group each */
	double *p;                         /* likewise */
	struct td_draws draws;
	struct td_delay_bench *bench;
	struct td_logrank_cluster *cluster[TD_N_SIDES]; /* as `day` */
};

/* ---- groups ---- */

static int
cmp_group(const struct td_cell *a, const struct td_cell *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const int d =
		    td_span_cmp(td_cell_value(a, i), td_cell_value(b, i));

		if (d != 0)
			return d;
	}
	return 0;
}

static size_t
end_of_group(const struct cells *s, size_t from, size_t n_dims)
{
	size_t to = from;

	while (to < s->n && cmp_group(s->cell[to], s->cell[from], n_dims) == 0)
		to++;
	return to;
}

/* The next group in [at, n) of both sides; its cells in *r. */
static const struct td_cell *
next_group(const struct work *w, size_t at[TD_N_SIDES], struct range *r)
{
	const size_t n_dims = w->c->dims->n;
	const struct td_cell *first = NULL;

	for (int s = 0; s < TD_N_SIDES; s++) {
		const struct cells *side = &w->side[s];

		if (at[s] < side->n &&
		    (first == NULL ||
		        cmp_group(side->cell[at[s]], first, n_dims) < 0))
			first = side->cell[at[s]];
	}
	for (int s = 0; s < TD_N_SIDES && first != NULL; s++) {
		const struct cells *side = &w->side[s];
		const bool here = at[s] < side->n &&
		    cmp_group(side->cell[at[s]], first, n_dims) == 0;

		r[s].from = at[s];
		r[s].to = here ? end_of_group(side, at[s], n_dims) : at[s];
		at[s] = r[s].to;
	}
	return first;
}

static int
add_group(struct work *w, const struct td_cell *first, const struct range *r)
{
	struct td_comparison *c = w->c;
	struct td_compared *g = &c->group[c->n];

	for (size_t d = 0; d < c->dims->n; d++)
		g->value[d] = td_cell_value(first, d);
	for (int s = 0; s < TD_N_SIDES; s++) {
		w->range[c->n][s] = r[s];
		for (size_t i = r[s].from; i < r[s].to; i++)
			if (td_cell_add(&g->side[s], w->side[s].cell[i]) == -1)
				return -1;
		if (td_cell_add(&c->total[s], &g->side[s]) == -1)
			return -1;
	}
	c->n++;
	return 0;
}

static int
find_groups(struct work *w)
{
	size_t at[TD_N_SIDES] = { 0, 0 };
	struct range r[TD_N_SIDES];
	const struct td_cell *first;

	while ((first = next_group(w, at, r)) != NULL)
		if (add_group(w, first, r) == -1)
			return -1;
	return 0;
}

/* ---- a metric ---- */

/* A group day by day; how many days have any mail of the metric. */
static size_t
days_of(const struct td_metric *m, const struct cells *s, struct range r,
    struct td_share *day)
{
	size_t n = 0;

	for (size_t i = r.from; i < r.to; i++) {
		day[n] = td_metric_share(m, s->cell[i]);
		n += day[n].n > 0;
	}
	return n;
}

static struct td_case
case_of(const struct td_metric *m, const struct td_change *x)
{
	return (struct td_case){
		.a = x->side[TD_SIDE_A],
		.b = x->side[TD_SIDE_B],
		.less_is_good = !m->more_is_better,
		.q = x->q,
		.clusters = x->has_days ? &x->days : NULL,
		.design = x->design,
	};
}

/* All groups day by day. */
static size_t
days_of_all(const struct td_metric *m, const struct td_cell **cell, size_t n,
    size_t day_dim, struct td_share *day)
{
	size_t n_days = 0;

	for (size_t i = 0, next; i < n; i = next) {
		const struct td_span value = td_cell_value(cell[i], day_dim);
		struct td_share sum = { 0, 0 };

		for (next = i; next < n &&
		     td_span_eq(td_cell_value(cell[next], day_dim), value);
		     next++) {
			const struct td_share s =
			    td_metric_share(m, cell[next]);

			sum.x += s.x;
			sum.n += s.n;
		}
		day[n_days] = sum;
		n_days += sum.n > 0;
	}
	return n_days;
}

/* All but q and what follows from it. */
static void
measure(const struct work *w, const struct td_metric *m, struct td_change *x,
    const struct td_cell side[TD_N_SIDES], const size_t n_days[TD_N_SIDES])
{
	struct td_case one;

	*x = (struct td_change){
		.change = NAN, .p = NAN, .q = NAN, .design = NAN
	};
	for (int s = 0; s < TD_N_SIDES; s++) {
		x->side[s] = td_metric_share(m, &side[s]);
		if (!td_wilson(x->side[s].x, x->side[s].n, &x->low_of[s],
		        &x->high_of[s]))
			x->low_of[s] = x->high_of[s] = NAN;
	}
	if (!td_newcombe(
	        x->side[TD_SIDE_A], x->side[TD_SIDE_B], &x->low, &x->high)) {
		x->low = x->high = NAN;
		return;
	}
	x->change = td_share_difference(x->side[TD_SIDE_A], x->side[TD_SIDE_B]);
	x->design = td_design_effect(w->day[TD_SIDE_A], n_days[TD_SIDE_A],
	    w->day[TD_SIDE_B], n_days[TD_SIDE_B]);
	one = case_of(m, x);
	if (td_in_family(&one, w->c->rule))
		td_compare_p(one.a, one.b, &x->p, &x->exact);
}

/* Then its verdict; w->day is of it. */
static int
judge(struct work *w, const struct td_metric *m, struct td_change *x, double q,
    const size_t n_days[TD_N_SIDES])
{
	struct td_case one;
	int days = 0;

	x->q = q;
	if (q <= w->c->rule->alpha)
		days = td_bootstrap(&w->draws, w->day[TD_SIDE_A],
		    n_days[TD_SIDE_A], w->day[TD_SIDE_B], n_days[TD_SIDE_B],
		    &x->days);
	x->has_days = days > 0;
	one = case_of(m, x);
	x->finding = td_judge(&one, w->c->rule);
	return days < 0 ? -1 : 0;
}

static void
fill_days(const struct work *w, const struct td_metric *m, size_t group,
    size_t n_days[TD_N_SIDES])
{
	for (int s = 0; s < TD_N_SIDES; s++)
		n_days[s] =
		    days_of(m, &w->side[s], w->range[group][s], w->day[s]);
}

static int
measure_all(struct work *w, const struct td_metric *m, struct td_overall *all)
{
	struct td_comparison *c = w->c;
	size_t n_days[TD_N_SIDES] = { 0, 0 };

	for (int s = 0; s < TD_N_SIDES; s++)
		if (w->has_day)
			n_days[s] = days_of_all(m, w->by_day[s], w->side[s].n,
			    w->day_dim, w->day[s]);
	measure(w, m, &all->change, c->total, n_days);
	if (judge(w, m, &all->change, all->change.p, n_days) == -1)
		return -1;
	all->has_mix = td_mix_split(w->stratum, c->n, &all->mix);
	all->has_cmh = td_cmh(w->stratum, c->n, &all->cmh);
	return 0;
}

/* One metric of all groups, which are its family. */
static int
compare_by(struct work *w, size_t metric)
{
	const struct td_metric *m = &td_metrics[metric];
	struct td_comparison *c = w->c;
	size_t n_days[TD_N_SIDES];

	for (size_t i = 0; i < c->n; i++) {
		struct td_change *x = &c->group[i].metric[metric];

		fill_days(w, m, i, n_days);
		measure(w, m, x, c->group[i].side, n_days);
		w->p[i] = x->p;
		w->stratum[i].a = x->side[TD_SIDE_A];
		w->stratum[i].b = x->side[TD_SIDE_B];
	}
	if (td_false_discovery(w->p, c->n) == -1)
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		if (w->p[i] <= c->rule->alpha) /* else nobody asks for them */
			fill_days(w, m, i, n_days);
		if (judge(w, m, &c->group[i].metric[metric], w->p[i], n_days) ==
		    -1)
			return -1;
	}
	return measure_all(w, m, &c->overall[metric]);
}

/* ---- delays ---- */

/* A group day by day; how many days have any. */
static size_t
clusters_of(const struct work *w, int s, struct range r)
{
	struct td_logrank_cluster *to = w->cluster[s];
	size_t n = 0;

	for (size_t i = r.from; i < r.to; i++) {
		to[n] = td_delay_cluster(w->bench, s, w->side[s].cell[i]);
		n += to[n].n > 0;
	}
	return n;
}

static size_t
clusters_of_all(const struct work *w, int s)
{
	const struct td_cell **cell = w->by_day[s];
	const size_t n = w->side[s].n;
	struct td_logrank_cluster *to = w->cluster[s];
	size_t n_days = 0;

	for (size_t i = 0, next; i < n; i = next) {
		const struct td_span value = td_cell_value(cell[i], w->day_dim);

		to[n_days] = (struct td_logrank_cluster){ 0, 0 };
		for (next = i; next < n &&
		     td_span_eq(td_cell_value(cell[next], w->day_dim), value);
		     next++) {
			const struct td_logrank_cluster one =
			    td_delay_cluster(w->bench, s, cell[next]);

			to[n_days].score += one.score;
			to[n_days].n += one.n;
		}
		n_days += to[n_days].n > 0;
	}
	return n_days;
}

/* Of a group, or of all (NULL); all but q and what follows from it. */
static void
measure_delay(struct work *w, const struct td_cell side[TD_N_SIDES],
    const struct range *r, struct td_delay_change *x)
{
	const struct td_logrank_cluster *const day[] = { w->cluster[TD_SIDE_A],
		w->cluster[TD_SIDE_B] };
	size_t n[TD_N_SIDES];

	td_delay_measure(w->bench, side, w->c->rule, x);
	if (isnan(x->p) || !w->has_day)
		return;
	for (int s = 0; s < TD_N_SIDES; s++)
		n[s] =
		    r != NULL ? clusters_of(w, s, r[s]) : clusters_of_all(w, s);
	td_delay_days(w->bench, day, n, x);
}

static int
compare_delays(struct work *w)
{
	struct td_comparison *c = w->c;

	for (size_t i = 0; i < c->n; i++) {
		struct td_compared *g = &c->group[i];

		measure_delay(w, g->side, w->range[i], &g->delay);
		w->p[i] = g->delay.p;
	}
	if (td_false_discovery(w->p, c->n) == -1)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		td_delay_judge(&c->group[i].delay, w->p[i], c->rule);
	measure_delay(w, c->total, NULL, &c->delay);
	td_delay_judge(&c->delay, c->delay.p, c->rule);
	return 0;
}

/* ---- days ---- */

static int
cmp_day(const void *a, const void *b, void *arg)
{
	const struct td_cell *x = *(const struct td_cell *const *)a;
	const struct td_cell *y = *(const struct td_cell *const *)b;
	const size_t dim = *(const size_t *)arg;

	return td_span_cmp(td_cell_value(x, dim), td_cell_value(y, dim));
}

/* The cells of a side in the order of days. */
static const struct td_cell **
sort_by_day(const struct cells *s, size_t day_dim)
{
	const struct td_cell **out = calloc(s->n + 1, sizeof *out);

	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < s->n; i++)
		out[i] = s->cell[i];
	qsort_r(out, s->n, sizeof *out, cmp_day, &day_dim);
	return out;
}

static bool
has_two_days(const struct work *w, int s)
{
	const struct td_cell **cell = w->by_day[s];
	const size_t n = w->side[s].n;

	return n > 0 &&
	    !td_span_eq(td_cell_value(cell[0], w->day_dim),
	        td_cell_value(cell[n - 1], w->day_dim));
}

static int
work_init(struct work *w)
{
	const size_t n_a = w->side[TD_SIDE_A].n, n_b = w->side[TD_SIDE_B].n;
	const size_t n = n_a + n_b + 1; /* groups at most; never none */

	w->c->group = calloc(n, sizeof *w->c->group);
	w->range = calloc(n, sizeof *w->range);
	w->day[TD_SIDE_A] = calloc(n_a + 1, sizeof *w->day[0]);
	w->day[TD_SIDE_B] = calloc(n_b + 1, sizeof *w->day[0]);
	w->stratum = calloc(n, sizeof *w->stratum);
	w->p = calloc(n, sizeof *w->p);
	w->bench = calloc(1, sizeof *w->bench);
	w->cluster[TD_SIDE_A] = calloc(n_a + 1, sizeof *w->cluster[0]);
	w->cluster[TD_SIDE_B] = calloc(n_b + 1, sizeof *w->cluster[0]);
	for (int s = 0; s < TD_N_SIDES && w->has_day; s++) {
		w->by_day[s] = sort_by_day(&w->side[s], w->day_dim);
		if (w->by_day[s] == NULL)
			return -1;
	}
	return w->c->group == NULL || w->range == NULL ||
	        w->day[TD_SIDE_A] == NULL || w->day[TD_SIDE_B] == NULL ||
	        w->stratum == NULL || w->p == NULL || w->bench == NULL ||
	        w->cluster[TD_SIDE_A] == NULL || w->cluster[TD_SIDE_B] == NULL ?
	    -1 :
	    0;
}

static void
work_clear(struct work *w)
{
	free(w->by_day[TD_SIDE_A]);
	free(w->by_day[TD_SIDE_B]);
	free(w->range);
	free(w->day[TD_SIDE_A]);
	free(w->day[TD_SIDE_B]);
	free(w->stratum);
	free(w->p);
	td_draws_clear(&w->draws);
	free(w->bench);
	free(w->cluster[TD_SIDE_A]);
	free(w->cluster[TD_SIDE_B]);
}

int
td_compare(struct td_comparison *c, const struct td_dims *dims,
    struct td_cube *a, struct td_cube *b, const struct td_rule *rule)
{
	struct work w = { .c = c };
	int rc = -1;

	w.day_dim = td_dims_find(td_cube_dims(a), "day");
	w.has_day = w.day_dim < td_cube_dims(a)->n;
	*c = (struct td_comparison){ .dims = dims, .rule = rule };
	w.side[TD_SIDE_A].cell = td_cube_sorted(a, &w.side[TD_SIDE_A].n);
	w.side[TD_SIDE_B].cell = td_cube_sorted(b, &w.side[TD_SIDE_B].n);
	if (work_init(&w) == 0 && find_groups(&w) == 0)
		rc = 0;
	c->has_days = rc == 0 && w.has_day && has_two_days(&w, TD_SIDE_A) &&
	    has_two_days(&w, TD_SIDE_B);
	for (size_t m = 0; m < TD_N_SHARES && rc == 0; m++)
		rc = compare_by(&w, m);
	if (rc == 0)
		rc = compare_delays(&w);
	work_clear(&w);
	if (rc == -1)
		td_comparison_clear(c);
	return rc;
}

static void
clear_cell(struct td_cell *cell)
{
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&cell->hist[i]);
}

void
td_comparison_clear(struct td_comparison *c)
{
	for (int s = 0; s < TD_N_SIDES; s++) {
		for (size_t i = 0; i < c->n; i++)
			clear_cell(&c->group[i].side[s]);
		clear_cell(&c->total[s]);
	}
	free(c->group);
	*c = (struct td_comparison){ .n = 0 };
}

bool
td_comparison_is_worse(const struct td_comparison *c, unsigned metrics)
{
	const bool delay = td_metrics_have(metrics, TD_METRIC_DELAY);

	for (size_t i = 0; i < c->n; i++) {
		const struct td_compared *g = &c->group[i];

		for (size_t m = 0; m < TD_N_SHARES; m++)
			if (td_metrics_have(metrics, m) &&
			    g->metric[m].finding.verdict == TD_WORSE)
				return true;
		if (delay && g->delay.verdict == TD_WORSE)
			return true;
	}
	return false;
}

bool
td_comparison_has(const struct td_comparison *c, size_t metric)
{
	const struct td_change *x;

	if (metric == TD_METRIC_DELAY)
		return td_delay_has(&c->delay);
	x = &c->overall[metric].change;
	return x->side[TD_SIDE_A].n > 0 || x->side[TD_SIDE_B].n > 0;
}

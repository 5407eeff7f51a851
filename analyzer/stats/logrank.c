/*
 * The log-rank test, its scores, and Kaplan and Meier's curve.
 */
#include "analyzer/stats/logrank.h"

#include <math.h>

#include "analyzer/stats/power.h"
#include "analyzer/stats/share.h"

/* Who still waits. */
struct risk {
	uint64_t a, b;
};

static bool
count_all(const struct td_wait *w, size_t n, uint64_t *all)
{
	*all = 0;
	for (size_t i = 0; i < n; i++) {
		if (w[i].ended > TD_SHARE_MAX || w[i].open > TD_SHARE_MAX)
			return false;
		*all += w[i].ended + w[i].open;
		if (*all > TD_SHARE_MAX)
			return false;
	}
	return *all > 0;
}

static void
leave(struct risk *r, const struct td_wait *a, const struct td_wait *b)
{
	r->a -= a->ended + a->open;
	r->b -= b->ended + b->open;
}

double
td_logrank_p(double difference, double variance)
{
	if (difference == 0)
		return 1;
	return variance > 0 ? erfc(fabs(difference) / sqrt(2 * variance)) : 0;
}

bool
td_logrank(const struct td_wait *a, const struct td_wait *b, size_t n,
    struct td_logrank *out)
{
	struct risk r;

	*out = (struct td_logrank){ .p = 1 };
	if (!count_all(a, n, &r.a) || !count_all(b, n, &r.b))
		return false;
	for (size_t i = 0; i < n; leave(&r, &a[i], &b[i]), i++) {
		const double ends = (double)(a[i].ended + b[i].ended);
		const double all = (double)(r.a + r.b);

		if (ends <= 0 || r.a == 0 || r.b == 0)
			continue;

		const double part_b = (double)r.b / all;
		const double part_a = (double)r.a / all;

		out->difference += (double)b[i].ended - ends * part_b;
		out->variance +=
		    ends * part_a * part_b * ((all - ends) / (all - 1));
	}
	if (out->variance <= 0)
		return false;
	out->p = td_logrank_p(out->difference, out->variance);
	return true;
}

void
td_logrank_scores(const struct td_wait *a, const struct td_wait *b, size_t n,
    struct td_logrank_score *of_a, struct td_logrank_score *of_b)
{
	struct risk r;
	double owed_a = 0, owed_b = 0; /* by who has waited until here */

	if (!count_all(a, n, &r.a) || !count_all(b, n, &r.b))
		r = (struct risk){ 0, 0 };
	for (size_t i = 0; i < n; i++) {
		const double ends = (double)(a[i].ended + b[i].ended);
		const double all = (double)(r.a + r.b);
		double part_a = 0, part_b = 0;

		if (all > 0) {
			part_a = (double)r.a / all;
			part_b = (double)r.b / all;
			owed_a += ends / all * part_b;
			owed_b += ends / all * part_a;
			leave(&r, &a[i], &b[i]);
		}
		of_a[i].ended = owed_a - part_b;
		of_a[i].open = owed_a;
		of_b[i].ended = part_a - owed_b;
		of_b[i].open = -owed_b;
	}
}

static double
cluster_variance(const struct td_logrank_cluster *c, size_t n)
{
	double score = 0, all = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		score += c[i].score;
		all += (double)c[i].n;
	}
	for (size_t i = 0; i < n; i++) {
		const double d =
		    c[i].score - (all > 0 ? score / all * (double)c[i].n : 0);

		squares += d * d;
	}
	return squares * (double)n / (double)(n - 1);
}

bool
td_logrank_clusters(const struct td_logrank_cluster *a, size_t n_a,
    const struct td_logrank_cluster *b, size_t n_b, double *variance)
{
	*variance = 0;
	if (n_a < 2 || n_b < 2)
		return false;
	*variance = cluster_variance(a, n_a) + cluster_variance(b, n_b);
	return true;
}

bool
td_waits_quantile(const struct td_wait *w, size_t n, double q, size_t *place)
{
	uint64_t all;
	double left = 1;

	*place = 0;
	if (!count_all(w, n, &all))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (w[i].ended == 0 && w[i].open == 0)
			continue;
		*place = i;
		left *= (double)(all - w[i].ended) / (double)all;
		all -= w[i].ended + w[i].open;
		/* 1 - .95 is a little more than .05, other q a little less. */
		if (left <= (1 - q) * (1 + 1e-12) || left <= 0)
			return true;
	}
	return false;
}

/* The square of the quantiles' sum, by which ends are needed. */
static double
demanded(double alpha, double power)
{
	const double z =
	    td_normal_quantile(power) - td_normal_quantile(alpha / 2);

	return alpha > 0 && alpha < 1 && power >= 0.5 && power < 1 ? z * z :
	                                                             NAN;
}

double
td_logrank_detectable(double ends, double part_b, double alpha, double power)
{
	if (!(ends > 0) || !(part_b > 0 && part_b < 1))
		return NAN;
	return exp(
	    sqrt(demanded(alpha, power) / (ends * part_b * (1 - part_b))));
}

uint64_t
td_logrank_needed(double pace, double alpha, double power)
{
	const double logarithm = log(pace);
	/* Of 4 of both sides together. */
	const double ends =
	    ceil(2 * demanded(alpha, power) / (logarithm * logarithm));

	return pace > 1 && ends <= (double)TD_SHARE_MAX ? (uint64_t)ends : 0;
}

/*
 * analyzer/stats/logrank.c: data sets of the literature against what others
 * compute of them, and what must hold of any waits.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/stats/logrank.h"
#include "analyzer/stats/power.h"
#include "analyzer/stats/random.h"
#include "analyzer/stats/share.h"
#include "tests/run.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

enum { PLACES = 1300 };

/* Times, those that are still open with a plus behind. */
static void
fill(const char *text, struct td_wait *w)
{
	memset(w, 0, PLACES * sizeof(*w));
	while (*text != '\0') {
		char *end;
		const unsigned long t = strtoul(text, &end, 10);

		ck_assert(t < PLACES && end > text);
		if (*end == '+')
			w[t].open++;
		else
			w[t].ended++;
		text = end + strspn(end, "+ ");
	}
}

static void
agrees(double value, double published, double digit)
{
	ck_assert_msg(fabs(value - published) <= digit / 2 * (1 + 1e-9),
	    "%.15g, not %.15g", value, published);
}

/*
 * p and chi-squared: scipy 1.17.1 stats.logrank, lifelines 0.30.3 logrank_test.
 * Observed less expected and its variance: in fractions, of the definition; R
 * prints the former (survival, survdiff: aml 11 - 7.31, chisq 3.4, p 0.07;
 * ovarian 5 - 6.77, chisq 1.1, p 0.3).  Medians: lifelines'
 * KaplanMeierFitter and R (aml 31 and 23; ovarian 638 and NA).
 */
static const struct set {
	const char *a, *b;
	double difference, variance, chi2, p;
	double clusters; /* variance, the i-th wait in cluster i % 3 */
	size_t median[2], quarter[2], most[2]; /* PLACES: not reached */
} sets[] = {
	/* 6-mercaptopurine and placebo: Freireich et al. 1963, Blood 21:699. */
	{ "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ "
	  "35+",
	    "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23",
	    10.25050094803113, 6.2569605736755, 16.792940989216532,
	    4.16880910933455e-05, .5650350866639946, { 23, 8 }, { 13, 4 },
	    { PLACES, 22 } },
	/* aml of R's survival: Miller 1997, Survival Analysis. */
	{ "9 13 13+ 18 23 28+ 31 34 45+ 48 161+",
	    "5 5 8 8 12 16+ 23 27 30 33 43 45", 3.689335992300725,
	    4.007550745938734, 3.396388698977602, .06533932204050492,
	    1.7971970454404882, { 31, 23 }, { 18, 8 }, { PLACES, 45 } },
	/* ovarian of R's survival: Edmunson et al. 1979, Cancer Treat. Rep.
	 * 63:241. */
	{ "59 115 156 268 329 431 448+ 477+ 638 803+ 855+ 1040+ 1106+",
	    "353 365 377+ 421+ 464 475 563 744+ 769+ 770+ 1129+ 1206+ 1227+",
	    -1.766468982850057, 2.9361961294831556, 1.0627398612914138,
	    .30259111698909524, .45836121832617455, { 638, PLACES },
	    { 268, 475 }, { PLACES, PLACES } },
};

static struct td_wait a[PLACES], b[PLACES];
static struct td_logrank_score score_a[PLACES], score_b[PLACES];

START_TEST(test_published)
{
	const struct set *s = &sets[_i];
	struct td_logrank r;

	fill(s->a, a);
	fill(s->b, b);
	ck_assert(td_logrank(a, b, PLACES, &r));
	agrees(r.difference, s->difference, 1e-12);
	agrees(r.variance, s->variance, 1e-12);
	agrees(r.difference * r.difference / r.variance, s->chi2, 1e-12);
	agrees(r.p, s->p, 1e-14);
	ck_assert(td_logrank(b, a, PLACES, &r));
	agrees(r.difference, -s->difference, 1e-12);
	agrees(r.p, s->p, 1e-14);
}
END_TEST

static void
has_quantile(const struct td_wait *w, double q, size_t want)
{
	size_t place;

	if (td_waits_quantile(w, PLACES, q, &place))
		ck_assert_uint_eq(place, want);
	else
		ck_assert_uint_eq(want, PLACES);
}

START_TEST(test_quantiles)
{
	const struct set *s = &sets[_i];
	size_t place;

	fill(s->a, a);
	fill(s->b, b);
	has_quantile(a, .5, s->median[0]);
	has_quantile(b, .5, s->median[1]);
	has_quantile(a, .25, s->quarter[0]);
	has_quantile(b, .25, s->quarter[1]);
	has_quantile(a, .95, s->most[0]);
	has_quantile(b, .95, s->most[1]);
	/* Where it is not reached: the last place of all. */
	fill("3 9+ 7", a);
	ck_assert(!td_waits_quantile(a, PLACES, .95, &place));
	ck_assert_uint_eq(place, 9);
	memset(a, 0, sizeof(a));
	ck_assert(!td_waits_quantile(a, PLACES, .5, &place) && place == 0);
}
END_TEST

/* Nearest rank where nothing is open: the 10th of 20 is half, the 19th 95 %. */
START_TEST(test_ranks)
{
	memset(a, 0, sizeof(a));
	for (size_t i = 1; i <= 20; i++)
		a[10 * i].ended = 1;
	has_quantile(a, .5, 100);
	has_quantile(a, .500001, 110);
	has_quantile(a, .95, 190);
	has_quantile(a, .55, 110);
	has_quantile(a, 1, 200);
	has_quantile(a, .01, 10);
}
END_TEST

/* Each wait by itself, in the order of the text; cluster i % 3. */
static double
cluster_scores(const char *text, const struct td_logrank_score *score,
    struct td_logrank_cluster c[3])
{
	double sum = 0;

	memset(c, 0, 3 * sizeof(*c));
	for (size_t i = 0; *text != '\0'; i++) {
		char *end;
		const unsigned long t = strtoul(text, &end, 10);
		const double x = *end == '+' ? score[t].open : score[t].ended;

		c[i % 3].score += x;
		c[i % 3].n++;
		sum += x;
		text = end + strspn(end, "+ ");
	}
	return sum;
}

/* The clusters' variance: in fractions, each score by its definition. */
START_TEST(test_clusters)
{
	const struct set *s = &sets[_i];
	struct td_logrank_cluster of_a[3], of_b[3];
	double sum, variance;

	fill(s->a, a);
	fill(s->b, b);
	td_logrank_scores(a, b, PLACES, score_a, score_b);
	sum = cluster_scores(s->a, score_a, of_a);
	sum += cluster_scores(s->b, score_b, of_b);
	agrees(sum, s->difference, 1e-12);
	ck_assert(td_logrank_clusters(of_a, 3, of_b, 3, &variance));
	agrees(variance, s->clusters, 1e-12);
	ck_assert(!td_logrank_clusters(of_a, 1, of_b, 3, &variance));
	ck_assert(!td_logrank_clusters(of_a, 3, of_b, 0, &variance));
	ck_assert(variance == 0);
}
END_TEST

/* aml: the first and the last of A, the first of B; in fractions. */
START_TEST(test_scores)
{
	fill(sets[1].a, a);
	fill(sets[1].b, b);
	td_logrank_scores(a, b, PLACES, score_a, score_b);
	agrees(score_a[9].ended, -.3081718727982931, 1e-12);
	agrees(score_a[161].open, .6602718076007088, 1e-12);
	agrees(score_b[5].ended, .43667296786389415, 1e-12);
}
END_TEST

static void
draw(struct td_random *r, struct td_wait *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		w[i] = (struct td_wait){
			td_random_below(r, 4) == 0 ? td_random_below(r, 1000) :
			                             0,
			td_random_below(r, 9) == 0 ? td_random_below(r, 50) : 0
		};
}

/* Sides that are exchanged change the sign, and empty places nothing. */
START_TEST(test_any)
{
	enum { N = 60 };
	struct td_random r;

	td_random_seed(&r, 1966);
	for (int round = 0; round < 200; round++) {
		struct td_wait wide_a[2 * N] = { { 0 } };
		struct td_wait wide_b[2 * N] = { { 0 } };
		struct td_logrank x, y, wide;
		double sum = 0;

		draw(&r, a, N);
		draw(&r, b, N);
		ck_assert(td_logrank(a, b, N, &x) && td_logrank(b, a, N, &y));
		agrees(x.difference, -y.difference, 1e-9);
		agrees(x.variance / y.variance, 1, 1e-9);
		for (size_t i = 0; i < N; i++) {
			wide_a[2 * i] = a[i];
			wide_b[2 * i] = b[i];
		}
		ck_assert(td_logrank(wide_a, wide_b, 2 * N, &wide));
		ck_assert(memcmp(&wide, &x, sizeof(x)) == 0);
		td_logrank_scores(a, b, N, score_a, score_b);
		for (size_t i = 0; i < N; i++)
			sum += score_a[i].ended * (double)a[i].ended +
			    score_a[i].open * (double)a[i].open +
			    score_b[i].ended * (double)b[i].ended +
			    score_b[i].open * (double)b[i].open;
		agrees(sum, x.difference, 1e-7);
	}
}
END_TEST

/* What tells nothing: no waits, no ends, all at one place, too many. */
START_TEST(test_nothing)
{
	static const struct {
		const char *a, *b;
	} rows[] = {
		{ "", "1 2 3" },
		{ "1 2 3", "" },
		{ "5+ 7+", "5+ 6+" },
		{ "5 5 5", "5 5" },
		{ "1+ 2+", "5 6" },
	};
	struct td_logrank r;

	for (size_t i = 0; i < COUNT(rows); i++) {
		fill(rows[i].a, a);
		fill(rows[i].b, b);
		ck_assert(!td_logrank(a, b, PLACES, &r));
		ck_assert(r.p == 1);
		td_logrank_scores(a, b, PLACES, score_a, score_b);
		for (size_t k = 0; k < PLACES; k++)
			ck_assert(isfinite(score_a[k].open) &&
			    isfinite(score_b[k].ended));
	}
	a[0].ended = a[1].ended = TD_SHARE_MAX / 2 + 1;
	ck_assert(!td_logrank(a, b, PLACES, &r));
	a[0].ended = 0;
	ck_assert(td_logrank(a, b, PLACES, &r));
	a[0].open = UINT64_MAX;
	ck_assert(!td_logrank(a, b, PLACES, &r));
	ck_assert(td_logrank_p(0, 0) == 1 && td_logrank_p(1, 0) == 0);
}
END_TEST

/*
 * Schoenfeld's formula, with scipy.stats.norm.ppf: 65.35 ends of both sides for
 * twice the pace, 190.97 for 1.5 times; 1.7512 times of 100 ends, half of them
 * B's.
 */
START_TEST(test_power)
{
	ck_assert_uint_eq(td_logrank_needed(2, TD_ALPHA, TD_POWER), 33);
	ck_assert_uint_eq(td_logrank_needed(1.5, TD_ALPHA, TD_POWER), 96);
	ck_assert_uint_eq(td_logrank_needed(1, TD_ALPHA, TD_POWER), 0);
	ck_assert_uint_eq(td_logrank_needed(.5, TD_ALPHA, TD_POWER), 0);
	ck_assert_uint_eq(td_logrank_needed(2, 0, TD_POWER), 0);
	agrees(td_logrank_detectable(100, .5, TD_ALPHA, TD_POWER),
	    1.7512276278427443, 1e-9);
	ck_assert(td_logrank_detectable(100, .1, TD_ALPHA, TD_POWER) > 2);
	ck_assert(isnan(td_logrank_detectable(0, .5, TD_ALPHA, TD_POWER)));
	ck_assert(isnan(td_logrank_detectable(9, 1, TD_ALPHA, TD_POWER)));
	ck_assert(isnan(td_logrank_detectable(9, .5, 1, TD_POWER)));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("logrank");
	TCase *t = tcase_create("logrank");

	tcase_add_loop_test(t, test_published, 0, (int)COUNT(sets));
	tcase_add_loop_test(t, test_quantiles, 0, (int)COUNT(sets));
	tcase_add_loop_test(t, test_clusters, 0, (int)COUNT(sets));
	tcase_add_test(t, test_ranks);
	tcase_add_test(t, test_scores);
	tcase_add_test(t, test_any);
	tcase_add_test(t, test_nothing);
	tcase_add_test(t, test_power);
	suite_add_tcase(s, t);
	return run_suite(s);
}

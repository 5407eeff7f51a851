/*
 * Comparing two cubes: groups found on both sides, the numbers of SEMANTICS.md
 * 11 out of counters, verdicts, days and the direction of a metric.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/compare/calendar.h"
#include "analyzer/compare/compare.h"
#include "tests/run.h"

enum { ACCEPTANCE, HARD };

static struct td_dims by, by_day;

static void
setup(void)
{
	struct td_error e;

	ck_assert_int_eq(td_dims_parse(&by, "carrier", &e), 0);
	ck_assert_int_eq(td_dims_parse(&by_day, "carrier,day", &e), 0);
	ck_assert_int_eq(td_zone_set(&by.zone, "UTC", &e), 0);
	by_day.zone = by.zone;
}

/* On `day` of a carrier: x of n messages were accepted, the rest failed, all of
 * them for want of a recipient. */
struct told {
	const char *carrier, *day;
	uint64_t x, n;
};

static struct td_cube *
cube_of(const struct td_dims *dims, const struct told *told, size_t n)
{
	struct td_cube *cube = td_cube_new(dims, 1000);

	ck_assert_ptr_nonnull(cube);
	for (size_t i = 0; i < n; i++) {
		const struct td_span value[] = {
			{ told[i].carrier, strlen(told[i].carrier) },
			{ told[i].day, strlen(told[i].day) },
		};
		struct td_cell *c = td_cube_cell(cube, value);

		ck_assert_ptr_nonnull(c);
		c->counter[TD_C_MESSAGES] += told[i].n;
		c->counter[TD_C_ACCEPTED] += told[i].x;
		c->counter[TD_C_FAILED] += told[i].n - told[i].x;
		c->counter[TD_C_HARD] += told[i].n - told[i].x;
	}
	return cube;
}

struct both {
	struct td_cube *a, *b;
	struct td_comparison c;
};

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define COMPARE(x, dims, a, b, rule) \
	compare((x), (dims), (a), N(a), (b), N(b), (rule))

static void
compare(struct both *x, const struct td_dims *dims, const struct told *a,
    size_t n_a, const struct told *b, size_t n_b, const struct td_rule *rule)
{
	x->a = cube_of(dims, a, n_a);
	x->b = cube_of(dims, b, n_b);
	ck_assert_int_eq(td_compare(&x->c, &by, x->a, x->b, rule), 0);
}

static void
clear(struct both *x)
{
	td_comparison_clear(&x->c);
	td_cube_free(x->a);
	td_cube_free(x->b);
}

static void
near(double got, double want)
{
	ck_assert_msg(fabs(got - want) < 1e-6, "%.9f, not %.9f", got, want);
}

static const struct td_change *
change_of(const struct both *x, const char *carrier, size_t metric)
{
	for (size_t i = 0; i < x->c.n; i++)
		if (td_span_eq(x->c.group[i].value[0],
		        (struct td_span){ carrier, strlen(carrier) }))
			return &x->c.group[i].metric[metric];
	ck_abort_msg("no group %s", carrier);
	return NULL;
}

/* The mail example and its split, SEMANTICS.md 11. */
START_TEST(test_mail)
{
	static const struct told a[] = { { "docomo", "", 90, 100 },
		{ "gmail", "", 950, 1000 } };
	static const struct told b[] = { { "docomo", "", 930, 1000 },
		{ "gmail", "", 97, 100 } };
	const struct td_overall *all;
	struct both x;

	COMPARE(&x, &by, a, b, &td_rule_default);
	ck_assert_uint_eq(x.c.n, 2);
	near(change_of(&x, "docomo", ACCEPTANCE)->change, 0.03);
	near(change_of(&x, "gmail", ACCEPTANCE)->change, 0.02);
	all = &x.c.overall[ACCEPTANCE];
	near(all->change.change, 1027.0 / 1100 - 1040.0 / 1100);
	near(all->mix.rate, 0.025);
	near(all->mix.mix, -0.036818);
	ck_assert(all->mix.reversal);
	ck_assert(all->has_cmh);
	ck_assert_double_gt(all->cmh.difference, 0);
	ck_assert(!all->change.has_days);
	ck_assert(!x.c.has_days);
	clear(&x);
}
END_TEST

/* 56/70 and 48/80 of SEMANTICS.md 11, read from B to A as B less A. */
START_TEST(test_numbers)
{
	static const struct told a[] = { { "au", "", 48, 80 } };
	static const struct told b[] = { { "au", "", 56, 70 } };
	const struct td_change *acceptance, *hard;
	struct both x;

	COMPARE(&x, &by, a, b, &td_rule_default);
	acceptance = change_of(&x, "au", ACCEPTANCE);
	near(acceptance->change, 0.2);
	near(acceptance->low, 0.05243147);
	near(acceptance->high, 0.33387265);
	near(acceptance->p, 0.0080450814);
	near(acceptance->q, 0.0080450814); /* alone in its family */
	ck_assert(!acceptance->exact);
	ck_assert_int_eq(acceptance->finding.verdict, TD_BETTER);
	/* The others of the same mail, of which less is better. */
	hard = change_of(&x, "au", HARD);
	near(hard->change, -0.2);
	near(hard->low, -0.33387265);
	near(hard->high, -0.05243147);
	ck_assert_int_eq(hard->finding.verdict, TD_BETTER);
	ck_assert(!td_comparison_is_worse(&x.c, 0x3));
	ck_assert(!td_comparison_is_worse(&x.c, 0));
	clear(&x);
	/* The other way round. */
	COMPARE(&x, &by, b, a, &td_rule_default);
	ck_assert_int_eq(
	    change_of(&x, "au", ACCEPTANCE)->finding.verdict, TD_WORSE);
	ck_assert(td_comparison_is_worse(&x.c, 1u << ACCEPTANCE));
	ck_assert(td_comparison_is_worse(&x.c, 0));
	ck_assert(!td_comparison_is_worse(&x.c, 1u << 3));
	clear(&x);
}
END_TEST

/* Groups of one side, too small ones, and those that are alike. */
START_TEST(test_words)
{
	static const struct told a[] = { { "au", "", 19, 19 },
		{ "docomo", "", 20, 50 }, { "gmail", "", 99, 100 },
		{ "old", "", 30, 30 } };
	static const struct told b[] = { { "au", "", 1, 100 },
		{ "docomo", "", 49, 50 }, { "gmail", "", 98, 100 },
		{ "new", "", 40, 40 } };
	const struct td_change *c;
	struct both x;

	COMPARE(&x, &by, a, b, &td_rule_default);
	ck_assert_uint_eq(x.c.n, 5);
	c = change_of(&x, "au", ACCEPTANCE);
	ck_assert_int_eq(c->finding.verdict, TD_NOT_ENOUGH_MAIL);
	ck_assert(isnan(c->p) && isnan(c->q) && !isnan(c->change));
	ck_assert_uint_ge(c->finding.enough, 20);
	c = change_of(&x, "docomo", ACCEPTANCE);
	ck_assert_int_eq(c->finding.verdict, TD_BETTER);
	/* Two in the family, the other p is larger: twice its own. */
	near(c->q, 2 * c->p);
	c = change_of(&x, "gmail", ACCEPTANCE);
	ck_assert_int_eq(c->finding.verdict, TD_NO_EVIDENCE);
	ck_assert(c->exact);
	ck_assert_double_gt(c->finding.detectable.fall, 0.01);
	c = change_of(&x, "old", ACCEPTANCE);
	ck_assert_int_eq(c->finding.verdict, TD_NOT_ENOUGH_MAIL);
	ck_assert(isnan(c->change) && c->side[TD_SIDE_B].n == 0);
	c = change_of(&x, "new", ACCEPTANCE);
	ck_assert_uint_eq(c->side[TD_SIDE_A].n, 0);
	ck_assert(td_comparison_has(&x.c, ACCEPTANCE));
	ck_assert(!td_comparison_has(&x.c, 3));
	clear(&x);
}
END_TEST

/* Bad days, not a bad week: whole days say less than their messages. */
START_TEST(test_days)
{
	static const struct told a[] = { { "au", "2026-11-01", 100, 100 },
		{ "au", "2026-11-02", 100, 100 },
		{ "au", "2026-11-03", 0, 100 },
		{ "au", "2026-11-04", 100, 100 } };
	static const struct told even[] = { { "au", "2026-11-08", 90, 100 },
		{ "au", "2026-11-09", 92, 100 },
		{ "au", "2026-11-10", 91, 100 },
		{ "au", "2026-11-11", 91, 100 } };
	static const struct told low[] = { { "au", "2026-11-08", 10, 100 },
		{ "au", "2026-11-09", 12, 100 },
		{ "au", "2026-11-10", 11, 100 },
		{ "au", "2026-11-11", 11, 100 } };
	const struct td_change *c;
	struct both x;

	/* 75 % and 91 %: by messages surely better, by days one bad one. */
	COMPARE(&x, &by_day, a, even, &td_rule_default);
	c = change_of(&x, "au", ACCEPTANCE);
	ck_assert_uint_eq(c->side[TD_SIDE_A].n, 400);
	ck_assert(c->has_days);
	ck_assert_double_lt(c->q, 1e-6);
	ck_assert_double_lt(c->days.low, 0);
	ck_assert(c->finding.clusters_disagree);
	ck_assert_int_eq(c->finding.verdict, TD_NO_EVIDENCE);
	clear(&x);
	/* 91 % and 11 %, day by day. */
	COMPARE(&x, &by_day, even, low, &td_rule_default);
	c = change_of(&x, "au", ACCEPTANCE);
	ck_assert_int_eq(c->finding.verdict, TD_WORSE);
	ck_assert(!c->finding.clusters_disagree);
	ck_assert(x.c.overall[ACCEPTANCE].change.has_days);
	near(x.c.overall[ACCEPTANCE].change.days.low, c->days.low);
	near(x.c.overall[ACCEPTANCE].change.design, c->design);
	clear(&x);
	/* No draws where nothing was found; the days' unlikeness is known. */
	COMPARE(&x, &by_day, a, a, &td_rule_default);
	c = change_of(&x, "au", ACCEPTANCE);
	ck_assert(!c->has_days);
	/* Four days of 100: 1/3 * 4 * (25^2 * 3 + 75^2) / 400^2 a side, by
	 * 0.75 * 0.25 / 400. */
	near(c->design, 133 + 1.0 / 3);
	/* As much as three messages: not even a fall to 0 would be seen. */
	ck_assert(isnan(c->finding.detectable.fall));
	clear(&x);
}
END_TEST

/* The days of all are those of the groups added up. */
START_TEST(test_all_days)
{
	static const struct told a[] = { { "au", "2026-11-01", 50, 60 },
		{ "au", "2026-11-02", 40, 60 },
		{ "docomo", "2026-11-01", 5, 40 },
		{ "docomo", "2026-11-02", 30, 40 } };
	static const struct told b[] = { { "au", "2026-11-08", 55, 60 },
		{ "docomo", "2026-11-09", 38, 40 } };
	static const struct td_share days_a[] = { { 55, 100 }, { 70, 100 } };
	static const struct td_share days_b[] = { { 55, 60 }, { 38, 40 } };
	const struct td_change *all;
	struct td_draws draws = { .next = 0 };
	struct td_bootstrap want;
	struct both x;

	COMPARE(&x, &by_day, a, b, &td_rule_default);
	all = &x.c.overall[ACCEPTANCE].change;
	ck_assert(all->has_days);
	ck_assert_int_eq(td_bootstrap(&draws, days_a, 2, days_b, 2, &want), 1);
	td_draws_clear(&draws);
	near(all->days.low, want.low);
	near(all->days.high, want.high);
	/* One day on side B is none to draw from. */
	ck_assert(!change_of(&x, "au", ACCEPTANCE)->has_days);
	clear(&x);
}
END_TEST

/* The verdict of all is by days also where each row is a day. */
START_TEST(test_by_day)
{
	static const struct told a[] = { { "au", "2026-11-01", 100, 100 },
		{ "au", "2026-11-02", 100, 100 },
		{ "au", "2026-11-03", 0, 100 } };
	static const struct told b[] = { { "au", "2026-11-08", 90, 100 },
		{ "au", "2026-11-09", 92, 100 },
		{ "au", "2026-11-10", 91, 100 } };
	struct td_cube *left = cube_of(&by_day, a, N(a));
	struct td_cube *right = cube_of(&by_day, b, N(b));
	const struct td_change *all;
	struct td_comparison c;

	ck_assert_int_eq(
	    td_compare(&c, &by_day, left, right, &td_rule_default), 0);
	ck_assert_uint_eq(c.n, 6);
	ck_assert(c.has_days);
	all = &c.overall[ACCEPTANCE].change;
	ck_assert(all->has_days);
	ck_assert(all->finding.clusters_disagree);
	ck_assert_int_eq(all->finding.verdict, TD_NO_EVIDENCE);
	td_comparison_clear(&c);
	td_cube_free(left);
	td_cube_free(right);
}
END_TEST

START_TEST(test_nothing)
{
	struct td_cube *a = cube_of(&by, NULL, 0), *b = cube_of(&by, NULL, 0);
	struct td_comparison c;

	ck_assert_int_eq(td_compare(&c, &by, a, b, &td_rule_default), 0);
	ck_assert_uint_eq(c.n, 0);
	ck_assert(!td_comparison_has(&c, ACCEPTANCE));
	ck_assert(!td_comparison_is_worse(&c, ~0u));
	td_comparison_clear(&c);
	td_cube_free(a);
	td_cube_free(b);
}
END_TEST

START_TEST(test_metrics)
{
	struct td_error e;

	ck_assert_uint_eq(td_metrics_parse("acceptance", &e), 1u);
	ck_assert_uint_eq(td_metrics_parse("hard,acceptance", &e), 3u);
	ck_assert_uint_eq(td_metrics_parse("tls", &e), 1u << 9);
	ck_assert_uint_eq(td_metrics_parse("spam", &e), 0);
	ck_assert_ptr_nonnull(strstr(e.reason, "acceptance"));
	ck_assert_uint_eq(td_metrics_parse("", &e), 0);
	ck_assert_uint_eq(td_metrics_parse("spf,", &e), 0);
	for (size_t i = 0; i < TD_N_METRICS; i++)
		ck_assert_uint_eq(
		    td_metrics_parse(td_metrics[i].name, &e), 1u << i);
}
END_TEST

static int64_t
day(int64_t y, unsigned m, unsigned d)
{
	return td_days_from_civil(y, m, d) * INT64_C(86400000000);
}

/* docomo, 2025-02-13 to 2025-03-13. */
START_TEST(test_calendar)
{
	const struct td_policy_change *c = NULL;

	for (size_t i = 0; i < td_n_calendar; i++) {
		const struct td_policy_change *x = &td_calendar[i];

		ck_assert_uint_eq(strlen(x->from), 10);
		ck_assert_uint_eq(strlen(x->until), 10);
		ck_assert_int_le(strcmp(x->from, x->until), 0);
		if (i > 0)
			ck_assert_int_le(strcmp(x[-1].from, x->from), 0);
		if (strcmp(x->from, "2025-02-13") == 0)
			c = x;
	}
	ck_assert_ptr_nonnull(c);
	ck_assert_str_eq(c->carrier, "docomo");
	ck_assert(
	    td_policy_change_between(c, day(2025, 1, 1), day(2025, 5, 1)));
	ck_assert(
	    td_policy_change_between(c, day(2025, 3, 13), day(2025, 5, 1)));
	ck_assert(
	    !td_policy_change_between(c, day(2025, 3, 14), day(2025, 5, 1)));
	ck_assert(
	    td_policy_change_between(c, day(2025, 1, 1), day(2025, 2, 13)));
	ck_assert(!td_policy_change_between(
	    c, day(2025, 1, 1), day(2025, 2, 13) - 1));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("compare");
	TCase *c = tcase_create("compare");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_test(c, test_mail);
	tcase_add_test(c, test_numbers);
	tcase_add_test(c, test_words);
	tcase_add_test(c, test_days);
	tcase_add_test(c, test_all_days);
	tcase_add_test(c, test_by_day);
	tcase_add_test(c, test_nothing);
	tcase_add_test(c, test_metrics);
	tcase_add_test(c, test_calendar);
	suite_add_tcase(s, c);
	return run_suite(s);
}

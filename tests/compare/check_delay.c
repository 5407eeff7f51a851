/*
 * Delays of two sides: what a row of cells comes to, and the verdict on it.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/compare/compare.h"
#include "tests/run.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

enum { SECOND = TD_DELAY_UNIT };

/* So many messages of a carrier on a day took so long, in TD_DELAY_UNIT, or
 * have waited so long and are open; ends with n 0. */
struct told {
	const char *carrier, *day;
	uint64_t n, delay;
	bool open;
};

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

static struct td_cube *
cube_of(const struct td_dims *dims, const struct told *told)
{
	struct td_cube *cube = td_cube_new(dims, 1000);

	ck_assert_ptr_nonnull(cube);
	for (; told->n > 0; told++) {
		const struct td_span value[] = {
			{ told->carrier, strlen(told->carrier) },
			{ told->day, strlen(told->day) },
		};
		struct td_cell *c = td_cube_cell(cube, value);

		ck_assert_ptr_nonnull(c);
		c->counter[TD_C_MESSAGES] += told->n;
		c->counter[told->open ? TD_C_DEFERRED : TD_C_ACCEPTED] +=
		    told->n;
		ck_assert_int_eq(
		    td_hist_add(
		        &c->hist[told->open ? TD_HIST_WAITED : TD_HIST_DELAY],
		        told->delay, told->n),
		    0);
	}
	return cube;
}

struct both {
	struct td_cube *a, *b;
	struct td_comparison c;
};

static void
compare(struct both *x, const struct td_dims *dims, const struct told *a,
    const struct told *b)
{
	x->a = cube_of(dims, a);
	x->b = cube_of(dims, b);
	ck_assert_int_eq(
	    td_compare(&x->c, &by, x->a, x->b, &td_rule_default), 0);
}

static void
clear(struct both *x)
{
	td_comparison_clear(&x->c);
	td_cube_free(x->a);
	td_cube_free(x->b);
}

/* Sides of one carrier without days, and what is to come of them. */
static const struct row {
	const char *what;
	struct told a[5], b[5];
	enum td_judgement verdict;
	enum td_delay_doubt doubt;
} rows[] = {
	{ "half and 95 % rise by two seconds",
	    { { "au", "", 100, SECOND, false } },
	    { { "au", "", 100, 3 * SECOND, false } }, TD_WORSE, TD_DELAY_SURE },
	{ "the other way round", { { "au", "", 100, 3 * SECOND, false } },
	    { { "au", "", 100, SECOND, false } }, TD_BETTER, TD_DELAY_SURE },
	{ "0.4 s and 0.5 s", { { "au", "", 900, SECOND * 4 / 10, false } },
	    { { "au", "", 900, SECOND / 2, false } }, TD_NO_EVIDENCE,
	    TD_DELAY_SMALL },
	/* 1024 units, of which 999 are too few. */
	{ "almost a second", { { "au", "", 100, 2048, false } },
	    { { "au", "", 100, 3040, false } }, TD_NO_EVIDENCE,
	    TD_DELAY_SMALL },
	{ "two seconds of 30", { { "au", "", 100, 30 * SECOND, false } },
	    { { "au", "", 100, 32 * SECOND, false } }, TD_NO_EVIDENCE,
	    TD_DELAY_SMALL },
	{ "four seconds of 30", { { "au", "", 100, 30 * SECOND, false } },
	    { { "au", "", 100, 34 * SECOND, false } }, TD_WORSE,
	    TD_DELAY_SURE },
	{ "only the slowest tenth", { { "au", "", 100, SECOND, false } },
	    { { "au", "", 90, SECOND, false },
	        { "au", "", 10, 900 * SECOND, false } },
	    TD_WORSE, TD_DELAY_SURE },
	{ "half sooner, the slowest later",
	    { { "au", "", 100, 10 * SECOND, false } },
	    { { "au", "", 90, 4 * SECOND, false },
	        { "au", "", 10, 900 * SECOND, false } },
	    TD_NO_EVIDENCE, TD_DELAY_MIXED },
	{ "alike", { { "au", "", 100, SECOND, false } },
	    { { "au", "", 100, SECOND, false } }, TD_NO_EVIDENCE,
	    TD_DELAY_SURE },
	{ "chance",
	    { { "au", "", 11, SECOND, false },
	        { "au", "", 10, 9 * SECOND, false } },
	    { { "au", "", 9, SECOND, false },
	        { "au", "", 12, 9 * SECOND, false } },
	    TD_NO_EVIDENCE, TD_DELAY_SURE },
	{ "nineteen", { { "au", "", 19, SECOND, false } },
	    { { "au", "", 100, 99 * SECOND, false } }, TD_NOT_ENOUGH_MAIL,
	    TD_DELAY_SURE },
	/* Most of B waits for an hour: its half is more than that. */
	{ "open for an hour", { { "au", "", 100, SECOND, false } },
	    { { "au", "", 20, SECOND, false },
	        { "au", "", 80, 3600 * SECOND, true } },
	    TD_WORSE, TD_DELAY_SURE },
	{ "no longer open for an hour",
	    { { "au", "", 20, SECOND, false },
	        { "au", "", 80, 3600 * SECOND, true } },
	    { { "au", "", 100, SECOND, false } }, TD_BETTER, TD_DELAY_SURE },
	/* More than ten seconds then, a minute now: nobody knows. */
	{ "as long as a minute, perhaps",
	    { { "au", "", 20, SECOND, false },
	        { "au", "", 80, 10 * SECOND, true } },
	    { { "au", "", 100, 60 * SECOND, false } }, TD_NO_EVIDENCE,
	    TD_DELAY_OPEN },
	{ "a minute then, now more than ten seconds",
	    { { "au", "", 100, 60 * SECOND, false } },
	    { { "au", "", 20, SECOND, false },
	        { "au", "", 80, 10 * SECOND, true } },
	    TD_NO_EVIDENCE, TD_DELAY_OPEN },
	/* Open since it came: nothing is known of how long it will take. */
	{ "open since now", { { "au", "", 100, SECOND, false } },
	    { { "au", "", 20, SECOND, false }, { "au", "", 80, 0, true } },
	    TD_NO_EVIDENCE, TD_DELAY_SURE },
	{ "all open", { { "au", "", 30, SECOND, true } },
	    { { "au", "", 30, 9 * SECOND, true } }, TD_NO_EVIDENCE,
	    TD_DELAY_SURE },
};

START_TEST(test_verdict)
{
	const struct row *r = &rows[_i];
	const struct td_delay_change *d;
	struct both x;

	compare(&x, &by, r->a, r->b);
	d = &x.c.group[0].delay;
	ck_assert_msg(d->verdict == r->verdict && d->doubt == r->doubt,
	    "%s: %s, %s", r->what, td_verdict_word(d->verdict),
	    td_delay_doubt_word(d->doubt));
	ck_assert(isnan(d->days_p) && isnan(d->design));
	ck_assert(isnan(d->p) == (r->verdict == TD_NOT_ENOUGH_MAIL));
	ck_assert_uint_eq(d->enough, r->verdict == TD_NOT_ENOUGH_MAIL ? 33 : 0);
	ck_assert(td_comparison_has(&x.c, TD_METRIC_DELAY));
	ck_assert(td_comparison_is_worse(&x.c, 1u << TD_METRIC_DELAY) ==
	    (r->verdict == TD_WORSE));
	clear(&x);
}
END_TEST

/* Freireich's placebo, seconds for weeks, beside his 6-mercaptopurine; as in
 * check_logrank.c, and medians of 8 and 23. */
START_TEST(test_numbers)
{
	static const uint64_t ended[] = { 6, 6, 6, 7, 10, 13, 16, 22, 23 };
	static const uint64_t open[] = { 6, 9, 10, 11, 17, 19, 20, 25, 32, 32,
		34, 35 };
	static const uint64_t placebo[] = { 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8,
		8, 11, 11, 12, 12, 15, 17, 22, 23 };
	struct told a[32] = { { .n = 0 } }, b[32] = { { .n = 0 } };
	const struct td_delay_change *d;
	struct both x;

	for (size_t i = 0; i < N(ended); i++)
		a[i] = (struct told){ "au", "", 1, ended[i] * SECOND, false };
	for (size_t i = 0; i < N(open); i++)
		a[N(ended) + i] =
		    (struct told){ "au", "", 1, open[i] * SECOND, true };
	for (size_t i = 0; i < N(placebo); i++)
		b[i] = (struct told){ "au", "", 1, placebo[i] * SECOND, false };
	compare(&x, &by, a, b);
	d = &x.c.group[0].delay;
	ck_assert(fabs(d->p - 4.16880910933455e-05) < 1e-14);
	ck_assert(d->q == d->p); /* alone in its family */
	ck_assert_uint_eq(d->side[TD_SIDE_A].accepted, 9);
	ck_assert_uint_eq(d->side[TD_SIDE_A].open, 12);
	ck_assert_uint_eq(d->side[TD_SIDE_A].half.value, 23 * SECOND);
	ck_assert_uint_eq(d->side[TD_SIDE_B].half.value, 8 * SECOND);
	ck_assert_uint_eq(d->side[TD_SIDE_B].most.value, 22 * SECOND);
	ck_assert(!d->side[TD_SIDE_A].most.reached);
	ck_assert_uint_eq(d->side[TD_SIDE_A].most.value, 35 * SECOND);
	ck_assert_int_eq(d->verdict, TD_BETTER);
	/* One carrier: all together are the same. */
	ck_assert(x.c.delay.p == d->p);
	clear(&x);
}
END_TEST

/* A bad day is no bad week; a bad week is. */
START_TEST(test_days)
{
	static const struct told a[] = { { "au", "1", 30, SECOND, false },
		{ "au", "2", 30, SECOND + 99, false },
		{ "au", "3", 30, SECOND + 50, false },
		{ "au", "4", 30, SECOND, false }, { .n = 0 } };
	static const struct told one[] = { { "au", "5", 30, SECOND, false },
		{ "au", "6", 30, SECOND + 50, false },
		{ "au", "7", 60, 900 * SECOND, false },
		{ "au", "8", 30, SECOND, false }, { .n = 0 } };
	static const struct told all[] = { { "au", "5", 30, 90 * SECOND,
		                               false },
		{ "au", "6", 30, 95 * SECOND, false },
		{ "au", "7", 60, 99 * SECOND, false },
		{ "au", "8", 30, 91 * SECOND, false }, { .n = 0 } };
	const struct td_delay_change *d;
	struct both x;

	compare(&x, &by_day, a, one);
	d = &x.c.group[0].delay;
	ck_assert(d->q < 1e-6);
	ck_assert(d->days_p > 0.05 && d->design > 10);
	ck_assert_int_eq(d->verdict, TD_NO_EVIDENCE);
	ck_assert_int_eq(d->doubt, TD_DELAY_DAYS);
	ck_assert(x.c.delay.days_p == d->days_p);
	clear(&x);
	compare(&x, &by_day, a, all);
	d = &x.c.group[0].delay;
	ck_assert(d->days_p < 0.05);
	ck_assert_int_eq(d->verdict, TD_WORSE);
	clear(&x);
}
END_TEST

/* Two of a family, the worse p counts twice; who is too small does not count,
 * nor who is on one side only. */
START_TEST(test_family)
{
	static const struct told a[] = { { "au", "", 20, SECOND, false },
		{ "au", "", 20, 9 * SECOND, false },
		{ "docomo", "", 40, SECOND, false },
		{ "gmail", "", 9, SECOND, false },
		{ "old", "", 90, SECOND, false }, { .n = 0 } };
	static const struct told b[] = { { "au", "", 15, SECOND, false },
		{ "au", "", 25, 9 * SECOND, false },
		{ "docomo", "", 40, 9 * SECOND, false },
		{ "gmail", "", 90, 9 * SECOND, false }, { .n = 0 } };
	const struct td_compared *g;
	struct both x;

	compare(&x, &by, a, b);
	ck_assert_uint_eq(x.c.n, 4);
	g = x.c.group;
	ck_assert(g[0].delay.q == g[0].delay.p);
	ck_assert(g[1].delay.q == 2 * g[1].delay.p);
	ck_assert(isnan(g[2].delay.q) && isnan(g[3].delay.q));
	ck_assert_int_eq(g[3].delay.verdict, TD_NOT_ENOUGH_MAIL);
	ck_assert(!g[3].delay.side[TD_SIDE_B].half.reached);
	/* Schoenfeld: 80 ends, half of them B's. */
	ck_assert(
	    fabs(g[0].delay.detectable -
	        td_logrank_detectable(80, .5, TD_ALPHA, TD_POWER)) < 1e-12);
	clear(&x);
}
END_TEST

/* Deferred mail of cells that do not tell how long it has waited. */
START_TEST(test_unknown)
{
	static const struct told a[] = { { "au", "", 30, SECOND, false },
		{ .n = 0 } };
	struct td_cube *left = cube_of(&by, a), *right = cube_of(&by, a);
	const struct td_span au = TD_SPAN("au");
	struct td_comparison c;

	td_cube_cell(right, &au)->counter[TD_C_DEFERRED] = 7;
	ck_assert_int_eq(td_compare(&c, &by, left, right, &td_rule_default), 0);
	ck_assert_uint_eq(c.delay.side[TD_SIDE_A].unknown, 0);
	ck_assert_uint_eq(c.delay.side[TD_SIDE_B].unknown, 7);
	ck_assert_uint_eq(c.delay.side[TD_SIDE_B].accepted, 30);
	td_comparison_clear(&c);
	td_cube_free(left);
	td_cube_free(right);
}
END_TEST

/* What a cells file may hold: no sum overflows. */
START_TEST(test_large)
{
	static const struct told a[] = { { "au", "", UINT64_MAX, 0, false },
		{ "au", "", UINT64_MAX, UINT64_MAX, true }, { .n = 0 } };
	struct both x;

	compare(&x, &by, a, a);
	ck_assert(isnan(x.c.delay.p));
	ck_assert_int_eq(x.c.delay.verdict, TD_NOT_ENOUGH_MAIL);
	clear(&x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("delay");
	TCase *c = tcase_create("delay");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_loop_test(c, test_verdict, 0, (int)N(rows));
	tcase_add_test(c, test_numbers);
	tcase_add_test(c, test_days);
	tcase_add_test(c, test_family);
	tcase_add_test(c, test_unknown);
	tcase_add_test(c, test_large);
	suite_add_tcase(s, c);
	return run_suite(s);
}

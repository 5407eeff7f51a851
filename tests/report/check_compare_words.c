/*
 * analyzer/report/compare_words.c: numbers of a comparison as people read them,
 * and the table of one that is made by hand.
 */
#include "analyzer/report/compare_words.h"

#include <math.h>
#include <stdlib.h>

#include "tests/run.h"

#define DASH "\xe2\x80\x93"

START_TEST(test_share)
{
	static const struct {
		struct td_share share;
		const char *want;
	} row[] = {
		{ { 0, 0 }, DASH },
		{ { 0, 7 }, "0.0" },
		{ { 7, 7 }, "100.0" },
		{ { 39, 40 }, "97.5" },
		/* 99.96 is not all, 0.04 not none */
		{ { 9996, 10000 }, "99.9" },
		{ { 4, 10000 }, "0.1" },
		{ { 9994, 10000 }, "99.9" },
		{ { 6, 10000 }, "0.1" },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		ck_assert_str_eq(td_compare_share(row[i].share).s, row[i].want);
}
END_TEST

START_TEST(test_percent)
{
	static const struct {
		double bound;
		const char *want;
	} row[] = {
		{ NAN, DASH },
		{ 0, "0.0" },
		{ 1, "100.0" },
		{ 1 - 1e-16, "100.0" },
		{ -1e-17, "0.0" },
		{ 0.9996, "99.9" },
		{ 0.0004, "0.1" },
		{ 0.05, "5.0" },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		ck_assert_str_eq(
		    td_compare_percent(row[i].bound).s, row[i].want);
}
END_TEST

START_TEST(test_points)
{
	static const struct {
		double change;
		const char *plain, *fine;
	} row[] = {
		{ NAN, DASH, DASH },
		{ 0, "0.0", "0.0" },
		{ 0.575, "+57.5", "+57.5" },
		{ -0.001, "-0.1", "-0.1" },
		{ 0.0004, "0.0", "+0.04" },
		{ -0.0004, "0.0", "-0.04" },
		{ 0.00004, "0.0", "+0.004" },
		{ -0.0000006, "0.0", "-0.0001" },
		/* fewer than a few of 10^9 messages */
		{ 1e-12, "0.0", "0.0" },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct td_change x = { .change = row[i].change };

		ck_assert_str_eq(
		    td_compare_points(row[i].change).s, row[i].plain);
		ck_assert_str_eq(
		    td_compare_fine_points(row[i].change).s, row[i].fine);
		x.finding.verdict = TD_NO_EVIDENCE;
		ck_assert_str_eq(td_compare_change(&x).s, row[i].plain);
		x.finding.verdict = TD_WORSE;
		ck_assert_str_eq(td_compare_change(&x).s, row[i].fine);
	}
}
END_TEST

/* ---- the table ---- */

/* Two days a side: accepted and failed of each. */
struct side {
	uint64_t day[2][2];
};

static void
fill(struct td_cube *cube, const struct side *s, size_t n_dims)
{
	static const struct td_span day[] = { TD_LIT("2026-11-21"),
		TD_LIT("2026-11-22") };

	for (int d = 0; d < 2; d++) {
		const struct td_span value[] = { TD_SPAN("gmail"), day[d] };
		struct td_cell *c =
		    td_cube_cell(cube, n_dims > 0 ? value : value + 1);

		c->counter[TD_C_ACCEPTED] = s->day[d][0];
		c->counter[TD_C_FAILED] = s->day[d][1];
		c->counter[TD_C_MESSAGES] = s->day[d][0] + s->day[d][1];
	}
}

/* The table of a comparison by `by`, to be freed. */
static char *
table_of(const char *by, const struct side side[TD_N_SIDES])
{
	struct td_dims dims = { .n = 0 }, cells = { .n = 0 };
	struct td_balance balance = { .first = TD_NO_TIME, .last = TD_NO_TIME };
	struct td_cube *cube[TD_N_SIDES];
	struct td_comparison c;
	struct td_compare_report r = {
		.comparison = &c, .columns = 80, .metrics = 1
	};
	struct td_error e;
	char list[64], *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	snprintf(list, sizeof list, "%s%sday", by, by[0] != '\0' ? "," : "");
	ck_assert_int_eq(td_dims_parse(&dims, by, &e), 0);
	ck_assert_int_eq(td_dims_parse(&cells, list, &e), 0);
	for (int s = 0; s < TD_N_SIDES; s++) {
		cube[s] = td_cube_new(&cells, 100);
		fill(cube[s], &side[s], dims.n);
		r.side[s] = (struct td_compare_side){ "x", &balance, cube[s],
			TD_NO_TIME, TD_NO_TIME, 0 };
	}
	ck_assert_int_eq(
	    td_compare(&c, &dims, cube[0], cube[1], &td_rule_default), 0);
	td_compare_table(f, &r);
	fclose(f);
	ck_assert_int_eq(r.error, 0);
	td_comparison_clear(&c);
	for (int s = 0; s < TD_N_SIDES; s++)
		td_cube_free(cube[s]);
	return text;
}

/* One good day and one bad one: whole days show no change. */
static const struct side uneven[TD_N_SIDES] = {
	{ { { 100, 0 }, { 10, 90 } } },
	{ { { 100, 0 }, { 50, 50 } } },
};

START_TEST(test_one_row)
{
	char *text = table_of("", uneven);

	ck_assert_ptr_nonnull(strstr(text,
	    "verdict\nall   55.0 200   75.0 200   +20.0   +10.7  +28.8  "
	    "no evidence\nNo evidence;"));
	ck_assert_ptr_nonnull(strstr(text,
	    "The days differ among each other as much as the sides: all.\n"));
	free(text);
}
END_TEST

START_TEST(test_days_of_all)
{
	char *text = table_of("carrier", uneven);

	ck_assert_ptr_nonnull(strstr(text, "\ngmail     55.0 200"));
	ck_assert_ptr_nonnull(strstr(text, "-\nall       55.0 200"));
	ck_assert_ptr_nonnull(strstr(text,
	    "The days differ among each other as much as the sides: gmail, "
	    "all.\n"));
	free(text);
}
END_TEST

/* 1,900 of 10,000,000 are not 0.0 points where that is a finding. */
START_TEST(test_small_change)
{
	static const struct side side[TD_N_SIDES] = {
		{ { { 5000000, 0 }, { 5000000, 0 } } },
		{ { { 4999100, 900 }, { 4999000, 1000 } } },
	};
	char *text = table_of("carrier", side);

	ck_assert_ptr_nonnull(strstr(text, "   99.9 10,000,000   "));
	ck_assert_ptr_nonnull(strstr(text, "  -0.02  "));
	ck_assert_ptr_nonnull(strstr(text, "  worse\n"));
	free(text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report/compare_words");
	TCase *t = tcase_create("compare_words");

	tcase_add_test(t, test_share);
	tcase_add_test(t, test_percent);
	tcase_add_test(t, test_points);
	tcase_add_test(t, test_one_row);
	tcase_add_test(t, test_days_of_all);
	tcase_add_test(t, test_small_change);
	suite_add_tcase(s, t);
	return run_suite(s);
}

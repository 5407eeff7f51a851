/*
 * analyzer/report/print.c: numbers, times and sentences as reports print them.
 */
#include "tests/report/example.h"

#include "analyzer/report/print.h"

/* OUTPUT.md: rates have at most six decimals, and never more than 1. */
START_TEST(test_rates)
{
	static const struct {
		uint64_t above, below;
		const char *want;
	} row[] = {
		{ 1, 3, "0.333333" },
		{ 2, 3, "0.666667" },
		{ 1, 8, "0.125" },
		{ 1, 1000000, "0.000001" },
		{ 1, 3000000, "0" },
		{ 0, 5, "0" },
		{ 5, 5, "1" },
		{ 9999999, 10000000, "1" },
		{ UINT64_C(1) << 62, UINT64_C(1) << 63, "0.5" },
		/* complaints about mail that is not in the input */
		{ 7, 2, "1" },
	};
	struct td_cell c = { 0 };
	struct td_column col = { "delivery.complaint_rate", TD_COL_RATE, 0,
		false };

	while (strcmp(td_rates[col.id].name, col.path) != 0)
		ck_assert_uint_lt(++col.id, td_n_rates);
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		char got[32] = "";
		FILE *f = fmemopen(got, sizeof got, "w");

		c.counter[TD_C_COMPLAINED] = row[i].above;
		c.counter[TD_C_ACCEPTED] = row[i].below;
		ck_assert(td_put_value(f, &col, &c));
		fclose(f);
		ck_assert_str_eq(got, row[i].want);
	}
}
END_TEST

START_TEST(test_time)
{
	static const struct {
		int64_t when;
		const char *want;
	} row[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ INT64_C(951782400000000), "2000-02-29T00:00:00Z" },
		{ INT64_C(253402300799000000), "9999-12-31T23:59:59Z" },
		{ INT64_C(253402300800000000), NULL },
		{ INT64_MAX, NULL },
		{ TD_NO_TIME, NULL },
		{ INT64_MIN + 1, NULL },
	};

	setenv("TZ", "Asia/Tokyo", 1);
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		char got[TD_TIME_TEXT];

		ck_assert_int_eq(
		    td_time_text(row[i].when, got), row[i].want != NULL);
		if (row[i].want != NULL)
			ck_assert_str_eq(got, row[i].want);
	}
}
END_TEST

START_TEST(test_grouped)
{
	ck_assert_str_eq(td_grouped(0).text, "0");
	ck_assert_str_eq(td_grouped(999).text, "999");
	ck_assert_str_eq(td_grouped(1000).text, "1,000");
	ck_assert_str_eq(
	    td_grouped(UINT64_MAX).text, "18,446,744,073,709,551,615");
}
END_TEST

START_TEST(test_wrapped)
{
	static const struct {
		const char *text;
		unsigned columns;
		const char *want;
	} row[] = {
		{ "", 10, "" },
		{ "a bc\n", 10, "a bc\n" },
		{ "aaaa bbbb cc\n", 10, "aaaa bbbb\n  cc\n" },
		{ "aaaa bbbbb cc\n", 10, "aaaa bbbbb\n  cc\n" },
		{ "  aa bb cc dd\n", 9, "  aa bb\n    cc dd\n" },
		{ "aaa bbbbbbbbbbbbbbb c\n", 10,
		    "aaa\n  bbbbbbbb\n  bbbbbbb\n  c\n" },
		{ "aaaa\nbbbb\n", 10, "aaaa\nbbbb\n" },
		{ "aaaa bbbb", 5, "aaaa\n  bbb\n  b\n" },
		/* wide letters are not cut in halves */
		{ "\xe4\xbe\x8b\xe4\xbe\x8b\xe4\xbe\x8b", 5,
		    "\xe4\xbe\x8b\xe4\xbe\x8b\n  \xe4\xbe\x8b\n" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		char *got = NULL;
		size_t n = 0;
		FILE *f = open_memstream(&got, &n);

		ck_assert_ptr_nonnull(f);
		td_put_wrapped(f,
		    (struct td_span){ row[i].text, strlen(row[i].text) },
		    row[i].columns);
		fclose(f);
		ck_assert_str_eq(got, row[i].want);
		free(got);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("print");
	TCase *t = tcase_create("print");

	tcase_add_test(t, test_rates);
	tcase_add_test(t, test_time);
	tcase_add_test(t, test_grouped);
	tcase_add_test(t, test_wrapped);
	suite_add_tcase(s, t);
	return run_suite(s);
}

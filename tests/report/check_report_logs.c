/*
 * analyzer/report/report_table.c, report_notes.c: the table where there are
 * logs alone.  Rates are fractions worked out by hand.
 */
#include "tests/report/example.h"

#define SILENT(n)                                                              \
	{ TD_C_MESSAGES, n }, { TD_C_SPF + TD_R_MISSING, n },                  \
	    { TD_C_DKIM + TD_R_MISSING, n }, { TD_C_DMARC + TD_R_MISSING, n }, \
	    { TD_C_ARC + TD_R_MISSING, n },                                    \
	{                                                                      \
		TD_C_SENDER_ID + TD_R_MISSING, n                               \
	}

static void
example_logs(struct example *x)
{
	static const struct example_count au[] = { SILENT(100),
		{ TD_C_ATTEMPTS, 150 }, { TD_C_ACCEPTED, 80 },
		{ TD_C_DEFERRED, 5 }, { TD_C_FAILED, 9 }, { TD_C_EXPIRED, 4 },
		{ TD_C_SUPPRESSED, 2 }, { TD_C_HARD, 6 },
		{ TD_C_REASON + TD_REASON_USERUNKNOWN, 6 },
		{ TD_C_REASON + TD_REASON_BLOCKED, 3 },
		{ TD_C_REASON + TD_REASON_EXPIRED, 4 },
		{ TD_C_TLS + TD_TLS_UNKNOWN, 100 }, { TD_N_COUNTERS, 0 } };
	/* Equally frequent: the first of the vocabulary. */
	static const struct example_count gmail[] = { SILENT(2),
		{ TD_C_ATTEMPTS, 2 }, { TD_C_FAILED, 2 },
		{ TD_C_REASON + TD_REASON_AUTHFAILURE, 1 },
		{ TD_C_REASON + TD_REASON_RATELIMITED, 1 },
		{ TD_C_TLS + TD_TLS_UNKNOWN, 2 }, { TD_N_COUNTERS, 0 } };
	struct td_cell *c;

	example_empty(x);
	c = example_cell(x->report.cube, TD_SPAN("au"), TD_SPAN("au.com"), au);
	example_hist(c, TD_HIST_DELAY, 2 * TD_DELAY_UNIT, 76);
	example_hist(c, TD_HIST_DELAY, 3600 * TD_DELAY_UNIT, 4);
	example_cell(
	    x->report.cube, TD_SPAN("gmail"), TD_SPAN("gmail.com"), gmail);
	x->balance.records[TD_DELIVER] = 152;
}

/* 80 of 80 + 9 + 4 is 86.0 %, 80 of 95 84.2 %; 6 of 93 is 6.5 %. */
static const char logs_table[] =
    "                                 accepted\n"
    "carrier  domain     msgs  tries  rate% of  open  failed  expired  "
    "suppr.\n"
    "au       au.com      100    150   86.0 93     5       9        4       "
    "2\n"
    "gmail    gmail.com     2      2    0.0  2     0       2        0       "
    "0\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES
        TEN_DASHES "--\n"
    "total                102    152   84.2 95     5      11        4       "
    "2\n"
    "\n"
    "                             top reason  hard bounce  delay s\n"
    "carrier  domain     msgs              n     rate% of  p50 p95\n"
    "au       au.com      100  userunknown 6       6.5 93  2.0 2.0\n"
    "gmail    gmail.com     2  authfailure 1       0.0  2    " DASH "   " DASH
    "\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES "-\n"
    "total                102  userunknown 6       6.3 95  2.0 2.0\n"
    "\n"
    "These logs hold no result of SPF, DKIM or DMARC.\n"
    "Accepted is not delivered at au: ";

START_TEST(test_logs)
{
	struct example x;
	char *got;

	example_logs(&x);
	got = example_print(&x, "table");
	ck_assert_uint_gt(strlen(got), strlen(logs_table));
	got[strlen(logs_table)] = '\0';
	ck_assert_str_eq(got, logs_table);
	free(got);
	example_clear(&x);
}
END_TEST

/* What logs alone lack is no gap, and all fits where there is room. */
START_TEST(test_logs_wide)
{
	static const char *const absent[] = { "Low coverage", "Not one trusted",
		"Result fields", "SPF  ", "PRA", "expired: none" };
	struct example x;
	char *got;

	example_logs(&x);
	x.report.columns = 300;
	got = example_print(&x, "table");
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		ck_assert_msg(strstr(got, absent[i]) == NULL, "\"%s\" in\n%s",
		    absent[i], got);
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100    150   86.0 93     5       9        "
	    "4       2  userunknown 6       6.5 93  2.0 2.0\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* A result in the logs is shown; what none tells is not. */
START_TEST(test_logs_with_results)
{
	struct example x;
	struct td_cell *c;
	char *got;

	example_logs(&x);
	c = example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"),
	    (const struct example_count[]){ { TD_N_COUNTERS, 0 } });
	c->counter[TD_C_SPF + TD_R_MISSING] = 60;
	c->counter[TD_C_SPF + TD_R_PASS] = 30;
	c->counter[TD_C_SPF + TD_R_FAIL] = 10;
	x.report.columns = 300;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100   75.0 40"
	    "    150   86.0 93     5  "));
	ck_assert_ptr_null(strstr(got, "PRA"));
	ck_assert_ptr_null(strstr(got, "DMARC  "));
	ck_assert_ptr_nonnull(strstr(got, "\nLow coverage: of 102 messages "));
	free(got);
	example_clear(&x);
}
END_TEST

/* Without author domains nothing is aligned with them: that is no failure. */
START_TEST(test_logs_without_authors)
{
	struct example x;
	struct td_cell *c;
	char *got;

	example_logs(&x);
	c = example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"),
	    (const struct example_count[]){ { TD_N_COUNTERS, 0 } });
	c->counter[TD_C_DKIM + TD_R_MISSING] = 60;
	c->counter[TD_C_DKIM + TD_R_PASS] = 38;
	c->counter[TD_C_DKIM + TD_R_FAIL] = 2;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got, "     DKIM\n"));
	ck_assert_ptr_nonnull(strstr(got, "  pass% of\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100   95.0 40"
	    "\n"));
	ck_assert_ptr_null(strstr(got, "align"));
	free(got);

	c->counter[TD_C_ALIGNMENT + TD_ALIGNED] = 10;
	c->counter[TD_C_DKIM_ALIGNED] = 10;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got, "  align of\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100   25.0 40"
	    "\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* BOUNCES.md 4: docomo since 2025-03-13 00:00 JST; not others. */
START_TEST(test_drops)
{
	static const struct {
		const char *carrier;
		int64_t last;
		uint64_t accepted, relayed;
		bool told;
	} rows[] = {
		{ "docomo", INT64_C(1741791600) * 1000000, 1, 0, true },
		{ "docomo", INT64_C(1741791600) * 1000000 - 1, 1, 0, false },
		{ "docomo", INT64_C(1793491200) * 1000000, 0, 0, false },
		{ "softbank", 0, 1, 0, true },
		{ "au", TD_NO_TIME, 1, 0, true },
		/* A relay took it, so docomo accepted nothing. */
		{ "docomo", INT64_C(1793491200) * 1000000, 1, 1, false },
		{ "gmail", INT64_C(1793491200) * 1000000, 1, 0, false },
	};
	const size_t i = (size_t)_i;
	const struct example_count count[] = { SILENT(1),
		{ TD_C_ACCEPTED, rows[i].accepted },
		{ TD_C_FAILED, 1 - rows[i].accepted }, { TD_N_COUNTERS, 0 } };
	struct example x;
	char *got;

	example_empty(&x);
	example_cell(x.report.cube,
	    (struct td_span){ rows[i].carrier, strlen(rows[i].carrier) },
	    TD_SPAN("x.example"), count);
	x.balance.last = rows[i].last;
	x.balance.relayed = rows[i].relayed;
	got = example_print(&x, "table");
	ck_assert_msg((strstr(got, "Accepted is not delivered at ") != NULL) ==
	        rows[i].told,
	    "row %zu:\n%s", i, got);
	free(got);
	example_clear(&x);
}
END_TEST

/* DECISIONS.md 16: names that are none are explained where they stand. */
START_TEST(test_domains)
{
	static const struct {
		const char *domain;
		bool none, unknown;
	} rows[] = { { "(none)", true, false }, { "(unknown)", false, true },
		{ "example.jp", false, false } };
	static const struct example_count count[] = { SILENT(1),
		{ TD_C_ACCEPTED, 1 }, { TD_N_COUNTERS, 0 } };
	const char *domain = rows[_i].domain;
	struct example x;
	char *got;

	example_empty(&x);
	example_cell(x.report.cube, TD_SPAN("other"),
	    (struct td_span){ domain, strlen(domain) }, count);
	got = example_print(&x, "table");
	ck_assert_int_eq(strstr(got,
	                     "\n(none): recipients without a domain, such as "
	                     "root.\n") != NULL,
	    rows[_i].none);
	ck_assert_int_eq(
	    strstr(got, "\n(unknown): nothing tells the recipient.\n") != NULL,
	    rows[_i].unknown);
	free(got);
	example_clear(&x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report_logs");
	TCase *t = tcase_create("report_logs");

	tcase_add_test(t, test_logs);
	tcase_add_test(t, test_logs_wide);
	tcase_add_test(t, test_logs_with_results);
	tcase_add_test(t, test_logs_without_authors);
	tcase_add_loop_test(t, test_drops, 0, 7);
	tcase_add_loop_test(t, test_domains, 0, 3);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * analyzer/report/report_prometheus*.c: that every column has one metric, and
 * lines of a report made by hand.  tests/report/prometheus.py holds the reports
 * of real runs against the format and against JSON.
 */
#include "analyzer/report/report_prometheus.h"
#include "tests/report/example.h"

START_TEST(test_columns)
{
	const struct td_column *col = &td_columns[_i];
	size_t n = 0;

	for (const struct td_prometheus *m = td_prometheus; m->name; m++)
		n += strcmp(m->path, col->path) == 0;
	if (n != 1)
		ck_abort_msg("%s: %zu metrics", col->path, n);
}
END_TEST

START_TEST(test_table)
{
	size_t n = 0;

	for (const struct td_prometheus *m = td_prometheus; m->name; m++, n++)
		ck_assert_ptr_null(strpbrk(m->help, "\\\n"));
	ck_assert_uint_eq(n, td_n_columns);
}
END_TEST

/* What stands in the report of example.h, as lines; its numbers are those of
 * check_report.c. */
static const char *const lines[] = {
	"# HELP todoku_messages Messages, each for one recipient.\n"
	"# TYPE todoku_messages gauge\n"
	"todoku_messages{carrier=\"docomo\",domain=\"docomo.ne.jp\"} 10\n"
	"todoku_messages{carrier=\"gmail\",domain=\"gmail.com\"} 20\n"
	"todoku_messages{carrier=\"other\",domain=\"=a,\\\"b\xef\xbf\xbd"
	"1b[2J\xef\xbf\xbd"
	"ff\"} 3\n"
	"# HELP",
	"\ntodoku_auth_results{carrier=\"gmail\",domain=\"gmail.com\","
	"method=\"spf\",result=\"softfail\"} 1\n",
	/* docomo told nothing else of ARC, others did */
	"\ntodoku_auth_results{carrier=\"docomo\",domain=\"docomo.ne.jp\","
	"method=\"arc\",result=\"missing\"} 10\n",
	"\ntodoku_auth_pass_ratio{carrier=\"docomo\",domain=\"docomo.ne.jp\","
	"method=\"spf\"} 0.888889\n",
	"\n# TYPE todoku_delivery gauge\n",
	"\ntodoku_delivery{carrier=\"docomo\",domain=\"docomo.ne.jp\","
	"outcome=\"accepted\"} 9\n",
	"\ntodoku_acceptance_ratio{carrier=\"docomo\",domain=\"docomo.ne.jp\"} "
	"0.9\n# HELP todoku_acceptance_low_ratio ",
	"\ntodoku_reasons{carrier=\"docomo\",domain=\"docomo.ne.jp\","
	"reason=\"userunknown\"} 1\n",
	"\ntodoku_reasons{carrier=\"gmail\",domain=\"gmail.com\","
	"reason=\"userunknown\"} 0\n",
	"\ntodoku_delay_seconds{carrier=\"docomo\",domain=\"docomo.ne.jp\","
	"percentile=\"100\"} 31.299805\n",
	"\ntodoku_input_bytes{bin=\"outside_window\"} 0\n",
	"\ntodoku_defects{format=\"eml\",reason=\"NUL bytes\"} 1\n",
	"\ntodoku_failed_sources 1\n",
	"\ntodoku_oldest_mail_timestamp_seconds 1793491200.000000\n",
	"\ntodoku_newest_mail_timestamp_seconds 1793577599.250000\n",
	"\ntodoku_tlsrpt_sessions{policy_domain=\"example.jp\","
	"organization=\"Example \\\"Mail\\\"\",policy_type=\"sts\","
	"result=\"failed\"} 303\n",
	"\ntodoku_tlsrpt_failed_sessions{policy_domain=\"example.jp\","
	"organization=\"Example \\\"Mail\\\"\",policy_type=\"sts\","
	"failure=\"certificate-expired\"} 104\n",
};

START_TEST(test_lines)
{
	struct example x;
	char *text;

	example_full(&x);
	text = example_print(&x, "prometheus");
	if (strstr(text, lines[_i]) == NULL)
		ck_abort_msg("no %s", lines[_i]);
	free(text);
	example_clear(&x);
}
END_TEST

/* What there are no data for: no rate without mail, no Sender ID in any row,
 * no reason that nothing had. */
static const char *const absent[] = { "sender_id", "NaN", "-1",
	"outcome=\"expired\"} 1", "reason=\"blocked\"",
	"todoku_acceptance_ratio{carrier=\"gmail\"",
	"todoku_delay_seconds{carrier=\"other\"" };

START_TEST(test_absent)
{
	struct example x;
	char *text;

	example_full(&x);
	text = example_print(&x, "prometheus");
	if (strstr(text, absent[_i]) != NULL)
		ck_abort_msg("%.200s", strstr(text, absent[_i]));
	free(text);
	example_clear(&x);
}
END_TEST

START_TEST(test_empty)
{
	struct example x;
	char *text;

	example_empty(&x);
	text = example_print(&x, "prometheus");
	ck_assert_ptr_nonnull(strstr(text, "\ntodoku_sources 0\n"));
	ck_assert_ptr_null(strstr(text, "todoku_messages"));
	ck_assert_ptr_null(strstr(text, "_ratio"));
	ck_assert_ptr_null(strstr(text, "timestamp"));
	ck_assert_ptr_null(strstr(text, "tlsrpt"));
	free(text);
	example_clear(&x);
}
END_TEST

/* Before 1970, and a dimension whose name a metric has for a label. */
START_TEST(test_odd)
{
	struct td_error e;
	struct example x;
	struct td_cell *c;
	char *text;

	example_empty(&x);
	td_cube_free(x.report.cube);
	ck_assert_int_eq(td_dims_parse(&x.dims, "reason", &e), 0);
	x.report.cube = td_cube_new(&x.dims, 10);
	c = td_cube_cell(x.report.cube, &TD_SPAN("blocked"));
	c->counter[TD_C_MESSAGES] = c->counter[TD_C_FAILED] = 4;
	c->counter[TD_C_REASON + TD_REASON_BLOCKED] = 4;
	x.balance.first = -1500000;
	x.balance.last = 0;
	text = example_print(&x, "prometheus");
	ck_assert_ptr_nonnull(strstr(text,
	    "\ntodoku_reasons{by_reason=\"blocked\",reason=\"blocked\"} 4\n"));
	ck_assert_ptr_nonnull(strstr(text, "_timestamp_seconds -1.500000\n"));
	ck_assert_ptr_nonnull(strstr(text, "_timestamp_seconds 0.000000\n"));
	free(text);
	example_clear(&x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report/prometheus");
	TCase *t = tcase_create("prometheus");

	tcase_add_loop_test(t, test_columns, 0, (int)td_n_columns);
	tcase_add_test(t, test_table);
	tcase_add_loop_test(
	    t, test_lines, 0, (int)(sizeof lines / sizeof *lines));
	tcase_add_loop_test(
	    t, test_absent, 0, (int)(sizeof absent / sizeof *absent));
	tcase_add_test(t, test_empty);
	tcase_add_test(t, test_odd);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * analyzer/report/report_html.c: what a page makes of names that are up to no
 * good, of many rows, and of none.  tests/report/page.py looks at the pages of
 * samples.
 */
#include "analyzer/report/print.h"
#include "tests/report/example.h"

static char *
page_of(struct example *x)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(f);
	td_report_html(f, &x->report);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(x->report.error, 0);
	ck_assert_uint_eq(strlen(text), n);
	return text;
}

static void
drop(struct example *x)
{
	td_cube_free(x->report.cube);
	td_balance_clear(&x->balance);
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static const struct example_count one[] = {
	{ TD_C_MESSAGES, 4 },
	{ TD_C_ACCEPTED, 3 },
	{ TD_C_FAILED, 1 },
	{ TD_N_COUNTERS, 0 },
};

START_TEST(test_names)
{
	static const struct {
		struct td_span domain;
		const char *bad, *good;
	} row[] = {
		{ TD_LIT("<script>x</script>"), "<script",
		    "<th scope=\"row\">&lt;script&gt;x&lt;/script&gt;</th>" },
		{ TD_LIT("</title></svg><b>"), "</svg><b>",
		    "&lt;/title&gt;&lt;/svg&gt;&lt;b&gt;" },
		{ TD_LIT("\" onclick=\"x"), "\" onclick",
		    "&quot; onclick=&quot;x" },
		{ TD_LIT("a\033[2J"), "\033", "a\xef\xbf\xbd[2J" },
		{ TD_LIT("a\xe2\x80\xae"
		         "b"),
		    "\xe2\x80\xae",
		    "a\xef\xbf\xbd"
		    "b" },
	};
	struct example x;
	char *text;

	example_empty(&x);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		example_cell(
		    x.report.cube, TD_SPAN("other"), row[i].domain, one);
	/* Of a cells file, say, that somebody else wrote. */
	ck_assert_int_eq(
	    td_balance_defect(&x.balance, "<i>", "<u>", "<s>.mbox", 0, 1), 0);
	text = page_of(&x);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		ck_assert_msg(
		    strstr(text, row[i].bad) == NULL, "%s", row[i].bad);
		ck_assert_msg(
		    strstr(text, row[i].good) != NULL, "%s", row[i].good);
	}
	ck_assert_ptr_null(strstr(text, "<i>"));
	ck_assert_ptr_null(strstr(text, "<u>"));
	ck_assert_ptr_null(strstr(text, "<s>"));
	ck_assert_ptr_nonnull(strstr(text, "&lt;s&gt;.mbox:0"));
	free(text);
	drop(&x);
}
END_TEST

/* Charts have 40 rows and say so; tables have all. */
START_TEST(test_rows)
{
	static const struct {
		int rows;
		size_t dots; /* the sum of all is one more */
		bool said;
	} row[] = {
		{ 1, 1, false },
		{ 2, 3, false },
		{ 40, 41, false },
		{ 41, 41, true },
		{ 90, 41, true },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct example x;
		char *text;

		example_empty(&x);
		for (int k = 0; k < row[i].rows; k++) {
			char name[32];

			snprintf(name, sizeof name, "d%d.example", k);
			example_cell(x.report.cube, TD_SPAN("other"),
			    (struct td_span){ name, strlen(name) }, one);
		}
		text = page_of(&x);
		ck_assert_uint_eq(count(text, "<circle "), row[i].dots);
		ck_assert_uint_eq(
		    count(text, "<th scope=\"row\">other</th>"), row[i].rows);
		ck_assert_uint_eq(
		    count(text, "The first 40 rows; the table has all."),
		    row[i].said ? 2 : 0);
		/* 3 of 4: 75 %, Wilson 30.1 to 95.4 */
		ck_assert_ptr_nonnull(
		    strstr(text, "75.0 % of 4 (95 % interval 30.1 to 95.4)"));
		free(text);
		drop(&x);
	}
}
END_TEST

/* Names are cut in charts, at 26 columns, and whole in a hint. */
START_TEST(test_long_name)
{
	struct example x;
	char *text;

	example_empty(&x);
	example_cell(x.report.cube, TD_SPAN("other"),
	    TD_SPAN("mail.newsletter.shop.example.jp"), one);
	text = page_of(&x);
	ck_assert_ptr_nonnull(strstr(text,
	    "<title>other mail.newsletter.shop.example.jp</title>"
	    "other mail.newsletter.sho\xe2\x80\xa6</text>"));
	free(text);
	drop(&x);
}
END_TEST

START_TEST(test_none)
{
	struct example x;
	char *text;

	example_empty(&x);
	text = page_of(&x);
	ck_assert_ptr_nonnull(strstr(text,
	    "Not in this input: Deliveries, "
	    "SPF, "));
	ck_assert_uint_eq(count(text, "<svg"), 0);
	ck_assert_ptr_null(strstr(text, "nan"));
	ck_assert_ptr_null(strstr(text, "inf<"));
	free(text);
	drop(&x);
}
END_TEST

/* Others write the texts of TLS reports; a chart takes 40 rows, most failures
 * first. */
START_TEST(test_tlsrpt)
{
	struct td_tlsrpt_row row = { .organization = TD_SPAN("<script>x"),
		.policy = TD_SPAN("sts"),
		.n = { .ok = 7, .by = { [TD_TLSRPT_EXPIRED] = 1 } } };
	struct example x;
	char *text, *last;

	example_empty(&x);
	text = page_of(&x);
	ck_assert_ptr_null(strstr(text, "TLS reports"));
	free(text);
	x.balance.tls_reports = 60;
	for (unsigned i = 0; i < 60; i++) {
		char domain[32];

		row.domain = (struct td_span){ domain,
			(size_t)snprintf(
			    domain, sizeof domain, "d%02u\" x=\"y", i) };
		row.n.failed = i;
		ck_assert_int_eq(td_balance_tlsrpt_row(&x.balance, &row), 0);
	}
	text = page_of(&x);
	ck_assert_ptr_null(strstr(text, "<script"));
	ck_assert_ptr_null(strstr(text, "\" x=\"y"));
	ck_assert_uint_eq(count(text, "&quot; x=&quot;y</th>"), 60);
	ck_assert_uint_eq(count(text, ">89.4 % of 66</text>"), 1);
	ck_assert_ptr_nonnull(strstr(text, "first 40 rows"));
	ck_assert_ptr_nonnull(strstr(text, " % of 27</text>"));
	ck_assert_ptr_null(strstr(text, " % of 26</text>"));
	/* 59 of 66 failed, 1,770 of 2,190 in all */
	ck_assert_ptr_nonnull(strstr(text, "TLS failed in 1,770 of 2,190 "));
	ck_assert_ptr_nonnull(strstr(text, ">89.4</data>"));
	last = strstr(text, "d59&quot; x");
	ck_assert_ptr_nonnull(last);
	ck_assert(last < strstr(text, "d58&quot; x"));
	free(text);
	drop(&x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("page");
	TCase *t = tcase_create("page");

	tcase_add_test(t, test_names);
	tcase_add_test(t, test_rows);
	tcase_add_test(t, test_long_name);
	tcase_add_test(t, test_none);
	tcase_add_test(t, test_tlsrpt);
	suite_add_tcase(s, t);
	return run_suite(s);
}

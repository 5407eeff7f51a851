/*
 * analyzer/report/report_table.c, report_notes.c: the sentences under the
 * table, and what becomes of a table on a terminal.  The expectations follow
 * OUTPUT.md.
 */
#include "tests/report/example.h"

#include "analyzer/report/escape.h"

/* The sentences under the table, each a line where there is room. */
START_TEST(test_notes)
{
	static const char *const line[] = {
		"Forwarded on the way: 2 messages. SPF and DMARC measure the "
		"forwarder there and count as missing.",
		"Sources: 3, of which 1 could not be read, or not to the end.",
		"Messages: 33 counted, from 2026-11-01T00:00:00Z to "
		"2026-11-01T23:59:59.250000Z; left out: 2 with a null sender, "
		"1 report about other mail.",
		"Without a date, so outside the window: 9 messages.",
		"Log lines that tell of deliveries: 12.",
		"Log lines whose stamps tell no time zone: 13, taken for UTC; "
		"--zone says what it is.",
		"Log lines said to be repeated: 11.",
		"Events of services that tell of mail: 21.",
		"Given to a service by a log: 29 messages. Of 14 the service "
		"tells what became of them, and that is counted; of 15 (51.7 "
		"%) it tells nothing, and they count as accepted by it.",
		"Bounces and complaints found as mail tell of 25 recipients of "
		"messages. Of 22 a log tells, too: each counts once, 23 of "
		"them as failed that the log has as accepted or open; of 3 "
		"(12.0 %) no log tells, and they count by themselves.",
		"Not joined with them: 24 logs in archives that begin with "
		"something else or came through a pipe. Give such logs as "
		"files.",
		"As Amazon SES counts, of 17 messages: bounces 105.88 % (OVER "
		"10 %: it may pause the sending), complaints 111.76 % (OVER "
		"0.5 %: it may pause the sending).",
		"Events of mail to a service's simulator, so not counted: 16.",
		"Accepted by a relay (a sending service such as Amazon SES, a "
		"gateway, a private address, a submission port), not by the "
		"recipient's own "
		"host: 3 of 9 accepted messages. What became of them there is "
		"not in these logs.",
		"Refused before they were queued, so not counted: 6 lines of "
		"logs.",
		"TLS reports: 22 (RFC 8460; about mail to your own domains, so "
		"in no rate): 5,327 sessions went well, 303 failed.",
		"TLS failed, as others say. Where a policy is enforced such "
		"mail waits at the sender and comes back in the end:",
		"  example.jp (sts), says Example \"Mail\": 303 of 5,629 "
		"sessions failed: starttls-not-supported 200, "
		"certificate-expired 104",
		"  (other) ((other)), says (other): 0 of 0 sessions failed: "
		"unspecified 1",
		"starttls-not-supported: a mail host did not offer STARTTLS.",
		"certificate-expired: the certificate of a mail host has "
		"expired.",
		"unspecified: counted without saying why.",
		"Deliveries whose recipient is not in these logs, so not "
		"counted: 1,234.",
		"Too many open queue entries: 5 were counted as they stood.",
		"Accepted is not delivered at docomo: what filters there "
		"refuse is taken all the same, and dropped or put aside "
		"without a word.",
		"tries: Attempts to deliver for which a connection was tried.",
		"top reason: The most frequent reason of what failed or "
		"expired, and how many messages have it.",
		"expired: none.",
		"suppr.: none.",
		"Bytes: 12,345 read, which are 100,000 decoded: 80,000 "
		"counted + 15,000 other + 0 outside the window + 0 duplicate "
		"+ 5,000 defect = 100,000.",
		"Defects, each with its first place, file:byte (--rejects has "
		"all, explain file:@byte tells more):",
		"  NUL bytes in eml: 1, at a?.eml:0",
		"  no header field in mbox: 2, at b.mbox:1234",
		"Recipient taken from: x-original-to 30, none 3.",
		"Result fields believed: 28",
		"Result fields not believed: 3",
		"Result fields not needed: 5",
		"Without any Received field: 8 messages; no result is "
		"believed there unless --authserv-id names its id.",
		"  --authserv-id mx.example.jp (3 messages)",
		"  $(id) (1 message)", /* nothing to paste into a shell */
		"of: how many messages a rate is made of; " DASH ": no data.",
	};
	struct example x;
	char *got;

	example_full(&x);
	x.report.columns = 300;
	got = example_print(&x, "table");
	for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++) {
		char *whole = NULL;

		ck_assert_int_ge(asprintf(&whole, "\n%s\n", line[i]), 0);
		ck_assert_msg(strstr(got, whole) != NULL,
		    "no line \"%s\" in\n%s", line[i], got);
		free(whole);
	}
	ck_assert_ptr_null(strstr(got, "Low coverage"));
	ck_assert_ptr_null(strstr(got, "Not one trusted result"));
	ck_assert_ptr_null(strstr(got, "tlsa-invalid:"));
	/* The rates are explained by their own table's sentence. */
	ck_assert_ptr_nonnull(strstr(got, td_rates[1].doc));
	free(got);
	example_clear(&x);
}
END_TEST

/* The worst ten, and how many more; nothing where there is no report. */
START_TEST(test_tls_reports)
{
	struct example x;
	char name[24], *got;

	example_empty(&x);
	x.report.columns = 300;
	got = example_print(&x, "table");
	ck_assert_ptr_null(strstr(got, "TLS reports"));
	free(got);
	x.balance.tls_reports = 1;
	for (int i = 0; i < 13; i++) {
		const int n = snprintf(name, sizeof(name), "d%02d.example", i);
		const struct td_tlsrpt_row row = { .domain = { name,
			                               (size_t)n },
			.organization = TD_SPAN("Example"),
			.policy = TD_SPAN("tlsa"),
			.n = { .ok = i == 0, .failed = i } };

		ck_assert_int_eq(td_balance_tlsrpt_row(&x.balance, &row), 0);
	}
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(
	    strstr(got, "no rate): 1 session went well, 78 failed.\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "in the end:\n  d12.example (tlsa), says Example: 12 of 12 "
	    "sessions failed\n  d11.example "));
	ck_assert_ptr_nonnull(strstr(got,
	    "  d03.example (tlsa), says Example: "
	    "3 of 3 sessions failed\n"
	    "  and 2 more (-O json has all)\n"));
	ck_assert_ptr_null(strstr(got, "d02.example"));
	ck_assert_ptr_null(strstr(got, "Result fields"));
	free(got);
	example_clear(&x);
}
END_TEST

START_TEST(test_low_coverage)
{
	static const struct example_count silent[] = {
		{ TD_C_MESSAGES, 1200 },
		{ TD_C_SPF + TD_R_MISSING, 1200 },
		{ TD_C_DKIM + TD_R_MISSING, 1200 },
		{ TD_C_DMARC + TD_R_MISSING, 1200 },
		{ TD_N_COUNTERS, 0 },
	};
	struct example x;
	char *got;

	example_full(&x);
	example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"), silent);
	/* Eleven small ones: the largest come first, the last is left out. */
	for (char c = 'a'; c <= 'k'; c++) {
		const struct example_count few[] = {
			{ TD_C_MESSAGES, c < 'f' ? 1 : 2 },
			{ TD_C_SPF + TD_R_MISSING, c < 'f' ? 1 : 2 },
			{ TD_C_DKIM + TD_R_MISSING, c < 'f' ? 1 : 2 },
			{ TD_C_DMARC + TD_R_MISSING, c < 'f' ? 1 : 2 },
			{ TD_N_COUNTERS, 0 },
		};

		example_cell(x.report.cube, TD_SPAN("m"),
		    (struct td_span){ &c, 1 }, few);
	}
	x.report.columns = 300;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got,
	    "\nLow coverage: of 1,250 messages only 30 tell a trusted SPF "
	    "result, 29 a DKIM result, 28 a DMARC result. The rates are of "
	    "these; they say nothing about the others.\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\nNot one trusted result in 12 rows: au au.com (1,200), "
	    "m f (2), m g (2), m h (2), m i (2), m j (2), m k (2), "
	    "m a (1), m b (1), m c (1), ...\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* 100.0 and 0.0 are said of all and of none only; large numbers are short. */
START_TEST(test_nearly)
{
	static const struct example_count a[] = {
		{ TD_C_MESSAGES, 1234567 },
		{ TD_C_SPF + TD_R_PASS, 1234566 },
		{ TD_C_SPF + TD_R_FAIL, 1 },
		{ TD_C_DKIM + TD_R_PASS, 1 },
		{ TD_C_DKIM + TD_R_FAIL, 45678 },
		{ TD_C_DKIM_ALIGNED, 1 },
		{ TD_C_DMARC + TD_R_FAIL, 9999 },
		{ TD_N_COUNTERS, 0 },
	};
	struct example x;
	char *got;

	example_empty(&x);
	example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"), a);
	ck_assert_int_eq(
	    td_tally_add(x.balance.untrusted, TD_SPAN("-x.example"), 2), 0);
	ck_assert_int_eq(
	    td_tally_add(x.balance.untrusted, TD_SPAN("mx-1.example"), 1), 0);
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com  1,234,567   99.9 1.2M    0.1 45k    0.0 9999"
	    "      " DASH "  0\n"));
	/* What looks like an option is none. */
	ck_assert_ptr_nonnull(strstr(got, "\n  -x.example (2 messages)\n"));
	ck_assert_ptr_nonnull(
	    strstr(got, "\n  --authserv-id mx-1.example (1 message)\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* No line is wider than the terminal, whatever the input calls itself. */
START_TEST(test_width)
{
	static const struct example_count many[] = {
		{ TD_C_MESSAGES, UINT64_C(12345678901) },
		{ TD_C_SPF + TD_R_PASS, UINT64_C(12345678901) },
		{ TD_C_DEFERRED, UINT64_C(999999999999) },
		{ TD_C_ATTEMPTS, UINT64_MAX },
		{ TD_C_EXPIRED, UINT64_C(999999999999) },
		{ TD_C_SUPPRESSED, UINT64_C(999999999999) },
		{ TD_C_REASON + TD_REASON_POLICYVIOLATION, UINT64_MAX },
		{ TD_N_COUNTERS, 0 },
	};
	char name[256];
	struct example x;

	memset(name, 'x', sizeof name);
	for (size_t i = 0; i + 2 < 255; i += 3)
		memcpy(name + i, "\xe4\xbe\x8b", 3);
	example_full(&x);
	example_cell(x.report.cube, TD_SPAN("google-workspace"),
	    (struct td_span){ name, 255 }, many);
	ck_assert_int_eq(
	    td_tally_add(x.balance.untrusted, (struct td_span){ name, 255 }, 7),
	    0);
	for (unsigned columns = 42; columns < 260; columns++) {
		char *got, *line, *next;

		x.report.columns = columns;
		got = example_print(&x, "table");
		for (line = got; *line != '\0'; line = next + 1) {
			next = strchr(line, '\n');
			ck_assert_ptr_nonnull(next);
			ck_assert_msg(
			    td_text_width(td_span(line, next)) <= columns,
			    "%u: %.*s", columns, (int)(next - line), line);
		}
		free(got);
	}
	example_clear(&x);
}
END_TEST

START_TEST(test_color)
{
	struct example x;
	char *got;

	example_full(&x);
	got = example_print(&x, "table");
	ck_assert_ptr_null(strchr(got, '\033'));
	free(got);
	x.report.color = true;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strchr(got, '\033'));
	free(got);
	example_clear(&x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report_notes");
	TCase *t = tcase_create("report_notes");

	tcase_add_test(t, test_notes);
	tcase_add_test(t, test_tls_reports);
	tcase_add_test(t, test_low_coverage);
	tcase_add_test(t, test_nearly);
	tcase_add_test(t, test_width);
	tcase_add_test(t, test_color);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * What the readers of services share (formats/outcome.h).
 */
#include "formats/outcome.h"
#include "tests/run.h"

#include <check.h>

static const struct {
	const char *text, *address;
} addresses[] = {
	/* RFC 5321 4.1.2, bare and as a path */
	{ "hanako@example.jp", "hanako@example.jp" },
	{ "<hanako@example.jp>", "hanako@example.jp" },
	{ " hanako@example.jp\t", "hanako@example.jp" },
	/* RFC 5322 3.4 */
	{ "Hanako <hanako@example.jp>", "hanako@example.jp" },
	{ "\"Ex, <Hanako>\" < hanako@example.jp >", "hanako@example.jp" },
	{ "Hanako <hanako@example.jp", "hanako@example.jp" },
	{ "example.jp", "example.jp" },
	{ "", "" },
	{ "<>", "" },
	{ "Nobody <>", "" },
	{ " ", "" },
};

START_TEST(finds_the_address)
{
	const char *text = addresses[_i].text;
	char padded[64 + TD_PAD] = "";
	struct td_span s;

	memcpy(padded, text, strlen(text));
	s = td_outcome_address((struct td_span){ padded, strlen(text) });

	ck_assert_msg(td_span_eq(s,
	                  (struct td_span){ addresses[_i].address,
	                      strlen(addresses[_i].address) }),
	    "%s: \"%.*s\"", text, (int)s.n, s.p);
}
END_TEST

#define NOON INT64_C(1795262400) /* 2026-11-21T12:00:00Z */

static const struct {
	const char *text;
	int64_t when;
} times[] = {
	/* RFC 3339 5.8 */
	{ "2026-11-21T12:00:00Z", NOON * 1000000 },
	{ "2026-11-21T12:00:00.678Z", NOON * 1000000 + 678000 },
	{ "2026-11-21T21:00:00+09:00", NOON * 1000000 },
	{ "2026-11-21T21:00:00.000001+09:00", NOON * 1000000 + 1 },
	/* and what services make of it */
	{ "2026-11-21T21:00:00+0900", NOON * 1000000 },
	{ "2026-11-21T21:00:00+09", NOON * 1000000 },
	{ "2026-11-21 12:00:00", NOON * 1000000 },
	{ "2026-11-21T12:00:00", NOON * 1000000 },
	{ "2026-11-21T12:00:00.1234567Z", NOON * 1000000 + 123456 },
	{ "", TD_NO_TIME },
	{ "soon", TD_NO_TIME },
	{ "2026-11-21", TD_NO_TIME },
	{ "2026-11-21T12:00:00Zx", TD_NO_TIME },
	{ "2026-13-21T12:00:00Z", TD_NO_TIME },
};

START_TEST(reads_times)
{
	char padded[64 + TD_PAD] = "";
	const size_t n = strlen(times[_i].text);

	memcpy(padded, times[_i].text, n);
	ck_assert_msg(
	    td_outcome_time((struct td_span){ padded, n }) == times[_i].when,
	    "%s", times[_i].text);
}
END_TEST

/* A batch that is full ends; one that was empty has too many. */
START_TEST(tells_what_has_no_room)
{
	struct td_outcome outcome[2];
	struct td_batch b = { .outcome = outcome, .cap_outcomes = 2 };
	struct td_outcomes to;

	td_outcomes_begin(&to, &b);
	ck_assert_ptr_eq(td_outcome_add(&to, TD_SERVICE_SES), &outcome[0]);
	ck_assert_int_eq(outcome[0].service, TD_SERVICE_SES);
	ck_assert(outcome[0].when == TD_NO_TIME);
	ck_assert_int_eq(outcome[0].result[TD_M_ARC], TD_R_MISSING);
	td_outcomes_begin(&to, &b);
	ck_assert_ptr_eq(td_outcome_add(&to, TD_SERVICE_SES), &outcome[1]);
	ck_assert_ptr_null(td_outcome_add(&to, TD_SERVICE_SES));
	ck_assert(to.full && !to.too_many);
	b.n_outcomes = 0;
	td_outcomes_begin(&to, &b);
	td_outcome_add(&to, TD_SERVICE_SES);
	td_outcome_add(&to, TD_SERVICE_SES);
	ck_assert_ptr_null(td_outcome_add(&to, TD_SERVICE_SES));
	ck_assert(!to.full && to.too_many);
}
END_TEST

START_TEST(names_services)
{
	for (unsigned s = 0; s < TD_N_SERVICES; s++)
		ck_assert_uint_gt(
		    strlen(td_service_name((enum td_service)s)), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("outcome");
	TCase *t = tcase_create("outcome");

	tcase_add_loop_test(t, finds_the_address, 0,
	    (int)(sizeof addresses / sizeof addresses[0]));
	tcase_add_loop_test(
	    t, reads_times, 0, (int)(sizeof times / sizeof times[0]));
	tcase_add_test(t, tells_what_has_no_room);
	tcase_add_test(t, names_services);
	suite_add_tcase(s, t);
	return run_suite(s);
}

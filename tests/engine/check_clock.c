/*
 * Years and zones that logs leave out.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/engine/clock.h"
#include "tests/run.h"

static int64_t
at(int year, unsigned month, unsigned day, int hour, int minute)
{
	return ((td_days_from_civil(year, month, day) * 24 + hour) * 60 +
	           minute) *
	    60 * INT64_C(1000000);
}

/* The year of the first line, from when the file was written. */
static const struct {
	unsigned month, day;           /* of the first line */
	int year2, month2, day2, want; /* of the file */
	int given;
} starts[] = {
	{ 11, 21, 2026, 11, 21, 2026, 0 },
	{ 11, 22, 2026, 11, 21, 2025, 0 }, /* more than any zone */
	{ 11, 24, 2026, 11, 21, 2025, 0 }, { 12, 20, 2026, 1, 5, 2025, 0 },
	{ 1, 1, 2026, 12, 31, 2026, 0 }, { 2, 29, 2024, 3, 1, 2024, 0 },
	{ 12, 31, 2026, 12, 31, 2026, 0 }, { 1, 1, 2026, 1, 1, 2026, 0 },
	{ 11, 21, 2026, 11, 21, 2019, 2019 }, /* --year */
};

START_TEST(first_year)
{
	int64_t first = at(1972, starts[_i].month, starts[_i].day, 12, 0);
	int64_t written = at(starts[_i].year2, (unsigned)starts[_i].month2,
	    (unsigned)starts[_i].day2, 12, 0);

	ck_assert_int_eq(
	    td_clock_year(starts[_i].given, first, written), starts[_i].want);
	/* Nine hours ahead: local time taken for UTC. */
	ck_assert_int_eq(
	    td_clock_year(0, at(1972, 1, 1, 8, 0), at(2025, 12, 31, 23, 0)),
	    2026);
}
END_TEST

/*
 * --year 2025 of several logs: month and day of their first lines, which may
 * come in any order, and the years they get; month 0: no more.
 */
static const struct {
	const char *what;
	struct {
		unsigned month, day;
		int want;
	} log[13];
} sets[] = {
	{ "one", { { 12, 1, 2025 } } },
	{ "of a year, in it", { { 6, 1, 2025 }, { 7, 1, 2025 } } },
	{ "over New Year, by months", { { 12, 1, 2025 }, { 1, 1, 2026 } } },
	{ "over New Year, newest first",
	    { { 1, 4, 2026 }, { 12, 28, 2025 }, { 12, 21, 2025 } } },
	{ "twice the same day",
	    { { 1, 4, 2026 }, { 12, 28, 2025 }, { 1, 4, 2026 },
	        { 12, 28, 2025 } } },
	{ "nine months",
	    { { 5, 1, 2025 }, { 6, 1, 2025 }, { 7, 1, 2025 }, { 8, 1, 2025 },
	        { 9, 1, 2025 }, { 10, 1, 2025 }, { 11, 1, 2025 },
	        { 12, 1, 2025 }, { 1, 1, 2026 } } },
	{ "New Year's Day only", { { 12, 31, 2025 }, { 1, 1, 2026 } } },
	{ "a leap day", { { 2, 29, 2026 }, { 1, 1, 2026 }, { 12, 1, 2025 } } },
	{ "all months of the year",
	    { { 1, 1, 2025 }, { 2, 1, 2025 }, { 3, 1, 2025 }, { 4, 1, 2025 },
	        { 5, 1, 2025 }, { 6, 1, 2025 }, { 7, 1, 2025 }, { 8, 1, 2025 },
	        { 9, 1, 2025 }, { 10, 1, 2025 }, { 11, 1, 2025 },
	        { 12, 1, 2025 } } },
	{ "none near New Year", { { 9, 1, 2025 }, { 1, 1, 2025 } } },
	{ "62 days before it", { { 10, 31, 2025 }, { 1, 1, 2026 } } },
	{ "63 days", { { 10, 30, 2025 }, { 1, 1, 2025 } } },
	{ "a pause of 92 days",
	    { { 1, 1, 2026 }, { 2, 29, 2026 }, { 5, 31, 2025 }, { 8, 15, 2025 },
	        { 10, 15, 2025 }, { 12, 1, 2025 } } },
	{ "of 91",
	    { { 1, 1, 2025 }, { 2, 29, 2025 }, { 5, 30, 2025 }, { 8, 15, 2025 },
	        { 10, 15, 2025 }, { 12, 1, 2025 } } },
};

START_TEST(set_of_logs)
{
	int64_t stamp[13], sorted[13], written;
	size_t n = 0;

	for (; n < 13 && sets[_i].log[n].month != 0; n++)
		sorted[n] = stamp[n] =
		    at(1972, sets[_i].log[n].month, sets[_i].log[n].day, 9, 15);
	written = td_clock_written(2025, sorted, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(td_clock_year(written != 0 ? 0 : 2025, stamp[i],
		                  written) == sets[_i].log[i].want,
		    "%s: %u-%u", sets[_i].what, sets[_i].log[i].month,
		    sets[_i].log[i].day);
}
END_TEST

/* FORMATS 8: digits 5 to 16 of the id; its vector, and what is no such id. */
static const struct {
	const char *reply;
	int64_t ms; /* 0: it tells nothing */
} ids[] = {
	{ "250 Ok 01060175033bab4a-c8f0a1b2-0c9e-4f6a-9d3e-6b1f2a7c5d80-000000",
	    INT64_C(1602077043530) }, /* 2020-10-07 13:24:03.530 */
	{ "250 Ok 01060175033bab4a-c8f0a1b2-0c9e-4f6a-9d3e-6b1f2a7c5d80-00000",
	    0 },
	{ "250 Ok 0106017503xbab4a-c8f0a1b2-0c9e-4f6a-9d3e-6b1f2a7c5d80-000000",
	    0 },
	{ "250 Ok 01060175033bab4a+c8f0a1b2-0c9e-4f6a-9d3e-6b1f2a7c5d80-000000",
	    0 },
	{ "250 OK 01060175033bab4a-c8f0a1b2-0c9e-4f6a-9d3e-6b1f2a7c5d80-000000",
	    0 },
	{ "250 2.0.0 Ok: queued as 4AbCd0123zz1J0N", 0 },
	{ "", 0 },
};

START_TEST(told_year)
{
	struct td_event event[2] = {
		{ .lacks = TD_STAMP_NO_YEAR, .when = at(1972, 10, 7, 13, 23) },
		{ .lacks = TD_STAMP_NO_YEAR,
		    .when = at(1972, 10, 7, 13, 24),
		    .action = TD_ACTION_SENT,
		    .relay = TD_LIT("email-smtp.eu-west-1.amazonaws.com"),
		    .reply = { ids[_i].reply, strlen(ids[_i].reply) } },
	};
	struct td_batch b = { .n = 2, .event = event };
	struct td_first f = td_clock_first(&b);

	ck_assert_int_eq(f.stamp, at(1972, 10, 7, 13, 23));
	ck_assert_int_eq(
	    f.written, ids[_i].ms == 0 ? TD_NO_TIME : ids[_i].ms * 1000);
	event[1].action = TD_ACTION_DEFERRED;
	ck_assert_int_eq(td_clock_first(&b).written, TD_NO_TIME);
	event[1].action = TD_ACTION_SENT;
	event[1].relay = TD_SPAN("email-smtp.amazonaws.com.example.net");
	ck_assert_int_eq(td_clock_first(&b).written, TD_NO_TIME);
}
END_TEST

/* A walk over lines: month, day of the stamp, and the year it must get. */
static const struct {
	unsigned month, day;
	int want;
} walk[] = {
	{ 11, 30, 2025 },
	{ 12, 31, 2025 },
	{ 1, 1, 2026 },
	{ 12, 31, 2025 }, /* a line that is late */
	{ 1, 1, 2026 },
	{ 1, 20, 2026 },
	{ 1, 18, 2026 }, /* out of order, the same year */
	{ 8, 1, 2026 },  /* half a year of silence */
	{ 2, 28, 2027 },
	{ 3, 1, 2027 },
	{ 3, 1, 2027 },
};

START_TEST(walks)
{
	struct td_zone_info utc = { .name = "UTC", .fixed = true };
	struct td_clock c = { .zone = &utc, .year = 2025, .last = TD_NO_TIME };

	for (size_t i = 0; i < sizeof walk / sizeof walk[0]; i++) {
		struct td_event e = { .when = at(1972, walk[i].month,
			                  walk[i].day, 7, 30),
			.lacks = TD_STAMP_NO_YEAR };

		ck_assert_int_eq(td_clock_at(&c, &e),
		    at(walk[i].want, walk[i].month, walk[i].day, 7, 30));
	}
}
END_TEST

/* Skipping parts gives the same year as walking through them. */
START_TEST(skips)
{
	struct td_zone_info utc = { .name = "UTC", .fixed = true };
	struct td_clock c = { .zone = &utc, .year = 2025, .last = TD_NO_TIME };

	td_clock_skip(&c, at(1972, 11, 30, 0, 0));
	td_clock_skip(&c, at(1972, 1, 1, 0, 0));
	td_clock_skip(&c, at(1972, 12, 31, 23, 59)); /* late */
	ck_assert_int_eq(c.year, 2026);
	td_clock_skip(&c, at(1972, 8, 1, 0, 0));
	ck_assert_int_eq(c.year, 2026);
}
END_TEST

START_TEST(zones)
{
	struct td_zone_info tokyo = { "+09:00", true, 9 * 3600 };
	struct td_clock c = {
		.zone = &tokyo, .year = 2026, .last = TD_NO_TIME
	};
	struct td_event e = { .when = at(2026, 11, 21, 8, 0),
		.lacks = TD_STAMP_NO_ZONE };

	ck_assert_int_eq(td_clock_at(&c, &e), at(2026, 11, 20, 23, 0));
	e.lacks = 0;
	ck_assert_int_eq(td_clock_at(&c, &e), at(2026, 11, 21, 8, 0));
	e.when = at(1972, 1, 1, 8, 0);
	e.lacks = TD_STAMP_NO_ZONE | TD_STAMP_NO_YEAR;
	ck_assert_int_eq(td_clock_at(&c, &e), at(2025, 12, 31, 23, 0));
	e.when = TD_NO_TIME;
	ck_assert_int_eq(td_clock_at(&c, &e), TD_NO_TIME);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("clock");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, first_year, 0, sizeof starts / sizeof starts[0]);
	tcase_add_loop_test(t, set_of_logs, 0, sizeof sets / sizeof sets[0]);
	tcase_add_loop_test(t, told_year, 0, sizeof ids / sizeof ids[0]);
	tcase_add_test(t, walks);
	tcase_add_test(t, skips);
	tcase_add_test(t, zones);
	return run_suite(s);
}

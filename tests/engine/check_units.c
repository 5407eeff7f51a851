/*
 * analyzer/units.c: sizes and times of the command line.
 */
#include <check.h>
#include <inttypes.h>

#include "analyzer/units.h"
#include "tests/run.h"

static const struct {
	const char *text;
	bool ok;
	uint64_t n;
} sizes[] = {
	{ "0", true, 0 },
	{ "64", true, 64 },
	{ "64k", true, 65536 },
	{ "4M", true, 4194304 },
	{ "2G", true, UINT64_C(2147483648) },
	{ "1T", true, UINT64_C(1099511627776) },
	{ "18446744073709551615", true, UINT64_MAX },
	{ "18446744073709551616", false, 0 },
	{ "16777216T", false, 0 },
	{ "", false, 0 },
	{ "k", false, 0 },
	{ "-1", false, 0 },
	{ "1.5M", false, 0 },
	{ "1MB", false, 0 },
	{ " 1", false, 0 },
};

START_TEST(size)
{
	uint64_t n;

	ck_assert_int_eq(td_parse_size(sizes[_i].text, &n), sizes[_i].ok);
	if (sizes[_i].ok)
		ck_assert_uint_eq(n, sizes[_i].n);
}
END_TEST

/* date -u -d 2026-11-21T17:58:00 +%s: 1795283880 */
static const struct {
	const char *text, *zone;
	int64_t seconds; /* 0: not a time */
} times[] = {
	{ "2026-11-21T17:58:00", "UTC", 1795283880 },
	{ "2026-11-21T17:58", "UTC", 1795283880 },
	{ "2026-11-21 17:58", "UTC", 1795283880 },
	{ "2026-11-21T17:58:00Z", "+09:00", 1795283880 },
	{ "2026-11-22T02:58:00+09:00", "UTC", 1795283880 },
	{ "2026-11-22T02:58:00+0900", "UTC", 1795283880 },
	{ "2026-11-22T02:58:00", "+09:00", 1795283880 },
	{ "2026-11-21T12:58:00-05:00", "UTC", 1795283880 },
	{ "2026-11-21", "UTC", 1795219200 },
	{ "2026-11-21", "+09:00", 1795186800 },
	{ "1970-01-01", "UTC", 0 },
	{ "2026-11-31T00:00", "UTC", 0 },
	{ "2026-13-01", "UTC", 0 },
	{ "2026-11-21T24:00", "UTC", 0 },
	{ "2026-11-21T17", "UTC", 0 },
	{ "2026-11-21T17:58:00 JST", "UTC", 0 },
	{ "21 Nov 2026", "UTC", 0 },
	{ "", "UTC", 0 },
};

START_TEST(time_of_day)
{
	struct td_zone_info zone;
	struct td_error e;
	int64_t when = -1;

	ck_assert_int_eq(td_zone_set(&zone, times[_i].zone, &e), 0);
	if (td_parse_time(times[_i].text, &zone, &when, &e) == 0)
		ck_assert_int_eq(when, times[_i].seconds * 1000000);
	else
		ck_assert_int_eq(times[_i].seconds, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("units");
	TCase *tc = tcase_create("units");

	tcase_add_loop_test(tc, size, 0, (int)(sizeof sizes / sizeof sizes[0]));
	tcase_add_loop_test(
	    tc, time_of_day, 0, (int)(sizeof times / sizeof times[0]));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

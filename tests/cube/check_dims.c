/*
 * analyzer/cube/dims.c and zone.c: values of dimensions, ISO weeks, zones.
 */
#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "tests/cube/fixture.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct td_dimension *
dimension(const char *name)
{
	size_t i = 0;

	while (strcmp(td_dimensions[i].name, name) != 0)
		ck_assert_uint_lt(++i, td_n_dimensions);
	return &td_dimensions[i];
}

static void
expect(const char *dim, const struct td_observation *o,
    const struct td_zone_info *z, const char *want)
{
	char buf[64], got[300];
	struct td_span v = dimension(dim)->value(o, z, buf);

	ck_assert_uint_le(v.n, 255);
	memcpy(got, v.p, v.n);
	got[v.n] = '\0';
	ck_assert_msg(strcmp(got, want) == 0, "%s: %s, not %s", dim, got, want);
}

/* "Dimensions:" of OUTPUT.md, in its order. */
START_TEST(test_table)
{
	static const char *const names[] = { "carrier", "operator", "class",
		"domain", "hour", "day", "week", "month", "author_domain",
		"mailfrom_domain", "sdid", "authserv_id", "relay", "reporter",
		"format", "source", "hostname", "reason", "rule", "status",
		"tag" };

	ck_assert_uint_eq(td_n_dimensions, N(names));
	for (size_t i = 0; i < N(names); i++) {
		ck_assert_str_eq(td_dimensions[i].name, names[i]);
		ck_assert_int_eq(td_dimensions[i].timed, i >= 4 && i <= 7);
	}
}
END_TEST

START_TEST(test_values)
{
	struct td_observation o = { .when = TD_NO_TIME,
		.domain = TD_LIT("docomo.ne.jp"),
		.carrier = { .carrier = TD_LIT("docomo"),
		    .operator= TD_LIT("ntt-docomo"),
		    .class = TD_LIT("mobile-jp") },
		.author_domain = TD_LIT("example.com"),
		.mailfrom_domain = TD_LIT("bounce.example.com"),
		.sdid = TD_LIT("example.net"),
		.authserv_id = TD_LIT("mx.example.jp"),
		.relay = TD_LIT("in.example.jp"),
		.reporter = TD_LIT("example.org"),
		.hostname = TD_LIT("mail1"),
		.tag = TD_LIT("campaign"),
		.source = TD_LIT("a@b.mbox"),
		.format = "mbox" };
	struct td_zone_info utc = { .name = "UTC", .fixed = true };

	expect("carrier", &o, &utc, "docomo");
	expect("operator", &o, &utc, "ntt-docomo");
	expect("class", &o, &utc, "mobile-jp");
	expect("domain", &o, &utc, "docomo.ne.jp");
	expect("author_domain", &o, &utc, "example.com");
	expect("mailfrom_domain", &o, &utc, "bounce.example.com");
	expect("sdid", &o, &utc, "example.net");
	expect("authserv_id", &o, &utc, "mx.example.jp");
	expect("relay", &o, &utc, "in.example.jp");
	expect("reporter", &o, &utc, "example.org");
	expect("hostname", &o, &utc, "mail1");
	expect("tag", &o, &utc, "campaign");
	expect("source", &o, &utc, "a@b.mbox");
	expect("format", &o, &utc, "mbox");
	expect("reason", &o, &utc, "(none)");
	expect("status", &o, &utc, "(none)");
	expect("day", &o, &utc, "(none)");
	o.status = TD_SPAN("5.1.1");
	o.reason = TD_REASON_USERUNKNOWN;
	expect("status", &o, &utc, "5.1.1");
	o.rule = "google: x.1.1";
	expect("reason", &o, &utc, "(none)"); /* it has none */
	expect("rule", &o, &utc, "(none)");
	o.has_reason = true;
	expect("reason", &o, &utc, "userunknown");
	expect("rule", &o, &utc, "google: x.1.1");
	o.rule = NULL; /* made by hand */
	expect("rule", &o, &utc, "(none)");
	o.reason = 0;
	expect("reason", &o, &utc, "hostunknown");
	o = (struct td_observation){ .when = TD_NO_TIME };
	for (size_t i = 0; i < td_n_dimensions; i++)
		expect(td_dimensions[i].name, &o, &utc, "(none)");
}
END_TEST

/* OUTPUT.md: nothing in any output holds a local part. */
START_TEST(test_local_part)
{
	struct td_zone_info utc = { .name = "UTC", .fixed = true };
	char far[600];
	struct td_observation o = { .when = TD_NO_TIME };

	o.authserv_id = TD_SPAN("who@ever@mx.example.jp");
	expect("authserv_id", &o, &utc, "mx.example.jp");
	o.authserv_id = TD_SPAN("who@");
	expect("authserv_id", &o, &utc, "(none)");
	memset(far, 'a', sizeof(far));
	o.domain = (struct td_span){ far, sizeof(far) };
	far[255] = '\0';
	expect("domain", &o, &utc, far);
}
END_TEST

/* The examples of the "ISO week date" literature (ISO 8601, 2.2.10). */
static const struct {
	int year, month, day;
	const char *week;
} weeks[] = {
	{ 1977, 1, 1, "1976-W53" },
	{ 1977, 1, 2, "1976-W53" },
	{ 1977, 12, 31, "1977-W52" },
	{ 1978, 1, 1, "1977-W52" },
	{ 1978, 1, 2, "1978-W01" },
	{ 1978, 12, 31, "1978-W52" },
	{ 1979, 12, 30, "1979-W52" },
	{ 1979, 12, 31, "1980-W01" },
	{ 1980, 12, 28, "1980-W52" },
	{ 1980, 12, 29, "1981-W01" },
	{ 1981, 12, 31, "1981-W53" },
	{ 1982, 1, 3, "1981-W53" },
	{ 1982, 1, 4, "1982-W01" },
	{ 1970, 1, 1, "1970-W01" },
	{ 1969, 12, 28, "1969-W52" },
	{ 2026, 11, 21, "2026-W47" }, /* OUTPUT.md's day, a Saturday */
	{ 2027, 1, 3, "2026-W53" },
};

START_TEST(test_weeks)
{
	struct td_zone_info utc = { .name = "UTC", .fixed = true };
	struct td_observation o = { .when = 0 };
	int64_t days = td_days_from_civil(
	    weeks[_i].year, (unsigned)weeks[_i].month, (unsigned)weeks[_i].day);

	o.when = days * 86400 * 1000000;
	expect("week", &o, &utc, weeks[_i].week);
	o.when += INT64_C(86399999999);
	expect("week", &o, &utc, weeks[_i].week);
}
END_TEST

/* The C library's calendar as the other opinion, 1900 to 2300. */
START_TEST(test_calendar)
{
	struct td_zone_info utc = { .name = "UTC", .fixed = true };
	uint64_t rng = 5;

	for (int i = 0; i < 20000; i++) {
		time_t t = (time_t)fixture_random(&rng, UINT64_C(12622780800)) -
		    2208988800;
		struct td_observation o = { .when = (int64_t)t * 1000000 +
			    (int64_t)fixture_random(&rng, 1000000) };
		char want[64];
		struct tm tm;

		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H", &tm);
		expect("hour", &o, &utc, want);
		want[10] = '\0';
		expect("day", &o, &utc, want);
		want[7] = '\0';
		expect("month", &o, &utc, want);
		strftime(want, sizeof(want), "%G-W%V", &tm);
		expect("week", &o, &utc, want);
	}
}
END_TEST

/* Four digits are all that ISO 8601 writes. */
START_TEST(test_far_years)
{
	struct td_zone_info z = { .name = "+15:59", .fixed = true };
	struct td_observation o = { .when = INT64_MAX };

	z.offset = 57540;
	expect("day", &o, &z, "(none)");
	o.when = INT64_MIN + 1;
	expect("week", &o, &z, "(none)");
	z.offset = 0;
	o.when = (td_days_from_civil(10000, 1, 1) * 86400 - 1) * 1000000;
	expect("day", &o, &z, "9999-12-31");
	o.when += 1000000;
	expect("day", &o, &z, "(none)");
}
END_TEST

static const struct {
	const char *name, *same;
	int64_t second;
	const char *hour;
} zones[] = {
	/* 2026-11-21T17:58:00+09:00 is 1795251480. */
	{ "UTC", "UTC", 1795251480, "2026-11-21T08" },
	{ "utc", "UTC", 1795251480, "2026-11-21T08" },
	{ "+00:00", "UTC", 1795251480, "2026-11-21T08" },
	{ "-00:00", "UTC", 1795251480, "2026-11-21T08" },
	{ "+09:00", "+09:00", 1795251480, "2026-11-21T17" },
	{ "+0900", "+09:00", 1795251480, "2026-11-21T17" },
	{ "+09", "+09:00", 1795251480, "2026-11-21T17" },
	{ "+15:59", "+15:59", 1795251480, "2026-11-21T24" },
	{ "-03:30", "-03:30", 1795251480, "2026-11-21T05" },
	{ "-09:00", "-09:00", 1795251480, "2026-11-20T23" },
	{ "+09:00", "+09:00", -1, "1970-01-01T08" },
};

START_TEST(test_zones)
{
	struct td_zone_info z;
	struct td_error e;
	struct td_observation o = { .when = zones[_i].second * 1000000 };
	const char *hour = zones[_i].hour;

	/* 08:58 and 15:59 later is 00:57 of the next day. */
	if (strcmp(hour, "2026-11-21T24") == 0)
		hour = "2026-11-22T00";
	ck_assert_int_eq(td_zone_set(&z, zones[_i].name, &e), 0);
	ck_assert_str_eq(z.name, zones[_i].same);
	ck_assert(z.fixed);
	expect("hour", &o, &z, hour);
}
END_TEST

/* Summer time in Berlin: 2026-03-29 and 2026-10-25, at 01:00 UTC. */
static const struct {
	int64_t second;
	int32_t offset;
	const char *hour;
} berlin[] = {
	{ 1774745999, 3600, "2026-03-29T01" },
	{ 1774746000, 7200, "2026-03-29T03" },
	{ 1792889999, 7200, "2026-10-25T02" },
	{ 1792890000, 3600, "2026-10-25T02" },
	{ 1774745999, 3600, "2026-03-29T01" },
};

START_TEST(test_berlin)
{
	struct td_zone_info z;
	struct td_error e;

	if (td_zone_set(&z, "Europe/Berlin", &e) < 0) {
		printf("no zone database here: skipping Europe/Berlin\n");
		return;
	}
	ck_assert_str_eq(z.name, "Europe/Berlin");
	for (size_t i = 0; i < N(berlin); i++) {
		struct td_observation o = { .when =
			                        berlin[i].second * 1000000 };

		ck_assert_int_eq(td_zone_offset(&z, o.when), berlin[i].offset);
		expect("hour", &o, &z, berlin[i].hour);
	}
	/* Another zone must not be answered from what was cached. */
	ck_assert_int_eq(td_zone_set(&z, "Asia/Tokyo", &e), 0);
	ck_assert_int_eq(td_zone_offset(&z, INT64_C(1774745999000000)), 32400);
	/* What is local has the name of the place. */
	ck_assert_int_eq(td_zone_set(&z, "local", &e), 0);
	ck_assert_str_eq(z.name, "Asia/Tokyo");
}
END_TEST

static const char *const no_zones[] = { "", "Nowhere/City", "+9", "+09:60",
	"+16:00", "+09:0", "+09:000", "09:00", "../../etc/passwd",
	"/etc/passwd", "JST-9", "Asia", "Asia/Tokyo ",
	"A/name/that/no/zone/has/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" };

START_TEST(test_no_zone)
{
	struct td_zone_info z;
	struct td_error e = { 0 };

	ck_assert_int_eq(td_zone_set(&z, no_zones[_i], &e), -1);
	ck_assert_ptr_nonnull(e.what);
	ck_assert_ptr_nonnull(strstr(e.reason, "+09:00"));
}
END_TEST

/* A minimal Debian: the name is refused, never taken for UTC. */
START_TEST(test_no_database)
{
	struct td_zone_info z;
	struct td_error e = { 0 };

	setenv("TZDIR", "/nonexistent", 1);
	ck_assert_int_eq(td_zone_set(&z, "Asia/Tokyo", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.reason, "tzdata"));
	ck_assert_ptr_nonnull(strstr(e.reason, "+09:00"));
	ck_assert_int_eq(td_zone_set(&z, "+09:00", &e), 0);
	unsetenv("TZDIR");
}
END_TEST

START_TEST(test_parse)
{
	struct td_dims d;
	struct td_error e;

	ck_assert_int_eq(td_dims_parse(&d, "carrier,domain", &e), 0);
	ck_assert_uint_eq(d.n, 2);
	ck_assert_str_eq(d.dim[0]->name, "carrier");
	ck_assert_str_eq(d.dim[1]->name, "domain");
	ck_assert_int_eq(td_dims_parse(&d, "", &e), 0);
	ck_assert_uint_eq(d.n, 0);
	ck_assert_int_eq(
	    td_dims_parse(
	        &d, "carrier,operator,class,domain,hour,day,week,month", &e),
	    0);
	ck_assert_uint_eq(d.n, 8);
}
END_TEST

static const char *const no_dims[] = { "carier", "carrier,", ",carrier",
	"carrier,,domain", "carrier domain", "Carrier", "carrier,carrier",
	"carrier,operator,class,domain,hour,day,week,month,sdid" };

START_TEST(test_parse_errors)
{
	struct td_dims d;
	struct td_error e = { 0 };

	ck_assert_int_eq(td_dims_parse(&d, no_dims[_i], &e), -1);
	ck_assert_ptr_nonnull(e.what);
	if (strcmp(e.what, "unknown dimension") == 0)
		for (size_t i = 0; i < td_n_dimensions; i++)
			ck_assert_ptr_nonnull(
			    strstr(e.reason, td_dimensions[i].name));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dims");
	TCase *t = tcase_create("dims");

	tcase_add_test(t, test_table);
	tcase_add_test(t, test_values);
	tcase_add_test(t, test_local_part);
	tcase_add_loop_test(t, test_weeks, 0, N(weeks));
	tcase_add_test(t, test_calendar);
	tcase_add_test(t, test_far_years);
	tcase_add_loop_test(t, test_zones, 0, N(zones));
	tcase_add_test(t, test_berlin);
	tcase_add_loop_test(t, test_no_zone, 0, N(no_zones));
	tcase_add_test(t, test_no_database);
	tcase_add_test(t, test_parse);
	tcase_add_loop_test(t, test_parse_errors, 0, N(no_dims));
	suite_add_tcase(s, t);
	return run_suite(s);
}

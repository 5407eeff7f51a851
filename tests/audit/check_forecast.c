/*
 * analyzer/audit/forecast.c: what SPF would say of counted messages.
 */
#include <check.h>
#include <stdio.h>

#include "analyzer/audit/forecast.h"
#include "tests/run.h"

static const char zone[] =
    "$ORIGIN example.jp.\n"
    "@      TXT \"v=spf1 include:out.example.net ~all\"\n"
    "bounce TXT \"v=spf1 ip4:192.0.2.0/25 -all\"\n"
    "local  TXT \"v=spf1 exists:%{l}.example.jp -all\"\n"
    "wide   TXT \"v=spf1 include:gone.example.net a:host.example.net -all\"\n"
    "out.example.net. TXT \"v=spf1 ip4:192.0.2.5 -all\"\n"
    "none.example.net. SOA . . 1 1 1 1 1\n";

static struct td_dns *dns;
static struct td_psl *psl;
static struct td_orgs *orgs;
static struct td_clients *clients;
static struct td_forecast forecast;

static void
set_up(void)
{
	struct td_error e = { 0 };

	dns = td_dns_parse((struct td_span){ zone, sizeof(zone) - 1 }, &e);
	ck_assert_msg(dns != NULL, "%s", e.reason);
	psl = td_psl_new(NULL, &e);
	ck_assert(psl != NULL);
	orgs = td_orgs_new(psl);
	clients = td_clients_new();
	forecast = (struct td_forecast){ .n = 0 };
}

static void
tear_down(void)
{
	td_forecast_clear(&forecast);
	td_clients_free(clients);
	td_orgs_free(orgs);
	td_psl_free(psl);
	td_dns_free(dns);
}

static void
foresee(const char *mailfrom, bool forwarded)
{
	struct td_forecast_plan plan = { dns, orgs,
		{ mailfrom, mailfrom != NULL ? strlen(mailfrom) : 0 },
		forwarded };

	td_forecast_clear(&forecast);
	ck_assert_int_eq(td_forecast(&forecast, clients, &plan), 0);
}

static void
add(const char *carrier, const char *ip, const char *mailfrom,
    const char *header, enum td_result spf, enum td_alignment pra, uint64_t n)
{
	const struct td_client c = { { carrier, strlen(carrier) },
		{ ip, strlen(ip) }, { mailfrom, strlen(mailfrom) },
		{ header, strlen(header) }, { header, strlen(header) }, spf,
		pra, false };

	ck_assert_int_eq(td_clients_add(clients, &c, n), 0);
}

/* "seen/of pass/of" and what is not foreseen, client, domain, forwarded,
 * zone, where there is any. */
static const char *
side(size_t row, enum td_forecast_by by)
{
	static char text[128];
	const struct td_forecast_side *s = &forecast.row[row].by[by];
	int n = snprintf(text, sizeof(text), "%d/%d %d/%d", (int)s->seen,
	    (int)s->seen_of, (int)s->pass, (int)s->of);
	uint64_t sum = s->of;

	for (int i = 0; i < TD_N_UNFORESEEN; i++)
		sum += s->unforeseen[i];
	ck_assert_uint_eq(sum, forecast.row[row].messages);
	if (sum > s->of)
		snprintf(text + n, sizeof(text) - (size_t)n, " %d %d %d %d",
		    (int)s->unforeseen[0], (int)s->unforeseen[1],
		    (int)s->unforeseen[2], (int)s->unforeseen[3]);
	sum = 0;
	for (int i = 0; i < TD_R_MISSING; i++)
		sum += s->result[i];
	ck_assert_uint_eq(sum, by == TD_BY_ALIGNED ? 0 : s->of);
	return text;
}

/* One row of messages, and what comes of it by each identity. */
static const struct row {
	const char *source, *ip, *mailfrom, *header;
	enum td_result spf;
	enum td_alignment pra;
	const char *by[TD_N_BY];
} rows[] = {
	{ "both would pass, and are aligned", "192.0.2.5", "bounce.example.jp",
	    "example.jp", TD_R_PASS, TD_ALIGNED,
	    { "7/7 7/7", "7/7 7/7", "7/7 7/7" } },
	{ "of another organization", "192.0.2.5", "out.example.net",
	    "example.jp", TD_R_PASS, TD_UNALIGNED,
	    { "7/7 7/7", "0/7 0/7", "0/7 7/7" } },
	{ "the receiver told nothing", "192.0.2.5", "bounce.example.jp",
	    "example.jp", TD_R_MISSING, TD_ALIGN_UNKNOWN,
	    { "0/0 7/7", "0/0 7/7", "0/0 7/7" } },
	{ "only one of them names the host", "192.0.2.6", "bounce.example.jp",
	    "example.jp", TD_R_FAIL, TD_ALIGNED,
	    { "0/7 7/7", "0/7 7/7", "7/7 0/7" } },
	{ "IPv6", "2001:db8::1", "bounce.example.jp", "example.jp", TD_R_FAIL,
	    TD_ALIGNED, { "0/7 0/7", "0/7 0/7", "7/7 0/7" } },
	{ "a domain without a record", "192.0.2.5", "none.example.net",
	    "example.jp", TD_R_NONE, TD_UNALIGNED,
	    { "0/7 0/7", "0/7 0/7", "0/7 7/7" } },
	{ "no client", "", "bounce.example.jp", "example.jp", TD_R_PASS,
	    TD_ALIGNED,
	    { "7/7 0/0 7 0 0 0", "7/7 0/0 7 0 0 0", "7/7 0/0 7 0 0 0" } },
	{ "no MAIL FROM", "192.0.2.5", "", "example.jp", TD_R_PASS,
	    TD_ALIGN_UNKNOWN,
	    { "7/7 0/0 0 7 0 0", "0/0 0/0 0 7 0 0", "0/0 7/7" } },
	{ "no From", "192.0.2.5", "bounce.example.jp", "", TD_R_PASS,
	    TD_ALIGN_UNKNOWN,
	    { "7/7 7/7", "0/0 0/0 0 7 0 0", "0/0 0/0 0 7 0 0" } },
	{ "not in the zone", "192.0.2.5", "wide.example.jp", "example.jp",
	    TD_R_PASS, TD_ALIGNED,
	    { "7/7 0/0 0 0 0 7", "7/7 0/0 0 0 0 7", "7/7 7/7" } },
	{ "not in the zone, but not aligned in any case", "192.0.2.5",
	    "gone.example.net", "example.jp", TD_R_PASS, TD_UNALIGNED,
	    { "7/7 0/0 0 0 0 7", "0/7 0/7", "0/7 7/7" } },
};

START_TEST(test_row)
{
	const struct row *r = &rows[_i];

	add("docomo", r->ip, r->mailfrom, r->header, r->spf, r->pra, 7);
	foresee(NULL, false);
	ck_assert_uint_eq(forecast.n, 1);
	for (int b = 0; b < TD_N_BY; b++) {
		const char *got = side(0, (enum td_forecast_by)b);

		ck_assert_msg(strcmp(got, r->by[b]) == 0, "%s: %s: %s, not %s",
		    r->source, td_forecast_by_name((enum td_forecast_by)b), got,
		    r->by[b]);
	}
}
END_TEST

/* --mail-from: where the author domain is of its organization. */
START_TEST(test_mailfrom)
{
	add("au", "192.0.2.5", "out.example.net", "example.jp", TD_R_PASS,
	    TD_UNALIGNED, 3);
	add("docomo", "192.0.2.5", "out.example.net", "example.org", TD_R_PASS,
	    TD_UNALIGNED, 2);
	foresee("bounce.example.jp", false);
	ck_assert_str_eq(side(0, TD_BY_MAILFROM), "3/3 3/3");
	ck_assert_str_eq(side(0, TD_BY_ALIGNED), "0/3 3/3");
	ck_assert_str_eq(side(1, TD_BY_ALIGNED), "0/2 0/2");
	foresee("local.example.jp", false);
	ck_assert_str_eq(side(0, TD_BY_MAILFROM), "3/3 0/0 0 0 0 3");
}
END_TEST

START_TEST(test_forwarded)
{
	struct td_client c = { TD_LIT("au"), TD_LIT("192.0.2.5"),
		TD_LIT("bounce.example.jp"), TD_LIT("example.jp"),
		TD_LIT("example.jp"), TD_R_MISSING, TD_ALIGNED, true };

	ck_assert_int_eq(td_clients_add(clients, &c, 4), 0);
	foresee(NULL, false);
	ck_assert_str_eq(side(0, TD_BY_MAILFROM), "0/0 0/0 0 0 4 0");
	foresee(NULL, true);
	ck_assert_str_eq(side(0, TD_BY_MAILFROM), "0/0 4/4");
}
END_TEST

/* Rows by carrier; what is wanted, by the messages that would need it. */
START_TEST(test_whole)
{
	add("gmail", "192.0.2.5", "wide.example.jp", "wide.example.jp",
	    TD_R_PASS, TD_ALIGNED, 5);
	add("au", "192.0.2.6", "wide.example.jp", "local.example.jp", TD_R_PASS,
	    TD_ALIGNED, 3);
	add("au", "192.0.2.5", "bounce.example.jp", "example.jp", TD_R_PASS,
	    TD_ALIGNED, 2);
	foresee(NULL, false);
	ck_assert_uint_eq(forecast.n, 2);
	ck_assert(TD_IS(forecast.row[0].carrier, "au"));
	ck_assert(TD_IS(forecast.row[1].carrier, "gmail"));
	ck_assert_uint_eq(forecast.total.messages, 10);
	ck_assert_uint_eq(forecast.total.by[TD_BY_MAILFROM].pass, 2);
	ck_assert_uint_eq(
	    forecast.total.by[TD_BY_HEADER].unforeseen[TD_NOT_IN_ZONE], 8);
	ck_assert_uint_eq(forecast.dropped, 0);
	ck_assert_uint_eq(forecast.n_wants, 3);
	ck_assert(TD_IS(forecast.want[0].name, "gone.example.net"));
	ck_assert(forecast.want[0].type == TD_DNS_TXT);
	ck_assert_uint_eq(forecast.want[0].messages, 8);
	ck_assert(TD_IS(forecast.want[1].name, "host.example.net"));
	ck_assert(forecast.want[1].type == TD_DNS_A);
	ck_assert_uint_eq(forecast.want[1].messages, 8);
	ck_assert(TD_IS(forecast.want[2].name, "local part"));
	ck_assert_uint_eq(forecast.want[2].messages, 3);
}
END_TEST

START_TEST(test_nothing)
{
	foresee(NULL, false);
	ck_assert_uint_eq(forecast.n, 0);
	ck_assert_uint_eq(forecast.n_wants, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("forecast");
	TCase *t = tcase_create("forecast");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, test_row, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_test(t, test_mailfrom);
	tcase_add_test(t, test_forwarded);
	tcase_add_test(t, test_whole);
	tcase_add_test(t, test_nothing);
	suite_add_tcase(s, t);
	return run_suite(s);
}

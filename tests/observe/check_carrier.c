/*
 * Carriers: the cases of CARRIERS.md 6, every row of the built-in table by its
 * own pattern, and names that must not match.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/observe/carrier_table.h"
#include "formats/field_address.h"
#include "tests/run.h"

static struct td_carriers *builtin;

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static void
is(struct td_span got, const char *want, const char *of)
{
	ck_assert_msg(td_span_eq(got, text(want)), "%s: \"%.*s\", not \"%s\"",
	    of, (int)got.n, got.p, want);
}

static void
setup(void)
{
	struct td_error e = { 0 };

	builtin = td_carriers_new(NULL, &e);
	ck_assert_ptr_nonnull(builtin);
}

static void
teardown(void)
{
	td_carriers_free(builtin);
}

/* CARRIERS.md 6, positive; operators by CARRIERS.md 1.4 and 5. */
static const struct {
	const char *address, *carrier, *who, *class;
	enum td_rule_kind how;
} positive[] = {
	{ "a@docomo.ne.jp", "docomo", "ntt-docomo", "mobile-jp",
	    TD_RULE_EXACT },
	{ "a..b.@docomo.ne.jp", "docomo", "ntt-docomo", "mobile-jp",
	    TD_RULE_EXACT },
	{ "x@kddi.biz.ezweb.ne.jp", "au", "kddi", "mobile-jp", TD_RULE_SUFFIX },
	{ "x@hoge.ezweb.ne.jp", "au", "kddi", "mobile-jp", TD_RULE_SUFFIX },
	{ "x@ezb.ido.ne.jp", "au", "kddi", "mobile-jp", TD_RULE_LABEL },
	{ "x@d.vodafone.ne.jp", "softbank", "softbank", "mobile-jp",
	    TD_RULE_LABEL },
	{ "x@jp-d.ne.jp", "softbank", "softbank", "mobile-jp", TD_RULE_LABEL },
	{ "x@wm.pdx.ne.jp", "ymobile", "softbank", "mobile-jp",
	    TD_RULE_SUFFIX },
	{ "x@yahoo.ne.jp", "ymobile", "yahoo-jp", "mobile-jp", TD_RULE_EXACT },
	{ "x@yahoo.co.jp", "yahoo-jp", "yahoo-jp", "webmail-jp",
	    TD_RULE_EXACT },
	{ "x@DOCOMO.NE.JP.", "docomo", "ntt-docomo", "mobile-jp",
	    TD_RULE_EXACT },
	{ "x@hotmail.co.jp", "outlook", "microsoft", "webmail-global",
	    TD_RULE_FAMILY },
	{ "x@googlemail.com", "gmail", "google", "webmail-global",
	    TD_RULE_EXACT },
	{ "x@ne.auone-net.jp", "au-one-net", "kddi", "isp-jp", TD_RULE_SUFFIX },
	{ "x@dct.dion.ne.jp", "au", "kddi", "mobile-jp", TD_RULE_LABEL },
	{ "x@foo.dion.ne.jp", "au-one-net", "kddi", "isp-jp", TD_RULE_SUFFIX },
	/* CARRIERS.md 1.3, 4 and 5 */
	{ "x@dxx.pdx.ne.jp", "ymobile", "softbank", "mobile-jp",
	    TD_RULE_SUFFIX },
	{ "x@uqmobile.jp", "uq", "kddi", "mobile-jp", TD_RULE_EXACT },
	{ "x@tenant.onmicrosoft.com", "m365", "microsoft", "hosted",
	    TD_RULE_SUFFIX },
	{ "x@yahoo.com.br", "yahoo", "yahoo-inc", "webmail-global",
	    TD_RULE_FAMILY },
	{ "x@outlook.co", "outlook", "microsoft", "webmail-global",
	    TD_RULE_FAMILY },
	{ "x@posteo.jp", "other", "posteo", "webmail-global", TD_RULE_FAMILY },
};

START_TEST(test_positive)
{
	const char *address = positive[_i].address;
	bool null;
	struct td_span domain = td_path_domain(text(address), &null);
	struct td_carrier c;

	ck_assert(td_carrier_of_domain(builtin, domain, &c));
	is(c.carrier, positive[_i].carrier, address);
	is(c.operator, positive[_i].who, address);
	is(c.class, positive[_i].class, address);
	ck_assert_int_eq(c.how, positive[_i].how);
	ck_assert_uint_gt(c.rule.n, 0);
	ck_assert_uint_gt(c.source.n, 0);
}
END_TEST

static const char *const negative[] = {
	/* CARRIERS.md 6 */
	"docomo.co.jp",
	"notdocomo.ne.jp",
	"docomo.ne.jp.evil.example",
	"a.vodafone.ne.jp",
	"jp-x.ne.jp",
	"vodafone.co.uk",
	"softbank.co.jp",
	"myau.com",
	"yahoo.co.jp.example",
	/* CARRIERS.md 5, a Sisimai lesson: the empty and the very short */
	"",
	".",
	"..",
	"jp",
	"ne.jp",
	"com",
	"a",
	/* "*.x" is below x, "[dht]" is one letter, "<cc>" a whole country */
	"onmicrosoft.com",
	"iij4u.or.jp",
	"xonmicrosoft.com",
	"dd.vodafone.ne.jp",
	".vodafone.ne.jp",
	".ezweb.ne.jp",
	"jp-.ne.jp",
	"[dhtcrknsq].vodafone.ne.jp",
	"sub.docomo.ne.jp",
	"hotmail.",
	"hotmail.c",
	"hotmail.123",
	"hotmail.co..",
	"hotmail.com.",
	"hotmail.co.jpn",
	"hotmail.com.br.x",
	"hotmail.org.uk",
	"hotmail.<cc>",
	"myhotmail.com",
	/* Yahoo! JAPAN's, whatever stands before .jp */
	"yahoo.jp",
	"yahoo.com.jp",
	"mail.yahoo.co.jp",
	"(none)",
	"(unknown)",
};

START_TEST(test_negative)
{
	struct td_carrier c;
	bool trailing = strcmp(negative[_i], "hotmail.com.") == 0;

	/* one trailing dot is the root's, not part of the name */
	ck_assert_msg(
	    td_carrier_of_domain(builtin, text(negative[_i]), &c) == trailing,
	    "%s: %.*s", negative[_i], (int)c.rule.n, c.rule.p);
	if (trailing)
		return;
	is(c.carrier, "other", negative[_i]);
	is(c.operator, "", negative[_i]);
	is(c.class, "other", negative[_i]);
	ck_assert_int_eq(c.how, TD_RULE_NONE);
}
END_TEST

/* CARRIERS.md 6, relay, and the "by" hosts of CARRIERS.md 5. */
static const struct {
	const char *host, *carrier, *who;
} relay[] = {
	{ "alt2.aspmx.l.google.com", "google-workspace", "google" },
	{ "example-com.mail.protection.outlook.com", "m365", "microsoft" },
	{ "apc.olc.protection.outlook.com", "outlook", "microsoft" },
	{ "mx-aol.mail.gm0.yahoodns.net", "aol", "yahoo-inc" },
	{ "mta5.am0.yahoodns.net", "yahoo", "yahoo-inc" },
	{ "mx2.mail.yahoo.co.jp", "yahoo-jp", "yahoo-jp" },
	{ "xgmail-smtp-in.l.google.com.example", "other", "" },
	{ "xgmail-smtp-in.l.google.com", "other", "" },
	{ "mx.google.com", "google-workspace", "google" },
	{ "MX.Google.COM.", "google-workspace", "google" },
	{ "lsean.ezweb.ne.jp", "au", "kddi" },
	{ "mx.k.vodafone.ne.jp", "softbank", "softbank" },
	{ "mx.a.vodafone.ne.jp", "other", "" },
	{ "ymx1.softbank.ne.jp", "ymobile", "softbank" },
	{ "mta776.mail.djm.yahoo.co.jp", "yahoo-jp", "yahoo-jp" },
	{ "inbound-smtp.us-west-2.amazonaws.com", "hosting", "amazon" },
	{ "inbound-smtp.a.b.amazonaws.com", "other", "" },
	{ "mx0a-0.pphosted.com", "gateway", "proofpoint" },
	{ "route2.mx.cloudflare.net", "gateway", "cloudflare" },
	{ "route4.mx.cloudflare.net", "other", "" },
	{ "pv33p00im-smtpin001.me.com", "icloud", "apple" },
	{ "rcpt-expgw4.biglobe.ne.jp", "biglobe", "biglobe" },
	{ "mgate02.dti.ne.jp", "dti", "dti" },
	{ "mgate0..dti.ne.jp", "other", "" },
	{ "docomo.ne.jp", "other", "" },
	{ "localhost", "other", "" },
	{ "127.0.0.1", "other", "" },
	{ "", "other", "" },
	/* confidence C of CARRIERS.md is not in the table */
	{ "smtp.google.com", "other", "" },
};

START_TEST(test_relay)
{
	const char *host = relay[_i].host;
	struct td_carrier c;
	bool found = td_carrier_of_host(builtin, text(host), &c);

	is(c.carrier, relay[_i].carrier, host);
	is(c.operator, relay[_i].who, host);
	ck_assert_int_eq(c.how, found ? TD_RULE_RELAY : TD_RULE_NONE);
}
END_TEST

/* The name that a pattern stands for, `pick` chooses among several. */
static size_t
instantiate(struct td_span pattern, size_t pick, char *out)
{
	static const char *const country[] = { "com", "de", "co.uk", "com.br" };
	const char *p = pattern.p, *end = p + pattern.n, *close;
	size_t n = 0;

	for (; p < end; p++) {
		if (*p == '<') {
			n += (size_t)sprintf(out + n, "%s", country[pick % 4]);
			break;
		} else if (*p == '[') {
			close = memchr(p, ']', (size_t)(end - p));
			ck_assert_ptr_nonnull(close);
			if (p[2] == '-')
				out[n++] = (char)(p[1] +
				    (char)(pick % (size_t)(p[3] - p[1] + 1)));
			else
				out[n++] =
				    p[1 + pick % (size_t)(close - p - 1)];
			p = close;
		} else if (*p == '*') {
			n += (size_t)sprintf(out + n, "%s",
			    pick % 2 == 0 && p == pattern.p && p[1] == '.' ?
			        "zz.q9" :
			        "q9");
		} else {
			out[n++] = *p == '?' ? '7' : *p;
		}
	}
	return n;
}

/* No row is shadowed by another, and each is what it says. */
START_TEST(test_every_row)
{
	struct td_carrier_cache *cache = td_carrier_cache_new(builtin);
	struct td_carrier row, got;
	size_t i = 0, relays = 0;

	ck_assert_ptr_nonnull(cache);
	for (; td_carriers_row(builtin, i, &row); i++) {
		ck_assert_uint_gt(row.carrier.n, 0);
		ck_assert_uint_gt(row.class.n, 0);
		ck_assert_uint_gt(row.source.n, 0);
		relays += row.how == TD_RULE_RELAY;
		for (size_t pick = 0; pick < 12; pick++) {
			char buf[128];
			struct td_span name = { buf, 0 };

			name.n = instantiate(row.rule, pick, buf);
			if (row.how == TD_RULE_REPORTER)
				ck_assert(td_carrier_take(
				    td_carrier_of_reporter(cache, name), &got));
			else if (row.how == TD_RULE_RELAY)
				ck_assert(
				    td_carrier_of_host(builtin, name, &got));
			else
				ck_assert(
				    td_carrier_of_domain(builtin, name, &got));
			ck_assert_msg(td_span_eq(got.carrier, row.carrier),
			    "%.*s", (int)name.n, name.p);
			/* outlook.com and the like have a row of their own */
			if (row.how != TD_RULE_FAMILY || pick % 4 != 0)
				ck_assert_msg(td_span_eq(got.rule, row.rule),
				    "%.*s found by %.*s", (int)name.n, name.p,
				    (int)got.rule.n, got.rule.p);
		}
	}
	ck_assert_uint_gt(i, 400);
	ck_assert_uint_gt(relays, 70);
	ck_assert(!td_carriers_row(builtin, i, &row));
	ck_assert(!td_carriers_row(builtin, SIZE_MAX, &row));
	td_carrier_cache_free(cache);
}
END_TEST

/* DECISIONS.md 15; names as they stand in reports. */
static const struct {
	const char *name, *carrier;
} reporters[] = {
	{ "google.com", "gmail" },
	{ "Yahoo", "yahoo" },
	{ "Yahoo! Inc.", "yahoo" },
	{ "yahoo.com", "yahoo" },
	{ "AOL", "aol" },
	{ "Outlook.com", "outlook" },
	{ "Enterprise Outlook", "m365" },
	{ "ENTERPRISE OUTLOOK", "m365" },
	{ "FastMail Pty Ltd", "fastmail" },
	{ "Mail.Ru", "mail.ru" },
	{ "docomo.ne.jp", "docomo" },
	{ "au.com", "au" },
	{ "Example Yahoo", "other" },
	{ "receiver.example", "other" },
	{ "", "other" },
};

START_TEST(test_reporter)
{
	struct td_carrier_cache *cache = td_carrier_cache_new(builtin);
	struct td_carrier c;

	ck_assert_ptr_nonnull(cache);
	td_carrier_take(
	    td_carrier_of_reporter(cache, text(reporters[_i].name)), &c);
	is(c.carrier, reporters[_i].carrier, reporters[_i].name);
	td_carrier_cache_free(cache);
}
END_TEST

static void
check_sorted(const struct td_carrier_rows *rows, size_t skip)
{
	for (size_t i = 1; i < rows->n; i++) {
		struct td_span a = rows->row[i - 1].rule, b = rows->row[i].rule;

		a = (struct td_span){ a.p + skip, a.n - skip };
		b = (struct td_span){ b.p + skip, b.n - skip };
		ck_assert_msg(td_span_cmp(a, b) < 0, "%.*s before %.*s",
		    (int)a.n, a.p, (int)b.n, b.p);
	}
}

static void
check_forms(const struct td_carrier_section *s)
{
	for (size_t i = 0; i < s->exact.n; i++)
		for (size_t k = 0; k < s->exact.row[i].rule.n; k++)
			ck_assert_ptr_null(
			    strchr("*?[]<>!ABCDEFGHIJKLMNOPQRSTUVWXYZ ",
			        s->exact.row[i].rule.p[k]));
	for (size_t i = 0; i < s->suffix.n; i++)
		ck_assert(memcmp(s->suffix.row[i].rule.p, "*.", 2) == 0);
	for (size_t i = 0; i < s->family.n; i++)
		ck_assert_ptr_nonnull(memchr(
		    s->family.row[i].rule.p, '<', s->family.row[i].rule.n));
}

/* What carrier.c searches by bisection has to be in order. */
START_TEST(test_sorted)
{
	static const struct td_carrier_section *const all[] = {
		&td_carriers_japan, &td_carriers_world, &td_carriers_relay
	};

	for (size_t i = 0; i < 3; i++) {
		check_sorted(&all[i]->exact, 0);
		check_sorted(&all[i]->suffix, 2);
		check_forms(all[i]);
	}
}
END_TEST

/* DECISIONS.md 18: no key but these, and all of them. */
START_TEST(test_keys)
{
	static const char keys[] =
	    " docomo docomo-legacy au tu-ka uq softbank digital-phone ymobile"
	    " rakuten mineo iijmio vertu mobile-jp-legacy yahoo-jp nifty ocn"
	    " biglobe so-net plala au-one-net jcom eo asahi-net dti iij wakwak"
	    " sannet infoweb t-com gol tiki wind janis cty goo"
	    " infoseek-rakuten livedoor excite-jp gmail google-workspace"
	    " google-groups outlook m365 yahoo aol icloud apple-relay gmx qq"
	    " netease naver daum proton fastmail mail.ru yandex zoho t-online"
	    " gateway hosting other ";
	char seen[sizeof(keys)] = "";
	struct td_carrier row;

	for (size_t i = 0; td_carriers_row(builtin, i, &row); i++) {
		char key[64];
		const char *at;

		snprintf(key, sizeof(key), " %.*s ", (int)row.carrier.n,
		    row.carrier.p);
		at = strstr(keys, key);
		ck_assert_msg(at != NULL, "%s", key);
		seen[at - keys] = 1;
	}
	for (size_t i = 0; i + 2 < sizeof(keys); i++)
		if (keys[i] == ' ')
			ck_assert_msg(seen[i], "no row: %.20s", keys + i);
}
END_TEST

/* Long names, deep names, any byte: an answer, and soon. */
START_TEST(test_hostile)
{
	char buf[300];
	struct td_carrier c;

	memset(buf, '.', sizeof(buf));
	for (size_t n = 0; n <= sizeof(buf); n++)
		ck_assert(!td_carrier_of_domain(
		    builtin, (struct td_span){ buf, n }, &c));
	for (size_t i = 0; i < sizeof(buf); i += 2)
		buf[i] = 'a';
	memcpy(buf + sizeof(buf) - 12, ".ezweb.ne.jp", 12);
	/* 253 bytes are a domain, 255 are none */
	ck_assert(td_carrier_of_domain(
	    builtin, (struct td_span){ buf + 47, 253 }, &c));
	ck_assert(!td_carrier_of_domain(
	    builtin, (struct td_span){ buf + 45, 255 }, &c));
	for (int byte = 0; byte < 256; byte++) {
		char name[] = "?.vodafone.ne.jp";

		name[0] = (char)byte;
		ck_assert_int_eq(td_carrier_of_domain(builtin, text(name), &c),
		    byte != 0 && strchr("dhtcrknsqDHTCRKNSQ", byte) != NULL);
	}
	/* stars that must be tried again and again */
	memset(buf, 'm', sizeof(buf));
	memcpy(buf + 250 - 10, ".yahoo.coM", 10);
	ck_assert(
	    !td_carrier_of_host(builtin, (struct td_span){ buf, 250 }, &c));
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("carrier");
	TCase *c = tcase_create("carrier");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, test_positive, 0, N(positive));
	tcase_add_loop_test(c, test_negative, 0, N(negative));
	tcase_add_loop_test(c, test_relay, 0, N(relay));
	tcase_add_loop_test(
	    c, test_reporter, 0, sizeof(reporters) / sizeof(reporters[0]));
	tcase_add_test(c, test_every_row);
	tcase_add_test(c, test_sorted);
	tcase_add_test(c, test_keys);
	tcase_add_test(c, test_hostile);
	suite_add_tcase(s, c);
	return run_suite(s);
}

/*
 * analyzer/spf/spf*.c: macros, limits (RFC 7208 4.6.4), and what cannot be
 * known.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "spf_vector.h"
#include "tests/run.h"

/* ---- macros: what is asked for is the expansion ---- */

static const struct {
	const char *source, *spec, *ip, *name;
} macros[] = {
	{ "7.4", "%{s}", "192.0.2.3", "strong-bad@email.example.com" },
	{ "7.4", "%{o}", "192.0.2.3", "email.example.com" },
	{ "7.4", "%{d}", "192.0.2.3", "email.example.com" },
	{ "7.4", "%{d4}", "192.0.2.3", "email.example.com" },
	{ "7.4", "%{d3}", "192.0.2.3", "email.example.com" },
	{ "7.4", "%{d2}", "192.0.2.3", "example.com" },
	{ "7.4", "%{d1}", "192.0.2.3", "com" },
	{ "7.4", "%{dr}", "192.0.2.3", "com.example.email" },
	{ "7.4", "%{d2r}", "192.0.2.3", "example.email" },
	{ "7.4", "%{l}", "192.0.2.3", "strong-bad" },
	{ "7.4", "%{l-}", "192.0.2.3", "strong.bad" },
	{ "7.4", "%{lr}", "192.0.2.3", "strong-bad" },
	{ "7.4", "%{lr-}", "192.0.2.3", "bad.strong" },
	{ "7.4", "%{l1r-}", "192.0.2.3", "strong" },
	{ "7.4", "%{ir}.%{v}._spf.%{d2}", "192.0.2.3",
	    "3.2.0.192.in-addr._spf.example.com" },
	{ "7.4", "%{lr-}.lp._spf.%{d2}", "192.0.2.3",
	    "bad.strong.lp._spf.example.com" },
	{ "7.4", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "192.0.2.3",
	    "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
	{ "7.4", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "192.0.2.3",
	    "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "7.4", "%{d2}.trusted-domains.example.net", "192.0.2.3",
	    "example.com.trusted-domains.example.net" },
	{ "7.4", "%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01",
	    "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0."
	    "2.ip6._spf.example.com" },
	{ "7.2: the client's name", "%{p}.x.jp", "192.0.2.3",
	    "mx.example.org.x.jp" },
	{ "7.3: the name below the domain is better", "%{p}.x.jp", "192.0.2.4",
	    "mx.email.example.com.x.jp" },
	{ "7.3: the domain itself is best", "%{p}.x.jp", "192.0.2.6",
	    "email.example.com.x.jp" },
	{ "7.3: no name", "%{p}.x.jp", "192.0.2.7", "unknown.x.jp" },
	{ "7.2", "%{h}.jp", "192.0.2.3", "mx.example.org.jp" },
	{ "7.3: escapes", "%{S}.jp", "192.0.2.3",
	    "strong-bad%40email.example.com.jp" },
	{ "7.1", "a%%b%_c%-d.jp", "192.0.2.3", "a%b c%20d.jp" },
	{ "7.1: capitals", "%{D2R}.JP", "192.0.2.3", "example.email.jp" },
	{ "7.3: several delimiters", "%{l+-=}.jp", "192.0.2.3",
	    "strong.bad.jp" },
	{ "7.3: large numbers", "%{d99999999999999999999}", "192.0.2.3",
	    "email.example.com" },
};

START_TEST(test_macro)
{
	static const char hosts[] =
	    "2.0.192.in-addr.arpa. SOA . . 1 1 1 1 1\n"
	    "$ORIGIN 2.0.192.in-addr.arpa.\n3 PTR mx.example.org.\n"
	    "4 PTR mx.example.org.\n4 PTR mx.email.example.com.\n"
	    "6 PTR mx.email.example.com.\n6 PTR email.example.com.\n"
	    "$ORIGIN .\nmx.example.org A 192.0.2.3\n"
	    "mx.example.org A 192.0.2.4\nmx.email.example.com A 192.0.2.4\n"
	    "mx.email.example.com A 192.0.2.6\nemail.example.com A 192.0.2.6\n";
	char zone[1024], answer[512];
	struct vector v = { macros[_i].source, zone, macros[_i].ip,
		"Email.Example.com.", "strong-bad", "mx.example.org", answer };

	/* MX records there are none: all names are wanted. */
	snprintf(zone, sizeof(zone),
	    "%semail.example.com. TXT \"v=spf1 mx:%s\"\n", hosts,
	    macros[_i].spec);
	snprintf(answer, sizeof(answer), "pass|neutral|permerror? %s MX",
	    macros[_i].name);
	verify(&v);
}
END_TEST

/* 7.3: labels are dropped from the left until 253 bytes are left. */
START_TEST(test_long_name)
{
	char local[251], zone[512], answer[512];
	const struct vector v = { "7.3", zone, IP, "example.jp", local, NULL,
		answer };

	memset(local, 'x', sizeof(local) - 1);
	local[sizeof(local) - 1] = '\0';
	for (size_t i = 3; i < sizeof(local) - 1; i += 10)
		local[i] = '.';
	snprintf(zone, sizeof(zone),
	    "example.jp. TXT \"v=spf1 exists:%%{l}.%%{l}.example.net\"\n");
	/* 253 - 12 bytes: the last 240, behind the dot at 3 and 13. */
	snprintf(answer, sizeof(answer), "pass|neutral? %s.example.net A",
	    local + 14);
	verify(&v);
}
END_TEST

/* ---- limits ---- */

static size_t
repeat(char *buf, size_t n, const char *fmt, int from, int to)
{
	for (int i = from; i < to; i++)
		n += (size_t)sprintf(buf + n, fmt, i);
	return n;
}

/* 4.6.4: ten terms; the eleventh is an error, if it is reached. */
START_TEST(test_terms)
{
	static const struct {
		int n;
		const char *tail, *answer;
	} rows[] = {
		{ 10, "~all", "softfail" },
		{ 11, "~all", "permerror" },
		{ 10, "ip4:192.0.2.5 a:one.jp", "pass" },
		{ 10, "redirect=soft.jp", "permerror" },
		{ 9, "redirect=soft.jp", "softfail" },
		{ 9, "include:nine.jp ~all", "permerror" },
		{ 8, "include:nine.jp ~all", "softfail" },
		{ 9, "mx:one.jp ~all", "softfail" },
		{ 10, "ptr:one.jp ~all", "permerror" },
		{ 10, "exists:one.jp ~all", "permerror" },
	};
	char zone[2048];
	size_t n = (size_t)sprintf(zone,
	    WHOLE "one.jp. A 198.51.100.1\none.jp. MX 1 one.jp.\n"
	          "soft.jp. TXT \"v=spf1 ~all\"\n"
	          "nine.jp. TXT \"v=spf1 a:one.jp -all\"\n"
	          "example.jp. TXT \"v=spf1\" ");
	const struct vector v = { rows[_i].tail, zone, IP, "example.jp", "u",
		NULL, rows[_i].answer };

	n = repeat(zone, n, "\" a:one.jp/%d\" ", 32 - rows[_i].n, 32);
	sprintf(zone + n, "\" %s\"", rows[_i].tail);
	verify(&v);
}
END_TEST

static const struct vector limits[] = {
	{ "4.6.4: two void lookups",
	    WHOLE "example.jp. TXT \"v=spf1 a:x.jp exists:y.jp +all\"\n", IP,
	    "example.jp", "u", NULL, "pass" },
	{ "4.6.4: three",
	    WHOLE "example.jp. TXT \"v=spf1 a:x.jp mx:y.jp exists:z.jp "
	          "+all\"\n",
	    IP, "example.jp", "u", NULL, "permerror" },
	{ "4.6.4: three, of all records together",
	    WHOLE "example.jp. TXT \"v=spf1 a:x.jp a:y.jp include:b.jp "
	          "+all\"\nb.jp. TXT \"v=spf1 a:z.jp\"\n",
	    IP, "example.jp", "u", NULL, "permerror" },
	{ "4.6.4: what is no name is not looked up",
	    WHOLE "example.jp. TXT \"v=spf1 a:x..jp a:y..jp a:z..jp +all\"\n",
	    IP, "example.jp", "u", NULL, "pass" },
	{ "4.6.4: ten names of ptr are looked at",
	    WHOLE "example.jp. TXT \"v=spf1 ptr\"\n"
	          "$ORIGIN 5.2.0.192.in-addr.arpa.\n"
	          "@ PTR x1.jp.\n@ PTR x2.jp.\n@ PTR x3.jp.\n@ PTR x4.jp.\n"
	          "@ PTR x5.jp.\n@ PTR x6.jp.\n@ PTR x7.jp.\n@ PTR x8.jp.\n"
	          "@ PTR x9.jp.\n@ PTR example.jp.\n"
	          "example.jp. A 192.0.2.5\n*.jp. A 192.0.2.9\n",
	    IP, "example.jp", "u", NULL, "pass" },
	{ "4.6.4: the eleventh is not",
	    WHOLE "example.jp. TXT \"v=spf1 ptr\"\n"
	          "$ORIGIN 5.2.0.192.in-addr.arpa.\n"
	          "@ PTR x1.jp.\n@ PTR x2.jp.\n@ PTR x3.jp.\n@ PTR x4.jp.\n"
	          "@ PTR x5.jp.\n@ PTR x6.jp.\n@ PTR x7.jp.\n@ PTR x8.jp.\n"
	          "@ PTR x9.jp.\n@ PTR x10.jp.\n@ PTR example.jp.\n"
	          "example.jp. A 192.0.2.5\n*.jp. A 192.0.2.9\n",
	    IP, "example.jp", "u", NULL, "neutral" },

	/* 4.3 */
	{ "4.3: one label", WHOLE "jp. TXT \"v=spf1 +all\"\n", IP, "jp", "u",
	    NULL, "none" },
	{ "4.3: a literal", "", IP, "[192.0.2.5]", "u", NULL, "none" },
	{ "4.3: an empty label", "", IP, "a..jp", "u", NULL, "none" },
	{ "4.3: nothing", "", IP, "", "u", NULL, "none" },
	{ "4.3: no such domain", WHOLE, IP, "example.jp", "u", NULL, "none" },
	{ "4.3: no local part",
	    WHOLE "example.jp. TXT \"v=spf1 exists:%{l}.jp\"\n"
	          "postmaster.jp. A 127.0.0.2\n",
	    IP, "example.jp", "", NULL, "pass" },
	{ "3.2: an alias",
	    WHOLE "example.jp. CNAME b.jp.\n"
	          "b.jp. TXT \"v=spf1 a:%{d} +all\"\n",
	    IP, "example.jp", "u", NULL, "pass" },

	/* What is not known. */
	{ "no record", "", IP, "example.jp", "u", NULL,
	    "pass|fail|softfail|neutral|none|permerror? example.jp TXT" },
	{ "a match before what is not known",
	    "example.jp. TXT \"v=spf1 ip4:192.0.2.5 include:x.jp -all\"\n", IP,
	    "example.jp", "u", NULL, "pass" },
	{ "include", "example.jp. TXT \"v=spf1 include:x.jp ~all\"\n", IP,
	    "example.jp", "u", NULL, "pass|softfail|permerror? x.jp TXT" },
	{ "include that may be an error",
	    "example.jp. TXT \"v=spf1 include:x.jp +all\"\n", IP, "example.jp",
	    "u", NULL, "pass|permerror? x.jp TXT" },
	{ "an error that comes in any case",
	    "example.jp. TXT \"v=spf1 include:x.jp moo\"\n", IP, "example.jp",
	    "u", NULL, "permerror" },
	{ "redirect", "example.jp. TXT \"v=spf1 redirect=x.jp\"\n", IP,
	    "example.jp", "u", NULL,
	    "pass|fail|softfail|neutral|permerror? x.jp TXT" },
	{ "a that changes nothing",
	    "example.jp. TXT \"v=spf1 a ip4:192.0.2.5 -all\"\n", IP,
	    "example.jp", "u", NULL, "pass" },
	{ "a that changes it", "example.jp. TXT \"v=spf1 a -all\"\n", IP,
	    "example.jp", "u", NULL, "pass|fail? example.jp A" },
	{ "for IPv6 it is AAAA", "example.jp. TXT \"v=spf1 a -all\"\n", IP6,
	    "example.jp", "u", NULL, "pass|fail? example.jp AAAA" },
	{ "mx", "example.jp. TXT \"v=spf1 mx -all\"\n", IP, "example.jp", "u",
	    NULL, "pass|fail|permerror? example.jp MX" },
	{ "the hosts of mx",
	    "example.jp. TXT \"v=spf1 mx -all\"\nexample.jp. MX 1 a.jp.\n"
	    "example.jp. MX 1 b.jp.\n",
	    IP, "example.jp", "u", NULL, "pass|fail? a.jp A, b.jp A" },
	{ "one host of mx is enough",
	    "example.jp. TXT \"v=spf1 mx -all\"\nexample.jp. MX 1 a.jp.\n"
	    "example.jp. MX 1 b.jp.\nb.jp. A 192.0.2.5\n",
	    IP, "example.jp", "u", NULL, "pass" },
	{ "ptr", "example.jp. TXT \"v=spf1 ptr -all\"\n", IP, "example.jp", "u",
	    NULL, "pass|fail? 5.2.0.192.in-addr.arpa PTR" },
	{ "the names of ptr",
	    "example.jp. TXT \"v=spf1 ptr -all\"\n"
	    "5.2.0.192.in-addr.arpa. PTR a.example.jp.\n",
	    IP, "example.jp", "u", NULL, "pass|fail? a.example.jp A" },
	{ "a name of ptr that cannot match",
	    "example.jp. TXT \"v=spf1 ptr -all\"\n"
	    "5.2.0.192.in-addr.arpa. PTR a.example.net.\n",
	    IP, "example.jp", "u", NULL, "fail" },
	{ "exists", "example.jp. TXT \"v=spf1 exists:x.jp -all\"\n", IP,
	    "example.jp", "u", NULL, "pass|fail? x.jp A" },
	{ "the local part", "example.jp. TXT \"v=spf1 exists:%{l}.jp -all\"\n",
	    IP, "example.jp", NULL, NULL, "pass|fail? local part" },
	{ "the HELO name", "example.jp. TXT \"v=spf1 include:%{h} -all\"\n", IP,
	    "example.jp", NULL, NULL, "pass|fail|permerror? HELO" },
	{ "a redirect to it", "example.jp. TXT \"v=spf1 redirect=%{h}\"\n", IP,
	    "example.jp", NULL, NULL,
	    "pass|fail|softfail|neutral|permerror? HELO" },
	{ "an include that knows",
	    "example.jp. TXT \"v=spf1 include:x.jp -all\"\n"
	    "x.jp. TXT \"v=spf1 a:y.jp ?all\"\n",
	    IP, "example.jp", "u", NULL, "pass|fail? y.jp A" },
	{ "lookups that may all be void",
	    "example.jp. TXT \"v=spf1 a:x.jp a:y.jp a:z.jp +all\"\n", IP,
	    "example.jp", "u", NULL, "pass|permerror? x.jp A, y.jp A, z.jp A" },
	{ "all names of the client may be void",
	    "example.jp. TXT \"v=spf1 exists:%{p}.x.jp ~all\"\n"
	    "5.2.0.192.in-addr.arpa. PTR a.jp.\n"
	    "5.2.0.192.in-addr.arpa. PTR b.jp.\n",
	    IP, "example.jp", "u", NULL,
	    "pass|softfail|permerror? a.jp A, b.jp A" },
	{ "a name of the client that is asked for twice",
	    "example.jp. TXT \"v=spf1 exists:%{p}.%{p}.x.jp ~all\"\n", IP,
	    "example.jp", "u", NULL,
	    "pass|softfail|permerror? 5.2.0.192.in-addr.arpa PTR" },
	{ "the same name once",
	    "example.jp. TXT \"v=spf1 a:x.jp a:x.jp ~all\"\n", IP, "example.jp",
	    "u", NULL, "pass|softfail? x.jp A" },
};

START_TEST(test_limit)
{
	verify(&limits[_i]);
}
END_TEST

/* 4.6.4: ten MX records, not eleven. */
START_TEST(test_mx)
{
	for (int mx = 10; mx <= 11; mx++) {
		char zone[2048];
		const struct vector v = { "4.6.4", zone, IP, "example.jp", "u",
			NULL, mx == 10 ? "pass" : "permerror" };
		size_t n = (size_t)sprintf(zone,
		    WHOLE "example.jp. TXT \"v=spf1 mx\"\n"
		          "example.jp. A 192.0.2.5\n");

		repeat(zone, n, "example.jp. MX %d example.jp.\n", 0, mx);
		verify(&v);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("spf");
	TCase *t = tcase_create("spf");

	tcase_add_loop_test(t, test_macro, 0, COUNT(macros));
	tcase_add_test(t, test_long_name);
	tcase_add_loop_test(t, test_terms, 0, 10);
	tcase_add_loop_test(t, test_limit, 0, COUNT(limits));
	tcase_add_test(t, test_mx);
	suite_add_tcase(s, t);
	return run_suite(s);
}

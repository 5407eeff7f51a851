/*
 * analyzer/spf/spf*.c: check_host() of RFC 7208, its own examples, and what a
 * record can say.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "spf_vector.h"
#include "tests/run.h"

/* ---- RFC 7208 appendix A ---- */

/* Its zones; the record of example.com comes behind them. */
#define APPENDIX                                                           \
	WHOLE "$ORIGIN example.com.\n@ MX 10 mail-a\n  MX 20 mail-b\n"     \
	      "  A 192.0.2.10\n  A 192.0.2.11\namy A 192.0.2.65\n"         \
	      "bob A 192.0.2.66\nmail-a A 192.0.2.129\n"                   \
	      "mail-b A 192.0.2.130\nwww CNAME example.com.\n"             \
	      "$ORIGIN example.org.\n@ MX 10 mail-c\n"                     \
	      "mail-c A 192.0.2.140\n$ORIGIN 2.0.192.in-addr.arpa.\n"      \
	      "10 PTR example.com.\n11 PTR example.com.\n"                 \
	      "65 PTR amy.example.com.\n66 PTR bob.example.com.\n"         \
	      "129 PTR mail-a.example.com.\n130 PTR mail-b.example.com.\n" \
	      "140 PTR mail-c.example.org.\n"                              \
	      "$ORIGIN 0.0.10.in-addr.arpa.\n4 PTR bob.example.com.\n"
#define A1(record, ip, answer)                                              \
	{                                                                   \
		"RFC 7208 A.1", APPENDIX "example.com. TXT \"" record "\"", \
		    ip, "example.com", "u", NULL, answer                    \
	}

/* A.2: two customers, and their provider. */
#define A2                                                                \
	APPENDIX "example.com. TXT \"v=spf1 mx -all\"\n"                  \
	         "example.net. TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n" \
	         "example.org. TXT \"v=spf1 include:example.com "         \
	         "include:example.net -all\"\n"                           \
	         "la.example.org. TXT \"v=spf1 redirect=example.org\"\n"

/* A.3: records that are asked for by the sender's name. */
#define A3                                                                 \
	APPENDIX "example.com. TXT \"v=spf1 mx "                           \
	         "include:mobile-users._spf.%{d} "                         \
	         "include:remote-users._spf.%{d} -all\"\n"                 \
	         "$ORIGIN _spf.example.com.\n"                             \
	         "mobile-users TXT \"v=spf1 exists:%{l1r+}.%{d}\"\n"       \
	         "remote-users TXT \"v=spf1 exists:%{ir}.%{l1r+}.%{d}\"\n" \
	         "mary.mobile-users A 127.0.0.2\n"                         \
	         "15.15.168.192.joel.remote-users A 127.0.0.2\n"

/* A.4: both must be. */
#define A4                                                               \
	APPENDIX "example.com. TXT \"v=spf1 -include:ip4._spf.%{d} "     \
	         "-include:ptr._spf.%{d} +all\"\n"                       \
	         "ip4._spf.example.com. TXT \"v=spf1 -ip4:192.0.2.0/24 " \
	         "+all\"\n"                                              \
	         "ptr._spf.example.com. TXT \"v=spf1 -ptr:example.com "  \
	         "+all\"\n"

static const struct vector appendix[] = {
	A1("v=spf1 +all", "203.0.113.7", "pass"),
	A1("v=spf1 a -all", "192.0.2.10", "pass"),
	A1("v=spf1 a -all", "192.0.2.11", "pass"),
	A1("v=spf1 a -all", "192.0.2.12", "fail"),
	A1("v=spf1 a:example.org -all", "192.0.2.10", "fail"),
	A1("v=spf1 mx -all", "192.0.2.129", "pass"),
	A1("v=spf1 mx -all", "192.0.2.130", "pass"),
	A1("v=spf1 mx -all", "192.0.2.140", "fail"),
	A1("v=spf1 mx:example.org -all", "192.0.2.140", "pass"),
	A1("v=spf1 mx mx:example.org -all", "192.0.2.130", "pass"),
	A1("v=spf1 mx mx:example.org -all", "192.0.2.140", "pass"),
	A1("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", "pass"),
	A1("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", "pass"),
	A1("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.132", "fail"),
	A1("v=spf1 ptr -all", "192.0.2.65", "pass"),
	A1("v=spf1 ptr -all", "192.0.2.140", "fail"),
	A1("v=spf1 ptr -all", "10.0.0.4", "fail"),
	A1("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", "fail"),
	A1("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", "pass"),
	{ "RFC 7208 A.2", A2, "192.0.2.129", "example.org", "u", NULL, "pass" },
	{ "RFC 7208 A.2", A2, "198.51.100.9", "example.org", "u", NULL,
	    "pass" },
	{ "RFC 7208 A.2", A2, "203.0.113.9", "example.org", "u", NULL, "fail" },
	{ "RFC 7208 A.2", A2, "198.51.100.9", "la.example.org", "u", NULL,
	    "pass" },
	{ "RFC 7208 A.2", A2, "203.0.113.9", "la.example.org", "u", NULL,
	    "fail" },
	{ "RFC 7208 A.3", A3, "203.0.113.9", "example.com", "mary", NULL,
	    "pass" },
	{ "RFC 7208 A.3", A3, "203.0.113.9", "example.com", "mary+x", NULL,
	    "pass" },
	{ "RFC 7208 A.3", A3, "203.0.113.9", "example.com", "joel", NULL,
	    "fail" },
	{ "RFC 7208 A.3", A3, "192.168.15.15", "example.com", "joel", NULL,
	    "pass" },
	{ "RFC 7208 A.4", A4, "192.0.2.65", "example.com", "u", NULL, "pass" },
	{ "RFC 7208 A.4", A4, "192.0.2.140", "example.com", "u", NULL, "fail" },
	{ "RFC 7208 A.4", A4, "10.0.0.4", "example.com", "u", NULL, "fail" },
};

/* ---- one record of example.jp, all else known ---- */

struct record {
	const char *source, *record, *ip, *answer;
};

#define HOSTS                                                                \
	WHOLE "a.example.jp. A 192.0.2.5\na.example.jp. AAAA 2001:db8::5\n"  \
	      "pass.jp. TXT \"v=spf1 +all\"\nfail.jp. TXT \"v=spf1 -all\"\n" \
	      "soft.jp. TXT \"v=spf1 ~all\"\nneutral.jp. TXT \"v=spf1\"\n"   \
	      "bad.jp. TXT \"v=spf1 x\"\ntext.jp. TXT \"hello\"\n"           \
	      "two.jp. TXT \"v=spf1 mx\"\ntwo.jp. TXT \"v=spf1 a\"\n"        \
	      "null.jp. MX 0 .\n"

static const struct record records[] = {
	{ "4.5: the version ends in a blank", "v=spf10 +all", IP, "none" },
	{ "4.5", "v=spf1", IP, "neutral" },
	{ "12: strings are of any case", "V=SPF1 ALL", IP, "pass" },
	{ "4.5: no blank in front", " v=spf1 +all", IP, "none" },
	{ "4.6.1: blanks", "v=spf1  -ip4:198.51.100.1   +all ", IP, "pass" },
	{ "4.6.1: blanks only", "v=spf1 a\\009+all", IP, "permerror" },
	{ "4.6.2: qualifiers", "v=spf1 +all", IP, "pass" },
	{ "4.6.2", "v=spf1 -all", IP, "fail" },
	{ "4.6.2", "v=spf1 ~all", IP, "softfail" },
	{ "4.6.2", "v=spf1 ?all", IP, "neutral" },
	{ "4.6: syntax is looked at first", "v=spf1 +all moo", IP,
	    "permerror" },
	{ "4.6.1: one qualifier", "v=spf1 +-all", IP, "permerror" },
	{ "4.6.1: a qualifier alone", "v=spf1 -", IP, "permerror" },
	{ "4.7: no match", "v=spf1 ip4:198.51.100.1", IP, "neutral" },
	{ "5.1: nothing behind all", "v=spf1 all:a.example.jp", IP,
	    "permerror" },
	{ "5.1", "v=spf1 all/8", IP, "permerror" },
	{ "5.1: what is behind it does not matter", "v=spf1 ~all +all", IP,
	    "softfail" },
	{ "5.1: redirect neither", "v=spf1 redirect=pass.jp -all", IP, "fail" },

	{ "5.2: pass matches", "v=spf1 -include:pass.jp", IP, "fail" },
	{ "5.2: fail does not", "v=spf1 include:fail.jp ~all", IP, "softfail" },
	{ "5.2: softfail does not", "v=spf1 include:soft.jp -all", IP, "fail" },
	{ "5.2: neutral does not", "v=spf1 include:neutral.jp -all", IP,
	    "fail" },
	{ "5.2: permerror stays", "v=spf1 include:bad.jp +all", IP,
	    "permerror" },
	{ "5.2: none is permerror", "v=spf1 include:text.jp +all", IP,
	    "permerror" },
	{ "5.2: none is permerror", "v=spf1 include:gone.jp +all", IP,
	    "permerror" },
	{ "5.2: two records", "v=spf1 include:two.jp +all", IP, "permerror" },
	{ "5.2: a domain is needed", "v=spf1 include", IP, "permerror" },
	{ "5.2: the same", "v=spf1 include:", IP, "permerror" },
	{ "5.2: no prefix", "v=spf1 include:pass.jp/24", IP, "permerror" },
	{ "4.6.4: itself", "v=spf1 include:example.jp", IP, "permerror" },

	{ "5.3", "v=spf1 a:a.example.jp", IP, "pass" },
	{ "5.3: AAAA", "v=spf1 a:a.example.jp", IP6, "pass" },
	{ "5.3: networks", "v=spf1 a:a.example.jp/24", "192.0.2.77", "pass" },
	{ "5.3: not for IPv6", "v=spf1 a:a.example.jp/24", "2001:db8::6",
	    "neutral" },
	{ "5.6: dual", "v=spf1 a:a.example.jp/24//64", "2001:db8::6", "pass" },
	{ "5.6: dual", "v=spf1 a:a.example.jp//64", "192.0.2.6", "neutral" },
	{ "5.6: bits within a byte", "v=spf1 a:a.example.jp/31", "192.0.2.4",
	    "pass" },
	{ "5.6: bits within a byte", "v=spf1 a:a.example.jp/31", "192.0.2.6",
	    "neutral" },
	{ "5.6: all", "v=spf1 a:a.example.jp/0", "198.51.100.1", "pass" },
	{ "5.6", "v=spf1 a:a.example.jp/33", IP, "permerror" },
	{ "5.6", "v=spf1 a:a.example.jp//129", IP, "permerror" },
	{ "5.6", "v=spf1 a:a.example.jp/024", IP, "permerror" },
	{ "5.6", "v=spf1 a:a.example.jp/", IP, "permerror" },
	{ "5.6", "v=spf1 a:a.example.jp//64/24", IP, "permerror" },
	{ "5.3: nothing behind the colon", "v=spf1 a:", IP, "permerror" },
	{ "7.1: toplabel", "v=spf1 a:localhost", IP, "permerror" },
	{ "7.1: toplabel", "v=spf1 a:192.0.2.5", IP, "permerror" },
	{ "7.1: toplabel", "v=spf1 a:a.example.-jp", IP, "permerror" },
	{ "7.1: toplabel", "v=spf1 a:a.example.5-p ~all", IP, "softfail" },
	{ "7.1: a dot at the end", "v=spf1 a:a.example.jp.", IP, "pass" },
	{ "4.3: what is no name does not match", "v=spf1 a:a..jp ~all", IP,
	    "softfail" },

	{ "5.4: RFC 7505", "v=spf1 mx:null.jp ~all", IP, "softfail" },
	{ "5.4: names have to have addresses", "v=spf1 mx:a.example.jp ~all",
	    IP, "softfail" },

	{ "5.6", "v=spf1 ip4:192.0.2.5", IP, "pass" },
	{ "5.6", "v=spf1 ip4:192.0.2.0/24", IP, "pass" },
	{ "5.6: bits beyond the prefix", "v=spf1 ip4:192.0.2.99/24", IP,
	    "pass" },
	{ "5.6", "v=spf1 ip4:192.0.2.0/32", IP, "neutral" },
	{ "5.6: no leading zero", "v=spf1 ip4:192.0.02.5", IP, "permerror" },
	{ "5.6", "v=spf1 ip4:192.0.2", IP, "permerror" },
	{ "5.6", "v=spf1 ip4:192.0.2.5/33", IP, "permerror" },
	{ "5.6", "v=spf1 ip4:192.0.2.5/24//64", IP, "permerror" },
	{ "5.6", "v=spf1 ip4:192.0.2.5:25", IP, "permerror" },
	{ "5.6", "v=spf1 ip4:", IP, "permerror" },
	{ "5.6", "v=spf1 ip4", IP, "permerror" },
	{ "5.6", "v=spf1 ip6:2001:db8::/32", IP6, "pass" },
	{ "5.6", "v=spf1 ip6:2001:db8::", IP6, "neutral" },
	{ "5.6: of the other kind", "v=spf1 ip6:::/0", IP, "neutral" },
	{ "5.6: of the other kind", "v=spf1 ip4:0.0.0.0/0", IP6, "neutral" },
	{ "5: IPv4-mapped", "v=spf1 ip4:192.0.2.5", "::ffff:192.0.2.5",
	    "pass" },
	{ "5: IPv4-mapped", "v=spf1 ip6:::/0", "::ffff:192.0.2.5", "neutral" },
	{ "5.6", "v=spf1 ip6:2001:db8::1::", IP6, "permerror" },
	{ "5.6", "v=spf1 ip6:192.0.2.5", IP, "permerror" },

	{ "5.7", "v=spf1 exists:a.example.jp", IP, "pass" },
	{ "5.7: A, also for IPv6", "v=spf1 exists:a.example.jp", IP6, "pass" },
	{ "5.7", "v=spf1 exists:gone.jp", IP, "neutral" },
	{ "5.7", "v=spf1 exists", IP, "permerror" },

	{ "6: modifiers of any name", "v=spf1 x-y.z_1=%{d}% +all", IP,
	    "permerror" },
	{ "6", "v=spf1 x-y.z_1=%{d} +all", IP, "pass" },
	{ "6: a value may be empty", "v=spf1 x= +all", IP, "pass" },
	{ "6: not of a digit", "v=spf1 1x=y +all", IP, "permerror" },
	{ "6.1", "v=spf1 ?ip4:198.51.100.1 redirect=fail.jp", IP, "fail" },
	{ "6.1: of any place", "v=spf1 redirect=fail.jp +ip4:192.0.2.5", IP,
	    "pass" },
	{ "6.1: none is permerror", "v=spf1 redirect=text.jp", IP,
	    "permerror" },
	{ "6.1: once", "v=spf1 redirect=fail.jp redirect=fail.jp", IP,
	    "permerror" },
	{ "6.1", "v=spf1 redirect=", IP, "permerror" },
	{ "6.2: is not looked up", "v=spf1 -all exp=gone.jp", IP, "fail" },
	{ "6.2: once", "v=spf1 -all exp=gone.jp exp=gone.jp", IP, "permerror" },
	{ "6.2", "v=spf1 -all exp=%(d)", IP, "permerror" },

	{ "7.2: only in explanations", "v=spf1 exists:%{c}.jp", IP,
	    "permerror" },
	{ "7.2: only in explanations", "v=spf1 exists:%{t}.jp", IP,
	    "permerror" },
	{ "7.2: only in explanations", "v=spf1 exists:%{r}.jp", IP,
	    "permerror" },
	{ "7.2", "v=spf1 exists:%{x}.jp", IP, "permerror" },
	{ "7.1", "v=spf1 exists:%d.jp", IP, "permerror" },
	{ "7.1", "v=spf1 exists:%{d.jp", IP, "permerror" },
	{ "7.1", "v=spf1 exists:%{}.jp", IP, "permerror" },
	{ "7.1: the reverse comes last", "v=spf1 exists:%{ir1}.jp", IP,
	    "permerror" },
	{ "7.3: not 0", "v=spf1 exists:%{d0}.jp", IP, "permerror" },
	{ "3.1: ASCII", "v=spf1 a:\\195\\169.example.jp +all", IP,
	    "permerror" },
};

START_TEST(test_appendix)
{
	verify(&appendix[_i]);
}
END_TEST

START_TEST(test_record)
{
	const struct record *r = &records[_i];
	char zone[2048];
	const struct vector v = { r->source, zone, r->ip, "example.jp", "u",
		NULL, r->answer };

	snprintf(
	    zone, sizeof(zone), HOSTS "example.jp. TXT \"%s\"\n", r->record);
	verify(&v);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("spf");
	TCase *t = tcase_create("spf");

	tcase_add_loop_test(t, test_appendix, 0, COUNT(appendix));
	tcase_add_loop_test(t, test_record, 0, COUNT(records));
	suite_add_tcase(s, t);
	return run_suite(s);
}

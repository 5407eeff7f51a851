/*
 * analyzer/spf/spf*.c: check_host() of RFC 7208, its own examples, its limits,
 * and what cannot be known.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/spf/spf.h"
#include "formats/field_received.h"
#include "formats/format.h"
#include "tests/run.h"

static struct td_span
span(const char *s)
{
	return s == NULL ? (struct td_span){ NULL, 0 } :
	                   (struct td_span){ s, strlen(s) };
}

static const char *const results[] = { [TD_R_PASS] = "pass",
	[TD_R_FAIL] = "fail",
	[TD_R_SOFTFAIL] = "softfail",
	[TD_R_NEUTRAL] = "neutral",
	[TD_R_NONE] = "none",
	[TD_R_POLICY] = "policy",
	[TD_R_TEMPERROR] = "temperror",
	[TD_R_PERMERROR] = "permerror" };

/* "pass", or "pass|neutral? name TYPE, HELO". */
static void
show(const struct td_spf_answer *a, char *buf, size_t cap)
{
	size_t n = 0;
	const char *between = "";

	for (int r = 0; r <= TD_R_PERMERROR; r++)
		if ((a->possible & TD_BIT(r)) != 0) {
			n += (size_t)snprintf(
			    buf + n, cap - n, "%s%s", between, results[r]);
			between = "|";
		}
	between = "? ";
	for (size_t i = 0; i < a->n_wants && i < TD_SPF_MAX_WANTS; i++) {
		const struct td_spf_want *w = &a->want[i];

		n += (size_t)snprintf(buf + n, cap - n, "%s%.*s%s%s", between,
		    w->n, w->name, w->type < TD_DNS_N_TYPES ? " " : "",
		    w->type < TD_DNS_N_TYPES ? td_dns_type_name(w->type) : "");
		between = ", ";
	}
}

struct vector {
	const char *source, *zone, *ip, *domain, *local, *helo, *answer;
};

static void
verify(const struct vector *v)
{
	struct td_error e = { 0 };
	struct td_dns *dns = td_dns_parse(span(v->zone), &e);
	struct td_spf_query q = { .domain = span(v->domain),
		.local = span(v->local),
		.helo = span(v->helo) };
	struct td_spf_answer a;
	char buf[4096];

	ck_assert_msg(dns != NULL, "%s: %s", v->source, e.reason);
	q.n_ip = td_ip_bytes(span(v->ip), q.ip);
	ck_assert(q.n_ip > 0);
	td_spf_check(dns, &q, &a);
	show(&a, buf, sizeof(buf));
	ck_assert_msg(strcmp(buf, v->answer) == 0, "%s: %s %s: %s, not %s",
	    v->source, v->domain, v->ip, buf, v->answer);
	ck_assert(
	    (td_spf_result(&a) == TD_R_MISSING) == (strchr(buf, '?') != NULL));
	ck_assert((td_spf_result(&a) == TD_R_MISSING) == (a.n_wants > 0));
	td_dns_free(dns);
}

/* ---- RFC 7208 appendix A ---- */

#define WHOLE ". SOA . . 1 1 1 1 1\n"

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

#define IP "192.0.2.5"
#define IP6 "2001:db8::5"
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

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("spf");
	TCase *t = tcase_create("spf");

	tcase_add_loop_test(t, test_appendix, 0, COUNT(appendix));
	tcase_add_loop_test(t, test_record, 0, COUNT(records));
	tcase_add_loop_test(t, test_macro, 0, COUNT(macros));
	tcase_add_test(t, test_long_name);
	tcase_add_loop_test(t, test_terms, 0, 10);
	tcase_add_loop_test(t, test_limit, 0, COUNT(limits));
	tcase_add_test(t, test_mx);
	suite_add_tcase(s, t);
	return run_suite(s);
}

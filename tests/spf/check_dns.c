/*
 * analyzer/spf/dns*.c: what zone files say, what they do not say, and what is
 * wrong with them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/spf/dns.h"
#include "tests/run.h"

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

/* The data of a record as text: addresses in hex, MX as "10 host". */
static size_t
show(enum td_dns_type type, struct td_span data, char *buf, size_t cap)
{
	const unsigned char *b = (const unsigned char *)data.p;
	int n = 0;

	switch (type) {
	case TD_DNS_A:
	case TD_DNS_AAAA:
		for (size_t i = 0; i < data.n; i++)
			n += snprintf(buf + n, cap - (size_t)n, "%02x", b[i]);
		return (size_t)n;
	case TD_DNS_MX:
		return (size_t)snprintf(buf, cap, "%d %.*s", b[0] << 8 | b[1],
		    (int)data.n - 2, data.p + 2);
	default:
		return (size_t)snprintf(buf, cap, "%.*s", (int)data.n, data.p);
	}
}

/* "one|other", or "?name" (unknown), "-" (no data), "!" (no such name). */
static void
answer(const struct td_dns *z, const char *name, enum td_dns_type type,
    char *buf, size_t cap)
{
	struct td_dns_rows rows;
	struct td_span data;
	size_t n = 0;

	buf[0] = '\0';
	switch (td_dns_find(z, span(name), type, &rows)) {
	case TD_DNS_UNKNOWN:
		snprintf(buf, cap, "?%.*s", (int)rows.name.n, rows.name.p);
		return;
	case TD_DNS_NO_DATA:
		snprintf(buf, cap, "-");
		return;
	case TD_DNS_NO_NAME:
		snprintf(buf, cap, "!");
		return;
	default:
		while (td_dns_next(&rows, &data)) {
			if (n > 0)
				buf[n++] = '|';
			n += show(type, data, buf + n, cap - n);
		}
	}
}

#define SOA " SOA ns h 1 2h 15m 4w 1h\n"

static const struct vector {
	const char *source, *text, *name;
	enum td_dns_type type;
	const char *answer;
} vectors[] = {
	{ "RFC 1035 5.1: the owner of the line before",
	    "a.example. A 192.0.2.1\n  A 192.0.2.2\n", "a.example", TD_DNS_A,
	    "c0000201|c0000202" },
	{ "the same behind another record and an empty line",
	    "a.example. A 192.0.2.1\n\n\tTXT x\n", "a.example", TD_DNS_TXT,
	    "x" },
	{ "$ORIGIN", "$ORIGIN example.jp.\nmx A 192.0.2.1\n", "mx.example.jp",
	    TD_DNS_A, "c0000201" },
	{ "$ORIGIN relative to the one before",
	    "$ORIGIN jp.\n$ORIGIN example\n@ TXT a\n", "example.jp", TD_DNS_TXT,
	    "a" },
	{ "without $ORIGIN: relative to the root", "example.jp TXT a\n",
	    "example.jp", TD_DNS_TXT, "a" },
	{ "a name in the data is relative, too",
	    "$ORIGIN example.jp.\n@ MX 10 mx\n", "example.jp", TD_DNS_MX,
	    "10 mx.example.jp" },
	{ "@ in the data", "$ORIGIN example.jp.\nw CNAME @\n@ A 192.0.2.9\n",
	    "w.example.jp", TD_DNS_A, "c0000209" },
	{ "the root as a name: RFC 7505", "example.jp. MX 0 .\n", "example.jp",
	    TD_DNS_MX, "0 " },
	{ "TTL and class", "a. 300 IN TXT x\n", "a", TD_DNS_TXT, "x" },
	{ "class and TTL", "a. IN 300 TXT x\n", "a", TD_DNS_TXT, "x" },
	{ "BIND: a TTL with units", "$TTL 1d\na. 1h30m TXT x\n", "a",
	    TD_DNS_TXT, "x" },
	{ "class alone, lower case", "a. in txt x\n", "a", TD_DNS_TXT, "x" },
	{ "no new line at the end", "a. TXT x", "a", TD_DNS_TXT, "x" },
	{ "CR LF", "a. TXT x\r\nb. TXT y\r\n", "b", TD_DNS_TXT, "y" },
	{ "byte order mark",
	    "\xef\xbb\xbf"
	    "a. TXT x\n",
	    "a", TD_DNS_TXT, "x" },
	{ "a name in capitals", "A.Example. TXT x\n", "a.example", TD_DNS_TXT,
	    "x" },
	{ "a comment", "; a. TXT y\na. TXT x ; a. TXT y\n", "a", TD_DNS_TXT,
	    "x" },
	{ "a semicolon in quotes", "a. TXT \"x;y\"\n", "a", TD_DNS_TXT, "x;y" },
	{ "RFC 7208 3.3: strings are joined without a blank",
	    "a. TXT \"v=spf1 ip4:192.0.2\" \".1 -all\"\n", "a", TD_DNS_TXT,
	    "v=spf1 ip4:192.0.2.1 -all" },
	{ "quotes that touch", "a. TXT \"x\"\"y\"\n", "a", TD_DNS_TXT, "xy" },
	{ "an empty string", "a. TXT \"\"\n", "a", TD_DNS_TXT, "" },
	{ "parentheses",
	    "a. TXT ( \"x\" ; first\n\n  \"y\"\n) ; end\nb. TXT z\n", "a",
	    TD_DNS_TXT, "xy" },
	{ "the line behind parentheses", "a. TXT ( x\n y )\nb. TXT z\n", "b",
	    TD_DNS_TXT, "z" },
	{ "RFC 1035 5.1: \\X", "a. TXT \"x\\\"y\\\\z\\;\"\n", "a", TD_DNS_TXT,
	    "x\"y\\z;" },
	{ "RFC 1035 5.1: \\DDD", "a. TXT \"x\\065\\032y\"\n", "a", TD_DNS_TXT,
	    "xA y" },
	{ "\\DDD in a name", "\\097. TXT x\n", "a", TD_DNS_TXT, "x" },
	{ "what is in capitals in a text stays", "a. TXT V=Spf1\n", "a",
	    TD_DNS_TXT, "V=Spf1" },
	{ "AAAA", "a. AAAA 2001:db8::1\n", "a", TD_DNS_AAAA,
	    "20010db8000000000000000000000001" },
	{ "PTR", "1.2.0.192.in-addr.arpa. PTR mx.example.\n",
	    "1.2.0.192.in-addr.arpa", TD_DNS_PTR, "mx.example" },
	{ "dig",
	    "; <<>> DiG 9.18 <<>> example.jp txt\n;; ANSWER SECTION:\n"
	    "example.jp.\t\t300\tIN\tTXT\t\"v=spf1 -all\"\n\n"
	    ";; Query time: 1 msec\n",
	    "example.jp", TD_DNS_TXT, "v=spf1 -all" },
	{ "RFC 2181 5: the same record twice is one",
	    "a. TXT x\na. 300 TXT x\n", "a", TD_DNS_TXT, "x" },
	{ "RFC 1034 3.6.2: an alias", "a. CNAME b.\nb. CNAME c.\nc. TXT x\n",
	    "a", TD_DNS_TXT, "x" },
	{ "an alias to what is not here", "a. CNAME b.example.\n", "a",
	    TD_DNS_TXT, "?b.example" },
	{ "an alias of itself", "a. CNAME a.\n", "a", TD_DNS_TXT, "-" },
	{ "aliases in a circle", "a. CNAME b.\nb. CNAME a.\n", "a", TD_DNS_TXT,
	    "-" },
	{ "types that are skipped",
	    "a. CAA 0 issue \"ca.example\"\na. RRSIG ( A 8\n 2 )\na. TXT x\n",
	    "a", TD_DNS_TXT, "x" },
	{ "RFC 7208 3.1: type SPF is not looked at", "a. SPF \"v=spf1\"\n", "a",
	    TD_DNS_TXT, "?a" },

	/* What the file does not say. */
	{ "no such name", "a. TXT x\n", "b", TD_DNS_TXT, "?b" },
	{ "no such type", "a. TXT x\n", "a", TD_DNS_A, "?a" },
	{ "nothing in the file", "", "a", TD_DNS_A, "?a" },
	{ "RFC 2308 2.1: within a zone", "example." SOA, "a.example", TD_DNS_A,
	    "!" },
	{ "RFC 2308 2.2", "example." SOA "a.example. TXT x\n", "a.example",
	    TD_DNS_A, "-" },
	{ "RFC 8020 2: a name above another",
	    "example." SOA "b.a.example. TXT x\n", "a.example", TD_DNS_A, "-" },
	{ "outside of the zone", "a.example." SOA, "b.example", TD_DNS_A,
	    "?b.example" },
	{ "above the zone", "a.example." SOA, "example", TD_DNS_A, "?example" },
	{ "the labels count", "example." SOA, "anexample", TD_DNS_A,
	    "?anexample" },
	{ "RFC 1034 4.2.1: given away",
	    "example." SOA "example. NS ns\nsub.example. NS ns\n",
	    "a.sub.example", TD_DNS_A, "?a.sub.example" },
	{ "the same, the name itself", "example." SOA "sub.example. NS ns\n",
	    "sub.example", TD_DNS_A, "?sub.example" },
	{ "a zone within a zone",
	    "example." SOA "sub.example. NS ns\nsub.example." SOA,
	    "a.sub.example", TD_DNS_A, "!" },
	{ "RFC 6672 2.3", "example." SOA "sub.example. DNAME other.\n",
	    "a.sub.example", TD_DNS_A, "?a.sub.example" },
	{ "a name below what is known without a zone", "a.example. TXT x\n",
	    "example", TD_DNS_TXT, "?example" },

/* RFC 4592 2.2.1: its zone and its answers. */
#define RFC4592                                                           \
	"$ORIGIN example.\n@ NS ns.example.com.\n*  TXT \"this is a "     \
	"wildcard\"\n*  MX 10 host1.example.\nsub.* TXT \"this is "       \
	"not a wildcard\"\nhost1 A 192.0.2.1\n_ssh._tcp.host1 SRV 1 2 3 " \
	"host\nsubdel NS ns.example.com.\n@" SOA
	{ "RFC 4592 2.2.1", RFC4592, "host3.example", TD_DNS_MX,
	    "10 host1.example" },
	{ "RFC 4592 2.2.1", RFC4592, "host3.example", TD_DNS_A, "-" },
	{ "RFC 4592 2.2.1", RFC4592, "foo.bar.example", TD_DNS_TXT,
	    "this is a wildcard" },
	{ "RFC 4592 2.2.1", RFC4592, "host1.example", TD_DNS_MX, "-" },
	{ "RFC 4592 2.2.1", RFC4592, "sub.*.example", TD_DNS_MX, "-" },
	{ "RFC 4592 2.2.1", RFC4592, "_telnet._tcp.host1.example", TD_DNS_TXT,
	    "!" },
	{ "RFC 4592 2.2.1", RFC4592, "host.subdel.example", TD_DNS_TXT,
	    "?host.subdel.example" },
	{ "RFC 4592 2.2.1", RFC4592, "ghost.*.example", TD_DNS_MX, "!" },
	{ "a wildcard without its zone", "*.example. TXT x\n", "a.example",
	    TD_DNS_TXT, "?a.example" },
	{ "a wildcard that is an alias",
	    "example." SOA "*.example. CNAME b.example.\nb.example. TXT x\n",
	    "a.example", TD_DNS_TXT, "x" },
	{ "a wildcard right below the root", "." SOA "* TXT x\n", "a.b",
	    TD_DNS_TXT, "x" },

	/* Names that cannot be. */
	{ "RFC 1035 2.3.1", "." SOA, "a..b", TD_DNS_TXT, "!" },
	{ "RFC 1035 2.3.1", "." SOA, "b.", TD_DNS_TXT, "!" },
	{ "the root", "." SOA, "", TD_DNS_TXT, "-" },
};

START_TEST(test_vector)
{
	const struct vector *v = &vectors[_i];
	struct td_error e = { 0 };
	struct td_dns *z = td_dns_parse(span(v->text), &e);
	char buf[1024];

	ck_assert_msg(z != NULL, "%s: %s", v->source, e.reason);
	answer(z, v->name, v->type, buf, sizeof(buf));
	ck_assert_msg(
	    strcmp(buf, v->answer) == 0, "%s: %s: %s", v->source, v->name, buf);
	td_dns_free(z);
}
END_TEST

#define LABEL63 \
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

static const struct {
	const char *text, *reason;
} wrong[] = {
	{ "a. TXT x\n  b. TXT y\n", "line 2: not a record type: b." },
	{ "  A 192.0.2.1\n", "line 1: no name, and none in a line before: A" },
	{ "a.\n", "line 1: a record type is missing" },
	{ "\n\na. 300 IN\n", "line 3: a record type is missing" },
	{ "a. IN IN A 192.0.2.1\n", "line 1: not a record type: IN" },
	{ "a. 300 300 A 192.0.2.1\n", "line 1: not a record type: 300" },
	{ "a. CH TXT x\n", "line 1: not of class IN: CH" },
	{ "a. TEXT x\n", "line 1: not a record type: TEXT" },
	{ "a. TYPE16 \\# 1 00\n",
	    "line 1: write the type by its name: TYPE16" },
	{ "a. TXT \\# 1 00\n", "line 1: data of that form are not read: \\#" },
	{ "a. A 192.0.2.256\n", "line 1: not an IPv4 address: 192.0.2.256" },
	{ "a. A 2001:db8::1\n", "line 1: not an IPv4 address: 2001:db8::1" },
	{ "a. A\n", "line 1: not an IPv4 address" },
	{ "a. AAAA 192.0.2.1\n", "line 1: not an IPv6 address: 192.0.2.1" },
	{ "a. A 192.0.2.1 192.0.2.2\n",
	    "line 1: too much in a line: 192.0.2.2" },
	{ "a. MX mx.\n", "line 1: not a preference: mx." },
	{ "a. MX 65536 mx.\n", "line 1: not a preference: 65536" },
	{ "a. MX 10\n", "line 1: a name is missing" },
	{ "a. TXT\n", "line 1: a text is missing" },
	{ "a. TXT \"x\nb. TXT y\n",
	    "line 1: a quotation mark that is not closed" },
	{ "a. TXT \"x\\\"", "line 1: a quotation mark that is not closed" },
	{ "a. TXT \"x\\\n\"\n", "line 1: a quotation mark that is not closed" },
	{ "a. TXT x\\\nb. TEXT y\n", "line 1: not an escape: x\\" },
	{ "a. TXT ( x\ny\n", "line 3: a parenthesis that is not closed" },
	{ "a. TXT ( ( x ) )\n", "line 1: a parenthesis within another" },
	{ "a. TXT x )\n", "line 1: a parenthesis was never opened" },
	{ "a. TXT \"\\256\"\n", "line 1: not an escape: \\256" },
	{ "a. TXT \"\\25\"\n", "line 1: not an escape: \\25" },
	{ "a\\.b. TXT x\n", "line 1: a dot within a label: a\\.b." },
	{ "a\\046b. TXT x\n", "line 1: a dot within a label: a\\046b." },
	{ "a..b. TXT x\n", "line 1: not a name: a..b." },
	{ ".a. TXT x\n", "line 1: not a name: .a." },
	{ "\"a\" TXT x\n", "line 1: a name is missing: a" },
	{ LABEL63 "l. TXT x\n", "line 1: not a name: " LABEL63 "l." },
	{ LABEL63 "." LABEL63 "." LABEL63 "." LABEL63 ". TXT x\n",
	    "line 1: longer than a name can be: " LABEL63 ".abcdefghijklmnop" },
	{ "a. CNAME b.\na. TXT x\n",
	    "line 2: a CNAME and another record of one name: a" },
	{ "a. TXT x\na. CNAME b.\n",
	    "line 2: a CNAME and another record of one name: a" },
	{ "a. CNAME b.\na. CNAME c.\n",
	    "line 2: a CNAME and another record of one name: a" },
	{ "a. SOA ns h 1 2 3 4\n", "line 1: an SOA record has seven words" },
	{ "$INCLUDE other\n", "line 1: that directive is not read: $INCLUDE" },
	{ "$TTL soon\n", "line 1: not a TTL: soon" },
	{ "$TTL h\n", "line 1: not a TTL: h" },
	{ "$ORIGIN\n", "line 1: a name is missing" },
	{ "$ORIGIN a. b.\n", "line 1: too much in a line: b." },
};

START_TEST(test_wrong)
{
	struct td_error e = { 0 };
	struct td_dns *z = td_dns_parse(span(wrong[_i].text), &e);

	ck_assert_msg(z == NULL, "%s: taken", wrong[_i].text);
	ck_assert_str_eq(e.what, "cannot use as a zone");
	ck_assert_str_eq(e.reason, wrong[_i].reason);
}
END_TEST

/* The longest of everything is taken, one more is not. */
START_TEST(test_limits)
{
	static char text[(256 + 1) * 300 + 256 * 40];
	struct td_error e = { 0 };
	struct td_dns *z;
	struct td_dns_rows rows;
	struct td_span data;
	size_t n = 0, strings;

	for (int i = 0; i < TD_DNS_RECORDS_MAX; i++)
		n += (size_t)sprintf(
		    text + n, "a. A 192.0.%d.%d\n", i / 250, i % 250);
	z = td_dns_parse((struct td_span){ text, n }, &e);
	ck_assert_msg(z != NULL, "%s", e.reason);
	td_dns_free(z);
	n += (size_t)sprintf(text + n, "a. TXT x\n");
	z = td_dns_parse((struct td_span){ text, n }, &e);
	ck_assert(z == NULL);
	ck_assert_str_eq(
	    e.reason, "line 257: more than 256 records of one name: a");

	n = (size_t)sprintf(text, "a. TXT");
	for (strings = 0; strings < 257; strings++)
		n += (size_t)sprintf(text + n, " %0255d", 0);
	z = td_dns_parse((struct td_span){ text, n }, &e);
	ck_assert_msg(z != NULL, "%s", e.reason);
	ck_assert(td_dns_find(z, span("a"), TD_DNS_TXT, &rows) == TD_DNS_FOUND);
	ck_assert(td_dns_next(&rows, &data) && data.n == TD_DNS_TEXT_MAX);
	td_dns_free(z);
	n += (size_t)sprintf(text + n, " x");
	z = td_dns_parse((struct td_span){ text, n }, &e);
	ck_assert(z == NULL);
	ck_assert_str_eq(e.reason, "line 1: more than 65535 bytes of text: x");

	n = (size_t)sprintf(text, "a. TXT %0256d", 0);
	z = td_dns_parse((struct td_span){ text, n }, &e);
	ck_assert(z == NULL);
	ck_assert(strncmp(e.reason,
	              "line 1: a string of more than 255 bytes: 0", 41) == 0);
}
END_TEST

START_TEST(test_names)
{
	ck_assert(td_dns_name_valid(span(LABEL63)));
	ck_assert(!td_dns_name_valid(span(LABEL63 "l")));
	ck_assert(td_dns_name_valid(
	    span(LABEL63 "." LABEL63 "." LABEL63
	                 ".abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	                 "abcdefghi")));
	ck_assert(!td_dns_name_valid(
	    span(LABEL63 "." LABEL63 "." LABEL63
	                 ".abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	                 "abcdefghij")));
	ck_assert(td_dns_name_valid(span("")));
	ck_assert(!td_dns_name_valid(span(".")));
	ck_assert(!td_dns_name_valid(span("a.")));
	ck_assert(!td_dns_name_valid(span(".a")));
}
END_TEST

START_TEST(test_counts)
{
	struct td_error e = { 0 };
	struct td_dns *z =
	    td_dns_parse(span("a.b. SPF x\na.b. TYPE99 \\# 0\n"), &e);

	ck_assert(z == NULL);
	z = td_dns_parse(span("a.b. SPF x\nc.b. SPF x\nc.b. TXT y\n"), &e);
	ck_assert(z != NULL);
	ck_assert_uint_eq(td_dns_ignored_spf(z), 2);
	ck_assert_uint_eq(td_dns_names(z), 2);
	td_dns_free(z);
}
END_TEST

START_TEST(test_file)
{
	struct td_error e = { 0 };

	ck_assert(td_dns_new("/nonexistent/zone", &e) == NULL);
	ck_assert_str_eq(e.what, "cannot open");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dns");
	TCase *t = tcase_create("dns");

	tcase_add_loop_test(
	    t, test_vector, 0, sizeof(vectors) / sizeof(*vectors));
	tcase_add_loop_test(t, test_wrong, 0, sizeof(wrong) / sizeof(*wrong));
	tcase_add_test(t, test_limits);
	tcase_add_test(t, test_names);
	tcase_add_test(t, test_counts);
	tcase_add_test(t, test_file);
	suite_add_tcase(s, t);
	return run_suite(s);
}

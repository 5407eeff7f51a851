/*
 * What formats/dmarc_report.h reads out of a head and out of records, by the
 * scanner for plain XML, by what it remembers, and by expat: all the same.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/dmarc_report.h"
#include "formats/format.h"
#include "tests/run.h"

enum { MOST = 1 << 16 };

static struct td_xml xml;
static struct td_dmarc_report report;

struct said {
	size_t n;
	char s[MOST];
};

static void
put(struct said *out, const char *what, struct td_span s)
{
	if (s.n == 0)
		return;
	out->n += (size_t)snprintf(
	    out->s + out->n, MOST - out->n, "%s=%.*s ", what, (int)s.n, s.p);
	ck_assert_uint_lt(out->n, MOST);
}

static void
put_result(
    struct said *out, const char *method, const struct td_dmarc_result *r)
{
	const char *word = td_result_name((enum td_result)r->result);

	if (r->result == TD_R_MISSING)
		return;
	put(out, method, (struct td_span){ word, strlen(word) });
	put(out, "of", r->domain);
	put(out, "scope", r->scope);
}

static const char *
describe(const struct td_dmarc_report *r, struct said *out)
{
	out->n = 0;
	out->s[0] = '\0';
	put(out, "org", r->org_name);
	put(out, "email", r->email);
	put(out, "id", r->report_id);
	put(out, "begin", r->begin);
	put(out, "policy", r->domain);
	put(out, "ip", r->source_ip);
	put(out, "count", r->count);
	put(out, "edkim", r->evaluated_dkim);
	put(out, "espf", r->evaluated_spf);
	put(out, "to", r->envelope_to);
	put(out, "from", r->envelope_from);
	put(out, "author", r->header_from);
	put_result(out, "spf", &r->spf);
	for (size_t i = 0; i < r->n_dkim; i++)
		put_result(out, "dkim", &r->dkim[i]);
	if (out->n > 0)
		out->s[--out->n] = '\0';
	return out->s;
}

/* A comment behind the first tag: no plain XML, and nothing else is changed. */
static size_t
with_comment(const char *text, char out[MOST + TD_PAD])
{
	const char *p = strchr(text, '>');
	size_t n = p == NULL ? 0 : (size_t)(p + 1 - text);

	n = (size_t)snprintf(
	    out, MOST, "%.*s<!-- -->%s", (int)n, text, text + n);
	ck_assert_uint_lt(n, MOST);
	memset(out + n, '>', TD_PAD);
	return n;
}

static enum td_xml_end
read_text(const char *text, size_t n, enum td_xml_part part,
    const char *encoding, struct said *out)
{
	enum td_xml_end end = td_dmarc_read(
	    &report, &xml, (struct td_span){ text, n }, part, encoding);

	describe(&report, out);
	return end;
}

/* ---- vectors ---- */

#define ROW(x) "<record><row>" x "</row></record>"
#define AUTH(x) "<record><auth_results>" x "</auth_results></record>"
#define HEAD(x) "<feedback><report_metadata>" x

static const struct {
	const char *what, *text;
	enum td_xml_part part;
	enum td_xml_end end;
	const char *said;
} vectors[] = {
	/* RFC 7489 appendix C */
	{ "a record",
	    "<record>\n <row>\n  <source_ip>192.0.2.1</source_ip>\n"
	    "  <count>2</count>\n  <policy_evaluated>\n"
	    "   <disposition>none</disposition>\n   <dkim>fail</dkim>\n"
	    "   <spf>pass</spf>\n  </policy_evaluated>\n </row>\n"
	    " <identifiers>\n  <envelope_to>rcpt.example</envelope_to>\n"
	    "  <envelope_from>b.example.jp</envelope_from>\n"
	    "  <header_from>example.jp</header_from>\n </identifiers>\n"
	    " <auth_results>\n  <dkim>\n   <domain>esp.example</domain>\n"
	    "   <selector>s</selector>\n   <result>pass</result>\n"
	    "   <human_result>x</human_result>\n  </dkim>\n  <spf>\n"
	    "   <domain>b.example.jp</domain>\n   <scope>mfrom</scope>\n"
	    "   <result>softfail</result>\n  </spf>\n </auth_results>\n"
	    "</record>",
	    TD_XML_ELEMENT, TD_XML_FINE,
	    "ip=192.0.2.1 count=2 edkim=fail espf=pass to=rcpt.example "
	    "from=b.example.jp author=example.jp spf=softfail of=b.example.jp "
	    "scope=mfrom dkim=pass of=esp.example" },
	{ "how a report begins",
	    HEAD("<org_name>x.example</org_name><email>d@x.example</email>"
	         "<report_id>1</report_id><date_range><begin>5</begin>"
	         "<end>6</end></date_range></report_metadata>"
	         "<policy_published><domain>example.jp</domain><p>none</p>"
	         "</policy_published>"),
	    TD_XML_HEAD, TD_XML_FINE,
	    "org=x.example email=d@x.example id=1 begin=5 policy=example.jp" },
	{ "behind a declaration",
	    "<?xml version=\"1.0\"?>\n<feedback><version>1.0</version>"
	    "<report_metadata><org_name>x</org_name></report_metadata>",
	    TD_XML_HEAD, TD_XML_FINE, "org=x" },
	/* RFC 9990: other elements beside them */
	{ "elements that are not known",
	    HEAD("<generator>g</generator><org_name>x</org_name>"
	         "<error>e</error></report_metadata><policy_published>"
	         "<discovery_method>treewalk</discovery_method>"
	         "<domain>example.jp</domain><testing>n</testing>"
	         "</policy_published>"),
	    TD_XML_HEAD, TD_XML_FINE, "org=x policy=example.jp" },

	/* where an element stands, tells what it is */
	{ "known names in unknown places",
	    "<record><count>9</count><row><domain>d</domain><begin>1</begin>"
	    "<count>1</count><x><count>8</count></x></row></record>",
	    TD_XML_ELEMENT, TD_XML_FINE, "count=1" },
	{ "dkim and spf of both kinds",
	    "<record><row><policy_evaluated><dkim>pass</dkim><spf>fail</spf>"
	    "<reason><type>other</type><dkim>fail</dkim></reason>"
	    "</policy_evaluated></row><auth_results><spf><domain>a</domain>"
	    "<result>none</result></spf></auth_results></record>",
	    TD_XML_ELEMENT, TD_XML_FINE, "edkim=pass espf=fail spf=none of=a" },
	{ "names are told apart by case",
	    ROW("<Count>1</Count><COUNT>2</COUNT>"), TD_XML_ELEMENT,
	    TD_XML_FINE, "" },

	/* the first with a text */
	{ "twice", ROW("<count>1</count><count>2</count>"), TD_XML_ELEMENT,
	    TD_XML_FINE, "count=1" },
	{ "empty first", ROW("<count></count><count>2</count>"), TD_XML_ELEMENT,
	    TD_XML_FINE, "count=2" },
	{ "blanks are no text", ROW("<count> \n </count><count>2</count>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "count=2" },
	{ "blanks around", ROW("<count>\n 3\t</count>"), TD_XML_ELEMENT,
	    TD_XML_FINE, "count=3" },

	/* results */
	{ "several signatures",
	    AUTH("<dkim><domain>a</domain><result>fail</result></dkim>"
	         "<dkim><domain>b</domain><result>pass</result></dkim>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "dkim=fail of=a dkim=pass of=b" },
	{ "a domain of one is none of another",
	    AUTH("<dkim><domain>a</domain><result>fail</result></dkim>"
	         "<dkim><result>pass</result></dkim>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "dkim=fail of=a dkim=pass" },
	{ "without a result it is none",
	    AUTH("<dkim><domain>a</domain></dkim><spf><domain>b</domain>"
	         "<result></result></spf>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "" },
	{ "mfrom is before helo",
	    AUTH("<spf><domain>h</domain><scope>helo</scope>"
	         "<result>pass</result></spf><spf><domain>m</domain>"
	         "<scope>mfrom</scope><result>fail</result></spf>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "spf=fail of=m scope=mfrom" },
	{ "in either order",
	    AUTH("<spf><domain>m</domain><scope>mfrom</scope>"
	         "<result>fail</result></spf><spf><domain>h</domain>"
	         "<scope>helo</scope><result>pass</result></spf>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "spf=fail of=m scope=mfrom" },
	{ "of two the first",
	    AUTH("<spf><domain>a</domain><result>fail</result></spf>"
	         "<spf><domain>b</domain><result>pass</result></spf>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "spf=fail of=a" },
	/* FORMATS.md 16 */
	{ "words as they are written",
	    AUTH("<dkim><result>Pass</result></dkim>"
	         "<dkim><result>None</result></dkim>"
	         "<dkim><result>gone</result></dkim>"
	         "<spf><result>hardfail</result></spf>"),
	    TD_XML_ELEMENT, TD_XML_FINE,
	    "spf=fail dkim=pass dkim=none dkim=other" },

	/* what expat alone reads */
	{ "a namespace",
	    "<r:record xmlns:r='urn:x'><r:row><r:count>4</r:count></r:row>"
	    "</r:record>",
	    TD_XML_ELEMENT, TD_XML_FINE, "count=4" },
	{ "references", ROW("<count>&#49;</count><source_ip>&lt;</source_ip>"),
	    TD_XML_ELEMENT, TD_XML_FINE, "ip=< count=1" },
	{ "CDATA", ROW("<count><![CDATA[7]]></count>"), TD_XML_ELEMENT,
	    TD_XML_FINE, "count=7" },
	{ "no ASCII, as UTF-8", HEAD("<org_name>\xc3\xa9</org_name>"),
	    TD_XML_HEAD, TD_XML_FINE, "org=\xc3\xa9" },
	{ "no UTF-8: read as windows-1252",
	    HEAD("<org_name>\xe9\x80</org_name>"), TD_XML_HEAD, TD_XML_FINE,
	    "org=\xc3\xa9\xe2\x82\xac" },

	/* nothing that could be believed */
	{ "the end is missing", "<record><row><count>1</count>", TD_XML_ELEMENT,
	    TD_XML_BROKEN, "count=1" },
	{ "ends that do not match", "<record><row><count>1</row></record>",
	    TD_XML_ELEMENT, TD_XML_BROKEN, "" },
	{ "an entity of nobody", ROW("<count>&x;</count>"), TD_XML_ELEMENT,
	    TD_XML_BROKEN, "" },
	{ "what is behind it is not looked at",
	    ROW("<count>1</count>") "</feedback><", TD_XML_ELEMENT, TD_XML_FINE,
	    "count=1" },
	{ "a document type",
	    "<!DOCTYPE f [<!ENTITY x \"y\">]>"
	    "<feedback><report_metadata><org_name>&x;</org_name>",
	    TD_XML_HEAD, TD_XML_DOCTYPE, "" },
};

/* The second time it is remembered how it was written. */
START_TEST(reads)
{
	static char text[MOST + TD_PAD], odd[MOST + TD_PAD];
	static struct said said;
	size_t n = strlen(vectors[_i].text), m;

	memset(&xml, 0, sizeof(xml));
	memcpy(text, vectors[_i].text, n);
	memset(text + n, '>', TD_PAD);
	for (int i = 0; i < 3; i++) {
		enum td_xml_end end =
		    read_text(text, n, vectors[_i].part, "UTF-8", &said);

		ck_assert_msg(end == vectors[_i].end, "%s: %d",
		    vectors[_i].what, (int)end);
		ck_assert_msg(strcmp(said.s, vectors[_i].said) == 0,
		    "%s:\n got  %s\n want %s", vectors[_i].what, said.s,
		    vectors[_i].said);
	}
	if (text[1] != '?' && text[1] != '!') {
		m = with_comment(vectors[_i].text, odd);
		ck_assert_int_eq(
		    read_text(odd, m, vectors[_i].part, "UTF-8", &said),
		    vectors[_i].end);
		ck_assert_msg(strcmp(said.s, vectors[_i].said) == 0,
		    "%s, by expat:\n got  %s\n want %s", vectors[_i].what,
		    said.s, vectors[_i].said);
	}
	td_xml_close(&xml);
}
END_TEST

/* ---- what is remembered of a record is nothing of the next one ---- */

START_TEST(forgets)
{
	static const char two[] = ROW("<count>2</count>")
	    ROW("<source_ip>192.0.2.1</source_ip><count>3</count>")
	        AUTH("<spf><domain>a</domain><result>pass</result></spf>")
	            ROW("<count></count>");
	static const char *const want[] = { "count=2", "ip=192.0.2.1 count=3",
		"spf=pass of=a", "" };
	static char text[MOST + TD_PAD];
	static struct said said;
	const char *p = text;

	memset(&xml, 0, sizeof(xml));
	memcpy(text, two, sizeof(two));
	for (int i = 0; i < 4; i++) {
		const char *next = strstr(p + 1, "<record>");
		size_t n = next != NULL ? (size_t)(next - p) : strlen(p);

		ck_assert_int_eq(
		    read_text(p, n, TD_XML_ELEMENT, "UTF-8", &said),
		    TD_XML_FINE);
		ck_assert_str_eq(said.s, want[i]);
		p += n;
	}
	td_xml_close(&xml);
}
END_TEST

/* ---- caps ---- */

/* The texts of a record whose parts are repeated `n` times. */
static enum td_xml_end
read_many(const char *before, const char *part, int n, const char *behind,
    struct said *out)
{
	static char text[MOST + TD_PAD];
	size_t len = (size_t)snprintf(text, MOST, "%s", before);

	td_xml_close(&xml);
	memset(&xml, 0, sizeof(xml));
	for (int i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, MOST - len, "%s", part);
	len += (size_t)snprintf(text + len, MOST - len, "%s", behind);
	ck_assert_uint_lt(len, MOST);
	memset(text + len, '>', TD_PAD);
	return read_text(text, len, TD_XML_ELEMENT, "UTF-8", out);
}

START_TEST(signatures_are_capped)
{
	static struct said said;

	ck_assert_int_eq(
	    read_many("<record><auth_results>",
	        "<dkim><domain>a</domain><result>pass</result></dkim>",
	        TD_DMARC_SIGNATURES + 3, "</auth_results></record>", &said),
	    TD_XML_FINE);
	ck_assert_uint_eq(report.n_dkim, TD_DMARC_SIGNATURES);
	td_xml_close(&xml);
}
END_TEST

/* Texts of a parser are copied, as many as there is room for. */
START_TEST(copies_are_capped)
{
	static struct said said;
	static char part[1024];

	memset(part, 'x', sizeof(part) - 1);
	memcpy(part, "<dkim><domain>", 14);
	memcpy(part + sizeof(part) - 50,
	    "</domain><result>pass</result></dkim>             ", 49);
	ck_assert_int_eq(read_many("<record><auth_results><!-- -->", part, 8,
	                     "</auth_results></record>", &said),
	    TD_XML_FINE);
	ck_assert_uint_eq(report.n_dkim, 8);
	ck_assert_int_eq(read_many("<record><auth_results><!-- -->", part, 9,
	                     "</auth_results></record>", &said),
	    TD_XML_BROKEN);
	/* Plain ones lie where they are. */
	ck_assert_int_eq(read_many("<record><auth_results>", part, 9,
	                     "</auth_results></record>", &said),
	    TD_XML_FINE);
	td_xml_close(&xml);
}
END_TEST

START_TEST(depth_is_capped)
{
	static struct said said;

	ck_assert_int_eq(read_many("<record>", "<x>", 30,
	                     "<count>1</count></record>", &said),
	    TD_XML_BROKEN);
	ck_assert_str_eq(said.s, "");
	td_xml_close(&xml);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("formats/dmarc_report");
	TCase *t = tcase_create("dmarc_report");

	tcase_add_loop_test(
	    t, reads, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(t, forgets);
	tcase_add_test(t, signatures_are_capped);
	tcase_add_test(t, copies_are_capped);
	tcase_add_test(t, depth_is_capped);
	suite_add_tcase(s, t);
	return run_suite(s);
}

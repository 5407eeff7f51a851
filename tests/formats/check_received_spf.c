/*
 * Received-SPF: the forms of RFC 7208 9.1, SEMANTICS.md 4, and those of the
 * software that writes it.
 */
#include <check.h>
#include <stdlib.h>

#include "formats/field_spf.h"
#include "tests/run.h"

struct vector {
	const char *source;
	const char *body;
	enum td_result result;
	const char *host, *domain; /* of the comment */
	const char *ip, *from, *helo, *identity, *receiver;
	bool null;
};

static const struct vector vectors[] = {
	{ "RFC 7208 9.1, pass",
	    "pass (mybox.example.org: domain of\n myname@example.com "
	    "designates 192.0.2.1 as\n permitted sender)\n"
	    "     receiver=mybox.example.org; client-ip=192.0.2.1;\n"
	    "     envelope-from=\"myname@example.com\"; "
	    "helo=foo.example.com;",
	    TD_R_PASS, "mybox.example.org", "example.com", "192.0.2.1",
	    "myname@example.com", "foo.example.com", "", "mybox.example.org",
	    false },
	{ "RFC 7208 9.1, fail",
	    "fail (mybox.example.org: domain of\n"
	    "                  myname@example.com does not designate\n"
	    "                  192.0.2.1 as permitted sender)\n"
	    "                  identity=mailfrom; client-ip=192.0.2.1;\n"
	    "                  envelope-from=\"myname@example.com\";",
	    TD_R_FAIL, "mybox.example.org", "example.com", "192.0.2.1",
	    "myname@example.com", "", "mailfrom", "", false },
	{ "SEMANTICS 4, Google",
	    " pass (google.com: domain of u@example.com designates "
	    "192.0.2.98 as permitted sender) client-ip=192.0.2.98;",
	    TD_R_PASS, "google.com", "example.com", "192.0.2.98", "", "", "",
	    "", false },
	{ "SEMANTICS 4, Google's best guess, folded",
	    " pass (google.com: best guess record for domain\n\tof\n "
	    "postmaster@mx.example.jp designates 2001:db8::247 as\n "
	    "permitted sender) client-ip=2001:db8::247;",
	    TD_R_PASS, "google.com", "mx.example.jp", "2001:db8::247", "", "",
	    "", "", false },
	{ "Google, neutral",
	    " neutral (google.com: 192.0.2.2 is neither permitted nor denied "
	    "by best guess record for domain of u@a.example.org) "
	    "client-ip=192.0.2.2;",
	    TD_R_NEUTRAL, "google.com", "a.example.org", "192.0.2.2", "", "",
	    "", "", false },
	{ "Google, softfail",
	    " softfail (google.com: domain of transitioning u@a.example does "
	    "not designate 192.0.2.41 as permitted sender) "
	    "client-ip=192.0.2.41;",
	    TD_R_SOFTFAIL, "google.com", "a.example", "192.0.2.41", "", "", "",
	    "", false },
	{ "Google, no domain at all",
	    " pass (google.com: domain of designates 192.0.2.169 as "
	    "permitted sender) client-ip=192.0.2.169",
	    TD_R_PASS, "google.com", "", "192.0.2.169", "", "", "", "", false },
	{ "SEMANTICS 4, Microsoft",
	    " Pass (protection.outlook.com: domain of example.com "
	    "designates\n 192.0.2.123 as permitted sender) "
	    "receiver=protection.outlook.com;\n client-ip=192.0.2.123; "
	    "helo=mta.example.net;\n pr=C",
	    TD_R_PASS, "protection.outlook.com", "example.com", "192.0.2.123",
	    "", "mta.example.net", "", "protection.outlook.com", false },
	{ "Microsoft, none",
	    " None (protection.outlook.com: example.com does\n not designate "
	    "permitted sender hosts)",
	    TD_R_NONE, "protection.outlook.com", "", "", "", "", "", "",
	    false },
	{ "SEMANTICS 4, Yahoo",
	    " fail (domain of example.com does not designate 192.0.2.87 as "
	    "permitted sender)",
	    TD_R_FAIL, "", "example.com", "", "", "", "", "", false },
	{ "Yahoo, softfail",
	    " softfail (domain of transitioningexample.com does not "
	    "designate 192.0.2.81 as permitted sender)",
	    TD_R_SOFTFAIL, "", "example.com", "", "", "", "", "", false },
	{ "Yahoo, a domain that begins like that",
	    " pass (domain of transitioningexample.com designates 192.0.2.81 "
	    "as permitted sender)",
	    TD_R_PASS, "", "transitioningexample.com", "", "", "", "", "",
	    false },
	{ "pypolicyd-spf",
	    " Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.96; "
	    "helo=mx.example.org; envelope-from=u@example.org; "
	    "receiver=<UNKNOWN>",
	    TD_R_PASS, "", "", "192.0.2.96", "u@example.org", "mx.example.org",
	    "mailfrom", "", false },
	{ "pypolicyd-spf, the recipient as receiver",
	    " None (no SPF record) identity=helo; client-ip=192.0.2.100; "
	    "helo=mx.example.org; envelope-from=<>; receiver=v@example.net",
	    TD_R_NONE, "", "", "192.0.2.100", "", "mx.example.org", "helo",
	    "example.net", true },
	{ "Mail::SPF",
	    " pass\n    (example.com: Sender is authorized to use "
	    "'u@example.com' in 'mfrom' identity (mechanism "
	    "'include:a.example' matched))\n    receiver=mx1.example.net;\n"
	    "    identity=mailfrom;\n    envelope-from=\"u@example.com\";\n"
	    "    helo=mta.example.com;\n    client-ip=192.0.2.167",
	    TD_R_PASS, "example.com", "", "192.0.2.167", "u@example.com",
	    "mta.example.com", "mailfrom", "mx1.example.net", false },
	{ "SEMANTICS 4, au",
	    " Neutral (lsean.ezweb.ne.jp: 192.0.2.11 is neither permitted "
	    "nor denied by domain of example.jp) client-ip=192.0.2.45; "
	    "envelope-from=<u@example.jp>; helo=localhost;",
	    TD_R_NEUTRAL, "lsean.ezweb.ne.jp", "example.jp", "192.0.2.45",
	    "u@example.jp", "localhost", "", "", false },
	{ "Amazon SES",
	    " pass (spfCheck: domain of a.example.net designates 192.0.2.6 "
	    "as permitted sender) client-ip=192.0.2.6; "
	    "envelope-from=postmaster@a.example.net; helo=a.example.net;",
	    TD_R_PASS, "spfCheck", "a.example.net", "192.0.2.6",
	    "postmaster@a.example.net", "a.example.net", "", "", false },
	{ "mailauth, a missing ;",
	    " Pass (mx.example.org: domain of m.example.com designates "
	    "192.0.2.12 as permitted sender) receiver=mx.example.org; "
	    "identity=mailfrom; client-ip=192.0.2.12 helo=m.example.com; "
	    "envelope-from=<b+9e=example.org@m.example.com>",
	    TD_R_PASS, "mx.example.org", "m.example.com", "192.0.2.12",
	    "b+9e=example.org@m.example.com", "m.example.com", "mailfrom",
	    "mx.example.org", false },
	{ "mox",
	    " none client-ip=\"2001:db8::2\"; "
	    "envelope-from=\"u+x@c.example\"; helo=x1.example; "
	    "problem=\"no\\ spf\\ record;\\ helo=z.example\"; "
	    "identity=mailfrom",
	    TD_R_NONE, "", "", "2001:db8::2", "u+x@c.example", "x1.example",
	    "mailfrom", "", false },
	{ "RFC 4408 7, words of old",
	    "unknown (x: domain of \"a b\"@example.com: cannot be checked)",
	    TD_R_OTHER, "x", "example.com", "", "", "", "", "", false },
	{ "quoted null sender",
	    "Pass identity=helo; envelope-from=\"\"; "
	    "helo=\"mx.example.org\"",
	    TD_R_PASS, "", "", "", "", "mx.example.org", "helo", "", true },
	{ "empty value is absent, the first of two counts",
	    "pass client-ip=192.0.2.1; client-ip=192.0.2.2; envelope-from=; "
	    "envelope-from=u@a.example; helo=",
	    TD_R_PASS, "", "", "192.0.2.1", "u@a.example", "", "", "", false },
	{ "a null sender behind another one is none",
	    "pass envelope-from=u@a.example; envelope-from=<>", TD_R_PASS, "",
	    "", "", "u@a.example", "", "", "", false },
	{ "only a word", "softfail", TD_R_SOFTFAIL, "", "", "", "", "", "", "",
	    false },
	{ "a comment glued and never closed",
	    "(x) Fail(mx.example.jp: domain of u@example.com does helo=x;",
	    TD_R_FAIL, "mx.example.jp", "example.com", "", "", "", "", "",
	    false },
	{ "an empty host",
	    "pass (: local policy designates 192.0.2.35 as permitted)",
	    TD_R_PASS, "", "", "", "", "", "", "", false },
	{ "junk among pairs",
	    "pass (m) ?; helo=a.example (c; client-ip=192.0.2.9) \"x; y\" "
	    "= ;; receiver = mx.example.jp",
	    TD_R_PASS, "", "", "", "", "a.example", "", "mx.example.jp",
	    false },
};

static void
check_span(const struct vector *v, const char *what, struct td_span got,
    const char *want)
{
	if (!td_span_eq(got, (struct td_span){ want, strlen(want) }))
		ck_abort_msg("%s\n  body: %s\n  want %s: %s\n  got %.*s",
		    v->source, v->body, what, want, (int)got.n, got.p);
}

START_TEST(vector)
{
	const struct vector *v = &vectors[_i];
	size_t n = strlen(v->body);
	char *copy = malloc(n);
	struct td_received_spf s;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, v->body, n);
	ck_assert_msg(td_received_spf_parse((struct td_span){ copy, n }, &s),
	    "%s", v->source);
	ck_assert_msg(s.result == v->result, "%s: %s", v->source,
	    td_result_name(s.result));
	check_span(v, "comment_host", s.comment_host, v->host);
	check_span(v, "comment_domain", s.comment_domain, v->domain);
	check_span(v, "client_ip", s.client_ip, v->ip);
	check_span(v, "envelope_from", s.envelope_from, v->from);
	check_span(v, "helo", s.helo, v->helo);
	check_span(v, "identity", s.identity, v->identity);
	check_span(v, "receiver", s.receiver, v->receiver);
	ck_assert_msg(s.null_envelope_from == v->null, "%s", v->source);
	free(copy);
}
END_TEST

/* The first step tells the result and the comment; the second is done once. */
START_TEST(steps)
{
	const struct vector *v = &vectors[_i];
	struct td_span body = { v->body, strlen(v->body) };
	struct td_received_spf whole, half, again;

	ck_assert(td_received_spf_parse(body, &whole));
	ck_assert(td_received_spf_begin(body, &half));
	ck_assert_int_eq(half.result, whole.result);
	ck_assert(td_span_eq(half.comment, whole.comment));
	ck_assert(td_span_eq(half.comment_host, whole.comment_host));
	ck_assert_uint_eq(half.receiver.n + half.helo.n + half.identity.n, 0);
	td_received_spf_finish(&half);
	ck_assert(td_span_eq(half.receiver, whole.receiver));
	ck_assert(td_span_eq(half.helo, whole.helo));
	ck_assert(td_span_eq(half.comment_domain, whole.comment_domain));
	again = half;
	td_received_spf_finish(&again);
	ck_assert(td_span_eq(half.receiver, again.receiver));
}
END_TEST

static const char *const no_results[] = {
	"",
	" \r\n",
	"(pass)",
	"(pass",
	"; pass",
	"\"pass\"",
	"client-ip=\"<nil>\"; envelope-from=; helo=; identity=",
	"client-ip = 192.0.2.1",
};

START_TEST(no_result)
{
	const char *body = no_results[_i];
	struct td_received_spf s;

	ck_assert_msg(
	    !td_received_spf_parse((struct td_span){ body, strlen(body) }, &s),
	    "%s", body);
}
END_TEST

/* Each body cut at each byte, in a block that ends there. */
START_TEST(cut)
{
	const struct vector *v = &vectors[_i];

	for (size_t k = 0; k < strlen(v->body); k++) {
		char *copy = malloc(k > 0 ? k : 1);
		struct td_received_spf s;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, v->body, k);
		if (td_received_spf_parse((struct td_span){ copy, k }, &s))
			ck_assert_uint_gt(s.result_word.n, 0);
		else
			ck_assert_int_eq(s.result, TD_R_OTHER);
		free(copy);
	}
}
END_TEST

/* A mebibyte of each: what is not linear meets the time limit of Check. */
static const char *const patterns[] = {
	"(",
	"\"",
	"a=\"",
	"a (",
	"a= ",
	"a=b ",
	";",
	"domain of ",
	"domain ",
	"domain\n",
	"(domain of ",
	"=",
	"helo=x;",
};

START_TEST(linear)
{
	size_t n = 1 << 20, len = strlen(patterns[_i]);
	char *body = malloc(n);
	struct td_received_spf s;

	ck_assert_ptr_nonnull(body);
	for (size_t i = 0; i < n; i++)
		body[i] = patterns[_i][i % len];
	memcpy(body, "pass (", 6);
	ck_assert(td_received_spf_parse((struct td_span){ body, n }, &s));
	memcpy(body, "pass  ", 6);
	ck_assert(td_received_spf_parse((struct td_span){ body, n }, &s) ||
	    patterns[_i][0] == '=');
	free(body);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("received_spf");
	Suite *s = suite_create("received_spf");
	int n = sizeof(vectors) / sizeof(vectors[0]);

	tcase_add_loop_test(tc, vector, 0, n);
	tcase_add_loop_test(tc, cut, 0, n);
	tcase_add_loop_test(tc, steps, 0, n);
	tcase_add_loop_test(
	    tc, no_result, 0, sizeof(no_results) / sizeof(no_results[0]));
	tcase_add_loop_test(
	    tc, linear, 0, sizeof(patterns) / sizeof(patterns[0]));
	suite_add_tcase(s, tc);
	return run_suite(s);
}

/*
 * Result fields that logs quote: who wrote them, and whether that is believed.
 */
#include <check.h>

#include "analyzer/observe/log_field.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, s == NULL ? 0 : strlen(s) };
}

/* Copied, with the bytes behind it that formats may load. */
static struct td_span
padded(const char *s, char buf[256])
{
	memset(buf, '"', 256);
	memcpy(buf, s, strlen(s));
	return (struct td_span){ buf, strlen(s) };
}

static const struct {
	const char *source, *name, *body, *id;
} fields[] = {
	{ "RFC 8601 2.2", "Authentication-Results",
	    " mx1.example.com; spf=pass smtp.mailfrom=example.net",
	    "mx1.example.com" },
	{ "any case", "AUTHENTICATION-RESULTS", "MX1.example.com; none",
	    "MX1.example.com" },
	{ "RFC 8601 2.2: a version", "Authentication-Results",
	    "mx1.example.com 1; none", "mx1.example.com" },
	{ "Microsoft writes none", "Authentication-Results",
	    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.net", "" },
	{ "RFC 7208 9.1", "Received-SPF",
	    "pass (x) receiver=mx1.example.com; client-ip=192.0.2.1;",
	    "mx1.example.com" },
	{ "RFC 7208 9.2: in the comment", "Received-SPF",
	    "Pass (mx1.example.com: domain of a@example.net designates "
	    "192.0.2.1 as permitted sender) client-ip=192.0.2.1;",
	    "mx1.example.com" },
	{ "policyd-spf hides it", "Received-SPF",
	    "Pass (mailfrom) identity=mailfrom; receiver=<UNKNOWN>", "" },
	{ "no result", "Received-SPF", "receiver=mx1.example.com", "" },
	{ "RFC 8617 4.1.1: of the host before", "ARC-Authentication-Results",
	    "i=1; mx1.example.com; spf=pass", "" },
	{ "no results", "Subject", "mx1.example.com; spf=pass", "" },
};

START_TEST(test_id)
{
	char body[256];
	struct td_event e = { .field_name = span(fields[_i].name) };
	struct td_span id;

	e.field_body = padded(fields[_i].body, body);
	id = td_log_field_id(&e);
	ck_assert_msg(td_span_eq(id, span(fields[_i].id)), "%s: %.*s",
	    fields[_i].source, (int)id.n, id.p);
}
END_TEST

/* DECISIONS 13. */
static const struct {
	const char *source, *host, *id, *given;
	bool believed;
} rows[] = {
	{ "the host", "mx1.example.com", "mx1.example.com", NULL, true },
	{ "any case", "MX1.example.com", "mx1.Example.COM", NULL, true },
	{ "its domain", "mx1.tokyo.example.co.jp", "example.co.jp", NULL,
	    true },
	{ "a public suffix", "mx1.co.jp", "co.jp", NULL, false },
	{ "a host beside it", "mx1.example.com", "mx2.example.com", NULL,
	    false },
	{ "a domain between", "mx1.tokyo.example.com", "tokyo.example.com",
	    NULL, false },
	{ "a flat name", "mx1", "mx1", NULL, true },
	{ "anybody can call himself so", "mx1", "mx1.example.com", NULL,
	    false },
	{ "--authserv-id", "mx1", "mx1.example.com", "mx1.example.com", true },
	{ "--authserv-id .suffix", "mx1", "mx1.example.com", ".example.com",
	    true },
	{ "another one", "mx1", "mx1.example.net", ".example.com", false },
	{ "no host", "", "example.com", NULL, false },
	{ "no id", "", "", NULL, false },
};

START_TEST(test_believed)
{
	struct td_error e;
	struct td_psl *psl = td_psl_new(NULL, &e);
	struct td_span given = span(rows[_i].given);
	const struct td_trust trust = {
		.n_ids = given.n > 0, .ids = &given, .psl = psl
	};
	struct td_orgs *orgs;
	bool got;

	ck_assert_ptr_nonnull(psl);
	orgs = td_orgs_new(psl);
	ck_assert_ptr_nonnull(orgs);
	got = td_log_field_believed(
	    &trust, orgs, span(rows[_i].host), span(rows[_i].id));
	ck_assert_msg(got == rows[_i].believed, "%s", rows[_i].source);
	/* Without a list, no domain is the host's. */
	got = td_log_field_believed(
	    NULL, NULL, span(rows[_i].host), span(rows[_i].id));
	ck_assert_msg(!got || rows[_i].believed, "%s", rows[_i].source);
	td_orgs_free(orgs);
	td_psl_free(psl);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log_field");
	TCase *t = tcase_create("log_field");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, test_id, 0, N(fields));
	tcase_add_loop_test(t, test_believed, 0, N(rows));
	return run_suite(s);
}

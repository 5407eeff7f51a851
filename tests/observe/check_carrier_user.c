/*
 * The user's own carriers: --carriers FILE, good and bad.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/observe/carrier_table.h"
#include "tests/run.h"

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

static struct td_carriers *
with_file(const char *content, size_t n, struct td_error *e)
{
	char name[] = "/tmp/check_carrier.XXXXXX";
	int fd = mkstemp(name);
	struct td_carriers *c;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, content, n), (ssize_t)n);
	close(fd);
	c = td_carriers_new(name, e);
	unlink(name);
	return c;
}

static const char user_file[] =
    "\xef\xbb\xbf# pattern carrier operator class\r\n"
    "\r\n"
    "Example.JP.\texample\tnet-example\tisp-jp # ours\r\n"
    "*.example.jp,sub,net-example,isp-jp\n"
    "*.deep.example.jp , deep , - , isp-jp\n"
    "docomo.ne.jp mine mine-op mobile-jp\n"
    "*.ezweb.ne.jp ez kddi mobile-jp\n"
    "mx:mx.example.net hosting example-net hosted\n"
    "mx:*.google.com house google hosted\n"
    "*.test tld - other";

static const struct {
	bool host;
	const char *name, *carrier, *who, *rule;
	int line; /* 0: not the user's */
} user_cases[] = {
	{ false, "example.jp", "example", "net-example", "example.jp", 3 },
	{ false, "a.example.jp", "sub", "net-example", "*.example.jp", 4 },
	{ false, "a.b.example.jp", "sub", "net-example", "*.example.jp", 4 },
	{ false, "x.deep.example.jp", "deep", "", "*.deep.example.jp", 5 },
	{ false, "deep.example.jp", "sub", "net-example", "*.example.jp", 4 },
	{ false, "docomo.ne.jp", "mine", "mine-op", "docomo.ne.jp", 6 },
	/* the user's rules go before all built-in ones */
	{ false, "biz.ezweb.ne.jp", "ez", "kddi", "*.ezweb.ne.jp", 7 },
	{ false, "ezweb.ne.jp", "au", "kddi", "ezweb.ne.jp", 0 },
	{ false, "a.test", "tld", "", "*.test", 10 },
	{ false, "mx.example.net", "other", "", "", 0 },
	{ true, "mx.example.net", "hosting", "example-net", "mx:mx.example.net",
	    8 },
	{ true, "mx.google.com", "house", "google", "mx:*.google.com", 9 },
	{ true, "example.jp", "other", "", "", 0 },
	{ true, "mx1.mineo.jp", "mineo", "optage", "mx1.mineo.jp", 0 },
};

START_TEST(test_user)
{
	struct td_error e = { 0 };
	struct td_carriers *c = with_file(user_file, sizeof(user_file) - 1, &e);
	struct td_carrier got;
	char line[16];

	ck_assert_msg(c != NULL, "%s", e.reason);
	if (user_cases[_i].host)
		td_carrier_of_host(c, text(user_cases[_i].name), &got);
	else
		td_carrier_of_domain(c, text(user_cases[_i].name), &got);
	is(got.carrier, user_cases[_i].carrier, user_cases[_i].name);
	is(got.operator, user_cases[_i].who, user_cases[_i].name);
	is(got.rule, user_cases[_i].rule, user_cases[_i].name);
	ck_assert_int_eq(got.how == TD_RULE_USER, user_cases[_i].line != 0);
	if (user_cases[_i].line != 0) {
		snprintf(line, sizeof(line), ":%d", user_cases[_i].line);
		ck_assert_uint_gt(got.source.n, strlen(line));
		is((struct td_span){ got.source.p + got.source.n - strlen(line),
		       strlen(line) },
		    line, user_cases[_i].name);
	}
	td_carriers_free(c);
}
END_TEST

START_TEST(test_user_rows)
{
	struct td_error e = { 0 };
	struct td_carriers *c = with_file(user_file, sizeof(user_file) - 1, &e);
	struct td_carrier row;
	size_t mine = 0;

	for (size_t i = 0; td_carriers_row(c, i, &row); i++)
		mine += row.how == TD_RULE_USER;
	ck_assert_uint_eq(mine, 8);
	td_carriers_free(c);
	c = with_file("# nothing\n\n", 11, &e);
	ck_assert_ptr_nonnull(c);
	ck_assert(td_carrier_of_domain(c, text("docomo.ne.jp"), &row));
	td_carriers_free(c);
	c = with_file("", 0, &e);
	ck_assert_ptr_nonnull(c);
	td_carriers_free(c);
}
END_TEST

/* What is wrong, and in which line. */
static const struct {
	const char *content, *reason;
} bad[] = {
	{ "example.jp\n", "line 1: needs pattern, carrier" },
	{ "#\n\nexample.jp a b\n", "line 3: needs pattern, carrier" },
	{ "example.jp a b c d\n", "line 1: needs pattern, carrier" },
	{ "example.jp a b c\nex*mple.jp a b c\n", "line 2: not a domain" },
	{ "*example.jp a b c\n", "line 1: not a domain" },
	{ "*.*.example.jp a b c\n", "line 1: not a domain" },
	{ "*. a b c\n", "line 1: not a domain" },
	{ "mx: a b c\n", "line 1: not a domain" },
	{ "jp a b c\n", "line 1: not a domain" },
	{ "mx:*.a..jp a b c\n", "line 1: not a domain" },
	{ "u@example.jp a b c\n", "line 1: not a domain" },
	{ "192.0.2.1 a b c\n", "line 1: not a domain" },
	{ "example.jp a\x01 b c\n", "line 1: a control character" },
	{ "example.jp a b "
	  "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\n",
	    "line 1: longer than 64 bytes" },
	{ "example.jp a b c\nEXAMPLE.jp d e f\n", "said twice: example.jp" },
};

START_TEST(test_bad)
{
	struct td_error e = { 0 };
	struct td_carriers *c =
	    with_file(bad[_i].content, strlen(bad[_i].content), &e);

	ck_assert_ptr_null(c);
	ck_assert_ptr_nonnull(e.what);
	ck_assert_msg(
	    strstr(e.reason, bad[_i].reason) == e.reason, "%s", e.reason);
}
END_TEST

START_TEST(test_bad_file)
{
	static const char nul[] = "example.jp a\0 b c\n";
	struct td_error e = { 0 };

	ck_assert_ptr_null(td_carriers_new("/nonexistent/carriers", &e));
	ck_assert_str_eq(e.what, "cannot open");
	e = (struct td_error){ 0 };
	ck_assert_ptr_null(td_carriers_new("/", &e));
	ck_assert_str_eq(e.what, "cannot read");
	ck_assert_ptr_null(with_file(nul, sizeof(nul) - 1, &e));
	ck_assert_ptr_nonnull(strstr(e.reason, "line 1: a control"));
	/* both lines of what is said twice */
	ck_assert_ptr_null(with_file("a.jp a b c\n#\na.jp a b c\n", 24, &e));
	ck_assert_ptr_nonnull(strstr(e.reason, ":1,"));
	ck_assert_ptr_nonnull(strstr(e.reason, ":3)"));
}
END_TEST

/* Cut and change a good file at every byte: all or an error. */
START_TEST(test_mutations)
{
	size_t n = sizeof(user_file) - 1;
	char buf[sizeof(user_file)];
	static const char bytes[] = { '\0', '\n', ' ', '*', '.', '\xff' };

	for (size_t i = 0; i <= n * sizeof(bytes); i++) {
		size_t at = i / sizeof(bytes);
		struct td_error e = { 0 };
		struct td_carriers *c;

		memcpy(buf, user_file, n);
		if (at < n)
			buf[at] = bytes[i % sizeof(bytes)];
		c = with_file(buf, i % 7 == 0 ? at : n, &e);
		ck_assert_int_eq(c == NULL, e.what != NULL);
		td_carriers_free(c);
	}
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("carrier-user");
	TCase *c = tcase_create("carrier-user");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, test_user, 0, N(user_cases));
	tcase_add_test(c, test_user_rows);
	tcase_add_loop_test(c, test_bad, 0, N(bad));
	tcase_add_test(c, test_bad_file);
	tcase_add_test(c, test_mutations);
	suite_add_tcase(s, c);
	return run_suite(s);
}

/* Lists of recipients (formats/log_recipients.c). */
#include <check.h>
#include <stdlib.h>

#include "formats/log.h"
#include "tests/run.h"

/* Recipients are told apart by "|". */
static const struct {
	const char *source, *list, *wanted;
} rows[] = {
	{ "FORMATS 6", "<a@example.jp>,<b@example.jp>",
	    "a@example.jp|b@example.jp|" },
	{ "FORMATS 6", "a@example.jp, b@example.jp",
	    "a@example.jp|b@example.jp|" },
	{ "FORMATS 6, no <>", "root", "root|" },
	{ "FORMATS 4, amavis", "<a@example.jp>, <b@example.jp>",
	    "a@example.jp|b@example.jp|" },
	{ "RFC 5321 4.1.2", "<\"a,b\"@example.jp>,<\"c>,<d\"@example.jp>",
	    "\"a,b\"@example.jp|\"c>,<d\"@example.jp|" },
	{ "RFC 5321 4.1.2, escaped", "<\"a\\\">,\"@example.jp>,b@example.jp",
	    "\"a\\\">,\"@example.jp|b@example.jp|" },
	{ "no <>", "\"a,b\"@example.jp,c@example.jp",
	    "\"a,b\"@example.jp|c@example.jp|" },
	{ "a command", "\"|/bin/cat a, b\",c", "\"|/bin/cat a, b\"|c|" },
	{ "a file", "/var/mail/a,b", "/var/mail/a|b|" },
	{ "FORMATS 1, raw >", "<re>ceiver@example.jp>,<b@example.jp>",
	    "re>ceiver@example.jp|b@example.jp|" },
	{ "a quote never closed", "<\"a@example.jp>,<b@example.jp>",
	    "\"a@example.jp|b@example.jp|" },
	{ "a quote within", "<a\"b@example.jp>,<c\"@example.jp>",
	    "a\"b@example.jp|c\"@example.jp|" },
	{ "DECISIONS 1", "<>", "|" },
	{ "torn", "<a@example.jp>,<b@exam", "a@example.jp|b@exam|" },
	{ "torn", "<", "|" },
	{ "torn", "<\"", "\"|" },
	{ "empty elements", ",, <a@example.jp>,,b ,", "a@example.jp|b|" },
	{ "nothing", "", "" },
	{ "nothing", " , ,", "" },
};

static void
render(struct td_span rest, char *out)
{
	const char *end = rest.p + rest.n;
	struct td_span r;

	while (td_recipients_next(&rest, &r)) {
		ck_assert_ptr_eq(rest.p + rest.n, end);
		memcpy(out, r.p, r.n);
		out += r.n;
		*out++ = '|';
	}
	ck_assert_uint_eq(rest.n, 0);
	*out = '\0';
}

/* Behind the list stands what would go on with it. */
static void
render_copy(const char *list, size_t n, char *got)
{
	char *copy = malloc(n + TD_PAD);

	memset(copy + n, '"', TD_PAD);
	memcpy(copy, list, n);
	render((struct td_span){ copy, n }, got);
	free(copy);
}

START_TEST(row)
{
	size_t n = strlen(rows[_i].list);
	char got[256];

	render_copy(rows[_i].list, n, got);
	ck_assert_str_eq(got, rows[_i].wanted);
	/* Cut anywhere it ends, and within the list. */
	for (size_t k = 0; k <= n; k++)
		render_copy(rows[_i].list, k, got);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log_recipients");
	TCase *t = tcase_create("log_recipients");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, row, 0, (int)(sizeof rows / sizeof rows[0]));
	return run_suite(s);
}

/*
 * Who bounces mail (formats/mailer.h): each row of its table in each form of an
 * address, so that no row is beyond what is looked at first.
 */
#include "formats/mailer.h"

#include <stdio.h>

#include "formats/format.h"
#include "tests/run.h"

static enum td_mailer
mailer_of(const char *path)
{
	char padded[128 + TD_PAD] = "";

	snprintf(padded, 128, "%s", path);
	return td_mailer_of((struct td_span){ padded, strlen(padded) });
}

START_TEST(test_names)
{
	static const char *const forms[] = { "%.*s@%.*s", "<%.*s@%.*s>",
		"Mail <%.*s@%.*s>", "%.*s@%.*s (Mail)", " (Mail)%.*s@%.*s ",
		"\"m@n\" <%.*s@%.*s>" };
	const struct td_mailer_name *x = &td_mailer_names[_i];
	const struct td_span domain =
	    x->domain.n > 0 ? x->domain : TD_SPAN("example.com");
	char path[128];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		snprintf(path, sizeof(path), forms[i], (int)x->local_part.n,
		    x->local_part.p, (int)domain.n, domain.p);
		ck_assert_msg(mailer_of(path) == x->mailer, "%s", path);
		for (char *p = path; *p != '\0'; p++)
			if (*p >= 'a' && *p <= 'z')
				*p = (char)(*p - 'a' + 'A');
		ck_assert_msg(mailer_of(path) == x->mailer, "%s", path);
		snprintf(path, sizeof(path), forms[i], (int)x->local_part.n,
		    x->local_part.p, 11, "example.net");
		ck_assert_msg(mailer_of(path) ==
		        (x->domain.n > 0 ? TD_MAILER_NONE : x->mailer),
		    "%s", path);
	}
}
END_TEST

static const struct {
	const char *path;
	enum td_mailer is;
} paths[] = {
	/* RFC 5321 4.5.5 */
	{ "<>", TD_MAILER_MAYBE },
	{ "MAILER-DAEMON <>", TD_MAILER_SURE },
	{ "Hanako <>", TD_MAILER_MAYBE },
	/* sendmail, where no host is named */
	{ "MAILER-DAEMON", TD_MAILER_SURE },
	{ "", TD_MAILER_NONE },
	{ " ", TD_MAILER_NONE },
	{ "hanako@example.jp", TD_MAILER_NONE },
	{ "postmasters@example.jp", TD_MAILER_NONE },
	{ "master@example.jp", TD_MAILER_NONE },
	{ "mailer-daemon <hanako@example.jp>", TD_MAILER_NONE },
	{ "hanako@postmaster.example.jp", TD_MAILER_NONE },
	/* RFC 5322 3.6.2: several authors */
	{ "postmaster@example.jp, hanako@example.jp", TD_MAILER_NONE },
	{ "hanako@example.jp, postmaster@example.jp", TD_MAILER_NONE },
};

START_TEST(test_paths)
{
	ck_assert_msg(
	    mailer_of(paths[_i].path) == paths[_i].is, "%s", paths[_i].path);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mailer");
	TCase *c = tcase_create("mailer");

	tcase_add_loop_test(c, test_names, 0, TD_N_MAILER_NAMES);
	tcase_add_loop_test(
	    c, test_paths, 0, (int)(sizeof(paths) / sizeof(paths[0])));
	suite_add_tcase(s, c);
	return run_suite(s);
}

/*
 * analyzer/engine/rejects.c: sorted lines, and no local part in any of them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/engine/rejects.h"
#include "tests/run.h"

static char path[] = "/tmp/check_rejects.XXXXXX";

static char *
written(struct td_rejects *r)
{
	static char buf[4096];
	struct td_error e;
	FILE *f;

	ck_assert_int_eq(td_rejects_write(r, path, &e), 0);
	f = fopen(path, "r");
	buf[fread(buf, 1, sizeof buf - 1, f)] = '\0';
	fclose(f);
	return buf;
}

START_TEST(sorted)
{
	struct td_rejects *r = td_rejects_new();

	td_rejects_add(r, "b.eml", 0, "junk", TD_SPAN("x"));
	td_rejects_add(r, "a.eml", 20, "junk", TD_SPAN("y\n\tz"));
	td_rejects_add(r, "a.eml", 3, "junk", TD_SPAN(""));
	ck_assert_str_eq(written(r),
	    "a.eml:3\tjunk\t\na.eml:20\tjunk\ty..z\nb.eml:0\tjunk\tx\n");
	td_rejects_free(r);
}
END_TEST

static const struct {
	struct td_span text;
	const char *want;
} private[] = {
	{ TD_LIT("to <taro@example.jp>"), "to <*@example.jp>" },
	{ TD_LIT("taro.y+1@example.jp"), "*@example.jp" },
	{ TD_LIT("a@b@example.jp"), "*@example.jp" },
	{ TD_LIT("<@<@<@"), "<*@<*@<*@" },
	{ TD_LIT("@@@@"), "*@" },
	{ TD_LIT("to <\"taro yamada\"@example.jp>"), "to <*@example.jp>" },
	{ TD_LIT("\"a@b c\"@example.jp"), "*@example.jp" },
	{ TD_LIT("mailto:a=b@example.jp"), "mailto:a=*@example.jp" },
};

START_TEST(no_local_part)
{
	struct td_rejects *r = td_rejects_new();
	char want[256];

	td_rejects_add(r, "x", 1, "junk", private[_i].text);
	snprintf(want, sizeof want, "x:1\tjunk\t%s\n", private[_i].want);
	ck_assert_str_eq(written(r), want);
	td_rejects_free(r);
}
END_TEST

/* A text is cut; a local part at the cut must not stay without its "@". */
START_TEST(cut)
{
	struct td_rejects *r = td_rejects_new();
	char text[400];
	char *got;

	memset(text, '-', sizeof text);
	for (size_t at = 100; at < 300; at++) {
		memset(text, '-', sizeof text);
		text[at - 10] = ' ';
		memcpy(text + at, "secret@example.jp", 17);
		td_rejects_add(
		    r, "x", at, "junk", (struct td_span){ text, sizeof text });
	}
	got = written(r);
	ck_assert_ptr_null(strstr(got, "secret"));
	td_rejects_free(r);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rejects");
	TCase *tc = tcase_create("rejects");
	int status;

	close(mkstemp(path));
	tcase_add_test(tc, sorted);
	tcase_add_loop_test(
	    tc, no_local_part, 0, (int)(sizeof private / sizeof private[0]));
	tcase_add_test(tc, cut);
	suite_add_tcase(suite, tc);
	status = run_suite(suite);
	unlink(path);
	return status;
}

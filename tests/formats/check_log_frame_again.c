/*
 * The frame of a line that is like those before it
 * (formats/log_frame_again.h), against td_log_frame().
 */
#include <check.h>
#include <stdlib.h>

#include "formats/log_frame_again.h"
#include "tests/formats/frames.h"
#include "tests/run.h"

static bool
frame_plainly(
    struct td_span line, struct td_stamp_memo *memo, struct td_line *out)
{
	return td_log_frame_again(line, memo, out, false);
}

static TD_AVX2 bool
frame_avx2(struct td_span line, struct td_stamp_memo *memo, struct td_line *out)
{
	return td_log_frame_again(line, memo, out, true);
}

/* What both say. */
static bool
frame_again(
    struct td_span line, struct td_stamp_memo *memo, struct td_line *out)
{
	struct td_stamp_memo copy = *memo;
	struct td_line other;
	bool usual = frame_plainly(line, memo, out);

	if (!td_have_avx2())
		return usual;
	ck_assert_int_eq(frame_avx2(line, &copy, &other), usual);
	ck_assert(
	    !usual || (other.when == out->when && other.text.p == out->text.p));
	return usual;
}

/* Where td_log_frame_again() answers, it says what td_log_frame() says. */
static bool
same_again(const char *line, size_t n, struct td_stamp_memo memo)
{
	char *block = malloc(n + TD_PAD),
	     *scratch = malloc(FRAME_SCRATCH + TD_PAD);
	struct td_line l, again;
	bool ok = read_frame(line, n, block, scratch, &l), usual;

	usual = frame_again((struct td_span){ block, n }, &memo, &again);
	if (usual) {
		ck_assert_msg(ok, "%.*s", (int)n, line);
		ck_assert_msg(again.program == l.program &&
		        again.lacks == l.lacks && again.when == l.when &&
		        td_span_eq(again.host, l.host) &&
		        td_span_eq(again.tag, l.tag) &&
		        td_span_eq(again.pid, l.pid) &&
		        td_span_eq(again.text, l.text),
		    "%.*s", (int)n, line);
	}
	free(block);
	free(scratch);
	return usual;
}

/* Lines as they are, cut anywhere, and with any byte another, after itself. */
START_TEST(again)
{
	static const char others[] = " :[]-+./0169aZ=";
	static const struct td_stamp_memo none = { .zone_n = 0 };
	const char *line = good_frames[_i].line;
	size_t n = strlen(line);
	char *mutant = strdup(line), *block = calloc(1, n + TD_PAD);
	struct td_stamp_memo memo = none;
	struct td_line l;

	memcpy(block, line, n);
	frame_again((struct td_span){ block, n }, &memo, &l);
	for (size_t cut = 0; cut <= n; cut++) {
		same_again(line, cut, none);
		same_again(line, cut, memo);
	}
	for (size_t i = 0; i < n && i < 100; i++) {
		for (const char *c = others; *c != '\0'; c++) {
			mutant[i] = *c;
			same_again(mutant, n, none);
			same_again(mutant, n, memo);
		}
		mutant[i] = line[i];
	}
	free(mutant);
	free(block);
}
END_TEST

/* What Postfix and rsyslog write is usual, whatever was the line before. */
START_TEST(usual)
{
	static const struct {
		const char *before, *line, *when;
	} rows[] = {
		{ "Nov 21 17:58:00 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 21 17:58:00 mx1 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-21T17:58:00" },
		{ "Nov 21 17:58:07 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 21 17:58:59 mx1 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-21T17:58:59" },
		{ "Nov 21 17:58:60 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 21 17:58:01 mx1 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-21T17:58:01" },
		{ "Nov 21 17:58:01 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 21 17:58:60 mx1 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-21T17:59:00" },
		{ "Nov 21 17:58:00 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 22 17:58:01 mx2 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-22T17:58:01" },
		{ "2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:58:59.000001+09:00 mx1 cron[1]: a: b",
		    "2026-11-21T08:58:59.000001" },
		{ "2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:58:09.999999Z mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:58:09.999999" },
		{ "2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:59:09.999999-01:30 mx1 postfix/smtp[1]: a: ",
		    "2026-11-21T19:29:09.999999" },
	};
	struct td_stamp_memo memo = { .zone_n = 0 };
	char block[256] = "";
	struct td_line l;

	strcpy(block, rows[_i].before);
	ck_assert(
	    frame_again((struct td_span){ block, strlen(block) }, &memo, &l));
	strcpy(block, rows[_i].line);
	ck_assert(same_again(block, strlen(block), memo));
	ck_assert(
	    frame_again((struct td_span){ block, strlen(block) }, &memo, &l));
	ck_assert_int_eq(l.when, frame_micros(rows[_i].when));
}
END_TEST

enum { N_USUAL = 8 };

int
main(void)
{
	Suite *s = suite_create("log_frame_again");
	TCase *t = tcase_create("log_frame_again");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, again, 0, n_good_frames);
	tcase_add_loop_test(t, usual, 0, N_USUAL);
	return run_suite(s);
}

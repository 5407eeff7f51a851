/*
 * Frames of log lines (formats/log_frame.c): each form, cut anywhere, and what
 * only resembles a frame.
 */
#include <check.h>
#include <stdlib.h>

#include "tests/formats/frames.h"
#include "tests/run.h"

/* Lines that have no frame. */
static const char *const bad[] = {
	"",
	"x",
	"To: a@example.com",
	"From a@example.com Sat Nov 21 17:58:00 2026",
	"Received: from a by b; Sat, 21 Nov 2026 17:58:00 +0000",
	"Subject: Nov 21 17:58:00 mx1 postfix/smtp[15]: x",
	"Nov 31 17:58:00 mx1 postfix/smtp[15]: x",
	"Nov 21 24:58:00 mx1 postfix/smtp[15]: x",
	"Nov 21 17:60:00 mx1 postfix/smtp[15]: x",
	"Nov 21 17.58.00 mx1 postfix/smtp[15]: x",
	"Nov 00 17:58:00 mx1 postfix/smtp[15]: x",
	"Now 21 17:58:00 mx1 postfix/smtp[15]: x",
	"Nov 21 17:58:00x mx1 postfix/smtp[15]: x",
	"Nov 21 17:58",
	"2023-02-29T12:00:00Z mx1 postfix/smtp[15]: x",
	"2023-13-01T12:00:00Z mx1 postfix/smtp[15]: x",
	"2023-11-21T12:00Z mx1 postfix/smtp[15]: x",
	"2022-07-20T21:28:50.530Z,000000000000000E,2,192.0.2.1:143",
	"1969-12-31T23:59:59Z mx1 postfix/smtp[15]: x",
	"<22>",
	"<2222>Nov 21 17:58:00 mx1 postfix/smtp[15]: x",
	"<x@example.com>: host mx.example.com said: 550",
	"@example.com",
	"@400000006a60f9f62d33a8ecx delivery 7: success: a/",
	"@4000000000000000 delivery 7: success: a/",
	"10541945.05750 end msg 7",
	"{}",
	"{\"MESSAGE\":\"x\"}",
	"{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"1534860261000000\"",
	"{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"1534860261000000\"} x",
	"{\"eventType\":\"Delivery\",\"mail\":{}}",
	"[NOTICE] x",
	"[2026-11-21 17:58:00] x",
	"a b | c",
	"| a",
	"|",
};

static void
must_be(struct td_span got, const char *wanted, const char *what,
    const struct frame_vector *v)
{
	ck_assert_msg(
	    td_span_eq(got, (struct td_span){ wanted, strlen(wanted) }),
	    "%s: %s: \"%.*s\", not \"%s\"", v->line, what, (int)got.n, got.p,
	    wanted);
}

START_TEST(good_line)
{
	const struct frame_vector *v = &good_frames[_i];
	size_t n = strlen(v->line);
	char *block = malloc(n + TD_PAD),
	     *scratch = malloc(FRAME_SCRATCH + TD_PAD);
	struct td_line l;

	ck_assert_msg(
	    read_frame(v->line, n, block, scratch, &l), "%s", v->line);
	must_be(l.host, v->host, "host", v);
	must_be(l.tag, v->tag, "tag", v);
	must_be(l.pid, v->pid, "pid", v);
	must_be(l.text, v->text, "text", v);
	ck_assert_msg(l.program == v->program, "%s: %s", v->line,
	    td_program_name(l.program));
	ck_assert_msg(l.when == frame_micros(v->when), "%s: %lld", v->line,
	    (long long)(l.when / 1000000));
	ck_assert_msg(l.lacks == v->lacks, "%s: lacks %d", v->line, l.lacks);
	free(block);
	free(scratch);
}
END_TEST

/* A line cut anywhere may lose its frame, but neither more nor less. */
START_TEST(cut_line)
{
	const struct frame_vector *v = &good_frames[_i];
	char *scratch = malloc(FRAME_SCRATCH + TD_PAD);
	struct td_line l;

	for (size_t n = 0; n <= strlen(v->line); n++) {
		char *block = malloc(n + TD_PAD);
		const char *end = block + n;

		if (read_frame(v->line, n, block, scratch, &l) && l.text.n > 0)
			ck_assert(
			    (l.text.p >= block && l.text.p + l.text.n <= end) ||
			    (l.text.p >= scratch &&
			        l.text.p + l.text.n <=
			            scratch + FRAME_SCRATCH));
		free(block);
	}
	free(scratch);
}
END_TEST

START_TEST(bad_line)
{
	const char *line = bad[_i];
	size_t n = strlen(line);
	char *block = malloc(n + TD_PAD),
	     *scratch = malloc(FRAME_SCRATCH + TD_PAD);
	struct td_line l;

	ck_assert_msg(!read_frame(line, n, block, scratch, &l), "%s", line);
	free(block);
	free(scratch);
}
END_TEST

/* Too little scratch is told, and more than is there never written. */
START_TEST(little_scratch)
{
	static const char line[] =
	    "{\"__REALTIME_TIMESTAMP\":\"1534860261000000\",\"MESSAGE\":"
	    "\"a\\nb\\u3042\"}";
	char block[sizeof line + TD_PAD];

	memcpy(block, line, sizeof line);
	for (size_t cap = 0; cap < 10; cap++) {
		char *scratch = malloc(cap + TD_PAD);
		size_t n = cap / 2, before = n;
		struct td_line l;

		memset(scratch, 'z', cap + TD_PAD);
		ck_assert(
		    td_log_frame((struct td_span){ block, sizeof line - 1 },
		        scratch, cap, &n, &l));
		ck_assert_int_eq(n > cap, cap - before < 6);
		ck_assert_uint_eq(l.text.n, n > cap ? 0 : 6);
		ck_assert_int_eq(scratch[cap], 'z');
		free(scratch);
	}
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

int
main(void)
{
	Suite *s = suite_create("log_frame");
	TCase *t = tcase_create("log_frame");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, good_line, 0, n_good_frames);
	tcase_add_loop_test(t, cut_line, 0, n_good_frames);
	tcase_add_loop_test(t, bad_line, 0, COUNT(bad));
	tcase_add_test(t, little_scratch);
	return run_suite(s);
}

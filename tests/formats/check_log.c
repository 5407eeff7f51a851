/*
 * The log format (formats/log.c): which lines are entries, which are defects,
 * what syslog says of itself, lines that were damaged, and the bid.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/log.h"
#include "tests/formats/collect.h"
#include "tests/formats/describe.h"
#include "tests/run.h"

extern const struct td_format td_log_format;

/* A string with NULs in it. */
#define RAW(s) (s), sizeof(s) - 1

#define STAMP "Nov 21 17:58:00 mx1 "
#define OTHER STAMP "cron[7]: x"
#define TOLD "other 11-21T17:58:00 host=mx1"

/*
 * What is decoded, as "KIND OFFSET EVENT" and "DEFECT OFFSET LENGTH" in the
 * order of the source, with ";" behind each.
 */
static const struct {
	const char *what, *s;
	size_t n;
	const char *wanted;
} sources[] = {
	{ "entries", RAW(OTHER "\n" OTHER),
	    "note 0 " TOLD ";note 31 " TOLD ";" },
	{ "CRLF", RAW(OTHER "\r\n\r\n" OTHER "\r\n"),
	    "note 0 " TOLD ";note 32 other undated;note 34 " TOLD ";" },
	{ "no entries",
	    RAW("\n# a\n-- Logs begin at Sat --\n==> /var/log/mail.log <==\n"
	        "   \n"),
	    "note 0 other undated;note 1 other undated;note 5 other undated;"
	    "note 29 other undated;note 55 other undated;" },
	{ "an entry that goes on", RAW(OTHER "\n    y\n\tz\n"),
	    "note 0 " TOLD ";note 31 other undated;note 37 other undated;" },
	{ "an indented entry", RAW("  " OTHER "\n"), "note 0 " TOLD ";" },
	{ "a byte order mark", RAW("\xef\xbb\xbf" OTHER "\n"),
	    "note 0 " TOLD ";" },
	{ "no frame", RAW("x\n" OTHER "\ny"),
	    "note 0 other undated;line without a stamp 0 1;note 2 " TOLD ";"
	    "note 33 other undated;line without a stamp 33 1;" },

	{ "rsyslog", RAW(STAMP "cron[7]: message repeated 12 times: [ x]\n"),
	    "repeated 0 " TOLD " repeated=12;" },
	{ "syslogd", RAW(STAMP "last message repeated 3 times\n"),
	    "repeated 0 " TOLD " repeated=3;" },
	{ "Apple", RAW(STAMP "--- last message repeated 3 times ---\n"),
	    "repeated 0 " TOLD " repeated=3;" },
	{ "too many", RAW(STAMP "last message repeated 99999999999 times\n"),
	    "repeated 0 " TOLD " repeated=999999999;" },
	{ "not a number", RAW(STAMP "last message repeated often\n"),
	    "note 0 " TOLD ";" },
	{ "none", RAW(STAMP "last message repeated 0 times\n"),
	    "note 0 " TOLD ";" },

	{ "NULs before an entry", RAW("\0\0\0" OTHER "\n"),
	    "note 0 " TOLD ";nul bytes 0 3;" },
	{ "NULs behind an entry", RAW(OTHER "\0\0\n" OTHER "\n"),
	    "note 0 " TOLD ";nul bytes 30 2;note 33 " TOLD ";" },
	{ "NULs between a piece and an entry",
	    RAW(STAMP "cro\0\0\0\0" OTHER "\n"),
	    "note 0 " TOLD ";nul bytes 0 27;" },
	{ "NULs within an entry", RAW(OTHER "\0y\n"),
	    "note 0 " TOLD ";nul bytes 30 2;" },
	{ "NULs only", RAW("\0\0\0\n\0\0"),
	    "note 0 other undated;nul bytes 0 3;"
	    "note 4 other undated;nul bytes 4 2;" },
	{ "NULs, no frame", RAW("a\0b\n"),
	    "note 0 other undated;nul bytes 0 3;" },
};

static void
tell(const struct collected *a, char *out, size_t cap)
{
	size_t n = 0, w = 0;

	out[0] = '\0';
	for (size_t i = 0; i < a->n; i++) {
		const struct td_record *r = &a->record[i];

		n += (size_t)snprintf(out + n, cap - n, "%s %u %.*s;",
		    kind_name(r->kind), r->whole.off, (int)told(a, i).n,
		    told(a, i).p);
		for (; w < a->n_flaws &&
		     a->flaw[w].where.off < r->whole.off + r->whole.len;
		     w++)
			n += (size_t)snprintf(out + n, cap - n, "%s %u %u;",
			    td_defect_name(a->flaw[w].what),
			    a->flaw[w].where.off, a->flaw[w].where.len);
	}
}

START_TEST(source)
{
	struct collected a = { 0 };
	char got[4096];

	collect(&td_log_format, sources[_i].s, sources[_i].n, &plainly,
	    sources[_i].what, &a);
	tell(&a, got, sizeof got);
	ck_assert_str_eq(got, sources[_i].wanted);
	collected_free(&a);
}
END_TEST

/* A line over TD_RECORD_MAX is a defect without an event; the next is read. */
START_TEST(long_line)
{
	const size_t n = TD_RECORD_MAX + 5000, room = n + 100;
	struct collected a = { 0 }, b = { 0 };
	char *s = malloc(room);
	struct how how = plainly;
	size_t cut;
	char got[512];
	int k;

	ck_assert_ptr_nonnull(s);
	memset(s, 'x', room);
	memcpy(s, OTHER, sizeof OTHER - 1);
	s[n] = '\n';
	k = snprintf(s + n + 1, room - n - 1, OTHER "\n");
	collect(&td_log_format, s, n + 1 + (size_t)k, &plainly, "long", &a);
	tell(&a, got, sizeof got);
	ck_assert_str_eq(got,
	    "note 0 other undated;line too long 0 0;note 1053577 " TOLD ";");
	how.cut = &cut;
	how.n_cuts = 1;
	for (cut = 0; cut < room - 10; cut += 4999) {
		collect(&td_log_format, s, n + 1 + (size_t)k, &how, "long", &b);
		must_be_same(&a, &b, ~UINT64_C(0), &how, "long");
	}
	/* The longest that is read. */
	s[TD_RECORD_MAX - 1] = '\n';
	collect(&td_log_format, s, TD_RECORD_MAX, &plainly, "longest", &a);
	tell(&a, got, sizeof got);
	ck_assert_str_eq(got, "note 0 " TOLD ";");
	collected_free(&a);
	collected_free(&b);
	free(s);
}
END_TEST

/* Text that does not fit into scratch at all is a defect. */
START_TEST(little_scratch)
{
	static const char s[] =
	    "{\"MESSAGE\":\"a\\nb\",\"__REALTIME_TIMESTAMP\":\"1\"}\n" OTHER;
	struct collected a = { 0 };
	struct how how = plainly;
	char got[512];

	how.scratch = 2;
	collect(&td_log_format, s, sizeof s - 1, &how, "scratch", &a);
	tell(&a, got, sizeof got);
	ck_assert_str_eq(got,
	    "note 0 other undated;escaped text too long 0 45;"
	    "note 46 " TOLD ";");
	collected_free(&a);
}
END_TEST

#define MAIL STAMP "postfix/smtp[7]: x\n"

/* The least and the most that may be bid. */
static const struct {
	const char *what, *head;
	int least, most;
} bids[] = {
	{ "a mail log", MAIL MAIL OTHER "\n", 85, 100 },
	{ "one line of mail in four", OTHER "\n" OTHER "\n" OTHER "\n" MAIL, 65,
	    85 },
	{ "any log", OTHER "\n" OTHER "\n", 5, 35 },
	{ "lines without a frame between", "x\n" MAIL "y\n" MAIL, 65, 100 },
	{ "comments first", "# a\n\n-- Logs begin --\n" MAIL, 85, 100 },
	{ "the head ends within a line", MAIL "Nov 21 17:5", 85, 100 },
	{ "an mbox", "From a@b.example Sat Nov 21 17:58:00 2026\nTo: c\n\nx\n",
	    0, 0 },
	{ "a message that quotes a log",
	    "From: a@b.example\nTo: c\nSubject: d\n\nWhat is this?\n" MAIL, 0,
	    39 },
	{ "a message", "From: a@b.example\nTo: c\n\nx\n", 0, 0 },
	{ "a folded field is one", "Subject: d\n " MAIL "\t" MAIL, 0, 0 },
	{ "an indented log", "Seen today\n  " MAIL "  " MAIL, 85, 100 },
	{ "a log with a name before each line", "mx  | " MAIL "x-1 | " MAIL, 85,
	    100 },
	{ "Haraka's level first", "level=NOTICE uuid=6D2A.1 a=b: c\n", 85,
	    100 },
	{ "text", "x\ny\nz\n", 0, 0 },
	{ "SES", "{\"eventType\":\"Delivery\",\"mail\":{}}\n", 0, 0 },
	{ "nothing", "", 0, 0 },
};

START_TEST(bid)
{
	size_t n = strlen(bids[_i].head);
	char *head = malloc(n + TD_PAD);
	int got;

	memset(head, 'x', n + TD_PAD);
	memcpy(head, bids[_i].head, n);
	got = td_log_format.bid((struct td_span){ head, n }, true);
	ck_assert_msg(got >= bids[_i].least && got <= bids[_i].most, "%s: %d",
	    bids[_i].what, got);
	free(head);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

int
main(void)
{
	Suite *s = suite_create("log");
	TCase *t = tcase_create("log");

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, source, 0, COUNT(sources));
	tcase_add_test(t, long_line);
	tcase_add_test(t, little_scratch);
	tcase_add_loop_test(t, bid, 0, COUNT(bids));
	return run_suite(s);
}

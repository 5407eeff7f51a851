/*
 * Reports that came as mail: delivery reports (RFC 3464), abuse reports
 * (RFC 5965), bounces in words.  Whole ones are in samples/report, each with
 * what a person read in it.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/formats/reports.h"
#include "tests/run.h"

enum { MOST_TEXT = 1 << 16, SCRATCH = 1 << 16 };

/* ---- Samples ----------------------------------------------------------- */

static glob_t samples;

static size_t
read_file(const char *path, char text[MOST_TEXT])
{
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_msg(f != NULL, "%s", path);
	n = fread(text, 1, MOST_TEXT - 1, f);
	ck_assert(feof(f));
	fclose(f);
	text[n] = '\0';
	return n;
}

START_TEST(sample)
{
	static char mail[MOST_TEXT], want[MOST_TEXT], said[MOST_TEXT];
	const char *path = samples.gl_pathv[_i];
	char expect[4096];
	size_t n = read_file(path, mail);
	struct report_reading r;

	snprintf(expect, sizeof(expect), "%s.expect", path);
	read_file(expect, want);
	report_read(&r, mail, n, 16, SCRATCH);
	ck_assert(!r.to.too_many && !r.to.too_long);
	report_say(&r, said, sizeof(said));
	ck_assert_msg(strcmp(said, want) == 0, "%s:\n got  %s\n want %s", path,
	    said, want);
	report_free(&r);
}
END_TEST

/* With less room there is either the same or a complaint about it. */
START_TEST(sample_has_no_room)
{
	static char mail[MOST_TEXT], all[MOST_TEXT], said[MOST_TEXT];
	size_t n = read_file(samples.gl_pathv[_i], mail);
	struct report_reading whole, r;

	report_read(&whole, mail, n, 16, SCRATCH);
	report_say(&whole, all, sizeof(all));
	for (size_t cap = 0; cap < whole.batch.n_scratch; cap += 7) {
		report_read(&r, mail, n, 16, cap);
		report_say(&r, said, sizeof(said));
		ck_assert(r.to.too_long || strcmp(said, all) == 0);
		report_free(&r);
	}
	for (size_t cap = 0; cap < whole.batch.n_outcomes; cap++) {
		report_read(&r, mail, n, cap, SCRATCH);
		ck_assert(r.to.too_many);
		report_free(&r);
	}
	report_free(&whole);
}
END_TEST

/* Cut anywhere, and with bytes replaced: nothing is asked but order. */
START_TEST(sample_survives)
{
	static const char bytes[] = "\n\r -:;<>@=+.\"\0(a5";
	static char mail[MOST_TEXT], text[MOST_TEXT];
	size_t n = read_file(samples.gl_pathv[_i], mail);
	uint32_t x = (uint32_t)_i + 1;
	struct report_reading r;

	for (int round = 0; round < 400; round++) {
		memcpy(text, mail, n);
		for (int k = 0; k < round % 6; k++) {
			x = x * 1664525 + 1013904223;
			text[(x >> 8) % n] =
			    bytes[(x >> 4) % (sizeof(bytes) - 1)];
		}
		x = x * 1664525 + 1013904223;
		report_read(&r, text, round % 2 ? (x >> 8) % (n + 1) : n, 16,
		    round % 5 == 0 ? 30 : SCRATCH);
		report_free(&r);
	}
}
END_TEST

/* ---- Groups of recipients ---------------------------------------------- */

#define DATE "Date: Sat, 21 Nov 2026 18:00:00 +0900\n"

#define DSN_HEAD                                                       \
	"From: MAILER-DAEMON@mx.example.com\n" DATE                    \
	"Message-ID: <r1@mx.example.com>\n"                            \
	"Content-Type: multipart/report; report-type=delivery-status;" \
	" boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"

static const struct {
	const char *what;
	const char *fields; /* of message/delivery-status */
	const char *said;   /* behind "read", but for what is the same of all */
} groups[] = {
	{ "RFC 3464 2.3: a group of the message, one of a recipient",
	    "Reporting-MTA: dns; mx.example.com\n\n"
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: failed\nStatus: 5.1.1\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "status=5.1.1\n" },
	{ "no empty line between message and recipient",
	    "Reporting-MTA: dns; mx.example.com\n"
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: failed\nStatus: 5.1.1\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "status=5.1.1\n" },
	{ "no empty line between recipients",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Final-Recipient: rfc822; v@example.jp\nAction: delayed\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp\n"
	    "notice 2026-11-21T09:00:00Z deferred id=r1@mx.example.com "
	    "recipient=v@example.jp\n" },
	{ "FORMATS.md 14: the original recipient is whom it was sent to",
	    "Final-Recipient: RFC822; v@example.net\n"
	    "Original-recipient:rfc822;u@example.jp\nAction: failed\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "final=v@example.net\n" },
	{ "an original recipient that is none",
	    "Final-Recipient: rfc822; v@example.net\n"
	    "Original-Recipient: rfc822;\nAction: failed\n",
	    " failed id=r1@mx.example.com recipient=v@example.net\n" },
	{ "brackets, no type",
	    "Final-Recipient: <u@example.jp>\nAction: failed\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp\n" },
	{ "RFC 3461 4: xtext",
	    "Original-Recipient: rfc822;u+2Btag+3Dx@example.jp\n"
	    "Action: failed\n",
	    " failed id=r1@mx.example.com recipient=u+tag=x@example.jp\n" },
	{ "xtext of an @",
	    "Original-Recipient: rfc822;u+40example.jp\n"
	    "Action: failed\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp\n" },
	{ "a tag that looks like xtext",
	    "Original-Recipient: rfc822;u+40+AB@example.jp\n"
	    "Action: failed\n",
	    " failed id=r1@mx.example.com recipient=u+40+AB@example.jp\n" },
	{ "RFC 6533: utf-8 addresses",
	    "Final-Recipient: utf-8; \xe7\x8c\xab@example.jp\n"
	    "Action: failed\n",
	    " failed id=r1@mx.example.com "
	    "recipient=\"\\xe7\\x8c\\xab@example.jp\"\n" },
	{ "X.400: the address in the diagnostic",
	    "Final-Recipient: X400; C=jp;A= ;P=example;S=u\n"
	    "Action: failed\n"
	    "Diagnostic-Code: smtp; 550 <u@example.jp>... User unknown\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "reply=\"550 <u@example.jp>... User unknown\"\n" },
	{ "a command: nobody to count",
	    "Final-Recipient: rfc822;|/usr/local/bin/filter -d /home\n"
	    "Action: failed\nStatus: 5.0.0\n",
	    NULL },
	{ "a user of the host, without a domain (DECISIONS.md 16)",
	    "Final-Recipient: rfc822; root\nAction: failed\n",
	    " failed id=r1@mx.example.com recipient=root\n" },
	{ "a quoted local part with blanks",
	    "Final-Recipient: rfc822; \"a b\"@example.jp\nAction: failed\n",
	    " failed id=r1@mx.example.com recipient=\"\\\"a "
	    "b\\\"@example.jp\"\n" },
	{ "DECISIONS.md 6: failed whatever the status",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Status: 4.2.2 (mailbox full)\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "status=4.2.2\n" },
	{ "RFC 3464 2.3.3: delayed",
	    "Final-Recipient: rfc822; u@example.jp\nAction: DELAYED\n"
	    "Status: 4.4.1\nWill-Retry-Until: Thu, 26 Nov 2026 17:58:00 "
	    "+0900\n",
	    " deferred id=r1@mx.example.com recipient=u@example.jp "
	    "status=4.4.1\n" },
	{ "delivered",
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: delivered\nStatus: 2.0.0\n",
	    " sent no-attempt id=r1@mx.example.com recipient=u@example.jp "
	    "status=2.0.0\n" },
	{ "relayed",
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: relayed (to non-DSN-aware mailer)\n",
	    " sent no-attempt id=r1@mx.example.com recipient=u@example.jp\n" },
	{ "expanded",
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: expanded\n",
	    " sent no-attempt id=r1@mx.example.com recipient=u@example.jp\n" },
	{ "sendmail -bv: nothing was sent",
	    "Final-Recipient: rfc822; u@example.jp\nAction: deliverable\n",
	    "" },
	{ "no action: the class of the status",
	    "Final-Recipient: rfc822; u@example.jp\nStatus: 4.4.7\n",
	    " deferred id=r1@mx.example.com recipient=u@example.jp "
	    "status=4.4.7\n" },
	{ "neither action nor status",
	    "Final-Recipient: rfc822; u@example.jp\n", NULL },
	{ "a status that is none",
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: failed\nStatus: unknown\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp\n" },
	{ "RFC 3464 2.3.6: a folded diagnostic",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Diagnostic-Code: smtp; 550-5.1.1 no\n    550 5.1.1 such\n"
	    "\tuser\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "reply=\"550-5.1.1 no 550 5.1.1 such user\"\n" },
	{ "a diagnostic of Postfix' own",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Diagnostic-Code: X-Postfix; unknown user: \"u\"\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "reply=\"unknown user: \\\"u\\\"\"\n" },
	{ "a diagnostic without its type",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Diagnostic-Code: 550 no; such; user\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "reply=\"550 no; such; user\"\n" },
	{ "RFC 3464 2.3.5: a host",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Remote-MTA: dns; mx.example.jp\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "relay=mx.example.jp\n" },
	{ "Google: a host and what it is",
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	    "Remote-MTA: dns; mx.example.jp. (192.0.2.1, the server for the\n"
	    " domain example.jp.)\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "relay=mx.example.jp relay_ip=192.0.2.1\n" },
	{ "an address",
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: failed\nRemote-MTA: dns; [192.0.2.1]\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "relay_ip=192.0.2.1\n" },
	{ "an IPv6 address",
	    "Final-Recipient: rfc822; u@example.jp\n"
	    "Action: failed\n"
	    "Remote-MTA: dns; mx.example.jp (2001:db8::1)\n",
	    " failed id=r1@mx.example.com recipient=u@example.jp "
	    "relay=mx.example.jp relay_ip=2001:db8::1\n" },
	{ "the queue id where nothing is returned",
	    "Reporting-MTA: dns; mx.example.com\n"
	    "X-Postfix-Queue-ID: 4AbCdE0F1Gz1\n"
	    "X-Postfix-Sender: rfc822; s@example.com\n\n"
	    "Final-Recipient: rfc822; u@example.jp\nAction: failed\n",
	    " failed queue-id id=4AbCdE0F1Gz1@mx.example.com "
	    "recipient=u@example.jp "
	    "sender=s@example.com\n" },
	{ "no group", "Reporting-MTA: dns; mx.example.com\n", NULL },
};

START_TEST(group)
{
	char mail[MOST_TEXT], want[MOST_TEXT], said[MOST_TEXT];
	struct report_reading r;
	int n = snprintf(
	    mail, sizeof(mail), DSN_HEAD "%s\n--b--\n", groups[_i].fields);

	if (groups[_i].said == NULL)
		strcpy(want, "unread\n");
	else if (groups[_i].said[0] == '\0')
		strcpy(want, "read\n");
	else
		snprintf(want, sizeof(want),
		    "read\nnotice 2026-11-21T09:00:00Z%s", groups[_i].said);
	report_read(&r, mail, (size_t)n, 16, SCRATCH);
	report_say(&r, said, sizeof(said));
	ck_assert_msg(strcmp(said, want) == 0, "%s:\n got  %s\n want %s",
	    groups[_i].what, said, want);
	report_free(&r);
}
END_TEST

/* The times of a recipient and of the message, else the report's own. */
START_TEST(times)
{
	static const char mail[] =
	    DSN_HEAD "Arrival-Date: Sat, 21 Nov 2026 17:58:00 +0900\n\n"
	             "Final-Recipient: rfc822; u@example.jp\nAction: failed\n"
	             "Last-Attempt-Date: Sat, 21 Nov 2026 17:59:00 +0900\n\n"
	             "Final-Recipient: rfc822; v@example.jp\nAction: failed\n"
	             "Last-Attempt-Date: unknown\n";
	char said[MOST_TEXT];
	struct report_reading r;

	report_read(&r, mail, sizeof(mail) - 1, 16, SCRATCH);
	report_say(&r, said, sizeof(said));
	ck_assert_str_eq(said,
	    "read\n"
	    "notice 2026-11-21T08:59:00Z failed begun=2026-11-21T08:58:00Z "
	    "id=r1@mx.example.com recipient=u@example.jp\n"
	    "notice 2026-11-21T09:00:00Z failed begun=2026-11-21T08:58:00Z "
	    "id=r1@mx.example.com recipient=v@example.jp\n");
	report_free(&r);
}
END_TEST

/* ---- Real mail, where it is at hand ------------------------------------- */

static glob_t real;

enum kind { DSN, ARF, WORDS, N_KINDS };

static enum kind
kind_of(const char *mail, size_t n)
{
	static const char dsn[] = "message/delivery-status";
	static const char arf[] = "message/feedback-report";

	if (memmem(mail, n, dsn, sizeof(dsn) - 1) != NULL)
		return DSN;
	return memmem(mail, n, arf, sizeof(arf) - 1) != NULL ? ARF : WORDS;
}

/* No fewer are read than were, the rest was looked at by a person:
 * auto-replies, what people wrote, a DSN without a recipient. */
START_TEST(real_mail)
{
	static char mail[1 << 20];
	static const size_t least[N_KINDS] = { 175, 8, 130 };
	size_t n_read[N_KINDS] = { 0 }, n_files[N_KINDS] = { 0 };

	for (size_t i = 0; i < real.gl_pathc; i++) {
		FILE *f = fopen(real.gl_pathv[i], "rb");
		struct report_reading r;
		enum kind kind;
		size_t n;

		ck_assert(f != NULL);
		n = fread(mail, 1, sizeof(mail), f);
		fclose(f);
		kind = kind_of(mail, n);
		report_read(&r, mail, n, 16, sizeof(mail));
		n_files[kind]++;
		n_read[kind] += r.is == TD_REPORT_READ;
		report_free(&r);
	}
	for (int i = 0; i < N_KINDS; i++)
		ck_assert_msg(n_read[i] >= least[i],
		    "kind %d: only %zu of %zu read", i, n_read[i], n_files[i]);
	printf("real mail: %zu of %zu DSN, %zu of %zu ARF, %zu of %zu others "
	       "read\n",
	    n_read[DSN], n_files[DSN], n_read[ARF], n_files[ARF], n_read[WORDS],
	    n_files[WORDS]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mail_report");
	TCase *t = tcase_create("mail_report");
	const char *root = getenv("TODOKU_SOURCE_ROOT");
	char pattern[4096];
	int n, status;

	snprintf(pattern, sizeof(pattern), "%s/samples/report/*/*.eml",
	    root != NULL ? root : ".");
	if (glob(pattern, 0, NULL, &samples) != 0)
		return 1;
	n = (int)samples.gl_pathc;
	snprintf(pattern, sizeof(pattern),
	    "%s/../shared/data/mail/sisimai/{,dos/,mac/}*.eml",
	    root != NULL ? root : ".");
	if (glob(pattern, GLOB_BRACE, NULL, &real) == 0)
		tcase_add_test(t, real_mail);
	else
		puts("no real mail at hand: not tried");
	tcase_add_loop_test(t, sample, 0, n);
	tcase_add_loop_test(t, sample_has_no_room, 0, n);
	tcase_add_loop_test(t, sample_survives, 0, n);
	tcase_add_loop_test(t, group, 0, sizeof(groups) / sizeof(groups[0]));
	tcase_add_test(t, times);
	suite_add_tcase(s, t);
	status = run_suite(s);
	globfree(&samples);
	globfree(&real);
	return status;
}

/*
 * Tags of syslog and the programs that write under them (formats/log_tag.c).
 */
#include <check.h>

#include "formats/log_frame.h"
#include "tests/run.h"

static const struct {
	const char *tag, *text;
	enum td_program program;
} tags[] = {
	/* FORMATS 1: syslog_name may itself contain a slash. */
	{ "postfix/submission/smtpd", "x", TD_PROGRAM_POSTFIX },
	{ "postfix/sender-cleanup/cleanup", "x", TD_PROGRAM_POSTFIX },
	{ "postfix-out/smtp", "x", TD_PROGRAM_POSTFIX },
	{ "mx-in/postscreen", "x", TD_PROGRAM_POSTFIX },
	{ "mx-in/trivial-rewrite", "x", TD_PROGRAM_POSTFIX },
	{ "mx-in/pipe", "x", TD_PROGRAM_POSTFIX },
	{ "mx-in/pipes", "x", TD_PROGRAM_NONE },
	{ "postfix/pipe", "x", TD_PROGRAM_POSTFIX },
	{ "postfix/postscreen", "x", TD_PROGRAM_POSTFIX },
	{ "postfix/pickup", "x", TD_PROGRAM_POSTFIX },
	{ "postfix", "x", TD_PROGRAM_POSTFIX },
	{ "postfixadmin", "x", TD_PROGRAM_NONE },
	{ "postfix/policy-spf", "x", TD_PROGRAM_POLICYD_SPF },
	{ "postfix/policyd-spf", "x", TD_PROGRAM_POLICYD_SPF },
	{ "policyd-spf", "x", TD_PROGRAM_POLICYD_SPF },
	{ "postfix-policyd-spf-perl", "x", TD_PROGRAM_POLICYD_SPF },
	{ "policyd-weight", "x", TD_PROGRAM_NONE },
	{ "smtp", "x", TD_PROGRAM_NONE },
	/* FORMATS 6, 7. */
	{ "sm-msp-queue", "x", TD_PROGRAM_SENDMAIL },
	{ "/usr/lib/sendmail", "x", TD_PROGRAM_SENDMAIL },
	{ "sendmails", "x", TD_PROGRAM_NONE },
	{ "smtpd", "5df87c9ffd0e785d mta delivery", TD_PROGRAM_OPENSMTPD },
	{ "smtpd", "smtp-in: New session 1", TD_PROGRAM_OPENSMTPD },
	{ "smtpd", "connect from a[192.0.2.1]", TD_PROGRAM_POSTFIX },
	{ "smtpd", "8BD903012026: client=a", TD_PROGRAM_POSTFIX },
	{ "opensmtpd", "x", TD_PROGRAM_OPENSMTPD },
	{ "exim-out", "x", TD_PROGRAM_EXIM },
	{ "eximstats", "x", TD_PROGRAM_NONE },
	{ "qmail-send", "x", TD_PROGRAM_QMAIL },
	{ "splogger", "x", TD_PROGRAM_QMAIL },
	{ "Haraka", "x", TD_PROGRAM_HARAKA },
	{ "rspamd_proxy", "x", TD_PROGRAM_RSPAMD },
	{ "amavisd-new", "x", TD_PROGRAM_AMAVIS },
	{ "dovecot", "x", TD_PROGRAM_NONE },
};

START_TEST(program_of)
{
	char padded[64 + TD_PAD];
	struct td_span tag = { padded, strlen(tags[_i].tag) };
	struct td_span text = { tags[_i].text, strlen(tags[_i].text) };
	enum td_program got;

	memset(padded, '/', sizeof padded);
	memcpy(padded, tags[_i].tag, tag.n);
	got = td_tag_program(tag, text);
	ck_assert_msg(got == tags[_i].program, "%s: %s", tags[_i].tag,
	    td_program_name(got));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log_tag");
	TCase *t = tcase_create("log_tag");

	suite_add_tcase(s, t);
	tcase_add_loop_test(
	    t, program_of, 0, (int)(sizeof tags / sizeof tags[0]));
	return run_suite(s);
}

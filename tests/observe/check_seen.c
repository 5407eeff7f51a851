/*
 * Whether a message is an observation, or tells of another one (DECISIONS.md
 * 1).
 */
#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define END "From: a@example.com\nTo: u@docomo.ne.jp\n\n"
#define POSTFIX                                                      \
	"Received: from s.example.com (s.example.com [192.0.2.1])\n" \
	"\tby mx.example.jp (Postfix) with ESMTPS id Q" D
#define TYPE(x) "Content-Type: " x "\n"

/* clang-format off */
static const struct row {
	const char *source, *section;
	enum td_seen seen;
} rows[] = {
	{ "a message",
	    "Return-Path: <b@example.com>\n"
	    POSTFIX END,
	    TD_SEEN_MESSAGE },
	{ "without a Return-Path", POSTFIX END, TD_SEEN_MESSAGE },
	{ "null reverse-path",
	    "Return-Path: <>\n"
	    POSTFIX END,
	    TD_SEEN_NULL_SENDER },
	{ "with blanks",
	    "Return-Path: < >\n"
	    POSTFIX END,
	    TD_SEEN_NULL_SENDER },
	{ "the shortest that is not null",
	    "Return-Path:<b>\n"
	    POSTFIX END,
	    TD_SEEN_MESSAGE },
	{ "brackets in brackets",
	    "Return-Path: <<>>\n"
	    POSTFIX END,
	    TD_SEEN_NULL_SENDER },
	{ "Exchange writes it at the bottom",
	    POSTFIX
	    "From: a@example.com\n"
	    "Return-Path: <>\n"
	    "\n",
	    TD_SEEN_NULL_SENDER },
	{ "of several Return-Path the topmost (seed 004)",
	    "Return-Path: <b@example.com>\n"
	    POSTFIX
	    "Return-Path: <>\n"
	    END,
	    TD_SEEN_MESSAGE },
	{ "Exim's envelope-from, no Return-Path",
	    "Received: from s.example.com ([192.0.2.1])\n"
	    "\tby mx.example.jp with esmtp (Exim 4.96)\n"
	    "\t(envelope-from <>) id Q" D
	    END,
	    TD_SEEN_NULL_SENDER },
	{ "smtp.mailfrom=<> of a trusted field",
	    POSTFIX
	    "Authentication-Results: mx.example.jp; spf=pass"
	    " smtp.mailfrom=<> smtp.helo=s.example.com\n"
	    END,
	    TD_SEEN_NULL_SENDER },
	{ "smtp.mailfrom=<> of somebody else",
	    POSTFIX
	    "Authentication-Results: evil.example; spf=pass"
	    " smtp.mailfrom=<>\n"
	    END,
	    TD_SEEN_MESSAGE },
	{ "SPF of the HELO name alone does not say so",
	    POSTFIX
	    "Authentication-Results: mx.example.jp; spf=pass"
	    " smtp.helo=s.example.com\n"
	    END,
	    TD_SEEN_MESSAGE },
	{ "envelope-from=<> of Received-SPF",
	    POSTFIX
	    "Received-SPF: none envelope-from=<>; helo=s.example.com;"
	    " receiver=mx.example.jp\n"
	    END,
	    TD_SEEN_NULL_SENDER },
	{ "RFC 3464",
	    POSTFIX
	    TYPE("multipart/report; boundary=\"x\";\n"
	         "\treport-type=delivery-status")
	    END,
	    TD_SEEN_REPORT },
	{ "RFC 5965",
	    POSTFIX
	    TYPE("Multipart/Report (x; y=z); Report-Type=\"Feedback-Report\"")
	    END,
	    TD_SEEN_REPORT },
	{ "RFC 8098",
	    POSTFIX
	    TYPE("multipart/report;report-type=disposition-notification")
	    END,
	    TD_SEEN_REPORT },
	{ "no report-type",
	    POSTFIX
	    TYPE("multipart/report; boundary=x")
	    END,
	    TD_SEEN_REPORT },
	{ "the report without its envelope",
	    POSTFIX
	    TYPE("message/delivery-status")
	    END,
	    TD_SEEN_REPORT },
	{ "a report about TLS is no report about a message (RFC 8460)",
	    POSTFIX
	    TYPE("multipart/report; report-type=\"tlsrpt\"")
	    END,
	    TD_SEEN_MESSAGE },
	{ "a boundary that looks like it",
	    POSTFIX
	    TYPE("multipart/mixed; boundary=\";report-type=delivery-status\"")
	    END,
	    TD_SEEN_MESSAGE },
	{ "another type",
	    POSTFIX
	    TYPE("multipart/reporting")
	    END,
	    TD_SEEN_MESSAGE },
	{ "an auto-reply (RFC 3834)",
	    POSTFIX
	    "Auto-Submitted: (x) Auto-Replied; owner-email=\"u@example.jp\"\n"
	    END,
	    TD_SEEN_REPORT },
	{ "transactional mail says auto-generated",
	    POSTFIX
	    "Auto-Submitted: auto-generated\n"
	    END,
	    TD_SEEN_MESSAGE },
	{ "in quotes",
	    POSTFIX
	    "Auto-Submitted: \"auto-replied\"\n"
	    END,
	    TD_SEEN_REPORT },
	{ "a longer word",
	    POSTFIX
	    "Auto-Submitted: auto-replied-not\n"
	    END,
	    TD_SEEN_MESSAGE },
	{ "a type in quotes",
	    POSTFIX
	    TYPE("\"multipart\"/report; report-type=delivery-status")
	    END,
	    TD_SEEN_REPORT },
	{ "blanks and comments around the slash",
	    POSTFIX
	    TYPE("(x) multipart (y) / (z) report")
	    END,
	    TD_SEEN_REPORT },
	{ "the common types",
	    POSTFIX
	    TYPE("multipart/alternative; boundary=x; report-type=delivery-status")
	    END,
	    TD_SEEN_MESSAGE },
	{ "m, but neither message nor multipart",
	    POSTFIX
	    TYPE("model/report; report-type=delivery-status")
	    END,
	    TD_SEEN_MESSAGE },
	{ "Auto-Submitted: no",
	    POSTFIX
	    "Auto-Submitted: no\n"
	    END,
	    TD_SEEN_MESSAGE },
	{ "a program wrote it",
	    POSTFIX
	    "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>\n"
	    "\n",
	    TD_SEEN_REPORT },
	{ "without a domain",
	    POSTFIX
	    "From: \"Mail Deliver System\" <MAILER-DAEMON>\n"
	    "\n",
	    TD_SEEN_REPORT },
	{ "with a comment (RFC 822)",
	    POSTFIX
	    "From: MAILER-DAEMON@mx.example.com (Mail Delivery System)\n"
	    "\n",
	    TD_SEEN_REPORT },
	{ "DragonFly Mail Agent",
	    POSTFIX
	    "From: MAILER-DAEMON <>\n"
	    "\n",
	    TD_SEEN_REPORT },
	{ "no author at all",
	    POSTFIX
	    "From: <>\n"
	    "\n",
	    TD_SEEN_MAYBE_REPORT },
	{ "old programs bounce from where nobody reads",
	    "Return-Path: <MAILER-DAEMON>\n"
	    POSTFIX END,
	    TD_SEEN_REPORT },
	{ "postmasters bounce and write",
	    POSTFIX
	    "From: Postmaster@example.jp\n"
	    "\n",
	    TD_SEEN_MAYBE_REPORT },
	{ "Verizon",
	    POSTFIX
	    "From: post_master@example.com\n"
	    "\n",
	    TD_SEEN_MAYBE_REPORT },
	{ "a name is no address",
	    POSTFIX
	    "From: \"MAILER-DAEMON@example.jp\" <a@example.com>\n"
	    "\n",
	    TD_SEEN_MESSAGE },
	{ "a longer name",
	    POSTFIX
	    "From: mailer-daemons@example.jp\n"
	    "\n",
	    TD_SEEN_MESSAGE },
	{ "one of several authors",
	    POSTFIX
	    "From: postmaster@example.jp, a@example.jp\n"
	    "\n",
	    TD_SEEN_MESSAGE },
	{ "one of several authors, the other way round",
	    POSTFIX
	    "From: a@example.jp, postmaster@example.jp\n"
	    "\n",
	    TD_SEEN_MESSAGE },
	{ "complaints of Hotmail",
	    POSTFIX
	    "From: staff@hotmail.com\n"
	    "\n",
	    TD_SEEN_MAYBE_REPORT },
	{ "the staff of others",
	    POSTFIX
	    "From: staff@example.com\n"
	    "\n",
	    TD_SEEN_MESSAGE },
	{ "a person who forwards a bounce",
	    POSTFIX
	    "From: a@example.com\n"
	    "Subject: Fwd: Undelivered Mail Returned to Sender\n"
	    "\n",
	    TD_SEEN_MESSAGE },
	{ "a bounce is null_sender first",
	    "Return-Path: <>\n"
	    POSTFIX
	    TYPE("multipart/report; report-type=delivery-status")
	    END,
	    TD_SEEN_NULL_SENDER },
};
/* clang-format on */

START_TEST(seen)
{
	const struct row *row = &rows[_i];
	enum td_seen got = read_section(row->section, NULL);

	ck_assert_msg(got == row->seen, "%s: %d", row->source, got);
	ck_assert_msg((reading.seen_why != NULL) == (got != TD_SEEN_MESSAGE),
	    "%s: why", row->source);
}
END_TEST

START_TEST(count_null_sender)
{
	struct td_trust t = options(NULL, NULL);

	t.count_null_sender = true;
	ck_assert_int_eq(read_section_with("Return-Path: <>\n" POSTFIX END, &t),
	    TD_SEEN_MESSAGE);
	ck_assert_int_eq(
	    read_section_with(
	        POSTFIX TYPE("multipart/report; report-type=delivery-status")
	            END,
	        &t),
	    TD_SEEN_REPORT);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("seen");
	TCase *tc = tcase_create("seen");

	if (!open_world())
		return 1;
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, seen, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, count_null_sender);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

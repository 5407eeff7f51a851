/*
 * Which mail may carry reports, by its header alone: the Subject that RFC 7489
 * 7.2.1.1 asks for, as reporters write it, and types.
 */
#include "tests/observe/section.h"

#include "analyzer/observe/seen.h"

#define MIXED "Content-Type: multipart/mixed; boundary=b\n"
#define SUBJECT(x) "Subject: " x "\n"
#define RFC \
	SUBJECT("Report Domain: example.jp Submitter: x.example Report-ID: 1")

static const struct {
	const char *what, *section;
	enum td_carries carries;
} rows[] = {
	{ "RFC 7489 7.2.1.1", RFC MIXED, TD_CARRIES_SAYS },
	{ "Google: a small letter",
	    SUBJECT("Report domain: example.jp Submitter: google.com") MIXED,
	    TD_CARRIES_SAYS },
	{ "folded behind the words",
	    SUBJECT("Report Domain:\n example.jp\n\tSubmitter: x") MIXED,
	    TD_CARRIES_SAYS },
	{ "Microsoft: encoded, with a word before",
	    SUBJECT("=?utf-8?B?W1ByZXZpZXddIFJlcG9ydCBEb21haW46?=") MIXED,
	    TD_CARRIES_SAYS },
	{ "encoded in two pieces",
	    SUBJECT("=?utf-8?Q?Repor?=\n =?utf-8?Q?t_Domain?=") MIXED,
	    TD_CARRIES_SAYS },
	{ "Amazon: other words before",
	    SUBJECT("Dmarc Aggregate Report Domain: {example.jp}") MIXED,
	    TD_CARRIES_SAYS },
	{ "the words end the subject", SUBJECT("Fwd: report domain") MIXED,
	    TD_CARRIES_SAYS },
	{ "the whole mail is the attachment",
	    RFC "Content-Type: application/gzip; name=x.xml.gz\n",
	    TD_CARRIES_SAYS },
	{ "or of a type that nobody expects",
	    RFC "Content-Type: application/x-unknown\n", TD_CARRIES_SAYS },
	{ "RFC 8460 5.3",
	    "Content-Type: multipart/report; report-type=\"tlsrpt\";\n"
	    " boundary=b\n",
	    TD_CARRIES_SAYS },

	{ "words of people", SUBJECT("DMARC weekly report") MIXED,
	    TD_CARRIES_MAYBE },
	{ "in any order", SUBJECT("Reports about dmarc") MIXED,
	    TD_CARRIES_MAYBE },
	{ "types alone", "Content-Type: application/zip\n", TD_CARRIES_MAYBE },
	{ "in capitals", "Content-Type: APPLICATION/X-ZIP-COMPRESSED\n",
	    TD_CARRIES_MAYBE },
	{ "text that is XML", "Content-Type: text/xml\n", TD_CARRIES_MAYBE },

	{ "other mail with parts", SUBJECT("Minutes") MIXED, TD_CARRIES_NONE },
	{ "half of the words", SUBJECT("dmarc") MIXED, TD_CARRIES_NONE },
	{ "words that only resemble them",
	    SUBJECT("Re: main report: marc") MIXED, TD_CARRIES_NONE },
	{ "the words are cut", SUBJECT("Report domai") MIXED, TD_CARRIES_NONE },
	{ "no subject", MIXED, TD_CARRIES_NONE },
	{ "no type", RFC, TD_CARRIES_NONE },
	{ "no type that can be read", RFC "Content-Type: mixed\n",
	    TD_CARRIES_NONE },
	{ "mail about reports, without parts", RFC "Content-Type: text/plain\n",
	    TD_CARRIES_NONE },
	{ "nor with two of the same text",
	    RFC "Content-Type: multipart/alternative; boundary=b\n",
	    TD_CARRIES_NONE },
	{ "signed mail",
	    SUBJECT("Minutes") "Content-Type: application/pkcs7-mime\n",
	    TD_CARRIES_NONE },
	{ "a bounce",
	    SUBJECT("Undelivered Mail Returned to Sender") "Content-Type: "
	                                                   "multipart/report; "
	                                                   "report-type="
	                                                   "delivery-status\n",
	    TD_CARRIES_NONE },
};

START_TEST(says)
{
	char text[1024];

	snprintf(
	    text, sizeof(text), "%sFrom: a@x.example\n\n", rows[_i].section);
	decode_section(text);
	td_read_fields(&batch, &record, &reading);
	ck_assert_msg(
	    td_read_carries(&batch, &reading.fields) == rows[_i].carries, "%s",
	    rows[_i].what);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("observe/carries");
	TCase *t = tcase_create("carries");

	tcase_add_loop_test(t, says, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * Author domain and PRA: the vectors of SEMANTICS.md 7, DECISIONS.md 29, and
 * the ways in which From fields are written.
 */
#include "tests/observe/section.h"

/* A pra of "" is none; field NULL then. */
static const struct {
	const char *text, *author;
	bool ambiguous;
	const char *pra, *field;
} cases[] = {
	/* SEMANTICS.md 7; x, y, z, w are domains with a dot here */
	{ "Sender: a@x.example\nFrom: b@y.example\n", "y.example", false,
	    "x.example", "Sender" },
	{ "Sender: a@x.example\nSender: c@z.example\nFrom: b@y.example\n",
	    "y.example", false, "", NULL },
	{ "From: a@x.example, b@y.example\n", "", true, "", NULL },
	{ "Resent-From: c@z.example\nReceived: by w.example; x\n"
	  "Resent-Sender: d@w.example\nFrom: b@y.example\n",
	    "y.example", false, "z.example", "Resent-From" },
	{ "Resent-Sender: d@w.example\nResent-From: c@z.example\n"
	  "From: b@y.example\n",
	    "y.example", false, "w.example", "Resent-Sender" },
	{ "Sender:  \nFrom: b@y.example\n", "y.example", false, "y.example",
	    "From" },
	/* RFC 4407 2 step 1: no trace field between, so the same block */
	{ "Resent-From: c@z.example\nTo: t@example.com\n"
	  "Resent-Sender: d@w.example\nFrom: b@y.example\n",
	    "y.example", false, "w.example", "Resent-Sender" },
	{ "Resent-From: c@z.example\nReturn-Path: <r@example.net>\n"
	  "Resent-Sender: d@w.example\nFrom: b@y.example\n",
	    "y.example", false, "z.example", "Resent-From" },
	/* a blank Resent-From does not begin a block */
	{ "Resent-From: \nReceived: by w.example; x\n"
	  "Resent-Sender: d@w.example\nFrom: b@y.example\n",
	    "y.example", false, "w.example", "Resent-Sender" },
	/* a trace field above both means nothing */
	{ "Received: by w.example; x\nResent-From: c@z.example\n"
	  "Resent-Sender: d@w.example\nFrom: b@y.example\n",
	    "y.example", false, "w.example", "Resent-Sender" },
	/* the first of each kind; a blank one is not there */
	{ "Resent-Sender:\n \nResent-Sender: d@w.example\n"
	  "Resent-Sender: e@v.example\nFrom: b@y.example\n",
	    "y.example", false, "w.example", "Resent-Sender" },
	{ "Resent-From: c@z.example\nResent-From: e@v.example\n"
	  "From: b@y.example\n",
	    "y.example", false, "z.example", "Resent-From" },
	{ "Sender: \nSender: a@x.example\nFrom: b@y.example\n", "y.example",
	    false, "x.example", "Sender" },
	/* step 5: what was selected and is broken is not replaced */
	{ "Sender: a@x.example, c@z.example\nFrom: b@y.example\n", "y.example",
	    false, "", NULL },
	{ "Sender: nobody\nFrom: b@y.example\n", "y.example", false, "", NULL },
	{ "Resent-From: c@[192.0.2.1]\nFrom: b@y.example\n", "y.example", false,
	    "", NULL },
	/* two mailboxes of one domain: an author domain, but no PRA */
	{ "From: a@y.example, b@Y.example\n", "y.example", false, "", NULL },
	/* several From fields, whatever they hold (SEMANTICS.md 6) */
	{ "From: a@y.example\nFrom: b@x.example\n", "", true, "", NULL },
	{ "From: a@y.example\nFrom: b@y.example\n", "", true, "", NULL },
	{ "From: \nFrom: b@y.example\n", "y.example", false, "y.example",
	    "From" },
	/* none, or none with a domain */
	{ "To: t@example.com\n", "", false, "", NULL },
	{ "From: \n", "", false, "", NULL },
	{ "From: root\n", "", false, "", NULL },
	{ "From: <>\n", "", false, "", NULL },
	{ "From: MAILER-DAEMON@localhost.\n", "localhost", false, "localhost",
	    "From" },
	/* DECISIONS.md 29: comments, quotes and bad domains hold none */
	{ "From: \"c@z.example\" <b@y.example>\n", "y.example", false,
	    "y.example", "From" },
	{ "From: b@y.example (c@z.example)\n", "y.example", false, "y.example",
	    "From" },
	{ "From: (c@z.example \\) (d@w.example)) b@y.example\n", "y.example",
	    false, "y.example", "From" },
	{ "From: \"Taro, Y.\" <b@y.example>\n", "y.example", false, "y.example",
	    "From" },
	{ "From: Taro, Y. <b@y.example>\n", "y.example", false, "y.example",
	    "From" },
	{ "From: <b@y..example>\n", "", false, "", NULL },
	{ "From: b@192.0.2.1\n", "", false, "", NULL },
	{ "From: b@[192.0.2.1], c@z.example\n", "z.example", false, "z.example",
	    "From" },
	/* RFC 5322 3.4 groups, RFC 6854 allows them in From */
	{ "From: team: a@y.example, b@y.example;\n", "y.example", false, "",
	    NULL },
	{ "From: team: b@y.example;\n", "y.example", false, "y.example",
	    "From" },
	{ "From: undisclosed:;\n", "", false, "", NULL },
	/* RFC 2047 names are names, also with an address in them */
	{ "From: =?utf-8?Q?c=40z=2Eexample?= <b@y.example>\n", "y.example",
	    false, "y.example", "From" },
	{ "From: =?utf-8?B?Y0B6LmV4YW1wbGU=?=\n <b@y.example>\n", "y.example",
	    false, "y.example", "From" },
	/* folding, case, dots: docomo's old addresses (CARRIERS.md 1.6) */
	{ "From: Taro\n <a..b.@DOCOMO.NE.JP.>\n", "docomo.ne.jp", false,
	    "docomo.ne.jp", "From" },
	{ "FROM: \"a b\"@y.example\n", "y.example", false, "y.example",
	    "From" },
	/* other fields are none */
	{ "X-From: a@x.example\nFrom: b@y.example\nReply-To: r@z.example\n",
	    "y.example", false, "y.example", "From" },
};

static void
is(struct td_span got, const char *want, const char *of)
{
	struct td_span s = { want, strlen(want) };

	ck_assert_msg(td_span_eq(got, s), "%s: \"%.*s\", not \"%s\"", of,
	    SPAN(got), want);
}

static void
read_author(const char *text)
{
	decode_section(text);
	memset(&reading, 0xa5, sizeof(reading)); /* sets every member */
	reading.n_text = 0;
	td_read_fields(&batch, &record, &reading);
	td_read_author(&batch, &record, &reading);
}

START_TEST(test_cases)
{
	const char *text = cases[_i].text;

	read_author(text);
	is(reading.obs.author_domain, cases[_i].author, text);
	ck_assert_int_eq(reading.author_ambiguous, cases[_i].ambiguous);
	is(reading.pra_domain, cases[_i].pra, text);
	if (cases[_i].field == NULL)
		ck_assert_ptr_null(reading.pra_field);
	else
		ck_assert_pstr_eq(reading.pra_field, cases[_i].field);
}
END_TEST

/* No room left for a copy: absent, not cut. */
START_TEST(test_no_room)
{
	decode_section("From: b@y.example\n");
	reading.n_text = sizeof(reading.text) - TD_PAD - 3;
	td_read_fields(&batch, &record, &reading);
	td_read_author(&batch, &record, &reading);
	ck_assert_uint_eq(reading.obs.author_domain.n, 0);
	ck_assert(!reading.author_ambiguous);
	ck_assert_uint_eq(reading.pra_domain.n, 0);
	ck_assert_ptr_null(reading.pra_field);
}
END_TEST

/* Every case cut at every byte, and with every byte replaced. */
START_TEST(test_mutations)
{
	static const char bytes[] = "@<>\"(),;:. \n";
	char text[512];

	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		size_t n = strlen(cases[k].text);

		for (size_t i = 1; i < n; i++) {
			memcpy(text, cases[k].text, i);
			text[i] = '\0';
			read_author(text);
			strcpy(text, cases[k].text);
			text[i] = bytes[(i + k) % (sizeof(bytes) - 1)];
			read_author(text);
			ck_assert(reading.pra_domain.n <= 253);
			ck_assert(reading.obs.author_domain.n <= 253);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("author");
	TCase *c = tcase_create("author");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(
	    c, test_cases, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(c, test_no_room);
	tcase_add_test(c, test_mutations);
	suite_add_tcase(s, c);
	return run_suite(s);
}

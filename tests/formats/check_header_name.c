/* Header field names: formats/header_name.c. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/header_id.h"
#include "tests/run.h"

static const struct {
	const char *name;
	enum td_header_id id;
} row[] = {
	/* RFC 5322 2.2: names compare without regard to case */
	{ "Received", TD_H_RECEIVED },
	{ "RECEIVED", TD_H_RECEIVED },
	{ "received", TD_H_RECEIVED },
	{ "reCeived", TD_H_RECEIVED },
	{ "authentication-results", TD_H_AUTHENTICATION_RESULTS },
	{ "Message-Id", TD_H_MESSAGE_ID },
	{ "CC", TD_H_CC },
	{ "X-ORIG-RCPT", TD_H_X_ORIG_RCPT }, /* SEMANTICS 6 */
	/* same length and first letter */
	{ "X-Delivered-To", TD_H_X_DELIVERED_TO },
	{ "X-Forwarded-To", TD_H_X_FORWARDED_TO },
	{ "X-Original-To", TD_H_X_ORIGINAL_TO },
	{ "X-Envelope-To", TD_H_X_ENVELOPE_TO },
	{ "Return-Path", TD_H_RETURN_PATH },
	{ "Resent-From", TD_H_RESENT_FROM },
	{ "Resent-Xxxx", TD_H_OTHER },
	/* SEMANTICS 1, pitfall 14: renamed foreign results */
	{ "X-Original-Authentication-Results", TD_H_OTHER },
	{ "Authentication-Results-Original", TD_H_OTHER },
	{ "X-MS-Exchange-Authentication-Results", TD_H_OTHER },
	/* look-alikes */
	{ "Authentication_Results", TD_H_OTHER },
	{ "Receive", TD_H_OTHER },
	{ "X", TD_H_OTHER },
	{ "", TD_H_OTHER },
	{ "Subject", TD_H_SUBJECT },
	{ "Subjects", TD_H_OTHER },
	{ "X-A-Name-That-Is-Longer-Than-All-Of-Ours", TD_H_OTHER },
};

/* The id of a name with other bytes behind it, as in a section. */
static enum td_header_id
id_of(const char *name, char behind)
{
	size_t n = strlen(name);
	char s[128];

	ck_assert_uint_lt(n + 32, sizeof s);
	memset(s, behind, sizeof s);
	memcpy(s, name, n);
	return td_header_id((struct td_span){ s, n });
}

START_TEST(finds_a_name)
{
	const char *name = row[_i].name;

	ck_assert_msg(id_of(name, ':') == row[_i].id, "%s", name);
}
END_TEST

/* Every id has a name, and its name has that id. */
START_TEST(names_and_ids_agree)
{
	enum td_header_id id = (enum td_header_id)_i;
	const char *name = td_header_name(id);
	size_t n = strlen(name);
	char other[64];

	ck_assert_uint_gt(n, 0);
	ck_assert_msg(id_of(name, ':') == id, "%s", name);
	for (size_t i = 0; i <= n; i++)
		other[i] = name[i] >= 'a' && name[i] <= 'z' ?
		    (char)(name[i] - 32) :
		    name[i];
	ck_assert_msg(id_of(other, ' ') == id, "%s", other);
	/* one byte that differs in any bit but that of a letter's case */
	for (size_t i = 0; i < n; i++) {
		for (int bit = 0; bit < 7; bit++) {
			strcpy(other, name);
			other[i] ^= (char)(1 << bit);
			if (other[i] <= ' ' || other[i] == 0x7f || bit == 5)
				continue;
			ck_assert_msg(id_of(other, ':') != id, "%s", other);
		}
	}
	/* one byte more or less */
	strcpy(other, name);
	strcat(other, "s");
	ck_assert_msg(id_of(other, ':') != id, "%s", other);
	other[n - 1] = '\0';
	ck_assert_msg(id_of(other, name[n - 1]) != id, "%s", other);
	/* as long as the name but for a multiple of 32 */
	memset(other, 'x', sizeof other);
	memcpy(other, name, n);
	other[n + 32] = '\0';
	ck_assert_msg(id_of(other, ':') != id, "%s", other);
}
END_TEST

START_TEST(other_has_no_name)
{
	ck_assert_str_eq(td_header_name(TD_H_OTHER), "");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("header_name");
	TCase *t = tcase_create("names");

	tcase_add_loop_test(t, finds_a_name, 0, sizeof row / sizeof row[0]);
	tcase_add_loop_test(
	    t, names_and_ids_agree, TD_H_OTHER + 1, TD_N_HEADERS);
	tcase_add_test(t, other_has_no_name);
	suite_add_tcase(s, t);
	return run_suite(s);
}

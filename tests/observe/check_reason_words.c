/*
 * DECISIONS.md 20: every rule of the generic table has a sample, and what is
 * said is what that rule was made for.  Written in the shapes of real replies.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/observe/reason_words.h"
#include "tests/run.h"

static size_t
n_words(void)
{
	return n_reason_words_sender + n_reason_words_recipient;
}

static const struct word *
word_at(size_t i)
{
	return i < n_reason_words_sender ?
	    &reason_words_sender[i] :
	    &reason_words_recipient[i - n_reason_words_sender];
}

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static enum td_stage
stage_of(const char *rule)
{
	const char *at = strstr(rule, " at ");

	if (at == NULL)
		return TD_STAGE_RCPT;
	if (strcmp(at, " at MAIL") == 0)
		return TD_STAGE_MAIL;
	if (strcmp(at, " at CONNECT") == 0)
		return TD_STAGE_CONNECT;
	return strcmp(at, " at EHLO") == 0 ? TD_STAGE_EHLO : TD_STAGE_RCPT;
}

static bool
is_rule(const char *name)
{
	struct td_reason_row row;

	for (size_t i = 0; td_reason_list(i, &row); i++)
		if (strcmp(row.rule, name) == 0)
			return true;
	return false;
}

static void
ask(const char *reply, enum td_stage stage, const char *rule)
{
	struct td_refusal in = {
		.carrier = text("other"),
		.reply = text(reply),
		.when = TD_NO_TIME,
		.action = TD_ACTION_FAILED,
		.stage = (uint8_t)stage,
	};
	struct td_verdict out;

	td_reason_of(NULL, &in, &out);
	ck_assert_msg(strcmp(out.rule, rule) == 0, "%s: %s not %s", reply,
	    out.rule, rule);
}

START_TEST(test_word)
{
	const struct word *w = word_at((size_t)_i);
	char rule[128], late[160];

	snprintf(rule, sizeof(rule), "generic: %s", w->rule);
	snprintf(late, sizeof(late), "%s after DATA", rule);
	ask(w->reply, stage_of(w->rule), rule);
	if (is_rule(late)) {
		ask(w->reply, TD_STAGE_DATA, late);
		ask(w->reply, TD_STAGE_EOD, late);
	}
}
END_TEST

/* None is left out, and each is found where it stands in the order. */
START_TEST(test_all)
{
	struct td_reason_row row;

	for (size_t i = 0; td_reason_list(i, &row); i++) {
		char late[160];
		bool found = false;

		if (strncmp(row.rule, "generic: ", 9) != 0)
			continue;
		for (size_t w = 0; !found && w < n_words(); w++) {
			snprintf(late, sizeof(late), "%s after DATA",
			    word_at(w)->rule);
			found = strcmp(row.rule + 9, word_at(w)->rule) == 0 ||
			    strcmp(row.rule + 9, late) == 0;
		}
		ck_assert_msg(found, "no sample: %s", row.rule);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("reason_words");
	TCase *c = tcase_create("words");

	tcase_add_loop_test(c, test_word, 0, (int)n_words());
	tcase_add_test(c, test_all);
	suite_add_tcase(s, c);
	return run_suite(s);
}

/*
 * analyzer/stats/verdict.c: each branch of the rule in verdict.h, and from
 * counts to words for a family.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/stats/test.h"
#include "analyzer/stats/verdict.h"
#include "tests/run.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct td_bootstrap above = { .low = .01, .high = .3 };
static const struct td_bootstrap around = { .low = -.01, .high = .3 };
static const struct td_bootstrap below = { .low = -.3, .high = -.01 };
static const struct td_bootstrap from_zero = { .low = 0, .high = .3 };
static const struct td_bootstrap up_to_zero = { .low = -.3, .high = 0 };

static const struct row {
	const char *what;
	struct td_case c;
	enum td_judgement verdict;
	bool disagree;
} rows[] = {
	{ "more is good", { { 50, 100 }, { 70, 100 }, false, .01, NULL, 0 },
	    TD_BETTER, false },
	{ "less is good", { { 50, 100 }, { 70, 100 }, true, .01, NULL, 0 },
	    TD_WORSE, false },
	{ "fell", { { 70, 100 }, { 50, 100 }, false, .01, NULL, 0 }, TD_WORSE,
	    false },
	{ "fell, and that is good",
	    { { 70, 100 }, { 50, 100 }, true, .01, NULL, 0 }, TD_BETTER,
	    false },
	{ "q is alpha", { { 50, 100 }, { 70, 100 }, false, .05, NULL, 0 },
	    TD_BETTER, false },
	{ "q above alpha", { { 50, 100 }, { 70, 100 }, false, .0501, NULL, 0 },
	    TD_NO_EVIDENCE, false },
	{ "no q", { { 50, 100 }, { 70, 100 }, false, NAN, NULL, 0 },
	    TD_NO_EVIDENCE, false },
	{ "no difference", { { 50, 100 }, { 50, 100 }, false, .01, NULL, 0 },
	    TD_NO_EVIDENCE, false },

	{ "clusters agree", { { 50, 100 }, { 70, 100 }, false, .01, &above, 0 },
	    TD_BETTER, false },
	{ "clusters agree", { { 70, 100 }, { 50, 100 }, false, .01, &below, 0 },
	    TD_WORSE, false },
	{ "clusters hold 0",
	    { { 50, 100 }, { 70, 100 }, false, .01, &around, 0 },
	    TD_NO_EVIDENCE, true },
	{ "clusters hold 0",
	    { { 70, 100 }, { 50, 100 }, true, .01, &around, 0 }, TD_NO_EVIDENCE,
	    true },
	{ "clusters start at 0",
	    { { 50, 100 }, { 70, 100 }, false, .01, &from_zero, 0 },
	    TD_NO_EVIDENCE, true },
	{ "clusters end at 0",
	    { { 70, 100 }, { 50, 100 }, false, .01, &up_to_zero, 0 },
	    TD_NO_EVIDENCE, true },
	{ "clusters say the opposite",
	    { { 50, 100 }, { 70, 100 }, false, .01, &below, 0 }, TD_NO_EVIDENCE,
	    true },
	{ "clusters make no finding",
	    { { 50, 100 }, { 70, 100 }, false, .2, &above, 0 }, TD_NO_EVIDENCE,
	    false },

	{ "20 on each side", { { 0, 20 }, { 20, 20 }, false, .01, NULL, 0 },
	    TD_BETTER, false },
	{ "19 in A", { { 0, 19 }, { 20, 20 }, false, .01, NULL, 0 },
	    TD_NOT_ENOUGH_MAIL, false },
	{ "19 in B", { { 0, 20 }, { 19, 19 }, false, .01, &above, 0 },
	    TD_NOT_ENOUGH_MAIL, false },
	{ "nothing", { { 0, 0 }, { 0, 0 }, false, NAN, NULL, 0 },
	    TD_NOT_ENOUGH_MAIL, false },
	{ "no share", { { 30, 20 }, { 20, 20 }, false, .01, NULL, 0 },
	    TD_NOT_ENOUGH_MAIL, false },
};

START_TEST(test_rule)
{
	const struct row *r = &rows[_i];
	struct td_finding f = td_judge(&r->c, &td_rule_default);
	bool detectable = f.detectable.fall > 0 || f.detectable.rise > 0;

	ck_assert_msg(f.verdict == r->verdict, "%s: %s", r->what,
	    td_verdict_word(f.verdict));
	ck_assert_msg(f.clusters_disagree == r->disagree, "%s", r->what);
	ck_assert(detectable == (f.verdict == TD_NO_EVIDENCE));
	ck_assert((f.enough >= 20) == (f.verdict == TD_NOT_ENOUGH_MAIL));
	ck_assert((f.enough_for > 0) == (f.verdict == TD_NOT_ENOUGH_MAIL));
	ck_assert(td_in_family(&r->c, &td_rule_default) ==
	    (f.verdict != TD_NOT_ENOUGH_MAIL));
}
END_TEST

/* Sample sizes by SEMANTICS.md 11; that of a half and .45 by the formula there,
 * on paper: (1.959964 * .706223 + .841621 * .705337)^2 / .0025 = 1564.7. */
static const struct {
	const char *what;
	struct td_share a, b;
	uint64_t min_messages;
	double difference;
	uint64_t enough;
	double enough_for;
} scarce[] = {
	{ "the observed one", { 2, 5 }, { 99, 100 }, 6, .05, 9, .59 },
	{ "never below the least", { 2, 5 }, { 99, 100 }, 20, .05, 20, .59 },
	{ "exchanged", { 99, 100 }, { 2, 5 }, 6, .05, 9, .59 },
	{ "the observed one", { 95, 100 }, { 97, 100 }, 101, .05, 1506, .02 },
	{ "none was seen: towards a half", { 97, 100 }, { 97, 100 }, 101, .02,
	    1506, .02 },
	{ "none was seen: towards a half", { 10, 100 }, { 20, 200 }, 101, .02,
	    3841, .02 },
	{ "all were", { 99, 99 }, { 5, 5 }, 20, .59, 20, .59 },
	{ "only A has a rate", { 99, 100 }, { 0, 0 }, 20, .01, 2319, .01 },
	{ "only B has a rate", { 0, 0 }, { 99, 100 }, 20, .01, 2319, .01 },
	{ "neither has one", { 0, 0 }, { 0, 0 }, 20, .05, 1565, .05 },
	{ "too small a difference", { 1, 2 }, { 1, 2 }, 20, 1e-9, 20, 0 },
	{ "no difference asked about", { 1, 2 }, { 1, 2 }, 20, 0, 20, 0 },
	{ "more than there can be", { 1, 2 }, { 1, 2 }, 20, .7, 20, 0 },
};

START_TEST(test_enough)
{
	struct td_rule rule = td_rule_default;
	struct td_case c = { .a = scarce[_i].a, .b = scarce[_i].b, .q = NAN };
	struct td_finding f;

	rule.min_messages = scarce[_i].min_messages;
	rule.difference = scarce[_i].difference;
	f = td_judge(&c, &rule);
	ck_assert_int_eq(f.verdict, TD_NOT_ENOUGH_MAIL);
	ck_assert_msg(f.enough == scarce[_i].enough &&
	        fabs(f.enough_for - scarce[_i].enough_for) < 1e-12,
	    "%s: %llu for %g", scarce[_i].what, (unsigned long long)f.enough,
	    f.enough_for);
	ck_assert(isnan(f.detectable.fall) && isnan(f.detectable.rise));
}
END_TEST

/* SEMANTICS.md 11: 1506 a side see .95 and .97; with a design effect of 4 it
 * takes 6024, and one below 1 is luck. */
START_TEST(test_detectable)
{
	struct td_case c = { .q = .5 };
	struct td_finding f;

	c.a = c.b = (struct td_share){ 1431, 1506 };
	f = td_judge(&c, &td_rule_default);
	ck_assert(fabs(f.detectable.rise - .02) < 1e-4);
	ck_assert(f.detectable.fall > f.detectable.rise);

	c.design = 4;
	ck_assert(td_judge(&c, &td_rule_default).detectable.rise > .035);
	c.a = c.b = (struct td_share){ 1431 * 4, 1506 * 4 };
	ck_assert(fabs(td_judge(&c, &td_rule_default).detectable.rise -
	              f.detectable.rise) < 1e-9);

	c.design = .25;
	c.a = c.b = (struct td_share){ 1431, 1506 };
	ck_assert(td_judge(&c, &td_rule_default).detectable.rise ==
	    f.detectable.rise);
	c.design = NAN;
	ck_assert(td_judge(&c, &td_rule_default).detectable.rise ==
	    f.detectable.rise);
}
END_TEST

/*
 * A metric of five groups as the command will have it: the family is those with
 * enough mail, q are theirs alone.
 */
START_TEST(test_family)
{
	static const struct {
		struct td_share a, b;
		enum td_judgement verdict;
	} groups[] = {
		{ { 400, 1000 }, { 990, 1000 }, TD_BETTER },
		{ { 120, 300 }, { 297, 300 }, TD_BETTER },
		{ { 1980, 2000 }, { 1978, 2000 }, TD_NO_EVIDENCE },
		{ { 95, 100 }, { 80, 100 }, TD_WORSE },
		{ { 3, 9 }, { 9, 9 }, TD_NOT_ENOUGH_MAIL },
	};
	struct td_case c[COUNT(groups)];
	double p[COUNT(groups)];

	for (size_t i = 0; i < COUNT(groups); i++) {
		bool exact;

		c[i] = (struct td_case){ .a = groups[i].a, .b = groups[i].b };
		p[i] = NAN;
		if (td_in_family(&c[i], &td_rule_default))
			ck_assert(td_compare_p(c[i].a, c[i].b, &p[i], &exact));
	}
	ck_assert_int_eq(td_false_discovery(p, COUNT(p)), 0);
	for (size_t i = 0; i < COUNT(groups); i++) {
		c[i].q = p[i];
		ck_assert_msg(td_judge(&c[i], &td_rule_default).verdict ==
		        groups[i].verdict,
		    "group %zu: q %g", i, c[i].q);
	}
}
END_TEST

START_TEST(test_words)
{
	ck_assert_str_eq(td_verdict_word(TD_BETTER), "better");
	ck_assert_str_eq(td_verdict_word(TD_WORSE), "worse");
	ck_assert_str_eq(td_verdict_word(TD_NO_EVIDENCE), "no evidence");
	ck_assert_str_eq(
	    td_verdict_word(TD_NOT_ENOUGH_MAIL), "not enough mail");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("verdict");
	TCase *t = tcase_create("verdict");

	tcase_add_loop_test(t, test_rule, 0, (int)COUNT(rows));
	tcase_add_loop_test(t, test_enough, 0, (int)COUNT(scarce));
	tcase_add_test(t, test_detectable);
	tcase_add_test(t, test_family);
	tcase_add_test(t, test_words);
	suite_add_tcase(s, t);
	return run_suite(s);
}

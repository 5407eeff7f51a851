/*
 * analyzer/audit/: the table of requirements, and what is held against it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/audit/audit.h"
#include "tests/run.h"

static struct td_dims dims;
static struct td_cube *cube;
static struct td_balance balance;
static struct td_audit audit;

static void
set_up(void)
{
	struct td_error e;

	ck_assert_int_eq(td_dims_parse(&dims, "author_domain,carrier", &e), 0);
	ck_assert_int_eq(td_zone_set(&dims.zone, "UTC", &e), 0);
	cube = td_cube_new(&dims, 100);
	ck_assert_int_eq(td_balance_init(&balance), 0);
	balance.judged = td_judged_new(100);
	audit = (struct td_audit){ .n = 0 };
}

static void
tear_down(void)
{
	td_audit_clear(&audit);
	td_cube_free(cube);
	td_balance_clear(&balance);
}

/* ---- the table ---- */

START_TEST(requirements)
{
	const struct td_requirement *r = &td_requirements[_i];
	const struct td_test_counters *c;

	ck_assert(r->source[0] != '\0' && r->text[0] != '\0');
	/* A line of 80 columns holds it: see report/audit_table.c. */
	ck_assert_uint_le(strlen(r->text), 44);
	for (int i = 0; i < _i; i++)
		ck_assert_str_ne(r->id, td_requirements[i].id);
	ck_assert(strncmp(r->id, td_askers[r->asks].name,
	              strlen(td_askers[r->asks].name)) == 0);
	if (r->seen == TD_SEEN_COUNTERS || r->seen == TD_SEEN_MESSAGES) {
		ck_assert_uint_lt(r->of, TD_N_TESTS);
		ck_assert(r->limit == 0);
	} else {
		ck_assert_uint_lt(r->of, TD_N_RATES);
		ck_assert(r->limit > 0 && r->limit < 1);
	}
	if (r->seen != TD_SEEN_COUNTERS)
		return;
	c = &td_test_counters[r->of];
	ck_assert(c->met != NULL && c->not_met != NULL && c->untold != NULL);
}
END_TEST

/* Every result is in one list of its method, and in no other. */
START_TEST(counters)
{
	static const struct {
		enum td_test test;
		unsigned from, n;
	} row[] = {
		{ TD_TEST_SPF, TD_C_SPF, TD_N_RESULTS },
		{ TD_TEST_DKIM, TD_C_DKIM, TD_N_RESULTS },
		{ TD_TEST_DMARC, TD_C_DMARC, TD_N_RESULTS },
		{ TD_TEST_POLICY, TD_C_DMARC, TD_N_RESULTS },
		{ TD_TEST_ALIGNED, TD_C_ALIGNMENT, TD_N_ALIGN },
		{ TD_TEST_PRA, TD_C_PRA, TD_N_ALIGN },
		{ TD_TEST_TLS, TD_C_TLS, TD_N_TLS },
		{ TD_TEST_RDNS, TD_C_FCRDNS, TD_N_RDNS },
	};

	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const struct td_test_counters *c =
		    &td_test_counters[row[i].test];
		const uint16_t *list[] = { c->met, c->not_met, c->untold };
		unsigned seen[TD_N_COUNTERS] = { 0 };

		for (int k = 0; k < 3; k++)
			for (const uint16_t *p = list[k]; *p != TD_N_COUNTERS;
			     p++)
				seen[*p]++;
		for (unsigned k = 0; k < TD_N_COUNTERS; k++)
			ck_assert_msg(seen[k] ==
			        (k >= row[i].from &&
			            k < row[i].from + row[i].n),
			    "test %d: counter %s %u times", row[i].test,
			    td_counter_name((enum td_counter)k), seen[k]);
	}
}
END_TEST

/* ---- lines ---- */

static void
count(const struct td_observation *o)
{
	struct td_tested j;

	ck_assert_int_eq(td_cube_add(cube, o), 0);
	td_judge_told(o, &j);
	ck_assert_int_eq(td_judged_add(balance.judged, o, &j, NULL), 0);
}

static struct td_observation
mail(const char *carrier, uint64_t weight)
{
	return (struct td_observation){ .weight = weight,
		.when = 0,
		.author_domain = TD_LIT("example.jp"),
		.domain = TD_LIT("x.example"),
		.carrier = { .carrier = { carrier, strlen(carrier) } },
		.result = { TD_R_PASS, TD_R_NONE, TD_R_FAIL, TD_R_MISSING,
		    TD_R_MISSING },
		.alignment = TD_UNALIGNED,
		.pra = TD_ALIGN_UNKNOWN,
		.hops = TD_NO_HOPS,
		.delay = TD_NO_TIME };
}

static void
hold(void)
{
	td_judged_finish(balance.judged);
	ck_assert_int_eq(td_audit(&audit, cube, &balance), 0);
}

static const struct td_audit_line *
line_of(const char *id)
{
	for (size_t i = 0; i < audit.n; i++)
		for (size_t g = 0; g < audit.domain[i].n_groups; g++) {
			const struct td_audit_group *group =
			    &audit.domain[i].group[g];

			for (size_t k = 0; k < group->n_lines; k++)
				if (strcmp(group->line[k].asks->id, id) == 0)
					return &group->line[k];
		}
	return NULL;
}

START_TEST(lines)
{
	struct td_observation o = mail("gmail", 3);
	const struct td_audit_line *line;

	count(&o);
	o.result[TD_A_SPF] = TD_R_MISSING;
	count(&o);
	o = mail("docomo", 1);
	count(&o);
	hold();
	ck_assert_uint_eq(audit.n, 1);
	ck_assert_uint_eq(audit.domain[0].messages, 7);
	/* Gmail, docomo, the standards. */
	ck_assert_uint_eq(audit.domain[0].n_groups, 3);

	line = line_of("gmail-spf-or-dkim");
	ck_assert_int_eq(line->state, TD_MET);
	ck_assert_uint_eq(line->n[TD_MET], 3);
	ck_assert_uint_eq(line->n[TD_UNTOLD], 3);
	ck_assert(line->asked);
	line = line_of("gmail-spf-and-dkim");
	ck_assert_int_eq(line->state, TD_NOT_MET);
	ck_assert_uint_eq(line->n[TD_NOT_MET], 6);
	ck_assert(!line->asked);
	line = line_of("gmail-dmarc-record");
	ck_assert_int_eq(line->state, TD_MET);
	ck_assert_uint_eq(line->n[TD_MET], 6);
	/* Of a log, the form of the header is not known. */
	line = line_of("gmail-form");
	ck_assert_int_eq(line->state, TD_UNTOLD);
	ck_assert_uint_eq(line->n[TD_UNTOLD], 6);
	ck_assert_ptr_nonnull(line->why);
	/* These concern none of it. */
	ck_assert_ptr_null(line_of("gmail-own-from"));
	ck_assert_ptr_null(line_of("rfc8058-one-click"));
	/* Nobody of theirs. */
	ck_assert_ptr_null(line_of("yahoo-form"));
	ck_assert_ptr_null(line_of("ses-bounces"));
	/* What only bulk senders are asked does not fail. */
	ck_assert(!td_audit_fails(&audit));
}
END_TEST

/* 4999 a day are not bulk, 5000 are; of two days they are not. */
START_TEST(bulk)
{
	static const struct {
		uint64_t today, tomorrow;
		const char *carrier;
		bool bulk;
	} row[] = {
		{ 5000, 0, "gmail", true },
		{ 4999, 4999, "gmail", false },
		{ 5000, 0, "outlook", true },
		{ 50000, 0, "docomo", false },
	};
	struct td_observation o = mail(row[_i].carrier, row[_i].today);

	count(&o);
	o = mail(row[_i].carrier, row[_i].tomorrow);
	o.when = INT64_C(86400000000);
	count(&o);
	hold();
	ck_assert_int_eq(audit.domain[0].bulk, row[_i].bulk);
	ck_assert_int_eq(td_audit_fails(&audit), row[_i].bulk);
}
END_TEST

/* SEMANTICS 10: 0 complaints show less than 0.1 % from 3,838 on; SEMANTICS 11:
 * Wilson of 1/3 is .0615 to .7923. */
START_TEST(account)
{
	static const struct {
		uint64_t bounced, complained, messages;
		const char *id;
		enum td_judged_as state;
	} row[] = {
		{ 0, 0, 3838, "ses-complaints", TD_MET },
		{ 0, 0, 3837, "ses-complaints", TD_UNTOLD },
		{ 1, 0, 3, "ses-bounces", TD_NOT_MET },
		{ 1, 0, 3, "ses-bounces-pause", TD_UNTOLD },
		{ 1, 0, 1000, "ses-bounces", TD_MET },
		{ 0, 100, 1000, "ses-complaints-pause", TD_NOT_MET },
		{ 0, 1001, 1000, "ses-complaints-pause", TD_NOT_MET },
	};
	const struct td_audit_line *line;

	balance.ses.messages = row[_i].messages;
	balance.ses.bounced = row[_i].bounced;
	balance.ses.complained = row[_i].complained;
	hold();
	line = line_of(row[_i].id);
	ck_assert_ptr_nonnull(line);
	ck_assert_int_eq(line->state, row[_i].state);
	ck_assert_int_eq(line->why != NULL, row[_i].state == TD_UNTOLD);
}
END_TEST

/* No complaint is not known to be none, but where others are told of. */
START_TEST(complaints)
{
	struct td_observation o = mail("yahoo", 100000);

	o.outcome = TD_ACTION_SENT;
	count(&o);
	o = mail("gmail", 100000);
	o.outcome = TD_ACTION_SENT;
	count(&o);
	if (_i == 1) {
		o = mail("yahoo", 0);
		o.author_domain = TD_SPAN("example.org");
		o.complaints = 1;
		count(&o);
	}
	hold();
	ck_assert_int_eq(
	    line_of("yahoo-complaints")->state, _i == 1 ? TD_MET : TD_UNTOLD);
	ck_assert_int_eq(line_of("gmail-complaints")->state, TD_UNTOLD);
}
END_TEST

START_TEST(todo)
{
	struct td_observation o = mail("outlook", 5000);
	const struct td_audit_domain *d;

	count(&o);
	o = mail("icloud", 1);
	count(&o);
	hold();
	d = &audit.domain[0];
	ck_assert_str_eq(d->unaligned, "icloud, outlook");
	/* dkim=none, and dmarc=fail. */
	ck_assert_uint_eq(d->n_todo, 2);
	ck_assert_int_eq(d->todo[0].advice, TD_ADVICE_DKIM);
	ck_assert_int_eq(d->todo[1].advice, TD_ADVICE_ALIGN);
	ck_assert_uint_eq(d->todo[1].askers, 1u << TD_ASKS_MICROSOFT);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("audit");
	TCase *t = tcase_create("audit");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, requirements, 0, (int)td_n_requirements);
	tcase_add_test(t, counters);
	tcase_add_test(t, lines);
	tcase_add_loop_test(t, bulk, 0, 4);
	tcase_add_loop_test(t, account, 0, 7);
	tcase_add_loop_test(t, complaints, 0, 2);
	tcase_add_test(t, todo);
	suite_add_tcase(s, t);
	return run_suite(s);
}

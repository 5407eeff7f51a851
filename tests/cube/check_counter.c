/*
 * analyzer/cube/counter.c: the tables against OUTPUT.md, BOUNCES.md 1 and
 * SEMANTICS.md 10.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/cube/counter.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

#define METHOD(m)                                                             \
	m ".pass", m ".fail", m ".softfail", m ".neutral", m ".none",         \
	    m ".policy", m ".temperror", m ".permerror", m ".other",          \
	    m ".missing", m ".coverage", m ".pass_rate", m ".low", m ".high", \
	    m ".pass_of_all"

/* OUTPUT.md, JSON, a row; the reasons stand where "*" is. */
static const char *const row[] = { "messages", "forwarded", METHOD("spf"),
	METHOD("dkim"), "dkim.aligned_pass", METHOD("dmarc"), METHOD("arc"),
	METHOD("sender_id"), "alignment.aligned", "alignment.unaligned",
	"alignment.unknown", "pra.aligned", "pra.unaligned", "pra.unknown",
	"delivery.attempts", "delivery.accepted", "delivery.deferred",
	"delivery.failed", "delivery.expired", "delivery.suppressed",
	"delivery.complained", "delivery.acceptance_rate", "delivery.low",
	"delivery.high", "delivery.hard_bounce_rate", "delivery.complaint_rate",
	"delivery.untold", "*", "transport.tls_yes", "transport.tls_no",
	"transport.tls_unknown", "transport.tls_rate", "transport.fcrdns_pass",
	"transport.fcrdns_fail", "transport.fcrdns_none",
	"transport.fcrdns_unknown", "transport.hops_median", "delay.n",
	"delay.p50", "delay.p95", "delay.max" };

/* BOUNCES.md 1, group by group. */
static const char *const reasons[] = { "hostunknown", "userunknown", "hasmoved",
	"filtered", "rejected", "mailboxfull", "suspend", "suppressed",
	"contenterror", "emailtoolarge", "notcompliantrfc", "spamdetected",
	"virusdetected", "policyviolation", "securityerror", "feedback",
	"authfailure", "badreputation", "blocked", "requireptr", "ratelimited",
	"failedstarttls", "expired", "networkerror", "notaccept", "norelaying",
	"mailererror", "systemerror", "systemfull", "delivered", "syntaxerror",
	"vacation", "onhold", "undefined" };

START_TEST(test_columns)
{
	size_t c = 0;

	for (size_t i = 0; i < N(row); i++) {
		if (strcmp(row[i], "*") != 0) {
			ck_assert_str_eq(td_columns[c].path, row[i]);
			ck_assert(!td_columns[c++].if_any);
			continue;
		}
		for (size_t r = 0; r < N(reasons); r++, c++) {
			const char *path = td_columns[c].path;

			ck_assert_int_eq(strncmp(path, "reasons.", 8), 0);
			ck_assert_str_eq(path + 8, reasons[r]);
			ck_assert(td_columns[c].if_any);
		}
	}
	ck_assert_uint_eq(c, td_n_columns);
}
END_TEST

START_TEST(test_reasons)
{
	ck_assert_uint_eq(N(reasons), TD_N_REASONS);
	for (size_t r = 0; r < N(reasons); r++)
		ck_assert_str_eq(td_reason_name((enum td_reason)r), reasons[r]);
}
END_TEST

/* A column shows what it is called after. */
START_TEST(test_column_ids)
{
	for (size_t i = 0; i < td_n_columns; i++) {
		const struct td_column *c = &td_columns[i];
		size_t object = strcspn(c->path, ".");

		switch (c->kind) {
		case TD_COL_COUNTER:
			ck_assert_str_eq(td_counter_name(c->id), c->path);
			break;
		case TD_COL_RATE:
			ck_assert_str_eq(td_rates[c->id].name, c->path);
			break;
		case TD_COL_LOW:
		case TD_COL_HIGH:
			ck_assert(td_rates[c->id].interval);
			ck_assert_int_eq(
			    strncmp(td_rates[c->id].name, c->path, object + 1),
			    0);
			break;
		default:
			ck_assert_uint_eq(
			    c->id, object == 5 ? TD_HIST_DELAY : TD_HIST_HOPS);
		}
	}
}
END_TEST

START_TEST(test_names)
{
	for (unsigned i = 0; i < TD_N_COUNTERS; i++) {
		ck_assert_ptr_nonnull(td_counter_name(i));
		ck_assert_ptr_nonnull(td_counter_doc(i));
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(
			    td_counter_name(i), td_counter_name(j));
	}
	ck_assert_str_eq(td_hist_name(TD_HIST_HOPS), "hops");
	ck_assert_str_eq(td_hist_name(TD_HIST_DELAY), "delay");
}
END_TEST

/* Each counter of a method is at its place in enum td_result. */
START_TEST(test_results)
{
	static const char *const words[] = { "pass", "fail", "softfail",
		"neutral", "none", "policy", "temperror", "permerror", "other",
		"missing" };
	static const char *const methods[] = { "spf", "dkim", "dmarc", "arc",
		"sender_id" };

	for (unsigned m = 0; m < N(methods); m++)
		for (unsigned r = 0; r < N(words); r++) {
			char name[32];

			snprintf(
			    name, sizeof(name), "%s.%s", methods[m], words[r]);
			ck_assert_str_eq(
			    td_counter_name(TD_C_SPF + m * TD_N_RESULTS + r),
			    name);
		}
}
END_TEST

/* Up to six counters by name, and the rate they must give. */
static const struct vector {
	const char *source, *rate;
	struct {
		const char *name;
		uint64_t n;
	} counter[6];
	uint64_t above, below;
} vectors[] = {
	{ "OUTPUT, row: 0.9", "spf.coverage",
	    { { "messages", 10 }, { "spf.pass", 8 }, { "spf.fail", 1 },
	        { "spf.missing", 1 } },
	    9, 10 },
	{ "OUTPUT, row: 0.888889", "spf.pass_rate",
	    { { "messages", 10 }, { "spf.pass", 8 }, { "spf.fail", 1 },
	        { "spf.missing", 1 } },
	    8, 9 },
	{ "OUTPUT, row: 0.8", "spf.pass_of_all",
	    { { "messages", 10 }, { "spf.pass", 8 }, { "spf.fail", 1 },
	        { "spf.missing", 1 } },
	    8, 10 },
	{ "SEMANTICS 10: E - none - temperror", "spf.pass_rate",
	    { { "messages", 100 }, { "spf.pass", 5 }, { "spf.none", 20 },
	        { "spf.temperror", 30 }, { "spf.missing", 40 },
	        { "spf.neutral", 5 } },
	    5, 10 },
	{ "SEMANTICS 10: E - none - temperror", "dkim.pass_rate",
	    { { "dkim.pass", 1 }, { "dkim.policy", 2 }, { "dkim.permerror", 3 },
	        { "dkim.other", 4 }, { "dkim.softfail", 5 },
	        { "dkim.none", 99 } },
	    1, 15 },
	{ "SEMANTICS 10: pass+fail+permerror", "dmarc.pass_rate",
	    { { "dmarc.pass", 3 }, { "dmarc.fail", 4 },
	        { "dmarc.permerror", 5 }, { "dmarc.none", 6 },
	        { "dmarc.temperror", 7 }, { "dmarc.other", 8 } },
	    3, 12 },
	{ "SEMANTICS 10: coverage E / N", "dmarc.coverage",
	    { { "messages", 33 }, { "dmarc.pass", 3 }, { "dmarc.none", 6 },
	        { "dmarc.temperror", 7 }, { "dmarc.other", 8 },
	        { "dmarc.missing", 9 } },
	    24, 33 },
	{ "SEMANTICS 10: nobody wrote an A-R", "arc.pass_rate",
	    { { "messages", 9 }, { "arc.missing", 9 } }, 0, 0 },
	{ "SEMANTICS 10: only none and temperror", "sender_id.pass_rate",
	    { { "messages", 9 }, { "sender_id.none", 5 },
	        { "sender_id.temperror", 4 } },
	    0, 0 },
	{ "SEMANTICS 10: acceptance", "delivery.acceptance_rate",
	    { { "delivery.accepted", 9 }, { "delivery.failed", 1 },
	        { "delivery.expired", 2 }, { "delivery.deferred", 50 },
	        { "delivery.suppressed", 60 }, { "delivery.attempts", 70 } },
	    9, 12 },
	{ "SEMANTICS 10: bounce_hard", "delivery.hard_bounce_rate",
	    { { "delivery.accepted", 9 }, { "delivery.failed", 3 },
	        { "delivery.hard", 2 }, { "delivery.expired", 1 } },
	    2, 13 },
	{ "OUTPUT, row: 0", "delivery.complaint_rate",
	    { { "delivery.accepted", 9 }, { "delivery.failed", 1 } }, 0, 9 },
	{ "SEMANTICS 9: yes/(yes+no)", "transport.tls_rate",
	    { { "transport.tls_yes", 9 }, { "transport.tls_no", 1 },
	        { "transport.tls_unknown", 7 } },
	    9, 10 },
};

START_TEST(test_rate)
{
	const struct vector *v = &vectors[_i];
	uint64_t counter[TD_N_COUNTERS] = { 0 }, above, below;
	size_t rate = 0;

	for (size_t i = 0; i < N(v->counter) && v->counter[i].name; i++) {
		unsigned c = 0;

		while (strcmp(td_counter_name(c), v->counter[i].name) != 0)
			ck_assert_uint_lt(++c, TD_N_COUNTERS);
		counter[c] = v->counter[i].n;
	}
	while (strcmp(td_rates[rate].name, v->rate) != 0)
		ck_assert_uint_lt(++rate, td_n_rates);
	ck_assert_msg(td_rate_of(&td_rates[rate], counter, &above, &below) ==
	            (v->below > 0) &&
	        above == v->above && below == v->below,
	    "%s (%s): %llu/%llu", v->rate, v->source, (unsigned long long)above,
	    (unsigned long long)below);
}
END_TEST

/* No interval is ever asked for more than all. */
START_TEST(test_interval)
{
	uint64_t counter[TD_N_COUNTERS], above, below;

	for (size_t most = 0; most < TD_N_COUNTERS; most++) {
		for (size_t i = 0; i < TD_N_COUNTERS; i++)
			counter[i] = i == most ? UINT64_MAX : i;
		for (size_t i = 0; i < td_n_rates; i++)
			if (td_rates[i].interval &&
			    td_rate_of(&td_rates[i], counter, &above, &below))
				ck_assert_uint_le(above, below);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("counter");
	TCase *t = tcase_create("tables");

	tcase_add_test(t, test_columns);
	tcase_add_test(t, test_reasons);
	tcase_add_test(t, test_column_ids);
	tcase_add_test(t, test_names);
	tcase_add_test(t, test_results);
	tcase_add_loop_test(t, test_rate, 0, N(vectors));
	tcase_add_test(t, test_interval);
	suite_add_tcase(s, t);
	return run_suite(s);
}

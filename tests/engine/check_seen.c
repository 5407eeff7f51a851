/*
 * analyzer/engine/seen.c: the set of contents, against a plain list.
 */
#include <check.h>
#include <stdlib.h>

#include "analyzer/engine/seen.h"
#include "tests/run.h"

enum { N = 5000 };

/* Few different values, so that ids share buckets and parts. */
static struct td_input_id
id_of(unsigned i)
{
	return (struct td_input_id){ i % 100, i / 100 % 10, i / 1000 + 1 };
}

START_TEST(claims)
{
	struct td_seen_set *s = td_seen_set_new(false);
	struct td_input_id *ids, one;
	size_t n;

	for (unsigned i = 0; i < N; i++) {
		one = id_of(i);
		ck_assert_int_eq(td_seen_claim(s, &one, "x"), 1);
		ck_assert_int_eq(td_seen_claim(s, &one, "y"), 0);
	}
	one = id_of(N);
	ck_assert_uint_eq(td_seen_count(s, &one, 1), 0);
	ids = td_seen_ids(s, &n);
	ck_assert_uint_eq(n, N);
	ck_assert_uint_eq(td_seen_count(s, ids, n), N);
	for (size_t i = 1; i < n; i++)
		ck_assert(ids[i - 1].high < ids[i].high ||
		    (ids[i - 1].high == ids[i].high &&
		        (ids[i - 1].low < ids[i].low ||
		            (ids[i - 1].low == ids[i].low &&
		                ids[i - 1].length < ids[i].length))));
	free(ids);
	td_seen_set_free(s);
}
END_TEST

START_TEST(names)
{
	struct td_seen_set *s = td_seen_set_new(true);
	const struct td_input_id a = { 1, 2, 3 }, b = { 1, 2, 4 };
	char buf[TD_LABEL_SIZE];
	struct td_span label = td_seen_label(&a, buf);

	ck_assert_int_eq(td_seen_claim(s, &a, "b.mbox"), 1);
	ck_assert_int_eq(td_seen_claim(s, &b, "0.mbox"), 1);
	ck_assert_int_eq(td_seen_claim(s, &a, "c.mbox"), 0);
	ck_assert(td_span_eq(td_seen_name(label, s), TD_SPAN("b.mbox")));
	ck_assert_int_eq(td_seen_claim(s, &a, "a.mbox"), 0);
	ck_assert(td_span_eq(td_seen_name(label, s), TD_SPAN("a.mbox")));
	/* A name of a cells file is no label. */
	ck_assert(
	    td_span_eq(td_seen_name(TD_SPAN("x.mbox"), s), TD_SPAN("x.mbox")));
	td_seen_set_free(s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seen");
	TCase *tc = tcase_create("set");

	tcase_add_test(tc, claims);
	tcase_add_test(tc, names);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

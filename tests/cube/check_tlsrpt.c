/*
 * analyzer/cube/tlsrpt.c: sums of TLS reports; what stays where there are too
 * many rows, in any order.
 */
#include "analyzer/cube/tlsrpt.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/run.h"

static void
add(struct td_tlsrpt *t, struct td_span domain, struct td_span organization,
    struct td_span policy, struct td_tlsrpt_counts n)
{
	const struct td_tlsrpt_row row = { domain, organization, policy, n };

	ck_assert_int_eq(td_tlsrpt_add(t, &row), 0);
}

/* The rows as text; free() it. */
static char *
say(struct td_tlsrpt *t)
{
	size_t n, size;
	const struct td_tlsrpt_row *row = td_tlsrpt_sorted(t, &n);
	char *text;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; i < n; i++)
		fprintf(f, "%.*s/%.*s/%.*s %llu %llu %llu\n",
		    (int)row[i].domain.n, row[i].domain.p,
		    (int)row[i].organization.n, row[i].organization.p,
		    (int)row[i].policy.n, row[i].policy.p,
		    (unsigned long long)row[i].n.ok,
		    (unsigned long long)row[i].n.failed,
		    (unsigned long long)row[i].n.by[TD_TLSRPT_EXPIRED]);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

static const struct td_span a = TD_LIT("a.example"), b = TD_LIT("b.example"),
                            sts = TD_LIT("sts"), tlsa = TD_LIT("tlsa");

START_TEST(adds_up)
{
	struct td_tlsrpt *t = td_tlsrpt_new(10);
	struct td_tlsrpt_counts n = {
		.ok = 1, .failed = 2, .by = { [TD_TLSRPT_EXPIRED] = 3 }
	};
	char *said = say(t);

	ck_assert_str_eq(said, "");
	free(said);
	add(t, b, a, sts, n);
	add(t, a, b, tlsa, n);
	add(t, a, b, sts, n);
	add(t, b, a, sts, n);
	add(t, a, a, tlsa, n);
	/* Texts that run together are not the same. */
	add(t, TD_SPAN("a"), TD_SPAN("bc"), sts, n);
	add(t, TD_SPAN("ab"), TD_SPAN("c"), sts, n);
	add(t, TD_SPAN(""), TD_SPAN(""), sts, n);
	n.ok = UINT64_MAX;
	add(t, a, a, tlsa, n);
	said = say(t);
	ck_assert_str_eq(said,
	    "//sts 1 2 3\n"
	    "a/bc/sts 1 2 3\n"
	    "a.example/a.example/tlsa 18446744073709551615 4 6\n"
	    "a.example/b.example/sts 1 2 3\n"
	    "a.example/b.example/tlsa 1 2 3\n"
	    "ab/c/sts 1 2 3\n"
	    "b.example/a.example/sts 2 4 6\n");
	free(said);
	td_tlsrpt_free(t);
}
END_TEST

/* Both texts are cut, and told apart by what is left. */
START_TEST(cuts_long_texts)
{
	struct td_tlsrpt *t = td_tlsrpt_new(10);
	const struct td_tlsrpt_row *row;
	char text[600];
	size_t n;

	memset(text, 'x', sizeof(text));
	add(t, (struct td_span){ text, 600 }, (struct td_span){ text, 255 },
	    sts, (struct td_tlsrpt_counts){ .ok = 1 });
	add(t, (struct td_span){ text, 255 }, (struct td_span){ text, 256 },
	    sts, (struct td_tlsrpt_counts){ .ok = 1 });
	row = td_tlsrpt_sorted(t, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(row->domain.n, 255);
	ck_assert_uint_eq(row->organization.n, 255);
	ck_assert(td_span_eq(row->policy, sts));
	ck_assert_uint_eq(row->n.ok, 2);
	td_tlsrpt_free(t);
}
END_TEST

/* "(other)" comes back as what it is, as from a cells file. */
START_TEST(has_others)
{
	const struct td_span other = TD_LIT("(other)");
	struct td_tlsrpt *t = td_tlsrpt_new(10), *into = td_tlsrpt_new(10);
	char *said;

	add(t, other, other, other, (struct td_tlsrpt_counts){ .ok = 5 });
	said = say(t);
	ck_assert_str_eq(said, "(other)/(other)/(other) 5 0 0\n");
	free(said);
	add(t, TD_SPAN("(zone)"), a, sts, (struct td_tlsrpt_counts){ .ok = 1 });
	/* A domain may call itself so. */
	add(t, other, other, sts, (struct td_tlsrpt_counts){ .ok = 1 });
	ck_assert_int_eq(td_tlsrpt_merge(into, t), 0);
	ck_assert_int_eq(td_tlsrpt_merge(into, t), 0);
	said = say(into);
	ck_assert_str_eq(said,
	    "(other)/(other)/sts 2 0 0\n"
	    "(zone)/a.example/sts 2 0 0\n"
	    "(other)/(other)/(other) 10 0 0\n");
	free(said);
	td_tlsrpt_free(t);
	td_tlsrpt_free(into);
}
END_TEST

enum { MANY = 100, PARTS = 3 };

/* Row i of MANY, in one of several orders, into one of several parts. */
static char *
in_order(size_t cap, size_t step, size_t parts)
{
	struct td_tlsrpt *t[PARTS];
	char name[16], *said;

	for (size_t i = 0; i < parts; i++)
		t[i] = td_tlsrpt_new(cap);
	for (size_t k = 0; k < MANY * 2; k++) {
		const size_t i = k * step % MANY;

		snprintf(name, sizeof(name), "d%zu.example", i);
		add(t[k % parts], (struct td_span){ name, strlen(name) }, a,
		    sts,
		    (struct td_tlsrpt_counts){
		        .ok = i, .by = { [TD_TLSRPT_EXPIRED] = 1 } });
	}
	for (size_t i = 1; i < parts; i++)
		ck_assert_int_eq(td_tlsrpt_merge(t[0], t[i]), 0);
	said = say(t[0]);
	for (size_t i = 0; i < parts; i++)
		td_tlsrpt_free(t[i]);
	return said;
}

START_TEST(has_a_cap)
{
	static const size_t caps[] = { 0, 1, 7, MANY };
	static const size_t steps[] = { 1, 99, 37 };
	const size_t cap = caps[_i];
	char *first = in_order(cap, 1, 1);
	size_t lines = 0;
	unsigned long long ok = 0, all = 0, one;

	for (const char *p = first; *p != '\0'; p = strchr(p, '\n') + 1) {
		ck_assert_int_eq(
		    sscanf(strchr(p, ' '), "%llu 0 %llu", &one, &all), 2);
		ok += one;
		lines++;
	}
	ck_assert_uint_eq(ok, MANY * (MANY - 1));
	ck_assert_uint_eq(lines, cap < MANY ? cap + 1 : cap);
	ck_assert_uint_eq(all, cap < MANY ? 2 * (MANY - cap) : 2);
	for (size_t s = 0; s < 3; s++)
		for (size_t parts = 1; parts <= PARTS; parts++) {
			char *said = in_order(cap, steps[s], parts);

			ck_assert_str_eq(said, first);
			free(said);
		}
	free(first);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tlsrpt");
	TCase *t = tcase_create("tlsrpt");

	tcase_add_test(t, adds_up);
	tcase_add_test(t, cuts_long_texts);
	tcase_add_test(t, has_others);
	tcase_add_loop_test(t, has_a_cap, 0, 4);
	suite_add_tcase(s, t);
	return run_suite(s);
}

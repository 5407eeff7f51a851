/*
 * analyzer/cube/judged.c: whatever way the parts are brought together, the
 * counts and the examples are the same.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/cube/balance.h"
#include "analyzer/cube/judged.h"
#include "tests/cube/fixture.h"
#include "tests/run.h"

enum { MESSAGES = 400, DOMAINS = 12, PARTS = 4 };

/* Message `i`: where it is, what it is and how it is judged. */
static void
make(unsigned i, struct td_observation *o, struct td_tested *j,
    struct td_example *at, char name[32])
{
	static const char *const from[] = { "b.example.net", "a.example.net",
		"z.amazonses.com", "y.amazonses.com" };
	uint64_t state = i * UINT64_C(0x9e3779b97f4a7c15) + 1;
	const uint32_t bits =
	    (uint32_t)fixture_random(&state, UINT64_C(1) << TD_N_TESTS);
	const uint32_t more =
	    (uint32_t)fixture_random(&state, UINT64_C(1) << TD_N_TESTS);

	fixture_observation(&state, DOMAINS, o, name);
	o->author_domain = o->domain;
	o->mailfrom_domain.p = from[i % 4];
	o->mailfrom_domain.n = strlen(from[i % 4]);
	o->when = (int64_t)(i % 3) * INT64_C(86400000000) + i;
	*j = (struct td_tested){ .met = bits & more,
		.not_met = bits & ~more,
		.untold = more & ~bits,
		.bulk = i % 5 == 0 };
	*at = (struct td_example){ .id = { .low = i % 7, .high = 1 + i % 2 },
		.off = 1000 - i,
		.there = i % 3 != 0 };
}

static void
put_row(FILE *f, const struct td_judged_row *row)
{
	fprintf(f, "bulk %d busiest %d from %.*s", (int)row->bulk,
	    (int)row->busiest, row->n_mailfrom, row->mailfrom);
	for (int t = 0; t < TD_N_TESTS; t++) {
		for (int k = 0; k < TD_N_JUDGED; k++)
			fprintf(f, " %d", (int)row->n[t][k]);
		for (int k = 0; k < TD_UNTOLD; k++) {
			const struct td_example *e = &row->example[t][k];

			fprintf(f, " %d:%d:%d:%d", e->there, (int)e->id.high,
			    (int)e->id.low, (int)e->off);
		}
	}
	fputc('\n', f);
}

/* All rows as text; to be freed. */
static char *
text_of(struct td_judged *t)
{
	const struct td_dimension *carrier = td_dimension_find("carrier");
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	td_judged_finish(t);
	for (unsigned i = 0; i < MESSAGES; i++) {
		const struct td_zone_info zone = { .fixed = true };
		const struct td_judged_row *row;
		struct td_observation o;
		struct td_tested j;
		struct td_example at;
		char name[32], buf[64];

		make(i, &o, &j, &at, name);
		row = td_judged_find(
		    t, o.author_domain, carrier->value(&o, &zone, buf));
		if (row != NULL)
			put_row(f, row);
		else
			fputs("none\n", f);
	}
	fclose(f);
	return text;
}

/* Way 0 is the plain one. */
static char *
some_way(unsigned way, size_t cap)
{
	struct td_judged *part[PARTS], *sum = td_judged_new(cap);
	char *text;

	for (unsigned p = 0; p < PARTS; p++)
		part[p] = td_judged_new(cap);
	for (unsigned k = 0; k < MESSAGES; k++) {
		const unsigned i = way == 0 ? k :
		    way % 2 == 0            ? MESSAGES - 1 - k :
		                              k * 7 % MESSAGES;
		struct td_observation o;
		struct td_tested j;
		struct td_example at;
		char name[32];

		make(i, &o, &j, &at, name);
		ck_assert_int_eq(
		    td_judged_add(
		        way == 0 ? sum : part[i * way % PARTS], &o, &j, &at),
		    0);
	}
	for (unsigned p = 0; p < PARTS; p++) {
		ck_assert_int_eq(
		    td_judged_merge(sum, part[(p + way) % PARTS]), 0);
		td_judged_clear(part[(p + way) % PARTS]);
		ck_assert_int_eq(
		    td_judged_merge(sum, part[(p + way) % PARTS]), 0);
	}
	text = text_of(sum);
	for (unsigned p = 0; p < PARTS; p++)
		td_judged_free(part[p]);
	td_judged_free(sum);
	return text;
}

START_TEST(every_way_is_the_same)
{
	const size_t cap = _i < 4 ? 1000 : 5;
	char *plain = some_way(0, cap);
	char *other = some_way(1 + (unsigned)_i, cap);

	ck_assert_str_eq(plain, other);
	ck_assert((strstr(plain, "none") != NULL) == (cap == 5));
	free(plain);
	free(other);
}
END_TEST

static struct td_observation
mail_from(const char *domain)
{
	return (struct td_observation){ .weight = 1,
		.when = TD_NO_TIME,
		.author_domain = TD_LIT("example.jp"),
		.carrier = { .carrier = TD_LIT("gmail") },
		.mailfrom_domain = { domain, strlen(domain) } };
}

/* Of several, Amazon SES's is named, for it says what to publish. */
START_TEST(ses_goes_first)
{
	static const char *const from[] = { "a.example.net", "notamazonses.com",
		"us-west-2.amazonses.com", "b.example.net" };
	const struct td_tested j = { .not_met = TD_TEST_BIT(TD_TEST_IDENTITY) };
	const struct td_tested other = { .not_met = TD_TEST_BIT(TD_TEST_PRA) };
	struct td_judged *t = td_judged_new(10);
	struct td_observation o;
	const struct td_judged_row *row;

	for (size_t i = 0; i < 4; i++) {
		o = mail_from(from[i]);
		ck_assert_int_eq(td_judged_add(t, &o, &j, NULL), 0);
	}
	o = mail_from("ap-northeast-1.amazonses.com");
	ck_assert_int_eq(td_judged_add(t, &o, &other, NULL), 0);
	row = td_judged_find(t, o.author_domain, o.carrier.carrier);
	ck_assert_ptr_nonnull(row);
	ck_assert_int_eq(row->n_mailfrom, 23);
	ck_assert_mem_eq(row->mailfrom, "us-west-2.amazonses.com", 23);
	ck_assert(!row->example[TD_TEST_IDENTITY][TD_NOT_MET].there);
	td_judged_free(t);
}
END_TEST

/* Whoever writes as many domains does not push out what is known. */
START_TEST(known_carriers_stay)
{
	static const char *const carrier[] = { "other", "gmail", "other",
		"docomo" };
	const struct td_tested j = { .met = TD_TEST_BIT(TD_TEST_SPF) };
	struct td_judged *t = td_judged_new(8);

	for (unsigned i = 0; i < 400; i++) {
		struct td_observation o = mail_from("example.net");
		const char *c = carrier[i % 4];
		char name[32];

		/* 4 of gmail and docomo, 200 of other. */
		o.author_domain.n = (size_t)snprintf(
		    name, sizeof name, "d%u.example", i % 2 == 0 ? i : i % 8);
		o.author_domain.p = name;
		o.carrier.carrier = (struct td_span){ c, strlen(c) };
		ck_assert_int_eq(td_judged_add(t, &o, &j, NULL), 0);
	}
	for (unsigned i = 1; i < 8; i += 2) {
		char name[32];
		const size_t n =
		    (size_t)snprintf(name, sizeof name, "d%u.example", i);

		ck_assert_ptr_nonnull(
		    td_judged_find(t, (struct td_span){ name, n },
		        (struct td_span){
		            carrier[i % 4], strlen(carrier[i % 4]) }));
	}
	td_judged_free(t);
}
END_TEST

static struct td_span
name_of(const struct td_input_id *id, void *arg)
{
	char *name = arg;

	name[0] = (char)('a' + id->low);
	return (struct td_span){ name, 1 };
}

/* The source at hand is named when it is known, other examples are left. */
START_TEST(names)
{
	const struct td_tested j = { .met = TD_TEST_BIT(TD_TEST_SPF) };
	const struct td_input_id id = { .low = 3 };
	struct td_observation o = mail_from("example.net");
	struct td_judged *t = td_judged_new(10);
	const struct td_example *e;
	struct td_example at = { .off = 7, .there = true };
	char name[2] = "";

	ck_assert_int_eq(td_judged_add(t, &o, &j, &at), 0);
	o.author_domain = TD_SPAN("example.org");
	at.id.low = 9;
	ck_assert_int_eq(td_judged_add(t, &o, &j, &at), 0);
	td_judged_name(t, &id);
	ck_assert_int_eq(td_judged_name_inputs(t, name_of, name), 0);
	name[0] = '?';
	e = &td_judged_find(t, TD_SPAN("example.jp"), TD_SPAN("gmail"))
	         ->example[TD_TEST_SPF][TD_MET];
	ck_assert(e->there && e->id.low == 3 && e->off == 7);
	ck_assert(TD_IS(e->name, "d"));
	e = &td_judged_find(t, TD_SPAN("example.org"), TD_SPAN("gmail"))
	         ->example[TD_TEST_SPF][TD_MET];
	ck_assert(e->id.low == 9 && TD_IS(e->name, "j"));
	td_judged_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("judged");
	TCase *t = tcase_create("judged");

	tcase_add_loop_test(t, every_way_is_the_same, 0, 8);
	tcase_add_test(t, ses_goes_first);
	tcase_add_test(t, known_carriers_stay);
	tcase_add_test(t, names);
	suite_add_tcase(s, t);
	return run_suite(s);
}

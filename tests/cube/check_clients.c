/*
 * analyzer/cube/clients.c: what is counted of clients comes out as it went in,
 * whatever the order.
 */
#include <check.h>
#include <stdio.h>

#include "analyzer/cube/clients.h"
#include "tests/run.h"

static const struct td_client clients[] = {
	{ TD_LIT("docomo"), TD_LIT("192.0.2.1"), TD_LIT("a.jp"), TD_LIT("b.jp"),
	    TD_LIT("c.jp"), TD_R_PASS, TD_ALIGNED, false },
	{ TD_LIT("docomo"), TD_LIT("192.0.2.1"), TD_LIT("a.jp"), TD_LIT("b.jp"),
	    TD_LIT("c.jp"), TD_R_PASS, TD_ALIGNED, true },
	{ TD_LIT("docomo"), TD_LIT("192.0.2.1"), TD_LIT("a.jp"), TD_LIT("b.jp"),
	    TD_LIT("c.jp"), TD_R_PASS, TD_UNALIGNED, false },
	{ TD_LIT("docomo"), TD_LIT("192.0.2.1"), TD_LIT("a.jp"), TD_LIT("b.jp"),
	    TD_LIT("c.jp"), TD_R_MISSING, TD_ALIGNED, false },
	/* The same bytes, cut elsewhere. */
	{ TD_LIT("docomo"), TD_LIT("192.0.2.1a"), TD_LIT(".jp"), TD_LIT("b.jp"),
	    TD_LIT("c.jp"), TD_R_PASS, TD_ALIGNED, false },
	{ TD_LIT("other"), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 },
	    TD_R_MISSING, TD_ALIGN_UNKNOWN, false },
};

enum { N = sizeof(clients) / sizeof(clients[0]) };

static bool
same(const struct td_client *a, const struct td_client *b)
{
	return td_span_eq(a->carrier, b->carrier) && td_span_eq(a->ip, b->ip) &&
	    td_span_eq(a->mailfrom, b->mailfrom) &&
	    td_span_eq(a->header, b->header) &&
	    td_span_eq(a->author, b->author) && a->spf == b->spf &&
	    a->pra == b->pra && a->forwarded == b->forwarded;
}

/* Row i was added i + 1 times: the last one comes first. */
static void
check_all(struct td_clients *t, uint64_t times)
{
	ck_assert_uint_eq(td_clients_sort(t), N);
	for (size_t i = 0; i < N; i++) {
		struct td_client c;

		ck_assert_uint_eq(td_clients_row(t, i, &c), (N - i) * times);
		ck_assert(same(&c, &clients[N - 1 - i]));
	}
	ck_assert_uint_eq(td_clients_messages(t), N * (N + 1) / 2 * times);
}

static void
add_all(struct td_clients *t)
{
	for (size_t i = 0; i < N; i++)
		ck_assert_int_eq(td_clients_add(t, &clients[i], i + 1), 0);
}

START_TEST(test_rows)
{
	struct td_clients *t = td_clients_new(), *other = td_clients_new();

	add_all(t);
	check_all(t, 1);
	add_all(other);
	ck_assert_int_eq(td_clients_merge(t, other), 0);
	check_all(t, 2);
	td_clients_clear(t);
	ck_assert_uint_eq(td_clients_sort(t), 0);
	ck_assert_uint_eq(td_clients_messages(t), 0);
	add_all(t);
	check_all(t, 1);
	td_clients_free(t);
	td_clients_free(other);
}
END_TEST

/* What is too long for a domain is none. */
START_TEST(test_long)
{
	static char name[254];
	struct td_clients *t = td_clients_new();
	struct td_client c = clients[0];

	memset(name, 'x', sizeof(name));
	c.header = (struct td_span){ name, 253 };
	c.author = (struct td_span){ name, 254 };
	ck_assert_int_eq(td_clients_add(t, &c, 1), 0);
	ck_assert_uint_eq(td_clients_sort(t), 1);
	ck_assert_uint_eq(td_clients_row(t, 0, &c), 1);
	ck_assert_uint_eq(c.header.n, 253);
	ck_assert_uint_eq(c.author.n, 0);
	td_clients_free(t);
}
END_TEST

/* There is a cap; what does not fit is still a message. */
START_TEST(test_cap)
{
	struct td_clients *t = td_clients_new();
	struct td_client c = clients[0];
	const uint64_t n = (1 << 18) + 10;

	for (uint32_t i = 0; i < n; i++) {
		char name[16];
		int len = snprintf(name, sizeof(name), "%u.jp", i);

		c.header = (struct td_span){ name, (size_t)len };
		ck_assert_int_eq(td_clients_add(t, &c, 1), 0);
	}
	ck_assert_uint_eq(td_clients_sort(t), 1 << 18);
	ck_assert_uint_eq(td_clients_messages(t), n);
	td_clients_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("clients");
	TCase *t = tcase_create("clients");

	tcase_add_test(t, test_rows);
	tcase_add_test(t, test_long);
	tcase_add_test(t, test_cap);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * What is settled is the same for every cut of a log and for every order in
 * which the stretches are appended.  The cut at every line of written logs is
 * in check_queue.c.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "random_log.h"
#include "tests/run.h"

enum { ROUNDS = 1500, CUTS = 12 };

static void
compare(const struct log *l, const struct settled *a, const struct settled *b,
    const size_t *cut, size_t n_cuts, unsigned round)
{
	const char *x, *y;

	if (settled_same(a, b, &x, &y))
		return;
	log_print(stderr, l, cut, n_cuts);
	ck_abort_msg("round %u: %s\n instead of: %s", round, y, x);
}

static int
by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static void
one_round(unsigned round)
{
	static struct log l;
	struct td_join_options o = { .keep_text = true };
	struct settled whole = { .full = true };

	random_seed(round);
	random_log(&l, 4 + random_upto(round % 3 == 0 ? 200 : 30));
	join_cut(&l, &o, NULL, 0, 0, &whole);
	for (int k = 0; k < 4; k++) {
		struct settled parts = { .full = true };
		size_t cut[CUTS], n = 1 + random_upto(k == 0 ? 1 : CUTS);

		for (size_t i = 0; i < n; i++)
			cut[i] = random_upto((unsigned)l.n + 1);
		qsort(cut, n, sizeof(cut[0]), by_size);
		o.first = k % 2 == 1;
		join_cut(&l, &o, cut, n, random_upto(1000), &parts);
		compare(&l, &whole, &parts, cut, n, round);
		settled_free(&parts);
	}
	settled_free(&whole);
}

START_TEST(test_random_cuts)
{
	const char *more = getenv("TODOKU_ROUNDS");
	unsigned rounds = more != NULL ? (unsigned)atoi(more) : ROUNDS;

	for (unsigned i = 1; i <= rounds; i++)
		one_round(i);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("queue_cut");
	TCase *tc = tcase_create("queue_cut");

	tcase_set_timeout(tc, 100);
	tcase_add_test(tc, test_random_cuts);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

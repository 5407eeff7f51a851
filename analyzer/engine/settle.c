/*
 * What services told, when all of it is known: the rows of the ledger are
 * divided among the threads, which read it and change nothing.
 */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "pool.h"

/* Fewer rows are settled before another thread is up. */
enum { ROWS_A_THREAD = 4096 };

struct settler {
	pthread_t id;
	const struct td_plan *plan;
	const struct td_ledger *ledger;
	unsigned nth, n;
	struct td_part part;
	int rc;
};

static int
settle(const struct settler *t, struct td_part *into)
{
	struct td_settling x = {
		.plan = t->plan, .cube = into->cube, .balance = &into->balance
	};

	x.deliveries = td_deliveries_new(&t->plan->trust);
	if (x.deliveries == NULL)
		return -1;
	td_ledger_settle_part(t->ledger, t->nth, t->n, td_settle_into, &x);
	td_deliveries_free(x.deliveries);
	return x.failed ? -1 : 0;
}

static void *
run(void *arg)
{
	struct settler *t = arg;

	t->rc = settle(t, &t->part);
	return NULL;
}

/* All parts but the first, each in a thread. */
static void
start(struct settler *t, unsigned n)
{
	for (unsigned i = 1; i < n; i++) {
		t[i] = t[0];
		t[i].nth = i;
		if (td_part_init(&t[i].part, t->plan) == -1)
			t[i].rc = -1;
		else if (pthread_create(&t[i].id, NULL, run, &t[i]) == 0)
			continue;
		else
			run(&t[i]);
		t[i].n = 0; /* nobody to wait for */
	}
}

static int
settle_all(struct settler *t, unsigned n, struct td_part *sum)
{
	int rc;

	start(t, n);
	rc = settle(&t[0], sum);
	for (unsigned i = 1; i < n; i++)
		if (t[i].n > 0)
			pthread_join(t[i].id, NULL);
	td_ledger_empty(sum->ledger);
	for (unsigned i = 1; i < n; i++) {
		rc |= t[i].rc;
		if (rc == 0)
			rc = td_part_merge(sum, &t[i].part);
		td_part_clear(&t[i].part);
	}
	return rc;
}

/* No clock of a sender makes it later than now. */
int64_t
td_pool_newest(struct td_pool *pool, int64_t when)
{
	const int64_t now = (int64_t)time(NULL) * 1000000;

	if (when != TD_NO_TIME && when > now)
		when = now;
	if (pool->newest == TD_NO_TIME ||
	    (when != TD_NO_TIME && when > pool->newest))
		pool->newest = when;
	return pool->newest;
}

/* Settle what nobody will tell of any more; the rest stays open. */
static int
close_silent(struct td_pool *pool, struct td_part *sum)
{
	const int64_t newest =
	    td_pool_newest(pool, td_ledger_newest(sum->ledger));
	struct td_settling x = {
		.plan = pool->plan, .cube = sum->cube, .balance = &sum->balance
	};
	int rc;

	if (newest == TD_NO_TIME)
		return 0;
	x.deliveries = td_deliveries_new(&pool->plan->trust);
	if (x.deliveries == NULL)
		return -1;
	rc = td_ledger_close(
	    sum->ledger, newest - pool->plan->settle_after, td_settle_into, &x);
	td_deliveries_free(x.deliveries);
	return x.failed ? -1 : rc;
}

int
td_pool_settle_ledger(struct td_pool *pool, struct td_part *sum)
{
	struct settler *t;
	uint32_t rows;
	unsigned n;
	int rc;

	if (td_ledger_merge(sum->ledger, pool->told) == -1)
		return -1;
	rows = td_ledger_rows(sum->ledger);
	if (rows == 0)
		return 0;
	if (pool->plan->carry)
		return close_silent(pool, sum);
	if (td_ledger_prepare(sum->ledger) == -1)
		return -1;
	n = rows / ROWS_A_THREAD;
	if (n > pool->workers)
		n = pool->workers;
	if (n == 0)
		n = 1;
	t = calloc(n, sizeof(*t));
	if (t == NULL)
		return -1;
	t[0].plan = pool->plan;
	t[0].ledger = sum->ledger;
	t[0].n = n;
	rc = settle_all(t, n, sum);
	free(t);
	return rc;
}

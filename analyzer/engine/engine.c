/*
 * A run from its plan to its outcome: the threads, the cells files that were
 * given along with the archives, and what is said at the end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judging.h"
#include "known.h"
#include "pool.h"
#include "progress.h"

void
td_pool_failed(struct td_pool *pool, const char *name, const struct td_error *e)
{
	td_error_print(name, e);
	pthread_mutex_lock(&pool->lock);
	pool->failed = true;
	pool->again |= e->again;
	pthread_mutex_unlock(&pool->lock);
}

struct thread {
	pthread_t id;
	struct td_pool *pool;
	struct td_part *sum;
	int rc;
};

static void *
run_thread(void *arg)
{
	struct thread *t = arg;

	t->rc = td_worker_run(t->pool, t->sum);
	return NULL;
}

/* Start the threads but the first, which is this one, and wait for all. */
static int
run_threads(struct td_pool *pool, struct td_part *sum)
{
	struct thread *t = calloc(pool->workers, sizeof *t);
	unsigned n = 1;
	int rc = 0;

	if (t == NULL)
		return -1;
	for (; n < pool->workers; n++) {
		t[n] = (struct thread){ .pool = pool, .sum = sum };
		if (pthread_create(&t[n].id, NULL, run_thread, &t[n]) != 0)
			break;
	}
	if (n < pool->workers) {
		pthread_mutex_lock(&pool->lock);
		pool->workers = n; /* fewer do it, too */
		pthread_mutex_unlock(&pool->lock);
	}
	rc = td_worker_run(pool, sum);
	while (--n > 0) {
		pthread_join(t[n].id, NULL);
		rc |= t[n].rc;
	}
	free(t);
	return rc;
}

static int
pool_init(struct td_pool *pool, const struct td_plan *plan)
{
	bool names = plan->audit;

	for (size_t i = 0; i < plan->dims.n; i++)
		names |= strcmp(plan->dims.dim[i]->name, "source") == 0;
	*pool = (struct td_pool){ .plan = plan, .workers = plan->jobs };
	pool->newest = TD_NO_TIME;
	pool->last = &pool->first;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->change, NULL);
	pool->walk = td_walk_new(plan->paths, plan->n_paths);
	pool->seen = td_seen_set_new(names);
	pool->last_late = &pool->late;
	pool->told = td_ledger_new();
	if (plan->rejects != NULL)
		pool->rejects = td_rejects_new();
	return pool->walk == NULL || pool->seen == NULL || pool->told == NULL ||
	        (plan->rejects != NULL && pool->rejects == NULL) ?
	    -1 :
	    0;
}

static void
pool_clear(struct td_pool *pool)
{
	struct td_ready *r;

	while ((r = pool->spare) != NULL) {
		pool->spare = r->next;
		td_buffer_free(&r->buffer);
		free(r);
	}
	td_pool_free_cells(pool);
	td_pool_free_logs(pool);
	td_pool_free_late(pool);
	td_queue_free(pool->queue);
	td_ledger_free(pool->told);
	td_notices_free(pool->notices);
	if (pool->walk != NULL)
		td_walk_free(pool->walk);
	td_seen_set_free(pool->seen);
	td_rejects_free(pool->rejects);
	pthread_cond_destroy(&pool->change);
	pthread_mutex_destroy(&pool->lock);
}

static int
claim(void *seen, const struct td_input_id *id)
{
	return td_seen_claim(seen, id, NULL) == -1 ? -1 : 0;
}

/* What earlier runs read, counted and left open goes before all else. */
static int
take_carried(struct td_pool *pool, struct td_part *sum)
{
	const struct td_plan *plan = pool->plan;
	struct td_carried *c = plan->carried;

	if (plan->known != NULL &&
	    td_known_each_id(plan->known, claim, pool->seen) == -1)
		return -1;
	if (c == NULL)
		return 0;
	pool->newest = c->newest;
	pool->queue = c->queue;
	c->queue = NULL;
	if ((c->cube != NULL && td_cube_merge(sum->cube, c->cube) == -1) ||
	    (c->balance != NULL &&
	        td_balance_merge(&sum->balance, c->balance) == -1))
		return -1;
	return c->ledger == NULL ? 0 : td_ledger_merge(pool->told, c->ledger);
}

/* Everything is counted: put the outcome into its final form. */
static int
conclude(struct td_pool *pool, struct td_part *sum, struct td_counted *out)
{
	struct td_error e;

	if (td_cube_relabel(sum->cube, td_dimension_find("source"),
	        td_seen_name, pool->seen) == -1)
		return -1;
	if (sum->balance.judged != NULL &&
	    td_judging_end(sum->balance.judged, pool->seen) == -1)
		return -1;
	td_balance_sort(&sum->balance);
	if (pool->rejects != NULL &&
	    td_rejects_write(pool->rejects, pool->plan->rejects, &e) == -1)
		td_pool_failed(pool, pool->plan->rejects, &e);
	out->ids = td_seen_ids(pool->seen, &out->n_ids);
	out->cube = sum->cube;
	out->balance = sum->balance;
	out->known_files = pool->known_files;
	out->newest = td_pool_newest(pool, sum->balance.last);
	out->queue = pool->queue;
	pool->queue = NULL;
	out->ledger = sum->ledger;
	out->failed = pool->failed;
	out->again = pool->again;
	return 0;
}

int
td_engine_run(
    const struct td_plan *plan, struct td_counted *out, struct td_error *e)
{
	struct td_progress_line *line = NULL;
	struct td_part sum = { .cube = NULL };
	struct td_pool pool;
	int rc = -1;

	if (pool_init(&pool, plan) == -1 || td_part_init(&sum, plan) == -1)
		goto out;
	line = td_progress_start(&pool);
	if (take_carried(&pool, &sum) == 0 &&
	    td_pool_add_operands(&pool, &sum) == 0 &&
	    run_threads(&pool, &sum) == 0 &&
	    td_pool_join_logs(&pool, &sum) == 0 &&
	    td_pool_settle_ledger(&pool, &sum) == 0 &&
	    td_pool_add_cells(&pool, &sum) == 0)
		rc = conclude(&pool, &sum, out);
	td_progress_stop(line);
out:
	if (rc == -1) {
		td_error_sys(e, "cannot count", ENOMEM);
		td_part_clear(&sum);
	}
	pool_clear(&pool);
	return rc;
}

void
td_counted_clear(struct td_counted *out)
{
	td_cube_free(out->cube);
	td_balance_clear(&out->balance);
	td_queue_free(out->queue);
	td_ledger_free(out->ledger);
	free(out->ids);
}

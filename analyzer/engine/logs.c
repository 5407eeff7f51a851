/*
 * The logs of a run: rotated sets and logs of several hosts, brought together
 * in the order of their time, whatever their names and the order in which they
 * were given.
 */
#include <stdlib.h>
#include <string.h>

#include "pool.h"

void
td_pool_keep_log(struct td_pool *pool, struct td_log_end *end)
{
	pthread_mutex_lock(&pool->lock);
	end->next = pool->logs;
	pool->logs = end;
	pthread_mutex_unlock(&pool->lock);
}

void
td_pool_free_logs(struct td_pool *pool)
{
	struct td_log_end *end;

	while ((end = pool->logs) != NULL) {
		pool->logs = end->next;
		td_queue_free(end->queue);
		free(end);
	}
}

/* By time, then by content, so that the order of the operands is nothing. */
static int
compare(const void *a, const void *b)
{
	const struct td_log_end *x = *(struct td_log_end *const *)a;
	const struct td_log_end *y = *(struct td_log_end *const *)b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->id.high != y->id.high)
		return x->id.high < y->id.high ? -1 : 1;
	return (x->id.low > y->id.low) - (x->id.low < y->id.low);
}

/* The list as an array in its order; NULL: no memory. */
static struct td_log_end **
sorted(struct td_pool *pool, size_t *n)
{
	struct td_log_end **list, *end;

	*n = 0;
	for (end = pool->logs; end != NULL; end = end->next)
		++*n;
	list = malloc((*n + 1) * sizeof *list);
	if (list == NULL)
		return NULL;
	*n = 0;
	for (end = pool->logs; end != NULL; end = end->next)
		list[(*n)++] = end;
	qsort(list, *n, sizeof *list, compare);
	return list;
}

/* Append each to the first; what is settled there has the later one's name. */
static int
join(struct td_queue *all, struct td_log_end **list, size_t n,
    char label[TD_LABEL_SIZE], struct td_settling *x)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (list[i]->queue == NULL)
			continue;
		x->label = td_seen_label(&list[i]->id, label);
		rc = td_queue_append(all, list[i]->queue, td_settle_into, x);
	}
	return rc;
}

/* Others will go on with it, but not with what was silent for long. */
static int
settle_silent(struct td_pool *pool, struct td_queue *all, struct td_settling *x)
{
	const struct td_join_options o = { .first = false };
	const int64_t newest = td_pool_newest(pool, td_queue_newest(all));
	struct td_queue *nothing;
	int rc;

	if (newest == TD_NO_TIME)
		return 0;
	nothing = td_queue_new(&o);
	if (nothing == NULL ||
	    td_queue_quiet(all, newest - pool->plan->settle_after) == -1)
		rc = -1;
	else
		rc = td_queue_append(all, nothing, td_settle_into, x);
	td_queue_free(nothing);
	return rc;
}

int
td_pool_join_logs(struct td_pool *pool, struct td_part *sum)
{
	const struct td_join_options o = { .first = true };
	struct td_settling x = {
		.plan = pool->plan,
		.cube = sum->cube,
		.balance = &sum->balance,
		.ledger = sum->ledger,
	};
	const bool carry = pool->plan->carry;
	char label[TD_LABEL_SIZE];
	struct td_queue *all;
	struct td_log_end **list;
	size_t n;
	int rc = -1;

	if (pool->logs == NULL && pool->queue == NULL)
		return 0;
	/* What is open of earlier nights may be all that there is of logs. */
	if (pool->queue != NULL && !pool->asking && td_pool_ask(pool) == -1)
		return -1;
	x.notices = pool->notices;
	x.keep = td_plan_keeps(pool->plan, pool->notices != NULL);
	list = sorted(pool, &n);
	all = pool->queue != NULL ? pool->queue : td_queue_new(&o);
	pool->queue = NULL;
	x.deliveries = td_deliveries_new(&pool->plan->trust);
	if (list != NULL && all != NULL && x.deliveries != NULL)
		rc = join(all, list, n, label, &x);
	if (rc == 0)
		rc = carry ? settle_silent(pool, all, &x) :
		             td_queue_finish(all, td_settle_into, &x);
	if (carry) {
		pool->queue = all;
	} else if (all != NULL) {
		sum->balance.unjoined += td_queue_unjoined(all);
		sum->balance.open_dropped += td_queue_dropped(all);
		td_queue_free(all);
	}
	td_deliveries_free(x.deliveries);
	free(list);
	return x.failed ? -1 : rc;
}

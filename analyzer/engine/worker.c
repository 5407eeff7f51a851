/*
 * One thread.  Whoever is free takes the next thing to do, in this order: a
 * block that was read from a stream, a block of a source that can be read
 * anywhere, the next path.
 *
 * A thread counts blocks of one source into a part of its own and hands it
 * over when it turns to something else, so that nothing is shared per record.
 * Small files are counted into the thread's own total.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "worker.h"

void
td_worker_give_up(struct worker *w)
{
	struct td_error e;

	if (w->broken)
		return;
	w->broken = true;
	td_error_sys(&e, "cannot count", ENOMEM);
	td_pool_failed(w->pool, NULL, &e);
}

/* ---- taking part in a source: all called with the pool's lock ---- */

/* Nobody needs the source any more: merge it.  Without the lock. */
static void
finish(struct worker *w, struct td_work *work)
{
	struct td_balance *b = &w->total.balance;
	struct td_log_end *end;

	if (td_work_finish(work, w->pool->seen, &w->total, &end) == -1)
		td_worker_give_up(w);
	if (end != NULL) {
		td_pool_keep_log(w->pool, end);
		b->unasked_logs += !w->pool->asking;
	}
	if (w->pool->plan->known != NULL &&
	    td_work_remember(work, w->pool->plan->known) == -1)
		td_worker_give_up(w);
	b->sources++;
	b->read += work->stored;
	if (work->error.what != NULL) {
		b->failed_sources++;
		td_pool_failed(w->pool, work->name, &work->error);
	}
	td_work_free(work);
}

/* One user less; the last one finishes the source. */
static void
release(struct worker *w, struct td_work *work)
{
	if (--work->users > 0 || !work->complete || work->done < work->claimed)
		return;
	pthread_mutex_unlock(&w->pool->lock);
	finish(w, work);
	pthread_mutex_lock(&w->pool->lock);
}

/* Hand over what was counted of the source at hand. */
static void
leave(struct worker *w)
{
	struct td_work *work = w->on;

	if (work == NULL)
		return;
	w->on = NULL;
	pthread_mutex_unlock(&w->pool->lock);
	if (td_log_stretch_end(&w->stretch, work, w->counting, &w->part) ==
	        -1 ||
	    td_work_add(work, &w->part) == -1)
		td_worker_give_up(w);
	pthread_mutex_lock(&w->pool->lock);
	release(w, work);
}

static void
enter(struct worker *w, struct td_work *work)
{
	if (w->on == work)
		return;
	work->users++; /* before leave(), which lets go of the lock */
	leave(w);
	w->on = work;
	if (w->pool->asking)
		td_counting_ask(w->counting, w->pool->notices);
}

/* ---- blocks ---- */

/* If it is a log; NULL: the block cannot be read. */
static void
announce(struct worker *w, struct td_work *work, uint64_t number,
    const struct td_block *block)
{
	if (work->joining != NULL &&
	    td_announce_block(work, number, block, w->counting) == -1)
		td_worker_give_up(w);
}

/* Count what is to be counted of a block; false: no memory. */
static bool
count_rest(struct worker *w, struct td_work *work, uint64_t number,
    const struct td_block *block, struct td_ends *ends)
{
	const bool is_log = work->joining != NULL;
	struct td_error e = { .what = NULL };

	if (is_log &&
	    td_log_stretch_add(
	        &w->stretch, work, number, w->counting, &w->part) == -1)
		return false;
	if (td_count_block(w->counting, &work->named, block,
	        is_log ? &w->stretch.log : NULL, &w->part, &w->part.balance,
	        ends, &e) == -1)
		return false;
	return !is_log ||
	    td_log_stretch_close(&w->stretch, work, w->counting, &w->part) == 0;
}

/* Count a block of the source at hand.  Without the lock. */
static void
count_block(struct worker *w, struct td_work *work, uint64_t number,
    struct td_block *block)
{
	struct td_ends ends;
	int left = 1;

	atomic_fetch_add(
	    &w->pool->read, (uint64_t)(block->chunk.stop - block->chunk.p));
	if (w->pool->plan->known != NULL)
		left = td_work_pass(work, number, block, &w->part, &ends);
	if (left == -1 ||
	    (left == 1 && !count_rest(w, work, number, block, &ends)) ||
	    td_work_ends(work, number, &ends) == -1)
		td_worker_give_up(w);
}

/* Count the oldest block that was read from a stream.  With the lock. */
static void
count_ready(struct worker *w)
{
	struct td_pool *pool = w->pool;
	struct td_ready *r = pool->first;
	struct td_work *work = r->work;

	if ((pool->first = r->next) == NULL)
		pool->last = &pool->first;
	enter(w, work);
	pthread_mutex_unlock(&pool->lock);
	announce(w, work, r->number, &r->block);
	count_block(w, work, r->number, &r->block);
	pthread_mutex_lock(&pool->lock);
	work->done++;
	r->next = pool->spare;
	pool->spare = r;
	pthread_cond_broadcast(&pool->change);
}

/*
 * How many blocks to take: neighbours of a log are joined more cheaply by one
 * thread, but no thread shall be without.
 */
static uint64_t
turn(const struct td_pool *pool, const struct td_work *work)
{
	const uint64_t left = work->source.n_blocks - work->claimed;
	uint64_t n = work->source.n_blocks / (4 * pool->workers);

	if (work->joining == NULL || !work->source.mapped || n < 2)
		return 1;
	if (n > TD_LOG_STRETCH)
		n = TD_LOG_STRETCH;
	return n < left ? n : left;
}

/* Count one block of a source that can be read anywhere.  Without the lock. */
static void
count_claimed(struct worker *w, struct td_work *work, uint64_t number)
{
	struct td_block block;
	struct td_error e;

	if (td_source_block(&work->source, number, &w->buffer, &block, &e) ==
	    0) {
		if (!work->source.mapped)
			announce(w, work, number, &block);
		count_block(w, work, number, &block);
	} else {
		td_work_fail(work, &e);
		announce(w, work, number, NULL);
		if (work->joining != NULL &&
		    td_joining_add(work->joining, number, 1, NULL, TD_NO_TIME,
		        NULL, NULL) == -1)
			td_worker_give_up(w);
	}
	atomic_fetch_add(
	    &w->pool->stored, work->source.stored / work->source.n_blocks);
}

/* The years of other threads' blocks wait for those of these. */
static void
announce_claimed(
    struct worker *w, struct td_work *work, uint64_t from, uint64_t n)
{
	struct td_block block;
	struct td_error e;

	for (uint64_t i = from; i < from + n; i++) {
		td_source_block(&work->source, i, &w->buffer, &block, &e);
		announce(w, work, i, &block);
	}
}

/* Count blocks of the first source that can be read anywhere.  With the
 * lock. */
static void
count_parallel(struct worker *w)
{
	struct td_pool *pool = w->pool;
	struct td_work *work = pool->sources;
	const uint64_t from = work->claimed, n = turn(pool, work);

	work->claimed += n;
	if (work->claimed == work->source.n_blocks) {
		work->complete = true;
		pool->sources = work->next;
	}
	enter(w, work);
	pthread_mutex_unlock(&pool->lock);
	if (work->joining != NULL && work->source.mapped)
		announce_claimed(w, work, from, n);
	for (uint64_t i = 0; i < n && !w->broken; i++)
		count_claimed(w, work, from + i);
	pthread_mutex_lock(&pool->lock);
	work->done += n;
}

/* ---- streams ---- */

/*
 * A free buffer for the reader of a stream; meanwhile blocks are counted.
 * With the lock.  NULL: no memory.
 */
static struct td_ready *
spare_buffer(struct worker *w)
{
	struct td_pool *pool = w->pool;
	struct td_ready *r;

	while (pool->spare == NULL) {
		if (pool->n_ready_made < pool->workers * 2 - 1) {
			pool->n_ready_made++;
			return calloc(1, sizeof *r);
		}
		if (pool->first != NULL)
			count_ready(w);
		else
			pthread_cond_wait(&pool->change, &pool->lock);
	}
	r = pool->spare;
	pool->spare = r->next;
	return r;
}

/* Offer a block to whoever is free.  With the lock. */
static void
offer(struct td_pool *pool, struct td_work *work, struct td_ready *r)
{
	r->work = work;
	r->number = work->claimed++;
	r->next = NULL;
	*pool->last = r;
	pool->last = &r->next;
	pthread_cond_signal(&pool->change);
}

void
td_worker_stream(struct worker *w, struct td_work *work, struct td_block first)
{
	struct td_pool *pool = w->pool;
	struct td_error e = { .what = NULL };
	uint64_t consumed = 0;
	struct td_ready *r;
	int rc = 1;

	pthread_mutex_lock(&pool->lock);
	work->users++;
	if ((r = spare_buffer(w)) != NULL) {
		struct td_buffer swap = r->buffer;

		r->buffer = w->buffer;
		r->block = first;
		w->buffer = swap;
		offer(pool, work, r);
	}
	while (r != NULL && rc == 1 && (r = spare_buffer(w)) != NULL) {
		pthread_mutex_unlock(&pool->lock);
		e.what = NULL;
		rc = td_source_next(&work->source, &r->buffer, &r->block, &e);
		atomic_fetch_add(
		    &pool->stored, work->source.consumed - consumed);
		consumed = work->source.consumed;
		pthread_mutex_lock(&pool->lock);
		if (rc == 1) {
			offer(pool, work, r);
		} else {
			r->next = pool->spare;
			pool->spare = r;
		}
	}
	pthread_mutex_unlock(&pool->lock);
	if (r == NULL)
		td_worker_give_up(w);
	if (rc == -1)
		td_work_fail(work, &e);
	else if (rc == 0 && e.what != NULL)
		td_warn(work->name, "%s: %s", e.what, e.reason);
	td_work_close(work);
	pthread_mutex_lock(&pool->lock);
	work->complete = true;
	release(w, work);
	pthread_mutex_unlock(&pool->lock);
}

/* ---- the loop ---- */

/* What everybody else needs to know of what services told.  With the lock. */
static void
hand_over(struct worker *w)
{
	if (td_pool_keep_told(w->pool, w->total.ledger) == 0)
		return;
	pthread_mutex_unlock(&w->pool->lock);
	td_worker_give_up(w);
	pthread_mutex_lock(&w->pool->lock);
}

/*
 * Nobody has anything to do: it is the turn of a source that had to wait for
 * one that begins like it, or of the logs, or all is done.  With the lock.
 */
static void
turn_over(struct worker *w)
{
	struct td_pool *pool = w->pool;

	if (td_pool_next_aside(pool)) {
		pthread_cond_broadcast(&pool->change);
		return;
	}
	if (pool->asking || pool->late == NULL) {
		pool->stop = true;
		return;
	}
	if (td_pool_ask(pool) == -1) {
		pthread_mutex_unlock(&pool->lock);
		td_worker_give_up(w);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_cond_broadcast(&pool->change);
}

static void
work_off(struct worker *w)
{
	struct td_pool *pool = w->pool;

	pthread_mutex_lock(&pool->lock);
	while (!w->broken && !pool->stop) {
		if (pool->first != NULL) {
			count_ready(w);
		} else if (pool->sources != NULL) {
			count_parallel(w);
		} else if (!td_worker_open(w)) {
			leave(w); /* lets go of the lock for a while */
			if (pool->first != NULL || pool->sources != NULL)
				continue;
			hand_over(w);
			if (++pool->waiting == pool->workers)
				turn_over(w);
			else if (!pool->stop)
				pthread_cond_wait(&pool->change, &pool->lock);
			pool->waiting--;
		}
	}
	pool->stop = true;
	pthread_cond_broadcast(&pool->change);
	pthread_mutex_unlock(&pool->lock);
}

int
td_worker_run(struct td_pool *pool, struct td_part *sum)
{
	struct worker w = { .pool = pool };
	int rc = -1;

	w.opener = td_opener_new(&pool->plan->limits);
	w.counting = td_counting_new(pool->plan, pool->rejects);
	if (td_part_init(&w.total, pool->plan) == -1 ||
	    td_part_init(&w.part, pool->plan) == -1 || w.opener == NULL ||
	    w.counting == NULL)
		td_worker_give_up(&w);
	work_off(&w);
	if (!w.broken) {
		pthread_mutex_lock(&pool->lock);
		rc = td_part_merge(sum, &w.total);
		pthread_mutex_unlock(&pool->lock);
	}
	td_log_stretch_drop(&w.stretch);
	td_buffer_free(&w.buffer);
	td_part_clear(&w.part);
	td_part_clear(&w.total);
	td_counting_free(w.counting);
	td_opener_free(w.opener);
	return rc;
}

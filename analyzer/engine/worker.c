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

#include "log_stretch.h"
#include "pool.h"

struct worker {
	struct td_pool *pool;
	struct td_opener *opener;
	struct td_counting *counting;
	struct td_part total;          /* small files and finished sources */
	struct td_part part;           /* what was counted of `on` */
	struct td_work *on;            /* NULL: nothing */
	struct td_log_stretch stretch; /* of it, if it is a log */
	struct td_buffer buffer;       /* blocks that stay in this thread */
	bool broken;                   /* no memory */
};

static void read_source(struct worker *w, struct td_source *s);

/* Memory is short: the run cannot be right any more. */
static void
give_up(struct worker *w)
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
		give_up(w);
	if (end != NULL)
		td_pool_keep_log(w->pool, end);
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
		give_up(w);
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
}

/* ---- blocks ---- */

/* If it is a log; NULL: the block cannot be read. */
static void
announce(struct worker *w, struct td_work *work, uint64_t number,
    const struct td_block *block)
{
	if (work->joining != NULL &&
	    td_announce_block(work, number, block, w->counting) == -1)
		give_up(w);
}

/* Count a block of the source at hand.  Without the lock. */
static void
count_block(struct worker *w, struct td_work *work, uint64_t number,
    const struct td_block *block)
{
	const bool is_log = work->joining != NULL;
	struct td_ends ends;
	struct td_error e = { .what = NULL };

	if ((is_log &&
	        td_log_stretch_add(
	            &w->stretch, work, number, w->counting, &w->part) == -1) ||
	    td_count_block(w->counting, &work->named, block,
	        is_log ? &w->stretch.log : NULL, &w->part, &w->part.balance,
	        &ends, &e) == -1 ||
	    (is_log &&
	        td_log_stretch_close(
	            &w->stretch, work, w->counting, &w->part) == -1) ||
	    td_work_ends(work, number, &ends) == -1)
		give_up(w);
	atomic_fetch_add(
	    &w->pool->read, (uint64_t)(block->chunk.stop - block->chunk.p));
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
			give_up(w);
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

/* Read the rest of a stream whose first block is in w->buffer. */
static void
read_stream(struct worker *w, struct td_work *work, struct td_block first)
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
		give_up(w);
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

/* ---- sources ---- */

/* How a source ended: an error, a remark, or well. */
static void
tell_end(struct worker *w, const char *name, int rc, const struct td_error *e)
{
	if (rc == -1) {
		w->total.balance.failed_sources++;
		td_pool_failed(w->pool, name, e);
	} else if (e->what != NULL) {
		td_warn(name, "%s: %s", e->what, e->reason);
	}
}

/*
 * No format knows it.  What was read so far is accounted for; the rest is not
 * read.
 */
static void
lose_source(struct worker *w, struct td_source *s)
{
	struct td_balance *b = &w->total.balance;
	struct td_error e = { .what = NULL };
	struct td_block block;
	int rc = 1;

	if (s->kind == TD_SOURCE_SERIAL)
		rc = td_source_next(s, &w->buffer, &block, &e);
	b->sources++;
	b->read += s->stored;
	if (rc == 1) {
		td_error_set(&e, "unknown format", "%s",
		    s->type != NULL ? s->type : "data");
		rc = td_balance_defect(
		    b, "unknown", "unknown format", s->name, 0, 1);
		if (rc == -1)
			give_up(w);
		b->decoded += s->decoded;
		b->bin[TD_BIN_DEFECT] += s->decoded;
		rc = -1;
	} else if (rc == 0 && e.what == NULL) {
		td_warn(s->name, "empty");
	}
	tell_end(w, s->name, rc, &e);
}

/* The only block of a small source: counted at once, unless it is known. */
static void
count_small(
    struct worker *w, const struct td_source *s, const struct td_block *block)
{
	struct td_identity id = { 0, 0, 0 };
	char buf[TD_LABEL_SIZE];
	struct td_input_id key;
	struct td_named named = { .name = s->name, .format = s->format };
	struct td_balance *b = &w->total.balance;
	const uint64_t n = (uint64_t)(block->chunk.stop - block->chunk.p);
	struct td_ends ends;
	struct td_error e = { .what = NULL };
	int fresh;

	td_identity_add(&id, block->fresh.p, block->fresh.n, 0);
	key = (struct td_input_id){ id.low, id.high, id.length };
	named.label = td_seen_label(&key, buf);
	fresh = td_seen_claim(w->pool->seen, &key, s->name);
	if (fresh == 0) {
		td_say(s->name, "the same input was counted already");
		b->decoded += n;
		b->bin[TD_BIN_DUPLICATE] += n;
	}
	if (fresh == -1 ||
	    td_count_block(w->counting, &named, block, NULL,
	        fresh == 1 ? &w->total : NULL, b, &ends, &e) == -1)
		give_up(w);
	else if (fresh == 1)
		b->bin[TD_BIN_DEFECT] += ends.lead;
	atomic_fetch_add(&w->pool->read, n);
}

/* A source that is read in order. */
static void
read_serial(struct worker *w, struct td_source *s)
{
	struct td_balance *b = &w->total.balance;
	struct td_error e = { .what = NULL };
	struct td_block block;
	struct td_work *work;
	int rc = td_source_next(s, &w->buffer, &block, &e);

	if (rc == 1 && (!block.last || td_is_log(s->format))) {
		if ((work = td_work_new(w->pool->plan, s)) == NULL) {
			give_up(w);
			return;
		}
		*s = (struct td_source){ .name = NULL }; /* moved */
		read_stream(w, work, block);
		return;
	}
	b->sources++;
	b->read += s->stored;
	atomic_fetch_add(&w->pool->stored, s->stored);
	if (rc == 1) {
		count_small(w, s, &block);
		rc = td_source_next(s, &w->buffer, &block, &e);
	}
	tell_end(w, s->name, rc, &e);
}

/* A source that can be read anywhere: offer its blocks to everybody. */
static void
share_parallel(struct worker *w, struct td_source *s)
{
	struct td_work *work = td_work_new(w->pool->plan, s);

	if (work == NULL) {
		give_up(w);
		return;
	}
	*s = (struct td_source){ .name = NULL }; /* moved */
	pthread_mutex_lock(&w->pool->lock);
	work->next = w->pool->sources;
	w->pool->sources = work;
	pthread_cond_broadcast(&w->pool->change);
	pthread_mutex_unlock(&w->pool->lock);
}

/* The members of an archive, one after another; a broken one costs itself. */
static void
read_archive(struct worker *w, struct td_source *s)
{
	struct td_balance *b = &w->total.balance;
	struct td_source member;
	struct td_error e = { .what = NULL };
	int rc;

	b->read += s->stored;
	while ((rc = td_source_member(s, &member, &e)) == 1 ||
	    member.name != NULL) {
		if (rc == 1) {
			read_source(w, &member);
		} else {
			b->sources++;
			tell_end(w, member.name, rc, &e);
		}
		td_source_close(&member);
		e.what = NULL;
	}
	b->sources += rc == -1;
	tell_end(w, s->name, rc, &e);
}

/* Archives in archives are bounded by td_limits.depth. */
static void
read_source(struct worker *w, struct td_source *s)
{
	if (s->format != NULL)
		td_say(s->name, "read as %s", s->format->name);
	if (s->kind == TD_SOURCE_ARCHIVE) {
		read_archive(w, s);
	} else if (s->format == NULL) {
		lose_source(w, s);
	} else if (td_is_cells(s)) {
		if (td_pool_keep_cells(w->pool, w->counting, s, &w->buffer) ==
		    -1)
			give_up(w);
	} else if (s->kind == TD_SOURCE_PARALLEL) {
		share_parallel(w, s);
	} else {
		read_serial(w, s);
	}
}

/* Take the next path of the walk.  With the lock; false at its end. */
static bool
open_next(struct worker *w, char *path, size_t cap)
{
	struct td_pool *pool = w->pool;
	struct td_source s;
	struct td_error e;
	const char *next;
	enum td_walked kind = td_walk_next(pool->walk, &next, &e);

	if (kind == TD_WALK_END) {
		pool->walked = true;
		return false;
	}
	if (strlen(next) >= cap) {
		kind = TD_WALK_ERROR;
		td_error_sys(&e, "cannot open", ENAMETOOLONG);
	}
	snprintf(path, cap, "%s", next);
	pthread_mutex_unlock(&pool->lock);
	if (kind == TD_WALK_FILE &&
	    td_source_open(w->opener, path, &s, &e) == 0) {
		read_source(w, &s);
		td_source_close(&s);
	} else if (kind == TD_WALK_PASSED) {
		td_say(path, "bookkeeping of a mail store, passed over");
	} else {
		w->total.balance.sources++;
		w->total.balance.failed_sources++;
		td_pool_failed(pool, path, &e);
	}
	pthread_mutex_lock(&pool->lock);
	return true;
}

/* ---- the loop ---- */

static void
work_off(struct worker *w)
{
	struct td_pool *pool = w->pool;
	char path[8192];

	pthread_mutex_lock(&pool->lock);
	while (!w->broken && !pool->stop) {
		if (pool->first != NULL) {
			count_ready(w);
		} else if (pool->sources != NULL) {
			count_parallel(w);
		} else if (pool->walked || !open_next(w, path, sizeof path)) {
			leave(w); /* lets go of the lock for a while */
			if (pool->first != NULL || pool->sources != NULL)
				continue;
			if (++pool->waiting == pool->workers)
				pool->stop = true;
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
		give_up(&w);
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

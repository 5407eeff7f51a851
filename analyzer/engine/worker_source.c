/*
 * Paths into sources, and sources into blocks: what one thread does to find
 * something to count.
 */
#include <errno.h>
#include <string.h>

#include "worker.h"

static void read_source(struct worker *w, struct td_source *s);

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
			td_worker_give_up(w);
		b->decoded += s->decoded;
		b->bin[TD_BIN_DEFECT] += s->decoded;
		rc = -1;
	} else if (rc == 0 && e.what == NULL) {
		td_warn(s->name, "empty");
	}
	tell_end(w, s->name, rc, &e);
}

/* What is known of a small source from now on. */
static int
remember_small(
    struct worker *w, const struct td_source *s, const struct td_input_id *id)
{
	struct td_known *known = w->pool->plan->known;
	const struct td_content c = { .id = *id,
		.beginning = td_known_hash(td_source_beginning(s)),
		.counted = id->length };

	return known == NULL ? 0 : td_known_read(known, &c);
}

/* Leave out what an earlier run counted. */
static void
pass_small(
    const struct td_source *s, struct td_block *block, struct td_balance *b)
{
	block->chunk.p += s->from;
	block->off += s->from;
	b->decoded += s->from;
	b->bin[TD_BIN_DUPLICATE] += s->from;
}

/* The only block of a small source: counted at once, unless it is known. */
static void
count_small(struct worker *w, const struct td_source *s, struct td_block *block)
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
	if (s->from > 0 && s->from <= n) {
		pass_small(s, block, b);
		fresh |= 1;
	}
	if (fresh == 0) {
		td_say(s->name, "the same input was counted already");
		b->decoded += n;
		b->bin[TD_BIN_DUPLICATE] += n;
	}
	if (fresh == -1 || remember_small(w, s, &key) == -1 ||
	    td_count_block(w->counting, &named, block, NULL,
	        fresh == 1 ? &w->total : NULL, b, &ends, &e) == -1)
		td_worker_give_up(w);
	else if (fresh == 1)
		b->bin[s->from > 0 ? TD_BIN_DUPLICATE : TD_BIN_DEFECT] +=
		    ends.lead;
	atomic_fetch_add(&w->pool->read, n);
}

/* Done with a source that was no td_work; all of it was read, if `well`. */
static void
end_source(struct worker *w, const struct td_source *s, bool well)
{
	struct td_known *known = w->pool->plan->known;

	if (known == NULL)
		return;
	if (well && td_known_read_file(known, &s->key, s->name) == -1)
		td_worker_give_up(w);
	if (s->alone)
		td_known_end(known, td_known_hash(td_source_beginning(s)));
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
			td_worker_give_up(w);
			return;
		}
		*s = (struct td_source){ .name = NULL }; /* moved */
		td_worker_stream(w, work, block);
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
	end_source(w, s, rc == 0);
}

/* A source that can be read anywhere: offer its blocks to everybody. */
static void
share_parallel(struct worker *w, struct td_source *s)
{
	struct td_work *work = td_work_new(w->pool->plan, s);

	if (work == NULL) {
		td_worker_give_up(w);
		return;
	}
	*s = (struct td_source){ .name = NULL }; /* moved */
	pthread_mutex_lock(&w->pool->lock);
	work->next = w->pool->sources;
	w->pool->sources = work;
	pthread_cond_broadcast(&w->pool->change);
	pthread_mutex_unlock(&w->pool->lock);
}

/* An archive that begins with a log is put off as a whole. */
static bool
put_off_archive(
    struct worker *w, const struct td_source *s, const struct td_source *first)
{
	if (w->pool->asking || !s->again || !td_is_log(first->format))
		return false;
	if (td_pool_put_off(w->pool, s->name, NULL) == -1)
		td_worker_give_up(w);
	return true;
}

/* The members of an archive, one after another; a broken one costs itself. */
static void
read_archive(struct worker *w, struct td_source *s)
{
	struct td_balance *b = &w->total.balance;
	struct td_source member;
	struct td_error e = { .what = NULL };
	bool first = true, broken = false;
	int rc;

	while ((rc = td_source_member(s, &member, &e)) == 1 ||
	    member.name != NULL) {
		if (rc == 1 && first && put_off_archive(w, s, &member)) {
			td_source_close(&member);
			return;
		}
		first = false;
		if (rc == 1) {
			read_source(w, &member);
		} else {
			b->sources++;
			broken = true;
			tell_end(w, member.name, rc, &e);
		}
		td_source_close(&member);
		e.what = NULL;
	}
	b->read += s->stored;
	b->sources += rc == -1;
	tell_end(w, s->name, rc, &e);
	end_source(w, s, rc == 0 && !broken);
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
			td_worker_give_up(w);
	} else if (s->kind == TD_SOURCE_PARALLEL) {
		share_parallel(w, s);
	} else {
		read_serial(w, s);
	}
}

/* ---- what earlier runs counted ---- */

/* Nothing in it is new. */
static void
pass_known(struct worker *w, const struct td_source *s, uint64_t length)
{
	struct td_balance *b = &w->total.balance;

	td_say(s->name, "was counted by an earlier run");
	b->sources++;
	b->read += s->stored;
	b->decoded += length;
	b->bin[TD_BIN_DUPLICATE] += length;
	atomic_fetch_add(&w->pool->stored, s->stored);
	end_source(w, s, true);
}

/* Read what is new in a file. */
static void
read_file(struct worker *w, const char *path, struct td_source *s)
{
	struct td_known *known = w->pool->plan->known;
	struct td_known_part part;
	struct td_span beginning;

	if (known == NULL || !s->again || s->kind == TD_SOURCE_ARCHIVE ||
	    s->format == NULL || td_is_cells(s)) {
		read_source(w, s);
		return;
	}
	beginning = td_source_beginning(s);
	s->alone = td_known_begin(known, td_known_hash(beginning));
	if (!s->alone) {
		if (td_pool_put_aside(w->pool, path) == -1)
			td_worker_give_up(w);
		return;
	}
	if (td_known_find(known, w->opener, path, beginning, &part) == -1)
		td_worker_give_up(w);
	if (part.beginning)
		td_warn(s->name,
		    "ends before what was read of a log that begins like it: "
		    "taken for a copy of its beginning");
	if (part.length > 0 && part.counted == part.length) {
		pass_known(w, s, part.length);
		return;
	}
	s->from = part.counted;
	read_source(w, s);
}

/* Whether a path is a file that an earlier run read, as it is. */
static bool
is_known(struct td_pool *pool, const char *path)
{
	struct td_file_key key;

	return pool->plan->known != NULL && td_file_key(path, &key) &&
	    td_known_has_file(pool->plan->known, &key, path);
}

/* ---- paths ---- */

static void
read_operand(struct worker *w, const char *path, struct td_source *s)
{
	if (w->pool->asking || !td_is_log(s->format))
		read_file(w, path, s);
	else if (td_pool_put_off(w->pool, path, s) == -1)
		td_worker_give_up(w);
	td_source_close(s);
}

static void
lose_path(struct worker *w, const char *path, const struct td_error *e)
{
	w->total.balance.sources++;
	w->total.balance.failed_sources++;
	td_pool_failed(w->pool, path, e);
}

/* Take the next path of the walk.  With the lock; false at its end. */
static bool
open_next(struct worker *w)
{
	struct td_pool *pool = w->pool;
	char path[8192];
	struct td_source s;
	struct td_error e;
	const char *next;
	bool known = false;
	enum td_walked kind = td_walk_next(pool->walk, &next, &e);

	if (kind == TD_WALK_END) {
		pool->walked = true;
		return false;
	}
	if (strlen(next) >= sizeof path) {
		kind = TD_WALK_ERROR;
		td_error_sys(&e, "cannot open", ENAMETOOLONG);
	}
	snprintf(path, sizeof path, "%s", next);
	pthread_mutex_unlock(&pool->lock);
	if (kind == TD_WALK_FILE && is_known(pool, path))
		known = true;
	else if (kind == TD_WALK_FILE &&
	    td_source_open(w->opener, path, &s, &e) == 0)
		read_operand(w, path, &s);
	else if (kind == TD_WALK_PASSED)
		td_say(path, "bookkeeping of a mail store, passed over");
	else
		lose_path(w, path, &e);
	pthread_mutex_lock(&pool->lock);
	pool->known_files += known;
	return true;
}

/* Open one that was put aside or off, and release it.  With the lock. */
static void
open_again(struct worker *w, struct td_late *late)
{
	struct td_pool *pool = w->pool;
	struct td_error e;

	pthread_mutex_unlock(&pool->lock);
	if (late->source.name != NULL ||
	    td_source_open(w->opener, late->path, &late->source, &e) == 0)
		read_operand(w, late->path, &late->source);
	else
		lose_path(w, late->path, &e);
	td_late_free(late);
	pthread_mutex_lock(&pool->lock);
}

bool
td_worker_open(struct worker *w)
{
	struct td_pool *pool = w->pool;
	struct td_late *late;

	if (!pool->walked && open_next(w))
		return true;
	if ((late = pool->next_aside) != NULL)
		pool->next_aside = NULL;
	else
		late = td_pool_next_late(pool);
	if (late != NULL)
		open_again(w, late);
	return late != NULL;
}

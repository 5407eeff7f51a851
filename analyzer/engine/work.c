/*
 * Bringing the blocks of one source together again.
 */
#include "work.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/cube/judged.h"
#include "known.h"

/* A file that was written to a moment ago is perhaps being written to. */
static bool
may_grow(const struct td_source *s)
{
	const int64_t moment = INT64_C(3600) * 1000000000;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return !s->wrapped && s->key.size > 0 &&
	    (int64_t)now.tv_sec * 1000000000 - s->key.modified < moment;
}

struct td_work *
td_work_new(const struct td_plan *plan, const struct td_source *source)
{
	struct td_work *w = calloc(1, sizeof *w);

	if (w == NULL)
		return NULL;
	if ((w->name = strdup(source->name)) == NULL ||
	    td_part_init(&w->sum, plan) == -1) {
		td_part_clear(&w->sum);
		free(w->name);
		free(w);
		return NULL;
	}
	if (td_is_log(source->format)) {
		w->joining = td_joining_new(plan, source->written);
		if (w->joining == NULL) {
			td_part_clear(&w->sum);
			free(w->name);
			free(w);
			return NULL;
		}
	}
	w->source = *source;
	w->key = source->key;
	w->from = source->from;
	w->alone = source->alone;
	if (plan->known != NULL) {
		w->beginning = td_known_hash(td_source_beginning(source));
		w->waits = may_grow(source);
	}
	w->named = (struct td_named){
		.name = w->name,
		.format = source->format,
		.label = TD_LIT("?"),
	};
	pthread_mutex_init(&w->lock, NULL);
	return w;
}

void
td_work_close(struct td_work *w)
{
	if (w->source.name == NULL)
		return;
	w->shrank = td_source_shrank(&w->source);
	w->stored = w->source.stored;
	td_source_close(&w->source);
	w->source.name = NULL;
}

void
td_work_free(struct td_work *w)
{
	td_work_close(w);
	td_part_clear(&w->sum);
	td_joining_free(w->joining);
	pthread_mutex_destroy(&w->lock);
	free(w->ends);
	free(w->name);
	free(w);
}

int
td_work_ends(struct td_work *w, uint64_t i, const struct td_ends *ends)
{
	int rc = 0;

	pthread_mutex_lock(&w->lock);
	if (i >= w->cap_ends) {
		size_t cap = w->cap_ends == 0 ? 64 : w->cap_ends;
		struct td_ends *bigger;

		while (cap <= i)
			cap *= 2;
		bigger = realloc(w->ends, cap * sizeof *bigger);
		if (bigger == NULL) {
			rc = -1;
			goto out;
		}
		w->ends = bigger;
		w->cap_ends = cap;
	}
	/* Blocks that were never finished add nothing. */
	for (; w->n_ends <= i; w->n_ends++)
		w->ends[w->n_ends] = (struct td_ends){ .tail = TD_N_BINS };
	w->ends[i] = *ends;
out:
	pthread_mutex_unlock(&w->lock);
	return rc;
}

int
td_work_add(struct td_work *w, struct td_part *part)
{
	int rc;

	pthread_mutex_lock(&w->lock);
	rc = td_part_merge(&w->sum, part);
	pthread_mutex_unlock(&w->lock);
	td_part_reset(part);
	return rc;
}

void
td_work_fail(struct td_work *w, const struct td_error *e)
{
	pthread_mutex_lock(&w->lock);
	if (w->error.what == NULL)
		w->error = *e;
	pthread_mutex_unlock(&w->lock);
}

/*
 * The bytes before a block's first record belong to the record before, and
 * flaws behind a block to its last record.
 */
static void
settle_ends(struct td_work *w)
{
	uint64_t *bin = w->sum.balance.bin;
	uint64_t late[TD_N_BINS] = { 0 };
	uint8_t tail = w->from > 0 ? TD_BIN_DUPLICATE : TD_BIN_DEFECT;

	for (size_t i = 0; i < w->n_ends; i++) {
		bin[tail] += w->ends[i].lead;
		if (w->ends[i].tail != TD_N_BINS)
			tail = w->ends[i].tail;
		late[tail] += w->ends[i].beyond;
	}
	for (size_t i = 0; i < TD_N_BINS; i++) {
		bin[i] -= late[i];
		bin[TD_BIN_DEFECT] += late[i];
	}
}

/* Forget the counts, keep the bytes and the places of the defects. */
static int
discard(struct td_work *w, enum td_bin bin, struct td_part *into)
{
	const struct td_balance *b = &w->sum.balance;
	int rc = 0;

	into->balance.decoded += b->decoded;
	into->balance.bin[bin] += b->decoded;
	for (size_t i = 0; i < b->n_defects; i++)
		rc |= td_balance_defect(&into->balance, b->defect[i].format,
		    b->defect[i].reason, w->name, b->defect[i].first_off, 0);
	return rc;
}

static struct td_span
relabel(struct td_span value, void *label)
{
	(void)value;
	return *(struct td_span *)label;
}

/* Give the cells the name of the content that they were counted from. */
static int
name_cells(struct td_work *w, const struct td_input_id *id)
{
	char buf[TD_LABEL_SIZE];
	struct td_span label = td_seen_label(id, buf);

	if (td_ledger_relabel(w->sum.ledger, label) == -1)
		return -1;
	if (w->sum.balance.judged != NULL)
		td_judged_name(w->sum.balance.judged, id);
	return td_cube_relabel(
	    w->sum.cube, td_dimension_find("source"), relabel, &label);
}

/* A file that became shorter under our feet: nothing of it can be trusted. */
static int
reject(struct td_work *w, struct td_part *into)
{
	struct td_error e;

	td_error_set(&e, "cannot read", "it became shorter while it was read");
	td_work_fail(w, &e);
	if (discard(w, TD_BIN_DEFECT, into) == -1)
		return -1;
	return td_balance_defect(&into->balance, "container",
	    "became shorter while it was read", w->name, 0, 1);
}

/* What waits of a log, for the run to bring together; NULL: no memory. */
static struct td_log_end *
log_end(struct td_work *w, const struct td_input_id *id)
{
	struct td_log_end *end = malloc(sizeof *end);

	if (end != NULL)
		*end =
		    (struct td_log_end){ .first = td_joining_first(w->joining),
			    .id = *id,
			    .queue = td_joining_take(w->joining) };
	return end;
}

int
td_work_finish(struct td_work *w, struct td_seen_set *seen,
    struct td_part *into, struct td_log_end **end)
{
	const struct td_input_id id = { w->sum.id.low, w->sum.id.high,
		w->sum.id.length };

	*end = NULL;
	td_work_close(w);
	settle_ends(w);
	if (w->shrank)
		return reject(w, into);
	switch (td_seen_claim(seen, &id, w->name) | (w->from > 0)) {
	case 0:
		td_say(w->name, "the same input was counted already");
		return discard(w, TD_BIN_DUPLICATE, into);
	case 1:
		if (name_cells(w, &id) == -1 ||
		    (w->joining != NULL && (*end = log_end(w, &id)) == NULL))
			return -1;
		return td_part_merge(into, &w->sum);
	default:
		return -1;
	}
}

/* ---- what earlier runs counted, and what later ones will ---- */

static void
pass_counted(struct td_work *w, struct td_block *block, struct td_balance *b)
{
	struct td_chunk *ch = &block->chunk;
	uint64_t n = (uint64_t)(ch->stop - ch->p);

	if (w->from <= block->off)
		return;
	if (n > w->from - block->off)
		n = w->from - block->off;
	ch->p += n;
	block->off += n;
	b->decoded += n;
	b->bin[TD_BIN_DUPLICATE] += n;
}

/* A log that is being written to, or whose rest cannot be read, may end within
 * a line. */
static void
pass_torn(struct td_work *w, struct td_block *block)
{
	struct td_chunk *ch = &block->chunk;
	const char *nl;

	if (w->joining == NULL || !block->over || (block->last && !w->waits) ||
	    ch->p == ch->stop)
		return;
	nl = memrchr(ch->p, '\n', (size_t)(ch->stop - ch->p));
	nl = nl != NULL ? nl + 1 : ch->p;
	pthread_mutex_lock(&w->lock);
	w->torn = (uint64_t)(ch->stop - nl);
	pthread_mutex_unlock(&w->lock);
	ch->stop = ch->end = nl;
}

int
td_work_pass(struct td_work *w, uint64_t number, struct td_block *block,
    struct td_part *part, struct td_ends *ends)
{
	const char *p = block->chunk.p, *stop = block->chunk.stop;

	pass_counted(w, block, &part->balance);
	pass_torn(w, block);
	if (block->chunk.p < block->chunk.stop || p == stop)
		return 1;
	*ends = (struct td_ends){ .tail = TD_N_BINS };
	if (block->chunk.p > p)
		ends->tail = TD_BIN_DUPLICATE;
	td_identity_add(
	    &ends->id, block->fresh.p, block->fresh.n, block->fresh_off);
	td_identity_join(&part->id, &ends->id);
	if (w->joining == NULL)
		return 0;
	return td_joining_add(
	    w->joining, number, 1, NULL, TD_NO_TIME, NULL, NULL);
}

/* As many marks as there is room for, in equal distances. */
static uint32_t
make_marks(const struct td_work *w, struct td_mark mark[TD_MAX_MARKS])
{
	const size_t step = w->n_ends / TD_MAX_MARKS + 1;
	struct td_identity id = { 0, 0, 0 };
	uint32_t n = 0;

	for (size_t i = 0; i + 1 < w->n_ends; i++) {
		td_identity_join(&id, &w->ends[i].id);
		if (i % step == step - 1 && id.length % TD_HASH_BLOCK == 0)
			mark[n++] = (struct td_mark){ id.length, id.low };
	}
	return n;
}

int
td_work_remember(const struct td_work *w, struct td_known *known)
{
	struct td_mark mark[TD_MAX_MARKS];
	const struct td_identity *id = &w->sum.id;
	const struct td_content c = { .id = { id->low, id->high, id->length },
		.beginning = w->beginning,
		.counted = id->length - w->torn,
		.n_marks = make_marks(w, mark),
		.mark = mark };
	int rc = 0;

	if (!w->shrank)
		rc = td_known_read(known, &c);
	if (rc == 0 && !w->shrank && w->torn == 0 && w->error.what == NULL)
		rc = td_known_read_file(known, &w->key, w->name);
	if (w->alone)
		td_known_end(known, w->beginning);
	return rc;
}

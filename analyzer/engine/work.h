/*
 * A source that several threads work on: its blocks, what was counted of them
 * so far, and how they hang together.
 */
#ifndef TD_ENGINE_WORK_H
#define TD_ENGINE_WORK_H

#include <pthread.h>

#include "count.h"
#include "joining.h"
#include "seen.h"

struct td_work {
	struct td_work *next; /* in the pool's list */
	struct td_source source;
	char *name; /* outlives the source */
	uint64_t stored;
	struct td_named named;
	struct td_file_key key;
	uint64_t from;      /* td_source.from */
	uint64_t beginning; /* td_known_hash() of it */
	bool alone;         /* td_source.alone */
	bool waits;         /* something may be added to its last line */

	/* Under the pool's lock. */
	uint64_t claimed; /* blocks handed out */
	uint64_t done;    /* blocks counted */
	unsigned users;   /* threads that read it or hold counts of it */
	bool complete;    /* no further block will come */

	/* Under its own. */
	pthread_mutex_t lock;
	struct td_part sum;
	size_t n_ends, cap_ends;
	struct td_ends *ends;  /* by block */
	uint64_t torn;         /* bytes at its end that wait for their line's
	                          end: they do not count yet */
	bool shrank;           /* a mapped file became shorter */
	struct td_error error; /* the first one; what is NULL: none */

	struct td_joining *joining; /* NULL: no log */
};

/* What still waits of a log when it was read whole: the next log may have it.
 */
struct td_log_end {
	struct td_log_end *next;
	int64_t first; /* time of its first line */
	struct td_input_id id;
	struct td_queue *queue;
};

static inline bool
td_is_log(const struct td_format *f)
{
	return f != NULL && (f->kinds & TD_BIT(TD_DELIVER)) != 0;
}

static inline bool
td_is_events(const struct td_format *f)
{
	return f != NULL && (f->kinds & TD_BIT(TD_OUTCOME)) != 0;
}

/* Takes the source over.  NULL: no memory; the source is still the caller's. */
struct td_work *td_work_new(
    const struct td_plan *plan, const struct td_source *source);

/* Done with the bytes; the counts stay. */
void td_work_close(struct td_work *w);

void td_work_free(struct td_work *w);

/* Keep how block `i` begins and ends; -1: no memory. */
int td_work_ends(struct td_work *w, uint64_t i, const struct td_ends *ends);

/* Add what a thread counted, and empty it; -1: no memory. */
int td_work_add(struct td_work *w, struct td_part *part);

/* The error that ends the source's story; the first one stays. */
void td_work_fail(struct td_work *w, const struct td_error *e);

/*
 * All blocks are in: settle the bytes before the first record of each block,
 * find out whether the source was counted already, and add it to `into`.
 * What waits of a log goes to *end, else NULL.  -1: no memory.
 */
int td_work_finish(struct td_work *w, struct td_seen_set *seen,
    struct td_part *into, struct td_log_end **end);

/* Remember what was read of it, when it is finished; -1: no memory. */
int td_work_remember(const struct td_work *w, struct td_known *known);

/*
 * Of a block, leave out what an earlier run counted, and a last line that may
 * not be whole.  False: nothing is left, and that is accounted for in `part`,
 * *ends and the join.  -1 is no memory.
 */
int td_work_pass(struct td_work *w, uint64_t number, struct td_block *block,
    struct td_part *part, struct td_ends *ends);

#endif

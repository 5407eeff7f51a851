/*
 * What the threads of a run share.
 */
#ifndef TD_ENGINE_POOL_H
#define TD_ENGINE_POOL_H

#include <pthread.h>
#include <stdatomic.h>

#include "analyzer/input/walk.h"
#include "work.h"

/* A stream's block on its way from the thread that reads to one that counts. */
struct td_ready {
	struct td_ready *next;
	struct td_work *work;
	uint64_t number;
	struct td_buffer buffer;
	struct td_block block;
};

/* A cells file that was given or found. */
struct td_cells_file {
	struct td_cells_file *next;
	char *name;
	struct td_cells_reader *reader; /* NULL: broken, or added */
	bool added;
};

struct td_pool {
	const struct td_plan *plan;
	struct td_seen_set *seen;
	struct td_rejects *rejects; /* NULL: not asked for */

	pthread_mutex_t lock;
	pthread_cond_t change; /* there may be something to do, or to free */

	/* Under the lock. */
	struct td_walk *walk;
	bool walked;             /* no path is left */
	struct td_work *sources; /* parallel ones with blocks to hand out */
	struct td_ready *first, **last; /* blocks to count, oldest first */
	struct td_ready *spare;         /* free buffers */
	unsigned n_ready_made;          /* buffers that exist */
	unsigned workers, waiting;
	bool stop; /* all are waiting, or one gave up */
	struct td_cells_file *cells;
	struct td_log_end *logs; /* read, in no order */
	bool failed, again;

	/* For the progress line: bytes decoded, and bytes of files. */
	atomic_uint_fast64_t read, stored;
};

/* One thread's share: runs until all is done, then adds to *sum under the
 * pool's lock.  -1: no memory; it was said. */
int td_worker_run(struct td_pool *pool, struct td_part *sum);

/* Keep what waits of a log.  Without the lock. */
void td_pool_keep_log(struct td_pool *pool, struct td_log_end *end);

/*
 * When all is read: bring the logs together in the order of their time, and
 * settle what waits into *sum.  -1: no memory.
 */
int td_pool_join_logs(struct td_pool *pool, struct td_part *sum);

/* Then: settle what services told, and what was given to them.  -1: no memory.
 */
int td_pool_settle_ledger(struct td_pool *pool, struct td_part *sum);
void td_pool_free_logs(struct td_pool *pool);

/* Print an error of a source and remember that there was one. */
void td_pool_failed(
    struct td_pool *pool, const char *name, const struct td_error *e);

/* ---- cells files ---- */

bool td_is_cells(const struct td_source *s);

/* Read one to its end and keep it.  -1: no memory. */
int td_pool_keep_cells(struct td_pool *pool, struct td_counting *counting,
    struct td_source *source, struct td_buffer *buffer);

/*
 * Add those among the operands.  They go before the archives, so that an
 * archive that a cells file already holds is the duplicate, and not the other
 * way round: one archive cannot be taken out of a cells file.  -1: no memory.
 */
int td_pool_add_operands(struct td_pool *pool, struct td_part *sum);

/* Add those that were kept since, in the order of their names. */
int td_pool_add_cells(struct td_pool *pool, struct td_part *sum);

void td_pool_free_cells(struct td_pool *pool);

#endif

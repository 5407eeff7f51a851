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

/* A log that is read when all else is. */
struct td_late {
	struct td_late *next;
	char *path;
	struct td_source source; /* open, or its name is NULL */
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
	struct td_queue *queue;  /* of earlier runs; then what is left open */
	int64_t newest;          /* td_pool_newest() */
	/*
	 * Logs are read last, when it is known what reports that came as mail
	 * tell of the same deliveries.
	 */
	struct td_late *late, **last_late;
	unsigned n_late_open;
	/* Paths whose sources wait for another one that begins like them: one
	 * after another they become `next_aside`. */
	struct td_late *aside, *next_aside;
	uint64_t known_files;       /* were not opened */
	struct td_ledger *told;     /* by all that is not late */
	bool asking;                /* the turn of the logs has come ... */
	struct td_notices *notices; /* ... and this does not change any more;
	                               NULL: there are none */
	bool failed, again;

	/* For the progress line: bytes decoded, and bytes of files. */
	atomic_uint_fast64_t read, stored;
};

/* One thread's share: runs until all is done, then adds to *sum under the
 * pool's lock.  -1: no memory; it was said. */
int td_worker_run(struct td_pool *pool, struct td_part *sum);

/*
 * Put off a log, which is taken over, or (`s` NULL) the path of an archive of
 * logs.  -1: no memory; without the lock.
 */
int td_pool_put_off(
    struct td_pool *pool, const char *path, struct td_source *s);

/* The first that was put off, the caller's from then on; NULL: none is left,
 * or it is not their turn.  With the lock. */
struct td_late *td_pool_next_late(struct td_pool *pool);

/* Put a path aside until what is being read is known.  -1: no memory; without
 * the lock. */
int td_pool_put_aside(struct td_pool *pool, const char *path);

/* The turn of one that was put aside; false: there is none.  With the lock. */
bool td_pool_next_aside(struct td_pool *pool);

/* Keep what was told so far, which is emptied; -1: no memory.  With the lock.
 */
int td_pool_keep_told(struct td_pool *pool, struct td_ledger *told);

/* All else is read, and what it told is kept: the logs' turn, if there are any;
 * -1: no memory.  With the lock. */
int td_pool_ask(struct td_pool *pool);
void td_late_free(struct td_late *late);
void td_pool_free_late(struct td_pool *pool);

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

/* The newest time of all that was read, `when` among it; TD_NO_TIME. */
int64_t td_pool_newest(struct td_pool *pool, int64_t when);

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

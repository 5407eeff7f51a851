/*
 * What the files of td_worker_run share: one thread.
 */
#ifndef TD_ENGINE_WORKER_H
#define TD_ENGINE_WORKER_H

#include "known.h"
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

/* Memory is short: the run cannot be right any more. */
void td_worker_give_up(struct worker *w);

/* Read the rest of a stream whose first block is in w->buffer. */
void td_worker_stream(
    struct worker *w, struct td_work *work, struct td_block first);

/* ---- worker_source.c ---- */

/* Open the next path, or the next log that was put off, and offer or count what
 * is in it.  With the lock; false: there is none. */
bool td_worker_open(struct worker *w);

#endif

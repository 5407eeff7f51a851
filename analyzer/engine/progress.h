/*
 * A line on standard error while a run takes longer than a second: bytes, rate,
 * time left where the size is known.  Nothing where it is no terminal.
 */
#ifndef TD_ENGINE_PROGRESS_H
#define TD_ENGINE_PROGRESS_H

#include "pool.h"

struct td_progress_line;

/* NULL where no line is wanted, or no thread can be had for it. */
struct td_progress_line *td_progress_start(struct td_pool *pool);

/* Wipe the line.  NULL is fine. */
void td_progress_stop(struct td_progress_line *line);

#endif

/*
 * Blocks of a log that follow each other and are joined by one thread: the
 * larger a stretch, the less of it waits for its neighbours.
 */
#ifndef TD_ENGINE_LOG_STRETCH_H
#define TD_ENGINE_LOG_STRETCH_H

#include "work.h"

enum { TD_LOG_STRETCH = 64 };

struct td_log_stretch {
	uint64_t from, n; /* n 0: there is none */
	size_t kept;      /* entries that waited when it was last settled */
	struct td_log_block log;
};

/* Say how a block begins (NULL: it cannot be read); before it is added, and of
 * every block.  All of these: -1: no memory. */
int td_announce_block(struct td_work *work, uint64_t number,
    const struct td_block *block, struct td_counting *c);

/* A block is to be counted into s->log: with those before it, or alone. */
int td_log_stretch_add(struct td_log_stretch *s, struct td_work *work,
    uint64_t number, struct td_counting *c, struct td_part *into);

/* It was counted: settle what needs no other block, when that is worth it. */
int td_log_stretch_close(struct td_log_stretch *s, struct td_work *work,
    struct td_counting *c, struct td_part *into);

/* No further block is added: join it with its neighbours. */
int td_log_stretch_end(struct td_log_stretch *s, struct td_work *work,
    struct td_counting *c, struct td_part *into);

void td_log_stretch_drop(struct td_log_stretch *s); /* nothing of it counts */

#endif

/*
 * Blocks into counts: what one thread does to the bytes it was given.
 */
#ifndef TD_ENGINE_COUNT_H
#define TD_ENGINE_COUNT_H

#include "count_log.h"
#include "part.h"
#include "rejects.h"

/*
 * How a block hangs together with its neighbours: the bytes before its first
 * record, and the flaws of its last record that lie behind it, are bytes of
 * blocks before and behind.
 */
struct td_ends {
	uint64_t lead;   /* bytes before the first record */
	uint64_t beyond; /* bytes of flaws behind the block */
	uint8_t tail;    /* enum td_bin of the last record; TD_N_BINS: none */
	struct td_identity id; /* of td_block.fresh */
};

/* Tools of one thread. */
struct td_counting;

struct td_counting *td_counting_new(
    const struct td_plan *plan, struct td_rejects *rejects);
void td_counting_free(struct td_counting *c);

/* A source as the counting sees it. */
struct td_named {
	const char *name;
	const struct td_format *format;
	struct td_span label;          /* value of the dimension "source" */
	struct td_cells_reader *cells; /* for the format "cells" */
	bool part;                     /* it is a part of a mail: ... */
	uint64_t at; /* ... all that is wrong with it is wrong there */
};

/*
 * Count one block.  With `into` NULL only the defects are noted, in `defects`.
 * `log` is where a log is joined, NULL for all else.  -1 and *e on lack of
 * memory, or for a cells file that cannot be used.
 */
int td_count_block(struct td_counting *c, const struct td_named *source,
    const struct td_block *block, struct td_log_block *log,
    struct td_part *into, struct td_balance *defects, struct td_ends *ends,
    struct td_error *e);

/* For logs: the first lines of a block, its join, and where settled messages
 * go, which is the part until the next call.  NULL: no memory. */
struct td_first td_counting_first(struct td_counting *c,
    const struct td_named *source, const struct td_block *block);
struct td_queue *td_counting_queue(struct td_counting *c);

/*
 * All notices are known (NULL: there are none): what logs tell from now on is
 * looked up in them.
 */
void td_counting_ask(struct td_counting *c, const struct td_notices *n);

struct td_settling *td_counting_settling(
    struct td_counting *c, const struct td_named *source, struct td_part *into);

#endif

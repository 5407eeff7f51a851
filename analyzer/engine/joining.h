/*
 * A log that several threads read: stretches of blocks are joined each by
 * itself, in any order, and brought together in theirs.
 */
#ifndef TD_ENGINE_JOINING_H
#define TD_ENGINE_JOINING_H

#include "analyzer/observe/queue.h"
#include "clock.h"
#include "plan.h"

struct td_joining; /* of one source */

/*
 * `written` is when the source was last written to, in microseconds since 1970
 * UTC.  The plan is borrowed.  NULL: no memory.
 */
struct td_joining *td_joining_new(const struct td_plan *plan, int64_t written);
void td_joining_free(struct td_joining *j);

/*
 * Tell of block `i` what its first lines tell (both TD_NO_TIME: nothing).  Of
 * every block once, whatever befalls it, for the clocks of those behind it
 * depend on it.  -1: no memory.
 */
int td_joining_announce(
    struct td_joining *j, uint64_t i, const struct td_first *first);

/* The clock at the beginning of block `i`; waits until that block and all
 * before it are announced. */
void td_joining_clock(struct td_joining *j, uint64_t i, struct td_clock *clock);

/*
 * Blocks [from, from + n) are joined and closed in `q`, which is taken over
 * (NULL: nothing could be read of them); their first line was written at
 * `first`.  What is settled by their neighbours goes to `emit`.  -1: no memory.
 */
int td_joining_add(struct td_joining *j, uint64_t from, uint64_t n,
    struct td_queue *q, int64_t first, td_settle *emit, void *arg);

/* The time of the first line that has one; TD_NO_TIME: none. */
int64_t td_joining_first(const struct td_joining *j);

/* What still waits when all blocks are in, the caller's from then on; NULL:
 * the source had no block. */
struct td_queue *td_joining_take(struct td_joining *j);

#endif

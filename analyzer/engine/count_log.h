/*
 * What counting a log takes beyond counting mail: lines go into the join, and
 * messages come out of it later.
 */
#ifndef TD_ENGINE_COUNT_LOG_H
#define TD_ENGINE_COUNT_LOG_H

#include "analyzer/observe/delivery.h"
#include "analyzer/observe/ledger.h"
#include "clock.h"
#include "plan.h"

/* One block of a log. */
struct td_log_block {
	struct td_clock clock; /* where it begins */
	int64_t first;         /* time of its first line, or TD_NO_TIME */
	struct td_queue *queue;
};

/* What the first lines of a block tell about its year.  Uses the batch. */
struct td_first td_first_lines(const struct td_format *format,
    const struct td_block *block, struct td_batch *b);

/* Join a line at `off`; the result is the bin of its bytes, or -1: no memory.
 */
int td_count_line(const struct td_plan *plan, struct td_log_block *s,
    enum td_kind kind, struct td_event *e, uint64_t off,
    struct td_balance *into);

/* What a service tells; the result is as above. */
int td_count_outcome(const struct td_plan *plan, const struct td_outcome *o,
    struct td_span label, struct td_ledger *ledger, struct td_balance *into);

/* Where what is settled goes. */
struct td_settling {
	const struct td_plan *plan;
	struct td_deliveries *deliveries; /* of the thread */
	struct td_cube *cube;
	struct td_balance *balance;
	struct td_ledger *ledger; /* where mail waits for what services tell;
	                             NULL: for nothing any more */
	const struct td_notices *notices; /* it waits for these, too; or NULL */
	bool keep; /* ... and for those of later runs: td_plan_keeps() */
	struct td_span label; /* value of the dimension "source" */
	bool failed;          /* no memory */
	struct td_delivery delivery;
};

/* A td_settle; arg is a struct td_settling. */
void td_settle_into(void *arg, const struct td_settled *s);

#endif

/*
 * The batch of a program that decodes in one thread: there is one.
 */
#ifndef BENCH_BATCH_H
#define BENCH_BATCH_H

#include "formats/format.h"
#include "formats/outcome.h"

enum {
	BATCH_RECORDS = 256,
	BATCH_HEADERS = 4096,
	BATCH_FLAWS = 256,
	BATCH_SCRATCH = 1 << 20,
	BATCH_OUTCOMES = 4096
};

/* Empty, for records in the bytes behind `base`. */
static inline struct td_batch
batch_new(const char *base)
{
	static struct td_record record[BATCH_RECORDS];
	static struct td_header header[BATCH_HEADERS];
	static struct td_flaw flaw[BATCH_FLAWS];
	static struct td_event event[BATCH_RECORDS];
	static struct td_outcome outcome[BATCH_OUTCOMES];
	static char scratch[BATCH_SCRATCH + TD_PAD];

	return (struct td_batch){ .base = base,
		.cap = BATCH_RECORDS,
		.record = record,
		.cap_headers = BATCH_HEADERS,
		.header = header,
		.cap_flaws = BATCH_FLAWS,
		.flaw = flaw,
		.event = event,
		.cap_outcomes = BATCH_OUTCOMES,
		.outcome = outcome,
		.cap_scratch = BATCH_SCRATCH,
		.scratch = scratch };
}

static inline void
batch_empty(struct td_batch *b)
{
	b->n = b->n_headers = b->n_flaws = b->n_scratch = 0;
	b->n_outcomes = 0;
}

#endif

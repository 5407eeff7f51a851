/*
 * Judgements of messages (observe/judge.h), counted per author domain and
 * carrier, each with the first places that show it.  Merging is addition, as
 * for cells; "first" is by content and offset, so that neither the order nor
 * the names of the inputs matter.
 */
#ifndef TD_CUBE_JUDGED_H
#define TD_CUBE_JUDGED_H

#include "analyzer/observe/judge.h"
#include "cells.h"

enum td_judged_as { TD_MET, TD_NOT_MET, TD_UNTOLD, TD_N_JUDGED };

/* Where a message is. */
struct td_example {
	struct td_input_id id; /* zeros: of the source at hand */
	uint64_t off;
	bool there;
	struct td_span name; /* of the input, by td_judged_name_inputs() */
};

enum { TD_MAILFROM_MAX = 127, TD_JUDGED_ROWS = 16384 };

struct td_judged_row {
	uint64_t bulk;    /* messages with a mark of bulk mail */
	uint64_t busiest; /* most messages of one day, UTC; by
	                     td_judged_finish() */
	uint64_t n[TD_N_TESTS][TD_N_JUDGED];
	struct td_example example[TD_N_TESTS][TD_UNTOLD]; /* met, not met */
	/* A MAIL FROM domain of another organization than From's: Amazon SES's
	 * before others, then the smallest. */
	uint8_t n_mailfrom;
	char mailfrom[TD_MAILFROM_MAX];
};

struct td_judged;

/*
 * At most `max_keys` rows, of some 3 KB each; those stay whose cells do in a
 * cube of as many by author domain and carrier.  NULL: no memory.
 */
struct td_judged *td_judged_new(size_t max_keys);
void td_judged_free(struct td_judged *t);
void td_judged_clear(struct td_judged *t); /* empty it, keep its memory */

/* `at` NULL: no place is known.  -1: no memory, here and below. */
int td_judged_add(struct td_judged *t, const struct td_observation *o,
    const struct td_tested *j, const struct td_example *at);
int td_judged_merge(struct td_judged *into, const struct td_judged *from);

/* What the source at hand is. */
void td_judged_name(struct td_judged *t, const struct td_input_id *id);

/* Give each example the name of its input, which is copied. */
int td_judged_name_inputs(struct td_judged *t,
    struct td_span (*name)(const struct td_input_id *id, void *arg), void *arg);

/* When all is added: before td_judged_find(). */
void td_judged_finish(struct td_judged *t);

/* NULL: there is none, or it was dropped. */
const struct td_judged_row *td_judged_find(
    const struct td_judged *t, struct td_span author, struct td_span carrier);

/* Add up rows: `into` begins as zeros. */
void td_judged_row_add(
    struct td_judged_row *into, const struct td_judged_row *from);

#endif

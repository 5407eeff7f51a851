/*
 * Logs in few bytes, for fuzzing their join: four bytes are a line, which is
 * one out of the kinds that the programs write, of few hosts, queue ids,
 * Message-IDs and recipients.
 *
 *	1	kind, what changed the clock << 5
 *	2	host, queue id << 1, next id << 3, recipient << 5, cut << 7
 *	3	Message-ID, client << 1, action << 2, "queued as" << 5,
 *		relay << 6
 *	4	result or which reply, reply or no queue id << 4, delay << 5,
 *		number << 6, queue of qmail << 7
 */
#ifndef TD_TESTS_COMPACT_H
#define TD_TESTS_COMPACT_H

#include "tests/observe/joined.h"

enum { COMPACT_LINE = 4, COMPACT_CUTS = 24 };

/* As many messages, one line each, some time before what comes then. */
void compact_fill(struct log *l, size_t n);

/*
 * Add the lines of n bytes, up to MAX_LINES, and where they say to cut, at most
 * COMPACT_CUTS.
 */
void compact_read(
    struct log *l, const uint8_t *data, size_t n, size_t *cut, size_t *n_cuts);

#endif

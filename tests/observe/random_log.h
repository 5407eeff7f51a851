/*
 * Logs made at random of few ids, hosts and Message-IDs, so that every rule of
 * the join meets every other; the clock now and then leaps.
 */
#ifndef TD_TESTS_RANDOM_LOG_H
#define TD_TESTS_RANDOM_LOG_H

#include "joined.h"

void random_seed(unsigned seed);
unsigned random_upto(unsigned n); /* below n */

/* Of n lines. */
void random_log(struct log *l, size_t n);

#endif

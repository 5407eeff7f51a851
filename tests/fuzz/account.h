/*
 * What a log tells of each recipient, added up line by line without any join,
 * against what was settled: no delivery is lost and none counts twice.
 *
 * A log may use a queue id anew, and which line is of which entry is for the
 * join to say; but each line of a delivery is of one entry, so the sums over
 * all entries of (host, id, recipient) are known without it.
 */
#ifndef TD_TESTS_ACCOUNT_H
#define TD_TESTS_ACCOUNT_H

#include "tests/observe/joined.h"

struct account;

/* The lines' own account, nothing settled; there is one at a time.  The log
 * must outlive it. */
struct account *account_of(const struct log *l);

/* A td_settle: book what was settled, with keep_text. */
void account_settled(void *account, const struct td_settled *s);

/*
 * NULL, or what is wrong (a static text, which names the recipient).  All was
 * settled; `dropped` and `unjoined` are the queue's.
 */
const char *account_check(
    const struct account *a, uint64_t dropped, uint64_t unjoined);

#endif

/*
 * An event of a log, or an outcome, in words, for expectations and comparisons.
 */
#ifndef TD_TESTS_DESCRIBE_H
#define TD_TESTS_DESCRIBE_H

#include "formats/outcome.h"

/* "deliver", "note", ... */
const char *kind_name(unsigned kind);

/*
 * All that the event holds as "PROGRAM WHEN name=value ...", without what it
 * does not say; values with blanks or other odd bytes in quotes and escaped.
 * At most cap bytes with a NUL are written; the result is the length of all.
 */
size_t describe_event(const struct td_event *e, char *s, size_t cap);

/* The same of an outcome: "SERVICE WHEN ACTION name=value ...". */
size_t describe_outcome(const struct td_outcome *o, char *s, size_t cap);

#endif

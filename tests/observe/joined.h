/*
 * Logs joined in one go or in stretches, for the tests of the join.
 */
#ifndef TD_TESTS_JOINED_H
#define TD_TESTS_JOINED_H

#include "analyzer/observe/queue.h"

enum { MAX_LINES = 4096 };

/* A log read; spans point into `text`. */
struct log {
	char *text;
	size_t n;
	struct td_event event[MAX_LINES];
	enum td_kind kind[MAX_LINES];
};

/* What was settled, one a line, in the order of the alphabet. */
struct settled {
	size_t n, cap;
	char **line;
};

void log_read(struct log *l, const char *text); /* lines of any program */
void log_free(struct log *l);

void settled_add(void *settled, const struct td_settled *s);
void settled_sort(struct settled *s);
void settled_free(struct settled *s);

/* Lines [from, to) as a stretch, closed; also after `every` lines, if not 0. */
struct td_queue *join_stretch(const struct log *l, size_t from, size_t to,
    const struct td_join_options *o, unsigned every, struct settled *out);

/* The whole log, cut before the lines cut[0..n_cuts), appended in an order
 * that `seed` chooses. */
void join_cut(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, unsigned seed, struct settled *out);

#endif

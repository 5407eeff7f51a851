/*
 * Logs joined in one go or in stretches, for the tests of the join.  What must
 * not happen ends the program with a message.
 */
#ifndef TD_TESTS_JOINED_H
#define TD_TESTS_JOINED_H

#include <stdio.h>

#include "analyzer/observe/queue.h"

enum { MAX_LINES = 4096 };

/* A log read; spans point into `text` or `scratch`. */
struct log {
	char *text, *scratch;
	size_t n;
	struct td_event event[MAX_LINES];
	enum td_kind kind[MAX_LINES];
};

/* What was settled, one a line, in the order of the alphabet. */
struct settled {
	size_t n, cap;
	char **line;
	uint64_t dropped, unjoined;
	bool full;       /* lines tell every member of td_settled */
	td_settle *also; /* called, too; or NULL */
	void *arg;
};

/* Lines of any program.  The result is how many cannot be read; what is behind
 * MAX_LINES is left out. */
size_t log_decode(struct log *l, const char *text, size_t n);
void log_read(struct log *l, const char *text); /* all of them can be read */
void log_free(struct log *l);
void log_print(FILE *f, const struct log *l, const size_t *cut, size_t n_cuts);

void settled_add(void *settled, const struct td_settled *s);
void settled_sort(struct settled *s);
void settled_free(struct settled *s);
/* Both sorted.  False: *x and *y are the first lines that differ, or "-". */
bool settled_same(const struct settled *a, const struct settled *b,
    const char **x, const char **y);

/* Lines [from, to) as a stretch, closed; also after `every` lines, if not 0. */
struct td_queue *join_stretch(const struct log *l, size_t from, size_t to,
    const struct td_join_options *o, unsigned every, struct settled *out);

enum join_order {
	JOIN_RANDOM, /* by `seed` */
	JOIN_LEFT,   /* each stretch as soon as it is read, by one queue */
	JOIN_RIGHT,
	JOIN_TREE, /* neighbours of one size */
	JOIN_N_ORDERS
};

/* The whole log, cut before the lines cut[0..n_cuts). */
void join_in_order(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, enum join_order order, unsigned seed,
    struct settled *out);
void join_cut(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, unsigned seed, struct settled *out);

#endif

/*
 * What the tests of analyzer/history share: a folder for a history, and a
 * history with random mail.
 */
#ifndef TD_TESTS_HISTORY_PLACE_H
#define TD_TESTS_HISTORY_PLACE_H

#include "analyzer/history/history.h"
#include "tests/cube/fixture.h"

#define TODAY "2026-11-21"

/* A new folder with nothing in it, and in place_path the path of a history
 * there. */
void place_make(void);
void place_remove(void);
extern char place_dir[], place_path[];

/* These fail the test where the function does. */
struct td_history *place_open(void);
struct td_history *place_lock(void);
void place_commit(struct td_history *h); /* and close */

/* A locked history, begun by some dimensions in UTC. */
struct td_history *place_begin(const char *by);

/* Count `n` random observations into a cube; `state` goes on. */
struct td_cube *place_cube(
    const struct td_dims *dims, uint64_t *state, unsigned n);
void place_add(struct td_history *h, struct td_cube *cube);

/* The text (tests/cube/fixture.h) of what the history has by some dimensions;
 * to be freed. */
char *place_text(
    struct td_history *h, const char *by, const char *since, const char *until);

/* A new history by carrier and domain with `n` observations of seed 1. */
void place_fill(unsigned n);

/* Add others to it. */
void place_more(struct td_history *h, uint64_t seed, unsigned n);

/* All that is in the file now. */
char *place_all(void);

/* What a function returns in a process of its own, where Check is not. */
int place_child(int (*f)(void));

/* Run something on the file by SQLite itself. */
void place_sql(const char *text);

#endif

/*
 * What the tests of analyzer/cube share: repeatable random observations, and a
 * cube as the text of its cells file, by which cubes are compared.
 */
#ifndef TD_TESTS_CUBE_FIXTURE_H
#define TD_TESTS_CUBE_FIXTURE_H

#include "analyzer/cube/cells.h"

/* xorshift64*: below n. */
uint64_t fixture_random(uint64_t *state, uint64_t n);

/* An observation with a domain out of `domains` ("d0.example"), whose carrier
 * is known for one domain of four. */
void fixture_observation(
    uint64_t *state, uint64_t domains, struct td_observation *o, char name[32]);

/* The cells file of a cube with an empty balance; to be freed. */
char *fixture_text(struct td_cube *c);

/* Dimensions by name, UTC. */
void fixture_dims(struct td_dims *d, const char *list);

#endif

/*
 * The hash by which keys are found, and by which it is decided which stay.
 */
#ifndef TD_CUBE_HASH_H
#define TD_CUBE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* XXH3, 64 bits: the same on every machine. */
uint64_t td_hash(const void *p, size_t n);

/*
 * A random odd number for places in tables, (hash * secret) >> shift: whoever
 * writes the mail chooses the keys, and could choose such as all fall into one
 * place.  One for the whole process.  Nothing that is printed may depend on it.
 */
uint64_t td_hash_secret(void);

#endif

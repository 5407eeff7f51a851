/*
 * A set of byte strings with a cap.  Each has an index, 0 .. n - 1, that is
 * its own while it stays.  Which ones stay does not depend on the order in
 * which they come: there is one order of all keys, and the first `cap` of all
 * that ever came are kept.  So none that is in the end kept was ever out.
 */
#ifndef TD_CUBE_KEYSET_H
#define TD_CUBE_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/span.h"

struct td_key {
	uint64_t hash;
	char *p;
	uint32_t n, room; /* bytes at p: used, and there */
	bool later;       /* goes behind all that are not */
};

struct td_keyset {
	uint32_t n, cap;
	struct td_key *key; /* n of them */
	/* ---- */
	uint32_t room;
	uint32_t n_slots; /* a power of two, or 0 */
	unsigned shift;   /* 64 less its logarithm */
	uint64_t secret;
	struct td_keyset_slot *slot;
	uint32_t *heap; /* the last in order on top; when it is full */
	bool heaped;
	struct td_keyset_block *blocks, *block; /* the bytes; the one in use */
};

enum td_put {
	TD_PUT_NEW,      /* *index is its index */
	TD_PUT_REPLACED, /* *index was another's, whose hash is *gone */
	TD_PUT_REFUSED,  /* full, and all that are there go before it */
	TD_PUT_FAILED    /* no memory */
};

#define TD_KEY_NONE UINT32_MAX

void td_keyset_init(struct td_keyset *s, size_t cap);
void td_keyset_free(struct td_keyset *s);
void td_keyset_clear(struct td_keyset *s); /* keeps the memory */

/* The index of a key, or TD_KEY_NONE. */
uint32_t td_keyset_find(
    const struct td_keyset *s, struct td_span key, uint64_t hash);

/* Put in a key that is not there; it is copied. */
enum td_put td_keyset_put(struct td_keyset *s, struct td_span key,
    uint64_t hash, bool later, uint32_t *index, uint64_t *gone);

#endif

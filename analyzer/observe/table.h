/*
 * Tables of rows by hash, and texts that are stored once: what the join of log
 * lines and the ledger of outcomes are made of.  Indices, not pointers, refer
 * to rows.
 */
#ifndef TD_OBSERVE_TABLE_H
#define TD_OBSERVE_TABLE_H

#include <stdint.h>

#include "analyzer/observe/admd.h"
#include "formats/span.h"

#define NONE UINT32_MAX

/* Rows by hash; several rows of one hash are looked at in turn. */
struct table {
	uint32_t n, n_slots; /* a power of two, or 0 */
	unsigned shift;
	uint64_t secret;
	struct slot *slot;
};

struct slot {
	uint64_t hash;
	uint32_t at; /* row + 1; 0: free */
};

/* The first slot that may hold a hash; the table is not empty. */
static inline uint32_t
table_home(const struct table *t, uint64_t hash)
{
	return (uint32_t)(hash * t->secret >> t->shift);
}

/* Go on from *i: the next row of that hash, or NONE. */
static inline uint32_t
table_next(const struct table *t, uint64_t hash, uint32_t *i)
{
	for (; t->slot[*i].at != 0; *i = (*i + 1) & (t->n_slots - 1))
		if (t->slot[*i].hash == hash) {
			uint32_t at = t->slot[*i].at - 1;

			*i = (*i + 1) & (t->n_slots - 1);
			return at;
		}
	return NONE;
}

/* Every row of a hash; `i` and `row` are declared by the caller. */
#define TABLE_EACH(t, hash, i, row)                            \
	for (i = (t)->n > 0 ? table_home(t, hash) : 0,         \
	    row = (t)->n > 0 ? table_next(t, hash, &i) : NONE; \
	     row != NONE; row = table_next(t, hash, &i))

/* For struct table: hashes are chosen by whoever sends mail. */
uint64_t td_table_secret(void);

int td_table_add(struct table *t, uint64_t hash, uint32_t row);
/* A row takes the place of another one. */
void td_table_move(struct table *t, uint64_t hash, uint32_t from, uint32_t to);
void td_table_drop(struct table *t, uint64_t hash, uint32_t row);
void td_table_clear(struct table *t);

/* Room for n rows of `size` bytes at *p. */
int td_room(void *p, uint32_t *cap, uint32_t n, size_t size);

/*
 * The hash of an address: of the local part and the folded domain, or of a bare
 * domain.
 */
uint64_t td_table_address(
    struct td_span local, struct td_span folded, bool domain_only);

/* The same of an address as it stands in the input (or of a bare domain), and
 * its domain, folded, in buf; "(none)" if it has none. */
uint64_t td_table_recipient(struct td_span address, bool domain_only,
    char buf[TD_HOST_MAX + 1], struct td_span *domain);

/* 64 bits; the same in every run. */
uint64_t td_table_hash(struct td_span s, uint64_t seed);

static inline uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	a = (a ^ b) * UINT64_C(0x9e3779b97f4a7c15);
	return a ^ a >> 29;
}

/* Texts, each stored once.  A text is named by its place; 0 is the empty one.
 */
struct texts {
	char *p;
	uint32_t n, cap;
	struct table index;
	uint32_t recent[256]; /* the same domains and relays come again */
};

int td_text(struct texts *t, struct td_span s, uint32_t *out);
/* One that is hardly there already. */
int td_text_add(struct texts *t, struct td_span s, uint32_t *out);
void td_texts_clear(struct texts *t);

bool td_text_is(const struct texts *t, uint32_t at, struct td_span s);

/* The texts do not move while n more bytes come. */
int td_text_reserve(struct texts *t, uint32_t n);

static inline struct td_span
text_at(const struct texts *t, uint32_t at)
{
	uint32_t n;

	if (at == 0)
		return (struct td_span){ "", 0 };
	memcpy(&n, t->p + at, sizeof(n));
	return (struct td_span){ t->p + at + sizeof(n), n };
}

#endif

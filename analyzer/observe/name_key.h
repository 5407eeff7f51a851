/*
 * Host names and domains as keys of the caches of a thread: a hash and a
 * comparison by eight bytes, the last of which may overlap those before.
 */
#ifndef TD_OBSERVE_NAME_KEY_H
#define TD_OBSERVE_NAME_KEY_H

#include <endian.h>

#include "formats/span.h"

static inline uint64_t
td_name_word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* The bytes of a name shorter than a word. */
static inline uint64_t
td_name_short(const char *p, size_t n)
{
	uint64_t w = 0;
	uint32_t a, b;

	if (n >= 4) {
		memcpy(&a, p, 4);
		memcpy(&b, p + n - 4, 4);
		return le32toh(a) | (uint64_t)le32toh(b) << 8 * (n - 4);
	}
	for (size_t i = 0; i < n; i++)
		w = w << 8 | (unsigned char)p[i];
	return w;
}

/* Whoever finds collisions makes his own mail slower. */
static inline uint32_t
td_name_hash(struct td_span name)
{
	const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t h = name.n;

	for (size_t i = 0; i + 8 < name.n; i += 8) {
		h = (h ^ td_name_word(name.p + i)) * factor;
		h ^= h >> 32;
	}
	h ^= name.n >= 8 ? td_name_word(name.p + name.n - 8) :
	                   td_name_short(name.p, name.n);
	h *= factor;
	return (uint32_t)(h ^ h >> 32);
}

/* Whether the name.n bytes at `kept` are the same. */
static inline bool
td_name_same(const char *kept, struct td_span name)
{
	if (name.n < 8)
		return td_name_short(kept, name.n) ==
		    td_name_short(name.p, name.n);
	for (size_t i = 0; i + 8 < name.n; i += 8)
		if (td_name_word(kept + i) != td_name_word(name.p + i))
			return false;
	return td_name_word(kept + name.n - 8) ==
	    td_name_word(name.p + name.n - 8);
}

#endif

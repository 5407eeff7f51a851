/*
 * The identity of a source: sums of XXH3_128 over fixed blocks, so that any
 * cutting and any order of adding gives the same.  The only file of input/
 * that knows xxHash.
 */
#ifdef TD_XXH_DISPATCH
#include <xxh_x86dispatch.h>
#else
#include <xxhash.h>
#endif

#include "analyzer/input/source.h"

void
td_identity_add(struct td_identity *id, const char *p, size_t n, uint64_t off)
{
	uint64_t block = off / TD_HASH_BLOCK;

	id->length += n;
	while (n > 0) {
		size_t part = n < TD_HASH_BLOCK ? n : TD_HASH_BLOCK;
		XXH128_hash_t h = XXH3_128bits_withSeed(p, part, block++);

		id->low += h.low64;
		id->high += h.high64;
		p += part;
		n -= part;
	}
}

/*
 * What a thread has looked up in the carrier tables lately: mail comes for few
 * domains again and again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "analyzer/observe/carrier_table.h"

enum {
	SLOTS = 1024, /* a power of two; 64 KiB a thread */
	KEY_MAX = 54  /* longer names are looked up each time */
};

struct slot {
	const struct td_carrier *found; /* NULL: no rule */
	uint8_t n;                      /* of name; 0: empty */
	bool host;
	char name[KEY_MAX];
};

struct td_carrier_cache {
	const struct td_carriers *carriers;
	struct slot slot[SLOTS];
};

struct td_carrier_cache *
td_carrier_cache_new(const struct td_carriers *carriers)
{
	struct td_carrier_cache *cache = calloc(1, sizeof(*cache));

	if (cache != NULL)
		cache->carriers = carriers;
	return cache;
}

void
td_carrier_cache_free(struct td_carrier_cache *cache)
{
	free(cache);
}

/* FNV-1a; whoever finds collisions makes his own mail slower. */
static uint32_t
hash(struct td_span name, bool host)
{
	uint32_t h = host ? UINT32_C(2166136261) : UINT32_C(2166136260);

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (uint8_t)name.p[i]) * UINT32_C(16777619);
	return h ^ h >> 15;
}

bool
td_carrier_cached(struct td_carrier_cache *cache, bool host,
    struct td_span name, struct td_carrier *out)
{
	const struct td_carrier *found;
	struct slot *s;

	if (name.n == 0 || name.n > KEY_MAX) {
		found = td_carrier_search(cache->carriers, host, name);
		return td_carrier_take(found, out);
	}
	s = &cache->slot[hash(name, host) & (SLOTS - 1)];
	if (s->n != name.n || s->host != host ||
	    memcmp(s->name, name.p, name.n) != 0) {
		s->found = td_carrier_search(cache->carriers, host, name);
		s->n = (uint8_t)name.n;
		s->host = host;
		memcpy(s->name, name.p, name.n);
	}
	return td_carrier_take(s->found, out);
}

/*
 * What a thread has looked up in the carrier tables lately: mail comes for few
 * domains again and again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "analyzer/observe/carrier_table.h"
#include "analyzer/observe/name_key.h"

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

__attribute__((noinline)) static const struct td_carrier *
learn(struct td_carrier_cache *cache, struct slot *s, bool host,
    struct td_span name)
{
	s->found = td_carrier_search(cache->carriers, host, name);
	s->n = (uint8_t)name.n;
	s->host = host;
	memcpy(s->name, name.p, name.n);
	return s->found;
}

const struct td_carrier *
td_carrier_cached(
    struct td_carrier_cache *cache, bool host, struct td_span name)
{
	struct slot *s;

	if (name.n == 0 || name.n > KEY_MAX)
		return td_carrier_search(cache->carriers, host, name);
	s = &cache->slot[(td_name_hash(name) + host) & (SLOTS - 1)];
	if (s->n == name.n && s->host == host && td_name_same(s->name, name))
		return s->found;
	return learn(cache, s, host, name);
}

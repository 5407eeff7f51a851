/*
 * The seed of xoshiro256**.
 */
#include "analyzer/stats/random.h"

/* Splitmix64: the numbers that a seed gives, one a call. */
static uint64_t
split(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

void
td_random_seed(struct td_random *r, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		r->s[i] = split(&seed);
}

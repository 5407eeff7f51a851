/*
 * Random numbers that are the same on every machine: xoshiro256** (Blackman and
 * Vigna 2021, ACM TOMS 47:36), its state filled by splitmix64 (Steele, Lea and
 * Flood 2014) as its authors advise.  For simulation, not for secrets.
 */
#ifndef TD_STATS_RANDOM_H
#define TD_STATS_RANDOM_H

#include <stdint.h>

struct td_random {
	uint64_t s[4]; /* not all 0 */
};

static inline uint64_t
td_random_rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

/* The next of 2^64 numbers. */
static inline uint64_t
td_random_next(struct td_random *r)
{
	uint64_t *s = r->s;
	uint64_t out = td_random_rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = td_random_rotate(s[3], 45);
	return out;
}

/* One of n numbers from 0, each as likely; n is not 0 (Lemire 2019, ACM TOMACS
 * 29:3). */
static inline uint32_t
td_random_below(struct td_random *r, uint32_t n)
{
	uint64_t m = (td_random_next(r) >> 32) * n;

	if ((uint32_t)m < n) {
		uint32_t least = (UINT32_MAX - n + 1) % n;

		while ((uint32_t)m < least)
			m = (td_random_next(r) >> 32) * n;
	}
	return (uint32_t)(m >> 32);
}

void td_random_seed(struct td_random *r, uint64_t seed);

#endif

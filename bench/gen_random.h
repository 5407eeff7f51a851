/*
 * SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
 */
#ifndef BENCH_GEN_RANDOM_H
#define BENCH_GEN_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct gen_random {
	uint64_t state;
};

static inline uint64_t
gen_next(struct gen_random *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* 0 to n - 1. */
static inline uint32_t
gen_below(struct gen_random *r, uint32_t n)
{
	return (uint32_t)(((gen_next(r) >> 32) * n) >> 32);
}

/* True in `n` of 10,000 cases. */
static inline bool
gen_chance(struct gen_random *r, uint32_t n)
{
	return gen_below(r, 10000) < n;
}

#endif

/*
 * Histograms.  Bucket b < 64 is the value b; from there on a bucket is the
 * value m << s with m of 32..63, and a value is rounded to the nearest one.
 */
#include "hist.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint32_t
td_hist_bucket(uint64_t value)
{
	if (value < 64)
		return (uint32_t)value;

	unsigned s = 63 - (unsigned)__builtin_clzll(value) - 5;
	uint64_t m = (value >> s) + (value >> (s - 1) & 1);

	/* m may be 64: that is the first bucket of the next octave. */
	return 64 + (s - 1) * 32 + (uint32_t)m - 32;
}

uint64_t
td_hist_value(uint32_t bucket)
{
	if (bucket < 64)
		return bucket;
	if (bucket >= TD_HIST_BUCKETS - 1) /* 2^64 */
		return UINT64_MAX;

	uint32_t b = bucket - 64;

	return (uint64_t)(32 + b % 32) << (b / 32 + 1);
}

/* The place of a bucket: its index, or where it is to be put. */
static uint32_t
find(const struct td_hist *h, uint32_t bucket)
{
	const struct td_hist_bucket *b = h->b;
	uint32_t n = h->n;

	if (n == 0)
		return 0;
	/* Without a branch on what is found: values come in no order. */
	while (n > 1) {
		uint32_t half = n / 2;

		b = b[half - 1].bucket < bucket ? b + half : b;
		n -= half;
	}
	return (uint32_t)(b - h->b) + (b->bucket < bucket);
}

int
td_hist_reserve(struct td_hist *h, uint32_t n)
{
	uint32_t cap = h->cap == 0 ? 8 : h->cap;
	struct td_hist_bucket *b;

	if (n <= h->cap)
		return 0;
	while (cap < n)
		cap *= 2;
	b = realloc(h->b, cap * sizeof(*b));
	if (b == NULL)
		return -1;
	h->b = b;
	h->cap = cap;
	return 0;
}

static void
add_count(uint64_t *to, uint64_t count)
{
	if (__builtin_add_overflow(*to, count, to))
		*to = UINT64_MAX;
}

int
td_hist_add(struct td_hist *h, uint64_t value, uint64_t count)
{
	uint32_t bucket = td_hist_bucket(value), i = find(h, bucket);

	if (count == 0)
		return 0;
	if (i == h->n || h->b[i].bucket != bucket) {
		if (td_hist_reserve(h, h->n + 1) < 0)
			return -1;
		memmove(h->b + i + 1, h->b + i, (h->n - i) * sizeof(h->b[0]));
		h->b[i] = (struct td_hist_bucket){ bucket, 0 };
		h->n++;
	}
	add_count(&h->b[i].count, count);
	if (value > h->max)
		h->max = value;
	return 0;
}

int
td_hist_append(struct td_hist *h, uint32_t bucket, uint64_t count)
{
	assert(count > 0 && (h->n == 0 || h->b[h->n - 1].bucket < bucket));
	if (td_hist_reserve(h, h->n + 1) < 0)
		return -1;
	h->b[h->n++] = (struct td_hist_bucket){ bucket, count };
	return 0;
}

/* Adds the buckets that both have; how many only `from` has. */
static uint32_t
add_common(struct td_hist *into, const struct td_hist *from)
{
	uint32_t n = 0, i = 0;

	for (uint32_t j = 0; j < from->n; j++) {
		while (i < into->n && into->b[i].bucket < from->b[j].bucket)
			i++;
		if (i < into->n && into->b[i].bucket == from->b[j].bucket)
			add_count(&into->b[i].count, from->b[j].count);
		else
			n++;
	}
	return n;
}

int
td_hist_merge(struct td_hist *into, const struct td_hist *from)
{
	uint32_t more = add_common(into, from);
	uint32_t i = into->n, j = from->n, k = into->n + more;

	if (td_hist_reserve(into, k) < 0)
		return -1;
	into->n = k;
	/* From the end, so that nothing is overwritten before it is read, and
	 * until no place is left for what `from` alone has. */
	while (k > i) {
		const struct td_hist_bucket *b = &from->b[j - 1];

		if (i > 0 && into->b[i - 1].bucket >= b->bucket) {
			j -= into->b[i - 1].bucket == b->bucket;
			into->b[--k] = into->b[--i];
		} else {
			into->b[--k] = *b;
			j--;
		}
	}
	if (from->max > into->max)
		into->max = from->max;
	return 0;
}

uint64_t
td_hist_count(const struct td_hist *h)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < h->n; i++)
		add_count(&n, h->b[i].count);
	return n;
}

uint64_t
td_hist_quantile(const struct td_hist *h, double q)
{
	/* 0.55 * 100 is a little more than 55, and means the 55th. */
	double rank = q * (double)td_hist_count(h) * (1 - 1e-12);
	uint64_t seen = 0, value = 0;

	for (uint32_t i = 0; i < h->n; i++) {
		add_count(&seen, h->b[i].count);
		value = td_hist_value(h->b[i].bucket);
		if ((double)seen >= rank)
			break;
	}
	return value < h->max ? value : h->max;
}

void
td_hist_clear(struct td_hist *h)
{
	free(h->b);
	*h = (struct td_hist){ 0 };
}

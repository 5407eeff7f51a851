/*
 * See pack.h.
 */
#include "pack.h"

enum { BAD = 1 };

static char *
put(char *p, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		*p++ = (char)(0x80 | (n & 0x7f));
	*p++ = (char)n;
	return p;
}

size_t
td_hist_pack(const struct td_hist *h, char buf[TD_HIST_PACKED])
{
	uint32_t last = 0;
	char *p = buf;

	if (h->n == 0)
		return 0;
	p = put(p, h->max);
	for (uint32_t i = 0; i < h->n; i++) {
		p = put(p, h->b[i].bucket - last);
		p = put(p, h->b[i].count);
		last = h->b[i].bucket;
	}
	return (size_t)(p - buf);
}

/* The shortest form only; 64 bits are ten bytes, the last of them 1. */
static bool
get(struct td_span *s, uint64_t *n)
{
	unsigned shift = 0;

	*n = 0;
	while (s->n > 0) {
		unsigned char c = (unsigned char)*s->p++;

		s->n--;
		if (shift == 63 && c > 1)
			return false;
		*n |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return c > 0 || shift == 0;
		shift += 7;
	}
	return false;
}

int
td_hist_unpack(struct td_hist *h, struct td_span packed)
{
	uint64_t max, delta, count, bucket = 0;

	h->n = 0;
	h->max = 0;
	if (packed.n == 0)
		return 0;
	/* A bucket is two bytes or more, and comes once. */
	if (td_hist_reserve(h,
	        packed.n / 2 < TD_HIST_BUCKETS ? (uint32_t)(packed.n / 2) :
	                                         TD_HIST_BUCKETS) == -1)
		return -1;
	if (!get(&packed, &max) || packed.n == 0)
		return BAD;
	while (packed.n > 0) {
		if (!get(&packed, &delta) || !get(&packed, &count) ||
		    (delta == 0 && h->n > 0) || count == 0 ||
		    delta >= TD_HIST_BUCKETS - bucket)
			return BAD;
		bucket += delta;
		h->b[h->n].bucket = (uint32_t)bucket;
		h->b[h->n++].count = count;
	}
	h->max = max;
	return td_hist_bucket(max) == bucket ? 0 : BAD;
}

/*
 * The contract of formats/format.h on any bytes: a source decoded whole and
 * the same source cut anywhere, decoded in small batches, with few header ids
 * and other bytes in the padding, must give the same records.
 *
 * The first byte picks the format and the size of the batches; the cuts come
 * from a hash of the rest, so that each input is always cut the same way.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/formats/collect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { N_CUTS = 3, N_ROUNDS = 8 };

static uint64_t
next_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/*
 * The format that a byte of an input picks.  A row is added at the end, so that
 * inputs keep their formats.
 */
static const struct td_format *
pick_format(uint8_t byte)
{
	static const char *const names[] = { "cells", "log", "dump", "eml",
		"mbox", "mboxcl", "events", "events-array", "powermta",
		"exchange", "m365-trace", "dmarc", "tlsrpt" };
	const struct td_format *f =
	    td_format_find(names[byte % 32 % (sizeof names / sizeof names[0])]);

	if (f == NULL)
		abort();
	return f;
}

/* N_CUTS places, ascending. */
static void
pick_cuts(size_t *cut, size_t n, uint64_t *seed)
{
	for (int i = 0; i < N_CUTS; i++) {
		size_t at = next_random(seed) % (n + 1);
		int k = i;

		for (; k > 0 && cut[k - 1] > at; k--)
			cut[k] = cut[k - 1];
		cut[k] = at;
	}
}

/* Records that say TD_TOO_MANY_FIELDS depend on the batch: big arrays. */
static void
try_cuts(const struct td_format *f, const char *s, size_t n, size_t records,
    const struct collected *whole, struct collected *part)
{
	static const char *const pads[N_ROUNDS] = { "\n", "\r", " ", "From ",
		NULL, "x\n", "x\r", "\xff:" };
	uint64_t seed = n + 1;
	size_t cut[N_CUTS];

	for (size_t i = 0; i < n; i++)
		seed = (seed ^ (uint8_t)s[i]) * UINT64_C(0x100000001b3);
	seed |= 1;
	for (int i = 0; i < N_ROUNDS; i++) {
		struct how how = { .cut = cut,
			.n_cuts = f->whole ? 0 : N_CUTS,
			.records = records,
			.headers = most_headers(whole) + 16,
			.flaws = 8,
			.scratch = whole->most_scratch + (size_t)i,
			.outcomes = most_outcomes(whole) + TD_OUTCOMES_LEAST,
			.wanted = i % 2 ? next_random(&seed) : ~UINT64_C(0),
			.pad = pads[i] };

		pick_cuts(cut, n, &seed);
		collect(f, s, n, &how, f->name, part);
		must_be_same(whole, part, how.wanted, &how, f->name);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const size_t sizes[] = { 1, 2, 7, 64 };
	struct how big = plainly;
	struct collected whole = { 0 }, part = { 0 };
	const struct td_format *f;
	const char *s;

	if (n == 0)
		return 0;
	f = pick_format(data[0]);
	s = (const char *)data + 1;
	n--;
	big.headers = n / 2 + 16;
	big.scratch = n * 8;
	big.outcomes = n + TD_OUTCOMES_LEAST;
	collect(f, s, n, &big, f->name, &whole);
	try_cuts(f, s, n, sizes[data[0] / 32 % 4], &whole, &part);
	collected_free(&whole);
	collected_free(&part);
	return 0;
}

/*
 * The two halves of the contract suite: contract.c has the samples and what is
 * read in them, contract_promises.c what every format promises for any input.
 */
#ifndef TESTS_CONTRACT_H
#define TESTS_CONTRACT_H

#include "formats/format.h"

struct sample {
	char path[2048];
	const struct td_format *format;
	bool foreign; /* the sample is of another format */
	char *s;      /* n bytes and TD_PAD more */
	size_t n;
};

extern unsigned n_failed, n_tried;

void check(bool ok, const char *what, const char *why);

/* Promises 1 to 4: however a source is cut up, the same comes out of it. */
void try_promises(const struct sample *m);

/* Promise 8: the format of its folder bids highest, and alone so. */
void try_bid(const struct sample *m);

/*
 * Sections longer than TD_RECORD_MAX, too large for the samples: what is
 * beyond stop + TD_RECORD_MAX is not there, and must not be missed.
 */
void try_long_sections(void);

/* Promise 7: linear time, on inputs made to repeat what costs most. */
void try_time(void);

#endif

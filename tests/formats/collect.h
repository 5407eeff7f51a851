/*
 * Runs a format over a whole source as the engine would, cut into chunks, and
 * keeps all that came out, so that two runs can be compared.  Breaches of the
 * contract that one run shows by itself end the program with a message.
 */
#ifndef TD_TESTS_COLLECT_H
#define TD_TESTS_COLLECT_H

#include "formats/format.h"

/* Places count from the beginning of the source. */
struct collected {
	struct td_record *record;
	size_t n, cap;
	struct td_header *header;
	size_t n_headers, cap_headers;
	struct td_flaw *flaw;
	size_t n_flaws, cap_flaws;
	/* Of logs and events: what describe.h says of record i ends at
	 * told[i]. */
	char *text;
	size_t n_text, cap_text;
	size_t *told;
	size_t n_told, cap_told;
	size_t most_scratch; /* of a batch */
};

struct how {
	const size_t *cut; /* ascending, each <= n */
	size_t n_cuts;
	size_t records, headers, flaws, scratch, outcomes; /* caps of the batch
	                                                    */
	uint64_t wanted;
	const char *pad; /* fills the bytes that may be loaded; NULL: NULs */
};

/* Caps that no sample reaches, all headers, no cut. */
extern const struct how plainly;

/* Decode the n bytes at s; `what` names the input in messages. */
void collect(const struct td_format *f, const char *s, size_t n,
    const struct how *how, const char *what, struct collected *out);

/* The header fields of `a` with the given ids must be those of `b`, and all
 * else must be alike. */
void must_be_same(const struct collected *a, const struct collected *b,
    uint64_t wanted, const struct how *how, const char *what);

/* Fields of the longest section. */
size_t most_headers(const struct collected *a);

/* Whether the records of a format have events (formats/log.h). */
bool has_events(const struct td_format *f);

/* Whether they have outcomes (formats/outcome.h). */
bool has_outcomes(const struct td_format *f);

/* Outcomes of the record with the most. */
size_t most_outcomes(const struct collected *a);

/* What record i of a log says, or the outcomes of one, each with a line break
 * and two blanks before: see describe.h. */
struct td_span told(const struct collected *a, size_t i);

void collected_free(struct collected *a);

#endif

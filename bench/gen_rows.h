/*
 * Rows of the truth, by carrier and domain: what the truths of mail and of
 * logs have in common.  The counters of a row are their own.
 */
#ifndef BENCH_GEN_ROWS_H
#define BENCH_GEN_ROWS_H

#include "gen.h"

enum { GEN_MAX_ROWS = 192 };

struct gen_row {
	const char *carrier, *domain;
	uint64_t messages;
};

struct gen_rows {
	struct gen_row row[GEN_MAX_ROWS];
	size_t n;
};

/* The number of a row, which is made if there is none. */
size_t gen_rows_named(
    struct gen_rows *rows, const char *carrier, const char *domain);
uint64_t gen_rows_messages(const struct gen_rows *rows); /* of all rows */

/* JSON: "name":n; a result's words, without the closing brace; the rows that
 * have messages in bytewise order, `put` writes those of number i. */
void gen_put_member(FILE *f, const char *name, uint64_t n, bool first);
void gen_put_words(FILE *f, const char *method, const uint64_t *word);
void gen_put_rows(
    FILE *f, const struct gen_rows *rows, void (*put)(FILE *f, size_t i));

#endif

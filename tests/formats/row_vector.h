/*
 * A row of a file, the names of its columns, and what must come of it.
 *
 * Included by one file a program.
 */
#ifndef TESTS_FORMATS_ROW_VECTOR_H
#define TESTS_FORMATS_ROW_VECTOR_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "tests/formats/collect.h"
#include "tests/formats/describe.h"
#include "tests/run.h"

/*
 * What is wanted are its outcomes as describe.h has them, without the service,
 * each on a line; "" for a row that tells nothing; "!" and a defect.
 */
struct row_vector {
	const char *source, *names, *row, *wanted;
};

static inline struct collected
collect_text(const struct td_format *f, const char *text, size_t n)
{
	struct collected a = { 0 };
	char *s = malloc(n + TD_PAD);

	ck_assert_ptr_nonnull(s);
	memcpy(s, text, n);
	memset(s + n, ',', TD_PAD);
	collect(f, s, n, &plainly, f->name, &a);
	free(s);
	return a;
}

/* The format of a source that begins so. */
static inline const struct td_format *
guess_text(const char *text)
{
	size_t n = strlen(text);
	const struct td_format *f;
	char *s = malloc(n + TD_PAD);

	ck_assert_ptr_nonnull(s);
	memcpy(s, text, n);
	memset(s + n, ',', TD_PAD);
	f = td_format_guess((struct td_span){ s, n }, false);
	free(s);
	return f;
}

/* What is told of record i, in the words of a vector. */
static inline void
render_record(const struct collected *a, size_t i, char *out, size_t cap)
{
	const struct td_place x = a->record[i].whole;
	struct td_span s = told(a, i);
	const char *p = s.p, *end = s.p + s.n;
	size_t n = 0;

	out[0] = '\0';
	while (p < end) {
		const char *eol;

		p += 3; /* a line break and two blanks */
		p = (const char *)memchr(p, ' ', (size_t)(end - p)) + 1;
		eol = memchr(p, '\n', (size_t)(end - p));
		eol = eol != NULL ? eol : end;
		n += (size_t)snprintf(out + n, cap - n, "%s%.*s",
		    n > 0 ? "\n" : "", (int)(eol - p), p);
		ck_assert_uint_lt(n, cap);
		p = eol;
	}
	for (size_t k = 0; k < a->n_flaws; k++)
		if (a->flaw[k].where.off == x.off)
			snprintf(out + n, cap - n, "!%s",
			    td_defect_name(a->flaw[k].what));
}

static inline void
assert_row(const char *format, const struct row_vector *v)
{
	const struct td_format *f = td_format_find(format);
	struct collected a;
	char text[4096], got[4096];
	int n;

	n = snprintf(text, sizeof text, "%s\n%s\n", v->names, v->row);
	ck_assert_int_lt(n, (int)sizeof text);
	a = collect_text(f, text, (size_t)n);
	ck_assert_uint_eq(a.n, 2);
	render_record(&a, 1, got, sizeof got);
	ck_assert_msg(strcmp(got, v->wanted) == 0,
	    "%s\n%s\nwanted: %s\ngot:    %s", v->source, v->row, v->wanted,
	    got);
	collected_free(&a);
}

#endif

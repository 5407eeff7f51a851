/*
 * For the tests of source.h: files read to their end, and what must have come
 * of them.
 *
 * Included by one file a program, whose td_format_guess() this is.
 */
#ifndef TESTS_INPUT_READ_H
#define TESTS_INPUT_READ_H

#include <signal.h>

#include "tests/input/fakes.h"
#include "tests/input/make.h"
#include "tests/run.h"

/* What the guess is made on, and its answer: NULL unless a test sets it. */
static const struct td_format *guess;
static size_t guessed_n;
static bool guessed_more;

const struct td_format *
td_format_guess(struct td_span head, bool more)
{
	guessed_n = head.n;
	guessed_more = more;
	return guess;
}

static const struct td_limits defaults = { .format = &fake_line };

/* Open, read all, close; -1 if it did not open, and g->e. */
static inline int
read_path(const struct td_limits *l, const char *path, struct gathered *g)
{
	struct td_opener *o = td_opener_new(l);
	struct td_source s;
	int r;

	ck_assert_ptr_nonnull(o);
	*g = (struct gathered){ 0 };
	r = td_source_open(o, path, &s, &g->e);
	if (r == 0) {
		gather(g, &s);
		ck_assert(!td_source_shrank(&s));
		td_source_close(&s);
	} else {
		ck_assert_ptr_nonnull(g->e.what);
	}
	td_opener_free(o);
	return r;
}

static inline void
read_bytes(const struct td_limits *l, struct bytes b, struct gathered *g)
{
	ck_assert_int_eq(read_path(l, put_file("f", b.p, b.n), g), 0);
}

/* Lines with their numbers. */
static inline struct bytes
lines(size_t n)
{
	struct bytes b = { malloc(n + 64), 0, 0 };

	for (unsigned i = 0; b.n < n; i++)
		b.n += (size_t)sprintf(
		    b.p + b.n, "line %u of %x\n", i, i * 2654435761u);
	b.n = n;
	return b;
}

static inline struct bytes
zeros(size_t n)
{
	struct bytes b = bytes_of(calloc(1, n), n);

	ck_assert_ptr_nonnull(b.p);
	return b;
}

static inline void
assert_bytes(const struct gathered *g, struct bytes want)
{
	ck_assert_uint_eq(g->n, want.n);
	ck_assert_uint_eq(g->fresh, want.n);
	ck_assert_uint_eq(g->id.length, want.n);
	ck_assert(want.n == 0 || memcmp(g->p, want.p, want.n) == 0);
}

/* It gave `least` bytes of the right ones or more, and failed. */
static inline void
assert_broken(const struct gathered *g, struct bytes want, size_t least)
{
	ck_assert_int_eq(g->result, -1);
	ck_assert_ptr_nonnull(g->e.what);
	ck_assert(g->n <= want.n && g->n >= least);
	ck_assert_uint_eq(g->n, g->fresh);
	ck_assert(g->n == 0 || memcmp(g->p, want.p, g->n) == 0);
}

/* Opened by an opener that lasts until the next call. */
static inline void
open_one(struct td_limits l, struct bytes b, struct td_source *s)
{
	static struct td_opener *o;
	struct td_error e;

	td_opener_free(o);
	o = td_opener_new(&l);
	ck_assert_int_eq(td_source_open(o, put_file("f", b.p, b.n), s, &e), 0);
}

/* The tests of `t`, each in a folder of its own; the program's status. */
static inline int
source_run(const char *name, TCase *t)
{
	Suite *s = suite_create(name);
	struct td_error e;

	if (td_input_init(&e) != 0)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, dir_new, dir_free);
	suite_add_tcase(s, t);
	return run_suite(s);
}

#endif

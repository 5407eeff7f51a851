/*
 * A Received field and what must be found in it, for the suites of
 * formats/field_received.c.  All fields are dated 2026-11-21 08:58:00 UTC, in
 * the way of their dialect.
 */
#ifndef TD_TESTS_RECEIVED_VECTOR_H
#define TD_TESTS_RECEIVED_VECTOR_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_date.h"
#include "formats/field_received.h"
#include "tests/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

struct vector {
	const char *source;
	const char *body;
	/* NULL stands for absent. */
	const char *helo, *rdns, *ip, *by, *with, *id, *for_path;
	const char *envelope_from;
	bool no_from, undated, null_envelope_from;
	enum td_mta mta;
	enum td_tls tls;
	enum td_fcrdns fcrdns;
};

static inline void
must_be(const struct vector *v, const char *what, struct td_span got,
    const char *want)
{
	struct td_span w = { want, want != NULL ? strlen(want) : 0 };

	ck_assert_msg(td_span_eq(got, w), "%s: %s is \"%.*s\", not \"%s\"",
	    v->source, what, (int)got.n, got.n > 0 ? got.p : "",
	    want != NULL ? want : "");
}

static inline void
check_vector(const struct vector *v)
{
	struct td_span body = { v->body, strlen(v->body) };
	int64_t when = INT64_C(1795251480000000);
	struct td_received r;

	td_received_parse(body, &r);
	ck_assert_msg(r.has_from == !v->no_from, "%s: from", v->source);
	must_be(v, "helo", r.helo, v->helo);
	must_be(v, "rdns", r.rdns, v->rdns);
	must_be(v, "ip", r.ip, v->ip);
	must_be(v, "by", r.by, v->by);
	must_be(v, "with", r.with, v->with);
	must_be(v, "id", r.id, v->id);
	must_be(v, "for", r.for_path, v->for_path);
	must_be(v, "envelope-from", r.envelope_from, v->envelope_from);
	ck_assert_msg(r.null_envelope_from == v->null_envelope_from,
	    "%s: null envelope-from", v->source);
	ck_assert_msg(r.mta == v->mta, "%s: mta %d", v->source, r.mta);
	ck_assert_msg(r.tls == v->tls, "%s: tls %d", v->source, r.tls);
	ck_assert_msg(
	    r.fcrdns == v->fcrdns, "%s: fcrdns %d", v->source, r.fcrdns);
	ck_assert_msg(
	    r.when == (v->undated ? TD_NO_TIME : when), "%s: date", v->source);
	ck_assert_msg(
	    td_received_when(body) == r.when, "%s: date alone", v->source);
	ck_assert_msg(
	    r.private_ip == td_ip_private(r.ip), "%s: private", v->source);
}

static inline bool
inside(struct td_span s, const char *p, size_t n)
{
	return s.n == 0 || (s.p >= p && s.p + s.n <= p + n);
}

/* Each prefix in a block of its own: what is found lies in it. */
static inline void
check_cut(const struct vector *v)
{
	for (size_t n = 0; n <= strlen(v->body); n++) {
		char *p = malloc(n > 0 ? n : 1);
		struct td_received r;

		ck_assert_ptr_nonnull(p);
		memcpy(p, v->body, n);
		td_received_parse((struct td_span){ p, n }, &r);
		ck_assert(inside(r.helo, p, n) && inside(r.rdns, p, n) &&
		    inside(r.ip, p, n) && inside(r.by, p, n) &&
		    inside(r.with, p, n) && inside(r.id, p, n) &&
		    inside(r.for_path, p, n) && inside(r.envelope_from, p, n));
		ck_assert(td_received_when((struct td_span){ p, n }) == r.when);
		free(p);
	}
}

#endif

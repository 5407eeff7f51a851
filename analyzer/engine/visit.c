/*
 * Walk, open, cut, decode; nothing is counted.
 */
#include "visit.h"

#include <errno.h>
#include <stdlib.h>

#include "analyzer/input/walk.h"
#include "formats/outcome.h"

enum { RECORDS = 64, HEADERS = 8192, FLAWS = 256, OUTCOMES = 4096 };

struct visitor {
	enum td_visit (*visit)(const struct td_visited *v, void *arg);
	void *arg;
	const struct td_limits *limits;
	bool silent;
	enum td_visit go;
	uint64_t sources, failed;
	uint64_t records; /* of the source */
	struct td_buffer buffer;
	struct td_record record[RECORDS];
	struct td_header header[HEADERS];
	struct td_flaw flaw[FLAWS];
	struct td_event event[RECORDS];
	struct td_outcome outcome[OUTCOMES];
	char scratch[TD_RECORD_MAX + TD_PAD];
};

static void visit_source(struct visitor *v, struct td_source *s);

static void
fail(struct visitor *v, const char *name, const struct td_error *e)
{
	v->failed++;
	if (!v->silent)
		td_error_print(name, e);
}

static void
visit_block(
    struct visitor *v, const struct td_source *s, const struct td_block *block)
{
	struct td_chunk c = block->chunk;
	struct td_batch b = { .record = v->record,
		.header = v->header,
		.flaw = v->flaw,
		.event = v->event,
		.outcome = v->outcome,
		.scratch = v->scratch,
		.cap = RECORDS,
		.cap_headers = HEADERS,
		.cap_flaws = FLAWS,
		.cap_outcomes = OUTCOMES,
		.cap_scratch = TD_RECORD_MAX };

	c.p = s->format->resync(c.from, c.p, c.stop, c.end);
	while (c.p < c.stop && v->go == TD_VISIT_ON) {
		b.base = c.p;
		b.n = b.n_headers = b.n_flaws = b.n_scratch = b.n_outcomes = 0;
		s->format->decode(&c, ~UINT64_C(0), &b);
		for (size_t i = 0; i < b.n && v->go == TD_VISIT_ON; i++) {
			const char *p = b.base + b.record[i].whole.off;
			const char *next = i + 1 < b.n ?
			    b.base + b.record[i + 1].whole.off :
			    c.p;
			const struct td_visited seen = {
				.name = s->name,
				.format = s->format,
				.source = v->sources,
				.number = ++v->records,
				.written = s->written,
				.off =
				    block->off + (uint64_t)(p - block->chunk.p),
				.batch = &b,
				.record = &b.record[i],
				.event = &b.event[i],
				.chunk = &block->chunk,
				.next = next,
				.limits = v->limits,
			};

			v->go = v->visit(&seen, v->arg);
		}
	}
}

static void
visit_parallel(struct visitor *v, struct td_source *s)
{
	struct td_block block;
	struct td_error e;

	for (uint64_t i = 0; i < s->n_blocks && v->go == TD_VISIT_ON; i++) {
		if (td_source_block(s, i, &v->buffer, &block, &e) == -1)
			fail(v, s->name, &e);
		else
			visit_block(v, s, &block);
	}
}

static void
visit_serial(struct visitor *v, struct td_source *s)
{
	struct td_block block;
	struct td_error e = { .what = NULL };
	int rc = 0;

	while (v->go == TD_VISIT_ON &&
	    (rc = td_source_next(s, &v->buffer, &block, &e)) == 1) {
		visit_block(v, s, &block);
		e.what = NULL;
	}
	if (rc == -1)
		fail(v, s->name, &e);
	else if (e.what != NULL && !v->silent)
		td_warn(s->name, "%s: %s", e.what, e.reason);
}

static void
visit_archive(struct visitor *v, struct td_source *s)
{
	struct td_source member;
	struct td_error e = { .what = NULL };
	int rc = 0;

	while (v->go != TD_VISIT_STOP &&
	    ((rc = td_source_member(s, &member, &e)) == 1 ||
	        member.name != NULL)) {
		if (rc == 1) {
			visit_source(v, &member);
		} else {
			v->sources++;
			fail(v, member.name, &e);
		}
		td_source_close(&member);
		e.what = NULL;
	}
	if (rc == -1) {
		v->sources++;
		fail(v, s->name, &e);
	}
}

static void
visit_source(struct visitor *v, struct td_source *s)
{
	struct td_error e;

	if (s->kind == TD_SOURCE_ARCHIVE) {
		visit_archive(v, s);
		return;
	}
	v->sources++;
	v->records = 0;
	v->go = TD_VISIT_ON;
	if (s->format == NULL) {
		td_error_set(&e, "unknown format", "%s",
		    s->type != NULL ? s->type : "data");
		fail(v, s->name, &e);
	} else if (s->kind == TD_SOURCE_PARALLEL) {
		visit_parallel(v, s);
	} else {
		visit_serial(v, s);
	}
}

static void
visit_path(struct visitor *v, struct td_opener *o, const char *path)
{
	struct td_source s;
	struct td_error e;

	if (td_source_open(o, path, &s, &e) == -1) {
		v->sources++;
		fail(v, path, &e);
		return;
	}
	visit_source(v, &s);
	td_source_close(&s);
}

uint64_t
td_visit(const struct td_plan *plan,
    enum td_visit (*visit)(const struct td_visited *v, void *arg), void *arg,
    bool silent, uint64_t *sources)
{
	struct td_walk *walk = td_walk_new(plan->paths, plan->n_paths);
	struct td_opener *o = td_opener_new(&plan->limits);
	struct visitor *v = calloc(1, sizeof *v);
	struct td_error e;
	uint64_t failed = 1;
	const char *path;
	enum td_walked kind;

	*sources = 1;
	if (walk == NULL || o == NULL || v == NULL) {
		td_error_sys(&e, "cannot read", ENOMEM);
		td_error_print(NULL, &e);
		goto out;
	}
	v->visit = visit;
	v->arg = arg;
	v->silent = silent;
	v->limits = &plan->limits;
	v->go = TD_VISIT_ON;
	while (v->go != TD_VISIT_STOP &&
	    (kind = td_walk_next(walk, &path, &e)) != TD_WALK_END) {
		if (kind == TD_WALK_FILE) {
			visit_path(v, o, path);
		} else if (kind == TD_WALK_ERROR) {
			v->sources++;
			fail(v, path, &e);
		}
	}
	*sources = v->sources;
	failed = v->failed;
	td_buffer_free(&v->buffer);
out:
	free(v);
	if (o != NULL)
		td_opener_free(o);
	if (walk != NULL)
		td_walk_free(walk);
	return failed;
}

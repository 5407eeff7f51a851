/*
 * See known_prefix.h.
 */
#include "known_prefix.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/observe/table.h"
#include "work.h"

int
td_prefix_add(struct td_prefix *p, const struct td_content *c)
{
	struct td_alike *a;

	if (td_room(&p->alike, &p->cap, p->n + 1, sizeof *p->alike) == -1)
		return -1;
	a = &p->alike[p->n++];
	*a = (struct td_alike){ .id = c->id,
		.counted = c->counted,
		.n_marks =
		    c->n_marks < TD_MAX_MARKS ? c->n_marks : TD_MAX_MARKS };
	if (a->n_marks > 0)
		memcpy(a->mark, c->mark, a->n_marks * sizeof *a->mark);
	return 0;
}

void
td_prefix_clear(struct td_prefix *p)
{
	free(p->alike);
}

/* Walks along a source. */
struct walk {
	struct td_prefix *p;
	struct td_known_part *out;
	struct td_identity id; /* of all before the block at hand */
	bool over;             /* there is nothing more to be found */
};

static void
found(struct walk *w, uint64_t counted)
{
	if (w->out->counted < counted)
		w->out->counted = counted;
}

static bool
is_same(const struct td_identity *a, const struct td_input_id *b)
{
	return a->low == b->low && a->high == b->high && a->length == b->length;
}

/* Marks at the end of what was read so far. */
static void
compare_marks(struct td_alike *a, struct walk *w)
{
	const uint64_t off = w->id.length;

	while (a->passed < a->n_marks && a->mark[a->passed].off <= off) {
		const struct td_mark *m = &a->mark[a->passed++];

		if (m->off != off || m->low != w->id.low)
			a->differs = true;
		else if (!a->differs)
			found(w, m->off < a->counted ? m->off : a->counted);
	}
}

/* One TD_HASH_BLOCK, or what there is of it at the end of the source. */
static void
pass_block(struct walk *w, const char *p, size_t n)
{
	const uint64_t off = w->id.length;
	bool more = false;

	for (uint32_t i = 0; i < w->p->n; i++) {
		struct td_alike *a = &w->p->alike[i];

		if (a->id.length > off && a->id.length <= off + n) {
			struct td_identity id = w->id;

			td_identity_add(
			    &id, p, (size_t)(a->id.length - off), off);
			if (is_same(&id, &a->id))
				found(w, a->counted);
		}
		more |= a->id.length > off + n && !a->differs;
	}
	td_identity_add(&w->id, p, n, off);
	for (uint32_t i = 0; i < w->p->n; i++)
		compare_marks(&w->p->alike[i], w);
	w->over = !more;
}

static void
pass(struct walk *w, const struct td_block *block)
{
	const char *p = block->fresh.p;
	size_t left = block->fresh.n;

	/* What lies before could not be read: identities say nothing. */
	if (block->fresh_off != w->id.length)
		w->over = true;
	while (left > 0 && !w->over) {
		size_t n = left < TD_HASH_BLOCK ? left : TD_HASH_BLOCK;

		pass_block(w, p, n);
		p += n;
		left -= n;
	}
	if (block->over && left == 0) {
		w->out->length = w->id.length;
		w->over = true;
	}
}

static void
read_source(struct walk *w, struct td_source *s)
{
	struct td_buffer buffer = { NULL, 0 };
	struct td_block block;
	struct td_error e;
	int rc = 1;

	for (uint64_t i = 0; rc == 1 && !w->over; i++) {
		if (s->kind == TD_SOURCE_SERIAL)
			rc = td_source_next(s, &buffer, &block, &e);
		else if (i == s->n_blocks ||
		    td_source_block(s, i, &buffer, &block, &e) == -1)
			rc = 0;
		if (rc == 1)
			pass(w, &block);
	}
	td_buffer_free(&buffer);
}

/* A source that ended before one that it never differed from is a copy of the
 * beginning of that. */
static bool
is_beginning(const struct td_prefix *p, uint64_t length)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (!p->alike[i].differs && p->alike[i].id.length > length &&
		    p->alike[i].counted >= length)
			return true;
	return false;
}

void
td_prefix_compare(struct td_prefix *p, struct td_opener *o, const char *path,
    struct td_known_part *out)
{
	struct walk w = { .p = p, .out = out };
	struct td_source s;
	struct td_error e;
	bool is_log = false, is_cut = false;

	if (td_source_open(o, path, &s, &e) == -1)
		return;
	if (s.kind != TD_SOURCE_ARCHIVE) {
		read_source(&w, &s);
		is_log = td_is_log(s.format);
		is_cut = s.format != NULL && s.format->whole == 0;
	}
	td_source_close(&s);
	out->beginning = is_log && out->counted < out->length &&
	    is_beginning(p, out->length);
	if (out->beginning)
		out->counted = out->length;
	/* What cannot be cut is another one when it has changed. */
	if (!is_cut && out->counted != out->length)
		out->counted = 0;
}

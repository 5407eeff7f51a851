/*
 * Any bytes as a file: what containers decode to must be the same bytes for
 * any size of the pieces, with every byte that a block promises readable, and
 * within the limits.
 */
#include <sys/mman.h>

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "analyzer/input/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MAX_MEMBERS = 64, MAX_DECODED = 1 << 20 };

/* What a file was found to hold. */
struct found {
	struct td_identity id;
	uint64_t decoded;
	bool broken;
};

static volatile char sink;

/* All bytes of a block, and those that may be loaded behind it. */
static void
touch(const struct td_block *b)
{
	const char *end = b->chunk.end + TD_PAD;

	assert(b->chunk.from <= b->chunk.p && b->chunk.p <= b->chunk.stop);
	assert(b->chunk.stop <= b->chunk.end);
	for (const char *p = b->chunk.from; p < end; p++)
		sink = *p;
}

static void
take(struct found *f, const struct td_block *b)
{
	touch(b);
	f->decoded += (uint64_t)(b->chunk.stop - b->chunk.p);
	td_identity_add(&f->id, b->fresh.p, b->fresh.n, b->fresh_off);
}

static void
read_blocks(struct td_source *s, struct found *f)
{
	struct td_buffer buf = { NULL, 0 };
	struct td_block block;
	struct td_error e;
	int rc = 1;

	if (s->kind == TD_SOURCE_PARALLEL) {
		/* Backwards: nobody promised an order. */
		for (uint64_t i = s->n_blocks; i-- > 0;)
			if (td_source_block(s, i, &buf, &block, &e) == 0)
				take(f, &block);
			else
				f->broken = true;
	} else {
		while ((rc = td_source_next(s, &buf, &block, &e)) == 1)
			take(f, &block);
		f->broken |= rc == -1;
	}
	td_buffer_free(&buf);
}

/* A source, or all members of an archive but for archives among them. */
static void
read_source(struct td_source *s, struct found *f)
{
	struct td_source member;
	struct td_error e;

	if (s->kind != TD_SOURCE_ARCHIVE) {
		read_blocks(s, f);
		return;
	}
	for (int i = 0; i < MAX_MEMBERS; i++) {
		int rc = td_source_member(s, &member, &e);

		if (rc == 0 || (rc == -1 && member.name == NULL))
			break;
		if (rc == 1 && member.kind != TD_SOURCE_ARCHIVE)
			read_blocks(&member, f);
		td_source_close(&member);
	}
}

static struct found
read_file(const char *path, size_t chunk)
{
	const struct td_limits limits = { .chunk = chunk,
		.map_from = 128 << 10,
		.max_decoded = MAX_DECODED,
		.window_log = 20,
		.depth = 2,
		.format = td_format_find("mbox") };
	struct td_opener *o = td_opener_new(&limits);
	struct td_source s;
	struct found f = { { 0, 0, 0 }, 0, false };
	struct td_error e;

	assert(o != NULL);
	if (td_source_open(o, path, &s, &e) == 0) {
		read_source(&s, &f);
		td_source_close(&s);
	} else {
		f.broken = true;
	}
	td_opener_free(o);
	return f;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int fd = -1;
	struct found small, large;
	struct td_error e;
	char path[32];

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		assert(fd >= 0 && td_input_init(&e) == 0);
	}
	assert(ftruncate(fd, 0) == 0);
	assert(pwrite(fd, data, n, 0) == (ssize_t)n);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	small = read_file(path, TD_HASH_BLOCK);
	large = read_file(path, 4 << 20);
	assert(small.broken == large.broken);
	if (small.broken)
		return 0;
	assert(small.decoded == large.decoded);
	assert(small.id.low == large.id.low && small.id.high == large.id.high);
	assert(small.id.length == large.id.length);
	assert(small.id.length == small.decoded);
	return 0;
}

/*
 * A source: a stream of decoded bytes of one format, from a file, a container
 * member or standard input, cut into blocks that can be decoded on their own.
 *
 * What a file is, is decided by its bytes.  Raw files above a size are mapped;
 * zstd files of several frames with known sizes are decoded frame by frame by
 * whoever asks; everything else is read in order.
 */
#ifndef TD_INPUT_SOURCE_H
#define TD_INPUT_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "analyzer/error.h"
#include "formats/format.h"

/* Blocks begin at multiples of this in the decoded stream (hashing). */
#define TD_HASH_BLOCK ((size_t)64 << 10)

/* Limits, all adjustable; 0 takes the default. */
struct td_limits {
	size_t chunk;         /* bytes a block; default 1 MiB, a multiple of
	                         TD_HASH_BLOCK (rounded up to it) */
	size_t map_from;      /* files of this size on are mapped, if that
	                         helps; default 256 KiB */
	uint64_t max_decoded; /* bytes a file may decode to, all members of an
	                         archive together; default 1 TiB */
	uint32_t max_ratio;   /* decoded : stored, after the first 64 MiB;
	                         default 2000 */
	uint32_t window_log;  /* zstd; default 27 (128 MiB), at most 31 */
	uint32_t depth;       /* containers in containers; default 4 */
	const struct td_format *format; /* forced by --format, or NULL */
};

/* A buffer that grows and is reused; TD_PAD readable bytes follow `cap`. */
struct td_buffer {
	char *p;
	size_t cap;
};

int td_buffer_reserve(struct td_buffer *b, size_t cap); /* -1: no memory */
void td_buffer_free(struct td_buffer *b);

/*
 * Content of a source: what two sources must share to be the same input.  The
 * sum over all TD_HASH_BLOCKs of XXH3_128 seeded with the block's number, so
 * any order of adding gives the same; and the decoded length.
 */
struct td_identity {
	uint64_t low, high, length;
};

/* Add bytes that begin at `off`, a multiple of TD_HASH_BLOCK; only the last
 * bytes of the source may be no whole block. */
void td_identity_add(
    struct td_identity *id, const char *p, size_t n, uint64_t off);

static inline void
td_identity_join(struct td_identity *into, const struct td_identity *id)
{
	into->low += id->low;
	into->high += id->high;
	into->length += id->length;
}

/*
 * A part of a source.  chunk.from .. chunk.end can be read, and TD_PAD bytes
 * beyond.  chunk.p is where the part begins, mostly not a record start (the
 * caller resyncs; only the first part begins with a record).  `fresh` are the
 * bytes to add to the identity, at `fresh_off`: all parts' fresh bytes cover
 * the source once.  stop - p of all parts add up to the decoded length.
 */
struct td_block {
	struct td_chunk chunk;
	uint64_t off; /* of chunk.p in the decoded source */
	struct td_span fresh;
	uint64_t fresh_off;
	bool last; /* the source ends with this block */
	bool over; /* nothing follows, be it that the rest cannot be read */
};

enum td_source_kind {
	TD_SOURCE_SERIAL,   /* td_source_next only */
	TD_SOURCE_PARALLEL, /* td_source_block, n_blocks of them */
	TD_SOURCE_ARCHIVE   /* td_source_member */
};

/* What tells that a file is as it was, without its path: a file that is renamed
 * keeps it. */
struct td_file_key {
	uint64_t inode, size;
	int64_t modified; /* nanoseconds since 1970 UTC */
};

/* So many bytes of how a source begins are looked at to know it again. */
enum { TD_BEGINNING = 1024 };

struct td_source {
	char *name; /* as the user knows it: "old.tar.gz:cur/1.eml" */
	enum td_source_kind kind;
	const struct td_format *format; /* NULL: unknown (or an archive) */
	const char *type; /* what it is, for "unknown format": "PDF document" */
	uint64_t n_blocks; /* parallel */
	bool mapped;       /* parallel, and its blocks cost nothing to get */
	bool wrapped;      /* in a container: nothing is added to it */
	bool again;        /* its path can be opened once more */
	bool light; /* open it keeps no more than td_limits.map_from bytes */
	int64_t written;   /* microseconds since 1970 UTC: the file's mtime, for
	                      pipes now */
	uint64_t stored;   /* bytes of the file; for members 0 */
	uint64_t consumed; /* of them, in order: so far (for progress) */
	uint64_t decoded;  /* bytes seen so far, or all (parallel) */
	struct td_file_key key; /* when it was opened; of no regular file: 0 */

	/* For whoever counts it; input/ leaves them alone. */
	uint64_t from; /* what begins before was counted by an earlier run */
	bool alone;    /* td_known_begin() was called for it */

	struct td_source_impl *impl;
};

/* Per-thread tools for opening: a libmagic handle and buffers.  It outlives
 * its sources; td_source_open and td_source_member are calls of its thread. */
struct td_opener;

struct td_opener *td_opener_new(const struct td_limits *limits);
void td_opener_free(struct td_opener *o);

/*
 * Open a path ("-" is standard input).  -1 and *e on failure.  A small raw
 * file is read at once and comes as a serial source of one block, without any
 * allocation but the name.
 */
int td_source_open(struct td_opener *o, const char *path, struct td_source *s,
    struct td_error *e);

/*
 * The same for bytes that were found within another source: a part of a mail,
 * decoded.  They are copied.  Only what comes by mail (td_format.by_mail) is
 * known in it, whatever format is forced; all else is NULL, and so is its type.
 * The same limits hold as for a file of these bytes.
 */
int td_source_open_part(struct td_opener *o, struct td_span bytes,
    struct td_source *s, struct td_error *e);

/*
 * The next block of a serial source into `buf`, which the block then borrows:
 * 1, or 0 at the end, or -1 and *e where the data is broken (what came before
 * stays valid).  At the end e->what may hold a warning (garbage behind a
 * member).  Blocks may be decoded by other threads while the next is read,
 * into another buffer.  Not for several threads at once.  An empty source has
 * no block.
 */
int td_source_next(struct td_source *s, struct td_buffer *buf,
    struct td_block *out, struct td_error *e);

/*
 * Block `i` of a parallel source.  For any number of threads at once, each
 * with its own buffer.  -1 and *e if it cannot be decoded.
 */
int td_source_block(struct td_source *s, uint64_t i, struct td_buffer *buf,
    struct td_block *out, struct td_error *e);

/*
 * The next member of an archive as a serial source (or again an archive): 1,
 * 0 at the end (with a warning, as above), -1 and *e.  If member->name is set
 * then, only that member is broken: close it and ask for the next; else the
 * archive cannot be read any further.  A member must be closed before the next
 * is asked for.  Directories, links and the bookkeeping of mail stores are
 * passed over.
 */
int td_source_member(
    struct td_source *s, struct td_source *member, struct td_error *e);

/* How it begins, decoded: TD_BEGINNING bytes, or all; archives: nothing. */
struct td_span td_source_beginning(const struct td_source *s);

/* The key of a path; false if it is no regular file. */
bool td_file_key(const char *path, struct td_file_key *key);

/*
 * Whether a mapped file shrank while it was read: its bytes cannot be trusted
 * and the source must not count.
 */
bool td_source_shrank(const struct td_source *s);

void td_source_close(struct td_source *s);

/* Once, before any thread: the handler that survives a file shrinking. */
int td_input_init(struct td_error *e);

#endif

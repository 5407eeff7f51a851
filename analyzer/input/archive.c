/*
 * What libarchive reads for us: members of tar and zip, and the streams of xz
 * and bzip2.  The only file that knows it; gzip and zstd never go through it,
 * nor do small zips of one file.
 */
#include "analyzer/input/archive.h"

#include "analyzer/input/inflate.h"
#include "analyzer/input/zip_one.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK ((size_t)128 << 10)

/* As many broken headers in a row may be passed over. */
#define MAX_RETRIES 64

/* libarchive takes the window as it is, and has done with it when it asks for
 * the next. */
struct feed {
	struct td_stream *below;
	uint64_t at; /* where the window begins that it has ... */
	size_t lent; /* ... and how long it is */
	bool ended;  /* it wanted more than there is */
};

static la_ssize_t
feed_read(struct archive *ar, void *data, const void **p)
{
	struct feed *f = data;
	struct td_span in;

	td_stream_skip(f->below, f->lent);
	f->at += f->lent;
	in = td_stream_peek(f->below, 1);
	f->lent = in.n;
	f->ended = in.n == 0;
	*p = in.p;
	if (in.n == 0 && f->below->error.what != NULL) {
		archive_set_error(ar, EIO, "%s", f->below->error.reason);
		return -1;
	}
	return (la_ssize_t)in.n;
}

/* It says many things about a file that was cut off. */
static const char *
reason_of(struct archive *ar, const struct feed *f)
{
	const char *s = archive_error_string(ar);

	if (f->ended)
		return "cut off, or garbage at the end";
	return s != NULL ? s : "no reason given";
}

/*
 * What libarchive has decoded and nobody took yet.  Its own
 * archive_read_data() would throw that away at an error.
 */
struct piece {
	const void *p;
	size_t n;
	la_int64_t off; /* of p in the member */
	la_int64_t at;  /* so much of the member was given */
};

static size_t
read_piece(struct td_stream *s, struct piece *x, struct archive *ar,
    const struct feed *f, char *p, size_t n)
{
	int r = ARCHIVE_OK, tries = 0;
	size_t hole, part;

	while (x->n == 0 && r != ARCHIVE_EOF && tries < MAX_RETRIES) {
		r = archive_read_data_block(ar, &x->p, &x->n, &x->off);
		if (r == ARCHIVE_EOF)
			return 0;
		if (r < ARCHIVE_WARN && r != ARCHIVE_RETRY) {
			td_stream_fail(s, "cannot unpack", reason_of(ar, f));
			return 0;
		}
		tries += r == ARCHIVE_RETRY;
	}
	/* A sparse member: zeros up to where the bytes belong. */
	hole = x->off > x->at ? (size_t)(x->off - x->at) : 0;
	part = hole > 0 ? hole : x->n;
	part = part < n ? part : n;
	x->at += (la_int64_t)part;
	if (hole > 0) {
		memset(p, 0, part);
		return part;
	}
	memcpy(p, x->p, part);
	x->p = (const char *)x->p + part;
	x->n -= part;
	x->off += (la_int64_t)part;
	return part;
}

/* xz and bzip2: a single nameless member to libarchive. */

struct unpack {
	struct td_stream s;
	struct feed feed;
	struct piece piece;
	struct archive *ar;
};

static size_t
unpack_read(struct td_stream *s, char *p, size_t n)
{
	struct unpack *u = (struct unpack *)s;

	return read_piece(s, &u->piece, u->ar, &u->feed, p, n);
}

static void
unpack_close(struct td_stream *s)
{
	archive_read_free(((struct unpack *)s)->ar);
	td_buffer_free(&s->ahead);
	free(s);
}

static const struct td_stream_ops unpack_ops = { unpack_read, unpack_close };

/* The filter is given, or libarchive would look for more of them behind it,
 * and nobody would measure those. */
static struct td_stream *
unpack_open(struct td_stream *below, int filter, bool empty)
{
	struct unpack *u = calloc(1, sizeof(*u));
	struct archive_entry *entry;
	int r;

	if (u == NULL)
		return NULL;
	td_stream_init(&u->s, &unpack_ops, below);
	u->feed.below = below;
	u->ar = archive_read_new();
	if (u->ar == NULL) {
		free(u);
		return NULL;
	}
	archive_read_support_format_raw(u->ar);
	archive_read_support_format_empty(u->ar);
	r = archive_read_append_filter(u->ar, filter);
	if (r == ARCHIVE_OK)
		r = archive_read_open(u->ar, &u->feed, NULL, feed_read, NULL);
	if (r == ARCHIVE_OK)
		r = archive_read_next_header(u->ar, &entry);
	if (r == ARCHIVE_EOF && empty)
		u->s.end = true;
	else if (r == ARCHIVE_EOF || r < ARCHIVE_WARN)
		td_stream_fail(
		    &u->s, "cannot unpack", reason_of(u->ar, &u->feed));
	return &u->s;
}

/*
 * To libarchive also that is empty of which nothing could be decoded.  So it
 * is looked whether a block follows the header: in .xz (xz-file-format 3.1)
 * the index begins with a zero, in bzip2 the end with the digits of sqrt(pi).
 */
struct td_stream *
td_xz_open(struct td_stream *below)
{
	struct td_span head = td_stream_peek(below, 13);

	return unpack_open(
	    below, ARCHIVE_FILTER_XZ, head.n >= 13 && head.p[12] == '\0');
}

struct td_stream *
td_bzip2_open(struct td_stream *below)
{
	struct td_span head = td_stream_peek(below, 5);

	return unpack_open(
	    below, ARCHIVE_FILTER_BZIP2, head.n >= 5 && head.p[4] == '\x17');
}

/* Archives. */

struct td_archive {
	struct archive *ar;   /* NULL: it is ... */
	struct td_inflate *z; /* ... `one` */
	struct td_zip_one one;
	struct feed feed;
	struct td_stream member; /* used again for each, ... */
	struct piece piece;      /* ... and this */
	uint64_t decoded;        /* of all members */
	uint64_t nth;
	char nameless[32];
	bool seeks; /* reads the file itself */
	bool over;
};

static size_t
member_read(struct td_stream *s, char *p, size_t n)
{
	struct td_archive *a = (struct td_archive *)((char *)s -
	    offsetof(struct td_archive, member));

	n = read_piece(s, &a->piece, a->ar, &a->feed, p, n);
	if (n == 0 && a->feed.below->error.what != NULL)
		s->error = a->feed.below->error;
	return n;
}

/* The buffer stays for the next member. */
static void
member_close(struct td_stream *s)
{
	s->window.n = 0;
}

static const struct td_stream_ops member_ops = { member_read, member_close };

/* ---- a zip of one file ---- */

static size_t
one_read(struct td_stream *s, char *p, size_t n)
{
	struct td_archive *a = (struct td_archive *)((char *)s -
	    offsetof(struct td_archive, member));
	struct td_zip_one *one = &a->one;
	size_t got = 0;

	while (got == 0 && !one->ended && !s->end) {
		struct td_span *in = &one->part[one->at];
		enum td_inflated r;

		got = n;
		r = td_inflate_run(a->z, in, p, &got);
		if (r == TD_INFLATE_DONE)
			one->ended = true;
		else if (r != TD_INFLATE_MORE)
			td_stream_fail(s, "cannot unpack",
			    r == TD_INFLATE_BAD ? "the data is corrupt" :
			                          "the checksum is wrong");
		else if (got == 0 && (in->n > 0 || ++one->at == 3))
			td_stream_fail(
			    s, "cannot unpack", "the data is corrupt");
	}
	return got;
}

static const struct td_stream_ops one_ops = { one_read, member_close };

struct td_archive *
td_archive_open(
    struct td_stream *below, int fd, struct td_span memory, struct td_error *e)
{
	struct td_archive *a = calloc(1, sizeof(*a));
	int r;

	if (a != NULL && memory.n > 0 && td_zip_one_find(memory, &a->one))
		a->z = td_inflate_new();
	else if (a != NULL)
		a->ar = archive_read_new();
	if (a == NULL || (a->ar == NULL && a->z == NULL)) {
		td_error_sys(e, "cannot open the archive", ENOMEM);
		free(a);
		return NULL;
	}
	a->feed.below = below;
	a->seeks = fd >= 0 || memory.n > 0;
	if (a->z != NULL)
		return a;
	archive_read_support_format_tar(a->ar);
	archive_read_support_format_zip(a->ar);
	if (fd >= 0)
		r = archive_read_open_fd(a->ar, fd, BLOCK);
	else if (memory.n > 0)
		r = archive_read_open_memory(a->ar, memory.p, memory.n);
	else
		r = archive_read_open(a->ar, &a->feed, NULL, feed_read, NULL);
	if (r != ARCHIVE_OK) {
		td_error_set(e, "cannot open the archive", "%s",
		    reason_of(a->ar, &a->feed));
		archive_read_free(a->ar);
		free(a);
		return NULL;
	}
	return a;
}

/*
 * Behind the end of a tar come zeros up to a full record.  They are read, so
 * that the checksum of what the tar is packed in is looked at; and so that
 * something else there is seen.
 */
static int
finish(struct td_archive *a, struct td_error *e)
{
	struct td_stream *below = a->feed.below;
	const struct td_error *note;
	bool more = false;
	uint64_t taken;

	a->over = true;
	if (a->seeks)
		return 0;
	taken = (uint64_t)archive_filter_bytes(a->ar, 0) - a->feed.at;
	td_stream_skip(below, taken < a->feed.lent ? taken : a->feed.lent);
	a->feed.lent = 0;
	for (;;) {
		struct td_span in = td_stream_peek(below, 1);

		if (in.n == 0)
			break;
		for (size_t i = 0; i < in.n && !more; i++)
			more = in.p[i] != 0;
		td_stream_skip(below, in.n);
	}
	if (below->error.what != NULL) {
		*e = below->error;
		return -1;
	}
	note = td_stream_note(below);
	if (note != NULL)
		*e = *note;
	else if (more)
		td_error_set(e, "ignored", "garbage behind the archive");
	return 0;
}

/* The name as it was stored; libarchive has none if the locale cannot say
 * it, which is of no interest here. */
static const char *
name_of(struct td_archive *a, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (name == NULL)
		name = archive_entry_pathname_utf8(entry);
	if (name != NULL)
		return name;
	snprintf(a->nameless, sizeof(a->nameless), "#%llu",
	    (unsigned long long)a->nth);
	return a->nameless;
}

static int
next_file(struct td_archive *a, struct archive_entry **entry)
{
	int r, tries = 0;

	do {
		r = archive_read_next_header(a->ar, entry);
		if (r == ARCHIVE_OK || r == ARCHIVE_WARN) {
			a->nth++;
			if (archive_entry_filetype(*entry) == AE_IFREG &&
			    archive_entry_hardlink(*entry) == NULL)
				return ARCHIVE_OK;
			tries = 0;
		}
	} while (r == ARCHIVE_OK || r == ARCHIVE_WARN ||
	    (r > ARCHIVE_FATAL && r != ARCHIVE_EOF && tries++ < MAX_RETRIES));
	return r == ARCHIVE_EOF ? ARCHIVE_EOF : ARCHIVE_FATAL;
}

int
td_archive_next(struct td_archive *a, const char **name,
    struct td_stream **member, struct td_error *e)
{
	struct td_stream *m = &a->member, *below = a->feed.below;
	struct td_buffer keep = m->ahead;
	struct archive_entry *entry = NULL;
	int r;

	if (a->over)
		return 0;
	a->over = td_meter_over(below->meter, a->decoded, e);
	if (a->over)
		return -1;
	if (a->z != NULL)
		r = a->nth++ == 0 ? ARCHIVE_OK : ARCHIVE_EOF;
	else
		r = next_file(a, &entry);
	if (r == ARCHIVE_EOF)
		return finish(a, e);
	if (r != ARCHIVE_OK) {
		a->over = true;
		if (below->error.what != NULL)
			*e = below->error;
		else
			td_error_set(e, "cannot read on", "%s",
			    reason_of(a->ar, &a->feed));
		return -1;
	}
	td_stream_init(m, a->z != NULL ? &one_ops : &member_ops, NULL);
	a->piece = (struct piece){ 0 };
	m->ahead = keep;
	m->meter = below->meter;
	m->decoded = &a->decoded;
	*name = a->z != NULL ? a->one.name : name_of(a, entry);
	*member = m;
	return 1;
}

void
td_archive_close(struct td_archive *a)
{
	if (a == NULL)
		return;
	if (a->ar != NULL)
		archive_read_free(a->ar);
	if (a->z != NULL)
		td_inflate_free(a->z);
	td_stream_close(a->feed.below);
	td_buffer_free(&a->member.ahead);
	free(a);
}

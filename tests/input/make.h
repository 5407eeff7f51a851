/*
 * For the tests of input/: containers, made in memory, and files in a folder
 * of their own.
 */
#ifndef TESTS_INPUT_MAKE_H
#define TESTS_INPUT_MAKE_H

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

/* Bytes on the heap. */
struct bytes {
	char *p;
	size_t n, cap;
};

/* Somebody else's. */
static inline struct bytes
bytes_of(const void *p, size_t n)
{
	return (struct bytes){ (char *)p, n, n };
}

static inline struct bytes
bytes_new(const void *p, size_t n)
{
	struct bytes b = { malloc(n + 1), n, n };

	ck_assert_ptr_nonnull(b.p);
	memcpy(b.p, p, n);
	return b;
}

/* `b` and more, one behind the other; b is freed. */
static inline struct bytes
bytes_add(struct bytes b, const void *p, size_t n)
{
	if (b.n + n > b.cap) {
		b.cap = (b.n + n) * 2;
		b.p = realloc(b.p, b.cap + 1);
		ck_assert_ptr_nonnull(b.p);
	}
	memcpy(b.p + b.n, p, n);
	b.n += n;
	return b;
}

static inline struct bytes
bytes_join(struct bytes a, struct bytes b)
{
	a = bytes_add(a, b.p, b.n);
	free(b.p);
	return a;
}

/* A frame that says how long it is, or one that does not. */
static inline struct bytes
make_zstd(struct bytes in, int level)
{
	size_t cap = ZSTD_compressBound(in.n);
	struct bytes out = { malloc(cap + 1), 0, cap };

	out.n = ZSTD_compress(out.p, cap, in.p, in.n, level);
	ck_assert(!ZSTD_isError(out.n));
	return out;
}

static inline struct bytes
make_zstd_with(struct bytes in, ZSTD_cParameter parameter, int value)
{
	size_t cap = ZSTD_compressBound(in.n);
	struct bytes out = { malloc(cap + 1), 0, cap };
	ZSTD_CCtx *ctx = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(ctx, parameter, value);
	out.n = ZSTD_compress2(ctx, out.p, cap, in.p, in.n);
	ck_assert(!ZSTD_isError(out.n));
	ZSTD_freeCCtx(ctx);
	return out;
}

/* RFC 8878 3.1.2. */
static inline struct bytes
make_skippable(size_t n)
{
	unsigned char head[8] = { 0x5a, 0x2a, 0x4d, 0x18 };
	struct bytes out;

	for (int i = 0; i < 4; i++)
		head[4 + i] = (unsigned char)(n >> (8 * i));
	out = bytes_new(head, 8);
	for (size_t i = 0; i < n; i++)
		out = bytes_add(out, "skip", 1);
	return out;
}

static inline struct archive *
start(struct bytes *out, size_t in, size_t *used, int format, int filter)
{
	struct archive *a = archive_write_new();

	*out = (struct bytes){ malloc(in * 2 + 65536), 0, 0 };
	ck_assert_ptr_nonnull(out->p);
	ck_assert_int_eq(archive_write_set_format(a, format), ARCHIVE_OK);
	ck_assert_int_eq(archive_write_add_filter(a, filter), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(a, 1);
	ck_assert_int_eq(
	    archive_write_open_memory(a, out->p, in * 2 + 65536, used),
	    ARCHIVE_OK);
	return a;
}

static inline void
put(struct archive *a, const char *name, mode_t type, struct bytes in)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, type);
	archive_entry_set_perm(e, 0644);
	if (type == AE_IFLNK)
		archive_entry_set_symlink(e, "elsewhere");
	archive_entry_set_size(e, type == AE_IFREG ? (la_int64_t)in.n : 0);
	ck_assert_int_eq(archive_write_header(a, e), ARCHIVE_OK);
	if (type == AE_IFREG)
		ck_assert_int_eq(
		    archive_write_data(a, in.p, in.n), (la_ssize_t)in.n);
	archive_entry_free(e);
}

/* gzip, bzip2, xz: one stream. */
static inline struct bytes
make_packed(struct bytes in, int filter)
{
	struct bytes out;
	struct archive *a =
	    start(&out, in.n, &out.n, ARCHIVE_FORMAT_RAW, filter);

	put(a, "data", AE_IFREG, in);
	ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return out;
}

static inline struct bytes
make_gzip(struct bytes in)
{
	return make_packed(in, ARCHIVE_FILTER_GZIP);
}

/* A folder, a link and one file in a tar or zip.  What is a link in a zip can
 * be told from its end only, so there is none if it shall be a stream. */
static inline struct bytes
make_archive(struct bytes in, const char *name, int format)
{
	struct bytes out, none = { NULL, 0, 0 };
	struct archive *a =
	    start(&out, in.n, &out.n, format, ARCHIVE_FILTER_NONE);

	put(a, "folder/", AE_IFDIR, none);
	if (format != ARCHIVE_FORMAT_ZIP)
		put(a, "folder/link", AE_IFLNK, none);
	put(a, name, AE_IFREG, in);
	ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return out;
}

static inline struct bytes
make_tar(struct bytes in, const char *name)
{
	return make_archive(in, name, ARCHIVE_FORMAT_TAR_USTAR);
}

/* Files. */

static char make_dir[64];

static inline void
dir_new(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(make_dir, sizeof(make_dir), "%.40s/todoku.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(make_dir));
}

static inline int
remove_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st, (void)type, (void)f;
	return remove(path);
}

static inline void
dir_free(void)
{
	nftw(make_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A path in the folder; good until the eighth call after. */
static inline const char *
in_dir(const char *name)
{
	static char path[8][512];
	static unsigned i;

	i = (i + 1) % 8;
	snprintf(path[i], sizeof(path[i]), "%s/%s", make_dir, name);
	return path[i];
}

static inline const char *
put_file(const char *name, const void *p, size_t n)
{
	const char *path = in_dir(name);
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(p, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
	return path;
}

#endif

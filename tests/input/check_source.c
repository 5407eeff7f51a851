/*
 * analyzer/input/source.h: every kind of file, whole and broken.
 */
#include "analyzer/input/source.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/input/fakes.h"
#include "tests/input/make.h"

/* What the guess is made on, and its answer. */
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
static int
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

static void
read_bytes(const struct td_limits *l, struct bytes b, struct gathered *g)
{
	ck_assert_int_eq(read_path(l, put_file("f", b.p, b.n), g), 0);
}

/* Lines with their numbers. */
static struct bytes
lines(size_t n)
{
	struct bytes b = { malloc(n + 64), 0, 0 };

	for (unsigned i = 0; b.n < n; i++)
		b.n += (size_t)sprintf(
		    b.p + b.n, "line %u of %x\n", i, i * 2654435761u);
	b.n = n;
	return b;
}

static struct bytes
zeros(size_t n)
{
	struct bytes b = bytes_of(calloc(1, n), n);

	ck_assert_ptr_nonnull(b.p);
	return b;
}

static void
assert_bytes(const struct gathered *g, struct bytes want)
{
	ck_assert_uint_eq(g->n, want.n);
	ck_assert_uint_eq(g->fresh, want.n);
	ck_assert_uint_eq(g->id.length, want.n);
	ck_assert(want.n == 0 || memcmp(g->p, want.p, want.n) == 0);
}

/* It gave `least` bytes of the right ones or more, and failed. */
static void
assert_broken(const struct gathered *g, struct bytes want, size_t least)
{
	ck_assert_int_eq(g->result, -1);
	ck_assert_ptr_nonnull(g->e.what);
	ck_assert(g->n <= want.n && g->n >= least);
	ck_assert_uint_eq(g->n, g->fresh);
	ck_assert(g->n == 0 || memcmp(g->p, want.p, g->n) == 0);
}

/* Files that are not read. */

static void
assert_refused(const char *path, const char *reason)
{
	struct gathered g;

	ck_assert_int_eq(read_path(&defaults, path, &g), -1);
	ck_assert_str_eq(g.e.reason, reason);
}

START_TEST(refused)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_refused(in_dir("gone"), strerror(ENOENT));
	assert_refused("", strerror(ENOENT));
	assert_refused(make_dir, "it is a directory");
	assert_refused("/dev/null", "it is a device");
	ck_assert_int_eq(mkfifo(in_dir("fifo"), 0644), 0);
	assert_refused(in_dir("fifo"), "it is a FIFO");
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", in_dir("socket"));
	ck_assert_int_eq(bind(fd, (void *)&a, sizeof(a)), 0);
	assert_refused(in_dir("socket"), "it is a socket");
	ck_assert_int_eq(symlink("loop", in_dir("loop")), 0);
	assert_refused(in_dir("loop"), strerror(ELOOP));
	close(fd);
	put_file("closed", "x", 1);
	ck_assert_int_eq(chmod(in_dir("closed"), 0), 0);
	if (geteuid() == 0)
		printf("skipped: root may read files without permission\n");
	else
		assert_refused(in_dir("closed"), strerror(EACCES));
}
END_TEST

/* Empty files have no block and no identity. */
START_TEST(empty)
{
	static const struct td_identity none;
	struct bytes nothing = bytes_of("", 0);
	struct bytes packed[] = { nothing, make_zstd(nothing, 3),
		make_gzip(nothing), make_packed(nothing, ARCHIVE_FILTER_XZ),
		make_packed(nothing, ARCHIVE_FILTER_BZIP2),
		make_tar(nothing, "f"),
		make_archive(nothing, "f", ARCHIVE_FORMAT_ZIP),
		make_skippable(10) };
	struct gathered g;

	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++) {
		read_bytes(&defaults, packed[i], &g);
		ck_assert_int_eq(g.result, 0);
		ck_assert_uint_eq(g.blocks, 0);
		ck_assert_int_eq(memcmp(&g.id, &none, sizeof(none)), 0);
		gather_free(&g);
		if (i > 0)
			free(packed[i].p);
	}
}
END_TEST

START_TEST(empty_is_named)
{
	struct td_limits l = { 0 };
	struct td_opener *o = td_opener_new(&l);
	struct td_source s;
	struct td_error e;

	guess = &fake_line;
	ck_assert_int_eq(td_source_open(o, put_file("f", "", 0), &s, &e), 0);
	ck_assert_ptr_null(s.format);
	ck_assert_str_eq(s.type, "empty");
	td_source_close(&s);
	td_opener_free(o);
}
END_TEST

/* Formats. */

static void
open_one(struct td_limits l, struct bytes b, struct td_source *s)
{
	static struct td_opener *o;
	struct td_error e;

	td_opener_free(o);
	o = td_opener_new(&l);
	ck_assert_int_eq(td_source_open(o, put_file("f", b.p, b.n), s, &e), 0);
}

/* The guess is made on the same bytes, however they are packed. */
START_TEST(guessed)
{
	static const struct {
		size_t n, want;
		bool more;
	} rows[] = {
		{ 1, 1, false },
		{ 65536, 65536, false },
		{ 65537, 65536, true },
		{ 400000, 65536, true },
	};
	struct bytes b = lines(rows[_i].n);
	struct bytes all[] = { b, make_zstd(b, 3), make_gzip(b),
		make_tar(b, "x") };
	struct td_source s, m;
	struct td_error e;

	for (size_t i = 0; i < 4; i++) {
		struct td_limits l = { 0 };

		guess = &fake_mbox;
		guessed_n = 0;
		open_one(l, all[i], &s);
		if (s.kind == TD_SOURCE_ARCHIVE) {
			ck_assert_ptr_null(s.format);
			ck_assert_int_eq(td_source_member(&s, &m, &e), 1);
			ck_assert_ptr_eq(m.format, &fake_mbox);
			td_source_close(&m);
		} else {
			ck_assert_ptr_eq(s.format, &fake_mbox);
			ck_assert_uint_eq(s.stored, all[i].n);
		}
		ck_assert_uint_eq(guessed_n, rows[_i].want);
		ck_assert_int_eq(guessed_more, rows[_i].more);
		td_source_close(&s);
		free(all[i].p);
	}
}
END_TEST

START_TEST(unknown)
{
	static const char pdf[] = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";
	struct td_limits l = { 0 };
	struct td_source s;

	guess = NULL;
	open_one(l, bytes_of(pdf, sizeof(pdf) - 1), &s);
	ck_assert_ptr_null(s.format);
	ck_assert_str_eq(s.type, "PDF document");
	ck_assert_int_eq(s.kind, TD_SOURCE_SERIAL);
	td_source_close(&s);
	l.format = &fake_line;
	open_one(l, bytes_of(pdf, sizeof(pdf) - 1), &s);
	ck_assert_ptr_eq(s.format, &fake_line);
	td_source_close(&s);
}
END_TEST

/* Unknown bytes are still read, for the balance sheet. */
START_TEST(unknown_is_read)
{
	struct td_limits l = { .chunk = 1 };
	struct bytes b = lines(300000), z = make_gzip(b);
	struct gathered g;

	guess = NULL;
	read_bytes(&l, b, &g);
	assert_bytes(&g, b);
	gather_free(&g);
	read_bytes(&l, z, &g);
	assert_bytes(&g, b);
	ck_assert_uint_eq(g.blocks, 5);
	gather_free(&g);
	free(b.p);
	free(z.p);
}
END_TEST

/* Roads. */

START_TEST(roads)
{
	struct bytes b = lines(1 << 20), z = make_zstd(b, 1);
	struct bytes two = bytes_join(make_zstd(b, 1), make_zstd(b, 1));
	struct td_limits l = {
		.chunk = 1 << 18, .map_from = 1 << 20, .format = &fake_line
	};
	struct td_source s;

	open_one(l, b, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_PARALLEL);
	ck_assert_uint_eq(s.n_blocks, 4);
	ck_assert_uint_eq(s.decoded, b.n);
	td_source_close(&s);
	l.map_from++;
	open_one(l, b, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_SERIAL);
	td_source_close(&s);
	l.map_from = 1;
	open_one(l, z, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_SERIAL); /* one frame */
	td_source_close(&s);
	open_one(l, two, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_PARALLEL);
	ck_assert_uint_eq(s.n_blocks, 2);
	ck_assert_uint_eq(s.decoded, 2 * b.n);
	ck_assert_uint_eq(s.stored, two.n);
	td_source_close(&s);
	l.format = &fake_whole;
	open_one(l, two, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_SERIAL);
	td_source_close(&s);
	open_one(l, b, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_PARALLEL);
	ck_assert_uint_eq(s.n_blocks, 1);
	td_source_close(&s);
	free(b.p);
	free(z.p);
	free(two.p);
}
END_TEST

/* A file opened while another of the same opener is not yet read. */
START_TEST(two_at_once)
{
	struct td_opener *o = td_opener_new(&defaults);
	const char *a = put_file("a", "first\n", 6);
	const char *b = put_file("b", "second\n", 7);
	struct td_source s, t;
	struct gathered g;
	struct td_error e;

	ck_assert_int_eq(td_source_open(o, a, &s, &e), 0);
	ck_assert_int_eq(td_source_open(o, b, &t, &e), 0);
	ck_assert_str_eq(s.name, a);
	gather(&g, &s);
	assert_bytes(&g, bytes_of("first\n", 6));
	gather_free(&g);
	td_source_close(&s);
	gather(&g, &t);
	assert_bytes(&g, bytes_of("second\n", 7));
	gather_free(&g);
	td_source_close(&t);
	td_opener_free(o);
}
END_TEST

/* A block of a small file is good while the next file is open. */
START_TEST(small_block_lasts)
{
	struct td_opener *o = td_opener_new(&defaults);
	struct td_buffer one = { 0 }, two = { 0 };
	struct td_block a, b;
	struct td_source s;
	struct td_error e;

	ck_assert_int_eq(
	    td_source_open(o, put_file("a", "first\n", 6), &s, &e), 0);
	ck_assert_int_eq(td_source_next(&s, &one, &a, &e), 1);
	ck_assert(a.last);
	td_source_close(&s);
	ck_assert_int_eq(
	    td_source_open(o, put_file("b", "second\n", 7), &s, &e), 0);
	ck_assert_int_eq(td_source_next(&s, &two, &b, &e), 1);
	ck_assert(memcmp(a.chunk.p, "first\n", 6) == 0);
	ck_assert(memcmp(b.chunk.p, "second\n", 7) == 0);
	td_source_close(&s);
	td_buffer_free(&one);
	td_buffer_free(&two);
	td_opener_free(o);
}
END_TEST

/* What cannot be cut comes as one, up to a limit that is the same for all. */
START_TEST(whole_source)
{
	struct td_limits l = { .chunk = 1, .format = &fake_whole };
	struct bytes b = lines(3 << 20);
	struct bytes all[] = { b, make_gzip(b), make_tar(b, "x") };
	struct gathered g;

	for (size_t i = 0; i < 3; i++) {
		read_bytes(&l, all[i], &g);
		assert_bytes(&g, b);
		ck_assert_uint_eq(g.blocks, 1);
		ck_assert_uint_eq(g.records, 1);
		gather_free(&g);
	}
	for (size_t i = 0; i < 3; i++)
		free(all[i].p);
}
END_TEST

START_TEST(too_much_in_one)
{
	size_t n = ((size_t)256 << 20) + 1;
	struct td_limits l = { .format = &fake_whole };
	const char *path = put_file("f", "", 0);
	struct gathered g;

	ck_assert_int_eq(truncate(path, (off_t)n), 0);
	ck_assert_int_eq(read_path(&l, path, &g), 0);
	ck_assert_int_eq(g.result, -1);
	ck_assert_uint_eq(g.n, 0);
	ck_assert_str_eq(
	    g.e.reason, "more than 256 MiB of whole, which cannot be cut");
}
END_TEST

/* What is too large for a format that cannot be cut is read as another, and as
 * the same one in a container. */
START_TEST(larger)
{
	static const size_t sizes[] = { 131072 - 19, 131072, 131072 + 19,
		1000000 };
	struct td_format limited = fake_whole;
	struct td_limits l = { .chunk = 1, .map_from = 1, .format = &limited };
	const size_t whole = sizes[_i] <= 131072;
	struct bytes b = bytes_new("", 0), z;
	struct gathered g;

	limited.whole = 131072;
	limited.larger = &fake_mbox;
	while (b.n + 19 <= sizes[_i])
		b = bytes_add(b, "From c\nd: e\n\nbody\n\n", 19);
	while (b.n < sizes[_i])
		b = bytes_add(b, "\n", 1);
	z = make_gzip(b);
	for (int i = 0; i < 2; i++) {
		read_bytes(&l, i == 0 ? b : z, &g);
		assert_bytes(&g, b);
		ck_assert_uint_eq(g.records, whole ? 1 : sizes[_i] / 19);
		gather_free(&g);
	}
	free(b.p);
	free(z.p);
}
END_TEST

/* So it is in every container and on every road; or nothing can be done. */
START_TEST(larger_packed)
{
	static const struct {
		size_t n;
		const struct td_format *want;
		int result;
	} rows[] = {
		{ 100000, &fake_short, 0 },
		{ 100001, &fake_line, 0 },
		{ 100001, &fake_stuck, -1 },
	};
	const struct td_format *first =
	    rows[_i].want == &fake_stuck ? &fake_stuck : &fake_short;
	struct bytes b = lines(rows[_i].n);
	struct bytes all[] = { b, make_gzip(b), make_zstd(b, 3),
		make_tar(b, "x"),
		bytes_join(make_zstd(b, 3), make_skippable(3)) };
	struct td_limits l = { .chunk = 1, .format = first };
	struct gathered g;

	for (size_t i = 0; i < 10; i++) {
		l.map_from = i < 5 ? 1 : 1 << 20;
		read_bytes(&l, all[i % 5], &g);
		ck_assert_int_eq(g.result, rows[_i].result);
		ck_assert_ptr_eq(g.format, rows[_i].want);
		if (g.result == 0)
			assert_bytes(&g, b);
		gather_free(&g);
	}
	for (size_t i = 0; i < 5; i++)
		free(all[i].p);
}
END_TEST

/* A record longer than any chunk, right before TD_RECORD_MAX and behind. */
START_TEST(long_records)
{
	static const size_t longs[] = { 65530, 65536, 300000, 1048570, 1048576,
		1048577, 3000000 };
	struct td_limits l = { .chunk = 1, .format = &fake_mbox };
	struct bytes b = bytes_new("From a\n", 7), z;
	struct gathered g, h;

	for (size_t i = 0; b.n < longs[_i] - 1; i++)
		b = bytes_add(b, "x: 0123456789abcdef\n", 20);
	b.n = longs[_i] - 1;
	b = bytes_add(b, "\n\nbody\n\nFrom b\nx: y\n\nbody\n\n", 27);
	for (size_t i = 0; i < 100000; i++)
		b = bytes_add(b, "From c\nd: e\n\nbody\n\n", 19);
	z = make_gzip(b);
	l.map_from = 1;
	read_bytes(&l, b, &g);
	assert_bytes(&g, b);
	read_bytes(&l, z, &h);
	assert_bytes(&h, b);
	ck_assert_uint_eq(g.records, 100002);
	ck_assert_uint_eq(h.records, g.records);
	ck_assert_uint_eq(h.sum, g.sum);
	ck_assert_uint_gt(h.blocks, 2);
	gather_free(&g);
	gather_free(&h);
	free(b.p);
	free(z.p);
}
END_TEST

/* Pipes and standard input. */

static struct bytes to_write;

static void *
write_slowly(void *fd)
{
	int out = *(int *)fd;
	size_t at = 0;

	while (at < to_write.n) {
		size_t n = to_write.n - at;
		ssize_t r = write(out, to_write.p + at, n < 5000 ? n : 5000);

		if (r <= 0)
			break;
		at += (size_t)r;
	}
	close(out);
	return NULL;
}

static void
read_pipe(struct bytes b, const char *format, struct gathered *g)
{
	struct td_limits l = { .chunk = 1, .format = &fake_line };
	char path[32];
	pthread_t t;
	int fd[2];

	to_write = b;
	ck_assert_int_eq(pipe(fd), 0);
	snprintf(path, sizeof(path), format, fd[0]);
	ck_assert_int_eq(pthread_create(&t, NULL, write_slowly, &fd[1]), 0);
	ck_assert_int_eq(read_path(&l, path, g), 0);
	close(fd[0]);
	pthread_join(t, NULL);
}

START_TEST(pipes)
{
	struct bytes b = lines(500000), z = make_zstd(b, 3);
	struct bytes zip = make_archive(b, "x", ARCHIVE_FORMAT_ZIP);
	struct bytes *all[] = { &b, &z, &zip };
	struct gathered g;

	for (size_t i = 0; i < 3; i++) {
		read_pipe(*all[i], "/dev/fd/%d", &g);
		assert_bytes(&g, b);
		gather_free(&g);
		read_pipe(*all[i], "/proc/self/fd/%d", &g);
		assert_bytes(&g, b);
		gather_free(&g);
	}
	for (size_t i = 0; i < 3; i++)
		free(all[i]->p);
}
END_TEST

/* From where it stands; then it is no longer the file that could be mapped. */
START_TEST(standard_input)
{
	struct td_limits l = { .map_from = 1, .format = &fake_line };
	struct bytes b = lines(200000);
	int fd = open(put_file("f", b.p, b.n), O_RDONLY), keep = dup(0);
	struct gathered g;

	ck_assert_int_eq(dup2(fd, 0), 0);
	ck_assert_int_eq(read_path(&l, "-", &g), 0);
	assert_bytes(&g, b);
	gather_free(&g);
	ck_assert_int_eq(lseek(0, 1000, SEEK_SET), 1000);
	ck_assert_int_eq(read_path(&l, "-", &g), 0);
	ck_assert_uint_eq(g.n, b.n - 1000);
	ck_assert(memcmp(g.p, b.p + 1000, g.n) == 0);
	gather_free(&g);
	ck_assert_int_eq(fcntl(0, F_GETFD), 0); /* still open */
	close(fd);
	fd = open("/dev/null", O_RDONLY);
	ck_assert_int_eq(dup2(fd, 0), 0);
	ck_assert_int_eq(read_path(&l, "-", &g), 0);
	ck_assert_uint_eq(g.n, 0);
	close(fd);
	ck_assert_int_eq(dup2(keep, 0), 0);
	close(keep);
	free(b.p);
}
END_TEST

/* Broken compression: cut at every byte, and one byte changed. */

static void
cut_everywhere(struct bytes whole, struct bytes want, size_t ends)
{
	struct td_limits l = { .chunk = 1, .format = &fake_line };
	struct td_limits mapped = {
		.chunk = 1, .map_from = 1, .format = &fake_line
	};
	struct gathered g;

	for (size_t n = 10; n < whole.n; n++) {
		struct bytes cut = bytes_of(whole.p, n);
		const struct td_limits *which = n % 2 ? &l : &mapped;

		if (read_path(which, put_file("f", cut.p, n), &g) != 0)
			continue;
		/* Between two frames or members nothing is missing. */
		if (n != ends)
			assert_broken(&g, want, n > ends ? want.n / 2 : 0);
		else
			ck_assert_int_eq(g.result, 0);
		gather_free(&g);
	}
}

START_TEST(cut_zstd)
{
	struct bytes b = lines(4000), want = bytes_new(b.p, b.n);
	struct bytes first = make_zstd(b, 3);
	size_t ends = first.n;
	struct bytes z = bytes_join(first, make_zstd(b, 3));

	want = bytes_add(want, b.p, b.n);
	cut_everywhere(z, want, ends);
	free(b.p);
	free(want.p);
	free(z.p);
}
END_TEST

START_TEST(cut_gzip)
{
	struct bytes b = lines(4000), want = bytes_new(b.p, b.n);
	struct bytes first = make_gzip(b);
	size_t ends = first.n;
	struct bytes z = bytes_join(first, make_gzip(b));
	struct gathered g;

	want = bytes_add(want, b.p, b.n);
	/* A lone 0x1f is garbage, not a member; and not an error. */
	read_bytes(&defaults, bytes_of(z.p, ends + 1), &g);
	ck_assert_int_eq(g.result, 0);
	ck_assert_str_eq(g.e.what, "ignored");
	gather_free(&g);
	cut_everywhere(bytes_of(z.p, ends), want, ends);
	for (size_t n = ends + 2; n < z.n; n++) {
		read_bytes(&defaults, bytes_of(z.p, n), &g);
		assert_broken(&g, want, b.n);
		gather_free(&g);
	}
	free(b.p);
	free(want.p);
	free(z.p);
}
END_TEST

/* libarchive gives xz and bzip2 in pieces of 64 KiB and loses the last; all of
 * this bzip2 is one block. */
START_TEST(cut_others)
{
	static const size_t least[] = { 200000, 0, 100000 };
	struct bytes b = lines(800000);
	struct bytes all[] = { make_packed(b, ARCHIVE_FILTER_XZ),
		make_packed(b, ARCHIVE_FILTER_BZIP2), make_tar(b, "x") };
	struct gathered g;

	for (size_t i = 0; i < 3; i++) {
		struct bytes cut = bytes_of(all[i].p, all[i].n / 2);

		if (read_path(&defaults, put_file("f", cut.p, cut.n), &g) == 0)
			assert_broken(&g, b, least[i]);
		ck_assert_str_eq(g.e.reason, "cut off, or garbage at the end");
		gather_free(&g);
		free(all[i].p);
	}
	free(b.p);
}
END_TEST

/* In a large file what was decoded before the damage is given. */
START_TEST(damaged)
{
	struct bytes b = lines(3000000);
	struct bytes all[] = {
		make_zstd_with(b, ZSTD_c_checksumFlag, 1),
		make_gzip(b),
		make_packed(b, ARCHIVE_FILTER_BZIP2),
	};
	struct td_limits l = { .chunk = 1, .format = &fake_line };
	struct gathered g;

	for (size_t i = 0; i < 3; i++) {
		struct bytes x = all[i];

		memset(x.p + x.n / 2, 0xff, 64);
		read_bytes(&l, x, &g);
		ck_assert_int_eq(g.result, -1);
		ck_assert_uint_gt(g.n, b.n / 4);
		ck_assert(memcmp(g.p, b.p, b.n / 4) == 0);
		gather_free(&g);
		free(x.p);
	}
	free(b.p);
}
END_TEST

START_TEST(wrong_checksum)
{
	struct bytes b = lines(300000), z = make_gzip(b);
	struct bytes f = make_zstd_with(b, ZSTD_c_checksumFlag, 1);
	struct gathered g;

	z.p[z.n - 8] ^= 1;
	read_bytes(&defaults, z, &g);
	assert_broken(&g, b, b.n);
	ck_assert_str_eq(g.e.reason, "the checksum is wrong");
	gather_free(&g);
	z.p[z.n - 8] ^= 1;
	z.p[z.n - 1] ^= 1; /* the length */
	read_bytes(&defaults, z, &g);
	ck_assert_int_eq(g.result, -1);
	gather_free(&g);
	f.p[f.n - 1] ^= 1;
	read_bytes(&defaults, f, &g);
	assert_broken(&g, b, b.n / 2);
	gather_free(&g);
	free(b.p);
	free(z.p);
	free(f.p);
}
END_TEST

static const struct {
	const char *tail;
	size_t n;
	const char *note[2]; /* gzip, zstd; NULL: nothing to tell */
} tails[] = {
	{ "", 0, { NULL, NULL } },
	{ "\0", 1, { NULL, "garbage behind the zstd data" } },
	{ "\0\0\0\0\0\0", 6, { NULL, "garbage behind the zstd data" } },
	{ "garbage", 7,
	    { "garbage behind the gzip data",
	        "garbage behind the zstd data" } },
	{ "\0\0garbage", 9,
	    { "garbage behind the gzip data",
	        "garbage behind the zstd data" } },
	{ "g", 1,
	    { "garbage behind the gzip data",
	        "garbage behind the zstd data" } },
};

START_TEST(tail)
{
	struct bytes b = lines(100000),
	             z[2] = { make_gzip(b), make_zstd(b, 3) };
	struct gathered g;

	for (size_t i = 0; i < 2; i++) {
		const char *want = tails[_i].note[i];

		z[i] = bytes_add(z[i], tails[_i].tail, tails[_i].n);
		read_bytes(&defaults, z[i], &g);
		ck_assert_int_eq(g.result, 0);
		assert_bytes(&g, b);
		if (want == NULL)
			ck_assert_ptr_null(g.e.what);
		else
			ck_assert_str_eq(g.e.reason, want);
		gather_free(&g);
		free(z[i].p);
	}
	free(b.p);
}
END_TEST

/* A frame whose magic number lies across the end of what is read ahead. */
START_TEST(torn_magic)
{
	struct td_limits l = { .map_from = 1, .format = &fake_line };
	struct bytes b = lines(300000), z = make_zstd(b, 3);
	struct gathered g;

	for (size_t i = 0; i < 6; i++) {
		struct bytes x = make_skippable(131072 - 8 - i);

		x = bytes_add(x, z.p, z.n);
		read_bytes(&l, x, &g);
		ck_assert_int_eq(g.result, 0);
		assert_bytes(&g, b);
		gather_free(&g);
		free(x.p);
	}
	free(b.p);
	free(z.p);
}
END_TEST

/* Limits. */

START_TEST(too_large)
{
	struct bytes b = lines(300000), z = make_gzip(b);
	struct td_limits l = {
		.chunk = 1, .format = &fake_line, .max_decoded = 200000
	};
	struct gathered g;

	read_bytes(&l, z, &g);
	assert_broken(&g, b, 200000 - TD_HASH_BLOCK);
	ck_assert_str_eq(
	    g.e.reason, "decodes to more than 200000 bytes (--max-decoded)");
	gather_free(&g);
	read_bytes(&l, b, &g); /* no decoder, no limit */
	assert_bytes(&g, b);
	gather_free(&g);
	free(b.p);
	free(z.p);
}
END_TEST

/* 100 MiB of zeros: too much by default, once and twice packed. */
START_TEST(bombs)
{
	struct bytes b = zeros((size_t)100 << 20);
	struct bytes z = make_zstd(b, 3), zz = make_zstd(z, 3);
	struct bytes g1 = make_gzip(b), tar = make_tar(z, "a.zst");
	struct bytes *all[] = { &z, &zz, &tar };
	struct td_limits l = defaults;
	struct gathered g;

	for (size_t i = 0; i < 3; i++) {
		read_bytes(&defaults, *all[i], &g);
		assert_broken(&g, b, (size_t)60 << 20);
		ck_assert_str_eq(g.e.reason,
		    "decodes to more than 2000 times its size (--max-ratio)");
		gather_free(&g);
	}
	l.max_ratio = 1000000;
	read_bytes(&l, z, &g);
	ck_assert_uint_eq(g.n, b.n);
	gather_free(&g);
	read_bytes(&defaults, g1, &g); /* deflate cannot pack that well */
	ck_assert_uint_eq(g.n, b.n);
	gather_free(&g);
	l.max_ratio = 500;
	read_bytes(&l, g1, &g);
	ck_assert_int_eq(g.result, -1);
	gather_free(&g);
	free(b.p);
	free(z.p);
	free(zz.p);
	free(g1.p);
	free(tar.p);
}
END_TEST

START_TEST(windows)
{
	struct bytes b = lines((size_t)3 << 20);
	struct bytes z = make_zstd_with(b, ZSTD_c_windowLog, 21);
	struct td_limits l = { .window_log = 21, .format = &fake_line };
	struct gathered g;

	read_bytes(&l, z, &g);
	assert_bytes(&g, b);
	gather_free(&g);
	l.window_log = 20;
	ck_assert_int_eq(read_path(&l, put_file("f", z.p, z.n), &g), -1);
	ck_assert_str_eq(g.e.reason, "needs a larger window (--max-window)");
	l.map_from = 1;
	z = bytes_join(z, make_zstd_with(b, ZSTD_c_windowLog, 21));
	ck_assert_int_eq(read_path(&l, put_file("f", z.p, z.n), &g), -1);
	ck_assert_str_eq(g.e.reason, "needs a larger window (--max-window)");
	free(b.p);
	free(z.p);
}
END_TEST

START_TEST(depth)
{
	struct bytes b = lines(5000), x = bytes_new(b.p, b.n);
	struct gathered g;

	for (int i = 1; i <= 4; i++) {
		struct bytes y = i % 2 ? make_gzip(x) : make_zstd(x, 3);

		free(x.p);
		x = y;
		read_bytes(&defaults, x, &g);
		assert_bytes(&g, b);
		gather_free(&g);
	}
	free(b.p);
	b = make_gzip(x);
	ck_assert_int_eq(read_path(&defaults, put_file("f", b.p, b.n), &g), -1);
	ck_assert_str_eq(g.e.reason, "more than 4 containers in each other");
	free(b.p);
	free(x.p);
}
END_TEST

/* Archives. */

static struct bytes
two_members(const char *a, struct bytes x, const char *b, struct bytes y)
{
	struct bytes out;
	struct archive *w = start(&out, x.n + y.n, &out.n,
	    ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_NONE);

	put(w, a, AE_IFREG, x);
	put(w, b, AE_IFREG, y);
	ck_assert_int_eq(archive_write_close(w), ARCHIVE_OK);
	archive_write_free(w);
	return out;
}

static void
assert_member(struct td_source *s, const char *name, struct bytes want)
{
	struct td_source m;
	struct gathered g;
	struct td_error e;

	ck_assert_int_eq(td_source_member(s, &m, &e), 1);
	ck_assert_str_eq(m.name + strlen(make_dir) + 1, name);
	ck_assert_uint_eq(m.stored, 0);
	gather(&g, &m);
	assert_bytes(&g, want);
	gather_free(&g);
	td_source_close(&m);
}

START_TEST(members)
{
	struct bytes a = lines(100000), b = lines(70000);
	struct bytes z = make_zstd(b, 3), tar = two_members("cur/1", a, "2", z);
	struct bytes outer = two_members("in.tar", tar, "cur/3\n[x]", b);
	struct bytes gz = make_gzip(outer);
	struct td_source s, m, none;
	struct td_error e;

	open_one(defaults, gz, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_ARCHIVE);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 1);
	ck_assert_int_eq(m.kind, TD_SOURCE_ARCHIVE);
	assert_member(&m, "f:in.tar:cur/1", a);
	assert_member(&m, "f:in.tar:2", b);
	ck_assert_int_eq(td_source_member(&m, &none, &e), 0);
	ck_assert_ptr_null(e.what);
	td_source_close(&m);
	assert_member(&s, "f:cur/3\n[x]", b);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
	td_source_close(&s);
	free(a.p);
	free(b.p);
	free(z.p);
	free(tar.p);
	free(outer.p);
	free(gz.p);
}
END_TEST

START_TEST(zip_links)
{
	struct bytes a = lines(1000), none = bytes_of("", 0), zip;
	struct archive *w =
	    start(&zip, a.n, &zip.n, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);
	struct td_limits l = defaults;
	struct td_source s, m;
	struct td_error e;

	put(w, "d/", AE_IFDIR, none);
	put(w, "d/link", AE_IFLNK, none);
	put(w, "d/1", AE_IFREG, a);
	ck_assert_int_eq(archive_write_close(w), ARCHIVE_OK);
	archive_write_free(w);
	for (l.map_from = 1; l.map_from < 100000; l.map_from += 99998) {
		open_one(l, zip, &s);
		assert_member(&s, "f:d/1", a);
		ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
		td_source_close(&s);
	}
	free(a.p);
	free(zip.p);
}
END_TEST

/* What a member needs not be read for the next to be found. */
START_TEST(members_unread)
{
	struct bytes a = lines(400000), b = lines(10);
	struct bytes tar = two_members("1", a, "2", b);
	struct td_source s, m;
	struct td_error e;

	open_one(defaults, tar, &s);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 1);
	td_source_close(&m);
	assert_member(&s, "f:2", b);
	td_source_close(&s);
	free(a.p);
	free(b.p);
	free(tar.p);
}
END_TEST

START_TEST(members_passed)
{
	struct bytes a = lines(1000);
	struct bytes tar = two_members("m/dovecot-uidlist", a, "m/cur/1", a);
	struct td_source s, m;
	struct td_error e;

	open_one(defaults, tar, &s);
	assert_member(&s, "f:m/cur/1", a);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
	td_source_close(&s);
	free(a.p);
	free(tar.p);
}
END_TEST

/* A member that does not open has a name; an archive that ends has none. */
START_TEST(broken_members)
{
	struct bytes a = lines(100000), z = make_zstd(a, 3), tar, cut;
	struct td_source s, m;
	struct gathered g;
	struct td_error e;

	memset(z.p + 6, 0xff, 60);
	tar = two_members("1", z, "2", a);
	open_one(defaults, tar, &s);
	ck_assert_int_eq(td_source_member(&s, &m, &e), -1);
	ck_assert_str_eq(m.name + strlen(make_dir) + 1, "f:1");
	td_source_close(&m);
	assert_member(&s, "f:2", a);
	td_source_close(&s);
	cut = bytes_of(tar.p, tar.n / 2);
	open_one(defaults, cut, &s);
	ck_assert_int_eq(td_source_member(&s, &m, &e), -1);
	td_source_close(&m);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 1);
	gather(&g, &m);
	assert_broken(&g, a, 1);
	gather_free(&g);
	td_source_close(&m);
	ck_assert_int_eq(td_source_member(&s, &m, &e), -1);
	ck_assert_ptr_null(m.name);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
	td_source_close(&s);
	free(a.p);
	free(z.p);
	free(tar.p);
}
END_TEST

/* The checksum of what a tar is packed in lies behind the tar's own end. */
START_TEST(archive_end)
{
	struct bytes a = lines(1000), tar = make_tar(a, "x");
	struct bytes z = make_gzip(tar);
	struct td_source s, m;
	struct td_error e;

	z.p[z.n - 8] ^= 1;
	open_one(defaults, z, &s);
	assert_member(&s, "f:x", a);
	ck_assert_int_eq(td_source_member(&s, &m, &e), -1);
	ck_assert_ptr_null(m.name);
	ck_assert_str_eq(e.reason, "the checksum is wrong");
	td_source_close(&s);
	tar = bytes_add(tar, "garbage", 7);
	open_one(defaults, tar, &s);
	assert_member(&s, "f:x", a);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
	ck_assert_str_eq(e.reason, "garbage behind the archive");
	td_source_close(&s);
	free(a.p);
	free(z.p);
	free(tar.p);
}
END_TEST

/* All members together may be no bomb. */
START_TEST(archive_bomb)
{
	struct bytes b = zeros((size_t)50 << 20);
	struct bytes tar = two_members("1", b, "2", b), z = make_zstd(tar, 3);
	struct td_limits l = defaults;
	struct td_source s, m;
	struct gathered g;
	struct td_error e;

	l.max_decoded = (uint64_t)60 << 20;
	open_one(l, tar, &s);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 1);
	gather(&g, &m);
	ck_assert_int_eq(g.result, 0);
	gather_free(&g);
	td_source_close(&m);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 1);
	gather(&g, &m);
	ck_assert_int_eq(g.result, -1);
	gather_free(&g);
	td_source_close(&m);
	ck_assert_int_eq(td_source_member(&s, &m, &e), -1);
	ck_assert_ptr_null(m.name);
	ck_assert_int_eq(td_source_member(&s, &m, &e), 0);
	td_source_close(&s);
	free(b.p);
	free(tar.p);
	free(z.p);
}
END_TEST

/* A mapped file that shrinks. */

static const char *victim;
static atomic_bool go_on;

static void *
truncate_soon(void *size)
{
	while (!go_on)
		usleep(100);
	ck_assert_int_eq(truncate(victim, *(off_t *)size), 0);
	go_on = false;
	return NULL;
}

static void
shrink_to(off_t size, bool grow_again)
{
	struct td_limits l = {
		.chunk = 1, .format = &fake_line, .map_from = 1
	};
	struct bytes b = lines((size_t)8 << 20);
	struct td_opener *o = td_opener_new(&l);
	struct td_buffer buf = { 0 };
	struct td_block out;
	struct td_source s;
	struct td_error e;
	pthread_t t;
	size_t sum = 0;

	go_on = false;
	victim = put_file("f", b.p, b.n);
	ck_assert_int_eq(pthread_create(&t, NULL, truncate_soon, &size), 0);
	ck_assert_int_eq(td_source_open(o, victim, &s, &e), 0);
	ck_assert_int_eq(s.kind, TD_SOURCE_PARALLEL);
	for (uint64_t i = 0; i < s.n_blocks; i++) {
		if (i == s.n_blocks / 4)
			go_on = true;
		while (i == s.n_blocks / 2 && go_on)
			usleep(100);
		ck_assert_int_eq(td_source_block(&s, i, &buf, &out, &e), 0);
		for (const char *p = out.chunk.p; p < out.chunk.end; p++)
			sum += (unsigned char)*p;
	}
	pthread_join(t, NULL);
	if (grow_again)
		ck_assert_int_eq(truncate(victim, (off_t)b.n), 0);
	ck_assert_uint_gt(sum, 0);
	ck_assert(td_source_shrank(&s));
	td_source_close(&s);
	td_buffer_free(&buf);
	td_opener_free(o);
	free(b.p);
}

START_TEST(shrinks)
{
	shrink_to(0, false);
	shrink_to(12345, false);
	shrink_to(((off_t)8 << 20) - 4096, false);
	shrink_to(((off_t)8 << 20) - 1, false); /* raises no signal */
	shrink_to(12345, true);                 /* only the signal tells */
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("source");
	TCase *t = tcase_create("source");
	SRunner *r = srunner_create(s);
	struct td_error e;
	int failed;

	if (td_input_init(&e) != 0)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, dir_new, dir_free);
	tcase_add_test(t, refused);
	tcase_add_test(t, empty);
	tcase_add_test(t, empty_is_named);
	tcase_add_loop_test(t, guessed, 0, 4);
	tcase_add_test(t, unknown);
	tcase_add_test(t, unknown_is_read);
	tcase_add_test(t, roads);
	tcase_add_test(t, two_at_once);
	tcase_add_test(t, small_block_lasts);
	tcase_add_test(t, whole_source);
	tcase_add_test(t, too_much_in_one);
	tcase_add_loop_test(t, larger, 0, 4);
	tcase_add_loop_test(t, larger_packed, 0, 3);
	tcase_add_loop_test(t, long_records, 0, 7);
	tcase_add_test(t, pipes);
	tcase_add_test(t, standard_input);
	tcase_add_test(t, cut_zstd);
	tcase_add_test(t, cut_gzip);
	tcase_add_test(t, cut_others);
	tcase_add_test(t, damaged);
	tcase_add_test(t, wrong_checksum);
	tcase_add_loop_test(t, tail, 0, sizeof(tails) / sizeof(tails[0]));
	tcase_add_test(t, torn_magic);
	tcase_add_test(t, too_large);
	tcase_add_test(t, bombs);
	tcase_add_test(t, windows);
	tcase_add_test(t, depth);
	tcase_add_test(t, members);
	tcase_add_test(t, zip_links);
	tcase_add_test(t, members_unread);
	tcase_add_test(t, members_passed);
	tcase_add_test(t, broken_members);
	tcase_add_test(t, archive_end);
	tcase_add_test(t, archive_bomb);
	tcase_add_test(t, shrinks);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}

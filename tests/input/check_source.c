/*
 * analyzer/input/source.h: what is read, as what, and by which road.
 */
#include "tests/input/read.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

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

int
main(void)
{
	TCase *t = tcase_create("source");

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
	return source_run("source", t);
}

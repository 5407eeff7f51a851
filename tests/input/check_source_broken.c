/*
 * analyzer/input/source.h: compressed files that are cut off, damaged, or more
 * than the limits allow.
 */
#include "tests/input/read.h"

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

int
main(void)
{
	TCase *t = tcase_create("source_broken");

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
	return source_run("source_broken", t);
}

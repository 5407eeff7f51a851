/*
 * analyzer/input/source.h: archives and their members.
 */
#include "tests/input/read.h"

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

int
main(void)
{
	TCase *t = tcase_create("source_members");

	tcase_add_test(t, members);
	tcase_add_test(t, zip_links);
	tcase_add_test(t, members_unread);
	tcase_add_test(t, members_passed);
	tcase_add_test(t, broken_members);
	tcase_add_test(t, archive_end);
	tcase_add_test(t, archive_bomb);
	return source_run("source_members", t);
}

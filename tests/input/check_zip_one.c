/*
 * Zips of one file without libarchive: whatever byte of one is another, it is
 * libarchive's, or both read the same.
 */
#include "analyzer/input/inflate.h"
#include "analyzer/input/zip_one.h"
#include "make.h"
#include "tests/run.h"

enum { MOST = 4096 };

struct got {
	char name[256], text[MOST];
	size_t n;
	bool fine;
};

static void
read_by_libarchive(struct td_span zip, struct got *g)
{
	struct archive *a = archive_read_new();
	struct archive_entry *e;
	la_ssize_t n = -1;

	g->fine = false;
	g->n = 0;
	archive_read_support_format_zip(a);
	if (archive_read_open_memory(a, zip.p, zip.n) == ARCHIVE_OK &&
	    archive_read_next_header(a, &e) == ARCHIVE_OK &&
	    archive_entry_filetype(e) == AE_IFREG &&
	    archive_entry_pathname(e) != NULL) {
		snprintf(
		    g->name, sizeof(g->name), "%s", archive_entry_pathname(e));
		n = archive_read_data(a, g->text, MOST);
		g->fine =
		    n >= 0 && archive_read_next_header(a, &e) == ARCHIVE_EOF;
	}
	if (n > 0)
		g->n = (size_t)n;
	archive_read_free(a);
}

static bool
read_one(struct td_span zip, struct got *g)
{
	struct td_inflate *z = td_inflate_new();
	struct td_zip_one one;
	enum td_inflated r = TD_INFLATE_MORE;

	g->n = 0;
	g->fine = false;
	if (!td_zip_one_find(zip, &one)) {
		td_inflate_free(z);
		return false;
	}
	for (int i = 0; i < 3 && r == TD_INFLATE_MORE; i++) {
		size_t n = MOST - g->n;

		r = td_inflate_run(z, &one.part[i], g->text + g->n, &n);
		g->n += n;
	}
	td_inflate_free(z);
	snprintf(g->name, sizeof(g->name), "%s", one.name);
	g->fine = r == TD_INFLATE_DONE;
	return true;
}

/* A text that deflates to something. */
static struct bytes
make_text(void)
{
	struct bytes b = bytes_new("", 0);
	char line[64];

	for (int i = 0; i < 50; i++) {
		snprintf(line, sizeof(line), "<count>%d</count>\n", i * i);
		b = bytes_add(b, line, strlen(line));
	}
	return b;
}

static struct bytes
make_zip(struct bytes in, const char *name)
{
	struct bytes out;
	struct archive *a =
	    start(&out, in.n, &out.n, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);

	put(a, name, AE_IFREG, in);
	ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return out;
}

static uint32_t
read32(const char *p)
{
	uint32_t v = 0;

	for (int i = 3; i >= 0; i--)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

/*
 * libarchive writes checksum and sizes behind the data, too (APPNOTE.TXT
 * 4.3.9), as those do who do not know them before; others in front of it.
 */
static struct bytes
vary(struct bytes zip, int how)
{
	char *entry = zip.p + zip.n - 22;

	entry = zip.p + read32(entry + 16);
	ck_assert_int_eq(zip.p[6] & 8, 8);
	if (how == 1)
		memset(zip.p + 14, 0, 12);
	if (how == 2) {
		char *end = zip.p + zip.n - 22;

		memcpy(zip.p + 14, entry + 16, 12);
		zip.p[6] &= ~8;
		entry[8] &= ~8;
		end[16] = (char)(end[16] - 16);
		memmove(entry - 16, entry, (size_t)(zip.p + zip.n - entry));
		zip.n -= 16;
	}
	return zip;
}

static struct td_span
span_of(struct bytes b)
{
	return (struct td_span){ b.p, b.n };
}

START_TEST(reads_what_was_written)
{
	struct bytes text = make_text();
	struct bytes zip = make_zip(text, "a.xml");
	struct got g;

	zip = vary(zip, _i);
	ck_assert(read_one(span_of(zip), &g));
	ck_assert(g.fine);
	ck_assert_str_eq(g.name, "a.xml");
	ck_assert_uint_eq(g.n, text.n);
	ck_assert_mem_eq(g.text, text.p, text.n);
	free(text.p);
	free(zip.p);
}
END_TEST

/* In a stamp or a user's number behind a name, which nobody asks for. */
static bool
is_extra(struct bytes zip, size_t at)
{
	const size_t entry = read32(zip.p + zip.n - 22 + 16);

	return (at >= 35 && at < 55) ||
	    (at >= entry + 46 + 5 && at < zip.n - 22);
}

static void
check_one(struct bytes zip, size_t at, const struct got *one)
{
	struct got theirs;

	read_by_libarchive(span_of(zip), &theirs);
	if (!theirs.fine && is_extra(zip, at))
		return;
	ck_assert_msg(theirs.fine, "byte %zu", at);
	ck_assert_str_eq(one->name, theirs.name);
	ck_assert_uint_eq(one->n, theirs.n);
	ck_assert_mem_eq(one->text, theirs.text, one->n);
}

/* Every bit in turn is another. */
START_TEST(reads_the_same)
{
	struct bytes text = make_text();
	struct bytes zip = vary(make_zip(text, "a.xml"), _i);
	unsigned taken = 0, fine = 0;

	for (size_t i = 0; i < zip.n * 8; i++) {
		struct got one;

		zip.p[i / 8] = (char)(zip.p[i / 8] ^ (1 << i % 8));
		if (read_one(span_of(zip), &one)) {
			taken++;
			fine += one.fine;
			if (one.fine)
				check_one(zip, i / 8, &one);
		}
		zip.p[i / 8] = (char)(zip.p[i / 8] ^ (1 << i % 8));
	}
	ck_assert_uint_gt(taken, fine);
	ck_assert_uint_gt(fine, 8);
	free(text.p);
	free(zip.p);
}
END_TEST

/* However much of it is there, in memory of its own. */
START_TEST(stays_inside)
{
	struct bytes text = make_text();
	struct bytes zip = make_zip(text, "a.xml");
	struct td_zip_one one;

	for (size_t n = 0; n < zip.n; n++) {
		char *head = malloc(n + 1), *tail = malloc(n + 1);

		ck_assert(head != NULL && tail != NULL);
		memcpy(head + 1, zip.p, n);
		memcpy(tail, zip.p + zip.n - n, n);
		ck_assert(
		    !td_zip_one_find((struct td_span){ head + 1, n }, &one));
		ck_assert(!td_zip_one_find((struct td_span){ tail, n }, &one));
		free(head);
		free(tail);
	}
	free(text.p);
	free(zip.p);
}
END_TEST

/* Names that libarchive may show in another way, or that are no file's. */
START_TEST(leaves_names)
{
	static const char *const name[] = { "a!b c.xml", "a\\b", "a\nb",
		"\xc3\xa9.xml" };
	struct bytes text = make_text();
	struct td_zip_one one;

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		struct bytes zip = make_zip(text, name[i]);

		ck_assert_int_eq(td_zip_one_find(span_of(zip), &one), i == 0);
		free(zip.p);
	}
	free(text.p);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("zip_one");
	TCase *t = tcase_create("zip_one");

	tcase_add_loop_test(t, reads_what_was_written, 0, 3);
	tcase_add_loop_test(t, reads_the_same, 0, 3);
	tcase_add_test(t, stays_inside);
	tcase_add_test(t, leaves_names);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return run_suite(s);
}

/*
 * td_chunk.head: every block of every kind of source comes with how the source
 * begins.
 */
#include "tests/input/read.h"

enum { HEAD = 20000, SMALL_HEAD = 100 };

static struct td_format headed, small_headed;

/* Lines that need their source's beginning, and less of it. */
static void
make_formats(void)
{
	headed = fake_line;
	headed.head = HEAD;
	small_headed = fake_short;
	small_headed.head = SMALL_HEAD;
	small_headed.larger = &headed;
}

static void
assert_head(const struct td_block *b, struct bytes want, size_t most)
{
	volatile char pad = 0;

	ck_assert_uint_eq(b->chunk.head.n, want.n < most ? want.n : most);
	ck_assert_int_eq(memcmp(b->chunk.head.p, want.p, b->chunk.head.n), 0);
	for (size_t i = 0; i < TD_PAD; i++)
		pad ^= b->chunk.head.p[b->chunk.head.n + i];
	(void)pad;
}

/* The blocks of a serial source: how many. */
static unsigned
read_serial(struct td_source *s, struct bytes want)
{
	struct td_buffer buf[2] = { { 0 } };
	struct td_block b[2];
	struct td_error e;
	unsigned n = 0;

	while (td_source_next(s, &buf[n % 2], &b[n % 2], &e) == 1) {
		assert_head(&b[n % 2], want, s->format->head);
		if (n++ > 0) /* that of the block before is as good as ever */
			assert_head(&b[n % 2], want, s->format->head);
	}
	ck_assert_ptr_null(e.what);
	td_buffer_free(&buf[0]);
	td_buffer_free(&buf[1]);
	return n;
}

/* Nobody promised an order. */
static unsigned
read_backwards(struct td_source *s, struct bytes want)
{
	struct td_buffer buf = { 0 };
	struct td_block b;
	struct td_error e;

	for (uint64_t i = s->n_blocks; i-- > 0;) {
		ck_assert_int_eq(td_source_block(s, i, &buf, &b, &e), 0);
		assert_head(&b, want, s->format->head);
	}
	td_buffer_free(&buf);
	return (unsigned)s->n_blocks;
}

static unsigned
read_source(struct td_source *s, struct bytes want)
{
	struct td_source member;
	struct td_error e;
	unsigned n;

	switch (s->kind) {
	case TD_SOURCE_SERIAL:
		return read_serial(s, want);
	case TD_SOURCE_PARALLEL:
		return read_backwards(s, want);
	default:
		ck_assert_int_eq(td_source_member(s, &member, &e), 1);
		n = read_source(&member, want);
		td_source_close(&member);
		return n;
	}
}

/* The same bytes in several frames of zstd. */
static struct bytes
in_frames(struct bytes b, size_t each)
{
	struct bytes out = bytes_new("", 0);

	for (size_t at = 0; at < b.n; at += each) {
		size_t n = b.n - at < each ? b.n - at : each;

		out = bytes_join(out, make_zstd(bytes_of(b.p + at, n), 1));
	}
	return out;
}

/* The first frame may be shorter than what is wanted. */
static const struct {
	const char *what;
	size_t n, map_from;
	unsigned serial[2], parallel[2]; /* blocks, at least and at most */
} rows[] = {
	{ "shorter than the head", 300, 1, { 1, 1 }, { 1, 1 } },
	{ "as long", HEAD, 1, { 1, 1 }, { 1, 1 } },
	{ "longer by a byte", HEAD + 1, 1, { 1, 1 }, { 1, 1 } },
	{ "small", 60000, 1 << 20, { 1, 1 }, { 1, 1 } },
	{ "many blocks", 1000000, 1, { 5, 99 }, { 10, 16 } },
};

START_TEST(heads)
{
	struct td_limits l = {
		.chunk = 1, .map_from = rows[_i].map_from, .format = &headed
	};
	struct bytes b = lines(rows[_i].n);
	struct bytes all[] = { b, make_gzip(b), make_zstd(b, 3),
		in_frames(b, 10000), make_packed(b, ARCHIVE_FILTER_XZ),
		make_tar(b, "x"), make_archive(b, "x", ARCHIVE_FORMAT_ZIP) };
	const size_t n_all = sizeof(all) / sizeof(all[0]);
	struct td_source s;
	unsigned n;

	make_formats();
	for (size_t i = 0; i < n_all; i++) {
		bool parallel;

		open_one(l, all[i], &s);
		parallel = s.kind == TD_SOURCE_PARALLEL;
		n = read_source(&s, b);
		ck_assert_uint_ge(
		    n, (parallel ? rows[_i].parallel : rows[_i].serial)[0]);
		ck_assert_uint_le(
		    n, (parallel ? rows[_i].parallel : rows[_i].serial)[1]);
		td_source_close(&s);
	}
	for (size_t i = 0; i < n_all; i++)
		free(all[i].p);
}
END_TEST

/* Frames are decoded by anybody, and the head lies in several of them. */
START_TEST(head_of_frames)
{
	struct td_limits l = { .chunk = 1, .map_from = 1, .format = &headed };
	struct bytes b = lines(400000), z = in_frames(b, 3000);
	struct td_source s;

	make_formats();
	open_one(l, z, &s);
	ck_assert_int_eq(s.kind, TD_SOURCE_PARALLEL);
	ck_assert_uint_ge(s.n_blocks, 4);
	read_source(&s, b);
	td_source_close(&s);
	free(z.p);
	free(b.p);
}
END_TEST

/* What is too large for its format gets the head of the other one. */
START_TEST(head_of_larger)
{
	static const size_t sizes[] = { 100000, 100001, 500000 };
	struct td_limits l = { .chunk = 1, .format = &small_headed };
	struct bytes b = lines(sizes[_i]);
	struct bytes all[] = { b, make_gzip(b), make_tar(b, "x"),
		in_frames(b, 50000) };
	struct td_source s;

	make_formats();
	for (size_t i = 0; i < 8; i++) {
		l.map_from = i < 4 ? 1 : 1 << 20;
		open_one(l, all[i % 4], &s);
		read_source(&s, b);
		td_source_close(&s);
	}
	for (size_t i = 0; i < 4; i++)
		free(all[i].p);
}
END_TEST

/* Most formats want none, and unknown bytes have none. */
START_TEST(no_head)
{
	const struct td_format *formats[] = { &fake_line, NULL };
	struct bytes b = lines(300000), z = make_gzip(b);
	struct td_buffer buf = { 0 };
	struct td_source s;
	struct td_block out;
	struct td_error e;

	for (int i = 0; i < 4; i++) {
		struct td_limits l = { .map_from = 1 << 20,
			.format = formats[i % 2] };

		guess = NULL;
		open_one(l, i < 2 ? b : z, &s);
		ck_assert_int_eq(td_source_next(&s, &buf, &out, &e), 1);
		ck_assert_uint_eq(out.chunk.head.n, 0);
		td_source_close(&s);
	}
	td_buffer_free(&buf);
	free(b.p);
	free(z.p);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("head");

	tcase_add_loop_test(t, heads, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(t, head_of_frames);
	tcase_add_loop_test(t, head_of_larger, 0, 3);
	tcase_add_test(t, no_head);
	return source_run("source head", t);
}

/*
 * The same bytes in every container, cut in every way, are the same bytes, the
 * same records and the same input.  Seeded: TODOKU_SEED gives another run.
 */
#include <fcntl.h>
#include <pthread.h>

#include "tests/input/fakes.h"
#include "tests/input/make.h"
#include "tests/run.h"

const struct td_format *
td_format_guess(struct td_span head, bool more)
{
	(void)head, (void)more;
	return NULL;
}

static uint64_t state;

static uint32_t
rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 20) % below;
}

/*
 * Sections with bodies: mostly of a few KiB, now and then around what a chunk,
 * a look ahead or TD_RECORD_MAX is long.
 */
static struct bytes
sections(size_t n)
{
	static const char words[] = "From \n\nx: y\nFrom\nabcdefghijklmnop\n";
	struct bytes b = bytes_new("", 0);

	while (b.n < n) {
		size_t head = rnd(2000), body = rnd(8000);

		if (rnd(40) == 0)
			head = rnd(300000);
		if (rnd(200) == 0)
			head = TD_RECORD_MAX - 50 + rnd(100);
		if (rnd(40) == 0)
			body = rnd(1500000);
		b = bytes_add(b, "From x\n", 7);
		for (size_t i = 0; i < head; i += 32)
			b = bytes_add(
			    b, "field: 01234567890123456789abcd\n", 32);
		b = bytes_add(b, "\n", 1);
		for (size_t i = 0; i < body;) {
			size_t at = rnd(sizeof(words) - 1);
			size_t len =
			    1 + rnd((uint32_t)(sizeof(words) - 1 - at));

			b = bytes_add(b, words + at, len);
			i += len;
		}
		b = bytes_add(b, "\n\n", rnd(3));
	}
	return b;
}

/* Parts of the bytes, each in its own frame or member. */
static struct bytes
in_parts(struct bytes b, size_t most, struct bytes (*pack)(struct bytes part))
{
	struct bytes out = bytes_new("", 0);

	for (size_t at = 0; at < b.n;) {
		size_t n = rnd((uint32_t)most) + 1;

		n = n < b.n - at ? n : b.n - at;
		out = bytes_join(out, pack(bytes_of(b.p + at, n)));
		at += n;
	}
	return out;
}

static struct bytes
frame(struct bytes b)
{
	struct bytes out = make_zstd(b, 1);

	if (rnd(4) == 0)
		out = bytes_join(out, make_skippable(rnd(30)));
	if (rnd(8) == 0)
		out = bytes_join(out, make_zstd(bytes_of("", 0), 1));
	return out;
}

static struct bytes
member(struct bytes b)
{
	return make_gzip(b);
}

enum { N_KINDS = 15 };

static struct bytes
contain(struct bytes b, int kind)
{
	struct bytes x, y;

	switch (kind) {
	case 0:
		return bytes_new(b.p, b.n);
	case 1:
		return make_zstd(b, 1);
	case 2:
		return make_zstd_with(b, ZSTD_c_contentSizeFlag, 0);
	case 3:
		return bytes_join(make_skippable(7), in_parts(b, 20000, frame));
	case 4:
		return in_parts(b, 200000, frame);
	case 5:
		return in_parts(b, 2000000, frame);
	case 6:
		return make_gzip(b);
	case 7:
		return in_parts(b, 100000, member);
	case 8:
		return make_packed(b, ARCHIVE_FILTER_XZ);
	case 9:
		return make_packed(b, ARCHIVE_FILTER_BZIP2);
	case 10:
		return make_tar(b, "cur/1");
	case 11:
		return make_archive(b, "cur/1", ARCHIVE_FORMAT_ZIP);
	case 12:
		x = make_tar(b, "1");
		y = make_gzip(x);
		break;
	case 13:
		x = make_gzip(b);
		y = make_tar(x, "1.gz");
		break;
	default:
		x = make_archive(b, "1", ARCHIVE_FORMAT_ZIP);
		y = make_zstd(x, 1);
		break;
	}
	free(x.p);
	return y;
}

/* A file, or a pipe with all of it written by a thread. */

struct writer {
	struct bytes b;
	int fd;
};

static void *
write_all(void *arg)
{
	struct writer *w = arg;
	size_t at = 0;

	while (at < w->b.n) {
		size_t n = w->b.n - at;
		ssize_t r = write(w->fd, w->b.p + at, n < 70001 ? n : 70001);

		ck_assert_int_gt(r, 0);
		at += (size_t)r;
	}
	close(w->fd);
	return NULL;
}

static void
read_one(const struct td_limits *l, const char *path, struct gathered *g)
{
	struct td_opener *o = td_opener_new(l);
	struct td_source s;
	struct td_error e;

	ck_assert_int_eq(td_source_open(o, path, &s, &e), 0);
	gather(g, &s);
	td_source_close(&s);
	td_opener_free(o);
}

static void
read_pipe(const struct td_limits *l, struct bytes b, struct gathered *g)
{
	struct writer w = { b, -1 };
	char path[32];
	pthread_t t;
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	w.fd = fd[1];
	ck_assert_int_eq(pthread_create(&t, NULL, write_all, &w), 0);
	read_one(l, path, g);
	pthread_join(t, NULL);
	close(fd[0]);
}

static void
assert_same(const struct gathered *g, const struct gathered *want)
{
	ck_assert_int_eq(g->result, 0);
	ck_assert_uint_eq(g->n, want->n);
	ck_assert(g->n == 0 || memcmp(g->p, want->p, g->n) == 0);
	ck_assert_uint_eq(g->fresh, want->fresh);
	ck_assert_uint_eq(g->id.low, want->id.low);
	ck_assert_uint_eq(g->id.high, want->id.high);
	ck_assert_uint_eq(g->id.length, want->id.length);
	ck_assert_uint_eq(g->records, want->records);
	ck_assert_uint_eq(g->sum, want->sum);
}

/* What the bytes are: one chunk, decoded without any of the input code. */
static void
expect(struct bytes b, const struct td_format *f, struct gathered *g)
{
	struct bytes x = bytes_new(b.p, b.n);
	const char *p;

	x = bytes_add(x, (char[TD_PAD]){ 0 }, TD_PAD);
	p = x.p;
	*g = (struct gathered){ 0 };
	if (b.n > 0)
		gather_block(g, f,
		    &(struct td_block){
		        .chunk = { .from = p,
		            .p = p,
		            .stop = p + b.n,
		            .end = p + b.n },
		        .fresh = { p, b.n },
		    });
	free(x.p);
}

static void
every_way(struct bytes b, const struct td_format *f)
{
	static const size_t chunks[] = { 1, 131072, 196608, 1 << 20, 0 };
	struct gathered want, g;

	expect(b, f, &want);
	for (int kind = 0; kind < N_KINDS; kind++) {
		struct bytes x = contain(b, kind);
		const char *path = put_file("f", x.p, x.n);

		for (int way = 0; way < 3; way++) {
			struct td_limits l = {
				.chunk = chunks[rnd(5)],
				.map_from = way == 0 ? 1 : (size_t)1 << 30,
				.format = f,
				.max_ratio = 1000000,
			};

			if (way == 2)
				read_pipe(&l, x, &g);
			else
				read_one(&l, path, &g);
			assert_same(&g, &want);
			gather_free(&g);
		}
		free(x.p);
	}
	gather_free(&want);
}

/* Small sources, around the sizes where something changes. */
START_TEST(small)
{
	static const size_t sizes[] = { 0, 1, 63, 64, 65, 4095, 4096, 65535,
		65536, 65537, 131072, 131073, 196608 };
	struct bytes b = sections(200000);

	every_way(bytes_of(b.p, sizes[_i]), &fake_mbox);
	every_way(bytes_of(b.p, sizes[_i]), &fake_line);
	free(b.p);
}
END_TEST

START_TEST(large)
{
	struct bytes b = sections(1000000 + rnd(5000000));

	every_way(b, &fake_mbox);
	free(b.p);
}
END_TEST

START_TEST(large_lines)
{
	struct bytes b = sections(1000000 + rnd(2000000));

	every_way(b, &fake_line);
	every_way(bytes_of(b.p, b.n / 2), &fake_whole);
	free(b.p);
}
END_TEST

/* One parallel source, read by several threads at once. */

static struct {
	struct td_source s;
	uint64_t next;
	pthread_mutex_t lock;
	struct gathered all;
} shared = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void *
take_blocks(void *arg)
{
	struct td_buffer buf = { 0 };
	struct td_block b;
	struct td_error e;
	uint64_t i;

	(void)arg;
	for (;;) {
		struct gathered g = { 0 };

		pthread_mutex_lock(&shared.lock);
		i = shared.next++;
		pthread_mutex_unlock(&shared.lock);
		if (i >= shared.s.n_blocks)
			break;
		if (td_source_block(&shared.s, i, &buf, &b, &e) != 0)
			abort();
		gather_records(&g, shared.s.format, &b);
		td_identity_add(&g.id, b.fresh.p, b.fresh.n, b.fresh_off);
		pthread_mutex_lock(&shared.lock);
		shared.all.records += g.records;
		shared.all.sum += g.sum;
		shared.all.id.low += g.id.low;
		shared.all.id.high += g.id.high;
		shared.all.id.length += g.id.length;
		pthread_mutex_unlock(&shared.lock);
	}
	td_buffer_free(&buf);
	return NULL;
}

START_TEST(threads)
{
	struct td_limits l = { .chunk = 1,
		.map_from = 1,
		.format = &fake_mbox,
		.max_ratio = 1000000 };
	struct bytes b = sections(4000000);
	struct bytes x = contain(b, _i == 0 ? 0 : 4);
	struct td_opener *o = td_opener_new(&l);
	struct gathered want;
	struct td_error e;
	pthread_t t[4];

	expect(b, &fake_mbox, &want);
	ck_assert_int_eq(
	    td_source_open(o, put_file("f", x.p, x.n), &shared.s, &e), 0);
	ck_assert_int_eq(shared.s.kind, TD_SOURCE_PARALLEL);
	shared.next = 0;
	shared.all = (struct gathered){ 0 };
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, take_blocks, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	ck_assert_uint_eq(shared.all.records, want.records);
	ck_assert_uint_eq(shared.all.sum, want.sum);
	ck_assert_uint_eq(shared.all.id.low, want.id.low);
	ck_assert_uint_eq(shared.all.id.high, want.id.high);
	ck_assert_uint_eq(shared.all.id.length, want.id.length);
	td_source_close(&shared.s);
	td_opener_free(o);
	gather_free(&want);
	free(b.p);
	free(x.p);
}
END_TEST

/* Any damage may cost bytes; never more than that. */
START_TEST(mutations)
{
	struct td_limits l = {
		.chunk = 1, .map_from = 1, .format = &fake_mbox
	};
	struct td_opener *o = td_opener_new(&l);
	struct bytes b = sections(30000);
	struct td_source s;
	struct gathered g;
	struct td_error e;

	b.n = 30000 + rnd(100000) % (b.n - 29999);
	for (int kind = 1; kind < N_KINDS; kind++) {
		struct bytes x = contain(b, kind);

		for (int i = 0; i < 40; i++) {
			struct bytes y = bytes_new(x.p, x.n);

			for (uint32_t n = 1 + rnd(4); n > 0; n--)
				y.p[rnd((uint32_t)y.n)] = (char)rnd(256);
			if (rnd(4) == 0)
				y.n = rnd((uint32_t)y.n);
			put_file("f", y.p, y.n);
			free(y.p);
			if (td_source_open(o, in_dir("f"), &s, &e) != 0)
				continue;
			gather(&g, &s);
			gather_free(&g);
			td_source_close(&s);
		}
		free(x.p);
	}
	td_opener_free(o);
	free(b.p);
}
END_TEST

static void
set_up(void)
{
	const char *seed = getenv("TODOKU_SEED");

	state = UINT64_C(0x9e3779b97f4a7c15) ^
	    (seed != NULL ? strtoull(seed, NULL, 0) << 8 : 0);
	dir_new();
}

int
main(void)
{
	Suite *s = suite_create("source-stress");
	TCase *t = tcase_create("stress");
	struct td_error e;

	if (td_input_init(&e) != 0)
		return 1;
	tcase_set_timeout(t, 300);
	tcase_add_checked_fixture(t, set_up, dir_free);
	tcase_add_loop_test(t, small, 0, 13);
	tcase_add_test(t, large);
	tcase_add_test(t, large_lines);
	tcase_add_loop_test(t, threads, 0, 2);
	tcase_add_test(t, mutations);
	suite_add_tcase(s, t);
	return run_suite(s);
}

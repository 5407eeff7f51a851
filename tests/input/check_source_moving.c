/*
 * analyzer/input/source.h: what changes while it is read: pipes, standard
 * input, and mapped files that shrink.
 */
#include "tests/input/read.h"

#include <pthread.h>
#include <stdatomic.h>

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
	TCase *t = tcase_create("source_moving");

	tcase_add_test(t, pipes);
	tcase_add_test(t, standard_input);
	tcase_add_test(t, shrinks);
	return source_run("source_moving", t);
}

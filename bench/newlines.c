/*
 * The ceiling: read everything and count its newlines.
 *
 *	newlines [-m] [-j N] PATH...
 *
 * Folders are read with all that is in them.  Files are read into a buffer
 * that stays in cache; with -m they are mapped.  -j is the number of threads.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "count_newlines.h"

#define PIECE ((size_t)4 << 20)
#define BUFFER ((size_t)256 << 10)

enum { MAX_THREADS = 256 };

/* A stretch of a file that one thread reads. */
struct piece {
	char *path;
	off_t off;
	size_t n; /* 0: to the end */
};

static struct piece *pieces;
static size_t n_pieces, cap_pieces;
static atomic_size_t next_piece, lines;
static bool mapped;

static void
fail(const char *what)
{
	fprintf(stderr, "newlines: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
add(char *path, off_t off, size_t n)
{
	if (n_pieces == cap_pieces) {
		cap_pieces = cap_pieces == 0 ? 256 : cap_pieces * 2;
		pieces = realloc(pieces, cap_pieces * sizeof(*pieces));
		if (pieces == NULL)
			fail("pieces");
	}
	pieces[n_pieces++] = (struct piece){ path, off, n };
}

/* Files are not asked for their size: that would be a call for each. */
static void
add_folder(char *path)
{
	char *paths[] = { path, NULL };
	FTS *f = fts_open(paths, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
	FTSENT *e;

	if (f == NULL)
		fail(path);
	while ((e = fts_read(f)) != NULL)
		if (e->fts_info == FTS_F || e->fts_info == FTS_NSOK) {
			char *copy = strdup(e->fts_path);

			if (copy == NULL)
				fail(path);
			add(copy, 0, 0);
		}
	fts_close(f);
}

static void
add_path(char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		fail(path);
	if (S_ISDIR(st.st_mode)) {
		add_folder(path);
		return;
	}
	for (off_t off = 0; off < st.st_size; off += (off_t)PIECE)
		add(path, off, PIECE);
}

static size_t
read_piece(const struct piece *x, int fd, char *buf)
{
	size_t left = x->n == 0 ? SIZE_MAX : x->n, sum = 0;
	off_t off = x->off;

	while (left > 0) {
		ssize_t n = pread(fd, buf, left < BUFFER ? left : BUFFER, off);

		if (n < 0)
			fail(x->path);
		if (n == 0)
			break;
		sum += count_newlines(buf, (size_t)n);
		off += n;
		left -= (size_t)n;
	}
	return sum;
}

static size_t
map_piece(const struct piece *x, int fd)
{
	struct stat st;
	size_t n, sum;
	char *p;

	if (fstat(fd, &st) != 0)
		fail(x->path);
	n = (size_t)(st.st_size - x->off);
	if (n == 0)
		return 0;
	if (x->n > 0 && n > x->n)
		n = x->n;
	p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, x->off);
	if (p == MAP_FAILED)
		fail(x->path);
	madvise(p, n, MADV_SEQUENTIAL);
	sum = count_newlines(p, n);
	munmap(p, n);
	return sum;
}

static void *
work(void *buf)
{
	size_t sum = 0, i;

	while ((i = atomic_fetch_add(&next_piece, 1)) < n_pieces) {
		const struct piece *x = &pieces[i];
		int fd = open(x->path, O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			fail(x->path);
		sum += mapped ? map_piece(x, fd) : read_piece(x, fd, buf);
		close(fd);
	}
	atomic_fetch_add(&lines, sum);
	return NULL;
}

static void
run(long threads)
{
	pthread_t thread[MAX_THREADS];
	char *buf = malloc((size_t)threads * BUFFER);

	if (buf == NULL)
		fail("buffers");
	for (long i = 1; i < threads; i++)
		if (pthread_create(
		        &thread[i], NULL, work, buf + (size_t)i * BUFFER) != 0)
			fail("threads");
	work(buf);
	for (long i = 1; i < threads; i++)
		pthread_join(thread[i], NULL);
	free(buf);
}

int
main(int argc, char **argv)
{
	long threads = sysconf(_SC_NPROCESSORS_ONLN);
	int c;

	while ((c = getopt(argc, argv, "mj:")) != -1)
		if (c == 'm')
			mapped = true;
		else if (c == 'j')
			threads = atol(optarg);
		else
			return 2;
	if (optind == argc) {
		fputs("usage: newlines [-m] [-j N] PATH...\n", stderr);
		return 2;
	}
	threads = threads < 1 ? 1 : threads;
	threads = threads > MAX_THREADS ? MAX_THREADS : threads;
	for (; optind < argc; optind++)
		add_path(argv[optind]);
	run(threads);
	printf("%zu\n", atomic_load(&lines));
	return 0;
}

/*
 * Opening: which of the roads a file takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/input/opener.h"

/*
 * The defaults of struct td_limits.  Measured, hashing included: at 64 KiB a
 * map takes 1.7 times as long as read(2), at 256 KiB as long, at 4 MiB 0.6.
 * A chunk is read twice, for its hash and for its records: 1 MiB stays in the
 * second-level cache meanwhile, and takes 4 to 9 % less time than 4 MiB.
 */
#define CHUNK ((size_t)1 << 20)
#define MAP_FROM ((size_t)256 << 10)
#define MAX_DECODED ((uint64_t)1 << 40)
#define MAX_RATIO 2000u
#define WINDOW_LOG 27u
#define WINDOW_LOG_MAX 31u
#define DEPTH 4u

struct td_opener *
td_opener_new(const struct td_limits *limits)
{
	struct td_opener *o = calloc(1, sizeof(*o));
	struct td_limits *l;

	if (o == NULL)
		return NULL;
	o->magic = td_magic_new();
	if (o->magic == NULL) {
		free(o);
		return NULL;
	}
	o->dir.fd = -1;
	l = &o->limits;
	*l = *limits;
	l->chunk = l->chunk != 0 ? l->chunk : CHUNK;
	l->chunk = (l->chunk + TD_HASH_BLOCK - 1) / TD_HASH_BLOCK;
	l->chunk *= TD_HASH_BLOCK;
	l->map_from = l->map_from != 0 ? l->map_from : MAP_FROM;
	l->max_decoded = l->max_decoded != 0 ? l->max_decoded : MAX_DECODED;
	l->max_ratio = l->max_ratio != 0 ? l->max_ratio : MAX_RATIO;
	l->window_log = l->window_log != 0 ? l->window_log : WINDOW_LOG;
	if (l->window_log > WINDOW_LOG_MAX)
		l->window_log = WINDOW_LOG_MAX;
	l->depth = l->depth != 0 ? l->depth : DEPTH;
	return o;
}

void
td_opener_free(struct td_opener *o)
{
	if (o == NULL)
		return;
	td_magic_free(o->magic);
	td_dir_free(&o->dir);
	td_buffer_free(&o->first.small);
	free(o);
}

/* The buffer of the opener's own stays, for the next small file. */
struct td_source_impl *
td_impl_new(struct td_opener *o)
{
	struct td_source_impl *x = &o->first;
	struct td_buffer keep = { 0 };

	if (!atomic_exchange(&o->busy, true))
		keep = x->small;
	else
		x = malloc(sizeof(*x));
	if (x == NULL)
		return NULL;
	memset(x, 0, offsetof(struct td_source_impl, beginning));
	x->opener = o;
	x->small = keep;
	x->fd = -1;
	x->meter.max_decoded = o->limits.max_decoded;
	x->meter.max_ratio = o->limits.max_ratio;
	return x;
}

void
td_impl_free(struct td_source_impl *x)
{
	struct td_opener *o = x->opener;

	td_archive_close(x->archive);
	td_stream_close(x->stream);
	td_frames_close(x->frames);
	td_map_close(&x->map);
	td_cut_free(&x->cut);
	td_buffer_free(&x->head);
	if (x->fd >= 0 && x->own_fd)
		close(x->fd);
	if (x == &o->first) {
		atomic_store(&o->busy, false);
	} else {
		td_buffer_free(&x->small);
		free(x);
	}
}

static int
fail(struct td_error *e, const char *what, int number)
{
	td_error_sys(e, what, number);
	return -1;
}

/* What was opened already when we were called: a pipe there is meant. */
static bool
is_inherited(const char *path)
{
	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0 ||
	    strncmp(path, "/dev/fd/", 8) == 0 ||
	    strncmp(path, "/proc/self/fd/", 14) == 0;
}

static const char *
kind_name(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISFIFO(mode))
		return "a FIFO";
	if (S_ISSOCK(mode))
		return "a socket";
	return S_ISCHR(mode) || S_ISBLK(mode) ? "a device" : "no regular file";
}

/*
 * O_NONBLOCK so that a FIFO without a writer does not hold us up; it means
 * nothing to a regular file.  A socket cannot be opened at all.
 */
static int
open_path(struct td_source_impl *x, const char *path, struct stat *st,
    struct td_error *e)
{
	bool inherited = is_inherited(path);
	int block = inherited ? 0 : O_NONBLOCK, r = -1;

	if (strcmp(path, "-") == 0) {
		x->fd = STDIN_FILENO;
	} else {
		x->fd = td_dir_open(&x->opener->dir, path,
		    O_RDONLY | O_CLOEXEC | O_NOCTTY | block);
		x->own_fd = true;
	}
	if (x->fd >= 0)
		r = fstat(x->fd, st);
	else if (errno == ENXIO)
		r = stat(path, st);
	if (r != 0)
		return fail(e, "cannot open", errno);
	if (x->fd >= 0 &&
	    (S_ISREG(st->st_mode) || (inherited && !S_ISDIR(st->st_mode))))
		return 0;
	td_error_set(e, "cannot read", "it is %s", kind_name(st->st_mode));
	return -1;
}

/* A file of st_size bytes, in one piece; it may have become shorter. */
static int
read_small(struct td_source_impl *x, size_t size, struct td_error *e)
{
	ssize_t got;

	if (td_buffer_reserve(&x->small, size) != 0)
		return fail(e, "cannot read", ENOMEM);
	while (x->n_small < size) {
		got = read(x->fd, x->small.p + x->n_small, size - x->n_small);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return fail(e, "cannot read", errno);
		x->n_small += got > 0 ? (size_t)got : 0;
	}
	memset(x->small.p + x->n_small, 0, TD_PAD);
	return 0;
}

/* What cannot be cut and is too large for that is read as another format;
 * false if there is none. */
static bool
fits(struct td_source *s, size_t size)
{
	const struct td_format *f = s->format;

	if (f == NULL || f->whole == 0 || size <= f->whole)
		return true;
	s->format = f->larger != NULL ? f->larger : f;
	return f->larger != NULL;
}

/* What lies in x->small. */
static int
open_bytes(struct td_source *s, struct td_source_impl *x, struct td_error *e)
{
	struct td_span all, head;

	head = all = (struct td_span){ x->small.p, x->n_small };
	if (head.n > TD_HEAD)
		head.n = TD_HEAD;
	if (td_sniff(head) == TD_PLAIN) {
		td_settle(s, head, all.n > head.n);
		if (fits(s, all.n))
			return 0;
	}
	x->stream = td_memory_open(all, &x->meter);
	if (x->stream == NULL)
		return fail(e, "cannot open", ENOMEM);
	return td_unwrap(s, e);
}

static int
open_small(struct td_source *s, struct td_source_impl *x, size_t size,
    struct td_error *e)
{
	if (read_small(x, size, e) != 0)
		return -1;
	if (x->own_fd)
		close(x->fd);
	x->fd = -1;
	return open_bytes(s, x, e);
}

/* zstd of many frames may be decoded by many threads. */
static bool
open_frames(struct td_source *s, struct td_source_impl *x)
{
	x->frames = td_frames_open(&x->map, &x->opener->limits, &x->meter);
	if (x->frames == NULL) {
		td_map_close(&x->map);
		return false;
	}
	x->map = (struct td_map){ 0 };
	x->road = TD_ROAD_FRAMES;
	s->n_blocks = td_frames_count(x->frames);
	s->decoded = td_frames_decoded(x->frames);
	return true;
}

static void
open_map(struct td_source *s, struct td_source_impl *x)
{
	size_t chunk = x->opener->limits.chunk;

	x->road = TD_ROAD_MAP;
	s->mapped = true;
	s->n_blocks = (x->map.n + chunk - 1) / chunk;
	if (s->format != NULL && s->format->whole != 0)
		s->n_blocks = 1;
	s->decoded = x->map.n;
}

/* From a stream to a map, where that is possible. */
static void
try_map(struct td_source *s, struct td_source_impl *x, size_t size)
{
	size_t whole = s->format != NULL ? s->format->whole : 0;
	bool zstd = x->depth == 1 && x->outer == TD_ZSTD && whole == 0;
	bool raw = x->depth == 0 && fits(s, size);

	if (x->road != TD_ROAD_STREAM || !(zstd || raw) ||
	    !td_map_open(&x->map, x->fd, size))
		return;
	if (raw)
		open_map(s, x);
	else if (!open_frames(s, x))
		return;
	td_stream_close(x->stream);
	x->stream = NULL;
	s->kind = TD_SOURCE_PARALLEL;
}

static void
set_key(struct td_file_key *key, const struct stat *st)
{
	*key = (struct td_file_key){ .inode = st->st_ino,
		.size = (uint64_t)st->st_size,
		.modified = (int64_t)st->st_mtim.tv_sec * 1000000000 +
		    st->st_mtim.tv_nsec };
}

bool
td_file_key(const char *path, struct td_file_key *key)
{
	struct stat st;

	if (is_inherited(path) || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	set_key(key, &st);
	return true;
}

static int
open_road(struct td_source *s, struct td_source_impl *x, const char *path,
    struct td_error *e)
{
	size_t map_from = x->opener->limits.map_from;
	struct stat st;
	size_t size = 0;

	if (open_path(x, path, &st, e) != 0)
		return -1;
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size <= SIZE_MAX &&
	    (x->own_fd || lseek(x->fd, 0, SEEK_CUR) == 0))
		size = (size_t)st.st_size;
	s->stored = x->meter.stored = size;
	s->again = x->own_fd && S_ISREG(st.st_mode);
	if (s->again)
		set_key(&s->key, &st);
	s->written =
	    (int64_t)(S_ISREG(st.st_mode) ? st.st_mtime : time(NULL)) * 1000000;
	if (size > 0 && size < map_from)
		return open_small(s, x, size, e);
	x->stream = td_file_open(x->fd, &x->meter);
	if (x->stream == NULL)
		return fail(e, "cannot open", ENOMEM);
	if (td_unwrap(s, e) != 0)
		return -1;
	if (size >= map_from)
		try_map(s, x, size);
	return 0;
}

int
td_source_open(struct td_opener *o, const char *path, struct td_source *s,
    struct td_error *e)
{
	*s = (struct td_source){ .kind = TD_SOURCE_SERIAL };
	s->name = strdup(path);
	s->impl = td_impl_new(o);
	if (s->name == NULL || s->impl == NULL)
		fail(e, "cannot open", ENOMEM);
	else if (open_road(s, s->impl, path, e) == 0) {
		s->light = s->impl->stream == NULL;
		return 0;
	}
	td_source_close(s);
	return -1;
}

static int
copy_part(struct td_source_impl *x, struct td_span bytes, struct td_error *e)
{
	if (td_buffer_reserve(&x->small, bytes.n) != 0)
		return fail(e, "cannot open", ENOMEM);
	if (bytes.n > 0)
		memcpy(x->small.p, bytes.p, bytes.n);
	memset(x->small.p + bytes.n, 0, TD_PAD);
	x->n_small = bytes.n;
	x->meter.stored = bytes.n;
	x->part = true;
	return 0;
}

int
td_source_open_part(struct td_opener *o, struct td_span bytes,
    struct td_source *s, struct td_error *e)
{
	*s = (struct td_source){ .kind = TD_SOURCE_SERIAL };
	s->name = strdup("part");
	s->impl = td_impl_new(o);
	if (s->name == NULL || s->impl == NULL)
		fail(e, "cannot open", ENOMEM);
	else if (copy_part(s->impl, bytes, e) == 0 &&
	    open_bytes(s, s->impl, e) == 0)
		return 0;
	td_source_close(s);
	return -1;
}

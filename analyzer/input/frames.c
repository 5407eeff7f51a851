/*
 * Blocks of a zstd file with many frames.
 *
 * A group is a run of frames that decode to about a chunk.  Whoever wants the
 * block decodes the group, and as much of what follows as the last record may
 * need.  What lies before a group is not decoded again: its block begins
 * TD_LOOK_BEHIND bytes late, and the block before it ends as late.
 *
 *	group:  | out[i]                  | out[i + 1]
 *	block:  |---p--------------------------stop--------- end
 */
#include "analyzer/input/frames.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "analyzer/input/cut.h"
#include "analyzer/input/zstd.h"

/* A thread holds a frame in memory; a file of larger ones is a stream. */
#define FRAME_MAX ((uint64_t)64 << 20)

/* Decoders that wait for the next block. */
#define MAX_IDLE 64

struct group {
	uint64_t in, out; /* where it begins, stored and decoded */
};

struct td_frames {
	struct td_map map;
	struct group *group; /* n, and one that is the end */
	size_t n, cap;
	uint32_t window_log;
	pthread_mutex_t lock; /* of the idle decoders */
	size_t n_idle;
	struct td_zstd *idle[MAX_IDLE];
};

static bool
add_group(struct td_frames *f, uint64_t in, uint64_t out)
{
	if (f->n == f->cap) {
		size_t cap = f->cap == 0 ? 64 : f->cap * 2;
		struct group *p = realloc(f->group, cap * sizeof(*p));

		if (p == NULL)
			return false;
		f->group = p;
		f->cap = cap;
	}
	f->group[f->n++] = (struct group){ in, out };
	return true;
}

/* Walk over the frames.  Groups are the larger ones if frames are small, so
 * their number is bounded by the decoded length. */
static bool
find_groups(
    struct td_frames *f, const struct td_map *map, const struct td_limits *l)
{
	struct group at = { 0, 0 };

	if (!add_group(f, 0, 0))
		return false;
	while (at.in < map->n) {
		struct td_span rest = { map->p + at.in,
			map->n - (size_t)at.in };
		struct td_zstd_frame z;

		if (!td_zstd_frame(rest, f->window_log, FRAME_MAX, &z))
			return false;
		if (at.out - f->group[f->n - 1].out >= l->chunk &&
		    !add_group(f, at.in, at.out))
			return false;
		at.in += z.stored;
		at.out += z.decoded;
	}
	/* Every group but the only one has a whole hash block. */
	if (at.out - f->group[f->n - 1].out < TD_HASH_BLOCK)
		f->n--;
	if (!add_group(f, at.in, at.out))
		return false;
	return --f->n >= 2;
}

struct td_frames *
td_frames_open(struct td_map *map, const struct td_limits *limits,
    const struct td_meter *meter)
{
	struct td_frames *f = calloc(1, sizeof(*f));
	struct td_error e;

	if (f == NULL)
		return NULL;
	f->window_log = limits->window_log;
	if (!find_groups(f, map, limits) ||
	    td_meter_over(meter, f->group[f->n].out, &e)) {
		free(f->group);
		free(f);
		return NULL;
	}
	pthread_mutex_init(&f->lock, NULL);
	f->map = *map;
	return f;
}

uint64_t
td_frames_count(const struct td_frames *f)
{
	return f->n;
}

uint64_t
td_frames_decoded(const struct td_frames *f)
{
	return f->group[f->n].out;
}

const struct td_map *
td_frames_map(const struct td_frames *f)
{
	return &f->map;
}

static struct td_zstd *
take_decoder(struct td_frames *f)
{
	struct td_zstd *z = NULL;

	pthread_mutex_lock(&f->lock);
	if (f->n_idle > 0)
		z = f->idle[--f->n_idle];
	pthread_mutex_unlock(&f->lock);
	return z != NULL ? z : td_zstd_new(f->window_log);
}

static void
give_decoder(struct td_frames *f, struct td_zstd *z)
{
	pthread_mutex_lock(&f->lock);
	if (f->n_idle < MAX_IDLE) {
		f->idle[f->n_idle++] = z;
		z = NULL;
	}
	pthread_mutex_unlock(&f->lock);
	td_zstd_free(z);
}

/* Stored bytes from one place to another. */
static struct td_span
stored(const struct td_frames *f, uint64_t from, uint64_t to)
{
	return (struct td_span){ f->map.p + from, (size_t)(to - from) };
}

/*
 * Decode behind buf[*n] until a record is seen to start at or behind buf[stop],
 * or TD_RECORD_MAX bytes are there, or all of the `left` bytes.  -1: no memory.
 */
static int
look_ahead(struct td_zstd *z, const struct td_format *format, size_t stop,
    uint64_t left, struct td_buffer *buf, size_t *n)
{
	size_t seen = stop, begin = *n;

	for (size_t view = 2 * TD_RESYNC_VIEW;; view *= 2) {
		size_t want = stop + view;
		const char *p;

		if (want - begin > left)
			want = begin + (size_t)left;
		if (td_buffer_reserve(buf, want) != 0)
			return -1;
		*n += td_zstd_more(z, buf->p + *n, want - *n);
		if (*n < want || want - begin == left ||
		    view >= TD_RECORD_MAX || format == NULL)
			return 0;
		p = buf->p;
		want -= TD_RESYNC_VIEW;
		if (format->resync(p, p + seen, p + want, p + *n) < p + want)
			return 0;
		seen = want;
	}
}

static uint64_t
up(uint64_t off)
{
	return (off + TD_HASH_BLOCK - 1) & ~(uint64_t)(TD_HASH_BLOCK - 1);
}

static int
decode(struct td_frames *f, struct td_zstd *z, uint64_t i,
    const struct td_format *format, struct td_buffer *buf, struct td_block *out,
    struct td_error *e)
{
	const struct group *g = &f->group[i], *all = &f->group[f->n];
	size_t own = (size_t)(g[1].out - g->out), n = own, to;
	size_t p = i == 0 ? 0 : TD_LOOK_BEHIND, stop = own;
	size_t from = (size_t)(up(g->out) - g->out);
	bool last = i == f->n - 1;

	if (td_buffer_reserve(buf, own + TD_LOOK_BEHIND + 2 * TD_RESYNC_VIEW) !=
	    0) {
		td_error_sys(e, "cannot decode zstd", ENOMEM);
		return -1;
	}
	if (td_zstd_frames(z, stored(f, g->in, g[1].in), buf->p, own, e) != 0)
		return -1;
	if (!last) {
		stop += TD_LOOK_BEHIND;
		td_zstd_begin(z, stored(f, g[1].in, all->in));
		if (look_ahead(z, format, stop, all->out - g[1].out, buf, &n) !=
		    0) {
			td_error_sys(e, "cannot decode zstd", ENOMEM);
			return -1;
		}
	}
	if (stop > n)
		stop = n;
	to = last ? n : (size_t)(up(g[1].out) - g->out);
	if (to > n)
		to = n;
	memset(buf->p + n, 0, TD_PAD);
	*out = (struct td_block){
		.chunk = { .from = buf->p,
		    .p = buf->p + p,
		    .stop = buf->p + stop,
		    .end = buf->p + n },
		.off = g->out + p,
		.fresh = { buf->p + from, to - from },
		.fresh_off = g->out + from,
		.last = last,
		.over = last,
	};
	return 0;
}

int
td_frames_block(struct td_frames *f, uint64_t i, const struct td_format *format,
    struct td_buffer *buf, struct td_block *out, struct td_error *e)
{
	struct td_zstd *z = take_decoder(f);
	int r;

	if (z == NULL) {
		td_error_sys(e, "cannot decode zstd", ENOMEM);
		return -1;
	}
	r = decode(f, z, i, format, buf, out, e);
	give_decoder(f, z);
	return r;
}

void
td_frames_close(struct td_frames *f)
{
	if (f == NULL)
		return;
	while (f->n_idle > 0)
		td_zstd_free(f->idle[--f->n_idle]);
	pthread_mutex_destroy(&f->lock);
	td_map_close(&f->map);
	free(f->group);
	free(f);
}

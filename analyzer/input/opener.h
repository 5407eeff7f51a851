/*
 * What is behind a source and an opener.  Internal to input/.
 */
#ifndef TD_INPUT_OPENER_H
#define TD_INPUT_OPENER_H

#include <stdatomic.h>

#include "analyzer/input/archive.h"
#include "analyzer/input/cut.h"
#include "analyzer/input/frames.h"
#include "analyzer/input/map.h"
#include "analyzer/input/sniff.h"
#include "analyzer/input/source.h"
#include "analyzer/input/stream.h"

/* Where the bytes of a source come from. */
enum td_road {
	TD_ROAD_SMALL, /* they lie in `small` */
	TD_ROAD_STREAM,
	TD_ROAD_MAP,
	TD_ROAD_FRAMES,
	TD_ROAD_ARCHIVE
};

struct td_source_impl {
	struct td_opener *opener;
	enum td_road road;
	int fd;                  /* -1, or what a stream reads from */
	bool own_fd;             /* it is no standard input */
	unsigned depth;          /* containers around it ... */
	enum td_container outer; /* ... and the one that is the file */
	struct td_meter meter;
	struct td_buffer head; /* how it begins, for td_chunk.head: n_head
	                          bytes, unless it is small */
	size_t n_head;
	struct td_buffer small;
	size_t n_small;
	bool given; /* the only block */
	bool part;  /* of a mail, or in one */
	struct td_stream *stream;
	struct td_cut cut;
	struct td_map map;
	struct td_frames *frames;
	struct td_archive *archive;
	char type[80];
	size_t n_beginning;
	char beginning[TD_BEGINNING]; /* the last member: not cleared */
};

/* The directory of the file opened last: looking it up again costs more than
 * all the rest of opening a small file. */
struct td_dir {
	struct td_buffer path; /* up to the last slash and with it */
	size_t len;
	int fd; /* -1: it was needed only once yet */
};

struct td_opener {
	struct td_limits limits;
	struct td_magic *magic;
	struct td_dir dir;
	struct td_source_impl first; /* saves an allocation ... */
	atomic_bool busy;            /* ... if it is free */
};

/* A new one with nothing in it; NULL: no memory. */
struct td_source_impl *td_impl_new(struct td_opener *o);
void td_impl_free(struct td_source_impl *x);

/*
 * Take off what the stream of a source is wrapped in, and say what is left:
 * s->kind, format and type.  -1 and *e.
 */
int td_unwrap(struct td_source *s, struct td_error *e);

/* open(2), by way of the directory that was used last. */
int td_dir_open(struct td_dir *d, const char *path, int flags);
void td_dir_free(struct td_dir *d);

/* The format or the type of bytes that are no container. */
void td_settle(struct td_source *s, struct td_span head, bool more);

#endif

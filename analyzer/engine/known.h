/*
 * What earlier runs read, so that nothing is counted twice: contents, whatever
 * their files are called now and however they are compressed, and files that
 * need not be opened again.
 *
 * A content is known by its identity (analyzer/input/source.h), and so is its
 * beginning: a log that grew begins with what was read of it.  Sources that
 * begin with the same TD_BEGINNING bytes are compared; that far an identity
 * tells without the bytes themselves.
 *
 * For any number of threads.  The functions that return int: -1 is no memory.
 */
#ifndef TD_ENGINE_KNOWN_H
#define TD_ENGINE_KNOWN_H

#include "analyzer/cube/cells.h"
#include "analyzer/input/source.h"

enum { TD_MAX_MARKS = 32 };

/* The identity of all up to `off`, a multiple of TD_HASH_BLOCK: half of it. */
struct td_mark {
	uint64_t off, low;
};

/* A content as far as it was read. */
struct td_content {
	struct td_input_id id;
	uint64_t beginning;   /* hash of its first TD_BEGINNING bytes, or all */
	uint64_t counted;     /* bytes; behind them is a line that had no end */
	uint32_t n_marks;     /* at most TD_MAX_MARKS, by `off` */
	struct td_mark *mark; /* copied by whoever takes a content */
};

/* A file that was read well. */
struct td_read_file {
	struct td_file_key key;
	char *path; /* as it was called, for whoever looks; NULL: earlier */
	bool stale;
};

struct td_known;

struct td_known *td_known_new(void); /* NULL: no memory */
void td_known_free(struct td_known *k);

/* Of earlier runs, before this one begins. */
int td_known_put_content(struct td_known *k, const struct td_content *c);
/* `stale`: where it is met again, it is one of the new files, too. */
int td_known_put_file(
    struct td_known *k, const struct td_file_key *key, bool stale);

/* What this run read, to be kept; valid until the next call of the others. */
const struct td_content *td_known_new_contents(
    const struct td_known *k, size_t *n);
const struct td_read_file *td_known_new_files(
    const struct td_known *k, size_t *n);

bool td_known_has_file(
    struct td_known *k, const struct td_file_key *key, const char *path);

/* All ids, of earlier runs and of this one: each(arg, id); -1 ends it. */
int td_known_each_id(const struct td_known *k,
    int (*each)(void *arg, const struct td_input_id *id), void *arg);

uint64_t td_known_hash(struct td_span beginning);

/*
 * A source is to be read whose beginning has this hash.  False: another one
 * that begins so is being read; it has to wait until that is known, too.
 */
bool td_known_begin(struct td_known *k, uint64_t beginning);
void td_known_end(struct td_known *k, uint64_t beginning);

/* It was read. */
int td_known_read(struct td_known *k, const struct td_content *c);

/* A file was read, all of it and well.  A key of size 0 is none. */
int td_known_read_file(
    struct td_known *k, const struct td_file_key *key, const char *path);

/* How much of a source is known. */
struct td_known_part {
	uint64_t counted; /* bytes from its beginning that were counted */
	uint64_t length;  /* of all of it; 0: not known */
	bool beginning;   /* it is taken for the beginning of what was read:
	                     that is known but for what is behind the last mark */
};

/*
 * Find out about the source at a path, which began so when it was opened, if
 * need be by reading it once more.  What cannot be read is left to whoever
 * counts it.
 */
int td_known_find(struct td_known *k, struct td_opener *o, const char *path,
    struct td_span beginning, struct td_known_part *out);

#endif

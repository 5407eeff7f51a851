/*
 * Paths: a set of names in bytewise order, and lists of them in files.
 * Internal to input/.
 */
#ifndef TD_INPUT_PATH_LIST_H
#define TD_INPUT_PATH_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/error.h"

/* A tag is the adder's; of equal names the one added first stays. */
struct td_path {
	uint64_t key; /* the first eight bytes of the name, big endian */
	uint32_t at;  /* of the name in `text` */
	uint8_t tag;
};

struct td_path_list {
	char *text; /* names, each ended by a NUL; below 4 GiB */
	size_t len, cap;
	struct td_path *path;
	size_t n, n_cap;
};

/* -1: no memory, or no room. */
int td_paths_add(
    struct td_path_list *l, const char *name, size_t len, uint8_t tag);

/* Into bytewise order. */
void td_paths_sort(struct td_path_list *l);

/* The same, and equal names become one. */
void td_paths_unique(struct td_path_list *l);

static inline const char *
td_paths_name(const struct td_path_list *l, size_t i)
{
	return l->text + l->path[i].at;
}

/* Add the paths that the file holds ("-" is standard input), separated by
 * NULs if there is one, else by newlines.  -1 and *e on failure. */
int td_paths_read(struct td_path_list *l, const char *file, struct td_error *e);

void td_paths_free(struct td_path_list *l);

#endif

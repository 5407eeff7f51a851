/*
 * Which directories were entered, by device and inode.  Internal to input/.
 */
#ifndef TD_INPUT_VISITED_H
#define TD_INPUT_VISITED_H

#include <stddef.h>
#include <sys/types.h>

struct td_visited {
	struct td_visited_dir {
		dev_t dev;
		ino_t ino;
		_Bool used;
	} * dir;
	size_t n, cap; /* cap is 0 or a power of two */
};

/* 1: it is new, 0: it was there, -1: no memory, or too many. */
int td_visited_add(struct td_visited *v, dev_t dev, ino_t ino);

void td_visited_free(struct td_visited *v);

#endif

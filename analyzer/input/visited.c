/*
 * A set of directories: open addressing, at most half full.
 */
#include "analyzer/input/visited.h"

#include <stdint.h>
#include <stdlib.h>

/* More directories than this are not walked: 256 MiB of memory. */
#define MAX_DIRS ((size_t)1 << 23)

static struct td_visited_dir *
find(const struct td_visited *v, dev_t dev, ino_t ino)
{
	uint64_t h = ((uint64_t)ino ^ ((uint64_t)dev << 40)) *
	    UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 20) & (v->cap - 1);

	while (v->dir[i].used && (v->dir[i].ino != ino || v->dir[i].dev != dev))
		i = (i + 1) & (v->cap - 1);
	return &v->dir[i];
}

static int
grow(struct td_visited *v)
{
	struct td_visited big = { NULL, v->n, v->cap == 0 ? 64 : v->cap * 2 };

	if (v->n >= MAX_DIRS)
		return -1;
	big.dir = calloc(big.cap, sizeof(*big.dir));
	if (big.dir == NULL)
		return -1;
	for (size_t i = 0; i < v->cap; i++)
		if (v->dir[i].used)
			*find(&big, v->dir[i].dev, v->dir[i].ino) = v->dir[i];
	free(v->dir);
	*v = big;
	return 0;
}

int
td_visited_add(struct td_visited *v, dev_t dev, ino_t ino)
{
	struct td_visited_dir *d;

	if (v->n >= v->cap / 2 && grow(v) != 0)
		return -1;
	d = find(v, dev, ino);
	if (d->used)
		return 0;
	*d = (struct td_visited_dir){ dev, ino, 1 };
	v->n++;
	return 1;
}

void
td_visited_free(struct td_visited *v)
{
	free(v->dir);
	*v = (struct td_visited){ 0 };
}

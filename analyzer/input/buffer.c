/*
 * Buffers that grow.
 */
#include <stdlib.h>

#include "analyzer/input/source.h"

/* By halves at least, so that growing step by step stays linear. */
int
td_buffer_reserve(struct td_buffer *b, size_t cap)
{
	char *p;

	if (b->p != NULL && cap <= b->cap)
		return 0;
	if (cap < b->cap + b->cap / 2)
		cap = b->cap + b->cap / 2;
	if (cap > SIZE_MAX - TD_PAD)
		return -1;
	p = realloc(b->p, cap + TD_PAD);
	if (p == NULL)
		return -1;
	b->p = p;
	b->cap = cap;
	return 0;
}

void
td_buffer_free(struct td_buffer *b)
{
	free(b->p);
	*b = (struct td_buffer){ 0 };
}

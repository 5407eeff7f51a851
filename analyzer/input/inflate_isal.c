/*
 * Inflate by ISA-L, more than twice as fast as zlib.  The only file that knows
 * it.
 */
#include "analyzer/input/inflate.h"

#include <isa-l.h>
#include <stdlib.h>

struct td_inflate {
	struct inflate_state state;
};

/* Zeros: where broken data refers to what is before its beginning, ISA-L takes
 * what is in the state, and that shall be the same each time. */
struct td_inflate *
td_inflate_new(void)
{
	struct td_inflate *z = calloc(1, sizeof(*z));

	if (z == NULL)
		return NULL;
	isal_inflate_init(&z->state);
	z->state.crc_flag = ISAL_GZIP;
	return z;
}

void
td_inflate_free(struct td_inflate *z)
{
	free(z);
}

void
td_inflate_reset(struct td_inflate *z)
{
	isal_inflate_reset(&z->state);
	z->state.crc_flag = ISAL_GZIP; /* the reset forgets it */
}

enum td_inflated
td_inflate_run(struct td_inflate *z, struct td_span *in, char *p, size_t *n)
{
	struct inflate_state *s = &z->state;
	uint32_t give = in->n < UINT32_MAX ? (uint32_t)in->n : UINT32_MAX;
	uint32_t room = *n < UINT32_MAX ? (uint32_t)*n : UINT32_MAX;
	int r;

	s->next_in = (uint8_t *)in->p;
	s->avail_in = give;
	s->next_out = (uint8_t *)p;
	s->avail_out = room;
	r = isal_inflate(s);
	*n = room - s->avail_out;
	in->p += give - s->avail_in;
	in->n -= give - s->avail_in;
	if (r == ISAL_INCORRECT_CHECKSUM)
		return TD_INFLATE_BAD_SUM;
	if (r < 0 || r == ISAL_NEED_DICT)
		return TD_INFLATE_BAD;
	return s->block_state == ISAL_BLOCK_FINISH ? TD_INFLATE_DONE :
	                                             TD_INFLATE_MORE;
}

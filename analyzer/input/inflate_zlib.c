/*
 * Inflate by zlib, where ISA-L has no package.  The only file that knows it.
 */
#include "analyzer/input/inflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#define GZIP_ONLY (15 + 16) /* inflateInit2(): largest window, gzip header */

struct td_inflate {
	z_stream z;
};

struct td_inflate *
td_inflate_new(void)
{
	struct td_inflate *z = calloc(1, sizeof(*z));

	if (z != NULL && inflateInit2(&z->z, GZIP_ONLY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

void
td_inflate_free(struct td_inflate *z)
{
	if (z == NULL)
		return;
	inflateEnd(&z->z);
	free(z);
}

void
td_inflate_reset(struct td_inflate *z)
{
	inflateReset(&z->z);
}

/* zlib has one word for all that is wrong; its message tells. */
static bool
is_checksum(const char *message)
{
	return message != NULL &&
	    (strcmp(message, "incorrect data check") == 0 ||
	        strcmp(message, "incorrect length check") == 0);
}

enum td_inflated
td_inflate_run(struct td_inflate *z, struct td_span *in, char *p, size_t *n)
{
	unsigned give = in->n < UINT_MAX ? (unsigned)in->n : UINT_MAX;
	unsigned room = *n < UINT_MAX ? (unsigned)*n : UINT_MAX;
	int r;

	z->z.next_in = (Bytef *)in->p;
	z->z.avail_in = give;
	z->z.next_out = (Bytef *)p;
	z->z.avail_out = room;
	r = inflate(&z->z, Z_NO_FLUSH);
	*n = room - z->z.avail_out;
	in->p += give - z->z.avail_in;
	in->n -= give - z->z.avail_in;
	if (r == Z_STREAM_END)
		return TD_INFLATE_DONE;
	if (r == Z_OK || r == Z_BUF_ERROR)
		return TD_INFLATE_MORE;
	return is_checksum(z->z.msg) ? TD_INFLATE_BAD_SUM : TD_INFLATE_BAD;
}

/*
 * A zip of one deflated file that lies in memory, as reports are sent: the
 * commonest zip by far, which libarchive takes longer to set up for than to
 * unpack.  Internal to input/.
 */
#ifndef TD_INPUT_ZIP_ONE_H
#define TD_INPUT_ZIP_ONE_H

#include "analyzer/input/stream.h"

enum { TD_ZIP_NAME = 255 };

/* The file, as the gzip member (RFC 1952) that it nearly is: what stands in
 * front, the deflated bytes, checksum and length. */
struct td_zip_one {
	struct td_span part[3]; /* what is left of them */
	unsigned at;
	bool ended;
	char front[10], behind[8];
	char name[TD_ZIP_NAME + 1];
};

/*
 * False if it is anything else, even a little: that is libarchive's.  The zip
 * must outlive it, and *one must stay where it is.
 */
bool td_zip_one_find(struct td_span zip, struct td_zip_one *one);

#endif

/*
 * The signatures of the containers.
 */
#include "analyzer/input/sniff.h"

#include <stdint.h>

#define BLOCK 512 /* of tar */

static bool
begins(struct td_span head, const char *magic, size_t n)
{
	return head.n >= n && memcmp(head.p, magic, n) == 0;
}

/* RFC 8878 3.1.1 and 3.1.2. */
static bool
is_zstd(struct td_span head)
{
	return begins(head, "\x28\xb5\x2f\xfd", 4) ||
	    (head.n >= 8 && ((unsigned char)head.p[0] & 0xf0) == 0x50 &&
	        memcmp(head.p + 1, "\x2a\x4d\x18", 3) == 0);
}

/* RFC 1952 2.3: deflate is the only method, three flags are reserved. */
static bool
is_gzip(struct td_span head)
{
	return begins(head, "\x1f\x8b\x08", 3) &&
	    (head.n < 4 || ((unsigned char)head.p[3] & 0xe0) == 0);
}

/* A level and the magic number of a block, or of an empty file's end. */
static bool
is_bzip2(struct td_span head)
{
	return begins(head, "BZh", 3) && head.n >= 10 && head.p[3] >= '1' &&
	    head.p[3] <= '9' &&
	    (memcmp(head.p + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
	        memcmp(head.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* A local file, the end of an empty archive, or a split one's mark. */
static bool
is_zip(struct td_span head)
{
	return begins(head, "PK\3\4", 4) || begins(head, "PK\5\6", 4) ||
	    begins(head, "PK\7\10PK\3\4", 8);
}

/* An octal number of tar: blanks, digits, then a blank or a NUL. */
static bool
octal(const char *p, size_t n, uint32_t *out)
{
	size_t i = 0, digits = 0;

	*out = 0;
	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++, digits++)
		*out = *out * 8 + (uint32_t)(p[i] - '0');
	return digits > 0 && (i == n || p[i] == ' ' || p[i] == '\0');
}

/*
 * POSIX.1 "ustar Interchange Format": the checksum at 148, eight bytes, is the
 * sum of the header with the checksum itself taken as blanks.  Tars of old
 * have no other mark; some summed up signed bytes.
 */
static bool
is_tar(struct td_span head)
{
	uint32_t want, sum = 0;
	int32_t old = 0;

	if (head.n < BLOCK || head.p[0] == '\0' ||
	    !octal(head.p + 148, 8, &want))
		return false;
	for (size_t i = 0; i < BLOCK; i++) {
		char c = i >= 148 && i < 156 ? ' ' : head.p[i];

		sum += (unsigned char)c;
		old += (signed char)c;
	}
	return want == sum || (int64_t)want == old;
}

enum td_container
td_sniff(struct td_span head)
{
	if (is_zstd(head))
		return TD_ZSTD;
	if (is_gzip(head))
		return TD_GZIP;
	if (begins(head,
	        "\xfd"
	        "7zXZ\0",
	        6))
		return TD_XZ;
	if (is_bzip2(head))
		return TD_BZIP2;
	if (is_zip(head))
		return TD_ZIP;
	return is_tar(head) ? TD_TAR : TD_PLAIN;
}

/*
 * UTF-8 (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
 */
#ifndef TD_FORMATS_UTF8_H
#define TD_FORMATS_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define TD_NO_CHARACTER UINT32_MAX

/* The character at p < end and its length, or TD_NO_CHARACTER and 1 for a byte
 * that begins none. */
static inline uint32_t
td_utf8_decode(const char *p, const char *end, size_t *len)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char b = (unsigned char)*p;
	size_t more = b < 0x80 ? 0 : b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
	uint32_t c = more == 0 ? b : b & (0x3fu >> more);

	*len = 1;
	if ((b >= 0x80 && b < 0xc2) || b > 0xf4 || (size_t)(end - p) <= more)
		return TD_NO_CHARACTER;
	for (size_t i = 1; i <= more; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return TD_NO_CHARACTER;
		c = c << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return TD_NO_CHARACTER;
	*len = more + 1;
	return c;
}

#endif

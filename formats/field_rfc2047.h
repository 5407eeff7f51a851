/*
 * RFC 2047 encoded words, decoded as bytes (the charset is not converted:
 * only ASCII matters to us, and it is the same in all of them but UTF-16/32
 * and ISO-2022, which are left as they are).
 *
 *	=?utf-8?B?c3BmPXBhc3M=?= =?utf-8?Q?dkim=3Dpass?=
 */
#ifndef TD_FORMATS_FIELD_RFC2047_H
#define TD_FORMATS_FIELD_RFC2047_H

#include "span.h"

/* Whether "=?" stands in the body, so that decoding could change it. */
bool td_rfc2047_maybe(struct td_span body);

/*
 * Decode all encoded words of `in` into `out` of `cap` bytes, the rest copied;
 * white space between two encoded words is dropped (RFC 2047 6.2).  What does
 * not fit is cut.  The result is how many bytes were written; TD_PAD bytes
 * behind them are not cleared: give a buffer with that much more room.
 */
size_t td_rfc2047_decode(struct td_span in, char *out, size_t cap);

#endif

/*
 * The message that a report is about, as the report returns it: its header, or
 * all of it (RFC 3464 2, RFC 5965 2).
 */
#ifndef TD_FORMATS_ORIGINAL_H
#define TD_FORMATS_ORIGINAL_H

#include "span.h"

/* Spans point into what was read; n 0 where it is not told. */
struct td_original {
	struct td_span message_id; /* without <> */
	struct td_span author, to; /* the first address of From, of To */
	struct td_span path;       /* the body of Return-Path */
	struct td_span hotmail; /* of X-HmXmrOriginalRecipient: who complained,
	                           where Hotmail returned the message alone */
	bool found;             /* there is a header */
};

/* TD_PAD bytes behind the text may be loaded. */
struct td_original td_original_read(struct td_span text);

/* The first address of a list that has a domain; n 0 if there is none. */
struct td_span td_original_address(struct td_span body);

#endif

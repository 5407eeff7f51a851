/*
 * DKIM-Signature (RFC 6376 3.5), no more than who signed and what: the tags
 * d=, s= and h=.  Nothing is verified.
 *
 *	v=1; a=rsa-sha256; d=example.jp; s=brisbane; h=From:To:Date; bh=...;
 *b=...
 */
#ifndef TD_FORMATS_FIELD_DKIM_H
#define TD_FORMATS_FIELD_DKIM_H

#include "span.h"

struct td_dkim_signature {
	struct td_span sdid;     /* d= */
	struct td_span selector; /* s= */
	struct td_span fields;   /* h=, still folded */
};

/* What is absent stays empty; of a tag given twice, the first counts. */
void td_dkim_signature_parse(
    struct td_span body, struct td_dkim_signature *out);

/* Whether a field name, compared without regard to case, is in h=. */
bool td_dkim_signs(struct td_span fields, struct td_span name);

#endif

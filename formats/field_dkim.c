/*
 * Tag lists (RFC 6376 3.2): tag=value; folding white space may stand around
 * each.
 */
#include "field_dkim.h"

/* Cut the next stretch up to `c` off *rest. */
static struct td_span
cut(struct td_span *rest, char c)
{
	const char *end = rest->p + rest->n;
	const char *at = rest->n == 0 ? NULL : memchr(rest->p, c, rest->n);
	struct td_span s = td_span(rest->p, at == NULL ? end : at);

	*rest = at == NULL ? (struct td_span){ end, 0 } : td_span(at + 1, end);
	return s;
}

void
td_dkim_signature_parse(struct td_span body, struct td_dkim_signature *out)
{
	*out = (struct td_dkim_signature){ .sdid = { NULL, 0 } };
	while (body.n > 0) {
		struct td_span value = cut(&body, ';');
		const struct td_span tag = td_span_trim(cut(&value, '='));
		struct td_span *to = TD_IS(tag, "d") ? &out->sdid :
		    TD_IS(tag, "s")                  ? &out->selector :
		    TD_IS(tag, "h")                  ? &out->fields :
		                                       NULL;

		if (to != NULL && to->n == 0)
			*to = td_span_trim(value);
	}
}

bool
td_dkim_signs(struct td_span fields, struct td_span name)
{
	while (fields.n > 0)
		if (td_span_ieq(td_span_trim(cut(&fields, ':')), name))
			return true;
	return false;
}

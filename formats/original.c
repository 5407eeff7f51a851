/*
 * The message that a report is about; see original.h.
 */
#include "original.h"

#include "event_member.h"
#include "field_address.h"
#include "lex.h"
#include "mime.h"

struct td_span
td_original_address(struct td_span body)
{
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(&c, body);
	while (td_addresses_next(&c, &m))
		if (m.domain.n > 0)
			return m.address;
	return (struct td_span){ body.p, 0 };
}

struct td_original
td_original_read(struct td_span text)
{
	const char *p = text.p, *end = p + text.n;
	struct td_original o = { .found = false };
	struct td_field f;

	while (p < end && *p != '\0' && td_is_fws(*p))
		p++;
	while (td_mime_field(&p, end, &f)) {
		o.found = true;
		if (td_span_ieq(f.name, TD_SPAN("Message-ID")) &&
		    o.message_id.n == 0)
			o.message_id = td_event_message_id(f.body);
		else if (td_span_ieq(f.name, TD_SPAN("From")))
			o.author = td_original_address(f.body);
		else if (td_span_ieq(f.name, TD_SPAN("To")))
			o.to = td_original_address(f.body);
		else if (td_span_ieq(f.name, TD_SPAN("Return-Path")))
			o.path = f.body;
		else if (td_span_ieq(
		             f.name, TD_SPAN("X-HmXmrOriginalRecipient")))
			o.hotmail = f.body;
	}
	return o;
}

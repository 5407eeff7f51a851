/*
 * Header field names, found by their length and then their first letter: most
 * names in a message are not ours, and few of those get any further.
 */
#include <stdint.h>

#include "header_name.h"

static const struct td_span names[TD_N_HEADERS] = {
	[TD_H_OTHER] = TD_LIT(""),
	[TD_H_RETURN_PATH] = TD_LIT("Return-Path"),
	[TD_H_RECEIVED] = TD_LIT("Received"),
	[TD_H_X_RECEIVED] = TD_LIT("X-Received"),
	[TD_H_RECEIVED_SPF] = TD_LIT("Received-SPF"),
	[TD_H_AUTHENTICATION_RESULTS] = TD_LIT("Authentication-Results"),
	[TD_H_ARC_AUTHENTICATION_RESULTS] =
	    TD_LIT("ARC-Authentication-Results"),
	[TD_H_ARC_SEAL] = TD_LIT("ARC-Seal"),
	[TD_H_X_ORIGINAL_TO] = TD_LIT("X-Original-To"),
	[TD_H_ENVELOPE_TO] = TD_LIT("Envelope-To"),
	[TD_H_X_ENVELOPE_TO] = TD_LIT("X-Envelope-To"),
	[TD_H_X_RCPT_TO] = TD_LIT("X-Rcpt-To"),
	[TD_H_X_ORIG_RCPT] = TD_LIT("X-Orig-Rcpt"),
	[TD_H_X_DELIVERED_TO] = TD_LIT("X-Delivered-To"),
	[TD_H_DELIVERED_TO] = TD_LIT("Delivered-To"),
	[TD_H_X_APPARENTLY_TO] = TD_LIT("X-Apparently-To"),
	[TD_H_APPARENTLY_TO] = TD_LIT("Apparently-To"),
	[TD_H_X_FORWARDED_TO] = TD_LIT("X-Forwarded-To"),
	[TD_H_X_FORWARDED_FOR] = TD_LIT("X-Forwarded-For"),
	[TD_H_RESENT_FROM] = TD_LIT("Resent-From"),
	[TD_H_RESENT_SENDER] = TD_LIT("Resent-Sender"),
	[TD_H_RESENT_TO] = TD_LIT("Resent-To"),
	[TD_H_FROM] = TD_LIT("From"),
	[TD_H_SENDER] = TD_LIT("Sender"),
	[TD_H_TO] = TD_LIT("To"),
	[TD_H_CC] = TD_LIT("Cc"),
	[TD_H_DATE] = TD_LIT("Date"),
	[TD_H_MESSAGE_ID] = TD_LIT("Message-ID"),
	[TD_H_CONTENT_TYPE] = TD_LIT("Content-Type"),
	[TD_H_AUTO_SUBMITTED] = TD_LIT("Auto-Submitted"),
};

/* The ids of each length of name; TD_H_OTHER ends a row. */
static const uint8_t by_length[][6] = {
	[2] = { TD_H_TO, TD_H_CC },
	[4] = { TD_H_FROM, TD_H_DATE },
	[6] = { TD_H_SENDER },
	[8] = { TD_H_RECEIVED, TD_H_ARC_SEAL },
	[9] = { TD_H_RESENT_TO, TD_H_X_RCPT_TO },
	[10] = { TD_H_MESSAGE_ID, TD_H_X_RECEIVED },
	[11] = { TD_H_RETURN_PATH, TD_H_ENVELOPE_TO, TD_H_RESENT_FROM,
	    TD_H_X_ORIG_RCPT },
	[12] = { TD_H_CONTENT_TYPE, TD_H_RECEIVED_SPF, TD_H_DELIVERED_TO },
	[13] = { TD_H_X_ORIGINAL_TO, TD_H_X_ENVELOPE_TO, TD_H_APPARENTLY_TO,
	    TD_H_RESENT_SENDER },
	[14] = { TD_H_X_DELIVERED_TO, TD_H_X_FORWARDED_TO,
	    TD_H_AUTO_SUBMITTED },
	[15] = { TD_H_X_APPARENTLY_TO, TD_H_X_FORWARDED_FOR },
	[22] = { TD_H_AUTHENTICATION_RESULTS },
	[26] = { TD_H_ARC_AUTHENTICATION_RESULTS },
};

enum td_header_id
td_header_id(struct td_span name)
{
	const uint8_t *id;
	char first;

	if (name.n >= sizeof by_length / sizeof by_length[0])
		return TD_H_OTHER;
	id = by_length[name.n];
	if (*id == TD_H_OTHER)
		return TD_H_OTHER;
	first = td_lower(name.p[0]);
	/* Nearly all are written as the standard writes them: try that first.
	 */
	for (; *id != TD_H_OTHER; id++)
		if (td_lower(names[*id].p[0]) == first &&
		    (memcmp(names[*id].p, name.p, name.n) == 0 ||
		        td_span_ieq(names[*id], name)))
			return (enum td_header_id) * id;
	return TD_H_OTHER;
}

const char *
td_header_name(enum td_header_id id)
{
	return names[id].p;
}

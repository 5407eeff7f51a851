/*
 * The header fields that mean something to us, by name (RFC 5322 3.6 and the
 * IANA registry of message header field names, plus what MTAs really write).
 *
 * Only whole names match: X-Original-Authentication-Results and its like are
 * not Authentication-Results.
 */
#ifndef TD_FORMATS_HEADER_NAME_H
#define TD_FORMATS_HEADER_NAME_H

#include "span.h"

enum td_header_id {
	TD_H_OTHER, /* any name not listed here */
	TD_H_RETURN_PATH,
	TD_H_RECEIVED,
	TD_H_X_RECEIVED, /* Google's inner hops */
	TD_H_RECEIVED_SPF,
	TD_H_AUTHENTICATION_RESULTS,
	TD_H_ARC_AUTHENTICATION_RESULTS,
	TD_H_ARC_SEAL,
	TD_H_X_ORIGINAL_TO, /* Postfix */
	TD_H_ENVELOPE_TO,   /* Exim, cPanel */
	TD_H_X_ENVELOPE_TO,
	TD_H_X_RCPT_TO,
	TD_H_X_ORIG_RCPT,
	TD_H_X_DELIVERED_TO,  /* Fastmail */
	TD_H_DELIVERED_TO,    /* RFC 9228 */
	TD_H_X_APPARENTLY_TO, /* Yahoo */
	TD_H_APPARENTLY_TO,
	TD_H_X_FORWARDED_TO, /* Gmail */
	TD_H_X_FORWARDED_FOR,
	TD_H_RESENT_FROM,
	TD_H_RESENT_SENDER,
	TD_H_RESENT_TO,
	TD_H_FROM,
	TD_H_SENDER,
	TD_H_TO,
	TD_H_CC,
	TD_H_DATE,
	TD_H_MESSAGE_ID,
	TD_H_SUBJECT,
	TD_H_CONTENT_TYPE,
	TD_H_AUTO_SUBMITTED, /* RFC 3834 */
	TD_H_REPLY_TO,
	TD_H_DKIM_SIGNATURE,        /* RFC 6376 */
	TD_H_LIST_UNSUBSCRIBE,      /* RFC 2369 */
	TD_H_LIST_UNSUBSCRIBE_POST, /* RFC 8058 */
	TD_H_LIST_ID,               /* RFC 2919 */
	TD_H_PRECEDENCE,            /* RFC 3834 */
	TD_H_FEEDBACK_ID,           /* Gmail's feedback loop */
	TD_N_HEADERS
};

/* The name as the standard writes it; "" for TD_H_OTHER. */
const char *td_header_name(enum td_header_id id);

#endif

/*
 * Between field_received.c, which reads the grammar, and field_received_mta.c,
 * which knows the MTAs.  For nobody else.
 */
#ifndef TD_FORMATS_FIELD_RECEIVED_MTA_H
#define TD_FORMATS_FIELD_RECEIVED_MTA_H

#include "field_received.h"

/* What the words of a field say about its MTA and about the connection. */
struct td_received_hints {
	struct td_span from; /* the word behind from */
	enum td_mta mta;     /* named in a comment, or TD_MTA_UNKNOWN */
	char greeting;       /* of HELO, EHLO, LHLO, helo= in the comment the
	                        first letter in lower case, "=" for the last */
	bool no_name;        /* "unknown" in place of the client's name */
	bool forged;         /* "may be forged" */
	bool tls;            /* told in so many words */
	bool sendmail_tls;   /* a comment with "verify=" */
	bool postfix_tls;    /* "(using P with cipher C (m/n bits))" */
};

/* A comment outside of the from clause. */
void td_received_comment(struct td_received_hints *h, struct td_span text);

/* A comment in the from clause; false if it is not "using TLS". */
bool td_received_using(struct td_received_hints *h, struct td_span text);

/* Decide on mta, tls and fcrdns, and on rdns where that depends on the MTA. */
void td_received_settle(
    const struct td_received_hints *h, struct td_received *out);

#endif

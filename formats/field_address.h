/*
 * Address lists (RFC 5322 3.4) and single paths (RFC 5321 4.1.2), tolerant.
 *
 *	"Taro, Y." <taro@example.jp>, group: a@example.com, b@example.net;
 *
 * The domain is what is behind the last "@" outside of quotes and comments; the
 * local part is never checked (docomo and ezweb issued a..b.@).  Addresses in
 * comments, quotes and display names are none.
 */
#ifndef TD_FORMATS_FIELD_ADDRESS_H
#define TD_FORMATS_FIELD_ADDRESS_H

#include "span.h"

struct td_mailbox {
	struct td_span address; /* local-part "@" domain, no brackets */
	struct td_span domain;  /* no trailing dot; n 0 if there is none */
	bool valid;             /* the domain is a plausible host name */
};

/* A cursor; fields below the line are its own. */
struct td_addresses {
	bool in_group;
	/* ---- */
	const char *p, *end;
	const char *plain; /* no "<" from p to here, where the element ends */
	bool more;         /* p is inside an element that gave a mailbox */
	const char *open_quote;   /* the first that is never closed, or end */
	const char *open_comment; /* likewise */
};

void td_addresses_begin(struct td_addresses *c, struct td_span body);

/* The next mailbox, also one without a domain; false at the end. */
bool td_addresses_next(struct td_addresses *c, struct td_mailbox *m);

/*
 * A path such as <u@example.jp>, with or without brackets, source routes
 * (@a,@b:) dropped.  The result is the domain (n 0: none); *null tells that
 * it was <>.
 */
struct td_span td_path_domain(struct td_span path, bool *null);

/* The same where the domain is valid; else n 0. */
struct td_span td_path_valid(struct td_span path);

/*
 * Whether this can be a domain: 1..253 bytes, labels of 1..63 letters, digits,
 * "-", "_" or bytes over 127 (U-labels), at least one dot or "localhost", not
 * a bare IPv4 address; a literal [192.0.2.1] is none.
 */
bool td_domain_valid(struct td_span domain);

#endif

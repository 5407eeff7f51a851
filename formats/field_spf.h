/*
 * Received-SPF (RFC 7208 9.1, RFC 4408 7).
 *
 *	pass (mx.example.jp: domain of u@example.com designates 192.0.2.1 as
 *	 permitted sender) client-ip=192.0.2.1; envelope-from="u@example.com";
 */
#ifndef TD_FORMATS_FIELD_SPF_H
#define TD_FORMATS_FIELD_SPF_H

#include "field_authres.h"

struct td_received_spf {
	enum td_result result;
	struct td_span result_word;
	struct td_span comment;        /* without the parentheses */
	struct td_span comment_host;   /* the name before ":" in it */
	struct td_span comment_domain; /* X of its "domain of X", host part */
	struct td_span client_ip;
	struct td_span envelope_from; /* unquoted, no angle brackets */
	struct td_span helo;
	struct td_span identity; /* mailfrom, helo, pra */
	struct td_span receiver; /* a host; <UNKNOWN> is absent */
	bool null_envelope_from; /* envelope-from=<> or "" */
	/* ---- */
	const char *p, *end; /* what is not read yet; NULL: nothing */
};

/* False if the body does not begin with a result. */
bool td_received_spf_parse(struct td_span body, struct td_received_spf *out);

/*
 * The same in two steps: the result, the comment and comment_host first, which
 * mostly tell enough, then the rest.  The second does nothing if called again.
 */
bool td_received_spf_begin(struct td_span body, struct td_received_spf *out);
void td_received_spf_finish(struct td_received_spf *out);

#endif

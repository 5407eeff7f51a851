/*
 * Parts of the reader of Exim's logs; nobody else needs this.
 *
 *	ID => u@example.jp R=dnslookup T=remote_smtp H=mx.example.jp [192.0.2.1]
 *
 * After its beginning a line is a row of tokens: KEY=value, words, and the
 * host, which is several words.  Exim writes them in a fixed order, so that
 * what stands behind a token that nobody knows need not be tokens, either.
 */
#ifndef TD_FORMATS_LOG_EXIM_H
#define TD_FORMATS_LOG_EXIM_H

#include "log.h"

struct td_exim_token {
	struct td_span key;   /* n 0 for a bare word */
	struct td_span value; /* without quotes or angle brackets */
	bool colon;           /* a ":" ends it: a reason follows */
};

/*
 * The token at *p; *p is moved behind it and one blank.  False at the end, and
 * where a quoted string or path does not end.
 */
bool td_exim_token(const char **p, const char *end, struct td_exim_token *t);

struct td_exim_host {
	struct td_span name, helo, ip;
	bool colon;
	bool submission; /* the port is one of td_is_submission */
};

/*
 * The host at *p, which stands behind "H=", or behind "from ":
 * "name (helo) [ip]:port*".  *p is moved as above.
 */
void td_exim_host(const char **p, const char *end, struct td_exim_host *h);

/* A line with a flag; p is behind the flag and its blank. */
enum td_kind td_exim_delivery(const char *flag, const char *p, const char *end,
    struct td_event *e, enum td_defect *defect);

/* A line that may tell of a refusal. */
enum td_kind td_exim_refusal(
    const char *p, const char *end, struct td_event *e);

/*
 * Who is meant, in
 *
 *	final address [(parent)...] [<original>]
 */
struct td_exim_target {
	struct td_span address;
	struct td_span original; /* n 0 if it is not there */
	const char *rest;        /* behind it all and one blank */
	bool colon;              /* a reason follows */
	bool place; /* no mailbox: a command, a file, an auto-reply, a word */
};

/* False if it does not end. */
bool td_exim_target(const char *p, const char *end, struct td_exim_target *t);

/*
 * The same where the final address has a local part that must be quoted and is
 * not (Exim does not), which the original then proves.
 */
bool td_exim_quoted_target(
    const char *p, const char *end, struct td_exim_target *t);

/* Why a delivery failed or was put off: its stage, reply and status. */
void td_exim_reason(struct td_span text, struct td_event *e);

#endif

/*
 * Authentication-Results (RFC 8601) and ARC-Authentication-Results (RFC 8617),
 * as they are really written: a pull cursor over one unfolded or folded body.
 *
 *	mx.example.jp; spf=pass (why) smtp.mailfrom=u@example.com; dkim=none
 *
 * It never fails: what it does not understand it skips and counts.  Spans
 * point into the body.  RFC 2047 words are to be decoded before
 * (field_rfc2047.h).  formats/README.md lists the departures from the RFC.
 */
#ifndef TD_FORMATS_FIELD_AUTHRES_H
#define TD_FORMATS_FIELD_AUTHRES_H

#include <stdint.h>

#include "span.h"

enum td_method {
	TD_M_SPF,
	TD_M_DKIM,
	TD_M_DMARC,
	TD_M_ARC,
	TD_M_SENDER_ID,
	TD_M_IPREV,
	TD_M_AUTH,
	TD_M_OTHER, /* everything else, also gateway.spf */
	TD_N_METHODS
};

/*
 * RFC 8601 2.7 and the IANA registry; SEMANTICS.md 1, pitfall 9: hardfail is
 * fail, dkim_pass and success are pass; any other word is TD_R_OTHER.
 */
enum td_result {
	TD_R_PASS,
	TD_R_FAIL,
	TD_R_SOFTFAIL,
	TD_R_NEUTRAL,
	TD_R_NONE,
	TD_R_POLICY,
	TD_R_TEMPERROR,
	TD_R_PERMERROR,
	TD_R_OTHER,   /* a word that is not registered */
	TD_R_MISSING, /* no word at all; never in a td_resinfo */
	TD_N_RESULTS
};

/* Properties (ptype "." property) that somebody asks for. */
enum td_property {
	TD_P_SMTP_MAILFROM, /* also smtp.mail, smtp.mfrom, smtp.envelope-from */
	TD_P_SMTP_HELO,
	TD_P_SMTP_PRA,
	TD_P_SMTP_REMOTE_IP, /* also smtp.client-ip */
	TD_P_SMTP_RCPTTO,    /* also smtp.rcpttodomain */
	TD_P_HEADER_D,       /* RFC 6376 sdid */
	TD_P_HEADER_I,       /* RFC 6376 auid */
	TD_P_HEADER_S,
	TD_P_HEADER_B,
	TD_P_HEADER_A,
	TD_P_HEADER_FROM,
	TD_P_POLICY_IPREV,
	TD_P_BARE_FROM, /* from=, Yahoo's own: the domain of the next result */
	TD_N_PROPERTIES
};

/* One result: RFC 8601 resinfo. */
struct td_resinfo {
	enum td_method method;
	enum td_result result;
	struct td_span method_word; /* as written, without the version */
	struct td_span result_word;
	struct td_span reason;  /* of reason=, unquoted; n 0 if absent */
	struct td_span comment; /* first one after the result, no parens */
	uint32_t has;           /* 1 << enum td_property */
	/* Unquoted, without angle brackets; empty, "none" and <> are absent,
	 * but see null_mailfrom.  An address that was folded in its middle
	 * (Coremail) keeps the folding. */
	struct td_span property[TD_N_PROPERTIES];
	bool null_mailfrom; /* smtp.mailfrom=<> */
};

struct td_authres_word;

/* What stands left of "=": [ptype "."] name, or method ["/" version]. */
struct td_authres_lvalue {
	struct td_span whole;
	const char *value;                   /* behind the "=" */
	const struct td_authres_word *ptype; /* NULL if there is no dot */
	const struct td_authres_word *name;
	bool other_version; /* than the 1 of RFC 8601 */
};

/* A cursor; fields above the line are for the caller to read. */
struct td_authres {
	struct td_span authserv_id; /* unquoted; n 0 if has_id is false */
	bool has_id;                /* Microsoft writes none */
	uint32_t version;           /* 1 if absent */
	uint32_t instance;          /* i= of an ARC field, else 0 */
	bool no_result;             /* the word none instead of results */
	uint32_t skipped;           /* stretches that were no result, so far */
	/* ---- */
	const char *p, *end;
	struct td_span bare_from;
	bool ready; /* lv is what stands at p */
	struct td_authres_lvalue lv;
};

/*
 * Begin a body.  `arc` tells that it is an ARC-Authentication-Results, whose
 * first part is i=N.  An unknown version yields no results.
 */
void td_authres_begin(struct td_authres *c, struct td_span body, bool arc);

/* The next result of a method with a known version; false at the end. */
bool td_authres_next(struct td_authres *c, struct td_resinfo *r);

enum td_method td_method_of(struct td_span word);
enum td_result td_result_of(struct td_span word);

/* Of several signatures, which result is the message's: the lowest here, by
 * enum td_result.  SEMANTICS.md 3.5. */
extern const uint8_t td_dkim_precedence[TD_N_RESULTS];

const char *td_method_name(enum td_method m); /* "sender-id"; "other" */
const char *td_result_name(enum td_result r); /* "missing" for the last */

/*
 * The domain of a pvalue: what is behind the last "@", or all of it; without
 * angle brackets and a trailing dot.  n is 0 where there is none.
 */
struct td_span td_pvalue_domain(struct td_span pvalue);

#endif

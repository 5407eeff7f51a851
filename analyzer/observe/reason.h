/*
 * Why a receiver did not take a message: its reply, as logs and delivery
 * status notices quote it, into one word of Sisimai's vocabulary.
 *
 *	550-5.1.1 The email account that you tried to reach does not exist.
 *	-> userunknown, by the rule "google: ... does not exist"
 *
 * Rules are tables in the order in which they are tried: those of the provider
 * of the recipient's domain, those of the provider that answered, words that
 * many servers use, the enhanced status, the word of the service that sent it,
 * the stage of the dialogue.
 */
#ifndef TD_OBSERVE_REASON_H
#define TD_OBSERVE_REASON_H

#include "formats/outcome.h"

/* BOUNCES.md 1: the reasons of Sisimai 5.6.0, by its groups. */
#define TD_REASONS(X)                                                          \
	X(HOSTUNKNOWN, "hostunknown",                                          \
	    "The domain of the recipient does not exist.")                     \
	X(USERUNKNOWN, "userunknown", "The mailbox does not exist.")           \
	X(HASMOVED, "hasmoved",                                                \
	    "The mailbox has moved and nothing is forwarded.")                 \
	X(FILTERED, "filtered", "Refused by a setting of the recipient.")      \
	X(REJECTED, "rejected", "Refused because of the reverse-path.")        \
	X(MAILBOXFULL, "mailboxfull", "The mailbox is over its quota.")        \
	X(SUSPEND, "suspend", "The account is suspended or disabled.")         \
	X(SUPPRESSED, "suppressed",                                            \
	    "Never sent: on the sending service's own list.")                  \
	X(CONTENTERROR, "contenterror", "Malformed or unwanted content.")      \
	X(EMAILTOOLARGE, "emailtoolarge",                                      \
	    "The message is larger than a limit.")                             \
	X(NOTCOMPLIANTRFC, "notcompliantrfc",                                  \
	    "The header section violates RFC 5322.")                           \
	X(SPAMDETECTED, "spamdetected", "Taken for spam by its content.")      \
	X(VIRUSDETECTED, "virusdetected", "Taken for malware.")                \
	X(POLICYVIOLATION, "policyviolation",                                  \
	    "Refused by another local policy.")                                \
	X(SECURITYERROR, "securityerror", "Another refusal of class 5.7.")     \
	X(FEEDBACK, "feedback", "A complaint, not a failure.")                 \
	X(AUTHFAILURE, "authfailure",                                          \
	    "SPF, DKIM, DMARC or ARC did not satisfy.")                        \
	X(BADREPUTATION, "badreputation",                                      \
	    "The address or domain has a bad reputation.")                     \
	X(BLOCKED, "blocked", "The client's address or name is refused.")      \
	X(REQUIREPTR, "requireptr", "Reverse DNS is missing or wrong.")        \
	X(RATELIMITED, "ratelimited",                                          \
	    "Over a limit of rate, connections or recipients.")                \
	X(FAILEDSTARTTLS, "failedstarttls",                                    \
	    "TLS was required and did not work.")                              \
	X(EXPIRED, "expired", "The retries ran out.")                          \
	X(NETWORKERROR, "networkerror",                                        \
	    "DNS or routing failed, or the mail looped.")                      \
	X(NOTACCEPT, "notaccept", "The host accepts no mail at all.")          \
	X(NORELAYING, "norelaying", "The host does not relay.")                \
	X(MAILERERROR, "mailererror", "A program that was to deliver failed.") \
	X(SYSTEMERROR, "systemerror", "An internal error of the receiver.")    \
	X(SYSTEMFULL, "systemfull", "The receiver's disk is full.")            \
	X(DELIVERED, "delivered", "A notice of success.")                      \
	X(SYNTAXERROR, "syntaxerror", "An SMTP command was not understood.")   \
	X(VACATION, "vacation", "An automatic answer.")                        \
	X(ONHOLD, "onhold", "Something failed, the details are missing.")      \
	X(UNDEFINED, "undefined", "Nothing to go on.")

enum td_reason {
#define X(id, name, doc) TD_REASON_##id,
	TD_REASONS(X)
#undef X
	    TD_N_REASONS
};

const char *td_reason_name(enum td_reason r); /* "userunknown" */
const char *td_reason_doc(enum td_reason r);  /* one sentence */

/* What is known of an attempt or a notice; n 0 or NONE where it is not. */
struct td_refusal {
	struct td_span carrier; /* of the recipient's domain: "docomo" */
	struct td_span relay;   /* the host that answered */
	struct td_span status;  /* the sender's own, "5.1.1": a fallback */
	struct td_span reply;   /* with its code, if it has one */
	struct td_span cause;   /* td_outcome.cause of the service */
	enum td_service service;
	int64_t when;   /* microseconds since 1970 UTC; TD_NO_TIME */
	uint8_t action; /* enum td_action */
	uint8_t stage;  /* enum td_stage */
};

/* RFC 3463: class.subject.detail; class 0: none. */
struct td_status {
	uint8_t class;
	uint16_t subject, detail;
};

struct td_verdict {
	uint8_t reason;          /* enum td_reason */
	uint8_t stage;           /* enum td_stage, as it was given */
	uint16_t code;           /* 550; 0: the reply has none */
	struct td_status status; /* the reply's, else the sender's */
	bool hard;               /* suppress the address: Sisimai's H */
	const char *rule;        /* stable, unique: what is counted */
};

/* A reply made comparable: BOUNCES.md 2. */
enum { TD_REPLY_MAX = 1024 };

struct td_reply {
	uint16_t code;
	struct td_status status;
	size_t n;
	char text[TD_REPLY_MAX]; /* from the code on, if there is one */
};

/*
 * Lower case, one blank for any white space, for qmail's and anybody's "_" and
 * for Exim's literal "\n"; "<@>" for any address; without the codes that the
 * later lines of a reply repeat and without trace ids at the end.  Bytes of
 * other languages stay.  What is behind TD_REPLY_MAX bytes is left out.
 */
void td_reply_read(struct td_span reply, struct td_reply *out);

/* One a thread: a bounded memory of what was asked lately. */
struct td_reasons;

struct td_reasons *td_reasons_new(void); /* NULL: no memory */
void td_reasons_free(struct td_reasons *m);

/* `m` may be NULL; the result does not depend on it. */
void td_reason_of(
    struct td_reasons *m, const struct td_refusal *in, struct td_verdict *out);

/* Row `i` of all rules in the order of the tables, for `list`. */
struct td_reason_row {
	const char *rule;
	const char *source; /* section of BOUNCES.md and its sources */
	enum td_reason reason;
};

bool td_reason_list(size_t i, struct td_reason_row *out);

#endif

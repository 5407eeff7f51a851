/*
 * Replies, and what the reason of each is: BOUNCES.md 2-5 and 7, FORMATS.md 19,
 * DECISIONS.md 20.  Each was read, and its reason and rule derived from those
 * pages by hand.
 */
#ifndef TESTS_OBSERVE_REASON_VECTORS_H
#define TESTS_OBSERVE_REASON_VECTORS_H

#include "analyzer/observe/reason.h"

enum { NONE, CONN, EHLO, MAIL, RCPT, DATA, EOD };

struct vector {
	const char *carrier, *relay, *status;
	int stage;
	const char *reply;
	enum td_reason reason;
	const char *rule;
	const char *from;
};

#define R(r) TD_REASON_##r
#define GMAIL "gmail", "gmail-smtp-in.l.google.com"
#define OUTLOOK "outlook", "outlook-com.olc.protection.outlook.com"
#define YAHOO "yahoo", "mta5.am0.yahoodns.net"
#define ICLOUD "icloud", "mx01.mail.icloud.com"
#define DOCOMO "docomo", "mfsmax.docomo.ne.jp"
#define AU "au", "lsean.ezweb.ne.jp"
#define OTHER "other", "mx.example.net"

/* Of carriers that have rules of their own, and of everybody. */
extern const struct vector reason_carriers[], reason_anybody[];
extern const size_t n_reason_carriers, n_reason_anybody;

#endif

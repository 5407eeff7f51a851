/*
 * Outlook.com's and Microsoft 365's replies: BOUNCES.md 5 (SIS for-microsoft,
 * SIS56, MS515, SMG).  Microsoft's long details ("5.7.509") are its own.
 */
#include "analyzer/observe/reason_table.h"

#define PREFIX "microsoft: "

static const struct td_reason_rule rules[] = {
	SAYS(AUTHFAILURE, "does not pass dmarc verification", "5 SIS SOE"),
	SAYS(AUTHFAILURE, "meet the required authentication level", "5 MS515"),
	SAYS(AUTHFAILURE, "sender policy framework violation", "5 SIS"),
	SAYS(AUTHFAILURE, "must pass either spf or dkim validation", "5 SIS"),
	STATUS(AUTHFAILURE, 7, 23, "5 SIS"),
	STATUS(AUTHFAILURE, 7, 26, "5 SIS"),
	STATUS(AUTHFAILURE, 7, 509, "5 SIS"),
	STATUS(AUTHFAILURE, 7, 515, "5 MS515"),

	SAYS(USERUNKNOWN, "requested action not taken: mailbox unavailable",
	    "5 SIS SMG"),
	SAYS(USERUNKNOWN,
	    "remote server returned unknown recipient or mailbox unavailable",
	    "5 SOE"),
	STATUS_SAYS(USERUNKNOWN, 4, 1, "recipient address rejected", "5 SIS"),
	STATUS_SAYS(
	    USERUNKNOWN, 4, 1, "all recipient addresses rejected", "seen"),
	STATUS_SAYS(NORELAYING, 4, 1, "relay access denied", "5 SIS"),
	SAYS(USERUNKNOWN, "recipnotfound", "5 SOE"),
	SAYS(USERUNKNOWN, "recipientnotfound", "5 SOE"),
	SAYS(USERUNKNOWN, "recipient not found", "5 SIS"),
	/* Here 5.1.10 is no Null MX (RFC 7505). */
	STATUS(USERUNKNOWN, 1, 10, "5 SIS"),
	STATUS(USERUNKNOWN, 1, 351, "5 SIS56"),

	SAYS(REQUIREPTR, "must have a reverse dns record", "5 SIS"),
	STATUS(REQUIREPTR, 7, 25, "5 SIS"),
	SAYS(BADREPUTATION, "rate limited due to ip reputation", "5 SIS SOE"),
	STATUS(BADREPUTATION, 7, 650, "5 SIS"),
	SAYS(
	    RATELIMITED, "exceeded the maximum number of connections", "5 SIS"),
	STATUS(RATELIMITED, 7, 652, "5 SIS"),
	SAYS(RATELIMITED, "submission quota exceeded", "5 SIS"),
	RANGE(RATELIMITED, 5, 2, 121, 122, "5 SIS"),
	STATUS(RATELIMITED, 1, 90, "5 SIS"),
	STATUS(RATELIMITED, 7, 508, "5 SIS"),
	RANGE(RATELIMITED, 5, 7, 700, 749, "5 SIS"),

	SAYS(BLOCKED, "network is on our block list", "5 SIS SMG"),
	SAYS(BLOCKED, "banned sending ip", "5 SIS SOE"),
	STATUS(BLOCKED, 7, 511, "5 SIS"),
	RANGE(BLOCKED, 5, 7, 606, 649, "5 SIS"),
	RANGE(BLOCKED, 4, 7, 500, 699, "5 SIS"),
	RANGE(BLOCKED, 4, 7, 850, 899, "5 SIS"),

	SAYS(MAILBOXFULL, "mailbox full", "5 SIS SOE"),
	SAYS(SUSPEND, "mailbox cannot be accessed", "5 SIS"),
	RANGE(SUSPEND, 5, 7, 504, 505, "5 SIS"),
	SAYS(REJECTED, "spam abuse detected", "5 SIS"),
	STATUS(REJECTED, 7, 12, "5 SIS"),
	STATUS(REJECTED, 7, 124, "5 SIS"),
	RANGE(REJECTED, 5, 7, 133, 136, "5 SIS"),
	RANGE(REJECTED, 5, 7, 501, 503, "5 SIS"),

	STATUS_SAYS(NETWORKERROR, 4, 312, "dns query failed", "5 SIS SOE"),
	SAYS(EXPIRED, "message expired", "5 SIS SOE"),
	RANGE(FAILEDSTARTTLS, 4, 7, 321, 325, "5 SIS"),
	RANGE(FAILEDSTARTTLS, 5, 7, 321, 325, "5 SIS"),
	STATUS(FAILEDSTARTTLS, 4, 317, "5 SIS"),
	SAYS(FAILEDSTARTTLS, "failed mta-sts validation", "5 SIS"),
	STATUS(FAILEDSTARTTLS, 4, 8, "5 SIS"),
	STATUS(FAILEDSTARTTLS, 7, 5, "5 SIS"),
	STATUS(NETWORKERROR, 4, 312, "5 SIS"),
	STATUS(NETWORKERROR, 4, 6, "5 SIS"),
	STATUS(NETWORKERROR, 4, 14, "5 SIS"),
	STATUS_SAYS(NETWORKERROR, 4, 4, "nonexistent", "5 SIS"),
	STATUS(EXPIRED, 4, 300, "5 SIS"),
	STATUS(EXPIRED, 4, 316, "5 SIS"),
};

static const char *const carriers[] = { "outlook", "m365", NULL };
static const char *const hosts[] = { "outlook.com", "hotmail.com", NULL };

const struct td_reason_table td_reason_microsoft = { carriers, hosts, rules,
	N_RULES(rules) };

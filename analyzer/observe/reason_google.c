/*
 * Google's replies: BOUNCES.md 3 (SIS, support.google.com/a/answer/3726730).
 * One code stands for many causes there, so the words decide, and a code alone
 * only where no other provider's use of it could be meant.  Google
 * gives 5.7.27, 5.7.29 and 5.7.30 other meanings than the registry (RFC 7505,
 * 8617, 8689).
 */
#include "analyzer/observe/reason_table.h"

#define PREFIX "google: "

static const struct td_reason_rule rules[] = {
	/* What an SPF change moves comes first. */
	SAYS2(AUTHFAILURE, "spf record", "hard fail", "3 SIS"),
	SAYS(AUTHFAILURE, "senders to authenticate with either spf or dkim",
	    "3 SIS"),
	SAYS2(AUTHFAILURE, "not accepted due to domain", "dmarc policy",
	    "3 SIS SOE"),
	SAYS2(AUTHFAILURE, "spf record", "suspicious entries", "3 SIS"),
	SAYS2(AUTHFAILURE, "senders to authenticate", "with spf", "3 SIS"),
	SAYS2(AUTHFAILURE, "senders to authenticate", "with dkim", "3 SIS"),
	SAYS(AUTHFAILURE, "aligned with either the authenticated spf or dkim",
	    "3 SIS"),
	SAYS2(AUTHFAILURE, "aligned with either", "organizational domain",
	    "3 SIS"),
	SAYS(AUTHFAILURE, "fails to pass authentication checks", "3 SOE"),
	SAYS(AUTHFAILURE, "because the sender is unauthenticated", "3 SOE"),
	SAYS2(AUTHFAILURE, "dmarc record", "missing", "3 SIS56"),

	SAYS(USERUNKNOWN, "account that you tried to reach does not exist",
	    "3 SIS SOE"),
	SAYS(SUSPEND, "account that you tried to reach is disabled",
	    "3 SIS SOE"),
	SAYS(SUSPEND, "account that you tried to reach is inactive",
	    "3 SIS SOE"),
	SAYS(MAILBOXFULL, "inbox is out of storage space", "3 SIS SOE"),
	SAYS(MAILBOXFULL, "is over quota", "3 SIS"),

	SAYS(RATELIMITED, "receiving mail too quickly", "3 SIS"),
	SAYS(
	    RATELIMITED, "rate that prevents additional messages", "3 SIS SOE"),
	SAYS(RATELIMITED, "too many recipients", "3 SIS"),
	SAYS2(RATELIMITED, "daily", "sending quota exceeded", "3 SIS"),
	SAYS2(RATELIMITED, "daily", "limit exceeded", "3 SIS"),

	/* BOUNCES.md 8: Sisimai's label; the variant is in the rule. */
	SAYS(POLICYVIOLATION, "same message-id", "3 SIS"),
	SAYS2(BLOCKED, "unusual rate of", "your ip address", "3 SIS"),
	SAYS2(BLOCKED, "unusual rate of", "netblock", "3 SIS"),
	SAYS2(BLOCKED, "unusual rate of", "dkim domain", "3 SIS"),
	SAYS2(BLOCKED, "unusual rate of", "spf domain", "3 SIS"),
	SAYS2(BLOCKED, "unusual rate of", "url domains", "3 SIS"),
	SAYS(BLOCKED, "unusual rate of", "3 SIS"),
	SAYS(BADREPUTATION, "very low reputation of the sending", "3 SIS SOE"),

	SAYS(REQUIREPTR, "does not have a ptr record", "3 SIS SOE"),
	SAYS2(REQUIREPTR, "ptr record", "does not match", "3 SIS"),
	SAYS(REQUIREPTR, "ipv6 sending guidelines", "3 SIS"),
	SAYS(FAILEDSTARTTLS, "sent over a tls connection", "3 SIS"),
	SAYS(FAILEDSTARTTLS, "senders to use tls/ssl", "3 SIS"),
	SAYS(FAILEDSTARTTLS, "tls required for rcpt domain", "3 SIS"),

	SAYS(SPAMDETECTED, "due to the nature of the content", "3 SIS"),
	SAYS(SPAMDETECTED, "likely unsolicited mail", "3 SIS"),
	/* 5.6.0 of Sisimai moved attachments to contenterror. */
	SAYS(CONTENTERROR, "illegal attachment", "3 SIS56"),
	SAYS(POLICYVIOLATION, "potential security issue", "3 SIS"),
	SAYS2(EMAILTOOLARGE, "exceed", "size limit", "3 SIS"),
	SAYS(EMAILTOOLARGE, "individual header size", "3 SIS"),
	SAYS2(EMAILTOOLARGE, "number of attachments", "exceeds", "3 SIS"),
	SAYS(NOTCOMPLIANTRFC, "not rfc 5322 compliant", "3 SIS SOE"),
	SAYS(NOTCOMPLIANTRFC, "missing a valid message-id", "3 SIS"),
	SAYS(NOTCOMPLIANTRFC, "missing a valid address in the from", "3 SIS"),
	SAYS(NOTCOMPLIANTRFC, "multiple addresses in from", "3 SIS SOE"),
	SAYS(SYSTEMERROR, "temporary system problem", "3 SIS"),
	SAYS(SYSTEMERROR, "server busy", "3 SIS"),
	SAYS(NETWORKERROR, "exceeded 50 hops", "3 SIS"),

	STATUS(AUTHFAILURE, 7, 24, "3 SIS"),
	STATUS(REQUIREPTR, 7, 25, "3 SIS"),
	STATUS(AUTHFAILURE, 7, 26, "3 SIS"),
	STATUS(AUTHFAILURE, 7, 27, "3 SIS"),
	STATUS(FAILEDSTARTTLS, 7, 29, "3 SIS"),
	STATUS(AUTHFAILURE, 7, 30, "3 SIS"),
	STATUS(AUTHFAILURE, 7, 32, "3 SIS56"),
	STATUS(AUTHFAILURE, 7, 40, "3 SIS56"),
};

static const char *const carriers[] = { "gmail", "google-workspace",
	"google-groups", NULL };
static const char *const hosts[] = { "google.com", "googlemail.com", NULL };

const struct td_reason_table td_reason_google = { carriers, hosts, rules,
	N_RULES(rules) };

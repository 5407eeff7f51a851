/*
 * Yahoo Inc.'s (with AOL) and Apple's replies: BOUNCES.md 5 (SIS, SMG, SOE).
 */
#include "analyzer/observe/reason_table.h"

/* ---- Yahoo Inc. ---- */

#define PREFIX "yahoo: "

static const struct td_reason_rule yahoo[] = {
	SAYS(AUTHFAILURE, "to authenticate with either spf or dkim", "5 SIS"),
	SAYS(AUTHFAILURE, "because the sender is unauthenticated", "5 SIS"),
	SAYS(USERUNKNOWN, "this user doesn't have a", "5 SIS SOE"),
	SAYS(USERUNKNOWN, "mailbox not found", "5 SIS"),
	SAYS(SUSPEND, "is no longer valid", "5 SIS"),
	SAYS(SUSPEND, "this mailbox is disabled", "5 SIS"),
	SAYS(SUSPEND, "disabled or discontinued", "5 SOE"),
	/* BOUNCES.md 8: a deferral by volume; Sisimai says rejected. */
	SAYS(BADREPUTATION, "[tss04]", "5 SIS SOE"),
	SAYS(BADREPUTATION, "due to unexpected volume or user complaints",
	    "5 SIS SOE"),
	SAYS(BLOCKED, "permanently deferred", "5 SIS"),
	SAYS(BLOCKED, "[bl21]", "5 SIS"),
	SAYS(BLOCKED, "[bl23]", "5 SIS"),
	SAYS(BLOCKED, "spamhaus", "5 SIS"),
	SAYS(POLICYVIOLATION, "not accepted for policy reasons", "5 SIS SOE"),
	SAYS2(REJECTED, "unresolvable rfc.5321", "domain", "5 SIS"),
	SAYS(RATELIMITED, "receiving mail too quickly", "5 SIS"),
	SAYS(RATELIMITED, "max message per connection reached", "5 SIS"),
	/* Without its words 5.7.9 may be either of two. */
	CODE_SAYS(AUTHFAILURE, 550, "5.7.9", "5 SIS"),
	CODE_SAYS(POLICYVIOLATION, 554, "5.7.9", "5 SIS SOE"),
};

#undef PREFIX

static const char *const yahoo_carriers[] = { "yahoo", "aol", NULL };
static const char *const yahoo_hosts[] = { "yahoodns.net", "yahoo.com",
	"aol.com", NULL };

const struct td_reason_table td_reason_yahoo = { yahoo_carriers, yahoo_hosts,
	yahoo, N_RULES(yahoo) };

/* ---- Apple ---- */

#define PREFIX "apple: "

static const struct td_reason_rule apple[] = {
	SAYS2(AUTHFAILURE, "due to", "s dmarc policy", "5 SIS SOE"),
	/* BOUNCES.md 8: Apple's own spelling, not Sisimai's. */
	SAYS(AUTHFAILURE, "failing both spf and dkim authentication",
	    "5 SIS SMG"),
	SAYS(USERUNKNOWN, "user does not exist", "5 SIS"),
	SAYS(USERUNKNOWN, "inactive email address", "5 SIS SOE"),
	SAYS(USERUNKNOWN, "unknown or illegal alias", "5 SIS"),
	SAYS(HASMOVED, "recipient no longer on server", "5 SIS SOE"),
	SAYS(MAILBOXFULL, "user is over quota", "5 SIS SOE"),
	SAYS(POLICYVIOLATION, "due to local policy", "5 SIS"),
	SAYS(BLOCKED, "proofpoint.com/dnsbl-lookup", "5 SIS SOE"),
	SAYS(BLOCKED, "due to listing in spamhaus", "5 SIS"),
	SAYS(BLOCKED, "present in the spamhaus", "5 SIS"),
	SAYS(BLOCKED, "not accepting connections", "5 SIS SOE"),
	SAYS(RATELIMITED, "due to excessive volume", "5 SIS"),
	SAYS(REJECTED, "sender address rejected", "5 SIS"),
};

#undef PREFIX

static const char *const apple_carriers[] = { "icloud", "apple-relay", NULL };
static const char *const apple_hosts[] = { "icloud.com", "me.com", "mac.com",
	"apple.com", "appleid.com", "me.com.akadns.net", NULL };

const struct td_reason_table td_reason_apple = { apple_carriers, apple_hosts,
	apple, N_RULES(apple) };

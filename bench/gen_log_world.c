/*
 * Whom the made-up servers talk to.  Replies are the providers' own words,
 * with the reasons that BOUNCES.md 3-5 gives them; ids in them are made up.
 */
#include "gen_log.h"

#define END_REPLY                                     \
	{                                             \
		NULL, NULL, STAGE_RCPT, G_USERUNKNOWN \
	}

static const struct gen_provider providers[] = {
	{ "docomo", "mfsmax.docomo.ne.jp", "192.0.2.180",
	    "250 Requested mail action okay, completed",
	    { { "550 Unknown user $o", "5.0.0", STAGE_RCPT, G_USERUNKNOWN },
	        { "550 Unknown user $o", "5.0.0", STAGE_EOD, G_USERUNKNOWN },
	        { "552 Too much mail data $o", "5.0.0", STAGE_RCPT,
	            G_MAILBOXFULL },
	        { "552 Message size exceeds maximum value", "5.0.0", STAGE_MAIL,
	            G_EMAILTOOLARGE },
	        END_REPLY },
	    { { "421 Service not available, closing transmission channel",
	          "4.0.0", STAGE_GREETING, G_EXPIRED },
	        { "452 Requested action not taken: insufficient system "
	          "storage",
	            "4.0.0", STAGE_RCPT, G_EXPIRED },
	        END_REPLY } },
	{ "au", "lsean.ezweb.ne.jp", "192.0.2.181",
	    "250 2.0.0 Ok: queued as $q",
	    { { "550 <$o>: User unknown", "5.0.0", STAGE_RCPT, G_USERUNKNOWN },
	        { "550 : User unknown", "5.0.0", STAGE_EOD, G_FILTERED },
	        END_REPLY },
	    { { "421 Too many connections", "4.0.0", STAGE_GREETING,
	          G_EXPIRED },
	        END_REPLY } },
	{ "softbank", "mx.softbank.ne.jp", "192.0.2.182", "250 ok",
	    { { "550 Invalid recipient: <$o>", "5.0.0", STAGE_RCPT,
	          G_USERUNKNOWN },
	        { "552 Message size exceeds fixed maximum message size: "
	          "1048576 bytes",
	            "5.0.0", STAGE_MAIL, G_EMAILTOOLARGE },
	        END_REPLY },
	    { { "421 #4.4.5 Too many connections to this host.", "4.4.5",
	          STAGE_GREETING, G_EXPIRED },
	        END_REPLY } },
	{ "ymobile", "ymx1.softbank.ne.jp", "192.0.2.183", "250 ok",
	    { { "550 Requested action not taken: mailbox unavailable", "5.0.0",
	          STAGE_RCPT, G_USERUNKNOWN },
	        END_REPLY },
	    { { "421", "4.0.0", STAGE_GREETING, G_EXPIRED }, END_REPLY } },
	{ "rakuten", "mail-rakumail-jp.gslb.rmb-ss.jp", "192.0.2.184",
	    "250 2.0.0 Message accepted for delivery",
	    { { "550 User not found", "5.0.0", STAGE_RCPT, G_USERUNKNOWN },
	        END_REPLY },
	    { { "451 4.3.0 Temporary failure", "4.3.0", STAGE_RCPT, G_EXPIRED },
	        END_REPLY } },
	{ "gmail", "gmail-smtp-in.l.google.com", "2001:db8:400e:c04::1b",
	    "250 2.0.0 OK  $t $q-$q.$n - gsmtp",
	    { { "550-5.1.1 The email account that you tried to reach does not "
	        "exist. Please try\n550-5.1.1 double-checking the recipient's "
	        "email address for typos or\n550-5.1.1 unnecessary spaces. For "
	        "more information, go to\n550 5.1.1  "
	        "https://support.google.com/mail/?p=NoSuchUser $q-$q.$n - "
	        "gsmtp",
	          "5.1.1", STAGE_RCPT, G_USERUNKNOWN },
	        { "550-5.7.26 Your email has been blocked because the sender "
	          "is unauthenticated.\n550-5.7.26 Gmail requires all senders "
	          "to authenticate with either SPF or DKIM.\n550-5.7.26\n"
	          "550-5.7.26  Authentication results:\n550-5.7.26  DKIM = did "
	          "not pass\n550-5.7.26  SPF [$s] with ip: [$c] = did not "
	          "pass\n550 5.7.26  https://support.google.com/mail/answer/"
	          "81126#authentication $q-$q.$n - gsmtp",
	            "5.7.26", STAGE_EOD, G_AUTHFAILURE },
	        { "552-5.2.2 The recipient's inbox is out of storage space and "
	          "inactive. Please\n552-5.2.2 direct the recipient to\n552 "
	          "5.2.2  https://support.google.com/mail/?p=OverQuotaPerm "
	          "$q-$q.$n - gsmtp",
	            "5.2.2", STAGE_RCPT, G_MAILBOXFULL },
	        { "550-5.7.1 [$c] Our system has detected that this message "
	          "is\n550-5.7.1 likely suspicious due to the very low "
	          "reputation of the sending domain.\n550 5.7.1  "
	          "https://support.google.com/mail/answer/188131 $q-$q.$n - "
	          "gsmtp",
	            "5.7.1", STAGE_EOD, G_BADREPUTATION },
	        { "550-5.2.1 The email account that you tried to reach is "
	          "inactive. For more\n550-5.2.1 information, go to\n550 5.2.1 "
	          " https://support.google.com/mail/?p=DisabledUser $q-$q.$n - "
	          "gsmtp",
	            "5.2.1", STAGE_RCPT, G_SUSPEND },
	        END_REPLY },
	    { { "421-4.7.28 Gmail has detected an unusual rate of unsolicited "
	        "mail originating\n421-4.7.28 from your SPF domain. To protect "
	        "our users from\n421-4.7.28 spam, mail sent from your domain "
	        "has been temporarily rate limited.\n421 4.7.28  "
	        "https://support.google.com/mail/?p=UnsolicitedRateLimitError "
	        "$q-$q.$n - gsmtp",
	          "4.7.28", STAGE_EOD, G_EXPIRED },
	        { "452-4.2.2 The recipient's inbox is out of storage "
	          "space.\n452 4.2.2  "
	          "https://support.google.com/mail/?p=OverQuotaTemp $q-$q.$n - "
	          "gsmtp",
	            "4.2.2", STAGE_RCPT, G_EXPIRED },
	        END_REPLY } },
	{ "google-workspace", "aspmx.l.google.com", "192.0.2.27",
	    "250 2.0.0 OK  $t $q-$q.$n - gsmtp",
	    { { "550-5.1.1 The email account that you tried to reach does not "
	        "exist.\n550 5.1.1  "
	        "https://support.google.com/mail/?p=NoSuchUser $q-$q.$n - "
	        "gsmtp",
	          "5.1.1", STAGE_RCPT, G_USERUNKNOWN },
	        { "550-5.7.26 Unauthenticated email from $s is not accepted "
	          "due to domain's\n550-5.7.26 DMARC policy. Please contact "
	          "the administrator of $s domain if\n550 5.7.26 this was a "
	          "legitimate mail. $q-$q.$n - gsmtp",
	            "5.7.26", STAGE_EOD, G_AUTHFAILURE },
	        END_REPLY },
	    { { "450-4.2.1 The user you are trying to contact is receiving "
	        "mail "
	        "at a rate that\n450-4.2.1 prevents additional messages from "
	        "being delivered.\n450 4.2.1  "
	        "https://support.google.com/mail/?p=ReceivingRate $q-$q.$n - "
	        "gsmtp",
	          "4.2.1", STAGE_RCPT, G_EXPIRED },
	        END_REPLY } },
	{ "yahoo-jp", "mx1.mail.yahoo.co.jp", "192.0.2.185", "250 ok dirdel",
	    { { "554 delivery error: dd This user doesn't have a yahoo.co.jp "
	        "account (<$o>) [-5] - mta1001.mail.djm.ynwp.yahoo.co.jp",
	          "5.0.0", STAGE_EOD, G_USERUNKNOWN },
	        END_REPLY },
	    { { "451 Resources temporarily not available - Please try again "
	        "later [#4.16.5].",
	          "4.0.0", STAGE_MAIL, G_EXPIRED },
	        END_REPLY } },
	{ "outlook", "outlook-com.olc.protection.outlook.com", "192.0.2.33",
	    "250 2.6.0 <$m> [InternalId=$n, Hostname="
	    "TYZPR03MB1234.apcprd03.prod.outlook.com] $n bytes in 0.$n, 42.123 "
	    "KB/sec Queued mail for delivery -> 250 2.1.5",
	    { { "550 5.5.0 Requested action not taken: mailbox unavailable "
	        "(S2017062302). [$q.eop-apc01.prod.protection.outlook.com "
	        "2026-11-21T17:58:00.000Z $q]",
	          "5.5.0", STAGE_RCPT, G_USERUNKNOWN },
	        { "550 5.7.515 Access denied, sending domain $s does not meet "
	          "the required authentication level. "
	          "[$q.eop-apc01.prod.protection.outlook.com "
	          "2026-11-21T17:58:00.000Z $q]",
	            "5.7.515", STAGE_EOD, G_AUTHFAILURE },
	        { "550 5.7.1 Unfortunately, messages from [$c] weren't sent. "
	          "Please contact your Internet service provider since part of "
	          "their network is on our block list (S3150). "
	          "[$q.eop-apc01.prod.protection.outlook.com $q]",
	            "5.7.1", STAGE_MAIL, G_BLOCKED },
	        END_REPLY },
	    { { "451 4.7.650 The mail server [$c] has been temporarily rate "
	        "limited due to IP reputation. For e-mail delivery "
	        "information, see https://postmaster.live.com (S775)",
	          "4.7.650", STAGE_MAIL, G_EXPIRED },
	        END_REPLY } },
	{ "m365", "tenant-example.mail.protection.outlook.com", "192.0.2.34",
	    "250 2.6.0 <$m> [InternalId=$n, Hostname="
	    "TY2PR01MB4321.jpnprd01.prod.outlook.com] $n bytes in 0.$n, 55.021 "
	    "KB/sec Queued mail for delivery",
	    { { "550 5.4.1 Recipient address rejected: Access denied. For more "
	        "information see https://aka.ms/EXOSmtpErrors "
	        "[$q.eop-apc01.prod.protection.outlook.com $q]",
	          "5.4.1", STAGE_RCPT, G_USERUNKNOWN },
	        { "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not "
	          "found by SMTP address lookup",
	            "5.1.10", STAGE_EOD, G_USERUNKNOWN },
	        { "550 5.7.509 Access denied, sending domain $s does not pass "
	          "DMARC verification and has a DMARC policy of reject.",
	            "5.7.509", STAGE_EOD, G_AUTHFAILURE },
	        END_REPLY },
	    { { "451 4.7.500 Server busy. Please try again later from [$c]. "
	        "(S77719)",
	          "4.7.500", STAGE_RCPT, G_EXPIRED },
	        END_REPLY } },
	{ "icloud", "mx01.mail.icloud.com", "192.0.2.35",
	    "250 2.0.0 Ok: queued as $q",
	    { { "550 5.1.1 <$o>: user does not exist", "5.1.1", STAGE_RCPT,
	          G_USERUNKNOWN },
	        { "552 5.2.2 <$o>: user is over quota", "5.2.2", STAGE_RCPT,
	            G_MAILBOXFULL },
	        { "554 5.7.1 Your message was rejected due to $s's DMARC "
	          "policy. See https://support.apple.com/en-us/HT204137 for "
	          "info",
	            "5.7.1", STAGE_EOD, G_AUTHFAILURE },
	        { "550 5.7.1 [CS01] Message rejected due to local policy. "
	          "Please visit https://support.apple.com/en-us/HT204137",
	            "5.7.1", STAGE_EOD, G_POLICYVIOLATION },
	        END_REPLY },
	    { { "421 4.7.1 Messages to $o deferred due to excessive volume. "
	        "Try "
	        "again later - https://support.apple.com/en-us/HT204137",
	          "4.7.1", STAGE_RCPT, G_EXPIRED },
	        END_REPLY } },
	{ "yahoo", "mta5.am0.yahoodns.net", "192.0.2.36", "250 ok dirdel",
	    { { "554 delivery error: dd This user doesn't have a yahoo.com "
	        "account ($o) [0] - mta4001.mail.bf1.yahoo.com",
	          "5.0.0", STAGE_EOD, G_USERUNKNOWN },
	        { "552 1 Requested mail action aborted, mailbox not found",
	            "5.0.0", STAGE_RCPT, G_USERUNKNOWN },
	        { "554 5.7.9 Message not accepted for policy reasons. See "
	          "https://postmaster.yahooinc.com/error-codes",
	            "5.7.9", STAGE_EOD, G_POLICYVIOLATION },
	        END_REPLY },
	    { { "421 4.7.0 [TSS04] Messages from $c temporarily deferred due "
	        "to "
	        "unexpected volume or user complaints - 4.16.55.1; see "
	        "https://postmaster.yahooinc.com/error-codes",
	          "4.7.0", STAGE_MAIL, G_EXPIRED },
	        END_REPLY } },
	/* the last one: everybody else, mostly Postfix */
	{ "", NULL, "192.0.2.200", "250 2.0.0 Ok: queued as $q",
	    { { "550 5.1.1 <$o>: Recipient address rejected: User unknown in "
	        "virtual mailbox table",
	          "5.1.1", STAGE_RCPT, G_USERUNKNOWN },
	        { "552 5.2.2 <$o>: Recipient address rejected: Mailbox is full",
	            "5.2.2", STAGE_RCPT, G_MAILBOXFULL },
	        { "554 5.7.1 <$o>: Relay access denied", "5.7.1", STAGE_RCPT,
	            G_NORELAYING },
	        { "550 5.7.23 <$o>: Recipient address rejected: Message "
	          "rejected due to: SPF fail - not authorized",
	            "5.7.23", STAGE_RCPT, G_AUTHFAILURE },
	        END_REPLY },
	    { { "450 4.2.0 <$o>: Recipient address rejected: Greylisted, see "
	        "http://postgrey.schweikert.ch/help/$s.html",
	          "4.2.0", STAGE_RCPT, G_EXPIRED },
	        { "452 4.3.1 Insufficient system storage", "4.3.1", STAGE_MAIL,
	            G_EXPIRED },
	        { "421 4.7.0 $r Error: too many connections from $c", "4.7.0",
	            STAGE_GREETING, G_EXPIRED },
	        END_REPLY } },
};

/* Mail for the server's own users, given to a mailbox by LMTP. */
const struct gen_provider gen_home_provider = { "other", "mx1.home.example",
	"private/dovecot-lmtp", "250 2.0.0 <$o> $q Saved",
	{ { "550 5.1.1 <$o> User doesn't exist: $o", "5.1.1", STAGE_RCPT,
	      G_USERUNKNOWN },
	    { "552 5.2.2 <$o> Quota exceeded (mailbox for user is full)",
	        "5.2.2", STAGE_RCPT, G_MAILBOXFULL },
	    END_REPLY },
	{ { "451 4.3.0 <$o> Temporary internal error", "4.3.0", STAGE_RCPT,
	      G_EXPIRED },
	    END_REPLY } };

const char *const gen_hosts[] = { "mx1", "out1", "app1" };
const char *const gen_host_ips[] = { "198.51.100.250", "198.51.100.251",
	"198.51.100.252" };

struct gen_target gen_targets[64];
size_t gen_n_targets;
const struct gen_target *const gen_home = &gen_targets[0];
const struct gen_target gen_notices = { .carrier = "other",
	.domain = "bounce.shop.example",
	.relay = "mx.bounce.shop.example",
	.provider = &providers[GEN_COUNT(providers) - 1],
	.mark = '-' };

/* Who was drawn by lot: a target for every part of all weights. */
static uint8_t lot[4096];

static const struct gen_provider *
provider_of(const char *carrier)
{
	size_t i;

	if (strcmp(carrier, "uq") == 0)
		carrier = "au";
	if (strcmp(carrier, "aol") == 0)
		carrier = "yahoo";
	for (i = 0; i < GEN_COUNT(providers) - 1; i++)
		if (strcmp(providers[i].carrier, carrier) == 0)
			break;
	return &providers[i];
}

void
gen_log_world_init(void)
{
	uint32_t total = 0, sum = 0;
	size_t k = 0;

	gen_targets[0] = (struct gen_target){ .carrier = "other",
		.domain = "home.example",
		.relay = gen_home_provider.relay,
		.provider = &gen_home_provider,
		.mark = '-' };
	gen_n_targets = 1;
	for (size_t i = 0; i < gen_n_recipients; i++) {
		const struct gen_recipient *r = &gen_recipients[i];
		struct gen_target *t = &gen_targets[gen_n_targets++];

		*t = (struct gen_target){ .carrier = r->carrier,
			.domain = r->domain,
			.provider = provider_of(r->carrier),
			.weight = r->weight,
			.mark = r->mark,
			.by_relay = !gen_known_by_domain(r) &&
			    strstr(r->domain, ".onmicrosoft.com") == NULL };
		t->relay =
		    t->provider->relay != NULL ? t->provider->relay : r->by;
		total += t->weight;
	}
	for (size_t i = 1; i < gen_n_targets; i++) {
		sum += gen_targets[i].weight;
		while (k < GEN_COUNT(lot) && k * total < sum * GEN_COUNT(lot))
			lot[k++] = (uint8_t)i;
	}
}

const struct gen_target *
gen_target_by_lot(struct gen_random *r)
{
	return &gen_targets[lot[gen_below(r, GEN_COUNT(lot))]];
}

size_t
gen_n_replies(const struct gen_reply *r)
{
	size_t n = 0;

	while (r[n].text != NULL)
		n++;
	return n;
}

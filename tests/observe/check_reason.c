/*
 * Reasons of refusals: BOUNCES.md 2-5 and 7, FORMATS.md 19, DECISIONS.md 2, 3,
 * 6 and 20.  Each reply was read, and its reason and rule derived from those
 * pages by hand.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/observe/reason.h"

/* 2025-03-13 00:00 JST, and what a log of 2026 would say. */
#define CHANGE (INT64_C(1741791600) * 1000000)
#define NOW (INT64_C(1764000000) * 1000000)

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

static const struct vector vectors[] = {
	/* ---- Google ---- */
	{ GMAIL, "5.1.1", RCPT,
	    "550-5.1.1 The email account that you tried to reach does not "
	    "exist. Please try 550-5.1.1 double-checking the recipient's "
	    "email address for typos or 550-5.1.1 unnecessary spaces. 550 "
	    "5.1.1 https://support.google.com/mail/?p=NoSuchUser "
	    "a1b2c3-20020a.12 - gsmtp",
	    R(USERUNKNOWN),
	    "google: account that you tried to reach does not exist",
	    "BOUNCES 3" },
	{ GMAIL, "5.2.1", RCPT,
	    "550 5.2.1 The email account that you tried to reach is disabled. "
	    "g0000000000ggg.00",
	    R(SUSPEND), "google: account that you tried to reach is disabled",
	    "BOUNCES 3" },
	{ GMAIL, "5.2.1", EOD,
	    "550-5.2.1 The email account that you tried to reach is inactive. "
	    "550 5.2.1 https://support.google.com/mail/?p=DisabledUser",
	    R(SUSPEND), "google: account that you tried to reach is inactive",
	    "BOUNCES 3" },
	{ GMAIL, "4.2.2", RCPT,
	    "452-4.2.2 The recipient's inbox is out of storage space. Please "
	    "direct the 452-4.2.2 recipient to",
	    R(MAILBOXFULL), "google: inbox is out of storage space",
	    "BOUNCES 3" },
	{ GMAIL, "5.2.2", RCPT,
	    "552-5.2.2 The email account that you tried to reach is over "
	    "quota.",
	    R(MAILBOXFULL), "google: is over quota", "BOUNCES 3" },
	{ GMAIL, "4.2.1", RCPT,
	    "450-4.2.1 The user you are trying to contact is receiving mail "
	    "too quickly. Please 450-4.2.1 resend your message at a later "
	    "time.",
	    R(RATELIMITED), "google: receiving mail too quickly", "BOUNCES 3" },
	{ GMAIL, "5.2.1", RCPT,
	    "550-5.2.1 The user you are trying to contact is receiving mail "
	    "at a rate that 550-5.2.1 prevents additional messages from "
	    "being delivered.",
	    R(RATELIMITED), "google: rate that prevents additional messages",
	    "BOUNCES 3, words joined over two lines" },
	{ GMAIL, "5.5.3", RCPT, "550 5.5.3 Too many recipients for this sender",
	    R(RATELIMITED), "google: too many recipients", "BOUNCES 3" },
	{ GMAIL, "5.4.5", EOD, "550 5.4.5 Daily user sending quota exceeded.",
	    R(RATELIMITED), "google: daily ... sending quota exceeded",
	    "BOUNCES 3" },
	{ GMAIL, "4.7.28", EOD,
	    "421-4.7.28 Gmail has detected an unusual rate of unsolicited "
	    "mail originating 421-4.7.28 from your IP address. To protect "
	    "our users from spam, mail sent",
	    R(BLOCKED), "google: unusual rate of ... your ip address",
	    "BOUNCES 3" },
	{ GMAIL, "4.7.28", EOD,
	    "421-4.7.28 Gmail has detected an unusual rate of mail "
	    "originating from your SPF domain [example.com 35].",
	    R(BLOCKED), "google: unusual rate of ... spf domain",
	    "BOUNCES 3: the variant is kept" },
	{ GMAIL, "4.7.28", EOD,
	    "421-4.7.28 Gmail has detected an unusual rate of mail "
	    "originating from your DKIM domain",
	    R(BLOCKED), "google: unusual rate of ... dkim domain",
	    "BOUNCES 3: the variant is kept" },
	{ GMAIL, "4.7.0", EOD,
	    "421-4.7.0 [192.0.2.15      15] Our system has detected an "
	    "unusual rate of 421-4.7.0 unsolicited mail",
	    R(BLOCKED), "google: unusual rate of", "logs: crowdsec" },
	{ GMAIL, "4.7.28", EOD,
	    "421-4.7.28 Sending messages with the same Message-ID: has been "
	    "rate limited",
	    R(POLICYVIOLATION), "google: same message-id", "BOUNCES 3" },
	{ GMAIL, "5.7.1", EOD,
	    "550-5.7.1 [192.0.2.22      18] Our system has detected that this "
	    "message is 550-5.7.1 likely suspicious due to the very low "
	    "reputation of the sending IP address.",
	    R(BADREPUTATION), "google: very low reputation of the sending",
	    "BOUNCES 3" },
	{ GMAIL, "5.7.25", EOD,
	    "550-5.7.25 [192.0.2.202] The IP address sending this message "
	    "does not have a PTR record setup",
	    R(REQUIREPTR), "google: does not have a ptr record", "BOUNCES 3" },
	{ GMAIL, "5.7.1", EOD,
	    "550-5.7.1 [2001:db8::1] Our system has detected that this "
	    "message does not meet IPv6 sending guidelines regarding PTR "
	    "records and authentication.",
	    R(REQUIREPTR), "google: ipv6 sending guidelines", "BOUNCES 3" },
	{ GMAIL, "5.7.26", EOD,
	    "550 5.7.26 Your email has been blocked because the sender is "
	    "unauthenticated. 5.7.26 Gmail requires all senders to "
	    "authenticate with either SPF or DKIM. 5.7.26 5.7.26  "
	    "Authentication results: 5.7.26  DKIM = did not pass 5.7.26  SPF "
	    "[example.com] with ip: [192.0.2.25] = did not pass",
	    R(AUTHFAILURE),
	    "google: senders to authenticate with either spf or dkim",
	    "FORMATS 19" },
	{ GMAIL, "5.7.26", EOD,
	    "550-5.7.26 The MAIL FROM domain [example.jp] has an SPF record "
	    "with a hard fail 550-5.7.26 policy (-all) but it fails to pass "
	    "SPF checks with the ip: 550-5.7.26 [203.0.113.22].",
	    R(AUTHFAILURE), "google: spf record ... hard fail", "BOUNCES 3" },
	{ GMAIL, "5.7.26", EOD,
	    "550-5.7.26 Unauthenticated email from example.org is not "
	    "accepted due to 550-5.7.26 domain's DMARC policy.",
	    R(AUTHFAILURE),
	    "google: not accepted due to domain ... dmarc policy",
	    "FORMATS 19" },
	{ GMAIL, "4.7.26", EOD,
	    "451-4.7.26 Unauthenticated email from example.org is not "
	    "accepted due to domain's DMARC policy, but temporary DNS "
	    "failures prevent authentication.",
	    R(AUTHFAILURE),
	    "google: not accepted due to domain ... dmarc policy",
	    "BOUNCES 3" },
	{ GMAIL, "5.7.27", EOD,
	    "550-5.7.27 This mail has been blocked because SPF does not pass. "
	    "Gmail requires all large senders to authenticate with SPF.",
	    R(AUTHFAILURE), "google: senders to authenticate ... with spf",
	    "BOUNCES 3, 7: no Null MX at Google" },
	{ GMAIL, "4.7.30", EOD,
	    "421-4.7.30 Your email has been rate limited because DKIM "
	    "authentication didn't pass. Gmail requires all bulk email "
	    "senders to authenticate their email with DKIM.",
	    R(AUTHFAILURE), "google: senders to authenticate ... with dkim",
	    "BOUNCES 3, 7: no REQUIRETLS at Google" },
	{ GMAIL, "4.7.32", EOD,
	    "421-4.7.32 Your email has been rate limited because the From: "
	    "header (RFC5322) isn't aligned with either the authenticated "
	    "SPF or DKIM organizational domain.",
	    R(AUTHFAILURE),
	    "google: aligned with either the authenticated spf or dkim",
	    "BOUNCES 3" },
	{ GMAIL, "4.7.29", EOD,
	    "421-4.7.29 Your email has been rate limited because this message "
	    "wasn't sent over a TLS connection.",
	    R(FAILEDSTARTTLS), "google: sent over a tls connection",
	    "BOUNCES 3, 7: no ARC at Google" },
	{ GMAIL, "5.7.29", EOD, "550 5.7.29 No.", R(FAILEDSTARTTLS),
	    "google: x.7.29", "BOUNCES 7: before the registry's" },
	{ GMAIL, "5.7.27", EOD, "550 5.7.27 No.", R(AUTHFAILURE),
	    "google: x.7.27", "BOUNCES 7: before the registry's" },
	{ GMAIL, "5.7.40", EOD, "550 5.7.40 No.", R(AUTHFAILURE),
	    "google: x.7.40", "BOUNCES 3: SIS56" },
	{ GMAIL, "5.7.24", EOD,
	    "550 5.7.24 The SPF record of the sending domain has one or more "
	    "suspicious entries.",
	    R(AUTHFAILURE), "google: spf record ... suspicious entries",
	    "BOUNCES 3" },
	{ GMAIL, "5.7.1", EOD,
	    "550-5.7.1 [2001:db8::1b      12] Our system has detected that "
	    "this 550-5.7.1 message is likely unsolicited mail. To reduce "
	    "the amount of spam sent",
	    R(SPAMDETECTED), "google: likely unsolicited mail",
	    "logs: fail2ban" },
	{ GMAIL, "5.7.0", EOD,
	    "552-5.7.0 Our system detected an illegal attachment on your "
	    "message.",
	    R(CONTENTERROR), "google: illegal attachment", "BOUNCES 3" },
	{ GMAIL, "5.7.0", EOD,
	    "552-5.7.0 This message was blocked because its content presents "
	    "a potential 552-5.7.0 security issue.",
	    R(POLICYVIOLATION), "google: potential security issue",
	    "BOUNCES 3" },
	{ GMAIL, "5.3.4", MAIL,
	    "552-5.3.4 Your message exceeded Google's message size limits.",
	    R(EMAILTOOLARGE), "google: exceed ... size limit", "BOUNCES 3" },
	{ GMAIL, "5.7.1", EOD,
	    "550-5.7.1 This message is not RFC 5322 compliant. There are "
	    "multiple Subject headers.",
	    R(NOTCOMPLIANTRFC), "google: not rfc 5322 compliant", "BOUNCES 3" },
	{ GMAIL, "5.7.1", EOD,
	    "550-5.7.1 [192.0.2.222 13] Messages with multiple addresses in "
	    "From: 550 5.7.1 header are not accepted.",
	    R(NOTCOMPLIANTRFC), "google: multiple addresses in from",
	    "BOUNCES 3" },
	{ GMAIL, "4.7.0", MAIL,
	    "421-4.7.0 TLS required for RCPT domain, closing connection.",
	    R(FAILEDSTARTTLS), "google: tls required for rcpt domain",
	    "BOUNCES 3" },
	{ GMAIL, "4.3.0", EOD, "421-4.3.0 Temporary System Problem.",
	    R(SYSTEMERROR), "google: temporary system problem", "BOUNCES 3" },
	{ GMAIL, "5.4.6", EOD,
	    "554 5.4.6 Message exceeded 50 hops, this may indicate a mail "
	    "loop.",
	    R(NETWORKERROR), "google: exceeded 50 hops", "BOUNCES 3" },
	{ "other", "aspmx2.googlemail.com.", "", RCPT,
	    "550-5.1.1 The email account that you tried to reach does not "
	    "exist.",
	    R(USERUNKNOWN),
	    "google: account that you tried to reach does not exist",
	    "BOUNCES 2: then the relay" },

	/* ---- Japan ---- */
	{ DOCOMO, "5.0.0", RCPT, "550 Unknown user <seed_4@docomo.ne.jp>",
	    R(USERUNKNOWN), "docomo: unknown user at RCPT", "BOUNCES 4" },
	{ DOCOMO, "5.0.0", EOD, "550 Unknown user <-usr@docomo.ne.jp>",
	    R(USERUNKNOWN), "docomo: unknown user after DATA",
	    "BOUNCES 4: from 2025-03-13" },
	{ DOCOMO, "", RCPT, "552 Too much mail data <-usr@docomo.ne.jp>",
	    R(MAILBOXFULL), "docomo: too much mail data", "BOUNCES 4" },
	{ DOCOMO, "", MAIL, "552 Message size exceeds maximum value",
	    R(EMAILTOOLARGE), "docomo: message size exceeds maximum value",
	    "BOUNCES 4" },
	{ DOCOMO, "5.0.0", RCPT, "552 Too many recipients", R(RATELIMITED),
	    "docomo: too many recipients", "BOUNCES 4" },
	{ DOCOMO, "", DATA, "503 Bad sequence of commands", R(SYNTAXERROR),
	    "docomo: 503", "BOUNCES 4" },
	{ DOCOMO, "5.0.0", EOD, "504 Command parameter not implemented",
	    R(SYNTAXERROR), "docomo: 504", "BOUNCES 4" },
	{ DOCOMO, "", DATA, "500 Line Too Long", R(CONTENTERROR),
	    "docomo: line too long", "BOUNCES 4" },
	{ AU, "5.0.0", RCPT, "550 <-usr@ezweb.ne.jp>: User unknown",
	    R(USERUNKNOWN), "au: <@>: user unknown", "BOUNCES 4" },
	{ AU, "5.0.0", DATA, "550 <-usr@ezweb.ne.jp>: User unknown",
	    R(USERUNKNOWN), "au: <@>: user unknown", "BOUNCES 4" },
	{ AU, "5.0.0", EOD, "550 : User unknown", R(FILTERED),
	    "au: 550 : user unknown", "BOUNCES 4" },
	{ "uq", "lsean.ezweb.ne.jp", "", RCPT,
	    "550 <-usr@uqmobile.jp>: User unknown", R(USERUNKNOWN),
	    "au: <@>: user unknown", "BOUNCES 4: as au" },
	{ AU, "", DATA, "554 Error: no valid recipients", R(ONHOLD),
	    "au: no valid recipients", "BOUNCES 4: a consequence" },
	{ AU, "", RCPT, "554 <-usr@example.jp>: Relay access denied",
	    R(USERUNKNOWN), "au: relay access denied", "BOUNCES 4: SMG" },
	{ AU, "", NONE,
	    "The user(s) account is disabled. <-usr@ezweb.ne.jp>: user "
	    "unknown",
	    R(SUSPEND), "au: account is disabled", "BOUNCES 4" },
	{ AU, "", NONE, "The user(s) account is temporarily limited.",
	    R(SUSPEND), "au: temporarily limited", "BOUNCES 4" },
	{ AU, "", NONE, "The user(s) account is temporarily over quota",
	    R(MAILBOXFULL), "au: account is temporarily over quota",
	    "BOUNCES 4" },
	{ AU, "", NONE,
	    "Your message was not delivered within 0 days and 1 hours. "
	    "Remote host is not responding.",
	    R(EXPIRED), "au: remote host is not responding", "BOUNCES 4" },
	{ "softbank", "mx.softbank.ne.jp", "", RCPT,
	    "550 Invalid recipient: <-usr@softbank.ne.jp>", R(USERUNKNOWN),
	    "softbank: invalid recipient", "BOUNCES 4" },
	{ "softbank", "mx.mailsv.softbank.jp", "", MAIL,
	    "552 Message size exceeds fixed maximum message size: 1048576 "
	    "bytes",
	    R(EMAILTOOLARGE), "softbank: message size exceeds", "BOUNCES 4" },
	{ "softbank", "mx.softbank.ne.jp", "", MAIL,
	    "553 example.com does not exist", R(REJECTED),
	    "softbank: 553 does not exist", "BOUNCES 4" },
	{ "softbank", "", "4.2.2", NONE,
	    "\xe9\x80\x81\xe4\xbf\xa1\xe5\x85\x88\xe3\x81\xae\xe3\x82\xb5",
	    R(MAILBOXFULL), "softbank: x.2.2",
	    "BOUNCES 4: the words are Japanese" },
	{ "ymobile", "ymx1.softbank.ne.jp", "", CONN, "421", R(RATELIMITED),
	    "ymobile: 421", "BOUNCES 4: a bare code" },
	{ "ymobile", "mail2.pdx.ne.jp", "", DATA,
	    "550 <-usr@pdx.ne.jp>: Recipient address rejected: User unknown",
	    R(USERUNKNOWN), "ymobile: recipient address rejected: user unknown",
	    "BOUNCES 4: at DATA too" },
	{ "ymobile", "mailmlb.emnet.ne.jp", "", RCPT,
	    "550 Requested action not taken: mailbox unavailable",
	    R(USERUNKNOWN),
	    "ymobile: requested action not taken: mailbox unavailable",
	    "BOUNCES 4" },
	{ "rakuten", "mail-jp.gslb.rmb-ss.jp", "5.0.0", RCPT,
	    "550 User not found", R(USERUNKNOWN), "rakuten: user not found",
	    "BOUNCES 4" },
	{ "au-one-net", "mx.nn.auone-net.jp", "5.0.0", RCPT,
	    "550 <-usr@auone-net.jp>: Recipient address rejected.",
	    R(USERUNKNOWN), "au-one-net: recipient address rejected",
	    "BOUNCES 4" },
	{ "au-one-net", "", "", NONE, "As their mailbox is full.",
	    R(MAILBOXFULL), "au-one-net: mailbox is full", "BOUNCES 4" },
	{ "jcom", "mx.jcom.home.ne.jp", "", RCPT,
	    "550 Invalid recipient: <-usr@jcom.home.ne.jp>", R(USERUNKNOWN),
	    "jcom: invalid recipient", "BOUNCES 4" },
	{ "jcom", "", "", MAIL, "553 example.com does not exist", R(REJECTED),
	    "jcom: 553 does not exist", "BOUNCES 4" },
	{ "jcom", "", "", EHLO, "421 #4.4.2 Too many messages for this session",
	    R(RATELIMITED), "jcom: too many messages for this session",
	    "BOUNCES 4" },
	{ "biglobe", "", "", NONE,
	    "The number of messages in recipient's mailbox exceeded the local "
	    "limit.",
	    R(MAILBOXFULL), "biglobe: mailbox exceeded the local limit",
	    "BOUNCES 4" },
	{ "biglobe", "", "", NONE, "Mail Delivery Failed... User unknown",
	    R(FILTERED), "biglobe: mail delivery failed ... user unknown",
	    "BOUNCES 4" },
	{ "yahoo-jp", "mx5.mail.yahoo.co.jp", "", EOD,
	    "554 delivery error: dd This user doesn't have a yahoo.co.jp "
	    "account (-usr@yahoo.co.jp) [-5] - "
	    "mta1061.mail.djm.ynwp.yahoo.co.jp",
	    R(USERUNKNOWN), "yahoo-jp: this user doesn't have a",
	    "BOUNCES 4: userunknown though at EOD" },

	/* ---- Microsoft ---- */
	{ OUTLOOK, "5.5.0", RCPT,
	    "550 5.5.0 Requested action not taken: mailbox unavailable "
	    "(S2017062302). [PU1APC01FT044.eop-APC01.prod.protection.outlook."
	    "com 2025-06-01T00:00:00.000Z 08DDA0]",
	    R(USERUNKNOWN),
	    "microsoft: requested action not taken: mailbox unavailable",
	    "BOUNCES 5" },
	{ "m365", "example-org.mail.protection.outlook.com", "5.4.1", RCPT,
	    "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)"
	    " [BL2NAM02FT061.eop-nam02.prod.protection.outlook.com]",
	    R(USERUNKNOWN), "microsoft: x.4.1 recipient address rejected",
	    "BOUNCES 5" },
	{ "m365", "", "", RCPT, "550 5.4.1 Relay Access Denied", R(NORELAYING),
	    "microsoft: x.4.1 relay access denied", "BOUNCES 5" },
	{ "m365", "", "", RCPT,
	    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found "
	    "by SMTP address lookup",
	    R(USERUNKNOWN), "microsoft: recipientnotfound", "BOUNCES 5" },
	{ "m365", "", "", RCPT, "550 5.1.10 No.", R(USERUNKNOWN),
	    "microsoft: x.1.10", "BOUNCES 5: no Null MX at Microsoft" },
	{ "m365", "", "", NONE,
	    "550 5.1.351 Remote server returned unknown recipient or mailbox "
	    "unavailable -> 550 <-usr@ezweb.ne.jp>: User unknown",
	    R(USERUNKNOWN),
	    "microsoft: remote server returned unknown recipient or mailbox "
	    "unavailable",
	    "BOUNCES 5" },
	{ OUTLOOK, "5.7.509", EOD,
	    "550 5.7.509 Access denied, sending domain [NQ.EXAMPLE.JP] does "
	    "not pass DMARC verification and has a DMARC policy of reject.",
	    R(AUTHFAILURE), "microsoft: does not pass dmarc verification",
	    "FORMATS 19" },
	{ OUTLOOK, "5.7.515", EOD,
	    "550 5.7.515 Access denied, sending domain EXAMPLE.JP doesn't "
	    "meet the required authentication level.",
	    R(AUTHFAILURE), "microsoft: meet the required authentication level",
	    "BOUNCES 5: MS515" },
	{ OUTLOOK, "5.7.515", EOD, "550 5.7.515 Access denied", R(AUTHFAILURE),
	    "microsoft: x.7.515", "BOUNCES 5: MS515" },
	{ "m365", "", "5.7.23", EOD,
	    "550 5.7.23 The message was rejected because of Sender Policy "
	    "Framework violation",
	    R(AUTHFAILURE), "microsoft: sender policy framework violation",
	    "BOUNCES 5" },
	{ "m365", "", "", EOD,
	    "450 4.7.26 Service does not accept messages sent over IPv6 "
	    "[2001:db8::1] unless they pass either SPF or DKIM validation "
	    "(message not signed)",
	    R(AUTHFAILURE), "microsoft: x.7.26", "BOUNCES 5" },
	{ OUTLOOK, "", MAIL,
	    "550 5.7.25 Service unavailable, sending IPv6 address "
	    "[2001:db8::1] must have a reverse DNS record.",
	    R(REQUIREPTR), "microsoft: must have a reverse dns record",
	    "BOUNCES 5" },
	{ OUTLOOK, "5.7.1", MAIL,
	    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. "
	    "Please contact your Internet service provider since part of "
	    "their network is on our block list (S3150).",
	    R(BLOCKED), "microsoft: network is on our block list",
	    "BOUNCES 5" },
	{ "m365", "", "5.7.606", RCPT,
	    "550 5.7.606 Access denied, banned sending IP [198.51.100.222].",
	    R(BLOCKED), "microsoft: banned sending ip", "BOUNCES 5" },
	{ "m365", "", "", RCPT, "550 5.7.640 Access denied", R(BLOCKED),
	    "microsoft: 5.7.606-649", "BOUNCES 5" },
	{ "m365", "", "", RCPT,
	    "451 4.7.500 Server busy. Please try again later from "
	    "[192.0.2.1].",
	    R(BLOCKED), "microsoft: 4.7.500-699", "BOUNCES 5" },
	{ OUTLOOK, "4.7.650", MAIL,
	    "451 4.7.650 The mail server [192.0.2.25] has been temporarily "
	    "rate limited due to IP reputation.",
	    R(BADREPUTATION), "microsoft: rate limited due to ip reputation",
	    "BOUNCES 5: above 4.7.500-699" },
	{ OUTLOOK, "4.7.652", MAIL,
	    "451 4.7.652 The mail server [192.0.2.25] has exceeded the "
	    "maximum number of connections.",
	    R(RATELIMITED),
	    "microsoft: exceeded the maximum number of connections",
	    "BOUNCES 5: above 4.7.500-699" },
	{ "m365", "", "", RCPT, "550 5.2.122 The recipient has exceeded",
	    R(RATELIMITED), "microsoft: 5.2.121-122", "BOUNCES 5" },
	{ "m365", "", "", EOD, "554 5.2.2 mailbox full; STOREDRV.Deliver",
	    R(MAILBOXFULL), "microsoft: mailbox full", "BOUNCES 5" },
	{ "m365", "", "", RCPT,
	    "550 5.7.504 [user]: Recipient address rejected: Access denied",
	    R(SUSPEND), "microsoft: 5.7.504-505", "BOUNCES 5" },
	{ "m365", "", "", EOD, "550 5.7.134 Sender was not authenticated",
	    R(REJECTED), "microsoft: 5.7.133-136", "BOUNCES 5" },
	{ "m365", "", "", NONE, "550 5.4.300 Message expired", R(EXPIRED),
	    "microsoft: message expired", "BOUNCES 5" },
	{ "m365", "", "", NONE,
	    "550 5.4.312 Message expired, DNS query failed(InfoNoRecords)",
	    R(NETWORKERROR), "microsoft: x.4.312 dns query failed",
	    "BOUNCES 5" },
	{ "m365", "", "", NONE,
	    "550 5.7.323 tlsa-invalid: The domain failed DANE validation",
	    R(FAILEDSTARTTLS), "microsoft: 5.7.321-325", "BOUNCES 5" },

	/* ---- Yahoo Inc. ---- */
	{ YAHOO, "", EOD,
	    "554 delivery error: dd This user doesn't have a yahoo.com "
	    "account (-usr@yahoo.com) [0] - mta1061.mail.ne1.yahoo.com",
	    R(USERUNKNOWN), "yahoo: this user doesn't have a", "BOUNCES 5" },
	{ YAHOO, "", EOD,
	    "552 1 Requested mail action aborted, mailbox not found",
	    R(USERUNKNOWN), "yahoo: mailbox not found", "BOUNCES 5" },
	{ "aol", "mx-aol.mail.gm0.yahoodns.net", "", EOD,
	    "554 30 Sorry, your message to -usr@aol.com cannot be delivered. "
	    "This mailbox is disabled (554.30)",
	    R(SUSPEND), "yahoo: this mailbox is disabled", "BOUNCES 5" },
	{ YAHOO, "4.7.0", MAIL,
	    "421 4.7.0 [TSS04] Messages from 192.0.2.25 temporarily deferred "
	    "due to unexpected volume or user complaints - 4.16.55.1",
	    R(BADREPUTATION), "yahoo: [tss04]", "BOUNCES 5, 8" },
	{ YAHOO, "5.7.2", MAIL,
	    "553 5.7.2 [TSS09] All messages from 192.0.2.25 will be "
	    "permanently deferred; Retrying will NOT succeed.",
	    R(BLOCKED), "yahoo: permanently deferred", "BOUNCES 5" },
	{ YAHOO, "5.7.1", CONN,
	    "553 5.7.1 [BL21] Connections will not be accepted from "
	    "192.0.2.25, because the ip is in Spamhaus's list",
	    R(BLOCKED), "yahoo: [bl21]", "BOUNCES 5" },
	{ YAHOO, "5.7.9", EOD,
	    "550 5.7.9 This mail has been blocked because the sender is "
	    "unauthenticated. Yahoo requires all senders to authenticate "
	    "with either SPF or DKIM.",
	    R(AUTHFAILURE), "yahoo: to authenticate with either spf or dkim",
	    "BOUNCES 5" },
	{ YAHOO, "5.7.9", EOD,
	    "554 5.7.9 Message not accepted for policy reasons.",
	    R(POLICYVIOLATION), "yahoo: not accepted for policy reasons",
	    "BOUNCES 5" },
	{ YAHOO, "5.7.9", EOD, "550 5.7.9 No.", R(AUTHFAILURE),
	    "yahoo: 550 5.7.9", "BOUNCES 5" },
	{ YAHOO, "", MAIL,
	    "451 Message temporarily deferred due to unresolvable RFC.5321 "
	    "from domain.",
	    R(REJECTED), "yahoo: unresolvable rfc.5321 ... domain",
	    "BOUNCES 5" },
	{ YAHOO, "", EOD,
	    "421 Max message per connection reached, closing transmission "
	    "channel",
	    R(RATELIMITED), "yahoo: max message per connection reached",
	    "BOUNCES 5" },

	/* ---- Apple ---- */
	{ ICLOUD, "5.1.1", RCPT,
	    "550 5.1.1 <-usr@icloud.com>: inactive email address",
	    R(USERUNKNOWN), "apple: inactive email address", "BOUNCES 5" },
	{ ICLOUD, "5.1.1", RCPT,
	    "550 5.1.1 unknown or illegal alias: -usr@icloud.com",
	    R(USERUNKNOWN), "apple: unknown or illegal alias", "BOUNCES 5" },
	{ ICLOUD, "5.1.6", RCPT,
	    "550 5.1.6 recipient no longer on server: -usr@icloud.com",
	    R(HASMOVED), "apple: recipient no longer on server", "BOUNCES 5" },
	{ ICLOUD, "5.2.2", RCPT,
	    "552 5.2.2 <-usr@icloud.com>: user is over quota", R(MAILBOXFULL),
	    "apple: user is over quota", "BOUNCES 5" },
	{ ICLOUD, "5.7.1", EOD,
	    "554 5.7.1 Your message was rejected due to example.org's DMARC "
	    "policy. See https://support.apple.com/en-us/HT204137 for info",
	    R(AUTHFAILURE), "apple: due to ... s dmarc policy", "BOUNCES 5" },
	{ ICLOUD, "5.7.1", EOD,
	    "554 5.7.1 [HME1] This message was blocked for failing both SPF "
	    "and DKIM authentication checks.",
	    R(AUTHFAILURE), "apple: failing both spf and dkim authentication",
	    "BOUNCES 5, 8" },
	{ ICLOUD, "5.7.1", EOD,
	    "550 5.7.1 [CS01] Message rejected due to local policy.",
	    R(POLICYVIOLATION), "apple: due to local policy", "BOUNCES 5" },
	{ ICLOUD, "", CONN,
	    "554 Blocked - see "
	    "https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.225",
	    R(BLOCKED), "apple: proofpoint.com/dnsbl-lookup", "BOUNCES 5" },
	{ ICLOUD, "", CONN,
	    "554 st11p00im-smtpin005.me.com ESMTP not accepting connections",
	    R(BLOCKED), "apple: not accepting connections", "BOUNCES 5" },
	{ ICLOUD, "4.7.1", EOD,
	    "421 4.7.1 Messages to -usr@icloud.com deferred due to excessive "
	    "volume. Try again later",
	    R(RATELIMITED), "apple: due to excessive volume", "BOUNCES 5" },
	{ ICLOUD, "4.1.8", RCPT,
	    "450 4.1.8 <a@example.jp>: Sender address rejected: Domain not "
	    "found",
	    R(REJECTED), "apple: sender address rejected", "BOUNCES 5" },

	/* ---- words of anybody ---- */
	{ OTHER, "5.7.23", RCPT,
	    "550 5.7.23 <r@example.net>: Recipient address rejected: Message "
	    "rejected due to: SPF fail - not authorized.",
	    R(AUTHFAILURE), "generic: spf fail", "FORMATS 19" },
	{ OTHER, "5.7.26", RCPT,
	    "550 5.7.26 <r@example.net>: Recipient address rejected: Multiple "
	    "authentication checks failed",
	    R(AUTHFAILURE), "generic: authentication checks", "RFC 7372 3.4" },
	{ OTHER, "5.7.26", EOD,
	    "550 5.7.26 <r@example.net>: Recipient address rejected: "
	    "Unauthenticated mail is not accepted",
	    R(AUTHFAILURE), "generic: x.7.26-26 rejected: ",
	    "Postfix 3.7: access(5) at end of DATA" },
	{ OTHER, "5.7.23", RCPT,
	    "550 5.7.23 <a@example.org>: Sender address rejected: Not from "
	    "there",
	    R(AUTHFAILURE),
	    "generic: x.7.20-24 rejected: ", "Postfix 3.7: access(5)" },
	{ OTHER, "5.7.1", EOD,
	    "550 5.7.1 Email rejected per DMARC policy for example.org",
	    R(AUTHFAILURE), "generic: dmarc", "sisimai: zoho's shape" },
	{ OTHER, "", MAIL,
	    "550 Bad SPF records for [example.org:192.0.2.2], see "
	    "http://spf.pobox.com/",
	    R(AUTHFAILURE), "generic: spf record", "sisimai: exim's shape" },
	{ OTHER, "4.7.5", NONE, "Server certificate not verified",
	    R(FAILEDSTARTTLS), "generic: server certificate", "postfix smtp" },
	{ OTHER, "4.7.4", NONE,
	    "TLS is required, but was not offered by host mx.example.net",
	    R(FAILEDSTARTTLS), "generic: tls is required", "postfix smtp" },
	{ OTHER, "4.7.1", MAIL,
	    "450 4.7.1 Client host rejected: cannot find your reverse "
	    "hostname, [192.0.2.9]",
	    R(REQUIREPTR), "generic: cannot find your reverse hostname",
	    "postfix smtpd" },
	{ OTHER, "4.2.0", RCPT,
	    "450 4.2.0 <r@example.net>: Recipient address rejected: "
	    "Greylisted, see http://postgrey.example/",
	    R(POLICYVIOLATION), "generic: greylist", "logs: postfix-ipalak" },
	{ OTHER, "4.3.2", MAIL, "452 4.3.2 Connection rate limit exceeded.",
	    R(RATELIMITED), "generic: connection rate limit",
	    "sendmail's shape" },
	{ "qq", "mx3.qq.com", "5.0.0", EOD,
	    "550 Ip frequency limited [V2Vk Blocked IP 192.0.2.22",
	    R(RATELIMITED), "generic: frequency limited",
	    "sisimai: qq's shape" },
	{ OTHER, "4.2.2", RCPT, "450 4.2.2 <r@example.net>... Mailbox Full",
	    R(MAILBOXFULL), "generic: mailbox full", "sendmail's shape" },
	{ OTHER, "", RCPT, "552 <r@example.net> rejected: over quota",
	    R(MAILBOXFULL), "generic: over quota", "logs: exim" },
	{ OTHER, "5.2.2", EOD,
	    "552 5.2.2 <r@example.net> Quota exceeded (mailbox for user is "
	    "full)",
	    R(MAILBOXFULL), "generic: mailbox for user is full",
	    "dovecot's shape" },
	{ OTHER, "4.3.1", MAIL, "452 4.3.1 Insufficient system storage",
	    R(SYSTEMFULL), "generic: insufficient system storage",
	    "postfix smtpd" },
	{ OTHER, "5.3.4", MAIL, "552 5.3.4 Message size exceeds fixed limit",
	    R(EMAILTOOLARGE), "generic: message size ... exceeds",
	    "postfix smtpd" },
	{ OTHER, "5.1.0", RCPT,
	    "556 5.1.10 Recipient address has null MX: mail domain does not "
	    "accept mail",
	    R(NOTACCEPT), "generic: does not accept mail", "RFC 7505" },
	{ OTHER, "", RCPT,
	    "450 4.1.8 <a@example.com>: Sender address rejected: Domain not "
	    "found",
	    R(REJECTED), "generic: sender address rejected", "logs: fail2ban" },
	{ OTHER, "", MAIL, "550 5.7.1 Access denied", R(REJECTED),
	    "generic: access denied at MAIL", "sisimai's shape" },
	{ OTHER, "", CONN, "550 Access denied...7d39d529", R(BLOCKED),
	    "generic: access denied at CONNECT", "exim's shape" },
	{ OTHER, "5.7.1", RCPT,
	    "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked "
	    "using zen.spamhaus.org",
	    R(BLOCKED), "generic: blocked using",
	    "postfix smtpd: blocked, though it says spam" },
	{ OTHER, "5.7.1", RCPT,
	    "554 5.7.1 <r@example.net>: Relay access denied", R(NORELAYING),
	    "generic: relay access denied", "postfix smtpd" },
	{ OTHER, "", RCPT,
	    "553 sorry, that domain isn't in my list of allowed rcpthosts "
	    "(#5.7.1)",
	    R(NORELAYING), "generic: list of allowed rcpthosts",
	    "qmail-smtpd" },
	{ OTHER, "5.7.13", RCPT,
	    "525 5.7.13 <r@example.net>: Recipient address rejected: User "
	    "account disabled.",
	    R(SUSPEND), "generic: account disabled", "RFC 5248 registry" },
	{ OTHER, "5.1.1", RCPT,
	    "550 5.1.1 <r@example.net>: Recipient address rejected: User "
	    "unknown in virtual mailbox table",
	    R(USERUNKNOWN), "generic: user unknown", "postfix smtpd" },
	{ OTHER, "5.1.1", EOD, "550 5.1.1 <r@example.net> User unknown",
	    R(FILTERED), "generic: user unknown after DATA", "BOUNCES 1" },
	{ OTHER, "5.4.1", RCPT,
	    "550 5.4.1 Recipient address rejected: Access denied",
	    R(USERUNKNOWN),
	    "generic: x.4.1 recipient address rejected: access denied",
	    "BOUNCES 5, behind a gateway" },
	{ OTHER, "5.7.1", RCPT,
	    "550 5.7.0 <r@example.net>: Recipient address rejected: Policy "
	    "violation",
	    R(POLICYVIOLATION), "generic: policy",
	    "half a sentence is last: address rejected" },
	{ OTHER, "", RCPT, "550 #5.1.0 Address rejected r@example.net",
	    R(USERUNKNOWN), "generic: address rejected", "sisimai: goo" },
	{ OTHER, "5.4.4", NONE,
	    "Host or domain name not found. Name service error for "
	    "name=nobody.example type=AAAA: Host not found",
	    R(HOSTUNKNOWN), "generic: host or domain name not found",
	    "postfix smtp" },
	{ OTHER, "4.4.3", NONE,
	    "Host or domain name not found. Name service error for "
	    "name=example.com type=MX: Host not found, try again",
	    R(NETWORKERROR), "generic: host not found, try again",
	    "logs: postfix" },
	{ OTHER, "4.4.1", NONE,
	    "delivery temporarily suspended: connect to "
	    "mx.example.net[192.0.2.1]:465: Connection timed out",
	    R(NETWORKERROR), "generic: connection timed out",
	    "logs: postfix; a port is no code" },
	{ OTHER, "5.4.6", NONE, "mail forwarding loop for r@example.net",
	    R(NETWORKERROR), "generic: forwarding loop", "logs: postfix" },
	{ OTHER, "", NONE, "Unrouteable address", R(HOSTUNKNOWN),
	    "generic: unrouteable address", "exim" },
	{ OTHER, "", EOD, "550 Virus Detected; Content Rejected",
	    R(VIRUSDETECTED), "generic: virus", "sisimai's shape" },
	{ OTHER, "5.7.0", EOD, "554 5.7.0 Reject, id=22222-22 - SPAM",
	    R(SPAMDETECTED), "generic: spam", "amavis" },
	{ OTHER, "5.6.9", EOD,
	    "550 5.6.9 improper use of 8-bit data in message header",
	    R(CONTENTERROR), "generic: 8-bit data in message header",
	    "postfix cleanup" },
	{ OTHER, "", EOD,
	    "554 Transaction failed: Duplicate header 'DKIM-Signature'.",
	    R(NOTCOMPLIANTRFC), "generic: duplicate header", "SES" },
	{ OTHER, "5.7.8", MAIL,
	    "535 5.7.8 Error: authentication failed: authentication failure",
	    R(SECURITYERROR), "generic: authentication failed",
	    "logs: postfix" },
	{ OTHER, "", RCPT, "550 Administrative prohibition", R(POLICYVIOLATION),
	    "generic: administrative prohibition", "exim" },
	{ OTHER, "", CONN, "554 no smtp service here", R(NOTACCEPT),
	    "generic: no smtp service", "exim test suite" },
	{ OTHER, "4.3.0", EOD, "451 4.3.0 Error: queue file write error",
	    R(SYSTEMERROR), "generic: queue file write error",
	    "postfix smtpd" },
	{ OTHER, "5.3.0", NONE, "554 5.3.0 unknown mailer error 255",
	    R(MAILERERROR), "generic: mailer error", "sendmail" },
	{ OTHER, "5.1.1", NONE, "unknown user: \"nobody\"", R(USERUNKNOWN),
	    "generic: unknown user", "postfix local" },
	{ OTHER, "", CONN,
	    "220-mx.example 421 4.2.1 Service refuse. Veuillez essayer plus "
	    "tard. Service refused, please try later. LPN006_107",
	    R(BLOCKED), "generic: service refuse",
	    "sisimai: laposte; the greeting is no success" },
	{ OTHER, "", NONE,
	    "Amazon SES did not send the message to this address because it "
	    "is on the suppression list for your account",
	    R(SUPPRESSED), "generic: suppression list",
	    "BOUNCES 6: above its 5.1.1" },

	/* ---- how programs quote a reply ---- */
	{ OTHER, "", RCPT,
	    "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_"
	    "<seed_4@example.net>:_Recipient_address_rejected:_User_unknown/"
	    "Giving_up_on_192.0.2.1./",
	    R(USERUNKNOWN), "generic: user unknown", "qmail's underscores" },
	{ "gmail", "", "", EOD,
	    "192.0.2.1_failed_after_I_sent_the_message./Remote_host_said:_550-"
	    "5.7.26_Unauthenticated_email_from_example.org_is_not_accepted_"
	    "due_to/550-5.7.26_domain's_DMARC_policy./",
	    R(AUTHFAILURE),
	    "google: not accepted due to domain ... dmarc policy",
	    "qmail, several lines" },
	{ GMAIL, "", EOD,
	    "550-5.7.26 Unauthenticated email from example.org is not "
	    "accepted due to\\n550-5.7.26 domain's DMARC policy.",
	    R(AUTHFAILURE),
	    "google: not accepted due to domain ... dmarc policy",
	    "Exim's literal \\n" },
	{ GMAIL, "", EOD,
	    "Unauthenticated email from example.org is not accepted due to "
	    "domain's DMARC policy.",
	    R(AUTHFAILURE),
	    "google: not accepted due to domain ... dmarc policy",
	    "no code at all" },

	/* ---- status, stage, nothing ---- */
	{ OTHER, "5.7.23", EOD, "550 5.7.23 No.", R(AUTHFAILURE),
	    "status: 5.7.20-24", "RFC 7372 3.2" },
	{ OTHER, "", EOD, "550 5.7.27 No.", R(NOTACCEPT), "status: 5.7.27",
	    "RFC 7505; not Google" },
	{ OTHER, "", EOD, "550 5.7.29 No.", R(AUTHFAILURE), "status: 5.7.29",
	    "ARC; not Google" },
	{ OTHER, "", EOD, "550 5.7.30 No.", R(FAILEDSTARTTLS), "status: 5.7.30",
	    "RFC 8689; not Google" },
	{ OTHER, "", EOD, "550 5.6.3 No.", R(CONTENTERROR), "status: 5.6.x",
	    "BOUNCES 7" },
	{ OTHER, "5.0.0", RCPT, "550 5.1.2 No.", R(HOSTUNKNOWN),
	    "status: 5.1.2", "BOUNCES 2: the remote text before dsn=" },
	{ OTHER, "5.2.2", RCPT, "550 No.", R(MAILBOXFULL), "status: 5.2.2",
	    "BOUNCES 2: dsn= as a fallback" },
	{ OTHER, "5.0.0", RCPT, "550 No.", R(USERUNKNOWN), "stage: RCPT 550",
	    "BOUNCES 2" },
	{ OTHER, "", RCPT, "554 No.", R(UNDEFINED), "nothing applies",
	    "BOUNCES 2: 550, 551 and 553 only" },
	{ OTHER, "", MAIL, "554 No.", R(REJECTED), "stage: MAIL 5",
	    "BOUNCES 2" },
	{ OTHER, "", CONN, "554 No.", R(BLOCKED), "stage: CONNECT 5",
	    "BOUNCES 2" },
	{ OTHER, "", EHLO, "550 Go away", R(BLOCKED), "stage: EHLO 5",
	    "BOUNCES 2" },
	{ OTHER, "", EOD, "550 naah mate", R(UNDEFINED), "stage: EOD 5",
	    "BOUNCES 2" },
	{ OTHER, "", RCPT, "450 not right now", R(UNDEFINED), "nothing applies",
	    "BOUNCES 2" },
	{ OTHER, "", NONE, "", R(UNDEFINED), "nothing applies", "BOUNCES 2" },
	{ OTHER, "", NONE, "\xb3\xa1\x1b$B%(%i!<\x1b(B", R(UNDEFINED),
	    "nothing applies", "EUC-JP and ISO-2022-JP" },
};

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static struct td_refusal
refusal(const struct vector *v, int64_t when)
{
	return (struct td_refusal){
		.carrier = text(v->carrier),
		.relay = text(v->relay),
		.status = text(v->status),
		.reply = text(v->reply),
		.when = when,
		.action = TD_ACTION_FAILED,
		.stage = (uint8_t)v->stage,
	};
}

START_TEST(test_vectors)
{
	const struct vector *v = &vectors[_i];
	struct td_refusal in = refusal(v, NOW);
	struct td_verdict out;

	td_reason_of(NULL, &in, &out);
	ck_assert_msg(strcmp(out.rule, v->rule) == 0,
	    "%s: %s\nby \"%s\"\n not \"%s\"", v->from, v->reply, out.rule,
	    v->rule);
	ck_assert_str_eq(td_reason_name(out.reason), td_reason_name(v->reason));
	ck_assert_int_eq(out.stage, v->stage);
}
END_TEST

/* BOUNCES 4: what docomo answers after DATA, by the day of the answer. */
static const struct {
	int64_t when;
	enum td_reason reason;
	const char *rule;
} days[] = {
	{ CHANGE - 1, R(FILTERED),
	    "docomo: unknown user after DATA before 2025-03-13" },
	{ CHANGE, R(USERUNKNOWN), "docomo: unknown user after DATA" },
	{ TD_NO_TIME, R(USERUNKNOWN), "docomo: unknown user after DATA" },
};

START_TEST(test_dated)
{
	static const struct vector late = { DOCOMO, "5.0.0", EOD,
		"550 Unknown user <-usr@docomo.ne.jp>", R(FILTERED), "", "" };
	static const struct vector early = { DOCOMO, "5.0.0", RCPT,
		"550 Unknown user <-usr@docomo.ne.jp>", R(USERUNKNOWN), "",
		"" };
	struct td_reasons *m = td_reasons_new();
	struct td_verdict out;

	ck_assert_ptr_nonnull(m);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
			struct td_refusal in = refusal(&late, days[i].when);

			td_reason_of(m, &in, &out);
			ck_assert_int_eq(out.reason, days[i].reason);
			ck_assert_str_eq(out.rule, days[i].rule);
			in = refusal(&early, days[i].when);
			td_reason_of(m, &in, &out);
			ck_assert_str_eq(
			    out.rule, "docomo: unknown user at RCPT");
		}
	td_reasons_free(m);
}
END_TEST

/* The memory answers what would have been answered without it. */
START_TEST(test_memory)
{
	const size_t n = sizeof(vectors) / sizeof(vectors[0]);
	struct td_reasons *m = td_reasons_new();

	ck_assert_ptr_nonnull(m);
	for (size_t i = 0; i < 3 * n; i++) {
		struct td_refusal in = refusal(&vectors[i * 7 % n], NOW);
		struct td_verdict with, without;

		in.stage = (uint8_t)(i % TD_N_STAGES);
		td_reason_of(m, &in, &with);
		td_reason_of(NULL, &in, &without);
		ck_assert_ptr_eq(with.rule, without.rule);
		ck_assert_int_eq(with.reason, without.reason);
		ck_assert_int_eq(with.hard, without.hard);
	}
	td_reasons_free(m);
}
END_TEST

/* DECISIONS 3, 6: what the action says needs no reply. */
START_TEST(test_actions)
{
	static const struct vector v = { OTHER, "4.2.2", RCPT,
		"450 4.2.2 Mailbox full", R(MAILBOXFULL), "", "" };
	struct td_refusal in = refusal(&v, NOW);
	struct td_verdict out;

	in.action = TD_ACTION_EXPIRED;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(EXPIRED));
	ck_assert_str_eq(out.rule, "state: expired");
	in.action = TD_ACTION_SUPPRESSED;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(SUPPRESSED));
	in.action = TD_ACTION_SENT;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(DELIVERED));
	in.action = TD_ACTION_DEFERRED;
	td_reason_of(NULL, &in, &out);
	ck_assert_int_eq(out.reason, R(MAILBOXFULL));
}
END_TEST

/* BOUNCES 1, column H. */
static const struct {
	const char *status, *reply;
	bool hard;
} hards[] = {
	{ "", "550 5.1.1 user unknown", true },
	{ "", "550 5.1.2 host unknown", true },
	{ "", "551 5.1.6 mailbox has moved", true },
	{ "", "556 5.1.10 null mx", true },
	{ "", "421 4.3.2 System not accepting network messages", false },
	{ "5.4.4", "Host found but no MX record found", true },
	{ "4.4.4", "Host found but no MX record found", false },
	{ "", "552 5.2.2 mailbox full", false },
	{ "", "550 5.7.26 dmarc", false },
};

START_TEST(test_hard)
{
	struct vector v = { OTHER, hards[_i].status, RCPT, hards[_i].reply,
		R(UNDEFINED), "", "" };
	struct td_refusal in = refusal(&v, NOW);
	struct td_verdict out;

	td_reason_of(NULL, &in, &out);
	ck_assert_msg(
	    out.hard == hards[_i].hard, "%s: %s", hards[_i].reply, out.rule);
}
END_TEST

/* BOUNCES 2: steps 3 to 5. */
static const struct {
	const char *in, *out;
	unsigned code, class, subject, detail;
} replies[] = {
	{ "550-5.7.26 Text one 550-5.7.26 text  two 550 5.7.26 url",
	    "550-5.7.26 text one text two url", 550, 5, 7, 26 },
	{ "550-This is\\n550-a long\\n550 story", "550-this is a long story",
	    550, 0, 0, 0 },
	{ "550 5.1.1 <Seed_4@Example.COM>... User Unknown",
	    "550 5.1.1 <@>... user unknown", 550, 5, 1, 1 },
	{ "550 5.1.1 <\"a b <c>\\\" @x\"@example.com>: no", "550 5.1.1 <@>: no",
	    550, 5, 1, 1 },
	{ "550 <u@[IPv6:2001:db8::1]> no", "550 <@> no", 550, 0, 0, 0 },
	{ "550 a@example.com, b@example.net: no", "550 <@>, <@>: no", 550, 0, 0,
	    0 },
	{ "550 to=u@example.com. (u@example.com)", "550 to=<@>. (<@>)", 550, 0,
	    0, 0 },
	{ "host mx[192.0.2.1] said: 421 4.7.0 try (in reply to MAIL FROM "
	  "command)",
	    "421 4.7.0 try", 421, 4, 7, 0 },
	{ "452-4.2.2 full d9443c01a7336-xx.12 - gsmtp", "452-4.2.2 full", 452,
	    4, 2, 2 },
	{ "550 5.5.0 no [BN1.eop-nam.prod.protection.outlook.com "
	  "2025-01-01T00:00:00.000Z 08D]",
	    "550 5.5.0 no", 550, 5, 5, 0 },
	{ "550: 5.1.1 no", "550: 5.1.1 no", 550, 5, 1, 1 },
	{ "553 sorry (#5.7.1)", "553 sorry", 553, 5, 7, 1 },
	{ "Connected_to_192.0.2.1_but_sender_was_rejected./Remote_host_said:_"
	  "421_4.7.0_[TSS04]_Messages/Giving_up_on_192.0.2.1./",
	    "421 4.7.0 [tss04] messages", 421, 4, 7, 0 },
	{ "connect to mx[192.0.2.1]:465: Connection refused",
	    "connect to mx[192.0.2.1]:465: connection refused", 0, 0, 0, 0 },
	{ "connect to mx.example.net:465: Connection refused",
	    "connect to mx.example.net:465: connection refused", 0, 0, 0, 0 },
	{ "550 client 5.22.33.44 and Exim 4.94.2 no",
	    "550 client 5.22.33.44 and exim 4.94.2 no", 550, 0, 0, 0 },
	{ "550 4.4.7 QUEUE.Expired", "550 4.4.7 queue.expired", 550, 4, 4, 7 },
	{ "Sorry. (#5.1.1)", "sorry.", 0, 5, 1, 1 },
	{ "421", "421", 421, 0, 0, 0 },
	{ "250 2.0.0 Ok: queued as 4AbC", "250 2.0.0 ok: queued as 4abc", 250,
	    2, 0, 0 },
	{ "", "", 0, 0, 0, 0 },
	{ "@", "@", 0, 0, 0, 0 },
	{ "@@@ <@ a@ @b", "@@@ <@ <@> @b", 0, 0, 0, 0 },
};

START_TEST(test_replies)
{
	struct td_reply out;

	td_reply_read(text(replies[_i].in), &out);
	ck_assert_msg(out.n == strlen(replies[_i].out) &&
	        memcmp(out.text, replies[_i].out, out.n) == 0,
	    "%s\n-> %.*s", replies[_i].in, (int)out.n, out.text);
	ck_assert_uint_eq(out.code, replies[_i].code);
	ck_assert_uint_eq(out.status.class, replies[_i].class);
	ck_assert_uint_eq(out.status.subject, replies[_i].subject);
	ck_assert_uint_eq(out.status.detail, replies[_i].detail);
}
END_TEST

/* Any bytes, cut anywhere, in memory that ends there. */
START_TEST(test_hostile)
{
	struct td_reasons *m = td_reasons_new();
	uint32_t seed = 1;

	ck_assert_ptr_nonnull(m);
	for (size_t v = 0; v < sizeof(vectors) / sizeof(vectors[0]); v++) {
		struct td_refusal in = refusal(&vectors[v], NOW);
		size_t n = in.reply.n;

		for (size_t cut = 0; cut <= n; cut++) {
			char *copy = malloc(cut + 1);
			struct td_verdict out;

			ck_assert_ptr_nonnull(copy);
			memmove(copy, vectors[v].reply, cut);
			for (int twice = 0; twice < 2; twice++) {
				char *exact = malloc(cut > 0 ? cut : 1);

				ck_assert_ptr_nonnull(exact);
				memcpy(exact, copy, cut);
				in.reply = (struct td_span){ exact, cut };
				td_reason_of(m, &in, &out);
				ck_assert_int_lt(out.reason, TD_N_REASONS);
				free(exact);
				seed = seed * 1664525 + 1013904223;
				if (cut > 0)
					copy[seed % cut] = (char)(seed >> 24);
			}
			free(copy);
		}
	}
	td_reasons_free(m);
}
END_TEST

/* Longer than what is looked at, of the worst kinds. */
START_TEST(test_long)
{
	static const char *const unit[] = { "@", "<\"", "<@", "550 ", "5.1.1 ",
		"\\n", "a@b ", "_", "(#", "[.outlook.com]", "\xe3\x81\x82" };
	static char line[1 << 20];

	for (size_t u = 0; u < sizeof(unit) / sizeof(unit[0]); u++) {
		size_t n = strlen(unit[u]);
		struct td_reply out;

		for (size_t i = 0; i + n <= sizeof(line); i += n)
			memcpy(line + i, unit[u], n);
		td_reply_read((struct td_span){ line, sizeof(line) }, &out);
		ck_assert_uint_le(out.n, TD_REPLY_MAX);
	}
}
END_TEST

/* Rules can be counted by their names: no two are the same. */
START_TEST(test_list)
{
	struct td_reason_row a, b;
	size_t n = 0;

	for (size_t i = 0; td_reason_list(i, &a); i++, n++) {
		ck_assert_ptr_nonnull(a.rule);
		ck_assert_uint_lt(strlen(a.rule), 256); /* as a dimension */
		ck_assert_ptr_nonnull(a.source);
		for (size_t j = i + 1; td_reason_list(j, &b); j++)
			ck_assert_str_ne(a.rule, b.rule);
	}
	ck_assert_uint_gt(n, 300);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		bool found = false;

		for (size_t j = 0; !found && td_reason_list(j, &b); j++)
			found = strcmp(b.rule, vectors[i].rule) == 0;
		ck_assert_msg(found, "%s", vectors[i].rule);
	}
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("reason");
	TCase *c = tcase_create("reason");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, test_vectors, 0, N(vectors));
	tcase_add_test(c, test_dated);
	tcase_add_test(c, test_memory);
	tcase_add_test(c, test_actions);
	tcase_add_loop_test(c, test_hard, 0, N(hards));
	tcase_add_loop_test(c, test_replies, 0, N(replies));
	tcase_add_test(c, test_hostile);
	tcase_add_test(c, test_long);
	tcase_add_test(c, test_list);
	suite_add_tcase(s, c);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

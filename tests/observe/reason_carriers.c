/*
 * Replies of carriers that have rules of their own.
 */
#include "tests/observe/reason_vectors.h"

const struct vector reason_carriers[] = {
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
	{ AU, "", NONE, "550: : User unknown", R(FILTERED),
	    "au: 550: : user unknown", "BOUNCES 4: as Yahoo quotes it" },
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
};

const size_t n_reason_carriers =
    sizeof(reason_carriers) / sizeof(reason_carriers[0]);

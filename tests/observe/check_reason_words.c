/*
 * DECISIONS.md 20: every rule of the generic table has a sample, and what is
 * said is what that rule was made for.  Written in the shapes of real replies.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/observe/reason.h"

static const struct {
	const char *rule; /* without "generic: " */
	const char *reply;
} words[] = {
	{ "suppression list", "Address is on the suppression list" },
	{ "authentication checks",
	    "550 5.7.26 Multiple authentication checks failed" },
	{ "sender policy framework",
	    "550 Rejected: Sender Policy Framework (SPF) fail" },
	{ "spf fail",
	    "550 5.7.23 Message rejected due to: SPF fail - not authorized" },
	{ "spf check", "550 SPF check failed, see our pages" },
	{ "spf validation", "550 5.7.23 SPF validation failed" },
	{ "spf record",
	    "550 5.1.0 192.0.2.2 is not allowed to send by its SPF Record" },
	{ "spf: ",
	    "550 5.5.0 SPF: example.com is not allowed to send mail. "
	    "LPN004_401" },
	{ "spf sender invalid", "550 SPF Sender Invalid - envelope rejected" },
	{ "spf/dns",
	    "421 Veuillez verifier la configuration SPF/DNS de votre nom de "
	    "domaine" },
	{ "spf.pobox.com", "550 5.7.1 See http://spf.pobox.com/why.html" },
	{ "spf ... not pass",
	    "550 SPF [example.com] with ip: [192.0.2.1] = did not pass" },
	{ "dmarc", "571 5.7.1 Message refused, DMARC verification Failed" },
	{ "dkim signature", "550 5.7.20 No valid DKIM signature found" },
	{ "dkim sender invalid",
	    "550 DKIM Sender Invalid - envelope rejected" },
	{ "spf or dkim", "550 5.7.9 We require SPF or DKIM of every sender" },
	{ "spf and dkim", "554 5.7.1 Blocked for failing both SPF and DKIM" },
	{ "arc validation", "550 5.7.29 ARC validation failure" },
	{ "unauthenticated email",
	    "550 5.7.1 Unauthenticated email is not accepted from this "
	    "domain" },
	{ "sender is unauthenticated",
	    "550 5.7.26 Blocked because the sender is unauthenticated" },
	{ "required authentication level",
	    "550 5.7.515 Does not meet the required authentication level" },
	{ "x.7.20-24 rejected: ",
	    "550 5.7.23 <a@example.org>: Sender address rejected: Not from "
	    "there" },
	{ "x.7.26-26 rejected: ",
	    "550 5.7.26 <r@example.net>: Recipient address rejected: "
	    "Unauthenticated mail is not accepted" },
	{ "starttls", "530 5.7.0 Must issue a STARTTLS command first" },
	{ "tls is required",
	    "TLS is required, but was not offered by host mx.example.net" },
	{ "tls required", "550 TLS required by policy" },
	{ "tls connection", "550 5.7.10 Not sent over a TLS connection" },
	{ "cannot start tls", "Cannot start TLS: handshake failure" },
	{ "tls handshake", "TLS handshake with mx.example.net was cut off" },
	{ "tls session",
	    "a TLS session is needed, but an attempt to start TLS failed" },
	{ "encryption required", "550 encryption required" },
	{ "requires encryption", "553 This route requires encryption (TLS)" },
	{ "server certificate", "Server certificate not trusted" },
	{ "certificate verification failed",
	    "certificate verification failed for mx.example.net" },
	{ "not support tls", "500 Remote server does not support TLS" },
	{ "mta-sts", "450 4.7.5 Remote certificate failed MTA-STS validation" },
	{ "dane validation",
	    "450 4.7.323 tlsa-invalid: The domain failed DANE validation" },
	{ "reverse dns",
	    "554 5.7.1 [C14] Missing reverse DNS for 203.0.113.2" },
	{ "rdns", "554 Rejected - no rDNS" },
	{ "ptr record", "571 No PTR Record found" },
	{ "dns ptr", "554 Bad DNS PTR resource record" },
	{ "ip name lookup failed",
	    "450 4.7.1 Access denied. IP name lookup failed [192.0.2.222]" },
	{ "cannot find your hostname",
	    "450 4.7.1 Client host rejected: cannot find your hostname, "
	    "[192.0.2.9]" },
	{ "cannot find your reverse hostname",
	    "450 4.7.1 Client host rejected: cannot find your reverse "
	    "hostname, [192.0.2.9]" },
	{ "unverifyable sending ip",
	    "450 service permits 2 unverifyable sending IPs" },
	{ "without reverse",
	    "550 5.7.1 Connections not accepted from servers without reverse "
	    "names" },
	{ "mismatches client ip",
	    "550 domain [example.com] mismatches client ip 192.0.2.225." },
	{ "greylist",
	    "450 4.7.1 <r@example.net>: Recipient address rejected: Greylisted "
	    "for 5 minutes" },
	{ "too many connections",
	    "421 4.7.0 Error: too many connections from 192.0.2.1" },
	{ "too many concurrent", "421 Too many concurrent SMTP connections" },
	{ "too many sessions",
	    "421 Connection refused, too many sessions from this IP" },
	{ "too many recipients", "452 4.5.3 Error: too many recipients" },
	{ "too many messages", "421 Too many messages for this session" },
	{ "connection rate limit",
	    "452 4.3.2 Connection rate limit exceeded." },
	{ "rate limit",
	    "421 4.7.0 Mail sent from your address has been rate limited" },
	{ "frequency limited", "550 Domain frequency limited" },
	{ "mail too quickly", "450 User is receiving mail too quickly" },
	{ "mail at a rate that",
	    "550 5.2.1 The user is receiving mail at a rate that prevents "
	    "more" },
	{ "slow down", "421 4.7.0 Please slow down" },
	{ "slower", "450 Please try again slower" },
	{ "throttl", "454 Throttling failure: Maximum sending speed reached" },
	{ "recipients this hour",
	    "550 5.1.1 <r@example.net> - 203.0.113.222 has sent to many "
	    "recipients this hour. IB607" },
	{ "per hour", "550 The domain has exceeded the max emails per hour" },
	{ "per connection", "421 Max message per connection reached" },
	{ "message threshold exceeded", "452 Message threshold exceeded" },
	{ "excessive volume", "421 4.7.1 Deferred due to excessive volume" },
	{ "unexpected volume",
	    "421 4.7.0 Temporarily deferred due to unexpected volume or user "
	    "complaints" },
	{ "sending quota", "550 5.4.5 Daily user sending quota exceeded" },
	{ "submission quota", "554 5.2.2 Submission quota exceeded" },
	{ "relay quota",
	    "554 You've reached your daily relay quota - 203.0.113.0" },
	{ "trop de connexions",
	    "421 mwinf5c79 ME Trop de connexions, veuillez verifier votre "
	    "configuration" },
	{ "mailbox full", "450 4.2.2 <r@example.net>... Mailbox Full" },
	{ "mailbox is full", "554 5.2.2 The mailbox is full" },
	{ "mailbox for user is full",
	    "552 5.2.2 <r@example.net> Not taken (mailbox for user is full)" },
	{ "mailfolder is full", "550 The user's mailfolder is full" },
	{ "full mailbox", "550 Delivery to a full mailbox" },
	{ "over quota", "552 <r@example.net> rejected: over quota" },
	{ "overquota", "552 5.1.1 Recipient overquota. OFR_417 [417]" },
	{ "over disk quota", "552 User is over disk quota" },
	{ "quota exceeded", "552 Error: disk quota exceeded" },
	{ "exceed ... quota", "550 5.2.2 The account is exceeding its quota" },
	{ "out of storage",
	    "452 4.2.2 The recipient's inbox is out of storage space" },
	{ "storage limit", "550 Account storage limit" },
	{ "mailbox ... exceeds allowed size",
	    "550 User mailbox exceeds allowed size: r@example.net" },
	{ "mailbox ... exceeded the local limit",
	    "The messages in the recipient's mailbox exceeded the local "
	    "limit." },
	{ "mailbox size limit", "552 5.2.2 Mailbox size limit exceeded" },
	{ "not enough disk space",
	    "550 Automatically rejected: Not enough disk space" },
	{ "boite du destinataire pleine",
	    "552 5.1.1 Boite du destinataire pleine." },
	{ "insufficient disk space",
	    "452 4.4.5 Insufficient disk space; try again later" },
	{ "insufficient system storage",
	    "452 4.3.1 Insufficient system storage" },
	{ "insufficient system resources",
	    "452 4.3.1 Insufficient system resources" },
	{ "no space left on device", "451 write: No space left on device" },
	{ "mail system full", "452 4.3.1 Mail system full" },
	{ "message size ... exceeds",
	    "552 5.2.3 Message size exceeds fixed maximum message size "
	    "(10485760)" },
	{ "message length exceeds",
	    "552 5.2.3 Message length exceeds administrative limit" },
	{ "message too large", "552 5.3.4 Message too large" },
	{ "message too big", "554 5.3.4 Message too big for system" },
	{ "message is too large", "552 Your message is too large" },
	{ "message file too big", "554 5.3.4 Message file too big" },
	{ "mail size limit", "552 Mail size limit exceeded" },
	{ "exceeds size limit", "552 5.3.4 This mail exceeds size limit" },
	{ "exceeded size limit", "552 The header exceeded size limit" },
	{ "headers too large", "552 5.6.0 Headers too large (32768 max)" },
	{ "maximum email size", "554 Maximum email size exceeded" },
	{ "does not accept mail",
	    "550 5.1.10 Host or domain does not accept mail" },
	{ "null mx", "556 5.1.10 Recipient address has null MX" },
	{ "no smtp service", "an MX or SRV record indicated no SMTP service" },
	{ "not accepting network messages",
	    "521 5.3.2 System not accepting network messages" },
	{ "find a mail exchanger or ip address",
	    "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)" },
	{ "no mx found for domain", "No MX found for domain" },
	{ "no mx record found", "No mx record found for domain=example.com" },
	{ "sender address rejected",
	    "450 4.1.8 <a@example.com>: Sender address rejected: Domain not "
	    "found" },
	{ "sender rejected", "550 5.1.0 <a@example.com> sender rejected." },
	{ "domain of sender",
	    "553 5.1.8 <a@example.com>... Domain of sender address "
	    "a@example.com does not exist" },
	{ "sender address", "550 5.7.1 Unroutable sender address" },
	{ "sender verify", "550 Sender verify failed" },
	{ "invalid sender", "501 5.1.0 Invalid Sender. OFR004_405 [405]" },
	{ "sender denied", "550 5.1.0 Sender denied" },
	{ "unknown sender", "550 5.1.7 Unknown sender" },
	{ "like that sender", "550 Don't like that sender" },
	{ "emetteur invalide", "501 5.0.1 Emetteur invalide. LPN105_405" },
	{ "mailfrom domain", "550 5.1.0 MXIN506 MailFrom domain is listed" },
	{ "mail from ... rejected",
	    "554 Mail from <a@example.com> rejected for policy reasons." },
	{ "rfc.5321 ... domain",
	    "451 Temporarily deferred due to unresolvable RFC.5321 from "
	    "domain." },
	{ "from: domain is invalid",
	    "550 5.2.0 <a@example.com> From: Domain is invalid." },
	{ "purported responsible address",
	    "550 5.7.1 can't determine Purported Responsible Address" },
	{ "not a member of this mailing list",
	    "550 You are not a member of this mailing list" },
	{ "not in allowed-senders list",
	    "550 5.7.124 Not in allowed-senders list" },
	{ "sender was not authenticated",
	    "550 5.7.134 Sender was not authenticated for mailbox" },
	{ "address that has been blacklisted",
	    "550 You are sending from an address that has been blacklisted" },
	{ "access denied at MAIL", "550 5.7.1 Access denied" },
	{ "does not exist at MAIL", "553 5.1.0 example.com does not exist" },
	{ "no such domain at MAIL", "550 5.1.7 No such domain example.com." },
	{ "blacklisted url ... in message",
	    "550 REJECTED - Blacklisted URL in message. (example.com) in "
	    "[black]." },
	{ "uribl", "554 5.7.1 Your email breaches local URIBL policy" },
	{ "surbl", "554 A link is listed by SURBL" },
	{ "spam & virus", "550 5.7.1 Stopped by our Spam & Virus Firewall" },
	{ "spam or virus", "552 Message rejected for spam or virus content" },
	{ "reputation", "554 Refused. This IP has a poor reputation. IB103" },
	{ "blocked using",
	    "521 5.7.1 Service unavailable; client [203.0.113.225] blocked "
	    "using dnsbl.example" },
	{ "client host rejected",
	    "450 4.7.1 <c.example.com[192.0.2.56]>: Client host rejected: may "
	    "not be mail exchanger" },
	{ "client host blocked",
	    "550 Client host blocked for spamming issues. OFR006_102" },
	{ "helo command rejected",
	    "450 4.7.1 <a>: Helo command rejected: Host not found" },
	{ "blacklist", "550 5.7.1 IP address blacklisted by recipient" },
	{ "blocklist", "554 5.7.1 Listed on our blocklist" },
	{ "block list",
	    "550 5.7.1 Part of their network is on our block list (S3140)." },
	{ "black list", "554 Your address is in a black list" },
	{ "spamhaus", "553 http://www.spamhaus.org/query/bl?ip=192.0.2.222" },
	{ "spamcop", "554 See http://www.spamcop.net/bl.shtml" },
	{ "barracudacentral",
	    "554 See http://www.barracudacentral.org/lookups" },
	{ "abuseat.org", "554 5.7.1 Listed at cbl.abuseat.org" },
	{ "sorbs.net", "554 5.7.1 See http://www.sorbs.net/" },
	{ "dnsbl", "550 5.7.1 DNSBL: 192.0.2.1" },
	{ "rbl reject", "554 RBL Reject." },
	{ "blocked by", "554 192.0.2.222 blocked by ldap:ou=example - Error" },
	{ "blocked - see", "554 Blocked - see https://support.example.com/" },
	{ "blocked ip", "550 Refused [V2Vk Blocked IP 192.0.2.22]" },
	{ "your ip ... blocked", "550 Mail from your IP is blocked" },
	{ "ip address ... blocked",
	    "550 Access from ip address 192.0.2.3 is blocked." },
	{ "banned sending ip",
	    "550 5.7.606 Access denied, banned sending IP [192.0.2.225]." },
	{ "bad sender ip", "550 Bad sender IP address" },
	{ "ip address rejected", "550 Sender IP address rejected" },
	{ "invalid ip for sending",
	    "554 INVALID IP FOR SENDING MAIL OF DOMAIN example.com" },
	{ "dynamic ip", "550 We do not accept mail from dynamic IPs" },
	{ "open proxy", "554 Rejecting open proxy" },
	{ "no access from mail server",
	    "501 <a@example.com>... no access from mail server [192.0.2.55] "
	    "which is an open relay." },
	{ "use the smtp server of your ... isp",
	    "550 5.7.0 <r@example.net>... Please use the smtp server of your "
	    "ISP." },
	{ "not accepting connections",
	    "554 mr28p00im-smtpin040.example.net ESMTP not accepting "
	    "connections" },
	{ "host network not allowed",
	    "554 Host network not allowed - see our pages" },
	{ "spamming issues", "550 Stopped for spamming issues." },
	{ "service refuse",
	    "550 5.5.0 Service refuse. Veuillez essayer plus tard. "
	    "LPN001_108" },
	{ "server access ... forbidden",
	    "551 Server access mta.example.org forbidden by invalid name" },
	{ "access denied at CONNECT", "550 Access denied...7d39d5" },
	{ "access denied at EHLO", "550 5.7.1 Access denied" },
	{ "invalid domain name at EHLO", "501 5.0.0 Invalid domain name" },
	{ "relay access denied",
	    "554 5.7.1 <r@example.net>: Relay access denied" },
	{ "relaying denied", "550 5.7.1 <r@example.net>... Relaying denied." },
	{ "relay denied", "550 5.7.0 Mail relay denied [192.0.2.1]." },
	{ "relay not permitted", "550 relay not permitted" },
	{ "not permitted to relay",
	    "550 mail.example.com [192.0.2.1]:22222 is not permitted to relay "
	    "through this server" },
	{ "not configured to relay",
	    "501 5.7.1 This system is not configured to relay mail" },
	{ "unable to relay", "550 5.7.1 Unable to relay" },
	{ "no relaying",
	    "550 5.7.0 <r@example.net>: Recipient address rejected: No "
	    "relaying." },
	{ "insecure mail relay", "550 Insecure Mail Relay" },
	{ "list of allowed rcpthosts",
	    "553 sorry, that domain isn't in my list of allowed rcpthosts "
	    "(#5.7.1)" },
	{ "address is not verified ... identities failed",
	    "554 Message rejected: Email address is not verified. The "
	    "following identities failed the check in region AP-NORTHEAST-1" },
	{ "no longer on server", "550 5.1.6 recipient no longer on server" },
	{ "mailbox has moved",
	    "551 5.1.6 Destination mailbox has moved, No forwarding address." },
	{ "has been replaced by",
	    "551 <r@example.net> has been replaced by <r@example.com>" },
	{ "not our customer", "551 not our customer" },
	{ "user not local", "551 User not local; please try <r@example.com>" },
	{ "account ... is disabled", "550 The user(s) account is disabled." },
	{ "account disabled",
	    "525 5.7.13 <r@example.net>: Recipient address rejected: User "
	    "account disabled." },
	{ "account ... has been disabled",
	    "554 This account has been disabled" },
	{ "account ... is blocked",
	    "550 5.5.0 The recipient account is blocked. LPN007_426" },
	{ "account ... is locked", "550 vdelivermail: account is locked" },
	{ "mailbox is disabled", "554 30 This mailbox is disabled (554.30)" },
	{ "mailbox disabled", "550 Mailbox disabled" },
	{ "disabled recipient", "525 5.7.13 Disabled recipient address" },
	{ "disabled or discontinued",
	    "554 delivery error: dd Disabled or discontinued [#102]." },
	{ "has been suspended", "550 This user has been suspended" },
	{ "currently suspended", "550 Recipient is currently suspended" },
	{ "account suspended", "550 Account suspended" },
	{ "user suspended", "550 User suspended" },
	{ "deactivated", "550 This is a deactivated mailbox" },
	{ "temporary lock",
	    "550 5.7.1 <r@example.net>: Recipient address rejected: User "
	    "temporary locked" },
	{ "is frozen", "550 Mailbox is frozen." },
	{ "is inactive", "550 5.2.1 The recipient is inactive." },
	{ "inactive account", "550 Inactive account" },
	{ "archived recipient", "550 5.5.0 Archived recipient. LPN007_420" },
	{ "recipient preferences",
	    "550 5.1.1 RCP-P2 Refused due to recipient preferences" },
	{ "email preferences",
	    "550 Based on the email preferences of the person" },
	{ "message filtered", "550 5.2.0 Message Filtered" },
	{ "user rules", "550 Message rejected due to user rules" },
	{ "restricted sms", "550 The recipient has restricted SMS e-mail" },
	{ "refuses to receive", "550 User refuses to receive this mail" },
	{ "rejected by recipient", "550 Mail is rejected by recipients" },
	{ "host not found, try again",
	    "Name service error for domain example.com: Host not found, try "
	    "again" },
	{ "host name lookup failure",
	    "Deferred: Name server: mx.example.net.: host name lookup "
	    "failure" },
	{ "malformed or unexpected name server reply",
	    "Name service error for name=example.org type=MX: Malformed or "
	    "unexpected name server reply" },
	{ "host lookup did not complete", "host lookup did not complete" },
	{ "dns query failed", "550 5.4.312 DNS query failed(InfoNoRecords)" },
	{ "too many hops", "554 5.4.6 Too many hops" },
	{ "hop count exceeded", "554 5.4.6 Maximum hop count exceeded." },
	{ "forwarding loop", "mail forwarding loop for r@example.net" },
	{ "mail loop", "554 5.4.6 Possible mail loop" },
	{ "routing loop", "554 Message probably in a routing loop." },
	{ "loops back to myself",
	    "mail for mx.example.net loops back to myself" },
	{ "message is looping",
	    "This message is looping: it already has my Delivered-To line. "
	    "(#5.4.6)" },
	{ "no route to host",
	    "connect to mx.example.net[192.0.2.1]:25: No route to host" },
	{ "network is unreachable",
	    "connect to mx.example.net[2001:db8::1]:25: Network is "
	    "unreachable" },
	{ "network error", "Network error on destination MXs" },
	{ "5 connection refused", "554 Connection refused. IB104" },
	{ "4 connection refused", "421 Connection refused." },
	{ "connection refused",
	    "connect to mx.example.net[192.0.2.1]:25: Connection refused" },
	{ "connection timed out",
	    "connect to mx.example.net[192.0.2.1]:25: Connection timed out" },
	{ "operation timed out",
	    "unable to connect to remote server [192.0.2.222:25]: Operation "
	    "timed out" },
	{ "connection reset",
	    "Remote protocol error: Connection reset by peer" },
	{ "lost connection with",
	    "lost connection with mx.example.net[192.0.2.1] while sending RCPT "
	    "TO" },
	{ "timed out while",
	    "conversation with mx.example.net[192.0.2.1] timed out while "
	    "sending MAIL FROM" },
	{ "command timeout",
	    "421 mx.example.net: SMTP command timeout - closing connection" },
	{ "establish an smtp connection",
	    "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)" },
	{ "host or domain name not found",
	    "Host or domain name not found. Name service error for "
	    "name=nobody.example type=AAAA: Host not found" },
	{ "host unknown",
	    "550 5.1.2 <r@nobody.example>... Host unknown (Name server: .: no "
	    "data known)" },
	{ "host not found", "DNS: host not found" },
	{ "find any host named",
	    "Sorry, I couldn't find any host named nobody.example. (#5.1.2)" },
	{ "unrouteable address", "Unrouteable address" },
	{ "unroutable address", "550 Unroutable address" },
	{ "domain does not exist", "Domain does not exist" },
	{ "nonexistent domain",
	    "550 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain" },
	{ "no such domain", "No such domain." },
	{ "invalid domain", "550 5.4.4 Invalid domain" },
	{ "unknown domain",
	    "550 5.1.2 <r@nobody.example>: Recipient address rejected: Unknown "
	    "domain name" },
	{ "illegal host/domain", "Illegal host/domain name found" },
	{ "bad destination system address",
	    "550 5.1.2 Bad destination system address." },
	{ "dns lookup failure", "DNS lookup failure: mx.nobody.example" },
	{ "point to non-existent hosts",
	    "all relevant MX records point to non-existent hosts" },
	{ "mailer error", "554 5.3.0 unknown mailer error 255" },
	{ "procmail", "procmail: Couldn't create \"/var/spool/mail/nobody\"" },
	{ "pipe to |", "pipe to |/usr/local/bin/filter" },
	{ "command died", "Command died with status 255: \"/usr/bin/filter\"" },
	{ "x.4.1 recipient address rejected: access denied",
	    "550 5.4.1 Recipient address rejected: Access denied" },
	{ "x.4.1 all recipient addresses rejected",
	    "550 5.4.1 All recipient addresses rejected : Access denied" },
	{ "user unknown", "550 5.1.1 <r@example.net>... User Unknown" },
	{ "unknown user", "550 unknown user <r@example.net>" },
	{ "no such user", "553 5.3.0 <r@example.net>... No such user here" },
	{ "user not found", "550 5.1.1 <r@example.net>: user not found" },
	{ "user does not exist",
	    "550 5.1.1 User does not exist - <r@example.net>" },
	{ "user not exist", "550 <r@example.net>... User not exist" },
	{ "this user doesn't have a",
	    "554 delivery error: dd This user doesn't have a example.com "
	    "account (r@example.net) [0]" },
	{ "no mailbox here by that name",
	    "550 sorry, no mailbox here by that name (#5.1.1 - chkusr)" },
	{ "mailbox not found", "550 Requested User Mailbox not found." },
	{ "mailbox does not exist", "550 5.1.1 Mailbox does not exist" },
	{ "no such mailbox", "550 No such mailbox" },
	{ "unknown recipient", "550 Unknown Recipient" },
	{ "recipient unknown", "550 Recipient unknown" },
	{ "recipient not found",
	    "550 5.1.10 Recipient not found by SMTP address lookup" },
	{ "recipnotfound", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found" },
	{ "no such recipient", "550 No such recipient" },
	{ "invalid recipient",
	    "553 Invalid recipient <r@example.net> (Mode: normal)" },
	{ "invalid user", "550 Error: Invalid user address" },
	{ "unknown local part",
	    "550 Unknown local part nobody in <r@example.net>" },
	{ "unknown or illegal",
	    "553 5.1.1 unknown or illegal name: <r@example.net>" },
	{ "unknown e-mail address",
	    "553 5.3.0 <r@example.net>... Unknown E-Mail Address" },
	{ "address unknown", "550 5.1.1 Address unknown" },
	{ "address does not exist", "550 Address does not exist" },
	{ "email address could not be found",
	    "550 The email address could not be found" },
	{ "account that you tried to reach does not exist",
	    "550-5.1.1 The email account that you tried to reach does not "
	    "exist." },
	{ "no account by that name", "550 No account by that name here" },
	{ "inactive email address",
	    "550 5.1.1 <r@example.net>: inactive email address" },
	{ "is no longer valid",
	    "554 delivery error: dd r@example.net is no longer valid." },
	{ "badrcptto",
	    "553 sorry, your envelope recipient is in my badrcptto list "
	    "(#5.7.1)" },
	{ "bad destination mailbox",
	    "501 5.1.3 Bad destination mailbox address syntax." },
	{ "destinataire invalide",
	    "550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416 "
	    "[416]" },
	{ "virus", "550 Virus Detected" },
	{ "malware", "554 Malware found" },
	{ "infected", "552 5.7.0 The message is infected" },
	{ "spam", "554 5.7.1 Email flagged as Spam." },
	{ "unsolicited", "550 5.7.1 This message is likely unsolicited" },
	{ "bulk mail", "550 Classified as bulk mail" },
	{ "content rejected", "550 5.7.1 message content rejected" },
	{ "mail content denied", "550 Mail content denied" },
	{ "nature of the content",
	    "421 4.7.0 Suspicious due to the nature of the content" },
	{ "mail rejete. mail rejected",
	    "550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]" },
	{ "rfc 5322", "550 5.7.1 This message is not RFC 5322 conform" },
	{ "rfc compliant", "554 Headers are not RFC compliant" },
	{ "duplicate header",
	    "554 Transaction failed: Duplicate header 'Date'." },
	{ "multiple addresses in from",
	    "550 5.7.1 Messages with multiple addresses in From: header are "
	    "not accepted" },
	{ "missing a valid",
	    "550 5.7.1 The message is missing a valid Message-ID" },
	{ "attachment", "552 5.7.0 An attachment is not allowed" },
	{ "8-bit data in message header",
	    "550 5.6.9 improper use of 8-bit data in message header" },
	{ "media error", "550 5.6.0 Media error." },
	{ "line too long", "500 Line Too Long" },
	{ "line limit exceeded", "500 Line limit exceeded" },
	{ "policy", "550 Denied by policy" },
	{ "policies", "554 email rejected due to security policies" },
	{ "administrative prohibition", "550 Administrative prohibition" },
	{ "protocol violation", "550 Protocol violation" },
	{ "header error", "554 5.7.0 Header error" },
	{ "authentication required", "530 5.7.0 Authentication required" },
	{ "authentication failed",
	    "535 5.7.8 Error: authentication failed: authentication failure" },
	{ "smtp authentication",
	    "550 Please turn on SMTP Authentication in your mail client." },
	{ "unauthenticated sender", "550 Unauthenticated senders not allowed" },
	{ "not authorized", "551 5.7.1 Delivery not authorized." },
	{ "access denied",
	    "554 5.7.1 <r@example.net>: Recipient address rejected: Access "
	    "denied" },
	{ "no valid recipients", "554 5.5.1 Error: no valid recipients" },
	{ "bad sequence of commands", "503 Bad sequence of commands" },
	{ "parameter not implemented",
	    "504 Command parameter not implemented" },
	{ "syntax error", "501 Syntax error in parameters or arguments" },
	{ "command not recognized", "500 5.5.2 Error: command not recognized" },
	{ "unrecognized command", "502 5.5.1 Unrecognized command" },
	{ "command unrecognized", "500 Syntax: command unrecognized" },
	{ "message expired",
	    "554 4.4.7 Message expired: unable to deliver in 840 minutes." },
	{ "queue.expired", "550 4.4.7 QUEUE.Expired" },
	{ "retry timeout exceeded",
	    "450 post-data problem: retry timeout exceeded" },
	{ "failing for a long time",
	    "all hosts have been failing for a long time" },
	{ "envelope expired", "Envelope expired" },
	{ "in the queue too long",
	    "this message has been in the queue too long." },
	{ "giving up",
	    "Could not deliver for the last 432000 seconds. Giving up." },
	{ "system problem", "421 4.3.0 Temporary System Problem." },
	{ "system error", "554 5.3.0 Internal system error." },
	{ "internal error", "451 4.3.2 Internal error reading data" },
	{ "local error", "451 Local Error" },
	{ "local problem", "451 Temporary local problem - please try later" },
	{ "configuration error",
	    "550 5.3.5 system config: configuration error" },
	{ "queue file write error", "451 4.3.0 Error: queue file write error" },
	{ "transport unavailable", "mail transport unavailable" },
	{ "temporarily unavailable",
	    "451 Resources temporarily unavailable, please try again later "
	    "[#4.1.9]." },
	{ "service unavailable", "554 <r@example.net>... Service unavailable" },
	{ "service not available",
	    "421 Service not available, closing transmission channel" },
	{ "server busy", "421 4.4.5 Server busy, try again later." },
	{ "too busy", "421 <r@example.net> too busy" },
	{ "i'm busy", "450 I'm busy" },
	{ "temporary failure", "450 4.0.0 Temporary failure" },
	{ "ldap server", "Unable to contact LDAP server. (#4.4.3)" },
	{ "upstream error", "421 4.3.0 Upstream error" },
	{ "insufficient permission",
	    "550 5.0.0 <r@example.net>... Insufficient permission" },
	{ "could not load drd",
	    "451 Could not load DRD for domain example.net" },
	{ "try again later", "450 4.3.2 try again later" },
	{ "mailbox unavailable",
	    "550 5.1.1 Requested action not taken: mailbox unavailable" },
	{ "unknown address", "550 5.1.0 - Unknown address error" },
	{ "not listed in", "550 User not listed in the Directory" },
	{ "address rejected", "550 #5.1.0 Address rejected r@example.net" },
	{ "<@> rejected", "542 <r@example.net> Rejected" },
};

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static enum td_stage
stage_of(const char *rule)
{
	const char *at = strstr(rule, " at ");

	if (at == NULL)
		return TD_STAGE_RCPT;
	if (strcmp(at, " at MAIL") == 0)
		return TD_STAGE_MAIL;
	if (strcmp(at, " at CONNECT") == 0)
		return TD_STAGE_CONNECT;
	return strcmp(at, " at EHLO") == 0 ? TD_STAGE_EHLO : TD_STAGE_RCPT;
}

static bool
is_rule(const char *name)
{
	struct td_reason_row row;

	for (size_t i = 0; td_reason_list(i, &row); i++)
		if (strcmp(row.rule, name) == 0)
			return true;
	return false;
}

static void
ask(const char *reply, enum td_stage stage, const char *rule)
{
	struct td_refusal in = {
		.carrier = text("other"),
		.reply = text(reply),
		.when = TD_NO_TIME,
		.action = TD_ACTION_FAILED,
		.stage = (uint8_t)stage,
	};
	struct td_verdict out;

	td_reason_of(NULL, &in, &out);
	ck_assert_msg(strcmp(out.rule, rule) == 0, "%s: %s not %s", reply,
	    out.rule, rule);
}

START_TEST(test_word)
{
	char rule[128], late[160];

	snprintf(rule, sizeof(rule), "generic: %s", words[_i].rule);
	snprintf(late, sizeof(late), "%s after DATA", rule);
	ask(words[_i].reply, stage_of(words[_i].rule), rule);
	if (is_rule(late)) {
		ask(words[_i].reply, TD_STAGE_DATA, late);
		ask(words[_i].reply, TD_STAGE_EOD, late);
	}
}
END_TEST

/* None is left out, and each is found where it stands in the order. */
START_TEST(test_all)
{
	struct td_reason_row row;

	for (size_t i = 0; td_reason_list(i, &row); i++) {
		char late[160];
		bool found = false;

		if (strncmp(row.rule, "generic: ", 9) != 0)
			continue;
		for (int w = 0; !found && w < N(words); w++) {
			snprintf(
			    late, sizeof(late), "%s after DATA", words[w].rule);
			found = strcmp(row.rule + 9, words[w].rule) == 0 ||
			    strcmp(row.rule + 9, late) == 0;
		}
		ck_assert_msg(found, "no sample: %s", row.rule);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("reason_words");
	TCase *c = tcase_create("words");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_add_loop_test(c, test_word, 0, N(words));
	tcase_add_test(c, test_all);
	suite_add_tcase(s, c);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

/*
 * The join of log lines: written logs, what they mean, and the same for a cut
 * at every line and at every two.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "joined.h"
#include "tests/run.h"

#define P "Nov 21 10:00:"
#define TO " mx1 postfix/smtp[9]: "
#define SMTPD " mx1 postfix/smtpd[1]: "
#define CLEANUP " mx1 postfix/cleanup[2]: "
#define QMGR " mx1 postfix/qmgr[3]: "
#define RSPAMD " mx1 rspamd[4]: <94f35d>; proxy; rspamd_task_write_log: id: "
#define SCORE "(default: F (no action): [1.00/15.00] ["
#define SCORED "]), len: 9, time: 1ms, dns req: 9, digest: <d4>\n"

static const struct {
	const char *what, *log;
	const char *settled[6];
} rows[] = {
	{ "DECISIONS 2: a retry is one message, two attempts",
	    P
	    "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P "00" CLEANUP
	    "4AA1: message-id=<1@example.com>\n" P "00" QMGR
	    "4AA1: from=<u@Example.COM>, size=1, nrcpt=2 (queue active)\n" P
	    "01" TO
	    "4AA1: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	    "delay=1, delays=0/0/0/1, dsn=4.7.1, status=deferred (host "
	    "m.example.jp[192.0.2.9] said: 450 4.7.1 later (in reply to RCPT "
	    "TO command))\n" P "01" TO
	    "4AA1: to=<b@example.net>, relay=m.example.net[192.0.2.8]:25, "
	    "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 ok)\n" P
	    "50" QMGR
	    "4AA1: from=<u@Example.COM>, size=1, nrcpt=2 (queue active)\n" P
	    "51" TO
	    "4AA1: to=<a@EXAMPLE.jp>, relay=m.example.jp[192.0.2.9]:25, "
	    "delay=51, delays=50/0/0/1, dsn=2.0.0, status=sent (250 ok)\n" P
	    "51" QMGR "4AA1: removed\n"
	    "",
	    { "4AA1 example.jp accepted x2 begin=10:00:00 first=10:00:01 "
	      "last=10:00:51 delay=51 from=example.com status=2.0.0 "
	      "relay=m.example.jp reply=250 ok",
	        "4AA1 example.net accepted x1 begin=10:00:00 first=10:00:01 "
	        "last=10:00:01 delay=1 from=example.com status=2.0.0 "
	        "relay=m.example.net reply=250 2.0.0 ok" } },
	{ "DECISIONS 4: the entry behind the filter counts, with the first "
	  "one's sender and time",
	    P "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P
	      "00" CLEANUP "4AA1: message-id=<1@example.com>\n" P
	      "00 mx1 opendmarc[5]: 4AA1: example.com pass\n" P "00" QMGR
	      "4AA1: from=<u@example.com>, size=1, nrcpt=1 (queue active)\n" P
	      "05" SMTPD "4AB2: client=localhost[127.0.0.1]\n" P "05" CLEANUP
	      "4AB2: message-id=<1@example.com>\n" P "05" QMGR
	      "4AB2: from=<srs@example.org>, size=1, nrcpt=1 (queue active)\n" P
	      "05" TO
	      "4AA1: to=<a@example.jp>, relay=127.0.0.1[127.0.0.1]:10024, "
	      "delay=5, delays=0/0/0/5, dsn=2.0.0, status=sent (250 2.0.0 from "
	      "MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4AB2)\n" P
	      "05" QMGR "4AA1: removed\n" P "06" TO
	      "4AB2: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n" P
	      "06" QMGR "4AB2: removed\n"
	      "",
	    { "4AB2 example.jp accepted x1 begin=10:00:00 first=10:00:06 "
	      "last=10:00:06 delay=1 from=example.com author=example.com "
	      "dmarc=pass(example.com) status=2.0.0 relay=m.example.jp "
	      "reply=250 ok" } },
	{ "DECISIONS 4: an id that never appears: the hop is the outcome; "
	  "another Message-ID is another message",
	    P "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P
	      "00" CLEANUP "4AA1: message-id=<1@example.com>\n" P "05" SMTPD
	      "4AB2: client=localhost[127.0.0.1]\n" P "05" CLEANUP
	      "4AB2: message-id=<2@example.com>\n" P "05" TO
	      "4AA1: to=<a@example.jp>, relay=10.0.0.1[10.0.0.1]:25, delay=5, "
	      "delays=0/0/0/5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as "
	      "4AB2)\n" P "05" QMGR "4AA1: removed\n" P "06" QMGR
	      "4AB2: removed\n"
	      "",
	    { "4AA1 example.jp accepted x1 begin=10:00:00 first=10:00:05 "
	      "last=10:00:05 delay=5 status=2.0.0 relay=10.0.0.1 reply=250 "
	      "2.0.0 Ok: queued as 4AB2" } },
	{ "DECISIONS 4: OpenSMTPD tells no Message-ID: a filter here is "
	  "a hop",
	    P "00 mx1 smtpd[7]: 7a01000000000001 smtp message msgid=0a0b0c01 "
	      "size=319 nrcpt=1 proto=ESMTP\n" P
	      "00 mx1 smtpd[7]: 7a01000000000002 smtp message msgid=0a0b0c02 "
	      "size=802 nrcpt=1 proto=ESMTP\n" P
	      "00 mx1 smtpd[7]: 7a01000000000003 mta delivery "
	      "evpid=0a0b0c0112345678 from=<u@example.com> to=<a@example.jp> "
	      "rcpt=<-> source=\"127.0.0.1\" relay=\"127.0.0.1 (localhost)\" "
	      "delay=0s result=\"Ok\" stat=\"250 2.0.0: 0a0b0c02 Message "
	      "accepted for delivery\"\n" P
	      "02 mx1 smtpd[7]: 7a01000000000004 mta delivery "
	      "evpid=0a0b0c0287654321 from=<u@example.com> to=<a@example.jp> "
	      "rcpt=<-> source=\"192.0.2.1\" relay=\"192.0.2.9 "
	      "(m.example.jp)\" delay=2s result=\"Ok\" stat=\"250 ok\"\n",
	    { "0a0b0c02 example.jp accepted x1 begin=10:00:00 first=10:00:02 "
	      "last=10:00:02 delay=2 from=example.com relay=m.example.jp "
	      "reply=250 ok" } },
	{ "DECISIONS 4: without a Message-ID others may name any "
	  "entry",
	    P "00 mx1 smtpd[7]: 7a01000000000001 smtp message msgid=0a0b0c01 "
	      "size=319 nrcpt=1 proto=ESMTP\n" P
	      "00 mx1 smtpd[7]: 7a01000000000002 smtp message msgid=0a0b0c02 "
	      "size=802 nrcpt=1 proto=ESMTP\n" P
	      "00 mx1 smtpd[7]: 7a01000000000003 mta delivery "
	      "evpid=0a0b0c0112345678 from=<u@example.com> to=<a@example.jp> "
	      "rcpt=<-> source=\"192.0.2.1\" relay=\"192.0.2.8 "
	      "(m.example.net)\" delay=0s result=\"Ok\" stat=\"250 2.0.0: "
	      "0a0b0c02 Message accepted for delivery\"\n",
	    { "0a0b0c01 example.jp accepted x1 begin=10:00:00 first=10:00:00 "
	      "last=10:00:00 delay=0 from=example.com relay=m.example.net "
	      "reply=250 2.0.0: 0a0b0c02 Message accepted for delivery" } },
	{ "DECISIONS 6: expired, what still was deferred",
	    P
	    "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P "01" TO
	    "4AA1: to=<a@example.jp>, relay=none, delay=1, delays=0/0/1/0, "
	    "dsn=4.4.1, status=deferred (connect to "
	    "m.example.jp[192.0.2.9]:25: Connection timed out)\n" P "01" TO
	    "4AA1: to=<b@example.net>, relay=m.example.net[192.0.2.8]:25, "
	    "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n" P
	    "02" QMGR
	    "4AA1: from=<u@example.com>, status=expired, returned to sender\n" P
	    "02" CLEANUP "4AB2: message-id=<n@mx1.example.com>\n" P
	    "02 mx1 postfix/bounce[8]: 4AA1: sender non-delivery "
	    "notification: 4AB2\n" P "02" QMGR "4AA1: removed\n" P "03" TO
	    "4AB2: to=<u@example.com>, relay=m.example.com[192.0.2.7]:25, "
	    "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n" P
	    "03" QMGR "4AB2: removed\n"
	    "",
	    { "4AA1 example.jp expired x1 begin=10:00:00 first=10:00:01 "
	      "last=10:00:02 delay=1 from=example.com status=4.4.1 "
	      "relay=m.example.jp reply=connect to m.example.jp[192.0.2.9]:25: "
	      "Connection timed out",
	        "4AA1 example.net accepted x1 begin=10:00:00 first=10:00:01 "
	        "last=10:00:01 delay=1 from=example.com status=2.0.0 "
	        "relay=m.example.net reply=250 ok",
	        "4AB2 example.com accepted null x1 first=10:00:03 "
	        "last=10:00:03 delay=1 status=2.0.0 relay=m.example.com "
	        "reply=250 ok" } },
	{ "DECISIONS 5, 2: a begin line ends what was open of the id; error(8) "
	  "makes no attempt",
	    P "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P "01" TO
	      "4AA1: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred (host "
	      "m.example.jp[192.0.2.9] said: 450 wait (in reply to RCPT TO "
	      "command))\n" P
	      "02 mx1 postfix/error[7]: 4AA1: to=<a@example.jp>, "
	      "relay=none, delay=2, delays=2/0/0/0, dsn=4.4.1, "
	      "status=deferred (delivery temporarily suspended: nobody)\n" P
	      "10" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P "11" TO
	      "4AA1: to=<b@example.net>, relay=m.example.net[192.0.2.8]:25, "
	      "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n" P
	      "11" QMGR "4AA1: removed\n"
	      "",
	    { "4AA1 example.jp deferred open x1 begin=10:00:00 first=10:00:01 "
	      "last=10:00:02 delay=2 status=4.4.1 relay=m.example.jp reply=450 "
	      "wait",
	        "4AA1 example.net accepted x1 begin=10:00:10 first=10:00:11 "
	        "last=10:00:11 delay=1 status=2.0.0 relay=m.example.net "
	        "reply=250 ok" } },
	{ "DECISIONS 12: policyd-spf by client, MAIL FROM last, beats "
	  "opendmarc; the next client of that address has none",
	    P
	    "00 mx1 policyd-spf[4]: prepend Received-SPF: None (no SPF record) "
	    "identity=helo; client-ip=192.0.2.1; helo=c.example.com; "
	    "envelope-from=u@example.com; receiver=<UNKNOWN>\n" P
	    "00 mx1 policyd-spf[4]: prepend Received-SPF: Pass (mailfrom) "
	    "identity=mailfrom; client-ip=192.0.2.1; helo=c.example.com; "
	    "envelope-from=u@example.com; receiver=<UNKNOWN>\n" P "00" SMTPD
	    "4AA1: client=c.example.com[192.0.2.1]\n" P
	    "00 mx1 opendmarc[5]: 4AA1: SPF(mailfrom): example.com fail\n" P
	    "01 mx1 postfix/lmtp[9]: 4AA1: to=<a@example.jp>, "
	    "relay=mx1[private/dovecot-lmtp], delay=1, delays=0/0/0/1, "
	    "dsn=2.0.0, status=sent (250 ok)\n" P "01" QMGR "4AA1: removed\n" P
	    "02" SMTPD "4AC3: client=c.example.com[192.0.2.1]\n" P
	    "03 mx1 postfix/lmtp[9]: 4AC3: to=<a@example.jp>, "
	    "relay=mx1[private/dovecot-lmtp], delay=1, delays=0/0/0/1, "
	    "dsn=2.0.0, status=sent (250 ok)\n" P "03" QMGR "4AC3: removed\n"
	    "",
	    { "4AA1 example.jp accepted x1 begin=10:00:00 first=10:00:01 "
	      "last=10:00:01 delay=1 spf=pass(example.com) status=2.0.0 "
	      "relay=private/dovecot-lmtp reply=250 ok",
	        "4AC3 example.jp accepted x1 begin=10:00:02 first=10:00:03 "
	        "last=10:00:03 delay=1 status=2.0.0 relay=private/dovecot-lmtp "
	        "reply=250 ok" } },
	{ "FORMATS 11: rspamd without a queue id; of two entries each has "
	  "the line behind its Message-ID",
	    P "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P
	      "00" CLEANUP "4AA1: message-id=<1@example.com>\n" P "01" RSPAMD
	      "<1@example.com>, ip: 192.0.2.1, from: "
	      "<u@example.com>, " SCORE
	      "R_SPF_ALLOW(-0.20){+ip4:192.0.2.1;},R_DKIM_ALLOW(-0.20)"
	      "{example.com:s;},DMARC_POLICY_ALLOW(-0.50){example.com;none;"
	      "}" SCORED P "02" TO
	      "4AA1: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, dsn=2.0.0, status=sent (250 ok)\n" P "02" QMGR
	      "4AA1: removed\n" P "20" SMTPD
	      "4AB2: client=c.example.com[192.0.2.1]\n" P "20" CLEANUP
	      "4AB2: message-id=<1@example.com>\n" P "21" RSPAMD
	      "<1@example.com>, ip: 192.0.2.1, from: <u@example.com>, " SCORE
	      "R_SPF_FAIL(1.00){-all;}" SCORED P "22" TO
	      "4AB2: to=<b@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, dsn=2.0.0, status=sent (250 ok)\n" P "22" QMGR
	      "4AB2: removed\n"
	      "",
	    { "4AA1 example.jp accepted x1 begin=10:00:00 first=10:00:02 "
	      "last=10:00:02 delay=1 author=example.com spf=pass() "
	      "dkim=pass(example.com) dmarc=pass(example.com) status=2.0.0 "
	      "relay=m.example.jp reply=250 ok",
	        "4AB2 example.jp accepted x1 begin=10:00:20 first=10:00:22 "
	        "last=10:00:22 delay=1 spf=fail() status=2.0.0 "
	        "relay=m.example.jp reply=250 ok" } },
	{ "FORMATS 11: what is told by queue id wins; what is told by another "
	  "host, or too late, is of others",
	    P "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P
	      "00" CLEANUP "4AA1: message-id=<1@example.com>\n" P
	      "00 mx1 opendmarc[5]: 4AA1: example.com fail\n" P "01" RSPAMD
	      "<1@example.com>, ip: 192.0.2.1, " SCORE
	      "R_SPF_ALLOW(-0.20){+mx;},DMARC_POLICY_ALLOW(-0.50)"
	      "{example.org;none;}" SCORED P "02" TO
	      "4AA1: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, dsn=2.0.0, status=sent (250 ok)\n" P "02" QMGR
	      "4AA1: removed\n" P "03" SMTPD
	      "4AB2: client=c.example.com[192.0.2.1]\n" P "03" CLEANUP
	      "4AB2: message-id=<2@example.com>\n" P
	      "03 mx2 rspamd[4]: <94f35d>; proxy; rspamd_task_write_log: id: "
	      "<2@example.com>, ip: 192.0.2.1, " SCORE
	      "R_SPF_ALLOW(-0.20){+mx;}" SCORED P "04" TO
	      "4AB2: to=<b@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, dsn=2.0.0, status=sent (250 ok)\n" P "04" QMGR
	      "4AB2: removed\n"
	      "Nov 21 10:01:30" RSPAMD "<2@example.com>, ip: 192.0.2.1, " SCORE
	      "R_SPF_ALLOW(-0.20){+mx;}" SCORED,
	    { "4AA1 example.jp accepted x1 begin=10:00:00 first=10:00:02 "
	      "last=10:00:02 delay=1 author=example.com spf=pass() "
	      "dmarc=fail(example.com) status=2.0.0 relay=m.example.jp "
	      "reply=250 ok",
	        "4AB2 example.jp accepted x1 begin=10:00:03 first=10:00:04 "
	        "last=10:00:04 delay=1 status=2.0.0 relay=m.example.jp "
	        "reply=250 ok" } },
	{ "FORMATS 5: Exim tells of the signature before it accepts",
	    "2026-11-21 10:00:00 1vMe3m-000000001aB-0abC DKIM: d=example.com "
	    "s=s c=relaxed/relaxed a=rsa-sha256 b=2048 [verification "
	    "succeeded]\n"
	    "2026-11-21 10:00:00 1vMe3m-000000001aB-0abC <= u@example.com "
	    "H=c.example.com [192.0.2.1] P=esmtp S=646 id=1@example.com\n"
	    "2026-11-21 10:00:03 1vMe3m-000000001aB-0abC => a@example.jp "
	    "R=dnslookup T=remote_smtp H=m.example.jp [192.0.2.9] C=\"250 "
	    "ok\"\n"
	    "2026-11-21 10:00:03 1vMe3m-000000001aB-0abC Completed\n"
	    "",
	    { "1vMe3m-000000001aB-0abC example.jp accepted x1 begin=10:00:00 "
	      "first=10:00:03 last=10:00:03 from=example.com "
	      "dkim=pass(example.com) relay=m.example.jp reply=250 ok" } },
	{ "FORMATS 7: qmail's numbers; the latest wins",
	    P "00 mx1 qmail: 1795255200.1 new msg 71\n" P
	      "00 mx1 qmail: 1795255200.1 info msg 71: bytes 10 from "
	      "<u@example.com> qp 1 uid 2\n" P
	      "00 mx1 qmail: 1795255200.1 starting delivery 5: msg 71 to "
	      "remote a@example.jp\n" P
	      "00 mx1 qmail: 1795255200.1 starting delivery 6: msg 71 to "
	      "remote b@example.net\n" P
	      "02 mx1 qmail: 1795255202.1 delivery 6: success: "
	      "192.0.2.8_accepted_message./Remote_host_said:_250_ok/\n" P
	      "03 mx1 qmail: 1795255203.1 delivery 5: deferral: "
	      "Connected_to_192.0.2.9_but_greeting_failed./\n" P
	      "30 mx1 qmail: 1795255230.1 starting delivery 6: msg 71 to "
	      "remote a@example.jp\n" P
	      "33 mx1 qmail: 1795255233.1 delivery 6: failure: "
	      "192.0.2.9_does_not_like_recipient./Remote_host_said:_550_no/\n" P
	      "33 mx1 qmail: 1795255233.1 end msg 71\n"
	      "",
	    { "71 example.jp failed x2 begin=10:00:00 first=10:00:03 "
	      "last=10:00:33 from=example.com "
	      "reply=192.0.2.9_does_not_like_recipient./"
	      "Remote_host_said:_550_no/",
	        "71 example.net accepted x1 begin=10:00:00 first=10:00:02 "
	        "last=10:00:02 from=example.com "
	        "reply=192.0.2.8_accepted_message./"
	        "Remote_host_said:_250_ok/" } },
	{ "DECISIONS 13: a header field of this host is believed, another one "
	  "is not",
	    P
	    "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P "00" CLEANUP
	    "4AA1: info: header Authentication-Results: mx9; spf=fail "
	    "smtp.mailfrom=example.com; dkim=pass header.d=example.org from "
	    "c.example.com[192.0.2.1]; from=<u@example.com> "
	    "to=<a@example.jp> proto=ESMTP helo=<c.example.com>\n" P
	    "00" CLEANUP
	    "4AA1: info: header Authentication-Results: mx1; spf=pass "
	    "smtp.mailfrom=example.com from c.example.com[192.0.2.1]; "
	    "from=<u@example.com> to=<a@example.jp> proto=ESMTP "
	    "helo=<c.example.com>\n" P
	    "01 mx1 postfix/local[9]: 4AA1: to=<a@example.jp>, "
	    "relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, "
	    "status=sent (delivered to maildir)\n" P "01" QMGR "4AA1: removed\n"
	    "",
	    { "4AA1 example.jp accepted x1 begin=10:00:00 first=10:00:01 "
	      "last=10:00:01 delay=1 spf=pass(example.com) status=2.0.0 "
	      "relay=local reply=delivered to maildir" } },
	{ "FORMATS 2: folded fields, as cleanup(8) logs them: line break and "
	  "tab, line break and blank; a mark within a word is none",
	    P
	    "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P "00" CLEANUP
	    "4AA1: info: header Authentication-Results: mx1;??dkim=pass "
	    "header.d=example.org;? dmarc=fail??header.from=who?x.example.com"
	    " from c.example.com[192.0.2.1]; from=<u@example.com> "
	    "to=<a@example.jp> proto=ESMTP helo=<c.example.com>\n" P
	    "00" CLEANUP "4AA1: info: header Received-SPF: Pass (mailfrom)?? "
	    "identity=mailfrom;??envelope-from=u@example.net;??receiver=mx1 "
	    "from c.example.com[192.0.2.1]; from=<u@example.com> "
	    "to=<a@example.jp> proto=ESMTP helo=<c.example.com>\n" P
	    "01 mx1 postfix/local[9]: 4AA1: to=<a@example.jp>, "
	    "relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, "
	    "status=sent (delivered to maildir)\n" P "01" QMGR "4AA1: removed\n"
	    "",
	    { "4AA1 example.jp accepted x1 begin=10:00:00 first=10:00:01 "
	      "last=10:00:01 delay=1 author=who?x.example.com "
	      "spf=pass(example.net) dkim=pass(example.org) "
	      "dmarc=fail(who?x.example.com) status=2.0.0 "
	      "relay=local reply=delivered to maildir" } },
	{ "DECISIONS 4: given to a command that puts it in again",
	    P "00" SMTPD "4AA1: client=c.example.com[192.0.2.1]\n" P
	      "00" CLEANUP "4AA1: message-id=<1@example.com>\n" P
	      "05 mx1 postfix/pickup[2]: 4AB2: uid=5 from=<u@example.com>\n" P
	      "05" CLEANUP "4AB2: message-id=<1@example.com>\n" P
	      "05 mx1 postfix/pipe[9]: 4AA1: to=<a@example.jp>, "
	      "relay=spamassassin, delay=5, delays=0/0/0/5, dsn=2.0.0, "
	      "status=sent (delivered via spamassassin service)\n" P "05" QMGR
	      "4AA1: removed\n" P "06" TO
	      "4AB2: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n" P
	      "06" QMGR "4AB2: removed\n"
	      "",
	    { "4AB2 example.jp accepted x1 begin=10:00:00 first=10:00:06 "
	      "last=10:00:06 delay=1 from=example.com status=2.0.0 "
	      "relay=m.example.jp reply=250 ok" } },
	{ "a log that begins and ends in the middle: it counts as far as it "
	  "goes",
	    P "05" TO
	      "4AA1: to=<a@example.jp>, relay=m.example.jp[192.0.2.9]:25, "
	      "delay=5, delays=0/0/0/5, dsn=5.1.1, status=bounced (host "
	      "m.example.jp[192.0.2.9] said: 550 5.1.1 no (in reply to RCPT TO "
	      "command))\n" P "05" QMGR "4AA1: removed\n" P "06" SMTPD
	      "4AB2: client=c.example.com[192.0.2.1]\n"
	      "",
	    { "4AA1 example.jp failed x1 first=10:00:05 last=10:00:05 delay=5 "
	      "status=5.1.1 relay=m.example.jp reply=550 5.1.1 no" } },
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static void
check_row(int i, const struct settled *got, const char *how)
{
	size_t n = 0;

	for (; n < 6 && rows[i].settled[n] != NULL; n++) {
		ck_assert_msg(n < got->n, "%s, %s: only %zu settled",
		    rows[i].what, how, got->n);
		ck_assert_msg(strcmp(got->line[n], rows[i].settled[n]) == 0,
		    "%s, %s:\n%s\ninstead of\n%s", rows[i].what, how,
		    got->line[n], rows[i].settled[n]);
	}
	ck_assert_msg(got->n == n, "%s, %s: more: %s", rows[i].what, how,
	    got->n > n ? got->line[n] : "");
}

START_TEST(test_rows)
{
	static struct log l;
	struct td_join_options o = { .first = _i % 2 != 0, .keep_text = true };
	struct settled got = { 0 };
	char how[64];

	log_read(&l, rows[_i / 2].log);
	join_cut(&l, &o, NULL, 0, 0, &got);
	check_row(_i / 2, &got, "in one go");
	settled_free(&got);
	for (size_t a = 0; a <= l.n; a++)
		for (size_t b = a; b <= l.n; b++) {
			const size_t cut[2] = { a, b };

			join_cut(&l, &o, cut, 2, (unsigned)(a + b), &got);
			snprintf(how, sizeof(how), "cut before %zu, %zu", a, b);
			check_row(_i / 2, &got, how);
			settled_free(&got);
		}
	log_free(&l);
}
END_TEST

/* What is complete and far from both ends is settled at once. */
START_TEST(test_settles_early)
{
	static struct log l;
	struct td_join_options o = { .first = true, .keep_text = true };
	struct settled got = { 0 };
	struct td_queue *q;
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	for (int i = 0; i < 600; i++)
		fprintf(f,
		    "Nov 21 1%d:%02d:00 mx1 postfix/smtpd[1]: %X: client=c"
		    "[192.0.2.1]\n"
		    "Nov 21 1%d:%02d:01 mx1 postfix/smtp[1]: %X: to=<a@"
		    "example.jp>, relay=m[192.0.2.9]:25, delay=1, "
		    "delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n"
		    "Nov 21 1%d:%02d:01 mx1 postfix/qmgr[1]: %X: removed\n",
		    i / 60, i % 60, 0x4000000 + i, i / 60, i % 60,
		    0x4000000 + i, i / 60, i % 60, 0x4000000 + i);
	fclose(f);
	log_read(&l, text);
	q = join_stretch(&l, 0, l.n, &o, 0, &got);
	ck_assert_uint_ge(got.n, 597);
	ck_assert_uint_le(td_queue_open(q), 3);
	td_queue_free(q);
	settled_free(&got);
	log_free(&l);
	free(text);
}
END_TEST

/* Beyond the cap the oldest are settled as they are, and counted. */
START_TEST(test_cap)
{
	static struct log l;
	struct td_join_options o = { .max_open = 2, .keep_text = true };
	struct settled got = { 0 };
	struct td_queue *q, *none;

	log_read(&l,
	    P "00" SMTPD "4AA1: client=c[192.0.2.1]\n" P "01" TO
	      "4AA1: to=<a@example.jp>, relay=none, delay=1, delays=0/0/1/0, "
	      "dsn=4.4.1, status=deferred (connect to m: no)\n" P "02" SMTPD
	      "4AB2: client=c[192.0.2.1]\n" P "03" SMTPD
	      "4AC3: client=c[192.0.2.1]\n");
	q = join_stretch(&l, 0, l.n, &o, 0, &got);
	none = td_queue_new(&o);
	ck_assert_uint_eq(got.n, 0);
	ck_assert_int_eq(td_queue_append(q, none, settled_add, &got), 0);
	ck_assert_uint_eq(got.n, 1);
	ck_assert_uint_eq(td_queue_open(q), 2);
	ck_assert_uint_eq(td_queue_dropped(q), 1);
	td_queue_free(none);
	td_queue_free(q);
	settled_free(&got);
	log_free(&l);
}
END_TEST

/* So are results by Message-ID, of which the oldest are forgotten. */
START_TEST(test_cap_of_results)
{
	static struct log l;
	struct td_join_options o = { .max_open = 2, .keep_text = true };
	const size_t cut = 2;
	struct settled got = { 0 };

	log_read(&l,
	    P "00" RSPAMD "<1@example.com>, " SCORE
	      "R_SPF_ALLOW(-0.20){+mx;}" SCORED P "00" RSPAMD
	      "<2@example.com>, " SCORE "R_SPF_ALLOW(-0.20){+mx;}" SCORED P
	      "01" CLEANUP "4AA1: message-id=<1@example.com>\n" P "01" TO
	      "4AA1: to=<a@example.jp>, relay=none, delay=1, dsn=5.4.4, "
	      "status=bounced (no)\n" P "01" QMGR "4AA1: removed\n" P
	      "02" CLEANUP "4AB2: message-id=<2@example.com>\n" P "02" TO
	      "4AB2: to=<a@example.jp>, relay=none, delay=1, dsn=5.4.4, "
	      "status=bounced (no)\n" P "02" QMGR "4AB2: removed\n");
	join_cut(&l, &o, &cut, 1, 0, &got);
	ck_assert_uint_eq(got.n, 2);
	ck_assert_ptr_nonnull(strstr(got.line[0], "4AA1"));
	ck_assert_ptr_nonnull(strstr(got.line[0], " spf=pass"));
	ck_assert_ptr_nonnull(strstr(got.line[1], " spf=pass"));
	settled_free(&got);
	o.max_open = 1;
	join_cut(&l, &o, &cut, 1, 0, &got);
	ck_assert_uint_eq(got.n, 2);
	ck_assert_ptr_nonnull(strstr(got.line[0], "4AA1"));
	ck_assert_ptr_null(strstr(got.line[0], " spf=pass"));
	ck_assert_ptr_nonnull(strstr(got.line[1], " spf=pass"));
	settled_free(&got);
	log_free(&l);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("queue");
	TCase *tc = tcase_create("queue");

	tcase_set_timeout(tc, 100);
	tcase_add_loop_test(tc, test_rows, 0, 2 * N_ROWS);
	tcase_add_test(tc, test_settles_early);
	tcase_add_test(tc, test_cap);
	tcase_add_test(tc, test_cap_of_results);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

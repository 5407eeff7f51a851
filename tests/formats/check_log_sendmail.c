/*
 * Lines of sendmail: FORMATS 6, DECISIONS, and its deliver.c, headers.c.
 */
#include "tests/formats/lines.h"

static const struct line_vector vectors[] = {
	{ "FORMATS 6, deferred",
	    "l9JDiUUq004420: to=<user@example.jp>, "
	    "delay=1+00:02:00, xdelay=00:02:00, mailer=esmtp, "
	    "pri=30000, relay=mx.example.jp. [192.0.2.10], "
	    "dsn=4.0.0, stat=Deferred: Connection timed out with "
	    "mx.example.jp.",
	    "deliver queue_id=l9JDiUUq004420 "
	    "recipient=user@example.jp deferred stage=connect "
	    "delay=86520.000000 relay=mx.example.jp "
	    "relay_ip=192.0.2.10 status=4.0.0 reply=\"Connection "
	    "timed out with mx.example.jp.\"",
	    "stat=D" },
	{ "FORMATS 6, no brackets, submission refused",
	    "21QBRGdX006005: to=This, ctladdr=root (0/0), "
	    "delay=00:00:00, xdelay=00:00:00, mailer=relay, "
	    "pri=180030, relay=[127.0.0.1] [127.0.0.1], "
	    "dsn=5.1.1, stat=User unknown",
	    "deliver queue_id=21QBRGdX006005 recipient=This "
	    "failed no-brackets delay=0.000000 relay=[127.0.0.1] "
	    "relay_ip=127.0.0.1 status=5.1.1 reply=\"User "
	    "unknown\"",
	    "stat=U" },
	{ "FORMATS 6, MSP to Postfix",
	    "t4S4FI7E001499: to=test@example.com, ctladdr=root "
	    "(0/0), delay=00:00:01, xdelay=00:00:01, "
	    "mailer=relay, pri=30613, relay=[127.0.0.1] "
	    "[127.0.0.1], dsn=2.0.0, stat=Sent (Ok: queued as "
	    "DF657106C51)",
	    "deliver queue_id=t4S4FI7E001499 next_id=DF657106C51 "
	    "recipient=test@example.com sent no-brackets "
	    "delay=1.000000 relay=[127.0.0.1] relay_ip=127.0.0.1 "
	    "status=2.0.0 reply=\"Ok: queued as DF657106C51\"",
	    "stat=S" },
	{ "FORMATS 6, MSP hop",
	    "u7VBdN0m002117: to=<u@docomo.ne.jp>, "
	    "ctladdr=<s@example.com> (33/33), delay=00:00:00, "
	    "xdelay=00:00:00, mailer=relay, pri=30000, "
	    "relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent "
	    "(u7VBdN0m002118 Message accepted for delivery)",
	    "deliver queue_id=u7VBdN0m002117 "
	    "next_id=u7VBdN0m002118 recipient=u@docomo.ne.jp "
	    "sent delay=0.000000 relay=[127.0.0.1] "
	    "relay_ip=127.0.0.1 status=2.0.0 "
	    "reply=\"u7VBdN0m002118 Message accepted for "
	    "delivery\"",
	    "stat=S" },
	{ "several recipients",
	    "u7VBdN0m002118: to=<a@example.jp>,<\"b, "
	    "stat=Sent\"@example.jp>,<c@example.jp>, "
	    "delay=00:00:03, xdelay=00:00:02, mailer=esmtp, "
	    "pri=1, relay=mx.example.jp. [IPv6:2001:db8::19], "
	    "dsn=2.0.0, stat=Sent (ok <1@x> (a))",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=\"<a@example.jp>,<\\\"b, "
	    "stat=Sent\\\"@example.jp>,<c@example.jp>\" sent "
	    "list delay=3.000000 relay=mx.example.jp "
	    "relay_ip=2001:db8::19 status=2.0.0 reply=\"ok <1@x> "
	    "(a)\"",
	    "stat=S" },
	{ "more recipients on another line",
	    "u7VBdN0m002118: to=<a@example.jp>,<b@example.jp>, "
	    "[more], delay=00:00:03, mailer=esmtp, pri=1, "
	    "relay=mx.example.jp., dsn=4.2.0, stat=Deferred",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=<a@example.jp>,<b@example.jp> deferred "
	    "list delay=3.000000 relay=mx.example.jp "
	    "status=4.2.0 reply=Deferred",
	    "stat=D" },
	{ "8.16: a reply",
	    "u7VBdN0m002118: to=<a@example.jp>, delay=00:00:03, "
	    "xdelay=00:00:02, mailer=esmtp, pri=1, "
	    "relay=mx.example.jp. [192.0.2.9], dsn=5.1.1, "
	    "reply=550 5.1.1 <a@example.jp>... x, stat=Sent "
	    "(no), stat=User unknown",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=a@example.jp failed delay=3.000000 "
	    "relay=mx.example.jp relay_ip=192.0.2.9 status=5.1.1 "
	    "reply=\"550 5.1.1 <a@example.jp>... x, stat=Sent "
	    "(no)\"",
	    "x, stat=S" },
	{ "a reply, not sent",
	    "u7VBdN0m002118: to=<a@example.jp>, delay=00:00:03, "
	    "mailer=esmtp, relay=mx.example.jp. [192.0.2.9], "
	    "dsn=4.7.1, reply=451 4.7.1 try, stat=Deferred: 451 "
	    "4.7.1 x, stat=Sent (ok)",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=a@example.jp deferred delay=3.000000 "
	    "relay=mx.example.jp relay_ip=192.0.2.9 status=4.7.1 "
	    "reply=\"451 4.7.1 try, stat=Deferred: 451 4.7.1 x\"",
	    "stat=D" },
	{ "DECISIONS 6",
	    "u7VBdN0m002118: to=<a@example.jp>, "
	    "delay=5+00:00:03, mailer=esmtp, pri=1, stat=Message "
	    "could not be delivered for 5 days",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=a@example.jp expired delay=432003.000000 "
	    "reply=\"Message could not be delivered for 5 days\"",
	    "delivered for" },
	{ "8.8, no dsn",
	    "LAA07253: to=u@example.jp, delay=00:00:01, "
	    "mailer=smtp, relay=mx.example.jp. [192.0.2.9], "
	    "stat=Host unknown (Name server: mx.example.jp: host "
	    "not found)",
	    "deliver queue_id=LAA07253 recipient=u@example.jp "
	    "failed stage=connect no-brackets delay=1.000000 "
	    "relay=mx.example.jp relay_ip=192.0.2.9 reply=\"Host "
	    "unknown (Name server: mx.example.jp: host not "
	    "found)\"",
	    "Host unknown" },
	{ "unknown words: the class",
	    "u7VBdN0m002118: to=<a@example.jp>, delay=00:00:03, "
	    "mailer=esmtp, relay=mx.example.jp. [192.0.2.9], "
	    "dsn=4.3.0, stat=Operating system error: x",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=a@example.jp deferred delay=3.000000 "
	    "relay=mx.example.jp relay_ip=192.0.2.9 status=4.3.0 "
	    "reply=\"Operating system error: x\"",
	    "stat=O" },
	{ "unknown words: no class",
	    "u7VBdN0m002118: to=<a@example.jp>, delay=00:00:03, "
	    "mailer=esmtp, relay=mx.example.jp. [192.0.2.9], "
	    "stat=What",
	    "note (unreadable delivery line)", NULL },
	{ "a comma is missing",
	    "u7VBdN0m002118: to=<a@example.jp>, delay=00:00:03, "
	    "mailer=esmtp, relay=mx.example.jp. [192.0.2.9], "
	    "dsn=4.3.0 stat=Deferred: y",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=a@example.jp deferred delay=3.000000 "
	    "relay=mx.example.jp relay_ip=192.0.2.9 status=4.3.0 "
	    "reply=y",
	    "stat=D" },
	{ "file",
	    "u7VBdN0m002118: to=/var/mail/x, "
	    "ctladdr=<u@example.jp> (1/1), delay=00:00:00, "
	    "xdelay=00:00:00, mailer=*file*, pri=1, dsn=2.0.0, "
	    "stat=Sent",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=/var/mail/x sent local no-brackets "
	    "delay=0.000000 relay=*file* status=2.0.0",
	    "stat=S" },
	{ "command",
	    "u7VBdN0m002118: to=\"|/usr/bin/x -y, delay=z\", "
	    "ctladdr=<u@example.jp> (1/1), delay=00:00:00, "
	    "xdelay=00:00:00, mailer=prog, pri=1, dsn=2.0.0, "
	    "stat=Sent",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=\"\\\"|/usr/bin/x -y, delay=z\\\"\" sent "
	    "local pipe no-brackets delay=0.000000 relay=prog "
	    "status=2.0.0",
	    "stat=S" },
	{ "local",
	    "u7VBdN0m002118: to=<u@example.jp>, delay=00:00:00, "
	    "xdelay=00:00:00, mailer=local, pri=1, "
	    "relay=localhost, dsn=2.0.0, stat=Sent",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=u@example.jp sent local delay=0.000000 "
	    "relay=local status=2.0.0",
	    "stat=S" },
	{ "queued",
	    "u7VBdN0m002118: to=<u@example.jp>, delay=00:00:00, "
	    "mailer=esmtp, pri=1, stat=queued",
	    "note", NULL },
	{ "DECISIONS 3",
	    "u7VBdN0m002118: to=<u@example.jp>, delay=00:00:00, "
	    "mailer=esmtp, pri=1, stat=discarded",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=u@example.jp suppressed no-attempt "
	    "delay=0.000000",
	    "stat=discarded" },
	{ "a milter refused the message",
	    "u7VBdN0m002118: to=<u@example.jp>, delay=00:00:00, "
	    "pri=1, stat=554 5.7.1 Message rejected",
	    "reject queue_id=u7VBdN0m002118 "
	    "recipient=u@example.jp failed stage=eod "
	    "delay=0.000000 reply=\"554 5.7.1 Message rejected\"",
	    "stat=5" },
	{ "torn",
	    "u7VBdN0m002118: to=<u@example.jp>, delay=00:00:00, "
	    "xdelay=00:00:00, mailer=esmtp, pri=1, dsn=2.0.0, sta",
	    "note (torn delivery line)", NULL },
	{ "torn", "u7VBdN0m002118: to=<u@exam", "note (torn delivery line)",
	    NULL },
	{ "first piece",
	    "u7VBdN0m002118[1]: to=<u@example.jp>, "
	    "delay=00:00:00, mailer=esmtp, dsn=2.0.0, stat=Sent "
	    "(a ...",
	    "deliver queue_id=u7VBdN0m002118 "
	    "recipient=u@example.jp sent delay=0.000000 "
	    "status=2.0.0 reply=a",
	    "stat=S" },
	{ "other piece",
	    "u7VBdN0m002118[2]: to=<u@example.jp>, "
	    "delay=00:00:00, mailer=esmtp, dsn=2.0.0, stat=Sent "
	    "(a)",
	    "note", NULL },
	{ "FORMATS 6, from",
	    "u3P05kaI000640: from=<s@example.com>, size=1203, "
	    "class=0, nrcpts=2, msgid=<m1, x@example.com>, "
	    "bodytype=8BITMIME, proto=ESMTP, daemon=MTA, "
	    "relay=mx.example.com [192.0.2.7] (may be forged)",
	    "accept queue_id=u3P05kaI000640 message_id=\"m1, "
	    "x@example.com\" sender=s@example.com n_recipients=2 "
	    "client=mx.example.com client_ip=192.0.2.7",
	    "nrcpts=2" },
	{ "hostile sender",
	    "u3P05kaI000640: from=<\"a, nrcpts=0\"@example.com>, "
	    "size=1, class=0, nrcpts=1, relay=[192.0.2.7]",
	    "accept queue_id=u3P05kaI000640 sender=\"\\\"a, "
	    "nrcpts=0\\\"@example.com\" n_recipients=1 "
	    "client=[192.0.2.7] client_ip=192.0.2.7",
	    "nrcpts=1" },
	{ "null sender",
	    "u3P05kaI000640: from=<>, size=1203, class=0, "
	    "nrcpts=1, msgid=<m1@example.com>, relay=localhost",
	    "accept queue_id=u3P05kaI000640 "
	    "message_id=m1@example.com null-sender "
	    "n_recipients=1 client=localhost",
	    "nrcpts=1" },
	{ "submitted",
	    "u3P05kaI000640: from=root, size=1, class=0, "
	    "nrcpts=1, msgid=<m1@example.com>, "
	    "relay=root@localhost",
	    "accept queue_id=u3P05kaI000640 "
	    "message_id=m1@example.com sender=root submitted "
	    "n_recipients=1",
	    "nrcpts=1" },
	{ "no recipient was taken",
	    "rA37ZTSC026254: from=<s@example.com>, size=0, "
	    "class=0, nrcpts=0, proto=ESMTP, daemon=MTA, "
	    "relay=h.example [192.0.2.7]",
	    "note", NULL },
	{ "FORMATS 6, expiry",
	    "u3P05kaI000640: u3P05kaJ000640: sender notify: "
	    "Cannot send message for 5 days",
	    "expire queue_id=u3P05kaI000640 "
	    "next_id=u3P05kaJ000640",
	    "notify: " },
	{ "expiry",
	    "u3P05kaI000640: u3P05kaJ000640: return to sender: "
	    "Cannot send message for 5 days",
	    "expire queue_id=u3P05kaI000640 "
	    "next_id=u3P05kaJ000640",
	    "sender: " },
	{ "a warning",
	    "u3P05kaI000640: u3P05kaJ000640: sender notify: "
	    "Warning: could not send message for past 4 hours",
	    "bounce queue_id=u3P05kaI000640 "
	    "next_id=u3P05kaJ000640",
	    NULL },
	{ "a bounce", "u3P05kaI000640: u3P05kaJ000640: DSN: User unknown",
	    "bounce queue_id=u3P05kaI000640 "
	    "next_id=u3P05kaJ000640",
	    "DSN: " },
	{ "a bounce",
	    "u3P05kaI000640: u3P05kaJ000640: postmaster notify: "
	    "User unknown",
	    "bounce queue_id=u3P05kaI000640 "
	    "next_id=u3P05kaJ000640",
	    "notify: " },
	{ "owner- of a list",
	    "u3P05kaI000640: u3P05kaJ000640: clone: "
	    "owner=owner-l@example.com",
	    "link queue_id=u3P05kaI000640 next_id=u3P05kaJ000640 "
	    "forward",
	    "clone: " },
	{ "done", "u3P05kaI000640: done; delay=00:00:01, ntries=1",
	    "remove queue_id=u3P05kaI000640", "delay=" },
	{ "FORMATS 6, refused",
	    "s1P819mk027713: ruleset=check_rcpt, arg1=<\"u, "
	    "relay=x [192.0.2.9], reject=250\"@example.jp>, "
	    "relay=h.example [192.0.2.7] (may be forged), "
	    "reject=550 5.7.1 <u@example.jp>... Relaying denied",
	    "reject queue_id=s1P819mk027713 recipient=\"\\\"u, "
	    "relay=x [192.0.2.9], reject=250\\\"@example.jp\" "
	    "failed stage=rcpt client=h.example "
	    "client_ip=192.0.2.7 status=5.7.1 reply=\"550 5.7.1 "
	    "<u@example.jp>... Relaying denied\"",
	    "reject=" },
	{ "check_mail",
	    "s1P819mk027713: ruleset=check_mail, "
	    "arg1=<s@example.com>, relay=[IPv6:2001:db8::7], "
	    "reject=451 4.1.8 Domain does not resolve",
	    "reject queue_id=s1P819mk027713 sender=s@example.com "
	    "deferred stage=mail client=[IPv6:2001:db8::7] "
	    "client_ip=2001:db8::7 status=4.1.8 reply=\"451 "
	    "4.1.8 Domain does not resolve\"",
	    "reject=" },
	{ "check_relay without id",
	    "ruleset=check_relay, arg1=h.example, "
	    "arg2=192.0.2.7, relay=h.example [192.0.2.7], "
	    "reject=421 4.3.2 Too many open connections.",
	    "reject deferred stage=connect client=h.example "
	    "client_ip=192.0.2.7 status=4.3.2 reply=\"421 4.3.2 "
	    "Too many open connections.\"",
	    "reject=" },
	{ "what a server we connect to does not fulfil",
	    "s1P819mk027713: ruleset=tls_server, arg1=NONE, "
	    "relay=mx.example.jp, reject=403 4.7.0 encryption "
	    "required",
	    "note", NULL },
	{ "discard",
	    "s1P819mk027713: ruleset=check_mail, "
	    "arg1=<s@example.com>, relay=[192.0.2.7], discard",
	    "note", NULL },
	{ "err.c", "rA37ZTSC026254: <u@example.jp>... User unknown",
	    "reject queue_id=rA37ZTSC026254 "
	    "recipient=u@example.jp stage=rcpt reply=\"User "
	    "unknown\"",
	    NULL },
	{ "a milter refused",
	    "s1P819mk027713: Milter: to=<u@example.jp>, "
	    "reject=451 4.7.1 Greylisted",
	    "reject queue_id=s1P819mk027713 "
	    "recipient=u@example.jp deferred stage=rcpt "
	    "status=4.7.1 reply=\"451 4.7.1 Greylisted\"",
	    "reject=" },
	{ "a milter refused",
	    "s1P819mk027713: Milter: data, reject=554 5.7.1 spam",
	    "reject queue_id=s1P819mk027713 failed stage=eod "
	    "status=5.7.1 reply=\"554 5.7.1 spam\"",
	    "reject=" },
	{ "a milter refused, told in detail",
	    "s1P819mk027713: milter=x, action=rcpt, reject=451 "
	    "4.7.1 Greylisted",
	    "note", NULL },
	{ "FORMATS 6, a field",
	    "s1P819mk027713: Milter (opendkim) insert (1): "
	    "header: Authentication-Results:  "
	    "mx.example.com;\\n\\tdkim=pass header.d=example.com",
	    "auth queue_id=s1P819mk027713 "
	    "field_name=Authentication-Results field_body=\"  "
	    "mx.example.com;\\\\n\\\\tdkim=pass "
	    "header.d=example.com\"",
	    NULL },
	{ "FORMATS 6, a field, old form",
	    "s1P819mk027713: Milter add: header: Received-SPF: "
	    "pass (x)",
	    "auth queue_id=s1P819mk027713 "
	    "field_name=Received-SPF field_body=\" pass (x)\"",
	    NULL },
	{ "another field", "s1P819mk027713: Milter (x) add: header: X-Spam: no",
	    "note", NULL },
	{ "greeting",
	    "s1R9r60D044307: rejecting commands from h.example "
	    "[192.0.2.7] due to pre-greeting traffic after 0 "
	    "seconds",
	    "note", NULL },
};

int
main(void)
{
	static const struct line_program program = { td_sendmail_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_sendmail", &program, 1);
}

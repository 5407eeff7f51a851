/*
 * Lines of Exim that are no deliveries: FORMATS 5, DECISIONS 9, its sources.
 */
#include "tests/formats/lines.h"

static const struct line_vector vectors[] = {
	{ "FORMATS 5, signature",
	    "1j5JCO-0007X6-Px DKIM: d=example.com s=mail "
	    "c=relaxed/relaxed a=rsa-sha256 b=2048 "
	    "i=u@example.com t=1 [verification succeeded]",
	    "auth queue_id=1j5JCO-0007X6-Px dkim=pass "
	    "dkim_domain=example.com",
	    NULL },
	{ "a signer's words",
	    "1j5JCO-0007X6-Px DKIM: d=example.com s=mail "
	    "c=relaxed/relaxed a=rsa-sha1 b=1024 i=[verification "
	    "succeeded]@example.com [verification failed - body "
	    "hash mismatch (body probably modified in transit)]",
	    "auth queue_id=1j5JCO-0007X6-Px dkim=fail "
	    "dkim_domain=example.com",
	    NULL },
	{ "DECISIONS 9",
	    "1j5JCO-0007X6-Px DKIM: d=example.com s=mail "
	    "c=simple/simple a=rsa-sha256 b=0 [invalid - public "
	    "key record (currently?) unavailable]",
	    "auth queue_id=1j5JCO-0007X6-Px dkim=neutral "
	    "dkim_domain=example.com",
	    NULL },
	{ "told again by the next line",
	    "1j5JCO-0007X6-Px DKIM: d=example.com s=sel_bad "
	    "[failed key import]",
	    "note", NULL },
	{ "syslog mode, first piece",
	    "[1/2] 2026-11-21 17:58:00.123 +0900 [4711] "
	    "10HmbL-0000vi-00 ** n@example.jp R=r T=t : SMTP "
	    "error from remote mail server after DATA: 550 much",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp failed stage=data "
	    "reply=\"550 much\"",
	    NULL },
	{ "syslog mode, other pieces", "[2/2] => n@example.jp R=r T=t", "note",
	    NULL },
	{ "syslog mode, other pieces",
	    "[2\\3] 10HmbL-0000vi-00 => n@example.jp R=r T=t", "note", NULL },
	{ "second stamp", "2026-11-21 17:58:00 10HmbL-0000vi-00 Completed",
	    "remove queue_id=10HmbL-0000vi-00", NULL },
	{ "FORMATS 5, RCPT",
	    "H=mx.example.com (h) [192.0.2.7]:3755 "
	    "I=[192.0.2.1]:25 Ci=7 X=TLS1.2:A:256 CV=no SNI=x "
	    "F=<s@example.com> A=plain:u rejected RCPT "
	    "<u@example.jp>: relay not permitted",
	    "reject sender=s@example.com recipient=u@example.jp "
	    "failed stage=rcpt client=mx.example.com "
	    "client_ip=192.0.2.7 helo=h reply=\"relay not "
	    "permitted\"",
	    NULL },
	{ "hostile sender",
	    "H=[192.0.2.7] F=<\" rejected RCPT <v@gmail.com>: "
	    "\"@example.com> temporarily rejected RCPT "
	    "<u@example.jp>",
	    "reject sender=\"\\\" rejected RCPT <v@gmail.com>: "
	    "\\\"@example.com\" recipient=u@example.jp deferred "
	    "stage=rcpt client_ip=192.0.2.7",
	    NULL },
	{ "no brackets",
	    "H=(h) [192.0.2.7] F=s@example.com SPF=fail rejected "
	    "RCPT u@example.jp: no",
	    "reject sender=s@example.com recipient=u@example.jp "
	    "failed stage=rcpt client_ip=192.0.2.7 helo=h "
	    "reply=no",
	    NULL },
	{ "recipient cut at 100 bytes",
	    "H=(h) [192.0.2.7] F=<s@example.com> rejected RCPT "
	    "<uuuuu: too long",
	    "reject sender=s@example.com failed stage=rcpt "
	    "client_ip=192.0.2.7 helo=h reply=\"too long\"",
	    NULL },
	{ "after DATA",
	    "1Unmew-0000ea-SE H=h.example [192.0.2.7]:32706 "
	    "F=<s@example.com> rejected after DATA: a virus",
	    "reject queue_id=1Unmew-0000ea-SE "
	    "sender=s@example.com failed stage=eod "
	    "client=h.example client_ip=192.0.2.7 reply=\"a "
	    "virus\"",
	    NULL },
	{ "local_scan",
	    "1Ai79e-0000Dq-8i F=s@example.com H=h.example "
	    "[192.0.2.7] P=smtp temporarily rejected by "
	    "local_scan(): later",
	    "reject queue_id=1Ai79e-0000Dq-8i "
	    "sender=s@example.com deferred stage=eod "
	    "client=h.example client_ip=192.0.2.7 reply=later",
	    NULL },
	{ "MAIL", "U=u rejected MAIL <s@example.com>: no",
	    "reject failed stage=mail reply=no", NULL },
	{ "too big",
	    "rejected MAIL FROM:<s@example.com> H=h.example "
	    "[192.0.2.7]: message too big: size=1 max=0",
	    "reject failed stage=mail client=h.example "
	    "client_ip=192.0.2.7 reply=\"message too big: size=1 "
	    "max=0\"",
	    NULL },
	{ "connect",
	    "H=[192.0.2.7] U=u temporarily rejected connection "
	    "in \"connect\" ACL: too fast",
	    "reject deferred stage=connect client_ip=192.0.2.7 "
	    "reply=\"too fast\"",
	    NULL },
	{ "connect",
	    "refused connection from h.example [192.0.2.7] "
	    "(host_reject_connection)",
	    "reject failed stage=connect client=h.example "
	    "client_ip=192.0.2.7",
	    NULL },
	{ "connect",
	    "H=[192.0.2.101]:62839 dropped by 'connect' ACL: "
	    "Country is banned",
	    "reject failed stage=connect client_ip=192.0.2.101 "
	    "reply=\"Country is banned\"",
	    NULL },
	{ "HELO",
	    "H=(x.example) [192.0.2.7] rejected EHLO or HELO "
	    "x.example: no",
	    "reject failed stage=ehlo client_ip=192.0.2.7 "
	    "helo=x.example reply=no",
	    NULL },
	{ "too early",
	    "SMTP protocol synchronization error (input sent "
	    "without waiting for greeting): rejected connection "
	    "from H=[192.0.2.7]:25936 I=[192.0.2.1]:25 "
	    "input=\"GET / HTTP/1.1\\r\\n\"",
	    "reject failed stage=connect client_ip=192.0.2.7 "
	    "reply=\"SMTP protocol synchronization error (input "
	    "sent without waiting for greeting): rejected "
	    "connection from H=[192.0.2.7]:25936 "
	    "I=[192.0.2.1]:25 input=\\\"GET / "
	    "HTTP/1.1\\\\r\\\\n\\\"\"",
	    NULL },
	{ "no mail", "H=(h) [192.0.2.7] rejected VRFY u@example.jp", "note",
	    NULL },
	{ "said before the rejection",
	    "H=mx.example.com [192.0.2.7] sender verify fail for "
	    "<s@example.com>: Unknown user",
	    "note", NULL },
	{ "a host that refuses us",
	    "10HmbL-0000vi-00 H=mx.example.jp [192.0.2.9]: SMTP "
	    "error from remote mail server after end of data: "
	    "421 rejected RCPT <x@y>: no",
	    "note", NULL },
	{ "a host that refuses us",
	    "10HmbL-0000vi-00 H=mx.example.jp [192.0.2.9] "
	    "Connection refused",
	    "note", NULL },
	{ "bounce of a bounce",
	    "10HmbL-0000vi-00 n@example.jp <s@example.com>: "
	    "error ignored",
	    "note", NULL },
	{ "frozen", "10HmbL-0000vi-00 Frozen (delivery error message)", "note",
	    NULL },
	{ "others", "no host name found for IP address 192.0.2.8", "note",
	    NULL },
	{ "others", "Start queue run: pid=1", "note", NULL },
};

int
main(void)
{
	static const struct line_program program = { td_exim_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_exim_other", &program, 1);
}

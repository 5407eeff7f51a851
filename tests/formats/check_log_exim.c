/*
 * Lines of Exim: FORMATS 5, DECISIONS, and its deliver.c, receive.c, smtp_in.c.
 */
#include "tests/formats/lines.h"

static const struct line_vector vectors[] = {
	{ "FORMATS 5, arrival",
	    "1j5KuI-0000p6-7P <= s@example.com "
	    "H=lists.example.com (helo.example) "
	    "[192.0.2.30]:2525 I=[192.0.2.1]:25 P=esmtps "
	    "X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=4711 "
	    "DKIM=example.com SPF=softfail DMARC=quarantine "
	    "id=m1@example.com T=\"x \\\" for y@example.org "
	    "DKIM=evil.example\" from <s@example.com> for "
	    "u@docomo.ne.jp v@example.org",
	    "accept queue_id=1j5KuI-0000p6-7P "
	    "message_id=m1@example.com sender=s@example.com "
	    "recipient=\"u@docomo.ne.jp v@example.org\" list "
	    "client=lists.example.com client_ip=192.0.2.30 "
	    "helo=helo.example spf=softfail dkim=pass "
	    "dkim_domain=example.com dmarc=fail",
	    NULL },
	{ "FORMATS 5, long id, bare SPF, DMARC and ARC",
	    "1tRwtA-000000009RI-7W3x <= s@example.com "
	    "H=[192.0.2.30] P=esmtp SPF S=1 ARC DMARC "
	    "id=m2@example.com",
	    "accept queue_id=1tRwtA-000000009RI-7W3x "
	    "message_id=m2@example.com sender=s@example.com "
	    "client_ip=192.0.2.30 spf=pass dmarc=pass arc=pass",
	    NULL },
	{ "a bounce",
	    "1tRwtA-000000009RI-7W3x <= <> "
	    "R=1tRwt9-000000009RH-6V2w U=Debian-exim P=local S=1",
	    "accept queue_id=1tRwtA-000000009RI-7W3x null-sender "
	    "submitted",
	    NULL },
	{ "a quoted sender; SMTPUTF8; fake reject",
	    "1tRwtA-000000009RI-7W3x (= \"name with "
	    "spaces\"@example.com H=(test) [2001:db8::1] "
	    "P=utf8esmtp S=1 id*=\"a b\"@example.com for "
	    "u@gmail.com",
	    "accept queue_id=1tRwtA-000000009RI-7W3x "
	    "message_id=\"\\\"a b\\\"@example.com\" "
	    "sender=\"\\\"name with spaces\\\"@example.com\" "
	    "recipient=u@gmail.com client_ip=2001:db8::1 "
	    "helo=test",
	    NULL },
	{ "DMARC words",
	    "1tRwtA-000000009RI-7W3x <= s@example.com U=root "
	    "P=local S=1 DMARC=norecord",
	    "accept queue_id=1tRwtA-000000009RI-7W3x "
	    "sender=s@example.com submitted dmarc=none",
	    NULL },
	{ "Completed", "1j5KuI-0000p6-7P Completed QT=1s",
	    "remove queue_id=1j5KuI-0000p6-7P", NULL },
	{ "FORMATS 5, delivered to the original, X and C",
	    "1j5IrW-0006y7-6W => user@mx.example.com "
	    "<seed_4@gmail.com> F=<s@example.com> R=dnslookup "
	    "T=remote_smtp S=12 H=mx.example.com DS "
	    "[2001:db8::25]:25* TFO X=TLS1.3:AES:256* CV=dane "
	    "DN=\"C=JP, O=a \\\"b\\\"\" A=plain:u L* PRDR K "
	    "DKIM=example.com:sel C=\"250 2.0.0 OK "
	    "id=1j5IrW-0006y7-6X\" QT=1m3.5s DT=0.250s",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "next_id=1j5IrW-0006y7-6X sender=s@example.com "
	    "recipient=user@mx.example.com "
	    "original=seed_4@gmail.com sent delay=63.500000 "
	    "relay=mx.example.com relay_ip=2001:db8::25 "
	    "status=2.0.0 reply=\"250 2.0.0 OK "
	    "id=1j5IrW-0006y7-6X\" tls=TLS1.3:AES:256*",
	    " R=dnslookup T=r" },
	{ "transports/smtp.c, outgoing_port; a smarthost",
	    "1j5IrW-0006y7-6W => u@example.jp R=smarthost "
	    "T=remote_smtp_smarthost H=smtp.example.com "
	    "[192.0.2.9]:587 X=TLS1.3:AES:256 C=\"250 ok\"",
	    "deliver queue_id=1j5IrW-0006y7-6W recipient=u@example.jp "
	    "sent submission relay=smtp.example.com relay_ip=192.0.2.9 "
	    "reply=\"250 ok\" tls=TLS1.3:AES:256",
	    NULL },
	{ "parents",
	    "1j5IrW-0006y7-6W -> u@example.jp (l@example.com, "
	    "m@example.com) <all@example.com> R=dnslookup "
	    "T=remote_smtp H=mx.example.jp [192.0.2.9] C=\"250 "
	    "Ok: queued as 4AbCdE0123\"",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "next_id=4AbCdE0123 recipient=u@example.jp "
	    "original=all@example.com sent relay=mx.example.jp "
	    "relay_ip=192.0.2.9 reply=\"250 Ok: queued as "
	    "4AbCdE0123\"",
	    " R=dnslookup T=r" },
	{ "cutthrough, before the arrival",
	    "1j5IrW-0006y7-6W >> u@example.jp R=all T=smtp "
	    "H=mx.example.jp [192.0.2.9]:25 C=\"250 2.0.0 "
	    "wALHw0aB012345 Message accepted for delivery\"",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "next_id=wALHw0aB012345 recipient=u@example.jp sent "
	    "relay=mx.example.jp relay_ip=192.0.2.9 status=2.0.0 "
	    "reply=\"250 2.0.0 wALHw0aB012345 Message accepted "
	    "for delivery\"",
	    " T=s" },
	{ "OpenSMTPD's answer",
	    "1j5IrW-0006y7-6W => u@example.jp R=all T=smtp "
	    "H=mx.example.jp [192.0.2.9] C=\"250 2.0.0: 0a0b0c02 Message "
	    "accepted for delivery\"",
	    "deliver queue_id=1j5IrW-0006y7-6W next_id=0a0b0c02 "
	    "recipient=u@example.jp sent relay=mx.example.jp "
	    "relay_ip=192.0.2.9 status=2.0.0 reply=\"250 2.0.0: 0a0b0c02 "
	    "Message accepted for delivery\"",
	    " T=s" },
	{ "Exim's answer where each recipient has its own (PRDR)",
	    "1j5IrW-0006y7-6W => u@example.jp R=all T=smtp "
	    "H=mx.example.jp [192.0.2.9] PRDR C=\"250 PRDR R=<u@example.jp> "
	    "ok\\n250 id=1j5IrW-0006y7-6X message accepted for some "
	    "recipients\"",
	    "deliver queue_id=1j5IrW-0006y7-6W next_id=1j5IrW-0006y7-6X "
	    "recipient=u@example.jp sent relay=mx.example.jp "
	    "relay_ip=192.0.2.9 reply=\"250 PRDR R=<u@example.jp> "
	    "ok\\\\n250 id=1j5IrW-0006y7-6X message accepted for some "
	    "recipients\"",
	    " T=s" },
	{ "delivery suppressed by -N",
	    "1j5IrW-0006y7-6W *> u@example.jp R=all T=smtp "
	    "H=mx.example.jp [192.0.2.9] C=\"delivery bypassed "
	    "by -N option\"",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp suppressed no-attempt "
	    "relay=mx.example.jp relay_ip=192.0.2.9",
	    " T=s" },
	{ "DECISIONS 3",
	    "1j5IrW-0006y7-6W => :blackhole: <u@example.jp> "
	    "R=system_aliases",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp "
	    "suppressed no-attempt",
	    "> R=s" },
	{ "DECISIONS 3", "1j5IrW-0006y7-6W => discarded <u@example.jp> R=r",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp "
	    "suppressed no-attempt",
	    "> R=r" },
	{ "DECISIONS 3",
	    "1j5IrW-0006y7-6W => blackhole (RCPT ACL discarded "
	    "recipients): spam trap",
	    "deliver queue_id=1j5IrW-0006y7-6W suppressed "
	    "no-attempt",
	    "blackhole (" },
	{ "DECISIONS 3, /dev/null",
	    "1j5IrW-0006y7-6W => /dev/null (f@example.jp) "
	    "<u@example.jp> R=aliases T=**bypassed**",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp "
	    "suppressed no-attempt",
	    " T=*" },
	{ "a local user of that name",
	    "1j5IrW-0006y7-6W => blackhole "
	    "<blackhole@example.jp> R=localuser T=local_delivery",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=blackhole@example.jp "
	    "original=blackhole@example.jp sent local "
	    "relay=local_delivery",
	    " T=l" },
	{ "local, short name",
	    "1j5IrW-0006y7-6W => u <u@example.jp> R=localuser "
	    "T=local_delivery QT=0s",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp sent "
	    "local delay=0.000000 relay=local_delivery",
	    " T=l" },
	{ "LMTP over a socket",
	    "1j5IrW-0006y7-6W => u@example.jp R=virtual "
	    "T=dovecot_lmtp C=\"250 2.0.0 <u@example.jp> xyz "
	    "Saved\"",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp sent local "
	    "relay=dovecot_lmtp status=2.0.0 reply=\"250 2.0.0 "
	    "<u@example.jp> xyz Saved\"",
	    " T=d" },
	{ "pipe",
	    "1j5IrW-0006y7-6W => |/usr/bin/vac -f \"a <b>\" "
	    "<u@example.jp> R=userforward T=address_pipe",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp sent "
	    "local pipe relay=address_pipe",
	    " T=a" },
	{ "file with a parent",
	    "1j5IrW-0006y7-6W => /home/u/in box (l@example.jp) "
	    "<u@example.jp> R=userforward T=address_file",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp sent "
	    "local relay=address_file",
	    " T=a" },
	{ "auto-reply",
	    "1j5IrW-0006y7-6W => >s@example.com <u@example.jp> "
	    "R=userforward T=address_reply",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp sent "
	    "local relay=address_reply",
	    " T=a" },
	{ "shadow transport",
	    "1j5IrW-0006y7-6W => u <u@example.jp> R=r T=t "
	    "ST=shadow (not a regular file) C=\"250 ok\" QT=2s",
	    "deliver queue_id=1j5IrW-0006y7-6W "
	    "recipient=u@example.jp original=u@example.jp sent "
	    "local delay=2.000000 relay=t reply=\"250 ok\"",
	    " T=t" },
	{ "FORMATS 5, deferral",
	    "10HmbB-000000005vi-0000 == c@example.jp "
	    "<C@example.jp> R=client T=smtp defer (-44) "
	    "H=mx.example.jp [192.0.2.9]:25: SMTP error from "
	    "remote mail server after RCPT TO:<C@example.jp>: "
	    "452-4.5.3 Try\\n452 4.5.3 again",
	    "deliver queue_id=10HmbB-000000005vi-0000 "
	    "recipient=c@example.jp original=C@example.jp "
	    "deferred stage=rcpt relay=mx.example.jp "
	    "relay_ip=192.0.2.9 status=4.5.3 reply=\"452-4.5.3 "
	    "Try\\\\n452 4.5.3 again\"",
	    "defer (-44)" },
	{ "an errno and a host",
	    "10HmbB-000000005vi-0000 == c@example.jp R=client "
	    "T=smtp defer (110): Connection timed out "
	    "H=mx.example.jp [192.0.2.9] DT=2m7s: SMTP timeout "
	    "after end of data (512 bytes written)",
	    "deliver queue_id=10HmbB-000000005vi-0000 "
	    "recipient=c@example.jp deferred stage=eod "
	    "relay=mx.example.jp relay_ip=192.0.2.9 reply=\"SMTP "
	    "timeout after end of data (512 bytes written)\"",
	    "defer (110)" },
	{ "an errno alone",
	    "10HmbB-000000005vi-0000 == c@example.jp R=client "
	    "T=smtp defer (111): Connection refused",
	    "deliver queue_id=10HmbB-000000005vi-0000 "
	    "recipient=c@example.jp deferred stage=connect "
	    "reply=\"Connection refused\"",
	    "defer (111)" },
	{ "before 4.83",
	    "10HmbB-0000vi-00 == c@example.jp R=client T=smtp "
	    "defer (-44): SMTP error from remote mail server "
	    "after pipelined RCPT TO:<\"a: b\"@example.jp>: host "
	    "mx.example.jp [192.0.2.9]: 451 4.7.1 later",
	    "deliver queue_id=10HmbB-0000vi-00 "
	    "recipient=c@example.jp deferred stage=rcpt "
	    "relay=mx.example.jp relay_ip=192.0.2.9 status=4.7.1 "
	    "reply=\"451 4.7.1 later\"",
	    "defer (-44)" },
	{ "FORMATS 5, DECISIONS 2",
	    "1cImAN-0001CD-0m == user@example.jp routing defer "
	    "(-51): retry time not reached",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred no-attempt "
	    "reply=\"retry time not reached\"",
	    "defer (-51)" },
	{ "DECISIONS 2",
	    "1cImAN-0001CD-0m == user@example.jp R=r T=t defer "
	    "(-53): retry time not reached for any host for "
	    "'example.jp'",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred no-attempt "
	    "reply=\"retry time not reached for any host for "
	    "'example.jp'\"",
	    "defer (-53)" },
	{ "macros.h, ERRNO_RRETRY",
	    "1cImAN-0001CD-0m == user@example.jp R=r T=t defer "
	    "(-52): x",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred no-attempt "
	    "reply=x",
	    "defer (-52)" },
	{ "Exim macros.h, ERRNO_TRETRY",
	    "1cImAN-0001CD-0m == user@example.jp R=r T=t defer "
	    "(-57): concurrency limit reached for transport",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred no-attempt "
	    "reply=\"concurrency limit reached for transport\"",
	    "defer (-57)" },
	{ "macros.h, ERRNO_TAINT is none of them",
	    "1cImAN-0001CD-0m == user@example.jp R=r T=t defer "
	    "(-51): Tainted file name",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred reply=\"Tainted "
	    "file name\"",
	    "defer (-51)" },
	{ "DECISIONS 2, held",
	    "1cImAN-0001CD-0m == user@example.jp defer (-23): "
	    "domain is held",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred no-attempt "
	    "reply=\"domain is held\"",
	    "defer (-23)" },
	{ "no message",
	    "1cImAN-0001CD-0m == user@example.jp R=r T=t defer "
	    "(-1)",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred",
	    "defer (-1)" },
	{ "TLS",
	    "1cImAN-0001CD-0m == user@example.jp R=r T=t defer "
	    "(-37) H=mx.example.jp [192.0.2.9]: TLS session: "
	    "(certificate verification failed): certificate "
	    "invalid",
	    "deliver queue_id=1cImAN-0001CD-0m "
	    "recipient=user@example.jp deferred stage=ehlo "
	    "relay=mx.example.jp relay_ip=192.0.2.9 reply=\"TLS "
	    "session: (certificate verification failed): "
	    "certificate invalid\"",
	    "defer (-37)" },
	{ "FORMATS 5, failure",
	    "10HmbL-000000005vi-0000 ** n@docomo.ne.jp R=client "
	    "T=smtp H=mx.example.jp [192.0.2.1]:25 "
	    "X=TLS1.2:A:256 CV=yes : SMTP error from remote mail "
	    "server after RCPT TO:<n@docomo.ne.jp>: 550 5.1.1 "
	    "Unknown user DT=1s",
	    "deliver queue_id=10HmbL-000000005vi-0000 "
	    "recipient=n@docomo.ne.jp failed stage=rcpt "
	    "relay=mx.example.jp relay_ip=192.0.2.1 status=5.1.1 "
	    "reply=\"550 5.1.1 Unknown user\" tls=TLS1.2:A:256",
	    NULL },
	{ "old form",
	    "10HmbL-0000vi-00 ** n@example.jp: Unrouteable "
	    "address",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp failed reply=\"Unrouteable "
	    "address\"",
	    NULL },
	{ "old form, keys",
	    "10HmbL-0000vi-00 ** n@example.jp <o@example.jp> "
	    "R=client T=smtp: SMTP error from remote mailer "
	    "after end of data: host mx.example.jp [192.0.2.1]: "
	    "554 no",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp original=o@example.jp failed "
	    "stage=eod relay=mx.example.jp relay_ip=192.0.2.1 "
	    "reply=\"554 no\"",
	    NULL },
	{ "expired",
	    "10HmbL-0000vi-00 ** n@example.jp: retry timeout "
	    "exceeded",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp expired no-attempt "
	    "reply=\"retry timeout exceeded\"",
	    ": r" },
	{ "expired, with the original",
	    "10HmbL-0000vi-00 ** n@example.jp <o@example.jp>: "
	    "retry timeout exceeded",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp original=o@example.jp "
	    "expired no-attempt reply=\"retry timeout exceeded\"",
	    ": r" },
	{ "expired, hosts",
	    "10HmbL-0000vi-00 ** n@example.jp R=r T=t : all "
	    "hosts for 'example.jp' have been failing for a long "
	    "time (and retry time not reached)",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp expired no-attempt "
	    "reply=\"all hosts for 'example.jp' have been "
	    "failing for a long time (and retry time not "
	    "reached)\"",
	    NULL },
	{ "the words of a server expire nothing",
	    "10HmbL-0000vi-00 ** n@example.jp R=r T=t H=mx "
	    "[192.0.2.1] : SMTP error from remote mail server "
	    "after MAIL FROM:<s@example.com> SIZE=1: 550 retry "
	    "timeout exceeded",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp failed stage=mail relay=mx "
	    "relay_ip=192.0.2.1 reply=\"550 retry timeout "
	    "exceeded\"",
	    NULL },
	{ "mua_wrapper",
	    "10HmbL-0000vi-00 ** n@example.jp mua_wrapper forced "
	    "failure for deferred delivery",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp failed reply=\"mua_wrapper "
	    "forced failure for deferred delivery\"",
	    NULL },
	{ "mua_wrapper, nobody named",
	    "10HmbL-0000vi-00 ** mua_wrapper is set but "
	    "recipients cannot all be delivered in one "
	    "transaction",
	    "note", NULL },
	{ "a pipe failed",
	    "10HmbL-0000vi-00 ** |/bin/x (l@example.jp) "
	    "<u@example.jp> R=r T=address_pipe : return message "
	    "generated",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=u@example.jp original=u@example.jp failed "
	    "local pipe reply=\"return message generated\"",
	    NULL },
	{ "relative file",
	    "10HmbL-0000vi-00 ** save inbox <u@example.jp> R=r "
	    "T=address_file : delivery to file forbidden",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=u@example.jp original=u@example.jp failed "
	    "local reply=\"delivery to file forbidden\"",
	    NULL },
	{ "quoted local part",
	    "10HmaX-000000005vi-0000 ** FAIL cannot route this "
	    "one (FAIL)@example.jp <\"FAIL cannot route this one "
	    "(FAIL)\"@example.jp> R=q : cannot route",
	    "deliver queue_id=10HmaX-000000005vi-0000 "
	    "recipient=\"\\\"FAIL cannot route this one "
	    "(FAIL)\\\"@example.jp\" original=\"\\\"FAIL cannot "
	    "route this one (FAIL)\\\"@example.jp\" failed "
	    "reply=\"cannot route\"",
	    NULL },
	{ "hostile local part: a whole line",
	    "10HmaX-000000005vi-0000 => x@a.example R=y T=z H=h "
	    "[192.0.2.1] C=\"250 ok@example.jp <\"x@a.example "
	    "R=y T=z H=h [192.0.2.1] C=\\\"250 ok\"@example.jp> "
	    "R=dnslookup T=smtp H=mx.example.jp [192.0.2.9] "
	    "C=\"250 yes\"",
	    "deliver queue_id=10HmaX-000000005vi-0000 "
	    "recipient=\"\\\"x@a.example R=y T=z H=h [192.0.2.1] "
	    "C=\\\\\\\"250 ok\\\"@example.jp\" "
	    "original=\"\\\"x@a.example R=y T=z H=h [192.0.2.1] "
	    "C=\\\\\\\"250 ok\\\"@example.jp\" sent "
	    "relay=mx.example.jp relay_ip=192.0.2.9 reply=\"250 "
	    "yes\"",
	    NULL },
	{ "hostile local part: a reason",
	    "10HmaX-000000005vi-0000 == x@a.example R=y T=z "
	    "defer (-44): no@example.jp <\"x@a.example R=y T=z "
	    "defer (-44): no\"@example.jp> R=r T=t defer (0): yes",
	    "deliver queue_id=10HmaX-000000005vi-0000 "
	    "recipient=\"\\\"x@a.example R=y T=z defer (-44): "
	    "no\\\"@example.jp\" original=\"\\\"x@a.example R=y "
	    "T=z defer (-44): no\\\"@example.jp\" deferred "
	    "reply=yes",
	    NULL },
	{ "hostile local part: a colon",
	    "10HmaX-000000005vi-0000 ** x@a.example: retry "
	    "timeout exceeded@example.jp <\"x@a.example: retry "
	    "timeout exceeded\"@example.jp> : Unrouteable address",
	    "deliver queue_id=10HmaX-000000005vi-0000 "
	    "recipient=\"\\\"x@a.example: retry timeout "
	    "exceeded\\\"@example.jp\" "
	    "original=\"\\\"x@a.example: retry timeout "
	    "exceeded\\\"@example.jp\" failed "
	    "reply=\"Unrouteable address\"",
	    NULL },
	{ "a server's words are no address",
	    "10HmbL-0000vi-00 ** n@example.jp R=r T=t H=mx "
	    "[192.0.2.1] : SMTP error from remote mail server "
	    "after RCPT TO:<n@example.jp>: 550 <\"n "
	    "x\"@b.example> R=no : no",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp failed stage=rcpt relay=mx "
	    "relay_ip=192.0.2.1 reply=\"550 <\\\"n "
	    "x\\\"@b.example> R=no : no\"",
	    NULL },
	{ "torn", "10HmbL-0000vi-00 => n@exam", "note (torn delivery line)",
	    NULL },
	{ "torn", "10HmbL-0000vi-00 => n@example.jp R=dnsloo",
	    "note (torn delivery line)", NULL },
	{ "torn",
	    "10HmbL-0000vi-00 == n@example.jp R=dnslookup T=smtp "
	    "defer (1",
	    "note (torn delivery line)", NULL },
	{ "torn", "10HmbL-0000vi-00 **", "note (torn delivery line)", NULL },
	{ "torn", "10HmbL-0000vi-00 => |/bin/x <u@exa",
	    "note (torn delivery line)", NULL },
	{ "reply cut",
	    "10HmbL-0000vi-00 => n@example.jp R=r T=t H=mx "
	    "[192.0.2.1] C=\"250 2.0.0 O",
	    "deliver queue_id=10HmbL-0000vi-00 "
	    "recipient=n@example.jp sent relay=mx "
	    "relay_ip=192.0.2.1 status=2.0.0 reply=\"250 2.0.0 "
	    "O\"",
	    NULL },
};

int
main(void)
{
	static const struct line_program program = { td_exim_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_exim", &program, 1);
}

/*
 * Lines of Haraka in its three formats, FORMATS.md 7, and its own source (3.1).
 */
#include "tests/formats/lines.h"

static const struct line_vector vectors[] = {
	{ "FORMATS 7",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound]  delivered "
	    "file=1784888725592_0_14058_GOIaR7_7_mx domain=gmail.com "
	    "host=gmail-smtp-in.l.google.com ip=192.0.2.163 port=25 "
	    "mode=SMTP tls=Y auth=N response=\"OK  1784888726 \\\"x\\\" - "
	    "gsmtp\" delay=1.165 fails=0 rcpts=1/0/0",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=gmail.com sent domain delay=1.165000 "
	    "relay=gmail-smtp-in.l.google.com relay_ip=192.0.2.163 "
	    "reply=\"OK  1784888726 \\\\\\\"x\\\\\\\" - gsmtp\"",
	    "rcpts=1/0/0" },
	{ "outbound/hmail.js, a forwarder",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound]  delivered file=1_mx domain=example.jp "
	    "host=smtp.example.com ip=192.0.2.163 port=465 mode=SMTP "
	    "tls=Y auth=Y response=\"ok\" delay=1 fails=0 rcpts=1/0/0",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=example.jp sent domain submission delay=1.000000 "
	    "relay=smtp.example.com relay_ip=192.0.2.163 reply=ok",
	    "rcpts=1/0/0" },
	{ "logger.js, logfmt",
	    "level=NOTICE uuid=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1 "
	    "origin=outbound message=\"\" delivered "
	    "file=1784888725592_0_14058_GOIaR7_7_mx domain=gmail.com "
	    "host=gmail-smtp-in.l.google.com ip=192.0.2.163 port=25 "
	    "mode=SMTP tls=Y auth=N response=\"OK  1784888726 \\\"x\\\" - "
	    "gsmtp\" delay=1.165 fails=0 rcpts=1/0/0",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=gmail.com sent domain delay=1.165000 "
	    "relay=gmail-smtp-in.l.google.com relay_ip=192.0.2.163 "
	    "reply=\"OK  1784888726 \\\\\\\"x\\\\\\\" - gsmtp\"",
	    "rcpts=1/0/0" },
	{ "logger.js, JSON",
	    "{\"level\":\"NOTICE\",\"uuid\":\"AAAAAAAA-BBBB-4CCC-8DDD-"
	    "EEEEEEEEEE"
	    "EE.1.1\",\"origin\":\"outbound\",\"message\":\"\",\"delivered "
	    "file\":\"17_0_mx\",\"domain\":\"example.jp\",\"host\":\"mx."
	    "example.jp\""
	    ",\"ip\":\"192.0.2.1\",\"port\":25,\"mode\":\"SMTP\",\"tls\":\"Y\","
	    "\"auth\":\""
	    "N\",\"response\":\"ok\",\"delay\":2,\"fails\":1,\"rcpts\":\"2/1/"
	    "3\"}",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=example.jp sent domain delay=2.000000 count=2/1/3 "
	    "relay=mx.example.jp relay_ip=192.0.2.1 reply=ok",
	    "2/1/3\"" },
	{ "without the level, which a frame took",
	    "[AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.2.1] [outbound] "
	    "delivered file=f domain=example.jp rcpts=1/0/0",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.2 "
	    "recipient=example.jp sent domain",
	    "rcpts=1/0/0" },
	{ "cut",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] delivered file=f domain=example.jp host=mx",
	    "note (torn delivery line)", NULL },
	{ "no domain",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] delivered file=f host=mx rcpts=1/0/0",
	    "note (unreadable delivery line)", NULL },
	{ "hmail.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] recipient <seed_4@gmail.com> deferred: 450 4.2.1 "
	    "busy",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=seed_4@gmail.com deferred stage=rcpt reply=\"450 "
	    "4.2.1 busy\"",
	    "450" },
	{ "hmail.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] recipient <\"a> deferred: 4\"@example.jp> "
	    "rejected: 550 5.1.1 no",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=\"\\\"a> deferred: 4\\\"@example.jp\" failed stage=rcpt "
	    "reply=\"550 5.1.1 no\"",
	    "550" },
	{ "cut",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] recipient <seed_4@gmail.com> def",
	    "note (torn delivery line)", NULL },
	{ "FORMATS 7",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] bouncing mail: 550 5.7.26 blocked",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "failed domain reply=\"550 5.7.26 blocked\"",
	    NULL },
	{ "JSON",
	    "{\"level\":\"INFO\",\"uuid\":\"AAAAAAAA-BBBB-4CCC-8DDD-"
	    "EEEEEEEEEEEE"
	    ".1.1\",\"origin\":\"outbound\",\"message\":\"bouncing mail: 550 "
	    "5.7.26 \\\"no\\\"\"}",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "failed domain reply=\"550 5.7.26 \\\\\\\"no\\\\\\\"\"",
	    "no\\\"\"" },
	{ "hmail.js, get_mx_error",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] bouncing mail: No Such Domain: example.jp",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "failed stage=connect domain reply=\"No Such Domain: "
	    "example.jp\"",
	    NULL },
	{ "hmail.js: told by lines of their own",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] bouncing mail: Some recipients failed: "
	    "<r@example.jp>",
	    "note", NULL },
	{ "hmail.js, temp_fail",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] bouncing mail: Too many failures (Upstream "
	    "error: 451 4.3.0 try (x))",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "expired domain reply=\"451 4.3.0 try (x)\"",
	    NULL },
	{ "hmail.js, temp_fail",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] bouncing mail: Too many failures (Some "
	    "recipients temp failed: <r@example.jp>)",
	    "expire queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1", NULL },
	{ "FORMATS 7",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] Temp failing 17_0_mx for 64 seconds: Upstream "
	    "error: 421 4.7.0 [TSS04] later",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "deferred domain reply=\"421 4.7.0 [TSS04] later\"",
	    " seconds: " },
	{ "hmail.js",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] Temp failing 17_0_mx for 64 seconds: Tried all "
	    "MXs",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "deferred stage=connect domain reply=\"Tried all MXs\"",
	    " seconds: " },
	{ "hmail.js: told by lines of their own",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] Temp failing 17_0_mx for 64 seconds: Some "
	    "recipients temp failed: <r@example.jp>",
	    "note", NULL },
	{ "cut",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] Temp failing 17_0_mx for 64",
	    "note (torn delivery line)", NULL },
	{ "FORMATS 7",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] Double bounce: Mail was already a bounce",
	    "note", NULL },
	{ "hmail.js, a plugin",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1.1] "
	    "[outbound] plugin responded with: OK. Not deferring. "
	    "Deleting mail.",
	    "deliver queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "suppressed no-attempt domain",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "sender <> code=CONT msg=\"\"",
	    "queue queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "null-sender",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "recipient <r@example.jp> code=OK msg=\"\" "
	    "sender=\"s@example.com\"",
	    "queue queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=r@example.jp",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "recipient <r@example.jp> code=DENY msg=\"no \\\"r\\\" here\" "
	    "sender=s@example.com",
	    "reject queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "recipient=r@example.jp failed stage=rcpt reply=\"no "
	    "\\\\\\\"r\\\\\\\" here\"",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "message mid=<m1@example.com> size=900 rcpts=1/0/0 delay=0.1 "
	    "code=CONT msg=\"\"",
	    "identify queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "message_id=m1@example.com",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "message mid=<m1@example.com> size=900 rcpts=1/0/0 delay=0.1 "
	    "code=DENYSOFT msg=later",
	    "reject queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "message_id=m1@example.com deferred stage=eod reply=later",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "queue code=OK msg=\"Message Queued "
	    "(AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1)\"",
	    "accept queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "reply=\"Message Queued "
	    "(AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1)\"",
	    NULL },
	{ "connection.js, logfmt",
	    "level=NOTICE uuid=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "origin=core message=queue code=OK msg=x",
	    "accept queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "reply=x",
	    "code=OK" },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "queue code=DENY msg=spam",
	    "reject queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "failed stage=eod reply=spam",
	    NULL },
	{ "connection.js",
	    "[NOTICE] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [core] "
	    "disconnect ip=192.0.2.5 rdns=\"\" helo=x relay=N",
	    "disconnect queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "client_ip=192.0.2.5",
	    NULL },
	{ "haraka-plugin-spf",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE] [spf] "
	    "identity=helo ip=192.0.2.5 domain=\"mx.example.com\" "
	    "mfrom=<null> result=None",
	    "auth queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE "
	    "client_ip=192.0.2.5 helo=mx.example.com spf=none",
	    "result=None" },
	{ "haraka-plugin-spf",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [spf] "
	    "identity=mfrom ip=192.0.2.5 domain=\"example.com\" "
	    "mfrom=<result=Pass@example.com> result=SoftFail",
	    "auth queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "client_ip=192.0.2.5 spf=softfail spf_domain=example.com",
	    NULL },
	{ "haraka-plugin-spf, JSON",
	    "{\"level\":\"INFO\",\"uuid\":\"AAAAAAAA-BBBB-4CCC-8DDD-"
	    "EEEEEEEEEEEE"
	    ".1\",\"origin\":\"spf\",\"message\":\"identity=mfrom ip=192.0.2.5 "
	    "domain=\\\"example.com\\\" mfrom=<s@example.com> result=Pass\"}",
	    "auth queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "client_ip=192.0.2.5 spf=pass spf_domain=example.com",
	    "Pass\"" },
	{ "haraka-plugin-spf: said twice",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [spf] "
	    "scope: mfrom, result: Pass, domain: example.com",
	    "note", NULL },
	{ "haraka-plugin-dkim",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [dkim] "
	    "identity=\"@example.com\" domain=\"example.com\" selector=\"s1\" "
	    "result=pass ",
	    "auth queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "dkim=pass dkim_domain=example.com",
	    NULL },
	{ "haraka-plugin-dkim",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [dkim] "
	    "identity=\"@example.com\" domain=\"example.com\" selector=\"s1\" "
	    "result=fail  (body hash did not verify)",
	    "auth queue_id=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1 "
	    "dkim=fail dkim_domain=example.com",
	    NULL },
	{ "haraka-plugin-dkim, signing",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [dkim] "
	    "signed for example.com",
	    "note", NULL },
	{ "another plugin",
	    "[INFO] [AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE.1] [karma] "
	    "score: 5",
	    "note", NULL },
	{ "logger.js, a core line",
	    "[NOTICE] [-] [core] Starting up Haraka version 3.1.5", "note",
	    NULL },
	{ "no line", "Loading plugins", "note", NULL },
};

int
main(void)
{
	static const struct line_program program = { td_haraka_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_haraka", &program, 1);
}

/*
 * Lines of OpenSMTPD: its three forms (mta.c, mda.c, queue.c and
 * smtp_session.c of 5.4, 6.0 and 7.8), FORMATS.md 7.
 */
#include "tests/formats/lines.h"

#define S "5df87c9ffd0e785d "
#define E "f6e94209918f7e7b"
#define PATHS "from=<s@example.com> to=<seed_4@gmail.com> "

static const struct line_vector vectors[] = {
	{ "FORMATS 7",
	    S "mta delivery evpid=" E " " PATHS
	      "rcpt=<-> source=\"192.0.2.9\" relay=\"192.0.2.1 "
	      "(mx.example.com)\" "
	      "delay=2s result=\"Ok\" "
	      "stat=\"250 2.0.0 OK  1562385708 z11si67 - gsmtp\"",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com sent delay=2.000000 "
	    "relay=mx.example.com relay_ip=192.0.2.1 "
	    "reply=\"250 2.0.0 OK  1562385708 z11si67 - gsmtp\"",
	    "stat=\"" },
	{ "mta_log, quotes in the text and an original recipient",
	    S "mta delivery evpid=" E " from=<> to=<r@example.jp> "
	      "rcpt=<alias@example.com> source=\"2001:db8::9\" "
	      "relay=\"[2001:db8::1] (mx.example.jp)\" delay=1d2h3m4s "
	      "result=\"PermFail\" stat=\"550 5.1.1 no \"r\" here\"",
	    "deliver queue_id=f6e94209 recipient=r@example.jp "
	    "original=alias@example.com failed null-sender "
	    "delay=93784.000000 relay=mx.example.jp relay_ip=2001:db8::1 "
	    "reply=\"550 5.1.1 no \\\"r\\\" here\"",
	    "stat=\"" },
	{ "mta_flush: no host was reached",
	    S "mta delivery evpid=" E " " PATHS
	      "rcpt=<-> source=\"-\" relay=\"example.jp\" delay=1h "
	      "result=\"TempFail\" stat=\"Temporary failure in MX lookup\"",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com deferred stage=connect "
	    "delay=3600.000000 relay=example.jp "
	    "reply=\"Temporary failure in MX lookup\"",
	    "stat=\"" },
	{ "a relay that is another OpenSMTPD",
	    S "mta delivery evpid=" E " " PATHS
	      "rcpt=<-> source=\"127.0.0.1\" relay=\"127.0.0.1 (localhost)\" "
	      "delay=0s result=\"Ok\" "
	      "stat=\"250 2.0.0: 3d4c4a42 Message accepted for delivery\"",
	    "deliver queue_id=f6e94209 next_id=3d4c4a42 sender=s@example.com "
	    "recipient=seed_4@gmail.com sent delay=0.000000 relay=localhost "
	    "relay_ip=127.0.0.1 "
	    "reply=\"250 2.0.0: 3d4c4a42 Message accepted for delivery\"",
	    "stat=\"" },
	{ "a relay that is Postfix",
	    S "mta delivery evpid=" E " " PATHS
	      "rcpt=<-> source=\"127.0.0.1\" relay=\"127.0.0.1 (localhost)\" "
	      "delay=0s result=\"Ok\" stat=\"250 2.0.0 Ok: queued as 4AbC\"",
	    "deliver queue_id=f6e94209 next_id=4AbC sender=s@example.com "
	    "recipient=seed_4@gmail.com sent delay=0.000000 relay=localhost "
	    "relay_ip=127.0.0.1 reply=\"250 2.0.0 Ok: queued as 4AbC\"",
	    "stat=\"" },
	{ "mda_log",
	    S "mda delivery evpid=" E " " PATHS
	      "rcpt=<u@example.com> user=u delay=0s result=Ok stat=Delivered",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com original=u@example.com sent local "
	    "delay=0.000000 reply=Delivered",
	    "stat=" },
	{ "mda_log of 6.0, without rcpt and with a method",
	    S
	    "mda event=delivery evpid=" E " " PATHS
	    "user=u method=maildir delay=3s result=TempFail stat=Error (\"x\")",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com deferred local delay=3.000000 "
	    "reply=\"Error (\\\"x\\\")\"",
	    "stat=" },
	{ "mta_log of 6.0, without quotes",
	    S "mta event=delivery evpid=" E " " PATHS
	      "rcpt=<-> source=192.0.2.9 relay=192.0.2.1 (mx.example.com) "
	      "delay=5m result=Ok stat=250 2.0.0 OK",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com sent delay=300.000000 "
	    "relay=mx.example.com relay_ip=192.0.2.1 reply=\"250 2.0.0 OK\"",
	    "stat=" },
	{ "mta_log of 5.4",
	    "relay: Ok for " E ": session=5df87c9ffd0e785d, "
	    "from=<s@example.com>, to=<seed_4@gmail.com>, rcpt=<->, "
	    "source=192.0.2.9, relay=192.0.2.1 (mx.example.com), delay=2s, "
	    "stat=250 2.0.0 OK, thanks",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com sent delay=2.000000 "
	    "relay=mx.example.com relay_ip=192.0.2.1 "
	    "reply=\"250 2.0.0 OK, thanks\"",
	    "stat=" },
	{ "mda_log of 5.4",
	    "delivery: PermFail for " E ": from=<s@example.com>, "
	    "to=<u@example.com>, user=u, method=mbox, delay=1s, stat=Error",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=u@example.com failed local delay=1.000000 reply=Error",
	    "stat=" },
	{ "queue_log: given up",
	    "relay: Expire for " E ": from=<@>, to=<r@example.jp>, rcpt=<->, "
	    "delay=4d1s, stat=Envelope expired",
	    "deliver queue_id=f6e94209 recipient=r@example.jp expired "
	    "no-attempt null-sender delay=345601.000000 "
	    "reply=\"Envelope expired\"",
	    "stat=" },
	{ "queue_log: DECISIONS 3, thrown away on purpose",
	    "relay: Remove for " E ": from=<s@example.com>, "
	    "to=<r@example.jp>, rcpt=<->, delay=2s, "
	    "stat=Removed by administrator",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=r@example.jp suppressed no-attempt delay=2.000000 "
	    "reply=\"Removed by administrator\"",
	    "stat=" },
	{ "a sender in quotes that looks like the next field",
	    S "mta delivery evpid=" E " from=<\"a> to=<x\"@example.com> "
	      "to=<r@example.jp> rcpt=<-> source=\"-\" relay=\"example.jp\" "
	      "delay=0s result=\"PermFail\" stat=\"result=\"Ok\" stat=\"",
	    "deliver queue_id=f6e94209 sender=\"\\\"a> to=<x\\\"@example.com\" "
	    "recipient=r@example.jp failed stage=connect delay=0.000000 "
	    "relay=example.jp reply=\"result=\\\"Ok\\\" stat=\"",
	    "stat=\"" },
	{ "syslog cut the text",
	    S "mta delivery evpid=" E " " PATHS
	      "rcpt=<-> source=\"192.0.2.9\" relay=\"192.0.2.1 "
	      "(mx.example.com)\" "
	      "delay=2s result=\"TempFail\" stat=\"451 4.3.0 try",
	    "deliver queue_id=f6e94209 sender=s@example.com "
	    "recipient=seed_4@gmail.com deferred delay=2.000000 "
	    "relay=mx.example.com relay_ip=192.0.2.1 reply=\"451 4.3.0 try\"",
	    "stat=\"" },
	{ "syslog cut more",
	    S "mta delivery evpid=" E " " PATHS "rcpt=<-> source=\"192.0",
	    "note (torn delivery line)", NULL },
	{ "no such result",
	    S "mta delivery evpid=" E " " PATHS
	      "rcpt=<-> source=\"-\" relay=\"x\" delay=2s result=\"Loop\" "
	      "stat=\"x\"",
	    "note (unreadable delivery line)", NULL },
	{ "the id is none",
	    S "mta delivery evpid=XYZ94209918f7e7b " PATHS
	      "rcpt=<-> source=\"-\" relay=\"x\" delay=2s result=\"Ok\" "
	      "stat=\"x\"",
	    "note (unreadable delivery line)", NULL },
	{ "smtp_session.c 7.8",
	    S "smtp message msgid=f6e94209 size=802 nrcpt=1 proto=ESMTP",
	    "accept queue_id=f6e94209", "f6e94209" },
	{ "smtp_session.c 6.0",
	    S "smtp event=message address=192.0.2.7 host=c.example.com "
	      "msgid=f6e94209 from=<s@example.com> to=<r@example.jp> size=1 "
	      "ndest=1 proto=ESMTP",
	    "accept queue_id=f6e94209 sender=s@example.com "
	    "client=c.example.com client_ip=192.0.2.7",
	    "f6e94209" },
	{ "smtp_session.c 5.4",
	    "smtp-in: Accepted message f6e94209 on session 5df87c9ffd0e785d: "
	    "from=<s@example.com>, to=<r@example.jp>, size=1746, ndest=1, "
	    "proto=ESMTP",
	    "accept queue_id=f6e94209 sender=s@example.com "
	    "recipient=r@example.jp",
	    "f6e94209" },
	{ "smtp_session.c 7.8",
	    S "smtp envelope evpid=" E " from=<> to=<r@example.jp>",
	    "queue queue_id=f6e94209 recipient=r@example.jp null-sender",
	    E " from=<>" },
	{ "smtp_session.c 7.8",
	    S "smtp failed-command command=\"RCPT TO:<r@example.jp> \" "
	      "result=\"550 Invalid recipient: <r@example.jp>\"",
	    "reject recipient=r@example.jp failed stage=rcpt "
	    "reply=\"550 Invalid recipient: <r@example.jp>\"",
	    "jp>\"" },
	{ "smtp_session.c 5.4",
	    "smtp-in: Failed command on session 1f55bdcdf16e28a3: "
	    "\"MAIL FROM:<s@example.com>  \" => 421 4.3.0: Temporary Error",
	    "reject deferred stage=mail reply=\"421 4.3.0: Temporary Error\"",
	    "421" },
	{ "no mail command",
	    S "smtp failed-command command=\"AUTH PLAIN (...)\" "
	      "result=\"535 Authentication failed\"",
	    "note", NULL },
	{ "a session", S "smtp connected address=192.0.2.1 host=x", "note",
	    NULL },
	{ "a session", S "mta tls ciphers=TLSv1.2:AES:256", "note", NULL },
	{ "a route", "smtp-out: No MX found for [connector:[]]", "note", NULL },
	{ "nothing", "", "note", NULL },
};

int
main(void)
{
	static const struct line_program program = { td_opensmtpd_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_opensmtpd", &program, 1);
}

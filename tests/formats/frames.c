/* Frames of log lines: see frames.h. */
#include "tests/formats/frames.h"

#include <check.h>
#include <stdlib.h>
#include <time.h>

enum { YEAR = TD_STAMP_NO_YEAR, ZONE = TD_STAMP_NO_ZONE, BOTH = YEAR | ZONE };

const struct frame_vector good_frames[] = {
	/* RFC 3164 and those who bend it. */
	{ "FORMATS 0.5", "Jan 28 06:40:37 mx1 postfix/smtp[15]: 4ABC01: to=<a>",
	    "1972-01-28T06:40:37", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "4ABC01: to=<a>" },
	{ "FORMATS 0.5, blank", "Aug  2 06:40:37 mx1 postfix/smtp[15]: x",
	    "1972-08-02T06:40:37", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "FORMATS 0.5, postlogd", "Aug 02 06:40:37 mx1 postfix/smtp[15]: x",
	    "1972-08-02T06:40:37", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "crowdsec, one digit", "Sep 8 07:46:30 mx1 dovecot: imap: x",
	    "1972-09-08T07:46:30", BOTH, TD_PROGRAM_NONE, "mx1", "dovecot", "",
	    "imap: x" },
	{ "leap day", "Feb 29 23:59:60 mx1 sendmail[1]: x",
	    "1972-03-01T00:00:00", BOTH, TD_PROGRAM_SENDMAIL, "mx1", "sendmail",
	    "1", "x" },
	{ "last day", "Dec 31 00:00:00 mx1 sm-mta[1]: x", "1972-12-31T00:00:00",
	    BOTH, TD_PROGRAM_SENDMAIL, "mx1", "sm-mta", "1", "x" },
	{ "Cisco", "Nov 21 2026 17:58:00 mx1 postfix/smtp[15]: x",
	    "2026-11-21T17:58:00", ZONE, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "Cisco, colon", "Nov 21 2026 17:58:00: mx1 postfix/smtp[15]: x",
	    "2026-11-21T17:58:00", ZONE, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "journald short-precise",
	    "Nov 21 17:58:00.123456 mx1 postfix/smtp[15]: x",
	    "1972-11-21T17:58:00.123456", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "RFC 3164 4.1.1", "<22>Nov  1 17:58:00 mx1 postfix/smtp[15]: x",
	    "1972-11-01T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "no host", "Nov 21 17:58:00 postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "", "postfix/smtp",
	    "15", "x" },
	{ "no host, no pid", "Nov 21 17:58:00 sendmail: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_SENDMAIL, "", "sendmail",
	    "", "x" },
	{ "BusyBox", "Nov 21 17:58:00 mx1 mail.info postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "AIX", "Nov 21 17:58:00 mx1 mail:info sendmail[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_SENDMAIL, "mx1", "sendmail",
	    "15", "x" },
	{ "FreeBSD -vv", "Nov 21 17:58:00 <mail.info> mx1 sm-mta[15]: q1: to=a",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_SENDMAIL, "mx1", "sm-mta",
	    "15", "q1: to=a" },
	{ "FreeBSD -v", "Nov 21 17:58:00 <2.6> mx1 postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "FreeBSD -v, no tag",
	    "Nov 21 17:58:00 <2.6> mx1 last message repeated 3 times",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_NONE, "mx1", "", "",
	    "last message repeated 3 times" },
	{ "rsyslog, %FROMHOST-IP% before the host",
	    "Nov 21 17:58:00 192.0.2.1 mx1 postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "the same, of a program that is not known",
	    "Nov 21 17:58:00 192.0.2.1 mx1 cron[15]: x", "1972-11-21T17:58:00",
	    BOTH, TD_PROGRAM_NONE, "192.0.2.1", "", "", "mx1 cron[15]: x" },
	{ "Solaris, FORMATS 0.5",
	    "Jun 27 15:11:02 mx1 sendmail[15]: [ID 801593 mail.info] q1: to=a",
	    "1972-06-27T15:11:02", BOTH, TD_PROGRAM_SENDMAIL, "mx1", "sendmail",
	    "15", "q1: to=a" },
	{ "a relay's frame before",
	    "Nov 21 17:58:01 192.0.2.1 Nov 21 17:58:00 mx1 exim[1]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_EXIM, "mx1", "exim", "1",
	    "x" },
	{ "IPv6 as host", "Nov 21 17:58:00 2001:db8::1 postfix/qmgr[1]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "2001:db8::1",
	    "postfix/qmgr", "1", "x" },
	{ "no tag", "Nov 21 17:58:00 mx1 last message repeated 3 times",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_NONE, "mx1", "", "",
	    "last message repeated 3 times" },
	{ "nothing behind",
	    "Nov 21 17:58:00 mx1 postfix/smtp[15]:", "1972-11-21T17:58:00",
	    BOTH, TD_PROGRAM_POSTFIX, "mx1", "postfix/smtp", "15", "" },

	/* RFC 3339. */
	{ "FORMATS 0.5",
	    "2020-01-30T06:26:05.404714+09:00 mx1 postfix/smtp[15]: x",
	    "2020-01-29T21:26:05.404714", 0, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "short-iso", "2023-10-04T12:00:00+0900 mx1 postfix/smtp[15]: x",
	    "2023-10-04T03:00:00", 0, TD_PROGRAM_POSTFIX, "mx1", "postfix/smtp",
	    "15", "x" },
	{ "zone of hours", "2023-10-04T12:00:00-03 mx1 exim4[15]: x",
	    "2023-10-04T15:00:00", 0, TD_PROGRAM_EXIM, "mx1", "exim4", "15",
	    "x" },
	{ "Z", "2024-02-29T23:59:59Z mx1 opendkim[15]: 4ABC01: x",
	    "2024-02-29T23:59:59", 0, TD_PROGRAM_OPENDKIM, "mx1", "opendkim",
	    "15", "4ABC01: x" },
	{ "no zone", "2023-03-01T12:00:00 mx1 opendmarc[15]: x",
	    "2023-03-01T12:00:00", ZONE, TD_PROGRAM_OPENDMARC, "mx1",
	    "opendmarc", "15", "x" },
	{ "nanoseconds, with a comma",
	    "2023-03-01T12:00:00,123456789Z mx1 spamd[15]: x",
	    "2023-03-01T12:00:00.123456", 0, TD_PROGRAM_SPAMD, "mx1", "spamd",
	    "15", "x" },
	{ "a host like an id of Exim's",
	    "2023-03-01T12:00:00Z 1rwtrw-backup-eu postfix/smtp[15]: x",
	    "2023-03-01T12:00:00", 0, TD_PROGRAM_POSTFIX, "1rwtrw-backup-eu",
	    "postfix/smtp", "15", "x" },
	{ "priority", "<22>2023-03-01T12:00:00Z mx1 amavis[15]: (1-1) x",
	    "2023-03-01T12:00:00", 0, TD_PROGRAM_AMAVIS, "mx1", "amavis", "15",
	    "(1-1) x" },
	{ "journald short-full",
	    "Sat 2026-11-21 17:58:00 JST mx1 postfix/smtp[15]: x",
	    "2026-11-21T08:58:00", 0, TD_PROGRAM_POSTFIX, "mx1", "postfix/smtp",
	    "15", "x" },
	{ "short-full, zone unknown",
	    "Wed 2026-11-18 17:58:00 XYZ mx1 postfix/smtp[15]: x",
	    "2026-11-18T17:58:00", ZONE, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "short-full, zone of digits",
	    "Wed 2026-11-18 17:58:00 -03 mx1 postfix/smtp[15]: x",
	    "2026-11-18T20:58:00", 0, TD_PROGRAM_POSTFIX, "mx1", "postfix/smtp",
	    "15", "x" },
	{ "short-unix", "1795280280.123456 mx1 postfix/smtp[15]: x",
	    "2026-11-21T16:58:00.123456", 0, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },

	/* RFC 5424. */
	{ "RFC 5424 6.5",
	    "<22>1 2026-11-21T17:58:00.5Z mx1 postfix/smtp 15 - - 4ABC01: x",
	    "2026-11-21T17:58:00.500000", 0, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "4ABC01: x" },
	{ "structured data",
	    "<22>1 2026-11-21T17:58:00Z mx1 sm-mta - ID47 "
	    "[a@32473 b=\"\\\"]\" c=\"d\"][e f=\"\"] \xef\xbb\xbfq1: to=a",
	    "2026-11-21T17:58:00", 0, TD_PROGRAM_SENDMAIL, "mx1", "sm-mta", "",
	    "q1: to=a" },
	{ "nothing but dashes", "<22>1 - - - - - - x", NULL, 0, TD_PROGRAM_NONE,
	    "", "", "", "x" },
	{ "no priority", "1 2026-11-21T17:58:00Z mx1 postfix/smtp 15 - - x",
	    "2026-11-21T17:58:00", 0, TD_PROGRAM_POSTFIX, "mx1", "postfix/smtp",
	    "15", "x" },

	/* Containers. */
	{ "docker compose, FORMATS 0.5",
	    "mail  | 2025-03-28T23:26:32.815432+01:00 mx1 postfix/smtp[15]: x",
	    "2025-03-28T22:26:32.815432", 0, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "docker compose, postlogd",
	    "lmail-1 | Nov 21 17:58:00 mx1 postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "docker compose, colours",
	    "\033[36mmail_1  |\033[0m Nov 21 17:58:00 mx1 postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "docker compose, no stamp", "mail | postfix/smtp[15]: 4ABC01: x",
	    NULL, 0, TD_PROGRAM_POSTFIX, "", "postfix/smtp", "15",
	    "4ABC01: x" },
	{ "docker compose, an empty line", "mail | ", NULL, 0, TD_PROGRAM_NONE,
	    "", "", "", "" },
	{ "docker compose, anything", "mail | it has begun", NULL, 0,
	    TD_PROGRAM_NONE, "", "", "", "it has begun" },
	{ "CRI",
	    "2026-11-21T17:58:01.123456789Z stdout F Nov 21 17:58:00 mx1 "
	    "postfix/smtp[15]: x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "x" },
	{ "CRI, Haraka",
	    "2026-11-21T17:58:01Z stderr F [NOTICE] [A-1.1] [outbound] x",
	    "2026-11-21T17:58:01", 0, TD_PROGRAM_HARAKA, "", "", "",
	    "[NOTICE] [A-1.1] [outbound] x" },
	{ "kubectl logs --prefix --timestamps",
	    "[pod/mx-0/exim] 2026-11-21T17:58:01Z mx1 exim[1]: x",
	    "2026-11-21T17:58:01", 0, TD_PROGRAM_EXIM, "mx1", "exim", "1",
	    "x" },
	{ "Docker json-file",
	    "{\"log\":\"Nov 21 17:58:00 mx1 postfix/smtp[15]: a \\u003cb\\u003e"
	    "\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T17:58:01Z\"}",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "15", "a <b>" },
	{ "Docker json-file, no stamp",
	    "{\"log\":\"postfix/smtp[15]: x\\n\",\"stream\":\"stdout\","
	    "\"time\":\"2026-11-21T17:58:01.5Z\"}",
	    "2026-11-21T17:58:01.500000", 0, TD_PROGRAM_POSTFIX, "",
	    "postfix/smtp", "15", "x" },

	/* journalctl -o json. */
	{ "FORMATS 0.5",
	    "{\"__REALTIME_TIMESTAMP\":\"1534860261221373\",\"_HOSTNAME\":"
	    "\"mx1\",\"SYSLOG_IDENTIFIER\":\"postfix/smtp\",\"_PID\":\"184\","
	    "\"MESSAGE\":\"4ABC01: x\"}",
	    "2018-08-21T14:04:21.221373", 0, TD_PROGRAM_POSTFIX, "mx1",
	    "postfix/smtp", "184", "4ABC01: x" },
	{ "blanks, members unknown, the source's stamp",
	    "{ \"a\" : { \"MESSAGE\" : [ \"}\" ] } , \"b\" : null , \"c\":1,"
	    "\"__REALTIME_TIMESTAMP\" : \"1534860261221373\","
	    "\"_SOURCE_REALTIME_TIMESTAMP\" : \"1534860261000000\","
	    "\"SYSLOG_IDENTIFIER\" : \"postfix\\/smtp\", \"MESSAGE\" : \"x\" }",
	    "2018-08-21T14:04:21", 0, TD_PROGRAM_POSTFIX, "", "postfix/smtp",
	    "", "x" },
	{ "escapes",
	    "{\"__REALTIME_TIMESTAMP\":\"1534860261000000\",\"MESSAGE\":"
	    "\"\\\"\\\\\\/"
	    "\\b\\f\\n\\r\\t\\u00e9\\u3042\\ud83d\\ude00\\ud83d\"}",
	    "2018-08-21T14:04:21", 0, TD_PROGRAM_NONE, "", "", "",
	    "\"\\/\b\f\n\r\t\xc3\xa9\xe3\x81\x82\xf0\x9f\x98\x80\xef\xbf\xbd" },
	{ "an array of bytes",
	    "{\"MESSAGE\":[52,65,66, 67 ,58,32,255],\"__REALTIME_TIMESTAMP\":"
	    "\"1534860261000000\",\"SYSLOG_IDENTIFIER\":\"sm-mta\"}",
	    "2018-08-21T14:04:21", 0, TD_PROGRAM_SENDMAIL, "", "sm-mta", "",
	    "4ABC: \xff" },
	{ "an array of other things",
	    "{\"MESSAGE\":[\"a\",\"b\"],\"__REALTIME_TIMESTAMP\":"
	    "\"1534860261000000\"}",
	    "2018-08-21T14:04:21", 0, TD_PROGRAM_NONE, "", "", "", "" },

	/* Exim, FORMATS 5. */
	{ "to 4.96", "2020-02-22 03:52:44 1j5KuI-0000p6-7P <= a@example.com",
	    "2020-02-22T03:52:44", ZONE, TD_PROGRAM_EXIM, "", "", "",
	    "1j5KuI-0000p6-7P <= a@example.com" },
	{ "from 4.97, all there can be",
	    "2026-11-21 17:58:00.123 +0900 [99] 1vMe3m-000000001aB-0abC => a",
	    "2026-11-21T08:58:00.123000", 0, TD_PROGRAM_EXIM, "", "", "99",
	    "1vMe3m-000000001aB-0abC => a" },
	{ "no id", "2026-11-21 17:58:00 H=a [192.0.2.1] F=<b> rejected RCPT c:",
	    "2026-11-21T17:58:00", ZONE, TD_PROGRAM_EXIM, "", "", "",
	    "H=a [192.0.2.1] F=<b> rejected RCPT c:" },
	{ "no id, pid", "2026-11-21 17:58:00 [9] Start queue run: pid=9",
	    "2026-11-21T17:58:00", ZONE, TD_PROGRAM_EXIM, "", "", "9",
	    "Start queue run: pid=9" },
	{ "syslog with Exim's stamp",
	    "Nov 21 17:58:01 mx1 exim[99]: 2026-11-21 17:58:00 "
	    "1j5KuI-0000p6-7P Completed",
	    "2026-11-21T17:58:00", ZONE, TD_PROGRAM_EXIM, "mx1", "exim", "99",
	    "1j5KuI-0000p6-7P Completed" },
	{ "syslog, split", "Nov 21 17:58:01 mx1 exim[99]: [1\\2] a: b",
	    "1972-11-21T17:58:01", BOTH, TD_PROGRAM_EXIM, "mx1", "exim", "99",
	    "[1\\2] a: b" },
	{ "fail2ban gh-2553", "2019-10-22 03:39:17 mx1 exim[29786]: x",
	    "2019-10-22T03:39:17", ZONE, TD_PROGRAM_EXIM, "mx1", "exim",
	    "29786", "x" },
	{ "another program's", "2019-10-22 03:39:17 started all workers",
	    "2019-10-22T03:39:17", ZONE, TD_PROGRAM_NONE, "started", "", "",
	    "all workers" },

	/* qmail, FORMATS 7: 0x6a60f9f6 - 10 is 1784740332. */
	{ "TAI64N", "@400000006a60f9f62d33a8ec delivery 7: success: a/",
	    "2026-07-22T17:12:12.758360", 0, TD_PROGRAM_QMAIL, "", "", "",
	    "delivery 7: success: a/" },
	{ "TAI64", "@400000006a60f9f6 end msg 7", "2026-07-22T17:12:12", 0,
	    TD_PROGRAM_QMAIL, "", "", "", "end msg 7" },
	{ "unix", "1054194596.057500 delivery 183: failure: a/",
	    "2003-05-29T07:49:56.057500", 0, TD_PROGRAM_QMAIL, "", "", "",
	    "delivery 183: failure: a/" },
	{ "ISO", "2003-05-28 00:37:24.417470 new msg 161214",
	    "2003-05-28T00:37:24.417470", ZONE, TD_PROGRAM_QMAIL, "", "", "",
	    "new msg 161214" },
	{ "syslog", "Jun 19 02:12:24 mx1 qmail: 1276913544.622077 end msg 5",
	    "2010-06-19T02:12:24.622077", 0, TD_PROGRAM_QMAIL, "mx1", "qmail",
	    "", "end msg 5" },
	{ "multilog of others", "@400000006a60f9f62d33a8ec tcpserver: pid 7",
	    "2026-07-22T17:12:12.758360", 0, TD_PROGRAM_NONE, "", "tcpserver",
	    "", "pid 7" },

	/* Haraka, FORMATS 7. */
	{ "s6 stamps",
	    "2026-07-24 07:25:26.758002500  [NOTICE] [A1.1.1] [outbound]  d",
	    "2026-07-24T07:25:26.758002", ZONE, TD_PROGRAM_HARAKA, "", "", "",
	    "[NOTICE] [A1.1.1] [outbound]  d" },
	{ "its own stamp", "2026-07-24T07:25:26.758Z [INFO] [-] [core] x",
	    "2026-07-24T07:25:26.758000", 0, TD_PROGRAM_HARAKA, "", "", "",
	    "[INFO] [-] [core] x" },
	{ "none", "[INFO] [-] [core] x", NULL, 0, TD_PROGRAM_HARAKA, "", "", "",
	    "[INFO] [-] [core] x" },
	{ "logfmt", "level=NOTICE uuid=A1.1.1 origin=outbound message=x", NULL,
	    0, TD_PROGRAM_HARAKA, "", "", "",
	    "level=NOTICE uuid=A1.1.1 origin=outbound message=x" },
	{ "logfmt, stamp", "2026-07-24T07:25:26.758Z level=NOTICE uuid=- a=b",
	    "2026-07-24T07:25:26.758000", 0, TD_PROGRAM_HARAKA, "", "", "",
	    "level=NOTICE uuid=- a=b" },
	{ "json", "{\"level\":\"NOTICE\",\"uuid\":\"A\",\"origin\":\"core\"}",
	    NULL, 0, TD_PROGRAM_HARAKA, "", "", "",
	    "{\"level\":\"NOTICE\",\"uuid\":\"A\",\"origin\":\"core\"}" },
	{ "systemd", "Nov 21 17:58:00 mx1 node[5]: [INFO] [-] [core] x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_HARAKA, "mx1", "node", "5",
	    "[INFO] [-] [core] x" },
	{ "syslog plugin", "Nov 21 17:58:00 mx1 haraka[5]: [INFO] [-] [core] x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_HARAKA, "mx1", "haraka",
	    "5", "[INFO] [-] [core] x" },

	/* rspamd, FORMATS 11. */
	{ "its own", "2026-03-07 16:16:41 #4493(rspamd_proxy) <94f35d>; p; x",
	    "2026-03-07T16:16:41", ZONE, TD_PROGRAM_RSPAMD, "", "rspamd_proxy",
	    "4493", "<94f35d>; p; x" },
	{ "syslog", "Nov 21 17:58:00 mx1 rspamd[44]: <94f35d>; proxy; x",
	    "1972-11-21T17:58:00", BOTH, TD_PROGRAM_RSPAMD, "mx1", "rspamd",
	    "44", "<94f35d>; proxy; x" },
};

const int n_good_frames = sizeof good_frames / sizeof good_frames[0];

int64_t
frame_micros(const char *when)
{
	struct tm tm = { 0 };
	const char *rest;
	int64_t micros = 0;

	if (when == NULL)
		return TD_NO_TIME;
	rest = strptime(when, "%Y-%m-%dT%H:%M:%S", &tm);
	ck_assert_ptr_nonnull(rest);
	if (*rest == '.')
		micros = atoi(rest + 1);
	return (int64_t)timegm(&tm) * 1000000 + micros;
}

bool
read_frame(
    const char *line, size_t n, char *block, char *scratch, struct td_line *out)
{
	size_t n_scratch = 0;
	bool ok;

	memcpy(block, line, n);
	memset(block + n, '1', TD_PAD);
	ok = td_log_frame((struct td_span){ block, n }, scratch, FRAME_SCRATCH,
	    &n_scratch, out);
	ck_assert_uint_le(n_scratch, FRAME_SCRATCH);
	return ok;
}

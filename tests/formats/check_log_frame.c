/*
 * Frames of log lines (formats/log_frame.c): each form of FORMATS 0.5, 5, 7, 11
 * and 18, and what only resembles a frame.
 */
#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "formats/log.h"
#include "formats/log_frame_again.h"
#include "tests/run.h"

enum { YEAR = TD_STAMP_NO_YEAR, ZONE = TD_STAMP_NO_ZONE, BOTH = YEAR | ZONE };

enum { SCRATCH = 256 };

struct vector {
	const char *source; /* of the form */
	const char *line;
	const char *when; /* UTC; NULL: undated */
	int lacks;
	enum td_program program;
	const char *host, *tag, *pid, *text;
};

static const struct vector good[] = {
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

/* Lines that have no frame. */
static const char *const bad[] = {
	"",
	"x",
	"To: a@example.com",
	"From a@example.com Sat Nov 21 17:58:00 2026",
	"Received: from a by b; Sat, 21 Nov 2026 17:58:00 +0000",
	"Subject: Nov 21 17:58:00 mx1 postfix/smtp[15]: x",
	"Nov 31 17:58:00 mx1 postfix/smtp[15]: x",
	"Nov 21 24:58:00 mx1 postfix/smtp[15]: x",
	"Nov 21 17:60:00 mx1 postfix/smtp[15]: x",
	"Nov 21 17.58.00 mx1 postfix/smtp[15]: x",
	"Nov 00 17:58:00 mx1 postfix/smtp[15]: x",
	"Now 21 17:58:00 mx1 postfix/smtp[15]: x",
	"Nov 21 17:58:00x mx1 postfix/smtp[15]: x",
	"Nov 21 17:58",
	"2023-02-29T12:00:00Z mx1 postfix/smtp[15]: x",
	"2023-13-01T12:00:00Z mx1 postfix/smtp[15]: x",
	"2023-11-21T12:00Z mx1 postfix/smtp[15]: x",
	"2022-07-20T21:28:50.530Z,000000000000000E,2,192.0.2.1:143",
	"1969-12-31T23:59:59Z mx1 postfix/smtp[15]: x",
	"<22>",
	"<2222>Nov 21 17:58:00 mx1 postfix/smtp[15]: x",
	"<x@example.com>: host mx.example.com said: 550",
	"@example.com",
	"@400000006a60f9f62d33a8ecx delivery 7: success: a/",
	"@4000000000000000 delivery 7: success: a/",
	"10541945.05750 end msg 7",
	"{}",
	"{\"MESSAGE\":\"x\"}",
	"{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"1534860261000000\"",
	"{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"1534860261000000\"} x",
	"{\"eventType\":\"Delivery\",\"mail\":{}}",
	"[NOTICE] x",
	"[2026-11-21 17:58:00] x",
	"a b | c",
	"| a",
	"|",
};

static int64_t
micros_of(const char *when)
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

/* The line in a block of its own, so that ASan sees a byte too far. */
static bool
frame(
    const char *line, size_t n, char *block, char *scratch, struct td_line *out)
{
	size_t n_scratch = 0;
	bool ok;

	memcpy(block, line, n);
	memset(block + n, '1', TD_PAD);
	ok = td_log_frame(
	    (struct td_span){ block, n }, scratch, SCRATCH, &n_scratch, out);
	ck_assert_uint_le(n_scratch, SCRATCH);
	return ok;
}

static void
must_be(struct td_span got, const char *wanted, const char *what,
    const struct vector *v)
{
	ck_assert_msg(
	    td_span_eq(got, (struct td_span){ wanted, strlen(wanted) }),
	    "%s: %s: \"%.*s\", not \"%s\"", v->line, what, (int)got.n, got.p,
	    wanted);
}

START_TEST(good_line)
{
	const struct vector *v = &good[_i];
	size_t n = strlen(v->line);
	char *block = malloc(n + TD_PAD), *scratch = malloc(SCRATCH + TD_PAD);
	struct td_line l;

	ck_assert_msg(frame(v->line, n, block, scratch, &l), "%s", v->line);
	must_be(l.host, v->host, "host", v);
	must_be(l.tag, v->tag, "tag", v);
	must_be(l.pid, v->pid, "pid", v);
	must_be(l.text, v->text, "text", v);
	ck_assert_msg(l.program == v->program, "%s: %s", v->line,
	    td_program_name(l.program));
	ck_assert_msg(l.when == micros_of(v->when), "%s: %lld", v->line,
	    (long long)(l.when / 1000000));
	ck_assert_msg(l.lacks == v->lacks, "%s: lacks %d", v->line, l.lacks);
	free(block);
	free(scratch);
}
END_TEST

/* A line cut anywhere may lose its frame, but neither more nor less. */
START_TEST(cut_line)
{
	const struct vector *v = &good[_i];
	char *scratch = malloc(SCRATCH + TD_PAD);
	struct td_line l;

	for (size_t n = 0; n <= strlen(v->line); n++) {
		char *block = malloc(n + TD_PAD);
		const char *end = block + n;

		if (frame(v->line, n, block, scratch, &l) && l.text.n > 0)
			ck_assert(
			    (l.text.p >= block && l.text.p + l.text.n <= end) ||
			    (l.text.p >= scratch &&
			        l.text.p + l.text.n <= scratch + SCRATCH));
		free(block);
	}
	free(scratch);
}
END_TEST

START_TEST(bad_line)
{
	const char *line = bad[_i];
	size_t n = strlen(line);
	char *block = malloc(n + TD_PAD), *scratch = malloc(SCRATCH + TD_PAD);
	struct td_line l;

	ck_assert_msg(!frame(line, n, block, scratch, &l), "%s", line);
	free(block);
	free(scratch);
}
END_TEST

/* Too little scratch is told, and more than is there never written. */
START_TEST(little_scratch)
{
	static const char line[] =
	    "{\"__REALTIME_TIMESTAMP\":\"1534860261000000\",\"MESSAGE\":"
	    "\"a\\nb\\u3042\"}";
	char block[sizeof line + TD_PAD];

	memcpy(block, line, sizeof line);
	for (size_t cap = 0; cap < 10; cap++) {
		char *scratch = malloc(cap + TD_PAD);
		size_t n = cap / 2, before = n;
		struct td_line l;

		memset(scratch, 'z', cap + TD_PAD);
		ck_assert(
		    td_log_frame((struct td_span){ block, sizeof line - 1 },
		        scratch, cap, &n, &l));
		ck_assert_int_eq(n > cap, cap - before < 6);
		ck_assert_uint_eq(l.text.n, n > cap ? 0 : 6);
		ck_assert_int_eq(scratch[cap], 'z');
		free(scratch);
	}
}
END_TEST

/* Where td_log_frame_again() answers, it says what td_log_frame() says. */
static bool
same_again(const char *line, size_t n, struct td_stamp_memo memo)
{
	char *block = malloc(n + TD_PAD), *scratch = malloc(SCRATCH + TD_PAD);
	struct td_line l, again;
	bool ok = frame(line, n, block, scratch, &l), usual;

	usual = td_log_frame_again((struct td_span){ block, n }, &memo, &again);
	if (usual) {
		ck_assert_msg(ok, "%.*s", (int)n, line);
		ck_assert_msg(again.program == l.program &&
		        again.lacks == l.lacks && again.when == l.when &&
		        td_span_eq(again.host, l.host) &&
		        td_span_eq(again.tag, l.tag) &&
		        td_span_eq(again.pid, l.pid) &&
		        td_span_eq(again.text, l.text),
		    "%.*s", (int)n, line);
	}
	free(block);
	free(scratch);
	return usual;
}

/* Lines as they are, cut anywhere, and with any byte another, after itself. */
START_TEST(again)
{
	static const char others[] = " :[]-+./0169aZ=";
	static const struct td_stamp_memo none = { .zone_n = 0 };
	const char *line = good[_i].line;
	size_t n = strlen(line);
	char *mutant = strdup(line), *block = calloc(1, n + TD_PAD);
	struct td_stamp_memo memo = none;
	struct td_line l;

	memcpy(block, line, n);
	td_log_frame_again((struct td_span){ block, n }, &memo, &l);
	for (size_t cut = 0; cut <= n; cut++) {
		same_again(line, cut, none);
		same_again(line, cut, memo);
	}
	for (size_t i = 0; i < n && i < 100; i++) {
		for (const char *c = others; *c != '\0'; c++) {
			mutant[i] = *c;
			same_again(mutant, n, none);
			same_again(mutant, n, memo);
		}
		mutant[i] = line[i];
	}
	free(mutant);
	free(block);
}
END_TEST

/* What Postfix and rsyslog write is usual, whatever was the line before. */
START_TEST(usual)
{
	static const struct {
		const char *before, *line, *when;
	} rows[] = {
		{ "Nov 21 17:58:00 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 21 17:58:00 mx1 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-21T17:58:00" },
		{ "Nov 21 17:58:00 mx1 postfix/qmgr[12]: 4AbC: removed",
		    "Nov 22 17:58:01 mx2 postfix/smtp[12]: 4AbC: removed",
		    "1972-11-22T17:58:01" },
		{ "2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:58:59.000001+09:00 mx1 cron[1]: a: b",
		    "2026-11-21T08:58:59.000001" },
		{ "2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:58:09.999999Z mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:58:09.999999" },
		{ "2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[1]: a: b",
		    "2026-11-21T17:59:09.999999-01:30 mx1 postfix/smtp[1]: a: ",
		    "2026-11-21T19:29:09.999999" },
	};
	struct td_stamp_memo memo = { .zone_n = 0 };
	char block[256] = "";
	struct td_line l;

	strcpy(block, rows[_i].before);
	ck_assert(td_log_frame_again(
	    (struct td_span){ block, strlen(block) }, &memo, &l));
	strcpy(block, rows[_i].line);
	ck_assert(same_again(block, strlen(block), memo));
	ck_assert(td_log_frame_again(
	    (struct td_span){ block, strlen(block) }, &memo, &l));
	ck_assert_int_eq(l.when, micros_of(rows[_i].when));
}
END_TEST

enum { N_USUAL = 5 };

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

int
main(void)
{
	Suite *s = suite_create("log_frame");
	TCase *t = tcase_create("log_frame");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, good_line, 0, COUNT(good));
	tcase_add_loop_test(t, cut_line, 0, COUNT(good));
	tcase_add_loop_test(t, bad_line, 0, COUNT(bad));
	tcase_add_loop_test(t, again, 0, COUNT(good));
	tcase_add_loop_test(t, usual, 0, N_USUAL);
	tcase_add_test(t, little_scratch);
	return run_suite(s);
}

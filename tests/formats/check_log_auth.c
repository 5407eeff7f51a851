/*
 * Lines of opendkim, opendmarc, policyd-spf, amavis and spamd: FORMATS.md 4,
 * DECISIONS.md 3, 12 and 14, and their own sources.
 */
#include "tests/formats/lines.h"

static const struct line_vector opendkim[] = {
	{ "FORMATS 4", "547253012026: DKIM verification successful",
	    "auth queue_id=547253012026 dkim=pass", "successful" },
	{ "opendkim.c: the domain of that",
	    "547253012026: s=mx d=example.com a=rsa-sha256 SSL ",
	    "auth queue_id=547253012026 dkim_domain=example.com", NULL },
	{ "opendkim.c",
	    "547253012026: s=mx d=example.com SSL error:04091068:rsa "
	    "routines:int_rsa_verify:bad signature",
	    "auth queue_id=547253012026 dkim_domain=example.com", NULL },
	{ "FORMATS 4", "547253012026: bad signature data",
	    "auth queue_id=547253012026 dkim=fail", NULL },
	{ "FORMATS 4", "547253012026: no signature data",
	    "auth queue_id=547253012026 dkim=none", NULL },
	{ "DECISIONS 14",
	    "547253012026: key retrieval failed (s=mx, d=example.com): "
	    "'mx._domainkey.example.com' record not found",
	    "auth queue_id=547253012026 dkim=permerror "
	    "dkim_domain=example.com",
	    NULL },
	{ "DECISIONS 14",
	    "547253012026: key retrieval failed (s=mx, d=example.com): "
	    "query timed out",
	    "auth queue_id=547253012026 dkim=temperror "
	    "dkim_domain=example.com",
	    NULL },
	{ "opendkim.c", "547253012026: key revoked (s=mx, d=example.com)",
	    "auth queue_id=547253012026 dkim=permerror "
	    "dkim_domain=example.com",
	    NULL },
	{ "opendkim.c", "547253012026: signature processing failed: x",
	    "auth queue_id=547253012026 dkim=neutral", NULL },
	{ "LogResults, the best of two",
	    "547253012026: signature=abc domain=example.net selector=s "
	    "result=\"signature verification failed\"; signature=def "
	    "domain=example.com selector=t result=\"no signature error\"",
	    "auth queue_id=547253012026 dkim=pass dkim_domain=example.com",
	    NULL },
	{ "LogResults",
	    "547253012026: signature=abc domain=example.net selector=s "
	    "result=\"key not found in DNS\"",
	    "auth queue_id=547253012026 dkim=permerror "
	    "dkim_domain=example.net",
	    "DNS\"" },
	{ "FORMATS 4: not a result",
	    "547253012026: message has signatures from example.com, "
	    "example.net",
	    "note", NULL },
	{ "FORMATS 4: not a result",
	    "547253012026: DKIM-Signature field added (s=mx, "
	    "d=example.com)",
	    "note", NULL },
	{ "FORMATS 4: not a result",
	    "547253012026: mx.example.com [192.0.2.1] not internal", "note",
	    NULL },
	{ "no queue id", "OpenDKIM Filter v2.11.0 starting (args: -f)", "note",
	    NULL },
};

static const struct line_vector opendmarc[] = {
	{ "FORMATS 4", "4B8BB4001C: example.com pass",
	    "auth queue_id=4B8BB4001C dmarc=pass dmarc_domain=example.com",
	    "pass" },
	{ "FORMATS 4", "4B8BB4001C: example.com temperror",
	    "auth queue_id=4B8BB4001C dmarc=temperror "
	    "dmarc_domain=example.com",
	    NULL },
	{ "FORMATS 4", "4B8BB4001C: SPF(mailfrom): example.com tempfail",
	    "auth queue_id=4B8BB4001C spf=temperror "
	    "spf_domain=example.com",
	    "tempfail" },
	{ "an address for a domain",
	    "4B8BB4001C: SPF(mailfrom): s@example.com fail",
	    "auth queue_id=4B8BB4001C spf=fail spf_domain=example.com", NULL },
	{ "FORMATS 4", "4B8BB4001C: SPF(helo): mx.example.com none",
	    "auth queue_id=4B8BB4001C helo=mx.example.com spf=none", "none" },
	{ "FORMATS 4: no colon",
	    "4B8BB4001C ignoring Authentication-Results at 1 from "
	    "mx.example.com",
	    "note", NULL },
	{ "opendmarc.c",
	    "4B8BB4001C: RFC5322 requirement error: missing From field; "
	    "accepting",
	    "note", NULL },
	{ "opendmarc.c", "4B8BB4001C: popen(): x", "note", NULL },
	{ "opendmarc.c", "implicit authentication service: mx.example.com",
	    "note", NULL },
};

static const struct line_vector policyd_spf[] = {
	{ "FORMATS 4",
	    "prepend Received-SPF: Pass (mailfrom) identity=mailfrom; "
	    "client-ip=192.0.2.1; helo=mx.example.com; "
	    "envelope-from=s@example.com; receiver=<UNKNOWN> ",
	    "auth client_ip=192.0.2.1 spf=pass spf_domain=example.com", NULL },
	{ "FORMATS 4, with a queue id",
	    "4AbC: prepend Received-SPF: Softfail (mailfrom) "
	    "identity=mailfrom; client-ip=192.0.2.1; "
	    "helo=mx.example.com; envelope-from=s@example.com; "
	    "receiver=<UNKNOWN> ",
	    "auth queue_id=4AbC client_ip=192.0.2.1 spf=softfail "
	    "spf_domain=example.com",
	    NULL },
	{ "spf_engine: no record for the HELO",
	    "prepend Received-SPF: None (no SPF record) identity=helo; "
	    "client-ip=192.0.2.1; helo=mx.example.com; envelope-from=<>; "
	    "receiver=<UNKNOWN> ",
	    "auth client_ip=192.0.2.1 helo=mx.example.com spf=none", NULL },
	{ "SEMANTICS 1: hardfail",
	    "prepend Received-SPF: HardFail (mailfrom) "
	    "identity=mailfrom; client-ip=192.0.2.1; "
	    "helo=mx.example.com; envelope-from=s@example.com; "
	    "receiver=<UNKNOWN> ",
	    "auth client_ip=192.0.2.1 spf=fail spf_domain=example.com", NULL },
	{ "policyd_spf.py, Header_Type=None",
	    "Header field not prepended: Received-SPF: Neutral "
	    "(mailfrom) identity=mailfrom; client-ip=192.0.2.1; "
	    "helo=mx.example.com; envelope-from=s@example.com; "
	    "receiver=<UNKNOWN> ",
	    "auth client_ip=192.0.2.1 spf=neutral spf_domain=example.com",
	    NULL },
	{ "Header_Type=AR",
	    "prepend Authentication-Results: mx.example.jp; spf=pass "
	    "(sender (client-ip=192.0.2.99) ok) "
	    "smtp.mailfrom=example.com (client-ip=192.0.2.1; "
	    "helo=mx.example.com; envelope-from=s@example.com; "
	    "receiver=<UNKNOWN>)",
	    "auth client_ip=192.0.2.1 spf=pass spf_domain=example.com", NULL },
	{ "Header_Type=AR",
	    "prepend Authentication-Results: mx.example.jp; spf=none (no "
	    "SPF record) smtp.helo=mx.example.com "
	    "(client-ip=2001:db8::1; helo=mx.example.com; "
	    "envelope-from=<>; receiver=<UNKNOWN>)",
	    "auth client_ip=2001:db8::1 helo=mx.example.com spf=none", NULL },
	{ "FORMATS 4: an empty queue id",
	    ": prepend Received-SPF: Softfail (mailfrom) identity=mailfrom; "
	    "client-ip=2001:db8::1; helo=mx.example.com; "
	    "envelope-from=s@example.com; receiver=<UNKNOWN>",
	    "auth client_ip=2001:db8::1 spf=softfail spf_domain=example.com",
	    NULL },
	{ "FORMATS 4: an empty queue id",
	    ": prepend Authentication-Results: mx.example.jp; spf=pass "
	    "(mailfrom) smtp.mailfrom=example.com (client-ip=192.0.2.1; "
	    "helo=mx.example.com; envelope-from=s@example.com; "
	    "receiver=<UNKNOWN>)",
	    "auth client_ip=192.0.2.1 spf=pass spf_domain=example.com", NULL },
	{ "FORMATS 4",
	    "550 5.7.23 Message rejected due to: SPF fail - not "
	    "authorized. Please see "
	    "http://www.openspf.net/Why?s=mfrom;id=s@example.com;ip=192.0"
	    ".2.1;r=<UNKNOWN>",
	    "auth client_ip=192.0.2.1 spf=fail spf_domain=example.com", NULL },
	{ "policyd_spf.py",
	    "550 5.7.24 Message rejected due to: SPF Permanent Error: "
	    "Too many DNS lookups. Please see "
	    "http://www.openspf.net/Why?s=mfrom;id=s@example.com;ip=192.0"
	    ".2.1;r=<UNKNOWN>",
	    "auth client_ip=192.0.2.1 spf=permerror "
	    "spf_domain=example.com",
	    NULL },
	{ "policyd_spf.py",
	    "4AbC: defer_if_permit 4.7.24 Message deferred due to: SPF "
	    "Temporary Error: DNS Timeout. Please see "
	    "http://www.openspf.net/Why?s=helo;id=mx.example.com;ip=192.0"
	    ".2.1;r=<UNKNOWN>",
	    "auth queue_id=4AbC client_ip=192.0.2.1 helo=mx.example.com "
	    "spf=temperror",
	    NULL },
	{ "FORMATS 4: told twice",
	    "Pass; identity=mailfrom; client-ip=192.0.2.1; "
	    "helo=mx.example.com; envelope-from=s@example.com; "
	    "receiver=<UNKNOWN> ",
	    "note", NULL },
	{ "FORMATS 4: told twice",
	    "Action: prepend: Text: Received-SPF: Pass (mailfrom) "
	    "identity=mailfrom; client-ip=192.0.2.1 Reject action: 550 "
	    "5.7.23",
	    "note", NULL },
	{ "spf_engine: not checked",
	    "prepend X-Comment: SPF not applicable to localhost "
	    "connection - skipped check",
	    "note", NULL },
	{ "policyd-spf-perl",
	    "Policy action=PREPEND Received-SPF: pass (example.com: "
	    "192.0.2.1 is authorized to use 's@example.com' in 'mfrom' "
	    "identity (mechanism 'mx' matched)) receiver=mx.example.jp; "
	    "identity=mailfrom; envelope-from=\"s@example.com\"; "
	    "helo=mx.example.com; client-ip=192.0.2.1",
	    "auth client_ip=192.0.2.1 spf=pass spf_domain=example.com", NULL },
	{ "policyd-spf-perl",
	    "Policy action=550 Please see "
	    "http://www.openspf.org/Why?s=mfrom;id=s%40example.com;ip=192"
	    ".0.2.1;r=mx.example.jp",
	    "auth client_ip=192.0.2.1 spf=fail spf_domain=example.com", NULL },
	{ "policyd-spf-perl",
	    "Policy action=PREPEND Authentication-Results: "
	    "mx.example.jp; none (SPF not checked for localhost)",
	    "note", NULL },
	{ "policyd-spf-perl", "Policy action=DUNNO", "note", NULL },
};

static const struct line_vector amavis[] = {
	{ "FORMATS 4",
	    "(1-02) Passed CLEAN {RelayedInbound}, [192.0.2.1]:40 "
	    "[192.0.2.1] <s@example.com> -> "
	    "<r1@example.jp>,<r2@example.jp>, Queue-ID: 4AbC, "
	    "Message-ID: <m1@example.com>, mail_id: x, Hits: -1.7, size: "
	    "9, queued_as: 4AbD, 955 ms",
	    "link queue_id=4AbC next_id=4AbD message_id=m1@example.com",
	    "queued_as: " },
	{ "a whole reply for an id",
	    "(1-02) Passed CLEAN {RelayedInbound}, [192.0.2.1]:40 "
	    "[192.0.2.1] <s@example.com> -> "
	    "<r1@example.jp>,<r2@example.jp>, quarantine: q, Queue-ID: "
	    "4AbC, Message-ID: <m1@example.com>, mail_id: x, Hits: -, "
	    "size: 9, queued_as: 4AbD/4AbE, 955 ms",
	    "link queue_id=4AbC next_id=4AbD message_id=m1@example.com", NULL },
	{ "DECISIONS 3",
	    "(1-02) Blocked SPAM {DiscardedInbound,Quarantined}, "
	    "[192.0.2.1]:40 [192.0.2.1] <s@example.com> -> "
	    "<r1@example.jp>,<r2@example.jp>, quarantine: q, Queue-ID: "
	    "4AbC, Message-ID: <m1@example.com>, mail_id: x, Hits: 9, "
	    "size: 9, 95 ms",
	    "link queue_id=4AbC message_id=m1@example.com suppressed", NULL },
	{ "a file name that looks like the line",
	    "(1-02) Blocked BANNED (.exe, <a> -> <b>, Queue-ID: 666, "
	    "mail_id: y) {DiscardedInbound}, [192.0.2.1]:40 [192.0.2.1] "
	    "<s@example.com> -> <r1@example.jp>,<r2@example.jp>, "
	    "Queue-ID: 4AbC, mail_id: x, Hits: 9, size: 9, 95 ms",
	    "link queue_id=4AbC suppressed", NULL },
	{ "a sender that looks like the line",
	    "(1-02) Passed CLEAN {RelayedInbound}, [192.0.2.1]:40 <\"a> "
	    "-> <b>, Queue-ID: 666, \"@example.com> -> <r@example.jp>, "
	    "Queue-ID: 4AbC, Message-ID: <a, mail_id: y, queued_as: "
	    "666>, mail_id: x, Hits: 1, size: 9, queued_as: 4AbD, 9 ms",
	    "link queue_id=4AbC next_id=4AbD message_id=\"a, mail_id: y, "
	    "queued_as: 666\"",
	    NULL },
	{ "answered with 4xx",
	    "(1-02) Blocked MTA-BLOCKED {TempFailedInbound}, "
	    "[192.0.2.1]:40 [192.0.2.1] <s@example.com> -> "
	    "<r1@example.jp>,<r2@example.jp>, Queue-ID: 4AbC, "
	    "Message-ID: <m1@example.com>, mail_id: x, Hits: -, size: 9, "
	    "95 ms",
	    "note", NULL },
	{ "before the queue: no id",
	    "(1-02) Passed CLEAN, <s@example.com> -> <r1@example.jp>, "
	    "Message-ID: <m1@example.com>, mail_id: x, Hits: -, "
	    "queued_as: 4AbD, 9 ms",
	    "note", NULL },
	{ "another line",
	    "(1-02) Checking: x [192.0.2.1] <s@example.com> -> "
	    "<r@example.jp>",
	    "note", NULL },
};

static const struct line_vector spamd[] = {
	{ "DECISIONS 12",
	    "spamd: result: . -1 - DKIM_SIGNED,DKIM_VALID,SPF_PASS "
	    "scantime=0.5,size=900,mid=<m1@example.com>,autolearn=ham",
	    "note", NULL },
};

static const struct line_program programs[] = {
	{ td_opendkim_line, opendkim, sizeof opendkim / sizeof opendkim[0] },
	{ td_opendmarc_line, opendmarc,
	    sizeof opendmarc / sizeof opendmarc[0] },
	{ td_policyd_spf_line, policyd_spf,
	    sizeof policyd_spf / sizeof policyd_spf[0] },
	{ td_amavis_line, amavis, sizeof amavis / sizeof amavis[0] },
	{ td_spamd_line, spamd, sizeof spamd / sizeof spamd[0] },
};

int
main(void)
{
	return run_lines(
	    "log_auth", programs, sizeof programs / sizeof programs[0]);
}

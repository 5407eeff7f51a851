/*
 * Received: the grammar (RFC 5321 4.4), software beyond the table of SEMANTICS
 * 9, broken fields, and clients that say more than their name.
 */
#include "received_vector.h"

static const struct vector vectors[] = {
	{ .source = "indimail",
	    .body = "indimail-mta queue 76882 by host mx.example.jp (invoked "
	            "for bounce); Sat, 21 Nov 2026 17:58:00 +0900",
	    .no_from = true,
	    .by = "mx.example.jp" },
	{ .source = "an AUTH name without a host is no client's name",
	    .body = "from a.example.com (b.example.com u@ [192.0.2.1]) by "
	            "mx.example.jp",
	    .undated = true,
	    .helo = "a.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp" },
	{ .source = "ecelerity",
	    .body = "from [10.1.1.102] ([10.1.1.102:55279] "
	            "helo=client.example.com)\n by mx.example.jp "
	            "(envelope-from <s@example.com>)\n (ecelerity 4.4.1.20033 "
	            "r(msys-ecelerity:tags/4.4.1.0^0)) with ESMTP\n id "
	            "F4/42-16651-9B431596; Sat, 21 Nov 2026 08:58:00 +0000",
	    .helo = "client.example.com",
	    .ip = "10.1.1.102",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "F4/42-16651-9B431596",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_OTHER },
	{ .source = "Haraka",
	    .body = "from client.example.com (mail.example.com "
	            "[192.0.2.1])\n\tby mx.example.jp (Haraka/2.8.27) with "
	            "ESMTPS id 4B-1.1\n\tenvelope-from "
	            "<s@example.com>\n\t(cipher=TLS_AES_256_GCM_SHA384);"
	            "\n\tSat, 21 Nov 2026 08:58:00 +0000",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPS",
	    .id = "4B-1.1",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_OTHER,
	    .tls = TD_TLS_YES },
	{ .source = "Courier, id behind the date",
	    .body = "from client.example.com (mail.example.com [192.0.2.1])\n  "
	            "by mx.example.jp with ESMTP; Sat, 21 Nov 2026 17:58:00 "
	            "+0900\n  id 0F1BC0DD.4D025E3A.00001786",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "0F1BC0DD.4D025E3A.00001786" },
	{ .source = "Kerio",
	    .body =
	        "from client.example.com ([192.0.2.1])\n\tby mx.example.jp "
	        "([192.0.2.2]) with ESMTP via SSL; 21 Nov 2026 08:58:00 -0000",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .tls = TD_TLS_YES },
	{ .source = "ESMTP/TLS/cipher",
	    .body = "from m.example.com (HELO c.example.com) ([192.0.2.1])\n  "
	            "by mx.example.jp with ESMTP/TLS/DHE-RSA-AES256-SHA; 21 "
	            "Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "m.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP/TLS/DHE-RSA-AES256-SHA",
	    .mta = TD_MTA_QMAIL,
	    .tls = TD_TLS_YES },
	{ .source = "fetchmail",
	    .body = "from imap.example.com [192.0.2.1]\n\tby mx.example.jp "
	            "with IMAP (fetchmail-6.6.1)\n\tfor <taro@localhost> "
	            "(single-drop); Sat, 21 Nov 2026 08:58:00 +0000 (UTC)",
	    .helo = "imap.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "IMAP",
	    .for_path = "taro@localhost" },
	{ .source = "SendGrid, no semicolon",
	    .body = "from NTg0OTU5Mw (unknown)\n\tby geopod-ismtpd-68 (SG) "
	            "with HTTP\n\tid qrTVm9I5QGuxWK3-j8Q6fw\n\tSat, 21 Nov "
	            "2026 08:58:00 +0000 (UTC)",
	    .helo = "NTg0OTU5Mw",
	    .by = "geopod-ismtpd-68",
	    .with = "HTTP",
	    .id = "qrTVm9I5QGuxWK3-j8Q6fw",
	    .mta = TD_MTA_OTHER },
	{ .source = "SendGrid, Go's time",
	    .body = "by recvd-668bb697c5-jkvsn with SMTP id "
	            "recvd-668bb697c5-jkvsn-1-693739DD-24\n\t2026-11-21 "
	            "08:58:00 +0000 UTC m=+1814298.103232951",
	    .no_from = true,
	    .by = "recvd-668bb697c5-jkvsn",
	    .with = "SMTP",
	    .id = "recvd-668bb697c5-jkvsn-1-693739DD-24" },
	{ .source = "HELO by",
	    .body =
	        "from by (mail.example.com [192.0.2.1])\n\tby mx.example.jp "
	        "(Postfix) with ESMTP id 4AbC; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "by",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "HELO with",
	    .body =
	        "from with (mail.example.com [192.0.2.1])\n\tby mx.example.jp "
	        "(Postfix) with ESMTP id 4AbC; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "with",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "HELO with a comment in it",
	    .body = "from x(203.0.113.9) (mail.example.com [192.0.2.1])\n\tby "
	            "mx.example.jp (Postfix) with ESMTP id 4AbC; Sat, 21 Nov "
	            "2026 17:58:00 +0900",
	    .helo = "x(203.0.113.9)",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "HELO with a parenthesis",
	    .body =
	        "from x( (mail.example.com [192.0.2.1])\n\tby mx.example.jp "
	        "(Postfix) with ESMTP id 4AbC; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "x(",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "HELO with blanks",
	    .body =
	        "from unknown (HELO x 203.0.113.9 [203.0.113.8]) (192.0.2.1)\n "
	        " by mx.example.jp with SMTP; 21 Nov 2026 08:58:00 -0000",
	    .helo = "x",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .mta = TD_MTA_QMAIL,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "a name like a TLS comment",
	    .body = "from tls1.example.com (TLSv1.example.com "
	            "[192.0.2.1])\n\tby mx.example.jp (Postfix) with ESMTP id "
	            "4AbC; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "tls1.example.com",
	    .rdns = "TLSv1.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "each clause once",
	    .body = "from c.example.com (c.example.com [192.0.2.1]) by "
	            "mx.example.jp (Postfix)\n with ESMTP id 4AbC for "
	            "<u@example.jp> by evil.example with ESMTPS id X\n for "
	            "<v@example.com>; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "keywords in a quoted local part",
	    .body = "from c.example.com (c.example.com [192.0.2.1]) by "
	            "mx.example.jp (Postfix)\n with ESMTP for <\"a; by "
	            "x\"@example.jp> id 4AbC; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .for_path = "\"a; by x\"@example.jp",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "the first address and its name",
	    .body =
	        "from c.example.com (a.example.com [192.0.2.1])\n"
	        "\t(b.example.com [192.0.2.2]) by mx.example.jp with ESMTP\n"
	        "\tid 1; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "a.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "1" },
	{ .source = "a word is no name without a bracket behind",
	    .body =
	        "from c.example.com (word 192.0.2.1) by mx.example.jp with\n"
	        "\tESMTP id 1; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "1" },
	{ .source = "\"really\" and \"unverified\" are no names",
	    .body = "from c.example.com (really [192.0.2.1]) by mx.example.jp\n"
	            "\twith ESMTP id 1; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "1" },
	{ .source = "a comment that is not closed",
	    .body = "from c.example.com (by mx.example.jp (8.12.10/8.12.11)\n "
	            "with ESMTP id m8MKKP for <u@example.jp>; Sat, 21 Nov 2026 "
	            "08:58:00 GMT",
	    .helo = "c.example.com",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "m8MKKP",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_SENDMAIL,
	    .tls = TD_TLS_NO },
	{ .source = "a parenthesis too many",
	    .body = "from c.example.com [192.0.2.1]) by mx.example.jp with "
	            "smtp id 1; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "smtp",
	    .id = "1" },
	{ .source = "semicolon in a comment",
	    .body = "from c.example.com (c.example.com [192.0.2.1]) by "
	            "mx.example.jp (x; y)\n with ESMTP id 1; Sat, 21 Nov 2026 "
	            "17:58:00 +0900 (a; b)",
	    .helo = "c.example.com",
	    .rdns = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "1" },
	{ .source = "the last semicolon",
	    .body = "from c.example.com (c.example.com [192.0.2.1]) by "
	            "mx.example.jp with ESMTP\n id 1; TLS1_3; Sat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "1" },
	{ .source = "by before from",
	    .body = "by mx.example.jp from c.example.com (192.0.2.1) ; Sat, 21 "
	            "Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp" },
	{ .source = "nothing behind from and by",
	    .body = "from (192.0.2.1) by with SMTP; 21 Nov 2026 08:58:00 -0000",
	    .ip = "192.0.2.1",
	    .with = "SMTP" },
	{ .source = "by with a dot",
	    .body = "from c.example.com ([192.0.2.1]) by mx.example.jp. with "
	            "SMTP id 1; 21 Nov 2026 08:58:00 -0000",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .id = "1" },
	{ .source = "date that cannot be read",
	    .body = "from c.example.com ([192.0.2.1]) by mx.example.jp with "
	            "SMTP id 1; yesterday",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .id = "1",
	    .undated = true },
	{ .source = "no date",
	    .body = "by mx.example.jp with SMTP id 1",
	    .no_from = true,
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .id = "1",
	    .undated = true },
	{ .source = "empty", .body = "", .no_from = true, .undated = true },
	{ .source = "a clause behind the date",
	    .body = "from mail.example.com by mx.example.jp with ESMTP id "
	            "4AbC; Sat, 21 Nov 2026 17:58:00 +0900 for <u@example.jp>",
	    .helo = "mail.example.com",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .for_path = "u@example.jp" },
	{ .source = "a word that begins with the date's last",
	    .body = "from mail.example.com by mx.example.jp with ESMTP id "
	            "4AbC; Sat, 21 Nov 2026 17:58:00 +0900for <u@example.jp>",
	    .helo = "mail.example.com",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC" },
	{ .source = "a clause without a value takes the next word",
	    .body = "from mail.example.com by mx.example.jp with ESMTP id ; "
	            "Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "mail.example.com",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "Sat," },
};

START_TEST(test_vector)
{
	check_vector(&vectors[_i]);
}
END_TEST

START_TEST(test_cut)
{
	check_cut(&vectors[_i]);
}
END_TEST

/* SEMANTICS 9: what tells of TLS, what denies it, and what says nothing. */
static const struct {
	const char *rest; /* behind "by mx.example.jp" */
	enum td_tls tls;
} protocols[] = {
	{ "(Postfix) with ESMTP", TD_TLS_NO },
	{ "(Postfix) with SMTP", TD_TLS_NO },
	{ "(Postfix) with ESMTPA", TD_TLS_NO },
	{ "(Postfix) with UTF8SMTP", TD_TLS_NO },
	{ "(Postfix) with UTF8SMTPA", TD_TLS_NO },
	{ "(Postfix) with ESMTPS", TD_TLS_YES },
	{ "(Postfix) with ESMTPSA", TD_TLS_YES },
	{ "(Postfix) with UTF8SMTPS", TD_TLS_YES },
	{ "(Postfix) with UTF8SMTPSA", TD_TLS_YES },
	{ "with SMTPS", TD_TLS_YES },
	{ "with LMTPS", TD_TLS_YES },
	{ "with LMTPSA", TD_TLS_YES },
	{ "with UTF8LMTPS", TD_TLS_YES },
	{ "with UTF8LMTPSA", TD_TLS_YES },
	{ "with esmtps", TD_TLS_YES },
	{ "with ESMTP (TLS1.3 TLS_AES_128_GCM_SHA256)", TD_TLS_YES },
	{ "with ESMTP (TLS: TLSv1/SSLv3,256bits,X)", TD_TLS_YES },
	{ "with ESMTP (TLSv1.2:X:256)", TD_TLS_YES },
	{ "with ESMTP (SSLv3:X:168)", TD_TLS_YES },
	{ "with ESMTP (version=SSLv3 cipher=X)", TD_TLS_YES },
	{ "with ESMTP (X encrypted)", TD_TLS_YES },
	{ "with ESMTP", TD_TLS_UNKNOWN },
	{ "with SMTP", TD_TLS_UNKNOWN },
	{ "(Postfix) with LMTP", TD_TLS_UNKNOWN },
	{ "(Postfix) with QMQP", TD_TLS_UNKNOWN },
	{ "(Postfix) with HTTPS", TD_TLS_UNKNOWN },
	{ "(Postfix)", TD_TLS_UNKNOWN },
	{ "(Exim 4.96) with local", TD_TLS_UNKNOWN },
	{ "(OpenSMTPD) with ESMTP", TD_TLS_UNKNOWN },
	{ "(EZweb Mail) with ESMTP", TD_TLS_UNKNOWN },
	{ "(Postfix) with ESMTP (version=2)", TD_TLS_NO },
	{ "(Postfix) with ESMTP (tlsrpt)", TD_TLS_NO },
};

START_TEST(test_protocol)
{
	char body[256];
	struct td_received r;
	int n;

	n = snprintf(body, sizeof(body),
	    "from c.example.com ([192.0.2.1]) by mx.example.jp %s id 1;",
	    protocols[_i].rest);
	td_received_parse((struct td_span){ body, (size_t)n }, &r);
	ck_assert_msg(
	    r.tls == protocols[_i].tls, "%s: %d", protocols[_i].rest, r.tls);
}
END_TEST

/* A host is known by its whole labels; software by its comment. */
static const struct {
	const char *by;
	enum td_mta mta;
} hosts[] = {
	{ "mx.google.com", TD_MTA_GOOGLE },
	{ "MX.GOOGLE.COM.", TD_MTA_GOOGLE },
	{ "smtp.gmail.com", TD_MTA_GOOGLE },
	{ "mx.notgoogle.com", TD_MTA_UNKNOWN },
	{ "mx.google.com.example", TD_MTA_UNKNOWN },
	{ "a.mail.protection.outlook.com", TD_MTA_MICROSOFT },
	{ "mta1.mail.gq1.yahoo.com", TD_MTA_YAHOO },
	{ "mta776.mail.djm.yahoo.co.jp", TD_MTA_YAHOO },
	{ "inbound-smtp.eu-west-1.amazonaws.com", TD_MTA_SES },
	{ "ec2-192-0-2-1.compute-1.amazonaws.com", TD_MTA_UNKNOWN },
	{ "a1-2.smtp-out.amazonses.com", TD_MTA_SES },
	{ "inbound-smtp.example.com", TD_MTA_UNKNOWN },
	{ "mx.googlemail.com", TD_MTA_GOOGLE },
	{ "a.hotmail.com", TD_MTA_MICROSOFT },
	{ "a.office365.com", TD_MTA_MICROSOFT },
	{ "a.exchangelabs.com", TD_MTA_MICROSOFT },
	{ "mx1.yahoodns.net", TD_MTA_YAHOO },
	{ "mx.au.com", TD_MTA_AU },
	{ "lsean.ezweb.ne.jp", TD_MTA_AU },
	/* Of each length, at the end of a long name. */
	{ "some-host-here.au.com", TD_MTA_AU },
	{ "some-host-here.gmail.com", TD_MTA_GOOGLE },
	{ "some-host-here.google.com", TD_MTA_GOOGLE },
	{ "some-host-here.ezweb.ne.jp", TD_MTA_AU },
	{ "some-host-here.yahoodns.net", TD_MTA_YAHOO },
	{ "some-host-here.office365.com", TD_MTA_MICROSOFT },
	{ "some-host-here.googlemail.com", TD_MTA_GOOGLE },
	{ "some-host-here.exchangelabs.com", TD_MTA_MICROSOFT },
	{ "some-host-here.notau.com", TD_MTA_UNKNOWN },
	/* What a comment says goes before the name. */
	{ "mx.google.com (Postfix)", TD_MTA_POSTFIX },
	{ "mx.google.com (8.15.2/8.15.2)", TD_MTA_SENDMAIL },
	{ "mx.example.jp (V8/cf)", TD_MTA_SENDMAIL },
	{ "mx.example.jp (8.12.10+Sun/8.12.10)", TD_MTA_SENDMAIL },
	{ "mx.example.jp (Haraka/2.8)", TD_MTA_OTHER },
	{ "mx.example.jp (1)", TD_MTA_UNKNOWN },
	{ "mx.example.jp (V)", TD_MTA_UNKNOWN },
	{ "mx.example.jp (2 of 3/4)", TD_MTA_UNKNOWN },
	{ "mx.example.jp (Exim 4.96)", TD_MTA_EXIM },
	{ "mx.example.jp (qmail-1.03)", TD_MTA_QMAIL },
	{ "mx.example.jp (PPS)", TD_MTA_SENDMAIL },
	{ "mx.example.jp (EZweb Mail)", TD_MTA_AU },
	{ "mx.example.jp (Microsoft Exchange Internet Mail Service)",
	    TD_MTA_MICROSOFT },
	{ "mx.example.jp (SimpleEmailService-d-1)", TD_MTA_SES },
	{ "mx.example.jp (Oath Hermes SMTP Server)", TD_MTA_YAHOO },
	{ "mx.example.jp (amavisd-new, port 10024)", TD_MTA_OTHER },
	{ "mx.example.jp (Cyrus 3.11.0)", TD_MTA_OTHER },
	{ "mx.example.jp (Dovecot)", TD_MTA_OTHER },
	{ "mx.example.jp (OpenSMTPD)", TD_MTA_OTHER },
	{ "mx.example.jp (DragonFly Mail Agent v0.13)", TD_MTA_OTHER },
	{ "mx.example.jp (PowerMTA(TM) v3.5r16)", TD_MTA_OTHER },
	{ "mx.example.jp (ecelerity 5.1.0)", TD_MTA_OTHER },
	{ "mx.example.jp (Oracle Communications Messaging Server)",
	    TD_MTA_OTHER },
	{ "mx.example.jp (Stalwart SMTP)", TD_MTA_OTHER },
	{ "mx.example.jp (Halon)", TD_MTA_OTHER },
	{ "mx.example.jp (JAMES SMTP Server )", TD_MTA_OTHER },
	{ "mx.example.jp (qpsmtpd/0.29)", TD_MTA_OTHER },
	{ "mx.example.jp (CommuniGate Pro SMTP 4.2.8)", TD_MTA_OTHER },
	{ "mx.example.jp (MDaemon PRO v11.0.3)", TD_MTA_OTHER },
	{ "mx.example.jp (Lotus Domino Release 5)", TD_MTA_OTHER },
	{ "mx.example.jp (SG)", TD_MTA_OTHER },
	{ "mx.example.jp (192.0.2.2) (Postfix)", TD_MTA_POSTFIX },
	{ "notezweb.ne.jp", TD_MTA_UNKNOWN },
	{ "com", TD_MTA_UNKNOWN },
};

START_TEST(test_host)
{
	char body[256];
	struct td_received r;
	int n;

	n = snprintf(body, sizeof(body),
	    "from c.example.com ([192.0.2.1]) by %s with ESMTP id 1;",
	    hosts[_i].by);
	td_received_parse((struct td_span){ body, (size_t)n }, &r);
	ck_assert_msg(r.mta == hosts[_i].mta, "%s: %d", hosts[_i].by, r.mta);
}
END_TEST

#define DATE "Sat, 21 Nov 2026 17:58:00 +0900"

/* What a zone is called behind the date hides nothing else there. */
START_TEST(test_behind_date)
{
	static const struct {
		struct td_span body;
		enum td_mta mta;
		enum td_tls tls;
	} behind[] = {
		{ TD_LIT("from a; " DATE " (JST)"), TD_MTA_UNKNOWN, 0 },
		{ TD_LIT("by b id 1; " DATE " (JST)"), TD_MTA_UNKNOWN, 0 },
		{ TD_LIT("id 1; " DATE " (PPS)"), TD_MTA_SENDMAIL, 0 },
		{ TD_LIT("id 1; " DATE " (1/T)"), TD_MTA_SENDMAIL, 0 },
		{ TD_LIT("id 1; " DATE " (TLS)"), 0, TD_TLS_YES },
		{ TD_LIT("id 1; " DATE " (JST) (Exim)"), TD_MTA_EXIM, 0 },
	};
	struct td_received r;

	for (int i = 0; i < COUNT(behind); i++) {
		td_received_parse(behind[i].body, &r);
		ck_assert_int_eq(r.mta, behind[i].mta);
		ck_assert_int_eq(r.tls, behind[i].tls);
	}
}
END_TEST

/* Words of all lengths around 16 bytes, before all that ends a word, with a
 * control character in them, which does not. */
START_TEST(test_word)
{
	static const char *const ends[] = { " ", "\t", "\r\n ", "\n\t", "(c)",
		";" };
	char word[64], body[160];
	struct td_received r;
	int n, len = _i + 1;

	memset(word, 'a', sizeof(word));
	word[len] = '\0';
	for (int at = 0; at <= len; at++) {
		if (at > 0)
			word[at - 1] = at % 2 ? '\001' : '\037';
		for (int e = 0; e < COUNT(ends); e++) {
			n = snprintf(body, sizeof(body),
			    "from x (%s [192.0.2.1]) by %s%sid 7", word, word,
			    ends[e]);
			td_received_parse(
			    (struct td_span){ body, (size_t)n }, &r);
			ck_assert(td_span_eq(
			    r.by, (struct td_span){ word, (size_t)len }));
			ck_assert(td_span_eq(r.id, TD_SPAN("7")));
			ck_assert(td_span_eq(r.rdns, r.by));
		}
	}
}
END_TEST

/* A megabyte each, of what could make a careless parser go back and forth. */
static const char *const units[] = { "(", ")", "()", "((a)", "(\\", "from ",
	"by ", "from by ", "<", "<\"", "<\"\\", "<\"@", ";", "; 1 (", "[", "[1",
	"a", " ", "from a (b [", "from a (HELO ", "from a (((", "id <",
	"with x (", "(envelope-from <", "1 2 3:", "from a (1.2.3.4) " };

START_TEST(test_linear)
{
	struct td_span u = { units[_i], strlen(units[_i]) };
	size_t n = (size_t)1 << 20;
	char *s = malloc(n);
	struct td_received r;

	ck_assert_ptr_nonnull(s);
	for (size_t i = 0; i < n; i++)
		s[i] = u.p[i % u.n];
	td_received_parse((struct td_span){ s, n }, &r);
	ck_assert_int_eq(r.when, TD_NO_TIME);
	ck_assert_int_eq(
	    td_received_when((struct td_span){ s, n }), TD_NO_TIME);
	free(s);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("received");
	Suite *s = suite_create("received");

	tcase_add_loop_test(tc, test_vector, 0, COUNT(vectors));
	tcase_add_loop_test(tc, test_cut, 0, COUNT(vectors));
	tcase_add_loop_test(tc, test_protocol, 0, COUNT(protocols));
	tcase_add_loop_test(tc, test_host, 0, COUNT(hosts));
	tcase_add_test(tc, test_behind_date);
	tcase_add_loop_test(tc, test_word, 0, 40);
	tcase_add_loop_test(tc, test_linear, 0, COUNT(units));
	suite_add_tcase(s, tc);
	return run_suite(s);
}

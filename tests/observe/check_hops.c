/*
 * The boundary hop: where the walk from the top stops, and what is taken from
 * there.  Expected per row: the index of the boundary, the ADMD, and per hop
 * of the chain "in" or "OUT" for its client; hops below are not judged.
 */
#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define END "From: a@example.com\n\n"

/* The sender's invention, below the boundary in the rows that use it. */
#define FORGED                                                        \
	"Received: from evil.example (evil.example [203.0.113.66])\n" \
	"\tby mx.example.jp (Postfix) with ESMTP id F for <x@docomo.ne.jp>" D

/* clang-format off */
static const struct row {
	const char *source, *ids, *section, *expected;
} rows[] = {
	{ "SEMANTICS 9, Postfix", NULL,
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\t(using TLSv1.3 with cipher X (256/256 bits))\n"
	    "\tby mx.example.jp (Postfix) with ESMTPS id Q" D
	    "Received: by a.example.com (Postfix, from userid 1) id R" D
	    END,
	    "0 example.jp OUT" },
	{ "SEMANTICS 3.2: Google's by 10.x, by-only lines are internal", NULL,
	    "Received: by 10.37.32.132 with SMTP id csp1" D
	    "Received: from a.example.com (a.example.com. [192.0.2.1])\n"
	    "\tby mx.google.com with ESMTPS id X" D
	    "Received: by a.example.com (Postfix) id R" D
	    END,
	    "1 google.com in OUT" },
	{ "SEMANTICS 3.2: Google's by 2002:", NULL,
	    "Received: by 2002:a05:7108:1::1 with SMTP id csp1" D
	    "Received: from a.example.com (a.example.com. [192.0.2.1])\n"
	    "\tby mx.google.com with ESMTPS id X" D
	    END,
	    "1 google.com in OUT" },
	{ "SEMANTICS 3.2: private addresses, localhost, amavis", NULL,
	    "Received: from mx.example.jp (mx.example.jp [192.168.1.2])\n"
	    "\tby imap (Cyrus 2.4) with LMTPA" D
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q2" D
	    "Received: from mx.example.jp ([127.0.0.1])\n"
	    "\tby localhost (mx.example.jp [127.0.0.1]) (amavisd-new, port\n"
	    "\t10024) with ESMTP id A" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q1" D
	    END,
	    "3 example.jp in in in OUT" },
	{ "SEMANTICS 9, qmail: a line without hosts, then the client", NULL,
	    "Received: (qmail 21084 invoked from network); 12 Jun 2013"
	    " 02:22:14 -0000\n"
	    "Received: from unknown (HELO a.example.com) (192.0.2.1)\n"
	    "  by mx.example.jp with SMTP; 12 Jun 2013 02:22:13 -0000\n"
	    END,
	    "1 example.jp in OUT" },
	{ "SEMANTICS 3.2: never the lowest match; a forged deeper hop", NULL,
	    "Received: from evil.example (evil.example [203.0.113.66])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "SEMANTICS 3.2: deeper by mx.google.com below Google's own", NULL,
	    "Received: from evil.example (evil.example. [203.0.113.66])\n"
	    "\tby mx.google.com with ESMTPS id X" D
	    "Received: from a.example.com (a.example.com. [192.0.2.1])\n"
	    "\tby mx.google.com with ESMTPS id Y" D
	    END,
	    "0 google.com OUT" },
	{ "SEMANTICS 3.2: rDNS, not HELO", NULL,
	    "Received: from mx2.example.jp (unknown [203.0.113.66])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "SEMANTICS 3.2: a host of the receiver by rDNS", NULL,
	    "Received: from mx2 (mx2.example.jp [203.0.113.2])\n"
	    "\tby mbox.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx2.example.jp (Postfix) with ESMTP id R" D
	    END,
	    "1 example.jp in OUT" },
	{ "sendmail says that the name of the receiver may be forged", NULL,
	    "Received: from mx2.example.jp (mx2.example.jp [203.0.113.66]"
	    " (may be forged))\n"
	    "\tby mx.example.jp (8.15.2/8.15.2) with ESMTP id Q" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "anybody can have localhost.localdomain in his reverse zone", NULL,
	    "Received: from localhost.localdomain (HELO x) (203.0.113.66)\n"
	    "  by mx.example.jp with SMTP" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "a flat name with a public address is no inner host", NULL,
	    "Received: from x (localhost [203.0.113.66])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "DECISIONS 21: .internal is an inner name (Postfix confirmed it)",
	    NULL,
	    "Received: from gw (ip-203-0-113-5.compute.internal"
	    " [203.0.113.5])\n"
	    "\tby mbox.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id R" D
	    END,
	    "1 example.jp in OUT" },
	{ "DECISIONS 21, 22: .lan on top names no ADMD", NULL,
	    "Received: from mx.example.jp (mx.example.jp [10.0.0.2])\n"
	    "\tby store.mail.lan (Postfix) with ESMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id R" D
	    END,
	    "1 example.jp in OUT" },
	{ "DECISIONS 22: flat `by`, none above, public client", NULL,
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby nekochan (Postfix) with ESMTP id Q" D
	    FORGED END,
	    "0 - OUT" },
	{ "DECISIONS 22: flat `by` takes the class of the hop above", NULL,
	    "Received: from p01-smtpin (p01-smtpin.me.com [10.1.1.1])\n"
	    "\tby ms1.icloud.com with ESMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby p01-icloudmta-smtpin with ESMTPS id R" D
	    END,
	    "1 icloud.com in OUT" },
	{ "DECISIONS 22: no client outside: the lowest of the chain", NULL,
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    "Received: by mx.example.jp (Postfix, from userid 0) id R" D
	    END,
	    "1 example.jp in in, none outside" },
	{ "DECISIONS 22: chain broken by a foreign `by`", NULL,
	    "Received: from gate (gate [10.0.0.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from x (x.example.net [192.0.2.9])\n"
	    "\tby mail.example.com (Postfix) with ESMTP id R" D
	    END,
	    "0 example.jp in, none outside" },
	{ "DECISIONS 21: Microsoft's inner hops by HELO and address", NULL,
	    "Received: from HT1.eop.prod.protection.outlook.com"
	    " (2001:db8:1::29)\n"
	    " by SL1.PROD.OUTLOOK.COM with HTTPS" D
	    "Received: from FT1.eop.prod.protection.outlook.com"
	    " (10.152.0.60)\n"
	    " by HT1.eop.prod.protection.outlook.com (10.152.1.89) with"
	    " Microsoft SMTP Server\n"
	    " (version=TLS1_2, cipher=X) id 15.20" D
	    "Received: from a.example.com (192.0.2.1) by\n"
	    " FT1.mail.protection.outlook.com (10.152.0.228) with Microsoft\n"
	    " SMTP Server (version=TLS1_2, cipher=X) id 15.20" D
	    END,
	    "2 outlook.com in in OUT" },
	{ "DECISIONS 21: exchangelabs.com is Microsoft", NULL,
	    "Received: from A.eurprd01.prod.exchangelabs.com"
	    " (2001:db8:1::29)\n"
	    " by B.eurprd01.prod.exchangelabs.com\n"
	    " (2001:db8:1::2a) with Microsoft SMTP Server id 15.20" D
	    "Received: from a.example.com (192.0.2.1) by\n"
	    " C.mail.protection.outlook.com (10.1.1.1) with Microsoft SMTP\n"
	    " Server id 15.20" D
	    END,
	    "1 exchangelabs.com in OUT" },
	{ "DECISIONS 21: *.outbound.protection.outlook.com is outside", NULL,
	    "Received: from APC01-obe.outbound.protection.outlook.com\n"
	    " (192.0.2.46) by FT1.mail.protection.outlook.com (10.1.1.1)"
	    " with\n"
	    " Microsoft SMTP Server id 15.20" D
	    "Received: from A.prod.outlook.com (2001:db8::1) by\n"
	    " B.prod.outlook.com (2001:db8::2) with Microsoft SMTP Server\n"
	    " id 15.20" D
	    END,
	    "0 outlook.com OUT" },
	{ "the price of DECISIONS 21: a HELO of Microsoft moves the"
	    " boundary",
	    NULL,
	    "Received: from x.prod.outlook.com (203.0.113.66) by\n"
	    " FT1.mail.protection.outlook.com (10.1.1.1) with Microsoft"
	    " SMTP\n"
	    " Server id 15.20" D
	    "Received: from evil.example (203.0.113.66) by\n"
	    " x.prod.outlook.com (10.1.1.2) with Microsoft SMTP Server\n"
	    " id 15.20" D
	    END,
	    "1 outlook.com in OUT" },
	{ "a HELO of Microsoft counts with no other receiver", NULL,
	    "Received: from x.prod.outlook.com (203.0.113.66)\n"
	    "\tby mx.example.jp with ESMTP id Q" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "DECISIONS 21: neither name nor address, HELO of the ADMD", NULL,
	    "Received: from mx.example.jp by store.example.jp with LMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id R" D
	    END,
	    "1 example.jp in OUT" },
	{ "DECISIONS 21: neither name nor address, a flat HELO", NULL,
	    "Received: from nekochan by store.example.jp with LMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id R" D
	    END,
	    "1 example.jp in OUT" },
	{ "DECISIONS 21: neither name nor address, a foreign HELO", NULL,
	    "Received: from a.example.com by store.example.jp with LMTP id Q" D
	    FORGED END,
	    "0 example.jp OUT" },
	{ "RFC 2033 5: LMTP to a loopback address, no ADMD known yet", NULL,
	    "Received: from mx.example.jp ([mx.example.jp])\n"
	    "\tby 127.0.0.1 (Stalwart JMAP) with LMTP" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id R" D
	    END,
	    "1 example.jp in OUT" },
	{ "the same, but not by LMTP: it may be the sender", NULL,
	    "Received: from mx.example.jp ([mx.example.jp])\n"
	    "\tby 127.0.0.1 (X) with SMTP" D
	    FORGED END,
	    "0 - OUT" },
	{ "SEMANTICS 3.2: yahoo.com, yahoodns.net, aol.com", NULL,
	    "Received: from x (mx.mail.yahoodns.net [192.0.2.9])\n"
	    "\tby mta1.mail.bf1.yahoo.com with SMTPS" D
	    "Received: from y (a.mx.aol.com [192.0.2.10])\n"
	    "\tby mx.mail.yahoodns.net with ESMTP" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby a.mx.aol.com with ESMTP" D
	    END,
	    "2 yahoo.com in in OUT" },
	{ "SEMANTICS 3.2: icloud.com, me.com; DECISIONS 21: mac.com", NULL,
	    "Received: from x (a.mac.com [192.0.2.9])\n"
	    "\tby b.icloud.com with ESMTP" D
	    "Received: from x (a.apple.com [192.0.2.9])\n"
	    "\tby a.mac.com with ESMTP" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby a.me.com with ESMTP" D
	    END,
	    "2 icloud.com in in OUT" },
	{ "SEMANTICS 3.2: ezweb.ne.jp and au.com, softbank", NULL,
	    "Received: from x (msmx.au.com [192.0.2.9])\n"
	    "\tby lsean.ezweb.ne.jp (EZweb Mail) with SMTP" D
	    "Received: from x (mx.softbank.ne.jp [192.0.2.9])\n"
	    "\tby msmx.au.com with SMTP" D
	    END,
	    "1 ezweb.ne.jp in OUT" },
	{ "equivalent only what is listed: gmail.com is not Google's host",
	    NULL,
	    "Received: from x (x.gmail.com [192.0.2.9])\n"
	    "\tby mx.google.com with ESMTPS" D
	    END,
	    "0 google.com OUT" },
	{ "a shared suffix is no ADMD", NULL,
	    "Received: from x (mail.example.co.jp [192.0.2.9])\n"
	    "\tby mx.beispiel.co.jp with ESMTP id Q" D
	    END,
	    "0 beispiel.co.jp OUT" },
	{ "DECISIONS 24: domains of --authserv-id join the ADMD",
	    ".example.net mx.example.org",
	    "Received: from x (out.example.net [192.0.2.9])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from x (out.example.org [192.0.2.10])\n"
	    "\tby mx.example.net (Postfix) with ESMTP id R" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.org (Postfix) with ESMTP id S" D
	    END,
	    "2 example.jp in in OUT" },
	{ "the same without it", NULL,
	    "Received: from x (out.example.net [192.0.2.9])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    END,
	    "0 example.jp OUT" },
	{ "one Received twice: the copy below is not looked at", NULL,
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    END,
	    "0 example.jp OUT" },
	{ "mail fetched from another mailbox: that is where it came in", NULL,
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    "\tby mx.example.jp (8.18.1/8.18.1) with ESMTP id Q" D
	    "Received: from imap.mail.g03.yahoodns.net [192.0.2.160]\n"
	    "\tby mx.example.jp with IMAP (fetchmail-6.6.1)\n"
	    "\tfor <u@localhost> (single-drop)" D
	    "Received: from 127.0.0.1 by atlas-production.omega.yahoo.com\n"
	    "\twith HTTP" D
	    END,
	    "1 example.jp in OUT" },
	{ "DECISIONS 24: unless the other provider is named",
	    ".omega.yahoo.com",
	    "Received: from imap.mail.g03.yahoodns.net"
	    " (imap.mail.g03.yahoodns.net [192.0.2.160])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP" D
	    "Received: from 127.0.0.1 by atlas-production.omega.yahoo.com\n"
	    "\twith HTTP" D
	    "Received: from 192.0.2.12 (EHLO a.example.com) by\n"
	    "\t10.214.155.152 with SMTPs (version=TLS1_2 cipher=X)" D
	    END,
	    "2 example.jp in in OUT" },
	{ "no Received at all", NULL, END, "-1 -" },
};
/* clang-format on */

START_TEST(boundary)
{
	const struct row *row = &rows[_i];
	char got[256] = "";

	read_section(row->section, row->ids);
	add(got, sizeof(got), "%d %.*s", reading.boundary,
	    reading.admd.n > 0 ? (int)reading.admd.n : 1,
	    reading.admd.n > 0 ? reading.admd.p : "-");
	for (int i = 0; i <= reading.boundary; i++) {
		ck_assert(reading.hop[i].by_inside);
		ck_assert_ptr_nonnull(reading.hop[i].why);
		add(got, sizeof(got), " %s",
		    reading.hop[i].from_inside ? "in" : "OUT");
	}
	if (reading.boundary >= 0 && reading.hop[reading.boundary].from_inside)
		add(got, sizeof(got), ", none outside");
	for (size_t i = (size_t)(reading.boundary + 1); i < reading.n_hops; i++)
		ck_assert(!reading.hop[i].by_inside);
	if (strcmp(got, row->expected) != 0)
		ck_abort_msg("%s: got \"%s\", not \"%s\"", row->source, got,
		    row->expected);
}
END_TEST

#define MINUTE(n) "; Sat, 21 Nov 2026 10:" #n ":00 +0000\n"
#define T0 INT64_C(1795255200) /* 2026-11-21 10:00:00 UTC */

/* clang-format off */
static const struct when_row {
	const char *source, *section;
	int64_t when, delay; /* seconds; TD_NO_TIME */
	unsigned hops;
} when_rows[] = {
	{ "the boundary's time; from the lowest to the topmost hop",
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    " by mx.example.jp (Postfix) with LMTP id Q"
	    MINUTE(09)
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    " by mx.example.jp (Postfix) with ESMTP id R"
	    MINUTE(05)
	    "Received: by a.example.com (Postfix) id S"
	    MINUTE(01)
	    "Date: Sat, 21 Nov 2026 09:00:00 +0000\n"
	    END,
	    T0 + 300, 480, 3 },
	{ "an undated boundary: the topmost dated hop",
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    " by mx.example.jp (Postfix) with LMTP id Q"
	    MINUTE(09)
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    " by mx.example.jp (Postfix) with ESMTP id R\n"
	    END,
	    T0 + 540, TD_NO_TIME, 2 },
	{ "no dated hop: Date",
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    " by mx.example.jp (Postfix) with ESMTP id R\n"
	    "Date: Sat, 21 Nov 2026 09:00:00 +0000\n"
	    END,
	    T0 - 3600, TD_NO_TIME, 1 },
	{ "no date anywhere", END, TD_NO_TIME, TD_NO_TIME, 0 },
	{ "SEMANTICS 9: negative values are kept",
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    " by mx.example.jp (Postfix) with ESMTP id R"
	    MINUTE(05)
	    "Received: by a.example.com (Postfix) id S"
	    MINUTE(07)
	    END,
	    T0 + 300, - 120, 2 },
	{ "an undated hop between two dated ones",
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    " by mx.example.jp (Postfix) with ESMTP id R"
	    MINUTE(05)
	    "Received: by a.example.com (Postfix) id S; not a date\n"
	    "Received: by a.example.com (Postfix) id T"
	    MINUTE(04)
	    END,
	    T0 + 300, 60, 3 },
};
/* clang-format on */

START_TEST(times)
{
	const struct when_row *row = &when_rows[_i];
	int64_t when = row->when, delay = row->delay;

	read_section(row->section, NULL);
	ck_assert_msg(
	    reading.obs.when == (when == TD_NO_TIME ? when : when * 1000000),
	    "%s: when %lld", row->source, (long long)reading.obs.when);
	ck_assert_msg(reading.obs.delay ==
	        (delay == TD_NO_TIME ? delay : delay * 1000000),
	    "%s: delay %lld", row->source, (long long)reading.obs.delay);
	ck_assert_uint_eq(reading.obs.hops, row->hops);
}
END_TEST

/* clang-format off */
static const struct wire_row {
	const char *source, *section;
	enum td_tls tls;
	enum td_fcrdns fcrdns;
	const char *relay;
} wire_rows[] = {
	{ "SEMANTICS 9: of the boundary, not of the hops above or below",
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    " by store.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
	    " (using TLSv1.3 with cipher X (256/256 bits))\n"
	    " by MX.Example.JP (Postfix) with ESMTPS id R" D
	    "Received: from b (unknown [192.0.2.2])\n"
	    " by a.example.com (Postfix) with ESMTP id S" D
	    END,
	    TD_TLS_YES, TD_RDNS_PASS, "mx.example.jp" },
	{ "SEMANTICS 9: plain ESMTP at Postfix, no name",
	    "Received: from b (unknown [192.0.2.2])\n"
	    " by mx.example.jp (Postfix) with ESMTP id S" D
	    END,
	    TD_TLS_NO, TD_RDNS_NONE, "mx.example.jp" },
	{ "DECISIONS 22: no client outside",
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    " (using TLSv1.3 with cipher X (256/256 bits))\n"
	    " by mx.example.jp (Postfix) with ESMTPS id Q" D
	    END,
	    TD_TLS_UNKNOWN, TD_RDNS_UNKNOWN, "mx.example.jp" },
	{ "no Received", END, TD_TLS_UNKNOWN, TD_RDNS_UNKNOWN, "" },
};
/* clang-format on */

START_TEST(wire)
{
	const struct wire_row *row = &wire_rows[_i];
	char relay[256] = "";

	read_section(row->section, NULL);
	add(relay, sizeof(relay), "%.*s", SPAN(reading.obs.relay));
	ck_assert_msg(reading.obs.tls == row->tls, "%s: tls %d", row->source,
	    reading.obs.tls);
	ck_assert_msg(reading.obs.fcrdns == row->fcrdns, "%s: fcrdns %d",
	    row->source, reading.obs.fcrdns);
	ck_assert_str_eq(relay, row->relay);
}
END_TEST

/* A mail loop, or somebody who wants to know what a table holds. */
START_TEST(too_many_hops)
{
	static char text[MAX_SECTION];
	const char *hop = "Received: from localhost (localhost [127.0.0.1])\n"
	                  " by mx.example.jp (Postfix) with ESMTP id Q" D;

	text[0] = '\0';
	for (int i = 0; i < TD_MAX_HOPS + 6; i++)
		add(text, sizeof(text), "%s", hop);
	add(text, sizeof(text), "%s",
	    "Received: from evil.example "
	    "(evil.example [203.0.113.66]) by mx.example.jp; x\n" END);
	read_section(text, NULL);
	ck_assert_uint_eq(reading.n_hops, TD_MAX_HOPS);
	ck_assert_uint_eq(reading.hops_seen, TD_MAX_HOPS + 7);
	ck_assert_uint_eq(reading.obs.hops, TD_MAX_HOPS + 7);
	ck_assert_int_eq(reading.boundary, TD_MAX_HOPS - 1);
	ck_assert_uint_eq(reading.obs.tls, TD_TLS_UNKNOWN);
}
END_TEST

/* A name longer than a domain can be is none of the receiver's. */
START_TEST(endless_name)
{
	static char text[MAX_SECTION];

	strcpy(text,
	    "Received: from gate (gate [10.0.0.1])\n"
	    " by mx.example.jp (Postfix) with ESMTP id Q" D
	    "Received: from evil.example (evil.example [203.0.113.66])\n by ");
	for (int i = 0; i < 40; i++)
		add(text, sizeof(text), "%s", "mmmmmmmmm.");
	add(text, sizeof(text), "%s", "mx.example.jp with ESMTP id R" D END);
	read_section(text, NULL);
	ck_assert_int_eq(reading.boundary, 0);
	ck_assert(!reading.hop[1].by_inside);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("hops");
	TCase *tc = tcase_create("hops");

	if (!open_world())
		return 1;
	tcase_add_loop_test(
	    tc, boundary, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_loop_test(
	    tc, times, 0, (int)(sizeof(when_rows) / sizeof(when_rows[0])));
	tcase_add_loop_test(
	    tc, wire, 0, (int)(sizeof(wire_rows) / sizeof(wire_rows[0])));
	tcase_add_test(tc, too_many_hops);
	tcase_add_test(tc, endless_name);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

/*
 * Received by dialect: each row of the table in SEMANTICS 9, and close
 * relatives that were seen beside it.
 */
#include "received_vector.h"

static const struct vector vectors[] = {
	{ .source = "SEMANTICS 9, Postfix",
	    .body = "from client.example.com (mail.example.com "
	            "[192.0.2.1])\n\t(using TLSv1.3 with cipher "
	            "TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange "
	            "X25519 server-signature RSA-PSS (2048 bits))\n\t(Client "
	            "did not present a certificate)\n\tby mx.example.jp "
	            "(Postfix) with ESMTPS id 4AbC1d2EfG\n\tfor "
	            "<u@example.jp>; Sat, 21 Nov 2026 17:58:00 +0900 (JST)",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPS",
	    .id = "4AbC1d2EfG",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, Postfix without TLS",
	    .body = "from client.example.com (mail.example.com "
	            "[IPv6:2001:db8::1])\r\n\tby mx.example.jp (Postfix) with "
	            "ESMTP id 4AbC for <u@example.jp>;\r\n\tSat, 21 Nov 2026 "
	            "17:58:00 +0900 (JST)",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "2001:db8::1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, Postfix: unknown is no name",
	    .body = "from [10.0.0.5] (unknown [192.0.2.1]) (Authenticated "
	            "sender: taro)\n\tby mx.example.jp (Postfix) with ESMTPSA "
	            "id 4AbC;\n\tSat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "[10.0.0.5]",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPSA",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "Postfix under another name",
	    .body = "from c.example.com (m.example.com [192.0.2.1])\n\t(using "
	            "TLSv1.2 with cipher X (128/128 bits))\n\t(Client CN "
	            "\"[203.0.113.9]\", Issuer \"by evil.example\" (verified "
	            "OK))\n\tby mx.example.jp (Our Mail) with ESMTPS id 4AbC; "
	            "Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "m.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPS",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, Postfix local",
	    .body = "by mx.example.jp (Postfix, from userid 1000)\n\tid 4AbC; "
	            "Sat, 21 Nov 2026 17:58:00 +0900 (JST)",
	    .no_from = true,
	    .by = "mx.example.jp",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX },
	{ .source = "whith: a typo that was seen",
	    .body = "from c.example.com (c.example.com [192.0.2.1]) by "
	            "mx.example.jp (Postfix)\n whith ESMTP id 4AbC; Sat, 21 "
	            "Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "4AbC",
	    .mta = TD_MTA_POSTFIX,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, sendmail",
	    .body = "from client.example.com (mail.example.com [192.0.2.1] "
	            "(may be forged))\n\t(authenticated bits=0)\n\tby "
	            "mx.example.jp (8.15.2/8.15.2) with ESMTPS id "
	            "uAL8w0ab012345\n\t(version=TLSv1.2 cipher=X bits=256 "
	            "verify=NO)\n\tfor <u@example.jp>; Sat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPS",
	    .id = "uAL8w0ab012345",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_SENDMAIL,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_FAIL },
	{ .source = "SEMANTICS 9, sendmail, plain",
	    .body =
	        "from client.example.com (taro@mail.example.com "
	        "[192.0.2.1])\n\tby mx.example.jp (8.8.8/3.7W) with SMTP id "
	        "RAA01234\n\tfor <u@example.jp>; Sat, 21 Nov 2026 17:58:00 JST",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .id = "RAA01234",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_SENDMAIL,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, sendmail without a name",
	    .body = "from client.example.com ([192.0.2.1])\n\tby mx.example.jp "
	            "(V8/cf) with ESMTP id uAL8w0;\n\tSat, 21 Nov 2026 "
	            "08:58:00 GMT\n\t(envelope-from s@example.com)",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTP",
	    .id = "uAL8w0",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_SENDMAIL,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "SEMANTICS 9, sendmail submit",
	    .body = "(from taro@localhost)\n\tby mx.example.jp "
	            "(8.15.2/8.15.2/Submit) id uAL8w0ab012345\n\tfor "
	            "u@example.jp; Sat, 21 Nov 2026 17:58:00 +0900 (JST)",
	    .no_from = true,
	    .by = "mx.example.jp",
	    .id = "uAL8w0ab012345",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_SENDMAIL },
	{ .source = "Proofpoint, a sendmail",
	    .body = "from c.example.com ([192.0.2.1])\n\tby mx.example.jp "
	            "(PPS) with ESMTPS id 4b4-1\n\t(version=TLSv1.2 cipher=X "
	            "bits=256 verify=NOT);\n\tSat, 21 Nov 2026 08:58:00 +0000",
	    .helo = "c.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPS",
	    .id = "4b4-1",
	    .mta = TD_MTA_SENDMAIL,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "SEMANTICS 9, Exim",
	    .body = "from mail.example.com ([192.0.2.1] "
	            "helo=client.example.com)\n\tby mx.example.jp with "
	            "esmtps\n\t(TLS1.3:ECDHE_X25519__RSA_PSS:256)\n\t(Exim "
	            "4.96)\n\t(envelope-from <s@example.com>)\n\tid "
	            "1oAbCd-0001eF-2G\n\tfor u@example.jp; Sat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "esmtps",
	    .id = "1oAbCd-0001eF-2G",
	    .for_path = "u@example.jp",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_EXIM,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, Exim without a name",
	    .body = "from [192.0.2.1] (port=56462 helo=[10.0.0.5])\n\tby "
	            "mx.example.jp with esmtp (Exim 4.98.1)\n\t(envelope-from "
	            "<>) id 1oAbCd-00000001eFG-2Hi3;\n\tSat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "[10.0.0.5]",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "esmtp",
	    .id = "1oAbCd-00000001eFG-2Hi3",
	    .null_envelope_from = true,
	    .mta = TD_MTA_EXIM,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "Exim, HELO is the name",
	    .body = "from mail.example.com ([192.0.2.1]:39047)\n\tby "
	            "mx.example.jp with esmtpa id 1oAbCd-0001eF-2G\n\tfor "
	            "u@example.jp; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "mail.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "esmtpa",
	    .id = "1oAbCd-0001eF-2G",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_EXIM,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "Exim 4.95, the cipher behind",
	    .body = "from mail.example.com ([2001:db8::1] "
	            "helo=c.example.com)\n\tby mx.example.jp with esmtpsa  "
	            "(TLS1.3) tls TLS_AES_256_GCM_SHA384\n\t(Exim 4.95) "
	            "(envelope-from <\"a b\"@example.com>)\n\tid "
	            "1oAbCd-0001eF-2G; Sat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "c.example.com",
	    .rdns = "mail.example.com",
	    .ip = "2001:db8::1",
	    .by = "mx.example.jp",
	    .with = "esmtpsa",
	    .id = "1oAbCd-0001eF-2G",
	    .envelope_from = "\"a b\"@example.com",
	    .mta = TD_MTA_EXIM,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "Exim, local",
	    .body = "from taro by mx.example.jp with local (Exim "
	            "4.96)\n\t(envelope-from <s@example.com>) id "
	            "1oAbCd-0001eF-2G\n\tfor u@example.jp; Sat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "taro",
	    .by = "mx.example.jp",
	    .with = "local",
	    .id = "1oAbCd-0001eF-2G",
	    .for_path = "u@example.jp",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_EXIM },
	{ .source = "SEMANTICS 9, qmail",
	    .body = "(qmail 21084 invoked from network); 21 Nov 2026 08:58:00 "
	            "-0000",
	    .no_from = true,
	    .mta = TD_MTA_QMAIL },
	{ .source = "SEMANTICS 9, qmail",
	    .body = "from unknown (HELO client.example.com) (taro@192.0.2.1)\n "
	            " by mx.example.jp with SMTP; 21 Nov 2026 08:58:00 -0000",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .mta = TD_MTA_QMAIL,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "qmail, a name is not confirmed",
	    .body = "from mail.example.com (HELO client.example.com) "
	            "([192.0.2.1])\n  (envelope-sender <s@example.com>)\n  by "
	            "mx.example.jp (qmail-ldap-1.03) with SMTP\n  for "
	            "<u@example.jp>; 21 Nov 2026 08:58:00 -0000",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "SMTP",
	    .for_path = "u@example.jp",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_QMAIL },
	{ .source = "qmail, patched for TLS",
	    .body = "from unknown (HELO client.example.com) (192.0.2.1)\n  by "
	            "mx.example.jp with AES128-SHA encrypted SMTP;21 Nov 2026 "
	            "08:58:00 -0000",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "AES128-SHA",
	    .mta = TD_MTA_QMAIL,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "SEMANTICS 9, Google",
	    .body = "from client.example.com (mail.example.com. [192.0.2.1])\n "
	            "       by mx.google.com with ESMTPS id "
	            "d2e1a72fcca58-82f8e9d6si1.18.2026\n        for "
	            "<u@example.jp>\n        (version=TLS1_3 "
	            "cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        "
	            "Sat, 21 Nov 2026 00:58:00 -0800 (PST)",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.google.com",
	    .with = "ESMTPS",
	    .id = "d2e1a72fcca58-82f8e9d6si1.18.2026",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_GOOGLE,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, Google: no PTR",
	    .body = "from client.example.com ([192.0.2.1])\n        by "
	            "mx.google.com with ESMTP id a6si11.18.2026;\n        Sat, "
	            "21 Nov 2026 00:58:00 -0800 (PST)",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.google.com",
	    .with = "ESMTP",
	    .id = "a6si11.18.2026",
	    .mta = TD_MTA_GOOGLE,
	    .tls = TD_TLS_NO,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "SEMANTICS 9, Google inside",
	    .body =
	        "by 2002:a05:6512:3b0c:0:0:0:0 with SMTP id f12csp1234lfv;\n   "
	        "     Sat, 21 Nov 2026 00:58:00 -0800 (PST)",
	    .no_from = true,
	    .by = "2002:a05:6512:3b0c:0:0:0:0",
	    .with = "SMTP",
	    .id = "f12csp1234lfv",
	    .mta = TD_MTA_GOOGLE },
	{ .source = "Google inside, before 2016",
	    .body = "by 10.25.40.1 with SMTP id f12csp1234lfv; Sat, 21 Nov "
	            "2026 00:58:00 -0800 (PST)",
	    .no_from = true,
	    .by = "10.25.40.1",
	    .with = "SMTP",
	    .id = "f12csp1234lfv",
	    .mta = TD_MTA_GOOGLE },
	{ .source = "Google Transport Security",
	    .body = "from mail-sor-f41.google.com (mail-sor-f41.google.com. "
	            "[192.0.2.41])\n        by mx.google.com with SMTPS id "
	            "6a18sor58.4.2026\n        for <u@example.jp>\n        "
	            "(Google Transport Security);\n        Sat, 21 Nov 2026 "
	            "00:58:00 -0800 (PST)",
	    .helo = "mail-sor-f41.google.com",
	    .rdns = "mail-sor-f41.google.com",
	    .ip = "192.0.2.41",
	    .by = "mx.google.com",
	    .with = "SMTPS",
	    .id = "6a18sor58.4.2026",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_GOOGLE,
	    .tls = TD_TLS_YES,
	    .fcrdns = TD_RDNS_PASS },
	{ .source = "SEMANTICS 9, Microsoft",
	    .body =
	        "from client.example.com (192.0.2.1) by\n "
	        "AM4PEPF00025F95.mail.protection.outlook.com (2001:db8::35) "
	        "with Microsoft SMTP\n Server (version=TLS1_2, "
	        "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\n "
	        "15.20.7875.21 via Frontend Transport; Sat, 21 Nov 2026 "
	        "08:58:00 +0000",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "AM4PEPF00025F95.mail.protection.outlook.com",
	    .with = "Microsoft",
	    .id = "15.20.7875.21",
	    .mta = TD_MTA_MICROSOFT,
	    .tls = TD_TLS_YES },
	{ .source = "SEMANTICS 9, Microsoft mapi",
	    .body =
	        "from A.prod.outlook.com ([fe80::8dca:a5f9:7afd:1775]) by\n "
	        "A.prod.outlook.com ([fe80::8dca:a5f9:7afd:1775%3]) with mapi "
	        "id\n 15.20.9891.019; Sat, 21 Nov 2026 08:58:00 +0000",
	    .helo = "A.prod.outlook.com",
	    .ip = "fe80::8dca:a5f9:7afd:1775",
	    .by = "A.prod.outlook.com",
	    .with = "mapi",
	    .id = "15.20.9891.019",
	    .mta = TD_MTA_MICROSOFT },
	{ .source = "SEMANTICS 9, Microsoft HTTPS",
	    .body = "from A.eurprd10.prod.outlook.com (2001:db8::9) by\n "
	            "B.EURPRD10.PROD.OUTLOOK.COM with HTTPS; Sat, 21 Nov 2026 "
	            "08:58:00 +0000",
	    .helo = "A.eurprd10.prod.outlook.com",
	    .ip = "2001:db8::9",
	    .by = "B.EURPRD10.PROD.OUTLOOK.COM",
	    .with = "HTTPS",
	    .mta = TD_MTA_MICROSOFT },
	{ .source = "Microsoft (TLS)",
	    .body = "from a.example.com (192.0.2.1) by b.example.jp "
	            "(192.0.2.2) with Microsoft SMTP\n Server (TLS) id "
	            "15.0.1178.4; Sat, 21 Nov 2026 08:58:00 +0000",
	    .helo = "a.example.com",
	    .ip = "192.0.2.1",
	    .by = "b.example.jp",
	    .with = "Microsoft",
	    .id = "15.0.1178.4",
	    .mta = TD_MTA_MICROSOFT,
	    .tls = TD_TLS_YES },
	{ .source = "Microsoft without TLS",
	    .body = "from a.example.com ([192.0.2.1]) by b.example.jp with "
	            "Microsoft SMTPSVC(7.5.7601.17514);\n\t Sat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "a.example.com",
	    .ip = "192.0.2.1",
	    .by = "b.example.jp",
	    .with = "Microsoft",
	    .mta = TD_MTA_MICROSOFT,
	    .tls = TD_TLS_NO },
	{ .source = "Microsoft over TLS",
	    .body = "from a.example.com ([192.0.2.1]) by b.example.jp over TLS "
	            "secured channel\n with Microsoft SMTPSVC(7.5.7601.22751); "
	            "Sat, 21 Nov 2026 00:58:00 -0800",
	    .helo = "a.example.com",
	    .ip = "192.0.2.1",
	    .by = "b.example.jp",
	    .with = "Microsoft",
	    .mta = TD_MTA_MICROSOFT,
	    .tls = TD_TLS_YES },
	{ .source = "SEMANTICS 9, Yahoo",
	    .body = "from 127.0.0.1  (EHLO client.example.com) (192.0.2.1)\n  "
	            "by mta1007.mail.bf1.yahoo.com with SMTPS; Sat, 21 Nov "
	            "2026 08:58:00 +0000",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mta1007.mail.bf1.yahoo.com",
	    .with = "SMTPS",
	    .mta = TD_MTA_YAHOO,
	    .tls = TD_TLS_YES },
	{ .source = "Yahoo, since 2021",
	    .body = "from 192.0.2.1 (EHLO client.example.com)\n by "
	            "10.222.142.152 with SMTPs\n (version=TLS1_2 "
	            "cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);\n Sat, 21 "
	            "Nov 2026 08:58:00 +0000",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "10.222.142.152",
	    .with = "SMTPs",
	    .mta = TD_MTA_YAHOO,
	    .tls = TD_TLS_YES },
	{ .source = "SEMANTICS 9, Yahoo NNFMP",
	    .body = "from [192.0.2.1] by nm36.bullet.mail.ne1.yahoo.com with "
	            "NNFMP; 21 Nov 2026 08:58:00 -0000",
	    .helo = "[192.0.2.1]",
	    .ip = "192.0.2.1",
	    .by = "nm36.bullet.mail.ne1.yahoo.com",
	    .with = "NNFMP",
	    .mta = TD_MTA_YAHOO },
	{ .source = "Yahoo! JAPAN",
	    .body = "from 192.0.2.1  (EHLO client.example.com) (192.0.2.1)\n  "
	            "by mta776.mail.djm.yahoo.co.jp with SMTP; Sat, 21 Nov "
	            "2026 17:58:00 +0900",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mta776.mail.djm.yahoo.co.jp",
	    .with = "SMTP",
	    .mta = TD_MTA_YAHOO },
	{ .source = "SEMANTICS 9, Amazon SES inbound",
	    .body = "from client.example.com (mail.example.com [192.0.2.1])\n "
	            "by inbound-smtp.us-west-2.amazonaws.com with SMTP id "
	            "osl0dgvuj3fldo8ndn\n for u@example.jp;\n Sat, 21 Nov 2026 "
	            "08:58:00 +0000 (UTC)",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "inbound-smtp.us-west-2.amazonaws.com",
	    .with = "SMTP",
	    .id = "osl0dgvuj3fldo8ndn",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_SES },
	{ .source = "SEMANTICS 9, au",
	    .body =
	        "from client.example.com (mail.example.com [192.0.2.1])\n\tby "
	        "lsean.ezweb.ne.jp (EZweb Mail) with SMTP id 9A1B2C3D4E\n\tfor "
	        "<u@ezweb.ne.jp>; Sat, 21 Nov 2026 17:58:00 +0900 (JST)",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "lsean.ezweb.ne.jp",
	    .with = "SMTP",
	    .id = "9A1B2C3D4E",
	    .for_path = "u@ezweb.ne.jp",
	    .mta = TD_MTA_AU },
	{ .source = "au without a name",
	    .body = "from client.example.com (unknown [192.0.2.1])\n\tby "
	            "lsean.ezweb.ne.jp (EZweb Mail) with SMTP id 9A1B;\n\tSat, "
	            "21 Nov 2026 17:58:00 +0900 (JST)",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "lsean.ezweb.ne.jp",
	    .with = "SMTP",
	    .id = "9A1B",
	    .mta = TD_MTA_AU,
	    .fcrdns = TD_RDNS_NONE },
	{ .source = "SEMANTICS 9, Dovecot",
	    .body = "from mx.example.jp ([127.0.0.1])\n\tby store.example.jp "
	            "with LMTP\n\tid MJX+NoRd5F2caAAAzslS3g\n\t(envelope-from "
	            "<s@example.com>)\n\tfor <u@example.jp>; Sat, 21 Nov 2026 "
	            "17:58:00 +0900",
	    .helo = "mx.example.jp",
	    .ip = "127.0.0.1",
	    .by = "store.example.jp",
	    .with = "LMTP",
	    .id = "MJX+NoRd5F2caAAAzslS3g",
	    .for_path = "u@example.jp",
	    .envelope_from = "s@example.com" },
	{ .source = "Dovecot, LMTPS",
	    .body = "from mx.example.jp ([192.0.2.1]) by store.example.jp "
	            "(Dovecot) with LMTPS id MJX;\n Sat, 21 Nov 2026 17:58:00 "
	            "+0900",
	    .helo = "mx.example.jp",
	    .ip = "192.0.2.1",
	    .by = "store.example.jp",
	    .with = "LMTPS",
	    .id = "MJX",
	    .mta = TD_MTA_OTHER,
	    .tls = TD_TLS_YES },
	{ .source = "SEMANTICS 9, amavis",
	    .body = "from mx.example.jp ([127.0.0.1])\n\tby localhost "
	            "(mx.example.jp [127.0.0.1]) (amavisd-new, port "
	            "10024)\n\twith ESMTP id k8UsBTUjeiTe for "
	            "<u@example.jp>;\n\tSat, 21 Nov 2026 17:58:00 +0900 (JST)",
	    .helo = "mx.example.jp",
	    .ip = "127.0.0.1",
	    .by = "localhost",
	    .with = "ESMTP",
	    .id = "k8UsBTUjeiTe",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_OTHER },
	{ .source = "SEMANTICS 9, OpenSMTPD",
	    .body = "from localhost (localhost [local]);\n\tby mx.example.jp "
	            "(OpenSMTPD) with ESMTPA id b945e617;\n\tfor "
	            "<u@example.jp>;\n\tSat, 21 Nov 2026 08:58:00 +0000 (UTC)",
	    .helo = "localhost",
	    .rdns = "localhost",
	    .by = "mx.example.jp",
	    .with = "ESMTPA",
	    .id = "b945e617",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_OTHER },
	{ .source = "SEMANTICS 9, DragonFly",
	    .body = "from taro (uid 1001)\n\t(envelope-from "
	            "s@example.com)\n\tid e0726\n\tby mx.example.jp (DragonFly "
	            "Mail Agent v0.13);\n\tSat, 21 Nov 2026 17:58:00 +0900",
	    .helo = "taro",
	    .by = "mx.example.jp",
	    .id = "e0726",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_OTHER },
	{ .source = "SEMANTICS 9, PowerMTA",
	    .body = "from client.example.com (192.0.2.1) by mx.example.jp "
	            "(PowerMTA(TM) v3.5r16)\n id dvmmMlbT099315 for "
	            "<u@example.jp>;\n Sat, 21 Nov 2026 03:58:00 -0500 "
	            "(envelope-from <s@example.com>)",
	    .helo = "client.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .id = "dvmmMlbT099315",
	    .for_path = "u@example.jp",
	    .envelope_from = "s@example.com",
	    .mta = TD_MTA_OTHER },
	{ .source = "SEMANTICS 9, Oracle MS",
	    .body = "from client.example.com (mail.example.com [192.0.2.1])\n "
	            "by mx.example.jp\n (Oracle Communications Messaging "
	            "Server 8.0.1.2.20170607 64bit (built Jun  7\n 2017)) with "
	            "ESMTPSA id <0NFE00N7626EKJ10@mx.example.jp> for "
	            "u@example.jp; Sat,\n 21 Nov 2026 08:58:00 +0000 (GMT)",
	    .helo = "client.example.com",
	    .rdns = "mail.example.com",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .with = "ESMTPSA",
	    .id = "<0NFE00N7626EKJ10@mx.example.jp>",
	    .for_path = "u@example.jp",
	    .mta = TD_MTA_OTHER,
	    .tls = TD_TLS_YES },
	{ .source = "SEMANTICS 9, upper case",
	    .body = "FROM mx43.example.jp BY mxl8.example.net WITH local; Sat, "
	            "21 Nov 2026 17:58:00 +0900",
	    .helo = "mx43.example.jp",
	    .by = "mxl8.example.net",
	    .with = "local" },
	{ .source = "SEMANTICS 9, upper case",
	    .body =
	        "From localhost (192.0.2.1) by mx.example.jp (MAILFOUNDRY) id "
	        "00AA for u@example.jp; Sat, 21 Nov 2026 08:58:00 -0000 (GMT)",
	    .helo = "localhost",
	    .ip = "192.0.2.1",
	    .by = "mx.example.jp",
	    .id = "00AA",
	    .for_path = "u@example.jp" },
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

int
main(void)
{
	TCase *tc = tcase_create("dialects");
	Suite *s = suite_create("received dialects");

	tcase_add_loop_test(tc, test_vector, 0, COUNT(vectors));
	tcase_add_loop_test(tc, test_cut, 0, COUNT(vectors));
	suite_add_tcase(s, tc);
	return run_suite(s);
}

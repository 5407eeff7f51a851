/*
 * Authentication-Results as software really writes it: a row for each section
 * of DIALECTS.md, in the shape seen there with names and addresses invented.
 */
#include "render_authres.h"
#include "tests/run.h"

/* Gmail's and Microsoft's explanations; what is in them counts for nothing. */
#define GOOGLE(x)                   \
	"(google.com: domain of " x \
	" designates 192.0.2.44 as permitted sender)"
#define CUT "(SPF Permanent Error: Unknown qualifier,\n RFC 4408 para 4.6.1, "

static const struct vector dialects[] = {
	{ "1 Gmail", false,
	    " mx.google.com;\n"
	    "       dkim=pass header.i=@example.com header.s=selector1 "
	    "header.b=tM+s/85c;\n"
	    "       arc=pass (i=1);\n"
	    "       spf=pass (google.com: domain of u@example.com designates "
	    "2001:db8:f400:7d00::802 as permitted sender) "
	    "smtp.mailfrom=u@example.com;\n"
	    "       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) "
	    "header.from=example.com",
	    "mx.google.com; dkim=pass i=@example.com s=selector1 b=tM+s/85c; "
	    "arc=pass; spf=pass mailfrom=u@example.com; "
	    "dmarc=pass from=example.com" },
	{ "2 Gmail, results inside the ARC comment", false,
	    " mx.google.com;\n"
	    "       arc=pass (i=1 spf=pass spfdomain=example.com dkim=pass "
	    "dkdomain=example.com dmarc=pass fromdomain=example.com);\n"
	    "       spf=softfail " GOOGLE(
	        "u@example.com") " "
	                         "smtp.mailfrom=u@example.com",
	    "mx.google.com; arc=pass; spf=softfail mailfrom=u@example.com" },
	{ "3 Gmail, 2008-2014", false,
	    " mx.google.com; spf=pass " GOOGLE(
	        "u@example.co.uk") " "
	                           "smtp.mail=u@example.co.uk",
	    "mx.google.com; spf=pass mailfrom=u@example.co.uk" },
	{ "4 Gmail, quoted mailfrom", false,
	    " mx.google.com;\n"
	    "       dkim=pass header.i=@m.example.com header.s=m1 "
	    "header.b=fTeXQP5z;\n"
	    "       dkim=pass header.i=@example.net header.s=smtpapi "
	    "header.b=Y8LO8pvE;\n"
	    "       spf=pass " GOOGLE(
	        "b=u=example.org@send.example.com") " "
	                                            "smtp.mailfrom=\"b=u="
	                                            "example.org@send.example."
	                                            "com\";\n"
	                                            "       dmarc=fail (p=NONE "
	                                            "sp=QUARANTINE dis=NONE) "
	                                            "header.from=example.org",
	    "mx.google.com; dkim=pass i=@m.example.com s=m1 b=fTeXQP5z; "
	    "dkim=pass i=@example.net s=smtpapi b=Y8LO8pvE; "
	    "spf=pass mailfrom=b=u=example.org@send.example.com; "
	    "dmarc=fail from=example.org" },
	{ "5 Gmail, null sender", false,
	    " mx.google.com;\n"
	    "       spf=pass (google.com: best guess record for domain of "
	    "postmaster@mx.example.jp designates 192.0.2.36 as permitted "
	    "sender) smtp.helo=mx.example.jp",
	    "mx.google.com; spf=pass helo=mx.example.jp" },
	{ "6 Gmail, dara=", false,
	    " mx.google.com;       dkim=pass\n"
	    " header.i=@example-com.20230601.gappssmtp.com "
	    "header.s=20230601\n header.b=Be9oj3di;       spf=pass "
	    "(google.com: domain of\n u@example.com designates 192.0.2.41 as "
	    "permitted sender)\n smtp.mailfrom=u@example.com;       "
	    "dara=pass header.i=@gmail.com",
	    "mx.google.com; dkim=pass "
	    "i=@example-com.20230601.gappssmtp.com s=20230601 b=Be9oj3di; "
	    "spf=pass mailfrom=u@example.com; [dara]=pass i=@gmail.com" },
	{ "7 Microsoft consumer", false,
	    " spf=temperror (sender IP is 192.0.2.4)\n"
	    " smtp.mailfrom=ubuntu-s-1vcpu-1gb; dkim=none (message not\n"
	    " signed) header.d=none;dmarc=temperror action=none\n"
	    " header.from=example.com;compauth=fail reason=001",
	    "- skipped=1; spf=temperror mailfrom=ubuntu-s-1vcpu-1gb; "
	    "dkim=none; dmarc=temperror from=example.com" },
	{ "7 Microsoft consumer, words of its own", false,
	    " spf=pass (sender IP is 192.0.2.4) smtp.mailfrom=example.com; "
	    "dkim=timeout (key\n query timeout) header.d=example.com;"
	    "dmarc=bestguesspass action=none\n header.from=example.com;"
	    "compauth=softpass reason=202",
	    "- skipped=1; spf=pass mailfrom=example.com; "
	    "dkim=[timeout] d=example.com; "
	    "dmarc=[bestguesspass] from=example.com" },
	{ "8 Microsoft consumer, empty value", false,
	    " spf=none (sender IP is 192.0.2.104)\n"
	    " smtp.helo=owa.example.org; dkim=none (message not signed)\n"
	    " header.d=none;dmarc=none action=none header.from=;",
	    "-; spf=none helo=owa.example.org; dkim=none; dmarc=none" },
	{ "9 Microsoft consumer, RFC 2047", false,
	    "\n =?utf-8?B?"
	    "c3BmPW5vbmUgKHNlbmRlciBJUCBpcyAxOTIuMC4yLjE4NSkgc210cC5oZWxv?=\n"
	    " =?utf-8?B?"
	    "PW14LmV4YW1wbGUubmV0OyBka2ltPW5vbmUgKG1lc3NhZ2Ugbm90IHNpZ25l?=\n"
	    " =?utf-8?B?"
	    "ZCkgaGVhZGVyLmQ9bm9uZTtkbWFyYz1ub25lIGFjdGlvbj1ub25lIGhlYWRl?=\n"
	    " =?utf-8?B?ci5mcm9tPWV4w6RtcGxlLmpwOw==?=",
	    "-; spf=none helo=mx.example.net; dkim=none; "
	    "dmarc=none from=ex\303\244mple.jp" },
	{ "10 Exchange Online, tenant in the middle", false,
	    " spf=pass (sender IP is 192.0.2.246)\n"
	    " smtp.helo=APC01.outbound.protection.outlook.com; example.com;\n"
	    " dkim=none (message not signed) header.d=none;example.com; "
	    "dmarc=pass\n action=none header.from=example.net;",
	    "- skipped=2; "
	    "spf=pass helo=APC01.outbound.protection.outlook.com; "
	    "dkim=none; dmarc=pass from=example.net" },
	{ "11 Exchange Online, outbound stamp", false,
	    " example.com; dkim=none (message not signed)\n"
	    " header.d=none;example.com; dmarc=none action=none "
	    "header.from=example.net;",
	    "example.com skipped=1; dkim=none; dmarc=none from=example.net" },
	{ "12 Exchange Online, submission", false,
	    " spf=none (sender IP is )\n\tsmtp.mailfrom=u@example.com; ",
	    "-; spf=none mailfrom=u@example.com" },
	{ "13 Hotmail 2013-2015", false,
	    " hotmail.com; spf=none (sender IP is 192.0.2.30; identity "
	    "alignment result is pass and alignment mode is relaxed) "
	    "smtp.helo=BAY004.hotmail.com; dkim=none (identity alignment "
	    "result is pass and alignment mode is relaxed) "
	    "header.d=mail.hotmail.com; x-hmca=none header.id=u@example.com",
	    "hotmail.com; spf=none helo=BAY004.hotmail.com; "
	    "dkim=none d=mail.hotmail.com; [x-hmca]=none" },
	{ "14 ARC of Microsoft", true,
	    " i=2; mx.microsoft.com 1; spf=pass (sender ip is\n"
	    " 192.0.2.97) smtp.rcpttodomain=hotmail.com "
	    "smtp.mailfrom=example.com;\n"
	    " dmarc=pass (p=quarantine sp=quarantine pct=100) action=none\n"
	    " header.from=example.com; dkim=none (message not signed); "
	    "arc=pass (0 oda=1\n ltdi=1 spf=[1,1,smtp.mailfrom=example.com] "
	    "dkim=[1,1,header.d=example.com]\n "
	    "dmarc=[1,1,header.from=example.com])",
	    "mx.microsoft.com i=2; "
	    "spf=pass mailfrom=example.com rcptto=hotmail.com; "
	    "dmarc=pass from=example.com; dkim=none; arc=pass" },
	{ "15 ARC of test.office365.com", true,
	    " i=1; test.office365.com\n"
	    "\t1;spf=none;dmarc=none;dkim=none;arc=none",
	    "test.office365.com i=1; spf=none; dmarc=none; dkim=none; "
	    "arc=none" },
	{ "16 Yahoo, 2018+", false,
	    " atlas-production.v2-mail-prod1-bf1.omega.yahoo.com;\n"
	    " dkim=perm_fail header.i=@example.com header.s=h1 "
	    "arc_overridden_status=NOT_OVERRIDDEN;\n"
	    " spf=softfail smtp.mailfrom=example.com "
	    "arc_overridden_status=NOT_OVERRIDDEN;\n"
	    " dmarc=pass(p=NONE,sp=NONE) header.from=example.com "
	    "arc_overridden_status=NOT_OVERRIDDEN;",
	    "atlas-production.v2-mail-prod1-bf1.omega.yahoo.com; "
	    "dkim=[perm_fail] i=@example.com s=h1; "
	    "spf=softfail mailfrom=example.com; dmarc=pass from=example.com" },
	{ "17 Yahoo, 2008-2014", false,
	    " mta1007.mail.sp2.yahoo.com  from=example.com; "
	    "domainkeys=neutral (no sig);  from=example.net; "
	    "dkim=neutral (no sig)",
	    "mta1007.mail.sp2.yahoo.com; [domainkeys]=neutral "
	    "bare=example.com; dkim=neutral bare=example.net" },
	{ "18 Yahoo! JAPAN", false,
	    " mta776.mail.djm.yahoo.co.jp  from=yahoo.co.jp; "
	    "domainkeys=pass (ok); dkim=permerror (bad sig); "
	    "header.i=@yahoo.co.jp",
	    "mta776.mail.djm.yahoo.co.jp; [domainkeys]=pass "
	    "bare=yahoo.co.jp; dkim=permerror i=@yahoo.co.jp" },
	{ "19 iCloud, 1 of 4", false,
	    " bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"",
	    "bimi.icloud.com; [bimi]=[skipped] reason=insufficient dmarc" },
	{ "19 iCloud, 2 of 4", false,
	    " dmarc.icloud.com; dmarc=pass header.from=example.com",
	    "dmarc.icloud.com; dmarc=pass from=example.com" },
	{ "19 iCloud, 3 of 4", false,
	    " dkim-verifier.icloud.com;\n\tdkim=pass (2048-bit key) "
	    "header.d=example.com header.i=@example.com header.b=HYnahEVt",
	    "dkim-verifier.icloud.com; "
	    "dkim=pass d=example.com i=@example.com b=HYnahEVt" },
	{ "19 iCloud, 4 of 4", false,
	    " spf.icloud.com; spf=pass (spf.icloud.com: domain of "
	    "u@example.com designates 192.0.2.67 as permitted sender) "
	    "smtp.mailfrom=u@example.com",
	    "spf.icloud.com; spf=pass mailfrom=u@example.com" },
	{ "20 Fastmail, 1 of 4", false,
	    " mx1.messagingengine.com;\n    x-csa=none;\n"
	    "    x-me-sender=none;\n    x-ptr=pass smtp.helo=mx.example.com\n"
	    "      policy.ptr=mx.example.com",
	    "mx1.messagingengine.com; [x-csa]=none; [x-me-sender]=none; "
	    "[x-ptr]=pass helo=mx.example.com" },
	{ "20 Fastmail, 2 of 4", false,
	    " mx1.messagingengine.com;\n    bimi=none (No BIMI records found)",
	    "mx1.messagingengine.com; [bimi]=none" },
	{ "20 Fastmail, 3 of 4", false,
	    " mx1.messagingengine.com;\n    arc=none (no signatures found)",
	    "mx1.messagingengine.com; arc=none" },
	{ "20 Fastmail, 4 of 4", false,
	    " mx1.messagingengine.com;\n"
	    "    dkim=pass (2048-bit rsa key sha256) header.d=example.com\n"
	    "      header.i=@example.com header.b=cynWU+nU "
	    "header.a=rsa-sha256\n      header.s=s2048 x-bits=2048;\n"
	    "    dmarc=pass policy.published-domain-policy=reject\n"
	    "      policy.applied-disposition=none\n"
	    "      (p=reject,d=none,d.eval=none) policy.policy-from=p\n"
	    "      header.from=example.com;\n"
	    "    iprev=pass smtp.remote-ip=192.0.2.32\n"
	    "      (mx.example.com);\n"
	    "    spf=pass smtp.mailfrom=u@example.com\n"
	    "      smtp.helo=mx.example.com",
	    "mx1.messagingengine.com; dkim=pass d=example.com "
	    "i=@example.com s=s2048 b=cynWU+nU a=rsa-sha256; "
	    "dmarc=pass from=example.com; iprev=pass ip=192.0.2.32; "
	    "spf=pass mailfrom=u@example.com helo=mx.example.com" },
	{ "21 Fastmail BIMI", false,
	    " mx1.messagingengine.com;\n"
	    "    bimi=pass header.d=example.com header.selector=default\n"
	    "      policy.authority=pass policy.mark-type=\"Registered "
	    "Mark\"\n      policy.authority-uri=\n"
	    "      https://bimi.example/a=b;c.pem\n",
	    "mx1.messagingengine.com skipped=1; [bimi]=pass d=example.com" },
	{ "22 OpenDMARC", false,
	    " mx.example.com; dmarc=pass (p=reject dis=none) "
	    "header.from=example.net",
	    "mx.example.com; dmarc=pass from=example.net" },
	{ "22 OpenDKIM", false,
	    " mx.example.com;\n\tdkim=pass (2048-bit key; unprotected) "
	    "header.d=example.net header.i=@example.net "
	    "header.b=\"Txpx5K4S\";\n\tdkim-atps=neutral",
	    "mx.example.com; dkim=pass d=example.net i=@example.net "
	    "b=Txpx5K4S; [dkim-atps]=neutral" },
	{ "23 OpenDKIM, ; in quotes", false,
	    " localhost; dkim=pass\n reason=\"1024-bit key; insecure key\"\n"
	    " header.d=example.fr header.i=@example.fr header.b=swLCNyX7; "
	    "dkim-adsp=pass;\n dkim-atps=neutral",
	    "localhost; dkim=pass d=example.fr i=@example.fr b=swLCNyX7 "
	    "reason=1024-bit key; insecure key; [dkim-adsp]=pass; "
	    "[dkim-atps]=neutral" },
	{ "24 amavisd-new", false,
	    " smtp2.example.org (amavisd-new); dkim=neutral\n"
	    " reason=\"invalid (public key: invalid data\" "
	    "header.d=example.com",
	    "smtp2.example.org; dkim=neutral d=example.com "
	    "reason=invalid (public key: invalid data" },
	{ "25 amavisd-new outbound", false,
	    " mail.example.edu (amavisd-new);\n"
	    " dkim=pass (1024-bit key) "
	    "reason=\"pass (just generated, assumed good)\"\n"
	    " header.d=example.edu",
	    "mail.example.edu; dkim=pass d=example.edu "
	    "reason=pass (just generated, assumed good)" },
	{ "26 GMX", false, "  gmx.net; dkim=pass header.i=@example.de",
	    "gmx.net; dkim=pass i=@example.de" },
	{ "27 Mail.ru", false,
	    " mxs.mail.ru; spf=pass (mx216.i.mail.ru: domain of example.com "
	    "designates 192.0.2.99 as permitted sender) "
	    "smtp.mailfrom=u@example.com smtp.helo=mx.example.com;\n"
	    "\t dkim=pass () header.d=example.com; "
	    "dmarc=pass header.from=u@example.com",
	    "mxs.mail.ru; spf=pass mailfrom=u@example.com "
	    "helo=mx.example.com; dkim=pass d=example.com; "
	    "dmarc=pass from=u@example.com" },
	{ "28 Yandex", false,
	    " vla5-30ef.qloud-c.yandex.net; spf=pass "
	    "(vla5-30ef.qloud-c.yandex.net: domain of example.com designates "
	    "192.0.2.206 as permitted sender, rule=[ip4:192.0.2.0/24]) "
	    "smtp.mail=u@example.com; dkim=pass header.i=@example.com",
	    "vla5-30ef.qloud-c.yandex.net; spf=pass mailfrom=u@example.com; "
	    "dkim=pass i=@example.com" },
	{ "29 Zoho", false,
	    " mx.zohomail.eu;\n\tdkim=pass;\n"
	    "\tspf=pass (zohomail.eu: domain of example.com designates "
	    "192.0.2.146 as permitted sender)  smtp.mailfrom=u@example.com;\n"
	    "\tdmarc=pass(p=reject dis=none)  header.from=example.com",
	    "mx.zohomail.eu; dkim=pass; spf=pass mailfrom=u@example.com; "
	    "dmarc=pass from=example.com" },
	{ "30 Zoho, nothing", false, " mx.zohomail.eu;", "mx.zohomail.eu" },
	{ "31 Zoho ARC", true,
	    " i=1; mx.zoho.com; dkim=pass  header.i=example.com;\n"
	    "\tspf=pass  smtp.mailfrom=u@example.com;\n"
	    "\tdmarc=pass header.from=<u@example.com>\n"
	    "\theader.from=<u@example.com>",
	    "mx.zoho.com i=1; dkim=pass i=example.com; "
	    "spf=pass mailfrom=u@example.com; dmarc=pass from=u@example.com" },
	{ "32 rspamd", false,
	    " mail.example.net;\n"
	    "\tdkim=fail (\"body hash did not verify\") header.d=example.com "
	    "header.s=h header.b=CcEy0cIw;\n"
	    "\tspf=none (mail.example.net: domain of \"u@lists.example.com\" "
	    "has no SPF policy when checking 192.0.2.75) "
	    "smtp.mailfrom=\"u@lists.example.com\";\n"
	    "\tdmarc=fail reason=\"No valid SPF, DKIM not aligned "
	    "(relaxed)\" header.from=d.example.edu (policy=none);\n"
	    "\tarc=reject (\"signature check failed: fail, {[1] = "
	    "sig:example.com:reject}\")",
	    "mail.example.net; dkim=fail d=example.com s=h b=CcEy0cIw; "
	    "spf=none mailfrom=u@lists.example.com; "
	    "dmarc=fail from=d.example.edu "
	    "reason=No valid SPF, DKIM not aligned (relaxed); arc=[reject]" },
	{ "33 rspamd / Mimecast", false,
	    " relay.example.com; dkim=none; dmarc=none;\n"
	    "\tspf=none (relay.example.com: domain of u@example.cz has no "
	    "SPF policy\n\twhen checking 192.0.2.98) "
	    "smtp.mailfrom=u@example.cz",
	    "relay.example.com; dkim=none; dmarc=none; "
	    "spf=none mailfrom=u@example.cz" },
	{ "34 rspamd, explicit none", false, " smtp-out1.example.de;\n\tnone",
	    "smtp-out1.example.de none" },
	{ "35 Proton (old)", false,
	    " mailin037.protonmail.ch; dkim=pass (Good 2048\n"
	    "    bit rsa-sha256 signature) header.d=example.com\n"
	    "    header.i=@example.com header.a=rsa-sha256; dkim=fail (body "
	    "hash\n    mismatch (got b'HfhEKuwR=', expected\n"
	    "    b'3b80HplsAoV+JQu5q/H0mdA='))\n"
	    "    header.d=example.net header.i=@example.net\n"
	    "    header.a=rsa-sha256",
	    "mailin037.protonmail.ch; dkim=pass d=example.com "
	    "i=@example.com a=rsa-sha256; dkim=fail d=example.net "
	    "i=@example.net a=rsa-sha256" },
	{ "36 Proton (current)", false,
	    " mailin033.protonmail.ch; arc=pass smtp.remote-ip=192.0.2.156\n"
	    " arc.chain=:example.com",
	    "mailin033.protonmail.ch; arc=pass ip=192.0.2.156" },
	{ "37 kernel.org", false,
	    " smtp.subspace.kernel.org;\n arc=none smtp.client-ip=192.0.2.46",
	    "smtp.subspace.kernel.org; arc=none ip=192.0.2.46" },
	{ "37 kernel.org, ARC", true,
	    "i=1; smtp.subspace.kernel.org;\n"
	    " arc=none smtp.client-ip=192.0.2.46",
	    "smtp.subspace.kernel.org i=1; arc=none ip=192.0.2.46" },
	{ "38 ozlabs", false,
	    " lists.ozlabs.org;\n spf=pass (mailfrom) "
	    "smtp.mailfrom=example.org\n"
	    " (client-ip=192.0.2.96; helo=smtp.example.org;\n"
	    " envelope-from=u@example.org; receiver=<UNKNOWN>)",
	    "lists.ozlabs.org; spf=pass mailfrom=example.org" },
	{ "39 ozlabs, SPF permerror", false,
	    " lists.ozlabs.org;\n spf=permerror " CUT "found in: ",
	    "lists.ozlabs.org; spf=permerror" },
	{ "40 ozlabs, quoted IPv6", false,
	    " lists.ozlabs.org; arc=none smtp.remote-ip=\"::1\"",
	    "lists.ozlabs.org; arc=none ip=::1" },
	{ "41 Cisco IronPort", false,
	    " esa3.example.iphmx.com; dkim=none (message not signed) "
	    "header.i=none; spf=Pass smtp.mailfrom=u@example.com; "
	    "spf=None smtp.helo=postmaster@mx.example.com; "
	    "dmarc=pass (p=none dis=none) d=example.com",
	    "esa3.example.iphmx.com; dkim=none; "
	    "spf=pass mailfrom=u@example.com; "
	    "spf=none helo=postmaster@mx.example.com; dmarc=pass" },
	{ "42 Cisco, three SPF identities", false,
	    " mail1.example.net;\n spf=None smtp.pra=u@example.com;\n"
	    " spf=SoftFail smtp.mailfrom=u@example.com;\n"
	    " spf=None smtp.helo=postmaster@mx.example.com",
	    "mail1.example.net; spf=none pra=u@example.com; "
	    "spf=softfail mailfrom=u@example.com; "
	    "spf=none helo=postmaster@mx.example.com" },
	{ "43 Proofpoint", false,
	    " ppops.net;\n        spf=none smtp.mailfrom=u@example.com",
	    "ppops.net; spf=none mailfrom=u@example.com" },
	{ "44 Coremail", false,
	    " hzbj-icmmx-2; spf=neutral smtp.mail=long-na\n"
	    "\tme@example.com.cn;",
	    "hzbj-icmmx-2; spf=neutral mailfrom=long-na me@example.com.cn" },
	{ "45 OVH garm", false,
	    "garm.ovh; auth=pass (GARM-104R005aa1e33ce-4bf9,\n"
	    "                    61EB5F03F455356F) smtp.auth=u@example.org",
	    "garm.ovh; auth=pass" },
	{ "46 submission stamp", false,
	    " ORIGINATING;\n auth=pass smtp.auth=u@example.org "
	    "smtp.mailfrom=u@example.org",
	    "ORIGINATING; auth=pass mailfrom=u@example.org" },
	{ "47 Momentum (LinkedIn)", false,
	    " mail321.example.com x-tls.subject=\"/C=US/O=Example\"; "
	    "auth=pass (cipher=TLS_AES_256_GCM_SHA384)",
	    "mail321.example.com skipped=1; auth=pass" },
	{ "47 Momentum (Salesforce)", false,
	    " mx2.example.com\n"
	    " x-tls.subject=\"/C=US/L=San Francisco/O=example.com,\n"
	    " inc./OU=0:app;1:ia5;2:spf=pass/CN=na156.example.net\";\n"
	    " auth=pass (cipher=TLS_AES_256_GCM_SHA384)",
	    "mx2.example.com skipped=1; auth=pass" },
	{ "48 Sender-ID milters", false,
	    " nijo.example.jp; sender-id=none header.from=u@example.com; "
	    "spf=pass smtp.mfrom=u@example.net",
	    "nijo.example.jp; sender-id=none from=u@example.com; "
	    "spf=pass mailfrom=u@example.net" },
	{ "48 ENMA", false,
	    " nijo.example.jp; sender-id=fail (MalformedDomain) "
	    "header.From=u@example.com; dkim=PermError (2048-bit key)"
	    "header.i=@example.com; x-dkim-adsp=PermError",
	    "nijo.example.jp; sender-id=fail from=u@example.com; "
	    "dkim=permerror i=@example.com; [x-dkim-adsp]=permerror" },
	{ "49 Locaweb", false,
	    " arnie0121.example.com.br; dkim=pass\n"
	    "\t(2048-bit key) header.i=@example.com; dkim-adsp=none",
	    "arnie0121.example.com.br; dkim=pass i=@example.com; "
	    "[dkim-adsp]=none" },
	{ "50 Amazon SES inbound", false,
	    " amazonses.com;\n spf=pass (spfCheck: domain of example.net.br "
	    "designates 192.0.2.6 as permitted sender) client-ip=192.0.2.6; "
	    "envelope-from=u@example.net.br; helo=mx.example.net.br;\n"
	    " dkim=pass header.i=@example.net.br;",
	    "amazonses.com; spf=pass mailfrom=u@example.net.br "
	    "helo=mx.example.net.br ip=192.0.2.6; "
	    "dkim=pass i=@example.net.br" },
	{ "51 SpamAssassin testers", false,
	    " sa-test.example.org; header.From=u@sa-test.example.org; "
	    "dkim=pass (\n        message from example.org verified; );",
	    "sa-test.example.org skipped=1; dkim=pass" },
	{ "52 missing ; between results", false,
	    " fmail.example.mx;\n"
	    "\tdkim=pass header.i=@amazonses.com\n"
	    "\tdkim=fail header.i=@example.com;\n"
	    "\tdmarc=pass header.from=mx.example.com",
	    "fmail.example.mx; dkim=pass i=@amazonses.com; "
	    "dkim=fail i=@example.com; dmarc=pass from=mx.example.com" },
	{ "53 no ; at all", false,
	    " abc.example.net;\tspf=pass (sender\n IP is 192.0.2.253) "
	    "smtp.mailfrom=abc8834@abc\tdkim=pass (signature\n was verified) "
	    "header.d=abc.example.net\tdmarc=pass action=none\n "
	    "header.from=abc.example.net",
	    "abc.example.net; spf=pass mailfrom=abc8834@abc; "
	    "dkim=pass d=abc.example.net; dmarc=pass from=abc.example.net" },
	{ "54 empty id", false,
	    " ;\tspf=fail (: 192.0.2.173 is not permitted\n sender for "
	    "domain of u@example.com)\n smtp.mailfrom=u@example.com",
	    "-; spf=fail mailfrom=u@example.com" },
	{ "55 Sina", false,
	    " sina.com;\n\t spf=none smtp.mailfrom=u@example.com;\n"
	    "\t dkim=none header.i=none;\n"
	    "\t dmarc=none action=none header.from=u@example.com",
	    "sina.com; spf=none mailfrom=u@example.com; dkim=none; "
	    "dmarc=none from=u@example.com" },
	{ "56 id with a slash", false,
	    " shelob.example.ru/7EEFB5D;\n dkim=none; dkim-atps=neutral",
	    "shelob.example.ru/7EEFB5D; dkim=none; [dkim-atps]=neutral" },
	{ "57 Hornetsecurity ARC", true,
	    " i=1; mx-gate153-hz1.hornetsecurity.com 1;\n"
	    " spf=pass reason=mailfrom (ip=192.0.2.6, "
	    "headerfrom=example.com)\n smtp.mailfrom=example.com\n"
	    " smtp.helo=mx.example.com; dmarc=pass\n"
	    " header.from=example.com orig.disposition=pass",
	    "mx-gate153-hz1.hornetsecurity.com i=1; "
	    "spf=pass mailfrom=example.com helo=mx.example.com "
	    "reason=mailfrom; dmarc=pass from=example.com" },
	{ "58 vendor methods", false,
	    " smtpawn01.example.com;\n"
	    "        dkim=pass (2048-bit rsa key sha256) header.d=example.net"
	    "\n          header.i=@example.net header.b=mk1OjdaO "
	    "header.a=rsa-sha256\n          header.s=AA297A1C-0848 "
	    "x-bits=2048;\n        x-trusted-ip=pass",
	    "smtpawn01.example.com; dkim=pass d=example.net i=@example.net "
	    "s=AA297A1C-0848 b=mk1OjdaO a=rsa-sha256; [x-trusted-ip]=pass" },
	{ "59 forged further down", false,
	    " aaa.example; dkim=pass header.i=u@example.com",
	    "aaa.example; dkim=pass i=u@example.com" },
	{ "60 X-Mailman-Original-", false,
	    " smtp1.example.org;\n dmarc=pass (p=none dis=none)\n"
	    " header.from=example.com",
	    "smtp1.example.org; dmarc=pass from=example.com" },
	{ "61 X-Original-", false,
	    " gmr-mx.google.com;       dkim=pass\n"
	    " header.i=@example.com header.s=20230601 "
	    "header.b=\"XRNP1/AG\";       dmarc=pass (p=REJECT\n"
	    " sp=REJECT dis=NONE) header.from=example.com;       "
	    "dara=pass header.i=@googlegroups.com",
	    "gmr-mx.google.com; dkim=pass i=@example.com s=20230601 "
	    "b=XRNP1/AG; dmarc=pass from=example.com; "
	    "[dara]=pass i=@googlegroups.com" },
	{ "62 -Original", false,
	    " spf=pass (sender IP is 192.0.2.130)\n"
	    " smtp.mailfrom=m201.example.net; dkim=pass (signature was "
	    "verified)\n header.d=example.net;dmarc=none action=none\n"
	    " header.from=example.com;compauth=fail reason=001",
	    "- skipped=1; spf=pass mailfrom=m201.example.net; "
	    "dkim=pass d=example.net; dmarc=none from=example.com" },
	{ "63 X-MS-Exchange-", false,
	    " spf=none (sender IP is 192.0.2.154)\n smtp.helo=SRV22; "
	    "dkim=none (message not signed) header.d=none;dmarc=none\n"
	    " action=none header.from=;",
	    "-; spf=none helo=SRV22; dkim=none; dmarc=none" },
	{ "64 8-bit", false,
	    " x1.h\303\251.example; auth=pass\n"
	    "\tsmtp.mailfrom=u@h\303\251.example",
	    "x1.h\303\251.example; auth=pass mailfrom=u@h\303\251.example" },
	{ "65 legal limit, version 2", false,
	    " test4int 2; spf=fail reason (BAH) = \"just some (<>.%&! "
	    "reason\" smtp.mailfrom=mx.example.org",
	    "test4int v2" },
	{ "65 legal limit, version 1", false,
	    " test4int 1; spf=fail reason (BAH) = \"just some (<>.%&! "
	    "reason\" smtp.mailfrom=mx.example.org",
	    "test4int; spf=fail mailfrom=mx.example.org "
	    "reason=just some (<>.%&! reason" },
	{ "66 no id", false, "\n  dkim=pass header.d=01.example.com",
	    "-; dkim=pass d=01.example.com" },
	{ "66 id with a slash", false,
	    " example/net;\n  dkim=pass header.d=error.example.com",
	    "example/net; dkim=pass d=error.example.com" },
};

START_TEST(dialect)
{
	check_vector(&dialects[_i]);
}
END_TEST

/* Unfolded bodies say the same. */
START_TEST(dialect_unfolded)
{
	struct vector v = dialects[_i];
	char *body = strdup(v.body);

	ck_assert_ptr_nonnull(body);
	for (char *p = body; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	v.body = body;
	check_vector(&v);
	free(body);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("dialects");
	Suite *s = suite_create("authres_dialects");
	int n = sizeof(dialects) / sizeof(dialects[0]);

	tcase_add_loop_test(tc, dialect, 0, n);
	tcase_add_loop_test(tc, dialect_unfolded, 0, n);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

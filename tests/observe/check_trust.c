/*
 * Which Authentication-Results are believed, and why: zones, forgery, and the
 * rules (a) to (d) for authserv-ids (SEMANTICS.md 3.3, 3.4).
 */
#include "tests/observe/told.h"

/* clang-format off */
static const struct section_row rows[] = {
	/* The zones: SEMANTICS 3.3 */
	{ "Postfix milters below their own Received (SEMANTICS 3)", NULL,
	    POSTFIX
	    AR("mx.example.jp; spf=pass smtp.mailfrom=example.com")
	    AR("mx.example.jp; dmarc=pass header.from=example.com")
	    SENDER END,
	    "ar z2 same*, ar z2 same*" },
	{ "Google's field below its own Received (SEMANTICS 12)", NULL,
	    GOOGLE
	    AR("mx.google.com; spf=pass smtp.mailfrom=a@example.com")
	    SENDER END,
	    "ar z2 same*" },
	{ "Yahoo: on top of its own Received (SEMANTICS 3)", NULL,
	    AR("atlas-p.v2-mail.omega.yahoo.com; dmarc=fail(p=REJECT)"
	       " header.from=example.com;")
	    "Received: from 192.0.2.1 (EHLO s.example.com) (192.0.2.1)\n"
	    " by mta1.mail.bf1.yahoo.com with SMTPS" D
	    END,
	    "ar z1 same*" },
	{ "AOL, the same house (SEMANTICS 3.2)", NULL,
	    AR("mta4.aol.mail.bf1.yahoo.com; spf=pass smtp.mailfrom=a.com")
	    "Received: from 192.0.2.1 (EHLO s.example.com) (192.0.2.1)\n"
	    " by mx1.aol.com with SMTPS" D
	    END,
	    "ar z1 same*" },
	{ "Hotmail 2013: on top (SEMANTICS 3, DIALECTS 13)", NULL,
	    AR("hotmail.com; spf=none (sender IP is 192.0.2.29; identity"
	       " alignment result is pass) smtp.helo=s.example.com; dkim=none")
	    "Received: from s.example.com ([192.0.2.29]) by\n"
	    "\tCOL004-MC3F10.hotmail.com over TLS secured channel" D
	    END,
	    "ar z1 same*" },
	{ "mail.ru: a name of the same domain (DIALECTS 27)", NULL,
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mx216.i.mail.ru with esmtp id Q" D
	    AR("mxs.mail.ru; spf=pass (mx216.i.mail.ru: domain of"
	       " example.com) smtp.mailfrom=a@example.com")
	    END,
	    "ar z2 same*" },
	{ "sendmail (DIALECTS 48)", NULL,
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby nijo.example.jp (V8/cf) with ESMTP id u9C4PW" D
	    AR("nijo.example.jp; sender-id=none header.from=a@example.com")
	    END,
	    "ar z2 same*" },
	{ "the sender's side (SEMANTICS 3.3)", NULL,
	    POSTFIX SENDER
	    AR("mx.example.jp; dmarc=pass header.from=e.com")
	    END,
	    "ar z3 zone" },
	{ "LMTP and a filter inside: all of it is above the boundary", NULL,
	    "Received: from localhost ([127.0.0.1])\n"
	    "\tby store.example.jp with LMTP id Q" D
	    AR("filter.example.jp; dkim=pass header.d=example.com")
	    POSTFIX
	    AR("mx.example.jp; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z1 same*, ar z2 same*" },
	{ "a forwarding host in between: the first receiver's is theirs", NULL,
	    "Received: from fwd.example.net (fwd.example.net [192.0.2.5])\n"
	    "\tby mx.example.jp (Postfix) with ESMTPS id Q" D
	    AR("mx.example.jp; spf=fail smtp.mailfrom=a@example.com")
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby fwd.example.net (Postfix) with ESMTPS id R" D
	    AR("fwd.example.net; spf=pass smtp.mailfrom=a@example.com")
	    END,
	    "ar z2 same*, ar z3 zone" },
	{ "one Received twice: the field below both is not reached", NULL,
	    POSTFIX POSTFIX
	    AR("mx.example.jp; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z3 zone" },

	/* Forgery: SEMANTICS 3.4, 12; what a sender cannot do */
	{ "a forged mx.google.com in mail to Postfix (SEMANTICS 12)", NULL,
	    POSTFIX
	    AR("mx.google.com; dmarc=pass header.from=bank.example")
	    SENDER END,
	    "ar z2 id" },
	{ "a forged field below a real fail: first wins (SEMANTICS 12)", NULL,
	    GOOGLE
	    AR("mx.google.com; dmarc=fail header.from=bank.example")
	    AR("mx.google.com; dmarc=pass header.from=bank.example")
	    SENDER END,
	    "ar z2 same*, ar z2 same" },
	{ "forged hops of the receiver give no second zone", NULL,
	    POSTFIX
	    "Received: from x (x.example.com [192.0.2.7])\n"
	    "\tby mx.example.jp (Postfix) with ESMTPS id F" D
	    AR("mx.example.jp; dmarc=pass header.from=bank.example")
	    END,
	    "ar z3 zone" },
	{ "iCloud's and Yahoo's ids are built-in above the boundary only", NULL,
	    POSTFIX
	    AR("dmarc.icloud.com; dmarc=pass header.from=b.example")
	    AR("mta1.mail.bf1.yahoo.com; dkim=pass header.d=b.example")
	    AR("outlook.com; dmarc=pass header.from=b.example")
	    END,
	    "ar z2 id, ar z2 id, ar z2 id" },
	{ "the sender's id-less field with another receiver (SEMANTICS 3.4)",
	    NULL,
	    POSTFIX
	    "authentication-results: spf=none (sender IP is )\n"
	    "\tsmtp.mailfrom=a@example.com; \n"
	    SENDER END,
	    "ar z2 no-id" },
	{ "an id that only ends like the receiver's domain", NULL,
	    POSTFIX
	    AR("notexample.jp; dmarc=pass header.from=b.example")
	    AR("example.jp.evil.example; dmarc=pass header.from=b.example")
	    END,
	    "ar z2 id, ar z2 id" },
	{ "an id under the same public suffix", NULL,
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mx.beispiel.co.jp (Postfix) with ESMTPS id Q" D
	    AR("mx.example.co.jp; dmarc=pass header.from=b.example")
	    AR("co.jp; dmarc=pass header.from=b.example")
	    END,
	    "ar z2 id, ar z2 id" },
	{ "a HELO of the receiver does not lower the boundary", NULL,
	    "Received: from mx2.example.jp (evil.example [203.0.113.66])\n"
	    "\tby mx.example.jp (Postfix) with ESMTPS id Q" D
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mx2.example.jp (Postfix) with ESMTPS id R" D
	    AR("mx2.example.jp; dmarc=pass header.from=bank.example")
	    END,
	    "ar z3 zone" },

	/* What a sender can do: SEMANTICS 3.8 says so */
	{ "a receiver that neither writes nor strips cannot be protected", NULL,
	    POSTFIX
	    AR("mx.example.jp; dmarc=pass header.from=bank.example")
	    SENDER END,
	    "ar z2 same*" },
	{ "nor for a method that it does not report", NULL,
	    POSTFIX
	    AR("mx.example.jp; spf=fail smtp.mailfrom=bank.example")
	    AR("mx.example.jp; dmarc=pass header.from=bank.example")
	    SENDER END,
	    "ar z2 same*, ar z2 same*" },

	/* (a) */
	{ "(a) exact, in Z2 of a foreign host", "mx.example.net",
	    POSTFIX
	    AR("mx.example.net; spf=pass smtp.mailfrom=example.com")
	    AR("mx2.example.net; dmarc=pass header.from=example.com")
	    END,
	    "ar z2 configured*, ar z2 id" },
	{ "(a) exact is not a suffix", "mx.example.net",
	    POSTFIX
	    AR("evilmx.example.net; dmarc=pass header.from=a.com")
	    AR("x.mx.example.net; dmarc=pass header.from=a.com")
	    END,
	    "ar z2 id, ar z2 id" },
	{ "(a) .suffix", ".example.net",
	    POSTFIX
	    AR("mx.example.net; spf=pass smtp.mailfrom=example.com")
	    AR("example.net; dmarc=pass header.from=example.com")
	    AR("notexample.net; dmarc=pass header.from=example.com")
	    END,
	    "ar z2 configured*, ar z2 id, ar z2 id" },
	{ "(a) letters of the field do not matter", "mx.example.net",
	    POSTFIX
	    AR("MX.Example.Net.; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z2 configured*" },
	{ "(a) not in Z3", "mx.example.net",
	    POSTFIX SENDER
	    AR("mx.example.net; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z3 zone" },
	{ "DECISIONS 24: (a) adds to (b)", "mx.example.net",
	    POSTFIX
	    AR("mx.example.jp; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z2 same*" },

	/* (b) */
	{ "(b) another host of the organizational domain", NULL,
	    POSTFIX
	    AR("filter.dc2.example.jp; spf=pass smtp.mailfrom=e.com")
	    END,
	    "ar z2 same*" },
	{ "(b) the domain itself", NULL,
	    POSTFIX
	    AR("example.jp; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z2 same*" },
	{ "(b) an equivalent domain", NULL,
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby lsean.ezweb.ne.jp (EZweb Mail) with SMTP id Q" D
	    AR("mx.au.com; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z2 same*" },
	{ "(b) a flat host name", NULL,
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby nekochan (Postfix) with ESMTP id Q" D
	    AR("nekochan; spf=pass smtp.mailfrom=example.com")
	    AR("inunosan; dmarc=pass header.from=example.com")
	    END,
	    "ar z2 same*, ar z2 id" },
	{ "(b) an id with a queue id behind a slash (DIALECTS 56)", NULL,
	    POSTFIX
	    AR("mx.example.jp/7EEFB5D; dkim=none")
	    END,
	    "ar z2 same*" },
	{ "(b) amavis' comment behind the id (DIALECTS 24)", NULL,
	    POSTFIX
	    AR("mx.example.jp (amavisd-new); dkim=neutral\n"
	       " reason=\"invalid (public key)\" header.d=e.com")
	    END,
	    "ar z2 same*" },
	{ "ORIGINATING is nobody's id (DIALECTS 46)", NULL,
	    POSTFIX
	    AR("ORIGINATING;\n"
	       " auth=pass smtp.auth=a")
	    END,
	    "ar z2 id" },

	/* (c) */
	{ "(c) iCloud: five fields, inner gateway hops (SEMANTICS 3.5)", NULL,
	    APPLE
	    AR("bimi.icloud.com; bimi=skipped reason=\"x\"")
	    AR("arc.icloud.com; arc=none")
	    AR("dmarc.icloud.com; dmarc=pass header.from=example.com")
	    AR("dkim-verifier.icloud.com;\n"
	       "\tdkim=pass header.d=example.com")
	    AR("spf.icloud.com; spf=pass smtp.mailfrom=a@example.com")
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby p01-icloudmta-smtpin with ESMTPS id R" D
	    END,
	    "ar z1 same, ar z1 same*, ar z1 same*, ar z1 same*, ar z1 same*" },
	{ "(c) above the boundary of somebody's own host", NULL,
	    AR("mx.google.com; spf=pass smtp.mailfrom=a@example.com")
	    AR("dmarc.icloud.com; dmarc=pass header.from=example.com")
	    AR("google.com; dmarc=pass header.from=example.com")
	    AR("evil.icloud.com; dmarc=pass header.from=example.com")
	    POSTFIX END,
	    "ar z1 builtin*, ar z1 builtin*, ar z1 id, ar z1 id" },
	{ "(c) names that begin or end like them", NULL,
	    AR("dmarc.icloud.com.evil.example; dmarc=pass")
	    AR("evilgoogle.com; dmarc=pass")
	    AR("atlas.evil.example; dmarc=pass")
	    AR(".google.com; dmarc=pass")
	    POSTFIX END,
	    "ar z1 id, ar z1 id, ar z1 id, ar z1 id" },
	{ "(c) Yahoo! JAPAN", NULL,
	    AR("mta776.mail.djm.yahoo.co.jp  from=example.com;"
	       " domainkeys=neutral (no sig); dkim=pass (ok);"
	       " header.i=@example.com")
	    POSTFIX END,
	    "ar z1 builtin*" },

	/* (d) */
	{ "(d) Microsoft without id, at a Microsoft boundary (Z1)", NULL,
	    AR("spf=pass (sender IP is 192.0.2.1)\n"
	       " smtp.mailfrom=e.com; dkim=none (message not signed)\n"
	       " header.d=none;dmarc=fail action=none"
	       " header.from=example.com;compauth=fail reason=001")
	    EXCHANGE END,
	    "ar z1 no-id-ok*" },
	{ "(d) the same in Z2", NULL,
	    EXCHANGE
	    AR("spf=none smtp.helo=s.example.com; dkim=none")
	    END,
	    "ar z2 no-id-ok*" },
	{ "(d) the tenant's name in the middle (DIALECTS 10)", NULL,
	    AR("spf=pass (sender IP is 192.0.2.1)\n"
	       " smtp.mailfrom=e.com; example.jp;\n"
	       " dkim=none header.d=none;example.jp; dmarc=pass action=none")
	    EXCHANGE END,
	    "ar z1 no-id-ok*" },
	{ "(d) hotmail.com", NULL,
	    "Received: from s.example.com ([192.0.2.29]) by\n"
	    "\tCOL004-MC3F10.hotmail.com over TLS secured channel" D
	    AR("spf=none smtp.helo=s.example.com; dkim=none")
	    END,
	    "ar z2 no-id-ok*" },
	{ "DECISIONS 21: (d) exchangelabs.com", NULL,
	    "Received: from s.example.com (192.0.2.29) by\n"
	    "\tA.prod.exchangelabs.com (10.1.1.1) with Microsoft SMTP\n"
	    "\tServer id 15.20" D
	    AR("spf=none smtp.helo=s.example.com; dkim=none")
	    END,
	    "ar z2 no-id-ok*" },
	{ "(d) an empty id is not an absent one (DIALECTS 54)", NULL,
	    EXCHANGE
	    AR(";\tspf=pass smtp.mailfrom=a@example.com")
	    END,
	    "ar z2 no-id" },
	{ "(d) absent id at Google", NULL,
	    GOOGLE
	    AR("dkim=pass header.d=example.com")
	    END,
	    "ar z2 no-id" },

	/* The trap of DIALECTS 11 */
	{ "DIALECTS 11: gmail.com in mail to Gmail", NULL,
	    GOOGLE
	    AR("mx.google.com; spf=pass smtp.mailfrom=a@example.com")
	    AR("gmail.com; dkim=none (message not signed)\n"
	       " header.d=none;gmail.com; dmarc=none action=none"
	       " header.from=example.com;")
	    SENDER END,
	    "ar z2 same*, ar z2 id" },
	{ "DIALECTS 11: the recipient's domain is that of the host, too", NULL,
	    POSTFIX
	    AR("example.jp; dkim=none (message not signed)\n"
	       " header.d=none;example.jp; dmarc=none action=none"
	       " header.from=example.com;")
	    SENDER END,
	    "ar z2 id" },
	{ "DIALECTS 11: also where the user gave that id", "example.jp",
	    POSTFIX
	    AR("example.jp; dkim=none (message not signed)\n"
	       " header.d=none;example.jp; dmarc=none action=none"
	       " header.from=example.com;")
	    SENDER END,
	    "ar z2 id" },
	{ "an id in a comment or in quotes is no repeated id", NULL,
	    POSTFIX
	    AR("mx.example.jp; dkim=pass (a;mx.example.jp;)\n"
	       " reason=\"b;mx.example.jp;\" header.d=example.com")
	    END,
	    "ar z2 same*" },

	/* Names and encodings: DIALECTS 9, 60-63, SEMANTICS 1 pitfall 14 */
	{ "look-alike names", NULL,
	    POSTFIX
	    "X-Mailman-Original-Authentication-Results: mx.example.jp;"
	    " dmarc=pass\n"
	    "X-Original-Authentication-Results: mx.example.jp; dmarc=pass\n"
	    "Authentication-Results-Original: mx.example.jp; dmarc=pass\n"
	    "X-MS-Exchange-Authentication-Results: mx.example.jp;"
	    " dmarc=pass\n"
	    "Original-Authentication-Results: mx.example.jp; dmarc=pass\n"
	    END,
	    "" },
	{ "the name in lower case", NULL,
	    POSTFIX
	    "authentication-results: mx.example.jp; spf=pass\n"
	    END,
	    "ar z2 same*" },
	{ "DECISIONS 33: a value of encoded words; the id is in it", NULL,
	    POSTFIX
	    "Authentication-Results:\n"
	    /* mx.example.jp; spf=pass smtp.helo=s.example.com */
	    " =?utf-8?B?bXguZXhhbXBsZS5qcDsgc3BmPXBhc3Mg?=\n"
	    " =?utf-8?B?c210cC5oZWxvPXMuZXhhbXBsZS5jb20=?=\n"
	    END,
	    "ar z2 same*" },
	{ "an unknown version says nothing (RFC 8601 2.6)", NULL,
	    POSTFIX
	    AR("mx.example.jp 2; spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z2 same" },
};
/* clang-format on */

START_TEST(belief)
{
	check_section(&rows[_i], describe);
}
END_TEST

/* DECISIONS 25 */
START_TEST(trust_all)
{
	struct td_trust t = options(NULL, NULL);
	char got[1024];

	t.all = true;
	read_section_with(
	    POSTFIX AR("mx.google.com; dmarc=fail header.from=b.example")
	        AR("dkim=pass header.d=example.com")
	            SENDER AR("mx.example.net; dmarc=pass "
	                      "header.from=b.example") "Received-SPF: pass "
	                                               "(google.com: domain of "
	                                               "a@example.com"
	                                               " designates 192.0.2.1) "
	                                               "client-ip=192.0.2.1;\n"
	                                               "ARC-Authentication-"
	                                               "Results: i=1; "
	                                               "mx.example.jp; "
	                                               "spf=fail\n" END,
	    &t);
	describe(got, sizeof(got));
	ck_assert_str_eq(got,
	    "ar z2 all*, ar z2 all*, ar z3 all, spf z3 all*, aar z3 bad-arc");
	ck_assert_uint_eq(reading.obs.result[TD_A_DMARC], TD_R_FAIL);
	ck_assert_uint_eq(reading.obs.result[TD_A_SPF], TD_R_PASS);
	read_section_with(AR("mx.google.com; dmarc=pass") END, &t);
	describe(got, sizeof(got));
	ck_assert_str_eq(got, "ar z3 all*");
}
END_TEST

/* A flood below the receiver's field neither hides it nor breaks anything. */
START_TEST(flood)
{
	static char text[MAX_SECTION];

	strcpy(text, POSTFIX AR("mx.example.jp; dmarc=fail"));
	for (int i = 0; i < 3 * TD_MAX_AUTHRES; i++)
		add(text, sizeof(text), "%s",
		    AR("mx.example.jp; dmarc=pass; dkim=pass header.d=b.com"));
	add(text, sizeof(text), "%s", END);
	read_section(text, NULL);
	ck_assert_uint_eq(reading.n_told, TD_MAX_AUTHRES);
	ck_assert_uint_eq(reading.obs.result[TD_A_DMARC], TD_R_FAIL);
	ck_assert_int_eq(reading.origin[TD_A_DMARC].told, 0);
}
END_TEST

START_TEST(texts)
{
	for (int b = 0; b < TD_N_BELIEFS; b++) {
		const char *text = td_belief_text((enum td_belief)b);

		ck_assert_ptr_nonnull(text);
		ck_assert_uint_gt(strlen(text), 0);
		ck_assert(text[strlen(text) - 1] != '.');
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("trust");
	TCase *tc = tcase_create("trust");

	if (!open_world())
		return 1;
	tcase_add_loop_test(
	    tc, belief, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, trust_all);
	tcase_add_test(tc, flood);
	tcase_add_test(tc, texts);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

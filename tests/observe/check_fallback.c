/*
 * Belief where it is not plain Authentication-Results below a boundary: header
 * dumps, Received-SPF, ARC, Proton's order (SEMANTICS.md 3.6, 4).
 */
#include "tests/observe/told.h"

/* clang-format off */
static const struct section_row rows[] = {
	/* Without any Received: DECISIONS 24 */
	{ "DECISIONS 24: a dump without Received fails closed", NULL,
	    AR("mx.google.com; dmarc=pass header.from=example.com")
	    "Received-SPF: pass (google.com: domain of a@example.com"
	    " designates 192.0.2.1) client-ip=192.0.2.1;\n"
	    AR("spf=pass smtp.mailfrom=example.com")
	    END,
	    "ar z3 no-received, spf z3 no-received, ar z3 no-received" },
	{ "in the body (SEMANTICS 1, pitfall 15)", "mx.google.com",
	    END
	    AR("never seen; spf=fail"),
	    "" },
	{ "DECISIONS 24: the id that was given, and no other", "mx.google.com",
	    AR("mx.google.com; dmarc=pass header.from=example.com")
	    AR("mx1.google.com; spf=pass smtp.mailfrom=example.com")
	    AR("spf=pass smtp.mailfrom=example.com")
	    "Received-SPF: pass (google.com: domain of a@example.com"
	    " designates 192.0.2.1) client-ip=192.0.2.1;\n"
	    END,
	    "ar z2 configured*, ar z2 id, ar z2 no-id, spf z2 id" },
	{ "DECISIONS 26: Received-SPF of a host that was given",
	    "mx.example.jp",
	    "Received-SPF: pass (mx.example.jp: domain of a@example.com"
	    " designates 192.0.2.1) client-ip=192.0.2.1;\n"
	    END,
	    "spf z2 configured*" },

	/* Received-SPF: SEMANTICS 4, DECISIONS 26 */
	{ "Received-SPF of Google as a fallback", NULL,
	    GOOGLE
	    "Received-SPF: pass (google.com: domain of a@example.com"
	    " designates 192.0.2.1) client-ip=192.0.2.1;\n"
	    END,
	    "spf z2 same*" },
	{ "Received-SPF of a foreign host", NULL,
	    POSTFIX
	    "Received-SPF: pass (google.com: domain of a@example.com"
	    " designates 192.0.2.1) client-ip=192.0.2.1;\n"
	    END,
	    "spf z2 id" },
	{ "its receiver is foreign, its comment is the receiver's", NULL,
	    POSTFIX
	    "Received-SPF: pass (mx.example.jp: domain of a@e.com designates"
	    " 192.0.2.1) receiver=u@example.org;\n"
	    END,
	    "spf z2 same*" },
	{ "DECISIONS 26: neither receiver nor comment host: Z1 only", NULL,
	    "Received-SPF: Pass (mailfrom) identity=mailfrom;"
	    " client-ip=192.0.2.1; receiver=<UNKNOWN>\n"
	    POSTFIX
	    "Received-SPF: Pass (mailfrom) identity=mailfrom;"
	    " client-ip=192.0.2.1; receiver=<UNKNOWN>\n"
	    END,
	    "spf z1 same*, spf z2 no-id" },
	{ "a foreign writer is not believed above the boundary either", NULL,
	    "Received-SPF: Pass (mailfrom) identity=mailfrom;"
	    " receiver=mx.example.org\n"
	    POSTFIX END,
	    "spf z1 id" },
	{ "on the sender's side", NULL,
	    POSTFIX SENDER
	    "Received-SPF: pass receiver=mx.example.jp\n"
	    END,
	    "spf z3 zone" },
	{ "not needed", NULL,
	    POSTFIX
	    AR("mx.example.jp; spf=pass smtp.mailfrom=example.com")
	    "Received-SPF: pass receiver=mx.example.jp\n"
	    END,
	    "ar z2 same*, spf z2 unused" },

	/* ARC: SEMANTICS 3.6, 3.7 */
	{ "ARC: own seal, trusted arc=pass, nothing else", NULL,
	    POSTFIX
	    AR("mx.example.jp; arc=pass")
	    "ARC-Seal: i=2; a=rsa-sha256; d=example.jp; s=s; cv=pass; b=x\n"
	    "ARC-Authentication-Results: i=2; mx0.example.jp; spf=pass"
	    " smtp.mailfrom=a@example.com; dmarc=pass\n"
	    "ARC-Seal: i=1; a=rsa-sha256; d=example.net; s=s; cv=none; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.example.net; spf=fail\n"
	    SENDER END,
	    "ar z2 same*, aar z2 arc*, aar z2 bad-arc" },
	{ "ARC: the highest instance with the receiver's seal", NULL,
	    POSTFIX
	    AR("mx.example.jp; arc=pass")
	    "ARC-Seal: i=2; d=example.net; b=x\n"
	    "ARC-Authentication-Results: i=2; mx.example.net; spf=fail\n"
	    "ARC-Seal: i=1; d=example.jp; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.example.jp; spf=pass\n"
	    SENDER END,
	    "ar z2 same*, aar z2 bad-arc, aar z2 arc*" },
	{ "ARC: no trusted arc=pass", NULL,
	    POSTFIX
	    AR("mx.example.jp; arc=fail")
	    AR("evil.example; arc=pass")
	    "ARC-Seal: i=1; d=example.jp; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.example.jp; spf=pass\n"
	    END,
	    "ar z2 same*, ar z2 id, aar z2 bad-arc" },
	{ "ARC: a foreign seal", NULL,
	    POSTFIX
	    AR("mx.example.jp; arc=pass")
	    "ARC-Seal: i=1; d=evil.example; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.example.jp; spf=pass\n"
	    END,
	    "ar z2 same*, aar z2 bad-arc" },
	{ "ARC: two sets of one instance", NULL,
	    POSTFIX
	    AR("mx.example.jp; arc=pass")
	    "ARC-Seal: i=1; d=example.jp; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.example.jp; spf=pass\n"
	    "ARC-Authentication-Results: i=1; mx.example.jp; spf=fail\n"
	    END,
	    "ar z2 same*, aar z2 bad-arc, aar z2 bad-arc" },
	{ "ARC: two seals of one instance", NULL,
	    POSTFIX
	    AR("mx.example.jp; arc=pass")
	    "ARC-Seal: i=1; d=example.jp; b=x\n"
	    "ARC-Seal: i=1; d=evil.example; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.example.jp; spf=pass\n"
	    END,
	    "ar z2 same*, aar z2 bad-arc" },
	{ "ARC: not needed", NULL,
	    GOOGLE
	    AR("mx.google.com; arc=pass; spf=pass"
	       " smtp.mailfrom=a@example.com; dkim=none; dmarc=pass")
	    "ARC-Seal: i=1; d=google.com; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.google.com; spf=fail\n"
	    END,
	    "ar z2 same*, aar z2 unused" },
	{ "ARC: Exchange Online seals as microsoft.com", NULL,
	    AR("arc=pass (0 oda=1)")
	    EXCHANGE
	    "ARC-Seal: i=1; a=rsa-sha256; s=x; d=microsoft.com; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass"
	    " smtp.mailfrom=example.com\n"
	    END,
	    "ar z1 no-id-ok*, aar z2 arc*" },
	{ "ARC: a seal that the user trusts", ".example.net",
	    POSTFIX
	    AR("mx.example.jp; arc=pass")
	    "ARC-Seal: i=1; d=example.net; b=x\n"
	    "ARC-Authentication-Results: i=1; lists.example.net; spf=pass\n"
	    END,
	    "ar z2 same*, aar z2 arc*" },

	/* DECISIONS 32 */
	{ "Proton's order: a run behind the last Received", "mail.pm.example",
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    AR("mail.pm.example; spf=pass smtp.mailfrom=a@example.com")
	    AR("evil.example; dmarc=pass header.from=example.com")
	    END,
	    "ar z2 configured*, ar z2 configured*, ar z3 zone" },
	{ "Proton's order: only if the id was given", NULL,
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    END,
	    "ar z3 zone" },
	{ "Proton's order: only an id of the boundary's ADMD", "mx.example.net",
	    POSTFIX SENDER
	    AR("mx.example.net; dkim=pass header.d=example.com")
	    END,
	    "ar z3 zone" },
	{ "Proton's order: another id was given", "mx.example.net",
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    END,
	    "ar z3 zone" },
	{ "Proton's order: not with ARC below it", "mail.pm.example",
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    "ARC-Seal: i=1; d=example.com; b=x\n"
	    END,
	    "ar z3 zone" },
	{ "Proton's order: ARC between the last Received and the run",
	    "mail.pm.example",
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    "ARC-Seal: i=1; d=example.com; b=x\n"
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    END,
	    "ar z2 configured*" },
	{ "Proton's order: a run that ends the trace block", "mail.pm.example",
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    "Subject: the block ended here\n"
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    END,
	    "ar z3 zone" },
	{ "Proton's order: not with a Received below it", "mail.pm.example",
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mailin1.pm.example (Postfix) with ESMTPS id Q" D
	    SENDER
	    AR("mail.pm.example; dkim=pass header.d=example.com")
	    SENDER END,
	    "ar z3 zone" },
};
/* clang-format on */

START_TEST(belief)
{
	check_section(&rows[_i], describe);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fallback");
	TCase *tc = tcase_create("fallback");

	if (!open_world())
		return 1;
	tcase_add_loop_test(
	    tc, belief, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	suite_add_tcase(s, tc);
	return run_suite(s);
}

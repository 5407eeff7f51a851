/*
 * What the believed fields say together, but for DKIM (SEMANTICS.md 3.5-3.7,
 * 4).
 */
#include "analyzer/observe/plain.h"
#include "formats/field_address.h"
#include "tests/observe/merged.h"

/* clang-format off */
static const struct section_row rows[] = {
	/* One observation per method: SEMANTICS 3.5, 3.7 */
	{ "a field that says all", NULL,
	    POSTFIX
	    MX("spf=pass smtp.mailfrom=u@Example.COM; dkim=pass"
	       " header.d=Example.com header.s=s1; dmarc=pass"
	       " header.from=example.com; arc=none")
	    END,
	    "spf=pass@example.com dkim=pass@example.com dmarc=pass arc=none"
	    " [pass@example.com/s1]" },
	{ "one method per field", NULL,
	    POSTFIX
	    MX("dmarc=fail")
	    MX("spf=softfail smtp.mailfrom=e.com")
	    MX("dkim=none")
	    END,
	    "spf=softfail@e.com dkim=none dmarc=fail [none]" },
	{ "first wins (SEMANTICS 12)", NULL,
	    POSTFIX
	    MX("spf=fail smtp.mailfrom=a.com; dmarc=fail")
	    MX("spf=pass smtp.mailfrom=b.com; dmarc=pass; arc=pass")
	    END,
	    "spf=fail@a.com dmarc=fail arc=pass" },
	{ "Z1 goes before Z2", NULL,
	    INSIDE
	    AR("filter.example.jp; dmarc=fail")
	    POSTFIX
	    MX("dmarc=pass; spf=pass smtp.mailfrom=a.com")
	    END,
	    "spf=pass@a.com dmarc=fail" },
	{ "an A-R and an ARC-A-R of one host are not added up", NULL,
	    "ARC-Seal: i=1; d=google.com; b=x\n"
	    "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass"
	    " header.d=a.com; spf=fail; dmarc=fail\n"
	    GOOGLE
	    AR("mx.google.com; dkim=pass header.d=a.com; spf=pass"
	       " smtp.mailfrom=a.com; dmarc=pass")
	    END,
	    "spf=pass@a.com dkim=pass@a.com dmarc=pass [pass@a.com]" },
	{ "absent is not none (DIALECTS rule 9)", NULL,
	    POSTFIX
	    MX("dkim=pass header.i=u@example.com")
	    END,
	    "dkim=pass@example.com [pass@example.com]" },
	{ "the explicit none is no result (DIALECTS 34)", NULL,
	    POSTFIX
	    AR("mx.example.jp;\n"
	       "\tnone")
	    END,
	    "" },
	{ "an id and nothing more (DIALECTS 30)", NULL,
	    POSTFIX
	    AR("mx.example.jp;")
	    END,
	    "" },
	{ "no field at all", NULL, POSTFIX END, "" },
	{ "sender-id stands for itself (SEMANTICS 2, DIALECTS 48)", NULL,
	    POSTFIX
	    MX("sender-id=pass header.from=u@a.com; spf=fail"
	       " smtp.mfrom=u@b.com")
	    END,
	    "spf=fail@b.com sender-id=pass" },
	{ "auth is of a submission (SEMANTICS 1, pitfall 17)", NULL,
	    POSTFIX
	    MX("auth=pass (CRAM-MD5) smtp.auth=a")
	    END,
	    "" },
	{ "results in a comment are none (DIALECTS 2)", NULL,
	    POSTFIX
	    MX("arc=pass (i=1 spf=pass spfdomain=a.com dkim=pass"
	       " dmarc=pass);\n"
	       " spf=fail smtp.mailfrom=u@b.com")
	    END,
	    "spf=fail@b.com arc=pass" },

	/* SPF */
	{ "DECISIONS 27: best guess is none", NULL,
	    GOOGLE
	    AR("mx.google.com; spf=pass (google.com: best guess record for"
	       " domain of u@a.com designates 192.0.2.1)"
	       " smtp.mailfrom=u@a.com")
	    END,
	    "spf=none@a.com guess" },
	{ "DECISIONS 27: folded between the words", NULL,
	    GOOGLE
	    AR("mx.google.com; spf=pass (google.com: best\n guess record for"
	       " domain of u@a.com) smtp.mailfrom=u@a.com")
	    END,
	    "spf=none@a.com guess" },
	{ "DECISIONS 27: other words stay", NULL,
	    GOOGLE
	    AR("mx.google.com; spf=neutral (google.com: 192.0.2.1 is neither"
	       " permitted nor denied by best guess record for domain of"
	       " u@a.com) smtp.mail=u@a.com")
	    END,
	    "spf=neutral@a.com" },
	{ "DECISIONS 27: in Received-SPF, too", NULL,
	    GOOGLE
	    SPF("pass (google.com: Best Guess record for domain of u@a.com"
	        " designates 192.0.2.1) client-ip=192.0.2.1;")
	    END,
	    "spf=none@a.com guess" },
	{ "bestguesspass is a word of its own (SEMANTICS 1, pitfall 9)", NULL,
	    POSTFIX
	    MX("spf=bestguesspass smtp.mailfrom=a.com")
	    END,
	    "spf=other@a.com" },
	{ "DECISIONS 28: of several spf the one with smtp.mailfrom", NULL,
	    POSTFIX
	    MX("spf=None smtp.pra=u@a.com; spf=Pass smtp.mailfrom=u@b.com;"
	       " spf=None smtp.helo=c.com")
	    END,
	    "spf=pass@b.com" },
	{ "DECISIONS 28: in the order helo, mailfrom", NULL,
	    POSTFIX
	    MX("spf=none smtp.helo=c.com; spf=fail smtp.mailfrom=u@b.com")
	    END,
	    "spf=fail@b.com" },
	{ "DECISIONS 28: none of them: the first", NULL,
	    POSTFIX
	    MX("spf=pass smtp.helo=a.com; spf=fail smtp.helo=b.com")
	    END,
	    "spf=pass@a.com null" },
	{ "a null reverse-path: HELO (SEMANTICS 6)", NULL,
	    POSTFIX
	    MX("spf=pass smtp.mailfrom=<> smtp.helo=s.a.com")
	    END,
	    "spf=pass@s.a.com null" },
	{ "SPF without any identity", NULL,
	    POSTFIX
	    MX("spf=pass")
	    END,
	    "spf=pass" },
	{ "a MAIL FROM torn by a fold (DIALECTS 44)", NULL,
	    POSTFIX
	    AR("mx.example.jp; spf=neutral smtp.mail=abcdefghij\n"
	       "\ti@example.com;")
	    END,
	    "spf=neutral@example.com" },
	{ "the last @ counts (SEMANTICS 1, pitfall 16)", NULL,
	    POSTFIX
	    MX("spf=pass smtp.mailfrom=support=a.com__0@b.com")
	    END,
	    "spf=pass@b.com" },
	{ "hardfail is fail (SEMANTICS 1, pitfall 9)", NULL,
	    POSTFIX
	    MX("spf=hardfail smtp.mailfrom=a.com")
	    END,
	    "spf=fail@a.com" },

	/* Received-SPF: SEMANTICS 4, DECISIONS 26 */
	{ "DECISIONS 26: spf missing in A-R is taken from Received-SPF", NULL,
	    POSTFIX
	    MX("dkim=pass header.d=a.com")
	    SPF("Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1;"
	        " envelope-from=u@b.com; receiver=mx.example.jp")
	    END,
	    "spf=pass@b.com dkim=pass@a.com [pass@a.com]" },
	{ "A-R wins; they differ", NULL,
	    POSTFIX
	    MX("spf=fail smtp.mailfrom=a.com")
	    SPF("pass envelope-from=u@b.com; receiver=mx.example.jp")
	    END,
	    "spf=fail@a.com differs" },
	{ "A-R wins; the other one is a guess", NULL,
	    POSTFIX
	    MX("spf=fail smtp.mailfrom=a.com")
	    SPF("pass (mx.example.jp: best guess record for domain of a.com)")
	    END,
	    "spf=fail@a.com differs" },
	{ "they agree", NULL,
	    SPF("pass envelope-from=u@a.com; receiver=mx.example.jp")
	    POSTFIX
	    MX("spf=pass smtp.mailfrom=a.com")
	    END,
	    "spf=pass@a.com" },
	{ "an untrusted Received-SPF cannot differ", NULL,
	    POSTFIX
	    MX("spf=fail smtp.mailfrom=a.com")
	    SPF("pass envelope-from=u@b.com; receiver=mx.evil.example")
	    END,
	    "spf=fail@a.com" },
	{ "of two the first", NULL,
	    POSTFIX
	    SPF("softfail envelope-from=u@a.com; receiver=mx.example.jp")
	    SPF("pass envelope-from=u@b.com; receiver=mx.example.jp")
	    END,
	    "spf=softfail@a.com" },
	{ "DECISIONS 26: its domain by the comment", NULL,
	    GOOGLE
	    SPF("pass (google.com: domain of u@a.com designates 192.0.2.1 as"
	        " permitted sender) helo=b.com")
	    END,
	    "spf=pass@a.com" },
	{ "DECISIONS 26: its domain by helo", NULL,
	    POSTFIX
	    SPF("none receiver=mx.example.jp; client-ip=192.0.2.1;"
	        " helo=s.a.com")
	    END,
	    "spf=none@s.a.com null" },
	{ "identity=helo", NULL,
	    POSTFIX
	    SPF("pass identity=helo; helo=s.a.com; envelope-from=u@b.com;"
	        " receiver=mx.example.jp")
	    END,
	    "spf=pass@s.a.com null" },
	{ "envelope-from=<>", NULL,
	    POSTFIX
	    SPF("pass helo=s.a.com; envelope-from=<>; receiver=mx.example.jp")
	    END,
	    "spf=pass@s.a.com null" },

	/* Words: DECISIONS 28, SEMANTICS 2 */
	{ "DECISIONS 28: an unknown word is other, and first wins", NULL,
	    POSTFIX
	    MX("dmarc=bypass")
	    MX("dmarc=pass")
	    END,
	    "dmarc=other" },
	{ "capitals (DIALECTS rule 6)", NULL,
	    POSTFIX
	    MX("spf=SoftFail smtp.mailfrom=a.com; dmarc=Pass")
	    END,
	    "spf=softfail@a.com dmarc=pass" },
	{ "a word that this method does not have (SEMANTICS 2)", NULL,
	    POSTFIX
	    MX("dkim=softfail header.d=a.com; dmarc=neutral; arc=reject")
	    END,
	    "dkim=other@a.com dmarc=other arc=other [other@a.com]" },

	/* iCloud: SEMANTICS 3.5, 12 */
	{ "iCloud's five fields make one observation", NULL,
	    "Received: from p01-smtpin (p01-smtpin.me.com [10.1.1.1])\n"
	    "\tby ms1.icloud.com with ESMTP id Q" D
	    AR("bimi.icloud.com; bimi=pass header.d=x.com")
	    AR("arc.icloud.com; arc=none")
	    AR("dmarc.icloud.com; dmarc=pass header.from=a.com")
	    AR("dkim-verifier.icloud.com;\n"
	       "\tdkim=pass (2048-bit key) header.d=a.com header.i=@a.com"
	       " header.b=x;\n"
	       "\tdkim=pass header.d=amazonses.com")
	    AR("spf.icloud.com; spf=pass (spf.icloud.com: domain of u@b.com"
	       " designates 192.0.2.1) smtp.mailfrom=u@b.com")
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby p01-icloudmta-smtpin with ESMTPS id R" D
	    END,
	    "spf=pass@b.com dkim=pass@a.com dmarc=pass arc=none [pass@a.com"
	    " pass@amazonses.com]" },

	/* Microsoft: seed 003 in SEMANTICS 1, pitfalls 1-4 */
	{ "Microsoft's field without id", NULL,
	    AR("spf=pass (sender IP is 192.0.2.4)\n"
	       " smtp.mailfrom=ap-northeast-1.amazonses.com; dkim=pass"
	       " (signature was verified)\n"
	       " header.d=amazonses.com;dmarc=fail action=none\n"
	       " header.from=example.com;compauth=fail reason=001")
	    "Received: from s.example.com (192.0.2.1) by\n"
	    " FT1.mail.protection.outlook.com (10.152.0.228) with\n"
	    " Microsoft SMTP Server id 15.20" D
	    END,
	    "spf=pass@ap-northeast-1.amazonses.com dkim=pass@amazonses.com"
	    " dmarc=fail [pass@amazonses.com]" },

	/* ARC: SEMANTICS 3.6 */
	{ "ARC gives what the A-R does not", NULL,
	    POSTFIX
	    MX("arc=pass; spf=fail smtp.mailfrom=list.example")
	    "ARC-Seal: i=1; a=rsa-sha256; d=example.jp; s=s; cv=none; b=x\n"
	    "ARC-Authentication-Results: i=1; mx0.example.jp; spf=pass"
	    " smtp.mailfrom=a.com;\n"
	    " dkim=pass header.d=a.com; dkim=fail header.d=b.com;"
	    " dmarc=pass\n"
	    END,
	    "spf=fail@list.example dkim=pass@a.com dmarc=pass arc=pass"
	    " [pass@a.com fail@b.com]" },
	{ "ARC goes before Received-SPF", NULL,
	    POSTFIX
	    MX("arc=pass")
	    "ARC-Seal: i=1; d=example.jp; b=x\n"
	    "ARC-Authentication-Results: i=1; mx0.example.jp; spf=pass"
	    " smtp.mailfrom=a.com\n"
	    SPF("fail envelope-from=u@b.com; receiver=mx.example.jp")
	    END,
	    "spf=pass@a.com differs arc=pass" },
	{ "without a trusted arc=pass, Received-SPF", NULL,
	    POSTFIX
	    "ARC-Seal: i=1; d=example.jp; b=x\n"
	    "ARC-Authentication-Results: i=1; mx0.example.jp; spf=pass"
	    " smtp.mailfrom=a.com\n"
	    SPF("fail envelope-from=u@b.com; receiver=mx.example.jp")
	    END,
	    "spf=fail@b.com" },

	/* RFC 2047: DECISIONS 33, DIALECTS 9 */
	{ "an A-R made of encoded words", NULL,
	    "Authentication-Results:\n"
	    /* spf=none smtp.helo=s.a.com; dkim=none */
	    " =?utf-8?B?c3BmPW5vbmUgc210cC5oZWxv?=\n"
	    " =?utf-8?B?PXMuYS5jb207IGRraW09bm9uZQ==?=\n"
	    "Received: from s.example.com (192.0.2.1) by\n"
	    " FT1.mail.protection.outlook.com (10.152.0.228) with\n"
	    " Microsoft SMTP Server id 15.20" D
	    END,
	    "spf=none@s.a.com null dkim=none [none]" },
	{ "Q encoding within a value", NULL,
	    POSTFIX
	    MX("=?utf-8?Q?dmarc=3Dpass?= header.from=a.com")
	    END,
	    "dmarc=pass" },

	/* Punctuation: DIALECTS rule 2, 38, 39 */
	{ "semicolons in comments and quotes", NULL,
	    POSTFIX
	    MX("spf=pass (mailfrom) smtp.mailfrom=a.com"
	       " (client-ip=192.0.2.1; helo=b.com; dmarc=pass); dkim=fail"
	       " reason=\"x; dmarc=pass\" header.d=c.com")
	    END,
	    "spf=pass@a.com dkim=fail@c.com [fail@c.com]" },
	{ "an open comment swallows no further field", NULL,
	    POSTFIX
	    MX("spf=permerror (SPF Permanent Error: found in:")
	    MX("dkim=pass header.d=a.com")
	    END,
	    "spf=permerror dkim=pass@a.com [pass@a.com]" },
};
/* clang-format on */

START_TEST(merged)
{
	check_section(&rows[_i], describe);
}
END_TEST

/* clang-format off */
static const struct iprev_row {
	const char *source, *section;
	enum td_fcrdns fcrdns;
} iprev_rows[] = {
	{ "SEMANTICS 9: iprev goes before the dialect",
	    POSTFIX
	    MX("iprev=fail policy.iprev=192.0.2.1")
	    END,
	    TD_RDNS_FAIL },
	{ "pass",
	    GOOGLE
	    AR("mx.google.com; iprev=pass")
	    END,
	    TD_RDNS_PASS },
	{ "SEMANTICS 2: permerror is no PTR",
	    POSTFIX
	    MX("iprev=permerror policy.iprev=192.0.2.1")
	    END,
	    TD_RDNS_NONE },
	{ "temperror: nobody knows",
	    POSTFIX
	    MX("iprev=temperror")
	    END,
	    TD_RDNS_UNKNOWN },
	{ "an untrusted one changes nothing",
	    POSTFIX
	    AR("evil.example; iprev=fail")
	    END,
	    TD_RDNS_PASS },
	{ "first wins",
	    POSTFIX
	    MX("iprev=fail")
	    MX("iprev=pass")
	    END,
	    TD_RDNS_FAIL },
	{ "of an inner hop: not the border's",
	    POSTFIX
	    MX("iprev=fail policy.iprev=10.161.4.115")
	    END,
	    TD_RDNS_PASS },
	{ "a word that iprev has not",
	    POSTFIX
	    MX("iprev=none")
	    END,
	    TD_RDNS_PASS },
};
/* clang-format on */

START_TEST(iprev)
{
	const struct iprev_row *row = &iprev_rows[_i];

	read_section(row->section, NULL);
	ck_assert_msg(reading.obs.fcrdns == row->fcrdns, "%s: %d", row->source,
	    reading.obs.fcrdns);
}
END_TEST

/* clang-format off */
static const struct id_row {
	const char *source, *section, *id;
} id_rows[] = {
	{ "of the first field that counts",
	    POSTFIX
	    AR("evil.example; dmarc=pass")
	    MX("spf=pass")
	    AR("mx2.example.jp; dmarc=pass")
	    END,
	    "mx.example.jp" },
	{ "lower-cased",
	    POSTFIX
	    AR("MX.Example.JP; spf=pass")
	    END,
	    "mx.example.jp" },
	{ "a field that gave nothing is not named",
	    POSTFIX
	    AR("mx2.example.jp; none")
	    MX("spf=pass")
	    END,
	    "mx.example.jp" },
	{ "Microsoft's (SEMANTICS 1, pitfall 1)",
	    AR("spf=none smtp.helo=s.example.com; dkim=none")
	    "Received: from s.example.com (192.0.2.1) by\n"
	    " FT1.mail.protection.outlook.com (10.152.0.228) with\n"
	    " Microsoft SMTP Server id 15.20" D
	    END,
	    "ms:" },
	{ "nothing believed",
	    POSTFIX
	    AR("evil.example; dmarc=pass")
	    END,
	    "" },
};
/* clang-format on */

START_TEST(authserv_id)
{
	const struct id_row *row = &id_rows[_i];
	char got[256] = "";

	read_section(row->section, NULL);
	add(got, sizeof(got), "%.*s", SPAN(reading.obs.authserv_id));
	ck_assert_str_eq(got, row->id);
}
END_TEST

/* Whatever the short way says, the long way says, too. */
static bool
agrees(struct td_span value)
{
	struct td_span plain = td_plain_domain(value);
	struct td_span domain = td_pvalue_domain(value);
	bool same = td_domain_valid(domain) && td_span_eq(plain, domain);

	for (size_t i = 0; i < plain.n; i++)
		same &= td_lower(plain.p[i]) == plain.p[i];
	if (plain.n > 0)
		ck_assert_msg(same, "%.*s", SPAN(value));
	return plain.n > 0;
}

static const struct {
	const char *value;
	bool plain;
} plain_rows[] = {
	{ "u@mx.example.com", true },
	{ "@example.com", true },
	{ "a@b@x_1.example-2.com", true },
	{ "example", false },
	{ "example.com@", false },
	{ "Example.com", false },
	{ "192.0.2.1", false },
	{ "u@.com", false },
	{ "u@example..com", false },
};

START_TEST(plain_domain)
{
	char value[128] = "";
	struct td_span s = { value, strlen(plain_rows[_i].value) };

	memcpy(value, plain_rows[_i].value, s.n);
#if defined(TD_LEX_SSE2)
	ck_assert_int_eq(agrees(s), plain_rows[_i].plain);
#endif
}
END_TEST

/* Each byte that matters, at each place, around the blocks of 16 bytes. */
START_TEST(plain_place)
{
	static const char odd[] = "A@.-_9 <>;\"\n\x7f\xc3";
	static const size_t sizes[] = { 1, 2, 3, 15, 16, 17, 31, 32, 33, 48, 62,
		63, 64, 65, 80 };
	char value[192];

	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
		size_t n = sizes[k];

		for (size_t at = 0; at < n; at++) {
			memset(value, 'x', sizeof(value));
			value[n / 2] = '.';
			value[at] = odd[_i];
			agrees((struct td_span){ value, n });
		}
	}
}
END_TEST

#define LOOP(tc, test, table) \
	tcase_add_loop_test(  \
	    tc, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

int
main(void)
{
	Suite *s = suite_create("results");
	TCase *tc = tcase_create("results");

	if (!open_world())
		return 1;
	LOOP(tc, merged, rows);
	LOOP(tc, plain_domain, plain_rows);
	tcase_add_loop_test(tc, plain_place, 0, 14);
	LOOP(tc, iprev, iprev_rows);
	LOOP(tc, authserv_id, id_rows);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

/*
 * Several results of DKIM: which count, and which one is the message's
 * (SEMANTICS.md 5, DECISIONS.md 23, 28).
 */
#include "tests/observe/merged.h"

/* clang-format off */
static const struct section_row rows[] = {
	{ "pass before everything", NULL,
	    POSTFIX
	    MX("dkim=fail header.d=a.com; dkim=pass header.d=b.com;"
	       " dkim=policy header.d=c.com")
	    END,
	    "dkim=pass@b.com [fail@a.com pass@b.com policy@c.com]" },
	{ "policy before fail", NULL,
	    POSTFIX
	    MX("dkim=fail header.d=a.com; dkim=policy header.d=b.com")
	    END,
	    "dkim=policy@b.com [fail@a.com policy@b.com]" },
	{ "fail before permerror", NULL,
	    POSTFIX
	    MX("dkim=permerror header.d=a.com; dkim=fail header.d=b.com")
	    END,
	    "dkim=fail@b.com [permerror@a.com fail@b.com]" },
	{ "permerror before temperror before neutral before none", NULL,
	    POSTFIX
	    MX("dkim=none; dkim=neutral header.d=a.com; dkim=temperror"
	       " header.d=b.com; dkim=permerror header.d=c.com")
	    END,
	    "dkim=permerror@c.com [none neutral@a.com temperror@b.com"
	    " permerror@c.com]" },
	{ "temperror before neutral", NULL,
	    POSTFIX
	    MX("dkim=neutral header.d=a.com; dkim=temperror header.d=b.com")
	    END,
	    "dkim=temperror@b.com [neutral@a.com temperror@b.com]" },
	{ "neutral before none; other is last", NULL,
	    POSTFIX
	    MX("dkim=signed; dkim=none; dkim=neutral")
	    END,
	    "dkim=neutral [other none neutral]" },
	{ "none before other", NULL,
	    POSTFIX
	    MX("dkim=signed; dkim=none")
	    END,
	    "dkim=none [other none]" },
	{ "header.d goes before header.i", NULL,
	    POSTFIX
	    MX("dkim=pass header.i=u@sub.a.com header.d=a.com")
	    END,
	    "dkim=pass@a.com [pass@a.com]" },
	{ "header.i with an empty local part", NULL,
	    POSTFIX
	    MX("dkim=pass header.i=@a.com header.s=x")
	    END,
	    "dkim=pass@a.com [pass@a.com/x]" },
	{ "Yahoo's from= (SEMANTICS 1, pitfall 5)", NULL,
	    AR("mta22.mail.bf2.yahoo.com  from=a.com; domainkeys=neutral (no"
	       " sig);  from=b.com; dkim=pass (ok)")
	    "Received: from 192.0.2.1 (EHLO s.example.com) (192.0.2.1)\n"
	    " by mta22.mail.bf2.yahoo.com with SMTPS" D
	    END,
	    "dkim=pass@b.com [pass@b.com]" },
	{ "header.d=none is absent (SEMANTICS 1, pitfall 3)", NULL,
	    POSTFIX
	    MX("dkim=none (message not signed) header.d=none")
	    END,
	    "dkim=none [none]" },
	{ "no `;` between them (DIALECTS 52)", NULL,
	    POSTFIX
	    MX("dkim=pass header.d=a.com\n"
	       "\tdkim=pass header.d=b.com")
	    END,
	    "dkim=pass@a.com [pass@a.com pass@b.com]" },
	{ "BIMI's header.d is not DKIM's (SEMANTICS 3.5)", NULL,
	    POSTFIX
	    MX("bimi=pass header.d=a.com header.selector=default")
	    END,
	    "" },
	{ "DECISIONS 23: in Z2 of the first field only", NULL,
	    POSTFIX
	    MX("dkim=fail header.d=a.com")
	    MX("dkim=pass header.d=bank.example")
	    END,
	    "dkim=fail@a.com [fail@a.com]" },
	{ "DECISIONS 23: the first field that has any", NULL,
	    POSTFIX
	    MX("spf=pass smtp.mailfrom=a.com")
	    MX("dkim=pass header.d=a.com")
	    END,
	    "spf=pass@a.com dkim=pass@a.com [pass@a.com]" },
	{ "DECISIONS 23: unless the id was given", "mx.example.jp",
	    POSTFIX
	    MX("dkim=fail header.d=a.com")
	    MX("dkim=pass header.d=b.com")
	    END,
	    "dkim=pass@b.com [fail@a.com pass@b.com]" },
	{ "SEMANTICS 3.5: in Z2 no other field in between", "mx.example.jp",
	    POSTFIX
	    MX("dkim=fail header.d=a.com")
	    "Subject: x\n"
	    MX("dkim=pass header.d=b.com")
	    END,
	    "dkim=fail@a.com [fail@a.com]" },
	{ "SEMANTICS 3.5: not of another id", ".example.jp",
	    POSTFIX
	    MX("dkim=fail header.d=a.com")
	    AR("mx2.example.jp; dkim=pass header.d=b.com")
	    MX("dkim=pass header.d=c.com")
	    END,
	    "dkim=fail@a.com [fail@a.com]" },
	{ "SEMANTICS 3.5: adjacent fields in Z1", NULL,
	    MX("dkim=fail header.d=a.com")
	    MX("spf=none smtp.helo=c.com")
	    MX("dkim=pass header.d=b.com")
	    POSTFIX END,
	    "spf=none@c.com null dkim=pass@b.com [fail@a.com pass@b.com]" },
	{ "in Z1, but of another hop", NULL,
	    AR("store.example.jp; dkim=fail header.d=a.com")
	    INSIDE
	    AR("store.example.jp; dkim=pass header.d=b.com")
	    POSTFIX END,
	    "dkim=fail@a.com [fail@a.com]" },
	{ "in Z1, a foreign field in between", NULL,
	    MX("dkim=fail header.d=a.com")
	    AR("evil.example; dkim=pass")
	    MX("dkim=pass header.d=b.com")
	    POSTFIX END,
	    "dkim=fail@a.com [fail@a.com]" },
	{ "a run ends with Z1", "mx.example.jp",
	    MX("dkim=fail header.d=a.com")
	    POSTFIX
	    MX("dkim=pass header.d=bank.example")
	    END,
	    "dkim=fail@a.com [fail@a.com]" },
};
/* clang-format on */

START_TEST(merged)
{
	check_section(&rows[_i], describe);
}
END_TEST

/* More signatures than the table holds. */
START_TEST(many_signatures)
{
	static char text[MAX_SECTION];

	strcpy(text, POSTFIX "Authentication-Results: mx.example.jp");
	for (int i = 0; i < 3 * TD_MAX_DKIM; i++)
		add(text, sizeof(text), ";\n dkim=fail header.d=d%d.com", i);
	add(text, sizeof(text), "\n%s", END);
	read_section(text, NULL);
	ck_assert_uint_eq(reading.n_dkim, TD_MAX_DKIM);
	ck_assert_uint_eq(reading.obs.result[TD_A_DKIM], TD_R_FAIL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dkim");
	TCase *tc = tcase_create("dkim");

	if (!open_world())
		return 1;
	tcase_add_loop_test(
	    tc, merged, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, many_signatures);
	suite_add_tcase(s, tc);
	return run_suite(s);
}

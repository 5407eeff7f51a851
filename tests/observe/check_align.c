/*
 * Derived alignment: the table of SEMANTICS.md 6 through spf and through dkim,
 * DECISIONS.md 29, the choice of the sdid, and PRA against MAIL FROM.
 */
#include <check.h>
#include <stdlib.h>

#include "analyzer/observe/reading.h"
#include "tests/run.h"

static struct td_psl *psl;
static struct td_orgs *orgs;
static struct td_reading reading;

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static void
setup(void)
{
	struct td_error e = { 0 };

	psl = td_psl_new(NULL, &e);
	ck_assert_ptr_nonnull(psl);
	orgs = td_orgs_new(psl);
	ck_assert_ptr_nonnull(orgs);
	memset(&reading, 0, sizeof(reading));
	for (int i = 0; i < TD_N_AUTH; i++)
		reading.obs.result[i] = TD_R_MISSING;
}

static void
teardown(void)
{
	td_orgs_free(orgs);
	td_psl_free(psl);
}

static void
set_spf(enum td_result r, const char *domain)
{
	reading.obs.result[TD_A_SPF] = (uint8_t)r;
	reading.origin[TD_A_SPF].domain = text(domain);
	reading.obs.mailfrom_domain = text(domain);
}

static void
add_dkim(enum td_result r, const char *sdid)
{
	struct td_dkim *d = &reading.dkim[reading.n_dkim++];

	*d = (struct td_dkim){ .result = r, .sdid = text(sdid) };
	if (reading.n_dkim == 1 || r == TD_R_PASS)
		reading.obs.result[TD_A_DKIM] = (uint8_t)r;
}

/* SEMANTICS.md 6: F, then M or d, relaxed, strict. */
static const struct {
	const char *author, *other;
	bool relaxed, strict;
} table[] = {
	{ "example.co.jp", "bounce.example.co.jp", true, false },
	{ "mail.example.co.jp", "example.co.jp", true, false },
	{ "a.co.jp", "b.co.jp", false, false },
	{ "x.city.kobe.jp", "city.kobe.jp", true, false },
	{ "u.c.kobe.jp", "v.c.kobe.jp", false, false },
	{ "sample-kuriyama.com", "ap-northeast-1.amazonses.com", false, false },
	{ "akari7.net", "akari7.net", true, true },
	{ "akari7.net", "Akari7.NET", true, true },
};

START_TEST(test_table)
{
	int relaxed = table[_i].relaxed ? TD_ALIGNED : TD_UNALIGNED;
	int strict = table[_i].strict ? TD_ALIGNED : TD_UNALIGNED;

	reading.obs.author_domain = text(table[_i].author);
	set_spf(TD_R_PASS, table[_i].other);
	td_read_alignment(orgs, &reading);
	ck_assert_int_eq(reading.obs.alignment, relaxed);
	ck_assert_int_eq(reading.strict, strict);
	ck_assert(!reading.obs.dkim_aligned_pass);

	set_spf(TD_R_FAIL, table[_i].other);
	td_read_alignment(orgs, &reading);
	ck_assert_int_eq(reading.obs.alignment, TD_UNALIGNED);

	add_dkim(TD_R_PASS, table[_i].other);
	td_read_alignment(orgs, &reading);
	ck_assert_int_eq(reading.obs.alignment, relaxed);
	ck_assert_int_eq(reading.strict, strict);
	ck_assert_int_eq(reading.obs.dkim_aligned_pass, table[_i].relaxed);
	ck_assert_int_eq(reading.dkim[0].aligned, table[_i].relaxed);
	ck_assert_int_eq(reading.dkim[0].strict, table[_i].strict);

	reading.dkim[0].result = TD_R_FAIL;
	td_read_alignment(orgs, &reading);
	ck_assert(!reading.obs.dkim_aligned_pass);
}
END_TEST

/* DECISIONS.md 29; "-" is missing, dkim "" is no result. */
static const struct {
	const char *author;
	bool ambiguous;
	enum td_result spf;
	const char *mailfrom;
	enum td_result dkim;
	const char *sdid;
	enum td_alignment relaxed, strict;
} verdicts[] = {
	/* author absent or ambiguous */
	{ "", false, TD_R_PASS, "example.jp", TD_R_PASS, "example.jp",
	    TD_ALIGN_UNKNOWN, TD_ALIGN_UNKNOWN },
	{ "example.jp", true, TD_R_PASS, "example.jp", TD_R_PASS, "example.jp",
	    TD_ALIGN_UNKNOWN, TD_ALIGN_UNKNOWN },
	/* both missing; one missing and the other no pass */
	{ "example.jp", false, TD_R_MISSING, "", TD_R_MISSING, "",
	    TD_ALIGN_UNKNOWN, TD_ALIGN_UNKNOWN },
	{ "example.jp", false, TD_R_MISSING, "", TD_R_NONE, "", TD_UNALIGNED,
	    TD_UNALIGNED },
	{ "example.jp", false, TD_R_NONE, "example.jp", TD_R_MISSING, "",
	    TD_UNALIGNED, TD_UNALIGNED },
	/* a pass without a domain is unknown, unless the other is aligned */
	{ "example.jp", false, TD_R_PASS, "", TD_R_MISSING, "",
	    TD_ALIGN_UNKNOWN, TD_ALIGN_UNKNOWN },
	{ "example.jp", false, TD_R_FAIL, "example.jp", TD_R_PASS, "",
	    TD_ALIGN_UNKNOWN, TD_ALIGN_UNKNOWN },
	{ "example.jp", false, TD_R_PASS, "", TD_R_PASS, "example.com",
	    TD_ALIGN_UNKNOWN, TD_ALIGN_UNKNOWN },
	{ "example.jp", false, TD_R_PASS, "", TD_R_PASS, "m.example.jp",
	    TD_ALIGNED, TD_ALIGN_UNKNOWN },
	/* a fail without a domain is nothing */
	{ "example.jp", false, TD_R_FAIL, "", TD_R_FAIL, "", TD_UNALIGNED,
	    TD_UNALIGNED },
	/* only a pass counts, and softfail is none */
	{ "example.jp", false, TD_R_SOFTFAIL, "example.jp", TD_R_POLICY,
	    "example.jp", TD_UNALIGNED, TD_UNALIGNED },
	{ "example.jp", false, TD_R_PASS, "amazonses.com", TD_R_PASS,
	    "example.jp", TD_ALIGNED, TD_ALIGNED },
};

START_TEST(test_verdicts)
{
	reading.obs.author_domain = text(verdicts[_i].author);
	reading.author_ambiguous = verdicts[_i].ambiguous;
	set_spf(verdicts[_i].spf, verdicts[_i].mailfrom);
	if (verdicts[_i].dkim != TD_R_MISSING)
		add_dkim(verdicts[_i].dkim, verdicts[_i].sdid);
	for (int again = 0; again < 2; again++) {
		td_read_alignment(orgs, &reading);
		ck_assert_int_eq(reading.obs.alignment, verdicts[_i].relaxed);
		ck_assert_int_eq(reading.strict, verdicts[_i].strict);
	}
}
END_TEST

static const struct {
	struct {
		enum td_result result;
		const char *sdid;
	} dkim[4];
	size_t n;
	const char *sdid;
	bool aligned_pass;
} signatures[] = {
	{ { { 0, NULL } }, 0, "", false },
	/* SEMANTICS.md 5: the two signatures of Amazon SES */
	{ { { TD_R_PASS, "amazonses.com" }, { TD_R_PASS, "example.jp" } }, 2,
	    "example.jp", true },
	{ { { TD_R_FAIL, "example.jp" }, { TD_R_PASS, "amazonses.com" } }, 2,
	    "amazonses.com", false },
	{ { { TD_R_PASS, "a.example" }, { TD_R_PASS, "b.example" } }, 2,
	    "a.example", false },
	{ { { TD_R_FAIL, "a.example" }, { TD_R_FAIL, "example.jp" } }, 2,
	    "a.example", false },
	{ { { TD_R_PASS, "" }, { TD_R_FAIL, "b.example" } }, 2, "b.example",
	    false },
	{ { { TD_R_PASS, "m.example.jp" }, { TD_R_PASS, "example.jp" } }, 2,
	    "m.example.jp", true },
};

START_TEST(test_signatures)
{
	reading.obs.author_domain = text("example.jp");
	for (size_t i = 0; i < signatures[_i].n; i++)
		add_dkim(
		    signatures[_i].dkim[i].result, signatures[_i].dkim[i].sdid);
	td_read_alignment(orgs, &reading);
	ck_assert(td_span_eq(reading.obs.sdid, text(signatures[_i].sdid)));
	ck_assert_int_eq(
	    reading.obs.dkim_aligned_pass, signatures[_i].aligned_pass);
}
END_TEST

/* SEMANTICS.md 7: same-org(pra_domain, M). */
static const struct {
	const char *pra, *mailfrom;
	enum td_alignment want;
} pras[] = {
	{ "example.jp", "bounce.example.jp", TD_ALIGNED },
	{ "example.jp", "ap-northeast-1.amazonses.com", TD_UNALIGNED },
	{ "", "example.jp", TD_ALIGN_UNKNOWN },
	{ "example.jp", "", TD_ALIGN_UNKNOWN }, /* <> */
	{ "", "", TD_ALIGN_UNKNOWN },
};

START_TEST(test_pra)
{
	reading.pra_domain = text(pras[_i].pra);
	reading.obs.mailfrom_domain = text(pras[_i].mailfrom);
	td_read_alignment(orgs, &reading);
	ck_assert_int_eq(reading.obs.pra, pras[_i].want);
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("align");
	TCase *c = tcase_create("align");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, test_table, 0, N(table));
	tcase_add_loop_test(c, test_verdicts, 0, N(verdicts));
	tcase_add_loop_test(c, test_signatures, 0, N(signatures));
	tcase_add_loop_test(c, test_pra, 0, N(pras));
	suite_add_tcase(s, c);
	return run_suite(s);
}

/*
 * analyzer/stats/mix.c: the reference values of SEMANTICS.md 11, and what must
 * hold of any groups.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "analyzer/stats/mix.h"
#include "analyzer/stats/random.h"
#include "analyzer/stats/test.h"
#include "tests/run.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* Charig et al. 1986, BMJ 292:879: A is open surgery, B nephrolithotomy; small
 * and large stones. */
static const struct td_stratum kidney[] = {
	{ { 81, 87 }, { 234, 270 } },
	{ { 192, 263 }, { 55, 80 } },
};

/* R's UCBAdmissions (Bickel, Hammel and O'Connell 1975, Science 187:398): A are
 * the women, B the men; departments A to F. */
static const struct td_stratum admissions[] = {
	{ { 89, 108 }, { 512, 825 } },
	{ { 17, 25 }, { 353, 560 } },
	{ { 202, 593 }, { 120, 325 } },
	{ { 131, 375 }, { 138, 417 } },
	{ { 94, 393 }, { 53, 191 } },
	{ { 24, 341 }, { 22, 373 } },
};

/* SEMANTICS.md 11: docomo and gmail. */
static const struct td_stratum mail[] = {
	{ { 90, 100 }, { 930, 1000 } },
	{ { 950, 1000 }, { 97, 100 } },
};

/* Within half of the last digit that the source gives. */
static void
agrees(double value, double published, double digit)
{
	ck_assert_msg(fabs(value - published) <= digit / 2 * (1 + 1e-9),
	    "%.12g, not %.12g", value, published);
}

START_TEST(test_kidney)
{
	struct td_mix m;

	ck_assert(td_mix_split(kidney, COUNT(kidney), NULL, &m));
	agrees(m.a, .78, 1e-12);
	agrees(m.b, .825714, 1e-6);
	agrees(m.change, .045714, 1e-6);
	agrees(m.sum.rate, -.053671, 1e-6);
	agrees(m.sum.mix, .099386, 1e-6);
	agrees(m.base_a.rate, -.047964, 1e-6);
	agrees(m.base_a.mix, .105092, 1e-6);
	agrees(m.both, -.011414, 1e-6);
	ck_assert(m.reversal);
	ck_assert_uint_eq(m.one_sided, 0);
}
END_TEST

START_TEST(test_mail)
{
	struct td_mix_part part[COUNT(mail)];
	struct td_mix m;
	double rate;

	ck_assert(td_mix_split(mail, COUNT(mail), part, &m));
	agrees(m.a, .945455, 1e-6);
	agrees(m.b, .933636, 1e-6);
	agrees(m.change, -.011818, 1e-6);
	agrees(m.sum.rate, .025, 1e-12);
	agrees(m.sum.mix, -.036818, 1e-6);
	ck_assert(m.reversal);
	ck_assert(part[0].rate > 0 && part[1].rate > 0);
	ck_assert(part[0].mix > 0 && part[1].mix < 0);
	ck_assert(td_mix_standardised(mail, COUNT(mail), &rate));
	agrees(rate, .966364, 1e-6);
}
END_TEST

/* What is only in A, only in B, or nowhere. */
START_TEST(test_one_sided)
{
	static const struct td_stratum s[] = {
		{ { 8, 10 }, { 9, 10 } },
		{ { 5, 10 }, { 0, 0 } },
		{ { 0, 0 }, { 30, 30 } },
		{ { 0, 0 }, { 0, 0 } },
	};
	struct td_mix_part part[COUNT(s)];
	struct td_mix m;
	double rate;

	ck_assert(td_mix_split(s, COUNT(s), part, &m));
	ck_assert_uint_eq(m.one_sided, 2);
	ck_assert(!td_stratum_one_sided(&s[0]) && td_stratum_one_sided(&s[1]));
	ck_assert(td_stratum_one_sided(&s[2]) && !td_stratum_one_sided(&s[3]));

	/* By hand: 13/20 to 39/40.  The first has a half, then a quarter. */
	agrees(m.change, .325, 1e-12);
	agrees(part[0].rate, .375 * .1, 1e-12);
	agrees(part[0].mix, -.85 * .25, 1e-12);
	ck_assert(part[1].rate == 0 && part[2].rate == 0);
	agrees(part[1].mix, -.25, 1e-12);
	agrees(part[2].mix, .75, 1e-12);
	ck_assert(part[3].rate == 0 && part[3].mix == 0);
	agrees(m.sum.rate + m.sum.mix, .325, 1e-12);
	agrees(m.base_a.rate + m.base_a.mix + m.both, .325, 1e-12);
	ck_assert(!m.reversal);

	/* Only the first can be compared. */
	ck_assert(td_mix_standardised(s, COUNT(s), &rate));
	agrees(rate, .9, 1e-12);
	ck_assert(!td_mix_standardised(s + 1, 2, &rate) && rate == 0);
}
END_TEST

/* The same rates in other parts: what rounding leaves is no reversal. */
START_TEST(test_only_mix)
{
	static const struct td_stratum s[] = {
		{ { 1, 3 }, { 300, 900 } },
		{ { 6, 7 }, { 12, 14 } },
		{ { 11, 49 }, { 22, 98 } },
	};
	struct td_mix m;

	ck_assert(td_mix_split(s, COUNT(s), NULL, &m));
	ck_assert(fabs(m.sum.rate) < 1e-15 && fabs(m.change) > .01);
	ck_assert(!m.reversal);
}
END_TEST

/* Rates that rise by .2 and .1 and fall by .3, of a tenth each, and more mail
 * to where all arrives. */
START_TEST(test_rounded)
{
	static const struct td_stratum s[] = {
		{ { 1, 10 }, { 3, 10 } },
		{ { 3, 10 }, { 4, 10 } },
		{ { 8, 10 }, { 5, 10 } },
		{ { 0, 20 }, { 0, 10 } },
		{ { 10, 10 }, { 20, 20 } },
	};
	struct td_mix m;

	ck_assert(td_mix_split(s, COUNT(s), NULL, &m));
	ck_assert(m.sum.rate < 0 && m.sum.rate > -1e-15 && m.change > .1);
	ck_assert(!m.reversal);
}
END_TEST

enum { MANY = 40 };

static void
random_groups(struct td_random *r, struct td_stratum *s)
{
	for (size_t i = 0; i < MANY; i++) {
		s[i].a.n = td_random_below(r, 8) == 0 ?
		    0 :
		    1 + td_random_below(r, 5000);
		s[i].b.n = td_random_below(r, 8) == 0 ?
		    0 :
		    1 + td_random_below(r, 5000);
		s[i].a.x = td_random_below(r, (uint32_t)s[i].a.n + 1);
		s[i].b.x = td_random_below(r, (uint32_t)s[i].b.n + 1);
	}
}

static void
exchange(const struct td_stratum *s, struct td_stratum *back)
{
	for (size_t i = 0; i < MANY; i++)
		back[i] = (struct td_stratum){ s[i].b, s[i].a };
}

/* The parts add up, to the change and to their sum; exchanged sides change
 * every sign. */
START_TEST(test_sums)
{
	struct td_stratum s[MANY], back[MANY];
	struct td_mix_part part[MANY];
	struct td_random r;

	td_random_seed(&r, 1955);
	for (int round = 0; round < 200; round++) {
		struct td_mix m, b;
		double rate = 0, mix = 0;

		random_groups(&r, s);
		exchange(s, back);
		ck_assert(td_mix_split(s, MANY, part, &m));
		ck_assert(td_mix_split(back, MANY, NULL, &b));
		for (size_t i = 0; i < MANY; i++) {
			rate += part[i].rate;
			mix += part[i].mix;
		}
		agrees(rate, m.sum.rate, 1e-12);
		agrees(mix, m.sum.mix, 1e-12);
		agrees(m.sum.rate + m.sum.mix, m.change, 1e-12);
		agrees(m.base_a.rate + m.base_a.mix + m.both, m.change, 1e-12);
		agrees(m.base_a.rate + m.both / 2, m.sum.rate, 1e-12);
		agrees(b.sum.rate, -m.sum.rate, 1e-12);
		agrees(b.sum.mix, -m.sum.mix, 1e-12);
		ck_assert(b.one_sided == m.one_sided);
		ck_assert(b.reversal == m.reversal);
	}
}
END_TEST

/* The sources put the men first, and open surgery: those are B here. */
START_TEST(test_cmh)
{
	struct td_stratum open_first[COUNT(kidney)];
	struct td_cmh c;

	ck_assert(td_cmh(admissions, COUNT(admissions), &c));
	agrees(c.chi2, 1.524607, 1e-6);
	agrees(c.p, .216924, 1e-6);
	agrees(c.yates_chi2, 1.426946, 1e-6);
	agrees(c.yates_p, .232263, 1e-6);
	agrees(c.odds_ratio, .904697, 1e-6);
	agrees(c.difference, -.018425, 1e-6);
	ck_assert_uint_eq(c.strata, 6);

	for (size_t i = 0; i < COUNT(kidney); i++)
		open_first[i] = (struct td_stratum){ kidney[i].b, kidney[i].a };
	ck_assert(td_cmh(open_first, COUNT(kidney), &c));
	agrees(c.chi2, 2.433856, 1e-6);
	agrees(c.p, .118741, 1e-6);
	agrees(c.odds_ratio, 1.446847, 1e-6);
	agrees(c.difference, .053836, 1e-6);
}
END_TEST

/* One group: the square of the pooled z, but for n - 1 in place of n, and the
 * plain difference and odds ratio. */
START_TEST(test_cmh_single)
{
	static const struct td_stratum s = { { 48, 80 }, { 56, 70 } };
	struct td_cmh c;
	double z, p;

	ck_assert(td_pooled_z(s.a, s.b, &z, &p));
	ck_assert(td_cmh(&s, 1, &c));
	agrees(c.chi2, z * z * 149 / 150, 1e-12);
	agrees(c.difference, .2, 1e-12);
	agrees(c.odds_ratio, (56. / 14) / (48. / 32), 1e-12);
}
END_TEST

START_TEST(test_cmh_exchanged)
{
	struct td_stratum s[MANY], back[MANY];
	struct td_random r;

	td_random_seed(&r, 1959);
	for (int round = 0; round < 200; round++) {
		struct td_cmh c, b;

		random_groups(&r, s);
		exchange(s, back);
		ck_assert(td_cmh(s, MANY, &c) && td_cmh(back, MANY, &b));
		agrees(b.chi2 / c.chi2, 1, 1e-9);
		agrees(b.difference, -c.difference, 1e-12);
		agrees(b.odds_ratio * c.odds_ratio, 1, 1e-9);
		ck_assert(c.yates_chi2 <= c.chi2 && c.yates_p >= c.p);
		ck_assert(b.strata == c.strata && c.strata < MANY);
	}
}
END_TEST

START_TEST(test_cmh_ends)
{
	static const struct td_stratum all = { { 0, 9 }, { 9, 9 } };
	static const struct td_stratum none = { { 9, 9 }, { 0, 9 } };
	static const struct td_stratum little = { { 1, 2 }, { 1, 3 } };
	struct td_cmh c;

	ck_assert(td_cmh(&all, 1, &c));
	ck_assert(isinf(c.odds_ratio) && c.difference == 1);
	ck_assert(td_cmh(&none, 1, &c));
	ck_assert(c.odds_ratio == 0 && c.difference == -1);

	/* The correction is never more than there is. */
	ck_assert(td_cmh(&little, 1, &c));
	ck_assert(c.chi2 > 0 && c.yates_chi2 == 0 && c.yates_p == 1);
}
END_TEST

/* 2^40 of everything. */
START_TEST(test_large)
{
	const uint64_t n = UINT64_C(1) << 40;
	const struct td_stratum s[] = {
		{ { n / 2, n }, { n / 4, n / 2 } },
		{ { n - 1, n }, { n - 1, n } },
	};
	struct td_mix m;
	struct td_cmh c;

	ck_assert(td_mix_split(s, 2, NULL, &m));
	agrees(m.sum.rate, 0, 1e-12);
	ck_assert(td_cmh(s, 2, &c));
	agrees(c.chi2, 0, 1e-9);
	agrees(c.odds_ratio, 1, 1e-9);
}
END_TEST

START_TEST(test_undefined)
{
	static const struct td_stratum bad[][2] = {
		{ { { 0, 0 }, { 1, 2 } }, { { 0, 0 }, { 1, 2 } } },
		{ { { 1, 2 }, { 0, 0 } }, { { 1, 2 }, { 0, 0 } } },
		{ { { 1, 2 }, { 1, 2 } }, { { 3, 2 }, { 1, 2 } } },
		{ { { 1, 2 }, { 1, 2 } }, { { 1, 0 }, { 1, 2 } } },
		{ { { 1, 2 }, { 1, 2 } },
		    { { 1, TD_SHARE_MAX + 1 }, { 1, 2 } } },
	};
	static const struct td_stratum alike[] = {
		{ { 0, 7 }, { 0, 5 } },
		{ { 7, 7 }, { 5, 5 } },
		{ { 3, 7 }, { 0, 0 } },
	};
	struct td_mix m;
	struct td_cmh c;
	double rate;

	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert(!td_mix_split(bad[i], 2, NULL, &m));
		ck_assert(m.a == 0 && m.change == 0 && !m.reversal);
		ck_assert(!td_mix_standardised(bad[i], 2, &rate));
		ck_assert(!td_cmh(bad[i], 2, &c) && c.p == 0);
	}
	ck_assert(!td_cmh(alike, COUNT(alike), &c) && c.strata == 0);
	ck_assert(!td_cmh(alike, 0, &c));
	ck_assert(!td_mix_split(alike, 0, NULL, &m));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mix");
	TCase *t = tcase_create("kitagawa");

	tcase_add_test(t, test_kidney);
	tcase_add_test(t, test_mail);
	tcase_add_test(t, test_one_sided);
	tcase_add_test(t, test_only_mix);
	tcase_add_test(t, test_rounded);
	tcase_add_test(t, test_sums);
	suite_add_tcase(s, t);

	t = tcase_create("cochran-mantel-haenszel");
	tcase_add_test(t, test_cmh);
	tcase_add_test(t, test_cmh_single);
	tcase_add_test(t, test_cmh_exchanged);
	tcase_add_test(t, test_cmh_ends);
	tcase_add_test(t, test_large);
	tcase_add_test(t, test_undefined);
	suite_add_tcase(s, t);
	return run_suite(s);
}

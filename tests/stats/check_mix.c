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

	ck_assert(td_mix_split(kidney, COUNT(kidney), &m));
	agrees(m.rate + m.mix, .045714, 1e-6);
	agrees(m.rate, -.053671, 1e-6);
	agrees(m.mix, .099386, 1e-6);
	ck_assert(m.reversal);
}
END_TEST

START_TEST(test_mail)
{
	struct td_mix m;

	ck_assert(td_mix_split(mail, COUNT(mail), &m));
	agrees(m.rate + m.mix, -.011818, 1e-6);
	agrees(m.rate, .025, 1e-12);
	agrees(m.mix, -.036818, 1e-6);
	ck_assert(m.reversal);
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
	struct td_mix m;

	ck_assert(td_mix_split(s, COUNT(s), &m));

	/* By hand: 13/20 to 39/40.  The first has a half, then a quarter. */
	agrees(m.rate, .375 * .1, 1e-12);
	agrees(m.mix, -.85 * .25 - .25 + .75, 1e-12);
	agrees(m.rate + m.mix, .325, 1e-12);
	ck_assert(!m.reversal);
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

	ck_assert(td_mix_split(s, COUNT(s), &m));
	ck_assert(fabs(m.rate) < 1e-15 && fabs(m.mix) > .01);
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

	ck_assert(td_mix_split(s, COUNT(s), &m));
	ck_assert(m.rate < 0 && m.rate > -1e-15 && m.rate + m.mix > .1);
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

/* The parts add up to the change; exchanged sides change every sign. */
START_TEST(test_sums)
{
	struct td_stratum s[MANY], back[MANY];
	struct td_random r;

	td_random_seed(&r, 1955);
	for (int round = 0; round < 200; round++) {
		double a_x = 0, a_n = 0, b_x = 0, b_n = 0;
		struct td_mix m, b;

		random_groups(&r, s);
		exchange(s, back);
		ck_assert(td_mix_split(s, MANY, &m));
		ck_assert(td_mix_split(back, MANY, &b));
		for (size_t i = 0; i < MANY; i++) {
			a_x += (double)s[i].a.x;
			a_n += (double)s[i].a.n;
			b_x += (double)s[i].b.x;
			b_n += (double)s[i].b.n;
		}
		agrees(m.rate + m.mix, b_x / b_n - a_x / a_n, 1e-12);
		agrees(b.rate, -m.rate, 1e-12);
		agrees(b.mix, -m.mix, 1e-12);
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
	agrees(c.p, .216924, 1e-6);
	agrees(c.odds_ratio, .904697, 1e-6);
	agrees(c.difference, -.018425, 1e-6);

	for (size_t i = 0; i < COUNT(kidney); i++)
		open_first[i] = (struct td_stratum){ kidney[i].b, kidney[i].a };
	ck_assert(td_cmh(open_first, COUNT(kidney), &c));
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
	agrees(c.p, erfc(fabs(z) * sqrt(149. / 300)), 1e-12);
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
		agrees(b.p, c.p, 1e-12);
		agrees(b.difference, -c.difference, 1e-12);
		agrees(b.odds_ratio * c.odds_ratio, 1, 1e-9);
	}
}
END_TEST

START_TEST(test_cmh_ends)
{
	static const struct td_stratum all = { { 0, 9 }, { 9, 9 } };
	static const struct td_stratum none = { { 9, 9 }, { 0, 9 } };
	struct td_cmh c;

	ck_assert(td_cmh(&all, 1, &c));
	ck_assert(isinf(c.odds_ratio) && c.difference == 1);
	ck_assert(td_cmh(&none, 1, &c));
	ck_assert(c.odds_ratio == 0 && c.difference == -1);
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

	ck_assert(td_mix_split(s, 2, &m));
	agrees(m.rate, 0, 1e-12);
	ck_assert(td_cmh(s, 2, &c));
	agrees(c.p, 1, 1e-9);
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

	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert(!td_mix_split(bad[i], 2, &m));
		ck_assert(m.rate == 0 && m.mix == 0 && !m.reversal);
		ck_assert(!td_cmh(bad[i], 2, &c) && c.p == 0);
	}
	ck_assert(!td_cmh(alike, COUNT(alike), &c));
	ck_assert(!td_cmh(alike, 0, &c));
	ck_assert(!td_mix_split(alike, 0, &m));
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

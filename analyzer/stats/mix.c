/*
 * Mix and rate, and Cochran-Mantel-Haenszel (SEMANTICS.md 11).
 */
#include "analyzer/stats/mix.h"

#include <math.h>
#include <string.h>

/* What has no sign but that of rounding. */
static const double nothing = 1e-12;

struct totals {
	double a_x, a_n, b_x, b_n;
};

static bool
known_or_absent(struct td_share s)
{
	return (s.n == 0 && s.x == 0) || td_share_ok(s);
}

static bool
add_totals(const struct td_stratum *s, size_t n, struct totals *t)
{
	*t = (struct totals){ 0, 0, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		if (!known_or_absent(s[i].a) || !known_or_absent(s[i].b))
			return false;
		t->a_x += (double)s[i].a.x;
		t->a_n += (double)s[i].a.n;
		t->b_x += (double)s[i].b.x;
		t->b_n += (double)s[i].b.n;
	}
	return t->a_n > 0 && t->b_n > 0;
}

static void
split_one(const struct td_stratum *s, const struct totals *t, struct td_mix *m)
{
	if (s->a.n == 0 || s->b.n == 0) {
		m->mix += (double)s->b.x / t->b_n - (double)s->a.x / t->a_n;
		return;
	}

	double part_a = (double)s->a.n / t->a_n;
	double part_b = (double)s->b.n / t->b_n;
	double rate_a = td_share_rate(s->a), rate_b = td_share_rate(s->b);

	m->rate += (part_a + part_b) / 2 * (rate_b - rate_a);
	m->mix += (rate_a + rate_b) / 2 * (part_b - part_a);
}

bool
td_mix_split(const struct td_stratum *s, size_t n, struct td_mix *m)
{
	struct totals t;
	double change;

	memset(m, 0, sizeof(*m));
	if (!add_totals(s, n, &t))
		return false;
	for (size_t i = 0; i < n; i++)
		split_one(&s[i], &t, m);
	change = t.b_x / t.b_n - t.a_x / t.a_n;
	m->reversal = fabs(m->rate) > nothing && fabs(change) > nothing &&
	    (m->rate < 0) != (change < 0);
	return true;
}

bool
td_cmh(const struct td_stratum *s, size_t n, struct td_cmh *c)
{
	struct totals t;
	double off = 0, variance = 0;          /* of B's x from the expected */
	double concordant = 0, discordant = 0; /* sums of the odds ratio */
	double weight = 0;

	memset(c, 0, sizeof(*c));
	if (!add_totals(s, n, &t))
		return false;
	for (size_t i = 0; i < n; i++) {
		double a_n = (double)s[i].a.n, b_n = (double)s[i].b.n;
		double a_x = (double)s[i].a.x, b_x = (double)s[i].b.x;
		double both = a_n + b_n, x = a_x + b_x;

		if (s[i].a.n == 0 || s[i].b.n == 0)
			continue;

		double w = a_n * b_n / both;

		weight += w;
		off += w * td_share_difference(s[i].a, s[i].b);
		variance += w * (x / both) * ((both - x) / (both - 1));
		concordant += b_x * (a_n - a_x) / both;
		discordant += a_x * (b_n - b_x) / both;
	}
	if (variance <= 0)
		return false;
	/* Of chi-squared, with one degree of freedom. */
	c->p = erfc(sqrt(off * off / variance / 2));
	c->odds_ratio = discordant > 0 ? concordant / discordant : INFINITY;
	c->difference = off / weight;
	return true;
}

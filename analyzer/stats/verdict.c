/*
 * Which of the four words it is.
 */
#include "analyzer/stats/verdict.h"

#include <math.h>

const struct td_rule td_rule_default = {
	.min_messages = 20,
	.alpha = TD_ALPHA,
	.power = TD_POWER,
	.difference = 0.05,
};

static const char *const words[] = {
	[TD_BETTER] = "better",
	[TD_WORSE] = "worse",
	[TD_NO_EVIDENCE] = "no evidence",
	[TD_NOT_ENOUGH_MAIL] = "not enough mail",
};

bool
td_in_family(const struct td_case *c, const struct td_rule *rule)
{
	return td_share_ok(c->a) && td_share_ok(c->b) &&
	    c->a.n >= rule->min_messages && c->b.n >= rule->min_messages;
}

/* What would do for `difference` from p, towards a half: that takes the most
 * messages. */
static void
enough_mail(
    const struct td_case *c, const struct td_rule *rule, struct td_finding *f)
{
	bool has_a = td_share_ok(c->a), has_b = td_share_ok(c->b);
	double a = has_a ? td_share_rate(c->a) : 0.5;
	double b = has_b ? td_share_rate(c->b) : a;

	if (!has_a)
		a = b;
	if (!has_a || !has_b || a == b)
		b = a < 0.5 ? a + rule->difference : a - rule->difference;
	f->enough_for = fabs(b - a);
	if (!td_power_needed(a, b, rule->alpha, rule->power, &f->enough))
		f->enough_for = 0;
	if (f->enough < rule->min_messages)
		f->enough = rule->min_messages;
}

static bool
same_side(double d, const struct td_bootstrap *clusters)
{
	return d > 0 ? clusters->low > 0 : clusters->high < 0;
}

static void
no_evidence(
    const struct td_case *c, const struct td_rule *rule, struct td_finding *f)
{
	const double design = c->design > 1 ? c->design : 1;

	f->detectable =
	    td_power_detectable(td_share_rate(c->a), (double)c->a.n / design,
	        (double)c->b.n / design, rule->alpha, rule->power);
}

struct td_finding
td_judge(const struct td_case *c, const struct td_rule *rule)
{
	struct td_finding f = {
		.verdict = TD_NOT_ENOUGH_MAIL,
		.detectable = { NAN, NAN },
	};

	if (!td_in_family(c, rule)) {
		enough_mail(c, rule, &f);
		return f;
	}

	double d = td_share_difference(c->a, c->b);

	f.verdict = TD_NO_EVIDENCE;
	if (c->q <= rule->alpha && d != 0) {
		if (c->clusters == NULL || same_side(d, c->clusters)) {
			f.verdict =
			    (d > 0) != c->less_is_good ? TD_BETTER : TD_WORSE;
			return f;
		}
		f.clusters_disagree = true;
	}
	no_evidence(c, rule, &f);
	return f;
}

const char *
td_verdict_word(enum td_judgement v)
{
	return words[v];
}

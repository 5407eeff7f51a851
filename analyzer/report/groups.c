/*
 * The table of columns, and cells as text.  Groups stand in the order in which
 * they are shown; those of TD_UNIT_ROOM are last.
 */
#include "analyzer/report/groups.h"

#include <inttypes.h>
#include <stdio.h>

#define RATIO .kind = TD_GROUP_RATIO, .second = "of"
#define COUNT(counter) .kind = TD_GROUP_COUNT, .id = (counter)
#define DELAY                                                               \
	.kind = TD_GROUP_DELAY, .second = "p95",                            \
	.doc = "Half of the messages, and 95 % of them, took so many "      \
	       "seconds at the most: from first to last hop, in logs from " \
	       "injection until they were accepted."

const struct td_group td_groups[] = {
	{ "SPF", "pass%", RATIO, .rate = "spf.pass_rate" },
	{ "DKIM", "align", RATIO, .rate = "dkim.pass_rate",
	    .above = TD_COUNTERS(TD_C_DKIM_ALIGNED),
	    .doc = "A passing signature of the author's own domain, of the "
	           "messages with a trusted DKIM result other than none and "
	           "temperror.",
	    .author = true },
	{ "DKIM", "pass%", RATIO, .rate = "dkim.pass_rate", .no_author = true },
	{ "DMARC", "pass%", RATIO, .rate = "dmarc.pass_rate" },
	{ "PRA", "align", RATIO,
	    .doc = "The header-From identity (PRA, RFC 4407) shares its "
	           "organizational domain with MAIL FROM, of the messages "
	           "where both are known.",
	    .own = { "pra", NULL, TD_COUNTERS(TD_C_PRA + TD_ALIGNED),
	        TD_COUNTERS(TD_C_PRA + TD_ALIGNED, TD_C_PRA + TD_UNALIGNED),
	        TD_NO_COUNTERS, false } },

	{ "", "tries", COUNT(TD_C_ATTEMPTS), .unit = TD_UNIT_DELIVERY },
	{ "accepted", "rate%", RATIO, .rate = "delivery.acceptance_rate",
	    .unit = TD_UNIT_DELIVERY },
	{ "", "open", COUNT(TD_C_DEFERRED), .unit = TD_UNIT_DELIVERY },
	{ "", "failed", COUNT(TD_C_FAILED), .unit = TD_UNIT_DELIVERY },
	{ "", "expired", COUNT(TD_C_EXPIRED), .unit = TD_UNIT_DELIVERY,
	    .if_any = true },
	{ "", "suppr.", COUNT(TD_C_SUPPRESSED), .unit = TD_UNIT_DELIVERY,
	    .if_any = true },
	{ "", "untold", COUNT(TD_C_UNTOLD), .unit = TD_UNIT_DELIVERY,
	    .if_any = true },
	{ "", "compl.", COUNT(TD_C_COMPLAINED), .unit = TD_UNIT_DELIVERY,
	    .if_any = true },

	{ "top reason", "", .kind = TD_GROUP_REASON, .second = "n",
	    .unit = TD_UNIT_WHY,
	    .doc = "The most frequent reason of what failed or expired, and "
	           "how many messages have it." },
	{ "hard bounce", "rate%", RATIO, .rate = "delivery.hard_bounce_rate",
	    .unit = TD_UNIT_WHY },
	{ "delay s", "p50", DELAY, .unit = TD_UNIT_WHY },

	{ "DKIM any", "pass%", RATIO, .rate = "dkim.pass_rate", .author = true,
	    .unit = TD_UNIT_ROOM },
	{ "derived", "align", RATIO,
	    .doc = "A passing SPF or DKIM domain is aligned with the author "
	           "domain, of the messages where that can be told; not the "
	           "receiver's DMARC.",
	    .own = { "alignment", NULL,
	        TD_COUNTERS(TD_C_ALIGNMENT + TD_ALIGNED),
	        TD_COUNTERS(
	            TD_C_ALIGNMENT + TD_ALIGNED, TD_C_ALIGNMENT + TD_UNALIGNED),
	        TD_NO_COUNTERS, false },
	    .unit = TD_UNIT_ROOM },
	{ "TLS", "rate%", RATIO, .rate = "transport.tls_rate",
	    .unit = TD_UNIT_ROOM },
	{ "delay s", "p50", DELAY, .unit = TD_UNIT_ROOM },
};

_Static_assert(
    sizeof(td_groups) / sizeof(*td_groups) == TD_N_GROUPS, "TD_N_GROUPS");

struct td_rate
td_group_rate(const struct td_group *g)
{
	struct td_rate rate = g->own;

	for (size_t i = 0; g->rate != NULL && i < td_n_rates; i++)
		if (strcmp(td_rates[i].name, g->rate) == 0)
			rate = td_rates[i];
	if (g->above != NULL)
		rate.above = g->above;
	if (g->doc != NULL)
		rate.doc = g->doc;
	if (g->kind == TD_GROUP_COUNT)
		rate.doc = td_counter_doc((enum td_counter)g->id);
	return rate;
}

/* ---- which ---- */

/* As in cells, sums stay at the largest number. */
static uint64_t
sum(const struct td_cell *c, unsigned from, unsigned to)
{
	uint64_t n = 0;

	for (unsigned i = from; i <= to; i++)
		if (__builtin_add_overflow(n, c->counter[i], &n))
			return UINT64_MAX;
	return n;
}

uint64_t
td_delivered(const struct td_cell *c)
{
	uint64_t n = sum(c, TD_C_ACCEPTED, TD_C_SUPPRESSED);

	return n > UINT64_MAX - c->counter[TD_C_UNTOLD] ?
	    UINT64_MAX :
	    n + c->counter[TD_C_UNTOLD];
}

bool
td_group_shown(const struct td_group *g, const struct td_cell *total)
{
	const bool delivery = sum(total, TD_C_ATTEMPTS, TD_C_COMPLAINED) +
	        total->counter[TD_C_UNTOLD] >
	    0;
	const bool logs_only =
	    delivery && td_delivered(total) >= total->counter[TD_C_MESSAGES];
	const bool author = !logs_only ||
	    sum(total, TD_C_ALIGNMENT + TD_ALIGNED,
	        TD_C_ALIGNMENT + TD_UNALIGNED) > 0;
	const struct td_rate rate = td_group_rate(g);
	uint64_t above, below;

	if ((g->author && !author) || (g->no_author && author))
		return false;
	if (g->unit == TD_UNIT_DELIVERY || g->unit == TD_UNIT_WHY)
		return delivery && (!g->if_any || total->counter[g->id] > 0);
	if (g->kind == TD_GROUP_DELAY)
		return !delivery;
	/* Most logs tell no results, and no mail is missing any then. */
	return !logs_only || td_rate_of(&rate, total->counter, &above, &below);
}

/* ---- cells as text ---- */

/* At most four columns: 9999, 12k, 123k, 1.2M; cut off, never rounded up. */
static struct td_text
short_count(uint64_t n)
{
	static const char unit[] = "kMGTPE";
	struct td_text t;
	uint64_t div = 1000;
	size_t u = 0;

	if (n < 10000) {
		snprintf(t.s, sizeof t.s, "%" PRIu64, n);
		return t;
	}
	while (n / div >= 1000 && u + 2 < sizeof unit)
		div *= 1000, u++;
	if (n / div < 10)
		snprintf(t.s, sizeof t.s, "%" PRIu64 ".%" PRIu64 "%c", n / div,
		    n / (div / 10) % 10, unit[u]);
	else
		snprintf(t.s, sizeof t.s, "%" PRIu64 "%c", n / div, unit[u]);
	return t;
}

static struct td_text
share_text(double share, bool none, bool all)
{
	struct td_text t;
	unsigned tenths = all ? 1000 :
	    none              ? 0 :
	                        (unsigned)(share * 1000 + 0.5);

	if (tenths == 0 && !none)
		tenths = 1;
	if (tenths == 1000 && !all)
		tenths = 999;
	snprintf(t.s, sizeof t.s, "%u.%u", tenths / 10, tenths % 10);
	return t;
}

struct td_text
td_percent_text(uint64_t above, uint64_t below)
{
	/* Of more than all, too: see print.c. */
	return share_text(
	    (double)above / (double)below, above == 0, above >= below);
}

/* Ends at 0 and 1 are exact but for the last digits. */
struct td_text
td_bound_text(double bound)
{
	return share_text(bound, bound<1e-9, bound> 1 - 1e-9);
}

struct td_text
td_delay_text(uint64_t v)
{
	struct td_text t;

	if (v < 10 * TD_DELAY_UNIT)
		snprintf(t.s, sizeof t.s, "%" PRIu64 ".%" PRIu64,
		    v / TD_DELAY_UNIT, v % TD_DELAY_UNIT * 10 / TD_DELAY_UNIT);
	else
		t = short_count(v / TD_DELAY_UNIT);
	return t;
}

static struct td_text
seconds(const struct td_hist *h, double q)
{
	if (td_hist_count(h) == 0)
		return (struct td_text){ TD_NO_DATA };
	return td_delay_text(td_hist_quantile(h, q));
}

/* Of reasons that are equally frequent, the first of the vocabulary. */
static void
top_reason(
    const struct td_cell *c, struct td_text *value, struct td_text *second)
{
	const uint64_t *n = c->counter + TD_C_REASON;
	unsigned top = 0;

	for (unsigned i = 1; i < TD_N_REASONS; i++)
		if (n[i] > n[top])
			top = i;
	*second = short_count(n[top]);
	snprintf(value->s, sizeof value->s, "%s",
	    n[top] > 0 ? td_reason_name((enum td_reason)top) : TD_NO_DATA);
}

void
td_group_texts(const struct td_group *g, const struct td_rate *rate,
    const struct td_cell *c, struct td_text *value, struct td_text *second)
{
	uint64_t above, below;

	switch ((enum td_group_kind)g->kind) {
	case TD_GROUP_RATIO:
		*value = td_rate_of(rate, c->counter, &above, &below) ?
		    td_percent_text(above, below) :
		    (struct td_text){ TD_NO_DATA };
		*second = short_count(below);
		break;
	case TD_GROUP_COUNT:
		*value = short_count(c->counter[g->id]);
		break;
	case TD_GROUP_REASON:
		top_reason(c, value, second);
		break;
	case TD_GROUP_DELAY:
		*value = seconds(&c->hist[TD_HIST_DELAY], 0.5);
		*second = seconds(&c->hist[TD_HIST_DELAY], 0.95);
		break;
	}
}

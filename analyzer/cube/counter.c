/*
 * The tables of what is counted and computed.  Definitions are those of
 * SEMANTICS 10; members and their order are those of the JSON row.
 */
#include "counter.h"

#define RESULT(c, name, doc) [c] = { name, doc }
#define RESULTS(c, path, says, title)                                        \
	RESULT((c) + TD_R_PASS, path ".pass", says "pass."),                 \
	    RESULT((c) + TD_R_FAIL, path ".fail", says "fail."),             \
	    RESULT((c) + TD_R_SOFTFAIL, path ".softfail", says "softfail."), \
	    RESULT((c) + TD_R_NEUTRAL, path ".neutral", says "neutral."),    \
	    RESULT((c) + TD_R_NONE, path ".none", says "none."),             \
	    RESULT((c) + TD_R_POLICY, path ".policy", says "policy."),       \
	    RESULT(                                                          \
	        (c) + TD_R_TEMPERROR, path ".temperror", says "temperror."), \
	    RESULT(                                                          \
	        (c) + TD_R_PERMERROR, path ".permerror", says "permerror."), \
	    RESULT((c) + TD_R_OTHER, path ".other", says "another word."),   \
	    RESULT((c) + TD_R_MISSING, path ".missing",                      \
	        "No trusted " title " result.")

static const struct {
	const char *name, *doc;
} counters[TD_N_COUNTERS] = {
	[TD_C_MESSAGES] = { "messages", "Messages, each for one recipient." },
	[TD_C_FORWARDED] = { "forwarded",
	    "Messages that came by way of another mailbox; their spf and "
	    "dmarc are missing unless --forwarded count." },
	RESULTS(TD_C_SPF, "spf", "SPF says ", "SPF"),
	RESULTS(TD_C_DKIM, "dkim", "DKIM says ", "DKIM"),
	RESULTS(TD_C_DMARC, "dmarc", "DMARC says ", "DMARC"),
	RESULTS(TD_C_ARC, "arc", "ARC says ", "ARC"),
	RESULTS(TD_C_SENDER_ID, "sender_id", "Sender ID says ", "Sender ID"),
	[TD_C_DKIM_ALIGNED] = { "dkim.aligned_pass",
	    "Some passing DKIM signature is aligned with the author." },
	[TD_C_ALIGNMENT + TD_ALIGNED] = { "alignment.aligned",
	    "A passing SPF or DKIM domain is aligned with the author "
	    "domain, relaxed; derived, not the receiver's dmarc." },
	[TD_C_ALIGNMENT + TD_UNALIGNED] = { "alignment.unaligned",
	    "Neither SPF nor DKIM gives an aligned pass." },
	[TD_C_ALIGNMENT + TD_ALIGN_UNKNOWN] = { "alignment.unknown",
	    "Alignment cannot be told." },
	[TD_C_PRA + TD_ALIGNED] = { "pra.aligned",
	    "MAIL FROM and the purported responsible address share an "
	    "organizational domain." },
	[TD_C_PRA + TD_UNALIGNED] = { "pra.unaligned", "They do not." },
	[TD_C_PRA +
	    TD_ALIGN_UNKNOWN] = { "pra.unknown", "One of them is unknown." },
	[TD_C_ATTEMPTS] = { "delivery.attempts",
	    "Attempts to deliver for which a connection was tried." },
	[TD_C_ACCEPTED] = { "delivery.accepted",
	    "Accepted by the receiver, which is not the inbox." },
	[TD_C_DEFERRED] = { "delivery.deferred",
	    "Deferred and not yet decided." },
	[TD_C_FAILED] = { "delivery.failed", "Refused for good." },
	[TD_C_EXPIRED] = { "delivery.expired",
	    "Given up after the retries ran out." },
	[TD_C_SUPPRESSED] = { "delivery.suppressed",
	    "Never offered to the receiver." },
	[TD_C_COMPLAINED] = { "delivery.complained",
	    "Complaints of recipients." },
	[TD_C_UNTOLD] = { "delivery.untold",
	    "Handed to a service that does not tell yet what became of it." },
	[TD_C_HARD] = { "delivery.hard",
	    "Failed for a reason that Sisimai calls a hard bounce." },
	[TD_C_TLS + TD_TLS_YES] = { "transport.tls_yes",
	    "Came to the receiver by TLS." },
	[TD_C_TLS + TD_TLS_NO] = { "transport.tls_no",
	    "Came in the clear, says a host that would print TLS." },
	[TD_C_TLS + TD_TLS_UNKNOWN] = { "transport.tls_unknown",
	    "The receiver does not tell about TLS." },
	[TD_C_FCRDNS + TD_RDNS_PASS] = { "transport.fcrdns_pass",
	    "The client's reverse DNS is confirmed by forward DNS." },
	[TD_C_FCRDNS + TD_RDNS_FAIL] = { "transport.fcrdns_fail",
	    "The client's reverse DNS is not confirmed." },
	[TD_C_FCRDNS + TD_RDNS_NONE] = { "transport.fcrdns_none",
	    "The client has no reverse DNS, or none that is confirmed." },
	[TD_C_FCRDNS + TD_RDNS_UNKNOWN] = { "transport.fcrdns_unknown",
	    "The receiver does not tell about reverse DNS." },
	[TD_C_SKEW] = { "delay.skew",
	    "The last hop is dated before the first: skewed clocks." },
#define X(id, name, doc) \
	[TD_C_REASON + TD_REASON_##id] = { "reasons." name, doc },
	TD_REASONS(X)
#undef X
};

const char *
td_counter_name(enum td_counter c)
{
	return counters[c].name;
}

const char *
td_counter_doc(enum td_counter c)
{
	return counters[c].doc;
}

const char *
td_hist_name(enum td_hist_id id)
{
	static const char *const name[TD_N_HISTS] = {
		[TD_HIST_HOPS] = "hops",
		[TD_HIST_DELAY] = "delay",
		[TD_HIST_WAITED] = "waited",
	};

	return name[id];
}

/* ---- rates ---- */

#define COVERAGE(c, path, title)                                    \
	{                                                           \
		path ".coverage",                                   \
		    "Messages with a trusted result for " title     \
		    " of all messages.",                            \
		    TD_RESULTS_TOLD(c), TD_COUNTERS(TD_C_MESSAGES), \
		    TD_NO_COUNTERS, false                           \
	}
#define PASS_OF_ALL(c, path, title)                                           \
	{                                                                     \
		path ".pass_of_all",                                          \
		    title " pass of all messages: missing and none count "    \
		          "as not passed.",                                   \
		    TD_COUNTERS((c) + TD_R_PASS), TD_COUNTERS(TD_C_MESSAGES), \
		    TD_NO_COUNTERS, false                                     \
	}
#define PASS_RATE(c, path, title)                                            \
	{                                                                    \
		path ".pass_rate",                                           \
		    title " pass of the messages with a trusted result "     \
		          "other than none and temperror.",                  \
		    TD_COUNTERS((c) + TD_R_PASS), TD_RESULTS_TOLD(c),        \
		    TD_COUNTERS((c) + TD_R_NONE, (c) + TD_R_TEMPERROR), true \
	}

const struct td_rate td_rates[] = {
	[TD_RATE_SPF_COVERAGE] = COVERAGE(TD_C_SPF, "spf", "SPF"),
	[TD_RATE_SPF_PASS] = PASS_RATE(TD_C_SPF, "spf", "SPF"),
	[TD_RATE_SPF_OF_ALL] = PASS_OF_ALL(TD_C_SPF, "spf", "SPF"),
	[TD_RATE_DKIM_COVERAGE] = COVERAGE(TD_C_DKIM, "dkim", "DKIM"),
	[TD_RATE_DKIM_PASS] = PASS_RATE(TD_C_DKIM, "dkim", "DKIM"),
	[TD_RATE_DKIM_OF_ALL] = PASS_OF_ALL(TD_C_DKIM, "dkim", "DKIM"),
	[TD_RATE_DMARC_COVERAGE] = COVERAGE(TD_C_DMARC, "dmarc", "DMARC"),
	/* none: the author domain publishes no policy. */
	[TD_RATE_DMARC_PASS] = { "dmarc.pass_rate",
	    "DMARC pass of the messages whose author domain has a policy: "
	    "pass, fail and permerror.",
	    TD_COUNTERS(TD_C_DMARC + TD_R_PASS),
	    TD_COUNTERS(TD_C_DMARC + TD_R_PASS, TD_C_DMARC + TD_R_FAIL,
	        TD_C_DMARC + TD_R_PERMERROR),
	    TD_NO_COUNTERS, true },
	[TD_RATE_DMARC_OF_ALL] = PASS_OF_ALL(TD_C_DMARC, "dmarc", "DMARC"),
	[TD_RATE_ARC_COVERAGE] = COVERAGE(TD_C_ARC, "arc", "ARC"),
	[TD_RATE_ARC_PASS] = PASS_RATE(TD_C_ARC, "arc", "ARC"),
	[TD_RATE_ARC_OF_ALL] = PASS_OF_ALL(TD_C_ARC, "arc", "ARC"),
	[TD_RATE_SENDER_ID_COVERAGE] =
	    COVERAGE(TD_C_SENDER_ID, "sender_id", "Sender ID"),
	[TD_RATE_SENDER_ID_PASS] =
	    PASS_RATE(TD_C_SENDER_ID, "sender_id", "Sender ID"),
	[TD_RATE_SENDER_ID_OF_ALL] =
	    PASS_OF_ALL(TD_C_SENDER_ID, "sender_id", "Sender ID"),
	[TD_RATE_ACCEPTANCE] = { "delivery.acceptance_rate",
	    "Accepted of accepted, failed and expired; what is deferred "
	    "or suppressed is in neither.",
	    TD_COUNTERS(TD_C_ACCEPTED),
	    TD_COUNTERS(TD_C_ACCEPTED, TD_C_FAILED, TD_C_EXPIRED),
	    TD_NO_COUNTERS, true },
	[TD_RATE_HARD_BOUNCE] = { "delivery.hard_bounce_rate",
	    "Failed for good for want of a recipient (hostunknown, "
	    "userunknown, hasmoved, notaccept with 5xx) of accepted, "
	    "failed and expired.",
	    TD_COUNTERS(TD_C_HARD),
	    TD_COUNTERS(TD_C_ACCEPTED, TD_C_FAILED, TD_C_EXPIRED),
	    TD_NO_COUNTERS, false },
	/* What was not accepted cannot be complained about. */
	[TD_RATE_COMPLAINT] = { "delivery.complaint_rate",
	    "Complaints of accepted messages.", TD_COUNTERS(TD_C_COMPLAINED),
	    TD_COUNTERS(TD_C_ACCEPTED), TD_NO_COUNTERS, false },
	[TD_RATE_TLS] = { "transport.tls_rate",
	    "TLS of the messages whose receiver tells whether there was "
	    "TLS.",
	    TD_COUNTERS(TD_C_TLS + TD_TLS_YES),
	    TD_COUNTERS(TD_C_TLS + TD_TLS_YES, TD_C_TLS + TD_TLS_NO),
	    TD_NO_COUNTERS, false },
};

const size_t td_n_rates = TD_N_RATES;

/* Sums stay at the largest number rather than wrap, as in cells. */
static uint64_t
sum_of(const uint16_t *list, const uint64_t *counter)
{
	uint64_t sum = 0;

	for (; *list != TD_N_COUNTERS; list++)
		if (__builtin_add_overflow(sum, counter[*list], &sum))
			return UINT64_MAX;
	return sum;
}

bool
td_rate_of(const struct td_rate *r, const uint64_t *counter, uint64_t *above,
    uint64_t *below)
{
	uint64_t all = sum_of(r->below, counter);
	uint64_t minus = sum_of(r->minus, counter);

	*above = *below = 0;
	if (all <= minus)
		return false;
	*above = sum_of(r->above, counter);
	*below = all - minus;
	/* Only where a sum was cut off; an interval needs above <= below. */
	if (r->interval && *above > *below)
		*above = *below;
	return true;
}

/* ---- columns ---- */

#define METHOD(c, path, rate)                                                 \
	{ path ".pass", TD_COL_COUNTER, (c) + TD_R_PASS, false },             \
	    { path ".fail", TD_COL_COUNTER, (c) + TD_R_FAIL, false },         \
	    { path ".softfail", TD_COL_COUNTER, (c) + TD_R_SOFTFAIL, false }, \
	    { path ".neutral", TD_COL_COUNTER, (c) + TD_R_NEUTRAL, false },   \
	    { path ".none", TD_COL_COUNTER, (c) + TD_R_NONE, false },         \
	    { path ".policy", TD_COL_COUNTER, (c) + TD_R_POLICY, false },     \
	    { path ".temperror", TD_COL_COUNTER, (c) + TD_R_TEMPERROR,        \
		    false },                                                  \
	    { path ".permerror", TD_COL_COUNTER, (c) + TD_R_PERMERROR,        \
		    false },                                                  \
	    { path ".other", TD_COL_COUNTER, (c) + TD_R_OTHER, false },       \
	    { path ".missing", TD_COL_COUNTER, (c) + TD_R_MISSING, false },   \
	    { path ".coverage", TD_COL_RATE, TD_RATE_##rate##_COVERAGE,       \
		    false },                                                  \
	    { path ".pass_rate", TD_COL_RATE, TD_RATE_##rate##_PASS, false }, \
	    { path ".low", TD_COL_LOW, TD_RATE_##rate##_PASS, false },        \
	    { path ".high", TD_COL_HIGH, TD_RATE_##rate##_PASS, false },      \
	{                                                                     \
		path ".pass_of_all", TD_COL_RATE, TD_RATE_##rate##_OF_ALL,    \
		    false                                                     \
	}

#define COUNTER(path, id)                         \
	{                                         \
		path, TD_COL_COUNTER, (id), false \
	}

const struct td_column td_columns[] = {
	COUNTER("messages", TD_C_MESSAGES),
	COUNTER("forwarded", TD_C_FORWARDED),
	METHOD(TD_C_SPF, "spf", SPF),
	METHOD(TD_C_DKIM, "dkim", DKIM),
	COUNTER("dkim.aligned_pass", TD_C_DKIM_ALIGNED),
	METHOD(TD_C_DMARC, "dmarc", DMARC),
	METHOD(TD_C_ARC, "arc", ARC),
	METHOD(TD_C_SENDER_ID, "sender_id", SENDER_ID),
	COUNTER("alignment.aligned", TD_C_ALIGNMENT + TD_ALIGNED),
	COUNTER("alignment.unaligned", TD_C_ALIGNMENT + TD_UNALIGNED),
	COUNTER("alignment.unknown", TD_C_ALIGNMENT + TD_ALIGN_UNKNOWN),
	COUNTER("pra.aligned", TD_C_PRA + TD_ALIGNED),
	COUNTER("pra.unaligned", TD_C_PRA + TD_UNALIGNED),
	COUNTER("pra.unknown", TD_C_PRA + TD_ALIGN_UNKNOWN),
	COUNTER("delivery.attempts", TD_C_ATTEMPTS),
	COUNTER("delivery.accepted", TD_C_ACCEPTED),
	COUNTER("delivery.deferred", TD_C_DEFERRED),
	COUNTER("delivery.failed", TD_C_FAILED),
	COUNTER("delivery.expired", TD_C_EXPIRED),
	COUNTER("delivery.suppressed", TD_C_SUPPRESSED),
	COUNTER("delivery.complained", TD_C_COMPLAINED),
	{ "delivery.acceptance_rate", TD_COL_RATE, TD_RATE_ACCEPTANCE, false },
	{ "delivery.low", TD_COL_LOW, TD_RATE_ACCEPTANCE, false },
	{ "delivery.high", TD_COL_HIGH, TD_RATE_ACCEPTANCE, false },
	{ "delivery.hard_bounce_rate", TD_COL_RATE, TD_RATE_HARD_BOUNCE,
	    false },
	{ "delivery.complaint_rate", TD_COL_RATE, TD_RATE_COMPLAINT, false },
	COUNTER("delivery.untold", TD_C_UNTOLD),
#define X(id, name, doc) \
	{ "reasons." name, TD_COL_COUNTER, TD_C_REASON + TD_REASON_##id, true },
	TD_REASONS(X)
#undef X
	    COUNTER("transport.tls_yes", TD_C_TLS + TD_TLS_YES),
	COUNTER("transport.tls_no", TD_C_TLS + TD_TLS_NO),
	COUNTER("transport.tls_unknown", TD_C_TLS + TD_TLS_UNKNOWN),
	{ "transport.tls_rate", TD_COL_RATE, TD_RATE_TLS, false },
	COUNTER("transport.fcrdns_pass", TD_C_FCRDNS + TD_RDNS_PASS),
	COUNTER("transport.fcrdns_fail", TD_C_FCRDNS + TD_RDNS_FAIL),
	COUNTER("transport.fcrdns_none", TD_C_FCRDNS + TD_RDNS_NONE),
	COUNTER("transport.fcrdns_unknown", TD_C_FCRDNS + TD_RDNS_UNKNOWN),
	{ "transport.hops_median", TD_COL_MEDIAN, TD_HIST_HOPS, false },
	{ "delay.n", TD_COL_N, TD_HIST_DELAY, false },
	{ "delay.p50", TD_COL_MEDIAN, TD_HIST_DELAY, false },
	{ "delay.p95", TD_COL_P95, TD_HIST_DELAY, false },
	{ "delay.max", TD_COL_MAX, TD_HIST_DELAY, false },
};

const size_t td_n_columns = sizeof(td_columns) / sizeof(td_columns[0]);

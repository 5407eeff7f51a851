/*
 * See metric.h.  The rates differ from those of `todoku scan` where a change is
 * asked for: an SPF record that did not exist before (none) must count against
 * the time before, so the denominator is every message with a result.
 */
#include "analyzer/compare/metric.h"

#include <stdio.h>
#include <string.h>

#define LIST(...)                          \
	(const uint16_t[])                 \
	{                                  \
		__VA_ARGS__, TD_N_COUNTERS \
	}
#define NOTHING               \
	(const uint16_t[])    \
	{                     \
		TD_N_COUNTERS \
	}

#define ENDED LIST(TD_C_ACCEPTED, TD_C_FAILED, TD_C_EXPIRED)

/* Of an authentication method: pass of all results, none among them. */
#define RESULTS(c)                                                  \
	LIST((c) + TD_R_PASS, (c) + TD_R_FAIL, (c) + TD_R_SOFTFAIL, \
	    (c) + TD_R_NEUTRAL, (c) + TD_R_NONE, (c) + TD_R_POLICY, \
	    (c) + TD_R_TEMPERROR, (c) + TD_R_PERMERROR, (c) + TD_R_OTHER)
#define METHOD(c, path, title)                                            \
	{                                                                 \
		path, title,                                              \
		    { path,                                               \
			    title " pass of the messages with a result, " \
			          "none and errors among them.",          \
			    LIST((c) + TD_R_PASS), RESULTS(c), NOTHING,   \
			    true },                                       \
		    true                                                  \
	}

const struct td_metric td_metrics[TD_N_METRICS] = {
	{ "acceptance", "Acceptance",
	    { "acceptance",
	        "Accepted of accepted, failed and expired; what is still "
	        "deferred, or was suppressed, is in neither.",
	        LIST(TD_C_ACCEPTED), ENDED, NOTHING, true },
	    true },
	{ "hard", "Hard bounces",
	    { "hard",
	        "Failed for want of a recipient, of accepted, failed and "
	        "expired.",
	        LIST(TD_C_HARD), ENDED, NOTHING, true },
	    false },
	{ "auth", "Refused for authentication",
	    { "auth",
	        "Failed with reason authfailure, of accepted, failed and "
	        "expired.",
	        LIST(TD_C_REASON + TD_REASON_AUTHFAILURE), ENDED, NOTHING,
	        true },
	    false },
	METHOD(TD_C_SPF, "spf", "SPF"),
	METHOD(TD_C_DKIM, "dkim", "DKIM"),
	METHOD(TD_C_DMARC, "dmarc", "DMARC"),
	{ "aligned", "Alignment",
	    { "aligned",
	        "Messages with a pass of the author's own domain, of those "
	        "where that is known.",
	        LIST(TD_C_ALIGNMENT + TD_ALIGNED),
	        LIST(
	            TD_C_ALIGNMENT + TD_ALIGNED, TD_C_ALIGNMENT + TD_UNALIGNED),
	        NOTHING, true },
	    true },
	{ "pra", "Header From",
	    { "pra",
	        "Messages whose MAIL FROM is of the domain that Japanese "
	        "carriers check (PRA), of those where that is known.",
	        LIST(TD_C_PRA + TD_ALIGNED),
	        LIST(TD_C_PRA + TD_ALIGNED, TD_C_PRA + TD_UNALIGNED), NOTHING,
	        true },
	    true },
	{ "complaint", "Complaints",
	    { "complaint", "Complaints of accepted messages.",
	        LIST(TD_C_COMPLAINED), LIST(TD_C_ACCEPTED), NOTHING, true },
	    false },
	{ "tls", "TLS",
	    { "tls",
	        "TLS of the messages whose receiver tells whether there was "
	        "TLS.",
	        LIST(TD_C_TLS + TD_TLS_YES),
	        LIST(TD_C_TLS + TD_TLS_YES, TD_C_TLS + TD_TLS_NO), NOTHING,
	        true },
	    true },
};

static void
say_unknown(struct td_error *e, struct td_span name)
{
	char known[160];
	size_t n = 0;

	for (size_t i = 0; i < TD_N_METRICS; i++)
		n += (size_t)snprintf(known + n, sizeof known - n, "%s%s",
		    i == 0 ? "" : " ", td_metrics[i].name);
	td_error_set(e, "unknown metric", "\"%.*s\"; known: %s",
	    (int)(name.n < 30 ? name.n : 30), name.p, known);
}

unsigned
td_metrics_parse(const char *list, struct td_error *e)
{
	const char *p = list, *end = list + strlen(list);
	unsigned bits = 0;

	while (p <= end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		struct td_span name = td_span(p, comma != NULL ? comma : end);
		size_t i = 0;

		while (i < TD_N_METRICS &&
		    !td_span_eq(name,
		        (struct td_span){
		            td_metrics[i].name, strlen(td_metrics[i].name) }))
			i++;
		if (i == TD_N_METRICS) {
			say_unknown(e, name);
			return 0;
		}
		bits |= 1u << i;
		p = name.p + name.n + 1;
	}
	return bits;
}

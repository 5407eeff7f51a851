/*
 * See metric.h.  Those of authentication differ from the rates of `todoku
 * scan`: an SPF record that did not exist before (none) must count against the
 * time before, so the denominator is every message with a result.
 */
#include "analyzer/compare/metric.h"

#include <stdio.h>
#include <string.h>

/* One that `todoku scan` has not. */
#define OWN(...) (&(const struct td_rate){ __VA_ARGS__, TD_NO_COUNTERS, true })

/* Of an authentication method: pass of all results, none among them. */
#define METHOD(c, path, title)                                             \
	{                                                                  \
		path, title,                                               \
		    OWN(path,                                              \
		        title " pass of the messages with a result, "      \
		              "none and errors among them.",               \
		        TD_COUNTERS((c) + TD_R_PASS), TD_RESULTS_TOLD(c)), \
		    true                                                   \
	}

const struct td_metric td_metrics[TD_N_METRICS] = {
	{ "acceptance", "Acceptance", &td_rates[TD_RATE_ACCEPTANCE], true },
	{ "hard", "Hard bounces", &td_rates[TD_RATE_HARD_BOUNCE], false },
	{ "auth", "Refused for authentication",
	    OWN("auth",
	        "Failed with reason authfailure, of accepted, failed and "
	        "expired.",
	        TD_COUNTERS(TD_C_REASON + TD_REASON_AUTHFAILURE),
	        TD_COUNTERS(TD_C_ACCEPTED, TD_C_FAILED, TD_C_EXPIRED)),
	    false },
	METHOD(TD_C_SPF, "spf", "SPF"),
	METHOD(TD_C_DKIM, "dkim", "DKIM"),
	METHOD(TD_C_DMARC, "dmarc", "DMARC"),
	{ "aligned", "Alignment",
	    OWN("aligned",
	        "Messages with a pass of the author's own domain, of those "
	        "where that is known.",
	        TD_COUNTERS(TD_C_ALIGNMENT + TD_ALIGNED),
	        TD_COUNTERS(TD_C_ALIGNMENT + TD_ALIGNED,
	            TD_C_ALIGNMENT + TD_UNALIGNED)),
	    true },
	{ "pra", "Header From",
	    OWN("pra",
	        "Messages whose MAIL FROM is of the domain that Japanese "
	        "carriers check (PRA), of those where that is known.",
	        TD_COUNTERS(TD_C_PRA + TD_ALIGNED),
	        TD_COUNTERS(TD_C_PRA + TD_ALIGNED, TD_C_PRA + TD_UNALIGNED)),
	    true },
	{ "complaint", "Complaints", &td_rates[TD_RATE_COMPLAINT], false },
	{ "tls", "TLS", &td_rates[TD_RATE_TLS], true },
	[TD_METRIC_DELAY] = { "delay", "Delay",
	    OWN("delay",
	        "Time from injection until the receiver accepted (mail: from "
	        "the first hop to the last); what is still deferred has "
	        "waited until its last try.",
	        TD_NO_COUNTERS, TD_NO_COUNTERS),
	    false },
};

struct td_share
td_metric_share(const struct td_metric *m, const struct td_cell *cell)
{
	struct td_share s;

	td_rate_of(m->rate, cell->counter, &s.x, &s.n);
	/* Of a day there can be more complaints than mail. */
	if (s.x > s.n)
		s.x = s.n;
	return s;
}

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

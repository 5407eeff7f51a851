/*
 * See report_prometheus.h.  Names follow Prometheus' rules: seconds, ratios and
 * no per cent, the unit last, and no _total or _count, which gauges must not
 * have; nor may they have a label `quantile`.
 */
#include "analyzer/report/report_prometheus.h"

#include <stddef.h>

#include "analyzer/cube/counter.h"

#define METRIC(name, help, path)     \
	{                            \
		name, help, path, "" \
	}
#define LABELED(name, help, path, label, value)          \
	{                                                \
		name, help, path, label "=\"" value "\"" \
	}

#define RESULT(m, r)                                                   \
	{                                                              \
		"auth_results",                                        \
		    "Messages by what the receiver says of a method; " \
		    "missing: nothing that could be trusted.",         \
		    m "." r, "method=\"" m "\",result=\"" r "\""       \
	}
#define RESULTS(m)                                                        \
	RESULT(m, "pass"), RESULT(m, "fail"), RESULT(m, "softfail"),      \
	    RESULT(m, "neutral"), RESULT(m, "none"), RESULT(m, "policy"), \
	    RESULT(m, "temperror"), RESULT(m, "permerror"),               \
	    RESULT(m, "other"), RESULT(m, "missing")
#define METHODS(name, help, rate)                                  \
	LABELED(name, help, "spf." rate, "method", "spf"),         \
	    LABELED(name, help, "dkim." rate, "method", "dkim"),   \
	    LABELED(name, help, "dmarc." rate, "method", "dmarc"), \
	    LABELED(name, help, "arc." rate, "method", "arc"),     \
	    LABELED(name, help, "sender_id." rate, "method", "sender_id")
#define ALIGNMENT(name, help, path)                                        \
	LABELED(name, help, path ".aligned", "result", "aligned"),         \
	    LABELED(name, help, path ".unaligned", "result", "unaligned"), \
	    LABELED(name, help, path ".unknown", "result", "unknown")
#define OUTCOME(outcome)                                    \
	LABELED("delivery",                                 \
	    "Messages by what became of them; deferred is " \
	    "still open.",                                  \
	    "delivery." outcome, "outcome", outcome)
#define TLS(result)                                             \
	LABELED("tls", "Messages by whether they came by TLS.", \
	    "transport.tls_" result, "result", result)
#define FCRDNS(result)                                      \
	LABELED("fcrdns",                                   \
	    "Messages by whether forward DNS confirms the " \
	    "client's reverse DNS.",                        \
	    "transport.fcrdns_" result, "result", result)
#define DELAY(path, percentile)                       \
	LABELED("delay_seconds",                      \
	    "How long messages took: no longer than " \
	    "this for so many per cent of them.",     \
	    "delay." path, "percentile", percentile)

const struct td_prometheus td_prometheus[] = {
	METRIC("messages", "Messages, each for one recipient.", "messages"),
	METRIC("forwarded_messages",
	    "Messages that came by way of another mailbox.", "forwarded"),
	RESULTS("spf"),
	RESULTS("dkim"),
	RESULTS("dmarc"),
	RESULTS("arc"),
	RESULTS("sender_id"),
	METHODS("auth_coverage_ratio",
	    "Messages with a trusted result of all messages.", "coverage"),
	METHODS("auth_pass_ratio",
	    "Pass of the messages with a trusted result other than none and "
	    "temperror; of DMARC: pass, fail and permerror.",
	    "pass_rate"),
	METHODS("auth_pass_low_ratio",
	    "The lower end of todoku_auth_pass_ratio (Wilson, 95 %).", "low"),
	METHODS("auth_pass_high_ratio",
	    "The upper end of todoku_auth_pass_ratio (Wilson, 95 %).", "high"),
	METHODS(
	    "auth_pass_of_all_ratio", "Pass of all messages.", "pass_of_all"),
	METRIC("dkim_aligned_pass",
	    "Messages with a passing DKIM signature of the author's domain.",
	    "dkim.aligned_pass"),
	ALIGNMENT("alignment",
	    "Messages by whether a passing SPF or DKIM domain is the "
	    "author's.",
	    "alignment"),
	ALIGNMENT("pra_alignment",
	    "Messages by whether MAIL FROM and the header's purported "
	    "responsible address share an organizational domain.",
	    "pra"),
	METRIC("attempts", "Attempts to deliver.", "delivery.attempts"),
	OUTCOME("accepted"),
	OUTCOME("deferred"),
	OUTCOME("failed"),
	OUTCOME("expired"),
	OUTCOME("suppressed"),
	OUTCOME("untold"),
	METRIC(
	    "complaints", "Complaints of recipients.", "delivery.complained"),
	METRIC("acceptance_ratio",
	    "Accepted of accepted, failed and expired messages.",
	    "delivery.acceptance_rate"),
	METRIC("acceptance_low_ratio",
	    "The lower end of todoku_acceptance_ratio (Wilson, 95 %).",
	    "delivery.low"),
	METRIC("acceptance_high_ratio",
	    "The upper end of todoku_acceptance_ratio (Wilson, 95 %).",
	    "delivery.high"),
	METRIC("hard_bounce_ratio",
	    "Failed for want of a recipient, of accepted, failed and expired "
	    "messages.",
	    "delivery.hard_bounce_rate"),
	METRIC("complaint_ratio", "Complaints of accepted messages.",
	    "delivery.complaint_rate"),
#define X(id, name, doc)                                            \
	LABELED("reasons", "Messages refused or given up, by why.", \
	    "reasons." name, "reason", name),
	TD_REASONS(X)
#undef X
	    TLS("yes"),
	TLS("no"),
	TLS("unknown"),
	METRIC("tls_ratio",
	    "TLS of the messages whose receiver tells whether there was TLS.",
	    "transport.tls_rate"),
	FCRDNS("pass"),
	FCRDNS("fail"),
	FCRDNS("none"),
	FCRDNS("unknown"),
	METRIC("hops_median", "Half of the messages went over no more hops.",
	    "transport.hops_median"),
	METRIC("delay_messages", "Messages of which the delay is known.",
	    "delay.n"),
	DELAY("p50", "50"),
	DELAY("p95", "95"),
	DELAY("max", "100"),
	{ NULL, NULL, NULL, NULL },
};

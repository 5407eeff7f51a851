/*
 * For tests of what believed fields say together: receivers as header fields,
 * and a reading's results as text.
 */
#ifndef TD_TESTS_MERGED_H
#define TD_TESTS_MERGED_H

#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define END "From: a@example.com\n\n"
#define POSTFIX                                                      \
	"Received: from s.example.com (s.example.com [192.0.2.1])\n" \
	"\tby mx.example.jp (Postfix) with ESMTPS id Q" D
#define GOOGLE                                                        \
	"Received: from s.example.com (s.example.com. [192.0.2.1])\n" \
	"\tby mx.google.com with ESMTPS id X" D
#define INSIDE                                               \
	"Received: from localhost (localhost [127.0.0.1])\n" \
	"\tby store.example.jp (Postfix) with ESMTP id P" D
#define AR(x) "Authentication-Results: " x "\n"
#define MX(x) AR("mx.example.jp; " x)
#define SPF(x) "Received-SPF: " x "\n"

/*
 * Every method with a result as METHOD=RESULT, with @DOMAIN where the result
 * speaks about one that is kept, and marks: "guess", "null" (SPF of the HELO
 * name), "differs" (Received-SPF says something else); then all results of
 * DKIM, @DOMAIN/SELECTOR.
 */
static inline void
describe(char *to, size_t cap)
{
	const struct td_observation *obs = &reading.obs;
	const char *gap = "";

	to[0] = '\0';
	for (int a = 0; a < TD_N_AUTH; a++) {
		static const enum td_method method[TD_N_AUTH] = { TD_M_SPF,
			TD_M_DKIM, TD_M_DMARC, TD_M_ARC, TD_M_SENDER_ID };
		struct td_span domain = reading.origin[a].domain;

		if (obs->result[a] == TD_R_MISSING) {
			ck_assert_int_eq(reading.origin[a].told, -1);
			continue;
		}
		ck_assert_int_ge(reading.origin[a].told, 0);
		ck_assert(reading.told[reading.origin[a].told].used);
		add(to, cap, "%s%s=%s", gap, td_method_name(method[a]),
		    td_result_name((enum td_result)obs->result[a]));
		gap = " ";
		if (a <= TD_A_DKIM && domain.n > 0)
			add(to, cap, "@%.*s", SPAN(domain));
		if (a != TD_A_SPF)
			continue;
		ck_assert(td_span_eq(domain, obs->mailfrom_domain));
		add(to, cap, "%s%s%s", reading.best_guess ? " guess" : "",
		    reading.spf_null_sender ? " null" : "",
		    reading.spf_disagrees ? " differs" : "");
	}
	for (size_t i = 0; i < reading.n_dkim; i++) {
		const struct td_dkim *d = &reading.dkim[i];

		add(to, cap, "%s%s", i == 0 ? " [" : " ",
		    td_result_name(d->result));
		if (d->sdid.n > 0)
			add(to, cap, "@%.*s", SPAN(d->sdid));
		if (d->selector.n > 0)
			add(to, cap, "/%.*s", SPAN(d->selector));
	}
	if (reading.n_dkim > 0)
		add(to, cap, "]");
}

#endif

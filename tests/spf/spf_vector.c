/*
 * A query to the SPF evaluator, and what comes of it, in words.
 */
#include "spf_vector.h"

#include <check.h>
#include <stdio.h>

#include "analyzer/spf/spf.h"
#include "formats/field_received.h"
#include "formats/format.h"

static struct td_span
span(const char *s)
{
	return s == NULL ? (struct td_span){ NULL, 0 } :
	                   (struct td_span){ s, strlen(s) };
}

static const char *const results[] = { [TD_R_PASS] = "pass",
	[TD_R_FAIL] = "fail",
	[TD_R_SOFTFAIL] = "softfail",
	[TD_R_NEUTRAL] = "neutral",
	[TD_R_NONE] = "none",
	[TD_R_POLICY] = "policy",
	[TD_R_TEMPERROR] = "temperror",
	[TD_R_PERMERROR] = "permerror" };

static void
show(const struct td_spf_answer *a, char *buf, size_t cap)
{
	size_t n = 0;
	const char *between = "";

	for (int r = 0; r <= TD_R_PERMERROR; r++)
		if ((a->possible & TD_BIT(r)) != 0) {
			n += (size_t)snprintf(
			    buf + n, cap - n, "%s%s", between, results[r]);
			between = "|";
		}
	between = "? ";
	for (size_t i = 0; i < a->n_wants && i < TD_SPF_MAX_WANTS; i++) {
		const struct td_spf_want *w = &a->want[i];

		n += (size_t)snprintf(buf + n, cap - n, "%s%.*s%s%s", between,
		    w->n, w->name, w->type < TD_DNS_N_TYPES ? " " : "",
		    w->type < TD_DNS_N_TYPES ? td_dns_type_name(w->type) : "");
		between = ", ";
	}
}

void
verify(const struct vector *v)
{
	struct td_error e = { 0 };
	struct td_dns *dns = td_dns_parse(span(v->zone), &e);
	struct td_spf_query q = { .domain = span(v->domain),
		.local = span(v->local),
		.helo = span(v->helo) };
	struct td_spf_answer a;
	char buf[4096];

	ck_assert_msg(dns != NULL, "%s: %s", v->source, e.reason);
	q.n_ip = td_ip_bytes(span(v->ip), q.ip);
	ck_assert(q.n_ip > 0);
	td_spf_check(dns, &q, &a);
	show(&a, buf, sizeof(buf));
	ck_assert_msg(strcmp(buf, v->answer) == 0, "%s: %s %s: %s, not %s",
	    v->source, v->domain, v->ip, buf, v->answer);
	ck_assert(
	    (td_spf_result(&a) == TD_R_MISSING) == (strchr(buf, '?') != NULL));
	ck_assert((td_spf_result(&a) == TD_R_MISSING) == (a.n_wants > 0));
	td_dns_free(dns);
}

/*
 * Fuzz harness for the cursors over Authentication-Results, ARC-
 * Authentication-Results and Received-SPF, and for RFC 2047.  Any input must
 * keep what their headers promise:
 *
 *	- every span lies inside the body, every enum in its range;
 *	- each result moves the cursor on, and takes at least "a=b" of the body;
 *	- at the end the cursor stays there;
 *	- white space is white space, folded or not;
 *	- a decoded body is no longer than it was, and less room cuts it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_rfc2047.h"
#include "formats/field_spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MUST(x)                                                          \
	do {                                                             \
		if (!(x)) {                                              \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, \
			    __LINE__, #x);                               \
			abort();                                         \
		}                                                        \
	} while (0)

static bool
inside(struct td_span body, struct td_span s)
{
	return s.n == 0 ||
	    (s.p >= body.p && s.n <= body.n &&
	        s.p - body.p <= (ptrdiff_t)(body.n - s.n));
}

static void
check_result(struct td_span body, const struct td_resinfo *r)
{
	MUST((unsigned)r->method < TD_N_METHODS);
	MUST((unsigned)r->result < TD_R_MISSING);
	MUST(r->method_word.n > 0 && inside(body, r->method_word));
	MUST(r->result_word.n > 0 && inside(body, r->result_word));
	MUST(r->method == TD_M_OTHER ||
	    r->method == td_method_of(r->method_word));
	MUST(r->result == td_result_of(r->result_word));
	MUST(inside(body, r->reason) && inside(body, r->comment));
	MUST(r->has >> TD_N_PROPERTIES == 0);
	for (int i = 0; i < TD_N_PROPERTIES; i++) {
		struct td_span s = r->property[i];
		struct td_span domain = td_pvalue_domain(s);

		MUST((r->has >> i & 1) == (s.n > 0));
		MUST(inside(body, s) && inside(s, domain));
		MUST(domain.n == 0 || memchr(domain.p, '@', domain.n) == NULL);
		MUST(!td_span_ieq(s, TD_SPAN("none")));
	}
}

/* How much of the cursor's answer does not depend on where the body lies. */
struct sum {
	uint64_t results, spans, skipped;
};

static void
add(struct sum *sum, struct td_span body, struct td_span s)
{
	uint64_t at = s.n == 0 ? 0 : (uint64_t)(s.p - body.p) + 1;

	sum->spans = (sum->spans + at) * 31 + s.n;
}

static struct sum
check_authres(struct td_span body, bool arc)
{
	struct td_authres c;
	struct td_resinfo r;
	struct sum sum = { 0 };
	const char *before;

	td_authres_begin(&c, body, arc);
	MUST(inside(body, c.authserv_id));
	MUST(c.has_id || c.authserv_id.n == 0);
	MUST(arc || c.instance == 0);
	MUST(c.end == body.p + body.n && c.p >= body.p && c.p <= c.end);
	add(&sum, body, c.authserv_id);
	for (before = c.p; td_authres_next(&c, &r); before = c.p) {
		MUST(c.p > before && c.p <= c.end);
		MUST(!c.no_result && c.version == 1);
		check_result(body, &r);
		add(&sum, body, r.method_word);
		add(&sum, body, r.result_word);
		add(&sum, body, r.comment);
		for (int i = 0; i < TD_N_PROPERTIES; i++)
			add(&sum, body, r.property[i]);
		sum.results++;
	}
	MUST(c.p == c.end && !td_authres_next(&c, &r) && c.p == c.end);
	MUST(sum.results * 3 <= body.n && c.skipped <= body.n);
	sum.skipped = c.skipped;
	return sum;
}

static void
check_folding(struct td_span body, bool arc)
{
	char *flat = malloc(body.n + 1);
	struct sum a, b;

	MUST(flat != NULL);
	for (size_t i = 0; i < body.n; i++)
		flat[i] = td_is_fws(body.p[i]) ? ' ' : body.p[i];
	a = check_authres(body, arc);
	b = check_authres((struct td_span){ flat, body.n }, arc);
	MUST(a.results == b.results && a.skipped == b.skipped);
	MUST(a.spans == b.spans);
	free(flat);
}

static void
check_spf(struct td_span body)
{
	struct td_received_spf s;
	bool ok = td_received_spf_parse(body, &s);

	MUST((unsigned)s.result < TD_R_MISSING);
	MUST(inside(body, s.result_word) && inside(body, s.comment));
	MUST(inside(s.comment, s.comment_host));
	MUST(inside(s.comment, s.comment_domain));
	MUST(inside(body, s.client_ip) && inside(body, s.envelope_from));
	MUST(inside(body, s.helo) && inside(body, s.identity));
	MUST(inside(body, s.receiver));
	MUST(ok ? s.result == td_result_of(s.result_word) :
	          s.result == TD_R_OTHER);
	MUST(!ok || s.result_word.n > 0);
}

static void
check_rfc2047(struct td_span body)
{
	char *out = malloc(body.n + 1);
	char *less = malloc(body.n + 1);
	size_t n, m;

	MUST(out != NULL && less != NULL);
	n = td_rfc2047_decode(body, out, body.n + 1);
	MUST(n <= body.n);
	if (!td_rfc2047_maybe(body))
		MUST(td_span_eq(body, (struct td_span){ out, n }));
	m = td_rfc2047_decode(body, less, n / 2);
	MUST(m == n / 2 && memcmp(less, out, m) == 0);
	check_authres((struct td_span){ out, n }, false);
	free(less);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct td_span body = { (const char *)data, n };

	check_folding(body, false);
	check_folding(body, true);
	check_spf(body);
	check_rfc2047(body);
	return 0;
}

/*
 * Fuzz harness for zone files and for SPF over them: the input is a zone file,
 * in which example.jp and every name of a TXT record are asked for.
 *
 * Asserted beyond survival: what stands behind the file does not matter; what
 * is wrong with it is said; a result is one, or what would decide is named;
 * and if the file is made the whole of the DNS, by an SOA record at the root,
 * the result is one of those that were possible before, and only one.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/spf/spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct td_span closed =
    TD_LIT("\n$ORIGIN .\n. SOA . . 1 1 1 1 1\n");

/* A copy of its own size, with `tail` behind it. */
static struct td_dns *
parse(const uint8_t *data, size_t n, struct td_span tail)
{
	struct td_error e = { 0 };
	char *copy = malloc(n + tail.n > 0 ? n + tail.n : 1);
	struct td_dns *dns;

	if (copy == NULL)
		return NULL;
	if (n > 0)
		memcpy(copy, data, n);
	if (tail.n > 0)
		memcpy(copy + n, tail.p, tail.n);
	dns = td_dns_parse((struct td_span){ copy, n + tail.n }, &e);
	assert((dns == NULL) == (e.what != NULL));
	assert(dns != NULL || e.reason[0] != '\0');
	free(copy);
	return dns;
}

static void
well_formed(const struct td_spf_answer *a)
{
	enum td_result r = td_spf_result(a);

	assert(a->possible != 0);
	assert((r == TD_R_MISSING) == (a->n_wants > 0));
	for (size_t i = 0; i < a->n_wants && i < TD_SPF_MAX_WANTS; i++)
		assert(a->want[i].n <= TD_DNS_NAME_MAX &&
		    a->want[i].type <= TD_DNS_N_TYPES);
}

static void
query(const struct td_dns *open, const struct td_dns *whole,
    const struct td_spf_query *q)
{
	struct td_spf_answer a, b;

	td_spf_check(open, q, &a);
	well_formed(&a);
	if (whole == NULL)
		return;
	td_spf_check(whole, q, &b);
	well_formed(&b);
	assert((b.possible & ~a.possible) == 0);
}

/* From each of some addresses, with and without what macros ask for. */
static void
query_all(
    const struct td_dns *open, const struct td_dns *whole, struct td_span name)
{
	static const struct td_spf_query from[] = {
		{ 4, { 192, 0, 2, 5 }, TD_LIT(""), TD_LIT("a-b"),
		    TD_LIT("mx.example.jp") },
		{ 4, { 192, 0, 2, 5 }, TD_LIT(""), { NULL, 0 }, { NULL, 0 } },
		{ 16, { 0x20, 1, 0xd, 0xb8, [15] = 5 }, TD_LIT(""), TD_LIT(""),
		    TD_LIT("mx") },
	};

	for (size_t i = 0; i < sizeof(from) / sizeof(*from); i++) {
		struct td_spf_query q = from[i];

		q.domain = name;
		query(open, whole, &q);
	}
}

/* Words at the beginning of lines. */
static void
query_owners(
    const struct td_dns *open, const struct td_dns *whole, struct td_span text)
{
	const char *p = text.p, *end = p + text.n;

	for (int names = 0; p < end && names < 16; names++) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *q = p;

		while (q < end && !td_is_fws(*q))
			q++;
		query_all(open, whole, td_span(p, q));
		p = lf != NULL ? lf + 1 : end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct td_dns *open = parse(data, n, TD_SPAN(""));
	struct td_dns *whole = parse(data, n, closed);

	/* One more line cannot mend what is wrong. */
	assert(open != NULL || whole == NULL);
	if (open != NULL) {
		query_all(open, whole, TD_SPAN("example.jp"));
		query_owners(
		    open, whole, (struct td_span){ (const char *)data, n });
	}
	td_dns_free(open);
	td_dns_free(whole);
	return 0;
}

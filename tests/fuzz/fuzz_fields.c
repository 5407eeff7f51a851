/*
 * Fuzz harness for the small cursors: Received, dates, address lists, paths,
 * IP addresses.  Every input goes to all of them as it is.
 *
 * Asserted beyond survival: what is found lies in the body; what stands behind
 * the body does not matter; lists move on and give no more mailboxes than the
 * body has room for; members are what their headers say they are.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "formats/field_address.h"
#include "formats/field_date.h"
#include "formats/field_received.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What is found in a body, with offsets instead of pointers. */
struct found {
	struct {
		size_t off, n;
	} span[8];
	struct td_received r; /* spans cleared */
};

static bool
inside(struct td_span s, struct td_span body)
{
	return s.n == 0 ||
	    (s.p >= body.p && s.p + s.n <= body.p + body.n && s.n <= body.n);
}

static void
keep(struct found *f, size_t i, struct td_span *s, struct td_span body)
{
	assert(inside(*s, body));
	f->span[i].n = s->n;
	f->span[i].off = s->n > 0 ? (size_t)(s->p - body.p) : 0;
	*s = (struct td_span){ NULL, 0 };
}

static void
received(struct td_span body, struct found *f)
{
	struct td_received *r = &f->r;

	td_received_parse(body, r);
	assert(
	    r->mta < TD_N_MTAS && r->tls < TD_N_TLS && r->fcrdns < TD_N_RDNS);
	assert(r->ip.n == 0 || td_ip_valid(r->ip));
	assert(r->private_ip == td_ip_private(r->ip));
	assert(td_received_when(body) == r->when);
	assert(r->envelope_from.n == 0 || !r->null_envelope_from);
	assert(r->has_from || (r->helo.n == 0 && r->rdns.n == 0));
	keep(f, 0, &r->helo, body);
	keep(f, 1, &r->rdns, body);
	keep(f, 2, &r->ip, body);
	keep(f, 3, &r->by, body);
	keep(f, 4, &r->with, body);
	keep(f, 5, &r->id, body);
	keep(f, 6, &r->for_path, body);
	keep(f, 7, &r->envelope_from, body);
}

static void
must_be_same(const struct found *a, const struct found *b)
{
	for (size_t i = 0; i < 8; i++)
		assert(a->span[i].n == b->span[i].n &&
		    a->span[i].off == b->span[i].off);
	assert(a->r.has_from == b->r.has_from && a->r.mta == b->r.mta &&
	    a->r.tls == b->r.tls && a->r.fcrdns == b->r.fcrdns &&
	    a->r.when == b->r.when &&
	    a->r.null_envelope_from == b->r.null_envelope_from);
}

/* The number of mailboxes. */
static size_t
addresses(struct td_span body)
{
	struct td_addresses c;
	struct td_mailbox m;
	size_t items = 0;

	td_addresses_begin(&c, body);
	for (const char *last = c.p; td_addresses_next(&c, &m); last = c.p) {
		assert(c.p > last && c.p <= body.p + body.n);
		assert(inside(m.address, body) && inside(m.domain, body));
		assert(m.domain.n == 0 || inside(m.domain, m.address));
		assert(m.valid == td_domain_valid(m.domain));
		items++;
	}
	assert(items <= body.n);
	assert(!td_addresses_next(&c, &m));
	return items;
}

static void
date(struct td_span body)
{
	int64_t first = td_days_from_civil(1899, 12, 31);
	int64_t last = td_days_from_civil(10000, 1, 2);
	int64_t when = td_date_parse(body);

	assert(when == TD_NO_TIME ||
	    (when / 86400000000 >= first && when / 86400000000 <= last));
}

static void
path(struct td_span body)
{
	bool null;
	struct td_span domain = td_path_domain(body, &null);

	assert(inside(domain, body));
	assert(!null || domain.n == 0);
}

static void
ip(struct td_span body)
{
	struct td_span token = td_ip_token(body);

	assert(inside(token, body));
	assert(token.n == 0 || td_ip_valid(token));
	assert(!td_ip_private(body) || td_ip_valid(body));
	assert(!td_ip_valid(body) || token.n > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char tails[] = ");>\"]:0@";
	struct td_span body = { (const char *)data, n };
	struct found alone, other;
	char *copy = malloc(n + 2);
	size_t items;

	if (copy == NULL)
		return 0;
	received(body, &alone);
	items = addresses(body);
	date(body);
	path(body);
	ip(body);
	if (n > 0)
		memcpy(copy, data, n);
	for (size_t i = 0; tails[i] != '\0'; i++) {
		struct td_span again = { copy, n };

		copy[n] = copy[n + 1] = tails[i];
		received(again, &other);
		must_be_same(&alone, &other);
		assert(addresses(again) == items);
		assert(td_date_parse(again) == td_date_parse(body));
	}
	free(copy);
	return 0;
}

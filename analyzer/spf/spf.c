/*
 * check_host(): RFC 7208 4, 5, 6.1.
 *
 * What a record cannot decide without what is not known, it decides in every
 * way that is possible: results are sets.
 */
#include "formats/format.h"
#include "spf_parts.h"

/* How a directive can come out. */
enum { YES = 1, NO = 2, PERM = 4 };

#define RESULT(r) ((uint32_t)TD_BIT(TD_R_##r))

enum {
	NOT_PASS = RESULT(FAIL) | RESULT(SOFTFAIL) | RESULT(NEUTRAL),
	NO_RECORD = RESULT(NONE) | RESULT(PERMERROR),
	ANY = RESULT(PASS) | NOT_PASS | NO_RECORD
};

struct eval {
	const struct td_dns *dns;
	const struct td_spf_query *query;
	struct td_spf_answer *out;
	struct td_span sender; /* domain of the query, in lower case */
	enum td_dns_type address;
	unsigned terms; /* that needed the DNS */
	unsigned voids; /* lookups without an answer */
	unsigned maybe; /* lookups that may have been such */
};

static void
want(struct eval *v, enum td_dns_type type, struct td_span name)
{
	struct td_spf_answer *out = v->out;
	struct td_spf_want *w;

	for (size_t i = 0; i < out->n_wants && i < TD_SPF_MAX_WANTS; i++) {
		w = &out->want[i];
		if (w->type == type &&
		    td_span_eq((struct td_span){ w->name, w->n }, name))
			return;
	}
	if (out->n_wants++ >= TD_SPF_MAX_WANTS)
		return;
	w = &out->want[out->n_wants - 1];
	w->type = type;
	w->n = (uint8_t)(name.n < sizeof(w->name) ? name.n : sizeof(w->name));
	memcpy(w->name, name.p, w->n);
}

static enum td_dns_answer
ask(struct eval *v, struct td_span name, enum td_dns_type type,
    struct td_dns_rows *rows)
{
	enum td_dns_answer answer = td_dns_find(v->dns, name, type, rows);

	if (answer == TD_DNS_UNKNOWN) {
		want(v, type, rows->name);
		v->maybe++;
	} else if (answer != TD_DNS_FOUND && td_dns_name_valid(name)) {
		v->voids++; /* what can be no name, nobody asks for */
	}
	return answer;
}

/* ---- addresses ---- */

static bool
same_network(const uint8_t *a, const uint8_t *b, unsigned prefix)
{
	unsigned whole = prefix / 8, bits = prefix % 8;

	return memcmp(a, b, whole) == 0 &&
	    (bits == 0 || (a[whole] ^ b[whole]) >> (8 - bits) == 0);
}

static bool
in_network(const struct eval *v, const void *address, const struct spf_term *t)
{
	return same_network(
	    v->query->ip, address, v->query->n_ip == 4 ? t->cidr4 : t->cidr6);
}

/* Whether a host has an address of the network. */
static unsigned
has_address(struct eval *v, struct td_span host, const struct spf_term *t)
{
	struct td_dns_rows rows;
	struct td_span data;

	if (ask(v, host, v->address, &rows) == TD_DNS_UNKNOWN)
		return YES | NO;
	while (td_dns_next(&rows, &data))
		if (in_network(v, data.p, t))
			return YES;
	return NO;
}

/* ---- the name of the client: RFC 7208 5.5 ---- */

enum { REVERSE_MAX = 16 * 4 + sizeof("ip6.arpa") };

/* The address as labels, the most significant one first or last. */
static struct td_span
address_labels(
    const struct td_spf_query *q, bool reverse, char buf[REVERSE_MAX])
{
	static const char hex[] = "0123456789abcdef";
	const size_t n = q->n_ip == 4 ? 4 : 32;
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = reverse ? n - 1 - i : i;

		if (i > 0)
			buf[used++] = '.';
		if (n == 32) {
			buf[used++] = hex[q->ip[k / 2] >> (k % 2 ? 0 : 4) & 15];
			continue;
		}
		if (q->ip[k] >= 100)
			buf[used++] = hex[q->ip[k] / 100];
		if (q->ip[k] >= 10)
			buf[used++] = hex[q->ip[k] / 10 % 10];
		buf[used++] = hex[q->ip[k] % 10];
	}
	return (struct td_span){ buf, used };
}

static enum td_dns_answer
ask_names(struct eval *v, struct td_dns_rows *rows)
{
	const bool v4 = v->query->n_ip == 4;
	const struct td_span zone =
	    v4 ? TD_SPAN(".in-addr.arpa") : TD_SPAN(".ip6.arpa");
	char buf[REVERSE_MAX + sizeof(".in-addr.arpa")];
	struct td_span name = address_labels(v->query, true, buf);
	enum td_dns_answer answer;

	memcpy(buf + name.n, zone.p, zone.n);
	name.n += zone.n;
	answer = ask(v, name, TD_DNS_PTR, rows);
	rows->name = (struct td_span){ NULL, 0 }; /* it lies in buf */
	return answer;
}

static bool
is_below(struct td_span name, struct td_span domain)
{
	struct td_span tail;

	if (name.n <= domain.n)
		return td_span_eq(name, domain);
	tail = (struct td_span){ name.p + (name.n - domain.n), domain.n };
	return tail.p[-1] == '.' && td_span_eq(tail, domain);
}

static const struct spf_term whole = { .cidr4 = 32, .cidr6 = 128 };

static unsigned
match_ptr(struct eval *v, struct td_span target)
{
	struct td_dns_rows rows;
	struct td_span name;
	unsigned match = NO;

	if (ask_names(v, &rows) == TD_DNS_UNKNOWN)
		return YES | NO;
	for (int i = 0; i < TD_SPF_MAX_NAMES && td_dns_next(&rows, &name);
	     i++) {
		unsigned is = has_address(v, name, &whole);

		if (!is_below(name, target))
			continue;
		if (is == YES)
			return YES;
		match |= is;
	}
	return match;
}

/* %{p}: RFC 7208 7.3.  false if it is not known. */
static bool
client_name(struct eval *v, struct td_span domain, struct td_span *out)
{
	struct td_dns_rows rows;
	struct td_span name;
	bool known = true;
	int best = 0;

	*out = TD_SPAN("unknown");
	if (ask_names(v, &rows) == TD_DNS_UNKNOWN)
		return false;
	for (int i = 0; i < TD_SPF_MAX_NAMES && td_dns_next(&rows, &name);
	     i++) {
		unsigned is = has_address(v, name, &whole);
		int rank =
		    1 + is_below(name, domain) + td_span_eq(name, domain);

		known &= is != (YES | NO);
		if (is == YES && rank > best) {
			best = rank;
			*out = name;
		}
	}
	return known;
}

/* ---- macros ---- */

enum { LOCAL_MAX = 256 };

static bool
tell(struct eval *v, bool known, const char *what)
{
	if (!known)
		want(v, TD_DNS_N_TYPES, (struct td_span){ what, strlen(what) });
	return known;
}

/* %{s}, %{l} */
static bool
put_sender(struct eval *v, const struct spf_macro *m, struct spf_text *t)
{
	char buf[LOCAL_MAX + 1 + TD_DNS_NAME_MAX];
	struct td_span local = v->query->local;

	if (!tell(v, local.p != NULL && local.n <= LOCAL_MAX, "local part"))
		return false;
	if (local.n == 0)
		local = TD_SPAN("postmaster");
	memcpy(buf, local.p, local.n);
	if (m->letter == 's') {
		buf[local.n++] = '@';
		memcpy(buf + local.n, v->sender.p, v->sender.n);
		local.n += v->sender.n;
	}
	td_spf_put_macro(t, m, (struct td_span){ buf, local.n });
	return true;
}

static bool
put_macro(struct eval *v, const struct spf_macro *m, struct td_span domain,
    struct spf_text *t)
{
	char buf[REVERSE_MAX];
	struct td_span value;

	switch (m->letter) {
	case 's':
	case 'l':
		return put_sender(v, m, t);
	case 'o':
		value = v->sender;
		break;
	case 'd':
		value = domain;
		break;
	case 'i':
		value = address_labels(v->query, false, buf);
		break;
	case 'p':
		if (!client_name(v, domain, &value))
			return false;
		break;
	case 'v':
		value =
		    v->query->n_ip == 4 ? TD_SPAN("in-addr") : TD_SPAN("ip6");
		break;
	default:
		value = v->query->helo;
		if (!tell(v, value.p != NULL, "HELO"))
			return false;
	}
	td_spf_put_macro(t, m, value);
	return true;
}

/* The name that a term asks for; false if it is not known.  All that is asked
 * for on the way is counted in any case. */
static bool
target(struct eval *v, struct td_span spec, struct td_span domain,
    struct spf_text *t, struct td_span *out)
{
	struct spf_macro m;
	bool known = true;

	*out = domain;
	if (spec.n == 0)
		return true;
	t->n = 0;
	while (td_spf_macro(&spec, &m) > 0) {
		if (m.literal.n > 0)
			td_spf_put(t, m.literal);
		else
			known &= put_macro(v, &m, domain, t);
	}
	*out = td_spf_name(t);
	return known;
}

/* ---- directives ---- */

static uint32_t check_host(struct eval *v, struct td_span domain);

/* RFC 7208 5.2. */
static unsigned
match_include(struct eval *v, struct td_span name)
{
	uint32_t possible = check_host(v, name);

	return ((possible & RESULT(PASS)) != 0 ? YES : 0) |
	    ((possible & NOT_PASS) != 0 ? NO : 0) |
	    ((possible & NO_RECORD) != 0 ? PERM : 0);
}

/* RFC 7208 5.4, 4.6.4. */
static unsigned
match_mx(struct eval *v, struct td_span name, const struct spf_term *t)
{
	struct td_dns_rows rows, all;
	struct td_span data;
	unsigned match = NO;
	int n = 0;

	if (ask(v, name, TD_DNS_MX, &rows) == TD_DNS_UNKNOWN)
		return YES | NO | PERM;
	for (all = rows; td_dns_next(&all, &data); n++)
		if (n == TD_SPF_MAX_NAMES)
			return PERM;
	while (td_dns_next(&rows, &data)) {
		struct td_span host = { data.p + 2, data.n - 2 };
		unsigned has;

		if (host.n == 0) /* there is none: RFC 7505 */
			continue;
		has = has_address(v, host, t);
		if (has == YES)
			return YES;
		match |= has;
	}
	return match;
}

static unsigned
match_exists(struct eval *v, struct td_span name)
{
	struct td_dns_rows rows;

	switch (ask(v, name, TD_DNS_A, &rows)) {
	case TD_DNS_FOUND:
		return YES;
	case TD_DNS_UNKNOWN:
		return YES | NO;
	default:
		return NO;
	}
}

/* What needs the DNS. */
static unsigned
match_name(struct eval *v, const struct spf_term *t, struct td_span domain)
{
	struct spf_text text;
	struct td_span name;

	if (!target(v, t->spec, domain, &text, &name)) {
		v->maybe++;
		return t->kind == SPF_INCLUDE || t->kind == SPF_MX ?
		    YES | NO | PERM :
		    YES | NO;
	}
	switch (t->kind) {
	case SPF_INCLUDE:
		return match_include(v, name);
	case SPF_A:
		return has_address(v, name, t);
	case SPF_MX:
		return match_mx(v, name, t);
	case SPF_PTR:
		return match_ptr(v, name);
	default:
		return match_exists(v, name);
	}
}

/* How a directive can come out: YES, NO and PERM together. */
static unsigned
match(struct eval *v, const struct spf_term *t, struct td_span domain)
{
	unsigned is;

	switch (t->kind) {
	case SPF_ALL:
		return YES;
	case SPF_IP4:
	case SPF_IP6:
		return (v->query->n_ip == 4) == (t->kind == SPF_IP4) &&
		        in_network(v, t->ip, t) ?
		    YES :
		    NO;
	default:
		break;
	}
	if (++v->terms > TD_SPF_MAX_TERMS)
		return PERM;
	is = match_name(v, t, domain);
	if (v->voids > TD_SPF_MAX_VOID)
		return PERM;
	return v->voids + v->maybe > TD_SPF_MAX_VOID ? is | PERM : is;
}

/* ---- records ---- */

/* Whether a record can be evaluated: all of it, before any of it is (RFC 7208
 * 4.6).  *redirect is its domain-spec, or n 0. */
static bool
is_valid(struct td_span record, struct td_span *redirect)
{
	struct spf_term t;
	unsigned redirects = 0, exps = 0;
	int rc;

	*redirect = (struct td_span){ NULL, 0 };
	while ((rc = td_spf_term(&record, &t)) > 0) {
		if (t.kind == SPF_REDIRECT) {
			*redirect = t.spec;
			redirects++;
		}
		exps += t.kind == SPF_EXP;
	}
	return rc == 0 && redirects <= 1 && exps <= 1;
}

/* RFC 7208 6.1. */
static uint32_t
follow(struct eval *v, struct td_span spec, struct td_span domain)
{
	struct spf_text text;
	struct td_span name;
	uint32_t possible;

	if (++v->terms > TD_SPF_MAX_TERMS)
		return RESULT(PERMERROR);
	if (!target(v, spec, domain, &text, &name))
		return ANY & ~RESULT(NONE);
	possible = check_host(v, name);
	if ((possible & RESULT(NONE)) != 0)
		possible = (possible & ~RESULT(NONE)) | RESULT(PERMERROR);
	return possible;
}

static uint32_t
evaluate(struct eval *v, struct td_span record, struct td_span domain)
{
	struct td_span redirect;
	struct spf_term t;
	uint32_t possible = 0;

	if (!is_valid(record, &redirect))
		return RESULT(PERMERROR);
	while (td_spf_term(&record, &t) > 0) {
		unsigned is;

		if (t.kind >= SPF_REDIRECT)
			continue;
		is = match(v, &t, domain);
		if ((is & YES) != 0)
			possible |= (uint32_t)TD_BIT(t.result);
		if ((is & PERM) != 0)
			possible |= RESULT(PERMERROR);
		if ((is & NO) == 0)
			return possible;
	}
	if (redirect.n > 0)
		return possible | follow(v, redirect, domain);
	return possible | RESULT(NEUTRAL);
}

/* RFC 7208 4.5: *record behind "v=spf1"; how many there are. */
static unsigned
select_record(struct td_dns_rows *rows, struct td_span *record)
{
	static const struct td_span version = TD_LIT("v=spf1");
	struct td_span text;
	unsigned n = 0;

	while (td_dns_next(rows, &text)) {
		if (!td_span_ibegins(text, version) ||
		    (text.n > version.n && text.p[version.n] != ' '))
			continue;
		*record = td_span(text.p + version.n, text.p + text.n);
		n++;
	}
	return n;
}

/* RFC 7208 4.3: what cannot be asked for.  RFC 5321 4.1.3 literals, too. */
static bool
is_domain(struct td_span s)
{
	return s.n > 0 && s.p[0] != '[' && memchr(s.p, '.', s.n) != NULL &&
	    td_dns_name_valid(s);
}

/* Goes into itself no deeper than there are terms that need the DNS. */
static uint32_t
check_host(struct eval *v, struct td_span domain)
{
	struct td_dns_rows rows;
	struct td_span record;

	if (!is_domain(domain))
		return RESULT(NONE);
	if (td_dns_find(v->dns, domain, TD_DNS_TXT, &rows) == TD_DNS_UNKNOWN) {
		want(v, TD_DNS_TXT, rows.name);
		return ANY;
	}
	switch (select_record(&rows, &record)) {
	case 0:
		return RESULT(NONE);
	case 1:
		return evaluate(v, record, domain);
	default:
		return RESULT(PERMERROR);
	}
}

/* RFC 7208 5: IPv4 in the clothes of IPv6. */
static void
unmap(struct td_spf_query *q)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (q->n_ip != 16 || memcmp(q->ip, mapped, sizeof(mapped)) != 0)
		return;
	memmove(q->ip, q->ip + 12, 4);
	q->n_ip = 4;
}

void
td_spf_check(const struct td_dns *dns, const struct td_spf_query *query,
    struct td_spf_answer *out)
{
	struct td_spf_query q = *query;
	struct eval v = { .dns = dns, .query = &q, .out = out };
	struct spf_text text = { .n = 0 };

	unmap(&q);
	v.address = q.n_ip == 4 ? TD_DNS_A : TD_DNS_AAAA;
	out->n_wants = 0;
	out->possible = RESULT(NONE);
	if (q.domain.n > TD_DNS_NAME_MAX + 1)
		return;
	td_spf_put(&text, q.domain);
	v.sender = td_spf_name(&text);
	out->possible = check_host(&v, v.sender);
	if ((out->possible & (out->possible - 1)) == 0)
		out->n_wants = 0;
}

enum td_result
td_spf_result(const struct td_spf_answer *a)
{
	if (a->possible == 0 || (a->possible & (a->possible - 1)) != 0)
		return TD_R_MISSING;
	return (enum td_result)__builtin_ctz(a->possible);
}

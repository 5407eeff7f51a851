/*
 * The Received fields of a message, top (latest) first, and the boundary: the
 * hop at which the mail came into the recipient's ADMD.
 *
 *	Received: from a.example.com (a.example.com [192.0.2.1])
 *	    by mx.example.jp (Postfix) with ESMTPS id 4AbC; ...
 *
 * The walk goes down from the top and stops at the first client outside: what
 * is below may be the sender's invention, also a line that claims to be
 * written by the receiver (SEMANTICS.md 3.2, DECISIONS.md 21, 22).
 */
#include "analyzer/observe/admd.h"

static const char below[] = "below the boundary";

/* The Received fields of a section, read one by one as they are needed. */
struct hops {
	const struct td_batch *b;
	struct td_reading *out;
	size_t n;      /* that can be read */
	uint64_t read; /* which of them were: TD_BIT */
};

static void
find_received(struct hops *w, const struct td_record *r)
{
	struct td_reading *out = w->out;

	const struct td_stretch s =
	    td_fields_find(&out->fields, r, TD_BIT(TD_H_RECEIVED));

	for (uint32_t i = s.from; i < s.to; i++) {
		const struct td_header *h = &w->b->header[i];
		struct td_hop *hop = &out->hop[w->n];

		if (h->id != TD_H_RECEIVED)
			continue;
		if (out->hops_seen++ >= TD_MAX_HOPS)
			continue;
		hop->header = i;
		hop->nth = h->nth;
		hop->by_inside = hop->from_inside = false;
		hop->why = below;
		w->n++;
	}
}

static struct td_hop *
hop_at(struct hops *w, size_t i)
{
	struct td_hop *hop = &w->out->hop[i];
	struct td_received *x = &hop->received;

	if ((w->read & TD_BIT(i)) != 0)
		return hop;
	w->read |= TD_BIT(i);
	td_received_parse(td_at(w->b, w->b->header[hop->header].body), x);
	if (x->by.n <= TD_HOST_MAX)
		x->by = td_reading_lower(w->out, x->by);
	return hop;
}

/* RFC 2033 5: not spoken across the Internet. */
static bool
is_lmtp(struct td_span with)
{
	static const struct td_span lmtp = TD_LIT("lmtp");

	return with.n >= lmtp.n &&
	    td_span_ieq((struct td_span){ with.p, lmtp.n }, lmtp);
}

/* A name in lower case, in a buffer of the stack: most are needed once. */
struct name {
	struct td_span text;
	char buf[TD_HOST_MAX + 1];
};

static struct td_span
fold(struct name *n, struct td_span host)
{
	n->text = td_admd_fold(host, n->buf);
	return n->text;
}

/* Few names are long enough, with a dot where that suffix begins. */
static bool
is_exit(struct td_span host)
{
	static const size_t suffix =
	    sizeof(".outbound.protection.outlook.com") - 1;
	struct name n;

	host.n -= host.n > 0 && host.p[host.n - 1] == '.';
	return host.n >= suffix && host.p[host.n - suffix] == '.' &&
	    td_admd_microsoft_exit(fold(&n, host));
}

/* No address was noted: local delivery, LMTP, a pipe. */
static bool
judge_unaddressed(
    const struct td_admd *a, const struct td_received *x, const char **why)
{
	struct name n;
	bool has;

	if (fold(&n, x->rdns).n == 0)
		fold(&n, x->helo);
	switch (td_admd_judge(a, n.text, &has)) {
	case TD_NAME_NONE:
	case TD_NAME_INNER:
		*why = "no address, and a name without a public domain";
		return true;
	case TD_NAME_HOST:
		if (has) {
			*why = "no address, and a name of the receiver";
			return true;
		}
		if (a->org.n == 0 && is_lmtp(x->with)) {
			*why = "no address, handed over by LMTP";
			return true;
		}
		*why = "no address, and a foreign name";
		return false;
	default:
		*why = "a public address as its name";
		return false;
	}
}

/* DECISIONS.md 21: Microsoft notes no looked-up name. */
static bool
judge_nameless(
    const struct td_admd *a, const struct td_received *x, const char **why)
{
	struct name n;

	if (td_admd_microsoft(a->orgs, x->by) &&
	    td_admd_microsoft(a->orgs, fold(&n, x->helo))) {
		*why = "between hosts of Microsoft";
		return true;
	}
	*why = "a public address without a name";
	return false;
}

/* The client has a public address: only a looked-up name makes it inside. */
static bool
judge_public(
    const struct td_admd *a, const struct td_received *x, const char **why)
{
	enum td_name name;
	struct name n;
	bool has;

	if (fold(&n, x->rdns).n == 0)
		return judge_nameless(a, x, why);
	if (x->fcrdns == TD_RDNS_FAIL) {
		*why = "a public address, its name may be forged";
		return false;
	}
	name = td_admd_judge(a, n.text, &has);
	if (has) {
		*why = "a host of the receiver by its looked-up name";
		return true;
	}
	/* Anybody can have localhost.localdomain in his own reverse zone. */
	if (x->fcrdns == TD_RDNS_PASS && name == TD_NAME_INNER &&
	    memchr(n.text.p, '.', n.text.n) != NULL) {
		*why = "an inner name, confirmed by the receiver's own DNS";
		return true;
	}
	*why = "a public address with a foreign name";
	return false;
}

static bool
judge(const struct td_admd *a, const struct td_received *x, const char **why)
{
	if (!x->has_from) {
		*why = "no client: handed over inside a host";
		return true;
	}
	if (is_exit(x->rdns) || is_exit(x->helo)) {
		*why = "Microsoft's way out, for all its customers";
		return false;
	}
	if (x->ip.n == 0)
		return judge_unaddressed(a, x, why);
	if (x->private_ip) {
		*why = "a private address";
		return true;
	}
	return judge_public(a, x, why);
}

/* Whether a hop goes on with the chain; learns the ADMD by the first name. */
static bool
in_chain(struct td_admd *a, struct td_hop *h)
{
	struct td_span by = h->received.by;
	bool has;

	if (a->org.n == 0) {
		h->by_name = (uint8_t)td_admd_take(a, by);
		return true;
	}
	h->by_name = (uint8_t)td_admd_judge(a, by, &has);
	switch (h->by_name) {
	case TD_NAME_HOST:
		return has;
	case TD_NAME_FOREIGN:
		return false;
	default:
		return true; /* DECISIONS.md 22: of the class above it */
	}
}

/* True if the boundary has a client outside. */
static bool
walk(struct td_admd *a, struct hops *w)
{
	struct td_reading *out = w->out;

	for (size_t i = 0; i < w->n; i++) {
		struct td_hop *h = hop_at(w, i);

		out->n_hops = i + 1;
		if (!in_chain(a, h)) {
			h->why = "written by a host outside";
			break;
		}
		h->by_inside = true;
		out->boundary = (int)i;
		h->from_inside = judge(a, &h->received, &h->why);
		if (!h->from_inside) {
			out->boundary_why = "the first client outside";
			return true;
		}
	}
	out->boundary_why = out->boundary < 0 ?
	    "no Received" :
	    "no client outside: the lowest hop of the unbroken chain";
	return false;
}

static int64_t
date_field(const struct td_batch *b, const struct td_record *r,
    const struct td_fields *f)
{
	const struct td_stretch s = td_fields_find(f, r, TD_BIT(TD_H_DATE));

	return s.from < s.to ? td_date_parse(td_at(b, b->header[s.from].body)) :
	                       TD_NO_TIME;
}

static int64_t
time_of_hop(const struct hops *w, size_t i)
{
	const struct td_hop *hop = &w->out->hop[i];

	if ((w->read & TD_BIT(i)) != 0)
		return hop->received.when;
	return td_received_when(td_at(w->b, w->b->header[hop->header].body));
}

/* The times of the topmost and of the lowest hop that have one. */
static void
read_times(const struct hops *w, const struct td_record *r)
{
	struct td_reading *out = w->out;
	struct td_observation *obs = &out->obs;
	int64_t first = TD_NO_TIME, last = TD_NO_TIME;
	size_t top = 0;

	for (; top < w->n && last == TD_NO_TIME; top++)
		last = time_of_hop(w, top);
	for (size_t i = w->n; i > top && first == TD_NO_TIME; i--)
		first = time_of_hop(w, i - 1);
	obs->delay = TD_NO_TIME;
	if (first != TD_NO_TIME &&
	    __builtin_sub_overflow(last, first, &obs->delay))
		obs->delay = TD_NO_TIME;
	obs->when = TD_NO_TIME;
	if (out->boundary >= 0)
		obs->when = out->hop[out->boundary].received.when;
	if (obs->when == TD_NO_TIME)
		obs->when = last;
	if (obs->when == TD_NO_TIME)
		obs->when = date_field(w->b, r, &out->fields);
}

void
td_read_hops(const struct td_trust *t, struct td_orgs *orgs,
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	struct td_observation *obs = &out->obs;
	struct td_admd admd = { t, orgs, { NULL, 0 } };
	struct hops w = { .b = b, .out = out };

	out->n_hops = out->hops_seen = 0;
	out->boundary = -1;
	obs->tls = TD_TLS_UNKNOWN;
	obs->fcrdns = TD_RDNS_UNKNOWN;
	obs->relay = (struct td_span){ NULL, 0 };
	find_received(&w, r);
	if (walk(&admd, &w)) {
		const struct td_hop *h = &out->hop[out->boundary];

		obs->tls = (uint8_t)h->received.tls;
		obs->fcrdns = (uint8_t)h->received.fcrdns;
	}
	out->admd = admd.org;
	if (out->boundary >= 0 &&
	    out->hop[out->boundary].received.by.n <= TD_HOST_MAX)
		obs->relay = out->hop[out->boundary].received.by;
	obs->hops = out->hops_seen < TD_NO_HOPS ? (uint16_t)out->hops_seen :
	                                          TD_NO_HOPS - 1;
	read_times(&w, r);
	if (!t->thorough)
		return;
	while (out->n_hops < w.n)
		hop_at(&w, out->n_hops++);
}

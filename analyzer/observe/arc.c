/*
 * ARC as a fallback (SEMANTICS.md 3.6): what an earlier hop of the receiver
 * found, carried through by a chain of seals (RFC 8617) that the receiver
 * itself has verified.
 *
 *	ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=example.jp; s=s; b=...
 */
#include "analyzer/observe/trust.h"

enum { ARC_MAX = 50 }; /* RFC 8617 4.2.1 */

struct seals {
	uint64_t seen, twice, trusted; /* bits by instance */
};

static struct td_span
next_tag(struct td_span *rest, char *name)
{
	const char *end = rest->p + rest->n;
	const char *semi = memchr(rest->p, ';', rest->n);
	struct td_span tag, value = { NULL, 0 };
	const char *eq;

	tag = td_span_trim(td_span(rest->p, semi != NULL ? semi : end));
	*rest = semi != NULL ? td_span(semi + 1, end) : td_span(end, end);
	*name = '\0';
	eq = tag.n > 0 ? memchr(tag.p, '=', tag.n) : NULL;
	if (eq != NULL) {
		value = td_span_trim(td_span(eq + 1, tag.p + tag.n));
		tag = td_span_trim(td_span(tag.p, eq));
		if (tag.n == 1)
			*name = tag.p[0];
	}
	return value;
}

static unsigned
instance_of(struct td_span s)
{
	unsigned n = 0;

	if (s.n == 0 || s.n > 2)
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(s.p[i] - '0');
	}
	return n <= ARC_MAX ? n : 0;
}

static void
read_seal(const struct td_admd *a, struct td_span body, struct seals *s)
{
	char buf[TD_HOST_MAX + 1], name;
	struct td_span sdid = { NULL, 0 };
	unsigned instance = 0;

	while (body.n > 0) {
		struct td_span value = next_tag(&body, &name);

		if (name == 'i')
			instance = instance_of(value);
		else if (name == 'd')
			sdid = td_admd_fold(value, buf);
	}
	if (instance == 0)
		return;
	if (s->seen & TD_BIT(instance))
		s->twice |= TD_BIT(instance);
	s->seen |= TD_BIT(instance);
	if (sdid.n > 0 && td_admd_seals(a, sdid))
		s->trusted |= TD_BIT(instance);
}

int
td_arc_fallback(const struct td_admd *a, const struct td_batch *b,
    const struct td_record *r, const struct td_reading *out)
{
	struct seals s = { 0, 0, 0 };
	uint64_t seen = 0, twice = 0;
	unsigned best = 0;
	int told = -1;

	for (uint32_t i = r->header; i < r->header + r->n_headers; i++)
		if (b->header[i].id == TD_H_ARC_SEAL)
			read_seal(a, td_at(b, b->header[i].body), &s);
	for (size_t i = 0; i < out->n_told; i++) {
		struct td_authres c;

		if (out->told[i].kind != TD_FIELD_AAR)
			continue;
		td_authres_begin(&c, out->told[i].body, true);
		if (c.instance == 0 || c.instance > ARC_MAX)
			continue;
		if (seen & TD_BIT(c.instance))
			twice |= TD_BIT(c.instance);
		seen |= TD_BIT(c.instance);
		if (c.instance > best && (s.trusted & TD_BIT(c.instance))) {
			best = c.instance;
			told = (int)i;
		}
	}
	/* Two fields of one instance: one of them was not sealed. */
	if (best > 0 && ((s.twice | twice) & TD_BIT(best)))
		return -1;
	return told;
}

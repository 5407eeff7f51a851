/*
 * Parts that the fields of several receivers are made of.  Whoever writes a
 * part that counts says so here: `told` is what the truth is taken from.
 */
#include <assert.h>

#include "gen.h"

void
gen_tell(struct gen_mail *m, enum gen_method method)
{
	m->told |= GEN_BIT(method);
}

/* A result in an Authentication-Results that is believed. */
void
gen_part(struct gen_mail *m, enum gen_method method, const char *pattern)
{
	if (method == M_DMARC && m->verdict[M_DMARC].word == W_NONE &&
	    (m->receiver->flags & R_NO_POLICY_UNTOLD))
		return;
	gen_put(m, pattern);
	gen_tell(m, method);
	m->told_ar |= GEN_BIT(method);
}

/* `each` for every signature; `without`, if any, where there is none. */
void
gen_dkim(struct gen_mail *m, const char *each, const char *without,
    enum gen_word word)
{
	if (m->n_signatures == 0 &&
	    (without == NULL || (m->receiver->flags & R_NO_SIGNATURE_UNTOLD)))
		return;
	m->unsigned_word = word;
	if (m->n_signatures == 0)
		gen_part(m, M_DKIM, without);
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_part(m, M_DKIM, each);
	}
}

/* In brackets: why SPF says what it says, in the words that Google coined. */
void
gen_spf_comment(struct gen_mail *m, const char *domain)
{
	gen_put(m, "(");
	gen_put(m, domain);
	switch (m->verdict[M_SPF].word) {
	case W_PASS:
		gen_put(m, ": domain of $f designates $i as permitted sender)");
		break;
	case W_FAIL:
		gen_put(m,
		    ": domain of $f does not designate $i as permitted "
		    "sender)");
		break;
	case W_SOFTFAIL:
		gen_put(m,
		    ": domain of transitioning $f does not designate $i as "
		    "permitted sender)");
		break;
	case W_NONE:
		if (m->google_guess)
			gen_put(m,
			    ": best guess record for domain of $f designates "
			    "$i as permitted sender)");
		else
			gen_put(m,
			    ": $f does not designate permitted sender hosts)");
		break;
	case W_NEUTRAL:
		gen_put(m,
		    ": $i is neither permitted nor denied by best guess "
		    "record for domain of $f)");
		break;
	default:
		gen_put(m,
		    ": error in processing during lookup of $f: DNS error; "
		    "timeout)");
	}
}

void
gen_return_path(struct gen_mail *m)
{
	if (!m->no_return_path)
		gen_put(m, "Return-Path: <$f>\n");
}

/* Evidence for the recipient: the best that was written decides. */
void
gen_recipient_field(struct gen_mail *m, enum gen_rank rank, const char *pattern)
{
	if (m->hidden)
		return;
	gen_put(m, pattern);
	if (rank < m->rank && !m->rootly)
		m->rank = rank;
}

/* The "for" of the boundary, which mail for several has not. */
void
gen_for(struct gen_mail *m, const char *pattern)
{
	if (!m->no_for)
		gen_recipient_field(m, RANK_RECEIVED_FOR, pattern);
}

void
gen_client(struct gen_mail *m, const char *named, const char *nameless)
{
	gen_put(m, m->rdns == RDNS_PASS ? named : nameless);
}

/*
 * What was written from `from` on becomes encoded words (RFC 2047 2), as
 * Exchange does it to a field with 8-bit text.
 */
void
gen_encode(struct gen_mail *m, size_t from)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "abcdefghijklmnopqrstuvwxyz0123456789+/";
	static char copy[8192];
	size_t n = m->out->n - from;

	assert(n <= sizeof copy);
	memcpy(copy, m->out->p + from, n);
	m->out->n = from;
	for (size_t i = 0; i < n; i += 45) {
		size_t len = n - i < 45 ? n - i : 45;

		gen_put(m, i == 0 ? "=?utf-8?B?" : "\n =?utf-8?B?");
		for (size_t k = i; k < i + len; k += 3) {
			unsigned long x = 0;
			char group[4];

			for (size_t j = 0; j < 3; j++)
				x = x << 8 |
				    (k + j < i + len ?
				            (unsigned char)copy[k + j] :
				            0u);
			for (size_t j = 0; j < 4; j++)
				group[j] = k + j > i + len ?
				    '=' :
				    letters[x >> (18 - 6 * j) & 63];
			gen_bytes(m->out, group, 4);
		}
		gen_put(m, "?=");
	}
}

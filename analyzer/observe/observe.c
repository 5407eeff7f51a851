/*
 * One archived message, understood: the steps of reading.h in their order, and
 * what they share.
 */
#include <stdlib.h>

#include "analyzer/observe/seen.h"

struct td_observer {
	const struct td_trust *trust;
	struct td_orgs *orgs;
	struct td_carrier_cache *carriers;
};

static const char *const belief_text[TD_N_BELIEFS] = {
	[TD_BELIEVED_CONFIGURED] = "its id was given by --authserv-id",
	[TD_BELIEVED_SAME_ADMD] = "the receiver's own",
	[TD_BELIEVED_BUILTIN] = "above the boundary, of a known provider",
	[TD_BELIEVED_NO_ID] = "without an id, as Microsoft writes it",
	[TD_BELIEVED_ALL] = "everything is believed (--trust all)",
	[TD_BELIEVED_ARC] =
	    "sealed by the receiver, in an ARC chain that passes",
	[TD_REFUSED_ZONE] = "on the sender's side of the boundary",
	[TD_REFUSED_ID] = "not the receiver's id",
	[TD_REFUSED_NO_ID] = "does not say who wrote it",
	[TD_REFUSED_NO_RECEIVED] =
	    "no Received tells who the receiver is, and no --authserv-id",
	[TD_REFUSED_ARC] = "no ARC chain that passes with the receiver's seal",
	[TD_REFUSED_UNUSED] = "a fallback that was not needed",
};

const char *
td_belief_text(enum td_belief b)
{
	return belief_text[b];
}

struct td_observer *
td_observer_new(const struct td_trust *trust)
{
	struct td_observer *o = malloc(sizeof(*o));

	if (o == NULL)
		return NULL;
	o->trust = trust;
	o->orgs = td_orgs_new(trust->psl);
	o->carriers = td_carrier_cache_new(trust->carriers);
	if (o->orgs != NULL && o->carriers != NULL)
		return o;
	td_observer_free(o);
	return NULL;
}

void
td_observer_free(struct td_observer *o)
{
	if (o == NULL)
		return;
	td_orgs_free(o->orgs);
	td_carrier_cache_free(o->carriers);
	free(o);
}

uint64_t
td_observe_headers(void)
{
	/* All that header_name.h lists, but for what has no meaning here. */
	const uint64_t all = TD_BIT(TD_N_HEADERS) - 1;

	return all & ~(TD_BIT(TD_H_OTHER) | TD_BIT(TD_H_MESSAGE_ID));
}

/*
 * Eight bytes at a time, the last eight may overlap those before.  False if
 * there are fewer, or any that may be white space.
 */
static bool
lower_words(char *to, struct td_span s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;

	if (s.n < 8)
		return false;
	for (;;) {
		uint64_t w;

		memcpy(&w, s.p + i, 8);
		if (((w - ones * (' ' + 1)) & ~w & ones * 0x80) != 0)
			return false;
		w = td_lower8(w);
		memcpy(to + i, &w, 8);
		if (i + 8 == s.n)
			return true;
		i = i + 16 <= s.n ? i + 8 : s.n - 8;
	}
}

struct td_span
td_reading_lower(struct td_reading *out, struct td_span s)
{
	size_t room = sizeof(out->text) - TD_PAD - out->n_text;
	char *copy = out->text + out->n_text;
	size_t n = 0;

	if (s.n > room)
		return (struct td_span){ copy, 0 };
	if (lower_words(copy, s))
		n = s.n;
	else
		for (size_t i = 0; i < s.n; i++)
			if (!td_is_fws(s.p[i]))
				copy[n++] = td_lower(s.p[i]);
	if (n > 0 && copy[n - 1] == '.')
		n--;
	out->n_text += n;
	return (struct td_span){ copy, n };
}

static void
clear(struct td_reading *out)
{
	out->obs = (struct td_observation){
		.weight = 1, .when = TD_NO_TIME, .delay = TD_NO_TIME
	};
	out->n_text = 0;
}

enum td_seen
td_observe_mail(struct td_observer *o, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out)
{
	clear(out);
	td_read_hops(o->trust, o->orgs, b, r, out);
	td_read_author(b, r, out);
	td_read_results(o->trust, o->orgs, b, r, out);
	td_read_mailfrom(b, r, out);
	td_read_alignment(o->orgs, out);
	td_read_recipient(o->trust, o->orgs, o->carriers, b, r, out);
	return td_read_seen(o->trust, b, r, out);
}

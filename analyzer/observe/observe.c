/*
 * One archived message, understood: the steps of reading.h in their order, and
 * what they share.
 */
#include <stdlib.h>

#include "analyzer/observe/judge.h"
#include "analyzer/observe/seen.h"
#include "formats/lex.h"

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
	/* All that header_name.h lists, but for what only judge.h needs. */
	const uint64_t all = TD_BIT(TD_N_HEADERS) - 1;

	return all & ~TD_BIT(TD_H_OTHER) & ~td_judge_headers();
}

#if defined(TD_LEX_SSE2)
static inline bool
has_blank(__m128i v)
{
	const __m128i blank = _mm_set1_epi8(' ');

	return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(v, blank), v)) !=
	    0;
}

static inline __m128i
lower16(__m128i v)
{
	const __m128i before_a = _mm_set1_epi8('A' - 1);
	const __m128i behind_z = _mm_set1_epi8('Z' + 1);
	__m128i upper = _mm_and_si128(
	    _mm_cmpgt_epi8(v, before_a), _mm_cmpgt_epi8(behind_z, v));

	return _mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
}

/*
 * Sixteen bytes at a time, the last ones may overlap those before.  False if
 * there are less than eight, or any that may be white space.
 */
static inline bool
lower_words(char *to, struct td_span s)
{
	size_t i = 0;
	__m128i v;

	if (s.n < 8)
		return false;
	if (s.n < 16) {
		v = _mm_unpacklo_epi64(_mm_loadl_epi64((const void *)s.p),
		    _mm_loadl_epi64((const void *)(s.p + s.n - 8)));
		if (has_blank(v))
			return false;
		v = lower16(v);
		_mm_storel_epi64((void *)to, v);
		_mm_storel_epi64(
		    (void *)(to + s.n - 8), _mm_unpackhi_epi64(v, v));
		return true;
	}
	for (;;) {
		v = _mm_loadu_si128((const void *)(s.p + i));
		if (has_blank(v))
			return false;
		_mm_storeu_si128((void *)(to + i), lower16(v));
		if (i + 16 == s.n)
			return true;
		i = i + 32 <= s.n ? i + 16 : s.n - 16;
	}
}
#else
/* Eight bytes at a time. */
static inline bool
lower_words(char *to, struct td_span s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	if (s.n < 8)
		return false;
	for (size_t i = 0;; i = i + 16 <= s.n ? i + 8 : s.n - 8) {
		uint64_t w;

		memcpy(&w, s.p + i, 8);
		if (((w - ones * (' ' + 1)) & ~w & ones * 0x80) != 0)
			return false;
		w = td_lower8(w);
		memcpy(to + i, &w, 8);
		if (i + 8 == s.n)
			return true;
	}
}
#endif

/* Byte by byte; the result is how many there are without white space. */
__attribute__((noinline)) static size_t
lower_bytes(char *to, struct td_span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (!td_is_fws(s.p[i]))
			to[n++] = td_lower(s.p[i]);
	return n;
}

struct td_span
td_reading_lower(struct td_reading *out, struct td_span s)
{
	size_t room = sizeof(out->text) - TD_PAD - out->n_text;
	char *copy = out->text + out->n_text;
	size_t n;

	if (s.n > room)
		return (struct td_span){ copy, 0 };
	n = lower_words(copy, s) ? s.n : lower_bytes(copy, s);
	if (n > 0 && copy[n - 1] == '.')
		n--;
	out->n_text += n;
	return (struct td_span){ copy, n };
}

void
td_read_fields(
    const struct td_batch *b, const struct td_record *r, struct td_reading *out)
{
	uint32_t *first = out->fields.first;
	uint64_t seen = 0, twice = 0;

	for (uint32_t i = r->header + r->n_headers; i-- > r->header;) {
		unsigned id = b->header[i].id;

		twice |= seen & TD_BIT(id);
		seen |= TD_BIT(id);
		first[id] = i;
	}
	out->fields.seen = seen;
	out->fields.twice = twice;
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
	td_read_fields(b, r, out);
	td_read_hops(o->trust, o->orgs, b, r, out);
	td_read_author(b, r, out);
	td_read_results(o->trust, o->orgs, b, r, out);
	td_read_mailfrom(b, out);
	td_read_alignment(o->orgs, out);
	td_read_recipient(o->trust, o->orgs, o->carriers, b, r, out);
	out->carries = td_read_carries(b, &out->fields);
	return td_read_seen(o->trust, b, out);
}

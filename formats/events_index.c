/*
 * The index of a record (json_index.h), made while its end is looked for: each
 * byte is looked at once for both.
 */
#include "events_begin.h"
#include "json_bits.h"

#if defined(TD_LEX_SSE2)

/* A bit a byte of 64. */
struct block {
	uint64_t quote, bracket, closing, curly;
	uint64_t opening; /* brackets */
	uint64_t lead;    /* , : and opening brackets: what a value follows */
	bool odd;         /* there is a backslash or LF */
};

TD_INDEX static inline void
load_block(const char *p, struct block *b)
{
	__m256i odd = _mm256_setzero_si256();

	*b = (struct block){ 0 };
	for (int i = 0; i < 64; i += 32) {
		const __m256i v = _mm256_loadu_si256((const void *)(p + i));
		const struct td_json_kinds is = td_json_kinds(v);

		odd = _mm256_or_si256(odd, is.odd);
		b->quote |= td_mask32(is.quote) << i;
		b->bracket |= td_mask32(is.bracket) << i;
		b->lead |= td_mask32(is.joint) << i;
		/* Brackets that close differ from those that open in 4, braces
		 * from the others in 0x20. */
		b->closing |= td_mask32(_mm256_slli_epi16(v, 5)) << i;
		b->curly |= td_mask32(_mm256_slli_epi16(v, 2)) << i;
	}
	b->opening = b->bracket & ~b->closing;
	b->lead |= b->opening;
	b->odd = _mm256_movemask_epi8(odd) != 0;
}

/* ---- Brackets ---------------------------------------------------------- */

/* The brackets in which one is, and pairs that were not dropped yet: the first
 * is bit 0. */
struct nest {
	uint64_t closing, curly;
	unsigned n; /* less than 64 */
	bool bad;
};

/*
 * Drop each bracket that is followed by the one that closes it, until there are
 * none: as many steps as brackets are nested.
 */
TD_INDEX static void
drop_pairs(struct nest *t)
{
	for (;;) {
		const uint64_t all = TD_BIT(t->n) - 1;
		const uint64_t pairs = ~t->closing & t->closing >> 1 & all;
		const uint64_t keep = all & ~(pairs | pairs << 1);

		if (pairs == 0)
			return;
		t->bad |= (pairs & (t->curly ^ t->curly >> 1)) != 0;
		t->closing = _pext_u64(t->closing, keep);
		t->curly = _pext_u64(t->curly, keep);
		t->n = (unsigned)__builtin_popcountll(keep);
	}
}

/* That there are too many of them makes `bad`. */
TD_INDEX static inline void
add_brackets(struct nest *t, uint64_t brackets, const struct block *b)
{
	const unsigned n = (unsigned)__builtin_popcountll(brackets);

	if (t->n + n > 63)
		drop_pairs(t);
	if (t->n + n > 63) {
		t->bad = true;
		return;
	}
	t->closing |= _pext_u64(b->closing, brackets) << t->n;
	t->curly |= _pext_u64(b->curly, brackets) << t->n;
	t->n += n;
}

/* Whether the last bracket closes the first one, which is not in it. */
TD_INDEX static bool
is_whole(struct nest *t)
{
	if (t->n == 0)
		return false;
	t->n--;
	if ((t->closing & t->curly & TD_BIT(t->n)) == 0)
		return false;
	t->closing &= TD_BIT(t->n) - 1;
	drop_pairs(t);
	return t->n == 0 && !t->bad;
}

/* ---- Records ----------------------------------------------------------- */

/* What is known of a record up to a block. */
struct state {
	const char *from, *p, *limit, *end;
	const char *next; /* where the record ends, or NULL */
	const char *line; /* the first LF, or NULL */
	uint64_t inside;  /* all ones in a string */
	uint64_t escape;  /* 1 behind a backslash */
	uint64_t lead;    /* 1 where a value may begin */
	uint64_t flaws;   /* not 0: it is not to be indexed */
	uint64_t first;   /* bit 0: the first bracket is not passed */
	struct nest nest;
};

/* A record may begin at or behind the bits of the block at q. */
static void
find_next(struct state *s, const char *q, uint64_t bits)
{
	for (; bits != 0 && s->next == NULL; bits &= bits - 1) {
		const char *at = q + __builtin_ctzll(bits);

		if (at >= s->limit)
			return;
		if (*at == '\n') {
			if (s->line == NULL)
				s->line = at;
			if (at + 1 < s->limit && td_events_begins_line(at[1]))
				s->next = at + 1;
		} else if (*at == '{' && td_events_may_follow(at[-1]) &&
		    td_events_follows(s->from, at, s->end)) {
			s->next = at;
		}
	}
}

TD_INDEX static inline void
index_block(struct state *s, const char *q, struct td_json_index *x, size_t w)
{
	uint64_t valid = ~UINT64_C(0), strings, led, behind, backslash = 0;
	struct block b;

	load_block(q, &b);
	led = b.lead << 1 | s->lead;
	s->lead = b.lead >> 63;
	if (s->limit - q < 64)
		valid = TD_BIT(s->limit - q) - 1;
	/* A brace behind another value is not led by anything. */
	behind = b.opening & b.curly & ~led;
	if (b.odd || (behind | s->escape) != 0) {
		find_next(s, q, td_mask2_avx2(q, '\n', '\n') | behind);
		if (s->next != NULL && s->next - q < 64)
			valid = TD_BIT(s->next - q) - 1;
		backslash = td_mask2_avx2(q, '\\', '\\') & valid;
		b.quote &= ~td_json_escaped(backslash, &s->escape);
	}
	b.quote &= valid;
	strings = td_json_strings(b.quote) ^ s->inside;
	s->inside = 0 - (strings >> 63);
	b.bracket &= ~strings & valid;
	x->quote[w] = b.quote;
	x->curly[w] = b.bracket & b.curly;
	x->square[w] = b.bracket & ~b.curly;
	x->backslash[w] = backslash;
	s->flaws |= (((b.quote & strings) | (b.bracket & b.opening)) & ~led) |
	    (backslash & ~strings);
	add_brackets(&s->nest, b.bracket & ~s->first, &b);
	s->first = 0;
}

TD_INDEX const char *
td_events_index(const char *from, const char *p, const char *limit,
    const char *end, struct td_json_index *x)
{
	struct state s = { .from = from,
		.p = p,
		.limit = limit,
		.end = end,
		.lead = 1,
		.first = 1 };
	const char *q = p;
	size_t w = 0;

	x->p = NULL;
	if (*p != '{')
		return td_events_find(from, p + 1, limit, end, true);
	for (; q < limit && s.next == NULL; q += 64) {
		if (w == TD_JSON_INDEX_WORDS)
			return td_events_find(from, q, limit, end, true);
		index_block(&s, q, x, w++);
	}
	if (s.next == NULL)
		s.next = limit;
	/* Searches end there, whatever they look for. */
	x->quote[w] = x->curly[w] = x->square[w] = ~UINT64_C(0);
	x->quote[w + 1] = x->curly[w + 1] = x->square[w + 1] = 0;
	x->backslash[w] = 0;
	for (end = s.next; end > p && td_is_fws(end[-1]);)
		end--;
	if (s.flaws != 0 || s.inside != 0 || (s.line != NULL && s.line < end) ||
	    end[-1] != '}' || !is_whole(&s.nest))
		return s.next;
	x->p = p;
	x->end = end;
	return s.next;
}

#else
const char *
td_events_index(const char *from, const char *p, const char *limit,
    const char *end, struct td_json_index *x)
{
	x->p = NULL;
	return td_events_find(from, p + 1, limit, end, false);
}
#endif

/*
 * The header-section decoder.  One pass: the places in 64 bytes where a field
 * ends become a bit mask, so that folded lines cost next to nothing, and a name
 * is looked up once, when its line begins.
 */
#include <assert.h>

#include "header_id.h"
#include "lex_avx2.h"
#include "mail_section.h"

/* Bad lines told apart in one section; leaves room for each other flaw. */
enum { MAX_BAD_LINES = TD_SECTION_FLAWS - 4 };

/* Where the fields of a section end. */
struct ends {
	const char *block; /* 64 bytes that `mask` is about */
	uint64_t mask;     /* ends not yet passed */
	const char *limit;
	uint32_t rare; /* not 0: a CR or a NUL is in the blocks so far */
	char c;        /* what ends a line */
	bool avx2;
};

static inline __attribute__((always_inline)) void
ends_load(struct ends *e)
{
	e->mask = e->avx2 ? td_field_ends_avx2(e->block, e->c, &e->rare) :
	                    td_field_ends(e->block, e->c, &e->rare);
}

/* The next end of a field, or limit. */
static inline __attribute__((always_inline)) const char *
ends_next(struct ends *e)
{
	const char *p;

	while (e->mask == 0 && e->limit - e->block > 64) {
		e->block += 64;
		ends_load(e);
	}
	if (e->mask != 0) {
		p = e->block + (__builtin_ctzll(e->mask) & 63);
		e->mask &= e->mask - 1;
		if (p < e->limit)
			return p;
	}
	/* What follows the last byte may look like a folded line. */
	return e->limit[-1] == e->c ? e->limit - 1 : e->limit;
}

static inline struct td_place
place(const struct td_batch *out, const char *p, const char *end)
{
	return (
	    struct td_place){ (uint32_t)(p - out->base), (uint32_t)(end - p) };
}

static bool
put_flaw(
    struct td_batch *out, enum td_defect what, const char *p, const char *end)
{
	if (out->n_flaws == out->cap_flaws)
		return false;
	out->flaw[out->n_flaws++] =
	    (struct td_flaw){ place(out, p, end), (uint8_t)what };
	return true;
}

/* Behind the empty line at p, or NULL if the line is not empty. */
static inline const char *
behind_empty(const char *p, const char *limit, char c)
{
	if (*p != '\r' && *p != c)
		return NULL;
	if (*p == c)
		return p + 1;
	p++;
	if (p < limit && *p == '\r')
		p++;
	if (p == limit)
		return p;
	return *p == '\n' ? p + 1 : NULL;
}

/* RFC 5322 4.5: blanks may stand between a name and its colon. */
static __attribute__((noinline, cold)) const char *
colon_behind_blanks(const char *p, const char *limit)
{
	while (p < limit && (*p == ' ' || *p == '\t'))
		p++;
	return p < limit && *p == ':' ? p : NULL;
}

static inline const char *
colon_of(const char *p, const char *limit, const char **end)
{
	const char *q = *end = td_find_name_end(p, limit);

	if (*q != ':')
		q = colon_behind_blanks(q, limit);
	return q != NULL && *end > p && q < limit ? q : NULL;
}

const char *
td_section_colon(const char *p, const char *limit, const char **end)
{
	return colon_of(p, limit, end);
}

char
td_section_break(const char *p, const char *limit)
{
	bool bare = false;

	while ((p = td_find_break(p, limit)) < limit) {
		if (*p == '\n' || (limit - p > 1 && p[1] == '\n'))
			return '\n';
		if (limit - p > 1 && p[1] == '\r' &&
		    (limit - p == 2 || p[2] != '\n'))
			return '\r';
		bare = true;
		p++;
	}
	return bare ? '\r' : '\n';
}

const char *
td_section_lead(const char *p, const char *limit)
{
	if (limit - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < limit && td_is_break(*p))
		p++;
	return p;
}

char
td_behind_empty_line(const char *from, const char *p)
{
	const char *q = p;
	char c;

	if (p == from || !td_is_break(p[-1]))
		return 0;
	if (p - from < TD_LOOK_BEHIND && td_section_lead(from, p) == p)
		return 0;
	c = *--q;
	if (c == '\r')
		return q > from && q[-1] == '\r' ? '\r' : 0;
	for (int i = 0; i < 2 && q > from && q[-1] == '\r'; i++)
		q--;
	return q == from || q[-1] == '\n' ? '\n' : 0;
}

bool
td_section_double_cr(const struct td_section *s)
{
	const char *p;

	/* Most mail has no CR at all. */
	if (!s->rare && *s->end != '\r' &&
	    memchr(s->begin, '\r', (size_t)(s->p - s->begin)) == NULL)
		return false;
	p = memchr(s->begin, '\r', (size_t)(s->body - s->begin));
	return p != NULL &&
	    td_find_behind(p + 1, s->body, '\r', 1, '\r') < s->body;
}

/*
 * Mailers leave ">From " lines, quoted separators of an mbox the message once
 * was in, on top of a section; they are no defect.
 */
static const char *
skip_quoted_separators(const char *p, const char *limit, char c)
{
	for (;;) {
		const char *q = p;

		while (q < limit && *q == '>')
			q++;
		if (q == p || limit - q < 5 || memcmp(q, "From ", 5) != 0)
			return p;
		q = td_find_or_end(q, limit, c);
		p = q < limit ? q + 1 : limit;
	}
}

/* What is known of a section while it is decoded. */
struct state {
	struct td_section *s;
	struct td_batch *out;
	const char *junk; /* the first line before any field */
	const char *lost; /* the first field without room */
	uint32_t n_fields;
	int n_bad;
	char c;     /* what ends a line */
	bool alone; /* the batch was empty */
	bool full;
};

/*
 * Append a field if it is wanted.  It is written in any case, behind the last
 * one: whether a field is wanted changes from line to line, and a branch on it
 * would be guessed wrong.
 */
static inline void
add_field(struct state *t, enum td_header_id id, bool wanted,
    struct td_span name, struct td_span body)
{
	struct td_batch *out = t->out;

	if (out->n_headers == out->cap_headers) {
		if (!wanted)
			return;
		t->full = !t->alone;
		if (t->lost == NULL)
			t->lost = name.p;
		return;
	}
	out->header[out->n_headers] = (struct td_header){
		.name = place(out, name.p, name.p + name.n),
		.body = place(out, body.p, body.p + body.n),
		.id = (uint16_t)id,
		.nth = (uint16_t)(t->n_fields < UINT16_MAX ? t->n_fields :
		                                             UINT16_MAX),
	};
	out->n_headers += wanted;
}

/*
 * A line that is no field.  False if it begins the body: text that is
 * followed by more text.
 */
static __attribute__((noinline, cold)) bool
bad_line(struct state *t, const char *p, const char *next)
{
	const char *limit = t->s->limit, *name;

	if (t->n_fields == 0) {
		if (t->junk == NULL)
			t->junk = p;
		return true;
	}
	if (next < limit && behind_empty(next, limit, t->c) == NULL &&
	    colon_of(next, limit, &name) == NULL)
		return false;
	if (t->n_bad++ < MAX_BAD_LINES &&
	    !put_flaw(t->out, TD_BAD_HEADER_LINE, p, next))
		t->full = true;
	return true;
}

/* The lines from s->p on; where they end goes to s->end and s->body. */
static inline __attribute__((always_inline)) void
read_lines(struct state *t, uint64_t headers, bool avx2)
{
	const char *limit = t->s->limit, *p = t->s->p;
	struct ends e = { .block = p, .limit = limit, .c = t->c, .avx2 = avx2 };

	if (p < limit)
		ends_load(&e);
	while (p < limit && !t->full) {
		const char *next = behind_empty(p, limit, t->c);
		const char *name, *colon, *eol;

		t->s->end = p;
		if (next != NULL) {
			t->s->body = next;
			t->s->rare = e.rare != 0;
			return;
		}
		colon = colon_of(p, limit, &name);
		eol = ends_next(&e);
		next = eol < limit ? eol + 1 : limit;
		if (colon != NULL) {
			enum td_header_id id = td_header_id(td_span(p, name));

			if (t->junk != NULL && t->n_fields == 0 &&
			    !put_flaw(
			        t->out, TD_JUNK_BEFORE_HEADER, t->junk, p))
				t->full = true;
			while (eol > colon + 1 && eol[-1] == '\r')
				eol--;
			add_field(t, id, headers >> id & 1, td_span(p, name),
			    td_span(colon + 1, eol));
			t->n_fields++;
		} else if (!bad_line(t, p, next)) {
			t->s->body = p;
			t->s->rare = e.rare != 0;
			t->full = !put_flaw(t->out, TD_NO_BLANK_LINE, p, p);
			return;
		}
		p = next;
	}
	t->s->end = t->s->body = p;
	t->s->rare = e.rare != 0;
}

static void
read_lines_plainly(struct state *t, uint64_t headers)
{
	read_lines(t, headers, false);
}

static TD_AVX2 void
read_lines_avx2(struct state *t, uint64_t headers)
{
	read_lines(t, headers, true);
}

/* The flaws that show only at the end; false if they do not fit. */
static bool
close_section(struct state *t)
{
	const struct td_section *s = t->s;
	const char *junk = t->junk != NULL ? t->junk : s->begin;
	const char *junk_end = t->junk != NULL ? s->end : s->begin;
	const char *nul =
	    s->rare ? memchr(s->p, '\0', (size_t)(s->end - s->p)) : NULL;

	if (t->n_fields == 0 && !put_flaw(t->out, TD_NO_HEADER, junk, junk_end))
		return false;
	if (nul != NULL && !put_flaw(t->out, TD_NUL_BYTES, nul, nul))
		return false;
	if ((size_t)(s->end - s->begin) == TD_RECORD_MAX &&
	    !put_flaw(t->out, TD_HEADER_TOO_LONG, s->begin, s->begin))
		return false;
	return t->lost == NULL ||
	    put_flaw(t->out, TD_TOO_MANY_FIELDS, t->lost, s->end);
}

bool
td_section_decode(struct td_section *s, uint64_t headers, struct td_batch *out)
{
	const size_t n_headers = out->n_headers, n_flaws = out->n_flaws;
	struct state t = { .s = s, .out = out, .alone = out->n == 0 };

	if (s->p > s->limit)
		s->p = s->limit;
	t.c = td_section_break(s->p, s->limit);
	s->p = skip_quoted_separators(s->p, s->limit, t.c);
	if (td_have_avx2())
		read_lines_avx2(&t, headers);
	else
		read_lines_plainly(&t, headers);
	if (t.full || !close_section(&t)) {
		out->n_headers = n_headers;
		out->n_flaws = n_flaws;
		return false;
	}
	assert(s->body > s->begin);
	out->record[out->n++] = (struct td_record){
		.whole = place(out, s->begin, s->end),
		.header = (uint32_t)n_headers,
		.n_headers = (uint32_t)(out->n_headers - n_headers),
		.kind = t.n_fields > 0 ? TD_MESSAGE : TD_NOTE,
	};
	return true;
}

bool
td_sections_decode_one(const struct td_sections *how, const struct td_chunk *c,
    uint64_t headers, struct td_section *s, struct td_batch *out)
{
	const struct td_batch before = *out;
	const char *next;

	s->begin = c->p;
	s->limit = td_section_limit(c->p, c->end);
	s->p = how->start(c, s->limit);
	if (!td_section_decode(s, headers, out))
		return false;
	if (!td_section_double_cr(s))
		return true;
	next = how->resync(c->from, s->begin + 1, s->body, c->end);
	if (next == s->body)
		return true;
	*out = before;
	s->limit = next;
	s->p = how->start(c, s->limit);
	return td_section_decode(s, headers, out);
}

void
td_sections_decode(const struct td_sections *how, struct td_chunk *c,
    uint64_t headers, struct td_batch *out)
{
	while (out->n < out->cap && c->p < c->stop) {
		struct td_section s;

		if (!td_sections_decode_one(how, c, headers, &s, out))
			return;
		c->p = how->resync(c->from, s.body, c->stop, c->end);
	}
}

/* Names that tell mail from other "name: value" text, though nobody asks for
 * their bodies. */
static bool
is_mail_name(struct td_span name)
{
	static const struct td_span other[] = {
		TD_LIT("MIME-Version"),
		TD_LIT("Delivery-Date"),
	};

	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (td_span_ieq(other[i], name))
			return true;
	return false;
}

void
td_section_peek(const char *p, const char *limit, struct td_peek *out)
{
	static const struct td_span message = TD_LIT("message/");
	struct td_header header[64];
	struct td_flaw flaw[TD_SECTION_FLAWS];
	struct td_record record;
	struct td_batch b = { .base = p,
		.cap = 1,
		.record = &record,
		.cap_headers = sizeof header / sizeof header[0],
		.header = header,
		.cap_flaws = TD_SECTION_FLAWS,
		.flaw = flaw };
	struct td_section s = { .begin = p, .limit = limit };

	s.p = td_section_lead(p, limit);
	td_section_decode(&s, ~UINT64_C(0), &b);
	*out = (struct td_peek){ .n_fields = b.n_headers, .body = s.body };
	for (size_t i = 0; i < b.n_flaws; i++)
		out->flaws |= UINT32_C(1) << b.flaw[i].what;
	for (size_t i = 0; i < b.n_headers; i++) {
		struct td_span body = td_span_trim(td_at(&b, header[i].body));

		out->ids |= TD_BIT(header[i].id);
		out->n_known += header[i].id != TD_H_OTHER ||
		    is_mail_name(td_at(&b, header[i].name));
		if (header[i].id == TD_H_CONTENT_TYPE && body.n > message.n) {
			body.n = message.n;
			out->contains |= td_span_ieq(body, message);
		}
	}
}

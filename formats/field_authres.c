/*
 * The cursor over Authentication-Results; see field_authres.h.
 *
 *	mx.example.jp 1; spf=pass (why) smtp.mailfrom=u@example.com; dkim=none
 *
 * One pass over tokens (RFC 8601 2.2).  Where the grammar of a body ends, the
 * habits of those who write it begin: each departure names its writer.  The
 * words themselves are in field_authres_words.c.
 */
#include "field_authres.h"

#include "field_authres_words.h"

static uint32_t
take_number(const char **p, const char *end)
{
	uint32_t n = 0;

	for (; *p < end && td_is_digit(**p); ++*p)
		n = n > UINT32_MAX / 10 - 1 ? UINT32_MAX / 10 :
		                              n * 10 + (uint32_t)(**p - '0');
	return n;
}

/* CFWS may stand around ".", "/" and "=" (RFC 8601 B.7). */
static __attribute__((noinline, cold)) bool
parse_loose(const char *p, const char *end, struct td_authres_lvalue *lv)
{
	const char *from = p, *q = td_keyword_end(p, end, '-');

	if (q == p)
		return false;
	lv->ptype = NULL;
	lv->name = td_authres_word(p, (size_t)(q - p), end);
	p = td_skip_cfws(q, end);
	if (p < end && *p == '.') {
		p = td_skip_cfws(p + 1, end);
		q = td_keyword_end(p, end, '.');
		if (q == p)
			return false;
		lv->ptype = lv->name;
		lv->name = td_authres_word(p, (size_t)(q - p), end);
		p = td_skip_cfws(q, end);
	}
	lv->whole = td_span(from, q);
	lv->other_version = false;
	if (p < end && *p == '/') {
		p = td_skip_cfws(p + 1, end);
		from = p;
		lv->other_version = take_number(&p, end) != 1;
		if (p == from)
			return false;
		p = td_skip_cfws(p, end);
	}
	if (p == end || *p != '=')
		return false;
	lv->value = p + 1;
	return true;
}

/* Whether [p, q) is a word, perhaps with dots, that is not known. */
static inline bool
is_unknown(const char *p, const char *q)
{
	return p < q && td_keyword_end(p, q, '.') == q;
}

/* Most are words that are known, with nothing between. */
static inline bool
parse_lvalue(const char *p, const char *end, struct td_authres_lvalue *lv)
{
	const char *q = td_find_equals(p, end, '.'), *dot = p;

	if (q == NULL)
		return parse_loose(p, end, lv);
	lv->ptype = NULL;
	lv->name = td_authres_word(p, (size_t)(q - p), end);
	if (*q == '.') {
		dot = q;
		q = td_find_equals(dot + 1, end, '=');
		if (q == NULL || lv->name->n == 0)
			return parse_loose(p, end, lv);
		lv->ptype = lv->name;
		lv->name = td_authres_word(dot + 1, (size_t)(q - dot - 1), end);
	}
	if (lv->name->n == 0 && !is_unknown(lv->ptype != NULL ? dot + 1 : p, q))
		return parse_loose(p, end, lv);
	lv->whole = td_span(p, q);
	lv->other_version = false;
	lv->value = q + 1;
	return true;
}

/* What the word means where no ptype is before it, else nothing. */
static inline enum td_method
method_of(const struct td_authres_lvalue *lv)
{
	return lv->ptype != NULL ? TD_M_OTHER : td_word_method(lv->name);
}

static inline enum td_extra
extra_of(const struct td_authres_lvalue *lv)
{
	return lv->ptype != NULL ? TD_X_NONE : (enum td_extra)lv->name->extra;
}

/* A registered one. */
static inline bool
has_ptype(const struct td_authres_lvalue *lv)
{
	return lv->ptype != NULL && lv->ptype->ptype != TD_PT_NONE;
}

/* TD_N_PROPERTIES if nobody asks for it. */
static inline enum td_property
property_of(const struct td_authres_lvalue *lv)
{
	enum td_ptype ptype = TD_PT_NONE;

	if (lv->ptype != NULL) {
		ptype = (enum td_ptype)lv->ptype->ptype;
		if (ptype == TD_PT_NONE)
			return TD_N_PROPERTIES;
	}
	return (enum td_property)(TD_N_PROPERTIES - lv->name->property[ptype]);
}

/*
 * The value behind "=".  White space may precede it (Fastmail folds there), or
 * tell that there is none: "header.from= dkim=none".
 */
static __attribute__((noinline, cold)) struct td_span
take_far_value(struct td_authres *c, const char *p)
{
	struct td_authres_lvalue lv;

	c->p = td_skip_cfws(p, c->end);
	if (c->p > p && parse_lvalue(c->p, c->end, &lv) &&
	    (has_ptype(&lv) || method_of(&lv) != TD_M_OTHER))
		return td_span(c->p, c->p);
	return td_take_value(&c->p, c->end);
}

static inline struct td_span
take_value(struct td_authres *c, const char *p)
{
	const char *q;

	if (p == c->end || *p == '"')
		return take_far_value(c, p);
	q = td_run_end(p, c->end);
	if (q == p)
		return take_far_value(c, p);
	c->p = q;
	return td_span(p, q);
}

/*
 * Coremail folds inside of values: "smtp.mail=long-na" "me@example.com".  The
 * rest of an address that was torn so is a word with "@" that nothing else
 * claims.
 */
static struct td_span
mend(struct td_authres *c, struct td_span value)
{
	const char *p = td_skip_fws(c->p, c->end);
	const char *q;
	struct td_authres_lvalue lv;

	if (value.n == 0 || p == c->end || *p == '"' ||
	    memchr(value.p, '@', value.n) != NULL)
		return value;
	q = td_run_end(p, c->end);
	if (p == q || memchr(p, '@', (size_t)(q - p)) == NULL ||
	    parse_lvalue(p, c->end, &lv))
		return value;
	c->p = q;
	return td_span(value.p, q);
}

/* The value as it is to be kept; n 0 if it is to be absent. */
static __attribute__((noinline, cold)) struct td_span
clean(struct td_resinfo *r, enum td_property id, struct td_span value)
{
	value = td_span_trim(value);
	if (id == TD_P_SMTP_MAILFROM && td_span_eq(value, TD_SPAN("<>")))
		r->null_mailfrom = true;
	value = td_unbracket(value);
	if (td_span_ieq(value, TD_SPAN("none")))
		value.n = 0;
	return value;
}

static inline void
set_property(struct td_resinfo *r, enum td_property id, struct td_span value)
{
	uint32_t bit = (uint32_t)1 << id;

	if (value.n == 0 || (r->has & bit) != 0)
		return;
	/* A path, quoted white space or the word none. */
	if (value.p[0] == '<' || td_is_fws(value.p[0]) ||
	    td_is_fws(value.p[value.n - 1]) ||
	    (value.n == 4 && td_lower(value.p[0]) == 'n'))
		value = clean(r, id, value);
	if (value.n == 0)
		return;
	r->has |= bit;
	r->property[id] = value;
}

#define TORN                                                \
	((1 << TD_P_SMTP_MAILFROM) | (1 << TD_P_SMTP_PRA) | \
	    (1 << TD_P_HEADER_FROM) | (1 << TD_P_HEADER_I))

/* Read the value of a property, or of a word that is no method. */
static inline void
take_tail_value(struct td_authres *c, struct td_resinfo *r, bool keep)
{
	const struct td_authres_lvalue *lv = &c->lv;
	enum td_property id = property_of(lv);
	struct td_span value = take_value(c, lv->value);

	if (id < TD_N_PROPERTIES && (TORN >> id & 1) != 0 && c->p < c->end &&
	    td_is_fws(*c->p))
		value = mend(c, value);
	if (!keep)
		return;
	if (lv->ptype == NULL && lv->name->reason) {
		if (r->reason.n == 0)
			r->reason = value;
		return;
	}
	/* SES pastes Received-SPF's pairs behind its spf=. */
	if (id < TD_N_PROPERTIES &&
	    (lv->ptype != NULL || id == TD_P_BARE_FROM ||
	        r->method == TD_M_SPF))
		set_property(r, id, value);
}

/* Something that is neither a result nor part of one: at least one byte. */
static __attribute__((noinline, cold)) void
skip_junk(struct td_authres *c)
{
	const char *p = c->p;

	td_take_value(&c->p, c->end);
	if (c->p == p)
		c->p++;
	c->skipped++;
}

/*
 * Whether a new result begins behind another one: always after a ";" (`own`),
 * unless it is a word or property that belongs to results.  Without ";" (some
 * milters, kit-made fields) it must be a known method, or have a known result.
 */
static inline bool
begins_result(const struct td_authres *c, bool own)
{
	const struct td_authres_lvalue *lv = &c->lv;
	const char *p;

	if (lv->ptype != NULL)
		return own && !has_ptype(lv);
	if (td_word_method(lv->name) != TD_M_OTHER)
		return true;
	if (lv->name->extra != TD_X_NONE)
		return own && lv->name->extra == TD_X_FROM;
	if (own)
		return true;
	p = td_skip_cfws(lv->value, c->end);
	return td_result_of(td_take_value(&p, c->end)) != TD_R_OTHER;
}

/* All that belongs to the result r; c->p ends where the next one begins. */
static void
read_tail(struct td_authres *c, struct td_resinfo *r)
{
	bool own = false;   /* behind a ";" */
	bool alien = false; /* behind Microsoft's compauth= */
	struct td_span comment;

	for (;;) {
		c->p = td_skip_folding(c->p, c->end);
		if (c->p == c->end)
			return;
		if (*c->p == '(') {
			c->p = td_take_comment(c->p, c->end, &comment);
			if (!own && r->comment.p == NULL)
				r->comment = comment;
			continue;
		}
		if (*c->p == ';') {
			c->p++;
			own = true;
			alien = false;
			continue;
		}
		if (!parse_lvalue(c->p, c->end, &c->lv)) {
			skip_junk(c);
			continue;
		}
		c->ready = begins_result(c, own);
		if (c->ready)
			return;
		if (extra_of(&c->lv) == TD_X_ALIEN) {
			alien = true;
			c->skipped++;
		}
		take_tail_value(c, r, !alien);
	}
}

static bool
is_result(enum td_method method, struct td_span word)
{
	if (word.n == 0 || method != TD_M_OTHER)
		return word.n > 0;
	for (size_t i = 0; i < word.n; i++)
		if (!td_is_keyword(word.p[i]))
			return false;
	return td_lower(word.p[0]) >= 'a' && td_lower(word.p[0]) <= 'z';
}

/* By members: the compiler clears all of it at once by a slow loop. */
static inline void
clear(struct td_resinfo *r)
{
	const struct td_span none = { NULL, 0 };

	r->reason = r->comment = none;
	r->has = 0;
	r->null_mailfrom = false;
	for (int i = 0; i < TD_N_PROPERTIES; i++)
		r->property[i] = none;
}

/* Take the start of a result; false if it was none, and skipped. */
static inline bool
take_head(struct td_authres *c, struct td_resinfo *r)
{
	const struct td_authres_lvalue *lv = &c->lv;
	enum td_method method = method_of(lv);
	struct td_span value = take_value(c, lv->value);

	if (extra_of(lv) == TD_X_FROM) {
		c->bare_from = value;
		return false;
	}
	if (extra_of(lv) != TD_X_NONE || has_ptype(lv) ||
	    !is_result(method, value)) {
		c->skipped++;
		return false;
	}
	clear(r);
	r->method = method;
	r->result = td_word_result(td_authres_word(value.p, value.n, c->end));
	r->method_word = lv->whole;
	r->result_word = value;
	set_property(r, TD_P_BARE_FROM, c->bare_from);
	c->bare_from = (struct td_span){ NULL, 0 };
	return true;
}

bool
td_authres_next(struct td_authres *c, struct td_resinfo *r)
{
	bool other_version;

	for (;;) {
		if (!c->ready) {
			c->p = td_skip_cfws(c->p, c->end);
			if (c->p == c->end)
				return false;
			if (*c->p == ';') {
				c->p++;
				continue;
			}
			if (!parse_lvalue(c->p, c->end, &c->lv)) {
				skip_junk(c);
				continue;
			}
		}
		c->ready = false;
		if (!take_head(c, r))
			continue;
		other_version = c->lv.other_version;
		read_tail(c, r);
		if (!other_version)
			return true;
		c->skipped++; /* RFC 8601 2.2: methods of other versions */
	}
}

static void
take_instance(struct td_authres *c)
{
	const char *p = td_skip_cfws(c->p, c->end);
	struct td_authres_lvalue lv;

	if (!parse_lvalue(p, c->end, &lv) ||
	    !td_span_ieq(lv.whole, TD_SPAN("i")))
		return;
	c->p = td_skip_cfws(lv.value, c->end);
	c->instance = take_number(&c->p, c->end);
	c->p = td_skip_cfws(c->p, c->end);
	if (c->p < c->end && *c->p == ';')
		c->p++;
}

/* The id ends at white space: Yahoo and Momentum write no ";" behind it. */
static __attribute__((noinline, cold)) void
take_odd_id(struct td_authres *c)
{
	const char *p = c->p;
	struct td_span id = td_take_value(&p, c->end);
	struct td_authres_lvalue lv;

	if (id.n == 0 || parse_lvalue(c->p, c->end, &lv) ||
	    (*c->p != '"' && memchr(id.p, '=', id.n) != NULL))
		return;
	c->authserv_id = id;
	c->has_id = true;
	p = td_skip_cfws(p, c->end);
	c->p = p;
	c->version = take_number(&p, c->end);
	if (p == c->p || td_run_end(p, c->end) != p)
		c->version = 1;
	else
		c->p = p;
}

static inline void
take_id(struct td_authres *c)
{
	const char *p = c->p, *q = td_run_end(p, c->end);

	if (q == p || q == c->end || *q != ';' || *p == '"' ||
	    memchr(p, '=', (size_t)(q - p)) != NULL) {
		take_odd_id(c);
		return;
	}
	c->authserv_id = td_span(p, q);
	c->has_id = true;
	c->p = q;
}

static const char *
skip_separators(const char *p, const char *end)
{
	while (p < end && td_in_set(*p, TD_SET_BREAK))
		p = *p == ';' ? td_skip_folding(p + 1, end) :
		                td_skip_cfws(p, end);
	return p;
}

/* Nothing but the word none, as RFC 8601 2.2 writes no-result. */
static bool
is_no_result(const char *p, const char *end)
{
	struct td_span none = TD_SPAN("none");

	return (size_t)(end - p) >= none.n && td_lower(*p) == 'n' &&
	    td_span_ieq((struct td_span){ p, none.n }, none) &&
	    skip_separators(p + none.n, end) == end;
}

void
td_authres_begin(struct td_authres *c, struct td_span body, bool arc)
{
	c->authserv_id = c->bare_from = (struct td_span){ NULL, 0 };
	c->has_id = c->ready = false;
	c->version = 1;
	c->instance = c->skipped = 0;
	c->p = body.p;
	c->end = body.p + body.n;
	if (arc)
		take_instance(c);
	c->p = td_skip_cfws(c->p, c->end);
	if (c->p < c->end && *c->p != ';')
		take_id(c);
	c->p = skip_separators(c->p, c->end);
	c->no_result = is_no_result(c->p, c->end);
	/* RFC 8601 2.2: a version that is not known cannot be read. */
	if (c->no_result || c->version != 1)
		c->p = c->end;
}

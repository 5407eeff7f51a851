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

#include "cfws.h"
#include "field_authres_words.h"

/* What stands left of "=": [ptype "."] name, or method ["/" version]. */
struct lvalue {
	struct td_span ptype; /* n 0 if there is no dot */
	struct td_span name;
	struct td_span whole;
	bool other_version;
	const char *value; /* behind the "=" */
};

static struct td_span
take_keyword(const char **p, const char *end, bool dots)
{
	const char *from = *p, *q = from;

	for (; q < end; q++)
		if (!td_is_keyword(*q) && (!dots || *q != '.'))
			break;
	*p = q;
	return td_span(from, q);
}

static uint32_t
take_number(const char **p, const char *end)
{
	uint32_t n = 0;

	for (; *p < end && **p >= '0' && **p <= '9'; ++*p)
		n = n > UINT32_MAX / 10 - 1 ? UINT32_MAX / 10 :
		                              n * 10 + (uint32_t)(**p - '0');
	return n;
}

/* CFWS may stand around ".", "/" and "=" (RFC 8601 B.7). */
static bool
parse_lvalue(const char *p, const char *end, struct lvalue *lv)
{
	const char *from = p;

	lv->ptype = (struct td_span){ NULL, 0 };
	lv->other_version = false;
	lv->name = take_keyword(&p, end, false);
	if (lv->name.n == 0)
		return false;
	p = td_skip_cfws(p, end);
	if (p < end && *p == '.') {
		p = td_skip_cfws(p + 1, end);
		lv->ptype = lv->name;
		lv->name = take_keyword(&p, end, true);
		if (lv->name.n == 0)
			return false;
		p = td_skip_cfws(p, end);
	}
	lv->whole = td_span(from, lv->name.p + lv->name.n);
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

/* Whether this can be nothing but the start of a property or a result. */
static bool
is_familiar(const struct lvalue *lv)
{
	if (lv->ptype.n > 0)
		return td_authres_ptype(lv->ptype);
	return td_method_of(lv->name) != TD_M_OTHER;
}

/*
 * The value behind "=".  White space may precede it (Fastmail folds there), or
 * tell that there is none: "header.from= dkim=none".
 */
static struct td_span
take_value(struct td_authres *c, const char *p)
{
	struct lvalue lv;

	c->p = td_skip_cfws(p, c->end);
	if (c->p > p && parse_lvalue(c->p, c->end, &lv) && is_familiar(&lv))
		return td_span(c->p, c->p);
	return td_take_value(&c->p, c->end);
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
	struct lvalue lv;

	if (value.n == 0 || p == c->p || p == c->end || *p == '"' ||
	    memchr(value.p, '@', value.n) != NULL)
		return value;
	q = td_run_end(p, c->end);
	if (p == q || memchr(p, '@', (size_t)(q - p)) == NULL ||
	    parse_lvalue(p, c->end, &lv))
		return value;
	c->p = q;
	return td_span(value.p, q);
}

static void
set_property(struct td_resinfo *r, enum td_property id, struct td_span value)
{
	uint32_t bit = (uint32_t)1 << id;

	if ((r->has & bit) != 0)
		return;
	value = td_span_trim(value);
	if (id == TD_P_SMTP_MAILFROM && td_span_eq(value, TD_SPAN("<>")))
		r->null_mailfrom = true;
	value = td_unbracket(value);
	if (value.n == 0 || td_span_ieq(value, TD_SPAN("none")))
		return;
	r->has |= bit;
	r->property[id] = value;
}

#define TORN                                                \
	((1 << TD_P_SMTP_MAILFROM) | (1 << TD_P_SMTP_PRA) | \
	    (1 << TD_P_HEADER_FROM) | (1 << TD_P_HEADER_I))

/* Read the value of a property, or of a word that is no method. */
static void
take_tail_value(struct td_authres *c, struct td_resinfo *r,
    const struct lvalue *lv, bool keep)
{
	enum td_property id = td_authres_property(lv->ptype, lv->name);
	struct td_span value = take_value(c, lv->value);

	if (id < TD_N_PROPERTIES && (TORN >> id & 1) != 0)
		value = mend(c, value);
	if (!keep)
		return;
	if (lv->ptype.n == 0 && td_span_ieq(lv->name, TD_SPAN("reason"))) {
		if (r->reason.n == 0)
			r->reason = value;
		return;
	}
	/* SES pastes Received-SPF's pairs behind its spf=. */
	if (id < TD_N_PROPERTIES &&
	    (lv->ptype.n > 0 || id == TD_P_BARE_FROM || r->method == TD_M_SPF))
		set_property(r, id, value);
}

/* Something that is neither a result nor part of one: at least one byte. */
static void
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
static bool
begins_result(const struct td_authres *c, const struct lvalue *lv, bool own)
{
	const char *p;

	if (lv->ptype.n > 0)
		return own && !td_authres_ptype(lv->ptype);
	if (td_method_of(lv->name) != TD_M_OTHER)
		return true;
	if (td_authres_extra(lv->name) != TD_X_NONE)
		return false;
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
	struct lvalue lv;

	while (c->p < c->end) {
		enum td_extra extra = TD_X_NONE;

		c->p = td_skip_fws(c->p, c->end);
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
		if (!parse_lvalue(c->p, c->end, &lv)) {
			skip_junk(c);
			continue;
		}
		if (begins_result(c, &lv, own))
			return;
		if (lv.ptype.n == 0)
			extra = td_authres_extra(lv.name);
		if (own && extra == TD_X_FROM)
			return;
		if (extra == TD_X_ALIEN) {
			alien = true;
			c->skipped++;
		}
		take_tail_value(c, r, &lv, !alien);
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

/* Take the start of a result; false if it was none, and skipped. */
static bool
take_head(struct td_authres *c, const struct lvalue *lv, struct td_resinfo *r)
{
	enum td_method method =
	    lv->ptype.n == 0 ? td_method_of(lv->name) : TD_M_OTHER;
	enum td_extra extra = TD_X_NONE;
	struct td_span value = take_value(c, lv->value);

	if (lv->ptype.n == 0 && method == TD_M_OTHER)
		extra = td_authres_extra(lv->name);
	if (extra == TD_X_FROM) {
		c->bare_from = value;
		return false;
	}
	if (extra != TD_X_NONE || td_authres_ptype(lv->ptype) ||
	    !is_result(method, value)) {
		c->skipped++;
		return false;
	}
	*r = (struct td_resinfo){
		.method = method,
		.result = td_result_of(value),
		.method_word = lv->whole,
		.result_word = value,
	};
	set_property(r, TD_P_BARE_FROM, c->bare_from);
	c->bare_from = (struct td_span){ NULL, 0 };
	return true;
}

bool
td_authres_next(struct td_authres *c, struct td_resinfo *r)
{
	struct lvalue lv;

	for (;;) {
		c->p = td_skip_cfws(c->p, c->end);
		if (c->p == c->end)
			return false;
		if (*c->p == ';') {
			c->p++;
			continue;
		}
		if (!parse_lvalue(c->p, c->end, &lv)) {
			skip_junk(c);
			continue;
		}
		if (!take_head(c, &lv, r))
			continue;
		read_tail(c, r);
		if (!lv.other_version)
			return true;
		c->skipped++; /* RFC 8601 2.2: methods of other versions */
	}
}

static void
take_instance(struct td_authres *c)
{
	const char *p = td_skip_cfws(c->p, c->end);
	struct lvalue lv;

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
static void
take_id(struct td_authres *c)
{
	const char *p = c->p;
	struct td_span id = td_take_value(&p, c->end);
	struct lvalue lv;

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

/* Nothing but the word none, as RFC 8601 2.2 writes no-result. */
static bool
is_no_result(const char *p, const char *end)
{
	struct td_span none = TD_SPAN("none");

	while (p < end && (*p == ';' || *p == '(' || td_is_fws(*p)))
		p = *p == ';' ? p + 1 : td_skip_cfws(p, end);
	if ((size_t)(end - p) < none.n ||
	    !td_span_ieq((struct td_span){ p, none.n }, none))
		return false;
	p += none.n;
	while (p < end && (*p == ';' || *p == '(' || td_is_fws(*p)))
		p = *p == ';' ? p + 1 : td_skip_cfws(p, end);
	return p == end;
}

void
td_authres_begin(struct td_authres *c, struct td_span body, bool arc)
{
	*c = (struct td_authres){
		.version = 1,
		.p = body.p,
		.end = body.p + body.n,
	};
	if (arc)
		take_instance(c);
	c->p = td_skip_cfws(c->p, c->end);
	if (c->p < c->end && *c->p != ';')
		take_id(c);
	c->no_result = is_no_result(c->p, c->end);
	/* RFC 8601 2.2: a version that is not known cannot be read. */
	if (c->no_result || c->version != 1)
		c->p = c->end;
}

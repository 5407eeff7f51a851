/*
 * Pull scanner for JSON (RFC 8259): see json.h.
 */
#include "json.h"

#include <assert.h>

#include "format.h"
#include "json_pass.h"

/* ---- Values ------------------------------------------------------------ */

static bool
pass_word(struct td_json *j)
{
	const char *p = j->p;

	while (p < j->end &&
	    (td_is_alnum(*p) || *p == '-' || *p == '+' || *p == '.'))
		p++;
	if (p == j->p)
		return td_json_fail(j, p, TD_JSON_BROKEN);
	j->p = p;
	return true;
}

/*
 * Behind the array at j->p.  That of one string, of which there are many, is
 * not worth a block.
 */
static bool
pass_array(struct td_json *j)
{
	const char *p = j->p;
	bool escaped;

	if (j->end - p > 1 && p[1] == '"') {
		j->p = p + 1;
		if (!td_json_pass_string(j, &escaped))
			return false;
		if (j->p < j->end && *j->p == ']') {
			j->p++;
			return true;
		}
		j->p = p;
	}
	return td_json_pass_brackets(j, false);
}

/* Behind the value at j->p, where no blanks are; what it is is not told. */
static inline bool
pass_value(struct td_json *j)
{
	bool escaped;

	if (j->p == j->end)
		return td_json_fail(j, j->end, TD_JSON_TORN);
	switch (*j->p) {
	case '"':
		return td_json_pass_string(j, &escaped);
	case '[':
		return pass_array(j);
	case '{':
		return td_json_pass_brackets(j, false);
	default:
		return pass_word(j);
	}
}

static const char *
skip_digits(const char *p, const char *end)
{
	while (p < end && td_is_digit(*p))
		p++;
	return p;
}

/* RFC 8259 6. */
static bool
is_number(struct td_span s)
{
	const char *p = s.p, *end = s.p + s.n, *from;

	if (p < end && *p == '-')
		p++;
	from = p;
	p = skip_digits(p, end);
	if (p == from || (*from == '0' && p - from > 1))
		return false;
	if (p < end && *p == '.') {
		from = ++p;
		p = skip_digits(p, end);
		if (p == from)
			return false;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		from = p;
		p = skip_digits(p, end);
		if (p == from)
			return false;
	}
	return p == end;
}

static enum td_json_kind
kind_of(struct td_span s)
{
	if (*s.p == '{')
		return TD_JSON_OBJECT;
	if (*s.p == '[')
		return TD_JSON_ARRAY;
	if (is_number(s))
		return TD_JSON_NUMBER;
	if (TD_IS(s, "true"))
		return TD_JSON_TRUE;
	if (TD_IS(s, "false"))
		return TD_JSON_FALSE;
	return TD_IS(s, "null") ? TD_JSON_NULL : TD_JSON_WORD;
}

bool
td_json_value(struct td_json *j, struct td_json_value *v)
{
	const char *from = td_json_blanks(j->p, j->end);

	if (j->error != TD_JSON_FINE)
		return false;
	j->p = from;
	if (from < j->end && *from == '"') {
		if (!td_json_pass_string(j, &v->escaped))
			return false;
		v->raw = td_span(from + 1, j->p - 1);
		v->kind = TD_JSON_STRING;
		return true;
	}
	if (!pass_value(j))
		return false;
	v->raw = td_span(from, j->p);
	v->kind = (uint8_t)kind_of(v->raw);
	v->escaped = false;
	return true;
}

const char *
td_json_value_end(const char *p, const char *end)
{
	struct td_json j;

	td_json_begin(&j, td_json_blanks(p, end), end);
	return pass_value(&j) ? j.p : NULL;
}

/* ---- Members and elements ---------------------------------------------- */

void
td_json_enter(struct td_json *j)
{
	const char *p = td_json_blanks(j->p, j->end);

	j->close = '\0';
	j->p = p;
	if (p == j->end || (*p != '{' && *p != '['))
		return;
	j->close = *p == '{' ? '}' : ']';
	j->first = true;
	j->p = p + 1;
}

void
td_json_open(struct td_json *j, const struct td_json_value *v)
{
	*j = (struct td_json){ 0 };
	if (v->kind != TD_JSON_ARRAY && v->kind != TD_JSON_OBJECT)
		return;
	td_json_begin(j, v->raw.p, v->raw.p + v->raw.n);
	td_json_enter(j);
}

/* td_json_more() where nothing is closed and no error was. */
static inline bool
more(struct td_json *j)
{
	const char *p = td_json_blanks(j->p, j->end);

	if (p < j->end && *p == j->close) {
		j->close = '\0';
		j->p = p + 1;
		return false;
	}
	if (!j->first) {
		if (p == j->end || *p != ',')
			return td_json_fail(j, p, TD_JSON_BROKEN);
		p = td_json_blanks(p + 1, j->end);
	}
	j->first = false;
	j->p = p;
	return true;
}

bool
td_json_more(struct td_json *j)
{
	return j->close != '\0' && j->error == TD_JSON_FINE && more(j);
}

/* The name at j->p, where no blanks are, and its colon. */
static inline bool
pass_name(struct td_json *j, struct td_span *raw, bool *escaped)
{
	const char *p = j->p;

	if (p == j->end || *p != '"')
		return td_json_fail(j, p, TD_JSON_BROKEN);
	if (!td_json_pass_string(j, escaped))
		return false;
	*raw = td_span(p + 1, j->p - 1);
	p = td_json_blanks(j->p, j->end);
	if (p == j->end || *p != ':')
		return td_json_fail(j, p, TD_JSON_BROKEN);
	j->p = td_json_blanks(p + 1, j->end);
	return true;
}

bool
td_json_name(struct td_json *j, struct td_json_value *name)
{
	name->kind = TD_JSON_STRING;
	return j->error == TD_JSON_FINE &&
	    pass_name(j, &name->raw, &name->escaped);
}

/* ---- Wanted members ---------------------------------------------------- */

/* An object on the way to wanted members. */
struct level {
	uint64_t rows;  /* those of `wanted` that are in it, not yet found */
	uint64_t marks; /* bits of mark() of their names */
	size_t at;      /* where in their paths these names begin */
};

/* A bit by the first bytes of a name; NULs are behind a short one. */
static inline uint64_t
mark(char a, char b, char c)
{
	return TD_BIT(((unsigned)a + 5 * (unsigned)b + 11 * (unsigned)c) & 63);
}

static inline struct level
level_of(const struct td_span *wanted, uint64_t rows, size_t at)
{
	struct level l = { rows, 0, at };

	for (; rows != 0; rows &= rows - 1) {
		const struct td_span *path = &wanted[__builtin_ctzll(rows)];
		const char *p = path->p + at;
		const size_t n = path->n - at;
		char b = '\0', c = '\0';

		if (n > 1 && p[1] != '.') {
			b = p[1];
			if (n > 2 && p[2] != '.')
				c = p[2];
		}
		l.marks |= mark(*p, b, c);
	}
	return l;
}

/*
 * The rows with a name at this level, which are taken from it: one if its path
 * ends here, and then *in is 0, or all that go on at *in.
 */
static inline uint64_t
take_rows(struct level *l, const struct td_span *wanted, struct td_span name,
    size_t *in)
{
	uint64_t found = 0;

	if (name.n == 0 ||
	    (l->marks &
	        mark(name.p[0], name.n > 1 ? name.p[1] : '\0',
	            name.n > 2 ? name.p[2] : '\0')) == 0)
		return 0;
	for (uint64_t rows = l->rows; rows != 0; rows &= rows - 1) {
		const struct td_span *path = &wanted[__builtin_ctzll(rows)];
		const char *p = path->p + l->at;
		const size_t n = path->n - l->at;

		if (n < name.n || *p != *name.p ||
		    memcmp(p, name.p, name.n) != 0)
			continue;
		if (found == 0 && td_find(name.p, name.p + name.n, '.') != NULL)
			return 0;
		if (n == name.n) {
			*in = 0;
			l->rows &= ~(rows & -rows);
			return rows & -rows;
		}
		if (p[name.n] == '.')
			found |= rows & -rows;
	}
	*in = l->at + name.n + 1;
	l->rows &= ~found;
	return found;
}

/* The same for a name with escapes: RFC 8259 8.3, they make no difference. */
static uint64_t __attribute__((noinline)) take_rows_escaped(struct level *l,
    const struct td_span *wanted, struct td_span raw, size_t *in)
{
	char name[TD_JSON_LONGEST_NAME + TD_PAD] = "";
	const size_t n = td_json_unescape(raw, name, TD_JSON_LONGEST_NAME);

	if (n > TD_JSON_LONGEST_NAME)
		return 0;
	return take_rows(l, wanted, (struct td_span){ name, n }, in);
}

/*
 * One member, from its name on.  If it is an object with wanted members j->p
 * stays at its brace, and *in is its level; else in->rows is 0.
 */
static inline bool
read_member(struct td_json *j, struct level *l, const struct td_span *wanted,
    struct td_json_value *v, struct level *in)
{
	struct td_span name;
	bool escaped;
	uint64_t rows;
	size_t at = 0;

	in->rows = 0;
	if (!pass_name(j, &name, &escaped))
		return false;
	if (escaped)
		rows = take_rows_escaped(l, wanted, name, &at);
	else
		rows = take_rows(l, wanted, name, &at);
	if (rows == 0)
		return pass_value(j);
	if (at == 0)
		return td_json_value(j, &v[__builtin_ctzll(rows)]);
	if (j->p == j->end || *j->p != '{')
		return pass_value(j);
	*in = level_of(wanted, rows, at);
	return true;
}

/* Where one is in an object. */
enum place {
	AT_NAME,
	BEHIND_BRACE, /* that closes it */
	AT_ERROR
};

static inline enum place
place_of(struct td_json *j, const char *p)
{
	if (p < j->end && *p == '}') {
		j->p = p + 1;
		return BEHIND_BRACE;
	}
	j->p = p;
	return AT_NAME;
}

/* From the opening brace. */
static inline enum place
enter_object(struct td_json *j)
{
	return place_of(j, td_json_blanks(j->p + 1, j->end));
}

/* From behind a member of *l, or of all that is in it. */
static inline enum place
leave_member(struct td_json *j, const struct level *l)
{
	const char *p;

	if (l->rows == 0)
		return td_json_pass_brackets(j, true) ? BEHIND_BRACE : AT_ERROR;
	p = td_json_blanks(j->p, j->end);
	if (*p == ',' && p < j->end) {
		j->p = td_json_blanks(p + 1, j->end);
		return AT_NAME;
	}
	if (place_of(j, p) == BEHIND_BRACE)
		return BEHIND_BRACE;
	td_json_fail(j, p, TD_JSON_BROKEN);
	return AT_ERROR;
}

/* The members of the object at j->p, as far as they are wanted. */
static bool
read_object(struct td_json *j, struct level root, const struct td_span *wanted,
    struct td_json_value *v)
{
	struct level level[TD_JSON_NAMES], *l = level, in;
	enum place place = enter_object(j);

	*l = root;
	for (;;) {
		if (place == BEHIND_BRACE) {
			if (l == level)
				return true;
			place = leave_member(j, --l);
			continue;
		}
		if (place == AT_ERROR || !read_member(j, l, wanted, v, &in))
			return false;
		if (in.rows == 0) {
			place = leave_member(j, l);
			continue;
		}
		assert(l + 1 < level + TD_JSON_NAMES);
		*++l = in;
		place = enter_object(j);
	}
}

bool
td_json_read(struct td_json *j, const struct td_span *wanted, size_t n,
    struct td_json_value *v)
{
	const uint64_t rows = n < 64 ? TD_BIT(n) - 1 : ~UINT64_C(0);

	assert(n <= 64);
	if (j->error != TD_JSON_FINE)
		return false;
	memset(v, 0, n * sizeof(*v));
	j->p = td_json_blanks(j->p, j->end);
	if (j->p == j->end || *j->p != '{' || n == 0)
		return pass_value(j);
	return read_object(j, level_of(wanted, rows, 0), wanted, v);
}

/* ---- Streams ----------------------------------------------------------- */

/* Whether the "{" at p is behind a line break, or a "}" and blanks. */
static bool
may_be_first(const char *from, const char *p)
{
	const char *least =
	    p - from < TD_LOOK_BEHIND ? from : p - TD_LOOK_BEHIND;

	if (p == from || p[-1] == '\n')
		return true;
	while (p > least && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return p > least && p[-1] == '}';
}

const char *
td_json_resync(const char *from, const char *p, const char *end)
{
	for (; (p = td_find_or_end(p, end, '{')) < end; p++)
		if (may_be_first(from, p))
			return p;
	return end;
}

/*
 * See json_walk.h.  The plain scanner shares no code with formats/json.c.
 */
#include "tests/formats/json_walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The plain scanner ------------------------------------------------- */

struct plain {
	char stack[TD_JSON_DEPTH];
	unsigned depth;
	bool string, escape;
	char before; /* the last byte that was no blank, outside of strings */
	const char **place;
	enum td_json_error *error;
};

static bool
plain_fail(struct plain *s, const char *p, enum td_json_error error)
{
	*s->place = p;
	*s->error = error;
	return false;
}

static bool
plain_string(struct plain *s, const char *p)
{
	if (*p == '\n')
		return plain_fail(s, p, TD_JSON_BROKEN);
	if (s->escape)
		s->escape = false;
	else if (*p == '\\')
		s->escape = true;
	else if (*p == '"')
		s->string = false;
	return true;
}

static bool
plain_byte(struct plain *s, const char *p)
{
	if (s->string)
		return plain_string(s, p);
	if (*p == '\\')
		return plain_fail(s, p, TD_JSON_BROKEN);
	if (*p == '"' || *p == '[' || *p == '{') {
		if (s->before == '\0' || strchr(",:[{", s->before) == NULL)
			return plain_fail(s, p, TD_JSON_BROKEN);
		s->string = *p == '"';
		if (!s->string && s->depth == TD_JSON_DEPTH)
			return plain_fail(s, p, TD_JSON_DEEP);
		if (!s->string)
			s->stack[s->depth++] = *p == '{' ? '}' : ']';
	} else if (*p == ']' || *p == '}') {
		if (s->stack[s->depth - 1] != *p)
			return plain_fail(s, p, TD_JSON_BROKEN);
		s->depth--;
	}
	if (!td_is_fws(*p))
		s->before = *p;
	return true;
}

const char *
json_plain_end(const char *p, const char *end, enum td_json_error *error,
    const char **place)
{
	struct plain s = { .before = ',', .place = place, .error = error };

	for (; p < end; p++) {
		if (!plain_byte(&s, p))
			return NULL;
		if (s.depth == 0)
			return p + 1;
	}
	plain_fail(&s, end, TD_JSON_TORN);
	return NULL;
}

/* ---- The walk ---------------------------------------------------------- */

void
json_put_text(FILE *out, char what, struct td_span text)
{
	putc(what, out);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c <= ' ' || c == '%' || c >= 0x7f)
			fprintf(out, "%%%02X", c);
		else
			putc(c, out);
	}
	putc('\n', out);
}

void
json_put_int(FILE *out, long long v)
{
	fprintf(out, "i%lld\n", v);
}

void
json_put_real(FILE *out, double v)
{
	fprintf(out, "r%.17g\n", v);
}

/* How many bytes of UTF-8 are at p (RFC 3629); 0: none. */
static size_t
utf8(const unsigned char *p, size_t n)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = *p < 0x80 ? 1 :
	    *p < 0xc0          ? 0 :
	    *p < 0xe0          ? 2 :
	    *p < 0xf0          ? 3 :
	    *p < 0xf8          ? 4 :
	                         0;
	unsigned c = *p;

	if (len <= 1)
		return len;
	if (len > n)
		return 0;
	c &= 0x7fU >> len;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	return c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ?
	    0 :
	    len;
}

/* The code of "\uXXXX" at p, or -1. */
static int
code_at(const char *p, size_t n)
{
	int v = 0;

	if (n < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (td_hex_digit(p[i]) < 0)
			return -1;
		v = v * 16 + td_hex_digit(p[i]);
	}
	return v;
}

/* What is wrong with the escape at p; *len is its length. */
static unsigned
escape_lenience(const char *p, size_t n, size_t *len)
{
	int code = code_at(p, n), low;

	*len = 2;
	if (n < 2 || strchr("\"\\/bfnrtu", p[1]) == NULL || p[1] == '\0')
		return JSON_ESCAPE;
	if (p[1] != 'u')
		return 0;
	if (code < 0)
		return JSON_ESCAPE;
	*len = 6;
	if (code < 0xd800 || code > 0xdfff)
		return 0;
	low = code_at(p + 6, n - 6);
	if (code > 0xdbff || low < 0xdc00 || low > 0xdfff)
		return JSON_HALF;
	*len = 12;
	return 0;
}

static unsigned
string_lenience(struct td_span raw)
{
	unsigned found = 0;

	for (size_t i = 0, len; i < raw.n; i += len) {
		const char *p = raw.p + i;

		if (*p == '\\') {
			found |= escape_lenience(p, raw.n - i, &len);
			continue;
		}
		if ((unsigned char)*p < 0x20)
			found |= JSON_CONTROL;
		len = utf8((const unsigned char *)p, raw.n - i);
		if (len == 0) {
			found |= JSON_UTF8;
			len = 1;
		}
	}
	return found;
}

/* The text of a string, to be freed. */
static struct td_span
text_of(const struct td_json_value *v)
{
	char *copy = malloc(v->raw.n + 1);
	size_t n = 0;
	struct td_span text = td_json_text(v, copy, v->raw.n, &n);

	if (text.p != copy && text.n > 0)
		memcpy(copy, text.p, text.n);
	return (struct td_span){ copy, text.n };
}

static void
put_string(
    struct json_walk *w, FILE *out, char what, const struct td_json_value *v)
{
	struct td_span text = text_of(v);

	w->lenient |= string_lenience(v->raw);
	if (what == 'n' && text.n > 0 && memchr(text.p, '\0', text.n) != NULL)
		w->lenient |= JSON_NUL;
	json_put_text(out, what, text);
	free((char *)text.p);
}

static void
put_number(struct json_walk *w, FILE *out, const struct td_json_value *v)
{
	char *text;
	int64_t i;
	double d;

	if (td_json_int(v, &i)) {
		json_put_int(out, (long long)i);
		return;
	}
	text = strndup(v->raw.p, v->raw.n);
	d = strtod(text, NULL);
	if (strpbrk(text, ".eE") == NULL || isinf(d))
		w->lenient |= JSON_RANGE;
	json_put_real(out, d);
	free(text);
}

static unsigned
depth_of(const char *prefix)
{
	unsigned n = 0;

	while ((prefix = strchr(prefix, '.')) != NULL) {
		prefix++;
		n++;
	}
	return n;
}

/* Note the member if it can be reached by names. */
static void
keep_path(struct json_walk *w, const char *prefix, struct td_span name,
    const struct td_json_value *v, char *path)
{
	struct json_path *one = &w->path[w->n_paths];
	size_t n = strlen(prefix);

	*path = '\0';
	if (name.n == 0 || name.n > TD_JSON_LONGEST_NAME ||
	    n + name.n + 2 > JSON_LONGEST_PATH || depth_of(prefix) > 6 ||
	    memchr(name.p, '.', name.n) != NULL ||
	    memchr(name.p, '\0', name.n) != NULL)
		return;
	snprintf(
	    path, JSON_LONGEST_PATH, "%s%.*s", prefix, (int)name.n, name.p);
	if (w->n_paths == JSON_MOST_PATHS)
		return;
	memcpy(one->text, path, n + name.n + 1);
	one->n = n + name.n;
	one->value = *v;
	w->n_paths++;
}

static enum td_json_error walk_value(struct json_walk *w, FILE *out,
    const struct td_json_value *v, const char *prefix);

/* Whether a name was there before, among those at and behind `names`. */
static bool
was_there(struct td_span name, const struct td_span *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (td_span_eq(names[i], name))
			return true;
	return false;
}

enum { MOST_NAMES = 256 };

/* One member, from its name on.  *prefix is NULL where no path leads. */
static bool
walk_member(struct json_walk *w, FILE *out, struct td_json *j,
    const char *prefix, struct td_span *names, size_t *n)
{
	struct td_json_value name, v;
	char path[JSON_LONGEST_PATH + 1] = "";
	enum td_json_error error;

	if (!td_json_name(j, &name))
		return false;
	put_string(w, out, 'n', &name);
	if (!td_json_value(j, &v))
		return false;
	if (*n == MOST_NAMES) {
		w->lenient |= JSON_TWICE;
		prefix = NULL;
	} else {
		names[*n] = text_of(&name);
		if (was_there(names[*n], names, *n)) {
			w->lenient |= JSON_TWICE;
			prefix = NULL;
		}
		if (prefix != NULL)
			keep_path(w, prefix, names[*n], &v, path);
		++*n;
	}
	if (*path != '\0')
		strcat(path, ".");
	error = walk_value(w, out, &v, *path != '\0' ? path : NULL);
	if (error != TD_JSON_FINE)
		j->error = (uint8_t)error;
	return error == TD_JSON_FINE;
}

static enum td_json_error
walk_inside(struct json_walk *w, FILE *out, const struct td_json_value *v,
    const char *prefix)
{
	struct td_span *names = calloc(MOST_NAMES, sizeof(*names));
	struct td_json_value e;
	struct td_json j;
	size_t n = 0;

	putc(*v->raw.p, out);
	putc('\n', out);
	td_json_open(&j, v);
	while (td_json_more(&j)) {
		if (v->kind == TD_JSON_OBJECT) {
			if (!walk_member(w, out, &j, prefix, names, &n))
				break;
			continue;
		}
		if (!td_json_value(&j, &e))
			break;
		j.error = (uint8_t)walk_value(w, out, &e, NULL);
	}
	putc(v->raw.p[v->raw.n - 1], out);
	putc('\n', out);
	while (n > 0)
		free((char *)names[--n].p);
	free(names);
	return j.error;
}

static enum td_json_error
walk_value(struct json_walk *w, FILE *out, const struct td_json_value *v,
    const char *prefix)
{
	switch (v->kind) {
	case TD_JSON_ARRAY:
	case TD_JSON_OBJECT:
		return walk_inside(w, out, v, prefix);
	case TD_JSON_STRING:
		put_string(w, out, 's', v);
		break;
	case TD_JSON_NUMBER:
		put_number(w, out, v);
		break;
	case TD_JSON_WORD:
		w->lenient |= JSON_WORD;
		/* fall through */
	default:
		json_put_text(out, 'w', v->raw);
		break;
	}
	return TD_JSON_FINE;
}

enum td_json_error
json_walk(const char *p, const char *end, struct json_walk *w, FILE *out)
{
	struct td_json_value v;
	struct td_json j;
	enum td_json_error error;

	w->lenient = 0;
	w->n_paths = 0;
	td_json_begin(&j, p, end);
	if (!td_json_value(&j, &v))
		return j.error;
	error = walk_value(w, out, &v, v.kind == TD_JSON_OBJECT ? "" : NULL);
	while (j.p < end && td_is_fws(*j.p))
		j.p++;
	return error == TD_JSON_FINE && j.p != end ? TD_JSON_BROKEN : error;
}

/*
 * A reply made comparable (BOUNCES.md 2): what differs between two servers'
 * ways of quoting it, or two messages refused for one cause, is taken out.
 *
 *	550-5.7.26 Unauthenticated\n550 5.7.26 email from a@b.example - gsmtp
 *	-> 550, 5.7.26, "550-5.7.26 unauthenticated email from <@>"
 */
#include "analyzer/observe/reason.h"

/* Of a reply more is never looked at; a normal one has up to 500 bytes. */
enum { READ_MAX = 4 * TD_REPLY_MAX };

#define N(a) (sizeof(a) / sizeof((a)[0]))

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
	return is_digit(c) || (td_lower(c) >= 'a' && td_lower(c) <= 'z');
}

/* Unrolled where the set is a literal: it is asked for every byte. */
static inline bool
any_of(char c, const char *set)
{
	for (; *set != '\0'; set++)
		if (*set == c)
			return true;
	return false;
}

/* ---- one line, lower case, no addresses ---- */

struct writer {
	struct td_reply *out;
	bool underscore; /* qmail wrote each blank so */
};

static void
put(struct writer *w, char c)
{
	struct td_reply *out = w->out;

	if ((unsigned char)c <= ' ' || c == '_' || c == 0x7f) {
		if (out->n == 0 || out->text[out->n - 1] == ' ')
			return;
		c = ' ';
	}
	if (out->n < sizeof(out->text))
		out->text[out->n++] = td_lower(c);
}

static void
put_address(struct writer *w)
{
	put(w, '<');
	put(w, '@');
	put(w, '>');
}

static bool
ends_word(const struct writer *w, char c)
{
	return (unsigned char)c <= ' ' || (c == '_' && w->underscore);
}

/* Behind the address with the "@" at `at`; p: where it could begin. */
static const char *
skip_address(
    const struct writer *w, const char *at, const char *end, bool in_path)
{
	const char *p = at + 1, *dots;

	if (p < end && *p == '[') {
		const char *close = memchr(p, ']', (size_t)(end - p));

		p = close == NULL ? p : close + 1;
	} else {
		while (
		    p < end && !ends_word(w, *p) && !any_of(*p, "<>(),;:\"'"))
			p++;
		for (dots = p; dots > at + 1 && dots[-1] == '.'; dots--)
			;
		p = dots;
	}
	return in_path && p < end && *p == '>' ? p + 1 : p;
}

/* Write one word, its addresses as "<@>". */
static void
put_word(struct writer *w, const char *p, const char *end, const char *all)
{
	while (p < end) {
		const char *at = memchr(p, '@', (size_t)(end - p)), *from;
		bool in_path;

		for (from = at; at != NULL && from > p &&
		     !any_of(from[-1], "<>(),;:\"'=[]");
		     from--)
			;
		if (at == NULL || from == at) {
			const char *to = at == NULL ? end : at + 1;

			while (p < to)
				put(w, *p++);
			continue;
		}
		in_path = from > p && from[-1] == '<';
		while (p < from - in_path)
			put(w, *p++);
		put_address(w);
		p = skip_address(w, at, all < end ? all : end, in_path);
	}
}

/* Behind a path whose quoted local part may hold blanks, or NULL. */
static const char *
skip_quoted(const char *p, const char *end)
{
	if (end - p < 2 || p[0] != '<' || p[1] != '"')
		return NULL;
	for (p += 2; p < end && *p != '"'; p++)
		if (*p == '\\' && end - p > 1)
			p++;
	if (end - p < 2 || p[1] != '@')
		return NULL;
	p = memchr(p, '>', (size_t)(end - p));
	return p == NULL ? NULL : p + 1;
}

static void
put_all(struct writer *w, const char *p, const char *end)
{
	while (p < end) {
		const char *q = p;

		if (ends_word(w, *p)) {
			put(w, ' ');
			p++;
			continue;
		}
		/* Exim and OpenSMTPD: lines joined by a literal "\n". */
		if (*p == '\\' && end - p > 1 && (p[1] == 'n' || p[1] == 'r')) {
			put(w, ' ');
			p += 2;
			continue;
		}
		q = skip_quoted(p, end);
		if (q != NULL) {
			put_address(w);
			p = q;
			continue;
		}
		for (q = p; q < end && !ends_word(w, *q); q++)
			if (*q == '\\' && end - q > 1 &&
			    (q[1] == 'n' || q[1] == 'r') && q > p)
				break;
		put_word(w, p, q, end);
		p = q;
	}
}

/* ---- codes ---- */

static char
at(const struct td_reply *r, size_t i)
{
	return i < r->n ? r->text[i] : ' ';
}

/* The length of an RFC 3463 status at `i`, or 0. */
static size_t
status_at(const struct td_reply *r, size_t i, struct td_status *out)
{
	uint16_t number[2];
	size_t p = i + 1;

	if (!any_of(at(r, i), "245"))
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t n = 0;

		if (at(r, p++) != '.')
			return 0;
		for (number[part] = 0; n < 3 && is_digit(at(r, p)); n++, p++)
			number[part] =
			    (uint16_t)(number[part] * 10 + at(r, p) - '0');
		if (n == 0)
			return 0;
	}
	/* An address of four numbers, or a longer number, is none. */
	if (is_word(at(r, p)) || (at(r, p) == '.' && is_digit(at(r, p + 1))))
		return 0;
	out->class = (uint8_t)(at(r, i) - '0');
	out->subject = number[0];
	out->detail = number[1];
	return p - i;
}

static bool
code_at(const struct td_reply *r, size_t i)
{
	struct td_status s;
	char before, next;

	if (!any_of(r->text[i], "245") || i + 3 > r->n ||
	    !is_digit(r->text[i + 1]) || !is_digit(r->text[i + 2]))
		return false;
	before = i > 0 ? r->text[i - 1] : '\0';
	next = at(r, i + 3);
	if (!any_of(next, " -:"))
		return false;
	if (i == 0 || (before == ' ' && status_at(r, i + 4, &s) > 0))
		return true;
	/* "[192.0.2.1]:465: ..." is a port. */
	if (before == ':')
		return next != ':' && i > 1 && r->text[i - 2] != ']';
	if (before == ' ')
		return i > 1 && any_of(r->text[i - 2], "(\"'/>:.)");
	return any_of(before, "(\"'/>");
}

/*
 * The first code.  A greeting that goes on with a refusal ("220-mx 421 4.2.1
 * ...") is a refusal.
 */
static size_t
find_code(const struct td_reply *r)
{
	size_t success = r->n;

	for (size_t i = 0; i + 3 <= r->n; i++) {
		if (!code_at(r, i))
			continue;
		if (r->text[i] != '2')
			return i;
		if (success == r->n)
			success = i;
	}
	return success;
}

/* The first status behind the code; *i: where, *n: its length, or 0. */
static void
find_status(struct td_reply *r, size_t *i, size_t *n)
{
	struct td_status s;

	*n = 0;
	*i = 0;
	if (r->code != 0) {
		for (*i = 3; *i < r->n && any_of(r->text[*i], " -:#("); ++*i)
			;
		*n = status_at(r, *i, &r->status);
		if (*n > 0)
			return;
	}
	for (; *i < r->n; ++*i) {
		char before = *i > 0 ? r->text[*i - 1] : '(';

		/* Without a code it could be any number. */
		if (!any_of(before, r->code == 0 ? "(#[" : " (#[:/-"))
			continue;
		*n = status_at(r, *i, &s);
		if (*n > 0 && (r->code == 0 || s.class == r->code / 100)) {
			r->status = s;
			return;
		}
	}
	*n = 0;
}

/* Later lines begin with the same code, maybe with the same status. */
static void
drop_repeats(struct td_reply *r, size_t status, size_t n_status)
{
	char code[3], told[16];
	size_t to = status + n_status;

	if (r->code == 0)
		return;
	if (n_status == 0 || to < 4)
		to = 4;
	memcpy(code, r->text, 3);
	memcpy(told, r->text + status, n_status);
	for (size_t i = to; i < r->n;) {
		bool begins =
		    is_digit(r->text[i]) && any_of(r->text[i - 1], " /");

		if (begins && r->n - i > 3 && any_of(r->text[i + 3], " -") &&
		    memcmp(r->text + i, code, 3) == 0) {
			i += 4;
			r->text[to - 1] = r->text[i - 1] = ' ';
		} else if (begins && n_status > 0 && r->n - i > n_status &&
		    r->text[i + n_status] == ' ' &&
		    memcmp(r->text + i, told, n_status) == 0) {
			i += n_status + 1;
			r->text[i - 1] = ' ';
		} else {
			r->text[to++] = r->text[i++];
		}
	}
	r->n = to < r->n ? to : r->n;
}

/* ---- the end ---- */

static const char *
find(const struct td_reply *r, const char *word)
{
	return memmem(r->text, r->n, word, strlen(word));
}

static bool
ends_with(const struct td_reply *r, const char *word)
{
	size_t n = strlen(word);

	return r->n >= n && memcmp(r->text + r->n - n, word, n) == 0;
}

static void
cut_at(struct td_reply *r, const char *p)
{
	if (p != NULL)
		r->n = (size_t)(p - r->text);
}

static void
trim(struct td_reply *r)
{
	while (r->n > 0 && any_of(r->text[r->n - 1], " /\""))
		r->n--;
}

/* A last word with a digit: an id. */
static void
cut_id(struct td_reply *r)
{
	size_t i = r->n;
	bool digit = false;

	while (i > 0 && r->text[i - 1] != ' ')
		digit |= is_digit(r->text[--i]);
	if (digit && i > 4)
		r->n = i;
}

/* What programs and hosts add, by how the text then ends. */
static const struct {
	const char *added, *end;
} additions[] = {
	{ "(in reply to ", "command)" },       /* Postfix */
	{ "giving up on ", "." },              /* qmail */
	{ "i'm not going to try again", "." }, /* qmail */
	{ " - mta", ".yahoo.com" },            /* Yahoo */
	{ " - mta", ".yahoo.co.jp" },
};

static void
drop_end(struct td_reply *r)
{
	const char *p;

	trim(r);
	for (size_t i = 0; r->code != 0 && i < N(additions); i++)
		if (ends_with(r, additions[i].end) &&
		    (p = find(r, additions[i].added)) != NULL &&
		    p > r->text + 4)
			cut_at(r, p);
	trim(r);
	if (ends_with(r, " - gsmtp")) {
		r->n -= sizeof(" - gsmtp") - 1;
		cut_id(r);
		trim(r);
	}
	/* "[HOST.prod.outlook.com 2025-03-01T00:00:00.000Z ID]" */
	if (ends_with(r, "]")) {
		p = memrchr(r->text, '[', r->n);
		if (p != NULL &&
		    memmem(p, (size_t)(r->text + r->n - p), ".outlook.com",
		        12) != NULL)
			cut_at(r, p);
	} else if (ends_with(r, ")")) {
		p = memrchr(r->text, '(', r->n);
		if (p != NULL && r->text + r->n - p < 16 && p[1] == '#')
			cut_at(r, p);
	}
	trim(r);
}

void
td_reply_read(struct td_span reply, struct td_reply *out)
{
	/* cppcheck-suppress ctuuninitvar */
	struct writer w = { out, false };
	size_t n = reply.n < READ_MAX ? reply.n : READ_MAX;
	size_t code, status, n_status;

	out->code = 0;
	out->status = (struct td_status){ 0, 0, 0 };
	out->n = 0;
	if (n == 0)
		return;
	w.underscore = memchr(reply.p, ' ', n) == NULL;
	put_all(&w, reply.p, reply.p + n);
	code = find_code(out);
	if (code < out->n) {
		out->n -= code;
		memmove(out->text, out->text + code, out->n);
		out->code = (uint16_t)((out->text[0] - '0') * 100 +
		    (out->text[1] - '0') * 10 + out->text[2] - '0');
	}
	find_status(out, &status, &n_status);
	drop_repeats(out, status, n_status);
	drop_end(out);
}

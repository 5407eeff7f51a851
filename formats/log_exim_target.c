/*
 * Who is meant in a delivery line of Exim: the final address, its parents if
 * the site logs them, and the address as it came in, where it is another.
 *
 *	u@example.jp
 *	u@mx.example.jp (list@example.jp) <all@example.jp>
 *	|/usr/bin/vacation u <u@example.jp>
 *	u v@example.jp <"u v"@example.jp>
 *
 * A local part that must be quoted (RFC 5322 3.4.1) is written without quotes
 * in the final address, so its sender can make it look like a whole line.  But
 * then the original follows, with the quotes, and says the same.
 */
#include "lex.h"
#include "log_cut.h"
#include "log_exim.h"

/* No line needs more; bounds what hostile ones cost. */
enum { MAX_TRIES = 32 };

/* Whether what can follow an address stands at p. */
static bool
follows(const char *p, const char *end)
{
	if (end - p < 3)
		return false;
	if (*p == ':')
		return p[1] == ' ';
	if (*p++ != ' ')
		return false;
	switch (*p) {
	case 'F':
	case 'P':
	case 'Q':
	case 'R':
	case 'T':
		return p[1] == '=';
	case ':':
		return p[1] == ' ';
	case 'd':
		return TD_BEGINS(p, end, "defer (");
	case 'r':
		return TD_BEGINS(p, end, "routing ");
	default:
		return false;
	}
}

/* Take the path [p, behind), whose follower is at `behind`. */
static bool
put_original(struct td_exim_target *t, const char *p, const char *behind,
    const char *end)
{
	t->original = td_span(p + 1, behind - 1);
	t->rest = behind;
	if (t->rest < end && *t->rest == ':') {
		t->colon = true;
		t->rest++;
	}
	if (t->rest == end)
		return true;
	return *t->rest++ == ' ';
}

/* Whether there is another " <...>" from *q on; *q is its blank. */
static bool
next_path(const char **q, const char *end, const char **behind)
{
	*q = td_find_pair(*q, end, ' ', '<');
	if (*q == NULL)
		return false;
	*behind = td_skip_path(*q + 1, end);
	return *behind != NULL;
}

/* The first " <...>" in [p, end) that something follows. */
static bool
place(const char *p, const char *end, struct td_exim_target *t)
{
	const char *q = p, *behind;

	for (int i = 0; i < MAX_TRIES && next_path(&q, end, &behind);
	     i++, q++) {
		if (!follows(behind, end))
			continue;
		t->address = td_span(p, q);
		t->place = true;
		return put_original(t, q + 1, behind, end);
	}
	return false;
}

bool
td_exim_target(const char *p, const char *end, struct td_exim_target *t)
{
	const char *sp, *q;

	*t = (struct td_exim_target){ .rest = end };
	if (p == end)
		return false;
	if (*p == '|' || *p == '/' || *p == '>' || *p == ':' ||
	    TD_BEGINS(p, end, "save "))
		return place(p, end, t);
	sp = td_find_or_end(p, end, ' ');
	if (sp == p || memchr(p, '"', (size_t)(sp - p)) != NULL)
		return false;
	t->address = td_span(p, sp);
	t->place = memchr(p, '@', t->address.n) == NULL;
	if (sp == end)
		return true;
	t->rest = sp + 1;
	if (sp[-1] == ':') {
		t->colon = true;
		t->address.n--;
		return true;
	}
	if (*t->rest == '(' &&
	    (q = memmem(sp, (size_t)(end - sp), ") <", 3)) != NULL)
		t->rest = q + 2;
	if (t->rest == end || *t->rest != '<')
		return true;
	q = td_skip_path(t->rest, end);
	return q != NULL && put_original(t, t->rest, q, end);
}

/*
 * Whether the path [q, end), without its brackets, is [p, to) when its quotes
 * are taken away; its domain may be missing there (router log_as_local).
 */
static bool
same_address(const char *p, const char *to, const char *q, const char *end)
{
	bool quoted = false, any = false;

	for (; q < end; q++) {
		if (*q == '"') {
			quoted = !quoted;
			any = true;
			continue;
		}
		if (*q == '\\' && q + 1 < end)
			q++;
		else if (!quoted && *q == '@' && p == to)
			return any;
		if (p == to || *p++ != *q)
			return false;
	}
	return any && p == to;
}

bool
td_exim_quoted_target(const char *p, const char *end, struct td_exim_target *t)
{
	const char *q = p, *behind;

	*t = (struct td_exim_target){ .rest = end };
	for (int i = 0; i < MAX_TRIES && next_path(&q, end, &behind);
	     i++, q++) {
		if (!follows(behind, end) ||
		    !same_address(p, q, q + 2, behind - 1))
			continue;
		t->address = td_span(q + 2, behind - 1);
		return put_original(t, q + 1, behind, end);
	}
	return false;
}

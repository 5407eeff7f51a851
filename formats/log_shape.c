/*
 * The programs that are told by how their text begins, for want of a tag.
 *
 *	1vMe3m-000000001aB-0abC => u@example.jp R=dnslookup ...
 *	starting delivery 7: msg 12 to remote u@example.jp
 *	[NOTICE] [6D2A...1.1] [outbound] delivered file=...
 *	#123(rspamd_proxy) <94f35d>; proxy; rspamd_task_write_log: ...
 */
#include "lex.h"
#include "log_frame.h"

/* No name of a process is longer. */
enum { MAX_NAME = 96 };

/*
 * An Exim message id, "1vMe3m-0009RI-7W" or, since 4.97,
 * "1vMe3m-000000001aB-0abC".
 */
bool
td_shape_exim_id(const char *p, const char *end)
{
	const char *first, *second, *q;

	/* The first is a digit until 2125. */
	if (end - p < 16 || !td_is_digit(*p))
		return false;
	first = td_find_alnum_end(p, end);
	if (first - p != 6 || *first != '-')
		return false;
	second = td_find_alnum_end(first + 1, end);
	if ((second - p != 13 && second - p != 18) || second == end ||
	    *second != '-')
		return false;
	q = td_find_alnum_end(second + 1, end);
	return q - p == (second - p == 13 ? 16 : 23) && (q == end || *q == ' ');
}

/* "[123] " at p, as some programs write their process; where it ends, or p. */
const char *
td_shape_pid(const char *p, const char *end, struct td_span *pid)
{
	const char *q = p + 1;

	if (end - p < 4 || *p != '[')
		return p;
	while (q < end && td_is_digit(*q))
		q++;
	if (q == p + 1 || end - q < 2 || q[0] != ']' || q[1] != ' ')
		return p;
	*pid = td_span(p + 1, q);
	return q + 2;
}

/* Whether qmail-send says such a thing. */
bool
td_shape_qmail(const char *p, const char *end)
{
	return TD_BEGINS(p, end, "delivery ") ||
	    TD_BEGINS(p, end, "starting delivery ") ||
	    TD_BEGINS(p, end, "status: local ") ||
	    TD_BEGINS(p, end, "new msg ") || TD_BEGINS(p, end, "info msg ") ||
	    TD_BEGINS(p, end, "end msg ") || TD_BEGINS(p, end, "bounce msg ");
}

/* "[NOTICE] [" or "level=NOTICE uuid=", as Haraka begins. */
bool
td_shape_haraka(const char *p, const char *end)
{
	const char *q = p + 1;

	if (TD_BEGINS(p, end, "level=")) {
		q = td_find_or_end(p, end, ' ');
		return TD_BEGINS(q, end, " uuid=");
	}
	if (p == end || *p != '[')
		return false;
	while (q < end && q - p < 10 && *q >= 'A' && *q <= 'Z')
		q++;
	return q > p + 1 && TD_BEGINS(q, end, "] [");
}

/* The lines of Exim without an id that tell of mail, or are frequent. */
static bool
is_exim_prose(const char *p, const char *end)
{
	static const struct td_span starts[] = {
		TD_LIT("DKIM: "),
		TD_LIT("End queue run"),
		TD_LIT("F=<"),
		TD_LIT("H="),
		TD_LIT("I="),
		TD_LIT("SMTP "),
		TD_LIT("Start queue run"),
		TD_LIT("TLS "),
		TD_LIT("U="),
		TD_LIT("Warning: "),
		TD_LIT("exim "),
		TD_LIT("no IP address found for host "),
		TD_LIT("no host name found for IP address "),
		TD_LIT("refused "),
		TD_LIT("rejected "),
		TD_LIT("unexpected disconnection "),
	};
	const char *second = td_find_or_end(p, end, ' ');

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if ((size_t)(end - p) >= starts[i].n &&
		    memcmp(p, starts[i].p, starts[i].n) == 0)
			return true;
	return TD_BEGINS(second, end, " authenticator failed ");
}

/*
 * "#123(rspamd_proxy) <94f35d>; ...", rspamd's own; the text begins as it does
 * in syslog.
 */
bool
td_shape_rspamd(const char *p, const char *end, struct td_line *out)
{
	const char *q = p + 1, *close;

	if (end - p < 6 || *p != '#')
		return false;
	while (q < end && td_is_digit(*q))
		q++;
	if (q == p + 1 || q == end || *q != '(')
		return false;
	close = td_find(q, end - q > MAX_NAME ? q + MAX_NAME : end, ')');
	if (close == NULL)
		return false;
	out->pid = td_span(p + 1, q);
	out->tag = td_span(q + 1, close);
	out->program = TD_PROGRAM_RSPAMD;
	while (++close < end && *close == ' ')
		continue;
	out->text = td_span(close, end);
	return true;
}

bool
td_shape_exim(const char *p, const char *end)
{
	return td_shape_exim_id(p, end) || is_exim_prose(p, end);
}

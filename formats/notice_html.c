/*
 * HTML of notices as lines of text: tags are taken out, those of blocks break
 * the line, the few entities that addresses and replies have are decoded.  No
 * more is understood of it.
 *
 *	<p>Your message to <a href="mailto:u@example.jp">u@example.jp</a>
 *	couldn't be delivered.</p>
 */
#include "lex.h"
#include "mail_report_parts.h"

static const struct {
	struct td_span name;
	char c;
} entities[] = {
	{ TD_LIT("&lt;"), '<' },
	{ TD_LIT("&gt;"), '>' },
	{ TD_LIT("&amp;"), '&' },
	{ TD_LIT("&quot;"), '"' },
	{ TD_LIT("&nbsp;"), ' ' },
	{ TD_LIT("&#39;"), '\'' },
	{ TD_LIT("&#x27;"), '\'' },
	{ TD_LIT("&#8217;"), '\'' },
	{ TD_LIT("&#8203;"), ' ' },
};

/* Tags that stay in their line; what they enclose is part of a sentence. */
static const struct td_span inline_tags[] = {
	TD_LIT("a"),
	TD_LIT("b"),
	TD_LIT("i"),
	TD_LIT("u"),
	TD_LIT("em"),
	TD_LIT("tt"),
	TD_LIT("font"),
	TD_LIT("span"),
	TD_LIT("code"),
	TD_LIT("wbr"),
	TD_LIT("strong"),
};

/* What the name of the tag at p, behind "<", does to its line. */
static bool
breaks_line(const char *p, const char *end)
{
	const char *from;

	if (p < end && *p == '/')
		p++;
	for (from = p; p < end && td_is_alnum(*p);)
		p++;
	for (size_t i = 0; i < sizeof(inline_tags) / sizeof(inline_tags[0]);
	     i++)
		if (td_span_ieq(inline_tags[i], td_span(from, p)))
			return false;
	return p > from;
}

/* Behind the tag at p, or `p` if it is none. */
static const char *
behind_tag(const char *p, const char *end)
{
	const char *close;

	if (end - p < 2 || (!td_is_alnum(p[1]) && p[1] != '/' && p[1] != '!'))
		return p;
	close = td_find(p, end, '>');
	return close == NULL ? end : close + 1;
}

/* Behind the entity at p, which stands for *c, or `p` if it is none. */
static const char *
behind_entity(const char *p, const char *end, char *c)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		if (!td_begins(p, end, entities[i].name))
			continue;
		*c = entities[i].c;
		return p + entities[i].name.n;
	}
	return p;
}

struct td_span
td_report_plain(struct td_report *r, struct td_span html)
{
	const char *p = html.p, *end = p + html.n;
	char *out, *q;

	if (html.n == 0)
		return html;
	out = q = td_outcome_scratch(r->to, html.n);
	if (out == NULL)
		return (struct td_span){ html.p, 0 };
	while (p < end) {
		const char *behind = p;
		char c = *p;

		if (c == '<' && (behind = behind_tag(p, end)) > p) {
			if (breaks_line(p + 1, behind))
				*q++ = '\n';
			p = behind;
			continue;
		}
		if (c == '&')
			behind = behind_entity(p, end, &c);
		/* A line break is a blank. */
		*q++ = td_is_fws(c) ? ' ' : c;
		p = behind > p ? behind : p + 1;
	}
	return td_span(out, q);
}

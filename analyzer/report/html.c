/*
 * See html.h.
 */
#include "analyzer/report/html.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/json_out.h"
#include "analyzer/report/print.h"

static struct td_span
span_of(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

void
td_page_text(struct td_page *p, const char *s)
{
	td_put_html(p->out, span_of(s));
}

/* ---- the frame ---- */

void
td_page_begin(struct td_page *p, FILE *out, const char *title)
{
	*p = (struct td_page){ .out = out };
	fprintf(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
	    "form-action 'none'\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
	    td_html_style_hash);
	td_page_text(p, title);
	fputs("</title>\n<style>", out);
	for (size_t i = 0; td_html_style[i] != NULL; i++)
		fputs(td_html_style[i], out);
	fputs("</style>\n</head>\n<body>\n<main>\n<h1>", out);
	td_page_text(p, title);
	fputs("</h1>\n", out);
}

void
td_page_end(struct td_page *p, const char *made)
{
	fputs("</main>\n<footer><p>", p->out);
	td_page_text(p, made);
	fputs("</p></footer>\n</body>\n</html>\n", p->out);
}

void
td_page_section(struct td_page *p, const char *heading)
{
	fputs("<section>\n<h2>", p->out);
	td_page_text(p, heading);
	fputs("</h2>\n", p->out);
}

void
td_page_section_end(struct td_page *p)
{
	fputs("</section>\n", p->out);
}

void
td_page_heading(struct td_page *p, const char *heading)
{
	fputs("<h3>", p->out);
	td_page_text(p, heading);
	fputs("</h3>\n", p->out);
}

void
td_page_paragraphs(struct td_page *p, struct td_span text, bool warn)
{
	const char *at = text.p, *end = text.p + text.n;
	bool list = false;

	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		struct td_span line = td_span(at, nl == NULL ? end : nl);
		const bool item = line.n > 2 && memcmp(line.p, "  ", 2) == 0;

		at = nl == NULL ? end : nl + 1;
		if (line.n == 0)
			continue;
		if (item != list)
			fputs(item ? "<ul>\n" : "</ul>\n", p->out);
		list = item;
		if (item)
			line = td_span(line.p + 2, line.p + line.n);
		fputs(item   ? "<li>" :
		        warn ? "<p class=\"warn\">" :
		               "<p>",
		    p->out);
		td_put_html(p->out, line);
		fputs(item ? "</li>\n" : "</p>\n", p->out);
	}
	fputs(list ? "</ul>\n" : "", p->out);
}

/* ---- tables ---- */

void
td_page_table(struct td_page *p, const char *caption)
{
	const unsigned id = ++p->id;

	/* Who has no mouse scrolls it by the keyboard, so it takes focus. */
	fprintf(p->out,
	    "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
	    "aria-labelledby=\"t%u\">\n<table>\n<caption id=\"t%u\">"
	    "<span>",
	    id, id);
	td_page_text(p, caption);
	fputs("</span></caption>\n", p->out);
}

void
td_page_table_end(struct td_page *p)
{
	fputs("</table>\n</div>\n", p->out);
}

void
td_page_head(struct td_page *p, const char *head, const char *column, bool left)
{
	fputs("<th scope=\"col\"", p->out);
	if (left)
		fputs(" class=\"l\"", p->out);
	if (column != NULL) {
		fputs(" data-column=\"", p->out);
		for (const char *c = column; *c != '\0'; c++)
			putc(*c == '.' ? '_' : *c, p->out);
		putc('"', p->out);
	}
	putc('>', p->out);
	td_page_text(p, head);
	fputs("</th>", p->out);
}

void
td_page_name(struct td_page *p, struct td_span name)
{
	fputs("<th scope=\"row\">", p->out);
	td_put_html(p->out, name);
	fputs("</th>", p->out);
}

void
td_page_count(struct td_page *p, uint64_t n)
{
	fprintf(p->out, "<td><data value=\"%" PRIu64 "\">%s</data></td>", n,
	    td_grouped(n).text);
}

void
td_page_number(struct td_page *p, double x, const char *shown)
{
	if (!isfinite(x)) {
		td_page_nothing(p);
		return;
	}
	fputs("<td><data value=\"", p->out);
	td_out_put_number(&(struct td_json_out){ p->out, true }, x);
	fprintf(p->out, "\">%s</data></td>", shown);
}

void
td_page_nothing(struct td_page *p)
{
	fputs("<td>\xe2\x80\x93</td>", p->out);
}

void
td_page_word(struct td_page *p, const char *word)
{
	fputs("<td class=\"l\">", p->out);
	td_page_text(p, word);
	fputs("</td>", p->out);
}

/*
 * See html_chart.h.
 */
#include "analyzer/report/html_chart.h"

#include <math.h>

#include "analyzer/report/escape.h"

void
td_chart_begin(struct td_chart *c, struct td_page *p, const char *title,
    const char *key, const char *desc, size_t rows, unsigned row_height)
{
	const unsigned id = ++p->id;

	*c = (struct td_chart){ .page = p };
	c->height = TD_CHART_HEAD + (unsigned)rows * row_height;
	fputs("<figure>\n<figcaption><b>", p->out);
	td_page_text(p, title);
	fprintf(p->out,
	    "</b> %s</figcaption>\n<svg role=\"img\" aria-labelledby=\"s%u\" "
	    "aria-describedby=\"d%u\" width=\"100%%\" height=\"%u\">\n"
	    "<title id=\"s%u\">",
	    key, id, id, c->height, id);
	td_page_text(p, title);
	fprintf(p->out, "</title><desc id=\"d%u\">", id);
	td_page_text(p, desc);
	fputs("</desc>\n", p->out);
}

void
td_chart_end(struct td_chart *c)
{
	fputs("</svg>\n</figure>\n", c->page->out);
}

const char *
td_chart_more(bool left_out)
{
	_Static_assert(TD_CHART_ROWS == 40, "as the sentence says");
	return left_out ? " The first 40 rows; the table has all." : "";
}

unsigned
td_chart_row(size_t n)
{
	return TD_CHART_HEAD + (unsigned)n * TD_CHART_ROW;
}

/* ---- axes ---- */

struct td_axis
td_axis_of_shares(double low, double high)
{
	static const double floor[] = { 0.99, 0.95, 0.9, 0.8, 0.5 };
	static const double ceiling[] = { 0.01, 0.05, 0.1, 0.2, 0.5 };
	struct td_axis a = { 0, 1, 0, 100, false };

	for (size_t i = 0; i < sizeof floor / sizeof *floor; i++) {
		if (low >= floor[i]) {
			a.from = floor[i];
			break;
		}
		if (high <= ceiling[i]) {
			a.to = ceiling[i];
			break;
		}
	}
	return a;
}

struct td_axis
td_axis_of_changes(double most)
{
	static const double end[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1 };
	size_t i = 0;

	while (i + 1 < sizeof end / sizeof *end && end[i] < most)
		i++;
	return (struct td_axis){ -end[i], end[i], 0, 100, false };
}

/* On its scale; nothing is at the start of a logarithmic one. */
static double
scaled(const struct td_axis *a, double v)
{
	if (!a->log)
		return v;
	return v > 0 ? log10(v) : -INFINITY;
}

/* Per cent of the width; what is outside stands at the end. */
static double
place(const struct td_axis *a, double v)
{
	const double from = scaled(a, a->from), to = scaled(a, a->to);
	double part = (scaled(a, v) - from) / (to - from);

	part = !(part > 0) ? 0 : part > 1 ? 1 : part;
	return a->left + part * (a->right - a->left);
}

void
td_chart_tick(
    struct td_chart *c, const struct td_axis *a, double at, const char *word)
{
	const double x = place(a, at);

	fprintf(c->page->out,
	    "<line class=\"g\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"18\" "
	    "y2=\"%u\"/><text class=\"x\" x=\"%.2f%%\" y=\"12\" "
	    "text-anchor=\"%s\">%s</text>\n",
	    x, x, c->height, x,
	    x <= a->left      ? "start" :
	        x >= a->right ? "end" :
	                        "middle",
	    word);
}

void
td_chart_shares(struct td_chart *c, const struct td_axis *a)
{
	for (int i = 0; i <= 5; i++) {
		const double at = a->from + (a->to - a->from) * i / 5;
		char word[32];

		snprintf(word, sizeof word, "%g", round(at * 1e4) / 100);
		td_chart_tick(c, a, at, word);
	}
}

void
td_chart_changes(struct td_chart *c, const struct td_axis *a)
{
	char word[32];

	snprintf(word, sizeof word, "%+g", a->from * 100);
	td_chart_tick(c, a, a->from, word);
	td_chart_tick(c, a, 0, "0");
	snprintf(word, sizeof word, "%+g", a->to * 100);
	td_chart_tick(c, a, a->to, word);
}

/* ---- rows ---- */

static void
put_hint(struct td_chart *c, const char *hint)
{
	if (hint == NULL)
		return;
	fputs("<title>", c->page->out);
	td_page_text(c->page, hint);
	fputs("</title>", c->page->out);
}

void
td_chart_name(struct td_chart *c, unsigned y, struct td_span name)
{
	FILE *out = c->page->out;
	const bool cut = td_text_width(name) > TD_CHART_NAME;

	fprintf(out, "<text class=\"n\" x=\"0\" y=\"%u\">", y + 16);
	if (cut) {
		fputs("<title>", out);
		td_put_html(out, name);
		fputs("</title>", out);
		name = td_text_cut(name, TD_CHART_NAME - 1);
	}
	td_put_html(out, name);
	fputs(cut ? "\xe2\x80\xa6</text>\n" : "</text>\n", out);
}

void
td_chart_word(
    struct td_chart *c, unsigned y, const char *word, const char *class)
{
	fprintf(c->page->out,
	    "<text class=\"%s\" x=\"100%%\" y=\"%u\" text-anchor=\"end\">",
	    class, y + 16);
	td_page_text(c->page, word);
	fputs("</text>\n", c->page->out);
}

void
td_chart_line(struct td_chart *c, const struct td_axis *a, unsigned y,
    double from, double to, const char *class, const char *hint)
{
	y += TD_CHART_LINE;
	fprintf(c->page->out,
	    "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%u\" "
	    "y2=\"%u\">",
	    class, place(a, from), place(a, to), y, y);
	put_hint(c, hint);
	fputs("</line>\n", c->page->out);
}

void
td_chart_mark(struct td_chart *c, const struct td_axis *a, unsigned y,
    double at, enum td_mark mark, const char *class, const char *hint)
{
	const double x = place(a, at);
	FILE *out = c->page->out;

	y += TD_CHART_LINE;
	if (mark == TD_SQUARE)
		fprintf(out,
		    "<rect class=\"%s\" x=\"%.2f%%\" y=\"%u\" width=\"8\" "
		    "height=\"8\" transform=\"translate(-4 -4)\">",
		    class, x, y);
	else
		fprintf(out,
		    "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%u\" "
		    "r=\"%s\">",
		    class, x, y, mark == TD_RING ? "5" : "4");
	put_hint(c, hint);
	fputs(mark == TD_SQUARE ? "</rect>\n" : "</circle>\n", out);
}

void
td_chart_bar(struct td_chart *c, const struct td_axis *a, unsigned top,
    unsigned height, double from, double to, const char *class,
    const char *hint)
{
	const double left = place(a, from);

	fprintf(c->page->out,
	    "<rect class=\"%s\" x=\"%.2f%%\" y=\"%u\" width=\"%.2f%%\" "
	    "height=\"%u\">",
	    class, left, top, place(a, to) - left, height);
	put_hint(c, hint);
	fputs("</rect>\n", c->page->out);
}

void
td_chart_step(struct td_chart *c, const struct td_axis *a, double x1, double y1,
    double x2, double y2, const char *class)
{
	fprintf(c->page->out,
	    "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" "
	    "y2=\"%.1f\"/>\n",
	    class, place(a, x1), y1, place(a, x2), y2);
}

void
td_chart_point(struct td_chart *c, const struct td_axis *a, double x, double y,
    enum td_mark mark, const char *hint)
{
	fprintf(c->page->out,
	    "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"%s\">",
	    mark == TD_RING ? "r" : "f", place(a, x), y,
	    mark == TD_RING ? "3" : "2.5");
	put_hint(c, hint);
	fputs("</circle>\n", c->page->out);
}

void
td_chart_split(struct td_chart *c, const struct td_axis *a, double at,
    unsigned top, const char *left, const char *right)
{
	const double x = place(a, at);
	FILE *out = c->page->out;

	fprintf(out,
	    "<line class=\"s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%u\" "
	    "y2=\"%u\"/>\n",
	    x, x, top, c->height);
	for (int i = 0; i < 2; i++) {
		fprintf(out,
		    "<text class=\"v\" x=\"%.2f%%\" dx=\"%s\" y=\"%u\" "
		    "text-anchor=\"%s\">",
		    x, i == 0 ? "-6" : "6", top + 12, i == 0 ? "end" : "start");
		td_page_text(c->page, i == 0 ? left : right);
		fputs("</text>\n", out);
	}
}

/* ---- times ---- */

static const struct {
	double at;
	const char *word;
} spans[] = {
	{ 0.01, "10 ms" },
	{ 0.1, "0.1 s" },
	{ 1, "1 s" },
	{ 10, "10 s" },
	{ 60, "1 min" },
	{ 600, "10 min" },
	{ 3600, "1 h" },
	{ 36000, "10 h" },
	{ 345600, "4 d" },
	{ 3456000, "40 d" },
};

enum { N_SPANS = sizeof spans / sizeof *spans };

struct td_axis
td_axis_of_times(double least, double most)
{
	int from = 0, to = N_SPANS - 1;

	while (from + 1 < to && spans[from + 1].at <= least)
		from++;
	while (to > from + 1 && spans[to - 1].at >= most)
		to--;
	return (struct td_axis){ spans[from].at, spans[to].at, 0, 100, true };
}

void
td_chart_times(struct td_chart *c, const struct td_axis *a)
{
	for (int i = 0; i < N_SPANS; i++)
		if (spans[i].at >= a->from && spans[i].at <= a->to)
			td_chart_tick(c, a, spans[i].at, spans[i].word);
}

/*
 * Numbers, times and names as every kind of report prints them.  Nothing here
 * looks at the locale: a decimal comma would break JSON and CSV.
 */
#include "analyzer/report/print.h"

#include <inttypes.h>
#include <time.h>

#include "analyzer/report/escape.h"
#include "analyzer/stats/interval.h"

/* A report is made of these: printf() would take most of its time. */
static void
put_decimal(FILE *out, uint64_t whole, uint32_t millionths)
{
	char text[sizeof("18446744073709551615.123456")];
	char *end = text + sizeof(text), *p = end;

	/* From the last digit to the first; no zeros at the end. */
	for (int i = 0; i < 6 && (millionths > 0 || p < end); i++) {
		if (millionths % 10 > 0 || p < end)
			*--p = (char)('0' + millionths % 10);
		millionths /= 10;
	}
	if (p < end)
		*--p = '.';
	do {
		*--p = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole > 0);
	if (end - p == 1)
		putc(*p, out);
	else
		fwrite(p, 1, (size_t)(end - p), out);
}

/* A proportion, 0..1. */
static void
put_proportion(FILE *out, double x)
{
	uint32_t millionths = (uint32_t)(x * 1e6 + 0.5);

	put_decimal(out, millionths / 1000000, millionths % 1000000);
}

static bool
put_rate(FILE *out, const struct td_column *col, const struct td_cell *c)
{
	uint64_t above, below;
	double low, high;

	if (!td_rate_of(&td_rates[col->id], c->counter, &above, &below))
		return false;
	/* Complaints outnumber what was accepted where that is not in the
	 * input; counters of a cells file may be anything. */
	if (above > below)
		above = below;
	if (col->kind == TD_COL_RATE) {
		put_proportion(out, (double)above / (double)below);
		return true;
	}
	td_wilson(above, below, &low, &high);
	put_proportion(out, col->kind == TD_COL_LOW ? low : high);
	return true;
}

static bool
put_quantity(FILE *out, const struct td_column *col, const struct td_cell *c)
{
	const struct td_hist *h = &c->hist[col->id];
	uint64_t v;

	if (td_hist_count(h) == 0)
		return false;
	if (col->kind == TD_COL_MAX)
		v = h->max;
	else
		v = td_hist_quantile(h, col->kind == TD_COL_P95 ? 0.95 : 0.5);
	if (col->id == TD_HIST_DELAY)
		put_decimal(out, v / TD_DELAY_UNIT,
		    (uint32_t)((v % TD_DELAY_UNIT * 1000000 +
		                   TD_DELAY_UNIT / 2) /
		        TD_DELAY_UNIT));
	else
		put_decimal(out, v, 0);
	return true;
}

bool
td_put_value(FILE *out, const struct td_column *col, const struct td_cell *c)
{
	switch (col->kind) {
	case TD_COL_COUNTER:
		put_decimal(out, c->counter[col->id], 0);
		return true;
	case TD_COL_N:
		put_decimal(out, td_hist_count(&c->hist[col->id]), 0);
		return true;
	case TD_COL_RATE:
	case TD_COL_LOW:
	case TD_COL_HIGH:
		return put_rate(out, col, c);
	default:
		return put_quantity(out, col, c);
	}
}

bool
td_time_text(int64_t when, char text[TD_TIME_TEXT])
{
	int64_t us = when % 1000000;
	time_t t = when / 1000000;
	struct tm tm;
	size_t n;

	if (us < 0) {
		us += 1000000;
		t--;
	}
	if (when == TD_NO_TIME || gmtime_r(&t, &tm) == NULL ||
	    tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return false;
	n = strftime(text, TD_TIME_TEXT, "%FT%T", &tm);
	if (us != 0)
		n += (size_t)snprintf(
		    text + n, TD_TIME_TEXT - n, ".%06d", (int)us);
	memcpy(text + n, "Z", 2);
	return true;
}

const char *
td_belief_name(enum td_belief b)
{
	static const char *const name[TD_N_BELIEFS] = {
		[TD_BELIEVED_CONFIGURED] = "believed_configured",
		[TD_BELIEVED_SAME_ADMD] = "believed_same_admd",
		[TD_BELIEVED_BUILTIN] = "believed_builtin",
		[TD_BELIEVED_NO_ID] = "believed_no_id",
		[TD_BELIEVED_ALL] = "believed_all",
		[TD_BELIEVED_ARC] = "believed_arc",
		[TD_REFUSED_ZONE] = "refused_zone",
		[TD_REFUSED_ID] = "refused_id",
		[TD_REFUSED_NO_ID] = "refused_no_id",
		[TD_REFUSED_NO_RECEIVED] = "refused_no_received",
		[TD_REFUSED_ARC] = "refused_arc",
		[TD_REFUSED_UNUSED] = "refused_unused",
	};

	return name[b];
}

struct td_grouped
td_grouped(uint64_t n)
{
	struct td_grouped g = { "" };
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n);
	char *to = g.text;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return g;
}

/* One word, broken where not even a fresh line has room for it. */
static unsigned
put_word(FILE *out, struct td_span word, unsigned at, unsigned indent,
    unsigned columns)
{
	while (at + td_text_width(word) > columns) {
		struct td_span part = td_text_cut(word, columns - at);

		if (part.n == 0)
			break;
		fprintf(out, "%.*s\n%*s", (int)part.n, part.p, (int)indent, "");
		word = td_span(part.p + part.n, word.p + word.n);
		at = indent;
	}
	fwrite(word.p, 1, word.n, out);
	return at + td_text_width(word);
}

static void
put_paragraph(FILE *out, struct td_span line, unsigned columns)
{
	const char *p = line.p, *end = line.p + line.n;
	unsigned indent, at;

	while (p < end && *p == ' ')
		p++;
	at = (unsigned)(p - line.p);
	indent = at + 2;
	fprintf(out, "%*s", (int)at, "");
	for (bool first = true; p < end; first = false) {
		const char *blank = memchr(p, ' ', (size_t)(end - p));
		struct td_span word = td_span(p, blank == NULL ? end : blank);
		unsigned width = td_text_width(word);

		if (!first && at + 1 + width > columns && at > indent) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			putc(' ', out);
			at++;
		}
		at = put_word(out, word, at, indent, columns);
		p = blank == NULL ? end : blank + 1;
	}
	putc('\n', out);
}

void
td_put_wrapped(FILE *out, struct td_span text, unsigned columns)
{
	const char *p = text.p, *end = text.p + text.n;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		put_paragraph(out, td_span(p, nl == NULL ? end : nl), columns);
		p = nl == NULL ? end : nl + 1;
	}
}

unsigned
td_report_columns(const struct td_report *r)
{
	return r->columns < 42 ? 42 : r->columns;
}

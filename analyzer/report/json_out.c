/*
 * See json_out.h.
 */
#include "analyzer/report/json_out.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

void
td_out_comma(struct td_json_out *j)
{
	if (!j->first)
		putc(',', j->out);
	j->first = false;
}

void
td_out_name(struct td_json_out *j, const char *name)
{
	td_out_comma(j);
	fprintf(j->out, "\"%s\":", name);
}

void
td_out_begin(struct td_json_out *j, char bracket)
{
	putc(bracket, j->out);
	j->first = true;
}

void
td_out_end(struct td_json_out *j, char bracket)
{
	putc(bracket, j->out);
	j->first = false;
}

void
td_out_count(struct td_json_out *j, const char *name, uint64_t n)
{
	td_out_name(j, name);
	fprintf(j->out, "%" PRIu64, n);
}

void
td_out_string(struct td_json_out *j, const char *name, const char *s)
{
	td_out_name(j, name);
	if (s == NULL)
		fputs("null", j->out);
	else
		td_put_json(j->out, (struct td_span){ s, strlen(s) });
}

void
td_out_when(struct td_json_out *j, const char *name, int64_t when)
{
	char text[TD_TIME_TEXT];

	td_out_string(j, name, td_time_text(when, text) ? text : NULL);
}

void
td_out_top(struct td_json_out *j, const char *name, char bracket)
{
	fputs(",\n", j->out);
	j->first = true;
	td_out_name(j, name);
	td_out_begin(j, bracket);
}

void
td_out_number(struct td_json_out *j, const char *name, double x)
{
	td_out_name(j, name);
	td_out_put_number(j, x);
}

void
td_out_put_number(struct td_json_out *j, double x)
{
	char text[32];
	size_t n;

	if (!isfinite(x)) {
		fputs("null", j->out);
		return;
	}
	n = (size_t)snprintf(text, sizeof text, "%.6f", x);
	while (n > 0 && text[n - 1] == '0')
		n--;
	n -= n > 0 && text[n - 1] == '.';
	if (n == 2 && text[0] == '-' && text[1] == '0')
		fputs("0", j->out);
	else
		fwrite(text, 1, n, j->out);
}

void
td_out_small(struct td_json_out *j, const char *name, double x)
{
	td_out_name(j, name);
	td_out_put_small(j, x);
}

void
td_out_put_small(struct td_json_out *j, double x)
{
	if (isfinite(x))
		fprintf(j->out, "%.6g", x);
	else
		fputs("null", j->out);
}

void
td_out_bool(struct td_json_out *j, const char *name, bool x)
{
	td_out_name(j, name);
	fputs(x ? "true" : "false", j->out);
}

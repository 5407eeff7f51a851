/*
 * The parts of a line of a cells file: tab-separated fields, decimal numbers,
 * text with escapes (cells.c says which).
 */
#include "cells_lex.h"

#include <stdint.h>

bool
td_cells_field(struct td_span *line, struct td_span *field)
{
	const char *tab, *end;

	if (line->p == NULL)
		return false;
	end = line->p + line->n;
	tab = line->n == 0 ? NULL : memchr(line->p, '\t', line->n);
	*field = td_span(line->p, tab != NULL ? tab : end);
	*line =
	    tab != NULL ? td_span(tab + 1, end) : (struct td_span){ NULL, 0 };
	return true;
}

bool
td_cells_cut(struct td_span *s, char c, struct td_span *before)
{
	const char *at = s->n == 0 ? NULL : memchr(s->p, c, s->n);

	if (at == NULL)
		return false;
	*before = td_span(s->p, at);
	*s = td_span(at + 1, s->p + s->n);
	return true;
}

bool
td_cells_take_number(struct td_span *s, uint64_t *out)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(s->p[i] - '0'), &n))
			return false;
	if (i == 0)
		return false;
	*out = n;
	*s = td_span(s->p + i, s->p + s->n);
	return true;
}

bool
td_cells_number(struct td_span s, uint64_t *out)
{
	uint64_t n;

	if (!td_cells_take_number(&s, &n) || s.n > 0)
		return false;
	*out = n;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
td_cells_hex(struct td_span s, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.n; i++) {
		int d = hex_digit(s.p[i]);

		if (d < 0)
			return false;
		*out = *out << 4 | (uint64_t)d;
	}
	return true;
}

/* Undo one escape at s.p[*i], which is a backslash; -1 if it is none. */
static int
read_escape(struct td_span s, size_t *i)
{
	int high, low;

	if (++*i == s.n)
		return -1;
	switch (s.p[*i]) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case '\\':
		return '\\';
	case 'x':
		if (s.n - *i < 3)
			return -1;
		high = hex_digit(s.p[++*i]);
		low = hex_digit(s.p[++*i]);
		return high < 0 || low < 0 ? -1 : high << 4 | low;
	default:
		return -1;
	}
}

bool
td_cells_text(struct td_span s, char *buf, size_t cap, struct td_span *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int c = (unsigned char)s.p[i];

		if (c < ' ' || c == 0x7f)
			return false;
		if (c == '\\')
			c = read_escape(s, &i);
		if (c < 0 || n == cap)
			return false;
		buf[n++] = (char)c;
	}
	*out = (struct td_span){ buf, n };
	return true;
}

bool
td_cells_string(struct td_span s, char buf[TD_CELLS_TEXT + 1])
{
	struct td_span out;

	if (!td_cells_text(s, buf, TD_CELLS_TEXT, &out))
		return false;
	buf[out.n] = '\0';
	return strlen(buf) == out.n;
}

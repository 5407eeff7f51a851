/*
 * Text from the input, made harmless for where it goes: JSON, CSV, HTML,
 * Prometheus, a terminal.
 * Bytes are read as UTF-8 whatever the locale says, so that the same input
 * gives the same report everywhere.
 */
#include "analyzer/report/escape.h"

#include <stdint.h>

#include "formats/utf8.h"

struct range {
	uint32_t first, last;
};

/*
 * Unicode 14 East Asian Width W and F, gaps between neighbours closed: what is
 * taken for wide by mistake leaves a gap in a table, the reverse would break
 * its lines.
 */
static const struct range wide[] = {
	{ 0x1100, 0x115f },
	{ 0x231a, 0x231b },
	{ 0x2329, 0x232a },
	{ 0x23e9, 0x23f3 },
	{ 0x25fd, 0x25fe },
	{ 0x2614, 0x2615 },
	{ 0x2648, 0x2653 },
	{ 0x267f, 0x26fd },
	{ 0x2705, 0x270b },
	{ 0x2728, 0x2728 },
	{ 0x274c, 0x2757 },
	{ 0x2795, 0x27bf },
	{ 0x2b1b, 0x2b55 },
	{ 0x2e80, 0x303e },
	{ 0x3040, 0x4dbf },
	{ 0x4e00, 0xa4cf },
	{ 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },
	{ 0xfe10, 0xfe19 },
	{ 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },
	{ 0x16fe0, 0x1b2ff },
	{ 0x1f004, 0x1f004 },
	{ 0x1f0cf, 0x1f0cf },
	{ 0x1f18e, 0x1f19a },
	{ 0x1f200, 0x1f64f },
	{ 0x1f680, 0x1f6ff },
	{ 0x1f7e0, 0x1f7ff },
	{ 0x1f90c, 0x1faff },
	{ 0x20000, 0x3fffd },
};

/* Marks that stand on the letter before them. */
static const struct range narrow[] = {
	{ 0x0300, 0x036f },
	{ 0x0483, 0x0489 },
	{ 0x0591, 0x05bd },
	{ 0x064b, 0x065f },
	{ 0x0e34, 0x0e3a },
	{ 0x0e47, 0x0e4e },
	{ 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff },
	{ 0x3099, 0x309a }, /* Japanese voicing marks */
	{ 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f },
	{ 0xe0100, 0xe01ef },
};

/* Control codes, and characters that turn the line around or hide. */
static const struct range unseen[] = {
	{ 0x00, 0x1f },
	{ 0x7f, 0x9f },
	{ 0xad, 0xad },
	{ 0x061c, 0x061c },
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

static bool
is_in(const struct range *r, size_t n, uint32_t c)
{
	size_t low = 0;

	while (n > low) {
		size_t mid = low + (n - low) / 2;

		if (c > r[mid].last)
			low = mid + 1;
		else if (c < r[mid].first)
			n = mid;
		else
			return true;
	}
	return false;
}

#define IS_IN(table, c) is_in(table, sizeof(table) / sizeof(*(table)), c)

static void
put_json_escape(FILE *out, uint32_t c)
{
	static const char letters[] = "\bb\ff\nn\rr\tt";

	for (const char *l = letters; *l != '\0'; l += 2)
		if ((uint32_t)*l == c) {
			fprintf(out, "\\%c", l[1]);
			return;
		}
	if (c > 0xffff) /* RFC 8259 7: a surrogate pair */
		fprintf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10),
		    0xdc00 + (c & 0x3ff));
	else
		fprintf(out, "\\u%04x", c);
}

void
td_put_json(FILE *out, struct td_span s)
{
	const char *end = s.p + s.n;
	size_t len;

	putc('"', out);
	for (const char *p = s.p; p < end; p += len) {
		uint32_t c = td_utf8_decode(p, end, &len);

		if (c == TD_NO_CHARACTER)
			fputs("\xef\xbf\xbd", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", (int)c);
		else if (IS_IN(unseen, c))
			/* Most need not be escaped; a terminal is glad. */
			put_json_escape(out, c);
		else
			fwrite(p, 1, len, out);
	}
	putc('"', out);
}

/* Spreadsheets of East Asian locales take the full-width forms, too. */
static bool
begins_formula(struct td_span s)
{
	static const uint32_t start[] = { '=', '+', '-', '@', '\t', '\r', '\n',
		0xff1d, 0xff0b, 0xff0d, 0xff20 };
	size_t len;
	uint32_t c;

	if (s.n == 0)
		return false;
	c = td_utf8_decode(s.p, s.p + s.n, &len);
	for (size_t i = 0; i < sizeof(start) / sizeof(*start); i++)
		if (c == start[i])
			return true;
	return false;
}

/* RFC 4180 2: TEXTDATA is printable; only CR and LF may stand in quotes. */
static bool
no_csv_text(uint32_t c)
{
	return c == TD_NO_CHARACTER ||
	    (c < 0x20 && c != '\t' && c != '\r' && c != '\n') ||
	    (c >= 0x7f && c <= 0x9f);
}

void
td_put_csv(FILE *out, struct td_span s)
{
	const char *end = s.p + s.n;
	bool quoted = false;
	size_t len;

	for (size_t i = 0; i < s.n && !quoted; i++)
		quoted = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\r' ||
		    s.p[i] == '\n';
	if (quoted)
		putc('"', out);
	if (begins_formula(s))
		putc('\'', out);
	for (const char *p = s.p; p < end; p += len) {
		uint32_t c = td_utf8_decode(p, end, &len);

		if (no_csv_text(c))
			fputs("\xef\xbf\xbd", out);
		else if (c == '"')
			fputs("\"\"", out);
		else
			fwrite(p, 1, len, out);
	}
	if (quoted)
		putc('"', out);
}

static bool
no_terminal_text(uint32_t c)
{
	return c == TD_NO_CHARACTER || IS_IN(unseen, c);
}

static const char *
html_reference(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
td_put_html(FILE *out, struct td_span s)
{
	const char *end = s.p + s.n;
	size_t len;

	for (const char *p = s.p; p < end; p += len) {
		const uint32_t c = td_utf8_decode(p, end, &len);
		const char *reference = html_reference(c);

		if (reference != NULL)
			fputs(reference, out);
		else if (no_terminal_text(c))
			fputs("\xef\xbf\xbd", out);
		else
			fwrite(p, 1, len, out);
	}
}

void
td_put_label(FILE *out, struct td_span s)
{
	const char *end = s.p + s.n;
	size_t len;

	for (const char *p = s.p; p < end; p += len) {
		const uint32_t c = td_utf8_decode(p, end, &len);

		if (c == '\n')
			fputs("\\n", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", (int)c);
		else if (c != TD_NO_CHARACTER && c != 0xfffd &&
		    !no_terminal_text(c))
			fwrite(p, 1, len, out);
		else
			for (size_t i = 0; i < len; i++)
				fprintf(out, "\xef\xbf\xbd%02x",
				    (unsigned char)p[i]);
	}
}

void
td_put_text(FILE *out, struct td_span s)
{
	const char *end = s.p + s.n;
	size_t len;

	for (const char *p = s.p; p < end; p += len) {
		uint32_t c = td_utf8_decode(p, end, &len);

		if (no_terminal_text(c))
			putc('?', out);
		else
			fwrite(p, 1, len, out);
	}
}

static unsigned
width_of(uint32_t c)
{
	if (c < 0x300 || no_terminal_text(c))
		return 1;
	if (IS_IN(narrow, c))
		return 0;
	return IS_IN(wide, c) ? 2 : 1;
}

unsigned
td_text_width(struct td_span s)
{
	const char *end = s.p + s.n;
	unsigned width = 0;
	size_t len;

	for (const char *p = s.p; p < end; p += len)
		width += width_of(td_utf8_decode(p, end, &len));
	return width;
}

struct td_span
td_text_cut(struct td_span s, unsigned columns)
{
	const char *end = s.p + s.n;
	unsigned width = 0;
	size_t len;

	for (const char *p = s.p; p < end; p += len) {
		width += width_of(td_utf8_decode(p, end, &len));
		if (width > columns)
			return td_span(s.p, p);
	}
	return s;
}

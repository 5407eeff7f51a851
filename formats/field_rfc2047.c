/*
 * RFC 2047 encoded words; see field_rfc2047.h.
 *
 *	=?utf-8?B?c3BmPXBhc3M=?= =?utf-8?Q?dkim=3Dpass?=
 *
 * Laxer than the RFC: words may be longer than 75 characters, hold blanks, and
 * stand inside of other words, as Microsoft and many others write them.
 */
#include "field_rfc2047.h"

struct word {
	char encoding; /* 'b' or 'q' */
	struct td_span text;
	const char *next; /* behind the "?=" */
};

struct sink {
	char *p, *end;
};

static void
put(struct sink *out, unsigned byte)
{
	if (out->p < out->end)
		*out->p++ = (char)byte;
}

static void
put_all(struct sink *out, const char *p, const char *end)
{
	size_t n = (size_t)(end - p);

	if (n > (size_t)(out->end - out->p))
		n = (size_t)(out->end - out->p);
	if (n > 0)
		memcpy(out->p, p, n);
	out->p += n;
}

/* Charsets in which bytes below 128 are not always ASCII. */
static bool
charset_known(struct td_span name)
{
	static const struct td_span odd[] = {
		TD_LIT("utf-16"),
		TD_LIT("utf-32"),
		TD_LIT("utf-7"),
		TD_LIT("iso-10646"),
		TD_LIT("iso-2022"),
		TD_LIT("csiso2022"),
		TD_LIT("hz-"),
	};

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (name.n >= odd[i].n &&
		    td_span_ieq((struct td_span){ name.p, odd[i].n }, odd[i]))
			return false;
	return name.n > 0;
}

/* No `especials` of RFC 2047 2; "*" and a language (RFC 2231 5) may be. */
static bool
is_token(char c)
{
	return c > ' ' && c < 127 && strchr("()<>@,;:\"/[]?.=", c) == NULL;
}

/* The encoded word at p ("=?"); false if it is none that we decode. */
static bool
parse_word(const char *p, const char *end, struct word *w)
{
	const char *from = p + 2;
	const char *q;

	if (end - p < 2 || p[0] != '=' || p[1] != '?')
		return false;
	for (p = from; p < end && is_token(*p);)
		p++;
	if (!charset_known(td_span(from, p)) || end - p < 3 || p[0] != '?' ||
	    p[2] != '?')
		return false;
	w->encoding = td_lower(p[1]);
	p += 3;
	q = memchr(p, '?', (size_t)(end - p));
	if ((w->encoding != 'b' && w->encoding != 'q') || q == NULL ||
	    end - q < 2 || q[1] != '=')
		return false;
	w->text = td_span(p, q);
	w->next = q + 2;
	return true;
}

/* Up to the padding; what is not of the alphabet is ignored. */
static void
put_base64(struct sink *out, struct td_span text)
{
	unsigned bits = 0;
	int n_bits = 0;

	for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
		int v = td_base64_digit(text.p[i]);

		if (v < 0)
			continue;
		bits = (bits << 6 | (unsigned)v) & 0xffff;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			put(out, bits >> n_bits & 0xff);
		}
	}
}

static void
put_quoted(struct sink *out, struct td_span text)
{
	for (size_t i = 0; i < text.n; i++) {
		int high = -1, low = -1;

		if (text.p[i] == '=' && i + 2 < text.n) {
			high = td_hex_digit(text.p[i + 1]);
			low = td_hex_digit(text.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			put(out, (unsigned)(high << 4 | low));
			i += 2;
		} else {
			put(out,
			    text.p[i] == '_' ? ' ' : (unsigned char)text.p[i]);
		}
	}
}

bool
td_rfc2047_maybe(struct td_span body)
{
	const char *p = body.p, *end = body.p + body.n;

	while (p < end && (p = memchr(p, '?', (size_t)(end - p))) != NULL) {
		if (p > body.p && p[-1] == '=')
			return true;
		p++;
	}
	return false;
}

size_t
td_rfc2047_decode(struct td_span in, char *out, size_t cap)
{
	const char *p = in.p, *end = in.p + in.n;
	const char *copied = p; /* all before it is written, or dropped */
	bool after_word = false;
	struct sink sink = { out, out + cap };
	struct word w;

	while (p < end && (p = memchr(p, '=', (size_t)(end - p))) != NULL) {
		if (!parse_word(p, end, &w)) {
			p++;
			continue;
		}
		/* RFC 2047 6.2: white space between words is not text. */
		if (!after_word || td_span_trim(td_span(copied, p)).n > 0)
			put_all(&sink, copied, p);
		if (w.encoding == 'b')
			put_base64(&sink, w.text);
		else
			put_quoted(&sink, w.text);
		p = copied = w.next;
		after_word = true;
	}
	put_all(&sink, copied, end);
	return (size_t)(sink.p - out);
}

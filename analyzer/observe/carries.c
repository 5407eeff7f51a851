/*
 * Mail that may carry reports, told by its header alone, so that no other body
 * is looked into: RFC 7489 7.2.1.1, RFC 8460 5.3.
 *
 *	Subject: Report Domain: example.jp Submitter: example.com Report-ID: 1
 *	Content-Type: application/gzip; name="example.com!example.jp!1!2.xml.gz"
 */
#include "analyzer/observe/seen.h"

#include "formats/cfws.h"
#include "formats/field_rfc2047.h"
#include "formats/lex.h"
#include "formats/mime.h"

/* Reporters write it first, some behind a few words of their own. */
enum { SUBJECT_MAX = 256 };

/* Types of which a whole message, or its attachment, may be a report; those of
 * attachments are wrong as often as not, so nobody asks for them. */
static const struct td_span subtypes[] = {
	TD_LIT("gzip"),
	TD_LIT("x-gzip"),
	TD_LIT("zip"),
	TD_LIT("x-zip"),
	TD_LIT("x-zip-compressed"),
	TD_LIT("zlib"),
	TD_LIT("xml"),
	TD_LIT("json"),
	TD_LIT("octet-stream"),
	TD_LIT("tlsrpt+gzip"),
	TD_LIT("tlsrpt+json"),
};

/* Whether the word stands there of which the letter at p is number `at`. */
static bool
has_word(struct td_span s, const char *p, size_t at, struct td_span word)
{
	const char *end = s.p + s.n;

	return (size_t)(p - s.p) >= at && (size_t)(end - p) >= word.n - at &&
	    td_span_ieq((struct td_span){ p - at, word.n }, word);
}

/* The word of which letter number `at` is the lower-case `c`. */
static bool
holds(struct td_span s, char c, size_t at, struct td_span word)
{
	const char upper = (char)(c & ~0x20);
	const char *p = s.p, *end = p + s.n;

	for (; (p = td_find_either(p, end, c, upper)) != NULL; p++)
		if (has_word(s, p, at, word))
			return true;
	return false;
}

/* Found by a letter of theirs that is rare. */
static enum td_carries
by_words(struct td_span s)
{
	if (holds(s, 'm', 9, TD_SPAN("report domain")))
		return TD_CARRIES_SAYS;
	return holds(s, 'm', 1, TD_SPAN("dmarc")) &&
	        holds(s, 'p', 2, TD_SPAN("report")) ?
	    TD_CARRIES_MAYBE :
	    TD_CARRIES_NONE;
}

/* TD_PAD bytes behind it may be loaded. */
static enum td_carries
by_subject(struct td_span s)
{
	char decoded[SUBJECT_MAX + TD_PAD];

	if (s.n == 0)
		return TD_CARRIES_NONE;
	if (td_rfc2047_maybe(s)) {
		s.n = td_rfc2047_decode(s, decoded, SUBJECT_MAX);
		s.p = decoded;
		memset(decoded + s.n, 0, TD_PAD);
	}
	return by_words(s);
}

static bool
is_subtype(struct td_span s)
{
	for (size_t i = 0; i < sizeof(subtypes) / sizeof(subtypes[0]); i++)
		if (td_span_ieq(subtypes[i], s))
			return true;
	return false;
}

/* What most mail is: of one part that is text, or of the same text twice. */
static bool
is_ordinary(struct td_span type)
{
	static const struct td_span twice = TD_LIT("multipart/a");
	static const struct td_span text[] = { TD_LIT("text/p"),
		TD_LIT("text/h") };

	return td_span_ibegins(type, text[0]) ||
	    td_span_ibegins(type, text[1]) || td_span_ibegins(type, twice);
}

enum td_carries
td_read_carries(const struct td_batch *b, const struct td_fields *f)
{
	struct td_span s =
	    td_behind_cfws(td_fields_first(b, f, TD_H_CONTENT_TYPE));
	struct td_span type, subtype;
	enum td_carries told;

	if (s.n == 0 || is_ordinary(s))
		return TD_CARRIES_NONE;
	type = td_mime_token(&s);
	if (!td_mime_char(&s, '/'))
		return TD_CARRIES_NONE;
	subtype = td_mime_token(&s);
	told = by_subject(td_fields_first(b, f, TD_H_SUBJECT));
	if (td_span_ieq(subtype, TD_SPAN("report")) &&
	    td_span_ieq(td_mime_parameter(s, TD_SPAN("report-type")),
	        TD_SPAN("tlsrpt")))
		return TD_CARRIES_SAYS;
	if (td_span_ieq(type, TD_SPAN("multipart")))
		return told;
	if (told == TD_CARRIES_NONE && is_subtype(subtype))
		return TD_CARRIES_MAYBE;
	return told;
}

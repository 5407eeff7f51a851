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

static bool
holds(struct td_span s, struct td_span word)
{
	for (; s.n >= word.n; s.p++, s.n--)
		if (td_lower(s.p[0]) == word.p[0] && td_span_ibegins(s, word))
			return true;
	return false;
}

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
	if (s.n > SUBJECT_MAX)
		s.n = SUBJECT_MAX;
	if (holds(s, TD_SPAN("report domain")))
		return TD_CARRIES_SAYS;
	return holds(s, TD_SPAN("dmarc")) ? TD_CARRIES_MAYBE : TD_CARRIES_NONE;
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
	if (td_span_ieq(type, TD_SPAN("multipart"))) {
		if (td_span_ieq(td_mime_parameter(s, TD_SPAN("report-type")),
		        TD_SPAN("tlsrpt")))
			return TD_CARRIES_SAYS;
		return told;
	}
	if (told == TD_CARRIES_NONE && is_subtype(subtype))
		return TD_CARRIES_MAYBE;
	return told;
}

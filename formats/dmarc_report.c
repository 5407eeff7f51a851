/*
 * Elements of aggregate reports by name and by what they are in; see
 * dmarc_report.h.  What is not known is passed over.
 */
#include "dmarc_report.h"

#include "field_authres_words.h"
#include "xml_plain.h"

enum element {
	E_OTHER,
	E_AUTH_RESULTS,
	E_BEGIN,
	E_COUNT,
	E_DATE_RANGE,
	E_DKIM,
	E_DOMAIN,
	E_EMAIL,
	E_ENVELOPE_FROM,
	E_ENVELOPE_TO,
	E_HEADER_FROM,
	E_IDENTIFIERS,
	E_ORG_NAME,
	E_POLICY_EVALUATED,
	E_POLICY_PUBLISHED,
	E_REPORT_ID,
	E_REPORT_METADATA,
	E_RESULT,
	E_ROW,
	E_SCOPE,
	E_SOURCE_IP,
	E_SPF,
	N_ELEMENTS
};

/* By length. */
static const struct {
	struct td_span name;
	uint8_t element;
} elements[] = {
	{ TD_LIT("row"), E_ROW },
	{ TD_LIT("spf"), E_SPF },
	{ TD_LIT("dkim"), E_DKIM },
	{ TD_LIT("begin"), E_BEGIN },
	{ TD_LIT("count"), E_COUNT },
	{ TD_LIT("email"), E_EMAIL },
	{ TD_LIT("scope"), E_SCOPE },
	{ TD_LIT("domain"), E_DOMAIN },
	{ TD_LIT("result"), E_RESULT },
	{ TD_LIT("org_name"), E_ORG_NAME },
	{ TD_LIT("report_id"), E_REPORT_ID },
	{ TD_LIT("source_ip"), E_SOURCE_IP },
	{ TD_LIT("date_range"), E_DATE_RANGE },
	{ TD_LIT("envelope_to"), E_ENVELOPE_TO },
	{ TD_LIT("header_from"), E_HEADER_FROM },
	{ TD_LIT("identifiers"), E_IDENTIFIERS },
	{ TD_LIT("auth_results"), E_AUTH_RESULTS },
	{ TD_LIT("envelope_from"), E_ENVELOPE_FROM },
	{ TD_LIT("report_metadata"), E_REPORT_METADATA },
	{ TD_LIT("policy_evaluated"), E_POLICY_EVALUATED },
	{ TD_LIT("policy_published"), E_POLICY_PUBLISHED },
};

enum { N_NAMES = sizeof(elements) / sizeof(elements[0]), NAME_MAX_BYTES = 16 };

/* Where the names of a length begin. */
static const uint8_t first_of[NAME_MAX_BYTES + 2] = { 0, 0, 0, 0, 2, 3, 7, 9, 9,
	10, 12, 13, 16, 17, 18, 18, 19, N_NAMES };

static enum element
find_element(struct td_span name)
{
	if (name.n > NAME_MAX_BYTES)
		return E_OTHER;
	for (unsigned i = first_of[name.n]; i < first_of[name.n + 1]; i++)
		if (memcmp(elements[i].name.p, name.p, name.n) == 0)
			return (enum element)elements[i].element;
	return E_OTHER;
}

/* An element in another. */
#define IN(outer, inner) ((unsigned)(outer)*N_ELEMENTS + (unsigned)(inner))

/* Where the text of an element goes; NULL: nowhere. */
static struct td_span *
text_of(struct td_dmarc_report *r, unsigned what)
{
	switch (what) {
	case IN(E_REPORT_METADATA, E_ORG_NAME):
		return &r->org_name;
	case IN(E_REPORT_METADATA, E_EMAIL):
		return &r->email;
	case IN(E_REPORT_METADATA, E_REPORT_ID):
		return &r->report_id;
	case IN(E_DATE_RANGE, E_BEGIN):
		return &r->begin;
	case IN(E_POLICY_PUBLISHED, E_DOMAIN):
		return &r->domain;
	case IN(E_ROW, E_SOURCE_IP):
		return &r->source_ip;
	case IN(E_ROW, E_COUNT):
		return &r->count;
	case IN(E_POLICY_EVALUATED, E_DKIM):
		return &r->evaluated_dkim;
	case IN(E_POLICY_EVALUATED, E_SPF):
		return &r->evaluated_spf;
	case IN(E_IDENTIFIERS, E_ENVELOPE_TO):
		return &r->envelope_to;
	case IN(E_IDENTIFIERS, E_ENVELOPE_FROM):
		return &r->envelope_from;
	case IN(E_IDENTIFIERS, E_HEADER_FROM):
		return &r->header_from;
	case IN(E_DKIM, E_DOMAIN):
	case IN(E_SPF, E_DOMAIN):
		return &r->one.domain;
	case IN(E_SPF, E_SCOPE):
		return &r->one.scope;
	default:
		return NULL;
	}
}

static void
keep_text(struct td_dmarc_report *r, struct td_span text, struct td_span *to)
{
	char *copy = r->copy + r->n_copy;

	if (text.n == 0 || to->n > 0)
		return;
	if (r->copying) {
		if (text.n > sizeof(r->copy) - r->n_copy) {
			r->full = true;
			return;
		}
		memcpy(copy, text.p, text.n);
		text.p = copy;
		r->n_copy += text.n;
	}
	*to = text;
}

/* RFC 7489 allows one SPF result for each identity: that of MAIL FROM. */
static bool
is_better_spf(const struct td_dmarc_result *now, struct td_span scope)
{
	return now->result == TD_R_MISSING ||
	    (!TD_IS(now->scope, "mfrom") && TD_IS(scope, "mfrom"));
}

static void
keep_result(struct td_dmarc_report *r, enum element what)
{
	if (r->one.result == TD_R_MISSING)
		return;
	if (what == E_DKIM && r->n_dkim < TD_DMARC_SIGNATURES)
		r->dkim[r->n_dkim++] = r->one;
	else if (what == E_SPF && is_better_spf(&r->spf, r->one.scope))
		r->spf = r->one;
}

static inline void
open_element(void *arg, struct td_span name)
{
	struct td_dmarc_report *r = arg;
	enum element what = find_element(name);

	if (r->path[r->depth] == E_AUTH_RESULTS)
		r->one = (struct td_dmarc_result){ .result = TD_R_MISSING };
	r->path[++r->depth] = (uint8_t)what;
}

static inline void
close_element(void *arg, struct td_span text)
{
	struct td_dmarc_report *r = arg;
	enum element what = (enum element)r->path[r->depth--];
	unsigned outer = r->path[r->depth];
	struct td_span *to;

	if (what == E_OTHER)
		return;
	if (outer == E_AUTH_RESULTS) {
		keep_result(r, what);
		return;
	}
	if (what == E_RESULT && text.n > 0) {
		r->one.result = (uint8_t)td_word_result(
		    td_authres_word(text.p, text.n, text.p + text.n));
		return;
	}
	to = text_of(r, IN(outer, what));
	if (to != NULL)
		keep_text(r, text, to);
}

static void
clear(struct td_dmarc_report *r)
{
	memset(r, 0, offsetof(struct td_dmarc_report, copy));
	r->spf.result = r->one.result = TD_R_MISSING;
}

/* Bytes that are no ASCII may be no UTF-8 either, whatever was declared. */
static bool
has_8bit(struct td_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return true;
	return false;
}

static enum td_xml_end
read_by_expat(struct td_dmarc_report *r, struct td_xml *x, struct td_span text,
    enum td_xml_part part, const char *encoding)
{
	const struct td_xml_sink sink = { r, open_element, close_element };

	clear(r);
	r->copying = true;
	return td_xml_parse(x, text, part, encoding, &sink);
}

/* A declaration says nothing to one who reads ASCII, which all encodings are
 * that expat is told. */
static struct td_span
behind_declaration(struct td_span text)
{
	const char *p = text.p, *end = p + text.n;

	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	if (!TD_BEGINS(p, end, "<?xml "))
		return td_span(p, end);
	p = td_find_or_end(p, end, '>');
	return p < end && p[-1] == '?' ? td_span(p + 1, end) : text;
}

enum td_xml_end
td_dmarc_read(struct td_dmarc_report *r, struct td_xml *x, struct td_span text,
    enum td_xml_part part, const char *encoding)
{
	const struct td_xml_sink sink = { r, open_element, close_element };
	enum td_xml_end end;

	clear(r);
	end = td_xml_plain(
	    part == TD_XML_HEAD ? behind_declaration(text) : text, part, &sink);
	if (end == TD_XML_FINE)
		return end;
	end = read_by_expat(r, x, text, part, encoding);
	if (end == TD_XML_BROKEN && has_8bit(text))
		end = read_by_expat(r, x, text, part, "windows-1252");
	return r->full ? TD_XML_BROKEN : end;
}

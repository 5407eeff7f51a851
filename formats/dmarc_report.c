/*
 * Elements of aggregate reports by name and by what they are in; see
 * dmarc_report.h.  What is not known is passed over.
 */
#include "dmarc_report.h"

#include "field_authres_words.h"
#include "xml_again.h"

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

enum { NAME_MAX_BYTES = 16 };

/* By length. */
static const struct {
	char name[NAME_MAX_BYTES + 1];
	uint8_t element;
} elements[] = {
	{ "row", E_ROW },
	{ "spf", E_SPF },
	{ "dkim", E_DKIM },
	{ "begin", E_BEGIN },
	{ "count", E_COUNT },
	{ "email", E_EMAIL },
	{ "scope", E_SCOPE },
	{ "domain", E_DOMAIN },
	{ "result", E_RESULT },
	{ "org_name", E_ORG_NAME },
	{ "report_id", E_REPORT_ID },
	{ "source_ip", E_SOURCE_IP },
	{ "date_range", E_DATE_RANGE },
	{ "envelope_to", E_ENVELOPE_TO },
	{ "header_from", E_HEADER_FROM },
	{ "identifiers", E_IDENTIFIERS },
	{ "auth_results", E_AUTH_RESULTS },
	{ "envelope_from", E_ENVELOPE_FROM },
	{ "report_metadata", E_REPORT_METADATA },
	{ "policy_evaluated", E_POLICY_EVALUATED },
	{ "policy_published", E_POLICY_PUBLISHED },
};

enum { N_NAMES = sizeof(elements) / sizeof(elements[0]) };

/* Where the names of a length begin. */
static const uint8_t first_of[NAME_MAX_BYTES + 2] = { 0, 0, 0, 0, 2, 3, 7, 9, 9,
	10, 12, 13, 16, 17, 18, 18, 19, N_NAMES };

static enum element
find_element(struct td_span name)
{
	if (name.n > NAME_MAX_BYTES)
		return E_OTHER;
	for (unsigned i = first_of[name.n]; i < first_of[name.n + 1]; i++)
		if (td_xml_same(elements[i].name, name.p, name.n))
			return (enum element)elements[i].element;
	return E_OTHER;
}

/* An element in another. */
#define IN(outer, inner) ((unsigned)(outer)*N_ELEMENTS + (unsigned)(inner))

/* What is done for a tag. */
enum act { A_NOTHING, A_BEGIN_RESULT, A_DKIM, A_SPF, A_RESULT, A_TEXT };

/* The text goes to that place, which is a multiple of 8. */
#define TO(member) \
	((uint8_t)(A_TEXT + offsetof(struct td_dmarc_report, member) / 8))

static uint8_t
act_of_text(unsigned what)
{
	switch (what) {
	case IN(E_REPORT_METADATA, E_ORG_NAME):
		return TO(org_name);
	case IN(E_REPORT_METADATA, E_EMAIL):
		return TO(email);
	case IN(E_REPORT_METADATA, E_REPORT_ID):
		return TO(report_id);
	case IN(E_DATE_RANGE, E_BEGIN):
		return TO(begin);
	case IN(E_POLICY_PUBLISHED, E_DOMAIN):
		return TO(domain);
	case IN(E_ROW, E_SOURCE_IP):
		return TO(source_ip);
	case IN(E_ROW, E_COUNT):
		return TO(count);
	case IN(E_POLICY_EVALUATED, E_DKIM):
		return TO(evaluated_dkim);
	case IN(E_POLICY_EVALUATED, E_SPF):
		return TO(evaluated_spf);
	case IN(E_IDENTIFIERS, E_ENVELOPE_TO):
		return TO(envelope_to);
	case IN(E_IDENTIFIERS, E_ENVELOPE_FROM):
		return TO(envelope_from);
	case IN(E_IDENTIFIERS, E_HEADER_FROM):
		return TO(header_from);
	case IN(E_DKIM, E_DOMAIN):
	case IN(E_SPF, E_DOMAIN):
		return TO(one.domain);
	case IN(E_SPF, E_SCOPE):
		return TO(one.scope);
	default:
		return A_NOTHING;
	}
}

static uint8_t
act_of_open(uint8_t outer, uint8_t what)
{
	(void)what;
	return outer == E_AUTH_RESULTS ? A_BEGIN_RESULT : A_NOTHING;
}

static uint8_t
act_of_close(uint8_t outer, uint8_t what, bool leaf)
{
	if (outer == E_AUTH_RESULTS)
		return what == E_DKIM ? A_DKIM :
		    what == E_SPF     ? A_SPF :
		                        A_NOTHING;
	if (!leaf)
		return A_NOTHING;
	return what == E_RESULT ? A_RESULT : act_of_text(IN(outer, what));
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

static inline void
act(void *arg, uint8_t what, struct td_span text)
{
	struct td_dmarc_report *r = arg;

	switch (what) {
	case A_NOTHING:
		break;
	case A_BEGIN_RESULT:
		r->one = (struct td_dmarc_result){ .result = TD_R_MISSING };
		break;
	case A_DKIM:
		if (r->one.result != TD_R_MISSING &&
		    r->n_dkim < TD_DMARC_SIGNATURES)
			r->dkim[r->n_dkim++] = r->one;
		break;
	case A_SPF:
		if (r->one.result != TD_R_MISSING &&
		    is_better_spf(&r->spf, r->one.scope))
			r->spf = r->one;
		break;
	case A_RESULT:
		if (text.n > 0)
			r->one.result = (uint8_t)td_word_result(
			    td_authres_word(text.p, text.n, text.p + text.n));
		break;
	default:
		keep_text(
		    r, text, (void *)((char *)r + (size_t)(what - A_TEXT) * 8));
	}
}

static uint8_t
element_of(struct td_span name)
{
	return (uint8_t)find_element(name);
}

static inline void
open_element(void *arg, struct td_span name)
{
	struct td_dmarc_report *r = arg;
	const uint8_t outer = r->path[r->depth], what = element_of(name);

	act(r, act_of_open(outer, what), (struct td_span){ name.p, 0 });
	r->path[++r->depth] = what;
}

static inline void
close_element(void *arg, struct td_span text)
{
	struct td_dmarc_report *r = arg;
	const uint8_t what = r->path[r->depth--];

	act(r, act_of_close(r->path[r->depth], what, true), text);
}

static void
clear(struct td_dmarc_report *r)
{
	memset(r, 0, offsetof(struct td_dmarc_report, dkim));
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

/* A record, by the tags of those before it, or tag by tag. */
static enum td_xml_end
read_record(
    struct td_dmarc_report *r, struct td_xml_again *forms, struct td_span text)
{
	const struct td_xml_sink sink = { r, open_element, close_element };
	const struct td_xml_again_sink again = { r, element_of, act_of_open,
		act_of_close, act };
	enum td_xml_end end;

	clear(r);
	if (td_xml_again_read(forms, text, &again))
		return TD_XML_FINE;
	clear(r);
	end = td_xml_plain(text, TD_XML_ELEMENT, &sink);
	if (end == TD_XML_FINE)
		td_xml_learn(forms, text, &again);
	return end;
}

static enum td_xml_end
read_head(struct td_dmarc_report *r, struct td_span text)
{
	const struct td_xml_sink sink = { r, open_element, close_element };

	clear(r);
	return td_xml_plain(behind_declaration(text), TD_XML_HEAD, &sink);
}

enum td_xml_end
td_dmarc_read(struct td_dmarc_report *r, struct td_xml *x, struct td_span text,
    enum td_xml_part part, const char *encoding)
{
	enum td_xml_end end = part == TD_XML_HEAD ?
	    read_head(r, text) :
	    read_record(r, &x->again, text);

	if (end == TD_XML_FINE)
		return end;
	end = read_by_expat(r, x, text, part, encoding);
	if (end == TD_XML_BROKEN && has_8bit(text))
		end = read_by_expat(r, x, text, part, "windows-1252");
	return r->full ? TD_XML_BROKEN : end;
}

/*
 * Mail that tells about other mail: null reverse-path (RFC 5321 4.5.5),
 * delivery reports (RFC 3464), abuse reports (RFC 5965), read receipts
 * (RFC 8098), auto-replies (RFC 3834).
 *
 *	Content-Type: multipart/report; report-type=delivery-status; ...
 *	Auto-Submitted: auto-replied (vacation)
 */
#include "analyzer/observe/seen.h"

#include "formats/cfws.h"
#include "formats/field_address.h"
#include "formats/field_authres.h"
#include "formats/field_spf.h"
#include "formats/mailer.h"
#include "formats/mime.h"

static const char null_return_path[] = "Return-Path is <>";
static const char null_received[] = "Received tells that it is from <>";
static const char null_result[] = "the SPF result is of <>";

static const struct {
	struct td_span type;
	const char *why;
} kinds[] = {
	{ TD_LIT("delivery-status"), "a delivery report" },
	{ TD_LIT("feedback-report"), "an abuse report" },
	{ TD_LIT("disposition-notification"), "a read receipt" },
};

static const char *
kind_of(struct td_span type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (td_span_ieq(kinds[i].type, type))
			return kinds[i].why;
	return NULL;
}

/* What most mail is: a type of which no report can be. */
static bool
is_common_type(struct td_span s)
{
	static const struct td_span parts = TD_LIT("multipart/");
	struct td_span head = { s.p, parts.n };
	char first = s.n > 0 ? td_lower(s.p[0]) : '\0';

	if (first != 'm')
		return first >= 'a' && first <= 'z';
	/* multipart/alternative, multipart/mixed */
	return s.n > parts.n && td_span_ieq(head, parts) &&
	    (td_lower(s.p[parts.n]) == 'a' || td_lower(s.p[parts.n]) == 'm');
}

static const char *
report_why(struct td_span content_type)
{
	struct td_span type, subtype;

	content_type = td_behind_cfws(content_type);
	if (is_common_type(content_type))
		return NULL;
	type = td_mime_token(&content_type);
	if (!td_mime_char(&content_type, '/'))
		return NULL;
	subtype = td_mime_token(&content_type);
	if (td_span_ieq(type, TD_SPAN("message")))
		return kind_of(subtype);
	if (!td_span_ieq(type, TD_SPAN("multipart")) ||
	    !td_span_ieq(subtype, TD_SPAN("report")))
		return NULL;
	type = td_mime_parameter(content_type, TD_SPAN("report-type"));
	/* RFC 6522 3 demands the parameter; who forgets it reports delivery. */
	return type.n > 0 ? kind_of(type) : kinds[0].why;
}

static bool
is_auto_reply(struct td_span auto_submitted)
{
	const struct td_span *s = &auto_submitted;

	auto_submitted = td_behind_cfws(auto_submitted);
	/* auto-generated, auto-notified */
	if (s->n > 5 && td_lower(s->p[0]) == 'a' && td_lower(s->p[5]) != 'r')
		return false;
	return td_span_ieq(
	    td_mime_token(&auto_submitted), TD_SPAN("auto-replied"));
}

/* The field SPF was taken from knows the reverse-path, too. */
static bool
is_null_in_result(const struct td_reading *out)
{
	int told = out->origin[TD_A_SPF].told;
	struct td_received_spf spf;
	struct td_resinfo r;
	struct td_authres c;

	if (told < 0)
		return false;
	if (out->told[told].kind == TD_FIELD_RECEIVED_SPF)
		return td_received_spf_parse(out->told[told].body, &spf) &&
		    spf.null_envelope_from;
	td_authres_begin(
	    &c, out->told[told].body, out->told[told].kind == TD_FIELD_AAR);
	while (td_authres_next(&c, &r))
		if (r.method == TD_M_SPF && r.null_mailfrom)
			return true;
	return false;
}

/* Whether a path is <>. */
static bool
is_null_path(struct td_span path)
{
	struct td_span s = td_span_trim(path);
	bool null;

	/* <u@example.jp>: what is behind the bracket tells enough. */
	if (s.n > 1 && s.p[0] == '<' && td_is_keyword(s.p[1]))
		return false;
	td_path_domain(path, &null);
	return null;
}

/*
 * Final delivery writes Return-Path on top (RFC 5321 4.4), Exchange at the
 * bottom; of several the topmost is the receiver's.
 */
static const char *
null_why(const struct td_batch *b, const struct td_reading *out)
{
	struct td_span path =
	    td_fields_first(b, &out->fields, TD_H_RETURN_PATH);
	const struct td_received *x;

	if (path.p != NULL)
		return is_null_path(path) ? null_return_path : NULL;
	if (out->boundary >= 0) {
		x = &out->hop[out->boundary].received;
		if (x->null_envelope_from)
			return null_received;
		if (x->envelope_from.n > 0)
			return NULL;
	}
	return out->spf_null_sender && is_null_in_result(out) ? null_result :
	                                                        NULL;
}

void
td_read_mailfrom(const struct td_batch *b, struct td_reading *out)
{
	struct td_span domain, path;

	if (out->obs.mailfrom_domain.n > 0)
		return;
	path = td_fields_first(b, &out->fields, TD_H_RETURN_PATH);
	if (path.p == NULL && out->boundary >= 0)
		path = out->hop[out->boundary].received.envelope_from;
	domain = td_path_valid(path);
	if (domain.n > 0)
		out->obs.mailfrom_domain = td_reading_lower(out, domain);
}

/* What is from a program that bounces mail and says so in no other way. */
static enum td_seen
from_mailer(const struct td_batch *b, struct td_reading *out)
{
	const struct td_fields *f = &out->fields;
	enum td_mailer is = td_mailer_of(td_fields_first(b, f, TD_H_FROM));

	/* Where there is no null reverse-path (UUCP, old sendmail). */
	if (is != TD_MAILER_SURE &&
	    td_mailer_of(td_fields_first(b, f, TD_H_RETURN_PATH)) ==
	        TD_MAILER_SURE)
		is = TD_MAILER_SURE;
	if (is == TD_MAILER_NONE)
		return TD_SEEN_MESSAGE;
	out->seen_why =
	    is == TD_MAILER_SURE ? "from a mailer daemon" : "from a postmaster";
	return is == TD_MAILER_SURE ? TD_SEEN_REPORT : TD_SEEN_MAYBE_REPORT;
}

enum td_seen
td_read_seen(
    const struct td_trust *t, const struct td_batch *b, struct td_reading *out)
{
	const struct td_fields *f = &out->fields;

	out->seen_why = null_why(b, out);
	if (out->seen_why != NULL) {
		if (!t->count_null_sender)
			return TD_SEEN_NULL_SENDER;
		out->seen_why = NULL; /* then bounces are messages, too */
		return TD_SEEN_MESSAGE;
	}
	out->seen_why = report_why(td_fields_first(b, f, TD_H_CONTENT_TYPE));
	if (out->seen_why == NULL &&
	    is_auto_reply(td_fields_first(b, f, TD_H_AUTO_SUBMITTED)))
		out->seen_why = "an auto-reply";
	return out->seen_why != NULL ? TD_SEEN_REPORT : from_mailer(b, out);
}

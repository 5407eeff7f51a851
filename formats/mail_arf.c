/*
 * The machine-readable part of an abuse report (RFC 5965 3).
 *
 *	Feedback-Type: abuse
 *	User-Agent: ExampleFBL/1.0
 *	Version: 1
 *	Original-Mail-From: <a@example.com>
 *	Original-Rcpt-To: <u@example.jp>
 *	Arrival-Date: Sat, 21 Nov 2026 17:58:00 +0900
 *
 * FORMATS.md 15 of the specification.
 */
#include "mail_report_parts.h"

/* What kind of report it is, wherever that stands. */
static struct td_span
feedback_type(const char *p, const char *end)
{
	struct td_field f;

	while (p < end)
		if (td_mime_field(&p, end, &f) &&
		    td_span_ieq(f.name, TD_SPAN("Feedback-Type")))
			return td_mime_token(&f.body);
	return (struct td_span){ end, 0 };
}

static void
read_field(struct td_report *r, const struct td_field *f)
{
	struct td_span address;

	if (td_span_ieq(f->name, TD_SPAN("Arrival-Date")) ||
	    td_span_ieq(f->name, TD_SPAN("Received-Date"))) {
		r->of_all.begun = td_date_parse(f->body);
		return;
	}
	if (td_span_ieq(f->name, TD_SPAN("Original-Mail-From"))) {
		r->of_all.sender = td_report_recipient(r, f->body);
		return;
	}
	if (!td_span_ieq(f->name, TD_SPAN("Original-Rcpt-To")))
		return;
	address = td_report_recipient(r, f->body);
	if (address.n > 0)
		td_report_add(r, address, TD_ACTION_NONE);
}

/*
 * Each recipient complained; auth-failure (RFC 6591) and not-spam are no
 * complaints.
 */
void
td_report_arf(struct td_report *r, struct td_span text)
{
	const char *p = text.p, *end = p + text.n;
	struct td_field f;

	r->declared = r->understood = true;
	r->of_all.cause = feedback_type(p, end);
	r->complains = td_event_complains(r->of_all.cause);
	if (!r->complains)
		return;
	r->of_all.flags |= TD_OUTCOME_COMPLAINT;
	while (p < end && !td_outcomes_is_over(r->to))
		if (td_mime_field(&p, end, &f))
			read_field(r, &f);
}

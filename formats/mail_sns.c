/*
 * Events of Amazon SES that its notification service SNS sent by mail.
 *
 *	From: NAME <no-reply@sns.amazonaws.com>
 *
 *	{"notificationType":"Bounce","bounce":{...},"mail":{...}}
 *
 * The event may be in an envelope, as in every archive of them (event_ses.h).
 * sendmail divides long lines: "!", a line break and a blank are none of it.
 */
#include "event.h"
#include "lex.h"
#include "mail_report_parts.h"

/* Behind what divides a line at p, or NULL. */
static const char *
behind_division(const char *p, const char *end)
{
	if (*p != '!' || end - p < 3 || !td_is_break(p[1]))
		return NULL;
	p += p[1] == '\r' && p[2] == '\n' ? 3 : 2;
	return p < end && *p == ' ' ? p + 1 : NULL;
}

static struct td_span
join_lines(struct td_report *r, struct td_span s)
{
	const char *p = s.p, *end = p + s.n;
	char *out = td_outcome_scratch(r->to, s.n), *q = out;

	if (out == NULL)
		return (struct td_span){ s.p, 0 };
	while (p < end) {
		const char *behind = behind_division(p, end);

		if (behind != NULL)
			p = behind;
		else
			*q++ = *p++;
	}
	return td_span(out, q);
}

bool
td_report_sns(struct td_report *r, struct td_span text)
{
	struct td_json_value object = { .kind = TD_JSON_OBJECT };
	struct td_batch *b = r->to->batch;

	text = td_span_trim(text);
	if (r->mailer != TD_MAILER_MAYBE || text.n == 0 || *text.p != '{')
		return false;
	object.raw = join_lines(r, text);
	if (object.raw.n == 0)
		return false;
	if (td_ses_event(&object, r->to) != TD_EVENT_READ) {
		b->n_outcomes = r->n_before;
		return false;
	}
	/* What is lost has no place of its own in the mail. */
	if (r->to->n_flaws > 0 && b->n_outcomes == r->n_before) {
		r->to->n_flaws = 0;
		r->declared = true; /* and not understood */
		return false;
	}
	r->understood = r->event = true;
	return true;
}

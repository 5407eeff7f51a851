/*
 * Mail that tells of other mail; see mail_report.h.  Its parts are read one
 * after another; what holds for all recipients may stand behind them, and is
 * filled in at the end.
 */
#include "notice.h"

#include "field_address.h"
#include "lex.h"
#include "original.h"

/* ---- What readers of parts need ---------------------------------------- */

struct td_outcome *
td_report_add(
    struct td_report *r, struct td_span recipient, enum td_action action)
{
	struct td_outcome *o = td_outcome_add(r->to, TD_SERVICE_NOTICE);

	if (o == NULL)
		return NULL;
	*o = r->of_all;
	o->recipient = recipient;
	o->action = (uint8_t)action;
	return o;
}

struct td_span
td_report_text(struct td_report *r, const struct td_mime_part *part)
{
	char *p;

	if (!td_mime_is_encoded(part))
		return part->body;
	p = td_outcome_scratch(r->to, part->body.n);
	if (p == NULL)
		return (struct td_span){ part->body.p, 0 };
	return (struct td_span){ p, td_mime_decode(part, p) };
}

struct td_span
td_report_unfold(struct td_report *r, struct td_span s)
{
	const char *p = s.p, *end;
	struct td_span line;
	char *out, *q;

	if (s.n == 0)
		return s;
	end = p + s.n;
	if (td_find_break(p, end) == end)
		return s;
	out = q = td_outcome_scratch(r->to, s.n);
	if (out == NULL)
		return (struct td_span){ s.p, 0 };
	while (td_mime_line(&p, end, &line)) {
		line = td_span_trim(line);
		if (line.n == 0)
			continue;
		if (q > out)
			*q++ = ' ';
		memcpy(q, line.p, line.n);
		q += line.n;
	}
	return td_span(out, q);
}

/* Whether it is a local part, an "@" and a domain, as reports write them. */
static bool
is_address(struct td_span s)
{
	const char *at = memrchr(s.p, '@', s.n), *end = s.p + s.n;

	if (at == NULL || at == s.p || at + 1 == end)
		return false;
	for (const char *p = s.p; p < end; p++) {
		if (p < at && s.p[0] == '"')
			p = at;
		if ((unsigned char)*p <= ' ' || *p == '<' || *p == '>' ||
		    *p == ';' || *p == ',')
			return false;
	}
	return true;
}

/*
 * RFC 3461 4 writes "+" and "=" of an address as "+2B" and "+3D", and some an
 * "@" as "+40"; the other codes are no characters of addresses, and taken for
 * what a user wrote behind a "+".
 */
static char
xtext_at(const char *p, const char *end, bool has_at)
{
	if (end - p < 3 || p[0] != '+')
		return '\0';
	if (p[1] == '2' && p[2] == 'B')
		return '+';
	if (p[1] == '3' && p[2] == 'D')
		return '=';
	return p[1] == '4' && p[2] == '0' && !has_at ? '@' : '\0';
}

static struct td_span
decode_xtext(struct td_report *r, struct td_span s)
{
	const char *p = s.p, *end = p + s.n;
	const bool has_at = memchr(p, '@', s.n) != NULL;
	char *out, *q;

	while (p < end && xtext_at(p, end, has_at) == '\0')
		p++;
	if (p == end)
		return s;
	out = q = td_outcome_scratch(r->to, s.n);
	if (out == NULL)
		return (struct td_span){ s.p, 0 };
	for (p = s.p; p < end; q++) {
		char c = xtext_at(p, end, has_at);

		*q = c != '\0' ? c : *p;
		p += c != '\0' ? 3 : 1;
	}
	return td_span(out, q);
}

struct td_span
td_report_recipient(struct td_report *r, struct td_span body)
{
	struct td_span s = td_outcome_untyped(body);

	if (s.n > 0)
		s = td_outcome_address(s);
	if (s.n > 0)
		s = decode_xtext(r, s);
	if (s.n > 0 && !is_address(s))
		s.n = 0;
	return s;
}

static bool
is_address_char(char c)
{
	return td_is_alnum(c) || (unsigned char)c > 127 ||
	    (c != '\0' && strchr("!#$%&*+-./=?^_{|}~", c) != NULL);
}

struct td_span
td_report_find_address(struct td_span text)
{
	const char *from = text.p, *end, *at;

	if (text.n == 0)
		return text;
	end = from + text.n;
	while ((at = td_find(from, end, '@')) != NULL) {
		const char *p = at, *q = at + 1;

		while (p > from && is_address_char(p[-1]))
			p--;
		while (q < end && (td_is_alnum(*q) || *q == '-' || *q == '.'))
			q++;
		while (q > at + 1 && (q[-1] == '.' || q[-1] == '-'))
			q--;
		if (p < at && q > at + 1)
			return td_span(p, q);
		from = at + 1;
	}
	return (struct td_span){ end, 0 };
}

/* ---- The message it is about ------------------------------------------- */

/* Hotmail returned the message alone, with who complained in it. */
static void
complains_of(struct td_report *r, struct td_span recipient)
{
	r->complains = r->understood = true;
	r->of_all.flags |= TD_OUTCOME_COMPLAINT;
	r->returned_to = td_report_recipient(r, recipient);
}

void
td_report_returned(struct td_report *r, struct td_span header)
{
	struct td_outcome *o = &r->of_all;
	struct td_original x;

	if (r->returned)
		return;
	x = td_original_read(header);
	r->returned = x.found;
	if (o->message_id.n == 0)
		o->message_id = x.message_id;
	if (o->sender.n == 0 && x.path.n > 0)
		o->sender = td_report_recipient(r, x.path);
	o->author = x.author;
	if (r->returned_to.n == 0)
		r->returned_to = x.to;
	if (x.hotmail.n > 0 && r->mailer != TD_MAILER_NONE)
		complains_of(r, x.hotmail);
}

/*
 * SES writes its own Message-ID, <ID@REGION.amazonses.com>, and its events tell
 * of the same ID.
 */
static struct td_span
ses_id(struct td_span message_id)
{
	static const struct td_span domain = TD_LIT(".amazonses.com");
	const char *end, *at;

	if (message_id.n <= domain.n)
		return (struct td_span){ message_id.p, 0 };
	end = message_id.p + message_id.n;
	if (!td_span_ieq(td_span(end - domain.n, end), domain))
		return (struct td_span){ message_id.p, 0 };
	at = memchr(message_id.p, '@', message_id.n);
	return td_span(message_id.p, at == NULL ? message_id.p : at);
}

/* QUEUE-ID@HOST, which names a message for as long as anybody asks. */
static struct td_span
queue_id(struct td_report *r)
{
	const struct td_span part[] = { r->queue_id, r->reporting_mta };

	return td_outcome_join(r->to, part, 2, '@');
}

/* What names the message; without any name the report has its own. */
static void
set_id(struct td_report *r)
{
	struct td_outcome *o = &r->of_all;

	o->service = TD_SERVICE_SES;
	o->flags |= TD_OUTCOME_BY_MAIL;
	o->id = ses_id(o->message_id);
	if (o->id.n > 0)
		return;
	o->service = TD_SERVICE_NOTICE;
	o->id = o->message_id;
	if (o->id.n == 0 && r->queue_id.n > 0) {
		o->id = queue_id(r);
		o->flags |= TD_OUTCOME_QUEUE_ID;
	}
	if (o->id.n == 0)
		o->id = r->own_id.n > 0 ? r->own_id : r->head;
}

/* Fill in what holds for all of them. */
static void
finish(struct td_report *r)
{
	const struct td_outcome *all = &r->of_all;
	struct td_batch *b = r->to->batch;

	set_id(r);
	for (size_t i = r->n_before; i < b->n_outcomes; i++) {
		struct td_outcome *o = &b->outcome[i];

		o->service = all->service;
		o->flags |=
		    all->flags & (TD_OUTCOME_BY_MAIL | TD_OUTCOME_QUEUE_ID);
		o->id = all->id;
		o->message_id = all->message_id;
		o->author = all->author;
		o->begun = all->begun;
		o->sender = all->sender;
		if (o->when == TD_NO_TIME)
			o->when = all->begun;
	}
}

/* ---- Reports ----------------------------------------------------------- */

/* What the subject of a notice begins with. */
static const struct td_span delay_words[] = {
	TD_LIT("Warning"),
	TD_LIT("Delayed Mail"),
	TD_LIT("Delivery delayed"),
	TD_LIT("Delivery Status Notification (Delay)"),
	TD_LIT("Mail Delivery Status Notification (Delay)"),
	TD_LIT("Delivery status notification: delayed"),
};

static const struct td_span failure_words[] = {
	TD_LIT("Undeliver"),
	TD_LIT("Delivery fail"),
	TD_LIT("Delivery has failed"),
	TD_LIT("Delivery status"),
	TD_LIT("Delivery Notification"),
	TD_LIT("Failure notice"),
	TD_LIT("Returned mail"),
	TD_LIT("Mail delivery failed"),
	TD_LIT("Mail delivery status"),
	TD_LIT("Mail could not be delivered"),
	TD_LIT("Mail failure"),
	TD_LIT("Mail System Error"),
	TD_LIT("Message delivery has failed"),
	TD_LIT("Email delivery failure"),
	TD_LIT("[Postmaster] Email delivery failure"),
	TD_LIT("Permanent delivery failure"),
};

static void
read_subject(struct td_report *r, struct td_span s)
{
	r->delayed = td_notice_begins(
	    delay_words, sizeof(delay_words) / sizeof(delay_words[0]), s);
	r->fails = r->delayed ||
	    td_notice_begins(failure_words,
	        sizeof(failure_words) / sizeof(failure_words[0]), s);
}

static void
read_field(struct td_report *r, const struct td_field *f)
{
	struct td_span s = f->body;

	if (td_span_ieq(f->name, TD_SPAN("Date"))) {
		int64_t when = td_date_parse(s);

		if (when != TD_NO_TIME)
			r->of_all.when = when;
	} else if (td_span_ieq(f->name, TD_SPAN("Message-ID"))) {
		r->own_id = td_event_message_id(s);
	} else if (td_span_ieq(f->name, TD_SPAN("From"))) {
		r->from = td_original_address(s);
		if (r->mailer != TD_MAILER_SURE)
			r->mailer = td_mailer_of(s);
	} else if (td_span_ieq(f->name, TD_SPAN("Return-Path"))) {
		if (td_mailer_of(s) == TD_MAILER_SURE)
			r->mailer = TD_MAILER_SURE;
	} else if (td_span_ieq(f->name, TD_SPAN("Subject"))) {
		read_subject(r, s);
	} else if (td_span_ieq(f->name, TD_SPAN("X-Failed-Recipients"))) {
		r->failed = s;
	} else if (td_span_ieq(f->name, TD_SPAN("Auto-Submitted"))) {
		r->auto_reply |=
		    td_span_ieq(td_mime_token(&s), TD_SPAN("auto-replied"));
	}
}

static void
read_head(struct td_report *r)
{
	const char *p = r->head.p, *end = p + r->head.n;
	struct td_field f;

	while (p < end)
		if (td_mime_field(&p, end, &f))
			read_field(r, &f);
}

static bool
is_returned(struct td_span type)
{
	static const struct td_span types[] = {
		TD_LIT("message/rfc822"),
		TD_LIT("text/rfc822-headers"),
		TD_LIT("message/rfc822-headers"),
		TD_LIT("text/rfc822"),
		TD_LIT("message/global"),
		TD_LIT("message/global-headers"),
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (td_span_ieq(types[i], type))
			return true;
	return false;
}

/* Also what should have parts, in which none was found. */
static bool
is_text(struct td_span type)
{
	return type.n == 0 || td_span_ieq(type, TD_SPAN("text/plain")) ||
	    td_span_ibegins(type, TD_SPAN("multipart/"));
}

static void
read_part(struct td_report *r, const struct td_mime_part *part)
{
	if (td_span_ieq(part->type, TD_SPAN("message/delivery-status")) ||
	    td_span_ieq(part->type, TD_SPAN("message/global-delivery-status")))
		td_report_dsn(r, td_report_text(r, part));
	else if (td_span_ieq(part->type, TD_SPAN("message/feedback-report")))
		td_report_arf(r, td_report_text(r, part));
	else if (is_returned(part->type))
		td_report_returned(r, td_report_text(r, part));
	else if (td_span_ieq(
	             part->type, TD_SPAN("message/disposition-notification")))
		r->receipt = true;
	else if (r->text.body.n == 0 && is_text(part->type))
		r->text = *part;
	else if (r->html.body.n == 0 &&
	    td_span_ieq(part->type, TD_SPAN("text/html")))
		r->html = *part;
}

/* FORMATS.md 15: without its recipient a complaint is of whom it was sent to,
 * else of who reports. */
static void
complain(struct td_report *r)
{
	const struct td_span reporter = td_span_domain(r->from);

	if (r->returned_to.n > 0) {
		td_report_add(r, r->returned_to, TD_ACTION_NONE);
	} else if (reporter.p != NULL) {
		r->of_all.flags |= TD_OUTCOME_DOMAIN;
		td_report_add(r, reporter, TD_ACTION_NONE);
	}
}

/* ---- Text --------------------------------------------------------------- */

static bool
has_outcomes(const struct td_report *r)
{
	return r->to->batch->n_outcomes > r->n_before;
}

/*
 * Fields of RFC 3464 that lost their part, or never had one (Amazon WorkMail,
 * old sendmail, boundaries that a gateway changed), in the middle of a text;
 * the result is what stands before them.
 */
static struct td_span
read_fields(struct td_report *r, struct td_span text)
{
	const char *p = text.p, *end = p + text.n, *from = NULL, *to = end;
	struct td_span line;

	while (td_mime_line(&p, end, &line)) {
		if (from == NULL &&
		    (td_span_ibegins(line, TD_SPAN("Reporting-MTA:")) ||
		        td_span_ibegins(line, TD_SPAN("Final-Recipient:"))))
			from = line.p;
		if (from == NULL ||
		    (!td_span_ibegins(line, TD_SPAN("Received:")) &&
		        !td_span_ibegins(line, TD_SPAN("Return-Path:"))))
			continue;
		to = line.p;
		break;
	}
	if (from == NULL)
		return text;
	td_report_dsn(r, td_span(from, to));
	if (to < end)
		td_report_returned(r, td_span(to, end));
	return td_span(text.p, from);
}

/* Exim and Google name in a header field whom a bounce is about. */
static void
read_failed(struct td_report *r)
{
	const size_t n = r->to->batch->n_outcomes;
	struct td_outcome *last = NULL;
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(&c, r->failed);
	while (!td_outcomes_is_over(r->to) && td_addresses_next(&c, &m))
		if (m.domain.n > 0)
			last = td_report_add(r, m.address,
			    r->delayed ? TD_ACTION_DEFERRED : TD_ACTION_FAILED);
	if (last != NULL && r->to->batch->n_outcomes == n + 1)
		td_report_complete(last, r->said);
}

/* What the parts for people say. */
static void
read_text(struct td_report *r)
{
	struct td_span text = { r->head.p, 0 };

	if (r->text.body.n > 0)
		text = td_report_text(r, &r->text);
	if (!has_outcomes(r) && td_report_sns(r, text))
		return;
	if (!has_outcomes(r) && !td_outcomes_is_over(r->to))
		text = read_fields(r, text);
	if (!td_outcomes_is_over(r->to))
		td_report_words(r, text);
	if (!has_outcomes(r) && r->html.body.n > 0 &&
	    !td_outcomes_is_over(r->to))
		td_report_words(
		    r, td_report_plain(r, td_report_text(r, &r->html)));
	if (!has_outcomes(r) && r->failed.n > 0)
		read_failed(r);
}

/* Whether a program wrote it that bounces mail. */
static bool
is_from_mailer(const struct td_report *r)
{
	return r->mailer == TD_MAILER_SURE ||
	    (r->mailer == TD_MAILER_MAYBE && r->fails && !r->auto_reply);
}

enum td_report_is
td_mail_report(struct td_span head, struct td_span body, int64_t received,
    struct td_outcomes *to)
{
	struct td_report r = {
		.to = to, .n_before = to->batch->n_outcomes, .head = head
	};
	struct td_mime_part part;
	struct td_mime m;

	td_outcome_clear(&r.of_all, TD_SERVICE_NOTICE);
	r.of_all.when = received;
	read_head(&r);
	td_mime_begin(&m, head, body);
	r.declared = td_span_ieq(m.first.type, TD_SPAN("multipart/report"));
	while (!td_outcomes_is_over(r.to) && td_mime_next(&m, &part))
		read_part(&r, &part);
	if (!r.understood && !td_outcomes_is_over(r.to) &&
	    (r.declared || r.mailer != TD_MAILER_NONE || !r.auto_reply))
		read_text(&r);
	if (r.complains && !has_outcomes(&r))
		complain(&r);
	if (!r.event)
		finish(&r);
	if (r.understood || has_outcomes(&r))
		return TD_REPORT_READ;
	/* Where only headers are kept there is nothing to understand. */
	if (r.receipt || td_span_trim(body).n == 0)
		return TD_REPORT_NONE;
	if (r.declared || is_from_mailer(&r))
		return TD_REPORT_UNREAD;
	return TD_REPORT_NONE;
}

/*
 * What sendmail or one of its milters refused, and header fields that milters
 * add.
 *
 *	ruleset=check_rcpt, arg1=<u@y>, relay=h [192.0.2.1], reject=550 5.7.1 ..
 *	Milter: to=<u@y>, reject=451 4.7.1 Greylisted
 *	Milter (opendkim) insert (1): header: Authentication-Results: ...
 *
 * In a field's body line breaks and tabs are the two bytes "\n" and "\t".
 */
#include "lex.h"
#include "log_cut.h"
#include "log_reply.h"
#include "log_sendmail.h"

/* The reply behind "reject="; its code says for how long. */
static void
put_reply(const char *p, const char *end, struct td_event *e)
{
	e->reply = td_span(p, end);
	e->status = td_reply_status(e->reply);
	if (p < end)
		e->action = *p == '4' ? TD_ACTION_DEFERRED : TD_ACTION_FAILED;
}

/* Behind the argument at p: a path, or what goes up to the next ", ". */
static const char *
skip_argument(const char *p, const char *end)
{
	const char *q = NULL;

	if (p < end && *p == '<')
		q = td_skip_path(p, end);
	if (q != NULL && TD_BEGINS(q, end, ", "))
		return q;
	q = td_find_pair(p, end, ',', ' ');
	return q != NULL ? q : end;
}

static enum td_stage
stage_of(struct td_span ruleset)
{
	static const struct {
		struct td_span ruleset;
		enum td_stage stage;
	} stages[] = {
		{ TD_LIT("check_relay"), TD_STAGE_CONNECT },
		{ TD_LIT("check_mail"), TD_STAGE_MAIL },
		{ TD_LIT("check_rcpt"), TD_STAGE_RCPT },
		{ TD_LIT("check_data"), TD_STAGE_DATA },
		{ TD_LIT("check_eom"), TD_STAGE_EOD },
		{ TD_LIT("check_eoh"), TD_STAGE_EOD },
		{ TD_LIT("tls_client"), TD_STAGE_EHLO },
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (td_span_eq(ruleset, stages[i].ruleset))
			return stages[i].stage;
	return TD_STAGE_NONE;
}

/* Rulesets that judge a host we connect to, or no mail at all. */
static bool
is_no_refusal(struct td_span ruleset)
{
	static const struct td_span rulesets[] = { TD_LIT("tls_server"),
		TD_LIT("tls_rcpt"), TD_LIT("try_tls"), TD_LIT("check_etrn"),
		TD_LIT("check_vrfy"), TD_LIT("check_expn"),
		TD_LIT("check_compat") };

	for (size_t i = 0; i < sizeof(rulesets) / sizeof(rulesets[0]); i++)
		if (td_span_eq(ruleset, rulesets[i]))
			return true;
	return false;
}

enum td_kind
td_sendmail_ruleset(const char *p, const char *end, struct td_event *e)
{
	struct td_span ruleset = td_span(p, td_find_or_end(p, end, ','));
	struct td_span argument = { NULL, 0 };
	struct td_sendmail_relay r;
	const char *q;

	p = ruleset.p + ruleset.n;
	if (TD_BEGINS(p, end, ", arg1=")) {
		q = skip_argument(p + 7, end);
		argument = td_sendmail_path(td_span(p + 7, q));
		p = q;
	}
	if (TD_BEGINS(p, end, ", arg2="))
		p = skip_argument(p + 7, end);
	if (TD_BEGINS(p, end, ", relay=")) {
		p += 8;
		q = td_find_pair(p, end, ',', ' ');
		if (q == NULL)
			return TD_NOTE;
		r = td_sendmail_relay(td_span(p, q));
		e->client = r.host;
		e->client_ip = r.ip;
		p = q;
	}
	if (!TD_BEGINS(p, end, ", reject=") || is_no_refusal(ruleset))
		return TD_NOTE; /* ", discard", ", quarantine=" */
	e->stage = (uint8_t)stage_of(ruleset);
	if (e->stage == TD_STAGE_NONE && ruleset.n > 0 &&
	    td_lower(ruleset.p[0]) != ruleset.p[0])
		e->stage = TD_STAGE_EOD; /* rulesets of headers: CheckSubject */
	if (e->stage == TD_STAGE_RCPT)
		e->recipient = argument;
	else if (e->stage == TD_STAGE_MAIL)
		e->sender = argument;
	put_reply(p + 9, end, e);
	return TD_REJECT;
}

/* "NAME: BODY" at p; TD_AUTH if it holds results. */
static enum td_kind
field(const char *p, const char *end, struct td_event *e)
{
	static const struct td_span names[] = { TD_LIT(
		                                    "Authentication-Results"),
		TD_LIT("Received-SPF"), TD_LIT("ARC-Authentication-Results") };
	const char *colon = td_find(p, end, ':');

	if (colon == NULL)
		return TD_NOTE;
	e->field_name = td_span(p, colon);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (td_span_ieq(e->field_name, names[i])) {
			e->field_body = td_span(colon + 1, end);
			return TD_AUTH;
		}
	e->field_name.n = 0;
	return TD_NOTE;
}

/* "to=<u@y>, reject=550 ..." and the like, behind "Milter: ". */
static enum td_kind
milter_refusal(const char *p, const char *end, struct td_event *e)
{
	static const struct td_span reject = TD_LIT(", reject=");
	const char *q = NULL;

	if (TD_BEGINS(p, end, "to=")) {
		p += 3;
		q = skip_argument(p, end);
		e->stage = TD_STAGE_RCPT;
	} else if (TD_BEGINS(p, end, "from=")) {
		p += 5;
		q = skip_argument(p, end);
		e->stage = TD_STAGE_MAIL;
	} else if (TD_BEGINS(p, end, "data")) {
		q = p + 4;
		e->stage = TD_STAGE_EOD;
	} else if (TD_BEGINS(p, end, "helo=") ||
	    TD_BEGINS(p, end, "connect: host=")) {
		e->stage = *p == 'h' ? TD_STAGE_EHLO : TD_STAGE_CONNECT;
		q = memmem(p, (size_t)(end - p), reject.p, reject.n);
	}
	if (q == NULL || !td_begins(q, end, reject)) {
		e->stage = TD_STAGE_NONE;
		return TD_NOTE;
	}
	if (e->stage == TD_STAGE_RCPT)
		e->recipient = td_sendmail_path(td_span(p, q));
	else if (e->stage == TD_STAGE_MAIL)
		e->sender = td_sendmail_path(td_span(p, q));
	put_reply(q + reject.n, end, e);
	return TD_REJECT;
}

enum td_kind
td_sendmail_milter(const char *p, const char *end, struct td_event *e)
{
	static const struct td_span header = TD_LIT(": header: ");
	const char *q;

	p += 6;
	if (TD_BEGINS(p, end, ": "))
		return milter_refusal(p + 2, end, e);
	if (TD_BEGINS(p, end, " (")) {
		q = td_find(p, end, ')');
		if (q == NULL)
			return TD_NOTE;
		p = q + 1;
		if (TD_BEGINS(p, end, ":"))
			p++;
	}
	if (TD_BEGINS(p, end, " add"))
		p += 4;
	else if (TD_BEGINS(p, end, " change (add)"))
		p += 13;
	else if (TD_BEGINS(p, end, " insert (") &&
	    (q = td_find(p, end, ')')) != NULL)
		p = q + 1;
	else
		return TD_NOTE;
	if (!td_begins(p, end, header))
		return TD_NOTE;
	return field(p + header.n, end, e);
}

/*
 * The machine-readable part of a delivery report (RFC 3464 2): fields of the
 * message, then a group of fields for each recipient, empty lines between.
 *
 *	Reporting-MTA: dns; mx.example.com
 *	X-Postfix-Queue-ID: 4AbCdE0F1Gz1
 *	Arrival-Date: Sat, 21 Nov 2026 17:58:00 +0900
 *
 *	Original-Recipient: rfc822;u@example.jp
 *	Final-Recipient: rfc822; u@example.jp
 *	Action: failed
 *	Status: 5.1.1
 *	Remote-MTA: dns; mx.example.jp
 *	Diagnostic-Code: smtp; 550 5.1.1 <u@example.jp>: User unknown
 *
 * FORMATS.md 14 of the specification: case, blanks and empty lines vary.
 */
#include "mail_report_parts.h"

enum field {
	ORIGINAL,
	FINAL,
	ACTION,
	STATUS,
	REMOTE,
	DIAGNOSTIC,
	ATTEMPT,
	OF_RECIPIENT,
	REPORTING = OF_RECIPIENT, /* from here on of the message */
	ARRIVAL,
	QUEUE_ID,
	SENDER,
	N_FIELDS
};

static const struct td_span names[N_FIELDS] = {
	[ORIGINAL] = TD_LIT("Original-Recipient"),
	[FINAL] = TD_LIT("Final-Recipient"),
	[ACTION] = TD_LIT("Action"),
	[STATUS] = TD_LIT("Status"),
	[REMOTE] = TD_LIT("Remote-MTA"),
	[DIAGNOSTIC] = TD_LIT("Diagnostic-Code"),
	[ATTEMPT] = TD_LIT("Last-Attempt-Date"),
	[REPORTING] = TD_LIT("Reporting-MTA"),
	[ARRIVAL] = TD_LIT("Arrival-Date"),
	[QUEUE_ID] = TD_LIT("X-Postfix-Queue-ID"),
	[SENDER] = TD_LIT("X-Postfix-Sender"),
};

/* A group, and which fields it has. */
struct group {
	struct td_span field[OF_RECIPIENT];
	bool has[OF_RECIPIENT];
};

/* The action words of RFC 3464 2.3.3. */
static const struct {
	struct td_span word;
	uint8_t action;
} actions[] = {
	{ TD_LIT("failed"), TD_ACTION_FAILED },
	{ TD_LIT("delayed"), TD_ACTION_DEFERRED },
	{ TD_LIT("delivered"), TD_ACTION_SENT },
	{ TD_LIT("relayed"), TD_ACTION_SENT },
	{ TD_LIT("expanded"), TD_ACTION_SENT },
};

/* RFC 3463 2: "5.1.1", what is behind it left out. */
static struct td_span
read_status(struct td_span s)
{
	size_t i = 0, n_dots = 0;

	while (i < s.n && (td_is_digit(s.p[i]) || s.p[i] == '.'))
		n_dots += s.p[i++] == '.';
	s.n = n_dots == 2 ? i : 0;
	return s;
}

/*
 * What became of it.  Who leaves the action out, though RFC 3464 demands it,
 * tells it by the class of the status.
 */
static uint8_t
read_action(const struct group *g, struct td_span status)
{
	struct td_span s = g->field[ACTION];
	struct td_span word = td_mime_token(&s);

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (td_span_ieq(actions[i].word, word))
			return actions[i].action;
	if (word.n > 0 || status.n == 0)
		return TD_ACTION_NONE;
	switch (status.p[0]) {
	case '2':
		return TD_ACTION_SENT;
	case '4':
		return TD_ACTION_DEFERRED;
	default:
		return TD_ACTION_FAILED;
	}
}

/* The recipient: as it was sent, if that is told (FORMATS.md 14). */
static struct td_span
read_recipient(struct td_report *r, const struct group *g, struct td_span reply)
{
	struct td_span s = td_report_recipient(r, g->field[ORIGINAL]);

	if (s.n == 0)
		s = td_report_recipient(r, g->field[FINAL]);
	if (s.n == 0)
		s = td_report_find_address(reply);
	if (s.n == 0) {
		/* A user of the host, without a domain. */
		s = td_outcome_untyped(g->field[FINAL]);
		for (size_t i = 0; i < s.n; i++)
			if (!td_is_alnum(s.p[i]) && s.p[i] != '.' &&
			    s.p[i] != '-' && s.p[i] != '_')
				return (struct td_span){ s.p, 0 };
	}
	return s;
}

/* "[192.0.2.1]", "(192.0.2.1, ...)": the address; n 0 if there is none. */
static struct td_span
address_in(struct td_span s)
{
	struct td_span ip;

	while (s.n > 0 && !td_is_digit(s.p[0]) && s.p[0] != ':')
		s.p++, s.n--;
	ip = s;
	ip.n = 0;
	while (ip.n < s.n &&
	    (td_hex_digit(s.p[ip.n]) >= 0 || s.p[ip.n] == '.' ||
	        s.p[ip.n] == ':'))
		ip.n++;
	return ip;
}

/*
 * "dns; mx.example.jp", "dns; mx.example.jp. (192.0.2.1, the server for the
 * domain ...)", "dns; [192.0.2.1]".
 */
static void
read_relay(struct td_span s, struct td_outcome *o)
{
	size_t n = 0;

	s = td_outcome_untyped(s);
	if (s.n == 0)
		return;
	while (n < s.n && !td_is_fws(s.p[n]) && s.p[n] != '(' && s.p[n] != '[')
		n++;
	o->relay = td_span(s.p, s.p + n);
	if (o->relay.n > 0 && o->relay.p[n - 1] == '.')
		o->relay.n--;
	o->relay_ip = address_in(td_span(s.p + n, s.p + s.n));
}

static void
put(struct td_report *r, const struct group *g)
{
	const struct td_span status = read_status(g->field[STATUS]);
	const uint8_t action = read_action(g, status);
	struct td_span reply =
	    td_report_unfold(r, td_outcome_untyped(g->field[DIAGNOSTIC]));
	struct td_span recipient = read_recipient(r, g, reply), final;
	struct td_outcome *o;
	int64_t when;

	if (action == TD_ACTION_NONE) {
		/* "deliverable": nothing was sent. */
		r->understood |= g->has[ACTION];
		return;
	}
	if (recipient.n == 0)
		return;
	o = td_report_add(r, recipient, (enum td_action)action);
	if (o == NULL)
		return;
	final = td_report_recipient(r, g->field[FINAL]);
	if (!td_span_ieq(final, recipient))
		o->final_recipient = final;
	o->status = status;
	o->reply = reply;
	o->stage = (uint8_t)td_report_stage(reply);
	read_relay(g->field[REMOTE], o);
	if (action == TD_ACTION_SENT)
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	when = g->has[ATTEMPT] ? td_date_parse(g->field[ATTEMPT]) : TD_NO_TIME;
	if (when != TD_NO_TIME)
		o->when = when;
}

static void
end_group(struct td_report *r, struct group *g)
{
	if (g->has[ORIGINAL] || g->has[FINAL])
		put(r, g);
	*g = (struct group){ .field = { { NULL, 0 } } };
}

static void
read_of_message(struct td_report *r, enum field i, struct td_span body)
{
	switch (i) {
	case REPORTING:
		r->reporting_mta = td_outcome_untyped(body);
		break;
	case ARRIVAL:
		r->of_all.begun = td_date_parse(body);
		break;
	case QUEUE_ID:
		r->queue_id = body;
		break;
	case SENDER:
		r->of_all.sender = td_report_recipient(r, body);
		break;
	default:
		break;
	}
}

static enum field
find_field(struct td_span name)
{
	int i = 0;

	while (i < N_FIELDS && !td_span_ieq(names[i], name))
		i++;
	return (enum field)i;
}

void
td_report_dsn(struct td_report *r, struct td_span text)
{
	const char *p = text.p, *end = p + text.n;
	struct group g = { .field = { { NULL, 0 } } };
	struct td_field f;

	r->declared = true;
	while (p < end && !td_outcomes_is_over(r->to)) {
		enum field i;

		if (!td_mime_field(&p, end, &f)) {
			end_group(r, &g);
			continue;
		}
		i = find_field(f.name);
		if (i >= OF_RECIPIENT) {
			read_of_message(r, i, f.body);
			continue;
		}
		/* Some write no empty line between recipients. */
		if (i <= FINAL && g.has[i])
			end_group(r, &g);
		if (!g.has[i])
			g.field[i] = f.body;
		g.has[i] = true;
	}
	if (!td_outcomes_is_over(r->to))
		end_group(r, &g);
}

/*
 * Message tracking logs of Exchange Server, MSGTRK*.LOG: one row for an event,
 * with all recipients that it is about.
 *
 *	#Fields: date-time,...,event-id,...,recipient-address,...
 *	2026-11-21T08:58:00.123Z,...,SENDEXTERNAL,...,u@example.jp;v@ex...
 *
 * Of the events those count that end something, and the reception; a message
 * that goes from one server of the organisation to another is under way.
 * FORMATS.md 12 of the specification.
 */
#include "rows.h"

#include "lex.h"
#include "log_reply.h"

enum {
	WHEN,
	SERVER_IP,
	SERVER,
	CONTEXT,
	CONNECTOR,
	SOURCE,
	EVENT,
	INTERNAL_ID,
	MESSAGE_ID,
	NETWORK_ID,
	RECIPIENTS,
	STATUSES,
	SENDER,
	RETURN_PATH,
	INFO,
};

static const struct td_column columns[] = {
	{ TD_LIT("datetime"), WHEN },
	{ TD_LIT("serverip"), SERVER_IP },
	{ TD_LIT("serverhostname"), SERVER },
	{ TD_LIT("sourcecontext"), CONTEXT },
	{ TD_LIT("connectorid"), CONNECTOR },
	{ TD_LIT("source"), SOURCE },
	{ TD_LIT("eventid"), EVENT },
	{ TD_LIT("internalmessageid"), INTERNAL_ID },
	{ TD_LIT("messageid"), MESSAGE_ID },
	{ TD_LIT("networkmessageid"), NETWORK_ID },
	{ TD_LIT("recipientaddress"), RECIPIENTS },
	{ TD_LIT("recipientstatus"), STATUSES },
	{ TD_LIT("senderaddress"), SENDER },
	{ TD_LIT("returnpath"), RETURN_PATH },
	{ TD_LIT("messageinfo"), INFO },
};

/* The columns of Exchange 2016 and 2019, whose files are cut up on their way;
 * they are padded as all input is. */
#define USUAL                                                              \
	"date-time,client-ip,client-hostname,server-ip,server-hostname,"   \
	"source-context,connector-id,source,event-id,internal-message-id," \
	"message-id,network-message-id,recipient-address,"                 \
	"recipient-status,total-bytes,recipient-count,"                    \
	"related-recipient-address,reference,message-subject,"             \
	"sender-address,return-path,message-info,directionality,"          \
	"tenant-id,original-client-ip,original-server-ip,custom-data,"     \
	"transport-traffic-type,log-id,schema-version"
static const char usual[sizeof(USUAL) + TD_PAD] = USUAL;

/* All others are on the way to one of these, or about something else. */
static const struct event {
	struct td_span id;
	uint8_t action;
	uint8_t flags;
} events[] = {
	{ TD_LIT("RECEIVE"), TD_ACTION_NONE, 0 },
	{ TD_LIT("SEND"), TD_ACTION_SENT, 0 },
	{ TD_LIT("SENDEXTERNAL"), TD_ACTION_SENT, 0 },
	{ TD_LIT("DELIVER"), TD_ACTION_SENT, TD_OUTCOME_LOCAL },
	{ TD_LIT("FAIL"), TD_ACTION_FAILED, 0 },
	{ TD_LIT("DEFER"), TD_ACTION_DEFERRED, 0 },
	/* Without a notification: DECISIONS.md 3. */
	{ TD_LIT("DROP"), TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT },
};

static const struct event *
find_event(struct td_span id)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (td_span_ieq(id, events[i].id))
			return &events[i];
	return NULL;
}

/* From one server of the organisation to another (DECISIONS.md 4). */
static bool
is_hop(const struct event *e, const struct td_row *row)
{
	return e->action == TD_ACTION_SENT && e->flags == 0 &&
	    td_span_ibegins(
	        row->field[CONNECTOR], TD_SPAN("Intra-Organization "));
}

/* ---- Answers ----------------------------------------------------------- */

static bool
is_code(const char *p, const char *end)
{
	return end - p > 3 && td_is_digit(p[0]) && td_is_digit(p[1]) &&
	    td_is_digit(p[2]) && (p[3] == ' ' || p[3] == '-');
}

/* The value of {LED=...}, {FQDN=...} or {IP=...} in a list of them, or n 0. */
static struct td_span
item_of(struct td_span s, struct td_span name)
{
	const char *p = s.p, *end = s.p + s.n, *to;

	for (; (p = td_find(p, end, '{')) != NULL; p++) {
		if (!td_begins(p + 1, end, name))
			continue;
		p += 1 + name.n;
		for (to = p; (to = td_find(to, end, '}')) != NULL; to++)
			if (to + 1 == end || to[1] == ';' || to[1] == ']')
				return td_span(p, to);
		return td_span(p, end);
	}
	return (struct td_span){ s.p, 0 };
}

/*
 * The next of the statuses at *p.  They are listed with ";", which is also in
 * them: "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "[{LED=...};{...}]".
 * So one begins with a code or a bracket, or is empty.
 */
static struct td_span
next_status(const char **p, const char *end)
{
	const char *from = *p, *q = from;

	while ((q = td_find(q, end, ';')) != NULL) {
		*p = ++q;
		if (q == end || *q == ';' || *q == '[' || is_code(q, end))
			return td_span(from, q - 1);
	}
	*p = end;
	return td_span(from, end);
}

/* "SESSION;250 2.6.0 ... Queued mail for delivery;ClientSubmitTime:..." */
static struct td_span
said_in(struct td_span context)
{
	static const struct td_span behind = TD_LIT(";ClientSubmitTime:");
	const char *p = context.p, *end = context.p + context.n;
	const char *to =
	    context.n > 0 ? memmem(p, context.n, behind.p, behind.n) : NULL;

	end = to != NULL ? to : end;
	while (p < end && !is_code(p, end)) {
		p = td_find_or_end(p, end, ';');
		p += p < end;
	}
	return td_span(p, end);
}

/* ---- Rows -------------------------------------------------------------- */

/* What is told of the answer, to one recipient or to all. */
struct answer {
	struct td_span status; /* as written */
	bool plain;            /* the quotes are undoubled */
	uint8_t action, flags;
	struct td_span reply, relay, relay_ip;
};

/* What is the same for all recipients of a row. */
struct told {
	const struct td_row *row;
	const struct event *event;
	struct td_span said; /* by the server that took it */
	struct td_outcome same;
};

/* The message was too old, and was not tried once more. */
static bool
is_expired(struct td_span reply)
{
	static const struct td_span word = TD_LIT("QUEUE.Expired");

	return reply.n > 0 && memmem(reply.p, reply.n, word.p, word.n) != NULL;
}

/* Why it failed, or has to wait: what the last attempt gave, if any. */
static void
read_failure(struct answer *a, const struct told *t)
{
	const struct td_span source = t->row->field[SOURCE];
	struct td_span last = item_of(a->status, TD_SPAN("LED="));

	a->reply = td_span_trim(last.n > 0 ? last : a->status);
	a->relay = item_of(a->status, TD_SPAN("FQDN="));
	a->relay_ip = item_of(a->status, TD_SPAN("IP="));
	if (a->action == TD_ACTION_FAILED && is_expired(a->reply)) {
		a->action = TD_ACTION_EXPIRED;
		a->flags |= TD_OUTCOME_NO_ATTEMPT;
	} else if (td_span_ieq(source, TD_SPAN("STOREDRIVER"))) {
		a->flags |= TD_OUTCOME_LOCAL;
	} else if (!td_span_ieq(source, TD_SPAN("SMTP"))) {
		/* Rules and routing connect to nobody. */
		a->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
}

static struct answer
read_answer(const struct told *t, struct td_span status)
{
	struct answer a = {
		.status = status,
		.action = t->event->action,
		.flags = t->event->flags,
	};

	if (a.action == TD_ACTION_SENT) {
		a.reply = t->said.n > 0 ? t->said : status;
		if (!(a.flags & TD_OUTCOME_LOCAL)) {
			a.relay = t->row->field[SERVER];
			a.relay_ip = t->row->field[SERVER_IP];
		}
	} else if (a.action != TD_ACTION_NONE) {
		read_failure(&a, t);
	}
	return a;
}

/* One piece of scratch does for all that get the same answer. */
static void
make_plain(struct answer *a, const struct told *t, struct td_outcomes *to)
{
	const bool said = a->action == TD_ACTION_SENT && t->said.n > 0;

	if (!a->plain)
		a->reply = td_row_text(
		    t->row, said ? CONTEXT : STATUSES, a->reply, to);
	a->plain = true;
}

static void
add(const struct told *t, struct td_span recipient, struct answer *a,
    struct td_outcomes *to)
{
	struct td_outcome *o = td_outcome_add(to, TD_SERVICE_EXCHANGE);

	if (o == NULL)
		return;
	make_plain(a, t, to);
	*o = t->same;
	o->action = a->action;
	o->flags |= a->flags;
	o->recipient = td_row_text(t->row, RECIPIENTS, recipient, to);
	o->reply = a->reply;
	if (a->reply.n > 0)
		o->status = td_reply_status(a->reply);
	o->relay = a->relay;
	o->relay_ip = a->relay_ip;
}

/* Recipients and statuses in step; one status is for all. */
static void
add_all(const struct told *t, struct td_outcomes *to)
{
	const struct td_span list = t->row->field[RECIPIENTS];
	const struct td_span statuses = t->row->field[STATUSES];
	const char *p = list.p, *end = list.p + list.n;
	const char *q = statuses.p, *q_end = statuses.p + statuses.n;
	bool one = td_find(p, end, ';') == NULL;
	struct answer a =
	    read_answer(t, one ? statuses : next_status(&q, q_end));

	one |= q == q_end;
	for (; p < end && !to->full && !to->too_many; p++) {
		const char *next = td_find_or_end(p, end, ';');
		struct td_span recipient = td_outcome_address(td_span(p, next));

		p = next;
		if (recipient.n > 0)
			add(t, recipient, &a, to);
		if (!one)
			a = read_answer(t, next_status(&q, q_end));
	}
}

static bool
has_recipient(const struct td_row *row)
{
	const struct td_span list = row->field[RECIPIENTS];
	const char *p = list.p, *end = list.p + list.n;

	for (; p < end; p++) {
		const char *next = td_find_or_end(p, end, ';');

		if (td_outcome_address(td_span(p, next)).n > 0)
			return true;
		p = next;
	}
	return false;
}

/*
 * An id that all events of a message share, on all servers: that which Exchange
 * gives it when it first sees it (since 2013), kept over hops and when a copy
 * is made for some recipients.  Before, that which its sender gave it (RFC 5322
 * 3.6.4).  The internal id is one of a server's own, and changes with each; it
 * stands in where there is nothing else.
 */
static struct td_span
make_id(const struct td_row *row, const struct td_outcome *o,
    struct td_outcomes *to)
{
	const struct td_span *f = row->field;
	struct td_span part[2] = { f[SERVER], f[INTERNAL_ID] };

	if (f[NETWORK_ID].n > 0)
		return td_row_text(row, NETWORK_ID, f[NETWORK_ID], to);
	return o->message_id.n > 0 ? o->message_id :
	                             td_outcome_join(to, part, 2, '/');
}

static bool
has_id(const struct td_row *row)
{
	const struct td_span *f = row->field;

	return f[NETWORK_ID].n > 0 || f[INTERNAL_ID].n > 0 ||
	    td_outcome_address(f[MESSAGE_ID]).n > 0;
}

static struct td_span
address(const struct td_row *row, unsigned field, struct td_outcomes *to)
{
	return td_row_text(
	    row, field, td_outcome_address(row->field[field]), to);
}

/* When the organisation took the message: "TIME;SRV=...", or it is now. */
static int64_t
read_begun(const struct td_row *row, const struct event *e, int64_t when)
{
	struct td_span s = row->field[INFO];

	if (e->action == TD_ACTION_NONE)
		return when;
	if (s.n == 0)
		return TD_NO_TIME;
	return td_outcome_time(
	    td_span(s.p, td_find_or_end(s.p, s.p + s.n, ';')));
}

static void
begin_outcome(struct told *t, int64_t when, struct td_outcomes *to)
{
	const struct td_row *row = t->row;
	const struct td_span path = row->field[RETURN_PATH];
	struct td_outcome *o = &t->same;

	td_outcome_clear(o, TD_SERVICE_EXCHANGE);
	o->action = t->event->action;
	td_row_times(o, when, read_begun(row, t->event, when));
	o->message_id = address(row, MESSAGE_ID, to);
	o->author = address(row, SENDER, to);
	o->sender = path.n > 0 ? address(row, RETURN_PATH, to) : o->author;
	if (TD_IS(path, "<>") ||
	    (path.n == 0 && TD_IS(row->field[SENDER], "<>")))
		o->flags |= TD_OUTCOME_NULL_SENDER;
	o->id = make_id(row, o, to);
}

static bool
read_row(const struct td_row *row, struct td_outcomes *to)
{
	struct told t = { .row = row, .event = find_event(row->field[EVENT]) };
	const int64_t when = td_outcome_time(row->field[WHEN]);

	if (when == TD_NO_TIME || row->field[EVENT].n == 0)
		return false;
	if (t.event == NULL || is_hop(t.event, row))
		return true;
	if (!has_id(row) || !has_recipient(row))
		return false;
	begin_outcome(&t, when, to);
	t.said = said_in(row->field[CONTEXT]);
	add_all(&t, to);
	return true;
}

static const struct td_rows rows = {
	.column = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.fields = true,
	.usual = { usual, sizeof(USUAL) - 1 },
	.read = read_row,
};

static void
decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	td_rows_decode(&rows, c, out);
}

/* A row without any names before it, but with all the usual columns. */
static int
bid_for_row(struct td_span head)
{
	struct td_row row;

	if (!td_rows_first(&rows, head, &row) ||
	    td_outcome_time(row.field[WHEN]) == TD_NO_TIME)
		return 0;
	return row.field[SOURCE].n > 0 && row.field[EVENT].n > 0 ? 75 : 0;
}

static int
bid(struct td_span head, bool more)
{
	const uint64_t need = TD_BIT(WHEN) | TD_BIT(EVENT) | TD_BIT(RECIPIENTS);
	struct td_span names = td_rows_names(&rows, head);
	uint64_t has = td_rows_has(&rows, names);

	(void)more;
	if (names.n == 0)
		return bid_for_row(head);
	return (has & need) == need ? 93 : 0;
}

const struct td_format td_exchange_format = {
	.name = "exchange",
	.title = "message tracking logs of Exchange Server",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.bid = bid,
	.resync = td_rows_resync,
	.decode = decode,
	.head = TD_ROWS_HEAD,
};

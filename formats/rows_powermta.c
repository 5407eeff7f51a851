/*
 * PowerMTA's accounting files: one row for one recipient.
 *
 *	type,timeLogged,timeQueued,orig,rcpt,dsnStatus,dsnDiag,bounceCat,jobId
 *	b,1795280280,1795280270,n@example.com,u@example.jp,5.1.1 (bad
 *		destination mailbox address),smtp;550 5.1.1
 *...,bad-mailbox,spring
 *
 * The columns are chosen by who runs it, but `type` is always the first.
 * "Accounting" of its User's Guide; FORMATS.md 10 of the specification.
 */
#include "rows.h"

#include "lex.h"
#include "log_reply.h"

enum {
	TYPE,
	LOGGED,
	QUEUED,
	ORIG,
	RCPT,
	ACTION,
	STATUS,
	DIAG,
	MTA,
	CAUSE,
	DESTINATION,
	TLS,
	JOB,
	ENVELOPE,
	MESSAGE_ID,
	FROM,
	TO,
};

static const struct td_column columns[] = {
	{ TD_LIT("type"), TYPE },
	{ TD_LIT("timelogged"), LOGGED },
	{ TD_LIT("timequeued"), QUEUED },
	{ TD_LIT("orig"), ORIG },
	{ TD_LIT("mailfrom"), ORIG },
	{ TD_LIT("rcpt"), RCPT },
	{ TD_LIT("dsnaction"), ACTION },
	{ TD_LIT("dsnstatus"), STATUS },
	{ TD_LIT("dsndiag"), DIAG },
	{ TD_LIT("dsnmta"), MTA },
	{ TD_LIT("bouncecat"), CAUSE },
	{ TD_LIT("dlvdestinationip"), DESTINATION },
	{ TD_LIT("dlvtlsprotocol"), TLS },
	{ TD_LIT("jobid"), JOB },
	{ TD_LIT("envid"), ENVELOPE },
	{ TD_LIT("headermessageid"), MESSAGE_ID },
	{ TD_LIT("headerfrom"), FROM },
	{ TD_LIT("headerto"), TO },
};

/* What a record is, by its type. */
struct type {
	struct td_span letter, word;
	uint8_t action;
	bool tells;    /* of a recipient */
	bool envelope; /* `orig` is what was given in MAIL FROM */
	bool remote;   /* what a notification or a report says, later */
};

static const struct type types[] = {
	{ TD_LIT("d"), TD_LIT("delivery"), TD_ACTION_SENT, true, true, false },
	{ TD_LIT("b"), TD_LIT("bounce"), TD_ACTION_FAILED, true, true, false },
	{ TD_LIT("t"), TD_LIT("transient"), TD_ACTION_DEFERRED, true, true,
	    false },
	{ TD_LIT("r"), TD_LIT("receipt"), TD_ACTION_NONE, true, true, false },
	{ TD_LIT("tq"), TD_LIT("transient-queue"), TD_ACTION_NONE, false, false,
	    false },
	{ TD_LIT("rb"), TD_LIT("remote-bounce"), TD_ACTION_FAILED, true, false,
	    true },
	{ TD_LIT("rs"), TD_LIT("remote-status"), TD_ACTION_FAILED, true, false,
	    true },
	{ TD_LIT("f"), TD_LIT("feedback-loop"), TD_ACTION_NONE, true, false,
	    true },
};

static const struct type *
find_type(struct td_span s)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (td_span_eq(s, types[i].letter) ||
		    td_span_eq(s, types[i].word))
			return &types[i];
	return NULL;
}

/* "mx.example.jp (192.0.2.1)"; a host without a name is "[192.0.2.1]". */
static void
set_relay(struct td_outcome *o, const struct td_row *row)
{
	struct td_span mta = td_outcome_untyped(row->field[MTA]);
	const char *end = mta.p + mta.n, *open = td_find(mta.p, end, '(');

	o->relay_ip = row->field[DESTINATION];
	if (open != NULL) {
		if (o->relay_ip.n == 0)
			o->relay_ip =
			    td_span(open + 1, td_find_or_end(open, end, ')'));
		mta = td_span(mta.p, open);
	}
	mta = td_span_trim(mta);
	if (mta.n > 0 && *mta.p != '[')
		o->relay = mta;
}

/*
 * There is no id of PowerMTA's own.  In its place stands what all records of a
 * message share, the best first:
 *
 * - the Message-ID, where it is recorded (RFC 5322 3.6.4);
 * - jobId and envId: ENVID names one message of its sender (RFC 3461 4.4);
 * - who sent to whom, for which job, and when it was queued.  Two messages
 *   with the same would have come from one sender for one recipient within one
 *   second.  Without job and queueing nothing is shared, and each record is a
 *   message of its own, by when it was logged.
 */
static struct td_span
make_id(const struct td_row *row, const struct td_outcome *o,
    struct td_outcomes *to)
{
	const struct td_span *f = row->field;
	struct td_span part[4] = { o->tag };

	if (o->message_id.n > 0)
		return o->message_id;
	if (f[ENVELOPE].n > 0) {
		part[1] = td_row_text(row, ENVELOPE, f[ENVELOPE], to);
		return td_outcome_join(to, part, 2, '/');
	}
	part[1] = o->sender;
	part[2] = o->recipient;
	part[3] = f[QUEUED].n > 0 || f[JOB].n > 0 ? f[QUEUED] : f[LOGGED];
	return td_outcome_join(to, part, 4, '/');
}

/* X.4.7, "delivery time expired" (RFC 3463 3.5), or PowerMTA's word for it. */
static bool
is_expired(const struct td_row *row)
{
	struct td_span status = td_reply_status(row->field[STATUS]);

	return TD_IS(row->field[CAUSE], "message-expired") ||
	    (status.n == 5 && memcmp(status.p + 1, ".4.7", 4) == 0);
}

/* What is told of the answer. */
static void
set_answer(struct td_outcome *o, const struct type *t, const struct td_row *row,
    struct td_outcomes *to)
{
	if (t->action == TD_ACTION_FAILED && !t->remote && is_expired(row)) {
		o->action = TD_ACTION_EXPIRED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
	o->reply =
	    td_row_text(row, DIAG, td_outcome_untyped(row->field[DIAG]), to);
	o->status = td_reply_status(row->field[STATUS]);
	if (o->status.n == 0)
		o->status = td_reply_status(o->reply);
	if (t->action != TD_ACTION_SENT)
		o->cause = row->field[CAUSE];
	o->tls = row->field[TLS];
	set_relay(o, row);
}

/* The address in a field, raw. */
static struct td_span
address_in(const struct td_row *row, unsigned field)
{
	return td_outcome_address(row->field[field]);
}

static struct td_span
address_text(const struct td_row *row, unsigned field, struct td_outcomes *to)
{
	return td_row_text(row, field, address_in(row, field), to);
}

/* The action as the record itself tells it: some contradict their type. */
static bool
says(const struct td_row *row, struct td_span action)
{
	return td_span_ieq(row->field[ACTION], action);
}

static void
add(const struct type *t, const struct td_row *row, unsigned recipient,
    int64_t when, struct td_outcomes *to)
{
	struct td_outcome *o = td_outcome_add(to, TD_SERVICE_POWERMTA);

	if (o == NULL)
		return;
	o->action = t->action;
	td_row_times(o, when, td_row_time(row->field[QUEUED]));
	if (t->remote)
		o->delay = TD_NO_TIME;
	o->recipient = address_text(row, recipient, to);
	o->sender = address_text(row, ORIG, to);
	if (t->envelope && (row->has & TD_BIT(ORIG)) && o->sender.n == 0)
		o->flags |= TD_OUTCOME_NULL_SENDER;
	if (TD_IS(t->letter, "f"))
		o->flags |= TD_OUTCOME_COMPLAINT;
	o->author = address_text(row, FROM, to);
	o->message_id = address_text(row, MESSAGE_ID, to);
	o->tag = td_row_text(row, JOB, row->field[JOB], to);
	if (t->action != TD_ACTION_NONE)
		set_answer(o, t, row, to);
	o->id = make_id(row, o, to);
}

static bool
read_row(const struct td_row *row, struct td_outcomes *to)
{
	const struct type *t = find_type(row->field[TYPE]);
	const int64_t when = td_row_time(row->field[LOGGED]);
	unsigned recipient = RCPT;

	if (t == NULL || when == TD_NO_TIME)
		return false;
	/* A status that was notified may be a delay, or a delivery. */
	if (!t->tells ||
	    (TD_IS(t->letter, "rs") && !says(row, TD_SPAN("failed"))))
		return true;
	if (t->action == TD_ACTION_SENT &&
	    (says(row, TD_SPAN("failed")) || says(row, TD_SPAN("delayed"))))
		return false;
	/* Of the message that a report encloses (RFC 5965). */
	if (t->remote && address_in(row, RCPT).n == 0)
		recipient = TO;
	if (address_in(row, recipient).n == 0)
		return false;
	add(t, row, recipient, when, to);
	return true;
}

static const struct td_rows rows = {
	.column = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.read = read_row,
};

static void
decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	td_rows_decode(&rows, c, out);
}

/* Names without rows are a file in which nothing was logged yet. */
static int
bid(struct td_span head, bool more)
{
	struct td_span names = td_rows_names(&rows, head);
	uint64_t has;

	(void)more;
	if (!td_span_ibegins(names, TD_SPAN("type,")) &&
	    !td_span_ibegins(names, TD_SPAN("\"type\",")))
		return 0;
	has = td_rows_has(&rows, names);
	return has & (TD_BIT(LOGGED) | TD_BIT(RCPT)) ? 92 : 0;
}

const struct td_format td_powermta_format = {
	.name = "powermta",
	.title = "accounting files of PowerMTA (CSV)",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.bid = bid,
	.resync = td_rows_resync,
	.decode = decode,
	.head = TD_ROWS_HEAD,
};

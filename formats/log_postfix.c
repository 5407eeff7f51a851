/*
 * Postfix: which line tells what.
 *
 *	4AbCd0123zz1J0N: client=mx.example.com[192.0.2.1]
 *	4AbCd0123zz1J0N: message-id=<1@example.com>
 *	4AbCd0123zz1J0N: from=<a@example.com>, size=300, nrcpt=1 (queue active)
 *	4AbCd0123zz1J0N: to=<u@example.jp>, relay=..., status=sent (250 Ok)
 *	4AbCd0123zz1J0N: removed
 *
 * The text alone tells: what a program of Postfix says about a message begins
 * with its queue id, in hexadecimal digits or (long ids) with a decimal one,
 * and what it says of anything else begins with a word.  Warnings and what
 * smtp(8) says about single hosts ("ID: host ... said:", "ID: lost connection
 * with") are notes.
 */
#include "log_postfix.h"

#include "lex.h"

/* Ids have 6 to 21 bytes. */
#define QUEUE_ID_MAX 40

/* "mx.example.com[192.0.2.1]"; "unknown" stands for what is not known. */
static void
set_client(const char *p, const char *end, struct td_event *e)
{
	const char *open = td_find(p, end, '[');
	const char *close = open != NULL ? td_find(open, end, ']') : NULL;

	if (close == NULL)
		return;
	e->client = td_span(p, open);
	e->client_ip = td_span(open + 1, close);
	if (td_span_eq(e->client_ip, TD_SPAN("unknown")))
		e->client_ip.n = 0;
}

/*
 * smtpd: client=HOST[IP], sasl_..., orig_queue_id=ID, orig_client=HOST[IP].
 * A filter tells the client that came to it (XFORWARD): that one was checked.
 */
static __attribute__((noinline)) enum td_kind
read_client(const char *p, const char *end, struct td_event *e)
{
	const char *rest = p;

	for (; (p = td_find(p, end, ',')) != NULL; p++)
		if (TD_BEGINS(p, end, ", orig_client="))
			rest = p + sizeof(", orig_client=") - 1;
	set_client(rest, end, e);
	return TD_ACCEPT;
}

/* The path at p; no ">" stands behind it in these lines.  NULL: torn. */
static const char *
read_sender(const char *p, const char *end, struct td_event *e)
{
	const char *to;

	if (p == end || *p != '<')
		return NULL;
	to = memrchr(p, '>', (size_t)(end - p));
	if (to == NULL)
		return NULL;
	e->sender = td_span(p + 1, to);
	if (e->sender.n == 0)
		e->flags |= TD_EVENT_NULL_SENDER;
	return to + 1;
}

/* pickup: uid=0 from=<root>, perhaps orig_id=ID */
static __attribute__((noinline)) enum td_kind
read_pickup(const char *p, const char *end, struct td_event *e)
{
	const char *from = td_find(p, end, ' ');

	e->flags |= TD_EVENT_SUBMITTED;
	if (from != NULL && TD_BEGINS(from, end, " from="))
		read_sender(from + 6, end, e);
	return TD_ACCEPT;
}

/*
 * qmgr: from=<S>, size=N, nrcpt=N (queue active), at each try again; and
 * from=<S>, status=expired, returned to sender (or force-expired).
 */
static __attribute__((noinline)) enum td_kind
read_queue(const char *p, const char *end, struct td_event *e)
{
	p = read_sender(p, end, e);
	if (p == NULL)
		return TD_NOTE;
	if (TD_BEGINS(p, end, ", size=")) {
		p = td_find(p + 7, end, ',');
		if (p != NULL && TD_BEGINS(p, end, ", nrcpt="))
			e->n_recipients = td_number(td_span(p + 8, end));
		return TD_QUEUE;
	}
	if (TD_BEGINS(p, end, ", status=expired") ||
	    TD_BEGINS(p, end, ", status=force-expired"))
		return TD_EXPIRE;
	return TD_NOTE;
}

/*
 * cleanup: the field body as the message has it, brackets or not.  An empty
 * one is no identity: others have it, too.
 */
static enum td_kind
read_message_id(const char *p, const char *end, struct td_event *e)
{
	const char *to;

	if (p < end && *p == '<' &&
	    (to = memrchr(p, '>', (size_t)(end - p))) != NULL)
		e->message_id = td_span(p + 1, to);
	else
		e->message_id = td_span_trim(td_span(p, end));
	return e->message_id.n > 0 ? TD_IDENTIFY : TD_NOTE;
}

/*
 * bounce: "sender non-delivery notification: ID", "sender delay notification",
 * "sender delivery status notification", or "postmaster" for "sender"; the
 * action says which of the three.
 */
static enum td_kind
read_notification(const char *p, const char *end, struct td_event *e)
{
	static const char mark[] = " notification: ";
	const char *hit;

	if (TD_BEGINS(p, end, "non-delivery "))
		e->action = TD_ACTION_FAILED;
	else if (TD_BEGINS(p, end, "delay "))
		e->action = TD_ACTION_DEFERRED;
	else if (TD_BEGINS(p, end, "delivery status "))
		e->action = TD_ACTION_SENT;
	hit = memmem(p, (size_t)(end - p), mark, sizeof(mark) - 1);
	if (e->action == TD_ACTION_NONE || hit == NULL) {
		e->action = TD_ACTION_NONE;
		return TD_NOTE;
	}
	p = hit + sizeof(mark) - 1;
	e->next_id = td_span_trim(td_span(p, end));
	return TD_BOUNCE;
}

/* A text without a queue id. */
static enum td_kind
read_other(const char *p, const char *end, struct td_event *e)
{
	if (TD_BEGINS(p, end, "disconnect from ")) {
		set_client(p + 16, end, e);
		return TD_DISCONNECT;
	}
	return TD_NOTE;
}

/* A text behind a queue id that begins with "r". */
static __attribute__((noinline)) enum td_kind
read_r(const char *p, const char *end, struct td_event *e)
{
	/* qmgr, postsuper; one published log has a quote behind it. */
	if (TD_BEGINS(p, end, "removed") &&
	    (end - p == 7 || (end - p == 8 && p[7] == '"')))
		return TD_REMOVE;
	if (TD_BEGINS(p, end, "resent-message-id="))
		return read_message_id(p + 18, end, e);
	return td_postfix_action(p, end, e);
}

/* The text behind a queue id. */
static enum td_kind
read_entry(const struct td_line *line, const char *p, const char *end,
    struct td_event *e, enum td_defect *defect)
{
	switch (p < end ? *p : '\0') {
	case 't':
		if (TD_BEGINS(p, end, "to="))
			return td_postfix_deliver(line, p + 3, end, e, defect);
		return TD_NOTE;
	case 'f':
		if (TD_BEGINS(p, end, "from="))
			return read_queue(p + 5, end, e);
		break;
	case 'r':
		return read_r(p, end, e);
	case 'm':
		if (TD_BEGINS(p, end, "message-id="))
			return read_message_id(p + 11, end, e);
		break;
	case 'c':
		if (TD_BEGINS(p, end, "client="))
			return read_client(p + 7, end, e);
		break;
	case 'u':
		if (TD_BEGINS(p, end, "uid="))
			return read_pickup(p + 4, end, e);
		break;
	case 's':
		if (TD_BEGINS(p, end, "sender "))
			return read_notification(p + 7, end, e);
		break;
	case 'p':
		if (TD_BEGINS(p, end, "postmaster "))
			return read_notification(p + 11, end, e);
		break;
	}
	return td_postfix_action(p, end, e);
}

enum td_kind
td_postfix_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n;
	const char *limit = end - p > QUEUE_ID_MAX ? p + QUEUE_ID_MAX : end;
	const char *colon;

	if (p == end)
		return TD_NOTE;
	if (*p >= 'a' && *p <= 'z')
		return read_other(p, end, e);
	colon = td_find_either(p, limit, ':', ' ');
	if (colon == NULL || colon == p || end - colon < 3 || *colon != ':' ||
	    colon[1] != ' ')
		return TD_NOTE;
	if (TD_BEGINS(p, colon, "NOQUEUE"))
		return td_postfix_action(colon + 2, end, e);
	/* postsuper: "Deleted: 1 message" */
	if (colon[2] >= '0' && colon[2] <= '9')
		return TD_NOTE;
	e->queue_id = td_span(p, colon);
	return read_entry(line, colon + 2, end, e, defect);
}

/*
 * qmail-send, also netqmail's, notqmail's and indimail's.
 *
 *	new msg 71198
 *	info msg 71198: bytes 3042 from <u@example.com> qp 44209 uid 89
 *	starting delivery 5: msg 71198 to remote u@example.jp
 *	delivery 5: failure: 192.0.2.1_does_not_like_recipient./Remote_host...
 *	bounce msg 71198 qp 44211
 *	end msg 71198
 *
 * Blanks and line breaks in what others said are "_" and "/" (qmail-send.c,
 * logsafe): the reply keeps them, since "_" may also have been one.
 * indimail writes " queueK" at the end of each line.  FORMATS.md 7.
 */
#include "log_cut.h"

struct text {
	const char *p, *end;
};

#define KEY(t, key) TD_CUT(&(t)->p, (t)->end, key)

/* "message number": digits, as an id. */
static bool
cut_id(struct text *t, struct td_span *out)
{
	const char *from = t->p;

	while (t->p < t->end && td_is_digit(*t->p))
		t->p++;
	*out = td_span(from, t->p);
	return out->n > 0;
}

/* Blanks at the end, and " queueK" before them. */
static void
cut_queue(struct text *t, struct td_event *e)
{
	const char *at;
	uint32_t k;

	while (t->end > t->p && t->end[-1] == ' ')
		t->end--;
	if (t->end == t->p || !td_is_digit(t->end[-1]))
		return;
	at = memrchr(t->p, ' ', (size_t)(t->end - t->p));
	if (at == NULL)
		return;
	const char *p = at + 1;

	if (TD_CUT(&p, t->end, "queue") && td_cut_number(&p, t->end, &k) &&
	    p == t->end) {
		e->queue_no = k;
		t->end = at;
	}
}

/*
 * The stamps that splogger and others leave in the text: "1276913544.622077 "
 * or "@" and 24 digits.
 */
static void
skip_stamp(struct text *t)
{
	const char *p = t->p;

	if (p == t->end || (*p != '@' && !td_is_digit(*p)))
		return;
	while (p < t->end && p - t->p < 26 && *p != ' ')
		p++;
	if (p < t->end && *p == ' ')
		t->p = p + 1;
}

/* "D.D.D" of RFC 3463 in [p, end); what bounds it is not looked at. */
static struct td_span
status_at(const char *p, const char *end)
{
	const char *from = p;

	if (p == end || (*p != '2' && *p != '4' && *p != '5'))
		return td_span(p, p);
	p++;
	for (int i = 0; i < 2; i++) {
		const char *digits = p + 1;

		if (p == end || *p != '.')
			return td_span(from, from);
		for (p = digits; p < end && p - digits < 3 && td_is_digit(*p);)
			p++;
		if (p == digits)
			return td_span(from, from);
	}
	return td_span(from, p);
}

/* The remote host's own status, else qmail's "(#5.1.1)". */
static struct td_span
find_status(struct td_span reply)
{
	const char *p = reply.p, *end = p + reply.n, *said;
	struct td_span s = td_span(p, p);

	said = TD_SEEK(p, end, "Remote_host_said:_");
	if (said != NULL) {
		said += sizeof "Remote_host_said:_" - 1;
		if (end - said > 4)
			s = status_at(said + 4, end);
	}
	while (s.n == 0 && p < end && (p = memchr(p, '#', (size_t)(end - p)))) {
		p++;
		s = status_at(p, end);
	}
	return s;
}

/* At which command qmail-remote.c gave up, by its own words. */
static enum td_stage
find_stage(struct td_span reply)
{
	static const struct {
		struct td_span words;
		enum td_stage stage;
	} table[] = {
		{ TD_LIT("_does_not_like_recipient."), TD_STAGE_RCPT },
		{ TD_LIT("_but_sender_was_rejected."), TD_STAGE_MAIL },
		{ TD_LIT("_failed_after_I_sent_the_message."), TD_STAGE_EOD },
		{ TD_LIT("_failed_on_DATA_command."), TD_STAGE_DATA },
		{ TD_LIT("_but_greeting_failed."), TD_STAGE_CONNECT },
		{ TD_LIT("_but_my_name_was_rejected."), TD_STAGE_EHLO },
		{ TD_LIT("_able_to_establish_an_SMTP_connection."),
		    TD_STAGE_CONNECT },
		{ TD_LIT("_establish_an_SMTP_connection."), TD_STAGE_CONNECT },
		{ TD_LIT("_couldn't_find_any_host_"), TD_STAGE_CONNECT },
		{ TD_LIT("_couldn't_find_a_mail_exchanger_"),
		    TD_STAGE_CONNECT },
		{ TD_LIT("CNAME_lookup_failed_"), TD_STAGE_CONNECT },
	};
	/* Its words come first: what the remote host says proves nothing. */
	const char *end = memchr(reply.p, '/', reply.n);

	if (end == NULL)
		end = reply.p + reply.n;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (td_seek(reply.p, end, table[i].words.p, table[i].words.n))
			return table[i].stage;
	return TD_STAGE_NONE;
}

/* "192.0.2.1_accepted_message.", "Connected_to_192.0.2.1_but_..." */
static void
find_relay(struct td_event *e)
{
	const char *p = e->reply.p, *end = p + e->reply.n, *from;

	(void)TD_CUT(&p, end, "Connected_to_");
	for (from = p; p < end && *p != '_'; p++)
		if (!td_is_digit(*p) && *p != '.' && *p != ':' &&
		    (td_lower(*p) < 'a' || td_lower(*p) > 'f'))
			return;
	if (p - from >= 3 && p < end &&
	    (memchr(from, '.', (size_t)(p - from)) != NULL ||
	        memchr(from, ':', (size_t)(p - from)) != NULL))
		e->relay_ip = td_span(from, p);
}

/* "did_1+0+0/": mailboxes, forwards and commands of a .qmail file. */
static void
read_local(struct td_event *e)
{
	const char *p = e->reply.p, *end = p + e->reply.n;
	uint32_t box, forward, command;

	if (!TD_CUT(&p, end, "did_") || !td_cut_number(&p, end, &box) ||
	    !TD_CUT(&p, end, "+") || !td_cut_number(&p, end, &forward) ||
	    !TD_CUT(&p, end, "+") || !td_cut_number(&p, end, &command))
		return;
	e->flags |= TD_EVENT_LOCAL;
	if (forward > 0)
		e->flags |= TD_EVENT_FORWARD;
	if (command > 0)
		e->flags |= TD_EVENT_PIPE;
}

static __attribute__((noinline)) void
read_trouble(struct td_event *e)
{
	const char *p = e->reply.p, *end = p + e->reply.n;

	e->status = find_status(e->reply);
	e->stage = (uint8_t)find_stage(e->reply);
	if (e->action == TD_ACTION_FAILED &&
	    TD_SEEK(p, end,
	        "I'm_not_going_to_try_again;_this_message_has_been_"
	        "in_the_queue_too_long.") != NULL)
		e->action = TD_ACTION_EXPIRED;
}

/* "WORD: ", or "WORD:" at the end: the text may be empty, and the blank is cut
 * off by cut_queue, if not by whoever carried the line here. */
static bool
cut_word(struct text *t, struct td_span word)
{
	const char *p = t->p;

	if (!td_cut(&p, t->end, word.p, word.n) || !TD_CUT(&p, t->end, ":") ||
	    (p < t->end && *p++ != ' '))
		return false;
	t->p = p;
	return true;
}

#define WORD(t, word) cut_word(t, TD_SPAN(word))

/* Behind "delivery ": "N: WORD: TEXT" */
static enum td_kind
read_delivery(struct text *t, struct td_event *e, enum td_defect *defect)
{
	if (!cut_id(t, &e->delivery_id) || !KEY(t, ": ")) {
		*defect = t->p == t->end || t->end - t->p < 2 ?
		    TD_TORN_DELIVERY :
		    TD_BAD_DELIVERY;
		return TD_NOTE;
	}
	if (WORD(t, "success")) {
		e->action = TD_ACTION_SENT;
	} else if (WORD(t, "deferral")) {
		e->action = TD_ACTION_DEFERRED;
	} else if (WORD(t, "failure")) {
		e->action = TD_ACTION_FAILED;
	} else if (KEY(t, "report mangled, will defer")) {
		e->action = TD_ACTION_DEFERRED;
		return TD_DELIVER;
	} else {
		*defect = memchr(t->p, ' ', (size_t)(t->end - t->p)) == NULL ?
		    TD_TORN_DELIVERY :
		    TD_BAD_DELIVERY;
		return TD_NOTE;
	}
	e->reply = td_span(t->p, t->end);
	find_relay(e);
	if (e->action == TD_ACTION_SENT)
		read_local(e);
	else
		read_trouble(e);
	return TD_DELIVER;
}

/*
 * virtualdomains puts "NAME-" before the local part (qmail-send.c, rewrite):
 * what it usually is, the domain itself, is taken off.
 */
static struct td_span
without_prefix(struct td_span address)
{
	const char *at = memrchr(address.p, '@', address.n);
	size_t n;

	if (at == NULL)
		return address;
	n = address.n - (size_t)(at + 1 - address.p);
	if (n == 0 || (size_t)(at - address.p) <= n || address.p[n] != '-' ||
	    !td_span_ieq(
	        td_span(address.p, address.p + n), td_span(at + 1, at + 1 + n)))
		return address;
	return td_span(address.p + n + 1, address.p + address.n);
}

/* Behind "starting delivery ": "N: msg M to local|remote ADDRESS" */
static enum td_kind
read_start(struct text *t, struct td_event *e, enum td_defect *defect)
{
	struct td_span s;
	bool local;

	if (!cut_id(t, &e->delivery_id) || !KEY(t, ": msg ") ||
	    !cut_id(t, &e->queue_id))
		goto bad;
	local = KEY(t, " to local ");
	if (!local && !KEY(t, " to remote "))
		goto bad;
	s = td_span(t->p, t->end);
	if (s.n == 0)
		goto bad;
	if (local)
		e->flags |= TD_EVENT_LOCAL;
	e->recipient = local ? without_prefix(s) : s;
	return TD_START;
bad:
	*defect = t->end - t->p < (int)sizeof " to remote " ? TD_TORN_DELIVERY :
	                                                      TD_BAD_DELIVERY;
	return TD_NOTE;
}

/*
 * Behind "info msg ": "M: bytes B from <S> qp P uid U".  logsafe() leaves no
 * blank in S.  A double bounce is from <#@[]>.
 */
static enum td_kind
read_info(struct text *t, struct td_event *e)
{
	struct td_span s;

	if (!cut_id(t, &e->queue_id) ||
	    !TD_CUT_TO(&t->p, t->end, " from <", &s) ||
	    !TD_CUT_TO(&t->p, t->end, "> qp ", &s))
		return TD_NOTE;
	td_event_sender(e, s);
	if (td_span_eq(s, TD_SPAN("#@[]")))
		e->flags |= TD_EVENT_NULL_SENDER;
	return TD_QUEUE;
}

/* "new msg M", "end msg M", "bounce msg M qp P" */
static enum td_kind
read_id(struct text *t, struct td_event *e, enum td_kind kind)
{
	if (!cut_id(t, &e->queue_id))
		return TD_NOTE;
	if (kind == TD_REMOVE)
		e->flags |= TD_EVENT_CLOSES;
	return kind;
}

enum td_kind
td_qmail_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	struct text t = { line->text.p, line->text.p + line->text.n };

	skip_stamp(&t);
	if (t.p == t.end)
		return TD_NOTE;
	cut_queue(&t, e);
	switch (*t.p) {
	case 'd':
		if (KEY(&t, "delivery "))
			return read_delivery(&t, e, defect);
		break;
	case 's':
		if (KEY(&t, "starting delivery "))
			return read_start(&t, e, defect);
		break;
	case 'i':
		if (KEY(&t, "info msg "))
			return read_info(&t, e);
		break;
	case 'n':
		if (KEY(&t, "new msg "))
			return read_id(&t, e, TD_ACCEPT);
		break;
	case 'e':
		if (KEY(&t, "end msg "))
			return read_id(&t, e, TD_REMOVE);
		break;
	case 'b':
		if (KEY(&t, "bounce msg "))
			return read_id(&t, e, TD_BOUNCE);
		break;
	default:
		break;
	}
	return TD_NOTE;
}

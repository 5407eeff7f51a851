/*
 * OpenSMTPD: its deliveries in the three forms that they had.
 *
 *	SESSION mta delivery evpid=EVPID from=<S> to=<R> rcpt=<-> source="IP"
 *	    relay="IP (HOST)" delay=2s result="Ok" stat="250 2.0.0 ..."	(>= 6.4)
 *	SESSION mta event=delivery evpid=... stat=...			(>= 6.0)
 *	relay: Ok for EVPID: session=..., from=<S>, to=<R>, ... stat=...   (5.x)
 *
 * EVPID is 16 hexadecimal digits; the first 8 are the message.  The words of
 * SESSION are told by their place, its digits are not looked at.  FORMATS.md 7;
 * the order of the fields is that of mta.c, mda.c and queue.c.
 */
#include "field_date.h"
#include "log_cut.h"

enum { MSGID = 8, EVPID = 16, SESSION = 16 };

static bool
is_hex(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!td_is_digit(p[i]) && (p[i] < 'a' || p[i] > 'f'))
			return false;
	return true;
}

/* An envelope's id: the message's is the queue id. */
static bool
cut_evpid(const char **p, const char *end, struct td_event *e)
{
	if (end - *p < EVPID || !is_hex(*p, EVPID))
		return false;
	e->queue_id = td_span(*p, *p + MSGID);
	*p += EVPID;
	return true;
}

static bool
cut_msgid(const char **p, const char *end, struct td_event *e)
{
	if (end - *p < MSGID || !is_hex(*p, MSGID))
		return false;
	e->queue_id = td_span(*p, *p + MSGID);
	*p += MSGID;
	return true;
}

/* "1d2h3m4s" without what is 0; negative if the clock was set back. */
static int64_t
read_delay(struct td_span s)
{
	const char *p = s.p, *end = s.p + s.n;
	int64_t seconds = 0;

	if (s.n == 0 || *p == '-')
		return TD_NO_TIME;
	while (p < end) {
		uint32_t x;
		int64_t unit;

		if (!td_cut_number(&p, end, &x) || p == end)
			return TD_NO_TIME;
		switch (*p++) {
		case 'd':
			unit = 86400;
			break;
		case 'h':
			unit = 3600;
			break;
		case 'm':
			unit = 60;
			break;
		case 's':
			unit = 1;
			break;
		default:
			return TD_NO_TIME;
		}
		seconds += (int64_t)x * unit;
	}
	return seconds * 1000000;
}

/* "IP (HOST)", or a domain where no host was reached. */
static void
read_relay(struct td_event *e, struct td_span s)
{
	const char *end = s.p + s.n, *space = memchr(s.p, ' ', s.n);
	struct td_span ip = s;

	if (space != NULL && end - space > 3 && space[1] == '(' &&
	    end[-1] == ')') {
		ip = td_span(s.p, space);
		e->relay = td_span(space + 2, end - 1);
	} else if (s.n == 0 || (*s.p != '[' && !td_is_digit(*s.p))) {
		e->relay = s;
		return;
	}
	if (ip.n > 2 && *ip.p == '[' && ip.p[ip.n - 1] == ']')
		ip = td_span(ip.p + 1, ip.p + ip.n - 1);
	e->relay_ip = ip;
}

/* The id that the next host gave: OpenSMTPD, Postfix, Exim. */
static void
read_next_id(struct td_event *e)
{
	const char *p = e->reply.p, *end = p + e->reply.n, *to, *at;

	if ((at = TD_SEEK(p, end, "queued as ")) != NULL)
		at += sizeof "queued as " - 1;
	else if ((at = TD_SEEK(p, end, " id=")) != NULL)
		at += sizeof " id=" - 1;
	else if ((to = TD_SEEK(p, end, " Message accepted for")) != NULL) {
		at = memrchr(p, ' ', (size_t)(to - p));
		if (at != NULL)
			e->next_id = td_span(at + 1, to);
		return;
	}
	if (at == NULL)
		return;
	for (to = at; to < end && *to != ' ' && *to != ')'; to++)
		;
	e->next_id = td_span(at, to);
}

/* The word of a result.  Expire and Remove are queue.c's: no attempt. */
static bool
set_action(struct td_event *e, struct td_span word)
{
	static const struct {
		struct td_span word;
		uint8_t action;
		uint16_t flags;
	} words[] = {
		{ TD_LIT("Ok"), TD_ACTION_SENT, 0 },
		{ TD_LIT("TempFail"), TD_ACTION_DEFERRED, 0 },
		{ TD_LIT("PermFail"), TD_ACTION_FAILED, 0 },
		{ TD_LIT("Expire"), TD_ACTION_EXPIRED, TD_EVENT_NO_ATTEMPT },
		{ TD_LIT("Remove"), TD_ACTION_SUPPRESSED, TD_EVENT_NO_ATTEMPT },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (td_span_eq(word, words[i].word)) {
			e->action = words[i].action;
			e->flags |= words[i].flags;
			return true;
		}
	}
	return false;
}

/* How the fields of a form stand. */
struct form {
	const char *start, *p, *end;
	bool commas; /* between them (5.x) */
};

/* What parts two fields. */
static bool
cut_gap(struct form *f)
{
	if (f->commas && !TD_CUT(&f->p, f->end, ","))
		return false;
	return TD_CUT(&f->p, f->end, " ");
}

static bool
cut_key(struct form *f, const char *key, size_t n)
{
	return td_cut(&f->p, f->end, key, n);
}

/*
 * A value up to the gap and the key of the next field.  Those in quotes end
 * there, too: what is in them is not escaped.
 */
static bool
cut_value(struct form *f, const char *next, size_t n, struct td_span *out)
{
	const char *at = td_seek(f->p, f->end, next, n);
	const char *to;

	if (at == NULL)
		return false;
	to = at - 1 - f->commas;
	if (to < f->p || at[-1] != ' ' || (f->commas && *to != ','))
		return false;
	*out = td_span(f->p, to);
	if (out->n > 1 && *out->p == '"' && to[-1] == '"')
		*out = td_span(out->p + 1, to - 1);
	f->p = at + n;
	return true;
}

#define KEY(f, key) cut_key(f, key, sizeof(key) - 1)
#define VALUE(f, next, out) cut_value(f, next, sizeof(next) - 1, out)

/* from=<S> to=<R> rcpt=<O>; queue.c writes <@> for the null reverse-path. */
static bool
cut_paths(struct form *f, struct td_event *e)
{
	struct td_span s;

	if (!KEY(f, "from=<") || !td_cut_path(&f->p, f->end, &s) ||
	    !cut_gap(f) || !KEY(f, "to=<") ||
	    !td_cut_path(&f->p, f->end, &e->recipient) || !cut_gap(f))
		return false;
	if (s.n == 1 && *s.p == '@')
		s.n = 0;
	td_event_sender(e, s);
	if (!KEY(f, "rcpt=<"))
		return true;
	if (!td_cut_path(&f->p, f->end, &s) || !cut_gap(f))
		return false;
	if (s.n != 1 || *s.p != '-')
		e->original = s;
	return true;
}

/* source= relay= of the mta, user= and method= of the mda, up to the delay. */
static bool
cut_middle(struct form *f, struct td_event *e)
{
	struct td_span s;

	if (KEY(f, "delay="))
		return true;
	if (KEY(f, "user=")) {
		e->flags |= TD_EVENT_LOCAL;
		return VALUE(f, "delay=", &s);
	}
	if (!KEY(f, "source=") || !VALUE(f, "relay=", &s))
		return false;
	/* Without a source no connection was made. */
	if (s.n == 1 && *s.p == '-')
		e->stage = TD_STAGE_CONNECT;
	if (!VALUE(f, "delay=", &s))
		return false;
	read_relay(e, s);
	return true;
}

/*
 * The text to the end of the line.  What stands in quotes is not escaped, so
 * the last quote ends it; a line that syslog cut has none.
 */
static void
take_stat(struct form *f, struct td_event *e)
{
	const char *end = f->end;

	if (f->p < end && *f->p == '"') {
		f->p++;
		if (end > f->p && end[-1] == '"')
			end--;
	}
	e->reply = td_span(f->p, end);
	if (e->action == TD_ACTION_SENT)
		read_next_id(e);
}

/* A line that stops before the text was cut; any other cannot be read. */
static enum td_kind
unread(struct form *f, enum td_defect *defect)
{
	const char *stat = TD_SEEK(f->start, f->end, " stat=");

	*defect = stat == NULL || f->end - stat == sizeof " stat=" - 1 ?
	    TD_TORN_DELIVERY :
	    TD_BAD_DELIVERY;
	return TD_NOTE;
}

/* Of the fields of one form, what stands behind the text's key. */
static enum td_kind
finish(struct form *f, struct td_event *e, struct td_span word,
    struct td_span delay, enum td_defect *defect)
{
	if (f->p == f->end || !set_action(e, word))
		return unread(f, defect);
	e->delay = read_delay(delay);
	take_stat(f, e);
	return TD_DELIVER;
}

/* Behind "delivery ": "evpid=... delay=D result=W stat=TEXT" */
static enum td_kind
read_delivery(struct form *f, struct td_event *e, enum td_defect *defect)
{
	struct td_span delay, word;

	if (!KEY(f, "evpid=") || !cut_evpid(&f->p, f->end, e) || !cut_gap(f) ||
	    !cut_paths(f, e) || !cut_middle(f, e) ||
	    !VALUE(f, "result=", &delay) || !VALUE(f, "stat=", &word))
		return unread(f, defect);
	return finish(f, e, word, delay, defect);
}

/* 5.x, and to this day for Expire and Remove: "RESULT for EVPID: ...". */
static enum td_kind
read_old_delivery(struct form *f, struct td_event *e, enum td_defect *defect)
{
	struct td_span delay, word;

	f->commas = true;
	if (!TD_CUT_TO(&f->p, f->end, " for ", &word) ||
	    !cut_evpid(&f->p, f->end, e) || !KEY(f, ": "))
		return unread(f, defect);
	if (KEY(f, "session=")) {
		if (f->end - f->p < SESSION)
			return unread(f, defect);
		f->p += SESSION;
		if (!cut_gap(f))
			return unread(f, defect);
	}
	if (!cut_paths(f, e) || !cut_middle(f, e) || !VALUE(f, "stat=", &delay))
		return unread(f, defect);
	return finish(f, e, word, delay, defect);
}

/*
 * "msgid=ID size=N nrcpt=N proto=P"; 6.0 has "address=IP host=H" before it
 * and the paths behind it.
 */
static enum td_kind
read_message(struct form *f, struct td_event *e)
{
	struct td_span s;

	if (KEY(f, "address=")) {
		if (!VALUE(f, "host=", &e->client_ip) ||
		    !VALUE(f, "msgid=", &e->client))
			return TD_NOTE;
		if (td_span_eq(e->client_ip, TD_SPAN("local"))) {
			e->flags |= TD_EVENT_SUBMITTED;
			e->client_ip.n = 0;
		}
	} else if (!KEY(f, "msgid=")) {
		return TD_NOTE;
	}
	if (!cut_msgid(&f->p, f->end, e))
		return TD_NOTE;
	if (cut_gap(f) && KEY(f, "from=<") && td_cut_path(&f->p, f->end, &s))
		td_event_sender(e, s);
	return TD_ACCEPT;
}

/* "evpid=ID from=<S> to=<R>" */
static enum td_kind
read_envelope(struct form *f, struct td_event *e)
{
	struct td_span s;

	if (!KEY(f, "evpid=") || !cut_evpid(&f->p, f->end, e) || !cut_gap(f) ||
	    !KEY(f, "from=<") || !td_cut_path(&f->p, f->end, &s))
		return TD_NOTE;
	td_event_sender(e, s);
	if (cut_gap(f) && KEY(f, "to=<"))
		(void)td_cut_path(&f->p, f->end, &e->recipient);
	return TD_QUEUE;
}

/* Whether the command begins with a verb, in any letter case. */
static bool
is_verb(struct td_span command, struct td_span verb)
{
	return command.n >= verb.n &&
	    td_span_ieq((struct td_span){ command.p, verb.n }, verb);
}

/* A command that was refused; those before MAIL are no message's. */
static enum td_kind
read_refused(struct td_event *e, struct td_span command, struct td_span reply)
{
	const char *p = command.p, *end = p + command.n;

	if (reply.n < 3 || (*reply.p != '4' && *reply.p != '5'))
		return TD_NOTE;
	if (is_verb(command, TD_SPAN("MAIL FROM:"))) {
		e->stage = TD_STAGE_MAIL;
	} else if (is_verb(command, TD_SPAN("RCPT TO:"))) {
		e->stage = TD_STAGE_RCPT;
		if ((p = memchr(p, '<', command.n)) != NULL) {
			p++;
			(void)td_cut_path(&p, end, &e->recipient);
		}
	} else if (is_verb(command, TD_SPAN("DATA"))) {
		e->stage = TD_STAGE_DATA;
	} else {
		return TD_NOTE;
	}
	e->action = *reply.p == '4' ? TD_ACTION_DEFERRED : TD_ACTION_FAILED;
	e->reply = reply;
	return TD_REJECT;
}

/* `[address=IP host=H ]command="C" result="R"` */
static enum td_kind
read_failed_command(struct form *f, struct td_event *e)
{
	struct td_span command, host;

	if (KEY(f, "address=") &&
	    (!VALUE(f, "host=", &e->client_ip) || !VALUE(f, "command=", &host)))
		return TD_NOTE;
	(void)KEY(f, "command=");
	if (!VALUE(f, "result=", &command) || f->end - f->p < 2 ||
	    *f->p != '"' || f->end[-1] != '"')
		return TD_NOTE;
	return read_refused(e, command, td_span(f->p + 1, f->end - 1));
}

/* Behind "smtp ". */
static enum td_kind
read_smtp(struct form *f, struct td_event *e)
{
	(void)KEY(f, "event=");
	if (KEY(f, "message "))
		return read_message(f, e);
	if (KEY(f, "envelope "))
		return read_envelope(f, e);
	if (KEY(f, "failed-command "))
		return read_failed_command(f, e);
	return TD_NOTE;
}

/* 5.x, behind "smtp-in: ". */
static enum td_kind
read_old_smtp(struct form *f, struct td_event *e)
{
	struct td_span s, command;

	f->commas = true;
	if (KEY(f, "Failed command on session ")) {
		if (!TD_CUT_TO(&f->p, f->end, ": \"", &s) ||
		    !TD_CUT_TO(&f->p, f->end, "\" => ", &command))
			return TD_NOTE;
		return read_refused(e, command, td_span(f->p, f->end));
	}
	if (!KEY(f, "Accepted message ") || !cut_msgid(&f->p, f->end, e))
		return TD_NOTE;
	if (KEY(f, " on session ") && f->end - f->p > SESSION + 2) {
		f->p += SESSION + 2;
		if (KEY(f, "from=<") && td_cut_path(&f->p, f->end, &s))
			td_event_sender(e, s);
		if (cut_gap(f) && KEY(f, "to=<"))
			(void)td_cut_path(&f->p, f->end, &e->recipient);
	}
	return TD_ACCEPT;
}

enum td_kind
td_opensmtpd_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	struct form f = { line->text.p, line->text.p,
		line->text.p + line->text.n, false };

	if (line->text.n > SESSION + 5 && f.p[SESSION] == ' ') {
		f.p += SESSION + 1;
		if (KEY(&f, "smtp "))
			return read_smtp(&f, e);
		if (KEY(&f, "mda "))
			e->flags |= TD_EVENT_LOCAL;
		else if (!KEY(&f, "mta "))
			return TD_NOTE;
		(void)KEY(&f, "event=");
		if (KEY(&f, "delivery "))
			return read_delivery(&f, e, defect);
		return TD_NOTE;
	}
	if (KEY(&f, "relay: "))
		return read_old_delivery(&f, e, defect);
	if (KEY(&f, "delivery: ")) {
		e->flags |= TD_EVENT_LOCAL;
		return read_old_delivery(&f, e, defect);
	}
	if (KEY(&f, "smtp-in: "))
		return read_old_smtp(&f, e);
	return TD_NOTE;
}

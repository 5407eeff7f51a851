/*
 * sendmail's lines about recipients (deliver.c, logdelivery()):
 *
 *	to=<u@example.jp>,<v@example.jp>, ctladdr=..., delay=1+02:03:04,
 *	xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.jp. [192.0.2.1],
 *	dsn=2.0.0, stat=Sent (ok)
 *
 * One line tells the same of all its recipients.  Before stat= there may be
 * reply=, which is what a server said: it and what stands behind it can hold
 * anything.
 */
#include "field_date.h"
#include "lex.h"
#include "log_cut.h"
#include "log_reply.h"
#include "log_sendmail.h"

struct facts {
	struct td_span mailer, relay, dsn, delay, reply, stat;
	bool xdelay, has_stat;
};

/* What can follow the recipients; `p` is behind ", ". */
static bool
is_next(const char *p, const char *end)
{
	switch (p < end ? *p : 0) {
	case 'c':
		return TD_BEGINS(p, end, "ctladdr=");
	case 'd':
		return TD_BEGINS(p, end, "delay=") || TD_BEGINS(p, end, "dsn=");
	case 'x':
		return TD_BEGINS(p, end, "xdelay=");
	case 'm':
		return TD_BEGINS(p, end, "mailer=");
	case 's':
		return TD_BEGINS(p, end, "stat=");
	case '[':
		return TD_BEGINS(p, end, "[more]");
	default:
		return false;
	}
}

/*
 * Where the recipients that begin at p end: at the first ", key=" that is not
 * within a path or quotes.  NULL if there is none.
 */
static const char *
recipients_end(const char *p, const char *end, bool *several)
{
	const char *from = p, *q;

	*several = false;
	while (p < end) {
		if (*p == '<') {
			q = td_skip_path(p, end);
			if (q == NULL)
				return NULL;
		} else if (*p == '"') {
			q = td_skip_quoted(p, end);
			if (q == NULL)
				return NULL;
		} else {
			for (q = p; q < end && *q != ',' && *q != '"'; q++)
				;
		}
		if (q == end)
			return NULL;
		if (*q == ',') {
			/* A comma can stand before " [more]", too. */
			if (end - q > 2 && q[1] == ' ' && is_next(q + 2, end))
				return q > from ? q : NULL;
			if (TD_BEGINS(q, end, ", [more]"))
				return q;
			*several = true;
			q++;
		}
		p = q;
	}
	return NULL;
}

static void
put_field(const struct td_sendmail_field *f, struct facts *x)
{
	switch (f->key.n) {
	case 3:
		if (memcmp(f->key.p, "dsn", 3) == 0)
			x->dsn = f->value;
		break;
	case 5:
		if (memcmp(f->key.p, "relay", 5) == 0)
			x->relay = f->value;
		else if (memcmp(f->key.p, "delay", 5) == 0)
			x->delay = f->value;
		break;
	case 6:
		if (memcmp(f->key.p, "mailer", 6) == 0)
			x->mailer = f->value;
		else if (memcmp(f->key.p, "xdelay", 6) == 0)
			x->xdelay = true;
		break;
	}
}

/*
 * The fields from p on.  A reply goes up to the last ", stat=", since a
 * server's words may hold one; without reply= the first one is sendmail's.
 */
static void
read_facts(const char *p, const char *end, struct facts *x)
{
	static const struct td_span stat = TD_LIT(", stat=");
	struct td_sendmail_field f;

	*x = (struct facts){ .xdelay = false };
	if (TD_BEGINS(p, end, "[more], "))
		p += 8;
	while (p < end) {
		if (TD_BEGINS(p, end, "stat=")) {
			x->stat = td_span(p + 5, end);
			x->has_stat = true;
			return;
		}
		if (TD_BEGINS(p, end, "reply=")) {
			const char *q = p += 6, *last = NULL;

			while ((q = memmem(q, (size_t)(end - q), stat.p,
			            stat.n)) != NULL)
				last = q++;
			if (last == NULL)
				return;
			x->reply = td_span(p, last);
			x->stat = td_span(last + stat.n, end);
			x->has_stat = true;
			return;
		}
		if (!td_sendmail_field(&p, end, &f)) {
			/* "dsn=4.0.0 stat=..." and the like: go on behind. */
			const char *q = memmem(
			    p, (size_t)(end - p), stat.p + 1, stat.n - 1);

			if (q == NULL)
				return;
			p = q + 1;
			continue;
		}
		put_field(&f, x);
	}
}

/* "dsn=4.0.0 stat=Deferred": a comma can be missing. */
static void
split_dsn(struct facts *x)
{
	static const struct td_span stat = TD_LIT(" stat=");
	const char *end, *q;

	if (x->has_stat || x->dsn.n == 0)
		return;
	end = x->dsn.p + x->dsn.n;
	q = memmem(x->dsn.p, x->dsn.n, stat.p, stat.n);
	if (q == NULL)
		return;
	x->stat = td_span(q + stat.n, end);
	x->dsn = td_span(x->dsn.p, q);
	x->has_stat = true;
}

/* "[days+]hh:mm:ss" as microseconds, or TD_NO_TIME. */
static int64_t
interval(struct td_span s)
{
	int64_t part[4] = { 0, 0, 0, 0 };
	int n = 0, digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (td_is_digit(c)) {
			if (++digits > 6)
				return TD_NO_TIME;
			part[n] = part[n] * 10 + (c - '0');
		} else if ((c == '+' && n == 0) || (c == ':' && n < 3)) {
			if (digits == 0)
				return TD_NO_TIME;
			if (c == ':' && n == 0)
				part[++n] = part[0], part[0] = 0;
			n++;
			digits = 0;
			part[n] = 0;
		} else {
			return TD_NO_TIME;
		}
	}
	if (n != 3 || digits == 0)
		return TD_NO_TIME;
	return (((part[0] * 24 + part[1]) * 60 + part[2]) * 60 + part[3]) *
	    1000000;
}

/* How sendmail's own words for an exit status begin (libsm, strexit.c). */
static const struct {
	struct td_span words;
	uint8_t action, stage;
} known[] = {
	{ TD_LIT("Deferred"), TD_ACTION_DEFERRED, TD_STAGE_NONE },
	{ TD_LIT("Operating system error"), TD_ACTION_DEFERRED, TD_STAGE_NONE },
	{ TD_LIT("I/O error"), TD_ACTION_DEFERRED, TD_STAGE_NONE },
	{ TD_LIT("User unknown"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Host unknown"), TD_ACTION_FAILED, TD_STAGE_CONNECT },
	{ TD_LIT("Service unavailable"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Data format error"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Remote protocol error"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Local configuration error"), TD_ACTION_FAILED,
	    TD_STAGE_NONE },
	{ TD_LIT("Internal error"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Command line usage error"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Cannot open input"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Can't create output"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Insufficient permission"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("System file missing"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("unknown mailer error"), TD_ACTION_FAILED, TD_STAGE_NONE },
	{ TD_LIT("Message could not be delivered for"), TD_ACTION_EXPIRED,
	    TD_STAGE_NONE },
	{ TD_LIT("Cannot send message for"), TD_ACTION_EXPIRED, TD_STAGE_NONE },
};

/* The action that a digit stands for: of a reply code, or of a status. */
static enum td_action
action_of(char digit)
{
	return digit == '2' ? TD_ACTION_SENT :
	    digit == '4'    ? TD_ACTION_DEFERRED :
	    digit == '5'    ? TD_ACTION_FAILED :
	                      TD_ACTION_NONE;
}

static bool
is_word(struct td_span s, struct td_span word)
{
	return td_begins(s.p, s.p + s.n, word) &&
	    (s.n == word.n || s.p[word.n] == ' ' || s.p[word.n] == ':' ||
	        s.p[word.n] == '(');
}

static void
put_sent(struct td_span stat, struct td_event *e)
{
	e->action = TD_ACTION_SENT;
	if (stat.n > 6 && stat.p[5] == '(') {
		e->reply = td_span(stat.p + 6, stat.p + stat.n);
		if (e->reply.p[e->reply.n - 1] == ')')
			e->reply.n--;
		e->next_id = td_reply_queue_id(e->reply);
	}
}

/* Why it failed or waits: a server's reply, or the words of stat=. */
static void
put_reply(const struct facts *x, struct td_event *e)
{
	static const struct td_span deferred = TD_LIT("Deferred: ");
	static const struct {
		struct td_span words;
	} connect[] = { { TD_LIT("Connection refused") },
		{ TD_LIT("Connection timed out") }, { TD_LIT("Name server: ") },
		{ TD_LIT("No route to host") },
		{ TD_LIT("Network is unreachable") },
		{ TD_LIT("Host name lookup failure") } };
	const char *end;

	e->reply = x->stat;
	if (td_begins(x->stat.p, x->stat.p + x->stat.n, deferred))
		e->reply =
		    td_span(x->stat.p + deferred.n, x->stat.p + x->stat.n);
	end = e->reply.p + e->reply.n;
	for (size_t i = 0; i < sizeof(connect) / sizeof(connect[0]); i++)
		if (td_begins(e->reply.p, end, connect[i].words))
			e->stage = TD_STAGE_CONNECT;
	if (x->reply.n > 0) {
		e->reply = x->reply;
		e->stage = TD_STAGE_NONE;
	}
	if (e->status.n == 0)
		e->status = td_reply_status(e->reply);
}

/* What stat= says; false if nobody knows. */
static bool
put_stat(const struct facts *x, struct td_event *e)
{
	static const struct td_span sent = TD_LIT("Sent");
	static const struct td_span discarded = TD_LIT("discarded");
	enum td_action by_class =
	    x->dsn.n > 0 ? action_of(x->dsn.p[0]) : TD_ACTION_NONE;

	if (x->reply.n > 0 && by_class == TD_ACTION_NONE)
		by_class = action_of(x->reply.p[0]);
	/* There is a reply= only where it did not succeed. */
	if (is_word(x->stat, sent) && x->reply.n == 0) {
		put_sent(x->stat, e);
		return true;
	}
	if (td_span_eq(x->stat, discarded)) {
		e->action = TD_ACTION_SUPPRESSED;
		e->flags |= TD_EVENT_NO_ATTEMPT;
		return true;
	}
	e->action = (uint8_t)by_class;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_word(x->stat, known[i].words)) {
			/* An error of the system is one that passes or not. */
			if (i == 0 || by_class == TD_ACTION_NONE ||
			    known[i].action == TD_ACTION_EXPIRED)
				e->action = known[i].action;
			e->stage = known[i].stage;
			break;
		}
	if (e->action == TD_ACTION_NONE && x->stat.n > 3)
		e->action = (uint8_t)action_of(x->stat.p[0]);
	if (e->action == TD_ACTION_NONE ||
	    (x->reply.n > 0 && e->action == TD_ACTION_SENT))
		return false;
	put_reply(x, e);
	return true;
}

/*
 * Text that the message was refused with while it came in (srvrsmtp.c,
 * logundelrcpts()): no mailer was ever asked.
 */
static bool
is_refusal(const struct facts *x)
{
	static const struct td_span aborted = TD_LIT("aborted by sender");

	if (x->mailer.n > 0 || x->xdelay || x->relay.n > 0 || x->stat.n == 0 ||
	    td_span_eq(x->stat, aborted))
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_word(x->stat, known[i].words))
			return false;
	return !is_word(x->stat, (struct td_span)TD_LIT("Sent")) &&
	    !is_word(x->stat, (struct td_span)TD_LIT("discarded"));
}

static void
put_mailer(struct td_span mailer, struct td_event *e)
{
	static const struct td_span local = TD_LIT("local");
	static const struct td_span prog = TD_LIT("prog");
	static const struct td_span file = TD_LIT("*file*");

	if (td_span_eq(mailer, prog))
		e->flags |= TD_EVENT_PIPE | TD_EVENT_LOCAL;
	else if (td_span_eq(mailer, local) || td_span_eq(mailer, file))
		e->flags |= TD_EVENT_LOCAL;
	if ((e->flags & TD_EVENT_LOCAL) != 0) {
		e->relay = mailer;
		e->relay_ip.n = 0;
	}
}

static void
put_recipients(const char *p, const char *end, bool several, struct td_event *e)
{
	e->recipient = td_span(p, end);
	if (several)
		e->flags |= TD_EVENT_LIST;
	else if (*p == '<')
		e->recipient = td_sendmail_path(e->recipient);
	else
		e->flags |= TD_EVENT_NO_BRACKETS;
}

enum td_kind
td_sendmail_delivery(
    const char *p, const char *end, struct td_event *e, enum td_defect *defect)
{
	static const struct td_span idle[] = { TD_LIT("queued"),
		TD_LIT("quarantined"), TD_LIT("aborted by sender") };
	struct td_sendmail_relay r;
	struct facts x;
	bool several;
	const char *to = recipients_end(p, end, &several);

	if (to == NULL) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	read_facts(to + 2, end, &x);
	split_dsn(&x);
	if (!x.has_stat || x.stat.n == 0) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++)
		if (td_span_eq(x.stat, idle[i]))
			return TD_NOTE;
	put_recipients(p, to, several, e);
	e->delay = interval(x.delay);
	e->status = x.dsn;
	if (is_refusal(&x)) {
		e->stage = TD_STAGE_EOD;
		e->reply = x.stat;
		e->action = (uint8_t)action_of(x.stat.p[0]);
		return TD_REJECT;
	}
	r = td_sendmail_relay(x.relay);
	e->relay = r.host;
	e->relay_ip = r.ip;
	put_mailer(x.mailer, e);
	if (put_stat(&x, e))
		return TD_DELIVER;
	*defect = TD_BAD_DELIVERY;
	return TD_NOTE;
}

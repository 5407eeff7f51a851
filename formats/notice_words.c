/*
 * Bounces that have no part for machines, but words that a program always
 * writes; whom they are about, and what was answered.
 *
 *	Hi. This is the qmail-send program at mx.example.com.
 *	<u@example.jp>:
 *	Remote host said: 550 5.1.1 no such user
 *	--- Below this line is a copy of the message.
 *
 * BOUNCES.md 4 and FORMATS.md 14 of the specification.  A program more is a row
 * of the tables below.
 */
#include "notice.h"

/* Lines in which a notice shows that it is one. */
enum { FIRST_LINES = 60 };

/* Where the answer stands, as seen from whom it is about. */
enum order {
	BEHIND,
	BEFORE,
	IN_IT, /* in the line that opens the notice */
	IN_TRANSCRIPT
};

/* What opens a notice; the same words are in every one of its kind. */
static const struct opening {
	struct td_span text;
	uint8_t action; /* enum td_action */
	uint8_t order;  /* enum order */
} opening[] = {
	/* qmail, and what learned from it */
	{ TD_LIT("Hi. This is the qmail-send program"), TD_ACTION_FAILED,
	    BEHIND },
	{ TD_LIT("Hi. This is the deliver program"), TD_ACTION_FAILED, BEHIND },
	/* Postfix, also in translations that keep the English words */
	{ TD_LIT("I'm sorry to have to inform you"), TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("# THIS IS A WARNING ONLY"), TD_ACTION_DEFERRED, BEHIND },
	/* Yahoo! JAPAN, Yahoo */
	{ TD_LIT("unable to deliver your message to the following"),
	    TD_ACTION_FAILED, BEHIND },
	/* Yahoo, MailFoundry, InterScan */
	{ TD_LIT("Unable to deliver message to"), TD_ACTION_FAILED, BEHIND },
	/* Exim, mail.ru, Zoho */
	{ TD_LIT("created automatically by mail delivery s"), TD_ACTION_FAILED,
	    BEHIND },
	/* Gmail until 2016 */
	{ TD_LIT("Delivery to the following recipient failed"),
	    TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("Delivery to the following recipient has been delayed"),
	    TD_ACTION_DEFERRED, BEHIND },
	/* au: ezweb.ne.jp, au one net */
	{ TD_LIT("Each of the following recipients was rejected by a remote"),
	    TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("Could not be delivered to:"), TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("The user(s) account is "), TD_ACTION_FAILED, IN_IT },
	/* BIGLOBE */
	{ TD_LIT("The following addresses had delivery problems"),
	    TD_ACTION_FAILED, BEHIND },
	/* sendmail */
	{ TD_LIT("The following addresses had permanent"), TD_ACTION_FAILED,
	    BEHIND },
	{ TD_LIT("The following addresses had transient"), TD_ACTION_DEFERRED,
	    BEHIND },
	/* sendmail 5 */
	{ TD_LIT("----- Transcript of session follows"), TD_ACTION_FAILED,
	    IN_TRANSCRIPT },
	/* Mail2000 */
	{ TD_LIT("The following addresses had delivery errors"),
	    TD_ACTION_FAILED, BEHIND },
	/* OpenSMTPD */
	{ TD_LIT("This is the MAILER-DAEMON, please DO NOT REPLY"),
	    TD_ACTION_FAILED, BEHIND },
	/* DragonFly Mail Agent */
	{ TD_LIT("This is the DragonFly Mail Agent"), TD_ACTION_FAILED,
	    BEHIND },
	/* Exchange 4 to 2003 */
	{ TD_LIT("did not reach the following recipient(s):"), TD_ACTION_FAILED,
	    BEHIND },
	{ TD_LIT("The following recipient(s) could not be reached"),
	    TD_ACTION_FAILED, BEHIND },
	/* Exchange 2007 and later, Microsoft 365 */
	{ TD_LIT("Delivery has failed to these recipients"), TD_ACTION_FAILED,
	    BEHIND },
	{ TD_LIT("Delivery is delayed to these recipients"), TD_ACTION_DEFERRED,
	    BEHIND },
	{ TD_LIT(" couldn't be delivered."), TD_ACTION_FAILED, BEHIND },
	/* Courier */
	{ TD_LIT("Your message to the following recipients"), TD_ACTION_FAILED,
	    BEHIND },
	/* Lotus Notes, Domino */
	{ TD_LIT("Failure Reasons  -----"), TD_ACTION_FAILED, BEFORE },
	{ TD_LIT("was not delivered to:"), TD_ACTION_FAILED, BEHIND },
	/* m-FILTER: "...was made by it automatically", in ISO-2022-JP, UTF-8 */
	{ TD_LIT("m-FILTER\x1b$B!W$,<+F0E*"), TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("m-FILTER\xe3\x80\x8d\xe3\x81\x8c\xe8\x87\xaa"),
	    TD_ACTION_FAILED, BEHIND },
	/* MailMarshal */
	{ TD_LIT("Could not be delivered because of"), TD_ACTION_FAILED,
	    BEFORE },
	/* Apache James at Verizon */
	{ TD_LIT("Error message below:"), TD_ACTION_FAILED, BEFORE },
	/* IMail */
	{ TD_LIT("User mailbox exceeds allowed size: "), TD_ACTION_FAILED,
	    BEHIND },
	{ TD_LIT("Unknown user: "), TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("Delivery failed "), TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("undeliverable to "), TD_ACTION_FAILED, BEHIND },
	/* Others */
	{ TD_LIT("to the following recipients was aborted after"),
	    TD_ACTION_FAILED, BEHIND },
	{ TD_LIT("We had trouble delivering your message"), TD_ACTION_FAILED,
	    BEHIND },
	{ TD_LIT("User's mailbox is full: "), TD_ACTION_FAILED, BEHIND },
	/* Exim, of what is no address */
	{ TD_LIT("recipient addresses that were"), TD_ACTION_FAILED, BEHIND },
};

/* What may follow and says that nothing is decided. */
static const struct td_span turning[] = {
	TD_LIT("has not yet been delivered"),
	TD_LIT("could not be delivered for"),
	TD_LIT("THIS IS A WARNING MESSAGE ONLY"),
};

/* What comes before the message that is returned. */
static const struct td_span closing[] = {
	TD_LIT("--- Below this line is a copy"),
	TD_LIT("--- Original message follows"),
	TD_LIT("------ This is a copy of"),
	TD_LIT("----- Original message -----"),
	TD_LIT("-------original m"),
	TD_LIT("------- Returned Message"),
	TD_LIT("Below is a copy of the original message"),
	TD_LIT("Message headers follow"),
	TD_LIT("Original message follows"),
	TD_LIT("Original message headers:"),
	TD_LIT("----- Unsent message follows -----"),
	TD_LIT("--- The header of the original message"),
};

/* Where nothing comes before it, what it begins with. */
static const struct td_span trace[] = {
	TD_LIT("Received:"),
	TD_LIT("Return-Path:"),
};

/* What is still said of a recipient behind an empty line. */
static const struct td_span going_on[] = {
	TD_LIT("-------SMTP command"),
	TD_LIT("Technical details of "),
	TD_LIT("Body of message generated response"),
};

/* Commands in a transcript of sendmail. */
static const struct td_notice_words commands[] = {
	{ TD_LIT(">>> MAIL "), TD_STAGE_MAIL },
	{ TD_LIT(">>> RCPT "), TD_STAGE_RCPT },
	{ TD_LIT(">>> DATA"), TD_STAGE_DATA },
	{ TD_LIT(">>> BDAT"), TD_STAGE_EOD },
	{ TD_LIT(">>> EHLO"), TD_STAGE_EHLO },
	{ TD_LIT(">>> HELO"), TD_STAGE_EHLO },
	{ TD_LIT(">>> STARTTLS"), TD_STAGE_EHLO },
};

#define N(table) (sizeof(table) / sizeof(table[0]))

/* Outcomes looked at for one of a recipient: they come in their order. */
enum { LOOK_AHEAD = 16 };

/* A notice at work. */
struct notice {
	struct td_report *report;
	const struct opening *kind; /* NULL: it is not open yet */
	uint8_t action;
	bool adds; /* whom it names is a recipient; else what is known of
	              recipients is completed */
	bool transcript;
	bool ended;    /* and no more will be said of the recipient */
	uint8_t stage; /* of the command last seen in a transcript */
	size_t next;   /* outcome to look at first */
	struct td_span recipient;
	const char *from, *to;    /* what is said of the recipient; before there
	                             is one, of all */
	struct td_span of_all;    /* what was said, on one line */
	struct td_outcome before; /* what it tells, if it comes first */
	const char *rest, *end;   /* of the text, behind this line */
};

/* ---- What is said of a recipient --------------------------------------- */

/* The outcome of this recipient that the report has already, or NULL. */
static struct td_outcome *
find_outcome(struct notice *n)
{
	const struct td_report *r = n->report;
	const size_t from = r->n_before, to = r->to->batch->n_outcomes;

	for (size_t i = 0; i < LOOK_AHEAD && i < to - from; i++) {
		size_t at = from + (n->next + i) % (to - from);
		struct td_outcome *o = &r->to->batch->outcome[at];

		if (td_span_ieq(o->recipient, n->recipient)) {
			n->next = at - from + 1;
			return o;
		}
	}
	return NULL;
}

/* What is said of the recipient, on one line. */
static struct td_span
said_of(const struct notice *n)
{
	return td_report_unfold(
	    n->report, td_span_trim(td_span(n->from, n->to)));
}

/* The outcome of the recipient, who is over; NULL: none is to be completed. */
static struct td_outcome *
take_outcome(struct notice *n)
{
	struct td_outcome *o = find_outcome(n);

	if (o == NULL && n->adds)
		o = td_report_add(
		    n->report, n->recipient, (enum td_action)n->action);
	n->recipient.n = 0;
	return o;
}

/* The recipient is over. */
static void
end_recipient(struct notice *n)
{
	struct td_outcome *o;
	struct td_span said;

	if (n->recipient.n == 0)
		return;
	o = take_outcome(n);
	if (o == NULL)
		return;
	said = said_of(n);
	if (o->stage == TD_STAGE_NONE)
		o->stage = n->stage;
	td_report_complete(o, said);
	if (n->kind->order == IN_IT)
		o->reply = n->of_all;
	/* sendmail: "(reason: )", "(expanded from: <u@example.jp>)" */
	if (o->reply.n == 0 && said.n > 0 && (n->adds || said.p[0] != '('))
		o->reply = said;
	if (o->status.n == 0)
		o->status = td_notice_status(o->reply);
}

/* ---- Recipients -------------------------------------------------------- */

/* A recipient begins, of whom what is `behind` says more. */
static void
begin_recipient(struct notice *n, struct td_span s, struct td_span behind)
{
	end_recipient(n);
	n->recipient = s;
	if (behind.n > 0 && behind.p[0] == ':')
		behind = td_span(behind.p + 1, behind.p + behind.n);
	n->from = n->to = behind.p;
	if (td_span_trim(behind).n > 1)
		n->to = behind.p + behind.n;
	n->ended = false;
}

/* Of all recipients it is said before them, and read once. */
static void
take_before(struct notice *n, struct td_span s)
{
	struct td_outcome *all = &n->before, *o;

	if (n->of_all.n == 0) {
		n->of_all = said_of(n);
		td_report_complete(all, n->of_all);
		if (all->reply.n == 0)
			all->reply = n->of_all;
		all->status = td_notice_status(all->reply);
	}
	n->recipient = s;
	o = take_outcome(n);
	if (o == NULL || o->reply.n > 0)
		return;
	o->reply = all->reply;
	o->status = all->status;
	o->stage = all->stage;
	o->relay = all->relay;
	o->relay_ip = all->relay_ip;
}

static void
add_line(struct notice *n, struct td_span line)
{
	if (n->to == n->from)
		n->from = line.p;
	n->to = line.p + line.n;
}

/*
 * sendmail sends DATA with the RCPT commands (RFC 2920), of which it quotes
 * none then: what was answered before "503 Need RCPT" was no answer to DATA.
 */
static bool
answers_rcpt(const struct notice *n)
{
	const char *p = n->rest, *end = n->end;
	struct td_span line;

	while (td_mime_line(&p, end, &line) &&
	    !td_span_ibegins(line, TD_SPAN(">>> "))) {
		if (td_span_ibegins(line, TD_SPAN("<<< 354")))
			return false;
		if (td_span_ibegins(line, TD_SPAN("<<< 503")) ||
		    td_span_ibegins(line, TD_SPAN("<<< 554 5.5.1")) ||
		    td_span_ibegins(line, TD_SPAN("<<< 554 Error: no valid")))
			return true;
	}
	return false;
}

/*
 * In a transcript the line that names a recipient is the last of what is said
 * of it.
 */
static void
take_transcript(struct notice *n, struct td_span line)
{
	const char *said;
	struct td_span s;

	if (td_span_ibegins(line, TD_SPAN(">>> "))) {
		n->stage = td_notice_find(commands, N(commands), line);
		if (n->stage == TD_STAGE_DATA && answers_rcpt(n))
			n->stage = TD_STAGE_RCPT;
		n->from = n->to = line.p;
		return;
	}
	if (line.n > 0)
		add_line(n, line);
	s = td_notice_recipient(line, &said);
	if (s.n == 0)
		return;
	/* "<u@example.jp>... Deferred: 421": nobody's reply. */
	if (td_notice_holds(line, TD_SPAN("... Deferred"))) {
		n->from = n->to = line.p + line.n;
		return;
	}
	n->recipient = s;
	end_recipient(n);
	n->from = n->to = line.p + line.n;
}

/* "==========" */
static bool
is_rule(struct td_span line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '=')
			return false;
	return true;
}

static void
take_line(struct notice *n, struct td_span line)
{
	static const struct td_span of_sender =
	    TD_LIT("could not be delivered to one or more");
	const char *said;
	struct td_span s;

	/* Exim names the sender, too, if it is not who gets the notice. */
	if (n->to == n->from && td_span_ibegins(line, of_sender))
		n->recipient.n = 0;
	if (line.n == 0) {
		/* "For the following reason:" */
		n->ended |= n->to > n->from && n->to[-1] != ':';
		return;
	}
	if (is_rule(line))
		return;
	if (td_notice_begins(going_on, N(going_on), line))
		n->ended = false;
	s = td_notice_recipient(line, &said);
	if (s.n > 0 && n->kind->order == BEFORE) {
		take_before(n, s);
	} else if (s.n > 0 && !td_span_ieq(s, n->recipient)) {
		begin_recipient(n, s, td_span(said, line.p + line.n));
	} else if (n->recipient.n == 0 && n->kind->order == BEHIND) {
		for (size_t i = 0; i < N(turning); i++)
			if (td_notice_holds(line, turning[i]))
				n->action = TD_ACTION_DEFERRED;
		add_line(n, line);
	} else if (!n->ended || s.n > 0) {
		/* Exchange names it again before what was answered. */
		n->ended = false;
		add_line(n, line);
	}
}

/* ---- Notices ----------------------------------------------------------- */

static bool
opens(struct notice *n, struct td_span line)
{
	for (size_t i = 0; i < N(opening); i++) {
		if (!td_notice_holds(line, opening[i].text))
			continue;
		n->kind = &opening[i];
		n->action =
		    n->report->delayed ? TD_ACTION_DEFERRED : opening[i].action;
		n->transcript = opening[i].order == IN_TRANSCRIPT;
		if (opening[i].order == IN_IT)
			n->of_all = line;
		n->from = n->to = line.p + line.n;
		return true;
	}
	return false;
}

/* A transcript completes what sendmail said before it. */
static void
begin_transcript(struct notice *n, struct td_span line)
{
	end_recipient(n);
	n->transcript = true;
	n->adds = false;
	n->from = n->to = line.p + line.n;
}

/* What names nobody is of the only one there is. */
static void
end_transcript(struct notice *n)
{
	const struct td_report *r = n->report;
	const struct td_batch *b = r->to->batch;
	struct td_outcome *o;

	if (b->n_outcomes != r->n_before + 1)
		return;
	o = &b->outcome[r->n_before];
	if (o->stage == TD_STAGE_NONE)
		o->stage = n->stage;
	td_report_complete(o, said_of(n));
	if (o->status.n == 0)
		o->status = td_notice_status(o->reply);
}

/* Whether the line ends the notice; *p is where a returned message begins. */
static bool
closes(struct td_span line, const char **p)
{
	if (td_notice_begins(trace, N(trace), line))
		*p = line.p;
	else if (!td_notice_begins(closing, N(closing), line))
		return false;
	return true;
}

static void
take(struct notice *n, struct td_span line)
{
	static const struct td_span words =
	    TD_LIT("----- Transcript of session follows");

	if (!n->transcript && td_notice_holds(line, words))
		begin_transcript(n, line);
	else if (n->transcript)
		take_transcript(n, line);
	else
		take_line(n, line);
}

void
td_report_words(struct td_report *r, struct td_span text)
{
	const char *p = text.p, *end = p + text.n;
	struct notice n = { .report = r,
		.end = end,
		.adds = r->to->batch->n_outcomes == r->n_before };
	struct td_span line;

	for (size_t i = 0; !td_outcomes_is_over(r->to); i++) {
		if (!td_mime_line(&p, end, &line))
			break;
		line = td_span_trim(line);
		if (n.kind == NULL) {
			if (i == FIRST_LINES)
				return;
			if (!opens(&n, line) || n.kind->order != BEHIND)
				continue;
		}
		if (closes(line, &p)) {
			td_report_returned(r, td_span(p, end));
			break;
		}
		n.rest = p;
		take(&n, line);
	}
	if (td_outcomes_is_over(r->to))
		return;
	if (n.recipient.n > 0)
		end_recipient(&n);
	else if (n.transcript)
		end_transcript(&n);
	else if (n.kind != NULL && r->to->batch->n_outcomes == r->n_before)
		r->said =
		    td_report_unfold(r, td_span_trim(td_span(n.from, n.to)));
}

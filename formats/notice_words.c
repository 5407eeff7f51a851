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
#include "lex.h"
#include "mail_report_parts.h"

/* Lines in which a notice shows that it is one. */
enum { FIRST_LINES = 60 };

struct words {
	struct td_span text;
	uint8_t value; /* enum td_action, enum td_stage */
};

/* What opens a notice; the same words are in every one of its kind. */
static const struct words opening[] = {
	/* qmail, and what learned from it */
	{ TD_LIT("Hi. This is the qmail-send program"), TD_ACTION_FAILED },
	{ TD_LIT("Hi. This is the deliver program"), TD_ACTION_FAILED },
	/* Yahoo! JAPAN, Yahoo */
	{ TD_LIT("unable to deliver your message to the following"),
	    TD_ACTION_FAILED },
	{ TD_LIT("Unable to deliver message to the following address"),
	    TD_ACTION_FAILED },
	/* Exim, mail.ru */
	{ TD_LIT("created automatically by mail delivery software"),
	    TD_ACTION_FAILED },
	/* Gmail until 2016 */
	{ TD_LIT("Delivery to the following recipient failed"),
	    TD_ACTION_FAILED },
	{ TD_LIT("Delivery to the following recipient has been delayed"),
	    TD_ACTION_DEFERRED },
	/* au: ezweb.ne.jp, au one net */
	{ TD_LIT("Each of the following recipients was rejected by a remote"),
	    TD_ACTION_FAILED },
	{ TD_LIT("Could not be delivered to:"), TD_ACTION_FAILED },
	{ TD_LIT("The user(s) account is "), TD_ACTION_FAILED },
	/* BIGLOBE */
	{ TD_LIT("The following addresses had delivery problems"),
	    TD_ACTION_FAILED },
	/* sendmail */
	{ TD_LIT("The following addresses had permanent"), TD_ACTION_FAILED },
	{ TD_LIT("The following addresses had transient"), TD_ACTION_DEFERRED },
	/* OpenSMTPD */
	{ TD_LIT("This is the MAILER-DAEMON, please DO NOT REPLY"),
	    TD_ACTION_FAILED },
	/* DragonFly Mail Agent */
	{ TD_LIT("This is the DragonFly Mail Agent"), TD_ACTION_FAILED },
};

/* What may follow and says that nothing is decided. */
static const struct words turning[] = {
	{ TD_LIT("has not yet been delivered"), TD_ACTION_DEFERRED },
	{ TD_LIT("could not be delivered for"), TD_ACTION_DEFERRED },
	{ TD_LIT("THIS IS A WARNING MESSAGE ONLY"), TD_ACTION_DEFERRED },
};

/* Before a recipient, where it does not stand alone in its line. */
static const struct td_span labels[] = {
	TD_LIT("Recipient: "),
	TD_LIT("Could not be delivered to: "),
	TD_LIT("There was an error delivering your mail to "),
};

/* What comes before the message that is returned. */
static const struct td_span closing[] = {
	TD_LIT("--- Below this line is a copy"),
	TD_LIT("--- Original message follows"),
	TD_LIT("------ This is a copy of"),
	TD_LIT("----- Original message -----"),
	TD_LIT("Below is a copy of the original message"),
	TD_LIT("Message headers follow"),
	TD_LIT("Original message follows"),
	TD_LIT("----- Unsent message follows -----"),
};

/* Which command was answered. */
static const struct words stages[] = {
	{ TD_LIT("end of data"), TD_STAGE_EOD },
	{ TD_LIT("end of DATA"), TD_STAGE_EOD },
	{ TD_LIT("RCPT TO"), TD_STAGE_RCPT },
	{ TD_LIT("RCPT_TO"), TD_STAGE_RCPT },
	{ TD_LIT("does not like recipient"), TD_STAGE_RCPT },
	{ TD_LIT("MAIL FROM"), TD_STAGE_MAIL },
	{ TD_LIT("failed on DATA"), TD_STAGE_DATA },
	{ TD_LIT("initial connection"), TD_STAGE_CONNECT },
};

#define N(table) (sizeof(table) / sizeof(table[0]))

/* A notice at work. */
struct notice {
	struct td_report *report;
	uint8_t action; /* NONE: it is not open yet */
	struct td_span recipient;
	const char *from, *to; /* what is said of the recipient */
	bool ended;            /* and no more will be */
};

static bool
holds(struct td_span s, struct td_span words)
{
	return s.n >= words.n && memmem(s.p, s.n, words.p, words.n) != NULL;
}

/* The value of the first row whose words the text holds, or 0. */
static uint8_t
find(const struct words *table, size_t n, struct td_span s)
{
	for (size_t i = 0; i < n; i++)
		if (holds(s, table[i].text))
			return table[i].value;
	return 0;
}

static bool
closes(struct td_span line)
{
	for (size_t i = 0; i < N(closing); i++)
		if (td_span_ibegins(line, closing[i]))
			return true;
	return false;
}

/* ---- What is said of a recipient --------------------------------------- */

/* The reply of a server in a text: "550 no", "550-5.1.1 no", "550: no"; else
 * all. */
static struct td_span
find_reply(struct td_span s)
{
	const char *end = s.p + s.n;

	for (const char *p = s.p; end - p > 3; p++)
		if ((*p == '4' || *p == '5') && td_is_digit(p[1]) &&
		    td_is_digit(p[2]) &&
		    (p[3] == ' ' || p[3] == '-' || p[3] == ':') &&
		    (p == s.p || p[-1] == ' '))
			return td_span(p, end);
	return s;
}

/* RFC 3463, where it begins the text of a reply, or as qmail's "(#5.1.2)". */
static struct td_span
find_status(struct td_span reply)
{
	static const struct td_span hash = TD_LIT("(#");
	const char *p = reply.p, *end = p + reply.n, *from;
	int dots = 0;

	if (reply.n < 4)
		return (struct td_span){ p, 0 };
	if (td_is_digit(p[0]) && td_is_digit(p[1]))
		from = p + (p[3] == ':' && reply.n > 4 && p[4] == ' ' ? 5 : 4);
	else if ((from = memmem(p, reply.n, hash.p, hash.n)) != NULL)
		from += hash.n;
	else
		return (struct td_span){ p, 0 };
	for (p = from; p < end && (td_is_digit(*p) || *p == '.'); p++)
		dots += *p == '.';
	return td_span(from, dots == 2 && p[-1] != '.' ? p : from);
}

/* "host mx.example.jp [192.0.2.25]" (Exim). */
static void
find_relay(struct td_span s, struct td_outcome *o)
{
	static const struct td_span word = TD_LIT("host ");
	const char *end = s.p + s.n, *p, *q;

	p = s.n < word.n ? NULL : memmem(s.p, s.n, word.p, word.n);
	if (p == NULL)
		return;
	p += word.n;
	q = td_find_or_end(p, end, ' ');
	if (end - q < 3 || q[1] != '[' || q == p)
		return;
	o->relay = td_span(p, q);
	p = q + 2;
	q = td_find(p, end, ']');
	if (q != NULL)
		o->relay_ip = td_span(p, q);
}

/* The recipient is over. */
static void
end_recipient(struct notice *n)
{
	struct td_report *r = n->report;
	struct td_span said;
	struct td_outcome *o;

	if (n->recipient.n == 0)
		return;
	said = td_report_unfold(r, td_span_trim(td_span(n->from, n->to)));
	o = td_report_add(r, n->recipient, (enum td_action)n->action);
	n->recipient.n = 0;
	if (o == NULL)
		return;
	o->reply = find_reply(said);
	o->status = find_status(o->reply);
	o->stage = find(stages, N(stages), said);
	find_relay(said, o);
}

/* ---- Recipients -------------------------------------------------------- */

/* Behind a recipient that begins a line nothing stands, or an explanation. */
static bool
may_follow(const char *p, const char *end)
{
	return p == end || *p == ':' || *p == ' ' || *p == '.';
}

/*
 * The recipient that a line begins with: "<u@example.jp>:", "u@example.jp",
 * "u@example.jp: 550 no", "\"u@example.jp\":", "Recipient: <u@example.jp>";
 * *behind is what follows.
 */
static struct td_span
recipient_at(struct td_span line, const char **behind)
{
	const char *p = line.p, *end = p + line.n;
	char close = '\0';
	struct td_span s;

	for (size_t i = 0; i < N(labels); i++)
		if (td_span_ibegins(line, labels[i]))
			p += labels[i].n;
	if (p < end && (*p == '<' || *p == '"'))
		close = *p++ == '<' ? '>' : '"';
	s = td_report_find_address(td_span(p, end));
	*behind = s.p + s.n;
	if (s.n == 0 || s.p != p)
		return (struct td_span){ p, 0 };
	if (close != '\0') {
		if (*behind == end || **behind != close)
			return (struct td_span){ p, 0 };
		++*behind;
	} else if (*behind < end && **behind == ' ' && (*behind)[1] != '(') {
		/* An address in a sentence. */
		return (struct td_span){ p, 0 };
	}
	return may_follow(*behind, end) ? s : (struct td_span){ p, 0 };
}

static void
take_line(struct notice *n, struct td_span line)
{
	static const struct td_span of_sender =
	    TD_LIT("could not be delivered to one or more");
	const char *behind;
	struct td_span s;

	/* Exim names the sender, too, if it is not who gets the notice. */
	if (n->to == n->from && td_span_ibegins(line, of_sender))
		n->recipient.n = 0;
	if (line.n == 0) {
		n->ended |= n->to > n->from;
		return;
	}
	s = recipient_at(line, &behind);
	if (s.n > 0 && !td_span_ieq(s, n->recipient)) {
		end_recipient(n);
		n->recipient = s;
		if (behind < line.p + line.n && *behind == ':')
			behind++;
		n->from = n->to = behind;
		if (td_span_trim(td_span(behind, line.p + line.n)).n > 1)
			n->to = line.p + line.n;
		n->ended = false;
		return;
	}
	if (n->recipient.n == 0) {
		uint8_t action = find(turning, N(turning), line);

		if (action != TD_ACTION_NONE)
			n->action = action;
	} else if (!n->ended) {
		if (n->to == n->from)
			n->from = line.p;
		n->to = line.p + line.n;
	}
}

void
td_report_words(struct td_report *r, struct td_span text)
{
	const char *p = text.p, *end = p + text.n;
	struct notice n = { .report = r };
	struct td_span line;

	for (size_t i = 0; !td_report_is_full(r); i++) {
		if (!td_mime_line(&p, end, &line))
			break;
		line = td_span_trim(line);
		if (n.action == TD_ACTION_NONE) {
			if (i == FIRST_LINES)
				return;
			n.action = find(opening, N(opening), line);
			if (n.action == TD_ACTION_NONE)
				continue;
		}
		if (closes(line)) {
			end_recipient(&n);
			td_report_returned(r, td_span(p, end));
			return;
		}
		take_line(&n, line);
	}
	if (!td_report_is_full(r))
		end_recipient(&n);
}

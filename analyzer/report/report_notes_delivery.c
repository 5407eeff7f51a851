/*
 * Notes on outcomes: whose word they are, and what services themselves say of
 * their mail.
 */
#include "analyzer/report/escape.h"
#include "analyzer/report/report_notes.h"

/* A relay hides what the recipients' hosts say. */
static void
note_relays(struct notes *s)
{
	const uint64_t relayed = s->r->balance->relayed;
	const uint64_t accepted = s->total->counter[TD_C_ACCEPTED];

	if (relayed == 0)
		return;
	s->warn = true;
	fprintf(s->f,
	    "Accepted by a relay (a sending service such as Amazon SES, a "
	    "gateway, a private address, a submission port), not by the "
	    "recipient's own host: %s "
	    "of %s accepted message%s. What became of them there is not in "
	    "these logs.\n",
	    N(relayed), N(accepted), plural(accepted));
	td_notes_flush(s);
}

/* Of what a log gave to a service, both tell. */
static void
note_joined(struct notes *s)
{
	const struct td_balance *b = s->r->balance;
	const uint64_t all = b->joined + b->unheard;

	if (b->joined == 0)
		return;
	fprintf(s->f,
	    "Given to a service by a log: %s message%s. Of %s the service "
	    "tells what became of them, and that is counted",
	    N(all), plural(all), N(b->joined));
	if (b->unheard > 0)
		fprintf(s->f,
		    "; of %s (%s %%) it tells nothing, and they count as "
		    "accepted by it",
		    N(b->unheard), td_percent_text(b->unheard, all).s);
	fputs(".\n", s->f);
	td_notes_flush(s);
}

/* What reports that came as mail tell, beside a log. */
static void
note_notices(struct notes *s)
{
	const struct td_balance *b = s->r->balance;
	const uint64_t alone = b->notices - b->noticed;

	if (b->notices == 0 || b->records[TD_DELIVER] == 0)
		return;
	fprintf(s->f,
	    "Bounces and complaints found as mail tell of %s recipient%s of "
	    "messages. Of %s a log tells, too: each counts once, %s of them as "
	    "failed that the log has as accepted or open",
	    N(b->notices), plural(b->notices), N(b->noticed), N(b->overruled));
	if (alone > 0)
		fprintf(s->f,
		    "; of %s (%s %%) no log tells, and they count by "
		    "themselves",
		    N(alone), td_percent_text(alone, b->notices).s);
	fputs(".\n", s->f);
	td_notes_flush(s);
	if (b->unasked_logs == 0)
		return;
	s->warn = true;
	fprintf(s->f,
	    "Not joined with them: %s log%s in archives that begin with "
	    "something else or came through a pipe. Give such logs as files.\n",
	    N(b->unasked_logs), plural(b->unasked_logs));
	td_notes_flush(s);
}

/* A rate in per cent, and whether it is where the service acts. */
static void
put_ses_rate(
    struct notes *s, const char *what, uint64_t n, double review, double pause)
{
	const double rate =
	    100.0 * (double)n / (double)s->r->balance->ses.messages;

	fprintf(s->f, "%s %.2f %%", what, rate);
	if (rate >= pause)
		fprintf(s->f, " (OVER %g %%: it may pause the sending)", pause);
	else if (rate >= review)
		fprintf(s->f, " (OVER %g %%: it reviews the account)", review);
	else
		fprintf(s->f, " (it acts at %g %% and %g %%)", review, pause);
	s->warn |= rate >= review;
}

/* BOUNCES.md 6: its thresholds are of what it takes for representative. */
static void
note_ses(struct notes *s)
{
	const struct td_balance *b = s->r->balance;

	if (b->ses.messages > 0) {
		fprintf(s->f, "As Amazon SES counts, of %s message%s: ",
		    N(b->ses.messages), plural(b->ses.messages));
		put_ses_rate(s, "bounces", b->ses.bounced, 5, 10);
		put_ses_rate(s, ", complaints", b->ses.complained, 0.1, 0.5);
		fputs(".\n", s->f);
	}
	if (b->unread_reports > 0)
		fprintf(s->f,
		    "Bounces found as mail that could not be understood, so "
		    "not "
		    "counted: %s.\n",
		    N(b->unread_reports));
	if (b->simulated > 0)
		fprintf(s->f,
		    "Events of mail to a service's simulator, so not counted: "
		    "%s.\n",
		    N(b->simulated));
	td_notes_flush(s);
}

/* What is accepted there may yet be dropped: BOUNCES.md 4. */
static void
note_drops(struct notes *s)
{
	const struct td_dims *dims = s->r->dims;
	const int64_t last = s->r->balance->last;
	const size_t dim = td_notes_dim(s, "carrier");
	size_t n;
	const struct td_cell *const *cell = td_cube_sorted(s->r->cube, &n);
	struct td_span before = { NULL, 0 };

	/* The carrier itself accepted nothing then. */
	if (s->r->balance->relayed >= s->total->counter[TD_C_ACCEPTED])
		return;
	for (size_t i = 0; i < n && dim < dims->n; i++) {
		struct td_span carrier = td_cell_value(cell[i], dim);

		if (cell[i]->counter[TD_C_ACCEPTED] == 0 ||
		    td_span_eq(carrier, before) ||
		    !td_carrier_drops(carrier, last))
			continue;
		fputs(before.n == 0 ? "Accepted is not delivered at " : ", ",
		    s->f);
		td_put_text(s->f, carrier);
		before = carrier;
	}
	if (before.n > 0)
		fputs(": what filters there refuse is taken all the same, and "
		      "dropped or put aside without a word.\n",
		    s->f);
	td_notes_flush(s);
}

void
td_notes_delivery(struct notes *s)
{
	const struct td_balance *b = s->r->balance;

	note_relays(s);
	note_joined(s);
	note_notices(s);
	note_drops(s);
	note_ses(s);
	if (b->records[TD_REJECT] > 0)
		fprintf(s->f,
		    "Refused before they were queued, so not counted: %s "
		    "line%s "
		    "of logs.\n",
		    N(b->records[TD_REJECT]), plural(b->records[TD_REJECT]));
	td_notes_flush(s);
	s->warn = b->unjoined + b->open_dropped > 0;
	if (b->unjoined > 0)
		fprintf(s->f,
		    "Deliveries whose recipient is not in these logs, so not "
		    "counted: %s.\n",
		    N(b->unjoined));
	if (b->open_dropped > 0)
		fprintf(s->f,
		    "Too many open queue entries: %s were counted as they "
		    "stood.\n",
		    N(b->open_dropped));
	td_notes_flush(s);
}

/*
 * What stands under the table: where results are few, and the balance sheet in
 * plain sentences.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/report_notes.h"

#define WARN "\033[33m"
#define PLAIN "\033[0m"

enum {
	LOW_COVERAGE = 80, /* per cent of the messages */
	MAX_LINES = 10     /* of a list; JSON has all */
};

void
td_notes_flush(struct notes *s)
{
	fflush(s->f);
	if (s->n > 0 && s->put != NULL) {
		s->put(s->arg, (struct td_span){ s->text, s->n }, s->warn);
	} else if (s->n > 0) {
		fputs(s->warn && s->r->color ? WARN : "", s->out);
		td_put_wrapped(
		    s->out, (struct td_span){ s->text, s->n }, s->r->columns);
		fputs(s->warn && s->r->color ? PLAIN : "", s->out);
	}
	rewind(s->f);
	s->warn = false;
}

size_t
td_notes_dim(const struct notes *s, const char *name)
{
	return td_dims_find(s->r->dims, name);
}

/* Text that may be from the input, or from a cells file. */
static void
put_text(struct notes *s, const char *text)
{
	td_put_text(s->f, (struct td_span){ text, strlen(text) });
}

/* ---- gaps ---- */

static uint64_t
told(const struct td_cell *c, int method)
{
	const uint64_t all = c->counter[TD_C_MESSAGES];
	const uint64_t missing = c->counter[method + TD_R_MISSING];

	return all < missing ? 0 : all - missing;
}

static bool
tells_nothing(const struct td_cell *c)
{
	return c->counter[TD_C_MESSAGES] > 0 && told(c, TD_C_SPF) == 0 &&
	    told(c, TD_C_DKIM) == 0 && told(c, TD_C_DMARC) == 0;
}

/* All is from logs, and most logs hold no results: that is no gap. */
static bool
is_silent_log(const struct td_cell *c)
{
	return tells_nothing(c) && td_delivered(c) >= c->counter[TD_C_MESSAGES];
}

static void
note_coverage(struct notes *s)
{
	const uint64_t all = s->total->counter[TD_C_MESSAGES];
	const uint64_t spf = told(s->total, TD_C_SPF);
	const uint64_t dkim = told(s->total, TD_C_DKIM);
	const uint64_t dmarc = told(s->total, TD_C_DMARC);
	uint64_t least = spf < dkim ? spf : dkim;

	if (dmarc < least)
		least = dmarc;
	if (is_silent_log(s->total)) {
		fputs(
		    "These logs hold no result of SPF, DKIM or DMARC.\n", s->f);
		td_notes_flush(s);
		return;
	}
	if ((double)least >= (double)all * LOW_COVERAGE / 100)
		return;
	s->warn = true;
	fprintf(s->f,
	    "Low coverage: of %s message%s only %s tell a trusted SPF result, "
	    "%s a DKIM result, %s a DMARC result. The rates are of these; "
	    "they say nothing about the others.\n",
	    N(all), plural(all), N(spf), N(dkim), N(dmarc));
	td_notes_flush(s);
}

/* Put a row among the largest ones, those of equal size in their order. */
static void
insert_row(
    const struct td_cell *row[MAX_LINES], size_t *n, const struct td_cell *c)
{
	size_t i = *n;

	while (i > 0 &&
	    row[i - 1]->counter[TD_C_MESSAGES] < c->counter[TD_C_MESSAGES])
		i--;
	if (i == MAX_LINES)
		return;
	*n += *n < MAX_LINES;
	memmove(&row[i + 1], &row[i], (*n - 1 - i) * sizeof(*row));
	row[i] = c;
}

/* Rows that are all dashes, by name: they are easily read as "fine". */
static void
note_silent_rows(struct notes *s)
{
	size_t n, listed = 0;
	const struct td_cell *const *cell = td_cube_sorted(s->r->cube, &n);
	const struct td_cell *row[MAX_LINES];
	uint64_t silent = 0;

	for (size_t i = 0; i < n; i++)
		if (tells_nothing(cell[i]) && !is_silent_log(cell[i])) {
			insert_row(row, &listed, cell[i]);
			silent++;
		}
	if (silent == 0)
		return;
	s->warn = true;
	fprintf(s->f, "Not one trusted result in %s row%s:", N(silent),
	    plural(silent));
	for (size_t i = 0; i < listed; i++) {
		fputs(i == 0 ? "" : ",", s->f);
		for (size_t d = 0; d < s->r->dims->n; d++) {
			putc(' ', s->f);
			td_put_text(s->f, td_cell_value(row[i], d));
		}
		fprintf(s->f, " (%s)", N(row[i]->counter[TD_C_MESSAGES]));
	}
	fputs(listed < silent ? ", ...\n" : ".\n", s->f);
	td_notes_flush(s);
}

static void
note_forwarded(struct notes *s)
{
	const uint64_t n = s->total->counter[TD_C_FORWARDED];
	const char *how = s->r->options.forwarded;

	if (n == 0)
		return;
	fprintf(s->f,
	    "Forwarded on the way: %s message%s. SPF and DMARC measure the "
	    "forwarder there and %s.\n",
	    N(n), plural(n),
	    how != NULL && strcmp(how, "count") == 0 ?
	        "are counted all the same (--forwarded count)" :
	        "count as missing");
	td_notes_flush(s);
}

/* Rows of recipients that have no domain. */
static void
note_domains(struct notes *s)
{
	static const char *const name[] = { "(none)", "(unknown)" };
	static const char *const text[] = {
		"(none): recipients without a domain, such as root.\n",
		"(unknown): nothing tells the recipient.\n"
	};
	const size_t dim = td_notes_dim(s, "domain");
	bool seen[2] = { false, false };
	size_t n;
	const struct td_cell *const *cell = td_cube_sorted(s->r->cube, &n);

	for (size_t i = 0; i < n && dim < s->r->dims->n; i++)
		for (int k = 0; k < 2; k++)
			seen[k] |= td_span_eq(td_cell_value(cell[i], dim),
			    (struct td_span){ name[k], strlen(name[k]) });
	for (int k = 0; k < 2; k++)
		if (seen[k])
			fputs(text[k], s->f);
	td_notes_flush(s);
}

/* ---- the balance sheet ---- */

static void
note_sources(struct notes *s)
{
	const struct td_balance *b = s->r->balance;

	fprintf(s->f, "Sources: %s", N(b->sources));
	if (b->failed_sources > 0) {
		s->warn = true;
		fprintf(s->f,
		    ", of which %s could not be read, or not to the end",
		    N(b->failed_sources));
	}
	fputs(".\n", s->f);
	td_notes_flush(s);
}

static void
note_messages(struct notes *s)
{
	const struct td_balance *b = s->r->balance;
	char first[TD_TIME_TEXT], last[TD_TIME_TEXT];

	fprintf(
	    s->f, "Messages: %s counted", N(s->total->counter[TD_C_MESSAGES]));
	if (td_time_text(b->first, first) && td_time_text(b->last, last))
		fprintf(s->f, ", from %s to %s", first, last);
	if (b->null_sender + b->reports > 0)
		fprintf(s->f,
		    "; left out: %s with a null sender, %s report%s about "
		    "other mail",
		    N(b->null_sender), N(b->reports), plural(b->reports));
	fputs(".\n", s->f);
	if (td_time_text(s->r->options.since, first))
		fprintf(s->f, "Since: %s.\n", first);
	if (td_time_text(s->r->options.until, last))
		fprintf(s->f, "Until: %s.\n", last);
	if (b->undated > 0)
		fprintf(s->f,
		    "Without a date, so outside the window: %s message%s.\n",
		    N(b->undated), plural(b->undated));
	if (b->records[TD_DELIVER] > 0)
		fprintf(s->f, "Log lines that tell of deliveries: %s.\n",
		    N(b->records[TD_DELIVER]));
	if (b->records[TD_OUTCOME] > 0)
		fprintf(s->f, "Events of services that tell of mail: %s.\n",
		    N(b->records[TD_OUTCOME]));
	if (b->unzoned > 0)
		fprintf(s->f,
		    "Log lines whose stamps tell no time zone: %s, taken for "
		    "UTC; --zone says what it is.\n",
		    N(b->unzoned));
	if (b->repeated > 0)
		fprintf(s->f, "Log lines said to be repeated: %s.\n",
		    N(b->repeated));
	if (td_cube_dropped(s->r->cube) > 0)
		fprintf(s->f,
		    "Too many rows: %s more are one row, (other); see "
		    "--max-keys.\n",
		    N(td_cube_dropped(s->r->cube)));
	td_notes_flush(s);
}

static void
note_bytes(struct notes *s)
{
	static const char *const name[TD_N_BINS] = {
		[TD_BIN_COUNTED] = "counted",
		[TD_BIN_OTHER] = "other",
		[TD_BIN_OUTSIDE_WINDOW] = "outside the window",
		[TD_BIN_DUPLICATE] = "duplicate",
		[TD_BIN_DEFECT] = "defect",
	};
	const struct td_balance *b = s->r->balance;
	uint64_t sum = 0;

	fprintf(s->f, "Bytes: %s read, which are %s decoded: ", N(b->read),
	    N(b->decoded));
	for (int i = 0; i < TD_N_BINS; i++) {
		fprintf(s->f, "%s%s %s", i == 0 ? "" : " + ", N(b->bin[i]),
		    name[i]);
		sum += b->bin[i];
	}
	fprintf(s->f, " = %s.\n", N(sum));
	td_notes_flush(s);
}

static void
note_defects(struct notes *s)
{
	const struct td_balance *b = s->r->balance;

	if (b->n_defects == 0) {
		fputs("Defects: none.\n", s->f);
		td_notes_flush(s);
		return;
	}
	fputs("Defects, each with its first place, file:byte (--rejects has "
	      "all, explain file:@byte tells more):\n",
	    s->f);
	for (size_t i = 0; i < b->n_defects && i < MAX_LINES; i++) {
		const struct td_defect_row *d = &b->defect[i];

		fputs("  ", s->f);
		put_text(s, d->reason);
		fputs(" in ", s->f);
		put_text(s, d->format);
		fprintf(s->f, ": %s, at ", N(d->count));
		put_text(s, d->first);
		putc('\n', s->f);
	}
	if (b->n_defects > MAX_LINES)
		fprintf(s->f, "  and %s more kinds (-O json has all)\n",
		    N(b->n_defects - MAX_LINES));
	td_notes_flush(s);
}

static void
note_recipients(struct notes *s)
{
	const struct td_balance *b = s->r->balance;
	bool any = false;

	for (int i = 0; i < TD_N_RANKS; i++) {
		if (b->ranks[i] == 0)
			continue;
		fprintf(s->f, "%s%s %s", any ? ", " : "Recipient taken from: ",
		    td_rank_name((enum td_rank)i), N(b->ranks[i]));
		any = true;
	}
	if (any)
		fputs(".\n", s->f);
	if (b->conflicts > 0)
		fprintf(s->f,
		    "Recipient evidence that disagrees: in %s message%s; the "
		    "first of the list above was taken.\n",
		    N(b->conflicts), plural(b->conflicts));
	td_notes_flush(s);
}

static void
note_fields(struct notes *s, const char *title, int from, int to)
{
	const struct td_balance *b = s->r->balance;
	uint64_t sum = 0;

	for (int i = from; i < to; i++)
		sum += b->beliefs[i];
	fprintf(s->f, "%s: %s\n", title, N(sum));
	for (int i = from; i < to; i++)
		if (b->beliefs[i] > 0)
			fprintf(s->f, "  %s %s\n", N(b->beliefs[i]),
			    td_belief_text((enum td_belief)i));
	td_notes_flush(s);
}

/* What may be pasted into a shell. */
static bool
is_plain(struct td_span id)
{
	for (size_t i = 0; i < id.n; i++) {
		char c = td_lower(id.p[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (c != '-' || i == 0) && c != '.' && c != '_')
			return false;
	}
	return id.n > 0;
}

static void
note_ids(struct notes *s)
{
	size_t n;
	const struct td_tally_row *row =
	    td_tally_sorted(s->r->balance->untrusted, &n);

	if (n == 0)
		return;
	s->warn = true;
	fputs("Results of these authserv-ids were not believed. Pass those "
	      "that are your own receivers', no others:\n",
	    s->f);
	for (size_t i = 0; i < n && i < MAX_LINES; i++) {
		fputs(is_plain(row[i].key) ? "  --authserv-id " : "  ", s->f);
		td_put_text(s->f, row[i].key);
		fprintf(s->f, " (%s message%s)\n", N(row[i].count),
		    plural(row[i].count));
	}
	if (n > MAX_LINES)
		fprintf(s->f, "  and %s more (-O json)\n", N(n - MAX_LINES));
	td_notes_flush(s);
}

static void
note_trust(struct notes *s)
{
	const struct td_balance *b = s->r->balance;

	/* Logs and reports alone have none; of mail it is worth saying. */
	if (b->records[TD_MESSAGE] > 0 ||
	    b->records[TD_DELIVER] + b->records[TD_OUTCOME] + b->tls_reports ==
	        0) {
		note_fields(s, "Result fields believed", 0, TD_REFUSED_ZONE);
		note_fields(s, "Result fields not believed", TD_REFUSED_ZONE,
		    TD_REFUSED_UNUSED);
	}
	if (b->beliefs[TD_REFUSED_UNUSED] > 0)
		fprintf(s->f, "Result fields not needed: %s\n",
		    N(b->beliefs[TD_REFUSED_UNUSED]));
	if (b->z2_only > 0)
		fprintf(s->f,
		    "Results that stand only where the sender could have "
		    "written them, too: %s message%s.\n",
		    N(b->z2_only), plural(b->z2_only));
	if (b->spf_disagree > 0)
		fprintf(s->f,
		    "Received-SPF disagrees with Authentication-Results: %s "
		    "message%s; the latter counts.\n",
		    N(b->spf_disagree), plural(b->spf_disagree));
	if (b->no_received > 0)
		fprintf(s->f,
		    "Without any Received field: %s message%s; no result is "
		    "believed there unless --authserv-id names its id.\n",
		    N(b->no_received), plural(b->no_received));
	td_notes_flush(s);
	note_ids(s);
}

void
td_notes_gaps(struct notes *s)
{
	note_coverage(s);
	note_silent_rows(s);
	note_forwarded(s);
	td_notes_delivery(s);
	note_domains(s);
}

void
td_notes_input(struct notes *s)
{
	note_sources(s);
	note_messages(s);
}

void
td_notes_trust(struct notes *s)
{
	note_recipients(s);
	note_trust(s);
}

void
td_report_notes(FILE *out, struct td_report *r, const struct td_cell *total)
{
	struct notes s = { .out = out, .r = r, .total = total };

	s.f = open_memstream(&s.text, &s.n);
	if (s.f == NULL) {
		r->error = errno;
		return;
	}
	putc('\n', out);
	td_notes_gaps(&s);
	td_notes_tlsrpt(&s);
	td_notes_input(&s);
	note_bytes(&s);
	note_defects(&s);
	td_notes_trust(&s);
	fclose(s.f);
	free(s.text);
}

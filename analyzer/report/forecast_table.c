/*
 * A forecast for people, 80 columns wide: for each carrier what SPF says of
 * each identity, as it was seen and as it would be.
 *
 *	                                 observed       predicted   cannot
 *	                              pass%     of    pass%     of     say
 *	docomo, 2 messages
 *	  MAIL FROM                       –      0    100.0      2       0
 *	  header From                   0.0      2    100.0      2       0
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/forecast_report.h"
#include "analyzer/report/print.h"

#define BOLD "\033[1m"
#define PLAIN "\033[0m"

enum { WIDTH = 80, LABEL = 33, RATE = 9, NUMBER = 8, WANTS = 20 };

static void
put_share(FILE *out, uint64_t pass, uint64_t of)
{
	if (of > 0)
		fprintf(out, "%*.1f", RATE, 100 * td_forecast_rate(pass, of));
	else
		fprintf(out, "%*s–", RATE - 1, "");
	fprintf(out, "%*s", NUMBER, td_grouped(of).text);
}

static const char *
label_of(const struct td_forecast_row *row, enum td_forecast_by by)
{
	switch (by) {
	case TD_BY_MAILFROM:
		return "MAIL FROM";
	case TD_BY_ALIGNED:
		return "MAIL FROM, aligned with From";
	default:
		return td_span_ibegins(row->carrier, TD_SPAN("docomo")) ?
		    "header From" :
		    "header From or Sender (PRA)";
	}
}

static void
put_row(FILE *out, const struct td_forecast_report *r,
    const struct td_forecast_row *row)
{
	fputs(r->color ? BOLD : "", out);
	if (row->carrier.n > 0)
		td_put_text(out, row->carrier);
	else
		fputs("total", out);
	fprintf(out, "%s, %s message%s\n", r->color ? PLAIN : "",
	    td_grouped(row->messages).text, row->messages == 1 ? "" : "s");
	for (int b = 0; b < TD_N_BY; b++) {
		const struct td_forecast_side *s = &row->by[b];

		fprintf(out, "  %-*s", LABEL - 2,
		    label_of(row, (enum td_forecast_by)b));
		put_share(out, s->seen, s->seen_of);
		put_share(out, s->pass, s->of);
		fprintf(out, "%*s\n", NUMBER,
		    td_grouped(row->messages - s->of).text);
	}
}

static void
put_title(FILE *out, const struct td_forecast_report *r)
{
	const struct td_span file = { r->zone_file, strlen(r->zone_file) };

	fputs("SPF, if the records were those of ", out);
	td_put_text(out, file);
	if (r->mailfrom != NULL) {
		fputs("\nand MAIL FROM were of ", out);
		td_put_text(
		    out, (struct td_span){ r->mailfrom, strlen(r->mailfrom) });
	}
	fprintf(out, "\n\n%*s%*s%*s%*s\n%*s%*s%*s%*s%*s%*s\n", LABEL, "",
	    RATE + NUMBER, "observed", RATE + NUMBER, "predicted", NUMBER,
	    "cannot", LABEL, "", RATE, "pass%", NUMBER, "of", RATE, "pass%",
	    NUMBER, "of", NUMBER, "say");
}

/* ---- what could not be said ---- */

static void
put_why(FILE *f, const struct td_forecast_side *s, const char *of)
{
	static const char *const text[TD_N_UNFORESEEN] = {
		[TD_NO_CLIENT] = "no client address is told",
		[TD_NO_IDENTITY] = "no domain is told to ask for",
		[TD_FORWARDED] =
		    "they were forwarded, the client is not the sender's",
		[TD_NOT_IN_ZONE] = "it depends on what is not in the file",
	};

	for (int w = 0; w < TD_N_UNFORESEEN; w++)
		if (s->unforeseen[w] > 0)
			fprintf(f, "Cannot say by %s: %s message%s, as %s.\n",
			    of, td_grouped(s->unforeseen[w]).text,
			    s->unforeseen[w] == 1 ? "" : "s", text[w]);
}

static void
put_wants(FILE *f, const struct td_forecast *x)
{
	for (size_t i = 0; i < x->n_wants && i < WANTS; i++) {
		const struct td_forecast_want *w = &x->want[i];

		fputs(i == 0 ? "What is missing: " : ", ", f);
		td_put_text(f, w->name);
		if (w->type < TD_DNS_N_TYPES)
			fprintf(f, " %s", td_dns_type_name(w->type));
		fprintf(f, " (%s message%s)", td_grouped(w->messages).text,
		    w->messages == 1 ? "" : "s");
	}
	if (x->n_wants > WANTS)
		fprintf(
		    f, ", and %s more", td_grouped(x->n_wants - WANTS).text);
	if (x->n_wants > 0)
		fputs(".\n", f);
}

static const char notes[] =
    "observed: what the receivers told of MAIL FROM; of the header, whether "
    "MAIL FROM was of its organization.\n"
    "predicted: check_host() of RFC 7208 for the address that the receiver "
    "saw, over the records of the file; no DNS was asked, and nothing is "
    "guessed. aligned: what counts for DMARC.\n";

static void
put_notes(FILE *f, const struct td_forecast_report *r)
{
	const struct td_forecast *x = r->forecast;

	put_why(f, &x->total.by[TD_BY_MAILFROM], "MAIL FROM");
	put_why(f, &x->total.by[TD_BY_HEADER], "the header");
	put_wants(f, x);
	if (x->dropped > 0)
		fprintf(f,
		    "More clients and domains than there is room for: %s "
		    "messages are not in the table.\n",
		    td_grouped(x->dropped).text);
	if (r->balance->failed_sources > 0)
		fprintf(f, "Could not be read: %s of %s inputs.\n",
		    td_grouped(r->balance->failed_sources).text,
		    td_grouped(r->balance->sources).text);
	fputs(notes, f);
}

void
td_forecast_table(FILE *out, struct td_forecast_report *r)
{
	const struct td_forecast *x = r->forecast;
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (x->n == 0)
		fputs("No mail was found.\n", out);
	else
		put_title(out, r);
	for (size_t i = 0; i < x->n; i++)
		put_row(out, r, &x->row[i]);
	if (x->n > 1)
		put_row(out, r, &x->total);
	putc('\n', out);
	if (f == NULL)
		return;
	put_notes(f, r);
	fclose(f);
	td_put_wrapped(out, (struct td_span){ text, n }, WIDTH);
	free(text);
}

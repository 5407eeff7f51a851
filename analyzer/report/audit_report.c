/*
 * What all reports of audits share.
 */
#include "analyzer/report/audit_report.h"

#include "analyzer/report/output.h"

const char *
td_audit_state(uint8_t state)
{
	static const char *const word[TD_N_JUDGED] = {
		[TD_MET] = "met",
		[TD_NOT_MET] = "not_met",
		[TD_UNTOLD] = "not_observable",
	};

	return word[state];
}

static const char words[] =
    "met: all messages that tell say so. NOT MET: some do not, and one is "
    "named, FILE:BYTE; todoku explain FILE:BYTE shows it. not seen: nothing "
    "of this input tells, which is neither good nor bad.\n"
    "(bulk): asked of bulk senders only, and this looks like none: no "
    "List-Unsubscribe, List-Id, Precedence or Feedback-ID of its own, nor "
    "5,000 a day. An archive of some mailboxes does not show how many were "
    "sent: if it is that many, it is asked.\n"
    "Where it is written: todoku list requirements.\n";

struct td_span
td_audit_title(const struct td_audit_domain *d)
{
	if (TD_IS(d->author, "(none)"))
		return TD_SPAN("Author domain not told");
	if (TD_IS(d->author, "(all)"))
		return TD_SPAN("The account at Amazon SES");
	return d->author;
}

const char *
td_audit_who(uint8_t asks)
{
	static const char *const who[TD_N_ASKS] = {
		[TD_ASKS_GMAIL] = "Gmail asks",
		[TD_ASKS_YAHOO] = "Yahoo asks",
		[TD_ASKS_MICROSOFT] = "Outlook.com asks",
		[TD_ASKS_DOCOMO] = "docomo asks",
		[TD_ASKS_AU] = "au asks",
		[TD_ASKS_SOFTBANK] = "SoftBank asks",
		[TD_ASKS_RFC] = "The standards ask",
		[TD_ASKS_SES] = "Amazon SES asks",
	};

	return who[asks];
}

struct td_span
td_audit_words(void)
{
	return (struct td_span){ words, sizeof words - 1 };
}

struct chosen {
	const struct td_report_kind *kind;
	struct td_audit_report *report;
};

static void
print_chosen(FILE *out, void *arg, int *error)
{
	struct chosen *x = arg;

	x->report->error = 0;
	x->kind->audit(out, x->report);
	*error = x->report->error;
}

int
td_audit_write(const struct td_report_kind *kind, struct td_audit_report *r,
    const char *path, struct td_error *e)
{
	return td_output_write(
	    print_chosen, &(struct chosen){ kind, r }, path, e);
}

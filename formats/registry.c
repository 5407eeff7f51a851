/*
 * The formats built in, and the words for what they cannot read.  The order
 * decides nothing but the time it takes: the highest bid wins, and no two may
 * bid alike.
 */
#include "format.h"

extern const struct td_format td_cells_format;
extern const struct td_format td_dmarc_format;
extern const struct td_format td_events_array_format;
extern const struct td_format td_events_format;
extern const struct td_format td_exchange_format;
extern const struct td_format td_log_format;
extern const struct td_format td_m365_format;
extern const struct td_format td_mail_dump;
extern const struct td_format td_mail_eml;
extern const struct td_format td_mail_mbox;
extern const struct td_format td_mail_mboxcl;
extern const struct td_format td_powermta_format;
extern const struct td_format td_tlsrpt_format;

const struct td_format *const td_formats[] = {
	&td_cells_format,
	&td_dmarc_format,
	&td_events_format,
	&td_events_array_format,
	&td_log_format,
	&td_mail_dump,
	&td_mail_eml,
	&td_mail_mbox,
	&td_mail_mboxcl,
	&td_powermta_format,
	&td_exchange_format,
	&td_m365_format,
	&td_tlsrpt_format,
	NULL,
};

static const char *const defects[TD_N_DEFECTS] = {
	[TD_JUNK_BEFORE_HEADER] = "junk before the header",
	[TD_BAD_HEADER_LINE] = "bad header line",
	[TD_NO_BLANK_LINE] = "no blank line after the header",
	[TD_NO_HEADER] = "no header",
	[TD_HEADER_TOO_LONG] = "header too long",
	[TD_TOO_MANY_FIELDS] = "too many header fields",
	[TD_NUL_BYTES] = "nul bytes",
	[TD_BAD_CELL] = "bad cell",
	[TD_NO_FRAME] = "line without a stamp",
	[TD_TORN_DELIVERY] = "torn delivery line",
	[TD_BAD_DELIVERY] = "unreadable delivery line",
	[TD_LINE_TOO_LONG] = "line too long",
	[TD_UNESCAPED_TOO_LONG] = "escaped text too long",
	[TD_BAD_EVENT] = "broken event",
	[TD_STRANGE_EVENT] = "unreadable event",
	[TD_EVENT_TOO_LONG] = "event too long",
	[TD_TOO_MANY_OUTCOMES] = "too many recipients in an event",
	[TD_PACKED_EVENT] = "compressed within an event",
	[TD_BAD_REPORT] = "unreadable report",
	[TD_REPORT_DOCTYPE] = "document type in a report",
};

const char *
td_defect_name(enum td_defect what)
{
	return defects[what];
}

const struct td_format *
td_format_find(const char *name)
{
	for (size_t i = 0; td_formats[i] != NULL; i++)
		if (strcmp(td_formats[i]->name, name) == 0)
			return td_formats[i];
	return NULL;
}

/* Whoever bids as much knows that all others would bid less. */
enum { SURE = 98 };

const struct td_format *
td_format_guess(struct td_span head, bool more)
{
	const struct td_format *best = NULL;
	int high = 0;

	for (size_t i = 0; td_formats[i] != NULL && high < SURE; i++) {
		int bid = td_formats[i]->bid(head, more);

		if (bid > high) {
			high = bid;
			best = td_formats[i];
		}
	}
	return best;
}

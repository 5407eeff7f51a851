/*
 * What SPF would say of the mail that was counted, if the records were those
 * of a zone file: per carrier, by MAIL FROM and by the header, beside what the
 * receivers told.
 */
#ifndef TD_AUDIT_FORECAST_H
#define TD_AUDIT_FORECAST_H

#include "analyzer/cube/clients.h"
#include "analyzer/observe/psl.h"
#include "analyzer/spf/spf.h"

enum td_forecast_by {
	TD_BY_MAILFROM,
	TD_BY_ALIGNED, /* MAIL FROM, and of From's organization: what DMARC
	                  takes from SPF */
	TD_BY_HEADER,  /* td_client_header() */
	TD_N_BY
};

/* Why nothing can be said of a message. */
enum td_unforeseen {
	TD_NO_CLIENT,   /* nothing tells its address */
	TD_NO_IDENTITY, /* nor the domain to ask for */
	TD_FORWARDED,   /* the client was a forwarder */
	TD_NOT_IN_ZONE, /* it depends on records that are not in the file */
	TD_N_UNFORESEEN
};

/* Messages.  `of` and all that is unforeseen are those of the row. */
struct td_forecast_side {
	uint64_t seen, seen_of; /* passed, of those of which it was told; by
	                           the header: of MAIL FROM's organization */
	uint64_t pass, of;      /* will pass, of those that can be foreseen */
	uint64_t result[TD_R_MISSING]; /* `of` by result; not TD_BY_ALIGNED */
	uint64_t unforeseen[TD_N_UNFORESEEN];
};

struct td_forecast_row {
	struct td_span carrier; /* in td_clients */
	uint64_t messages;
	struct td_forecast_side by[TD_N_BY];
};

/* What the file does not hold, and how many messages would need it. */
struct td_forecast_want {
	struct td_span name;
	enum td_dns_type type; /* TD_DNS_N_TYPES: no record: "local part" */
	uint64_t messages;
};

struct td_forecast {
	size_t n;
	struct td_forecast_row *row; /* by carrier */
	struct td_forecast_row total;
	size_t n_wants;
	struct td_forecast_want *want; /* most messages first */
	uint64_t dropped; /* messages, for there were too many clients */
	struct td_forecasting *memory;
};

struct td_forecast_plan {
	const struct td_dns *dns;
	struct td_orgs *orgs;
	/* As if MAIL FROM were of this domain, where the author domain is of
	 * its organization; n 0: as it was. */
	struct td_span mailfrom;
	bool forwarded; /* --forwarded count */
};

/* -1: no memory.  `clients` is read as long as *out is used. */
int td_forecast(struct td_forecast *out, struct td_clients *clients,
    const struct td_forecast_plan *plan);
void td_forecast_clear(struct td_forecast *f);

/* "mail_from", "mail_from_aligned", "header" */
const char *td_forecast_by_name(enum td_forecast_by by);
/* "no_client" */
const char *td_unforeseen_name(enum td_unforeseen why);

#endif

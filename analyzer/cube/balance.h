/*
 * The balance sheet: where every input byte and record went.
 */
#ifndef TD_CUBE_BALANCE_H
#define TD_CUBE_BALANCE_H

#include "analyzer/observe/reading.h"
#include "formats/format.h"
#include "tlsrpt.h"

/* Where a decoded byte ends.  The bins sum to the decoded bytes. */
enum td_bin {
	TD_BIN_COUNTED,
	TD_BIN_OTHER, /* reports, null senders, bookkeeping, noise */
	TD_BIN_OUTSIDE_WINDOW,
	TD_BIN_DUPLICATE,
	TD_BIN_DEFECT,
	TD_N_BINS
};

const char *td_bin_name(enum td_bin b); /* "outside_window" */

/*
 * A tally of strings with a cap; which strings stay does not depend on the
 * order (the smaller hash does).  What is over is not counted.
 */
struct td_tally;

struct td_tally_row {
	struct td_span key;
	uint64_t count;
};

struct td_tally *td_tally_new(size_t cap); /* NULL: no memory */
void td_tally_free(struct td_tally *t);
void td_tally_clear(struct td_tally *t); /* empty it, keep its memory */
int td_tally_add(struct td_tally *t, struct td_span key, uint64_t n);
int td_tally_merge(struct td_tally *into, const struct td_tally *from);
/* Largest count first, then bytewise; valid until the tally changes. */
const struct td_tally_row *td_tally_sorted(struct td_tally *t, size_t *n);

struct td_judged;  /* judged.h */
struct td_clients; /* clients.h */

/* One kind of defect in one format: how often, and the first place. */
struct td_defect_row {
	char *format; /* "mbox", "unknown", "container"; owned */
	char *reason; /* owned */
	uint64_t count;
	char *first; /* "a.mbox:1234"; owned; the smallest name, then offset */
	uint64_t first_off;
};

struct td_balance {
	uint64_t sources, failed_sources;
	uint64_t read;    /* bytes as stored */
	uint64_t decoded; /* the sum of bin[] */
	uint64_t bin[TD_N_BINS];
	uint64_t records[TD_N_KINDS];
	uint64_t reports;        /* DSN, ARF, auto-replies */
	uint64_t unread_reports; /* of them, or with a null sender: it tells of
	                            a delivery, and what cannot be read */
	uint64_t null_sender;
	uint64_t relayed;   /* accepted by a relay: td_delivery */
	uint64_t joined;    /* of them, not: a service tells what became of
	                       what a log gave it */
	uint64_t unheard;   /* of them: the service tells nothing */
	uint64_t simulated; /* outcomes of a service's simulator */
	/* Recipients of whom reports as mail tell; those of them of whom a log
	 * tells, too; and those of the latter where the report is believed: the
	 * log has them as accepted or open. */
	uint64_t notices, noticed, overruled;
	uint64_t unasked_logs; /* td_settled.unasked */
	struct td_service_rates {
		uint64_t messages, bounced, complained; /* as it counts them */
	} ses;
	uint64_t unjoined;     /* deliveries of nobody knows what */
	uint64_t open_dropped; /* entries settled at the cap */
	uint64_t repeated;     /* syslog's "message repeated N times" */
	uint64_t undated;      /* outside the window for lack of a date */
	uint64_t unzoned;      /* lines of logs whose stamps were taken for UTC,
	                          for nothing tells their zone */
	uint64_t ranks[TD_N_RANKS];     /* enum td_rank: recipient evidence */
	uint64_t conflicts;             /* ranks 1-4 disagree */
	uint64_t beliefs[TD_N_BELIEFS]; /* of fields seen */
	uint64_t z2_only;      /* messages whose results are all from Z2 */
	uint64_t spf_disagree; /* A-R and Received-SPF */
	uint64_t no_received;  /* sections without any Received whose results
	                          were refused, for no id was given */
	int64_t first, last;   /* times of counted messages; TD_NO_TIME */
	size_t n_defects, cap_defects;
	struct td_defect_row *defect;
	struct td_tally *untrusted; /* authserv-ids that were refused */
	uint64_t tls_reports;       /* each once */
	struct td_tlsrpt *tls;      /* what they say; NULL: nothing */
	struct td_judged *judged;   /* for an audit; NULL: it was not asked
	                               for */
	struct td_clients *clients; /* for a forecast; NULL: the same */
};

/* The functions that return int: -1 is no memory. */
int td_balance_init(struct td_balance *b);
void td_balance_clear(struct td_balance *b); /* frees what it owns */

/* Count `count` defects, the first of them at `off` of source `name`. */
int td_balance_defect(struct td_balance *b, const char *format,
    const char *reason, const char *name, uint64_t off, uint64_t count);

/* Count a message that is counted in the cube (not its bytes). */
int td_balance_message(struct td_balance *b, const struct td_reading *r);

/* The same for a delivery of a log (analyzer/observe/delivery.h). */
struct td_delivery;
struct td_settled;
void td_balance_delivery(struct td_balance *b, const struct td_settled *s,
    const struct td_delivery *d);

/* Results of an authserv-id were not believed in `n` messages. */
int td_balance_untrusted(struct td_balance *b, struct td_span id, uint64_t n);

/* What is settled of a TLS report (formats/tlsrpt.h). */
int td_balance_tlsrpt(struct td_balance *b, const struct td_settled *s);

/* A row of the sums of TLS reports. */
int td_balance_tlsrpt_row(
    struct td_balance *b, const struct td_tlsrpt_row *row);

int td_balance_merge(struct td_balance *into, const struct td_balance *from);

/* Sort the defects by format, reason. */
void td_balance_sort(struct td_balance *b);

#endif

/*
 * What is counted, and what is computed from it: counters, rates and columns as
 * tables.  Reports, the cells format, `todoku list` and the JSON Schema all
 * read these; adding a rate is one row in each of two tables.
 */
#ifndef TD_CUBE_COUNTER_H
#define TD_CUBE_COUNTER_H

#include <stdint.h>

#include "analyzer/observe/observation.h"
#include "analyzer/observe/reason.h"

enum td_counter {
	TD_C_MESSAGES,
	TD_C_FORWARDED,
	TD_C_SPF, /* + enum td_result, so are the next four */
	TD_C_DKIM = TD_C_SPF + TD_N_RESULTS,
	TD_C_DMARC = TD_C_DKIM + TD_N_RESULTS,
	TD_C_ARC = TD_C_DMARC + TD_N_RESULTS,
	TD_C_SENDER_ID = TD_C_ARC + TD_N_RESULTS,
	TD_C_DKIM_ALIGNED = TD_C_SENDER_ID + TD_N_RESULTS,
	TD_C_ALIGNMENT, /* + enum td_alignment */
	TD_C_PRA = TD_C_ALIGNMENT + TD_N_ALIGN,
	TD_C_ATTEMPTS = TD_C_PRA + TD_N_ALIGN,
	TD_C_ACCEPTED, /* outcomes are in the order of enum td_action */
	TD_C_DEFERRED,
	TD_C_FAILED,
	TD_C_EXPIRED,
	TD_C_SUPPRESSED,
	TD_C_COMPLAINED,
	TD_C_HARD,   /* failed with a reason that Sisimai calls hard */
	TD_C_REASON, /* + enum td_reason */
	TD_C_TLS = TD_C_REASON + TD_N_REASONS, /* + enum td_tls */
	TD_C_FCRDNS = TD_C_TLS + TD_N_TLS,     /* + enum td_fcrdns */
	TD_C_SKEW = TD_C_FCRDNS + TD_N_RDNS,   /* negative delays */
	TD_C_UNTOLD, /* handed to a service that tells no outcome yet */
	TD_N_COUNTERS
};

/* "spf.pass", "reasons.userunknown": the path in JSON, also in cells files. */
const char *td_counter_name(enum td_counter c);

/* One sentence for `todoku list counters`. */
const char *td_counter_doc(enum td_counter c);

/* Distributions: mergeable histograms, sparse. */
enum td_hist_id { TD_HIST_HOPS, TD_HIST_DELAY, TD_HIST_WAITED, TD_N_HISTS };

/*
 * Delays are kept in units of 1/1024 s: the histogram holds whole seconds, all
 * that most Received fields tell, exactly up to a minute then.  A negative
 * delay counts as 0 there, and in TD_C_SKEW.  What is still deferred is in
 * TD_HIST_WAITED alone: so long it has waited at least.
 */
enum { TD_DELAY_UNIT = 1024 };

/* "hops", "delay", "waited". */
const char *td_hist_name(enum td_hist_id id);

/* A rate: sums of counters above and below the line. */
struct td_rate {
	const char *name; /* "spf.pass_rate" */
	const char *doc;  /* the sentence that reports print */
	const uint16_t *above, *below, *minus; /* end with TD_N_COUNTERS;
	                                          below less minus */
	bool interval;                         /* has low and high */
};

/* Lists of them. */
#define TD_COUNTERS(...) ((const uint16_t[]){ __VA_ARGS__, TD_N_COUNTERS })
#define TD_NO_COUNTERS ((const uint16_t[]){ TD_N_COUNTERS })
/* E of SEMANTICS.md 10: of a method all but missing. */
#define TD_RESULTS_TOLD(c)                                                 \
	TD_COUNTERS((c) + TD_R_PASS, (c) + TD_R_FAIL, (c) + TD_R_SOFTFAIL, \
	    (c) + TD_R_NEUTRAL, (c) + TD_R_NONE, (c) + TD_R_POLICY,        \
	    (c) + TD_R_TEMPERROR, (c) + TD_R_PERMERROR, (c) + TD_R_OTHER)

enum td_rate_id {
	TD_RATE_SPF_COVERAGE,
	TD_RATE_SPF_PASS,
	TD_RATE_SPF_OF_ALL,
	TD_RATE_DKIM_COVERAGE,
	TD_RATE_DKIM_PASS,
	TD_RATE_DKIM_OF_ALL,
	TD_RATE_DMARC_COVERAGE,
	TD_RATE_DMARC_PASS,
	TD_RATE_DMARC_OF_ALL,
	TD_RATE_ARC_COVERAGE,
	TD_RATE_ARC_PASS,
	TD_RATE_ARC_OF_ALL,
	TD_RATE_SENDER_ID_COVERAGE,
	TD_RATE_SENDER_ID_PASS,
	TD_RATE_SENDER_ID_OF_ALL,
	TD_RATE_ACCEPTANCE,
	TD_RATE_HARD_BOUNCE,
	TD_RATE_COMPLAINT,
	TD_RATE_TLS,
	TD_N_RATES
};

extern const struct td_rate td_rates[]; /* by enum td_rate_id */
extern const size_t td_n_rates;

/* 0 and false where the denominator is 0. */
bool td_rate_of(const struct td_rate *r, const uint64_t *counter,
    uint64_t *above, uint64_t *below);

/*
 * The members of a row in the order of OUTPUT.md; a dot in the path opens an
 * object.  JSON, CSV and the schema are printed from this one table.
 */
enum td_column_kind {
	TD_COL_COUNTER, /* id: enum td_counter */
	TD_COL_RATE,    /* id: index into td_rates */
	TD_COL_LOW,
	TD_COL_HIGH,
	TD_COL_MEDIAN, /* id: enum td_hist_id */
	TD_COL_P95,
	TD_COL_MAX,
	TD_COL_N
};

struct td_column {
	const char *path;
	uint8_t kind;
	uint16_t id;
	bool if_any; /* left out of JSON where 0 (the reasons) */
};

extern const struct td_column td_columns[];
extern const size_t td_n_columns;

#endif

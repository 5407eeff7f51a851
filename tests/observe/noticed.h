/*
 * For tests of what reports that came as mail tell of deliveries of logs: both,
 * made up, and what comes of them.
 */
#ifndef TD_TESTS_NOTICED_H
#define TD_TESTS_NOTICED_H

#include "analyzer/observe/ledger.h"

enum { NOTICED_MAX = 24 };

#define SENT TD_ACTION_SENT
#define DEFERRED TD_ACTION_DEFERRED
#define FAILED TD_ACTION_FAILED
#define EXPIRED TD_ACTION_EXPIRED
#define SUPPRESSED TD_ACTION_SUPPRESSED
#define COMPLAINT TD_ACTION_NONE

/* NULL, 0: not told.  Times are seconds. */
struct line {
	const char *message_id, *to, *orig_to;
	uint8_t action;
	int last;
	const char *queue_id, *host;
	const char *ses_id; /* given to SES */
	bool unasked;
};

struct report {
	const char *message_id, *recipient;
	uint8_t action;                         /* NONE: a complaint */
	const char *final_recipient, *queue_id; /* QUEUE-ID@HOST */
	const char *ses_id;
	bool event; /* of SES itself */
	int when;   /* seconds; 0: at second 90 */
};

/* What is counted of a delivery that nobody waits for, or of a row. */
struct end {
	char domain[24], reply[16], relay[16];
	int64_t begin, last;
	uint64_t weight;
	uint32_t attempts;
	uint8_t outcome, service;
	bool log, noticed, overruled, complained, by_mail, open, unheard;
};

struct ends {
	size_t n;
	struct end end[NOTICED_MAX * 2];
};

/* All of it, in any order and in up to three parts. */
void noticed_count(const struct line *line, size_t n_lines,
    const struct report *report, size_t n_reports, struct ends *out);

/* A number below n; another one each time, the same ones in every run. */
uint32_t noticed_upto(uint32_t n);

#endif

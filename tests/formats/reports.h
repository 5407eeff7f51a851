/*
 * Reports that came as mail (formats/mail_report.h), tried on texts and on
 * files of samples/report.
 */
#ifndef TD_TESTS_REPORTS_H
#define TD_TESTS_REPORTS_H

#include "formats/mail_report.h"

/* One reading, into memory that ends where the batch says. */
struct report_reading {
	char *text, *scratch;
	struct td_outcome outcome[16];
	struct td_batch batch;
	struct td_outcomes to;
	enum td_report_is is;
};

/*
 * Read n bytes of a mail, of which the header section ends at the first empty
 * line, with so much room; every span is checked.
 */
void report_read(struct report_reading *r, const char *mail, size_t n,
    size_t cap_outcomes, size_t cap_scratch);
void report_free(struct report_reading *r);

/*
 * "read", "unread" or "none", and what describe_outcome() says of each outcome,
 * a line each.
 */
void report_say(const struct report_reading *r, char *s, size_t cap);

#endif

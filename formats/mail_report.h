/*
 * Mail that tells of other mail: delivery reports (RFC 3464), abuse reports
 * (RFC 5965), and the bounces of programs that write neither.  What they tell
 * becomes outcomes (outcome.h).  FORMATS.md 14 and 15 of the specification.
 */
#ifndef TD_FORMATS_MAIL_REPORT_H
#define TD_FORMATS_MAIL_REPORT_H

#include "outcome.h"

enum td_report_is {
	TD_REPORT_NONE,  /* it tells of no delivery: an auto-reply, a receipt */
	TD_REPORT_READ,  /* its outcomes are appended, of which it may have
	                    none: a report that is no complaint */
	TD_REPORT_UNREAD /* it tells of one, and cannot be read */
};

/*
 * Append what the mail tells to `to`, of which the batch has its base at or
 * before the mail.  `head` is its header section, `body` what follows;
 * `received` is when it came, for one without a Date.
 */
enum td_report_is td_mail_report(struct td_span head, struct td_span body,
    int64_t received, struct td_outcomes *to);

#endif

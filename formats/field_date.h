/*
 * Dates of mail (RFC 5322 3.3 and 4.3) as they are really written.
 *
 *	Sat, 21 Nov 2026 17:58:00 +0900 (JST)
 */
#ifndef TD_FORMATS_FIELD_DATE_H
#define TD_FORMATS_FIELD_DATE_H

#include <stdint.h>

#include "span.h"

#define TD_NO_TIME INT64_MIN

/*
 * Microseconds since 1970 UTC, or TD_NO_TIME if it cannot be read.  Comments
 * and folding may stand anywhere; a weekday and seconds may be absent; zones
 * in letters are known (GMT, UT, JST, EST..PDT, CET..., military); an unknown
 * one counts as +0000 (RFC 5322 4.3).  Years of two or three digits as there.
 * asctime order (mbox separators) and "Feb 15 2002" are read, too.
 */
int64_t td_date_parse(struct td_span date);

/*
 * The same for "21 Nov 2026 17:58:00 +0900", behind a weekday or not, as nearly
 * all programs write it.  The result is the end of that, or NULL if the date is
 * in any other form.
 */
const char *td_date_usual(struct td_span date, int64_t *when);

/* Days since 1970-01-01 of a date of the Gregorian calendar, years from
 * -1000000 on, months 1..12. */
int64_t td_days_from_civil(int64_t year, unsigned month, unsigned day);

#endif

/*
 * The years and zones that logs leave out (RFC 3164 stamps): FORMATS.md 0.5.
 */
#ifndef TD_ENGINE_CLOCK_H
#define TD_ENGINE_CLOCK_H

#include "analyzer/cube/cube.h"
#include "formats/log.h"

/* Walks along a log, line by line. */
struct td_clock {
	const struct td_zone_info *zone; /* of stamps without one */
	int year;     /* of the last line that did not tell it */
	int64_t last; /* its stamp in the year 1972; TD_NO_TIME: no line yet */

	/* The last one read: the next line mostly has the same stamp. */
	int64_t stamp, time;
	uint8_t lacks;
};

/*
 * The year of the first line of a log: `given` (--year) if that is not 0, else
 * the latest year in which `first` (a stamp in the year 1972) is not after
 * `written`, the time when the file was last written to, by more than 15 hours.
 * Right for logs of up to a year.
 */
int td_clock_year(int given, int64_t first, int64_t written);

/* What the first lines of a log tell about its year. */
struct td_first {
	int64_t stamp;   /* of the first one without a year, in 1972 */
	int64_t written; /* what one of them says by other means: Amazon SES'
	                    ids have the time in them; or TD_NO_TIME */
};

struct td_first td_clock_first(const struct td_batch *b);

/*
 * By when a set of logs was written that begins in a year: in place of
 * `written`, with `given` 0, it makes their years.  `first` are stamps of the
 * year 1972, one a log, and are sorted.  0: all begin in that year.
 *
 * The set goes over New Year where from the last beginning of the calendar to
 * the first one of the next it is at most 62 days, and 92 or more between two
 * others: there it begins.  Right for sets of up to nine months; a year's logs,
 * from January on, are of that year.
 */
int64_t td_clock_written(int year, int64_t *first, size_t n);

/* From the stamp of one line to that of a later one, for a part of the log
 * that was passed over. */
void td_clock_skip(struct td_clock *c, int64_t stamp);

/*
 * The time of an event, in microseconds since 1970 UTC.  A month that drops
 * begins a new year; a line that is a little late goes back into the old one.
 */
int64_t td_clock_read(struct td_clock *c, const struct td_event *e);

static inline int64_t
td_clock_at(struct td_clock *c, const struct td_event *e)
{
	return e->when == c->stamp && e->lacks == c->lacks ?
	    c->time :
	    td_clock_read(c, e);
}

#endif

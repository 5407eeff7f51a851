/*
 * Stamps without a year are in 1972, a leap year, so that each day of the
 * calendar has its place.
 */
#include "clock.h"

#include <stdlib.h>

#include "formats/field_date.h"
#include "formats/ses_id.h"

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

/* A stamp may be ahead of the file's time by the largest offset of a zone. */
#define AHEAD (15 * 3600 * SECOND)

/* What is longest between the beginnings of two logs of a set, and what is
 * least between the last and the first. */
#define ROTATION (62 * DAY)
#define PAUSE (92 * DAY)

/* Days of 1972 before 1 March. */
enum { TO_MARCH = 60 };

/* A stamp of 1972 in another year; 29 February may become 1 March. */
static int64_t
in_year(int64_t stamp, int year)
{
	const int64_t leap = td_days_from_civil(1972, 1, 1);
	int64_t day = stamp / DAY - leap;

	if (day < TO_MARCH)
		return stamp + (td_days_from_civil(year, 1, 1) - leap) * DAY;
	return stamp + (td_days_from_civil(year, 3, 1) - leap - TO_MARCH) * DAY;
}

int
td_clock_year(int given, int64_t first, int64_t written)
{
	int year = 1970;

	if (given != 0)
		return given;
	/* Estimate, then correct: a year has 365.2425 days. */
	if (written > 0)
		year += (int)(written / (31556952 * SECOND));
	while (in_year(first, year + 1) <= written + AHEAD)
		year++;
	while (year > 1970 && in_year(first, year) > written + AHEAD)
		year--;
	return year;
}

/* Anybody may answer with such an id. */
static bool
is_ses(struct td_span relay)
{
	static const struct td_span begin = TD_LIT("email-smtp."),
	                            end = TD_LIT(".amazonaws.com");

	return relay.n > begin.n + end.n &&
	    memcmp(relay.p, begin.p, begin.n) == 0 &&
	    memcmp(relay.p + relay.n - end.n, end.p, end.n) == 0;
}

struct td_first
td_clock_first(const struct td_batch *b)
{
	struct td_first f = { TD_NO_TIME, TD_NO_TIME };

	for (size_t i = 0; i < b->n; i++) {
		const struct td_event *e = &b->event[i];

		if ((e->lacks & TD_STAMP_NO_YEAR) == 0)
			continue;
		if (f.stamp == TD_NO_TIME)
			f.stamp = e->when;
		if (e->action == TD_ACTION_SENT && is_ses(e->relay) &&
		    f.written == TD_NO_TIME)
			f.written = td_ses_reply_time(e->reply);
	}
	return f;
}

static int
by_time(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t
td_clock_written(int year, int64_t *first, size_t n)
{
	int64_t pause = 0, begin = 0;

	if (n < 2)
		return 0;
	qsort(first, n, sizeof *first, by_time);
	for (size_t i = 1; i < n; i++)
		if (first[i] - first[i - 1] > pause) {
			pause = first[i] - first[i - 1];
			begin = first[i];
		}
	if (pause < PAUSE || first[0] + 366 * DAY - first[n - 1] > ROTATION)
		return 0;
	/* Just not late enough for the first log to be of the next year. */
	return in_year(begin, year + 1) - AHEAD - SECOND;
}

/* The year of a stamp, seen from the line before; *late: it goes back. */
static int
year_of(const struct td_clock *c, int64_t stamp, bool *late)
{
	int64_t step = c->last == TD_NO_TIME ? 0 : stamp - c->last;

	*late = step > 335 * DAY;
	if (*late)
		return c->year - 1;
	return step < -30 * DAY ? c->year + 1 : c->year;
}

void
td_clock_skip(struct td_clock *c, int64_t stamp)
{
	bool late;
	int year = year_of(c, stamp, &late);

	c->stamp = c->time = TD_NO_TIME;
	if (late)
		return;
	c->year = year;
	c->last = stamp;
}

int64_t
td_clock_read(struct td_clock *c, const struct td_event *e)
{
	int64_t when = e->when;

	if (when == TD_NO_TIME)
		return TD_NO_TIME;
	if (e->lacks & TD_STAMP_NO_YEAR) {
		bool late;
		int year = year_of(c, when, &late);

		td_clock_skip(c, when);
		when = in_year(when, year);
	}
	/* Twice, for the hours around a change of the clocks. */
	if (e->lacks & TD_STAMP_NO_ZONE) {
		int64_t local = when;

		when = local - td_zone_offset(c->zone, local) * SECOND;
		when = local - td_zone_offset(c->zone, when) * SECOND;
	}
	c->stamp = e->when;
	c->lacks = e->lacks;
	c->time = when;
	return when;
}

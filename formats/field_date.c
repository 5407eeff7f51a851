/*
 * Dates of mail as they are really written: RFC 5322 3.3 and 4.3, asctime,
 * month before day, ISO 8601, with comments and folding anywhere.
 *
 *	Sat, 21 Nov 2026 17:58:00 +0900 (JST)
 *	Sat Nov 21 17:58:00 2026
 *	2026-11-21 08:58:00.358141048 +0000 UTC
 *
 * Purely numeric days (21/11/2026) are ambiguous and not read.
 */
#include "field_date.h"
#include "cfws.h"

enum {
	HAVE_DAY = 1,
	HAVE_MONTH = 2,
	HAVE_YEAR = 4,
	HAVE_TIME = 8,
	HAVE_ALL = 15
};

struct date {
	unsigned have;
	bool year_first; /* ISO 8601: numbers are month, then day */
	bool named_zone; /* by a word, known or not */
	unsigned month, day, hour, minute, second;
	int64_t year, micros;
	int64_t zone; /* seconds east of Greenwich */
};

static const struct td_span months[] = {
	TD_LIT("january"),
	TD_LIT("february"),
	TD_LIT("march"),
	TD_LIT("april"),
	TD_LIT("may"),
	TD_LIT("june"),
	TD_LIT("july"),
	TD_LIT("august"),
	TD_LIT("september"),
	TD_LIT("october"),
	TD_LIT("november"),
	TD_LIT("december"),
};

/*
 * GMT, UT, Z and the zones at +0000 need no row.  Nor have the military
 * letters: RFC 822 gave them the wrong sign, so RFC 5322 4.3 reads all of
 * them as +0000.  IST and its like mean several zones and count as unknown.
 */
static const struct {
	struct td_span name;
	int16_t minutes;
} zones[] = {
	{ TD_LIT("JST"), 540 },
	{ TD_LIT("EST"), -300 },
	{ TD_LIT("EDT"), -240 },
	{ TD_LIT("CST"), -360 },
	{ TD_LIT("CDT"), -300 },
	{ TD_LIT("MST"), -420 },
	{ TD_LIT("MDT"), -360 },
	{ TD_LIT("PST"), -480 },
	{ TD_LIT("PDT"), -420 },
	{ TD_LIT("CET"), 60 },
	{ TD_LIT("CEST"), 120 },
	{ TD_LIT("MET"), 60 },
	{ TD_LIT("MEST"), 120 },
	{ TD_LIT("BST"), 60 },
	{ TD_LIT("WEST"), 60 },
	{ TD_LIT("EET"), 120 },
	{ TD_LIT("EEST"), 180 },
	{ TD_LIT("MSK"), 180 },
	{ TD_LIT("MSD"), 240 },
	{ TD_LIT("HKT"), 480 },
	{ TD_LIT("SGT"), 480 },
	{ TD_LIT("KST"), 540 },
	{ TD_LIT("AEST"), 600 },
	{ TD_LIT("AEDT"), 660 },
	{ TD_LIT("NZST"), 720 },
	{ TD_LIT("NZDT"), 780 },
	{ TD_LIT("AST"), -240 },
	{ TD_LIT("ADT"), -180 },
	{ TD_LIT("AKST"), -540 },
	{ TD_LIT("AKDT"), -480 },
	{ TD_LIT("HST"), -600 },
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	c = td_lower(c);
	return c >= 'a' && c <= 'z';
}

/* The value of the digits at *p, of which there are *n; it stops growing at
 * a billion. */
static unsigned
take_number(const char **p, const char *end, unsigned *n)
{
	unsigned value = 0;

	for (*n = 0; *p < end && is_digit(**p); ++*p, ++*n)
		if (value < 100000000)
			value = value * 10 + (unsigned)(**p - '0');
	return value;
}

static struct td_span
take_word(const char **p, const char *end)
{
	const char *from = *p;

	while (*p < end && is_letter(**p))
		++*p;
	return td_span(from, *p);
}

/* 1..12, or 0: the word is no month, nor three or more letters of one. */
static unsigned
month_of(struct td_span word)
{
	char c;

	if (word.n < 3)
		return 0;
	c = td_lower(word.p[2]);
	for (unsigned i = 0; i < 12; i++)
		if (c == months[i].p[2] && word.n <= months[i].n &&
		    td_span_ieq(word, (struct td_span){ months[i].p, word.n }))
			return i + 1;
	return 0;
}

static int64_t
zone_of(struct td_span word)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (td_span_ieq(word, zones[i].name))
			return zones[i].minutes * 60;
	return 0;
}

/* An offset that cannot be counts as none. */
static void
set_zone(struct date *d, char sign, unsigned hours, unsigned minutes)
{
	int64_t zone = 0;

	if (hours < 24 && minutes < 60)
		zone = hours * 3600 + minutes * 60;
	d->zone = sign == '-' ? -zone : zone;
}

/* +0900, +09:00, and what was seen in their place: +9, +900, 0900. */
static const char *
read_offset(struct date *d, const char *p, const char *end)
{
	char sign = *p;
	unsigned n, m, value, minutes;

	p += !is_digit(*p);
	value = take_number(&p, end, &n);
	if (n <= 2) {
		minutes = 0;
		if (end - p >= 3 && *p == ':' && is_digit(p[1])) {
			p++;
			minutes = take_number(&p, end, &m);
		}
		value = value * 100 + minutes;
	}
	set_zone(d, sign, n <= 4 ? value / 100 : 24, value % 100);
	return p;
}

static void
set_half(struct date *d, bool pm)
{
	if (d->hour <= 12)
		d->hour = d->hour % 12 + (pm ? 12 : 0);
}

/* A word behind the time: AM, PM or a zone. */
static void
read_suffix(struct date *d, struct td_span word)
{
	if (td_span_ieq(word, TD_SPAN("AM"))) {
		set_half(d, false);
	} else if (td_span_ieq(word, TD_SPAN("PM"))) {
		set_half(d, true);
	} else if (!d->named_zone) {
		d->named_zone = true;
		d->zone = zone_of(word);
	}
}

/* The ":" at p begins the minutes; NULL where none follow. */
static const char *
read_time(struct date *d, const char *p, const char *end)
{
	const char *q;
	unsigned n;

	p = td_skip_cfws(p + 1, end);
	d->minute = take_number(&p, end, &n);
	if (n == 0 || n > 2)
		return NULL;
	d->have |= HAVE_TIME;
	q = td_skip_cfws(p, end);
	if (q == end || *q != ':')
		return p;
	p = td_skip_cfws(q + 1, end);
	d->second = take_number(&p, end, &n);
	if (n == 0 || n > 2)
		return NULL;
	if (p < end && *p == '.') {
		int64_t unit = 100000;

		for (p++; p < end && is_digit(*p); p++, unit /= 10)
			d->micros += (*p - '0') * unit;
	}
	return p;
}

static void
set_year(struct date *d, unsigned value, unsigned n)
{
	d->year = value;
	if (n == 3 || (n == 2 && value >= 50)) /* RFC 5322 4.3 */
		d->year += 1900;
	else if (n <= 2)
		d->year += 2000;
	d->have |= HAVE_YEAR;
}

static const char *
read_number(struct date *d, const char *p, const char *end)
{
	unsigned n, value = take_number(&p, end, &n);
	const char *q = td_skip_cfws(p, end);

	if (n <= 2 && (d->have & HAVE_TIME) == 0 && q < end && *q == ':') {
		d->hour = value;
		return read_time(d, q, end);
	}
	if (n <= 2 && d->year_first && (d->have & HAVE_MONTH) == 0) {
		d->month = value;
		d->have |= HAVE_MONTH;
	} else if ((n <= 2 || (n == 3 && value <= 31)) &&
	    (d->have & HAVE_DAY) == 0) { /* "029 Apr" was seen */
		d->day = value;
		d->have |= HAVE_DAY;
	} else if (n <= 4 && (d->have & HAVE_YEAR) == 0) {
		d->year_first = n == 4 && d->have == 0 && p < end &&
		    (*p == '-' || *p == '/');
		set_year(d, value, n);
	}
	return p;
}

static const char *
read_word(struct date *d, const char *p, const char *end)
{
	struct td_span word = take_word(&p, end);
	const char *q = p < end && *p == '.' ? p + 1 : p;
	unsigned month;

	if (q < end && *q == ',') /* a weekday; "mar.," is French Tuesday */
		return p;
	if (p < end && is_digit(*p) && !td_span_ieq(word, TD_SPAN("T")))
		return NULL; /* "l8:14:23" is no time */
	if ((d->have & HAVE_MONTH) == 0 && (month = month_of(word)) != 0) {
		d->month = month;
		d->have |= HAVE_MONTH;
	} else if (d->have & HAVE_TIME) {
		read_suffix(d, word);
	}
	return p;
}

static bool
is_offset(const char *p, const char *end)
{
	return (*p == '+' || *p == '-') && p + 1 < end && is_digit(p[1]);
}

/* What may follow when all else is known: "PM", "JST", "GMT+0900". */
static void
read_tail(struct date *d, const char *p, const char *end)
{
	for (int i = 0; i < 3; i++) {
		p = td_skip_cfws(p, end);
		if (p == end)
			return;
		if (is_offset(p, end) || (i == 0 && is_digit(*p))) {
			read_offset(d, p, end);
			return;
		}
		if (!is_letter(*p))
			return;
		read_suffix(d, take_word(&p, end));
	}
}

/* 0..99, or more: these are not two digits. */
static unsigned
two_digits(const char *p)
{
	unsigned a = (unsigned)(unsigned char)p[0] - '0';
	unsigned b = (unsigned)(unsigned char)p[1] - '0';

	return a < 10 && b < 10 ? a * 10 + b : 100;
}

static const char *
read_token(struct date *d, const char *p, const char *end)
{
	struct td_span text;

	if (is_digit(*p))
		return read_number(d, p, end);
	if (is_letter(*p))
		return read_word(d, p, end);
	if (*p == '(')
		return td_take_comment(p, end, &text);
	if ((d->have & HAVE_TIME) && is_offset(p, end))
		return read_offset(d, p, end);
	return p + 1;
}

/* Years before 1900 are none of mail (RFC 5322 3.3), but unset clocks. */
static bool
plausible(const struct date *d)
{
	static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap =
	    d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);

	return d->year >= 1900 && d->month >= 1 && d->month <= 12 &&
	    d->day >= 1 && d->day <= days[d->month - 1] &&
	    (leap || d->month != 2 || d->day <= 28) && d->hour < 24 &&
	    d->minute < 60 && d->second <= 60;
}

int64_t
td_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	/* Years begin in March, so that the leap day is their last; eras are
	 * the 400 years after which the calendar repeats. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year =
	    (153 * (month > 2 ? (int64_t)month - 3 : (int64_t)month + 9) + 2) /
	        5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static int64_t
time_of(const struct date *d)
{
	if (!plausible(d))
		return TD_NO_TIME;
	return (td_days_from_civil(d->year, d->month, d->day) * 86400 +
	           d->hour * 3600 + d->minute * 60 + d->second - d->zone) *
	    1000000 +
	    d->micros;
}

const char *
td_date_usual(struct td_span date, int64_t *when)
{
	const char *p = date.p, *end = p + date.n;
	struct date d = { 0 };
	unsigned century, year, h, m;

	p = td_skip_fws(p, end);
	if (end - p > 4 && p[3] == ',' && is_letter(p[0]) && is_letter(p[1]) &&
	    is_letter(p[2]))
		p = td_skip_fws(p + 4, end);
	if (end - p < 2 || !is_digit(*p))
		return NULL;
	d.day = p[1] == ' ' ? (unsigned)(*p - '0') : two_digits(p);
	p += p[1] == ' ' ? 1 : 2;
	if (end - p < 24 || p[0] != ' ' || p[4] != ' ' || p[9] != ' ' ||
	    p[12] != ':' || p[15] != ':' || p[18] != ' ' ||
	    (p[19] != '+' && p[19] != '-') || (end - p > 24 && is_digit(p[24])))
		return NULL;
	d.month = month_of((struct td_span){ p + 1, 3 });
	century = two_digits(p + 5);
	year = two_digits(p + 7);
	d.hour = two_digits(p + 10);
	d.minute = two_digits(p + 13);
	d.second = two_digits(p + 16);
	h = two_digits(p + 20);
	m = two_digits(p + 22);
	if (d.day > 99 || d.month == 0 || century > 99 || year > 99 ||
	    d.hour > 99 || d.minute > 99 || d.second > 99 || h > 99 || m > 99)
		return NULL;
	d.year = century * 100 + year;
	set_zone(&d, p[19], h, m);
	*when = time_of(&d);
	return p + 24;
}

int64_t
td_date_parse(struct td_span date)
{
	const char *p = date.p, *end = date.p + date.n;
	struct date d = { 0 };
	int64_t when;

	if (td_date_usual(date, &when) != NULL)
		return when;
	while (d.have != HAVE_ALL) {
		if (p == end)
			return TD_NO_TIME;
		p = read_token(&d, p, end);
		if (p == NULL)
			return TD_NO_TIME;
	}
	read_tail(&d, p, end);
	return time_of(&d);
}

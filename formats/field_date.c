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

	for (*n = 0; *p < end && td_is_digit(**p); ++*p, ++*n)
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

	p += !td_is_digit(*p);
	value = take_number(&p, end, &n);
	if (n <= 2) {
		minutes = 0;
		if (end - p >= 3 && *p == ':' && td_is_digit(p[1])) {
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

		for (p++; p < end && td_is_digit(*p); p++, unit /= 10)
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
	if (p < end && td_is_digit(*p) && !td_span_ieq(word, TD_SPAN("T")))
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
	return (*p == '+' || *p == '-') && p + 1 < end && td_is_digit(p[1]);
}

/* What may follow when all else is known: "PM", "JST", "GMT+0900". */
static void
read_tail(struct date *d, const char *p, const char *end)
{
	for (int i = 0; i < 3; i++) {
		p = td_skip_cfws(p, end);
		if (p == end)
			return;
		if (is_offset(p, end) || (i == 0 && td_is_digit(*p))) {
			read_offset(d, p, end);
			return;
		}
		if (!is_letter(*p))
			return;
		read_suffix(d, take_word(&p, end));
	}
}

static const char *
read_token(struct date *d, const char *p, const char *end)
{
	struct td_span text;

	if (td_is_digit(*p))
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
static inline bool
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

static inline int64_t
days_from_civil(int64_t year, unsigned month, unsigned day)
{
	static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212,
		243, 273, 304, 334 };
	/* Eras of 400 years have the same days, so that as many are added as
	 * make all years positive. */
	const uint64_t eras = 10000;
	uint64_t y = (uint64_t)year + eras * 400;
	uint64_t leap = month > 2 ? y : y - 1; /* whose 29 February was */
	uint64_t century = leap / 100;

	return (int64_t)(y * 365 + leap / 4 - century + century / 4 +
	           before[month - 1] + day) -
	    (int64_t)(eras * 146097 + 719528);
}

int64_t
td_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	return days_from_civil(year, month, day);
}

static inline int64_t
time_of(const struct date *d)
{
	if (!plausible(d))
		return TD_NO_TIME;
	return (days_from_civil(d->year, d->month, d->day) * 86400 +
	           d->hour * 3600 + d->minute * 60 + d->second - d->zone) *
	    1000000 +
	    d->micros;
}

/* Characters as numbers, the first in the lowest byte. */
static inline uint32_t
load4(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/*
 * Eight characters, the first in the lowest byte, of which those marked 0x0f
 * in `digits` must be digits and the others be as in `as`, where digits stand
 * as "0".  False if not; else byte i of *two is the value of the two digits
 * at i.
 */
static inline bool
two_digits(uint64_t w, uint64_t as, uint64_t digits, uint64_t *two)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	/* 0x80 is reached by all but 0 where no digit may stand, by more
	 * than 9 elsewhere.  A carry has a byte over 0x7f below it. */
	const uint64_t add = ones * 0x7f - (digits / 0x0f) * 9;

	w ^= as;
	*two = w * 10 + (w >> 8);
	return (((w + add) | w) & ones * 0x80) == 0;
}

static inline bool
three_letters(uint32_t w)
{
	const uint32_t ones = 0x010101;

	w |= ones * 0x20;
	return ((w | (w + ones * (0x7f - 'z')) | ~(w + ones * (0x80 - 'a'))) &
	           ones * 0x80) == 0;
}

/* 1..12 of three letters and something, the first in the lowest byte; or 0. */
static unsigned
month_of_three(uint32_t w)
{
#define MONTH(a, b, c) \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)
	static const struct {
		uint32_t word;
		unsigned month;
	} slot[16] = {
		[0] = { MONTH('s', 'e', 'p'), 9 },
		[2] = { MONTH('j', 'u', 'n'), 6 },
		[5] = { MONTH('j', 'u', 'l'), 7 },
		[6] = { MONTH('j', 'a', 'n'), 1 },
		[7] = { MONTH('a', 'p', 'r'), 4 },
		[8] = { MONTH('f', 'e', 'b'), 2 },
		[9] = { MONTH('n', 'o', 'v'), 11 },
		[11] = { MONTH('m', 'a', 'r'), 3 },
		[12] = { MONTH('a', 'u', 'g'), 8 },
		[13] = { MONTH('o', 'c', 't'), 10 },
		[14] = { MONTH('d', 'e', 'c'), 12 },
		[15] = { MONTH('m', 'a', 'y'), 5 },
	};
#undef MONTH
	unsigned i;

	w = (w | 0x202020) & 0xffffff;
	i = w * UINT32_C(0x3b6fe507) >> 28;
	return slot[i].word == w ? slot[i].month : 0;
}

/* " Nov 2026 17:58:00 +0900", without and with a day of one digit. */
enum { USUAL = 24, USUAL_MIN };

/* What stands behind the day, at p. */
static bool
read_usual(struct date *d, const char *p)
{
	uint64_t time, ends, w;

	if (p[0] != ' ' || p[4] != ' ' || p[9] != ' ' || p[18] != ' ' ||
	    (p[19] != '+' && p[19] != '-'))
		return false;
	w = load4(p + 5) | (uint64_t)load4(p + 20) << 32;
	d->month = month_of_three(load4(p + 1));
	if (!two_digits(td_load8(p + 10), UINT64_C(0x30303a30303a3030),
	        UINT64_C(0x0f0f000f0f000f0f), &time) ||
	    !two_digits(w, UINT64_C(0x3030303030303030),
	        UINT64_C(0x0f0f0f0f0f0f0f0f), &ends) ||
	    d->month == 0)
		return false;
	d->hour = time & 0xff;
	d->minute = time >> 24 & 0xff;
	d->second = time >> 48 & 0xff;
	d->year = (int64_t)((ends & 0xff) * 100 + (ends >> 16 & 0xff));
	set_zone(d, p[19], ends >> 32 & 0xff, ends >> 48 & 0xff);
	return true;
}

const char *
td_date_usual(struct td_span date, int64_t *when)
{
	const char *p = date.p, *end = p + date.n;
	struct date d = { 0 };

	p = td_skip_blank(p, end);
	if (end - p < USUAL_MIN)
		return NULL;
	if (p[3] == ',' && three_letters(load4(p)))
		p = td_skip_blank(p + 4, end);
	if (end - p < USUAL_MIN || !td_is_digit(*p))
		return NULL;
	d.day = (unsigned)(*p++ - '0');
	if (td_is_digit(*p))
		d.day = d.day * 10 + (unsigned)(*p++ - '0');
	if (end - p < USUAL || (end - p > USUAL && td_is_digit(p[USUAL])) ||
	    !read_usual(&d, p))
		return NULL;
	*when = time_of(&d);
	return p + USUAL;
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

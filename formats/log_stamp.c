/*
 * Stamps of log lines: see log_stamp.h.
 *
 *	Nov 21 17:58:00
 *	2026-11-21T17:58:00.123456+09:00
 *	@400000006a60f9f62d33a8ec
 *	1795280280.123456
 */
#include "log_stamp.h"

static const int64_t second = 1000000;

enum { NOT_A_NUMBER = 100, DAYS_TO_1972 = 730 };

/* Days before a month of a leap year, and the days in it. */
static const uint16_t days_before[13] = { 0, 0, 31, 60, 91, 121, 152, 182, 213,
	244, 274, 305, 335 };
static const uint8_t days_in[13] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	30, 31 };

/* Two digits, or something that is too large for anything. */
static inline unsigned
two(const char *p)
{
	unsigned a = (unsigned char)(p[0] - '0'),
	         b = (unsigned char)(p[1] - '0');

	return a > 9 || b > 9 ? NOT_A_NUMBER : a * 10 + b;
}

/* 1 to 12, or 0. */
static inline unsigned
month_of(const char *p)
{
	static const char names[] = "   JanFebMarAprMayJunJulAugSepOctNovDec";
	unsigned m;

	switch (p[2]) {
	case 'n':
		m = p[1] == 'a' ? 1 : 6;
		break;
	case 'b':
		m = 2;
		break;
	case 'r':
		m = p[0] == 'M' ? 3 : 4;
		break;
	case 'y':
		m = 5;
		break;
	case 'l':
		m = 7;
		break;
	case 'g':
		m = 8;
		break;
	case 'p':
		m = 9;
		break;
	case 't':
		m = 10;
		break;
	case 'v':
		m = 11;
		break;
	case 'c':
		m = 12;
		break;
	default:
		return 0;
	}
	return memcmp(p, names + 3 * m, 3) == 0 ? m : 0;
}

/*
 * Eight bytes at once: the byte at p[i] is byte i of the word.  Less what they
 * must be at least (`zero`) they are values of digits, and 0 where there must
 * be a mark.  Adding 0x7f less what a byte may be at most sets its high bit
 * where it is more; a carry comes only from a byte that has that bit itself.
 */
static inline bool
above(uint64_t x, uint64_t limits)
{
	return ((x + limits) | x) & UINT64_C(0x8080808080808080);
}

/* Byte i of the result is the number of two digits at i and i + 1. */
static inline uint64_t
pairs(uint64_t x)
{
	return x * 10 + (x >> 8);
}

/* Seconds since midnight of the "17:58:00" at p; negative if it is none. */
static inline int64_t
clock_of(const char *p)
{
	uint64_t x = td_load8(p) ^ UINT64_C(0x30303a30303a3030), t = pairs(x);
	unsigned h = t & 0xff, m = t >> 24 & 0xff, s = t >> 48 & 0xff;

	/* 60: leap seconds (RFC 3339 5.7). */
	if (above(x, UINT64_C(0x76797f767a7f767d)) || h > 23 || s > 60)
		return -1;
	return h * 3600 + m * 60 + s;
}

/* Days since 1970-01-01, of 1970 to 2099; negative if there is no such day. */
static int64_t
days_of(unsigned year, unsigned month, unsigned day)
{
	bool leap = year % 4 == 0;

	if (year < 1970 || year > 2099 || month < 1 || month > 12 || day < 1 ||
	    day > days_in[month] || (month == 2 && day == 29 && !leap))
		return -1;
	return (int64_t)(year - 1970) * 365 + (year - 1969) / 4 +
	    days_before[month] - (month > 2 && !leap) + day - 1;
}

/* Microseconds of the ".123456" at *p, if one is there; it is skipped. */
static int64_t
fraction(const char **p, const char *end)
{
	static const int32_t unit[7] = { 0, 100000, 10000, 1000, 100, 10, 1 };
	const char *q = *p + 1, *from = q;
	int32_t v = 0;

	if (q >= end || (q[-1] != '.' && q[-1] != ',') || !td_is_digit(*q))
		return 0;
	/* Six digits are usual. */
	if (end - q > 8 && !td_is_digit(q[6])) {
		uint64_t x = (td_load8(q) ^ UINT64_C(0x303030303030)) << 16;
		uint64_t t = pairs(x);

		if (!above(x, UINT64_C(0x7676767676767f7f))) {
			*p = q + 6;
			return (int64_t)((t >> 16 & 0xff) * 10000 +
			    (t >> 32 & 0xff) * 100 + (t >> 48 & 0xff));
		}
	}
	for (; q < end && q - from < 6 && td_is_digit(*q); q++)
		v = v * 10 + (*q - '0');
	v *= unit[q - from];
	while (q < end && td_is_digit(*q))
		q++;
	*p = q;
	return v;
}

/* The less usual writings of what td_stamp_syslog() reads. */
static bool __attribute__((noinline))
odd_syslog(const char **p, const char *end, struct td_stamp *s)
{
	const char *q = *p;
	unsigned month, day, year = 0;
	int64_t days, clock;

	if (end - q < 14 || (month = month_of(q)) == 0 || q[3] != ' ')
		return false;
	q += 4;
	if (*q == ' ')
		q++;
	if (!td_is_digit(*q))
		return false;
	day = (unsigned)(*q++ - '0');
	if (td_is_digit(*q))
		day = day * 10 + (unsigned)(*q++ - '0');
	if (*q++ != ' ')
		return false;
	if (end - q >= 13 && two(q) < 100 && two(q + 2) < 100 &&
	    (q[4] == ' ' || q[4] == ',')) {
		year = two(q) * 100 + two(q + 2);
		q += 5;
	}
	if (end - q < 8 || (clock = clock_of(q)) < 0)
		return false;
	days = days_of(year > 0 ? year : 1972, month, day);
	if (days < 0)
		return false;
	q += 8;
	s->when = (days * 86400 + clock) * second + fraction(&q, end);
	s->lacks =
	    year > 0 ? TD_STAMP_NO_ZONE : TD_STAMP_NO_YEAR | TD_STAMP_NO_ZONE;
	*p = q;
	return true;
}

bool
td_stamp_syslog(const char **p, const char *end, struct td_stamp *s)
{
	const char *q = *p;
	unsigned month, day;
	int64_t clock;

	/* Seventeen bytes: what behind the seconds is looked at is there. */
	if (end - q < 17 || q[15] != ' ' || q[6] != ' ' || q[3] != ' ')
		return odd_syslog(p, end, s);
	day = q[4] == ' ' ? (unsigned char)(q[5] - '0') : two(q + 4);
	month = month_of(q);
	clock = clock_of(q + 7);
	if (month == 0 || clock < 0 || day < 1 || day > days_in[month])
		return odd_syslog(p, end, s);
	s->when =
	    ((int64_t)(DAYS_TO_1972 + days_before[month] + day - 1) * 86400 +
	        clock) *
	    second;
	s->lacks = TD_STAMP_NO_YEAR | TD_STAMP_NO_ZONE;
	*p = q + 15;
	return true;
}

/*
 * The zone at *p: "Z", "+09:00", "+0900", "+09".  False if there is none, then
 * *p stays.
 */
static bool
zone_at(const char **p, const char *end, int *minutes)
{
	const char *q = *p;
	unsigned h, m = 0;

	if (q == end)
		return false;
	if (*q == 'Z' || *q == 'z') {
		*minutes = 0;
		*p = q + 1;
		return true;
	}
	if ((*q != '+' && *q != '-') || end - q < 3 || (h = two(q + 1)) > 23)
		return false;
	q += 3;
	if (end - q >= 3 && *q == ':' && two(q + 1) < 60) {
		m = two(q + 1);
		q += 3;
	} else if (end - q >= 2 && two(q) < 60) {
		m = two(q);
		q += 2;
	}
	*minutes = (int)(h * 60 + m);
	if (**p == '-')
		*minutes = -*minutes;
	*p = q;
	return true;
}

bool
td_stamp_iso(const char **p, const char *end, struct td_stamp *s)
{
	const char *q = *p, *z;
	uint64_t x, t;
	int64_t days, clock;
	int minutes = 0;

	if (end - q < 19 || (q[10] != 'T' && q[10] != ' '))
		return false;
	x = td_load8(q) ^ UINT64_C(0x2d30302d30303030); /* "2026-11-" */
	if (above(x, UINT64_C(0x7f76767f76767676)))
		return false;
	t = pairs(x);
	days = days_of((unsigned)((t & 0xff) * 100 + (t >> 16 & 0xff)),
	    t >> 40 & 0xff, two(q + 8));
	clock = clock_of(q + 11);
	if (days < 0 || clock < 0)
		return false;
	s->when = (days * 86400 + clock) * second;
	q += 19;
	s->when += fraction(&q, end);
	s->lacks = 0;
	z = q;
	if ((*p)[10] == ' ' && end - q > 5 && *q == ' ' &&
	    (q[1] == '+' || q[1] == '-'))
		z++;
	if (zone_at(&z, end, &minutes)) {
		s->when -= minutes * 60 * second;
		q = z;
	} else {
		s->lacks = TD_STAMP_NO_ZONE;
	}
	*p = q;
	return true;
}

/* Keep the minute and the zone of "2026-11-21T17:58:00.123456Z" in [p, q). */
static bool
keep_minute(const char *p, const char *q, struct td_stamp_memo *m, int64_t when)
{
	int64_t us = td_stamp_seconds(p + 16);

	if (us < 0 || *q != ' ' || (q - p != 26 + 6 && q - p != 26 + 1))
		return false;
	m->text[0] = td_load8(p);
	m->text[1] = td_load8(p + 8);
	m->when = when - us;
	m->zone_n = (uint32_t)(q - p - 26) + 1;
	m->zone_mask = UINT64_MAX >> (64 - 8 * m->zone_n);
	m->zone = td_load8(p + 26);
	return true;
}

bool
td_stamp_keep(const char **p, const char *end, struct td_stamp_memo *m,
    struct td_stamp *s)
{
	/* The "00" of "7:58:00 ": what td_stamp_second() reads is left. */
	const uint64_t zeros = UINT64_C(0x0030300000000000);
	const char *from = *p;
	uint64_t rest;
	int64_t seconds;

	if (td_is_digit(*from)) {
		if (from[10] != 'T' || !td_stamp_iso(p, end, s) ||
		    !keep_minute(from, *p, m, s->when))
			return false;
		++*p;
		return true;
	}
	if (from[15] != ' ' || !td_stamp_syslog(p, end, s) || *p - from != 15)
		return false;
	++*p;
	rest = td_load8(from + 8);
	seconds = td_stamp_second((rest ^ zeros) & ~TD_STAMP_SAME);
	if (seconds < 0)
		return true; /* a leap second */
	m->text[0] = td_load8(from);
	m->text[1] = (rest & TD_STAMP_SAME) | zeros;
	m->when = s->when - seconds * second;
	m->zone_n = 0;
	return true;
}

static bool
hex(const char *p, size_t n, uint64_t *value)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		int d = td_hex_digit(p[i]);

		if (d < 0)
			return false;
		v = v << 4 | (uint64_t)d;
	}
	*value = v;
	return true;
}

bool
td_stamp_tai64(const char **p, const char *end, struct td_stamp *s)
{
	/* 1970 in TAI, which was ten seconds ahead as daemontools has it. */
	const uint64_t epoch = UINT64_C(0x400000000000000a);
	const char *q = *p;
	uint64_t seconds, nanos = 0;

	if (end - q < 17 || *q != '@' || !hex(q + 1, 16, &seconds))
		return false;
	q += 17;
	if (end - q >= 8 && hex(q, 8, &nanos))
		q += 8;
	if (seconds < epoch || seconds - epoch > (uint64_t)UINT32_MAX ||
	    nanos > 999999999)
		return false;
	s->when = (int64_t)(seconds - epoch) * second + (int64_t)nanos / 1000;
	s->lacks = 0;
	*p = q;
	return true;
}

bool
td_stamp_unix(const char **p, const char *end, struct td_stamp *s)
{
	const char *q = *p;
	int64_t seconds = 0;

	while (q < end && q - *p < 10 && td_is_digit(*q))
		seconds = seconds * 10 + (*q++ - '0');
	if (q - *p < 9 || q == end || *q != '.')
		return false;
	s->when = seconds * second;
	*p = q;
	s->when += fraction(p, end);
	s->lacks = 0;
	return *p > q;
}

bool
td_stamp_zone(struct td_span name, int *minutes)
{
	static const struct {
		struct td_span name;
		int minutes;
	} zones[] = {
		{ TD_LIT("UTC"), 0 },
		{ TD_LIT("GMT"), 0 },
		{ TD_LIT("JST"), 540 },
		{ TD_LIT("KST"), 540 },
		{ TD_LIT("WET"), 0 },
		{ TD_LIT("WEST"), 60 },
		{ TD_LIT("CET"), 60 },
		{ TD_LIT("CEST"), 120 },
		{ TD_LIT("EET"), 120 },
		{ TD_LIT("EEST"), 180 },
		{ TD_LIT("MSK"), 180 },
		{ TD_LIT("EST"), -300 },
		{ TD_LIT("EDT"), -240 },
		{ TD_LIT("CDT"), -300 },
		{ TD_LIT("MST"), -420 },
		{ TD_LIT("MDT"), -360 },
		{ TD_LIT("PDT"), -420 },
	};
	const char *p = name.p;

	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
		if (td_span_eq(name, zones[i].name)) {
			*minutes = zones[i].minutes;
			return true;
		}
	return zone_at(&p, name.p + name.n, minutes) && p == name.p + name.n;
}

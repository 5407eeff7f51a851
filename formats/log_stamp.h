/*
 * The stamps that lines of logs begin with.  Each function reads one at *p in
 * [*p, end), moves *p behind it and sets the time and what it does not say
 * (enum td_stamp_lack); false, and nothing is set, where none is.
 */
#ifndef TD_FORMATS_LOG_STAMP_H
#define TD_FORMATS_LOG_STAMP_H

#include "log.h"

struct td_stamp {
	int64_t when; /* as in struct td_event */
	uint8_t lacks;
};

/*
 * RFC 3164: "Nov 21 17:58:00", days as " 1", "01" or "1"; with a year behind
 * the day (Cisco), with a fraction (journald short-precise).
 */
bool td_stamp_syslog(const char **p, const char *end, struct td_stamp *s);

/*
 * RFC 3339: "2026-11-21T17:58:00.123456+09:00", the zone also as "+0900", "+09"
 * or missing; a blank for the T, then also one before the zone (Exim).
 */
bool td_stamp_iso(const char **p, const char *end, struct td_stamp *s);

/* TAI64, TAI64N: "@400000006a60f9f62d33a8ec". */
bool td_stamp_tai64(const char **p, const char *end, struct td_stamp *s);

/* Seconds since 1970 with a fraction: "1795280280.123456". */
bool td_stamp_unix(const char **p, const char *end, struct td_stamp *s);

/*
 * Of the last stamp of a log what is the same for a minute, for the next:
 * "Nov 21 17:58:00 " or "2026-11-21T17:58", and "+09:00 " or "Z ".  Zeros are
 * no stamp.
 */
struct td_stamp_memo {
	uint64_t text[2];
	uint64_t zone, zone_mask;
	int64_t when;    /* that of the minute */
	uint32_t zone_n; /* bytes of the zone; 0: RFC 3164 */
};

/* Lines with fewer bytes have no stamp that is kept, and something behind. */
enum { TD_STAMP_LEAST = 40 };

/*
 * Microseconds of the ":00.123456" at p, or a negative number, also for the
 * leap second.  "0.123456" less what its bytes must be at least are values of
 * digits and 0; what is more than a digit, or than 0, shows in the high bit.
 */
static inline int64_t
td_stamp_seconds(const char *p)
{
	uint64_t x = td_load8(p + 2) ^ UINT64_C(0x3030303030302e30);
	uint64_t t = x * 10 + (x >> 8);
	unsigned tens = (unsigned char)(p[1] - '0');

	if (*p != ':' || tens > 5 ||
	    (((x + UINT64_C(0x7676767676767f76)) | x) &
	        UINT64_C(0x8080808080808080)) != 0)
		return -1;
	return (int64_t)((tens * 10 + (x & 0xff)) * 1000000 +
	    (t >> 16 & 0xff) * 10000 + (t >> 32 & 0xff) * 100 +
	    (t >> 48 & 0xff));
}

/* Of "7:58:00 " all but the seconds. */
#define TD_STAMP_SAME UINT64_C(0xff0000ffffffffff)

/*
 * Seconds of "7:58:00 ", whose bytes are those of `x` less the same with zeros;
 * negative if it is another text, and for the leap second.
 */
static inline int64_t
td_stamp_second(uint64_t x)
{
	unsigned tens = x >> 40 & 0xff, ones = x >> 48 & 0xff;

	if ((x & TD_STAMP_SAME) != 0 || tens > 5 || ones > 9)
		return -1;
	return tens * 10 + ones;
}

/*
 * The stamp at *p of a line of TD_STAMP_LEAST bytes or more, if it is in the
 * minute of that which is kept.  *p moves behind it and one blank.
 */
static inline bool
td_stamp_again(
    const char **p, const struct td_stamp_memo *m, struct td_stamp *s)
{
	uint64_t x = td_load8(*p + 8) ^ m->text[1];
	int64_t us;

	if (td_load8(*p) != m->text[0])
		return false;
	if (m->zone_n == 0) {
		us = td_stamp_second(x) * 1000000;
		if (us < 0)
			return false;
		s->when = m->when + us;
		s->lacks = TD_STAMP_NO_YEAR | TD_STAMP_NO_ZONE;
		*p += sizeof m->text;
		return true;
	}
	us = td_stamp_seconds(*p + 16);
	if (x != 0 || us < 0 ||
	    ((td_load8(*p + 26) ^ m->zone) & m->zone_mask) != 0)
		return false;
	s->when = m->when + us;
	s->lacks = 0;
	*p += 26 + m->zone_n;
	return true;
}

/*
 * The same for any stamp of the two forms, which is kept then: RFC 3164 without
 * a year, RFC 3339 with "T", a fraction of six digits and a zone.
 */
bool td_stamp_keep(const char **p, const char *end, struct td_stamp_memo *m,
    struct td_stamp *s);

/* A zone in letters, or "+09" (journald short-full). */
bool td_stamp_zone(struct td_span name, int *minutes);

#endif

/*
 * Words of the command line that mean numbers.
 */
#include "units.h"

#include "formats/field_date.h"

bool
td_parse_count(const char *s, uint64_t *n)
{
	*n = 0;
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		unsigned d = (unsigned)(*s - '0');

		if (d > 9 || *n > (UINT64_MAX - d) / 10)
			return false;
		*n = *n * 10 + d;
	}
	return true;
}

bool
td_parse_size(const char *s, uint64_t *n)
{
	static const char letters[] = "kmgt";
	size_t len = strlen(s);
	const char *unit;
	char digits[24];
	unsigned shift;

	if (len == 0)
		return false;
	unit = strchr(letters, td_lower(s[len - 1]));
	if (unit == NULL)
		return td_parse_count(s, n);
	if (len >= sizeof digits)
		return false;
	memcpy(digits, s, len - 1);
	digits[len - 1] = '\0';
	shift = 10 * (unsigned)(unit - letters + 1);
	if (!td_parse_count(digits, n) || *n > UINT64_MAX >> shift)
		return false;
	*n <<= shift;
	return true;
}

bool
td_parse_duration(const char *s, int64_t *micros)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 7 * 86400 } };
	const size_t len = strlen(s);
	char digits[8];
	uint64_t n;

	if (len < 2 || len > sizeof digits)
		return false;
	memcpy(digits, s, len - 1);
	digits[len - 1] = '\0';
	if (!td_parse_count(digits, &n) || n == 0)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (units[i].letter != s[len - 1])
			continue;
		*micros = (int64_t)n * units[i].seconds * 1000000;
		return true;
	}
	return false;
}

/* Exactly `n` digits; -1 if they are none. */
static int
digits(const char **s, int n)
{
	int v = 0;

	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (**s - '0');
	}
	return v;
}

static bool
skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* "Z", "+09:00", "+0900" into seconds; false if it is none of these. */
static bool
parse_offset(const char *s, int32_t *offset)
{
	const bool west = *s == '-';
	int h, m;

	*offset = 0;
	if (strcmp(s, "Z") == 0 || strcmp(s, "z") == 0)
		return true;
	if (!skip(&s, '+') && !skip(&s, '-'))
		return false;
	h = digits(&s, 2);
	skip(&s, ':');
	m = digits(&s, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59 || *s != '\0')
		return false;
	*offset = (west ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

/* The local time of a zone as UTC: what is written less the offset there. */
static int64_t
from_zone(const struct td_zone_info *zone, int64_t local)
{
	int64_t when = local - (int64_t)td_zone_offset(zone, local) * 1000000;

	return local - (int64_t)td_zone_offset(zone, when) * 1000000;
}

int
td_parse_time(const char *s, const struct td_zone_info *zone, int64_t *when,
    struct td_error *e)
{
	static const int last[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	const char *p = s;
	int y = digits(&p, 4), mon, d, h = 0, min = 0, sec = 0;
	int32_t offset;
	int64_t t;

	mon = skip(&p, '-') ? digits(&p, 2) : -1;
	d = skip(&p, '-') ? digits(&p, 2) : -1;
	if (skip(&p, 'T') || skip(&p, 't') || skip(&p, ' ')) {
		h = digits(&p, 2);
		min = skip(&p, ':') ? digits(&p, 2) : -1;
		if (skip(&p, ':'))
			sec = digits(&p, 2);
	}
	if (y < 1970 || mon < 1 || mon > 12 || d < 1 || d > last[mon - 1] ||
	    h < 0 || h > 23 || min < 0 || min > 59 || sec < 0 || sec > 60)
		goto wrong;
	t = td_days_from_civil(y, (unsigned)mon, (unsigned)d) * 86400 +
	    h * 3600 + min * 60 + sec;
	t *= 1000000;
	if (*p == '\0')
		*when = from_zone(zone, t);
	else if (parse_offset(p, &offset))
		*when = t - (int64_t)offset * 1000000;
	else
		goto wrong;
	return 0;
wrong:
	td_error_set(e, "not a time",
	    "%s (2026-11-21, 2026-11-21T17:58, ...T17:58:00+09:00)", s);
	return -1;
}

/* The beginning of a day. */
static int
parse_day(struct td_span day, const struct td_zone_info *zone, int64_t *when,
    struct td_error *e)
{
	char text[sizeof "2026-11-21"];

	if (day.n != sizeof text - 1) {
		td_error_set(e, "no days",
		    "a day is 2026-11-21, a week 2026-11-15..2026-11-21");
		return -1;
	}
	memcpy(text, day.p, day.n);
	text[day.n] = '\0';
	return td_parse_time(text, zone, when, e);
}

/* A day may have 23 hours, or 25: noon of the next one is in that. */
static int
next_day(int64_t when, const struct td_zone_info *zone, int64_t *next,
    struct td_error *e)
{
	const struct td_observation noon = { .when = when +
		    INT64_C(36) * 3600 * 1000000 };
	char buf[64];

	return parse_day(
	    td_dimension_find("day")->value(&noon, zone, buf), zone, next, e);
}

int
td_parse_days(const char *s, const struct td_zone_info *zone, int64_t *since,
    int64_t *until, struct td_error *e)
{
	const char *end = s + strlen(s), *dots = strstr(s, "..");
	struct td_span first = td_span(s, dots != NULL ? dots : end);
	struct td_span last = dots != NULL ? td_span(dots + 2, end) : first;

	if (parse_day(first, zone, since, e) == -1 ||
	    parse_day(last, zone, until, e) == -1 ||
	    next_day(*until, zone, until, e) == -1)
		return -1;
	if (*since < *until)
		return 0;
	td_error_set(e, "no days", "%.60s ends before it begins", s);
	return -1;
}

/*
 * The table of dimensions: what rows of a report can be made of.
 */
#include <stdio.h>
#include <string.h>

#include "cube.h"

enum { MAX_VALUE = 255 };

static const struct td_span none = TD_LIT("(none)");

static struct td_span
or_none(struct td_span s)
{
	if (s.n > MAX_VALUE)
		s.n = MAX_VALUE;
	return s.n == 0 ? none : s;
}

/* What is behind the last "@": no output holds a local part. */
static struct td_span
no_local_part(struct td_span s)
{
	const char *at = s.n == 0 ? NULL : memrchr(s.p, '@', s.n);

	return or_none(at == NULL ? s : td_span(at + 1, s.p + s.n));
}

#define VALUE(name)                                                        \
	static struct td_span value_##name(const struct td_observation *o, \
	    const struct td_zone_info *z, char buf[64])

VALUE(carrier)
{
	(void)z, (void)buf;
	return or_none(o->carrier.carrier);
}

VALUE(operator)
{
	(void)z, (void)buf;
	return or_none(o->carrier.operator);
}

VALUE(class)
{
	(void)z, (void)buf;
	return or_none(o->carrier.class);
}

VALUE(domain)
{
	(void)z, (void)buf;
	return no_local_part(o->domain);
}

VALUE(author_domain)
{
	(void)z, (void)buf;
	return no_local_part(o->author_domain);
}

VALUE(mailfrom_domain)
{
	(void)z, (void)buf;
	return no_local_part(o->mailfrom_domain);
}

VALUE(sdid)
{
	(void)z, (void)buf;
	return no_local_part(o->sdid);
}

VALUE(authserv_id)
{
	(void)z, (void)buf;
	return no_local_part(o->authserv_id);
}

VALUE(relay)
{
	(void)z, (void)buf;
	return no_local_part(o->relay);
}

VALUE(reporter)
{
	(void)z, (void)buf;
	return no_local_part(o->reporter);
}

VALUE(hostname)
{
	(void)z, (void)buf;
	return no_local_part(o->hostname);
}

VALUE(tag)
{
	(void)z, (void)buf;
	return or_none(o->tag);
}

VALUE(source)
{
	(void)z, (void)buf;
	return or_none(o->source);
}

VALUE(format)
{
	(void)z, (void)buf;
	if (o->format == NULL)
		return none;
	return or_none((struct td_span){ o->format, strlen(o->format) });
}

VALUE(reason)
{
	const char *name;

	(void)z, (void)buf;
	if (!o->has_reason)
		return none;
	name = td_reason_name((enum td_reason)o->reason);
	return (struct td_span){ name, strlen(name) };
}

VALUE(rule)
{
	(void)z, (void)buf;
	if (!o->has_reason || o->rule == NULL)
		return none;
	return or_none((struct td_span){ o->rule, strlen(o->rule) });
}

VALUE(status)
{
	(void)z, (void)buf;
	return or_none(o->status);
}

/* ---- times ---- */

struct civil {
	int year, month, day, hour;
	int year_day; /* 0 .. 365 */
	int weekday;  /* 0: Monday */
};

/* Floored division, for times before 1970. */
static int64_t
floored(int64_t a, int64_t b, int64_t *rest)
{
	bool minus = a % b < 0;

	*rest = a % b + (minus ? b : 0);
	return a / b - minus;
}

/* False where there is no time, or none that ISO 8601 writes in 4 digits. */
static bool
civil_of(int64_t when, const struct td_zone_info *z, struct civil *c)
{
	int64_t micros, in_day, era_day;

	if (when == TD_NO_TIME)
		return false;

	int64_t second =
	    floored(when, 1000000, &micros) + td_zone_offset(z, when);
	int64_t day = floored(second, 86400, &in_day);
	/* Days since 0000-03-01; years begin with March, leap days end them. */
	int64_t era = floored(day + 719468, 146097, &era_day);
	int64_t y =
	    (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) /
	    365;
	int64_t d = era_day - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * d + 2) / 153, week_day;

	y += era * 400 + (m >= 10);
	if (y < 0 || y > 9999)
		return false;
	c->year = (int)y;
	c->month = (int)(m < 10 ? m + 3 : m - 9);
	c->day = (int)(d - (153 * m + 2) / 5 + 1);
	c->hour = (int)(in_day / 3600);
	c->year_day = (int)(day - td_days_from_civil(y, 1, 1));
	(void)floored(day + 3, 7, &week_day); /* 1970 began on a Thursday */
	c->weekday = (int)week_day;
	return true;
}

static struct td_span
put(char buf[64], int n)
{
	return (struct td_span){ buf, (size_t)n };
}

VALUE(hour)
{
	struct civil c;

	if (!civil_of(o->when, z, &c))
		return none;
	return put(buf,
	    snprintf(buf, 64, "%04d-%02d-%02dT%02d", c.year, c.month, c.day,
	        c.hour));
}

VALUE(day)
{
	struct civil c;

	if (!civil_of(o->when, z, &c))
		return none;
	return put(
	    buf, snprintf(buf, 64, "%04d-%02d-%02d", c.year, c.month, c.day));
}

VALUE(month)
{
	struct civil c;

	if (!civil_of(o->when, z, &c))
		return none;
	return put(buf, snprintf(buf, 64, "%04d-%02d", c.year, c.month));
}

/* Whether a year has 53 weeks: its first or last day is a Thursday. */
static bool
is_long(int year)
{
	int64_t first, last;

	floored(td_days_from_civil(year, 1, 1), 7, &first);
	floored(td_days_from_civil(year, 12, 31), 7, &last);
	return first == 0 || last == 0; /* 1970-01-01 was one */
}

/* ISO 8601: week 1 is the one with the year's first Thursday. */
VALUE(week)
{
	struct civil c;
	int week;

	if (!civil_of(o->when, z, &c))
		return none;
	week = (c.year_day - c.weekday + 10) / 7;
	if (week == 0)
		week = is_long(--c.year) ? 53 : 52;
	else if (week == 53 && !is_long(c.year)) {
		week = 1;
		c.year++;
	}
	return put(buf, snprintf(buf, 64, "%04d-W%02d", c.year, week));
}

/* ---- the table ---- */

const struct td_dimension td_dimensions[] = {
	{ "carrier", "Recipient carrier: docomo, au, gmail, other.",
	    value_carrier, false },
	{ "operator", "Company that runs it.", value_operator, false },
	{ "class", "Class of the carrier: mobile-jp, isp-jp, webmail-jp.",
	    value_class, false },
	{ "domain", "Domain of the recipient.", value_domain, false },
	{ "hour", "Hour of receipt (logs: of injection): 2026-11-21T17.",
	    value_hour, true },
	{ "day", "Day of receipt (logs: of injection): 2026-11-21.", value_day,
	    true },
	{ "week", "ISO 8601 week of receipt (logs: of injection): 2026-W47.",
	    value_week, true },
	{ "month", "Month of receipt (logs: of injection): 2026-11.",
	    value_month, true },
	{ "author_domain", "Domain of From.", value_author_domain, false },
	{ "mailfrom_domain", "Domain of MAIL FROM, as SPF saw it.",
	    value_mailfrom_domain, false },
	{ "sdid", "Signing domain (d=) of DKIM.", value_sdid, false },
	{ "authserv_id", "Who wrote the results.", value_authserv_id, false },
	{ "relay", "Host that took the mail for the recipient.", value_relay,
	    false },
	{ "reporter", "Who sent the report.", value_reporter, false },
	{ "format", "Format of the input.", value_format, false },
	{ "source", "File of the input.", value_source, false },
	{ "hostname", "Host that wrote the log line.", value_hostname, false },
	{ "reason", "Reason of a failure.", value_reason, false },
	{ "rule", "Rule that found the reason: \"google: x.7.26\".", value_rule,
	    false },
	{ "status", "Enhanced status code.", value_status, false },
	{ "tag", "Tag of the sending system.", value_tag, false },
};

const size_t td_n_dimensions = sizeof(td_dimensions) / sizeof(td_dimensions[0]);

static const struct td_dimension *
find(struct td_span name)
{
	for (size_t i = 0; i < td_n_dimensions; i++) {
		const char *known = td_dimensions[i].name;

		if (td_span_eq(name, (struct td_span){ known, strlen(known) }))
			return &td_dimensions[i];
	}
	return NULL;
}

const struct td_dimension *
td_dimension_find(const char *name)
{
	return find((struct td_span){ name, strlen(name) });
}

static void
say_unknown(struct td_error *e, struct td_span name)
{
	char known[192];
	size_t n = 0;

	for (size_t i = 0; i < td_n_dimensions; i++)
		n += (size_t)snprintf(known + n, sizeof(known) - n, "%s%s",
		    i == 0 ? "" : " ", td_dimensions[i].name);
	td_error_set(e, "unknown dimension", "\"%.*s\"; known: %s",
	    (int)(name.n < 30 ? name.n : 30), name.p, known);
}

int
td_dims_parse(struct td_dims *d, const char *list, struct td_error *e)
{
	const char *p = list, *end = list + strlen(list);

	d->n = d->n_optional = 0;
	while (list[0] != '\0' && p <= end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		struct td_span name = td_span(p, comma ? comma : end);
		const struct td_dimension *dim = find(name);

		if (dim == NULL) {
			say_unknown(e, name);
			return -1;
		}
		for (size_t i = 0; i < d->n; i++)
			if (d->dim[i] == dim) {
				td_error_set(e, "dimension given twice", "%s",
				    dim->name);
				return -1;
			}
		if (d->n == TD_MAX_DIMS) {
			td_error_set(e, "too many dimensions", "at most %d",
			    (int)TD_MAX_DIMS);
			return -1;
		}
		d->dim[d->n++] = dim;
		p = name.p + name.n + 1;
	}
	return 0;
}

size_t
td_dims_find(const struct td_dims *d, const char *name)
{
	size_t i = 0;

	while (i < d->n && strcmp(d->dim[i]->name, name) != 0)
		i++;
	return i;
}

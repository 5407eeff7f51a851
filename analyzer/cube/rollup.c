/*
 * See rollup.h.  A day tells its week and its month, an hour all three; what is
 * no day ("(none)", "(other)") is that in a week, too.
 */
#include "rollup.h"

#include "formats/field_date.h"

/* The place of a name in "carrier,domain", and how many are in there. */
static size_t
find(struct td_span list, const char *name, size_t *n)
{
	const char *p = list.p, *end = list.p + list.n;
	size_t found = TD_ROLLUP_NONE;

	*n = 0;
	while (list.n > 0 && p <= end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		struct td_span one = td_span(p, comma != NULL ? comma : end);

		if (found == TD_ROLLUP_NONE &&
		    td_span_eq(one, (struct td_span){ name, strlen(name) }))
			found = *n;
		++*n;
		p = one.p + one.n + 1;
	}
	return found;
}

/* From which one a dimension follows. */
static size_t
find_finer(struct td_span by, const struct td_dimension *dim, size_t *n)
{
	size_t at;

	if (!dim->timed || strcmp(dim->name, "hour") == 0)
		return TD_ROLLUP_NONE;
	at = find(by, "day", n);
	return at != TD_ROLLUP_NONE ? at : find(by, "hour", n);
}

static int
find_all(struct td_rollup *r, struct td_span by, struct td_error *e)
{
	const struct td_dims *want = r->want;

	find(by, "", &r->n_counted);
	for (size_t i = 0; i < want->n; i++) {
		const struct td_dimension *dim = want->dim[i];
		size_t n;

		r->derived[i] = false;
		r->from[i] = find(by, dim->name, &n);
		if (r->from[i] != TD_ROLLUP_NONE)
			continue;
		r->from[i] = find_finer(by, dim, &n);
		r->derived[i] = r->from[i] != TD_ROLLUP_NONE;
		if (!r->derived[i] && i < want->n - want->n_optional) {
			td_error_set(e, "no such dimension in these cells",
			    "\"%s\"; they were counted by %.*s", dim->name,
			    (int)(by.n < 130 ? by.n : 130), by.p);
			return -1;
		}
	}
	return 0;
}

static int
check_zone(struct td_rollup *r, struct td_span zone, struct td_error *e)
{
	const struct td_dims *dims = r->want;
	const size_t n_needed = dims->n - dims->n_optional;
	const char *want = dims->zone.name == NULL ? "UTC" : dims->zone.name;

	if (td_span_eq(zone, (struct td_span){ want, strlen(want) }))
		return 0;
	for (size_t i = dims->n; i-- > 0;) {
		if (!dims->dim[i]->timed)
			continue;
		r->from[i] = TD_ROLLUP_NONE;
		if (i >= n_needed)
			continue;
		td_error_set(e, "cells of another time zone",
		    "\"%s\" is wanted in %.40s, they were counted in %.*s",
		    dims->dim[i]->name, want, (int)(zone.n < 64 ? zone.n : 64),
		    zone.p);
		return -1;
	}
	return 0;
}

int
td_rollup_begin(struct td_rollup *r, const struct td_dims *want,
    struct td_span by, struct td_span zone, struct td_error *e)
{
	r->want = want;
	if (find_all(r, by, e) == -1)
		return -1;
	return check_zone(r, zone, e);
}

/* "2026-11-21", whatever is behind it; false if it is none. */
static bool
read_day(struct td_span s, int64_t *when)
{
	static const char form[] = "dddd-dd-dd";
	unsigned n[3] = { 0, 0, 0 }, k = 0;

	if (s.n < sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i] != '\0'; i++) {
		if (form[i] == '-' ? s.p[i] != '-' : !td_is_digit(s.p[i]))
			return false;
		if (form[i] == '-')
			k++;
		else
			n[k] = n[k] * 10 + (unsigned)(s.p[i] - '0');
	}
	if (n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31)
		return false;
	*when = td_days_from_civil(n[0], n[1], n[2]) * 86400 * 1000000;
	return true;
}

struct td_span
td_rollup_value(
    const struct td_rollup *r, size_t i, struct td_span counted, char buf[64])
{
	static const struct td_zone_info utc = { .name = "UTC", .fixed = true };
	struct td_observation o = { .when = 0 };

	if (r->from[i] == TD_ROLLUP_NONE)
		return TD_SPAN("(none)");
	if (!r->derived[i] || !read_day(counted, &o.when))
		return counted;
	/* Times are all written there. */
	return (struct td_span){ buf, r->want->dim[i]->value(&o, &utc, buf).n };
}

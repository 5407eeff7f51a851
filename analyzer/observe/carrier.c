/*
 * Looking up carriers: the user's rules, then exact names, label patterns, the
 * longest suffix, families of country domains.  One ordered table and whole
 * labels only, so that neither an empty nor a very long name can match by
 * accident.  The table is in carrier_japan.c, _world.c and _relay.c.
 */
#include "analyzer/observe/carrier_table.h"

enum { NAME_MAX_BYTES = 253 }; /* RFC 1035 2.3.4, without the root's dot */

static const struct td_carrier_section *const domains[] = {
	&td_carriers_japan,
	&td_carriers_world,
};

static const struct td_carrier_section *const hosts[] = {
	&td_carriers_relay,
};

/* All that are listed, and the user's before. */
static const struct td_carrier_section *const listed[] = {
	&td_carriers_japan,
	&td_carriers_world,
	&td_carriers_relay,
	&td_carriers_reporter,
};

enum {
	N_DOMAINS = sizeof(domains) / sizeof(domains[0]),
	N_HOSTS = sizeof(hosts) / sizeof(hosts[0]),
	N_LISTED = sizeof(listed) / sizeof(listed[0])
};

static const struct td_carrier unmatched = { TD_LIT("other"), TD_LIT(""),
	TD_LIT("other"), TD_LIT(""), TD_LIT(""), TD_RULE_NONE };

static struct td_span
behind(struct td_span s, size_t n)
{
	return (struct td_span){ s.p + n, s.n - n };
}

static const struct td_carrier *
search(const struct td_carrier_rows *rows, size_t skip, struct td_span name)
{
	size_t low = 0, high = rows->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int d = td_span_cmp(behind(rows->row[mid].rule, skip), name);

		if (d == 0)
			return &rows->row[mid];
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* "*.x" is one label or more below x, so the whole name is not tried. */
static const struct td_carrier *
search_suffix(const struct td_carrier_section *s, struct td_span name)
{
	const struct td_carrier *longest = NULL;

	if (s->suffix.n == 0)
		return NULL;
	for (size_t i = name.n; i-- > 1;) {
		const struct td_carrier *c;

		if (name.p[i] != '.')
			continue;
		c = search(&s->suffix, s->skip + 2, behind(name, i + 1));
		if (c != NULL)
			longest = c;
	}
	return longest;
}

/* Whether `c` is in the set that begins behind *p's "["; *p moves behind "]".
 */
static bool
in_set(const char **p, const char *end, char c)
{
	bool found = false;
	const char *q = *p;

	while (q < end && *q != ']') {
		if (end - q > 2 && q[1] == '-' && q[2] != ']') {
			found = found || (c >= q[0] && c <= q[2]);
			q += 3;
		} else {
			found = found || c == *q;
			q++;
		}
	}
	*p = q < end ? q + 1 : end;
	return found;
}

/*
 * A pattern with [a-k], "?" (one byte) and "*" (any number) inside of labels.
 * Only the last "*" is gone back to, so the time is at most the product of
 * both lengths; the name is at most NAME_MAX_BYTES.
 */
static bool
matches_label(struct td_span pattern, struct td_span name)
{
	const char *p = pattern.p, *pend = p + pattern.n;
	const char *s = name.p, *send = s + name.n;
	const char *star = NULL, *retry = NULL;

	while (s < send) {
		const char *next = p + 1;
		bool ok = false;

		if (p < pend && *p == '*') {
			star = next;
			retry = s;
			p = next;
			continue;
		}
		if (p < pend && *p == '[')
			ok = in_set(&next, pend, *s);
		else if (p < pend)
			ok = *p == *s || (*p == '?' && *s != '.');
		if (ok) {
			p = next;
			s++;
		} else if (star != NULL && *retry != '.') {
			p = star;
			s = ++retry;
		} else {
			return false;
		}
	}
	while (p < pend && *p == '*')
		p++;
	return p == pend;
}

static bool
is_country(struct td_span s)
{
	return s.n == 2 && s.p[0] >= 'a' && s.p[0] <= 'z' && s.p[1] >= 'a' &&
	    s.p[1] <= 'z';
}

/* "hotmail.<cc>", "yahoo.<cc!jp>": com, cc, co.cc, com.cc; not below jp. */
static bool
matches_family(struct td_span pattern, struct td_span name)
{
	const char *open = memchr(pattern.p, '<', pattern.n);
	size_t head = (size_t)(open - pattern.p);
	struct td_span word = td_span(open + 1, pattern.p + pattern.n - 1);
	struct td_span rest;

	if (name.n <= head || memcmp(name.p, pattern.p, head) != 0)
		return false;
	rest = behind(name, head);
	if (td_span_eq(rest, TD_SPAN("com")))
		return true;
	if (rest.n > 3 && memcmp(rest.p, "co.", 3) == 0)
		rest = behind(rest, 3);
	else if (rest.n > 4 && memcmp(rest.p, "com.", 4) == 0)
		rest = behind(rest, 4);
	if (!is_country(rest))
		return false;
	return word.n == 2 || !td_span_eq(behind(word, 3), rest);
}

static const struct td_carrier *
search_form(const struct td_carrier_rows *rows, struct td_span name,
    bool (*matches)(struct td_span, struct td_span))
{
	for (size_t i = 0; i < rows->n; i++)
		if (matches(rows->row[i].rule, name))
			return &rows->row[i];
	return NULL;
}

/* Form by form over all sections, in the order of enum td_rule_kind. */
static const struct td_carrier *
search_all(
    const struct td_carrier_section *const *s, size_t n, struct td_span name)
{
	const struct td_carrier *found = NULL;

	for (size_t i = 0; i < n && found == NULL; i++)
		found = search(&s[i]->exact, s[i]->skip, name);
	for (size_t i = 0; i < n && found == NULL; i++)
		found = search_form(&s[i]->label, name, matches_label);
	if (found != NULL)
		return found;
	for (size_t i = 0; i < n; i++) {
		const struct td_carrier *c = search_suffix(s[i], name);

		if (c != NULL && (found == NULL || c->rule.n > found->rule.n))
			found = c;
	}
	for (size_t i = 0; i < n && found == NULL; i++)
		found = search_form(&s[i]->family, name, matches_family);
	return found;
}

const struct td_carrier *
td_carrier_search(const struct td_carriers *c, bool host, struct td_span raw)
{
	const struct td_carrier_section *user = host ? &c->relay : &c->domain;
	char folded[NAME_MAX_BYTES];
	struct td_span name = { folded, 0 };
	const struct td_carrier *found = NULL;

	if (raw.n > 0 && raw.p[raw.n - 1] == '.')
		raw.n--;
	if (raw.n == 0 || raw.n > sizeof(folded))
		return NULL;
	for (; name.n < raw.n; name.n++)
		folded[name.n] = td_lower(raw.p[name.n]);
	if (user->exact.n + user->suffix.n > 0)
		found = search_all(&user, 1, name);
	if (found != NULL)
		return found;
	return host ? search_all(hosts, N_HOSTS, name) :
	              search_all(domains, N_DOMAINS, name);
}

bool
td_carrier_take(const struct td_carrier *found, struct td_carrier *out)
{
	*out = found != NULL ? *found : unmatched;
	return found != NULL;
}

bool
td_carrier_of_domain(
    const struct td_carriers *c, struct td_span domain, struct td_carrier *out)
{
	return td_carrier_take(td_carrier_search(c, false, domain), out);
}

bool
td_carrier_of_host(
    const struct td_carriers *c, struct td_span host, struct td_carrier *out)
{
	return td_carrier_take(td_carrier_search(c, true, host), out);
}

bool
td_carrier_drops(struct td_span carrier, int64_t when)
{
	if (td_span_eq(carrier, TD_SPAN("docomo")))
		return when >= TD_DOCOMO_ACCEPTS;
	return td_span_eq(carrier, TD_SPAN("au")) ||
	    td_span_eq(carrier, TD_SPAN("softbank"));
}

static bool
row_of(const struct td_carrier_section *s, size_t *i, struct td_carrier *out)
{
	const struct td_carrier_rows *const forms[] = { &s->exact, &s->label,
		&s->suffix, &s->family };

	for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++) {
		if (*i < forms[k]->n) {
			*out = forms[k]->row[*i];
			return true;
		}
		*i -= forms[k]->n;
	}
	return false;
}

bool
td_carriers_row(const struct td_carriers *c, size_t i, struct td_carrier *out)
{
	if (i < c->n) {
		*out = c->row[i];
		return true;
	}
	i -= c->n;
	for (size_t k = 0; k < N_LISTED; k++)
		if (row_of(listed[k], &i, out))
			return true;
	return false;
}

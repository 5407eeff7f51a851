/*
 * Membership in the recipient's ADMD.  Knowledge about providers stands in the
 * tables here and nowhere else.
 */
#include "analyzer/observe/admd.h"
#include "analyzer/observe/name_key.h"

enum provider {
	NOBODY,
	GOOGLE,
	MICROSOFT,
	HOTMAIL,
	APPLE,
	YAHOO,
	AU,
	SOFTBANK
};

/*
 * Organizational domains of one operator (SEMANTICS.md 3.2, DECISIONS.md 21).
 * gmail.com and hotmail.com are not with their hosts on purpose: Exchange
 * Online stamps outgoing mail with the recipient's domain as authserv-id
 * (DIALECTS.md 11).
 */
static const struct {
	struct td_span org;
	enum provider provider;
} equivalent[] = {
	{ TD_LIT("google.com"), GOOGLE },
	{ TD_LIT("googlemail.com"), GOOGLE },
	{ TD_LIT("outlook.com"), MICROSOFT },
	{ TD_LIT("office365.com"), MICROSOFT },
	{ TD_LIT("exchangelabs.com"), MICROSOFT },
	{ TD_LIT("hotmail.com"), HOTMAIL },
	{ TD_LIT("icloud.com"), APPLE },
	{ TD_LIT("me.com"), APPLE },
	{ TD_LIT("mac.com"), APPLE },
	{ TD_LIT("apple.com"), APPLE },
	{ TD_LIT("yahoo.com"), YAHOO },
	{ TD_LIT("yahoodns.net"), YAHOO },
	{ TD_LIT("aol.com"), YAHOO },
	{ TD_LIT("ezweb.ne.jp"), AU },
	{ TD_LIT("au.com"), AU },
	{ TD_LIT("softbank.ne.jp"), SOFTBANK },
	{ TD_LIT("softbank.jp"), SOFTBANK },
};

/* RFC 6762 and what inner zones are called (DECISIONS.md 21). */
static const struct td_span inner[] = {
	TD_LIT(".internal"),
	TD_LIT(".local"),
	TD_LIT(".lan"),
	TD_LIT(".localdomain"),
};

/* SEMANTICS.md 3.4 (c); a "*" stands for any bytes, at one place. */
static const struct {
	struct td_span head, tail;
	bool any; /* something may stand between the two */
} builtin[] = {
	{ TD_LIT(""), TD_LIT(".google.com"), true },
	{ TD_LIT("dmarc.icloud.com"), TD_LIT(""), false },
	{ TD_LIT("dkim-verifier.icloud.com"), TD_LIT(""), false },
	{ TD_LIT("spf.icloud.com"), TD_LIT(""), false },
	{ TD_LIT("arc.icloud.com"), TD_LIT(""), false },
	{ TD_LIT("bimi.icloud.com"), TD_LIT(""), false },
	{ TD_LIT(""), TD_LIT(".mail.yahoo.com"), true },
	{ TD_LIT("atlas"), TD_LIT(".yahoo.com"), true },
	{ TD_LIT(""), TD_LIT(".yahoo.co.jp"), true },
	{ TD_LIT("hotmail.com"), TD_LIT(""), false },
	{ TD_LIT("outlook.com"), TD_LIT(""), false },
};

static bool
starts(struct td_span s, struct td_span head)
{
	return s.n >= head.n && memcmp(s.p, head.p, head.n) == 0;
}

static bool
ends(struct td_span s, struct td_span tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

/* Without what encloses an address literal (RFC 5321 4.1.3). */
static struct td_span
unwrap(struct td_span s)
{
	static const struct td_span tag = TD_LIT("ipv6:");

	if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = (struct td_span){ s.p + 1, s.n - 2 };
	if (s.n > tag.n && td_span_ieq((struct td_span){ s.p, tag.n }, tag))
		s = (struct td_span){ s.p + tag.n, s.n - tag.n };
	return s;
}

/* Whether a name has the byte: most are too short for memchr to be worth it. */
static bool
has_byte(struct td_span s, char c)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t all = ones * (unsigned char)c;
	uint64_t hit = 0, w;

	if (s.n < 8)
		return s.n > 0 && memchr(s.p, c, s.n) != NULL;
	for (size_t i = 0; i + 8 < s.n; i += 8) {
		w = td_name_word(s.p + i) ^ all;
		hit |= (w - ones) & ~w;
	}
	w = td_name_word(s.p + s.n - 8) ^ all;
	hit |= (w - ones) & ~w;
	return (hit & ones * 0x80) != 0;
}

/* An address begins with a digit or has a colon; few names do. */
static bool
may_be_address(struct td_span s)
{
	return s.n > 0 &&
	    ((s.p[0] >= '0' && s.p[0] <= '9') || s.p[0] == '[' ||
	        has_byte(s, ':'));
}

static bool
is_inner(struct td_span host)
{
	char last = td_lower(host.p[host.n - 1]);

	if (last != 'l' && last != 'n') /* as all of them end */
		return false;
	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		size_t n = inner[i].n;

		if (host.n > n &&
		    td_span_ieq(
		        (struct td_span){ host.p + host.n - n, n }, inner[i]))
			return true;
	}
	return false;
}

enum td_name
td_admd_name(struct td_span host)
{
	struct td_span bare;

	if (host.n == 0)
		return TD_NAME_NONE;
	if (host.n > TD_HOST_MAX)
		return TD_NAME_FOREIGN;
	if (may_be_address(host)) {
		switch (td_ip_kind(unwrap(host), &bare)) {
		case TD_IP_PRIVATE:
			return TD_NAME_INNER;
		case TD_IP_PUBLIC:
			return TD_NAME_FOREIGN;
		default:
			break;
		}
	}
	if (!has_byte(host, '.') || is_inner(host))
		return TD_NAME_INNER;
	return TD_NAME_HOST;
}

struct td_span
td_admd_fold(struct td_span host, char buf[TD_HOST_MAX + 1])
{
	uint64_t w;

	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	if (host.n > TD_HOST_MAX)
		host.n = 0;
	if (host.n < 8) {
		for (size_t i = 0; i < host.n; i++)
			buf[i] = td_lower(host.p[i]);
		return (struct td_span){ buf, host.n };
	}
	for (size_t i = 0; i + 8 < host.n; i += 8) {
		w = td_load_lower8(host.p + i);
		memcpy(buf + i, &w, 8);
	}
	w = td_load_lower8(host.p + host.n - 8);
	memcpy(buf + host.n - 8, &w, 8);
	return (struct td_span){ buf, host.n };
}

static enum provider
provider_of(struct td_span org)
{
	for (size_t i = 0; i < sizeof(equivalent) / sizeof(equivalent[0]); i++)
		if (td_span_eq(equivalent[i].org, org))
			return equivalent[i].provider;
	return NOBODY;
}

/* A host that is a public suffix itself stands for itself alone. */
static struct td_span
org_of(struct td_orgs *orgs, struct td_span host)
{
	struct td_span org = td_org(orgs, host);

	return org.n > 0 ? org : host;
}

/* What is known about a host by its name. */
struct host {
	enum td_name name;
	/* Of TD_NAME_HOST alone. */
	struct td_span org; /* a tail of it */
	enum provider provider;
};

enum { NOTE_SET = 0x80, NOTE_NAME = 0x03, NOTE_PROVIDER = 4 };

static struct host
look(struct td_orgs *orgs, struct td_span host)
{
	struct host h = { .provider = NOBODY };
	uint8_t *note;

	/* Addresses are many, and nobody is to be asked for their domain. */
	if (host.n == 0 || host.n > TD_HOST_MAX || host.p[0] == '[' ||
	    (host.p[0] >= '0' && host.p[0] <= '9')) {
		h.name = td_admd_name(host);
		if (h.name != TD_NAME_HOST)
			return h;
	}
	h.org = td_org_noted(orgs, host, &note);
	if (h.org.n == 0) /* a public suffix stands for itself alone */
		h.org = host;
	if (*note == 0)
		*note = (uint8_t)(NOTE_SET | td_admd_name(host) |
		    provider_of(h.org) * NOTE_PROVIDER);
	h.name = (enum td_name)(*note & NOTE_NAME);
	h.provider = (enum provider)((*note & ~NOTE_SET) / NOTE_PROVIDER);
	return h;
}

/* Whether the organization of a host, which is known, is that one. */
static bool
is_of(const struct host *h, struct td_span org)
{
	if (org.n == 0)
		return false;
	return td_span_eq(h->org, org) ||
	    (h->provider != NOBODY && h->provider == provider_of(org));
}

/* DECISIONS.md 24: the domains of --authserv-id join the ADMD. */
static bool
joined(const struct td_admd *a, struct td_span org)
{
	for (size_t i = 0; i < a->trust->n_ids; i++) {
		struct td_span id = a->trust->ids[i];
		struct host h;

		if (id.n > 0 && id.p[0] == '.')
			id = (struct td_span){ id.p + 1, id.n - 1 };
		h = look(a->orgs, id);
		if (h.name == TD_NAME_HOST && is_of(&h, org))
			return true;
	}
	return false;
}

enum td_name
td_admd_judge(const struct td_admd *a, struct td_span host, bool *has)
{
	struct host h = look(a->orgs, host);

	*has =
	    h.name == TD_NAME_HOST && (is_of(&h, a->org) || joined(a, h.org));
	return h.name;
}

enum td_name
td_admd_take(struct td_admd *a, struct td_span host)
{
	struct host h = look(a->orgs, host);

	if (h.name == TD_NAME_HOST)
		a->org = h.org;
	return h.name;
}

/* The organizational domain also of an inner name; else n 0. */
static struct host
look_inner(struct td_orgs *orgs, struct td_span name)
{
	struct host h = look(orgs, name);

	if (h.name == TD_NAME_HOST)
		return h;
	if (name.n == 0 || name.n > TD_HOST_MAX ||
	    memchr(name.p, '.', name.n) == NULL ||
	    (may_be_address(name) && td_ip_valid(unwrap(name))))
		name.n = 0;
	h.org = name.n > 0 ? org_of(orgs, name) : name;
	h.provider = provider_of(h.org);
	return h;
}

bool
td_admd_wrote(
    const struct td_admd *a, const struct td_reading *out, struct td_span id)
{
	/* RFC 8601 2.5 allows "/" and more behind a host's name. */
	const char *slash = id.n > 0 ? memchr(id.p, '/', id.n) : NULL;
	struct host h;

	if (slash != NULL)
		id = td_span(id.p, slash);
	if (id.n == 0)
		return false;
	for (int i = 0; i <= out->boundary; i++)
		if (td_span_eq(id, out->hop[i].received.by))
			return true;
	if (td_span_eq(id, a->org)) /* its organizational domain is itself */
		return true;
	h = look_inner(a->orgs, id);
	if (h.org.n == 0)
		return false;
	if (is_of(&h, a->org))
		return true;
	/* The named hosts of the chain are all of the ADMD, or joined it. */
	if (h.name == TD_NAME_HOST && a->trust->n_ids == 0)
		return false;
	for (int i = 0; i <= out->boundary; i++)
		if (is_of(&h, look_inner(a->orgs, out->hop[i].received.by).org))
			return true;
	return false;
}

bool
td_admd_configured(const struct td_trust *t, struct td_span id)
{
	for (size_t i = 0; i < t->n_ids; i++) {
		struct td_span want = t->ids[i];

		if (td_span_eq(want, id))
			return true;
		if (want.n > 1 && want.p[0] == '.' && ends(id, want))
			return true;
	}
	return false;
}

bool
td_admd_builtin(struct td_span id)
{
	for (size_t i = 0; i < sizeof(builtin) / sizeof(builtin[0]); i++) {
		size_t n = builtin[i].head.n + builtin[i].tail.n;

		if (builtin[i].any ? id.n <= n : id.n != n)
			continue;
		if (starts(id, builtin[i].head) && ends(id, builtin[i].tail))
			return true;
	}
	return false;
}

bool
td_admd_microsoft(struct td_orgs *orgs, struct td_span host)
{
	struct host h = look(orgs, host);

	return h.name == TD_NAME_HOST &&
	    (h.provider == MICROSOFT || h.provider == HOTMAIL);
}

bool
td_admd_microsoft_exit(struct td_span host)
{
	return ends(host, TD_SPAN(".outbound.protection.outlook.com"));
}

bool
td_admd_seals(const struct td_admd *a, struct td_span sdid)
{
	bool has;

	td_admd_judge(a, sdid, &has);
	if (has)
		return true;
	/* Exchange Online seals with a domain that names none of its hosts. */
	return provider_of(a->org) == MICROSOFT &&
	    td_span_eq(sdid, TD_SPAN("microsoft.com"));
}

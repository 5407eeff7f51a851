/*
 * Organizational domains with libpsl.  The only place that knows it.
 */
#include <errno.h>
#include <libpsl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "analyzer/observe/name_key.h"
#include "analyzer/observe/psl.h"

enum {
	DOMAIN_MAX = 253,
	SLOTS = 4096, /* a power of two; 256 KiB a thread */
	PROBES = 4,
	KEY_MAX = 60
};

struct td_psl {
	psl_ctx_t *list;
	char date[sizeof("2023-02-09")];
};

/* Key and answer in one cache line.  The name is kept as it was asked for. */
struct slot {
	uint8_t n;      /* of name; 0: empty */
	uint8_t org_at; /* where the organizational domain begins */
	uint8_t org_n;  /* and its bytes */
	uint8_t note;
	char name[KEY_MAX];
};

struct td_orgs {
	const struct td_psl *psl;
	uint32_t turn;   /* which probe is overwritten next */
	uint8_t no_note; /* of names that are not remembered */
	struct slot slot[SLOTS];
};

static void
set_date(struct td_psl *psl, time_t when)
{
	struct tm tm;

	if (when <= 0 || gmtime_r(&when, &tm) == NULL ||
	    strftime(psl->date, sizeof(psl->date), "%Y-%m-%d", &tm) == 0)
		strcpy(psl->date, "unknown");
}

/*
 * Newer lists say "// VERSION: 2024-05-01_10-11-12_UTC" among their first
 * comments.
 */
static void
find_version(struct td_psl *psl, FILE *f)
{
	char head[4096];
	size_t n = fread(head, 1, sizeof(head) - 1, f);
	const char *at;
	int y, m, d;

	head[n] = '\0';
	rewind(f);
	at = strstr(head, "// VERSION: ");
	if (at != NULL &&
	    sscanf(at, "// VERSION: %4d-%2d-%2d", &y, &m, &d) == 3 &&
	    y >= 1000 && m >= 1 && m <= 12 && d >= 1 && d <= 31)
		memcpy(psl->date, at + 12, sizeof(psl->date) - 1);
}

static bool
load_file(struct td_psl *psl, const char *file, struct td_error *e)
{
	struct stat st;
	FILE *f = fopen(file, "re");

	if (f == NULL || fstat(fileno(f), &st) < 0) {
		td_error_sys(e, "cannot open", errno);
		if (f != NULL)
			fclose(f);
		return false;
	}
	if (S_ISDIR(st.st_mode)) {
		td_error_sys(e, "cannot read", EISDIR);
		fclose(f);
		return false;
	}
	find_version(psl, f);
	psl->list = psl_load_fp(f);
	fclose(f);
	if (psl->list == NULL || psl_suffix_count(psl->list) == 0) {
		td_error_set(
		    e, "cannot use as public suffix list", "no rule in it");
		return false;
	}
	return true;
}

/*
 * The distribution keeps the list's own time on its file, and its packages
 * update that file, not the copy inside of libpsl.
 */
static bool
load_system(struct td_psl *psl, struct td_error *e)
{
	const char *file = psl_dist_filename();
	struct td_error ignored = { 0 };
	struct stat st;

	if (file != NULL && *file != '\0' && stat(file, &st) == 0 &&
	    load_file(psl, file, &ignored)) {
		if (psl->date[0] == 'u')
			set_date(psl, st.st_mtime);
		return true;
	}
	psl_free(psl->list);
	psl->list = (psl_ctx_t *)(uintptr_t)psl_builtin();
	set_date(psl, psl_builtin_file_time());
	if (psl->list == NULL)
		td_error_set(e, "no public suffix list",
		    "install the package publicsuffix or use --psl FILE");
	return psl->list != NULL;
}

struct td_psl *
td_psl_new(const char *file, struct td_error *e)
{
	struct td_psl *psl = calloc(1, sizeof(*psl));

	if (psl == NULL) {
		td_error_sys(e, "cannot load the public suffix list", ENOMEM);
		return NULL;
	}
	strcpy(psl->date, "unknown");
	if (file != NULL ? load_file(psl, file, e) : load_system(psl, e))
		return psl;
	td_psl_free(psl);
	return NULL;
}

void
td_psl_free(struct td_psl *psl)
{
	if (psl == NULL)
		return;
	psl_free(psl->list); /* which spares the one inside of libpsl */
	free(psl);
}

const char *
td_psl_date(const struct td_psl *psl)
{
	return psl->date;
}

struct td_orgs *
td_orgs_new(const struct td_psl *psl)
{
	struct td_orgs *o = calloc(1, sizeof(*o));

	if (o != NULL)
		o->psl = psl;
	return o;
}

void
td_orgs_free(struct td_orgs *o)
{
	free(o);
}

/*
 * libpsl takes names as they are: a capital or a dot at the end gives a wrong
 * answer, an empty label a strange one.  false if `domain` can be no name.
 */
static bool
normalise(struct td_span domain, char name[DOMAIN_MAX + 1], size_t *n)
{
	bool digits = true;

	if (domain.n > 0 && domain.p[domain.n - 1] == '.')
		domain.n--;
	if (domain.n == 0 || domain.n > DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < domain.n; i++) {
		char c = td_lower(domain.p[i]);

		if (c == '\0' || (c == '.' && (i == 0 || name[i - 1] == '.')))
			return false;
		digits = c == '.' || (digits && c >= '0' && c <= '9');
		name[i] = c;
	}
	name[domain.n] = '\0';
	*n = domain.n;
	return name[domain.n - 1] != '.' && !digits; /* 192.0.2.1 is none */
}

static size_t
ask(const struct td_psl *psl, const char *name)
{
	const char *org = psl_registrable_domain(psl->list, name);

	return org == NULL ? 0 : strlen(org);
}

__attribute__((noinline)) static struct td_span
find_org(const struct td_psl *psl, struct td_span domain)
{
	char name[DOMAIN_MAX + 1];
	struct td_span none = { domain.p, 0 };
	size_t n, org;

	if (!normalise(domain, name, &n))
		return none;
	org = ask(psl, name);
	return (struct td_span){ domain.p + (n - org), org };
}

/* Ask, and keep the answer at one of the places from `home` on. */
__attribute__((noinline)) static struct slot *
learn_org(struct td_orgs *o, struct slot *home, struct td_span domain)
{
	struct td_span org = find_org(o->psl, domain);

	home += o->turn++ & (PROBES - 1);
	home->n = (uint8_t)domain.n;
	home->org_at = (uint8_t)(org.p - domain.p);
	home->org_n = (uint8_t)org.n;
	home->note = 0;
	memcpy(home->name, domain.p, domain.n);
	return home;
}

/* The slot of a name that is remembered from now on. */
static inline struct slot *
slot_of(struct td_orgs *o, struct td_span domain)
{
	struct slot *home = &o->slot[td_name_hash(domain) & (SLOTS - 1) &
	    ~(uint32_t)(PROBES - 1)];

	for (size_t i = 0; i < PROBES; i++)
		if (home[i].n == domain.n && td_name_same(home[i].name, domain))
			return &home[i];
	return learn_org(o, home, domain);
}

struct td_span
td_org_noted(struct td_orgs *o, struct td_span domain, uint8_t **note)
{
	struct slot *s;

	if (domain.n == 0 || domain.n > KEY_MAX) {
		o->no_note = 0;
		*note = &o->no_note;
		return find_org(o->psl, domain);
	}
	s = slot_of(o, domain);
	*note = &s->note;
	return (struct td_span){ domain.p + s->org_at, s->org_n };
}

struct td_span
td_org(struct td_orgs *o, struct td_span domain)
{
	uint8_t *note;

	return td_org_noted(o, domain, &note);
}

bool
td_aligned_relaxed(struct td_orgs *o, struct td_span a, struct td_span b)
{
	struct td_span org;

	if (a.n == 0 || b.n == 0)
		return false;
	if (td_span_ieq(a, b))
		return true;
	org = td_org(o, a);
	return org.n > 0 && td_span_ieq(org, td_org(o, b));
}

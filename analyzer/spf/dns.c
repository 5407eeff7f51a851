/*
 * The records of a zone file by name, and what can be said of names that are
 * not in it.
 */
#include "dns_parts.h"

#include <stdlib.h>

#define BIT(type) (1u << (type))

static struct td_span
name_text(const struct td_dns *z, uint32_t name)
{
	return text_at(&z->texts, z->name[name].text);
}

static uint32_t
find_name(const struct td_dns *z, struct td_span name)
{
	uint64_t hash = td_table_hash(name, 0);
	uint32_t i, row;

	TABLE_EACH(&z->index, hash, i, row)
	if (td_span_eq(name_text(z, row), name))
		return row;
	return NONE;
}

/* The name above; false above the root. */
static bool
go_up(struct td_span *name)
{
	const char *dot, *end = name->p + name->n;

	if (name->n == 0)
		return false;
	dot = memchr(name->p, '.', name->n);
	*name = dot != NULL ? td_span(dot + 1, end) : (struct td_span){ "", 0 };
	return true;
}

static const char *
new_name(struct td_dns *z, struct td_span name, uint32_t *out)
{
	struct dns_name *n;

	if (z->n_names == TD_DNS_NAMES_MAX)
		return "more than 262144 names";
	if (td_room(&z->name, &z->names_cap, z->n_names + 1, sizeof(*n)) < 0)
		return "";
	n = &z->name[z->n_names];
	*n = (struct dns_name){ .first = NONE, .last = NONE };
	if (td_text_add(&z->texts, name, &n->text) < 0 ||
	    td_table_add(&z->index, td_table_hash(name, 0), z->n_names) < 0)
		return "";
	*out = z->n_names++;
	return NULL;
}

/* With all names above: those exist, too (RFC 8020 2). */
static const char *
enter_name(struct td_dns *z, struct td_span name, uint32_t *out)
{
	const char *why = NULL;
	uint32_t above;

	*out = find_name(z, name);
	if (*out != NONE)
		return NULL;
	why = new_name(z, name, out);
	while (why == NULL && go_up(&name) && find_name(z, name) == NONE)
		why = new_name(z, name, &above);
	return why;
}

static bool
has_record(const struct td_dns *z, const struct dns_name *n,
    enum td_dns_type type, struct td_span data)
{
	for (uint32_t r = n->first; r != NONE; r = z->record[r].next)
		if (z->record[r].type == type &&
		    td_span_eq(text_at(&z->texts, z->record[r].data), data))
			return true;
	return false;
}

/* RFC 1034 3.6.2, RFC 2181 10.1. */
static bool
alias_clashes(uint32_t types, enum td_dns_type type)
{
	types &= ~BIT(TD_DNS_OTHER);
	if (type == TD_DNS_OTHER)
		return false;
	return type == TD_DNS_CNAME ? types != 0 :
	                              (types & BIT(TD_DNS_CNAME)) != 0;
}

static const char *
append(
    struct td_dns *z, uint32_t name, enum td_dns_type type, struct td_span data)
{
	struct dns_record *r;
	struct dns_name *n = &z->name[name];
	uint32_t at = z->n_records;

	if (n->n == TD_DNS_RECORDS_MAX)
		return "more than 256 records of one name";
	if (td_room(&z->record, &z->records_cap, at + 1, sizeof(*r)) < 0)
		return "";
	r = &z->record[at];
	*r = (struct dns_record){ .next = NONE, .type = type };
	if (td_text_add(&z->texts, data, &r->data) < 0)
		return "";
	if (n->last != NONE)
		z->record[n->last].next = at;
	else
		n->first = at;
	n->last = at;
	n->n++;
	z->n_records++;
	return NULL;
}

const char *
td_dns_add(struct td_dns *z, struct td_span name, enum td_dns_type type,
    struct td_span data)
{
	const char *why;
	uint32_t at;

	why = enter_name(z, name, &at);
	if (why != NULL)
		return why;
	if (has_record(z, &z->name[at], type, data))
		return NULL; /* a set has none twice: RFC 2181 5 */
	if (alias_clashes(z->name[at].types, type))
		return "a CNAME and another record of one name";
	z->owners += z->name[at].types == 0;
	z->name[at].types |= BIT(type);
	return type <= TD_DNS_CNAME ? append(z, at, type, data) : NULL;
}

void
td_dns_free(struct td_dns *z)
{
	if (z == NULL)
		return;
	free(z->record);
	free(z->name);
	free(z->index.slot);
	free(z->texts.p);
	free(z);
}

size_t
td_dns_ignored_spf(const struct td_dns *z)
{
	return z->ignored_spf;
}

size_t
td_dns_names(const struct td_dns *z)
{
	return z->owners;
}

const char *
td_dns_type_name(enum td_dns_type type)
{
	static const char *const names[TD_DNS_N_TYPES] = {
		[TD_DNS_A] = "A",
		[TD_DNS_AAAA] = "AAAA",
		[TD_DNS_MX] = "MX",
		[TD_DNS_PTR] = "PTR",
		[TD_DNS_TXT] = "TXT",
		[TD_DNS_CNAME] = "CNAME",
		[TD_DNS_NS] = "NS",
		[TD_DNS_SOA] = "SOA",
		[TD_DNS_OTHER] = "other",
	};

	return names[type];
}

/* Whether the file holds all there is of a name. */
static bool
is_whole(const struct td_dns *z, struct td_span name)
{
	do {
		uint32_t at = find_name(z, name);
		uint32_t types = at == NONE ? 0 : z->name[at].types;

		if ((types & BIT(TD_DNS_SOA)) != 0)
			return true;
		if ((types & BIT(TD_DNS_NS)) != 0)
			return false;
	} while (go_up(&name));
	return false;
}

/* The wildcard that stands for a name which does not exist: RFC 4592 3.3.1. */
static uint32_t
wildcard(const struct td_dns *z, struct td_span name)
{
	char star[2 + TD_DNS_NAME_MAX];

	while (go_up(&name)) {
		if (find_name(z, name) == NONE)
			continue;
		memcpy(star, "*.", 2);
		memcpy(star + 2, name.p, name.n);
		return find_name(
		    z, (struct td_span){ star, name.n > 0 ? name.n + 2 : 1 });
	}
	return NONE;
}

static uint32_t
first_of(const struct td_dns *z, uint32_t record, enum td_dns_type type)
{
	while (record != NONE && z->record[record].type != type)
		record = z->record[record].next;
	return record;
}

/* One step; *alias if there is a CNAME in the place of the records. */
static enum td_dns_answer
ask(const struct td_dns *z, struct td_dns_rows *rows, struct td_span *alias)
{
	uint32_t at = find_name(z, rows->name), record;
	bool exists = at != NONE;

	if (!exists ||
	    (z->name[at].types & (BIT(rows->type) | BIT(TD_DNS_CNAME))) == 0) {
		if (!is_whole(z, rows->name))
			return TD_DNS_UNKNOWN;
		if (!exists)
			at = wildcard(z, rows->name);
		if (at == NONE)
			return TD_DNS_NO_NAME;
	}
	rows->next = first_of(z, z->name[at].first, rows->type);
	if (rows->next != NONE)
		return TD_DNS_FOUND;
	record = first_of(z, z->name[at].first, TD_DNS_CNAME);
	if (record != NONE)
		*alias = text_at(&z->texts, z->record[record].data);
	return TD_DNS_NO_DATA;
}

enum td_dns_answer
td_dns_find(const struct td_dns *z, struct td_span name, enum td_dns_type type,
    struct td_dns_rows *rows)
{
	*rows = (struct td_dns_rows){ z, NONE, type, name };
	if (!td_dns_name_valid(name))
		return TD_DNS_NO_NAME;
	for (int i = 0; i <= TD_DNS_ALIASES_MAX; i++) {
		struct td_span alias = { NULL, 0 };
		enum td_dns_answer answer = ask(z, rows, &alias);

		if (alias.p == NULL)
			return answer;
		rows->name = alias;
	}
	return TD_DNS_NO_DATA;
}

bool
td_dns_next(struct td_dns_rows *rows, struct td_span *data)
{
	const struct dns_record *r;

	if (rows->next == NONE)
		return false;
	r = &rows->zone->record[rows->next];
	*data = text_at(&rows->zone->texts, r->data);
	rows->next = first_of(rows->zone, r->next, rows->type);
	return true;
}

bool
td_dns_name_valid(struct td_span name)
{
	const char *p = name.p, *end = p + name.n;

	if (name.n == 0 || name.n > TD_DNS_NAME_MAX)
		return name.n == 0;
	for (;;) {
		const char *dot = memchr(p, '.', (size_t)(end - p));
		size_t n = (size_t)((dot != NULL ? dot : end) - p);

		if (n == 0 || n > TD_DNS_LABEL_MAX)
			return false;
		if (dot == NULL)
			return true;
		p = dot + 1;
	}
}

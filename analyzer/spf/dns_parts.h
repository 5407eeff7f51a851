/*
 * What the files of the zone reader share: its tables and its tokens.
 */
#ifndef TD_SPF_DNS_PARTS_H
#define TD_SPF_DNS_PARTS_H

#include "analyzer/observe/table.h"
#include "dns.h"

/* ---- dns.c: the records by name ---- */

struct dns_name {
	uint32_t text;        /* in `texts` */
	uint32_t first, last; /* records in the order of the file, or NONE */
	uint32_t n;
	uint32_t types; /* TD_BIT-like: 1 << enum td_dns_type */
};

struct dns_record {
	uint32_t next, data; /* data: in `texts` */
	enum td_dns_type type;
};

struct td_dns {
	struct texts texts;
	struct table index; /* names by hash */
	struct dns_name *name;
	uint32_t n_names, names_cap;
	struct dns_record *record;
	uint32_t n_records, records_cap;
	size_t ignored_spf;
	size_t owners; /* names that have a record */
};

/*
 * Add a record, unless it is there already.  NULL, or a literal that says what
 * is wrong with it; "" if there is no memory.
 */
const char *td_dns_add(struct td_dns *z, struct td_span name,
    enum td_dns_type type, struct td_span data);

/* ---- dns_lex.c: tokens ---- */

enum dns_token_kind {
	DNS_WORD,
	DNS_STRING, /* what stands between quotes */
	DNS_NEWLINE,
	DNS_END,
	DNS_BAD /* `text` says why */
};

struct dns_token {
	enum dns_token_kind kind;
	bool indented; /* not at the very beginning of a line */
	size_t line;
	struct td_span text; /* escapes are still in it */
};

struct dns_lex {
	const char *begin, *p, *end;
	size_t line;
	bool open; /* between parentheses, where lines do not end */
};

struct dns_token td_dns_token(struct dns_lex *x);

/*
 * One byte of a text with escapes (RFC 1035 5.1: \X, \DDD) at *p, which moves
 * on; *escaped if it had one.  -1 if the escape is none.
 */
int td_dns_byte(const char **p, const char *end, bool *escaped);

#endif

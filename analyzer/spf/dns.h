/*
 * DNS records from a file, instead of from the DNS, for `audit --what-if`.
 *
 *	$ORIGIN example.jp.
 *	@       300  IN  TXT  "v=spf1 include:amazonses.com ~all"
 *	bounce       IN  MX   10 feedback-smtp.example.net.
 *
 * RFC 1035 5, as zone files are written and as dig prints its answers.  A file
 * need not be a whole zone: what it does not hold is not known, and never
 * taken for absent.  Only where it holds the SOA record of a zone is it the
 * whole of that zone, down to names that NS records give away, and only there
 * a name that is not in it does not exist (RFC 2308 2).
 */
#ifndef TD_SPF_DNS_H
#define TD_SPF_DNS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/error.h"
#include "formats/span.h"

enum {
	TD_DNS_NAME_MAX = 253,      /* RFC 1035 2.3.4, without the final dot */
	TD_DNS_LABEL_MAX = 63,      /* the same */
	TD_DNS_RECORDS_MAX = 256,   /* of one name */
	TD_DNS_NAMES_MAX = 1 << 18, /* also those that only lie above others */
	TD_DNS_TEXT_MAX = 65535,    /* bytes of one TXT: RFC 1035 3.2.1 */
	TD_DNS_ALIASES_MAX = 10     /* CNAME records in a row */
};

/* The types whose data are kept. */
enum td_dns_type {
	TD_DNS_A,     /* 4 bytes */
	TD_DNS_AAAA,  /* 16 bytes */
	TD_DNS_MX,    /* preference in 2 bytes, and a name */
	TD_DNS_PTR,   /* a name */
	TD_DNS_TXT,   /* its strings, joined without a blank: RFC 7208 3.3 */
	TD_DNS_CNAME, /* a name */
	TD_DNS_NS,    /* nothing: it is there */
	TD_DNS_SOA,   /* nothing */
	TD_DNS_OTHER, /* nothing: the name is there */
	TD_DNS_N_TYPES
};

const char *td_dns_type_name(enum td_dns_type type); /* "TXT" */

enum td_dns_answer {
	TD_DNS_FOUND,
	TD_DNS_NO_DATA, /* no such record, though there is the name */
	TD_DNS_NO_NAME, /* NXDOMAIN */
	TD_DNS_UNKNOWN  /* not in the file: rows.name says which */
};

struct td_dns;

/* Names are in lower case and have no dot at the end; "" is the root. */
struct td_dns_rows {
	const struct td_dns *zone;
	uint32_t next;
	enum td_dns_type type;
	struct td_span name; /* behind all aliases */
};

/* NULL with *e filled in if the file cannot be read or has a bad line. */
struct td_dns *td_dns_new(const char *file, struct td_error *e);
/* The same from a text. */
struct td_dns *td_dns_parse(struct td_span text, struct td_error *e);
void td_dns_free(struct td_dns *z);

/* Records of type SPF (99), which no one may look at: RFC 7208 3.1. */
size_t td_dns_ignored_spf(const struct td_dns *z);
/* Names in the file. */
size_t td_dns_names(const struct td_dns *z);

/*
 * Ask for the records of a name, in any case, with or without a final dot.
 * Aliases are followed; a chain that never ends is without data, as RFC 1034
 * 3.6.2 lets it be.  rows->name lies in the zone or in `name`.
 */
enum td_dns_answer td_dns_find(const struct td_dns *z, struct td_span name,
    enum td_dns_type type, struct td_dns_rows *rows);

/* One record after the other, in the order of the file. */
bool td_dns_next(struct td_dns_rows *rows, struct td_span *data);

/* Whether it can be asked for: labels of 1 to 63 bytes, 253 in all. */
bool td_dns_name_valid(struct td_span name);

#endif

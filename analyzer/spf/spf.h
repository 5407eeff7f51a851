/*
 * check_host() of RFC 7208 over the records of a file, instead of the DNS.
 *
 * Where the result depends on a record that the file does not hold, or on a
 * part of the envelope that nobody told, all results are given that are still
 * possible, and what was wanted; nothing is guessed.  exp= is not looked up:
 * it changes no result.  There is no temperror: no one is asked who could
 * fail to answer.
 */
#ifndef TD_SPF_SPF_H
#define TD_SPF_SPF_H

#include "dns.h"
#include "formats/field_authres.h"

enum {
	TD_SPF_MAX_TERMS = 10, /* that need the DNS: RFC 7208 4.6.4 */
	TD_SPF_MAX_VOID = 2,   /* lookups without an answer: the same */
	TD_SPF_MAX_NAMES = 10, /* of one mx or ptr: the same */
	TD_SPF_MAX_WANTS = 8   /* further ones are counted only */
};

struct td_spf_query {
	size_t n_ip; /* 4 or 16 */
	uint8_t ip[16];
	struct td_span domain; /* MAIL FROM's, or HELO's, or of a header */
	/* For macros; p NULL: not known.  "postmaster" if the sender has no
	 * local part: RFC 7208 4.3. */
	struct td_span local;
	struct td_span helo;
};

/* A record that is not in the file; or, with TD_DNS_N_TYPES, another thing
 * that is not known, such as "HELO". */
struct td_spf_want {
	enum td_dns_type type;
	uint8_t n;
	char name[TD_DNS_NAME_MAX];
};

struct td_spf_answer {
	uint32_t possible; /* TD_BIT of each enum td_result */
	size_t n_wants;    /* 0 if one result is left */
	struct td_spf_want want[TD_SPF_MAX_WANTS];
};

void td_spf_check(const struct td_dns *dns, const struct td_spf_query *query,
    struct td_spf_answer *out);

/* The result, or TD_R_MISSING if it cannot be known. */
enum td_result td_spf_result(const struct td_spf_answer *a);

#endif

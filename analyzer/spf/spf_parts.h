/*
 * What the files of the SPF evaluator share: terms of a record, macros.
 */
#ifndef TD_SPF_SPF_PARTS_H
#define TD_SPF_SPF_PARTS_H

#include "spf.h"

/* ---- spf_term.c ---- */

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_MODIFIER /* one that nobody knows: RFC 7208 6 */
};

struct spf_term {
	enum spf_kind kind;
	enum td_result result; /* of a directive that matches */
	struct td_span spec;   /* <domain-spec>; n 0: none */
	uint8_t cidr4, cidr6;
	uint8_t ip[16];
};

/*
 * The next term of what is behind "v=spf1", off *rest.  1; 0 if there is none;
 * -1 if its syntax is wrong.
 */
int td_spf_term(struct td_span *rest, struct spf_term *out);

/* ---- spf_macro.c ---- */

/* A piece of a <macro-string>: RFC 7208 7.1. */
struct spf_macro {
	struct td_span literal; /* n 0 if there is a letter */
	char letter;            /* in lower case */
	bool escape;            /* it was in upper case */
	bool reverse;
	uint32_t keep;         /* labels; 0: all */
	struct td_span delims; /* "" is "." */
};

/* The next piece, off *rest: 1, 0 or -1 as above. */
int td_spf_macro(struct td_span *rest, struct spf_macro *out);

bool td_spf_macro_string_valid(struct td_span s);
bool td_spf_domain_spec_valid(struct td_span s);

/* A text of any length, of which the end is kept. */
struct spf_text {
	size_t n;
	char p[4 * (TD_DNS_NAME_MAX + 1)];
};

void td_spf_put(struct spf_text *t, struct td_span s);
/* The value of a macro, split, reversed and cut as that says. */
void td_spf_put_macro(
    struct spf_text *t, const struct spf_macro *m, struct td_span value);
/* As a name to ask for: lower case, no dot at the end, and not longer than a
 * name may be (RFC 7208 7.3). */
struct td_span td_spf_name(struct spf_text *t);

#endif
